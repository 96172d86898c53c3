"""Real calls of every shipped form: each is run and its annotation is tested (test_claims.py). C: calls_c.py.

One call a line, in the quoting of the shell; the name of the folder it runs in stands in front of each table.
"""

from __future__ import annotations

FILTER = """
cat
cat t
cat t u
cat t - u
cat -n t
cat -A t
cat -s t
cat -vET bin
cat -b
cat nofile t
cat empty
sort
sort t
sort -u t
sort -r t
sort -n t
sort -rn -k2 spaced
sort -k2,2n -k1,1 spaced
sort -t: -k1,1f
sort -f t
sort -fu t
sort -s -k1,1 spaced
sort -b spaced
sort -d t
sort -V
sort -h
sort -M
sort -g
sort -i
sort -z nul
sort -m t u
sort -c t
sort -C t
sort -o out t
sort -oout t u
sort --output=out t
sort -o t t
sort --key=2 --reverse spaced
sort --parallel=2 -S 10M t
sort --sort=numeric t
sort nofile
sort t -r
sort -T dir t
sort -o link t
uniq
uniq t
uniq -c t
uniq -d
uniq -u
uniq -i t
uniq -f 1 -s 1 -w 3 spaced
uniq -D t
uniq --group t
uniq t out
uniq - out
cut -c 1-3
cut -c1-3 t
cut -b 2- t
cut -d: -f1
cut -d ' ' -f 1,2 spaced
cut -d, -f2 -s
cut -f1 --complement t
cut -d: -f1,3 --output-delimiter=+
cut -z -c 1 nul
cut -c1 t u
tr a-z A-Z
tr -d a
tr -d '\\n'
tr -c a-z x
tr -s a
tr -cd '[:alnum:]\\n'
tr '\\n' ' '
wc
wc -l
wc -w
wc -c
wc -m
wc -L
wc -l t
wc t u
wc -lw t
head
head t
head -n 2 t
head -2 t
head -n -1 t
head -c 5 t
head -q t u
head -n1 t u
tail
tail t
tail -n 2 t
tail -2 t
tail -n +2 t
tail -c 4 u
tail -n1 t u
tee out
tee link
tee -a t
tee out out2
tee t u
tee tool
sort -o tool t
uniq t u
cat -u t
tee
tee -ai t
md5sum t
sha256sum t u
sha256sum
sha256sum -b t
sha1sum --tag t u
sha512sum t nofile
b2sum t
cmp t u
cmp -s t t
cmp -l t u
cmp t
cmp t -
cmp -n 3 t u
cmp t nofile
grep a
grep a t
grep -i BANANA t
grep -v a t
grep -c a
grep -c a t
grep -n a t
grep -l a t u
grep -L zebra t u
grep -q a t
grep -m 1 a t
grep -o 'a[np]*' t
grep -w 12 t
grep -x apple t
grep -E 'a|b' t
grep -F a.b t
grep -P '\\d+' t
grep -A1 apple t
grep -B 1 apple t
grep -C1 apple t
grep -1 apple t
grep a t u
grep -h a t u
grep -H a t
grep -e a -e b t
grep -f patterns t u
grep -f patterns
grep -s a nofile
grep a nofile
grep text bin
grep -a text bin
grep -I text bin
grep -z two nul
grep --color=always a t
grep --color=never a t
grep -b a t
grep -T a t
grep -vc a t u
grep nosuch
grep -d skip a dir t
grep a dir
grep -on a t
grep -- -3 t
sed s/a/b/
sed s/a/b/ t
sed 's/a/b/g;s/c/d/' t u
sed -n '/a/p' t
sed -n 2p t
sed '$d' t
sed 2q t
sed '/apple/q' t
sed -e s/a/b/ -e /^$/d t
sed -E 's/(a+)/<\\1>/g'
sed -r 's/(a)/\\1/' t
sed 'N;s/\\n/ /' t
sed -n '$=' t
sed = t
sed '3i x' t
sed 'w copy' t
sed -n '/apple/w apples' t
sed 's/apple/pear/w pears' t
sed 'r u' t
sed '/apple/r u' t
sed '1,3d' t
sed '/apple/,/cherry/d' t
sed y/abc/xyz/
sed 's/[/]/x/' t
sed 's|/|:|g' t
sed '/^#/d;s/ *$//'
sed '/x/{s/x/y/;s/y/z/}'
sed 'a after' t
sed '/a/c changed'
sed -s 1d t u
sed -z s/two/three/ nul
sed -u s/a/b/ t
sed ':a;s/aa/a/;ta'
sed ':a;N;$!ba;s/\\n/,/g' t
sed '/a/!d'
sed G t
sed -n '/a/{p;n;p}' t
sed -n l
sed -i s/a/b/ t
sed -i s/a/b/ t u
sed -i.bak s/a/b/ t
sed -i s/a/b/ link
sed -i -e 1d t
sed -n -i /a/p t
sed -i 'w made' t
sed -E -i 's/(a)/\\1\\1/' t
sed -f script.sed t u
sed -n -f script.sed t
sed -i -f script.sed t
sed s/a/b/ nofile
sed 'y/[/]/' t
"""

