/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrix Market files by hand. */
#include "written_matrix.h"

#define MM "%%MatrixMarket matrix "

TEST(market_tolerance)
{
    accept_text(
        "%%matrixmarket MATRIX Array Real General\r\n%\r\n\r\n  2\t2\r\n1.5\r\n 0.25 \r\n\r\n"
        "-2\r\n1e-3",
        2, a2);
    accept_text(
        MM "coordinate real symmetric\n% c\n3 3 5\n3 3 5\n2 1 .1\n1 1 3\n% c\n2 2 2\n3 2 -1\n\n", 3,
        a3);
    accept_text(MM "coordinate real general\n2 2 0\n", 2, (double[4]){0});
    accept_text(MM "coordinate integer general\n1 1 1\n1 1 -7\n", 1, &(double){-7});
    accept_text("\xef\xbb\xbf\n  " MM "array integer general\n1 1\n3", 1, &(double){3});
    support_write_file(written, MM "array real general\n1 3\n1.8\n1\n.1\n");
    expect_list(written, 3, list3);
}

TEST(market_banner_errors)
{
    static const char *const banners[] = {
        "%%",
        "%% a comment\n1",
        "%%MatrixMarket\n",
        "%%MatrixMarket vector array real general\n",
        "%%MatrixMarket matrix array real\n",
        "%%MatrixMarket matrix array real general x\n",
    };
    for (size_t i = 0; i < sizeof banners / sizeof *banners; i++)
        refuse_text(banners[i], ":1: not '%%MatrixMarket matrix FORMAT TYPE SYMMETRY'");
    refuse_text(MM "dense real general\n", ":1: 'dense', not array or coordinate");
    refuse_text(MM "array complex general\n", ":1: 'complex', not real or integer");
    refuse_text(MM "array real hermitian\n", ":1: 'hermitian', not general or symmetric");
}

TEST(market_size_errors)
{
    refuse_text(MM "array real general\n", ":2: the file ends too early");
    refuse_text(MM "array real general\n2 x\n", ":2: 'x' is not a whole number");
    refuse_text(MM "array real general\n99999999999999999999 1\n",
                ":2: '99999999999999999999' is out of range");
    refuse_text(MM "array real symmetric\n3 1\n", ":2: 3 x 1 cannot be symmetric");
    refuse_text(MM "array real general\n2000 2000\n",
                ":2: 4000000 entries do not fit into the file's 51 bytes");
    refuse_text(MM "coordinate real general\n2000 2000 3000000\n",
                ":2: 3000000 entries do not fit into the file's 64 bytes");
    refuse_text(MM "coordinate real general\n2 2 5\n", ":2: 5 entries where there is room for 4");
    refuse_text(MM "coordinate real symmetric\n2 2 4\n", ":2: 4 entries where there is room for 3");
}

TEST(market_entry_errors)
{
    refuse_text(MM "array real general\n2 2\n1\n2\n3\n", ":6: the file ends too early");
    refuse_text(MM "array real general\n2 2\n1 2\n3 4\n", ":3: fields: 2, not 1");
    refuse_text(MM "array real general\n2 2\n1\nx\n3\n4\n", ":4: 'x' is not a number");
    refuse_text(MM "array integer general\n2 2\n1\n2\n3.5\n4\n", ":5: '3.5' is not a whole number");
#define C3 MM "coordinate real general\n2 2 3\n"
    refuse_text(C3 "1 1 1\n2 2 2\n1 2 3\n2 1 4\n", ":6: more than the 3 entries announced");
    refuse_text(C3 "1 1 1\n0 2 2\n1 2 3\n", ":4: row 0 is not from 1 to 2");
    refuse_text(C3 "1 1 1\n2 99 2\n1 2 3\n", ":4: column 99 is not from 1 to 2");
    refuse_text(C3 "1 1 1\n2 -1 2\n1 2 3\n", ":4: '-1' is not a whole number");
    refuse_text(C3 "1 1 1\n2 1 1\n1 1 3\n", ":5: row 1, column 1 is there twice");
    refuse_text(MM "coordinate real symmetric\n2 2 2\n1 1 1\n1 2 1\n",
                ":4: row 1, column 2 is above the diagonal of a symmetric matrix");
}
