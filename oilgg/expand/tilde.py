"""Tilde expansion: `~`, `~user`, `~+`, `~-`, `~2`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.expand.host import Host


_QUOTES = frozenset("'\"\\")
_SPECIAL = frozenset("'\"\\$`*?[{")


def expand(prefix: str, shell: Host) -> str | None:
    """What `~` with `prefix` after it stands for, None if it is no tilde expression after all."""
    if prefix == "":
        home = shell.vars.get("HOME")
        return _home_of_user() if home is None else home
    if prefix == "+":
        return shell.vars.get("PWD")
    if prefix == "-":
        return shell.vars.get("OLDPWD")
    digits = prefix[1:] if prefix[0] in "+-" else prefix
    if digits.isdecimal() and digits.isascii():
        return _stacked(int(digits), prefix[0] == "-", shell)
    import pwd

    try:
        return pwd.getpwnam(prefix).pw_dir
    except (KeyError, ValueError):
        return None


def _home_of_user() -> str | None:
    import posix
    import pwd

    try:
        return pwd.getpwuid(posix.getuid()).pw_dir
    except KeyError:
        return "/"


def _stacked(number: int, from_end: bool, shell: Any) -> str | None:
    stack = shell.vars.lookup("DIRSTACK")
    if stack is None or isinstance(stack, str):
        return None
    entries = stack.values()
    if number >= len(entries):
        return None
    entry: str = entries[-1 - number] if from_end else entries[number]
    if entry == "~" or entry.startswith("~/"):
        entry = (shell.vars.get("HOME") or "") + entry[1:]
    return entry


def cut(text: str, more: bool, assignment: bool) -> list[str | tuple[str, str]] | None:
    """Cut unquoted text at its tilde expressions: texts, and ("~", prefix) for each; None if there is none.

    `more`: something follows that may belong to an expression at the end, which then is none. `assignment`: the text is
    the value of an assignment, so expressions start after colons as well.
    """
    if "~" not in text:
        return None
    pieces: list[str | tuple[str, str]] = []
    found = False
    start = position = 0
    while position < len(text):
        if text[position] == "~" and (position == 0 or assignment):
            end = position + 1
            while end < len(text) and text[end] not in "/:":
                end += 1
            if end < len(text) or not more:
                if start < position:
                    pieces.append(text[start:position])
                pieces.append(("~", text[position + 1 : end]))
                found = True
                start = position = end
        if not assignment:
            break
        colon = text.find(":", position)
        if colon < 0:
            break
        position = colon + 1
    if not found:
        return None
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _is_known(prefix: str) -> bool:
    """Whether a tilde before `prefix` stands for something that no shell has to be asked for."""
    if prefix in ("", "+", "-"):
        return True
    import pwd

    try:
        return prefix.isascii() and pwd.getpwnam(prefix) is not None
    except KeyError:
        return False


def with_colon(raw: str, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parts of an unquoted word like `~:$x`, where it is no value of an assignment.

    bash takes all up to a slash for the tilde expression: what comes after a colon in it stays as it is written, and
    with a quote in it there is no expression.
    """
    name, slash, rest = raw.partition("/")
    if not isinstance(parts[0], str) or ":" not in name:
        return parts
    if not _QUOTES.isdisjoint(name):
        return (("sq", "~"), parts[0][1:], *parts[1:]) if len(parts[0]) > 1 else (("sq", "~"), *parts[1:])
    if ("$" in name or "`" in name) and _SPECIAL.isdisjoint(rest):
        user = raw[: raw.index(":") + 1]
        if _is_known(user[1:-1]) and "{" not in name:
            return (user, ("sq", name[len(user) :] + slash + rest))
    return parts


def assignment_prefix(text: str) -> int:
    """Length of `name=`, `name+=` or `name[…]=` at the start of `text`, 0 if it does not start so."""
    equals = text.find("=")
    if equals <= 0 or "~" not in text:
        return 0
    name = text[:equals]
    if name.endswith("+"):
        name = name[:-1]
    bracket = name.find("[")
    if bracket > 0 and name.endswith("]"):
        name = name[:bracket]
    return equals + 1 if name.isascii() and name.isidentifier() else 0
