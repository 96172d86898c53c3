"""The words that a completion offers for the beginning of a word."""

from __future__ import annotations

import posix

from oilgg.expand.pattern import Pattern
from oilgg.expand.values import ARRAY, EXPORT, IndexedArray, is_name
from oilgg.interp import signals
from oilgg.interp.builtins import BUILTINS
from oilgg.interp.builtins.arguments import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oilgg.interp.builtins.completion import Completion
    from oilgg.interp.state import Shell

_DIRECTORY = 0o040000
_FORMAT_BITS = 0o170000
_AGAIN = 124
"""Status of a completion function that has changed what completes the command."""


class Typed:
    """The command that is being completed at a prompt: `line` up to its end, the cursor in it, its words."""

    __slots__ = ("again", "current", "line", "number", "point", "words")

    def __init__(self, line: str, point: int, words: tuple[list[str], int]) -> None:
        self.line = line
        self.point = point
        self.words, self.number = words
        self.again = False
        """The completion function has changed what completes the command, which is to be looked up anew."""
        self.current = self.words[self.number] if self.words else ""

    @property
    def previous(self) -> str:
        """The word before the current one."""
        return self.words[self.number - 1] if self.number > 0 else ""


def candidates(
    shell: Shell, wanted: Completion, word: str, command: str, typed: Typed | None = None, raw: str | None = None
) -> list[str]:
    """What `wanted` offers for `word`, an argument of `command`, in bash's order.

    At a prompt `raw` is the word with its quotes, as completion functions get it.
    """
    found: list[str] = []
    for action in _ORDER:
        if action in wanted.actions:
            found += [one for one in _ACTIONS[action](shell, word) if one.startswith(word)]
    arguments = wanted.arguments
    if "G" in arguments:
        found += _glob(shell, arguments["G"])
    if "W" in arguments:
        start = word if raw is not None else _dequoted(word)
        found += [one for one in _words(shell, arguments["W"]) if one.startswith(start)]
    if "F" in arguments:
        found += _from_function(shell, arguments["F"], word if raw is None else raw, command, typed)
    if "C" in arguments:
        found += _from_command(shell, arguments["C"], word if raw is None else raw, command, typed)
    if arguments.get("X"):
        found = _filtered(shell, arguments["X"], word, found)
    prefix, suffix = arguments.get("P", ""), arguments.get("S", "")
    if prefix or suffix:
        found = [prefix + one + suffix for one in found]
    if not found and "dirnames" in wanted.options:
        found = list(_directories(shell, word))
    if "plusdirs" in wanted.options:
        found += _directories(shell, word)
    if not found and "bashdefault" in wanted.options:
        found = _by_first_letter(shell, word)
    if not found and "default" in wanted.options:
        found = list(_files(shell, word))
    return found


def _by_first_letter(shell: Shell, word: str) -> list[str]:
    """`-o bashdefault`: variables after $, users after ~, hosts after @; what a pattern matches."""
    kinds: dict[str, Callable[[Shell, str], list[str]]] = {
        "$": _variables, "~": _database("/etc/passwd"), "@": _database("/etc/hosts", hosts=True),
    }  # fmt: skip
    kind = kinds.get(word[:1])
    if kind is not None and "/" not in word:
        return [word[0] + name for name in kind(shell, word[1:]) if name.startswith(word[1:])]
    if any(char in word for char in "*?["):
        from oilgg.expand.pathname import glob

        return glob(word, shell)
    return []


def _filtered(shell: Shell, text: str, word: str, found: list[str]) -> list[str]:
    """`-X`: drop what matches, or with `!` what does not; `&` stands for the word."""
    keep = text[:1] == "!" and not (shell.options.extglob and text[1:2] == "(")
    pieces = []
    at = 1 if keep else 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] == "&":
            pieces.append("&")
            at += 1
        elif text[at] == "&":
            pieces.append(word)
        else:
            pieces.append(text[at])
        at += 1
    pattern = Pattern.compile("".join(pieces), shell.options.extglob, shell.options.nocasematch)
    return [one for one in found if pattern.match(one) == keep]


