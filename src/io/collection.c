/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/collection.h"

#include "sgdscope/base/path.h"
#include "sgdscope/model/parameter.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/sgdscope"
#endif

enum { NAME = 64 }; /* bytes of a file's name at most */

const struct collection collection_presets = {"presets", "preset"};
const struct collection collection_tours = {"tours", "tour"};

/* A program that is not installed yet stands beside its assets. */
static const char *folder_beside_program(void)
{
    static char folder[PATH_MAX + 16];
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX);
    if (length <= 0)
        return NULL;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    (void)snprintf(slash != NULL ? slash : folder, 16, "/assets");
    return access(folder, R_OK) == 0 ? folder : NULL;
}

/* The folder of the shipped files: $SGDSCOPE_DATADIR, the installed one, or the assets. */
static const char *data_folder(void)
{
    const char *set = getenv("SGDSCOPE_DATADIR"), *beside = NULL;
    if (set != NULL && set[0] != '\0')
        return set;
    if (access(PKGDATADIR "/presets", R_OK) != 0)
        beside = folder_beside_program();
    return beside != NULL ? beside : PKGDATADIR;
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
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

/* The folders of a collection: the shipped one, and the user's own, "" if it is unknown. */
struct collection_folders {
    char shipped[1024], own[1024];
};

static struct collection_folders find_folders(const struct collection *of)
{
    struct collection_folders f = {0};
    (void)snprintf(f.shipped, sizeof f.shipped, "%.1000s/%s", data_folder(), of->folder);
    (void)path_config(of->folder, f.own, sizeof f.own);
    return f;
}

static int is_member(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && length < NAME && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

/* What is in one folder, nothing if it does not exist. */
static void each_in(const char *folder, collection_found *found, void *context)
{
    char path[1400];
    struct dirent **entry = NULL;
    int count = scandir(folder, &entry, is_member, alphasort);
    for (int i = 0; i < count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        entry[i]->d_name[strlen(entry[i]->d_name) - 4] = '\0';
        found(entry[i]->d_name, path, context);
        free(entry[i]);
    }
    free(entry);
}

void collection_each(const struct collection *of, collection_found *found, void *context)
{
    const struct collection_folders f = find_folders(of);
    each_in(f.shipped, found, context);
    if (f.own[0] != '\0')
        each_in(f.own, found, context);
}

static void offer(const char *name, const char *path, void *context)
{
    (void)path;
    nearest_offer(context, name);
}

static struct status not_found(const struct collection *of, const char *name)
{
    struct nearest near = nearest_to(name);
    collection_each(of, offer, &near);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.200s: no such file or %s; did you mean '%s'?", name,
                            of->noun, near.name);
    return status_error(STATUS_INPUT, "%.200s: no such file or %s; see 'sgdscope list %s'", name,
                        of->noun, of->folder);
}

struct status collection_find(const struct collection *of, const char *name, char *path,
                              size_t size)
{
    const struct collection_folders f = find_folders(of);
    if (name[0] == '\0')
        return not_found(of, name);
    if (try_in("", name, path, size))
        return status_ok();
    if (strchr(name, '/') != NULL)
        return status_error(STATUS_INPUT, "%.300s: %s", name,
                            access(name, F_OK) == 0 ? "not a regular file" : "no such file");
    if ((f.own[0] != '\0' && try_in(f.own, name, path, size)) ||
        try_in(f.shipped, name, path, size))
        return status_ok();
    return not_found(of, name);
}
