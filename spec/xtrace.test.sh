#### xtrace: assignments, arrays, functions, [[ ]], (( ))
set -x
a=1
b="x y" c='q"q' d=$'a\tb' e=
a=1 b=2 :
arr=(1 "2 3" $'4\n' '')
arr[1]=x
arr+=(y z)
arr[2]+=q
declare -A h=([a]=1 ["b c"]="d e")
h[x y]=1
declare x=1 y="a b"
declare -a q=(1 2)
local z=1
export E=1
readonly R='a b'
f() { local v=1 w=(1 2); echo $v; }
f a "b c"
unset a
a+=1
i=1; let i++
((i++))
(( i > 1 && i < 5 ))
: $((i+1))
[[ a == b ]]
[[ a == b && c == d || ! e == f ]]
[[ -n $a && -z "" ]]
[[ "a b" == a* ]]
[[ abc =~ ^a(b)c$ ]]
[[ "a b" =~ "a b" ]]
[[ 1 -eq 1 ]]
[[ -f /nofile ]]
[[ x ]]
[[ ! x ]]
[[ ( a == a ) ]]
[[ a < b ]]
[ a = b ]
test -n ""

#### xtrace: compound commands, pipelines, redirections
set -x
for i in 1 "2 3"; do :; done
for i; do :; done
for ((i=0;i<2;i++)); do :; done
while [ $((j++)) -lt 1 ]; do :; done
until true; do :; done
case "a b" in a*) echo m;; esac
case $nope in "") :;; esac
case x in a|b) ;; x) ;& y) echo ;;& *) echo; esac
if true; then :; elif false; then :; else :; fi
select s in a b; do break; done <<< 1
{ echo group; }
(echo sub)
( (echo subsub) )
echo $(echo in $(echo deeper))
x=$(echo a; echo b)
echo `echo bq`
! true
true && false || echo or
wait
function g { return 3; }
g
eval 'echo ev; eval "echo ev2"'
. /dev/stdin <<< 'echo src'
cat <<E
$a doc
E
cat <<< "str $a"
echo > /dev/null 2>&1
> f
exec 3>&1
exec 3>&-
trap 'echo dbg' DEBUG
:
trap - DEBUG
set +x

#### xtrace: PS4
PS4='+$LINENO:$FUNCNAME> '
set -x
f() { echo a; g; }
g() { echo b; }
f
PS4='$(echo cs) '
echo x
PS4='ab '
echo $(echo $(echo y))
PS4=
echo none
PS4=' '
echo $(echo sp)
PS4='é '
echo $(echo uni)
PS4='\u:\w\$ '
PS4='\W '
echo esc
PS4='+${BASH_SOURCE##*/}+ '
unset PS4
echo unset
set +x

#### xtrace: BASH_XTRACEFD
exec 4>trace
BASH_XTRACEFD=4
set -x
echo a
: b
f() { echo c; }
f 2>/dev/null
(echo d)
echo e | cat
unset BASH_XTRACEFD
echo f
set +x
sort trace; rm trace
BASH_XTRACEFD=99
echo "$BASH_XTRACEFD"
BASH_XTRACEFD=abc
echo "$?"
exec 5>t2
BASH_XTRACEFD=5
set -x
BASH_XTRACEFD=
echo back
set +x
cat t2

#### xtrace: quoting of words
set -x
echo 'a b' "c'd" \\ '*' '?' '[' '~' '~x' 'a~' '#' 'a#' '!' '{' '}' '$' '`' '"' ';' '&' '|' '<' '>' '(' ')' '' ' ' = a=b a=~b a:~b -x --y=z é $'\1' $'\x7f' $'\n' $'\t' $'\e' % ^ , . / @ + -
echo a=1 'a=b c' "a=b'c"
$nope
$nope x=1
x=1 $nope
"" 2>/dev/null
nosuchcmd 'a b'
command echo a
builtin echo b
\echo c
"echo" d
e"ch"o e
: {a,b} *.nomatch ~ ~/x
shopt -s nullglob; : *.nomatch
: ${nope:-d e} "${nope:-d e}"
v=('a b' "c'd" '' $'\n')
echo "${v[@]}" ${v[*]}
w=~ z=~/a
p=a:~:b
a[0]='x y' a["k"]=1 2>/dev/null
echo "${x@Q}"
printf '%s\n' "a
b"
set -- a 'b c'
shift
set +x

