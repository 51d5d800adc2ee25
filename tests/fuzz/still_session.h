/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/live/session.h"

/* A session without threads, in place of the real one: it takes everything and never answers. */
struct session *still_session(void);
