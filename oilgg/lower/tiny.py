"""Commands over some kilobytes, done by the shell itself: what filters.py knows, with their files and redirections.

`attempt` either does a whole command, or gives None and has changed nothing but what the command itself would have
changed first: then its programs are started as ever, and say what there is to say. So only plain files are read and
written, and whatever is unusual about one of them is left to the programs.
"""

from __future__ import annotations

import posix
from _stat import S_ISREG

from oilgg.lower.collation import BYTE_ORDER, is_plain
from oilgg.worker import filters
from oilgg.worker.filters import Unfit, is_genuine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from oilgg.lower.invocation import Invocation

MOST_BYTES = 400_000
"""What is read at most: beyond that programs are quicker, two at a time."""
MOST_SPLIT_BYTES = 120_000
"""The same where lines become words."""
MOST_REPEATED_BYTES = 64_000
"""The same in a long loop: what takes longer than to look up a result is to be kept."""
MANY_ROUNDS = 20
SYSTEM = ("/usr/bin/", "/bin/")
COMPARING = ("sort", "uniq")


class Streams:
    """Where the input of the first stage comes from, and where the output of the last one goes."""

    __slots__ = ("append", "given", "source", "target")

    def __init__(self) -> None:
        self.source = ""
        self.given: bytes | None = None
        self.target = ""
        self.append = False


def attempt(
    stages: Sequence[Invocation],
    noclobber: bool,
    rounds: int,
    give: Callable[[bytes], None] | None,
    fed: bytes | None = None,
) -> list[int] | None:
    """Do the pipeline `stages`; gives the status of each, or None where it has to be run.

    `give` takes what goes to the shell's own standard output; None: the output has to go to a file. With it, no file is
    written. `rounds`: so often the loops around it are to run it. `fed`: what a builtin before it has written.
    """
    try:
        found = [_find(stage) for stage in stages]
        streams = _streams(stages, noclobber)
        if fed is not None:
            if streams.source or streams.given is not None or len(fed) > filters.SURELY_WRITTEN:
                return None
            streams.given = fed
        if bool(streams.target) is (give is not None):
            return None
        data = _input(stages, found, streams, MOST_BYTES if rounds < MANY_ROUNDS else MOST_REPEATED_BYTES)
        statuses, data = filters.run_all([stage.argv for stage in stages], found, data)
    except (Unfit, OSError, ValueError, MemoryError):
        return None
    if streams.target:
        return statuses if _store(streams, data) else None
    assert give is not None
    give(data)
    return statuses


def _find(stage: Invocation) -> filters.Found:
    name = stage.name
    found = filters.find(name, stage.argv[1:])
    if found is None or stage.effects is not None or stage.usages is not None or stage.call is not None:
        raise Unfit
    program = stage.program
    if not program or not program.startswith(SYSTEM) or program.rpartition("/")[2] != name or not is_genuine(program):
        raise Unfit
    environment = stage.environment()
    if any(name in environment for name in filters.CHANGING) or (
        name in COMPARING and not _compares_bytes(environment)
    ):
        raise Unfit
    return found


def _compares_bytes(environment: Mapping[str, str]) -> bool:
    value = environment.get("LC_ALL") or environment.get("LC_COLLATE") or environment.get("LANG") or "C"
    return value in ("C", "POSIX") or (value.encode("utf-8", "replace") in BYTE_ORDER and is_plain())


def _streams(stages: Sequence[Invocation], noclobber: bool) -> Streams:
    found = Streams()
    last = len(stages) - 1
    for position, stage in enumerate(stages):
        seen = set()
        for redirect in stage.redirects:
            fd, op, target = redirect.fd, redirect.op, redirect.target
            if fd in seen or redirect.variable:
                raise Unfit
            seen.add(fd)
            if fd == 2 and ((op == ">" and target == "/dev/null") or (op == "dup" and target == 1)):
                continue
            if fd == 0 and position == 0 and op == "<<":
                found.given = redirect.text.encode("utf-8", "surrogateescape")
            elif fd == 0 and position == 0 and op == "<" and isinstance(target, str) and target:
                found.source = target
            elif fd == 1 and position == last and op in (">", ">|", ">>") and isinstance(target, str) and target:
                if target.startswith("/dev/") or (noclobber and op == ">"):
                    raise Unfit
                found.target = target
                found.append = op == ">>"
            else:
                raise Unfit
    return found


def _input(stages: Sequence[Invocation], found: Sequence[filters.Found], streams: Streams, most: int) -> bytes:
    """All that the first stage reads."""
    if any(one.files for one in found[1:]) or any(stage.name in filters.PRINTING for stage in stages[1:]):
        raise Unfit
    if stages[0].name in filters.PRINTING:
        if streams.source or streams.given is not None:
            raise Unfit
        return b""
    names = found[0].files
    if streams.given is not None and not names:
        data = streams.given
    elif bool(streams.source) is bool(names) or streams.given is not None:
        raise Unfit
    else:
        data = filters.read_files(names or [streams.source], most, _identity(streams.target))
    if filters.makes_words([stage.argv for stage in stages]):
        most = min(most, MOST_SPLIT_BYTES)
    if len(data) > most:
        raise Unfit
    return data


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode of the file at `path`; None where there is none. Raises OSError."""
    try:
        status = posix.stat(path) if path else None
    except FileNotFoundError:
        return None
    return None if status is None else (status.st_dev, status.st_ino)


def _store(streams: Streams, data: bytes) -> bool:
    """Write the file that the output goes to, as the shell would open it; False where that fails."""
    try:
        if not S_ISREG(posix.stat(streams.target).st_mode):
            return False
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        return False
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC | posix.O_NOCTTY
    flags |= posix.O_APPEND if streams.append else posix.O_TRUNC
    try:
        fd = posix.open(streams.target, flags, 0o666)
    except (OSError, ValueError):
        return False
    try:
        return not data or write_or_not(fd, data)
    finally:
        posix.close(fd)


def write_or_not(fd: int, data: bytes) -> bool:
    """Write all of `data` to the end of a regular file, or nothing."""
    before = -1
    try:
        before = posix.fstat(fd).st_size
        return posix.write(fd, data) == len(data) or _take_back(fd, before)
    except OSError:
        return _take_back(fd, before)


def _take_back(fd: int, size: int) -> bool:
    try:
        if size >= 0:
            posix.ftruncate(fd, size)
            posix.lseek(fd, size, 0)
    except OSError:
        pass
    return False
