#### ldd
## needs: /usr/bin/ldd
$SH /usr/bin/ldd /bin/true | sed 's/0x[0-9a-f]*/ADDRESS/'; $SH /usr/bin/ldd -v /bin/ls | sed 's/0x[0-9a-f]*/ADDRESS/'
$SH /usr/bin/ldd /bin/true /bin/cat /etc/passwd missing | sed 's/0x[0-9a-f]*/ADDRESS/'; echo "${PIPESTATUS[@]}"
$SH /usr/bin/ldd; echo $?; $SH /usr/bin/ldd --version; $SH /usr/bin/ldd --help; $SH /usr/bin/ldd --bad; echo $?
$SH /usr/bin/ldd -u -r /bin/true | sed 's/0x[0-9a-f]*/ADDRESS/'
echo > text; $SH /usr/bin/ldd ./text; echo $?

#### which
## needs: /usr/bin/which.debianutils
$SH /usr/bin/which.debianutils ls cat missing; echo $?
$SH /usr/bin/which.debianutils -a ls; echo $?
$SH /usr/bin/which.debianutils; echo $?; $SH /usr/bin/which.debianutils -x; echo $?
echo > tool; $SH /usr/bin/which.debianutils ./tool; echo $?; chmod +x tool; $SH /usr/bin/which.debianutils ./tool; echo $?
PATH=.::$PATH $SH /usr/bin/which.debianutils -a tool; echo $?
$SH /usr/bin/which.debianutils -- ls 'with space' ''; echo $?

#### init scripts: help and status
## needs: /etc/init.d/procps /etc/init.d/hwclock.sh
for name in procps hwclock.sh dbus x11-common kmod udev; do
  [ -e /etc/init.d/$name ] || continue
  $SH /etc/init.d/$name; echo "$name $?"; $SH /etc/init.d/$name nonsense; echo "$name $?"
  $SH /etc/init.d/$name status; echo "$name $?"
done

#### a script of init-d-script
## needs: /usr/lib/init/init-d-script /lib/lsb/init-functions
mkdir etc; cat > etc/thing <<'EOF'
#!/bin/sh
### BEGIN INIT INFO
# Provides: thing
# Short-Description: a thing
### END INIT INFO
DESC="a thing"
DAEMON=/bin/true
do_start_override() { echo "starting with $VERBOSE"; }
do_stop_override() { echo stopping; return 1; }
do_status_override() { echo "status of $NAME"; return 3; }
EOF
for word in start stop restart status force-reload try-restart reload nothing ''; do
  VERBOSE=yes $SH /usr/lib/init/init-d-script ./etc/thing $word; echo "$word $?"
done

#### lsb init functions
## needs: /lib/lsb/init-functions
cat > use <<'EOF'
set -e
. /lib/lsb/init-functions
log_daemon_msg "Starting" "daemon"; log_progress_msg one; log_end_msg 0
log_action_begin_msg "Doing"; log_action_cont_msg "more"; log_action_end_msg 1 "odd" || echo failed
log_success_msg ok; log_failure_msg bad; log_warning_msg careful; log_begin_msg begin; log_end_msg 1 || echo status $?
pidofproc -p /nonexistent sleep || echo $?
status_of_proc -p /nonexistent /bin/sleepless thing || echo $?
get_lsb_header_val /etc/init.d/procps Short-Description || echo $?
EOF
$SH use

#### run-parts like cron scripts say nothing
## needs: /etc/cron.daily/dpkg
$SH -n /etc/cron.daily/dpkg; echo $?; $SH -n /etc/cron.daily/apt-compat; echo $?

#### savelog
## needs: /usr/bin/savelog
## ignore: tree
for i in 1 2 3 4; do echo "log $i" > log; $SH /usr/bin/savelog -n -c 3 log | sed "s/ at .*//"; echo $?; done; ls
echo more > log; $SH /usr/bin/savelog -l -t -m 600 -c 4 log | sed 's/ at .*//'; echo $?; stat -c '%n %a' log*; $SH /usr/bin/savelog; echo $?

