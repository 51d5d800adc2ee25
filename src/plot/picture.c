/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/base/utf8.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

struct picture picture_begin(const struct canvas *c, const struct picture_setting *setting,
                             cairo_t *cairo)
{
    struct picture p = {.cairo = cairo, .canvas = c, .setting = setting};
    /* Letters have the same widths in all formats. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
    picture_layout(&p);
    return p;
}

/* The lines of a text from that baseline on: on the left of the page, or as far as the page allows
 * in the middle of the plot. */
static void draw_lines(const struct picture *p, enum ink ink, double size, int style,
                       enum align align, double y, const char *text)
{
    char line[TEXT_LINE];
    picture_paint(p, (int)ink);
    for (; text != NULL && picture_text_line(p, size, style, &text, line); y += LINE_STEP * size) {
        double width = picture_text_width(p, size, style, line);
        double middle = p->plot.x + 0.5 * p->plot.width;
        double x = fmin(fmax(middle - 0.5 * width, MARGIN), p->setting->width - MARGIN - width);
        picture_text(p, size, style, ALIGN_LEFT, align == ALIGN_CENTRE ? x : MARGIN, y, line);
    }
}

/* Title and caption stay next to a plot that is lower than the page allows. */
void picture_draw(const struct picture *p)
{
    double title = p->plot.y - picture_title_height(p) + 0.95 * TEXT_TITLE;
    double foot = p->plot.y + p->plot.height + picture_labels_height(p);
    picture_paint(p, PAINT_PAGE);
    cairo_paint(p->cairo);
    picture_axes_below(p);
    picture_marks(p);
    picture_axes_above(p);
    if (p->bare)
        return;
    picture_names(p);
    if (!p->setting->no_legend)
        picture_legend(p);
    if (!p->setting->no_title)
        draw_lines(p, INK_STRONG, TEXT_TITLE, TEXT_BOLD, ALIGN_CENTRE, title, p->canvas->title);
    if (!p->setting->no_caption)
        draw_lines(p, INK_DIM, TEXT_SMALL, TEXT_PLAIN, ALIGN_LEFT, foot + CAPTION_GAP + TEXT_SMALL,
                   p->canvas->caption);
}

double picture_aspect(const struct canvas *c, const struct picture_setting *setting, cairo_t *cairo)
{
    struct canvas free = *c; /* shares the pool, which is only read */
    free.equal = 0;
    struct picture p = picture_begin(&free, setting, cairo);
    return p.plot.width / p.plot.height;
}

static double aspect_of(const struct canvas *c, const struct picture_setting *setting)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    double aspect = picture_aspect(c, setting, cairo);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return aspect;
}

/* Where cairo's bytes go. */
struct sink {
    FILE *stream;
    const struct picture_setting *setting;
    const struct canvas *described; /* NULL: not in that format */
    int error;                      /* errno of a write that failed */
    int brackets;                   /* '>' so far, up to the two that open an SVG file */
};

static void write_text(FILE *stream, const char *before, const char *text, const char *after)
{
    char bytes[4];
    if (text == NULL)
        return;
    (void)fputs(before, stream);
    while (*text != '\0') {
        bool ends_line = *text == '\n';
        uint32_t code = utf8_next(&text);
        const char *entity = code == '&'   ? "&amp;"
                             : code == '<' ? "&lt;"
                             : code == '>' ? "&gt;"
                                           : NULL;
        if (entity != NULL)
            (void)fputs(entity, stream);
        else
            (void)fwrite(bytes, 1, utf8_encode(ends_line ? ' ' : code, bytes), stream);
    }
    (void)fputs(after, stream);
}

/* cairo writes letters as shapes. Title and description say the same as text, for searching and for
 * those who hear the page. */
static void write_description(FILE *stream, const struct canvas *c)
{
    write_text(stream, "\n<title>", c->title != NULL ? c->title : "sgdscope", "</title>\n<desc>");
    write_text(stream, "Horizontal axis: ", c->x.label, ".\n");
    write_text(stream, "Vertical axis: ", c->y.label, ".\n");
    for (size_t i = 0; i < c->legends; i++)
        write_text(stream, "Shown: ", c->legend[i].text, ".\n");
    write_text(stream, "", c->caption, "");
    (void)fputs("</desc>", stream);
}

