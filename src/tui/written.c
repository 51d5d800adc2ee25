/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/io/own_inputs.h"

/* Which files the instrument may write: new ones, and those that it has written itself. It replaces
 * others when told to, but never one that this session reads: the experiment's, those that undo
 * would bring back, and the tour's. An experiment file is read once, so it can be replaced. */

bool written_is_taken(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

/* Whether it is as this session wrote it. */
static bool is_own(const struct written *w, const char *path)
{
    struct stat is;
    bool found = false;
    if (stat(path, &is) != 0)
        return false;
    for (int i = 0; i < WRITTEN_MAX && i < w->count; i++) {
        const struct stat *was = &w->file[i];
        found |= is.st_dev == was->st_dev && is.st_ino == was->st_ino &&
                 is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
                 is.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
    }
    return found;
}

static struct status spare_inputs(const struct app *a, const char *path)
{
    const struct cast *cast = a->display.output.cast;
    if (cast != NULL && cast->is_on && outfile_is_same(path, cast->file.path))
        return status_file(STATUS_OUTPUT, path, 0, "the session is being recorded there");
    STATUS_TRY(own_inputs_spare(&a->experiment, a->tour.file, path));
    for (int i = 0; i < a->undo.count; i++)
        STATUS_TRY(own_inputs_spare(&a->undo.step[i].experiment, "", path));
    return own_inputs_spare_steps(&a->tour.tour, path);
}

struct status written_allows(const struct app *a, const char *verb, const char *path, bool is_over)
{
    STATUS_TRY(spare_inputs(a, path));
    if (is_over || !written_is_taken(path) || is_own(&a->written, path))
        return status_ok();
    return status_file(STATUS_OUTPUT, path, 0, "exists already; :%s! replaces it", verb);
}

void written_add(struct app *a, const char *path)
{
    struct written *w = &a->written;
    if (stat(path, &w->file[w->count % WRITTEN_MAX]) == 0)
        w->count++;
}
