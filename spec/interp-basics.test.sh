#### nf
nosuch 2>/dev/null; echo $?; nosuch 2>&1 | cat; nosuch 2>/dev/null | cat; /tmp 2>/dev/null; echo $?
#### exec fail
exec nosuch; echo not reached
#### trap exit
trap 'echo bye $?' EXIT; (exit 3); false; exit 7
#### pipe
seq 3 | while read x; do echo "<$x>"; done | cat; echo ${PIPESTATUS[@]}; false | true; echo ${PIPESTATUS[@]} $?; set -o pipefail; false | true; echo $?
yes | head -1; echo ${PIPESTATUS[@]}
while :; do echo y; done | head -2; echo ${PIPESTATUS[@]}
echo a | { read x; echo $x; } | { read y; echo "$y$y"; }
x=$(seq 100000 | tail -1); echo $x
printf '%100000s\n' x | { read z; echo ${#z}; }
#### bg
sleep 0.1 & wait $!; echo $?; (exit 5) & wait $!; echo $?; { sleep 0.05; echo bg; } & wait; echo done
false & wait $!; echo $?
#### subst
x=$(exit 3); echo $?; echo $(echo a; echo b; exit 2) $?; f() { return 3; }; y=$(f); echo $?; x=$(echo a >&2) 2>/dev/null; echo "[$x]"; z=$( { echo err >&2; echo out; } 2>&1 ); echo "$z"; w=$(ls /nonexist 2>&1); echo "$w"; v=$(echo a; cat /etc/hostname >/dev/null; echo b); echo $v
#### exec in subst
x=$(exec echo hi); echo $x; (exec 3>f; echo a >&3); cat f; echo b >&3; (exec cat f); y=$(exec >&2; echo c); echo "[$y]"
#### fn
f() { local x=1; g; echo f $x; }; g() { x=2; echo ${FUNCNAME[@]} $LINENO; }; f; echo $x; caller; h() { caller 0; return; }; (exit 4); h; echo $?
#### loops
for i in 1 2 3; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done; while :; do break; done; echo $?; until true; do :; done; for ((;;)); do break; done; break; echo after
#### errexit
set -e; false || echo a; if false; then :; fi; ! false; f() { false; echo in f; }; f || echo b; (false; echo no) && echo x || echo y; echo before; false; echo not
#### sub errexit
set -e; x=$(false; echo hi); echo $x; (false; echo no); echo not
#### sig end
trap 'echo usr $?' USR1; kill -USR1 $$; trap 'echo t2' TERM; kill $$; echo mid; kill $$
#### verbose
set -v
echo a
if true; then
 echo b
fi # foo
set +v
echo c
#### allexport
set -a; v=1; sh -c 'echo $v'; (set +a; w=2; sh -c 'echo $w'); w=3; sh -c 'echo $w'
#### return traps
set -T; trap 'echo RET ${FUNCNAME[0]}' RETURN; f() { echo f; return 3; }; f; echo $?; echo 'echo src' > s2; . ./s2; set +T; f
#### debug trap in sub
trap 'echo D $BASH_COMMAND' DEBUG; (echo a); x=$(echo b); echo $x
#### ERR trap subs
trap 'echo ERR $?' ERR; (exit 3); (false; true); f() { false; true; }; f; g() { return 2; }; g; false || true; if false; then :; fi; ! true; false | true; true | false; { false; }; [[ a = b ]]; ((0)); eval false; command false; x=$(exit 4); local_() { local y=$(false); }; local_
#### exit in trap
trap 'exit 5' EXIT; exit 3
#### exit trap in subshell
trap 'echo outer' EXIT; (trap 'echo inner $?' EXIT; exit 4); echo $?; (echo none); x=$(trap 'echo cs' EXIT; echo body); echo "$x"
#### trap reset in subshell
trap 'echo hi' USR1; (trap -p); trap '' USR2; (trap -p; kill -USR2 $BASHPID; echo alive); trap - USR1; trap -p
#### trap in function with errexit
set -e; trap 'echo EX $? $LINENO' EXIT
f() {
  false
}
f
#### signal kills fg
## ignore: stderr
sh -c 'kill -9 $$'; echo $?; sh -c 'kill -TERM $$'; echo $?; (kill -9 $BASHPID); echo $?
#### command_not_found_handle
command_not_found_handle() { echo "nf: $*"; return 9; }; nosuch a b; echo $?; nosuch | cat
#### inherit
shopt -s inherit_errexit; set -e; x=$(false; echo a); echo "no"
#### assignment cmdsub errexit
set -e; f() { local x=$(false); echo ok; }; f; y=$(false); echo no
#### source
echo 'echo src $1 $#; return 7; echo no' > a.sh; . ./a.sh x y; echo $? $#; f() { . ./a.sh; echo "in f $?"; }; f q; set -- 1 2 3; . ./a.sh; source nofile; echo $?; . ; echo $?
#### source with break
echo 'break' > b.sh; for i in 1 2; do . ./b.sh; done; echo $i
#### exec redir
exec 3>&1 4>f; echo x >&3; echo y >&4; exec 4>&-; echo z >&4; echo $?; cat f; exec 5<f; read a <&5; echo $a; exec 5<&-; exec 6<>g; echo hi >&6; cat g; exec >out; echo o; exec >&3; cat out
#### noclobber
set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; echo d >> f; : > /dev/null; echo $?
#### closed fds
echo a >&9; echo $?; cat <&9; echo $?; exec 9>&1; echo b >&9; echo c 9>&-; { echo d >&9; } 9>&-; echo $?
#### move
exec 3>f; echo a 4>&3- >&4; echo b >&3; echo $?; cat f; exec 5>&3-; echo c >&5; cat f
#### both
f() { echo o; echo e >&2; }; f &> b; cat b; f &>> b; cat b; f >& c; cat c; f > d 2>&1; cat d; f 2>&1 > e | cat; cat e
#### heredoc
x=1; cat <<E; cat <<'E'; cat <<-E
a $x $(echo s) \$x `echo b`
E
a $x
E
	tab
	E
cat <<< "here $x"; read y <<< a; echo $y; while read l; do echo "[$l]"; done <<E
1
2
E
#### fdvar
exec {fd}>f; echo $((fd>=10)); echo a >&$fd; exec {fd}>&-; echo b >&$fd; cat f; { echo in; } {x}<f; [ -n "$x" ] && echo set
#### unset err
set -u; echo ${x-d}; (echo $y); echo $?; f() { echo $1; }; (f); echo "$@"; echo ${a[@]}; echo $z; echo no
#### readonly in func
readonly r=1; f() { local r=2; echo no; }; f; echo $?; r=3; echo no
#### return outside
return 3; echo $?; f() { return a; }; f; echo $?; f() { return 300; }; f; echo $?; f() { return; }; false; f; echo $?
#### exit codes
(exit 256); echo $?; (exit -1); echo $?; (exit a); echo $?; exit 300
#### proc subs
cat <(echo a) <(echo b); f() { cat $1; }; f <(echo c); echo <(:) | sed 's/[0-9]*$/N/'; while read x; do echo $x; done < <(seq 2); tee >(cat >f) <<< hi >/dev/null; sleep 0.1; cat f
#### nested subshell state
x=1; (x=2; (x=3; cd /; echo $x $PWD); echo $x ${PWD##*/} | sed 's/ .*//'); echo $x; (set -- a b; shopt -s nullglob; f() { :; }; umask 077; umask); umask; echo $#; type f 2>&1; shopt nullglob
#### time
TIMEFORMAT='%0R'; time true; time { echo a; }; TIMEFORMAT=; time echo b; { time -p true; } 2>&1 | sed 's/[0-9]/N/g'; ! time false; echo $?
#### coproc
coproc cat; echo hi >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; exec {COPROC[1]}>&-; wait; echo $?
#### wait forms
sleep 0.2 & a=$!; (sleep 0.05; exit 3) & b=$!; wait -n; echo $?; wait -n -p v; echo $? $([ $v = $a ] && echo same); wait -n; echo $?; (exit 6) & wait %1; echo $?; wait 99999; echo $?; (exit 2) & (exit 3) & wait; echo $?
#### a script on standard input that closes it ends there
## as: stdin
echo a; exec <&-; echo b
echo no
#### a script on standard input that closes it in a list with a status
## as: stdin
f() { exec 0<&-; read x; echo $?; false; }; f
echo no
