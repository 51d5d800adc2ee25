/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/ensemble.h"

#include <stdlib.h>

/* Rows of the data set drawn at a time: the index stays in the first-level cache. */
enum { AT_A_TIME = 1024 };

static struct status new_noise(struct workspace *w, const struct engine_setup *setup)
{
    size_t lanes = ensemble_lanes(setup->n);
    size_t z = setup->draws * lanes, eta = setup->factor != NULL ? setup->n * lanes : 0;
    w->z = aligned_alloc(64, (z + eta) * sizeof *w->z + 64);
    if (w->z == NULL)
        return status_memory("the simulation", (double)(z + eta) * sizeof *w->z);
    w->eta = w->z + z;
    return status_ok();
}

static struct status new_minibatches(struct workspace *w, const struct engine_setup *setup)
{
    size_t batch = setup->batch, words = draw_walker_words_size(batch), stride = setup->stride;
    w->steps = batch < AT_A_TIME ? AT_A_TIME / batch : 1;
    size_t rows = setup->sampling == SAMPLING_SUBSET ? setup->rows : 0;
    size_t places = words + w->steps * batch + rows;
    w->words = calloc(places, sizeof *w->words);
    w->y = calloc(3 * stride, sizeof *w->y);
    if (w->words == NULL || w->y == NULL)
        return status_memory("the minibatches", (double)places * sizeof *w->words);
    w->index = w->words + words;
    w->order = w->index + w->steps * batch;
    w->m = w->y + stride;
    w->scratch = w->m + stride;
    for (size_t r = 0; r < rows; r++)
        w->order[r] = (uint32_t)r;
    return status_ok();
}

struct status workspace_new(struct workspace *w, const struct engine_setup *setup)
{
    *w = (struct workspace){0};
    struct status s = setup->batch > 0 ? new_minibatches(w, setup) : new_noise(w, setup);
    if (s.code != STATUS_OK)
        workspace_free(w);
    return s;
}

void workspace_free(struct workspace *w)
{
    free(w->z);
    free(w->words);
    free(w->y);
    *w = (struct workspace){0};
}
