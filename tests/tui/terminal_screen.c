/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal_private.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_CELL = 4 * VTERM_MAX_CHARS_PER_CELL };

static const uint32_t right_half = UINT32_MAX; /* libvterm's mark for it */

/* --- cells --- */

static int get_cell(const struct terminal *t, int row, int column, VTermScreenCell *cell)
{
    VTermPos place = {.row = row, .col = column};
    if (row < 0 || row >= t->rows || column < 0 || column >= t->columns)
        return 0;
    return vterm_screen_get_cell(t->screen, place, cell);
}

/* The place in the palette. Of colours of 24 bits only one is known, the 214 of xterm's palette;
 * libvterm's is another. */
static int colour(const VTermColor *c)
{
    bool is_own = VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c);
    bool is_214 = c->rgb.red == 255 && c->rgb.green == 175 && c->rgb.blue == 0;
    if (!is_own && VTERM_COLOR_IS_INDEXED(c))
        return c->indexed.idx;
    return !is_own && is_214 ? 214 : -1;
}

static uint32_t code_of(const VTermScreenCell *cell)
{
    return cell->chars[0] == 0 || cell->chars[0] == right_half ? ' ' : cell->chars[0];
}

struct terminal_cell terminal_cell(struct terminal *t, int row, int column)
{
    VTermScreenCell cell;
    if (!get_cell(t, row, column, &cell))
        return (struct terminal_cell){' ', -1, -1, false, false, false};
    return (struct terminal_cell){.code = code_of(&cell),
                                  .foreground = colour(&cell.fg),
                                  .background = colour(&cell.bg),
                                  .bold = cell.attrs.bold != 0,
                                  .dim = cell.attrs.font == DIALECT_FAINT_FONT,
                                  .reverse = cell.attrs.reverse != 0};
}

/* --- text --- */

/* A cell's character with its combining marks; nothing for the right half of a wide one. */
static size_t encode_cell(const VTermScreenCell *cell, char *out)
{
    if (cell->chars[0] == right_half)
        return 0;
    size_t n = utf8_encode(code_of(cell), out);
    if (cell->chars[0] == 0) /* libvterm sets nothing after it */
        return n;
    for (int i = 1; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
        n += utf8_encode(cell->chars[i], out + n);
    return n;
}

/* A row as UTF-8, blanks and all; to be freed. */
static char *whole_row(const struct terminal *t, int row)
{
    size_t n = 0;
    char *text = calloc((size_t)t->columns * BYTES_PER_CELL + 1, 1);
    if (text == NULL)
        abort();
    for (int c = 0; c < t->columns; c++) {
        VTermScreenCell cell;
        if (get_cell(t, row, c, &cell))
            n += encode_cell(&cell, text + n);
    }
    return text;
}

size_t terminal_row(struct terminal *t, int row, char *text, size_t size)
{
    char *whole = whole_row(t, row);
    size_t n = strlen(whole);
    while (n > 0 && whole[n - 1] == ' ')
        n--;
    if (n + 1 > size)
        n = size > 0 ? size - 1 : 0;
    n = utf8_start(whole, n);
    if (size > 0) {
        memcpy(text, whole, n);
        text[n] = '\0';
    }
    free(whole);
    return n;
}

char *terminal_text(struct terminal *t)
{
    size_t size = (size_t)t->columns * BYTES_PER_CELL + 2, n = 0;
    char *text = malloc((size_t)t->rows * size + 1);
    if (text == NULL)
        abort();
    for (int r = 0; r < t->rows; r++) {
        n += terminal_row(t, r, text + n, size);
        text[n++] = '\n';
    }
    text[n] = '\0';
    return text;
}

bool terminal_find(struct terminal *t, const char *text, int *row, int *column)
{
    bool found = false;
    for (int r = 0; r < t->rows && !found; r++) {
        char *whole = whole_row(t, r), *place = strstr(whole, text);
        found = place != NULL;
        if (found && row != NULL)
            *row = r;
        if (found && column != NULL) {
            *place = '\0';
            *column = utf8_columns(whole);
        }
        free(whole);
    }
    return found;
}

void terminal_size(const struct terminal *t, int *rows, int *columns)
{
    *rows = t->rows;
    *columns = t->columns;
}

void terminal_cursor(const struct terminal *t, int *row, int *column)
{
    VTermPos place;
    vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &place);
    *row = place.row;
    *column = place.col;
}

