/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tour_reading.h"

#include "sgdscope/base/builtin.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Right if it is met within this share, where the tour does not say. */
static const double usual_within = 0.1;

/* --- a step ----------------------------------------------------------------------------------- */

/* A file that is not there is found before the lecture begins. */
static struct status require_file(const struct ini_entry *entry)
{
    const char *file = parameter_file(parameter_find(entry->name), entry->value);
    if (file == NULL || builtin_find(file) != NULL || access(file, R_OK) == 0)
        return status_ok();
    return status_prefix(status_file(STATUS_INPUT, file, 0, "%s", status_reason(errno)), "%s",
                         entry->name);
}

static struct status set_step(struct tour_reading *r, const struct ini_entry *entry)
{
    const struct tour_key *k = tour_key_find(entry->name);
    if (k == NULL && parameter_find(entry->name) == NULL)
        return tour_key_unknown(entry->name);
    if (k == NULL && !parameter_find(entry->name)->of_show)
        r->step->preset[0] = '\0';
    if (k == NULL) {
        STATUS_TRY(experiment_entry_set(r->path, entry, r->given, &r->step->experiment));
        return require_file(entry);
    }
    STATUS_TRY(ini_require_first(k->name, &r->line[k - tour_key_table], entry->line));
    return tour_key_set(r, k, entry->value);
}

static bool is_given(const struct tour_reading *r, const char *name)
{
    return r->line[tour_key_find(name) - tour_key_table] != 0;
}

/* The answer is one of the choices if there are some, which may be numbers, else a number. */
static struct status settle_answer(struct tour_reading *r)
{
    struct tour_step *step = r->step;
    bool is_choice = step->choices > 0, is_number = false;
    if (is_given(r, "answer")) {
        struct status s = tour_percent_parse(r->answer, &step->answer, &step->is_percent);
        is_number = s.code == STATUS_OK;
        if (!is_choice)
            STATUS_TRY(status_prefix(s, "answer"));
    }
    for (int i = 0; i < step->choices; i++)
        if (strcmp(step->choice[i], r->answer) == 0)
            step->right = i;
    if (is_choice && is_given(r, "answer") && step->right < 0)
        return status_error(STATUS_INPUT, "answer: '%.60s' is none of the choices", r->answer);
    if (is_given(r, "within") && (is_choice || !is_number))
        return status_error(STATUS_INPUT, "within: is for an answer that is a number");
    if (is_given(r, "axis") && !is_number)
        return status_error(STATUS_INPUT, "axis: is for an answer that is a number");
    if (is_number && !is_choice && !is_given(r, "within"))
        step->within = usual_within;
    return status_ok();
}

/* Another view begins with its own scale. What `noise-free` means is a quantity of the path. */
static struct status settle_view(struct tour_reading *r)
{
    struct show *show = &r->step->experiment.show;
    if (r->given[parameter_index("view")] != 0 && r->given[parameter_index("scale")] == 0)
        show->scale = VIEW_SCALE_OWN;
    if (!is_given(r, "noise-free"))
        return status_ok();
    if (show->view != VIEW_PATH)
        return status_error(STATUS_INPUT, "noise-free: is for the view path");
    show->quantity = r->is_noise_free ? 1 : 2;
    return status_ok();
}

static struct status settle_step(struct tour_reading *r)
{
    struct experiment *e = &r->step->experiment;
    if (!is_given(r, "title"))
        return status_error(STATUS_INPUT, "this step has no title");
    for (size_t i = 0; i < tour_key_count && !is_given(r, "ask"); i++)
        if (tour_key_table[i].needs_question && r->line[i] != 0)
            return status_error(STATUS_INPUT, "%s: there is no question: ask is missing",
                                tour_key_table[i].name);
    STATUS_TRY(settle_answer(r));
    (void)experiment_entries_imply(r->given, e);
    STATUS_TRY(settle_view(r));
    utf8_show(r->step->title, "", e->title, sizeof e->title);
    e->text[0] = '\0'; /* that of a preset does not know the tour */
    return status_without_dashes(experiment_check(e));
}

/* The line of what the fault is about, which the text begins with, if this step says it. */
static void find_line(const struct tour_reading *r, const struct status *fault, size_t *line)
{
    char name[TOUR_COLUMNS];
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(fault->text, ":"), fault->text);
    const struct tour_key *k = tour_key_find(name);
    const struct parameter *p = parameter_at_fault(fault->text);
    size_t own = k != NULL   ? r->line[k - tour_key_table]
                 : p != NULL ? r->given[p - parameter_table]
                             : 0;
    *line = own > 0 ? own : *line;
}

/* What is for one step alone. */
static void show_begin(struct show *show)
{
    show_fit(show);
    show->pause = show->follow = show->own_ellipse = 0;
}

