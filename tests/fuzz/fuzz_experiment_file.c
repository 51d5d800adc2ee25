/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an experiment file: either an experiment that can be written and comes back the
 * same, or a good error. A libFuzzer target (clang -fsanitize=fuzzer,address,undefined); with
 * replay.c a program for make check. */
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/parameter.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const char *const fuzz_seeds; /* for replay.c */

const char *const fuzz_seeds = "assets/presets";

static char path[64], copy[80];
static int file = -1;

static void demand(int truth, const char *what)
{
    if (!truth) {
        (void)fprintf(stderr, "not true: %s\n", what);
        abort();
    }
}

static void remove_files(void)
{
    (void)unlink(path);
    (void)unlink(copy);
}

/* One file for all inputs. */
static void put_file(const uint8_t *data, size_t size)
{
    if (file < 0) {
        (void)snprintf(path, sizeof path, "/tmp/sgdscope-fuzz-XXXXXX");
        file = mkstemp(path);
        demand(file >= 0, "a temporary file can be made");
        (void)snprintf(copy, sizeof copy, "%s.copy", path);
        (void)atexit(remove_files);
    }
    demand(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size,
           "the temporary file can be written");
}

static void check_error(const struct status *s)
{
    demand(s->code == STATUS_INPUT, "an error is STATUS_INPUT");
    demand(strncmp(s->text, path, strlen(path)) == 0, "an error names the file");
    demand(strchr(s->text, '\n') == NULL, "an error is one line");
    demand(strlen(s->text) > strlen(path) + 2, "an error has a reason");
}

/* Its text can be cut at a blank, and a word that begins so cannot begin a line. */
static int is_plain(const char *text)
{
    size_t length = strlen(text);
    return strpbrk(text, "#;\t\v\f\r") == NULL && (length == 0 || text[length - 1] != ' ');
}

/* A name that has no good place for the end of a line may be too long to write, and after a blank
 * and ; is a comment, but for lines that go on. */
static int is_hard(const char *name)
{
    return strlen(name) > 100 || strpbrk(name, "#;") != NULL;
}

static void check_copy(const struct experiment *e)
{
    static struct experiment back;
    struct status s = experiment_file_write(copy, e);
    if (s.code != STATUS_OK) {
        demand(s.code == STATUS_OUTPUT && (is_hard(e->hessian.file) ||
                                           is_hard(e->noise_matrix.file) || !is_plain(e->text)),
               "what was read can be written");
        return;
    }
    demand(experiment_file_read(copy, &back).code == STATUS_OK, "what was written can be read");
    demand(experiment_equal(&back, e), "what was written comes back the same");
    if (is_plain(e->title) && is_plain(e->text))
        demand(strcmp(back.title, e->title) == 0 && strcmp(back.text, e->text) == 0,
               "title and text come back the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct experiment e, before;
    put_file(data, size);
    memset(&e, 0x55, sizeof e);
    before = e;
    struct status s = experiment_file_read(path, &e);
    if (s.code == STATUS_OK) {
        (void)experiment_check(&e);
        check_copy(&e);
    } else {
        check_error(&s);
        demand(memcmp(&e, &before, sizeof e) == 0, "untouched on failure");
    }
    return 0;
}
