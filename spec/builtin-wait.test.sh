#### statuses
(exit 3) & wait $!; echo $?; wait $!; echo $?; (exit 4) & p=$!; sleep 0.1; wait $p; echo $?; (exit 5) & (exit 6) & wait %1 %2; echo $?; (exit 7) & sleep 0.1; wait; echo $?; wait $! 2> /dev/null; echo $?; (exit 2) & wait -f $!; echo $?; sleep 5 & kill $!; wait $!; echo $?
#### wait -n
(exit 7) & wait -n; echo $?; wait -n; echo $?; (sleep 0.1; exit 8) & q=$!; (sleep 0.5; exit 9) & wait -n -p v; echo $? $([ "$v" = $q ] && echo same); wait -n $!; echo $?; (exit 5) & wait -n %1; echo $?; true & sleep 0.1; wait -n; echo $?; wait -n 99999; echo $?
#### wait -p
(exit 2) & wait -p v $!; echo $? $([ "$v" = $! ] && echo same); wait -p w; echo "$? ${w-unset}"; wait -p 1x $!; echo $?; declare -a a; (exit 3) & wait -n -p 'a[2]'; [ "${a[2]}" = $! ] && echo same
#### wrong arguments
wait 99999; echo $?; wait %1; echo $?; wait abc; echo $?; wait -Z; echo $?; wait -p; echo $?; wait -1; echo $?; wait ''; echo $?; (sleep 0.1 & wait; echo $?); sleep 0.1 & (wait $! 2> /dev/null; echo $?); wait
#### traps interrupt it
trap 'echo trapped' USR1; (sleep 0.2; kill -USR1 $$) & sleep 1 & wait $!; echo $?; wait; echo $?; (sleep 0.2; kill -USR1 $$) & wait; echo $?; wait
#### a job that was waited for is known until the next command is read
(exit 3) & wait $!; echo $?; wait %1; echo $?
wait %1; echo $?; wait $!; echo $?
(exit 4) & wait %1; echo $?; wait %1; echo $?; : $(:); wait %1; echo $?
(exit 5) & wait $!; for i in 1; do :; done; wait %1; echo $?
f() { (exit 6) & wait $!; wait %1; echo $?; }; f; wait %1; echo $?
#### pipefail is that of when a job was started
set -o pipefail; (exit 3) | true & set +o pipefail; wait $!; echo $?; (exit 3) | true & wait $!; echo $?
#### killed jobs are told of once
sleep 5 & kill -HUP $!; wait $!; echo $?; jobs; kill %1; echo $?
#### wait -n: what a plain wait leaves
(exit 3) & sleep 0.1; wait; wait -n; echo $?; wait $!; echo $?; wait; wait $! 2>/dev/null; echo $?
#### wait -n takes a job that has been waited for once another has ended
(exit 3) & p=$!; (sleep 0.2; exit 4) & wait $p; echo $?; wait -n; echo $?; wait -n; echo $?; wait -n; echo $?
#### wait -n and a program behind a job that has been waited for
## mode: off
(exit 3) & p=$!; (sleep 0.3; exit 4) & wait $p; /bin/true; wait -n; echo $?; wait -n; echo $?
#### wait -n in subshells, which have no children
sleep 0.3 & { wait -n; echo $?; } | cat; (wait -n; echo $?); kill $!
#### wait -n of a job that has been waited for
(exit 3) & p=$!; wait $p; wait -n $p; echo $?; wait $p; echo $?
#### wait -n with -c, where ended jobs are forgotten after a program
$SH -c '(exit 3) & sleep 0.1; wait -n; echo $?; wait $!; echo $?'
#### a trap on CHLD does not end wait
trap 'echo child' CHLD; (sleep 0.1; exit 3) & wait; echo $?; (sleep 0.1; exit 4) & wait $!; echo $?; (sleep 0.1; exit 5) & wait -n; echo $?
#### a trap on CHLD ends wait in posix mode
set -o posix; trap 'echo child' CHLD; (sleep 0.1; exit 4) & wait $!; echo $?
#### a trap on CHLD runs once for each child
n=0; trap 'let n++' CHLD; for i in 1 2 3; do sleep 0.1 & done; wait; echo $n; true | true; (true); x=$(true); echo $n
#### a trap on CHLD that runs programs
trap '/bin/true; echo child' CHLD; /bin/true; echo 1
#### a trap on CHLD and read
trap 'n=1' CHLD; for i in 1 2 3 4 5; do read x < <(echo hello); echo $x; done
#### a background process that has ended is gone for others too
sleep 0.2 & tail --pid=$! -s 0.1 -f /dev/null; echo 1
sleep 0.2 & tail --pid=$! -s 0.1 -f /dev/null | while read x; do :; done; echo 2
sleep 0.2 & (while kill -0 $! 2>/dev/null; do sleep 0.1; done; echo 3)
f() { sleep 0.2 & (tail --pid=$! -s 0.1 -f /dev/null; echo 4); }; f; (f); x=$(f); echo $x
trap 'n=1' CHLD; sleep 0.2 & tail --pid=$! -s 0.1 -f /dev/null; echo 5; trap - CHLD; sleep 0.2 & tail --pid=$! -s 0.1 -f /dev/null; echo 6
(exit 3) & p=$!; sleep 0.1; wait $p; echo $?; (exit 4) & sleep 0.1; wait -n; echo $?

