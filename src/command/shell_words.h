/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

/* What a shell offers at the end of a command line; the files in assets/completions ask for it by
 * `sgdscope --complete WORD...`. Private to command/.
 *
 * word: what follows the program's name, the last one is being typed and may be empty. A line for
 * each word that it can become: the word, a tab, what it is. One that ends in "=" is not complete
 * yet. A line that begins with a tab asks for names of files: a tab, what stands before the name
 * ("@"), a tab, the ending that they have, which may be empty. */
void shell_words_print(int count, char **word, FILE *out);
