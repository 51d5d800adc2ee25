/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ellipses on the screen: what the dots say, against what the mathematics says. */
#include "instrument.h"

#include "sgdscope/base/number.h"
#include "sgdscope/plot/raster.h"
#include "../../src/tui/area.h"

enum { SAMPLES = 1440 };

static const double sigmas = 3;

/* --- the place of the plot -------------------------------------------------------------------- */

static void find_place(struct plot *p)
{
    int rows = 0, columns = 0;
    struct raster raster = {0};
    terminal_size(p->t, &rows, &columns);
    struct area area = layout_of(rows, columns, false).plot;
    assert_int_equal(raster_resize(&raster, area.columns, area.rows, GLYPHS_BRAILLE).code, 0);
    p->row = area.row;
    p->column = area.column + raster.left;
    p->rows = area.rows - raster.bottom;
    p->columns = area.columns - raster.left;
    raster_free(&raster);
}

struct plot plot_of(struct terminal *t, double half)
{
    struct plot p = {.t = t, .half = half};
    find_place(&p);
    p.wide = half * p.columns / (2.0 * p.rows);
    return p;
}

/* --- mathematics ------------------------------------------------------------------------------ */

static struct shown_covariance turned(double first, double second, double degrees)
{
    double c = cos(degrees * PI / 180), s = sin(degrees * PI / 180);
    return (struct shown_covariance){c * c * first + s * s * second, c * s * (first - second),
                                     s * s * first + c * c * second};
}

struct shown_covariance discrete_of(double lambda, double k1, double k2, double degrees)
{
    return turned(lambda / (k1 * (2 - lambda * k1)), lambda / (k2 * (2 - lambda * k2)), degrees);
}

struct shown_covariance continuous_of(double lambda, double k1, double k2, double degrees)
{
    return turned(lambda / (2 * k1), lambda / (2 * k2), degrees);
}

static double room_for(const struct plot *p, const struct shown_covariance *s)
{
    double aspect = p->columns / (2.0 * p->rows);
    return sigmas * fmax(sqrt(s->yy), sqrt(s->xx) / aspect);
}

double half_for(const struct plot *p, double lambda, double k1, double k2, double degrees)
{
    struct shown_covariance d = discrete_of(lambda, k1, k2, degrees);
    struct shown_covariance c = continuous_of(lambda, k1, k2, degrees);
    double need = 1.04 * fmax(room_for(p, &d), room_for(p, &c)), decade = 1;
    static const double lead[] = {1, 2, 5, 10};
    for (; decade > need; decade /= 10)
        continue;
    for (; 10 * decade < need; decade *= 10)
        continue;
    for (int i = 0; i < 3; i++)
        if (lead[i] * decade >= need)
            return lead[i] * decade;
    return 10 * decade;
}

/* --- dots ------------------------------------------------------------------------------------- */

/* The dot at x in [0, 2 columns), y in [0, 4 rows) from the plot's upper left, in this colour. */
static bool is_dot(const struct plot *p, int x, int y, int colour)
{
    static const int bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    struct terminal_cell c = terminal_cell(p->t, p->row + y / 4, p->column + x / 2);
    bool is_braille = c.code >= 0x2800 && c.code <= 0x28ff;
    return is_braille && c.foreground == colour && ((c.code >> bit[y % 4][x % 2]) & 1) != 0;
}

/* --- curves ----------------------------------------------------------------------------------- */

struct point {
    double x, y; /* in dots from the plot's upper left */
};

static void trace(const struct plot *p, const struct shown_covariance *s,
                  struct point curve[SAMPLES + 1])
{
    double root = sqrt(s->xx), slope = s->xy / root, rest = sqrt(fmax(s->yy - slope * slope, 0));
    for (int i = 0; i <= SAMPLES; i++) {
        double phi = 2 * PI * i / SAMPLES;
        double x = sigmas * root * cos(phi), y = sigmas * (slope * cos(phi) + rest * sin(phi));
        curve[i].x = (x + p->wide) / (2 * p->wide) * 2 * p->columns;
        curve[i].y = (p->half - y) / (2 * p->half) * 4 * p->rows;
    }
}

