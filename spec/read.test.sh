#### one name takes the line, stripped
read x <<< '  hello   world  '
args "$x"
#### several names, remainder to the last
read a b c <<< 'one two three four  five '
args "$a" "$b" "$c"
#### fewer words than names
read a b c <<< 'one'
args "$a" "$b" "$c"
#### REPLY keeps blanks
read <<< '  a  b  '
args "$REPLY"
#### status at end of file
read x < /dev/null; echo $?
printf 'no newline' | { read x; echo $? "$x"; }
#### backslashes
printf 'a\\b c\\\nd\n' > f
read x y < f; args "$x" "$y"
read -r x y < f; args "$x" "$y"
#### escaped separator
printf 'a\\ b c\n' | { read x y; args "$x" "$y"; }
#### IFS other than blanks
IFS=: read a b c <<< 'x::y:z:'
args "$a" "$b" "$c"
IFS=: read a b <<< 'x:'
args "$a" "$b"
IFS=, read a b c <<< 'x,y,'
args "$a" "$b" "$c"
#### IFS mixed blanks and others
IFS=' ,' read a b c d <<< '  x , y,,z  '
args "$a" "$b" "$c" "$d"
#### empty IFS
IFS= read -r x <<< '  keep  '
args "$x"
IFS= read -r x y <<< 'a b'
args "$x" "$y"
#### IFS with tab and newline only
IFS=$'\t' read a b c <<< $'x\t\ty'
args "$a" "$b" "$c"
#### while read
printf '%s\n' 'a 1' 'b 2' 'c 3' > f
while read n v; do echo "$v-$n"; done < f
#### while read, last line without newline
printf 'x\ny' | while read l; do echo "[$l]"; done
printf 'x\ny' | while read l || [ -n "$l" ]; do echo "[$l]"; done
#### pipeline into while is a subshell
n=0; printf '1\n2\n' | while read l; do ((n++)); done; echo $n
#### lastpipe
shopt -s lastpipe
n=0; printf '1\n2\n' | while read l; do ((n++)); done; echo $n
#### children share the file offset
printf 'one\ntwo\nthree\n' > f
{ read a; cat; } < f; echo "$a"
{ read a; head -n 1; read b; echo "[$a][$b]"; } < f
#### children share a pipe
printf 'one\ntwo\nthree\n' | { read a; cat; echo "$a"; }
#### -d
printf 'a;b;c' | { while read -d ';' x; do echo "$x"; done; echo "rest $x"; }
printf 'a\0b\0' | { while IFS= read -r -d '' x; do echo "$x"; done; }
#### -n
read -n 3 x <<< abcdef; args "$x"
printf 'ab\ncd' | { read -n 5 x; args "$x"; read -n 5 y; args "$y"; }
#### -N
printf 'ab\ncd\n' | { read -N 4 x; args "$x"; }
printf 'a b c' | { read -N 10 x; echo $?; args "$x"; }
#### -n with IFS and names
read -n 5 a b <<< 'a bcd efg'; args "$a" "$b"
#### -u
exec 5< <(printf 'from five\n')
read -u 5 x; echo "$x"
read -u 9 x; echo $?
#### -a
read -a w <<< 'x y  z'; args "${w[@]}"
read -ra w <<< ''; echo ${#w[@]}
#### -p is silent when not a terminal
read -p 'prompt> ' x <<< val; echo "$x"
#### -t with data and without
read -t 1 x <<< quick; echo $? $x
sleep 5 | { read -t 0.1 x; echo $(( $? > 128 )); }
#### -t 0 asks whether there is data
printf x > f
read -t 0 < f; echo $?
#### -s, -e on a file
read -s x <<< secret; echo $x
#### invalid names and options
read 1x <<< a; echo $?
read -Q <<< a; echo $?
#### invalid numbers
read -n x v <<< a; echo $?
read -t x v <<< a; echo $?
read -u x v <<< a; echo $?
#### readonly
readonly r=1
read r <<< new; echo "status $? $r"
#### into array element
a=(1 2 3)
read 'a[1]' <<< two; args "${a[@]}"
#### NUL bytes are dropped
printf 'a\0b\n' | { read x; args "$x"; }
#### carriage returns stay
printf 'a\r\n' | { read x; printf %q "$x"; echo; }
#### non-UTF-8 bytes survive
printf 'a\xffb\n' | { read x; printf '%s' "$x" | od -An -tx1; }
#### unicode counts as one for -n
read -n 2 x <<< 'äöü'; echo "$x"
#### read in a function with local
f() { local a b; read a b <<< 'x y'; echo "$b$a"; }
f; echo "[$a]"
#### read from here-document
read -d '' x <<E2
line 1
  line 2
E2
args "$x"
#### two file descriptors at once
printf '1\n2\n' > a; printf 'x\ny\n' > b
while read p <&3 && read q <&4; do echo $p$q; done 3< a 4< b
#### trailing IFS character is dropped once
IFS=- read a b <<< 'x-y-'; args "$a" "$b"
IFS=- read a b <<< 'x-y--'; args "$a" "$b"
IFS=- read a b <<< 'x-y-z-'; args "$a" "$b"
#### backslash newline joins lines
printf 'one \\\ntwo\n' | { read x; args "$x"; }
#### read strips only IFS blanks
IFS=x read a <<< 'xxaxx'; args "$a"
IFS=' x' read a b <<< ' xaxbx '; args "$a" "$b"
#### select-like loops with read
while IFS== read k v; do echo "$k is $v"; done <<'E2'
a=1
b=2=3
c=
E2
#### break out of a read loop leaves the rest
printf '%s\n' 1 2 3 4 > f
{ while read x; do [ $x = 2 ] && break; done; read y; echo "$x $y"; } < f
#### status of read with closed stdin
read x <&-; echo $?
#### variable unset by failed read
x=old; read x < /dev/null; args "$x"
#### a backslash that ends the input
printf '\\' | { read x; declare -p x; }; printf 'a\\' | { read x; declare -p x; }; printf 'a \\' | { read x y; declare -p x y; }
printf 'a \\' | { read -a x; declare -p x; }; printf 'a \\' | { read; declare -p REPLY; }; printf 'a\t\\' | { read x y; declare -p x y; }
printf 'ab\\' | { read -n 5 x; declare -p x; }; printf '\\' | { read -N 5 x; declare -p x; }

#### a long loop over a pipe takes line by line, whoever reads in between
seq 1000 | while read -r x; do
  n=$((n + x))
  case $x in
    500) head -c 4 | od -c ;;
    700) read -r -n 1 y; echo "<$y>"; read -r -t 1 z; echo "[$z]" ;;
    800) (read -r q; echo "sub $q") ;;
    900) mapfile -n 2 m; echo "${m[@]}"; cat <(read -r a; echo "$a"); read -r -u 3 w 3<&0; echo "w$w" ;;
  esac
