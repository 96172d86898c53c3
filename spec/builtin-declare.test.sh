#### attributes as declare -p shows them
declare x=1; declare -i n=3+4; declare -r ro=1; declare -x ex=1; declare -l lo=ABC; declare -u up=abc; declare -c ca=aBC; declare -a a=(1 2 [5]=x); declare -A h=([a]=1 ['b c']=2); declare -n r=x; declare -t tr=1; declare -p x n ro ex lo up ca a h r tr; declare -xi xi=1+1; declare -air air=(1+1 2); declare -lx lx=A; declare -p xi air lx
#### declared but unset
declare -a ua; declare -A uh; declare -i ui; declare -x ux; declare -n un; declare plain; declare -p ua uh ui ux un plain; declare -p nonex; echo $?; echo "[${plain-unset}]"
#### taking attributes away
declare -x ex=1; declare -i n=1; readonly ro=1; a=(1); declare -A h; declare +x ex; declare +i n; declare -p ex n; declare +r ro; echo $?; declare +a a; echo $?; declare +A h; echo $?; declare -A a; echo $?; declare -a h; echo $?
#### names that are none
declare 1x=3; echo $?; declare 'a b'=3; echo $?; declare -; echo $?; declare ''; echo $?; declare =; echo $?; declare a-b ok=1; echo $? $ok
#### options that are none
declare -Z; echo $?; declare +Z; echo $?; local -Z; echo $?; export -Z; echo $?; readonly -Z; echo $?; typeset -Z; echo $?
#### appending
x=1; declare x+=5; declare -i n=3; declare n+=5; declare -p x n; declare a[2]=foo; declare 'a[3]=bar'; declare -p a; declare -A h; declare h[zz]=1 'h[y z]=2'; k=key; declare "h[$k]=v" h[$k$k]=w; declare -p h; declare 'newa[2]=5'; declare -p newa; declare -a a+=(q); declare -p a; declare -A h+=([q]=3); declare -p h
#### functions
f() { echo hi; }; declare -f nof; echo $?; declare -f f; declare -F f; declare -F; declare -F nof; echo $?; declare -fx f; declare -F; declare -fr f; declare -F; declare -pf f; declare -pF f; declare -f f=1; echo $?; declare -pf nof; echo $?; shopt -s extdebug; declare -F f | sed 's/case.sh/X/;s/[^ ]*X/X/'
#### upper and lower
declare -l lu=AbC; declare -u lu=AbC; declare -p lu; declare -lu both=aB; declare -l -u b2=aB; declare -p both b2; declare -c c=abc; declare -l c; declare -p c; c=XyZ; echo $c; declare -u u; u=äé; echo $u; u+=ß; echo $u
#### local
g() { declare loc=1; declare -g glob=2; local l2=3; declare -p loc l2; local; local -p; declare -g x=gx; }; g; declare -p loc; declare -p glob x; local y; echo $?
#### local variables and outer ones
x=out; f() { local x; echo "[${x-unset}]"; x=in; g; echo $x; }; g() { echo "g $x"; x=changed; }; f; echo $x; h() { local x=1 y=$x; echo "[$y]"; }; h; i() { local x=lo; unset x; echo "[${x-unset}]"; x=again; }; i; echo $x; j() { local x=1; k; echo "[$x]"; }; k() { unset x; x=5; }; j; echo $x
#### local with attributes
f() { local -a arr=(1 2); local -i i=2+2; local -r lr=1; local -x ex=1; local -A h=([x]=1); declare -p arr i lr ex h; local lr=2; echo $?; unset lr; echo $?; local -a h; echo $?; sh -c 'echo "[$ex]"'; }; f; declare -p arr i lr ex h
#### readonly globals
readonly R=5; f() { local R=6; echo "$? $R"; declare R=7; echo $?; typeset -g R=8; echo $?; }; f; echo $R
#### local -
f() { local -; set -fu; set +B; echo $-; g; echo $-; }; g() { local -; set +f; set -e; }; before=$-; f; [ "$before" = "$-" ] && echo same; h() { set -f; }; h; case $- in *f*) echo f stays;; esac
#### local -I
x=orig; declare -i n=5; f() { local -I x n; declare -p x n; x=changed; n=2+2; echo $n; }; f; echo $x $n; shopt -s localvar_inherit; g() { local x; echo $x; }; g
#### global from a function
declare -g G=1; f() { declare -g G=2 H=3; declare -gA M=([a]=1); local G=5; declare -g G=6; echo $G; declare -gi G; }; f; declare -p G H M
#### declare in a function is local
f() { declare -i a; a=1+1; typeset c=3; local b=$a; echo $a $b $c; }; f; echo "[$a$c]"
#### integers that are none
declare -i x=abc+1; echo $x; declare -i y="1 +"
echo "st=$?"; declare -p y; declare -i z=08
echo $?
#### readonly
readonly a=1; readonly a=2; echo $?; readonly a; echo $?; readonly b; declare -p b; readonly -a c=(1 2); declare -p c; readonly -A d=([k]=v); declare -p d; readonly 'x y'; echo $?; readonly 'e[1]=2'; echo $?; readonly -p | grep -E ' (a|b|c|d)(=|$)'; f() { :; }; readonly -f f; readonly -f nof; echo $?; unset -f f; echo $?; f() { echo; }
echo $?; readonly -f
#### export
export a=1 b; declare -p a b; export -n a; declare -p a; export c+=5 c+=6; declare -p c; export 1x; echo $?; export 'd[0]=1'; echo $?; export -- e=1; export f-g=1 ok=1; echo $? $ok; sh -c 'echo "[$a][$c][$e]"'; export arr=(1 2); declare -p arr; env | grep -c '^arr'
#### export -f
f() { echo "f $1"; }; export -f f; bash -c 'f x'; export -f; export -nf f; bash -c 'f x' 2> /dev/null; echo $?; export -f nof; echo $?; g() { echo a; if true; then for i in 1 2; do echo $i; done; fi; (b; c); }; export -f g; env | sed -n '/^BASH_FUNC_g/,/^}/p'
#### exported functions that are changed
f() { echo 1; }; export -f f; f() { echo 2; }; bash -c f; (f() { echo 3; }; bash -c f); bash -c f; (export -nf f; bash -c f 2> /dev/null; echo $?); bash -c f; unset -f f; bash -c f 2> /dev/null; echo $?
#### listing by attribute
declare -l ll=1; declare -u uu=2; declare -n nn=ll; declare -t tt=3; declare -A hh=([a]=1); declare -pl; declare -pu; declare -pn; declare -pt; declare -pA | grep hh; declare -px | grep -c PATH; declare -r | grep -c UID
#### compound values in strings
declare -a "ca=(1 2 'a b')"; declare -A "cA=([x]=1 [y]='2 3')"; declare "sc=(1 2)"; declare -p ca cA sc; declare "ca=(5 6)"; declare -p ca; v=z; declare ca='(7 $v)'; declare -p ca; declare -a ca2=5; declare -A cA2=5; declare -a ca3=''; declare -p ca2 cA2 ca3; declare 'ca[1]=(3)'; declare -p ca
#### references
declare -n r=r; echo $?; declare -n r=1x; echo $?; declare -n r=''; echo $?; declare -n r='a[1]'; r=v; declare -p r a; declare -n a; echo $?; declare -an q=x; echo $?; declare -n t=v1; declare -i t; t=3+3; declare -p t v1; declare +n t; declare -p t; declare -n t; unset t; declare -p v1; declare -p t; unset -n t; declare -p t; declare -n nn; nn=target; nn=val; declare -p nn target; declare -n t=v3; declare -r t; declare -p t v3
#### references as parameters
f() { local -n ref=$1; ref=new; ref+=er; }; x=1; f x; echo $x; g() { local -n arr=$1; arr[2]=z; arr+=(q); echo "${#arr[@]}"; }; a=(1); g a; declare -p a
#### set lists variables and functions
x=1 y='a b' z=$'a\nb' w="it's" e= t='~x' q="a\$b"; declare -A h=([a]=1 ['b c']='d e'); arr=(1 "2 3" [5]=x); declare -n r=x; f() { echo a; }; set | grep -E '^(x|y|z|w|e|t|q|h|arr|r|f)(=| )' ; set | tail -4; declare | tail -4
#### POSIX mode
set -o posix; export ex=1; export -p | grep ex=; readonly ro=2; readonly -p | grep ro=; f() { :; }; set | grep -c '^f '
#### xtrace of export
set -x; export a=1 b="x y"; readonly c=2; declare d=3; local e 2> /dev/null; set +x
#### lists and elements
declare -n h=(1 2); echo $?; declare -p h; declare +a g=(1 2); echo $?; declare -p g; declare -r a[0]=x; echo $?; declare -p a; declare -u b[-1]=x; echo $?; declare -p b
declare x[1]=(1 2); echo no
echo $?; readonly -a ra=5; declare -p ra; export -n unknown; declare -p unknown
#### export and readonly take more options than they say
export -a; export -a x=1; declare -p x; readonly -n | wc -l; readonly -A; readonly -a z=(1 2); declare -p z; export -i; readonly -x

