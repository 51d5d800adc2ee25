/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a sanitizer is in this build that makes it many times slower and limits of memory
 * impossible, or its processor is emulated (arm64/check.sh), which does the same: 1 or 0. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(EMULATED)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
