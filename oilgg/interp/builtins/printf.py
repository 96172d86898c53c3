"""printf: a format is compiled once into literal text and conversions, then run over the arguments."""

from __future__ import annotations

from oilgg.expand.values import is_name
from oilgg.interp.builtins import escapes
from oilgg.interp.builtins.arguments import decode, encode, invalid_number, parse_options, usage
from oilgg.interp.builtins.assignment import assign, split_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.interp.state import Shell

_FLAGS = "#'-+ 0"
_MODIFIERS = "hjlLtz"
_DIGITS = "0123456789"
_INTEGERS = "diouxX"
_REALS = "eEfFgGaA"
_NUMBERS = _INTEGERS + _REALS
_CONVERSIONS = frozenset("csbqQn" + _INTEGERS + _REALS)
_BASES = {"d": "d", "i": "d", "u": "d", "o": "o", "x": "x", "X": "X"}
_INT_MAX = 2147483647


class Conversion:
    """One `%…` of a format. `kind` "" is an error in the format whose words are `text`."""

    __slots__ = ("flags", "kind", "plain", "precision", "text", "width")

    def __init__(self, kind: str, flags: str, width: int | str | None, precision: int | str | None, text: str) -> None:
        self.kind = kind
        self.flags = flags
        self.width = width
        self.precision = precision
        self.text = text
        self.plain = kind == "s" and width is None and precision is None
        """`%s`: the next argument as it is."""


class Run:
    """One call of printf: the arguments not used yet, the output so far, and the status."""

    __slots__ = ("args", "direct", "next", "out", "shell", "start", "status", "written")

    def __init__(self, shell: Shell, args: list[str], direct: bool) -> None:
        self.shell = shell
        self.args = args
        self.direct = direct
        """The output goes to stdout and not into a variable."""
        self.written = 0
        """Bytes of this round that have been written already."""
        self.next = 0
        self.out: list[str] = []
        self.start = 0
        self.status = 0

    def argument(self) -> str | None:
        """The next argument; None if they are used up."""
        index = self.next
        if index >= len(self.args):
            return None
        self.next = index + 1
        return self.args[index]

    def flush_lines(self) -> None:
        """Write the complete lines, so that a message comes in its place: bash buffers by line."""
        text = "".join(self.out)
        end = text.rfind("\n") + 1
        if self.direct and end:
            before = len(encode("".join(self.out[: self.start])))
            self.written += max(0, len(encode(text[:end])) - before)
            self.shell.write(1, text[:end])
            self.out[:] = [text[end:]]
            self.start = 0

    def complain(self, message: str) -> None:
        """Print an error that does not end the run; the status will be 1."""
        self.flush_lines()
        self.shell.error("printf: " + message)
        self.status = 1

    def warn(self, text: str) -> None:
        """Print the warning about a number out of range; it leaves the status alone."""
        self.flush_lines()
        self.shell.error(f"printf: warning: {text}: Numerical result out of range")


class Template:
    """A format that Python's `%` understands as C does, for arguments that are plain: see `_template`."""

    __slots__ = ("kinds", "text")

    def __init__(self, text: str, kinds: str) -> None:
        self.text = text
        self.kinds = kinds
        """For each conversion: "d" a number, "s" any text, "a" text whose characters must be bytes."""

    def filled(self, args: list[str]) -> str | None:
        """The output for the arguments behind the format; None where it takes more than this to tell."""
        kinds = self.kinds
        if len(args) != len(kinds) + 1:
            return None
        values: list[str | int] = []
        for position, kind in enumerate(kinds, 1):
            argument = args[position]
            if kind == "d":
                if not (argument.isdecimal() and argument.isascii() and len(argument) < 19):
                    return None
                if argument[0] == "0" and argument != "0":
                    return None
                values.append(int(argument))
            elif kind == "s" or argument.isascii():
                values.append(argument)
            else:
                return None
        return self.text % tuple(values)


_compiled: dict[str, list[str | Conversion]] = {}
_templates: dict[str, Template | None] = {}
"""For each format in `_compiled`."""


