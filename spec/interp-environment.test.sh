#### full device
echo x > /dev/full; echo $?; printf y > /dev/full; echo $?; { echo z; echo w; } > /dev/full; echo $?; x=$(echo a > /dev/full); echo $?
#### closed stdio
exec <&-; read x; echo $?; cat; echo $?; echo a | cat; (exec >&-; echo b); echo $?; exec 2>&-; nosuch; echo $?; x=$(echo in); echo $x; echo c | { read y; echo $y; }
#### few descriptors
ulimit -n 30; echo a > f; x=$(cat f); echo $x; echo b | cat; { echo c; } > g; cat g; cat <(echo d); while read l; do echo $l; done < f
#### deleted directory
mkdir d; cd d; rmdir ../d; echo hi; /bin/echo there; (cd /; pwd); x=$(echo sub); echo $x; cd ..; echo $? 
#### noexec and syntax
bash -n -c 'echo a' ; $SH -c 'if true; then echo x' 2>&1 | sed 's/^[^:]*: //'; $SH -c 'echo a; )' 2>&1 | sed 's/^[^:]*: //'; echo 'fi' > s; . ./s; echo $?; eval 'for'; echo $?
#### many args too long
x=$(printf '%0200000d' 0); /bin/true "$x" 2>/dev/null; echo $?
#### environment details
X=1; A=1 env -u A sh -c 'echo ${A-unset}'; export -n HOME; sh -c 'echo ${HOME-none}'; declare -x Q; env | grep -c '^Q='; Q=; env | grep -c '^Q='
#### exported functions
f() { echo "exported $1"; }; export -f f; bash -c 'f x'; $SH -c 'f y'; g() { echo g; }; $SH -c 'g' 2>/dev/null; echo $?
#### arguments and names
$SH -c 'echo $0 $1 $#' name a b; $SH -c 'echo $0' | sed 's/.*/ok/'; echo 'echo $0 $@' > s; $SH s 1 2; $SH ./s; . ./s 3
#### SHLVL and pids
echo $(( SHLVL > 0 )); $SH -c 'echo $SHLVL' | grep -c .; [ $PPID -gt 0 ] && echo ppid; (echo $(( $$ == BASHPID ))); echo $(( $$ == BASHPID )); x=$(echo $BASHPID); [ $x != $$ ] && echo other; sh -c 'echo $PPID' | { read p; [ $p = $$ ] && echo mine; }
#### glob in redirect and case
touch a1 a2; echo x > a[1]; ls; cat < a?  2>/dev/null; echo $?; for f in a*; do echo $f; done; case a1 in a*) echo c;; esac; [[ a1 == a* ]] && echo m
#### umask and files
umask 077; echo > f; stat -c %a f; (umask 0; echo > g); stat -c %a g; umask 022; x=$(umask 0; echo > h); stat -c %a h; echo > i; stat -c %a i
#### cd and -P and PWD
mkdir -p r/s; ln -s r/s l; cd l; echo ${PWD##*/}; pwd -P | sed 's|.*/||'; cd ..; echo ${PWD##*/} | wc -c > /dev/null; ls -d r; cd -P l; echo ${PWD##*/}; (cd ..; ls -d s); cd - >/dev/null; echo $OLDPWD | sed 's|.*/||'
#### special variables as local ones
for v in BASHPID BASH_COMMAND LINENO SECONDS EPOCHSECONDS RANDOM SRANDOM BASH_SUBSHELL HISTCMD DIRSTACK FUNCNAME GROUPS \
 BASH_ARGV0 PIPESTATUS BASH_SOURCE BASH_LINENO SHELLOPTS UID; do
f() { local $v; declare -p $v; [[ ${!v} ]]; echo "$v $?"; eval "$v=3"; [[ ${!v} == 3 ]]; echo $?; }; f; done
#### special variables that are unset
for v in BASHPID BASH_COMMAND LINENO SECONDS EPOCHSECONDS RANDOM SRANDOM BASH_SUBSHELL HISTCMD DIRSTACK FUNCNAME GROUPS \
 BASH_ARGV0 PIPESTATUS BASH_SOURCE BASH_LINENO; do
unset $v; echo "$v $?"; [[ ${!v} ]]; echo $?; eval "$v=3"; [[ ${!v} == 3 ]]; echo $?; declare -p $v; done
#### a local SECONDS leaves the other alone
f() { local SECONDS=50 RANDOM=5; g; }; g() { [ $SECONDS -ge 50 ]; echo $? $RANDOM; }; f; [ $SECONDS -lt 20 ]; echo $?
[ "$RANDOM" ]; echo $?; unset RANDOM; f; echo "[$RANDOM]"; SECONDS=1+1; echo $SECONDS
#### BASH_SUBSHELL can be assigned, and whole BASH_ALIASES and BASH_CMDS
BASH_SUBSHELL=5; echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL); x=$(echo $BASH_SUBSHELL); echo $x
alias x=1; BASH_ALIASES=([p]='echo p' [q]='echo q'); alias; BASH_ALIASES+=([r]=2); alias; BASH_CMDS=([a]=/b); hash -t a
#### BASH_ARGV without extdebug
f() { echo "${BASH_ARGV[@]} | ${BASH_ARGC[@]}"; }; f a b c; echo "${BASH_ARGV[@]} | ${BASH_ARGC[@]}"; set -- p q; f a
#### $_ after each kind of command
eval "echo a b"; echo "$_"; x=1 eval "echo c"; echo "$_"; . /dev/stdin <<<'echo s'; echo "$_"; for i in 1; do : x; break; done; echo "$_"
f() { return 3; }; f y; echo "$_"; : >f z; echo "$_"; command echo q; echo "$_"; x=1 : w; echo "$_"; [ a ]; echo "$_"; export e=1; echo "$_"
declare -a arr=(1); echo "$_"; cd /; echo "$_"; (: sub); echo "$_"; : $(: cs); echo "$_"; : one | : two; echo "$_"; declare -- | grep ^_=
f() { local x=1; echo "$_"; local y="a b" z=$1; echo "$_"; local -i n=2; echo "$_"; readonly r=5; echo "$_"; export A=(1 2); echo "$_"; }; f arg
#### special variables: what is assigned to _ lasts until the next command
for _ in 1 2; do echo $_; done; ((_=3)); echo $_; f() { local _=x; echo $_; local a _ b; echo $_; }; f
read -r _ x <<< 'a b'; echo $_ $x; _=5; echo "[$_]"; { _=4; : $_; }
#### special variables: PIPESTATUS before the first command
echo "[${PIPESTATUS[@]}]" ${#PIPESTATUS[@]}; declare -p PIPESTATUS
#### special variables: PIPESTATUS is unset at first
declare -p PIPESTATUS; declare -p PIPESTATUS
#### special variables: SECONDS is an integer, COMP_WORDBREAKS is not listed, DIRSTACK can be assigned as a whole
declare -p SECONDS | sed "s/\"[0-2]\"/N/"; SECONDS=5; declare -p SECONDS | sed "s/\"[5-7]\"/N/"; set | grep COMP_WORD
cd /tmp; pushd / >/dev/null; DIRSTACK=(a b c); dirs; DIRSTACK=([1]=/usr); dirs
#### special variables: BASH_ARGV of -c
$SH -c 'echo "${BASH_ARGV[@]}|${BASH_ARGC[@]}"; f() { echo "${BASH_ARGV[@]}|${BASH_ARGC[@]}"; }; f z' n a b c
$SH -c 'f() { echo "${BASH_ARGV[@]}|${BASH_ARGC[@]}"; }; f z' n a b c
#### special variables: PWD as it was given, also where it is not the plain name
cd /; PWD=/tmp/.. $SH -c 'echo $PWD; pwd; cd usr; echo $PWD $OLDPWD'; PWD=//usr $SH -c 'echo $PWD; pwd'
#### commands in a directory that is gone
mkdir -p a/b; cd a/b; rm -r ../../a; ls; echo $?; cat /dev/null; x=$(head -c 3 /dev/zero | wc -c); echo $x
$SH -c 'pwd; echo $?; ls /dev/null; cd /; pwd' 2>/dev/null; echo $?
#### -p: neither functions nor options come from the environment, which is passed on
for o in -p '-p +p' '-o privileged' '+o privileged'; do env 'BASH_FUNC_x%%=() { echo p; }' $SH $o -c "x; set +p; x; $SH -c x"; done
env SHELLOPTS=nounset BASHOPTS=nullglob $SH -p -c 'echo $SHELLOPTS; shopt nullglob; env | grep OPTS | sort'
#### SHELLOPTS and BASHOPTS that come from the environment are exported
env SHELLOPTS=nounset BASHOPTS=nullglob $SH -c 'echo $SHELLOPTS; shopt nullglob; env | grep OPTS | sort; set -e; env | grep SHELLOPTS; declare -p SHELLOPTS'
env SHELLOPTS=nounset $SH -c "$SH -c 'echo \$q; echo no'"; echo $?
#### HOSTNAME and its kin from the environment are kept, BASH is not
HOSTTYPE=a MACHTYPE=b OSTYPE=c HOSTNAME=d $SH -c 'echo $HOSTTYPE $MACHTYPE $OSTYPE $HOSTNAME; env | grep -E "^(MACHT|OSTY|HOSTN)" | sort'
env BASH=a $SH -c 'echo ${BASH##*/}'
#### functions of the environment that are wrong
env 'BASH_FUNC_x%%=() {  echo x' $SH -c 'x; echo $?; env | grep -a BASH_FUNC'
env 'BASH_FUNC_a b%%=() { echo x; }' $SH -c '"a b"'
env 'BASH_FUNC_x%%=() { if; }' $SH -c 'x; echo $?'
env $'BASH_FUNC_x%%=() { echo x; }\necho y' $SH -c 'x; echo $?'
env 'BASH_FUNC_/bin/x%%=() { echo x; }' $SH -c /bin/x
