"""What a shell variable can hold: text, an indexed or associative array, or the name another variable refers to."""

from __future__ import annotations

from oilgg.errors import ExpansionError, LenientError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oilgg.expand.host import Host

EXPORT = 1
READONLY = 2
INTEGER = 4
LOWER = 8
UPPER = 16
CAPITAL = 32
NAMEREF = 64
TRACE = 128
INDEXED = 256
ASSOC = 512
DECLARED = 1024
ARRAY = INDEXED | ASSOC
CASE = LOWER | UPPER | CAPITAL

_FNV_OFFSET = 2166136261
_FNV_PRIME = 16777619
_ASSOC_BUCKETS = 1024
_hashes: dict[str, int] = {}


MOST_NUMBERS = 20000
numbers: dict[str, int] = {}
"""Texts that are plain decimal numbers as `str` writes them: what they are worth."""


def text_of(value: int) -> str:
    """A number as text; remembered, because it is likely to be read as a number again."""
    text = str(value)
    numbers[text] = value
    if len(numbers) > MOST_NUMBERS:
        numbers.clear()
    return text


def joined(texts: list[str]) -> str:
    """Texts in one; bytes that were apart may have become a character together."""
    text = "".join(texts)
    return text if text.isascii() else whole(text)


def whole(text: str) -> str:
    """A text in which characters are characters, not the bytes of which they were put together."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    return text


class ExpressionError(ExpansionError):
    """An arithmetic expression cannot be evaluated. `bare`: the fault is not the expression's (a readonly variable)."""

    lenient = True

    def __init__(self, message: str, bare: bool = False) -> None:
        super().__init__(message, strict=bare)
        self.bare = bare

    def shown(self, command: str) -> str:
        """The message as `command` ("((", "[[", "let") prints it."""
        return self.message if self.bare else f"{command}: {self.message}"

    def tell(self, shell: Host, command: str) -> None:
        """Print it, as `command` does; what is not the expression's fault ends the shell under `set -e`."""
        if self.bare:
            shell.report(self.message)
        else:
            shell.error(self.shown(command))

    def abandoned(self) -> LenientError:
        """The same in a subscript, which abandons what the script was doing, not only an expression."""
        error = LenientError(self.message, strict=self.strict)
        error.unwinds = True
        return error


class IndexedArray:
    """A sparse array: `items` maps index to text; `pairs`, `keys` and `values` go by ascending index."""

    __slots__ = ("_ordered", "items", "top")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self.items: dict[int, str] = dict(enumerate(values))
        self.top = len(self.items) - 1
        self._ordered = True

    def __len__(self) -> int:
        return len(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IndexedArray) and self.items == other.items

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> IndexedArray:
        """An array of its own with the same elements."""
        new = IndexedArray()
        new.items = self.items.copy()
        new.top = self.top
        new._ordered = self._ordered
        return new

    def resolve(self, index: int) -> int:
        """`index` counted from the start; negative ones count from one past the highest. Below 0 if there is none."""
        return index if index >= 0 else index + self.top + 1

    def get(self, index: int) -> str | None:
        """The element at a non-negative index, or None."""
        return self.items.get(index)

    def set(self, index: int, value: str) -> None:
        """Put `value` at a non-negative index."""
        if index > self.top:
            self.top = index
        elif index not in self.items:
            self._ordered = False
        self.items[index] = value

    def delete(self, index: int) -> None:
        """Remove the element at a non-negative index, if there is one."""
        if self.items.pop(index, None) is not None and index == self.top:
            self.top = max(self.items, default=-1) if not self._ordered else next(reversed(self.items), -1)

    def extend(self, values: Iterable[str]) -> None:
        """Append elements after the highest index."""
        items, top = self.items, self.top
        for value in values:
            top += 1
            items[top] = value
        self.top = top

    def _sort(self) -> dict[int, str]:
        if not self._ordered:
            self.items = dict(sorted(self.items.items()))
            self._ordered = True
        return self.items

    def keys(self) -> list[int]:
        """Indices, ascending."""
        return list(self._sort())

    def values(self) -> list[str]:
        """Elements by ascending index."""
        return list(self._sort().values())

    def pairs(self) -> list[tuple[int, str]]:
        """(index, element) by ascending index."""
        return list(self._sort().items())

    def first(self) -> str | None:
        """What the array stands for where a scalar is wanted: element 0."""
        return self.items.get(0)


