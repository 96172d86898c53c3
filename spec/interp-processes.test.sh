#### command substitution details
x=$(printf 'a\n\n\n'); echo "[$x]"; echo "$(printf 'a\0b' 2>/dev/null)" 2>/dev/null; y=`echo \`echo nest\``; echo $y; echo $(echo 'a  b') "$(echo 'a  b')"; z=$(<nofile); echo $?; x=$(exit 3)$(exit 4); echo $?; $(exit 5); echo $?; $(echo echo hi) there; x=$(false) y=$(true); echo $?
#### cmdsub with background
x=$(sleep 0.1 & echo a); echo $x; x=$( (sleep 0.1; echo late) & echo now); echo $x
#### cmdsub big external
x=$(seq 1 50000); echo ${#x}; y=$(seq 1 50000 | while read l; do echo $l; done); [ "$x" = "$y" ] && echo same; z=$(while read l; do echo $l; done < <(seq 20000) | cat); echo ${#z}
#### cmdsub mix order
x=$(echo a; /bin/echo b; echo c; ls /nonexist 2>&1; echo d >&2; /bin/echo e); echo "$x"
#### pipeline states
x=1; echo a | { read x; echo $x; }; echo $x; x=5 | true; echo $x; cd / | true; echo ${PWD##*/} | wc -l; f() { echo $1; x=9; }; f q | cat; echo $x; true | false | true; echo "${PIPESTATUS[*]}"; (exit 3) | (exit 4); echo ${PIPESTATUS[@]}; ! true | false; echo $? ${PIPESTATUS[@]}
#### pipeline with builtins
echo "b
a" | sort | while read x; do echo "<$x>"; done | cat; printf '%s\n' 3 1 2 | sort -n | head -1; type cat | cat; set | grep -c ^PATH=; seq 5 | { head -1; cat; } | wc -l
#### big data through builtin stages
x=$(printf '%070000d' 1); echo "$x" | cat | wc -c; echo "$x" | (read y; echo ${#y}); echo "$x" | { cat; } | wc -c; printf '%s' "$x" | tr 0 1 | { read -n 5 z; echo $z; }
#### SIGPIPE
(while :; do echo y || break; done) | head -1; echo ${PIPESTATUS[0]}; yes | true; echo ${PIPESTATUS[@]}; { echo a; sleep 0.2; echo b; echo "after $?" >&2; } | head -1
trap '' PIPE; { sleep 0.1; echo a; echo $? >&2; } 2>&1 | true
#### lastpipe
shopt -s lastpipe; echo a | read x; echo $x; seq 3 | while read y; do ((s+=y)); done; echo $s; echo q | { exit 3; }; echo no
#### subshell details
(exit 3); echo $?; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)); echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL); [ $$ = $BASHPID ] && echo same; (  [ $$ = $BASHPID ] || echo differ ); (set -- a; echo $1); (unset PATH; :); ls >/dev/null && echo path; (exec 5>&1; echo x >&5); echo y >&5
#### subshell break
for i in 1 2; do (break; echo x); echo $i; done; for i in 1 2; do echo $(break; echo x) $i; done
#### subshell return
f() { (return 3); echo $?; x=$(return 4; echo no); echo $? $x; }; f
#### exit status things
true; echo $?; : $(false); echo $?; false; x=1; echo $?; false; : ; echo $?; ! :; echo $?; if false; then :; fi; echo $?; while false; do :; done; echo $?; case a in b) false;; esac; echo $?; false; f() { :; }; echo $?; false; { echo $?; }; false; (echo $?); for i in; do :; done; echo $?
#### last arg
echo a b >/dev/null; echo $_; f() { echo $_; }; f q; echo $_; x=1; echo "[$_]"; : ; echo $_; echo "$(echo in; echo $_)"
#### BASH_COMMAND
f() { echo "$BASH_COMMAND"; }; f x y; echo "$BASH_COMMAND"; trap 'echo "last: $BASH_COMMAND"' EXIT; x=$(false)
#### readonly function
f() { :; }; readonly -f f; f() { echo new; }; echo $?; unset -f f; echo $?
#### select
select x in a b c; do echo "$x $REPLY"; [ "$x" ] || break; done <<E
1

