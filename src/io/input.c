/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

#include "sgdscope/base/builtin.h"

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

struct status input_open(struct input *in, const char *path)
{
    struct input open = {.path = path};
    const struct builtin_file *inside = builtin_find(path);
    STATUS_TRY(inside != NULL ? open_inside(&open, inside) : open_regular(&open));
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
    (void)fclose(in->stream); /* only read from: nothing can be lost */
    free(in->text);
    *in = (struct input){0};
}

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
    in->at = 0;
    in->filled = fread(in->block, 1, BLOCK_SIZE, in->stream);
    return in->filled > 0;
}

bool input_line(struct input *in, struct status *s)
{
    size_t length = 0;
    const char *end = NULL;
    in->line++;
    errno = 0;
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
    if (ferror(in->stream))
        *s = input_error(in, "%s", status_reason(errno));
    tidy_line(in, length);
    return s->code == STATUS_OK && (end != NULL || length > 0);
}
