"""Completion of what is being typed: where the cursor stands, what could stand there, and how that is written."""

from __future__ import annotations

import posix

from oilgg.expand.quote import single
from oilgg.repl.line import Place, place_of, without_quotes, word_breaks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.interp.builtins.completion import Completion
    from oilgg.interp.state import Shell

_MOST_CHANGES = 10
"""How often completion functions may ask to be looked up anew."""
_SPECIAL = frozenset(" \t\n\\\"'`$&|;<>()*?[]{}!#~=:,^@")
_SAFE_INSIDE = frozenset("]},:^@=~#")
_IN_DOUBLE = frozenset('"$`\\!')
_DIRECTORY_COMMANDS = frozenset(("cd", "pushd", "rmdir"))
_LONGEST_TABLE = 400


class Found:
    """The possibilities for the text from `start` to the cursor.

    `candidates` are the words themselves; with `files` they are names of files in `folder`. They are written in `quote`
    ("": in none), which is already open where the candidate goes unless it `opens` there. `ending` follows a single
    candidate that is no folder.
    """

    def __init__(self, start: int, candidates: Iterable[str]) -> None:
        self.start = start
        self.candidates = sorted(dict.fromkeys(candidates))
        self.files = False
        self.quote = ""
        self.opens = False
        self.folder = ""
        self.ending = " "
        self.kept = ""
        """What is in the text from `start` on and stays as it is."""
        self.verbatim = False
        self.home = False
        """A ~ at the start of a candidate stands for a home folder."""
        self.folder_of: Callable[[str], str] = lambda path: self.folder + path

    def insertion(self) -> str:
        """What to put in the place of the text from `start` to the cursor."""
        if len(self.candidates) > 1:
            return self.kept + self._written(common_start(self.candidates), False)
        word = self.candidates[0]
        if self.files and _is_folder(self.folder_of(word)):
            return self.kept + self._written(word, False) + ("" if word.endswith("/") else "/")
        return self.kept + self._written(word, True) + self.ending

    def _written(self, word: str, whole: bool) -> str:
        if self.verbatim:
            return word
        if self.home and word[:1] == "~":
            return "~" + quoted(word[1:], self.quote, whole, True)
        if self.opens and word.isprintable():
            return self.quote + quoted(word, self.quote, whole)
        return quoted(word, "" if self.opens else self.quote, whole, bool(self.kept))

    def shown(self) -> list[str]:
        """The candidates as they are listed: folders with a slash."""
        if not self.files:
            return self.candidates
        names = []
        for word in self.candidates:
            name = word.rstrip("/").rpartition("/")[2] or word
            names.append(name + "/" if _is_folder(self.folder_of(word)) else name)
        return names


def complete(shell: Shell, text: str, cursor: int) -> Found | None:
    """What could stand before the cursor; None: nothing is known."""
    place = place_of(text[:cursor])
    found = _variables(shell, place) or _users(shell, place)
    if found is not None:
        return found
    if place.is_command:
        if not place.word and shell.options.no_empty_cmd_completion:
            return None
        return _commands(shell, place)
    if shell.options.progcomp and not place.redirected and place.words:
        found = _programmed(shell, place, text, cursor)
        if found is not None:
            return found
    return _files(shell, place, place.words[:1] in [[name] for name in _DIRECTORY_COMMANDS])


def _variables(shell: Shell, place: Place) -> Found | None:
    """`$na` and `${na`."""
    if place.variable < 0:
        return None
    from oilgg.interp.builtins.candidates import variables_of

    start = place.variable
    prefix = place.text[start:]
    found = Found(start, [name for name in variables_of(shell) if name.startswith(prefix)])
    found.verbatim = True
    found.ending = "}" if place.text[start - 1] == "{" else "" if place.quote == '"' else " "
    if len(found.candidates) == 1 and found.ending == " " and _names_folder(shell, found.candidates[0]):
        found.ending = "/"
    return found


def _names_folder(shell: Shell, name: str) -> bool:
    value = shell.vars.get(name) or ""
    return value.startswith("/") and _is_folder(value)


def _users(shell: Shell, place: Place) -> Found | None:
    """`~na`, as long as there is no slash."""
    if place.raw[:1] != "~" or "/" in place.raw or place.quote:
        return None
    import pwd

    prefix = place.raw[1:]
    names = [entry.pw_name for entry in pwd.getpwall() if entry.pw_name.startswith(prefix)]
    found = Found(place.start + 1, names)
    found.verbatim = True
    found.ending = "/"
    return found if names or prefix else None


def _commands(shell: Shell, place: Place) -> Found:
    """The first word of a command."""
    if "/" in place.word:
        found = _files(shell, place, False)
        from oilgg.interp.lookup import is_executable

        paths = [(found.folder + name, name) for name in found.candidates]
        found.candidates = [name for path, name in paths if is_executable(path) or _is_folder(path)]
        return found
    from oilgg.interp.builtins.candidates import candidates
    from oilgg.interp.builtins.completion import Completion

    wanted = Completion()
    wanted.actions.append("command")
    found = Found(place.start, candidates(shell, wanted, place.word, ""))
    found.quote = place.quote
    found.opens = bool(place.quote)
    return found


