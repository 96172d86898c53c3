"""`oilgg --tool store stats|gc|verify`: what is in the store, keep it within bounds, look it over."""

from __future__ import annotations

import posix

from oilgg.config import default_store
from oilgg.errors import StoreError
from oilgg.store.collect import DEFAULT_AGE_S, DEFAULT_BYTES, GRACE_S, check, collect, statistics
from oilgg.store.local import LocalStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[str], object]

USAGE = """\
Usage: oilgg --tool store [--dir DIR] stats
       oilgg --tool store [--dir DIR] gc [--size BYTES] [--age DAYS] [--grace HOURS]
       oilgg --tool store [--dir DIR] verify
       oilgg --tool store --share URL stats|gc|verify

stats    how much the store holds
gc       drop what was used longest ago until the objects fit (10G), and what was not used for 90 days
verify   read every object, remove the damaged ones

BYTES may end in K, M, G or T. The store is DIR, else that of a run (oilgg --store=DIR, $OILGG_STORE, `store = DIR' in
the configuration), else oilgg/store in $XDG_CACHE_HOME or ~/.cache.

A shared store is s3://BUCKET/NAMESPACE[?region=REGION&endpoint=URL] or file:///FOLDER[?namespace=NAME]; there, gc
goes by when things were written (30 days).
"""

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_OPTIONS = {"--dir": "", "--size": "", "--age": "", "--grace": "", "--share": ""}


class _UsageError(Exception):
    """The arguments make no sense; the text says why."""


def store_tool(args: list[str], write: Write, write_error: Write | None = None) -> int:
    """Run the verb in `args`; text goes to `write`, complaints to `write_error` (else `write` too). The exit status.

    2 for a wrong call, 1 for a store that can't be used or had damaged objects.
    """
    complain = write_error or write
    if args in (["--help"], ["-h"]):
        write(USAGE)
        return 0
    try:
        verb, options = _parse(args)
        size, age_s, grace_s = _bounds(options)
    except _UsageError as error:
        complain(f"oilgg: store: {error}\n{USAGE}")
        return 2
    try:
        if options["--share"]:
            return _shared(verb, options, size, age_s, write)
        store = LocalStore(options["--dir"] or default_store(posix.environ), lambda text: complain(f"oilgg: {text}\n"))
        try:
            if verb == "stats":
                return _stats(store, write)
            if verb == "verify":
                return _verify(store, write)
            return _gc(store, write, size, age_s, grace_s)
        finally:
            store.close()
    except StoreError as error:
        complain(f"oilgg: store: {error}\n")
        return 1


def main(arguments: list[str]) -> int:
    """The verb on its own: text to stdout, complaints to stderr."""
    return store_tool(arguments, lambda text: _say(1, text), lambda text: _say(2, text))


def _say(fd: int, text: str) -> None:
    posix.write(fd, text.encode("utf-8", "surrogateescape"))


def _parse(args: list[str]) -> tuple[str, dict[str, str]]:
    options = dict(_OPTIONS)
    verbs = []
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if name in options:
            options[name] = value if equals else next(rest, "")
            if not options[name]:
                raise _UsageError(f"{name} needs a value")
        elif arg.startswith("-"):
            raise _UsageError(f"{arg}: no such option")
        else:
            verbs.append(arg)
    if len(verbs) != 1 or verbs[0] not in ("stats", "gc", "verify"):
        raise _UsageError(f"{' '.join(verbs)}: not stats, gc or verify" if verbs else "say stats, gc or verify")
    if options["--dir"] and not options["--dir"].startswith("/"):
        options["--dir"] = f"{posix.getcwd()}/{options['--dir']}"
    return verbs[0], options


def _bounds(options: dict[str, str]) -> tuple[int, float, float]:
    size, age, grace = options["--size"], options["--age"], options["--grace"]
    unit = _UNITS.get(size[-1:].upper(), 1)
    digits = size[:-1] if unit > 1 else size
    return (
        int(_number(digits, size) * unit) if size else DEFAULT_BYTES,
        _number(age, age) * 86400 if age else DEFAULT_AGE_S,
        _number(grace, grace) * 3600 if grace else GRACE_S,
    )


def _number(digits: str, text: str) -> float:
    try:
        value = float(digits)
    except ValueError:
        raise _UsageError(f"{text}: not a number") from None
    if not 0 <= value < 1e18:
        raise _UsageError(f"{text}: out of range")
    return value


def size_text(size_bytes: float) -> str:
    """A size for people: "812 B", "3.4 MB"."""
    if size_bytes < 1000:
        return f"{size_bytes:.0f} B"
    shown = "B"
    units = iter(("kB", "MB", "GB", "TB"))
    while size_bytes >= 999.95 and (unit := next(units, "")):
        size_bytes /= 1000
        shown = unit
    return f"{size_bytes:.1f} {shown}"


def _stats(store: LocalStore, write: Write) -> int:
    found = statistics(store)
    write(
        f"store       {store.folder}\n"
        f"objects     {found.objects}, {size_text(found.object_bytes)}\n"
        f"reductions  {found.reductions}\n"
        f"learned     {found.entries}\n"
        f"files known {found.stats}\n"
        f"facts       {found.facts}\n"
        f"index       {size_text(found.index_bytes)}\n"
    )
    return 0


def _gc(store: LocalStore, write: Write, size: int, age_s: float, grace_s: float) -> int:
    done = collect(store, size, age_s, grace_s)
    if done is None:
        write("another process is collecting\n")
        return 0
    write(
        f"removed {done.objects} objects, {size_text(done.object_bytes)}, and {done.reductions} reductions; "
        f"{size_text(done.kept_bytes)} kept\n"
    )
    return 0


def _shared(verb: str, options: dict[str, str], size: int, age_s: float, write: Write) -> int:
    """The same verbs for what several machines share. Raises StoreError."""
    from oilgg.store.bucket import open_bucket
    from oilgg.store.exchange import DAY_S, EXPIRY_DAYS
    from oilgg.store.upkeep import KINDS, check_bucket, drop_old, holdings

    bucket, namespace = open_bucket(options["--share"])
    try:
        if verb == "stats":
            found = holdings(bucket, namespace)
            write(f"store       {bucket.url}, namespace {namespace}\n")
            for kind, name in KINDS.items():
                write(f"{name:<11} {found.count[kind]}, {size_text(found.bytes[kind])}\n")
            write(f"oldest      {found.oldest_s / DAY_S:.1f} days\n")
            return 0
        if verb == "gc":
            age_s = age_s if options["--age"] else EXPIRY_DAYS * DAY_S
            count, freed = drop_old(bucket, namespace, size, age_s)
            write(f"removed {count} blobs, {size_text(freed)}\n")
            return 0
        count, damaged = check_bucket(bucket, namespace)
        for name in damaged:
            write(f"damaged, removed: {name}\n")
        write(f"{count} objects and reductions read, {len(damaged)} damaged\n")
        return 1 if damaged else 0
    finally:
        bucket.close()


def _verify(store: LocalStore, write: Write) -> int:
    count, damaged = check(store)
    for digest in damaged:
        write(f"damaged, removed: {digest.hex()}\n")
    write(f"{count} objects read, {len(damaged)} damaged\n")
    return 1 if damaged else 0
