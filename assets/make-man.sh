#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-man.sh PROGRAM DATADIR: write the manual page to standard output. What the program knows of
# itself, it is asked for: commands and options come from --help, everything else in tables from
# `list`. DATADIR is where the presets will be installed.
#
# With CROSS_COMPILING=yes a program that cannot be run here gives a page that says so.
set -eu
LC_ALL=C # awk is to see bytes
export LC_ALL
program=$1
datadir=$2
tab=$(printf '\t')

if [ "${CROSS_COMPILING-}" = yes ] && ! "$program" --version >/dev/null 2>&1; then
    echo "$0: compiled for another machine: the manual page is left short" >&2
    cat <<'END'
.TH SGDSCOPE 1
.SH NAME
sgdscope \- an oscilloscope for the noise of stochastic gradient descent
.SH DESCRIPTION
This page is made by running the program, and where it was compiled it could not be run.
.B sgdscope \-\-help
and
.B sgdscope list
print what would be here.
END
    exit 0
fi

# The program in UTF-8: in this locale it would spell its symbols in ASCII.
ask() {
    LC_ALL=C.UTF-8 "$program" "$@"
}

version=$(ask --version)
version=${version#sgdscope }
version=${version%% *}
help=$(ask --help)
lists=$(ask list)

# ---- reading

# The commands, in their order: the second word of the lines of usage.
commands=$(printf '%s\n' "$help" | awk '
    /^$/ { if (++blank == 2) exit }
    $1 == "sgdscope" && $2 !~ /^-/ { gsub(/[][]/, "", $2); print $2 }')

# What `list` lists: its headings.
subjects=$(printf '%s\n' "$lists" | sed -n 's/^\([a-z]*\):$/\1/p')

# rows SUBJECT: its rows.
rows() {
    printf '%s\n' "$lists" | awk -v subject="$1:" '
        /^[a-z]+:$/ { inside = $0 == subject; next }
        inside && NF > 0'
}

# is_choice SUBJECT: these are the values of a parameter, noises those of noise.
is_choice() {
    rows parameters | grep -q "^${1%s} "
}

# Functions for the awk programs below.
library='
BEGIN {
    for (i = 128; i < 256; i++)
        ord[sprintf("%c", i)] = i
    plain["\\"] = "\\e"; plain["\047"] = "\\(aq"; plain["^"] = "\\(ha"; plain["~"] = "\\(ti"
    plain["`"] = "\\(ga"
}
# Text as roff wants it: special characters escaped, UTF-8 as \[uXXXX], and the minus signs of
# options (of all, where literal) no hyphens.
function roff(text, literal,    out, i, c, before, code, more) {
    out = ""
    before = " "
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c in plain)
            out = out plain[c]
        else if (c == "-")
            out = out (literal || before !~ /[a-zA-Z0-9)]/ ? "\\-" : "-")
        else if (!(c in ord))
            out = out c
        else {
            more = ord[c] < 224 ? 1 : ord[c] < 240 ? 2 : 3
            code = ord[c] % (more == 1 ? 32 : more == 2 ? 16 : 8)
            for (; more > 0; more--)
                code = 64 * code + ord[substr(text, ++i, 1)] % 64
            out = out sprintf("\\[u%04X]", code)
        }
        before = c
    }
    return out ~ /^[.]/ ? "\\&" out : out
}
function bold(text) { return "\\fB" roff(text, 1) "\\fR" }
function italic(text) { return "\\fI" roff(text) "\\fR" }
# Words in capitals stand for something else.
function usage(text,    out) {
    out = ""
    while (match(text, /[A-Z][A-Z]+/)) {
        out = out bold(substr(text, 1, RSTART - 1)) italic(substr(text, RSTART, RLENGTH))
        text = substr(text, RSTART + RLENGTH)
    }
    out = out (text != "" ? bold(text) : "")
    gsub(/\\fB\\fR/, "", out)
    return out
}
function sentence(text) {
    text = toupper(substr(text, 1, 1)) substr(text, 2)
    return roff(text) (text ~ /[.]$/ ? "" : ".")
}
# A row into cell[1..] and the words after them, which are returned: cells end in two blanks.
function cells(line,    n) {
    split("", cell)
    if (match(line, /^[^ ]+( [^ ]+)*  +/)) {
        cell[n = 1] = substr(line, 1, RLENGTH)
        line = substr(line, RLENGTH + 1)
        while (match(line, /^[^ ]+  +/)) {
            cell[++n] = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
        }
    } else if (match(line, / /)) {
        cell[n = 1] = substr(line, 1, RSTART)
        line = substr(line, RSTART + 1)
    } else {
        cell[n = 1] = line
        line = ""
    }
    for (; n > 0; n--)
        sub(/ +$/, "", cell[n])
    return line
}
'

