"""Objects between a local store and a bucket: what travels, in how few requests, and what damage does."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from oilgg.store.base import MissingObject, Reduction
from oilgg.store.bucket import BucketError, FolderBucket, MemoryBucket, NotInBucket, open_bucket
from oilgg.store.delta import BadParcel, pack, pack_best, pack_delta, unpack
from oilgg.store.exchange import DAY_S, Exchange
from oilgg.store.local import LocalStore
from oilgg.store.memory import MemoryStore
from oilgg.store.shared import SharedStore, encode_shared
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Learned, Output, Result, StreamValue

KEY = bytes(range(32))
LEARNED = Learned((("/inc/a.h", b"a" * 32),), ("/early/a.h",))


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that do not compress, the same every time."""
    return random.Random(seed).randbytes(size)


class TestParcels:
    @pytest.mark.parametrize("data", [b"", b"x", b"ab" * 5000, noise(5000)], ids=["empty", "one", "dull", "noise"])
    def test_there_and_back(self, data):
        assert unpack(pack(data)) == data
        assert len(pack(data)) <= len(data) + 1

    def test_a_delta_is_small_and_needs_its_base(self):
        old = noise(300_000)
        new = old[:1000] + b"a line more" + old[1000:]
        parcel = pack_best(new, old, digest_bytes(old), 1)
        assert len(parcel) < 1000
        assert unpack(parcel, lambda digest: {digest_bytes(old): old}[digest]) == new
        with pytest.raises(BadParcel):
            unpack(parcel)
        assert unpack(parcel, lambda digest: noise(300_000, 2)) != new

    def test_a_delta_against_something_else_is_not_used(self):
        assert pack_best(noise(100_000), noise(100_000, 2), KEY, 1)[:1] == b"r"
        assert pack_best(noise(100_000), noise(100_000), KEY, 5)[:1] == b"r"

    def test_what_is_no_parcel(self):
        good = pack(b"ab" * 5000)
        for bad in (
            b"",
            b"?",
            b"z",
            good[:-1],
            good + b"x",
            b"z" + noise(100),
            pack_delta(b"x" * 50, b"y" * 50, KEY, 1)[:20],
        ):
            with pytest.raises(BadParcel):
                unpack(bad, lambda digest: b"y" * 50)

    def test_no_more_comes_out_than_was_asked_for(self):
        with pytest.raises(BadParcel):
            unpack(pack(bytes(1 << 20)), most_bytes=1 << 19)


class TestBuckets:
    @pytest.fixture(params=["memory", "folder"])
    def bucket(self, request, tmp_path):
        return MemoryBucket() if request.param == "memory" else FolderBucket(str(tmp_path / "bucket"))

    def test_blobs(self, bucket):
        assert bucket.look("a/b") is None
        with pytest.raises(NotInBucket):
            bucket.get("a/b")
        assert bucket.put("a/b", b"first")
        assert not bucket.put("a/b", b"second") and bucket.get("a/b") == b"first"
        assert bucket.put("a/b", b"second", replace=True) and bucket.get("a/b", 1, 3) == b"eco"
        data, tag = bucket.get_tagged("a/b")
        assert data == b"second"
        assert bucket.put("a/b", b"third", tag=tag) and not bucket.put("a/b", b"fourth", tag=tag)
        assert bucket.get("a/b") == b"third" and not bucket.put("a/none", b"", tag=tag)
        bucket.put("ab", b"")
        assert [(blob.key, blob.size) for blob in bucket.blobs("a/")] == [("a/b", 5)]
        assert [blob.key for blob in bucket.blobs("a")] == ["a/b", "ab"]
        bucket.delete(["a/b", "a/none"])
        assert bucket.look("a/b") is None

    def test_addresses(self, tmp_path):
        bucket, namespace = open_bucket(f"file://{tmp_path}?namespace=team/x-1")
        assert (bucket.url, namespace) == (f"file://{tmp_path}", "team/x-1")
        for wrong in ("s3://", "file://host/x", "http://x", "s3://b/../c", "s3://b/n?colour=red", "s3://b/a b"):
            with pytest.raises(BucketError.__base__):
                open_bucket(wrong)


class Side:
    """A machine: its own store, and its way to the bucket."""

    def __init__(self, bucket: MemoryBucket, folder: Path | None = None) -> None:
        self.local = LocalStore(str(folder)) if folder else MemoryStore()
        self.exchange = Exchange(self.local, bucket, "main")

    def send(self, *objects: bytes) -> dict[bytes, tuple[str, int, int]]:
        return self.exchange.upload({self.local.put_bytes(data): None for data in objects})


