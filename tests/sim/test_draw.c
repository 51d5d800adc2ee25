/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../test.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/sim/draw.h"

#include "../../src/sim/kernels.h"

#include <gsl/gsl_cdf.h>

/* Words for tests, from a generator that is not the one under test (xorshift64, Marsaglia 2003). */
static uint32_t next_word(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32);
}

/* ---- the paths and the words */

TEST(isa)
{
    assert_ptr_equal(kernels_of(ISA_PORTABLE), &kernels_portable);
    assert_string_equal(draw_isa_name(), kernels_best()->name);
    for (int isa = 0; isa < ISA_COUNT; isa++)
        (void)printf("# %s %s\n",
                     kernels_of((enum isa)isa) != NULL ? "tested:" : "not on this machine:",
                     (const char *[]){"portable", "avx2", "avx512"}[isa]);
}

/* From kat_vectors of Random123: threefry2x32 13 (counter, key, result). */
TEST(words_known)
{
    static const struct {
        uint32_t counter[2];
        struct draw_key key;
        uint32_t result[2];
    } known[] = {
        {{0, 0}, {{0, 0}}, {0x9d1c5ec6, 0x8bd50731}},
        {{0xffffffff, 0xffffffff}, {{0xffffffff, 0xffffffff}}, {0xfd36d048, 0x2d17272c}},
        {{0x243f6a88, 0x85a308d3}, {{0x13198a2e, 0x03707344}}, {0xba3e4725, 0xf27d669e}},
    };
    for (int isa = 0; isa < ISA_COUNT; isa++)
        for (size_t i = 0; kernels_of((enum isa)isa) != NULL && i < 3; i++) {
            uint32_t w[2][DRAW_GROUP];
            kernels_of((enum isa)isa)
                ->words(known[i].key, known[i].counter[0], known[i].counter[1], 1, w[0], w[1]);
            assert_int_equal(w[0][0], known[i].result[0]);
            assert_int_equal(w[1][0], known[i].result[1]);
        }
}

/* xoshiro128++ 1.0 as its authors print it, one stream. */
static uint32_t rotl(uint32_t x, int k)
{
    return x << k | x >> (32 - k);
}

static uint32_t xoshiro(uint32_t s[4])
{
    const uint32_t result = rotl(s[0] + s[3], 7) + s[0], t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11);
    return result;
}

/* Known numbers of the state 1, 2, 3, 4: those of the crate rand_xoshiro's test, taken from the
 * authors' program. Then each stream of each instruction set against the plain one, over two
 * calls. */
TEST(streams_known)
{
    static const uint32_t known[] = {641,        1573767,    3222811527, 3517856514, 836907274,
                                     4247214768, 3867114732, 1355841295, 495546011,  621204420};
    enum { GROUPS = 5, N = GROUPS * DRAW_GROUP };
    uint32_t plain[4] = {1, 2, 3, 4};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(xoshiro(plain), known[i]);
    for (int isa = 0; isa < ISA_COUNT; isa++) {
        struct draw_state run;
        uint32_t expected[2][4][DRAW_GROUP], w[2][N];
        uint64_t random = 5;
        const struct kernels *kernels = kernels_of((enum isa)isa);
        if (kernels == NULL)
            continue;
        for (size_t i = 0; i < 8 * DRAW_GROUP; i++)
            (&run.word[0][0][0])[i] = next_word(&random);
        memcpy(expected, run.word, sizeof expected);
        for (int call = 0; call < 2; call++) {
            kernels->run(&run, GROUPS, w[0], w[1]);
            for (size_t i = 0; i < 2 * N; i++) {
                size_t output = i / N, lane = i % DRAW_GROUP;
                uint32_t s[4];
                for (int q = 0; q < 4; q++)
                    s[q] = expected[output][q][lane];
                assert_int_equal(w[output][i % N], xoshiro(s));
                for (int q = 0; q < 4; q++)
                    expected[output][q][lane] = s[q];
            }
        }
        assert_memory_equal(expected, run.word, sizeof expected);
    }
}

/* ---- bit for bit */

enum { LONGEST = 1600 };

static const uint32_t guard = 0xdeadbeef;

/* The numbers of a call that begins with a chunk, `from` pairs later, are those of the long call;
 * no float next to them is touched. */
