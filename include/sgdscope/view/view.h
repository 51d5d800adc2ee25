/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/live/snapshot.h"
#include "sgdscope/model/experiment.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/study/figure.h"

/* A view is a row of the table: a pure function from snapshots to marks on a canvas, and what else
 * is its own. Nothing outside the row's file asks which view it is. */

/* The piece of the plane that is shown: |y| ≤ half, |x| ≤ half·aspect·stretch. */
struct window {
    double half;    /* one of 1, 2, 5 × 10^k; 0 before the first fit */
    double stretch; /* 1 where a circle is a circle */
    bool manual;    /* zoomed by hand: not moved until the next fit */
};

/* A guess at a number, drawn across an axis of the picture. */
struct view_guess {
    double number;
    bool along_x;
};

struct view_input {
    const struct view *view; /* NULL: none, the table of methods drawn as a figure */
    const struct experiment *experiment;
    const struct theory_snapshot *theory;
    const struct cloud_snapshot *cloud;
    const struct run_snapshot *run; /* NULL: none */
    struct window window;
    int columns, rows; /* of the plot's area in characters; 0 if there are none */
    double aspect;     /* of the plot's area on the screen, width to height */
    double dots;       /* dots the area has */
    unsigned hidden;   /* inks that are not shown, a bit 1 << ink each, nor what tells of them */
    const struct view_guess *guess; /* NULL: none */
    bool follow;                    /* draw the followed walker's trail */
    bool show_sample;               /* draw the cloud's own ellipse */
    /* Of views with a study; empty charts until the first answer. */
    const struct chart *curves, *points;
    int quantity;                /* which of the study's quantities */
    bool logarithmic;            /* the view's other scale */
    const char *title, *command; /* of a picture; NULL: the view's own, and the experiment's */
};

/* An arrow key to which a view gives a meaning of its own. */
enum arrow { ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROW_DOWN, ARROWS };

struct view_arrow {
    const char *parameter; /* changed by that many steps; NULL: the key keeps its common meaning */
    int steps;
    double move[2]; /* of a view with a start: where it goes, in tenths of its distance from 0 */
};

enum { VIEW_PARAGRAPHS = 4 };

struct view {
    const struct choice *id; /* name, key, and the question in one line */
    const char *title;       /* NULL: its study's */
    void (*draw)(const struct view_input *in, struct canvas *c);
    const char *const *help; /* VIEW_PARAGRAPHS at most: what is seen, what to try; NULL ends */
    enum study_kind study;   /* STUDY_NONE: it draws the snapshots alone */
    /* The window for what is shown now; it changes as rarely as possible. fit: forget the old one.
     * NULL if the view has none. */
    struct window (*window)(const struct view_input *in, bool fit);
    const struct view_arrow *arrow;     /* NULL, or ARROWS: what the arrow keys do */
    const struct view_arrow *big_arrow; /* the same with Shift */
    const struct view *beside;          /* drawn in small where there is room; NULL: nothing */
    bool has_start;                     /* the study begins at a place in the drawn plane */
    bool has_scales;                    /* there is another, logarithmic scale */
    bool has_own_setting;               /* its walkers and noise are not the experiment's */
    bool needs_run;                     /* empty without a recorded run */
    bool is_table;                      /* no axes, so no room for their labels */
};

extern const struct view view_table[VIEW_COUNT];

/* The index of the view of that name, or of that key, or -1. */
int view_find(const char *name);

/* Draw the view's marks on the canvas, which is cleared first, but for what is hidden, and the
 * guess. */
void view_draw_marks(const struct view_input *in, struct canvas *c);

/* The same with title and caption. Title: the view's own; caption: notes, the
 * command that makes the experiment, steps and walkers if it has walkers, seed. */
void view_draw(const struct view_input *in, struct canvas *c);

/* Write in.view as a picture (picture_write), drawn by view_draw. All of in.window and in.aspect is
 * inside the picture, whose shape may be another one. Errors as picture_write. */
struct status view_export(struct view_input in, struct canvas *c, const char *path,
                          const struct picture_setting *setting);

/* The index of the view's quantity of that number, which counts from 1; the nearest one that there
 * is. */
int view_quantity_index(const struct view *view, double number);

/* A drawn direction in D = n dimensions: "w₂" if it is a coordinate, as for n ≤ 2, "u₁₇₈" if it is
 * an eigenvector of K. Returns text. */
enum { DIRECTION_NAME = 40 };
const char *view_direction_name(const struct plane_axis plane[2], size_t n, int which,
                                char text[DIRECTION_NAME]);

/* What the view shows of the experiment, in words: "variance of w₁ (sharpest, k = 1)", "loss L".
 * Returns text. */
enum { QUANTITY_NAME = DIRECTION_NAME + 80 };
const char *view_quantity_name(const struct view_input *in, char text[QUANTITY_NAME]);

/* The heading of a view, without theorems: also the title of its picture. */
const char *view_heading(const struct view *view, int quantity);

/* An element (0: xx, 1: xy, 2: yy) of the covariance in the plane: "Σ₁₂" if that is all of Σ, else
 * by its directions, "u₁" and "u₁w₃". Returns text. */
const char *view_element_name(const struct plane_axis plane[2], size_t n, int element,
                              char text[DIRECTION_NAME]);

/* Where a view's study begins, in the drawn plane, if start is NaN there: a few deviations of the
 * stationary state out, in round numbers. There the drift is seen above the noise, and the noise is
 * still seen. */
void view_first_start(const struct theory_snapshot *t, double start[2]);

/* Draw a figure of the paper: marks, axes with their labels, title and legend; the caption is the
 * caller's. aspect: of the plot's area, width to height. The canvas is cleared first; it refers to
 * the figure's walkers. */
void figure_draw(const struct figure *f, double aspect, struct canvas *c);

/* Whether the recorded run was made by another rule than the one that is shown; then the text is
 * what differs: "λ 0.9000", "μ 0.5", or "setting". */
enum { RUN_OWN = 40 };
bool view_run_is_own(const struct view_input *in, char text[RUN_OWN]);

/* What an unstable setting does: "DIVERGES ×1.05 per step", "MARGINAL: no noise in a direction". */
void view_verdict(const struct theory_snapshot *t, char *text, size_t size);
