/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define AT(MEMBER) offsetof(struct experiment, MEMBER)
#define REAL(MEMBER) .kind = PARAMETER_REAL, .offset = AT(MEMBER)
#define COUNT(MEMBER) .kind = PARAMETER_COUNT, .offset = AT(MEMBER), .scale = SCALE_DECIMAL
#define CHOICE(MEMBER, LIST)                                                                       \
    .kind = PARAMETER_CHOICE, .offset = AT(MEMBER), .choices = sizeof LIST / sizeof *LIST,         \
    .choice = &LIST[0].id, .stride = sizeof *LIST
#define TEXT(MEMBER) .offset = AT(MEMBER), .most = sizeof((struct experiment *)0)->MEMBER - 1
#define POSITIVE .least = 0, .least_open = 1, .most = 1e12

const struct parameter parameter_table[] = {
    {"lambda", "lr", 'l', "λ", "learning rate", "1.8", REAL(lambda), POSITIVE,
     .scale = SCALE_DECIMAL},
    {"mu", "momentum", 'm', "μ", "momentum", "0", REAL(mu), .least = 0, .most = 1, .most_open = 1,
     .scale = SCALE_LINEAR, .step = 0.01},
    {"nu", NULL, 0, "ν", "share of momentum in QHM", "0.7", REAL(nu), .least = 0, .most = 1,
     .scale = SCALE_LINEAR, .step = 0.01},
    {"hessian", NULL, 'k', "K", "eigenvalues 1,0.1 or @FILE with a matrix or a list", "1,0.1",
     .kind = PARAMETER_MATRIX, .offset = AT(hessian)},
    {"hessian-scale", NULL, 0, "κ", "common factor on all eigenvalues", "1", REAL(hessian_scale),
     POSITIVE, .scale = SCALE_DECIMAL},
    {"eigenvalue", NULL, 0, "k", "changed eigenvalues of a Hessian from a file, RANK:VALUE,...", "",
     .kind = PARAMETER_EDITS, .offset = AT(edits)},
    {"optimizer", NULL, 'o', "", "update rule", "sgd", CHOICE(optimizer, optimizer_table)},
    {"noise", NULL, 'n', "C", "gradient noise covariance", "white", CHOICE(noise, noise_table)},
    {"sigma2", NULL, 0, "σ²", "strength of the white part", "1", REAL(sigma2), .least = 0,
     .most = 1e12, .scale = SCALE_DECIMAL},
    {"batch", NULL, 0, "S", "minibatch size", "100", COUNT(batch), .least = 1, .most = 1e12},
    {"samples", NULL, 0, "N", "size of the data set", "inf", COUNT(samples), .least = 1,
     .most = 1e15, .infinite = 1},
    {"noise-scale", NULL, 0, "a", "factor on the noise, auto: from S and N", "auto",
     REAL(noise_scale), .least = 0, .most = 1e12, .automatic = 1, .scale = SCALE_DECIMAL},
    {"noise-matrix", NULL, 0, "C", "entries c11,c12,c22 (upper triangle, row by row) or @FILE", "",
     .kind = PARAMETER_MATRIX, .offset = AT(noise_matrix)},
    {"angle", NULL, 0, "θ", "turn of the eigenvectors in the first two axes, degrees", "0",
     REAL(angle), .least = -360, .most = 360, .scale = SCALE_LINEAR, .step = 1},
    {"distribution", NULL, 0, "", "law of the noise", "gaussian",
     CHOICE(distribution, distribution_table)},
    {"data", NULL, 0, "", "CSV file with a header, or synthetic: made from K, samples and seed", "",
     .kind = PARAMETER_FILE, TEXT(data)},
    {"target", NULL, 0, "y", "column of the data to predict (none: the last)", "",
     .kind = PARAMETER_TEXT, TEXT(target)},
    {"sampling", NULL, 0, "", "how minibatches are drawn from the data", "replace",
     .kind = PARAMETER_CHOICE, .offset = AT(sampling), .choices = SAMPLING_COUNT,
     .choice = sampling_table, .stride = sizeof *sampling_table},
    {"standardize", NULL, 0, "", "centre the data's columns and scale them to variance 1", "no",
     .kind = PARAMETER_CHOICE, .offset = AT(standardize), .choices = 2, .choice = no_yes_table,
     .stride = sizeof *no_yes_table},
    {"plane", NULL, 0, "", "directions drawn where D > 2: 1,2 of K's, w1,w2 coordinates", "1,D",
     .kind = PARAMETER_PLANE, .offset = AT(plane)},
    {"walkers", NULL, 0, "W", "independent walkers", "10000", COUNT(walkers), .least = 1,
     .most = 1e9},
    {"steps", NULL, 0, "T", "steps of each walker in headless commands", "1000", COUNT(steps),
     .least = 1, .most = 1e12},
    {"seed", NULL, 0, "", "any 64-bit unsigned integer", "1", .kind = PARAMETER_SEED,
     .offset = AT(seed)},
};

