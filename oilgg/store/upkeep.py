"""Looking after a shared bucket: how much it holds, dropping what is old, and reading all of it over."""

from __future__ import annotations

from time import time

from oilgg.store.base import MissingObject
from oilgg.store.bucket import NotInBucket
from oilgg.store.delta import BadParcel
from oilgg.store.exchange import DAY_S, EXPIRY_DAYS, Exchange
from oilgg.store.memory import MemoryStore
from oilgg.store.shared import decode_shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oilgg.store.bucket import Blob, Bucket

KINDS = {"o": "objects", "p": "packs", "r": "reductions"}
KEEP_YOUNG_S = 3600.0
"""What was written so recently may be about to be named."""


class Holdings:
    """How many blobs of each kind a namespace of a bucket has, and their bytes."""

    __slots__ = ("bytes", "count", "oldest_s")

    def __init__(self) -> None:
        self.count = dict.fromkeys(KINDS, 0)
        self.bytes = dict.fromkeys(KINDS, 0)
        self.oldest_s = 0.0


def _blobs(bucket: Bucket, namespace: str) -> Iterator[tuple[str, Blob]]:
    for kind in KINDS:
        for blob in bucket.blobs(f"{namespace}/{kind}/"):
            yield kind, blob


def holdings(bucket: Bucket, namespace: str) -> Holdings:
    """What is in `namespace`. Raises BucketError."""
    found = Holdings()
    oldest = time()
    for kind, blob in _blobs(bucket, namespace):
        found.count[kind] += 1
        found.bytes[kind] += blob.size
        oldest = min(oldest, blob.written_s)
    found.oldest_s = time() - oldest
    return found


def drop_old(bucket: Bucket, namespace: str, most_bytes: int, age_s: float = EXPIRY_DAYS * DAY_S) -> tuple[int, int]:
    """Remove what was written more than `age_s` seconds ago, then the oldest until `most_bytes` are left.

    Gives the number of blobs removed and their bytes. Whoever meant to use one finds it missing and makes it again.
    Raises BucketError.
    """
    now = time()
    blobs = sorted([blob for _kind, blob in _blobs(bucket, namespace)], key=_written)
    left = sum([blob.size for blob in blobs])
    gone: list[Blob] = []
    for blob in blobs:
        if blob.written_s > now - min(age_s, KEEP_YOUNG_S):
            break
        if blob.written_s > now - age_s and left <= most_bytes:
            break
        gone.append(blob)
        left -= blob.size
    bucket.delete([blob.key for blob in gone])
    return len(gone), sum([blob.size for blob in gone])


def check_bucket(bucket: Bucket, namespace: str) -> tuple[int, list[str]]:
    """Read every object and every reduction: how many, and the names of the damaged ones, which are removed.

    The contents of packs are verified when they are used. Raises BucketError.
    """
    count = 0
    damaged: list[str] = []
    for kind, blob in _blobs(bucket, namespace):
        name = "".join(blob.key.rsplit("/", 2)[-2:])
        try:
            digest = bytes.fromhex(name)
        except ValueError:
            damaged.append(blob.key)
            continue
        try:
            if kind == "r":
                decode_shared(digest, bucket.get(blob.key))
            elif kind == "o":
                Exchange(MemoryStore(), bucket, namespace, threads=4).fetch({digest: None})
            else:
                continue
        except NotInBucket:
            continue  # removed meanwhile
        except MissingObject as error:
            if error.damaged:
                damaged.append(blob.key)
        except BadParcel:
            damaged.append(blob.key)
        count += 1
    bucket.delete(damaged)
    return count, damaged


def _written(blob: Blob) -> float:
    return blob.written_s
