# SPDX-License-Identifier: GPL-3.0-or-later
#
# One line a test: tests/base/test_number is built from tests/base/test_number.c.

# Targets of make fuzz; for make check, programs that run them on their seeds.
fuzz_targets = \
	tests/fuzz/fuzz_collection \
	tests/fuzz/fuzz_data_file \
	tests/fuzz/fuzz_experiment_file \
	tests/fuzz/fuzz_grid \
	tests/fuzz/fuzz_iterates \
	tests/fuzz/fuzz_journal \
	tests/fuzz/fuzz_keyboard \
	tests/fuzz/fuzz_matrix_market \
	tests/fuzz/fuzz_matrix_text \
	tests/fuzz/fuzz_npy \
	tests/fuzz/fuzz_npz \
	tests/fuzz/fuzz_parameter \
	tests/fuzz/fuzz_prompt \
	tests/fuzz/fuzz_settings_file \
	tests/fuzz/fuzz_tour_file
unit_tests += $(fuzz_targets)

# cmocka programs.
unit_tests += \
	tests/base/test_matrix \
	tests/base/test_number \
	tests/base/test_outfile \
	tests/base/test_status \
	tests/base/test_utf8 \
	tests/command/test_calibration \
	tests/command/test_numbers \
	tests/command/test_tour_answers \
	tests/fit/test_clean_runs \
	tests/fit/test_run_estimate \
	tests/fit/test_time_average \
	tests/sweep/test_grid \
	tests/sweep/test_journal \
	tests/io/test_data_file \
	tests/io/test_experiment_file \
	tests/io/test_experiment_write \
	tests/io/test_matrix_file \
	tests/io/test_matrix_market \
	tests/io/test_tour_file \
	tests/live/test_exchange \
	tests/live/test_session \
	tests/live/test_session_moments \
	tests/live/test_session_study \
	tests/model/test_coordinates \
	tests/model/test_experiment \
	tests/model/test_parameter \
	tests/model/test_parameter_steps \
	tests/model/test_problem \
	tests/model/test_regression \
	tests/plot/test_canvas \
	tests/plot/test_print \
	tests/plot/test_raster \
	tests/plot/test_raster_screen \
	tests/plot/test_ticks \
	tests/sim/test_barrier \
	tests/sim/test_draw \
	tests/sim/test_draw_statistics \
	tests/sim/test_ensemble \
	tests/sim/test_ensemble_average \
	tests/sim/test_ensemble_changes \
	tests/sim/test_kernels \
	tests/sim/test_measure \
	tests/sim/test_measure_errors \
	tests/sim/test_ensemble_step \
	tests/sim/test_engine_setup \
	tests/sim/test_estimate \
	tests/study/test_many_directions \
	tests/study/test_chart \
	tests/study/test_fit_verdict \
	tests/study/test_job \
	tests/study/test_study \
	tests/study/test_study_curves \
	tests/study/test_verdict \
	tests/study/test_views_agree \
	tests/theory/test_autocorrelation \
	tests/theory/test_average \
	tests/theory/test_course \
	tests/theory/test_bayes \
	tests/theory/test_continuous \
	tests/theory/test_ellipse \
	tests/theory/test_escape \
	tests/theory/test_kramers \
	tests/theory/test_landscape \
	tests/theory/test_minibatch \
	tests/theory/test_minibatch_time \
	tests/theory/test_random \
	tests/theory/test_reducible \
	tests/theory/test_stability \
	tests/theory/test_state \
	tests/theory/test_transient \
	tests/term/test_pacing \
	tests/term/test_pixels \
	tests/view/test_headline \
	tests/view/test_scatter \
	tests/view/test_methods \
	tests/view/test_path \
	tests/view/test_stability_map \
	tests/view/test_views

# cmocka programs that read JSON with jansson.
if HAVE_JANSSON
unit_tests += \
	tests/command/test_figures \
	tests/command/test_fit \
	tests/command/test_fit_training \
	tests/command/test_given_matrices \
	tests/command/test_results \
	tests/io/test_json
libtest_a_SOURCES += \
	tests/command/fit_json.c \
	tests/command/fit_json.h
