/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/experiment_file.h"

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

enum { PRESETS = 200, NAME = 64 };

/* Before it is installed the program stands beside its assets. */
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

const char *experiment_file_data_folder(void)
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

/* folder/name, or folder/name.ini; folder may be "". */
static int try_in(const char *folder, const char *name, char *path, size_t size)
{
    const char *between = folder[0] != '\0' ? "/" : "";
    int n = snprintf(path, size, "%s%s%s", folder, between, name);
    if (n > 0 && (size_t)n < size && is_file(path))
        return 1;
    n = snprintf(path, size, "%s%s%s.ini", folder, between, name);
    return n > 0 && (size_t)n < size && is_file(path);
}

static void user_folder(char *folder, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    folder[0] = '\0';
    if (config != NULL && config[0] == '/')
        (void)snprintf(folder, size, "%s/sgdscope/presets", config);
    else if (home != NULL)
        (void)snprintf(folder, size, "%s/.config/sgdscope/presets", home);
}

struct preset_names {
    size_t count;
    char name[PRESETS][NAME];
};

static int is_preset(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && length < NAME && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

/* Those of one folder; a folder that is not there has none. */
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
    char folder[1024];
    (void)snprintf(folder, sizeof folder, "%s/presets", experiment_file_data_folder());
    presets_in(folder, found, context);
    user_folder(folder, sizeof folder);
    if (folder[0] != '\0')
        presets_in(folder, found, context);
}

static void collect(const char *name, const char *path, void *context)
{
    struct preset_names *names = context;
    (void)path;
    if (names->count < PRESETS)
        (void)snprintf(names->name[names->count++], NAME, "%s", name);
}

static const char *name_at(size_t i, const void *context)
{
    const struct preset_names *names = context;
    return names->name[i];
}

static struct status not_found(const char *name)
{
    struct preset_names names = {0};
    experiment_file_presets(collect, &names);
    const char *nearest = parameter_nearest(name, names.count, name_at, &names);
    if (nearest != NULL)
        return status_error(STATUS_INPUT, "%.200s: no such file or preset; did you mean '%s'?",
                            name, nearest);
    return status_error(STATUS_INPUT, "%.200s: no such file or preset; see 'sgdscope list presets'",
                        name);
}

struct status experiment_file_find(const char *name, char *path, size_t size)
{
    char folder[1024];
    if (name[0] != '\0' && try_in("", name, path, size))
        return status_ok();
    if (strchr(name, '/') != NULL)
        return status_error(STATUS_INPUT, "%.300s: %s", name,
                            access(name, F_OK) == 0 ? "not a regular file" : "no such file");
    user_folder(folder, sizeof folder);
    if (folder[0] != '\0' && name[0] != '\0' && try_in(folder, name, path, size))
        return status_ok();
    (void)snprintf(folder, sizeof folder, "%s/presets", experiment_file_data_folder());
    if (name[0] != '\0' && try_in(folder, name, path, size))
        return status_ok();
    return not_found(name);
}
