/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/utf8.h"

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
    expect_spelling("no symbol:\n\t1 \x7f", "no symbol:\n\t1 \x7f");
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
    expect_spelling("\xff\xce", "\xff\xce");
    expect_spelling("漢λ", "漢lambda");
}
