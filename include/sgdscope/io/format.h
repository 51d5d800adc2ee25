/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_IO_FORMAT_H
#define SGDSCOPE_IO_FORMAT_H

/* What a result is written as. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_PICTURE, FORMAT_COUNT };

#endif