MORE = """
rev
rev t u
rev t
tac
tac t u
tac -s a t
nl t
nl -ba -w 3 -s: t
fold -w 5
fold -w 5 -s t
fold -b -w 3
expand
expand -t 4 spaced
unexpand -a spaced
paste t u
paste -s -d , t
paste - -
paste -d: t -
comm t u
comm -12 t u
comm -3 --nocheck-order t u
comm - u
join t u
join -t: -1 1 -2 1 -a 1 t u
join - u
diff t u
diff t t
diff -u t u
diff -q t u
diff -c t u
diff -u --label a --label b t u
diff -y -W 40 t u
diff t nofile
diff -bwi t u
diff t -
diff -N t nofile
shuf t
shuf -e a b c
shuf -i 1-5
shuf --random-source=t u
shuf -n 2 -o out t
"""

AWK = """
awk '{print $1}'
awk '{print $1}' t
awk -F: '{print $2}' t
awk -F , -v OFS=- '{$1 = $1; print}' spaced
awk '$1 > 5' t
awk 'length > 3 {print}' t
awk '/a/ {print; next} {print "no"}'
awk '{s += $1} END {print s}' t
awk '!seen[$0]++' t
awk 'NR == 2 {exit} {print}' t
awk '/apple/,/cherry/' t
awk 'NR==FNR {a[$0]; next} $0 in a' t u
awk '{gsub(/a/, "b"); print}' t
awk '{print FILENAME}' t
awk '{print > "/dev/stderr"}' t
awk 'BEGIN {print 1}'
awk 1 t u
awk 1 nofile
awk '{print toupper($0)}'
awk '{print $NF / 2}'
awk '{if ($1 ~ /a/) print $2; else print $1}'
awk '{$2 = ""; print}'
awk '$1 == "x" || $2 != 3 {printf "%s-%d\\n", $1, $2}'
awk -f script.awk t
mawk '{print NF}'
"""

PACK = """
gzip t
gzip -9 t u
gzip -k t
gzip -c t
gzip -nc t
gzip -n t
gzip
gzip -n
gzip -c
gzip -d t.gz
gzip -dc t.gz
gzip -dk t.gz x.gz
gzip -t t.gz
gzip -v t
gzip -f u
gzip -1 --rsyncable t
gzip nofile
gzip link
gunzip t.gz
gunzip -k t.gz x.gz
gunzip -c t.gz
gunzip nofile.gz
zcat t.gz
zcat t.gz x.gz
"""

