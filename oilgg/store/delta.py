"""How the bytes of an object travel: as they are, compressed, as a delta against another object, or in pieces.

    parcel   "r" bytes | "z" zstd | "d" depth base-digest zstd-with-base-as-dictionary | "m" digests and sizes of pieces

A relinked program differs from its former self in nine bytes of ten and still shares most of its content: with the
old bytes as dictionary a delta is a quarter of the compressed size. What arrives is never
believed: whoever unpacks a parcel compares the digest of the object.
"""

from __future__ import annotations

from oilgg.errors import StoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

LEVEL = 3
DELTA_LEVEL = 6
DELTA_TABLE_LOG = 24
LEAST_BYTES = 256
"""Smaller objects are not worth compressing."""
DELTA_LEAST_BYTES = 32 << 10
DELTA_MOST_BYTES = 512 << 20
DELTA_DEPTH = 4
"""So many deltas may have to be applied one after the other to get an object."""
PIECE_BYTES = 32 << 20
"""Larger objects travel in pieces of that size, each an object of its own."""
DIGEST_BYTES = 32
MOST_BYTES = 1 << 31


class BadParcel(StoreError):
    """Bytes that are no parcel, or one that does not hold what it should."""

    def __init__(self, why: str) -> None:
        super().__init__(f"damaged in transit or in the shared store: {why}")


def zstd() -> Any:
    """The package zstandard. Raises StoreError where it is missing."""
    try:
        import zstandard
    except ImportError:
        raise StoreError("this store needs the package zstandard, which is not installed") from None
    return zstandard


def pack(data: bytes, level: int = LEVEL) -> bytes:
    """The parcel of an object: compressed where that makes it smaller."""
    if len(data) >= LEAST_BYTES:
        packed: bytes = zstd().ZstdCompressor(level=level).compress(data)
        if len(packed) < len(data):
            return b"z" + packed
    return b"r" + data


def pack_delta(data: bytes, base: bytes, base_digest: bytes, depth: int) -> bytes:
    """The parcel of an object as a delta against `base`, itself `depth - 1` deltas away from whole.

    At lower levels, or with smaller tables, zstandard finds nothing in a dictionary of many megabytes.
    """
    module = zstd()
    table = max(10, min(DELTA_TABLE_LOG, len(base).bit_length()))
    parameters = module.ZstdCompressionParameters.from_level(
        DELTA_LEVEL, window_log=_window_log(len(base) + len(data)), hash_log=table, chain_log=table
    )
    compressor = module.ZstdCompressor(dict_data=_dictionary(module, base), compression_params=parameters)
    return b"d" + bytes((depth,)) + base_digest + bytes(compressor.compress(data))


def _window_log(size: int) -> int:
    return max(10, min(31, size.bit_length()))


def _dictionary(module: Any, base: bytes) -> Any:
    return module.ZstdCompressionDict(base, dict_type=module.DICT_TYPE_RAWCONTENT)


def pack_best(data: bytes, base: bytes | None, base_digest: bytes, depth: int) -> bytes:
    """The smallest parcel of an object; a delta only where it saves a good part. `depth` is that of a delta."""
    whole = pack(data)
    if base is None or depth > DELTA_DEPTH or not DELTA_LEAST_BYTES <= len(data) <= DELTA_MOST_BYTES:
        return whole
    if not LEAST_BYTES <= len(base) <= DELTA_MOST_BYTES:
        return whole
    delta = pack_delta(data, base, base_digest, depth)
    return delta if len(delta) < 0.8 * len(whole) else whole


def pack_pieces(pieces: Sequence[tuple[bytes, int]]) -> bytes:
    """The parcel of an object that consists of other objects: their digests and sizes in order."""
    return b"m" + b"".join([digest + size.to_bytes(8, "big") for digest, size in pieces])


def is_pieces(parcel: bytes) -> bool:
    """Whether a parcel only says which pieces an object consists of."""
    return parcel[:1] == b"m"


def pieces_of(parcel: bytes) -> list[tuple[bytes, int]]:
    """The digests and sizes of the pieces. Raises BadParcel."""
    step = DIGEST_BYTES + 8
    if len(parcel) % step != 1:
        raise BadParcel("a list of pieces is cut off")
    return [
        (parcel[at : at + DIGEST_BYTES], int.from_bytes(parcel[at + DIGEST_BYTES : at + step], "big"))
        for at in range(1, len(parcel), step)
    ]


def depth_of(parcel: bytes) -> int:
    """How many deltas have to be applied to get what is in a parcel: 0 for none."""
    return parcel[1] if parcel[:1] == b"d" and len(parcel) > 1 else 0


def base_of(parcel: bytes) -> bytes | None:
    """The digest of the object that a delta stands on; None for other parcels."""
    return parcel[2 : 2 + DIGEST_BYTES] if parcel[:1] == b"d" else None


def unpack(parcel: bytes, base: Callable[[bytes], bytes] | None = None, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes in a parcel; not verified. `base(digest)` gives the object that a delta stands on.

    Raises BadParcel, also where more than `most_bytes` would come out.
    """
    kind = parcel[:1]
    if kind == b"r":
        return parcel[1:]
    module = zstd()
    try:
        if kind == b"z":
            return _decompress(module, parcel[1:], None, most_bytes)
        if kind == b"d" and base is not None and len(parcel) > 2 + DIGEST_BYTES:
            dictionary = _dictionary(module, base(parcel[2 : 2 + DIGEST_BYTES]))
            return _decompress(module, parcel[2 + DIGEST_BYTES :], dictionary, most_bytes)
    except (module.ZstdError, ValueError) as error:
        raise BadParcel(str(error)) from None
    raise BadParcel("not a parcel")


def _decompress(module: Any, packed: bytes, dictionary: Any, most_bytes: int) -> bytes:
    if not 0 <= module.frame_content_size(packed) <= most_bytes:
        raise BadParcel("not a frame of the expected size")
    decompressor = module.ZstdDecompressor(dict_data=dictionary, max_window_size=MOST_BYTES).decompressobj()
    data: bytes = decompressor.decompress(packed)
    if len(data) > most_bytes or not decompressor.eof or decompressor.unused_data:
        raise BadParcel("not one whole frame of the expected size")
    return data
