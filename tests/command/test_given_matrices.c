/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hessians and noise matrices from files, as the program takes them: what is symmetric and positive
 * semidefinite to the rounding of its numbers is accepted and given back to the last digit; what is
 * not is refused with a message. */
#include "../support.h"

#include <jansson.h>
#include <unistd.h>

enum { D = 40, OUTPUT = 1 << 18 };

static char output[OUTPUT];
static double c[D * D], written[D * D];

static void run(const char *arguments, int status)
{
    char all[400];
    (void)snprintf(all, sizeof all, "%s 2>&1", arguments);
    support_program(all, status, output, sizeof output);
}

/* --- how a matrix is kept in a file ----------------------------------------------------------- */

static double to_half(double x)
{
    int exponent;
    double mantissa = frexp(x, &exponent);
    return ldexp(rint(mantissa * 2048) / 2048, exponent);
}

static double to_single(double x)
{
    return (double)(float)x;
}

static double to_seven_digits(double x)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.6e", x);
    return strtod(text, NULL);
}

static double to_double(double x)
{
    return x;
}

static const struct kept {
    const char *name;
    double (*round)(double x);
    const char *format;    /* of a number in text */
    double largest, least; /* scales of the matrix */
    double indefinite;     /* a negative eigenvalue, relative to the largest, that is no rounding */
} kept[] = {
    {"float16", to_half, "%.17g", 1e3, 1e-3, -0.05},
    {"float32", to_single, "%.17g", 1e12, 1e-12, -1e-3},
    {"7 digits", to_seven_digits, "%.6e", 1e12, 1e-12, -1e-3},
    {"float64", to_double, "%.17g", 1e12, 1e-12, -1e-6},
};

enum { KEPT = sizeof kept / sizeof *kept };

static void write_text(const char *name, size_t n, const double *a, const char *format)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    for (size_t i = 0; i < n * n; i++) {
        (void)fprintf(f, format, a[i]);
        fputc((i + 1) % n == 0 ? '\n' : ' ', f);
    }
    assert_int_equal(fclose(f), 0);
}

static void write_npy(const char *name, size_t n, const double *a)
{
    char header[118];
    int length = snprintf(header, sizeof header,
                          "{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }", n, n);
    memset(header + length, ' ', sizeof header - (size_t)length);
    header[sizeof header - 1] = '\n';
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite("\x93NUMPY\1\0\x76\0", 1, 10, f), 10);
    assert_int_equal(fwrite(header, 1, sizeof header, f), sizeof header);
    assert_int_equal(fwrite(a, sizeof *a, n * n, f), n * n);
    assert_int_equal(fclose(f), 0);
}

static void write_identity(size_t n)
{
    static double identity[D * D];
    memset(identity, 0, sizeof identity);
    for (size_t i = 0; i < n; i++)
        identity[i * n + i] = 1;
    write_text("identity.txt", n, identity, "%g");
}

/* written ← c·scale as it is kept; in c.txt and c.npy. */
static void write_kept(const struct kept *k, size_t n, double scale)
{
    for (size_t i = 0; i < n * n; i++)
        written[i] = k->round(c[i] * scale);
    write_text("c.txt", n, written, k->format);
    write_npy("c.npy", n, written);
}

/* The matrix in the program's JSON is the one that was written, to the last digit. */
static void expect_given_back(const char *name, size_t n)
{
    json_error_t error;
    json_t *root = json_loads(output, 0, &error);
    if (root == NULL)
        fail_msg("%s: %.300s", support_case, output);
    const json_t *matrix = json_object_get(root, name);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const json_t *x = json_array_get(json_array_get(matrix, i), j);
            assert_true(json_is_number(x));
            assert_true(json_number_value(x) == 0.5 * (written[i * n + j] + written[j * n + i]));
        }
    json_decref(root);
}

/* --- random matrices -------------------------------------------------------------------------- */

