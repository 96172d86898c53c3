"""What `show`, `force` and `replay` share: finding a thunk that the store knows, and what it stood on."""

from __future__ import annotations

import posix

from oilgg.config import default_store
from oilgg.errors import OilggError, StoreError
from oilgg.lower.lowering import CALL_WORDS, PAYLOAD_FD
from oilgg.store.base import MissingObject, Reduction
from oilgg.store.local import LocalStore
from oilgg.thunk.codec import THUNK_VERSION, CodecError, decode_thunk
from oilgg.thunk.hash import digest_file, identities
from oilgg.thunk.ir import AbsentValue, FileValue, SymlinkValue, TreeValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.thunk.ir import Stage, StreamValue, Thunk, Value

LEAST_DIGITS = 4
SHOWN_DIGITS = 12


class KeptError(OilggError):
    """There is no such thunk, or it can't be run again; the text says why."""


def open_store() -> LocalStore:
    """The store of this user, as a script would have it. Raises StoreError."""
    return LocalStore(default_store(posix.environ))


def recent(store: LocalStore, count: int) -> list[tuple[bytes, Thunk]]:
    """The thunks that were recorded last, the latest first."""
    mark = THUNK_VERSION.encode() + b"\0"
    query = "SELECT digest, data FROM object WHERE substr(data, 1, ?) = ? ORDER BY made DESC, rowid DESC LIMIT ?"
    found = []
    for digest, data in store.query(query, (len(mark), mark, count)):
        try:
            found.append((digest, decode_thunk(data)))
        except CodecError:
            continue
    return found


def find(store: LocalStore, text: str) -> tuple[bytes, Thunk]:
    """The thunk whose hash begins with `text`. Raises KeptError."""
    text = text.lower()
    if len(text) < LEAST_DIGITS or len(text) > 64 or not set(text) <= set("0123456789abcdef"):
        raise KeptError(f"{text}: not the beginning of a hash; `oilgg --tool show` lists some")
    low, high = bytes.fromhex(text.ljust(64, "0")), bytes.fromhex(text.ljust(64, "f"))
    digests = [row[0] for row in store.query("SELECT digest FROM object WHERE digest BETWEEN ? AND ?", (low, high))]
    folder = f"{store.folder}/objects/{text[:2]}"
    try:
        digests += [bytes.fromhex(text[:2] + name) for name in posix.listdir(folder) if name.startswith(text[2:])]
    except OSError:
        pass
    found = []
    for digest in digests:
        try:
            found.append((digest, decode_thunk(store.get_bytes(digest))))
        except (CodecError, MissingObject):
            continue
    if len(found) != 1:
        raise KeptError(f"{text}: {'no thunk' if not found else 'several thunks'} of that name")
    return found[0]


def reduction_of(store: LocalStore, thunk: Thunk) -> Reduction | None:
    """The latest result that is known of `thunk`, whatever else it stood on."""
    for key in identities(thunk):
        for reduction in store.lookup(key):
            return reduction
    return None


def stream(store: LocalStore, value: StreamValue) -> bytes:
    """The bytes of a stream. Raises StoreError where they are gone."""
    if value.data is not None:
        return value.data
    assert value.digest is not None
    return store.get_bytes(value.digest)


def command(thunk: Thunk) -> str:
    """The thunk as one line of shell."""
    return " | ".join([stage_text(stage) for stage in thunk.stages])


def stage_text(stage: Stage) -> str:
    """One stage as a shell would be told it; of a function only its call."""
    words = list(stage.argv)
    if tuple(words[1:5]) == CALL_WORDS:
        words = words[5:]
    text = [quoted(word) for word in words]
    for fd, op, target, body in stage.redirects:
        if fd == PAYLOAD_FD:
            continue
        number = "" if fd == (0 if op.startswith("<") or op == "text" else 1) else str(fd)
        if op == "text":
            text.append(f"{number}<<<{quoted(body[:40])}")
        else:
            text.append(f"{number}{op}{target if isinstance(target, int) else quoted(target)}".replace("&-1", "&-"))
    return " ".join(text)


def quoted(word: str) -> str:
    """`word` as it would have to be typed."""
    plain = word and all(letter.isalnum() or letter in "-_./=+:,@%" for letter in word)
    return word if plain else "'" + word.replace("'", "'\\''") + "'"


def missing_input(store: LocalStore, path: str, value: Value) -> str:
    """Why the input at `path` can't be had as it was; "" if it can, from the tree or the store."""
    if isinstance(value, FileValue):
        if store.has(value.digest) or _digest(path) == value.digest:
            return ""
        return f"{path} is not what it was, and the store does not have it"
    if isinstance(value, SymlinkValue):
        try:
            return "" if posix.readlink(path) == value.target else f"{path} leads somewhere else"
        except OSError:
            return f"{path} is no symbolic link"
    if isinstance(value, AbsentValue):
        return f"{path} was not there, and is now" if posix.access(path, posix.F_OK) else ""
    if isinstance(value, TreeValue) and not posix.access(path, posix.F_OK):
        return f"{path} is not there"
    return ""


def is_in_tree(path: str, value: FileValue) -> bool:
    """Whether the file at `path` is what it was."""
    return _digest(path) == value.digest


def _digest(path: str) -> bytes:
    try:
        return digest_file(path)[0]
    except OSError:
        return b""


def tool(name: str, usage: str, arguments: list[str], run: object) -> int:
    """Run a verb with the store open; what goes wrong becomes a message and status 1, wrong usage 2."""
    import sys

    if arguments[:1] in (["--help"], ["-h"]):
        sys.stdout.write(usage)
        return 0
    store = None
    try:
        store = open_store()
        status: int | None = run(store, arguments)  # type: ignore[operator]
        if status is None:
            sys.stderr.write(usage)
            return 2
        return status
    except (KeptError, StoreError) as error:
        sys.stderr.write(f"oilgg: {name}: {error}\n")
        return 1
    finally:
        if store is not None:
            store.close()
