"""help: what each builtin and each construct of the language is for, in a line or two."""

from __future__ import annotations

from oilgg.interp.builtins import BUILTINS, find
from oilgg.interp.builtins.arguments import parse_options, write
from oilgg.interp.builtins.usage import OWN_USAGE, USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

_INDENT = "    "
_COLUMN = 40
_CONSTRUCTS: dict[str, tuple[str, str]] = {
    "%": ("job_spec [&]", "Bring a job to the foreground, or with & let it go on in the background."),
    "(( ... ))": ("(( expression ))", "Evaluate arithmetic; true if the value is not zero."),
    "[[ ... ]]": ("[[ expression ]]", "Evaluate a condition; its words are neither split nor globbed."),
    "case": (
        "case WORD in [PATTERN [| PATTERN]...) COMMANDS ;;]... esac",
        "Run the commands of the first pattern that matches.",
    ),
    "coproc": ("coproc [NAME] command [redirections]", "Run a command in the background with pipes to and from it."),
    "for": ("for NAME [in WORDS ... ] ; do COMMANDS; done", "Run commands once for each word."),
    "for ((": ("for (( exp1; exp2; exp3 )); do COMMANDS; done", "Run commands as long as an expression is not zero."),
    "function": ("function name { COMMANDS ; } or name () { COMMANDS ; }", "Define a function."),
    "if": (
        "if COMMANDS; then COMMANDS; [ elif COMMANDS; then COMMANDS; ]... [ else COMMANDS; ] fi",
        "Run the commands of the first condition that succeeds.",
    ),
    "select": ("select NAME [in WORDS ... ;] do COMMANDS; done", "Let a choice be made from a menu of words."),
    "time": ("time [-p] pipeline", "Run a pipeline and report the time it took."),
    "until": ("until COMMANDS; do COMMANDS-2; done", "Run commands as long as others fail."),
    "variables": ("variables - Names and meanings of some shell variables", "Variables that the shell sets or uses."),
    "while": ("while COMMANDS; do COMMANDS-2; done", "Run commands as long as others succeed."),
    "{ ... }": ("{ COMMANDS ; }", "Run commands as one, in this shell."),
}


def topics() -> list[str]:
    """All that `help` knows, sorted."""
    return sorted([*BUILTINS, *_CONSTRUCTS])


def _usage(topic: str) -> str:
    return USAGE.get(topic) or OWN_USAGE.get(topic) or _CONSTRUCTS[topic][0]


def _text(topic: str) -> str:
    """What a topic is about: of a builtin, what its own code says of it."""
    if topic in _CONSTRUCTS:
        return _CONSTRUCTS[topic][1]
    function = find(topic)
    if topic == "fold":  # as a word it is a builtin only now and then
        from oilgg.interp.builtins.fold import fold as function
    return _docstring(function) if function is not None else ""


def _docstring(function: Callable[[Any, Any], int]) -> str:
    """What a function says of itself; the image has it without that, so its source is asked."""
    if function.__doc__ is not None:
        return function.__doc__
    import ast
    import sys

    with open(sys.modules[function.__module__].__file__ or "", "rb") as file:
        tree = ast.parse(file.read())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            return ast.get_docstring(node, clean=False) or ""
    return ""


def describe(topic: str) -> str:
    """The help of one topic."""
    lines = [line.strip() for line in _text(topic).strip().split("\n")]
    return f"{topic}: {_usage(topic)}\n" + "".join(f"{_INDENT}{line}".rstrip() + "\n" for line in lines)


def help_(shell: Shell, args: list[str]) -> int:
    """Print help about builtins and constructs; a list of all of them without arguments."""
    options, first = parse_options(shell, "help", args, "dms")
    letters = [letter for letter, _ in options]
    patterns = args[first:]
    if not patterns:
        return write(shell, _overview(shell))
    found = []
    for pattern in patterns:
        found += _matching(pattern)
    if not found:
        last = patterns[-1]
        shell.error(f"help: no help topics match `{last}'.  Try `help help' or `man -k {last}' or `info {last}'.")
        return 1
    if any("*" in pattern or "?" in pattern or "]" in pattern.partition("[")[2] for pattern in patterns):
        plural = "s" if len(patterns) > 1 else ""
        write(shell, f"Shell commands matching keyword{plural} `{', '.join(patterns)}'\n\n")
    return write(shell, "".join([_one(topic, letters) for topic in found]))


def _one(topic: str, letters: list[str]) -> str:
    if "d" in letters:
        return f"{topic} - {_text(topic).strip().partition(chr(10))[0]}\n"
    if "s" in letters:
        return f"{topic}: {_usage(topic)}\n"
    if "m" in letters:
        summary = _text(topic).strip()
        return f"NAME\n    {topic} - {summary}\n\nSYNOPSIS\n    {_usage(topic)}\n\nDESCRIPTION\n    {summary}\n\n"
    return describe(topic)


def _matching(pattern: str) -> list[str]:
    """Topics that match, or else that begin with the text."""
    from oilgg.expand.pattern import Pattern

    compiled = Pattern.compile(pattern)
    exact = [topic for topic in topics() if compiled.match(topic)]
    own = [pattern] if pattern in OWN_USAGE else []
    return exact or own or [topic for topic in topics() if topic.startswith(pattern)]


def _overview(shell: Shell) -> str:
    """All usage lines in two columns; a star marks builtins that are switched off."""
    entries = []
    for topic in topics():
        star = "*" if topic in shell.disabled_builtins else " "
        entries.append((star + _usage(topic))[: _COLUMN - 1])
    half = (len(entries) + 1) // 2
    lines = ["Builtins and constructs of the shell. `help name' says more about one.\n", "\n"]
    for row in range(half):
        right = entries[row + half] if row + half < len(entries) else ""
        lines.append(f"{entries[row]:<{_COLUMN}s}{right}".rstrip() + "\n")
    return "".join(lines)
