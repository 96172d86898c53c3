"""Make rules as GCC's preprocessor writes them (`-MD`), with other names: lines are folded by how long the names are.

The writer here is believed only as far as it writes what came out of the preprocessor to the byte, when it is given the
same names.
"""

from __future__ import annotations

MOST_COLUMNS = 72


def without_root(text: bytes, root: bytes) -> bytes | None:
    """`text` as it would be if no name in it began with `root`; None where that can't be said."""
    rules = _parse(text)
    if rules is None or b"".join([_write(*rule) for rule in rules]) != text:
        return None
    found = b"".join([_write([_cut(n, root) for n in left], [_cut(n, root) for n in right]) for left, right in rules])
    return None if root in found else found


def _cut(name: bytes, root: bytes) -> bytes:
    return name[len(root) :] if name.startswith(root + b"/") else name


def _parse(text: bytes) -> list[tuple[list[bytes], list[bytes]]] | None:
    """Targets and prerequisites of each rule, as they are quoted there."""
    if not text.endswith(b"\n"):
        return None
    rules = []
    for line in text[:-1].replace(b" \\\n ", b" ").split(b"\n"):
        names: list[bytes] = []
        for piece in line.split(b" "):
            if names and names[-1].endswith(b"\\"):
                names[-1] += b" " + piece
            else:
                names.append(piece)
        ends = [at for at, name in enumerate(names) if name.endswith(b":")]
        if len(ends) != 1 or b"" in names:
            return None
        left = names[: ends[0] + 1]
        left[-1] = left[-1][:-1]
        rules.append((left, names[ends[0] + 1 :]))
    return rules


def _write(left: list[bytes], right: list[bytes]) -> bytes:
    """One rule, folded as `make_write` of GCC's mkdeps folds it."""
    found = bytearray()
    column = _fold(found, left, 0)
    found += b":"
    _fold(found, right, column + 1)
    return bytes(found + b"\n")


def _fold(found: bytearray, names: list[bytes], column: int) -> int:
    for name in names:
        if column:
            if column + len(name) > MOST_COLUMNS:
                found += b" \\\n"
                column = 0
            found += b" "
            column += 1
        found += name
        column += len(name)
    return column
