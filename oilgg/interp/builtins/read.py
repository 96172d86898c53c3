"""read: a line, or some characters, from a descriptor into variables."""

from __future__ import annotations

import posix

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.bindings import UNASSIGNABLE
from oilgg.expand.split import DEFAULT, splitter_of
from oilgg.expand.values import is_name
from oilgg.interp.builtins import input, splitting
from oilgg.interp.builtins.arguments import decode, encode, error_text, invalid_number, parse_options, whole_number
from oilgg.interp.builtins.assignment import assign, is_subscript_error, is_variable
from oilgg.interp.trap import LOWERING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.split import Splitter
    from oilgg.interp.builtins.input import Reader
    from oilgg.interp.state import Shell

_TIMED_OUT = 128 + 14
_MARK = "\x01"


class Request:
    """What one call of read wants."""

    __slots__ = (
        "array", "count", "delimiter", "exactly", "fd", "named_fd", "names", "plain", "prompt", "raw", "silent",
        "timeout_s",
    )  # fmt: skip

    def __init__(self) -> None:
        self.array: str | None = None
        self.delimiter = b"\n"
        self.count: int | None = None
        self.exactly = False
        self.fd = 0
        self.named_fd = False
        self.names: list[str] = []
        self.prompt = ""
        self.raw = False
        self.silent = False
        self.timeout_s: float | None = None
        self.plain = False
        """A whole line into variables that have names: no array, no elements, no limits."""


_requests: dict[tuple[str, ...], Request] = {}
_MOST_REQUESTS = 200


class Result:
    """The line that was read, and whether its end came, time ran out or reading failed."""

    __slots__ = ("line", "status")

    def __init__(self, line: splitting.Line, status: int) -> None:
        self.line = line
        self.status = status


def read(shell: Shell, args: list[str]) -> int:
    """Read into the variables named in the arguments, REPLY without any: 0, 1 at the end, above 128 out of time."""
    key = tuple(args)
    request = _requests.get(key)
    if request is None:
        request = _request(shell, args)
        if request is None:
            return 1
        if len(_requests) > _MOST_REQUESTS:
            _requests.clear()
        _requests[key] = request
    if shell.attention & LOWERING and shell.lowering is not None:
        shell.lowering.bytes_are_taken(request.fd)
    if "TMOUT" in shell.vars.values and request.timeout_s is None:
        request = _limited(shell, request)
    if request.plain:
        source = shell.read_buffers.get(request.fd)
        if source is not None:
            return _read_plain(shell, request, source, shell.vars.splitter)
    if request.named_fd and not _is_open(shell, request.fd):
        return 1
    if request.timeout_s == 0:
        return _has_input(shell, request.fd)
    special = request.prompt or request.silent or request.count is not None or request.delimiter != b"\n"
    if special and posix.isatty(request.fd):
        return _read_from_terminal(shell, request)
    return _read(shell, request)


def _limited(shell: Shell, request: Request) -> Request:
    """The request with the limit that TMOUT sets."""
    seconds = _seconds(shell.vars.get("TMOUT") or "")
    if not seconds:
        return request
    limited = Request()
    for name in Request.__slots__:
        setattr(limited, name, getattr(request, name))
    limited.timeout_s = seconds
    limited.plain = False
    return limited


def read_apart(shell: Shell, args: list[str], ifs: str) -> int | None:
    """`IFS=… read -r x y` in a loop over a regular file, without a scope for IFS; None: do it the long way."""
    request = _requests.get(tuple(args))
    if request is None or not request.plain or not request.raw:
        return None
    source = shell.read_buffers.get(request.fd)
    attributes = shell.vars.attributes
    if source is None or "IFS" in attributes:
        return None
    for name in request.names:
        if name in attributes or name == "IFS":
            return None
    if shell.attention & LOWERING and shell.lowering is not None:
        shell.lowering.bytes_are_taken(request.fd)
    return _read_plain(shell, request, source, splitter_of(ifs, not ifs.isascii() and not shell.vars.multibyte()))


def _read_plain(shell: Shell, request: Request, source: Reader, splitter: Splitter) -> int:
    """The short way of a loop over a regular file: a line that has been read ahead into plain names."""
    data, ended = source.through(request.delimiter)
    if b"\\" in data and not request.raw:
        result = _resolve(source, request, data, ended)
        return _store(shell, request, result) or result.status
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    text = data.decode("utf-8", "surrogateescape")
    variables = shell.vars
    names = request.names
    if not names:
        variables.set("REPLY", text)
    else:
        if splitter.separators == DEFAULT and text.isascii() and text.isprintable():
            words = text.strip(" ").split(None, len(names) - 1)
            for index, name in enumerate(names):
                variables.set(name, words[index] if index < len(words) else "")
        else:
            words = splitting.for_names(splitting.Line(text), len(names), splitter)
            for name, word in zip(names, words, strict=True):
                variables.set(name, word)
    return 0 if ended else 1


