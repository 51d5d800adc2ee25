/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/pipe.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The descriptor that a file name stands for, or -1. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0)
        return 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t length = strlen(folders[i]);
        if (strncmp(path, folders[i], length) == 0 && isdigit((unsigned char)path[length]))
            return (int)strtol(path + length, NULL, 10);
    }
    return -1;
}

static struct status copy(int from, FILE *to)
{
    char block[1 << 16];
    ssize_t length = 0;
    while ((length = read(from, block, sizeof block)) != 0) {
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return status_error(STATUS_INPUT, "%s", strerror(errno));
        if (fwrite(block, 1, (size_t)length, to) != (size_t)length)
            return status_error(STATUS_INPUT, "no room for a temporary copy");
    }
    return fflush(to) == 0 ? status_ok()
                           : status_error(STATUS_INPUT, "no room for a temporary copy");
}

static struct status keep(int descriptor)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0)
        return status_error(STATUS_INPUT, "%s", strerror(errno));
    if (S_ISREG(info.st_mode))
        return status_ok();
    if (isatty(descriptor))
        return status_error(STATUS_INPUT, "a terminal; redirect a file or a pipe to it");
    FILE *to = tmpfile();
    if (to == NULL)
        return status_error(STATUS_INPUT, "no room for a temporary copy");
    struct status s = copy(descriptor, to);
    rewind(to);
    if (s.code == STATUS_OK && dup2(fileno(to), descriptor) < 0)
        s = status_error(STATUS_INPUT, "%s", strerror(errno));
    (void)fclose(to);
    return s;
}

struct status pipe_keep(const struct experiment *e, const struct parameter *streamed)
{
    const struct parameter *first = NULL; /* at standard input */
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        int descriptor = descriptor_of(parameter_file_of(p, e));
        if (descriptor < 0)
            continue;
        if (descriptor == 0 && first != NULL)
            return status_error(STATUS_INPUT, "--%s and --%s: both are to come from standard input",
                                first->name, p->name);
        if (descriptor == 0)
            first = p;
        if (p != streamed || strcmp(parameter_file_of(p, e), "-") != 0)
            STATUS_TRY(status_prefix(keep(descriptor), "--%s: %s", p->name,
                                     descriptor == 0 ? "standard input" : "the pipe"));
    }
    return status_ok();
}