const size_t parameter_count = sizeof parameter_table / sizeof *parameter_table;

const struct parameter *parameter_find(const char *name)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (strcmp(name, p->name) == 0 || (p->alias != NULL && strcmp(name, p->alias) == 0))
            return p;
    }
    return NULL;
}

/* Edits needed to turn a into b (insert, delete, replace, swap of neighbours). */
static size_t typing_distance(const char *a, const char *b)
{
    enum { MOST = 24 };
    size_t n = strlen(a), m = strlen(b), d[MOST + 1][MOST + 1];
    if (n > MOST || m > MOST)
        return MOST;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            size_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

const char *parameter_nearest(const char *name, size_t count,
                              const char *(*name_at)(size_t i, const void *context),
                              const void *context)
{
    const char *nearest = NULL;
    size_t least = strlen(name) / 2 < 3 ? strlen(name) / 2 + 1 : 4;
    for (size_t i = 0; i < count; i++) {
        size_t distance = typing_distance(name, name_at(i, context));
        if (distance < least) {
            least = distance;
            nearest = name_at(i, context);
        }
    }
    return nearest;
}

static const char *table_name(size_t i, const void *context)
{
    (void)context;
    return parameter_table[i].name;
}

struct status parameter_unknown(const char *name)
{
    const char *nearest = parameter_nearest(name, parameter_count, table_name, NULL);
    if (nearest != NULL)
        return status_error(STATUS_INPUT, "%.60s: no such parameter; did you mean '%s'?", name,
                            nearest);
    return status_error(STATUS_INPUT, "%.60s: no such parameter; see 'sgdscope list parameters'",
                        name);
}

static struct status check_range(const struct parameter *p, double v)
{
    int low = p->least_open ? v <= p->least : v < p->least;
    int high = p->most_open ? v >= p->most : v > p->most;
    if (!low && !high)
        return status_ok();
    char shown[NUMBER_SIZE], bound[NUMBER_SIZE];
    number_exact(v, shown);
    if (low)
        return status_error(STATUS_INPUT, "%s is out of range: it must be %s %s", shown,
                            p->least_open ? "greater than" : "at least",
                            number_exact(p->least, bound));
    return status_error(STATUS_INPUT, "%s is out of range: it must be %s %s", shown,
                        p->most_open ? "less than" : "at most", number_exact(p->most, bound));
}

static struct status parse_number(const struct parameter *p, const char *text, double *out)
{
    double v = NAN;
    if (p->automatic && strcmp(text, "auto") == 0) {
        *out = NAN;
        return status_ok();
    }
    if (p->infinite && strcmp(text, "inf") == 0) {
        *out = INFINITY;
        return status_ok();
    }
    STATUS_TRY(number_parse(text, &v));
    if (p->kind == PARAMETER_COUNT && v != floor(v))
        return status_error(STATUS_INPUT, "'%.60s' is not a whole number", text);
    STATUS_TRY(check_range(p, v));
    *out = v;
    return status_ok();
}

const struct choice *parameter_choice(const struct parameter *p, size_t i)
{
    return (const struct choice *)(const void *)((const char *)p->choice + i * p->stride);
}

static struct status parse_choice(const struct parameter *p, const char *text, int *out)
{
    char all[160] = "";
    for (size_t i = 0; i < p->choices; i++) {
        const struct choice *c = parameter_choice(p, i);
        if (strcmp(text, c->name) == 0 || (c->alias != NULL && strcmp(text, c->alias) == 0)) {
            *out = (int)i;
            return status_ok();
        }
        size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "", c->name);
    }
    return status_error(STATUS_INPUT, "'%.60s' is none of %s", text, all);
}

