#### the length of a slice is looked at only where its offset lies inside
x=3; echo "[${x: 4:1/0}]" "[${x: -4:1/0}]"; a=(1 2); echo "${a[@]: 3:1/0}|${a[@]: -3:1/0}|"
set -- a b; echo "${@: 4:1/0}|${@: -4:1/0}|"; echo "${@:3:1/0}"; echo no
#### slices of an empty array and of an associative one
a=(); echo "${a[@]:1/0}|${u[@]:1/0}|${u:1/0}"; declare -A m=([a]=1)
echo "${m[@]:0}" "${m[@]:1}" "${m[@]:2}|" "${m[@]:3}|" "${m[@]: -1}|" "${m[@]: -2}|" "${m[@]:0:0}" "${m[@]:1:0}" "${m[@]:1:5}"
#### the word of ${x?} is expanded as if it stood on its own
y='a  b'; (echo ${x:?$y}); (echo ${x:?"$y"}); (echo "${x:?$y}"); (echo "${x:?'a b'}"); (echo "${x:?a "b  c" \$d}")
(echo ${x:?*}); (echo ${x?~}); set -- p q; (echo ${x?$@}); (echo ${e[@]?}); (echo ${e[*]:?m}); (echo ${9?"a"'b'\c})
#### quoted $* without parameters next to $@
args() { printf '%d:' $#; printf '<%s>' "$@"; echo; }
set --; args "$*$@" ; args "$@$*"; args "${a[*]}$@"; args "$*$*"; args "$@${x#q}"; args "$*"; args "$*"''; args a"$*$@"; args "$@$x"
#### separators in a word's own text are no pattern characters where it has expansions
touch a b '*x' :z; y=
for IFS in '*' : a '?' '[' ']' ' *' 'a:'; do
  args *; args $y*; args ""*; args "$y"*; args $y[[:alpha:]]; args [[:alpha:]]; args $y?; args $y[a]; args b$y*; args *$y
  v='*'; args $v $y$v; v='[[:alpha:]]'; args $v $y$v
done
#### $* in a here-document is joined by spaces
set -- a b; x=(c d); IFS=-
cat <<X
$* "$*" ${*} ${*#q} ${*:1} ${*^} ${*/a/b} ${*@Q} ${*:-q} ${z:-$*} ${x[*]} "${x[*]}" ${x[*]#c} ${x[*]:0} ${!x[*]} ${x[*]@Q} $@
$(echo "$*") ${z:-"$*"} ${z:-${x[*]}} ${z+$*} ${a=$*} $((1-0))
X
#### subscripts in a list are evaluated while the array is filled
a=(1 [a[0]]=2 [a[0]+1]=3); declare -p a; a=(5 6 7); a=([a[2]]=x y); declare -p a; b=([b]=1 [b[0]]=2 [b[1]+1]=3); declare -p b
a=(7 [1/0]=2 3)
echo $?; declare -p a; a=(5); a=(x [-5]=y z); declare -p a
#### elements with brace expressions are plain words
x=3; a=([0]={a,b} c{d,e} [x]={1..3}y); declare -p a; a=([5]+={a,b}); declare -p a; a=([$x]={a,$x}); declare -p a
set +B; a=([0]={a,b}); declare -p a; declare -A m=([k]={a,b}); declare -p m
#### the value of a variable is taken when its token is read
for a in 'x y z' '?' '1 +' 'q=5' 'w++' 'w w' 'w=' '=w' 'w = 3 4' '(w' '1/0' 'w[1' 'p'; do
  x=0x1f y='?' w=3 p=p; (echo $((a))); (echo $((1+a, x y))); (echo $((a=3))); (echo $((++a))); (echo $((a++ + w)) $a)
done
i=0; a=('x y z' 2); x=-5 y='\\'; (echo $(((a[i]) > a[i]%2 * a[i]=3))); (echo $((+u>a[i]=3)))
#### variables that refer to each other
a=b b=a; echo $((a+1)); echo no
#### an indexed array has no element @
for e in 'a[@]' 'a[*]' 'a[]'; do a=(5 6); x=$e; echo "$((x+1))"; done; echo $((u[@])); declare -A m=([@]=4); x='m[@]'; echo $((x))
#### quotes in subscripts in arithmetic
declare -A m; m['$(x)']=4; echo $((m['$(x)'])); x=q; m['$x']=1; ((m['$x']++)); ((m[$x]=7)); declare -p m | tr ' ' '\n' | sort
((m["a b"]=3)); ((m['c d']=4)); ((m[e f]=5)); echo ${#m[@]}; k="a b"; echo $((m["a b"])) $((m[$k])) $((m["$k"])) $((m['$k']))
a=(1 2 3); i=1; echo $((a["i"])) $((a["$i"]+1)); ((a["2"]=9)); echo ${a[2]}; echo $((a['1'])); echo no
#### a wrong comparison in [[ ]] is false
[[ 1/0 -eq 1 ]]; echo $?; [[ ! 1/0 -eq 1 ]]; echo $?; [[ 1/0 -eq 1 || a ]]; echo $?; [[ a -eq b+ && c ]]; echo $?
#### traces of [[ ]] show operands as they are and patterns with backslashes
x='a b'; set -x; [[ $x ]]; [[ -z $x ]]; [[ $x == "$x" ]]; [[ "$x" != a* ]]; [[ $x < b ]]; [[ $x =~ 'a b' ]]; [[ ! $x ]]
[[ ab == 'a'b ]]; [[ ab == "a*"b* ]]; [[ ab == a\b ]]; [[ ab != '' ]]; [[ $x == 'q'"$x" ]]
#### builtins assign through what stands in front of them
x=0; x=7 let x=5; echo $x; x=7 let y=x; echo $x $y; x=7 eval 'x=6'; echo $x; x=7 read x <<< 4; echo $x; x=7 printf -v x 3; echo $x
x=7 export x=8; echo $x; x=1 declare x=2; echo $x; f() { local x=1; x=2 let x=3; echo $x; }; f; echo $x; x=1 command let x=77; echo $x
#### an array is declared before the words behind it are expanded
f() { local -a c=(1 2) d=("${c[@]}" 3); declare -p c d; local e=(x) f=${e[0]}; declare -p f; }; f
declare -A m=([k]=v) n=(["${m[k]}"]=w); declare -p n; a=(1); declare a+=(2) b=${a[1]}; declare -p a b
#### parentheses with more behind them are no array
let a=(1+2)*3; echo $a; let b=(1+2); echo $b; let c=(1 + 2) d=5; echo $? $c $d; declare e=(1)b; declare -p e
#### words that start like an element
a[1 2]
echo $?; a[1 2] x; a[1 2]b c; a["1 2"] x; a[1]; echo a[1 2]; a[1 2]+=3; x=1 a[1 2]; declare -p a
#### unset of elements whose subscripts have brackets
declare -A m; for k in 'a[b' 'a[b]' 'a]' ']'; do m[$k]=1; unset "m[$k]"; echo ${#m[@]}; done; unset 'm["]"]'; echo ${#m[@]}
a=(1 2 3); unset 'a[1]x'; echo $?; unset 'a[1][2]'; echo $?; unset 'a[a[0]]'; declare -p a
#### shopt -s localvar_unset
shopt -s localvar_unset
f() { local x=1; g; echo "f ${x-unset}"; }; g() { unset x; echo "g ${x-unset}"; }; x=g; f; echo $x
#### namerefs to elements and to whole arrays
declare -A m=([k]=v [j]=w); declare -n e='m[$kk]'; kk=k; echo $e; kk=j; echo $e; e=new; echo ${m[j]}
declare -n i='a[n+1]'; n=1; i=5; declare -p a; n=2; i+=6; declare -p a; b=(1 2 3); declare -n r='b[@]'; echo "$r"
#### operators behind ${!#
set -- a b; echo "${!#-}" "${!#:-x}" "${!#+set}" "${!#%b}" "${!#/b/c}" "${!#:0:1}" "${!##x}" "${!#@Q}"; set --; echo "${!#+set}"
#### length of what has no elements under set -u
for t in 'declare -A m; echo ${#m[@]}' 'declare -a m; echo ${#m[@]}' 'm=(); echo ${#m[@]}' 'declare -a m; echo ${#m[0]}' \
  'm=(1); echo ${#m[3]}' 'declare -A m; echo ${#m[k]}' 'declare -A m; echo "${!m[@]}"'; do
  (unset m; set -u; eval "$t"; echo ok)
done
#### several ** in a row
mkdir -p p/a/b; touch p/a/b/f; shopt -s globstar; echo **/**; echo p/**/**; echo **/**/f; echo p/**/**/; echo p/a/**/**/**
#### BASH_ALIASES assigned as a list
BASH_ALIASES=([a]=b [c]=d); alias; BASH_ALIASES+=([e]=f); alias
#### an empty pattern of ${x^^pattern} matches nothing
y=abc; echo ${y^^''} ${y^''} "${y^^$u}" ${y^^} ${y,,''}
#### indirect and empty next to "$@"
args() { printf '%d:' $#; printf '<%s>' "$@"; echo; }
r=u; set --; args "${!r}$@${9}"; args "${!r}"; args "${!r}$@"; args "$@${!r}x"
#### elements with brace expressions are no patterns
touch a1; a=([0]={a*,b}); declare -p a; shopt -s failglob; a=([0]=z*{,b}); declare -p a
#### a tilde with a colon behind it, and expansions behind that
HOME=/h; x='a b'; y=1; z='*'
printf '<%s>' ~:$x ~root:$x ~:"$x" ~:'a'$x ~:\a$x ~:$x"q" ~nosuchuser:$x ~:$x: ~:* ~+:$y; echo
case "/h:1" in ~:$y) echo match;; *) echo no;; esac; case '/h:$y' in ~:$y) echo match;; *) echo no;; esac; [[ /h:1 == ~:$y ]]; echo $?
a=(~:$y); echo "$a"; v=~:$y; echo $v; export w=~:$y:~; echo $w; for i in ~:$y; do echo $i; done; echo ~:`echo hi`; echo ~$y ~$y/a ~$y:b ~a$y
cat <<< ~:$y; cat <<< a:~; cat <<< x=~; cat <<< ~/$y:~

#### No tilde expansion after = in brace expressions
HOME=/h
echo a=~/{b,c}; echo {a=~,b}; echo ~/{b,c}; echo x{~,y}; echo {~,y}; echo {~/a,b}; echo a=~:{x,~}; echo {a,b}=~
export a=~/{b,c}; echo $a; b=~/{b,c}; echo $b; c=({~,q}); echo ${c[@]}
