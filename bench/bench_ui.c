/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the instrument sends, and how soon: measured from outside, as a terminal sees it.
 *
 *     bench_ui [short]
 *
 * The program is $SGDSCOPE. short: a little of everything, to see that it runs; its numbers mean
 * nothing.
 */
#include "minimal_bytes.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS_MAX = 7, KEYS_MAX = 200, PATIENCE_MS = 5000, SETTLE_MS = 1000 };

/* How much is measured; the pause in milliseconds. */
struct amount {
    size_t starts, frames, keys;
    int pause;
};

static struct status nothing_comes(void)
{
    return status_error(STATUS_OUTPUT, "the instrument does not draw what it should");
}

/* --- waiting ---------------------------------------------------------------------------------- */

static bool last_row_begins(struct terminal *t, void *text)
{
    char row[1024];
    int rows, columns;
    terminal_size(t, &rows, &columns);
    (void)terminal_row(t, rows - 1, row, sizeof row);
    return strncmp(row, text, strlen(text)) == 0;
}

/* Waits until the last row, the end of a frame, shows the command. *seconds: how long that took
 * since a key was typed or the program was started. */
static struct status wait_for_command(struct terminal *t, const char *lambda, double *seconds)
{
    char text[40];
    (void)snprintf(text, sizeof text, "sgdscope -l %s ", lambda);
    if (!terminal_wait_match(t, last_row_begins, text, PATIENCE_MS))
        return nothing_comes();
    struct terminal_traffic traffic = terminal_traffic(t);
    *seconds = 1e-9 * (double)(traffic.last_output - traffic.sent);
    return status_ok();
}

static bool is_beyond(struct terminal *t, void *frames)
{
    return terminal_traffic(t).frames > *(uint64_t *)frames;
}

static struct status wait_for_frame(struct terminal *t)
{
    uint64_t frames = terminal_traffic(t).frames;
    if (!terminal_wait_match(t, is_beyond, &frames, PATIENCE_MS))
        return nothing_comes();
    (void)terminal_pump(t, 0); /* the program waits for the terminal's answer */
    return status_ok();
}

/* --- measuring: each prints its columns ------------------------------------------------------- */

/* Start the program and wait until its whole screen is there. Free *t even if this fails. */
static struct status start(struct terminal **t, const char *program, const int *size,
                           double *seconds)
{
    *t = terminal_start(size[0], size[1], NULL, (const char *const[]){program, "run", NULL});
    return *t == NULL ? nothing_comes() : wait_for_command(*t, "1.8", seconds);
}

/* The median of several starts. */
static struct status measure_starts(size_t starts, const char *program, const int *size)
{
    double seconds[STARTS_MAX];
    for (size_t i = 0; i < starts; i++) {
        struct terminal *t = NULL;
        struct status s = start(&t, program, size, &seconds[i]);
        terminal_free(t);
        STATUS_TRY(s);
    }
    printf(" %9.1f", 1e3 * timing_median(seconds, starts));
    return status_ok();
}

static struct status measure_frames(size_t frames, struct terminal *t, struct shown_screen *shown)
{
    size_t needed = 0, changed = 0, cells = 0;
    STATUS_TRY(wait_for_frame(t));
    (void)minimal_bytes(shown, t, &cells);
    struct terminal_traffic before = terminal_traffic(t);
    for (size_t i = 0; i < frames; i++) {
        STATUS_TRY(wait_for_frame(t));
        needed += minimal_bytes(shown, t, &cells);
        changed += cells;
    }
    struct terminal_traffic after = terminal_traffic(t);
    double count = (double)frames, bytes = (double)(after.bytes - before.bytes);
    printf(" %8.1f %7.0f %7.0f %7.0f %6.3f",
           1e9 * count / (double)(after.last_output - before.last_output), (double)changed / count,
           bytes / count, (double)needed / count, bytes / (double)needed);
    return status_ok();
}

