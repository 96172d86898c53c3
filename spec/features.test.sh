#### a subscript that is expanded to a star
( set -- '*'; a["${1}"]=1 )
( x='@'; a[$x]=1 )
( a['*']=1 )
#### ${!a[@]:1} joins by IFS
IFS=,; a=(x y); echo "${!a[@]:1}"
#### an empty key in the list of a declaration
declare -A m=(a b "$u" c); echo $?
declare -A z=([$u]=c); echo $?
declare -A w=(a b [$u]=c); echo $? ${#w[@]}
#### compgen -G with nothing
compgen -G ''; echo $?
#### a value that an integer variable cannot have
declare -i k; a='"q"'
( read k <<<a ); ( read -n1 k <<<'a b' )
#### character classes in a locale of ASCII
LC_ALL=C; touch é A a
args [[:upper:]]* [[:alpha:]]*
[[ é == [[:upper:]]? ]]; echo $?
[[ é == [![:alpha:]][![:print:]] ]]; echo $?
x=éa; args "${x#[[:alpha:]]}" "${x//[![:alpha:]]}"
#### an assignment with braces is split like other words
x='a b'
readonly q={1..2}$x; echo "$q"
f() { local l={1,2}$x; args "$l"; local k={1,2}*; args "$k"; }; f
declare y={a,b}"$x"; args "$y"
#### localvar_inherit and local arrays
shopt -s localvar_inherit
x=5 m=1 z=9
f() { local -a x z+=(1); local -A m; declare -p x z m; }; f
#### declare -g of the first element of an array
x=(1 2)
f() { local x=in; declare -g x+=b; args "$x"; declare -g x=c; args "$x"; }; f
declare -p x
#### an EXIT trap sees the sourced file in which a subshell ends
echo 'trap '\''echo "${FUNCNAME[0]} ${BASH_SOURCE[0]##*/}"'\'' EXIT; f() { readonly x; x=2; }; f; echo no' >lib
( . ./lib )
echo 'trap '\''echo "${FUNCNAME[0]}"'\'' EXIT; kill -USR1 $BASHPID; echo no' >lib
( . ./lib ) 2>/dev/null; echo $?
#### declare -n and unset -n of readonly variables
readonly r
declare -n r; echo $?
unset -n r; echo $?
readonly q=1; declare -n q=x; echo $?; declare -n q=q; echo $?; declare -n q=1x; echo $?
readonly a=(1 2); declare -n a=x; echo $?
#### errors in expansions go where the redirections around them send them
( { echo ${2=x}; } 2>err ); echo $?; cat err
( f() { echo $((1/0)); } 2>err; f ); echo $?; cat err
( for i in 1 2; do readonly r; r=5; done 2>err ); echo $?; cat err
( set -u; if true; then echo $u; fi 2>err ); echo $?; cat err
( { { a[1/0]=5; } 2>err; } 2>err2 ); cat err err2
#### how deep an EXIT trap is
( set -x; trap 'echo sub' EXIT; echo a )
( set -x; trap 'echo sub' EXIT; eval 'exit 5' )
( set -x; ( trap 'echo sub' EXIT; f() { x=$((1/0)); }; eval f ) )
x=$( set -x; trap 'echo sub' EXIT; ( exit 5 ) )
x=$( set -x; ( trap 'eval "echo sub"' EXIT; exit 4 ) )
set -x
trap 'echo main' EXIT
eval 'exit 3'
#### words in a locale of ASCII
LC_ALL=C; set -x
[ -n é ]; x=é; args é 'é b'; export z=é; x=1 y=é :
#### quoted parts of a regular expression
set -x; x='{a,b}]'
[[ $x =~ "$x"a ]]; [[ a =~ "a}b]" ]]; [[ a =~ "a.b^(" ]]

#### a signal for the shell from within ( ) runs its trap when the subshell has ended
trap 'echo usr' USR1; (kill -USR1 $$; echo a); (echo b); echo c
f() { (kill -USR1 $$); (echo f); }; f; echo c
(kill -USR1 $$) && (echo b) || (echo d)
if (kill -USR1 $$); then (echo b); fi

#### elements without a key end the shell under set -e
(set -e; declare -A m=(a b ""); echo here); echo $?
(set -e; declare -A m; m=(a b "" c); echo here); echo $?
(set -e; declare -A m; (exit 5) || m=("" b); echo here); echo $?
(set -e; declare -A m=([a]=b c); echo here); echo $?
(set -e; f() { local -A m=("" b); echo here; }; f || echo no); echo $?

#### an EXIT trap of set -e, and what was redirected around and inside a function that is called with redirections
for call in fn 'fn 2>&1' 'fn >g' '{ fn 2>&1; } >h' 'v=1 fn' 'v=1 fn >g' '{ fn; } >g' 'for i in 1; do fn 2>&1; done >h'; do
  rm -f f g h
  $SH -c "set -e; trap 'echo \"exit \$?\"' EXIT; fn() { { false; } >f; }; $call"
  echo "$call: $?"; cat f g h 2>/dev/null
done
for call in '{ eval "{ false; } >f"; } >h' '{ eval "{ false; } >f" 2>&1; } >h' '{ fn 2>&1; } >h' '{ fn; } >h'; do
  rm -f f g h; echo "set -e; trap 'echo \"exit \$?\"' EXIT; fn() { { false; } >f; }; $call" >script
  $SH script; echo "$call: $?"; cat f h; rm -f f h
  $SH -c "$(cat script)"; echo "$call: $?"; cat f h
done

#### process substitutions without a command are nothing
echo <() | wc -c; cat <( ); echo $?
printf '[%s]' a<( )b "x" <( ) <(# c
); echo
x=<( ); echo "[$x]"; for i in <( ) a; do echo "[$i]"; done

#### hash -d with nothing hashed, and SECONDS exported
hash -d x; echo $?; hash -r; hash -d x; echo $?; ls >/dev/null; hash -d x; echo $?
export RANDOM SECONDS; declare -p RANDOM SECONDS | sed 's/=.*//'

#### ! break, and the status of the loop
for k in 1 2; do ! break; done; echo $?
for k in 1 2; do ! continue; done; echo $?
for k in 1 2; do ! { break; } && echo no; done; echo $?
while :; do ! break 9; done; echo $?

#### ${x@P} leaves $? as it is
q='$(exit 4)'; false; x="${q@P}"; echo $?
(exit 3); echo "${q@P}" $?
(exit 3); q='$(echo $?; exit 4)$?'; x=$(exit 2)${q@P}; echo $? "$x"

#### an exclamation mark in a prompt, in posix mode
q='a!b!!c\!d!'; echo "${q@P}"; set -o posix; echo "${q@P}"; shopt -u promptvars; echo "${q@P}"

#### what hash remembers, and how -l shows it
hash -p /x "q 'r"; hash -p '/a*' 'a~b'; hash -p /b '~x'; hash -l | sort; hash -lt "q 'r"; hash -r
touch f1; (PATH=:/usr/bin; f1; hash; hash -l); (PATH=$PWD:/usr/bin; f1; f1; hash | wc -l)
(set -o posix; PATH=$PWD:/usr/bin; f1; hash)

#### a loop over what is no name does not end the shell
(set -e; for a[1] in x; do :; done; echo $?)
(set -e; select 1x in x; do :; done; echo $?)
(trap 'echo ERR' ERR; for 1x in x; do :; done; echo $?)
(set -e; f() { for 1x in x; do :; done; }; f; echo no)
(set -e; for i in 1; do for 1x in x; do :; done; done; echo $?)

#### BASH_XTRACEFD is closed when it has no value any more
exec 5>f; BASH_XTRACEFD=5; set -x; echo a; set +x; unset BASH_XTRACEFD; echo b >&5; cat f; set -x; : c; set +x
exec 5>f 6>g; BASH_XTRACEFD=5; set -x; echo a; BASH_XTRACEFD=6; echo b; BASH_XTRACEFD=; echo c; set +x; echo 5 >&5
echo 6 >&6; cat f g
exec 5>f; (BASH_XTRACEFD=5; unset BASH_XTRACEFD; echo a >&5); echo b >&5; cat f
exec 5>f; f() { local BASH_XTRACEFD=5; set -x; : in; }; f; set +x; echo a >&5; cat f
x=$(BASH_XTRACEFD=1; set -x; echo a; unset BASH_XTRACEFD; echo b); echo "[$x]"

#### a traced [[ expands its pattern once
set -x; [[ a == $(echo in >&2; echo a) ]]; [[ $(echo in >&2) != "b"$(echo out >&2)* ]]
RANDOM=5; x=$RANDOM; RANDOM=5; [[ $x == $RANDOM ]]; echo $?

#### letters without a simple counterpart
x=ǆİıſß; echo "${x~~} ${x^^} ${x,,} ${x~}"

#### numbers of SECONDS, HISTCMD and SRANDOM
SECONDS=" 08 "; echo $((SECONDS/4)); SECONDS=-8; echo $((SECONDS/4)); SECONDS=1+8; echo $((SECONDS/4))
(HISTCMD=1+; echo no); (SRANDOM='"'; echo no); HISTCMD=2+2; echo $?

#### patterns see bytes where some are no characters
x=é$'\xff'é; printf '%q ' "${x#?}" "${x%?}" "${x%[é]}" "${x#é}"; echo
case $x in $x) echo same;; esac; y='?????'; case $x in $y) echo 5;; esac; [[ $x == $y ]]; echo $?

