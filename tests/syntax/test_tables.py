"""The stored tables and patterns are those of the grammars; what starting up imports."""

from __future__ import annotations

import ast
import marshal
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.syntax import actions, arithmetic, build, lexer, modes, patterns, words
from tests.syntax import oracle

SYNTAX = oracle.ROOT / "oilgg/syntax"


def test_tables_are_current() -> None:
    """`python -m oilgg.syntax.build` after every change of a grammar."""
    stored = marshal.loads((SYNTAX / "tables.bin").read_bytes())
    made = build.tables()
    assert stored["hash"] == made["hash"]
    for grammar in build.GRAMMARS:
        assert marshal.loads(stored[grammar]) == marshal.loads(made[grammar])


def test_patterns_are_current() -> None:
    path = SYNTAX / patterns.file_name()
    if not path.exists():
        pytest.skip("no stored patterns for this Python")
    assert marshal.loads(path.read_bytes()) == marshal.loads(patterns.dump())


@pytest.mark.parametrize("name", sorted(patterns.SOURCES))
def test_patterns_are_what_re_makes(name: str) -> None:
    ours = patterns.load()[name]
    theirs = re.compile(patterns.SOURCES[name], re.DOTALL | re.ASCII)
    for text in (
        "a b",
        "'x'",
        '"$a"',
        "${#a}",
        "$((1",
        "2>&1 x",
        "<<E\n",
        "a=1",
        "0x1f",
        "\\\n",
        "# c\n",
        "{fd}>f",
        "}",
    ):
        match, wanted = ours.match(text), theirs.match(text)
        assert (match and (match.span(), match.groups())) == (wanted and (wanted.span(), wanted.groups()))


def test_every_rule_has_an_action_and_every_mode_a_method() -> None:
    for grammar, home in (("shell", actions), ("word", actions), ("arithmetic", arithmetic)):
        names = marshal.loads(build.tables()[grammar])[7]
        assert [name for name in names if not hasattr(home, name)] == []
    assert all(hasattr(lexer.Lexer, "lex_" + mode) for mode in modes.mode_names("shell"))
    assert all(hasattr(words.WordLexer, "word_" + mode) for mode in modes.mode_names("word"))


@pytest.mark.parametrize("grammar", build.GRAMMARS)
def test_no_conflicts(grammar: str, caplog: pytest.LogCaptureFixture) -> None:
    """lark resolves shift/reduce conflicts by shifting and says so in its log only: there are none."""
    import lark

    with caplog.at_level("DEBUG", logger=lark.logger.name):
        build.lark_parser(grammar)
    assert [record.message for record in caplog.records if "conflict" in record.message] == []


def test_a_checkout_follows_its_grammar(tmp_path: Path) -> None:
    """With a changed grammar the tables are made anew before anything is parsed."""
    shutil.copytree(oracle.ROOT / "oilgg", tmp_path / "oilgg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(oracle.ROOT / "grammar", tmp_path / "grammar")
    grammar = tmp_path / "grammar/shell.lark"
    grammar.write_text(grammar.read_text().replace("LBRACE body RBRACE                            -> group", "") + "\n")
    grammar.write_text(grammar.read_text().replace("compound: \n        | LPAREN", "compound: LPAREN"))
    newer = (tmp_path / "oilgg/syntax/tables.bin").stat().st_mtime + 10
    os.utime(grammar, (newer, newer))
    code = "from oilgg.syntax.parser import parse_all; parse_all('(a)'); parse_all('{ a; }')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert "syntax error near unexpected token `{'" in done.stderr


def test_start_up_imports() -> None:
    """Parsing needs none of the heavy modules."""
    code = (
        f"import sys; sys.path.insert(0, {str(oracle.ROOT)!r}); before = set(sys.modules)\n"
        "from oilgg.syntax.parser import Parser\n"
        "Parser('x=$(a \"$b\" ${c:-d}) <<E; e $((1+2))\\nE\\n').next()\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('oilgg')))"
    )
    output = subprocess.check_output([sys.executable, "-IS", "-c", code], text=True)
    assert set(ast.literal_eval(output)) <= {"__future__", "_sre", "marshal", "posix"}
