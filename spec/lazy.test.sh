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
