/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/io/json.h"
#include "sgdscope/base/number.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/study/study.h"
#include "sgdscope/view/view.h"

#include <math.h>
#include <string.h>

/* The walkers are a series like the others. */
static const char walkers_name[] = "simulation";

/* v or w, null for each number where neither is there. */
static void write_numbers(struct json *j, const char *name, size_t n, const double *v,
                          const float *w)
{
    json_open(j, name, '[');
    for (size_t i = 0; i < n; i++)
        json_number(j, NULL, v != NULL ? v[i] : w != NULL ? (double)w[i] : (double)NAN);
    json_close(j, ']');
}

/* What x counts, from 0. */
static void write_json_methods(struct json *j)
{
    json_open(j, "methods", '[');
    for (int i = 0; i < METHODS_SOLVED; i++)
        json_text(j, NULL, method_name(i));
    json_close(j, ']');
}

static void write_json_series(struct json *j, const struct figure *f)
{
    json_open(j, "series", '[');
    if (f->walkers > 0) {
        json_open(j, NULL, '{');
        json_text(j, "name", walkers_name);
        write_numbers(j, "x", f->walkers, NULL, f->x);
        write_numbers(j, "y", f->walkers, NULL, f->y);
        write_numbers(j, "stderr", f->walkers, NULL, NULL);
        json_close(j, '}');
    }
    for (const struct series *s = f->chart.series; s < f->chart.series + f->chart.count; s++) {
        json_open(j, NULL, '{');
        json_text(j, "name", s->name);
        write_numbers(j, "x", s->n, s->x, NULL);
        write_numbers(j, "y", s->n, s->y, NULL);
        write_numbers(j, "stderr", s->n, s->measured ? s->e : NULL, NULL);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void write_json(FILE *stream, const struct figure *f, const struct experiment *e,
                       double allowed)
{
    struct json j = json_to(stream);
    json_open(&j, NULL, '{');
    json_text(&j, "figure", f->info->name);
    json_text(&j, "sgdscope", PACKAGE_VERSION);
    json_text(&j, "title", f->info->title);
    json_experiment(&j, e, f->rows);
    if (f->info->study == STUDY_METHODS)
        write_json_methods(&j);
    write_json_series(&j, f);
    json_number(&j, "z_max", f->compared > 0 ? f->z_max : (double)NAN);
    json_number(&j, "z_allowed", f->compared > 0 ? allowed : (double)NAN);
    if (f->compared > 0)
        json_truth(&j, "agrees", f->z_max <= allowed);
    else
        json_number(&j, "agrees", (double)NAN);
    json_close(&j, '}');
}

static const char *field(double v, char text[NUMBER_SIZE])
{
    return isfinite(v) ? number_json(v, text) : "";
}

/* Table 1 has methods there. */
static const char *abscissa(const struct figure *f, double x, char text[NUMBER_SIZE])
{
    return f->info->study == STUDY_METHODS ? method_name((int)x) : field(x, text);
}

static void write_csv(FILE *stream, const struct figure *f)
{
    char x[NUMBER_SIZE], y[NUMBER_SIZE], e[NUMBER_SIZE];
    fputs("figure,series,x,y,stderr\n", stream);
    for (size_t i = 0; i < f->walkers; i++)
        fprintf(stream, "%s,%s,%s,%s,\n", f->info->name, walkers_name, field((double)f->x[i], x),
                field((double)f->y[i], y));
    for (const struct series *s = f->chart.series; s < f->chart.series + f->chart.count; s++) {
        for (size_t k = 0; k < s->n; k++)
            fprintf(stream, "%s,%s,%s,%s,%s\n", f->info->name, s->name, abscissa(f, s->x[k], x),
                    field(s->y[k], y), s->measured ? field(s->e[k], e) : "");
    }
}

struct captioned {
    const struct figure *figure;
    const struct options *options;
    double allowed;
    char caption[CAPTION_SIZE];
};

static void draw_captioned(void *context, double aspect, struct canvas *c)
{
    const struct captioned *what = context;
    figure_draw(what->figure, aspect, c);
    c->caption = canvas_keep(c, what->caption);
}

static struct status write_picture(struct captioned *what)
{
    const struct options *o = what->options;
    bool dark = o->theme != NULL && strcmp(o->theme, "dark") == 0;
    struct canvas c;
    STATUS_TRY(canvas_new(&c));
    struct status s = picture_write(draw_captioned, what, &c, dark, o->output);
    canvas_free(&c);
    return s;
}

static struct status write_as(FILE *stream, void *what)
{
    const struct captioned *w = what;
    if (w->options->format == FORMAT_JSON)
        write_json(stream, w->figure, &w->options->experiment, w->allowed);
    else if (w->options->format == FORMAT_CSV)
        write_csv(stream, w->figure);
    else
        return figure_write_text(w->figure, w->caption, w->options->ascii || ascii_output_locale(),
                                 stream);
    return status_ok();
}

struct status figure_write(const struct figure *f, double allowed, const struct options *options)
{
    struct captioned what = {.figure = f, .options = options, .allowed = allowed};
    (void)figure_caption(f, &options->experiment, allowed, what.caption);
    if (options->format == FORMAT_PICTURE)
        return write_picture(&what);
    return output_write(options, write_as, &what);
}
