/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- which lines there are -------------------------------------------------------------------- */

const char *item_name(const struct item *item)
{
    return item->symbol[0] != '\0' ? item->symbol : item->label;
}

const char *item_number(const struct app *a, const struct item *item, int width, int digits,
                        char text[NUMBER_SIZE])
{
    const struct parameter *p = item->parameter;
    if (isinf(item->shown))
        (void)snprintf(text, NUMBER_SIZE, "inf");
    else if (p->kind == PARAMETER_COUNT && item->shown < 1e9)
        (void)snprintf(text, NUMBER_SIZE, "%.0f", item->shown);
    else if (p->most_open && p->most == 1)
        (void)number_below_one(item->shown, width, digits, text);
    else
        (void)number_short(item->shown, width, digits, a->screen->ascii, text);
    return text;
}

static bool is_eigenvalue(const struct item *item)
{
    return item->parameter->kind == PARAMETER_MATRIX;
}

static bool is_shown(const struct parameter *p, const struct app *a)
{
    if (p->scale == SCALE_NONE || p->panel == PANEL_NEVER ||
        parameter_why_unused(p, &a->experiment) != NULL)
        return false;
    if (p->panel == PANEL_SET || p->panel == PANEL_SCHEDULE)
        return !parameter_is_default(p, &a->experiment) ||
               (p->panel == PANEL_SCHEDULE &&
                study_table[view_table[a->view.shown].study].is_followed);
    if (p->panel == PANEL_LIST)
        return experiment_has_list(&a->experiment);
    return p->panel != PANEL_LARGE || a->theory.n > 2;
}

static void add(struct parameter_list *l, const struct item *item)
{
    if (l->count < ITEMS_MAX)
        l->item[l->count++] = *item;
}

static void add_parameter(struct app *a, const struct parameter *p)
{
    struct item item = {.parameter = p, .label = p->label != NULL ? p->label : p->about};
    (void)snprintf(item.symbol, sizeof item.symbol, "%s", p->symbol);
    item.value = p->meant != NULL ? p->meant(&a->experiment) : parameter_number(p, &a->experiment);
    if (p->words & WORD_ALL)
        item.value = (double)a->theory.n;
    item.shown = item.value;
    add(&a->list, &item);
}

/* --- eigenvalues ------------------------------------------------------------------------------ */

/* Rank of the list's i-th number among all, largest first, from 1; equal ones in the order
 * given. */
static size_t list_rank(const struct matrix_spec *list, size_t i)
{
    const double *k = matrix_spec_numbers(list);
    size_t rank = 1;
    for (size_t j = 0; j < list->count; j++)
        rank += k[j] > k[i] || (k[j] == k[i] && j < i);
    return rank;
}

/* Position in the list of its rank-th largest number. */
static size_t list_position(const struct matrix_spec *list, size_t rank)
{
    for (size_t i = 0; i < list->count; i++)
        if (list_rank(list, i) == rank)
            return i;
    return 0;
}

/* Where an item's eigenvalue is. */
struct place {
    size_t index;       /* of the drawn direction, from 1; by rank unless it is a coordinate */
    bool is_coordinate; /* D ≤ 2, or the plane says so */
    size_t at;          /* in the Hessian's list; beyond its end if it is not there */
};

/* The index of a drawn direction in the experiment, in which 0 is the last one. */
static size_t rank_of(const struct app *a, int axis)
{
    size_t index = a->experiment.plane[axis].index;
    return index == 0 ? a->theory.n : index;
}

static struct place place_of(const struct app *a, int axis)
{
    const struct plane_axis *p = &a->experiment.plane[axis];
    const struct matrix_spec *list = &a->experiment.hessian;
    bool is_kept = a->theory.left_out.of > 0; /* then the coordinates are by rank */
    struct place place = {.index = rank_of(a, axis),
                          .is_coordinate =
                              !is_kept && (a->theory.n <= 2 || p->kind == PLANE_COORDINATE)};
    if (a->theory.n <= 2)
        place.index = (size_t)axis + 1;
    place.at = list->count;
    if (experiment_has_list(&a->experiment))
        place.at = place.is_coordinate ? place.index - 1 : list_position(list, place.index);
    return place;
}

/* An eigenvalue can be changed where the drawn direction belongs to one: in a list, or by rank in a
 * file (in two dimensions the two there are); along a coordinate of a larger matrix there is only
 * the curvature. */
static void add_eigenvalue(struct app *a, int axis)
{
    const struct experiment *e = &a->experiment;
    struct place place = place_of(a, axis);
    struct item item = {
        .parameter = parameter_find("hessian"), .axis = axis, .label = "eigenvalue"};
    char digits[UTF8_SUBSCRIPT_SIZE];
    bool has_list = experiment_has_list(e);
    if (place.is_coordinate && a->theory.n > 2 && (!has_list || e->angle != 0))
        return;
    (void)snprintf(item.symbol, sizeof item.symbol, "k%s",
                   a->theory.n == 1 ? "" : utf8_subscript(place.index, digits));
    item.value = item.shown = a->theory.k_plane[axis];
    if (has_list && place.at < e->hessian.count) {
        item.value = matrix_spec_numbers(&e->hessian)[place.at];
        if (experiment_data(e) != DATA_SYNTHETIC)
            item.shown = item.value;
        else if (a->theory.n == 2) /* its eigenvalues are not in the list's order */
            item.shown =
                list_rank(&e->hessian, place.at) == 1 ? a->theory.k_most : a->theory.k_least;
    }
    add(&a->list, &item);
}

