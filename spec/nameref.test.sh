#### A nameref to a[@] is as many fields as the array has elements
args() { printf '<%s>' "$#" "$@"; echo; }
a=("1 2" 3); declare -n r='a[@]'
args $r; args "$r"; args "x$r"; args "$r$r"; args ${r}; args "${r}"; args "${r-x}"; args "${r#1}"; args "${r:0}"
for i in "$r"; do echo "[$i]"; done
x=("$r"); declare -p x
z=$r; w="$r"; declare -p z w
IFS=:; z=$r; w="$r"; declare -p z w

#### A nameref to a[@] of an empty array
args() { printf '<%s>' "$#" "$@"; echo; }
declare -n r='a[@]'; a=()
args $r; args "$r"; args "x$r"; args "$r$r"; args "$r" x; args "${r}"; args "${r-q}"; args "${r+q}"
unset a; args "$r"; set -u; echo "[$r]"; case $r in '') echo none;; esac

#### A nameref to a[*] joins by IFS
args() { printf '<%s>' "$#" "$@"; echo; }
a=("1 2" 3); declare -n r='a[*]'; IFS=/
args $r; args "$r"; args "x$r"; args "$r$r"; args "${r/1/x}"; args "${r@Q}"

#### A nameref to an element is no variable
declare -n r='a[1]'; a=(1 2 3)
echo "$r" "${#r}" "[${r[0]}]" "[${r[@]}]" "${#r[@]}" "[${!r[@]}]" "[${r@a}]" "[${r@A}]"
[[ -v r ]]; echo $?; test -v r; echo $?; [[ -R r ]]; echo $?
mapfile r <<< x; read -a r <<< "p q"; export r; readonly r
declare -p a
declare -i r; r=3+4; declare -p a
unset r; declare -p a r

#### A list for a nameref to an element
declare -n r='a[1]'
r=(1 2)
echo never

#### Unset elements that a nameref refers to
declare -n r='a[1]'; a=(1)
set -u; echo "${r-no}"; echo "[$r]"; echo "${r+set}"

#### Unsetting a nameref to all elements empties the array
a=(1 2 3); declare -n r='a[*]'; unset r; declare -p a r
a=(1 2 3); unset 'a[@]'; declare -p a
declare -r c=(1 2); unset 'c[@]'; echo $?

#### A local nameref of its target's name means the global variable
## ignore: stderr
a=(x y z)
f() { local -n a=$1; echo "$a" "${a[@]}" "${a[1]}" "${#a[@]}" "${!a[@]}" "${a[@]:1}" "${a[*]}" "${#a}" "${a@Q}" "${a-q}"; }; f a
f() { local -n a=$1; a[1]=q; a+=(w); a+=w; }; f a; declare -p a
f() { local -n a=$1; a=(w e); (( a = 5 )); echo $((a)) $((a[1])); (( a++ ));  (( a[1]=8 )); }; f a; declare -p a
f() { local -n a=$1; unset 'a[1]'; }; f a; declare -p a
f() { local -n a=$1; unset -n a; echo "[$a]"; }; f a; declare -p a
f() { local -n a=$1; declare -p a; }; f a
f() { local -n a=$1; printf -v a xx; printf -v 'a[1]' xx; }; f a; declare -p a
f() { local -n a=$1; read a <<< yy; read 'a[2]' <<< yy; }; f a; declare -p a
f() { local -n a=$1; read -a a <<< "yy zz"; }; f a; declare -p a
f() { local -n a=$1; mapfile -t a <<< "yy zz"; }; f a; declare -p a
f() { local -n a=$1; for a in 1 2; do echo $a; done; declare -p a; }; f a; declare -p a
f() { local -n a=$1; echo "${!a}"; echo never; }; (f a)
f() { local -n a=$1; [[ -v a ]]; echo $?; [[ -R a ]]; echo $?; }; f a
f() { local -n a=$1; export a; readonly a; }; f a; declare -p a
declare -A m=([k]=v)
f() { local -n m=$1; echo ${m[k]}; m[j]=w; echo ${!m[@]}; }; f m; declare -p m