PLACE = """
cp t new
cp t u dir
cp t dir/
cp t u
cp -p t new
cp -a t new
cp -f t u
cp -v t new
cp -n t u
cp -u t u
cp -t dir t u
cp --target-directory=dir t
cp -T t new
cp -r dir new
cp -R dir new
cp -a dir dir2
cp -r dir t2/
cp -r dir/. new
cp t u dirlink
cp link new
cp -P link new
cp -d link new
cp tool new
cp t tool
cp -f t tool
cp -P link u
cp --preserve=mode tool new
cp nofile new
cp --reflink=auto t new
cp dangling new
cp t link
install t link
touch link
mv t link
cp -r dir/sub new
mkdir -p new/../other
rm -f ./t dir/inner
cp --remove-destination t u
mv t new
mv t u
mv t u dir
mv -f t u
mv -v t new
mv -n t u
mv -t dir t
mv -T t new
mv nofile new
mv link dir
rm t
rm -f t nofile
rm -f
rm t u link
rm -r dir
rm -rf dir nofile
rm -v t
rm nofile
rm -d dir/sub
rm dangling
rmdir dir
rmdir nofile
mkdir new
mkdir new other
mkdir -p new/a/b dir/sub
mkdir -p dir
mkdir dir
mkdir -m 700 new
mkdir -pv new/a
mkdir nofile/x
mkdir -p t/x
touch t
touch new
touch -c nofile
touch t new
touch -r u t
touch -t 202001010000 t
touch -d @86400 t
touch -d 2020-01-01 new
touch --date=2001-02-03T04:05 -m t
touch -m t
ln -s t new
ln -s t
ln -s dir/inner
ln -sf t link
ln -s t u
ln -sfn t dirlink
ln -sf t dirlink
ln -s t u dir
ln -sv t new
ln -s -t dir t
ln -sT t new
ln -s /abs/x new
chmod +x t
chmod 600 t u
chmod u+x,g-w t
chmod -v 600 t
chmod -c 644 t
chmod -R 755 dir
chmod a=r link
chmod 600 nofile
install t new
install -m 644 t new
install -m755 t u dir
install -d new/a other
install -d -m 700 new
install -D t new/a/b
install -Dm644 t new/a/b
install -t dir t u
install -D -t new/x t
install -p t new
install -v t new
install -c t u
install -T t new
install tool new
install t tool
install nofile new
"""

WORDS = """
/bin/echo hello -n x
/bin/echo -e 'a\\tb'
echo -n x
/usr/bin/printf '%s %d\\n' a 3
expr 1 + 2
expr abc : 'a\\(.\\)'
expr 0
true
false
true anything
basename dir/inner
basename dir/inner.c .c
basename -a a/b c/d
basename -s .c a.c b.c
basename -z x/y
dirname dir/inner
dirname a b/c
seq 3
seq 1 2 9
seq -s, 3
seq -w 8 11
uname
uname -a
uname -m
uname -srm
"""

EXTRA = """
bzip2 -c t
bzip2 -dc t.bz2
bzip2 -k t
bzip2 t u
bzip2 -d t.bz2
bunzip2 t.bz2
bunzip2 -k t.bz2
bzip2 -9
bzcat t.bz2
bzcat
xz -c t
xz -dc t.xz
xz -k t
xz -9 t u
xz -d t.xz
unxz t.xz
unxz -k t.xz
xz -0
xzcat t.xz
zstd -c t
zstd -q t
zstd -dc t.zst
zstd -q --rm t
zstd -q -d t.zst
zstd -3
tar cf a.tar t u
tar -cvf a.tar t
tar czf new.tgz t u
tar -cJf new.txz t
tar cjf new.tbz t
tar tf t.tar
tar tvf t.tar
tar -tf t.tar t
tar tf t
od -c t
od -An -tx1 -v bin
od -N 3 t
xxd t
xxd -p
xxd -p t out
xxd -i t
xxd -r -p u
hexdump -C t
hexdump -n 4 bin
strings bin
strings -n 3 -t x bin t
base64 t
base64 -d
base64 -w 0 bin
base32 t
cksum t u
cksum
cksum -a md5 t
sum t
sum -s t u
column -t spaced
column -t -s : t
fmt -w 10 t
fmt
pr -t -n t
pr -t -2 t u
numfmt --to=iec 1000 2048
numfmt --from=iec --field=2 1K
factor 12 13
factor
tsort spaced
tsort
look app t
jq -r .a json
jq -c '.b[]' json
jq -n '1 + 2'
m4 t
m4 -DX=1 macros
m4 -P macros u
patch -s -r - -o out t changes
patch -r - -o out u changes
patch -p1 -r - --output=out t changes
patch -s -r - -o out -i changes t
patch -p1 -r - --output=out --input=changes t
patch -r - --output=out t -i nosuch
msgfmt -o m.mo m.po
msgfmt -c -v -o out m.po
msgfmt --statistics -o - m.po
msgfmt -o m.mo bad.po
msgfmt -o m.mo m.po m.po
msgfmt --check --output-file=m.mo m.po
msgfmt -f -o m.mo nosuch.po
readlink -f t
readlink -f link
readlink -e dirlink/inner
readlink -fn dir/../t u
realpath t
realpath -e dirlink/inner t
realpath -z link
stat -c %s t
stat -c '%n %s %F' t u empty
stat -c %a t tool
stat -c '%A %s' tool
stat -Lc '%s %a' link
stat --dereference --format='%n: %s bytes' t empty
c++filt _Z1fv
c++filt
iconv -f utf-8 -t ascii//TRANSLIT t
iconv -f utf-8 -t latin1
iconv -f utf-8 -t utf-16 t
iconv -c -f utf8 -t ascii bin
iconv -f latin1 -t utf-8 t u
iconv -f utf-8 -t ascii bin
tr -cs A-Za-z '\\n'
tr -s a-z
tr -s '\\n'
tr -ds a b
"""

