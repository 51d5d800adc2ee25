# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f man.awk TSV TEMPLATE: fills the manual page's template with what `sgdscope list tsv` says;
# its columns are explained in src/command/entry.h. An empty TSV gives a page that says so.
BEGIN { FS = "\t" }

# Text as roff wants it; the minus signs of options, and of all where literal, are no hyphens.
function roff(text, literal,    out) {
    gsub(/\\/, "\\e", text)
    gsub(/'/, "\\(aq", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/~/, "\\(ti", text)
    gsub(/`/, "\\(ga", text)
    while (match(text, literal ? "-" : "(^|[^a-zA-Z0-9)])-")) {
        out = out substr(text, 1, RSTART + RLENGTH - 2) "\\-"
        text = substr(text, RSTART + RLENGTH)
    }
    out = out text
    return out ~ /^[.]/ ? "\\&" out : out
}
function bold(text) { return text == "" ? "" : "\\fB" roff(text, 1) "\\fR" }
function italic(text) { return "\\fI" roff(text) "\\fR" }
# Words in capitals stand for something else.
function usage(text,    out, from, end) {
    while (match(text, /[A-Z][A-Z]+/)) {
        from = RSTART
        end = RSTART + RLENGTH
        out = out bold(substr(text, 1, from - 1)) italic(substr(text, from, end - from))
        text = substr(text, end)
    }
    return out bold(text)
}
function sentence(text) {
    text = toupper(substr(text, 1, 1)) substr(text, 2)
    return roff(text) (text ~ /[.?]$/ ? "" : ".")
}
function joined(words) {
    gsub(/ /, ", ", words)
    return words
}

function write_parameter(i) {
    split(other[i], spelling, " ")
    letter = spelling[1] ~ /^-[^-]/ ? spelling[1] : ""
    alias = letter == "" ? spelling[1] : spelling[2]
    print ".TP\n" (letter != "" ? bold(letter) ", " : "") bold("--" name[i]) \
        (alias != "" ? ", " bold(alias) : "") " " italic(symbol[i] != "" ? symbol[i] : "value")
    print sentence(about[i])
    if (name[i] in choices)
        print "The values are listed below."
    if (initial[i] != "")
        print "Default: " bold(initial[i]) "."
}
function write_option(i) {
    if (name[i] == "help")
        return
    print ".TP\n" bold("--" name[i]) (takes[i] != "" ? " " usage(takes[i]) : "") \
        "  (" joined(of[i]) ")"
    print sentence(about[i] (initial[i] != "" ? " [" initial[i] "]" : ""))
}
function write_entry(i) {
    print ".TP\n" bold(name[i]) \
        (other[i] == "" ? "" : ", " (of[i] == "view" ? "key " : "") bold(other[i]))
    print about[i] != "" ? sentence(about[i]) : "\\&"
}
function write_row(section, i,    line) {
    if (section == "synopsis") {
        line = bold("sgdscope ") usage(takes[i])
        gsub(/[|]/, "|\\:", line)
        print line "\n.br"
    } else if (section == "command")
        print ".TP\n" usage(takes[i]) "\n" sentence(about[i])
    else if (section == "parameter")
        write_parameter(i)
    else if (section == "option")
        write_option(i)
    else if (section == "symbol")
        print ".fchar " name[i] " " roff(about[i], 1)
    else {
        if (section == "choice" && of[i] != of[i - 1])
            print ".SS Values of \\-\\-" of[i]
        write_entry(i)
    }
}
function write_section(section,    i, wanted) {
    wanted = section == "synopsis" ? "command" : section
    for (i = 1; i <= rows; i++)
        if (kind[i] == wanted)
            write_row(section, i)
    if (rows == 0 && section != "symbol" && section != "choice")
        print "The program prints this by\n.B sgdscope " \
            (section ~ /^(synopsis|command|option)$/ ? "\\-\\-help" : "list") \
            ";\nwhere this page was made it could not be run.\n.br"
}

FILENAME == ARGV[1] {
    rows = NR
    kind[NR] = $1; of[NR] = $2; name[NR] = $3; other[NR] = $4
    takes[NR] = $5; about[NR] = $6; initial[NR] = $7; symbol[NR] = $8
    if ($1 == "choice")
        choices[$2] = 1
    next
}
/^@[a-z]*@$/ {
    write_section(substr($0, 2, length($0) - 2))
    next
}
{
    gsub(/@VERSION@/, version)
    gsub(/@PKGDATADIR@/, datadir)
    print
}