#### Warnings of a local nameref that refers to itself
f() { local -n a=$1; echo declared >&2; : "$a"; echo read >&2; a=5; echo assigned >&2; a+=5; }; a=x; f a
f() { local a=1; local -n a=a; echo "$? $a"; }; a=outside; f

#### A loop over what is no name, with a nameref
declare -n r; for r in 1 2; do echo ${!r}; done; echo $?; declare -p r
declare -n s; for s in x 2 y; do echo ${!s}; done; echo $?; declare -p s

#### Chains of namerefs and declare
declare -n r=r1 r1=r2 r2=r3; r=5; echo $r3 ${!r} ${!r1}
declare +n r; declare -p r r1 r2 r3; declare r=7; declare -p r r2 r3
declare -n s=x; declare -n s+=z; declare -p s
declare -n t=t[0]; echo $?; declare -p t
#### arithmetic with a nameref to all elements
a=(3 4); declare -n r='a[@]'; echo $((r + 1)); (( r=5 )); echo $?; let r++; echo $?; declare -p a; x='r+1'; echo $((x))
#### builtins, arithmetic and loops with namerefs that refer to each other
declare -n a=b; declare -n b=a
export a; echo $?; declare a=1; echo $?; declare -i a; echo $?; readonly a; echo $?
read a <<<x; echo $?; printf -v a x; echo $?
(( a = 1 )); echo $?
for a in x y; do echo in; done; echo $?
declare -p a b
#### unset of a nameref in a circle
declare -n a=b; declare -n b=a; unset a; echo $?; declare -p a b
#### ${!a} of a nameref in a circle
declare -n a=b; declare -n b=a; echo "${!a}"; echo no
#### an array that is to be a reference as well
(declare -na r; echo $?; declare -p r)
(declare -an r=x; echo $?; declare -p r)
(declare -nA r; echo $?; declare -p r)
(declare -nA r=(); echo $?; declare -p r)
(r=5; declare -na r; echo $?; declare -p r)
(r=x; declare -na r; echo $?; declare -p r)
(declare -n r=x; declare -na r; echo $?; declare -p r x)
(declare -n r=x; declare -na r=y; echo $?; declare -p r x y)
(f() { local -na r; echo $?; declare -p r; }; f)
(f() { local -na r=x; echo $?; declare -p r; }; f)
(f() { local -nA r=x; echo $?; declare -p r; }; f)
(f() { local -nA r=; echo $?; declare -p r; }; f)
(f() { local -nA r=(1); echo $?; declare -p r; }; f)
(declare -nax r=v; echo $?; declare -p r)
(declare -nar r=v; echo $?; declare -p r)
(declare -nA r=x; echo $?; declare -p r)
(declare -nA r=([a]=1); echo $?; declare -p r)
(declare -nA r; r[x]=1; echo $?; declare -p r)
(f() { declare -gn r=a; declare -ga s; declare -gna t=z; }; f; declare -p r s t)
#### a reference that is a number, or in upper case
(declare -nir r=v; echo $?; declare -p r; r=5; echo $?; declare -p v)
(declare -ni r=v; echo $?; declare -p r; r=5+1; echo $?; declare -p v)
(declare -nu r=v; echo $?; declare -p r; r=abc; echo $?; declare -p v)
(declare -n r=a; declare -ni r=b; echo $?; declare -p r)
(v=3; declare -ni r=v; echo $?; declare -p r)
(f() { local -ni r=v; echo $?; declare -p r; }; f)
(declare -ni r; echo $?; declare -p r; r=v; echo $?; declare -p r)
(declare -nu r; echo $?; declare -p r; r=v; echo $?; declare -p r)
(f() { local -nu r=v; echo $?; declare -p r; }; f)
(declare -nc r=vab; echo $?; declare -p r; declare -nl s='ABC[Q]'; declare -p s)
(declare -n r=A; declare -nl r; declare -p r; declare -nl r=B;  declare -p r)
(declare -nix r=v; echo $?; declare -p r)
#### the value of a reference in the environment
(declare -nx r=v; echo $?; declare -p r; r=abc; echo $?; declare -p v; env | grep -E '^(r|v)=')
#### +n with a value, or other attributes
(declare -n r=a; declare +n r=5; declare -p r a)
(declare -n r=a; declare +n r=7; declare -p r a; r=5; declare -p r a)
(declare -n r=a s=r; declare +n s=5; declare -p r s a)
(declare -n r='a[1]'; declare +n r=5; echo $?; declare -p r a)
(declare -n r=a; declare +n r+=5; echo $?; declare -p r a)
(declare -n r=a; declare +n -i r=2+3; echo $?; declare -p r a)
(declare -n r=a; declare +n -a r; echo $?; declare -p r a)
(declare -n r=a; declare +n -a r=(1); echo $?; declare -p r a)
(declare -n r=a; declare +n r=(1); echo $?; declare -p r a)
(declare -n r=a; typeset +nx r; echo $?; declare -p r a)
(declare -n r; declare +n r=x; echo $?; declare -p r)
(declare -n r; declare +n r; echo $?; declare -p r)
(declare -rn r=a; declare +n r; echo $?; declare -p r)
(declare -rn r=a; declare +n r=5; echo $?; declare -p r a)
(f() { local -n r=x; local +n r=5; declare -p r x; }; f; declare -p x)
(f() { local -n r=x; declare +n r; declare -p r; }; f; declare -p x)
#### what is local where a reference is: its target, if it is local as well
(f() { local -n r[0]=a; echo $?; declare -p r; }; f)
(f() { declare -n r='x'; r=5; r+=1; local r=7; echo $?; declare -p r x; }; f; echo here; declare -p x)
(f() { declare -n r='x'; local -a r=(7); echo $?; declare -p r x; }; f; echo here; declare -p x)
(f() { declare -n r='x'; local -i r; echo $?; declare -p r x; }; f; echo here; declare -p x)
(f() { local -n r='x[2]'; local r=5; echo $?; declare -p r x; }; f; declare -p x)
(f() { local -n r='x[2]'; local -i r; echo $?; declare -p r x; }; f; declare -p x)
(f() { local -n r='x[2]'; local r; echo $?; declare -p r x; }; f; declare -p x)
(f() { local -n r='x[2]'; declare -a r; echo $?; declare -p r x; }; f; declare -p x)
(x=(1); f() { local -n r='x[2]'; declare r=5; echo $?; declare -p r x; }; f; declare -p x)
#### a list for a reference to an element
(declare -n r='a[1]'; declare r=(1 2); echo $?; declare -p r a)
(declare -n r='x[2]'; declare -a r=(5); echo $?; declare -p r x)
(declare -n r='x[2]'; declare -i r=(5); echo $?; declare -p r x)
(declare -n r='x[2]'; declare -A r=([a]=5); echo $?; declare -p r x)
#### a list for a reference to an element in a function
(f() { declare -n r='x[2]'; declare r=(5); echo $?; declare -p r x; }; f)
#### export and readonly of a reference to an element, and to nothing
(declare -n r='a[1]'; export r=2; echo $?; declare -p r a)
(declare -n r='a[1]'; readonly r=2; echo $?; declare -p r a)
(declare -n r=a; export -n r; echo $?; declare -p r a)
(declare -n r='a[1]'; export r; echo $?; declare -p a; readonly r; echo $?; declare -p a; export r=4; echo $?; declare -p a; readonly r+=4; echo $?; declare -p a)
(declare -n r='a[1]'; a=(1 2); export r; echo $?; declare -p a; readonly r; echo $?; declare -p a; export r=4; echo $?; declare -p a; readonly r+=4; echo $?; declare -p a)
(declare -n r; export r=x; echo $?; declare -p r)
(declare -n r; export r; echo $?; declare -p r)
#### a reference without target becomes an array
(declare -n r; declare r=x; echo $?; declare -p r)
(declare -n r; declare r=7; echo $?; declare -p r)
(declare -n r; declare -i r=7; echo $?; declare -p r)
(declare -n r; declare -a r; echo $?; declare -p r)
(declare -n r; r=(1); echo $?; declare -p r)
(declare -n r; r[0]=x; echo $?; declare -p r)
(declare -n r; declare r[0]=x; echo $?; declare -p r)
(declare -n r; mapfile r <<<x; echo $?; declare -p r)
(declare -n r; read -a r <<<x; echo $?; declare -p r)
(declare -n r; read 'r[0]' <<<x; echo $?; declare -p r)
(declare -n r; printf -v 'r[0]' x; echo $?; declare -p r)
(declare -n r; r+=(1); echo $?; declare -p r)
(declare -n r; declare r=; echo $?; declare -p r)
#### unset of an element by a reference to an element
(declare -n r='a[1]'; a=(1 2 3); unset 'r[0]'; echo $?; declare -p r a)
(declare -n r='a[1]'; a=(1 2 3 4); unset 'r[2]'; declare -p a; unset 'r[x]';  declare -p a; unset 'r[@]'; declare -p a)
(declare -A m=([x]=1 [y]=2); declare -n r='m[x]';  unset 'r[y]'; echo $?; declare -p m)
#### read and printf name themselves where a reference is wrong
(declare -n r; read r <<<'1x'; echo $?; declare -p r)
(declare -n r='a[2]'; printf -v r[3] %s foo; echo $?; declare -p r a)
(declare -n r; printf -v r %s 1foo; echo $?; declare -p r)
#### references in a circle become arrays
(declare -n a=b; declare -n b=a; a=(1); echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; a[0]=1; echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; f() { a=(1); declare -p a; }; f; declare -p a b)
(declare -n a=b; declare -n b=a; read 'a[1]' <<<x; echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; a+=(1); echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; read -a a <<<x; echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; declare -A a; echo $?; declare -p a b)
(declare -n a=b; declare -n b=a; declare -A a=([x]=1); echo $?; declare -p a b)
#### local references to an element of themselves
(f() { declare -n a='a[1]'; echo $?; declare -p a; a=5; echo $?; declare -p a; }; f; declare -p a)
(f() { declare -n a; a='a[1]'; echo $?; declare -p a; a=5; echo $?; declare -p a; }; f; declare -p a)
#### a default for a reference without target
(declare -n r; echo "[${r:=a}]"; declare -p r)
(declare -n r; echo "${r:=x}" "$r"; r=4; echo $x;  declare -p r)
(declare -n r; unset x; echo "${r:-d}" "${r-d}" "${r:+d}"; echo "${x:=$r}"; x=${r:=a[1]}; echo $x; r=5; declare -p a r)
#### a wrong default for a reference without target ends the shell
(declare -n r; echo "${r:=5}"; echo $?; declare -p r)
#### a wrong default for a reference without target, in a function
(f() { declare -n r; echo "${r:=5}"; echo $?; declare -p r; }; f; echo $?)
#### an empty default for a reference without target
(declare -n r; echo "${r=}"; echo $?; declare -p r)
#### export and readonly of a reference that gets its target
(declare -n r; export r=x; declare -p r x; x=1; declare -p x)
(declare -n r; readonly r=x; declare -p r x; x=1; declare -p x)
(declare -n r; export r=; echo $?; declare -p r; export r=7; echo $?; declare -p r; export r='a[1]'; echo $?; declare -p r a)
(declare -n r; readonly r=; echo $?; declare -p r; readonly r=7; echo $?; declare -p r; readonly r='a[1]'; echo $?; declare -p r a)
#### assignments through a reference to a readonly variable
(declare -n r=s; readonly s=1; export r=c; echo $?; declare -p s; readonly r=5; export r; declare -p s)
(declare -n r=s; readonly s=1; readonly r=(1); declare -x r=4; echo $?; declare +r r; echo $?)
(
declare -n r=b; readonly b; r=1 eval 'echo "[$r]"'; echo $?; r=1 env | grep -c ^b=; f() { echo "f[$r]"; }; r=2 f; echo $?
r=1 true; echo $?
)
(declare -rn r=b; r=1 eval 'echo "[$r]"'; echo $?; r=1 env | grep  ^b=; f() { echo "f[$r]"; }; r=2 f; echo $?)
#### who is readonly, the reference or its target
declare -n r=s; readonly s=1; r+=(1); echo $?; r=(1); echo $?
r=(2)
r[0]=1
r+=x
r=x
read -a r <<<x; echo $?; mapfile r <<<x; echo $?; read r <<<x; echo $?; printf -v r x; echo $?; printf -v 'r[0]' x; echo $?; declare r=1; declare r=(1); (( r=1 )); echo $((r=2)); for r in a; do :; done; unset r; echo ${r:=5} ${r+x}
#### unset of a reference to an element of no array
declare -n r='a[1]'; a=v; unset r; echo $?; declare -p a; unset 'r[1]'; echo $?; unset 'a[1]'; echo $?; unset 'a[0]'; echo $?; declare -p a
#### unset of a reference to the first element of no array
declare -n r='a[0]'; a=v; unset r; echo $?; declare -p a r
#### unset of an element of a reference without target
declare -n r; unset 'r[1]'; echo $?; declare -p r
#### a reference to itself that was a number
declare -i s; declare -n s='s'; echo $?; declare -p s
#### attributes of a reference without target
(declare -n r; echo "${r@a}|${r@A}|${r@Q}"; declare -nx q; echo "${q@a}"; declare -n a=b; echo "${a@a}|${a@A}"; declare b; echo "${a@a}|${a@A}"; declare -i b; echo "${a@a}|${a@A}"; declare -n c=x[1]; echo "${c@a}|${c@A}"; x=(1 2); echo "${c@a}|${c@A}")
#### lists through a reference to a readonly variable
(declare -n r=s; readonly s=1; declare r=(1))
(declare -n r=s; readonly s=1; export r=(1))
#### a variable that becomes a reference keeps no attributes of its text
(declare -u s=5; declare -n s=b; echo $?; declare -p s)
(declare -ux s=v; declare -n s=b; echo $?; declare -p s; env | grep ^s=)
(declare -l s; declare -n s=b; declare -p s; s=X; declare -p b)
(declare -ix s; declare -n s=b; echo $?; declare -p s)
(declare -ix s=5; declare -n s=b; echo $?; declare -p s)
(declare -ux s=v; declare -n s; echo $?; declare -p s)
(declare -n s=v; declare -x s; declare -u s; declare -p s v; declare -nx s; declare -p s; declare -n s=w; declare -p s)
(declare -u s=5; declare -nl s=b; echo $?; declare -p s)
(f() { local -u s=q; local -n s=b; echo $?; declare -p s; }; f)
(declare -t s=q; declare -n s=b; declare -p s; declare -r s2=q; declare -n s2=b; declare -p s2)
(declare -u s=5; declare -n s=''; declare -p s; declare -u q; declare -n q=1x; declare -p q)