static double distance_to(const struct point curve[SAMPLES + 1], double x, double y)
{
    double best = INFINITY;
    for (int i = 0; i < SAMPLES; i++) {
        double dx = curve[i + 1].x - curve[i].x, dy = curve[i + 1].y - curve[i].y;
        double length = dx * dx + dy * dy;
        double along = length > 0 ? ((x - curve[i].x) * dx + (y - curve[i].y) * dy) / length : 0;
        along = fmin(fmax(along, 0), 1);
        best = fmin(best, hypot(curve[i].x + along * dx - x, curve[i].y + along * dy - y));
    }
    return best;
}

struct fit plot_fit(const struct plot *p, int colour, const struct shown_covariance *s,
                    const struct shown_covariance *other)
{
    static struct point curve[SAMPLES + 1], second[SAMPLES + 1];
    unsigned char near[SAMPLES] = {0};
    struct fit fit = {0};
    trace(p, s, curve);
    if (other != NULL)
        trace(p, other, second);
    for (int y = 0; y < 4 * p->rows; y++)
        for (int x = 0; x < 2 * p->columns; x++) {
            if (!is_dot(p, x, y, colour))
                continue;
            double dx = x + 0.5, dy = y + 0.5, distance = distance_to(curve, dx, dy);
            fit.dots++;
            for (int i = 0; i < SAMPLES; i++)
                near[i] |= hypot(curve[i].x - dx, curve[i].y - dy) < 1.5;
            if (other != NULL && distance_to(second, dx, dy) < distance)
                continue;
            fit.worst = fmax(fit.worst, distance);
        }
    int inside = 0, covered = 0;
    for (int i = 0; i < SAMPLES; i++) {
        if (!(curve[i].x >= 0 && curve[i].x <= 2 * p->columns && curve[i].y >= 0 &&
              curve[i].y <= 4 * p->rows))
            continue;
        inside++;
        covered += near[i];
    }
    fit.inside = (double)inside / SAMPLES;
    fit.covered = inside > 0 ? (double)covered / inside : 1;
    return fit;
}

/* --- what is expected ------------------------------------------------------------------------- */

struct wanted {
    struct plot plot;
    struct shown_covariance discrete, continuous;
    struct fit d, c;
};

static bool is_drawn(struct terminal *t, void *arg)
{
    struct wanted *w = arg;
    (void)t;
    w->d = plot_fit(&w->plot, COLOUR_DISCRETE, &w->discrete, NULL);
    w->c = plot_fit(&w->plot, COLOUR_CONTINUOUS, &w->continuous, &w->discrete);
    /* Where the two run side by side a cell of both has the dashed one's colour. */
    return (w->d.dots > 0) == (w->d.inside > 0) && w->d.worst <= 1 &&
           (w->c.dots > 0) == (w->c.inside > 0) && w->c.worst <= 1 && w->d.covered > 0.35 &&
           w->c.covered > 0.3 && w->d.covered + w->c.covered > 1.1;
}

bool instrument_wait_ellipses(struct terminal *t, double lambda, double k1, double k2,
                              double degrees, double half)
{
    struct wanted w = {.plot = plot_of(t, 1),
                       .discrete = discrete_of(lambda, k1, k2, degrees),
                       .continuous = continuous_of(lambda, k1, k2, degrees)};
    w.plot = plot_of(t, half > 0 ? half : half_for(&w.plot, lambda, k1, k2, degrees));
    if (terminal_wait_match(t, is_drawn, &w, instrument_soon()))
        return true;
    print_error(
        "half height %g: discrete %d dots, worst %.2f, %.0f %% of the curve; continuous %d dots, "
        "worst %.2f, %.0f %%\n",
        w.plot.half, w.d.dots, w.d.worst, 100 * w.d.covered, w.c.dots, w.c.worst,
        100 * w.c.covered);
    return false;
}
