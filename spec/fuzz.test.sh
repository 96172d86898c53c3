#### code that only eval or a sourced file brings may kill its subshell, and nothing else
echo 'kill -USR1 $BASHPID; echo alive' >k
( . ./k )
echo $?
x=$(eval "$(<k)"); echo "$x" $?
( h() { kill -TERM $BASHPID; echo no; }; h ); echo $?
#### such code waits for jobs of its own
x=$(eval '(exit 3) & wait $!; echo $?; echo x'; echo more); echo "$x" $?
( x=5; eval '[ $BASHPID = $$ ] && echo same || echo other'; echo $BASH_SUBSHELL $x; (echo $BASH_SUBSHELL) )
f() { local x=in; ( eval 'wait; x=sub; echo $x'; false ); echo $? $x; }; f
eval 'echo a; sleep 0.01 & wait; echo b' | while read -r l; do echo "<$l>"; done
#### a subshell that gets its process late keeps its traps, and ends once
( trap 'echo bye' EXIT; eval 'trap "echo got" USR1'; echo a; eval 'kill -USR1 $BASHPID'; echo b; exit 3 )
echo $?
trap 'echo out' USR2
( eval 'trap - USR2; kill -USR2 $BASHPID'; echo no ); echo $?
( eval 'kill -USR2 $BASHPID'; echo no ); echo $?
#### set -e in a subshell that gets its process late
set -e
( eval 'wait; false'; echo no ) || echo or
x=$(eval 'wait; false'; echo yes); echo $x
( eval 'wait; false'; echo no )
echo not
#### wait for a process substitution in sourced code
echo 'echo a > >(read x; echo "<$x>"); wait $!; echo $?' >s
( . ./s )
#### BASH_ARGV0 in a subshell is its own
( BASH_ARGV0=q; echo $0 ); echo ${0##*/} | { read -r x; [[ $x = q ]] || echo other; }
#### much output before a command that does not exist is a broken pipe
yes | nosuch; echo ${PIPESTATUS[@]}
yes | cat <nosuch; echo ${PIPESTATUS[@]}
#### something behind an array assignment makes it text
x=5
e=('')-; declare -p e
e=(a b)-c; declare -p e
e=('')"x"; declare -p e
e=('')$x; declare -p e
e=(a "b $x")c; declare -p e
declare c=(1 2)x; declare -p c
#### the pattern is expanded before the values of a list are taken
a=('')
set -- ${a[@]/]${a[7]=$}}; echo $# "$@"
echo "${a[@]/#/${a[8]=q}}" "${a[@]#${a[9]=z}}"
#### $y{a,} behind a quoted quote
set -- '"'$y{a,} a'"'$y{a,b} "'"$y{a,}; echo $# "$@"
#### an empty word behind >& is a bad descriptor if it is quoted
o=
>&"$o"
>&$o
>&""
cat <&"$o"
#### part of a scalar as an array, out of range
a=xyz
for o in 0 2 3 4 ' -3' ' -4'; do eval "set -- \"\${a[@]:$o}\" \"\${a[*]:$o}\" \"\${a[@]:$o:0}\""; echo $# "$@"; done
#### GLOBIGNORE in the C locale sees bytes
touch é a b aé
LC_ALL=C
GLOBIGNORE='[!a]'; echo *
GLOBIGNORE='??'; echo *
#### exit, return and continue with too many arguments keep a status that is not 0
(exit 1 2); echo $?
((exit 7); exit 1 2); echo $?
(echo x; (exit 7); return 1 2; echo b); echo $?
(for i in a; do (exit 6); continue 1 2; done; echo q); echo $?
#### the RETURN trap of a sourced file sees the command that sourced it
echo 'trap "echo \"T \$BASH_COMMAND\"" RETURN; echo in' >s
. ./s
#### command substitution in PS4 does not change a status
PS4='$(echo q) '
set -x
! x=$(false)
echo $?
#### a bad subscript is traced before its message
set -x
a[]=5
#### kill -s and -n with their argument attached
kill -nosuch 1; kill -s9 1; kill -sTERMX 1; kill -n99 1; kill -sCHLD $$; echo $?; kill -n17 $$; echo $?
#### printf: a message about an escape comes each time the format is used
printf '\xzz%s\n' a b
printf '%d\xzz\n' a b
printf '\uzz'
#### quotes inside of the word of a quoted ${ }
x=v y=vv; unset u
echo "${x+"\}"}" "${x+"\y"}" "${x+"a\yb\\c\$d\"e"}" "${x+\y"\y"\y}" "${x+"a b"\}}" "${x+"'\y'"}" "${x+'\y'}"
echo "${u-"\y$x\z"}" "${u-"\y${x}\z"}" "${x+"a"$y"b"}" "${u-${x+"\y"}}" "${u="\q$x"}" "$u"
cat <<END
${x+"\y"} ${x+"\}"}
END
set -- 'a b' c; for i in "${1+"$@"}"; do echo "<$i>"; done
#### how a process substitution that begins with a parenthesis is shown
f() { echo <(( unset x )) $( ( unset x ) ); }; declare -f f
#### BASH_ARGC where a file is sourced
set -- a b
echo 'echo "${BASH_ARGC[@]}" "${#BASH_ARGV[@]}"; set -- c; echo "${#BASH_ARGV[@]}"' >s
. ./s
#### local outside of a function: arrays are assigned all the same
local a=(1) b=(2)
echo $?
local c=1 d=(5)
declare -p a b c d
#### [[ ]] with nothing behind an open parenthesis
[[ ( ]]
echo 2
#### [[ ]] with two of them
[[((]]
echo 2
#### parentheses in [[ ]] and commands that begin with two of them, as declare -f shows them
f() { [[ ( a ) ]] && [[ ( -n $x ) ]] && [[ ! ( a ) ]] && [[ ( ( a ) ) ]]; echo <((exit 3)) <( (a) ) "$((exit 3) && p "$x"; unset x)" $( (x) ); }
declare -f f
#### for without words is traced with "$@"
set -- 1 'a b'
set -x
for k; do :; done
for k in "$@"; do :; done
#### a command that begins with % is for fg
%; echo $?
%1 2>&1 | { read -r x; echo "${x##*: }"; }
x='%2'; $x; echo $?
#### a builtin that assigns to an integer variable names itself in the message
declare -i k
(read k <<< 'a b'; echo $?)
(printf -v k 'a b'; echo $?)
(declare -ia l; mapfile -t l <<< 'a b'; echo $?)
(declare -ia l; read -a l <<< 'a+ b'; echo $?)
(declare -ia l; read -a l <<< '1+2 b'; declare -p l)
(export k='a b'; echo $?)
(k='a b'; echo $?)
#### what is wrong in the value of an integer variable leaves a status that is a failure
(declare -i n; false; n=1/0; echo no); echo $?
(declare -i n; (exit 5); n=1/0; echo no); echo $?
((exit 5); declare -i n=1/0; echo no); echo $?
((exit 5); a[1/0]=3; echo no); echo $?
#### declare -n of an array to itself
r=(1); declare -n r=r
#### words without a key for an associative array
declare -A m
m=($nosuch b c d); declare -p m
m=('' b "" c ""d e "$x" f x); declare -p m
#### @K and @k of an empty array
a=(); set -- "${a[@]@K}" "${a[@]@k}" "${a[*]@K}"; echo $#
#### set -u and @A of what has attributes, but no value
set -u
a=(); declare -A m=([k]=1)
(echo "${a[0]@A}"; echo no); (echo "${m[x]@A}"; echo no); (echo "${a[0]@a}"; echo no)
(echo "${a[@]@A}"; echo no); (echo "${a@A}"; echo no); (echo "${m@A}"; echo no)
(declare -i v; echo "${v@A}"; echo no)
#### [[ ]]: what is expected behind a bar, with brackets in a pattern
[[ ( 1 == é*(b) && 1 = [[:space:]]a|b ) ]]; echo $?
#### lines in a substitution that begins with two parentheses
i=0

x=$((true; echo $LINENO); for i in 1 2; do nosuchcommand a; echo $LINENO; done); echo "[$x]"
x="$((echo $LINENO); echo $LINENO)"; echo $x
#### lists of all variables in a subshell behind a lowered command; a subshell that becomes a process knows statuses
cat >file <<X
hello
X
(set) 2>&1 | grep -c '^HOME='; x=$( (set) 2>&1 | grep -c ^IFS=); echo $x; (declare -p) 2>&1 | grep -c ' HOME='
declare -p | grep BASHPID; set | grep BASHPID
sort nofile >g 2>/dev/null
( eval 'kill -0 $BASHPID; echo $? ${PIPESTATUS[@]}' ) 2>&1
sort nofile >g 2>/dev/null
( eval 'echo $? ${PIPESTATUS[@]}; kill -0 $BASHPID' ) 2>&1 | cat
( eval '{ echo a; kill -0 $BASHPID; } >x; echo y; { echo $BASHPID | wc -l; } 2>&1' ); cat x
