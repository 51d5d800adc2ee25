/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scatter_parts.h"

#include "sgdscope/plot/ticks.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>

/* Which piece of the plane is shown. */

const double *scatter_covariance(const struct view_input *in, enum theory_kind kind)
{
    static const double none[3] = {NAN, NAN, NAN};
    return view_hides(in, series_style[kind].ink) ? none : in->theory->predicted[kind].covariance;
}

bool scatter_is_line(const struct view_input *in)
{
    return in->theory->n == 1;
}

/* Half the height of a window that shows the ellipse of covariance s; 0 if there is none. */
static double half_for(const struct view_input *in, double stretch, const double s[3])
{
    double wide = isfinite(s[0]) ? ELLIPSE_SIGMAS * sqrt(s[0]) : 0;
    double high = isfinite(s[2]) && !scatter_is_line(in) ? ELLIPSE_SIGMAS * sqrt(s[2]) : 0;
    return fmax(wide / (in->aspect * stretch), high);
}

/* For both theories' ellipses, or for the walkers if neither theory has one. */
static double needed(const struct view_input *in, double stretch)
{
    const double *exact = scatter_covariance(in, THEORY_DISCRETE); /* unknown for shuffled passes */
    const double *first = isfinite(exact[0]) ? exact : scatter_covariance(in, THEORY_CONSTANT);
    double need = fmax(half_for(in, stretch, first),
                       half_for(in, stretch, scatter_covariance(in, THEORY_CONTINUOUS)));
    if (!(need > 0) && !view_hides(in, INK_CLOUD))
        need = half_for(in, stretch, in->cloud->now);
    return need > 0 && isfinite(need) ? need : 1;
}

/* The window as it was while it suits, one for what is needed else. */
static struct window refitted(struct window w, double need, bool fit, bool holds)
{
    bool suits = w.half > 0 && (holds || (need <= w.half && need >= w.half / 3.2));
    if (fit || !suits)
        w = (struct window){.half = ticks_round_up(1.04 * need), .stretch = w.stretch};
    return w;
}

struct window scatter_window(const struct view_input *in, bool fit)
{
    struct window w = in->window;
    if (!(w.stretch > 0) || scatter_is_line(in))
        w.stretch = 1;
    /* Beyond the limit the scale holds, so that the growth is seen. */
    bool holds = w.manual || !in->theory->stability.stable;
    return refitted(w, needed(in, w.stretch), fit, holds);
}

/* For the walkers too, which may begin far away or go beyond the limit for a while. Where they have
 * overflowed it stays. */
struct window walkers_now_window(const struct view_input *in, bool fit)
{
    const double *now = in->cloud->now;
    const bool is_known = isfinite(now[0]) && (scatter_is_line(in) || isfinite(now[2]));
    const double own = view_hides(in, INK_CLOUD) ? 0 : half_for(in, 1, now);
    const struct window w = {.half = in->window.half, .stretch = 1};
    return refitted(w, fmax(needed(in, 1), own), fit, !is_known);
}
