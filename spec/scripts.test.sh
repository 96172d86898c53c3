#### an installer
## arguments: --prefix=/opt/x -v -n --with-foo bar -- rest1 "rest 2"
set -euo pipefail
prog=${0##*/}
usage() { cat <<-EOT
	Usage: $prog [options]
	  --prefix=DIR   where [${PREFIX:-/usr/local}]
	EOT
}
die() { printf >&2 '%s: error: %s\n' "$prog" "$*"; exit 2; }
verbose=0 dry=false prefix=/usr/local
declare -A with=()
while (($#)); do
  case $1 in
    --prefix=*) prefix=${1#*=} ;;
    --prefix) prefix=${2?missing}; shift ;;
    --with-*) with[${1#--with-}]=$2; shift ;;
    -v|--verbose) ((++verbose)) ;;
    -n) dry=true ;;
    -h|--help) usage; exit ;;
    --) shift; break ;;
    -*) die "unknown option $1" ;;
    *) break ;;
  esac
  shift
done
run() { if $dry; then printf '+'; printf ' %q' "$@"; echo; else "$@"; fi; }
mkdir -p root$prefix/{bin,lib,share/man/man{1,8}}
for d in bin lib; do run install -d -m 755 "root$prefix/$d"; done
cat > root$prefix/bin/tool <<EOT
#!/bin/sh
# installed by $prog on behalf of \$USER
exec "\$0.real" "\$@" ${with[foo]@Q}
EOT
chmod 0755 root$prefix/bin/tool
find root | sort
echo "rest: $# [$1] [$2] verbose=$verbose"
declare -p with
usage
(die "this is bad")  || echo "status $?"
trap 'rc=$?; rm -rf root; echo "cleanup $rc"' EXIT
grep -q nothing root$prefix/bin/tool
echo not reached
#### what configure scripts do
: ${CONFIG_SHELL=/bin/sh}
as_nl='
'
export as_nl
IFS=" ""	""$as_nl"
PS1='$ '
(unset CDPATH) >/dev/null 2>&1 && unset CDPATH
as_fn_error () {
  as_status=$1; test $as_status -eq 0 && as_status=1
  if test "$4"; then
    as_lineno=${as_lineno-"$3"} as_lineno_stack=as_lineno_stack=$as_lineno_stack
    printf "%s\n" "$as_me:${as_lineno-$LINENO}: error: $2" >&$4
  fi
  printf "%s\n" "$as_me: error: $2" >&2
  return $as_status
}
as_me=`basename -- "$0"`
exec 5>config.log
as_fn_error 3 "x y" "$LINENO" 5
echo $?
if (eval "test \$(( 1 + 1 )) = 2") 2>/dev/null; then
  eval 'as_fn_arith () { as_val=$(( $* )); }'
else
  as_fn_arith () { as_val=`expr "$@" || test $? -eq 1`; }
fi
as_fn_arith 3 + 4; echo $as_val
ac_cache=config.cache
cat >confcache <<\_ACEOF
# cache `x` $y
_ACEOF
(
  for ac_var in `(set) 2>&1 | sed -n 's/^\([a-zA-Z_][a-zA-Z0-9_]*\)=.*/\1/p'`; do
    eval ac_val=\$$ac_var
    case $ac_val in #(
    *${as_nl}*)
      case $ac_var in #(
      _ | IFS | as_nl) ;; #(
      BASH_ARGV | BASH_SOURCE) eval $ac_var= ;; #(
      *) { eval $ac_var=; unset $ac_var;} ;;
      esac ;;
    esac
  done
  (set) 2>&1 |
    case $as_nl`(ac_space=' '; set) 2>&1` in #(
    *${as_nl}ac_space=\ *)
      sed -n "s/'/'\\\\''/g; s/^\\(ac_[a-z]*\\)='\\(.*\\)'/\\1=\\2/p" ;;
    *) sed -n "/^ac_[a-z]*=/p" ;;
    esac | sort
) >>confcache
cat confcache
ac_ct=no
{ { (eval echo "$as_me:${as_lineno-$LINENO}: \"checking\"") >&5
  (eval "exit 3") 2>&5
  ac_status=$?
  echo "$as_me: \$? = $ac_status" >&5
  test $ac_status = 0; }; } || echo failed
sed "s,x,%,;t t
d
:t
" <<_E
x${as_me+set}
_E
cat config.log
test -n "${x+set}" || x=1
case "x$x" in x1) echo one;; esac
for ac_prog in nosuch1 sed; do
  set dummy $ac_prog; ac_word=$2
  if test ${ac_cv_prog+y}; then :; else
  as_save_IFS=$IFS; IFS=:
  for as_dir in $PATH; do
    IFS=$as_save_IFS
    case $as_dir in #(((
    '') as_dir=./ ;;
    */) ;;
    *) as_dir=$as_dir/ ;;
    esac
    if test -f "$as_dir$ac_word" && test -x "$as_dir$ac_word"; then ac_cv_prog=$ac_prog; break 2; fi
  done
  IFS=$as_save_IFS
  fi
