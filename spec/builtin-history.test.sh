#### the list
history; history -s 'a b'; history; history -s c d; history; history 1; history -d 1; history; history -d -1; history; history -s x; history -c; history; history -p 'echo x' y; history 5; echo $?
#### files
history -s one; history -s two; history -w hh; cat hh; history -c; history -r hh; history; history -s three; history -a hh2; history -r nonex; echo $?; HISTFILE=hf; history -w; cat hf
#### wrong arguments
history x; echo $?; history -Z; echo $?; history -d 9; echo $?; history -d x; echo $?; history -d; echo $?; history -anrw; echo $?
history 1 2; echo no
echo $?
#### ranges
for i in 1 2 3 4 5; do history -s c$i; done; history -d 2-3; history; history -d -2--1; history
#### fc
fc -Z; echo $?; fc -l; echo $?

#### set -o history in a script
set -o history
echo a
echo b
history
fc -l
fc -l -2
fc -l 1 2
fc -ln
fc -lr
fc -s
fc -s echo
fc -s a=z echo
history 2
history -d 1
history -s stored line
history
history -p '!!' 'x !$'
echo $HISTCMD $HISTSIZE $HISTFILESIZE
history -c
history
set +o history
echo not remembered
history

#### Commands of several lines in the history of a script
set -o history
for i in 1 2; do
  echo $i
done
f() {
  echo f
}
cat <<E
here
E
if true; then echo x; fi
echo "multi
line"
echo a \
  b
# comment
echo c # trailing

history
shopt -s lithist
for i in 1; do
  echo $i
done
history 2
shopt -u cmdhist
for i in 1; do
  echo $i
done
history 4

#### set -H in a script
set -o history
set -H
echo hello
echo !!
echo !e
!echo
echo !$
echo !*
echo !-2
echo !?hello?
echo "!!"
echo '!!'
echo \!\!
echo !nosuch
echo after $? $LINENO
^after^before
echo one two
echo !:1 !:2
echo !:2-9
echo !!:gs/o/0/
echo !!:p
ls /usr/bin/env
echo !$:h !$:t
echo !!:z
echo x!=y !
[ a != b ] && echo ok
echo ${x!y}
history

#### HISTCONTROL, HISTIGNORE and HISTTIMEFORMAT in a script
set -o history
HISTCONTROL=ignorespace
 echo spaced
echo plain
HISTCONTROL=ignoredups
echo d
echo d
HISTCONTROL=ignoreboth
 echo d
echo d
HISTCONTROL=erasedups
echo plain
echo x
echo plain
HISTIGNORE='echo*:ls'
echo a
ls >/dev/null
history
HISTIGNORE='&'
pwd >/dev/null
pwd >/dev/null
HISTTIMEFORMAT='%Y '
echo a
history | sed 's/20[0-9][0-9]/YEAR/'

#### HISTFILE of a script
HISTFILE=$PWD/hf; printf 'old1\nold2\n' > hf
set -o history
echo a
history
history -a
cat hf
history -w w
cat w
history -r w
history | tail -3
(printf 'set -o history\nHISTFILE=g\necho 1\necho 2\n') > s; $SH s; cat g

#### Ranges of history -d
for d in 1-2 1-9 9-1 0 -1 -9 x 1-x x-1 2-1 -2--1 1--1 5 ''; do
  history -c; history -s a; history -s b; history -s c; echo "$d"; history -d "$d"; echo $?; history
done 2>&1

#### words behind an event without a colon
set -o history; set -H
echo one two three
echo !e$
echo one two three
echo !e*
echo one two three
echo !-1- x
echo one two three
echo !!:3- !!:1- !:4-

#### patterns and indirection next to a reference
set -o history; set -H
echo [!a] $!
echo [!a] !!

