/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_BLAS_H
#define SGDSCOPE_SRC_COMMAND_BLAS_H

/* OpenBLAS chooses its kernels when it is loaded, by the processor's model number. One that is
 * newer than the library is taken for a Prescott of 2004, and matrix products take five times as
 * long as they need to. It can be told better only through the environment, before it is loaded: so
 * this starts the program again with the variable set. Does nothing where the kernels are right,
 * where the user has chosen, or with another BLAS; returns only then. */
void blas_restart_with_right_kernels(char **argv);

/* One BLAS thread for each of ours. */
void blas_single_thread(void);

#endif
