"""The bucket of S3 against a server that speaks its protocol, also when that server or the way there is bad."""

from __future__ import annotations

import threading
import time

import pytest

from oilgg.store import s3
from oilgg.store.bucket import AccessRefused, BucketError, NotInBucket
from oilgg.store.exchange import Exchange
from oilgg.store.memory import MemoryStore
from oilgg.store.s3 import S3Bucket
from oilgg.store.shared import SharedStore
from oilgg.thunk.hash import digest_bytes
from tests.cloud.servers import Answer, Proxy
from tests.store.test_exchange import KEY, Reduction, noise, result

LEARNED = result(b"").learned


@pytest.fixture
def bucket(aws, bucket_name):
    made = S3Bucket(bucket_name, "us-east-1", aws)
    yield made
    made.close()


@pytest.fixture
def behind(proxy, bucket_name):
    """The same bucket, seen through the proxy."""
    made = S3Bucket(bucket_name, "us-east-1", proxy.url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Pauses between attempts are botocore's business, not that of tests."""
    monkeypatch.setattr("botocore.retryhandler.delay_exponential", lambda *_arguments, **_more: 0)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda self, context: 0)


def test_blobs(bucket):
    assert bucket.look("a/b") is None
    with pytest.raises(NotInBucket):
        bucket.get("a/b")
    assert bucket.put("a/b", b"first")
    assert not bucket.put("a/b", b"second") and bucket.get("a/b") == b"first"
    assert bucket.put("a/b", b"second", replace=True) and bucket.get("a/b", 1, 3) == b"eco"
    data, tag = bucket.get_tagged("a/b")
    assert data == b"second"
    assert bucket.put("a/b", b"third", tag=tag) and not bucket.put("a/b", b"fourth", tag=tag)
    assert not bucket.put("a/none", b"", tag=tag)
    bucket.put("a/empty", b"")
    assert bucket.get("a/empty") == b""
    assert [(blob.key, blob.size) for blob in bucket.blobs("a/")] == [("a/b", 5), ("a/empty", 0)]
    blob = bucket.look("a/b")
    assert blob is not None and blob.size == 5 and blob.written_s > 1.6e9
    bucket.delete(["a/b", "a/none"])
    assert bucket.look("a/b") is None


def test_many_names_are_listed_and_removed(bucket, monkeypatch):
    for number in range(7):
        bucket.put(f"n/{number}", b"")
    real = bucket._s3().list_objects_v2
    monkeypatch.setattr(bucket._client, "list_objects_v2", lambda **more: real(MaxKeys=3, **more))
    assert len(list(bucket.blobs("n/"))) == 7
    bucket.delete([blob.key for blob in bucket.blobs("n/")])
    assert list(bucket.blobs("n/")) == []


def test_large_blobs_come_in_ranges(behind, proxy, monkeypatch):
    monkeypatch.setattr(s3, "RANGE_BYTES", 100_000)
    data = noise(730_001)
    behind.put("large", data)
    proxy.requests.clear()
    assert behind.get("large") == data
    assert len(proxy.requests) == 8


def test_no_such_bucket(aws):
    bucket = S3Bucket("nobody-made-this", "us-east-1", aws)
    with pytest.raises(BucketError, match="no such bucket"):
        bucket.put("a", b"")
    bucket.close()


@pytest.mark.parametrize("fault", [Answer(503, "SlowDown"), Answer(500, "InternalError"), Answer(cut=True)])
def test_passing_trouble_is_survived(behind, proxy: Proxy, fault):
    left = {"GET": 2, "PUT": 2}
    data = noise(50_000)

    def trouble(method: str, _path: str) -> Answer | None:
        if left.get(method, 0) > 0 and not (fault.cut and method == "PUT"):
            left[method] -= 1
            return fault
        return None

    proxy.fault = trouble
    behind.put("a", data)
    assert behind.get("a") == data
    assert left["GET"] == 0


def test_lasting_trouble_is_told(behind, proxy: Proxy):
    proxy.fault = lambda method, path: Answer(503, "SlowDown")
    with pytest.raises(BucketError, match="SlowDown"):
        behind.put("a", b"")
    said: list[str] = []
    store = SharedStore(MemoryStore(), behind, notice=said.append)
    store.put_bytes(b"out")
    store.record(KEY, Reduction(LEARNED, result(b"out")))
    store.flush()
    assert len(store.lookup(KEY)) == 1
    (text,) = said
    assert "SlowDown" in text and "not used any more" in text


