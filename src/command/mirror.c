/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mirror.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT, ESCAPE, CONTROL, CHARSET, STRING };

int mirror_new(struct mirror *m, int rows, int columns)
{
    size_t cells = (size_t)rows * (size_t)columns;
    *m = (struct mirror){.rows = rows, .columns = columns, .pen.foreground = -1};
    m->cell = malloc(cells * sizeof *m->cell);
    if (m->cell == NULL)
        return 0;
    for (size_t i = 0; i < cells; i++)
        m->cell[i] = (struct need_cell){' ', m->pen};
    return 1;
}

void mirror_free(struct mirror *m)
{
    free(m->cell);
    m->cell = NULL;
}

/* --- text ------------------------------------------------------------------------------------- */

static void print(struct mirror *m, uint32_t code)
{
    if (m->row < m->rows && m->column < m->columns)
        m->cell[m->row * m->columns + m->column] = (struct need_cell){code, m->pen};
    m->column++;
}

/* A byte of a character of several. */
static void take_part(struct mirror *m, char byte)
{
    if (((unsigned char)byte & 0xc0) != 0x80)
        m->count = 0;
    if (m->count + 1 < MIRROR_HELD)
        m->held[m->count++] = byte;
    unsigned char lead = (unsigned char)m->held[0];
    if (m->count < (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4))
        return;
    const char *text = m->held;
    m->held[m->count] = '\0';
    m->count = 0;
    print(m, utf8_next(&text));
}

static void take_text(struct mirror *m, char byte)
{
    if (byte == '\n')
        m->row++;
    else if (byte == '\r')
        m->column = 0;
    else if (byte == '\033')
        m->state = ESCAPE;
    else if ((unsigned char)byte >= 0x80)
        take_part(m, byte);
    else if (byte >= ' ')
        print(m, (uint32_t)byte);
}

/* --- sequences -------------------------------------------------------------------------------- */

/* A parameter, counted from 0; `otherwise` where it is not there. */
static int parameter(const struct mirror *m, int which, int otherwise)
{
    const char *at = m->held;
    for (; which > 0 && at != NULL; which--) {
        at = strchr(at, ';');
        at = at != NULL ? at + 1 : NULL;
    }
    return at != NULL && *at >= '0' && *at <= '9' ? atoi(at) : otherwise;
}

static int parameters(const struct mirror *m)
{
    int count = 1;
    for (const char *c = m->held; *c != '\0'; c++)
        count += *c == ';';
    return count;
}

static void set_pen(struct mirror *m)
{
    int count = parameters(m);
    for (int i = 0; i < count; i++) {
        int n = parameter(m, i, 0);
        if (n == 0)
            m->pen = (struct need_style){.foreground = -1};
        else if (n == 1)
            m->pen.bold = 1;
        else if (n == 2)
            m->pen.dim = 1;
        else if (n == 7)
            m->pen.reverse = 1;
        else if (n >= 30 && n <= 37)
            m->pen.foreground = n - 30;
        else if (n >= 90 && n <= 97)
            m->pen.foreground = n - 90 + 8;
        else if (n == 38) {
            m->pen.foreground = parameter(m, i + 2, 0);
            i += 2;
        }
    }
}

/* To the end of the screen. */
static void erase(struct mirror *m)
{
    for (int i = m->row * m->columns + m->column; i < m->rows * m->columns; i++)
        m->cell[i] = (struct need_cell){' ', {.foreground = -1}};
}

static enum mirror_event obey(struct mirror *m, char final)
{
    m->held[m->count] = '\0';
    m->count = 0;
    m->state = TEXT;
    if (final == 'p' && strcmp(m->held, "?2026$") == 0)
        return MIRROR_SYNC;
    if (final == 'n' && strcmp(m->held, "5") == 0)
        return MIRROR_FRAME;
    if (m->held[0] == '?')
        return MIRROR_NOTHING;
    if (final == 'H')
        m->row = parameter(m, 0, 1) - 1;
    if (final == 'H')
        m->column = parameter(m, 1, 1) - 1;
    else if (final == 'G')
        m->column = parameter(m, 0, 1) - 1;
    else if (final == 'C')
        m->column += parameter(m, 0, 1);
    else if (final == 'J')
        erase(m);
    else if (final == 'm')
        set_pen(m);
    return MIRROR_NOTHING;
}

enum mirror_event mirror_take(struct mirror *m, char byte)
{
    switch (m->state) {
    case ESCAPE:
        m->count = 0;
        m->state = byte == '[' ? CONTROL : byte == ']' ? STRING : byte == '(' ? CHARSET : TEXT;
        return MIRROR_NOTHING;
    case CHARSET:
        m->state = TEXT;
        return MIRROR_NOTHING;
    case STRING:
        m->state = byte == '\a' ? TEXT : STRING;
        return MIRROR_NOTHING;
    case CONTROL:
        if (byte >= 0x40 && byte < 0x7f)
            return obey(m, byte);
        if (m->count + 1 < MIRROR_HELD)
            m->held[m->count++] = byte;
        return MIRROR_NOTHING;
    default:
        take_text(m, byte);
        return MIRROR_NOTHING;
    }
}

int mirror_row_is(const struct mirror *m, int row, const char *text)
{
    const struct need_cell *cell = m->cell + row * m->columns;
    for (int i = 0; text[i] != '\0'; i++)
        if (i >= m->columns || cell[i].code != (unsigned char)text[i])
            return 0;
    return 1;
}
