/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tour_reading.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What a step can say beside parameters. */

struct status tour_lines_copy(const char *value, int lines, int columns, char *to, size_t size)
{
    int count = 1;
    if (value[0] == '\0')
        return status_error(STATUS_INPUT, "it is empty");
    if (strlen(value) >= size)
        return status_error(STATUS_INPUT, "%zu bytes are too many: %zu fit", strlen(value),
                            size - 1);
    for (const char *line = value; lines > 0; count++) {
        int length = (int)strcspn(line, "\n");
        char one[TOUR_NOTES];
        (void)snprintf(one, sizeof one, "%.*s", length, line);
        if (utf8_columns(one) > columns)
            return status_error(STATUS_INPUT, "line %d has %d columns: %d fit", count,
                                utf8_columns(one), columns);
        line += length;
        if (*line++ == '\0')
            break;
    }
    if (lines > 0 && count > lines)
        return status_error(STATUS_INPUT, "%d lines are too many: %d fit", count, lines);
    ini_copy_text(to, size, value);
    return status_ok();
}

/* A bare name of a preset, or the name of a file, relative to the tour's folder. */
static struct status set_preset(struct tour_reading *r, const char *value)
{
    char name[MATRIX_SPEC_PATH], *path = r->step->file;
    const struct show show = r->step->experiment.show;
    for (size_t i = 0; i < parameter_count; i++)
        if (r->given[i] != 0)
            return status_error(STATUS_INPUT, "it must stand above %s, which it would replace",
                                parameter_table[i].name);
    if ((size_t)snprintf(name, sizeof name, "%s", value) >= sizeof name)
        return status_error(STATUS_INPUT, "the name is longer than %zu bytes", sizeof name - 1);
    bool is_file = strchr(name, '/') != NULL || strstr(name, ".ini") != NULL;
    if (is_file)
        ini_resolve_path(r->path, name, sizeof name);
    else
        (void)snprintf(r->step->preset, sizeof r->step->preset, "%.77s", name);
    const size_t size = sizeof r->step->file;
    STATUS_TRY(is_file ? collection_find(&collection_presets, name, path, size)
                       : collection_find_listed(&collection_presets, name, path, size));
    return experiment_file_read_over(path, &show, NULL, &r->step->experiment);
}

static struct status find_word(int (*find)(const char *name), const char *value, int *out)
{
    int found = find(value);
    if (found < 0)
        return status_error(STATUS_INPUT, "there is no '%.60s'", value);
    *out = found;
    return status_ok();
}

struct status tour_percent_parse(const char *value, double *out, bool *is_percent)
{
    char text[TOUR_COLUMNS];
    (void)snprintf(text, sizeof text, "%s", value);
    char *percent = strchr(text, '%');
    *is_percent = percent != NULL && percent[1 + strspn(percent + 1, " ")] == '\0';
    if (*is_percent)
        *percent = '\0';
    return number_parse_quotient(text, out);
}

struct status tour_number_parse(const char *value, double *out)
{
    double v = 0;
    bool is_percent = false;
    STATUS_TRY(tour_percent_parse(value, &v, &is_percent));
    if (!(v > 0) || !isfinite(v))
        return status_error(STATUS_INPUT, "'%.60s' is not above 0", value);
    *out = is_percent ? v / 100 : v;
    return status_ok();
}

bool tour_guess_parse(const struct tour_step *s, const char *text, double *out)
{
    char plain[TOUR_COLUMNS];
    bool is_percent = false;
    (void)snprintf(plain, sizeof plain, "%s", text);
    char *comma = strchr(plain, ',');
    if (comma != NULL && plain[0] != '0' && strspn(comma + 1, "0123456789") == 3)
        return false; /* 1,000 may be one or a thousand */
    if (comma != NULL && strchr(plain, '.') == NULL)
        *comma = '.';
    if (tour_percent_parse(plain, out, &is_percent).code != STATUS_OK)
        return false;
    *out /= is_percent && !s->is_percent ? 100 : 1;
    return true;
}

static struct status set_within(struct tour_reading *r, const char *value)
{
    return tour_number_parse(value, &r->step->within);
}

static struct status set_minutes(struct tour_reading *r, const char *value)
{
    return tour_number_parse(value, &r->step->minutes);
}

static struct status parse_yes(const char *value, bool *out)
{
    bool is_yes = strcmp(value, "yes") == 0;
    if (!is_yes && strcmp(value, "no") != 0)
        return status_error(STATUS_INPUT, "'%.60s' is neither yes nor no", value);
    *out = is_yes;
    return status_ok();
}

static struct status set_noise_free(struct tour_reading *r, const char *value)
{
    return parse_yes(value, &r->is_noise_free);
}

static struct status set_projector(struct tour_reading *r, const char *value)
{
    bool is_on = false;
    STATUS_TRY(parse_yes(value, &is_on));
    r->step->projector = is_on;
    return status_ok();
}

