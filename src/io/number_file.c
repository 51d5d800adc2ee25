/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "number_file.h"

#include "zip.h"

#include <string.h>

#define BEGINNING(BYTES) (BYTES), sizeof(BYTES) - 1

static const struct {
    const char *bytes;
    size_t length;
    const char *what;
} foreign_table[] = {
    {BEGINNING("\x1f\x8b"), "packed by gzip; unpack it with gunzip"},
    {BEGINNING("PK\5\6"), "a zip file with nothing in it"},
    {BEGINNING("\xff\xfe"), "text in UTF-16; save it as UTF-8"},
    {BEGINNING("\xfe\xff"), "text in UTF-16; save it as UTF-8"},
    {BEGINNING("\x89HDF"), "an HDF5 file; save its numbers as .npy or text"},
    {BEGINNING("MATLAB 5.0"), "a MATLAB file; save its numbers as .npy or text"},
    {BEGINNING("\x80\2\x8a\nl\xfc\x9c"
               "F\xf9 j\xa8P\x19"),
     PYTORCH_FILE},
    {BEGINNING("\x80\2"), PICKLE_FILE},
    {BEGINNING("\x80\3"), PICKLE_FILE},
    {BEGINNING("\x80\4"), PICKLE_FILE},
    {BEGINNING("\x80\5"), PICKLE_FILE},
};

/* Into the array of an archive; refuse what no reader knows. */
static struct status enter(struct input *in, const char *array)
{
    char begin[16];
    size_t length = input_peek(in, begin, sizeof begin);
    if (memchr(begin, '\0', length) != NULL) /* no text */
        STATUS_TRY(input_settle(in));
    if (memcmp(begin, "PK\3\4", 4) == 0)
        return zip_enter(in, array);
    if (array != NULL)
        return input_error(in, "no zip file with arrays in it");
    for (size_t i = 0; i < sizeof foreign_table / sizeof *foreign_table; i++)
        if (memcmp(begin, foreign_table[i].bytes, foreign_table[i].length) == 0)
            return input_error(in, "%s", foreign_table[i].what);
    return status_ok();
}

const char *number_file_split(const char *path, char file[PATH_MAX])
{
    static const char ending[] = ".npz:";
    const char *colon = strstr(path, ending);
    size_t length = colon != NULL ? (size_t)(colon - path) + sizeof ending - 2 : strlen(path);
    (void)snprintf(file, PATH_MAX, "%.*s", (int)length, path);
    return colon != NULL ? path + length + 1 : NULL;
}

struct status number_file_open(struct input *in, const char *path)
{
    char file[PATH_MAX];
    const char *array = number_file_split(path, file);
    STATUS_TRY(input_open(in, array != NULL ? file : path, true));
    in->path = path;
    struct status s = enter(in, array);
    if (s.code != STATUS_OK)
        input_close(in);
    return s;
}
