/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a fuzz target where libFuzzer is not: runs the target on every file in its folder of
 * seeds and on mutations of them, always the same ones. Usage: TARGET [ITERATIONS [FOLDER]] */
#include "target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITERATIONS 4000
#define SEEDS_MAX 256
#define SEED_SIZE 8192 /* larger files are passed over: a mutation has to hit something */

struct seed_bytes {
    uint8_t data[SEED_SIZE];
    size_t size;
};

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t n)
{
    return n == 0 ? 0 : (size_t)(next_random(state) % n);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static size_t load(const char *folder, struct seed_bytes *seeds)
{
    struct dirent **entries;
    size_t count = 0;
    int found = scandir(folder, &entries, NULL, by_name);
    for (int i = 0; i < found; i++) {
        char path[2048];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        FILE *f = entries[i]->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (f != NULL && count < SEEDS_MAX) {
            struct seed_bytes *s = &seeds[count];
            s->size = fread(s->data, 1, sizeof s->data, f);
            count += !ferror(f) && s->size < sizeof s->data;
        }
        if (f != NULL)
            (void)fclose(f);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
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
    uint8_t byte = (uint8_t)next_random(state);
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

static size_t whole_number(const char *text)
{
    return text == NULL ? ITERATIONS : (size_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
    char folder[1024];
    const char *source = getenv("srcdir");
    (void)snprintf(folder, sizeof folder, "%s/%s", source == NULL ? "." : source, fuzz_seeds);
    size_t iterations = whole_number(argc > 1 ? argv[1] : NULL);
    struct seed_bytes *seeds = calloc(SEEDS_MAX, sizeof *seeds);
    size_t count = seeds == NULL ? 0 : load(argc > 2 ? argv[2] : folder, seeds);
    if (count == 0) {
        (void)fprintf(stderr, "%s: no seeds\n", argc > 2 ? argv[2] : folder);
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
