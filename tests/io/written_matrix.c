/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "written_matrix.h"

const char written[] = "file";

struct matrix_file read_well(const char *path)
{
    struct matrix_file f = {0};
    assert_fine(matrix_file_read(path, &f));
    assert_true((f.matrix.n > 0) != (f.count > 0));
    return f;
}

static void expect_values(const double *got, const double *want, size_t n, int single)
{
    for (size_t i = 0; i < n; i++)
        assert_true(got[i] == (single ? (double)(float)want[i] : want[i]));
}

void expect_matrix(const char *path, size_t n, const double *want, int single)
{
    struct matrix_file f = read_well(path);
    assert_int_equal(f.matrix.n, n);
    expect_values(f.matrix.a, want, n * n, single);
    free(f.matrix.a);
    free(f.list);
}

void expect_list(const char *path, size_t n, const double *want)
{
    struct matrix_file f = read_well(path);
    assert_int_equal(f.count, n);
    expect_values(f.list, want, n, 0);
    free(f.matrix.a);
    free(f.list);
}

void refuse_file(const char *path, const char *tail)
{
    char want[1200];
    struct matrix_file f = {.count = 77};
    (void)snprintf(want, sizeof want, "%s%s", path, tail);
    assert_refused(matrix_file_read(path, &f), STATUS_INPUT, want);
    assert_int_equal(f.count, 77); /* untouched */
}

void refuse_text(const char *text, const char *tail)
{
    support_write_file(written, text);
    refuse_file(written, tail);
}

const double a2[4] = {1.5, -2, 0.25, 1e-3};
const double a3[9] = {3, 0.1, 0, 0.1, 2, -1, 0, -1, 5};
const double list3[3] = {1.8, 1, 0.1};

void accept_text(const char *text, size_t n, const double *want)
{
    support_write_file(written, text);
    expect_matrix(written, n, want, 0);
}