/* The next comma-separated piece of *rest, without blanks around it. Returns 0 at the end. */
static int next_piece(const char **rest, char *piece, size_t size)
{
    if (*rest == NULL)
        return 0;
    const char *start = *rest + strspn(*rest, " \t");
    size_t length = strcspn(start, ",");
    *rest = start[length] == ',' ? start + length + 1 : NULL;
    while (length > 0 && isspace((unsigned char)start[length - 1]))
        length--;
    int cut = length >= size;
    if (cut)
        length = size - 1;
    memcpy(piece, start, length);
    piece[length] = '\0';
    if (cut) /* no number is so long: let it be refused as none */
        piece[length - 1] = '?';
    return 1;
}

static struct status parse_matrix(const char *text, struct matrix_spec *out)
{
    static const struct matrix_spec empty = {0};
    if (text[0] == '@') {
        if (text[1] == '\0')
            return status_error(STATUS_INPUT, "a file name must follow the @");
        if (strlen(text + 1) >= sizeof out->file)
            return status_error(STATUS_INPUT, "the file name is longer than %d bytes",
                                EXPERIMENT_PATH - 1);
        *out = empty;
        (void)snprintf(out->file, sizeof out->file, "%s", text + 1);
        return status_ok();
    }
    double value[DIMENSION_MAX];
    size_t count = 0;
    char piece[64];
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece);) {
        if (count == DIMENSION_MAX)
            return status_error(STATUS_INPUT, "more than %d numbers", DIMENSION_MAX);
        STATUS_TRY(number_parse(piece, &value[count]));
        count++;
    }
    *out = empty;
    out->count = count;
    memcpy(out->value, value, count * sizeof *value);
    return status_ok();
}

static struct status check_eigenvalues(const struct matrix_spec *m)
{
    char shown[NUMBER_SIZE];
    for (size_t i = 0; i < m->count; i++)
        if (!(m->value[i] > 0))
            return status_error(STATUS_INPUT, "eigenvalue %zu is %s; all must be positive", i + 1,
                                number_exact(m->value[i], shown));
    return status_ok();
}

/* c11,c12,c22 and so on: D(D+1)/2 numbers. */
static struct status check_triangle(const struct matrix_spec *m)
{
    size_t n = 1;
    while (n * (n + 1) / 2 < m->count)
        n++;
    if (n * (n + 1) / 2 != m->count)
        return status_error(STATUS_INPUT,
                            "%zu numbers are no upper triangle of a matrix (1, 3, 6, 10, ...)",
                            m->count);
    return status_ok();
}

static struct status parse_matrix_parameter(const struct parameter *p, const char *text,
                                            struct experiment *e)
{
    struct matrix_spec spec = {0};
    int is_hessian = p->offset == AT(hessian);
    if (text[0] != '\0' || is_hessian) {
        STATUS_TRY(parse_matrix(text, &spec));
        if (spec.count > 0)
            STATUS_TRY(is_hessian ? check_eigenvalues(&spec) : check_triangle(&spec));
    }
    *(struct matrix_spec *)(void *)((char *)e + p->offset) = spec;
    return status_ok();
}

