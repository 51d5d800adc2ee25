/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input.h"

#define PYTORCH_FILE "a PyTorch file; save the tensor by numpy.save('FILE.npy', tensor.numpy())"
#define PICKLE_FILE "a pickle of Python; save the array by numpy.save('FILE.npy', array)"

/* Replace the opened zip file by its array NAME.npy; NULL: by its only array. STATUS_INPUT names
 * the arrays if there is none of that name, or not just one, and says if the file is PyTorch's. */
struct status zip_enter(struct input *in, const char *name);
