#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion: what bash, zsh and fish themselves offer at the end of a line. The files of completion
# lie where they are installed, so each shell finds its own.
# shellcheck source=tap.sh disable=SC1091,SC2154
. "$srcdir/tests/command/tap.sh"

install_completion() {
    mkdir -p "$HOME/.local/share/$2" && cp "$srcdir/assets/completions/$1" "$HOME/.local/share/$2"
}
install_completion sgdscope bash-completion/completions
install_completion _sgdscope zsh/site-functions
install_completion sgdscope.fish fish/vendor_completions.d
unset XDG_DATA_HOME XDG_DATA_DIRS

mkdir sub
touch mine.ini other.txt sub/k.npy sub/two.ini
printf '#!/bin/sh\nexec "%s" "$@"\n' "$SGDSCOPE" >sgdscope
chmod +x sgdscope
PATH=$PWD:$PATH # fish looks there before it reads its file
answers=$home/answers
mkfifo "$answers" && exec 3<>"$answers"
export answers

# --- the shells --------------------------------------------------------------------------------

# What an interactive shell reads first: ^X* puts all it offers into the line, ^Xp prints the line.
cat >"$home/bashrc" <<'END'
. ~/.local/share/bash-completion/completions/sgdscope
bind '"\C-x*": insert-completions'
print_line() { printf '%s\n' "$READLINE_LINE" >"$answers"; READLINE_LINE=; }
bind -x '"\C-xp": print_line'
PS1=
echo ready >"$answers"
END
cat >"$home/.zshrc" <<'END'
fpath=(~/.local/share/zsh/site-functions $fpath)
autoload -U compinit && compinit -u -D
offer_all() { _main_complete; compstate[insert]=all; }
zle -C offer-all complete-word offer_all
print-line() { print -r -- "$BUFFER" >"$answers"; BUFFER=; }
zle -N print-line
bindkey '^X*' offer-all '^Xp' print-line
unset zle_bracketed_paste
PS1=
zle-line-init() { print ready >"$answers"; }
zle -N zle-line-init
END

# start SHELL: as on a terminal.
start() {
    local program
    case $1 in
    bash) program="bash --noprofile --rcfile '$home/bashrc' -i" ;;
    zsh) program="zsh -d -i" ;;
    fish) return ;; # is asked by `complete -C`
    esac
    coproc terminal {
        TERM=dumb SHELL=/bin/sh exec script -qfec "$program" /dev/null >"$home/log/$1" 2>&1
    }
    read -r -t 60 -u 3 || echo "# $1 does not start"
}

stop() {
    if [ -n "${terminal_PID-}" ]; then
        kill "$terminal_PID"
        wait "$terminal_PID" 2>/dev/null
    fi
}

