#### R5: $? of a lowered command
printf '1\n' >f; sort nosuch >o 2>/dev/null; echo $?; sort f >o; echo $?; grep -c x f; echo $?; cat o
#### R5: && and || and !
printf '1\n' >f; sort f >a && sort a >b || echo no; sort nosuch >c 2>/dev/null && echo no || sort b >d; ! grep x f >e && echo not; ls
#### R5: while and until on a lowered condition
n=3; seq 3 >f; while grep $n f >hit; do cat hit; n=$((n - 1)); done; until grep $n f >hit; do n=$((n + 1)); done; echo $n
#### R5: if and elif
seq 3 >f; if grep 7 f >a; then echo seven; elif grep 2 f >b; then echo two; fi; ls; cat b
#### R5: PIPESTATUS and pipefail
printf '1\n' >f; cat nosuch f 2>/dev/null | grep 1 | sort >o; echo "${PIPESTATUS[@]}"; set -o pipefail; cat nosuch f 2>/dev/null | sort >o; echo $?; grep x f | sort | cat >o; echo "${PIPESTATUS[*]} $?"
#### R5: the ERR trap
trap 'echo "ERR $? $x"' ERR; for x in 1 nosuch 2; do seq 2 >1; seq 3 >2; sort $x >o.$x 2>/dev/null; done; grep zz 1; echo end; ls
#### R5: set -e stops at the first failure in order
set -e; seq 3 >f; for x in f nosuch f2; do sort $x >out.$x 2>err; echo "done $x"; seq 2 >f2; done; echo never
#### R5: an EXIT trap sees the loop variable of the failure
trap 'echo "exit $? at $f, $n done"; ls' EXIT; set -e; n=0
for f in 1 2 3 4 5; do echo $f | cat >in.$f; done; rm in.4
for f in 1 2 3 4 5; do cat in.$f >out.$f; n=$((n + 1)); done; echo never
#### R5: a failing compile in a loop with an EXIT trap
set -e; trap 'echo "status $? in $m after $count"; ls *.o' EXIT; count=0
for m in a b c d; do echo "int $m(void){return 0;}" >$m.c; done; echo 'int c(' >c.c
for m in a b c d; do gcc -c $m.c -o $m.o 2>/dev/null; count=$((count + 1)); done; gcc -shared *.o -o all.so; echo never
#### R5: what stderr says before the script stops
set -e; printf 'int f(void){return x;}\n' >f.c; printf 'int g(void){int unused;return 0;}\n' >g.c; gcc -Wall -c g.c; gcc -c f.c; gcc -c g.c; echo never
#### R5: everything the walk did is undone
set -e; v=before; fn() { echo old; }; cd_to=$PWD; mkdir d; trap 'echo "$v ${a[*]-none} $(fn) ${PWD##*/} $# $(umask) $-"; set +e' EXIT
umask 022; sort nosuch >o 2>/dev/null; v=after; a=(1 2); fn() { echo new; }; cd d; set -- x y; umask 077; set +e; unset v; sort nosuch
#### R5: undone across functions and locals
set -e; x=global; trap 'echo "$x $y"' EXIT; y=0; f() { local x=local; y=1; sort "$1" >/dev/null 2>&1; y=2; x=changed; g; y=4; }; g() { y=3; x=g; }; seq 2 >in; f in; echo "ok $y"; f nosuch; echo never
#### R5: arrays, exports, aliases and options are undone
set -e; declare -A m=([k]=1); export E=1; trap 'echo "${m[k]} ${m[n]-unset} $E $(env | grep -c ^NEW=) ${o[*]}"; shopt -q nullglob || echo no nullglob' EXIT; o=(1 2 3)
grep nothing /dev/null >hit; m[k]=2; m[n]=3; export E=2 NEW=1; o+=(4); shopt -s nullglob; readonly R=1
#### R5: later file effects never show
set -e; echo keep >keep; cat keep >a; cat nosuch >b 2>/dev/null; rm keep; mkdir dir; cat a >c; echo text >d; mv a z; touch t; ln -s a l
#### R5: later output never shows
set -e; seq 2 | tail -1; sort nosuch; echo never; cat /etc/passwd; echo never >&2
#### R5: || true, conditions and negation are exempt
set -e; sort nosuch >a 2>/dev/null || true; if sort nosuch >b 2>/dev/null; then echo no; fi; ! sort nosuch >c 2>/dev/null; f() { sort nosuch >d 2>/dev/null; echo went on; }; f || echo no; ls
#### R5: a subshell fails alone
set -e; (seq 2 >a; sort nosuch >b 2>/dev/null; echo never; touch c) || echo "subshell $?"; ls; (set +e; sort nosuch 2>/dev/null; echo $?); (sort nosuch 2>/dev/null; echo never); echo never
#### R5: a subshell's failure ends the script
set -e; trap 'echo exit $?' EXIT; v=1; (v=2; cd /; grep x /dev/null >/dev/null; v=3); echo never
#### R5: command substitutions under set -e
set -e; seq 3 >f; x=$(sort -r f; grep 9 f; echo more); echo "$x"; y=$(grep 9 f); echo never
#### R5: a function's status is its last command's
f() { sort "$1" >o 2>/dev/null; }; f nosuch; echo $?; seq 1 >in; f in; echo $?; f nosuch || echo failed; g() { f "$1"; return; }; g nosuch; echo $?; h() { f nosuch; return 7; }; h; echo $?
#### R5: return and exit hand the last status on
f() { grep x /dev/null; return; }; f; echo $?; (grep x /dev/null; exit); echo $?; sort nosuch 2>/dev/null; exit
#### R5: the status at the end of the script
seq 2 >f; sort f >g; grep 7 g >h
#### R5: set -e with the failure in the very last command
set -e; seq 2 >f; sort f >g; grep 7 g >h
#### R5: pipelines under set -e
set -e; seq 3 >f; grep 9 f | cat >a; cat a f >b; set -o pipefail; grep 9 f | cat >c; echo never >d
#### R5: a loop stops by break on a lowered status
seq 5 >f; for i in 3 4 7 8; do grep $i f >hit.$i || break; done; echo $i; ls; for i in 7 3 8; do grep $i f >hit.$i || continue; echo hit $i; done
#### R5: x=$(slow) is forced when it is used
seq 3 >f; x=$(sort -r f | head -1); y=$(cat nosuch 2>/dev/null); s=$?; echo "$x $s"; export z=$(wc -l <f); sh -c 'echo $z'; w=a; w+=$(tail -1 f); echo $w
#### R5: x=$(…) reads what was there then
echo 1 | cat >f; x=$(cat f); echo 2 | cat >f; y=$(cat f); rm f; z=$(cat f 2>&1); echo "$x$y"; echo "$z"
#### R5: set -e is switched on and off
seq 2 >f; set -e; sort f >a; set +e; sort nosuch 2>/dev/null; echo $?; set -e; sort f >b; sort nosuch 2>/dev/null; echo never
#### R5: DEBUG traps run between commands
seq 2 >f; trap 'echo "next: $BASH_COMMAND"' DEBUG; sort f >a; cat a; trap - DEBUG; cat a
#### R5: reading input is never speculative
## stdin: first\nsecond\nthird\n
set -e; trap 'cat' EXIT; read -r a; grep "$a" /dev/null >hit; read -r b; echo never
#### R5: signals by number and not executable and not found
seq 2 >f; sort f >g; ./g; echo $?; chmod -x g; ./nosuch; echo $?; sh -c 'kill -KILL $$'; echo $?; sort g
#### R5: a failing cd, a failing redirection, a failing builtin under set -e
set -e; seq 2 >f; sort f >a; cd nodir 2>/dev/null || sort a >b; trap 'ls' EXIT; sort f >c; cat a >nodir/x; echo never
#### R5: set -u after lowered commands
set -u; seq 2 >f; sort f >g; echo "$nosuch"; rm g
#### R5: exit in the middle with pending work
seq 3 >f; sort -r f >g; (cat g >h; exit 4); echo $?; trap 'cat g h' EXIT; rm f; exit 3; touch never
#### R5: a command that fails before || exit, far behind the walk
die() { echo "died: $* ($?)" >&2; exit 7; }
trap 'echo trap $i $?' EXIT
build() {
  local x=$1
  seq $x | sort -r >out$x || { echo "no $x: $?"; exit 3; }
  sort nosuch$x >o$x || die $x $i
  echo built $x
}
for i in 1 2 3; do
  echo start $i
  seq 5 | sort >a$i || exit 1
  if ! seq 3 | sort -r >b$i; then echo bad; exit 4; fi
  seq 2 >c$i && sort c$i >d$i || die never