@pytest.fixture
def bucket():
    return MemoryBucket()


class TestExchange:
    def test_small_objects_travel_together_and_come_together(self, bucket):
        here, there = Side(bucket), Side(bucket)
        objects = [b"object %d " % number * 10 for number in range(1000)]
        places = here.send(*objects)
        assert here.exchange.traffic.puts == 1
        there.exchange.fetch(places)
        assert there.exchange.traffic.gets == 1
        assert all(there.local.get_bytes(digest_bytes(data)) == data for data in objects)

    def test_only_what_is_missing_travels(self, bucket, tmp_path):
        here = Side(bucket, tmp_path / "store")
        here.send(noise(50_000), b"small", b"other")
        calls = len(bucket.calls)
        here.send(noise(50_000), b"small")
        assert len(bucket.calls) == calls
        here.local.close()
        again = Side(bucket, tmp_path / "store")
        again.send(noise(50_000), b"small")
        assert len(bucket.calls) == calls
        other = Side(bucket)
        other.send(noise(900_000))
        sent = other.exchange.traffic.up_bytes
        third = Side(bucket)
        third.send(noise(900_000))
        assert sent > 900_000 and third.exchange.traffic.up_bytes == 0
        again.local.close()

    def test_a_new_version_travels_as_a_delta(self, bucket):
        here, there = Side(bucket), Side(bucket)
        versions = [noise(200_000)]
        for number in range(7):
            versions.append(versions[-1][:5000] + b"line %d" % number + versions[-1][5000:])
        before = None
        for data in versions:
            digest = here.local.put_bytes(data)
            here.exchange.upload({digest: before})
            before = digest
        assert here.exchange.traffic.up_bytes < 2.2 * 200_000
        for data in reversed(versions):
            there.exchange.fetch({digest_bytes(data): None})
            assert there.local.get_bytes(digest_bytes(data)) == data

    def test_a_large_object_travels_in_pieces(self, bucket, tmp_path, monkeypatch):
        monkeypatch.setattr("oilgg.store.exchange.PIECE_BYTES", 1 << 20)
        here, there = Side(bucket), Side(bucket, tmp_path / "store")
        data = noise(5_300_000)
        here.send(data)
        assert sorted(len(blob) for blob in bucket.contents.values())[-1] <= (1 << 20) + 1
        there.exchange.fetch({digest_bytes(data): None})
        assert there.local.get_bytes(digest_bytes(data)) == data
        there.local.close()

    def test_damage_is_found_and_mended(self, bucket):
        here, there = Side(bucket), Side(bucket)
        data = noise(60_000)
        here.send(data)
        (name,) = bucket.contents
        bucket.contents[name] = pack(noise(60_000, 2))
        with pytest.raises(MissingObject) as caught:
            there.exchange.fetch({digest_bytes(data): None})
        assert caught.value.damaged and not there.local.has(digest_bytes(data))
        assert name not in bucket.contents
        here.exchange.forget([digest_bytes(data)])
        here.send(data)
        there.exchange.fetch({digest_bytes(data): None})

    def test_damage_on_the_way_is_read_again(self):
        spoilt = []

        def trouble(verb: str, key: str) -> None:
            if verb == "get" and not spoilt:
                spoilt.append(bucket.contents[key])
                bucket.contents[key] = b"nonsense"
            elif verb == "get":
                bucket.contents[key] = spoilt[0]

        bucket = MemoryBucket(trouble)
        here, there = Side(bucket), Side(bucket)
        here.send(noise(60_000))
        there.exchange.fetch({digest_bytes(noise(60_000)): None})
        assert there.local.has(digest_bytes(noise(60_000)))

    def test_missing_objects_are_told_after_the_others_came(self, bucket):
        here, there = Side(bucket), Side(bucket)
        places = here.send(b"one", noise(50_000))
        with pytest.raises(MissingObject) as caught:
            there.exchange.fetch({KEY: None, **places})
        assert caught.value.digest == KEY and not caught.value.damaged
        assert there.local.has(digest_bytes(b"one")) and there.local.has(digest_bytes(noise(50_000)))

    def test_what_may_expire_soon_is_sent_again(self, bucket, monkeypatch):
        here = Side(bucket)
        here.send(noise(400_000))
        (name,) = bucket.contents
        bucket.written[name] -= 20 * DAY_S
        later = Side(bucket)
        later.send(noise(400_000))
        assert later.exchange.traffic.up_bytes > 400_000

    def test_the_local_store_never_sees_a_wrong_object(self, bucket):
        there = Side(bucket)
        bucket.contents[there.exchange.key_of(KEY)] = pack(b"something else")
        with pytest.raises(MissingObject):
            there.exchange.fetch({KEY: None})
        assert there.local.objects == {}


