"""Arithmetic: `$((…))`, `((…))`, subscripts, offsets, integer variables. 64 bits, wrapping.

A text is parsed once and kept as node objects. What the source of a script has is in formula.py.
"""

from __future__ import annotations

from oilgg.errors import ExpansionError, ParseError, ReadonlyError, UnboundError
from oilgg.expand.expression import Evaluator, wrap
from oilgg.expand.operation import Comma, Conditional, Hole, Impossible, Node, Number, Unary, operation
from oilgg.expand.values import MOST_NUMBERS, ExpressionError, NameRef, numbers, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.expand.host import Host

    Tree = tuple[Any, ...]

_LOW, _HIGH = -0x8000000000000000, 0x7FFFFFFFFFFFFFFF
_CACHE_SIZE = 2000
_MAX_DEPTH = 1023
nodes: dict[str, Node | None] = {}
"""Texts to their nodes; None: not to be parsed, the reference evaluator says why."""


def evaluate(text: str, shell: Host, depth: int = 0) -> int:
    """The value of an expression. Raises ExpressionError with bash's message, UnboundError under `set -u`."""
    node = nodes.get(text)
    if node is None:
        value = numbers.get(text)
        if value is None:
            value = plain_number(text)
        if value is not None:
            return value
        if text not in nodes:
            node = parse(text)
    try:
        return Evaluator(text, shell, depth).run() if node is None else node.value(shell, depth)
    except Impossible:
        raise explained(text, shell, depth) from None
    except TooDeep as deep:
        raise too_deep(text, deep.name) from None


def plain_number(text: str) -> int | None:
    """The value of a text that is a decimal number without sign and leading zeros, else None."""
    if text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0") and len(text) < 19:
        value = numbers[text] = int(text)
        if len(numbers) > MOST_NUMBERS:
            numbers.clear()
        return value
    return None


def parse(text: str) -> Node | None:
    """The node of an expression, which is kept; None if it cannot be parsed: `evaluate` says why."""
    from oilgg.syntax.arithmetic import parse_arithmetic

    node: Node | None = None
    try:
        tree = parse_arithmetic(text) if text.strip(" \t\n") else ("num", 0)
        node = None if "**" in text and _skips_power(tree, False) else _guarded(tree)
    except ParseError:
        pass
    if len(nodes) >= _CACHE_SIZE:
        nodes.clear()
    nodes[text] = node
    return node


def explained(text: str, shell: Host, depth: int) -> ExpressionError:
    """The error for an expression whose evaluation failed; what it had assigned has been undone, and is done again."""
    try:
        Evaluator(text, shell, depth).run()
    except ExpressionError as error:
        return error
    shown = text.lstrip(" \t")
    return ExpressionError(f'{shown}: division by 0 (error token is "")')


def _skips_power(tree: Tree, skipped: bool) -> bool:
    """Whether `**` stands where it may not be evaluated: bash complains of negative exponents all the same."""
    if skipped and tree[:2] == ("binary", "**"):
        return True
    may_skip = tree[0] == "cond" or tree[:2] in (("binary", "&&"), ("binary", "||"))
    return any(_skips_power(item, skipped or may_skip) for item in tree if item.__class__ is tuple)


def assigns(tree: Tree) -> bool:
    """Whether an expression assigns to something."""
    return tree[0] in ("assign", "pre", "post") or any(assigns(item) for item in tree if item.__class__ is tuple)


# ---- variables


def load(shell: Host, name: str, depth: int) -> int:
    """The value of a variable or `array[subscript]` in an expression; its text is an expression itself."""
    if name.endswith("]"):
        start = name.index("[")
        return _load_element(shell, name[:start], name[start + 1 : -1], depth)
    value = shell.vars.values.get(name)
    if value.__class__ is NameRef and (reference := shell.vars.list_reference(name)) is not None:
        shell.report(f"{reference[0]}[{reference[1]}]: bad array subscript")
        return 0
    text = value if isinstance(value, str) else shell.vars.get(name)
    if text is None:
        if shell.options.nounset and shell.vars.lookup(name) is None:
            raise UnboundError(name)
        return 0
    known = numbers.get(text)
    if known is None:
        known = plain_number(text)
    return known if known is not None else _value_of(shell, text, name, depth)


def _value_of(shell: Host, text: str, name: str, depth: int) -> int:
    if text[:1] == "-" and text[1:].isdecimal() and text.isascii() and text[1] != "0":
        return wrap(-int(text[1:]))
    if not text or text.isspace():
        return 0
    if depth >= _MAX_DEPTH:
        raise TooDeep(name)
    try:
        return evaluate(text, shell, depth + 1)
    except RecursionError:
        raise TooDeep(name) from None