/* Log-uniform, so that all sizes come up. */
static double scale_of(const struct kept *k, uint64_t *seed)
{
    return support_log_uniform(seed, k->least, k->largest);
}

static void describe(const char *what, const struct kept *k, size_t n, size_t rank, double scale)
{
    (void)snprintf(support_case, sizeof support_case, "%s, %s, D=%zu, rank %zu, scale %g", what,
                   k->name, n, rank, scale);
}

TEST(semidefinite_to_rounding)
{
    uint64_t seed = 17;
    for (int round = 0; round < 120; round++) {
        const struct kept *k = &kept[round % KEPT];
        size_t n = 2 + support_below(&seed, D - 1), rank = 1 + support_below(&seed, n);
        double scale = scale_of(k, &seed);
        describe("semidefinite", k, n, rank, scale);
        support_semidefinite(&seed, n, rank, c);
        write_identity(n);
        write_kept(k, n, scale);
        run(round / KEPT % 2 == 0
                ? "theory -l 0.1 -k @identity.txt --noise-matrix @c.txt --format json"
                : "theory -l 0.1 -k @identity.txt --noise-matrix @c.npy --format json",
            0);
        expect_given_back("noise", n);
    }
}

/* c ← Q diag(1, …, least) Qᵀ with eigenvalues from 0.5 to 1 but for the last. */
static void make_spectrum(uint64_t *seed, size_t n, double least)
{
    static double q[D * D];
    double values[D] = {1};
    for (size_t i = 1; i + 1 < n; i++)
        values[i] = support_uniform(seed, 0.5, 1);
    values[n - 1] = least;
    support_orthogonal(seed, n, q);
    support_compose(n, q, values, c);
}

TEST(indefinite)
{
    uint64_t seed = 18;
    for (int round = 0; round < 120; round++) {
        const struct kept *k = &kept[round % KEPT];
        size_t n = 2 + support_below(&seed, D - 1);
        double scale = scale_of(k, &seed), least = k->indefinite * support_uniform(&seed, 1, 9);
        describe("indefinite", k, n, n, scale);
        make_spectrum(&seed, n, least);
        write_identity(n);
        write_kept(k, n, scale);
        run("theory -l 0.1 -k @identity.txt --noise-matrix @c.txt", 2);
        const char *begin = "sgdscope: --noise-matrix: c.txt: it is not positive semidefinite: an "
                            "eigenvalue is ";
        assert_memory_equal(output, begin, strlen(begin));
        assert_near(strtod(output + strlen(begin), NULL), scale * least, 0.1);
        assert_non_null(strstr(output, "set its negative eigenvalues to 0"));
        run("theory -k @c.npy", 2);
        assert_non_null(strstr(output, "--hessian: c.npy: the Hessian is not positive definite"));
        assert_non_null(strstr(output, "eigenvalues 1 is negative, the most negative -"));
    }
}

/* Elements (i, j) and (j, i) each with a rounding of their own. */
TEST(symmetric_to_rounding)
{
    uint64_t seed = 19;
    for (int round = 0; round < 80; round++) {
        const struct kept *k = &kept[round % KEPT];
        size_t n = 2 + support_below(&seed, D - 1);
        double scale = scale_of(k, &seed), error = k->round == to_half ? 2e-4 : 1e-9;
        describe("symmetric", k, n, n, scale);
        make_spectrum(&seed, n, 0.1);
        for (size_t i = 0; i < n * n; i++)
            c[i] += error * support_uniform(&seed, -0.5, 0.5);
        write_kept(k, n, scale);
        run("theory -l 1e-20 -k @c.txt --format json", 0);
        expect_given_back("hessian", n);
        for (size_t i = 0; i < n; i++)
            c[i] += i == 1 ? 0.01 : 0;
        write_kept(k, n, scale);
        run("theory -k @c.txt", 2);
        const char *begin =
            "sgdscope: --hessian: c.txt: the matrix is not symmetric: element (1,2) is ";
        assert_memory_equal(output, begin, strlen(begin));
        assert_non_null(strstr(output, "give its symmetric part"));
    }
}

