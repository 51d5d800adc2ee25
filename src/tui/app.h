/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view_state.h"
#include "sgdscope/base/number.h"
#include "sgdscope/io/tour_file.h"
#include "sgdscope/live/session.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/term/display.h"
#include "sgdscope/tui/tui.h"

#include <sys/stat.h>

/* The instrument's state, owned by the UI thread. Private to tui/. */

enum {
    UNDO_MAX = 128,
    WAITS_MAX = 1024,
    HELD_MAX = 4096,
    ITEMS_MAX = 32,
    SWEEP_ROWS = 14,
    WRITTEN_MAX = 64
};
enum { LINE_MAX_BYTES = 512, HISTORY_LINES = 50 };

/* Experiments before the present one, oldest first. */
struct undo {
    struct undo_step {
        struct experiment experiment;
        uint64_t version;
    } * step; /* UNDO_MAX */
    int count;
    const void *source; /* what made the last change, so that a held key is one undo */
    double time;
};

/* A line of the side panel that can be changed. */
struct item {
    const struct parameter *parameter;
    int axis; /* of an eigenvalue, whose parameter is the Hessian: which drawn direction, 0 or 1 */
    char symbol[12];
    const char *label;
    double value; /* what a step starts from */
    double shown; /* the same; of data made from K their own eigenvalue */
};

struct parameter_list {
    struct item item[ITEMS_MAX];
    int count, chosen;
    int first; /* seen */
};

/* Where the keys began and how often the distance was halved, net. */
struct limit_stepper {
    uint64_t version; /* of the experiment they made last; in another one they begin again */
    int halvings;
    double lambda, slack, limit; /* where they began; limit: λ at s = 1, NaN if there is none */
    bool reached_last;           /* b was refused at the last digit */
    double home;                 /* when B came back to where b began, or was last pressed there */
};

struct sweep_row {
    double slack, predicted, measured, error;
};

struct sweep {
    bool on;
    bool is_shown; /* its table: until a key after its end */
    int stage;
    double start_slack, lambda_limit; /* λ at s = 1 */
    double stage_start, averaged_since;
    double pace; /* how many times faster than usual */
    struct control before;
    struct sweep_row row[SWEEP_ROWS];
    int rows;
    int element; /* whose variance the rows have: 0 of Σ₁₁, 2 of Σ₂₂ */
};

/* Files as they were when this session wrote them; the oldest is forgotten. */
struct written {
    struct stat file[WRITTEN_MAX];
    int count; /* that it wrote */
};

/* What is typed in the last row, and the lines before it. */
struct prompt {
    bool active;
    bool for_item; /* the value of the chosen item rather than a command */
    struct item item;
    int listed; /* matches that Tab has listed so far */
    struct line_editor {
        char text[LINE_MAX_BYTES];
        size_t length, cursor; /* bytes */
        bool untouched;        /* a first character takes the text's place */
        char history[HISTORY_LINES][LINE_MAX_BYTES];
        int lines, at; /* at == lines: the new line */
    } line;
};

/* The guess at a step's question. */
struct tour_answer {
    bool is_shown;           /* the question has been answered */
    char text[TOUR_COLUMNS]; /* the guess; "" if there is none */
    struct view_guess guess; /* NaN if it is no number */
    bool is_right;
};

/* A prepared lecture, and where it is; no steps if there is none. */
struct tour_state {
    struct tour tour;
    char file[1024];            /* that it was read from */
    struct tour_answer *answer; /* of each step */
    size_t at;                  /* the step */
    bool is_on;                 /* what is shown belongs to it; else it waits */
    double began;               /* monotonic seconds */
};

/* What was typed while a file was tried. */
struct held_keys {
    struct keyboard_event event[HELD_MAX];
    size_t count;
    bool replays; /* they act now, one after the other */
};