#### declare +n in a function: the nameref itself where that is local and leads to something
v2=6
f() { declare -n t=v1; declare +n t; declare -p t v1; }; f; declare -p v1
f() { declare -n t=v2; declare +n t; declare -p t v2; }; f; declare -p v2
f() { declare -n t=v2; declare +n t=9; declare -p t v2; }; f; declare -p v2
f() { local v2=1; declare -n t=v2; local +n t; declare -p t v2; }; f
f() { declare -n t=v1; declare +n -i t; declare -p t v1; declare +nx t; declare -p t; }; f
f() { local -n t=v2; g; declare -p t v2; }; g() { declare +n t; declare -p t v2; }; f
#### A nameref to a[@] or a[*] under another IFS
a=(1 2 '3 4'); declare -n r='a[@]' s='a[*]'
for IFS in ' ' : '-+' 3; do
  for n in r s; do
    printf '<%s>' "${!n}" ${!n}; declare -n t=$n
    printf '<%s>' $t "$t" "x$t" x$t "${t:-d}" ${t:-d} "${t:0}" ${t:0} "${t@Q}" "${t^^}" "${#t}" "${t:+x}" "a${t}b"
    x=$t; y="$t"; printf '<%s>' "$x" "$y" "${t#?}" "${t/1/x}"; [[ $t == 1* ]]; echo $?; unset -n t
  done
done
IFS=; printf '<%s>' "$r" "${r}" $r ${r} "$s" "${s}" $s; echo
#### assignments to references in a circle abandon the command, not the script
set -e
declare -n a=b b=a
a=3; echo not
echo $?
f() { a=4; echo not; }
f; echo not
echo $?
(a=3; echo not)
echo not