ARCHIVE = """
tar tzf a.tar.gz
tar -tzvf a.tar.gz
tar tJf a.tar.xz
tar tjf a.tar.bz2 t
tar xOf a.tar t
tar -xOf a.tar
tar xzOf a.tar.gz t
tar -xJOf a.tar.xz
tar xOf a.tar nosuch
tar xOf nosuch.tar
tar xf a.tar -C out
tar -xf a.tar -C out
tar -xvf a.tar -C out
tar xzf a.tar.gz -C out
tar -xzf a.tar.gz -C out
tar -xJf a.tar.xz -C out
tar -xjf a.tar.bz2 -C out
tar xf a.tar.gz -C out
tar xf a.tar -C out t folder
tar xf a.tar -C out nosuch
tar xf bad.zip -C out
tar xf nosuch.tar -C out
tar xf a.tar -C nosuch
zip -q -X new.zip t u
zip -qX new.zip t u
zip -X -9 new.zip t
zip -qXj new.zip t dir/inner
zip -qX new.zip nosuch
unzip -p a.zip
unzip -p a.zip t
unzip -l a.zip
unzip -t a.zip
unzip -tq a.zip
unzip -p bad.zip
unzip -p nosuch.zip
unzip -oq a.zip -d out
unzip -o a.zip -d out
unzip -qo a.zip t -d out
unzip -o -j a.zip -d out
unzip -oq a.zip -d fresh
xargs
xargs echo
xargs -n 1 echo x
xargs -n 2
xargs -0 echo
xargs -d , -n 1 echo
xargs -I % echo a%b
xargs -r -L 2 printf x%s
xargs -n 1 basename
"""

GRAMMAR = """
bison calc.y
bison -d calc.y
bison -y -d calc.y
bison -o calc.c calc.y
bison -d -o calc.c calc.y
bison -d -ocalc.c calc.y
bison -l -d -o calc.c calc.y
bison --defines=calc.h -o calc.c calc.y
bison --header=calc.h -o calc.c calc.y
bison -v -o calc.c calc.y
bison -d -v calc.y
bison -l -t -p cc_ -o calc.c calc.y
bison -Wall -Wno-yacc -o clash.c clash.y
bison -o clash.c clash.y
bison -Werror -o clash.c clash.y
bison -o bad.c bad.y
bison -o no.c nosuch.y
flex scan.l
flex -o scan.c scan.l
flex -oscan.c scan.l
flex -t scan.l
flex -i -8 -o out/scan.c scan.l
flex -Cf -o scan.c scan.l
flex --header-file=scan.h -o scan.c scan.l
flex -P cc_ -o scan.c scan.l
flex -L -s -o scan.c scan.l
flex -o bad.c bad.l
flex -o no.c nosuch.l
"""
