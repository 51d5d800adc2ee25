/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shape.h"

struct status continuous_solve(const struct problem *p, struct covariance *out, int *exists)
{
    *exists = 1;
    if (!optimizer_follows_sigma(p->optimizer))
        return fixed_continuous(p, out, exists);
    STATUS_TRY(covariance_shape(out, p->n, p->covariance == NULL));
    return p->optimizer->preconditioner->continuous(p, out->s, NULL, NULL);
}