/* The description goes behind the second '>', which ends the tag <svg ...>. */
static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int length)
{
    struct sink *sink = closure;
    size_t head = 0;
    while (sink->described != NULL && head < length && sink->brackets < 2)
        sink->brackets += data[head++] == '>';
    errno = EIO;
    size_t written = fwrite(data, 1, head, sink->stream);
    if (head > 0 && sink->brackets == 2)
        write_description(sink->stream, sink->described);
    written += fwrite(data + head, 1, length - head, sink->stream);
    if (written == length)
        return CAIRO_STATUS_SUCCESS;
    sink->error = errno;
    return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *svg_surface(struct sink *sink, const struct canvas *c)
{
    sink->described = c;
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(
        write_bytes, sink, sink->setting->width, sink->setting->height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT); /* 1.18's are pixels */
    return surface;
}

static cairo_surface_t *png_surface(struct sink *sink, const struct canvas *c)
{
    const struct picture_setting *page = sink->setting;
    (void)c;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(page->width * page->pixels), (int)(page->height * page->pixels));
    cairo_surface_set_device_scale(surface, page->pixels, page->pixels);
    return surface;
}

/* No date, so that the same picture is the same file. */
static cairo_surface_t *pdf_surface(struct sink *sink, const struct canvas *c)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        write_bytes, sink, sink->setting->width, sink->setting->height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "sgdscope");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   c->title != NULL ? c->title : "");
    return surface;
}

struct status picture_support(void)
{
    return status_ok();
}

static cairo_status_t draw_to(struct sink *sink, const struct canvas *c, enum picture_kind kind)
{
    static cairo_surface_t *(*const surface_of[])(struct sink *, const struct canvas *) = {
        [PICTURE_SVG] = svg_surface, [PICTURE_PNG] = png_surface, [PICTURE_PDF] = pdf_surface};
    cairo_surface_t *surface = surface_of[kind](sink, c);
    cairo_t *cairo = cairo_create(surface);
    struct picture p = picture_begin(c, sink->setting, cairo);
    struct picture_room room = {0};
    p.room = &room;
    picture_draw(&p);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (status == CAIRO_STATUS_SUCCESS && kind == PICTURE_PNG)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, sink);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    picture_room_free(&room);
    return status;
}

/* Why no other file can be opened, 0 if one can: cairo says of fonts that cannot be read that there
 * is no memory. */
static int why_no_file(void)
{
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    (void)close(fd);
    return 0;
}

struct status picture_write(picture_drawer *draw, void *context, struct canvas *c,
                            const struct picture_setting *given, const char *path)
{
    /* What is drawn and the plot's shape depend on each other; three rounds settle it. The
     * first one is wide, so that there is room for the legend beside the marks. */
    enum { ROUNDS = 3 };
    const enum picture_kind kind = picture_kind(path);
    struct picture_setting setting = *given;
    struct outfile file = {0};
    double aspect = 2;
    if (setting.width == 0) {
        setting.width = 432;
        setting.height = 324;
    }
    if (setting.pixels == 0)
        setting.pixels = 3;
    if (kind == PICTURE_KINDS)
        return status_error(STATUS_INPUT, "%.200s: the name must end in .svg, .png or .pdf", path);
    for (int i = 0; i < ROUNDS; i++) {
        draw(context, aspect, c);
        aspect = aspect_of(c, &setting);
    }
    STATUS_TRY(outfile_open(&file, path));
    struct sink sink = {.stream = file.stream, .setting = &setting};
    cairo_status_t status = draw_to(&sink, c, kind);
    if (status == CAIRO_STATUS_SUCCESS)
        return outfile_commit(&file);
    const int refusal = why_no_file();
    outfile_abort(&file);
    if (status == CAIRO_STATUS_NO_MEMORY && refusal != 0)
        return status_error(STATUS_MEMORY, "a picture: the fonts cannot be read: %s",
                            strerror(refusal));
    if (status == CAIRO_STATUS_NO_MEMORY)
        return status_memory("a picture",
                             4 * setting.width * setting.height * setting.pixels * setting.pixels);
    return status_file(STATUS_OUTPUT, path, 0, "%s",
                       sink.error != 0 ? strerror(sink.error) : cairo_status_to_string(status));
}
