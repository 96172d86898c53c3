#### type
f() { echo hi; if true; then :; fi; }; for o in '' -t -p -P -a -at -ap -aP -f -af; do for n in f al cd if true nonex /bin/ls ./nonex; do type $o $n; echo "$o $n $?"; done; done 2>&1
#### type: several names, old options
type; echo $?; type -Z; echo $?; type cd nonex test; echo $?; type -path cd; type -type cd; type -all cd; type -- cd; type -t '[[' '{' '!' time coproc; type '[['; type -a '['
#### type: aliases
alias al='echo x' w="it's"; type al; echo $?; shopt -s expand_aliases; for n in al w; do type $n; type -t $n; type -a $n; type -P $n; type -p $n; command -v $n; command -V $n; done
#### type: hashed and hidden
mkdir bin; echo echo mine > bin/prog; chmod +x bin/prog; PATH=$PWD/bin:$PATH; type prog | sed "s|$PWD|T|"; prog; type prog | sed "s|$PWD|T|"; type -p prog | sed "s|$PWD|T|"; type -a prog | sed "s|$PWD|T|"; command -V prog | sed "s|$PWD|T|"; prog() { :; }; type -t prog; type -a prog | sed "s|$PWD|T|"; type -f prog | sed "s|$PWD|T|"; hash -p /nonex zz; type zz; type -p zz; type -t zz; command -v zz
#### type: files that cannot be executed
mkdir bin; : > bin/noexec; PATH=$PWD/bin:$PATH; type noexec | sed "s|$PWD|T|"; type -p noexec | sed "s|$PWD|T|"; type -a noexec; command -v ./bin/noexec; echo $?; type ./bin/noexec; type ./bin; cd bin; chmod +x noexec; PATH=:/bin; type noexec; command -v noexec ./noexec
#### command
command; echo $?; command -v; echo $?; command -Z; echo $?; f() { echo f; }; command f; echo $?; command -v f cd nonex; echo $?; command -V nonex cd; echo $?; command -p ls /dev/null; command -- echo a; echo() { printf 'mine %s\n' "$1"; }; command echo real; echo x; unset -f echo; command cd /; pwd; command -v -p if; command exit 3; echo no
#### command: declarations and special builtins
command export x=1; command declare -a 'a=(1 2)'; declare -p x a; command eval 'echo e'; command . /nonex; echo $?; command command -v cd; readonly r=1; command export r=2; echo $?; command set -- p q; echo $#
#### builtin
builtin; echo $?; builtin echo hi; builtin nonex; echo $?; f() { :; }; builtin f; echo $?; builtin -Z; echo $?; builtin -- echo a; cd() { echo mycd; }; builtin cd /; cd; pwd; builtin declare x=1; echo $x; builtin builtin echo b
#### enable
enable -n test; enable -n; type -t test; builtin test a; echo $?; enable -a | grep test; test a && echo file; enable test; type test; enable nonex; echo $?; enable -n nonex; echo $?; enable -Z; echo $?; enable -d test; echo $?; enable; enable -s; enable -n export; enable -sn; enable -p | wc -l; (enable -n echo; type -t echo); type -t echo
#### alias
alias; alias x=y; alias x; alias nox; echo $?; alias x=1 y=2 z; echo $?; alias; alias -p; alias "q=it's"; alias q; for n in 'a b' a/b 'a$b' 'a;' '"' '(' 'a`'; do alias "$n=c"; echo $?; done; alias =c; echo $?; alias -- -w=1; alias -- -w; alias e= f-g=1 1=2 '!=3' 'ok.1-_+@:%=5'; alias; alias -x; echo $?; alias -p nox e; unalias; echo $?; unalias x; unalias x; echo $?; unalias y z; echo $?; unalias -x; echo $?; unalias -a; alias; (alias s=1; alias); alias
#### hash
hash -r; hash; mkdir bin; for n in aa bb; do echo : > bin/$n; chmod +x bin/$n; done; PATH=$PWD/bin:$PATH; t() { "$@" > o; sed "s|$PWD|T|" o; }; aa; aa; bb; t hash; t hash -l; t hash -t aa; t hash -t aa bb; hash -t nonex; echo $?; t hash -lt aa; hash -d aa; hash -d nonex; echo $?; t hash; hash -p /foo/bar foo; hash -t foo; hash nonexcmd; echo $?; hash aa; t hash; hash -r; hash; hash -l
#### hash: wrong arguments
hash -p; echo $?; hash -p /x; echo $?; hash -p /tmp foo; echo $?; hash -Z; echo $?; hash -t; echo $?; hash -d; echo $?; hash /bin/ls; echo $?; hash cd; echo $?; f() { :; }; hash f; echo $?; hash; set +h; hash; echo $?; hash ls; echo $?
#### PATH changes empty the table
mkdir a b; for d in a b; do echo echo $d > $d/prog; chmod +x $d/prog; done; PATH=$PWD/a:$PATH; prog; PATH=$PWD/b:$PATH; prog; hash > o; wc -l < o

#### EXECIGNORE
EXECIGNORE='*/ls'; type -P ls; type -t ls; command -v ls; ls / 2>&1; echo $?
hash -r; EXECIGNORE=; type -P ls; EXECIGNORE='*/cat:*/zz'; type -a cat; echo $?; /bin/cat /dev/null; echo $?; [ -x /bin/cat ]; echo $?

#### command with a job specification is fg
command %1; echo $?; command '%x'; echo $?
#### hash -d: a table that is empty again
hash -d nosuch; echo $?; hash ls; hash -r; hash -d nosuch; echo $?; hash ls; hash -d ls; hash -d ls; echo $?
#### hash -d twice
ls >/dev/null; hash -d ls; hash -d ls; echo $?; hash -t ls; echo $?
#### hash -d after hashing in a subshell
(ls >/dev/null); hash -d x; echo $?; hash -d x y; echo $?; PATH=$PATH; hash -d x; echo $?
#### hash -d after a look-up that failed
hash -t x; echo $?; hash -d x; echo $?; hash nosuch; hash -d x; echo $?
