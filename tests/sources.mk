# SPDX-License-Identifier: GPL-3.0-or-later
#
# One line a test: tests/base/test_number is built from tests/base/test_number.c.

# cmocka programs.
unit_tests += \
	tests/base/test_matrix \
	tests/base/test_number \
	tests/base/test_outfile \
	tests/base/test_status \
	tests/fuzz/fuzz_matrix_file \
	tests/io/test_matrix_file \
	tests/model/test_parameter \
	tests/model/test_problem \
	tests/plot/test_canvas \
	tests/plot/test_raster \
	tests/plot/test_raster_screen \
	tests/plot/test_ticks \
	tests/sim/test_draw \
	tests/theory/test_continuous \
	tests/theory/test_ellipse \
	tests/theory/test_random \
	tests/theory/test_stability \
	tests/theory/test_state \
	tests/theory/test_worked

# cmocka programs that start the program in a terminal; they need libvterm.
terminal_tests += \
	tests/tui/test_dialect \
	tests/tui/test_terminal

# Scripts for bash that print TAP.
script_tests +=

# Programs that tests start. One of several files, or of another name, has its own _SOURCES line.
helper_programs += \
	tests/sim/check_long \
	tests/tui/stand_in

tests_fuzz_fuzz_matrix_file_SOURCES = tests/fuzz/fuzz_matrix_file.c tests/fuzz/replay.c

# What several of the test programs share.
libtest_a_SOURCES += \
	tests/plot/picture.h \
	tests/sim/draw_check.c \
	tests/sim/draw_check.h \
	tests/support.c \
	tests/support.h \
	tests/theory/lyapunov.c \
	tests/theory/lyapunov.h \
	tests/theory/sample.c \
	tests/theory/sample.h

# The same for terminal_tests.
libterminal_a_SOURCES += \
	tests/tui/dialect.c \
	tests/tui/dialect.h \
	tests/tui/shepherd.c \
	tests/tui/shepherd.h \
	tests/tui/terminal.c \
	tests/tui/terminal.h \
	tests/tui/terminal_environment.c \
	tests/tui/terminal_keys.c \
	tests/tui/terminal_private.h \
	tests/tui/terminal_screen.c \
	tests/tui/terminal_wait.c

# What tests read; a folder stands for all that is in it.
EXTRA_DIST += \
	tests/io/data
