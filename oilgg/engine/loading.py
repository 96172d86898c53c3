"""What the loader of a system loads with a program: what programs consist of, wherever that has to be known."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oilgg.store.base import Store
    from oilgg.worker.closure import Part

HEAD_BYTES = 1 << 16
PT_INTERP = 3


class Unknown(Exception):
    """What a program consists of can't be said."""


def listed_libraries(text: str) -> list[str]:
    """The paths in what a loader prints for `--list`. Raises Unknown where a library is missing."""
    found = []
    for line in text.splitlines():
        name, arrow, path = line.strip().partition(" => ")
        path = (path if arrow else name).rpartition(" (")[0]
        if "not found" in line or "error" in line:
            raise Unknown
        if path.startswith("/"):
            found.append(path)
    return found


def loader_of(head: bytes) -> str:
    """The loader that an ELF program asks for; "" for one that needs none. Raises Unknown for what is no program."""
    if head[:4] != b"\x7fELF" or head[5:6] != b"\x01":
        raise Unknown
    wide = head[4] == 2

    def number(place: int, size: int) -> int:
        return int.from_bytes(head[place : place + size], "little")

    start = number(32, 8) if wide else number(28, 4)
    size, count = (number(54, 2), number(56, 2)) if wide else (number(42, 2), number(44, 2))
    for at in range(start, start + size * count, size or 1):
        if number(at, 4) == PT_INTERP:
            place, length = (number(at + 8, 8), number(at + 32, 8)) if wide else (number(at + 4, 4), number(at + 16, 4))
            name = head[place : place + length].rstrip(b"\0")
            if not name.startswith(b"/"):
                raise Unknown
            return name.decode("utf-8", "surrogateescape")
    return ""


def libraries(command: Sequence[str], search: str = "") -> list[str]:
    """What `LOADER … --list PROGRAM` says would be loaded; `search` is LD_LIBRARY_PATH. Raises Unknown, OSError."""
    import subprocess

    variables = {"LC_ALL": "C", **({"LD_LIBRARY_PATH": search} if search else {})}
    said = subprocess.run(command, env=variables, capture_output=True, check=False, text=True)
    return listed_libraries(said.stdout + said.stderr)


def part_of(path: str, store: Store) -> Part:
    """A file of a closure, as it is here. Raises OSError."""
    status = posix.stat(path)
    return path, store.digest_of(path), status.st_size, bool(status.st_mode & 0o111)


def parts_of(programs: Iterable[str], store: Store) -> tuple[Part, ...]:
    """The closure of programs of the system that are no scripts. Raises Unknown, OSError."""
    paths: dict[str, None] = {}
    for program in programs:
        paths[program] = None
        with open(program, "rb") as file:
            loader = loader_of(file.read(HEAD_BYTES))
        if loader:
            paths.update(dict.fromkeys((loader, *libraries((loader, "--list", program)))))
    return tuple([part_of(path, store) for path in paths])
