#### output, append, input
echo a > f; echo b >> f; cat < f; cat f; > f; cat f; echo $?
#### stderr and both
{ echo out; echo err >&2; } > o 2> e; cat o e
{ echo out; echo err >&2; } > both 2>&1; cat both
{ echo out; echo err >&2; } &> both2; cat both2; { echo o; echo e >&2; } &>> both2; cat both2
{ echo out; echo err >&2; } >& both3; cat both3
#### order matters
{ echo out; echo err >&2; } 2>&1 > f | cat; cat f
#### noclobber
set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; echo d >> f; cat f; echo x > /dev/null; echo $?
#### read-write
echo hello > f; { read x; echo "$x"; echo more >&0; } <> f; cat f
echo J 1<> f; cat f
#### duplicate and close
exec 3> f; echo x >&3; exec 3>&-; echo y >&3; echo $?; cat f
exec 4< f; read a <&4; echo $a; exec 4<&-; read a <&4; echo $?
#### moving
exec 3> f; exec 4>&3-; echo via4 >&4; echo via3 >&3; echo $?; exec 4>&-; cat f
#### {fd}
exec {fd}> f; echo x >&$fd; [ $fd -ge 10 ] && echo big; exec {fd}>&-; cat f
#### numbers beyond 9
exec 12> f; echo twelve >&12; exec 12>&-; cat f
#### missing file, directory, no permission to create
cat < missing; echo $?; echo > nodir/f; echo $?; mkdir d; echo > d; echo $?
#### failing redirection does not run the command
echo no > nodir/x && echo yes; echo $?; { echo no; } > nodir/x; echo $?; : > nodir/x; echo "after $?"
#### special builtin with failing redirection in posix mode
## options: --posix
: > nodir/x; echo "not reached in posix mode"
#### exec with failing redirection
exec > nodir/x; echo "not reached"
#### redirections around compound commands
for i in 1 2; do echo $i; done > f; while read x; do echo "<$x>"; done < f; if true; then echo t; fi > g; cat g
(echo sub) > h; cat h; { echo grp; } >> h; cat h; case x in x) echo c ;; esac > k; cat k
#### redirections anywhere in a command
> f echo a b; cat f; echo > f c d; cat f; < f cat; echo e 2>/dev/null f >> f; cat f
#### only redirections
> new; ls; < new; echo $?; < none; echo $?; x=1 > other; echo $x; ls
#### target expansions
f='a b'; echo x > "$f"; cat 'a b'; n=file; echo y > $n.txt; cat file.txt; echo z > ~/home.txt; cat home.txt; echo w > $(echo sub); cat sub
#### ambiguous redirects
v='a b'; echo > $v; echo $?; e=; echo > $e; echo $?; echo > "$e"; echo $?; echo x > *; touch q r; echo y > *; echo $?
#### bad descriptors
echo >&9; echo $?; echo x >&abc; cat abc; echo <&x; echo $?
#### here-strings
cat <<< word; cat <<< "two words"; x='a  b'; cat <<< $x; cat <<< "$x"; cat <<< ''; cat <<< $'a\nb'; cat <<<a; cat <<< *
#### inherited by external commands
exec 5> f; sh -c 'echo child >&5'; exec 5>&-; cat f
#### /dev/stdin, /dev/stdout, /dev/stderr, /dev/fd
echo x | cat /dev/stdin; echo y > /dev/stdout; echo z > /dev/stderr; echo w > /dev/fd/1; exec 7< <(echo q); cat /dev/fd/7
#### process substitution
cat <(echo a) <(echo b); diff <(echo 1) <(echo 1) && echo same; echo data > >(cat > f; echo done > g); sleep 0.2; cat f g
while read x; do echo "<$x>"; done < <(printf '1\n2\n')
#### pipe both
{ echo o; echo e >&2; } |& cat -n | wc -l
#### append through two descriptors
exec 3>> f 4>> f; echo a >&3; echo b >&4; echo c >&3; exec 3>&- 4>&-; cat f
#### sharing an offset
exec 3> f; echo a >&3; (echo b >&3); { echo c; } >&3; sh -c 'echo d >&3'; exec 3>&-; cat f
#### reading in turn
printf '1\n2\n3\n' > f; exec 3< f; read a <&3; read b <&3; echo $a $b; head -n1 <&3; exec 3<&-
#### restore after builtin
echo a > f; echo b; read x < f; echo $x; exec 3>&1; echo c > g 3>&1; echo d; cat g
#### redirecting a function call
f() { echo out; echo err >&2; }; f > o 2> e; cat o; cat e; f 2>&1 | sort
#### stdout closed
echo x >&-; echo $?; ls >&- 2>/dev/null; [ $? -ne 0 ] && echo failed; cat < /dev/null >&-; echo $?
#### exec changes the shell's own output
exec > f; echo to file; exec > /dev/stderr; echo to stderr; cat f
#### exec with input
printf 'line1\nline2\n' > in; exec < in; read a; read b; echo $a-$b
#### here-document to a numbered descriptor
cat /dev/fd/3 3<<E2
three
E2
#### two here-documents on one line
cat - /dev/fd/3 <<A 3<<B
a
A
b
B
#### ulimit-like truncation: > truncates at once
echo long content > f; cat f > f; wc -c < f
#### file modes from umask
umask 027; echo > f; stat -c %a f; umask 0; echo > g; stat -c %a g
#### writing keeps the inode, mode and links
echo a > f; chmod 600 f; ln f g; echo b > f; cat g; stat -c '%a %h' f
#### redirect to symlink writes the target
echo a > real; ln -s real l; echo b > l; cat real; readlink l; ln -s absent dangling; echo c > dangling; cat absent
#### /dev/null and /dev/full
echo x > /dev/null; echo $?; echo x > /dev/full; echo $?; cat /dev/null
#### redirect inside command substitution
x=$(echo err >&2; echo out) 2> f; echo "[$x]"; cat f; y=$( { echo e >&2; } 2>&1 ); echo "[$y]"; z=$(< f); echo "[$z]"
#### $(< file)
printf 'a\nb\n\n' > f; x=$(< f); args "$x"; y=$(< none); echo "$? [$y]"
#### descriptor variables in arrays
exec {a[1]}> f; echo x >&${a[1]}; exec {a[1]}>&-; cat f
#### close then reuse
exec 3> a; exec 3>&-; exec 3> b; echo to b >&3; exec 3>&-; cat a b
#### varredir in a loop
for n in 1 2; do exec {f$n}> /dev/null; done 2>/dev/null; echo $?
#### many redirections, last wins
echo x > a > b > c; cat a b c; wc -c a b c | head -3
#### the message of a failing redirection goes where those before it lead
sort 2>err <nosuch; echo $?; cat err
sort <nosuch 2>&1 | cat; sort 2>&1 <nosuch | cat; sort 2>&1 <$nosuch | cat
sort 2>err >&$x; cat err
(echo in) 2>err <$nosuch; cat err
{ : 2>err <&9; }; cat err
cat 2>err <${x?msg}; echo $?; cat err
#### redirections are expanded and done one by one
echo data >f; cat >f <<<"$(cat f)"; cat f
cat >out <<<"$(echo *)"; cat out
echo data >g; { cat; } >g <<<"$(cat g)"; cat g
set -C; cat 2>err <<<"$(echo >&2 hello)" >h; cat err
#### noclobber does not follow a link to nowhere
set -C; ln -s nosuch l; echo a >l; echo $?; ls
#### >&word means both streams for descriptor 1 only
echo c 1>&f3; cat f3; echo c 2>&f4; : {fd}>&$x; : {fd}>&abc
#### in posix mode the target of a redirection is no pattern
set -o posix; touch a1; echo x >a*; cat <a*; ls
#### a descriptor that is too large
ulimit -n 64; echo x 64>f; echo $?; echo x 63>f; echo $?

