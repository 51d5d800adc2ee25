/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_file.h"

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

enum { NAME = 64 }; /* bytes of a preset's file name at most */

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

/* The folders of presets: the shipped one, and the user's own, "" if it is unknown. */
struct preset_folders {
    char shipped[1024], own[1024];
};

static struct preset_folders find_folders(void)
{
    struct preset_folders f = {0};
    (void)snprintf(f.shipped, sizeof f.shipped, "%.1000s/presets", data_folder());
    (void)path_config("presets", f.own, sizeof f.own);
    return f;
}

static int is_preset(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && length < NAME && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

/* The presets of one folder, none if it does not exist. */
static void presets_in(const char *folder,
                       void (*found)(const char *name, const char *path, void *context),
                       void *context)
{
    char path[1400];
    struct dirent **entry = NULL;
    int count = scandir(folder, &entry, is_preset, alphasort);
    for (int i = 0; i < count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        entry[i]->d_name[strlen(entry[i]->d_name) - 4] = '\0';
        found(entry[i]->d_name, path, context);
        free(entry[i]);
    }
    free(entry);
}

void experiment_file_presets(void (*found)(const char *name, const char *path, void *context),
                             void *context)
{
    const struct preset_folders f = find_folders();
    presets_in(f.shipped, found, context);
    if (f.own[0] != '\0')
        presets_in(f.own, found, context);
}

static void offer(const char *name, const char *path, void *context)
{
    (void)path;
    nearest_offer(context, name);
}

static struct status not_found(const char *name)
{
    struct nearest near = nearest_to(name);
    experiment_file_presets(offer, &near);
    if (near.name[0] != '\0')
        return status_error(STATUS_INPUT, "%.200s: no such file or preset; did you mean '%s'?",
                            name, near.name);
    return status_error(STATUS_INPUT, "%.200s: no such file or preset; see 'sgdscope list presets'",
                        name);
}

struct status experiment_file_find(const char *name, char *path, size_t size)
{
    const struct preset_folders f = find_folders();
    if (name[0] == '\0')
        return not_found(name);
    if (try_in("", name, path, size))
        return status_ok();
    if (strchr(name, '/') != NULL)
        return status_error(STATUS_INPUT, "%.300s: %s", name,
                            access(name, F_OK) == 0 ? "not a regular file" : "no such file");
    if ((f.own[0] != '\0' && try_in(f.own, name, path, size)) ||
        try_in(f.shipped, name, path, size))
        return status_ok();
    return not_found(name);
}
