/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/experiment.h"

#include <math.h>

/* What there is to choose from for how an experiment is shown. */

const struct choice view_choices[VIEW_COUNT] = {
    [VIEW_SCATTER] = {"scatter", "1", "walkers and both theories' 3 sigma ellipses (Thm 2, Eq. 1)"},
    [VIEW_PATH] = {"path", "2",
                   "what does one run do? Iterates against the gradient flow (Fig. 1)"},
    [VIEW_LAMBDA] = {"lambda", "3", "how does the variance depend on lambda? (Thm 2, Fig. 2)"},
    [VIEW_MU] = {"mu", "4", "how does the variance depend on mu? (Thm 2, Fig. 4)"},
    [VIEW_ESCAPE] = {"escape", "5", "how fast do walkers climb out? (Thm 7, Thm 8, Fig. 5)"},
    [VIEW_KRAMERS] = {"kramers", "6", "how often do walkers cross a barrier? (Thm 9, Fig. 6)"},
    [VIEW_STABILITY] = {"stability", "7", "where is SGD stable, and how? (Jury's condition)"},
    [VIEW_BAYES] = {"bayes", "8", "which lambda samples the posterior best? (Thm 6)"},
    [VIEW_METHODS] = {"methods", "9", "Table 1 alive: all optimizers side by side"},
    [VIEW_LANDSCAPE] = {"landscape", "0", "which loss do the walkers feel? (sec. 4.6)"},
    [VIEW_RUN] = {"run", "u", "does a recorded run become stationary, and at which level?"},
    [VIEW_SCHEDULE] = {"schedule", "f", "what does a falling learning rate do to the loss?"},
};

const struct choice marks_table[MARKS_COUNT] = {
    [MARKS_AUTO] = {"auto", NULL, "pixels where a local terminal shows them, else braille"},
    [MARKS_PIXELS] = {"pixels", NULL, "a smooth picture where the terminal shows it, else braille"},
    [MARKS_BRAILLE] = {"braille", NULL, "2×4 dots a cell"},
    [MARKS_BLOCKS] = {"blocks", NULL, "2×2 quadrants a cell"},
    [MARKS_ASCII] = {"ascii", NULL, "ASCII characters alone, for text too"},
};

const struct choice scale_table[2] = {
    [VIEW_SCALE_OWN] = {"own", NULL, "the view's own"},
    [VIEW_SCALE_OTHER] = {"other", NULL, "its other one, as the key y has it"},
};

const struct choice flag_table[2] = {{"no", NULL, "off"}, {"yes", NULL, "on"}};

void show_fit(struct show *show)
{
    show->zoom = show->start[0] = show->start[1] = (double)NAN;
    show->stretch = 1;
}
