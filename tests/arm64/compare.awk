# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f compare.awk HERE THERE: what two builds, for different processors, print for the same
# commands, each "$ COMMAND" and its CSV. What was simulated, where K is given by its eigenvalues,
# differs in no bit. All else may differ by rounding, relative to the largest number of that name.
BEGIN {
    FS = ","
    name[0] = "K given"
    allowed[0] = 4e-15
    name[1] = "K of data"
    allowed[1] = 4e-14
}
/^\$ / {
    commands += FNR != NR
    command = $0
    of_data = command ~ /--data|diabetes|minibatches/
    exact = !of_data && command !~ /@/
}
FNR == NR {
    line[FNR] = $0
    size = $4 < 0 ? -$4 : $4 + 0
    if (size < 1e300 && size > largest[command, $1])
        largest[command, $1] = size
    next
}
{
    compared++
    if ($0 == line[FNR])
        next
    split(line[FNR], here, ",")
    difference = $4 - here[4]
    difference = (difference < 0 ? -difference : difference) / largest[command, $1]
    if ($1 ~ /^z_/) # a small difference over a small error
        difference /= 100
    if (difference > worst[of_data])
        worst[of_data] = difference
    if ($1 != here[1] || $2 != here[2] || $3 != here[3] || !(difference <= allowed[of_data]) ||
        (exact && $1 ~ /_simulated$|_stderr$/)) {
        print command ": " $0 " instead of " line[FNR]
        failed = 1
    }
}
END {
    if (compared < 1000 || !((compared) in line) || (compared + 1) in line) {
        print "not the same lines"
        failed = 1
    }
    printf "%d commands, %d numbers:", commands, compared
    for (i = 0; i < 2; i++)
        printf " %s, within %.1e;", name[i], worst[i]
    print failed ? " FAILED" : " simulations with K by its eigenvalues are equal"
    exit failed
}
