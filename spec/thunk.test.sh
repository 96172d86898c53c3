#### function thunks: Fibonacci by tail calls
#: >- pure
fib() {
  if (($1 < 2)); then echo "$1"; else add <(fib $(($1 - 1))) <(fib $(($1 - 2))); fi
}
#: <$1 <$2 >- pure
add() { local a b; read -r a <"$1"; read -r b <"$2"; echo $((a + b)); }
fib 6; echo "$?"
x=$(fib 5); echo "x=$x"
fib 4 >out; cat out

#### function thunks: merge sort by tail calls
#: <$1 >- pure
msort() {
  if (($3 <= 5)); then tail -n "+$2" "$1" | head -n "$3" | sort; return; fi
  sort -m <(msort "$1" "$2" $(($3 / 2))) <(msort "$1" $(($2 + $3 / 2)) $(($3 - $3 / 2)))
}
for i in 13 7 22 1 9 30 4 17 8 2 6 5 40 11; do echo "line $i"; done >in
msort in 1 14 >sorted; cat sorted
msort in 3 9 | head -n 2

#### function thunks: a file that it writes
#: <$1 >$2 pure
upper() { local line; while read -r line; do echo "${line^^}"; done <"$1" >"$2"; echo "wrote $2"; }
printf 'a\nb\n' >in
upper in out; cat out
upper out again >log; cat again log
printf 'c\n' >in; upper in out; cat out

#### function thunks: what was made before is read
#: <$1 >- pure
count() { local n=0 line; while read -r line; do n=$((n + 1)); done <"$1"; echo "$n"; }
for i in 1 2 3; do seq "$i" >in; sort in >in.$i; count in.$i; done
count in.3 >n; read -r n <n; echo "n is $n"

#### function thunks: statuses
#: <$1 >- pure
check() { grep -q x "$1" || return 3; echo found; }
echo x >a; echo y >b
check a; echo "$?"
check b; echo "$?"
check a && check b || echo "failed $?"
if check b; then echo yes; else echo no; fi
#: <$1 >- pure
last() { grep -c z "$1"; }
last b; echo "$?"

#### function thunks: set -e
#: <$1 >- pure
both() { grep -c x "$1"; echo "after $1"; }
echo x >a; echo y >b
both b; echo "$?"
set -e
both a
trap 'echo "exit $?"' EXIT
both b
echo never

#### function thunks: standard error and its order
#: >- pure
noisy() { echo out; echo error >&2; echo more; }
noisy
noisy 2>/dev/null
noisy 2>&1 | cat
noisy >out 2>err; cat out err
noisy >both 2>&1; cat both

#### function thunks: commands among builtins
#: <$1 >- pure
report() { echo "begin $1"; sort "$1"; printf '%s\n' middle; wc -l <"$1"; echo "end"; }
printf 'b\na\n' >in
report in; report in >out; cat out
x=$(report in); echo "$x"

#### function thunks: helpers, arguments, quoting
quote() { printf '<%s>' "$@"; echo; }
#: >- pure
words() { quote "$@"; set -- x 2>/dev/null; quote "$#"; }
#: >- pure
more() { local IFS=:; quote "$*" "${1:-none}" "${@:2}"; quote 'a  b' "$1"; }
more 'one two' "it's" '*' $'tab\there' ''
more

#### function thunks: declared variables
limit=3; list=(a 'b c'); declare -A map=([k]=v)
#: >- pure $limit $list $map
show() { echo "$limit ${list[1]} ${#list[@]} ${map[k]}"; }
show; limit=4; list+=(d); map[k]=w; show
export EXPORTED=1
#: >- pure
environ() { echo "$EXPORTED $1"; }
environ a; EXPORTED=2; environ a; EXPORTED=3 environ a

#### function thunks: what it may not capture runs in place
## ignore: stderr
hidden=5
#: >- pure
uses() { echo "$hidden"; }
uses; hidden=6; uses
#: >- pure
sets() { global=$1; echo "set $1"; }
sets 7; echo "$global"
#: >- pure
moves() { cd /; pwd; }
moves; pwd | grep -c '^/$'

#### function thunks: an undeclared read is found
## ignore: stderr
#: <$1 >- pure
two() { local a b; read -r a <"$1"; read -r b <other; echo "$a $b"; }
echo 1 >in; echo 2 >other
two in; echo 3 >other; two in

#### function thunks: an undeclared write is found
## ignore: stderr
#: <$1 >- pure
leaves() { local a; read -r a <"$1"; echo "$a" >trace; echo done; }
echo 1 >in
leaves in; cat trace

#### function thunks: substitutions inside
#: <$1 >- pure
inner() { local x n; x=$(sort "$1"); n=$(wc -l <"$1"); echo "$x" "$n"; comm <(sort "$1") <(printf 'a\nb\n'); }
printf 'b\nc\n' >in
inner in; inner in >o; cat o

#### function thunks: recursion that reads files
mkdir d d/e; echo 1 >d/f; echo 2 >d/e/f
#: <<$1 >- pure
sum() { local total=0 one x; for one in "$1"/*; do if [ -d "$one" ]; then x=$(sum "$one"); else read -r x <"$one"; fi
  total=$((total + x)); done; echo "$total"; }
sum d; echo 5 >d/e/g; sum d

#### function thunks: each over a function thunk
#: <$1 >- pure
size() { wc -c <"$1"; }
echo 1 >a; echo 22 >b; echo 333 >c
type -t each >/dev/null || . each.bash
each size a b c; echo "${EACH_STATUS[*]}"

#### function thunks: conditions and loops inside
#: <$1 >- pure
classify() {
  local line
  while IFS= read -r line; do
    case $line in
      a*) echo "A $line" ;;
      *[0-9]*) if [[ $line =~ ([0-9]+) ]]; then echo "N ${BASH_REMATCH[1]}"; fi ;;
      *) echo "- ${#line}" ;;
    esac
  done <"$1"
}
printf 'abc\nx12\n\nzz\n' >in
classify in | sort
classify in >o; cat o
