#### script not found
$SH nosuchscript; echo $?; $SH ./no/such; echo $?
#### a directory
mkdir d; $SH d; echo $?
#### binary file
printf '\0\1\2' > b; $SH b; echo $?; printf 'echo a\0b\n' > c; $SH c; echo $?; $SH /bin/true; echo $?
#### NUL after the first line
printf 'echo first\necho a\0b\n' > f; $SH f; echo $?
#### empty script, no final newline
: > e; $SH e; echo $?; printf 'echo no newline' > n; $SH n; echo; printf 'false' > g; $SH g; echo $?
#### CRLF
printf 'x=1\r\necho "[$x]"\r\n' > f; $SH f | od -An -c; printf 'if true; then\r\necho a\r\nfi\r\n' > g; $SH g; echo $?
#### script along PATH
mkdir p; echo 'echo from path $0' > p/scr; PATH=$PWD/p:$PATH; $SH scr | sed "s|$PWD||"
#### here before PATH
mkdir p; echo 'echo from path' > p/scr; echo 'echo here' > scr; PATH=$PWD/p:$PATH; $SH scr
#### invalid options
$SH -Z -c 'echo no' 2>&1 | head -n 1 | sed 's/^[a-z]*/SHELL/'; $SH --nosuch 2>/dev/null; echo $?
#### -c without text
$SH -c; echo $?
#### -c with operands
$SH -c 'echo $0 $1 $#' zero one two; $SH -c 'echo $#' ; $SH -c '' ; echo $?
#### option letters combined and after -c
$SH -ec 'false; echo no'; echo $?; $SH -c -e 'false; echo no'; echo $?; $SH -ce 'echo $-' | grep -c e; $SH +e -c 'echo ok'; $SH -eu -o pipefail -c 'echo $SHELLOPTS'
#### -s and positional parameters
echo 'echo $0 $1 $2 $#' | $SH -s a b | sed 's/^[a-z]*/SHELL/'
#### - and -- end options
echo 'echo $1' > s; $SH - s a; $SH -- s b; $SH -e -- s c; echo 'echo stdin' | $SH -
#### -n, -v, -x
echo 'echo a' > s; $SH -n s; echo $?; $SH -v s; $SH -x s; echo 'if then' > bad; $SH -n bad; echo $?
#### -O and +O
$SH -O nullglob -c 'echo nomatch* x'; $SH +O sourcepath -c 'shopt sourcepath'; $SH -O nosuch -c 'echo no'; echo $?; $SH -o nosuch -c 'echo no' 2>/dev/null; echo $?
#### -O and -o without names list
$SH -o -c : 2>/dev/null | head -n 3; $SH +O | head -n 2; $SH +o | head -n 2
#### --posix, --norc, --noprofile, --rcfile
$SH --posix -c 'echo $SHELLOPTS'; $SH --norc --noprofile -c 'echo a'; $SH --rcfile x -c 'echo b'; $SH --rcfile; echo $?
#### invoked as sh
ln -s "$(command -v $SH)" sh; ./sh -c 'echo $SHELLOPTS; f() { :; }; x=1 :; echo $x'; rm sh
#### login shell reads profiles
echo 'echo profile' > .bash_profile; echo 'echo other' > .profile; $SH --login -c 'echo cmd; shopt -q login_shell && echo login' | tail -n 3
#### login shell, second choice
echo 'echo dotprofile' > .profile; $SH -lc 'echo cmd' | tail -n 2
#### BASH_ENV with expansion
echo 'echo env' > e; export D=. ; BASH_ENV='$D/e' $SH -c 'echo cmd'
#### -i is interactive even without a terminal
$SH --norc --noprofile -ic 'case $- in *i*) echo i ;; esac' 2>/dev/null
#### exit status is that of the last command
$SH -c 'false'; echo $?; $SH -c 'true; (exit 5)'; echo $?; $SH -c 'exit 300'; echo $?; $SH -c 'nosuch'; echo $?; $SH -c 'if'; echo $?
#### unreadable script
echo 'echo a' > s; chmod 000 s; if [ $(id -u) = 0 ]; then setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search $SH s 2>/dev/null; else $SH s 2>/dev/null; fi; echo $?
#### stdin is closed
$SH <&-; echo $?
#### script given on a pipe
printf 'echo a\necho b\n' | $SH; echo 'echo c' | $SH /dev/stdin; $SH <(echo 'echo d'); $SH <<< 'echo e'
#### $0, $BASH_SOURCE in scripts
echo 'echo $0 $BASH_SOURCE ${FUNCNAME[0]}' > s; $SH s; $SH ./s; chmod +x s; ./s
#### environment variable SHELL and $BASH
[ -n "$BASH" ] && echo set; $SH -c 'echo ${BASH##*/}' | grep -c .
#### a very long -c
$SH -c "$(printf ': %s\n' {1..5000}; echo echo end)"
#### output to a closed pipe
$SH -c 'for i in {1..100000}; do echo line; done' | head -n 1; echo "${PIPESTATUS[0]}"
#### non-UTF-8 in scripts
printf 'echo "\xff\xe4" | od -An -tx1\nx=$(printf "\\xff"); [ "$x" = $'"'"'\\xff'"'"' ] && echo same\n' > s; $SH s
#### comment only, blank lines, leading BOM
printf '\n\n# c\n\n' > s; $SH s; echo $?; printf '\xef\xbb\xbfecho bom\n' > t; $SH t; echo $?
#### script removed while it runs
printf 'rm -f s\necho still\n' > s; $SH s
#### script that appends to itself
printf 'echo one\nprintf "echo three\\n" >> t\necho two\n' > t; $SH t
#### signals ignored at start stay ignored
sh -c "trap '' USR1; exec $SH -c 'trap \"echo no\" USR1; kill -USR1 \$\$; echo alive; trap'"
#### environment functions
export -f nofn 2>/dev/null; f() { echo "exported $1"; }; export -f f; $SH -c 'f x'
#### what is left of standard input at the end of a script on it
printf 'set -e\n/bin/echo 1\nfalse\necho a\n' >s; { $SH; cat; } <s; echo -; printf '/bin/echo 1\nexit 3\necho a\n' >s
{ $SH; cat; } <s; echo -; printf 'set -e\n/bin/echo 1\n/bin/false\necho a\n' >s; { $SH; cat; } <s
#### what is left of standard input that a script has read
seq 9 >in; for end in false exit 'exec true' 'echo ${z?}' 'kill -9 $$'; do
printf 'set -e\nread x\nread y\n%s\n' "$end" >s; { $SH s; cat; } <in 2>/dev/null; echo "- $?"; done
#### restricted: no output redirections
set -r; echo x > f; echo $?; ls >f; : >f; { :; } >f; exec 3>f; echo x >&2; cat <>f; echo a >|f; ls &>f; echo >&1; (echo >f)
f() { echo >f; }; f; ls | cat >f; cat <(echo a >f); echo a >>f; ls
#### a function of a script on standard input is one of main
echo 'f() { echo ${BASH_SOURCE[@]} ${FUNCNAME[@]}; }; f' | $SH; $SH -c 'f() { echo ${BASH_SOURCE[@]} ${FUNCNAME[@]}; }; f'
#### functions in the environment that are more than that
env 'BASH_FUNC_bad%%=() { echo h; }; echo hacked' $SH -c 'echo ok; bad'; env 'BASH_FUNC_h%%=() { echo h; }' $SH -c h
#### BASH_ENV is read for scripts without #!
printf 'echo "read $#"; x=1\n' > env.sh; printf 'echo "x=$x $1"\n' > script; chmod +x script
export BASH_ENV=$PWD/env.sh
./script a b; echo $?; (exec ./script c); unset BASH_ENV; ./script d
#### a login shell that exits reads ~/.bash_logout
export HOME=$PWD; echo 'echo logout file' > .bash_logout
$SH -l -c 'exit 3'; echo $?; $SH -l -c 'logout 4'; echo $?; $SH -l -c ':'; echo $?; $SH -lc '(exit 5); echo in'; echo 'exit 6' | $SH -l; echo $?
echo 'echo st' | $SH -l; $SH -l -c 'trap "echo trap" EXIT; (exit 2); exit'; echo $?; $SH -c 'exit 2'; $SH -l -c 'set -e; false'; echo $?; $SH -lc 'f() { exit 8; }; f'