def printf(shell: Shell, args: list[str]) -> int:
    """Write the arguments as the format says, or put the result into a variable (`-v`)."""
    variable = None
    if len(args) > 2 and args[0] == "-v" and args[2][:1] != "-" and is_name(args[1]):
        variable = args[1]
        args = args[2:]
    elif args and args[0][:1] == "-" and len(args[0]) > 1:
        options, first = parse_options(shell, "printf", args, "v:")
        for _, value in options:
            variable = value
            if not is_name(value) and split_reference(shell, value) is None:
                shell.error(f"printf: `{value}': not a valid identifier")
                return 2
        args = args[first:]
    if not args:
        return usage(shell, "printf")
    status = 0
    template = _templates.get(args[0])
    text = None if template is None else template.filled(args)
    if text is None:
        run = Run(shell, args, variable is None)
        run.next = 1
        _run(run, args[0])
        text = "".join(run.out)
        status = run.status
    if variable is not None:
        return assign(shell, "printf", variable, escapes.normal(text.partition("\0")[0])) or status
    shell.write(1, text)
    return status


def _run(run: Run, text: str) -> None:
    """Go over the format until the arguments are used up; at least once."""
    steps = _compiled.get(text)
    if steps is None or ("\\" in text and not run.shell.vars.multibyte()):
        steps = _compile(run.shell, text)
    if not steps:
        return
    out = run.out
    while True:
        before = run.next
        run.start = len(out)
        run.written = 0
        for step in steps:
            if step.__class__ is str:
                out.append(step)
            elif step.plain:  # type: ignore[union-attr]
                out.append(run.argument() or "")
            elif not _convert(run, step):  # type: ignore[arg-type]
                return
        if run.next >= len(run.args) or run.next == before:
            return


def _compile(shell: Shell, text: str) -> list[str | Conversion]:
    """Split a format into literals and conversions; memoised unless it has messages of its own."""
    steps: list[str | Conversion] = []
    literal: list[str] = []
    memorable = multibyte = shell.vars.multibyte()
    at = 0
    while True:
        percent = text.find("%", at)
        chunk = text[at:] if percent < 0 else text[at:percent]
        if "\\" in chunk:
            complaints: list[str] = []
            chunk = escapes.expand(chunk, escapes.FORMAT, complaints.append, multibyte)[0]
            steps += [Conversion("complaint", "", None, None, message) for message in complaints if message]
            memorable = memorable and not complaints
        literal.append(chunk)
        if percent < 0:
            break
        if text[percent + 1 : percent + 2] == "%":
            literal.append("%")
            at = percent + 2
            continue
        at, step = _parse(text, percent)
        if any(literal):
            steps.append("".join(literal))
        literal = []
        steps.append(step)
        if not step.kind:
            break
    if any(literal):
        steps.append("".join(literal))
    if memorable:
        if len(_compiled) > 500:
            _compiled.clear()
            _templates.clear()
        _compiled[text] = steps
        _templates[text] = None if "\\" in text else _template(steps)
    return steps


def _template(steps: list[str | Conversion]) -> Template | None:
    """The steps as one format of Python's, if they are literals, `%s`, `%-9.3s`, `%d`, `%05x` and the like."""
    parts: list[str] = []
    kinds: list[str] = []
    for step in steps:
        if isinstance(step, str):
            parts.append(step.replace("%", "%%"))
            continue
        width, precision = step.width, step.precision
        if width == "*" or precision == "*" or (width or 0) >= _INT_MAX or (precision or 0) >= _INT_MAX:  # type: ignore[operator]
            return None
        if step.kind == "s" and step.flags in ("", "-"):
            kinds.append("s" if step.plain else "a")
        elif step.kind in ("d", "i", "u", "x", "X", "o") and precision is None and step.flags in ("", "-", "0"):
            kinds.append("d")
        else:
            return None
        size = "" if width is None else str(width)
        limit = "" if precision is None else f".{precision}"
        parts.append(f"%{step.flags}{size}{limit}{'s' if step.kind == 's' else _BASES[step.kind]}")
    return Template("".join(parts), "".join(kinds))


