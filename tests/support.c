/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "sgdscope/model/parameter.h"

#include <dirent.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <time.h>

/* As the program does: with more threads the BLAS synchronises in ways that ThreadSanitizer, which
 * does not see into it, takes for races. */
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
void openblas_set_num_threads(int count);

__attribute__((constructor)) static void one_thread(void)
{
    openblas_set_num_threads(1);
}
#endif

char support_case[200];
size_t support_reads;

/* --- random numbers --------------------------------------------------------------------------- */

uint64_t support_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t support_below(uint64_t *state, size_t n)
{
    return (size_t)(support_next(state) % n);
}

double support_uniform(uint64_t *state, double from, double to)
{
    return from + (to - from) * ((double)(support_next(state) >> 11) + 0.5) * 0x1p-53;
}

double support_log_uniform(uint64_t *state, double from, double to)
{
    return exp(support_uniform(state, log(from), log(to)));
}

double support_normal(uint64_t *state)
{
    double r = sqrt(-2 * log(support_uniform(state, 0, 1)));
    return r * cos(support_uniform(state, 0, 2 * acos(-1)));
}

/* Gram-Schmidt, twice over: once is orthogonal only to the conditioning of what was drawn. */
void support_orthogonal(uint64_t *state, size_t n, double *q)
{
    for (size_t i = 0; i < n; i++) {
        double *v = q + i * n, length = 0;
        for (size_t c = 0; c < n; c++)
            v[c] = support_normal(state);
        for (size_t j = 0; j < 2 * i; j++) {
            const double *u = q + j % i * n;
            double along = 0;
            for (size_t c = 0; c < n; c++)
                along += u[c] * v[c];
            for (size_t c = 0; c < n; c++)
                v[c] -= along * u[c];
        }
        for (size_t c = 0; c < n; c++)
            length += v[c] * v[c];
        for (size_t c = 0; c < n; c++)
            v[c] /= sqrt(length);
    }
}

void support_compose(size_t n, const double *q, const double *values, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t c = 0; c < n; c++)
                sum += values[c] * q[c * n + i] * q[c * n + j];
            out[i * n + j] = out[j * n + i] = sum;
        }
}

void support_rotate(size_t n, const double *q, const double *s, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t a = 0; a < n; a++)
                for (size_t b = 0; b < n; b++)
                    sum += q[i * n + a] * s[a * n + b] * q[j * n + b];
            out[i * n + j] = sum;
        }
}

void support_semidefinite(uint64_t *state, size_t n, size_t rank, double *out)
{
    double *g = malloc((n * rank + 1) * sizeof *g);
    assert_non_null(g);
    for (size_t i = 0; i < n * rank; i++)
        g[i] = support_normal(state);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t c = 0; c < rank; c++)
                sum += g[i * rank + c] * g[j * rank + c] / (double)rank;
            out[i * n + j] = out[j * n + i] = sum;
        }
    free(g);
}

/* --- comparisons ------------------------------------------------------------------------------ */

void support_assert_near(const char *what, double got, double want, double tolerance,
                         const char *file, int line)
{
    if (got == want || fabs(got - want) <= tolerance * fabs(want))
        return;
    print_error("%s: %s is %.17g, should be %.17g: relative error %.2e, allowed %.2e\n",
                support_case, what, got, want, fabs(got - want) / fabs(want), tolerance);
    _fail(file, line);
}

void support_assert_matrix_near(const char *what, size_t n, const double *got, const double *want,
                                double tolerance, const char *file, int line)
{
    double size = 0, most = 0;
    size_t at = 0;
    for (size_t i = 0; i < n * n; i++) {
        double difference = fabs(got[i] - want[i]);
        size = fmax(size, fabs(want[i]));
        if (!(difference <= most)) { /* NaN too */
            most = difference;
            at = i;
        }
        if (isnan(difference))
            break;
    }
    if (most <= tolerance * size)
        return;
    print_error("%s: %s(%zu,%zu) is %.17g, should be %.17g: relative error %.2e, allowed %.2e\n",
                support_case, what, at / n + 1, at % n + 1, got[at], want[at], most / size,
                tolerance);
    _fail(file, line);
}

void support_assert_fine(struct status s, const char *file, int line)
{
    if (s.code == STATUS_OK && s.text[0] == '\0')
        return;
    print_error("%s: an error (%d): %s\n", support_case, (int)s.code, s.text);
    _fail(file, line);
}

void support_assert_refused(struct status s, enum status_code code, const char *part,
                            const char *file, int line)
{
    if (s.code == code && strstr(s.text, part) != NULL)
        return;
    print_error("%s: got status %d '%s', should be %d with '%s'\n", support_case, (int)s.code,
                s.text, (int)code, part);
    _fail(file, line);
}

/* --- time ------------------------------------------------------------------------------------- */

void support_nap(double seconds)
{
    struct timespec t = {.tv_sec = 0, .tv_nsec = (long)(seconds * 1e9)};
    (void)nanosleep(&t, NULL);
}

/* --- matrix files in memory ------------------------------------------------------------------- */

enum { FILES = 40 };

static struct held {
    char name[40];
    size_t n;
    const double *a;
    int is_list;
} held[FILES];

static void give(const char *name, size_t n, const double *a, int is_list)
{
    size_t i = 0;
    while (i < FILES && held[i].name[0] != '\0' && strcmp(held[i].name, name) != 0)
        i++;
    assert_true(i < FILES);
    assert_true(strlen(name) < sizeof held[i].name);
    held[i] = (struct held){.n = n, .a = a, .is_list = is_list};
    memcpy(held[i].name, name, strlen(name) + 1);
}

void support_give_matrix(const char *name, size_t n, const double *a)
{
    give(name, n, a, 0);
}