3
9
E
#### here docs mixed
cat <<A; cat <<B
a
A
b
B
while read x; do cat <<E
<$x>
E
done <<E
1
2
E
cat <<E | tr a b
aaa
E
f() { cat <<E; }; f x
$1
E
#### background
## ignore: stderr
sleep 0.05 & p=$!; kill -0 $p && echo alive; wait $p; echo $?; (exit 3) & wait; echo $?; { sleep 0.05; exit 4; } & wait $!; echo $?; f() { return 6; }; f & wait $!; echo $?; sleep 1 & kill $!; wait $!; echo $?; echo x | cat & wait; false | true & wait $!; echo $?
#### stdin of background
echo data > f; cat < f & wait; { cat & wait; } < f; (cat & wait) < f; cat & wait; echo end
#### disown wait
sleep 0.1 & disown; wait; echo $?; jobs
#### arith commands
((x=5, y=x*2)); echo $x $y $?; ((x>10)); echo $?; ((1/0)); echo $?; for ((i=0,j=9; i<j; i+=3, j--)); do echo $i $j; done; for ((;;)); do break; done; let x=3 y=x+1; echo $y; (( x++ || y++ )); echo $x $y; ((08)); echo $?
#### cond
[[ -f /etc/passwd && ! -d /etc/passwd ]] && echo f; [[ abc == a* ]] && echo g; [[ abc == "a*" ]] || echo q; [[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[@]}; [[ 3 -lt 10 && 3 < 10 ]] || echo lex; x='a b'; [[ $x = 'a b' ]] && echo eq; [[ -z $nope || x ]] && echo z; [[ a -nt b ]]; echo $?; [[ -v x && ! -v nope ]] && echo v; [[ x+1 -eq 2 ]]; echo $?; [[ 1+1 -eq 2 ]] && echo ar; [[ a =~ [ ]]; echo $?
#### case
for x in abc b '' 'a b' '*' x9; do case $x in a*) echo A;;& *c) echo C;; b|'') echo B;& q) echo fall;; "*") echo star;; *[0-9]) echo num;; ?*) echo any;; esac; done; case a in (a) echo paren;; esac; case a in b) ;; esac; echo $?; shopt -s nocasematch; case ABC in a*) echo nc;; esac
#### redirect errors in compound
{ echo a; } > /nonexist/x; echo $?; if true; then echo no; fi < /nonexist; echo $?; while true; do :; done < /nonexist; echo $?; (echo no) > /nonexist/y; echo $?; f() { echo no; }; f < /nonexist; echo $?; ls < /nonexist; echo $?; ls < /nonexist | cat; echo ${PIPESTATUS[@]}; x=1 < /nonexist; echo $? $x
#### redirect order
echo out 2>&1 > f; ls /nonexist 2>&1 > f | wc -l; ls /nonexist > f 2>&1; wc -l < f; { echo o; echo e >&2; } 2>&1 >/dev/null | cat; echo a > f > g; cat f g; cat < f < g; echo $'b\nc' > f; cat < g f; echo a >&2 2>/dev/null; { ls /nonexist; } 2>/dev/null; echo $?
#### fds for programs
exec 3>&1; sh -c 'echo three >&3'; exec 3>&-; sh -c 'echo no >&3' 2>/dev/null || echo closed; exec 4<<< here; sh -c 'cat <&4'; { sh -c 'echo x >&5'; } 5>&1; f() { sh -c 'echo y >&6'; }; f 6>&1; ls -l /proc/self/fd | wc -l
#### dev files
echo a > /dev/stdout; echo b > /dev/stderr; echo c | cat /dev/stdin; x=$(echo d > /dev/stdout); echo $x; y=$(echo e > /dev/fd/1; echo f >/dev/stderr); echo $y; cat /dev/fd/3 3<<< g
#### xtrace misc
PS4='+$LINENO:${FUNCNAME[0]}> '; set -x; f() { echo $1; }; f a; x=$(f b); (f c); set +x
#### xtrace fd
exec 7>tr; BASH_XTRACEFD=7; set -x; echo a; x=1; set +x; cat tr; unset BASH_XTRACEFD; set -x; echo b
#### xtrace quoting
set -x; echo '' ' ' a\'b 'a"b' '$x' '~' a~ '#' a# '!' a! '[' '{}' '\' $'\n' $'\t' $'\e' é '=' a=b 'a=b c' '%' '@' ',' ':' -- '*' '?' '<' ';' '&' '(' '^' '|' '`' + . / _ x=~ ~
#### LINENO in functions and traps
trap 'echo trap $LINENO' USR1
f() {
kill -USR1 $$
echo f $LINENO
}

