#### lone operators
eval ';'; echo $?; eval '&'; echo $?; eval '|'; echo $?; eval '&&'; echo $?; eval ';;'; echo $?
#### operators at the end
eval 'echo a;'; eval 'echo a &&'; echo $?; eval 'echo a |'; echo $?; eval 'echo a &'; wait
#### double operators
eval 'echo a ;; echo b'; echo $?; eval 'echo a && && b'; echo $?; eval 'a | | b'; echo $?; eval 'echo a; ; echo b'; echo $?
#### reserved words in the wrong place
eval 'then'; echo $?; eval 'do'; echo $?; eval 'fi'; echo $?; eval 'esac'; echo $?; eval '}'; echo $?; eval 'done'; echo $?; eval 'in'; echo $?
#### reserved words as arguments
echo if then else elif fi for while until do done case esac in function select time { } ! '[[' ']]'
#### incomplete compound commands
eval 'if true; then echo'; echo $?; eval 'while true; do'; echo $?; eval 'for x in a'; echo $?; eval 'case x in'; echo $?; eval '{ echo'; echo $?; eval '(echo'; echo $?; eval 'f() {'; echo $?
#### missing parts
eval 'if; then :; fi'; echo $?; eval 'for; do :; done'; echo $?; eval 'for 1x in a; do :; done'; echo $?; eval 'case in x) ;; esac'; echo $?; eval 'while; do :; done'; echo $?; eval 'if true; fi'; echo $?
#### redirection without a target
eval 'echo >'; echo $?; eval 'cat <'; echo $?; eval 'echo > ; ls'; echo $?; eval 'echo > > x'; echo $?; eval 'cat <<'; echo $?
#### function definitions that are wrong
eval 'f(x) { :; }'; echo $?; eval 'function { :; }'; echo $?; eval 'f() echo hi'; echo $?; eval '$f() { :; }'; echo $?; eval 'function f'; echo $?
#### parentheses
eval 'echo a)'; echo $?; eval 'echo (a)'; echo $?; eval 'a=(1 2'; echo $?
#### parentheses in parentheses
eval '(()'; echo $?; eval 'echo $((1)'; echo $?
#### arrays in the wrong place
eval 'echo a=(1)'; echo $?; eval 'a[0]=(1 2)'; echo $?; eval 'x=(a) echo b'; echo $?
#### odd but right
if true; then echo 1; fi; { echo 2; }; (echo 3); ((1)) && echo 4; ! false && echo 5; while false; do :; done; for i do :; done; echo 6;
#### spaces and newlines in many places
if
true
then
echo 1
fi
for x in \
  a b
do
  echo $x
done
case a
in
a)
echo case
;;
esac
{
echo group
}
f ()
{
echo f
}
f
#### { } need spaces
{echo a; } 2>/dev/null; echo $?
#### { echo; } vs words
echo {a }; echo { a }; echo a}
#### comments everywhere
echo a # c1
if true # c2
then # c3
  echo b # c4
fi # c5
case x in # c6
  # c7
  x) echo c ;; # c8
esac
(echo d # c9
)
a=(1 # c10
2 # c11
); echo ${a[@]}
#### # inside words
echo a#b ${x#y} $# ${#x} '#' \#c #comment
#### &&, || and newlines and pipes
true &&
echo a ||
echo b
echo c |
cat
true && # comment
echo d
#### ! in odd places
! true; echo $?; ! ! true; echo $?; !true 2>/dev/null; echo $?; echo ! a !; if ! [ a = b ]; then echo ne; fi
#### time in odd places
TIMEFORMAT=; time; time echo a; time { echo b; }; ! time false; echo $?; time -p true 2>/dev/null; echo time
#### assignments that are words
a=1 b=2; echo a=3; echo $a; a=4 eval 'echo $a'; "a"=5 2>/dev/null; echo $?; a\=6 2>/dev/null; echo $?
#### a = with spaces
a = 1 2>/dev/null; echo $?; a= b=x; echo "[$a]"; a= echo empty
#### redirection before compound commands is wrong
eval '> f { echo a; }'; echo $?; eval '< f while read x; do :; done'; echo $?
#### redirections after compound commands
{ echo a; } > f 2>&1; if true; then echo b; fi >> f; for i in 1; do echo c; done >> f; cat f
#### case patterns with operators
case 'a|b' in 'a|b') echo 1 ;; esac; case a in (a|b) echo 2;; esac; case ';' in ';') echo 3 ;; esac; case x in x) ;; esac; case x in (x) echo 4; esac
#### case ending without ;;
case a in a) echo 1
esac; case b in a) ;; b) echo 2 ; esac
#### nested structures
if true; then while true; do for i in 1; do case $i in 1) { (echo deep) ; } ;; esac; done; break; done; fi
#### function with redirection and subshell body
f() { echo out; } > f.out; f; cat f.out; g() (cd /; echo sub); g; h() for i in 1 2; do echo $i; done; h
#### function named like a builtin or reserved-like word
echo() { printf 'mine %s\n' "$*"; }; echo a; unset -f echo; echo b; function if { :; } 2>/dev/null; function test2 { echo t; }; test2
#### very deep nesting
x=$(printf '(%.0s' {1..50}; printf 'echo deep'; printf ')%.0s' {1..50}); eval "${x//((/( (}"
#### (( versus ( (
((1+1)); echo $?; ( (echo a) ); (( 0 )) || echo zero; ((echo b); echo c) 2>/dev/null; (( (1+2) * 3 == 9 )) && echo nine
#### $(( versus $( (
echo $((1+(2*3))) $( (echo sub) ) $((
1 + 2 ))
#### line continuations inside tokens
ec\
ho a; echo "b\
c"; i\
f true; then echo d; fi; x=1; echo $\
x ${x\
} $((1 +\
 1)); true &\
