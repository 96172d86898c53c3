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
