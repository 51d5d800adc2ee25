/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_PACING_H
#define SGDSCOPE_TERM_PACING_H

/* How many frames may be under way. Each ends with a question that the terminal answers once it has
 * drawn what came before; a frame is drawn only when few enough answers are outstanding, so none
 * waits in a queue between us and a slow terminal, however large the buffers there. One frame is
 * under way where the way is short. Over a long one (many milliseconds there and back, as to
 * another continent) as many as the way itself holds, but again one as soon as answers come later
 * than the way takes. Times in seconds. */

enum { PACING_MOST = 16 };

struct pacing {
    int asks;                 /* frames end with a question: the terminal is one that may answer */
    int answers;              /* it has once */
    double sent[PACING_MOST]; /* when the frames under way were, the oldest first */
    int under_way, window;
    double way; /* the shortest time from a question to its answer */
};

/* asks: whether to try. */
void pacing_begin(struct pacing *f, int asks);

/* 1 where a frame may be drawn. After some seconds without an answer, at the beginning a quarter of
 * one, none is waited for and nothing is asked, until one comes after all. */
int pacing_may_send(struct pacing *f, double now);

/* When the patience with the oldest one ends; INFINITY where none is under way. */
double pacing_until(const struct pacing *f);

/* A question, or a frame that ends with one, has been sent. */
void pacing_sent(struct pacing *f, double now);

/* An answer has come; frame: seconds between two frames. */
void pacing_answered(struct pacing *f, double now, double frame);

#endif
