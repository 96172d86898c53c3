#### failglob: in each position
shopt -s failglob
x=*nomatch*; echo "1 $? $x"
a=(*nomatch*); echo "2 $? ${a[@]}"
echo 2b $?
for i in *nomatch*; do echo $i; done; echo "3 $?"
echo 3b $?
echo > *nomatch*; echo "4 $?"
echo 4b $?
case *nomatch* in *) echo c;; esac; echo "5 $?"
[[ *nomatch* ]]; echo "6 $?"
[[ a == *nomatch* ]]; echo "7 $?"
echo *nomatch*; echo "8 $?"
echo 8b $?
cat <<< *nomatch*; echo "9 $?"
declare y=*nomatch*; echo "10 $? $y"
declare -a z=(*nomatch*); echo "11 $?"
echo 11b $?
export w=*nomatch*; echo "12 $? $w"
f() { echo *nomatch*; echo in; }
f; echo "13 $?"
echo 13b $?
(echo *nomatch*; echo in); echo "14 $?"
echo 14b
x=$(echo *nomatch*; echo in); echo "15 $? $x"
echo 15b
eval 'echo *nomatch*; echo in'; echo "16 $?"
echo 16b $?
if echo *nomatch*; then echo y; else echo n; fi; echo "17 $?"
echo 17b $?
while echo *nomatch*; do break; done
echo 18 $?
echo *nomatch* || echo 19
echo 19b $?
! echo *nomatch*
echo 20 $?
echo *nomatch* | cat; echo "21 $?"
echo 21b ${PIPESTATUS[@]}
true | echo *nomatch*; echo "22 $?"
x=1 echo *nomatch*
echo 23 $?
*nomatch*
echo 24 $?
a[0]=*nomatch*; echo "25 $? ${a[0]}"
a=([0]=*nomatch*); echo "26 $? ${a[0]}"
a+=(*nomatch*); echo "27 $?"
echo 27b $?
select i in *nomatch*; do break; done < /dev/null; echo "28 $?"
echo 28b $?
cat < *nomatch*; echo "29 $?"
echo 29b $?
{ echo hi; } > *nomatch*; echo "30 $?"
echo 30b $?
echo "*nomatch*" '*nomatch*' \*nomatch\*; echo "31 $?"
v='*nomatch*'; echo "$v"; echo $v; echo "32 $?"
echo 32b $?
set -- *nomatch*; echo "33 $?"
echo 33b
unset 'x[*nomatch*]'; echo "34 $?"
printf '%s\n' *nomatch* *; echo 35
echo 35b
trap 'echo *nomatch*; echo in' EXIT

#### failglob: with set -e
shopt -s failglob
set -e
echo *nomatch*
echo not

#### failglob: with nullglob, noglob, traps, sourced text
shopt -s failglob nullglob
echo *nomatch* x
a=(*nomatch*); echo ${#a[@]}
shopt -u nullglob
set -f
echo *nomatch*
set +f
GLOBIGNORE='*'
echo *
unset GLOBIGNORE
trap 'echo err $?' ERR
echo *nomatch*
echo "$?"
. /dev/stdin <<< 'echo *nomatch*; echo more
echo next'
echo "$?"
f() { local x=*nomatch*; local -a y=(*nomatch*); echo no; }
f || echo or
echo $?
coproc { echo *nomatch*; }
wait
echo $(echo *nomatch* 2>&1) x
cat <(echo *nomatch* 2>&1)

#### failglob: -c, standard input, posix mode
shopt -s failglob
$SH -O failglob -c 'echo *nomatch*; echo on'; echo $?
$SH -O failglob -c 'echo *nomatch*
echo on'; echo $?
echo 'echo *nomatch*; echo a
echo on $?' | $SH -O failglob; echo $?
$SH --posix -O failglob -c 'echo *nomatch*; echo on'; echo $?
set -o posix
echo *nomatch*; echo a
echo $?
: *nomatch*; echo a
echo $?

#### failglob: all words are expanded first
shopt -s failglob
x=1abc
echo ${!x} *nomatch*; echo a
echo 1 $?
echo *nomatch* ${!x}; echo a
echo 2 $?
echo ${y?msg} *nomatch*

#### errors of expansions: in each position
shopt -s failglob
x=1abc
a=(*nomatch* ${!x}); echo a
echo 1 $?
a=(${!x} *nomatch*); echo a
echo 2 $?
for i in *nomatch* ${!x}; do :; done; echo a
echo 3 $?
for i in ${!x} *nomatch*; do :; done; echo a
echo 4 $?
echo a > ${!x}; echo a
echo 5 $?
echo ${!x} > *nomatch*; echo a
echo 6 $?
echo *nomatch* > ${!x}; echo a
echo 7 $?
case ${!x} in a) ;; esac; echo a
echo 8 $?
case a in ${!x}) ;; esac; echo a
echo 9 $?
[[ ${!x} == a ]]; echo a
echo 10 $?
[[ a == ${!x} ]]; echo a
echo 11 $?
y=${!x}; echo a
echo 12 $?
y=${!x} echo b; echo a
echo 13 $?
echo ${!x} | cat; echo a
echo 14 $?
(echo ${!x}; echo b); echo a
echo 15 $?
z=$(echo ${!x}; echo b); echo a
echo 16 $?
f() { echo ${!x}; echo b; }; f; echo a
echo 17 $?
(( ${!x} )); echo a
echo 18 $?
echo $(( ${!x} )); echo a
echo 19 $?
cat <<< ${!x}; echo a
echo 20 $?
cat <<E; echo a
${!x}
E
echo 21 $?
declare q=${!x}; echo a
echo 22 $?
export q=${!x}; echo a
echo 23 $?
local q=${!x}; echo a
echo 24 $?
eval 'echo ${!x}; echo b'; echo a
echo 25 $?
echo ${x!}; echo a
echo 26 $?
echo ${!x}; echo a
set -u
echo $nope; echo a