class TooDeep(Exception):
    """The value of `name` would be evaluated on a level too deep."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def too_deep(text: str, name: str) -> ExpressionError:
    """The error of an expression in which `name` is the level too deep."""
    start = max(text.find(name), 0)
    shown = text.lstrip(" \t")
    return ExpressionError(f'{shown}: expression recursion level exceeded (error token is "{text[start:]}")')


def _load_element(shell: Host, name: str, subscript: str, depth: int) -> int:
    if not subscript:
        shell.report(f"{name}[]: bad array subscript")
        shell.error(f"{name}[]: bad array subscript")
        return 0
    if subscript in ("@", "*") and not shell.vars.is_assoc(name):
        shell.report(f"{name}[{subscript}]: bad array subscript")
        return 0
    try:
        text = shell.vars.get_element(name, _expanded(shell, name, subscript))
    except ExpressionError as error:
        raise error.abandoned() from None
    if text is None:
        if shell.options.nounset and shell.vars.lookup(name) is None:
            raise UnboundError(name)
        return 0
    known = numbers.get(text)
    if known is None:
        known = plain_number(text)
    return known if known is not None else _value_of(shell, text, f"{name}[{subscript}]", depth)


def _expanded(shell: Host, name: str, subscript: str) -> str:
    if "$" in subscript or "`" in subscript or '"' in subscript or "'" in subscript or "\\" in subscript:
        from oilgg.expand.subscripts import expand_subscript

        return expand_subscript(subscript, shell, shell.vars.is_assoc(name))
    return subscript


def assign(shell: Host, name: str, text: str) -> None:
    """Assign to a variable whose value is text, or that has none, from an expression."""
    try:
        shell.vars.set(name, text)
    except ReadonlyError as error:
        raise ExpressionError(error.message, True) from None
    except ExpansionError as error:
        if not error.message:
            shell.vars.warn_of_circle(name)
            return
        if not error.message.endswith("bad array subscript"):
            raise
        shell.report(error.message)


def store(shell: Host, name: str, value: int) -> None:
    """Assign to a variable or `array[subscript]` from an expression."""
    try:
        if name.endswith("]"):
            start = name.index("[")
            base = name[:start]
            subscript = _expanded(shell, base, name[start + 1 : -1])
            if not subscript:
                raise ExpressionError(f"`{base}[]': not a valid identifier")
            shell.vars.set_element(base, subscript, text_of(value))
        else:
            shell.vars.set(name, text_of(value))
    except ReadonlyError as error:
        raise ExpressionError(error.message, True) from None
    except ExpressionError as error:
        if error.message.endswith("not a valid identifier"):
            raise
        raise error.abandoned() from None
    except ExpansionError as error:
        if not error.message.endswith("bad array subscript"):
            raise
        shell.report(error.message)


# ---- nodes


class Name(Node):
    """`x` or `a[i]`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def value(self, shell: Host, depth: int) -> int:
        text = shell.vars.values.get(self.name)
        if text.__class__ is str:
            known = numbers.get(text)
            if known is not None:
                return known
        return load(shell, self.name, depth)


class Assign(Node):
    """`x = a`; in `x += a` the operand is the sum."""

    __slots__ = ("is_element", "name", "operand")

    def __init__(self, name: str, operand: Node) -> None:
        self.name = name
        self.operand = operand
        self.is_element = name.endswith("]")

    def value(self, shell: Host, depth: int) -> int:
        value = self.operand.value(shell, depth)
        if self.is_element:
            store(shell, self.name, value)
            return value
        assign(shell, self.name, text_of(value))
        return value


class Step(Node):
    """`x++`, `--x`: adds `step`; `after` says that the value is the one before."""

    __slots__ = ("after", "name", "step")

    def __init__(self, name: str, step: int, after: bool) -> None:
        self.name = name
        self.step = step
        self.after = after

    def value(self, shell: Host, depth: int) -> int:
        name = self.name
        variables = shell.vars
        text = variables.values.get(name)
        old = numbers.get(text) if text.__class__ is str else None
        if old is None:
            old = load(shell, name, depth)
        new = old + self.step
        if text.__class__ is str and _LOW <= new <= _HIGH:
            assign(shell, name, text_of(new))
        else:
            new = wrap(new)
            store(shell, name, new)
        return old if self.after else new


class Guarded(Node):
    """An expression that assigns and can fail: when it does, its assignments are undone."""

    __slots__ = ("inner",)

    def __init__(self, inner: Node) -> None:
        self.inner = inner

    def value(self, shell: Host, depth: int) -> int:
        variables = shell.vars
        mark = variables.mark()
        try:
            value = self.inner.value(shell, depth)
        except Impossible:
            variables.undo(mark)
            raise
        except BaseException:
            variables.release(mark)
            raise
        variables.release(mark)
        return value


def _guarded(tree: Tree) -> Node:
    node = compile_node(tree)
    return Guarded(node) if can_fail(tree) and assigns(tree) else node


def target(tree: Tree) -> str:
    """What an assignment assigns to: `x` or `a[i]`."""
    return tree[1] if tree[0] == "var" else f"{tree[1]}[{tree[2]}]"


def compile_node(tree: Tree, holes: dict[str, Hole] | None = None) -> Node:
    """The node of a tree; names among `holes` become those."""
    tag = tree[0]
    if tag == "num":
        return Number(wrap(tree[1]))
    if tag == "var":
        if holes is not None and tree[1] in holes:
            return holes[tree[1]]
        return Name(tree[1])
    if tag == "elem":
        return Name(f"{tree[1]}[{tree[2]}]")
    if tag == "binary":
        return operation(tree[1], compile_node(tree[2], holes), compile_node(tree[3], holes))
    if tag == "unary":
        return Unary(tree[1], compile_node(tree[2], holes))
    if tag == "assign":
        name, value = target(tree[2]), compile_node(tree[3], holes)
        return Assign(name, value if tree[1] == "=" else operation(tree[1][:-1], Name(name), value))
    if tag in ("pre", "post"):
        return Step(target(tree[2]), 1 if tree[1] == "++" else -1, tag == "post")
    if tag == "cond":
        return Conditional(compile_node(tree[1], holes), compile_node(tree[2], holes), compile_node(tree[3], holes))
    return Comma(compile_node(tree[1], holes), compile_node(tree[2], holes))


def can_fail(tree: Tree) -> bool:
    """Whether evaluating it can be `Impossible`."""
    if tree[0] in ("binary", "assign") and tree[1] in ("/", "%", "**", "/=", "%="):
        right = tree[3]
        if right[0] != "num" or wrap(right[1]) <= 0:
            return True
    return any(can_fail(item) for item in tree if item.__class__ is tuple)
