#### default IFS
v='  a  b   c '
args $v
args "$v"
args x$v
args $v'y'
args "$v"$v
#### IFS non-blank characters
IFS=:
v='a:b::c:'
args $v
v=':a'
args $v
v='::'
args $v
#### IFS blank and non-blank
IFS=' :'
v=' a : b :: c '
args $v
#### empty IFS does not split
IFS=
v='a b  c'
args $v
args $(echo 'x y')
#### unset IFS is the default
IFS=:
unset IFS
v=$'a b\tc\nd'
args $v
#### unquoted empty expansions vanish
e=
args $e
args $e$e
args "$e"
args $e""
args a $e b
#### $@ and $*
set -- 'a b' c ''
args $@
args $*
args "$@"
args "$*"
args "x$@y"
args x$@y
#### $* joined by first IFS character
set -- a b c
IFS=-:
args "$*"
args $*
IFS=
args "$*"
args $*
unset IFS
args "$*"
#### no positional parameters
set --
args "$@"
args "x$@"
args "$*"
args "$@$@"
args "$@" a
args ""$@
#### IFS in assignment and case
IFS=:
v=a:b
x=$v
args "$x"
case $v in a:b) echo whole ;; esac
#### "$*" in assignment
set -- 1 2 3
IFS=+
x=$*; y="$*"; z=$@
args "$x" "$y" "$z"
#### command substitution is split
args $(printf 'a b\nc\n\n')
args "$(printf 'a b\nc\n\n')"
IFS=b
args $(echo abc)
#### arithmetic result is split
IFS=0
args $((1001))
args "$((1001))"
#### literal text is not split
IFS=x
v=axb
args axb$v
args "axb"$v
#### quotes inside values are literal
v='"a b" c'
args $v
v="'x' \\y"
args $v
#### backslash in values
v='a\ b'
args $v
args "$v"
v='a\*'
args $v
#### default values in splitting
unset u
args ${u-a b}
args ${u-"a b"}
args "${u-a b}"
args ${u-'a b' c}
args ${u:-$(echo x y)}
#### alternate values with "$@"
set -- 'a b' c
args ${1+"$@"}
args "${1+$@}"
args ${9+"$@"}
args ${9-"$@"}
#### IFS newline only
IFS=$'\n'
args $(printf 'a b\nc d\n')
#### IFS with backslash
IFS='\'
v='a\b'
args $v
#### IFS multi-byte
IFS=ä
v=xäy
args $v
#### IFS is local in a function
f() { local IFS=,; args $1; }
f a,b
v=a,b; args $v
#### IFS assignment before a command does not split its words
v=a:b
IFS=: args $v
IFS=: eval 'args $v'
#### for over split words
v='1 2 3'
for i in $v; do echo -n "<$i>"; done; echo
for i in "$v"; do echo -n "<$i>"; done; echo
#### for without in
set -- 'p q' r
for i; do args "$i"; done
for i do args "$i"; done
#### leading and trailing separators
IFS=,
args $(echo ,a,)
args $(echo ,,a,,b,,)
v=,
args $v
#### mixed quoting in one word
a='1 2' b='3 4'
args $a"$b"
args "$a"$b
args $a$b
args "$a"'$b'$b
#### splitting in array literals
IFS=/
p=usr/local/bin
a=($p)
args "${a[@]}"
#### tabs and newlines
v=$'\ta\n\nb\t'
args $v
#### splitting keeps empty fields with IFS non-blank around quotes
IFS=:
v=a::b
args $v""
args ""$v
args :$v:
#### "${@:2}" and split
set -- 'a b' 'c d' 'e f'
args "${@:2}"
args ${@:2}
args "${*:2}"
#### nested quotes in substitution
v='x y'
args "$(echo "$v" "a  b")"
args $(echo "$v  z")
#### redirect target is not split in bash unless it gives several words
v='a b'
echo x > $v; echo $?
echo x > "$v"; ls
#### here-string is not split
v='a   b'
cat <<< $v
#### IFS with digits
IFS=1
v=a1b
args $v $((111))
#### IFS blanks order for "$*"
set -- a b
IFS=$'\t '; args "$*" | cat -A

#### leading white space and a separator of unquoted lists make no empty field, unlike in one value
for IFS in ': ' ' :'; do
  v=' :y'; printf '[%s]' $v; echo
  set -- ' ' x; printf '[%s]' $*; printf '[%s]' $@; printf '[%s]' x$@; echo
  set -- ' :y' z; printf '[%s]' $*; echo
  set -- ' : ' z; printf '[%s]' $*w; echo
  set -- '' ':' ''; printf '[%s]' $*w; echo
  a=(' ' '' '' 'q'); printf '[%s]' ${a[*]}; echo