endif

# cmocka programs that start the program in a terminal; they need libvterm.
terminal_tests += \
	tests/bench/test_minimal_bytes \
	tests/tui/test_instrument_curves \
	tests/tui/test_instrument_input \
	tests/tui/test_instrument_keys \
	tests/tui/test_instrument_limit \
	tests/tui/test_instrument_projector \
	tests/tui/test_instrument_run \
	tests/tui/test_instrument_screen \
	tests/tui/test_instrument_colours \
	tests/tui/test_instrument_panel \
	tests/tui/test_instrument_settings \
	tests/tui/test_instrument_schedule \
	tests/tui/test_instrument_signals \
	tests/tui/test_instrument_tour \
	tests/tui/test_instrument_writing \
	tests/tui/test_memory \
	tests/tui/test_output \
	tests/tui/test_recording

# Those among all three that need pictures, and so cairo.
picture_unit_tests = \
	tests/command/test_fit_refusals \
	tests/command/test_printed_command \
	tests/plot/test_names \
	tests/plot/test_picture \
	tests/plot/test_picture_file \
	tests/plot/test_picture_layout
picture_terminal_tests = \
	tests/tui/test_instrument_files \
	tests/tui/test_instrument_pixels \
	tests/tui/test_instrument_prompt \
	tests/tui/test_instrument_question \
	tests/tui/test_instrument_views
picture_script_tests = \
	tests/command/test_averaging.sh \
	tests/command/test_bad_input.sh \
	tests/command/test_commands.sh \
	tests/command/test_disk.sh \
	tests/command/test_figure.sh \
	tests/command/test_kills.sh \
	tests/command/test_pictures.sh \
	tests/command/test_tour.sh

# Those of the static program are run by make check-static alone.
terminal_programs += tests/static/static_screen
EXTRA_DIST += \
	tests/static/in_empty_root.sh \
	tests/static/test_static.sh \
	tests/static/test_static_screen.sh

# What make torture runs.
terminal_programs += tests/torture/torture
tests_torture_torture_SOURCES = \
	tests/torture/torture.c \
	tests/torture/torture.h \
	tests/torture/torture_actions.c \
	tests/torture/torture_files.c

# Scripts for bash that print TAP.
script_tests += \
	tests/bench/test_bench.sh \
	tests/command/test_bootstrap.sh \
	tests/command/test_completion.sh \
	tests/command/test_data.sh \
	tests/command/test_desktop.sh \
	tests/command/test_files.sh \
	tests/command/test_first_answer.sh \
	tests/command/test_limits.sh \
	tests/command/test_man.sh \
	tests/command/test_outputs.sh \
	tests/command/test_places.sh \
	tests/command/test_python.sh \
	tests/command/test_schedule.sh \
	tests/command/test_shown.sh \
	tests/command/test_sweep.sh \
	tests/command/test_training.sh

# Libraries that are loaded before the program under test, and so no libtool's.
preloaded = tests/tui/allocations.so tests/tui/endless.so
check_DATA += $(preloaded)
CLEANFILES += $(preloaded)
EXTRA_DIST += $(preloaded:.so=.c)
$(preloaded):
	$(AM_V_CC)$(MKDIR_P) tests/tui && $(CC) -std=c17 -O2 $(warnings) -fPIC -shared -o $@ \
		'$(srcdir)/$(@:.so=.c)' -ldl
tests/tui/allocations.so: tests/tui/allocations.c
tests/tui/endless.so: tests/tui/endless.c

if FUZZER
fuzz_common = tests/fuzz/target.c tests/fuzz/target.h
else
fuzz_common = tests/fuzz/replay.c tests/fuzz/target.c tests/fuzz/target.h
endif
fuzz_numbers = tests/fuzz/number_target.c tests/fuzz/number_target.h
tests_fuzz_fuzz_collection_SOURCES = tests/fuzz/fuzz_collection.c $(fuzz_common)
tests_fuzz_fuzz_data_file_SOURCES = tests/fuzz/fuzz_data_file.c $(fuzz_common)
tests_fuzz_fuzz_experiment_file_SOURCES = tests/fuzz/fuzz_experiment_file.c $(fuzz_common)
tests_fuzz_fuzz_grid_SOURCES = tests/fuzz/fuzz_grid.c $(fuzz_common)
tests_fuzz_fuzz_iterates_SOURCES = tests/fuzz/fuzz_iterates.c $(fuzz_common) \
	$(fuzz_numbers)
tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c $(fuzz_common)
tests_fuzz_fuzz_keyboard_SOURCES = tests/fuzz/fuzz_keyboard.c $(fuzz_common)
tests_fuzz_fuzz_matrix_market_SOURCES = tests/fuzz/fuzz_matrix_market.c $(fuzz_common) \
	$(fuzz_numbers)
tests_fuzz_fuzz_matrix_text_SOURCES = tests/fuzz/fuzz_matrix_text.c $(fuzz_common) \
	$(fuzz_numbers)
tests_fuzz_fuzz_npy_SOURCES = tests/fuzz/fuzz_npy.c $(fuzz_common) \
	$(fuzz_numbers)
tests_fuzz_fuzz_npz_SOURCES = tests/fuzz/fuzz_npz.c $(fuzz_common) \
	$(fuzz_numbers)
tests_fuzz_fuzz_parameter_SOURCES = tests/fuzz/fuzz_parameter.c $(fuzz_common)
tests_fuzz_fuzz_prompt_SOURCES = tests/fuzz/fuzz_prompt.c $(fuzz_common) \
	tests/fuzz/still_session.c tests/fuzz/still_session.h
tests_fuzz_fuzz_settings_file_SOURCES = tests/fuzz/fuzz_settings_file.c $(fuzz_common)
tests_fuzz_fuzz_tour_file_SOURCES = tests/fuzz/fuzz_tour_file.c $(fuzz_common)

# What several of the test programs share.
libtest_a_SOURCES += \
	tests/plot/page.h \
	tests/plot/rendered_picture.h \
	tests/view/scene.h \
	tests/sim/setting.c \
	tests/sim/setting.h \
	tests/io/written_matrix.c \
	tests/io/written_matrix.h \
	tests/live/opening.c \
	tests/live/opening.h \
	tests/one_problem.c \
	tests/one_problem.h \
	tests/sanitized.h \
	tests/support.c \
	tests/support.h \
	tests/test.c \
	tests/test.h \
	tests/study/asking.c \
	tests/study/asking.h \
	tests/theory/dense.c \
	tests/theory/dense.h \
	tests/theory/lyapunov.c \
	tests/theory/lyapunov.h \
	tests/theory/paper.c \
	tests/theory/paper.h \
	tests/theory/potential.h \
	tests/theory/sample.c \
	tests/theory/sample.h

# The same for terminal_tests.
libterminal_a_SOURCES += \
	tests/tui/dialect.c \
	tests/tui/dialect.h \
	tests/tui/instrument.c \
	tests/tui/instrument.h \
	tests/tui/instrument_plot.c \
	tests/tui/picture_watch.c \
	tests/tui/picture_watch.h \
	tests/tui/shepherd.c \
	tests/tui/shepherd.h \
	tests/tui/terminal.c \
	tests/tui/terminal.h \
	tests/tui/terminal_answers.c \
	tests/tui/terminal_environment.c \
	tests/tui/terminal_keys.c \
	tests/tui/terminal_private.h \
	tests/tui/terminal_screen.c \
	tests/tui/terminal_wait.c

# What tests read; a folder stands for all that is in it.
EXTRA_DIST += \
	tests/arm64/check.sh \
	tests/arm64/compare.awk \
	tests/command/data \
	tests/command/numbers.txt \
	tests/command/tap.sh \
	tests/fuzz/collection_seeds \
	tests/fuzz/data_seeds \
	tests/fuzz/grid_seeds \
	tests/fuzz/journal_seeds \
	tests/fuzz/keyboard_seeds \
	tests/fuzz/parameter_seeds \
	tests/fuzz/prompt_seeds \
	tests/fuzz/settings_seeds \
	tests/proof.sh \
	tests/io/data
