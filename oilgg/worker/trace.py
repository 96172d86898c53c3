"""What a tracer has written down, as a value."""

from __future__ import annotations

import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Look = tuple[str, int, int, int, int]


class Trace:
    """What a command saw of the tree as it was before it, and what it touched. Paths are absolute and real.

    reads     regular files whose bytes counted: the digest where the command went on to change them, else b""
    links     symbolic links it was led through or looked at, with their targets
    absent    paths at which nothing was, and who looked: indices of `programs`
    looks     what it asked about: ((kind, permission bits, size, mtime in ns, names), who looked); "nobody" asked only
              whether it is there
    lists     directories whose names it read: (names, who)
    touched   what it made, changed or removed, in this order: (kind of what was there, its inode, whether the bytes
              were kept)
    programs  (path, argv) of each program that was seen at work; executed: of each that was started, as written
    specials  (code, detail, who) of what no trace can vouch for
    calls     how many calls were looked at
    way       how they were looked at: "seccomp" or "ptrace"
    """

    __slots__ = (
        "reads", "links", "absent", "looks", "lists", "touched", "programs", "executed", "specials", "calls", "way",
    )  # fmt: skip

    def __init__(self, found: dict[str, Any]) -> None:
        self.reads: dict[str, bytes] = {path: digest for path, (_key, digest) in found["reads"].items()}
        self.links: dict[str, str] = found["links"]
        self.absent: dict[str, list[int]] = found["absent"]
        self.looks: dict[str, tuple[Look, list[int]]] = found["looks"]
        self.lists: dict[str, tuple[list[str], list[int]]] = found["lists"]
        self.touched: dict[str, tuple[str, int, bool]] = found["touched"]
        self.programs: list[tuple[str, tuple[str, ...]]] = found["programs"]
        self.executed: list[tuple[str, tuple[str, ...]]] = found["executed"]
        self.specials: list[tuple[str, str, int]] = found["specials"]
        self.calls: int = found["calls"]
        self.way: str = found["way"]


def read(path: str) -> Trace:
    """The trace in the file `path`. Raises OSError, ValueError where a tracer did not get to write it all."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return Trace(marshal.loads(data))
    except (EOFError, TypeError, KeyError) as error:
        raise ValueError(f"{path} is no trace: {error}") from None
