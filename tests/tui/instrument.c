/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instrument.h"

#include "../sanitized.h"

#include <sys/wait.h>
#include <unistd.h>

enum { SOON_MS = 10000, ARGUMENTS_MOST = 30, RUNNING_MOST = 8 };

static struct terminal *running[RUNNING_MOST];

int instrument_soon(void)
{
    return SOON_MS * terminal_slowness();
}

void instrument_skip_with_sanitizers(void)
{
    if (SANITIZED)
        skip();
}

/* --- life ------------------------------------------------------------------------------------- */

static void note_running(const struct terminal *old, struct terminal *new)
{
    size_t i = 0;
    while (i < RUNNING_MOST && running[i] != old)
        i++;
    assert_in_range(i, 0, RUNNING_MOST - 1);
    running[i] = new;
}

static void fill_arguments(const char *all[ARGUMENTS_MOST + 2], const char *const arguments[])
{
    size_t n = 0;
    all[0] = getenv("SGDSCOPE");
    for (; arguments[n] != NULL && n < ARGUMENTS_MOST; n++)
        all[n + 1] = arguments[n];
    all[n + 1] = NULL;
}

static struct terminal *start(int rows, int columns, const char *const extra[],
                              const char *const argv[])
{
    struct terminal *t = terminal_start(rows, columns, extra, argv);
    assert_non_null(t);
    note_running(NULL, t);
    return t;
}

struct terminal *instrument_start(int rows, int columns, const char *const extra[],
                                  const char *const arguments[])
{
    const char *all[ARGUMENTS_MOST + 2];
    fill_arguments(all, arguments);
    return start(rows, columns, extra, all);
}

static struct terminal *expect_screen(struct terminal *t)
{
    expect_text(t, "t=");
    expect_text(t, "sgdscope -l");
    return t;
}

struct terminal *instrument_run(int rows, int columns, const char *const extra[],
                                const char *const arguments[])
{
    return expect_screen(instrument_start(rows, columns, extra, arguments));
}

struct terminal *instrument_shell(const char *script)
{
    char program[4096];
    assert_in_range(snprintf(program, sizeof program, "SGDSCOPE=%s", getenv("SGDSCOPE")), 1,
                    sizeof program - 1);
    return start(24, 80, ARGUMENTS(program), ARGUMENTS("sh", "-c", script));
}

struct terminal *instrument_fed(const char *producer, const char *options)
{
    char line[2000];
    int length =
        snprintf(line, sizeof line, "%s | \"$SGDSCOPE\" run --iterates - %s", producer, options);
    assert_in_range(length, 1, sizeof line - 1);
    return instrument_shell(line);
}

static bool has_started(struct terminal *t, void *arg)
{
    (void)arg;
    return instrument_time(t) > 0;
}

struct terminal *instrument_paused(const char *const arguments[])
{
    struct terminal *t = instrument_run(24, 80, NULL, arguments);
    /* Else the t = 0 that is seen after the restart may be that of the start. */
    expect_match(t, has_started, NULL);
    instrument_pause(t);
    instrument_rewind(t);
    return t;
}

void instrument_free(struct terminal *t)
{
    note_running(t, NULL);
    terminal_free(t);
}

void instrument_expect_exit(struct terminal *t, int code, int restored)
{
    int status = -1;
    assert_true(terminal_wait_exit(t, instrument_soon(), &status));
    if (terminal_shell_status(status) != code)
        terminal_dump(t, stderr);
    assert_int_equal(terminal_shell_status(status), code);
    if (restored)
        assert_true(terminal_restored(t));
    instrument_free(t);
}

void instrument_quit(struct terminal *t)
{
    instrument_press(t, "q");
    instrument_expect_exit(t, 0, 1);
}

int instrument_free_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < RUNNING_MOST; i++) {
        terminal_free(running[i]);
        running[i] = NULL;
    }
    return 0;
}

const char *instrument_path(struct terminal *t, const char *name, char path[1024])
{
    (void)snprintf(path, 1024, "%s/%s", terminal_home(t), name);
    return path;
}

FILE *instrument_open(struct terminal *t, const char *name, const char *mode)
{
    char path[1024];
    FILE *f = fopen(instrument_path(t, name, path), mode);
    assert_non_null(f);
    return f;
}

void instrument_write_file(struct terminal *t, const char *name, const char *text)
{
    FILE *f = instrument_open(t, name, "w");
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
}

bool instrument_file_has(struct terminal *t, const char *name, const char *text)
{
    char line[4096];
    bool found = false;
    FILE *f = instrument_open(t, name, "r");
    while (!found && fgets(line, sizeof line, f) != NULL)
        found = strstr(line, text) != NULL;
    assert_int_equal(fclose(f), 0);
    return found;
}

