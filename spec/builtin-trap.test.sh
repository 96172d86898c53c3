#### listing
trap; trap 'echo x' INT; trap; trap -p; trap -p INT; trap -p int sigterm 2; trap "it's" TERM; trap '' HUP; trap 'a
b' USR2; trap 'e' ERR; trap 'r' RETURN; trap 'echo bye' EXIT; trap; trap -p EXIT 0 ERR
#### resetting
trap 'a' INT TERM; trap - INT; trap; trap TERM; trap; trap 'b' 2 3; trap 2; trap; trap - 3 15; trap; trap 'c' USR1; trap 10 USR1; trap; trap 0; echo $?
#### wrong arguments
trap foo bar; echo $?; trap x; echo $?; trap 'a' 2 999 15; echo $?; trap; trap - 99; echo $?; trap -x; echo $?; trap -p foo; echo $?; trap ''; echo $?; trap '' ''; echo $?; trap x SIGEXIT; echo $?; trap x DEBUGX; echo $?; trap -; echo $?; trap 123; echo $?; trap - - ; echo $?
#### numbers and names
trap 'x' SIGRTMIN+1 rtmax 64 SigInt usr1; trap; trap -- 'b' 15; trap -p TERM; trap 'k' KILL; trap -p KILL
#### -l
trap -l; trap -lp | head -1
#### in subshells
trap 'echo bye' EXIT; trap 'x' INT; (trap); echo $(trap -p INT); (trap 'echo sub' EXIT; trap); (trap '' HUP; trap); trap - EXIT
#### ignored ones stay ignored
trap '' USR1; (trap; kill -USR1 $BASHPID; echo alive); sh -c 'kill -USR1 $$; echo alive'; trap 'echo got' USR1; kill -USR1 $$; echo end

#### the RETURN trap of a sourced file sees the status of the command before `return`, or before the file
trap 'echo ret $?' RETURN
f() { return 2; }
f; . /dev/null; echo $?
printf 'false\n' >one; . ./one; echo $?
printf 'return 4\n' >two; (exit 6); . ./two; echo $?
printf 'grep x /dev/null; return\n' >three; . ./three; echo $?

#### names and numbers of signals
for s in CLD IOT POLL RTMIN+30 RTMAX-30 RTMIN+31 +1 ' 2' ABRT IO SIGRTMIN+20 rtmin+1 -1 '' x; do
  kill -l "$s"; trap 'echo x' "$s"; trap; trap - "$s"
done
#### LINENO in a RETURN trap
set -T; trap 'echo R $LINENO' RETURN
g() {
 echo in
 g2
}
g2()
{
 :
 true
}
g
m() { :
 [[ a ]]
 (( 1 ))
 for i in 1 2
 do :
 done
}
m
echo '
:
:' >s
. ./s
function n
{
 false
}
n || :
#### LINENO in RETURN and DEBUG traps
set -T; trap 'echo R $LINENO' RETURN
g() {
 echo in

}
g
h() {
 return 3
}
h
trap 'echo D $LINENO' DEBUG
g
#### in subshells, of a signal that is ignored from the start, or of none
(trap '' HUP; $SH -c "trap 'echo bye' EXIT; trap x INT; (trap '' HUP; trap); (trap - HUP; trap); (trap y HUP; trap); (trap z USR1; trap); (trap x BAD; trap)")

#### what `&` ignores: programs do, groups for themselves only, functions not at all
look() { sed -n 's/^SigIgn:.*\(....\)$/\1/p' /proc/self/status; }
sed -n 's/^SigIgn:.*\(....\)$/\1/p' /proc/self/status & wait
{ look; :; } & wait
(look; (look; :); { look; :; } & wait) & wait
look & wait
{ look | cat; } & wait
if :; then trap; look; fi & wait
eval 'trap; look' & wait
{ x=$(trap); echo "[$x]"; (trap); trap '' INT; look; (trap; look; :); } & wait
{ trap '' QUIT; trap; look; trap - QUIT; look; } & wait
{ exec sed -n 's/^SigIgn:.*\(....\)$/\1/p' /proc/self/status; } & wait

#### SIGINT for a group behind `&`, its subshells, functions and programs
f() { kill -INT $BASHPID; echo never; }
f & wait $!; echo $?
{ kill -INT $BASHPID; echo still; } & wait $!; echo $?
{ (kill -INT $BASHPID; echo never); echo $?; } & wait $!; echo $?
{ trap - INT; kill -INT $BASHPID; echo never; } & wait $!; echo $?
{ trap 'echo caught' INT; kill -INT $BASHPID; echo still; } & wait $!; echo $?
{ sh -c 'kill -INT $$; echo never'; echo $?; } & wait $!; echo $?
sh -c 'kill -INT $$; echo still' & wait $!; echo $?
{ x=$(kill -INT $BASHPID; echo never); echo "[$x]"; } & wait $!; echo $?