# ---- writing

heading() {
    printf '.SH %s\n' "$(printf '%s\n' "$1" | tr '[:lower:]' '[:upper:]')"
}

# entries SUBJECT: a row each, first what is typed, then what it means.
entries() {
    rows "$1" | awk "$library"'{
        about = cells($0)
        if (length(cell[1]) == 1 && 2 in cell)
            print ".TP\n" bold(cell[2]) ", key " bold(cell[1]) "\n" sentence(about)
        else
            print ".TP\n" bold(cell[1]) (2 in cell ? ", " bold(cell[2]) : "") "\n" sentence(about)
    }'
}

# The symbols, and the values of choices, are told by --help alone.
parameters() {
    {
        printf '%s\n' "$help" | awk '
            /^Options/ { exit }
            match($0, /^  +(-., )?--[^ ]+/) {
                name = $0
                sub(/^[^-]*(-., )?--/, "", name)
                rest = name
                sub(/ .*/, "", name)
                sub(/^[^ ]* +/, "", rest)
                if (rest ~ /^[^ ]+  /)
                    print "symbol\t" name "\t" substr(rest, 1, index(rest, " ") - 1)
                next
            }
            name != "" && /^              / { sub(/^ +/, ""); print "values\t" name "\t" $0 }'
        rows parameters
    } | awk -F "$tab" -v subjects="$subjects" "$library"'
        BEGIN {
            n = split(subjects, word, /[ \n]+/)
            for (i = 1; i <= n; i++)
                listed[word[i]] = 1
        }
        $1 == "symbol" { symbol[$2] = $3; next }
        $1 == "values" { values[$2] = $3; next }
        {
            about = cells($0)
            name = cell[1]
            letter = alias = initial = ""
            for (i = 2; i in cell; i++)
                if (length(cell[i]) == 1)
                    letter = bold("-" cell[i]) ", "
                else
                    alias = ", " bold("--" cell[i])
            if (match(about, / \[[^][]*\]$/)) {
                initial = substr(about, RSTART + 2, RLENGTH - 3)
                about = substr(about, 1, RSTART - 1)
            }
            print ".TP\n" letter bold("--" name) alias " " \
                italic(name in symbol ? symbol[name] : "value")
            print sentence(about)
            if (name in values)
                print listed[name "s"] ? "The values are listed below." : sentence(values[name])
            if (initial != "")
                print "Default: " bold(initial) "."
        }'
}

# The options that are no parameters, each with the commands that know it.
options() {
    for command in $commands; do
        ask "$command" --help | awk -v command="$command" '
            /^Options:/ { inside = 1; next }
            /^$/ { inside = 0 }
            inside { print command "\t" $0 }'
    done | awk -F "$tab" "$library"'
        {
            line = $2
            sub(/^ *--/, "", line)
            match(line, /^[^ ]+/)
            name = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
            argument = ""
            if (match(line, /^ [^ ]+/)) {
                argument = substr(line, 2, RLENGTH - 1)
                line = substr(line, RLENGTH + 1)
            }
            sub(/^ +/, "", line)
            if (name == "help")
                next
            if (!(name in about))
                order[++count] = name
            known[name] = (name in about ? known[name] ", " : "") $1
            about[name] = line
            takes[name] = argument
        }
        END {
            for (i = 1; i <= count; i++) {
                name = order[i]
                print ".TP\n" bold("--" name) (takes[name] != "" ? " " usage(takes[name]) : "") \
                    "  (" roff(known[name]) ")"
                print sentence(about[name])
            }
        }'
    cat <<'END'
.TP
.BR \-h ", " \-\-help
What there is; after a command, its parameters and options.
.TP
.B \-\-version
The program's version, and the instruction set it makes use of here.
END
}

