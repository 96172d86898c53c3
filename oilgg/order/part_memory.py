"""Parts of files as values: what a pipeline made of a range of bytes serves again wherever those bytes are.

So of a log that has grown only the last part is run. To find a part one has to know the hash of its bytes. The stage
that reads them computes it on the way; the next run hashes only ranges for which an earlier one has found that, which
a fact of the pipeline remembers.
"""

from __future__ import annotations

import posix

from oilgg.errors import StoreError
from oilgg.order.naming import STORE, treatment
from oilgg.store.base import MissingObject, Reduction
from oilgg.thunk.hash import digest_bytes, identity, new_hasher
from oilgg.thunk.ir import NOTHING_LEARNED, FileValue, Result, Stage, StreamValue, Thunk, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.engine import base
    from oilgg.lower.split import Split
    from oilgg.order.entry import ThunkEntry
    from oilgg.order.run import Runs
    from oilgg.store.base import Store

    Piece = tuple[int, int, int]

BLOCK_BYTES = 1 << 20


def part_bytes_before(store: Store, cost_fact: bytes) -> int:
    """The size of the parts that this pipeline was cut into the last time; 0 if that is not known."""
    fact = store.get_fact(digest_bytes(b"part size\0" + cost_fact))
    return int(fact) if fact else 0


class PartMemory:
    """The parts of one pipeline. `works`: whether its results may be kept at all."""

    def __init__(self, runs: Runs, entry: ThunkEntry, split: Split, cost_fact: bytes, part_bytes: int) -> None:
        self.store = runs.store
        self.entry = entry
        self.split = split
        self.cost_fact = cost_fact
        self.part_bytes = part_bytes
        self.works = runs.keep and entry.thunk is not None and entry.pure
        names = "\0".join(split.sources).encode("utf-8", "surrogateescape")
        self.fact = digest_bytes(b"parts\0" + cost_fact + names)
        known = (self.store.get_fact(self.fact) or b"") if self.works else b""
        self.known = known.decode("ascii", "replace").split("\n")
        self.found: dict[int, str] = {}

    def find(self, number: int, pieces: Sequence[Piece], descriptors: Sequence[int], place: str) -> list[int] | None:
        """The statuses of the stages over a part that is known, whose output is now at `place`; else None."""
        where = _where(pieces)
        hopes = [line.partition(" ")[2] for line in self.known if line.startswith(where + " ")]
        if not hopes:
            return None
        try:
            digest, size = _hash(pieces, descriptors)
            if digest.hex() not in hopes:
                return None
            for reduction in self.store.lookup(self._key(digest, size)):
                stream = reduction.result.stdout
                if stream.data is not None:
                    _write(place, stream.data)
                elif stream.digest is not None:
                    self.store.materialize(stream.digest, place, 0o600)
                self.found[number] = f"{where} {digest.hex()}"
                return list(reduction.result.statuses)
        except (OSError, MissingObject, StoreError):
            pass
        return None

    def keep(
        self, number: int, pieces: Sequence[Piece], place: str, statuses: Sequence[int], result: base.Result
    ) -> None:
        """A part has been run: remember what came of it, if that is worth it."""
        try:
            with open(place + "-sum", "rb") as file:
                digest = file.read()
            size = posix.stat(place).st_size
            if len(digest) != 32 or treatment(size, result.user_s + result.system_s) != STORE:
                return
            if size:
                stream = StreamValue(None, self.store.put_file(place)[0], size)
            else:
                stream = StreamValue(b"")
            usage = Usage(result.wall_s, result.user_s, result.system_s, result.maxrss_kib)
            reduction = Reduction(NOTHING_LEARNED, Result(tuple(statuses), stream, usage=usage))
            self.store.record(self._key(digest, sum([end - first for _number, first, end in pieces])), reduction)
            self.found[number] = f"{_where(pieces)} {digest.hex()}"
        except (OSError, StoreError):
            return

    def close(self) -> None:
        """All parts are there: remember which they were."""
        if self.found:
            self.store.put_fact(self.fact, "\n".join(self.found.values()).encode())
            self.store.put_fact(digest_bytes(b"part size\0" + self.cost_fact), b"%d" % self.part_bytes)

    def _key(self, digest: bytes, size: int) -> bytes:
        thunk, split = self.entry.thunk, self.split
        assert thunk is not None
        stages = []
        for at, argv in enumerate(split.commands):
            stage = thunk.stages[split.first + at]
            stages.append(Stage(stage.program, tuple(argv), stage.environment))
        inputs = tuple([item for item in thunk.inputs if item.path not in split.sources])
        return identity(
            Thunk(
                tuple(stages),
                thunk.cwd,
                thunk.umask,
                inputs,
                FileValue(digest, size),
                tools=thunk.tools,
                platform=thunk.platform,
                salt="part",
            )
        )


def _where(pieces: Sequence[Piece]) -> str:
    return ",".join([f"{number}:{first}:{end}" for number, first, end in pieces])


def _hash(pieces: Sequence[Piece], descriptors: Sequence[int]) -> tuple[bytes, int]:
    size = sum([end - first for _number, first, end in pieces])
    hasher = new_hasher(size)
    for number, at, end in pieces:
        while at < end:
            block = posix.pread(descriptors[number], min(BLOCK_BYTES, end - at), at)
            if not block:
                raise OSError(5, "the file has become shorter")
            hasher.update(block)
            at += len(block)
    return hasher.digest(), size


def _write(place: str, data: bytes) -> None:
    with open(place, "wb") as file:
        file.write(data)
