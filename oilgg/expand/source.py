"""Where a `${…}` takes its value from: a variable, positional or special parameter, an element, or a list of them."""

from __future__ import annotations

from oilgg.errors import ExpansionError, LenientError, UnboundError
from oilgg.expand.values import ASSOC, NAMEREF, AssocArray, IndexedArray, is_name, split_element
from oilgg.expand.variables import NameRef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.words import WordNode

SPECIAL = frozenset("?$!-#0")


class Source:
    """One parameter. `name` is how messages call it."""

    __slots__ = ("name",)

    is_list = False
    """Whether it is `$@`, `$*`, `${a[@]}` or `${a[*]}`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, shell: Host) -> str | None:
        """The value, None if it is unset."""
        raise NotImplementedError

    def counted(self, shell: Host) -> str | None:
        """What `${#x}` measures."""
        return self.get(shell)

    def assign(self, shell: Host, value: str) -> None:
        """Give it a value (`${x:=value}`). Raises ExpansionError where that is not possible."""
        raise LenientError(f"${self.name}: cannot assign in this way")

    def unbound(self, shell: Host) -> str:
        """What it is worth where it is unset and that matters: the empty string, or an error under `set -u`."""
        if shell.options.nounset and not self.is_excused(shell):
            raise UnboundError(self.label(shell))
        return ""

    def is_excused(self, shell: Host) -> bool:
        """Whether `set -u` does not mind that it is unset."""
        return False

    def label(self, shell: Host) -> str:
        """Its name in "unbound variable" messages."""
        return self.name

    def shown(self) -> str:
        """The parameter as the source has it."""
        return self.name

    def variable(self) -> str | None:
        """The name of the variable it belongs to, None for positional and special parameters."""
        return None


class Variable(Source):
    """`${x…}`."""

    __slots__ = ()

    def get(self, shell: Host) -> str | None:
        """The value, None if it is unset."""
        value = shell.vars.values.get(self.name)
        return value if value.__class__ is str else shell.vars.get(self.name)

    def counted(self, shell: Host) -> str | None:
        """The value; of an element that a nameref refers to bash does not know the length."""
        value = shell.vars.values.get(self.name)
        if value.__class__ is str:
            return value
        return "" if self.is_excused(shell) else shell.vars.get(self.name)

    def assign(self, shell: Host, value: str) -> None:
        """`x=value`."""
        shell.vars.set(self.name, value)

    def is_excused(self, shell: Host) -> bool:
        """So it is with a nameref to an element."""
        value = shell.vars.values.get(self.name)
        return isinstance(value, NameRef) and split_element(shell.vars.resolve(self.name) or "") is not None

    def variable(self) -> str | None:
        """The variable's name."""
        return self.name