/* λ goes up and down by one step; the keys come at different times between two frames. */
static struct status measure_keys(size_t keys, struct terminal *t)
{
    double seconds[KEYS_MAX];
    for (size_t i = 0; i < keys; i++) {
        bool up = i % 2 == 0;
        (void)terminal_pump(t, 17 + 6 * (int)(i % 10));
        (void)terminal_send(t, up ? "l" : "h");
        STATUS_TRY(wait_for_command(t, up ? "1.81" : "1.8", &seconds[i]));
    }
    double median = timing_median(seconds, keys);
    printf("   %6.1f %7.1f %7.1f", 1e3 * median, 1e3 * seconds[keys * 99 / 100],
           1e3 * seconds[keys - 1]);
    return status_ok();
}

static void measure_rest(int pause, struct terminal *t)
{
    char paused[32];
    (void)terminal_send(t, " ");
    (void)terminal_pump(t, SETTLE_MS);
    double before = terminal_cpu(t);
    size_t bytes = terminal_pump(t, pause);
    double share = (terminal_cpu(t) - before) / (1e-3 * pause);
    (void)snprintf(paused, sizeof paused, "%.1f %%, %zu", 100 * share, bytes);
    printf("  %12s %8.1f\n", paused, 1e-6 * terminal_memory(t));
}

static struct status measure_session(const struct amount *amount, struct terminal *t)
{
    struct shown_screen *shown = shown_screen_new(t);
    if (shown == NULL)
        return status_memory("the screen", sizeof *shown);
    (void)terminal_pump(t, SETTLE_MS); /* the transient passes */
    struct status s = measure_frames(amount->frames, t, shown);
    free(shown);
    STATUS_TRY(s);
    (void)terminal_send(t, "++++++++"); /* full speed */
    (void)terminal_pump(t, SETTLE_MS);
    STATUS_TRY(measure_keys(amount->keys, t));
    measure_rest(amount->pause, t);
    return status_ok();
}

static struct status measure(const struct amount *amount, const char *program, const int *size)
{
    struct terminal *t = NULL;
    double seconds = 0;
    printf("%5dx%d", size[1], size[0]);
    STATUS_TRY(measure_starts(amount->starts, program, size));
    struct status s = start(&t, program, size, &seconds);
    if (s.code == STATUS_OK)
        s = measure_session(amount, t);
    terminal_free(t);
    (void)fflush(stdout);
    return s;
}

int main(int argc, char **argv)
{
    static const struct amount whole = {STARTS_MAX, 600, KEYS_MAX, 3000}, little = {1, 10, 4, 100};
    bool is_short = argc == 2 && strcmp(argv[1], "short") == 0;
    const char *program = getenv("SGDSCOPE");
    if ((argc > 1 && !is_short) || program == NULL) {
        fprintf(stderr, "usage: SGDSCOPE=PROGRAM %s [short]\n", argv[0]);
        return 2;
    }
    const struct amount *amount = is_short ? &little : &whole;
    printf("the instrument in a pseudo-terminal; keys with the walkers at full speed\n\n"
           "%8s %9s %8s %7s %7s %7s %6s   %22s  %12s %8s\n"
           "%8s %9s %8s %7s %7s %7s %6s   %6s %7s %7s  %12s %8s\n",
           "", "first", "frames", "cells", "bytes a", "needed", "", "key to screen, ms", "paused",
           "memory", "", "frame, ms", "a second", "changed", "frame", "bytes", "ratio", "median",
           "99 %", "longest", "CPU, bytes", "MB");
    struct status s = measure(amount, program, (const int[]){24, 80});
    if (s.code == STATUS_OK)
        s = measure(amount, program, (const int[]){60, 200});
    if (s.code != STATUS_OK)
        fprintf(stderr, "bench_ui: %s\n", s.text);
    return s.code == STATUS_OK ? 0 : 2;
}
