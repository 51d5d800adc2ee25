/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "still_session.h"

struct session {
    struct theory_snapshot theory;
    struct cloud_snapshot cloud;
    struct study_snapshot curves, points;
    struct run_snapshot run;
};

struct session *still_session(void)
{
    static struct session the_session;
    return &the_session;
}

void session_set(struct session *s, const struct experiment *e, uint64_t version)
{
    (void)s;
    (void)e;
    (void)version;
}

void session_control(struct session *s, const struct control *c)
{
    (void)s;
    (void)c;
}

void session_study(struct session *s, const struct study_setting *setting)
{
    (void)s;
    (void)setting;
}

#define NOTHING_NEW(what, snapshot)                                                                \
    const struct snapshot *session_##what(struct session *s, bool *fresh)                          \
    {                                                                                              \
        if (fresh != NULL)                                                                         \
            *fresh = false;                                                                        \
        return &s->what;                                                                           \
    }
NOTHING_NEW(theory, theory_snapshot)
NOTHING_NEW(cloud, cloud_snapshot)
NOTHING_NEW(curves, study_snapshot)
NOTHING_NEW(points, study_snapshot)
NOTHING_NEW(run, run_snapshot)

void session_drain(struct session *s)
{
    (void)s;
}