static void expect_part(const struct kernels *kernels, int law, uint64_t step, uint32_t first,
                        size_t from, size_t n, const float *all_a, const float *all_b)
{
    float a[LONGEST + 2], b[LONGEST + 2];
    for (size_t i = 0; i < n + 2; i++) {
        memcpy(a + i, &guard, sizeof *a);
        memcpy(b + i, &guard, sizeof *b);
    }
    draw_pairs_with(kernels, (enum distribution)law, 7, step, first + (uint32_t)from, n, a + 1,
                    b + 1);
    assert_memory_equal(a, &guard, sizeof *a);
    assert_memory_equal(b, &guard, sizeof *b);
    assert_memory_equal(a + n + 1, &guard, sizeof *a);
    assert_memory_equal(b + n + 1, &guard, sizeof *b);
    if (n == 0)
        return;
    assert_memory_equal(a + 1, all_a + from, n * sizeof *a);
    assert_memory_equal(b + 1, all_b + from, n * sizeof *b);
}

TEST(paths_agree)
{
    static const size_t lengths[] = {0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 100, 511, 512, 513, 1025};
    static const uint32_t firsts[] = {0, 1, 123456789, DRAW_PAIRS_MAX - LONGEST};
    static float a[LONGEST], b[LONGEST];
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++) {
            const uint64_t step = (uint64_t)f << (13 * f);
            draw_pairs_with(&kernels_portable, (enum distribution)law, 7, step, firsts[f], LONGEST,
                            a, b);
            for (int isa = 0; isa < ISA_COUNT; isa++)
                for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
                    for (size_t from = 0; from + lengths[l] <= LONGEST; from += DRAW_CHUNK)
                        if (kernels_of((enum isa)isa) != NULL)
                            expect_part(kernels_of((enum isa)isa), law, step, firsts[f], from,
                                        lengths[l], a, b);
        }
}

/* ---- the shapes as functions of the words, in double with libm */

static double exact_minus_log(uint32_t w)
{
    const double odd = w | 1;
    return w < 0x80000000 ? -log(odd * 0x1p-32) : -log1p(-(0x1p32 - odd) * 0x1p-32);
}

static double exact_angle(uint32_t w)
{
    return atan(1) * (1 + (int32_t)(w << 1) * 0x1p-31);
}

static double sign_of(uint32_t bit)
{
    return bit ? -1 : 1;
}

struct exact {
    double a, b, tolerance;
};

static double exact_student(double z)
{
    const double t = gsl_cdf_tdist_Qinv(gsl_cdf_ugaussian_Q(fabs(z)), 5);
    return z < 0 ? -sqrt(0.6) * t : sqrt(0.6) * t;
}

/* A relative error of the function itself, and what an error of z does to it. */
static double student_tolerance(double z)
{
    const double slope = (exact_student(z + 1e-3) - exact_student(z - 1e-3)) / 2e-3;
    return 1e-6 * slope + 2e-6 * fabs(exact_student(z));
}

static struct exact exact_shape(int law, uint32_t u, uint32_t v)
{
    const double r = sqrt(2 * exact_minus_log(u));
    const double sa = sign_of(u & 1), sb = sign_of(v >> 31);
    const double za = sa * r * cos(exact_angle(v)), zb = sb * r * sin(exact_angle(v));
    switch (law) {
    case DISTRIBUTION_GAUSSIAN:
        return (struct exact){za, zb, 1e-6};
    case DISTRIBUTION_UNIFORM:
        return (struct exact){sqrt(3) * ((int32_t)u + 0.5) * 0x1p-31,
                              sqrt(3) * ((int32_t)v + 0.5) * 0x1p-31, 2e-7};
    case DISTRIBUTION_LAPLACE:
        return (struct exact){sa * exact_minus_log(u) / sqrt(2),
                              sign_of(v & 1) * exact_minus_log(v) / sqrt(2), 2e-6};
    case DISTRIBUTION_RADEMACHER:
        return (struct exact){sign_of(u >> 31), sb, 0};
    default:
        return (struct exact){exact_student(za), exact_student(zb),
                              fmax(student_tolerance(za), student_tolerance(zb))};
    }
}

/* Largest error in units of the tolerance. */
static double shape_error(const struct kernels *kernels, int law, uint32_t words[2][DRAW_GROUP])
{
    float a[DRAW_GROUP], b[DRAW_GROUP];
    double most = 0;
    kernels->shape[law](1, words[0], words[1], a, b);
    for (int i = 0; i < DRAW_GROUP; i++) {
        const struct exact e = exact_shape(law, words[0][i], words[1][i]);
        const double error = fmax(fabs(a[i] - e.a), fabs(b[i] - e.b));
        if (!isfinite(a[i]) || !isfinite(b[i]) || error > e.tolerance)
            (void)printf("# %s: %s of %08x %08x: %.9g %.9g, exactly %.9g %.9g\n", kernels->name,
                         distribution_table[law].id.name, (unsigned)words[0][i],
                         (unsigned)words[1][i], a[i], b[i], e.a, e.b);
        assert_true(isfinite(a[i]) && isfinite(b[i]));
        assert_true(error <= e.tolerance);
        most = fmax(most, e.tolerance > 0 ? error / e.tolerance : 0);
    }
    return most;
}

