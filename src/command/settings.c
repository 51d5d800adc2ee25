/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include "option_table.h"
#include "sgdscope/io/settings_file.h"

static void offer(struct nearest *near, char *known, size_t size, const char *name)
{
    nearest_offer(near, name);
    (void)append_word(known, size, ", ", name);
}

static struct status unknown_setting(const char *name)
{
    char known[120] = "";
    struct nearest near = nearest_to(name);
    for (const struct option *e = option_table; e < option_table + option_count; e++)
        if (e->commands & FOR_SETTINGS)
            offer(&near, known, sizeof known, e->name);
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        if (p->of_show)
            offer(&near, known, sizeof known, p->name);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.60s: no such setting; did you mean '%s'?", name,
                            near.name);
    return status_error(STATUS_INPUT, "%.60s: no such setting; there are %s", name, known);
}

/* What the experiment's file says holds. */
static struct status take_parameter(const struct parameter *p, struct options *o, const char *value)
{
    struct experiment e = o->experiment;
    bool is_open = parameter_is_default(p, &e);
    STATUS_TRY(parameter_parse(p, value, &e));
    if (is_open)
        o->experiment.show = e.show;
    return status_ok();
}

static struct status take_setting(void *options, const char *name, const char *value)
{
    const struct parameter *p = parameter_find(name);
    if (p != NULL && p->of_show)
        return status_prefix(take_parameter(p, options, value), "%s", name);
    const struct option *e = option_find(name);
    if (e == NULL || !(e->commands & FOR_SETTINGS))
        return unknown_setting(name);
    return status_prefix(option_set(e, options, value), "%s", name);
}

void settings_apply(struct options *o)
{
    o->settings = settings_file_read(take_setting, o);
}
