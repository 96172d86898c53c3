#### libtool: help, config, dry runs
## needs: /usr/bin/libtool
## time-limit: 60
for options in --version --config --features '--help --mode=compile' '--help --mode=link' --help; do $SH /usr/bin/libtool $options; echo "$options $?"; done
$SH /usr/bin/libtool; echo $?; $SH /usr/bin/libtool --bad; echo $?; $SH /usr/bin/libtool --mode=nothing x; echo $?
$SH /usr/bin/libtool -n --mode=compile gcc -g -O -c foo.c; echo $?; $SH /usr/bin/libtool -n --mode=install install -c libx.la /usr/lib/libx.la; echo $?

#### libtool: compile, link, install, clean
## needs: /usr/bin/libtool
## time-limit: 90
echo 'int f(int x) { return x + 1; }' > f.c; echo 'int g(int x) { return x * 2; }' > g.c; echo 'extern int f(int); int main(void) { return f(1); }' > main.c
lt() { $SH /usr/bin/libtool --tag=CC "$@"; echo "$?"; }
lt --mode=compile gcc -O -c f.c; lt --mode=compile gcc -O -c g.c; lt --mode=compile gcc -O -c main.c
lt --mode=link gcc -O -o libf.la f.lo g.lo -rpath /usr/lib -version-info 3:2:1; lt --mode=link gcc -O -o main main.lo libf.la
lt --silent --mode=execute ./main; ls -A . .libs; cat libf.la f.lo
mkdir -p out/usr/lib out/bin; lt --mode=install install -c libf.la "$PWD/out/usr/lib/libf.la"; lt --mode=install install -c main "$PWD/out/bin/main"; lt --mode=finish /usr/lib -n; find out | sort
lt --mode=uninstall rm -f "$PWD/out/usr/lib/libf.la"; lt --mode=clean rm -f libf.la main f.lo g.lo main.lo; find . | sort; rm -rf out
$SH /usr/bin/libtool --mode=link gcc -o libx.la missing.lo; echo $?

#### autoconf, autoreconf, libtoolize
## needs: /usr/bin/autoconf /usr/bin/libtoolize
## time-limit: 90
cat > configure.ac <<'EOF'
AC_INIT([thing], [1.2], [bugs@example.org])
AC_CONFIG_MACRO_DIRS([m4])
AC_PROG_CC
AC_CHECK_HEADERS([stdio.h no/such.h])
AC_ARG_ENABLE([x], [AS_HELP_STRING([--enable-x], [do x])])
AS_CASE([$enable_x], [y*], [AC_DEFINE([X], [1], [x])])
AC_CONFIG_HEADERS([config.h])
AC_CONFIG_FILES([out])
AC_OUTPUT
EOF
echo '#undef X' > config.h.in; echo 'prefix=@prefix@ version=@PACKAGE_VERSION@ cc=@CC@' > out.in
$SH /usr/bin/autoconf --version | sed -n 1p; $SH /usr/bin/autoconf --help | head -5; $SH /usr/bin/autoconf; echo $?; $SH /usr/bin/autoconf --bad; echo $?
rm -rf autom4te.cache; $SH /usr/bin/libtoolize --version | sed -n 1p; $SH /usr/bin/libtoolize -n -c; echo $?; $SH /usr/bin/libtoolize --bad; echo $?
CONFIG_SHELL=/bin/bash $SH ./configure --enable-x=yes --prefix=/opt; echo $?; cat out config.h; $SH ./configure --help | head -30; $SH ./configure --bad; echo $?; $SH ./configure --version
$SH ./config.status --recheck --no-create > /dev/null; $SH ./config.status out; $SH ./config.status --version; rm -f config.log config.status

#### gettextize and bashbug say what they want
## needs: /usr/bin/gettextize
for options in --help --version --bad; do $SH /usr/bin/gettextize $options; echo $?; done