#### Text in parentheses is a list after declare, not after export
a=(1); declare a="(x y)"; declare -p a; declare a='(p)'; declare -p a; export a="(q r)"; declare -p a; readonly a="(s t)"; declare -p a

#### Text in parentheses for local and declared arrays
a=(1); typeset a="(x y)"; declare -p a; f() { local a="(l m)"; declare -p a; local -a b; local b="(x y)"; declare -p b; local -a c="(1 2)"; local c="(3 4)"; declare -p c; declare c="(5 6)"; declare -p c; export c="(7 8)"; declare -p c; }; f; declare -p a; declare -A m=([k]=v); declare m="([j]=w)"; declare -p m; readonly m="([q]=r)"; declare -p m; v="(1 2)"; b=(); declare b=$v; declare -p b; declare b+=$v; declare -p b; declare b+="(z)"; declare -p b; declare b[0]="(x)"; declare -p b; declare s="(x y)"; declare -p s; declare -i n=(1+1); declare -p n; declare n="(2+2 3)"; declare -p n

#### A list for a readonly array after declare abandons the command
readonly v=(1 2); declare v=(3); echo no

#### declare of a readonly variable
readonly s=1; (declare s=2; echo yes $?); (declare s=(2); echo no $?); (declare -a s=(2); echo no $?); (declare -A s; echo $?); (declare -a s; echo $?; declare -p s); (declare -i s; echo $?; declare -p s); (declare -n s=x; echo $?; declare -p s); (declare -x s=4; echo $?; declare -p s); (declare +x s; echo $?); (declare +r s; echo $?); (declare +i s=3; echo $?); (declare s; echo $?); f() { local s; echo $?; local s=3; echo $?; declare s=4; declare -g s=5; echo $?; }; (f); (export s; echo $?; declare -p s); (readonly s; echo $?); (readonly s=1; echo $?); (typeset -r s=1; echo $?)