done
seq 1000 | {
  while read -r x; do [ "$x" = 600 ] && break; done
  exec 3<&0
  read -r -u 3 a; read -r b; read -r -u 3 c
  echo "$a $b $c"
  mapfile -u 3 m
  echo "${#m[@]} ${m[0]}"
}

#### a long loop over a pipe whose writer pauses, and whose last line has no end
(seq 300; sleep 0.1; seq 3; printf 'no end') | { while read -r x; do n=$((n + 1)); done; echo "$n $x"; }
printf '%s\n' {1..400} 'a\' b 'c\' | { while read x; do l="$l,$x"; done; echo "${#l} ${l: -30} $x"; }
seq 3000 | {
  while read -r x && ((x < 500)); do :; done
  read -r -d 9 y; echo "$y"
  read -r -N 10 y; echo "$y"
  read -r -t 0 && echo yes
  while read -r x; do l=$x; done
  echo "$l"
}
#### IFS as an array separates nothing
declare -a IFS; x='a b'; args $x; IFS=(: b); x='a:b b'; args $x; IFS[0]=b; args $x "$*"; read p q <<<'a:b b'; args "$p" "$q"; unset IFS; args $x; IFS=:; args $x
#### IFS as an element that read assigns
read 'IFS[1]' <<<b; x='abc d'; args $x; declare -p IFS
