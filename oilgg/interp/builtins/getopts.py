"""getopts: one option of the positional parameters (or of its arguments) at each call."""

from __future__ import annotations

from oilgg.errors import ReadonlyError
from oilgg.expand.values import EXPORT, READONLY, is_name
from oilgg.interp.builtins.arguments import decode, encode, no_options, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Place = tuple[object, int, int, Any]


def getopts(shell: Shell, args: list[str]) -> int:
    """Put the next option into a variable, its argument into OPTARG: 0, or 1 when there are no more."""
    args = args[no_options(shell, "getopts", args) :]
    if len(args) < 2:
        return usage(shell, "getopts")
    spec, name = args[0], args[1]
    words = args[2:] if len(args) > 2 else shell.positional
    silent = spec[:1] == ":"
    letter, argument, problem = _next(shell, spec[1:] if silent else spec, words)
    try:
        _set_index(shell)
        return _bind(shell, name, letter, argument, problem, silent)
    except ReadonlyError as error:
        shell.report(error.message)
        return 1 if problem == "end" else 2


def _bind(shell: Shell, name: str, letter: str, argument: str | None, problem: str, silent: bool) -> int:
    """Assign the option's letter and its argument."""
    if problem == "end":
        _unset_argument(shell)
        return _bind_name(shell, name, "?") or 1
    if not problem:
        if argument is None and silent and letter == "?":  # it looks like an error
            _set(shell, "OPTARG", letter)
        elif argument is None:
            _unset_argument(shell)
            if letter != "?":
                shell.vars.set_attributes("OPTARG", EXPORT if shell.vars.allexport else 0)
        else:
            _set(shell, "OPTARG", argument)
        return _bind_name(shell, name, letter)
    if silent:
        _set(shell, "OPTARG", letter)
        return _bind_name(shell, name, ":" if problem == "no argument" else "?")
    _unset_argument(shell)
    if shell.vars.get("OPTERR") != "0":
        words = "illegal option" if problem == "unknown" else "option requires an argument"
        shell.write(2, f"{shell.name}: {words} -- {letter}\n")
    return _bind_name(shell, name, "?")


def _set(shell: Shell, name: str, value: str) -> None:
    """Assign to OPTARG or OPTIND; that one is readonly is said, and no more."""
    try:
        shell.vars.set(name, value)
    except ReadonlyError as error:
        shell.report(error.message)


def _unset_argument(shell: Shell) -> None:
    """Unset OPTARG, also if it is readonly."""
    if shell.vars.attributes.get("OPTARG", 0) & READONLY:
        shell.vars.renew("OPTARG")
    shell.vars.unset("OPTARG")


def _bind_name(shell: Shell, name: str, value: str) -> int:
    if not is_name(name):
        shell.error(f"getopts: `{name}': not a valid identifier")
        return 1
    shell.vars.set(name, value)
    return 0


def _index(shell: Shell) -> int:
    """OPTIND, after a look whether the script has changed it since the last call.

    A function with an OPTIND of its own leaves the caller's place inside a word alone: places are kept by scope.
    """
    text = shell.vars.get("OPTIND") or "0"
    digits = len(text) - len(text.lstrip("0123456789"))
    index = int(text[:digits] or "0")
    holder = shell.vars._holder("OPTIND")
    place = shell.extra.get("getopts")
    if place is not None and place[0] is not holder:
        saved = _saved_place(place, holder)
        if saved is not None and saved[1] == index:
            shell.getopts_index = index
            shell.getopts_offset = saved[2]
    if index != shell.getopts_index or index == 0:
        shell.getopts_index = index
        shell.getopts_offset = 0
    return max(index, 1)


def _saved_place(place: Place | None, holder: object) -> Place | None:
    """What was remembered for the scope that holds OPTIND now."""
    while place is not None and place[0] is not holder:
        place = place[3]
    return place


def _set_index(shell: Shell) -> None:
    """Store OPTIND without that counting as a change by the script."""
    offset = shell.getopts_offset
    index = shell.getopts_index
    _set(shell, "OPTIND", str(index))
    shell.getopts_index = index
    shell.getopts_offset = offset
    holder = shell.vars._holder("OPTIND")
    place = shell.extra.get("getopts")
    if place is None:
        if holder is None and not offset:
            return
        below = None
    elif place[0] is holder:
        below = place[3]
    else:
        found = _saved_place(place, holder)
        below = place if found is None else found[3]
    shell.extra = {**shell.extra, "getopts": (holder, index, offset, below)}


def _next(shell: Shell, spec: str, words: list[str]) -> tuple[str, str | None, str]:
    """The next option: (letter, its argument, what is wrong: "", "end", "unknown" or "no argument")."""
    index = _index(shell)
    offset = shell.getopts_offset
    if index > len(words):
        shell.getopts_index = len(words) + 1
        shell.getopts_offset = 0
        return "", None, "end"
    word = encode(words[index - 1])
    if offset == 0 or offset >= len(word):
        offset = 1
        if word == b"--" or word[:1] != b"-" or len(word) == 1:
            shell.getopts_index = index + 1 if word == b"--" else index
            shell.getopts_offset = 0
            return "", None, "end"
    letter = word[offset : offset + 1]
    offset += 1
    options = encode(spec)
    place = options.find(letter)
    if offset >= len(word):
        index += 1
        offset = 0
    shell.getopts_index = index
    shell.getopts_offset = offset
    if place < 0 or letter == b":":
        return decode(letter), None, "unknown"
    if options[place + 1 : place + 2] != b":":
        return decode(letter), None, ""
    shell.getopts_offset = 0
    shell.getopts_index = index + 1
    if offset:
        return decode(letter), decode(word[offset:]), ""
    if index > len(words):
        shell.getopts_index = index
        return decode(letter), None, "no argument"
    return decode(letter), words[index - 1], ""
