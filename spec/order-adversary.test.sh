#### R2: a link that is changed while pending, read through
echo one >a; echo two >b; ln -s a l; cat l >x; seq 200000 | sort -r >big; sort big >big2; ln -sf b l; cat l; sort l >y; cat y; cp l z; cat z; wc -l <l
#### R2: a folder link that is changed while pending
mkdir a b; echo one >a/f; echo two >b/f; ln -s a cur; cat cur/f >x; seq 200000 | sort -r >big; sort big >big2; ln -sfn b cur; cat cur/f; sort cur/f >y; cat y; cp cur/f cur/g; ls a b; [ -e cur/g ] && echo there; cd cur; sort f >h; cd ..; ls b
#### R3: the shell looks through a link that is changed while pending
mkdir a b; ln -s a cur; sort cur/none 2>/dev/null; seq 200000 | sort -r >big; sort big >big2; ln -sfn b cur; sort big2 >b/f; [ -s cur/f ] && echo yes; echo cur/*
#### R3a: a changed link is appended to and written through
seq 100000 | sort -r >big; ln -s t1 l; echo one >x; sort x >l; mv t1 t2; sort x >>l; ln -sf t2 l; sort x >>l; cat t2 t1; rm l; sort x >l; cat t2; ls
#### R2: libraries with the usual links
for v in 1 2; do echo "int f(void){return $v;}" >f.c; gcc -fPIC -shared -Wl,-soname,libf.so.$v f.c -o libf.so.$v.0; ln -sf libf.so.$v.0 libf.so.$v; ln -sf libf.so.$v libf.so; echo 'int f(void);int main(void){return f();}' >m.c; gcc m.c -L. -lf -o m; LD_LIBRARY_PATH=. ./m; echo $?; done; ls -l libf* | tr -s ' ' | cut -d' ' -f9-
#### R2: a header that is a link, changed
mkdir inc; echo '#define V 1' >1.h; echo '#define V 2' >2.h; printf '#include "v.h"\nint main(void){return V;}\n' >m.c; for i in 1 2 1; do ln -sf ../$i.h inc/v.h; gcc -Iinc m.c -o m; ./m; echo $?; done; cd inc; ln -sf ../2.h v.h; cd ..; gcc -Iinc m.c -o m; ./m; echo $?
#### R2: a folder of headers that is a link not made yet
mkdir inc; echo '#define V 3' >inc/v.h; printf '#include <v.h>\nint main(void){return V;}\n' >m.c; seq 200000 | sort -r >big; sort big >big2; ln -s inc include; gcc -Iinclude m.c -o m; ./m; echo $?; ln -s . dot; gcc -Idot/include/../dot/inc dot/m.c -o dot/n; ./n; echo $?
#### R2: a header edited, compiled and linked in one command
echo '#define V 1' >v.h; printf '#include "v.h"\nint main(void){return V;}\n' >m.c; for i in 1 2 3; do echo "#define V $i" >v.h; gcc m.c -o m; ./m; echo $?; done
#### R8: `>` keeps the file that others have open
echo old >o; echo new >a; exec 3<o; sort a >o; cat <&3; cat o; exec 3<o; sort -o o /dev/null; cat <&3; cp a o; exec 3<&-; exec 3<o; seq 3 | tee o >/dev/null; cat <&3
#### R8: the owner of a file that is written, and of one that is replaced
[ "$(id -u)" = 0 ] || exit 0; echo x >o; chown 65534:65534 o; echo b >a; sort a >o; stat -c '%u %g' o; cp a o; stat -c '%u %g' o; echo 'int x;' >m.c; gcc -c m.c; chown 65534:65534 m.o; gcc -c m.c; stat -c '%u %g' m.o; chgrp 65534 m.o; gcc -c m.c; stat -c '%u %g' m.o
#### R8: a folder that gives its group
[ "$(id -u)" = 0 ] || exit 0; mkdir d; chgrp 65534 d; chmod 2775 d; echo b >a; echo 'int x;' >m.c; for i in 1 2; do sort a >d/o; cp a d/c; touch d/t; mkdir -p d/s; install a d/i; gcc -c m.c -o d/m.o; gcc -c m.c -o d/m2.o; stat -c '%n %g %a' d/*; done
#### R9: tools changed on PATH
mkdir bin; printf 'b\na\n' >f; PATH=$PWD/bin:$PATH; sort f >o; cat o; cp /usr/bin/tac bin/sort; hash -r; sort f >o; cat o; printf '#!/bin/sh\necho script\n' >bin/sort; sort f >o; cat o; rm bin/sort; hash -r; sort f >o; cat o
#### R9: a tool replaced in place while hashed
mkdir bin; printf 'b\na\n' >f; PATH=$PWD/bin:$PATH; cp /usr/bin/sort bin/sort; for t in cat sort tac cat; do cp /usr/bin/$t bin/sort; sort f >o; cat o; done
#### R9: as and ld on PATH replaced
mkdir bin; echo 'int main(void){return 0;}' >m.c; gcc -c m.c; printf '#!/bin/sh\necho "my as" >&2\nexec /usr/bin/as "$@"\n' >bin/as; chmod +x bin/as; PATH=$PWD/bin:$PATH; gcc -c m.c; gcc -c m.c; printf '#!/bin/sh\necho "my ld" >&2\nexec /usr/bin/ld "$@"\n' >bin/ld; chmod +x bin/ld; gcc m.o -o m; gcc m.o -o m; rm bin/*; gcc -c m.c; gcc m.o -o m; ls
#### R9: a program of a relative folder on PATH
mkdir bin d d/bin; cp /usr/bin/sort bin; cp /usr/bin/tac d/bin/sort; PATH=bin:$PATH; printf 'a\nb\n' >f; printf 'a\nb\n' >d/f; sort f >o; cat o; cd d; sort f >o; cat o
#### R9: a folder of headers that a variable names is no folder of the system
mkdir i; echo '#define T __TIME__' >i/t.h; printf '#include <t.h>\n#include <string.h>\nint main(void){return strlen(T);}\n' >m.c; export CPATH=i; for k in 1 2 3; do gcc m.c -o m; ./m; echo $?; [ $k = 1 ] && cp m m1; sleep 1; done; cmp -s m m1 && echo same; rm m m1
#### R9: ulimit -f
seq 2 | sort >q; ulimit -f 1; { seq 2000 | sort >o; } 2>/dev/null; echo ${PIPESTATUS[*]}; wc -c <o; sort -o p /etc/services 2>/dev/null; echo $?; rm p; seq 3 | sort >r; ls
#### R9: other limits reach commands
sort /dev/null >a; ulimit -S -n 20; ulimit -c 0; awk 'BEGIN { while (i < 30) { f = "/proc/self/limits"; i++ } while ((getline l < f) > 0) if (l ~ /open files|core/) print l }' | cut -c1-40; ulimit -S -s 512; sort a | cat; sh -c 'ulimit -s; ulimit -n'; cat /dev/null; ulimit -S -n 50; ulimit -n
#### R9: a virtual memory limit
seq 5 | sort >a; ulimit -v 200000; sort a; seq 3 | sort -r; sort nosuch; echo $?
#### R9: a subshell's limit
seq 5 | sort >a; (ulimit -f 1; ulimit -n 30; sort a; sort /etc/services >b; echo $?) 2>/dev/null; ulimit -f; sort /etc/services | wc -l; sort /etc/services >c; cmp b c >/dev/null || echo differ
#### R9: ignored signals stay ignored in commands
trap '' PIPE; seq 1000000 2>e | head -1; echo ${PIPESTATUS[*]}; cat e; trap - PIPE; seq 1000000 2>e | head -1; echo ${PIPESTATUS[*]}; cat e
#### R9: the same in other functions and subshells
f() { trap '' PIPE TERM; yes 2>e | head -1; echo ${PIPESTATUS[*]}; cat e; }; (f); yes 2>e | head -1; echo ${PIPESTATUS[*]}; f
#### R8: times that commands set themselves
echo a >s; touch -d 2001-01-01 s; cp -p s t; touch -r s u; install -p s v; cp -a s w; gzip -k s; touch -t 203001010000 x; gunzip -c s.gz; sort s >z; [ z -nt x ] && echo wrong; mv s y; stat -c '%n %Y' t u v w x y s.gz | grep -v 'gz 1[78]'; rm s.gz
#### R10: files that nobody may read
[ "$(id -u)" = 0 ] && exit; echo b >a; chmod 000 a; cat a; sort a >q; cp a z; chmod 200 a; sort q >a; chmod 600 a; cat a
#### R8: without overlays, twice: folders, links, trees, times
cat >s <<'E'
rm -rf w; mkdir w; cd w; mkdir -m 700 e; mkdir d; chmod 750 d; ln -s d l; cp -r d f; echo 'int a;' >a.c; gcc -c a.c; ar rc l.a a.o; rm a.o; ar x l.a; cp -r e d; install -d x/y -m 711; install -m 711 a.c x/z; rm -r e; touch -t 200101010000 t; touch -r t a.c; cp -a d g; install -p a.c i; tee u v <a.c >/dev/null; chmod 500 g; ls -l . x | cut -d' ' -f1; ls -R; stat -c '%n %Y' t a.c i
E
export OILGG_VIEW=plain; $SH s; chmod 700 w/g; $SH s; chmod 700 w/g
#### R6: a group of lowered and other commands before a reader that leaves early, after other output
echo first; seq 100000 >f; { cat f; cat f; echo x; } | head -1; echo ${PIPESTATUS[*]}; (for i in 1 2 3; do cat f; done) | head -3; echo ${PIPESTATUS[*]}; { sort f; echo b; sort f; } | tail -2; { sort nosuch; echo e >&2; } 2>&1 | cat; for i in 1 2; do echo $i; sort f; done | wc; f() { seq 3 | sort; echo b; }; mkfifo p; { read -r <p; f; } | { exec <&-; echo >p; }; echo ${PIPESTATUS[*]}
#### R6: xtrace of pipelines
exec 3>&2 2>tr; set -x; seq 2 | sort >a; x=$(sort a); sort nosuch; sort a; set +x; exec 2>&3; sort tr; rm tr
#### R9: many operands
## time-limit: 30
x=$(seq 20000); sort $x 2>/dev/null; echo $?; touch $(seq 500); sort $(seq 500) | wc -l; rm $(seq 500); ls
#### R8: no file made by a small command is older than one before it
for i in 1 2 3 4 5 6; do seq 2 | sort >a; sh -c 'echo y >f'; sort f >g; mkdir d; cp g c; ln -s g l; touch t; seq 2 | sort >z; for p in g:d d:c c:t t:z; do [ ${p%:*} -nt ${p#*:} ] && echo "wrong $p"; done; rm -r a f g d c l t z; done
#### R10: the time of the compiler, asked for on the command line
echo 'const char *t = T;' >m.c; gcc -DT=__TIME__ -S m.c; cp m.s 1.s; sleep 1.1; gcc -DT=__TIME__ -S m.c; cmp -s 1.s m.s && echo same || echo differ; rm *.s
#### R6: a message names the file of the command, not of the moment
printf 'f() {\n:\n sort <nosuch3\n}\nseq 100000 | sort -r >big\nsort big >b2\n f\n' >lib.sh; printf '. ./lib.sh\n:\n:\n:\necho end\n' >s; $SH s; echo $?; rm b*
