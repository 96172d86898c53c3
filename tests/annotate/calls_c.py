"""Real calls of compilers, linkers and binutils: see calls.py."""

from __future__ import annotations

COMPILE = """
gcc -c b.c
gcc -c b.c -o b.o
gcc -c -ob.o b.c
gcc -O2 -Iinc -Ilib -DX -c a.c -o a.o
gcc -O3 -g -Wall -Wextra -Werror -fPIC -Iinc -Ilib -c a.c -o out/a.o
gcc -W -fsanitize=undefined -fno-sanitize=shift -fno-sanitize-recover=undefined -Iinc -Ilib -c a.c -o out/a.o
gcc -g3 -ggdb -gdwarf-4 -c b.c -o b.o
gcc -c -I lib -iquote inc -isystem inc -idirafter lib a.c
gcc -c -Ilib a.c b.c src/deep.c
gcc -c src/deep.c
gcc -c src/deep.c -o deep.o
gcc -S b.c
gcc -S b.c -o out/b.s
gcc -S -o - b.c
gcc -S b.c -o pre.h
gcc -E b.c -o pre.h
gcc -c b.c -o pre.h
gcc -c -MD -MF pre.h b.c
gcc one.c -o pre.h
gcc -E b.c
gcc -E -Ilib a.c -o a.i
gcc -E -Ilib -dM a.c
gcc -E -P -C -Ilib a.c
gcc -M -Ilib a.c -o a.d
gcc -M -Ilib a.c -MF a.d
gcc -MM -Ilib a.c -MF a.d
gcc -MM -Ilib -MT target a.c -o a.d
gcc -MD -S -Ilib a.c
gcc -MD -MF a.d -E -Ilib a.c
gcc -MMD -MF a.d -fsyntax-only -Ilib a.c
gcc -MD -c -Ilib a.c b.c
gcc -fuse-ld=gold one.c -o app
gcc -MD -c -Ilib a.c -o out/a.o
gcc -MD -c -Ilib a.c
gcc -MMD -MP -c -Ilib a.c -o out/a.o
gcc -MMD -MF dep.d -MT a.o -c -Ilib a.c -o a.o
gcc -MD -MF dep.d -MQ a.o -MP -c -Ilib a.c -o a.o
gcc -MD -S -Ilib a.c -o a.s
gcc -fsyntax-only -Ilib a.c
gcc -c bad.c
gcc -c missing.c
gcc -c nofile.c
gcc -Wall -O2 -c warn.c
gcc -c asm.s
gcc -c cpp.S -o c.o
gcc -c done.i
gcc -c -x c done.i -o d.o
gcc -x c -c one.c -o one.o
gcc -x c - -o prog
gcc -x c -E -
gcc -include pre.h -c b.c
gcc -imacros pre.h -c b.c
gcc -std=c99 -pedantic -ansi -c b.c
gcc -march=x86-64 -mtune=generic -msse2 -m64 -c b.c
gcc -fno-strict-aliasing -fvisibility=hidden -ffunction-sections -fdata-sections -fno-common -c inl.c
gcc -fstack-protector-strong -fcf-protection -D_FORTIFY_SOURCE=2 -O1 -c b.c
gcc -Wp,-D_FORTIFY_SOURCE=2 -O2 -c b.c
gcc -Wa,--noexecstack -c b.c
gcc -Xassembler --noexecstack -c b.c
gcc -fsanitize=undefined -c b.c
gcc -frecord-gcc-switches -c b.c -o b.o
gcc -pthread -fopenmp -c b.c
gcc -pipe -c b.c
gcc -H -c -Ilib a.c
gcc --param max-inline-insns-single=10 -O2 -c b.c
gcc -flto -frandom-seed=1 -c b.c -o b.o
gcc -flto -c b.c -o b.o
gcc -fanalyzer -c b.c
gcc -O2 -fverbose-asm -S b.c
gcc -p -c b.c
gcc -nostdinc -c b.c
gcc -undef -traditional-cpp -E b.c
gcc -c -o /dev/null b.c
gcc -fdiagnostics-color=always -c bad.c
gcc -fmax-errors=1 -w -c bad.c
gcc -ffile-prefix-map=/tmp=/x -g -c b.c
g++ -c p.cc
g++ -std=c++17 -O1 -c p.cc -o out/p.o
g++ -E p.cc
g++ -fno-exceptions -fno-rtti -Wall -Wno-unused -c p.cc
cc -c b.c -o b.o
c++ -c p.cc
gcc-12 -c b.c
x86_64-linux-gnu-gcc -c b.c -o q.o
x86_64-linux-gnu-gcc-12 -c b.c
gcc -Ilib a.c b.c main.c
gcc -Ilib a.c b.c main.c -o app
gcc -Ilib -MMD -MF x.d -MT app one.c -o app
gcc -g -O2 -Wall one.c -o app -lm
gcc one.c -o app -static
gcc one.c -o app -s
gcc -o app one.c -no-pie
gcc -o app one.c -pie -fPIE
gcc -shared -fPIC b.c -o libb.so
gcc -shared -fPIC -Wl,-soname,libb.so.1 b.c -o libb.so.1.0
gcc -shared -fPIC -Wl,-soname=libb.so.1 -Wl,--version-script=export.map b.c -o libb.so
gcc -shared -fPIC -Wl,--version-script,export.map b.c -o libb.so
gcc one.c -o app -Wl,-rpath,/opt/x -Wl,--as-needed -Wl,--gc-sections
gcc one.c -o app -Wl,-z,relro,-z,now,-O1,--sort-common,--hash-style=gnu,--build-id=sha1
gcc one.c -o app -Wl,-Map=app.map
gcc one.c -o app -Wl,-Map,app.map
gcc one.c -o app -Xlinker --as-needed -z now
gcc one.c -o app -rdynamic -pthread
gcc one.c -o app -fuse-ld=bfd
gcc one.c -o out/app
gcc one.c -o out
gcc one.c -o nodir/app
gcc -r one.c b.c -o partial.o
gcc -nostdlib -nostartfiles one.c -o app
gcc bad.c -o app
gcc b.c -o app
gcc one.c -lnosuch -o app
g++ pm.cc -o app
g++ pm.cc
g++ -static-libgcc -static-libstdc++ pm.cc -o app
gcc --version
gcc -dumpmachine
gcc -dumpversion
gcc -print-search-dirs
gcc -print-file-name=libc.a
gcc -print-prog-name=ld
g++ --version
"""

