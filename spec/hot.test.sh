#### xtrace is switched on in the middle of a long loop
for ((i = 0; i < 404; i++)); do ((i == 400)) && set -x; x=$i; [ $x -gt 2 ]; [[ $x == 4* ]] && y=$x; case $x in *3) z=1 ;; *) z=2 ;; esac; done 2>&1; set +x; echo $x $y $z
#### a DEBUG trap is set in the middle of a long loop
n=0; for i in {1..405}; do [ $i = 402 ] && trap 'echo "$i $LINENO $BASH_COMMAND"' DEBUG; x=$i; ((n += x)); [[ $x -gt 3 ]] && y=$n; done; trap - DEBUG; echo $x $y
#### an ERR trap and set -e in the middle of a long loop
i=0; while [ $i -lt 500 ]; do i=$((i + 1)); [ $i = 402 ] && trap 'echo "err $i $LINENO"' ERR; [[ $i == *9 ]]; ((i % 7)); [ $i = 414 ] && set -e; done; echo not reached
#### set -e leaves a long loop where a condition is no condition
set -e; for i in {1..500}; do if [ $i = 450 ]; then echo $i; fi; [[ $i == 444 ]] && echo here; [ $i != 460 ]; done; echo not reached
#### a signal comes in the middle of a long loop
trap 'echo "caught $i"; t=1' USR1; t=; for i in {1..1000}; do [ $i = 700 ] && kill -USR1 $$; x=$i; [[ $t ]] && break; done; echo $i
#### the variables of a long loop become something else
for i in {1..420}; do case $i in 401) declare -i x ;; 405) unset x; declare -A x ;; 409) unset x; declare -n x=y ;; 413) unset -n x; declare -u x ;; 417) unset x ;; esac; x=$i+1; x+=b; ((i > 399)) && declare -p x; done; declare -p y
#### a readonly variable in a long loop
for i in {1..420}; do x=$i; [ $i = 410 ] && readonly x; done; echo "$? $i $x"
#### a readonly variable in an expression of a long loop
x=0; for i in {1..402}; do ((x += i)); echo $? >f; [ $i = 400 ] && readonly x; done; echo "$i $x"; cat f
#### the variable of a long loop becomes readonly
for i in {1..420}; do [ $i = 410 ] && readonly i; done; echo "$? $i"
#### the variable of a long loop becomes a nameref
a=1; b=2; for i in {1..400} a b; do [ $i = 400 ] && { unset i; declare -n i; }; :; done; echo "${!i}"; i=7; echo $a $b
#### arrays in a long loop
a=(); declare -A m; for i in {1..500}; do a+=($i); a[i + 600]=$i; a[$i]+=x; m[k$((i % 3))]+=$i; m[$i]=${a[i - 1]}; done; echo ${#a[@]} ${#m[@]} ${a[499]} ${a[1100]} ${m[k1]: -9} "${m[500]}" "${a[-1]}"
#### subscripts that are wrong in a long loop
a=(1 2); for i in {1..402}; do ((i > 400)) && { a[-9]=1; echo $?; x=${a[-9]}; echo "$? <$x>"; }; a[1]=$i; done; echo "${a[@]}"
#### elements of what is no array any more
a=(1 2); for i in {1..404}; do x=${a[1]} y=${a[0]}; z=${a[1]:-none}; ((i == 401)) && { unset a; a=text; }; ((i == 402)) && unset a; ((i == 403)) && unset a && declare -A a=([1]=one [0]=zero); ((i > 400)) && echo "$x,$y,$z"; a[1]=$z; done; declare -p a
#### division by zero in a long loop
for i in {1..402}; do ((j = 401 - i)); ((x = 100 / j)); echo $? $x >f; done; cat f; for i in {1..402}; do x=$((100 / (401 - i))); done; echo "$i $x"
#### division by zero in the head of a long loop
for ((i = 0; 100 / (400 - i); i++)); do x=$i; i=$((i + 3)); done; echo "$? $i $x"; for ((i = 402; i; i -= 5 / (i > 300))); do :; done; echo "$? $i"
#### values that are expressions in a long loop
for i in {1..402}; do x=$i; ((i > 400)) && x='i * 2'; y=$((x + 1)); z=$(($x + 1)); [[ x -gt 800 ]] && echo big $i; [ $i -gt 400 ] && echo $y $z; done
#### numbers that are none in a long loop
for i in {1..402}; do x=$i; [ $i = 401 ] && x=08; [ $i = 402 ] && x=abc; [ $x -gt 400 ] 2>/dev/null; a=$?; [[ $x -gt 7 ]]; b=$?; y=$((x + 1)); echo $i $a $b $y >>f; done; tail -n 3 f
#### words that are split or match in a long loop
touch f1 f2; for i in {1..405}; do x=$i; case $i in 401) x='a b' ;; 402) x='f*' ;; 403) x= ;; 404) IFS=4 ;; esac; set -- $x "$x" $i p$x"q r" ${x} $((i)); ((i > 400)) && echo "$# $*"; done
#### failglob in a long loop
for i in {1..402}; do x=$i; [ $i = 401 ] && shopt -s failglob && x='no*'; set -- $((n++)) $x $((n++)); done; echo "$i $n $#"
#### a nameref to a list in a long loop
l=(1 2 3); x=v; for i in {1..402}; do [ $i = 401 ] && declare -n x='l[@]'; set -- "$x" $x "a$x"; done; echo "$# $*"
#### nocasematch in a long loop
for i in {1..402}; do x=AbC; [ $i = 401 ] && shopt -s nocasematch; case $x in abc) y=1 ;; a* | b*) y=2 ;; *) y=3 ;; esac; [[ $x == aBc ]]; a=$?; p=abc; [[ $x == $p ]]; b=$?; [[ $x != "$p" ]]; c=$?; done; echo $y $a $b $c
#### patterns from variables in a long loop
for i in {1..402}; do p=40*; ((i > 401)) && p='*[!0-9]*'; case $i in $p) y=1 ;; "$p") y=2 ;; [1-3]??) y=3 ;; x | y | z | 400) y=4 ;; *) y=5 ;; esac; [[ $i == $p ]]; a=$?; [[ $i == "$p" ]]; b=$?; echo $y $a $b >>f; done; sort f | uniq -c | sort -n
#### characters that are not ASCII in a long loop
for i in {1..402}; do x=ä$i; ((i > 401)) && x=$'\xc3'; y=$'\xa4'; z=$x$y; z+=é; case $x in ä*) a=1 ;; ?) a=2 ;; esac; [[ $z == ?é ]]; b=$?; n=${#z}; done; echo "$z $a $b $n"
#### continue, break and their levels in a long loop
for i in {1..500}; do for j in 1 2 3; do n=$((n + 1)); [ $j = 2 ] && [ $((i % 2)) = 0 ] && continue 2; [ $i = 450 ] && break 2; [[ $j == 3 ]] && continue; m=$n; done; k=$i; done; echo $i $j $k $m $n
#### continue in conditions of long loops
i=0; while i=$((i + 1)); [ $i = 400 ] && continue; [ $i -lt 500 ]; do n=$i; [ $i = 450 ] && continue; m=$i; done; echo $? $i $n $m; until [ $i -le 0 ]; do i=$((i - 1)); [ $i = 7 ] && break; done; echo $? $i
#### the status of a long loop
for i in {1..400}; do false; done; echo $?; for i in {1..400}; do if false; then :; fi; done; echo $?; while [ $i -gt 0 ]; do i=$((i - 1)); case $i in x) ;; esac; done; echo $?; for ((i = 0; i < 400; i++)); do ! ((i)); done; echo $?; for i in {1..400}; do continue; done; echo $?
#### $?, $_ and PIPESTATUS in a long loop
for i in {1..400}; do a=$_; b=${PIPESTATUS[0]}; c=$?; [ $i = 0 ]; d=$?$_; [[ $i ]]; e=$?$_; ((0)); f=$?; g=${PIPESTATUS[*]}; x=$(exit 3); h=$?; : last; done; echo "$a $b $c $d $e $f $g $h $_"
#### LINENO and BASH_COMMAND in a long loop
f() {
  a=$LINENO
  b=$BASH_COMMAND
}
for i in {1..400}; do
  f
  c=$LINENO
  [ $i = 400 ] && echo ${x?unset}
