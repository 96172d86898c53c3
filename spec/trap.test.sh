#### EXIT trap
trap 'echo bye $?' EXIT; echo hi; (exit 3)
#### EXIT trap and exit status
trap 'echo bye $?' EXIT; exit 5
#### EXIT trap can change the status
trap 'exit 9' EXIT; exit 5
#### EXIT trap on syntax error and unset
trap 'echo bye $?' EXIT; set -u; echo $nope
#### EXIT trap in a subshell
trap 'echo outer' EXIT; (trap 'echo inner' EXIT; echo sub); (echo no trap here); x=$(trap 'echo cs' EXIT; echo v); echo "$x"
#### EXIT trap reset
trap 'echo bye' EXIT; trap - EXIT; trap 'echo second' 0; trap 'echo third' EXIT
#### trap listing
trap 'echo a' INT; trap 'echo "b c"' TERM EXIT; trap; trap -p INT; trap -p; trap - EXIT
#### trap listing quotes
trap "echo it's" USR1; trap '' USR2; trap -p
#### a signal to oneself
trap 'echo got USR1' USR1; kill -USR1 $$; echo after; kill -s USR1 $$; kill -10 $$ ; echo end
#### ignored signal
trap '' TERM; kill $$; echo alive; trap - TERM; (trap '' USR1; kill -USR1 $BASHPID; echo sub alive)
#### ignored signals are inherited by children
trap '' USR1; sh -c 'kill -USR1 $$; echo child alive'
#### trapped signals are default in children
trap 'echo t' USR1; sh -c 'kill -USR1 $$; echo no' ; echo "status $?"
#### traps are reset in subshells
trap 'echo t' USR1; (kill -USR1 $BASHPID; echo no); echo "status $?"
#### unhandled signal kills
( kill -TERM $BASHPID; echo no ); echo $?; sh -c 'kill -KILL $$'; echo $?
#### trap runs after the foreground command
trap 'echo trapped' USR1; (sleep 0.2; kill -USR1 $$) & sleep 0.5; echo after sleep; wait
#### wait is interrupted by a trap
trap 'echo trapped' USR1; sleep 3 & (sleep 0.2; kill -USR1 $$) & wait; echo $(( $? > 128 )); kill %1
#### DEBUG trap
trap 'echo "debug: $BASH_COMMAND"' DEBUG; echo a; x=1; if true; then echo b; fi; trap - DEBUG; echo c
#### DEBUG trap and functions
f() { echo in f; }; trap 'echo "d $BASH_COMMAND"' DEBUG; f; set -T; f
#### RETURN trap
f() { trap 'echo returning' RETURN; echo in f; }; f; g() { echo g; }; g
#### RETURN trap on source
echo 'echo sourced' > s; trap 'echo ret' RETURN; . ./s; f() { :; }; f; set -T; f
#### ERR trap variables
trap 'echo "err at $LINENO: $BASH_COMMAND -> $?"' ERR
false
x=$(exit 3)
f() { return 4; }
f
#### ERR trap not in conditions
trap 'echo err' ERR; if false; then :; fi; false || :; ! false; false && :; while false; do :; done; echo end
#### ERR in subshell and substitution
trap 'echo err' ERR; (false); x=$(false; echo a); echo "$x"; set -E; (false); y=$(false; echo b); echo "$y"
#### trap with function and arguments
h() { echo "handler $1 $?"; }; trap 'h X' USR1; kill -USR1 $$; false; kill -USR1 $$
#### $? is kept across a trap
trap ':' USR1; false; kill -USR1 $$; echo $?; f() { return 3; }; trap 'true' USR2; f; kill -USR2 $$; echo $?
#### unknown signals
trap 'echo' NOSUCH; echo $?; trap 'x' 99; echo $?; kill -NOSUCH $$; echo $?
#### signal names
trap 'echo sigint' SIGINT; trap 'echo hup' hup; trap -p; kill -INT $$; kill -HUP $$
#### trap - and trap with a number only
trap 'echo x' USR1; trap USR1; kill -0 $$; echo $?; trap -p USR1; trap 'y' 2 15; trap - 2 15; trap -p
#### trap -l and kill -l
kill -l 9 15 TERM int 130; trap -l | head -2; kill -l HUP
#### last pipeline element and traps
trap 'echo exit' EXIT; echo a | cat; { echo b; } | cat
#### exec does not run the EXIT trap
trap 'echo bye' EXIT; exec echo replaced
#### killed by a signal runs no EXIT trap, TERM does
$SH -c 'trap "echo bye" EXIT; kill -TERM $$; sleep 1'; echo $?; $SH -c 'trap "echo bye" EXIT; kill -KILL $$'; echo $?
#### exit in a trap
trap 'echo t; exit 3' USR1; kill -USR1 $$; echo no
#### return in a trap in a function
f() { trap 'echo t; return 7' USR1; kill -USR1 $$; echo no; }; f; echo $?
#### break in a trap in a loop
trap 'break' USR1; for i in 1 2 3; do echo $i; kill -USR1 $$; done; echo end
#### nested traps
trap 'echo one; kill -USR2 $$; echo one end' USR1; trap 'echo two' USR2; kill -USR1 $$; echo end
#### trap action is expanded when run
x=1; trap 'echo $x' USR1; trap "echo $x" USR2; x=2; kill -USR1 $$; kill -USR2 $$
#### syntax error in a trap action
trap 'if' USR1; kill -USR1 $$; echo "after $?"
#### PIPE
trap 'echo pipe >&2' PIPE; echo x | true; echo ok
#### CHLD
trap 'echo chld' CHLD; (exit 0) & wait; trap - CHLD; echo end
#### traps and command substitution output
trap 'echo out' EXIT; x=$(echo a); echo "[$x]"
#### trap inside { } with a pipe
{ trap 'echo in pipe' EXIT; echo x; } | cat; echo after
#### trap '' then subshell listing
trap 'echo a' USR1; (trap -p); x=$(trap); echo "$x"; (trap 'echo b' USR2; trap)
#### EXIT trap with set -e in function
set -e; f() { trap 'echo cleanup' EXIT; false; echo no; }; f
#### INT kills a script with its child
$SH -c 'sh -c "kill -INT \$PPID; kill -INT \$\$"; echo no'; echo $?
#### LINENO in an EXIT trap
trap 'echo line $LINENO' EXIT
echo a
:
#### temporary files removed by trap
t=$(mktemp -p .); trap 'rm -f "$t"' EXIT; echo x > "$t"; ls | wc -l
#### the EXIT trap shows itself while it runs
trap 'trap; trap -p EXIT; (trap); trap - EXIT; trap' EXIT
trap 'echo int' INT
#### set -e leaves the function's parameters to the EXIT trap, but no locals
f() { local v=loc; g 1; }; g() { false; }; v=glob; set -- x y z
trap 'echo "$v $FUNCNAME $1 $# ${FUNCNAME[*]} ${BASH_LINENO[*]}"' EXIT
set -e
f a b
#### set -e in a subshell leaves the locals as well
( f() { local v=loc; false; }; v=glob; trap 'echo "$v $FUNCNAME $1 $#"' EXIT; set -e; f a b )
echo $?
#### the EXIT trap of a shell that dies of a signal sees the function
f() { local v=loc; kill -TERM $$; echo no; }; v=glob; trap 'echo "$v $FUNCNAME $1 $#"' EXIT; f a b
#### BASH_COMMAND in the trap of a signal is what ran when it came
trap 'echo "usr1 $BASH_COMMAND"' USR1; kill -USR1 $$; f() { kill -USR1 $$; :; }; f
#### SIGPIPE and the EXIT trap
(trap 'echo sub >&2' EXIT; while :; do cat /etc/passwd; echo x; done) | head -1 >/dev/null; echo ${PIPESTATUS[@]}
#### exec that finds its program runs no EXIT trap
(trap 'echo exit' EXIT; exec /bin/true); (trap 'echo exit' EXIT; exec ./nosuch); (trap 'echo exit' EXIT; exec nosuch)
echo $?
#### FUNCNAME after an error in a function
f() { : $((1/0)); }; f
echo "[$FUNCNAME] ${#FUNCNAME[@]}"; g() { echo "[$FUNCNAME] ${#FUNCNAME[@]}"; }; g; echo "[$FUNCNAME]"
#### names of signals in posix mode
set -o posix; trap 'echo int' SIGINT; trap; kill -l 2; kill -l; kill -SIGTERM $$; trap 'echo in $v' EXIT
f() { local v=loc; set -o nosuch; }; f
#### extdebug traces functions; a DEBUG trap skips commands or returns
shopt -s extdebug; trap '[[ $BASH_COMMAND != "echo skip"* ]]' DEBUG; f() { echo in; echo skip; echo out; }; f; false; echo skip; echo $?
trap '[ "$BASH_COMMAND" != "echo ret" ] || (exit 2)' DEBUG; f() { echo one; echo ret; echo no; }; f; echo $?
trap - DEBUG; echo $-; shopt -u extdebug; echo $-
#### the ERR trap and eval and sourced files
trap 'echo E $? $LINENO $BASH_COMMAND' ERR
eval false
. /dev/stdin <<<false
#### a shell can kill itself by SIGPIPE
(kill -PIPE $BASHPID; echo no); echo $?; (trap 'echo P >&2' PIPE; sleep 0.1; echo x 2>/dev/null; echo $? >&2) | true
#### what is told of killed commands
printf '#!/bin/sh\nkill -9 $$\n' >k; chmod +x k
x=$( (./k; :) ); echo -; x=$( ./k | cat ); echo -; x=$(cat | ./k; :); echo -; ( (./k) ); echo -; ( (./k); : ); echo -
(if :; then ./k; fi); echo -; f() { ./k; }; (f); echo -; f & wait; echo -; { ./k; } | cat; echo -; ./k | cat; echo -
x=$(f; :); echo -; eval ./k; echo -; ! ./k; echo -; ./k && :; echo -; cat <(./k; :); echo -; (trap : EXIT; ./k); echo -
(set -e; ./k; :); echo - ; while ./k; do :; done; echo -; { ./k; } 2>/dev/null; echo -; (./k) 2>/dev/null; echo -; ./k 2>/dev/null
#### trap -p in posix mode
set -o posix; trap "echo a" INT; trap -p | head -3; trap; trap -p INT TERM; trap -p EXIT
#### trap: a signal that came with the last command of a function is seen in there
trap 'echo "[$@]" ${FUNCNAME-none}' USR1; set -- a b
f() { kill -USR1 $$; }; f p q; g() { f x; echo g; }; g q; h() { { kill -USR1 $$; }; }; h r
l() { (kill -USR1 $$); }; l t; m() { kill -USR1 $$ && return 3; }; m s; echo $?
trap 'return 9' USR1; f; echo $?
#### ERR trap: of what runs inside of a command after !
trap 'echo ERR $LINENO' ERR
f() { false; echo in; }
! f; ! eval 'false; echo e'; ! (false; echo s); ! . /dev/stdin <<< 'false; true'; ! false; ! { false; }; ! command eval 'false; :'; ! x=$(false)
f() { return 3; }; ! f; ! eval false; ! (exit 3); ! false | false; ! f | cat
set -E
f() { g; echo; }; g() { false; echo; }; ! f; ! (false; echo s); ! { f; }; if ! f; then :; fi; ! f && :; ! { false; echo; } | { false; true; }; ! (false) | cat
f() { ! g; echo $?; false; }; f; f
set -e
! f; ! eval 'false; echo e'; ! (false; echo s); echo $?
set +e
! eval 'set -e; false; echo no'; echo no
#### an EXIT trap after set -e in an eval: its own redirections are gone, those around it are there
set -e
trap 'echo bye' EXIT
{ if true; then eval '{ false; } >inner'; fi; } >outer
#### an EXIT trap after set -e in a sourced file with redirections
set -e
trap 'echo bye' EXIT
echo '{ { false; } >inner; } >middle' >lib
{ . ./lib; } >outer
#### SIGQUIT is ignored by a script, but not by its subshells and programs
kill -QUIT $$; echo alive
(kill -QUIT $BASHPID; echo alive) 2>err; echo $?
x=$(kill -QUIT $BASHPID; echo alive); echo "$? $x"
sh -c 'kill -QUIT $$; echo alive' 2>err; echo $?
trap 'echo trapped' QUIT; kill -QUIT $$
trap - QUIT; kill -QUIT $$; echo alive
rm -f err
#### SIGQUIT in a subshell that resets its trap
(trap - QUIT; kill -QUIT $BASHPID; echo alive); echo $?
(trap 'echo q' QUIT; kill -QUIT $BASHPID; trap - QUIT; kill -QUIT $BASHPID; echo alive); echo $?
(trap '' QUIT; sh -c 'kill -QUIT $$; echo alive'; trap - QUIT; exec sh -c 'kill -QUIT $$; echo alive') 2>/dev/null
echo $?
#### exec after trap '' QUIT
trap '' QUIT; exec sh -c 'kill -QUIT $$; echo alive'
#### what & ignores can be trapped, and reset
{ trap 'echo i' INT; kill -INT $BASHPID; trap - INT; kill -INT $BASHPID; echo alive; } & wait $!; echo $?
{ trap 'echo q' QUIT; kill -QUIT $BASHPID; trap - QUIT; kill -QUIT $BASHPID; echo alive; } & wait $!; echo $?
{ kill -INT $BASHPID; kill -QUIT $BASHPID; echo alive; trap - INT; kill -INT $BASHPID; echo alive; } & wait $!; echo $?
sh -c 'kill -INT $$; kill -QUIT $$; echo alive' & wait $!; echo $?
#### trap prints what & ignores
trap 'echo i' INT
{ trap; trap -p INT QUIT; } & wait
trap -p
#### process substitutions are no background commands
cat <(kill -INT $BASHPID; echo alive) <(kill -QUIT $BASHPID; echo alive)
#### an EXIT trap, and every signal that the shell sends to itself
for s in HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM CHLD CONT URG XCPU XFSZ VTALRM WINCH SYS; do
  $SH -c "trap 'echo exit \$?' EXIT; (exit 7); kill -$s \$\$; echo alive" 2>/dev/null
  echo $s $?