LINK = """
gcc a.o b.o main.o
gcc a.o b.o main.o -o prog
gcc -g -O2 -oprog a.o b.o main.o
gcc main.o lib.a -o prog
gcc main.c lib.a -o prog
gcc main.o -Llibs -lfg -o prog
gcc main.o -L libs -l fg -o prog
gcc main.o -Llibs -ldyn -Wl,-rpath,libs -o prog
gcc main.o libs/libdyn.so -o prog
gcc a.o b.o main.o -o app
gcc main.o a.o b.o -Wl,-Map=prog.map -o prog
gcc -flto a.o b.o main.o -o prog
gcc main.o -Llibs -Wl,-Bstatic -lfg -Wl,-Bdynamic -o prog
gcc main.o -Llibs -Wl,--start-group -lfg -Wl,--end-group -o prog
gcc main.o -Llibs -Wl,--whole-archive -lfg -Wl,--no-whole-archive -o prog
gcc main.o -Wl,-Llibs,-lfg -o prog
gcc main.o -Wl,a.o,b.o -o prog
gcc -static main.o lib.a -o prog
gcc -shared a.o b.o -o libnew.so
gcc -shared -Wl,--no-undefined,--version-script=export.map a.o b.o -o libnew.so
gcc -r a.o b.o -o ab.o
gcc a.o main.o -o prog
gcc a.o b.o main.o nofile.o -o prog
gcc -s a.o b.o main.o -o prog
gcc a.o b.o main.o -Wl,--print-gc-sections,--gc-sections -o prog
gcc a.o b.o main.o -Wl,--wrap=g,--defsym=__wrap_g=g -o prog
g++ a.o b.o main.o -o prog
ar rc new.a a.o b.o
ar rcs new.a a.o
ar crs out.a a.o b.o main.o
ar r new.a a.o
ar q lib.a other.o
ar cq new.a other.o a.o
ar rcs lib.a other.o
ar rv lib.a a.o
ar -rcs lib.a a.o
ar ru lib.a a.o
ar rcu lib.a a.o
ar rcD new.a a.o
ar d lib.a a.o
ar m lib.a a.o
ar s noindex.a
ar rcS new.a a.o
ar t lib.a
ar tv lib.a
ar p lib.a a.o
ar x lib.a
ar xv lib.a b.o
ar xo lib.a
ar rc new.a nofile.o
ar t nofile.a
ranlib noindex.a
ranlib lib.a
ranlib -D noindex.a
nm app
nm -g lib.a
nm -D app
nm -un a.o b.o
size app
size a.o lib.a
strip app
strip -s app
strip --strip-unneeded app
strip -g a.o
strip --strip-debug a.o b.o
strip -o stripped app
strip -o a.o app
strip -S lib.a
strip -p app
strip -K main -x app
strip -R .comment app
strip --only-keep-debug -o app.debug app
strip export.map
"""

TOOLS = """
objdump -d a.o
objdump -h a.o b.o
objdump -t app
objdump -D lib.a
readelf -h app
readelf -SW a.o
readelf -a app
readelf -s lib.a
addr2line -e app 0x1130
addr2line -f -C -e app 1130 1140
objcopy -S a.o s.o
objcopy -O binary main.o out.bin
objcopy -I binary -O elf64-x86-64 main.o s.o
objcopy --redefine-sym=f=ff a.o s.o
objcopy -j .text a.o s.o
objcopy -g app stripped
objcopy nofile out.o
ld -r a.o b.o -o ab.o
ld -shared -o libx.so a.o b.o
ld -e main -o prog main.o a.o b.o
ld -e main main.o a.o b.o
ld -e main -o prog main.o lib.a
ld -e main -o prog main.o -Llibs -lfg
ld -e main -o prog main.o -L libs -ldyn
ld -o prog main.o
ld -r -o x.o nofile.o
ld -shared --version-script=export.map -soname=libx -o libx.so a.o b.o
ld --gc-sections -e main -o prog main.o a.o b.o
"""

PASSES = """
cpp -Ilib a.c
cpp -P -Ilib a.c a.i
cpp -DX=1 -Ilib -Iinc b.c out/b.i
cpp -Ilib a.c -o a.i
cpp -P -Ilib -o out/a.i a.c
cpp bad.c -o a.i
cpp bad.c
cpp missing.c
cpp -dM one.c
as asm.s -o asm.o
as --64 -o out/asm.o asm.s
as asm.s
as -g asm.s -o x.o
as nofile.s -o x.o
as bad.c -o x.o
as --defsym X=1 -I inc asm.s -o a.o
"""
