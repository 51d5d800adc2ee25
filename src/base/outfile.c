/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/outfile.h"

#include "sgdscope/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <stdlib.h>

static struct status output_error(const char *path, int error)
{
    return status_file(STATUS_OUTPUT, path, 0, "%s", status_reason(error));
}

/* The file that a chain of links leads to; the path itself if it is no link. */
static struct status follow_links(const char *path, char *target, size_t size)
{
    enum { LINKS_MOST = 20 };
    (void)snprintf(target, size, "%s", path);
    for (int i = 0; i < LINKS_MOST; i++) {
        char text[PATH_MAX], folder[PATH_MAX];
        ssize_t length = readlink(target, text, sizeof text - 1);
        if (length < 0)
            return status_ok();
        text[length] = '\0';
        const char *slash = strrchr(target, '/');
        int keep = text[0] == '/' || slash == NULL ? 0 : (int)(slash - target + 1);
        (void)snprintf(folder, sizeof folder, "%.*s", keep, target);
        if (snprintf(target, size, "%s%s", folder, text) >= (int)size)
            break;
    }
    return status_file(STATUS_OUTPUT, path, 0, "too many links");
}

/* A new file would take the name of one that must not be written all the same. */
static struct status require_replaceable(const char *path, const struct stat *old)
{
    enum { ANYBODY_WRITES = 0222 }; /* root may write whatever the mode is */
    if (!S_ISREG(old->st_mode))
        return status_file(STATUS_OUTPUT, path, 0, "not a regular file");
    if ((old->st_mode & ANYBODY_WRITES) == 0 || access(path, W_OK) != 0)
        return status_file(STATUS_OUTPUT, path, 0, "there is no permission to write it");
    if (old->st_nlink > 1)
        return status_file(STATUS_OUTPUT, path, 0,
                           "has another name, a hard link, which would keep the old contents");
    return status_ok();
}

/* mkstemp makes 0600: a result is as readable as any other new file. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    return (mode_t)0666 & ~mask;
}

/* Give the new file the owner and the mode of the old one. */
static bool keep_owner_and_mode(int fd, const struct stat *old)
{
    struct stat fresh;
    if (fstat(fd, &fresh) != 0)
        return false;
    bool has_owner = fresh.st_uid == old->st_uid && fresh.st_gid == old->st_gid;
    if (!has_owner && fchown(fd, old->st_uid, old->st_gid) != 0)
        return false;
    return fresh.st_mode == old->st_mode || fchmod(fd, old->st_mode & 07777) == 0;
}

static struct status open_temporary(struct outfile *f, const char *path, const struct stat *old)
{
    if (!path_append(f->path, ".XXXXXX", f->temporary, sizeof f->temporary))
        return output_error(path, ENAMETOOLONG);
    int fd = mkstemp(f->temporary);
    if (fd < 0)
        return output_error(path, errno);
    bool is_kept = old == NULL || keep_owner_and_mode(fd, old);
    if (old == NULL)
        (void)fchmod(fd, usual_mode()); /* not every file system has modes */
    f->stream = is_kept ? fdopen(fd, "w") : NULL;
    if (f->stream != NULL)
        return status_ok();
    int error = errno;
    (void)close(fd);
    (void)unlink(f->temporary);
    return is_kept ? output_error(path, error)
                   : status_file(STATUS_OUTPUT, path, 0, "its owner and mode cannot be kept");
}

/* /dev/stdout leads to an open file, whose name cannot be given to a new one. /dev/shm is a folder
 * as others are. */
static bool is_of_kernel(const char *path)
{
    return strncmp(path, "/proc/", 6) == 0 ||
           (strncmp(path, "/dev/", 5) == 0 && strncmp(path, "/dev/shm/", 9) != 0);
}

struct status outfile_open(struct outfile *f, const char *path)
{
    struct outfile out = {0};
    struct stat info;
    if (path[0] == '\0')
        return status_file(STATUS_OUTPUT, path, 0, "not a usable file name");
    if (strlen(path) >= sizeof out.path)
        return status_file(STATUS_OUTPUT, path, 0, "the name is longer than %zu bytes",
                           sizeof out.path - 1);
    bool exists = stat(path, &info) == 0;
    if (exists)
        STATUS_TRY(require_replaceable(path, &info));
    STATUS_TRY(follow_links(path, out.path, sizeof out.path));
    if (is_of_kernel(out.path))
        return status_file(STATUS_OUTPUT, path, 0, "not a regular file");
    STATUS_TRY(open_temporary(&out, path, exists ? &info : NULL));
    *f = out;
    return status_ok();
}

/* The folder and the name of the file that a path leads to; false if there is no such folder. */
static bool find_place(const char *path, struct stat *folder, char name[PATH_MAX])
{
    char whole[PATH_MAX];
    if (follow_links(path, whole, sizeof whole).code != STATUS_OK)
        return false;
    char *slash = strrchr(whole, '/');
    (void)snprintf(name, PATH_MAX, "%s", slash != NULL ? slash + 1 : whole);
    if (slash != NULL)
        slash[1] = '\0';
    return stat(slash != NULL ? whole : ".", folder) == 0;
}

bool outfile_is_same(const char *a, const char *b)
{
    struct stat x, y;
    char of_a[PATH_MAX], of_b[PATH_MAX];
    return path_is_same(a, b) ||
           (find_place(a, &x, of_a) && find_place(b, &y, of_b) && x.st_dev == y.st_dev &&
            x.st_ino == y.st_ino && strcmp(of_a, of_b) == 0);
}

/* The reason of a write that failed some time ago: it is that of asking for more room now. */
static int reason_of_failure(FILE *stream)
{
    enum { ROOM = 1 << 20 };
    struct stat info;
    if (fstat(fileno(stream), &info) != 0)
        return errno;
    int error = posix_fallocate(fileno(stream), info.st_size, ROOM);
    return error == ENOSPC || error == EDQUOT || error == EFBIG ? error : EIO;
}

struct status outfile_commit(struct outfile *f)
{
    bool has_failed = ferror(f->stream) != 0;
    bool good = fflush(f->stream) == 0 && !has_failed && fsync(fileno(f->stream)) == 0;
    int error = has_failed ? reason_of_failure(f->stream) : errno;
    if (fclose(f->stream) != 0 && good) {
        good = false;
        error = errno;
    }
    f->stream = NULL;
    if (good && rename(f->temporary, f->path) == 0)
        return status_ok();
    if (good)
        error = errno;
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

/* Cut off what follows the last end of a line; false if there is none. */
static bool keep_lines(FILE *stream)
{
    const int fd = fileno(stream);
    struct stat info;
    char byte = 0;
    if (fstat(fd, &info) != 0)
        return false;
    off_t end = info.st_size;
    while (end > 0 && pread(fd, &byte, 1, end - 1) == 1 && byte != '\n')
        end--;
    __fpurge(stream);
    clearerr(stream);
    return end > 0 && byte == '\n' && ftruncate(fd, end) == 0;
}

bool outfile_commit_lines(struct outfile *f)
{
    if (keep_lines(f->stream))
        return outfile_commit(f).code == STATUS_OK;
    outfile_abort(f);
    return false;
}

struct status outfile_probe(const char *path)
{
    struct outfile f = {0};
    STATUS_TRY(outfile_open(&f, path));
    outfile_abort(&f);
    return status_ok();
}

struct status outfile_flush_stdout(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status_ok();
    return status_error(STATUS_OUTPUT, "standard output: the result could not be written");
}
