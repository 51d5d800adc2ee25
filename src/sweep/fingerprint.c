/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/fingerprint.h"

#include "sgdscope/model/parameter.h"

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

uint64_t fingerprint_text(uint64_t digest, const char *text)
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

struct status fingerprint_experiment(uint64_t *digest, const struct experiment *e)
{
    char *value = malloc(PARAMETER_TEXT_SIZE);
    struct status s =
        value == NULL ? status_memory("a parameter", PARAMETER_TEXT_SIZE) : status_ok();
    for (size_t i = 0; i < parameter_count && s.code == STATUS_OK; i++) {
        *digest = fingerprint_text(*digest, parameter_table[i].name);
        (void)parameter_format(&parameter_table[i], e, value, PARAMETER_TEXT_SIZE);
        *digest = fingerprint_text(*digest, value);
        const char *file = parameter_file(&parameter_table[i], value);
        if (file != NULL)
            s = add_file(digest, file);
    }
    free(value);
    return s;
}