void support_give_list(const char *name, size_t n, const double *a)
{
    give(name, n, a, 1);
}

struct status support_read(const char *name, struct matrix_file *out)
{
    support_reads++;
    for (size_t i = 0; i < FILES; i++) {
        const struct held *h = &held[i];
        if (strcmp(h->name, name) != 0)
            continue;
        size_t count = h->is_list ? h->n : h->n * h->n;
        double *a = malloc(count * sizeof *a);
        assert_non_null(a);
        memcpy(a, h->a, count * sizeof *a);
        *out = (struct matrix_file){0};
        if (h->is_list) {
            out->count = count;
            out->list = a;
        } else {
            out->matrix = (struct matrix){.n = h->n, .a = a};
        }
        return status_ok();
    }
    return status_error(STATUS_INPUT, "%s: No such file or directory", name);
}

/* --- data sets in memory ---------------------------------------------------------------------- */

static struct {
    char name[40];
    size_t rows, columns;
    const double *a;
} data;

void support_give_data(const char *name, size_t rows, size_t columns, const double *a)
{
    assert_true(strlen(name) < sizeof data.name && columns <= 26);
    memcpy(data.name, name, strlen(name) + 1);
    data.rows = rows;
    data.columns = columns;
    data.a = a;
}

struct status support_read_data(const struct experiment *e, struct data_table *out)
{
    const char *name = e->data;
    if (strcmp(name, data.name) != 0)
        return status_error(STATUS_INPUT, "%s: No such file or directory", name);
    size_t bytes = data.rows * data.columns * sizeof *data.a;
    *out = (struct data_table){.rows = data.rows, .columns = data.columns};
    out->a = malloc(bytes);
    out->name = calloc(data.columns, sizeof *out->name);
    assert_non_null(out->a);
    assert_non_null(out->name);
    memcpy(out->a, data.a, bytes);
    for (size_t c = 0; c < data.columns; c++) {
        const char name_of_one[2] = {(char)('a' + c), '\0'};
        out->name[c] = strdup(name_of_one);
    }
    return status_ok();
}

/* --- programs and files ----------------------------------------------------------------------- */

void support_program(const char *arguments, int status, char *output, size_t size)
{
    char command[3000];
    int length = snprintf(command, sizeof command, "</dev/null \"$SGDSCOPE\" %s", arguments);
    assert_true(length > 0 && (size_t)length < sizeof command);
    (void)snprintf(support_case, sizeof support_case, "sgdscope %.180s", arguments);
    FILE *f = popen(command, "r"); /* NOLINT: the test's own words */
    assert_non_null(f);
    size_t used = fread(output, 1, size - 1, f);
    assert_true(used < size - 1);
    output[used] = '\0';
    int ended = pclose(f);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status)
        fail_msg("%s: status %x, not exit %d", support_case, (unsigned)ended, status);
}

const char *support_program_says(const char *arguments, int status, const char *said,
                                 const char *unsaid)
{
    static char output[1 << 16];
    support_program(arguments, status, output, sizeof output);
    for (char *c = output; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    if (strstr(output, said) == NULL)
        fail_msg("'%s' is not in: %s", said, output);
    if (strstr(output, unsaid) != NULL)
        fail_msg("'%s' is in: %s", unsaid, output);
    return output;
}

void support_write_bytes(const char *name, const void *bytes, size_t size)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

void support_write_file(const char *name, const char *text)
{
    support_write_bytes(name, text, strlen(text));
}

char *support_read_file(const char *name, size_t *size)
{
    struct stat info;
    FILE *f = fopen(name, "rb");
    assert_non_null(f);
    assert_int_equal(fstat(fileno(f), &info), 0);
    *size = (size_t)info.st_size;
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    assert_int_equal(fclose(f), 0);
    bytes[*size] = '\0';
    return bytes;
}

size_t support_count_files(const char *folder)
{
    size_t count = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        count += e->d_name[0] != '.';
    assert_int_equal(closedir(d), 0);
    return count;
}

double support_number_of(uint64_t *state, const struct parameter *p)
{
    double least = p->least == 0 ? 1e-9 : p->least;
    double v = p->least >= 0 && p->most > 1 ? support_log_uniform(state, least, p->most)
                                            : support_uniform(state, p->least, p->most);
    return p->kind == PARAMETER_COUNT ? floor(v) : v;
}

void support_restart(struct experiment *e)
{
    experiment_free(e);
    experiment_init(e);
}

/* --- problems --------------------------------------------------------------------------------- */

void support_new_cache(struct problem_cache **cache)
{
    problem_cache_free(*cache);
    *cache = NULL;
    assert_fine(problem_cache_new(cache, support_read, support_read_data));
}

void support_make(struct problem_cache *cache, const struct experiment *e, struct problem **p)
{
    problem_drop(*p);
    *p = NULL;
    assert_fine(problem_make(cache, e, p));
}

struct stability support_stability(const struct problem *p)
{
    struct stability s;
    assert_fine(stability_solve(p, &s));
    return s;
}

double support_state_limit(const struct rule *r, double a)
{
    double one = 1;
    const struct problem p = {.n = 1,
                              .rule = *r,
                              .optimizer = &optimizer_table[OPTIMIZER_SGD],
                              .curvature = &one,
                              .loss = &one,
                              .state = a};
    return support_stability(&p).limit;
}

void support_regression(double batch, struct experiment *e)
{
    experiment_init(e);
    (void)snprintf(e->data, sizeof e->data, "t.csv");
    e->noise = NOISE_REGRESSION;
    e->batch = batch;
}

const double support_worked[18] = {1,    .5, .9,   -.3, 1.2, .2,  .7,  -.8,  -.1,
                                   -1.1, .1, -1.4, .4,  .9,  1.1, -.6, -1.3, -.3};
