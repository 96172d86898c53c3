#### a temporary assignment is kept by export and readonly
b=5 export b; declare -p b
c=5 export c=6; declare -p c
d=7 declare -x d; declare -p d
e=1 readonly e=2; declare -p e
f=7 command export f; declare -p f
g=7 eval 'export g'; declare -p g
h=7 eval 'declare -x h=8; h=9'; declare -p h

#### export in a function of what was assigned in front of it
f() { export b; b=9; }
b=7 f; declare -p b
g() { export a=ex; env | grep ^a=; }
a=t g; echo "[$a]"
a=(1 2); a=7 export a; declare -p a

#### assignments in front of a special builtin in posix mode are exported
set -o posix
b=7 :; declare -p b
c=2 command :; declare -p c

#### an assignment to a readonly name in front of a program in a pipeline
readonly r=1
r=3 env | grep ^r=; echo $?
echo x | r=3 cat; echo $?

#### keys of any text in arithmetic
declare -A m
k="it's"; ((m[$k]=3)); ((m["$k"]++)); echo $((m[$k]))
k='x]'; ((m[$k]=2))
k='$(echo hi)'; m[$k]=2; ((m[$k]++))
k='q"r'; m[$k]=1; ((++m[$k])); for ((i=0;i<2;i++)); do ((m[$k]++)); done; echo "${m[$k]}"
[[ -v m[$k] ]]; echo $?
declare -p m | tr ' ' '\n' | sort | head -3

#### namerefs that refer to themselves
declare -n a=b b=a
a=1
echo next $?
f() { local -n v=v; v=1; echo "$v"; }
v=g; f 2>/dev/null; echo $v
declare -n r=s s=x; x=5; echo ${!r} $r

