"""What goes to a Lambda function and comes back: JSON, as its service wants it, with frames in it, at most 6 MB.

    event    {"oilgg": 1, "id": …, "namespace": …, "body": base64 of request, places, parcels[, invitation to a relay]}
    answer   {"oilgg": 1, "body": base64 of kind, …}
             done reply places parcels numbers | failed code text numbers | lacks numbers digest…

Places say where in the bucket an object is; parcels are objects that travel along. Neither side believes the other:
whatever is not exactly this is refused, and objects are verified when they are unpacked.
"""

from __future__ import annotations

from oilgg.worker.frames import FrameError, join, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from oilgg.store.exchange import Place

VERSION = 1
MOST_BYTES = 6 * 1024 * 1024
"""The service's limit for an event and for an answer."""
HEAD_BYTES = 4096
BODY_BYTES = (MOST_BYTES - HEAD_BYTES) // 4 * 3
"""What a body may have before it is written in base64."""
INLINE_BYTES = 32 << 10
"""A larger object goes through the bucket."""
ROOM_BYTES = 3 << 20
"""So much of an event or answer is for objects."""


class PayloadError(ValueError):
    """Not an event or answer of ours, or one that is too large."""


class Numbers:
    """What a worker tells of an invocation: its seconds, the function's memory, whether the worker was new, traffic."""

    __slots__ = ("cold", "down_bytes", "memory_mb", "seconds", "up_bytes")

    def __init__(
        self, seconds: float = 0.0, memory_mb: int = 0, cold: bool = False, up_bytes: int = 0, down_bytes: int = 0
    ) -> None:
        self.seconds = seconds
        self.memory_mb = memory_mb
        self.cold = cold
        self.up_bytes = up_bytes
        self.down_bytes = down_bytes

    def encoded(self) -> bytes:
        """For a frame."""
        return f"{self.seconds!r} {self.memory_mb} {int(self.cold)} {self.up_bytes} {self.down_bytes}".encode()


def numbers_of(data: bytes) -> Numbers:
    """The numbers in a frame. Raises PayloadError."""
    try:
        seconds, memory, cold, up, down = data.decode("ascii").split(" ")
        return Numbers(float(seconds), int(memory), cold == "1", int(up), int(down))
    except ValueError as error:
        raise PayloadError(str(error)) from None


def encode_places(places: Mapping[bytes, Place]) -> bytes:
    """Places of objects, for a frame."""
    return "\n".join([f"{d.hex()} {key} {start} {size}" for d, (key, start, size) in places.items()]).encode()


def decode_places(data: bytes) -> dict[bytes, Place]:
    """The places in a frame. Raises PayloadError."""
    places: dict[bytes, Place] = {}
    try:
        for line in data.decode("ascii").splitlines():
            digest, key, start, size = line.split(" ")
            places[bytes.fromhex(digest)] = (key, int(start), int(size))
    except ValueError as error:
        raise PayloadError(f"places: {error}") from None
    return places


def encode_parcels(parcels: Mapping[bytes, bytes]) -> bytes:
    """Objects that travel along, for a frame."""
    return join([part for pair in parcels.items() for part in pair])


def decode_parcels(data: bytes) -> dict[bytes, bytes]:
    """The parcels in a frame, by the digest that they are said to have. Raises PayloadError."""
    try:
        parts = split(data)
    except FrameError as error:
        raise PayloadError(f"parcels: {error}") from None
    if len(parts) % 2 or any(len(digest) != 32 for digest in parts[::2]):
        raise PayloadError("parcels: not pairs")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def write_event(
    ident: str, namespace: str, request: bytes, places: bytes, parcels: bytes, invitation: Sequence[bytes] = ()
) -> bytes:
    """An event as bytes of JSON; `invitation` is to a relay. Raises PayloadError where it is too large."""
    body = join([request, places, parcels, *([join(invitation)] if invitation else [])])
    if len(body) > BODY_BYTES:
        raise PayloadError(f"an event of {len(body)} bytes, of which at most {BODY_BYTES} fit")
    from binascii import b2a_base64
    from json import dumps

    text = b2a_base64(body, newline=False).decode("ascii")
    return dumps({"oilgg": VERSION, "id": ident, "namespace": namespace, "body": text}).encode()


class Event:
    """What a worker is asked for. Raises PayloadError where it is not exactly that."""

    def __init__(self, event: Any) -> None:
        self.ident, self.namespace = _texts(event, "id", "namespace")
        parts = _body(event)
        if len(parts) not in (3, 4):
            raise PayloadError("an event has three parts or four")
        self.request = parts[0]
        self.places: dict[bytes, Place] = decode_places(parts[1])
        self.parcels = decode_parcels(parts[2])
        try:
            self.invitation = split(parts[3]) if len(parts) == 4 else []
        except FrameError as error:
            raise PayloadError(f"invitation: {error}") from None


def write_answer(*parts: bytes) -> dict[str, object]:
    """An answer, to be given to the runtime."""
    from binascii import b2a_base64

    return {"oilgg": VERSION, "body": b2a_base64(join(parts), newline=False).decode("ascii")}


def read_answer(data: bytes) -> list[bytes]:
    """The parts of an answer: kind first. Raises PayloadError."""
    from json import loads

    if len(data) > MOST_BYTES + 2:
        raise PayloadError("an answer that is larger than any may be")
    try:
        value = loads(data)
    except ValueError as error:
        raise PayloadError(str(error)) from None
    parts = _body(value)
    if len(parts) < 3 or parts[0] not in (b"done", b"failed", b"lacks"):
        raise PayloadError("not an answer")
    return parts


def _texts(event: Any, *names: str) -> list[str]:
    if not isinstance(event, dict) or event.get("oilgg") != VERSION:
        raise PayloadError("of another version of oilgg; run `oilgg --tool aws bootstrap` again")
    found = [event.get(name) for name in names]
    if not all(isinstance(text, str) and text.isascii() for text in found):
        raise PayloadError("a text is missing")
    return [str(text) for text in found]


def _body(value: Any) -> list[bytes]:
    from binascii import a2b_base64

    (text,) = _texts(value, "body")
    try:
        return split(a2b_base64(text, strict_mode=True))
    except ValueError as error:
        raise PayloadError(str(error)) from None
