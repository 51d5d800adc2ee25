/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/journal.h"

#include "sgdscope/base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the digest of a command ------------------------------------------------------------------ */

static uint64_t add_bytes(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < count; i++)
        digest = (digest ^ b[i]) * 0x100000001b3;
    return digest;
}

static uint64_t add_text(uint64_t digest, const char *text)
{
    return add_bytes(digest, text, strlen(text) + 1);
}

static struct status add_file(uint64_t *digest, const char *path)
{
    char block[4096];
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return status_error(STATUS_INPUT, "%s: %s", path, strerror(errno));
    for (size_t got = 1; got > 0;) {
        got = fread(block, 1, sizeof block, f);
        *digest = add_bytes(*digest, block, got);
    }
    int bad = ferror(f);
    (void)fclose(f);
    return bad ? status_error(STATUS_INPUT, "%s: cannot be read", path) : status_ok();
}

static uint64_t add_axis(uint64_t digest, const struct grid_axis *a)
{
    char text[200], from[NUMBER_SIZE], to[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%s %s %s %zu %d", a->parameter->name,
                   number_exact(a->from, from), number_exact(a->to, to), a->count, a->logarithmic);
    return add_text(digest, text);
}

struct status journal_digest(const struct grid *g, const struct experiment *e, const char *setting,
                             uint64_t *digest)
{
    char *value = NULL;
    uint64_t d = 0xcbf29ce484222325; /* where FNV-1a begins */
    STATUS_NEW(value, PARAMETER_TEXT_SIZE, "a parameter");
    for (int i = 0; i < g->axes; i++)
        d = add_axis(d, &g->axis[i]);
    d = add_text(d, setting);
    struct status s = status_ok();
    for (size_t i = 0; i < parameter_count && s.code == STATUS_OK; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->of_show)
            continue;
        (void)parameter_format(p, e, value, PARAMETER_TEXT_SIZE);
        d = add_text(add_text(d, p->name), value);
        const char *file = parameter_file(p, value);
        if (file != NULL)
            s = add_file(&d, file);
    }
    free(value);
    *digest = d;
    return s;
}

/* --- the file --------------------------------------------------------------------------------- */

static struct status output_error(const struct journal *p, int error)
{
    return status_error(STATUS_OUTPUT, "%s: %s", p->path, strerror(error));
}

/* What is written goes to the end; it is read from the beginning. */
static struct status open_file(struct journal *p)
{
    struct stat info;
    p->stream = fopen(p->path, "a+e");
    if (p->stream == NULL)
        return output_error(p, errno);
    if (fstat(fileno(p->stream), &info) != 0 || !S_ISREG(info.st_mode)) {
        journal_close(p);
        return status_error(STATUS_OUTPUT, "%s: not a regular file", p->path);
    }
    rewind(p->stream);
    return status_ok();
}

/* Two processes must not both continue it. A file system without locks is accepted. */
static struct status lock(const struct journal *p)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fileno(p->stream), F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN))
        return status_ok();
    return status_error(STATUS_INPUT, "%s: another process is writing it", p->path);
}

/* Read a line without its end. Returns its length with the end; 0 if no line is complete. */
static size_t read_line(FILE *stream, char **line, size_t *size)
{
    ssize_t length = getline(line, size, stream);
    if (length <= 0 || (*line)[length - 1] != '\n')
        return 0;
    (*line)[length - 1] = '\0';
    return (size_t)length;
}

/* Count the good lines; returns the bytes in them. */
static size_t count_lines(struct journal *p, char **line, size_t *size, journal_is_line *is_line,
                          void *context)
{
    size_t bytes = 0, length = read_line(p->stream, line, size);
    while (length > 0 && length == strlen(*line) + 1 && is_line(p->lines, *line, context)) {
        bytes += length;
        p->lines++;
        length = read_line(p->stream, line, size);
    }
    return bytes;
}

/* How many bytes of the file are good: 0 if the first line is incomplete, which may be the work of
 * an interruption. */
static struct status find_end(struct journal *p, const char *first, journal_is_line *is_line,
                              void *context, size_t *end)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length = getline(&line, &size, p->stream);
    struct status s = status_ok();
    *end = 0;
    if (length > 0 && strncmp(first, line, (size_t)length) != 0)
        s = status_error(STATUS_INPUT,
                         "%s: belongs to another command; remove it, or choose another --output",
                         p->path);
    else if (length > 0 && (size_t)length == strlen(first))
        *end = strlen(first) + count_lines(p, &line, &size, is_line, context);
    free(line);
    return s;
}

/* Cut off what follows the good part, and write the first line if there is none. */
static struct status settle(struct journal *p, const char *first, size_t end)
{
    if (fseeko(p->stream, 0, SEEK_END) != 0 || ftruncate(fileno(p->stream), (off_t)end) != 0 ||
        (end == 0 && (fputs(first, p->stream) < 0 || fflush(p->stream) != 0)))
        return output_error(p, errno);
    return status_ok();
}

static struct status take_up(struct journal *p, uint64_t digest, journal_is_line *is_line,
                             void *context)
{
    char first[80]; /* the first line of this command, with its end */
    size_t end = 0;
    (void)snprintf(first, sizeof first, "# part of a result of sgdscope %s, %016" PRIx64 "\n",
                   PACKAGE_VERSION, digest);
    STATUS_TRY(lock(p));
    STATUS_TRY(find_end(p, first, is_line, context, &end));
    return settle(p, first, end);
}

struct status journal_open(struct journal *p, const char *output, uint64_t digest,
                           journal_is_line *is_line, void *context)
{
    *p = (struct journal){0};
    if (strlen(output) + sizeof ".part" > sizeof p->path)
        return status_error(STATUS_OUTPUT, "%.200s: not a usable file name", output);
    (void)snprintf(p->path, sizeof p->path, "%s.part", output);
    STATUS_TRY(open_file(p));
    struct status s = take_up(p, digest, is_line, context);
    if (s.code != STATUS_OK)
        journal_close(p);
    return s;
}

struct status journal_add(struct journal *p, const char *line)
{
    if (fprintf(p->stream, "%s\n", line) < 0 || fflush(p->stream) != 0)
        return output_error(p, errno);
    p->lines++;
    return status_ok();
}

struct status journal_read(struct journal *p, void (*take)(const char *line, void *context),
                           void *context)
{
    char *line = NULL;
    size_t size = 0, lines = 0;
    rewind(p->stream);
    (void)read_line(p->stream, &line, &size);
    while (lines < p->lines && read_line(p->stream, &line, &size) > 0) {
        take(line, context);
        lines++;
    }
    free(line);
    if (lines < p->lines)
        return status_error(STATUS_OUTPUT, "%s: has become shorter", p->path);
    return status_ok();
}

void journal_close(struct journal *p)
{
    if (p->stream != NULL)
        (void)fclose(p->stream);
    p->stream = NULL;
}

void journal_delete(struct journal *p)
{
    (void)unlink(p->path);
    journal_close(p);
}
