#### verbose: set -v in a script
set -v
echo a
cat <<E
x
y
E
if true
then
  echo b
fi
f() {
  echo c
}
f
echo d; echo e \
f
# comment

x=$(echo
)
eval 'echo g
echo h'
. /dev/stdin <<< 'echo i
echo j'
set +v
echo off

#### verbose: -v with files, -c, standard input, -n and -x
printf 'echo a\n\n# c\nif true; then\necho b\nfi\ncat <<E\nx\nE\nset +v\necho c\nset -v\necho d' > f
$SH -v f
$SH -v -c "$(cat f)"
$SH -v < f
cat f | $SH -v
$SH -vn f
$SH -o verbose -c 'echo a
echo b'
$SH -xv f

#### verbose: -v and -n with errors
printf 'echo a\nif\n' > f
$SH -v f
printf 'echo a\necho "\nb' > f
$SH -v f
$SH -nv f
$SH -n f; echo $?
printf 'echo a\nfi\necho b' > f
$SH -v f
$SH -n f; echo $?
$SH -n -c 'echo a; if'; echo $?
$SH -n -c 'echo a; echo $(if)'; echo $?
$SH -n -c 'echo a; echo ${x y}; exit 3'; echo $?
$SH -n -c 'alias a=b; echo $((1+))'; echo $?
echo 'echo a; set +n; echo b' | $SH -n; echo $?
set -n
echo hidden
set +n
echo hidden too

#### dump: -D and --dump-po-strings
cat > f <<'E'
echo $"hello"
echo $"a b
c" $"d\"e" $"$x"
if true; then echo $"in"; fi
# $"comment"
cat <<X
$"doc"
X
echo "$"dq""
echo '$"sq"'
x=$"hello"
f() { echo $"func"; }
echo $(echo $"sub")
echo $"tab	\t\n"
E
$SH -D f; echo $?
$SH --dump-strings f; echo $?
$SH --dump-po-strings f; echo $?
$SH -D -c 'echo $"cmd"'; echo $?
$SH -D < f; echo $?
$SH --dump-po-strings -c 'echo $"cmd"
echo $"cmd" $"x\\y"'; echo $?

#### dump: with errors
cat > f <<'E'
echo $"hello
if
E
$SH -D f; echo $?
cat > f <<'E'
echo $"hello"
fi
echo $"there"
E
$SH -D f; echo $?
$SH --pretty-print f; echo $?

#### pretty-print: commands, empty lines, comments
cat > f <<'EEE'
echo a;echo b

if true;then echo c;fi
# c
f(){ echo f;}
x=1;y=2
cat <<E
q
E
echo d &
echo e|cat
EEE
cat > g <<'EEE'
echo a
exit 3
alias x=y
x
fi
echo c
EEE
$SH --pretty-print f; echo $?
$SH --pretty-print < f
$SH --pretty-print g; echo $?
$SH --pretty-print -c "echo a; echo b"

#### verbose: lines inside of command substitutions are not shown
set -v
x=$(echo
)
y="a
b"
z=`echo
`
echo $(
echo a
echo b
) c
f() {
 echo $(echo a
 echo b)
}
f
eval 'x=$(echo
)'
(echo a
)
cat <<E
a $(echo
)
E
w=${x:-a
b}
v=$((1
+1))