#### add-shell, update-shells with a root of their own
## needs: /usr/sbin/update-shells
mkdir -p root/etc root/usr/share/debianutils/shells.d root/var/lib; echo /bin/sh > root/etc/shells
echo /bin/thing > root/usr/share/debianutils/shells.d/thing
$SH /usr/sbin/update-shells --root root --verbose --no-act; echo $?; $SH /usr/sbin/update-shells --root root --verbose; echo $?
$SH /usr/sbin/update-shells --bad; echo $?
cat root/etc/shells; find root | sort

#### lsb_release
## needs: /usr/bin/lsb_release
for options in '' -a -d -s -r '-cs' '-i -r' --help -v --bad; do $SH /usr/bin/lsb_release $options; echo "$options $?"; done

#### configuration scripts of libraries
## needs: /usr/bin/xml2-config /usr/bin/ncursesw6-config
for script in xml2-config xslt-config libpng16-config nss-config nspr-config libgcrypt-config xmlsec1-config ncursesw6-config \
  ncurses6-config gpgrt-config x86_64-linux-gnu-python3.11-config pg_config; do
  [ -e /usr/bin/$script ] || continue
  for options in '' --help --version --libs --cflags '--libs --cflags' --prefix '--prefix=/x --exec-prefix=/y --cflags' --bad --static '--libs --static' --includes --ldflags; do
    $SH /usr/bin/$script $options; echo "$script $options $?"
  done
done

#### nroff, neqn, gettext.sh, sotruss, memusage, gcore, ssh-argv0, tzselect
# bashbug leaves a folder named after its process id, which is another one's later.
mkdir tmp; export TMPDIR=$PWD/tmp
for script in nroff gettext.sh sotruss memusage gcore ssh-argv0 bashbug strace-log-merge lsinitramfs unmkinitramfs heaptrack arch-test ssh-copy-id \
  e2scrub gdb-add-index lcf kernel-install pg_buildext; do
  for folder in /usr/bin /usr/sbin /sbin; do [ -e $folder/$script ] && break; done || continue
  [ -e $folder/$script ] || continue
  for options in --help --version --bad; do $SH $folder/$script $options; echo "$script $options $?"; done
done
rm -r tmp

#### tzselect
## needs: /usr/bin/tzselect
printf '8\n1\n1\n' | $SH /usr/bin/tzselect 2>&1 | grep -v 'time is now\|Universal Time\|now:' ; $SH /usr/bin/tzselect --version; $SH /usr/bin/tzselect --help
printf '11\nEST5\n1\n' | $SH /usr/bin/tzselect 2>&1 | grep -v 'time is now\|Universal Time\|now:'

#### ucf
## needs: /usr/bin/ucf /usr/bin/ucfr
mkdir state debconf; echo one > new
# The system's own database is locked while anybody else uses it.
export DEBIAN_FRONTEND=noninteractive DEBCONF_SYSTEMRC=$PWD/debconf/conf
for name in config templates; do printf 'Name: %s\nDriver: File\nFilename: %s\n\n' $name "$PWD/debconf/$name.dat"; done |
  sed '1i Config: config\nTemplates: templates\n' > debconf/conf
run() { UCF_FORCE_CONFFNEW=1 $SH /usr/bin/ucf --state-dir "$PWD/state" --debconf-ok "$@"; echo "$? $*"; }
run new "$PWD/conf"; cat conf; echo two > new; run new "$PWD/conf"; cat conf; run -p "$PWD/conf"; cat state/hashfile; run --help; run
$SH /usr/bin/ucfr --state-dir "$PWD/state" pack "$PWD/conf"; cat state/registry; $SH /usr/bin/ucfr; echo $?
rm -r debconf

#### dpkg-realpath, dpkg-maintscript-helper
## needs: /usr/bin/dpkg-maintscript-helper
mkdir -p root/a; ln -s a root/b; ln -s /b root/c
for path in / /b/x /c/../a /b /missing/x; do $SH /usr/bin/dpkg-realpath --root="$PWD/root" $path; echo $?; done
$SH /usr/bin/dpkg-maintscript-helper --help; $SH /usr/bin/dpkg-maintscript-helper supports rm_conffile; echo $?
$SH /usr/bin/dpkg-maintscript-helper nothing; echo $?; $SH /usr/bin/dpkg-maintscript-helper rm_conffile /x; echo $?