f
echo $LINENO
#### nameref and loop
declare -n r; a=1; b=2; for r in a b; do echo $r; r=9; done; echo $a $b
#### unset in set -u
set -u; f() { echo "${1-none}"; }; f; a=(); echo "${a[@]}" end; x=; echo $x; (echo $nope) 2>/dev/null; echo $?; echo ${#nope} ; echo no
#### time outputs status
TIMEFORMAT=%R; { time false; } 2>/dev/null; echo $?; { time sleep 0.1; } 2>&1 | grep -c "^[0-9]*\.[0-9]*$"; { time -p :; } 2>&1 | cut -d" " -f1
#### coproc named
coproc P { while read l; do echo "got $l"; done; }; echo hi >&${P[1]}; read -u ${P[0]} x; echo $x; eval "exec ${P[1]}>&-"; wait $P_PID; echo $?
#### wait -n
for i in 3 1 2; do (sleep $((i-1)).2; exit $i) & done; wait -n; echo $?; wait -n; echo $?; wait -n; echo $?; wait -n; echo $?
#### noexec
set -n; echo no; x=1
#### set -t
set -t; echo one; echo two
echo three
#### deep recursion
f() { if [ $1 -gt 0 ]; then f $(($1-1)); else echo bottom; fi; }; f 1800
#### FUNCNEST
FUNCNEST=5; f() { echo $1; f $(($1+1)); }; f 1; echo $?
echo next
#### keyword
set -k; sh -c 'echo $a' a=1; set +k
#### alias in script
shopt -s expand_aliases
alias hi='echo hello'
hi there
alias e='echo x; echo'
e y
unalias hi
hi 2>/dev/null; echo $?
#### invalid function names
eval '$f() { :; }'; echo $?; a.b() { echo dot; }; a.b; f-g() { echo dash; }; f-g
#### array assign errors
a[0]=(1 2); echo $?; a=([x]=1); echo ${a[0]}; readonly a; a=(2); echo no
#### BASH_SUBSHELL in the words of pipelines, in substitutions there, and after assignments
p() { echo "$1: $BASH_SUBSHELL"; (echo "$1 in: $BASH_SUBSHELL"); }
echo $BASH_SUBSHELL | cat; echo $(echo $BASH_SUBSHELL) | cat; /bin/echo $BASH_SUBSHELL | cat; x=$BASH_SUBSHELL env | grep ^x=; p f | cat; { p h; } | cat; (p k | cat)
eval 'echo e $BASH_SUBSHELL' | cat; [[ $BASH_SUBSHELL == 0 ]] | cat; echo ${PIPESTATUS[0]}; for i in $BASH_SUBSHELL; do p r$i; done | cat; command echo c $BASH_SUBSHELL | cat
BASH_SUBSHELL=5; echo $BASH_SUBSHELL | cat; (echo $BASH_SUBSHELL); (BASH_SUBSHELL=7; (echo $BASH_SUBSHELL); echo $BASH_SUBSHELL); echo $BASH_SUBSHELL; /bin/echo $BASH_SUBSHELL & wait
for v in x5 -3 ' 4 ' 0x10 99999999999 +7; do BASH_SUBSHELL=$v; echo $BASH_SUBSHELL; done; BASH_SUBSHELL+=1; echo $BASH_SUBSHELL
#### exec -a and -l of scripts without #!, with an empty name, right after they were written
printf 'echo "$0"\n' > s2; chmod +x s2; (exec -a NAME ./s2); (exec -l ./s2) | sed "s,$PWD,DIR,"; (exec ./s2) | sed "s,$PWD,DIR,"; PATH=$PWD:$PATH; (exec s2) | sed "s,$PWD,DIR,"; (exec -a N s2); ./s2; s2 | sed "s,$PWD,DIR,"
printf '#!/bin/sh\necho "$0"\n' > s1; chmod +x s1; (exec -a NAME ./s1) | sed "s,$PWD,DIR,"; (exec -a '' sh -c 'echo "[$0]"; tr "\0" "," < /proc/$$/cmdline | head -c 30'); echo; (exec -a X sh -c 'echo "[$0]"')
#### an array behind the first word of coproc
coproc nosuch a=(1 "b c") b[0]+=(2)
wait
f() { coproc N a+=(-3); }; declare -f f
#### coproc: reserved words behind what could be a name
for c in 'N !' 'N ! true' 'N function f { :; }' 'N coproc M { :; }' 'N then' 'N }' 'N ]]' 'N in' 'N if'; do (eval "coproc $c"); echo $?; done
coproc N a=(x y); wait; coproc echo a+=(x y) b=(z) c; read x <&${COPROC[0]}; echo $x; wait; coproc N doner; wait; echo $?
#### coproc: its name is expanded
n=foo; coproc $n { cat; }; echo ${#foo[@]}; exec {foo[1]}>&-; wait; coproc "b""c" { cat; }; echo ${#bc[@]}; exec {bc[1]}>&-; wait; coproc $nothing { cat; }; echo $?
#### coproc: a name that is readonly
readonly N; coproc N { echo a; }; echo $?; wait; declare -p N N_PID | sed 's/"[0-9]*"/n/'
