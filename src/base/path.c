/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/path.h"

#include "sgdscope/base/utf8.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

enum { WAY_ROOM = 4098 };

bool path_expand(const char *path, char *text, size_t size)
{
    const char *home = strncmp(path, "~/", 2) == 0 ? getenv("HOME") : NULL;
    int length = snprintf(text, size, "%s%s", home != NULL ? home : "", path + (home != NULL));
    return (size_t)length < size;
}

bool path_append(const char *path, const char *ending, char *text, size_t size)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash != NULL ? (size_t)(slash - path) + 1 : 0, length = strlen(path);
    size_t most = folder + NAME_MAX - strlen(ending);
    bool is_name = length - folder <= NAME_MAX;
    if (length > most) /* at a whole character, if there are some */
        length = utf8_start(path, most) > folder ? utf8_start(path, most) : most;
    return (size_t)snprintf(text, size, "%.*s%s", (int)length, path, ending) < size && is_name;
}

bool path_is_same(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* Both end with a slash. */
static void way_between(const char *from, const char *to, char *text, size_t size)
{
    size_t same = 0, used = 0;
    for (size_t i = 0; from[i] == to[i] && from[i] != '\0'; i++)
        same = from[i] == '/' ? i + 1 : same;
    for (const char *c = from + same; (c = strchr(c, '/')) != NULL && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "../");
    if (used < size)
        (void)snprintf(text + used, size - used, "%s", to + same);
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '/')
        text[length - 1] = '\0';
}

void path_relative(const char *path, char *text, size_t size)
{
    char *here = realpath(".", NULL), *there = realpath(path, NULL), from[WAY_ROOM], to[WAY_ROOM];
    (void)snprintf(text, size, "%s", path);
    if (path[0] == '/' && here != NULL && there != NULL && strcmp(here, there) != 0) {
        (void)snprintf(from, sizeof from, "%s/", here);
        (void)snprintf(to, sizeof to, "%s/", there);
        way_between(from, to, text, size);
    }
    free(here);
    free(there);
}

bool path_config(const char *name, char *text, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    bool is_set = config != NULL && config[0] == '/', is_known = is_set || home != NULL;
    int length = snprintf(text, size, "%s%s/sgdscope/%s",
                          is_set     ? config
                          : is_known ? home
                                     : "",
                          is_set ? "" : "/.config", name);
    bool fits = is_known && (size_t)length < size;
    if (!fits)
        text[0] = '\0';
    return fits;
}

void path_make_folders(const char *path)
{
    char folder[1024];
    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return;
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(folder, 0700); /* as the XDG base directory specification says */
        *slash = '/';
    }
}

bool path_of_program(char *text, size_t size)
{
    char *path = realpath("/proc/self/exe", NULL);
#ifdef __linux__
    if (path == NULL) /* no /proc: as it was called */
        path = realpath((const char *)getauxval(AT_EXECFN), NULL);
#endif
    bool fits = path != NULL && (size_t)snprintf(text, size, "%s", path) < size;
    free(path);
    return fits;
}
