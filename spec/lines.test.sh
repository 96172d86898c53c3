#### lines: subshells over several lines, and what follows them
echo a $LINENO
(
echo b $LINENO

)
echo c $LINENO
(
echo b $LINENO
echo b2 $LINENO

); echo d $LINENO
nosuch1

#### lines: (( )) has the line of its end
((
1+
1
))
echo $LINENO
((
x = LINENO
))
echo $x $LINENO
nosuch

#### lines: [[ ]] has the line where its expression is complete
[[
a == a
&&
b == b
]]
echo $LINENO
[[ a == a &&
$LINENO -gt 0 ]] && echo $LINENO
nosuch

#### lines: arrays have the line of their parenthesis
x=(
1
$LINENO
3
)
echo $LINENO ${x[@]}
declare -a y=(
$LINENO
nn$(nosuch)
)
echo $LINENO "${y[@]}"

#### lines: functions
f() {
  echo $LINENO
  nosuch
  (
   echo $LINENO
  )
  echo $LINENO
}
f
echo $LINENO
f

#### lines: functions with other bodies, and their callers
g()
(
  echo $LINENO

)
g
function h
{
echo $LINENO
echo $LINENO ${BASH_LINENO[@]}
caller
caller 0
}
h a \
b
h

#### lines: case
case $LINENO in
1) echo one $LINENO ;;
*) echo two $LINENO
;;
esac
echo $LINENO
case a$(nosuch)
in
a) nosuch2
esac
nosuch3

#### lines: conditions of if and while
if
nosuch
false
then
:
elif echo $LINENO
nosuch
then
echo
else
nosuch
fi
echo $LINENO
while
nosuch
false
do :
done
nosuch

#### lines: pipelines and line continuations
echo a |
cat |
nosuch |
cat
nosuch
nosuch |
cat
echo \
$LINENO \
$LINENO
nosuch \
a b
no\
such

#### lines: here-documents
cat <<E
$LINENO
$(nosuch)
${x?foo}
E
echo $LINENO

#### lines: here-documents of compound commands
while read l; do echo $l $LINENO; nosuch; done <<E
a
b $LINENO
$LINENO
E
nosuch
if true; then echo $LINENO; fi <<X
$(nosuch)

X
nosuch

#### lines: command substitutions
echo $(
echo $LINENO
nosuch
echo $LINENO
)
nosuch
echo "$(
echo $LINENO
nosuch
)" $LINENO
x=$(

nosuch
)
nosuch
echo `
echo $LINENO
nosuch
`
nosuch

#### lines: eval
eval 'echo $LINENO
echo $LINENO
nosuch

nosuch'
nosuch
eval "
nosuch

f() {
 echo \$LINENO
 nosuch
}
"
f
nosuch

#### lines: ERR trap
trap 'echo err $LINENO
nosuch' ERR
false
(
false
)
f() {
false
}
f
case a in
a) false
esac
if true
then
false
fi
{
false
}
a=(
$(false)
)
[[
a == b
]]
((
0
))
false | 
false
x=$(
false
)

#### lines: DEBUG trap
trap 'echo dbg $LINENO $BASH_COMMAND' DEBUG
:
(
:
)
f() {
:
}
f
case a in
a) :
esac
for i in 1 \
2
do
:
done
for ((i=0;
i<2;
i++))
do
:
done
((
1
))
[[
a == a
]]
x=(
1
2
)
if
:
then
:
fi
while
false
do
:
done
: |
:
echo $(
echo a
)

#### lines: EXIT trap in a function
trap 'echo exit $LINENO
echo $LINENO
nosuch' EXIT
f() {
  exit
}
f

#### lines: traps of signals and RETURN
trap 'echo usr $LINENO
echo $LINENO
nosuch' USR1
kill -USR1 $$
f() {
  kill -USR1 $$
  :
}
f
trap 'echo ret $LINENO
nosuch' RETURN
g() {
 :
 return
}
g
declare -ft g
g
. /dev/null

#### lines: caller in all places
f() {
caller
caller 0
caller 1
echo "${BASH_LINENO[@]}"
}
g() {
f

f
}
g
(
g
)
{
g
}
x=$(
g
); echo "$x"
case a in a)
g;; esac
if g
then
g
fi
g |
cat

#### lines: BASH_LINENO of calls in all places
f() { echo ${BASH_LINENO[0]}; }
f \
 a
(f
f)
f $(
f)
f "
" "
"
f '

'; f
f <<E
a
E
f; f
[[ -n $(f) ]] &&
f
x=1 \
f
x=$(f
) f
f > \
/dev/stdout
f | f |
f

