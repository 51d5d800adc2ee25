# SPDX-License-Identifier: GPL-3.0-or-later
#
# One line a file, folders in the order of the floors. Headers in include/ need no line; those in
# src/ do.

libsgdscope_a_SOURCES += \
	src/base/counter.c \
	src/base/data_table.c \
	src/base/matrix.c \
	src/base/number.c \
	src/base/outfile.c \
	src/base/shared.c \
	src/base/status.c \
	src/model/adam.c \
	src/model/distribution.c \
	src/model/experiment.c \
	src/model/hessian.c \
	src/model/noise.c \
	src/model/noise_shape.c \
	src/model/optimizer.c \
	src/model/parameter.c \
	src/model/parts.h \
	src/model/problem.c \
	src/model/problem_read.c \
	src/model/regression.c \
	src/model/synthetic.c \
	src/theory/continuous.c \
	src/theory/covariance.c \
	src/theory/ellipse.c \
	src/theory/gain.c \
	src/theory/krylov.c \
	src/theory/krylov.h \
	src/theory/minibatch.c \
	src/theory/minibatch_loop.c \
	src/theory/minibatch_loop.h \
	src/theory/minibatch_passes.c \
	src/theory/paper.c \
	src/theory/shape.h \
	src/theory/stability.c \
	src/theory/stationary.c \
	src/io/data_file.c \
	src/io/experiment_file.c \
	src/io/input.c \
	src/io/input.h \
	src/io/json.c \
	src/io/matrix_file.c \
	src/io/matrix_formats.h \
	src/io/matrix_market.c \
	src/io/matrix_text.c \
	src/io/npy.c \
	src/io/preset.c \
	src/plot/canvas.c \
	src/plot/glyph.c \
	src/plot/raster.c \
	src/plot/raster_axes.c \
	src/plot/raster_marks.c \
	src/plot/raster_private.h \
	src/plot/raster_stroke.c \
	src/plot/raster_text.c \
	src/plot/ticks.c \
	src/live/exchange.c \
	src/live/parts.h \
	src/live/session.c \
	src/live/simulation.c \
	src/live/solve.c \
	src/live/solver.c \
	src/view/scatter.c \
	src/view/view.c \
	src/view/views.h \
	src/tui/app.c \
	src/tui/app.h \
	src/tui/gauge.c \
	src/tui/guard.c \
	src/tui/guard.h \
	src/tui/items.c \
	src/tui/keys.c \
	src/tui/layout.c \
	src/tui/paint.c \
	src/tui/panel.c \
	src/tui/panel.h \
	src/tui/pen.c \
	src/tui/pen.h \
	src/tui/prompt.c \
	src/tui/sweep.c \
	src/tui/theme.c \
	src/tui/theme.h \
	src/tui/tui.c \
	src/command/bench.c \
	src/command/blas.c \
	src/command/blas.h \
	src/command/check.c \
	src/command/command.c \
	src/command/frame.c \
	src/command/frame.h \
	src/command/list.c \
	src/command/options.c \
	src/command/result.c \
	src/command/result.h \
	src/command/run.c \
	src/command/theory.c \
	src/command/write.c

libsim_a_SOURCES += \
	src/sim/draw.c \
	src/sim/draw_avx2.c \
	src/sim/draw_avx512.c \
	src/sim/draw_kernel.inc \
	src/sim/draw_path.h \
	src/sim/draw_portable.c \
	src/sim/ensemble.c \
	src/sim/measure.c \
	src/sim/minibatch.c \
	src/sim/minibatch.h \
	src/sim/plan.c \
	src/sim/step_avx2.c \
	src/sim/step_avx512.c \
	src/sim/step_kernel.inc \
	src/sim/step_path.h \
	src/sim/step_portable.c \
	src/sim/tally.c

bin_PROGRAMS += sgdscope
sgdscope_SOURCES = src/main.c
sgdscope_LDADD = $(libraries) $(libs)
