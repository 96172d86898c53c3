#### R1: an opaque command sees everything before it
gen() { printf 'int x = %s;\n' "$1"; }
for i in 1 2 3; do sort -o s$i <<< $i; done
sh -c 'cat s1 s2 s3; echo opaque > o'
cat o s3
#### R2: an untouched output forwards the version before it
printf 'int f(void) { return 1; }\n' > m.c
gcc -c m.c -o m.o && cp m.o keep.o
printf 'int f(void) { return; \n' > m.c
gcc -c m.c -o m.o 2>/dev/null
echo $?
ar rc l.a m.o; ar t l.a; cmp m.o keep.o && echo same
#### R3: glob, test, cd, source and look-up see what is pending
mkdir d; sort <<< b > d/x; echo d/*; test -s d/x && echo there; cd d; cat x; cd ..; echo 'echo sourced' | cat > lib; . ./lib
printf '#!/bin/sh\necho ran\n' | cat > prog; chmod +x prog; ./prog
#### R3: $(< file), read < file and -nt
sort <<< z > a; echo $(< a); read x < a; echo $x; sort <<< y > b; [ b -nt a ] && echo newer; [ a -ot b ] && echo older
#### R3a: > truncates before the command reads
printf '3\n1\n2\n' > f; sort f > f; wc -c < f
#### R3a: sort -o in place
printf '3\n1\n2\n' > f; sort -o f f; cat f
#### R3a: >> in a loop
for i in 1 2 3; do sort <<< $i >> log; echo $i >> log; done; cat log
#### R3a: output is one of the inputs by another name
echo a > f; ln f g; cat f > g; wc -c f g | head -2; ln -s f s; echo b > f; cat s > f; wc -c < f
#### R4: write after read and write after write
echo 1 > f; sort f > o1; echo 2 > f; sort f > o2; echo 3 > f; cat o1 o2 f
sort <<< a > w; sort <<< b > w; cat w
#### R4: two names of one inode
echo a > x; ln x y; sort <<< new > x; cat y; stat -c %h x
#### R5: set -e in the middle of a loop, EXIT trap sees the variable
set -e
trap 'echo "exit $? at $i"; ls' EXIT
for i in a b c d; do
  printf 'int %s(void) { return 0; }\n' $i > $i.c
  [ $i = c ] && echo 'syntax error here' >> c.c
  gcc -c $i.c -o $i.o 2>/dev/null
done
echo not reached
#### R5: status of lowered commands
printf 'a\n' > f; grep -q a f && echo has; grep -q b f || echo hasnt; grep c f; echo $?; if cmp -s f f; then echo same; fi; sort nofile 2>/dev/null; echo $?
#### R5: PIPESTATUS and pipefail
sort nofile 2>/dev/null | cat; echo "${PIPESTATUS[@]}"; set -o pipefail; sort nofile 2>/dev/null | cat; echo $?
#### R5: errexit in a function and a subshell
set -e; f() { sort nofile 2>/dev/null; echo no; }; (f; echo no) || echo "sub $?"; x=1; f; echo no
#### R5: variables are as at the failing command
set -e; trap 'echo n=$n v=$v' EXIT; n=0; for v in good bad worse; do n=$((n+1)); cat $v 2>/dev/null > out || [ $v = good ]; [ $v != bad ] || sort nosuch 2>/dev/null; n=$((n+10)); done
#### R6: output in program order
for i in 3 1 2; do sort <<< "line $i"; echo "echo $i"; done; cat nofile; echo after; sh -c 'echo opaque'; sort <<< last
#### R6: groups with a redirection
{ echo a; sort <<< b; sh -c 'echo c'; cat none; } > log 2>&1; cat log
#### R6: exec redirections
exec 3> log; sort <<< one >&3; echo two >&3; cat log >&3 2>/dev/null; exec 3>&-; cat log
#### R6: reader goes away
for i in {1..500}; do sort <<< "line $i"; done | head -n 1; echo ${PIPESTATUS[1]}
#### R7: builtins and small commands on files
mkdir -p a/b; echo x > a/b/f; cp a/b/f a/g; mv a/g a/h; ln -s h a/l; touch -d 2020-01-01 a/t; rm a/b/f; rmdir a/b; chmod 600 a/h; ls a; cat a/l; mkdir a; echo $?; rm none; echo $?
#### R7: rm -r and remaking
mkdir d; sort <<< a > d/f; rm -rf d; mkdir d; ls d; sort <<< b > d/g; ls d
#### R8: modes, links, in place
umask 027; sort <<< a > f; stat -c %a f; ln f g; sort <<< b > f; cat g; chmod 640 f; sort <<< c > f; stat -c '%a %h' f
#### R8: order of times
sort <<< a > f1; sort <<< b > f2; sort <<< c > f3; [ f2 -nt f1 ] && [ f3 -nt f2 ] && echo increasing
#### R8: a directory that isn't there
printf 'int x;\n' > m.c; gcc -c m.c -o nodir/m.o 2>/dev/null; echo $?; sort <<< a > nodir/x; echo $?
#### R9: environment and locale
printf 'b\nA\na\nB\n' > f; LC_ALL=C sort f; export LC_ALL=C; sort f; TMPDIR=/nonexistent sort f | head -n 1
#### R9: umask and directory at the time
mkdir d; (cd d; umask 077; sort <<< x > f); sort <<< y > g; stat -c '%a %n' d/f g
#### R10: a tool that writes more than it says
printf '#!/bin/sh\nsort "$@"\necho side > side\n' > mysort; chmod +x mysort; PATH=$PWD:$PATH; ./mysort <<< a > out; cat out side
#### R11: kill the shell after a lowered command
sort <<< a > f; kill $$; echo no
#### R11: failing build leaves what bash leaves
set -e; for f in one two bad three; do echo "$f"; [ $f != bad ] && sort <<< $f > $f.out || sort /nonexistent > $f.out 2>/dev/null; done
#### background jobs, FIFO and coproc readers
mkfifo p; cat p > got & sort <<< hello > p; wait; cat got; coproc cat; sort <<< co >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; eval "exec ${COPROC[1]}>&-"; wait
#### clocks drain
a=$(date +%s%N); sleep 0.2; b=$(date +%s%N); [ $(( (b - a) / 1000000 )) -ge 200 ] && echo slept
#### archive remade, two links against it
printf '#include "h.h"\nint f(void) { return N; }\n' > f.c; echo '#define N 1' > h.h
printf 'int f(void); int main(void) { return f(); }\n' > m.c
build() { gcc -c f.c -o f.o; rm -f l.a; ar cq l.a f.o; ranlib l.a; gcc m.c l.a -o p1; gcc -DX m.c l.a -o p2; ./p1; echo $?; ./p2; echo $?; }
build; echo '#define N 2' > h.h; build; echo '#define N 1' > h.h; build
#### a header that appears and shadows
mkdir inc1 inc2; echo '#define N 5' > inc2/h.h; printf '#include "h.h"\nint main(void) { return N; }\n' > m.c
gcc -Iinc1 -Iinc2 m.c -o p; ./p; echo $?; echo '#define N 6' > inc1/h.h; gcc -Iinc1 -Iinc2 m.c -o p; ./p; echo $?
#### strip, sed -i, chmod after a write
printf 'int main(void) { return 3; }\n' > m.c; gcc -g m.c -o p; s=$(stat -c %s p); strip p; [ $(stat -c %s p) -lt $s ] && echo smaller; ./p; echo $?; echo a > f; sed -i s/a/b/ f; cat f; chmod 600 f; stat -c %a f
#### __DATE__ and __TIME__ are not kept
printf '#include <stdio.h>\nint main(void) { puts(__TIME__); return 0; }\n' > m.c; gcc m.c -o p; ./p > t1; sleep 1.1; gcc m.c -o p; ./p > t2; cmp -s t1 t2 || echo differ; rm -f t1 t2 p
#### read from process substitution on a second run
printf '1 a\n2 b\n' > f; read x < <(awk 'NR == 2' f); echo $x; read y < <(sort -r f); echo $y
#### reading the inherited standard input
## stdin: b\na\nc\n
head -n 1; sort
#### a pipeline of lowered commands with a shell stage
printf 'c\na\nb\n' > f; sort f | while read x; do echo "<$x>"; done | tr a-z A-Z; x=$(sort f | head -n 1); echo $x
#### command substitution used late
x=$(sort <<< hello); y=$(wc -c <<< abc); echo before; echo $x $y; z=$(sort nofile 2>&1); echo "$? $z"
#### tee, head and cut to several files
printf 'a:1\nb:2\n' > f; tee t1 t2 < f | cut -d: -f2 > cut; cat t1 t2 cut; head -n1 f > h; tail -n1 f > t; cat h t; wc -l f
#### a deleted input
echo a > f; sort f > g; rm f; sort f > g 2>/dev/null; echo $?; wc -c < g
#### a symbolic link as output and as directory
mkdir real; ln -s real link; sort <<< a > link/f; cat real/f; ln -s target out; sort <<< b > out; cat target; readlink out
#### unreadable and read-only places
mkdir ro; chmod 555 ro; if [ $(id -u) != 0 ]; then sort <<< a > ro/f; fi 2>/dev/null; chmod 755 ro; ls ro
#### many outputs and a glob afterwards
for i in {1..30}; do sort <<< $i > out$i; done; ls out* | wc -l; cat out* | sort -n | tail -n 1
#### functions and sourced files are lowered inside
echo 'mk() { sort <<< "$1" > "$1.txt"; }' > lib; . ./lib; for i in a b c; do mk $i; done; cat *.txt
#### wait and jobs beside lowered commands
sleep 0.2 & sort <<< a > f; wait $!; echo $?; cat f; (sort <<< b > g) & wait; cat g
#### cd between lowered commands
mkdir a b; cd a; sort <<< 1 > f; cd ../b; sort <<< 2 > f; cd ..; cat a/f b/f; (cd a; sort <<< 3 > g); cat a/g
#### exec at the end
sort <<< a > f; exec cat f
#### heredocs into lowered commands
cat > f <<E2
x $((1+1))
E2
sort <<E2 > g
b
a
E2
cat f g
#### exit status at the end of the script is that of the lowered command
sort nofile 2>/dev/null
#### exit in the middle
sort <<< a > f; exit 3
#### errors of lowered commands reach stderr in order
sort no1; echo mid >&2; sort no2; cat no3; echo end >&2
#### R11: a signal for the whole group ends what runs, and its trap the script
## mode: off on
trap 'echo int; ls; exit 3' INT
(until { pgrep -s 0 -x seq && pgrep -s 0 -x tail; } >/dev/null; do sleep 0.05; done; kill -INT 0) &
seq 5000000000 | tail -1 >big
seq 5 >later
echo after
#### R11: after a trap that returns the script goes on
## mode: off on
trap 'echo int; ls; rm -f in; seq 9 >in' INT
seq 3 >in
(until { pgrep -s 0 -x seq && pgrep -s 0 -x tail; } >/dev/null; do sleep 0.05; done; kill -INT 0) &
seq 5000000000 | tail -1 >big
echo $?
sort -r in >later
echo after; cat later
#### R11: a signal for the shell alone waits for the command that runs
## mode: off on
trap 'echo term; cat sorted' TERM
(until { pgrep -s 0 -x seq && pgrep -s 0 -x tail; } >/dev/null; do sleep 0.05; done; kill -TERM $$) &
seq 60000000 | tail -2 >sorted
seq 2 >later
echo after; cat later
#### R11: the same under set -e, where more has been walked: its trap sees the status of the command that ran
## mode: off on
set -e
trap 'echo "term $? ${PIPESTATUS[*]}"; cat sorted' TERM
(until { pgrep -s 0 -x seq && pgrep -s 0 -x tail; } >/dev/null; do sleep 0.05; done; kill -TERM $$) &
seq 60000000 | tail -2 >sorted
seq 2 >later
echo after; cat later
sort nosuch; echo never
