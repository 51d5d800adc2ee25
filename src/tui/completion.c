/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "completion.h"

#include "sgdscope/io/experiment_file.h"
#include "sgdscope/view/view.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

struct completion completion_begin(const char *stem)
{
    return (struct completion){.stem = stem, .length = strlen(stem)};
}

void completion_offer(struct completion *c, const char *name)
{
    if (strncmp(name, c->stem, c->length) != 0)
        return;
    if (c->count == 0)
        (void)snprintf(c->common, sizeof c->common, "%s", name);
    size_t same = 0;
    while (c->common[same] != '\0' && c->common[same] == name[same])
        same++;
    c->common[same] = '\0';
    size_t used = strlen(c->all);
    (void)snprintf(c->all + used, sizeof c->all - used, "%s%s", c->count > 0 ? " " : "", name);
    c->count++;
}

static void offer_preset(const char *name, const char *path, void *context)
{
    (void)path;
    completion_offer(context, name);
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
            completion_offer(c, name);
        }
    globfree(&found);
}

void completion_offer_kinds(struct completion *c, int kinds)
{
    if (kinds & OFFER_PRESETS)
        experiment_file_presets(offer_preset, c);
    if (kinds & OFFER_FILES)
        offer_files(c, "");
    for (int i = 0; i < view_count && (kinds & OFFER_VIEWS); i++)
        completion_offer(c, view_table[i].name);
    if (kinds & OFFER_THEMES) {
        completion_offer(c, "dark");
        completion_offer(c, "light");
    }
}

void completion_offer_values(struct completion *c, const struct parameter *p)
{
    for (size_t i = 0; i < p->choices; i++)
        completion_offer(c, parameter_choice(p, i)->name);
    if (p->kind == PARAMETER_MATRIX)
        offer_files(c, "@");
    if (p->kind == PARAMETER_FILE)
        offer_files(c, "");
}
