#### statuses
(exit 3) & wait $!; echo $?; wait $!; echo $?; (exit 4) & p=$!; sleep 0.1; wait $p; echo $?; (exit 5) & (exit 6) & wait %1 %2; echo $?; (exit 7) & wait; echo $?; wait $! 2> /dev/null; echo $?; (exit 2) & wait -f $!; echo $?; sleep 5 & kill $!; wait $!; echo $?
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
