"""Objects between a local store and a bucket: up what is missing there, down what is missing here.

    NAMESPACE/o/ab/cdef…    the parcel of one object, under its digest
    NAMESPACE/p/ab/cdef…    a pack: the parcels of many small objects in one blob, under the digest of that blob

A digest never travels alone: beside it goes its place, so that no index of packs is needed. What was once seen in the
bucket is remembered in the local store until it gets old enough to be near its expiry; who finds it missing after all
says so, and it is sent again. Everything is verified when it is unpacked.

The local store is touched by the calling thread only; requests run several at a time.
"""

from __future__ import annotations

from time import time

from oilgg.store.base import MissingObject
from oilgg.store.bucket import AccessRefused, BucketError, NotInBucket
from oilgg.store.delta import (
    DELTA_DEPTH,
    PIECE_BYTES,
    BadParcel,
    base_of,
    depth_of,
    is_pieces,
    pack,
    pack_best,
    pack_pieces,
    pieces_of,
    unpack,
)
from oilgg.store.parallel import in_parallel
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from oilgg.store.base import Store
    from oilgg.store.bucket import Bucket

    # key of the blob, first byte in it, bytes; -1 for all of it
    Place = tuple[str, int, int]

SMALL_BYTES = 32 << 10
PACK_BYTES = 4 << 20
WAVE_BYTES = 128 << 20
UNKNOWN_BYTES = 2 << 20
"""What an object whose size is not known is taken for."""
GAP_BYTES = 64 << 10
"""Parcels of one pack that are no further apart come by one request."""
LOOK_FIRST_BYTES = 256 << 10
"""Whether a larger object is there already is asked before it is sent."""
THREADS = 32
DAY_S = 86400
EXPIRY_DAYS = 30
READS = 2
"""A parcel that does not hold what it should is read again once: it may have been damaged on the way."""


class Traffic:
    """What went over the wire: requests, and bytes of parcels."""

    __slots__ = ("down_bytes", "gets", "puts", "up_bytes")

    def __init__(self) -> None:
        self.gets = 0
        self.puts = 0
        self.up_bytes = 0
        self.down_bytes = 0


class Known:
    """An object in the bucket: where, since when (seconds since 1970), and by how many deltas."""

    __slots__ = ("depth", "place", "written_s")

    def __init__(self, place: Place, written_s: float, depth: int) -> None:
        self.place = place
        self.written_s = written_s
        self.depth = depth

    def encoded(self) -> bytes:
        """For a fact of the local store."""
        key, start, size = self.place
        return f"{key}\0{start}\0{size}\0{int(self.written_s)}\0{self.depth}".encode()


