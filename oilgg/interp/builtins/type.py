"""type, and the look-up behind `command -v` and `command -V`: what a name would run."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oilgg.interp.state import Shell

KEYWORDS = (
    "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in",
    "function", "time", "{", "}", "!", "[[", "]]", "coproc",
)  # fmt: skip
"""The reserved words, in the order `compgen -k` prints them."""

_OLD_STYLE = {"-type": "-t", "--type": "-t", "-path": "-p", "--path": "-p", "-all": "-a", "--all": "-a"}


class Meaning:
    """One thing a name can mean: `kind` as `type -t` says it, `path` of a file, `hashed`: it is in the table."""

    __slots__ = ("hashed", "kind", "name", "path")

    def __init__(self, name: str, kind: str, path: str = "", hashed: bool = False) -> None:
        self.name = name
        self.kind = kind
        self.path = path
        self.hashed = hashed


def meanings(
    shell: Shell,
    name: str,
    functions: bool = True,
    only_files: bool = False,
    search_path: str | None = None,
    only_programs: bool = False,
) -> Iterator[Meaning]:
    """What `name` means, in the order the shell would use it; files from the hash table only as first meaning.

    `only_programs`: a file along PATH that cannot be executed does not count, even if there is no other.
    """
    first = True
    if not only_files:
        for meaning in _inner_meanings(shell, name, functions):
            first = False
            yield meaning
    if "/" in name:
        shell.before_look(name)
        from oilgg.interp.lookup import is_executable

        if is_executable(name):
            yield Meaning(name, "file", name)
        return
    if first:
        from oilgg.interp.lookup import known

        hashed = known(shell, name)
        if hashed is not None:
            shell.hashed = {**shell.hashed, name: (hashed[0], hashed[1] + 1)}
            yield Meaning(name, "file", hashed[0], True)
    found = _search(shell, name, search_path, only_programs)
    for path in found:
        yield Meaning(name, "file", path)


def _inner_meanings(shell: Shell, name: str, functions: bool) -> Iterator[Meaning]:
    if shell.options.expand_aliases and name in shell.aliases:
        yield Meaning(name, "alias")
    if name in KEYWORDS:
        yield Meaning(name, "keyword")
    if functions and name in shell.functions:
        yield Meaning(name, "function")
    if shell.find_builtin(name) is not None:
        yield Meaning(name, "builtin")


def _search(shell: Shell, name: str, search_path: str | None, only_programs: bool) -> list[str]:
    from oilgg.interp.lookup import is_executable, search

    if not name:
        return []
    found = search(shell, name, search_path, False)
    if not found and not only_programs:
        found = [path for path in search(shell, name, search_path) if not is_executable(path)]
    return [path for path in found if "/" in path or is_executable(path)]


def sentence(shell: Shell, meaning: Meaning) -> str:
    """What `type` and `command -V` say of a meaning."""
    name = meaning.name
    if meaning.kind == "alias":
        return f"{name} is aliased to `{shell.aliases[name]}'\n"
    if meaning.kind == "keyword":
        return f"{name} is a shell keyword\n"
    if meaning.kind == "function":
        from oilgg.syntax.printer import function_text

        return f"{name} is a function\n{function_text(name, shell.functions[name].body, posix=shell.options.posix)}\n"
    if meaning.kind == "builtin":
        return f"{name} is a{_special(shell, name)} shell builtin\n"
    if meaning.hashed:
        return f"{name} is hashed ({meaning.path})\n"
    return f"{name} is {meaning.path}\n"


def _special(shell: Shell, name: str) -> str:
    from oilgg.interp.builtins import SPECIAL_BUILTINS

    return " special" if shell.options.posix and name in SPECIAL_BUILTINS else ""


def type_(shell: Shell, args: list[str]) -> int:
    """Say what each name would run."""
    args = [_OLD_STYLE.get(word, word) for word in args]
    options, first = parse_options(shell, "type", args, "afptP")
    letters = [letter for letter, _ in options]
    status = 0
    lines: list[str] = []
    for name in args[first:]:
        if not _describe(shell, name, letters, lines):
            status = 1
            if "t" not in letters and "p" not in letters and "P" not in letters:
                _flush(shell, lines)
                shell.error(f"type: {name}: not found")
    return _flush(shell, lines) or status


def _flush(shell: Shell, lines: list[str]) -> int:
    text = "".join(lines)
    lines.clear()
    return write(shell, text) if text else 0


def _describe(shell: Shell, name: str, letters: list[str], lines: list[str]) -> bool:
    """Add what is to be printed about one name; False if it means nothing."""
    everything = "a" in letters
    mode = next((letter for letter in reversed(letters) if letter in "tpP"), "")
    found = False
    for meaning in meanings(shell, name, "f" not in letters, "P" in letters, None, everything):
        if meaning.hashed and everything:
            continue
        found = True
        if mode == "t":
            lines.append(meaning.kind + "\n")
        elif mode:
            if meaning.kind == "file":
                lines.append(meaning.path + "\n")
        else:
            lines.append(sentence(shell, meaning))
        if not everything:
            break
    return found
