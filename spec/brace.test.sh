#### lists
echo {a,b,c} pre{a,b}post {a,b}{1,2} {,x} x{,y} {a,b,} a{,}b
#### nested
echo {a,{b,c},d} a{b{c,d}e,f}g {{a,b},{c,d}} {a,b{1..3}}
#### sequences
echo {1..5} {5..1} {a..e} {e..a} {-2..2} {1..10..3} {10..1..3} {a..i..2} {1..1} {0..-4..2}
#### zero padding
echo {01..10} {001..3} {1..003} {-01..2} {08..12..2}
#### not expansions
echo {} {a} {a b} a{b {,} "{a,b}" {a..} {1..b} {1..2..x} {a,b \{a,b} {a\,b} ${x}{ } 
#### large steps and odd steps
echo {1..10..20} {1..3..-1} {3..1..-1} {1..3..0} {c..a..1}
#### with variables: braces come first
a=1; b=3
echo {$a,$b} {$a..$b} $a{x,y} {a,$b}$a
#### with quotes
echo {'a b',"c d"} {a,'b,c'} {"x","y"}z {a,\}} {'{',b}
#### with globs
touch x1 x2 y1
echo {x,y}* {x1,z1} x{1,2,3}
#### with command substitution
echo {$(echo a b),c} {a,`echo b`} "$(echo {1..3})"
#### with tilde
HOME=/h; echo ~/{a,b} {~,x}/y {~/a,~/b}
#### in assignments there is none
x={a,b}; echo $x; y=pre{1..3}; echo "$y"
a=({1..3} {x,y}); echo "${a[@]}" ${#a[@]}
#### in for and case
for i in {1..3} {a,b}; do echo -n "$i "; done; echo
case a in {a,b}) echo yes ;; *) echo no ;; esac
#### in redirections: several words are ambiguous
echo hi > f{1,2}; echo $?
#### switched off
set +B; echo {a,b} {1..3}; set -B; echo {a,b}
#### in function arguments and declare
f() { echo $# "$@"; }; f {a,b}{c,d}
declare x={a,b}; echo "$x"
#### letters and case
echo {A..E} {x..C} | head -c 60; echo
#### mixed with arithmetic and parameters
echo {1..3}$((1+1)) ${x:-{a,b}} {a,${y:-b,c}}
#### escaped commas and braces
echo {a\,b,c} {a,b\}c} \{a,b\} {a,b}\{c,d}
#### empty elements with quotes
args {,a} {"",b} x{,,}y {a,''}
#### in double brackets and here-documents there is none
[[ '{a,b}' == {a,b} ]] && echo same
cat <<E2
{a,b}
E2
cat <<< {a,b}
#### very nested
echo {a,b{c,d{e,f{g,h}}}}
#### numbers beyond 64 bits
echo {9223372036854775806..9223372036854775807}
#### sequence of one character kinds
echo {a..3} {1..a} {%..(} 2>&1 | cat
#### negative increments with padding
echo {10..-10..-5} {010..-10..5}
#### brace in command position
{ec,}ho a 2>&1; {echo,b}; 
#### space handling
echo {a, b} { a,b } {a ,b}
#### dollar brace adjacency
x=1; echo ${x}{a,b} {${x},2} $x{a..c} {${x}..3}
#### the smallest step is none
echo {1..3..-9223372036854775808} {1..3..-9223372036854775807} {a..c..-9223372036854775808}
#### quotes within quotes leave braces unquoted
x=y
args "${x:+"\é{$x,b}"}" "${x:+"a{$x,b}"}"{1,2}
args "${x:+"a b"}" {a,b} "${x:+"a{b} b"}"
args "${u-"{a..c}"}" "{a,b}" {"a,b",c}
args "${u-"q{a,"b c"}z"}${x}" "${u-"{a,b}'q"}"
y="${u-"{a,b}"}"; args "$y"
#### $${ is no brace expression
echo $${a,b}x $$a{b,c} "$$"{a,b} $${1..2} {$${a,b},c} $${a | sed "s/$$/N/g"
