/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char fuzz_path[80];

static char folder[64];

void fuzz_demand(int truth, const char *what)
{
    if (!truth) {
        (void)fprintf(stderr, "not true: %s\n", what);
        abort();
    }
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_demand(text != NULL, "memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

/* --- files ------------------------------------------------------------------------------------ */

void fuzz_clear_folder(void)
{
    DIR *d = opendir(folder);
    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d))
        (void)unlinkat(dirfd(d), e->d_name, 0);
    if (d != NULL)
        (void)closedir(d);
}

static int remove_one(const char *path, const struct stat *state, int type, struct FTW *walk)
{
    (void)state;
    (void)type;
    (void)walk;
    return remove(path);
}

static void remove_folder(void)
{
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
    static const char memory[] = "/dev/shm";
    if (folder[0] != '\0')
        return;
    (void)snprintf(folder, sizeof folder, "%s/sgdscope-fuzz-XXXXXX",
                   access(memory, W_OK) == 0 ? memory : "/tmp");
    fuzz_demand(mkdtemp(folder) != NULL, "a temporary folder can be made");
    (void)snprintf(fuzz_path, sizeof fuzz_path, "%s/input.part", folder);
    (void)atexit(remove_folder);
}

void fuzz_enter_folder(void)
{
    static bool is_inside;
    if (is_inside)
        return;
    make_folder();
    is_inside = chdir(folder) == 0 && setenv("HOME", folder, 1) == 0;
    fuzz_demand(is_inside && unsetenv("XDG_CONFIG_HOME") == 0, "the folder can be entered");
}

void fuzz_put_file(const uint8_t *data, size_t size)
{
    make_folder();
    int file = open(fuzz_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_demand(file >= 0 && write(file, data, size) == (ssize_t)size && close(file) == 0,
                "the temporary file can be written");
}

/* --- errors ----------------------------------------------------------------------------------- */

void fuzz_check_refusal(const struct status *s)
{
    fuzz_demand(s->code == STATUS_INPUT, "an error is STATUS_INPUT");
    fuzz_demand(s->text[0] != '\0' && strchr(s->text, '\n') == NULL, "an error is one line");
}

void fuzz_check_error(const struct status *s)
{
    fuzz_check_refusal(s);
    fuzz_demand(strncmp(s->text, fuzz_path, strlen(fuzz_path)) == 0, "an error names the file");
    fuzz_demand(strlen(s->text) > strlen(fuzz_path) + 2, "an error has a reason");
}