def test_damage_on_the_way_is_noticed(behind, proxy: Proxy):
    here, there = MemoryStore(), MemoryStore()
    Exchange(here, behind, "main").upload({here.put_bytes(noise(50_000)): None})
    spoilt = []

    def trouble(method: str, path: str) -> Answer | None:
        if method == "GET" and not spoilt:
            spoilt.append(path)
            return Answer(spoil=True)
        return None

    proxy.fault = trouble
    Exchange(there, behind, "main").fetch({digest_bytes(noise(50_000)): None})
    assert there.get_bytes(digest_bytes(noise(50_000))) == noise(50_000) and spoilt


def test_wrong_bytes_are_refused_by_the_service(behind, aws, bucket_name):
    import botocore.exceptions

    client = s3.client("s3", "us-east-1", aws)
    with pytest.raises(botocore.exceptions.ClientError):
        client.put_object(Bucket=bucket_name, Key="a", Body=b"these", ChecksumSHA256="A" * 43 + "=")
    client.close()
    assert behind.look("a") is None


def test_expired_credentials_are_read_again_once(behind, proxy: Proxy, monkeypatch):
    def trouble(_method: str, _path: str) -> Answer | None:
        return Answer(400, "ExpiredToken")

    proxy.fault = trouble
    with pytest.raises(AccessRefused, match="expired; log in again"):
        behind.put("a", b"")
    assert len(proxy.requests) == 2
    calls = iter([Answer(400, "ExpiredToken")])
    proxy.fault = lambda _method, _path: next(calls, None)
    assert behind.put("a", b"")


def test_refused_access(behind, proxy: Proxy):
    proxy.fault = lambda _method, _path: Answer(403, "AccessDenied")
    with pytest.raises(AccessRefused, match="AccessDenied"):
        behind.get("a")


def test_what_is_refused_is_not_told_by_digits_in_names(proxy: Proxy):
    """416 is the status of a range beyond the end; it is also part of one name in a hundred."""
    proxy.fault = lambda _method, _path: Answer(403, "AccessDenied")
    bucket = S3Bucket("builds-416", "us-east-1", proxy.url)
    with pytest.raises(AccessRefused, match="AccessDenied"):
        bucket.get("a")
    bucket.close()


def test_two_clients_write_the_same_thing_at_once(aws, bucket_name):
    data = [noise(200_000, seed) for seed in range(4)]
    traffic = []

    def work() -> None:
        local = MemoryStore()
        bucket = S3Bucket(bucket_name, "us-east-1", aws)
        exchange = Exchange(local, bucket, "main")
        exchange.upload({local.put_bytes(one): None for one in data})
        store = SharedStore(local, bucket, exchange=exchange)
        store.record(KEY, Reduction(LEARNED, result(data[0])))
        store.publish()
        traffic.append(exchange.traffic)
        bucket.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(traffic) == 4
    reader = SharedStore(MemoryStore(), S3Bucket(bucket_name, "us-east-1", aws))
    (found,) = reader.lookup_shared(KEY)
    assert reader.claim(found) and reader.get_bytes(digest_bytes(data[0])) == data[0]
    reader.close()


def test_a_thousand_small_objects_take_few_requests(behind, proxy: Proxy):
    here, there = MemoryStore(), MemoryStore()
    objects = [b"object %d " % number * 40 for number in range(1000)]
    places = Exchange(here, behind, "main").upload({here.put_bytes(data): None for data in objects})
    Exchange(there, behind, "main").fetch(places)
    assert all(there.has(digest_bytes(data)) for data in objects)
    assert len(proxy.requests) <= 4


def test_a_wrong_clock_is_named(behind, proxy: Proxy, monkeypatch):
    """A service refuses signatures of another hour: by its date it is told how wrong the clock is."""
    from email.utils import formatdate

    real = Proxy._send

    def send(self, request, status, headers, data, cut=False):
        return real(self, request, status, [*headers, ("Date", formatdate(time.time() - 5 * 3600))], data, cut)

    monkeypatch.setattr(Proxy, "_send", send)
    proxy.fault = lambda _method, _path: Answer(403, "RequestTimeTooSkewed")
    with pytest.raises(AccessRefused, match="this machine's clock is 300 minutes ahead of the service's: set it"):
        behind.put("a", b"")
