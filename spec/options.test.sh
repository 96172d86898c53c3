#### $- and set -o letters
set -e -u; echo $- | tr -d himBHsc; set +eu; set -fv 2>/dev/null; set +fv 2>/dev/null; set -o noglob; echo $- | grep -c f
#### set -o listing
set -o | head -5; set -o pipefail; set -o | grep pipefail; set +o | grep -E 'pipefail|errexit'
#### unknown options
set -Z; echo $?; set -o nosuch; echo $?; set +o nosuch; echo $?; shopt -s nosuch; echo $?; shopt -q nosuch; echo $?
#### positional parameters by set
set -- a b; echo $#; set -- ; echo $#; set x y z; echo $1 $#; set - p; echo $1; set -e -- q; echo $1 $- | tr -d himBHsc; set +e; set -; echo $1
#### set with option-like operands
set -- -e -x; echo "$@"; set a -e b; echo "$@"
#### shopt
shopt nullglob; echo $?; shopt -s nullglob; shopt nullglob; echo $?; shopt -q nullglob extglob; echo $?; shopt -u nullglob; shopt -p nullglob extglob; shopt -s | grep -c . >/dev/null; echo $?
#### shopt -o
shopt -o errexit; shopt -so errexit; shopt -qo errexit && echo on; shopt -uo errexit; shopt -po errexit
#### noexec
echo before; set -n; echo after
#### verbose
set -v
echo a
x=1
set +v
echo b
#### xtrace basics
set -x; echo a 'b c'; x=1; y='a b'; x=2 true; if [ a = b ]; then :; fi; set +x
#### xtrace quoting
set -x; echo '' "it's" $'a\tb' 'a$b' a\*b '~' '{a,b}' ; : "*" '[x]' 'a=b' -- '#'; set +x
#### xtrace compound commands
set -x; for i in 1 2; do :; done; case a in a) : ;; esac; ((1+1)); [[ a == b* && -n c ]]; while false; do :; done; for ((i=0;i<1;i++)); do :; done; f() { :; }; f x; set +x
#### xtrace assignments
set -x; a=(1 'b c'); a[1]=x; declare -A m=([k]=v); x+=y; export z=1; declare -i n=2+2; local 2>/dev/null; readonly r=5; set +x
#### PS4
PS4='[$LINENO]+ '; set -x; echo a
echo b; (echo sub); x=$(echo cs); set +x
#### PS4 nested depth
set -x; eval 'echo $(echo a)'; f() { echo $(echo in); }; f; set +x
#### BASH_XTRACEFD
exec 5> trace; BASH_XTRACEFD=5; set -x; echo a; set +x; unset BASH_XTRACEFD; cat trace
#### xtrace redirections and here-docs
set -x; echo a > f; cat < f; cat <<E2
body
E2
set +x
#### nounset
set -u; x=1; echo $x ${y-d} "$@" $# ${#x}; (echo $y); echo $?; unset x; [ -z "${x:-}" ] && echo ok; echo $x; echo no
#### noclobber, noglob, allexport together
set -C -f -a; v=exp; echo *; echo x > f; echo y > f; sh -c 'echo $v'
#### keyword
set -k; sh -c 'echo $a$b' a=1 b=2; set +k
#### onecmd
## options: -t
echo one
echo two
#### errexit by shopt and $SHELLOPTS
set -o errexit -o pipefail; echo $SHELLOPTS; SHELLOPTS=x; echo no
#### $BASHOPTS and exporting
shopt -s nullglob; case $BASHOPTS in *nullglob*) echo in ;; esac; export SHELLOPTS; set -u; $SH -c 'echo $nope; echo no'; echo $?
#### physical
mkdir real; ln -s real link; cd link; set -P; cd ..; pwd | sed 's|.*/||'; cd link; pwd | sed 's|.*/||'
#### hashall off
set +h; hash ls; echo $?
#### posix mode basics
## options: --posix
echo $SHELLOPTS; set +o posix; case $SHELLOPTS in *posix*) echo still ;; *) echo off ;; esac
#### POSIXLY_CORRECT
POSIXLY_CORRECT=1; set -o | grep posix; unset POSIXLY_CORRECT; set -o | grep posix
#### lastpipe
shopt -s lastpipe; echo val | read x; echo $x; echo a | { y=1; }; echo $y; printf '1\n2\n' | while read n; do s=$((s+n)); done; echo $s
#### expand_aliases off in scripts
alias hi='echo hello'; hi; echo $?
#### xpg_echo and sourcepath
shopt -s xpg_echo; echo 'a\tb'; shopt -u sourcepath; mkdir d; echo 'echo in d' > d/lib; PATH=$PWD/d:$PATH; . lib; echo $?
#### nocasematch scope
shopt -s nocasematch; [[ A == a ]] && echo y; case Q in q) echo y ;; esac; [ A = a ] || echo no; x=ABC; echo ${x/b/-}
#### extglob must be on before the line
shopt -s extglob
echo @(a|b); [[ ab == a@(b) ]] && echo y
#### braceexpand and set -o
set +o braceexpand; echo {a,b}; set -o braceexpand; echo {a,b}
#### privileged, notify, monitor exist
set -o | grep -E '^(notify|monitor|vi|emacs|history)'
#### gnu_errfmt
shopt -s gnu_errfmt; nosuchcmd
#### inherit_errexit, compat
shopt -s compat43; shopt compat43; echo $BASH_COMPAT; BASH_COMPAT=5.0; echo $BASH_COMPAT; BASH_COMPAT=9; echo "[$BASH_COMPAT]"
#### localvar_inherit and localvar_unset
x=g; f() { local x; echo "[${x-unset}]"; }; shopt -s localvar_inherit; f; shopt -u localvar_inherit; f
#### set -T and functrace names
set -T; echo $- | grep -c T; set -E; echo $- | grep -c E; set -o | grep -E 'functrace|errtrace'
#### shift_verbose
shopt -s shift_verbose; set -- a; shift 2; echo $?; shopt -u shift_verbose; shift 5; echo $?
#### restricted
set -r; cd /; echo $?; PATH=/; echo x > f; /bin/echo no; exec ls; echo end
#### what ends a shell in posix mode
for code in 'for v in a b; do echo x; done' 'export v=2' 'readonly v=2' 'declare v=2' 'unset v' 'v=2 true' '. ./no' \
 'command . ./no' 'command export v=2' 'set -o no' 'shift 5' 'trap -Z' 'export 1x' 'exec 3<no' 'v=2 :' 'echo <no'; do
