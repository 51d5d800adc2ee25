/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text NAME=VALUE as a parameter's value, and one without a name as that of some parameter:
 * either it is refused with a good error, or what is printed for it is read as the same. */
#include "../support.h"
#include "target.h"

const char *const fuzz_seeds = "tests/fuzz/parameter_seeds/*";

enum { TEXT = DIMENSION_MAX * 26 };

static char text[TEXT], again[TEXT];
static struct experiment e, other;

/* The ends of ranges hold for what was accepted. */
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
    support_restart(&other);
    fuzz_demand(parameter_parse(p, text, &other).code == STATUS_OK, "what is printed is accepted");
    fuzz_demand(experiment_equal(&e, &other), "what is printed is the same value");
    (void)parameter_format(p, &other, again, sizeof again);
    fuzz_demand(strcmp(text, again) == 0, "the same value is printed the same");
    (void)experiment_check(&e);
    length = experiment_command(&e, true, text, sizeof text);
    fuzz_demand(length < sizeof text && length == strlen(text), "the command has room");
}

static void try_value(const struct parameter *p, const char *value)
{
    static struct experiment before;
    support_restart(&e);
    memcpy(&before, &e, sizeof e);
    struct status s = parameter_parse(p, value, &e);
    if (s.code == STATUS_OK) {
        check_accepted(p);
    } else {
        fuzz_check_refusal(&s);
        fuzz_demand(memcmp(&e, &before, sizeof e) == 0, "untouched on failure");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = fuzz_text(data, size), *value = strchr(name, '=');
    if (value != NULL)
        *value++ = '\0';
    const struct parameter *p = parameter_find(name);
    if (p == NULL) {
        struct status s = parameter_unknown(name);
        fuzz_check_refusal(&s);
        p = &parameter_table[size % parameter_count];
    }
    try_value(p, value != NULL ? value : name);
    free(name);
    return 0;
}
