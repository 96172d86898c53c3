#### R9: a variable of the environment changes the result
printf 'b\nA\na\nB\n' >f; LC_ALL=C sort f >c; LC_ALL=en_US.UTF-8 sort f >l 2>/dev/null; export LC_ALL=C; sort f >d; unset LC_ALL; LANG=C sort f >e; cat c; cmp c d && cmp d e && echo same
#### R9: an exported variable reaches programs, an unexported does not
x=1; export y=2; env | grep -c '^x='; env | grep '^y='; z=3 env | grep '^z='; env | grep -c '^z='; export -n y; env | grep -c '^y='
#### R9: TMPDIR, HOME and PWD
seq 3 >f; mkdir t; TMPDIR=$PWD/t sort f >g; ls t; (cd t; sort ../f >h; pwd >w; env | grep -c "^PWD=.*/t$"); cat t/h; HOME=/ env | grep ^HOME=
#### R9: OLDPWD, _, SHLVL
seq 2 >f; sort f >g; cd /; cd "$OLDPWD"; env | grep -c ^OLDPWD=/; env | grep -c '^_=.*env'
#### R9: the same command in two directories
mkdir a b; echo 1 >a/f; echo 2 >b/f; for d in a b; do (cd $d; sort f >g; cat f g >h); done; cat a/h b/h; cd a; sort f >k; cd ../b; sort f >k; cat k ../a/k
#### R9: umask is part of what a command is
seq 2 >f; umask 022; sort f >a; umask 077; sort f >b; cp a c; umask 022; ls -l a b c | cut -c1-10
#### R9: a result with output for a pipe and for a file
seq 3 >f; grep --color=auto 2 f; grep --color=auto 2 f | cat; grep --color=auto 2 f >o; cat o; grep --color=always 2 f >o; cat o; ls -C f o | cat
#### R9: COLUMNS, LINES and GREP_COLORS
seq 3 >f; GREP_COLORS='mt=01;32' grep --color=always 2 f; COLUMNS=10 ls; GREP_COLORS='mt=01;33' grep --color=always 2 f
#### R9: ignored signals are inherited
trap '' INT; seq 2 >f; sort f >g; sh -c 'kill -INT $$; echo survived'; trap - INT; (sh -c 'kill -INT $$; echo no' 2>/dev/null); echo end
#### R9: descriptors that programs inherit
exec 5>five; sh -c 'echo from sh >&5'; seq 2 | sort >f; exec 5>&-; sh -c 'echo x >&5' 2>/dev/null; echo $?; cat five f
#### R9: PATH decides which program it is
mkdir b; printf '#!/bin/sh\necho "mine: $*"\n' >b/tr; chmod +x b/tr; seq 2 >f; tr 1 x <f >a; PATH=$PWD/b:$PATH tr 1 x <f >c; OLD=$PATH; PATH=$PWD/b:$PATH; tr 1 x <f >d; PATH=$OLD; tr 1 x <f >e; cat a c d e
#### R9: a program that changes between two calls
mkdir b; PATH=$PWD/b:$PATH; for v in 1 2; do printf '#!/bin/sh\necho version %s\n' $v >b/tool; chmod +x b/tool; tool >o.$v; done; cat o.1 o.2
#### R9: arguments that only look alike
printf 'a b\nc\n' >f; grep 'a b' f >1; grep -e 'a' -e 'b' f >2; x='a b'; grep $x f >3 2>4; echo $?; grep "$x" f >5; cat 1 2 3 4 5
#### R9: assignments before a command that fail or expand
seq 2 >f; A=$(cat f) B=$A sort f >g; echo "[$A][$B]"; readonly R=1; R=2 sort f; echo $?; cat g
#### R9: a working directory that was renamed or removed under it
mkdir d; cd d; seq 2 >f; mv ../d ../e; sort f >g; cat ../e/g; rm -r ../e; sort f 2>/dev/null; echo $?; cd ..; ls
#### R9: a symbolic link as working directory
mkdir real; ln -s real link; cd link; seq 2 >f; sort -r f >g; pwd | grep -c link; cd -P .; pwd | grep -c real; cat g ../link/f; cd ../link/..; ls

#### shells that start with closed standard descriptors
printf 'b\na\n' >f
for closed in '<&-' '>&-' '<&- >&-' '2>&-' '<&- >&- 2>&-'; do
  eval "\$SH -c 'sort f; sort -r f >g; cat g; sort <f | uniq >>g' $closed"
  echo "$closed $?"; cat g
done

#### shells whose standard output has no room
printf 'b\na\n' >f
$SH -c 'sort f; cat f | head -n 1; echo x; echo $?; sort f >g; printf y; cat g >&2; sort g f | uniq' >/dev/full; echo $?
$SH -c 'set -e; sort f >g; echo x; echo never >&2' >/dev/full; echo $?

#### ignored signals are ignored in commands that oilgg starts, blocked ones are not blocked
printf 'b\na\n' >f
look() { awk 'FILENAME != "f" { next } END { while ((getline l < "/proc/self/status") > 0) if (l ~ /^Sig(Blk|Ign)/) { sub(/:.*$/, ":" substr(l, length(l) - 6), l); print l } }' f "$@"; }
trap '' USR2 HUP
look >1; sort f | look >2; trap - HUP; trap '' USR1; look >3; trap - USR1; look | sort >4
trap '' CHLD; look >5; trap - CHLD; look >6; x=$(look); cat 1 2 3 4 5 6; echo "$x"
trap '' PIPE; yes 2>err | head -n 1; grep -c pipe err
