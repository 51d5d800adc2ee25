/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theme.h"

#include "sgdscope/plot/raster.h"

#include <stdlib.h>
#include <string.h>

/* Okabe and Ito's colours, safe for the colour-blind: clouds blue, discrete orange, continuous
 * reddish purple, measured bluish green, the paper's own curve blue, earlier ones grey, warnings
 * vermilion. */

struct tint {
    short dark, light;             /* of 256; -1: the terminal's own foreground */
    short eight_dark, eight_light; /* of 8 */
    attr_t attributes;             /* with 8 colours on dark (bold is brighter), or with none */
};

static const struct tint ink_table[INK_COUNT] = {
    [INK_TEXT] = {-1, -1, -1, -1, A_NORMAL},
    [INK_DIM] = {243, 245, -1, -1, A_DIM},
    [INK_STRONG] = {-1, -1, -1, -1, A_BOLD},
    [INK_CLOUD] = {39, 25, COLOR_CYAN, COLOR_BLUE, A_NORMAL},
    [INK_DISCRETE] = {214, 166, COLOR_YELLOW, COLOR_RED, A_BOLD},
    [INK_CONTINUOUS] = {211, 126, COLOR_MAGENTA, COLOR_MAGENTA, A_BOLD},
    [INK_SAMPLE] = {43, 29, COLOR_GREEN, COLOR_GREEN, A_NORMAL},
    [INK_PAPER] = {75, 25, COLOR_CYAN, COLOR_BLUE, A_NORMAL},
    [INK_PREVIOUS] = {248, 240, COLOR_WHITE, COLOR_BLACK, A_NORMAL},
    [INK_WALKER] = {227, 94, COLOR_WHITE, COLOR_BLACK, A_BOLD},
    [INK_WALKER_NOW] = {231, 16, COLOR_WHITE, COLOR_BLACK, A_BOLD},
    [INK_WARNING] = {203, 160, COLOR_RED, COLOR_RED, A_BOLD},
    [INK_GOOD] = {43, 29, COLOR_GREEN, COLOR_GREEN, A_NORMAL},
};

/* Thin to thick: dark to bright, on a light background bright to dark. */
static const struct tint grade_table[RASTER_GRADES] = {
    {24, 153, COLOR_BLUE, COLOR_CYAN, A_NORMAL}, {25, 110, COLOR_BLUE, COLOR_CYAN, A_NORMAL},
    {31, 74, COLOR_BLUE, COLOR_CYAN, A_BOLD},    {38, 68, COLOR_CYAN, COLOR_BLUE, A_NORMAL},
    {44, 31, COLOR_CYAN, COLOR_BLUE, A_NORMAL},  {87, 25, COLOR_CYAN, COLOR_BLUE, A_BOLD},
    {195, 18, COLOR_WHITE, COLOR_BLACK, A_BOLD},
};

static int colours; /* 256, 8 or 0; set once at the start */
static int is_light;

enum { FIRST_INK = 1, FIRST_GRADE = FIRST_INK + INK_COUNT };

int theme_background_is_light(void)
{
    const char *set = getenv("COLORFGBG");
    const char *last = set != NULL ? strrchr(set, ';') : NULL;
    int background = last != NULL ? atoi(last + 1) : 0;
    return background == 7 || background == 15;
}

static void set_pair(int pair, const struct tint *t)
{
    short of_256 = is_light ? t->light : t->dark, of_8 = is_light ? t->eight_light : t->eight_dark;
    short colour = colours >= 256 ? of_256 : of_8;
    (void)init_pair((short)pair, colour, -1);
}

void theme_set(int light)
{
    is_light = light;
    if (colours == 0)
        return;
    for (int i = 0; i < INK_COUNT; i++)
        set_pair(FIRST_INK + i, &ink_table[i]);
    for (int i = 0; i < RASTER_GRADES; i++)
        set_pair(FIRST_GRADE + i, &grade_table[i]);
}

void theme_init(int no_color, int light)
{
    const char *forbidden = getenv("NO_COLOR");
    colours = 0;
    if (no_color || (forbidden != NULL && forbidden[0] != '\0') || !has_colors())
        return;
    (void)start_color();
    (void)use_default_colors();
    if (COLORS < 8 || COLOR_PAIRS <= FIRST_GRADE + RASTER_GRADES)
        return;
    colours = COLORS >= 256 ? 256 : 8;
    theme_set(light);
}

attr_t theme_attributes(enum ink ink, int grade, short *pair)
{
    const struct tint *t = ink == INK_CLOUD ? &grade_table[grade] : &ink_table[ink];
    attr_t plain =
        ink == INK_STRONG || ink == INK_WARNING || ink == INK_WALKER_NOW ? A_BOLD : A_NORMAL;
    *pair = 0;
    if (colours == 0)
        return ink == INK_CLOUD ? (grade < 2   ? A_DIM
                                   : grade > 4 ? A_BOLD
                                               : A_NORMAL)
                                : t->attributes;
    *pair = (short)(ink == INK_CLOUD ? FIRST_GRADE + grade : FIRST_INK + (int)ink);
    return colours >= 256 || is_light ? plain : t->attributes;
}
