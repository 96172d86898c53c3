#### ${x-} ${x:-} ${x+} ${x:+}
unset u; e=; s=set
echo "[${u-d}] [${u:-d}] [${e-d}] [${e:-d}] [${s-d}] [${s:-d}]"
echo "[${u+a}] [${u:+a}] [${e+a}] [${e:+a}] [${s+a}] [${s:+a}]"
#### ${x=} ${x:=}
unset u; e=
echo "${u=one}" "$u" "${e=two}" "[$e]" "${e:=three}" "$e"
#### ${x?} exits
unset u
echo before
echo "${u?is missing}"
echo not reached
#### ${x:?} with default message
e=
( : "${e:?}" ); echo "status $?"
( : "${e?}" ); echo "status $?"
( : "${u:?}" ); echo "status $?"
( : "${u?a b  c}" ); echo "status $?"
#### ${x?} in a function and with a command substitution
f() { : ${1?need one}; echo not here; }
(f); echo $?
x=$(f); echo "status $?"
#### nested defaults
unset a b
echo "${a:-${b:-deep}}" ${a:-"${b-x y}"} "${a-$(echo cmd)}" ${a-$((1+2))}
#### assignment to positional is an error
set --
echo ${1:=x}; echo "status $?"
#### prefix removal
p=/usr/local/lib/file.tar.gz
echo ${p#*/} ${p##*/} ${p#/usr} ${p#x} ${p##*.} ${p#*.} ${p##/}
#### suffix removal
p=/usr/local/lib/file.tar.gz
echo ${p%/*} ${p%%/*}. ${p%.gz} ${p%.*} ${p%%.*} ${p%x} ${p%%.t*z}
#### patterns from variables and quotes
v='a*b*c'; pat='a*'
echo "${v#$pat}" "${v#"$pat"}" "${v##$pat}" "${v#a\*}" "${v#'a*'}" "${v%%"*"*}"
#### bracket patterns
v=abc123def
echo ${v#[a-c]} ${v##[a-c]*[0-9]} ${v%[!0-9]*} ${v%%[^a-z]*} ${v#[[:alpha:]]} ${v##*[[:digit:]]}
#### replacement
v='hello world'
echo "${v/o/0}" "${v//o/0}" "${v/#hello/bye}" "${v/%world/all}" "${v/x/y}" "${v//l}" "${v/ /_}"
#### replacement with patterns
v=abcabc
echo ${v/b*/X} ${v//[ac]/-} ${v//?/.} ${v/#a?/<>} ${v/%?c/<>} ${v//b/[b]} ${v/*/all} ${v//} 
#### replacement with &
v=abc
echo ${v/b/[&]} "${v/b/[&]}" ${v/b/\&} "${v/b/\\&}" "${v//?/<&>}"
r='&&'; echo "${v/b/$r}" "${v/b/"$r"}"
#### replacement with & and patsub_replacement off
shopt -u patsub_replacement
v=abc; echo "${v/b/[&]}"
#### replacement with slashes and quotes
v=a/b/c
echo ${v//\//-} "${v//\//-}" ${v//'/'/+} ${v/"/"/:} "${v/b//}" 
#### replacement of nothing
v=; echo "[${v/x/y}]" "[${v/#/pre}]" "[${v/%/post}]" "[${v//*/any}]"
v=abc; echo "${v/#/pre}" "${v/%/post}"
#### length
v=hello; e=
echo ${#v} ${#e} ${#u} ${##} ${#?}
set -- a bb; echo ${#} ${#1} ${#2} ${#@} ${#*}
#### length in characters
v=äöü€😀; echo ${#v}
LC_ALL=C; echo ${#v}
#### substrings
v=abcdefgh
echo ${v:2} ${v:2:3} ${v: -3} ${v:(-3)} ${v:1:-2} ${v: -4:2} ${v: -4:-1} ${v:0} ${v:8}. ${v:9}. ${v:0:0}.
#### substring out of range
v=abc; echo "${v:5:1}" "[${v: -5}]" "${v:1:100}"
#### substring with bad length
v=abc; echo "${v:2:-2}"; echo "status $?"
#### substring of unicode
v=äöüß; echo ${v:1:2} ${v: -1}
#### substring with expressions and ternary
v=abcdef; n=2
echo ${v:n} ${v:n+1:n} ${v:$n:1} ${v:n>1?1:3:2}
#### positional parameters beyond 9
set -- a b c d e f g h i j k
echo $10 ${10} ${11} ${12-none} $1 "${@:10}"
#### case modification
v=hello; w=WORLD; m=mIxEd
echo ${v^} ${v^^} ${w,} ${w,,} ${m~} ${m~~} ${v^^[lo]} ${v^h} ${v^x} ${w,,[!W]}
#### case modification with unicode
v=äßé; echo ${v^^} ${v^}
#### indirect
x=y; y=z; z=deep
echo ${!x} "${!x}" ${!y}
a=(1 2 3); r='a[1]'; echo ${!r}; r='a[@]'; args "${!r}"
#### indirect with operators
x=y; y=value; unset n; x2=n
echo ${!x#v} ${!x:1:2} ${!x/a/A} ${!x2-default} ${!x2:-d2} ${#y} ${!x^}
#### indirect to unset and invalid
unset x; echo "[${!x}]"; echo "status $?"
#### indirect invalid name
x='a b'; echo "${!x}"; echo "status $?"
#### indirect empty
x=; echo "${!x}"; echo "status $?"
#### indirect to positional and specials
set -- one two; n=2; h='#'; s='@'
echo ${!n} ${!h} "${!s}"
#### names with a prefix
pre_a=1; pre_b=2; prex=3
echo ${!pre_*} "${!pre@}"; args "${!pre_@}"; args "${!pre_*}"; echo "[${!nonesuch*}]"
#### transformations
v="it's"; w=$'a\nb'; e='\t\x41'
echo "${v@Q}" "${w@Q}" "${e@E}" "${v@A}" "${v@U}" "${v@u}"; w=ABC; echo "${w@L}"
#### @a and @A of attributes
declare -irx n=5; declare -a arr; declare -A m; declare -l low=X
echo "${n@a}" "${n@A}" "${arr@a}" "[${m@a}]" "${low@a}"
#### @P
v='\h' ; u='\u'; x='a\$b \\ \[x\] \w'
HOME=/nowhere; cd /; echo "${x@P}"
#### @Q of special values
for v in '' a 'a b' "'" $'\t' '$x' '!' $'\x01'; do echo "${v@Q}"; done
unset v; echo "[${v@Q}]"
#### bad substitutions
echo ${x y}; echo "status $?"
echo next
#### bad substitution: bad operator
echo ${x&y}; echo "status $?"
#### bad substitution: @ with unknown letter
x=1; echo ${x@Z}; echo "status $?"
#### bad name
echo ${1a}; echo "status $?"
#### quotes inside ${} outside quotes
unset u
args ${u-'a b'} ${u-"a b"} ${u-a\ b} ${u-a b} ${u-'$x'} ${u-"'"} 
#### quotes inside "${}"
unset u; x=val
args "${u-'a b'}" "${u-"a b"}" "${u-a\ b}" "${u-"$x"}" "${u-\$x}" "${u-\"q\"}" "${u-\}}"
#### braces inside defaults
unset u
echo ${u-a{b}c} "${u-{}}" ${u:-\}} "${u-'}'}"
#### single quotes in "${x#'..'}"
v="a'b"; w=x*y
echo "${v#"a'"}" "${v#a\'}" "${w#'x*'}" "${w%"*y"}"
#### dollar-single in patterns and defaults
v=$'a\tb'
echo "${v/$'\t'/-}" ${u-$'x\ty'} "${u-$'z'}"
#### ~ in defaults
HOME=/h
unset u
echo ${u-~} "${u-~}" ${u:-~/x} ${u-a~}
#### escaped newline inside ${}
v=abc
echo ${v\
} ${v#a\
b}
#### multi-line defaults
unset u
echo "${u:-line 1
line 2}"
#### $- $? $# $$ $! $0
echo ${-//[^a-zA-Z]/} | grep -c h; false; echo $? $#; [ $$ -gt 1 ] && echo pid; echo "[$!]"; echo ${0##*/}
#### $_ 
echo a b; echo $_; : x y; echo "$_"; true; echo $_
#### unset parameters under set -u
set -u
echo "${u-ok} ${u+x} ${#@} $@ $*"
( echo $u ); echo "status $?"
( echo ${u#x} ); echo "status $?"
( echo ${#u} ); echo "status $?"
( echo $1 ); echo "status $?"
( echo ${a[0]} ); echo "status $?"
( echo "${!u}" ); echo "status $?"
#### set -u with empty arrays
set -u; a=(); echo "${a[@]}" "${#a[@]}" ok; (echo "${a[0]}"); echo $?
#### special characters after names
x=v; echo $x. $x- $x/ $x: "$x's" $x\y ${x}y $xy.
#### lone dollars
echo $ "$" a$ "a$" $. "$ x" $% '$' \$x "\$x" "$'a'"
#### patterns with extglob
shopt -s extglob
v=aaabbbccc
echo ${v##+(a)} ${v%%+(c)} ${v//@(a|c)/x} ${v/#*(a)/-} ${v%%!(a*)} ${v#?(a)} 
#### pattern with slash class
v='a[b]c*d?e\f'
echo "${v//\*/S}" "${v//\?/Q}" "${v//\[/L}" "${v//[\\]/B}" "${v//[]]/R}"
#### nested command substitution in operator
v=prefix-body; echo ${v#$(echo prefix)-} ${v/$(echo body)/"$(echo 'new body')"}
#### assignment default splits
unset u; args ${u:=a b}; args "$u"
IFS=x; unset u; args ${u:=axb}
#### greedy and lazy on repeated separators
v=a::b::c; echo ${v#*::} ${v##*::} ${v%::*} ${v%%::*}
#### empty pattern
v=abc; echo ${v#} ${v%} ${v##} ${v/} ${v//x}
#### @ and * operators on positionals
set -- foo.c bar.c 'b z.c'
args "${@%.c}"; args ${@%.c}; args "${*%.c}"; args "${@/#/pre-}"; args "${@/%/-post}"; args "${@^}"
#### indirect through what is declared but has no value
declare x; echo "[${!x}]" $?; declare -A m; echo "[${!m[k]}]" $?; a=(b); echo "[${!a[5]}]" "${!a[5]-d}" "${!a[5]+s}"
set --; echo "[${!1}]" $? "${!1:-none}"
echo "${!q[1]}"; echo not reached
#### indirect through what is declared: assignment
a=(b); : ${!a:=5}; echo $b; : ${!a[1]:=5}; echo not reached
#### indirect through what is declared: error
a=(); echo "${!a?message}"; echo not reached
#### indirect through what is declared: set -u
set -u; a=(x); echo "${!a[1]-d}"; echo "${!a[1]}"; echo not reached
#### a tilde after a colon in the default of an assignment
HOME=/h; v=${u-a:~}; args $v; v="${u-a:~}"; args $v; v=${u-"a":~/x:~}; args $v; v=${u-b:"~"}; args $v
declare v=${u-a:~}; args $v; export v=${u-~x:~}; args $v; w=(${u-a:~}); args $w; args ${u-a:~} v=${u-a:~}
v=${u:=a:~}; args "$u"; v=${u+a:~}; args $v; v=${u/a/a:~}; args $v; cat <<< ${n-a:~}; v=${n-${m-b:~}}; args $v
#### ${!x:?} tells of !x
x=q
( echo "${!x:?hi}" ); echo $?
( x='a[5]'; echo "${a[${!x:?}]}" ); echo $?
#### ${!x@…} with a wrong operator fails only where there is a value
x=y
args "${!x@##*a}" "${!x@Qa}" ${!x@ } ${!x@:1}
( x=; args "${!x@@E}" ); echo $?
( y=1; args "${!x@@E}" ); echo $?

#### a subscript behind a number
for text in '${1[0]}' '${#1[0]}' '${!1[0]}' '"${1[@]}"' '${10[@]:1}' '${1[0]-x}'; do
  (set -- a; eval "echo $text"); echo $?
done

#### transformations that do not exist are errors for parameters that are set
args() { echo "$# [$*]"; }
arr=(a) emp=() ref=nope
for text in '${arr[9]@}' '"${arr[9]@QQ}"' '"${emp[@]@}"' '${1@}' '"${!ref@QQ}"' '${arr@}' '"${arr[@]@QQ}"'; do
  (eval "args $text"); echo $?
done

#### operators on the name that a nameref stands for; of an array they take the value
args() { echo "$# [$*]"; }
s='a b'; arr=(aX b); declare -A m=([0]=z [k]=y); declare -i i=5
declare -n rs=s ra=arr rm=m re='arr[1]' ri=i ru=unset
for r in rs ra rm re ri ru; do
  eval "args \${!$r} \${!$r#a} \${!$r@Q} \"\${!$r@A}\" \"\${!$r@a}\" \${!$r^} \${!$r:0:1} \${!$r-x}"
done

#### names with a subscript as prefix
arr=(a) arrow=1
echo "[${!arr[@]@}]" "[${!arr@}]" "[${!arr*}]"

#### messages about indirect parameters name the indirection
r=nope
for text in '${!r?msg}' '${!r:?}' '"${!r:}"'; do (eval "echo $text"); echo $?; done
#### ${!x:=word} of an element
x='a[3]'; echo "${!x:=q}"; declare -p a
#### ${!x:=word} of an element abandons the line
x='a[3]'; echo "${!x:=q}"
echo st $?
#### ${!x=word} of all elements
x='a[@]'; : "${!x=q}"
echo st $?
#### ${!x:=word} of a positional parameter
x=1; echo "${!x:=q}"; echo $?
#### ${!x=word} of $@
x='@'; : "${!x=q}"
echo st $?
#### ${!x=word} of an element under set -e
set -e; x='a[3]'; : "${!x=q}"
echo st $?
#### @ with more than one letter, where there is no value
for q in x@aa 'x@a ' x@Aa x@ZZ x@Qa 'x[0]@aa' 'x[@]@aa' 'x[@]@Z' @@aa @@Z 1@aa; do
  for v in : x=1 'declare -x x' 'x=(1 2)' 'declare -A x'; do (unset x; eval "$v; echo \"[\${$q}]\""); echo "$q $v $?"; done
done
#### @ with a letter that is none: the message shows the word
(x=1; echo "[${x@Z}]"); (x=1; echo a${x@Z}b); (x=(1); echo "a${x[@]@Z}b"); (set -- 1; echo "a${@@Z}b" "${1@Z}"); (x=y y=1; echo "[${!x@Z}]"); x=1; x=${x@Z}; echo not reached
#### changes of case of $!, $$ and $0
: & [[ ${!^} = "$!" && ${!,,} = "$!" && ${!~~} = "$!" && ${$^} = "$$" ]]; echo $? "${0^}" "${0,,}"
(echo "<${?^}>"); (echo "<${-,}>"); (echo "<${#~}>")
#### patterns are not expanded where nothing can match
e=; x=0; : "${e#$((x=1))}" ${e%${z:=4}} "${u##$((x=2))}"; echo $x ${z-unset}; v=${e%%$((x=3))}; echo $x
y='a b'; echo "<${u%${!y}}>" "<${e##${!y}}>" "<${u^${!y}}>" "<${u,,$((x=4))}>"; echo $x
a=('' x); : "${a[0]#$((x=5))}" "${a[5]%$((x=6))}" "${1#$((x=7))}"; echo $x; : "${a[@]#$((x=8))}"; echo $x
e=; : "${e^$((x=9))}"; echo $x; : "${a[7]^$((x=10))}" "${1^$((x=11))}"; echo $x
(set -u; echo "${u^$(echo a >&2)}"; echo no); (set -u; echo "${u#$(echo a >&2)}"; echo no)
#### no tilde behind the # or % that binds a pattern to an end
HOME=/hm; for v in '~/x/hm~' /hm/x~/hm; do echo "${v/~/A}" "${v//~/A}" "${v/#~/A}" "${v/%~/A}" ${v/#~\/x/A} "${v#~}" "${v%~}"; done
a=(~ '~'); echo "${a[@]/#~/A}" "${a[@]/~/A}"