# One line a command: its usage, a tab, what it does.
usages=$(for command in $commands; do
    ask "$command" --help | awk '
        NR == 1 { sub(/^usage: sgdscope /, ""); usage = $0 }
        NR == 2 { print usage "\t" $0; exit }'
done)

# ASCII for a character where there is no other.
fallbacks() {
    printf '%s\n' "$help" "$lists" | awk "$library"'
        BEGIN {
            n = split("λ lambda μ mu ν nu κ kappa σ sigma θ theta η eta φ phi ρ rho α alpha β beta " \
                "γ gamma Λ Lambda Σ Sigma Δ Delta ¹ 1 ² ^2 ³ ^3 ⁻ ^- ½ 1/2 √ sqrt − - × x · * " \
                "≤ <= ≥ >= → -> ← <- ∞ inf … ...", word, " ")
        }
        { text = text $0 }
        END {
            for (i = 1; i < n; i += 2)
                if (index(text, word[i]))
                    print ".fchar " roff(word[i]) " " roff(word[i + 1], 1)
        }'
}

cat <<END
.\" Made by assets/make-man.sh from the program's own tables.
.TH SGDSCOPE 1 "" "sgdscope $version" "User Commands"
END
fallbacks
cat <<'END'
.SH NAME
sgdscope \- an oscilloscope for the noise of stochastic gradient descent
.SH SYNOPSIS
.ad l
.nh
END
printf '%s\n' "$usages" | awk -F "$tab" "$library"'{
    line = bold("sgdscope ") usage($1)
    gsub(/[|]/, "|\\:", line)
    print line "\n.br"
}'
cat <<'END'
.B sgdscope \-\-help \fR|\fB \-\-version \fR|\fI COMMAND\fB \-\-help
.hy
.ad
.SH DESCRIPTION
.B sgdscope
simulates many independent walkers that follow an optimizer on a quadratic loss with noisy gradients,
and draws their cloud in the terminal while every parameter can be changed.
Over it lie two predictions of its stationary covariance: the exact one of the discrete-time rule,
which grows without bound as the learning rate nears the stability limit, and that of the
continuous-time approximation, which does not.
The same numbers are to be had without a screen, as text, JSON or CSV, with error bars and a verdict
in the exit status.
.SH COMMANDS
END
printf '%s\n' "$usages" | awk -F "$tab" "$library"'
    { print ".TP\n" usage($1) "\n" sentence($2) }'
cat <<'END'
.PP
.I FILE
is an experiment file or the name of a preset; options change what it says, whatever their order.
Without a terminal
.B run
prints one frame and its table of covariances as plain text.
.SH PARAMETERS
Every parameter is an option of the commands that take
.IR FILE ,
a line
.IB name " = " value
of an experiment file, and a command
.BI : "name value"
inside the instrument.
END
parameters
for subject in $subjects; do
    if is_choice "$subject"; then
        printf '.SS Values of \\-\\-%s\n' "${subject%s}"
        entries "$subject"
    fi
done
heading options
echo 'Each with the commands that know it.'
options
for subject in $subjects; do
    if [ "$subject" != parameters ] && [ "$subject" != presets ] && ! is_choice "$subject"; then
        heading "$subject"
        entries "$subject"
    fi
