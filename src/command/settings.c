/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include "option_table.h"
#include "sgdscope/io/settings_file.h"

#include <string.h>

static struct status unknown_setting(const char *name)
{
    char known[120] = "";
    struct nearest near = nearest_to(name);
    for (const struct option *e = option_table; e < option_table + option_count; e++)
        if (e->commands & FOR_SETTINGS) {
            nearest_offer(&near, e->name);
            (void)append_word(known, sizeof known, ", ", e->name);
        }
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.60s: no such setting; did you mean '%s'?", name,
                            near.name);
    return status_error(STATUS_INPUT, "%.60s: no such setting; there are %s", name, known);
}

static struct status take_flag(const struct option *e, struct options *o, const char *value)
{
    if (strcmp(value, "no") == 0)
        return status_ok();
    if (strcmp(value, "yes") != 0)
        return status_error(STATUS_INPUT, "'%.60s' is neither yes nor no", value);
    return option_set(e, o, NULL);
}

static struct status take_setting(void *options, const char *name, const char *value)
{
    const struct option *e = option_find(name);
    if (e == NULL || !(e->commands & FOR_SETTINGS))
        return unknown_setting(name);
    return status_prefix(e->argument != NULL ? option_set(e, options, value)
                                             : take_flag(e, options, value),
                         "%s", name);
}

void settings_apply(struct options *o)
{
    o->settings = settings_file_read(take_setting, o);
}
