#### operators and precedence
echo $((1 + 2 * 3)) $(((1 + 2) * 3)) $((7 / 2)) $((-7 / 2)) $((7 % 3)) $((-7 % 3)) $((2 ** 10)) $((2 ** 3 ** 2))
echo $((1 << 4)) $((256 >> 2)) $((-1 >> 1)) $((5 & 3)) $((5 | 3)) $((5 ^ 3)) $((~5)) $((!5)) $((!0)) $((- -5)) $((-2 ** 2))
echo $((1 < 2)) $((2 <= 1)) $((3 > 2)) $((3 >= 4)) $((1 == 1)) $((1 != 1)) $((1 && 0)) $((1 || 0))
#### ternary, comma, grouping
echo $((1 ? 2 : 3)) $((0 ? 2 : 3)) $((1, 2, 3)) $((0 ? 1 : 0 ? 2 : 3)) $(( (1, 2) + 3 ))
#### assignment operators
a=10
echo $((a += 5)) $((a -= 3)) $((a *= 2)) $((a /= 4)) $((a %= 4)) $((a <<= 3)) $((a >>= 1)) $((a |= 3)) $((a &= 6)) $((a ^= 15)) $a
#### increments
i=5
echo $((i++)) $((++i)) $((i--)) $((--i)) $i
echo $((i++ + ++i)) $i
#### bases
echo $((010)) $((0x1F)) $((0Xff)) $((2#1011)) $((16#fF)) $((36#z)) $((64#@)) $((64#_)) $((37#A)) $((8#17))
#### base errors
echo $((2#2)); echo "status $?"
#### base errors: octal
echo $((08)); echo "status $?"
#### base errors: 65
echo $((65#1)); echo "status $?"
#### wrap-around
echo $((9223372036854775807 + 1)) $((-9223372036854775808 - 1)) $((9223372036854775807 * 2)) $((1 << 63)) $((1 << 64)) $((1 << -1))
echo $((9223372036854775808)) $((18446744073709551616)) $((-9223372036854775808 / -1)) $((-9223372036854775808 % -1))
#### division by zero
echo $((1 / 0)); echo "status $?"
echo next
#### modulo by zero
echo $((1 % 0)); echo "status $?"
#### negative exponent
echo $((2 ** -1)); echo "status $?"
#### names evaluate recursively
a=b; b=c; c=7
echo $((a)) $((a + 1)) $((a * b))
e='1 + 2'
echo $((e * 2)) $((e))
#### unset and empty names are 0
unset u; e=
echo $((u)) $((e)) $((u + 1)) $((e + 1)) $(( ))
#### set -u with unset name
set -u
echo $((nope + 1))
echo unreachable
#### $ inside arithmetic
x=3; y='1+1'
echo $(($x + 1)) $(($y * 2)) $((${x}0 + 1)) $((x$x)) 
#### command substitution and quotes inside arithmetic
echo $(( $(echo 5) + `echo 6` )) $(( "3" + 4 )) $(( ${u:-2} * 3 ))
#### syntax errors
echo $((1 +)); echo "status $?"
echo next
#### syntax error: two operands
echo $((1 2)); echo "status $?"
#### syntax error: bad token
echo $((1 @ 2)); echo "status $?"
#### syntax error: unbalanced
echo $(( (1 ); echo "status $?"
#### assignment to a number
echo $((1 = 2)); echo "status $?"
#### recursion limit
a=a
echo $((a + 1)); echo "status $?"
#### (( )) status
((1)); echo $?
((0)); echo $?
((x = 5)); echo $? $x
((x - 5)); echo $?
(( )); echo $?
#### (( )) with error
((1 / 0)); echo "status $?"
((1 +)); echo "status $?"
#### let
let a=5 b=a*2 'c = b + 1'; echo $? $a $b $c
let 'a = 0'; echo $?
let a++ a++; echo $? $a
let; echo $?
#### let errors
let 1/0; echo $?
let 'x = 3 +'; echo $?
#### short circuit does not evaluate
x=0
echo $((0 && (x = 1))) $x $((1 || (x = 1))) $x $((1 ? 5 : (x = 9))) $x
#### short circuit division by zero
echo $((0 && 1 / 0)) $((1 || 1 / 0)) $((1 ? 2 : 1 / 0))
#### for (( ))
for ((i = 0, j = 10; i < 3; i++, j--)); do echo $i $j; done
for ((;;)); do echo once; break; done
for ((i = 0; i < 2; i++)) { echo brace $i; }
#### for (( )) with continue and empty parts
i=0
for ((; i < 5;)); do ((i++)); ((i == 3)) && continue; echo $i; done
#### for (( )) error
for ((i = 1/0; i < 2; i++)); do echo x; done; echo "status $?"
#### integer variables
declare -i n
n=2+3; echo $n
n+=4; echo $n
n=abc; echo $n
n='1 +'; echo "status $? $n"
#### integer variable in loop and function
f() { local -i k=3*3; k+=1; echo $k; }
f
#### $[ ] old form
echo $[1 + 2] $[ 2*3 ]
#### hex and octal in variables
a=0x10; b=010
echo $((a + b)) $((10#$b))
#### base 10 forced
m=08; echo $((10#$m + 1)) $((10#0099))
#### arithmetic in indexes, slices, conditions
a=(1 2 3); i=1
echo ${a[i+1]} ${a[$((i - 1))]}
s=hello
echo ${s:i:i+1} ${s:(-3):2}
[[ i+1 -eq 2 ]] && echo eq
[ $((i + 1)) -eq 2 ] && echo eq
#### unary minus and spaces
echo $((- 5)) $((+5)) $((1 - -1)) $((1--1)) $((1+-1)) $((5 -- 3))
#### increment of a non-name
echo $((5++)); echo "status $?"
#### leading and trailing spaces, newlines
echo $((
  1 +
  2
))
x=' 5 '
echo $((x + 1)) $(( $x + 1 ))
#### large loop sum
s=0; for ((i = 1; i <= 1000; i++)); do ((s += i)); done; echo $s
#### factorial recursive
f() { if (($1 <= 1)); then echo 1; else echo $(($1 * $(f $(($1 - 1))))); fi; }
f 10
#### comparison chain and logic values
echo $((3 > 2 > 1)) $((1 < 2 < 3)) $((5 && 7)) $((!!7))
#### bitwise with negative numbers
echo $((-1 & 255)) $((-8 | 3)) $((-1 ^ 0)) $((~0)) $((-1 << 4))
#### assignment returns value and array element targets
a=(1 2 3)
echo $((a[0] = a[1] + a[2])) ${a[0]} $((a[1]++)) ${a[1]} $((a[2] += 10))
#### readonly in arithmetic
readonly r=1
echo $((r = 2)); echo "status $?"
#### empty expression in $(( )) through variable
e=
echo "$(( $e ))"
#### ++ and -- as signs
x=5
echo $((x+++1)) $x
echo $((x---1)) $x
#### arithmetic with special parameters
set -- a b c
echo $(($# + 1)) $(($? + 0)) $(( ${#} * 2 ))
#### string values error
s='hello world'
echo $((s)); echo "status $?"
#### dynamic scope
f() { local x=10; g; }; g() { echo $((x * 2)); }
x=1; f; g
#### errors in expressions of several lines
echo $((1 /
 0))
echo $((
1 /  	0))
echo $((
 1 + ))
x='1 %
0'; ((x))
let '
 1+'