echo "== $code"; $SH -c "set -o posix; readonly v=1; $code; echo after"; echo $?
done
#### verbose shows what eval and traps read
set -v
eval "echo x
echo y"
trap "echo t
echo u" EXIT
for i in 1
do eval "echo $i"; done
set +v; eval "set -v
echo q"
set +v
#### posix mode and POSIXLY_CORRECT, aliases, hash, set, export, the message of source
set -o posix; echo $POSIXLY_CORRECT; (set +o posix; echo "[${POSIXLY_CORRECT-u}]"; set -o | grep posix); echo $POSIXLY_CORRECT
alias x=1 y=2; alias; alias x; alias -p; hash; hash -r; x=$'a\nb'; set | grep -A1 ^x=; readonly y="a 'b"; readonly -p | tail -1
unset POSIXLY_CORRECT; set -o | grep posix; set -o posix; source nosuch
#### -t is about what is read
$SH -tc 'echo a; echo b
echo c'
#### options from BASHOPTS and SHELLOPTS
export BASHOPTS; shopt -s nullglob; $SH -c 'echo x*; shopt nullglob'; SHELLOPTS=noglob $SH -c 'echo *; echo $-'
#### hashing can be off
set +h; hash -r; ls >/dev/null; type ls; type -t ls
#### posix mode: printf has doubles, files are no words, directories are looked at, hashed programs are looked for
## options: --posix
printf '%a %.20f %e\n' 1 0.1 1e400; printf '%a %.3a\n' 9223372036854775807 0.1; x='a b'; echo b >$x; cat <$x; echo x >{a,b}; ls
mkdir d; cd d; mv ../d ../e; pwd | sed 's,.*/,,'; cd ..; mkdir b1 b2; printf '#!/bin/sh\necho one' >b1/p; printf '#!/bin/sh\necho two' >b2/p
chmod +x b?/p; PATH=$PWD/b1:$PWD/b2:$PATH; p; rm b1/p; p; y='$x'; shopt -u promptvars; echo "${y@P}"; kill -l sigterm; kill -l term
#### posix mode: usage errors of special builtins
for code in 'eval -Z' 'export a[0]=1' 'trap HUP' '. -Z' 'exec -Z' 'command eval -Z' 'export 1a=1' 'readonly -Z' 'unset -Z' 'return -Z' \
 'SHELLOPTS=x env | cat' 'kill -Z' 'set -Z' 'shift -Z' 'times -Z' 'break -Z' 'exit -Z'; do echo "== $code"; $SH --posix -c "$code; echo \$?"; done
