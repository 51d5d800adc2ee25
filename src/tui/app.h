/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_APP_H
#define SGDSCOPE_SRC_TUI_APP_H

#include "line_editor.h"

#include "sgdscope/term/screen.h"
#include "sgdscope/live/session.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/plot/canvas.h"
#include "sgdscope/plot/raster.h"
#include "sgdscope/tui/tui.h"
#include "sgdscope/term/colours.h"
#include "sgdscope/view/view.h"

#include <stdint.h>

/* The instrument's state, owned by the UI thread. Private to tui/. */

enum { UNDO_MAX = 128, ITEMS_MAX = 32, SWEEP_ROWS = 14, WAITS_MAX = 1024, VIEWS_MAX = 16 };

/* What a line of the side panel changes. */
enum item_kind { ITEM_PARAMETER, ITEM_EIGENVALUE };

struct item {
    enum item_kind kind;
    const struct parameter *parameter; /* the eigenvalue's: the Hessian */
    int axis;                          /* ITEM_EIGENVALUE: which drawn direction, 0 or 1 */
    char symbol[12], label[24];
    double value; /* what a step starts from */
    double shown; /* the same, but of data made from K their own eigenvalue */
};

/* What is typed in the last row. */
struct prompt {
    bool active;
    bool for_item; /* the value of the chosen item rather than a command */
    struct item item;
    struct line_editor line;
};

/* A view's scale: its own, which the map chooses by the distance to the limit, or the user's. */
enum scale_choice { SCALE_AUTOMATIC, SCALE_FIRST, SCALE_OTHER };

struct sweep_row {
    double slack, predicted, measured, error;
};

/* The slow approach to the limit (key x). */
struct sweep {
    int on, stage;
    int is_shown;                     /* its table: until a key after its end */
    double start_slack, lambda_limit; /* λ at s = 1 */
    double stage_start, averaged_since;
    struct control before;
    struct sweep_row row[SWEEP_ROWS];
    int rows;
};

/* The keys b and B: where they began and how often the distance was halved, net. */
struct limit_stepper {
    uint64_t version; /* of the experiment they made last; another one begins anew */
    int halvings;
    double lambda, slack, limit; /* where they began; limit: λ at s = 1, NaN where there is none */
    int reached_last;            /* b was refused at the last digit */
    double home;                 /* when B came back to where b began, or was last pressed there */
};

struct app {
    const struct tui_setting *setting;
    struct session *session;
    /* The experiment. */
    struct experiment experiment, good; /* good: the last one that theory could answer */
    uint64_t good_version;
    uint64_t version;
    double asked;               /* when */
    struct status failure;      /* of the first experiment: there is nothing to go back to */
    int refused;                /* the last change was taken back: theory had no answer to it */
    const void *refused_source; /* what made the last change by a choice key */
    size_t tried;               /* and the choice that it took */
    struct experiment *undo;    /* UNDO_MAX, oldest first */
    uint64_t undo_version[UNDO_MAX]; /* of each */
    int undos;
    const void *undo_source; /* what made the last change, so that a held key is one undo */
    double undo_time;
    struct control control;
    int speed; /* index into the table of speeds */
    /* What the workers said last. */
    /* The last one that was no refusal: a copy, since a slot of the session holds only until the
     * next is taken. */
    struct theory_snapshot theory;
    const struct cloud_snapshot *cloud;
    const struct study_snapshot *curves, *points;
    /* The picture. */
    int view;
    int quantity[VIEWS_MAX]; /* of each view, and so the next */
    enum scale_choice scale[VIEWS_MAX];
    bool own_scale[VIEWS_MAX]; /* the views that choose theirs show the other one by themselves */
    double start[2];           /* of the path, in the drawn plane */
    int has_start;             /* 0: theory has not yet said where */
    struct window window;
    struct canvas canvas;
    struct raster raster;
    enum glyphs glyphs;
    int follow, show_sample;
    int fit; /* fit the window to the next answer */
    /* The rest of the screen. */
    struct item item[ITEMS_MAX];
    int items, chosen, first_item;
    struct screen *screen; /* where everything is written */
    struct prompt prompt;
    struct sweep sweep;
    struct limit_stepper approach;
    int waiting[WAITS_MAX], waits;    /* keys kept until theory has answered the experiment */
    int help, help_row, help_most;    /* help_most: the last first row */
    char export_path[LINE_MAX_BYTES]; /* a picture to be written; "" where none is */
    char message[400];
    int message_is_error;
    double message_until;
    double now;      /* monotonic seconds at the beginning of this turn */
    int dirty;       /* something to draw */
    int must_fit;    /* the terminal may have another size */
    double max_rate; /* bytes a second to the terminal; 0: as many as it takes */
    double thin;     /* share of the dots that the line has room for */
    int quit;
};

/* --- app.c: changes --------------------------------------------------------------------------- */

