/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_json.h"

#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void experiment_json(struct json *j, const struct experiment *e, size_t rows)
{
    enum { LONGEST = DIMENSION_MAX * 26 };
    char *text = malloc(LONGEST);
    json_open(j, "config", '{');
    for (size_t i = 0; i < parameter_count && text != NULL; i++) {
        const struct parameter *p = &parameter_table[i];
        int number = p->kind == PARAMETER_REAL || p->kind == PARAMETER_COUNT;
        double value = number ? parameter_number(p, e) : 0;
        if (rows > 0 && strcmp(p->name, "samples") == 0)
            value = (double)rows;
        (void)parameter_format(p, e, text, LONGEST);
        if (p->kind == PARAMETER_SEED)
            json_whole(j, p->name, e->seed);
        else if (number && isfinite(value))
            json_number(j, p->name, value);
        else if (number && isnan(value))
            json_none(j, p->name);
        else
            json_text(j, p->name, text);
    }
    json_close(j, '}');
    free(text);
}
