"""mapfile, also called readarray: the lines of a descriptor into an indexed array."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.quote import single
from oilgg.expand.values import CASE, INTEGER, IndexedArray, is_name
from oilgg.interp.builtins import input
from oilgg.interp.builtins.arguments import decode, encode, error_text, parse_options, whole_number
from oilgg.interp.builtins.assignment import is_subscript_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oilgg.interp.state import Shell

_BLOCK = 65536
_INT_LIMIT = 1 << 31


class Request:
    """What one call wants."""

    __slots__ = ("callback", "delimiter", "fd", "limit", "name", "origin", "quantum", "skip", "strip")

    def __init__(self) -> None:
        self.callback = ""
        self.delimiter = b"\n"
        self.fd = 0
        self.limit = 0
        self.name = "MAPFILE"
        self.origin: int | None = None
        self.quantum = 5000
        self.skip = 0
        self.strip = False


def mapfile(shell: Shell, args: list[str]) -> int:
    """Read lines into the array named in the arguments, MAPFILE without one."""
    return _mapfile(shell, "mapfile", args)


def readarray(shell: Shell, args: list[str]) -> int:
    """mapfile under its other name."""
    return _mapfile(shell, "readarray", args)


def _mapfile(shell: Shell, builtin: str, args: list[str]) -> int:
    request = Request()
    options, first = parse_options(shell, builtin, args, "d:u:n:O:tC:c:s:")
    for letter, value in options:
        message = _option(request, letter, value)
        if message:
            shell.error(f"{builtin}: {value}: {message}")
            return 1
    if first < len(args):
        request.name = args[first]
        if request.name == "":
            shell.error(f"{builtin}: empty array variable name")
            return 2
        if not is_name(request.name):
            shell.error(f"{builtin}: `{request.name}': not a valid identifier")
            return 1
    return _fill(shell, builtin, request)


def _option(request: Request, letter: str, value: str) -> str:
    """Take one option; what is wrong with its value, or ""."""
    if letter == "t":
        request.strip = True
    elif letter == "d":
        request.delimiter = encode(value)[:1] or b"\0"
    elif letter == "C":
        request.callback = value
    elif letter == "u":
        number = _number(value, 0)
        if number is None:
            return "invalid file descriptor specification"
        request.fd = number
        try:
            posix.fstat(number)
        except OSError as error:
            return f"invalid file descriptor: {error_text(error)}"
    elif letter in "ns":
        number = _number(value, 0)
        if number is None:
            return "invalid line count"
        if letter == "n":
            request.limit = number
        else:
            request.skip = number
    elif letter == "O":
        request.origin = _number(value, 0)
        if request.origin is None:
            return "invalid array origin"
    else:
        number = _number(value, 1)
        if number is None:
            return "invalid callback quantum"
        request.quantum = number
    return ""


def _number(text: str, least: int) -> int | None:
    value = whole_number(text)
    return value if value is not None and least <= value < _INT_LIMIT else None


def _fill(shell: Shell, builtin: str, request: Request) -> int:
    variables = shell.vars
    name = request.name
    try:
        if variables.is_assoc(name):
            shell.error(f"{builtin}: {name}: not an indexed array")
            return 1
        lines = _lines(shell, request)
        if request.origin is None:
            variables.set_array(name, IndexedArray())
            if not request.callback and not variables.attributes_of(name) & (INTEGER | CASE):
                variables.set_array(name, IndexedArray(lines))
                return 0
        elif name not in variables.values:
            variables.set_array(name, IndexedArray())
        _append(shell, request, lines)
    except ReadonlyError as error:
        shell.report(error.message)
        return 1
    except ExpansionError as error:
        if not is_subscript_error(error):
            error.message = f"{builtin}: {error.message}"
            raise
        shell.error(f"{builtin}: {error.message}")
        return 1
    except OSError:
        return 0  # what cannot be read (a directory) has no lines, and bash says nothing of it
    return 0


def _append(shell: Shell, request: Request, lines: Iterator[str]) -> None:
    """Assign line by line, calling back as often as asked for."""
    index = request.origin or 0
    for count, line in enumerate(lines, 1):
        if request.callback and count % request.quantum == 0:
            shell.run_text(f"{request.callback} {index} {single(line)}", "mapfile")
        shell.vars.set_element(request.name, index, line)
        index += 1


def _lines(shell: Shell, request: Request) -> Iterator[str]:
    source = _counted(shell, request) if request.limit or request.callback else _everything(shell, request)
    keep = b"" if request.strip else request.delimiter
    for number, (line, ended) in enumerate(source):
        if number >= request.skip:
            if b"\0" in line:
                yield decode(line.partition(b"\0")[0])
            else:
                yield decode(line + keep if ended and keep != b"\0" else line)


def _counted(shell: Shell, request: Request) -> Iterator[tuple[bytes, bool]]:
    """Lines one at a time, none more than asked for is taken."""
    left = request.skip + request.limit if request.limit else -1
    while left:
        line, ended = input.reader(shell, request.fd).through(request.delimiter)
        if not ended and not line:
            return
        yield line, ended
        if not ended:
            return
        left -= 1


def _everything(shell: Shell, request: Request) -> Iterator[tuple[bytes, bool]]:
    """All lines up to the end."""
    shell.sync_input()
    input.look_at_descriptor(shell, request.fd)
    blocks = []
    while True:
        block = input.read_some(shell, request.fd, _BLOCK)
        if not block:
            break
        blocks.append(block)
    parts = b"".join(blocks).split(request.delimiter)
    last = parts.pop()
    for line in parts:
        yield line, True
    if last:
        yield last, False
