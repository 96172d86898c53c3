#### unset function in itself
f() { unset -f f; echo in; }; f; f; echo $?
#### function redefinition in itself
f() { f() { echo new; }; echo old; }; f; f
#### function with redirection
f() { echo out; echo err >&2; } > f.out 2>&1; f; cat f.out; g() { cat; } < f.out; g
#### function in subshell body
f() (x=2; exit 3); x=1; f; echo $? $x
#### function arguments and shift
f() { echo $# "$@" $1; shift; echo $# $1; set -- q; echo $@; }; set -- A B; f a b c; echo $@
#### recursion
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1-1))))); fi; }; fact 10
#### dynamic scope
f() { local x=1; g; echo $x; }; g() { x=2; local x=3; h; echo $x; }; h() { x=4; }; x=0; f; echo $x
#### local and unset
x=g; f() { local x=l; unset x; echo "[${x-u}]"; x=n; }; f; echo $x
#### FUNCNAME
f() { g; }; g() { echo "${FUNCNAME[@]}|${BASH_LINENO[@]}"; for i in 0 1 2 3; do caller $i; done; }; f; echo "${FUNCNAME[@]}|"
#### temp env function
f() { echo $x; sh -c 'echo $x'; x=3; }; x=1; x=2 f; echo $x; x=5 eval 'echo $x'; echo $x; x=6 : ; echo $x; x=7 command echo hi; unset x; x=1 y=$x sh -c 'echo "[$x$y]"'; IFS=: read a b <<< 1:2; echo $a $b "$IFS" | od -c | head -1
#### temp env posix
set -o posix; x=2 :; echo $x; f() { :; }; y=1 f; echo "[$y]"; z=3 export z; sh -c 'echo $z'
#### lookups
mkdir d; printf '#!/bin/sh\necho prog\n' > d/p; chmod +x d/p; PATH=$PWD/d:$PATH; p; p() { echo func; }; p; command p; \p; "p"; unset -f p; echo() { builtin echo "E $*"; }; echo hi; unset -f echo; PATH=; p; ls; /bin/echo abs
#### hash
hash -r; ls >/dev/null; hash | tail -1 | awk '{print $2}'; hash -p /bin/echo foo; foo hi; hash -d foo; foo; echo $?
#### exec failures
./nofile; echo $?; mkdir dd; ./dd; echo $?; : > noexec; ./noexec; echo $?; /nonexistent/x; echo $?; dd/; echo $?; ""; echo $?; 'a b'; echo $?
#### script without shebang
echo 'echo "in $0 $# $1 $x"; exit 4' > s; chmod +x s; x=1; ./s a b; echo $?; export x; ./s; y=$(./s q); echo $y; ./s | cat; printf '\0\1' > bin; chmod +x bin; ./bin; echo $?
#### exec
exec 3< <(echo a); cat <&3; (exec sh -c 'echo $0' zero); (exec -a name sh -c 'echo $0'); exec sh -c 'echo replaced; exit 5'; echo no
#### words that read like the tags of nodes
for w in simple brace arith var bg func procsub cmdsub coproc dq for; do
  cat > s <<X
x=\$(echo $w "$w" $w\$u "$w\$u"b); y=\$({ echo $w; } | cat); (echo $w); f() { echo $w \$(echo $w); }; z=\$(f); echo \$x \$y \$z
for i in $w; do echo \$i; done | cat; case $w in $w) echo \$(case $w in $w) echo $w; esac);; esac; $w() { echo called; }; echo \$($w)
X
  $SH ./s
done
#### lines of exported functions count from 0
g() { :; nosuch
nosuch2; echo $LINENO
h() { echo $LINENO; nosuch3; caller 0; }; h
}
export -f g; $SH -c g; echo 'g' >s; $SH s