def _files(shell: Shell, word: str) -> Iterator[str]:
    """Names in the directory the word is in, in the order of the directory; hidden ones as well."""
    directory, slash, start = word.rpartition("/")
    path = _with_home(shell, directory + slash) or "."
    shell.before_look(path)
    try:
        names = posix.listdir(encode(path))
    except OSError:
        return
    listed = [name.decode("utf-8", "surrogateescape") for name in names]
    if start[:1] == ".":
        listed += [".", ".."]
    for name in listed:
        if name.startswith(start):
            yield directory + slash + name


def _with_home(shell: Shell, path: str) -> str:
    if path[:2] == "~/":
        return (shell.vars.get("HOME") or "") + path[1:]
    return path


def _directories(shell: Shell, word: str) -> Iterator[str]:
    for path in _files(shell, word):
        try:
            mode = posix.stat(encode(_with_home(shell, path))).st_mode
        except (OSError, ValueError):
            continue
        if mode & _FORMAT_BITS == _DIRECTORY:
            yield path


def _glob(shell: Shell, pattern: str) -> list[str]:
    """`-G`: in the order in which they are found."""
    from oilgg.expand.pathname import glob_plainly

    return glob_plainly(pattern, shell) if pattern else [""]


def _words(shell: Shell, text: str) -> list[str]:
    """`-W`: a list split at IFS outside of quotes; expansions and quote removal in each piece."""
    separators = shell.vars.splitter.separators
    if not any(char in text for char in "'\"\\$`{~<>"):
        for char in separators:
            text = text.replace(char, "\0")
        return [piece for piece in text.split("\0") if piece]
    found: list[str] = []
    for piece in _pieces(text, separators):
        found += _expanded(shell, piece)
    return found


def _pieces(text: str, separators: str) -> Iterator[str]:
    """Split at separators that are neither quoted nor inside of an expansion."""
    start = at = 0
    closers: list[str] = []
    while at < len(text):
        char = text[at]
        if char == "\\" and closers[-1:] != ["'"]:
            at += 1
        elif closers and char == closers[-1]:
            closers.pop()
        elif closers[-1:] == ["'"]:
            pass
        elif char in "'\"`":
            if not (char == "'" and '"' in closers):
                closers.append(char)
        elif char in "({" and (
            text[at - 1 : at] == "$"
            or (char == "(" and text[at - 1 : at] in ("<", ">"))
            or closers[-1:] in ([")"], ["}"])
        ):
            closers.append(")" if char == "(" else "}")
        elif char in separators and not closers:
            if at > start:
                yield text[start:at]
            start = at + 1
        at += 1
    if start < len(text):
        yield text[start:]


def _dequoted(word: str) -> str:
    """The word without its quotes and backslashes."""
    kept = []
    quote = ""
    at = 0
    while at < len(word):
        char = word[at]
        at += 1
        if char == "\\" and quote != "'":
            kept.append(word[at : at + 1])
            at += 1
        elif char == quote:
            quote = ""
        elif char in ("'", '"') and not quote:
            quote = char
        else:
            kept.append(char)
    return "".join(kept)


def _without_ansi(piece: str) -> str:
    """The piece with a backslash before the dollar of `$'…'` and `$"…"`, which mean something only to the parser."""
    kept = []
    quote = ""
    at = 0
    while at < len(piece):
        char = piece[at]
        if char == "\\" and quote != "'":
            kept.append(piece[at : at + 2] if at + 1 < len(piece) else "")
            at += 2
            continue
        if char == "$" and not quote and piece[at + 1 : at + 2] in ("(", "{"):
            return "".join(kept) + piece[at:]
        if char == "$" and not quote and piece[at + 1 : at + 2] in ("'", '"'):
            kept.append("\\")
        elif char == quote:
            quote = ""
        elif char in ("'", '"') and not quote:
            quote = char
        kept.append(char)
        at += 1
    return "".join(kept)


def _expanded(shell: Shell, piece: str) -> list[str]:
    """The fields of one piece; text with a quote that is not closed stands for itself without its quotes."""
    from oilgg.errors import ParseError
    from oilgg.expand.parts import BadDocument
    from oilgg.expand.words import compile_word
    from oilgg.syntax.lexer import Lexer
    from oilgg.syntax.problems import here_document_problem

    text = _without_ansi(piece)
    lexer = Lexer(text, shell.line, None, False)
    try:
        word = lexer.word_at(0)
    except ParseError as error:
        if not error.substituting and error.message[-2:-1] in ("'", '"'):
            return [_dequoted(piece)]
        line, message = here_document_problem(error, piece)
        BadDocument(line + 1 if line else 0, message).emit(shell, [], True)
    noglob = shell.options.noglob
    shell.set_option("noglob", True)
    try:
        fields = compile_word(word).fields(shell)
    finally:
        shell.set_option("noglob", noglob)
    if lexer.pos < len(text):
        fields = [*fields[:-1], (fields[-1] if fields else "") + text[lexer.pos :]]
    return fields


