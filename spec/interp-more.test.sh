#### exit in exit trap
trap 'false; exit' EXIT; true
#### exit in exit trap 2
trap 'true; exit' EXIT; exit 4
#### exit in signal trap
trap 'false; exit' USR1; kill -USR1 $$; echo no
#### xtrace in trap
## ignore: stderr
set -x; trap 'echo t' EXIT USR1; kill -USR1 $$; eval 'echo e'; echo 'echo s' > s; . ./s; x=$(eval 'echo q')
#### return in sourced function
echo 'f() { return 3; }; f; echo $?' > s; . ./s; echo $?
#### complex word forms in commands
set -- a 'b c' ''; echo $# "$@" | cat -A; for i; do echo "<$i>"; done; for i in "$@"; do echo "[$i]"; done; f() { echo $#; }; f "$@"; f $@; f "$*"; f ""; f $nope; f "$nope"; f ${1+"$@"}
#### cd in subshell and cmdsub
mkdir -p a/b; cd a; (cd b; pwd | sed 's|.*/||'); pwd | sed 's|.*/||'; x=$(cd b && pwd); echo ${x##*/}; pwd | sed 's|.*/||'; (cd b; exec sh -c 'pwd | sed "s|.*/||"'); cd b | cat; echo ${PWD##*/}; pushd b >/dev/null; (popd >/dev/null; echo ${PWD##*/}); echo ${PWD##*/}; dirs | wc -w
#### umask in subshell
umask 022; (umask 077; : > f1); : > f2; stat -c %a f1 f2; x=$(umask 0; umask); echo $x; umask
#### exec fds in nested virtual subshells
exec 4>log; (exec 4>log2; echo a >&4; (exec 4>&1; echo b >&4); echo c >&4); echo d >&4; cat log log2; x=$(exec 4>&1; echo e >&4; (echo f >&4)); echo $x; { exec 5>&1; echo g >&5; } | cat; echo h >&5 2>/dev/null; echo $?
#### read from shared stdin
printf '1\n2\n3\n4\n' > in; { read a; head -1; read b; (read c; echo "c=$c"); echo "$a $b"; cat; } < in; while read x; do echo "x=$x"; read y < in; echo "y=$y"; done < in
#### read loop with external consuming
printf '1\n2\n3\n' > in; while read x; do echo $x; cat; done < in; while read x; do echo "q$x"; sed -n p; done <<< $'a\nb'
#### heredoc in loop and function
f() { while read a b; do echo "$b-$a"; done; }; f <<E
1 2
3 4
E
for i in 1 2; do cat <<E; done
i=$i
E
#### large heredoc
x=$(printf '%09999d' 1); cat <<E | wc -c
$x$x$x$x$x$x$x$x$x$x
E
read y <<E
$x$x
E
echo ${#y}
#### errors do not stop script
cd /nonexistent; echo $?; nosuch; echo $?; let; echo $?; [ a b c ]; echo $?; test -q; echo $?; shift 5; echo $?; unset 1a; echo $?; export 1a=3; echo $?; printf; echo $?; type nosuch; echo $?; kill -99 1; echo $?; wait nosuch; echo $?; read 1x </dev/null; echo $?; local x; echo $?
#### background job order
{ echo 1; } & wait; (echo 2) & wait; echo 3 & wait; for i in 4 5; do echo $i & wait; done; f() { echo 6 & wait; }; f
#### nested functions and traps
f() { trap 'echo f-exit' EXIT; }; f; echo body
#### bang and timing
! false; echo $?; ! true; echo $?; ! false | true; echo $?; ! ! true; echo $?; if ! false; then echo y; fi
#### and or chains
true && echo a || echo b; false && echo a || echo b; true || echo c && echo d; false || false && echo e; echo $?; { true; false; } && echo f || echo g; (exit 2) || echo $?; false || (exit 3) || echo $?
#### until and break status
i=0; until [ $i -ge 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done; while true; do while true; do break 2; done; done; echo $?; for i in 1 2 3; do [ $i = 2 ] && break; done; echo $i $?
#### pipeline of functions
a() { echo "${FUNCNAME[0]} $1"; }; b() { sed 's/^/b:/'; }; c() { while read l; do echo "c:$l"; done; }; a x | b | c; a y | c | b; x=$(a z | b | c); echo "$x"; a 1 | { b; } | (c) | cat
#### subshell in pipeline levels
echo $BASH_SUBSHELL; echo x | (echo $BASH_SUBSHELL); (echo $BASH_SUBSHELL) | cat; { echo $BASH_SUBSHELL; } | cat; (echo $(echo $BASH_SUBSHELL)); (echo $BASH_SUBSHELL) & wait; { echo $BASH_SUBSHELL; } & wait; echo $BASH_SUBSHELL &
wait
#### bash_source and lineno in errors
cat > lib.sh <<'E'
libf() {
  nosuch_in_lib
  echo "$1" >/nonexistent/file
}
nosuch_at_source
E
. ./lib.sh
libf
eval 'nosuch_eval

nosuch_eval3'
x=$(nosuch_cs)
(nosuch_sub)
nosuch_pipe | cat
nosuch_bg & wait
f() { nosuch_f; }
f
#### redirect in middle
>f echo a; cat f; echo >f b c; cat f; 2>&1 ls /nonexist >/dev/null | wc -l; <f cat; x=1 >g; [ -e g ] && echo g; > h; [ -e h ] && echo h
#### command builtin
command -v ls cd f; f() { echo func; }; command -v f; command f; echo $?; command echo x; command -V cd; type -t f ls cd if; builtin nosuch; echo $?; command -p ls / >/dev/null && echo p; command exec 9>&1; echo nine >&9
#### time keyword parse
## ignore: stderr
time -p sleep 0 2>/dev/null; { time true; } 2>&1 | grep -c real; TIMEFORMAT=x; { time false; } 2>&1; echo $?; time
#### process substitution lots
paste <(seq 3) <(seq 4 6) <(seq 7 9); cat <(cat <(cat <(echo deep))); x=$(cat <(echo in)); echo $x; f() { cat "$1" "$2"; }; f <(echo 1) <(echo 2); while read a <&3; do echo "$a"; done 3< <(seq 2); echo hi | tee >(tr a-z A-Z > up) >/dev/null; sleep 0.1; cat up; diff <(echo a) <(echo b); echo $?
#### coproc default
coproc { read x; echo "got $x"; }; echo val >&"${COPROC[1]}"; read y <&"${COPROC[0]}"; echo "$y"; wait "$COPROC_PID"; echo $?
#### numeric fds above 9
exec 15>f 16<&0; echo a >&15; exec 15>&-; cat f; echo b 20>&1 >&20
