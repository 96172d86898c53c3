"""Scripts for test_mutations.py, by command: files are made just before, by commands that are still pending then."""

from __future__ import annotations

_C = "echo '#define K 3' >k.h; echo '#include \"k.h\"' >a.c; seq 5 | sed 's/.*/int x&;/' >>a.c; "
_OBJECT = _C + "gcc -g -c a.c -o a.o; "
_PROGRAM = "echo 'int main(void){return 0;}' >m.c; gcc m.c -o m; "

SCRIPTS = {
    "sort": "seq 9 | tac >f; seq 3 | tac >g; sort f; sort f g >h; sort -o i f; cat h; sort -n <f >k; sort f >>k",
    "grep": "seq 30 >f; echo 2 >p; grep 1 f; grep -f p f >h; grep -c 1 f g; cat h; grep -n --color=always 1 <f",
    "uniq": "seq 4 | cat - f0 >f; sort f | uniq -c; uniq f; uniq f h; cat h",
    "cut": "seq 5 | tr 3 ' ' >f; cut -c 1 f; cut -d' ' -f1 f f0 >h; cat h",
    "tr": "seq 5 >f; tr 1 x <f >h; tr 2 y <h",
    "head": "seq 50 >f; head -n 3 f; head -c 5 f f0 >h; cat h; seq 9 | head -n 1",
    "tac": "seq 5 >f; tac f; tac f f0 >h; cat h",
    "comm": "seq 5 >f; seq 3 8 >g; comm f g; comm -12 f g >h; cat h",
    "join": "seq 5 >f; seq 3 8 >g; join f g; join -v 1 f g >h; cat h",
    "paste": "seq 5 >f; seq 3 8 >g; paste f g; paste -s f >h; cat h",
    "diff": "seq 5 >f; seq 3 8 >g; diff f g >h; diff -q f g; cat h",
    "md5sum": "seq 5 >f; md5sum f f0 >h; cat h; md5sum <f",
    "tee": "seq 5 >f; tee h <f; cat h; seq 3 | tee h k >l; cat h k l; seq 2 | tee -a h >/dev/null; cat h",
    "sed": "seq 5 >f; sed s/1/x/ f >h; sed -n 2p <f; sed -i s/2/y/ f; cat f h; echo s/3/z/ >p; sed -f p f",
    "gzip": "seq 5 >f; gzip -cn f >h; gzip -kn f; gzip -dc f.gz; rm -f f; gzip -d f.gz; cat f",
    "cmp": "seq 5 >f; seq 5 >g; cmp f g; echo x >g; cmp f g; cmp -s f g; echo $?",
    "nl": "seq 3 >f; nl f; nl <f >h; cat h",
    "od": "seq 3 >f; od -c f; od -N 2 f >h; cat h",
    "base64": "seq 3 >f; base64 f >h; base64 -d h",
    "cp": "seq 3 >f; cp f h; cat h; cp -p f k; mkdir d; cp f h d; cat d/h",
    "addr2line": _PROGRAM + "addr2line -e m 0; seq 2 | sed s/.*/0/ | addr2line -e m >h; cat h",
    "ar": _OBJECT + "ar rc l.a a.o; ar t l.a; ar p l.a a.o | wc -c; mkdir d; ar d l.a a.o; ar t l.a",
    "as": "seq 5 | sed 's/^/.long /' >a.s; as a.s -o a.o; nm a.o; size a.o; as -o b.o <a.s; cmp a.o b.o",
    "awk": "seq 5 >f; awk '{print $1+1}' f >h; echo '{print $1*2}' >p; awk -f p h; awk 1 <h",
    "bison": "printf '%%token N\\n%%%%\\na: N;\\n' >a.y; bison -d a.y; seq 5 | sed s/5/k/ >k; bison -o o.c a.y; "
    "grep -c yy a.tab.h o.c; bison --defines=h.h -v -o o2.c a.y; grep -c yy h.h",
    "flex": "printf '%%option noyywrap\\n%%%%\\na ;\\n' >a.l; flex a.l; flex -t a.l | wc -l; "
    "flex --header-file=h.h -o o.c a.l;"
    " grep -c yy lex.yy.c h.h o.c",
    "bzip2": "seq 5 >f; bzip2 -k f; bzip2 -dc f.bz2; bzip2 -c f >h; rm -f f; bzip2 -d f.bz2; cat f; "
    "bzip2 <f | bzip2 -d",
    "bunzip2": "seq 5 >f; bzip2 -c f >h.bz2; bunzip2 -c h.bz2; bunzip2 <h.bz2; bunzip2 h.bz2; cat h",
    "bzcat": "seq 5 >f; bzip2 -c f >h; bzcat h; bzcat <h",
    "cat": "seq 5 >f; cat f f0; cat <f >h; seq 3 | cat - f; cat h",
    "chmod": "seq 5 >f; chmod 600 f; ls -l f | cut -c 1-10; mkdir d; cp f d; chmod -R go-r d; ls -l d | cut -c 1-10",
    "cksum": "seq 5 >f; cksum f f0; cksum <f",
    "column": "seq 5 | paste - - >f; column -t f; column -t <f >h; cat h",
    "cpp": _C + "cpp a.c; cpp -I. a.c a.i; cat a.i; cpp <k.h; cpp -include k.h a.c; cpp a.c -o b.i; cat b.i",
    "expand": "seq 3 | paste - - - >f; expand f; expand <f >h; cat h",
    "fmt": "seq 40 >f; fmt -w 30 f; fmt <f >h; cat h",
    "fold": "seq 40 | paste -s >f; fold -w 9 f; fold -w 5 <f >h; cat h",
    "gcc": _C + "gcc -c a.c; gcc -E -P a.c; gcc -S a.c -o a.s; gcc -MD -MF a.d -c a.c -o b.o; cat a.d; cmp a.o b.o;"
    "gcc -include k.h -I. -c a.c -o c.o; echo 'int main(void){return 0;}' >m.c; gcc m.c a.o -o m; ./m; "
    "ar rc liba.a a.o;"
    "gcc m.c -L. -la -o m2; ./m2; gcc -M a.c -MF r.d; cat r.d",
    "gunzip": "seq 5 >f; gzip -cn f >h.gz; gunzip -c h.gz; gunzip <h.gz; gunzip h.gz; cat h",
    "hexdump": "seq 5 >f; hexdump -C f; hexdump -n 3 <f",
    "iconv": "seq 5 >f; iconv -f utf-8 -t utf-16 f >h; iconv -f utf-16 -t utf-8 <h; "
    "iconv -f utf-8 -t latin1 -o k f; cat k",
    "install": "seq 5 >f; install -m 640 f g; cat g; mkdir d; install -t d f g; cat d/g; install -d e/f; "
    "install f e/f; cat e/f/f",
    "jq": "seq 5 >f; jq -s add f; jq -c . <f >h; cat h",
    "ld": _OBJECT + "ld -r a.o -o r.o; nm r.o; ld -r -Map=map a.o -o s.o; cmp r.o s.o; grep -c a.o map",
    "ln": "seq 5 >f; ln -s f l; cat l; ln -sf f0 l; cat l; mkdir d; ln -s ../f d; cat d/f",
    "look": "seq 50 >f; look 1 f; look 2 f >h; cat h",
    "m4": "echo 'define(`a'\"'\"', `b$1'\"'\"')' >f; echo 'a(2)' >g; m4 f g; m4 f g >h; cat h",
    "mkdir": "mkdir d; seq 5 >d/f; cat d/f; mkdir -p e/f/g; seq 3 >e/f/g/h; cat e/f/g/h",
    "mv": "seq 5 >f; mv -f f g; cat g; mkdir d; mv -f g d; cat d/g; mv -f -t . d/g; cat g; ls f; ls d",
    "nm": _OBJECT + "nm a.o; nm -A a.o >h; cat h",
    "numfmt": "seq 1000 1005 >f; numfmt --to=si <f; numfmt --to=iec 2048 4096 >h; cat h",
    "objcopy": _OBJECT + "objcopy -S a.o b.o; nm b.o; cp a.o c.o; objcopy --strip-debug c.o; size c.o",
    "objdump": _OBJECT + "objdump -h a.o; objdump -t a.o >h; cat h",
    "patch": "seq 5 >f; seq 6 >g; diff -u --label a --label b f g >p; patch -r - -o h f p; cat h; "
    "patch -r - -o k -i p f; cat k",
    "pr": "seq 5 >f; pr -t -n f; pr -t <f >h; cat h",
    "ranlib": _OBJECT + "ar rcS l.a a.o; ranlib l.a; nm -s l.a | head -n 3",
    "readelf": _OBJECT + "readelf -S a.o; readelf -h a.o >h; cat h",
    "rev": "seq 10 15 >f; rev f; rev <f >h; cat h",
    "rm": "seq 5 >f; seq 3 >g; rm -f f; ls; mkdir d; cp g d; rm -rf d; ls; rm -f nothing g; cat g",
    "rmdir": "mkdir d e; seq 5 >e/f; rmdir d; ls; rmdir e; rm -f e/f; rmdir e; ls",
    "shuf": "seq 5 >f; seq 9999 >r; shuf --random-source=r f; shuf --random-source=r -o h f; cat h; shuf -i 1-1 <f",
    "size": _OBJECT + "size a.o; size a.o >h; cat h",
    "strings": "seq 10000 10005 >f; strings f; strings -n 5 <f >h; cat h",
    "strip": _OBJECT + "strip -g a.o -o b.o; size b.o; strip -g a.o; size a.o; cmp a.o b.o",
    "tail": "seq 50 >f; tail -n 3 f; tail -c 4 <f >h; cat h; tail -n 1 f f0",
    "tar": "seq 5 >f; tar cf a.tar f; tar tf a.tar; mkdir d; tar xf a.tar -C d; cat d/f; tar xvf a.tar -C d; "
    "tar czf b.tar f; tar tzf b.tar; tar xzOf b.tar f >h; cat h; rm -f a.tar b.tar",
    "touch": "touch f; seq 5 >g; touch g; ls f g; touch -r f0 h; ls -l --time-style=+%s h | cut -d' ' -f6; "
    "mkdir d; touch d/x; ls d",
    "tsort": "seq 6 | paste - - >f; tsort f; tsort <f >h; cat h",
    "unzip": "seq 5 >f; touch -d @1600000000 f; zip -qX a.zip f; unzip -p a.zip; mkdir d; "
    "unzip -oq a.zip -d d; cat d/f; rm a.zip",
    "unxz": "seq 5 >f; xz -c f >h.xz; unxz -c h.xz; unxz <h.xz; unxz h.xz; cat h",
    "xargs": "seq 5 >f; xargs -n 2 echo <f; xargs -n 1 basename <f >h; cat h",
    "wc": "seq 50 >f; wc -l f; wc <f >h; cat h; wc -c f f0",
    "xxd": "seq 5 >f; xxd f; xxd -p <f >h; xxd -r -p h; xxd f k; cat k",
    "xz": "seq 5 >f; xz -k f; xz -dc f.xz; xz -c f >h; rm -f f; xz -d f.xz; cat f; xz <f | xz -d",
    "xzcat": "seq 5 >f; xz -c f >h; xzcat h; xzcat <h",
    "zcat": "seq 5 >f; gzip -cn f >h; zcat h; zcat <h",
    "zip": "seq 5 >f; touch -d @1600000000 f; zip -qX a.zip f; unzip -p a.zip; rm a.zip",
    "basename": "basename a/b >f; cat f; x=$(basename c/d .d); echo $x",
    "dirname": "dirname a/b >f; cat f; x=$(dirname c/d); echo $x",
    "expr": "expr 1 + 2 >f; cat f; x=$(expr 3 + 4); echo $x",
    "factor": "seq 5 >f; factor <f; factor 7 >h; cat h",
    "seq": "seq 5 >f; seq 3; cat f",
    "msgfmt": 'printf \'msgid "a"\\nmsgstr "b"\\n\' >f.po; msgfmt -o f.mo f.po; wc -c <f.mo; msgfmt -o - f.po | wc -c',
    "readlink": "seq 5 >f; ln -s f l; readlink -f l; mkdir d; mv f d; ln -sf d/f l; readlink -f l >h; wc -l <h; rm h l",
    "realpath": "seq 5 >f; ln -s f l; realpath l; ln -sf f0 l; realpath l >h; wc -l <h; rm -f h l",
    "stat": "seq 5 >f; stat -c '%n %s' f; seq 30 >f; stat -c %s f f0 >h; cat h; chmod 600 f; stat -c %a f; "
    "ln -s f l; stat -c %s l; stat -Lc %s l; seq 9 >l; stat -Lc '%s %A' l f",
    "uname": "uname -s >f; cat f; uname -s",
    "c++filt": "echo _Z1fv >f; c++filt <f; c++filt _Z1gv >h; cat h",
    "zstd": "seq 5 >f; zstd -qk f; zstd -qdc f.zst; zstd -qc f >h; rm -f f; zstd -qd f.zst; cat f; "
    "zstd -q <f | zstd -qd",
}

OTHERWISE = {
    "io": "its roles are options of each call: tests/interp/test_io.py leaves them out",
    "true": "it has neither files nor output",
}
"""Shipped entries without a script here, and why."""
