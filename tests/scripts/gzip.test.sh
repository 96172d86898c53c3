#### zgrep: options, several files, no match
## needs: /usr/bin/zgrep
## ignore: tree
printf 'one\ntwo\nthree\n' > a; printf 'two and a half\n' > "b c"; gzip a; gzip "b c"
printf 'two plain\n' > plain
for options in '' -n -c -l -L -h -H -i -v -w '-n -i' '-e two -e one' -q '--count' '-A1' '-m 1'; do
  $SH /usr/bin/zgrep $options two a.gz 'b c.gz' plain; echo "$options $?"
done
$SH /usr/bin/zgrep nothing a.gz; echo $?
$SH /usr/bin/zgrep two missing.gz; echo $?
$SH /usr/bin/zgrep; echo $?
$SH /usr/bin/zgrep --version | sed -n 1p
$SH /usr/bin/zgrep --help
$SH /usr/bin/zgrep -f patterns a.gz; echo $?
echo three > patterns; $SH /usr/bin/zgrep -f patterns a.gz; echo $?
zcat a.gz | $SH /usr/bin/zgrep two; echo $?
$SH /usr/bin/zgrep "t.o'" a.gz; echo $?
$SH /usr/bin/zgrep -E -- 't(w|h)' a.gz; echo $?

#### zegrep, zfgrep, egrep, fgrep, rgrep
## needs: /usr/bin/zegrep /usr/bin/zfgrep
## ignore: tree
printf 'a+b\naab\n' > a; gzip -k a
$SH /usr/bin/zegrep 'a+b' a.gz; $SH /usr/bin/zfgrep 'a+b' a.gz
$SH /usr/bin/egrep 'a+b' a; $SH /usr/bin/fgrep 'a+b' a; $SH /usr/bin/rgrep 'a+b' .

#### zdiff and zcmp
## needs: /usr/bin/zdiff /usr/bin/zcmp
## ignore: tree
printf 'one\ntwo\n' > a; printf 'one\n2\n' > b; gzip -k a b; cp a.gz c.gz; bzip2 -k a; xz -k b
for pair in 'a.gz b.gz' 'a b.gz' 'a.gz b' 'a b' 'a.gz c.gz' 'a.gz' 'a.bz2 b.xz' 'a.bz2 c.gz' 'a.gz missing' 'missing.gz a'; do
  $SH /usr/bin/zdiff $pair; echo "$pair $?"
  $SH /usr/bin/zcmp $pair; echo "$pair $?"
done
$SH /usr/bin/zdiff -u0 --label x --label y a.gz b.gz; echo $?
zcat a.gz | gzip | $SH /usr/bin/zdiff - b.gz; echo $?
$SH /usr/bin/zdiff; echo $?
$SH /usr/bin/zdiff --bad a.gz b.gz; echo $?

#### gunzip, zcat, uncompress, zforce, gzexe
## needs: /usr/bin/gunzip /usr/bin/zforce /usr/bin/gzexe
## ignore: tree
printf 'text\n' > a; gzip -n a; cp a.gz b; cp a.gz c.Z
$SH /usr/bin/zcat a.gz; $SH /usr/bin/zforce b; ls; $SH /usr/bin/gunzip -v b.gz; $SH /usr/bin/gunzip a.gz; ls
$SH /usr/bin/gunzip missing.gz; echo $?
$SH /usr/bin/gunzip --help | head -3
$SH /usr/bin/uncompress c.Z; echo $?
printf '#!/bin/sh\necho "ran $0 with $# arguments: $*"\nexit 3\n' > prog; chmod 755 prog
$SH /usr/bin/gzexe ./prog | tr -s ' '; rm -f prog~
./prog 1 '2 3' | sed 's,/tmp/gztmp[^ /]*,TMP,'
$SH ./prog 1 '2 3' | sed 's,/tmp/gztmp[^ /]*,TMP,'
$SH /usr/bin/gzexe -d ./prog > log; cat prog

#### gzexe leaves its program and a backup
## needs: /usr/bin/gzexe
## ignore: tree
printf '#!/bin/sh\necho hello\n' > prog; chmod 750 prog; touch -d 2020-01-01 prog
$SH /usr/bin/gzexe prog > log; echo $?; ls; sed -n '1,/^exit/p' prog; stat -c %a prog prog~

#### znew, zless and zmore without a terminal
## needs: /usr/bin/znew /usr/bin/zless /usr/bin/zmore
## ignore: tree
printf 'text\n' > a; gzip a
$SH /usr/bin/zless a.gz; echo $?; $SH /usr/bin/zmore a.gz; echo $?
$SH /usr/bin/znew a.gz; echo $?; $SH /usr/bin/znew; echo $?; $SH /usr/bin/znew -P9vt x.Z; echo $?

#### bzgrep, bzdiff, bzexe, bzmore
## needs: /usr/bin/bzgrep /usr/bin/bzdiff /usr/bin/bzexe
## ignore: tree
printf 'one\ntwo\n' > a; printf 'one\n2\n' > b; bzip2 -k a b
for options in '' -n -c -l -h -v '-e one'; do $SH /usr/bin/bzgrep $options two a.bz2 b.bz2; echo "$options $?"; done
for pair in 'a.bz2 b.bz2' 'a b.bz2' 'a.bz2 b' 'a.bz2'; do $SH /usr/bin/bzdiff $pair; echo "$pair $?"; done
$SH /usr/bin/bzgrep; echo $?
$SH /usr/bin/bzdiff; echo $?

#### xzgrep, xzdiff, zstdgrep
## needs: /usr/bin/xzgrep /usr/bin/xzdiff
## ignore: tree
printf 'one\ntwo\n' > a; printf 'one\n2\n' > b; xz -k a b; gzip -k a
for options in '' -n -c -l -h -H -v '-e one' -q; do $SH /usr/bin/xzgrep $options two a.xz b.xz a.gz; echo "$options $?"; done
for pair in 'a.xz b.xz' 'a b.xz' 'a.xz b' 'a.xz' 'a.xz missing'; do $SH /usr/bin/xzdiff $pair; echo "$pair $?"; done
$SH /usr/bin/xzgrep; echo $?
$SH /usr/bin/xzdiff --help
