/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/data_table.h"

#include <stdlib.h>
#include <string.h>

void data_table_free(struct data_table *t)
{
    for (size_t c = 0; t->name != NULL && c < t->columns; c++)
        free(t->name[c]);
    free(t->name);
    free(t->a);
    *t = (struct data_table){0};
}

size_t data_table_find(const struct data_table *t, const char *name)
{
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], name) != 0)
        c++;
    return c;
}
