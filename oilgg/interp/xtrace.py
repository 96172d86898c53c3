"""`set -x`: how commands are shown before they run."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oilgg.interp.state import Shell

_METAS = frozenset(" \t\n'\"\\|&;()<>!{}*[]?^$`")

OUTER_DEPTH = "outer trace depth"
"""Of `Shell.extra`: the depth of the commands of a script without `#!`."""


def quote(word: str, multibyte: bool = True) -> str:
    """A word as `set -x` shows it; not `multibyte`: in a locale without characters beyond ASCII."""
    if not word:
        return "''"
    if word.isalnum() and (multibyte or word.isascii()):
        return word
    for char in word:
        if char in _METAS:
            return single_quote(word)
    if word[0] in "~#" or "=~" in word or ":~" in word:
        return single_quote(word)
    return word if word.isprintable() and (multibyte or word.isascii()) else ansi_quote(word, multibyte)


def arithmetic(shell: Shell) -> Callable[[str], None]:
    """What shows an expression, after its expansions."""
    return lambda source: show(shell, f"(( {source} ))")


def sources(words: Iterable[Any]) -> list[str]:
    """Words of the parser as they stand in the script: as bash keeps them."""
    from oilgg.syntax.printer import word_text

    return [word_text(word) for word in words]


def listed(words: Iterable[Any] | None) -> str:
    """What `for` and `select` go through, as it stands in the script; None: the positional parameters."""
    return '"$@"' if words is None else " ".join(sources(words))


def single_quote(word: str) -> str:
    """A word in single quotes."""
    return "\\'" if word == "'" else "'" + word.replace("'", "'\\''") + "'"


_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 27: "\\E", 92: "\\\\", 39: "\\'"}


def ansi_quote(word: str, multibyte: bool = True) -> str:
    """A word as $'…'."""
    out = []
    for char in word:
        code = ord(char)
        if code in _ESCAPES:
            out.append(_ESCAPES[code])
        elif 0xDC80 <= code <= 0xDCFF:
            out.append(f"\\{code - 0xDC00:03o}")
        elif char.isprintable() and (multibyte or code < 128):
            out.append(char)
        elif code < 128:
            out.append(f"\\{code:03o}")
        else:
            out.extend([f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape")])
    return "$'" + "".join(out) + "'"


def prefix(shell: Shell) -> str:
    """PS4 expanded, its first character repeated by the nesting of subshells and evals."""
    text = shell.vars.get("PS4")
    if text is None:
        return ""
    if "$" in text or "`" in text or "\\" in text or "!" in text:
        text = _expanded(shell, text)
    return text[:1] * depth(shell) + text


def depth(shell: Shell) -> int:
    """How deep the commands are: the nesting of subshells, evals, and scripts that the shell has run itself."""
    outside: int = shell.extra.get(OUTER_DEPTH, 0)
    return shell.trace_depth + outside


def _expanded(shell: Shell, text: str) -> str:
    from oilgg.interp import prompt

    pipe_status, tracing = shell.pipe_status, shell.options
    shell.options = tracing.copy()
    shell.options.xtrace = False
    attention = shell.attention
    shell.attention = 0
    try:
        return prompt.expand_prompt(shell, text)
    except ExitShell:
        tracing = tracing.copy()
        tracing.xtrace = False  # the EXIT trap runs without it
        raise
    finally:
        shell.options = tracing
        shell.attention = attention
        shell.pipe_status = pipe_status


_held: list[tuple[int, list[str]]] = []
"""See hold: the process that does so, and its lines."""


def hold() -> list[str]:
    """Until `let_go`, what this process would show goes into this list instead."""
    lines: list[str] = []
    _held.append((posix.getpid(), lines))
    return lines


def let_go() -> None:
    """Undo the last `hold`."""
    _held.pop()


def show_held(shell: Shell, lines: list[str]) -> None:
    """Show now what was held."""
    try:
        if lines:
            shell.write(shell.xtrace_fd, "".join(lines))
    except OSError:
        pass


def show(shell: Shell, text: str) -> None:
    """Print one line of trace."""
    if _held and _held[-1][0] == posix.getpid():
        _held[-1][1].append(prefix(shell) + text + "\n")
        return
    try:
        shell.write(shell.xtrace_fd, prefix(shell) + text + "\n")
    except OSError:
        pass
