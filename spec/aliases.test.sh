#### aliases: here-documents in them, which go on after the line
## ignore: stderr
shopt -s expand_aliases
alias h='cat <<E
from alias
E
'
h
echo after
alias h2='cat <<E'
h2
body $HOME
E
echo after2
alias h3='cat <<-"E"
	quoted $HOME
	E
echo same'
h3
echo same line

#### aliases: those that end in a blank
shopt -s expand_aliases
alias a='echo ' b='x y' c='b '
a b
a c b b
a "b"
a \b
a b b
a c c
alias l='ls -d ' d=/
l d
alias s='nice ' e='echo hi'
s e
alias now='FOO=bar ' p='env'
now p | grep ^FOO

#### aliases: in command substitutions
shopt -s expand_aliases
alias a='echo one'
echo $(a)
echo "$(a; a)"
echo `a`
x=$(
a
)
echo $x
echo $(alias q='echo q'; q) 
echo $(alias q='echo q'
q)

#### aliases: of each other
shopt -s expand_aliases
alias foo=bar bar='echo baz'
foo
bar
alias foo='foo x'
foo
alias echo='echo [' 
echo a
\echo a
'echo' a
e=echo
$e a
unalias echo
echo a

#### aliases: that open and close case
shopt -s expand_aliases
alias a='case x in'
a x) echo m;; esac
alias p='x)'
case x in p echo no;; esac
case x in
p echo no2;;
esac

#### aliases: that open and close other commands and quotes
shopt -s expand_aliases
alias begin='{' end='}'
begin echo in; end
alias ifx='if true; then'
ifx echo yes; fi
alias fix='fi'
if true; then echo y2; fix
alias loop='for i in 1 2; do' pool='done'
loop echo $i; pool
alias op='echo "a'
op b"
alias q="echo 'q"
q r'
alias sub='echo $('
sub echo x)
alias par='('
par echo sub)
alias ar='(('
ar 1))
echo $?
alias cond='[['
cond a == a ]]; echo $?
alias dbl='[[ a =='
dbl b ]]; echo $?

#### aliases: defined and removed in one line, in lists, functions and eval
shopt -s expand_aliases
alias x='echo x'; x
x; unalias x; x
x
alias x='echo x2'
if true; then unalias x; x; fi
x
alias x='echo x3'
{ alias x='echo x4'; x; }
x
f() { x; }
unalias x
f
eval 'alias z="echo z"
z'
z

#### aliases: expand_aliases on and off
alias x='echo x'
x
shopt -s expand_aliases
x
shopt -u expand_aliases; x
x
shopt -s expand_aliases; x
x
shopt -u expand_aliases
x
set -o posix
x
alias y='echo y'
y
set +o posix
y

#### aliases: empty ones, several commands, operators
shopt -s expand_aliases
alias a=
a echo empty
alias b='  echo blanks'
b
alias c='echo a; echo b'
c
c c
alias d='echo a |'
d cat
alias e='echo a &&'
e echo b
alias f='#'
f echo comment
alias g='echo hi #'
g there
alias h='> out'
h echo x
cat out
alias i='x=1'
i; echo $x
alias j='! '
j true; echo $?
alias t='time -p '
alias k='k1 '
alias k1='echo k1 '
k k1

#### aliases: names, listing, messages
shopt -s expand_aliases
alias a-b='echo ab' a.b='echo a.b' @='echo at' 1='echo one' +='echo plus' %='echo pc' a:b='echo colon' ,='echo comma' a@b='echo a@b' '[x='echo br
a-b; a.b; @; 1; +; %; a:b; ,; a@b
alias 'a b=c' 'a$b=c' 'a/b=c' 'a"b=c' 'a\b=c' 'a;b=c' 'a|b=c' 'a&b=c' 'a(b=c' 'a<b=c' "a'b=c" '=c' 'a=b=c'
echo $?
alias
alias nope
echo $?
alias a nope
echo $?
unalias nope; echo $?
unalias -a
alias
unalias; echo $?
alias -p
alias -x; echo $?
alias q='it'\''s' r="a	b
c" s=$'\e'
alias
alias q r s
set -o posix
alias
alias -p

#### aliases: and functions
shopt -s expand_aliases
alias f='echo alias'
f() { echo func; }
f
unalias f
f
alias g=gg
g() { echo in gg; }
gg
function g { echo in g; }
g
\g

#### aliases: type, command, BASH_ALIASES
shopt -s expand_aliases
alias ls='ls -d'
alias ll='ls -d'
ll /
type ll
type -t ll ls
command -v ll
command -V ll
alias if='echo if'
type if
type -t if
command -v if
if true; then echo x; fi
unalias if
BASH_ALIASES[zz]='echo zz'
zz 1
echo "${BASH_ALIASES[zz]}"
unset 'BASH_ALIASES[zz]'
zz
alias zz

