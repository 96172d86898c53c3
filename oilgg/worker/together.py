"""Pipelines of simple filters over a small file, in one process instead of one for each stage.

The fork of the launcher that would start the programs and wait for them does their work (worker/filters.py), where that
is sure to come to the same. Otherwise it has read a file and no more, or taken back what it wrote, and starts them.
"""

from __future__ import annotations

import posix
from _stat import S_ISREG

from oilgg.worker.execute import StepError, Table, encode, environment_map

SEEK_SET, SEEK_CUR = 0, 1
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oilgg.worker.wire import RedirectTuple

    Stages = Sequence[tuple[str, Sequence[str], Sequence[str], Sequence[RedirectTuple], bool]]
    Ends = tuple[list[int], list[int], bool]

MOST_BYTES = 600_000
"""What is read at most: with more the stages gain from running at the same time."""
MOST_SPLIT_BYTES = 200_000
"""The same where lines become words."""
SYSTEM = frozenset(("/usr/bin", "/bin"))
SIGPIPE = 13
PASSING_ON = frozenset(("cat", "tail"))
"""They print nearly all that they read."""


def may_do(stages: Stages) -> bool:
    """Whether it is worth a try; relative paths start at the working directory. Loads what the try needs."""
    if len(stages) < 2:
        return False
    from oilgg.worker import filters

    for program, argv, _environment, _redirects, _noclobber in stages:
        folder, _, name = program.rpartition("/")
        if folder not in SYSTEM or name != argv[0] or name not in filters.MAKERS or name in filters.PRINTING:
            return False
    names = _inputs(stages, filters.find(stages[0][1][0], stages[0][1][1:]))
    try:
        size = sum([posix.stat(encode(name)).st_size for name in names])
    except (OSError, ValueError):
        return False
    if size > filters.SURELY_WRITTEN and stages[0][1][0] in PASSING_ON:
        second = filters.find(stages[1][1][0], stages[1][1][1:])
        if second is None or second.ends_early:
            return False  # how much the first one writes is a matter of luck
    words = filters.makes_words([stage[1] for stage in stages])
    return bool(names) and size <= (MOST_SPLIT_BYTES if words else MOST_BYTES) and _is_genuine(stages)


def _inputs(stages: Stages, found: Any) -> Sequence[str]:
    """The files that the first stage reads; none where that is not clear."""
    if found is None:
        return ()
    given = [target for fd, op, target, _text in stages[0][3] if fd == 0 and op == "<" and isinstance(target, str)]
    if bool(given) is bool(found.files):
        return ()
    return given or found.files


def _is_genuine(stages: Stages) -> bool:
    """Whether the programs are of their own: elsewhere one stands in for all of them, by links."""
    from oilgg.worker import filters

    return all(filters.is_genuine(stage[0]) for stage in stages)


def attempt(stages: Stages, tables: Sequence[Table]) -> Ends | None:
    """Do the work of all stages; their statuses, signals, and that none left a core. None: start the programs."""
    from oilgg.worker import filters

    try:
        found = [filters.find(argv[0], argv[1:]) for _program, argv, *_ in stages]
        if None in found or any(one.files for one in found[1:] if one is not None):
            return None
        for position, stage in enumerate(stages):
            if not _is_plain(stage, position, len(stages)):
                return None
        names = _inputs(stages, found[0])
        if not names:
            return None
        data = filters.read_files([encode(name) for name in names], MOST_BYTES)
        statuses, data = filters.run_all([stage[1] for stage in stages], found, data)  # type: ignore[arg-type]
    except (filters.Unfit, OSError, ValueError, MemoryError):
        return None
    signals = [SIGPIPE if status == filters.ENDED_BY_PIPE else 0 for status in statuses]
    table = Table(dict(tables[-1].numbers))
    own = [redirect for redirect in stages[-1][3] if redirect[0] == 1]
    try:
        table.redirect(own, stages[-1][4])
        fd = table.numbers[1]
        start = posix.lseek(fd, 0, SEEK_CUR) if S_ISREG(posix.fstat(fd).st_mode) else -1
        try:
            while data:
                data = data[posix.write(fd, data) :]
        except OSError:  # a full disk: the program has a message for that
            if start < 0:
                raise
            posix.ftruncate(fd, start)
            posix.lseek(fd, start, SEEK_SET)
            if own and stages[-1][4] and own[0][1] == ">":
                posix.unlink(encode(str(own[0][2])))  # noclobber: it was made here
            return None
    except BrokenPipeError:
        statuses[-1], signals[-1] = filters.ENDED_BY_PIPE, SIGPIPE
    except (StepError, KeyError):
        return None
    finally:
        table.close()
    return statuses, signals, False


def _is_plain(stage: Any, position: int, count: int) -> bool:
    """Whether nothing about the descriptors and the environment of a stage is unusual."""
    from oilgg.worker import filters

    environment = environment_map(stage[2])
    if any(encode(name) in environment for name in filters.CHANGING):
        return False
    if stage[1][0] in ("sort", "uniq"):
        # Who made the job has said LC_COLLATE=C wherever that is the order of the locale.
        order = environment.get(b"LC_ALL") or environment.get(b"LC_COLLATE") or environment.get(b"LANG") or b"C"
        if order not in (b"C", b"POSIX") and (stage[1][0] == "sort" or order not in (b"C.UTF-8", b"C.utf8")):
            return False
    seen = set()
    for fd, op, target, _text in stage[3]:
        if fd in seen:
            return False
        seen.add(fd)
        reads = fd == 0 and op == "<" and position == 0 and isinstance(target, str)
        writes = fd == 1 and op in (">", ">|") and position == count - 1 and isinstance(target, str)
        silent = fd == 2 and op == ">" and target == "/dev/null"
        if not (reads or writes or silent):
            return False
    return True
