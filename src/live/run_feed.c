/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/io/pipe.h"
#include "sgdscope/study/fit_answer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The thread of the recorded run: it reads the file, or the rows of standard input as they come,
 * and measures them. Measuring takes at most a fifth of its time, so that a fast producer seldom
 * waits. */

static const double measure_every = 0.2, rest = 4; /* seconds; times what the last one took */
static const size_t directions_most = 64; /* that are judged, so that it takes a second at most */

struct run_feed {
    struct session *session;
    struct problem_cache *problems;
    struct experiment experiment;
    uint64_t version;
    bool is_open; /* the session is */
    /* What is shown: a file's rows, or those of the stream. */
    struct recorded_run file;
    struct status status; /* of reading it */
    struct run_stream stream;
    int descriptor;                     /* where it comes from, or -1 */
    char stream_path[MATRIX_SPEC_PATH]; /* its name */
    bool is_stale;                      /* there is something to measure */
    double next;                        /* when that may be */
    struct matrix measured[2];          /* estimates */
};

struct status run_feed_new(struct session *s, struct run_feed **out)
{
    struct run_feed *f = NULL;
    STATUS_NEW(f, 1, "the recorded run");
    f->session = s;
    f->is_open = true;
    f->descriptor = -1;
    *out = f;
    return problem_cache_new(&f->problems, s->read, s->read_data);
}

static void end_stream(struct run_feed *f)
{
    run_stream_free(&f->stream);
    if (f->descriptor >= 0)
        (void)close(f->descriptor);
    f->descriptor = -1;
}

void run_feed_free(struct run_feed *f)
{
    if (f == NULL)
        return;
    end_stream(f);
    experiment_free(&f->experiment);
    recorded_run_free(&f->file);
    problem_cache_free(f->problems);
    matrix_free(&f->measured[0]);
    matrix_free(&f->measured[1]);
    free(f);
}

static bool is_of_stream(const struct run_feed *f)
{
    return f->descriptor >= 0 && strcmp(f->experiment.iterates, f->stream_path) == 0;
}

/* --- what is asked ---------------------------------------------------------------------------- */

static struct status begin_stream(struct run_feed *f, const char *path)
{
    end_stream(f);
    f->descriptor = pipe_open(path);
    if (f->descriptor < 0)
        return status_file(STATUS_INPUT, path, 0, "%s", status_reason(errno));
    f->stream.is_open = !isatty(f->descriptor); /* there the keys come from */
    (void)snprintf(f->stream_path, sizeof f->stream_path, "%s", path);
    return status_ok();
}

/* The stream stays while a file is shown. */
static void load(struct run_feed *f)
{
    const struct experiment *e = &f->experiment;
    recorded_run_free(&f->file);
    f->status = status_ok();
    if (!experiment_has_run(e) || is_of_stream(f))
        return;
    if (strcmp(e->iterates, "-") == 0 || pipe_is(e->iterates)) {
        f->status = status_prefix(begin_stream(f, e->iterates), "--iterates");
        return;
    }
    f->status = fit_read_run(e, &f->file);
}

/* Why there is nothing of it. */
static struct status read_status(const struct run_feed *f)
{
    const char *path = f->experiment.iterates;
    if (!is_of_stream(f))
        return f->status;
    if (strcmp(path, "-") == 0)
        path = "standard input";
    if (f->stream.is_binary)
        return status_error(STATUS_INPUT,
                            "--iterates: %.200s is not text; an .npy or .npz comes from a file: "
                            "--iterates FILE",
                            path);
    if (f->stream.is_open || f->stream.text.rows.steps > 0)
        return status_ok();
    return status_error(STATUS_INPUT, "--iterates: %.200s has no rows; pipe a run into it", path);
}

