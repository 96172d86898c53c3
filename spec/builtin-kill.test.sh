#### -l
kill -l 9 15; kill -l KILL SIGKILL kill; kill -l 137 129; kill -l 0; kill -l EXIT; kill -l 64 34 rtmin+1; kill -l 999; echo $?; kill -l foo; echo $?; kill -l 128; echo $?; kill -l 32 33; echo $?; kill -l HUP 999 TERM; echo $?; kill -l DEBUG ERR RETURN; kill -L 9; kill -l -- 9; kill -l ''; echo $?; kill -l '9 ' +9
#### table
kill -l; kill -L
#### wrong arguments
kill; echo $?; kill -s; echo $?; kill -n; echo $?; kill -s foo 1; echo $?; kill -n 99 1; echo $?; kill -foo 1; echo $?; kill -9; echo $?; kill -Z; echo $?; kill 0x; echo $?; kill abc; echo $?; kill %1; echo $?; kill %; echo $?; kill 99999999; echo $?; kill -15 a b; echo $?; kill -9 ''; echo $?; kill -; echo $?; kill 99999999 99999998; echo $?; kill -s EXIT 99999999; echo $?; kill -s SIGEXIT 99999999; echo $?; kill -0 -- -99999; echo $?
#### signals to itself
for s in -0 -SIGCONT -cont '-s cont' '-s sigcont' '-n 18' '-s 18' '-n CONT' -18 -sCONT -n18 '-s 0'; do kill $s $$; echo $?; done; trap 'echo t' TERM; kill $$; kill -TERM $$ 99999999; echo $?; kill $$ abc; echo $?
#### jobs
sleep 5 & kill %1; wait %1; echo $?; sleep 5 & kill -9 %sleep; wait $! 2> /dev/null; echo $?; sleep 5 & kill -s TERM %%; wait; echo $?; sleep 5 & sleep 5 & kill %sleep; echo $?; kill %1 %2; wait
#### the name of a signal behind -s
kill -sigint $$; echo $?; kill -stop $$; echo $?; kill -sint x; kill -nint x; kill -nosuch $$; kill -n9x $$; kill -n0 $$; echo $?
kill -s0 $$; echo $?; kill -sTERM; echo $?; kill -sigterm -9; kill -l9; echo $?; kill - ; echo $?; kill -9 -n 0 $$; echo $?
#### a subshell in the background becomes its last program, so that signals reach that
(sleep 37.5) & (:; sleep 37.5) & p=$!; (true && exec sleep 37.5) & coproc sleep 37.5; sleep 0.3; kill %1 %2 %3 %4; wait
case $(tr '\0' ' ' 2>/dev/null </proc/$p/cmdline) in '') echo gone ;; esac
for f in /proc/[0-9]*; do case $(tr '\0' ' ' 2>/dev/null <$f/cmdline) in 'sleep 37.5 ') [ "$(readlink $f/cwd)" = "$PWD" ] && echo $f is left; esac; done; echo end
#### death by a real-time signal
$SH -c 'kill -RTMIN $$'; echo $?; (kill -RTMIN+3 $BASHPID; echo no); echo $?; (kill -64 $BASHPID; echo no) & wait $!; echo $?
