"""A bucket of Amazon S3, or of whatever speaks its protocol. boto3 is loaded when one is opened, not before.

Throttling, 5xx and broken connections are tried again by botocore, with growing pauses; what comes through here has
failed for good. Uploads carry their SHA-256, which the service compares; writes of new names use `IfNoneMatch`, so of
two clients that write the same thing one is told so. Credentials that have expired are looked for once more.
"""

from __future__ import annotations

import posix
from _thread import allocate_lock

from oilgg.store.bucket import AccessRefused, Blob, Bucket, BucketError, NotInBucket
from oilgg.store.parallel import in_parallel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

RANGE_BYTES = 8 << 20
"""Larger blobs are read in ranges of that size, several at once."""
RANGES = 8
ATTEMPTS = 6
CONNECT_TIMEOUT_S = 10
READ_TIMEOUT_S = 60
CONNECTIONS = 64
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "InvalidToken"})
REFUSED = frozenset({"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled", "403"})
MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
SKEWED = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
STALE = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
BEYOND = frozenset({"InvalidRange", "416"})


def client(service: str, region: str = "", endpoint: str = "", **options: Any) -> Any:
    """A boto3 client whose retries and connections suit many requests at once. Raises BucketError."""
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        raise BucketError(f"Amazon's services need {error.name}, which is not installed") from None
    settings = {
        "retries": {"mode": "standard", "total_max_attempts": ATTEMPTS},
        "max_pool_connections": CONNECTIONS,
        "connect_timeout": CONNECT_TIMEOUT_S,
        "read_timeout": READ_TIMEOUT_S,
        **options,
    }
    if endpoint:
        settings.setdefault("s3", {"addressing_style": "path"})
    try:
        make: Callable[..., Any] = boto3.session.Session(region_name=region or None).client
        return make(service, endpoint_url=endpoint or None, config=Config(**settings))
    except (BotoCoreError, ValueError) as error:
        raise BucketError(f"Amazon {service}: {error}") from None


def default_region() -> str:
    """The region of whoever names none, "" for that of the profile; without any the one that `--tool aws` takes."""
    import boto3

    if any(posix.environ.get(name) for name in (b"AWS_REGION", b"AWS_DEFAULT_REGION")):
        return (posix.environ.get(b"AWS_REGION") or posix.environ[b"AWS_DEFAULT_REGION"]).decode()
    return "" if boto3.session.Session().region_name else "us-east-1"


