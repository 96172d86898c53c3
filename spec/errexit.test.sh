#### plain failure exits
set -e; echo a; false; echo b
#### status of the failure is kept
set -e; (exit 7); echo no
#### not in conditions
set -e; if false; then :; fi; while false; do :; done; until true; do :; done; false || echo or; false && echo no; ! true; echo end
#### last of && list counts
set -e; true && false; echo no
#### not first of && list
set -e; false && true; echo yes
#### functions in conditions are exempt inside
set -e; f() { false; echo continued; }; if f; then echo ok; fi; f || true; f && echo and; echo end
#### function not in a condition
set -e; f() { echo in; false; echo no; }; f; echo no
#### subshells
set -e; (false; echo no); echo no
#### subshell in a condition
set -e; (false; echo cont) || echo or; echo end
#### command substitution
set -e; x=$(false); echo no
#### command substitution in an argument
set -e; echo "$(false)" still; local_or=$(echo ok; false) || echo caught
#### command substitution: errexit is off inside unless inherit_errexit
set -e; x=$(false; echo cont); echo "[$x]"; shopt -s inherit_errexit; y=$(false; echo no); echo "never"
#### declare and local hide the status
set -e; f() { local x=$(false); echo "local ok"; }; f; declare y=$(false); export z=$(false); echo end
#### pipelines
set -e; false | true; echo ok; true | false; echo no
#### pipefail
set -e -o pipefail; false | true; echo no
#### negated pipelines
set -e; ! true; ! false; ! true | true; echo end
#### groups and loops
set -e; { false; echo no; }
#### groups in conditions
set -e; { false; echo yes; } || echo no; for i in 1; do false && :; done; echo end
#### for loop failing
set -e; for i in 1 2; do echo $i; [ $i = 2 ] && false; done; echo no
#### arithmetic commands
set -e; ((1)); echo a; ((0)) || echo b; ((0)); echo no
#### let and [[
set -e; [[ a == a ]]; let 1; [[ a == b ]] || :; [[ a == b ]]; echo no
#### set +e turns it off
set -e; set +e; false; echo still; set -e; false; echo no
#### exit trap sees the status
set -e; trap 'echo "exit $?"' EXIT; false
#### ERR trap
trap 'echo "err $? line $LINENO"' ERR; false; (exit 3); true; false || true; if false; then :; fi; echo end
#### ERR trap and errexit
set -e; trap 'echo err' ERR; trap 'echo exit' EXIT; false
#### ERR trap in functions only with errtrace
trap 'echo err' ERR; f() { false; true; }; f; set -E; f
#### eval and source
set -e; eval 'false || true'; echo a; eval 'false'; echo no
#### source
set -e; echo 'false; echo no' > s; . ./s; echo no
#### assignment with failing substitution in the middle
set -e; x=$(false) y=1; echo no
#### assignment: last substitution decides
set -e; x=$(false)$(true); echo yes; x=$(true)$(false); echo no
#### redirection failure
set -e; echo x > nodir/f; echo no
#### unknown command
set -e; nosuchcommand; echo no
#### background jobs
set -e; false & wait $! || echo waited; wait; echo end
#### wait status
set -e; (exit 4) & wait $!; echo no
#### case
set -e; case a in a) false ;; esac; echo no
#### return non-zero
set -e; f() { return 3; }; f || echo caught $?; f; echo no
#### test in while body
set -e; i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i -eq 2 ] && echo two; done; echo end
#### expansions fail
set -e; echo ${x:?msg}; echo no
#### -e as an option
## options: -e
false; echo no
#### -e in a called script does not spread
set -e; echo 'false; echo cont' > s; $SH s; echo end
#### subshell inherits; explicit set +e inside
set -e; (set +e; false; echo cont); echo end; ( (false) ; echo no ) || echo cond
#### process substitution failure is ignored
set -e; cat <(false); echo ok
#### command builtin and errexit
set -e; command false || echo c; command false; echo no
#### elif and while conditions
set -e; if false; then :; elif false; then :; else echo e; fi; while ! true; do :; done; echo end
#### last command in && || chains
set -e; false || false; echo no
#### nested functions in condition
set -e; f() { g; echo f; }; g() { false; echo g; }; f && echo ok; if ! f; then :; fi; echo end
#### set -e inside a function called in a condition
f() { set -e; false; echo cont; }; if f; then echo yes; fi; false; echo no
#### errexit in trap actions
set -e; trap 'false; echo trap-cont' USR1; kill -USR1 $$; echo no
#### $(<file) of a file that is not there ends the shell under set -e
set -e; trap 'echo exit $?' EXIT; if true; then x=$(<nosuch) || echo no; fi; echo next