#### shunit2
## needs: /usr/bin/shunit2
## time-limit: 60
cat > use <<'EOF'
oneTimeSetUp() { echo "once"; }
setUp() { n=$((n + 1)); }
testEquality() { assertEquals 1 1; assertEquals "message" 1 2; assertNotEquals 1 2; }
testTrue() { assertTrue '[ 1 -eq 1 ]'; assertFalse 'x' 1; assertNull ''; assertNotNull x; assertContains abc b; }
testSkip() { startSkipping; assertTrue 1; endSkipping; }
testFail() { fail "on purpose"; }
tearDown() { echo "down $n"; }
. /usr/bin/shunit2
EOF
$SH use 2>&1; echo $?

#### bats
## needs: /usr/bin/bats
## time-limit: 90
cat > some.bats <<'EOF'
setup() { x=5; }
@test "one" { run echo hello; [ "$status" -eq 0 ]; [ "$output" = hello ]; }
@test "two fails" { [ "$x" -eq 6 ]; }
@test "three skips" { skip "later"; }
@test "four: lines" { run printf 'a\nb\n'; [ "${lines[1]}" = b ]; run false; [ "$status" -eq 1 ]; }
teardown() { :; }
EOF
$SH /usr/bin/bats --tap some.bats; echo $?; $SH /usr/bin/bats --count some.bats; $SH /usr/bin/bats --version; $SH /usr/bin/bats --help; $SH /usr/bin/bats -f one -p some.bats; echo $?

#### debootstrap
## needs: /usr/sbin/debootstrap
## time-limit: 60
$SH /usr/sbin/debootstrap --version; $SH /usr/sbin/debootstrap --help; $SH /usr/sbin/debootstrap; echo $?; $SH /usr/sbin/debootstrap --bad; echo $?
$SH /usr/sbin/debootstrap nosuchsuite ./target http://127.0.0.1:9/; echo $?
$SH /usr/sbin/debootstrap --foreign --arch=amd64 --variant=minbase bookworm ./target http://127.0.0.1:9/debian 2>&1 | sed 's/[0-9]* seconds//'; find . | sort
$SH /usr/sbin/debootstrap --print-debs --keep-debootstrap-dir bookworm ./t2 http://127.0.0.1:9/; echo $?

#### debootstrap from a local archive
## needs: /usr/sbin/debootstrap
## time-limit: 90
## ignore: tree
mkdir -p archive/dists/s/main/binary-amd64 archive/pool
printf 'Package: base\nVersion: 1\nArchitecture: amd64\nPriority: required\nFilename: pool/base.deb\nSize: 3\nSHA256: %s\nMD5sum: x\n\nPackage: dep\nVersion: 2\nArchitecture: all\nPriority: optional\nDepends: base (>= 1) | other\nFilename: pool/dep.deb\nSize: 3\nSHA256: %s\n' 1 2 > archive/dists/s/main/binary-amd64/Packages
sum=$(sha256sum < archive/dists/s/main/binary-amd64/Packages | cut -d' ' -f1); size=$(stat -c %s archive/dists/s/main/binary-amd64/Packages)
printf 'Origin: x\nSuite: s\nCodename: s\nComponents: main\nArchitectures: amd64\nSHA256:\n %s %s main/binary-amd64/Packages\n' $sum $size > archive/dists/s/Release
$SH /usr/sbin/debootstrap --no-check-gpg --print-debs --keep-debootstrap-dir --arch=amd64 --components=main --include=dep --resolve-deps s "$PWD/target" "file://$PWD/archive" /usr/share/debootstrap/scripts/sid; echo $?
$SH /usr/sbin/debootstrap --no-check-gpg --download-only --arch=amd64 s "$PWD/target2" "file://$PWD/archive" /usr/share/debootstrap/scripts/sid; echo $?
find target target2 | sort

#### mkinitramfs
## needs: /usr/sbin/mkinitramfs
## time-limit: 90
## ignore: tree
for options in -h --help --bad '-o' '' '-o out 1.2.3-none' '-c nothing -o out' '-l'; do $SH /usr/sbin/mkinitramfs $options 2>&1 | sed -E 's,(mkinitramfs|initramfs)[-_][A-Za-z0-9]{6}\b,\1_XXXXXX,g'; echo "$options ${PIPESTATUS[0]}"; done

