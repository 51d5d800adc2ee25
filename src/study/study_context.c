/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include <cblas.h>

struct status study_still_wanted(const struct study_context *q)
{
    const struct study_tools *t = q->tools;
    if (t->given_up != NULL && t->given_up(t->context))
        return status_error(STATUS_CANCEL, "the study was given up");
    return status_ok();
}

void study_show_so_far(const struct study_context *q, const struct chart *chart)
{
    if (q->tools->so_far != NULL)
        q->tools->so_far(q->tools->context, chart);
}

struct status study_problem(const struct study_context *q, const struct experiment *e,
                            struct problem **p, struct stability *stability)
{
    *p = NULL;
    struct status s = problem_make(q->tools->problems, e, p);
    STATUS_NEXT(s, stability_solve(*p, stability));
    if (s.code != STATUS_OK) {
        problem_drop(*p);
        *p = NULL;
    }
    return s.code == STATUS_NUMERIC || s.code == STATUS_INPUT ? status_ok() : s;
}

void study_plane_form(const struct study_context *q, const double *value, double form[3])
{
    const struct problem *p = q->problem;
    double v[2][DIMENSION_MAX];
    problem_plane(p, q->experiment->plane, 0, v[0]);
    problem_plane(p, q->experiment->plane, 1, v[1]);
    form[0] = form[1] = form[2] = 0;
    for (size_t i = 0; i < p->n; i++) {
        double part[2];
        for (int j = 0; j < 2; j++)
            part[j] = p->axis != NULL ? v[j][p->axis[i]]
                                      : cblas_ddot((int)p->n, p->vectors->a + i * p->n, 1, v[j], 1);
        form[0] += value[i] * part[0] * part[0];
        form[1] += value[i] * part[0] * part[1];
        form[2] += value[i] * part[1] * part[1];
    }
}