class Positional(Source):
    """`${1…}`; `number` counts from 1."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number

    def get(self, shell: Host) -> str | None:
        """The value, None if there are fewer parameters."""
        positional = shell.positional
        return positional[self.number - 1] if self.number <= len(positional) else None


class Special(Source):
    """`$? $$ $! $- $# $0`."""

    __slots__ = ()

    def get(self, shell: Host) -> str | None:
        """The value, None only for `$!` before the first background command."""
        return special(shell, self.name)

    def label(self, shell: Host) -> str:
        """With its dollar sign."""
        return "$" + self.name


def special(shell: Any, name: str) -> str | None:
    """The value of a special parameter that is no list."""
    if name == "?":
        return str(shell.settled_status() if shell.status < 0 else shell.status)
    if name == "#":
        return str(len(shell.positional))
    if name == "0":
        return str(shell.name)
    if name == "$":
        return str(shell.pid)
    if name == "!":
        return str(shell.background_pid) if shell.background_pid else None
    return str(shell.options.letters())


def subscript_of(word: WordNode, name: str) -> Callable[[Host], str]:
    """What gives the subscript in the source of `name[word]`: a key, or arithmetic, where single quotes are wrong."""
    if "'" not in word.raw:
        return word.reader()

    def expanded(shell: Host) -> str:
        if shell.vars.is_assoc(name):
            return word.text(shell)
        from oilgg.expand.subscripts import expand_subscript

        return expand_subscript(word.raw, shell, False)

    return expanded


class Element(Source):
    """`${a[subscript]…}`; `sub` is a word node, or text where the name came from a variable."""

    __slots__ = ("sub", "subscript")

    def __init__(self, name: str, sub: Any, subscript: Callable[[Host], str] | None = None) -> None:
        super().__init__(name)
        self.sub = sub
        if subscript is None:
            subscript = (lambda _shell: sub) if isinstance(sub, str) else subscript_of(sub, name)
        self.subscript = subscript
        """Gives the expanded subscript."""

    def get(self, shell: Host) -> str | None:
        """The element, None if it is unset."""
        return self.at(shell, self.subscript(shell))

    def at(self, shell: Host, text: str) -> str | None:
        """The element under an expanded subscript, None if it is unset."""
        name = self.name
        array = shell.vars.values.get(name)
        if array.__class__ is IndexedArray:
            index = shell.vars.evaluated(text, unwinds=True)
            if index >= 0:
                return array.items.get(index)
            text = str(index)
        elif array.__class__ is AssocArray:
            if text == "":
                shell.report(f"{name}: bad array subscript")
            return array.items.get(text)
        return shell.vars.get_element(name, text)

    def counted(self, shell: Host) -> str | None:
        """What `${#a[i]}` measures; only there an element before the first is an error. Raises ExpansionError."""
        value = shell.vars.lookup(self.name)
        if value is None:
            return None
        subscript = self.subscript(shell)
        if isinstance(value, AssocArray):
            if not subscript:
                raise LenientError(f"{self.shown().partition('[')[2]}: bad array subscript")
            return value.items.get(subscript)
        index = shell.vars.evaluated(subscript, unwinds=True)
        if index < 0 and (isinstance(value, str) or index + max(value.items, default=-1) + 1 < 0):
            raise LenientError(f"{subscript}]: bad array subscript")
        return shell.vars.get_element(self.name, str(index))

    def assign(self, shell: Host, value: str) -> None:
        """`a[subscript]=value`."""
        shell.vars.set_element(self.name, self.subscript(shell), value)

    def label(self, shell: Host) -> str:
        """Name and subscript."""
        return self.shown()

    def shown(self) -> str:
        """Name and subscript as in the source."""
        return f"{self.name}[{self.sub if isinstance(self.sub, str) else self.sub.raw}]"

    def variable(self) -> str | None:
        """The array's name."""
        return self.name


class ListSource(Source):
    """Several values: `star` for `*`, else `@`."""

    __slots__ = ("star",)

    is_list = True

    def __init__(self, name: str, star: bool) -> None:
        super().__init__(name)
        self.star = star

    def items(self, shell: Host) -> list[str]:
        """The values. Not to be changed."""
        raise NotImplementedError

    def get(self, shell: Host) -> str | None:
        """All values in one text; None if there are none."""
        items = self.items(shell)
        return self.join(shell, items) if items else None

    def join(self, shell: Host, items: list[str]) -> str:
        """Values in one text, where fields make no sense."""
        return (shell.vars.splitter.first if self.star else " ").join(items)


class AllPositional(ListSource):
    """`$@` and `$*`."""

    __slots__ = ()

    def items(self, shell: Host) -> list[str]:
        """The positional parameters."""
        return shell.positional


class AllElements(ListSource):
    """`${a[@]}` and `${a[*]}`."""

    __slots__ = ()

    def items(self, shell: Host) -> list[str]:
        """The elements; a scalar is an array of one."""
        value = shell.vars.values.get(self.name)
        if value.__class__ is not IndexedArray:
            value = shell.vars.lookup(self.name)
        if value is None:
            return []
        return [value] if isinstance(value, str) else value.values()

    def shown(self) -> str:
        """Name and subscript."""
        return f"{self.name}[{'*' if self.star else '@'}]"

    def assign(self, shell: Host, value: str) -> None:
        """Not possible for `@` and `*` of an array, but for an element of an associative one."""
        star = "*" if self.star else "@"
        if shell.vars.attributes_of(self.name) & ASSOC:
            shell.vars.set_element(self.name, star, value)
            return
        raise ExpansionError(f"{self.name}[{star}]: bad array subscript")

    def variable(self) -> str | None:
        """The array's name."""
        return self.name


