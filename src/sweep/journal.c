/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/journal.h"

#include "sgdscope/base/builtin.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/path.h"
#include "sgdscope/io/own_inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

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
    const struct builtin_file *inside = builtin_find(path);
    char block[4096];
    struct stat info;
    if (inside != NULL) {
        *digest = add_bytes(*digest, inside->bytes, inside->size);
        return status_ok();
    }
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) /* opening a pipe could wait for ever */
        return status_file(STATUS_INPUT, path, 0, "not a regular file");
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return status_file(STATUS_INPUT, path, 0, "%s", status_reason(errno));
    for (size_t got = 1; got > 0;) {
        got = fread(block, 1, sizeof block, f);
        *digest = add_bytes(*digest, block, got);
    }
    int bad = ferror(f);
    (void)fclose(f);
    return bad ? status_file(STATUS_INPUT, path, 0, "cannot be read") : status_ok();
}

static uint64_t add_axis(uint64_t digest, const struct grid_axis *a)
{
    char text[200], from[NUMBER_SIZE], to[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%s %s %s %zu %d", a->parameter->name,
                   number_exact(a->from, from), number_exact(a->to, to), a->count, a->logarithmic);
    digest = add_text(digest, text);
    for (size_t i = 0; grid_has_words(a) && i < a->count; i++)
        digest = add_text(digest, a->word[i]);
    return digest;
}

struct status journal_digest(const struct grid *g, const struct experiment *e, const char *setting,
                             uint64_t *digest)
{
    char *value = NULL, file[PATH_MAX];
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
        if (own_inputs_file(p, e, file))
            s = add_file(&d, file);
    }
    free(value);
    *digest = d;
    return s;
}

/* --- the file --------------------------------------------------------------------------------- */

static struct status output_error(const struct journal *p, int error)
{
    return status_file(STATUS_OUTPUT, p->path, 0, "%s", status_reason(error));
}

/* What no sweep has made. */
static struct status foreign_error(const struct journal *p, const char *what)
{
    return status_file(STATUS_OUTPUT, p->path, 0, "%s; remove it, or choose another --output",
                       what);
}

/* What is written goes to the end; it is read from the beginning. A link would lead to a file that
 * is no part of a result. */
static struct status open_file(struct journal *p)
{
    struct stat info;
    int fd =
        open(p->path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
             0666);
    if (fd < 0)
        return errno == ELOOP ? foreign_error(p, "a link") : output_error(p, errno);
    p->stream = fstat(fd, &info) == 0 ? fdopen(fd, "a+") : NULL;
    if (p->stream == NULL) {
        int error = errno;
        (void)close(fd);
        return output_error(p, error);
    }
    return !S_ISREG(info.st_mode) ? foreign_error(p, "not a regular file")
           : info.st_nlink > 1    ? foreign_error(p, "a file with another name, a hard link")
                                  : status_ok();
}

/* Two processes must not both continue it. A file system without locks is accepted. */
static struct status lock(const struct journal *p)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fileno(p->stream), F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN))
        return status_ok();
    return status_file(STATUS_INPUT, p->path, 0, "another process is writing it");
}

/* Read a line without its end. Returns its length with the end; 0 if no line is complete, or is
 * longer than JOURNAL_LINE. */
static size_t read_line(FILE *stream, char line[JOURNAL_LINE])
{
    size_t length = 0;
    for (int c = 0; c != '\n'; length++) {
        c = length < JOURNAL_LINE ? getc(stream) : EOF;
        if (c == EOF)
            return 0;
        line[length] = (char)(c == '\n' ? '\0' : c);
    }
    return length;
}

/* What follows a line: a tab and the CRC-32 of the command's digest, the line's number and its
 * text. */
enum { SEAL = 10 };

static void make_seal(const struct journal *p, size_t number, const char *text, char seal[SEAL])
{
    const uint64_t place[] = {p->digest, number};
    uLong sum = crc32(0, (const Bytef *)place, sizeof place);
    sum = crc32(sum, (const Bytef *)text, (uInt)strlen(text));
    (void)snprintf(seal, SEAL, "\t%08lx", sum);
}

