#### declare -p of scalars
x=1; y='a b'; z=$'a\nb'; e=; declare -p x y z e; declare -p nosuch; echo $?
#### attributes in declare -p
declare -i i=5; declare -r r=ro; declare -x ex=exp; declare -l lo=ABC; declare -u up=abc; declare -c ca=hello; declare -t tr=t; declare -p i r ex lo up ca tr
declare -irx all=3; declare -p all
#### declared but unset
declare d; declare -i di; declare -x dx; declare -p d di dx; echo "[${d-unset}] [${di-unset}]"
#### removing attributes
declare -ix n=3; declare +i n; n=1+1; declare -p n; declare +x n; declare -p n; declare -l s=ABC; declare +l s; s=DEF; echo $s
#### cannot remove readonly
declare -r r=1; declare +r r; echo $?; r=2; echo "status $?"
#### readonly assignment ends the command
readonly r=1; r=2; echo "same line"
echo next line
#### readonly variable as prefix assignment
readonly r=1; r=2 echo x; echo "status $?"
#### readonly listing and use
readonly a=1; readonly b; b=2; echo $?; readonly -p | grep -E ' (a|b)(=|$)'; unset a; echo $?
#### readonly in functions
f() { local -r x=1; x=2; echo no; }; f; echo "status $?"
#### local of a readonly
readonly g=1; f() { local g=2; echo "[$g] $?"; }; f
#### export
export a=1; b=2; export b; sh -c 'echo $a $b'; export -n a; sh -c 'echo "[$a]"'; c=3; sh -c 'echo "[$c]"'; set -a; d=4; set +a; sh -c 'echo $d'
#### export -p and functions
f() { echo from f; }; export -f f; bash -c f; export -nf f; bash -c f 2>/dev/null; echo $?
#### export listing
unset ${!A*}; export AAA='x "y" $z'; export -p | grep AAA; declare -x | grep AAA
#### prefix assignments
x=1; x=2 sh -c 'echo $x'; echo $x; x=3 eval 'echo $x'; echo $x; x=4 true; echo $x; f() { echo $x; }; x=5 f; echo $x
#### prefix assignments persist for special builtins in posix mode
## options: --posix
x=1; x=2 :; echo $x; x=3 eval :; echo $x; x=4 true; echo $x
#### assignments only: order and substitution
a=1 b=$a c=$b; echo $a $b $c; x=$(echo sub) y=$x; echo $y
#### declare in a function is local, -g is global
f() { declare x=l; declare -g y=g; echo $x; }; f; echo "[${x-unset}] $y"
#### local attributes
f() { local -i n=2+2; local -u u=abc; local -a a=(1 2); echo $n $u ${a[1]}; local; }; f
#### local -p and local -
f() { local x=1 y; local -p; local -; set -f; echo $-; }; f | grep -v '^declare -- _'; echo $- | grep -c f
#### declare -F and -f
f() { echo "a  b"; if true; then :; fi; }; declare -F f; declare -F; declare -f f; declare -f nosuch; echo $?
#### declare -f of everything
f() {
  local x=1 # comment
  for i in a b; do echo $i > /dev/null 2>&1; done
  while read l; do case $l in a|b) echo x ;; *) : ;; esac; done < file
  [[ -n $x && ! $x == y* || $x =~ z ]] && { echo group; } || (echo sub)
  ((x++)); for ((i=0;i<3;i++)); do :; done; until false; do break; done
  cat <<E2
