#### R1: a script without annotation sees what was written before it
printf 'echo script sees: $(cat a.txt)\n' >tool; chmod +x tool
printf 'b\na\n' >in; sort in >a.txt; ./tool; sort -r in >a.txt; ./tool
#### R1: a function of opaque and lowered commands keeps its order
step() { sort "$1" >"$2"; sh -c "echo after \$(wc -l <$2) lines"; rm "$1"; }
printf '3\n1\n2\n' >x; step x y; step y z; ls; cat z
#### R1: an option that the annotation does not list
printf 'b\nb\na\n' >in; sort in >s; sort --debug s >t 2>/dev/null; uniq -c s >u; cat t u; rm s; ls
#### R1: a program of the same name in front of it on PATH
mkdir bin; printf '#!/bin/sh\necho mine "$@"\ntouch made\n' >bin/sort; chmod +x bin/sort
printf '2\n1\n' >in; sort in; PATH=$PWD/bin:$PATH; hash -r; sort in; ls; rm bin/sort; hash -r; sort in
#### R1: a function of the same name is what runs
sort() { echo function "$@"; cat "$1" >via; }; printf '2\n1\n' >in; sort in; command sort in >out; cat via out
#### R1: interpreted code writes between lowered commands
for i in 1 2 3; do echo "$i" | tr 1-3 a-c >f$i; sh -c "cat f$i >>all; rm f$i"; done; cat all; ls
#### R1: eval and source run what was just written
printf 'x=1\necho y\n' >parts; sort parts >script; . ./script; echo "x=$x"; sed s/1/2/ script >script2; eval "$(cat script2)"; echo "x=$x"
#### R1a: command substitutions need their result at once
for f in a.c b.c; do n=$(basename $f .c); echo "$n" | tr a-z A-Z >$n.o; done; x=$(cat a.o b.o); echo "$x"; echo "$(dirname /a/b/c) $(cat a.o | wc -l)"
#### R1a: grep -q and cmp -s as conditions see what is pending
printf 'one\ntwo\n' >f; sed s/two/three/ f >g
if grep -q three g; then echo found; fi; if cmp -s f g; then echo same; else echo differ; fi; grep -q two g || echo gone
cp g f; cmp -s f g && echo same now
#### R1a: what is not pending may be read beside the order
printf 'x\n' >f; sort f >g; grep -c x f; n=$(wc -l <f); echo "$n"; cat g
#### R1b: kill $$ after a lowered command
printf '2\n1\n' >in; sort in >out; echo said | cat; kill -TERM $$; echo not reached; rm out
#### R1b: kill $$ with a trap
trap 'echo trapped; cat out' USR1; printf '2\n1\n' >in; sort in >out; kill -USR1 $$; echo after; rm out
#### R1b: exec replaces the shell after what is pending
printf '2\n1\n' >in; sort in >out; cat in; exec cat out
#### R1b: exit status and files of exec with a redirection
printf '2\n1\n' >in; sort in >out; exec sh -c 'cat out; exit 3' >log
#### R1b: clocks are read in order
a=$(date +%s%N); printf '2\n1\n' >in; sort in >out; b=$(date +%s%N); sleep 0.02; c=$(date +%s%N)
[ "$a" -lt "$b" ] && [ $((c - b)) -ge 20000000 ] && [ $((c - b)) -lt 3000000000 ] && echo in order; cat out
#### R1b: date; sleep; date
date +%s%N >d1; sleep 0.05; date +%s%N >d2; [ $(($(cat d2) - $(cat d1))) -ge 50000000 ] && echo slept; rm d1 d2
#### R1b: sleep between two writes keeps their times apart
echo a | cat >a; sleep 0.02; echo b | cat >b; [ b -nt a ] && echo newer; [ a -ot b ] && echo older
#### R1b: a background job sees everything before it
printf '2\n1\n' >in; sort in >out; (cat out >copy) & wait; cat copy; rm out; ls
#### R1b: a background job and what follows it
printf '2\n1\n' >in; { sleep 0.05; cat in >late; } & sort in >out; wait; cat late out
#### R1b: wait gives the status of the job
printf '1\n' >in; sort in >out; sh -c 'exit 5' & wait $!; echo $?; cat out
#### R1b: a FIFO with a background reader
mkfifo p; cat p >got & printf '2\n1\n' >in; sort in >p; wait; cat got; rm p; ls
#### R1b: a FIFO with a background writer
mkfifo p; printf '3\n1\n2\n' >in; cat in >p & sort p >out; wait; cat out
#### R1b: FIFOs as operands in both directions
mkfifo p q; printf 'b\na\n' >in; cat in >p & sort <p >q & cat q >out; wait; cat out; rm p q; ls
#### R1b: a coprocess
printf '2\n1\n' >in; sort in >out; coproc { while read -r x; do echo "got $x"; done; }
cat out >&${COPROC[1]}; read -r a <&${COPROC[0]}; read -r b <&${COPROC[0]}; echo "$a $b"; eval "exec ${COPROC[1]}>&-"; wait; cat out
#### R1b: process substitution reads a pending file
printf '2\n1\n' >in; sort in >out; read x < <(awk '{print "awk", $1}' out); echo "$x"; diff <(cat out) <(sort in) && echo same; rm out
#### R1b: output process substitution
printf "2\n1\n" >in; sort in > >(cat >via); until [ "$(wc -l 2>/dev/null <via)" = 2 ]; do sleep 0.01; done; cat via
#### R1b: devices and /dev/fd operands
printf '2\n1\n' >in; sort in >out; cat /dev/null out; cat /dev/fd/0 <out; sort /dev/stdin <in; echo x | cat - out; cat out >/dev/null
#### R1b: /proc tells of this process
printf '1\n' >in; sort in >out; cat /proc/self/comm; head -1 /proc/version >v; [ -s v ] && echo read; rm v
#### R1b: reading the script's own standard input takes only what it takes
## stdin: one\ntwo\nthree\nfour\n
read -r a; echo "[$a]"; printf 'x\n' >f; cat f >g; read -r b; echo "[$b]"; cat; cat g
#### R1b: a command in a loop eats the loop's input
printf 'a\nb\nc\n' >list; while read -r x; do echo "x=$x"; cat >rest; done <list; cat rest
#### R1b: a command in a loop that does not read leaves the loop's input
printf 'a\nb\nc\n' >list; while read -r x; do echo "$x" >f.$x; sort f.$x >g.$x; done <list; cat g.?
#### R1b: ulimit holds for what follows only
head -c 3000 /dev/zero >a; (ulimit -f 1; head -c 3000 /dev/zero >b; echo $?) 2>/dev/null; wc -c <a; wc -c <b
#### R1b: a process that is left behind
printf '1\n' >in; sort in >out; (sh -c 'sleep 0.1; cat out >late' >/dev/null 2>&1 &); rm in; sleep 0.4; cat late
#### R12: lowering says nothing of itself
printf '2\n1\n' >in; sort in >out; sort --nosuch in 2>/dev/null; echo $?; nosuchcommand 2>/dev/null; echo $?; cat out
#### R1: with --learn too, what finds more than the standard streams open has these
export OILGG_LEARN=yes OILGG_STORE=$PWD/store; cat >s <<'END'
exec 9>lock; flock 9 || echo not locked; exec 9>&-
{ sh -c 'echo four >&4'; } 4>o; cat o; f() { python3 -c 'import os; os.write(7, b"seven\n")'; }; f 7>o; cat o
x=$({ sh -c 'echo three >&3'; } 3>&1); echo "[$x]"; exec {v}>o; sh -c "echo v >&$v"; exec {v}>&-; cat o
seq 4 >n; while read -r -u 8 l; do sh -c 'read -r m <&8; echo "$m"'; done 8<n
END
for i in 1 2; do $SH s; echo $?; done; rm -rf store
#### R2: what a learned command has seen before an earlier one retired, while it ran, does not count
export OILGG_LEARN=yes OILGG_STORE=$PWD/store; mkdir d; echo old >d/f; echo first >g; cat >s <<'END'
sh -c 'sleep 0.25; cat x >d/f; cat x >d/new'
sh -c 'ls d >l; sleep 0.6; cat l x'
sh -c 'f=$(cat y); cat $f; [ -e d/new ] && echo there; sleep 0.6'
sh -c 'x=$(cat x); ls d; sleep 0.6'
END
for i in 1 2 3; do echo $i >x; rm -f d/new; $SH s; echo $?; echo g >y; [ $i = 1 ] || echo d/f >y; done; rm -rf store
#### R2: what a learned command has seen below a folder that an earlier one may write does not count either
export OILGG_LEARN=yes OILGG_STORE=$PWD/store; mkdir d; echo old >d/f; echo first >g; cat >s <<'END'
command -v io >/dev/null || io() { while [ "$1" != -- ]; do shift; done; shift; "$@"; }
io -r x -W d -- sh -c 'sleep 0.25; cp x d/f; cp x d/new'
sh -c 'f=$(cat y); cat $f; sleep 0.6'
sh -c 'cat x >/dev/null; ls d; sleep 0.6'
END
for i in 1 2 3; do echo $i >x; rm -f d/new; $SH s; echo $?; echo g >y; [ $i = 1 ] || echo d/f >y; done; rm -rf store
#### programs that a signal ends, annotated and learned ones
cat > crash.c <<'END'
#include <stdlib.h>
int main(void) { abort(); }
END
gcc crash.c -o crash
mkdir .oilgg; printf 'crash\n  pure\n' > .oilgg/crash.io
export OILGG_LEARN=yes OILGG_STORE=$PWD/store
cat > script <<'END'
PATH=$PWD:$PATH v=x
crash; echo $?
./crash "$v" >out
for i in 1 2; do
  crash 2>/dev/null
