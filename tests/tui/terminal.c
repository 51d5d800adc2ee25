/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    START_MS = 10000, /* how long the start of a program may take */
    SEND_MS = 5000    /* how long a program may leave typed text untaken */
};

int64_t terminal_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t terminal_deadline(int ms)
{
    return terminal_now() + (int64_t)ms * 1000000;
}

int terminal_ms_until(int64_t deadline)
{
    int64_t left = deadline - terminal_now();
    return left <= 0 ? 0 : (int)((left + 999999) / 1000000);
}

/* --- start --- */

/* Of libvterm's: an answer, or a key that is pressed. */
static void send(const char *bytes, size_t length, void *user)
{
    struct terminal *t = user;
    if (t->is_answering)
        terminal_answer(t, bytes, length);
    else
        terminal_enqueue(t, bytes, length);
}

static void open_screen(struct terminal *t, int rows, int columns)
{
    t->vt = vterm_new(rows, columns);
    t->rows = rows;
    t->columns = columns;
    vterm_set_utf8(t->vt, 1);
    vterm_output_set_callback(t->vt, send, t);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
    dialect_init(&t->dialect);
}

static bool make_home(struct terminal *t)
{
    const char *folder = getenv("TMPDIR");
    snprintf(t->home, sizeof t->home, "%s/terminal-XXXXXX", folder != NULL ? folder : "/tmp");
    return mkdtemp(t->home) != NULL;
}

static int remove_one(const char *path, const struct stat *state, int type, struct FTW *walk)
{
    (void)state;
    (void)type;
    (void)walk;
    return remove(path);
}

static bool launch(struct terminal *t, const char *const argv[], const char *const environment[])
{
    struct winsize size = {.ws_row = (unsigned short)t->rows, .ws_col = (unsigned short)t->columns};
    struct shepherd_job job = {.argv = argv, .environment = environment, .directory = t->home};
    t->master = shepherd_fork(&t->shepherd, &size, &job);
    if (t->master < 0 || tcgetattr(t->master, &t->tty_before) < 0)
        return false;
    t->traffic.sent = terminal_now();
    int64_t deadline = terminal_deadline(START_MS);
    int told = shepherd_resume(&t->shepherd);
    while (told && t->program == 0 && !t->ended && terminal_ms_until(deadline) > 0)
        terminal_step(t, terminal_ms_until(deadline));
    return t->program > 0;
}

static bool start(struct terminal *t, const char *const extra[], const char *const argv[])
{
    const char *environment[TERMINAL_VARIABLES];
    terminal_environment(t->home, extra, environment);
    return launch(t, argv, environment);
}

struct terminal *terminal_start(int rows, int columns, const char *const extra[],
                                const char *const argv[])
{
    struct terminal *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->master = t->shepherd.socket = -1;
    open_screen(t, rows, columns);
    if (make_home(t) && start(t, extra, argv))
        return t;
    fprintf(stderr, "terminal: cannot start %s: %s\n", argv[0], strerror(errno));
    terminal_free(t);
    return NULL;
}

