"""The shapes of trees, as nodes.py documents them."""

from __future__ import annotations

from typing import Any

import pytest

from oilgg.syntax.parser import parse_all
from tests.syntax import oracle


def w(text: str) -> tuple[str, tuple[str, ...]]:
    """A plain word."""
    return (text, (text,))


def s(*words: Any, line: int = 1, redirs: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    """A simple command."""
    return ("simple", line, (), tuple(w(word) if isinstance(word, str) else word for word in words), redirs)


A, B, C, D, E = (s(name) for name in "abcde")


def a(name: str, value: Any, op: str = "=", sub: Any = None) -> tuple[Any, ...]:
    """An assignment."""
    return ("assign", name, sub, op, w(value) if isinstance(value, str) else value)


COMMANDS: list[tuple[str, Any]] = [
    ("", None),
    ("# c", None),
    ("a", A),
    ("a b", s("a", "b")),
    ("a; b", ("seq", (A, B))),
    ("a & b", ("seq", (("bg", 1, A), B))),
    ("a && b & c", ("seq", (("bg", 1, ("and", A, B)), C))),
    ("a && b || c", ("or", ("and", A, B), C)),
    ("a | b", ("pipeline", 1, False, None, (A, B))),
    ("! a", ("pipeline", 1, True, None, (A,))),
    ("! ! a", ("pipeline", 1, False, None, (A,))),
    ("time a | b", ("pipeline", 1, False, "time", (A, B))),
    ("time -p ! a", ("pipeline", 1, True, "time -p", (A,))),
    ("time", ("pipeline", 1, False, "time", ())),
    ("a |& b", ("pipeline", 1, False, None, (s("a", redirs=(("redir", 1, 2, ">&", w("1")),)), B))),
    ("a >f", s("a", redirs=(("redir", 1, None, ">", w("f")),))),
    ("a 2>>f", s("a", redirs=(("redir", 1, 2, ">>", w("f")),))),
    ("a {x}<&-", s("a", redirs=(("redir", 1, "x", "<&", w("-")),))),
    ("a &>f", s("a", redirs=(("redir", 1, None, "&>", w("f")),))),
    ("a <<<b", s("a", redirs=(("redir", 1, None, "<<<", w("b")),))),
    ("a <<E\nb $c\nE", s("a", redirs=(("heredoc", 1, None, "<<", "E", ("b $c\n", ("b ", ("var", "c"), "\n"))),))),
    ("a <<'E'\nb $c\nE", s("a", redirs=(("heredoc", 1, None, "<<", "'E'", ("b $c\n", (("sq", "b $c\n"),))),))),
    ("a <<-E\n\tb\n\tE", s("a", redirs=(("heredoc", 1, None, "<<-", "E", ("b\n", ("b\n",))),))),
    ("a <<E\nE", s("a", redirs=(("heredoc", 1, None, "<<", "E", ("", ())),))),
    ("x=1 y+=2 a", ("simple", 1, (a("x", "1"), a("y", "2", "+=")), (w("a"),), ())),
    ("x=", ("simple", 1, (a("x", ("", ())),), (), ())),
    ("x[i]=1", ("simple", 1, (a("x", "1", sub=w("i")),), (), ())),
    (
        "x=(1 [k]=v [j]+=u)",
        (
            "simple",
            1,
            (
                a(
                    "x",
                    (
                        "array",
                        (
                            ("elem", None, "=", w("1")),
                            ("elem", w("k"), "=", w("v")),
                            ("elem", w("j"), "+=", w("u")),
                        ),
                    ),
                ),
            ),
            (),
            (),
        ),
    ),
    ("local x=1 y", ("simple", 1, (), (w("local"), a("x", "1"), w("y")), ())),
    ("echo x=1", s("echo", "x=1")),
    ("eval x=(1 2)", s("eval", ("x=(1 2)", ("x=(1 2)",)))),
    ("if a; then b; fi", ("if", 1, ((A, B),), None, ())),
    ("if a; then b; elif c; then d; else e; fi", ("if", 1, ((A, B), (C, D)), E, ())),
    ("while a; do b; done", ("while", 1, A, B, ())),
    ("until a; do b; done >f", ("until", 1, A, B, (("redir", 1, None, ">", w("f")),))),
    ("for x in a b; do c; done", ("for", 1, "x", (w("a"), w("b")), C, ())),
    ("for x; do c; done", ("for", 1, "x", None, C, ())),
    ("for x in; do c; done", ("for", 1, "x", (), C, ())),
    ("select x in a; { c; }", ("select", 1, "x", (w("a"),), C, ())),
    ("for ((i=0; i<3; i++)); do a; done", ("forarith", 1, w("i=0"), w("i<3"), w("i++"), A, ())),
    ("for ((;;)) { a; }", ("forarith", 1, None, None, None, A, ())),
    (
        "case x in a | b) c;; (d) ;& e) e;;& *) esac",
        (
            "case",
            1,
            w("x"),
            (
                ((w("a"), w("b")), C, ";;"),
                ((w("d"),), None, ";&"),
                ((w("e"),), E, ";;&"),
                ((w("*"),), None, ";;"),
            ),
            (),
        ),
    ),
    ("{ a; }", ("group", 1, A, ())),
    ("(a)", ("subshell", 1, A, ())),
    ("((a))", ("arithcmd", 1, w("a"), ())),
    ("((a); b)", ("subshell", 1, ("seq", (("subshell", 1, A, ()), B)), ())),
    ("f() { a; }", ("func", 1, "f", ("group", 1, A, ()))),
    ("function f-g (a) >f", ("func", 1, "f-g", ("subshell", 1, A, (("redir", 1, None, ">", w("f")),)))),
    ("coproc a", ("coproc", 1, "COPROC", A)),
    ("coproc X { a; }", ("coproc", 1, "X", ("group", 1, A, ()))),
    ("[[ a ]]", ("cond", 1, ("word", w("a")), ())),
    ("[[ -f a ]]", ("cond", 1, ("unary", "-f", w("a")), ())),
    ("[[ a == b && ! c ]]", ("cond", 1, ("and", ("binary", "==", w("a"), w("b")), ("not", ("word", w("c")))), ())),
    (
        "[[ ( a || b ) && c ]]",
        ("cond", 1, ("and", ("or", ("word", w("a")), ("word", w("b")), "("), ("word", w("c"))), ()),
    ),
    ("[[ a =~ ^(b|c d)$ ]]", ("cond", 1, ("binary", "=~", w("a"), w("^(b|c d)$")), ())),
    ("a\nb", ("seq", (A, s("b", line=2)))),
    ("a \\\n b", s("a", "b", line=2)),
    ("i\\\nf a; then b; fi", ("if", 2, ((s("a", line=2), s("b", line=2)),), None, ())),
    ("a\x00b", s("ab")),
    ("a\r", s("a\r")),
]


@pytest.mark.parametrize(("text", "tree"), COMMANDS, ids=[text for text, _ in COMMANDS])
def test_commands(text: str, tree: Any) -> None:
    found = parse_all(text)
    if text.startswith("i\\"):
        found, tree = oracle.without_lines(found), oracle.without_lines(tree)
    assert found == tree


def b(name: str, op: str, *args: Any, sub: Any = None, indirect: bool = False) -> tuple[Any, ...]:
    """A ${…}."""
    return ("brace", name, sub, indirect, op, args)


WORDS: list[tuple[str, tuple[Any, ...]]] = [
    ("a*b~{c,d}", ("a*b~{c,d}",)),
    ("@(a|b c)", ("@(a|b c)",)),
    ("''", (("sq", ""),)),
    ('""', (("dq", ()),)),
    ("'a b'c", (("sq", "a b"), "c")),
    ("\\a\\ b", (("sq", "a "), "b")),
    ("$'a\\tb'", (("sq", "a\tb"),)),
    ("$'\\x41\\102\\u20ac\\cA'", (("sq", "AB\u20ac\x01"),)),
    ("$'\\xe2\\x82\\xac'", (("sq", "\u20ac"),)),
    ("$'a\\0b'", (("sq", "a"),)),
    ('$"a"', (("ldq", ("a",)),)),
    ('"a $b\\$c\\d"', (("dq", ("a ", ("var", "b"), "$c\\d")),)),
    ("$a$1$@", (("var", "a"), ("var", "1"), ("var", "@"))),
    ("$10", (("var", "1"), "0")),
    ("${10}${a}", (("var", "10"), ("var", "a"))),
    ("$", ("$",)),
    ("a$ ", ("a$",)),
    ("${a:-b c}", (b("a", ":-", ("b c", ("b c",))),)),
    ('"${a:-b}"', (("dq", (b("a", ":-", w("b")),)),)),
    ("\"${a:-'}'}\"", (("dq", (b("a", ":-", ("'}'", ("'}'",))),)),)),
    ("\"${a#'}'}\"", (("dq", (b("a", "#", ("'}'", (("sq", "}"),))),)),)),
    ("${a-}", (b("a", "-", ("", ())),)),
    ("${#a}", (b("a", "len"),)),
    ("${#}", (("var", "#"),)),
    ("${##}", (b("#", "len"),)),
    ("${#-x}", (b("#", "-", w("x")),)),
    ("${#a[@]}", (b("a", "len", sub="@"),)),
    ("${a[1]}", (b("a", "", sub=w("1")),)),
    ("${a['k 1']}", (b("a", "", sub=("'k 1'", (("sq", "k 1"),))),)),
    ("${a[b[c]]}", (b("a", "", sub=w("b[c]")),)),
    ("${!a}", (b("a", "", indirect=True),)),
    ("${!a[*]}", (b("a", "keys", sub="*"),)),
    ("${!a@}", (b("a", "names", sub="@"),)),
    ("${!a[0]}", (b("a", "", sub=w("0"), indirect=True),)),
    ("${!#}", (b("#", "", indirect=True),)),
    ("${a%%.*}", (b("a", "%%", w(".*")),)),
    ("${a/b/c}", (b("a", "/", w("b"), w("c")),)),
    ("${a//b}", (b("a", "//", w("b"), None),)),
    ("${a////_}", (b("a", "//", w("/"), w("_")),)),
    ("${a/#b/}", (b("a", "/#", w("b"), ("", ())),)),
    ("${a^^}", (b("a", "^^", None),)),
    ("${a,[b]}", (b("a", ",", w("[b]")),)),
    ("${a:1}", (b("a", ":", w("1"), None),)),
    ("${a: -1:b?c:d}", (b("a", ":", w(" -1"), w("b?c:d")),)),
    ("${@:2}", (b("@", ":", w("2"), None),)),
    ("${a@Q}", (b("a", "@", "Q"),)),
    ("${a b}", (("bad", "${a b}"),)),
    ("${}", (("bad", "${}"),)),
    ("${a!b}", (("bad", "${a!b}"),)),
    ("${#a:-b}", (("bad", "${#a:-b}"),)),
    ("$(a)", (("cmdsub", A, "a"),)),
    ("$()", (("cmdsub", None, ""),)),
    (
        "$(case a in b) c;; esac)",
        (("cmdsub", ("case", 1, w("a"), (((w("b"),), C, ";;"),), ()), "case a in b) c;; esac"),),
    ),
    ("$( (a) )", (("cmdsub", ("subshell", 1, A, ()), " (a) "),)),
    ("$((1+(b)))", (("arith", w("1+(b)")),)),
    ("$((a) | b)", (("cmdsub", ("pipeline", 1, False, None, (("subshell", 1, A, ()), B)), "(a) | b"),)),
    ("$[1+2]", (("arith", w("1+2")),)),
    ("`a \\`b\\` \\$c`", (("backq", "a `b` $c"),)),
    ('"`a \\"b\\"`"', (("dq", (("backq", 'a "b"'),)),)),
    ("<(a)", (("procsub", "<", A, "a"),)),
    (">(a)b", (("procsub", ">", A, "a"), "b")),
    ("a\\\nb", ("ab",)),
    ('"a\\\nb"', (("dq", ("ab",)),)),
    ("$\\\na", (("var", "a"),)),
]


@pytest.mark.parametrize(("text", "parts"), WORDS, ids=[text for text, _ in WORDS])
def test_words(text: str, parts: tuple[Any, ...]) -> None:
    tree = parse_all("x " + text)
    assert tree is not None
    assert tree[3][1][1] == parts


@pytest.mark.parametrize("end", ["", "\n", "\nE", "\nE\n"])
def test_a_here_document_ends_with_a_newline(end: str) -> None:
    (node,) = oracle.trees("a <<E\nb" + end)
    assert node[4][0][5] == ("b\n", ("b\n",))


def test_the_buffer_does_not_grow_with_the_script() -> None:
    count = 50_000
    lines = iter(["a b\n"] * count)
    parser = oracle.Parser("", more=lambda: next(lines, ""))
    longest = 0
    for number, node in enumerate(oracle.commands(parser)):
        assert node[1] == number + 1
        longest = max(longest, len(parser.lexer.text))
    assert number + 1 == count
    assert parser.offset == 4 * count
    assert longest < 66_000


def test_raw_has_no_line_continuations() -> None:
    tree = parse_all("x a\\\nb'c\\\nd'")
    assert tree is not None
    assert tree[3][1] == ("ab'c\\\nd'", ("ab", ("sq", "c\\\nd")))


def test_lines() -> None:
    tree = oracle.trees("a\n\nb 'x\ny' \\\n c\nd <<E\n1\nE\ne\n$(\nf\n)\n")
    assert [node[1] for node in tree] == [1, 4, 6, 9, 12]
    assert tree[4][3][0][1][0][1][1] == 11


def test_one_command_at_a_time() -> None:
    """Nothing behind the current line is looked at."""
    parser = oracle.Parser("a; b\nfi (\n")
    assert parser.next() == ("seq", (A, B))
    with pytest.raises(oracle.ParseError):
        parser.next()


def test_no_reading_ahead() -> None:
    lines = ["a\n", "if b\n", "then c; fi\n", "d\n"]
    given: list[str] = []

    def more() -> str:
        if not lines:
            return ""
        given.append(lines.pop(0))
        return given[-1]

    parser = oracle.Parser("", more=more)
    parser.next()
    assert len(given) == 1
    parser.next()
    assert len(given) == 3
    parser.next()
    assert parser.next() is None