/* Read line `number` as journal_add has written it, without its seal. Returns its length with seal
 * and end; 0 if it is torn or anybody has changed it. */
static size_t read_sealed(struct journal *p, size_t number, char line[JOURNAL_LINE])
{
    size_t length = read_line(p->stream, line);
    char *tab = strrchr(line, '\t');
    if (length == 0 || tab == NULL || length != (size_t)(tab - line) + SEAL)
        return 0;
    char found[SEAL], seal[SEAL];
    memcpy(found, tab, SEAL);
    *tab = '\0';
    make_seal(p, number, line, seal);
    return memcmp(found, seal, SEAL) == 0 ? length : 0;
}

/* Count the good lines; returns the bytes in them. */
static size_t count_lines(struct journal *p, journal_is_line *is_line, void *context)
{
    char line[JOURNAL_LINE];
    size_t bytes = 0, length = read_sealed(p, 0, line);
    while (length > 0 && is_line(p->lines, line, context)) {
        bytes += length;
        length = read_sealed(p, ++p->lines, line);
    }
    return bytes;
}

/* How many bytes of the file are good: 0 if the first line is incomplete, which may be the work of
 * an interruption. */
static struct status find_end(struct journal *p, const char *first, journal_is_line *is_line,
                              void *context, size_t *end)
{
    char begins[JOURNAL_LINE];
    size_t length = fread(begins, 1, strlen(first), p->stream);
    *end = 0;
    if (memcmp(first, begins, length) != 0)
        return status_file(STATUS_INPUT, p->path, 0,
                           "belongs to another command; remove it, or choose another --output");
    if (length == strlen(first))
        *end = length + count_lines(p, is_line, context);
    return status_ok();
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
    char first[JOURNAL_LINE]; /* the first line of this command, with its end */
    size_t end = 0;
    (void)snprintf(first, sizeof first, "# part of a result of sgdscope %s, %016" PRIx64 "\n",
                   PACKAGE_VERSION, digest);
    p->digest = digest;
    STATUS_TRY(lock(p));
    STATUS_TRY(find_end(p, first, is_line, context, &end));
    return settle(p, first, end);
}

struct status journal_name(const char *output, char name[JOURNAL_PATH])
{
    if (!path_append(output, ".part", name, JOURNAL_PATH))
        return status_file(STATUS_OUTPUT, output, 0,
                           "the name is too long: with .part it has more than %d bytes",
                           JOURNAL_PATH - 1);
    return status_ok();
}

struct status journal_open(struct journal *p, const char *output, uint64_t digest,
                           journal_is_line *is_line, void *context)
{
    *p = (struct journal){0};
    STATUS_TRY(journal_name(output, p->path));
    struct status s = open_file(p);
    STATUS_NEXT(s, take_up(p, digest, is_line, context));
    if (s.code != STATUS_OK)
        journal_close(p);
    return s;
}

struct status journal_add(struct journal *p, const char *line)
{
    char seal[SEAL];
    make_seal(p, p->lines, line, seal);
    if (fprintf(p->stream, "%s%s\n", line, seal) < 0 || fflush(p->stream) != 0)
        return output_error(p, errno);
    p->lines++;
    return status_ok();
}

struct status journal_read(struct journal *p, void (*take)(const char *line, void *context),
                           void *context)
{
    char line[JOURNAL_LINE];
    struct stat info;
    rewind(p->stream);
    size_t bytes = read_line(p->stream, line), length = 0;
    for (size_t i = 0; i < p->lines; i++, bytes += length) {
        length = read_sealed(p, i, line);
        if (length == 0)
            return status_file(STATUS_OUTPUT, p->path, 0,
                               "another program has changed it at row %zu; the same command "
                               "continues from there",
                               i + 1);
        take(line, context);
    }
    if (fstat(fileno(p->stream), &info) != 0 || (size_t)info.st_size != bytes)
        return status_file(
            STATUS_OUTPUT, p->path, 0,
            "another program has added to it; the same command continues from there");
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