struct app {
    struct display display;
    struct screen *screen; /* the display's */
    struct session *session;
    struct experiment experiment;
    uint64_t version;
    double asked;           /* when the experiment was published */
    struct experiment good; /* the last one that theory could answer */
    uint64_t good_version;
    struct status failure; /* of the first experiment: there is nothing to go back to */
    struct undo undo;
    /* A choice key continues after a choice that was taken back because theory had no answer. */
    bool refused;
    const void *refused_source; /* the parameter */
    size_t tried;               /* its choice */
    struct control control;
    /* What the workers said last. theory: the last answer that was no refusal, a copy, since a slot
     * of the session holds only until the next is taken. */
    struct theory_snapshot theory;
    const struct cloud_snapshot *cloud;
    const struct run_snapshot *run;
    size_t run_refused; /* rows of it that have been reported */
    bool run_had_ended;
    struct status run_status; /* what was said of it */
    struct view_state view;
    struct parameter_list list;
    struct prompt prompt;
    struct sweep sweep;
    struct tour_state tour;
    struct written written;
    bool takes_paste; /* the text that is being pasted is for the command line */
    bool offers_tour; /* to somebody who is here for the first time; until the first key */
    struct limit_stepper approach;
    int waiting[WAITS_MAX], waits; /* keys kept until theory has answered the experiment */
    bool awaits_file;              /* theory tries a file that the good experiment does not name */
    struct held_keys held;
    bool help;
    int help_row, help_most;          /* first row that is seen; the last that can be the first */
    char export_path[LINE_MAX_BYTES]; /* a picture to be written; "" if none is */
    char message[400];
    bool message_is_error;
    bool message_is_above; /* the footer's keys, which are seen too */
    double message_until;
    double now;      /* monotonic seconds at the beginning of this turn */
    bool dirty;      /* something to draw */
    bool must_fit;   /* the terminal may have another size */
    double max_rate; /* bytes per second to the terminal; 0: no limit */
    bool quit;
    int ended;      /* by this signal; 0: by none */
    int key_signal; /* the same if a key meant it, as the terminal tells nobody then; else 0 */
};

/* Whether the instrument can have e: checks that need no file, and no pipe but for a run's rows. */
struct status app_check(const struct experiment *e);

/* Publish e as the next version, or show why not. source: what made the change; changes of one
 * source in quick succession are one undo. Returns whether it was taken. */
bool app_change(struct app *a, const struct experiment *e, const void *source);
void app_undo(struct app *a);
void app_help(struct app *a);
void app_quit(struct app *a);

/* Publish the experiment as the next version. */
void app_publish(struct app *a);

/* The recorded run, or NULL if there is none. */
const struct run_snapshot *app_run(const struct app *a);

/* Whether theory has answered the present experiment. */
bool app_is_answered(const struct app *a);

/* Publish the experiment that was good before a file was named that is still being tried. */
void app_leave_file(struct app *a);

/* Whether the answer takes so long that this is said. */
bool app_is_solving(const struct app *a);

/* Wait for the answer no longer: back to the experiment before. */
void app_give_up(struct app *a);

/* Take the newest theory and walkers; a refused experiment is taken back. */
void app_take_snapshots(struct app *a);

