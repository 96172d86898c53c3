#### R7: builtins that write files are in order
for i in 1 2 3; do echo "$i" >f; sort f >>all; printf '%s,' $i >>csv; : >f; done; cat all csv; wc -c <f; echo x >f; cat f
#### R7: mkdir, touch, ln, cp, mv, rm between compiles of text
mkdir -p a/b; touch a/b/t; echo x | cat >a/x; ln a/x a/y; ln -s x a/z; cp a/z a/b/c; cp -P a/z a/b/l; mv a/b/t a/t; rm a/x; cat a/y a/b/c; cat a/z; ls -R
#### R7: their statuses are right at once
mkdir d; mkdir d; echo $?; rmdir d && rmdir d; echo $?; rm nosuch; echo $?; rm -f nosuch; echo $?; cp nosuch x; echo $?; mv nosuch x; echo $?; touch nodir/t; echo $?; ln nosuch l; echo $?; mkdir -p d/e && mkdir -p d/e; echo $?; rmdir d; echo $?
#### R7: they see what is pending and what is not any more
echo x | cat >f; cp f g && rm f && mv g h; cp f i; echo $?; cat h >f; rm h; mv h j; echo $?; ls; mkdir f; echo $?; rm f; mkdir f; echo $?; touch f/a; rm f; echo $?; rm -r f; ls
#### R7: into directories and many at once
mkdir d e; seq 2 | sort -r >a; cat a >b; cp a b d; mv d/a d/b e; ls d e; cp -r e d; cat d/e/a; rm -rf d e; ls; cp a b nodir; echo $?
#### R7: cp over an existing file keeps its mode and its other names
echo old >a; chmod 600 a; ln a b; echo new >c; chmod 755 c; cp c a; cat b; ls -l a b c | cut -c1-10; cp -p c a; ls -l a | cut -c1-10; rm b; cp c d; ls -l d | cut -c1-10
#### R7: cp -f, cp -n, cp -u, mv -n, ln -f, ln -sf
echo 1 >a; echo 2 >b; cp -n a b; cat b; ln -f a b; echo 3 >a; cat b; ln -sf b c; cat c; ln -sfn a c; cat c; mv -n a b; ls; cp -u a d; cat d
#### R7: touch does not change content, and makes files
echo x >f; touch -d 2001-02-03 f; ls -l --time-style=+%Y f | tr -s ' ' | cut -d' ' -f6-; sort f >g; touch -c none; touch g h; ls; touch -r f g; [ f -nt g ]; echo $?; [ g -nt f ]; echo $?
#### R7: rm of a directory tree that is still being filled
mkdir t; for i in 1 2 3; do seq $i >t/$i; sort t/$i >t/s$i; done; cp t/s3 keep; rm -rf t; ls; cat keep; mkdir t; ls t
#### R7: write-protected files and directories
echo x >f; chmod 444 f; rm -f f; ls; mkdir d; echo y | cat >d/f; chmod 500 d; cat d/f; chmod 700 d; rm -r d; ls
#### R8: > keeps the inode, its mode and its names
seq 2 >f; chmod 640 f; ln f g; sort -r f >h; cat h >f; cat g; ls -l f g | cut -c1-13; tr 1 x <h >g; cat f
#### R8: sort -o keeps the inode, sed -i does not
seq 2 >f; ln f g; sort -r f -o f; cat g; sed -i s/1/x/ f; cat g f; ls -l f g | tr -s ' ' | cut -d' ' -f2
#### R8: the mode of a new file is by umask
umask 077; seq 2 >a; sort a >b; umask 002; sort a >c; cp a d; touch e; mkdir f; umask 022; tee g <a; cp c h; ls -l | cut -c1-10
#### R8: umask in a subshell
(umask 077; seq 2 | cat >a; mkdir d); seq 2 | cat >b; umask; ls -l | cut -c1-10
#### R8: modes given afterwards
seq 2 >in; for m in 755 600 444; do sort in >o.$m; chmod $m o.$m; done; cp o.755 c; cp o.444 d; echo more | cat >>o.600; ls -l | cut -c1-10; cat o.600
#### R8: executable output of a copy runs
printf '#!/bin/sh\necho "$0 runs"\n' >a; chmod 755 a; cp a b; ./b; cat a >c; ./c; echo $?; chmod +x c; ./c; install -m 700 a d; ./d; ls -l d | cut -c1-10
#### R8: times increase in program order
seq 2 >in; touch -d 2001-01-01 in; for i in 1 2 3 4 5; do sort in >f$i; done; for i in 1 2 3 4; do [ f$i -nt f$((i + 1)) ] && echo f$i too new; done; [ f1 -nt in ] && echo later than its input
#### R8: make sees what it would have seen
printf 'out: in\n\tsort in >out\n\techo made\n' >Makefile; seq 2 >in; touch -d 2001-01-01 in; make -s; make -s; sort -r in >in2; touch -d 1999-01-01 out; cat in2 >in; make -s; make -s; cat out
#### R8: times that the command sets itself
seq 2 >a; touch -d '2001-02-03 04:05:06' a; cp -p a b; cp -a a c; cp a d; touch -r a e; install -p a f; for x in a b c d e f; do [ $x -nt a ]; echo $x $?; done
#### R8: links that tools leave
seq 2 >a; ln -s a l; sed -i s/1/x/ l; ls -l l a | cut -c1; cat a l; ln -s a m; sort a -o m; ls -l m | cut -c1; cat a m; cp --remove-destination a l; ls -l l | cut -c1
#### R8: empty files and empty directories are kept
: | sort >a; mkdir d d/e; cp -r d f; true >b; cat a b >c; ls -R; wc -c a b c
#### R8: append keeps the inode and the mode
seq 2 >f; chmod 600 f; ln f g; sort -r f >>f; echo x >>g; cat f; ls -l f | cut -c1-13
#### R8: output through a link to nowhere, and over a directory
ln -s nodir/x l; seq 2 | cat >l; echo $?; mkdir d; seq 2 | cat >d; echo $?; seq 2 | sort -o d; echo $?; cp d e; echo $?; ls
#### R8: names with spaces, newlines, quotes, bytes
n=$'a b\nc\'"\x80'; seq 2 >"$n"; sort -r "$n" >"$n.2"; cp "$n.2" '*'; cat "$n.2" ./\*; for f in *; do echo "${#f}"; done; rm -- "$n"; touch -- -x; rm ./-x; ls | wc -l
#### R8: gzip replaces its input and keeps its time
seq 100 >f; touch -d 2001-01-01 f; chmod 640 f; gzip -n f; ls; gzip -dc f.gz | tail -1; gunzip f.gz; ls -l --time-style=+%Y f | tr -s ' ' | cut -d' ' -f1,6-
#### R8: owner-only and sticky bits survive
seq 2 >a; chmod 4750 a; mkdir d; chmod 1777 d; cp -p a b; cat b >a; ls -ld a b d | cut -c1-10
#### R7: builtins that print into files behind commands that run
set -e
seq 300000 | sort >big
echo one >a
echo two >>a
sort -r a >b
echo log1 >>log
seq 100000 | sort | head -3 >>log
printf '%s\n' x y >>log
: >empty
true >empty2
cat log a b
echo "$(wc -l <a)" >n; cat n
umask 077; echo p >private; umask 022
mkdir d; echo in >d/f; cat d/f
seq 200000 | sort -r >big2
echo ro >r; chmod 400 r; 
ln -s a sl; echo three >>sl; cat a
stat -c '%n %a' *
for i in 1 2 3; do echo "start $i" >>trace; seq $i | sort -r >o$i; echo "end $i" >>trace; done; cat trace
echo x >d; echo not
#### R7: what they print into cannot be opened, or is written by others
seq 300000 | sort -r >big
echo x >nodir/y; echo $?
mkdir dd; 
seq 200000 | sort -r >big2
echo x >dd; echo $?
echo x >/dev/null; echo $?
echo hi >f; [ -s f ] && echo yes
seq 200000 | sort -r >big3
echo a >big3; cat big3; wc -c <big3
seq 3 | sort >q; echo b >>q; sort -n q >q2; cat q2
exec 5>>q; seq 1000 | sort >z; echo c >>q; echo five >&5; echo d >>q; cat q
set -C; seq 100000 | sort >z1; echo x >q; echo $?; echo x >|q; cat q
#### R8: times taken from files that are still being made
seq 60000 >big; same() { [ "$1" -nt "$2" ] || [ "$1" -ot "$2" ] || echo same; }
for i in 1 2 3; do sort big >a; touch -r a b; same a b; done
sort big >c; cp -p c d; same c d; sort big >e; gzip -k e; same e e.gz; rm e.gz; sort big >f; install -p f g; same f g
#### R8: what changes files below a folder in place keeps their other names together
mkdir in; echo a >in/a; ln in/a in/b; echo c >in/c; chmod -R go-rwx in; stat -c '%n %h %a' in/*; touch -d 2001-01-01 in/a; chmod -R u-w in; stat -c '%n %h %a %Y' in/[ab]
#### R9: a copy of a folder that keeps times stands on these
mkdir in out; sh -c 'echo a >in/a'; for t in 2001-01-01 2002-02-02 2001-01-01; do sh -c "touch -d $t in/a"; cp -a in/. out/; stat -c '%n %Y' out/a; done
#### R9: a copy of a folder that keeps times stands on those of folders, and on the mode of the first
mkdir -p in/d; for t in 2001-01-01 2002-02-02; do sh -c "rm -rf out; touch -d $t in/d in"; cp -a in out; stat -c '%n %Y' out out/d; done; sh -c 'rm -rf out; chmod 750 in'; cp -a in out; stat -c %a out
#### R9: a copy that keeps names together stands on which are one file's
mkdir in; sh -c 'echo a >in/a; cp -p in/a in/b; touch -d 2001-01-01 in/* in'; for i in 1 2; do sh -c 'rm -rf out o2; mkdir o2'; cp -a in out; cp -a in/a in/b o2; stat -c '%n %h' out/* o2/*; sh -c 'ln -f in/a in/b; touch -d 2001-01-01 in'; done
#### R9: operands of which several are names of one file
mkdir in o; echo a >in/a; ln in/a in/b; ln in/a in/c; cp in/a in/d; ln in/d in/e; for i in 1 2; do cp -a in/* o; stat -c '%n %h' o/*; cp -u in/* o; touch -r in/a -d 2001-01-01 in/*; done
#### a file that is opened to append is there before what the command writes
cat >s <<'S'
seq 3 >a; gzip -nc a >u.gz; sleep 0.05; zcat u.gz >o1 2>>log; sort a -o o2 >>log2; tar cf o3 a >>log3 2>>log4
for f in 1 2 3; do [ log -nt o$f ] && echo "log newer $f"; [ log2 -nt o2 ] && echo newer 2; [ log3 -nt o3 ] && echo newer 3; [ log4 -nt o3 ] && echo newer 4; done; rm log* o?
S
$SH s; $SH s; export OILGG_VIEW=plain; $SH s; $SH s; ls
#### R8: the mode that a new file has from the one that it replaces is not that of a file where there is none
type -t io >/dev/null || io() { while [[ $1 != -- ]]; do shift; done; shift; "$@"; }
printf 'sort "$1" >"$2.new"; [ ! -e "$2" ] || chmod --reference="$2" "$2.new"; mv "$2.new" "$2"' >tool; printf '2\n1\n' >in
echo old >out; chmod 602 out; for i in 1 2; do io -r tool -r in -w out --pure -- sh tool in out; stat -c %a out; rm out; done
#### R8: a folder that says its own mode has no set-group-ID bit from the one that it is in, the second time
mkdir d; for mode in g-s g+s g+s g-s; do chmod $mode d; install -d d/e; mkdir -p d/f/g; mkdir d/h; stat -c '%a %n' d d/*; rm -r d/*; done
#### R7: an empty word names no file, and not the folder that it would be the beginning of
echo x >a; mv a ''; echo $?; cp a ''; echo $?; cp -T a ''; echo $?; install a ''; echo $?; touch ''; mkdir ''; ln -s a ''; cp -t '' a; sort -o '' a; echo $?; sort '' a; rm -f ''; v=; mv -f a "$v"; ls; cat a; [ -e /a ] && echo there
#### R7: a name that is too long is no name
n=$(printf 'x%.0s' $(seq 256)); echo x | cat >a; for c in mkdir 'mkdir -p' touch 'cp a' 'mv a' 'ln -s a' rm 'rm -f'; do $c $n 2>/dev/null; echo $?; done; echo y 2>/dev/null >$n; echo $?; mkdir d; touch d/${n:1}; mkdir ${n:1}; echo $?; ls | wc -l
#### R9: what chmod leaves alone depends on the mode of the folder
mkdir d; for mode in g-s g+s g-s 700 u=rwx u+x,g+rx 700 a+x u=rwx; do chmod $mode d; done; stat -c %a d; chmod 755 d; for i in 1 2; do chmod 755 d; stat -c %a d; chmod 700 d; done; stat -c %a d
#### R2: the mode of a file that a reused command writes into is seen while it is pending
seq 9 >b; echo x >a; sort -o a b; stat -c %a a; sh -c 'chmod 600 a; echo x >a'; seq 300000 | sort -r >c; sort -o a b; stat -c %a a; cp a d; stat -c %a d