def code_of(error: Any) -> str:
    """The code in a ClientError, "" in others."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))


class S3Bucket(Bucket):
    """The S3 bucket `name`; region and credentials come from where AWS's own tools have them, unless given."""

    def __init__(self, name: str, region: str = "", endpoint: str = "") -> None:
        self.name = name
        self.region = region
        self.endpoint = endpoint
        self.url = f"s3://{name}"
        self._client: Any = None
        self._opening = allocate_lock()

    def _s3(self) -> Any:
        with self._opening:
            if self._client is None:
                self._client = client("s3", self.region, self.endpoint)
            return self._client

    def _call(self, verb: str, key: str, **arguments: Any) -> Any:
        """One request; its failures as errors of this module. Expired credentials are read again once."""
        from botocore.exceptions import BotoCoreError, ClientError

        for last in (False, True):
            try:
                return getattr(self._s3(), verb)(Bucket=self.name, **arguments)
            except ClientError as error:
                code = code_of(error)
                if code in EXPIRED and not last:
                    self._client = None
                    continue
                if code in MISSING:
                    raise NotInBucket(key) from None
                if code in EXPIRED:
                    raise AccessRefused(f"{self.url}: the AWS credentials have expired; log in again") from None
                skew = clock_words(error)
                if skew:
                    raise AccessRefused(f"{self.url}: {skew}") from None
                if code in REFUSED:
                    raise AccessRefused(f"{self.url}: access refused ({code})") from None
                if code == "NoSuchBucket":
                    raise BucketError(f"{self.url}: there is no such bucket") from None
                if code in STALE:
                    raise _Stale from None
                if code in BEYOND:
                    raise _Beyond from None
                raise BucketError(f"{self.url}/{key}: {code or error}") from None
            except BotoCoreError as error:
                raise BucketError(f"{self.url}: {error}") from None
        raise AssertionError

    def _read(self, key: str, **arguments: Any) -> tuple[bytes, Any]:
        """The body of a GET; one that breaks off, or whose checksum is wrong, is asked for again."""
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError

        why: object = ""
        for _ in range(ATTEMPTS):
            answer = self._call("get_object", key, Key=key, **arguments)
            try:
                return answer["Body"].read(), answer
            except (BotoCoreError, ClientError, HTTPError, OSError) as error:
                why = error
        raise BucketError(f"{self.url}/{key}: {why}")

    def get(self, key: str, start: int = 0, size: int = -1) -> bytes:
        if size >= 0:
            if size == 0:
                return b""
            return self._range(key, start, size)[0]
        if start:
            return self.get(key)[start:]
        first, total = self._range(key, 0, RANGE_BYTES)
        if total <= len(first):
            return first
        rest = range(len(first), total, RANGE_BYTES)
        parts = in_parallel(lambda at: self._range(key, at, min(RANGE_BYTES, total - at))[0], rest, RANGES)
        data = b"".join([first, *parts])
        if len(data) != total:
            raise BucketError(f"{self.url}/{key}: came in pieces that do not fit")
        return data

    def _range(self, key: str, start: int, size: int) -> tuple[bytes, int]:
        """Bytes of a blob, and its total size."""
        try:
            data, answer = self._read(key, Range=f"bytes={start}-{start + size - 1}")
        except _Beyond:
            return b"", 0
        _, _, total = str(answer.get("ContentRange", "")).rpartition("/")
        return data, int(total) if total.isdigit() else len(data)

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        data, answer = self._read(key)
        return data, str(answer.get("ETag", ""))

    def put(self, key: str, data: bytes, *, replace: bool = False, tag: str = "") -> bool:
        from base64 import b64encode

        from oilgg.thunk.hash import digest_bytes

        condition = {"IfMatch": tag} if tag else {} if replace else {"IfNoneMatch": "*"}
        checksum = b64encode(digest_bytes(data)).decode()
        try:
            self._call("put_object", key, Key=key, Body=data, ChecksumSHA256=checksum, **condition)
        except (_Stale, NotInBucket):
            return False
        return True

    def look(self, key: str) -> Blob | None:
        try:
            answer = self._call("head_object", key, Key=key)
        except NotInBucket:
            return None
        return Blob(key, answer["ContentLength"], answer["LastModified"].timestamp(), str(answer.get("ETag", "")))

    def blobs(self, prefix: str) -> Iterator[Blob]:
        more: dict[str, str] = {}
        while True:
            answer = self._call("list_objects_v2", prefix, Prefix=prefix, **more)
            for item in answer.get("Contents", ()):
                yield Blob(item["Key"], item["Size"], item["LastModified"].timestamp(), str(item.get("ETag", "")))
            if not answer.get("IsTruncated"):
                return
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    def delete(self, keys: Iterable[str]) -> None:
        names = list(keys)
        for at in range(0, len(names), 1000):
            objects = [{"Key": name} for name in names[at : at + 1000]]
            answer = self._call("delete_objects", names[at], Delete={"Objects": objects, "Quiet": True})
            for error in answer.get("Errors", ()):
                if error.get("Code") not in MISSING:
                    raise BucketError(f"{self.url}/{error.get('Key')}: {error.get('Code')}")

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class _Stale(BucketError):
    """A condition of a write did not hold."""

    def __init__(self) -> None:
        super().__init__("changed meanwhile")


class _Beyond(BucketError):
    """A range begins behind the end of its blob, as any does in an empty one."""

    def __init__(self) -> None:
        super().__init__("a range beyond the end")


def clock_words(error: Any) -> str:
    """What is wrong with this machine's clock where a service has refused a signature for that, else ""."""
    text = str(error.response.get("Error", {}).get("Message", ""))
    if code_of(error) not in SKEWED and not ("Signature" in text and ("expired" in text or "not yet current" in text)):
        return ""
    from email.utils import parsedate_to_datetime
    from time import time

    try:
        theirs = error.response["ResponseMetadata"]["HTTPHeaders"]["date"]
        seconds = round(time() - parsedate_to_datetime(theirs).timestamp())
    except (KeyError, TypeError, ValueError):
        return "the service says that this machine's clock is wrong"
    words = f"{abs(seconds) // 60} minutes {'ahead of' if seconds > 0 else 'behind'} the service's"
    return f"this machine's clock is {words}: set it"
