/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/json.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/view/view.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80, ROWS = 26, ROWS_SQUARE = 34, CAPTION_SIZE = 1600 };

/* A parameter's value as it would be typed; long lists end in dots. */
static void add_value(FILE *t, const char *before, const char *name, const struct experiment *e)
{
    enum { LONGEST = 60 };
    char value[LONGEST];
    size_t length = parameter_format(parameter_find(name), e, value, sizeof value);
    fprintf(t, "%s%s%s", before, value, length >= sizeof value ? "..." : "");
}

static bool is_swept(const struct figure *f, const char *name)
{
    const char *swept = figure_swept(f->info);
    return swept != NULL && strcmp(swept, name) == 0;
}

static void add_settings(FILE *t, const struct figure *f, const struct experiment *e)
{
    const struct noise_info *noise = &noise_table[e->noise];
    const struct optimizer_info *optimizer = &optimizer_table[e->optimizer];
    bool kramers = f->info->study == STUDY_KRAMERS, paths = f->info->study == STUDY_PATH;
    bool all = f->info->study == STUDY_METHODS;
    if (!all && !kramers)
        fprintf(t, "%s, ", optimizer->title);
    if (!kramers && experiment_data(e) == DATA_FILE)
        add_value(t, "data ", "data", e);
    else if (!kramers)
        add_value(t, "Hessian ", "hessian", e);
    if (!kramers && !paths)
        fprintf(t, ", %s noise %s", noise->id.name, noise->formula);
    if (!kramers && !paths && noise->white)
        add_value(t, ", σ² = ", "sigma2", e);
    if (!is_swept(f, "lambda"))
        add_value(t, kramers ? "λ = " : ", λ = ", "lambda", e);
    if (!kramers && !is_swept(f, "mu") && (optimizer->has_momentum || all) && (e->mu > 0 || all))
        add_value(t, ", μ = ", "mu", e);
    if (!kramers && !paths && noise->data)
        fprintf(t, ", N = %zu", f->rows);
    if (!kramers && !paths && noise_uses_batch(e))
        add_value(t, ", S = ", "batch", e);
    if (e->distribution != DISTRIBUTION_GAUSSIAN && !paths)
        add_value(t, ", law ", "distribution", e);
    if (!paths)
        fprintf(t, "; %.0f walkers, %.0f step%s, seed %" PRIu64, e->walkers, e->steps,
                e->steps == 1 ? "" : "s", e->seed);
    fprintf(t, ".");
}

/* Whether a data file decides the parameter. */
static bool is_of_data(const struct experiment *e, const char *name)
{
    return experiment_data(e) == DATA_FILE &&
           (strcmp(name, "hessian") == 0 || strcmp(name, "samples") == 0);
}

/* The command that makes the figure again: what it does not set itself. */
static void add_command(FILE *t, const struct figure *f, const struct experiment *e)
{
    struct experiment *own = malloc(sizeof *own);
    char mine[200], its[200];
    fprintf(t, "\nsgdscope figure %s", f->info->name);
    if (own != NULL && figure_experiment(f->info, own).code == STATUS_OK)
        for (size_t i = 0; i < parameter_count; i++) {
            const struct parameter *p = &parameter_table[i];
            size_t length = parameter_format(p, e, mine, sizeof mine);
            (void)parameter_format(p, own, its, sizeof its);
            if (!p->of_show && strcmp(mine, its) != 0 && !is_of_data(e, p->name))
                fprintf(t, " --%s %s%s", p->name, mine, length >= sizeof mine ? "..." : "");
        }
    free(own);
}

/* The settings, notes, the verdict if something was compared (allowed: standard errors), and the
 * command. */
static void write_caption(const struct figure *f, const struct experiment *e, double allowed,
                          char text[CAPTION_SIZE])
{
    char notes[CHART_NOTES_SIZE];
    FILE *t = fmemopen(text, CAPTION_SIZE, "w");
    text[0] = '\0';
    if (t == NULL)
        return;
    add_settings(t, f, e);
    fprintf(t, "%s%s", f->chart.notes > 0 ? "\n" : "", chart_notes(&f->chart, notes));
    if (f->compared > 0)
        fprintf(t,
                "\nSimulation %s the exact theory: at most %.2f standard errors off, %.2f allowed.",
                f->z_max <= allowed ? "agrees with" : "DISAGREES with", f->z_max, allowed);
    add_command(t, f, e);
    (void)fclose(t);
    text[CAPTION_SIZE - 1] = '\0';
}

