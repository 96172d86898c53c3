#### if, elif, else and status
if true; then echo t; fi; echo $?
if false; then echo t; fi; echo $?
if false; then :; elif true; then echo elif; else echo else; fi
if false; then :; elif false; then :; else echo else; fi
if ! false; then echo not; fi
if (exit 3); then :; else echo $?; fi
#### while and until
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; echo $?
until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i
while false; do :; done; echo $?
#### break and continue
for i in 1 2 3 4 5; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done
for i in a b; do for j in 1 2 3; do [ $j = 2 ] && continue 2; echo $i$j; done; done
for i in a b; do for j in 1 2 3; do [ $j = 2 ] && break 2; echo $i$j; done; done
#### break with odd levels
for i in 1 2; do break 5; done; echo $?
for i in 1 2; do break 0; echo x; done; echo "status $?"
#### break: bad argument
for i in 1 2; do break x; echo no; done; echo "status $?"
#### break outside a loop
break; echo $?
continue; echo $?
#### break in a function does not leave the caller's loop
f() { break; echo after; }
for i in 1 2; do f; echo $i; done
#### for: list forms
for x in a 'b c' $(echo d e) {f,g}; do echo -n "<$x>"; done; echo
for x in; do echo never; done; echo $?
for x
do echo never; done
#### for: variable stays, status of last command
for x in 1 2; do false; done; echo $? $x
#### and, or lists
true && echo a || echo b; false && echo a || echo b; true || echo c && echo d
false || false || echo e; ! true && echo f; ! false && echo g; echo $?
#### ! and status
! true; echo $?; ! false; echo $?; ! (exit 5); echo $?; ! ! true; echo $?
#### groups and subshells
{ echo a; echo b; } | cat; (echo c; exit 4); echo $?
x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x
#### nested functions and recursion
f() { [ $1 -gt 0 ] || return 7; echo $1; f $(($1 - 1)); }
f 3; echo $?
#### return values
f() { return 300; }; f; echo $?
g() { false; return; }; g; echo $?
h() { return -1; }; h; echo $?
i() { return x; echo no; }; i; echo $?
#### return outside
return 3; echo "status $?"
#### function forms
f() { echo f; }; function g { echo g; }; function h() { echo h; }; i() (echo i); j() if true; then echo j; fi
f; g; h; i; j; k() { echo k; } > out; k; cat out
#### function names
my-func() { echo my-func; }; a.b() { echo a.b; }; x:y() { echo x:y; }; 1st() { echo 1st; }
my-func; a.b; x:y; 1st
#### function arguments and $0
f() { echo "$#:$1:$2:$@"; shift; echo "$#:$1"; set -- x; echo "$1"; }; set -- outer; f a b c; echo $1
#### functions see and change globals; local hides
x=g; f() { local x=l; h; echo $x; }; h() { echo "h sees $x"; x=changed; }; f; echo $x
#### local without value, local then unset
x=g; f() { local x; echo "[${x-unset}]"; x=1; unset x; echo "[${x-unset}]"; }; f; echo $x
#### local outside a function
local x=1; echo $?
#### unset of a local at a deeper level uncovers
f() { local v=f; g; echo "f: ${v-unset}"; }; g() { unset v; echo "g: ${v-unset}"; }; v=global; f; echo $v
#### unset -f and -v
f() { echo f; }; f=var; unset f; echo "[$f]"; f; unset f; f; echo $?
f() { echo f; }; unset -f f; f; echo $?
#### redefining a function while it runs
f() { f() { echo second; }; echo first; }; f; f
#### exit status of functions and commands
f() { false; }; f; echo $?; nosuchcommand; echo $?; /; echo $?
touch noexec; ./noexec; echo $?
#### exit in function, exit in subshell
f() { exit 9; }; (f; echo no); echo $?; f; echo never
#### exit without argument
false; exit
#### exit with bad argument
exit abc
#### exit with big argument
exit 513
#### select reads a choice
select x in one 'two words' three; do echo "got $x reply $REPLY"; [ "$x" = three ] && break; done <<< $'2\n9\n\n3'
#### select with end of input
PS3='pick: '; select x in a b; do echo "$x"; done < /dev/null; echo "status $?"
#### time prints on stderr
TIMEFORMAT='t'; time true; echo $?
TIMEFORMAT='%0lR'; time false; echo $?
#### coproc
coproc { read x; echo "got $x"; }
echo hello >&${COPROC[1]}; read y <&${COPROC[0]}; echo $y; wait $COPROC_PID; echo $?
#### named coproc
coproc UP { tr a-z A-Z; }
echo abc >&${UP[1]}; exec {UP[1]}>&-; cat <&${UP[0]}; wait
#### case in loop with continue
for a in -x -y file; do case $a in -x) echo x; continue ;; -*) echo other ;; *) echo "file $a"; break ;; esac; done
#### colon, true, false
: $(echo side >&2) args; echo $?; true arg; echo $?; false; echo $?
#### eval joins and runs in place
eval echo a '"b  c"'; x='echo $y'; y=5; eval $x; eval; echo $?; eval 'return_me=1; false'; echo $? $return_me
eval "f() { echo made; }"; f
#### source: arguments, return, status
printf 'echo "$1 $#"; v=set; return 5; echo no\n' > lib.sh
. ./lib.sh; echo $? $v; . ./lib.sh a b; echo $?; source ./none.sh; echo $?
#### source along PATH and current directory
mkdir bin; echo 'echo from path' > bin/lib; PATH=$PWD/bin:$PATH; . lib; cd bin; PATH=/bin:/usr/bin; . lib; echo $?
#### source: syntax error inside
printf 'echo ok\nif then\n' > bad.sh; . ./bad.sh; echo "status $?"
#### nested loops with functions and redirection
f() { while read a; do for b in x y; do echo "$a$b"; done; done; }; printf '1\n2\n' | f > out; cat out
#### empty compound commands are syntax errors
eval 'if true; then fi'; echo $?
eval 'while true; do done'; echo $?
eval '{ }'; echo $?
eval '( )'; echo $?
eval 'f() { }'; echo $?
#### a long pipeline of compound commands
for i in 3 1 2; do echo $i; done | { sort; echo end; } | while read x; do echo "<$x>"; done | (cat; echo last)
#### deep recursion works
f() { (( $1 == 0 )) && { echo done; return; }; f $(($1 - 1)); }; f 300
#### FUNCNEST
FUNCNEST=5; f() { f; }; f; echo "status $?"
#### loops over command output with IFS
IFS=,; for x in $(echo a,b,c); do echo $x; done
#### until with break status
until false; do break; done; echo $?
while true; do (exit 3); break; done; echo $?
#### status after while with continue
i=0; while ((i++ < 2)); do continue; done; echo $?
#### &&/|| across lines and with comments
true &&
  # comment

  echo yes