body $x
E2
  a=(1 2) b[0]=x
  echo "$(echo nested)" `date` ${x:-default} | sort -r & wait
  ! true
  function g { echo inner; }
  select s in 1 2; do break; done
}
declare -f f
#### set lists variables and functions
x_one='a b'; x_two=$'t\t'; set | grep ^x_; f() { :; }; set | grep -A3 '^f ()'
#### integer attribute evaluates
declare -i n='3 * 4' m; m=n+1; echo $n $m; n+=1; echo $n; declare -i bad='1 +'; echo "status $?"
#### case attributes
declare -u U; U=abcÄé; echo $U; declare -l L=ÄBC; echo $L; declare -ul both=aB; echo $both
#### nameref basics
x=1; declare -n r=x; echo $r; r=2; echo $x; declare -p r; echo ${!r}; unset r; echo "[${x-unset}]"; unset -n r; declare -p r 2>&1
#### nameref to array and element
a=(1 2 3); declare -n r=a; echo "${r[@]}" ${r[1]} ${#r[@]}; r[1]=x; r+=(4); echo "${a[@]}"; declare -n e='a[2]'; echo $e; e=z; echo "${a[@]}"
#### nameref in functions
setit() { local -n ref=$1; ref="set by $FUNCNAME"; }; setit v; echo "$v"; app() { local -n l=$1; shift; l+=("$@"); }; list=(a); app list b 'c d'; args "${list[@]}"
#### nameref loops and bad targets
declare -n a=b; declare -n b=a; echo "[$a]"; declare -n self=self; echo $?; declare -n bad='1x'; echo $?
#### nameref for loop
x=1 y=2; declare -n r; for r in x y; do echo "${!r}=$r"; done
#### nameref to unset
declare -n r=fresh; r=made; echo $fresh; declare -n q; echo "[$q]"; q=target; declare -p q
#### declare -g nameref and +n
v=1; declare -n n=v; declare +n n; echo $n; n=2; echo $v
#### unset -n and unset through nameref
x=1; declare -n r=x; unset -n r; echo $x; declare -n r=x; unset r; echo "[${x-gone}]"
#### invalid identifiers
declare 1x=1; echo $?; export a-b=1; echo $?; readonly x.y; echo $?; local=1; echo $local; declare 'a b'; echo $?; unset 1x; echo $?
#### invalid assignment words are commands
1x=1; echo $?; a-b=1; echo $?
#### declare -I inherits
f() { x=outer; local x; declare -I x; echo "[${x-unset}]"; }; x=global; f; g() { local -I x; echo $x; x=changed; }; g; echo $x
#### declare +p, unknown options
declare -Z x; echo $?; declare -p -i; echo $?; typeset x=1; typeset -p x
#### typeset -i in loops
typeset -i i=0; while [ $i -lt 3 ]; do i=i+1; done; echo $i
#### array attributes on existing scalars
x=val; declare -a x; declare -p x; y=v; declare -A y; echo $?
#### declare expands its arguments
n=name; declare $n=value; echo $name; declare "two=a b"; echo "$two"; a='x y'; declare b=$a; echo "$b"; export c=$a; echo "$c"; builtin declare d=$a; echo "$d"
#### assignment-like arguments of other commands split
a='x y'; args b=$a; args 'b='$a; f() { args "$@"; }; f c=$a
#### command declare and variables as command
a='x y'; command declare e=$a; echo "[$e]"; d=declare; $d g=$a; echo "[$g]"
#### temporary environment for functions is local
f() { echo $v; v=changed; echo $v; }; v=outer; v=tmp f; echo $v
#### unset in a function of a temporary variable
f() { unset v; echo "[${v-unset}]"; }; v=outer; v=tmp f; echo "[${v-unset}]"
#### exported variables changed are seen by children
export v=1; v=2; sh -c 'echo $v'; f() { local v=3; sh -c 'echo $v'; }; f; sh -c 'echo $v'; unset v; sh -c 'echo "[$v]"'
#### += on scalars, integers, unset
a=x; a+=y; a+=; echo $a; unset b; b+=z; echo $b; declare -i n=1; n+=2; echo $n; export c=1; c+=2 sh -c 'echo $c'; echo $c
#### BASH_ENV is read by non-interactive shells
echo 'echo env file; v=fromenv' > envfile; BASH_ENV=./envfile $SH -c 'echo $v'; BASH_ENV=./envfile $SH --posix -c 'echo "[$v]"'
#### variables with no value in the environment
env -i PATH="$PATH" X= $SH -c 'echo "[${X-unset}]"'; env X=$'a\nb' $SH -c 'echo "$X"'
#### SHLVL, PWD, OLDPWD, SHELL exist
env -i PATH="$PATH" $SH --norc -c 'echo $SHLVL; [ "$PWD" = "$(pwd)" ] && echo pwd; echo "[${OLDPWD-unset}]"; echo $IFS | od -An -c; echo $OPTIND $PS4'
#### builtins assign through the variables in front of them
x=1 printf -v x 5; echo "[$x]"; OPTIND=2 getopts ab v -a -b; echo $v $OPTIND; v=x getopts ab v -a -b; echo "$v"
x=1 let x+=5; echo $x; PWD=x cd /; echo $PWD; a=1 read a <<<5; echo "[$a]"
declare -i n=3; n=4 printf -v n 5+6; declare -p n; x=2 command printf -v x 3; echo "$x"
#### export of a readonly variable with a value
readonly a=5; export a=6; echo $?; declare -p a; readonly b=1; declare -x b=2; declare -p b
#### declare -x and -r of a name that was assigned in front of the function's name
f() { declare -x b; echo "[$b]"; declare -p b; env | grep ^b=; }; b=7 f; declare -p b
n() { declare -x c; declare -p c; c=5; env | grep ^c=; }; c=7 n; declare -p c; c=global; c=7 n; declare -p c
r() { declare -r d; declare -p d; }; d=1 r; declare -p d; g() { declare e; declare -p e; }; e=7 g; declare -p e; j() { local -x e; declare -p e; }; e=7 j; declare -p e
h() { b=8 f; declare -p b; }; h; u() { local -a k; declare -p k; }; k=7 u; u() { local -A k; declare -p k; }; k=7 u; declare -p k
#### declare -p of everything: arguments, word breaks, $_
echo a_b; declare -p | grep -E '^declare -+a? (BASH_ARGC|COMP_WORDBREAKS|_)\b'; declare -p COMP_WORDBREAKS; COMP_WORDBREAKS=x; declare -p | grep '^declare .* COMP_WORDBREAKS'
#### a blank in the subscript of an argument ends the word
declare -A o[y z]=1; echo $?; declare -A m; declare m["a b"]=1 m[c\ d]=2 m[$(echo e f)]=3 m[$((1 + 1))]=4; echo $?
for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done | sort
declare a[1 + 1]=5; echo $?; a[1 + 1]=6; echo ${a[2]}
#### brace expressions make a declaration's assignments ordinary words
z='1 k=2'; declare a=$z{,x}; declare -p a k; declare q=${z}{1,2}; declare -p q; declare v="$z"{,}$z; declare -p v
touch q=x1 'a[1]=x1'; declare q=?{2,1}; declare -p q; declare -a b[1]=?{2,1}; declare -p b; declare m=~{,/x}; declare -p m; f() { local v=$z{,}; declare -p v k; }; f
declare -a c[{1..3}]={x,y}; declare -p c; declare -A m=([{a,b}]=1); declare m[{c,d}]={1,2}; declare -p m; declare d[{1}]=x; set +B; declare d[{1,2}]=x
#### assignments in front of commands hide computed variables
f() { echo $SECONDS $LINENO $BASHPID $RANDOM; }; SECONDS=77 LINENO=88 BASHPID=99 RANDOM=5 f; [ $SECONDS -lt 5 ]; echo $?
RANDOM=4 printenv RANDOM; SECONDS=9 printenv SECONDS
SECONDS=7 eval 'echo $SECONDS'; SRANDOM=4 eval 'echo $SRANDOM'; _=3 eval 'echo $_; echo $_'
f() { echo ${FUNCNAME} ${DIRSTACK} ${BASH_SUBSHELL} $EPOCHSECONDS $BASH_COMMAND; }
FUNCNAME=x DIRSTACK=a BASH_SUBSHELL=c EPOCHSECONDS=d BASH_COMMAND=e f
#### RANDOM from expressions
r() { echo $((RANDOM%997)); }
RANDOM=5; r; RANDOM=2+3; r; RANDOM=010; r; RANDOM=8; r; RANDOM=' 0x10 '; r; RANDOM=16; r; x=16; RANDOM=x; r
RANDOM=3; RANDOM=1/0; r; r; RANDOM=99999999999999999999; r; RANDOM=; r
#### RANDOM+= adds to the last number
r() { echo $((RANDOM%997)); }
RANDOM=5; RANDOM+=5; r; RANDOM=10; r; RANDOM=5; r; RANDOM+=5; r; RANDOM+=x; r
#### SECONDS from outside, and from expressions
near() { (( SECONDS >= $1 && SECONDS < $1 + 5 )); echo $?; }
SECONDS=90 $SH -c '(( SECONDS >= 90 && SECONDS < 95 )); echo $?'; SECONDS=x $SH -c '(( SECONDS < 5 )); echo $?'
SECONDS=50+50; near 100; SECONDS+=100; near 200; SECONDS=1/0; near 0; unset SECONDS; SECONDS=1+1; echo $SECONDS

#### export -a, readonly -A without a value: no array
export -a v; readonly -A w; declare -p v w; v=(1); declare -p v
f() { readonly -a q; local -a z; readonly -a z; declare -p q z; }; f

#### arrays that other arrays cannot become are refused before the builtin runs
declare -A m=([a]=1)
declare -a m=(1 2)
echo $?
readonly -a m=(1)
echo $?
f() { :; declare -ga m=(1)
echo $?
local -A l=()
local -a l=(1)
echo in $?; }
f
echo out $?
declare -p m

#### arrays for a readonly name in a function: two messages
readonly v=1
f() { :; local v=(1 2); echo $?; :; declare -a v=(3); echo $?; local v=4; echo $?; }; f
declare v=(1); echo not

#### export and readonly of a readonly name: the builtin is named where -a or -A is given
readonly v=1
readonly v=c; echo $?; readonly -a v=b; echo $?; readonly -A v=; echo $?; export -a v=; echo $?; export v=x; echo $?
export v+=(1); echo not
#### arrays that cannot be, in front of other words
readonly q=1; f() { :; local -a q=(2) b=4; echo a $? $b; readonly q=(2) c=3; echo $? $c; }; f
g() { :; local -A q=([x]=1); echo $?; }; g
h() { local -A p=([x]=1); declare -a p=(2) b=3; echo a $?; }; h
#### special variables cannot be local arrays
f() { :; local FUNCNAME=(1); echo a $?; local -a GROUPS=(1) x=2; echo a $?; declare BASH_LINENO=(1) c=(2); declare GROUPS; echo $?; }; f
