/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/outfile.h"
#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>

void ascii_output_open(struct ascii_output *p, FILE *to)
{
    *p = (struct ascii_output){.to = to};
    p->stream = open_memstream(&p->text, &p->size);
    if (p->stream == NULL)
        p->stream = to;
}

void ascii_output_close(struct ascii_output *p)
{
    if (p->stream == p->to)
        return;
    (void)fclose(p->stream);
    if (p->text != NULL && utf8_locale())
        utf8_write(p->text, p->to);
    else if (p->text != NULL)
        utf8_spell(p->text, p->to);
    free(p->text);
}

void ascii_output_message(const char *text)
{
    struct ascii_output p;
    ascii_output_open(&p, stderr);
    fprintf(p.stream, "sgdscope: %s\n", text);
    ascii_output_close(&p);
}

struct picture_setting picture_setting_of(const struct options *o)
{
    return (struct picture_setting){
        .dark = o->theme == THEME_DARK,
        .no_title = o->no_title,
        .no_caption = o->no_caption,
        .width = o->size[0],
        .height = o->size[1],
    };
}

void text_options_apply(const struct options *o, struct canvas *c)
{
    c->title = o->no_title ? NULL : c->title;
    c->caption = o->no_caption ? NULL : c->caption;
}

struct status output_write(const struct options *options, output_writer *write, void *what)
{
    struct outfile file = {0};
    if (options->output == NULL)
        return options->quiet ? status_ok() : write(stdout, what);
    STATUS_TRY(outfile_open(&file, options->output));
    struct status s = write(file.stream, what);
    if (s.code == STATUS_OK)
        return outfile_commit(&file);
    outfile_abort(&file);
    return s;
}
