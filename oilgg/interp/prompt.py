"""Expanding PS4 (and the other prompts): parameter, command and arithmetic expansion as in double quotes."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError, ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

_BAD = ": bad substitution"
_words: dict[str, Any] = {}


def expand_prompt(shell: Shell, text: str) -> str:
    """The text of a prompt variable after backslash escapes and expansions, which leave $? as it is."""
    status, substitution = shell.status, shell.substitution_status
    try:
        return _expanded(shell, text)
    finally:
        shell.status, shell.substitution_status = status, substitution


def _expanded(shell: Shell, text: str) -> str:
    if "\\" in text or ("!" in text and shell.options.posix):
        text = decode_escapes(shell, text)
    if ("$" not in text and "`" not in text and "\\" not in text) or not _is_expanded(shell):
        return text
    shown = text
    if "\\" in text:
        text = _requoted(text)
    node = _words.get(text)
    if node is None:
        from oilgg.expand.words import compile_quoted
        from oilgg.syntax.parser import parse_all

        # A here-document has the quoting rules of a prompt: $ and ` are special, quotes are not.
        delimiter = "prompt_end_of_text"
        try:
            tree = parse_all(f"<<{delimiter}\n{text}\n{delimiter}\n")
        except ParseError:
            return text
        node = _words[text] = compile_quoted(tree[4][0][5])  # type: ignore[index]
    try:
        expanded: str = node.text(shell)
    except ExpansionError as error:
        if error.message:
            report = shell.report if error.strict else shell.error
            report(shown + _BAD if error.message.endswith(_BAD) else error.message.removesuffix("\n"))
        return shown
    return expanded[:-1] if expanded.endswith("\n") else expanded


def _requoted(text: str) -> str:
    r"""The text without backslashes before ", and one at the end doubled: here-documents know neither."""
    out = []
    position = 0
    while position < len(text):
        pair = text[position : position + 2]
        if pair[0] != "\\":
            out.append(pair[0])
            position += 1
            continue
        out.append('"' if pair == '\\"' else pair if len(pair) == 2 else "\\\\")
        position += 2
    return "".join(out)


def decode_escapes(shell: Shell, text: str) -> str:
    r"""Backslash escapes of prompts: \u \h \w \W \$ \! \# \t \T \@ \A \d \D{…} \s \v \V \j \l \n \r \e \a \nnn.

    In posix mode ! is \!, and !! a !.
    """
    out = []
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char == "!" and shell.options.posix:
            doubled = text[position : position + 1] == "!"
            position += doubled
            out.append("!" if doubled else _escape(shell, "!"))
            continue
        if char != "\\" or position >= len(text):
            out.append(char)
            continue
        letter = text[position]
        position += 1
        digits = text[position - 1 : position + 2]
        if letter in "01234567" and not digits.strip("01234567"):
            position += len(digits) - 1
            code = int(digits, 8) & 255
            out.append(chr(code if code < 128 else 0xDC00 + code) if code else "")
        elif letter == "D" and text[position : position + 1] == "{":
            end = (text + "}").index("}", position)
            form = text[position + 1 : end] or "%X"
            position = end + 1
            out.append(_time(shell, form))
        else:
            out.append(_escape(shell, letter))
    return "".join(out)


def _time(shell: Shell, form: str) -> str:
    import time

    shell.drain("clock")
    return time.strftime(form)


_LEAST_TRIMMED = 3
_PLAIN = {"n": "\n", "r": "\r", "e": "\033", "a": "\a", "[": "", "]": "", "\\": "\\"}
_TIMES = {"t": "%H:%M:%S", "T": "%I:%M:%S", "@": "%I:%M %p", "A": "%H:%M", "d": "%a %b %d"}


def _escape(shell: Shell, letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter in _TIMES:
        return _time(shell, _TIMES[letter])
    if letter == "w" or letter == "W":
        return _directory(shell, letter == "W")
    if letter == "$":
        return "#" if shell.vars.get("EUID") == "0" else "$"
    if letter == "s":
        return shell.invocation_name
    if letter == "v":
        return "5.2"
    if letter == "V":
        return "5.2.15"
    if letter == "j":
        return str(len(shell.jobs.jobs))
    if letter in "hHu":
        return _identity(shell, letter)
    if letter == "l":
        return _terminal()
    if letter == "#":
        return str(shell.extra.get("command number", 0) + 1 if shell.interactive else shell.command_number)
    if letter == "!":
        number = len(shell.history or ()) + shell.extra.get("history lines dropped", 0)
        return str(number + (shell.extra.get("prompt", "PS1") == "PS1"))
    return "\\" + letter


def _is_expanded(shell: Shell) -> bool:
    """Whether what the escapes leave is expanded like a text between double quotes."""
    return shell.options.promptvars or shell.options.posix


def _terminal() -> str:
    try:
        return posix.ttyname(0).rpartition("/")[2]
    except OSError:
        return "tty"


def _identity(shell: Shell, letter: str) -> str:
    if letter == "u":
        import pwd

        try:
            return pwd.getpwuid(posix.geteuid()).pw_name
        except KeyError:
            return "I have no name!"
    host = posix.uname().nodename
    return host.split(".")[0] if letter == "h" else host


def _directory(shell: Shell, last_only: bool) -> str:
    path = shell.vars.get("PWD") or shell.cwd
    home = shell.vars.get("HOME") or ""
    if home and home != "/" and (path == home or path.startswith(home + "/")):
        path = "~" + path[len(home) :]
    trim = shell.vars.get("PROMPT_DIRTRIM") or ""
    if trim.isdigit() and int(trim) > 0 and not last_only:
        home_part = path[:1] == "~"
        names = path.lstrip("~/").split("/")
        if len(names) > int(trim) and len("/".join(names[: -int(trim)])) >= _LEAST_TRIMMED + home_part:
            path = ("~/" if home_part else "") + ".../" + "/".join(names[-int(trim) :])
    if last_only and path not in ("/", "~"):
        return path.rpartition("/")[2]
    return path