/* One more step with the setting of the last one. */
static struct status begin_step(struct tour_reading *r)
{
    struct tour *t = r->tour;
    struct tour_step *grown = realloc(t->step, (t->steps + 1) * sizeof *grown);
    if (grown == NULL)
        return status_memory("the tour", (double)((t->steps + 1) * sizeof *grown));
    t->step = grown;
    r->step = &grown[t->steps++];
    *r->step = (struct tour_step){.projector = -1, .right = -1};
    r->step->answer = r->step->within = (double)NAN;
    memset(r->given, 0, sizeof r->given);
    memset(r->line, 0, sizeof r->line);
    r->answer[0] = '\0';
    if (t->steps == 1) {
        experiment_init(&r->step->experiment);
        return status_ok();
    }
    const struct tour_step *before = r->step - 1;
    experiment_copy(&r->step->experiment, &before->experiment);
    show_begin(&r->step->experiment.show);
    return status_ok();
}

/* --- the file --------------------------------------------------------------------------------- */

static struct status set_tour(struct tour_reading *r, const struct ini_entry *entry)
{
    bool is_title = strcmp(entry->name, "title") == 0;
    if (!is_title && strcmp(entry->name, "minutes") != 0)
        return status_error(STATUS_INPUT, "%.60s: [tour] knows title and minutes", entry->name);
    STATUS_TRY(ini_require_first(entry->name, is_title ? &r->title : &r->minutes, entry->line));
    return status_prefix(is_title ? tour_lines_copy(entry->value, 1, TOUR_COLUMNS, r->tour->title,
                                                    sizeof r->tour->title)
                                  : tour_number_parse(entry->value, &r->tour->minutes),
                         "%s", entry->name);
}

static struct status set_entry(const struct ini_entry *entry, void *context)
{
    struct tour_reading *r = context;
    if (r->is_unknown)
        return status_ok();
    if (entry->section_line == 0)
        return status_error(STATUS_INPUT, "%s: it must follow a line [tour]", entry->name);
    return r->step != NULL ? set_step(r, entry) : set_tour(r, entry);
}

static struct status begin_section(const struct ini_entry *entry, void *context)
{
    struct tour_reading *r = context;
    bool is_tour = strcmp(entry->section, "tour") == 0;
    r->is_unknown = r->is_faulty = false;
    if (strcmp(entry->section, "step") == 0)
        return begin_step(r);
    r->is_unknown = !is_tour || r->step != NULL;
    if (!is_tour)
        return status_error(STATUS_INPUT, "[%s]: the sections are [tour] and [step]",
                            entry->section);
    return r->step == NULL ? status_ok()
                           : status_error(STATUS_INPUT, "[tour]: it must stand above the steps");
}

static struct status end_section(size_t *line, void *context)
{
    struct tour_reading *r = context;
    if (r->is_unknown || r->is_faulty)
        return status_ok();
    if (r->step != NULL) {
        struct status s = settle_step(r);
        if (s.code != STATUS_OK)
            find_line(r, &s, line);
        return s;
    }
    return r->title != 0 ? status_ok() : status_error(STATUS_INPUT, "[tour] has no title");
}

static void take_fault(const struct status *s, size_t line, void *context)
{
    struct tour_reading *r = context;
    ini_faults_take(&r->faults, s, line);
    r->is_faulty = true;
}

static enum ini_kind kind_of(const struct ini_entry *entry)
{
    const struct tour_key *k = tour_key_find(entry->name);
    if (k == NULL)
        return experiment_entry_kind(entry);
    return k->set == NULL ? INI_LINES : INI_LIST;
}

struct status tour_file_read(const char *path, const struct tour_words *words, struct tour *out)
{
    static const struct ini_handler handler = {
        .kind = kind_of,
        .set = set_entry,
        .begin = begin_section,
        .end = end_section,
        .fault = take_fault,
    };
    struct tour t = {0};
    struct tour_reading r = {.path = path, .words = words, .tour = &t};
    struct status s = ini_read(path, &handler, &r);
    if (r.faults.first.code != STATUS_OK)
        s = ini_faults_status(&r.faults);
    if (s.code == STATUS_OK && t.steps == 0)
        s = status_file(STATUS_INPUT, path, 0, "no tour: there is no [step] in it");
    if (s.code == STATUS_OK && r.title == 0)
        s = status_file(STATUS_INPUT, path, 0, "no tour: there is no [tour] in it");
    if (s.code == STATUS_OK && t.minutes == 0)
        t.minutes = tour_planned(&t, t.steps);
    if (s.code == STATUS_OK)
        *out = t;
    else
        tour_free(&t);
    return s;
}

double tour_planned(const struct tour *t, size_t step)
{
    double minutes = 0;
    for (size_t i = 0; i < step; i++)
        minutes += t->step[i].minutes;
    return minutes;
}

void tour_free(struct tour *t)
{
    for (size_t i = 0; i < t->steps; i++)
        experiment_free(&t->step[i].experiment);
    free(t->step);
    *t = (struct tour){0};
}