#### an unbound variable ends what -c gives with 127, and with 1 under set -e
$SH -uc 'echo $foo' 2>/dev/null; echo $?
$SH -euc 'echo $foo' 2>/dev/null; echo $?
$SH -c 'set -eu; f() { echo ${foo?}; }; f' 2>/dev/null; echo $?
$SH -c 'set -u; (echo $foo); echo $?' 2>/dev/null
printf '%s\n' 'set -u' 'echo $foo' >u.sh; $SH u.sh 2>/dev/null; echo $?
#### errors in the expressions of for (( )) end no shell and run no ERR trap
(set -e; for ((i=0;i<1/0;i++)); do :; done; echo reached)
echo $?
(set -e; for ((i=1/0;i<1;i++)); do :; done; echo reached)
(set -e; for ((i=0;i<1;i=1/0)); do :; done; echo reached)
(set -e; trap 'echo ERR' ERR; for ((i=0;i<1;i=1/0)); do false; done; echo reached)
for ((i=1/0;;)); do :; done || echo or
(set -e; (( 1/0 )); echo reached)
(trap 'echo ERR' ERR;  (( 1/0 )); let 1/0; echo $((1/0)); echo reached)
(trap 'echo ERR' ERR; f() { for ((i=1/0;;)); do :; done; }; f; echo reached)
(set -e; f() { for ((i=1/0;;)); do :; done; }; f; echo reached)
(set -e; select x in a; do false; break; done <<< 1; echo reached)
(set -e; select x in a; do break; done < /dev/null; echo reached)
(trap 'echo ERR' ERR; select x in a; do break; done < /dev/null; echo reached)
#### ERR traps of loops in case, and of commands at the end of compounds
trap 'echo ERR$LINENO' ERR
case x in x) for ((i=0;i<1;i++)); do false; done;; esac
case x in x) for ((i=0;i<1;i++)); do true; done;; esac
case x in
 x) for ((i=0;i<2;i++))
 do
   false
 done;;