/* --- the dump --- */

void terminal_dump(struct terminal *t, FILE *file)
{
    int row = 0, column = 0;
    terminal_cursor(t, &row, &column);
    for (int r = 0; r < t->rows; r++) {
        char *text = whole_row(t, r);
        fprintf(file, "%3d |%s|\n", r, text);
        free(text);
    }
    fprintf(file,
            "    %d rows, %d columns, cursor at %d,%d %s, %s screen, %llu bytes, process %d %s"
            " (status 0x%x)\n",
            t->rows, t->columns, row, column,
            t->dialect.modes.cursor_visible ? "visible" : "hidden",
            t->dialect.modes.alternate_screen ? "alternate" : "normal",
            (unsigned long long)t->traffic.bytes, (int)t->program,
            t->ended     ? "ended"
            : t->stopped ? "stopped"
                         : "running",
            (unsigned)t->status);
}

/* --- state --- */

static bool attribute_set(const VTermState *state, VTermAttr attribute)
{
    VTermValue value = {0};
    vterm_state_get_penattr(state, attribute, &value);
    return vterm_get_attr_type(attribute) == VTERM_VALUETYPE_BOOL ? value.boolean != 0
                                                                  : value.number != 0;
}

static bool pen_plain(const struct terminal *t)
{
    const VTermState *state = vterm_obtain_state(t->vt);
    static const VTermAttr attributes[] = {
        VTERM_ATTR_BOLD,    VTERM_ATTR_UNDERLINE, VTERM_ATTR_ITALIC, VTERM_ATTR_BLINK,
        VTERM_ATTR_REVERSE, VTERM_ATTR_STRIKE,    VTERM_ATTR_FONT};
    VTermValue foreground = {0}, background = {0};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (attribute_set(state, attributes[i]))
            return false;
    vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &foreground);
    vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &background);
    return VTERM_COLOR_IS_DEFAULT_FG(&foreground.color) &&
           VTERM_COLOR_IS_DEFAULT_BG(&background.color);
}

struct terminal_mode terminal_mode(const struct terminal *t)
{
    struct terminal_mode mode = {.screen = t->dialect.modes, .pen_plain = pen_plain(t)};
    if (t->master < 0 || tcgetattr(t->master, &mode.tty) < 0)
        mode.tty = (struct termios){0};
    return mode;
}

struct terminal_traffic terminal_traffic(const struct terminal *t)
{
    return t->traffic;
}

static int check(bool right, const char *what)
{
    if (!right)
        fprintf(stderr, "terminal: not restored: %s\n", what);
    return right ? 0 : 1;
}

static int check_screen(const struct terminal_mode *now)
{
    const struct dialect_modes *m = &now->screen;
    return check(!m->alternate_screen, "the alternate screen is on") +
           check(m->cursor_visible, "the cursor is hidden") +
           check(m->autowrap, "lines do not wrap") +
           check(!m->application_cursor && !m->application_keypad, "cursor keys or keypad") +
           check(!m->marks_pastes, "pasted text is marked") +
           check(!m->synchronized, "what is written is held back") +
           check(!m->shifted_out && !m->line_drawing, "another character set is in use") +
           check(now->pen_plain, "text has attributes");
}

static int check_tty(struct terminal *t, const struct termios *now)
{
    const struct termios *before = &t->tty_before;
    return check(now->c_iflag == before->c_iflag && now->c_oflag == before->c_oflag &&
                     now->c_cflag == before->c_cflag && now->c_lflag == before->c_lflag,
                 "the flags of the tty") +
           check(memcmp(now->c_cc, before->c_cc, sizeof now->c_cc) == 0, "c_cc of the tty");
}

bool terminal_restored(struct terminal *t)
{
    struct terminal_mode now = terminal_mode(t);
    return check_screen(&now) + check_tty(t, &now.tty) == 0;
}