/* Publish e as the next version, or show why not. source: what made the change; changes of one
 * source in quick succession are one undo. Returns 1 where it was taken. */
int app_change(struct app *a, const struct experiment *e, const void *source);
void app_undo(struct app *a);
/* Whether the answer to the experiment has been so long in coming that it is said. */
bool app_is_solving(const struct app *a);
/* The experiment is not waited for any longer: back to the one before. */
void app_give_up(struct app *a);
/* Theory has answered. */
void app_take_theory(struct app *a, const struct theory_snapshot *t);
/* Take the newest snapshots; a refused experiment is taken back. */
void app_take_snapshots(struct app *a);
void app_say(struct app *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_say_error(struct app *a, const struct status *s);
void app_set_control(struct app *a);
void app_speed(struct app *a, int change);
const char *app_speed_name(const struct app *a);

/* --- parameter_list.c ---------------------------------------------------------------------------------- */

/* Its symbol, or its label where it has none. */
const char *item_name(const struct item *item);
/* The lines of the side panel for the present experiment. */
void items_update(struct app *a);
/* Move the chosen item's value by so many steps (10: coarse). */
void item_step(struct app *a, int steps);
/* Set an item's value from text. */
void item_set(struct app *a, const struct item *item, const char *text);

/* --- keys.c --------------------------------------------------------------------- */

struct key {
    const char *names;  /* as shown in help */
    const char *footer; /* short words for the footer, NULL: not there */
    const char *about;
    void (*action)(struct app *a, int code);
    bool (*useful)(const struct app *a); /* NULL: always; else when the footer shows it */
    /* NULL: never; else whether it acts only on theory's answer to the present experiment. */
    bool (*waits)(const struct app *a);
    int code[12]; /* ncurses codes, 0 ends */
};

extern const struct key key_table[];
extern const int key_count;

/* Whether the key has an action. */
bool key_dispatch(struct app *a, int code);

/* Once a turn: the keys that waited for theory's answer, if it is there. */
void keys_turn(struct app *a);

/* --- limit_sweep.c ---------------------------------------------------------------------------------- */

void sweep_begin(struct app *a);
void sweep_end(struct app *a, const char *why);
void sweep_turn(struct app *a); /* once a frame */

/* --- limit_stepper.c ------------------------------------------------------------------------------- */

/* Halve (b) or double (B) the distance to the limit. */
void limit_stepper_step(struct app *a, int code);
/* Whether it goes on from the last step, so that it need not wait for theory's answer. */
bool limit_stepper_goes_on(const struct app *a);

/* λ that leaves 1 − s = slack; NaN where λ alone does not set it. */
double lambda_for_slack(const struct app *a, double slack);

/* --- view_state.c ----------------------------------------------------------------------------- */

/* The view that is shown. */
const struct view *view_state_view(const struct app *a);

/* The first view, by name. */
void view_state_begin(struct app *a, const char *view);
void view_state_show(struct app *a, int view);
void view_state_take_snapshots(struct app *a);
/* What the view's study says; empty charts where it has not answered yet, or there is none. */
const struct chart *view_state_curves(const struct app *a);
const struct chart *view_state_points(const struct app *a);
/* Whether the curves belong to an older question. */
bool view_state_is_stale(const struct app *a);
void view_state_next_quantity(struct app *a, int code);
void view_state_next_scale(struct app *a, int code);
bool view_state_shows_other_scale(const struct app *a);
/* Theory has a new answer: a view may choose another scale. */
void view_state_follow_theory(struct app *a);
/* The view's start waits for theory to say where. */
bool view_state_awaits_start(const struct app *a);
/* Both return true where the view took the key for itself. */
bool view_state_fit(struct app *a);
bool view_state_arrow(struct app *a, int code);

/* --- prompt.c, prompt_commands.c ------------------------------------------------------------ */

void prompt_open(struct app *a, const struct item *item); /* NULL: a command */
void prompt_key(struct app *a, int code, uint32_t character);
/* Carry out a command line. */
void prompt_execute(struct app *a, const char *line);

struct completion;
/* Offer what may stand behind the word: a command or a parameter. NULL: offer those themselves. */
void prompt_offer(struct completion *c, const char *word);

/* --- export_request.c --------------------------------------------------------------------------------- */

/* Write the present view to a picture file as soon as theory has answered the experiment. */
void export_request(struct app *a, const char *path);
void export_turn(struct app *a); /* once a turn */

/* --- help.c ----------------------------------------------------------------------------------- */

/* The overlay from line help_row on; sets help_most. */
void help_paint(struct app *a);

/* --- paint.c, panel.c ------------------------------------------------------------------------- */

/* Draw everything on a->screen. */
void paint(struct app *a);

/* What the view is given now, the window as it is. */
struct view_input paint_view_input(const struct app *a);

#endif
