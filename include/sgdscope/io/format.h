/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a result is written as. */
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_PICTURE, FORMAT_COUNT };