#### lines: first argument with several lines
eval 'echo $LINENO
echo $LINENO'
eval "a
b" 'c
d'
eval "a
b" "c
d"; echo $LINENO
eval echo '$LINENO' "
"
f() { echo "${BASH_LINENO[@]}"; }
f 'a
b'
f 'a' 'b
c'
f "$x" 'b
c'
f "$x
" 'b
c'
f "$x" "b $x
c"
f $x$y \
 b
$x f \
 b
"f" \
 b
x=1 f 'a
b'
x='
' f 'a
b'
declare x='1
'"$LINENO"
echo "$x"
declare x=(a
$LINENO)
echo "$x" ${x[@]}
declare -a x=(a
$LINENO)
echo "$x" ${x[@]}
local a=(b
c) 
export x="1
" y=$LINENO; echo $y
alias a='f \
 x'
shopt -s expand_aliases
a
a \
b
[ a = a \
-a $LINENO = 3 ]
[ $LINENO \
 -gt 0 ] && echo $LINENO
f # comment
f | \
f
f && \
f
! \
f
f 2>&1 \
 | f

#### lines: ERR trap of pipelines, functions and lists
trap 'echo "$LINENO"' ERR
false 'a
b'
false | false \
a
false | (
false
)
false | {
false
}
(false) || false
(false
) | (
false
)
! true
f() {
return 1
}
f
f |
f
f() {
false
true
}
set -E
f
x=$(false
true
)
x=$(
(exit 3
)
)
false &&
true
false ||
false
while false
do :
done
eval '
false
'
. /dev/stdin <<E
:
false
E
cat <<E | false
a
E
false <<E
E
false

#### lines: DEBUG trap with functions in functions
trap 'echo "D$LINENO"' DEBUG
f() {
:
g() {
:
}
}
f
g
: |
: |
(:) |
{ :
}
(:
:)
set -T
(:
:
)
f
x=$(:
:)
echo $x
for i in 1 2; do :; done |
:

#### lines: a function is where the last one inside of it is
f() {
echo $LINENO
g() {
echo $LINENO ${BASH_LINENO[0]}
}
g
}
f
g
shopt -s extdebug
declare -F f
declare -F g
h()
{
:
}
function k {
:
}
declare -F h k

#### lines: caller in nested calls, eval and sourced text
caller; caller 0; echo $?
f() { caller; caller 0; caller 1; caller 2; caller x; caller -1; }
f
g() {
 f
}
g
eval g
eval '
g'
. /dev/stdin <<'E'

g
E
(
g
)

#### lines: LINENO in words and assignments
echo "$(
cat <<E
$LINENO
E
)"
echo "$LINENO
$(echo $LINENO)
$LINENO" $LINENO
echo "${x:-$LINENO
}" $LINENO
x="
$LINENO
"
echo $x
echo $((
LINENO
)) $LINENO
echo ${x[
0
]} $LINENO
arr=([0]=$LINENO
[1]=$LINENO
)
echo ${arr[@]}
arr[
1
]=$LINENO
echo ${arr[@]}
a=$LINENO b=$LINENO \
c=$LINENO
echo $a $b $c
a="
" b=$LINENO
echo $b
{ a=$LINENO
}
echo $a
LINENO=100
echo $LINENO
unset LINENO
echo $LINENO

#### lines: redirections of compound commands, commands printed anew in substitutions
echo $(if true; then echo $LINENO; fi)
echo $(f() { echo $LINENO; }; f)
echo $(for i in 1 2; do echo $LINENO; done; echo $LINENO)
echo $(
(
echo $LINENO
)
((
x=LINENO
))
echo $x
{ echo $LINENO
}
case a in
a) echo $LINENO ;;
esac

cat <<X
$LINENO
X
echo $LINENO

echo a \
$LINENO
)
while :; do :; break
done < nofile
f() {
  :
  while :; do :
  done < nofile
  (
   :
  ) < nofile
  [[ a ]] < nofile
  if :; then :
  fi < $(nosuch)nofile
}

f
(
:
) < nofile
x=( 1
$(nosuch)
)
for i in $(nosuch) \
$(nosuch)
do :
done
case $(nosuch) in
x) ;;
$(nosuch)) ;;
esac
[[
$(nosuch) == a ||
$(nosuch) == a
]]
((
$(nosuch) 1
))
for (( i=$(nosuch) 0;
i < $(nosuch) 1;
i+=$(nosuch) 1))
do
:
done
if $(nosuch)
:
then :
fi > $(nosuch)/a/b
x=$((
$(nosuch) 1
)) y=1
x=1 y=$(nosuch) \
z=$(nosuch)
echo "a \
b" $LINENO
echo a "
" $(nosuch)
< nofile \
cat
cat < nofile \
< nofile
( exit 3
) || nosuch

