/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any keys in the instrument's command line: it stays a line, what it says is one line, and the
 * experiment is one that can be printed. No slash, so that all files are in the target's folder. */
#include "target.h"

#include "../../src/tui/app.h"
#include "still_session.h"
#include "sgdscope/term/keyboard.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

const char *const fuzz_seeds = "tests/fuzz/prompt_seeds/*";

static char command[DIMENSION_MAX * 26];

static void check(const struct app *a)
{
    const struct line_editor *l = &a->prompt.line;
    fuzz_demand(l->length < LINE_MAX_BYTES && l->cursor <= l->length, "the line has room");
    fuzz_demand(strlen(l->text) == l->length, "the line ends where it ends");
    fuzz_demand(strchr(a->message, '\n') == NULL, "a message is one line");
}

static void check_experiment(struct app *a)
{
    fuzz_demand(experiment_check(&a->experiment).code == STATUS_OK, "a good experiment");
    size_t length = experiment_command(showing_keep(a), true, command, sizeof command);
    fuzz_demand(length < sizeof command, "the command has room");
}

/* Bytes that are no UTF-8 stand for keys. */
static void press(struct app *a, uint8_t byte)
{
    static const int keys[] = {KEY_LEFT,
                               KEY_RIGHT,
                               KEY_UP,
                               KEY_DOWN,
                               KEY_HOME,
                               KEY_END,
                               KEY_BACKSPACE,
                               KEY_DC,
                               KEYBOARD_ALT | 'b',
                               KEYBOARD_ALT | 'd',
                               KEYBOARD_CONTROL_RIGHT};
    bool is_key = byte < 0x20 || byte == 0x7f || byte >= 0xf0;
    int code = byte >= 0xf0 ? keys[byte % (sizeof keys / sizeof *keys)] : byte;
    if (!a->prompt.active)
        prompt_open(a, NULL);
    prompt_key(a, is_key ? code : 0, is_key ? 0 : byte == '/' ? '_' : byte);
}

/* What is large is there once: most of the time would go into its memory. */
static struct app *begin(void)
{
    static struct app app;
    static struct undo_step step[UNDO_MAX];
    struct app *a = &app;
    memset(a, 0, sizeof *a);
    a->session = still_session();
    a->display.screen.columns = 80;
    a->screen = &a->display.screen;
    experiment_init(&a->experiment);
    experiment_init(&a->good);
    a->undo.step = step;
    app_publish(a);
    app_take_snapshots(a);
    view_state_begin(a);
    showing_apply(a, &a->experiment.show);
    return a;
}

static void end(struct app *a)
{
    for (int i = 0; i < UNDO_MAX; i++)
        experiment_free(&a->undo.step[i].experiment);
    tour_unload(a);
    experiment_free(&a->experiment);
    experiment_free(&a->good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned executions;
    fuzz_enter_folder();
    if (executions++ % 64 == 0)
        fuzz_clear_folder();
    struct app *a = begin();
    for (size_t i = 0; i < size; i++) {
        press(a, data[i]);
        check(a);
    }
    press(a, '\n');
    app_take_snapshots(a);
    check(a);
    check_experiment(a);
    end(a);
    return 0;
}
