/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SWEEP_FINGERPRINT_H
#define SGDSCOPE_SWEEP_FINGERPRINT_H

#include "sgdscope/model/experiment.h"

#include <stdint.h>

/* A number that tells whether two runs would have the same result: FNV-1a, 64 bits, which is no
 * protection against malice. */
#define FINGERPRINT_START 0xcbf29ce484222325

/* The digest of what is in `digest` followed by the text and its end. */
uint64_t fingerprint_text(uint64_t digest, const char *text);

/* The same for all parameters and for what is in the files that they name: a data set written anew
 * is another one. STATUS_MEMORY, or STATUS_INPUT naming the file. */
struct status fingerprint_experiment(uint64_t *digest, const struct experiment *e);

#endif
