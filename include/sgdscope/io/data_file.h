/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/experiment.h"

/* Read the data set e->data: comma-separated values as in RFC 4180, the first record the columns'
 * names. Semicolons or tabs may stand for the commas, and with semicolons "1,5" is 1.5
 * (--delimiter). Columns that --columns leaves out may hold anything. Rows with missing values are
 * refused, or with --missing drop left out and counted in out->dropped.
 * Fields may be quoted (a doubled quote inside stands for one; a quoted name may hold commas and
 * line ends), lines end in LF or CRLF, blank lines are passed over, a UTF-8 byte order mark is
 * dropped. Blanks around an unquoted field do not belong to it.
 *
 * Two columns of one name are refused, since a name is all that --target and messages have.
 * Fails with STATUS_INPUT; the text names the file, the line a record begins in and the column:
 * "d.csv:3: column 'bmi': 'n/a' is not a number". out is filled only on success; it is freed by
 * data_table_free. At most DIMENSION_MAX + 1 columns. */
struct status data_file_read(const struct experiment *e, struct data_table *out);
