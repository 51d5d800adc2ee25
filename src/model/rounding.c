/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <float.h>
#include <math.h>

/* The numbers of a file say how precisely they were kept: a matrix that was computed in float32
 * has no number of more than 24 significant bits when it is written as float64 or text, and one
 * that was printed with `%.7g` none of more than 7 digits. Numbers much shorter than that, 0.5 or
 * -2, were typed and are exact.
 *
 * `computed` allows for what a long computation adds: a sum of a million terms loses a thousand
 * roundings in float32. A Hessian of finite differences in float64 loses half of the digits. Nobody
 * sums in float16. */
enum precision { HALF, SINGLE, DOUBLE };

static const struct rounding precisions[] = {
    [HALF] = {.unit = 0x1p-11, .computed = 0x1p-10},
    [SINGLE] = {.unit = 0x1p-24, .computed = 6e-5},
    [DOUBLE] = {.unit = 0x1p-52, .computed = 1.5e-8},
};

/* How many bits there are from the first that is set to the last; 0 for 0. */
static int significant_bits(double x)
{
    int exponent;
    unsigned long long mantissa =
        (unsigned long long)ldexp(frexp(fabs(x), &exponent), DBL_MANT_DIG);
    return mantissa == 0 ? 0 : DBL_MANT_DIG - __builtin_ctzll(mantissa);
}

static bool has_decimal_digits(double x, int digits)
{
    if (x == 0)
        return true;
    double scaled = fabs(x) * pow(10, digits - 1 - floor(log10(fabs(x))));
    return fabs(scaled - round(scaled)) < 1e-6;
}

static enum precision precision_of(const struct matrix *m)
{
    int bits = 0;
    bool whole = true, short_text = true, typed = true;
    for (size_t i = 0; i < m->n * m->n; i++) {
        double x = m->a[i];
        int these = significant_bits(x);
        bits = these > bits ? these : bits;
        whole = whole && x == round(x);
        short_text = short_text && has_decimal_digits(x, 8);
        typed = typed && has_decimal_digits(x, 5);
        if (bits > 24 && !short_text)
            return DOUBLE;
    }
    if (bits >= 9 && bits <= 11 && !whole)
        return HALF;
    if ((bits >= 20 && bits <= 24) || (short_text && !typed))
        return SINGLE;
    return DOUBLE;
}

struct rounding matrix_rounding(const struct matrix *m)
{
    return precisions[precision_of(m)];
}

double rounding_of_eigenvalues(const struct rounding *r, const struct matrix *m)
{
    return r->computed * sqrt((double)m->n) * matrix_max_abs(m);
}

struct status require_symmetric(struct matrix *m, const struct rounding *r)
{
    size_t n = m->n;
    double allowed = r->computed * matrix_max_abs(m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double a = m->a[j * n + i], b = m->a[i * n + j];
            if (fabs(a - b) > allowed)
                return status_error(STATUS_INPUT,
                                    "the matrix is not symmetric: element (%zu,%zu) is %.12g, "
                                    "(%zu,%zu) is %.12g, beyond rounding (%.2g); give "
                                    "its symmetric part (A + A^T)/2",
                                    j + 1, i + 1, a, i + 1, j + 1, b, allowed);
        }
    matrix_symmetrise(n, m->a);
    return status_ok();
}
