/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* How many frames may be on their way. Each ends with a question that the terminal answers once it
 * has drawn everything before it. A frame is drawn only while few answers are outstanding, so none
 * waits in a queue between us and a slow terminal, however large the buffers are. On a short line
 * that is one frame. On a long one (many milliseconds there and back) it is as many as the line
 * itself holds, but one again as soon as answers take longer than the line. Times in seconds. */

enum { PACING_MOST = 16 };

struct pacing {
    bool asks;                /* frames end with a question */
    bool answers;             /* the terminal has answered once */
    double sent[PACING_MOST]; /* when the outstanding frames were sent, oldest first */
    size_t bytes[PACING_MOST];
    int under_way, window;
    bool overlaps;        /* the terminal takes long to show a frame: the next is drawn meanwhile */
    int unanswered;       /* questions, also those no longer waited for */
    double last_sent;     /* when the last one was */
    double last_answered; /* and when an answer came */
    struct {
        double sent;
        size_t bytes;
    } lost;     /* the frame that was given up */
    double way; /* shortest time from a question to its answer */
    struct {
        size_t bytes;
        double seconds; /* beyond `way` */
    } last;             /* frame that was answered */
};

/* asks: whether the terminal may answer. */
void pacing_begin(struct pacing *f, bool asks);

/* Whether a frame may be drawn. After some seconds without an answer (at the beginning a quarter of
 * one) no more questions are asked, until an answer comes after all. */
bool pacing_may_send(struct pacing *f, double now);

/* The same, without giving up an answer that is overdue. */
bool pacing_has_room(const struct pacing *f, double now);

/* When waiting for the oldest answer ends; INFINITY if none is outstanding. */
double pacing_until(const struct pacing *f);

/* A question, or a frame of that many bytes that ends with one, has been sent. */
void pacing_sent(struct pacing *f, size_t bytes, double now);

/* Before another program reads from the terminal: how long an answer is awaited, twice as long as
 * the last one took, 2 s at most; and until when all are, at least 1 s. */
double pacing_patience(const struct pacing *f);
double pacing_settled(const struct pacing *f);

/* No more answers will be taken. */
void pacing_forget(struct pacing *f);

/* An answer has come; frame: seconds between two frames. */
void pacing_answered(struct pacing *f, double now, double frame);
