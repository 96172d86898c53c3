#### R10: a file appears where only a directory would have been searched
mkdir x; echo '#define V 1' >x/v.h; printf '#include "x/v.h"\nint main(void){return V;}\n' >m.c; for i in 1 2; do gcc -I. -c m.c; gcc m.o -o x/x; ./x/x; echo $?; done
#### R10: a directory appears that shadows a header
mkdir -p a b/s; echo '#define V 1' >b/s/v.h; printf '#include <s/v.h>\nint main(void){return V;}\n' >m.c; gcc -Ia -Ib m.c -o m; ./m; echo $?; mkdir a/s; echo '#define V 2' >a/s/v.h; gcc -Ia -Ib m.c -o m; ./m; echo $?; rm -r a/s; gcc -Ia -Ib m.c -o m; ./m; echo $?
#### R10: a header appears before the one that was found
mkdir a b; echo '#define V 1' >b/v.h; printf '#include <v.h>\nint main(void){return V;}\n' >m.c; gcc -Ia -Ib m.c -o m; ./m; echo $?; cp b/v.h a/v.h; sed -i s/1/3/ a/v.h; gcc -Ia -Ib m.c -o m; ./m; echo $?; rm a/v.h; gcc -Ia -Ib m.c -o m; ./m; echo $?
#### a program that is asked for the number of names of a file
export OILGG_LEARN=yes
seq 3 >f; sleep 0.05; for i in 1 2; do stat -c %h f; stat -c %h f; ln f g; stat -c %h f; rm g; done; stat -c %h f
#### R8: what a command wrote after it had printed something into a file is newer than this, also reused
export OILGG_LEARN=yes
cat >s <<'S'
{ sh -c 'echo a; sleep 0.1; echo b >z'; } >g; [ g -nt z ] && echo wrong; sh -c 'echo b >y; sleep 0.1; echo a' >g; [ y -nt g ] && echo wrong; cat g z y
S
$SH s; rm g z y; $SH s; rm g z y; $SH s
#### Programs that only a shell can start
export OILGG_LEARN=yes
printf 'echo "hi $1"; cat s\n' >s; : >e; chmod +x s e; echo './s a; ./s b >o; cat o; ./e; echo $?; sh -c "./s c"' >script; for i in 1 2; do $SH script; done