class Exchange:
    """Sends objects of `local` to `bucket` and fetches others; `expiry_days` is when the bucket drops what it holds."""

    def __init__(
        self, local: Store, bucket: Bucket, namespace: str, expiry_days: float = EXPIRY_DAYS, threads: int = THREADS
    ) -> None:
        self.local = local
        self.bucket = bucket
        self.namespace = namespace
        self.traffic = Traffic()
        self._fresh_s = expiry_days * DAY_S / 2
        self._threads = threads
        self._known: dict[bytes, Known] = {}

    # -- what is there -------------------------------------------------------------------------------------------------

    def key_of(self, digest: bytes, kind: str = "o") -> str:
        """The name in the bucket of what has this digest."""
        name = digest.hex()
        return f"{self.namespace}/{kind}/{name[:2]}/{name[2:]}"

    def own_place(self, digest: bytes) -> Place:
        """Where an object is that is in no pack."""
        return (self.key_of(digest), 0, -1)

    def _fact_key(self, digest: bytes) -> bytes:
        return digest_bytes(b"in-bucket\0%s\0%s\0%s" % (self.bucket.url.encode(), self.namespace.encode(), digest))

    def known(self, digest: bytes) -> Known | None:
        """What is remembered of an object in the bucket, unless it is so old that it may be dropped soon."""
        found = self._known.get(digest)
        if found is None:
            fact = self.local.get_fact(self._fact_key(digest))
            if fact is None:
                return None
            key, start, size, written, depth = fact.decode().split("\0")
            found = self._known[digest] = Known((key, int(start), int(size)), float(written), int(depth))
        return found if found.written_s > time() - self._fresh_s else None

    def _remember(self, digest: bytes, place: Place, written_s: float, depth: int) -> None:
        known = self._known[digest] = Known(place, written_s, depth)
        self.local.put_fact(self._fact_key(digest), known.encoded())

    def assume(self, digest: bytes, known: Known) -> None:
        """Take over what another one knows of an object."""
        self._known[digest] = known

    def learn(self, other: Exchange) -> None:
        """Take over all that `other` found out or did."""
        for digest, known in other._known.items():
            self._remember(digest, known.place, known.written_s, known.depth)
        for name in Traffic.__slots__:
            setattr(self.traffic, name, getattr(self.traffic, name) + getattr(other.traffic, name))

    def note(self, digest: bytes, place: Place) -> None:
        """Somebody says that an object is at `place`: where to look for it, no more than that."""
        if self.known(digest) is None:
            self._known[digest] = Known(place, 0.0, 0)

    def place_of(self, digest: bytes) -> Place | None:
        """Where an object was last known to be; None if nothing is known."""
        found = self.known(digest) or self._known.get(digest)
        return found.place if found is not None and found.place[0] else None

    def forget(self, digests: Iterable[bytes]) -> None:
        """Somebody found these missing in the bucket: send them again when they are needed."""
        for digest in digests:
            self._known.pop(digest, None)
            self.local.put_fact(self._fact_key(digest), Known(("", 0, 0), 0.0, 0).encoded())

    # -- up ------------------------------------------------------------------------------------------------------------

    def upload(self, wanted: Mapping[bytes, bytes | None]) -> dict[bytes, Place]:
        """See that the bucket has these objects; where each is.

        `wanted` maps each digest to that of an earlier version of the same thing, or None. Raises MissingObject
        where the local store has not got one, BucketError.
        """
        places: dict[bytes, Place] = {}
        small: dict[bytes, bytes] = {}
        large: list[tuple[bytes, bytes, bytes | None]] = []
        size = 0
        for digest, base in wanted.items():
            known = self.known(digest)
            if known is not None:
                places[digest] = known.place
                continue
            data = self.local.get_bytes(digest)
            size += len(data)
            if len(data) <= SMALL_BYTES:
                small[digest] = data
            elif len(data) > PIECE_BYTES and base is None:
                places[digest] = self._send_pieces(digest, data)
            else:
                large.append((digest, data, base))
            if size > WAVE_BYTES:
                self._send_wave(small, large, places)
                small, large, size = {}, [], 0
        self._send_wave(small, large, places)
        return places

    def _send_wave(
        self, small: dict[bytes, bytes], large: list[tuple[bytes, bytes, bytes | None]], places: dict[bytes, Place]
    ) -> None:
        if len(small) == 1:
            digest, data = small.popitem()
            large = [*large, (digest, data, None)]
        jobs: list[tuple[bytes, bytes, bytes | None, bytes, int]] = []
        for digest, data, base in large:
            before, depth = self._base(base)
            jobs.append((digest, data, before, base or b"", depth))
        packs = self._packs(small)
        for digest, written_s, depth in in_parallel(self._send_one, jobs, self._threads):
            places[digest] = self.own_place(digest)
            self._remember(digest, places[digest], written_s, depth)
        for sent in in_parallel(self._send_pack, packs, self._threads):
            for digest, place in sent.items():
                places[digest] = place
                self._remember(digest, place, time(), 0)

    def _base(self, base: bytes | None) -> tuple[bytes | None, int]:
        """The bytes of an earlier version, if it is on both sides and not itself too many deltas away from whole."""
        known = self.known(base) if base else None
        if base is None or known is None or known.depth >= DELTA_DEPTH:
            return None, 0
        try:
            return self.local.get_bytes(base), known.depth + 1
        except MissingObject:
            return None, 0

    def _send_one(self, job: tuple[bytes, bytes, bytes | None, bytes, int]) -> tuple[bytes, float, int]:
        """Send one object under its own name, unless it is there: (digest, when it was written, deltas)."""
        digest, data, base, base_digest, depth = job
        key = self.key_of(digest)
        replace = False
        if len(data) > LOOK_FIRST_BYTES:
            blob = self.bucket.look(key)
            if blob is not None and blob.written_s > time() - self._fresh_s:
                return digest, blob.written_s, DELTA_DEPTH
            replace = blob is not None
        parcel = pack_best(data, base, base_digest, depth)
        if not self.bucket.put(key, parcel, replace=replace):
            blob = self.bucket.look(key)
            if blob is not None and blob.written_s > time() - self._fresh_s:
                return digest, blob.written_s, DELTA_DEPTH
            self.bucket.put(key, parcel, replace=True)
        self._count_up(len(parcel))
        return digest, time(), depth_of(parcel)

    def _send_pieces(self, digest: bytes, data: bytes) -> Place:
        """Send a very large object as a list of pieces, each an object of its own."""
        view = memoryview(data)
        pieces = []
        jobs: list[tuple[bytes, bytes, bytes | None, bytes, int]] = []
        for at in range(0, len(data), PIECE_BYTES):
            piece = bytes(view[at : at + PIECE_BYTES])
            name = digest_bytes(piece)
            pieces.append((name, len(piece)))
            if self.known(name) is None:
                jobs.append((name, piece, None, b"", 0))
        for name, written_s, depth in in_parallel(self._send_one, jobs, 4):
            self._remember(name, self.own_place(name), written_s, depth)
        parcel = pack_pieces(pieces)
        self.bucket.put(self.key_of(digest), parcel, replace=True)
        self._count_up(len(parcel))
        self._remember(digest, self.own_place(digest), time(), DELTA_DEPTH)
        return self.own_place(digest)

    def _packs(self, small: dict[bytes, bytes]) -> list[list[tuple[bytes, bytes]]]:
        """Parcels of small objects, grouped: (digest, parcel)."""
        packs: list[list[tuple[bytes, bytes]]] = []
        room = 0
        for digest, data in small.items():
            parcel = pack(data)
            if not packs or len(parcel) > room:
                packs.append([])
                room = PACK_BYTES
            packs[-1].append((digest, parcel))
            room -= len(parcel)
        return packs

    def _send_pack(self, items: list[tuple[bytes, bytes]]) -> dict[bytes, Place]:
        blob = b"".join([parcel for _digest, parcel in items])
        key = self.key_of(digest_bytes(blob), "p")
        self.bucket.put(key, blob, replace=True)
        self._count_up(len(blob))
        places: dict[bytes, Place] = {}
        at = 0
        for digest, parcel in items:
            places[digest] = (key, at, len(parcel))
            at += len(parcel)
        return places

    def _count_up(self, sent: int) -> None:
        self.traffic.puts += 1
        self.traffic.up_bytes += sent

    # -- down ----------------------------------------------------------------------------------------------------------

    def fetch(self, wanted: Mapping[bytes, Place | None], depth: int = 0) -> None:
        """See that the local store has these objects; None as a place means the one under the digest.

        Raises MissingObject for the first that is not in the bucket or damaged there (when all others have been
        fetched), BucketError.
        """
        missing = {
            digest: place or self.own_place(digest) for digest, place in wanted.items() if not self.local.has(digest)
        }
        trouble: MissingObject | None = None
        for wave in self._waves(missing):
            for (digest, place), parcel in zip(wave, self._parcels(wave), strict=True):
                try:
                    self._take(digest, place, parcel, depth)
                except MissingObject as error:
                    trouble = trouble or error
        if trouble is not None:
            raise trouble

    def _waves(self, missing: dict[bytes, Place]) -> Iterable[list[tuple[bytes, Place]]]:
        """Some at a time, so that what is in memory stays bounded; the members of a pack together."""
        wave: list[tuple[bytes, Place]] = []
        room = WAVE_BYTES
        for item in sorted(missing.items(), key=_by_place):
            size = item[1][2] if item[1][2] >= 0 else UNKNOWN_BYTES
            if wave and size > room:
                yield wave
                wave, room = [], WAVE_BYTES
            wave.append(item)
            room -= size
        if wave:
            yield wave

    def _parcels(self, wave: Sequence[tuple[bytes, Place]]) -> list[bytes | None]:
        """The parcels at these places; neighbours in one pack come by one request. None where there is nothing."""
        spans: list[Place] = []
        of: list[int] = []
        for _digest, (key, start, size) in wave:
            if spans and size >= 0 and spans[-1][0] == key and spans[-1][2] >= 0:
                first = spans[-1][1]
                if start - (first + spans[-1][2]) < GAP_BYTES:
                    spans[-1] = (key, first, max(spans[-1][2], start + size - first))
                    of.append(len(spans) - 1)
                    continue
            spans.append((key, start, size))
            of.append(len(spans) - 1)
        blobs = in_parallel(self._get, spans, self._threads)
        found: list[bytes | None] = []
        for (_digest, (_key, start, size)), number in zip(wave, of, strict=True):
            blob = blobs[number]
            at = start - spans[number][1]
            found.append(blob if size < 0 or blob is None else blob[at : at + size])
        return found

    def _get(self, span: tuple[str, int, int]) -> bytes | None:
        try:
            data = self.bucket.get(*span)
        except NotInBucket:
            return None
        self.traffic.gets += 1
        self.traffic.down_bytes += len(data)
        return data

    def _take(self, digest: bytes, place: Place, parcel: bytes | None, depth: int) -> None:
        """Unpack a parcel into the local store. Raises MissingObject."""
        for attempt in range(READS):
            if parcel is None:
                self.forget([digest])
                raise MissingObject(digest)
            try:
                if is_pieces(parcel):
                    self._assemble(digest, parcel, depth)
                else:
                    self._unpack(digest, parcel, depth)
                return
            except BadParcel:
                if attempt + 1 < READS:
                    parcel = self._get(place)
        self._drop(digest, place)
        raise MissingObject(digest, True)

    def _unpack(self, digest: bytes, parcel: bytes, depth: int) -> None:
        base = base_of(parcel)
        if base is not None:
            if depth > DELTA_DEPTH:
                raise BadParcel("too many deltas")
            try:
                self.fetch({base: None}, depth + 1)
            except MissingObject:
                raise BadParcel("its earlier version is gone") from None
        data = unpack(parcel, self.local.get_bytes)
        if digest_bytes(data) != digest:
            raise BadParcel("other bytes")
        self.local.put_bytes(data)

    def _assemble(self, digest: bytes, parcel: bytes, depth: int) -> None:
        from tempfile import NamedTemporaryFile

        pieces = pieces_of(parcel)
        if depth:
            raise BadParcel("pieces of pieces")
        with NamedTemporaryFile(dir=getattr(self.local, "folder", None)) as file:
            for at in range(0, len(pieces), 4):
                part = pieces[at : at + 4]
                try:
                    self.fetch(dict.fromkeys([name for name, _size in part]), 1)
                except MissingObject:
                    raise BadParcel("a piece is gone") from None
                for name, _size in part:
                    file.write(self.local.get_bytes(name))
                    self.local.delete(name)
            file.flush()
            if self.local.put_file(file.name)[0] != digest:
                raise BadParcel("other bytes")

    def _drop(self, digest: bytes, place: Place) -> None:
        """Have a damaged object written again by the next who has it."""
        self.forget([digest])
        if place[2] < 0:
            try:
                self.bucket.delete([place[0]])
            except (AccessRefused, BucketError):
                pass


def _by_place(item: tuple[bytes, Place]) -> Place:
    return item[1]
