/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "written_matrix.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *fixture(const char *name)
{
    static char path[1024];
    (void)snprintf(path, sizeof path, "%s/tests/io/data/%s", getenv("srcdir"), name);
    return path;
}

/* The fixtures: files of NumPy and SciPy. */

static const double i2[] = {1, 2, -3, 4};

TEST(fixture_matrices)
{
    static const char *const doubles[] = {"a2-f8le.npy",
                                          "a2-f8be.npy",
                                          "a2-f8le-fortran.npy",
                                          "a2-f8be-fortran.npy",
                                          "a2-array.mtx",
                                          "a2-coordinate.mtx",
                                          "a2.npz",
                                          "two.npz:A",
                                          "a2-fortran.txt",
                                          "a2.txt",
                                          "a2.csv"};
    static const char *const floats[] = {"a2-f4le.npy", "a2-f4be.npy", "a2-f4le-fortran.npy",
                                         "a2-f4be-fortran.npy"};
    static const char *const threes[] = {"a3-v1.npy",
                                         "a3-v2.npy",
                                         "a3-v3.npy",
                                         "a3-array-symmetric.mtx",
                                         "a3-coordinate-symmetric.mtx",
                                         "two.npz:B"};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        expect_matrix(fixture(doubles[i]), 2, a2, 0);
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        expect_matrix(fixture(floats[i]), 2, a2, 1);
    for (size_t i = 0; i < sizeof threes / sizeof *threes; i++)
        expect_matrix(fixture(threes[i]), 3, a3, 0);
    expect_matrix(fixture("i2-array-integer.mtx"), 2, i2, 0);
    expect_matrix(fixture("i2-coordinate-integer.mtx"), 2, i2, 0);
    expect_matrix(fixture("one.npy"), 1, &(double){0.5}, 0);
}

TEST(fixture_lists)
{
    expect_list(fixture("list3.npy"), 3, list3);
    expect_list(fixture("list3-column.npy"), 3, list3);
    expect_list(fixture("list3-array.mtx"), 3, list3);
    expect_list(fixture("list3.txt"), 3, list3);
    expect_list(fixture("list1.npy"), 1, &(double){0.5});
}

TEST(fixture_errors)
{
    refuse_file(fixture("bad-complex.npy"), ": numbers of type '<c16', which are not real");
    refuse_file(fixture("bad-record.npy"), ": the npy header is not understood: {'descr': [('x'");
    refuse_file(fixture("bad-cube.npy"), ": an array of 3 dimensions, not 1 or 2");
    refuse_file(fixture("bad-scalar.npy"), ": an array of 0 dimensions, not 1 or 2");
    refuse_file(fixture("bad-oblong.npy"), ": 2x3 is neither square nor a list");
    refuse_file(fixture("bad-empty.npy"), ": no numbers in it");
    refuse_file(fixture("bad-nan.npy"), ": row 2, column 1 is not finite");
    refuse_file(fixture("two.npz"), ": several arrays, A, B; name one, FILE.npz:NAME");
    refuse_file(fixture("two.npz:C"), ": no array of that name; there are A, B");
    refuse_file(fixture("bad-torch.pt"), ": a PyTorch file; save the tensor by");
    refuse_file(fixture("bad-torch-old.pt"), ": a PyTorch file; save the tensor by");
    refuse_file(fixture("bad-pickle.pkl"), ": a pickle of Python; save the array by");
    refuse_file(fixture("bad-gzip.gz"), ": packed by gzip; unpack it with gunzip");
    refuse_file(fixture("bad-hdf5.h5"), ": an HDF5 file; save its numbers as .npy or text");
}

