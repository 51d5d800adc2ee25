/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/fingerprint.h"

#include "sgdscope/base/number.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t add_bytes(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < count; i++)
        digest = (digest ^ b[i]) * 0x100000001b3;
    return digest;
}

static uint64_t add_text(uint64_t digest, const char *text)
{
    return add_bytes(digest, text, strlen(text) + 1);
}

static struct status add_file(uint64_t *digest, const char *path)
{
    char block[4096];
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    for (size_t got = 1; got > 0;) {
        got = fread(block, 1, sizeof block, f);
        *digest = add_bytes(*digest, block, got);
    }
    int bad = ferror(f);
    (void)fclose(f);
    return bad ? status_error(STATUS_INPUT, "%s: cannot be read", path) : status_ok();
}

static uint64_t add_axis(uint64_t digest, const struct grid_axis *a)
{
    char text[200], from[NUMBER_SIZE], to[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%s %s %s %zu %d", a->parameter->name,
                   number_exact(a->from, from), number_exact(a->to, to), a->count, a->logarithmic);
    return add_text(digest, text);
}

struct status fingerprint_make(const struct grid *g, const struct experiment *e,
                               const char *setting, uint64_t *digest)
{
    char *value = malloc(PARAMETER_TEXT_SIZE);
    uint64_t d = 0xcbf29ce484222325; /* where FNV-1a begins */
    if (value == NULL)
        return status_memory("a parameter", PARAMETER_TEXT_SIZE);
    for (int i = 0; i < g->axes; i++)
        d = add_axis(d, &g->axis[i]);
    d = add_text(d, setting);
    struct status s = status_ok();
    for (size_t i = 0; i < parameter_count && s.code == STATUS_OK; i++) {
        const struct parameter *p = &parameter_table[i];
        (void)parameter_format(p, e, value, PARAMETER_TEXT_SIZE);
        d = add_text(add_text(d, p->name), value);
        const char *file = parameter_file(p, value);
        if (file != NULL)
            s = add_file(&d, file);
    }
    free(value);
    *digest = d;
    return s;
}
