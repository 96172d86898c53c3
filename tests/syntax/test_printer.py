"""Functions and commands as bash prints them."""

from __future__ import annotations

import pytest

from oilgg.syntax.parser import parse_all
from oilgg.syntax.printer import command_text, function_text
from tests.syntax import oracle

FUNCTIONS = r"""
f1() { a; }
f2() (a)
f3() { a; b & c && d || e; ! f | g |& h; time i; time -p j | k; }
f4() { if a; then b; elif c; then d; else e; fi; }
f5() { for x in a "b c" $d; do e; done; for y; do z; done; for z in; do :; done; }
f6() { while a; b; do c; d; done; until e; do f; done; }
f7() { case $x in a|b) c;; (d) ;; e) f; g;& h) i;;& esac; case y in esac; }
f8() { for ((i=0;i<3;i++)); do a; done; for ((;;)); do b; done; }
f9() { ((i++)); [[ -f x && ! ( a == b || c =~ d ) ]]; [[ x ]]; ((a=b)) && c; }
f10() { { a; b; }; (c; d); { e; } >f; (g) 2>&1; }
f11() { a >f 2>&1 <g >>h 3<>i >|j >&2 2>&- <&3 &>k &>>l {fd}>m 4<&5- <<<n <&-; }
f12() { cat <<E; b
x $y
E
c; }
f13() { cat <<'E' <<-F | d
x
E
	y
F
}
f14() { g() { h; }; function i { j; }; k() (l); }
f15() { a=b c+=d e=(f [g]=h) i[1]=j; local k=l m=(n o); declare -a p=(); x=1 y; }
f16() { select x in a b; do c; done; select y; do :; done; }
f17() { coproc a; coproc B { c; }; coproc { d; }; }
f18() { a "b $c" $'d\n' $"e" `f` $(g; h) $((1 + 2)) ${i:-j} <(k) ; }
f19() { a; } >b 2>&1
f20() { a &
b & }
f21() { a && b & c; }
f22() { if a; b; then c & fi; }
f23() { while a & do b; done; }
f24() { (a) & { b; } & }
f25() if a; then b; fi
f26() { ! a; ! { b; }; }
f27() { a | while read x; do b; done; }
f28() { if cat <<E
x
E
then b; fi; while cat <<F; do c; done
y
F
}
f29() { a && { b; c; } || (d; e); }
f30() { x=$(
 a
 b # c
); }
f31() { for x in a; do if b; then c; fi; done; case a in b) if c; then d; fi;; esac; }
f32() { cat <<E && b
x
E
}
f33() { cat <<E || b | c &
x
E
}
f34() { a; } <<E
x
E
f35() { :; { :; } ; }
f36() { a | b | c; a || b && c; a; b; c; }
f37() { >f; <g; 2>&1; x=1 >f; }
f38() { if a; then b; else if c; then d; fi; fi; }
f39() { time { a; }; time (b); ! time c; time ! d; time; }
f40() { echo a\
b "c\
d"; }
f41() { case a in "b c"|d*) e ;; *) f; esac; }
f42() { if ! a; then :; fi; if ! a | b; then :; fi; }
f43() { [[ a < b ]]; [[ -z $x || -n $y && $z -eq 3 ]]; [[ ( a && b ) || c ]]; [[ ! a && b ]]; [[ ! ( a && b ) ]]; }
f44() { for x in a; { b; }; }
f45() { a 2>f; a 1>f; a 0<f; a <f; a 1>&2; a >&f; a 2<&1; }
f46() { $( ); $(# c
); $(a
b); "$(a;b)"; `a;b`; }
f47() { a & }
f48() { { a & } ; ( a & ) ; }
f49() { cat <<E | while read x; do y; done
foo
E
}
f50() { cat <<E > f; (cat <<F)
a
E
b
F
}
f51() { cat <<"a b" ; }
a b
f52() (a; b) >c
f53() { while cat <<E
a
E
do
cat <<F
b
F
done; }
f54() { case a in a) cat <<E ;; b) c;; esac; }
x
E
f55() { cat <<E &
x
E
b; }
f56() { function g2 { a; } >f; g3() { :; } 2>&1; }
f57() { a; function g4 (b); c; }
f58() for x in a; do b; done
f59() while a; do b; done >f
f60() [[ a ]]
f61() ((1))
f62() { if (a); then (b); fi; if { a; }; then { b; }; fi; }
f63() { coproc while a; do b; done; coproc X (a); coproc y z >f; }
f64() { a | { b; }; a | (b) | c; a && (b); }
f65() { { a; } | b; if a; then b; fi | c; }
f66() { for ((i=0; i<3; i++)) { a; }; for (( ; ; )); do b; done;  }
f67() { (( a + b )); (( 1 )) ; let x=1; }

f68() { a $(b
c; d
e); a $( if b
c
then d
e
fi
f); x=$(g
h); x=$( g; h
i); x=$( { a
b
c
}; d
e ); x=$(a && b
c); x="$(a
b)"; y "$(a
b)"; <(a
b) z; a >$(b
c); case $(a
b) in esac; for x in $(a
b); do c; done; [[ $(a
b) ]]; x=($(a
b)); local y=$(a
b); x=1 z=$(a
b) c $(d
e); if a; then x=$(b
c); fi; (x=$(b
c)); g() { x=$(b
c); } ; z=$(a & b
c
); }
f69() { echo "${u:-$'a\tb'}" "${x#$'a\tb'}" ${x#$'a\tb'} "${u:-"$'a\tb'"}" $"a" "${u:-$"q"}"; }
f70() { a <>f; a 3<&$x; a <&$x; a >&$x; a 2>&$x; a 3<<<x; a {v}<&3; a {v}>&-; a {v}<<<x; a >&5-; a <&$x-; }
f71() { a 3<<E; b {v}<<F
x
E
y
F
}
f72() { [[ ( a && b ) || ( ( c == d ) ) ]]; [[ ( a == b ) ]]; [[ ! ( a || b ) && c ]]; }
f73() { eval a=(1 2); alias b='c d'; let x=(1); }
f74() { time; ! ; x=`a \\
b`; }
"""


