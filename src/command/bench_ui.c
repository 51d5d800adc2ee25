/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_ui.h"

#include "bench_engine.h"
#include "sgdscope/base/clock.h"
#include "stage.h"

#include <stdlib.h>

/* What the instrument sends, and how soon: measured from outside, as a terminal sees it. */

enum { FRAMES = 600, KEYS = 200, STARTS = 7 };
static const double frame_seconds = 1.0 / 60, patience = 5, idle_seconds = 3;

struct figures {
    int rows, columns;
    double first_frame;                    /* seconds, the median of some starts */
    double frames_a_second, bytes, needed; /* a frame */
    double changed;                        /* cells a frame */
    double key[3];                         /* seconds: median, 99 of 100, the longest */
    double idle_share, idle_bytes;         /* of one processor; while paused */
    double resident;                       /* bytes */
};

/* 1 where the whole screen is there. */
static int wait_for_first(struct stage *s)
{
    double until = s->started + patience;
    while (s->frames == 0 && stage_frame(s, until))
        continue;
    return s->frames > 0;
}

static struct status measure_start(struct figures *f)
{
    static struct stage s;
    double seconds[STARTS];
    for (int i = 0; i < STARTS; i++) {
        STATUS_TRY(stage_open(&s, f->rows, f->columns));
        int there = wait_for_first(&s);
        seconds[i] = s.first_frame;
        stage_close(&s, &f->resident);
        if (!there)
            return status_error(STATUS_OUTPUT, "--ui: the instrument draws nothing");
    }
    f->first_frame = bench_median(seconds, STARTS);
    return status_ok();
}

static void measure_frames(struct figures *f, struct stage *s, struct need_screen *need)
{
    size_t needed = 0, all = 0, changed = 0, frames = 0;
    (void)stage_frame(s, clock_seconds() + patience);
    (void)need_update(need, s->mirror.cell, &changed);
    size_t from = s->bytes - (size_t)(s->left - s->at);
    double start = clock_seconds();
    while (frames < FRAMES && stage_frame(s, clock_seconds() + patience)) {
        needed += need_update(need, s->mirror.cell, &changed);
        all += changed;
        frames++;
    }
    double count = frames > 0 ? (double)frames : 1;
    f->frames_a_second = count / (clock_seconds() - start);
    f->bytes = (double)(s->bytes - (size_t)(s->left - s->at) - from) / count;
    f->needed = (double)needed / count;
    f->changed = (double)all / count;
}

/* λ goes up and down one step; the last row says where it is. */
static void measure_keys(struct figures *f, struct stage *s)
{
    static double seconds[KEYS];
    for (int i = 0; i < KEYS; i++) {
        const char *seen = i % 2 == 0 ? "sgdscope -l 1.81 " : "sgdscope -l 1.8 ";
        stage_wait(s, clock_seconds() + (1 + 0.37 * (i % 10)) * frame_seconds);
        double start = clock_seconds();
        stage_type(s, i % 2 == 0 ? "l" : "h");
        while (stage_frame(s, start + patience) && !mirror_row_is(&s->mirror, f->rows - 1, seen))
            continue;
        seconds[i] = clock_seconds() - start;
    }
    f->key[0] = bench_median(seconds, KEYS);
    f->key[1] = seconds[KEYS * 99 / 100];
    f->key[2] = seconds[KEYS - 1];
}

static void measure_rest(struct figures *f, struct stage *s)
{
    stage_type(s, " ");
    stage_wait(s, clock_seconds() + 1);
    size_t bytes = s->bytes;
    double cpu = stage_cpu(s);
    stage_wait(s, clock_seconds() + idle_seconds);
    f->idle_share = (stage_cpu(s) - cpu) / idle_seconds;
    f->idle_bytes = (double)(s->bytes - bytes);
}

static struct status measure(struct figures *f)
{
    static struct stage s;
    struct need_screen need;
    STATUS_TRY(measure_start(f));
    if (!need_new(&need, f->rows, f->columns))
        return status_memory("the screen", (double)f->rows * f->columns * sizeof *need.cell);
    struct status status = stage_open(&s, f->rows, f->columns);
    if (status.code == STATUS_OK) {
        (void)wait_for_first(&s);
        stage_wait(&s, clock_seconds() + 1); /* the transient has passed */
        measure_frames(f, &s, &need);
        stage_type(&s, "++++++++"); /* full speed */
        stage_wait(&s, clock_seconds() + 1);
        measure_keys(f, &s);
        measure_rest(f, &s);
        stage_close(&s, &f->resident);
    }
    need_free(&need);
    return status;
}

struct status bench_ui(FILE *out)
{
    static const int size[][2] = {{24, 80}, {60, 200}};
    fprintf(out,
            "the instrument in a pseudo-terminal; keys with the walkers at full speed\n\n"
            "%8s %9s %8s %7s %7s %7s %6s   %22s  %12s %8s\n"
            "%8s %9s %8s %7s %7s %7s %6s   %6s %7s %7s  %12s %8s\n",
            "", "first", "frames", "cells", "bytes a", "needed", "", "key to screen, ms", "paused",
            "memory", "", "frame, ms", "a second", "changed", "frame", "bytes", "ratio", "median",
            "99 %", "longest", "CPU, bytes", "MB");
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct figures f = {.rows = size[i][0], .columns = size[i][1]};
        char name[16], paused[32];
        STATUS_TRY(measure(&f));
        (void)snprintf(name, sizeof name, "%dx%d", f.columns, f.rows);
        (void)snprintf(paused, sizeof paused, "%.1f %%, %.0f", 100 * f.idle_share, f.idle_bytes);
        fprintf(out, "%8s %9.1f %8.1f %7.0f %7.0f %7.0f %6.3f   %6.1f %7.1f %7.1f  %12s %8.1f\n",
                name, 1e3 * f.first_frame, f.frames_a_second, f.changed, f.bytes, f.needed,
                f.bytes / f.needed, 1e3 * f.key[0], 1e3 * f.key[1], 1e3 * f.key[2], paused,
                1e-6 * f.resident);
        (void)fflush(out);
    }
    return status_ok();
}