done

#### Leading separators of words with a list in them
n() { printf '<%s>' "$#" "$@"; echo; }; IFS=' :'
v=' :a'; w=' '; c=':a'; e=; r=@; q='a[@]'; a=(' :a' b)
set -- ' :a' b
n $w$c; n $*; n $@; n $e$*; n $w$*; n $v$*; n $*x; n "$e"$*; n $v"$@"; n $v"$*"; n $w${@#x}; n $v$@; n $(echo ' :a')$@
n ${*}; n ${*^}; n ${@:1}; n $w${@-x}; n ${x-$*}; n ${x-$@}; n $w${x-$*}; n ${@+$v}; n ${@+$*}; n $w${!r}; n $w${!q}
n ${a[*]-x}; n $v${#a[@]}; n $v${!a[@]}; n $v${!BASHP*}; n $v"${a[@]}"; n $v"${a[*]}"
for i in $v$*; do echo "[$i]"; done; y=($v$*); n "${y[@]}"
set -- ':a' b; n $w$*; n $w$e$*; n $w$w$@; n $c$*; n $w$1$*; n $w$*$w; n $w$1; n $w"$e"$*
set -- ' ' ':a' b; n $*; n $@; n $1$2; n $1$2$@
set -- '  : :a'; n $*; n $1; n $1$*; n $w$*
set -- ' :'; n $*; n $*x; set -- '  ' '' ':'; n $*; set --; n $v$*; n $v"$@"

#### Words with a dollar sign of its own behind the last expansion are not split
n() { printf '<%s>' "$#" "$@"; echo; }; x='a b'; e=; set -- 'c d' e
n $x$; n ${x}$; n $x$ y; n $x$,; n $(echo $x)$; n `echo $x`$; n $x$x$; n "$x"$x$; n $x$.; n ${x:-q}$; n $x$1$; n $e$; n a$
n $x"$"; n $x'$'; n $x\$; n $:$x; n $.$x; n $x$+$x; n $x$"$x"; n $@$; n $*$; n "$@"$; n $x$.$((1+1)); n ${u:-$x$}
for i in $x$; do n "$i"; done; y=($x$); n "${y[@]}"; touch 'f$' 'g$'; n *$; x='*'; n $x$
#### default words that are not taken are not expanded, whatever IFS is
IFS=','
echo 1 ${a+${!q}}
x=; IFS=x
echo 2 ${x=${!y}}
IFS=':'
echo 3 "${x-${!x}}"
#### $@ in the word of ${x-…} with separators that are no spaces
p() { printf '%d' $#; printf '<%s>' "$@"; echo; }; IFS=:; set -- 1 2; y=q:r
p ${x-a:$@:b}; p ${x-$@:b}; p ${x-:$@:}; p z:${x-a:$@:b}:z; p ${x-$y$@$y}; p ${x-a\:b:$@} ${x-"a:b":$@}; p ${x-a:${@#x}:b}; p ${x-${z-a:$@:b}}; p ${x-a:"$@":b}; p ${x-a:$*:b}; p ${x=a:$@:b}; set --; p ${x+a:$@:b} ${x+:$@:} ${x+$@}
#### $@ in the word of ${x-…} with separators, between double quotes
p() { printf '%d' $#; printf '<%s>' "$@"; echo; }; IFS=:; set -- 1:3 2; y=q:r
p "${x-a:$@:b}"; p "x:${x-a:$@}:y"; p "${x-a:$*:b}"; p "${x-a:$@$y}"; p "${x-$@:}z"; p "${x-${z-a:$@:b}}"; q="${x-a:$@}"; p "$q"; set --; p "${x-a:$@}" "${x-:$@}" "x${x-:$@}" "${x-$@:}"; IFS=" :"; set -- 1 2; p "${x-a : $@ b}"
#### $@ in the word of ${x-…} with a space among the separators
p() { printf '%d' $#; printf '<%s>' "$@"; echo; }; set -- 1 2; IFS=' :'; p ${x-a::$@}; IFS=': '; p ${x-a::$@} ${x-$@$@}; IFS=$':\n'; p ${x-a::$@}
#### the word of a quoted ${} with $@ is cut at what can be before a tilde
p() { printf '%d' $#; printf '<%s>' "$@"; echo; }
for IFS in : - = , x ' -' ' ='; do set -- "a b" c; p "${1+x-$@-y}"; p "${1+x="$@"=y}"; p "${1+:$@,}"; set --; p "${z-x-$@-y}" "${z-x=$@:y}"; done
#### text of a word that is in IFS is no pattern next to an expansion, even an empty one
touch a ab a.c
IFS='*'
args a*$@ a*$* a*$x a*"$x" a*
