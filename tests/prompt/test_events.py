"""History expansion."""

from __future__ import annotations

import pytest

from oilgg.interp.events import EventError, expand, words_of

LINES = ["make all", "cp /usr/lib/a.tar.gz dest", "echo 'two words' x;ls|wc", "echo a b c d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!", "echo a b c d"),
        ("sudo !!", "sudo echo a b c d"),
        ("!1", "make all"),
        ("!-3", "cp /usr/lib/a.tar.gz dest"),
        ("!mak", "make all"),
        ("!?tar?", "cp /usr/lib/a.tar.gz dest"),
        ("!?tar", "cp /usr/lib/a.tar.gz dest"),
        ("x !$ !^ !*", "x d a a b c d"),
        ("!!:1 !!:2-3 !!:2* !!:2- !!:-1 !!:0", "a b c b c d b c echo a echo"),
        ("!cp:1:h !cp:1:t !cp:1:r !cp:1:e", "/usr/lib a.tar.gz /usr/lib/a.tar .gz"),
        ("!!:s/a/z/ !!:gs/ /_/", "echo z b c d echo_a_b_c_d"),
        ("^a^z", "echo z b c d"),
        ("^a^z^ more", "echo z b c d more"),
        ("!!:q", "'echo a b c d'"),
        ("a b !#", "a b a b "),
        ("!3:1", "'two words'"),
        ("echo a! b", "echo a! b"),
        ("echo 'a!!'", "echo 'a!!'"),
        ("echo \\!!", "echo \\!!"),
        ('echo "!"', 'echo "!"'),
        ('echo "it\'s !mak"', 'echo "it\'s make all"'),
        ("echo ${!x} [!a]", "echo ${!x} [!a]"),
        ("[ a != b ]", "[ a != b ]"),
        ("! true", "! true"),
        ("echo a # !!", "echo a # !!"),
        ("ls;!mak;x", "ls;make all;x"),
        ("echo 'a\nb !!' !1", "echo 'a\nb !!' make all"),
    ],
)  # fmt: skip
def test_expansion(text: str, expected: str) -> None:
    """As bash has it."""
    assert expand(text, LINES).text == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("!nosuch", "!nosuch: event not found"),
        ("!99", "!99: event not found"),
        ("!!:9", ":9: bad word specifier"),
        ("!!:s/q/r/", ":s/q/r/: substitution failed"),
        ("^q^r", ":s^q^r: substitution failed"),
        ("!!:z", "z: unrecognized history modifier"),
    ],
)
def test_errors(text: str, message: str) -> None:
    """With bash's words."""
    with pytest.raises(EventError, match="^" + message.replace("^", r"\^").replace("!", "!") + "$"):
        expand(text, LINES)


def test_print_only() -> None:
    """`:p`."""
    result = expand("!!:p", LINES)
    assert result.print_only and result.text == "echo a b c d"


def test_words() -> None:
    """Quotes stay, operators are words."""
    assert words_of("a 'b c'|d >>e $(f g) h;i&&j") == [
        "a", "'b c'", "|", "d", ">>", "e", "$(f g)", "h", ";", "i", "&&", "j",
    ]  # fmt: skip