done
#### the status that an EXIT trap sees after kill $BASHPID in a subshell
(trap 'echo "in $?"' EXIT; (exit 7); kill -HUP $BASHPID; echo not) 2>/dev/null; echo $?
x=$(trap 'echo "in $?"; exit 3' EXIT; f() { (exit 7); kill -USR1 $BASHPID; echo not; }; f); echo "$? $x"
#### the message about a killed subshell is not for its own redirections
(kill -ABRT $BASHPID; echo alive) 2>err; echo $?; cat err
{ (kill -ABRT $BASHPID; echo alive); } 2>/dev/null; echo $?
( (kill -ABRT $BASHPID) 2>err; : ) 2>err2; echo $?; cat err; sed 's/[0-9]\{3,\}/PID/' err2; rm err2
#### an unbound variable in an EXIT trap leaves the status as it was
( set -u; trap 'echo "$u"; echo no' EXIT; exit 4 ); echo $?
( trap '${x?oops}' EXIT; exit 5 ); echo $?
x=$( set -u; trap 'echo $u' EXIT; exit 3 ); echo $?
set -u
trap 'echo $u' 0
(exit 6)

#### lastpipe: DEBUG and ERR traps of the last command run once
trap 'echo "D $BASH_COMMAND"' DEBUG; shopt -s lastpipe
echo a | read x; echo $x; true | { read y; false; }; true | (:); true | [[ a ]]
f() { :; }; true | f; true | x=1; true | if true; then :; fi; echo a | cat
trap - DEBUG; trap 'echo E $BASH_COMMAND' ERR
true | false; true | (false); true | f 2>/nope/x; true | read q
#### where the EXIT trap writes when exit stands between redirections: texts of their own
for text in '{ exit; } >out' "eval '{ exit; } >out'" "eval 'exit >out'" "eval exit >out" "{ eval exit; } >out" \
  "{ eval '{ exit; } >out2'; } >out" "eval '{ eval exit; } >out'" "eval \"eval '{ exit; } >out'\"" 'exit >out' \
  'while :; do exit; done >out' "eval 'while :; do exit; done >out'" 'if { exit; } >out; then :; fi' \
  "trap '{ exit; } >out' USR1; kill -USR1 \$\$" "trap '{ exit; } >out' USR1; kill -USR1 \$\$; :" \
  "command eval '{ exit; } >out'" "(trap 'echo TRAP' EXIT; { exit; } >out)"; do
  printf '%s\n' "trap 'echo TRAP' EXIT; $text" >s; : >out; : >out2
  echo "$text"; $SH s; echo $?; head out out2; : >out; : >out2; $SH -c "$(cat s)"; echo $?; head out out2
