"""`[[ … ]]`."""

from __future__ import annotations

from oilgg.expand.operators import matches as pattern_matches
from oilgg.expand.parts import DoubleQuote, Literal
from oilgg.expand.pattern import Pattern
from oilgg.expand.values import ExpressionError
from oilgg.expand.words import compile_word
from oilgg.interp import xtrace
from oilgg.interp.builtins import conditions
from oilgg.interp.command import attend
from oilgg.interp.compound import Compound, prepared_pattern
from oilgg.interp.execution import command_failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.parts import Part
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


class Test:
    """A part of `[[ ]]`."""

    __slots__ = ("mark",)

    mark: str
    """"! " in traces of what is negated, else ""."""

    def value(self, shell: Shell) -> bool:
        """Whether it holds."""
        raise NotImplementedError


class AndTest(Test):
    """`a && b`."""

    __slots__ = ("left", "right")

    def __init__(self, tree: Tree) -> None:
        self.left = build_test(tree[1])
        self.right = build_test(tree[2])

    def value(self, shell: Shell) -> bool:
        """Both hold."""
        return self.left.value(shell) and self.right.value(shell)


class OrTest(Test):
    """`a || b`."""

    __slots__ = ("left", "right")

    def __init__(self, tree: Tree) -> None:
        self.left = build_test(tree[1])
        self.right = build_test(tree[2])

    def value(self, shell: Shell) -> bool:
        """One holds."""
        try:
            if self.left.value(shell):
                return True
        except BadRegex:
            pass
        return self.right.value(shell)


class NotTest(Test):
    """`! a`."""

    __slots__ = ("operand",)

    def __init__(self, tree: Tree) -> None:
        self.operand = inner = build_test(tree[1])
        while isinstance(inner, NotTest):
            inner = inner.operand
        inner.mark = "" if inner.mark else "! "

    def value(self, shell: Shell) -> bool:
        """It does not hold, or is no expression."""
        try:
            return not self.operand.value(shell)
        except BadRegex:
            return True


class WordTest(Test):
    """`word`, `-n word`, `-z word`."""

    __slots__ = ("empty", "op", "operand")

    def __init__(self, tree: Tree) -> None:
        self.op: str = "-n" if tree[0] == "word" else tree[1]
        self.operand = compile_word(tree[-1])
        self.empty = self.op == "-z"

    def value(self, shell: Shell) -> bool:
        """It is not empty, or with -z it is."""
        text = self.operand.text(shell)
        if shell.options.xtrace:
            _trace(shell, f"{self.mark}{self.op} {_shown(text)}")
        return (text == "") is self.empty


class UnaryTest(Test):
    """`-f file` and its kin."""

    __slots__ = ("op", "operand")

    def __init__(self, tree: Tree) -> None:
        self.op: str = tree[1]
        self.operand = compile_word(tree[2])

    def value(self, shell: Shell) -> bool:
        """Ask the table of `test`."""
        if self.op == "-v" and "[" in self.operand.raw:
            return self._is_element_set(shell)
        text = self.operand.text(shell)
        if shell.options.xtrace:
            _trace(shell, f"{self.mark}{self.op} {_shown(text)}")
        return conditions.unary(shell, self.op, text)

    def _is_element_set(self, shell: Shell) -> bool:
        try:
            return conditions.is_variable_set(shell, self._reference(shell), True)
        except ExpressionError as error:
            raise error.abandoned() from None

    def _reference(self, shell: Shell) -> str:
        """The operand of -v, whose subscript is expanded: what has been expanded is protected from that."""
        pieces = [(part.text(shell), isinstance(part, Literal)) for part in _flattened(self.operand.parts)]
        text = "".join([piece for piece, _ in pieces])
        if shell.options.xtrace:
            _trace(shell, f"{self.mark}{self.op} {_shown(text)}")
        special = "\\$`\"'[]" if shell.vars.is_assoc(text.partition("[")[0]) else '\\$`"'
        table = str.maketrans({char: "\\" + char for char in special})
        return "".join([piece if literal else piece.translate(table) for piece, literal in pieces])


def _flattened(parts: list[Part]) -> list[Part]:
    """Parts, with those between double quotes in place of the quotes."""
    return [inner for part in parts for inner in (part.parts if isinstance(part, DoubleQuote) else [part])]


class PatternTest(Test):
    """`a == pattern`, `a = pattern`, `a != pattern`."""

    __slots__ = ("constant", "left", "op", "right", "wanted")

    def __init__(self, tree: Tree) -> None:
        self.op: str = tree[1]
        self.left = compile_word(tree[2])
        self.right = compile_word(tree[3])
        self.constant: Pattern | None = None
        prepared = prepared_pattern(tree[3])
        if prepared.__class__ is Pattern:
            self.constant = prepared
        self.wanted = self.op != "!="

    def value(self, shell: Shell) -> bool:
        """Match."""
        text = self.left.text(shell)
        constant = self.constant
        if constant is not None and text.isascii() and not shell.attention and not shell.options.nocasematch:
            return constant.match(text) is self.wanted
        if shell.options.xtrace:
            pattern, traced = self.right.traced_pattern(shell)
            _trace(shell, f"{self.mark}{_shown(text)} {self.op} {_shown(traced)}")
        else:
            pattern = self.right.pattern(shell)
        return self.matches(shell, text, pattern)

    def matches(self, shell: Shell, text: str, pattern: str) -> bool:
        """Whether it holds for an expanded text and pattern."""
        return pattern_matches(shell, pattern, text, True, shell.options.nocasematch) is self.wanted


