#### assignment, length, all elements
a=(one "two three" '' four)
echo ${#a[@]} ${#a[1]} "${a[2]}"
args "${a[@]}"
args "${a[*]}"
args ${a[@]}
args ${a[*]}

#### an array used as a scalar is its element 0
a=(x y z)
echo $a "${a}" ${#a}
a=changed
args "${a[@]}"

#### append to array and to element
a=(1 2)
a+=(3 4)
a+=x
a[1]+=y
args "${a[@]}"

#### explicit subscripts in a compound assignment
a=([3]=three [1]=one two [7]=seven eight)
echo "${!a[@]}"
args "${a[@]}"
declare -p a

#### sparse arrays
a[5]=five
a[100]=hundred
a[2]=two
echo ${#a[@]} "${!a[*]}"
unset 'a[5]'
echo ${#a[@]} "${!a[*]}" "${a[@]}"
a+=(next)
echo "${!a[@]}"

#### negative subscripts
a=(a b c d)
echo ${a[-1]} ${a[-4]}
a[-1]=D
unset 'a[-2]'
declare -p a

#### negative subscript out of range
a=(a b)
echo "${a[-3]}"
echo "status $?"
a[-5]=x
echo "status $?"

#### arithmetic in subscripts
i=2
a=(0 1 2 3 4 5)
echo ${a[i]} ${a[i+1]} ${a[$i*2]} ${a[i++]} $i ${a[ i ]}
a[i+=1]=changed
echo "${a[*]}" $i

#### slices of arrays
a=(a b c d e f)
args "${a[@]:2}"
args "${a[@]:1:2}"
args "${a[@]: -2}"
args "${a[@]:0:0}"
args "${a[@]:9}"
args "${a[@]: -2:1}"
args "${a[*]:1:3}"

#### slices of sparse arrays count elements, not subscripts
a=([1]=a [5]=b [9]=c [20]=d)
args "${a[@]:2:2}"
args "${a[@]:6}"
args "${a[@]: -1}"

#### slice with negative length is an error
a=(1 2 3)
echo "${a[@]:0:-1}"
echo "after $?"

#### operators on every element
a=(apple banana cherry)
args "${a[@]#?}"
args "${a[@]%a*}"
args "${a[@]/a/A}"
args "${a[@]//a/A}"
args "${a[@]^}"
args "${a[@]^^[an]}"
args "${a[@]@Q}"

#### unset array and default operators
unset a
echo "[${a[@]-default}] [${a[0]-d0}] [${a[@]+set}]"
a=()
echo "[${a[@]-default}] [${a[0]-d0}] [${a[@]+set}] [${a+set}]"
a=('')
echo "[${a[@]-default}] [${a[0]-d0}] [${a[@]+set}] [${a[@]:-null}]"
a=('' '')
echo "[${a[@]:-null}] [${a[*]:-null}]"

#### empty array expands to nothing
a=()
args "${a[@]}"
args "x${a[@]}y"
args "${a[*]}"
set -u
args "${a[@]}"
echo ok

#### $* and ${a[*]} with IFS
a=(1 2 3)
IFS=,
echo "${a[*]}"
args ${a[*]}
IFS=
echo "${a[*]}"
unset IFS
echo "${a[*]}"
IFS=-+
echo "${a[*]}" "${a[*]/2/x}"

#### prefix and suffix join the first and last element
a=(1 2 3)
args "pre${a[@]}post"
args pre"${a[@]}"post
args "${a[@]}${a[@]}"
args "pre ${a[*]} post"

#### declare -p formats
a=(x 'a b' $'tab\there' "quote'" '$dollar' '"')
declare -p a
declare -a b
declare -p b
declare -a c=()
declare -p c

#### declare -a with string
declare -a a=x
declare -p a
a=y
declare -p a
declare -a b='(1 2 3)'
declare -p b

#### readonly arrays
readonly -a r=(1 2)
r[0]=x
echo "status $?"
r+=(3)
echo "status $?"
declare -p r

#### readonly array: unset
readonly -a r=(1 2)
unset r
echo $?
unset 'r[0]'
echo $?

#### local arrays
a=(global)
f() { local a=(local1 local2); a+=(more); echo "${a[@]}"; g; }
g() { echo "in g: ${a[*]}"; a[0]=changed; }
f
echo "${a[@]}"

#### arrays are not exported
export a=(1 2 3)
bash -c 'echo "[$a]"'
declare -p a

#### copy an array, with holes closed
a=([2]=x [5]='y z')
b=("${a[@]}")
declare -p b

#### words in an array literal are split and globbed
touch f1 f2
v='x  y'
a=($v "$v" f* "f*" {p,q})
args "${a[@]}"

#### element assignment does not glob or split
touch f1
a[0]=f*
a[1]=$'x  y'
v='p  q'
a[2]=$v
args "${a[@]}"

#### subscript with a word needs no quoting of brackets inside
a=(0 1 2 3)
b=(3 2 1 0)
echo ${a[${b[1]}]} ${a[b[2]]}

#### quoted subscripts
a=(x y z)
echo "${a["1"]}" ${a['1']}
i=1
echo "${a["$i"]}" "${a[$i]}"

#### array length of element and unset element
a=(abc)
echo ${#a[0]} ${#a[7]}

#### unset a whole array by element loop
a=(1 2 3)
for i in "${!a[@]}"; do unset "a[$i]"; done
echo ${#a[@]} "[${a[@]}]" "${a[@]-unset}"

#### array in arithmetic
a=(5 6 7)
echo $((a[1] + a[2])) $((a)) $(( a[0]++ )) ${a[0]} $((a[-1]))
(( a[1] = 10, a[5] = 3 ))
declare -p a

#### integer array
declare -ai a=(1+1 2*3)
a[2]=7%4
a+=(10/3)
declare -p a
a[0]+=5
declare -p a

#### -v with elements
a=([1]=x [3]='')
for i in 0 1 2 3; do if [[ -v a[i] ]]; then echo "$i set"; else echo "$i unset"; fi; done
test -v 'a[3]' && echo t3
[[ -v a ]] || echo "a itself is not set"
[[ -v a[@] ]] && echo all

#### mapfile
printf '%s\n' one 'two three' '' four > f
mapfile lines < f
declare -p lines
mapfile -t lines < f
declare -p lines
mapfile -t -n 2 -s 1 lines < f
declare -p lines
mapfile -t -O 5 lines < f
declare -p lines

#### mapfile with delimiter and default name
printf 'a:b:c' | { mapfile -t -d :; declare -p MAPFILE; }
printf 'x\0y\0' > z
readarray -t -d '' z < z
declare -p z

#### mapfile callback
cb() { echo "cb $1 [${2%$'\n'}]"; }
printf '%s\n' a b c d e | mapfile -C cb -c 2 x

#### for loop over indexes and values
a=([0]=zero [10]=ten)
for i in "${!a[@]}"; do echo "$i -> ${a[i]}"; done

#### assigning to a name with a subscript of unset array creates it
x[3]=y
declare -p x
unset x
x=scalar
x[2]=two
declare -p x

#### bad subscripts
a=(1)
a[]=x
echo "status $?"

#### bad array subscript in expansion
a=(1)
echo "${a[]}"
echo "status $?"

#### positional slices
set -- a b c d e
args "${@:2}"
args "${@:2:2}"
args "${@: -1}"
args "${@:0:1}" | sed 's/\[.*/[…/'
args "${*:2:3}"
args "${@:7}"

#### printf with arrays and %q
a=('a b' c)
printf '<%s>' "${a[@]}"; echo
printf '%q ' "${a[@]}"; echo

#### nested expansion in array assignment from command substitution
a=($(echo one two; echo three))
declare -p a
IFS=: b=($(echo x:y:z))
declare -p b

#### ${a[@]@A} and @K and @k
a=(1 'b c')
echo "${a[@]@A}"
echo "${a[@]@K}"
args "${a[@]@k}"
echo "${a[@]@a}"

#### temporary assignment of array before a command is literal
f() { echo "[$x]"; }
x=outer
x=inner f
echo "$x"

#### unset 'a[@]' and a[*]
a=(1 2 3)
unset 'a[@]'
declare -p a 2>&1 || echo none
b=(1 2)
unset b
declare -p b

#### array element as for variable is a syntax error
eval 'for a[0] in 1 2; do echo $a; done'
echo "status $?"

#### read -a
read -a w <<< '  one two   three '
declare -p w
IFS=, read -ra w <<< 'a,b,,c,'
declare -p w

#### the length of an element before the first one is an error, that of an unset array is 0
a=(1); echo "x${#a[-3]}"; echo never
echo $?
a=(); echo "x${#a[-1]}"
echo $?
unset a; echo "x${#a[-1]}"
v=abc; echo "x${#v[-1]}"
echo $?
a=(one two); n=-2; echo ${#a[-1]} ${#a[n]} ${#a[5]} ${#v[0]}
#### braces in a subscript make words of an element
a=([{1,2}]=x [3]={a,b} {c,d} [4]="{e,f}" [5]=p{1..2}q); declare -p a
declare -A m; m=([k{1,2}]=v); declare -p m
#### a closing brace in a subscript
declare -A m; m[}]=x; echo "${m[}]}" ${m[}]}
x=(a b); echo ${x[{0,1}]}; echo not reached
#### a readonly array is refused before its elements are expanded
readonly r=1; r=(1 $(echo x >&2) $((1 +)))
echo hm
#### what is wrong with an element is told with its subscript
( a=([1]=${!y*##*a} b) )
( a=([1+1]+=x"$y"${!y*##*a}) )
declare -A m; m+=(['']=$'\xff''$x'); echo ${#m[@]}
#### "${a[@]@A}" is split but for the elements
a=(0 'a b' c-d)
for IFS in a - ' ' e '' '(' 0; do args "${a[@]@A}" "${a[*]@A}"; done
#### errors in the text of an array
declare -a 'a=(b; c)'
echo $?
f() { local -a 'b=("c)'; echo no; }; f
echo $?
