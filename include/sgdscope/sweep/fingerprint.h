/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SWEEP_FINGERPRINT_H
#define SGDSCOPE_SWEEP_FINGERPRINT_H

#include "sgdscope/model/experiment.h"

#include <stdint.h>

/* A number that tells whether two runs would give the same result: 64-bit FNV-1a, no protection
 * against forgery. */
#define FINGERPRINT_START 0xcbf29ce484222325

/* The digest after one more text. */
uint64_t fingerprint_text(uint64_t digest, const char *text);

/* Add all parameters and the contents of the files that they name. STATUS_MEMORY, or STATUS_INPUT
 * naming the file. */
struct status fingerprint_experiment(uint64_t *digest, const struct experiment *e);

#endif
