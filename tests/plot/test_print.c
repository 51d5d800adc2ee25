/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A canvas as plain text: title, plot, legend, caption. */
#include "../support.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/plot/raster.h"

enum { COLUMNS = 40, ROWS = 12 };

struct sheet {
    struct canvas canvas;
    struct raster raster;
    char *text, *line[60];
    int lines;
};

static int setup(void **state)
{
    struct sheet *s = calloc(1, sizeof *s);
    *state = s;
    if (s == NULL || canvas_new(&s->canvas).code != STATUS_OK)
        return 1;
    s->canvas.x = (struct axis){.from = -1, .to = 1};
    s->canvas.y = (struct axis){.from = -1, .to = 1};
    return 0;
}

static int teardown(void **state)
{
    struct sheet *s = *state;
    canvas_free(&s->canvas);
    raster_free(&s->raster);
    free(s->text);
    free(s);
    return 0;
}

/* Print on that rung and cut into lines. */
static void print(struct sheet *s, enum glyphs glyphs)
{
    size_t size = 0;
    free(s->text);
    assert_fine(raster_resize(&s->raster, COLUMNS, ROWS, glyphs));
    FILE *f = open_memstream(&s->text, &size);
    assert_non_null(f);
    canvas_print(&s->canvas, &s->raster, f);
    assert_int_equal(fclose(f), 0);
    assert_true(size > 0 && s->text[size - 1] == '\n');
    s->lines = 0;
    for (char *at = s->text; *at != '\0'; s->lines++) {
        assert_true(s->lines < 60);
        s->line[s->lines] = at;
        at += strcspn(at, "\n");
        assert_true(at == s->line[s->lines] || at[-1] != ' ');
        *at++ = '\0';
    }
}

FIXTURE(setup, teardown)

TEST(test_title_is_over_the_plot)
{
    struct sheet *s = *state;
    s->canvas.title = "Σ₁₁ and λ";
    print(s, GLYPHS_BRAILLE);
    assert_int_equal(s->lines, ROWS + 1);
    int before = (int)strspn(s->line[0], " "), width = utf8_columns(s->line[0] + before);
    assert_string_equal(s->line[0] + before, "Σ₁₁ and λ");
    int left = s->raster.left;
    assert_true(abs(2 * (before - left) + width - (COLUMNS - left)) <= 1);
    print(s, GLYPHS_ASCII);
    assert_string_equal(s->line[0] + strspn(s->line[0], " "), "Sigma11 and lambda");
    /* Too long for one line. */
    s->canvas.title = "a title that is certainly longer than the forty columns of the page";
    print(s, GLYPHS_BRAILLE);
    assert_int_equal(s->lines, ROWS + 2);
}

TEST(test_legend_has_samples)
{
    struct sheet *s = *state;
    static const char *const want[GLYPHS_COUNT][6] = {
        {"⠂⠢⠵⡾⢿⣿ walkers", "⠤⠤⠤⠤⠤⠤ exact λ", "⠤⠤⠤ ⠤⠤ dashed", "⠄ ⠄ ⠄  dotted", "⣿⣿⣿⣿⣿⣿ bars",
         "  ⢼⠄   measured"},
        {"▘▚████ walkers", "▄▄▄▄▄▄ exact λ", "▄▄▄ ▄▄ dashed", "▖ ▖ ▖  dotted", "██████ bars",
         "  ▟▖   measured"},
        {"::ooO@ walkers", "****** exact lambda", "--- -- dashed", "+ + +  dotted", "oooooo bars",
         "  X    measured"},
    };
    canvas_legend(&s->canvas, MARK_CLOUD, INK_CLOUD, DASH_SOLID, "walkers");
    canvas_legend(&s->canvas, MARK_CURVE, INK_DISCRETE, DASH_SOLID, "exact λ");
    canvas_legend(&s->canvas, MARK_CURVE, INK_CONTINUOUS, DASH_DASHED, "dashed");
    canvas_legend(&s->canvas, MARK_RULE, INK_PAPER, DASH_DOTTED, "dotted");
    canvas_legend(&s->canvas, MARK_STEPS, INK_CLOUD, DASH_SOLID, "bars");
    canvas_legend(&s->canvas, MARK_POINTS, INK_SAMPLE, DASH_SOLID, "measured");
    for (enum glyphs g = GLYPHS_BRAILLE; g < GLYPHS_COUNT; g++) {
        print(s, g);
        assert_int_equal(s->lines, ROWS + 6);
        for (int i = 0; i < 6; i++)
            assert_string_equal(s->line[ROWS + i], want[g][i]);
    }
}

TEST(test_caption_is_broken_at_blanks)
{
    struct sheet *s = *state;
    s->canvas.caption = "sgdscope -l 1.8 -k 1,0.1 --noise minibatch\nλ and μ: "
                        "both are 日本語 here, and so on up to the end of it.\n\nlast";
    print(s, GLYPHS_BRAILLE);
    static const char *const want[] = {"sgdscope -l 1.8 -k 1,0.1 --noise",
                                       "minibatch",
                                       "λ and μ: both are 日本語 here, and so on up",
                                       "to the end of it.",
                                       "",
                                       "last"};
    assert_int_equal(s->lines, ROWS + 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(s->line[ROWS + i], want[i]);
}

TEST(test_long_words_are_broken)
{
    struct sheet *s = *state;
    char word[3 * COLUMNS + 1];
    for (int i = 0; i < 3 * COLUMNS / 2; i++)
        memcpy(word + 2 * i, "λ", 2);
    word[3 * COLUMNS] = '\0'; /* 60 letters */
    s->canvas.caption = canvas_keep(&s->canvas, word);
    print(s, GLYPHS_BRAILLE);
    assert_int_equal(s->lines, ROWS + 2);
    assert_int_equal(utf8_columns(s->line[ROWS]), COLUMNS);
    assert_int_equal(utf8_columns(s->line[ROWS + 1]), 20);
}

/* No byte beyond ASCII, whatever the texts hold. */
TEST(test_ascii_is_ascii)
{
    struct sheet *s = *state;
    s->canvas.title = "3σ ± 2 → ∞ 漢 \xff";
    s->canvas.caption = "\xed\xa0\x80 \xe0\x80\x80 \xf4\x90\x80\x80 λ\x01";
    canvas_legend(&s->canvas, MARK_CURVE, INK_SAMPLE, DASH_SOLID, "Σ\xc3");
    s->canvas.x.label = "w₁";
    canvas_ellipse(&s->canvas, INK_DISCRETE, DASH_SOLID, 0.5, 0, 0.5, 1);
    print(s, GLYPHS_ASCII);
    for (int i = 0; i < s->lines; i++)
        for (const char *c = s->line[i]; *c != '\0'; c++)
            assert_in_range((unsigned char)*c, 0x20, 0x7e);
    assert_string_equal(s->line[s->lines - 1], "\\xf4\\x90\\x80\\x80 lambda\\x01");
}
