/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* OpenBLAS chooses its kernels when it is loaded, by the processor's model number. It takes a
 * processor newer than itself for a Prescott of 2004, and matrix products then take five times too
 * long. Only the environment can correct that, before the library is loaded: this function restarts
 * the program with the variable set. It returns, having done nothing, if the kernels are right, the
 * user has chosen, or the BLAS is another one. */
void blas_restart_with_right_kernels(char **argv);

/* Let each of our threads use one BLAS thread. OpenBLAS starts a thread for each processor while it
 * is loaded, and each of them a buffer; where there is no room for them, the program would hang as
 * it starts or ends. So it is shown one processor, before main; this function gives the others
 * back. Call it first. */
void blas_single_thread(void);
