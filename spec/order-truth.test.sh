#### R10: a command that is called the same and writes more than it says
mkdir b; printf '#!/bin/sh\necho hidden >>log\nexec /usr/bin/sort "$@"\n' >b/sort; chmod +x b/sort; PATH=$PWD/b:$PATH; seq 2 >f; sort f >a; cat log; sort -r f >c; cat log a c
#### R10: a program that leaves a temporary file
mkdir t; seq 4000 | sort -R --random-source=/dev/zero -T t -S 1k >a; ls t; wc -l <a; ls
#### R10: random results vary from line to line but not in kind
seq 100 >f; shuf f >a; shuf f >b; sort -n a >c; sort -n b >d; cmp c d && cmp c f && echo same set; cmp -s a b || echo another order; rm a b
#### R10: sort -R twice
seq 100 >f; sort -R f >a; sort -R f >b; cmp -s a b || echo another order; sort -n a | cmp - f && echo same set; rm a b
#### R10: mktemp makes a new name each time
a=$(mktemp x.XXXXXX); b=$(mktemp x.XXXXXX); [ "$a" != "$b" ] && echo two; sort "$a" >"$b"; ls | wc -l; rm "$a" "$b"; ls
#### R10: sed with files of its own
seq 3 >f; sed -n '2w second
1r f
p' f >o; cat o second; sed 's/1/x/w third' f >p; cat third; sed -n '$p;e echo run' f
#### R10: sed -i with a backup and several files
seq 2 >a; seq 3 >b; sed -i.bak s/1/x/ a b; cat a b a.bak b.bak; sed -i -e 1d a; cat a; sed -ibak2 s/2/y/ a; ls; sed -i nosuch b 2>/dev/null; echo $?; cat b
#### R10: awk and find write and run what they like
seq 3 >f; awk '{print > "o." $1; print | "sort -r"}' f; cat o.1 o.3; find . -name 'o.*' | sort; find . -name 'o.2' -exec rm {} \;; find . -name 'o.*' -delete; ls; xargs rm <<<f; ls
#### R10: xargs and env and nice and time run others
seq 3 >f; xargs -n 1 echo x <f | sort -r; env -i /usr/bin/sort -r f >a; nice sort f >b; cat a b; env X=1 sh -c 'echo $X; rm f'; ls
#### R10: tar and what is in it
seq 3 >f; mkdir d; cat f >d/g; tar cf t.tar f d; rm -r f d; tar tf t.tar; tar xf t.tar; cat f d/g; echo new | cat >f; tar xf t.tar; cat f; rm t.tar
#### R10: patch changes files in place
seq 5 >f; seq 5 | sed s/3/x/ >g; diff -u --label f --label g f g >p; patch -s f <p; cat f; cmp f g && echo same; patch -s -R f p; cat f; ls
#### R10: split writes names nobody said
seq 4 >f; split -l 2 f part.; cat part.ab part.aa; rm part.a?; ls
#### R10: install and its directories
seq 2 >f; install -d a/b; install -m 600 f a/b/g; install -D f c/d/h; install f f2; ls -lR | grep -c rwx; cat a/b/g c/d/h; install nosuch x; echo $?
#### R10: comparisons and digests
seq 3 >f; sort -r f >g; cmp f g; echo $?; diff f g; echo $?; sha256sum f g >sums; sha256sum -c sums; seq 4 >g; sha256sum -c sums 2>/dev/null; echo $?
#### R10: ls and stat look at what is there
seq 3 >f; sort f >g; ls; stat -c '%s %h %A' f g; rm f; ls; cat g g >h; stat -c %s h; wc -c g h; du -b h
#### R11: a killed program is a status
## ignore: stderr
seq 3 >f; sh -c 'kill -9 $$'; echo $?; timeout -s KILL 0.05 sleep 5; echo $?; sort f >g; cat g
#### R11: a program that stops half way leaves its half
seq 3 >f; sh -c 'echo half; kill -9 $$' >o; echo $?; cat f >>o; cat o; sh -c 'echo to file >p; exit 3'; echo $?; cat p
#### R11: no space
seq 3 >f; sort f >/dev/full; echo $?; cat f >/dev/full; echo $?; echo x >/dev/full; echo $?; cp f /dev/full; echo $?; cat f | tee /dev/full; echo $?; cat f
#### R11: unreadable and unwritable
seq 3 >f; mkdir d; sort d 2>&1; cat d; echo $?; cp d e; echo $?; head -1 f d; wc -l f d nosuch; echo $?; grep -r 2 . | sort; ls
#### R11: usage errors
seq 3 >f; sort --nosuch f 2>/dev/null; echo $?; head -n x f; echo $?; cut f 2>/dev/null; echo $?; tr 2>/dev/null; echo $?; cp f 2>/dev/null; echo $?; grep 2>/dev/null; echo $?; cat f
#### R11: an interrupt from the script itself
trap 'echo interrupted; cat out' INT; seq 2 >f; sort f >out; kill -INT $$; echo after; rm out
#### R11: TERM while a command runs
seq 2 >f; sort f >out; (sleep 0.1; kill -TERM $$) & sleep 5; echo never; rm out
#### R11: HUP is trapped, the rest goes on
trap 'echo hup' HUP; seq 2 >f; sort f >a; sh -c "kill -HUP $$"; sort -r f >b; cat a b
#### R10: what compressors leave alone, because it is there already, the second time
seq 9 >a; cp a b; for z in 'gzip -kn' 'bzip2 -k' 'xz -k' 'zstd -qk'; do $z a; $z a 2>/dev/null; echo $?; $z b; done; rm a; gzip -kd a.gz; gzip -kd a.gz 2>/dev/null; echo $?; rm a; xz -kd a.xz; xz -kd a.xz 2>/dev/null; echo $?; rm a; gzip -dkn a.gz; cmp a b
#### R10: cp and mv leave alone what is there, the second time as well
for old in '' old; do rm -rf d; mkdir d; for f in a b c e; do seq 5 >$f; if [ "$old" ]; then echo $old >d/$f; fi; done; cp -nv a d | cat; cp -n b d/b | cat; mv -nv c d | cat; mv -n e d/e | cat; ls . d; cat d/*; done
#### R10: ln finds something in its place, the second time
mkdir d; seq 2 >a; for i in 1 2; do ln -sv ../a d | cat; ln -s a l | cat; ln -sfv a m | cat; echo "${PIPESTATUS[*]}"; done 2>/dev/null; ls d; readlink d/a l m
#### R10: the members of a thin archive
echo 'int f(void) { return 1; }' >a.c; gcc -c a.c; ar rcT l.a a.o; for i in 1 2; do nm l.a; ar p l.a | cksum; objdump -t l.a | grep -c f; gcc -Dg=f -c -xc - -o a.o <<<'int gg;'; done
#### R9: a variable with options for what tar runs
seq 3 >a; touch -d 2001-01-01 a; tar czf a.tgz a; tar tvzf a.tgz >/dev/null 2>m; GZIP=-9 tar tvzf a.tgz >/dev/null 2>n; cat m n; rm a.tgz
#### R11: folders for what is temporary that are not there, or that are those of layers
seq 3 >a; for t in /var/tmp /dev/shm /nonexistent .; do TMPDIR=$t $SH -c 'sort -r a; sort a >b'; done; ls
#### R8: a moved file keeps its other names, the second time
for i in 1 2; do seq 3 >a; rm -f h; ln a h; mv a b; echo more >>b; cat h; stat -c %h h; done
#### R8: a moved file keeps its other names, behind a command that takes longer
seq 3 >a; ln a h; seq 200000 | sort -r >c; mv a b; seq 200000 | sort -r >>c; echo more >>b; cat h; stat -c %h h; wc -l <c
#### R8: a moved file keeps a name that it gets behind a command that takes longer
seq 3 >a; seq 200000 | sort -r >c; ln a h; mv a b; echo more >>b; cat h; stat -c %h h; wc -l <c
#### R8: a moved file that is written behind a command that takes longer, and linked
seq 200000 | sort -r >c; sort c >a; ln a h; mv a b; echo more >>b; tail -n 1 h; stat -c %h h; wc -l <c
#### R3a: an input that is the output under another name
printf 'x\ny\n' >h1; ln h1 h2; cat h1 >>h2; grep x h1 >>h2; cat h1; sort h1 >h2; cat h1; printf 'b\na\n' >h1; sort <h1 >h2; cat h2; sort -r h2 -o h1; cat h1 h2
#### R3a: and behind a command that takes longer
printf 'x\ny\n' >h1; seq 100000 | sort -r >c; ln h1 h2; cat h1 >>h2; sort h1 >h2; cat h1; tail -n1 c
#### R3a: a file that is truncated and appended to by one command, the second time
for i in 1 2; do echo old >o; sort nosuch >o 2>>o; cat o; sort nosuch 2>>o >o; cat o; cat o nosuch >>o 2>&1; cat o; done
#### R3a: a file that is opened for appending before it is read
tee >>o4 <o4; echo $?; ls; rm o4; cat >>o4 <o4; echo $?; cat <o4 >>o4; echo $?; sort o4 >>o4; echo $?
#### R3a: a large file that is truncated before it is read, which parts of it could be
export OILGG_TEST_PARTS=4
seq 3000 >a; cp a b; sort -r a >a; wc -c a; sort <b >b; wc -c b; seq 3000 >c; cat c c >c; wc -c c
#### R8: copies that are names of one file again, the second time
for i in 1 2; do rm -rf a h d; mkdir d; seq 3 >a; ln a h; cp -a a h d; cp -dr --preserve=links a h d; echo more >>d/a; cat d/h; stat -c '%h %n' d/*; done
#### R10: how many names a file has counts for those that mind
seq 3 >a; ln a h; ln a i; for i in 1 2 3; do bzip2 -k a; echo $?; tar --mtime=@0 -cf t h; tar tvf t | cut -c1-10; rm -f h; mv i h; done 2>&1
#### R8: the permissions of a file that was written over are not those of a new one, nor the other way round
t() { sort -o o1 a; uniq a o2; bison -o o3 g.y; gcc -E m.c -o o4; gcc -MM m.c -MF o5; cp -T a o6; cpp m.c o7; mkdir -p o8; cp -r d o8; }
seq 3 >a; echo 'int a;' >m.c; printf '%%%%token N\n%%%%%%%%\na: N;\n' >g.y; mkdir d; echo f >d/f
for i in old new old new; do rm -rf o*; if [ $i = old ]; then for f in 1 2 3 4 5 6 7; do echo x >o$f; chmod 60$((f%3*2)) o$f; done; mkdir -p o8/d; chmod 700 o8/d; fi; t; ls -l o? o8 | cut -c1-10; done
#### R7: chmod leaves the time of a file as it is, the second time
for i in 1 2 3; do rm -rf h e; echo abc >h; touch mark; sleep 0.05; sed -i s/a/b/ h; chmod u+x h; chmod u+x h; mkdir e; cp h e/h; chmod -R 700 e; [ h -nt mark ] && [ e/h -nt mark ] && echo newer; done
#### R11: a folder where a file was to be written is not removed
mkdir o p; seq 20000 | sort -r >b; sort b -o o; rm -f o; echo $?; ls -d o; sort b | tee p >/dev/null; rm -f p; echo $?; ls -d p
#### R8: folders that are made with bits beyond the permissions
for i in 1 2; do rm -rf d; mkdir -m 4755 d; mkdir -m g+s d/e; mkdir -m 1777 d/f; mkdir -p -m 2700 d/g/h; stat -c '%a %n' d d/* d/g/h; done
#### R10: what leads nowhere is removed, and then is not there
for i in 1 2 3; do ln -s nosuch d; rm --one-file-system d; echo $?; rm --one-file-system d 2>/dev/null; echo $?; done
#### R7: a failure is reused only where there is nothing for the same reason
cat >s <<'S'
sort nosuch/x; echo $?; sort nosuch/y/z
echo a >nosuch; sort nosuch/x; echo $?; sort nosuch/y/z; rm nosuch; seq 3 >nosuch; sort nosuch/x
rm nosuch; mkdir -p nosuch; sort nosuch/x; sort nosuch/y/z; echo $?; seq 4 | sort >nosuch/y; sort nosuch/y/z
rm -r nosuch; ln -s nosuch nosuch; sort nosuch/x; ln -s nix l; sort l/x; sort l; rm l; ln -s . l; sort l/nix; ln -sfn nosuch l; sort l
rm nosuch l
S
$SH s 2>&1; $SH s 2>&1
#### R7: a failure that left its output alone has not written it, also without overlays
cat >s <<'S'
echo hi >x; sleep 0.1; install -m640 w x; cat x; echo hi2 >x; install -m640 w x; cat x; rm x; install -m640 w x; ls
S
export OILGG_VIEW=plain; $SH s 2>&1; $SH s 2>&1
#### what only opens a file to append leaves its time alone, also when it is reused
cat >s <<'S'
for y in 2001 2002; do echo x >a; touch -d $y-01-01 a; sleep 0.05; tee -a a </dev/null; date -r a +%Y; done
touch -d 2003-01-01 a; echo y | tee -a a; find a -newermt 2010-01-01
S
$SH s 2>&1; $SH s 2>&1
#### R7: a failure to write into a folder that is not there is not reused where it is
cat >s <<'S'
echo y >a; sort a | tee e/z; mkdir -p e/i; sort a | tee e/z; cat e/z; rm -r e
cp a e/z; mkdir -p e/i; cp a e/z; rm -r e; sort a -o e/z; mkdir -p e; sort a -o e/z; rm -r e; sed 'w e/z' a; mkdir e; sed 'w e/z' a; ls e; rm -r e
gcc -E -xc a -o e/z; mkdir e; gcc -E -xc a -o e/z; rm -r e; install a e/z; mkdir e; install a e/z; ls e; rm -r e
awk '{print >"e/z"}' a; mkdir e; awk '{print >"e/z"}' a; ls e; rm -r e; tar cf e/z a; mkdir e; tar cf e/z a; ls e; rm -r e
awk '{print >"e/z"}' a; echo x >e; awk '{print >"e/z"}' a; rm e; tee e/z <a; echo >e; tee e/z <a; rm e; cp a e/z; echo >e; cp a e/z; rm e
mv a e/z; echo >e; mv a e/z; cp a e/; rm e; cp a e/; touch e/z; mkdir e; touch e/z; ls e; rm -r e
S
$SH s 2>&1; $SH s 2>&1
#### a link that a reused command has changed leads elsewhere at once
cat >s <<'S'
mkdir sub sub2; echo 1 >a; tar cf t.tar a; ln -s sub link; tar xf t.tar -C link a; rm link; ln -s sub2 link; tar xf t.tar -C link a; ls sub2
ln -sfn sub link; rm sub/a; tar xf t.tar -C link a; ls sub; rm sub/a; sort a >link/b; ls sub; ln -sfn sub2 link; sort -r a >link/c; ls sub2; cp a link; ls -R sub sub2; rm -r *
S
cp s ../s0; $SH s; cp ../s0 s; $SH s; cp ../s0 s; $SH s
#### what a failure under set -e has called off is not looked at again by the EXIT trap
cat >s <<'S'
set -e; trap 'sh -c "cat a"; sort a; gcc -c m.c && ls m.o' EXIT
sort nosuch; gcc -c m.c; for ((i = 0; i < 300000; i++)); do x=$i; done; echo not reached
S
echo b >a; echo 'int f(void) { return 1; }' >m.c; $SH s 2>&1; echo $?; export OILGG_LEARN=yes OILGG_STORE=$PWD/store; $SH s 2>&1; echo $?; rm -rf store
#### R8: what a command printed into a file after it had its outputs is newer than these
cat >s <<'S'
{ rm h; gcc -E -P nosuch.c >m.i; } >g 2>&1; [ m.i -nt g ] && echo wrong; gcc -c nosuch.c >o 2>>g; [ o -nt g ] && echo wrong; cat g
S
$SH s; $SH s