#### -m without a terminal: no job control
$SH -m -c 'echo $-; set -m; echo $-' 2>&1 | sed 's/([0-9]*)/(N)/; s/^[^:]*: //'
$SH -o monitor -c 'echo $-' 2>/dev/null

#### a plus sign alone among the options is nothing
echo 'echo "$#:$*"' >s; $SH + s a; $SH -e + -u s b

#### an interactive shell shows what it reads where no terminal has
printf 'echo a\nfor i in 1; do\necho $i\ndone\n\ncat <<E\nx\nE\nexit 3' >in
export HISTFILE=
PS1='\# ' PS2='more ' $SH --norc -i <in 2>err; echo $?; sed '1,2d' err
PS1='\# ' $SH --norc --noediting -i <in 2>err; echo $?; sed '1,2d' err; rm err
#### -m without a terminal
{
  setsid -w $SH -m -c 'echo $-; (exit 3); sleep 0.1 & jobs; fg'
  setsid -w $SH -o monitor -c 'echo $-; set -m; echo $-'
  setsid -w $SH +m -c 'echo $-'
  setsid -w $SH -im -c 'echo $-'
} 2>&1 | sed 's/(-\?[0-9]*)/(N)/; s/oilgg/bash/'
#### -m without a terminal names the shell as it was called
echo 'echo a' >s; $SH -m s 2>&1 | sed "s#$SH:#sh:#; s/([0-9]*)/N/"; $SH -m -c "echo b" name 2>&1 | sed "s#$SH:#sh:#; s/([0-9]*)/N/"
#### a variable of the environment without a name
env '=3' $SH -c '/bin/echo a; env | grep "^="; echo $?'
#### the last program of -c takes the place of the shell
for code in 'sh -c "echo \$PPID"' ':; sh -c "echo \$PPID"' 'true && sh -c "echo \$PPID"' 'x=1 sh -c "echo \$PPID"' \
  '(sh -c "echo \$PPID"); :' 'sh -c "echo \$PPID" 2>/dev/null' '! sh -c "echo \$PPID"' 'sh -c "echo \$PPID"; :' \
  'if :; then sh -c "echo \$PPID"; fi' 'trap : EXIT; sh -c "echo \$PPID"' '{ sh -c "echo \$PPID"; }' \
  'f() { sh -c "echo \$PPID"; }; f' $'sh -c "echo \\$PPID"\n' 'eval "sh -c \"echo \\\$PPID\""'
do
  $SH -c "$code" > out & wait $!; [ "$(cat out)" = $$ ] && echo "in place: $code" || echo "below: $code"
done
rm -f out; $SH -c 'sleep 50' & kill $!; wait $!; echo $?
#### what is left to the last program of -c
printf 'a\nb\nc\n' > in; $SH -c 'read x; cat' < in; cat in | $SH -c 'read x; cat'
$SH -c 'printenv SHLVL'; $SH -c 'printenv SHLVL; :'; SHLVL=0 $SH -c 'printenv SHLVL'; SHLVL=x $SH -c 'x=3 printenv SHLVL x'
printf 'echo script $0 $SHLVL $*\n' > s; chmod +x s; $SH -c './s 1 2'
$SH -c 'cat <(echo a) <(echo b)'; $SH -c 'echo a > f; cat f'; $SH -c 'set -x; env true'; $SH -c 'sleep 0.1 & env echo hi'
$SH -c 'nosuch'; echo $?; $SH -c /etc; echo $?; $SH -c 'set -e; false || env false'; echo $?; $SH -c 'sh -c "exit 7"'; echo $?
trap '' USR1; $SH -c 'sh -c "kill -USR1 \$\$; echo ignored"'