& echo e
#### ; after & is wrong, & after & too
eval 'true &; echo'; echo $?; eval 'true & &'; echo $?; true & wait; echo ok
#### unterminated here-document with the delimiter missing
eval 'cat <<X
a
b'; echo $?
#### extglob syntax in words without extglob
shopt -u extglob; eval 'echo @(a|b)'; echo $?; [[ a == @(a|b) ]] && echo cond
#### [[ errors carry line numbers
[[ a &&
&& b ]]
echo no
#### select, coproc, function keywords as arguments
echo select coproc function; select=1 coproc=2; echo $select $coproc
#### <> and >| and &> tokens without spaces
echo a>f; cat<f; echo b>>f; cat<>f; echo c>|f; cat f; echo d&>f; cat f; echo e2>f; cat f
#### numbers glued to redirections
echo 1>f; cat f; echo a1>f; cat f; echo 1 >f; cat f; echo 12>f 2>&1; cat f
#### arithmetic for with odd spacing
for((i=0;i<2;i++))do echo $i;done; for (( ; i-- ; )) ; do echo $i; done
#### alias-free keywords via variables are not keywords
x=if; $x true 2>/dev/null; echo $?; y='echo a; echo b'; $y
#### a file of only a here-document
cat <<E2
only
E2

#### A list of an array without its end takes the rest of the text
$SH -c 'a=([q x); echo no
echo next'; echo $?
eval 'a=([q x); echo no'; echo $?; eval 'a=(1 | 2); echo no'; echo $?
declare -A m
m=([q x); echo same line
echo next

#### a syntax error behind a here-document: the document was read, the line is where it ends
cat <<A; cat <<B; )
a
A
b
B
echo not

#### a syntax error behind a here-document that has no end
eval 'cat <<E; )
x'; echo $?
$SH -c '<<E ('; echo $?

#### declare, export: a bracket that is not closed is part of the word
declare a[ 4; echo $?
eval 'export b['; echo $?
declare a[ 1 ]=5; echo $?

#### an equals sign behind a parenthesis begins no array
for s in "('')=(" 'x()=(a)' '(a) +=(c)' '(a) 1=(c)' '=(a)' 'a b=(c d' '(a) b=(c)'; do
  $SH -c "$s" 2>&1 | sed "s/^[^ ]*: -c/SH: -c/"
done

#### line continuations in names and operators within braces, read line by line
cat >s <<'X'
x=1 xy=2
echo ${x\
} a "${x\
y}" ${#x\
y} ${!x\
y} ${z:\
-b} ${z\
:-c} ${z:-d\
} ${\
z:-e}
echo $\
{z:-f} $\
x $(\
echo q) $((\
1+1))
X
$SH <s; $SH s
#### extglob: ! and a parenthesis next to it are a pattern
shopt -s extglob nullglob
touch a b
eval '[[ !(a) == b ]]'; echo $?
[[ !(a) == "!(a)" ]]; echo $?
[[ !(a) ]]; echo $?
! (false); echo $?
[[ ! (a == a) ]]; echo $?
!(a|b)
echo !(a)
f() { [[ !(x) ]]; !(a); }; declare -f f
shopt -u extglob
[[ !(a) ]]; echo $?
!(false); echo $?
#### a backslash at the end of a script without a newline
printf 'echo a\\' >s; $SH s; $SH <s; cat s | $SH; echo '. ./s' | $SH; $SH -c 'echo a\'; eval 'echo a\'
printf 'echo a\\\\' >s; $SH s; $SH <s
printf 'x=b; echo $x\\' >s; $SH s; $SH <s; printf 'echo c #\\' >s; $SH s
#### errors on a last line without an end
for text in 'for' 'case a in b' 'f(' 'a <' 'echo >&' '[[ a' '[[ ' 'a <<X' 'a <<' 'if' 'echo "a' 'echo $(a'; do
printf %s "$text" >s; $SH s; echo $?; $SH <s; echo $?
done
#### tokens with control characters in messages
printf 'f() {\r\necho\r\n}\r\n' >s; $SH s; printf 'f() {\e\f\n' >s; $SH s; printf 'f() {é\n' >s; $SH s
#### an array behind the parentheses of another word
## ignore: tree
for text in 'a=(1)b=(2)' 'a=(1)b+=(2)' 'declare a=(1)b=(2)' 'a=(1)[1]=(3)' 'x=1 a=(1)b=(2) echo hi'; do
  eval "$text"; echo $?
done
a=(1)b=2; declare -p a; declare a=(1 2)$LANG; declare -p a
#### a closing parenthesis far behind an assignment of declare
declare r=fresh; echo $r; q=N)/target
#### ]] between the parentheses of a function
eval 'f(]]) { :; }'; eval 'f( ]] ); echo no'; echo $?; eval '[[ ( \( ]]'
