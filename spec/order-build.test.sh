#### a program of several files
printf 'int a(void){return 1;}\n' >a.c; printf 'int b(void){return 2;}\n' >b.c; printf '#include <stdio.h>\nint a(void),b(void);int main(void){printf("%%d\\n",a()+b());return 0;}\n' >m.c
CC=gcc; CFLAGS="-O1 -Wall"; objs=; for f in *.c; do $CC $CFLAGS -c "$f" -o "${f%.c}.o"; objs="$objs ${f%.c}.o"; done; $CC $objs -o prog; ./prog; ls
#### R2: a header edited between two builds
mkdir inc; echo '#define V 1' >inc/v.h; printf '#include "v.h"\nint main(void){return V;}\n' >m.c; printf 'int other(void){return 3;}\n' >o.c
build() { for f in m o; do gcc -Iinc -c $f.c -o $f.o; done; gcc m.o o.o -o prog; ./prog; echo "prog says $?"; }
build; build; echo '#define V 2' >inc/v.h; build; echo '#define V 1' >inc/v.h; build; sed -i s/1/5/ inc/v.h; build
#### R2: a header that appears earlier on the search path
mkdir one two; echo '#define V 2' >two/v.h; printf '#include <v.h>\nint main(void){return V;}\n' >m.c
build() { gcc -Ione -Itwo m.c -o prog; ./prog; echo $?; }; build; echo '#define V 1' >one/v.h; build; rm one/v.h; build; mkdir zero; echo '#define V 9' >v.h; build
#### R2: a header that is made by a command before
printf 'int main(void){return V;}\n' >body.c; for v in 3 4; do echo "$v" | sed 's/^/#define V /' >gen.h; printf '#include "gen.h"\n' | cat - body.c >m.c; gcc m.c -o prog; ./prog; echo $?; done
#### R2: a comment edited gives the same object
printf '/* one */int f(void){return 1;}\n' >f.c; gcc -c f.c -o a.o; printf '/* two */int f(void){return 1;}\n' >f.c; gcc -c f.c -o b.o; cmp a.o b.o && echo same; sed -i s/1/2/ f.c; gcc -c f.c -o b.o; cmp -s a.o b.o || echo other
#### R4: one object name for several sources
for v in 1 2 3; do echo "int main(void){return $v;}" >m.c; gcc -c m.c -o m.o; gcc m.o -o prog; ./prog; echo $?; cp prog prog.$v; done; for v in 1 2 3; do ./prog.$v; echo $?; done
#### R2: a library that is removed and filled, ranlib, and two links against it
mkdir inc; echo '#define V 1' >inc/v.h
for f in a b; do printf '#include "v.h"\nint %s(void){return V;}\n' $f >$f.c; done; printf 'int a(void),b(void);int main(void){return a()+b();}\n' >m.c; printf 'int b(void);int main(void){return b();}\n' >n.c
build() { for f in a b m n; do gcc -Iinc -c $f.c; done; rm -f l.a; ar cqD l.a a.o b.o; ranlib -D l.a; gcc m.o l.a -o m; gcc n.o l.a -o n; ./m; echo $?; ./n; echo $?; ar t l.a; }
build; build; echo '#define V 4' >inc/v.h; build
#### R2: ar in all its steps
for f in a b c; do echo "int $f;" >$f.c; gcc -c $f.c; done; ar rcsD l.a a.o b.o; ar t l.a; echo 'int a2;' >a.c; gcc -c a.c; ar rsD l.a a.o c.o; ar t l.a; ar dD l.a b.o; ar t l.a; rm *.o; ar x l.a; ls; nm l.a | grep ' [BDC] ' | cut -c18-
#### R2: strip after link, and a copy before
printf 'int f(void){return 1;}int main(void){return f()-1;}\n' >m.c; gcc -g m.c -o m; cp m full; strip m; ./m; echo $?; nm m 2>&1 | grep -c ' T '; nm full | grep -c ' T main'; cmp -s m full || echo stripped; strip -o s full; cmp s m && echo same
#### R2: objcopy and strip in place, of two names
printf 'int main(void){return 0;}\n' >m.c; gcc -g m.c -o m; ln m n; strip m; cmp m n && echo both; ls -l m n | tr -s ' ' | cut -d' ' -f1,2
#### R2: sed -i and patch before the compile
printf 'int main(void){return X;}\n' >m.c; sed -i s/X/3/ m.c; gcc m.c -o a; printf -- '--- m.c\n+++ m.c\n@@ -1 +1 @@\n-int main(void){return 3;}\n+int main(void){return 4;}\n' >p; patch -s m.c <p; gcc m.c -o b; ./a; echo $?; ./b; echo $?
#### R8: chmod and install of what was built
umask 022; printf 'int main(void){return 0;}\n' >m.c; gcc m.c -o m; chmod 700 m; cp m c; chmod 4755 c; install -m 755 -s m i; ls -l m c i | cut -c1-10; ./i; echo $?
#### R3a: the compiler's messages in a file
printf 'int f(int x){int y;return x;}\n' >f.c; printf 'int g(void){return h;}\n' >g.c; for f in f g; do gcc -Wall -c $f.c 2>>log || echo "$f failed"; done; cat log; gcc -Wall -c f.c >log 2>&1; cat log
#### R2: -E, -S, -M and dependencies
echo '#define V 7' >v.h; printf '#include "v.h"\nint f(void){return V;}\n' >f.c; gcc -E -P f.c -o f.i; cat f.i; gcc -S f.c; grep -c 'f:' f.s; gcc -c f.s -o fs.o; gcc -MM f.c; gcc -MMD -MF f.d -c f.c; cat f.d; gcc -MD -c f.c -o x.o; cut -c1-10 x.d | head -1; gcc -c -x c -o y.o - <f.c; ls
#### R2: -c of several files, default names and a.out
echo 'int a(void){return 0;}' >a.c; echo 'int a(void);int main(void){return a();}' >m.c; gcc -c a.c m.c; ls; gcc a.o m.o; ./a.out; echo $?; rm a.out *.o; gcc a.c m.c; ls
#### R2: link errors leave nothing, or what was there
echo 'int f(void);int main(void){return f();}' >m.c; gcc -c m.c; gcc m.o -o prog 2>/dev/null; echo $?; ls; echo 'int f(void){return 0;}' >f.c; gcc m.o f.c -o prog; ./prog; echo $?; gcc m.o -o prog 2>/dev/null; echo $?; ls
#### R2: a shared library and its link name
echo 'int f(void){return 5;}' >f.c; echo 'int f(void);int main(void){return f();}' >m.c; gcc -fPIC -c f.c; gcc -shared -Wl,-soname,libf.so.1 f.o -o libf.so.1; ln -sf libf.so.1 libf.so; gcc m.c -L. -lf -o m -Wl,-rpath,"$PWD"; ./m; echo $?; echo 'int f(void){return 6;}' >f.c; gcc -fPIC -c f.c; gcc -shared -Wl,-soname,libf.so.1 f.o -o libf.so.1; ./m; echo $?; rm libf.so.1; ./m 2>/dev/null; echo $?
#### R10: __DATE__ and __TIME__ and __FILE__
printf '#include <stdio.h>\nint main(void){puts(__FILE__);return sizeof(__DATE__ __TIME__);}\n' >m.c; gcc m.c -o m; ./m; echo $?; mkdir d; cp m.c d/n.c; gcc d/n.c -o n; ./n; echo $?; rm m n
#### R9: -g knows the directory
mkdir a b; echo 'int main(void){return 0;}' | tee a/m.c >b/m.c; for d in a b; do (cd $d; gcc -g -c m.c); done; cmp -s a/m.o b/m.o || echo differ; strings a/m.o | grep -c '/a$'; strings b/m.o | grep -c '/b$'; (cd a; gcc -c m.c -o ../x.o); (cd b; gcc -c m.c -o ../y.o); cmp x.o y.o && echo same
#### R9: CPATH, C_INCLUDE_PATH and a compiler wrapper
mkdir i; echo '#define V 3' >i/v.h; printf '#include <v.h>\nint main(void){return V;}\n' >m.c; gcc m.c -o m 2>/dev/null; echo $?; CPATH=$PWD/i gcc m.c -o m; ./m; echo $?; export C_INCLUDE_PATH=$PWD/i; gcc m.c -o n; ./n; echo $?; unset C_INCLUDE_PATH; gcc m.c -o n 2>/dev/null; echo $?
mkdir bin; printf '#!/bin/sh\necho wrapped >>%s/calls\nexec /usr/bin/gcc "$@"\n' "$PWD" >bin/gcc; chmod +x bin/gcc; PATH=$PWD/bin:$PATH; hash -r; gcc -Ii m.c -o w; ./w; echo $?; cat calls
#### R1: the built program is run, and writes
printf '#include <stdio.h>\nint main(int c,char**v){FILE*f=fopen("gen.h","w");fprintf(f,"#define N %%s\\n",v[1]);return fclose(f);}\n' >gen.c; printf '#include "gen.h"\nint main(void){return N;}\n' >m.c
gcc gen.c -o gen; for n in 5 6; do ./gen $n; gcc m.c -o m; ./m; echo $?; done
#### R5: configure-like checks
check() { printf '%s\n' "$2" >conftest.c; if gcc -Werror -c conftest.c >>conf.log 2>&1; then echo "$1 yes"; echo "#define $1 1" >>config.h; else echo "$1 no"; fi; rm -f conftest.c conftest.o; }
check A 'int f(void){return 0;}'; check B 'int f('; check C '#include <stdio.h>'; check D '#include <nosuch.h>'; cat config.h; grep -c error conf.log
#### R5: the first failing compile of several under set -e, with old objects
for f in a b c d; do echo "int $f;" >$f.c; gcc -c $f.c; done; cp b.o old.o; echo 'int b(' >b.c; echo 'int c2(void){return 1;}' >c.c; cp c.o oldc.o
(set -e; for f in a b c d; do gcc -c $f.c 2>/dev/null; echo $f; done); echo $?; cmp b.o old.o && cmp c.o oldc.o && echo untouched
#### R4: parallel-safe temporary names reused by a script
for i in 1 2 3; do echo "int f$i(void){return $i;}" >tmp.c; gcc -c tmp.c -o tmp.o; ar rcsD all.a tmp.o; mv tmp.o f$i.o; rm tmp.c; done; ar t all.a; ls
#### R3: objects are found by a glob
mkdir obj; for f in a b c; do echo "int $f(void){return 1;}" >$f.c; gcc -c $f.c -o obj/$f.o; done; echo 'int a(void);int main(void){return a();}' >m.c; gcc m.c obj/*.o -o m; ./m; echo $?; for o in obj/*.o; do basename $o; done; rm obj/b.o; ar rcsD l.a obj/*.o; ar t l.a
#### R8: a make that follows does nothing
printf 'm: m.o\n\tgcc m.o -o m\nm.o: m.c v.h\n\tgcc -c m.c\n' >Makefile; echo '#define V 3' >v.h; printf '#include "v.h"\nint main(void){return V;}\n' >m.c; sleep 0.02; gcc -c m.c; gcc m.o -o m; make -s; ./m; echo $?; sleep 0.02; echo '#define V 4' >v.h; make; ./m; echo $?
#### R6: warnings come in the order of the script
for f in a b c; do printf 'int %s(void){int unused_%s;return 0;}\n' $f $f >$f.c; done; for f in c a b; do echo "CC $f.c"; gcc -Wall -c $f.c; done 2>&1
#### R6: verbose compilers and a build log by tee
echo 'int main(void){return 0;}' >m.c; { echo building; gcc -Wall -c m.c; gcc m.o -o m; echo "status $?"; } 2>&1 | tee log; cat log; gcc -### m.c 2>&1 | grep -c '/cc1 '
#### options for rules where no rules are asked for
echo 'int a;' >a.c; for o in -MP '-MF r' '-MT x' '-MQ x' '-MP -E' '-MT x -MD'; do gcc $o -c a.c 2>&1; echo $?; rm -f a.o; done; ls
