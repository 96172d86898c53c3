#### expansion
x=val; cat <<E2
$x ${x} $(echo cmd) `echo bq` $((1+2)) \$x \\ \` "q" 'q' \n \a
E2
#### quoted delimiters
x=val; cat <<'E2'; cat <<"E3"; cat <<\E4
$x $(echo) \
E2
$x `y`
E3
$x
E4
#### <<- strips tabs
	cat <<-E2
		two tabs
	one tab
	  tab and spaces
	E2
echo next
#### line continuation
cat <<E2
one \
two
E2
cat <<'E2'
one \
two
E2
#### in loops, functions and pipes
f() { cat <<E2
arg $1
E2
}; f x; f y; for i in 1 2; do cat <<E2 | tr a-z A-Z
item $i
E2
done
#### empty and with blank lines
cat <<E2
E2
cat <<E2

x

E2
#### delimiter-like lines
cat <<E2
E2 
 E2
E22
E2
#### several on one line
cat <<A; cat <<B
in a
A
in b
B
#### followed by more of the command
cat <<E2 && echo and | cat
body
E2
cat <<E2 > f; cat f
to file
E2
#### inside command substitution
x=$(cat <<E2
body
E2
); echo "$x"
y=`cat <<E2
bq
E2
`; echo $y
#### inside double quotes with quotes
echo "$(cat <<E2
it's "quoted"
E2
)"
#### nested
cat <<A
outer $(cat <<B
inner
B
) end
A
#### default operators with quotes
unset u; cat <<E2
${u-"a b"} ${u-'a b'} ${u:-$(echo x)} "${u-q}"
E2
#### delimiter with odd characters
cat <<'a b'
text
a b
cat <<--
dash
--
cat <<$x
literal delimiter
$x
#### end of file before the delimiter
eval 'cat <<E2
body'; echo $?
#### arrays and special parameters
a=(1 2 3); set -- p q; cat <<E2
${a[@]} $# $* $1 ${a[1]}
E2
#### here-document as stdin of read and while
read a b <<E2
x y z
E2
echo "$b"; while read l; do echo "<$l>"; done <<E2
1
2
E2
#### here-document on a compound command
{ read x; read y; echo $y$x; } <<E2
a
b
E2
if read z; then echo "$z"; fi <<E2
inside if
E2
#### no splitting, no globbing, no tilde, no braces
x='a   b'; cat <<E2
$x * ~ {a,b}
E2
#### unset variable under set -u
set -u; cat <<E2
$unset_variable
E2
echo "status $?"
#### with stdin of the script
## as: stdin
cat <<E2
from stdin script
E2
echo after
#### backslashes before other characters stay
cat <<E2
\d \" \' \$ \\\\ \
joined
E2
#### large here-document
x=$(printf 'line %d\n' {1..20000}); cat <<E2 | wc
$x
E2
#### not read by the command
true <<E2
unused $(echo evaluated >&2)
E2
#### in a background job
cat <<E2 &
bg
E2
wait
#### quoted partly
cat <<E"2"
$x
E2
#### with assignment in expansion
unset v; cat <<E2
${v:=assigned}
E2
echo "$v"
#### CR LF in body
printf 'cat <<E\nx\r\nE\n' > s; $SH ./s | od -An -c
#### delimiters in $'…' and $"…"
cat <<$'E'
1 $x
E
cat <<$'a\tb'
2
a	b
cat <<$"E"
3 $x
E
cat <<$'a\x41'b
4
aAb
cat <<E$'F\''
5
EF'
cat <<-$'E '
6
	E 
cat <<$'E\n'
no end
E
#### here-documents of a substitution that come behind its parenthesis
x=$(cat <<A; echo b)
a
A
echo "$x"; y=$(cat <<A)
a
A
echo "$y" $(cat <<A; if true; then cat <<B; fi)
a
A
b
B
echo end
#### lines of substitutions in here-documents are those of their text
cat <<E
$(

nosuch1 $LINENO; echo $LINENO $(echo $LINENO; nosuch2)
if true; then
  echo $LINENO; fi
)
E
cat <<E
a ${x:-$(

echo $LINENO)} $(echo $((
LINENO)))
E
#### commands before one that is none run in substitutions of here-documents and in backquotes
cat <<E
[$(echo a
if then garbage (((
)]
E
echo "[`echo a
echo b )
echo c`]"
cat <<E
$(if then garbage
)
E
echo next
#### aliases defined in substitutions of here-documents, backquotes and process substitutions
shopt -s expand_aliases
cat <<E
[$(alias foo='echo alias1'
foo)]
E
echo "[`alias foo='echo alias2'
foo`]"
cat <(
alias ..='echo dots'
..)
#### a here-document behind the parenthesis of an inner substitution
echo $(echo $(cat <<E)
text
E
)
echo $(echo $(cat <<E) x
more
E
) $(echo $(echo $(cat <<E))
most
E
)
#### a here-document without an end within backquotes
x=`cat <<E
a
b
`; echo "$x"; for i in 1 2; do echo `cat <<E
$i`; done
eval 'x=`cat <<\E
$a
`'; echo "$x"