#### unset indirect variables under set -u
set -u; v=u
(echo ${!v}); (echo ${!v#x}); (echo ${!v:0:1}); (echo "${!v@Q}"); (echo "${!v^^}"); v=1; (echo "${!v}"); (echo "${!1}")
a=(1); (echo ${#a[3]})

#### no offset
x=abc
echo "${x:}"
echo $? ${x: } "${x::}" "${x:1:}"
echo ${@:}
echo end

#### an unknown transformation ends the shell
x=1
echo ${x@Z}
echo no

#### special variables keep to their meaning
FUNCNAME=x; echo "[$FUNCNAME]"
unset SECONDS; SECONDS=a; echo $SECONDS
declare -a u; echo "[${u[@]@a}]"
w='\l'; echo "${w@P}"

#### elements cannot be assigned in front of a command
a[0]=1 true; echo $? "${a[0]}"

#### compgen: default completions
touch fa fb
compgen -o bashdefault f; echo $?
compgen -o bashdefault '$HOM'; compgen -o bashdefault '~roo'; compgen -o bashdefault 'f*'
compgen a; echo $?
compgen -P x a; echo $?
compgen -W '{1..3} x{a,b}'

#### compgen -F: what the function sees, and status 124
_r() { declare -p COMP_WORDS COMP_CWORD COMP_LINE COMP_POINT COMP_TYPE COMP_KEY COMP_WORDBREAKS; }
compgen -F _r x; echo $?
_s() { COMPREPLY=(z); return 124; }
compgen -F _s x; echo $?

#### complete -p before -r, compopt -D
complete -F _f -W 'a b' -o default cmd2
complete -pr cmd2; echo $?; complete -p
complete -D -W x; compopt -D -o nospace; compopt -D

#### variables that exist from the start
echo "$COMP_WORDBREAKS"; echo $BASH_LOADABLES_PATH $HISTCMD
set | grep -c '^BASHOPTS=\|^SHELLOPTS=\|^BASH_EXECUTION_STRING='
compgen -v | grep -c '^FUNCNAME\|^HISTCMD\|^BASH_EXECUTION_STRING'
$SH -c 'echo $BASH_EXECUTION_STRING'

#### nothing written is no error
printf %s '' > /dev/full; echo $?
read -t 0.01 x < /dev/zero; echo $?
set +h; hash -p; echo $?

#### a subscript that cannot be evaluated abandons the command
a=(1 2 3)
((a[1 2]=5)); echo one $?
((a[1/0]++)); echo two $?
((x=a[1 2])); echo three $?
let 'x=a[1/0]'; echo five $?
(( a[-9] = 3 )); echo six $?
(( x = a[-9] )); echo seven $?
f() { ((a[1/0])); echo in $?; }; f; echo twelve
echo last $?
[[ a[1/0] -eq 1 ]]; echo 13 $?
s=str; echo "${s[-1]}" $?

#### keys and indices in arithmetic, again and again
declare -A m n; a=(1 2 3 4)
for k in x y x 'a b' x.y "it's" x; do ((m[$k]++)); ((m[$k]+=10, n[$k]=m[$k]*2)); done
for k in x y 'a b' x.y "it's"; do echo "$k $((m[$k])) $((n[$k]+m[$k])) $((-m[$k]))"; done
for i in 0 1 2 -1 -2 1+1 9; do ((a[$i]++)); echo $? ${a[@]} $((a[$i]*2)) $((a[$i]+a[${i}])); done
set -u; echo $((m[$nosuch])); echo no

#### what a local name hides is still in the environment of programs
export e=0
f() { local e; env | grep ^e=; declare -p e; }; f
g() { local e=1; env | grep ^e=; unset e; env | grep ^e=; declare -p e; }; g
h() { local +x e=5; env | grep ^e=; declare -p e; }; h
k() { local e; m; }; m() { env | grep ^e=; bash -c 'echo "[$e]"'; }; k

#### escapes in prompts: octal numbers have three digits, a time format ends somewhere
x='\nnn \033 \0 \1'; echo "${x@P}" | od -c
x='\8 \18 \777 \400'; echo "${x@P}" | od -c
x='\D{'; [ -n "${x@P}" ] && echo t

#### assigning to a readonly variable in an expansion
readonly a; : ${a:=x}
echo no $?
unset b; echo "${b[@]:=x}"
echo $?
readonly c=(); : ${c[1]:=x}
echo $?
(: ${a=x}; echo in); echo $?

#### behind the highest index comes the lowest
a=([9223372036854775807]=x); a+=(y)
echo ${#a[@]} "${!a[@]}"

#### an attribute added and removed at once is removed
declare -i +i q=1+1; declare -p q
declare -c +c x=ab; declare -p x
declare -x +x z=1; declare -p z

#### BASH_ARGC and BASH_ARGV
## arguments: a1 a2
echo "${BASH_ARGC[@]}|${BASH_ARGV[@]}"
f() { echo "${BASH_ARGC[@]}|${BASH_ARGV[@]}"; }; f x y
g() { f 1 "$@"; }; g a b
. /dev/stdin p q <<< 'echo "${BASH_ARGC[@]}|${BASH_ARGV[@]}"'
. /dev/stdin <<< 'echo "${BASH_ARGC[@]}|${BASH_ARGV[@]}"'
shopt -s extdebug
f x y; g a b
set -- new; echo "${BASH_ARGC[@]}|${BASH_ARGV[@]}"

#### a star before an extended part leaves it a character
shopt -s extglob
t() { [[ $1 == $2 ]]; echo "$1 $2 $?"; }
for p in '*!(a)' '*@(|b)' '*+(|b)' 'x*!(a)' 'x*@(|b)' '*@(a)' '*+(a)' '*?(b)' '*?(b)c' '**(b)' '?*!(a)' '*!(a)*' '*.!(c)' '*!(.c)' '*a!(b)' 'a*!(a|b)'; do
for s in '' a b x xa xb ab aa xc x.c .c abc; do t "$s" "$p"; done; done

#### dots at the start of names and extended patterns
shopt -s extglob; touch a .x x.c y.h
echo *!(.c) ; echo *.!(c|h); echo !(*.@(c|h)) ; echo *!(a); echo @(.x|a); echo ?(.)x; echo +(.x|a)

