"""What a place that several machines share gives: small and large blobs by name; nothing in it is believed.

`MemoryBucket` is the twin for tests, `FolderBucket` a folder on a shared disk; `s3.S3Bucket` is the third. All may be
used from several threads.
"""

from __future__ import annotations

import posix

from oilgg.errors import StoreError
from oilgg.store.files import make_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class BucketError(StoreError):
    """A bucket cannot do what was asked, also after some attempts."""


class NotInBucket(BucketError):
    """Nothing has this name."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key}: not in the bucket")
        self.key = key


class AccessRefused(BucketError):
    """The bucket does not accept these credentials, or not for this."""


class Blob:
    """A name in a bucket: size in bytes, when it was written (seconds since 1970), and a tag of its content."""

    __slots__ = ("key", "size", "tag", "written_s")

    def __init__(self, key: str, size: int, written_s: float, tag: str = "") -> None:
        self.key = key
        self.size = size
        self.written_s = written_s
        self.tag = tag


class Bucket:
    """Blobs by name. Names consist of letters, digits, `/`, `.`, `_` and `-`."""

    url = ""

    def get(self, key: str, start: int = 0, size: int = -1) -> bytes:
        """The bytes of a blob, or `size` of them from `start`. Raises NotInBucket, BucketError."""
        raise NotImplementedError

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        """A whole blob and the tag that `put` can compare. Raises NotInBucket, BucketError."""
        raise NotImplementedError

    def put(self, key: str, data: bytes, *, replace: bool = False, tag: str = "") -> bool:
        """Write a blob; False where there is one and `replace` is false, or where its tag is no longer `tag`."""
        raise NotImplementedError

    def look(self, key: str) -> Blob | None:
        """What is known of a blob without reading it; None if there is none."""
        raise NotImplementedError

    def blobs(self, prefix: str) -> Iterator[Blob]:
        """All whose names begin with `prefix`, by name."""
        raise NotImplementedError

    def delete(self, keys: Iterable[str]) -> None:
        """Remove blobs, as far as they are there."""
        raise NotImplementedError

    def close(self) -> None:
        """Give connections back."""


class MemoryBucket(Bucket):
    """A bucket in memory. `trouble(verb, key)` is called before each step, and may raise or change `contents`."""

    url = "memory:"

    def __init__(self, trouble: Callable[[str, str], None] | None = None) -> None:
        self.contents: dict[str, bytes] = {}
        self.written: dict[str, float] = {}
        self.calls: list[tuple[str, str]] = []
        self._trouble = trouble

    def _enter(self, verb: str, key: str) -> None:
        self.calls.append((verb, key))
        if self._trouble is not None:
            self._trouble(verb, key)

    def get(self, key: str, start: int = 0, size: int = -1) -> bytes:
        self._enter("get", key)
        data = self._of(key)
        return data[start:] if size < 0 else data[start : start + size]

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        self._enter("get", key)
        data = self._of(key)
        return data, _tag(data)

    def _of(self, key: str) -> bytes:
        if key not in self.contents:
            raise NotInBucket(key)
        return self.contents[key]

    def put(self, key: str, data: bytes, *, replace: bool = False, tag: str = "") -> bool:
        from time import time

        self._enter("put", key)
        if tag:
            if key not in self.contents or _tag(self.contents[key]) != tag:
                return False
        elif key in self.contents and not replace:
            return False
        self.contents[key] = bytes(data)
        self.written.setdefault(key, time())
        return True

    def look(self, key: str) -> Blob | None:
        self._enter("look", key)
        data = self.contents.get(key)
        return None if data is None else Blob(key, len(data), self.written.get(key, 0.0), _tag(data))

    def blobs(self, prefix: str) -> Iterator[Blob]:
        for key in sorted(self.contents):
            if key.startswith(prefix):
                yield Blob(key, len(self.contents[key]), self.written.get(key, 0.0), _tag(self.contents[key]))

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._enter("delete", key)
            self.contents.pop(key, None)


class FolderBucket(Bucket):
    """A bucket in a folder that several machines or users see; whoever may write there is trusted as far as `trust`."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.url = f"file://{folder}"
        self._serial = 0

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key}"

    def get(self, key: str, start: int = 0, size: int = -1) -> bytes:
        try:
            with open(self._path(key), "rb") as file:
                file.seek(start)
                return file.read(size)
        except FileNotFoundError:
            raise NotInBucket(key) from None
        except OSError as error:
            raise self._mapped(error, key) from None

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        data = self.get(key)
        return data, _tag(data)

    def put(self, key: str, data: bytes, *, replace: bool = False, tag: str = "") -> bool:
        path = self._path(key)
        self._serial += 1
        temporary = f"{path}.{posix.getpid()}-{posix.urandom(4).hex()}-{self._serial}"
        try:
            if tag and self.get_tagged(key)[1] != tag:
                return False
            make_folders(path.rpartition("/")[0], 0o777)
            fd = posix.open(temporary, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o666)
            with open(fd, "wb") as file:
                file.write(data)
            if tag or replace:
                posix.rename(temporary, path)
                return True
            try:
                posix.link(temporary, path)
            except FileExistsError:
                return False
            finally:
                posix.unlink(temporary)
            return True
        except NotInBucket:
            return False
        except OSError as error:
            raise self._mapped(error, key) from None

    def look(self, key: str) -> Blob | None:
        try:
            status = posix.stat(self._path(key))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._mapped(error, key) from None
        return Blob(key, status.st_size, status.st_mtime)

    def blobs(self, prefix: str) -> Iterator[Blob]:
        top = self._path(prefix).rstrip("/")
        folder = top if prefix.endswith("/") else top.rpartition("/")[0]
        yield from self._below(folder, self._path(prefix))

    def _below(self, folder: str, beginning: str) -> Iterator[Blob]:
        try:
            names = sorted(posix.listdir(folder))
        except (FileNotFoundError, NotADirectoryError):
            return
        for name in names:
            path = f"{folder}/{name}"
            try:
                status = posix.lstat(path)
            except FileNotFoundError:
                continue
            if status.st_mode & 0o170000 == 0o040000:
                yield from self._below(path, beginning)
            elif path.startswith(beginning):
                yield Blob(path[len(self.folder) + 1 :], status.st_size, status.st_mtime)

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            try:
                posix.unlink(self._path(key))
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._mapped(error, key) from None

    def _mapped(self, error: OSError, key: str) -> BucketError:
        text = f"{self.url}/{key}: {error.strerror}"
        return AccessRefused(text) if error.errno in (1, 13, 30) else BucketError(text)


