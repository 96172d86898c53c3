"""What the builtins share in reading their arguments: options, numbers, usage errors."""

from __future__ import annotations

from oilgg.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

EX_USAGE = 2
_INT_MIN = -(1 << 63)
_INT_MAX = (1 << 63) - 1
_SURELY_SMALL = 19


def usage_line(name: str) -> str:
    """The usage line of builtin `name`."""
    from oilgg.interp.builtins.usage import OWN_USAGE, USAGE

    return f"{name}: usage: {USAGE.get(name) or OWN_USAGE[name]}"


def usage(shell: Shell, name: str) -> int:
    """Print the usage line of builtin `name` on stderr; gives the status for it, 2."""
    shell.warn(usage_line(name) + "\n")
    return EX_USAGE


def wrong_use(name: str, problem: str) -> UsageError:
    """The error for options that make no sense: `problem`, and the usage line behind it."""
    return UsageError(f"{problem}\n{usage_line(name)}", EX_USAGE)


def parse_options(
    shell: Shell, name: str, args: list[str], spec: str, plus: bool = False
) -> tuple[list[tuple[str, str]], int]:
    """Read the options at the front of `args`: ([(letter, argument)], index of the first operand).

    `spec` lists the letters; `:` after one: takes an argument; `;`: takes the next word as argument if there is
    one that is no option. With `plus`, `+x` options are given as ("+x", argument). Raises UsageError.
    """
    found: list[tuple[str, str]] = []
    index = 0
    count = len(args)
    while index < count:
        word = args[index]
        if len(word) < 2 or (word[0] != "-" and not (plus and word[0] == "+")):
            break
        index += 1
        if word == "--":
            break
        if word == "--help":
            raise UsageError("", show_help(shell, name))
        index = _letters(name, args, index, spec, found)
    return found, index


def _letters(name: str, args: list[str], index: int, spec: str, found: list[tuple[str, str]]) -> int:
    """Read the letters of the option word before `index`; the index after what they used up."""
    word = args[index - 1]
    sign = "" if word[0] == "-" else "+"
    position = 1
    while position < len(word):
        letter = word[position]
        position += 1
        place = spec.find(letter)
        if place < 0 or letter in ":;":
            raise wrong_use(name, f"{word[0]}{letter}: invalid option")
        kind = spec[place + 1 : place + 2]
        if kind == ":":
            if position < len(word):
                argument = word[position:]
            elif index < len(args):
                argument = args[index]
                index += 1
            else:
                raise wrong_use(name, f"{word[0]}{letter}: option requires an argument")
            found.append((sign + letter, argument))
            return index
        if kind == ";":
            if position < len(word):
                found.append((sign + letter, word[position:]))
                return index
            if index < len(args) and args[index][:1] != "-":
                found.append((sign + letter, args[index]))
                return index + 1
        found.append((sign + letter, ""))
    return index


def no_options(shell: Shell, name: str, args: list[str]) -> int:
    """Index of the first operand of a builtin that has no options; raises UsageError on any."""
    if args and args[0][:1] == "-" and len(args[0]) > 1:
        if args[0] == "--":
            return 1
        return parse_options(shell, name, args, "")[1]
    return 0


def show_help(shell: Shell, name: str) -> int:
    """Print the help of builtin `name` on stdout, as `name --help` does; gives 2."""
    from oilgg.interp.builtins.help import describe

    shell.write(1, describe(name))
    return EX_USAGE


def whole_number(text: str) -> int | None:
    """The value of a decimal number with optional sign and blanks around it; None if it is none or too large."""
    if text.isdigit() and text.isascii() and len(text) < _SURELY_SMALL:
        return int(text)
    stripped = text.lstrip(" \t\n\r\f\v").rstrip(" \t")
    digits = stripped[1:] if stripped[:1] in ("-", "+") else stripped
    if not (digits.isascii() and digits.isdigit()):
        return None
    value = int(stripped)
    return value if _INT_MIN <= value <= _INT_MAX else None


def invalid_number(text: str) -> str:
    """bash's words about a number that is none."""
    if text[:1] == "0" and text[1:2].isdecimal():
        return f"{text}: invalid octal number"
    if text[:2] == "0x":
        return f"{text}: invalid hex number"
    return f"{text}: invalid number"


def write(shell: Shell, text: str | bytes) -> int:
    """Write to stdout; gives 0. Raises OSError, which who called the builtin reports."""
    shell.write(1, text)
    return 0


def error_text(error: OSError) -> str:
    """The system's words for `error`."""
    import posix

    return posix.strerror(error.errno or 0)


def encode(text: str) -> bytes:
    """The bytes `text` stands for."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """The text `data` stands for."""
    return data.decode("utf-8", "surrogateescape")
