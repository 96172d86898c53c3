#### arguments and status
cat > s.sh <<'X'
echo "$1 $#"; return 4; echo no
X
set -- p q r; . ./s.sh; echo $?; . ./s.sh x; echo "$? $1"; source ./s.sh a b; echo $?; echo 'shift; set -- m' > t.sh; . ./t.sh; echo "$*"; set -- p q; . ./t.sh x y; echo "$*"
#### where it is found
mkdir d; echo 'echo in d' > d/s.sh; echo 'echo here' > s.sh; . s.sh; PATH=$PWD/d:$PATH; . s.sh; shopt -u sourcepath; . s.sh; shopt -s sourcepath; chmod 0 d/s.sh; mkdir d/t.sh; echo 'echo t' > t.sh; . t.sh; cd /; . s.sh 2> /dev/null; echo $?
#### errors
source; echo $?; . /nonex; echo $?; . nonexfile; echo $?; . /tmp; echo $?; . /dev/null; echo $?; . -x; echo $?; echo 'echo a; (' > bad.sh; . ./bad.sh; echo $?; echo 'exit 5' > ex.sh; (. ./ex.sh; echo no); echo $?
#### POSIX mode
set -o posix; (. nonex; echo no); echo $?; echo 'echo here' > s.sh; . ./s.sh
#### variables and functions stay
echo 'v=1; f() { echo f; }; local l 2> /dev/null; echo $?' > s.sh; . ./s.sh; f; echo $v; g() { . ./s.sh; v=2; }; g; echo $v; x=$(. ./s.sh; f); echo $x
#### from a pipe
. /dev/stdin <<< 'echo $#'; . /dev/stdin a b <<< 'echo $#'; echo 'echo pipe' | . /dev/stdin; . <(echo echo procsub)
#### parameters set by a sourced file with arguments
echo 'set -- z' >s; set -- a b; . ./s c d; echo "$@"; f() { . ./s q; echo "$@"; }; f w; g() { . ./s; echo "$@"; }; g w

#### the name by which it was called is in the message about a directory
source /; . /
#### programs are no text to `.`
. /bin/true; echo $?; command . /bin/true; echo $?; (set -e; source /bin/true; echo no); echo $?
#### NULs in a sourced file
printf 'echo a\necho \0b\0c\necho d\0\0e\necho f\n' >s; . ./s
printf 'echo q' >s; head -c 511 /dev/zero >>s; . ./s; echo $?; printf '\0\0' >>s; . ./s; echo $?