class AssocArray:
    """An associative array. Kept in order of insertion; `keys`, `values` and `pairs` go in bash's hash order."""

    __slots__ = ("_order", "items")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.items: dict[str, str] = dict(pairs)
        self._order: list[str] | None = None

    def __len__(self) -> int:
        return len(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AssocArray) and self.items == other.items

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> AssocArray:
        """An array of its own with the same elements."""
        new = AssocArray()
        new.items = self.items.copy()
        new._order = self._order
        return new

    def get(self, key: str) -> str | None:
        """The element under `key`, or None."""
        return self.items.get(key)

    def set(self, key: str, value: str) -> None:
        """Put `value` under `key`."""
        if key not in self.items:
            self._order = None
        self.items[key] = value

    def delete(self, key: str) -> None:
        """Remove the element under `key`, if there is one."""
        if self.items.pop(key, None) is not None:
            self._order = None

    def keys(self) -> list[str]:
        """Keys, in the order bash lists them."""
        if self._order is None:
            self._order = hash_order(self.items)
        return list(self._order)

    def values(self) -> list[str]:
        """Elements, in the order bash lists them."""
        items = self.items
        return [items[key] for key in self.keys()]

    def pairs(self) -> list[tuple[str, str]]:
        """(key, element), in the order bash lists them."""
        items = self.items
        return [(key, items[key]) for key in self.keys()]

    def first(self) -> str | None:
        """What the array stands for where a scalar is wanted: the element under "0"."""
        return self.items.get("0")


class NameRef:
    """The value of a `declare -n` variable: the text it refers to, a name or `name[subscript]`."""

    __slots__ = ("target",)

    def __init__(self, target: str) -> None:
        self.target = target

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NameRef) and self.target == other.target

    __hash__ = None  # type: ignore[assignment]


if TYPE_CHECKING:
    Value = str | IndexedArray | AssocArray | NameRef


def name_hash(name: str) -> int:
    """bash's hash of a string (32-bit FNV-1 over signed bytes); decides the order of tables and of the environment."""
    known = _hashes.get(name)
    if known is not None:
        return known
    value = _FNV_OFFSET
    for byte in name.encode("utf-8", "surrogateescape"):
        value = (value * _FNV_PRIME) & 0xFFFFFFFF ^ (byte if byte < 128 else byte | 0xFFFFFF00)
    if len(_hashes) > 20000:
        _hashes.clear()
    _hashes[name] = value
    return value


def hash_order(names: Iterable[str], buckets: int = _ASSOC_BUCKETS) -> list[str]:
    """`names`, given in order of insertion, as they come out of a hash table of bash's that starts with `buckets`."""
    ordered = list(names)
    if len(ordered) <= 2 * buckets:
        ordered.reverse()
        ordered.sort(key=lambda name: name_hash(name) & (buckets - 1))
        return ordered
    return list(_grown_table(ordered, buckets))


def _grown_table(names: list[str], size: int) -> Iterator[str]:
    table: list[list[str]] = [[] for _ in range(size)]
    for count, name in enumerate(names):
        if count >= 2 * size:
            size *= 4
            old = table
            table = [[] for _ in range(size)]
            for chain in old:
                for entry in reversed(chain):
                    table[name_hash(entry) & (size - 1)].append(entry)
        table[name_hash(name) & (size - 1)].append(name)
    for chain in table:
        yield from reversed(chain)


def is_name(text: str) -> bool:
    """Whether `text` is a variable name: letters, digits and underscores, not starting with a digit."""
    return text.isidentifier() and text.isascii()


def may_be_special(name: str) -> bool:
    """Whether there may be a special variable of that name, now or later: they are all capitals."""
    return name.upper() == name


def split_element(text: str) -> tuple[str, str] | None:
    """(name, subscript) where `text` reads `name[subscript]`, or None."""
    start = text.find("[")
    if start <= 0 or not text.endswith("]") or not is_name(text[:start]) or len(text) < start + 3:
        return None
    return text[:start], text[start + 1 : -1]


def bad_subscript(name: str) -> ExpansionError:
    """The error for a subscript that names no possible element."""
    return ExpansionError(f"{name}: bad array subscript")
