/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

#include "sgdscope/base/builtin.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Far more than a row of DIMENSION_MAX numbers; a file without line ends cannot fill the memory. */
#define LINE_SIZE ((size_t)1 << 20)
#define BLOCK_SIZE ((size_t)1 << 16)

struct status input_error(const struct input *in, const char *format, ...)
{
    char why[400];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    const char *path = strcmp(in->path, "-") == 0 ? "standard input" : in->path;
    return status_file(STATUS_INPUT, path, in->line, "%s", why);
}

struct status input_prefix(const struct input *in, struct status s)
{
    return s.code == STATUS_OK ? s : input_error(in, "%s", s.text);
}

const char *input_place(const char *path)
{
    return strcmp(path, "-") == 0 ? "/dev/stdin" : path;
}

static struct status open_inside(struct input *in, const struct builtin_file *file)
{
    union {
        const char *bytes;
        void *buffer; /* only read from, as the mode says */
    } from = {file->bytes};
    in->stream = fmemopen(from.buffer, file->size, "rb");
    in->size = file->size;
    return in->stream != NULL ? status_ok() : input_error(in, "%s", status_reason(errno));
}

static struct status open_pipe(struct input *in)
{
    in->pipe = input_pipe(in->path, 0);
    in->size = UINT64_MAX;
    return in->pipe >= 0 ? status_ok() : input_error(in, "%s", status_reason(errno));
}

static struct status open_regular(struct input *in)
{
    /* Without O_NONBLOCK the opening of a pipe waits for a writer. */
    int fd = open(input_place(in->path), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return input_error(in, "%s", status_reason(errno));
    struct stat info;
    bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    if (regular)
        in->stream = fdopen(fd, "rb");
    if (in->stream == NULL) {
        int error = errno;
        (void)close(fd);
        return input_error(in, "%s", regular ? status_reason(error) : "not a regular file");
    }
    in->size = (uint64_t)info.st_size;
    return status_ok();
}

struct status input_open(struct input *in, const char *path, bool takes_pipes)
{
    struct input open = {.path = path, .pipe = -1};
    const struct builtin_file *inside = builtin_find(path);
    struct stat info;
    bool is_pipe = takes_pipes && input_look(path, &info) && S_ISFIFO(info.st_mode);
    STATUS_TRY(inside != NULL ? open_inside(&open, inside)
               : is_pipe      ? open_pipe(&open)
                              : open_regular(&open));
    open.text = malloc(LINE_SIZE + BLOCK_SIZE);
    if (open.text == NULL) {
        input_close(&open);
        return status_memory(path, (double)(LINE_SIZE + BLOCK_SIZE));
    }
    open.block = open.text + LINE_SIZE;
    *in = open;
    return status_ok();
}

void input_close(struct input *in)
{
    if (in->stream != NULL)
        (void)fclose(in->stream); /* only read from: nothing can be lost */
    if (in->pipe >= 0)
        (void)close(in->pipe);
    free(in->text);
    *in = (struct input){.pipe = -1};
}

/* --- pipes ------------------------------------------------------------------------------------ */

int input_descriptor(const char *path)
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

bool input_look(const char *path, struct stat *info)
{
    int descriptor = input_descriptor(path);
    if (path[0] == '\0') /* most experiments name no file */
        return false;
    return (descriptor >= 0 ? fstat(descriptor, info) : stat(path, info)) == 0;
}

int input_pipe(const char *path, int flags)
{
    int descriptor = input_descriptor(path);
    return descriptor >= 0 ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0) /* perhaps it cannot be opened */
                           : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | flags);
}

/* What is there, at least one byte; 0 at the end, −1 and errno for an error. */
static ssize_t read_some(int from, char *to, size_t size)
{
    ssize_t length = read(from, to, size);
    while (length < 0 && errno == EINTR)
        length = read(from, to, size);
    return length;
}

