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

static bool is_shown(const struct parameter *p, const struct app *a)
{
    if (p->scale == SCALE_NONE || p->panel == PANEL_NEVER ||
        parameter_why_unused(p, &a->experiment) != NULL)
        return false;
    if (p->panel == PANEL_LIST)
        return experiment_has_list(&a->experiment);
    return p->panel != PANEL_LARGE || a->theory.n > 2;
}

const char *item_name(const struct item *item)
{
    return item->symbol[0] != '\0' ? item->symbol : item->label;
}

static struct item *new_item(struct app *a)
{
    static struct item spare;
    return a->items < ITEMS_MAX ? &a->item[a->items++] : &spare;
}

static void add_parameter(struct app *a, const struct parameter *p)
{
    struct item *item = new_item(a);
    *item = (struct item){.kind = ITEM_PARAMETER, .parameter = p};
    (void)snprintf(item->symbol, sizeof item->symbol, "%s", p->symbol);
    (void)snprintf(item->label, sizeof item->label, "%s", p->label != NULL ? p->label : p->about);
    item->value = parameter_number(p, &a->experiment);
    if (strcmp(p->name, "noise-scale") == 0)
        item->value = noise_factor(&a->experiment);
    if (strcmp(p->name, "samples") == 0)
        item->value = experiment_samples(&a->experiment);
    item->shown = item->value;
}

/* Rank of the list's i-th number among all, largest first, from 1; equal ones in the order given. */
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

/* The drawn direction's index, from 1: a coordinate where D ≤ 2 or the plane says so. */
static size_t direction_index(const struct app *a, int axis, int *is_coordinate)
{
    const struct plane_axis *p = &a->experiment.plane[axis];
    *is_coordinate = a->theory.n <= 2 || p->kind == PLANE_COORDINATE;
    if (a->theory.n <= 2)
        return (size_t)axis + 1;
    return p->index == 0 ? a->theory.n : p->index;
}

/* An eigenvalue can be changed where the drawn direction belongs to one: in a list, or by rank in a
 * file (in two dimensions the two there are); along a coordinate of a larger matrix there is only
 * the curvature. */
static void add_eigenvalue(struct app *a, int axis)
{
    const struct experiment *e = &a->experiment;
    int is_coordinate = 0;
    size_t index = direction_index(a, axis, &is_coordinate);
    if (is_coordinate && a->theory.n > 2 && (!experiment_has_list(e) || e->angle != 0))
        return;
    char digits[UTF8_SUBSCRIPT_SIZE];
    struct item *item = new_item(a);
    *item = (struct item){.kind = ITEM_EIGENVALUE, .parameter = parameter_find("hessian")};
    item->axis = axis;
    (void)snprintf(item->symbol, sizeof item->symbol, "k%s",
                   a->theory.n == 1 ? "" : utf8_subscript(index, digits));
    (void)snprintf(item->label, sizeof item->label, "eigenvalue");
    item->value = item->shown = a->theory.k_plane[axis];
    if (!experiment_has_list(e))
        return;
    size_t at = is_coordinate ? index - 1 : list_position(&e->hessian, index);
    if (at >= e->hessian.count)
        return;
    item->value = matrix_spec_numbers(&e->hessian)[at];
    if (experiment_data(e) != DATA_SYNTHETIC)
        item->shown = item->value;
    else if (a->theory.n == 2) /* its eigenvalues are not in the list's order */
        item->shown = list_rank(&e->hessian, at) == 1 ? a->theory.k_most : a->theory.k_least;
}

void items_update(struct app *a)
{
    const struct parameter *chosen = a->items > 0 ? a->item[a->chosen].parameter : NULL;
    int axis = a->items > 0 ? a->item[a->chosen].axis : 0;
    a->items = 0;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (strcmp(p->name, "hessian") == 0)
            for (int d = 0; d < 2 && d < (int)a->theory.n; d++)
                add_eigenvalue(a, d);
        else if (is_shown(p, a))
            add_parameter(a, p);
    }
    int found = 0;
    for (int i = 0; i < a->items; i++)
        if (a->item[i].parameter == chosen && a->item[i].axis == axis)
            found = i;
    a->chosen = found;
}