def _from_function(shell: Shell, name: str, word: str, command: str, typed: Typed | None) -> list[str]:
    """`-F`: what the function puts into COMPREPLY."""
    if name not in shell.functions:
        shell.error(f"completion: function `{name}' not found")
        return []
    variables = shell.vars
    if typed is None:
        if not variables.is_set("COMP_WORDS"):
            variables.set_array("COMP_WORDS", IndexedArray())
        for made, value in (("LINE", ""), ("POINT", "0"), ("TYPE", "0"), ("KEY", "0"), ("CWORD", "-1")):
            variables.set("COMP_" + made, value)
    else:
        _tell(shell, typed)
        variables.set_array("COMP_WORDS", IndexedArray(typed.words))
        variables.set("COMP_CWORD", str(typed.number))
    status = shell.call_function(name, [command, word, "" if typed is None else typed.previous])
    for made in ("COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_KEY", "COMP_WORDS", "COMP_CWORD"):
        variables.unset(made)
    reply = variables.lookup("COMPREPLY")
    variables.unset("COMPREPLY")
    if typed is not None and status == _AGAIN:
        typed.again = True
    if reply is None or status == _AGAIN:
        return []
    if isinstance(reply, str):
        return [reply]
    return reply.values() if isinstance(reply, IndexedArray) else []


def _tell(shell: Shell, typed: Typed) -> None:
    """Set the variables that describe the line."""
    point = len(encode(typed.line[: typed.point]))
    for name, value in (("LINE", typed.line), ("POINT", str(point)), ("TYPE", "9"), ("KEY", "9")):
        shell.vars.set("COMP_" + name, value)


def _from_command(shell: Shell, text: str, word: str, command: str, typed: Typed | None) -> list[str]:
    """`-C`: the lines that a command prints."""
    from oilgg.expand.quote import single
    from oilgg.syntax.parser import parse_all

    previous = "" if typed is None else typed.previous
    exports = "export COMP_LINE= COMP_POINT=0 COMP_TYPE=0 COMP_KEY=0; "
    if typed is not None:
        _tell(shell, typed)
        exports = "export COMP_LINE COMP_POINT COMP_TYPE COMP_KEY; "
    tree = parse_all(f"{exports}{text} {single(command)} {single(word)} {single(previous)}", shell.line)
    output = shell.command_output(tree) if tree is not None else ""
    if typed is not None:
        for made in ("COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_KEY"):
            shell.vars.unset(made)
    return [line for line in output.split("\n") if line]


def _variables(shell: Shell, word: str) -> list[str]:
    return variables_of(shell)


def variables_of(shell: Shell) -> list[str]:
    """The names of the variables that are set."""
    variables = shell.vars
    return [
        name
        for name in variables.names()
        if is_name(name)
        and (name in variables.values or name in variables.dynamic)
        and (name != "FUNCNAME" or variables.is_set(name))
    ]


def _with_attribute(bits: int) -> Callable[[Shell, str], list[str]]:
    def names(shell: Shell, word: str) -> list[str]:
        attributes = shell.vars.attributes
        return [name for name in _variables(shell, word) if attributes.get(name, 0) & bits]

    return names


def _commands(shell: Shell, word: str) -> Iterator[str]:
    """Everything that can be the first word of a command; programs as often as they are found."""
    from oilgg.interp.builtins.type import KEYWORDS
    from oilgg.interp.lookup import is_executable

    if "/" in word:
        for path in _files(shell, word):
            shell.before_look(path)
            if is_executable(path):
                yield path
        return
    yield from sorted(shell.aliases)
    yield from KEYWORDS
    yield from sorted(shell.functions)
    yield from _builtins(shell, word)
    for directory in (shell.vars.get("PATH") or "").split(":"):
        shell.before_look(directory or ".")
        try:
            names = posix.listdir(encode(directory or "."))
        except OSError:
            continue
        for raw in names:
            name = raw.decode("utf-8", "surrogateescape")
            path = f"{directory or '.'}/{name}"
            if name.startswith(word):
                shell.before_look(path)
                if is_executable(path):
                    yield name