#### initramfs hooks' functions
## needs: /usr/share/initramfs-tools/hook-functions
cat > use <<'EOF'
set -e
. /usr/share/initramfs-tools/scripts/functions
. /usr/share/initramfs-tools/hook-functions
verbose=y; DESTDIR=$PWD/dest; mkdir -p $DESTDIR; export DESTDIR
copy_exec /bin/true /bin; copy_exec /bin/cat; copy_file config /etc/passwd /etc/pw || :; find $DESTDIR | sed "s,$PWD,.," | sort
_log_msg "a %s\n" b; log_begin_msg begin; log_end_msg; log_warning_msg w; panic=; 
resolve_device /dev/null || :; echo "$?"; mkdir -p s; printf '#!/bin/sh\nPREREQ="two"\ncase $1 in prereqs) echo $PREREQ; exit;; esac\necho one ran\n' > s/one; printf '#!/bin/sh\ncase $1 in prereqs) exit;; esac\necho two ran\n' > s/two; chmod +x s/*
initdir=$PWD/s; set_initlist; echo "$array_x"; get_prereq_pairs | tsort
EOF
$SH use 2>&1; rm -rf dest

#### dkms
## needs: /usr/sbin/dkms
## time-limit: 90
mkdir -p src/thing-1.0 tree; printf 'PACKAGE_NAME="thing"\nPACKAGE_VERSION="1.0"\nBUILT_MODULE_NAME[0]="thing"\nBUILT_MODULE_LOCATION[0]="m/"\nDEST_MODULE_LOCATION[0]="/updates"\nAUTOINSTALL=yes\nMAKE[0]="false"\n' > src/thing-1.0/dkms.conf; echo x > src/thing-1.0/x.c
dk() { $SH /usr/sbin/dkms "$@" --dkmstree "$PWD/tree" --sourcetree "$PWD/src" --installtree "$PWD/inst" 2>&1; echo "$* $?"; }
dk add -m thing -v 1.0; dk status; dk add -m thing -v 1.0; dk add -m none -v 1; dk build -m thing -v 1.0 -k 1.2.3-none --kernelsourcedir /nonexistent; dk remove -m thing -v 1.0 --all; dk status; dk --version; dk --help; dk; dk nonsense; dk add ./src/thing-1.0
find tree -type f | sort | grep -v make.log; rm -rf tree

#### apt-key, locale-gen, kernel-install: help
for name in /usr/bin/apt-key /usr/bin/pg_virtualenv /usr/bin/xdg-user-dir /usr/bin/gawkbug /usr/bin/sensible-pager; do [ ! -e $name ] || { $SH $name --help </dev/null; echo "$name $?"; }; done

#### ltmain and libtool scripts generated by configure
## needs: /usr/bin/libtoolize
## time-limit: 150
printf 'AC_INIT([t],[1])\nAC_CONFIG_AUX_DIR([.])\nAC_CONFIG_MACRO_DIRS([m4])\nLT_INIT\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n' > configure.ac
echo 'x: ; @echo @LIBTOOL@' > Makefile.in; mkdir m4; cp /usr/share/misc/config.guess /usr/share/misc/config.sub .; cp /usr/share/automake*/install-sh .
libtoolize -q -c > /dev/null 2>&1; aclocal -I m4 > /dev/null 2>&1; autoconf; rm -rf autom4te.cache
$SH ./configure > log 2>&1; echo $?; sed -i 's/ [0-9]*:[0-9:]*//' log; rm -f config.log
$SH ./libtool --config | cksum; $SH ./libtool --version | head -1; $SH ./config.guess; $SH ./config.sub x86_64-linux; $SH ./config.sub sun4-solaris; $SH ./config.sub nonsense-x-y; $SH ./install-sh -d a/b; $SH ./install-sh -c -m 644 log a/b/log; $SH ./install-sh; rm -f configure aclocal.m4

