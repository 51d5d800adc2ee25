/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/view.h"

#include "views.h"

#include "sgdscope/base/number.h"

#include <stdio.h>
#include <math.h>
#include <string.h>

/* Each line is a paragraph: what is seen, what to try, where the paper is only nearly right. */

static const char *const scatter_help[VIEW_PARAGRAPHS + 1] = {
    "The cloud is the walkers: independent runs of the optimizer near a minimum, with loss ½ w'Kw "
    "and gradient noise of covariance C. Solid: the exact 3σ ellipse of the discrete rule (Liu, "
    "Ziyin, Ueda 2021, Thm 2, Eq. 7: any C, any momentum). Dashed: the continuous-time theory (Eq. "
    "1). Along a direction the discrete variance is 1/(1−s) times the continuous one, s = "
    "λk/(2(1+μ)) (heavy ball, commuting C). At s = 1 it diverges; the continuous theory does not "
    "notice.",
    "Try: b b b, then x. n and o for other noise and optimizers. t and - to follow one walker: it "
    "zigzags for λk > 1 and spirals with momentum. :load momentum-rescue",
    "Real minibatches (:load minibatches): the paper takes C = K/S. Dash and dot: the noise of the "
    "minimum everywhere. Both leave out that the noise grows with w.",
    "Inside 3σ: the share of the walkers, or of a run's steps, within each theory's ellipse; 98.9 "
    "% "
    "(99.7 % if D = 1) where the theory is right and w Gaussian. A run's verdict, σ (standard "
    "errors from each theory) and share are for its own λ and μ, dim where others are shown.",
};

static const char *const path_help[VIEW_PARAGRAPHS + 1] = {
    "Gradient descent from one start, without noise (Fig. 1). Dashed: the gradient flow w0 "
    "exp(−λKt), with momentum λ/(1−μ) in place of λ. Solid: the iterates. Both grow as the walkers "
    "take their steps; the white dots are where they are now.",
    "Try: v for one run with noise, whose older iterates fade. r starts again, - slows it, s takes "
    "single steps. Shift and the arrows move the start, a puts it where the drift is seen above "
    "the noise. Without momentum the path zigzags for λk > 1; with momentum it spirals.",
};

static const char *const lambda_help[VIEW_PARAGRAPHS + 1] = {
    "The variance against the learning rate (Fig. 2). Solid: exact (for SGD Thm 2, Eq. 7). Dashed: "
    "continuous time (Eq. 1). Thin: the expansions of earlier work (Table 1, for the loss). "
    "Points: measured; they start again when anything changes. Vertical lines: the present λ, and "
    "the limit.",
    "Try: v for another direction or the loss, y for a logarithmic scale, ← → to walk along the "
    "curve.",
    "Real minibatches (:load minibatches): the paper's C = K/S lies below the points; the exact "
    "curve includes that the noise depends on w.",
};

static const char *const mu_help[VIEW_PARAGRAPHS + 1] = {
    "The variance against momentum (Fig. 4). For λk > 2 plain SGD diverges, and momentum saves it "
    "from μ = λk/2 − 1 on.",
    "Try: :lambda 2.75, then v and y. :load momentum-rescue",
};

static const char *const escape_help[VIEW_PARAGRAPHS + 1] = {
    "Escape efficiency E(t) = E[L(w_t) − L(w_0)] from the minimum (Thm 7, Fig. 5). Solid: "
    "discrete; for SGD without momentum it is never below the continuous one, dashed (Cor. 4). "
    "Thin: the same with isotropic noise of the same trace (Thm 8).",
    "Try: v for the variance after t steps from the minimum, and the autocorrelation r(h) along "
    "the sharpest direction; λ over its limit; n for noise shaped like the Hessian.",
};