# offers LINE: the words that the line's last one can become go to `offered`, sorted, in one line.
# Some shells give "--option=" or "NAME=" before a value again, or a "/" behind a folder, others do
# not.
offers() {
    local line=$1 answer
    if [ "$shell" = fish ]; then
        # shellcheck disable=SC2016 # for fish
        answer=$(fish -c 'complete -C $argv[1]' "$line" | cut -f 1)
    else
        printf '%s\030*\030p' "$line" >&"${terminal[1]}"
        read -r -t 60 -u 3 answer
        answer=${answer%"${answer##*[![:space:]]}"}
        if [ "$answer" = "${line%"${line##*[![:space:]]}"}" ]; then
            answer=
        else
            answer=${answer#"${line%"${line##* }"}"}
        fi
    fi
    offered=$(tr ' ' '\n' <<<"$answer" | sed -E ':a; s/^(--)?[a-z-]+=(.)/\2/; ta; s|/$||' | sort | tr '\n' ' ')
    offered=${offered% }
}

# offers_only LINE REPLIES: exactly these.
offers_only() {
    offers "$1"
    [ "$offered" = "$2" ]
    verdict $? "$1" "$2"
}

# offers_these LINE REPLY...: at least these; one that begins with ! is not among them.
offers_these() {
    local line=$1 word status=0
    offers "$line"
    shift
    for word in "$@"; do
        case $word in
        !*) [[ " $offered " != *" ${word#!} "* ]] || status=1 ;;
        *) [[ " $offered " == *" $word "* ]] || status=1 ;;
        esac
    done
    verdict $status "$line" "$*"
}

# verdict STATUS LINE WANTED
verdict() {
    result "$shell: $2" "$([ "$1" = 0 ] || echo "offered: $offered; wanted: $3")"
}

# --- what they offer ---------------------------------------------------------------------------

# A column of a list, as the program has it.
names() {
    "$SGDSCOPE" list "$1" | awk '{ print $1 }'
}

mapfile -t presets < <(names presets)
mapfile -t tours < <(names tours)
mapfile -t parameters < <("$SGDSCOPE" list tsv | awk -F '\t' '$1 == "parameter" && $2 ~ /check/ { print $3 }')
mapfile -t noises < <(names noises)

test_words() {
    offers_only './sgdscope theo' theory
    offers_these './sgdscope ' run theory check list "${presets[@]}" mine.ini sub '!other.txt'
    offers_these './sgdscope theory ' "${presets[@]}" mine.ini '!check'
    offers_only './sgdscope theory --quiet sub/t' sub/two.ini
    offers_only './sgdscope theory -- momentum-r' momentum-rescue
    offers_only './sgdscope list pr' presets
    offers_only './sgdscope tour first' first-steps
    offers_these './sgdscope tour ' "${tours[@]}" mine.ini '!edge'
    offers_only './sgdscope figure 3' '3a 3b 3c 3d 3e 3f'
}

test_options() {
    offers_these './sgdscope check -' "${parameters[@]/#/--}" --z-limit --help '!--fps' '!--version'
    offers_these './sgdscope -' "${parameters[@]/#/--}" --fps --view --version '!--z-limit'
    offers_these './sgdscope tour --' --notes --projector '!--lambda'
    offers_only './sgdscope theory --mom' --momentum
    offers_only './sgdscope list --' --help
    offers_only './sgdscope sweep --theory' --theory-only
}

test_values() {
    offers_only './sgdscope check --optimizer n' 'natural nesterov newton ngd'
    offers_only './sgdscope edge -o q' qhm
    offers_only './sgdscope check --noise=mi' 'minibatch mixed'
    offers_these './sgdscope theory --noise=' "${noises[@]}"
    offers_only './sgdscope theory --directions p' positive
    offers_only './sgdscope theory --noise-scale=' 'auto batch'
    offers_only './sgdscope theory --format ' 'csv json text'
    offers_these './sgdscope --view ' scatter
    offers_only './sgdscope theory --lambda ' ''
    offers_only './sgdscope theory --lr ' ''
    offers_these './sgdscope sweep --over ' lambda= walkers= optimizer= sampling= \
        '!hessian=' '!seed=' '!view=' '!run-mu='
    offers_only './sgdscope sweep --over lam' lambda=
    offers_only './sgdscope sweep --over optimizer=ne' 'nesterov newton'
    offers_only './sgdscope sweep --over=sampling=' 'epoch replace subset'
    offers_only './sgdscope sweep --over sampling=epoch,re' epoch,replace
    offers_only './sgdscope sweep --over optimizer=qhm,ngd,n' 'qhm,ngd,nesterov qhm,ngd,newton'
    offers_only './sgdscope sweep --over lambda=' ''
}

test_files() {
    offers_only './sgdscope theory --output o' other.txt
    offers_only './sgdscope theory --output=o' other.txt
    offers_only './sgdscope theory --hessian @sub/k' @sub/k.npy
    offers_only './sgdscope fit --iterates sub/k' sub/k.npy
    offers_only './sgdscope fit --save-hessian sub/k' sub/k.npy
    offers_only './sgdscope theory --noise-matrix=@sub/k' @sub/k.npy
    offers_only "$PWD/sgdscope theory -k @su" @sub
    # shellcheck disable=SC2088 # the shell that is tested expands it
    offers_only '~/work/sgdscope theo' theory
    offers_only './sub/sgdscope --opt' '' # there is none
}

for shell in bash zsh fish; do
    if ! command -v $shell >/dev/null; then
        skip "$shell" "it is missing"
        continue
    fi
    start $shell
    test_words
    test_options
    test_values
    test_files
    stop
done
done_testing