done
echo $a $b $c
#### a function is called many times and becomes another one
f() { local x=$1 y; y=$((x * 2)); r=$y; if ((x > 400)); then return 3; elif [ $x = 7 ]; then r=seven; fi; }
for i in {1..402}; do f $i; s=$?; [ $i = 7 ] && echo $r; done; echo $r $s "${x-unset}"; f() { r=other; }; f; echo $r
#### the name of a command becomes a function in a long loop
for i in {1..404}; do echo $i; [ $i -gt 2 ]; [ $i = 401 ] && echo() { printf '<%s>\n' "$@"; } && [() { return 1; }; [[ $i == 402 ]] && unset -f [ echo; done | tail -n 3
#### builtins that are disabled in a long loop
for i in {1..402}; do [ $i = 401 ] && enable -n [ test; [ $i -gt 2 ]; echo $? >f; [ $i = 402 ] && echo end; done; cat f
#### a function called many times with a scope of its own each time
f() { local a=$1 a=$2 IFS=:; local b=$a; c="$*"; [ $1 -gt 0 ] && f $(($1 - 1)) $a; d=$a$b; }; for i in {1..80}; do f 5 x$i; done; echo "$c $d ${a-unset} ${b-unset}"
#### traps of functions that are called many times
f() { x=$1; [ $x = 350 ] && trap 'echo "return $x"' RETURN; false; }; for i in {1..352}; do f $i; done; trap; set -o functrace; g() { :; }; f 1; g
#### deep recursion of a function that was called many times
f() { if (($1)); then f $(($1 - 1)); n=$((n + 1)); fi; }; f 700; echo $n; FUNCNEST=5; f 9; echo $?
#### errors of functions and of set -u in long loops
f() { y=$x; z=${a[3]}; }; set -u; x=1; a=(1 2 3 4); for i in {1..402}; do f; [ $i = 401 ] && unset x; done; echo not reached
#### default values in a long loop
for i in {1..402}; do ((i > 400)) && { unset x; set -- one ''; }; a=${x:-d$i} b=${x-"e $i"} c=${1:+yes} d=${2:+yes} e=${2+yes} f=${1:-none}; x=$i; y=${x#4} z=${x%%0*} n=${#x}; done; echo "$a $b $c $d $e $f $y $z $n"
#### a long loop in a subshell and in a pipeline
x=1; (for i in {1..400}; do x=$i; a[i]=$i; done; echo $x ${#a[@]}); echo $x ${#a[@]}; for i in {1..400}; do x=$i; echo $x; done | tail -n 1; echo $x; y=$(for i in {1..400}; do x=$i; a[i]=$x; [ $i = 400 ] && echo ${#a[@]}; done); echo $x $y ${#a[@]}
#### variables that are exported and special in a long loop
export e; for i in {1..400}; do e=$i; IFS=$((i % 10)); SECONDS=100; RANDOM=5; OPTIND=1; done; sh -c 'echo $e'; x=a0b; set -- $x; echo $# $((SECONDS >= 100)); set -a; for i in {1..400}; do q=$i; done; sh -c 'echo $q'
#### many parts and many levels in a long loop
for i in {1..320}; do if [ $i = 1 ]; then a=1; elif [ $i = 2 ]; then a=2; elif [[ $i == 3 ]]; then a=3; elif ((i == 319)); then a=last; elif false; then :; else if ((i > 5)); then if ((i > 6)); then case $i in 7) ;; *) { [[ $i -gt 8 && ( $i -gt 9 || ! -n $a ) ]] && { a=$i; b="$a $i $((a + i))$a"; }; } ;; esac; fi; fi; fi; done; echo $a $b
#### IO in a long loop
for i in {1..400}; do echo "line $i" >>f; read -r a b <<<"$i x"; printf -v p '%03d:%s' "$a" $b; done; wc -l <f; echo $p; while IFS=' ' read -r a b; do n=$((n + b)); l=$a; done <f; echo $n $l
#### set -x, functions and assignments in front of commands in a long loop
f() { echo "$v $1"; }; for i in {1..402}; do v=$i f a$i; v=2 w=$v :; done | tail -n 1; echo "$v|$w"
#### declare and arrays as arguments in a long loop
f() { declare -i n=$1; local -a l=($1 $2); local s="${l[*]}"; t=$n:$s:${#l[@]}; }; for i in {1..400}; do f $i+1 "a b"; done; echo $t
#### break, continue and return where they leave a long loop or a function called often
f() { [ $1 = 401 ] && return; if (($1 % 2)); then return 1; fi; case $1 in *4) { return 0; } ;; esac; if { [ $1 = 6 ] && return 1; }; then :; fi; [[ $1 == 8 ]]; return; }
for i in {1..500}; do f $i && a=$i; s=$s$?; if [ $i = 2 ]; then false || continue; fi; [[ $i == *5 ]] && continue; b=$_; case $i in 480) break ;; 47?) continue ;; esac; c=$i; done; echo $? $i $a $b $c ${#s} ${s:0:12} ${s:396:9} $_
i=0; until [ $i -gt 600 ]; do i=$((i + 1)); ((i % 2)) && continue; [ $i -gt 450 ] && break; false; done; echo $? $i; for ((i = 0; i < 900; i++)); do [ $i -lt 700 ] && continue; break; done; echo $? $i
#### break, continue and return under traps and set -e, and as functions
set -e; f() { if [ $1 = 5 ]; then return 1; fi; return 0; }; for i in {1..402}; do if f $i; then x=$i; else continue; fi; if false; then :; elif [ $i = 400 ]; then trap 'echo "err $LINENO"' ERR; trap 'echo "debug $BASH_COMMAND"' DEBUG; fi; if [ $i = 401 ]; then continue; fi; if [ $i = 402 ]; then break; fi; done; trap - DEBUG; echo $x; break() { echo mine; }; for i in {1..310}; do [ $i -gt 308 ] && break; :; done; set +e; for i in {1..402}; do f 5; done; set -e; f 5; echo not reached
#### subscripts with sums in a long loop
a=(0 1 2 3 4 5 6 7 8 9); for i in {1..404}; do j=$((i % 8 + 1)); ((i == 401)) && j='1+1'; ((i == 402)) && j=0; ((i == 403)) && j=; ((i == 404)) && unset j; x=${a[j+1]} y=${a[j - 1]} z=${a[j-2]} w=$((a[j+1] * 10 + a[ j - 1 ])); a[j+1]=$x; a[j-1]=$y; ((a[j] > a[j + 1])) && v=$j; ((i > 399)) && echo "$x $y $z $w"; done; echo "${a[@]}" "$v"