done
#### where the EXIT trap writes when exit stands between redirections: sourced files
echo exit >s1; echo '{ exit; } >out' >s2; echo 'f() { exit; }; f >out' >s3; echo 'f() { { exit; } >out; }; f' >s4
for text in '. ./s1 >out' '{ . ./s1; } >out' '. ./s2' '. ./s2 >out2' '. ./s3' '. ./s4 >out2' 'g() { . ./s2; }; g'; do
  printf '%s\n' "trap 'echo TRAP' EXIT; $text" >s; : >out; : >out2
  echo "$text"; $SH s; echo $?; head out out2; : >out; : >out2; $SH -c "$(cat s)"; echo $?; head out out2
done
#### where the EXIT trap writes when exit stands between redirections: functions
for text in 'f() { exit; }; f >out' "f() { exit; }; eval '{ f; } >out'" 'f() { { exit; } >out; }; eval f' \
  "f() { eval '{ exit; } >out'; }; f" 'f() { { eval exit; } >out; }; f' 'f() { g >out; }; g() { exit; }; f >out2' \
  'set -e; { false; } >out' 'set -e; f() { false; }; f >out' 'set -e; f() { { false; } >out; }; f' \
  "set -e; eval '{ false; } >out'"; do
  printf '%s\n' "trap 'echo TRAP' EXIT; $text" >s; : >out; : >out2
  echo "$text"; $SH s; echo $?; head out out2; : >out; : >out2; $SH -c "$(cat s)"; echo $?; head out out2
