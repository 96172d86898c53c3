"""Assignments: `x=1`, `a[2]+=x`, `a=(x [3]=y)`, alone, before a command, as arguments of `declare` and its kin."""

from __future__ import annotations

from oilgg.errors import ExpansionError, LenientError, NoMatchError, ReadonlyError
from oilgg.expand.source import subscript_of
from oilgg.expand.values import INDEXED, READONLY, joined
from oilgg.expand.words import BraceWord, compile_element, compile_quoted, compile_word, fields_of
from oilgg.interp import xtrace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.words import WordNode
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]
    Element = tuple[str | None, str, str]


class DeclArg:
    """An assignment among the arguments of a declaration builtin (`local x=$y a=(1 [k]=2)`), expanded.

    `value` is the text, or with `array` the elements (subscript text or None, "=" or "+=", text), as
    Variables.assign_array takes them. `failed`: it was tried already, and cannot be. Other arguments are plain str.
    """

    __slots__ = ("array", "failed", "name", "op", "sub", "value")

    def __init__(self, name: str, sub: str | None, op: str, value: str | list[Element], array: bool) -> None:
        self.name = name
        self.sub = sub
        self.op = op
        self.value = value
        self.array = array
        self.failed = False

    def __str__(self) -> str:
        """The argument as text, for builtins that treat it as a word."""
        name = self.name if self.sub is None else f"{self.name}[{self.sub}]"
        if isinstance(self.value, str):
            return name + self.op + self.value
        parts = [text if sub is None else f"[{sub}]{op}{text}" for sub, op, text in self.value]
        return name + self.op + "(" + " ".join(parts) + ")"


def readonly(shell: Shell, error: ReadonlyError) -> ExpansionError:
    """The error of an assignment to a readonly variable, which abandons the command, or in posix mode the shell."""
    if shell.options.posix and not shell.ends_by_mistakes:
        return LenientError(error.message)
    return ExpansionError(error.message, shell.options.posix)


def literal(word: Tree) -> str | None:
    """The text of a word that no expansion can change, else None."""
    parts = word[1]
    if not parts:
        return ""
    out = []
    for part in parts:
        if part.__class__ is str:
            if not part.isalnum() and not _PLAIN.issuperset(part):
                return None
            out.append(part)
        elif part[0] == "sq":
            out.append(part[1])
        elif part[0] == "dq":
            for inner in part[1]:
                if inner.__class__ is not str:
                    return None
                out.append(inner)
        else:
            return None
    return joined(out)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./,:%@^#]}")