def result(data: bytes) -> Result:
    """A result with one output."""
    output = Output("/w/out", digest=digest_bytes(data), size=len(data))
    return Result((0,), StreamValue(b"said\n"), outputs=(output,))


class TestSharedReductions:
    def store(self, bucket: MemoryBucket, mode: str = "read-write", said: list[str] | None = None) -> SharedStore:
        return SharedStore(MemoryStore(), bucket, "team", mode, (said if said is not None else []).append)

    def record(self, store: SharedStore, data: bytes, learned: Learned = LEARNED) -> None:
        store.put_bytes(data)
        store.record(KEY, Reduction(learned, result(data)))
        store.flush()

    @pytest.mark.parametrize("data", [b"small", noise(100_000)], ids=["small", "large"])
    def test_what_one_made_another_has(self, bucket, data):
        self.record(self.store(bucket), data)
        other = self.store(bucket)
        assert other.lookup(KEY) == []
        (found,) = other.lookup_shared(KEY)
        assert found.result.outputs == result(data).outputs and found.learned == LEARNED
        assert other.claim(found)
        assert other.get_bytes(digest_bytes(data)) == data

    def test_a_small_result_costs_one_request(self, bucket):
        self.record(self.store(bucket), b"small")
        assert [verb for verb, _key in bucket.calls] == ["put"]
        (found,) = self.store(bucket).lookup_shared(KEY)
        assert found.result == result(b"small").__class__(
            (0,), StreamValue(b"said\n"), outputs=found.result.outputs, learned=LEARNED
        )
        assert [verb for verb, _key in bucket.calls] == ["put", "get"]

    def test_modes(self, bucket):
        self.record(self.store(bucket, "read"), b"one")
        assert bucket.contents == {}
        self.record(self.store(bucket, "write"), b"one")
        assert self.store(bucket, "write").lookup_shared(KEY) == []
        assert len(self.store(bucket, "read").lookup_shared(KEY)) == 1

    def test_namespaces_are_apart(self, bucket):
        self.record(self.store(bucket), b"one")
        assert SharedStore(MemoryStore(), bucket, "others").lookup_shared(KEY) == []

    def test_two_who_made_it_at_once(self, bucket):
        one, two = self.store(bucket), self.store(bucket)
        self.record(one, b"one")
        self.record(two, b"two", Learned((("/inc/a.h", b"b" * 32),)))
        self.record(two, b"one")
        outputs = [found.result.outputs[0].digest for found in self.store(bucket).lookup_shared(KEY)]
        assert outputs == [digest_bytes(b"two"), digest_bytes(b"one")]

    def test_a_damaged_blob_counts_as_none_and_is_written_anew(self, bucket):
        self.record(self.store(bucket), b"one")
        (name,) = bucket.contents
        for bad in (b"", b"junk", bucket.contents[name][:-1], encode_shared(bytes(32), [])):
            bucket.contents[name] = bad
            assert self.store(bucket).lookup_shared(KEY) == []
        self.record(self.store(bucket), b"one")
        assert len(self.store(bucket).lookup_shared(KEY)) == 1

    def test_objects_that_are_gone(self, bucket):
        self.record(self.store(bucket), noise(100_000))
        for name in [name for name in bucket.contents if "/o/" in name]:
            del bucket.contents[name]
        store = self.store(bucket)
        (found,) = store.lookup_shared(KEY)
        assert not store.claim(found)

    def test_trouble_is_told_once_and_costs_no_run(self):
        def trouble(verb: str, key: str) -> None:
            raise BucketError("no route")

        said: list[str] = []
        bucket = MemoryBucket(trouble)
        store = self.store(bucket, said=said)
        self.record(store, b"one")
        self.record(store, b"two")
        assert store.lookup_shared(KEY) == [] and len(store.lookup(KEY)) == 1
        assert len(said) == 1 and len(bucket.calls) == 1

    def test_objects_read_through(self, bucket, tmp_path):
        store = self.store(bucket)
        self.record(store, noise(100_000))
        store.local.objects.clear()
        store.materialize(digest_bytes(noise(100_000)), str(tmp_path / "out"), 0o644)
        assert (tmp_path / "out").read_bytes() == noise(100_000)
        assert os.listdir(tmp_path) == ["out"]