#### invoke-rc.d, service, update-java-alternatives
## needs: /usr/sbin/invoke-rc.d /usr/sbin/service
$SH /usr/sbin/invoke-rc.d; echo $?; $SH /usr/sbin/invoke-rc.d --help; $SH /usr/sbin/invoke-rc.d --query nothing start; echo $?
$SH /usr/sbin/invoke-rc.d --disclose-deny procps status; echo $?
$SH /usr/sbin/service; echo $?; $SH /usr/sbin/service --version; $SH /usr/sbin/service nothing status; echo $?
# With services of its own: what those of the machine do changes.
mkdir init.d; sed "s|^SERVICEDIR=.*|SERVICEDIR=$PWD/init.d|" /usr/sbin/service > service
for status in 0 1 3; do printf '%s\n' '#!/bin/sh' 'case $1 in status) echo "is $0"' "exit $status" ';; esac' > init.d/s$status; done
printf '#!/bin/sh\necho only start and stop\n' > init.d/none; : > init.d/empty; chmod +x init.d/*; chmod -x init.d/s3
$SH ./service --status-all 2>&1; echo $?; $SH ./service s1 status; echo $?; $SH ./service s0 --full-restart; echo $?

#### update-java-alternatives and apt-key
## needs: /usr/sbin/update-java-alternatives
$SH /usr/sbin/update-java-alternatives -l; echo $?; $SH /usr/sbin/update-java-alternatives; echo $?; $SH /usr/sbin/update-java-alternatives -h; echo $?

#### lesspipe
## needs: /usr/bin/lesspipe
## ignore: tree
echo text > a; gzip a; tar cf b.tar a.gz; echo plain > c
$SH /usr/bin/lesspipe; SHELL=/bin/sh $SH /usr/bin/lesspipe; SHELL=/bin/csh $SH /usr/bin/lesspipe
for file in a.gz c; do $SH /usr/bin/lesspipe $file; echo $?; done; $SH /usr/bin/lesspipe b.tar | wc -l

#### c89, c99
## needs: /usr/bin/c89-gcc /usr/bin/c99-gcc
echo 'int f(void) { return 1; }' > a.c; $SH /usr/bin/c99-gcc -c a.c; echo $?; $SH /usr/bin/c89-gcc -std=c99 -c a.c; echo $?; $SH /usr/bin/c89-gcc -ansi -S -o /dev/null a.c; echo $?

#### fakeroot
## needs: /usr/bin/fakeroot-sysv
$SH /usr/bin/fakeroot-sysv --help; $SH /usr/bin/fakeroot-sysv --version; touch a; $SH /usr/bin/fakeroot-sysv -- sh -c 'chown 12:34 a; stat -c "%u %g" a'; $SH /usr/bin/fakeroot-sysv --bad; echo $?

#### zipgrep, gpg-zip, make-ssl-cert, update-ca-certificates
$SH /usr/bin/zipgrep; echo $?; [ ! -e /usr/sbin/update-ca-certificates ] || $SH /usr/sbin/update-ca-certificates --help; echo $?
[ ! -e /usr/bin/gpg-zip ] || $SH /usr/bin/gpg-zip --help
[ ! -e /usr/sbin/make-ssl-cert ] || { $SH /usr/sbin/make-ssl-cert; echo $?; flock /var/cache/debconf/config.dat true; }
mkdir certs hooks etc; [ ! -e /usr/sbin/update-ca-certificates ] || $SH /usr/sbin/update-ca-certificates --certsconf /dev/null --certsdir certs --localcertsdir certs --etccertsdir etc --hooksdir hooks; echo $?; find .

#### gettext.sh eval_gettext
## needs: /usr/bin/gettext.sh
cat > use <<'EOF'
. gettext.sh
x=5; eval_gettext 'value $x'; echo; eval_ngettext 'one $x' 'many $x' 3; echo; eval_pgettext c 'value ${x}'; echo
EOF
$SH use

#### the syntax of all scripts of the system's folders
## time-limit: 240
for file in /usr/sbin/* /etc/init.d/* /usr/bin/[a-g]* /usr/bin/[s-z]*; do
  [ -f "$file" ] && [ ! -L "$file" ] && [ "$(head -c 2 "$file" | tr -d '\0')" = '#!' ] || continue
  case $(head -n 1 "$file") in */bin/bash* | */bin/sh*) $SH -n "$file" || echo "$file" $? ;; esac
done