class Assignment:
    """One assignment of the script, ready to be done."""

    __slots__ = ("append", "constant", "elements", "listed", "name", "raw", "sub", "subscript", "text", "value")

    def __init__(self, tree: Tree) -> None:
        _, name, sub, op, value = tree
        self.name: str = name
        self.sub: WordNode | None = None if sub is None else compile_quoted(sub)
        self.append: bool = op == "+="
        self.elements: list[tuple[WordNode | None, str, WordNode]] | None = None
        self.listed: list[WordNode] | None = None
        """The elements where none of them has a subscript."""
        self.constant: str | None = None
        self.value: WordNode | None = None
        self.subscript: Callable[[Shell], str] | None = None if self.sub is None else subscript_of(self.sub, name)
        self.text: Callable[[Shell], str] = self._constant
        """The expanded value of a scalar assignment."""
        self.raw = value
        if value[0] == "array" and len(value) == 2 and _is_elements(value[1]):
            self.elements = [_element(element) for element in value[1]]
            if sub is None and all(element[0] is None for element in self.elements):
                self.listed = [element[2] for element in self.elements]
        else:
            self.constant = literal(value)
            if self.constant is None:
                self.value = compile_word(value)
                self.text = self.value.assigner()

    def _constant(self, _shell: Shell) -> str:
        assert self.constant is not None
        return self.constant

    def expand_elements(self, shell: Shell, assoc: bool = False, declared: bool = False) -> list[Element]:
        """The expanded elements of an array assignment; `assoc`: the name is about to become an associative array.

        `declared`: by a builtin, for which bash quotes what they are expanded to.
        """
        out: list[Element] = []
        unmatched: NoMatchError | None = None
        assoc = assoc or shell.vars.is_assoc(self.name)
        elements = self.elements or []
        keyed = bool(elements) and (elements[0][0] is not None or (not declared and elements[0][2].raw.startswith("[")))
        """Whether the elements of an associative array are no pairs of words."""
        for sub, op, word in elements:
            if assoc:
                if sub is None and keyed:
                    shown = xtrace.single_quote(word.raw) if declared else word.raw
                    shell.report(f"{self.name}: {shown}: must use subscript when assigning associative array")
                    continue
                key = None if sub is None else sub.text(shell)
                if key == "" and (keyed or not declared):
                    from oilgg.syntax.printer import word_text

                    shown = f"[{sub.raw}]{op}{word_text((word.raw, word.tree))}"  # type: ignore[union-attr]
                    if declared:
                        shown = f"['']{op}{xtrace.single_quote(word.untilded(shell))}"
                    shell.report(f"{shown}: bad array subscript")
                    continue
                out.append((key, op, word.untilded(shell)))
            else:
                whole = word
                if sub is not None:
                    if word.__class__ is BraceWord or "{" in sub.raw:
                        whole = _whole_element(sub, op, word)
                    if whole.__class__ is not BraceWord or not shell.options.braceexpand:
                        out.append((sub.text(shell), op, _element_value(shell, sub, op, word)))
                        continue
                try:
                    out += [(None, "=", field) for field in whole.fields(shell)]
                except NoMatchError as error:
                    unmatched = unmatched or error
        if unmatched is not None:
            raise unmatched
        if assoc and not keyed:
            return _with_keys(shell, elements, out, declared)
        return out

    def assign(self, shell: Shell) -> None:
        """Do the assignment. Raises ExpansionError; a readonly name is one that abandons the command."""
        try:
            self.try_to_assign(shell)
        except ReadonlyError as error:
            raise readonly(shell, error) from None

    def try_to_assign(self, shell: Shell) -> None:
        """Do the assignment. Raises ExpansionError, and ReadonlyError."""
        variables = shell.vars
        name = self.name
        if self.elements is not None:
            bits = variables.attributes.get(name)
            if bits is not None and bits != INDEXED:
                base = variables.resolve(name) or name
                if variables.attributes.get(base, 0) & READONLY:
                    raise ReadonlyError(name)  # before anything in it is expanded
            if (
                self.listed is not None and not shell.options.xtrace
                and (bits == INDEXED or not variables.is_assoc(name))
            ):  # fmt: skip
                variables.assign_list(name, fields_of(self.listed, shell), self.append)
                return
            if self.sub is not None:
                raise ExpansionError(f"{name}[{self.sub.raw}]: cannot assign list to array member")
            if shell.options.xtrace:
                xtrace.show(shell, name + ("+=" if self.append else "=") + self._array_source())
            elements = self.expand_elements(shell)
            variables.assign_array(name, elements, self.append)
            return
        value = self.text(shell)
        self.store(shell, None if self.subscript is None else self.subscript(shell), value)

    def store(self, shell: Shell, subscript: str | None, value: str) -> None:
        """Assign a value, with a subscript to an element; both are expanded. Raises as `try_to_assign` does."""
        variables = shell.vars
        name = self.name
        sub = self.sub
        if subscript is not None and sub is not None:
            if shell.options.xtrace:
                xtrace.show(shell, f"{name}[{sub.raw}]{'+=' if self.append else '='}{_quoted(shell, value)}")
            if subscript in ("@", "*") and sub.raw[-1:] not in "@*'" and not variables.is_assoc(name):
                variables.evaluated(subscript, unwinds=True)  # which says what is wrong with it
            if not subscript:
                if not sub.raw or variables.is_assoc(name):
                    raise ExpansionError(f"{name}[{sub.raw}]: bad array subscript")
                subscript = "0"
            try:
                variables.set_element(name, subscript, value, self.append)
            except ExpansionError as error:
                if error.message == f"{name}[{subscript}]: bad array subscript":
                    error.message = f"{name}[{sub.raw}]: bad array subscript"
                raise
            return
        if shell.options.xtrace:
            xtrace.show(shell, name + ("+=" if self.append else "=") + _quoted(shell, value))
        if self.append:
            variables.append(name, value)
        else:
            variables.set(name, value)

    def _array_source(self) -> str:
        from oilgg.syntax.printer import array_text

        return array_text(self.raw)

    def assign_temporary(self, shell: Shell) -> None:
        """Assign in front of a command, into the temporary scope that is open. Raises ReadonlyError."""
        if self.elements is not None:
            value = self._array_source()
        else:
            value = self.text(shell)
        if self.sub is not None:
            shell.error(f"`{self.name}[{self.sub.raw}]': not a valid identifier")
            return
        shell.vars.declare_temporary(self.name, value, self.append)
        if shell.options.xtrace:
            xtrace.show(
                shell, f"{self.name}={_quoted(shell, shell.vars.get(self.name) or '' if self.append else value)}"
            )

    def arguments(self, shell: Shell, assoc: bool) -> list[Any]:
        """The assignment as arguments of a declaration builtin: where it has brace expressions, just words.

        `assoc`: the builtin has option `-A`.
        """
        if self.value.__class__ is BraceWord or (self.sub is not None and "{" in self.sub.raw):
            op = "+=" if self.append else "="
            if self.elements is None and shell.options.braceexpand:
                raw, parts = self.raw
                whole = _whole(self.name, self.sub, op, raw, parts)
                if whole.__class__ is BraceWord:
                    return whole.fields(shell)
        return [self.argument(shell, assoc)]

    def argument(self, shell: Shell, assoc: bool = False) -> DeclArg:
        """The assignment as an argument of a declaration builtin; `assoc`: one with `-A`."""
        value = self.value
        op = "+=" if self.append else "="
        sub = None if self.sub is None else self.sub.text(shell)
        if self.elements is not None:
            return DeclArg(self.name, sub, op, self.expand_elements(shell, assoc, True), True)
        text = self.text(shell) if shell.vars.splitter.first or value is None else value.apart(shell)
        return DeclArg(self.name, sub, op, text, False)


