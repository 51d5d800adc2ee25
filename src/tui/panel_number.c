/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "8.97±.13" with that many decimals; a number that rounds to 0 has no sign. */
void panel_number_plain(bool ascii, double value, double error, int decimals,
                        char text[PANEL_NUMBER])
{
    char plus[NUMBER_SIZE];
    bool is_zero = fabs(value) < 0.5 * pow(10, -decimals);
    (void)snprintf(plus, sizeof plus, "%.*f", decimals, error);
    (void)snprintf(text, PANEL_NUMBER, "%.*f%s%s", decimals, is_zero ? 0 : value,
                   ascii ? "+-" : "±", strncmp(plus, "0.", 2) == 0 ? plus + 1 : plus);
}

/* The decimals that an error needs. */
static int decimals_of(double error)
{
    int decimals = error > 0 ? (int)ceil(-log10(error) + 0.3) : 2;
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

/* "0.03229(3)" or "2.91(4)e-3": the error is that many of the last digit, rounded up where there is
 * no room for all digits. False if it has more columns all the same. */
static bool put_digits(double value, double error, int exponent, int width, char text[PANEL_NUMBER])
{
    char power[16] = "";
    if (exponent != 0)
        (void)snprintf(power, sizeof power, "e%d", exponent);
    for (int decimals = exponent - (int)floor(log10(error) + 0.02); decimals >= 0; decimals--) {
        double unit = pow(10, exponent - decimals);
        (void)snprintf(text, PANEL_NUMBER, "%.*f(%.0f)%s", decimals, value / pow(10, exponent),
                       ceil(error / unit - 0.05), power);
        if (utf8_columns(text) <= width)
            return true;
    }
    return false;
}

/* "2.91(4)e-3"; "2.91e-3" where the error is unknown. */
void panel_number_small(double value, double error, int width, char text[PANEL_NUMBER])
{
    char size[NUMBER_SIZE];
    (void)snprintf(size, sizeof size, "%.2e", error > 0 ? fmax(fabs(value), error) : value);
    int exponent = (int)strtol(strchr(size, 'e') + 1, NULL, 10);
    if (!(error > 0) || !put_digits(value, error, exponent, width, text))
        (void)snprintf(text, PANEL_NUMBER, "%.2fe%d", value / pow(10, exponent), exponent);
}

void panel_z(double z, int width, bool ascii, char text[PANEL_NUMBER])
{
    char number[NUMBER_SIZE];
    if (!isfinite(z))
        (void)snprintf(text, PANEL_NUMBER, ascii ? "-" : "—");
    else if (fabs(z) < 0.1)
        (void)snprintf(text, PANEL_NUMBER, "%+.2f", z);
    else
        (void)snprintf(text, PANEL_NUMBER, "%s%s", z > 0 ? "+" : "",
                       number_short(z, width - (z > 0), 2, ascii, number));
}

/* In few columns three digits need an exponent. */
bool panel_number_is_small(double value)
{
    return fabs(value) < 0.00995 && value != 0;
}

/* As many digits of the value as its error leaves meaning. */
void panel_number(bool ascii, double value, double error, int width, char text[PANEL_NUMBER])
{
    char number[NUMBER_SIZE];
    bool fits = fabs(value) < 1e6 && (fabs(value) > 1e-3 || value == 0 || error > 1e-3);
    if (!isfinite(value) || !isfinite(error)) {
        (void)snprintf(text, PANEL_NUMBER, "%s", number_short(value, width, 3, ascii, number));
        return;
    }
    for (int decimals = decimals_of(error); decimals >= 0 && fits; decimals--) {
        bool is_enough = error >= 0.5 * pow(10, -decimals) || decimals == 0;
        panel_number_plain(ascii, value, error, decimals, text);
        if (utf8_columns(text) <= width && (is_enough || !(error > 0)))
            return;
        if (!is_enough)
            break;
    }
    bool has_exponent = panel_number_is_small(value) || fabs(value) >= 1e6;
    if (has_exponent && error > 0)
        panel_number_small(value, error, width, text);
    else if (!(error > 0) || !put_digits(value, error, 0, width, text))
        (void)snprintf(text, PANEL_NUMBER, "%s", number_short(value, width, 3, ascii, number));
}
