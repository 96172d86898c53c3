"""Reductions that many machines share: a local store with a bucket behind it.

    NAMESPACE/r/ab/cdef…    what a thunk reduced to, newest first: learned, results, and their small outputs beside them

A small compile costs one request to look up or to record. What others have left is used only where the shared store
was named for reading: a result is as good as whoever may write there. Objects are verified against the digests in the
reduction, reductions against damage by their own digest, and what was learned against the files here, as ever.
"""

from __future__ import annotations

from _struct import Struct

from oilgg.errors import StoreError
from oilgg.store.base import MissingObject, Reduction, Store
from oilgg.store.bucket import BucketError, NotInBucket
from oilgg.store.delta import BadParcel, pack, unpack
from oilgg.store.exchange import Exchange
from oilgg.thunk.codec import CodecError, decode_result, encode_result
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import NOTHING_LEARNED, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import stat_result

    from oilgg.store.base import Entry
    from oilgg.store.bucket import Bucket
    from oilgg.store.exchange import Place

MAGIC = b"oilgg-shared-1\0"
INLINE_BYTES = 32 << 10
"""Smaller outputs travel in the blob of their reduction."""
KEPT_A_KEY = 8
CONFLICTS = 5
FLUSH_REDUCTIONS = 64
MODES = ("read", "write", "read-write")
_COUNT = Struct(">I")
_PLACE = Struct(">32sHqq")


class Shared:
    """One reduction as it travels: the result with what it learned, and where its objects are, or their parcels."""

    __slots__ = ("parcels", "places", "result")

    def __init__(self, result: Result, places: dict[bytes, Place], parcels: dict[bytes, bytes]) -> None:
        self.result = result
        self.places = places
        self.parcels = parcels


def encode_shared(key: bytes, reductions: Iterable[Shared]) -> bytes:
    """The blob of all reductions of the thunk `key`."""
    parts: list[bytes] = []
    for one in reductions:
        text = encode_result(one.result)
        parts += (_COUNT.pack(len(text)), text, _COUNT.pack(len(one.parcels)))
        for digest, parcel in one.parcels.items():
            parts += (digest, _COUNT.pack(len(parcel)), parcel)
        parts.append(_COUNT.pack(len(one.places)))
        for digest, (name, start, size) in one.places.items():
            encoded = name.encode()
            parts += (_PLACE.pack(digest, len(encoded), start, size), encoded)
    body = pack(b"".join(parts))
    return MAGIC + digest_bytes(key + body) + body