#### Subscripts are evaluated once
x=5 y=3; echo $((y-=x>x|36#Zz?9223372036854775807:36#Zz)); echo $y; y=3; echo $((y-=9223372036854775807)) $y; y=3; a=(1); echo "${a[y-=9223372036854775807]}"; echo $y; echo ${a[-9223372036854775804]}; echo ${a[9223372036854775807]}; a[9223372036854775807]=x; declare -p a; echo $?; a[-9223372036854775808]=x; echo $?

#### What a subscript assigns counts for negative ones
a=(4 5 6); a[(a[5]-=1)]=q; declare -p a; a=(1 2); a[a[9]=-1]=z; declare -p a; a=(1 2); echo ${a[a[7]=-1]} ; declare -p a; a=(1 2); ((a[a[3]=-1]=5)); declare -p a; a=(1 2); unset 'a[a[4]=-1]'; declare -p a; a=([a[6]=1]=x); declare -p a; unset a; a[$((a[2]=5))]=y; declare -p a

#### Namerefs to what is no name
declare -n r=1x; echo $?; f() { local -n r=1x; echo $?; declare -p r; local -n q=''; echo $?; declare -p q; declare -n s; local s=5; echo $?; declare -p s; s=7; echo $?; local -n t=a[0] u='a[' ; echo $?; declare -p t u; }; f; declare -a a=(1); declare -n a=1; echo $?; declare -n a=b; echo $?; declare -n 'a[1]'; echo $?; declare -n 'a[1]=x'; echo $?; declare -n; declare -n n; declare n=1; echo $?; declare -p n; declare n=ok; declare -p n; declare n=2; echo $?; declare -p n ok; typeset +n n; declare -p n

#### declare with lists where IFS is empty
IFS=; set -- a b; a=(c d)
declare y=${a[*]}; z=${a[*]}; echo "$y" "$z"; declare y="$*" ; echo "$y"; declare y=${a[*]:0}; echo "$y"; export y=$*; echo "$y"; f() { local y=$*; echo "$y"; }; f 1 2; declare y=x$*; echo "$y"; declare y=$*$*; echo "$y"; y=$*$*; echo "$y"; y=x$*; echo "$y"; declare y="q"$*; echo "$y"; y="q"$*; echo "$y"; declare y=${n-x}$*; echo "$y"; y=${n-x}$*; echo "$y"; declare y=${a[@]:1}$*; echo "$y";  y=${a[@]:1}$*; echo "$y"; declare y=${a[@]}$*; echo "$y"; y=${a[@]}$*; echo "$y"; y=$@$*; echo "$y"; declare y=${*}; echo "$y"; declare y=${*:1}; echo "$y"; declare y=${*#a}; echo "$y"; declare y=${a[*]#c}; echo "$y";  declare y=${a[*]^}; echo "$y"; declare y=${a[*]@Q}; echo "$y"; declare y=${!a[*]}; echo "$y"; declare y=${n-$*}; echo "$y"; declare y=${*/a/z}; echo "$y"; declare y=${a[*]/c/z}; echo "$y"; declare y=${*-x}; echo "$y"; declare y=${a[*]+$*}; echo "$y"; declare y=p"$*"q$*; echo "$y"; for q in '*' @; do declare y=${!q}; echo "$y"; done; y[0]=$*; echo "${y[0]}"; declare y[0]=$*; echo "${y[0]}"; readonly z2=$*; echo "$z2"; a=(x=$*); echo "${a[0]}"; echo y=$*; x=1 y=$* env | grep ^y=; y+=$*; echo "$y"; declare y+=$*; echo "$y"

#### A local scalar that becomes an array is a new variable
f() { local v=1; local -a v; declare -p v; local w=1; declare w+=(3); declare -p w; local x=1; x+=(3); declare -p x; local y=1; local y[1]=5; declare -p y; local z=1; declare -a z=(7); declare -p z; local q=1; local -A q; declare -p q; local -i r=3; local r+=(4+4); declare -p r; local s=(1 2); local s; declare -p s; local s[5]=x; declare -p s; local s+=(9); declare -p s; declare -A t=([a]=b); local -A t; declare -p t; declare t+=([c]=d); declare -p t; }; f

#### What becomes an array elsewhere keeps its value
v=1; declare v+=(3); declare -p v; w=1; declare w[1]=5; declare -p w; x=1; typeset -a x; declare -p x; f() { declare -g v+=(4); declare -p v; declare -g w[2]=7; declare -p w; g=1; declare -g g+=(3); declare -p g; export g2=1; declare g2+=(3); declare -p g2; h=1; readonly h+=(2); declare -p h;  i=1; export i+=(2); declare -p i; }; f; f2() { x=1 g3; }; g3() { declare x+=(2); declare -p x; }; f2

#### Both kinds of arrays at once
declare -aA w=5; echo $?; declare -p w; declare -Aa q; echo $?; declare -p q; declare -a -A r=([k]=v); echo $?; declare -p r; local -n x; declare -n v=w; readonly w; declare v=2; declare +x v=3; v=4; echo no

#### Appending to the target of a nameref
declare -n v[1]=x; declare -n 'v[1]'; w=AbC; declare -n w+=2; declare -p w; declare -n e+=foo; declare -p e; declare -n e+=bar; declare -p e; declare -n e=; echo $?; declare -p e
#### +p is -p
A=1; declare +p A; f() { local q=2; local +p q; }; f; declare +p nope; echo $?; typeset +p A
#### a nameref without a name
declare -n ''; echo $?; declare -n '=x'; typeset -n '' a=; declare -n ''=; declare -rn ''; declare +n ''; declare -n 1 a-b '[x]'; echo $?
#### lists take no random number
RANDOM=42; set >/dev/null; declare -p >/dev/null; typeset -i >/dev/null; echo $RANDOM
#### -g with a subscript: the element is that of the local variable, the array the global one
f() { local w=1; declare -g w[2]=7; declare -p w; }; f; declare -p w
v=5; f() { local v=(1); declare -g v[2]=7 v[0]=8; declare -p v; declare -g v+=(4); declare -p v; }; f; declare -p v
declare -A m=([a]=5); f() { local -A m=([b]=1); declare -g m[c]=7; declare -gA m+=([e]=1); declare -p m; }; f; declare -p m
g() { local x; h; declare -p x; }; h() { declare -gi x[1]=1+1; declare -p x; }; g; declare -p x
r() { local -a q; declare -gr q[4]=1; q[5]=2; declare -p q; }; r; declare -p q
#### local arrays whose first element cannot be
f() { declare -r a[0]=x; declare -p a; declare c[-1]=1; declare -p c; declare -A z[]=1; declare -p z; declare -aA w=5; declare -p w
declare -u u[-1]=x; u[1]=abc; declare -p u; }; f
declare -a x; x[-1]=2; declare -p x; declare -u y; y[-1]=b; declare -p y
#### exported while it is temporary, in a function: it stays
f() { g=7 eval 'export g'; declare -p g; }; f; declare -p g
f() { local q=1; q=7 eval 'export q; q=8'; declare -p q; }; f; declare -p q
f() { t=1 . ./s; }; echo 'export t; t=5' >s; h() { local t=0; f; declare -p t; }; h; declare -p t
k() { export y; }; f() { local y=0; y=1 k; declare -p y; }; f; declare -p y
f() { local r; r=1 eval 'r=2; readonly r'; declare -p r; }; f; declare -p r
f() { (v=1 eval 'export v'; declare -p v); declare -p v; w=2 eval 'export w=5'; }; f; declare -p w
s=1 eval 'export s'; declare -p s
f() { local b=0; b=5 export b; declare -p b; }; f; declare -p b
#### lists of arrays that have other attributes as well
declare -ar ar=(1); declare -a a=(2); declare -Ar Ar=([x]=1); declare -A A=([x]=2); declare -ax ax=(3); declare -r r=1
declare -ar | grep -v BASH; echo; declare -Ar; echo; declare -ax; echo; declare -rxa | grep -v BASH; echo; declare -xA
f() { local -ai ai=1 b; local -i i; local -ai; }; f
#### local - once more: the options of that time come back
f() { local -; set -u; local -; set -f; }; f; echo $-
g() { local -; set +u; h; echo $-; }; h() { local -; set -f; local -; set +f; }; g; echo $-
