#### R2: a chain through files
seq 20 >n; sed s/1/x/ n >a; grep x a >b; sort -r b >c; tr x y <c >d; wc -l <d; cat d; rm a b c; ls
#### R2: many readers of one pending file
seq 9 >n; sort -r n >r; for i in 1 2 3 4; do head -$i r >h$i; tail -1 h$i; done; cat h? | wc -l; rm n r; cat h4
#### R2: an output the command may leave alone is the one before
printf 'old\n' >out; grep -q nothing /dev/null; sort nosuch -o out 2>err; echo $?; cat out err
#### R2: an old object survives a syntax error and is archived
printf 'int f(void){return 1;}\n' >f.c; gcc -c f.c -o f.o; cp f.o keep; printf 'int f(void){return 2\n' >f.c
gcc -c f.c -o f.o 2>/dev/null; echo $?; ls f.o 2>/dev/null; rm -f l.a; ar cqD l.a keep; [ -e f.o ] && ar qD l.a f.o; ar t l.a
#### R2: a failed compile without an old object
printf 'int f(\n' >f.c; gcc -c f.c 2>/dev/null; echo $?; ls; ar cqD l.a f.o; echo $?; ls
#### R2: a file that a command removes is gone for the next
echo a >f; cat f >g; rm f; cat f; echo $?; cat g; echo b >f; cat f; rm f g; cat f g; ls
#### R2: a file that moves
echo a | cat >f; mv f g; cat f; cat g; sort g >h; mv g f; mv h g; cat f g; ls
#### R2: append to a pending file
seq 3 | sort -r >f; echo x >>f; tr x y <f >>f.2; cat f f.2; sort f >>f.2; wc -l f.2
#### R2: a directory that is pending
mkdir d; echo 1 | cat >d/a; sort d/a >d/b; mkdir -p e/f; cp d/b e/f/c; rm -r d; cat e/f/c; ls -R
#### R2: output into a directory that does not exist
printf 'int m;\n' >m.c; gcc -c m.c -o nodir/m.o; echo $?; sort m.c >nodir/x; echo $?; sort m.c -o nodir/x; echo $?; mkdir nodir; gcc -c m.c -o nodir/m.o; echo $?; ls nodir
#### R2: the directory was there and is removed before
mkdir d; printf 'int m;\n' >m.c; rmdir d; gcc -c m.c -o d/m.o 2>/dev/null; echo $?; cp m.c d/m.c; echo $?; ls
#### R3: a glob sees what is pending
for i in 1 2 3; do echo $i | tr 1-3 a-c >out.$i; done; echo out.*; rm out.2; echo out.*; for f in out.*; do cat $f; done; mv out.1 res.1; echo *
#### R3: test sees what is pending
echo a | cat >f; [ -e f ] && echo there; [ -s f ] && echo not empty; rm f; [ -e f ] || echo gone; [[ -f f ]] || echo gone; test -x f; echo $?
#### R3: cd into a pending directory
mkdir -p a/b; echo x | cat >a/b/f; cd a/b; cat f; pwd | sed 's/.*\/a/a/'; cd ../..; rm -r a; cd a 2>/dev/null || echo no a
#### R3: source of a pending file
printf 'echo B\necho A\n' >in; sort in >s.sh; . ./s.sh; source s.sh; rm s.sh; . ./s.sh; echo $?
#### R3: $(<f) and read <f
seq 5 | sort -r >f; echo "$(<f)"; read -r x <f; echo "$x"; mapfile -t lines <f; echo "${lines[*]}"
#### R3: a command that was just made
printf '#!/bin/sh\necho run\n' >t.in; sed s/run/ran/ t.in >t; chmod +x t; ./t; mkdir bin; cp t bin/tool; PATH=$PATH:$PWD/bin; tool; rm bin/tool; tool 2>/dev/null; echo $?
#### R3: -nt and -ot
echo a | cat >a; echo b | cat >b; [ a -nt b ]; echo $?; [ b -ot a ]; echo $?; echo c | cat >a; [ b -nt a ]; echo $?; [ a -nt none ]; echo $?
touch -d 2001-01-01 a; [ b -nt a ]; echo $?; cat b >c; touch -r a c; [ c -nt a ]; echo $?; [ c -ot b ]; echo $?
#### R3: an answer about times is right after the next write
touch -d 2001-01-01 old; sort old >new; [ new -nt old ]; echo $?; touch -r old new; [ new -nt old ]; echo $?; sort old >new; [ new -nt old ]; echo $?
#### R3: two names of one inode
echo first >a; ln a b; echo second | cat >a; cat b; sort a >>b; cat a; rm a; cat b; [ a -ef b ] || echo apart
#### R3: two names of one inode, replaced
echo first >a; ln a b; sed -i s/first/other/ a; cat b a; cp b c; mv c a; cat b a; ls -l a b | tr -s ' ' | cut -d' ' -f2
#### R3: a symbolic link is its target
echo x >real; ln -s real link; echo y | cat >link; cat real; sort link >>real; cat link; rm link; cat real; ls
#### R3: dangling links
ln -s nothing link; cat link; echo $?; echo new | cat >link; cat nothing; ls
#### R3: a directory through a link and dots
mkdir -p d/e; ln -s d/e l; echo 1 | cat >l/f; cat d/e/f ./d/../l/f; echo 2 | cat >d/./e/f; cat l/f; rm l/f; cat d/e/f; echo $?
#### R3: case of the same name with dots and slashes
echo 1 | cat >f; cat ./f .//f $PWD/f; echo 2 | cat >./f; cat f; cat $PWD/./f; rm .//f; ls
#### R3a: sort f >f empties it
printf 'b\na\n' >f; sort f >f; wc -c <f; printf 'b\na\n' >f; sort f -o f; cat f
#### R3a: input and output of the same name
echo x >f; cat <f >f; wc -c <f; echo x >f; cat f >>g; cat g >>f; cat f
#### R3a: cat f >>f is refused by cat
echo x >f; cat f >>f; echo $?; cat f
#### R3a: cmd >>log in a loop
for i in 3 1 2; do printf '%s\n' $i c$i | sort >>log; done; echo marker >>log; seq 2 | tr 12 xy >>log; cat log
#### R3a: >> after > and back
seq 2 >f; sort f >g; sort -r f >>g; cat g; sort f >g; cat g; sort -r f >>g; wc -l <g
#### R3a: left to right
sort nosuch >out 2>&1; cat out; sort nosuch 2>&1 >out2 | sed s/^/E:/; wc -c <out2; cat nosuch >a 2>b >c; wc -c a c; cat b
#### R3a: the truncation happens though the command fails
echo old >f; sort nosuch >f 2>/dev/null; echo $?; wc -c <f; echo old >f; nosuchcommand >f 2>/dev/null; wc -c <f
#### R3a: a redirection that fails leaves the rest alone
echo old >f; sort f >nodir/x >f; echo $?; cat f; sort f >g >nodir/x; echo $?; ls g; cat <nosuch >h; echo $?; ls
#### R3a: noclobber
set -C; echo a | cat >f; sort f >f; echo $?; cat f; sort f >|f; cat f; set +C; sort f >f
#### R3a: <> and closing
printf 'b\na\n' >f; sort <>f; cat f; cat f 2>&-; sort f >&-; echo $?
#### R3a: here-documents and here-strings as input
x=val; sort <<EOF >a; tr a-z A-Z <<<"$x" >b; cat <<'EOF' >c
b $x
a
EOF
$x
EOF
cat a b c
#### R4: write after read
echo 1 >f; cat f >a; echo 2 >f; cat f >b; sort f >f2; echo 3 | cat >f; cat a b f f2
#### R4: write after write
for i in 1 2 3; do echo $i | cat >f; done; cat f; for i in 1 2 3; do sort f >f.new; mv f.new f; done; cat f; ls
#### R4: the same name again and again
for i in a b c; do echo $i | cat >tmp; tr a-c A-C <tmp >tmp.2; cat tmp.2 >>all; rm tmp tmp.2; done; cat all; ls
#### R4: a temporary that is used and removed before the next
for i in 3 2 1; do seq $i >t; sort -r t >r; cp r out.$i; done; rm t r; cat out.*
#### R4: swapping two files
echo a | cat >x; echo b | cat >y; mv x t; mv y x; mv t y; cat x y; ls
#### R5: what `read` has read ahead is given back, whatever is pending
printf 'line %d\n' 1 2 3 4 5 6 7 8 9 >lines; echo 'int x;' >m.c
exec <lines; gcc -c m.c; read -r l; head -n1; echo "$l"; gcc -c m.c -o n.o; x=$(read -r l; sh -c 'read -r k; echo "$k"'; echo "$l"); echo "$x"
gcc -c m.c; mapfile -n 1 a; gcc -c m.c -o n.o; read -r -n 3 l; sh -c 'read -r k; echo "$k"'; echo "$l ${a[@]}"; cat