TEST(damaged_archive)
{
    char bytes[400];
    FILE *f = fopen(fixture("a2.npz"), "rb");
    assert_non_null(f);
    size_t length = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    assert_true(length < sizeof bytes);
    bytes[length / 2] ^= 1; /* one of the numbers, or of the header */
    f = fopen(written, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    assert_int_equal(fclose(f), 0);
    refuse_file(written, ": a damaged zip file: the checksum of arr_0 is wrong");
    assert_int_equal(truncate(written, (off_t)length - 30), 0);
    refuse_file(written, ": a damaged zip file: it has no directory");
}

/* Whatever is neither a regular file nor a pipe, and none of it may wait. */

TEST(no_regular_file)
{
    refuse_file(".", ": not a regular file");
    refuse_file("/dev/zero", ": not a regular file");
    refuse_file("/nonexistent/k.npy", ": No such file or directory");
}

TEST(long_path)
{
    char path[2000];
    struct matrix_file f;
    memset(path, 'x', sizeof path);
    (void)snprintf(path + 1900, 100, "/k.npy");
    /* The name and the reason are still there. */
    assert_refused(matrix_file_read(path, &f), STATUS_INPUT, "/k.npy: File name too long");
}

TEST(carriage_returns_alone)
{
    support_write_file(written, "1 0\r0 1\r");
    refuse_file(written, ":1: its lines end with carriage returns alone");
    support_write_file(written, "1 0\r0 1\n0 1\n"); /* one that is somewhere else */
    refuse_file(written, ":1: '0\\x0d0' is not a number");
}

/* A file that claims more than it has must not cost memory or time. */
TEST(sparse_file)
{
    support_write_bytes(written, "", 0);
    if (truncate(written, (off_t)1 << 36) != 0)
        skip(); /* not on every file system */
    refuse_file(written, ":1: not text: a zero byte");
    support_write_bytes(written, "\x93NUMPY\2\0\xff\xff\xff\xff", 12);
    assert_int_equal(truncate(written, (off_t)1 << 36), 0);
    refuse_file(written, ": an npy header of 4294967295 bytes is too long");
}

/* .npy by hand */

static void write_npy(const char *header, size_t data)
{
    char bytes[1024] = "\x93NUMPY\1";
    size_t length = strlen(header);
    assert_true(10 + length + data <= sizeof bytes);
    bytes[8] = (char)length;
    memcpy(bytes + 10, header, length);
    support_write_bytes(written, bytes, 10 + length + data);
}

static void accept_npy(const char *header, size_t n)
{
    write_npy(header, n * n * 8);
    expect_matrix(written, n, (double[9]){0}, 0);
}

static void refuse_npy(const char *header, size_t data, const char *tail)
{
    write_npy(header, data);
    refuse_file(written, tail);
}

TEST(npy_header_tolerance)
{
    accept_npy("{'descr':'<f8','fortran_order':False,'shape':(2,2)}", 2);
    accept_npy("{'shape': (2, 2), 'fortran_order': True, 'descr': '<f8'}\n", 2);
    accept_npy("  {\t\"shape\" :( 2 , 2 ,) ,\n'fortran_order' : False , 'descr': \"<f8\" , } \n",
               2);
    accept_npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 3L), }", 3);
}

TEST(npy_header_errors)
{
#define D "'descr': '<f8', "
#define F "'fortran_order': False, "
    static const char *const malformed[] = {
        "",
        "{",
        "{" D F "'shape': (2, 2)",
        "{" D F "'shape': (2, 2)} x",
        "{" D F "'shape': (2, 2) 'x': 1}",
        "{" D F "'shape': (2, 2), 'x': 1}",
        "{" D F "'shape': (2, 2), 'shape': (2, 2)}",
        "{" D F "'shape': (2 2)}",
        "{" D F "'shape': (2,, 2)}",
        "{" D F "'shape': (4)}",
        "{" D F "'shape': (-2, 2)}",
        "{" D "'fortran_order': 0, 'shape': (2, 2)}",
        "{" D F "}",
        "{}",
        "{'descr': <f8, " F "'shape': (2, 2)}",
        "{descr: '<f8', " F "'shape': (2, 2)}",
    };
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        refuse_npy(malformed[i], 32, ": the npy header is not understood: ");
    static const char *const types[] = {"=f8", "|f8", "f8", "<c16", "<f", "", "|i4", "<M8", "|S8"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char header[200], tail[100];
        (void)snprintf(header, sizeof header, "{'descr': '%s', " F "'shape': (2, 2)}", types[i]);
        (void)snprintf(tail, sizeof tail, ": numbers of type '%s', which are not real", types[i]);
        refuse_npy(header, 32, tail);
    }
    refuse_npy("{'descr': '<f16', " F "'shape': (2, 2)}", 32,
               ": numbers of type '<f16', which not every machine has; convert them");
}

