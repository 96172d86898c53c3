#### each: a program for every item
type -t each >/dev/null || . each.bash
printf 'a\nb\n' >one; printf 'c\n' >two
each cat one two; echo "$? ${EACH_STATUS[*]}"
each wc -l -- one two
each -j 1 tr a-c A-C -- nothing; echo "$? ${#EACH_STATUS[@]}"

#### each: a failure ends it, unless told to go on
type -t each >/dev/null || . each.bash
echo 1 >a; echo 3 >c
each cat a b c; echo "$? ${EACH_STATUS[*]}"
each -k cat a b c; echo "$? ${EACH_STATUS[*]}"
each --keep-going cmp a -- c a b; echo "$? ${EACH_STATUS[*]}"

#### each: files that a function makes
type -t each >/dev/null || . each.bash
for i in 1 2 3 4; do echo "text $i" >in.$i; done
upper() { tr a-z A-Z <"$1" >"$1.up"; }
each upper in.?; echo "$?"
cat in.*.up
cat in.4.up >>in.1.up
cat in.1.up

#### each: items are isolated
type -t each >/dev/null || . each.bash
x=0
count() { x=$((x + $1)); cd /; umask 077; set -f; echo "$x $PWD"; }
each count 1 2 3; echo "$? $x"
f() { exit "$1"; }
each -k f 3 0 4; echo "$? ${EACH_STATUS[*]}"
each f 0 5; echo "$?"

#### each: opaque functions, output in order
type -t each >/dev/null || . each.bash
slow() { sleep "0.0$((4 - $1))"; echo "out $1"; echo "err $1" >&2; echo "more $1"; }
each slow 1 2 3 2>&1; echo "$? ${EACH_STATUS[*]}"
x=$(each slow 3 2 1 2>/dev/null); echo "$x"
each -j4 sh -c 'sleep 0.0$((4 - $0)); echo $0' -- 1 2 3

#### each: items from standard input
type -t each >/dev/null || . each.bash
printf 'a b\nc\n\nd' | each echo
printf 'a\nb\0c\0' | each -0 printf '<%s>\n'
printf '1\n2\n' | each --stdin printf '%s-%s\n' x
each echo </dev/null; echo "$? ${#EACH_STATUS[@]}"
none=()
each echo -- "${none[@]}"; echo "$?"

#### each: {} in the command
type -t each >/dev/null || . each.bash
echo x >a; echo y >b
each cp {} {}.bak -- a b
cat a.bak b.bak
each echo '{}' a '{}'

#### each: standard input is empty
type -t each >/dev/null || . each.bash
echo something | { each cat -- - -; echo "$?"; cat; }
f() { read -r line; echo "$1 $? [$line]"; }
echo something | { each f 1 2; cat; }

#### each: in a command substitution
type -t each >/dev/null || . each.bash
for i in 1 2 3; do echo $i >f$i; done
x=$(each cat f1 f2 f3; echo "$?"); echo "$x"
x=$(each cat f1 nope f3 2>&1; echo "$? ${EACH_STATUS[*]}"); echo "$x"
copy() { echo "copy $1"; cat $1 >$1.c; wc -c $1.c; echo "end"; }
x=$(each copy f1 f2); echo "$x"; cat f2.c

#### each: in a pipeline, with redirections
type -t each >/dev/null || . each.bash
for i in 3 1 2; do echo $i >f$i; done
each cat f3 f1 f2 | sort
each cat f3 f1 f2 >all; cat all
ls f? | each cat | sort -r
each cat f1 nope >o 2>e || echo "failed $?"; cat o e

#### each: under set -e
type -t each >/dev/null || . each.bash
echo 1 >a
each cat a b a || echo "caught $?"
if each grep -q 1 a; then echo found; fi
set -e
each cat a a
each cat a b a
echo not reached

#### each: builtins
type -t each >/dev/null || . each.bash
each echo a b
each printf '%s;\n' -- 1 2
each test -e -- / /nope; echo "$? ${EACH_STATUS[*]}"
each nosuchcommand a b 2>/dev/null; echo "$? ${EACH_STATUS[*]}"

#### each: what an item prints may be much
type -t each >/dev/null || . each.bash
much() { sleep "0.0$((3 - $1))"; printf "$1%.0s" {1..70000}; echo; }
each -j3 much 1 2 3 | cksum
each -k -j3 much 3 2 1 >o; cksum o

#### fold: words by a function
type -t each >/dev/null || . fold.bash
add() { echo $(($1 + $2)); }
fold --tree add 1 2 3 4 5; echo "$?"
fold --left add 7; fold --init 10 add 1 2
join() { echo "$1-$2"; }
fold --tree join 'a b' '' '*'; x=$(fold --left join p q r); echo "$x"

#### fold: files by a program
type -t each >/dev/null || . fold.bash
for i in 1 2 3 4 5; do seq $((i * 3)) -1 $i | sort >f$i; done
fold --files sort -m -- f1 f2 f3 f4 f5 >all; cat all
fold --files cat f1
fold --files sort -m -- f? | head -n 3

#### fold: by a function thunk
type -t each >/dev/null || . fold.bash
#: <$1 <$2 >- pure
merge() { sort -m "$1" "$2"; echo "$3" | cat; }
#: >- pure
longer() { if ((${#1} >= ${#2})); then echo "$1"; else echo "$2"; fi; }
fold --tree longer a ccc bb dddd e
seq 3 >a; seq 2 4 >b; seq 5 >c
fold --files merge -- a b c | wc -l

#### fold: failures and nothing at all
## ignore: stderr
type -t each >/dev/null || . fold.bash
bad() { [ "$1" != 3 ] && echo "$1"; }
fold --left bad 3 4; echo "$?"
fold --tree bad 1 2; echo "$?"
fold --tree bad; echo "$?"
fold --tree nosuchcommand a b; echo "$?"
fold --files cat a nope; echo "$?"

#### fold: the program of that name
type -t each >/dev/null || . fold.bash
echo abcdef | fold -w 2
echo abcdef >f; fold -b3 f; fold f
fold --width=4 f