COMMANDS = [
    "a b", "a; b", "a & b", "a | b && c", "{ a; b; }", "(a; b)", "if a; then b; else c; fi",
    "for x in a b; do c; d; done",
    "while a; do b; done", "case a in b) c;; d|e) f; g;; esac", "[[ a == b ]]", "((a))", "f() { a; b; }",
    "a <<E\nb\nE\n",
    "a >f 2>&1", "! a", "time a", "for ((a;b;c)); do d; done", "a && { b; c; }", "{ a & }", "x=$(a; b)", "{ { a; }; }",
]  # fmt: skip


def test_functions() -> None:
    ours = {node[2]: function_text(node[2], node[3]) for node in oracle.trees(FUNCTIONS) if node[0] == "func"}
    calls = "".join(f"echo '@@@ {name}'; declare -f {name}\n" for name in ours)
    output = oracle.bash(["-O", "extglob"], FUNCTIONS + "\n" + calls).stdout
    theirs = dict(piece.split("\n", 1) for piece in output.split("@@@ ")[1:])
    assert len(ours) == 74
    for name, text in ours.items():
        assert text + "\n" == theirs[name]


@pytest.mark.parametrize("text", COMMANDS)
def test_commands(text: str) -> None:
    """The list of jobs shows `{ …; } &` with the command on the way: what is inside of the braces is compared."""
    node = parse_all(text)
    assert node is not None
    theirs = oracle.bash(["-c", "sleep 5 &>/dev/null && {\n" + text + "\n} & jobs; kill %1"]).stdout
    theirs = theirs.split("Running", 1)[1].strip().removesuffix("&").strip()
    ours = command_text(("and", parse_all("sleep 5 &>/dev/null"), ("group", 1, node, ())))
    assert ours == theirs


def test_exported_form() -> None:
    """The form in which functions are exported: on one line, as far as bash goes."""
    node = parse_all("f() { a; if b; then c; fi; }")
    assert node is not None
    output = oracle.bash(["-c", "f() { a; if b; then c; fi; }; export -f f; env"]).stdout
    theirs = output.split("BASH_FUNC_f%%=", 1)[1].split("\n}", 1)[0] + "\n}"
    assert function_text("", node[3], multiline=False) == theirs