done
f() {
  crash
  true
}
f
( crash; echo after )
( crash )
( (crash) )
x=$(crash; echo hi); echo "$x"
sort /dev/null | crash
crash | cat
crash | crash | /bin/true | crash
! crash
if crash; then :; fi
sh -c 'kill -15 $$'
trap 'echo' USR1
sh -c 'kill -USR1 $$'
END
$SH script; $SH script; rm -rf store
#### a question that is answered from any standard input
seq 3 >a; while read -r x; do zstd a; done <<'F' 2>&1
1
2
y
F
for i in 1 2; do zstd -q a; zstd -d a.zst; cat; done <<<$'n\n3' 2>&1; ls
#### learned commands that append to what was not there
export OILGG_LEARN=yes OILGG_STORE=$PWD/store; cat >script <<'END'
for i in 1 2 3; do sh -c 'echo z >>o1'; bash -c 'echo y >>o2; cat o1'; sh -c 'exec 3<>o3; echo "$1" >&3' x a; done; cat o1 o2 o3
touch o4; sh -c ': >>o5'; sh -c 'set -C; echo a >o6; echo b >o6'; ls o*
END
for i in 1 2; do $SH script; $SH script; rm -f o?; done; rm -rf store
#### learned commands that list a folder right behind what writes all that is in it
export OILGG_LEARN=yes OILGG_STORE=$PWD/store; mkdir sub; echo a >a; tar --mtime=@0 -cf t.tar a; cat >script <<'END'
ls sub; tar xf t.tar -C sub a; ls sub; mkdir -p new/x; ls new; cp -r sub new/x/; ls new/x new/x/sub; rm -r new; ls
END
for i in 1 2; do $SH script; rm sub/a; done | grep -v store; rm -rf store
