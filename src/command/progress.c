/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/term/restore.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double redraw = 0.1; /* seconds */

enum { COLUMNS_USUAL = 80, BAR_LONGEST = 40, BAR_SHORTEST = 5, TEXT_SIZE = 200 };

/* ", 3 min 20 s left", two units at most. */
static void describe_time(double seconds, char *text, size_t size)
{
    double s = ceil(seconds);
    if (!isfinite(seconds))
        text[0] = '\0';
    else if (s < 60)
        (void)snprintf(text, size, ", %.0f s left", s);
    else if (s < 3600)
        (void)snprintf(text, size, ", %.0f min %.0f s left", floor(s / 60), fmod(s, 60));
    else if (s < 86400)
        (void)snprintf(text, size, ", %.0f h %.0f min left", floor(s / 3600),
                       floor(fmod(s, 3600) / 60));
    else
        (void)snprintf(text, size, ", %.0f d %.0f h left", floor(s / 86400),
                       floor(fmod(s, 86400) / 3600));
}

/* "[===>  ] ", `inner` columns between the brackets. */
static void draw_bar(double share, int inner, char *bar)
{
    int full = (int)(share * inner);
    bar[0] = '[';
    for (int i = 0; i < inner; i++)
        bar[1 + i] = i < full ? '=' : i == full ? '>' : ' ';
    (void)strcpy(bar + 1 + inner, "] ");
}

const char *progress_text(size_t done, size_t total, double left, int columns, char *text,
                          size_t size)
{
    char words[100], time_left[60], bar[BAR_LONGEST + 4] = "";
    double share = total > 0 ? (double)done / (double)total : 1;
    describe_time(left, time_left, sizeof time_left);
    (void)snprintf(words, sizeof words, "%zu of %zu, %.0f %%%s", done, total, floor(100 * share),
                   time_left);
    int inner = columns - (int)strlen(words) - 3;
    if (inner >= BAR_SHORTEST)
        draw_bar(share, inner < BAR_LONGEST ? inner : BAR_LONGEST, bar);
    (void)snprintf(text, size, "%s%.*s", bar, columns > 0 ? columns : 0, words);
    return text;
}

void progress_begin(struct progress *p, bool wanted, size_t before)
{
    *p = (struct progress){
        .shown = wanted && isatty(STDERR_FILENO),
        .before = before,
        .began = clock_seconds(),
        .drawn = -INFINITY,
    };
}

/* The last column stays free: some terminals go to the next line from it. */
static int columns_of_terminal(void)
{
    struct winsize size = {0};
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    int columns = known ? size.ws_col : COLUMNS_USUAL;
    return (columns < TEXT_SIZE ? columns : TEXT_SIZE) - 1;
}

void progress_show(void *progress, size_t done, size_t total)
{
    struct progress *p = progress;
    char text[TEXT_SIZE];
    double now = clock_seconds(), left = (double)NAN;
    if (!p->shown || now - p->drawn < redraw || !restore_in_foreground(STDERR_FILENO))
        return;
    if (done > p->before)
        left = (now - p->began) * (double)(total - done) / (double)(done - p->before);
    int columns = columns_of_terminal();
    /* Blanks to the end of the line: what was there may be longer. */
    fprintf(stderr, "\r%-*s", columns,
            progress_text(done, total, left, columns, text, sizeof text));
    p->drawn = now;
}

void progress_end(struct progress *p)
{
    if (p->shown && isfinite(p->drawn) && restore_in_foreground(STDERR_FILENO))
        fprintf(stderr, "\r%*s\r", columns_of_terminal(), "");
    p->shown = false;
}

static const struct {
    int number;
    const char *name;
} caught[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}};

enum { CAUGHT = sizeof caught / sizeof *caught };

/* A handler can reach nothing else. It may run in any thread, the BLAS's too. */
static atomic_int came;
static struct sigaction before[CAUGHT];

atomic_int *const interrupt_signal = &came;

static void note(int number)
{
    atomic_store(&came, number);
}

void interrupt_begin(void)
{
    atomic_store(&came, 0);
    for (int i = 0; i < CAUGHT; i++) {
        struct sigaction action = {0};
        action.sa_handler = note;
        action.sa_flags = SA_RESTART | (int)SA_RESETHAND;
        (void)sigemptyset(&action.sa_mask);
        (void)sigaction(caught[i].number, NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            (void)sigaction(caught[i].number, &action, NULL);
    }
}

void interrupt_end(void)
{
    for (int i = 0; i < CAUGHT; i++)
        (void)sigaction(caught[i].number, &before[i], NULL);
}

const char *interrupt_name(int number)
{
    for (int i = 0; i < CAUGHT; i++)
        if (caught[i].number == number)
            return caught[i].name;
    return "a signal";
}