def _files(shell: Shell, place: Place, folders_only: bool) -> Found:
    """Names of files; what was typed before the last slash stays as it is."""
    kept = place.raw[: place.last_slash + 1]
    folder = place.folder_of(shell)
    start = place.word[place.word.rfind("/") + 1 :]
    shell.before_look(folder or ".")
    try:
        names = [
            name.decode("utf-8", "surrogateescape")
            for name in posix.listdir(folder.encode("utf-8", "surrogateescape") or b".")
        ]
    except (OSError, ValueError):
        names = []
    names = [name for name in names if name.startswith(start) and (start[:1] == "." or name[:1] != ".")]
    if folders_only:
        names = [name for name in names if _is_folder(folder + name)]
    ignored = [suffix for suffix in (shell.vars.get("FIGNORE") or "").split(":") if suffix]
    wanted = [name for name in names if not any(name.endswith(suffix) and name != suffix for suffix in ignored)]
    if wanted or (ignored and shell.options.force_fignore):
        names = wanted
    found = Found(place.start, names)
    found.files = True
    found.folder = folder
    found.kept = kept
    found.quote = place.quote_at_last_slash or place.quote
    found.opens = bool(found.quote) and not place.quote_at_last_slash
    return found


def _programmed(shell: Shell, place: Place, text: str, cursor: int) -> Found | None:
    """What `complete` was told about this command; None if nothing was."""
    from oilgg.interp.builtins.candidates import Typed, candidates

    breaks = word_breaks(shell)
    start = place.start_of_part(breaks)
    raw = text[start:cursor]
    word = without_quotes(raw, place.quote if start > place.start and text[start - 1] == place.quote else "")
    end = place.end_of_command(text)
    for _ in range(_MOST_CHANGES):
        name, spec = _specification(shell, place)
        if spec is None:
            return None
        current = spec.copy()
        words = place.broken_words(breaks, text, end)
        typed = Typed(text[place.command_start : end], cursor - place.command_start, words)
        shell.extra = {**shell.extra, "completing": current}
        try:
            offered = candidates(shell, current, word, name, typed, raw)
        finally:
            shell.extra = {key: value for key, value in shell.extra.items() if key != "completing"}
        if not typed.again:
            break
    options = current.options
    if not offered and "default" in options:
        return _files(shell, place, False)
    found = Found(start, offered)
    if "nosort" in options:
        found.candidates = list(dict.fromkeys(offered))
    found.files = any(option in options for option in ("filenames", "dirnames", "plusdirs"))
    found.files = found.files or "file" in current.actions or "directory" in current.actions
    found.folder_of = lambda path: _with_home(shell, path)
    found.quote = place.quote
    found.verbatim = not found.files or "noquote" in options
    found.ending = "" if "nospace" in options else " "
    if found.verbatim and place.quote and not (found.candidates and found.candidates[0].endswith(place.quote)):
        found.ending = place.quote + found.ending
    if raw[:1] == "~":
        found.home = True
    return found


def _with_home(shell: Shell, path: str) -> str:
    if path[:2] == "~/":
        return (shell.vars.get("HOME") or "") + path[1:]
    return path


def _specification(shell: Shell, place: Place) -> tuple[str, Completion | None]:
    """The completion that holds for the command: by its name as typed, by its last part, the default one."""
    from oilgg.interp.builtins.completion import table

    known = table(shell)
    name = place.words[0]
    for key in (name, name.rpartition("/")[2]):
        if key in known:
            return name, known[key]
    if shell.options.progcomp_alias and name in shell.aliases:
        first = shell.aliases[name].split()[:1]
        if first and first[0] in known:
            return first[0], known[first[0]]
    return name, known.get("_DefaultCmD_")


def _is_folder(path: str) -> bool:
    try:
        return posix.stat(path.encode("utf-8", "surrogateescape")).st_mode & 0o170000 == 0o040000
    except (OSError, ValueError):
        return False


def common_start(words: list[str]) -> str:
    """The longest text that all words begin with."""
    first, last = min(words), max(words)
    length = 0
    while length < len(first) and first[length] == last[length : length + 1]:
        length += 1
    return first[:length]


def quoted(word: str, quote: str, whole: bool, within: bool = False) -> str:
    """`word` as it can be typed behind an open `quote` ("" for none), which is closed if the word is `whole`.

    `within`: there is something of the word before it already.
    """
    if any(not char.isprintable() for char in word):
        return quote + _ansi(word)
    if quote == "'":
        return word.replace("'", "'\\''") + ("'" if whole else "")
    if quote == '"':
        return "".join("\\" + char if char in _IN_DOUBLE else char for char in word) + ('"' if whole else "")
    out = []
    for position, char in enumerate(word):
        first = not position and not within
        special = char in _SPECIAL and not (char in _SAFE_INSIDE and not (first and char in "~#"))
        out.append("\\" + char if special else char)
    return "".join(out)


def _ansi(word: str) -> str:
    """A word with control characters or odd bytes, as $'…'."""
    out = []
    for byte in word.encode("utf-8", "surrogateescape"):
        if byte in b"'\\":
            out.append("\\" + chr(byte))
        elif 32 <= byte < 127:
            out.append(chr(byte))
        else:
            out.append({10: "\\n", 9: "\\t"}.get(byte, f"\\{byte:03o}"))
    return "$'" + "".join(out) + "'"


def table(words: list[str], width: int, height: int) -> list[str]:
    """Words in columns, as `ls` shows them; very many are cut off."""
    shown = [word if word.isprintable() else single(word) for word in words[:_LONGEST_TABLE]]
    widest = max(len(word) for word in shown) + 2
    columns = max(1, width // widest)
    rows = -(-len(shown) // columns)
    lines = []
    for row in range(rows):
        lines.append("".join(word.ljust(widest) for word in shown[row::rows]).rstrip())
    if len(words) > len(shown):
        lines.append(f"... and {len(words) - len(shown)} more")
    return lines
