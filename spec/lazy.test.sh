#### lazy values: two in a row
printf '2\n1\n' >f; printf 'b\na\n' >g
a=$(sort f)
b=$(sort g)
echo "$a" "$b" "$?"
x=$(sort -r f); y="$(sort -r g | head -n 1)"; z=$(grep -c a g); echo "$x $y $z"

#### lazy values: one that uses another
printf 'g\n' >f; printf '1\n2\n' >g
a=$(cat f); b=$(wc -l <"$a"); c=$(sort -r "$a" | head -n "$b"); echo "$a $b $c"
a=$(cat f); a=$(cat "$a"); echo "$a"
a=$(cat g); b=$?; c=$(cat nosuch 2>/dev/null); d=$?; echo "$b $d"

#### lazy values: statuses
echo 1 >f
a=$(cat nosuch) b=2; echo "$? $b"
a=$(cat nosuch); b=$(cat f); echo "$? [$a] [$b]"
a=$(cat f); b=$(cat nosuch f); echo "$? [$a] [$b] ${PIPESTATUS[*]}"
a=$(false | cat f); b=$(cat f | grep z); echo "$?"
if a=$(cat f); b=$(grep z f); then echo yes; else echo no "$a"; fi

#### lazy values: set -e
echo 1 >f
f() { local a b; a=$(cat f); b=$(cat nosuch); c=$(cat f nosuch2); echo never; }
(set -e; f; echo never) ; echo "$?"
set -e
a=$(cat f)
b=$(cat f nosuch)
c=$(cat f nosuch3)
echo never

#### lazy values: what is written in them
echo 1 >f
a=$(sort f >out1; cat out1); b=$(tee out2 <f); c=$(cat f >out3); echo "$a $b [$c]"; cat out1 out2 out3
a=$(cp f copy); b=$(cat copy f); echo "$b"
set -e
a=$(cat nosuch); b=$(cp f never); echo never

#### lazy values: what is printed to stderr, in order
echo 1 >f
a=$(cat no1); b=$(cat no2 f); c=$(cat no3); echo "$a $b $c"
{ a=$(cat no1); b=$(cat no2); } 2>err; cat err
a=$(cat no1 2>&1); b=$(cat no2 2>&1); echo "$a/$b"

#### lazy values: attributes, scopes, loops
echo 3 >f; echo 4 >g
declare -i n; n=$(cat f); export E; E=$(cat g); declare -u U; U=$(cat f); echo "$n $E $U"
f() { local a; a=$(cat f); b=$(cat g); g; }; g() { echo "$a $b"; }; f; echo "[$a] $b"
for i in f g; do x=$(cat $i); y=$(wc -l <$i); echo "$x $y"; done
while x=$(cat f); y=$(cat g); ((x++ < 3)); do echo "$x"; break; done
readonly R=1; a=$(cat f); R=$(cat g); echo never

#### lazy values: files that come and go
echo 1 >f
a=$(cat f); echo 2 >f; b=$(cat f); rm f; c=$(cat f 2>&1); echo "$a $b $c"
a=$(sort nosuch 2>/dev/null); echo x >nosuch; b=$(sort nosuch); echo "[$a] $b"

#### lazy values: at the end of things
echo 1 >f
eval 'a=$(cat f); b=$(cat f f)'; echo "$a $b"
echo 'a=$(cat f f); b=$(cat f)' >s; . ./s; echo "$a $b"
(a=$(cat f); b=$(grep z f)); echo "$?"
a=$(cat f)
b=$(grep z f)

#### lazy values: local
echo 1 >f; echo 2 >g; x=outer
f() { local x=$(cat f); local y=$(cat g "$x"); echo "$? ${PIPESTATUS[*]} $x $y"; g; }
g() { echo "[$x]"; local x="$(cat f g)"; local x=$(cat nosuch 2>/dev/null); echo "$? [$x]"; local x; x=$(cat g); local z=$(cat f); echo "$x$z"; }
f; echo "$x"
h() { local a=$(cat f); local a=$(echo "$a" | cat); local b=$(sort g); echo "$a$b"; }; h; echo "[$a]"
x=env f; readonly R=1; r() { local s=$(cat f); local R=$(cat g); echo "$s $R"; }; r; echo "$?"
local q=$(cat f); local w=$(cat g); echo "$? [$q]"