class RegexTest(Test):
    """`a =~ regex`; BASH_REMATCH gets the groups."""

    __slots__ = ("left", "right")

    def __init__(self, tree: Tree) -> None:
        self.left = compile_word(tree[2])
        self.right = compile_word(tree[3])

    def value(self, shell: Shell) -> bool:
        """Match; a wrong expression is status 2."""
        from oilgg.expand import regex

        text = self.left.text(shell)
        pattern = self.right.text(shell) if shell.options.compat31 else self.right.regex(shell)
        if shell.options.xtrace:
            _trace(shell, f"{self.mark}{_shown(text)} =~ {_shown(pattern)}")
        try:
            groups = regex.match(pattern, text, shell.options.nocasematch, shell.vars.locale_name("LC_CTYPE"))
        except ValueError:
            raise BadRegex from None
        from oilgg.expand.values import IndexedArray

        variables = shell.vars
        # The global one, even where a function has made the name local.
        swapped = variables.scope is not None and variables.swap_global("BASH_REMATCH")
        variables.renew("BASH_REMATCH")
        variables.set_array("BASH_REMATCH", IndexedArray(groups or ()))
        if swapped:
            variables.swap_global("BASH_REMATCH")
        return groups is not None


class BadRegex(Exception):
    """The expression right of =~ is none."""


_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "-eq": int.__eq__, "-ne": int.__ne__, "-lt": int.__lt__, "-le": int.__le__, "-gt": int.__gt__, "-ge": int.__ge__,
}  # fmt: skip
_FILES: dict[str, Callable[[Shell, str, str], bool]] = {
    "-nt": conditions.newer, "-ot": conditions.older, "-ef": conditions.same_file,
}  # fmt: skip


class BinaryTest(Test):
    """`a -lt b`, `a < b`, `a -nt b`."""

    __slots__ = ("left", "op", "right")

    def __init__(self, tree: Tree) -> None:
        self.op: str = tree[1]
        self.left = compile_word(tree[2])
        self.right = compile_word(tree[3])

    def value(self, shell: Shell) -> bool:
        """Compare numbers, texts or files."""
        return self.traced(shell, self.left.text(shell), self.right.text(shell))

    def traced(self, shell: Shell, left: str, right: str) -> bool:
        """The same for expanded operands, which are shown if that is wanted."""
        if shell.options.xtrace:
            _trace(shell, f"{self.mark}{_shown(left)} {self.op} {_shown(right)}")
        return self.compared(shell, left, right)

    def compared(self, shell: Shell, left: str, right: str) -> bool:
        """Whether it holds for expanded operands."""
        op = self.op
        compare = _COMPARISONS.get(op)
        if compare is not None:
            try:
                return compare(_number(shell, left), _number(shell, right))
            except ExpressionError as error:
                error.tell(shell, "[[")
                return False
        files = _FILES.get(op)
        if files is not None:
            return files(shell, left, right)
        from oilgg.expand.locale import compare as collate

        order = collate(shell.vars, left, right)
        return order < 0 if op == "<" else order > 0


class SubscriptTest(BinaryTest):
    """`m[$k] -lt b`: what is expanded in a subscript is a key, whatever is in it."""

    __slots__ = ("texts",)

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        from oilgg.expand.formula import subscripted

        operands = ((self.left, subscripted(tree[2])), (self.right, subscripted(tree[3])))
        self.texts = [word.text if expression is None else expression.expanded for word, expression in operands]

    def value(self, shell: Shell) -> bool:
        """Compare numbers."""
        left, right = self.texts
        return self.traced(shell, left(shell), right(shell))


def _number(shell: Shell, text: str) -> int:
    return shell.vars.evaluated(text) if text else 0


def _shown(text: str) -> str:
    """An operand in a trace: as it is."""
    return text or "''"


def _trace(shell: Shell, text: str) -> None:
    xtrace.show(shell, f"[[ {text} ]]")


_TESTS: dict[str, Callable[[Tree], Test]] = {"and": AndTest, "or": OrTest, "not": NotTest, "word": WordTest}


def build_test(tree: Tree) -> Test:
    """The object for an expression of the parser."""
    test = _build(tree)
    test.mark = ""
    return test


def _build(tree: Tree) -> Test:
    if tree[-1] == "(" and tree[0] in ("word", "unary"):
        return _build(tree[:-1])  # the mark is for the printer
    make = _TESTS.get(tree[0])
    if make is not None:
        return make(tree)
    if tree[0] == "unary":
        return WordTest(tree) if tree[1] in ("-n", "-z") else UnaryTest(tree)
    if tree[1] in ("=", "==", "!="):
        return PatternTest(tree)
    if tree[1] == "=~":
        return RegexTest(tree)
    if tree[1] in _COMPARISONS and ("[" in tree[2][0] or "[" in tree[3][0]):
        return SubscriptTest(tree)
    return BinaryTest(tree)


class Conditional(Compound):
    """`[[ -f $x && $y == a* ]]`."""

    __slots__ = ("test",)
    line_first = True

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.test = build_test(tree[2])
        self.redirections(tree[3])

    def body_run(self, shell: Shell) -> int:
        """Status 0 if the expression holds, 2 if it is wrong."""
        shell.line = self.line
        if shell.attention and attend(shell, self):
            return shell.status
        shell.command = self
        try:
            status = 0 if self.test.value(shell) else 1
        except BadRegex:
            status = 2
        shell.status = status
        if status and shell.guarded and shell.checked:
            command_failed(shell, status)  # the ERR trap finds PIPESTATUS as it was
        shell.pipe_status = (status,)
        return status

    run = body_run


class RedirectedConditional(Conditional):
    """`[[ a ]] 2>f`."""

    __slots__ = ()
    run = Compound.run