def _tag(data: bytes) -> str:
    from oilgg.thunk.hash import digest_bytes

    return digest_bytes(data).hex()


def open_bucket(url: str) -> tuple[Bucket, str]:
    """The bucket that `url` names, and the namespace in it.

    `s3://bucket/namespace?region=eu-west-1&endpoint=http://127.0.0.1:4566` or `file:///folder?namespace=team`.
    Raises StoreError.
    """
    from urllib.parse import parse_qsl, urlsplit

    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - {"region", "endpoint", "namespace"})
    if unknown or parts.fragment:
        raise StoreError(f"{url}: {unknown[0] if unknown else '#'}: not known in the address of a shared store")
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return FolderBucket(parts.path.rstrip("/")), _namespace(options.get("namespace", "main"), url)
    if parts.scheme == "s3" and parts.netloc:
        from oilgg.store.s3 import S3Bucket

        namespace = parts.path.strip("/") or options.get("namespace", "main")
        bucket = S3Bucket(parts.netloc, options.get("region", ""), options.get("endpoint", ""))
        return bucket, _namespace(namespace, url)
    raise StoreError(f"{url}: a shared store is s3://BUCKET/NAMESPACE or file:///FOLDER")


def _namespace(name: str, url: str) -> str:
    plain = name.replace("-", "").replace("_", "").replace(".", "").replace("/", "")
    if not plain.isalnum() or not plain.isascii() or ".." in name or "//" in name:
        raise StoreError(f"{url}: a namespace consists of letters, digits, - and _")
    return name