#### set -e and errors: bad substitution
set -e
echo ${x!}; echo a
echo b $?

#### set -e and errors: invalid indirection
set -e
x=1abc
echo ${!x}; echo a
echo b $?

#### set -e and errors: bad substitution in a condition
set -e
if echo ${x!}; then echo a; fi
echo b $?

#### set -e and errors: division by zero
set -e
echo $((1/0)); echo a
echo b $?

#### set -e and errors: substring expression
set -e
echo ${x:1:-5}; echo a
x=abc
echo ${x:1:-5}; echo a
echo b $?

#### set -e and errors: element before the first
set -e
a=(1 2)
echo ${a[-5]}; echo a
echo b $?

#### set -e and errors: assignment before the first element
set -e
a=(1 2)
a[-5]=1; echo a
echo b $?

#### set -e and errors: indirection of nothing
set -e
echo ${!}x; echo ${!nope}; echo a
echo b $?

#### set -e and errors: bad substitution in a function
set -e
f() { echo ${x!}; echo a; }
f || echo or
echo b

#### set -e and errors: bad substitution in subshells, pipelines, eval
set -e
(echo ${x!}; echo a) || echo or
echo b
x=$(echo ${x!}; echo a) || echo or
echo c
echo ${x!} | cat
echo d
eval 'echo ${x!}' || echo or
echo e

#### set -e and errors: readonly
set -e
readonly r=1
r=2; echo a
echo b

#### set -e and errors: readonly before ||
set -e
readonly r=1
r=2 || echo or
echo b

#### set -e and errors: nameref
set -e
declare -n n=1a; echo a
echo b

#### set -e and errors: arithmetic before ||
set -e
((1/0)) || echo or
let 1/0 || echo or
[[ 1/0 -eq 1 ]] || echo or
echo $[1/0] || echo or
echo b

#### set -e and errors: failglob before ||
set -e
shopt -s failglob
echo *nomatch* || echo or
echo b

#### set -e and errors: failglob in a subshell
set -e
shopt -s failglob
(echo *nomatch*; echo x) || echo or
echo b
f() { echo *nomatch*; echo x; }
f || echo or
echo c

#### set -e and errors: set -u before ||
set -u
echo ${nope} || echo or
echo b