def make_source(name: str, sub: Any = None) -> Source:
    """The source for a parameter's name and subscript (None, "@", "*" or a word node) as in the tree."""
    if sub is not None:
        if sub.__class__ is str:
            return AllElements(name, sub == "*")
        return Element(name, sub)
    if name in ("@", "*"):
        return AllPositional(name, name == "*")
    if name.isdecimal():
        return Positional(int(name)) if int(name) else Special("0")
    if name in SPECIAL:
        return Special(name)
    return Variable(name)


_references: dict[str, Source | None] = {}


def reference(text: str) -> Source | None:
    """The source that the value of `${!x}`'s variable names, None if it is none: `y`, `y[2]`, `y[@]`, `1`, `@`."""
    if text in _references:
        return _references[text]
    source: Source | None = None
    if is_name(text) or (text.isdecimal() and text.isascii()) or text in ("@", "*") or text in SPECIAL:
        source = make_source(text)
    else:
        element = split_element(text)
        if element is not None:
            name, sub = element
            source = AllElements(name, sub == "*") if sub in ("@", "*") else _indirect_element(name, sub)
    if len(_references) > 1000:
        _references.clear()
    _references[text] = source
    return source


def _indirect_element(name: str, text: str) -> Element:
    """An element whose subscript is source text, to be expanded when it is used."""

    def expanded(shell: Host) -> str:
        from oilgg.expand.subscripts import expand_subscript

        return expand_subscript(text, shell, shell.vars.is_assoc(name))

    return Element(name, text, expanded if any(character in text for character in "$`\\\"'") else None)


class Nowhere(Source):
    """What `${!x}` leads to where x is declared but has no value, or `${!1}` without parameters."""

    __slots__ = ()

    def get(self, shell: Host) -> str | None:
        """Always unset."""
        return None

    def assign(self, shell: Host, value: str) -> None:
        """Not possible."""
        raise LenientError(f"{self.name}: invalid indirect expansion")


def _is_known(shell: Host, name: str) -> bool:
    """Whether a variable is at least declared."""
    variables = shell.vars
    if name in variables.attributes:
        return not variables.attributes[name] & NAMEREF
    return name in variables.dynamic or variables.values.get(name) is not None


def indirect(shell: Host, source: Source) -> Source | str:
    """What `${!source}` stands for: another source, or the text itself where `source` is a nameref."""
    name = source.name
    if source.__class__ is Variable:
        value = shell.vars.values.get(name)
        if isinstance(value, NameRef):
            end = shell.vars.resolve(name)
            if end is None:
                raise LenientError(f"{name}: invalid indirect expansion")
            return end
    text = source.get(shell)
    if text is not None and isinstance(source, AllElements) and not source.star:
        text = (shell.vars.splitter.first or " ").join(source.items(shell))
    if text is None:
        if source.variable() is None or _is_known(shell, name):
            return Nowhere("!" + source.label(shell))
        raise LenientError(f"{source.shown() if source.is_list else source.label(shell)}: invalid indirect expansion")
    target = reference(text)
    if target is None:
        raise LenientError(f"{text}: invalid variable name")
    return target


class Fixed(Source):
    """A text that is there already."""

    __slots__ = ()

    def get(self, shell: Host) -> str | None:
        """It."""
        return self.name


class FixedName(Fixed):
    """The name that a nameref stands for, as value of the variable of that name."""

    __slots__ = ()

    def variable(self) -> str | None:
        """It."""
        return self.name


def operand(shell: Host, name: str) -> Source:
    """What operators change in `${!x…}` of a nameref: its name, but with arrays the value."""
    target = reference(name)
    is_text = isinstance(target, Variable) and isinstance(shell.vars.lookup(name) or "", str)
    return FixedName(name) if target is None or is_text else target