done
#### what the EXIT trap sees of assignments in front of eval and of a sourced file with -c
x=g; echo exit >s; for text in 'x=t eval exit' 'x=t . ./s a'; do
  $SH -c "x=g; trap 'echo \"[\$x] \$1\"' EXIT; $text"; echo "x=g; trap 'echo \"[\$x] \$1\"' EXIT; $text" >m; $SH m
done
#### where the EXIT trap writes when set -e or exit ends a subshell
while IFS= read -r text; do
  : >out; : >out2; echo "$text"; eval "$text"; echo $?; head out out2
done <<'X'
(trap 'echo TRAP' EXIT; set -e; { false; } >out)
(trap 'echo TRAP' EXIT; set -e; f() { false; }; f >out)
(trap 'echo TRAP' EXIT; set -e; f() { { false; } >out; }; f)
(trap 'echo TRAP' EXIT; set -e; f() { { false; } >out; }; f >out2)
(trap 'echo TRAP' EXIT; set -e; eval '{ false; } >out')
(trap 'echo TRAP' EXIT; set -e; { eval '{ false; } >out'; } >out2)
(trap 'echo TRAP' EXIT; set -e; f() { eval '{ false; } >out'; }; f)
h() { (trap 'echo TRAP' EXIT; set -e; g() { false; }; g >out); }; h
(trap 'echo TRAP' EXIT; { eval '{ exit 3; } >out'; } >out2)
(trap 'echo TRAP' EXIT; f() { eval '{ exit 3; } >out'; }; f)
x=$(trap 'echo TRAP >&2' EXIT; { exit 3; } 2>out)
x=$(trap 'echo TRAP >&2' EXIT; set -e; { false; } 2>out)
x=$(trap 'echo TRAP >&2' EXIT; f() { { exit 3; } 2>out; }; f)
{ trap 'echo TRAP' EXIT; eval '{ exit 3; } >out'; } | cat
{ trap 'echo TRAP' EXIT; set -e; f() { false; }; f >out; } & wait $!
X
#### what the EXIT trap sees of functions when set -e ends a subshell
f() { local v=loc; false; }; v=glob
(set -e; trap 'echo "$v $1 $#"' EXIT; f a b); (set -e; trap 'echo "$v $1 $#"' EXIT; f a b >out); cat out
#### return without a number in a trap gives the status from before it
g() { (exit 5); return; }
f() { (exit 6); kill -USR1 $$; echo no; }; trap '(exit 5); return' USR1; f; echo $?
trap '(exit 4); g; echo "g $?"; (g; echo "s $?"); x=$(g; echo "c $?"); echo $x' USR1; (exit 6); kill -USR1 $$; echo $?
trap '(exit 4); g; echo "e $?"; g || echo no; return 3 2>/dev/null; echo $?' ERR; (exit 9); trap - ERR
h() { trap 'trap - RETURN; (exit 8); return' RETURN; (exit 3); }; h; echo $?
h() { trap 'trap - RETURN; (exit 8); return 2' RETURN; return 4; }; h; echo $?
echo 'trap "trap - RETURN; return 5" RETURN; return 6' >src; . ./src; echo $?; rm src
trap '(exit 4); g; echo "x $?"' EXIT; (exit 2)
#### within an EXIT trap, subshells run their own, but substitutions none
trap 'x=$(trap "echo cs" EXIT; echo v); echo "$x"; (trap "echo s" EXIT; echo w); cat <(trap "echo ps" EXIT; echo r); y=`trap "echo cs" EXIT; exit 3`; echo "$y $?"; { trap "echo p" EXIT; echo q; } | cat' EXIT
echo main
#### a trap on DEBUG or set -n that the trap of a signal sets holds for the rest of its line
trap "trap 'echo D \$BASH_COMMAND' DEBUG" USR1; kill -USR1 $$; echo after; trap - DEBUG
trap 'set -n' USR1; kill -USR1 $$; echo after
#### BASH_COMMAND in a substitution of a trap
trap 'x=$(echo "$BASH_COMMAND"); echo "$x"; (echo "$BASH_COMMAND")' USR1; kill -USR1 $$
#### simple commands in pipelines and in the background are part of the trap
g() { (exit 5); return; }
trap '(exit 4); g | cat; echo "${PIPESTATUS[@]}"; { g; echo "$?"; } | cat; g & wait $!; echo "$?"; echo "$(trap "echo cs" EXIT; exit 3)" | cat; BASH_COMMAND= ; echo "$BASH_COMMAND" | cat; (exit 1)' EXIT
(exit 2)
#### loops, conditions and lists as processes of their own run no EXIT trap, groups do
while :; do trap 'echo bye1' EXIT; (trap 'echo in' EXIT); break; done | cat
if true; then trap 'echo bye2' EXIT; exit; fi | cat
{ trap 'echo bye3' EXIT; :; } | cat; f() { trap 'echo bye4' EXIT; }; f | cat
case x in x) trap 'echo bye5' EXIT ;; esac | cat; : | for i in 1; do trap 'echo bye6' EXIT; x=$(trap 'echo cs' EXIT); echo $x; done
trap 'echo bye7' EXIT && : & wait; { trap 'echo bye8' EXIT; } & wait; ! { trap 'echo bye9' EXIT; } & wait
#### BASH_COMMAND after pipelines, subshells and case
for code in ': a | { : b; }' ': a | (exit 3)' ': a | : b | { : c; }' '{ : a; } | (: b)' '(exit 3)' '(false; exit 3)' \
  'f() { : inf; }; f | cat' 'f() { : inf; }; cat </dev/null | f' 'for i in 1; do : b; done | cat' '((1)) | ((2))' \
  '[[ a ]] | cat' '! : y | { :; false; }' 'case a in a) ;; esac' ': <(: z) $(: y) | cat'