#### xtrace: on and off, in other shells
f() { set -x; echo in; set +x; }
f
g() { local -; set -x; echo in; }
g
echo out
(set -x; echo a)
echo b
set -x; echo c; { set +x; } 2>/dev/null
echo d
set -xv
echo e
set +xv
bash -x -c 'echo a "b c"'
$SH -xc 'for i in 1; do echo $i; done; f() { :; }; f x'
echo 'echo s; (echo t)' | $SH -x
set -o xtrace; echo $-; shopt -o xtrace; set +o xtrace
SHELLOPTS_=$SHELLOPTS
trap 'set -x' DEBUG
:
trap - DEBUG
set +x

#### xtrace: declaring builtins and conditions
set -x
export a=1 b='c d' e=(1)
declare -i n=1+2
declare -r r1=x
declare -n ref=a
ref=2
declare -A m
m[k]=v
m=([a b]=c [d]='e f')
declare -A m2=([x]=1) s=2
typeset t='a b'
readonly -a ra=(1 2)
local 2>/dev/null
let 'x = 1 + 2' y=3
let "z=1"
read -r l <<< 'in put'
printf -v pv '%s' 'a b'
mapfile -t mf <<< $'a\nb'
getopts ab: o -a -b x
unset 'arr[0]' m
test a == a -a b
[ "a b" ]
[[ -v a ]]
[[ a -ef b ]]
[[ a =~ b|c ]]
[[ a == "b c"* ]]
[[ a != [ab]* ]]
[[ $a == $b ]]
[[ -z ${nope} ]]
(( 1 ))
((a = 1, b = 2))
(( a ))  || (( ! a ))
$((1)) 2>/dev/null
x=$((1+1))
echo $[1+1]
: ${y:=def ault}
: ${q?} 

#### xtrace: words of arrays as bash keeps them
set -x
a=($(echo a;echo b) `echo c;echo d` "$(echo e;echo f)" ${x:-$'\t'} "${x:-$'\t'}" $"hi" [5]=$'\n' [$'k']=1
 x \
y $((1+
2)))
declare -a b=($(echo a;echo b) $'\t')
a+=($(if true;then echo x;fi))
b=([$'1']+=x)
c=(a$'\'')

#### xtrace: arithmetic is shown with its expansions done
a=5; i=1
declare -A m; k='x]y'
set -x
(( i > 1 ))
(( $a > 1 ))
(($a>1))
((  a  ))
(( "a" + 1 ))
(( "$a" + '1' )) 
(( ${a}1 ))
(( m[$k]=1 ))
(( $(echo 3) ))
((a=`echo 4`))
for ((i=$a; i<$a+1; i++)); do :; done
for (( i = $a ; i < $a + 1 ; i++ )); do :; done
for (( i = 0 ; i < 1 ; i++ )); do :; done
for ((;i<2;)); do i=2; done
(( i++, $i ))
(( $nope ))
(( ))
((  ))
(( 1 +
 $a ))
(( $a/0 ))
x='i=3'; (( $x )); echo $i
let "$a + 1" $a*2
echo $(( $a + 1 )) $((a))
x=$(( $(echo 2) * 3 ))

#### xtrace: words of for, case and select as bash keeps them
set -x
for i in 1 $(
echo a) $'a\tb' "$(echo b; echo c)" `echo d;echo e` $"x" ~ *nope* {a,b} "q" \
z; do :; done
case $(
echo a) in $'a') ;; esac
case $'a\tb' in x) ;; esac
case "a" in "b"|$(echo c;echo d)) ;; esac
select x in $(
echo a) $'b'; do break; done <<< 1
(( $(echo 1;
echo +1) ))
[[ $(echo a
) == $'a' ]]
while [ $(
echo a) = b ]; do :; done

#### xtrace: lines of nested arithmetic loops
PS4='+$LINENO '
set -x
for ((i=0;i<1;i++))
do
for ((j=0;j<1;j++))
do :; done
done
for ((i=0;i<1;i++)); do :; done

#### xtrace: quoting goes by what is special to the shell, then by what can be printed
set -x
: "'" $'\e[0m' $'\e' $'a\001 b' $'\001' $'a\177' $'\x80' $'a b\x80' $'\n' $'\t' $'\r' $'\r\n' $'é\e'
a="'" b=$'\e[0m' c=$'\e' d=$'a\001 b' e=$'\x80*'
[[ $'\e[' == "'" ]]