#### posix mode: wait for a job, and for a process
## options: --posix
(exit 3) & wait %1; echo $?; wait %1; echo $?; (exit 4) & wait $!; echo $?; wait %1; echo $?
#### posix: time before an option is the command of that name
set -o posix; time() { echo "function $*"; }; time -p true; time -x a; time -- true
TIMEFORMAT=; time true; unset TIMEFORMAT; time 2>&1; { time; } 2>&1 | sed 's/[0-9]/N/g'
#### BASH_COMPAT=42: quotes in the string of a quoted ${x/a/string}
BASH_COMPAT=42; x=aXb y='q w'; echo "${x/X/'b'}" "${x/X/"b"}" "${x/X/\'b\'}" ${x/X/'b'} "${x/'X'/b}"
echo "${x/X/"$y"}" "${x/X/\$y}" "${x/X/$(echo "a  b")}" "${x/X/&&}" "${x/X/\&}" "${x/X/'&'}" "${x//[a-z]/'}'}"; z="${x/X/'k'}"; echo "$z"
a=(aXb); echo "${a[@]/X/"q"}"; cat <<E
${x/X/'q'} ${a/X/"q"}
E
#### compat31: quotes right of =~
shopt -s compat31; x='a.c'; [[ abc =~ "$x" ]]; echo $?; [[ abc =~ 'a'.c ]]; echo $?; [[ 'a|b' =~ 'a|b' ]]; echo $? "${BASH_REMATCH[0]}"; [[ 'a$b' =~ 'a\$b' ]]; echo $?
#### BASH_COMPAT=43, 44: break in functions and subshells
BASH_COMPAT=4.3; f() { continue 2; echo no; }; for i in 1 2; do for j in a b; do f; echo x; done; echo y; done
g() { break; echo g; }; for i in 1 2; do g; echo $i; done
BASH_COMPAT=4.4; for i in 1 2; do (break 2; echo sub); x=$(break; echo q); echo "$i $x"; { break; } | cat; echo p; (continue; echo no) & wait; done; g
#### BASH_COMPAT=50, 51: hash -l, unset of all elements
BASH_COMPAT=5.0; hash -r; hash -l; BASH_COMPAT=5.1; hash -l; a=(1 2); unset 'a[@]'; declare -p a; declare -A m=([@]=1 [x]=2); unset 'm[*]'; declare -p m

#### set -a: functions are exported, arrays are not, but for text assigned to them
set -a; f() { :; }; a=(1 2); declare -a b=(1); declare -A m=([x]=1); declare c=1
declare -p a b m c; g() { local l=1 k=(1); declare -p l k; }; g; declare -F
mapfile q <<<a; declare -p q; a[3]=x; declare -p a; a=text; declare -p a; r+=(1); declare -p r
read -a ra <<<'a b'; declare -p ra; getopts a o -a; declare -p o OPTARG OPTIND
set +a; f() { echo n; }; h() { :; }; declare -F
set -a; eval 'z() { echo z; }'; $SH -c z
#### set -u and transformations that do not exist
set -u; a=(1) e=() ref=nope
for t in '${x@}' '"${x@QQ}"' '${1@}' '"${a[9]@QQ}"' '${e[@]@}' '"${!ref@QQ}"' '${x@Z}' '${@@}' '${*@}' '${a[@]@}' '${a@}'; do (eval "echo $t"); echo $?; done
#### set -e: messages after which no list goes on, but within eval
for c in '(( a[-9] = 3 ))' 'declare a[-5]=1' 'let a[-5]=1' 'printf -v a[-5] x' 'read a[-5] <<<x' 'export r=2' '((r=2))' '((r++))' 'let r=1' 'read r <<<x' \
  'printf -v r x' 'mapfile r <<<x' 'getopts a r -a' 'for r in a; do :; done' 'declare r=2' '[[ r=2 -eq 1 ]]'; do
  $SH -c "set -e; a=(1); readonly r=1; $c || echo or; echo after"; echo "$? $c"
  (set -e; a=(1); readonly r=1; eval "$c" || echo or; echo after); echo "$? $c"
done
set -e; readonly x; exec {x}>/dev/null || echo or; echo after
