/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plot as a picture of 1200×800 pixels: drawing it, and writing it as sixels and in kitty's
 * protocol; processor time, and the bytes of a frame. */
#include "timing.h"

#include "sgdscope/plot/picture.h"
#include "sgdscope/term/kitty.h"

#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 1200, HEIGHT = 800, CELL_WIDTH = 10, CELL_HEIGHT = 20, WALKERS = 10000, TURNS = 11 };

struct picture_subject {
    struct canvas canvas;
    struct picture_image image;
    struct pixel_image pixels;
    struct sixel sixel;
    struct kitty kitty;
    struct bytes out;
    float x[WALKERS], y[WALKERS];
};

/* λ = 1.8, K = diag(1, 0.1), white noise: Σ by Thm 2 and Eq. 1. */
static void draw_plot(void *context, double aspect, struct canvas *c)
{
    const struct picture_subject *s = context;
    canvas_clear(c);
    c->x = (struct axis){.from = -10 * aspect, .to = 10 * aspect, .label = "w₁"};
    c->y = (struct axis){.from = -10, .to = 10, .label = "w₂"};
    canvas_cloud(c, INK_CLOUD, WALKERS, s->x, s->y, WALKERS);
    canvas_ellipse(c, INK_CONTINUOUS, DASH_DASHED, 0.9, 0, 9, 3);
    canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, 9, 0, 9.89, 3);
}

static bool draw_image(struct picture_subject *s)
{
    picture_image_draw(&s->image, draw_plot, s, &s->canvas, 0.8 * CELL_HEIGHT, true, 0);
    return true;
}

static bool write_sixels(struct picture_subject *s)
{
    return sixel_write(&s->sixel, &s->out, &s->pixels, SIXEL_COLOURS);
}

static bool write_few_sixels(struct picture_subject *s)
{
    return sixel_write(&s->sixel, &s->out, &s->pixels, 16);
}

static bool write_kitty(struct picture_subject *s)
{
    return kitty_write(&s->kitty, &s->out, &s->pixels, WIDTH / CELL_WIDTH, HEIGHT / CELL_HEIGHT);
}

/* Print the median; false if there is not enough memory. */
static bool measure(struct picture_subject *s, const char *name,
                    bool (*run)(struct picture_subject *s))
{
    double seconds[TURNS];
    for (int i = 0; i < TURNS; i++) {
        double start = timing_processor_seconds();
        s->out.length = 0;
        if (!run(s))
            return false;
        seconds[i] = timing_processor_seconds() - start;
    }
    printf("%-32s %6.1f ms %8zu bytes\n", name, 1e3 * timing_median(seconds, TURNS), s->out.length);
    return true;
}

int main(void)
{
    struct picture_subject *s = calloc(1, sizeof *s);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    bool ok = s != NULL && rng != NULL && canvas_new(&s->canvas).code == STATUS_OK &&
              picture_image_resize(&s->image, WIDTH, HEIGHT).code == STATUS_OK;
    if (!ok) {
        fputs("bench_pixels: not enough memory\n", stderr);
        return 1;
    }
    for (int i = 0; i < WALKERS; i++) {
        s->x[i] = (float)gsl_ran_gaussian(rng, 3);
        s->y[i] = (float)gsl_ran_gaussian(rng, 3.145);
    }
    s->pixels = (struct pixel_image){s->image.pixels, WIDTH, HEIGHT};
    ok = measure(s, "drawing", draw_image) && measure(s, "sixels, 256 colours", write_sixels) &&
         measure(s, "sixels, 16 colours", write_few_sixels) &&
         measure(s, "kitty's protocol", write_kitty);
    picture_image_free(&s->image);
    sixel_free(&s->sixel);
    kitty_free(&s->kitty);
    canvas_free(&s->canvas);
    gsl_rng_free(rng);
    free(s->out.at);
    free(s);
    return ok ? 0 : 1;
}