static struct status parse_edits(const char *text, struct experiment *e)
{
    struct eigenvalue_edit edit[EXPERIMENT_EDITS];
    size_t count = 0;
    char piece[80];
    if (text[0] == '\0') {
        e->edits = 0;
        return status_ok();
    }
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece);) {
        char *colon = strchr(piece, ':');
        uint64_t rank = 0;
        double value = 0;
        if (count == EXPERIMENT_EDITS)
            return status_error(STATUS_INPUT, "more than %d changed eigenvalues", EXPERIMENT_EDITS);
        if (colon == NULL)
            return status_error(STATUS_INPUT, "'%s' is not RANK:VALUE", piece);
        *colon = '\0';
        STATUS_TRY(number_parse_u64(piece, &rank));
        STATUS_TRY(number_parse(colon + 1, &value));
        if (rank < 1 || rank > DIMENSION_MAX)
            return status_error(STATUS_INPUT, "rank %s is out of range", piece);
        if (!(value > 0))
            return status_error(STATUS_INPUT, "eigenvalue %s must be positive", piece);
        edit[count++] = (struct eigenvalue_edit){(size_t)rank, value};
    }
    memcpy(e->edit, edit, count * sizeof *edit);
    e->edits = count;
    return status_ok();
}

static struct status parse_axis(const char *text, struct plane_axis *out)
{
    uint64_t index = 0;
    int coordinate = text[0] == 'w';
    if (strcmp(text + coordinate, "D") != 0) {
        STATUS_TRY(number_parse_u64(text + coordinate, &index));
        if (index < 1 || index > DIMENSION_MAX)
            return status_error(STATUS_INPUT, "'%s' is no direction from 1 to D", text);
    }
    *out = (struct plane_axis){coordinate ? PLANE_COORDINATE : PLANE_EIGEN, (size_t)index};
    return status_ok();
}

static struct status parse_plane(const char *text, struct experiment *e)
{
    struct plane_axis axis[2];
    char piece[32];
    int count = 0;
    for (const char *rest = text; next_piece(&rest, piece, sizeof piece); count++) {
        if (count == 2)
            break;
        STATUS_TRY(parse_axis(piece, &axis[count]));
    }
    if (count != 2 || strchr(text, ',') != strrchr(text, ','))
        return status_error(STATUS_INPUT, "'%.60s' is not two directions like 1,2 or w1,w2", text);
    if (axis[0].kind == axis[1].kind && axis[0].index == axis[1].index)
        return status_error(STATUS_INPUT, "'%.60s' names one direction twice", text);
    e->plane[0] = axis[0];
    e->plane[1] = axis[1];
    return status_ok();
}

static struct status parse_text(const struct parameter *p, const char *text, char *out)
{
    size_t most = (size_t)p->most;
    if (strlen(text) > most)
        return status_error(STATUS_INPUT, "'%.60s...' is longer than %zu bytes", text, most);
    memset(out, 0, most + 1);
    memcpy(out, text, strlen(text));
    return status_ok();
}

struct status parameter_parse(const struct parameter *p, const char *text, struct experiment *e)
{
    char *at = (char *)e + p->offset;
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return parse_number(p, text, (double *)(void *)at);
    case PARAMETER_CHOICE:
        return parse_choice(p, text, (int *)(void *)at);
    case PARAMETER_SEED:
        return number_parse_u64(text, (uint64_t *)(void *)at);
    case PARAMETER_MATRIX:
        return parse_matrix_parameter(p, text, e);
    case PARAMETER_EDITS:
        return parse_edits(text, e);
    case PARAMETER_PLANE:
        return parse_plane(text, e);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return parse_text(p, text, at);
    }
    return status_error(STATUS_INPUT, "no such kind of parameter");
}

double parameter_number(const struct parameter *p, const struct experiment *e)
{
    return *(const double *)(const void *)((const char *)e + p->offset);
}

void parameter_set_number(const struct parameter *p, double value, struct experiment *e)
{
    *(double *)(void *)((char *)e + p->offset) = value;
}

