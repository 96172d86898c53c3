"""set: options and positional parameters; all variables without arguments."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import EX_USAGE, show_help, usage, write, wrong_use
from oilgg.interp.options import SET_LETTERS, SET_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_UNSETTABLE = frozenset("isc")


def set_(shell: Shell, args: list[str]) -> int:
    """Change options, replace the positional parameters."""
    if not args:
        from oilgg.interp.builtins.listing import all_variables

        return write(shell, all_variables(shell, not shell.options.posix))
    if args[0] == "--help":
        return show_help(shell, "set")
    problem = _first_problem(args)
    if problem:
        if problem == "-?":
            return usage(shell, "set")
        raise wrong_use("set", f"{problem}: invalid option")
    at = 0
    while at < len(args):
        word = args[at]
        sign = word[:1]
        if word == "--":
            shell.positional = args[at + 1 :]
            return 0
        if word == "-":
            shell.set_option("xtrace", False)
            shell.set_option("verbose", False)
            if at + 1 < len(args):
                shell.positional = args[at + 1 :]
            return 0
        if sign not in ("-", "+"):
            shell.positional = args[at:]
            return 0
        at += 1
        for letter in word[1:]:
            if letter == "o":
                rest = args[at : at + 1]
                if rest and _is_option(rest[0]):
                    rest = []
                status = _named(shell, sign, rest)
                if status:
                    return status
                at += len(rest)
            elif letter == "i":
                continue  # only behind an `o` in the same word does bash take it
            elif (letter == "r" and sign == "+" and "restricted" in shell.extra) or not _is_letter(letter):
                invalid = wrong_use("set", f"{sign}{letter}: invalid option")
                shell.error(f"set: {invalid.message}")
                return 1
            elif letter == "r" and sign == "+":
                continue
            elif letter == "r":
                from oilgg.interp.builtins import restricted

                restricted.enter(shell)
            else:
                shell.set_option(SET_LETTERS[letter], sign == "-")
    return 0


def _is_option(word: str) -> bool:
    """Is this no name for `-o`, but the next option (or nothing)."""
    return word[:1] in ("-", "+", "")


def _is_letter(letter: str) -> bool:
    """Is this an option that can be set."""
    return letter == "r" or (letter in SET_LETTERS and letter not in _UNSETTABLE)


def _first_problem(args: list[str]) -> str:
    """The first option in `args` that there is none of; everything is looked at before anything is changed.

    But not what follows an `o` in its word: that is taken for an argument here.
    """
    skip = False
    for word in args:
        if skip:
            skip = False
            if not _is_option(word):
                continue
        if word[:1] not in ("-", "+") or word in ("-", "--", ""):
            return ""
        before, named, after = word[1:].partition("o")
        skip = bool(named) and not after
        for letter in before:
            if not _is_letter(letter):
                return word[0] + letter
    return ""


def _named(shell: Shell, sign: str, rest: list[str]) -> int:
    """`-o name`; without a name the options are listed."""
    if not rest:
        return write(shell, list_options(shell, SET_OPTIONS, sign == "+"))
    if rest[0] not in SET_OPTIONS:
        shell.error(f"set: {rest[0]}: invalid option name")
        return EX_USAGE
    shell.set_option(rest[0], sign == "-")
    return 0


def list_options(shell: Shell, names: tuple[str, ...] | list[str], as_commands: bool) -> str:
    """Options of `set -o` with their state, or as the commands that bring it about."""
    lines = []
    for name in names:
        on = shell.options.get(name)
        if as_commands:
            lines.append(f"set {'-' if on else '+'}o {name}\n")
        else:
            lines.append(f"{name:<15s}\t{'on' if on else 'off'}\n")
    return "".join(lines)
