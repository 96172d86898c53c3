"""`oilgg --tool force HASH`: the result of a thunk: known, or made now."""

from __future__ import annotations

import posix

from oilgg.store.base import MissingObject
from oilgg.tools import kept
from oilgg.tools.replay import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.store.local import LocalStore

USAGE = """\
Usage: oilgg --tool force [-o DIR] HASH

Prints what the thunk prints, and exits with its status; it is run only if no result is known, or its bytes are gone.
With -o the files that it makes are put into DIR, by their names; else nothing is written anywhere.
"""


def main(arguments: list[str]) -> int:
    """See USAGE."""
    return kept.tool("force", USAGE, arguments, force)


def force(store: LocalStore, arguments: list[str]) -> int | None:
    """The verb; None for wrong usage."""
    folder = ""
    if arguments[:1] == ["-o"]:
        folder = arguments[1] if len(arguments) > 1 else ""
        if not folder:
            return None
        arguments = arguments[2:]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return None
    _digest, thunk = kept.find(store, arguments[0])
    reduction = kept.reduction_of(store, thunk)
    if reduction is not None:
        result = reduction.result
        try:
            streams = [kept.stream(store, value) for value in (result.stdout, result.stderr)]
            files = [output for output in result.outputs if output.kind == "file" and output.digest is not None]
            for output in files if folder else ():
                assert output.digest is not None
                store.materialize(output.digest, f"{folder}/{output.path.rpartition('/')[2]}", output.mode)
            for number, data in enumerate(streams, 1):
                _write(number, data)
            return result.statuses[-1]
        except MissingObject:
            pass
    run = Run(store, thunk)
    try:
        run.run()
        run.show()
        for path, place in run.places.items() if folder else ():
            digest, _size = store.put_file(place)
            store.materialize(digest, f"{folder}/{path.rpartition('/')[2]}", posix.stat(place).st_mode & 0o777)
        return run.statuses[-1]
    finally:
        run.close()


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[posix.write(fd, data) :]
