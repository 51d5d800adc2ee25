/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/number.h"
#include "sgdscope/study/job.h"

#include <math.h>
#include <stdio.h>

/* The keys b and B. λ follows from where they began and the number of halvings alone, not from the
 * last λ, whose rounding each doubling would double: so the way back is the way there. */

static const double least_slack = 1e-12, rounded_above = 1e-9;

/* Where b was held until the last digit, B held as long ends where b began: only after this pause
 * does it go farther. */
static const double hold_seconds = 1;

bool limit_stepper_continues(const struct app *a)
{
    return a->approach.version > 0 && a->approach.version == a->version;
}

static double without_last_bits(double v)
{
    char text[NUMBER_SIZE];
    double rounded = v;
    (void)snprintf(text, sizeof text, "%.12g", v);
    (void)number_parse(text, &rounded);
    return rounded;
}

static double lambda_after(const struct limit_stepper *p, int halvings)
{
    double lambda = p->lambda, slack = p->slack;
    if (halvings == 0)
        return p->lambda;
    if (isnan(p->limit)) /* natural, adam: 1−s falls about as 1/λ */
        return without_last_bits(ldexp(lambda, halvings));
    if (halvings > 0) {
        slack = ldexp(slack, -halvings);
        lambda = p->limit * (1 - slack);
        return slack > rounded_above ? without_last_bits(lambda) : lambda;
    }
    for (; halvings < 0; halvings++) {
        slack *= 2;
        lambda = slack < 1 ? p->limit * (1 - slack) : lambda / 2;
        slack = 1 - lambda / p->limit;
    }
    return without_last_bits(lambda);
}

/* Where the experiment is another one than the last step's, that is where it begins. */
static void begin(struct app *a)
{
    a->approach = (struct limit_stepper){.version = a->version,
                                         .lambda = a->experiment.lambda,
                                         .slack = a->theory.stability.slack,
                                         .limit = lambda_for_slack(a, 0),
                                         .home = -INFINITY};
}

static void set_halvings(struct app *a, int halvings)
{
    struct experiment e = a->experiment;
    struct limit_stepper *p = &a->approach;
    e.lambda = lambda_after(p, halvings);
    if (!app_change(a, &e, "distance"))
        return;
    if (p->halvings > 0 && halvings == 0)
        p->home = clock_seconds();
    p->halvings = halvings;
    p->version = a->version;
}

void limit_stepper_step(struct app *a, int code)
{
    struct limit_stepper *p = &a->approach;
    if (!limit_stepper_continues(a)) {
        if (!a->theory.stability.stable) {
            app_say(a, "beyond the limit: lower λ first");
            return;
        }
        begin(a);
    }
    if (code == 'b' && ldexp(p->slack, -p->halvings - 1) < least_slack) {
        p->reached_last = true;
        app_say(a, "1−s is at the last digit already");
    } else if (code == 'B' && p->reached_last && p->halvings == 0 &&
               clock_seconds() - p->home < hold_seconds) {
        p->home = clock_seconds();
        app_say(a, "back where b began; B again goes farther");
    } else {
        set_halvings(a, p->halvings + (code == 'b' ? 1 : -1));
    }
}