do
  for trap in : 'trap "echo \"E \$? \$BASH_COMMAND\"" ERR; ' 'set -e; '; do
    $SH -c 'trap "echo \"X \$? \$BASH_COMMAND\"" EXIT; '"$trap"': x; '"$code"
  done
done
#### a DEBUG trap in the compound commands of a pipeline
trap 'echo "D $BASH_COMMAND"' DEBUG; set -T
for k in 1 2; do echo $k; done | cat
: | case x in x) : ;; esac
: | ((1))
: | [[ 1 ]]
: | select x in 1; do break; done
(for i in 1 2; do : $i; done) | cat
#### a DEBUG trap sees what the expressions of for (( )) expand to
trap 'echo "D $? $BASH_COMMAND"' DEBUG; n=1
for ((i=$(echo 0); i<$n; i+=${n})); do :; done
for ((;;)); do break; done
#### the line of an ERR trap where redirections of compound commands fail
trap 'echo "E $LINENO $BASH_COMMAND" >&2' ERR

{ :; } > /nonexist/x

: 5
if :; then :; fi < nofile

while :; do break; done < nofile
for i in 1; do
 :
done < nofile

case a in
a) : ;; esac < nofile
[[ a ]] < nofile

((1)) < nofile

[[ b ]]

{ :
} < nofile