static void print_row(const struct chart *c, int row, FILE *stream)
{
    char text[6][NUMBER_SIZE];
    double error = (double)NAN,
           measured = series_value(chart_find(c, SERIES_SIMULATION), row, &error);
    double limit = series_value(chart_find(c, SERIES_LIMIT), row, NULL),
           ratio = series_value(chart_find(c, SERIES_RATIO), row, NULL);
    fprintf(stream, "%-12s %11s %11s %11s +- %-8s %8s %8s\n", method_name(row),
            number_short(series_value(chart_find(c, SERIES_PREVIOUS_LOSS), row, NULL), 11, 6, 1,
                         text[0]),
            ratio > 1    ? "DIVERGES"
            : ratio == 1 ? "MARGINAL"
                         : number_short(series_value(chart_find(c, SERIES_EXACT_LOSS), row, NULL),
                                        11, 6, 1, text[1]),
            number_short(measured, 11, 6, 1, text[2]), number_short(error, 8, 2, 1, text[3]),
            number_short(ratio * limit, 8, 4, 1, text[4]), number_short(limit, 8, 4, 1, text[5]));
}

static void print_table(const struct figure *f, const char *caption, const struct options *o,
                        bool ascii, FILE *stream)
{
    if (!o->no_title)
        fprintf(stream, "%s\n\n", f->info->title);
    fprintf(stream, "%-12s %11s %11s %23s %8s %8s\n", "loss L", "previous", "exact",
            "simulation   ", ascii ? "lambda k" : "λk*", "limit");
    for (int row = 0; row < METHODS_SOLVED; row++)
        print_row(&f->chart, row, stream);
    if (o->no_caption)
        return;
    fputc('\n', stream);
    text_print(caption, o->size[0] > 0 ? o->size[0] : COLUMNS, 0, ascii, stream);
}

/* For a terminal of 80 columns; Table 1 as a table. */
static struct status write_text(const struct figure *f, const char *caption,
                                const struct options *o, FILE *stream)
{
    bool ascii = o->experiment.show.marks == MARKS_ASCII || !utf8_locale();
    int rows = f->info->study == STUDY_NONE ? ROWS_SQUARE : ROWS;
    struct canvas c;
    struct raster r = {0};
    if (f->info->study == STUDY_METHODS) {
        print_table(f, caption, o, ascii, stream);
        return status_ok();
    }
    STATUS_TRY(canvas_new(&c));
    struct status s =
        raster_resize(&r, o->size[0] > 0 ? o->size[0] : COLUMNS, o->size[1] > 0 ? o->size[1] : rows,
                      ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE);
    if (s.code == STATUS_OK) {
        figure_draw(f, raster_aspect(&r), &c);
        c.caption = canvas_keep(&c, caption);
        text_options_apply(o, &c);
        canvas_print(&c, &r, stream);
    }
    raster_free(&r);
    canvas_free(&c);
    return s;
}

/* The walkers are a series like the others. */
static const char walkers_name[] = "simulation";

/* The numbers v or w; null for each if both are NULL. */
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
    json_experiment(&j, e, f->rows, NULL);
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
    const struct picture_setting setting = picture_setting_of(o);
    struct canvas c;
    STATUS_TRY(canvas_new(&c));
    struct status s = picture_write(draw_captioned, what, &c, &setting, o->output);
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
        return write_text(w->figure, w->caption, w->options, stream);
    return status_ok();
}

struct status figure_write(const struct figure *f, double allowed, const struct options *options)
{
    struct captioned what = {.figure = f, .options = options, .allowed = allowed};
    write_caption(f, &options->experiment, allowed, what.caption);
    if (options->format == FORMAT_PICTURE)
        return write_picture(&what);
    return output_write(options, write_as, &what);
}
