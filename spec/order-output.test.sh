#### R6: output comes in order of commands
seq 3 >f; echo start; sort -r f; echo middle; cat f; printf end; sort nosuch; echo; wc -l f
#### R6: stdout and stderr of one file keep their order
exec 2>&1; seq 2 >f; echo one; sort nosuch; cat f; cat nosuch; echo two >&2; sort f; sort -u f nosuch; echo three
#### R6: a group's output to a file
seq 3 >f; { echo head; sort -r f; cat nosuch; echo tail; } >log 2>err; cat log err
#### R6: a group's output and error to the same file
seq 2 >f; { echo head; sort nosuch; sort -r f; nosuchcmd; cat f; } >log 2>&1; cat log
#### R6: a loop's output to a file, appended after
for i in 2 1; do echo "i=$i"; seq $i | sort -r; done >log; for i in 3; do seq $i | head -1; done >>log; cat log
#### R6: a loop's output is read inside the loop
for i in 1 2 3; do echo $i | cat; wc -l <log >>sizes; done >log; cat log sizes
#### R6: exec 3>
exec 3>log; echo a >&3; seq 2 | sort -r >&3; cat nosuch 2>&3; echo b >&3; cat log; exec 3>&-; cat log; echo c 2>/dev/null >&3; echo $?
#### R6: exec 3>> and two descriptors of one file
echo old >log; exec 3>>log 4>>log; seq 2 | cat >&3; echo x | cat >&4; seq 3 4 | cat >&3; sort log >&4; cat log
#### R6: exec 3<> shares one offset
printf 'abcdef\n' >f; exec 3<>f; head -c 2 <&3; printf 'XY' >&3; cat <&3; cat f; exec 3>&-
#### R6: exec >log for the rest of the script
seq 2 >f; echo to stdout; exec >log 2>&1; sort -r f; echo builtin; sort nosuch; cat f; exec >/dev/null; cat f; exec >>log; echo more | cat
#### R6: descriptors are copied and swapped
seq 2 >f; { sort nosuch 3>&1 1>&2 2>&3 | sed s/^/E:/; } 2>&1; { cat f nosuch 3>&2 2>&1 1>&3 | tr a-z A-Z; } 2>err; cat err
#### R6: tee writes and passes on
seq 3 | tee a b | sort -r | tee c >d; cat a b c d; echo x | tee -a a >/dev/null; cat a; sort a | tee a2; tee nodir/x <a2; echo $?
#### R6: pipelines of lowered and opaque stages
seq 3 >f; sort -r f | sh -c 'cat; echo sh' | sed s/^/x/; sh -c 'seq 2' | sort -r; cat f | while read -r x; do echo "loop $x"; cat f | head -1; done | sort
#### R6: a pipeline inside a group inside a pipeline
{ seq 3 | sort -r; echo x; { echo y; cat nosuch; } 2>&1; } | sed s/^/-/ | cat -n
#### R6: head closes early
seq 100000 | head -2; cat /dev/zero | head -c 3 | wc -c; yes | sed -n 3q; seq 100000 >f; sort -n f | head -1; echo "${PIPESTATUS[*]}"
#### R6: the reader of the script goes away
seq 3 >f; printf 'seq 100000 >g\nsort -n g\necho never\ntouch never\n' >s; $SH s 2>/dev/null | head -1; echo "${PIPESTATUS[*]}"; ls never 2>/dev/null; rm -f g
#### R6: large output is complete and in order
seq 50000 >f; sort -n f; sort -rn f | tail -1; cat f f | wc -l
#### R6: output without a newline at its end, and NUL bytes
printf 'a' | cat; printf 'b\0c' | cat; printf 'd\n' | tr d e; printf '\377\n' | cat; head -c 2 /dev/zero | tr '\0' z; echo
#### R6: functions with redirections
f() { sort "$1"; echo "$2"; cat nosuch; } >>log 2>&1; seq 2 >in; f in x; f in y; cat log; g() { cat; } <in; g; g | sort -r
#### R6: subshells with redirections
seq 2 >f; (sort -r f; echo e >&2; (cat f; sort nosuch) >inner) >out 2>err; cat out err inner
#### R6: output into a removed file
seq 2 >f; exec 3>gone; rm gone; sort f >&3; ls; exec 3>&-; sort f >gone; rm gone; ls
#### R6: output into a file that another command truncates
exec 3>log; seq 3 >&3; : >log; echo x | cat >&3; wc -c <log; exec 3>&-; exec 3>>log2; seq 3 >&3; : >log2; echo x | cat >&3; cat log2
#### R6: closed standard output
seq 2 >f; sort f >&-; echo $?; cat f 2>&-; exec >&-; sort f 2>err; echo builtin 2>err2; cat err err2 >&2
#### R6: xtrace between lowered commands
seq 2 >f; set -x; sort f >g; cat g; x=$(wc -l <g); : "$x"; { set +x; } 2>/dev/null; cat f
#### R6: backgrounded output keeps its order by wait
seq 2 >f; sort f; sh -c 'echo bg' & wait; sort -r f; echo end
#### R6: here-document expansions are those of their moment
x=1; cat <<EOF >a; x=2; cat <<EOF >b; seq 2 >f; cat <<EOF
$x
EOF
$x $(echo y | tr y z)
EOF
$x $(sort -r f | head -1)
EOF
cat a b
#### R6: time and status words go where they should
seq 2 >f; TIMEFORMAT=timed; time sort -r f; { time sort f >g; } 2>err; cat err
#### programs run by command come in their turn
/bin/echo 1; /bin/echo 2; command /bin/echo 3; /bin/echo 4; command -p /bin/echo 5; sort /etc/passwd | head -n 1; command nosuchcmd
/bin/echo 6 > f; command cat f; sort f > g; command rm f; ls; /bin/echo 7; eval 'command cat g'; /bin/echo 8; f() { command ls "$@"; }; f g
enable -n echo; echo 9; command echo 10; echo 11; command -p echo 12
#### R6: the message of a command in a substitution whose input is missing
seq 3 >in
x=$(cat <missing); echo $?; echo "$(sort <missing; echo b)"; x=$(cat <missing | wc -l); echo "$x"
x=$({ cat <missing; } 2>&1); echo "$x"; x=$(cat <missing 2>&1); echo "$x"; x=$(grep 2 in; sort <missing 2>/dev/null; head -n 1 in); echo "$x"
f() { local y=$(sort <missing) z=$(cat in); echo "$z"; }; f; a=$(cat <missing) b=$(cat in); echo "$b"
#### R6: nothing holds a pipe that the script has left
printf '2\n1\n' >in
exec > >(cat) 2>&1
sort in nosuch; a=$(sort in); b=$(cat nosuch1); ls $a
{ c=$(cat nosuch1); d=$(cat nosuch2); } 2>&1; echo "$b$c$d"
exec >&- 2>&-; wait
#### R6: nothing holds the pipe of a subshell that a failure has ended
( set -e; seq 2 >f; trap 'ls' EXIT; sort f >c; cat a >nodir/x; echo never ) 2>&1 | cat; echo "${PIPESTATUS[@]}"
( set -e; seq 2 >f; sort nosuch >c; sort f ) 2>&1 | cat; echo "${PIPESTATUS[@]}"
#### R6: nothing holds the pipe of a command that was shown while it ran and ran again
exec > >(cat) 2>&1
mkdir d; echo y | cat >d/f; chmod 700 d; rm -r d; ls
exec >&- 2>&-; wait
#### what a command prints meets in one file that is open twice
printf 'b\na\n' >b; cp b h
{ exec 3>g2; echo three >&3; wc -l p1 b h >&3; exec 3>&-; } >g2 2>&1; cat g2; echo =
{ wc -l p1 b h >g3; } 2>g3; cat g3; echo =; { wc -l p1 b h 2>g4; } >g4; cat g4; echo =
{ wc -l p1 b h 2>>g5; } >g5; cat g5; echo =; { wc -l p1 b h >>g6; } 2>g6; cat g6; echo =
{ wc -l p1 b h; } >g7 2>g7; cat g7; echo =; { wc -l p1 b h; } >>g8 2>>g8; cat g8; echo =
exec 4>g9; wc -l p1 b h >>g9 2>&4; cat g9; echo =; exec 4>>g10; wc -l p1 b h >>g10 2>&4; cat g10; echo =
ln b b2; { wc -l p1 h >b; } 2>b2; cat b; echo =; wc -l p1 h >>h 2>>b; cat b h; echo =; ln h h2; wc -l p1 h b >>h2 2>>h; cat h
#### a redirection that fails, behind one of standard error, with what it names pending
seq 3 >a; mkdir d; sort a 2>&1 >d; sort a 2>e >d; cat e; rm a; sort <a 2>e; cat e; sort 2>e <a; cat e; tsort 2>&1 >nodir/q; echo x >a
sort a 2>&1 >d/f; cat d/f; rm -r d; sort a 2>&1 >d/f; sort a 2>e >d/f; cat e; echo >d; sort a 2>&1 >d/f; sort a 2>e >d; cat e d
#### a redirection that fails in front of a file to append to, and behind one
echo 'b' >a
sed p <nosuch 2>>o3; echo $?; ls; cat o*; rm -f o*
sed p 2>>o3 <nosuch ; echo $?; ls; cat o*; rm -f o*
sort <nosuch >>o3; echo $?; ls; cat o*; rm -f o*
sort >>o3 <nosuch; echo $?; ls; cat o*; rm -f o*
sort <nosuch >o3; echo $?; ls; cat o*; rm -f o*
sort >o3 2>nodir/o4 <nosuch >>o5; echo $?; ls; cat o*; rm -f o*
sort 2>>o3 <nosuch | cat; echo $?; ls; cat o*; rm -f o*
x=$(sort <nosuch 2>>o3); echo $?; ls; cat o*; rm -f o*
x=$(sort 2>>o3 <nosuch); echo $?; ls; cat o*; rm -f o*
mkdir nosuch; sort <nosuch 2>>o3; echo $?; ls; cat o*; rm -rf o* nosuch
echo a >nosuch; sort <nosuch/x 2>>o3; echo $?; ls; cat o*; rm -rf o* nosuch
sort nosuch 2>>o3 >>o4; echo $?; ls; cat o*; rm -rf o* nosuch
sort nosuch 2>>nodir/o3 >>o4; echo $?; ls; cat o*; rm -rf o* nosuch
sort nosuch  >>o4 2>>nodir/o3; echo $?; ls; cat o*; rm -rf o* nosuch
sort <nosuch | cat >>o4 2>&1; echo $?; ls; cat o*; rm -rf o* nosuch
cat <a <nosuch >>o4; echo $?; ls; cat o*; rm -rf o* nosuch
sort nosuch >>o4 <nosuch2 ; echo $?; ls; cat o*; rm -rf o* nosuch
#### R6: a log that is opened to append twice is one place
printf 'b\na\n' >b; cat >s <<'S'
wc -l p1 b nosuch; sort b nosuch; echo x; cat b nosuch b; for i in 1 2 3; do sort nosuch b; cat b nosuch; done
S
$SH s >>o 2>>o; $SH s >>o 2>>o; cat o; $SH s >p 2>p; cat p
