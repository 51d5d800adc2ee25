/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_json.h"

#include "../support.h"

enum { OUTPUT = 1 << 20 };

static char output[OUTPUT];

json_t *fit_json(const char *arguments, int status)
{
    char all[2900];
    json_error_t error;
    (void)snprintf(all, sizeof all, "fit --format json %s", arguments);
    support_program(all, status, output, sizeof output);
    json_t *root = json_loads(output, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s: line %d: %s", support_case, error.line, error.text);
    return root;
}

double fit_number(const json_t *root, const char *first, const char *second, int i, int j)
{
    const json_t *at = json_object_get(root, first);
    at = second != NULL ? json_object_get(at, second) : at;
    at = i >= 0 ? json_array_get(at, (size_t)i) : at;
    at = j >= 0 ? json_array_get(at, (size_t)j) : at;
    if (!json_is_number(at))
        fail_msg("%s: %s.%s is no number", support_case, first, second == NULL ? "" : second);
    return json_number_value(at);
}

bool fit_holds(const json_t *root, const char *name)
{
    const json_t *list = json_object_get(root, "assumptions");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *a = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(a, "name")), name) == 0)
            return json_is_true(json_object_get(a, "holds"));
    }
    fail_msg("there is no assumption %s", name);
    return false;
}
