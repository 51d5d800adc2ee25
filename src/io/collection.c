/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/collection.h"

#include "shipped.h"
#include "sgdscope/base/builtin.h"
#include "sgdscope/base/path.h"
#include "sgdscope/model/parameter.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 64 }; /* bytes of a file's name at most */

const struct collection collection_presets = {"presets", "preset"};
const struct collection collection_tours = {"tours", "tour"};

static bool is_file(const char *path)
{
    struct stat info;
    return builtin_find(path) != NULL || (stat(path, &info) == 0 && S_ISREG(info.st_mode));
}

/* Find folder/name, or folder/name.ini. */
static bool try_in(const char *folder, const char *name, char *path, size_t size)
{
    static const char *const ending[] = {"", ".ini"};
    const char *between = folder[0] != '\0' ? "/" : "";
    for (int i = 0; i < 2; i++) {
        int n = snprintf(path, size, "%s%s%s%s", folder, between, name, ending[i]);
        if (n > 0 && (size_t)n < size && is_file(path))
            return true;
    }
    return false;
}

/* The folders of a collection that are known: the shipped one, then the user's own. */
struct collection_folders {
    size_t count;
    char path[2][SHIPPED_PATH];
};

static struct collection_folders find_folders(const struct collection *of)
{
    struct collection_folders f = {0};
    f.count += shipped_find(of->folder, f.path[f.count], SHIPPED_PATH);
    f.count += path_config(of->folder, f.path[f.count], SHIPPED_PATH);
    return f;
}

static int is_member(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && length < NAME && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

static void call_back(const char *path, collection_found *found, void *context)
{
    char name[NAME];
    const char *base = strrchr(path, '/') + 1;
    (void)snprintf(name, sizeof name, "%.*s", (int)strlen(base) - 4, base);
    found(name, path, context);
}

/* What is in one folder, nothing if it does not exist. */
static void each_in(const char *folder, collection_found *found, void *context)
{
    char path[1400];
    struct dirent **entry = NULL;
    int count = scandir(folder, &entry, is_member, alphasort);
    for (int i = 0; i < count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        call_back(path, found, context);
        free(entry[i]);
    }
    free(entry);
    for (const struct builtin_file *f = NULL; (f = builtin_next(folder, f)) != NULL;)
        call_back(f->name, found, context);
}

void collection_each(const struct collection *of, collection_found *found, void *context)
{
    const struct collection_folders f = find_folders(of);
    for (size_t i = 0; i < f.count; i++)
        each_in(f.path[i], found, context);
}

static void note_any(const char *name, const char *path, void *context)
{
    (void)name;
    (void)path;
    *(bool *)context = true;
}

struct status collection_check(const struct collection *of)
{
    bool any = false;
    char looked[(SHIPPED_FOLDERS + 1) * SHIPPED_PATH] = "", own[SHIPPED_PATH];
    const struct shipped_folders shipped = shipped_folders();
    size_t used = 0;
    collection_each(of, note_any, &any);
    if (any)
        return status_ok();
    for (size_t i = 0; i < shipped.count && used < sizeof looked; i++)
        used += (size_t)snprintf(looked + used, sizeof looked - used, "%s%s/%s", i > 0 ? ", " : "",
                                 shipped.path[i], of->folder);
    if (path_config(of->folder, own, sizeof own) && used < sizeof looked)
        (void)snprintf(looked + used, sizeof looked - used, "%s%s", used > 0 ? ", " : "", own);
    return status_error(STATUS_INPUT, "%s: there are none in %s", of->folder, looked);
}

static void offer(const char *name, const char *path, void *context)
{
    (void)path;
    nearest_offer(context, name);
}

static struct status not_found(const struct collection *of, const char *name)
{
    struct nearest near = nearest_to(name);
    const struct status any = collection_check(of);
    if (any.code != STATUS_OK)
        return status_error(any.code, "%.100s: no such file; %s", name, any.text);
    collection_each(of, offer, &near);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.200s: no such file or %s; did you mean '%s'?", name,
                            of->noun, near.name);
    return status_error(STATUS_INPUT, "%.200s: no such file or %s; see 'sgdscope list %s'", name,
                        of->noun, of->folder);
}

/* In the user's own folder, then in the shipped one. */
static bool try_listed(const struct collection *of, const char *name, char *path, size_t size)
{
    const struct collection_folders f = find_folders(of);
    bool found = false;
    for (size_t i = f.count; i-- > 0 && !found;)
        found = try_in(f.path[i], name, path, size);
    return found;
}

struct status collection_find_listed(const struct collection *of, const char *name, char *path,
                                     size_t size)
{
    return name[0] != '\0' && try_listed(of, name, path, size) ? status_ok() : not_found(of, name);
}

struct status collection_find(const struct collection *of, const char *name, char *path,
                              size_t size)
{
    if (name[0] != '\0' && try_in("", name, path, size))
        return status_ok();
    if (strlen(name) >= size)
        return status_file(STATUS_INPUT, name, 0, "the name is longer than %zu bytes", size - 1);
    bool has_folder = strchr(name, '/') != NULL;
    if (!has_folder && name[0] != '\0' && try_listed(of, name, path, size))
        return status_ok();
    if (access(name, F_OK) == 0)
        return status_file(STATUS_INPUT, name, 0, "not a regular file");
    return has_folder ? status_file(STATUS_INPUT, name, 0, "no such file") : not_found(of, name);
}

struct status collection_hidden(const struct collection *of, const char *name, const char *path)
{
    char hidden[SHIPPED_PATH + NAME];
    const char *dot = strrchr(name, '.');
    bool has_ending = dot != NULL && strcmp(dot, ".ini") == 0;
    if (has_ending || strchr(path, '/') != NULL || !try_listed(of, name, hidden, sizeof hidden))
        return status_ok();
    return status_error(STATUS_INPUT,
                        "%.100s: the file %.100s here is read, not the %s of that name", name, path,
                        of->noun);
}
