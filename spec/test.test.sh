#### strings
[ a ] && echo 1; [ "" ] || echo 2; [ -n x ] && echo 3; [ -z "" ] && echo 4; [ a = a ] && echo 5; [ a != b ] && echo 6; [ a == a ] && echo 7; [ a '<' b ] && echo 8; [ b \> a ] && echo 9
#### no arguments and one argument
[ ]; echo $?; test; echo $?; [ -n ]; echo $?; [ ! ]; echo $?; [ -f ]; echo $?; [ -- ]; echo $?
#### two and three arguments
[ ! x ]; echo $?; [ ! "" ]; echo $?; [ ! = x ]; echo $?; [ ! = ! ] && echo same; [ -z = -z ] && echo eq; [ '(' = '(' ] && echo paren; [ ! -n x ]; echo $?
#### parentheses, -a, -o, !
[ '(' x ')' ]; echo $?; [ x -a y ]; echo $?; [ "" -o y ]; echo $?; [ ! "" -a x ]; echo $?; [ '(' "" -o x ')' -a y ]; echo $?; [ x -a "" -o z ]; echo $?
#### numbers
[ 1 -eq 1 ] && [ 2 -gt 1 ] && [ 1 -lt 2 ] && [ 1 -le 1 ] && [ 1 -ge 1 ] && [ 1 -ne 2 ] && echo ok; [ ' 5 ' -eq 5 ] && echo spaces; [ -3 -lt 0 ] && echo neg; [ 010 -eq 10 ] && echo decimal; [ +5 -eq 5 ] && echo plus
#### not numbers
[ a -eq 1 ]; echo $?; [ 1 -eq '' ]; echo $?; [ 0x10 -eq 16 ]; echo $?; [ 1.5 -gt 1 ]; echo $?
#### files
touch f; mkdir d; ln -s f l; ln -s none broken; mkfifo p; echo x > full; chmod +x full
for o in -e -f -d -L -h -p -s -x -r -w -S -b -c -k -u -g; do for x in f d l broken p full none; do [ $o $x ] && echo "$o $x"; done; done
#### file times
touch -d '2020-01-01' old; touch -d '2021-01-01' new; ln old hard
[ new -nt old ] && echo nt; [ old -ot new ] && echo ot; [ old -nt old ] || echo same; [ new -nt none ] && echo exists; [ none -ot new ] && echo none-ot; [ old -ef hard ] && echo ef; [ old -ef new ] || echo not-ef
#### -t, -O, -G, -N
[ -t 0 ] || echo not a terminal; touch f; [ -O f ] && [ -G f ] && echo mine; [ -t 99 ] || echo no99
#### -v, -o, -R
x=1; e=; [ -v x ] && [ -v e ] && echo set; [ -v u ] || echo unset; [ -o errexit ] || echo off; set -e; [ -o errexit ] && echo on; set +e; declare -n r=x; [ -R r ] && echo ref; [ -R x ] || echo noref
#### errors
[ a b ]; echo $?; [ a b c ]; echo $?; [ x; echo $?; [ 1 -foo 2 ]; echo $?; [ a = b c ]; echo $?; test a = ; echo $?
#### four and more arguments
[ ! a = b ]; echo $?; [ a = a -a b = b ]; echo $?; [ ! a = a -o x ]; echo $?; [ -n a -a -z "" ]; echo $?; [ '(' ! x ')' ]; echo $?
#### operators as operands
[ -a = -a ] && echo a; [ = = = ] && echo eq; [ -o -a -o ]; echo $?; [ '(' -a ')' ]; echo $?; [ '(' ]; echo $?
#### unquoted empty variables
e=; [ $e ]; echo $?; [ -n $e ]; echo $?; [ -n "$e" ]; echo $?; [ $e = x ]; echo $?; [ -z $e ]; echo $?
#### [[ ]] strings and patterns
[[ a ]] && echo 1; [[ "" ]] || echo 2; [[ abc == a* ]] && echo 3; [[ abc == "a*" ]] || echo 4; [[ abc != b* ]] && echo 5; [[ abc = ??? ]] && echo 6; [[ a < b ]] && echo 7; [[ b > a ]] && echo 8
#### [[ ]] logic
[[ a && "" ]] || echo 1; [[ "" || b ]] && echo 2; [[ ! "" ]] && echo 3; [[ ( a || b ) && ! ( "" ) ]] && echo 4; [[ -n a && -z "" ]] && echo 5; [[ ! a == b ]] && echo 6
#### [[ ]] does not split or glob
v='a b'; e=; touch x1; [[ $v == 'a b' ]] && echo 1; [[ $e == '' ]] && echo 2; [[ x* == 'x*' ]] && echo 3; [[ -z $e ]] && echo 4; [[ -n $v ]] && echo 5
#### [[ ]] short circuit
[[ "" && $(echo evaluated >&2) ]]; [[ a || $(echo evaluated >&2) ]]; echo $?
#### [[ ]] arithmetic comparison
x=5; [[ x -eq 5 ]] && echo name; [[ 1+1 -eq 2 ]] && echo expr; [[ 010 -eq 8 ]] && echo octal; [[ 0x10 -eq 16 ]] && echo hex; [[ '' -eq 0 ]] && echo empty; [[ 10 < 9 ]] && echo lexical
#### [[ ]] arithmetic error
[[ 1+ -eq 2 ]]; echo "status $?"
#### [[ ]] newlines
[[ a == a &&
   b == b ||
   c == d
]] && echo ok
#### [[ ]] quoting of right side
p='a*'; [[ abc == $p ]] && echo 1; [[ abc == "$p" ]] || echo 2; [[ 'a*c' == "$p"c ]] && echo 3; [[ abc == "a"* ]] && echo 4; [[ 'a?' == a\? ]] && echo 5
#### [[ ]] extglob always on
[[ foobar == @(foo|x)+(b|a|r) ]] && echo 1; [[ abc == !(x*) ]] && echo 2; [[ aaa == +(a) ]] && echo 3; [[ '' == *(a) ]] && echo 4
#### [[ ]] file and variable tests
touch f; a=(1 2); [[ -f f && -e f && ! -d f ]] && echo f; [[ -v a[1] && ! -v a[5] ]] && echo v; [[ -o braceexpand ]] && echo o; [[ f -nt none ]] && echo nt; [[ f -ef f ]] && echo ef
#### [[ ]] without an operator
eval '[[ a b ]]'; echo $?
#### [[ ]] with an operator that is none
eval '[[ a -foo b ]]'; echo $?
#### [[ ]] syntax errors after others
## differs: what bash says of a second such error depends on the first one in the same process
eval '[[ a b ]]'; echo $?; eval '[[ a == ]]'; echo $?; eval '[[ ]]'; echo $?; eval '[[ -f ]]'; echo $?
#### regex basics
[[ abc123 =~ [a-z]+([0-9]+) ]] && echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]} ${#BASH_REMATCH[@]}"; [[ abc =~ x ]]; echo $? ${#BASH_REMATCH[@]}; [[ abc =~ ^a.c$ ]] && echo anchored
#### regex quoting
[[ 'a.b' =~ a\.b ]] && echo 1; [[ axb =~ a"."b ]] || echo 2; [[ a.b =~ 'a.b' ]] && echo 3; r='a.b'; [[ axb =~ $r ]] && echo 4; [[ axb =~ "$r" ]] || echo 5; [[ 'a b' =~ a\ b ]] && echo 6; [[ 'a b' =~ 'a b' ]] && echo 7
#### regex groups and alternation
[[ 2024-05-06 =~ ^([0-9]{4})-([0-9]{2})-([0-9]{2})$ ]] && echo "${BASH_REMATCH[@]:1}"; [[ foo =~ (foo|bar)(baz)? ]] && echo "[${BASH_REMATCH[2]}] ${#BASH_REMATCH[@]}"; [[ ab =~ (a|ab)(c|bcd)?(b*) ]] && echo "${BASH_REMATCH[@]}"
#### regex longest match is POSIX's
[[ xfoobarx =~ foo|foobar ]] && echo "${BASH_REMATCH[0]}"; [[ abcd =~ a(b|bc)(cd|d)? ]] && echo "${BASH_REMATCH[*]}"
#### regex brackets
[[ 'a]b' =~ a[]]b ]] && echo 1; [[ 'a-b' =~ a[-x]b ]] && echo 2; [[ 'é' =~ ^[[:alpha:]]$ ]] && echo 3; [[ $'a\tb' =~ [[:space:]] ]] && echo 4; [[ 'a^b' =~ [\^] ]] && echo 5; [[ a =~ [^b] ]] && echo 6
#### regex special characters
[[ 'a+b' =~ a\+b ]] && echo 1; [[ 'a|b' =~ a\|b ]] && echo 2; [[ 'a{2}' =~ a\{2\} ]] && echo 3; [[ 'a(b)' =~ \(b\) ]] && echo 4; [[ aa =~ ^a{2}$ ]] && echo 5; [[ 'a$b' =~ 'a$b' ]] && echo 6
#### regex error
r='a('; [[ a =~ $r ]]; echo $?; r='['; [[ a =~ $r ]]; echo $?; r='*a'; [[ a =~ $r ]]; echo $?
#### regex nocasematch
shopt -s nocasematch; [[ ABC =~ b ]] && echo yes; [[ ABC == abc ]] && echo eq
#### regex with spaces and newline in a variable
r='^a[[:space:]]+b$'; [[ 'a   b' =~ $r ]] && echo yes; r=$'x\ny'; [[ $'1x\ny2' =~ $r ]] && echo nl
#### regex empty and word boundary
[[ abc =~ '' ]] && echo empty; [[ '' =~ ^$ ]] && echo blank; [[ 'foo bar' =~ \<bar\> ]] && echo boundary; [[ foo =~ o* ]] && echo "[${BASH_REMATCH[0]}]"
#### BASH_REMATCH in functions and loops
f() { [[ $1 =~ ([a-z])([0-9]) ]] && echo "${BASH_REMATCH[1]}-${BASH_REMATCH[2]}"; }; for x in a1 b2 zz; do f $x; done
#### in conditions
if [[ a == a ]]; then echo t; fi; [ 1 -eq 2 ] || [[ x ]] && echo u; while [ ${i:=0} -lt 2 ]; do echo $i; ((i++)); done
#### =~ replaces a readonly BASH_REMATCH
readonly BASH_REMATCH; [[ c =~ c ]]; declare -p BASH_REMATCH; readonly BASH_REMATCH; [[ d =~ e ]]; declare -p BASH_REMATCH
declare -x BASH_REMATCH; [[ f =~ f ]]; declare -p BASH_REMATCH; unset BASH_REMATCH; declare -A BASH_REMATCH; [[ f =~ f ]]
declare -p BASH_REMATCH; f() { local -r BASH_REMATCH=1;  [[ g =~ g ]];  declare -p BASH_REMATCH; }; f; declare -p BASH_REMATCH
#### =~ in the version of bash where quotes meant nothing
shopt -s compat31; [[ abc =~ "a.c" ]]; echo $?; [[ 'a b' =~ 'a b' ]]; echo $?; shopt -u compat31; [[ abc =~ "a.c" ]]; echo $?
#### [[: a wrong subscript ends the script, a wrong number does not
(a=(x y); [[ ${a['1']} == y ]]; echo never); echo "$?"
(f() { [[ -n ${a[1+]} ]]; echo never; }; f; echo never); echo "$?"
(a=(x y); [[ ${a[1+]} -eq 1 ]]; echo never); echo "$?"
[[ 1+ -eq 1 ]]; echo "$?"; [[ -v a['1'] ]]; echo "$?"
#### [[ ]] with several ! as bash shows it
f() { [[ ! ! ( ! ! ! a ) && ! ! b ]]; [[ ! ( a ) || ! ! ! c ]]; }; declare -f f
set -x; [[ ! ! ( ! ! ! a ) ]]; [[ ! ! ! b ]]