done
echo done; cat a1 b2 d3
build 5
echo not reached; echo >after
#### R5: the body of if ! command; then …; exit
for i in 1 2 3; do
  if ! sort nosuch$i >b$i; then echo bad $i $?; exit 4; fi
  echo go $i
done
#### R5: || exit in a function with redirections around it
f() { seq 3 >f1 && sort nosuch >f2 || exit; echo no; }
{ f; echo never; } >log 2>&1
echo x
#### R5: || exit in subshells, || return, and || with what does not leave
( sort nosuch >q || exit 5; echo no ); echo $?
x=$(sort nosuch 2>&1 || exit 6; echo no); echo $? $x
f() { sort nosuch || return 3; echo no; }; f; echo $?
sort nosuch 2>/dev/null || { echo cont; } ; echo go
seq 3 | sort -r || exit
sort nosuch || eval exit 9
echo not
#### R5: || exit under set -e with an ERR trap
set -e
trap 'echo err' ERR
seq 3 > x || exit 2
sort x x >y || exit 3
cat y
sort nosuch >z || exit 5
#### R5: bytes taken from a file that others read on are not taken speculatively
seq 30 >in; { ( set -e; read a; sort nosuch >x; read b; read c ); echo $?; cat; } <in
#### R5: the same with an EXIT trap that reads on
seq 3 >a; seq 4 >b; printf '%s\n' a nosuch b a >list
( set -e; trap 'echo rest; cat' EXIT; while read l; do sort $l >$l.out; done <list )
exec <list
set -e; trap 'echo rest; cat' EXIT; while read l; do sort $l >$l.out; done
#### R5: exec with redirections is not done speculatively
set -e; echo data >f; trap 'read x <&3 && echo "got $x"' EXIT; sort nosuch >o; exec 3<f
#### R5: RANDOM after a failure that undid the walk
set -e; RANDOM=42; trap 'echo $RANDOM' EXIT; sort nosuch >o; i=$RANDOM
#### R5: || return, under set -e
echo 'int a;' >a.c; echo 'int b' >b.c; echo 'int c;' >c.c
f() { gcc -c $1.c || return 1; echo built $1; }
set -e; f a; f b; f c; echo end
#### R5: || return, through two functions
echo 'int a;' >a.c; echo 'int b' >b.c; echo 'int c;' >c.c
f() { gcc -c $1.c || return; echo built $1; }; g() { f a || return 5; f b || return $?; f c || return 7; }
g || exit; echo end
#### R5: || return, where the call is a condition, and with an EXIT trap
echo 'int b' >b.c; set -e
f() { gcc -c b.c || return 3; echo built; }
if f; then :; else echo no $?; fi; f || echo or $?; x=$(f) || echo sub $?; ! f; f && echo and; trap 'echo exit $?' EXIT; f; echo end
#### R5: || return, after set +e in a function with options of its own
echo 'int b' >b.c; set -e
f() { local - x=1; set +e; gcc -c b.c || return 3; echo built; }
f; echo end
#### R5: || return, and a call that ends with a function
echo 'int b' >b.c
f() { gcc -c b.c || return 3; echo built; }; die() { echo "died of $1 $?"; exit 9; }
f || die x; echo end
#### R5: PIPESTATUS where there is an ERR trap, with pipefail
trap 'echo ERR ${PIPESTATUS[*]}' ERR; echo x >f
cat f | grep y | wc -l || echo "${PIPESTATUS[*]}"
set -o pipefail; cat f | grep y | wc -l || echo "${PIPESTATUS[*]}"
cat f | grep y; echo "${PIPESTATUS[*]}"; sort nosuch | grep y | cat; echo "${PIPESTATUS[*]}"
cat f | grep x | sort && echo "${PIPESTATUS[*]}"; set -e; if cat f | grep y | sort; then :; else echo "${PIPESTATUS[*]}"; fi; sort nosuch | grep y
#### R5: an EXIT trap of the shell writes where a ( ) that ends it stands, not where its command stood
for s in '( { cat nosuch; } >g1 2>&1); echo no' '( cat nosuch ) >g1 2>&1; echo no' '{ ( { cat nosuch; } >g1 2>&1 ); } >g2; echo no' '( ( cat nosuch; echo no ) 2>g1 )' '{ ( cat nosuch ) 2>g1; } 2>&1' '( exec >g1 2>&1; sort nosuch; echo no ); echo no'; do
rm -f g1 g2; $SH -c "set -e; trap 'echo exit \$?' EXIT; $s"; echo $?; cat g1 g2 2>/dev/null
done
#### R5: a trap on ERR runs where a ( ) with a lowered command ends the script
$SH -c 'trap "echo err \$?" ERR; set -e; ( diff /dev/null nosuch ); echo no'; echo $?
$SH -c 'trap "echo err \$?" ERR; set -e; ( sort nosuch; echo no ) 2>&1; echo no'; echo $?
#### an EXIT trap writes outside of a function that was called with redirections, where a loop in it failed
seq 3 >a
for loop in 'ln -s d a' 'sort nosuch'; do for call in 'fn 2>&1' 'fn' '{ fn 2>&1; } >g2' '{ fn <a; } >>g2' 'f 2>&1' 'eval "fn 2>&1"'; do
printf 'set -e; trap "echo exit \\$?" EXIT; fn() { for i in 1 2; do %s; done >>g1; }; f() { fn; }; %s' "$loop" "$call" >s
$SH s 2>&1; echo $?; cat g1; if [ -f g2 ]; then cat g2; fi; rm -f g1 g2
done; done
#### an EXIT trap that a subshell has set writes where a command stood whose failure is known at the end
set -e; seq 2 >a
( { trap 'echo left' EXIT; sort a; sort nosuch; } >g 2>&1 ) || :; cat g; echo
(set -e; { trap 'echo left' EXIT; sort a; sort nosuch; } >g 2>&1) & wait $! || echo $?; cat g; echo
for i in 1 2; do { { trap 'echo left' EXIT; mv a b; } >g 2>&1; } & wait; cat g; done
