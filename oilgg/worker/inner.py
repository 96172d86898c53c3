"""Stages that need no program: they give a part of a file to a pipeline, and join what the parts came to.

    range [text] [sum=PATH] NUMBER:START:END…
                                    these bytes of the files that descriptors lead to; their SHA-256 goes into PATH
    cat PATH…                       files one after the other
    sum PATH…                       numbers, one in each file, added
    counts                          lines of `uniq -c`, sorted by what they count: equal ones become one
    without NAME                    what comes, as long as it does not hold NAME
    tally …, tallied …              see tally.py

They run in a fork of the launcher, whose interpreter is warm: a millisecond less than any program.
"""

from __future__ import annotations

import fcntl
import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oilgg.worker.execute import Table

PROGRAM = "oilgg:/inner"
"""Stands for the path of the program of such a stage."""
BLOCK_BYTES = 1 << 18
PIPE_BYTES = 1 << 20
F_SETPIPE_SZ = 1031
COUNT_WIDTH = 7
NOT_TEXT = 90
"""Exit status of `range text` where the data holds what tools treat as binary."""
CHANGED = 92
"""Exit status of `range` where the file has become shorter."""
NOT_COUNTS = 91
"""Exit status of `counts` where a count is wider than its column."""
NAMED = 93
"""Exit status of `without` where the name comes."""
FIRST_FILE = 10
"""Number of the descriptor of the first file that `range` reads."""


def become(argv: list[str], table: Table, environment: Sequence[str]) -> None:
    """In a fork: run the stage with the descriptors of `table`, and exit."""
    status = 1
    try:
        for source, number in table.moves():
            posix.dup2(source, number)
        _close_others(table)
        if argv[0] in ("tally", "tallied"):
            from oilgg.worker import tally

            stage = tally.tally if argv[0] == "tally" else tally.tallied
            status = stage(argv[1:], environment)
        else:
            status = STAGES[argv[0]](argv[1:])
    except OSError as error:
        if error.errno == 32:  # SIGPIPE is ignored only where the script says so
            status = 141
    finally:
        posix._exit(status)


def _close_others(table: Table) -> None:
    last = -1
    for number in [*sorted(table.numbers), 1 << 20]:
        if number > last + 1:
            posix.closerange(last + 1, number)
        last = number


def _write_all(data: memoryview) -> None:
    while data:
        data = data[posix.write(1, data) :]


def warm(argv: list[str]) -> None:
    """Before the fork: load what stages like this one need, for all of them."""
    if argv[0] == "range" and any(word.startswith("sum=") for word in argv[1:3]):
        import _hashlib

        assert _hashlib
    elif argv[0] in ("tally", "tallied", "counts"):
        from oilgg.worker.tally import add_counts  # noqa: F401  # modules of the image are empty until a look into them


def _range(argv: list[str]) -> int:
    text = argv[0] == "text"
    place = argv[text][4:] if argv[text].startswith("sum=") else ""
    try:
        fcntl.fcntl(1, F_SETPIPE_SZ, PIPE_BYTES)
    except OSError:
        pass  # there are many pipes already
    digest = None
    if place:
        from _hashlib import openssl_sha256

        digest = openssl_sha256()
    rest = b""
    for piece in argv[text + bool(place) :]:
        number, at, end = [int(word) for word in piece.split(":")]
        while at < end:
            block = posix.pread(number, min(BLOCK_BYTES, end - at), at)
            if not block:
                return CHANGED
            if text and (rest or not block.isascii()):
                rest = _undecoded(rest + block)
            if text and (b"\0" in block or rest is _BROKEN):
                return NOT_TEXT
            if digest is not None:
                digest.update(block)
            _write_all(memoryview(block))
            at += len(block)
    if digest is not None:
        with open(place, "wb") as file:
            file.write(digest.digest())
    return NOT_TEXT if rest else 0


_BROKEN = b"\xff"


def _undecoded(data: bytes) -> bytes:
    """The bytes at the end of `data` that begin a character of UTF-8; _BROKEN where it isn't UTF-8 before."""
    try:
        data.decode("utf-8")
        return b""
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4:
            return data[error.start :]
        return _BROKEN


def _cat(argv: list[str]) -> int:
    for path in argv:
        fd = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC)
        size = posix.fstat(fd).st_size
        at = 0
        while at < size:
            count = posix.sendfile(1, fd, at, size - at)
            if not count:
                break
            at += count
        posix.close(fd)
    return 0


def _sum(argv: list[str]) -> int:
    total = 0
    for path in argv:
        with open(path, "rb") as file:
            total += int(file.read())
    _write_all(memoryview(b"%d\n" % total))
    return 0


def _counts(_argv: list[str]) -> int:
    from oilgg.worker.tally import add_counts

    return 0 if add_counts() else NOT_COUNTS


def _without(argv: list[str]) -> int:
    name = argv[0].encode("utf-8", "surrogateescape")
    tail = b""
    while data := posix.read(0, BLOCK_BYTES):
        if name in tail + data:
            return NAMED
        _write_all(memoryview(data))
        tail = (tail + data)[-len(name) :]
    return 0


STAGES: dict[str, Callable[[list[str]], int]] = {
    "range": _range,
    "cat": _cat,
    "sum": _sum,
    "counts": _counts,
    "without": _without,
}
