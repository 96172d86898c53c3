#### errexit exemptions
set -e
f() { false; echo "f goes on"; }
if f; then echo yes; fi
f && echo and
! f
while f; do echo loop; break; done
until f; do :; done
f || true
g() { f; false; }
g && true
echo end1
(false) || echo sub
x=$(false) || echo asg
{ false; } || echo grp
false | true
echo pipe ok
case a in a) false || true ;; esac
for i in 1; do false || true; done
[[ a = b ]] || true
((0)) || true
test a = b && echo no
true && false || echo chain
if true; then false || :; fi
echo last
true && false
echo survived
false
echo not reached
#### errexit in compound
set -e; if true; then { (exit 3); }; fi; echo no
#### errexit pipeline last
set -e; true | false; echo no
#### errexit pipefail
set -eo pipefail; false | true; echo no
#### errexit and return
set -e; f() { return 3; }; f; echo no
#### errexit in subshell in condition
set -e; if (false; echo in); then echo ok; fi; (set -e; false; echo inner) || echo or; echo end
#### errexit in cmdsub
set -e; x=$(echo a; false; echo b); echo "$x"; y=$(set -e; echo c; false; echo d) || echo or; echo "$y"
#### errexit local
set -e; f() { local x=$(false); echo go; export y=$(false); readonly z=$(false); echo on; }; f
#### errexit source eval
echo 'false; echo in source' > s; set -e; . ./s || echo or; eval 'false; echo ev' || echo or2; . ./s; echo no
#### errexit and for with cmdsub
set -e; for i in $(false; echo a); do echo $i; done; echo $(false) ok; [ "$(false)" ] || echo empty; case $(false) in *) echo c;; esac
#### errexit && at end of function
set -e; f() { [ a = b ] && echo x; }; f; echo no
#### errexit if-else status
set -e; f() { if false; then :; fi; }; f; echo ok; g() { while false; do :; done; }; g; echo ok2
#### errexit off inside
set -e; set +e; false; echo a; set -e; (set +e; false; echo b); false; echo no
#### ERR with errexit order
set -e; trap 'echo err' ERR; trap 'echo exit' EXIT; f() { false; }; f; echo no
#### DEBUG trap
trap 'echo "D:$LINENO:$BASH_COMMAND"' DEBUG
x=1
echo $x
f() { echo f; }
f
for i in a b; do echo $i; done
if true; then echo t; fi
case x in x) echo c;; esac
((x++))
[[ $x ]]
while ((x<4)); do ((x++)); done
echo a | cat
trap - DEBUG
echo done
#### DEBUG functrace
set -T; f() { echo f; g; }; g() { echo g; }; trap 'echo "D $BASH_COMMAND"' DEBUG; f; (echo sub); x=$(echo cs); echo $x
#### extdebug skip
shopt -s extdebug; trap '[[ $BASH_COMMAND != *skip* ]]' DEBUG; echo one; echo skip; echo two
#### RETURN trap
f() { trap 'echo ret $?' RETURN; return 3; }; f; echo $?; f2() { echo x; }; f2; echo 'echo src' > s; . ./s
#### trap output forms
trap 'echo a' EXIT; trap 'it'"'"'s' INT; trap '' TERM; trap -p; trap -p INT; trap - INT; trap; trap -l | head -2
#### trap signals between commands
trap 'echo got; x=1' USR1; x=0; kill -USR1 $$; echo $x; while [ $x = 1 ]; do kill -USR1 $$; x=2; done; echo $x
#### trap interrupts wait
## ignore: stderr
trap 'echo got' USR1; (sleep 0.2; kill -USR1 $$) & sleep 5 & wait $!; echo $?; kill %2 2>/dev/null; wait 2>/dev/null; echo end
#### trap during foreground
trap 'echo got' USR1; (sleep 0.1; kill -USR1 $$) & sleep 0.3; echo after; wait
#### trap exit status
trap 'echo "st $?"; (exit 9)' EXIT; (exit 4)
#### trap exit in function exit
trap 'echo bye' EXIT; f() { exit 3; }; f
#### exit in subshell trap
(trap 'echo sub' EXIT; exit 2); echo $?; (trap 'exit 7' EXIT; exit 2); echo $?
#### trap EXIT and signals
## ignore: stderr
bash -c "trap 'echo x' EXIT; kill -TERM \$\$; echo no"; echo $?
#### trap ignored inherits
trap '' USR1; bash -c 'kill -USR1 $$; echo alive'; (kill -USR1 $BASHPID; echo alive2)
#### return in trap
f() { trap 'return 5' USR1; kill -USR1 $$; echo no; }; f; echo $?
#### nested traps
trap 'echo one; trap "echo two" EXIT' EXIT; exit 2
#### exit trap in context
trap 'echo "trap $x $1 ${FUNCNAME[0]}"' EXIT; x=g; f() { local x=l; exit 3; }; f arg > out; echo no
#### exit trap in context 2
trap 'echo "trap $x"; cat out' EXIT; { echo a; exit 2; } > out
#### errexit trap context
set -e; trap 'echo "t $x $?"' EXIT; x=g; f() { local x=l; false; }; f > out 2>&1; echo no
#### exit in trap nested
trap 'echo a; exit 3; echo b' EXIT; exit 2
#### exit in function in trap
f() { echo cleanup $?; exit 9; }; trap f EXIT; exit 2
#### err then exit
set -eE; trap 'echo err $?' ERR; trap 'echo exit $?' EXIT; f() { g; }; g() { (exit 5); }; f
#### growing script
echo 'echo more' >> "$0"; echo one
echo two
#### exit trap and stdin
trap 'cat' EXIT; echo hi | { exit 2; }; echo $?
#### signal then exit trap once
trap 'echo bye' EXIT; trap 'exit 3' TERM; kill $$; echo no
#### exec fails with trap
trap 'echo bye' EXIT; exec nosuchprog
#### CHLD traps count programs
trap 'echo chld' CHLD; /bin/true; ls /nosuch 2>/dev/null; echo end
#### arguments that are too long
/bin/echo $(seq 1 900000) 2>err >/dev/null; echo $?; cat err; cat $(seq 1 900000); echo $?; /bin/echo $(seq 1 900000) 2>&1 | cat; echo ${PIPESTATUS[@]}
#### DEBUG runs before commands of the other traps, but not of its own
trap 'echo E $BASH_COMMAND' ERR
trap 'echo D $BASH_COMMAND; false' DEBUG
false
f() { echo in f; }
trap 'echo D $BASH_COMMAND' DEBUG
trap 'f; echo E2' ERR
false
trap 'echo R $BASH_COMMAND' RETURN
f
. /dev/null
trap 'echo bye; f' EXIT
exit 3
#### an EXIT trap of set -e behind two functions with redirections, one in the other
$SH -c ': >s'; cat >s <<'X'
set -e; trap 'echo "exit $?"' EXIT; fn() { { false; } >f; }; gn() { { fn 2>&1; } >h; }; gn >g
X
$SH s; cat h