#### children that end while the trap on CHLD runs are counted afterwards
n=0
trap 'let n++; for i in 1 2 3 4 5 6 7; do for j in 1 2 3 4 5 6 7; do :; done; done' CHLD
for i in 1 2 3 4 5; do sleep 0.05 & done; wait; :; echo $n
#### a job that was waited for is there until the next wait
(exit 3) & (exit 4) & wait %1; echo $?; wait %1; echo $?; wait %1; echo $?; wait %2; echo $?; wait %2; echo $?
#### jobs that were waited for, and a wait for another one
(exit 3) & (exit 4) & (exit 5) & wait %1 %2; echo $?; wait %2; echo $?; wait %1; echo $?;  wait %3; echo $?
#### jobs that were waited for, and a program
(exit 3) & (exit 4) & wait %1; /bin/true; wait %1; echo $?; wait %2; echo $?; wait %1; echo $?
#### wait -n of several that have ended goes by their order
## ignore: stderr
(exit 3) & p=$!; (exit 4) & q=$!; sleep 0.2
wait -n $q $p; echo $?; wait -n $q $p; echo $?; wait -n $q $p; echo $?
#### wait for a process that has been disowned
sleep 0.1 & disown; wait %1; echo $?; jobs; wait $!; echo $?
#### the status of a process of the shell around, in substitutions and subshells
(exit 3) & wait $!; x=$(wait $!; echo $?); echo $x; (wait $! 2>/dev/null; echo $?)
#### wait -p with a nameref
declare -n r=t; sleep 0 & wait -p r $!; echo $? ${t+set} ${r+rset}; declare -p r | tr -d 0-9
#### killed jobs of substitutions are not told of, those of subshells in them are
x=$(sleep 5 & kill -HUP $!; wait $!; echo $?); echo $x
cat <(sleep 5 & kill -HUP $!; wait -n; echo $?)
x=$(sleep 5 & kill -HUP $!; sleep 0.1; echo a); echo $x
x=$(f() { sleep 5 & kill -HUP $!; wait; echo $?; }; f); echo $x
x=$( (sleep 5 & kill -HUP $!; wait $!; echo $?) ); echo $x
x=$( { sh -c 'kill -HUP $$'; echo $?; } | cat); echo $x
x=$( { sleep 5 & kill -HUP $!; wait $!; echo $?; } & wait $!); echo $x