TEST(npy_sizes)
{
#define SHAPE(S) "{" D F "'shape': " S "}"
    refuse_npy(SHAPE("(2, 2)"), 31, ": 31 bytes of numbers where the shape needs 32");
    refuse_npy(SHAPE("(2, 2)"), 33, ": 33 bytes of numbers where the shape needs 32");
    refuse_npy(SHAPE("(2000, 2000)"), 10, ": 10 bytes of numbers where the shape needs 32000000");
    refuse_npy(SHAPE("(2001, 2001)"), 10, ": 2001x2001 is too large: at most 2000");
    refuse_npy(SHAPE("(2001,)"), 10, ": 1x2001 is too large: at most 2000");
    refuse_npy(SHAPE("(0, 99999)"), 0, ": no numbers in it");
    /* 2^32 squared is 0 in 64 bits; the last is more than 64 bits */
    refuse_npy(SHAPE("(4294967296, 4294967296)"), 0, ": 4294967296x4294967296 is too large");
    refuse_npy(SHAPE("(99999999999999999999999, 1)"), 8, ": 18446744073709551615x1 is too large");
}

TEST(npy_truncated)
{
    size_t length = 0;
    char *bytes = support_read_file(fixture("a2-f8le.npy"), &length);
    for (size_t size = 0; size < length; size++) {
        support_write_bytes(written, bytes, size);
        refuse_file(written, "");
    }
    bytes[6] = 4;
    support_write_bytes(written, bytes, length);
    refuse_file(written, ": version 4.0 of the npy format is not known");
    bytes[6] = 1;
    bytes[20] = '\0';
    support_write_bytes(written, bytes, length);
    refuse_file(written, ": the npy header is not text: a zero byte");
    free(bytes);
}

/* Text by hand */

TEST(text_forms)
{
    accept_text("1.5 -2\n.25 1e-3", 2, a2);
    accept_text("\xef\xbb\xbf# title\r\n\r\n1.5,-2\r\n0.25 , 1E-3 # last\r\n#\r\n \t\r\n", 2, a2);
    accept_text("\t1.5\t-2\t\n  +0.25,\t0.001  \n", 2, a2);
    accept_text("0.5\n", 1, &(double){0.5});
    support_write_file(written, "1.8, 1, 0.1");
    expect_list(written, 3, list3);
    support_write_file(written, "1.8\n\n# one\n1\n0.1\n");
    expect_list(written, 3, list3);
}

TEST(text_errors)
{
    refuse_text("1 2 3\n# c\n4 5 6 7\n", ":3: 4 numbers where the first row has 3");
    refuse_text("1 2\n3 x4\n", ":2: 'x4' is not a number");
    refuse_text("1;2\n3;4\n", ":1: '1;2' is not a number");
    refuse_text("1 2\n3 nan\n", ":2: 'nan' is not a number");
    refuse_text("1,,2\n", ":1: a number is missing");
    refuse_text("1,2,\n", ":1: a number is missing");
    refuse_text(",1\n", ":1: a number is missing");
    refuse_text("1 2 3\n4 5 6\n", ": 2x3 is neither square nor a list");
    refuse_text("", ": no numbers in it");
    refuse_text("# only\n\n", ": no numbers in it");
    refuse_text("1 \x1b[31m\n", ":1: '\\x1b[31m' is not a number");
    support_write_bytes(written, "1 2\n3\0004\n", 8);
    refuse_file(written, ":2: not text: a zero byte");
    support_write_bytes(written,
                        "\xff\xfe"
                        "1\0 \0002\0",
                        8);
    refuse_file(written, ": text in UTF-16; save it as UTF-8");
}

/* count numbers in each of `rows` lines */
static void write_ones(size_t rows, size_t count)
{
    FILE *f = fopen(written, "w");
    assert_non_null(f);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < count; j++)
            (void)fputs("1 ", f);
        (void)fputc('\n', f);
    }
    assert_int_equal(fclose(f), 0);
}

static void expect_ones(size_t rows, size_t count)
{
    write_ones(rows, count);
    struct matrix_file f = read_well(written);
    size_t numbers = f.count + f.matrix.n * f.matrix.n;
    assert_int_equal(numbers, rows * count);
    for (size_t i = 0; i < numbers; i++)
        assert_true((f.count > 0 ? f.list : f.matrix.a)[i] == 1);
    free(f.matrix.a);
    free(f.list);
}

TEST(text_limits)
{
    expect_ones(2000, 1);
    expect_ones(1, 2000);
    expect_ones(300, 300);
    write_ones(2001, 1);
    refuse_file(written, ":2001: more than 2000 rows");
    write_ones(1, 2001);
    refuse_file(written, ":1: more than 2000 numbers");
    write_ones(1, 600000);
    refuse_file(written, ":1: a line of more than 1048575 bytes");
}
