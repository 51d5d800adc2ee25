/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zip archives, as far as NumPy's .npz needs them: a directory at the end of the file lists the
 * members, which are stored or deflated.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
#include "zip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    END_SIZE = 22,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    COMMENT_MOST = 65535,
    NAME_MOST = 256,
    BLOCK = 1 << 14,
    STORED = 0,
    DEFLATED = 8
};

/* A member that is an array. */
struct member {
    char name[NAME_MOST]; /* without .npy */
    unsigned method;
    uint32_t checksum, packed, size, begin; /* begin: of its local header */
};

/* What the directory holds. */
struct listing {
    struct member chosen;
    size_t arrays, fitting; /* fitting: of the name asked for, or all if none is */
    bool is_torch;
    char names[200]; /* of the arrays, as many as fit */
};

static uint32_t bytes_2(const unsigned char *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static uint32_t bytes_4(const unsigned char *b)
{
    return bytes_2(b) | bytes_2(b + 2) << 16;
}

static struct status seek(struct input *in, uint64_t to)
{
    if (to > in->size || fseeko(in->stream, (off_t)to, SEEK_SET) != 0)
        return input_error(in, "a damaged zip file");
    return status_ok();
}

/* The record at the end of the file, which says where the directory is. */
static struct status read_end(struct input *in, unsigned char end[END_SIZE])
{
    uint64_t most = END_SIZE + COMMENT_MOST, length = in->size < most ? in->size : most;
    unsigned char *tail = malloc(length);
    if (tail == NULL)
        return status_memory(in->path, (double)length);
    struct status s = seek(in, in->size - length);
    STATUS_NEXT(s, input_read(in, tail, length));
    uint64_t at = length < END_SIZE ? 0 : length - END_SIZE;
    while (s.code == STATUS_OK && at > 0 && memcmp(tail + at, "PK\5\6", 4) != 0)
        at--;
    if (s.code == STATUS_OK && at == 0)
        s = input_error(in, "a damaged zip file: it has no directory");
    if (s.code == STATUS_OK)
        memcpy(end, tail + at, END_SIZE);
    free(tail);
    return s;
}

/* Note the member if it is an array, and choose it if its name is the one wanted (NULL: any). */
static void list_member(struct listing *l, const struct member *m, const char *wanted)
{
    size_t length = strlen(m->name), used = strlen(l->names);
    l->is_torch |= length >= 9 && strcmp(m->name + length - 9, "/data.pkl") == 0;
    if (length < 4 || strcmp(m->name + length - 4, ".npy") != 0)
        return;
    struct member array = *m;
    array.name[length - 4] = '\0';
    (void)snprintf(l->names + used, sizeof l->names - used, "%s%s", l->arrays > 0 ? ", " : "",
                   array.name);
    l->arrays++;
    if (wanted != NULL && strcmp(wanted, array.name) != 0)
        return;
    l->chosen = array;
    l->fitting++;
}

/* Read one entry of the directory. */
static struct status read_member(struct input *in, struct member *m)
{
    unsigned char b[ENTRY_SIZE];
    STATUS_TRY(input_read(in, b, sizeof b));
    if (memcmp(b, "PK\1\2", 4) != 0)
        return input_error(in, "a damaged zip file");
    size_t length = bytes_2(b + 28), keep = length < NAME_MOST ? length : NAME_MOST - 1;
    *m = (struct member){.method = bytes_2(b + 10),
                         .checksum = bytes_4(b + 16),
                         .packed = bytes_4(b + 20),
                         .size = bytes_4(b + 24),
                         .begin = bytes_4(b + 42)};
    STATUS_TRY(input_read(in, m->name, keep));
    for (char *c = m->name; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = '?'; /* messages are one line */
    long skip = (long)(length - keep + bytes_2(b + 30) + bytes_2(b + 32));
    return fseek(in->stream, skip, SEEK_CUR) == 0 ? status_ok()
                                                  : input_error(in, "a damaged zip file");
}

static struct status read_directory(struct input *in, const char *wanted, struct listing *l)
{
    unsigned char end[END_SIZE] = {0};
    struct member m;
    STATUS_TRY(read_end(in, end));
    STATUS_TRY(seek(in, bytes_4(end + 16)));
    for (size_t members = bytes_2(end + 10); members > 0; members--) {
        STATUS_TRY(read_member(in, &m));
        list_member(l, &m, wanted);
    }
    if (l->is_torch)
        return input_error(in, PYTORCH_FILE);
    if (l->arrays == 0)
        return input_error(in, "a zip file without arrays of NumPy (.npy) in it");
    if (l->fitting == 1)
        return status_ok();
    return input_error(in,
                       l->fitting > 1 ? "several arrays, %s; name one, FILE.npz:NAME"
                                      : "no array of that name; there are %s",
                       l->names);
}

/* --- unpacking -------------------------------------------------------------------------------- */

struct unpacking {
    struct input *in;
    FILE *to;
    uint32_t left, size, most, checksum; /* left: packed bytes; size: unpacked ones, at most most */
};

static struct status next_block(struct unpacking *u, unsigned char *block, size_t *length)
{
    *length = u->left < BLOCK ? u->left : BLOCK;
    u->left -= (uint32_t)*length;
    return input_read(u->in, block, *length);
}

static struct status put(struct unpacking *u, const unsigned char *block, size_t length)
{
    u->checksum = (uint32_t)crc32(u->checksum, block, (uInt)length);
    if (length > u->most - u->size)
        return input_error(u->in, "a damaged zip file");
    u->size += (uint32_t)length;
    if (fwrite(block, 1, length, u->to) != length)
        return input_error(u->in, "no room for a temporary copy");
    return status_ok();
}

static struct status copy_stored(struct unpacking *u)
{
    unsigned char block[BLOCK];
    size_t length = 0;
    while (u->left > 0) {
        STATUS_TRY(next_block(u, block, &length));
        STATUS_TRY(put(u, block, length));
    }
    return status_ok();
}

static struct status inflate_all(struct unpacking *u, z_stream *z)
{
    unsigned char from[BLOCK], to[BLOCK];
    int answer = Z_OK;
    while (answer != Z_STREAM_END) {
        size_t length = 0;
        if (z->avail_in == 0) {
            STATUS_TRY(next_block(u, from, &length));
            z->next_in = from;
            z->avail_in = (uInt)length;
        }
        z->next_out = to;
        z->avail_out = sizeof to;
        answer = inflate(z, Z_NO_FLUSH);
        if (answer != Z_OK && answer != Z_STREAM_END)
            return input_error(u->in, "a damaged zip file");
        STATUS_TRY(put(u, to, sizeof to - z->avail_out));
    }
    return status_ok();
}

static struct status copy_deflated(struct unpacking *u)
{
    z_stream z = {0};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK) /* raw: without a header of its own */
        return status_memory(u->in->path, 1 << MAX_WBITS);
    struct status s = inflate_all(u, &z);
    (void)inflateEnd(&z);
    return s;
}

static struct status unpack(struct input *in, const struct member *m, FILE *to)
{
    unsigned char local[LOCAL_SIZE];
    struct unpacking u = {.in = in, .to = to, .left = m->packed, .most = m->size};
    if (m->packed == UINT32_MAX || m->size == UINT32_MAX)
        return input_error(in, "%s has more than 4 GB; save it as .npy", m->name);
    if (m->method != STORED && m->method != DEFLATED)
        return input_error(in, "%s is packed by method %u, neither stored nor deflated", m->name,
                           m->method);
    STATUS_TRY(seek(in, m->begin));
    STATUS_TRY(input_read(in, local, sizeof local));
    if (memcmp(local, "PK\3\4", 4) != 0)
        return input_error(in, "a damaged zip file");
    STATUS_TRY(
        seek(in, (uint64_t)m->begin + LOCAL_SIZE + bytes_2(local + 26) + bytes_2(local + 28)));
    STATUS_TRY(m->method == STORED ? copy_stored(&u) : copy_deflated(&u));
    if (u.size != m->size || u.checksum != m->checksum)
        return input_error(in, "a damaged zip file: the checksum of %s is wrong", m->name);
    in->size = u.size;
    return status_ok();
}

struct status zip_enter(struct input *in, const char *name)
{
    struct listing l = {0};
    STATUS_TRY(read_directory(in, name, &l));
    FILE *to = tmpfile();
    if (to == NULL)
        return input_error(in, "no room for a temporary copy");
    struct status s = unpack(in, &l.chosen, to);
    if (s.code != STATUS_OK) {
        (void)fclose(to);
        return s;
    }
    rewind(to);
    (void)fclose(in->stream);
    in->stream = to;
    return status_ok();
}
