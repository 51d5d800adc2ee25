/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data_form.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/parameter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool has_unquoted(const char *line, char c)
{
    bool quoted = false;
    for (; *line != '\0'; line++) {
        quoted ^= *line == '"';
        if (*line == c && !quoted)
            return true;
    }
    return false;
}

char data_delimiter(const struct experiment *e, const char *line, const char *candidates)
{
    static const char delimiter[] = {
        [DELIMITER_COMMA] = ',', [DELIMITER_SEMICOLON] = ';', [DELIMITER_TAB] = '\t'};
    if (e->delimiter != DELIMITER_AUTO)
        return delimiter[e->delimiter];
    while (*candidates != '\0' && !has_unquoted(line, *candidates))
        candidates++;
    return *candidates;
}

struct status data_number(char delimiter, char *field, double *value)
{
    char *comma = delimiter == ';' || delimiter == '\t' ? strchr(field, ',') : NULL;
    if (comma != NULL && strchr(field, '.') == NULL && strchr(comma + 1, ',') == NULL) {
        *comma = '.';
        if (number_parse(field, value).code == STATUS_OK)
            return status_ok();
        *comma = ',';
    }
    return number_parse(field, value);
}

bool data_is_missing(const char *field)
{
    static const char *const words[] = {"", "NA", "N/A", "NaN", "null", "None", "?", "-", "."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(field, words[i]) == 0)
            return true;
    return false;
}

/* Mark the columns of that name, else the one of that number, counted from 1. Returns whether there
 * is one. */
static bool mark_columns(char *const *name, size_t count, const char *wanted, bool mark, bool *used)
{
    char *end = NULL;
    bool found = false;
    for (size_t i = 0; name != NULL && i < count; i++)
        if (strcmp(name[i], wanted) == 0) {
            used[i] = mark;
            found = true;
        }
    size_t number = wanted[0] >= '1' && wanted[0] <= '9' ? strtoull(wanted, &end, 10) : 0;
    if (found || number == 0 || *end != '\0' || number > count)
        return found;
    used[number - 1] = mark;
    return true;
}

static struct status choose_one(const struct experiment *e, char *const *name, size_t count,
                                const char *wanted, bool *used)
{
    const bool leave_out = e->columns[0] == '-';
    if ((wanted[0] == '-') != leave_out)
        return status_error(STATUS_INPUT, "--columns: either names to use or -NAMES to leave out");
    return mark_columns(name, count, wanted + leave_out, !leave_out, used)
               ? status_ok()
               : parameter_no_column("columns", e, name, count, wanted + leave_out);
}

struct status data_choose(const struct experiment *e, char *const *name, size_t count, bool *used)
{
    const bool all = e->columns[0] == '\0' || e->columns[0] == '-';
    const bool has_target = experiment_data(e) == DATA_FILE && e->target[0] != '\0';
    char list[sizeof e->columns], *rest = NULL;
    for (size_t i = 0; i < count; i++)
        used[i] = all || (has_target && strcmp(name[i], e->target) == 0);
    (void)snprintf(list, sizeof list, "%s", e->columns);
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        word += strspn(word, " ");
        for (size_t end = strlen(word); end > 0 && word[end - 1] == ' '; end--)
            word[end - 1] = '\0';
        STATUS_TRY(choose_one(e, name, count, word, used));
    }
    return status_ok();
}
