#### R8: an empty result into a file with two names, the second time
printf 'b\na\n' >a; echo old >b; ln b h; sort a >a; sort a >b; cat h; ls -l b | tr -s ' ' | cut -d' ' -f2
#### R3a: appending where there is no directory, inside of a substitution with another open file
printf 'b\na\n' >b; x=$({ [ -s o1 ] || echo none; } >g1; exec 3>g1; echo three >&3; sort b >&3; ar tD lib.a >&3; exec 3>&-; sort -r b >>e/z); echo "[$x] $?"; cat g1
#### R8: chmod does not touch the time
touch -d 2001-01-01 c; for i in 1 2; do echo $i >>a; chmod 600 c; done; stat -c '%Y %a' c
#### R8: a mode given in a function holds for what is written then
printf 'b\na\n' >a; printf 'x\n' >c; fn() { chmod 600 a; return 2; }; fn || echo fn $?; sort c >a 2>/dev/null || sort o1 >l; stat -c %a a; cat a
#### R6: an EXIT trap writes where the failing command stood
set -e; trap 'echo "exit $? $i"; ls' EXIT; if ! grep b nosuch; then { sh -c 'echo op; cat e/z'; echo never; } >g2; fi
#### R6: the same with a lowered command, and stderr too
set -e; trap 'echo "exit $?"; echo err >&2' EXIT; { echo op; cat e/z; echo never; } >g2 2>&1
#### R5: an ERR trap hears of a subshell whose last command failed
trap 'echo "ERR $?"' ERR; mkdir d; (i=7; cd d; sort nosuch >o1); echo "$i"; x=$(sort nosuch 2>/dev/null); f() { sort nosuch; }; f; { sort nosuch; }; echo end
#### R5: an ERR trap hears of the last command under set -e
trap 'echo "err $? $i"' ERR; set -e; i=1; cat g1 g2 p1
#### R5: an ERR trap without set -e, last command and || lists
trap 'echo "err $?"' ERR; seq 2 >f; grep 7 f || grep 8 f; grep 7 f && echo no; for i in 1 2; do grep 7 f; done; grep 9 f
#### R6: descriptors below ten are the script's own
printf 'b\na\n' >b; mkdir d; for f in b nosuch; do sort $f >o1; exec 3>g2 4>g4 5>g5 6>g6 7>g7 8>g8 9>g9; echo three >&3; sort b >&3; sort b | tr a x >&9; exec 3>&- 4>&- 9>&-; (i=7; cd d; echo word | head -2 >p2); sort b >&5; exec 5>&- 6>&-; sort b >&7; echo 8 >&8; done; cat g2 g5 g7 g8 g9 d/p2
#### R6: descriptors that are opened and closed between lowered commands
exec 3>a; sort /dev/null >x; exec 3>&-; seq 2 | sort >y; exec 3<y 4>b; sort -r y >&4; read -r v <&3; exec 3<&- 4>&-; cat b; echo $v; exec 10>c; seq 3 | sort >&10; exec 10>&-; cat c
#### R3a: >> twice after >
seq 2 >f; sort f >g; sort -r f >>g; cat g; sort f >g; sort -r f >>g; sort f >>g; cat g
#### R6: a file that is being written is read
for i in 1 2 3; do seq $i | sort -r; wc -l <log >>sizes; cat log >>copy; done >log; cat sizes; wc -l copy
#### R5: pipefail and set -e with the failure upstream
set -e -o pipefail; seq 3 >f; grep 3 f | cat >a; grep 9 f | cat >c; echo never >d
#### R8: an empty file that is truncated again has the later time
: >a; touch -d 2001-01-01 a; seq 2 >b; touch -d 2002-02-02 b; sort /dev/null >a; [ a -nt b ]; echo $?; touch -d 2001-01-01 a; sort /dev/null >a; [ a -nt b ]; echo $?
#### R6: descriptors that are not open are not open
for i in 3 4 5 6 7 8 9; do seq 2 | sort >x; eval "echo $i >&$i" 2>/dev/null && echo "$i is open"; eval "cat <&$i" 2>/dev/null && echo "$i can be read"; done; cat x
#### R6: programs inherit no descriptors of ours
seq 2 | sort >x; sort -r x | cat; sh -c 'ls /proc/$$/fd'; (ls /proc/self/fd | wc -l); ls /proc/self/fd | wc -l
#### R6: one file opened three times, written in turns
{ { exec 3>g; echo three >&3; seq 2 | sort >&3; { echo "${PIPESTATUS[*]}"; sort -u nosuch >a; } >&3; exec 3>&-; } >g 2>&1; seq 5 | sort -r; } >g 2>&1; cat g
#### R6: noclobber in a subshell with an open file
set -C; seq 2 >g; (set -e; exec 3>g; echo never) || echo sub $?; (exec 3>g; echo three >&3; sort g >&3; { x=$(head -1 g); echo "[$x]"; } >&3; exec 3>&-); cat g
#### R8: times of files that hold messages
printf 'b\na\n' >b; for f in b nosuch; do sort $f >o1 2>/dev/null; sort p1 2>l; seq 2 | cat >|p2; sort p1 2>m; done; [ o1 -nt l ] && echo o1 wrong; [ p2 -nt m ] && echo p2 wrong; [ l -nt p2 ] && echo l wrong; cat l m
#### R8: times of files of groups
{ echo 1; seq 2 | sort; } >g1; seq 2 | sort >a; { sort nosuch; } 2>g2; seq 2 >b; [ g1 -nt a ] && echo g1 wrong; [ a -nt g2 ] && echo a wrong; [ g2 -nt b ] && echo g2 wrong; cat g1
#### R12: what oilgg has to say is not in the script's files
export OILGG_STORE=/dev/null; printf '{ seq 2 | sort -r; } >g 2>&1\ncat g\n' >s; $SH s 2>/dev/null; cat g
#### R9: a random order follows from the locale, C.UTF-8 included
export LC_ALL=C.UTF-8; seq 40 >f; for how in -R --sort=random -k1R '-k 1R' -nR; do sort $how --random-source=/etc/passwd f | cksum; done
