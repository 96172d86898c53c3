#### not found
(exec /nonex; echo no); echo $?; (exec nonexcmd; echo no); echo $?; : > f; (exec ./f; echo no); echo $?; (exec -x); echo $?; (exec -a); echo $?
#### execfail
shopt -s execfail; exec nonexcmd; echo $?; : > f; exec ./f; echo $?
#### names
(exec -a foo sh -c 'echo $0'); (exec -l sh -c 'echo $0'); (exec -l -a foo sh -c 'echo $0'); (exec -- echo hi); (exec -c env | grep -v ^_=); (X=1 exec -c env | grep X); (X=1 exec env) | grep ^X=; exec; echo $?
#### descriptors
exec 3> f; echo hi >&3; exec 3>&-; cat f; exec 4< f; read x <&4; echo $x; exec 4<&-; { exec 5> g; echo in >&5; } ; echo out >&5; exec 5>&-; cat g; (exec > h; echo sub); cat h; echo out
#### redirections of a program
exec sh -c 'echo out; echo err >&2' > o 2>&1
#### what cannot be executed is told where the command's own redirections lead
printf '\x7fELF' > b; chmod +x b; ./b 2> /dev/null; echo $?; ./b 2> f; cat f; ./b 2>&1 | cat; x=$(./b 2>&1); echo "$x"; ./b > /nope/x; echo $?
#### -l: the name is the whole word behind a hyphen
(exec -l /bin/sh -c 'echo "$0"'); (exec -l -a /bin/sh /bin/sh -c 'echo "$0"'); (cd /bin; exec -l ./sh -c 'echo "$0"')
