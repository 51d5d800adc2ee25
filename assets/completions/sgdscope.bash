# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2016 # what is in single quotes is for awk
#
# Completion of sgdscope's command line for bash. It holds no table of its own: the program that is
# being typed is asked what there is, by `list tsv` (its columns: src/command/command_list.c).

# The words so far. Bash cuts them at "=", "@" and ":" as well; here they are whole again.
_sgdscope_words() {
    local i line=$COMP_LINE rest
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        rest=${line#"${line%%[![:space:]]*}"}
        if ((i == 0)) || [[ $rest != "$line" || -z $line ]]; then
            words+=("${COMP_WORDS[i]}")
        else
            words[${#words[@]} - 1]+=${COMP_WORDS[i]}
        fi
        line=${rest#"${COMP_WORDS[i]}"}
    done
}

# _sgdscope_ask CONDITION WHAT [WORD]: prints this of the rows that meet the condition. known: an
# option of the command; options: how it can be typed.
_sgdscope_ask() {
    awk -F '\t' -v command="$command" -v word="${3-}" '
        {
            known = ($1 == "parameter" || $1 == "option") && index(" " $2 " ", " " command " ")
            options = "--" $3 " " $4
        }
        '"$1 { print $2 }" <<<"$rows"
}

_sgdscope_reply() {
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen -W "$1" -- "$2")
}

# Folders, and files with that ending: _sgdscope_files TYPED ENDING.
_sgdscope_files() {
    local file
    compopt -o filenames 2>/dev/null # fails where nothing is being completed: in a test
    while IFS= read -r file; do
        if [[ -d $file || $file == *"$2" ]]; then
            COMPREPLY+=("$file")
        fi
    done < <(compgen -f -- "$1")
}

# @ and a file. Bash would take the @ for a part of the name, so the rest is done here.
_sgdscope_at_files() {
    local file
    while IFS= read -r file; do
        if [[ -d $file ]]; then
            file+=/
            compopt -o nospace 2>/dev/null
        fi
        COMPREPLY+=("@$(printf %q "$file")")
    done < <(compgen -f -- "${1#@}")
}

# The value of the option of that name, which takes that: _sgdscope_value NAME TAKES TYPED.
_sgdscope_value() {
    case $2 in
    *'|'*) _sgdscope_reply "${2//|/ }" "$3" ;;
    FILE | FILE.*) _sgdscope_files "$3" '' ;;
    @FILE) [[ $3 != @* ]] || _sgdscope_at_files "$3" ;;
    NAME=*)
        [[ $3 != *=* ]] || return
        compopt -o nospace 2>/dev/null
        _sgdscope_reply "$(_sgdscope_ask '$1 == "parameter"' '$3 "="')" "$3"
        ;;
    *)
        _sgdscope_reply "$(_sgdscope_ask '($1 == "choice" && $2 == word) || $1 == word' \
            '$1 == "choice" ? $3 " " $4 : $3' "$1")" "$3"
        ;;
    esac
}

# The word that is no option: what the command's usage asks for.
_sgdscope_word() {
    local usage
    usage=$(_sgdscope_ask '$1 == "command" && $3 == command' '$5')
    case $usage in
    *FILE*)
        _sgdscope_reply "$(_sgdscope_ask '$1 == (command == "tour" ? "tour" : "preset")' '$3')" "$1"
        _sgdscope_files "$1" .ini
        ;;
    *'|'*) usage=${usage#*'['} && _sgdscope_reply "${usage//[]|]/ }" "$1" ;;
    *NAME*) _sgdscope_value "$command" NAME "$1" ;;
    esac
}

_sgdscope_option() {
    _sgdscope_reply "$(_sgdscope_ask known '"--" $3')" "$1"
    ((first > 1 || ${#words[@]} > 2)) || _sgdscope_reply --version "$1"
    ((${#COMPREPLY[@]} > 0)) || _sgdscope_reply "$(_sgdscope_ask known '$4')" "$1"
}

_sgdscope() {
    # shellcheck disable=SC2088 # the tilde has not been expanded
    local program=${1/#'~/'/"$HOME/"} command=run rows commands words name='' takes=''
    local whole typed before part=$2 first=1 prefix=''
    COMPREPLY=()
    _sgdscope_words
    whole=${words[${#words[@]} - 1]}
    rows=$("$program" list tsv 2>/dev/null)
    commands=$(_sgdscope_ask '$1 == "command"' '$3')
    [[ -n $commands ]] || return 0
    if ((${#words[@]} > 2)) && grep -qxF -- "${words[1]}" <<<"$commands"; then
        command=${words[1]}
        first=2
    fi

    typed=$whole
    before=${words[${#words[@]} - 2]}
    if [[ " ${words[*]:first:${#words[@]}-first-1} " == *' -- '* ]]; then
        before=
    elif [[ $whole == --*=* ]]; then
        before=${whole%%=*}
        typed=${whole#*=}
        prefix=$before=
    elif ((${#words[@]} - 2 < first)) || [[ $before != -* || $before == *=* ]]; then
        before=
        if [[ $whole == -* ]]; then
            _sgdscope_option "$whole"
            return 0
        fi
    fi
    if [[ -n $before ]]; then
        read -r name takes < <(_sgdscope_ask \
            'known && index(" " options " ", " " word " ")' '$3, $5' "$before")
    fi
    if [[ -n $takes ]]; then
        _sgdscope_value "$name" "$takes" "$typed"
    elif [[ -z $prefix ]]; then
        ((${#words[@]} > 2)) || _sgdscope_reply "$commands" "$whole"
        _sgdscope_word "$typed"
    fi

    # Bash replaces only what it has cut off last.
    COMPREPLY=("${COMPREPLY[@]/#/"$prefix"}")
    COMPREPLY=("${COMPREPLY[@]#"${whole%"$part"}"}")
}

complete -F _sgdscope sgdscope