#### config.sub of many names
## needs: /usr/share/misc/config.sub
## time-limit: 60
for name in i386-linux i686-pc-linux-gnu arm-none-eabi sparc-sun-solaris2.10 alpha-dec-osf4 powerpc-apple-darwin hppa1.1-hp-hpux m68k mips64el-linux-gnuabi64 riscv64-linux vax-dec-ultrix cygwin mingw32 x86_64-w64-mingw32 aarch64-linux-android bad_name a-b-c-d-e-f ''; do $SH /usr/share/misc/config.sub "$name"; echo $?; done
$SH /usr/share/misc/config.sub --help; $SH /usr/share/misc/config.guess --version

#### automake's helpers: missing, depcomp, compile, install-sh, mkinstalldirs, test-driver, ylwrap, mdate-sh
## needs: /usr/bin/automake
## time-limit: 90
d=$(echo /usr/share/automake-1.*); echo 'int f(void) { return 1; }' > a.c
$SH $d/missing --help; $SH $d/missing --is-lightweight; echo $?; $SH $d/missing nosuchprogram x; echo $?; $SH $d/missing true; echo $?
DEPDIR=.deps depmode=gcc3 source=a.c object=a.o depfile=.deps/a.Po; export DEPDIR depmode source object depfile; mkdir .deps
$SH $d/depcomp gcc -c -o a.o a.c; echo $?; cat .deps/a.Po; for depmode in gcc cpp makedepend dashmstdout none; do $SH $d/depcomp gcc -c -o a.o a.c; echo $depmode $?; done
$SH $d/compile gcc -c -o sub.o a.c; echo $?; $SH $d/install-sh -d x/y/z; $SH $d/install-sh -c -m 600 a.c x/y; $SH $d/install-sh -C -v a.c x/y; $SH $d/install-sh -t x a.c; $SH $d/install-sh --help; $SH $d/mkinstalldirs p/q 'r s'; stat -c '%a %n' x/* x/y/*
$SH $d/test-driver --test-name t --log-file t.log --trs-file t.trs --color-tests no --enable-hard-errors yes --expect-failure no -- sh -c 'echo out; exit 1'; echo $?; cat t.log t.trs
$SH $d/mdate-sh /usr/share/automake-1.*/install-sh | wc -w; rm -f *.o .deps/*

#### make with the shell
## time-limit: 60
cat > Makefile <<'EOF'
SHELL = $(MYSH)
all: a.txt b.txt ; @cat $^ && echo done $$PPID | tr -d 0-9
%.txt: ; @for i in 1 2; do echo $@ $$i; done > $@; test -s $@ || exit 1
fail: ; @echo before; false; echo after
vars: ; @x='a b'; echo "$$x" `echo $(words a b c)`; : $${y:=z}; echo $$y
.ONESHELL:
one: ; cd /; x=5
	pwd; echo $$x
EOF
MYSH=$(command -v ${SH%% *})
make -s all MYSH=$MYSH; make -s vars MYSH=$MYSH; make -s fail MYSH=$MYSH; echo $?; make -s -j2 -B all MYSH=$MYSH; make -s one MYSH=$MYSH; make -n all MYSH=SH

#### configure: --help=recursive, unknown options, cache file
## needs: /usr/bin/autoconf
## time-limit: 90
printf 'AC_INIT([t],[1])\nAC_PROG_CC\nAC_CHECK_FUNCS([strdup nosuch_function])\nAC_CHECK_SIZEOF([long])\nAC_CONFIG_FILES([out])\nAC_CONFIG_COMMANDS([c],[echo command $x],[x=5])\nAC_OUTPUT\n' > configure.ac; echo '@prefix@ @ac_cv_func_strdup@' > out.in; autoconf; rm -rf autom4te.cache
$SH ./configure -C --quiet; echo $?; grep -v '^#' config.cache | sed 's/[0-9]*\.[0-9]*//'; $SH ./configure -C | sed -n 1,9p; $SH ./configure --help=short | sed -n 1,5p; $SH ./configure --enable-nothing -q; $SH ./configure --prefix=relative; echo $?; $SH ./configure CC=nosuchcc; echo $?; $SH ./config.status --config; ./config.status -q; $SH ./config.status --file=out2:out.in; rm -f config.log config.status configure
