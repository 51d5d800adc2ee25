/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a sanitizer is in this build that makes it many times slower and limits of memory
 * impossible: 1 or 0. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
