/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/base/utf8.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <math.h>
#include <string.h>

/* Where cairo's bytes go. */
struct sink {
    FILE *stream;
    const struct canvas *canvas;
    int error;    /* errno of a write that failed */
    int brackets; /* '>' that an SVG file has so far, up to the two that open it */
};

static cairo_status_t write_bytes(struct sink *sink, const unsigned char *data, size_t length)
{
    errno = EIO;
    if (fwrite(data, 1, length, sink->stream) == length)
        return CAIRO_STATUS_SUCCESS;
    sink->error = errno;
    return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t write_plain(void *closure, const unsigned char *data, unsigned int length)
{
    return write_bytes(closure, data, length);
}

/* --- SVG: what can be read ----------------------------------------------------------------------
 * cairo writes letters as shapes. Title and description say the same as text, for searching and for
 * those who hear the page. */

static void write_text(FILE *stream, const char *text)
{
    char bytes[4];
    while (*text != '\0') {
        int is_end_of_line = *text == '\n';
        uint32_t code = utf8_next(&text);
        if (is_end_of_line)
            code = ' ';
        if (code == '&')
            (void)fputs("&amp;", stream);
        else if (code == '<')
            (void)fputs("&lt;", stream);
        else if (code == '>')
            (void)fputs("&gt;", stream);
        else
            (void)fwrite(bytes, 1, utf8_encode(code, bytes), stream);
    }
}

/* "WHAT: TEXT. " */
static void write_part(FILE *stream, const char *what, const char *text)
{
    if (text == NULL)
        return;
    (void)fprintf(stream, "%s: ", what);
    write_text(stream, text);
    (void)fputs(".\n", stream);
}

static void write_description(FILE *stream, const struct canvas *c)
{
    (void)fputs("\n<title>", stream);
    write_text(stream, c->title != NULL ? c->title : "sgdscope");
    (void)fputs("</title>\n<desc>", stream);
    write_part(stream, "Horizontal axis", c->x.label);
    write_part(stream, "Vertical axis", c->y.label);
    for (size_t i = 0; i < c->legends; i++)
        write_part(stream, "Shown", c->legend[i].text);
    if (c->caption != NULL)
        write_text(stream, c->caption);
    (void)fputs("</desc>", stream);
}

/* The description goes behind the second '>', which ends the tag <svg ...>. */
static cairo_status_t write_svg(void *closure, const unsigned char *data, unsigned int length)
{
    struct sink *sink = closure;
    size_t head = 0;
    while (head < length && sink->brackets < 2)
        sink->brackets += data[head++] == '>';
    if (head > 0) {
        cairo_status_t status = write_bytes(sink, data, head);
        if (status != CAIRO_STATUS_SUCCESS)
            return status;
        if (sink->brackets == 2)
            write_description(sink->stream, sink->canvas);
    }
    return write_bytes(sink, data + head, length - head);
}

/* --- the formats ------------------------------------------------------------------------------ */

static cairo_surface_t *make_surface(const struct picture_setting *s, struct sink *sink)
{
    switch (s->format) {
    case PICTURE_SVG:
        return cairo_svg_surface_create_for_stream(write_svg, sink, s->width, s->height);
    case PICTURE_PDF:
        return cairo_pdf_surface_create_for_stream(write_plain, sink, s->width, s->height);
    default:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(s->width * s->scale),
                                          (int)ceil(s->height * s->scale));
    }
}

/* No date: the same picture is the same file. */
static void describe_pdf(cairo_surface_t *surface, const struct canvas *c)
{
    char title[400]; /* UTF-8, which the canvas's may be but for a few bytes */
    size_t used = 0;
    for (const char *at = c->title != NULL ? c->title : ""; *at != '\0' && used + 5 < sizeof title;)
        used += utf8_encode(utf8_next(&at), title + used);
    title[used] = '\0';
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "sgdscope");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
}

static cairo_status_t draw_to(struct sink *sink, const struct canvas *c,
                              const struct picture_setting *s)
{
    cairo_surface_t *surface = make_surface(s, sink);
    cairo_t *cairo = cairo_create(surface);
    if (s->format == PICTURE_SVG) /* cairo 1.18 writes pixels otherwise, so a smaller page */
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    if (s->format == PICTURE_PDF)
        describe_pdf(surface, c);
    if (s->format == PICTURE_PNG)
        cairo_scale(cairo, s->scale, s->scale);
    picture_draw(cairo, c, s);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (status == CAIRO_STATUS_SUCCESS && s->format == PICTURE_PNG)
        status = cairo_surface_write_to_png_stream(surface, write_plain, sink);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status;
}

struct status picture_write(const struct canvas *c, const struct picture_setting *setting,
                            const char *path)
{
    struct picture_setting s = picture_complete(setting);
    struct outfile file = {0};
    STATUS_TRY(outfile_open(&file, path));
    struct sink sink = {.stream = file.stream, .canvas = c};
    cairo_status_t status = draw_to(&sink, c, &s);
    if (status == CAIRO_STATUS_SUCCESS)
        return outfile_commit(&file);
    outfile_abort(&file);
    if (status == CAIRO_STATUS_NO_MEMORY)
        return status_memory("a picture", s.width * s.height * s.scale * s.scale * 4);
    return status_error(STATUS_OUTPUT, "%s: %s", path,
                        sink.error != 0 ? strerror(sink.error) : cairo_status_to_string(status));
}