false ||

  echo no
#### semicolons and newlines in for and case
for x in a b
do
  echo $x
done; for x in c; do echo $x; done
for ((i=0;i<1;i++))
do echo $i
done
#### command not found handle
command_not_found_handle() { echo "handler: $*"; return 42; }
nosuch a b; echo $?

#### select reads like read
REPLY=q; select x in a; do break; done < /dev/null; echo $? "[$REPLY]" "[$x]"
printf 1 | (select x in a b; do echo "$x $REPLY"; break; done; echo "$? $REPLY")
for line in '  2  ' '1 2' 01 1x 'a\b' +1 -1; do select x in a b; do echo "[$x] [$REPLY]"; break; done <<< "$line"; done
IFS=:; select x in a b; do echo "[$x] [$REPLY]"; break; done <<< ' 1 '
#### break and continue as a part of a pipeline
for i in 1 2; do true | break; echo a$i; done; for i in 1 2; do break | true; echo b$i; done
for i in 1 2; do true | { break; echo x; }; echo c$i; done; for i in 1 2; do true | eval 'continue; echo w'; echo d$i; done
for i in 1 2; do { break; echo y; } & wait; echo e$i; done; for i in 1 2; do true | if :; then break; fi; echo f$i; done
f() { break; echo fb; }; for i in 1 2; do true | f; echo g$i; done
