#### positional parameters
set a b; echo "$# $*"; set -- -x; echo "$# $*"; set - x y; echo "$*"; set a -e b; echo "$*"; set --; echo $#; set -- a; set -; echo $#; set ''; echo $#; set +; echo $?; set -- "$@" z; echo "$*"
#### options
echo $-; set -eu; echo $-; set +eu; set -o noglob; echo * $-; set +o noglob; set -f; set +f; set -euo pipefail; echo $SHELLOPTS; set +euo pipefail; set -C -a; x=1; declare -p x; set +C +a; set -o vi; set -o | grep -E '^(vi|emacs) '; set -o emacs; set -o | grep -E '^(vi|emacs) '; set +o emacs; set -T -E -P -k -m -H -t 2> /dev/null
echo not reached
#### wrong options
set -o nonex; echo $?; set +o nonex; echo $?; set -Z; echo $?; set +Z; echo $?; set -e-; echo $?; set -eZ; echo $- | grep -c e
#### lists
set -o; set +o; set -o errexit; set +o | grep errexit
#### -x and - 
set -x -- z; echo "$1"; set - w; echo "$1"
#### the restricted shell
set -r; cd /; echo $?; exec ls; echo $?; . /dev/null; echo $?; command -p ls; echo $?; hash -p /bin/ls l; echo $?; enable -f x y; echo $?; set +r; echo $?; pushd /; echo $?; export PATH=x; echo $?; unset SHELL; echo $?
#### -o before another option
set -o -f; echo $-; set +o -u; echo $-; set -o noglob -e -o; echo $-
#### a wrong option in one word with -o
set -os; echo $?; set -oe x; echo $? $- $@; set +oe; set -eoZ errexit; echo $?; set -oZ errexit; echo $?; set -eo; set +oeu
set -ou; echo $-; set -oi a; echo $?; set +oc; echo $?; set -oxe errexit; set +x; set -o errexit -Z; echo $?; set -o -s; echo $?
#### the name of -o without a space
set -opipefail >/dev/null; echo not reached
#### the name of +o without a space
set +opipefail >/dev/null; echo $? $-