esac
case x in x) for ((;0;)); do :; done;; esac
case x in x) for ((i=0;i<1;i++)); do false; done; true;; esac
case x in x) for ((i=0;i<1/0;i++)); do false; done;; esac
for ((i=0;i<1/0;i++)); do false; done
for i in 1; do for ((i=0;i<1/0;i++)); do false; done; done
if for ((;0;)); do :; done; then echo y; fi
for ((i=0;i<1;i++)); do (exit 3); done
case x in x) (( 0 ));; esac
case x in x) [[ a = b ]];; esac
case x in x) ! true;; esac
f() { false; }
f
case x in x) f;; esac
case x in x) { false; };; esac
{ for ((i=0;i<1;i++)); do false; done; }
#### a declaration with wrong arithmetic does not end the shell
set -e
declare -i n=08
echo $?
f() { local -i n=1/0; echo in; }
f
echo $?
#### a readonly variable in front of a command ends the shell
set -e; readonly r=1; r=2 true || echo or; echo not reached
#### a readonly variable in front of a command ends the shell: in a condition
set -e; readonly r=1; f() { echo f; }; if r=2 f; then echo t; fi; echo not reached
#### a syntax error in eval or a sourced file ends the shell with 2
( set -e; eval 'a=(;)
echo in'; echo after ); echo $?
( set -e; . /dev/stdin <<<'a+=([)
echo in'; echo after ); echo $?
( set -e; eval 'echo $( [[ a b ]] )'; echo after ); echo $?
( set -e; eval 'a=(;)' || echo; echo after ); echo $?
#### a wrong [[ in a substitution keeps the status of the command before
( eval '(exit 3)
echo $( [[ a b ]] )
echo in'; echo after ); echo $?
. /dev/stdin <<<'(exit 7)
echo $( [[ ( a == b|c ) ]] )
echo in'
echo after $?

#### $(<file) that cannot be read ends the shell with the status of the command before
(set -e; (exit 7) || echo "$(<nofile)"; echo in); echo $?
(set -e; if (exit 6); then :; else x=a$(<nofile)b; fi; echo in); echo $?
(set -e; (exit 3) || echo $(exit 5) "$(<nofile)"; echo in); echo $?
(set -e; (exit 3) || echo $(true) "$(<nofile)"; echo in); echo $?
#### a file that . does not find ends the shell without ERR trap
set -E; trap 'echo "ERR $?"' ERR; trap 'echo "EXIT $? $x"' EXIT
(set -e; x=sub; . ./nosuch; echo no); echo $?
. ./nosuch || echo or; f() { local x=loc; . nosuchatall; echo no; }
set -e; if f; then echo yes; fi; f
#### functions nested too deeply and coprocesses without a name are no failure for set -e
set -e; FUNCNEST=3
f() { echo $1; f $(($1 + 1)); }
f 1
echo $?; { coproc 1a { :; }; } 2>/dev/null; echo $?
#### the first message about a syntax error ends the shell
set -e
[[((]]
echo no
#### an ERR trap for a ( ) runs where its redirections do not hold, and once where a program is all of it
trap 'echo "E $? $BASH_COMMAND"; echo err >&2' ERR
(exit 3) >out 2>err; cat out err
(false; exit 2) >out; cat out; (exit 3) >/nonexist/x; { (exit 3); } >out; cat out
! (exit 3) >out; (exit 3) >out && echo no; (exit 3) >out || echo or
set -E; (sh -c 'exit 3'); (:; sh -c 'exit 4'); (sh -c 'exit 5') | cat; f() { return 6; }; (f); (x=1 sh -c 'exit 7') >out; cat out
set -o pipefail; (sh -c 'exit 8') | cat; (cd / && ls /nonexist 2>/dev/null)
set -e; (sh -c 'exit 9') >out
#### what is told of a killed ( ) is not for its redirections under set -e either
set -e; trap 'cat err' EXIT
(kill -ABRT $BASHPID; echo no) 2>err
#### the ERR trap of [[ ]] and (( )) finds the PIPESTATUS of the command before
trap 'echo "E $? ${PIPESTATUS[*]} $BASH_COMMAND"' ERR
true | true; [[ a = b ]]; ((0)); false | true; [[ a = b ]]; echo ${PIPESTATUS[@]}; true | true; [ a = b ]; let 0
for ((i = 0; i < 300; i++)); do true; [[ $i -gt 297 ]] || continue; ((i < 299)); [[ i -lt 9 ]]; done
: | (exit 3); : | (:; false) >f; (exit 1) | (exit 2) | ((0)); (exit 4) | (exit 0)
#### an ERR trap runs once for a program or a ( ) that is all of a ( )
set -E; trap 'echo "E $? $BASH_SUBSHELL"' ERR
x=sh; ("$x" -c 'exit 3'); ( (sh -c 'exit 4') ); ( (false) ); ( (:; false) ); run() { ("$@"); }; run sh -c 'exit 5'; run false
( (sh -c 'exit 6') >f ) | cat; echo ${PIPESTATUS[@]}; for i in 1 2; do (sh -c "exit $i") 2>f; done; (sh -c 'exit 7') & wait $!
set -T; trap 'echo "D $BASH_COMMAND"' DEBUG; for i in 1 2; do (ls nosuch 2>f); done
#### which errors end a shell under set -e wherever they happen, and which only what is read with them
for code in 'declare -r a[0]=x || echo no' '((h[$n] == 0)) || echo no' 'echo $((h[$n]+1))' '[[ 1 -eq h[$n] ]] || echo no' \
  'echo ${x:h[$n]}' 'echo ${a[h[$n]]}' 'a[h[$n]]=4' 'declare -i i; i=h[$n]' 'declare -a h=(1 2)' 'declare -a h' \
  'declare -n r="a[1]"; r=(1 2)' 'declare -n r=s s=r; r=1'
do
  printf 'set -e; declare -A h; a=(1 2); x=1\n%s; echo in $?\necho next $?\n' "$code" > s; $SH s; echo "end $?"
done
#### an unbound variable in an EXIT trap under set -e
(set -eu; trap 'echo $u; echo x' EXIT; (exit 4)); echo $?
(set -u; trap 'echo $u; echo x' EXIT; exit 4); echo $?
(set -e; trap 'echo ${u?no}; echo x' EXIT; exit 4); echo $?
#### a process that is there for an eval or . which set -e ends has status 1
echo '(exit 3)' >f; echo 'sort nosuch || exit 4' >g; echo 'exit 5' >h; fn() { (exit 6); }; in() { eval '(exit 7)'; }; e=eval
for code in 'eval "(exit 3)"' 'eval "(exit 3); echo no"' '. ./f' 'command . ./f' '$e "sh -c \"exit 3\""' 'eval "sort nosuch"' 'eval fn' 'eval in' \
  'eval "(exit 3)" >o' '{ eval "(exit 3)"; }' '( . ./f )' 'fn' 'in' 'eval "exit 3"' '. ./g' '. ./h' 'eval "sort nosuch || exit 8"' 'false || eval "(exit 3)"' \
  'eval "(trap \"echo E \\\$?\" EXIT; false | (exit 3))"' 'eval "trap \"echo T \\\$?\" EXIT; (exit 3)"' 'eval "eval \"(exit 3)\""' 'eval "x=\$(exit 3)"' 'eval "(eval \"(exit 3)\") || echo \$?"'
do
  (set -e; $e "$code" & wait $!) 2>&1; echo "& $?"
  (set -e; true | $e "$code") 2>&1; echo "| $?"
  (set -e; $e "$code | cat; echo \${PIPESTATUS[*]}") 2>&1
  printf 'set -e; %s & wait $!; echo no' "$code" >s; $SH s 2>&1; echo "s $?"
  printf 'set -e; true | %s; echo no' "$code" >s; $SH s 2>&1; echo "s| $?"
done