static const char *format_number(double v, char text[NUMBER_SIZE])
{
    if (isnan(v))
        return "auto";
    return isinf(v) ? "inf" : number_exact(v, text);
}

/* Append to a text that may be full; `used` counts what it would need. */
static size_t append(char *text, size_t size, size_t used, const char *piece)
{
    if (used < size)
        (void)snprintf(text + used, size - used, "%s", piece);
    return used + strlen(piece);
}

static size_t format_matrix(const struct matrix_spec *m, char *text, size_t size)
{
    size_t used = 0;
    char number[NUMBER_SIZE];
    if (m->file[0] != '\0') {
        used = append(text, size, used, "@");
        return append(text, size, used, m->file);
    }
    for (size_t i = 0; i < m->count; i++) {
        if (i > 0)
            used = append(text, size, used, ",");
        used = append(text, size, used, number_exact(m->value[i], number));
    }
    return used;
}

static size_t format_edits(const struct experiment *e, char *text, size_t size)
{
    size_t used = 0;
    char piece[64], number[NUMBER_SIZE];
    for (size_t i = 0; i < e->edits; i++) {
        (void)snprintf(piece, sizeof piece, "%s%zu:%s", i > 0 ? "," : "", e->edit[i].rank,
                       number_exact(e->edit[i].value, number));
        used = append(text, size, used, piece);
    }
    return used;
}

static size_t format_plane(const struct experiment *e, char *text, size_t size)
{
    size_t used = 0;
    char piece[32];
    for (int i = 0; i < 2; i++) {
        const struct plane_axis *a = &e->plane[i];
        const char *prefix = a->kind == PLANE_COORDINATE ? "w" : "";
        if (a->index == 0)
            (void)snprintf(piece, sizeof piece, "%s%sD", i > 0 ? "," : "", prefix);
        else
            (void)snprintf(piece, sizeof piece, "%s%s%zu", i > 0 ? "," : "", prefix, a->index);
        used = append(text, size, used, piece);
    }
    return used;
}

size_t parameter_format(const struct parameter *p, const struct experiment *e, char *text,
                        size_t size)
{
    const char *at = (const char *)e + p->offset;
    char number[NUMBER_SIZE];
    if (size > 0)
        text[0] = '\0';
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return append(text, size, 0, format_number(parameter_number(p, e), number));
    case PARAMETER_CHOICE:
        return append(text, size, 0,
                      parameter_choice(p, (size_t) * (const int *)(const void *)at)->name);
    case PARAMETER_SEED:
        (void)snprintf(number, sizeof number, "%llu",
                       (unsigned long long)*(const uint64_t *)(const void *)at);
        return append(text, size, 0, number);
    case PARAMETER_MATRIX:
        return format_matrix((const struct matrix_spec *)(const void *)at, text, size);
    case PARAMETER_EDITS:
        return format_edits(e, text, size);
    case PARAMETER_PLANE:
        return format_plane(e, text, size);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return append(text, size, 0, at);
    }
    return 0;
}

char *parameter_file(const struct parameter *p, char *value)
{
    if (p->kind == PARAMETER_MATRIX && value[0] == '@')
        return value + 1;
    if (p->kind == PARAMETER_FILE && value[0] != '\0' && strcmp(value, "synthetic") != 0)
        return value;
    return NULL;
}

int parameter_is_initial(const struct parameter *p, const struct experiment *e)
{
    char text[64]; /* longer than every initial value: a cut text differs from it */
    return parameter_format(p, e, text, sizeof text) == strlen(p->initial) &&
           strcmp(text, p->initial) == 0;
}

/* The grid of one key press: three digits for 5 ≤ v/10^k < 50, so that 1.80 → 1.81, 0.49 → 0.5. */
static double decimal_step(double v, int finer)
{
    double low = finer ? v * (1 - 1e-9) : v * (1 + 1e-9);
    return pow(10, floor(log10(2 * fabs(low)) + 1e-12) - 2);
}