done
echo ${ac_cv_prog-none}
#### an init script
pidfile=./d.pid
start() {
  [ -f $pidfile ] && kill -0 $(cat $pidfile) 2>/dev/null && { echo already; return 1; }
  sleep 30 & echo $! > $pidfile
  echo -n "Starting: "; printf '%-10s[%s]\n' daemon OK
}
stop() {
  local pid
  [ -r $pidfile ] && read -r pid < $pidfile || { echo "not running"; return 0; }
  kill $pid && wait $pid 2>/dev/null
  echo "stopped: $?"
  rm -f $pidfile
}
status() { if [ -f $pidfile ] && kill -0 "$(<$pidfile)" 2>/dev/null; then echo running; else echo dead; return 3; fi; }
for act in status start start status restart stop stop bogus; do
  case "$act" in
    start|stop|status) $act ;;
    restart|force-reload) stop; start ;;
    *) echo $"Usage: {start|stop}" ; (exit 2);;
  esac
  echo "$act -> $?"
done
#### a log is counted and cut
for i in {1..40}; do printf '2024-01-%02d %s [%d] msg %d "GET /p%d HTTP/1.%d" %d\n' $((i%28+1)) $([ $((i%3)) = 0 ] && echo ERROR || echo INFO) $i $i $((i%5)) $((i%2)) $((200+i%7*50)); done > log
declare -A count=() by=()
declare -i total=0
while IFS=' ' read -r date level pid _ rest; do
  ((count[$level]++))
  if [[ $rest =~ \"([A-Z]+)\ (/[^ ]*)\ HTTP/([0-9.]+)\"\ ([0-9]+)$ ]]; then
    by[${BASH_REMATCH[2]}]+="${BASH_REMATCH[4]} "
    total+=${BASH_REMATCH[4]}
  fi
  last=$date
done < log
for k in "${!count[@]}"; do echo "$k ${count[$k]}"; done | sort
for k in "${!by[@]}"; do printf '%-6s|%s\n' "$k" "${by[$k]% }"; done | sort -k1,1
echo $total "$last"
awk '{c[$2]++} END{for(k in c) print k, c[k]}' log | sort | tee out | wc -l
sort -k2,2 -k1,1r log | head -n 3
mapfile -t -s 2 -n 3 lines < log; printf '<%s>\n' "${lines[@]}"
mapfile -t -C 'echo cb' -c 2 -n 5 l2 < log; echo ${#l2[@]}
mapfile -d ' ' -n 3 l3 < log; declare -p l3
mapfile -O 5 -n 2 -t l3 < log; echo "${!l3[@]}"
cut -d' ' -f2 log | sort | uniq -c | sort -rn | while read n w; do echo "$w=$n"; done
paste <(cut -d' ' -f1 log) <(cut -d' ' -f3 log) | tail -2
diff <(head -5 log) <(sed 5d log | head -5)
echo "diff: $?"
grep -c ERROR log; grep -n 'msg 7' log || true
comm -12 <(cut -d' ' -f1 log | sort -u) <(printf '%s\n' 2024-01-0{1..9}) | paste -sd,
#### options
f() {
  local OPTIND=1 OPTARG opt
  while getopts :ab:c: opt "$@"; do
    case $opt in
      a) echo a ;;
      b|c) echo "$opt=$OPTARG" ;;
      :) echo "missing $OPTARG" ;;
      \?) echo "bad $OPTARG" ;;
    esac
  done
  shift $((OPTIND-1))
  echo "left: $*"
}
f -a -bfoo -c bar x y
f -ab
f -z -a -- -b
f -abc
f -abc d -e -
g() { local opt OPTIND; while getopts "x:y" opt; do echo "$opt ${OPTARG-unset} $OPTIND"; done; echo $OPTIND $opt; }
g -yx 3 -y; g -q; g -x
while getopts "ab" o -a -b; do echo $o; done; echo $OPTIND
OPTIND=1; OPTERR=0; while getopts "ab" o -z -b; do echo $o; done; echo $OPTIND
set -- -a file -b; OPTIND=1; while getopts ab o; do echo $o; done; shift $((OPTIND-1)); echo "$@"
#### menus
PS3='pick> '
select f in one "two words" three quit; do
  case $f in
    quit) echo bye; break ;;
    '') echo "invalid: $REPLY" ;;
    *) echo "got $f ($REPLY)" ;;
  esac
done <<E
1
9

 2 
foo
4
E
echo "st $?"
select x; do echo $x; done <<< ""
set -- a b c
select x; do echo $x; break; done <<< 3
COLUMNS=30; select x in alpha beta gamma delta epsilon zeta eta theta iota kappa; do break; done <<< 2; echo $x
select x in $(seq 1 25); do break; done < /dev/null; echo "$? ${x-none}"
unset PS3; select x in a; do echo "$REPLY"; break; done <<< '  1  '
#### signals
trap 'echo got USR1; n=$((n+1))' USR1
trap 'echo got TERM; exit 9' TERM
n=0
for i in 1 2 3; do kill -USR1 $$; done
echo $n
(trap - TERM; kill $BASHPID; echo no); echo "sub $?"
(trap 'echo sub term; exit 4' TERM; kill $BASHPID; echo no); echo "sub $?"
sleep 10 & p=$!
(sleep 0.1; kill -USR1 $$) &
wait $p; echo "wait $?"
kill $p; wait $p; echo "killed $?"
trap -p
trap '' USR2; kill -USR2 $$; echo ignored
sh -c 'kill -USR2 $$; echo still'
trap - USR2 USR1
trap -p
f() { trap 'echo f-exit' EXIT; }; f
x=$(trap); echo "$x"
kill -l 9 15 137; kill -l TERM
trap 'echo int' INT; kill -INT $$
kill -TERM $$
echo no
