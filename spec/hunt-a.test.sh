#### [[ ]] without a term is an error without a message
(exit 3)
[[ ]]
echo no
#### [[ a && ]] is an error without a message
[[ a && ]]
echo no
#### after an error in [[ ]] the script ends with the status it had
(exit 3)
if [[ a b ]]; then echo; fi
echo no
#### eval of an error in [[ ]]
eval '[[ a b ]]'; echo $?
#### eval of [[ ]] without a term
eval '[[ ]]'; echo $?
#### an error in an array gives up the line
x=(a | b); echo y
echo $?
f() { x=(a|b); echo y
#### an error in an array in eval
eval 'x=(a|b); echo y
echo z'; echo $?
( eval 'x=(a|b)
echo z'; echo in ); echo $?
declare x=(a|b) y
echo $?
#### an array without an end
eval 'x=(a'; echo $?
x=(a b
#### for with two expressions
for ((i=0; i<3)); do :; done
#### for with four expressions
for ((i=0; i<3; i++; j)); do :; done
#### a syntax error in an EXIT trap
trap 'echo (' EXIT
#### a syntax error in an ERR trap
trap 'echo (' ERR
false
echo $?
#### a syntax error in a DEBUG trap
trap 'echo (' DEBUG
echo $?
#### a syntax error in backquotes
:
echo `fi`
echo after $? `
(;`
#### extended patterns without extglob
echo @(a|b)
#### ! and a parenthesis without extglob
echo !(a)
#### extended patterns in case without extglob
case a in @(a|b)) echo y;; esac
#### extglob counts from the next line on
shopt -s extglob; echo @(a|b)
#### extended patterns in [[ ]] do not need extglob
[[ a == @(a|b) ]] && echo y
[[ a != !(a) ]] && echo y
shopt -s extglob
echo @(a|b) $(echo @(a)) `echo @(a)`
#### an extended pattern is no operand of -z
[[ -z @(a) ]]
#### an expansion error in a function called in a subshell ends the subshell
f() { eval 'echo ${x!}'; echo a; }
f; echo b
(f; echo c); echo d $?
x=$(f; echo k); echo e $? "$x"
f | cat; echo ${PIPESTATUS[@]}
#### an ERR trap does not run for the function or eval that has set it
f() { trap 'echo e' ERR; false; }; f; echo --; f; trap - ERR
eval 'trap "echo e2" ERR; false'; echo --; trap - ERR
{ trap 'echo e4' ERR; false; }; trap - ERR
x=1 f
trap - ERR
trap 'echo e5' ERR NOSUCH; echo $?; false
#### return in an ERR trap
f() { trap 'return 7' ERR; false; echo no; }; f; echo $?
#### DEBUG trap and the expressions of for
trap 'echo "[$BASH_COMMAND]"' DEBUG
for (( i = 0 ; i < 1 ; i++ )); do :; done
for ((i=0 ;; )); do break; done
#### DEBUG trap at the start of a function
set -T
trap 'echo "D:$BASH_COMMAND:$LINENO:${BASH_LINENO[*]}"' DEBUG
f()
{
  echo f
}

f
#### descriptors in elements of arrays
exec {a[1]}>f; echo x >&${a[1]}
[ ${a[1]} -ge 10 ] && echo ok
exec {a[1]}>&-
declare -A m
exec {m[k]}<f; cat <&${m[k]}
#### SHLVL
SHLVL=abc $SH -c 'echo $SHLVL'; SHLVL=1000 $SH -c 'echo $SHLVL'; SHLVL=998 $SH -c 'echo $SHLVL'; SHLVL=-5 $SH -c 'echo $SHLVL'
(exec printenv SHLVL); exec $SH -c 'echo $SHLVL'
#### BASH_COMPAT
for v in 99 4.2 x 30 45 4.2.1 " 42" 5. 5.2; do BASH_COMPAT=$v; echo "$? $BASH_COMPAT"; shopt -p compat42; done
shopt -s compat44; BASH_COMPAT=; shopt -p compat44
(BASH_COMPAT=99); BASH_COMPAT=88; (:)
#### DIRSTACK[n] is assigned
mkdir a; pushd a >/dev/null; DIRSTACK[1]=/tmp; dirs; DIRSTACK[0]=/x; dirs; DIRSTACK[5]=x; echo $?; dirs
#### RANDOM by its seed and BASH_COMPAT
RANDOM=; echo $RANDOM; RANDOM=42; echo $RANDOM; BASH_COMPAT=5.0; RANDOM=42; echo $RANDOM
#### coprocesses lose their variables when they have ended
coproc P { read a; echo "got $a"; }; echo x >&${P[1]}; read r <&${P[0]}; echo $r; wait $P_PID; echo $? ${P_PID-none} ${#P[@]}
coproc cat; echo hi >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; exec {COPROC[1]}>&-; wait $COPROC_PID; echo $?; echo "[${COPROC[@]}]"
#### a second coprocess
coproc A { sleep 0.3; } 2>&1; exec 2>/dev/null; coproc B { :; }; echo $?; wait
#### coprocesses need a name that is one
coproc 1a { :; }; echo $?
#### time -- is time -p
TIMEFORMAT=t; time -- true 2>/dev/null
#### TIMEFORMAT that is wrong
TIMEFORMAT='%x'; time :; TIMEFORMAT='a%'; time :
#### aliases within aliases that end in a blank
shopt -s expand_aliases
alias echo='echo A' a='b ' b='echo ' c=d
echo x; a c; a c c
#### no aliases behind the subject of case
shopt -s expand_aliases
alias in1='in'
case a in1 a) echo y;; esac
#### posix mode has options of its own
shopt expand_aliases inherit_errexit shift_verbose; set -o posix; shopt expand_aliases inherit_errexit shift_verbose; set +o posix; shopt expand_aliases inherit_errexit shift_verbose
#### exec -c has no environment at all
x=1; export x; (exec -c env); (exec -c -a zz printenv); echo $?
#### the restricted shell by option
$SH -r -c 'cd /; echo $-; shopt restricted_shell; PATH=/; echo no'; echo $?
#### errors of special builtins in posix mode
set -o posix; (set -q; echo no); echo $?; (shift 5; echo yes); echo $?; (return 3; echo a); echo $?; (trap x NOSIG; echo t); (break 0; echo b); (unset -z; echo u); echo $?; (eval 'unset -z'; echo e); echo $?; (command set -q; echo c); echo $?; (set -q >/dev/null; echo no); echo $?
#### names of functions in posix mode
(set -o posix; a-b() { :; }; echo no); echo $?; (set -o posix; export() { :; }; echo no); echo $?
#### a hashed program that is gone
mkdir d e; printf '#!/bin/sh\necho 1\n' >d/prog; chmod +x d/prog; PATH=$PWD/e:$PWD/d:$PATH; prog; mv d/prog e/prog; prog; echo $?; shopt -s checkhash; prog; echo $?
printf '#!/nonexistent/x\n' >e/bad; chmod +x e/bad; bad; echo $?; e/bad; echo $?
#### PROMPT_DIRTRIM leaves short paths alone
mkdir -p abc/python3 abcd/python3; HOME=$PWD; PROMPT_DIRTRIM=1; PS='\w'; cd abc/python3; echo "${PS@P}"; cd ../../abcd/python3; echo "${PS@P}"
#### BASH_LOADABLES_PATH
echo $BASH_LOADABLES_PATH; declare -p BASH_LOADABLES_PATH
#### x++ and ++x only where they can be
x=5; echo $((0++x)); echo $x
echo $((0--x))
echo $((3 ++x)); echo $x
echo $((x++ ++ 2)) $((1 ++ 2)) $((1+++x))
echo $((4++x))
#### an unknown transformation is an error only of what is set
echo "${x@}" ${x@QQ} .; x=5; echo "2 ${x@ }"; echo no
echo no
#### ambiguous redirections show what the word became
v="a b"; cat <&$v; cat <&"$v"; x=abc; echo hi <&$x; : <&$nope; echo hi 2>&$x
#### closing by a variable that is not set
exec {z}>&-; echo $?; z=99; exec {z}>&-; echo $?
#### varredir_close
shopt -s varredir_close; : {w}>g ; (echo a >&$w); echo $?; { echo b >&$w; } {w}>h; exec {w}>i; echo d >&$w; cat g h i
#### numbers of descriptors that are too large
echo x >&99999999999; echo $?; echo y <&99999999999; echo $?
#### a here-document that ends with the parenthesis
x=$(cat <<E
in
E); echo "[$x]"
#### time needs a separator before reserved words
if true; then time; fi 2>/dev/null
{ time }
#### ! needs one as well
if ! then :; fi
#### descriptors of {name} redirections of programs do not stay
w=x; /bin/cat {w}</dev/null; echo "[$w]"; cat {u}</dev/null | cat; echo "[$u]"; : {q}</dev/null; echo $q
for i in 1 2 3; do ls /proc/self/fd {v}</dev/null | wc -l; done; exec {v}</dev/null; ls /proc/self/fd {v}<&- | wc -l; ls /proc/self/fd | wc -l
#### messages about elements do not name declare
declare -a q=([1/0]=1); echo no
echo z; declare -a q=(1 [x y]=3)
declare a[1/0]=3; echo no
declare -i i=1/0; echo no
declare -ai q=(1/0); echo no
f() { local -a l=([1/0]=2); echo no; }; f; echo no
#### getopts with a readonly name
readonly r=1; getopts a r; echo $?; getopts a r -a; echo $?
#### ELF files are no scripts
printf '\x7fELFaa' >x; chmod +x x; ./x; echo $?
#### a quote without an end keeps the status
(exit 3)
echo "abc
#### a quote without an end in the first command
echo "abc
#### (( without an end keeps the status
(exit 3)
((1+
#### $( without an end does not
(exit 3)
echo $(abc
#### BASH_COMMAND of a failed subshell and after traps
set -o errtrace; trap 'echo "E:${FUNCNAME[*]}:$LINENO:$BASH_COMMAND"' ERR
f() {
  g
}
g() {
  false
  (exit 2)
  return 4
}
f
#### the DEBUG trap runs before a select
trap 'echo "D:$BASH_COMMAND"' DEBUG; select q in a; do break; done <<<1 2>/dev/null
#### traces of negations in [[ ]]
set -x
[[ ! -d / ]]; [[ ! ( a == b && ! -z "" ) ]]; [[ ! a =~ b ]]; [[ ! a ]]; [[ ! ! a ]]; [[ ! a || ! b ]]
#### traces of arithmetic keep its blanks
set -x
((  1  +   1 )); ((x=1 )); for (( i = 0 ;  i<1 ; i++ )); do :; done
#### traces of pipelines have the line of each command
PS4='+ $LINENO '
{
set -x
/bin/echo "$a" |
  cat >/dev/null
} 2>&1 | sort
#### command not found shows what cannot be printed
$'a\tb'; é; $'\xff'
#### command -p remembers where it has found a program
command -p ls >/dev/null; type -t ls; hash -t ls | sed 's,/usr,,'
