/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_watch.h"

#include <stdio.h>
#include <string.h>

enum { ESC = 0x1b };

void picture_watch_begin(struct picture_watch *w, char kind, bool has_cursor)
{
    w->seen.under_cursor += kind == 'P' && has_cursor;
    w->head[0] = kind;
    w->length = 1;
    w->dashes = 0;
    w->escape = false;
}

static void note_sixel(struct picture_watch *w)
{
    if (sscanf(w->head, "P0;0q\"1;1;%d;%d#", &w->seen.width, &w->seen.height) != 2)
        return;
    w->seen.sixel++;
    w->seen.bands = (int)w->dashes;
}

static void note_kitty(struct picture_watch *w)
{
    const char *size = strstr(w->head, ",s=");
    w->seen.asked += strstr(w->head, "a=q") != NULL;
    w->seen.removed += strstr(w->head, "a=d") != NULL;
    w->seen.kitty += strstr(w->head, "m=0;") != NULL;
    if (strstr(w->head, "a=T") != NULL && size != NULL)
        (void)sscanf(size, ",s=%d,v=%d,c=%d,r=%d", &w->seen.width, &w->seen.height,
                     &w->seen.columns, &w->seen.rows);
}

bool picture_watch_take(struct picture_watch *w, char c)
{
    bool ends = w->escape && c == '\\';
    w->escape = c == ESC;
    w->dashes += c == '-';
    if (w->length + 1 < sizeof w->head)
        w->head[w->length++] = c;
    w->head[w->length] = '\0';
    if (ends && w->head[0] == 'P')
        note_sixel(w);
    else if (ends)
        note_kitty(w);
    return ends;
}
