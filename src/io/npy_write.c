/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/io/matrix_write.h"

#include "sgdscope/base/outfile.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* The magic, the version, the header's length and the header are 128 bytes together, as NumPy pads
 * them; the header ends in a line end. */
static void write_header(FILE *stream, size_t n)
{
    enum { ALL = 128, FRONT = 10 };
    char header[ALL - FRONT + 1];
    int used = snprintf(header, sizeof header,
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }", n, n);
    memset(header + used, ' ', sizeof header - (size_t)used);
    header[ALL - FRONT - 1] = '\n';
    fwrite("\x93NUMPY\x01\x00", 1, 8, stream);
    fputc(ALL - FRONT, stream);
    fputc(0, stream);
    fwrite(header, 1, ALL - FRONT, stream);
}

struct status matrix_file_write(const char *path, const struct matrix *m)
{
    struct outfile file = {0};
    STATUS_TRY(outfile_open(&file, path));
    write_header(file.stream, m->n);
    for (size_t i = 0; i < m->n * m->n; i++) {
        uint64_t bits;
        memcpy(&bits, &m->a[i], sizeof bits);
        bits = htole64(bits);
        fwrite(&bits, sizeof bits, 1, file.stream);
    }
    return outfile_commit(&file);
}
