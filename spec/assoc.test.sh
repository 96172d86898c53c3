#### declare, assign, read
declare -A m
m[one]=1
m["two words"]=2
k=three
m[$k]=3
echo "${m[one]} ${m["two words"]} ${m[three]} ${#m[@]}"

#### literal with keys
declare -A m=([x]=1 [y z]=2 ["q"]=3)
for k in x 'y z' q; do echo "$k=${m[$k]}"; done

#### keys and values are the same number
declare -A m=([a]=1 [b]=2 [c]=3)
printf '%s\n' "${!m[@]}" | sort
printf '%s\n' "${m[@]}" | sort
echo ${#m[@]}

#### one key: declare -p
declare -A m=(["a b"]='c d')
declare -p m
declare -A e
declare -p e
e=()
declare -p e

#### append
declare -A m=([a]=1)
m+=([b]=2)
m[a]+=x
echo "${m[a]} ${m[b]}"

#### unset one key, all keys
declare -A m=([a]=1 [b]=2)
unset 'm[a]'
echo "${#m[@]} ${!m[@]}"
unset m
echo "${m[b]-gone}"

#### key with special characters
declare -A m
m['$x']=dollar
m['a]b']=bracket
m['*']=star
m["'"]=quote
m['a b']=space
for k in '$x' 'a]b' '*' "'" 'a b'; do echo "$k: ${m[$k]}"; done

#### @ and * as keys
declare -A m
k='@'
m[$k]=at
echo "${#m[@]}" "${m[$k]}"

#### test -v on a key
declare -A m=([k]=v [e]=)
[[ -v m[k] ]] && echo k
[[ -v m[e] ]] && echo e
[[ -v m[none] ]] || echo no
[[ ${m[none]+set} ]] || echo "not set"

#### default operators
declare -A m=([k]=v [e]=)
echo "${m[k]-d} ${m[e]-d} ${m[e]:-d} ${m[n]-d} ${m[n]:=new} ${m[n]}"

#### keys are not arithmetic
declare -A m
m[1+1]=x
m[01]=y
echo "${m[1+1]} ${m[2]-none} ${m[1]-none} ${m[01]}"

#### in arithmetic
declare -A m=([a]=5)
echo $((m[a] + 1)) $((m[a]++)) ${m[a]}
(( m[b] = 7 ))
echo ${m[b]}
k=a
(( m[$k] += 10 ))
echo ${m[a]}

#### counting words
declare -A n
for w in a b a c a b; do (( n[$w]++ )) ; done
for w in a b c; do echo "$w ${n[$w]}"; done

#### local associative arrays
declare -A m=([x]=global)
f() { local -A m=([x]=local); echo "${m[x]}"; m[y]=2; echo ${#m[@]}; }
f
echo "${m[x]} ${#m[@]}"

#### declare -A inside a function is local, -gA is not
f() { declare -A a=([k]=v); declare -gA b=([k]=w); }
f
echo "${a[k]-unset} ${b[k]}"

#### integer and case attributes
declare -Ai m=([a]=1+2)
m[b]=2*5
echo "${m[a]} ${m[b]}"
declare -Au u=([x]=abc)
u[y]=def
echo "${u[x]} ${u[y]}"

#### readonly
declare -rA m=([k]=v)
m[k]=x
echo "status $?"

#### readonly: other key
declare -rA m=([k]=v)
m[z]=1
echo "status $?"

#### missing subscript in literal
declare -A m
m=(a b)
echo "$? ${m[a]}"
m=(a b c)
echo "${m[c]-unset} ${#m[@]}"

#### scalar use of an associative array is key 0
declare -A m
m=x
echo "${m[0]} $m"
m[k]=v
echo "$m ${m}"

#### converting an indexed array is an error
a=(1 2)
declare -A a
echo "status $?"

#### converting an associative array is an error
declare -A m
declare -a m
echo "status $?"

#### empty key
declare -A m
m['']=x
echo "status $?"

#### subscripts expand once in assignment
declare -A m
k='$(echo pwned >&2)'
m[$k]=1
echo "${m[$k]}" "${!m[@]}"

#### slices and patterns over one value
declare -A m=([k]=hello)
echo "${m[@]:0:1}" "${m[@]/l/L}" "${m[k]:1:3}" "${m[k]^}" "${#m[k]}"

#### @K and @k and @A
declare -A m=([a b]='c d')
echo "${m[@]@K}"
args "${m[@]@k}"
echo "${m[@]@A}"
echo "${m[@]@a}"

#### nested quotes in subscripts
declare -A m=([a]=1)
k=a
echo "${m["$k"]}" "${m[$k]}" "${m['a']}" "${m["a"]}"

#### key from command substitution
declare -A m
m[$(echo key)]=val
echo "${m[key]}" "${m[$(echo key)]}" "${m[`echo key`]}"

#### iterate and delete
declare -A m=([a]=1 [b]=2 [c]=3 [d]=4)
for k in "${!m[@]}"; do (( m[$k] % 2 )) && unset "m[$k]"; done
printf '%s\n' "${!m[@]}" | sort

#### pass by nameref
show() { local -n r=$1; local k; for k in "${!r[@]}"; do echo "$k=${r[$k]}"; done | sort; }
declare -A m=([x]=1 [y]=2)
show m

#### copying
declare -A a=([x]=1 [y]=2) b
for k in "${!a[@]}"; do b[$k]=${a[$k]}; done
echo "${b[x]} ${b[y]}"

#### assoc array from printf -v and read
declare -A m
printf -v 'm[k]' '%03d' 7
read 'm[r]' <<< text
echo "${m[k]} ${m[r]}"

#### Where the subscript ends that a builtin is given as text
declare -A m=([a]=1 ['$k']=2 ['a b']=3 [']']=4 ['@']=5 ['*']=6 ['x"y']=7 ["p'q"]=8 ['\']=9); k=a
for text in 'm[a]' "m[$k]" 'm[$k]' 'm[a b]' 'm[]]' 'm[@]' 'm[*]' 'm[x"y]' "m[p'q]" 'm[\]' 'm["a b"]' "m['a']" 'm[\$k]' 'm[' 'm[]' 'm[a' 'm[a]x'; do
  test -v "$text"; echo "$text $?"
done
shopt -s assoc_expand_once
for k in a 'a b' ']' '@' 'x"y' "p'q" '$k' zz; do
  test -v "m[$k]"; echo "$k $?"
  [[ -v m[$k] ]]; echo $?
  [[ -v 'm[$k]' ]]; echo $?
done

#### printf -v, read and unset with subscripts of every kind
for once in -u -s; do
  shopt $once assoc_expand_once
  declare -A p=() r=() u=()
  for k in a 'a b' ']' '@' '*' 'x"y' "p'q" '$k' '\' '' ' ' '[' '][' 'a]b' '#' '!'; do
    printf -v "p[$k]" "%s" 1; echo $?
    printf -v 'p[$k]' "%s" 1; echo $?
    read "r[$k]" <<< 1; echo $?
    [ -z "$k" ] || u[$k]=1
  done
  declare -p p r u
  for k in a 'a b' ']' '@' '*' 'x"y' "p'q" '$k' '[' 'a]b'; do unset "u[$k]"; echo $?; done
  declare -p u
done 2>&1

#### What is in a subscript is expanded by test -v and unset, not by [[ -v
k='$(echo run >&2)'; declare -A m; m[$k]=1
test -v "m[$k]"; echo $?
[[ -v m[$k] ]]; echo $?
unset "m[$k]"; echo $? ${#m[@]}
unset 'm[$k]'; echo $? ${#m[@]}
a=(1); i='$(echo run >&2)0'; [[ -v a[$i] ]]; echo never

#### unset x[@] of a variable that is no array
x=5; unset 'x[@]'; echo $? $x; unset 'x[1]'; echo $? $x; unset 'x[0]'; echo $? ${x-unset}
a=(1 2); test -v 'a[1][2]'; echo $?

#### Elements of an associative array: pairs, or keys with values
declare -A m; e=; k='K k'
m=(["$e"]="$k z" [x]=1 "$k" 'q r' ""); declare -p m
m=([$e]=$k); m=([]=x); m=(['']="a b"); m=([""]+=$k); declare -p m
m=([a]=1 $(echo b c) {d,e} *); declare -p m
m=([x y]=1 [x]"=2" "[z]=3"); declare -p m
m=(\[q x); declare -p m; m=("[q]=r" x); declare -p m; m=([k] v); declare -p m
m=(p [k]=v); declare -p m; m+=("a b" c d); declare -p m; m+=([z]=1 y); declare -p m
echo "${m[$e]}" "${m[$e]-d}"; echo ${#m["$e"]}; echo never
#### += in a new list appends to the old value
declare -A m; m=([a]=1 [a]+=2); declare -p m; m=([a]+=q [b]+=r); declare -p m; m+=([a]=1 [a]+=2); declare -p m
declare -A n=([a]+=3 [a]+=4); declare -p n; declare -Ai i=([a]=1); i=([a]+=5 [a]+=6); declare -p i
#### unset of a key that is written as m[$k]: what is in it is not expanded again
declare -A h; s() { declare -p h | tr ' ' '\n' | sort | tr '\n' ' '; echo; h=(['$x']=1 ['a]b']=2 [c]=4 ['`q`']=5 ['"']=6 ['\a']=9); }; s
for k in '$x' 'a]b' '`q`' '"' '\a' ']'; do
  unset h[$k]; echo $?; s; unset h["$k"]; echo $?; s; unset "h[$k]"; echo $?; s; command unset h[$k]; s; unset -v h[$k] h[c]; s
done
unset h[\$x]; s; unset h['$x']; s; unset 'h[$x]'; s; unset h[\a]; s; a=(1 2 3); i=1; unset a[$i] a["0"]; declare -p a
#### keys in comparisons of numbers
declare -A h; k='$(echo a >&2)'; h[$k]=2; k2='a b'; h[$k2]=3; k3='a]b'; h[$k3]=4; k4='"'; h[$k4]=5; a=(5 6 7); i=1; e=1+1
[[ h[$k] -eq 2 ]]; echo $?; [[ h[$k3] -lt 5 ]]; echo $?; [[ 5 -eq h[$k4] ]]; echo $?; [[ h["$k2"] -eq 3 ]]; echo $?; [[ "h[$k2]" -eq 3 ]]; echo $?
[[ a[$i] -eq 6 ]]; echo $?; [[ a[$e] -eq 7 ]]; echo $?; [[ a[$(echo 1)]+1 -eq 7 ]]; echo $?; [[ $i+a[$i] -eq 7 ]]; echo $?
set -x; [[ h[$k2] -eq 3 ]]; [[ h[$k4] -eq 5 ]]; [[ a[$i] -gt 5 ]]; set +x; [[ h[$nope] -eq 0 ]]; echo $?
for ((j = 0; j < 500; j++)); do [[ h[$j] -ge 0 && a[$i] -eq 6 ]] || echo no; done
#### pairs in brackets without values
declare -A q=([x]); declare -p q; declare -A q=([x] 2); declare -p q; q=([x] 2); declare -p q; f() { local -A l=([x]); declare -p l; }; f
#### let with assoc_expand_once
declare -A m; k='$(echo x)'; m[$k]=1; shopt -s assoc_expand_once; let "m[$k]++"; (( m[$k]++ )); declare -p m; let "m[a b]+=2" "n=m[a b]"; echo $n; let 'm[$k]=4'; declare -p m | tr ' ' '\n' | sort; let "x[1]=2"; i=1; let 'x[$i]++' 'x['; declare -p x