#### set -e and errors: set -u in subshells
set -u
(echo ${nope}; echo x) || echo or
x=$(echo ${nope}; echo x) || echo or
f() { local y=$nope; echo x; }
(f) || echo or
echo ${nope:-d} ${nope+s} ${#nope}
echo b

#### set -e and errors: ${x?} before ||
echo ${nope?} || echo or
echo b

#### set -e and errors: ${x?} in subshells
(echo ${nope?msg}; echo x) || echo or
(echo ${nope:?}; echo x) || echo or
echo "${nope?}" | cat
echo b $?

#### a wrong subscript in an expression leaves eval, function and sourced file
f() { eval '((a[1/0])); echo in1'; echo in2; }; f; echo $?
echo next $?
eval ': $((a[1/0])); echo in'; echo $?
echo next $?
f() { eval '[[ -v a[1/0] ]]; echo in1'; echo in2; }; f; echo $?
echo next $?
echo '((a[1/0])); echo in' >lib; . ./lib; echo $?
echo next $?
echo '[[ -v a[1/0] ]]; echo in' >lib; . ./lib; echo $?
echo next $?
#### a wrong subscript in an expression, and where it leads
trap 'echo exit $?' EXIT
if eval '((a[1/0]))'; then echo y; else echo n; fi; echo $?
echo next $?
f() { local x=2; x=3 eval '((a[1/0]))'; echo $?; }; f
echo next $? ${x-unset}
x=$(eval '((a[1/0])); echo in'; echo in2); echo $? $x
eval '((a[1/0]))'; echo $?
#### messages call an indirect expansion what it is called in the script
x=y; y=1; (echo ${!x@Z}); (echo ${!x@ }); (echo ${!n@Q Q}); (echo ${!n@1}); set -- y; (echo ${!1@Z}); (echo "${!@@Z}")
x='y[0]'; (echo ${!x@Z}); (echo ${!x[0]@Z}); (echo ${!n[@]@Q}); (echo ${!n[@]-q}); (echo ${!n[@]:0:1})
x=nothing; (echo ${!x:?d}); (echo ${!x?}); (echo ${!x[0]:?}); set -- nothing; (echo ${!1:?err}); echo "${!x@1}|"
#### names, and what is no indirection
x=y; echo ${!x[0]@} ${!x[1]*} ${!x[@]@}; (echo ${!1@}); (echo ${!#@}); (echo ${!$@Q}); (echo ${!!@Q}); (echo ${!@Q}); echo "${!-@Q}" "${!-:-d}"
set -- x; echo "${!@-d}" "${!*:-d}" "${!@+d}" "${!@#y}" "${!*/y/z}" "${!@:0:1}"; (echo ${!@^^}); false; echo "${!?-d}"

#### braces without an end in a here-document
for text in '${x' '${x:- b' '${x#b' '${x/b/c' '${x[1' '${x@Q' '${#x' '${z b' '${!x'; do
  eval "cat <<E
a $text
E"; echo $?
done
#### the status of $( ) where an assignment in an expansion fails
readonly r; x=$(: ${r:=x}; echo in); echo $? $x
f() { : ${r:=x}; echo in; }; x=$(f; echo in2); echo $? $x
x=`: ${r:=x}`; echo $?; (: ${r:=x}; echo in); echo $?
x=$(exec 3>&1; : ${r:=x}); echo $?
#### a subscript without an end between double quotes hides the brace
for code in 'echo "${[}"' 'echo "${a[}" b]' 'echo "${a[}]" b' 'echo "${a[1}"' 'echo ${a[1}' 'x="${#a[}"' 'echo "${!a[}"' 'echo "${1[}"' 'echo "q${a[$x}r"' 'echo "${a[}]}"' 'echo "${a[1] x}"' 'echo "x$y${a[2}"'; do (eval "$code"); done
#### an error of a subscript is told once
a=(1); (echo "${a[-9]?}"); (echo "${a[-9]:?d}"); (echo ${a[-9]?}); x=1; (echo "${x[-9]?}"); echo "${a[-9]-d}" "${a[-9]+p}"
#### a length that is too small is shown as it is written
x=abc i=9 a=(1 2)
(: ${x:1:-$i}); (: "${x:1:-$i}"); (: ${x:1:$((-9))}); (: ${x:1: -i }); (: ${a[@]:0:-$i}); set -- a; (: "q${@:1:-$i}z"); i=-9; (: "q${x:1:$i}z")
#### wrong subscripts in texts of their own end these
while IFS= read -r text; do
  printf 'a=(1); %s; echo same %s\necho next\n' "$text" '$?' >s; echo "$text"
  $SH s; echo $?; echo '. ./s; echo no' >m; $SH m; echo $?; $SH -c "$(cat s)"; echo $?
  printf "trap '. ./s; echo no' EXIT; exit 5" >m; $SH m; echo $?
  printf 'trap %q EXIT; exit 5' "$(cat s)" >m; $SH m; echo $?
done <<'X'
unset 'a[1+]'
s=1; unset 's[1+]'
echo ${#a[1+]}
echo $(( ${a[1+]} ))
(( ${a[1+]} ))
for ((i=${a[1+]};;)); do break; done
echo $(( $(( ${a[1+]} )) ))
echo $(( ${#a[1+]} + 1 ))
a[1+]=2
declare -i i; i=1+
echo $(( 1+ ))
(( 1+ ))
X
#### an EXIT trap that the EXIT trap sets does not run, also where that one calls exit
$SH -c 'trap "echo one; trap \"echo two\" EXIT; exit 4" EXIT; exit 3'; echo $?