def _parse(text: str, percent: int) -> tuple[int, Conversion]:
    """The conversion at `percent`, and the index behind it."""
    end = len(text)
    at = percent + 1
    while at < end and text[at] in _FLAGS:
        at += 1
    flags = text[percent + 1 : at]
    at, width = _number(text, at)
    precision: int | str | None = None
    if text[at : at + 1] == ".":
        at, precision = _number(text, at + 1)
        if precision is None:
            precision = 0
            flags += "."
    while at < end and text[at] in _MODIFIERS:
        at += 1
    if at >= end:
        return end, Conversion("", "", None, None, f"`{text[percent:]}': missing format character")
    kind = text[at]
    if kind == "(":
        return _parse_time(text, at, flags, width, precision)
    if kind in _CONVERSIONS:
        return at + 1, Conversion(kind, flags, width, precision, "")
    shown = decode(encode(kind)[:1])
    return end, Conversion("", "", None, None, f"`{shown}': invalid format character")


def _number(text: str, at: int) -> tuple[int, int | str | None]:
    """A width or precision: digits, `*` or nothing."""
    if text[at : at + 1] == "*":
        return at + 1, "*"
    start = at
    while at < len(text) and text[at] in _DIGITS:
        at += 1
    return at, int(text[start:at]) if at > start else None


def _parse_time(
    text: str, at: int, flags: str, width: int | str | None, precision: int | str | None
) -> tuple[int, Conversion]:
    """The conversion `%(…)T` whose parenthesis is at `at`."""
    depth = 0
    close = at
    while close < len(text):
        depth += {"(": 1, ")": -1}.get(text[close], 0)
        if depth == 0:
            break
        close += 1
    if text[close + 1 : close + 2] == "T" and depth == 0:
        return close + 2, Conversion("T", flags, width, precision, text[at + 1 : close] or "%X")
    return at + 1, Conversion("bad time", "", None, None, text[close + 1 : close + 2])


def _convert(run: Run, step: Conversion) -> bool:
    """Run one conversion; False ends the output."""
    kind = step.kind
    if kind == "complaint":
        run.shell.error("printf: " + step.text)
        return True
    if not kind:
        run.complain(step.text)
        return False
    width = step.width
    precision = step.precision
    flags = step.flags
    if width == "*":
        width = _star(run)
        if width < 0:
            flags += "-"
            width = -width
    if precision == "*":
        precision = _star(run)
        if precision < 0:
            precision = None
    assert not isinstance(width, str) and not isinstance(precision, str)
    too_wide = width is not None and width >= _INT_MAX
    if too_wide or (precision is not None and precision >= _INT_MAX and (step.precision != "*" or kind in _NUMBERS)):
        run.argument()
        return True
    if kind == "s":
        text = run.argument() or ""
        if width is not None or precision is not None:
            text = _padded(text, flags, width, precision)
        run.out.append(text)
    elif kind in _INTEGERS:
        run.out.append(_integer(run, kind, flags, width, precision))
    elif kind in _REALS:
        run.out.append(_real(run, kind, flags, width, precision))
    else:
        return _other(run, step, flags, width, precision)
    return True


def _star(run: Run) -> int:
    """A width or precision taken from the arguments."""
    value = _read_integer(run, True)
    if not -_INT_MAX <= value <= _INT_MAX and run.next < len(run.args):
        run.warn(run.args[run.next])  # not the number: bash names what comes after it
    return max(min(value, _INT_MAX), -_INT_MAX)


def _other(run: Run, step: Conversion, flags: str, width: int | None, precision: int | None) -> bool:
    """The conversions c, b, q, Q, n and (…)T."""
    kind = step.kind
    if kind == "T":
        text = _time(run, step.text)
    elif kind == "n":
        return _count(run)
    elif kind == "bad time":
        run.shell.error(f"printf: warning: `{step.text or chr(0)}': invalid time format specification")
        run.out.append("%(")
        return True
    elif kind == "c":
        text = decode(encode(run.argument() or "\0")[:1])
        precision = None
    elif kind == "b":
        text, stopped = escapes.expand(
            run.argument() or "", escapes.PERCENT_B, _complaint(run), run.shell.vars.multibyte()
        )
        run.out.append(_padded(text, flags, width, precision))
        if stopped:
            run.status = 0
        return not stopped
    else:
        from oilgg.expand.quote import backslashed

        text = run.argument() or ""
        emptied = False
        if kind == "Q" and precision is not None and step.precision == "*":
            precision = None  # bash looks for digits in the format only
        elif kind == "Q" and precision is not None:
            emptied = precision == 0 and "." in flags
            text = decode(encode(text)[:precision])
            precision = None
        text = "" if emptied else backslashed(text, text.isascii() or run.shell.vars.multibyte())
    run.out.append(_padded(text, flags, width, precision))
    return True