( : ) < nofile
f() { :
} < nofile

f
g() {
 { :; } < nofile
 :

 { :; } < nofile
}
g

echo "$(

 { :; } < nofile
)"
#### BASH_COMMAND after loops and menus
for code in 'for i in 1 2; do (:); done' 'for ((i=0;i<2;i++)); do :; done' 'for ((i=0;i<2;i++)); do break; done' 'for i in 1; do :; done' 'for i in 1 2; do (exit 3); done' 'select i in 1 2; do (exit 3); break; done <<< 1' 'for i in; do :; done' 'select i in 1; do (exit 4); done <<< 1' 'i=0; for ((;i<400;)); do ((i++)); done' 'for i in {1..400}; do (exit 3); done'; do
$SH -c 'trap "echo \"X \$? \$BASH_COMMAND\"" EXIT; : x; '"$code"
done
#### the trap on CHLD with job control
set -m; trap 'echo chld' CHLD; sleep 0.02; echo 1; /bin/true; echo 2; (:); echo 3; (/bin/true); echo 4; sleep 0.01 | sleep 0.03; echo 5
f() { /bin/true; }; f; for i in 1 2; do /bin/true; done; trap - CHLD; /bin/true; echo 6
#### return from the EXIT trap of a shell that exits in a function
trap 'echo "e $?"; return 3; echo no' EXIT; f() { exit 2; }
(f); echo $?; x=$(trap 'echo cs; return 4' EXIT; f); echo $? $x; (trap 'return' EXIT; f); echo $?
echo 'exit 5' >s; (trap 'return 6' EXIT; . ./s); echo $?; f
#### set -e: the EXIT trap stands outside of the innermost call with redirections, of a function or a text
T='trap "echo T \${FUNCNAME[*]} \$# >&2; echo left; return 4" EXIT'
echo "$T; false" >inc
for calls in 'f 1' '{ f 1; } >a' 'f 1 >a' 'g 1 2' 'g 1 2 >b' 'eval "f 1"' 'eval "f 1" >a' 'eval "{ f 1 >a; } >b"' 'h 1 2' '. ./inc x >a' '. ./inc x' 'k >b' 'command eval "f 1" >a'; do
  echo "set -e; f() { $T; false; }; g() { f 1 >a; }; h() { eval 'f 1' >a; }; k() { . ./inc x y z >a; }; $calls" >s
  rm -f a b; echo "$calls"; $SH s 2>&1; echo "$?: $(cat a)-$(cat b)" 2>&1
