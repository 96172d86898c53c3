"""Small runs of `tr` that answer how it treats line ends, for commands that run in parts."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.lower.split import Split
    from oilgg.order.entry import ThunkEntry


class Tries:
    """What was found out in this run of the shell."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], bytes | None] = {}

    def lines_stay(self, entry: ThunkEntry, split: Split) -> bool:
        """Whether each stage of `split.whole_lines` gives a line end, and only that, for a line end."""
        return all(self._output(entry, split, number, number + 1, b"\n") == b"\n" for number in split.whole_lines)

    def is_apart(self, entry: ThunkEntry, split: Split, byte: bytes) -> bool:
        """Whether a line end and `byte` give the same together as each by itself, up to the stage that asks for it.

        What is squeezed are equal bytes that follow each other, and each of the two gives one: so nothing of what is
        before or behind them can matter.
        """
        outputs = [
            self._output(entry, split, split.first, split.apart + 1, data) for data in (b"\n", byte, b"\n" + byte)
        ]
        one, other, both = outputs
        return one is not None and other is not None and len(one) == len(other) == 1 and both == one + other

    def _output(self, entry: ThunkEntry, split: Split, first: int, end: int, data: bytes) -> bytes | None:
        """What stages[first:end] make of `data`; None if one fails."""
        for number in range(first, end):
            stage = entry.lowered.stages[number]
            argv = split.commands[number - split.first]
            key = (stage.program, tuple(argv), stage.environment, data)
            if key not in self._known:
                self._known[key] = _run(stage.program, argv, dict(entry.lowered.environment[number]), data)
            found = self._known[key]
            if found is None:
                return None
            data = found
        return data


def _run(program: str, argv: list[str], environment: dict[str, str], data: bytes) -> bytes | None:
    """The output of a program for a few bytes of input."""
    reading, feed = posix.pipe()
    taking, writing = posix.pipe()
    try:
        posix.write(feed, data)
        posix.close(feed)
        feed = -1
        actions = [
            (posix.POSIX_SPAWN_DUP2, reading, 0),
            (posix.POSIX_SPAWN_DUP2, writing, 1),
            (posix.POSIX_SPAWN_OPEN, 2, "/dev/null", posix.O_WRONLY, 0),
        ]
        pid = posix.posix_spawn(program, argv, environment, file_actions=actions)
        posix.close(writing)
        writing = -1
        found = b""
        while block := posix.read(taking, 4096):
            found += block
        status = posix.waitpid(pid, 0)[1]
        return None if status else found
    except OSError:
        return None
    finally:
        for fd in (reading, feed, taking, writing):
            if fd >= 0:
                posix.close(fd)