def _complaint(run: Run) -> Callable[[str], None]:
    def complain(message: str) -> None:
        run.flush_lines()
        run.shell.error("printf: " + message)

    return complain


def _padded(text: str, flags: str, width: int | None, precision: int | None) -> str:
    """`text` cut to `precision` and filled to `width`, both in bytes."""
    if text.isascii():
        if precision is not None:
            text = text[:precision]
        length = len(text)
    else:
        data = encode(text)
        if precision is not None and precision < len(data):
            data = data[:precision]
            text = decode(data)
        length = len(data)
    if width is None or length >= width:
        return text
    fill = " " * (width - length)
    return text + fill if "-" in flags else fill + text


def _count(run: Run) -> bool:
    """`%n`: put the number of bytes written in this round into a variable."""
    name = run.argument()
    if name:
        if not is_name(name):
            run.complain(f"`{name}': not a valid identifier")
            return False
        return assign(run.shell, "printf", name, str(run.written + len(encode("".join(run.out[run.start :]))))) == 0
    return True


def _character_code(shell: Shell, text: str) -> int:
    """The value of the number `'c`: the code of the character after the quote."""
    if len(text) < 2:
        return 0
    if not text.isascii() and not shell.vars.multibyte():
        return encode(text)[1]
    code = ord(text[1])
    return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code


def _read_integer(run: Run, signed: bool) -> int:
    """The next argument as an integer; complaints are printed."""
    text = run.argument()
    if not text:
        return 0
    if len(text) < 19 and text.isdigit() and text.isascii() and (text[0] != "0" or text == "0"):
        return int(text)
    if text[0] in "'\"":
        return _character_code(run.shell, text)
    from oilgg.interp.builtins.numbers import read_integer

    value, end, out_of_range = read_integer(text, signed)
    if end < len(text):
        run.complain(invalid_number(text))
    elif out_of_range:
        run.warn(text)
    return value


def _integer(run: Run, kind: str, flags: str, width: int | None, precision: int | None) -> str:
    signed = kind in "di"
    value = _read_integer(run, signed)
    if width is None and precision is None and not flags:
        return format(value, _BASES[kind])
    digits = format(abs(value), _BASES[kind])
    if precision is not None:
        digits = digits.rjust(precision, "0") if value or precision else ""
    sign = ""
    if signed:
        sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    elif "#" in flags:
        if kind == "o" and digits[:1] != "0":
            digits = "0" + digits
        elif kind in "xX" and value:
            sign = "0" + kind
    return _filled(sign, digits, flags, width, precision is None)


def _filled(sign: str, digits: str, flags: str, width: int | None, zeros: bool) -> str:
    """Put sign and digits together, at least `width` wide."""
    missing = 0 if width is None else width - len(sign) - len(digits)
    if missing <= 0:
        return sign + digits
    if "-" in flags:
        return sign + digits + " " * missing
    if "0" in flags and zeros:
        return sign + "0" * missing + digits
    return " " * missing + sign + digits


def _real(run: Run, kind: str, flags: str, width: int | None, precision: int | None) -> str:
    from oilgg.interp.builtins import numbers

    text = run.argument()
    size = numbers.DOUBLE if run.shell.options.posix else numbers.LONG_DOUBLE
    if not text:
        value = numbers.Real(False, 0, 0)
    elif text[0] in "'\"":
        value = numbers.integer_as_real(_character_code(run.shell, text))
    else:
        value, end, out_of_range = numbers.read_real(text, size)
        if end < len(text):
            run.complain(invalid_number(text))
        elif out_of_range:
            run.warn(text)
    sign, digits = numbers.format_real(value, kind, flags, precision, size)
    if digits[:2] in ("0x", "0X"):
        sign, digits = sign + digits[:2], digits[2:]
    return _filled(sign, digits, flags, width, not value.special)


def _time(run: Run, text: str) -> str:
    """`%(…)T`: a time in the local zone; -1 or no argument is now, -2 the start of the shell."""
    from oilgg.interp.builtins.clock import format_time

    seconds = -1
    if run.next < len(run.args):
        seconds = _read_integer(run, True)
    return format_time(run.shell, text, seconds)