void app_say(struct app *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_say_error(struct app *a, struct status s); /* nothing if it is STATUS_OK */

/* It has been seen: a key was pressed since, though not one that had been held. */
void app_hide_message(struct app *a);

/* Why the run has no verdict, in words. */
struct area;
void app_paint_run_reason(const struct app *a, enum ink ink, struct area *at);
void app_set_control(struct app *a);
void app_speed(struct app *a, int change);

/* "100/s" or "full speed". Returns text. */
const char *app_speed_name(const struct app *a, char text[NUMBER_SIZE]);

/* --- showing.c -------------------------------------------------------------------------------- */

/* What is shown now. */
struct show showing_now(const struct app *a);

/* The experiment, with that in its struct show as it is printed and written: without a pause. */
const struct experiment *showing_keep(struct app *a);

/* Show it like that. */
void showing_apply(struct app *a, const struct show *s);

/* --- parameter_list.c ------------------------------------------------------------------------- */

/* Its symbol, or its label if it has none. */
const char *item_name(const struct item *item);

/* Its number in at most width columns, 9 or more; one that is below an end never looks as if it
 * were there. Returns text. */
const char *item_number(const struct app *a, const struct item *item, int width, int digits,
                        char text[NUMBER_SIZE]);

/* The lines for the present experiment, the same one chosen if it is still there. Call it before
 * the list is used. */
void items_update(struct app *a);

/* Move the chosen item's value by that many steps (10: coarse). */
void item_step(struct app *a, int steps);

/* Set an item's value from text. */
void item_set(struct app *a, const struct item *item, const char *text);

/* --- limit.c ---------------------------------------------------------------------------------- */

/* Halve (b) or double (B) the distance to the limit. */
void limit_stepper_step(struct app *a, int code);

/* Whether it continues from the last step, so that it need not wait for theory's answer. */
bool limit_stepper_continues(const struct app *a);

void sweep_begin(struct app *a);
void sweep_end(struct app *a, const char *why);
void sweep_pace(struct app *a, int change); /* faster (1) or slower (−1) */
void sweep_turn(struct app *a);             /* once a turn */

/* --- tour.c, tour_box.c ----------------------------------------------------------------------- */

/* Load the tour at that path without showing anything; and forget it. */
struct status tour_load(struct app *a, const char *path);
void tour_unload(struct app *a);

/* Begin the tour of that name; "": back to the one that there is; a number: its step, whose
 * question is asked again. */
struct status tour_open(struct app *a, const char *name);

/* Show a step, with its own setting. */
void tour_enter(struct app *a, size_t step);

/* First the answer, then the next step; and back. The answer and the question are about the step's
 * own setting and picture, which come back with them. */
void tour_forward(struct app *a);
void tour_back(struct app *a);

/* Another experiment than the step's has been loaded. */
void tour_leave(struct app *a);

/* Keep the guess. */
struct status tour_guess(struct app *a, const char *text);

/* The step that is shown, or NULL; then its guess. */
const struct tour_step *tour_step(const struct app *a);
const struct tour_answer *tour_answer(const struct app *a);

/* Whether its question is open. */
bool tour_is_asking(const struct app *a);

/* What must not be seen until then: a bit each, 1 << ink; whether an ink is among them. */
unsigned tour_hidden_inks(const struct app *a);
bool tour_hides(const struct app *a, enum ink ink);

/* Whether s is among it: it tells the ratio of both theories too. */
bool tour_hides_stability(const struct app *a);

/* Refuse, with a message, what would show that ink. Returns whether it did. */
bool tour_refuses(struct app *a, enum ink ink);

/* The guess that is marked in the picture, or NULL. */
const struct view_guess *tour_guess_shown(const struct app *a);

/* --- prompt.c, prompt_commands.c -------------------------------------------------------------- */

void prompt_open(struct app *a, const struct item *item); /* NULL: a command */

/* A command line that begins so. */
void prompt_open_with(struct app *a, const char *text);

void prompt_key(struct app *a, int code, uint32_t character);

/* One character of pasted text. A newline carries the line out; what follows it is another one. */
void prompt_paste(struct app *a, uint32_t character);

/* Carry out a command line. */
void prompt_execute(struct app *a, const char *line);

/* --- written.c -------------------------------------------------------------------------------- */

/* Whether there is something of that name, be it a link that leads nowhere. */
bool written_is_taken(const char *path);

/* STATUS_OUTPUT if the file must not be written: this session reads it, or it exists, is not as
 * this session wrote it, and `is_over` does not allow replacing it. `verb`: the command that writes
 * it, for the message. */
struct status written_allows(const struct app *a, const char *verb, const char *path, bool is_over);

/* It has been written. */
void written_add(struct app *a, const char *path);

/* --- view_actions.c --------------------------------------------------------------------------- */

/* Write the present view to a picture file as soon as theory has answered the experiment. */
void export_request(struct app *a, const char *path);
void export_turn(struct app *a); /* once a turn */

/* --- help.c, paint.c -------------------------------------------------------------------------- */

void help_key(struct app *a, int code);

/* The overlay from line help_row on; sets help_most. */
void help_paint(struct app *a);

/* Draw everything on a->screen. */
void paint(struct app *a);

/* --- keys.c, actions.c, view_actions.c -------------------------------------------------------- */

typedef void action_function(struct app *a);
typedef void action_by_code(struct app *a, int code);

struct key {
    const char *names;  /* as shown in help */
    const char *footer; /* short words for the footer, NULL: not there */
    const char *about;
    action_function *act;                /* what it does, or: */
    action_by_code *act_by;              /* what it does, by the key */
    bool is_kept;                        /* the footer has it, whatever else has no room */
    bool (*useful)(const struct app *a); /* NULL: always; else when the footer shows it */
    /* NULL: never; else whether it acts only on theory's answer to the present experiment. */
    bool (*waits)(const struct app *a);
    int code[16]; /* ncurses codes, 0 ends */
};

extern const struct key key_table[];
extern const int key_count;

/* Say that this character, or curses code if is_named, is no key, and on another keyboard layout
 * which is meant. */
void keys_say_unknown(struct app *a, uint32_t code, bool is_named);

/* Carry out a key, now or once theory has answered; of others say that they are none. */
void keys_dispatch(struct app *a, int code);

/* Once a turn: the keys that waited for theory's answer, if it is there. */
void keys_turn(struct app *a);

action_by_code action_choose, action_change, action_change_coarse, action_change_speed,
    action_next_choice, action_turn_plane;
action_function action_type_value, action_toggle_pause, action_single_step, action_restart,
    action_write_experiment, action_open_prompt, action_export_picture, action_guess;

action_by_code action_switch_view, action_zoom, action_walk_tour;
action_function action_next_quantity, action_next_scale, action_move_start, action_fit,
    action_toggle_follow, action_toggle_sample, action_toggle_projector, action_next_marks;

/* Whether an arrow key has a meaning of its own in the view that is shown; then it is carried
 * out. */
bool action_arrow(struct app *a, int code);
