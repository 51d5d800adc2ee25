/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell_words.h"

#include "entry.h"
#include "sgdscope/command/command.h"

#include <stdbool.h>
#include <string.h>

/* The line whose last word is to be completed. */
struct typed_line {
    int count;
    char **word;
    const struct command *command;
    const char *last;   /* the last word */
    const char *value;  /* what of it is completed: all, or what follows "--option=", a comma */
    const char *option; /* the option whose value it is, as it was typed, or NULL */
    char name[40];      /* the same option's name, "" if it takes no value */
    char takes[100];    /* and what it takes */
    char before[200];   /* the words of a list before the one that is completed, and commas */
    int offered;
    FILE *out;
};

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Whether the word, of that length, is one of those in the list, which has blanks or commas. */
static bool is_among(const char *list, const char *word, size_t length)
{
    while (list != NULL && *list != '\0') {
        size_t end = strcspn(list, " ,");
        if (end == length && strncmp(list, word, length) == 0)
            return true;
        list += end + strspn(list + end, " ,");
    }
    return false;
}

/* Offer the word made of three parts if the typed one is its beginning. */
static void offer(struct typed_line *l, const char *before, const char *name, const char *after,
                  const char *about)
{
    char word[200];
    (void)snprintf(word, sizeof word, "%s%s%s", before, name, after);
    if (!begins_with(word, l->value))
        return;
    fprintf(l->out, "%.*s%s\t%s\n", (int)(l->value - l->last), l->last, word,
            about != NULL ? about : "");
    l->offered++;
}

static void offer_entry(const struct entry *e, void *context)
{
    offer(context, "", e->name, "", e->about);
}

/* Each of the words "a|b|c", which end with the text or a bracket. */
static void offer_words(struct typed_line *l, const char *words)
{
    char word[40];
    for (size_t end; (end = strcspn(words, "|]")) > 0; words += end + (words[end] == '|')) {
        (void)snprintf(word, sizeof word, "%.*s", (int)end, words);
        offer(l, "", word, "", NULL);
    }
}

/* Ask for files with that ending, whose names stand behind the text `before`. */
static void offer_files(struct typed_line *l, const char *before, const char *ending)
{
    fprintf(l->out, "\t%.*s%s\t%s\n", (int)(l->value - l->last), l->last, before, ending);
}

/* --- options and their values ----------------------------------------------------------------- */

static bool is_option(const struct typed_line *l, const struct entry *e)
{
    const char *name = l->command->name;
    return is_among(e->of, name, strlen(name));
}

/* What can be typed as an option: the parameters, and the other ones. */
static void each_option(struct typed_line *l, entry_found *found)
{
    entry_each("parameter", found, l);
    entry_each("option", found, l);
}

static void offer_option(const struct entry *e, void *context)
{
    if (is_option(context, e))
        offer(context, "--", e->name, "", e->about);
}

/* The second names, as --momentum; a letter is as long as it can be. */
static void offer_alias(const struct entry *e, void *context)
{
    const char *alias = e->other != NULL ? strstr(e->other, "--") : NULL;
    if (alias != NULL && is_option(context, e))
        offer(context, "", alias, "", e->about);
}

static void offer_options(struct typed_line *l)
{
    each_option(l, offer_option);
    if (l->count == 1)
        offer(l, "--", "version", "", "print the program's version");
    if (l->offered == 0)
        entry_each("parameter", offer_alias, l);
}

/* Keep what the option takes if the entry is it. */
static void take_option(const struct entry *e, void *context)
{
    struct typed_line *l = context;
    const size_t length = strcspn(l->option, "=");
    if (!is_option(l, e) || e->takes == NULL)
        return;
    if (is_among(e->other, l->option, length) ||
        (begins_with(l->option, "--") && is_among(e->name, l->option + 2, length - 2))) {
        (void)snprintf(l->name, sizeof l->name, "%s", e->name);
        (void)snprintf(l->takes, sizeof l->takes, "%s", e->takes);
    }
}

