#### an empty subscript in (( ))
## differs: bash complains as well, and then has status 0
(( a[]=1 )); echo $?
#### read into IFS itself
## ignore: stdout
# bash takes the end of the line as the new IFS has it, out of memory that it has freed: not the same each time.
printf ' x : y z :\n' >f; IFS=: read -r IFS b <f; echo "[$b]"
#### separators of several bytes, and bytes that are no characters, in UTF-8
## differs: bash cuts quoted text next to split text at the bytes of such a separator, and looks now at bytes, now at characters
IFS='é:'; x=ééa; printf '[%s]' "$x"$x; IFS=$'\x80é'; x=$'a\x80b\x81céd'; printf '[%s]' $x
#### read -d with a byte from within a character
## differs: in UTF-8 bash reads whole characters
printf 'aéb' | { read -d $'\xa9' x; echo "$x"; cat; }
#### BASH_COMPAT=51: subscripts in (( ))
## differs: up to 5.1 bash expanded what their expansion gave once more; here it stays as it is
BASH_COMPAT=5.1; declare -A a=([1]=2); k='$(echo 1)'; (( a[$k]++ )); declare -p a
#### the help of a builtin
## differs: the texts are ours
help cd
#### the table of keys
## differs: there is no table of default keys, and inputrc is not read
bind -p | head -n 20
#### a signal that a subshell sends to itself as its last command
## differs: bash drops the EXIT trap there, which the signal meets at its start
(trap 'echo "in $?"' EXIT; kill $BASHPID); echo $?
#### the last command of a text that ends in a backslash
## differs: bash sometimes counts the backslash as another line
eval 'nosuch \'
#### the line shown with a syntax error behind an alias
## differs: bash shows what is left of the text of the alias
shopt -s expand_aliases
alias q='(true) ' w='~'
q w
#### special builtins in posix mode: what unset does to assignments in front
## differs: bash keeps these apart until the command is over
set -o posix; v=0; v=1 unset v; echo ${v-unset}
#### a long option after a short one
## differs: bash wants long options first; oilgg takes its own, and so all of them, in any place
$SH -e --norc -c 'echo a'; echo $?
#### _ with attributes
## differs: bash stores the last argument in a variable like others, and fails to where that is readonly
readonly _; true a; echo $_
#### a syntax error in the text of an alias
## differs: oilgg shows the line of the script, bash what it has made of it in its buffer
shopt -s expand_aliases
alias x='&& echo'
echo a x
x
#### a =~ whose parenthesis is not closed
## differs: bash complains a second time, of the line behind
[[ a =~ ( ]]; echo $?
#### how often bash warns of namerefs in a circle
## differs: it warns at each look at the name, of which there are more than one
f() { local -n a=$1; echo ${a[@]}; }; a=(1 2); f a
#### what is left of an assignment in front of a call after unset of the local variable
## differs: bash remembers that it was exported
f() { local v=2; unset v; v=3; declare -p v; }; v=1 f
#### [[ after the text of an eval that ended within quotes
## differs: bash does not know the reserved word once
eval 'echo "'
[[ a ]]
#### arithmetic assigns a number to a reference without target
## differs: bash goes on with the command
declare -n r
let r=5; echo $?
#### a key in an arithmetic expansion that is a quoted bracket
## differs: bash looks at it without the quotes
declare -A m; echo $((m["]"]))
#### _ that is exported
## differs: bash keeps no attribute of it
export _=3; declare -p _
#### posix mode by an assignment in front of eval
## differs: bash stays in that mode when the command is over
POSIXLY_CORRECT=1 eval ':'; shopt -o posix
#### quotes in the subscript of a variable for a descriptor
## differs: they are no part of such a name here
i=1; exec {a["$i"]}>f; echo $? ${!a[@]}
#### a bracket expression with both quotes in a here-document
## differs: bash takes the quotes out of it
x="a'b\"c"; cat <<X
${x//["'\""]/_}
X
#### expansions without an end in compgen -W
## differs: bash says what is missing
compgen -W 'a "${'; echo $?; compgen -W 'a $['; echo $?
#### quotes in arithmetic keys
## differs: bash removes them once more, or complains of them
declare -A m; (( m["it's"]=1 )); let "m[it's]=1"; : $(( m['q"r']=5 )); declare -p m
#### signals that the C library keeps for itself
## differs: bash notes a trap that never runs
trap 'echo a' 32; echo $?; trap -p
#### coproc, a name and a subshell in one word
## differs: bash takes the name for one of a function, and the subshell for its body
coproc f(echo a); echo $?
#### brackets in an expression that makes no sense
## differs: bash shows them with the backslashes that it has put before them
(( [[ -f a ]]; echo $? ))
#### an element that cannot be, under set -e
## differs: the status is that of the command before, as for other errors of this kind
(set -e; (exit 4) || m=([@]=b); echo here); echo $?
#### an array without an end behind a subshell
## differs: the status of bash is 1
$SH -c '(a) b=(c'; echo $?
#### a redirection into a process that does nothing
## differs: the message names it as it is written
echo hi > >( ); echo $?
#### declare -G
## differs: it is not documented, and not there
f() { declare -G z=1; }; f; echo $? $z
#### a trap that becomes due with the last command of a sourced file
## differs: it runs when the file has been left, so its messages name the outer script
printf 'trap nosuch USR1\nkill -USR1 $BASHPID\n' >s; (. ./s); echo $?
#### keys whose values make no names
## differs: bash shows the bytes by which it keeps empty values
declare -A m=([a]= [b]=); echo "${!m[@]/*/}"
#### what readline could do
## differs: there are no default keys and commands of readline
bind -P | head -n 3; bind -q accept-line; echo $?
#### no descriptor where one is to be duplicated into a variable
## differs: bash complains of an arbitrary number
exec {v}>&''; echo $?
#### a local array that cannot be, as the first command of a function
## differs: before it runs the builtin, bash names in its message whatever it has run last
readonly q=1; f() { local q=(2); }; f; echo $?
#### warnings of circles in arithmetic, mapfile, unset and arrays
## differs: how often bash warns depends on how often it looks the name up
declare -n a=b b=a; (( a[1]++ )); mapfile a <<<x; unset a; declare a=(x)
#### quotes in an expansion that was read before posix mode was set
## differs: bash looks for the end of an expansion once more when it is made, here that is done when it is read
set -o posix; echo "${x-'}'}"; cat <<X
${x-a'}'b}
X
#### builtins that cannot write
## differs: some of bash's look, some don't, and pushd looks without consequence
compgen -W a >/dev/full; echo $?; pushd / >/dev/full; echo $?
#### $( without an end in a prompt
## differs: bash runs what there is, without its last character
x='a$(echo'; echo "[${x@P}]"; x='$((1'; echo "[${x@P}]"
#### the line of a function definition that fails
## differs: bash names the last line that it has read
readonly -f f; f() { :; }; f() {
:
}
set -o posix
if true; then
a-b() { :; }
fi
#### $* next to $@ in a here-document
## differs: bash splits it there, but not where there is no $@
set -- 'a  b' c; read -r -d '' x <<E
$* $@
E
echo "$x"
#### OLDPWD after cd without PWD
## differs: bash leaves it without a value
(unset PWD; cd /tmp; echo "${OLDPWD-unset}")
#### the messages of builtins with gnu_errfmt
## differs: bash gives them the form they have without it
shopt -s gnu_errfmt; nosuch; cd /nosuch
#### ${!} under set -u
## differs: bash shows the name without its dollar sign, unlike that of $!
(set -u; echo $!); (set -u; echo "${!}")
#### words for an associative array that declare is not told of
## differs: bash splits them and expands their patterns, as if for an indexed one
declare -A q; x='a b'; declare q=($x c d); declare -p q
#### defaults for parameters that are all empty, with an empty IFS
## differs: to bash, ${*:-q} is something in arguments, and nothing in assignments
IFS=; set -- '' ''; printf '<%s>' ${*:-q}; x=${*:-q}; echo "$x"
#### the EXIT trap of a loop that a wrong number has left under set -e
## differs: bash forgets it there
(set -e; trap 'echo exit $?' EXIT; for k in a b; do continue -1; done; echo end); echo $?
#### waiting for a process substitution of a text of its own in a subshell
## differs: the subshell becomes a process only then, and the other is no child of it
( eval 'read x < <(exit 5); wait $!; echo $?' )
#### BASH_ALIASES with a name that no alias can have
## differs: bash refuses it, but not in a list
BASH_ALIASES['a b']=x; alias
#### what stands where [[ wants a number
## differs: bash takes 0< for the beginning of a redirection, and says so in other words
x=0; [[ $x -eq 0<=1 ]]; echo $?
#### an unfinished subscript between the semicolons of for ((
## differs: bash finds out when it evaluates it
for (( ; x[ ; )); do break; done; echo $?
#### ulimit with an empty limit
## differs: to bash that is 0
ulimit -t ''; echo $?
#### hardly any descriptors
## differs: oilgg needs one or two more than bash
ulimit -n 4; x=$(echo a); echo "$x"; echo b | cat
#### getopts with a readonly OPTIND
## differs: bash goes on from where it was itself
readonly OPTIND; getopts a x -a; echo $?; getopts a x -a; echo $?
#### a value for what stops to be a nameref, and has no target
## differs: bash takes it for the target first
declare -n r; declare +n r=7; echo $?; declare -p r
#### a nameref without a name, of what is readonly
## differs: bash sees that it is readonly first
readonly s; declare -n s=''; echo $?
#### a default for one empty element, by way of another name
## differs: bash takes the element, in quotes, for something
a=; x='a[@]'; echo "<${!x:-q}> <${a[@]:-q}>"
#### `"` around a $( ) with a wrong test
## differs: bash looks for the end of the quotes as well, which its parser is no longer in
echo "$( [[ && ]] )"; echo $?
#### a nameref to a[*] without quotes and with an empty IFS
## differs: with braces bash takes it for a[@]
a=(1 2); declare -n s='a[*]'; IFS=; printf '<%s>' ${s}; echo
#### a line continuation between the two parentheses that end an expression
## differs: bash gets lost there
((1+1)\
); echo $?
#### $'…' as the name of a parameter
## differs: bash decodes it before it looks for a name
echo "${$'a'}"
#### a brace expansion with a bad substitution
## differs: bash shows all of the word, from before it knew that there is none
echo {,${{}}
#### an empty key between single quotes in an expression
## differs: how often bash complains, and of what, depends on the operator
declare -A m; (( m[''] )); (( m['']=3 ))
#### keys with quotes and brackets in the arguments of declare and let
## differs: bash expands these keys a second time
declare -A h; k='$x'; declare h[$k]=d; let "h[$k]++"; declare -p h
#### a nameref to a[@] in braces, as a value
## differs: bash joins with spaces in assignments, with the first character of IFS elsewhere
a=(1 2); declare -n r='a[@]'; IFS=-; x=${r}; echo "$x" "${r}"
#### an unset parameter behind braces that are expanded
## differs: bash leaves the `$` out of its message there
set -u; echo {,""}${9}
#### a bracket with blanks that is no key
## differs: bash takes `[a b]` for one word in a list of an array, also where no `=` follows
declare -A r=([a b] 1); declare -p r
#### a local nameref to nothing
## differs: bash warns of a circle as well
f() { local -n ''; echo $?; }; f
#### a bracket without a name before it in (( ))
## differs: bash shows with backslashes what it protects of a subscript, also where there is none
x=1; (( [[ a ]] + $x ))
#### $* in a command substitution of an assignment, with an empty IFS
## differs: to bash the words of the command are words of an assignment as well
f() { printf '<%s>' "$@"; }; IFS=; set -- a 'b c'; x=$(f $*); echo "$x"
#### a list of an array that cannot be expanded
## differs: bash makes an array of the variable first
v=5
v=(a $((1/0)))
declare -p v
#### set -v in a command substitution
## differs: bash shows the lines of the substitution that follow
x=$(
set -v
echo a
)
#### process substitutions among the words of a loop
## differs: outside of functions bash closes their pipes after the first command of the body
for i in <(echo a) <(echo b); do cat "$i"; done
#### GLOBIGNORE and EXECIGNORE from the environment
## differs: bash shows them, and heeds them only after an assignment
touch a b; env GLOBIGNORE=a $SH -c 'echo *'; env EXECIGNORE='*/ls' $SH -c ls
#### break behind a select without words
## differs: for bash that is a loop that has not ended
select i; do :; done; break; echo z