/* --- single ones ------------------------------------------------------------------------------ */

TEST(small_matrices)
{
    static const struct {
        const char *hessian, *noise; /* text */
        int status;
    } cases[] = {
        {"1 0\n0 1", "1 0\n0 -1e-17", 0},      {"3 1\n1 2", "1 0\n0 -1e-17", 0},
        {"1 0\n0 1e-9", "4 2\n2 1", 0},        {"3 1\n1.000000001 2", "4 2.000000001\n2 1", 0},
        {"1 0\n0 1", "1 0\n0 -1e-6", 2},       {"1 0\n0 1", "1 2\n2 3", 2},
        {"1 0\n0 1", "1e-10 1e-9\n1e-9 0", 2}, {"3 1\n1.001 2", "1 0\n0 1", 2},
        {"1 1\n1 1", "1 0\n0 1", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(support_case, sizeof support_case, "K %s, C %s", cases[i].hessian,
                       cases[i].noise);
        support_write_file("k.txt", cases[i].hessian);
        support_write_file("c.txt", cases[i].noise);
        run("theory -l 0.1 -k @k.txt --noise-matrix @c.txt", cases[i].status);
    }
    (void)snprintf(support_case, sizeof support_case, "numbers of the command line");
    run("theory --noise-matrix 1,0,-1e-17", 0);
    run("theory --noise-matrix 1,0,-1e-6", 2);
}

/* Zeros are exact, and so are the numbers of a list. */
TEST(exact_zeros)
{
    static const char *const cases[][2] = {
        {"-k 3,1,2", "\"hessian\": [[3,0,0],\n    [0,1,0],\n    [0,0,2]]"},
        {"-k @k.txt -o newton", "\"noise\": [[1,0],\n    [0,1]]"},
        {"-k @k.txt -o adam", "\"noise\": [[1,0],\n    [0,1]]"},
        {"-k @k.txt -n minibatch --noise-scale 2", "\"noise\": [[6,2],\n    [2,4]]"},
    };
    write_text("k.txt", 2, (const double[]){3, 1, 1, 2}, "%g");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char arguments[200];
        (void)snprintf(arguments, sizeof arguments, "theory -l 0.1 --format json %s", cases[i][0]);
        (void)snprintf(support_case, sizeof support_case, "%s", arguments);
        run(arguments, 0);
        assert_non_null(strstr(output, cases[i][1]));
    }
}

/* An eigenvalue that was changed by hand above the one before it is the largest one. */
TEST(changed_eigenvalues_out_of_order)
{
    static const char *const asked[] = {"k*", "k_min", "lambda k*", "verdict"};
    static char direct[OUTPUT];
    write_text("changed.txt", 3, (const double[]){2, 0, 0, 0, 3, 0, 0, 0, 0.5}, "%g");
    write_text("unchanged.txt", 3, (const double[]){2, 0, 0, 0, 1, 0, 0, 0, 0.5}, "%g");
    run("theory -l 0.1 -k @changed.txt", 0);
    memcpy(direct, output, sizeof direct);
    run("theory -l 0.1 -k @unchanged.txt --eigenvalue 2:3", 0);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char name[32], *x, *y;
        (void)snprintf(name, sizeof name, "\n  %s ", asked[i]);
        assert_non_null(x = strstr(direct, name));
        assert_non_null(y = strstr(output, name));
        assert_memory_equal(x, y, strcspn(x + 1, "\n") + 2);
    }
    /* the loss of one dimension, which comes first, is along the sharpest direction */
    run("figure 1 --format csv -l 0.3 -k @changed.txt", 0);
    memcpy(direct, output, sizeof direct);
    run("figure 1 --format csv -l 0.3 -k @unchanged.txt --eigenvalue 2:3", 0);
    assert_memory_equal(direct, output, (size_t)(strstr(direct, ",loss,") - direct));
}
