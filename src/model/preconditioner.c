/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <math.h>

/* Λ = λK⁻¹: s = k^(−½), every curvature becomes 1. */
static struct status newton(struct whitened *w, struct problem *p)
{
    (void)w;
    for (size_t i = 0; i < p->n; i++) {
        p->curvature[i] = 1;
        p->stretch[i] = 1 / sqrt(p->k[i]);
        p->c[i] /= p->k[i];
    }
    return status_ok();
}

const struct preconditioner preconditioner_newton = {.apply = newton};