/* 2ⁿ − 1, 2ⁿ, 2ⁿ + 1, and their complements: 0 and 0xffffffff are among them. */
static uint32_t edge_word(uint32_t i)
{
    const uint32_t w = (UINT32_C(1) << i / 6 % 32) + i % 3 - 1;
    return i / 3 % 2 ? ~w : w;
}

TEST(edge_words)
{
    enum { EDGES = 192 };
    uint32_t words[2][DRAW_GROUP];
    for (uint32_t i = 0; i < EDGES; i++)
        for (uint32_t j = 0; j < EDGES; j += DRAW_GROUP) {
            for (uint32_t k = 0; k < DRAW_GROUP; k++) {
                words[0][k] = edge_word(i);
                words[1][k] = edge_word(j + k);
            }
            for (int law = 0; law < DISTRIBUTION_COUNT; law++)
                for (int isa = 0; isa < ISA_COUNT; isa++)
                    if (kernels_of((enum isa)isa) != NULL)
                        (void)shape_error(kernels_of((enum isa)isa), law, words);
        }
}

TEST(random_words)
{
    uint64_t random = 99;
    double most[DISTRIBUTION_COUNT] = {0};
    for (int i = 0; i < 20000; i++) {
        uint32_t words[2][DRAW_GROUP];
        for (int k = 0; k < 2 * DRAW_GROUP; k++) /* all magnitudes alike, to reach the tails */
            words[k / DRAW_GROUP][k % DRAW_GROUP] = next_word(&random) >> (k % 2 ? i % 32 : 0);
        for (int law = 0; law < DISTRIBUTION_COUNT; law++)
            most[law] = fmax(most[law], shape_error(&kernels_portable, law, words));
    }
    for (int law = 0; law < DISTRIBUTION_COUNT; law++)
        (void)printf("# %s: largest error %.2f of what is allowed\n",
                     distribution_table[law].id.name, most[law]);
}

/* ---- streams */

struct stream {
    uint64_t seed, step;
    uint32_t first;
};

enum { STREAM = 50000 };

static void expect_independent(const struct stream *x, const struct stream *y)
{
    static float a[2][STREAM], b[2][STREAM];
    double product = 0, squares = 0;
    int same = 0;
    draw_pairs(DISTRIBUTION_GAUSSIAN, x->seed, x->step, x->first, STREAM, a[0], b[0]);
    draw_pairs(DISTRIBUTION_GAUSSIAN, y->seed, y->step, y->first, STREAM, a[1], b[1]);
    for (int i = 0; i < STREAM; i++) {
        const double p = a[0][i], q = a[1][i], r = b[0][i], s = b[1][i];
        product += p * q + r * s;
        squares += (p * p - 1) * (q * q - 1) + (r * r - 1) * (s * s - 1);
        same += a[0][i] == a[1][i];
    }
    const double z = product / sqrt(2.0 * STREAM), zz = squares / (2 * sqrt(2.0 * STREAM));
    if (!(fabs(z) < 5) || !(fabs(zz) < 5) || same > 2)
        (void)printf("# seed %llx %llx, step %llx %llx, first %x %x: z %.2f, of squares %.2f; "
                     "%d the same\n",
                     (unsigned long long)x->seed, (unsigned long long)y->seed,
                     (unsigned long long)x->step, (unsigned long long)y->step, (unsigned)x->first,
                     (unsigned)y->first, z, zz, same);
    assert_true(fabs(z) < 5 && fabs(zz) < 5);
    assert_true(same <= 2);
}

TEST(streams_differ)
{
    const uint64_t big = UINT64_C(1) << 32, golden = 0x9e3779b97f4a7c15;
    const struct stream streams[] = {
        {0, 0, 0},       {1, 0, 0},          {2, 0, 0},
        {big, 0, 0},     {UINT64_MAX, 0, 0}, {big << 31, 0, 0},
        {golden, 0, 0},  {0, 1, 0},          {0, 2, 0},
        {0, big - 1, 0}, {0, big, 0},        {0, big + 1, 0},
        {0, 2 * big, 0}, {0, UINT64_MAX, 0}, {0, big << 31, 0},
        {1, big, 0},     {0, 0, STREAM},     {0, 1, STREAM},
        {0, 0, 16},      {0, 0, DRAW_CHUNK}, {0, 0, DRAW_PAIRS_MAX - STREAM},
    };
    const size_t n = sizeof streams / sizeof *streams;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            expect_independent(&streams[i], &streams[j]);
}