void terminal_free(struct terminal *t)
{
    if (t == NULL)
        return;
    if (t->shepherd.pid > 0)
        shepherd_end(&t->shepherd, t->ended ? 0 : t->program);
    if (t->master >= 0)
        close(t->master);
    nftw(t->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    vterm_free(t->vt);
    free(t->queue);
    free(t);
}

const char *terminal_home(const struct terminal *t)
{
    return t->home;
}

/* --- bytes in and out --- */

void terminal_enqueue(struct terminal *t, const char *bytes, size_t length)
{
    if (t->queued + length > t->queue_size) {
        size_t size = 2 * (t->queued + length);
        char *larger = realloc(t->queue, size);
        if (larger == NULL)
            return;
        t->queue = larger;
        t->queue_size = size;
    }
    memcpy(t->queue + t->queued, bytes, length);
    t->queued += length;
}

static void write_queue(struct terminal *t)
{
    ssize_t n = write(t->master, t->queue, t->queued);
    if (n <= 0)
        return;
    t->queued -= (size_t)n;
    memmove(t->queue, t->queue + n, t->queued);
}

static void close_master(struct terminal *t)
{
    close(t->master);
    t->master = -1;
}

void terminal_slow_down(struct terminal *t, double bytes_a_second)
{
    t->rate = bytes_a_second;
    t->next_read = terminal_now();
}

/* How much may be read now, on a slow line some hundredths of a second. */
static size_t allowance(struct terminal *t)
{
    if (t->rate <= 0)
        return sizeof t->input;
    size_t bytes = 1 + (size_t)(t->rate / 50);
    return bytes < sizeof t->input ? bytes : sizeof t->input;
}

static void take_time(struct terminal *t, size_t bytes)
{
    int64_t now = terminal_now();
    if (t->rate > 0)
        t->next_read =
            (t->next_read > now ? t->next_read : now) + (int64_t)(1e9 * (double)bytes / t->rate);
}

/* A modern terminal has synchronized output: "not set now". */
static void answer_for_dialect(struct terminal *t)
{
    static const char text[] = "\033[?2026;2$y";
    for (; t->dialect.synchronized_asked > 0; t->dialect.synchronized_asked--)
        terminal_answer(t, text, strlen(text));
}

static size_t read_output(struct terminal *t)
{
    ssize_t n = read(t->master, t->input, allowance(t));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_master(t);
    if (n <= 0)
        return 0;
    t->traffic.last_output = terminal_now();
    t->traffic.bytes += (uint64_t)n;
    for (ssize_t i = 0; i < n; i++)
        t->traffic.not_ascii += (unsigned char)t->input[i] >= 0x80;
    take_time(t, (size_t)n);
    size_t length = dialect_feed(&t->dialect, t->input, (size_t)n, t->translated);
    t->traffic.frames = t->dialect.frames;
    t->traffic.apart = t->dialect.unsynchronized;
    t->traffic.background = t->dialect.background_asked;
    t->traffic.attributes = t->dialect.attributes_asked;
    t->traffic.cell = t->dialect.cell_asked;
    t->traffic.pictures = t->dialect.pictures.seen;
    t->is_answering = true;
    answer_for_dialect(t);
    vterm_input_write(t->vt, t->translated, length);
    t->is_answering = false;
    return (size_t)n;
}

static void hear(struct terminal *t)
{
    struct shepherd_note note;
    while (shepherd_hear(&t->shepherd, &note)) {
        if (note.kind == SHEPHERD_STARTED)
            t->program = note.value;
        t->stopped = note.kind == SHEPHERD_STOPPED;
        t->resumed |= note.kind == SHEPHERD_RESUMED;
        if (note.kind == SHEPHERD_EXITED) {
            t->ended = true;
            t->status = note.value;
        }
    }
    /* A shepherd that is gone without a word: the program's end will not be heard of. */
    if (t->shepherd.socket < 0 && !t->ended) {
        t->ended = true;
        t->status = SIGKILL;
    }
}

size_t terminal_step(struct terminal *t, int timeout_ms)
{
    int late = terminal_send_late(t);
    timeout_ms = late >= 0 && late < timeout_ms ? late : timeout_ms;
    int rest = t->rate > 0 ? terminal_ms_until(t->next_read) : 0;
    short wanted = (short)((rest > 0 ? 0 : POLLIN) | (t->queued > 0 ? POLLOUT : 0));
    timeout_ms = rest > 0 && rest < timeout_ms ? rest : timeout_ms;
    struct pollfd wait[] = {{.fd = t->master, .events = wanted},
                            {.fd = t->shepherd.socket, .events = POLLIN}};
    int ready = poll(wait, 2, timeout_ms);
    if (ready == 0 && rest == 0 && t->ended && timeout_ms >= TERMINAL_END_MS)
        t->drained = true;
    if (ready <= 0)
        return 0;
    size_t n = 0;
    if (wait[1].revents != 0)
        hear(t);
    if ((wait[0].revents & POLLOUT) != 0)
        write_queue(t);
    if (rest == 0 && (wait[0].revents & ~POLLOUT) != 0)
        n = read_output(t);
    return n;
}

bool terminal_flush(struct terminal *t)
{
    int64_t deadline = terminal_deadline(SEND_MS);
    t->traffic.sent = terminal_now();
    while (t->queued > 0 && t->master >= 0 && terminal_ms_until(deadline) > 0)
        terminal_step(t, terminal_ms_until(deadline));
    int taken = t->queued == 0;
    if (!taken)
        fprintf(stderr, "terminal: %zu bytes were not taken\n", t->queued);
    t->queued = 0;
    return taken;
}

bool terminal_send(struct terminal *t, const char *text)
{
    terminal_enqueue(t, text, strlen(text));
    return terminal_flush(t);
}

/* After a smaller size and a larger one libvterm 0.1.4 may have its cursor above the first row, and
 * would write there. */
static void keep_cursor_inside(VTerm *vt)
{
    static const char home[] = "\033[H";
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(vt), &at);
    if (at.row < 0 || at.col < 0)
        vterm_input_write(vt, home, sizeof home - 1);
}

bool terminal_resize(struct terminal *t, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    if (rows < 1 || columns < 1 || t->master < 0)
        return false;
    /* Where there is one column libvterm 0.1.4 puts the second half of a wide character nowhere. */
    vterm_set_size(t->vt, rows, columns > 1 ? columns : 2);
    keep_cursor_inside(t->vt);
    t->rows = rows;
    t->columns = columns;
    t->traffic.sent = terminal_now();
    return ioctl(t->master, TIOCSWINSZ, &size) == 0;
}

/* --- the process --- */

bool terminal_signal(struct terminal *t, int signal_number)
{
    terminal_step(t, 0);
    return !t->ended && kill(t->program, signal_number) == 0;
}

bool terminal_has_stopped(const struct terminal *t)
{
    return t->stopped;
}

bool terminal_continue(struct terminal *t)
{
    terminal_step(t, 0);
    int64_t deadline = terminal_deadline(START_MS);
    t->resumed = false;
    bool told = !t->ended && shepherd_resume(&t->shepherd);
    while (told && !t->resumed && !t->ended && terminal_ms_until(deadline) > 0)
        terminal_step(t, terminal_ms_until(deadline));
    return told && t->resumed;
}

void terminal_cook(struct terminal *t)
{
    if (t->master >= 0)
        (void)tcsetattr(t->master, TCSANOW, &t->tty_before);
}

double terminal_cpu(const struct terminal *t)
{
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(t->program, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return NAN;
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double terminal_memory(const struct terminal *t)
{
    char path[64], line[256];
    double kilobytes = NAN;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)t->program);
    FILE *f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kilobytes = strtod(line + 6, NULL);
    if (f != NULL)
        (void)fclose(f);
    return 1024 * kilobytes;
}

void terminal_hangup(struct terminal *t)
{
    if (t->master >= 0)
        close_master(t);
}
