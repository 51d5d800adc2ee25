/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as the value of every parameter: either it is refused with a good error, or what is
 * printed for it is read as the same. A libFuzzer target (clang
 * -fsanitize=fuzzer,address,undefined); with replay.c a program for make check. */
#include "target.h"

#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const fuzz_seeds = "tests/fuzz/parameter_seeds";

enum { TEXT = DIMENSION_MAX * 26 };

static char text[TEXT], again[TEXT];
static struct experiment e, other;

/* The ends of ranges hold for what was accepted. */
static void restart(struct experiment *which)
{
    experiment_free(which);
    experiment_init(which);
}

static void check_number(const struct parameter *p)
{
    double v = parameter_number(p, &e);
    fuzz_demand(!isnan(v) || (p->words & WORD_AUTO), "no number only where automatic is allowed");
    fuzz_demand(!isinf(v) || ((p->words & WORD_INFINITE) && v > 0),
                "infinite only where that is allowed");
    if (!parameter_has_number(p, &e))
        return;
    fuzz_demand(p->least_open ? v > p->least : v >= p->least, "not below the range");
    fuzz_demand(p->most_open ? v < p->most : v <= p->most, "not above the range");
    fuzz_demand(p->kind != PARAMETER_COUNT || v == floor(v), "a count is whole");
}

static void check_accepted(const struct parameter *p)
{
    if (p->kind == PARAMETER_REAL || p->kind == PARAMETER_COUNT)
        check_number(p);
    size_t length = parameter_format(p, &e, text, sizeof text);
    fuzz_demand(length == strlen(text), "the length is the text's");
    restart(&other);
    fuzz_demand(parameter_parse(p, text, &other).code == STATUS_OK, "what is printed is accepted");
    fuzz_demand(experiment_equal(&e, &other), "what is printed is the same value");
    (void)parameter_format(p, &other, again, sizeof again);
    fuzz_demand(strcmp(text, again) == 0, "the same value is printed the same");
    (void)experiment_check(&e);
    length = experiment_command(&e, true, text, sizeof text);
    fuzz_demand(length < sizeof text && length == strlen(text), "the command has room");
}

static void check_refused(const struct status *s)
{
    fuzz_demand(s->code == STATUS_INPUT, "an error is STATUS_INPUT");
    fuzz_demand(s->text[0] != '\0' && strchr(s->text, '\n') == NULL, "an error is one line");
    restart(&other);
    fuzz_demand(experiment_equal(&e, &other), "untouched on failure");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *value = malloc(size + 1); /* its end is guarded by the sanitizer */
    fuzz_demand(value != NULL, "memory");
    memcpy(value, data, size);
    value[size] = '\0';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        restart(&e);
        struct status s = parameter_parse(p, value, &e);
        if (s.code == STATUS_OK)
            check_accepted(p);
        else
            check_refused(&s);
    }
    struct status s = parameter_unknown(value);
    fuzz_demand(s.code == STATUS_INPUT && strchr(s.text, '\n') == NULL,
                "an unknown name is refused");
    free(value);
    return 0;
}
