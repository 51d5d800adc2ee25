# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Completion of sgdscope's command line for bash. It holds no table of its own: the program that is
# being typed is asked what there is, by --help and list.

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

# The commands: the second words of the lines of usage.
_sgdscope_commands() {
    "$program" --help 2>/dev/null | awk '
        /^$/ { if (++blank == 2) exit }
        $1 == "sgdscope" && $2 !~ /^-/ { gsub(/[][]/, "", $2); print $2 }'
}

# The options of the command.
_sgdscope_options() {
    sed -n 's/^ *\(-., \)\{0,1\}\(--[^ ]*\).*/\2/p' <<<"$help"
}

# "name alias" of each parameter with a second spelling: a cell ends in two blanks.
_sgdscope_aliases() {
    "$program" list parameters 2>/dev/null |
        awk 'length($2) > 1 && $0 ~ "^" $1 " +" $2 "  " { print $1, $2 }'
}

# What `list` can be asked for: the choice in its usage.
_sgdscope_lists() {
    "$program" list --help 2>/dev/null | sed -n '1s/.*\[\([a-z|]*\)\].*/\1/p' | tr '|' '\n'
}

# The names in one of the lists, both spellings; a view's name comes after its key.
_sgdscope_list() {
    "$program" list "$1" 2>/dev/null | awk -v subject="$1" '
        subject == "views" { print $2; next }
        { print $1 }
        subject != "parameters" && $0 ~ "^" $1 " +" $2 "  " { print $2 }'
}

# Three lines about an option of the command, as --help tells them: its name; what it takes, which
# is nothing for a flag and VALUE, FILE or @FILE for a parameter; the values of a choice.
_sgdscope_about() {
    local name=$1
    case $name in
    --*) name=${name#--} ;;
    *) name=$(sed -n "s/^ *$name, --\([^ ]*\) .*/\1/p" <<<"$help") ;;
    esac
    if ! _sgdscope_options | grep -qx -- "--$name"; then
        name=$(_sgdscope_aliases | awk -v alias="$name" '$2 == alias { print $1 }')
    fi
    awk -v name="$name" '
        /^Parameters/ { parameter = 1 }
        /^Options/ { parameter = 0 }
        found { # the line after it
            if (parameter && sub(/^              +/, ""))
                gsub(/, */, " ")
            else
                $0 = ""
            values = $0
            exit
        }
        match($0, "^ +(-., )?--" name " ") {
            found = 1
            about = substr($0, RSTART + RLENGTH)
            if (!parameter)
                takes = about ~ /^[^ ]/ ? substr(about, 1, index(about " ", " ") - 1) : ""
            else if (about ~ /@FILE/)
                takes = "@FILE"
            else
                takes = about ~ /^ *([^ ]+  )?([A-Za-z]+ )?file/ ? "FILE" : "VALUE"
        }
        END { print name "\n" takes "\n" values }' <<<"$help"
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

# The value of the option that `name`, `takes` and `values` are about.
_sgdscope_value() {
    local subject=${name}s
    if _sgdscope_lists | grep -qx -- "$subject"; then
        values=$(_sgdscope_list "$subject")
    elif [[ $takes == *'|'* ]]; then
        values=${takes//|/ }
    elif [[ $takes == NAME=* && $1 != *=* ]]; then
        compopt -o nospace 2>/dev/null
        values=$(_sgdscope_list parameters | sed 's/$/=/')
    fi
    if [[ $takes == FILE ]]; then
        _sgdscope_files "$1" ''
    elif [[ $takes == @FILE && $1 == @* ]]; then
        _sgdscope_at_files "$1"
    fi
    _sgdscope_reply "$values" "$1"
}

# The word that is no option: what the command's usage asks for.
_sgdscope_word() {
    local usage=${help%%$'\n'*}
    case $usage in
    *FILE*)
        _sgdscope_reply "$(_sgdscope_list presets)" "$1"
        _sgdscope_files "$1" .ini
        ;;
    *'|'*) _sgdscope_reply "$(_sgdscope_lists)" "$1" ;;
    *NAME*) _sgdscope_reply "$(_sgdscope_list "${command}s")" "$1" ;;
    esac
}

_sgdscope() {
    # shellcheck disable=SC2088 # the tilde has not been expanded
    local program=${1/#'~/'/"$HOME/"} command=run known help words name='' takes='' values=''
    local whole typed before part=$2 first=1 prefix=''
    COMPREPLY=()
    _sgdscope_words
    whole=${words[${#words[@]} - 1]}
    known=$(_sgdscope_commands)
    [[ -n $known ]] || return 0
    if ((${#words[@]} > 2)) && grep -qxF -- "${words[1]}" <<<"$known"; then
        command=${words[1]}
        first=2
    fi
    help=$("$program" "$command" --help 2>/dev/null)

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
            _sgdscope_reply "$(_sgdscope_options)" "$whole"
            ((first > 1 || ${#words[@]} > 2)) || _sgdscope_reply --version "$whole"
            if ((${#COMPREPLY[@]} == 0)) && grep -q '^Parameters' <<<"$help"; then
                _sgdscope_reply "$(_sgdscope_aliases | sed 's/.* /--/')" "$whole"
            fi
            return 0
        fi
    fi
    if [[ -n $before ]]; then
        { read -r name && read -r takes && read -r values; } < <(_sgdscope_about "$before")
    fi
    if [[ -n $takes ]]; then
        _sgdscope_value "$typed"
    elif [[ -z $prefix ]]; then
        ((${#words[@]} > 2)) || _sgdscope_reply "$known" "$whole"
        _sgdscope_word "$typed"
    fi

    # Bash replaces only what it has cut off last.
    COMPREPLY=("${COMPREPLY[@]/#/"$prefix"}")
    COMPREPLY=("${COMPREPLY[@]#"${whole%"$part"}"}")
}

complete -F _sgdscope sgdscope
