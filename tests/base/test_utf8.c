/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/utf8.h"

#include <locale.h>

/* Text with its symbols spelled in ASCII. */

static void expect_spelling(const char *text, const char *want)
{
    char *got = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&got, &size);
    assert_non_null(stream);
    utf8_spell(text, stream);
    assert_int_equal(fclose(stream), 0);
    assert_string_equal(got, want);
    free(got);
}

TEST(words)
{
    expect_spelling("", "");
    expect_spelling("no symbol:\n\t1 \x7f", "no symbol:\n\t1 \\x7f");
    expect_spelling("λ", "lambda");
    expect_spelling("λk = 1−s, 3σ", "lambda k = 1-s, 3 sigma");
    expect_spelling("σ²I + aKΣK", "sigma^2 I + aK Sigma K");
    expect_spelling("Λ = λ(KΣK)⁻¹", "Lambda = lambda(K Sigma K)^-1");
    expect_spelling("½ C₁₁, ±√3, 2×10, λ₁λ₂", "1/2 C11, +-sqrt 3, 2 x 10, lambda1 lambda2");
    expect_spelling("μ ≤ 1 → ∞…", "mu <= 1 -> inf...");
}

/* What is no symbol of ours, or not UTF-8, is somebody's file name. */
TEST(others)
{
    expect_spelling("ä?.txt", "ä?.txt");
    expect_spelling("\xff\xce", "\\xff\\xce");
    expect_spelling("漢λ", "漢lambda");
}

/* Unicode, table 3-7. */
TEST(lengths)
{
    static const struct {
        const char *text;
        size_t length;
    } cases[] = {
        {"a", 1},
        {"λ", 2},
        {"⣿", 3},
        {"𝛌", 4},
        {"\xc1\xbf", 0}, /* overlong */
        {"\xe0\x9f\xbf", 0},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xed\xa0\x80", 0},     /* half of a pair of UTF-16 */
        {"\xf4\x90\x80\x80", 0}, /* beyond U+10FFFF */
        {"\xce", 0},
        {"\xce"
         "a",
         0},
        {"\x80", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_length(cases[i].text), cases[i].length);
}

TEST(codes_there_and_back)
{
    static const char text[] = "aλ⣿𝛌\xff\x01";
    static const uint32_t want[] = {'a', 0x3bb, 0x28ff, 0x1d6cc, '?', '?', 0};
    const char *at = text;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char bytes[4];
        const char *from = at;
        uint32_t code = utf8_next(&at);
        assert_int_equal(code, want[i]);
        if (code > '?')
            assert_memory_equal(bytes, from, utf8_encode(code, bytes));
    }
    assert_int_equal(utf8_columns(text), 6);
}

TEST(cut_at_a_character)
{
    static const char text[] = "aλ⣿";
    static const size_t start[] = {0, 1, 1, 3, 3, 3, 6}, after[] = {1, 3, 3, 6, 6, 6, 6};
    for (size_t i = 0; i < sizeof start / sizeof *start; i++) {
        assert_int_equal(utf8_start(text, i), start[i]);
        assert_int_equal(utf8_after(text, i), after[i]);
    }
}

TEST(subscripts)
{
    char text[UTF8_SUBSCRIPT_SIZE];
    assert_string_equal(utf8_subscript(1907, text), "₁₉₀₇");
    assert_string_equal(utf8_subscript(0, text), "₀");
}

static void expect_cells(void)
{
    static const uint32_t other[] = {0x301, 0x5b0, 0x4e2d, 0xff21, 0x1f600};
    char symbol[5];
    for (size_t i = 0; utf8_symbol(i, symbol) != NULL; i++) {
        const char *at = symbol;
        assert_true(utf8_fills_one_cell(utf8_next(&at)));
    }
    for (uint32_t code = 0x2800; code <= 0x28ff; code++)
        assert_true(utf8_fills_one_cell(code));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(utf8_fills_one_cell(other[i]));
}

/* Without a locale that knows the characters' widths, and with one. */
TEST(cells)
{
    expect_cells();
    if (setlocale(LC_CTYPE, "C.UTF-8") != NULL)
        expect_cells();
    (void)setlocale(LC_CTYPE, "C");
}
