# SPDX-License-Identifier: GPL-3.0-or-later
#
# The benchmark: three programs, run by make bench. The one that watches the screen needs the tests'
# terminal, and so what the tests need.

check_PROGRAMS += bench/bench_engine
bench_bench_engine_LDADD = $(libraries) $(libs)
bench_bench_engine_SOURCES = \
	bench/bench_engine.c \
	bench/bench_fit.c \
	bench/bench_fit.h \
	bench/bench_average.c \
	bench/bench_average.h \
	bench/bench_theory.c \
	bench/bench_theory.h \
	bench/timing.c \
	bench/timing.h

check_PROGRAMS += bench/bench_pixels
bench_bench_pixels_LDADD = $(libraries) $(libs)
bench_bench_pixels_SOURCES = \
	bench/bench_pixels.c \
	bench/timing.c \
	bench/timing.h

terminal_programs += bench/bench_ui
bench_bench_ui_SOURCES = \
	bench/bench_ui.c \
	bench/timing.c \
	bench/timing.h

# tests/tui/test_output counts the same bytes.
libterminal_a_SOURCES += \
	bench/minimal_bytes.c \
	bench/minimal_bytes.h

# NumPy, whole processes: python3 bench/against_numpy.py
EXTRA_DIST += bench/against_numpy.py

# Pictures of pixels in a real terminal: bench/pictures_in_xterm.sh
EXTRA_DIST += bench/pictures_in_xterm.sh
