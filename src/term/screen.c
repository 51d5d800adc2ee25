/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/screen.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct style plain = {-1, 0};
enum { COVERED = 0x110000 }; /* the code of a cell in the hole; beyond Unicode */

static const struct screen_cell blank = {.code = ' ', .style = {-1, 0}};

void screen_new(struct screen *s)
{
    *s = (struct screen){.row = -1, .cursor_row = -1, .pen = {-1, 0}};
    sequences_read(&s->codes);
}

void screen_free(struct screen *s)
{
    free(s->wanted);
    free(s->out.at);
    *s = (struct screen){0};
}

static struct status grow(struct screen *s, size_t cells)
{
    size_t bytes = (cells + 2) * SEQUENCES_CELL_BYTES;
    struct screen_cell *both = malloc(2 * cells * sizeof *both);
    char *out = malloc(bytes);
    if (both == NULL || out == NULL) {
        free(both);
        free(out);
        return status_memory("the screen",
                             (double)cells * (2 * sizeof *both + SEQUENCES_CELL_BYTES));
    }
    free(s->wanted);
    free(s->out.at);
    s->wanted = both;
    s->shown = both + cells;
    s->out = (struct bytes){.at = out, .size = bytes};
    s->capacity = cells;
    return status_ok();
}

struct status screen_resize(struct screen *s, int rows, int columns)
{
    size_t cells = (size_t)rows * (size_t)columns;
    if (cells > s->capacity)
        STATUS_TRY(grow(s, cells));
    s->rows = rows;
    s->columns = columns;
    s->is_known = s->cursor_is_shown = false;
    s->words_row = 0;
    screen_clear(s);
    return status_ok();
}

/* --- what is wanted --------------------------------------------------------------------------- */

static void fill_blank(struct screen_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cells[i] = blank;
}

void screen_clear(struct screen *s)
{
    s->hole.is_open = false;
    fill_blank(s->wanted, (size_t)s->rows * (size_t)s->columns);
    s->cursor_row = -1;
}

static void put(struct screen *s, int row, int column, struct screen_cell cell)
{
    if (row < 0 || column < 0 || row >= s->rows || column >= s->columns)
        return;
    cell.code = s->ascii ? utf8_ascii(cell.code) : cell.code;
    if (cell.code < ' ' || cell.code == 0x7f || !utf8_fills_one_cell(cell.code))
        cell.code = '?';
    if (cell.code == ' ' && !(cell.style.attributes & STYLE_REVERSE))
        cell.style = plain; /* a blank shows no colour */
    if (cell.style.colour >= 0)
        cell.style.attributes &= (uint8_t)~s->codes.not_with_colour;
    s->wanted[row * s->columns + column] = cell;
}

static int write_text(struct screen *s, int row, int column, int columns, struct style style,
                      const char *text)
{
    int used = 0;
    while (*text != '\0' && used < columns) {
        uint32_t cell[2] = {utf8_next(&text)};
        int count = s->ascii ? utf8_ascii_cells(cell[0], cell) : 1;
        for (int i = 0; i < count && used < columns; i++, used++)
            put(s, row, column + used, (struct screen_cell){cell[i], style, true});
    }
    return used;
}

int screen_text(struct screen *s, int row, int column, int columns, enum ink ink, const char *text)
{
    return write_text(s, row, column, columns, colours_style(&s->colours, ink, 3), text);
}

int screen_text_reverse(struct screen *s, int row, int column, int columns, const char *text)
{
    return write_text(s, row, column, columns, (struct style){-1, STYLE_REVERSE}, text);
}

void screen_text_right(struct screen *s, int row, int column, int columns, enum ink ink,
                       const char *text)
{
    int wide = s->ascii ? utf8_ascii_columns(text) : utf8_columns(text);
    int skip = wide < columns ? columns - wide : 0;
    (void)screen_text(s, row, column + skip, columns - skip, ink, text);
}

void screen_picture(struct screen *s, int row, int column, uint32_t glyph, enum ink ink, int grade)
{
    put(s, row, column, (struct screen_cell){glyph, colours_style(&s->colours, ink, grade), false});
}

/* Where a picture has another place or size all is drawn again: what is left of the old one beside
 * it does not go from every terminal with the blanks that are written there. */
void screen_hole(struct screen *s, int row, int column, int rows, int columns,
                 bool (*fill)(void *context, struct bytes *out), void *context)
{
    const struct screen_cell covered = {.code = COVERED, .style = plain};
    const struct screen_hole *h = &s->hole;
    for (int i = row; i < row + rows && i < s->rows; i++)
        for (int j = column; j < column + columns && j < s->columns; j++)
            s->wanted[i * s->columns + j] = covered;
    s->is_known &= row == h->row && column == h->column && rows == h->rows && columns == h->columns;
    s->hole = (struct screen_hole){true, row, column, rows, columns, fill, context, h->is_filled};
}

void screen_cursor(struct screen *s, int row, int column)
{
    s->cursor_row = row;
    s->cursor_column = column;
}

/* --- frames ----------------------------------------------------------------------------------- */

static bool same_style(struct style a, struct style b)
{
    return a.colour == b.colour && a.attributes == b.attributes;
}

static bool is_shown(const struct screen *s, size_t at)
{
    const struct screen_cell *a = &s->wanted[at], *b = &s->shown[at];
    return a->code == b->code && same_style(a->style, b->style);
}

