#### zero to two arguments
test; echo $?; test ''; echo $?; test a; echo $?; test !; echo $?; test ! a; echo $?; test ! ''; echo $?; test -z; echo $?; test -Q; echo $?; test -Q x; echo $?; test x y; echo $?; test -n ''; echo $?; test = =; echo $?; test '(' ')'; echo $?
#### three arguments
test a = a; echo $?; test a b c; echo $?; test '(' a ')'; echo $?; test '(' '' ')'; echo $?; test ! -n a; echo $?; test a -a ''; echo $?; test '' -o b; echo $?; test = = =; echo $?; test ! = a; echo $?; test ! -a a; echo $?; test '(' = ')'; echo $?; test -a -a -a; echo $?; test -n = a; echo $?; test -t a b; echo $?
#### four arguments
test ! a = b; echo $?; test '(' a = a; echo $?; test '(' ! a ')'; echo $?; test ! ! ! a; echo $?; test a b c d; echo $?; test '(' '' ')' x; echo $?; test a = b -a; echo $?; test ! '(' a; echo $?
#### five and more
test '(' a = a ')'; echo $?; test '(' a = a x y; echo $?; test a -a b -a -z; echo $?; test a -a b -a -Q x; echo $?; test 1 = 1 -a '(' 1; echo $?; test 1 = 1 -a ! ''; echo $?; test '' -a b -o c; echo $?; test a -o b -a ''; echo $?; test abc -z /tmp -d x; echo $?; test -d / -a -e /tmp -a ! -e /nonex; echo $?; test 1 -lt 2 -a 3 -gt x; echo $?; test 5 -eq 5 -a; echo $?
#### the bracket
[ a ]; echo $?; [ ]; echo $?; [ a; echo $?; [; echo $?; [ a b ]; echo $?; [ '(' a ']'; echo $?; [ a = a ] && echo yes; test a ]; echo $?
#### integers
test 1 -eq 1; echo $?; test 010 -eq 10; echo $?; test ' 1 ' -eq 1; echo $?; test +5 -eq 5; echo $?; test -5 -lt 3; echo $?; test 1 -eq b; echo $?; test '' -eq 0; echo $?; test 0x1 -eq 1; echo $?; test 99999999999999999999 -eq 1; echo $?; test 5 -ge 5 -a 4 -le 5 -a 3 -ne 4; echo $?
#### strings
test a '<' b; echo $?; test b '<' a; echo $?; test Z '<' a; echo $?; test a == a; echo $?; test a != a; echo $?; test a =~ a; echo $?; test é '>' z; echo $?
#### kinds of files
mkdir d; echo x > f; : > e; ln -s f l; ln -s nowhere dl; mkfifo p; chmod 4755 f; for t in -a -b -c -d -e -f -g -h -k -L -p -r -s -S -u -w -x -O -G; do for n in d f e l dl p nonex ''; do test $t "$n"; echo -n $?; done; echo " $t"; done
#### ages
: > old; touch -d '2001-01-01' old; : > new; test new -nt old; echo $?; test old -nt new; echo $?; test old -ot new; echo $?; test new -nt nonex; echo $?; test nonex -nt new; echo $?; test nonex -ot new; echo $?; ln new hard; test new -ef hard; echo $?; test new -ef old; echo $?; test nonex -ef nonex; echo $?; test new -nt new; echo $?
#### terminals and options
test -t; echo $?; test -t 99; echo $?; test -t a; echo $?; test -t 1; echo $?; test -o errexit; echo $?; set -u; test -o nounset; echo $?; test -o nosuch; echo $?; test -o extglob; echo $?
#### variables
x=1; e=; declare -i u; test -v x; echo $?; test -v e; echo $?; test -v u; echo $?; test -v nope; echo $?; declare -n r=x r2=nope; test -v r; echo $?; test -v r2; echo $?; test -R r; echo $?; test -R r2; echo $?; test -R x; echo $?; test -v 1x; echo $?; test -v ''; echo $?; test -v RANDOM; echo $?
#### elements
a=(1 2 [5]=); declare -A h=([k]=v ['a b']=); declare -a ea; for v in a 'a[0]' 'a[5]' 'a[4]' 'a[@]' 'ea[@]' ea h 'h[k]' 'h[a b]' 'h[q]' 'h[@]' 'a[-1]' 'a[' 'a[1+1]' 'x[0]'; do test -v "$v"; echo "$v $?"; done; i=1; test -v 'a[i]'; echo $?; test -v 'a[$i]'; echo $?; test -v 'a[-9]'; echo $?
#### positional parameters
set -- a b; test -v 1; echo $?; test -v 2; echo $?; test -v 3; echo $?; test -v 0; echo $?; test -v @; echo $?
#### a missing parenthesis of [ and test
[ '(' a = b -o c ]; echo $?; test '(' a = b -o c; echo $?; [ '(' a -a b ]; echo $?
#### the operands of a test have their effects once, from left to right
f() { echo -n x >&2; echo y; }
i=0; x="a b"; [ $x = "$((i++))" ]; echo $i; [ $x = "$(f)" ]; x=; [ "$(f)" = $x ]; i=0; [ "$((i++))" -lt "$((i++))" ] && echo lt $i; x=0; [ "$((x=5))" = $x ] && echo same; x=5; [ $x = "$((x=6))" ] || echo differ