#### aliases: of several lines
shopt -s expand_aliases
alias nl='echo 1
echo 2'
nl
nl a
alias nl2='echo 1
'
nl2
nl2 a
echo same line
alias bs='echo a\'
bs b
bs
c
alias m='echo \
x'
m

#### aliases: reserved words, behind assignments and redirections
shopt -s expand_aliases
alias a='b ' b='c ' c='echo '  z='Z'
a z z
alias for='echo for'
for i in 1; do echo $i; done
unalias for
alias in='echo'
for i in 1 2; do echo $i; done
case a in a) echo c;; esac
alias do='echo'
for i in 1 2; do echo $i; done
unalias do
alias sudo='sudo ' env='env '
alias hi='echo hello'
env hi
x=1 hi
x=1 y=2 hi
> /dev/null hi
2>&1 hi
hi 2>&1 | hi
! hi
(hi)
{ hi; }
hi && hi || hi
if hi; then hi; fi
while hi; do break; done
time -p hi 2>/dev/null
hi&
wait
coproc hi
wait

#### aliases: defined inside of a command substitution
x=$(
shopt -s expand_aliases
alias e='echo hi'
e
e | tr a-z A-Z
if e; then e; fi
)
echo "$x" $?
shopt -s expand_aliases
echo $(alias q='echo q'
q)
f() { echo $(
alias r='echo r'
r
); }
f
echo <(alias z=z
z)

#### aliases: those in a command substitution are the ones of the moment when it runs
shopt -s expand_aliases
alias e='echo old'
f() { x=$(e sub); echo "$x"; echo "$(e q)" `e b`; cat <(e ps); echo $(echo $(e deep)); }
f
alias e='echo new'
f
declare -f f
alias k='echo kk'; h=$(k z); echo $h
alias ls='ls -d'
y=$(for i in 1; do ls /tmp; done); echo $y; w=$(exit 3; ls); echo $?
z=$(e & wait); echo "$z"
unalias e
f
#### aliases: a substitution is parsed without them
shopt -s expand_aliases
alias p='if true; then'
echo $(p echo hi; fi)
echo next
#### aliases: not of reserved words in posix mode
set -o posix
alias if='echo x' '{'='echo y' e='echo z' '!'='echo n' while=false
if true; then e k; fi
{ e l; }
! e m
while e n; do break; done
f() { x=$(e fun); echo "$x"; }
alias e='echo new'
f
shopt -s expand_aliases
set +o posix
if a
#### the value is not split where alias stands as such
v='a b'; alias q=$v; alias q
alias t=$(echo p q) u=$v; alias t u
a=alias; $a w=$v; alias w
alias y[1]=$v 'z=r s'; alias 'y[1]' z
#### alias with an array: it is assigned, and alias gets the name
alias a=(x y); echo $?; declare -p a; f() { alias b=(1); declare -p b; local c; alias c=(1); declare -p c; }; f; declare -p b c; declare -f f
alias q=z; alias q=(1); echo $?; alias e+=(1 2); declare -p e; alias d[1]=(1); echo $?; readonly r=1; alias r=(2); echo $?
#### the lines of an alias are all that of the command
shopt -s expand_aliases
alias a='echo $LINENO
b
echo $LINENO' b='(echo x
echo $LINENO) | cat
nosuch' f='f() {
echo $LINENO; }
f' c='echo $LINENO \
x $LINENO
echo $LINENO' d='cat <<X
a $LINENO
X
echo $LINENO'

a; echo $LINENO
f
if true; then
a
f
fi
f; echo $LINENO
c
echo $LINENO; x=$(c
echo $LINENO); echo "$x" $LINENO; eval 'b
echo $LINENO'; echo $LINENO
d; cat <<Y
$LINENO
Y
echo $LINENO
PS4='$LINENO '; set -x
c

#### a quote alone
alias q="'"; alias q; trap "'" USR1; trap -p USR1; trap - USR1
#### the order in which aliases are listed
alias é=1 a=2 ß=3 z=4 Z=5 _=6 a-b=7; alias

#### aliases: how far an argument behind one that ends in a blank is replaced
shopt -s expand_aliases
alias s='echo ' a=b b=c c=d k='l ' l=m m='n ' n=o o=p p=q tt='t ' t='tx ' tx='ty ' ty=tz tz=zz
s a
s k
s k k
s o a
s tt tt tt
alias two='a b'
s two a
s x a
#### aliases: the blank at the end of one within another
shopt -s expand_aliases
alias w=W x=y y='echo ' xx=x t=u u='v ' v='echo ' p='q ' q='echo' z='y g' g=h h=i
y w; x w
xx w
t w
p w
z
z g
alias z2='y q1 ' z3='y "q"'
z2 g
z3 g
#### aliases: a line continuation behind one
shopt -s expand_aliases
alias e='echo E'
e\
 n $LINENO
echo $LINENO
nosuch
