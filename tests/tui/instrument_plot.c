/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ellipses on the screen: what the dots say, against what the mathematics says. */
#include "instrument.h"

#include "sgdscope/plot/raster.h"
#include "sgdscope/plot/ticks.h"
#include "sgdscope/tui/layout.h"

enum { SAMPLES = 1440 };

static const double sigmas = 3, pi = 3.14159265358979323846;

/* --- the place of the plot -------------------------------------------------------------------- */

static void find_place(struct plot *p)
{
    int rows = 0, columns = 0;
    struct raster raster;
    terminal_size(p->t, &rows, &columns);
    struct area area = layout_of(rows, columns).plot;
    (void)raster_new(&raster);
    assert_int_equal(raster_resize(&raster, area.columns, area.rows, GLYPHS_BRAILLE).code, 0);
    p->row = area.row;
    p->column = area.column + raster.left;
    p->rows = area.rows - raster.bottom;
    p->columns = area.columns - raster.left;
    raster_free(&raster);
}

/* Tick labels of the vertical axis that stand in the right row, and those that do not. */
static void count_ticks(const struct plot *p, int *right, int *wrong)
{
    *right = *wrong = 0;
    for (int row = 0; row < p->rows; row++) {
        char text[2048], label[16];
        (void)terminal_row(p->t, p->row + row, text, sizeof text);
        if (p->column < 6 || strspn(text, " ") >= 5)
            continue;
        char *end = NULL;
        (void)snprintf(label, sizeof label, "%.5s", text);
        double value = strtod(label, &end);
        if (end == label)
            continue;
        double place = (p->half - value) / (2 * p->half) * p->rows;
        if (fabs(place - (row + 0.5)) <= 0.51 + 1e-9)
            ++*right;
        else
            ++*wrong;
    }
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
    double c = cos(degrees * pi / 180), s = sin(degrees * pi / 180);
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

/* Dots of a cell across and down, and whether one is set: 2×4 braille, 2×2 quadrants, else one. */
struct grid {
    int across, down;
};

static int quadrants(uint32_t code)
{
    static const struct {
        uint32_t code;
        int bits; /* 1 upper left, 2 upper right, 4 lower left, 8 lower right */
    } table[] = {
        {0x2580, 3}, {0x2584, 12}, {0x2588, 15}, {0x258c, 5},  {0x2590, 10},
        {0x2596, 4}, {0x2597, 8},  {0x2598, 1},  {0x2599, 13}, {0x259a, 9},
        {0x259b, 7}, {0x259c, 11}, {0x259d, 2},  {0x259e, 6},  {0x259f, 14},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == code)
            return table[i].bits;
    return 0;
}

static struct grid grid_of(uint32_t code)
{
    if (terminal_dots(code) >= 0)
        return (struct grid){2, 4};
    return quadrants(code) != 0 ? (struct grid){2, 2} : (struct grid){1, 1};
}

static int is_set(uint32_t code, int across, int down)
{
    static const int bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    int dots = terminal_dots(code);
    if (dots >= 0)
        return dots >> bit[down][across] & 1;
    if (quadrants(code) != 0)
        return quadrants(code) >> (2 * down + across) & 1;
    return code != ' ';
}

static int has_colour(const struct terminal_cell *c, int colour)
{
    return c->foreground.kind == TERMINAL_INDEXED && c->foreground.index == colour;
}

/* The finest marks in the plot. */
static struct grid finest(const struct plot *p)
{
    struct grid most = {1, 1};
    for (int row = 0; row < p->rows; row++)
        for (int column = 0; column < p->columns; column++) {
            struct terminal_cell c = terminal_cell(p->t, p->row + row, p->column + column);
            struct grid g = grid_of(c.code);
            if (g.down > most.down)
                most = g;
        }
    return most;
}

/* --- curves ----------------------------------------------------------------------------------- */

struct point {
    double x, y; /* in dots from the plot's upper left */
};

static void trace(const struct plot *p, struct grid g, const struct shown_covariance *s,
                  struct point curve[SAMPLES + 1])
{
    double root = sqrt(s->xx), slope = s->xy / root, rest = sqrt(fmax(s->yy - slope * slope, 0));
    for (int i = 0; i <= SAMPLES; i++) {
        double phi = 2 * pi * i / SAMPLES;
        double x = sigmas * root * cos(phi), y = sigmas * (slope * cos(phi) + rest * sin(phi));
        curve[i].x = (x + p->wide) / (2 * p->wide) * p->columns * g.across;
        curve[i].y = (p->half - y) / (2 * p->half) * p->rows * g.down;
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
    struct grid g = finest(p);
    trace(p, g, s, curve);
    if (other != NULL)
        trace(p, g, other, second);
    for (int y = 0; y < p->rows * g.down; y++)
        for (int x = 0; x < p->columns * g.across; x++) {
            struct terminal_cell c =
                terminal_cell(p->t, p->row + y / g.down, p->column + x / g.across);
            if (!has_colour(&c, colour) || !is_set(c.code, x % g.across, y % g.down))
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
        if (!(curve[i].x >= 0 && curve[i].x <= p->columns * g.across && curve[i].y >= 0 &&
              curve[i].y <= p->rows * g.down))
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
    int right, wrong; /* ticks */
    struct fit d, c;
};

static int is_drawn(struct terminal *t, void *arg)
{
    struct wanted *w = arg;
    (void)t;
    count_ticks(&w->plot, &w->right, &w->wrong);
    if (w->wrong > 0 ||
        (w->right < 2 && w->plot.column > 0 && w->plot.rows >= 10 && w->plot.columns >= 24))
        return 0;
    w->d = plot_fit(&w->plot, COLOUR_DISCRETE, &w->discrete, NULL);
    w->c = plot_fit(&w->plot, COLOUR_CONTINUOUS, &w->continuous, &w->discrete);
    /* Where the two run side by side a cell of both has the dashed one's colour. */
    return (w->d.dots > 0) == (w->d.inside > 0) && w->d.worst <= 1 &&
           (w->c.dots > 0) == (w->c.inside > 0) && w->c.worst <= 1 && w->d.covered > 0.35 &&
           w->c.covered > 0.3 && w->d.covered + w->c.covered > 1.1;
}

void instrument_expect_ellipses(struct terminal *t, double lambda, double k1, double k2,
                                double degrees, double half, const char *file, int line)
{
    struct wanted w = {.plot = plot_of(t, 1),
                       .discrete = discrete_of(lambda, k1, k2, degrees),
                       .continuous = continuous_of(lambda, k1, k2, degrees)};
    w.plot = plot_of(t, half > 0 ? half : half_for(&w.plot, lambda, k1, k2, degrees));
    if (terminal_wait_match(t, is_drawn, &w, instrument_soon()))
        return;
    print_error("half height %g: %d ticks in place, %d not; discrete %d dots, worst %.2f, %.0f %% "
                "of the curve; continuous %d dots, worst %.2f, %.0f %%\n",
                w.plot.half, w.right, w.wrong, w.d.dots, w.d.worst, 100 * w.d.covered, w.c.dots,
                w.c.worst, 100 * w.c.covered);
    _fail(file, line);
}