#### scripts on standard input with background commands and coprocesses
printf '%s\n' 'if true; then echo a; fi & wait' 'echo on' > f
$SH < f
printf '%s\n' '{ echo a; } & wait' 'echo on' > f
$SH < f
printf '%s\n' '(echo a) & wait' 'echo on' > f
$SH < f
printf '%s\n' 'echo a & wait' 'echo on' > f
$SH < f
printf '%s\n' 'while :; do echo a; break; done & wait' 'echo on' > f
$SH < f
printf '%s\n' 'f() { echo a; }; f & wait' 'echo on' > f
$SH < f
printf '%s\n' 'echo >&-& wait' 'echo on' > f
$SH < f
printf '%s\n' 'echo >&-&' 'echo on' > f
$SH < f
printf '%s\n' 'coproc x y {' 'echo on' > f
$SH < f
printf '%s\n' 'coproc { echo; }' 'echo on' 'wait' 'echo on2'> f
$SH < f

#### lines: arguments of several lines in a script on standard input
printf '%s\n' 'echo "a' 'b" $LINENO' 'eval "
nosuch" b' 'f() { echo "${BASH_LINENO[@]}"; }' 'f "a' 'b"' "f 'c" "d'" 'f \' 'a' > f
$SH < f
$SH f

#### select: names that are no identifiers
select 1 in a; do break; done </dev/null
echo $?
select a.b in a; do break; done </dev/null
echo $?
set -o posix
select 1 in a; do break; done </dev/null
echo $?

#### for: names that are no identifiers
for 1 in a; do break; done </dev/null
echo $?
for a.b in a; do break; done </dev/null
echo $?
(for a-b in a; do break; done; echo $?) </dev/null
echo $?
set -o posix
(for a-b in a; do break; done; echo $?) </dev/null
echo $?
for 1 in a; do break; done </dev/null
echo $?

#### errors: unfinished texts in eval, posix mode
set -o posix
eval 'echo "'
echo on $?
eval "echo '"
echo on $?
eval 'echo ${x'
echo on $?
eval 'echo $(('
echo on $?
eval 'a=('
echo on $?

#### redirections: numbers behind >& and before another operator
a=(1)2; declare -p a
b=(1 2)x; declare -p b
declare c=(1)2; declare -p c
echo 2>&1>f 3>&2>g; ls
echo 2>& 1 > f
echo 5>&1<f
cat <&0<f
echo x>&1>>f; cat f


#### lines: names that are no identifiers, in loops and functions
:

for 1x in a; do
:
done
for i in 1; do

for 1x in a; do
:
done
done
if true
then
for 1x in a; do
:
done
fi
f() {
:
for 1x in a; do :; done
for i in 1
do
select 1x in a; do :; done
done
case a in
a) for 1x in a; do :; done
esac
while true; do
for 1x in a; do :; done
break
done
for ((i=0;i<1;i++)); do

for 1x in a; do :; done
done
}
f
(f)
#### redirections of compound commands in $( ) are said to be where the text ends, as it is printed
x=$({ echo a; } >&3; for i in 1; do :; done)
x=$({ echo a; } >&3; echo b >&3; for i in 1; do :; done; { echo a; } >&3; echo c >&3)
if :; then
  x=$({ :; } >&3)
  x=$(echo $({ :; } >&3; for i in 1; do { :; } >&3; done); { :; } >&3)
  x=$(case a in a) { :; } >&3;; esac; { :; } >&3); x=`if :; then { :; } >&3; fi; (:) >&3`
fi
f() {
  x=$({ :; } >&3; for i in 1; do { :; } >&3; done)
  { :; } >&3
  : $(for i in 1; do { :; } >&3; done) $({ :; } >&3; for i in 1; do :; done)
}
f; z=$(if :; then { :; } >&3; fi; while { :; } >&3; do
 :; done; (:) >&3)
{ :; } >&3; x=$(for i in 1; do :; done); { :; } >&3
#### the line of a redirection error behind a for loop in a command substitution
set -C
: >g1
x=$(for i in 1 2 3; do :; done; { :; } >g1); echo "[$x]"
#### lines: an ERR trap calls all its functions from the line of the command that failed
h() {
  echo "h $LINENO ${BASH_LINENO[*]}"
  s1
  for i in 1; do
    s1
  done
  eval 's1'
  (s1
   s1)
  x=$(s1); echo "$x"
  s1 | cat
  : | s1
  if s1; then s2
  fi
}
s1() {
  echo "s1 $LINENO ${BASH_LINENO[*]} ${FUNCNAME[*]}"
}
s2() {
  s1
  caller 0
}
g() {
  :
  "$@"
}
trap 'echo
h' ERR
g false
(set -E
g false)
trap - ERR; trap h USR1
g kill -USR1 $$
trap h EXIT
g exit 3
#### lines: a command's name whose line goes on with an operator, a comment or nothing
nosuch \
 || nosuch \
; nosuch \

nosuch \
 | cat
nosuch \
 & wait
{ nosuch \
; }
nosuch \
# comment
nosuch \
 >&2