def _with_keys(
    shell: Shell, elements: list[tuple[WordNode | None, str, WordNode]], out: list[Element], declared: bool
) -> list[Element]:
    """The pairs of words of an associative array but those without a key, which are told of."""
    kept: list[Element] = []
    for position in range(0, len(out), 2):
        if out[position][2]:
            kept += out[position : position + 2]
        else:
            shown = "''" if declared else elements[position][2].raw
            shell.report(f"{shown}: bad array subscript")
    return kept


def _element(tree: Tree) -> tuple[WordNode | None, str, WordNode]:
    """Subscript, operator and value of an element."""
    _, sub, op, value = tree
    if sub is None:
        return None, op, compile_element(value)
    return compile_quoted(sub), op, compile_word(value)


def _element_value(shell: Shell, sub: WordNode, op: str, word: WordNode) -> str:
    """The value of `[sub]=word`; a bad substitution is one of the whole element. No tildes in posix mode."""
    try:
        return word.untilded(shell) if shell.options.posix else word.assigned(shell)
    except ExpansionError as error:
        if error.message == f"{word.raw}: bad substitution":
            error.message = f"\\[{sub.raw}\\]{op}{error.message}"
        raise


def _whole_element(sub: WordNode, op: str, word: WordNode) -> WordNode:
    """`[sub]=word` as one word: where it has brace expressions it is no more than that."""
    return _whole("", sub, op, word.raw, word.tree)


def _whole(name: str, sub: WordNode | None, op: str, raw: str, parts: Tree) -> WordNode:
    """The same of `name[sub]=word` and `name=word`, whose brackets are a pattern."""
    if sub is None:
        return compile_word((name + op + raw, (("sq", name + op), *parts)))
    head, middle = (name + "[", "]" + op) if name else (("sq", "["), ("sq", "]" + op))
    return compile_word((f"{name}[{sub.raw}]{op}{raw}", (head, *sub.tree, middle, *parts)))


def _is_elements(value: Any) -> bool:
    return all(element.__class__ is tuple and element[:1] == ("elem",) for element in value)


def _quoted(shell: Shell, value: str) -> str:
    return xtrace.quote(value, shell.vars.multibyte()) if value else ""