static const char *const kramers_help[VIEW_PARAGRAPHS + 1] = {
    "Escape over a barrier (Thm 9, Fig. 6): two parabolas joined smoothly, both of curvature r, "
    "height r. Does the rate, in units of the curvature, change when the loss is multiplied by r? "
    "Dashed: Eq. 24, continuous time, which is flat. Solid: Eq. 23. Points: walkers that crossed "
    "the top.",
    "Eq. 23 has the right trend but not the right constant, as the paper says; nothing is "
    "rescaled.",
    "Try: v for the potential with the walkers in it, and both theories' densities in the "
    "minimum; :batch 5 for a rarer escape; ← → for another λ.",
};

static const char *const stability_help[VIEW_PARAGRAPHS + 1] = {
    "The map over (λk, μ): in each region what a run does there, and the limit (2(1+μ) for the "
    "heavy ball, Jury's condition). Dashed: where the discrete variance is 2 or 10 times the "
    "continuous one. Each eigenvalue has a mark. Where the noise depends on w (real minibatches, "
    "state noise) the dashed limit is that of the mean square: beyond it the mean still converges, "
    "the variance does not.",
    "y shows the last decades before the limit: 1−s on a logarithmic scale.",
    "Try: ← → for λ, ↑ ↓ for μ, b to come closer to the limit, o for other optimizers.",
};

static const char *const bayes_help[VIEW_PARAGRAPHS + 1] = {
    "SGD as a sampler of the posterior N(0, (NK)⁻¹) (Thm 6): how far what it samples is from the "
    "posterior, KL(q‖f), against λ. It is least at the root of Eq. 16; Mandt et al.'s rate is λ = "
    "2SD/(N Tr K). The noise is that of minibatches, C = K(N−S)/NS, whatever the experiment's is.",
    "Try: v for the posterior's 3σ ellipse and those of what is sampled at both rates; y for a "
    "linear scale. :samples 1000, :batch 400.",
};

static const char *const methods_help[VIEW_PARAGRAPHS + 1] = {
    "Table 1 alive: each method with the present K, C, λ and μ, on one logarithmic scale. Orange: "
    "exact; green: measured; grey: what was known before, to second order in λ. Adam with the full "
    "matrix is the paper's, stationary and without momentum. Adam in practice has running averages "
    "(β 0.9, 0.999, ε 1e-8, bias correction); no theory here describes it.",
    "Try: v for the numbers, which also say how large λk* is and where its limit lies, and for the "
    "variance; :mu 0.9; ← → for λ: previous and exact part near the limit.",
};

static const char *const landscape_help[VIEW_PARAGRAPHS + 1] = {
    "Noise that is larger than the continuous theory says looks as if the well were flatter. The "
    "loss that the walkers feel, along the sharpest direction (sec. 4.6): in it continuous-time "
    "noise would make the density that SGD has. Dashed: the loss itself. Solid: K − (λ/2) K² for μ "
    "= 0, which is flatter and gone at the limit. Points: −λT ln P of the measured histogram.",
    "Dotted: K + (λ/2) K² as the paper prints it; that sign contradicts its own Thm 1. At "
    "λ = 1.8, k = 1 it gives a curvature of 1.9 where the exact one, on which the points lie, is "
    "0.1.",
    "Try: ← → for λ; at λk = 2 the well is gone; :mu 0.5 brings some of it back.",
};

static const char *const run_help[VIEW_PARAGRAPHS + 1] = {
    "A recorded run (--iterates FILE, or - for standard input) against the step: its loss about "
    "its own mean, in units of the discrete theory's; the lines are what both theories say of the "
    "stationary state. Points: s = λk*/limit, as the rows up to there tell it.",
    "Try: 1 for the run's cloud beside the walkers'. 'sgdscope fit' says whether it agrees.",
};