def _read(shell: Shell, request: Request) -> int:
    try:
        result = _take(shell, request)
    except OSError as error:
        shell.error(f"read: read error: {request.fd}: {error_text(error)}")
        return 1
    return _store(shell, request, result) or result.status


def _request(shell: Shell, args: list[str]) -> Request | None:
    """Read the options; None after an error."""
    request = Request()
    if args and args[0][:1] == "-":
        options, first = parse_options(shell, "read", args, "a:d:ei:n:N:p:rst:u:")
        request.names = args[first:]
        for letter, value in options:
            if not _option(shell, request, letter, value):
                return None
    else:
        request.names = args
    if request.names and not is_variable(shell, request.names[0]):
        shell.error(f"read: `{request.names[0]}': not a valid identifier")
        return None
    request.plain = (
        request.array is None
        and request.count is None
        and request.timeout_s is None
        and all(is_name(name) for name in request.names)
    )
    return request


def _option(shell: Shell, request: Request, letter: str, value: str) -> bool:
    if letter == "r":
        request.raw = True
    elif letter == "d":
        request.delimiter = encode(value)[:1] or b"\0"
    elif letter in "nN":
        number = whole_number(value)
        if number is None or not 0 <= number < 1 << 31:
            shell.error(f"read: {invalid_number(value)}")
            return False
        request.count = number
        request.exactly = letter == "N"
    elif letter == "a":
        request.array = value
    elif letter == "p":
        request.prompt = value
    elif letter == "s":
        request.silent = True
    elif letter == "t":
        request.timeout_s = _seconds(value)
        if request.timeout_s is None:
            shell.error(f"read: {value}: invalid timeout specification")
            return False
    elif letter == "u":
        number = whole_number(value)
        if number is None or not 0 <= number < 1 << 31:
            shell.error(f"read: {value}: invalid file descriptor specification")
            return False
        request.fd = number
        request.named_fd = True
    return True


def _seconds(text: str) -> float | None:
    """A timeout: decimal digits with a fraction."""
    whole, point, fraction = text.partition(".")
    digits = whole + fraction
    if not text.isascii() or (digits and not digits.isdigit()):
        return None
    if not digits and not point:
        return 0.0
    return float(f"{whole or '0'}.{fraction or '0'}")


def _is_open(shell: Shell, fd: int) -> bool:
    try:
        posix.fstat(fd)
    except OSError as error:
        shell.error(f"read: {fd}: invalid file descriptor: {error_text(error)}")
        return False
    return True


def _has_input(shell: Shell, fd: int) -> int:
    """`read -t 0`: is there something to read."""
    shell.drain("read")
    try:
        posix.fstat(fd)
    except OSError:
        return 1
    known = shell.read_buffers.get(fd)
    return 0 if (known is not None and not known.may_wait) or input.is_ready(fd, 0) else 1


def _take(shell: Shell, request: Request) -> Result:
    """Read what the request asks for; the escapes are resolved."""
    source = input.reader(shell, request.fd, request.timeout_s)
    try:
        if request.count is not None:
            return _take_characters(source, request, shell.vars.multibyte())
        data, ended = source.through(request.delimiter)
        if not request.raw and b"\\" in data:
            return _resolve(source, request, data, ended)
        if b"\0" in data:
            data = data.replace(b"\0", b"")
        return Result(splitting.Line(data.decode("utf-8", "surrogateescape")), 0 if ended else 1)
    except input.TimedOut as late:
        data = late.args[0] if late.args else b""
        return Result(splitting.Line(decode(data.replace(b"\0", b""))), _TIMED_OUT)


def _resolve(source: Reader, request: Request, data: bytes, ended: bool) -> Result:
    """Take the backslashes out; reads on where one stands before the delimiter or a newline."""
    delimiter = request.delimiter
    text: list[str] = []
    escaped: list[int] = []
    length = 0
    while True:
        rest = decode(data)
        at = 0
        while True:
            place = rest.find("\\", at)
            piece = rest[at:] if place < 0 else rest[at:place]
            if "\0" in piece:
                piece = piece.replace("\0", "")
            text.append(piece)
            length += len(piece)
            if place < 0 or place == len(rest) - 1:
                break
            at = place + 2
            if rest[place + 1] != "\n":
                escaped.append(length)
                text.append(rest[place + 1])
                length += 1
        if place >= 0 and not ended:
            # bash has its own mark for what a backslash protects, and nothing follows here: see _without_mark.
            escaped.append(length)
            text.append(_MARK)
        if place < 0 or not ended:
            break
        if delimiter != b"\n":
            escaped.append(length)
            text.append(decode(delimiter))
            length += 1
        data, ended = source.through(delimiter)
    return Result(splitting.Line("".join(text), frozenset(escaped)), 0 if ended else 1)


