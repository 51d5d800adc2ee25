/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plain.h"

#include "sgdscope/base/utf8.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

int plain_locale(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

void plain_open(struct plain *p, FILE *to)
{
    *p = (struct plain){.stream = NULL, .to = to};
    if (plain_locale())
        p->stream = open_memstream(&p->text, &p->size);
    if (p->stream == NULL)
        p->stream = to;
}

void plain_close(struct plain *p)
{
    if (p->stream == p->to)
        return;
    (void)fclose(p->stream);
    if (p->text != NULL)
        utf8_spell(p->text, p->to);
    free(p->text);
}

void plain_message(const char *text)
{
    struct plain p;
    plain_open(&p, stderr);
    fprintf(p.stream, "sgdscope: %s\n", text);
    plain_close(&p);
}
