#### one limit
ulimit -n 100; ulimit -n; ulimit -Sn 50; ulimit -n; ulimit -Hn; ulimit -n 200; echo $?; ulimit -n hard; ulimit -n; ulimit -SHn 40; ulimit -Hn; ulimit -Sn; ulimit -c 0; ulimit -c; ulimit -p; ulimit -t 50 -s 100; ulimit -s -t; ulimit -n30; ulimit -n
#### formats
ulimit -t 50; ulimit -c 0; ulimit -tcp; ulimit -a | sed 's/) .*/)/'; ulimit -aH | wc -l; ulimit; ulimit -f
#### wrong arguments
ulimit -n abc; echo $?; ulimit -Z; echo $?; ulimit -nc; echo $?; ulimit -p 5; echo $?; ulimit -f 1.5; echo $?; ulimit -n -1; echo $?; ulimit -f 99999999999999999999; echo $?; ulimit -f 99999999999999999; echo $?
#### in subshells
ulimit -n 100; (ulimit -n 50; ulimit -n); ulimit -n; x=$(ulimit -n 60; ulimit -n); echo $x; ulimit -n
#### ulimit -n: few descriptors
ulimit -n 10; echo $?; x=$(echo a); echo $x; cat /dev/null; echo "$(ulimit -n)"; (echo sub); echo x | cat
echo hi >f; echo $?; cat f; { echo a; echo b; } >f; cat f; exec 3>g; echo x >&3; cat g; read x <f; echo $x
sleep 0 & wait; for i in 1 2; do cat < /dev/null; done; read a <<<x; echo $a; f() { echo in; }; f >h; cat h; cat <(echo ps)
ulimit -n 8; x=$(echo a); echo $x; echo b | cat; echo c >f; cat f
#### blocks in posix mode
set -o posix; ulimit -f 100; ulimit -f; ulimit -c 0; sh -c 'ulimit -f'; set +o posix; ulimit -f; ulimit -a | grep 'file size'