#### substitutions of history that fail
set -o history; set -H
echo one
!!:s//x/
echo two
!!:gs/nope/x/
#### HISTSIZE made smaller
set -o history
echo 1
echo 2
HISTSIZE=2
history
HISTSIZE=0
history
echo z
history
#### history -s behind history -c
set -o history
history -c; history -s q; history
history
#### history -s and HISTCONTROL=ignorespace
set -o history
HISTCONTROL=ignorespace
history -s ' a' ; history -s ' b' c; history
#### history -s and HISTCONTROL=erasedups
set -o history
HISTCONTROL=erasedups
history -s a
history -s b
history -s a
history
#### history -s and HISTSIZE
set -o history
HISTSIZE=3
history -s a; history -s b; history -s c; history -s d; history
unset HISTSIZE
history -s e; history
#### history -s twice in a line
set -o history
history -s a; history -s a b c; history; history -s; history -s ''; history
#### history -s and HISTCONTROL=ignoredups
set -o history
HISTCONTROL=ignoredups
history -s a; history -s a
history
#### history -p of what cannot be expanded
set -o history
echo a
history -p '!nosuch'; echo $?
history -p '!?x'; echo $?
history -p '!e:s/q/r/' b; echo $?
history -p '!e:9'; echo $?
history -p '!e:Z'; echo $?
history -c; history -p '!!' b; echo $?
history -p x '!$'; echo $?
set +o history
history -p '!e' '!-99' c; echo $?
#### fc with an editor: what it leaves is read, shown and remembered line by line
exec 2>&1
set -o history
echo a
printf 'echo new1\necho new2\n\n# c\nfor i in 1 2\ndo echo $i; done\n' >ed
FCEDIT='cp ed' fc
history
fc -e false; echo $?
printf 'exit 7\n' >ed
fc -e 'cp ed'; echo no
#### fc with an editor that only reads
seq 3 | sort -r >big
set -o history
echo a
echo b
FCEDIT=cat fc -1
fc -e cat 2 3
fc -e 'sort -r'
history
#### what numbers mean to fc
set -o history
echo a; echo b
echo c
fc -l 100; fc -l -100; fc -l 2 100; fc -l 100 2; fc -lr 3 1; fc -lr 1 3; fc -l -2 -3; fc -l 1 -2
fc -l ec fc; fc -l -- -2; fc -l 3; fc -ls echo; fc -l -1; fc -l 0 0; fc -l -0; fc -ln 0; fc -l 4; fc -l nosuch
fc -e cat 100
fc -e cat 1 100
fc -e cat -0
fc -e cat 3 2
fc -e cat -r 2 3
fc -s -0
fc -s 100
fc -s zz; fc -l c e
history
#### fc where it is not remembered itself
set -o history
echo a
HISTIGNORE='fc*'
fc -l -1
fc -s
fc -e cat
history
#### HISTFILESIZE shortens the file at once, HISTSIZE what is read
seq 100 >hf; HISTFILE=hf; set -o history; HISTFILESIZE=20; wc -l <hf; HISTSIZE=10; history -c; history -r; history
export HISTFILESIZE=4; wc -l <hf; (HISTFILESIZE=3); wc -l <hf; HISTFILESIZE=x; HISTFILESIZE=-1; wc -l <hf; HISTFILESIZE=0; wc -c <hf
#### a history file is replaced: its links and mode
printf 'x\n' >hf; chmod 644 hf; ln hf other; ln -s hf link; history -s one; history -w link; cat hf other; history -a nodir/f; echo $?
history -w nodir/f; echo $?; history -w .; echo $?; history -r nodir/f; echo $?
#### times in a history file count where they are shown
HISTFILE=hf; printf '#1\na\nb\n#2\nc\n#3\nd\n' >hf; set -o history; history; HISTFILESIZE=2; cat hf
#### times in a history file count where they are shown: HISTTIMEFORMAT
HISTFILE=hf; printf '#1\na\nb\n#2\nc\n#3\nd\n' >hf; HISTTIMEFORMAT='%s '; set -o history; history; HISTFILESIZE=2; cat hf
#### history files that commands before write and read
seq 60000 | sort >hf; set -o history; HISTFILE=hf
sort -r hf >hf2; history -r hf2; history 2
sort hf >g; history -c; history -s a; history -w hf; sort hf2 >>hf; history -a hf; wc -l hf g; tail -n 2 hf
#### set -v in eval and sourced files of an interactive shell
printf 'set -v\neval "echo a"\n. ./s\ntrap "echo t" USR1\nkill -USR1 $$\n' >in; echo 'echo src' >s
HISTFILE= PS1= $SH --norc -i <in 2>&1 | grep -v " job \|process group"
#### too many arguments leave a sourced file
printf 'history 1 2; echo no\necho no\n' >s; . ./s; echo $?
echo $?
#### ranges to delete that are none
for i in 1 2 3 4; do history -s c$i; done
for range in -99--1 -1--99 1-99 99-1 -1-99 99--1 -x-1 1-x 5- - 0 -5; do history -d "$range"; echo $?; done
history -d 0-0; history; history -d -2--1; history; history -d -9--8; history -d 4-5
#### history -p behind history -s, and where the command itself was not remembered, leaves the list as it is
set -o history -H; HISTFILE=
echo one
history -s a b; history -p '!!' 'x!$'; history -s c; history -p '!!'
HISTIGNORE='history*'
history -p '!!'; history -s q; history -p '!!'
history
#### :x keeps the blanks between words
set -o history -H; HISTFILE=
echo  a   "b 'c'" 
!!:x
echo !-2:2:x
#### without cmdhist later lines of a command are kept if the first is, whatever HISTCONTROL and HISTIGNORE say
set -o history; HISTFILE= ; HISTCONTROL=ignoreboth HISTIGNORE='fi:*zz*'
shopt -u cmdhist
 if true; then
  echo m
fi
if true; then
  echo zz
  echo zz
fi
if true; then echo zz
  echo q
fi
history
