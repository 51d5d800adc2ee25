/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/colours.h"

#include "sgdscope/plot/raster.h"

#include <curses.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

/* Okabe and Ito's colours, safe for the colour-blind: clouds blue, discrete orange, continuous
 * reddish purple, measured bluish green, the paper's own curve blue, constant noise yellow, earlier
 * ones grey, warnings vermilion; averages violet. */

/* What the background is. On either, the colours have a contrast of 3 at least with black and with
 * white: of 8, red and magenta alone have that. */
enum ground { GROUND_DARK, GROUND_LIGHT, GROUND_EITHER, GROUNDS };

struct tint {
    /* -1: the terminal's own foreground. */
    short of_256[GROUNDS], of_8[GROUNDS];
    uint8_t attributes; /* with 8 colours on dark (bold is brighter) or on either, or with none */
};

static const struct tint ink_table[INK_COUNT] = {
    [INK_TEXT] = {{-1, -1, -1}, {-1, -1, -1}, 0},
    [INK_DIM] = {{243, 240, 243}, {-1, -1, -1}, STYLE_DIM},
    [INK_STRONG] = {{-1, -1, -1}, {-1, -1, -1}, STYLE_BOLD},
    [INK_CLOUD] = {{39, 25, 32}, {COLOR_CYAN, COLOR_BLUE, -1}, 0},
    [INK_DISCRETE] = {{214, 166, 166}, {COLOR_YELLOW, COLOR_RED, COLOR_RED}, STYLE_BOLD},
    [INK_CONTINUOUS] = {{211, 126, 169}, {COLOR_MAGENTA, COLOR_MAGENTA, COLOR_MAGENTA}, STYLE_BOLD},
    [INK_SAMPLE] = {{43, 29, 29}, {COLOR_GREEN, COLOR_GREEN, -1}, 0},
    [INK_PAPER] = {{75, 25, 33}, {COLOR_CYAN, COLOR_BLUE, -1}, 0},
    [INK_CONSTANT] = {{185, 100, 100}, {COLOR_WHITE, COLOR_BLACK, -1}, 0},
    [INK_PREVIOUS] = {{248, 240, 244}, {COLOR_WHITE, COLOR_BLACK, -1}, 0},
    [INK_WALKER] = {{227, 94, 136}, {COLOR_WHITE, COLOR_BLACK, -1}, STYLE_BOLD},
    [INK_WALKER_NOW] = {{231, 16, -1}, {COLOR_WHITE, COLOR_BLACK, -1}, STYLE_BOLD},
    [INK_RUN] = {{118, 28, 28}, {COLOR_GREEN, COLOR_GREEN, -1}, STYLE_BOLD},
    [INK_AVERAGE] = {{147, 55, 98}, {COLOR_WHITE, COLOR_BLACK, -1}, STYLE_BOLD},
    [INK_WARNING] = {{203, 160, 196}, {COLOR_RED, COLOR_RED, COLOR_RED}, STYLE_BOLD},
    [INK_GOOD] = {{43, 29, 29}, {COLOR_GREEN, COLOR_GREEN, -1}, 0},
};

/* From sparse to dense: dark to bright, on a light background bright to dark. */
static const struct tint grade_table[RASTER_GRADES] = {
    {{24, 153, 67}, {COLOR_BLUE, COLOR_CYAN, -1}, 0},
    {{25, 110, 67}, {COLOR_BLUE, COLOR_CYAN, -1}, 0},
    {{31, 74, 68}, {COLOR_BLUE, COLOR_CYAN, -1}, STYLE_BOLD},
    {{38, 68, 32}, {COLOR_CYAN, COLOR_BLUE, -1}, 0},
    {{44, 31, 33}, {COLOR_CYAN, COLOR_BLUE, -1}, 0},
    {{87, 25, 27}, {COLOR_CYAN, COLOR_BLUE, -1}, STYLE_BOLD},
    {{-1, 18, -1}, {-1, COLOR_BLACK, -1}, STYLE_BOLD}, /* seen on whatever background there is */
};

bool colours_background_is_light(bool *known)
{
    const char *set = getenv("COLORFGBG");
    const char *last = set != NULL ? strrchr(set, ';') : NULL;
    int background = last != NULL ? atoi(last + 1) : 0;
    *known = last != NULL || strcmp(getenv("TERM"), "linux") == 0; /* the console is dark */
    return background == 7 || background == 15;
}

bool colours_parse(const char *text, uint32_t *colour)
{
    uint32_t all = 0;
    for (int i = 0; i < 3; i++) {
        char *end = NULL;
        unsigned long value = strtoul(text, &end, 16);
        double most = pow(16, (double)(end - text)) - 1;
        if (end == text || (*end != "//"[i] && (i < 2 || *end != '/')))
            return false;
        all = all << 8 | (uint32_t)lround(255 * (double)value / most);
        text = end + 1;
    }
    *colour = all;
    return true;
}

bool colours_is_light(uint32_t colour)
{
    return 299 * (colour >> 16) + 587 * (colour >> 8 & 0xff) + 114 * (colour & 0xff) > 127500;
}

uint32_t colours_page(const struct colours *c)
{
    if (c->has_page && colours_is_light(c->page) == c->is_light)
        return c->page;
    return c->is_light ? 0xffffff : 0x000000;
}

void colours_init(struct colours *c, bool no_color, bool light, bool known)
{
    const char *forbidden = getenv("NO_COLOR");
    int there = tigetnum("colors");
    bool forbids = no_color || (forbidden != NULL && forbidden[0] != '\0');
    c->count = forbids || there < 8 ? 0 : there >= 256 ? 256 : 8;
    c->is_light = light;
    c->is_known = known;
}

static enum ground ground_of(const struct colours *c)
{
    return !c->is_known ? GROUND_EITHER : c->is_light ? GROUND_LIGHT : GROUND_DARK;
}

struct style colours_style(const struct colours *c, enum ink ink, int grade)
{
    const struct tint *t = ink == INK_CLOUD ? &grade_table[grade] : &ink_table[ink];
    const enum ground ground = ground_of(c);
    bool strong = ink == INK_STRONG || ink == INK_WARNING || ink == INK_WALKER_NOW;
    bool is_many = c->count >= 256, is_none = c->count == 0;
    short colour = is_none ? -1 : is_many ? t->of_256[ground] : t->of_8[ground];
    if (ink == INK_CLOUD && (is_none || (!is_many && ground == GROUND_EITHER)))
        return (struct style){-1, grade < 2 ? STYLE_DIM : grade > 4 ? STYLE_BOLD : 0};
    if (is_many || (!is_none && ground == GROUND_LIGHT))
        return (struct style){colour, strong ? STYLE_BOLD : 0};
    return (struct style){colour, t->attributes};
}