#### a descriptor that is moved comes back if the one it was moved to was open
exec 3>f
echo a 1>&3-; echo b >&3
{ echo c; } 1>&3-; echo d >&3
ev() { echo e; }; ev 1>&3-; echo g >&3
: 4>&3-; echo never >&3
cat f

#### A descriptor duplicated onto itself, open or not
echo x 2>&- 2>&2; echo $?
(echo o; echo e >&2) 2>&- 2>&2; echo $?
echo y 5>&5; echo $?
exec 5>&5; echo $?
{ echo q; } 1>&1 2>&2; cat nofile 2>&- 2>&2; echo $?

#### Files that are opened for a program take no descriptor that the script could mean
echo in > f
cat 2>g <&3 <f; echo $?
cat >g >&3; echo $?
cat f >g 3>&- >&3; echo $?
cat f 3>g >&3; echo $?; cat g
#### >&- is an operator, whatever follows it
echo c >&-1; echo $?; echo e <&-x; echo f 2>&-1; echo g 3>&-3 4
v=1; { echo h; } >&-; echo i 2>& 1
exec 5>&-5; echo not reached
#### numbers of more than 31 bits before an operator are words
echo 2147483648>f; cat f; echo 4294967297 4294967296>>f; cat f; echo 00000000000001>f; cat f
cat 4294967296<<<abc; cat 9223372036854775808<<X
a
X
(exec 4294967297>&1); echo $?; echo 2147483647>f; echo 1>&2147483648-; echo $?; cat <&99999999999999999999-; echo $?
#### a descriptor's variable is known to the next redirection
cat {fd}<<X <&$fd
hi
X
cat {fd}<<<hello <&$fd; echo "[$fd]"; fd=7; exec 7<<<seven; cat {fd}<<<hello <&$fd; echo $fd
cat {fd}<<X {fe}<<<"$fd$fd" <&$fe; echo "[$fe]"
X
for i in 1 2 3; do cat {fd}<<<$i <&$fd; done; cat {fd}<nothere <&$fd; echo $?; cat {fd}</dev/null <&$nofd; echo $?
ls /proc/self/fd | wc -l
#### what is closed or moved by a variable comes back after the command
exec {fd}<<<a; : {fd}<&-; cat <&$fd; echo $?; exec {fd}<<<b; : {fe}<&$fd-; cat <&$fe; : <&$fd; echo $?
exec {fd}<<<a; exec {fe}<&$fd-; : <&$fd; echo $?; cat <&$fe; exec {fe}<&-; cat <&$fe
#### closing what a variable names that is no descriptor
for fd in 4294967297 -1 ' 1' 1x; do echo hi {fd}>&-; echo $?; done
#### moving a descriptor that is not open
echo 1>&99-; echo $?; echo 1>&3-; : 3<&99-; echo $?; cat 3<&99-; echo $?
#### the empty word behind >& and <&
echo a >&''; echo a 2>&''; x=; echo a 3>&"$x"; echo a <&''; echo a 5<&''; echo a 1>&''; echo $?
#### network paths without host or port
echo a >/dev/tcp//80; echo $?
echo a >/dev/udp//; echo $?
echo a >/dev/tcp/; echo $?
echo a >/dev/udp/x; echo $?
echo a </dev/tcp/127.0.0.1/1/x; echo $?
echo a >/dev/udp/127.0.0.1/; echo $?
#### the subscript of a descriptor's variable is expanded
for i in 1 2; do exec {x[$i]}</dev/null {y[i+1]}</dev/null; done; echo ${#x[@]} ${!x[@]} ${!y[@]}; declare -A m; k=ab; exec {m[$k]}</dev/null; echo "${!m[@]}"; exec {m[$k]}<&-; echo $?
#### {v}>& of a descriptor that is not open
: {v}>&99; echo $? ${v-unset}
exec {v}<&98; echo $? ${v-unset}; { :; } {v}>&97-; echo $?
ls {v}>&96; echo $?
#### the redirections of a subshell in a pipeline hold for errors in expansions that end it
(: "${nope:?a}") 2>&1 | sed 's/^/x /'
{ : "${nope:?b}"; } 2>&1 | sed 's/^/x /'
(: "${nope:?c}") 2>/dev/null | cat
(: $((1/0))) 2>&1 | sed 's/^/x /'
(set -u; echo $nope) 2>&1 | sed 's/^/x /'
: | (: "${nope:?d}") 2>/dev/null; f() (: "${nope:?e}") 2>/dev/null; f | cat
x=$( (: "${nope:?f}") 2>/dev/null | cat); echo end
#### the redirections of a stage of a pipeline hold for its EXIT trap
(trap 'echo bye' EXIT; echo x) >f | cat; cat f; echo --
(trap 'echo bye' EXIT; exit 3) >f | cat; cat f; echo --
: | (trap 'echo bye' EXIT; exit 3) >f; cat f; echo --
(trap 'echo bye >&2' EXIT; set -e; false) 2>&1 >f | sed 's/^/x/'; echo --
(trap 'echo bye >&2' EXIT; echo ${nope?no}) 2>&1 >f | sed 's/^/x/'; echo --
{ trap 'echo bye' EXIT; echo x; } >f | cat; cat f; echo --
while :; do trap 'echo bye' EXIT; echo x; break; done >f | cat; cat f; echo --
(trap 'echo bye' EXIT; exec >g; echo x) >f | cat; cat f g; echo --
x=$( (trap 'echo bye' EXIT; exit 3) >f | cat); cat f; echo "$x"
#### the pipes of process substitutions in words of what is no simple command are closed
[[ <(:) = /dev/fd/63 ]]; echo $?
case <(:) in /dev/fd/63) echo yes ;; esac
x=<(echo a); cat $x; echo $x
for i in <(:) <(:); do echo $i; done
x=(<(:)); echo $x
echo <(:)
#### $(<file) of what cannot be read
x=$(<.); echo "$? [$x]"; set -e; y=a$(</)b; echo "$? $y"; echo "$(<.)"
#### redirections without a command have the status of the last command substitution in them
>f$(exit 8); echo $?; >f$(exit 3) <f$(true); echo $?; <<<$(exit 5); echo $?; x=$(exit 7) >f$(exit 4); echo $?
$(exit 3) >f$(exit 8); echo $?; x=$(exit 7) >f; echo $?; <<E
$(exit 6)
E
echo $?
set -e; trap 'echo "exit $?"' EXIT; >f$(exit 9); echo no
#### a redirection to a word that runs commands, behind others
seq 3 >l; seq 5 >c; sort <l >$(echo c); cat c; echo; seq 5 >c;  sort l >$(echo c) & wait $!; echo $?; cat c
seq 5 >c; cp c d; sort l >d 2>$(echo c); cat c d; seq 5 >c; seq 6 >d; { cat nosuch c; cat nosuch; } >d 2>$(echo c; echo x >&2); cat c d
set -C; sort <l >$(echo c); echo $?; cat c; sort l >$(echo c) & wait $!; echo $?; cat c;  sort l >new 2>$(echo new2); cat new new2;  sort l >new3 <$(echo new2; echo x >&2); cat new3; sort l <l >c 2>$(echo c); sort <l >new4 3>$(echo new5); cat new4; sort <l >|c 2>$(echo c6; echo hey >&2); cat c c6