/* --- changing them ---------------------------------------------------------------------------- */

static struct status set_number_of_list(struct matrix_spec *list, size_t at, double value)
{
    double number[DIMENSION_MAX];
    memcpy(number, matrix_spec_numbers(list), list->count * sizeof *number);
    number[at] = value;
    return matrix_spec_set_numbers(list, list->count, number);
}

/* Set a number of the list; the drawn directions stay the ones they were, whatever their new ranks.
 */
static struct status set_in_list(const struct app *a, struct experiment *e, size_t at, double value)
{
    size_t position[2];
    bool by_rank = a->theory.n > 2;
    for (int d = 0; d < 2 && by_rank; d++) {
        size_t index = e->plane[d].index == 0 ? a->theory.n : e->plane[d].index;
        position[d] = list_position(&e->hessian, index);
    }
    STATUS_TRY(set_number_of_list(&e->hessian, at, value));
    for (int d = 0; d < 2 && by_rank; d++) {
        if (e->plane[d].kind != PLANE_EIGEN)
            continue;
        size_t rank = list_rank(&e->hessian, position[d]);
        size_t now = e->plane[d].index == 0 ? a->theory.n : e->plane[d].index;
        if (rank != now)
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

static void set_eigenvalue(struct app *a, const struct item *item, double value)
{
    struct experiment e = {0};
    struct status s = status_ok();
    int is_coordinate = 0;
    size_t index = direction_index(a, item->axis, &is_coordinate);
    experiment_copy(&e, &a->experiment);
    if (experiment_has_list(&e)) {
        size_t at = is_coordinate ? index - 1 : list_position(&e.hessian, index);
        if (at < e.hessian.count)
            s = set_in_list(a, &e, at, value);
    } else {
        s = set_edit(&e, a->theory.n == 1 ? 1 : index, value);
    }
    if (s.code == STATUS_OK)
        (void)app_change(a, &e, item);
    else
        app_say_error(a, &s);
    experiment_free(&e);
}

static void set_number(struct app *a, const struct item *item, double value)
{
    struct experiment e = a->experiment;
    parameter_set_number(item->parameter, value, &e);
    (void)app_change(a, &e, item);
}

/* Eigenvalues step like λ. */
static const struct parameter *step_like(const struct item *item)
{
    return item->kind == ITEM_EIGENVALUE ? parameter_find("lambda") : item->parameter;
}

void item_step(struct app *a, int steps)
{
    if (a->items == 0)
        return;
    const struct item *item = &a->item[a->chosen];
    if (isinf(item->value)) {
        if (steps < 0)
            set_number(a, item, 1e4); /* N: from infinitely many to a number */
        return;
    }
    double value = parameter_stepped(step_like(item), item->value, steps);
    if (item->kind == ITEM_EIGENVALUE)
        set_eigenvalue(a, item, value);
    else
        set_number(a, item, value);
}

void item_set(struct app *a, const struct item *item, const char *text)
{
    struct experiment e = a->experiment;
    double value = 0;
    struct status s;
    if (item->kind == ITEM_EIGENVALUE) {
        s = number_parse(text, &value);
        if (s.code == STATUS_OK && !(value > 0))
            s = status_error(STATUS_INPUT, "an eigenvalue must be positive");
        if (s.code == STATUS_OK)
            set_eigenvalue(a, item, value);
    } else {
        s = parameter_parse(item->parameter, text, &e);
        if (s.code == STATUS_OK)
            (void)app_change(a, &e, NULL);
    }
    if (s.code != STATUS_OK) {
        s = status_prefix(s, "%s", item_name(item));
        app_say_error(a, &s);
    }
}
