/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/outfile.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <stdlib.h>

static struct status output_error(const char *path, int error)
{
    return status_error(STATUS_OUTPUT, "%s: %s", path, strerror(error));
}

struct status outfile_open(struct outfile *f, const char *path)
{
    struct outfile out = {0};
    struct stat info;
    if (path[0] == '\0' || strlen(path) >= sizeof out.path)
        return status_error(STATUS_OUTPUT, "%.200s: not a usable file name", path);
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return status_error(STATUS_OUTPUT, "%s: not a regular file", path);
    (void)snprintf(out.path, sizeof out.path, "%s", path);
    (void)snprintf(out.temporary, sizeof out.temporary, "%s.XXXXXX", path);
    int fd = mkstemp(out.temporary);
    if (fd < 0)
        return output_error(path, errno);
    mode_t mask = umask(0); /* mkstemp makes 0600; a result is as readable as any other file */
    (void)umask(mask);
    (void)fchmod(fd, (mode_t)0666 & ~mask);
    out.stream = fdopen(fd, "w");
    if (out.stream == NULL) {
        int error = errno;
        (void)close(fd);
        (void)unlink(out.temporary);
        return output_error(path, error);
    }
    *f = out;
    return status_ok();
}

struct status outfile_commit(struct outfile *f)
{
    errno = EIO; /* where an earlier write failed and the flush does not, its reason is gone */
    int bad = fflush(f->stream) != 0 || ferror(f->stream) || fsync(fileno(f->stream)) != 0;
    int error = errno;
    if (fclose(f->stream) != 0 && !bad) {
        bad = 1;
        error = errno;
    }
    f->stream = NULL;
    if (!bad && rename(f->temporary, f->path) != 0) {
        bad = 1;
        error = errno;
    }
    if (!bad)
        return status_ok();
    (void)unlink(f->temporary);
    return output_error(f->path, error);
}

void outfile_abort(struct outfile *f)
{
    if (f->stream != NULL)
        (void)fclose(f->stream);
    f->stream = NULL;
    (void)unlink(f->temporary);
}
