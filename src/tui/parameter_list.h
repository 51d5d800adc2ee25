/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

/* The lines of the side panel that can be changed. Private to tui/. */

struct app;

enum { ITEMS_MAX = 32 };

struct item {
    const struct parameter *parameter;
    int axis; /* of an eigenvalue, whose parameter is the Hessian: which drawn direction, 0 or 1 */
    char symbol[12];
    const char *label;
    double value; /* what a step starts from */
    double shown; /* the same; of data made from K their own eigenvalue */
};

struct parameter_list {
    struct item item[ITEMS_MAX];
    int count, chosen;
    int first; /* seen */
};

/* Its symbol, or its label where it has none. */
const char *item_name(const struct item *item);

/* The lines for the present experiment, the same one chosen if it is still there. Call it before the
 * list is used. */
void items_update(struct app *a);

/* Move the chosen item's value by that many steps (10: coarse). */
void item_step(struct app *a, int steps);

/* Set an item's value from text. */
void item_set(struct app *a, const struct item *item, const char *text);