done
heading files
cat <<'END'
.TP
.IR NAME ", " NAME .ini
An experiment file: a section
.B [experiment]
of lines
.IB name " = " value
with the parameters above, and optionally a section
.B [about]
with
.B title
and
.BR text .
A line that begins with a blank goes on with the value before it; comments begin with
.BR # .
A file named by
.BI @ FILE
in it is looked for from the experiment file's own folder.
.PP
A name without a slash is looked for in the working directory, then among the user's presets, then
among the installed ones, each time first as it is and then with
.B .ini
after it.
END
awk -v datadir="$datadir" "$library"'BEGIN {
    print ".TP\n" bold("$XDG_CONFIG_HOME/sgdscope/presets/") "\nPresets of the user."
    print ".TP\n" bold(datadir "/presets/") "\nThe installed presets:"
    print ".RS"
}'
entries presets
cat <<'END'
.RE
.TP
.IB FILE .part
The rows of an unfinished
.BI "sweep \-\-output " FILE\fR,
which the same command takes up again.
.SH ENVIRONMENT
.TP
.B NO_COLOR
Where it is set and not empty, there are no colours.
.TP
.B COLORFGBG
Tells a light background from a dark one, where neither
.B \-\-theme
nor the terminal does.
.TP
.B SGDSCOPE_DATADIR
The folder that holds
.BR presets/ ,
instead of the installed one.
.TP
.B XDG_CONFIG_HOME
The folder of the user's settings;
.B ~/.config
where it is not set.
.TP
.B TERM
The type of the terminal, which must be able to place its cursor.
Only the instrument needs it.
.TP
.BR LC_ALL ", " LC_CTYPE ", " LANG
The character set: without UTF\-8 everything is drawn with ASCII characters.
.TP
.B OPENBLAS_CORETYPE
Set by the program itself for large problems where OpenBLAS does not know the processor; a value of
the user's stays.
.SH "EXIT STATUS"
.TP
.B 0
Done; for
.B check
and
.BR figure ,
the simulation agrees with the theory.
.TP
.B 1
It disagrees.
.TP
.B 2
Bad usage or bad input: one line on standard error says what and why, and nothing is on standard
output.
.TP
.B 3
A result could not be written.
An output file is written whole or not at all.
.TP
.BI 128+ n
Signal
.I n
ended the instrument, and the terminal is as it was; or it ended a sweep or a figure.
.SH EXAMPLES
.TP
.B sgdscope edge
The instrument on a preset close to the stability limit.
.TP
.B sgdscope theory \-l 1.8 \-k 1,0.1
Both theories' covariances and losses for SGD.
.TP
.B sgdscope check \-o qhm \-m 0.9 \-\-nu 0.7 \-\-format json
QHM simulated and held against the exact theory.
.TP
.B sgdscope check \-\-against continuous \-l 1.8
The same question put to the continuous-time theory, which fails: the exit status is 1.
.TP
.B sgdscope sweep \-\-over lambda=0.1:1.9:19 \-\-over mu=0:0.9:10 \-\-output table.csv
A table of theory, simulation and verdict at 190 points.
Ended in the middle, the same command goes on from
.BR table.csv.part .
.TP
.B sgdscope sweep \-\-over lambda=0.1:1.9:19 \-\-shard 2/5
The same at every fifth point from the second; five such tables through
.B LC_ALL=C sort \-n
are the whole one.
.TP
.B sgdscope figure 2a \-\-output 2a.pdf
Figure 2a of the paper, with its simulation and both theories.
.TP
.B sgdscope figure 5b \-\-distribution laplace \-\-format csv
The numbers of figure 5b with another law of the noise.
.TP
.B sgdscope theory \-k @hessian.npy \-\-noise\-matrix @noise.mtx \-\-output result.json
A Hessian and a noise covariance of one's own, the result in a file.
.TP
.B sgdscope run \-l 1.9 \-\-output figure.pdf
The scatter view as a figure for a paper.
.SH "SEE ALSO"
K.\& Liu, L.\& Ziyin, M.\& Ueda,
.IR "Noise and Fluctuation of Finite Learning Rate Stochastic Gradient Descent" ,
Proceedings of the 38th International Conference on Machine Learning (ICML), PMLR 139, 2021.
Theorems, corollaries and equations are numbered as there.
END