def _keywords(shell: Shell, word: str) -> tuple[str, ...]:
    from oilgg.interp.builtins.type import KEYWORDS

    return KEYWORDS


def _builtins(shell: Shell, word: str) -> list[str]:
    return sorted(BUILTINS)


def _enabled(shell: Shell, word: str) -> list[str]:
    return [name for name in sorted(BUILTINS) if name not in shell.disabled_builtins]


def _disabled(shell: Shell, word: str) -> list[str]:
    return sorted(shell.disabled_builtins)


def _aliases(shell: Shell, word: str) -> list[str]:
    return sorted(shell.aliases)


def _functions(shell: Shell, word: str) -> list[str]:
    return sorted(shell.functions)


def _help_topics(shell: Shell, word: str) -> list[str]:
    from oilgg.interp.builtins.help import topics

    return topics()


def _set_options(shell: Shell, word: str) -> tuple[str, ...]:
    from oilgg.interp.options import SET_OPTIONS

    return SET_OPTIONS


def _shell_options(shell: Shell, word: str) -> tuple[str, ...]:
    from oilgg.interp.options import SHOPT_OPTIONS

    return SHOPT_OPTIONS


def _signals(shell: Shell, word: str) -> list[str]:
    last = max(signals.NAMES)
    names = ["SIG" + signals.NAMES.get(number, f"JUNK({number})") for number in range(1, last + 1)]
    return ["EXIT", *names, "DEBUG", "ERR", "RETURN"]


def _jobs(kind: str) -> Callable[[Shell, str], list[str]]:
    def names(shell: Shell, word: str) -> list[str]:
        shell.jobs.poll(shell.options.monitor)
        found = []
        for job in shell.jobs.jobs.values():
            state = "stopped" if job.stopped else "done" if job.done else "running"
            if kind in ("job", state):
                found.append(job.text.split(" ")[0])
        return found

    return names


def _database(path: str, hosts: bool = False, aliases: bool = False) -> Callable[[Shell, str], list[str]]:
    """First fields of a table in /etc; of the table of hosts all names; `aliases`: the third field and on count too."""

    def names(shell: Shell, word: str) -> list[str]:
        try:
            fd = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
        except OSError:
            return []
        chunks = []
        while chunk := posix.read(fd, 65536):
            chunks.append(chunk)
        posix.close(fd)
        found = []
        for line in b"".join(chunks).decode("utf-8", "surrogateescape").split("\n"):
            fields = (
                line.partition("#")[0].replace(":", " ", 1).split() if not hosts else line.partition("#")[0].split()
            )
            if aliases:  # the name, or else the first alias that begins so
                fields = [name for name in fields[:1] + fields[2:] if name.startswith(word)]
            found += fields[1:] if hosts else fields[:1]
        return found

    return names


def _bindings(shell: Shell, word: str) -> list[str]:
    from oilgg.interp.builtins.bind import FUNCTIONS

    return FUNCTIONS


_ACTIONS: dict[str, Callable[[Shell, str], Iterator[str] | list[str] | tuple[str, ...]]] = {
    "alias": _aliases,
    "arrayvar": _with_attribute(ARRAY),
    "binding": _bindings,
    "builtin": _builtins,
    "disabled": _disabled,
    "enabled": _enabled,
    "export": _with_attribute(EXPORT),
    "function": _functions,
    "helptopic": _help_topics,
    "hostname": _database("/etc/hosts", hosts=True),
    "job": _jobs("job"),
    "keyword": _keywords,
    "running": _jobs("running"),
    "setopt": _set_options,
    "shopt": _shell_options,
    "signal": _signals,
    "stopped": _jobs("stopped"),
    "variable": _variables,
    "command": _commands,
    "file": _files,
    "user": _database("/etc/passwd"),
    "group": _database("/etc/group"),
    "service": _database("/etc/services", aliases=True),
    "directory": _directories,
}
_ORDER = tuple(_ACTIONS)