/* Whether the present style draws the cell as wanted. */
static bool pen_draws(const struct screen *s, const struct screen_cell *cell)
{
    bool either = (cell->code == ' ' || cell->code == COVERED) &&
                  !((cell->style.attributes | s->pen.attributes) & STYLE_REVERSE);
    return either || same_style(s->pen, cell->style);
}

static void write_cell(struct screen *s, size_t at)
{
    char text[4];
    const struct screen_cell *cell = &s->wanted[at];
    if (!pen_draws(s, cell)) {
        sequences_style(&s->codes, &s->out, s->pen, cell->style);
        s->pen = cell->style;
    }
    s->hole.is_filled &= cell->code != COVERED;
    bytes_add(&s->out, text, utf8_encode(cell->code == COVERED ? ' ' : cell->code, text));
    s->shown[at] = *cell;
    s->column++;
    if (s->column == s->columns)
        s->row = -1; /* terminals differ in where the cursor is now */
}

/* Move right by writing unchanged cells again, if that takes no more than `most` bytes. Returns
 * whether it did. */
static bool write_between(struct screen *s, size_t at, int column, size_t most)
{
    char text[4];
    size_t bytes = 0, count = (size_t)(column - s->column), from = at - count;
    for (size_t i = from; i < at; i++) {
        bytes += utf8_encode(s->shown[i].code, text);
        if (bytes > most || s->shown[i].code == COVERED || !is_shown(s, i) ||
            !pen_draws(s, &s->shown[i]))
            return false;
    }
    for (size_t i = from; i < at; i++)
        write_cell(s, i);
    return true;
}

static void move_to(struct screen *s, size_t at)
{
    int row = (int)at / s->columns, column = (int)at % s->columns;
    if (s->row == row && s->column == column)
        return;
    size_t before = s->out.length;
    sequences_move(&s->codes, &s->out, s->row, s->column, row, column);
    size_t length = s->out.length - before;
    if (s->row == row && s->column < column) {
        s->out.length = before;
        if (write_between(s, at, column, length))
            return;
        s->out.length = before + length;
    }
    s->row = row;
    s->column = column;
}

/* Clear the terminal, so that only cells that are not blank need writing. */
static void start_over(struct screen *s)
{
    sequences_style(&s->codes, &s->out, (struct style){-1, STYLE_BOLD}, plain);
    bytes_add(&s->out, s->codes.clear, strlen(s->codes.clear));
    fill_blank(s->shown, (size_t)s->rows * (size_t)s->columns);
    s->pen = plain;
    s->row = -1;
    s->next = 0;
    s->is_known = true;
    s->hole.is_filled = false;
}

/* Some terminals scroll when the bottom-right cell is written. */
static bool is_unwritable_corner(const struct screen *s, size_t at)
{
    return !s->codes.keeps_corner && at + 1 == (size_t)s->rows * (size_t)s->columns;
}

/* Write text only, in whole rows, since half a number is another number. This goes once over the
 * screen; text that changes behind it is written with the pictures. */
static void write_words(struct screen *s, size_t limit)
{
    for (; s->words_row < s->rows && s->out.length < limit; s->words_row++)
        for (int column = 0; column < s->columns; column++) {
            size_t at = (size_t)(s->words_row * s->columns + column);
            bool is_word = s->wanted[at].is_word || s->shown[at].is_word;
            if (!is_word || is_shown(s, at) || is_unwritable_corner(s, at))
                continue;
            move_to(s, at);
            write_cell(s, at);
        }
}

static bool write_all(struct screen *s, size_t limit)
{
    size_t cells = (size_t)s->rows * (size_t)s->columns;
    for (size_t i = 0; i < cells; i++) {
        size_t at = (s->next + i) % cells;
        if (is_shown(s, at) || is_unwritable_corner(s, at))
            continue;
        if (limit > 0 && s->out.length >= limit) {
            s->next = at;
            return false;
        }
        move_to(s, at);
        write_cell(s, at);
    }
    s->next = 0;
    return true;
}

static void show_cursor(struct screen *s, bool wanted)
{
    if (wanted == s->cursor_is_shown)
        return;
    const char *code = wanted ? s->codes.show : s->codes.hide;
    bytes_add(&s->out, code, strlen(code));
    s->cursor_is_shown = wanted;
}

static void place_cursor(struct screen *s)
{
    bool wanted = s->cursor_row >= 0 && s->cursor_row < s->rows && s->cursor_column < s->columns;
    if (wanted)
        move_to(s, (size_t)(s->cursor_row * s->columns + s->cursor_column));
    show_cursor(s, wanted);
}

/* A picture leaves the cursor somewhere, and some terminals leave an image of the cursor in it. */
static void fill_hole(struct screen *s)
{
    show_cursor(s, false);
    move_to(s, (size_t)(s->hole.row * s->columns + s->hole.column));
    s->hole.is_filled = s->hole.fill(s->hole.context, &s->out);
    s->row = -1;
}

bool screen_write(struct screen *s, size_t limit)
{
    s->out.length = s->out.style_end = 0;
    if (!s->is_known)
        start_over(s);
    if (limit > 0)
        write_words(s, limit);
    bool complete = write_all(s, limit);
    if (complete && s->hole.is_open && !s->hole.is_filled)
        fill_hole(s);
    place_cursor(s);
    return complete;
}

void screen_leave(struct screen *s)
{
    s->out.length = s->out.style_end = 0;
    sequences_style(&s->codes, &s->out, s->pen, plain);
    s->pen = plain;
}
