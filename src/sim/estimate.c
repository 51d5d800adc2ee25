/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/estimate.h"

#include <math.h>

struct estimate estimate_of_spread(double samples, double weight, double mean, double spread)
{
    if (samples < 2)
        return (struct estimate){mean, (double)NAN};
    return (struct estimate){mean, sqrt(spread / (samples - 1) / weight)};
}

struct estimate estimate_of_sums(double count, double sum, double squares)
{
    double mean = sum / count, spread = count * fmax(squares / count - mean * mean, 0);
    if (isnan(mean))
        return (struct estimate){(double)NAN, (double)NAN};
    return estimate_of_spread(count, count, mean, spread);
}

struct estimate estimate_of_averages(size_t walkers, const double *sum, double times)
{
    double total = 0, squares = 0;
    for (size_t w = 0; w < walkers; w++) {
        double average = sum[w] / times;
        total += average;
        squares += average * average;
    }
    return estimate_of_sums((double)walkers, total, squares);
}
