#### Which errors end a shell in posix mode
for c in '${x y}' '${!nope}' '${x@Z}' 'x=1; ${x@Z}' 'a[-5]=x' 'a[1+]=x' 'echo ${a[1+]}' 'echo ${#a[-5]}' 'x=$((1/0))' 'echo $[1+]' \
  'a=1; echo ${a:1/0}' 'declare -A m; m[]=1' 'declare -n r=1x' 'declare -n r; r=1x' 'cat <<< $((1+))' '[[ $((1+)) ]]' '(echo $((1+)))' \
  'x=$((1+)) true' 'f() { echo $((1+)); }; f' 'echo > $((1+))' 'let "a[1+]=1"' '((a[1+]=1))' 'echo $((a[1+]))' '${x:?}' '${!x?}' \
  'echo ${1:=2}' 'echo ${@:=2}' 'shopt -s failglob; echo nofile*' 'set -u; echo $((nope))' 'read "a[1+]" <<< 1' 'declare "a[1+]=5"' \
  'a=([1+]=5)' 'test -v "a[1+]"' 'printf -v "a[1+]" x' 'declare -i x; x=1+'; do
  echo "--- $c"
  $SH -o posix -c "$c; echo after" 2>/dev/null; echo $?
  printf '%s; echo after\necho later\n' "$c" > f; $SH -o posix f 2>/dev/null; echo $?
done

#### Special builtins that fail end a shell in posix mode
for c in 'set -o bogus' 'shift 5' 'export 1a' 'unset -z' '. /nonexistent' '. ' source 'builtin . /nonexistent' 'builtin export 1a' 'eval "if"' \
  'builtin eval "if"' 'eval "echo \${x"' "eval \"echo '\"" 'eval "f() {"' 'eval ")"' 'echo "if" > ff; . ./ff' 'echo "echo \"" > ff; . ./ff' \
  'command . /nonexistent' 'command .' 'command set -o bogus' 'break 0' 'return 5' 'trap x BOGUS' ': > /nonexistent/x' 'exec 9< /nonexistent'; do
  echo "--- $c"
  $SH -o posix -c "$c; echo after" 2>/dev/null; echo $?
done

#### Tildes in arguments that look like assignments, in posix mode
set -o posix
HOME=/h; echo c=~ d=~/x:~ x~ ~ ~/y; echo ~:x; set -- a=~ b+=~/q; echo $@; for i in e=~ ; do echo $i; done; g=~/k; echo $g
export h=~/m:~; echo $h; case a=~ in 'a=~') echo literal;; esac; arr=(z=~ ~ y:~); echo "${arr[@]}"
set +o posix
echo c=~ d=~/x:~; set -- a=~ b+=~/q; echo $@; for i in e=~ ; do echo $i; done
#### BASHOPTS follows posix mode only when shopt is used
set -o posix; echo "$BASHOPTS"; set -f; echo "$BASHOPTS"; shopt -s dotglob; echo "$BASHOPTS"; set +o posix; echo "$BASHOPTS"
#### BASHOPTS in the environment
export BASHOPTS SHELLOPTS; set -o posix; env | grep OPTS= | sort; shopt -s dotglob; set -f; env | grep OPTS= | sort; POSIXLY_CORRECT=; unset POSIXLY_CORRECT; echo "$BASHOPTS"
#### pushd in a folder that is gone
mkdir -p d/e; cd d/e; rm -r ../../d; pushd .. >/dev/null; echo $?
#### posix mode: functions that are readonly or exported are listed as commands
set -o posix; f() { :; }; g() { :; }; readonly -f g; export -f f; readonly -f; readonly -pf; export -f; export -pf; declare -fx; set +o posix; readonly -f
#### a readonly variable in front of a command abandons the line, in front of a special builtin the shell
set -o posix; readonly r=1; r=2 true || echo or; echo not reached
echo next $?; f() { r=2 ls; echo not reached; }; f; echo not reached
echo next $?; r=2 export x; echo not reached
echo not reached
#### errors that are lenient: a wrong name of an indirection, a slice that ends before it starts
set -o posix
x="a b"; echo ${!x}; echo not reached
echo $?; x=abc; echo ${x:0:-9}; echo not reached
echo $?
#### a folder is sourced in posix mode
mkdir d; set -o posix; . ./d; echo $?; command . ./d; echo $?
#### posix mode: functions within functions are printed without `function`
set -o posix
f() { function g() { :; } 2>o1; h() { :; }; }; declare -f f; type f
#### command in front of a declaration builtin: assignments are not split
set -o posix
x='a b=c'
command export v=$x; echo "[$v] [$b]"
command command readonly w=$x; echo "[$w] [$b]"
f() { command local u=$x; echo "[$u] [$b]"; }; f
HOME=/home; command export t=~ p=a:~; echo "$t $p"
command -p export q=$x; echo "[$q] [$b]"
#### without posix mode they are
x='a b=c'
command export v=$x; echo "[$v] [$b]"
#### readonly variables within command eval
set -o posix
command eval 'readonly x=1; x=2; echo no'; echo $?
command eval 'x=2
echo yes'; echo $?
f() { x=3; echo no; }; command eval 'f; echo no'; echo $?
echo 'x=2; echo no' >lib; command . ./lib; echo $?
eval 'x=2; echo no'; echo no
#### a missing file within command eval
set -o posix
command eval '. ./missing; echo in $?'; echo $?
. ./missing; echo no
#### functions within functions are printed without the word function
set -o posix
f() { g() { echo g; } >x; function h { echo h; }; g; }
declare -f f; type f; export -f f; env | grep -A9 '^BASH_FUNC' | grep -v '^_='
set +o posix
declare -f f
#### select with a readonly variable
set -o posix
readonly r=1; select r in 1 2; do echo x; done <<<1; echo no

#### posix mode: special builtins that are used wrongly where their status does not count
set -o posix; set -o nosuch || echo or; if set -o nosuch; then :; fi; ! set -o nosuch; echo go3; while set -o nosuch; do :; done
f() { set -o nosuch; echo in; }; f || echo or; { set -o nosuch; } && :; readonly -z || echo or
(if eval 'set -o nosuch'; then echo yes; else echo no; fi; echo never); (. /nope || echo or; echo never); (export 1x=3 || echo or; echo never)
trap 'echo ex' EXIT; f; echo never
#### tildes in the elements of arrays
## options: --posix
HOME=/h; a=([5]=~ [6]=~/x [7]=a:~ ~ x=~ b:~); declare -p a; a[1]=~; a[2]=~/b:~; declare -p a; declare -a b=([5]=~ ~); declare -p b
declare -A m=([k]=~ [j]+=~); declare k=~ l=x:~; echo $k $l ${m[k]} ${m[j]}; a+=([8]=~ [9]=q"~"~); f() { local z=~ y=([1]=~); echo $z ${y[@]}; }; f; declare -p a
#### arrays that cannot be, too many arguments and wrong subscripts end no shell in posix mode
for code in 'shift 1 2' 'f() { return 1 2; }; f' 'break 1 2' 'exit 1 2' 'declare -A m; declare -a m=(1)' 'a=(1); : ${#a[-3]}' \
  'declare -A m; readonly -a m=(1)' 'readonly q; declare q=(1)' 'declare -A m; : ${#m[$n]}' 'f() { declare -A m; declare -a m=(1); }; f'
do
  printf '%s; echo not\necho next $?\n' "$code" > s; $SH -o posix s; $SH -o posix -c "$code; echo not"; echo $?
done
