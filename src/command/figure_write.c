/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure_write.h"

#include "ascii_output.h"
#include "sgdscope/io/experiment_json.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/outfile.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/study/study.h"
#include "sgdscope/view/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The walkers are a series like the others. */
static const char walkers_name[] = "simulation";

/* --- JSON ------------------------------------------------------------------------------------- */

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
    for (size_t i = 0; i < f->chart.count; i++) {
        const struct series *s = &f->chart.series[i];
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
    experiment_json(&j, e, f->rows);
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

/* --- CSV -------------------------------------------------------------------------------------- */

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
    for (size_t i = 0; i < f->chart.count; i++) {
        const struct series *s = &f->chart.series[i];
        for (size_t k = 0; k < s->n; k++)
            fprintf(stream, "%s,%s,%s,%s,%s\n", f->info->name, s->name, abscissa(f, s->x[k], x),
                    field(s->y[k], y), s->measured ? field(s->e[k], e) : "");
    }
}

/* --- pictures --------------------------------------------------------------------------------- */

struct captioned {
    const struct figure *figure;
    const char *caption;
};

static void draw_captioned(void *context, double aspect, struct canvas *c)
{
    const struct captioned *what = context;
    figure_draw(what->figure, aspect, c);
    c->caption = canvas_keep(c, what->caption);
}

static struct status write_picture(const struct figure *f, const char *caption,
                                   const struct options *options)
{
    bool dark = options->theme != NULL && strcmp(options->theme, "dark") == 0;
    struct captioned what = {f, caption};
    struct canvas c;
    STATUS_TRY(canvas_new(&c));
    struct status s = picture_write(draw_captioned, &what, &c, dark, options->output);
    canvas_free(&c);
    return s;
}

/* --- where it goes ---------------------------------------------------------------------------- */

static struct status write_stream(const struct figure *f, const char *caption, double allowed,
                                  const struct options *options, FILE *stream)
{
    bool ascii = options->ascii || ascii_output_locale();
    switch (options->format) {
    case FORMAT_JSON:
        write_json(stream, f, &options->experiment, allowed);
        return status_ok();
    case FORMAT_CSV:
        write_csv(stream, f);
        return status_ok();
    default:
        return figure_write_text(f, caption, ascii, stream);
    }
}

struct status figure_write(const struct figure *f, double allowed, const struct options *options)
{
    char caption[CAPTION_SIZE];
    struct outfile file = {0};
    (void)figure_caption(f, &options->experiment, allowed, caption);
    if (options->format == FORMAT_PICTURE)
        return write_picture(f, caption, options);
    if (options->output == NULL)
        return options->quiet ? status_ok() : write_stream(f, caption, allowed, options, stdout);
    STATUS_TRY(outfile_open(&file, options->output));
    struct status s = write_stream(f, caption, allowed, options, file.stream);
    if (s.code == STATUS_OK)
        return outfile_commit(&file);
    outfile_abort(&file);
    return s;
}