#### xtrace: assignments of all kinds
set -x
foo=bar baz='q q' nosuchcommand 'a b' 2>/dev/null
a=1 b=2
a=$(exit 3) b=4; echo $?
a= b= c=''
a=~ b=~/x c=a:~
a=* b=? c='[x]' d={a,b}
a=$'\n' b=$'\001' c=$'\x80' d='é' e=$'\e[0m'
a="'" b='"' c='\' d='`' e='$'
a=' lead' b='trail ' c=$'\t'
arr=('a b' "c'd" e\ f "" $'\t' * ~)
arr[0]="x y"
f() { local a=1 b="2 3" c; local -i d=4; local -a e=(1 "2 3"); local -A g=([k]="v w"); local h=$1; }
f "p q"
echo "a  b" 'c' d\ e "" '' $'a\nb' "x'y" "x\"y" 'x\y' "x\$y" "x\`y"
echo -n "" > /dev/null
echo - -- -x +x = == . / : , @ % ^ _ a.b a/b a:b a,b a@b a%b a^b a_b a-b a+b a=b 'a b'=c
set +x

#### a wrong BASH_XTRACEFD leaves the trace where it went
exec 5>log; BASH_XTRACEFD=5; BASH_XTRACEFD=99; BASH_XTRACEFD=abc; set -x; echo a; set +x; BASH_XTRACEFD=; set -x; echo b; set +x; cat log
#### PS4 sees what stands in front of a command only while that is traced
PS4='<${x-no}> '; x=0; set -x; x=a y=b true; x+=1 true; x= true; x=a export q=1; f() { :; }; x=f f; declare -i n=5; PS4='<$n> '; n+=1 true
#### PS4 and assignments in front of commands in subshells, eval and source
PS4='<${x-no}> '; set -x; (x=a true; x=b true); y=$(x=c true); x=d eval 'x=e true; :'; echo 'x=1 true' >f; . ./f; x=2 . ./f
#### PS4 itself in front of a command
set -x; PS4='- ' f=3 true; x=1 PS4='% ' true; PS4='! '; true
#### assignments in front of a command that can't be are not traced
readonly r=1; set -x; r=2 true; a[0]=5 true; a=(1) true
#### PS4 sees the assignments in front of programs in pipelines
exec 3>out
BASH_XTRACEFD=3 PS4='+$x '; x=0; set -x
x=1 y=$x cat </dev/null | x=2 sleep 0.1
x=3 /bin/true | cat
set +x
sort out; rm out
#### PS4 with side effects in pipelines
## ignore: stderr
i=0; PS4='+$(( i++ )) '; set -x
/bin/true | cat
(exit 3) | cat
echo $i
#### an error in PS4 under set -e ends the shell
set -ue; PS4='+$nope '; set -x
f() { echo in; }; f || echo or; echo no
#### errors in PS4 under set -e
$SH -c 'set -e; PS4="+\${nope?msg} "; set -x; echo no'; echo $?
$SH -c 'set -e; PS4="+\${nope!} "; set -x; echo no'; echo $?
$SH -c 'set -e; PS4="+\$((1/0)) "; set -x; echo yes'; echo $?
$SH -c 'set -eu; x="\$nope"; echo "${x@P}"; echo no'; echo $?
$SH -c 'set -u; PS4="+\$nope "; set -x; echo yes'; echo $?
#### an error in PS4 under set -e: the EXIT trap is not traced
PS4='${x?bad}+ '; trap 'echo $-' EXIT; set -xe; y=2; echo a
#### a bad substitution in PS4 under set -e
PS4='${x!}+ '; trap 'echo $-' EXIT; set -xe; [[ a ]] ; echo a
#### a command that fails after errors in PS4
PS4='${x?bad}+ '; trap 'echo $-; (exit 3)' EXIT; set -xe; ls nosuch 2>/dev/null; echo a
#### an error in PS4 in a subshell
PS4='${x?bad}+ '; trap 'echo $-; (exit 3)' EXIT; set -xe; (ls nosuch 2>/dev/null; echo a); echo b

#### xtrace: for, case and select are shown before their DEBUG trap runs
trap 'echo "D $BASH_COMMAND"' DEBUG; set -x
for ((i=0;i<1;i++)); do :; done
for i in 1; do :; done
for ((;;)); do break; done
case a in a) :;; esac
select q in a; do break; done <<<1
((1))
#### BASH_XTRACEFD in front of a program
BASH_XTRACEFD=n nosuch; BASH_XTRACEFD=77 env echo a; exec 6>g; set -x; BASH_XTRACEFD=6 env echo b; echo c; set +x; cat g
#### traces of scripts without #! are one deeper
printf 'echo hi\nx=$(echo a)\neval ": b"\n' > s; chmod +x s; export SHELLOPTS; set -x
./s
(./s)
x=$(./s)
#### what select goes through
set -x; select x; do break; done < /dev/null
set -- a "b c"; select x; do break; done < /dev/null
select x in a $1 "$@"; do break; done < /dev/null
