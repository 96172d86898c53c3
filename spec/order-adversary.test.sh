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
