/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as files: each format is what it says, whatever the canvas holds, and a file that cannot
 * be written leaves nothing behind. */
#include "page.h"

#include "sgdscope/base/utf8.h"

#include <sys/stat.h>
#include <unistd.h>

enum { SVG, PNG, PDF, FORMATS };

static const char *const file_name[FORMATS] = {"a.svg", "a.png", "a.pdf"};

/* NULL, or what is wrong: a character, or tags that are not closed or have others inside. */
static const char *check_xml(const char *text)
{
    int depth = 0;
    for (const char *c = text; *c != '\0'; c += utf8_length(c)) {
        bool control = (unsigned char)*c < 0x20 && *c != '\n' && *c != '\t';
        if (utf8_length(c) == 0 || control || *c == 0x7f)
            return "a character";
        if (*c == '&' && c[strcspn(c, "; <>")] != ';')
            return "an entity";
    }
    for (const char *c = strchr(text, '<'); c != NULL; c = strchr(c, '<')) {
        size_t length = strcspn(c + 1, "<>") + 1;
        if (c[length] != '>')
            return "the end of a tag";
        bool closes = c[1] == '/', is_alone = c[1] == '?' || c[length - 1] == '/';
        depth += closes ? -1 : is_alone ? 0 : 1;
        if (depth < 0 || c[length + 1 + strcspn(c + length + 1, "<>")] == '>')
            return "a tag that none opens";
        c += length;
    }
    return depth != 0 ? "a tag is open" : NULL;
}

static void expect_xml(const char *path)
{
    size_t size = 0;
    char *text = support_read_file(path, &size);
    const char *wrong = strlen(text) == size ? check_xml(text) : "a zero byte";
    if (wrong != NULL)
        print_error("%s: %s\n", path, wrong);
    free(text);
    assert_null(wrong);
}

FIXTURE(page_setup, page_teardown)

enum { WALKERS = 100000 };

/* One of everything. */
static void fill(struct canvas *c, size_t walkers)
{
    static float u[WALKERS], v[WALKERS];
    const double x[4] = {-8, -2, 1, 7}, y[4] = {1, 5, NAN, -3}, e[4] = {1, 0, 2, NAN};
    uint64_t random = 3;
    for (size_t i = 0; i < walkers; i++) {
        u[i] = (float)(3 * support_normal(&random));
        v[i] = (float)(2 * support_normal(&random));
    }
    canvas_clear(c);
    c->x.label = "w₁";
    c->y.label = "Σ₁₁ / σ²";
    canvas_cloud(c, INK_CLOUD, walkers, u, v, walkers);
    canvas_steps(c, INK_CLOUD, 3, x, y);
    canvas_steps(c, INK_SAMPLE, 3, x, y);
    canvas_ellipse(c, INK_DISCRETE, DASH_SOLID, 9, 1, 4, 3);
    canvas_ellipse(c, INK_CONTINUOUS, DASH_DASHED, 1, 0, 4, 3);
    canvas_curve(c, INK_PAPER, DASH_DOTTED, 4, x, y);
    canvas_curve(c, INK_PREVIOUS, DASH_SOLID, 1, x, y);
    canvas_points(c, INK_SAMPLE, 4, x, y, e);
    canvas_rule(c, INK_DIM, DASH_DASHED, 3, NAN);
    canvas_text(c, INK_WARNING, ALIGN_CENTRE, 0, 8, "DIVERGES ×1.2");
    c->title = "λ & <μ>";
    c->caption = "sgdscope -l 1.8 -k 1,0.1\nt = 12";
    for (enum mark_kind kind = MARK_CLOUD; kind <= MARK_TEXT; kind++)
        canvas_legend(c, kind, INK_DISCRETE, DASH_DASHED, "discrete λk");
}

static void write_as(struct page *p, int format)
{
    assert_fine(page_write(p, file_name[format]));
}

TEST(test_names_of_pictures)
{
    static const char *const names[] = {"a.svg", "b.c/a.b.png", ".pdf"};
    static const char *const none[] = {"", "svg", "a.SVG", "a.svg.txt", "a.jpeg", "png.", "a.sv"};
    for (size_t i = 0; i < 3; i++)
        assert_true(picture_is_file_name(names[i]));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(picture_is_file_name(none[i]));
}

static void expect_part(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_error("not there: %s\n", part);
    assert_non_null(strstr(text, part));
}

TEST(test_svg)
{
    struct page *p = *state;
    size_t size = 0;
    fill(&p->canvas, 1000);
    write_as(p, SVG);
    expect_xml("a.svg");
    char *text = support_read_file("a.svg", &size);
    expect_part(text, "<title>λ &amp; &lt;μ&gt;</title>");
    expect_part(text, "w₁");
    expect_part(text, "Σ₁₁ / σ²");
    expect_part(text, "discrete λk");
    expect_part(text, "sgdscope -l 1.8 -k 1,0.1 t = 12");
    expect_part(text, "stroke-dasharray"); /* curves are curves */
    expect_part(text, "width=\"432pt\" height=\"324pt\"");
    free(text);
}