#### cd that cannot say where
mkdir d; cd d; cd - >&-; echo $? "${PWD##*/}" "${OLDPWD##*/}"
CDPATH=/; cd usr >&-; echo $? $PWD

#### set -e in a process substitution
(set -e; read x < <(false; echo no) || echo or; echo "$x")
(set -e; if cat <( ( false ); echo no); then echo yes; fi)
(set -e; cat < <( { false; }; echo no); echo x)

#### a comment in a list that declare gets as text
declare -a 'a=(b #c)'; declare -p a
declare -a 'a=(b #c
d)'; declare -p a

#### continue in the condition of a loop
i=0; while ((i++ < 3)) && continue; do echo no; done; echo $? $i
i=0; until ((i++ > 3)) && continue; do echo $i; done; echo $? $i
for k in 1 2; do until continue; do echo no; done; echo in $k; done
for k in 1 2; do until ! continue 2; do echo no; done; echo in $k; done
for k in 1 2; do while continue 2; do echo no; done; echo in $k; done
i=0; until ((i++)) && continue; do (exit 3); done; echo $?

#### what looks like an extended pattern, without extglob
x='!(a)'; echo $x; shopt -s nullglob; echo $x; y='+(a'; echo $y "$y"; y='\!(a'; echo $y
shopt -u nullglob; shopt -s failglob; echo $x; echo no

#### the longest times for read
TMOUT=9223372036854775; read x <<<a; echo $? $x; unset TMOUT; read -t 99999999999 x <<<b; echo $? $x

#### wrong numbers for break and continue under set -e
(set -e; for k in a b; do continue -1; echo no; done; echo no); echo $?
(set -e; for k in a b; do break 0 || echo or; echo no; done; echo end); echo $?
(set -e; f() { while :; do break 0; done; echo f; }; f || echo or; f; echo no); echo $?

#### read -a looks at the first name all the same
(read -a l 1x <<< 'a b'; echo $? ${l[@]}); (read -a l x 1x <<< 'a b'; echo $? ${l[@]} $x)

#### local -: options of shopt that belong to posix mode
for o in interactive_comments sourcepath expand_aliases inherit_errexit shift_verbose extglob xpg_echo lastpipe; do for v in s u; do for w in s u; do shopt -$v $o; f() { local -; shopt -$w $o; }; f; shopt $o; done; done; done
f() { local -; shopt -s shift_verbose; set -f; }; f; shopt shift_verbose; echo $-