/* Words with blanks between them. */
static struct status set_hide(struct tour_reading *r, const char *value)
{
    char words[TOUR_TEXT], *rest = NULL;
    (void)snprintf(words, sizeof words, "%s", value);
    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        int bit = 0;
        STATUS_TRY(find_word(r->words->hidden, word, &bit));
        r->step->hidden |= 1U << bit;
    }
    return status_ok();
}

static struct status set_choices(struct tour_reading *r, const char *value)
{
    enum { CHOICE_FRAME = 5 }; /* "A " and what is between two */
    struct tour_step *step = r->step;
    int columns = 0;
    for (const char *at = value;; at++) {
        at += strspn(at, " ");
        size_t length = strcspn(at, "|");
        const char *next = at + length;
        while (length > 0 && at[length - 1] == ' ')
            length--;
        if (length == 0 || length >= sizeof step->choice[0])
            return status_error(STATUS_INPUT, "'%.60s' is not A | B | C", value);
        if (step->choices == TOUR_CHOICES)
            return status_error(STATUS_INPUT, "there can be %d at most", TOUR_CHOICES);
        (void)snprintf(step->choice[step->choices++], sizeof step->choice[0], "%.*s", (int)length,
                       at);
        columns += CHOICE_FRAME + utf8_columns(step->choice[step->choices - 1]);
        if (*next == '\0')
            break;
        at = next;
    }
    if (step->choices == 1)
        return status_error(STATUS_INPUT, "'%.60s' is one choice alone", value);
    if (columns > TOUR_COLUMNS)
        return status_error(STATUS_INPUT, "they take %d columns: %d fit", columns, TOUR_COLUMNS);
    return status_ok();
}

/* What it is, a choice or a number, is known at the step's end. */
static struct status set_answer(struct tour_reading *r, const char *value)
{
    if (strlen(value) >= sizeof r->answer)
        return status_error(STATUS_INPUT, "'%.60s' is too long", value);
    (void)snprintf(r->answer, sizeof r->answer, "%s", value);
    return status_ok();
}

static struct status set_axis(struct tour_reading *r, const char *value)
{
    if (strcmp(value, "x") != 0 && strcmp(value, "y") != 0)
        return status_error(STATUS_INPUT, "'%.60s' is neither x nor y", value);
    r->step->axis = value[0] == 'x' ? TOUR_AXIS_X : TOUR_AXIS_Y;
    return status_ok();
}

const struct tour_key tour_key_table[] = {
#define TEXT(member) offsetof(struct tour_step, member), sizeof((struct tour_step *)0)->member
    {"title", false, NULL, 1, TOUR_TITLE, TEXT(title)},
    {"text", false, NULL, TOUR_LINES, TOUR_COLUMNS, TEXT(text)},
    {"ask", false, NULL, 1, TOUR_COLUMNS, TEXT(ask)},
    {"reveal", true, NULL, TOUR_LINES, TOUR_COLUMNS, TEXT(reveal)},
    {"notes", false, NULL, 0, 0, TEXT(notes)},
#undef TEXT
    {"preset", false, set_preset, 0, 0, 0, 0},
    {"noise-free", false, set_noise_free, 0, 0, 0, 0},
    {"projector", false, set_projector, 0, 0, 0, 0},
    {"minutes", false, set_minutes, 0, 0, 0, 0},
    {"hide", true, set_hide, 0, 0, 0, 0},
    {"choices", true, set_choices, 0, 0, 0, 0},
    {"answer", true, set_answer, 0, 0, 0, 0},
    {"within", true, set_within, 0, 0, 0, 0},
    {"axis", true, set_axis, 0, 0, 0, 0},
};

enum { KEYS = sizeof tour_key_table / sizeof *tour_key_table };
_Static_assert((int)KEYS <= (int)TOUR_KEYS_MAX, "each has a line");

const size_t tour_key_count = KEYS;

const struct tour_key *tour_key_find(const char *name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(tour_key_table[i].name, name) == 0)
            return &tour_key_table[i];
    return NULL;
}

struct status tour_key_unknown(const char *name)
{
    struct nearest near = nearest_to(name);
    for (size_t i = 0; i < KEYS; i++)
        nearest_offer(&near, tour_key_table[i].name);
    for (size_t i = 0; i < parameter_count; i++)
        nearest_offer(&near, parameter_table[i].name);
    return near.name[0] != '\0'
               ? status_error(STATUS_INPUT, "%.60s: a step knows no such name; did you mean '%s'?",
                              name, near.name)
               : status_error(STATUS_INPUT, "%.60s: a step knows no such name", name);
}

struct status tour_key_set(struct tour_reading *r, const struct tour_key *k, const char *value)
{
    struct status s = k->set != NULL ? k->set(r, value)
                                     : tour_lines_copy(value, k->lines, k->columns,
                                                       (char *)r->step + k->offset, k->size);
    return status_prefix(s, "%s", k->name);
}