static const char *const schedule_help[VIEW_PARAGRAPHS + 1] = {
    "The expected loss at each step of a run whose learning rate changes (beyond the paper). "
    "Solid: "
    "exact. Dashed: continuous time. Points: walkers that start again and again. The strip at the "
    "foot is the learning rate of each step, with the limit of stability; where it is above the "
    "limit the loss may grow for a while, and falls again when the rate does.",
    "A constant λ trades noise for speed; a falling one has both. For natural gradient, Adam and "
    "shuffled passes there are the walkers alone. r plays the run with the walkers of the scatter, "
    "Space stops "
    "them: a mark with its error moves along the curve, and the gauge shows the present s.",
    "Try: :schedule linear, cosine, exponential or step; :start minimum, or distance:5 for a run "
    "that has a way to go: then the best λ is named. :warmup 50; ← → for the steps, the final "
    "share and the warm-up; v for the variance along a drawn direction.",
};

static const struct view_arrow map_arrows[ARROWS] = {
    {.parameter = "lambda", .steps = -1},
    {.parameter = "lambda", .steps = 1},
    {.parameter = "mu", .steps = 1},
    {.parameter = "mu", .steps = -1},
};

static const struct view_arrow start_arrows[ARROWS] = {
    {.move = {-1, 0}}, {.move = {1, 0}}, {.move = {0, 1}}, {.move = {0, -1}}};

/* Beside the schedule. */
static const struct view walkers_now = {&view_choices[VIEW_SCATTER], NULL, walkers_now_draw,
                                        scatter_help, .window = walkers_now_window};

const struct view view_table[VIEW_COUNT] = {
    [VIEW_SCATTER] = {&view_choices[VIEW_SCATTER], "Walkers and theories", scatter_draw,
                      scatter_help, .window = scatter_window},
    [VIEW_PATH] = {&view_choices[VIEW_PATH], NULL, path_draw, path_help, STUDY_PATH,
                   .big_arrow = start_arrows, .has_start = true},
    [VIEW_LAMBDA] = {&view_choices[VIEW_LAMBDA], NULL, curves_draw, lambda_help, STUDY_LAMBDA,
                     .has_scales = true},
    [VIEW_MU] = {&view_choices[VIEW_MU], NULL, curves_draw, mu_help, STUDY_MU, .has_scales = true},
    [VIEW_ESCAPE] = {&view_choices[VIEW_ESCAPE], NULL, curves_draw, escape_help, STUDY_ESCAPE,
                     .has_scales = true},
    [VIEW_KRAMERS] = {&view_choices[VIEW_KRAMERS], NULL, curves_draw, kramers_help, STUDY_KRAMERS,
                      .has_scales = true, .has_own_setting = true},
    [VIEW_STABILITY] = {&view_choices[VIEW_STABILITY], NULL, stability_draw, stability_help,
                        STUDY_LIMIT, .arrow = map_arrows, .has_scales = true},
    [VIEW_BAYES] = {&view_choices[VIEW_BAYES], NULL, bayes_draw, bayes_help, STUDY_BAYES,
                    .has_scales = true, .has_own_setting = true},
    [VIEW_METHODS] = {&view_choices[VIEW_METHODS], NULL, methods_draw, methods_help, STUDY_METHODS,
                      .is_table = true},
    [VIEW_LANDSCAPE] = {&view_choices[VIEW_LANDSCAPE], NULL, curves_draw, landscape_help,
                        STUDY_LANDSCAPE, .has_scales = false},
    [VIEW_RUN] = {&view_choices[VIEW_RUN], "A recorded run against the step", run_draw, run_help,
                  .needs_run = true},
    [VIEW_SCHEDULE] = {&view_choices[VIEW_SCHEDULE], NULL, schedule_draw, schedule_help,
                       STUDY_SCHEDULE, .has_scales = true, .beside = &walkers_now},
};

const char *view_heading(const struct view *view, int quantity)
{
    return view->title != NULL ? view->title : study_table[view->study].title[quantity];
}

int view_quantity_index(const struct view *view, double number)
{
    return (int)fmax(fmin(number, study_quantities((int)view->study)) - 1, 0);
}

int view_find(const char *name)
{
    for (int i = 0; i < VIEW_COUNT; i++)
        if (strcmp(view_choices[i].name, name) == 0 || strcmp(view_choices[i].alias, name) == 0)
            return i;
    return -1;
}