static void take_experiment(struct run_feed *f)
{
    struct session *s = f->session;
    pthread_mutex_lock(&s->lock);
    f->is_open = !s->stop;
    bool is_newer = f->version != s->version;
    bool is_other_run = is_newer && !experiment_same_run(&f->experiment, &s->experiment);
    if (is_newer)
        experiment_copy(&f->experiment, &s->experiment);
    f->version = s->version;
    pthread_mutex_unlock(&s->lock);
    if (!is_newer)
        return;
    if (is_other_run)
        load(f);
    f->is_stale = true;
}

/* --- what is answered ------------------------------------------------------------------------- */

static void swap(struct matrix *a, struct matrix *b)
{
    struct matrix old = *a;
    *a = *b;
    *b = old;
}

/* The estimates, or why there will be none. */
static void tell_solver(struct run_feed *f, const struct run_snapshot *out)
{
    struct session *s = f->session;
    bool has_estimates = f->measured[1].n > 0;
    pthread_mutex_lock(&s->lock);
    if (has_estimates && experiment_same_run(&s->experiment, &f->experiment)) {
        swap(&s->hessian, &f->measured[0]);
        swap(&s->noise, &f->measured[1]);
    } else if (!has_estimates && !out->is_open) {
        s->refusal = out->status;
        s->refused = f->version;
    }
    s->estimates++;
    bell_ring(&s->solver_bell);
    pthread_mutex_unlock(&s->lock);
}

static void measure(struct run_feed *f)
{
    struct session *s = f->session;
    struct run_snapshot *out = exchange_back(&s->run);
    const struct run_stream *stream = &f->stream;
    struct recorded_run run = f->file;
    double start = clock_seconds();
    bool is_stream = is_of_stream(f);
    if (is_stream)
        run = (struct recorded_run){.runs = 1,
                                    .steps = stream->text.rows.steps,
                                    .n = stream->text.rows.columns,
                                    .w = stream->text.rows.a,
                                    .column = stream->text.rows.column,
                                    .gap = stream->gap,
                                    .gaps = stream->gaps};
    *out = (struct run_snapshot){
        .version = f->version,
        .exists = run.w != NULL,
        .status = read_status(f),
        .is_open = is_stream && stream->is_open,
        .has_ended = is_stream && !stream->is_open,
        .refused = is_stream ? stream->refused : 0,
    };
    memcpy(out->refusal, stream->refusal, sizeof out->refusal);
    if (run.w != NULL)
        run_snapshot_measure(&f->experiment, &run, out->is_open, directions_most, f->problems, out,
                             f->measured);
    if (experiment_asks_estimates(&f->experiment))
        tell_solver(f, out);
    matrix_free(&f->measured[0]);
    matrix_free(&f->measured[1]);
    session_publish(s, &s->run);
    f->is_stale = false;
    f->next = clock_seconds() + fmax(measure_every, rest * (clock_seconds() - start));
}

/* --- the thread ------------------------------------------------------------------------------- */

/* Milliseconds until there is something to do without an event; -1: nothing. */
static int patience(const struct run_feed *f)
{
    double left = f->next - clock_seconds();
    if (!f->is_stale)
        return -1;
    return left > 0 ? (int)(1e3 * left) + 1 : 0;
}

static void wait_for_events(struct run_feed *f)
{
    struct pollfd wait[2] = {{.fd = f->session->run_pipe[0], .events = POLLIN},
                             {.fd = f->descriptor, .events = POLLIN}};
    bool listens = is_of_stream(f) && f->stream.is_open;
    char bytes[64];
    (void)poll(wait, listens ? 2 : 1, patience(f));
    while (read(f->session->run_pipe[0], bytes, sizeof bytes) > 0)
        continue;
    if (listens && wait[1].revents != 0) {
        run_stream_read(&f->stream, &f->experiment, f->descriptor);
        f->is_stale = true;
    }
}

void *run_feed_main(void *run_feed)
{
    struct run_feed *f = run_feed;
    while (f->is_open) {
        wait_for_events(f);
        take_experiment(f);
        if (f->is_open && f->is_stale && clock_seconds() >= f->next)
            measure(f);
    }
    return NULL;
}