struct status input_copy(int from, FILE *to)
{
    char block[BLOCK_SIZE];
    ssize_t length = 0;
    bool is_first = true;
    for (; (length = read_some(from, block, sizeof block)) > 0; is_first = false) {
        if (is_first && block[0] == '\0') /* as of /dev/zero, which has no end */
            return status_error(STATUS_INPUT, "not text: a zero byte");
        if (fwrite(block, 1, (size_t)length, to) != (size_t)length)
            break;
    }
    if (length < 0)
        return status_error(STATUS_INPUT, "%s", strerror(errno));
    return length == 0 && fflush(to) == 0
               ? status_ok()
               : status_error(STATUS_INPUT, "no room for a temporary copy");
}

/* Read a part of a pipe behind what is in the block. Returns whether there was one. */
static bool fill_block(struct input *in)
{
    ssize_t length = read_some(in->pipe, in->block + in->filled, BLOCK_SIZE - in->filled);
    if (length < 0)
        in->error = errno;
    in->filled += length > 0 ? (size_t)length : 0;
    return length > 0;
}

size_t input_peek(struct input *in, char *to, size_t size)
{
    size_t count = 0;
    memset(to, 0, size);
    if (in->stream != NULL) {
        count = fread(to, 1, size, in->stream); /* an error will occur again in the reader */
        rewind(in->stream);
        return count;
    }
    while (in->filled < size && fill_block(in))
        continue;
    count = in->filled < size ? in->filled : size;
    memcpy(to, in->block, count);
    return count;
}

struct status input_settle(struct input *in)
{
    if (in->stream != NULL)
        return status_ok();
    in->stream = tmpfile();
    if (in->stream == NULL || fwrite(in->block, 1, in->filled, in->stream) != in->filled)
        return input_error(in, "no room for a temporary copy");
    STATUS_TRY(input_prefix(in, input_copy(in->pipe, in->stream)));
    in->size = (uint64_t)ftello(in->stream);
    in->filled = 0;
    rewind(in->stream);
    return status_ok();
}

/* --- reading ---------------------------------------------------------------------------------- */

struct status input_read(struct input *in, void *to, size_t bytes)
{
    errno = 0;
    if (fread(to, 1, bytes, in->stream) == bytes)
        return status_ok();
    return input_error(in, "%s",
                       ferror(in->stream) ? status_reason(errno) : "the file ends too early");
}

static void tidy_line(struct input *in, size_t length)
{
    if (length > 0 && in->text[length - 1] == '\r')
        length--;
    in->text[length] = '\0';
    if (in->line == 1 && strncmp(in->text, "\xef\xbb\xbf", 3) == 0)
        memmove(in->text, in->text + 3, length - 3 + 1);
}

/* Whether there is more to read in the block, which is filled again if all has been taken. */
static bool has_more(struct input *in)
{
    if (in->at < in->filled)
        return true;
    in->at = in->filled = 0;
    if (in->stream == NULL)
        return fill_block(in);
    errno = 0;
    in->filled = fread(in->block, 1, BLOCK_SIZE, in->stream);
    if (in->filled == 0 && ferror(in->stream))
        in->error = errno != 0 ? errno : EIO;
    return in->filled > 0;
}

bool input_line(struct input *in, struct status *s)
{
    size_t length = 0;
    const char *end = NULL;
    in->line++;
    while (end == NULL && has_more(in)) {
        const char *from = in->block + in->at;
        end = memchr(from, '\n', in->filled - in->at);
        size_t part = end != NULL ? (size_t)(end - from) : in->filled - in->at;
        if (memchr(from, '\0', part) != NULL) /* also what UTF-16 is full of */
            *s = input_error(in, "not text: a zero byte");
        else if (length + part >= LINE_SIZE)
            *s = input_error(in, "a line of more than %zu bytes", LINE_SIZE - 1);
        if (s->code != STATUS_OK)
            return false;
        memcpy(in->text + length, from, part);
        length += part;
        in->at += part + (end != NULL);
    }
    if (in->error != 0)
        *s = input_error(in, "%s", strerror(in->error));
    else if (in->line == 1 && end == NULL && length > 1 &&
             memchr(in->text, '\r', length - 1) != NULL)
        *s = input_error(in, "its lines end with carriage returns alone, as on old Macintoshes; "
                             "convert it with tr '\\r' '\\n'");
    tidy_line(in, length);
    return s->code == STATUS_OK && (end != NULL || length > 0);
}