static void offer_choice(const struct entry *e, void *context)
{
    const struct typed_line *l = context;
    const char *other = e->other != NULL ? e->other : e->name;
    if (e->of == NULL || strcmp(e->of, l->name) != 0 ||
        is_among(l->before, e->name, strlen(e->name)) || is_among(l->before, other, strlen(other)))
        return;
    offer(context, "", e->name, "", e->about);
    if (e->other != NULL)
        offer(context, "", e->other, "", e->about);
}

/* A parameter to sweep. */
static void offer_axis(const struct entry *e, void *context)
{
    if (is_option(context, e) && grid_can_sweep(parameter_find(e->name)))
        offer(context, "", e->name, "=", e->about);
}

/* What is swept: the parameter, or a word of it behind NAME= and the words before. */
static void offer_sweep(struct typed_line *l)
{
    char name[sizeof l->name];
    const char *equals = strchr(l->value, '=');
    if (equals == NULL) {
        entry_each("parameter", offer_axis, l);
        return;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(equals - l->value), l->value);
    const struct parameter *p = parameter_find(name);
    if (p == NULL || !grid_can_sweep(p))
        return;
    const char *comma = strrchr(equals, ',');
    l->value = (comma != NULL ? comma : equals) + 1;
    (void)snprintf(l->before, sizeof l->before, "%.*s", (int)(l->value - equals - 1), equals + 1);
    (void)snprintf(l->name, sizeof l->name, "%s", p->name);
    entry_each("choice", offer_choice, l);
}

static void offer_value(struct typed_line *l)
{
    entry_each("choice", offer_choice, l);
    entry_each("word", offer_choice, l);
    if (strchr(l->takes, '|') != NULL)
        offer_words(l, l->takes);
    else if (begins_with(l->takes, "NAME="))
        offer_sweep(l);
    else if (begins_with(l->takes, "FILE"))
        offer_files(l, "", "");
    else if (begins_with(l->takes, "@") && l->value[0] == '@')
        offer_files(l, "@", "");
}

/* --- the word that is no option --------------------------------------------------------------- */

static void offer_argument(struct typed_line *l)
{
    const char *usage = l->command->usage;
    const char *words = strchr(usage, '[');
    if (l->count == 1)
        entry_each("command", offer_entry, l);
    if (strstr(usage, "FILE") != NULL) {
        entry_each(l->command->options == FOR_TOUR ? "tour" : "preset", offer_entry, l);
        offer_files(l, "", ".ini");
    } else if (strstr(usage, "NAME") != NULL) {
        entry_each("figure", offer_entry, l);
    } else if (words != NULL) {
        offer_words(l, words + 1);
    }
}

/* --- the line --------------------------------------------------------------------------------- */

/* Find the option whose value the last word is; `first`: the first word behind the command. Returns
 * whether the last word may be an option itself. */
static bool find_option(struct typed_line *l, int first)
{
    const char *before = l->count - 2 >= first ? l->word[l->count - 2] : "";
    for (int i = first; i < l->count - 1; i++)
        if (strcmp(l->word[i], "--") == 0)
            return false;
    const char *equals = begins_with(l->last, "--") ? strchr(l->last, '=') : NULL;
    if (equals != NULL) {
        l->option = l->last;
        l->value = equals + 1;
    } else if (before[0] == '-' && strchr(before, '=') == NULL) {
        l->option = before;
    }
    if (l->option != NULL)
        each_option(l, take_option);
    return l->option == NULL || l->takes[0] == '\0';
}

void shell_words_print(int count, char **word, FILE *out)
{
    static char *none[] = {""};
    struct typed_line l = {.count = count > 0 ? count : 1,
                           .word = count > 0 ? word : none,
                           .command = command_table,
                           .out = out};
    int first = 0;
    for (int i = 0; i < command_count && l.count > 1; i++)
        if (strcmp(l.word[0], command_table[i].name) == 0) {
            l.command = &command_table[i];
            first = 1;
        }
    l.last = l.value = l.word[l.count - 1];
    const bool option_fits = find_option(&l, first);
    if (l.takes[0] != '\0')
        offer_value(&l);
    else if (option_fits && l.value == l.last && l.last[0] == '-')
        offer_options(&l);
    else if (l.value == l.last)
        offer_argument(&l);
}
