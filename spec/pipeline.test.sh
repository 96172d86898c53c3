#### simple pipes
echo a | cat; printf '3\n1\n2\n' | sort | head -n 1; echo x | tr x y | tr y z
#### status of a pipeline
true | false; echo $?; false | true; echo $?; set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $?
#### builtins and functions in pipes
f() { while read x; do echo "<$x>"; done; }; printf 'a\nb\n' | f; echo hi | { read v; echo "v=$v"; }; echo "v=${v-unset}"; g() { echo out; }; g | cat
#### SIGPIPE ends producers
yes | head -n 2; while :; do echo y; done | head -n 1; echo "${PIPESTATUS[0]}"
#### large data through a pipe
head -c 300000 /dev/zero | wc -c; x=$(head -c 100000 /dev/zero | tr '\0' a); echo ${#x}; printf %s "$x" | wc -c
#### newline after pipe
echo a |
  cat |

  cat
#### stderr is not piped
sh -c 'echo o; echo e >&2' 2> f | cat; cat f
#### exit and return in pipes
(exit 5) | cat; echo ${PIPESTATUS[@]}; f() { return 6; }; f | cat; echo ${PIPESTATUS[0]}; { exit 7; } | cat; echo $? ${PIPESTATUS[0]}
#### cd and variables in a pipe stay there
cd / | cat; echo ${PWD##*/} | grep -c work; x=1 | cat; echo "[$x]"
#### negation
! echo a | grep -q b; echo $?; ! echo a | grep -q a; echo $?
#### command substitution forms
echo $(echo a; echo b) "$(echo a; echo b)" $(printf 'a\n\n\n')x `echo c` $(echo $(echo nested)) "$(echo "$(echo 'deep  q')")"
#### command substitution status
x=$(exit 3); echo $?; x=$(true)$(exit 4); echo $?; echo $(exit 5); echo $?; x=a$(false)b y=$(true); echo $?
#### command substitution changes nothing outside
x=1; y=$(x=2; cd /; set -f; echo $x); echo $x $y ${PWD##*/} | grep -c 'work'; echo $- | grep -c f; z=$(exit 0; echo no); echo "[$z]"
#### NUL bytes and trailing newlines
x=$(printf 'a\0b\n\n'); echo "$x"; y=$(printf '\n\n'); echo "[$y]"; z=$(printf ' a \n'); echo "[$z]"
#### exit, return, functions, traps in $( )
f() { echo $(return 3; echo x) $?; }; f; g() { x=$(echo in; exit 2; echo no); echo "$x $?"; }; g
#### background inside $( )
x=$(sleep 0.1 & echo now); echo $x; y=$( (sleep 0.1; echo late) & wait; echo end); echo $y
#### comments, case and quotes in $( )
x=$(echo a # comment )
echo b); echo $x; y=$(case a in a) echo in case ;; esac); echo $y; z=$(echo ")" '(' \)); echo "$z"
#### backquote nesting
echo `echo a \`echo b\`` `echo "\`echo c\`"` `echo '\$x'` `printf '%s' '\\n'`
#### arithmetic against subshell
echo $((1+1)) $( (echo sub) ) $( ( (echo deep) ) )
#### $(<file) and missing
echo data > f; echo $(<f) "$(< f)" $(cat < f); x=$(<nofile); echo $?
#### subshell environment
x=1; f() { echo f; }; (x=2; f; f() { echo g; }; f; unset x; echo "[$x]"); f; echo $x; (cd /; set -u; trap 'echo t' EXIT; echo in); echo ${-//[^u]/}.
#### nested subshells and exit
( (exit 2); echo $?; (exit 3) ); echo $?; (true; (false)); echo $?; ( exit ); echo $?; false; ( exit ); echo $?
#### subshell output order
(echo a; (echo b); echo c) | cat; { (echo d); echo e; } > f; cat f
#### process substitution as arguments and redirections
cat <(echo 1) <(echo 2); paste -d, <(printf 'a\nb\n') <(printf '1\n2\n'); wc -l < <(printf 'x\ny\n'); tee >(cat > t1) > /dev/null <<< data; sleep 0.2; cat t1
#### process substitution with read loops keeps variables
n=0; while read x; do n=$((n+x)); done < <(printf '1\n2\n3\n'); echo $n
#### process substitution names
echo <(:) | sed 's/[0-9]*$/N/'; f() { cat "$1"; }; f <(echo through function); exec 4< <(echo kept); cat <&4
#### groups in background with pipes
{ echo a; sleep 0.1; echo b; } | cat & wait; echo c
#### reading the script's own stdin
## as: stdin
read x
this line is data
echo "got $x"
cat <<E2
doc
E2
head -n 1
line for head
echo "then ${x% data}"
#### commands after a child that reads stdin
## as: stdin
echo start
cat
echo swallowed
#### exit in the middle of stdin script
## as: stdin
echo one
exit 3
if then garbage (((
#### syntax error in stdin script
## as: stdin
echo one
if then
echo two
#### -c scripts
## as: command
## arguments: name p1 p2
echo "$0 $1 $2 $#"; nosuch; echo $LINENO
#### -c with several lines and an error
## as: command
echo a
(
#### syntax error at the end leaves earlier commands run
echo one
echo two; )
echo three
#### unexpected end of file
echo one
if true; then
#### unexpected token
echo one
done
#### unmatched quote
echo one
echo "two
#### error in a later line of a file does not hinder earlier ones
f() { echo f; }
f
}
echo no
#### very long line and many arguments
x=$(printf 'a%.0s' {1..5000}); set -- $(printf 'w %.0s' {1..3000}); echo ${#x} $#; args "$@" | wc -c
#### argument list too long
x=$(head -c 200000 /dev/zero | tr '\0' a); /bin/echo "$x" "$x" "$x" > /dev/null; echo $?
#### executing scripts: no shebang, shebang, wrong interpreter, directory, no permission
echo 'echo plain $0 $1' > s1; printf '#!/bin/sh\necho sheb $1\n' > s2; printf '#!/nonexistent/x\n' > s3; mkdir s4; echo x > s5; chmod +x s1 s2 s3; ./s1 a; ./s2 b; ./s3; echo $?; ./s4; echo $?; ./s5; echo $?; : > s6; chmod +x s6; ./s6; echo $?
#### PATH look-up
mkdir p1 p2; printf '#!/bin/sh\necho one\n' > p1/cmd; printf '#!/bin/sh\necho two\n' > p2/cmd; chmod +x p1/cmd p2/cmd; PATH=p1:p2:$PATH; cmd; chmod -x p1/cmd; hash -r; cmd; PATH=p2:$PATH cmd; rm p2/cmd; cmd; echo $?
#### empty PATH elements mean here
printf '#!/bin/sh\necho here\n' > cmdx; chmod +x cmdx; PATH=:$PATH; cmdx; PATH=/bin:/usr/bin; cmdx; echo $?
#### environment of commands
x=1 y=2 env | grep -E '^[xy]='; export z=3; env | grep ^z=; z=4 env | grep ^z=; env -u z sh -c 'echo "[$z]"'

#### PIPESTATUS after functions, eval, subshells and sourced files whose last command is a pipeline
seq 2000 > t
f() { cat t | sed 5d | grep -c zz; }; f; echo $? "${PIPESTATUS[@]}"
g() { cat t | grep zz; return; }; g; echo $? "${PIPESTATUS[@]}"
h() if true; then cat t | grep zz; fi; h; echo $? "${PIPESTATUS[@]}"; i() { h; }; i; echo $? "${PIPESTATUS[@]}"
k() { cat t | sort -r > o; }; k; p=("${PIPESTATUS[@]}"); echo ${#p[@]}
eval 'cat t | grep zz'; echo $? "${PIPESTATUS[@]}"
(cat t | grep zz); echo $? "${PIPESTATUS[@]}"
echo 'cat t | grep zz' > s; . ./s; echo $? "${PIPESTATUS[@]}"
{ cat t | grep zz; }; echo $? "${PIPESTATUS[@]}"
! cat t | grep zz; echo $? "${PIPESTATUS[@]}"
#### a program of a pipeline that PATH does not lead to
PATH=/nowhere
cut | /bin/cat; echo "${PIPESTATUS[@]}"
/bin/sort /dev/null | PATH=/none cut -c1; echo $?
#### programs of pipelines that come and go on PATH
mkdir bin1 bin2
PATH=$PWD/bin1:$PWD/bin2:$PATH
printf 'b\na\n' > in
sort in | cut -c1 | head -n 5
printf '#!/bin/sh\necho own\n' > bin2/cut; chmod +x bin2/cut
sort in | cut -c1 | head -n 5
cp bin2/cut bin1/cut
sort in | cut -c1 | head -n 5
rm bin1/cut bin2/cut
sort in | cut -c1 | head -n 5
ln -s /bin/cat bin1/cut
sort in | cut in | head -n 5
mv bin1/cut bin1/xcut
sort in | cut -c1 | head -n 5
install -m 755 /bin/cat bin2/cut
sort in | cut in | head -n 5
mv bin2 bin3
sort in | cut -c1 | head -n 5
mv bin3 bin2
sort in | cut in | head -n 5
#### the first command of a pipeline in the background keeps the standard input, other background jobs do not
for c in 'cat | tr a-z A-Z & wait' 'cat & wait' '{ cat | cat; } & wait' '! cat | cat & wait' 'true && cat | cat & wait' 'read x | cat & wait; cat' 'f() { cat; }; f | cat & wait' '(cat | cat) & wait'; do printf 'l1\nl2\n' | $SH -c "$c"; echo $?; done
#### the substitutions of a command in the background read the standard input, the command itself does not
while IFS= read -r c; do printf 'l1\nl2\n' | $SH -c "$c"; echo $?; done <<'END'
echo $(cat) & wait
x=$(cat) & wait; cat
x=1 /bin/echo $(head -n1) & wait
cat - $(head -n1 >/dev/null) & wait; cat
f() { cat; echo "$@"; }; f $(cat) & wait
cat <<<$(cat) & wait
cat <(cat) & wait
read x < <(cat) & wait $!; echo $?
! echo `cat` & wait
[[ $(cat) ]] & wait $!; echo $?
{ echo $(cat); } & wait
sleep $(echo 0.1) & jobs; wait
END
#### the pipes of process substitutions among the words of compound commands are closed after these
[[ -e <(:) ]]; echo <(:)
case <(:) in *) echo <(:) ;; esac; echo <(:)
for i in <(:) >(:); do :; done; echo <(:)
f() { for i in <(echo a) <(echo b); do cat "$i"; done; case <(:) in *) return 3 ;; esac; }; f; echo $? <(:)
while [[ -e <(:) ]]; do echo <(:); break; done; echo <(:)