def _take_characters(source: Reader, request: Request, multibyte: bool) -> Result:
    """Read up to a number of characters (`-n`), or just that many (`-N`)."""
    taken: list[bytes] = []
    escaped: list[int] = []
    status = 0
    assert request.count is not None
    try:
        while len(taken) < request.count:
            char = _character(source) if multibyte else source.byte()
            if not char:
                status = 1
                break
            if char == b"\\" and not request.raw:
                char = _character(source)
                if not char:
                    status = 1
                    escaped.append(len(taken))
                    taken.append(_MARK.encode())
                    break
                if char != b"\n":
                    escaped.append(len(taken))
                    taken.append(char)
            elif char == request.delimiter and not request.exactly:
                break
            elif char != b"\0":
                taken.append(char)
    except input.TimedOut:
        status = _TIMED_OUT
    return Result(splitting.Line(decode(b"".join(taken)), frozenset(escaped)), status)


def _character(source: Reader) -> bytes:
    """One character: the bytes of one in UTF-8, or a byte that starts none."""
    first = source.byte()
    if first < b"\xc2" or first > b"\xf4":
        return first
    missing = 1 if first < b"\xe0" else 2 if first < b"\xf0" else 3
    char = first
    while missing:
        more = source.byte()
        char += more
        if not more or not 0x80 <= more[0] < 0xC0:
            break
        missing -= 1
    return char


def _store(shell: Shell, request: Request, result: Result) -> int:
    """Assign what was read; 0, or 1 after printing why not."""
    line = result.line
    marked = bool(line.escaped) and line.text.endswith(_MARK)
    if request.array is not None:
        return _store_array(shell, request.array, line, request.exactly)
    if not request.names:
        return assign(shell, "read", "REPLY", _without_mark(line.text) if marked else line.text)
    if request.exactly:
        words = [line.text] + [""] * (len(request.names) - 1)
    else:
        words = splitting.for_names(line, len(request.names), shell.vars.splitter)
    if marked:
        words = [_without_mark(word) for word in words]
    status = 0
    for name, word in zip(request.names, words, strict=True):
        status = assign(shell, "read", name, word)
        if status:
            break
    return status


def _without_mark(word: str) -> str:
    """A backslash at the very end of the input disappears, unless it is all of a word: then bash leaves its mark."""
    return word[:-1] if len(word) > 1 and word.endswith(_MARK) else word


def _store_array(shell: Shell, name: str, line: splitting.Line, whole: bool) -> int:
    if not is_name(name):
        shell.error(f"read: `{name}': not a valid identifier")
        return 1
    if shell.vars.is_assoc(name):
        shell.error(f"read: {name}: not an indexed array")
        return 1
    words = [line.text] * bool(line.text) if whole else splitting.all_words(line, shell.vars.splitter)
    if line.escaped and line.text.endswith(_MARK):
        words = [_without_mark(word) for word in words]
    if name in UNASSIGNABLE:
        return 1
    try:
        shell.vars.assign_list(name, words)
    except ReadonlyError as error:
        shell.report(error.message)
        return 1
    except ExpansionError as error:
        if error.message.endswith("identifier"):
            shell.error("read: " + error.message)
            return 1
        if not is_subscript_error(error):
            error.message = "read: " + error.message
            raise
        shell.error(error.message)
        return 1
    return 0


def _read_from_terminal(shell: Shell, request: Request) -> int:
    """Read with a prompt, without echo, or character by character, as the request says."""
    import termios

    before = termios.tcgetattr(request.fd)
    changed = termios.tcgetattr(request.fd)
    if request.silent:
        changed[3] &= ~(termios.ECHO | termios.ECHONL)
    if request.count is not None or request.delimiter != b"\n":
        changed[3] &= ~termios.ICANON
        changed[6][termios.VMIN] = 1
        changed[6][termios.VTIME] = 0
    try:
        termios.tcsetattr(request.fd, termios.TCSADRAIN, changed)
        if request.prompt:
            shell.write(2, request.prompt)
        return _read(shell, request)
    finally:
        termios.tcsetattr(request.fd, termios.TCSADRAIN, before)
