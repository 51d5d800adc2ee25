/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a fuzz target where libFuzzer is not: runs the target on each of its seeds and on
 * mutations of them, always the same ones. Usage: TARGET [ITERATIONS [PATTERN]] */
#include "../support.h"
#include "target.h"

#include <glob.h>

#define ITERATIONS 4000
#define SEEDS_MAX 256
#define SEED_SIZE 8192 /* larger files are passed over: a mutation has to hit something */

struct seed_bytes {
    uint8_t data[SEED_SIZE];
    size_t size;
};

/* A seed may be empty. */
static size_t below(uint64_t *state, size_t n)
{
    return n == 0 ? 0 : support_below(state, n);
}

static bool read_seed(const char *path, struct seed_bytes *s)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    s->size = fread(s->data, 1, sizeof s->data, f);
    bool good = !ferror(f) && s->size < sizeof s->data;
    (void)fclose(f);
    return good;
}

static size_t load(const char *pattern, struct seed_bytes *seeds)
{
    glob_t found = {0};
    size_t count = 0;
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && count < SEEDS_MAX; i++)
            count += read_seed(found.gl_pathv[i], &seeds[count]);
    globfree(&found);
    return count;
}

/* Put n bytes in place of `gone` bytes at `at`, as far as there is room. */
static void splice(struct seed_bytes *b, size_t at, size_t gone, const void *from, size_t n)
{
    if (gone > b->size - at)
        gone = b->size - at;
    if (b->size - gone + n > sizeof b->data)
        return;
    memmove(b->data + at + n, b->data + at + gone, b->size - at - gone);
    memcpy(b->data + at, from, n);
    b->size = b->size - gone + n;
}

static void mutate(struct seed_bytes *b, const struct seed_bytes *other, uint64_t *state)
{
    static const char *const words[] = {
        "0",      "-1",         "2000",
        "2001",   "4294967296", "18446744073709551616",
        "1e400",  "nan",        "\n",
        ",",      " ",          "%",
        "#",      "'",          "(",
        ")",      "{",          "}",
        "\r\n",   "\xff",       "99999999999999999999",
        "1e-400", "=",          "[",
    };
    size_t at = below(state, b->size + 1);
    uint8_t byte = (uint8_t)support_next(state);
    const char *word = words[below(state, sizeof words / sizeof *words)];
    switch (below(state, 6)) {
    case 0: /* another byte */
        splice(b, at, 1, &byte, 1);
        break;
    case 1: /* another bit */
        if (at < b->size)
            b->data[at] = (uint8_t)(b->data[at] ^ 1u << (byte & 7));
        break;
    case 2: /* a telling word, in place of something or in addition */
        splice(b, at, below(state, 8), word, strlen(word));
        break;
    case 3: /* some bytes less */
        splice(b, at, 1 + below(state, 16), "", 0);
        break;
    case 4: /* the end is missing */
        b->size = at;
        break;
    default: { /* a piece of another seed */
        size_t from = below(state, other->size), room = other->size - from;
        splice(b, at, below(state, 32), other->data + from, below(state, room < 64 ? room : 64));
    }
    }
}

int main(int argc, char **argv)
{
    char pattern[1024];
    const char *source = getenv("srcdir");
    (void)snprintf(pattern, sizeof pattern, "%s/%s", source == NULL ? "." : source, fuzz_seeds);
    size_t iterations = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ITERATIONS;
    struct seed_bytes *seeds = calloc(SEEDS_MAX, sizeof *seeds);
    size_t count = seeds == NULL ? 0 : load(argc > 2 ? argv[2] : pattern, seeds);
    if (count == 0) {
        (void)fprintf(stderr, "%s: no seeds\n", argc > 2 ? argv[2] : pattern);
        free(seeds);
        return 1;
    }
    for (size_t i = 0; i < count; i++)
        (void)LLVMFuzzerTestOneInput(seeds[i].data, seeds[i].size);
    for (size_t i = 0; i < iterations; i++) {
        uint64_t state = i;
        struct seed_bytes b = seeds[below(&state, count)];
        for (size_t changes = 1 + below(&state, 4); changes > 0; changes--)
            mutate(&b, &seeds[below(&state, count)], &state);
        (void)LLVMFuzzerTestOneInput(b.data, b.size);
    }
    printf("1..1\nok 1 - %zu seeds, %zu mutations\n", count, iterations);
    free(seeds);
    return 0;
}