TEST(test_pdf)
{
    struct page *p = *state;
    size_t size = 0, again = 0;
    fill(&p->canvas, 1000);
    write_as(p, PDF);
    char *text = support_read_file("a.pdf", &size);
    assert_int_equal(memcmp(text, "%PDF-1.", 7), 0);
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    assert_true(size > 1000 && memcmp(text + size - 5, "%%EOF", 5) == 0);
    free(text);
    /* The same picture is the same file. */
    text = support_read_file("a.pdf", &size);
    write_as(p, PDF);
    char *second = support_read_file("a.pdf", &again);
    assert_int_equal(size, again);
    assert_memory_equal(text, second, size);
    free(text);
    free(second);
}

/* Very many walkers are no larger a file than the page is. */
TEST(test_vector_formats_stay_small)
{
    struct page *p = *state;
    size_t size = 0;
    fill(&p->canvas, WALKERS);
    for (int f = 0; f < FORMATS; f++) {
        write_as(p, f);
        free(support_read_file(file_name[f], &size));
        assert_true(size > 10000 && size < 2000000);
    }
}

static void write_all(struct page *p)
{
    for (int f = 0; f < FORMATS; f++)
        write_as(p, f);
    expect_xml("a.svg");
    assert_true(p->aspect > 0);
}

TEST(test_windows_that_make_no_sense)
{
    struct page *p = *state;
    static const struct axis axes[] = {
        {0},
        {.from = 1, .to = 1},
        {.from = 2, .to = 1},
        {.from = NAN, .to = 1},
        {.from = 0, .to = INFINITY},
        {.from = -1e308, .to = 1e308},
        {.from = 0, .to = 5e-324},
        {.from = 1e15, .to = 1e15 + 0.25},
        {.from = 0, .to = 1, .logarithmic = 1},
        {.from = -1, .to = 1, .logarithmic = 1},
        {.from = 5e-324, .to = 1.7e308, .logarithmic = 1},
        {.from = 1, .to = 1 + 1e-15, .logarithmic = 1},
        {.from = 0.3, .to = 0.4, .logarithmic = 1},
        {.from = 1e-300, .to = 1e-299},
        {.from = -1, .to = 1, .hidden = 1},
    };
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
        for (int which = 0; which < 3; which++) {
            fill(&p->canvas, 100);
            p->canvas.equal = (int)i % 2;
            p->canvas.x = which != 1 ? axes[i] : (struct axis){.from = -10, .to = 10};
            p->canvas.y = which != 0 ? axes[i] : (struct axis){.from = -10, .to = 10};
            write_all(p);
        }
}

/* Bytes that are not UTF-8, control characters, and very long words. */
TEST(test_any_text)
{
    struct page *p = *state;
    char many[3000];
    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    static const char *const text[] = {"",
                                       "\xff\xfe",
                                       "\xe0\x80\x80",
                                       "\xed\xa0\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xc3",
                                       "a\x01\x7f\tb",
                                       "_",
                                       "a_",
                                       "_{",
                                       "_{ab",
                                       "u_{D}_1",
                                       "漢字 🙂",
                                       "]]>",
                                       "\xc2\x85",
                                       "   ",
                                       "\n\n\n"};
    for (size_t i = 0; i <= sizeof text / sizeof *text; i++) {
        const char *t = i < sizeof text / sizeof *text ? text[i] : many;
        canvas_clear(&p->canvas);
        p->canvas.x.label = p->canvas.y.label = t;
        canvas_text(&p->canvas, INK_TEXT, ALIGN_RIGHT, 0, 0, strlen(t) < 100 ? t : "");
        canvas_legend(&p->canvas, MARK_CURVE, INK_DISCRETE, DASH_SOLID, strlen(t) < 100 ? t : "");
        p->canvas.caption = canvas_keep(&p->canvas, strlen(t) < 100 ? t : "x");
        write_all(p);
    }
}

TEST(test_unwritable)
{
    struct page *p = *state;
    static const char *const full[] = {"full.svg", "full.png", "full.pdf"};
    fill(&p->canvas, 1000);
    assert_int_equal(mkdir("folder.svg", 0700), 0);
    for (int f = 0; f < FORMATS; f++)
        assert_int_equal(symlink("/dev/full", full[f]), 0);
    size_t before = support_count_files(".");
    for (int f = 0; f < FORMATS; f++)
        assert_refused(page_write(p, full[f]), STATUS_OUTPUT, full[f]);
    assert_refused(page_write(p, "none/a.svg"), STATUS_OUTPUT, "none/a.svg: No such file");
    assert_refused(page_write(p, "folder.svg"), STATUS_OUTPUT, "folder.svg: ");
    assert_refused(page_write(p, "a.svgz"), STATUS_INPUT, "a.svgz: the name must end in");
    assert_int_equal(support_count_files("."), before);
}
