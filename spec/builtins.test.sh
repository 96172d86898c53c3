#### cd and pwd
mkdir -p a/b; cd a; cd b; echo ${PWD##*/}; cd ..; echo ${PWD##*/}; cd -; cd; [ "$PWD" = "$HOME" ] && echo home; echo ${OLDPWD##*/}
#### cd logical and physical
mkdir -p real/sub; ln -s real/sub link; cd link; pwd | sed 's|.*/||'; pwd -P | sed 's|.*/||'; cd ..; ls | head -2; cd -P link; pwd | sed 's|.*/||'; cd ..; pwd | sed 's|.*/||'
#### cd errors
cd nosuch; echo $?; touch f; cd f; echo $?; cd a b; echo $?; cd ''; echo $?; unset HOME; cd; echo $?; unset OLDPWD; cd -; echo $?
#### CDPATH
mkdir -p top/in; CDPATH=top; cd in | sed 's|.*/top|top|'; cd in > /dev/null; echo ${PWD##*/}
#### pushd, popd, dirs
mkdir a b c; HOME=/x; cd /; pushd /usr; pushd /bin > /dev/null; dirs; dirs -v; dirs +1; popd; pushd +1; dirs -p; popd -n; dirs; dirs -c; dirs; popd; echo $?
#### pushd errors
pushd; echo $?; pushd nosuch; echo $?; popd +5; echo $?
#### DIRSTACK
cd /; pushd /usr > /dev/null; echo "${DIRSTACK[@]}" ${#DIRSTACK[@]}
#### type
f() { :; }; alias al='echo x'; shopt -s expand_aliases; type f echo if ls al nosuch 2>&1 | sed 's|/usr||'; echo $?
type -t f echo if ls al nosuch; echo $?
#### type -a, -p, -P
type -a echo | sed 's|/usr||'; type -p ls echo; type -P echo | sed 's|.*/||'; type -f nosuchfn; echo $?
#### command
command echo hi; command -v echo ls if nosuch | sed 's|.*/||'; echo $?; command -V echo; f() { echo func; }; echo() { printf 'mine\n'; }; echo; command echo builtin; unset -f echo; command -p ls /dev/null; command nosuch; command -v f
#### builtin
cd() { echo my cd; }; cd /; builtin cd /; pwd; builtin nosuch; builtin ls
#### hash
hash -r; hash ls cat; hash -t ls | sed 's|.*/||'; hash -d ls; hash -t ls; echo $?; hash nosuch; echo $?; hash -p /bin/echo foo; foo hi; hash -l | sed 's|/usr||' | sort | head -2
#### getopts
while getopts ab:c o -a -b val -c rest; do echo "$o [$OPTARG] $OPTIND"; done; echo $OPTIND $o
OPTIND=1; set -- -ab val x; while getopts ab: o; do echo "$o [$OPTARG]"; done; shift $((OPTIND-1)); echo "$@"
#### getopts errors
OPTIND=1; getopts a: o -a; echo "$? $o [$OPTARG]"; OPTIND=1; getopts ab o -z; echo "$? $o [$OPTARG]"
OPTIND=1; getopts :a: o -a; echo "$? $o [$OPTARG]"; OPTIND=1; getopts :ab o -z; echo "$? $o [$OPTARG]"; OPTERR=0; OPTIND=1; getopts ab o -q; echo "$? $o"
#### getopts ends
OPTIND=1; set -- -a -- -b; while getopts ab o; do echo $o; done; echo $OPTIND; OPTIND=1; set -- x -a; getopts a o; echo "$? $o $OPTIND"; OPTIND=1; set -- -; getopts a o; echo "$? $OPTIND"
#### getopts in functions
f() { local OPTIND o; while getopts xy: o; do echo "f $o $OPTARG"; done; echo $OPTIND; }; f -x -y 1; f -y2 -x
#### getopts attached and grouped
set -- -xyfoo -y bar -xx; while getopts xy: o; do echo "$o${OPTARG+=$OPTARG}"; done
#### shift
set -- a b c d; shift; echo $*; shift 2; echo $*; shift 5; echo $? $*; shift 0; echo $*; shift -1; echo $?; shift x; echo "status $?"
#### umask
umask 022; umask; umask -S; umask u=rwx,g=rx,o=; umask; umask -p; umask g+w; umask; umask 999; echo $?; umask u=q; echo $?; umask 77; touch f; stat -c %a f
#### ulimit
ulimit -n 100; ulimit -n; ulimit -Sn 50; ulimit -Sn; ulimit -Hn; ulimit -c 0; ulimit -c; (ulimit -n 20; ulimit -n); ulimit -n; ulimit -n 1000000000 2>/dev/null || echo denied; ulimit -Q; echo $?
#### times
times | wc -l; times | grep -c 'm.*s .*m.*s'
#### exec
(exec echo replaced; echo no); (exec -a name sh -c 'echo $0'); (exec -c env | grep -v '^_=' | wc -l); (exec nosuch; echo no); echo $?; (exec /; echo no); echo $?
#### exec with execfail
shopt -s execfail; exec nosuch; echo "still $?"
#### exec redirections only
exec 3> f; exec; echo x >&3; cat f
#### kill
sleep 10 & kill $!; wait $!; echo $?; kill -0 $$ && echo alive; kill 999999; echo $?; kill; echo $?; kill -s TERM; echo $?; sleep 10 & kill -KILL %1; wait %1; echo $?
#### wait
(exit 3) & wait $!; echo $?; wait; echo $?; wait 999999; echo $?; (exit 1) & p=$!; (exit 2) & q=$!; wait $p; echo $?; wait $q; echo $?; wait $p; echo $?
#### wait -n and -p
(exit 5) & wait -n; echo $?; (sleep 0.1; exit 6) & p=$!; wait -n -p w; echo $? $([ $w = $p ] && echo same); wait -n; echo $?; wait %9; echo $?
#### jobs
sleep 5 & jobs | sed 's/ *$//'; jobs -p | grep -c .; jobs -r | wc -l; kill %1; wait 2>/dev/null; jobs >/dev/null; jobs -x echo a
#### background and $!
echo a & wait; p=$!; [ -n "$p" ] && echo pid; (sleep 0.1; echo late) & echo early; wait; { echo g; } & wait; f() { echo fn $1; }; f x & wait
#### background reads from /dev/null
echo data | { cat & wait; echo end; }
#### background status and lists
true && (exit 4) & wait $!; echo $?; false || echo or & wait; ! true & wait $!; echo $?
#### alias
shopt -s expand_aliases
alias a='echo A' b='a B '
a x
b a
alias a; alias; unalias a; a; echo $?; unalias -a; alias; unalias nosuch; echo $?; alias nosuch; echo $?
#### alias is not expanded on its own line, quoted, or as argument
shopt -s expand_aliases
alias e='echo E'; e one
e two
'e' three; \e four; echo e
#### alias with compound syntax
shopt -s expand_aliases
alias begin='{' end='}' loop='for i in 1 2; do' done2='done'
begin echo x; end
loop echo $i; done2
alias p='echo a |'
p cat
alias c='# comment'
c ignored
echo end
#### alias recursion and chains
shopt -s expand_aliases
alias ls='ls -d' x='y' y='x' ; alias echo='echo pre'
ls /; echo a; x; echo $?
#### alias trailing blank
shopt -s expand_aliases
alias run='echo ' word='WORD' nob='echo'
run word word
nob word
#### alias in functions is expanded at definition
shopt -s expand_aliases
alias q='echo old'
f() { q; }
alias q='echo new'
f; q
#### alias in command substitution and eval
shopt -s expand_aliases
alias z='echo Z'
echo $(z 1); eval 'z 2'; x=`z 3`; echo $x
#### alias names with odd characters
shopt -s expand_aliases
alias -- -='echo dash' ..='echo dots' 'a/b=x'; echo $?
..
#### enable
enable -n echo; type -t echo; enable echo; type -t echo; enable -n | wc -l; enable nosuch; echo $?
#### help and unknown options
cd -Z; echo $?; read -Z; echo $?; unset -Z; echo $?; export -Z; echo $?; shift a b; echo $?; wait -Z; echo $?; type -Z; echo $?; hash -Z; echo $?
#### let, :, true with options
: -x; echo $?; true --help; echo $?; false --version; echo $?; let -5; echo $?
#### printf, test and echo as external commands
/bin/echo a; env printf '%s\n' b; /usr/bin/test a = a; echo $?
#### caller
f() { caller; caller 0; caller 1; g; }
g() { caller 0; caller 1; }
f
caller; echo $?
#### FUNCNAME, BASH_SOURCE, BASH_LINENO
f() { echo "${FUNCNAME[@]} / ${BASH_SOURCE[@]##*/} / ${BASH_LINENO[@]}"; }
g() { f; }
g
f; echo "[${FUNCNAME[0]}]"
#### BASH_SOURCE in a sourced file
echo 'echo "${BASH_SOURCE[@]##*/} $0 ${FUNCNAME[@]}"; f() { echo "${BASH_SOURCE[0]##*/}"; }' > lib; . ./lib; f
#### LINENO
echo $LINENO
f() {
  echo $LINENO
}
f
eval 'echo $LINENO
echo $LINENO'
echo $LINENO \
 $LINENO; x="
$LINENO"; echo $x
#### PIPESTATUS
false | true | (exit 3); echo "${PIPESTATUS[@]}"; true; echo "${PIPESTATUS[@]}"; ! false; echo "${PIPESTATUS[@]}"; (exit 2); echo "${PIPESTATUS[@]}" "${PIPESTATUS[@]}"; x=$(false); echo "${PIPESTATUS[@]}"
#### BASH_SUBSHELL, BASHPID, PPID, $$
echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)); echo $(echo $BASH_SUBSHELL); echo x | { read x; echo $BASH_SUBSHELL; }; [ $$ = $BASHPID ] && echo same; ([ $$ = $BASHPID ] || echo differ); [ $PPID -gt 0 ] && echo ppid
#### RANDOM and SRANDOM
RANDOM=42; a=$RANDOM; RANDOM=42; b=$RANDOM; [ $a = $b ] && echo same $a $RANDOM; [ $RANDOM -le 32767 ] && echo range; [ -n "$SRANDOM" ] && echo s; unset RANDOM; echo "[$RANDOM]"
#### SECONDS, EPOCHSECONDS, EPOCHREALTIME
[ $SECONDS -lt 3 ] && echo small; SECONDS=100; [ $SECONDS -ge 100 ] && echo set; [ $EPOCHSECONDS -gt 1600000000 ] && echo epoch; [[ $EPOCHREALTIME =~ ^[0-9]+\.[0-9]{6}$ ]] && echo real
#### BASH_VERSION and friends
echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} ${BASH_VERSION%%.*} ${#BASH_VERSINFO[@]} $OSTYPE $HOSTTYPE $MACHTYPE; [ -n "$BASH" ] && echo bash; [ "$UID" = "$(id -u)" ] && [ "$EUID" = "$UID" ] && echo uid; echo ${GROUPS[0]}; echo $HOSTNAME | grep -c .
#### special variables are readonly or special
UID=5; echo "status $?"; 
#### special variables assigned
BASH_VERSINFO=x; echo "status $?"
#### $@ in sourced file with set
set -- a b; echo 'echo $#; set -- x y z; echo $#' > lib; . ./lib; echo $#; . ./lib q; echo $#
#### BASH_ARGV and BASH_ARGC with extdebug
shopt -s extdebug; f() { echo "${BASH_ARGC[@]} / ${BASH_ARGV[@]}"; }; f a b
#### BASH_COMMAND, BASH_EXECUTION_STRING, $_
echo $BASH_COMMAND; $SH -c 'echo "$BASH_EXECUTION_STRING"' ; echo x y; echo $_
#### compgen
compgen -W 'apple banana apricot' a; compgen -A function; f1() { :; }; f2() { :; }; compgen -A function f; v_one=1 v_two=2; compgen -v v_; compgen -b ec; compgen -k f; touch fa fb; compgen -f f; mkdir fd; compgen -d f; compgen -W 'x' y; echo $?
#### compgen with prefix, suffix, filter
compgen -P '<' -S '>' -W 'a b' ; compgen -X 'b*' -W 'abc bcd cde'; compgen -X '!b*' -W 'abc bcd'; compgen -G '*'; compgen -W '$(echo p q)' p; compgen -F nofn x 2>/dev/null; echo $?
#### complete
complete -W 'a b' cmd1; complete -F _f -o nospace cmd2; complete -p; complete -p cmd1; complete -r cmd1; complete -p cmd1; echo $?; complete -A directory -d cd2; complete -p cd2
#### compgen -F
_f() { COMPREPLY=("$1" "$2" "$3" x1 x2); }; compgen -F _f x
#### bind, history and fc are quiet in scripts
history | wc -l; set -o history; echo $?; fc -l 2>/dev/null; echo done
#### suspend, logout, fg without job control
logout; echo $?; fg; echo $?; bg; echo $?; suspend; echo $?
#### mapfile and readarray errors
mapfile -n x a; echo $?; mapfile -u 9 a; echo $?; mapfile 1x; echo $?
#### unset kinds
x=1; f() { :; }; unset x f; unset nosuch; echo $?; unset -v x; unset -f nofn; echo $?; unset PATH; ls; echo $?
#### pwd -L, -P and a removed directory
mkdir d; cd d; rmdir ../d; pwd > /dev/null; echo $?; cd . 2>/dev/null; echo $?
#### eval exit status and nested quoting
eval 'eval "echo \"a b\""'; eval "(exit 7)"; echo $?; eval; echo $?; eval ' '; echo $?; eval -x 2>/dev/null; echo $?
#### test of dirs with ~
HOME=/usr; cd /usr/bin; dirs; dirs -l; echo ~+
#### hash -p with a folder, and names with a slash
hash -p / a q; echo $?; hash -p / /bin/ls; echo $?; hash -p /bin/ls /a/b; hash; hash -d /bin/x; echo $?; hash -p / -d x; hash
#### BASH_ARGV where a function sources a file
set -- a b; echo 'echo "${BASH_ARGC[@]}" "${BASH_ARGV[@]}"' >s
f() { . ./s; . ./s q w; echo "${BASH_ARGV[@]}"; }; f 1 2; . ./s; echo "${BASH_ARGV[@]}"; f 3
#### numbers that are none: as octal or hexadecimal numbers
read -n 0x x; read -N 08y x; pushd +0x; caller 0xz; f() { caller 0b1; }; f
