#### io: a program and what it reads and writes
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
printf '#!/bin/sh\ncat "$1" >"$2"; echo done\n' >tool; chmod +x tool; echo in >in
io -r in -r tool -w out --pure -- ./tool in out; echo "$?"; cat out
echo more >>in; io -r in -r tool -w out --pure -- ./tool in out; cat out
io -r nosuch -w o2 -- ./tool nosuch o2 2>&1; echo "$?"

#### io: redirections go with the command
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
printf '2\n1\n' >in
for i in 1 2 3; do io -r in --pure -- sort in >out.$i; done; cat out.*
io -r in --pure -- sort in >>log; io -r in --pure -- sort -r in >>log; cat log
io -r in --pure -- sort in nosuch 2>err || echo "failed $?"; cat err
io -i --pure -- cat <in

#### io: functions, builtins, trees
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
f() { local line; read -r line <"$1"; echo "$line!" >"$2"; return 3; }
mkdir d; echo a >d/a; echo b >d/b
io -r d/a -w up --pure -- f d/a up; echo "$?"; cat up
io --pure -- echo builtin
io -R d --pure -- sh -c 'cat d/*'; echo c >d/c; io -R d --pure -- sh -c 'cat d/*'
io -R d -W e --pure -- sh -c 'mkdir -p e/f; cp d/a e/f'; ls e/f

#### io: in a pipeline, in a substitution, under set -e
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
echo x >in
io -r in --pure -- cat in | tr x y
x=$(io -r in --pure -- cat in); echo "$x"
set -e
io -r in --pure -- grep -q x in
io -r in --pure -- grep -q z in
echo never

#### io: what was not said is found
## ignore: stderr
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
echo 1 >in; echo 2 >other
printf '#!/bin/sh\ncat "$1" other >"$2"; echo "$1" >>log\n' >tool; chmod +x tool
for i in 1 2; do echo "round $i" >other; io -r in -r tool -w out --pure -- ./tool in out; cat out log; done
printf '#!/bin/sh\ncat other\n' >reader; chmod +x reader
for i in 3 4; do sort in >other; io -r reader --pure -- ./reader; echo "$i" >in; done

#### io: what was read too early is read again, and nothing of the first time is shown
## ignore: stderr
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
echo 1 >in; echo old >other
printf '#!/bin/sh\ncat other\n' >reader; chmod +x reader
for i in 2 3 4 5 6; do sort in >other; io -r reader --pure -- ./reader; echo "$i" >in; done

#### io: a program that only a shell can start
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
printf 'cat "$1"; echo "hi $0"\n' >tool; chmod +x tool; echo in >in; : >empty; chmod +x empty
for i in 1 2; do io -r in -r tool --pure -- ./tool in; echo $?; io --pure -- ./empty; echo $?; done
