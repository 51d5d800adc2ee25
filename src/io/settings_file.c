/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/settings_file.h"

#include "ini.h"

#include "sgdscope/base/path.h"

#include <unistd.h>

struct settings_reading {
    const char *path;
    settings_taker *take;
    void *context;
    struct status first; /* fault */
};

static enum ini_kind kind_of(const struct ini_entry *entry)
{
    (void)entry;
    return INI_LIST;
}

/* The lines behind a faulty one count too. */
static struct status set_entry(const struct ini_entry *entry, void *context)
{
    struct settings_reading *r = context;
    struct status s = r->take(r->context, entry->name, entry->value);
    if (r->first.code == STATUS_OK)
        r->first = status_prefix(s, "%s:%zu", r->path, entry->line);
    return status_ok();
}

bool settings_file_exists(void)
{
    char path[1024];
    return path_config("config.ini", path, sizeof path) && access(path, F_OK) == 0;
}

struct status settings_file_read(settings_taker *take, void *context)
{
    static const struct ini_handler handler = {.kind = kind_of, .set = set_entry};
    char path[1024];
    struct settings_reading r = {.path = path, .take = take, .context = context};
    if (!path_config("config.ini", path, sizeof path) || access(path, F_OK) != 0)
        return status_ok();
    struct status s = ini_read(path, &handler, &r);
    return r.first.code != STATUS_OK ? r.first : s;
}
