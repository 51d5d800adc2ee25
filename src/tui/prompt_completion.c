/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt.h"

#include "sgdscope/io/collection.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

/* What the word under the cursor can become. */
struct completion {
    const char *stem; /* what has been typed of it */
    size_t length;
    char common[MATRIX_SPEC_PATH + 2]; /* what all matches begin with */
    int count;
    /* Those that are listed: from the first-th on, as many as fit. */
    int first, listed;
    size_t room;
    char all[300];
};

static const char more_follow[] = "  Tab: more";

/* One more name, if the stem is its beginning. */
static void offer(struct completion *c, const char *name)
{
    if (strncmp(name, c->stem, c->length) != 0)
        return;
    if (c->count == 0)
        (void)snprintf(c->common, sizeof c->common, "%s", name);
    size_t same = 0;
    while (c->common[same] != '\0' && c->common[same] == name[same])
        same++;
    c->common[same] = '\0';
    size_t used = strlen(c->all), needed = used + 1 + strlen(name);
    bool is_next = c->count == c->first + c->listed;
    if (is_next && (used == 0 || needed + sizeof more_follow <= c->room)) {
        (void)snprintf(c->all + used, sizeof c->all - used, "%s%s", used > 0 ? " " : "", name);
        c->listed++;
    }
    c->count++;
}

static void offer_member(const char *name, const char *path, void *context)
{
    (void)path;
    offer(context, name);
}

/* The pattern of all names that begin with the stem, in which glob's own signs are escaped. */
static void make_pattern(const char *stem, char *pattern, size_t size)
{
    size_t used = 0;
    for (const char *c = stem; *c != '\0' && used + 4 < size; c++) {
        if (strchr("*?[]\\", *c) != NULL)
            pattern[used++] = '\\';
        pattern[used++] = *c;
    }
    pattern[used++] = '*';
    pattern[used] = '\0';
}

/* prefix: what stands before the name ("@" or nothing). */
static void offer_files(struct completion *c, const char *prefix)
{
    char pattern[2 * MATRIX_SPEC_PATH], name[2 * MATRIX_SPEC_PATH];
    size_t skip = strlen(prefix);
    glob_t found = {0};
    if (strncmp(c->stem, prefix, skip) != 0)
        return;
    make_pattern(c->stem + skip, pattern, sizeof pattern);
    if (glob(pattern, GLOB_MARK, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            (void)snprintf(name, sizeof name, "%s%s", prefix, found.gl_pathv[i]);
            offer(c, name);
        }
    globfree(&found);
}

/* What may stand behind a command. */
static void offer_arguments(struct completion *c, const struct verb *verb)
{
    if (verb->offers & OFFER_PRESETS)
        collection_each(&collection_presets, offer_member, c);
    if (verb->offers & OFFER_TOURS)
        collection_each(&collection_tours, offer_member, c);
    if (verb->offers & OFFER_FILES)
        offer_files(c, "");
    if (verb->offers & OFFER_THEMES) {
        offer(c, "dark");
        offer(c, "light");
    }
}

/* The values of a parameter: choices or files. */
static void offer_values(struct completion *c, const struct parameter *p)
{
    for (size_t i = 0; i < p->choices; i++)
        offer(c, parameter_choice(p, i)->name);
    for (size_t i = 0; parameter_word_allowed(p, i) != NULL; i++)
        offer(c, parameter_word_allowed(p, i));
    if (p->kind == PARAMETER_MATRIX)
        offer_files(c, "@");
    if (p->kind == PARAMETER_FILE)
        offer_files(c, "");
}

/* What may stand behind the word; NULL: commands and parameters. */
static void offer_after(struct completion *c, const char *word)
{
    for (size_t i = 0; prompt_command(i) != NULL && word == NULL; i++)
        offer(c, prompt_command(i));
    bool is_over = false;
    const struct verb *verb = word != NULL ? prompt_verb(word, &is_over) : NULL;
    if (verb != NULL)
        offer_arguments(c, verb);
    const struct parameter *p = word != NULL ? parameter_find(word) : NULL;
    if (p != NULL)
        offer_values(c, p);
}

/* The name of one more parameter behind a complete setting. */
static void offer_next(struct completion *c, const char *stem)
{
    c->stem = stem;
    c->length = strlen(stem);
    for (size_t i = 0; i < parameter_count; i++)
        offer(c, parameter_table[i].name);
}

/* Another Tab lists those that had no room, and then begins again. */
static void list_matches(struct app *a, const struct completion *c)
{
    int next = c->first + c->listed;
    app_say(a, "%s%s", c->all, c->listed < c->count ? more_follow : "");
    a->prompt.listed = next < c->count ? next : 0;
}

/* Complete the value of a setting, or the name that begins one. */
void prompt_complete(struct app *a)
{
    struct line_editor *l = &a->prompt.line;
    char text[LINE_MAX_BYTES], *setting = text;
    (void)snprintf(text, sizeof text, "%.*s", (int)l->cursor, l->text);
    for (size_t n = prompt_setting_length(setting); setting[n] != '\0';
         n = prompt_setting_length(setting))
        setting += n + strspn(setting + n, " ");
    char *space = strchr(setting, ' '), *last = strrchr(setting, ' ');
    struct completion c = {.stem = space == NULL ? setting : space + 1,
                           .first = a->prompt.listed,
                           .room = (size_t)a->screen->columns};
    c.room = c.room < sizeof c.all ? c.room : sizeof c.all;
    c.length = strlen(c.stem);
    bool is_name = space == NULL;
    if (space != NULL)
        *space = '\0';
    offer_after(&c, space == NULL ? NULL : setting);
    if (c.count == 0 && last != space) {
        offer_next(&c, last + 1);
        is_name = true;
    }
    if (c.count == 0)
        return;
    line_insert(l, c.common + c.length, strlen(c.common) - c.length);
    if (c.count == 1 && is_name)
        line_insert(l, " ", 1);
    else if (c.count > 1)
        list_matches(a, &c);
}