done 2>/dev/null
#### set -e in a subshell within a function called with redirections: its EXIT trap finds what was before the call
T='trap "echo T \${FUNCNAME[*]} \$# >&2; echo left" EXIT'
for body in "( { $T; false; } >a )" "( $T; { false; } >a )" "( $T; false )" "x=\$( { $T; false; } >a )" "{ $T; false; } >a | cat" "( { $T; false; } >a ) | cat" "{ $T; false; } | cat" \
  "{ { $T; false; } >a; } | cat" "( { $T; false; } >a ) & wait \$!" "{ { $T; false; } >a; } & wait \$!" "( g() { $T; false; }; g x y >a )" "( g() { $T; false; }; g x y )" "( { $T; exit 3; } >a )"; do
  for call in 'fn 1' 'fn 1 2>&1' 'fn 1 >b'; do
    echo "set -e; fn() { $body; }; $call" >s
    rm -f a b; echo "${body//"$T"/T} : $call"; $SH s 2>e; echo "$?: $(cat a)-$(cat b)-$(cat e)" 2>/dev/null
  done
done 2>/dev/null
#### set -e in a stage or job that is a text, within a function called with redirections
T='trap "echo T \${FUNCNAME[*]} \$# >&2; echo left" EXIT'
for body in "eval '( $T; false )' | cat" "eval '( $T; { false; } >a )' | sort" "eval '( $T; false ); echo no' & wait \$!" "eval '$T; (false); echo no' | cat"; do
  for call in 'fn 1' 'fn 1 2>&1' 'fn 1 >b'; do
    echo "set -e; fn() { $body; }; $call" >s
    rm -f a b; echo "${body//"$T"/T} : $call"; $SH s 2>e; echo "$?: $(cat a)-$(cat b)-$(cat e)" 2>/dev/null
  done
done 2>/dev/null