struct terminal *instrument_with_file(const char *name, const char *text)
{
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    instrument_write_file(t, name, text);
    return t;
}

/* --- doing ------------------------------------------------------------------------------------ */

void instrument_press(struct terminal *t, const char *keys)
{
    char name[32];
    for (const char *k = keys + strspn(keys, " "); *k != '\0'; k += strspn(k, " ")) {
        size_t length = strcspn(k, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, k);
        if (!terminal_key(t, name))
            fail_msg("the key %s was not taken", name);
        k += length;
    }
}

void instrument_command(struct terminal *t, const char *line)
{
    char text[600];
    (void)snprintf(text, sizeof text, "%s%s\r", line[0] == ':' ? "" : ":", line);
    assert_true(terminal_send(t, text));
}

void instrument_clear(struct terminal *t, const char *message)
{
    instrument_press(t, ": Escape");
    expect_gone(t, message);
}

void instrument_pause(struct terminal *t)
{
    instrument_press(t, "Space");
    expect_text(t, "paused");
}

void instrument_rewind(struct terminal *t)
{
    instrument_press(t, "r");
    expect_text(t, "again at the minimum");
    expect_time(t, 0);
    /* The command line takes the message away. */
    instrument_press(t, ":");
    expect_gone(t, "again at the minimum");
    instrument_press(t, "Escape");
    expect_text(t, "sgdscope -l");
}

/* --- looking ---------------------------------------------------------------------------------- */

bool instrument_wait_texts(struct terminal *t, const char *const texts[])
{
    for (; *texts != NULL; texts++)
        if (!terminal_wait_text(t, *texts, instrument_soon()))
            return false;
    return true;
}

double instrument_number(struct terminal *t, const char *text)
{
    int row = 0, column = 0;
    char line[2048];
    if (!terminal_find(t, text, &row, &column))
        return (double)NAN;
    (void)terminal_row(t, row, line, sizeof line);
    const char *at = strstr(line, text);
    char *end = NULL;
    if (at == NULL)
        return (double)NAN;
    at += strlen(text);
    double value = strtod(at, &end);
    return end > at ? value : (double)NAN;
}

struct number {
    const char *text;
    double value;
};

static bool has_number(struct terminal *t, void *arg)
{
    const struct number *n = arg;
    return fabs(instrument_number(t, n->text) - n->value) <= 6e-5 * fmax(fabs(n->value), 1e-3);
}

bool instrument_wait_number(struct terminal *t, const char *text, double value)
{
    struct number n = {text, value};
    if (terminal_wait_match(t, has_number, &n, instrument_soon()))
        return true;
    print_error("%s: %.10g, not %.10g\n", text, instrument_number(t, text), value);
    return false;
}

void instrument_last_row(struct terminal *t, char *text, size_t size)
{
    int rows = 0, columns = 0;
    terminal_size(t, &rows, &columns);
    (void)terminal_row(t, rows - 1, text, size);
}

static bool has_command(struct terminal *t, void *arg)
{
    char text[2048];
    const size_t length = strlen(arg);
    instrument_last_row(t, text, sizeof text);
    return strncmp(text, arg, length) == 0 &&
           (text[length] == '\0' || strncmp(text + length, " --view ", 8) == 0);
}

bool instrument_wait_command(struct terminal *t, const char *text)
{
    char wanted[1024];
    (void)snprintf(wanted, sizeof wanted, "%s", text);
    if (terminal_wait_match(t, has_command, wanted, instrument_soon()))
        return true;
    print_error("not the last row: %s\n", text);
    return false;
}

long instrument_time(struct terminal *t)
{
    char text[2048];
    (void)terminal_row(t, 0, text, sizeof text);
    const char *at = strstr(text, "t=");
    for (const char *next = at; next != NULL; next = strstr(next + 1, "t="))
        at = next;
    if (at == NULL)
        return -1;
    char *end = NULL;
    double time = strtod(at + 2, &end);
    return end == at + 2 ? -1 : lround(*end == 'k' ? 1e3 * time : time);
}

static bool has_time(struct terminal *t, void *arg)
{
    return instrument_time(t) == *(const long *)arg;
}

bool instrument_wait_time(struct terminal *t, long time)
{
    return terminal_wait_match(t, has_time, &time, instrument_soon());
}

int instrument_coloured(struct terminal *t, int colour)
{
    int rows = 0, columns = 0, count = 0;
    terminal_size(t, &rows, &columns);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            struct terminal_cell c = terminal_cell(t, row, column);
            if (c.code == ' ' && c.background < 0)
                continue; /* whatever its foreground, nothing is seen of it */
            count += colour >= 0 ? c.foreground == colour : c.foreground >= 0 || c.background >= 0;
        }
    return count;
}
