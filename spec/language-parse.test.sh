#### what bash shows of a line with (( that is no arithmetic
eval '(()'; eval '(( ( ))'; eval '((echo a) fi)'; eval '((echo a); fi)'; eval '((echo a) | if)'; eval '(( (1) ; (2) )) )'
#### commands in $(( )) with a syntax error are parsed when they are run
eval 'echo $((1)'; echo $?; eval 'echo $(((1)) x'; echo $?; eval 'echo $((1) + 2) y'; echo $?
echo $((~1) - (1)) z; echo $?; echo $((echo a); echo b); echo "$((echo q) | cat)"
#### $(( without an end
echo $(( (1+2 )); echo no
#### parentheses in $(( )) that do not match
echo $((1)!=(2)!=(3))) w
#### arithmetic has no process substitution
i=2 n=1; echo $((~(i)<(n<<=1))) $n $((i>(1))) $((3<(4))); ((i>(1))) && echo y; for ((k=0;k<(2);k++)); do echo $k; done; cat <(echo $((1<(2))))
#### errors in parentheses of [[ ]]: an operator that is none
[[ ( a | b ) ]]
#### errors in parentheses of [[ ]]: behind a term
[[ ( a == a|b ) ]]
#### errors in parentheses of [[ ]]: an operand is missing
[[ ( x =   ) ]]; echo $?
#### errors in two parentheses of [[ ]]
eval '[[ ( ( a b ) ) ]]'
#### a second operator in parentheses of [[ ]]
eval '[[ ( a == b == c ) ]]'
#### a second operator in [[ ]]
eval '[[ a == b == c ]]'
#### an operator behind a negated term
eval '[[ !(a) == b ]]'
#### =~ without a right side
eval '[[ a =~ ]]'
#### more than one word behind =~
eval '[[ a =~ b c ]]'
#### a script that ends within [[ ]]
[[ a
#### a script that ends with ]] as a part of a word
[[ a]]
#### set -e shows only the first line of a syntax error
set -e; echo a; eval 'fi'; echo no
#### posix mode has no $'…' in the word of a quoted ${ }
set -o posix; echo "${?+{a,b\a$'q\t'}" "${x-$'a'}" ; echo ${x-$'a\tb'}
#### a bad subscript is shown as the script has it
n=010; a=(1); a[-$n]=3; echo $?
#### a bad subscript of := is shown as the script has it
declare -A m; echo ${m[$x]:=5}; echo no
#### a bad substitution in a here-document shows all of it
cat <<X
a ${?,,} b
c
X
echo $?; read x <<X
'$z\
~${x!} 
X
echo $?
#### wrong expressions behind =~
[[ a =~ + ]]; echo $?; [[ ! a =~ + ]]; echo $?; [[ a =~ + || b ]]; echo $?; [[ a =~ + || '' ]]; echo $?; [[ a =~ + && b ]]; echo $?
#### a redirection that fails comes before a command that is not found
nosuchcommand &> /nosuch/f; echo $?; nosuchcommand > /nosuch/f; echo $?; nosuchcommand 2>/nosuch/f; echo $?
#### the ERR trap inside of a negated compound command
trap 'echo err $? $LINENO' ERR
! for k in 1 2; do x=$(false); done
! { false; true; }; ! if x=$(false); then :; fi; ! false; ! (false); ! [[ '' ]]
set -e; ! for k in 1 2; do false; echo in; done; echo survived
#### the ERR trap shows the last command of a pipeline
trap 'echo "$BASH_COMMAND"' ERR; echo a | grep b; true | { false; }; echo a | cat | test b = c
#### set -E: a simple stage of a pipeline has no ERR trap of its own
set -E; trap 'echo E' ERR; true | test -n ''; echo --; (exit 3) | echo $( [[ a == b ]]; echo b)
#### patterns of ${x^} and its kin are extended ones
x=abc; set -- abc aab; shopt -u extglob; echo ${x^@(a)} ${x^^+(a|b)} ${@^^@(b)} ${x,,!(a)} ${x#+(a)} ${x/+(a)/q}
#### a pattern's # and % may come from an expansion
x='#' y='a#b#c'; echo ${y/$x/-} ${y/"$x"/-} "${y/$x/-}" ${y//$x/-}; x='%'; y='a%b%'; echo ${y/$x/-} ${y/"$x"/-} ${y//$x/-}
x='#a'; y=aba; echo ${y/$x/-} ${y//$x/-}; x='%c'; y=abc; echo ${y/$x/-}; echo ${y/\#a/-} ${y/'#'a/-} ${y/'%'c/-}
#### the pattern for an empty list is not expanded
echo "${e[@]//${x?}/b}|${e[@]#${x?}}|${e[*]%%${x?}}"; echo "${@#${x?}}"
#### ${1:=x} is refused before the word is looked at
echo ${1:=$((1/0))}; echo no
#### $? in the word of ${x?}
true; (echo ${x?$?})
#### variables in brace expressions next to names
x='&'; echo {$x,b}b"${x}" {${x},b}b
#### empty command substitutions
for i in $(); do echo no; done; x=$(); echo "[$x]" a$()b "$()"; [[ "$@" =~ $() ]]; echo $?; case "" in $()) echo y;; esac; echo ${x:-$()} $(( $() 1 ))
#### case of bytes in the C locale
a=($'\xff' 'y'); LC_ALL=C; echo "${a[0]^}" "${a[@]^^}" "${a[0]~}" | od -c | head -2
#### $_ after a declaration
typeset -r u=1
echo "$_"; declare -a z=(1 2)
echo "$_"
#### 2 ** -1 where it is not evaluated
echo $((0 && 2 ** -1)); echo no
#### exponents that are variables are not looked at where they are not evaluated
x=-1; echo $((0 && 2 ** x)) $((1 ? 3 : 2 ** x)) $((0 ? 2 ** x : 4)) $((1 && 2 ** 3)) $((1 ? 2 : a b)); echo no
#### empty arrays in arithmetic under set -u
set -u; a=(); echo $((a)) $((a+1)) ; declare -a b; echo $((b)); echo no
#### the ERR trap runs twice for a pipeline that ends with ( )
trap 'echo err $? $LINENO' ERR; true | (exit 3); echo 1; true && true | (exit 4); true | { false; }; true | (exit 8) | true | (exit 9); (exit 2) | (true)
! true | (exit 5); true | (exit 6) || echo or; if true | (exit 7); then :; fi; set -o pipefail; (exit 2) | (true); (exit 2) | (exit 3)
set -e; true | (exit 3)
echo no
#### line continuations between two parentheses
(\
( 1+1 )); echo $?; (\
\
(x=3)); echo $? $x
(\
( echo a ) ); for (\
(i=0;i<2;i++)); do echo $i; done; echo $(\
(1+2)) $(\
(echo b); echo c)
