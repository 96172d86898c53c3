"""Tools that compare strings by their bytes are told so, where that is what their locale comes to.

In C.UTF-8 the order of strings is that of their bytes, but `sort`, `comm` and `join` only look whether the locale's
name is "C" or "POSIX", and else call strcoll for every comparison. With LC_COLLATE=C they call memcmp, and print the
same.
Part of the start-up path: no imports.
"""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMPARING = frozenset(("/usr/bin/sort", "/bin/sort", "/usr/bin/comm", "/bin/comm", "/usr/bin/join", "/bin/join"))
BYTE_ORDER = frozenset((b"C.UTF-8", b"C.utf8"))
TELLING = ("--de", "--co", "--ra", "--so")
"""With these options (--debug, --compress-program, --random-sort, --sort) it would show."""


def by_bytes(argv: Sequence[str], environment: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """`environment` for one of COMPARING: with the locale C for comparisons, if the order there is the same."""
    everywhere = environment.get(b"LC_ALL")
    collate = everywhere or environment.get(b"LC_COLLATE") or environment.get(b"LANG")
    if collate not in BYTE_ORDER or b"LOCPATH" in environment or not is_plain():
        return environment
    # A random order (-R, -k1R, -k 1R) follows from what the locale makes of the keys.
    if any(word.startswith(TELLING) or ("R" in word and word[:1] in "-0123456789") for word in argv[1:]):
        return environment
    if everywhere:
        found = {name: value for name, value in environment.items() if not name.startswith(b"LC_")}
        found[b"LANG"] = everywhere
    else:
        found = dict(environment)
    found[b"LC_COLLATE"] = b"C"
    return found


_plain: list[bool] = []


def is_plain() -> bool:
    """Whether C.UTF-8 is that of glibc since 2.35, which compares by bytes whatever they are."""
    if not _plain:
        try:
            name, _, version = (posix.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
            numbers = [int(number) for number in version.split(".")[:2]]
            _plain.append(name == "glibc" and numbers >= [2, 35])
        except (OSError, ValueError):
            _plain.append(False)
    return _plain[0]
