# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of sgdscope's command line for fish. It holds no table and no rule: the program that is
# being typed is asked what its last word can become (src/command/shell_words.h).

function __sgdscope_words
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    command -q $program; or return
    for line in ($program --complete $words[2..] $last 2>/dev/null)
        set -l cell (string split \t -- $line)
        if test -n "$cell[1]"
            printf '%s\n' $line
        else
            set -l name (string sub -s (math (string length -- "$cell[2]") + 1) -- $last)
            set -l ending (string escape --style=regex -- $cell[3])
            set -l files (__fish_complete_path "$name" | string match -er "^[^\t]*(/|$ending)(\t|\$)")
            printf '%s\n' $cell[2]$files
        end
    end
end

complete -c sgdscope -f -a '(__sgdscope_words)'
