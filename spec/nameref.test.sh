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
