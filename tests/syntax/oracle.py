"""What bash says about a text, what we say, and the shell scripts of this machine."""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from oilgg.errors import ParseError
from oilgg.syntax import lexer, tokens, words
from oilgg.syntax.parser import Parser

ROOT = Path(__file__).resolve().parent.parent.parent
_FOLDERS = ("/usr", "/etc", "/opt", "/lib", str(ROOT / "tests/builds/.sources"))
_SKIPPED = {"zoneinfo", "locale", "man", "icons", "site-packages", "dist-packages", "__pycache__", "include"}
_SHELLS = {b"sh", b"bash", b"dash"}
_MOST_FILES = 3_000
_MOST_CHARACTERS = 3_000_000


def bash(arguments: list[str], text: str = "", timeout_s: float = 20) -> subprocess.CompletedProcess[str]:
    """Run bash; bytes that are no text survive."""
    run = subprocess.run(
        ["bash", "--norc", "--noprofile", *arguments],
        input=text.encode("utf-8", "surrogateescape"),
        capture_output=True,
        timeout=timeout_s,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    # not subprocess's text mode, which makes newlines of carriage returns
    output, errors = (data.decode("utf-8", "surrogateescape") for data in (run.stdout, run.stderr))
    return subprocess.CompletedProcess(run.args, run.returncode, output, errors)


def commands(parser: Parser) -> Iterator[Any]:
    """All complete commands of a parser."""
    while (node := parser.next()) is not None:
        yield node


def trees(text: str, **options: Any) -> tuple[Any, ...]:
    """All complete commands of a text."""
    return tuple(commands(Parser(text, **options)))


def outcome(text: str, name: str = "s.sh", more: Callable[[], str] | None = None) -> tuple[list[Any], list[str]]:
    """The commands of a text up to the first error, and what bash would print: warnings, the error."""
    lines: list[str] = []
    warn = lambda line, message: lines.append(f"{name}: line {line}: warning: {message}")  # noqa: E731
    parser = Parser(text, more=more, warn=warn)
    found = []
    try:
        for node in commands(parser):
            found.append(node)
    except ParseError as error:
        prefix = f"{name}: line {error.line}: "
        shown = getattr(error, "text", None)
        lines += (prefix + error.message).split("\n")
        if shown is not None:
            lines += (prefix + (shown if shown.startswith("syntax error") else f"`{shown}'")).split("\n")
    return found, lines


def forget() -> None:
    """Empty what is remembered between parsers."""
    tokens.WORDS.clear()
    lexer.COMMANDS.clear()
    words.TEXTS.clear()


def functions(node: Any) -> Iterator[Any]:
    """Function definitions in a tree, from the outside in."""
    if type(node) is tuple and node:
        if node[0] == "func":
            yield node
        for item in node:
            if type(item) is tuple:
                yield from functions(item)


def without_lines(node: Any) -> Any:
    """A tree without line numbers."""
    if type(node) is tuple:
        return tuple(without_lines(item) for item in node if type(item) is not int or item is True or item is False)
    return node


@functools.cache
def scripts() -> list[Path]:
    """Shell scripts of this machine, each text once."""
    found: dict[bytes, Path] = {}
    for folder in _FOLDERS:
        for path in _walk(folder):
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if 0 < len(data) < _MOST_CHARACTERS and _is_shell(path, data):
                found.setdefault(hashlib.sha256(data).digest(), path)
    paths = sorted(found.values())
    step = -(-len(paths) // _MOST_FILES) or 1
    return paths[::step]


def _walk(folder: str) -> Iterator[Path]:
    """Files that may be scripts, by their name, place or mode."""
    waiting = [folder]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir():
                if entry.name not in _SKIPPED:
                    waiting.append(entry.path)
            elif entry.is_file() and _may_be_shell(entry):
                yield Path(entry.path)


def _may_be_shell(entry: os.DirEntry[str]) -> bool:
    if entry.name.endswith((".sh", ".bash", ".postinst", ".preinst", ".postrm", ".prerm", ".config")):
        return True
    if "bash" in entry.path and "complet" in entry.path:
        return True
    facts = entry.stat()
    return bool(facts.st_mode & 0o111) and ".so" not in entry.name and facts.st_size < _MOST_CHARACTERS


def _is_shell(path: Path, data: bytes) -> bool:
    first = data[:200].split(b"\n")[0]
    if first.startswith(b"#!"):
        return any(word.rsplit(b"/", 1)[-1] in _SHELLS for word in first[2:].split()[:2])
    return path.suffix in (".sh", ".bash") or "complet" in str(path)


def read(path: Path) -> str:
    """The text of a script as the shell sees it."""
    return path.read_bytes().decode("utf-8", "surrogateescape")
