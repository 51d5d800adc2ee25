/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_entry.h"

enum ini_kind experiment_entry_kind(const struct ini_entry *entry)
{
    const struct parameter *p = parameter_find(entry->name);
    bool is_name = p != NULL && (p->kind == PARAMETER_FILE || p->kind == PARAMETER_TEXT);
    return is_name || entry->value[0] == '@' ? INI_NAME : INI_LIST;
}

struct status experiment_entry_set(const char *path, const struct ini_entry *entry,
                                   size_t given[PARAMETERS_MAX], struct experiment *e)
{
    const struct parameter *p = parameter_find(entry->name);
    if (p == NULL)
        return parameter_unknown(entry->name);
    STATUS_TRY(ini_require_first(p->name, &given[p - parameter_table], entry->line));
    char *file = parameter_file(p, entry->value);
    if (file != NULL)
        ini_resolve_path(path, file, INI_VALUE - 1);
    return status_prefix(parameter_parse(p, entry->value, e), "%s", entry->name);
}

bool experiment_entries_imply(const size_t given[PARAMETERS_MAX], struct experiment *e)
{
    bool is_given[PARAMETERS_MAX] = {false}, any = false;
    for (size_t i = 0; i < parameter_count; i++)
        any |= is_given[i] = given[i] != 0;
    experiment_imply(e, is_given);
    return any;
}
