/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/pipe.h"

#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool pipe_is(const char *path)
{
    struct stat info;
    return input_look(path, &info) && S_ISFIFO(info.st_mode);
}

int pipe_open(const char *path)
{
    return input_pipe(path, O_NONBLOCK);
}

static struct status refuse(const struct parameter *p, const char *path)
{
    if (!pipe_is(path))
        return status_ok();
    return status_prefix(status_file(STATUS_INPUT, path, 0,
                                     "a pipe, but this is read more than once; copy it to a file"),
                         "--%s", p->name);
}

struct status pipe_refuse(const struct experiment *e, const struct parameter *streamed)
{
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++)
        if (p != streamed)
            STATUS_TRY(refuse(p, parameter_file_of(p, e)));
    return status_ok();
}

/* Put a temporary file with all that comes in the place of a descriptor. */
static struct status keep(int descriptor)
{
    FILE *to = tmpfile();
    if (to == NULL)
        return status_error(STATUS_INPUT, "no room for a temporary copy");
    struct status s = input_copy(descriptor, to);
    rewind(to);
    if (s.code == STATUS_OK && dup2(fileno(to), descriptor) < 0)
        s = status_error(STATUS_INPUT, "%s", strerror(errno));
    (void)fclose(to);
    return s;
}

static struct status keep_descriptor(int descriptor, bool is_again)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0)
        return status_error(STATUS_INPUT, "%s", strerror(errno));
    if (S_ISREG(info.st_mode) || (!is_again && S_ISFIFO(info.st_mode)))
        return status_ok();
    if (isatty(descriptor))
        return status_error(STATUS_INPUT, "a terminal; redirect a file or a pipe to it");
    return keep(descriptor);
}

/* Whether both are to come from one pipe, or from standard input. */
static bool share_pipe(const char *a, const char *b)
{
    struct stat x, y;
    if (input_descriptor(a) == 0 && input_descriptor(b) == 0)
        return true;
    return input_look(a, &x) && input_look(b, &y) && S_ISFIFO(x.st_mode) && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

struct status pipe_keep(const struct experiment *e, bool is_read_again,
                        const struct parameter *streamed)
{
    for (const struct parameter *p = parameter_table; p < parameter_table + parameter_count; p++) {
        const char *path = parameter_file_of(p, e);
        const int descriptor = input_descriptor(path);
        const char *place = descriptor == 0 ? "standard input" : "the pipe";
        bool is_again = is_read_again || (experiment_has_run(e) && !p->of_run);
        for (const struct parameter *q = parameter_table; q < p; q++)
            if (share_pipe(path, parameter_file_of(q, e)))
                return status_error(STATUS_INPUT, "--%s and --%s: both are to come from %s",
                                    q->name, p->name, place);
        if (p == streamed)
            continue;
        if (descriptor >= 0)
            STATUS_TRY(
                status_prefix(keep_descriptor(descriptor, is_again), "--%s: %s", p->name, place));
        else if (is_again)
            STATUS_TRY(refuse(p, path));
    }
    return status_ok();
}
