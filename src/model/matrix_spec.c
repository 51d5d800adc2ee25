/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/matrix_spec.h"

#include <string.h>

const double *matrix_spec_numbers(const struct matrix_spec *m)
{
    return m->many != NULL ? m->many->a : m->value;
}

struct status matrix_spec_set_numbers(struct matrix_spec *m, size_t count, const double *value)
{
    struct matrix_spec made = {.count = count};
    if (count > MATRIX_SPEC_IN_PLACE)
        STATUS_TRY(matrix_ref_new(&made.many, 1, count));
    memcpy(made.many != NULL ? made.many->a : made.value, value, count * sizeof *value);
    matrix_spec_free(m);
    *m = made;
    return status_ok();
}

bool matrix_spec_is_given(const struct matrix_spec *m)
{
    return m->count > 0 || m->file[0] != '\0';
}

bool matrix_spec_equal(const struct matrix_spec *a, const struct matrix_spec *b)
{
    return a->count == b->count && strcmp(a->file, b->file) == 0 &&
           memcmp(matrix_spec_numbers(a), matrix_spec_numbers(b), a->count * sizeof(double)) == 0;
}

void matrix_spec_copy(struct matrix_spec *to, const struct matrix_spec *from)
{
    struct matrix_spec copy = *from;
    (void)matrix_ref_keep(copy.many);
    matrix_spec_free(to);
    *to = copy;
}

void matrix_spec_free(struct matrix_spec *m)
{
    matrix_ref_drop(m->many);
    *m = (struct matrix_spec){0};
}