static double step_once(const struct parameter *p, double v, int up, int coarse)
{
    double step = p->step, tens = coarse ? 10 : 1;
    if (p->scale == SCALE_DECIMAL)
        step = v > 0 ? decimal_step(v, !up) : p->kind == PARAMETER_COUNT ? 1 : 1e-3;
    step *= tens;
    if (p->kind == PARAMETER_COUNT && step < 1)
        step = 1;
    double to = (up ? floor(v / step + 1e-6) + 1 : ceil(v / step - 1e-6) - 1) * step;
    if (p->scale == SCALE_DECIMAL && p->least_open && to <= p->least)
        to = step_once(p, v, up, 0);
    return to;
}

double parameter_stepped(const struct parameter *p, double value, int steps)
{
    int up = steps > 0, coarse = steps >= 10 || steps <= -10;
    int count = (up ? steps : -steps) / (coarse ? 10 : 1);
    double v = value;
    if (p->scale == SCALE_NONE || !isfinite(v))
        return v;
    for (int i = 0; i < count; i++) {
        double to = step_once(p, v, up, coarse);
        if (p->most_open && to >= p->most)
            to = step_once(p, v, up, 0) < p->most ? step_once(p, v, up, 0) : (v + p->most) / 2;
        if (p->least_open && to <= p->least)
            to = (v + p->least) / 2;
        if (p->most_open && to >= p->most)
            to = v; /* the last double before the end */
        v = fmin(fmax(to, p->least), p->most);
    }
    /* 0.30000000000000004 is 0.3 to the user; keep what no decimal grid made. */
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%.12g", v);
    double round_value = v;
    (void)number_parse(text, &round_value);
    return p->most_open && round_value >= p->most ? v : round_value;
}

const char *parameter_idle(const struct parameter *p, const struct experiment *e)
{
    enum data_kind data = experiment_data(e);
    int has_nu = optimizer_table[e->optimizer].has_nu, has_matrix = noise_table[e->noise].matrix;
    const struct {
        size_t offset;
        int idle;
        const char *why;
    } rule[] = {
        {AT(nu), !has_nu, "needs --optimizer qhm"},
        {AT(noise_matrix), !has_matrix, "needs --noise matrix"},
        {AT(samples), data == DATA_FILE, "contradicts --data, which has its own"},
        {AT(target), data == DATA_NONE, "needs --data"},
        {AT(sampling), data == DATA_NONE, "needs --data"},
        {AT(standardize), data == DATA_NONE, "needs --data"},
    };
    for (size_t i = 0; i < sizeof rule / sizeof *rule; i++)
        if (rule[i].offset == p->offset && rule[i].idle)
            return rule[i].why;
    return NULL;
}

/* A value as a shell reads it back: quoted where it holds anything but plain characters. */
static size_t append_quoted(char *text, size_t size, size_t used, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    if (value[0] != '\0' && strspn(value, plain) == strlen(value))
        return append(text, size, used, value);
    used = append(text, size, used, "'");
    for (const char *c = value; *c != '\0'; c++) {
        char one[2] = {*c, '\0'};
        used = append(text, size, used, *c == '\'' ? "'\\''" : one);
    }
    return append(text, size, used, "'");
}

size_t experiment_command(const struct experiment *e, char *text, size_t size)
{
    size_t used = 0;
    enum { LONGEST = DIMENSION_MAX * 24 }; /* a list of so many numbers */
    char value[LONGEST], option[40];
    if (size > 0)
        text[0] = '\0';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        int always = p->letter == 'l' || (p->letter == 'k' && experiment_data(e) != DATA_FILE);
        if ((!always && parameter_is_initial(p, e)) || parameter_idle(p, e) != NULL)
            continue;
        (void)parameter_format(p, e, value, sizeof value);
        if (p->letter != 0)
            (void)snprintf(option, sizeof option, " -%c ", p->letter);
        else
            (void)snprintf(option, sizeof option, " --%s ", p->name);
        used = append(text, size, used, option);
        used = append_quoted(text, size, used, value);
    }
    return used;
}
