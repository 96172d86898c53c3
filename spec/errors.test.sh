#### errors: texts that are no commands, or hardly, part 1
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo $((1'
try 'echo $(1'
try '[[ a'
try '[[ a == '
try '[[ a == b
echo'
try 'case x in'
try 'case x'
try 'case x in a) echo'
try 'case x in a) echo;; b'
try 'case x in ;; esac'
try 'echo ${x'
try 'echo ${x:-a'
try 'echo "a'
try 'echo '\''a'

#### errors: texts that are no commands, or hardly, part 2
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo `a'
try 'echo $'\''a'
try 'cat <<E
a'
try ';;'
try 'echo a;; echo b'
try '}'
try 'echo a; }'
try ')'
try 'echo a)'
try 'fi'
try 'done'
try 'then echo'
try 'do echo; done'
try 'esac'

#### errors: texts that are no commands, or hardly, part 3
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'if true; then'
try 'if true; then fi'
try 'if then'
try 'while do done'
try 'while true; do'
try 'for'
try 'for x'
try 'for x in a b'
try 'for x in a b; echo; done'
try 'for 1x in a; do echo; done'
try 'for x y; do echo; done'
try 'for (( i=0; i<1 )); do echo; done'
try 'for (( i=0; i<1; i++; 1 )); do echo; done'
try 'for (( i=0; i<1; i++ ); do echo; done'

#### errors: texts that are no commands, or hardly, part 4
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'f('
try 'f() '
try 'f() echo'
try 'f() { echo'
try 'function'
try 'function f'
try 'function f echo'
try '{ echo'
try '( echo'
try '('
try '()'
try '( )'
try '{ }'
try '{}'

#### errors: texts that are no commands, or hardly, part 5
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '&'
try '&& echo'
try 'echo &&'
try 'echo && && echo'
try '| cat'
try 'echo |'
try 'echo | | cat'
try 'echo & ;'
try ';'
try '; echo'
try '! !'
try '!'
try 'echo >'
try 'echo > > a'

#### errors: texts that are no commands, or hardly, part 6
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo <'
try 'echo >& '
try 'echo <<'
try '> '
try 'x=('
try 'x=(a
echo'
try 'x=(a (b))'
try 'x=(a;b)'
try 'x=(a & b)'
try 'x[=1'
try 'declare x=(a'
try 'select'
try 'select x in a'
try 'until'

#### errors: texts that are no commands, or hardly, part 7
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'elif'
try 'else'
try 'in'
try 'case in in in) echo in;; esac'
try 'for in in in; do echo $in; done'
try 'if true; then echo; else fi'
try 'if true; then echo; elif true; fi'
try 'if true; then echo; else echo; else echo; fi'
try 'case x in esac'
try 'case x in (esac) echo;; esac'
try 'case x in a|) echo;; esac'
try 'case x in |a) echo;; esac'
try 'case x in a b) echo;; esac'
try 'case x in (a echo;; esac'

#### errors: texts that are no commands, or hardly, part 8
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'a() b'
try 'a () ( echo'
try '"a"() { echo q; }'
try 'a b() { echo; }'
try '1() { echo one; }; 1'
try 'echo a(b'
try 'echo (b)'
try 'a=b (c)'
try '[[ a -xx b ]]'
try '[[ ( a ]]'
try '[[ a ) ]]'
try '[[ ]]'
try '[[ -f ]]'
try '[[ a && ]]'

#### errors: texts that are no commands, or hardly, part 9
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '[[ && a ]]'
try '[[ ! ]]'
try '[[ a b ]]'
try '[[ a = b c ]]'
try '[[ a < ]]'
try '[[ < a ]]'
try ']]'
try '[[a == a ]]'
try '[[ a == a]]
echo ]]'
try '$('
try 'echo $(echo'
try 'echo $(if)'
try 'echo $(case x in a) echo; esac)'
try 'echo $(echo ")'

#### errors: texts that are no commands, or hardly, part 10
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo $( ( )'
try 'echo $(;)'
try 'echo $(fi)'
try 'echo <('
try 'echo ${}'
try 'echo ${x y}'
try 'echo ${x!}'
try 'echo ${-x}'
try 'echo ${x:}'
try 'echo ${x[}'
try 'echo ${x[]}'
try 'echo ${#}'
try 'echo ${#x y}'
try 'echo ${!}'

#### errors: texts that are no commands, or hardly, part 11
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo $((1+))'
try 'echo $((1 +* 2))'
try '((1+))'
try 'let 1+'
try 'echo "${x"'
try 'echo "$(echo "'
try 'echo `echo "`'
try 'echo `if`'
try 'echo `(`'
try 'a=1 if true; then echo; fi'
try 'echo if then else'
try '> f if true; then echo; fi'
try 'true && if'
try '{ echo; } echo'

#### errors: texts that are no commands, or hardly, part 12
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '( echo ) echo'
try 'if true; then echo; fi echo'
try 'while false; do :; done done'
try 'f() { :; } echo'
try '{ echo; } > f < f'
try '[[ a ]] b'
try 'for ((i=0; i<1; i++ ) x; do echo; done'
try 'echo $(( 1 ) )'
try 'echo $(( ( 1 ) )'
try 'echo $[1'
try 'echo ${x//'
try 'echo ${x:1'
try 'echo ${x[1}'
try 'echo "${x:-"a"'

#### errors: texts that are no commands, or hardly, part 13
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo ${x:-'\''a}'
try 'echo "${x:-'\''a}"'
try 'echo "`"'
try 'echo $"a'
try 'a='\''b'
try 'x=$(cat <<E
a'
try 'x=$(cat <<E
a
E)'
try 'cat <<'\''E
a
E'
try 'cat <<E <<F
a'
try 'cat << '
try 'cat <<E
${x
E'
try 'cat <<E
`echo
E'
try 'cat <<E
$((1
E'
try 'cat <<E
${x!y}
E'

#### errors: texts that are no commands, or hardly, part 14
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'cat <<<'
try 'cat <<< "a'
try 'if true
then echo
else
fi'
try 'while true
do
done'
try 'case a in
a) echo
b) echo
esac'
try 'case a in
a) echo
;;
;;
esac'
try 'case a in
a) echo ;; & esac'
try 'case a; in a) echo;; esac'
try 'case in a) echo;; esac'
try 'case a in "a" echo;; esac'
try 'select x in a; echo; done'
try 'until do done'
try 'f() { }'
try 'f() ( )'

#### errors: texts that are no commands, or hardly, part 15
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'f () { echo; } }'
try 'function f() { echo; }; }'
try 'function f { echo'
try 'function '\''a b'\'' { echo; }'
try 'function a$b { echo; }'
try 'function { echo; }'
try 'function f() echo'
try 'function f ( ) { echo q; }; f'
try 'f ( ) { echo q; }; f'
try '! ;'
try '! | cat'
try 'echo | ! cat'
try 'true || | cat'
try 'true ;; true'

#### errors: texts that are no commands, or hardly, part 16
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'true ;& true'
try 'true ;;& true'
try 'true & && true'
try 'true &;'
try 'true & | cat'
try 'true ; ;'
try 'true ; & '
try '( true; ; )'
try '{ true; ; }'
try '{ true & ; }'
try '{ true }'
try '{ true; } }'
try '( true ) )'
try '( true
)
)'

#### errors: texts that are no commands, or hardly, part 17
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'if true; then true; fi; fi'
try 'if true; then true; done'
try 'for i in a; do true; fi'
try 'while true; do true; }'
try '{ true; )'
try '( true; }'
try '$(true'
try '$(true; }
)'
try 'echo $(true; })'
try 'echo $({ true; )'
try 'echo $(case a in a) true)'
try 'echo $(if true; then)'
try 'echo $(for)'
try 'echo $(
for
)'

#### errors: texts that are no commands, or hardly, part 18
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'echo <(for)'
try 'cat < <(if)'
try 'echo "$(for)"'
try 'x=$(for)'
try 'x="$(
if
)"'
try 'echo > $(for)'
try 'echo ${x:-$(for)}'
try 'echo $(( $(for) ))'
try 'x=( $(for) )'
try 'case $(for) in esac'
try '[[ $(for) ]]'
try '(( $(for) ))'
try 'for i in $(for); do :; done'
try 'for i in a b c do echo; done'

#### errors: texts that are no commands, or hardly, part 19
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'for i in a b c; do echo done'
try 'for i in; do echo; done'
try 'for i do echo; done'
try 'for i; do echo; done'
try 'for i in a
do echo $i
done'
try 'for i
in a
do echo $i; done'
try 'for i in a; { echo $i; }'
try 'for i; { echo $i; }'
try 'for ((;;)) { break; }'
try 'for (( ; ; )); { break; }'
try 'for "i" in a; do echo; done'
try 'for $i in a; do echo; done'
try 'for i.j in a; do echo; done'
try 'for i[0] in a; do echo; done'

#### errors: texts that are no commands, or hardly, part 20
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'select 1 in a; do break; done </dev/null'
try '{echo a; }'
try '{ echo a;}'
try '(echo a;)'
try 'echo }'
try 'echo {'
try 'echo { a }'
try 'echo if; if'
try 'if (true) then echo y; fi'
try 'if { true; } then echo y; fi'
try 'if [[ a ]] then echo y; fi'
try 'while ((0)) do echo; done'
try 'if true; then echo a; fi & wait'
try 'if true; then echo a; fi | cat'

#### errors: texts that are no commands, or hardly, part 21
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'if true; then echo a; fi > /dev/stdout'
try 'if true; then echo a; fi && echo b'
try '!true'
try '! true'
try '!(true)'
try '[[ a==b ]]'
try '[[ a =b ]]'
try '[[ a=b ]]'
try '[[ -z ]]'
try '[[ -z a b ]]'
try '[[ a -eq ]]'
try '[[ (a) ]]'
try '[[ ((a)) ]]'
try '[[ ()) ]]'

#### errors: texts that are no commands, or hardly, part 22
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '[[ a || ]]'
try '[[ a =~ ]]'
try '[[ a =~ b) ]]'
try '[[ a =~ a b ]]'
try '[[ a ; b ]]'
try '[[ a | b ]]'
try '[[ a & b ]]'
try '[[ a > ]]'
try '[[ a >> b ]]'
try '[ a'
try '[ a == ]'
try '[ a ] ]'
try 'test (a)'
try 'declare -a a=(1 2'

#### errors: texts that are no commands, or hardly, part 23
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'declare a=(1 (2))'
try 'a=(1 2) b=('
try 'a=([0]=(1))'
try 'a+=('
try 'a[0]=(1 2)'
try 'echo a=(1)'
try 'echo a=(1 2)'
try 'a = (1)'
try 'let a=(1+2)'
try 'eval '\''a=(1'\'''
try 'eval '\''if'\'''
try 'eval '\''echo "'\'''
try 'eval '\''echo a
fi
echo b'\'''
try 'eval '\''cat <<E
a'\'''

#### errors: texts that are no commands, or hardly, part 24
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '. /dev/stdin <<E
if
E'
try 'trap '\''if'\'' EXIT'
try 'alias x='\''if'\''; shopt -s expand_aliases
x'
try 'echo \'
try 'echo a \'
try 'echo '\''a'\''\'\'''\'''
try '#comment ( '\'' "'
try 'echo a#b #c '\'' "'
try ': <<E #'\'' "
a
E'
try 'echo a & & echo b'
try '&& true'
try '|| true'
try 'true &&'
try 'true ||'

#### errors: texts that are no commands, or hardly, part 25
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'true |'
try 'true &&& true'
try 'true ||| true'
try 'true |&& true'
try '< > x'
try '<<< '
try '>&'
try '2>'
try 'echo 2>&1>'
try 'echo >&- & wait'
try 'echo >|'
try 'echo <>'
try 'echo &>'
try 'echo &>> '

#### errors: texts that are no commands, or hardly, part 26
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try '{x}>'
try 'echo >('
try 'echo > (a)'
#### errors: what tokens are called
try() { (eval "$1"; echo "eval $?"); $SH -c "$1" </dev/null; echo "-c $?"; }
try 'for i in 2>&1 a; do echo; done'
try 'x=( 2>&1 2 ) ; echo ${x[1]}'
try 'for (( i=0 ; i<1 )) i++ ; do echo ; done'
try 'for (( i=0 ; i<1 )); do echo ; done'
try 'echo () $( true ) "$( echo )"'
try 'echo () $'\''q'\'
try 'f() x=(1 2)'
try 'x=( " true'
try 'f() {
case x in ( x | y ) echo ;;
}'
try 'select (( i in a'
try 'case -n (( (('
try '[[ a == b && -n x'
try '[[ a 2>&1 == b ]]'
try '[[ 2>&1 ]]'
try '(!)'
try 'echo a \'

#### wrong arithmetic of a subscript or an integer variable ends eval and source too
eval 'declare -i n; n=1+; echo in'; echo after
declare -i m; f() { eval 'm=1/0; echo eval'; echo in; }; f; echo after
echo 'a[1/0]=x; echo in' > s; . ./s; echo after
eval 'echo ${a[1/0]}; echo in'; echo after
eval 'f() { local -i z=1/0; echo in; }; f; echo in2'; echo after
eval 'echo $((1/0)); echo in'; echo goes on $?
x=$(eval 'a[1/0]=1; echo in'; echo in2); echo "[$x]" $?
$SH -c 'eval "a[1/0]=1; echo in"; echo after
echo next'; echo $?
$SH -c 'a[1/0]=1
echo next'; echo $?
$SH -c 'echo $((1/0))
echo next'; echo $?
#### a script of two characters
printf '#!' >s; chmod +x s; ./s; echo $?; $SH s; echo $?
printf '#! \n' >s; ./s; echo $?

#### a subscript within braces without an end
eval '${l['; echo $?
eval 'echo ${l[1'; echo $?
eval 'echo "x
${#l[1'; echo $?
eval 'l[1'; echo $?
eval 'echo ${l[$(echo'; echo $?
cat <<E
${l[1
E
echo $?
#### wrong tests in $( )
for code in 'echo $( [[ ]] )' 'echo $( [[ -f ]] ) x' 'echo $( [[ a b ]] ) x' '(exit 3)
echo $( [[ a =
]] )' 'cat <( [[ ! ]] )' 'x=$( [[ ( ) ]] )'; do
  echo "$code" >s; $SH s; echo $?; $SH <s; echo $?; $SH -c "$code"; echo $?; eval "$code"; echo $?
done 2>&1