class _Reader:
    """Takes a blob apart; raises BadParcel where it is cut off."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        found = self.data[self.at : self.at + size]
        self.at += size
        if len(found) != size:
            raise BadParcel("a reduction is cut off")
        return found

    def count(self) -> int:
        """The next number."""
        number: int = _COUNT.unpack(self.take(_COUNT.size))[0]
        return number


def decode_shared(key: bytes, blob: bytes) -> list[Shared]:
    """The reductions in a blob. Raises BadParcel."""
    head = len(MAGIC)
    body = blob[head + 32 :]
    if blob[:head] != MAGIC or digest_bytes(key + body) != blob[head : head + 32]:
        raise BadParcel("not the reductions of this thunk")
    reader = _Reader(unpack(body))
    found: list[Shared] = []
    while reader.at < len(reader.data):
        try:
            result = decode_result(reader.take(reader.count()))
        except CodecError as error:
            raise BadParcel(str(error)) from None
        parcels = {}
        for _ in range(reader.count()):
            digest = reader.take(32)
            parcels[digest] = reader.take(reader.count())
        places: dict[bytes, Place] = {}
        for _ in range(reader.count()):
            digest, length, start, size = _PLACE.unpack(reader.take(_PLACE.size))
            places[digest] = (reader.take(length).decode("ascii", "replace"), start, size)
        found.append(Shared(result, places, parcels))
    return found


def objects_of(result: Result) -> dict[bytes, str]:
    """The digests of all objects that a result needs, each with the path of its output ("" for streams)."""
    found = {output.digest: output.path for output in result.outputs if output.digest is not None}
    for stream in (result.stdout, result.stderr):
        if stream.data is None and stream.digest is not None:
            found.setdefault(stream.digest, "")
    return found


def version_key(namespace: str, path: str) -> bytes:
    """The fact of a local store that says which object was last shared as `path`."""
    return digest_bytes(b"version\0%s\0%s" % (namespace.encode(), path.encode("utf-8", "surrogateescape")))


class SharedStore(Store):
    """`local` with the reductions and objects of a bucket behind it.

    `mode` says whether results of others are used ("read"), own ones are given ("write"), or both. Trouble with the
    bucket costs reuse, never a run: it is told once, to `notice`, and the bucket is let alone from then on.
    """

    def __init__(
        self,
        local: Store,
        bucket: Bucket,
        namespace: str = "main",
        mode: str = "read-write",
        notice: Callable[[str], object] | None = None,
        exchange: Exchange | None = None,
    ) -> None:
        super().__init__()
        if mode not in MODES:
            raise StoreError(f"{mode}: a shared store is used for {', '.join(MODES)}")
        self.local = local
        self.bucket = bucket
        self.exchange = exchange or Exchange(local, bucket, namespace)
        self.reads = "read" in mode
        self.writes = "write" in mode
        self.hits = 0
        self._notice = notice or (lambda text: None)
        self._pending: dict[bytes, list[Reduction]] = {}
        self._failed = False

    # -- objects -------------------------------------------------------------------------------------------------------

    def put_file(self, path: str, *, digest: bytes | None = None) -> tuple[bytes, int]:
        return self.local.put_file(path, digest=digest)

    def put_bytes(self, data: bytes) -> bytes:
        return self.local.put_bytes(data)

    def get_bytes(self, digest: bytes) -> bytes:
        try:
            return self.local.get_bytes(digest)
        except MissingObject:
            self._fetch(digest)
            return self.local.get_bytes(digest)

    def materialize(self, digest: bytes, path: str, mode: int | None, *, replace: bool = True) -> int:
        try:
            return self.local.materialize(digest, path, mode, replace=replace)
        except MissingObject:
            self._fetch(digest)
            return self.local.materialize(digest, path, mode, replace=replace)

    def _fetch(self, digest: bytes) -> None:
        if self._failed or not self.reads:
            raise MissingObject(digest)
        try:
            self.exchange.fetch({digest: self.exchange.place_of(digest)})
        except BucketError as error:
            self._fail(error)
            raise MissingObject(digest) from None

    def has(self, digest: bytes) -> bool:
        return self.local.has(digest)

    def delete(self, digest: bytes) -> None:
        self.local.delete(digest)

    # -- reductions ----------------------------------------------------------------------------------------------------

    def lookup(self, key: bytes) -> list[Reduction]:
        return self.local.lookup(key)

    def lookup_shared(self, key: bytes) -> list[Reduction]:
        """What others have made of the thunk `key`, newest first; small outputs are in the local store by then."""
        if not self.reads or self._failed:
            return []
        try:
            found = self._read(key)[0]
        except BucketError as error:
            self._fail(error)
            return []
        except BadParcel:
            return []
        return [self._adopt(shared) for shared in found]

    def _read(self, key: bytes) -> tuple[list[Shared], str]:
        try:
            blob, tag = self.bucket.get_tagged(self.exchange.key_of(key, "r"))
        except NotInBucket:
            return [], ""
        self.exchange.traffic.gets += 1
        self.exchange.traffic.down_bytes += len(blob)
        return decode_shared(key, blob), tag

    def _adopt(self, shared: Shared) -> Reduction:
        """Keep the parcels that came along, and remember where the other objects are."""
        for digest, parcel in shared.parcels.items():
            try:
                data = unpack(parcel)
            except BadParcel:
                continue
            if digest_bytes(data) == digest:
                self.local.put_bytes(data)
        for digest, place in shared.places.items():
            if place[0].startswith(self.exchange.namespace + "/"):
                self.exchange.note(digest, place)
        return Reduction(shared.result.learned, shared.result)

    def claim(self, reduction: Reduction) -> bool:
        """Bring what is missing of the objects of a reduction of others that is to be used; False if they are gone."""
        wanted = [digest for digest in objects_of(reduction.result) if not self.local.has(digest)]
        try:
            self.exchange.fetch({digest: self.exchange.place_of(digest) for digest in wanted})
        except MissingObject:
            return False
        except BucketError as error:
            self._fail(error)
            return False
        self.hits += 1
        return True

    def record(self, key: bytes, reduction: Reduction) -> None:
        self.local.record(key, reduction)
        if self.writes and not self._failed:
            self._pending.setdefault(key, []).append(reduction)
            if len(self._pending) >= FLUSH_REDUCTIONS:
                self.publish()

    def publish(self) -> None:
        """Give others what was recorded since the last time."""
        try:
            self.publish_or_raise()
        except BucketError as error:
            self._fail(error)

    def publish_or_raise(self) -> None:
        """The same, for those who can deal with a BucketError."""
        pending, self._pending = self._pending, {}
        if not pending or self._failed:
            return
        try:
            self._publish(pending)
        except MissingObject:
            return  # an output was thrown away meanwhile

    def _publish(self, pending: dict[bytes, list[Reduction]]) -> None:
        from oilgg.store.parallel import in_parallel

        inline: set[bytes] = set()
        wanted: dict[bytes, bytes | None] = {}
        for reductions in pending.values():
            for reduction in reductions:
                for digest, path in objects_of(reduction.result).items():
                    self._choose(digest, path, inline, wanted)
        places = self.exchange.upload(wanted)
        self._remember_versions(pending)
        blobs: list[tuple[bytes, list[Shared]]] = []
        for key, reductions in pending.items():
            made = []
            for one in reversed(reductions):
                digests = objects_of(one.result)
                parcels = {digest: self._parcel(digest) for digest in digests if digest not in wanted}
                result = _with_learned(one)
                made.append(Shared(result, {digest: places[digest] for digest in digests if digest in wanted}, parcels))
            blobs.append((key, made))
        in_parallel(self._write, blobs, 16)

    def _choose(self, digest: bytes, path: str, inline: set[bytes], wanted: dict[bytes, bytes | None]) -> None:
        """Small objects go along with the reduction, larger ones by themselves."""
        if digest in wanted or digest in inline:
            return
        data = self.local.get_bytes(digest)
        if len(data) <= INLINE_BYTES:
            inline.add(digest)
        else:
            before = self.local.get_fact(version_key(self.exchange.namespace, path)) if path else None
            wanted[digest] = before if before != digest else None

    def _parcel(self, digest: bytes) -> bytes:
        return pack(self.local.get_bytes(digest))

    def _remember_versions(self, pending: dict[bytes, list[Reduction]]) -> None:
        for reductions in pending.values():
            for reduction in reductions:
                for digest, path in objects_of(reduction.result).items():
                    if path:
                        self.local.put_fact(version_key(self.exchange.namespace, path), digest)

    def _write(self, item: tuple[bytes, list[Shared]]) -> None:
        """Put reductions before those that are there, unless they are there already."""
        key, made = item
        name = self.exchange.key_of(key, "r")
        tag = ""
        kept: list[Shared] = []
        for _ in range(CONFLICTS):
            fresh = [one for one in made if not any(_same(one, other) for other in kept)]
            if not fresh:
                return
            blob = encode_shared(key, [*fresh, *kept][:KEPT_A_KEY])
            if self.bucket.put(name, blob, tag=tag):
                self.exchange.traffic.puts += 1
                self.exchange.traffic.up_bytes += len(blob)
                return
            try:
                kept, tag = self._read(key)
            except BadParcel:
                kept, tag = [], self.bucket.get_tagged(name)[1]

    def numbered_entries(self, ids: Iterable[int]) -> list[tuple[int, Entry]]:
        return self.local.numbered_entries(ids)

    # -- everything else is local --------------------------------------------------------------------------------------

    def get_fact(self, key: bytes) -> bytes | None:
        return self.local.get_fact(key)

    def put_fact(self, key: bytes, value: bytes) -> None:
        self.local.put_fact(key, value)

    def digest_of(self, path: str, stat: stat_result | None = None) -> bytes:
        return self.local.digest_of(path, stat)

    def know(self, path: str, stat: stat_result, digest: bytes) -> None:
        self.local.know(path, stat, digest)

    def forget(self, path: str) -> None:
        self.local.forget(path)

    def settle_racy(self, most_bytes: int = 0) -> None:
        if most_bytes:
            self.local.settle_racy(most_bytes)
        else:
            self.local.settle_racy()

    def flush(self) -> None:
        self.publish()
        self.local.flush()

    def close(self) -> None:
        try:
            self.publish()
        finally:
            self.bucket.close()
            self.local.close()

    def _fail(self, error: BucketError) -> None:
        if not self._failed:
            self._failed = True
            self._notice(f"{error}; the shared store is not used any more in this run")


def _with_learned(reduction: Reduction) -> Result:
    result, learned = reduction.result, reduction.learned
    return Result(
        result.statuses, result.stdout, result.stderr, result.outputs, result.usage, learned or NOTHING_LEARNED
    )


def _same(one: Shared, other: Shared) -> bool:
    """Whether two reductions stand on the same things and come to the same."""
    a, b = one.result, other.result
    return (a.learned, a.outputs, a.statuses, a.stdout, a.stderr) == (
        b.learned,
        b.outputs,
        b.statuses,
        b.stdout,
        b.stderr,
    )