/* The numbers behind the chosen word, as γ of ema:γ. */
static void add_form(struct app *a, const struct parameter *p)
{
    const struct form *form = parameter_form(p, &a->experiment);
    for (size_t i = 0; i < FORM_NUMBERS && form->number[i] != NULL; i++)
        add_parameter(a, form->number[i]);
}

void items_update(struct app *a)
{
    struct parameter_list *l = &a->list;
    const struct item before = l->item[l->chosen];
    l->count = l->chosen = 0;
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        if (strcmp(p->name, "hessian") == 0)
            for (int d = 0; d < 2 && d < (int)a->theory.n; d++)
                add_eigenvalue(a, d);
        else if (p->kind == PARAMETER_FORM && p->panel != PANEL_NEVER)
            add_form(a, p);
        else if (is_shown(p, a))
            add_parameter(a, p);
    }
    for (int i = 0; i < l->count; i++)
        if (l->item[i].parameter == before.parameter && l->item[i].axis == before.axis)
            l->chosen = i;
}

/* --- changing them ---------------------------------------------------------------------------- */

/* Set a number of the list; the drawn directions stay the same, whatever their new ranks. */
static struct status set_in_list(const struct app *a, struct experiment *e, size_t at, double value)
{
    double number[DIMENSION_MAX];
    size_t position[2], count = e->hessian.count;
    bool by_rank = a->theory.n > 2;
    for (int d = 0; d < 2 && by_rank; d++)
        position[d] = list_position(&e->hessian, rank_of(a, d));
    memcpy(number, matrix_spec_numbers(&e->hessian), count * sizeof *number);
    number[at] = value;
    STATUS_TRY(matrix_spec_set_numbers(&e->hessian, count, number));
    for (int d = 0; d < 2 && by_rank; d++) {
        size_t rank = list_rank(&e->hessian, position[d]);
        if (e->plane[d].kind == PLANE_EIGEN && rank != rank_of(a, d))
            e->plane[d].index = rank;
    }
    return status_ok();
}

static struct status set_edit(struct experiment *e, size_t rank, double value)
{
    size_t i = 0;
    while (i < e->edits && e->edit[i].rank != rank)
        i++;
    if (i == EXPERIMENT_EDITS)
        return status_error(STATUS_INPUT, "no more than %d eigenvalues of a file can be changed",
                            EXPERIMENT_EDITS);
    e->edit[i] = (struct eigenvalue_edit){rank, value / e->hessian_scale};
    e->edits += i == e->edits;
    return status_ok();
}

static struct status set_eigenvalue(struct app *a, const struct item *item, double value,
                                    const void *source)
{
    struct experiment e = {0};
    struct status s = status_ok();
    struct place place = place_of(a, item->axis);
    experiment_copy(&e, &a->experiment);
    if (!experiment_has_list(&e))
        s = set_edit(&e, a->theory.n == 1 ? 1 : place.index, value);
    else if (place.at < e.hessian.count)
        s = set_in_list(a, &e, place.at, value);
    if (s.code == STATUS_OK)
        (void)app_change(a, &e, source);
    experiment_free(&e);
    return s;
}

static void set_number(struct app *a, const struct item *item, double value)
{
    struct experiment e = a->experiment;
    parameter_set_number(item->parameter, value, &e);
    (void)app_change(a, &e, item);
}

void item_step(struct app *a, int steps)
{
    const struct item *item = &a->list.item[a->list.chosen];
    if (a->list.count == 0)
        return;
    if (isinf(item->value)) {
        if (steps < 0)
            set_number(a, item, 1e4); /* N: from infinitely many to a number */
        return;
    }
    /* Eigenvalues step like λ. */
    const struct parameter *like = is_eigenvalue(item) ? parameter_find("lambda") : item->parameter;
    double value = parameter_stepped(like, item->value, steps);
    if (is_eigenvalue(item))
        app_say_error(a, set_eigenvalue(a, item, value, item));
    else
        set_number(a, item, value);
}

static struct status set_from_text(struct app *a, const struct item *item, const char *text)
{
    struct experiment e = a->experiment;
    double value = 0;
    if (!is_eigenvalue(item)) {
        STATUS_TRY(parameter_parse(item->parameter, text, &e));
        (void)app_change(a, &e, NULL);
        return status_ok();
    }
    STATUS_TRY(number_parse_quotient(text, &value));
    return set_eigenvalue(a, item, value, NULL);
}

void item_set(struct app *a, const struct item *item, const char *text)
{
    struct status s = set_from_text(a, item, text);
    if (s.code != STATUS_OK)
        app_say_error(a, status_prefix(s, "%s", item_name(item)));
}
