"""Colours for what is being typed: few, and none that shout. Words are told apart by their looks, not parsed."""

from __future__ import annotations

import re

from oilgg.interp import builtins, lookup
from oilgg.interp.builtins.type import KEYWORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Pieces = list[tuple[str, str]]

STYLE = {
    "keyword": "ansimagenta",
    "command": "ansigreen",
    "unknown": "ansired",
    "string": "ansiyellow",
    "variable": "ansicyan",
    "comment": "ansibrightblack",
    "operator": "",
}
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>(?<![^\s;&|()])\#[^\n]*)
    |(?P<string>'[^']*'?|\$'(?:\\.|[^'\\])*'?|"(?:\\.|\$\([^()]*\)|[^"\\])*"?)
    |(?P<variable>\$\{[^}]*\}?|\$\w+|\$[?$!@*#-])
    |(?P<operator>\$\(\(?|`|[;&|()<>]+|(?<!\S)[{}!](?!\S))
    |(?P<word>(?:\\.|[^\s;&|()<>'"$`\\])+|\\|\$)""",
    re.VERBOSE | re.DOTALL,
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(\[[^]]*\])?\+?=")
_BEFORE_COMMAND = frozenset(("if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"))


def pieces(text: str, known: Callable[[str], bool]) -> Pieces:
    """Pairs of style and text; `known` says whether a word is a command."""
    found: Pieces = []
    expecting = True
    glued = False
    for match in _TOKEN.finditer(text):
        kind, part = match.lastgroup or "", match.group()
        style = kind if kind in STYLE else ""
        if kind == "space":
            glued = False
            expecting = expecting or "\n" in part
        elif kind == "operator":
            expecting = part[-1] not in "<>)"
            glued = False
        elif kind == "word" and expecting and not glued:
            if part in KEYWORDS:
                style = "keyword"
                expecting = part in _BEFORE_COMMAND
                glued = True
            elif not _ASSIGNMENT.match(part):
                whole = match.end() == len(text) or text[match.end()] in " \t\n;&|()<>"
                style = "" if not whole else "command" if known(part) else "unknown"
                expecting = False
        elif kind != "comment":
            glued = True
            expecting = expecting and kind == "word"
        found.append((f"class:{style}" if style else "", part))
    return found


def is_command(shell: Shell, word: str) -> bool:
    """Whether a word would be found as a command."""
    word = word.replace("\\", "")
    if word in shell.aliases or word in shell.functions or word in builtins.BUILTINS or word in KEYWORDS:
        return True
    if "/" in word:
        return lookup.is_executable(_with_home(shell, word))
    return bool(lookup.search(shell, word, None)) and bool(shell.vars.get("PATH"))


def _with_home(shell: Shell, path: str) -> str:
    return (shell.vars.get("HOME") or "") + path[1:] if path.startswith("~/") else path


def lexer(shell: Shell) -> Any:
    """The lexer for prompt_toolkit; None where colours are not wanted (NO_COLOR)."""
    if shell.vars.get("NO_COLOR"):
        return None
    from prompt_toolkit.lexers import Lexer

    class Highlighter(Lexer):
        """Colours the lines of a command."""

        def lex_document(self, document: Any) -> Callable[[int], Any]:
            """Give a function from a line's number to its pieces."""
            lines: list[Pieces] = [[]]
            for style, part in pieces(document.text, lambda word: is_command(shell, word)):
                first, *others = part.split("\n")
                lines[-1].append((style, first))
                for other in others:
                    lines.append([(style, other)])
            return lambda number: lines[number] if number < len(lines) else []

    return Highlighter()
