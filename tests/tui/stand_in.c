/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small full-screen program for the test of the harness: shows its size, attributes, braille and
 * the last key. q ends it, d dies and leaves the terminal as it is, c hides the cursor, n asks for
 * status 7. With an argument it is one of the programs for which a shell is too coarse.
 */
#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *key, int count)
{
    erase();
    mvprintw(0, 0, "stand-in %dx%d", COLS, LINES);
    attrset(COLOR_PAIR(1));
    mvaddstr(1, 0, "red");
    attrset(COLOR_PAIR(2));
    mvaddstr(1, 4, "amber");
    attrset(A_BOLD);
    mvaddstr(1, 10, "bold");
    attrset(A_DIM);
    mvaddstr(1, 15, "dim");
    attrset(A_REVERSE);
    mvaddstr(1, 19, "reverse");
    attrset(A_DIM | A_UNDERLINE | COLOR_PAIR(1));
    mvaddstr(1, 27, "mix");
    attrset(A_NORMAL);
    mvaddstr(2, 0, "\u2801\u28ff\u2888 \u03bb\u00b7\u6f22=wide aaaaaaaaaaaaaaaaaaaaaaaa");
    mvhline(3, 0, ACS_HLINE, 5);
    mvprintw(4, 0, "key %d: %s", count, key);
    refresh();
}

/* What curses leaves behind when it gives up on a terminal is not ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libtinfo\nleak:libncurses\n";
}

static int news; /* signalfd of SIGWINCH and SIGTSTP */

/* curses' own handlers miss a resize just before getch waits, and C-z while it draws. */
static void take_signals(void)
{
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, SIGWINCH);
    sigaddset(&taken, SIGTSTP);
    sigprocmask(SIG_BLOCK, &taken, NULL);
    news = signalfd(-1, &taken, SFD_NONBLOCK);
}

static void stop(void)
{
    endwin();
    raise(SIGSTOP);
    refresh();
}

static void follow_size(void)
{
    struct winsize size;
    if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && is_term_resized(size.ws_row, size.ws_col))
        resizeterm(size.ws_row, size.ws_col);
}

static void follow_signals(void)
{
    struct signalfd_siginfo signal_news;
    while (read(news, &signal_news, sizeof signal_news) == (ssize_t)sizeof signal_news) {
        if (signal_news.ssi_signo == SIGTSTP)
            stop();
        follow_size();
    }
}

/* The next key; ERR where there are no more. */
static int next_key(void)
{
    struct pollfd wait[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.events = POLLIN}};
    wait[1].fd = news;
    timeout(0);
    for (;;) {
        int k = getch();
        if (k != ERR || wait[0].revents != 0)
            return k;
        poll(wait, 2, -1);
        follow_signals();
    }
}

static void set_up(void)
{
    take_signals();
    initscr();
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    set_escdelay(25);
    curs_set(1);
    if (!has_colors())
        return;
    start_color();
    use_default_colors();
    init_pair(1, COLOR_RED, -1);
    init_pair(2, (short)(COLORS > 208 ? 208 : COLOR_YELLOW), COLOR_BLUE);
}

static int full_screen(void)
{
    char key[32] = "none";
    set_up();
    for (int count = 0;; count++) {
        show(key, count);
        int k = next_key();
        if (k == 'q' || k == 'n' || k == ERR) {
            endwin();
            return k == 'n' ? 7 : 0;
        }
        if (k == 'd')
            _exit(3);
        if (k == 'c')
            curs_set(0);
        const char *name = keyname(k);
        strncpy(key, name != NULL ? name : "?", sizeof key - 1);
    }
}

static void make_raw(void)
{
    struct termios raw;
    tcgetattr(STDIN_FILENO, &raw);
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

/* Asks the terminal where the cursor is and prints the answer. */
static int query(void)
{
    char c = 0;
    make_raw();
    (void)!write(STDOUT_FILENO, "\033[4;7H\033[6n", 10);
    printf("\033[Hreply");
    while (c != 'R' && read(STDIN_FILENO, &c, 1) == 1)
        printf(" %02x", (unsigned)c);
    puts(".");
    return 0;
}

/* Prints the bytes of keys up to a '.', each such row over the last. */
static int keys(const char *init)
{
    char c = 0;
    make_raw();
    printf("%s\033[Hready\n", init);
    fflush(stdout);
    while (c != 'q' && read(STDIN_FILENO, &c, 1) == 1) {
        printf("%02x %s", (unsigned)(unsigned char)c, c == '.' ? "end\033[K\r" : "");
        fflush(stdout);
    }
    return 0;
}

/* Counts bytes up to a 'q'. */
static int count(void)
{
    char text[4096] = "";
    size_t sum = 0;
    ssize_t n = 0;
    make_raw();
    puts("ready");
    fflush(stdout);
    while (n == 0 || text[n - 1] != 'q') {
        n = read(STDIN_FILENO, text, sizeof text);
        if (n <= 0)
            return 1;
        sum += (size_t)n;
    }
    printf("counted %zu\n", sum);
    return 0;
}

/* Ends by nothing but SIGKILL. */
static _Noreturn void stubborn(void)
{
    for (int s = 1; s < 32; s++)
        signal(s, SIG_IGN);
    printf("stubborn %d.\n", (int)getpid());
    fflush(stdout);
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    setlocale(LC_ALL, "");
    if (strcmp(what, "query") == 0)
        return query();
    if (strcmp(what, "keys") == 0)
        return keys(argc > 2 ? argv[2] : "");
    if (strcmp(what, "count") == 0)
        return count();
    if (strcmp(what, "stubborn") == 0)
        stubborn();
    return full_screen();
}