#### lazy values: local under set -e
echo 1 >f
set -e
f() { local a=$(cat nosuch); local b=$(cat f); echo "$? [$a] $b"; a=$(cat f); local c=$(cat nosuch2); local d=$(cat f); echo "$a$c$d"
  b=$(cat nosuch3); local c=$(cat f); echo never; }
f
echo never

#### lazy values: local behind what fails under set -e
echo 1 >f
set -e
f() { a=$(cat nosuch); local b=$(cp f never); echo never; }
f

#### lazy values: local with attributes and exports
echo 3 >f; echo 4 >g; export E=1
f() { local -i n=$(cat f); local E=$(cat g); local u=$(cat f); printenv E; echo "$n $E $u"; local -r q=$(cat f); local v=$(cat g); echo $q$v; }
f; E=7 f; echo "$E"
shopt -s localvar_inherit; declare -u U=x; i() { local U=$(printf abc); local W=$(cat f); echo "$U $W"; }; i

#### lazy values: declare, typeset and readonly
echo 3 >f; echo 4 >g
declare a=$(cat f); readonly b=$(cat g); typeset c="$(sort f | cat - g)"; echo "$? $a $b $c"
declare -p a b c
b=2; echo "$? $b"
readonly d=$(cat nosuch 2>/dev/null); declare e=$(grep z f); echo "$? [$d] [$e] ${PIPESTATUS[*]}"
d=3; echo never

#### lazy values: declare and readonly in functions
echo 3 >f; echo 4 >g; x=outer
f() { declare x=$(cat f); typeset y=$(cat g "f"); readonly z=$(cat g); readonly w=$(cat f); echo "$x $y $z $w"; g; x=2; echo "$x"; }
g() { declare q=$(cat f); echo "$x$q"; }
f; echo "$x [$y] $z $w [$q]"; readonly -p | grep -c ' [wz]='
(z=1; echo never); echo "$?"

#### lazy values: readonly of what is readonly, exported or an integer already
echo 3 >f
readonly a=$(cat f); readonly a=$(cat f); echo "$? $a"
export E=1; readonly E=$(cat f); readonly F=$(cat f); printenv E; echo "$E$F"
declare -i n=0; readonly n=$(echo 1+1); readonly m=$(cat f); echo "$n$m"
readonly k=$(cat f); readonly k; readonly l=$(cat f) ; echo "$k$l"
readonly() { echo "mine $*"; }; readonly o=$(cat f); readonly p=$(cat f); echo "[$o$p]"

#### lazy values: readonly under set -e
echo 1 >f
set -e
readonly a=$(cat nosuch)
declare b=$(cat nosuch f)
echo "$? [$a] $b"
c=$(cat f)
readonly d=$(cat nosuch2)
e=$(cat f nosuch3)
echo never

#### lazy values: the words of the command hold the output of others
mkdir d; echo d/g >f; echo text >d/g
a=$(dirname "$(realpath f)")
[ "$a" = "$PWD" ] && echo "$(basename "$(cat f)")"
b=$(cat "$(cat f)")
c=$(sort "$(cat "$(ls f)")" | tr a-z "$(echo A-Z)")
echo "$b $c"
f() {
  local p=$(cut -d/ -f1 "$(ls f)") q=$(head -c "$(expr 1 + 2)" "$(cat f)")
  local r=$(wc -c <<<"$(cat "$(cat f)")")
  echo "$p $q" $r
}
f
d=$(cat "$(sort nosuch; echo f)" 2>&1)
e=$(cat "$(cat f)"; cat "$(sort nosuch 2>/dev/null || echo f)")
echo "$d $e"
