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
