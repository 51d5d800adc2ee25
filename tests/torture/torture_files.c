/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kept_name[] = "kept.ini";
static const char kept_text[] = "[experiment]\nlambda = 0.7\nhessian = 2,0.3\n";

static FILE *open_file(const struct torture *o, const char *name, const char *mode)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", terminal_home(o->t), name);
    return fopen(path, mode);
}

void torture_keep_file(struct torture *o)
{
    FILE *f = open_file(o, kept_name, "w");
    if (f == NULL || fputs(kept_text, f) < 0 || fclose(f) != 0)
        torture_find(o, "a file cannot be made", kept_name);
}

/* How a file that is whole begins and ends, by the end of its name. */
static const struct file_form {
    const char *ending, *begins, *ends;
} forms[] = {
    {".ini", "", "\n"},
    {".svg", "<?xml", "</svg>\n"},
    {".png", "\x89PNG", "IEND\xae\x42\x60\x82"},
    {".pdf", "%PDF", "%%EOF\n"},
};

static bool has_form(const struct file_form *form, const char *bytes, size_t size)
{
    size_t begins = strlen(form->begins), ends = strlen(form->ends);
    return size >= begins + ends && memcmp(bytes, form->begins, begins) == 0 &&
           memcmp(bytes + size - ends, form->ends, ends) == 0;
}

/* Keys that were cut may have put more behind the ending; a dot there is that of a temporary file.
 */
static bool is_named_as(const char *name, const char *ending)
{
    const char *at = NULL;
    for (const char *next = strstr(name, ending); next != NULL; next = strstr(next + 1, ending))
        at = next;
    return at != NULL && strchr(at + strlen(ending), '.') == NULL;
}

static void check_bytes(struct torture *o, const char *name, const char *bytes, size_t size,
                        bool is_crash)
{
    if (strcmp(name, kept_name) == 0) {
        if (size != strlen(kept_text) || memcmp(bytes, kept_text, size) != 0)
            torture_find(o, "a file that was there is another one", name);
        return;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (is_named_as(name, forms[i].ending)) {
            if (!has_form(&forms[i], bytes, size))
                torture_find(o, "a file is not whole", name);
            return;
        }
    if (!is_crash)
        torture_find(o, "a file has been left", name);
}

void torture_check_files(struct torture *o, bool is_crash)
{
    enum { MOST = 1 << 24 };
    DIR *d = opendir(terminal_home(o->t));
    char *bytes = malloc(MOST);
    bool is_kept = false;
    for (struct dirent *e; d != NULL && bytes != NULL && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.') /* settings */
            continue;
        FILE *f = open_file(o, e->d_name, "r");
        size_t size = f == NULL ? 0 : fread(bytes, 1, MOST, f);
        if (f != NULL)
            (void)fclose(f);
        check_bytes(o, e->d_name, bytes, size, is_crash);
        is_kept |= strcmp(e->d_name, kept_name) == 0;
    }
    if (!is_kept)
        torture_find(o, "a file that was there is gone", kept_name);
    free(bytes);
    if (d != NULL)
        (void)closedir(d);
}
