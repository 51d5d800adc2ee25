/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_json.h"

#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void experiment_json(struct json *j, const struct experiment *e, size_t rows)
{
    char *text = malloc(PARAMETER_TEXT_SIZE);
    json_open(j, "config", '{');
    for (size_t i = 0; i < parameter_count && text != NULL; i++) {
        const struct parameter *p = &parameter_table[i];
        bool number = p->kind == PARAMETER_REAL || p->kind == PARAMETER_COUNT;
        (void)parameter_format(p, e, text, PARAMETER_TEXT_SIZE);
        if (p->kind == PARAMETER_SEED)
            json_whole(j, p->name, e->seed);
        else if (rows > 0 && strcmp(p->name, "samples") == 0)
            json_number(j, p->name, (double)rows);
        else if (number && (parameter_has_number(p, e) || isnan(parameter_number(p, e))))
            json_number(j, p->name, parameter_number(p, e));
        else
            json_text(j, p->name, text);
    }
    json_close(j, '}');
    free(text);
}
