/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shape.h"

#include <stdlib.h>

struct status covariance_shape(struct covariance *c, size_t n, int diagonal)
{
    size_t need = diagonal ? n : n * n;
    if (need > c->capacity) {
        double *s = malloc(need * sizeof *s);
        if (s == NULL)
            return status_memory("a covariance", (double)need * sizeof *s);
        free(c->s);
        c->s = s;
        c->capacity = need;
    }
    c->n = n;
    c->diagonal = diagonal;
    return status_ok();
}
