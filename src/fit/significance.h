/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to fit/: statistics as the |z| of a Gaussian number that is as improbable. */

double significance_z(double probability);
double significance_of_student(double t, double freedom);
double significance_of_chi_squared(double x, double freedom);
double significance_of_f(double f, double above, double below); /* with their degrees of freedom */

/* Of the kurtosis of `count` Gaussian numbers, at least 10; with its sign. */
double significance_of_kurtosis(double kurtosis, double count);
