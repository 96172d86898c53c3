#### words and rest
show() { echo "$? a=[$a] b=[$b] c=[$c]"; a= b= c=; }
read a b <<< 'x y z'; show; read a b <<< ' x y z '; show; read a b c <<< ' x  y	z  '; show; read a <<< ' x '; show; read a b c <<< x; show; read a b <<< ''; show; read <<< ' x '; echo "[$REPLY]"
#### end of input
printf 'abc' | { read a; echo "$? $a"; }; printf '' | { read a; echo "$? [$a]"; }; printf '\n' | { read a; echo "$? [$a]"; }; printf 'a\nb' | { while read x; do echo "$x"; done; echo "last $x"; }
#### backslashes
printf 'x y\\ z\n' | { read a b; echo "[$a][$b]"; }; printf 'x\\\ny z\n' | { read a b; echo "[$a][$b]"; }; printf 'a\\\\b \\x\n' | { read a b; echo "[$a][$b]"; }; printf 'x\\\ny\n' | { read -r a; echo "[$a]"; cat; }; printf 'q\\' | { read a; echo "$? [$a]"; }; printf 'q\\\n' | { read a; echo "$? [$a]"; }
#### escaped blanks at the ends
show() { echo "[$a][$b]"; }
printf ' \\ a \n' | { read a; show; }; printf ' a \\ \n' | { read a; show; }; printf 'a b\\ \n' | { read a b; show; }; printf 'a b \\  \n' | { read a b; show; }
#### IFS without blanks
show() { echo "[$a][$b][$c]"; a= b= c=; }
for s in a:b:c a:b: a:b:: a:: :a: a: a : :: :::; do IFS=: read a b c <<< "$s"; show; IFS=: read a b <<< "$s"; show; IFS=: read a <<< "$s"; show; done
#### IFS with blanks and others
show() { echo "[$a][$b][$c]"; a= b= c=; }
for s in 'a : b : c : ' ' a : b : ' ' a : b :: ' 'a b : ' 'a ' 'a :' ' : a' 'a  b' ' :: '; do IFS=': ' read a b c <<< "$s"; show; IFS=': ' read a b <<< "$s"; show; IFS=': ' read a <<< "$s"; show; done
#### other IFS
IFS= read a b <<< ' a b '; echo "[$a][$b]"; IFS=x read a b c <<< ' axxb '; echo "[$a][$b][$c]"; IFS=é read a b <<< aéb; echo "[$a][$b]"; unset IFS; read a b <<< '  p	q '; echo "[$a][$b]"; IFS=: read a b <<< 'a\:b:c'; echo "[$a][$b]"
#### arrays
read -a a <<< ' x  y z '; declare -p a; IFS=: read -a a <<< 'a:b::c:'; declare -p a; read -ra a <<< 'a\ b c'; declare -p a; read -a a <<< 'a\ b c'; declare -p a; a=(1 2 3 4); read -a a <<< 'x'; declare -p a; read -a a <<< ''; declare -p a; IFS= read -a a <<< 'x y'; declare -p a
#### number of characters
printf 'abcdef\n' | { read -n 3 a; echo "$? $a"; cat; }; printf 'ab\ncd' | { read -n 5 a; echo "$? $a"; cat; }; echo; printf 'ab\ncd' | { read -N 5 a; echo "$? $a"; }; printf 'a b cd' | { read -N 5 a b; echo "$? [$a][$b]"; cat; }; echo; printf abc | { read -N 5 a; echo "$? $a"; }; printf abc | { read -n 0 a; echo "$? [$a]"; cat; }; echo; printf 'a\\bcd' | { read -n 3 a; echo "$a"; cat; }; echo; printf 'éàü' | { read -n 2 a; echo "$a"; cat; }; echo; printf 'a b c' | { read -n 4 a b; echo "[$a][$b]"; }
#### delimiters
printf 'a;b' | { read -d ';' a; echo "$? $a"; cat; }; echo; printf 'a\0b\0' | { read -d '' a; echo "$? $a"; read -d '' b; echo "$? $b"; }; printf 'a b' | { read -d ' ' a b; echo "$a[$b]"; }; printf 'a\\;b;c' | { read -d ';' a; echo "$a"; cat; }; echo; printf 'axb' | { read -d xy a; echo $a; }; printf 'a\nb;' | { read -d ';' a; echo "$a"; }
#### bytes
printf 'a\0b\n' | { read a; echo "$a"; }; printf '\xff\xfe z\n' | { read a b; printf %s "$a" | od -An -tx1; echo $b; }; printf '\xc3' | { read -n 1 a; printf %s "$a" | od -An -tx1; }; printf 'a\001b\177\n' | { read a; printf %s "$a" | od -An -tx1; }
#### nothing behind the newline is taken
printf 'l1\nl2\nl3\n' > f; { read a; read b; cat; } < f; echo "$a $b"; (read a; (read b; echo "in $b"); read c; echo "$a $c") < f; while read l; do sh -c 'read z; echo "$z"'; done < f; while read l; do head -1; done < f; exec 3< f; read -u 3 x; read y <&3; echo $x $y; cat <&3
#### two descriptors
printf '1\n2\n' > f; exec 5< f 6< f; while read -u 5 a && read -u 6 b; do echo "$a=$b"; done; exec 5< f 6<&5; read -u 5 a; read -u 6 b; echo "$a $b"
#### a file read and written
printf 'a\nb\nc\n' > f; exec 4<> f; read -u 4 a; echo X >&4; read -u 4 b; echo "$a $b"; exec 4>&-; cat f; while read l; do [ "$l" = a ] && echo d >> f; echo $l; done < f
#### timeouts
sleep 1 | { read -t 0.1 a; echo "$? [$a]"; }; (printf ab; sleep 1) | { read -t 0.2 a; echo "$? [$a]"; }; echo x | { sleep 0.1; read -t 0; echo $?; read -t 2 a; echo "$? $a"; }; read -t x a; echo $?; read -t -1 a; echo $?
#### wrong arguments
read -n; echo $?; read -n -1 a; echo $?; read -n x a; echo $?; read -u 9 a; echo $?; read -u x a; echo $?; read -Z; echo $?; read 1a <<< x; echo $?; echo x | { read a 1b; echo "$? $a"; }; read -a 1a <<< x; echo $?; readonly ro; read ro <<< x; echo $?; declare -A h; read -a h <<< x; echo $?; exec 0<&-; read a; echo $?
#### attributes of the variables
declare -i n; read n <<< 3+4; echo $n; declare -u up; read up <<< abc; echo $up; declare -A h; read 'h[k]' 'h[a b]' <<< 'x y z'; declare -p h; read 'a[2]' <<< q; declare -p a; i=4; read 'a[i]' 'a[$i+1]' <<< 'p r'; declare -p a; declare -n ref=target; read ref <<< val; echo $target
#### in functions and substitutions
f() { local x; read x; echo "<$x>"; }; printf '1\n2\n' | { f; f; f; }; x=$(read q; echo $q; read q; echo $q) <<< ''; echo "[$x]"; v=$(printf 'a\nb\n' | while read l; do echo "$l."; done); echo $v; read x < <(echo sub); echo $x
#### prompt and other options without a terminal
read -p prompt -s -e -i text x <<< v; echo $x; read -rp '>' x <<< 'a\b'; echo "$x"
#### a trap runs while read waits
trap 'echo usr1' USR1; (sleep 0.2; kill -USR1 $$; sleep 0.2; echo late) | { read x; echo "got $x"; }
mkfifo p; (sleep 0.2; kill -USR1 $$; sleep 0.2; echo z > p) & read x < p; echo $x; wait

#### TMOUT limits read
TMOUT=0.2
read x < <(sleep 1; echo late); echo $?
echo hi | { read x; echo $? $x; }
TMOUT=0; read x <<< z; echo $? $x; TMOUT=-1; read x <<< z; echo $? $x; TMOUT=abc; read x <<< z; echo $? $x
#### -a into arrays that convert what they hold
declare -ia a; read -a a <<< '1+1 2*3'; declare -p a
declare -ua b; read -a b <<< 'x yé'; declare -p b
declare -l s=ABC; read -a s <<< 'DEF GHI'; declare -p s
declare -i d; read -a d <<< '3*3 4'; declare -p d
read -a GROUPS <<< '1 2'; echo $?
#### wrong arithmetic names the builtin
declare -i n; read n <<< '1 +'; echo not reached
#### wrong arithmetic names the builtin: -a
declare -ia a; read -a a <<< '1+1 2+ 3'; echo not reached
#### -u with a closed descriptor, 0 too
exec 0<&-; read -u 0 x; echo $?; read x; echo $?
