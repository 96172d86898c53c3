"""Hot arithmetic as Python: the nodes of an expression written out as the source of one function.

The function does what the nodes do, in their order; only the calls from node to node are gone. What is not written out
(an element with an expansion in its subscript, a guarded assignment) is still asked as a node. Compiling costs as much
as some hundred evaluations by nodes, so formula.py asks for it only when an expression has been evaluated that often.
"""

from __future__ import annotations

from oilgg.expand import arithmetic, operation
from oilgg.expand.expression import binary, wrap
from oilgg.expand.parts import BarePositional, VariablePart
from oilgg.expand.source import Positional
from oilgg.expand.values import MOST_NUMBERS, IndexedArray, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.operation import Hole, Node

_KNOWN: dict[str, Any] = {
    "IndexedArray": IndexedArray,
    "Impossible": operation.Impossible,
    "TooDeep": arithmetic.TooDeep,
    "assign": arithmetic.assign,
    "binary": binary,
    "explained": arithmetic.explained,
    "known": numbers.get,
    "load": arithmetic.load,
    "numbers": numbers,
    "plain_number": arithmetic.plain_number,
    "store": arithmetic.store,
    "too_deep": arithmetic.too_deep,
    "wrap": wrap,
}
"""What every function refers to."""


_DEEPEST = 4 * 80
"""Indentation in which nodes are no longer written out: Python allows a hundred levels."""


class Writer:
    """The source of a function, growing line by line. `value` gives the name or number that holds a node's value."""

    __slots__ = ("holes", "indent", "lines", "names", "used")

    def __init__(self, holes: list[Hole]) -> None:
        self.holes = holes
        self.indent = "    "
        self.lines = [
            "def value(shell):",
            "    variables = shell.vars",
            "    values, attributes, hooks = variables.values, variables.attributes, variables.hooks",
        ]
        self.names = dict(_KNOWN)
        self.used = 0

    def write(self, *lines: str) -> None:
        """Add lines at the present indentation."""
        self.lines += [self.indent + line for line in lines]

    def fresh(self) -> str:
        """The name of a new local variable."""
        self.used += 1
        return f"v{self.used}"

    def refer(self, thing: Any) -> str:
        """A name for an object."""
        name = f"thing{len(self.names)}"
        self.names[name] = thing
        return name

    def value(self, node: Any) -> str:
        """Write what evaluates the node."""
        write = _WRITERS.get(node.__class__)
        if write is not None and len(self.indent) < _DEEPEST:
            return write(self, node)
        if node.__class__ is operation.Hole:
            return f"hole{self.holes.index(node)}"
        for number, hole in enumerate(self.holes):
            self.write(f"{self.refer(hole)}.current = hole{number}")
        result = self.fresh()
        self.write(f"{result} = {self.refer(node.value)}(shell, 0)")
        return result

    def branch(self, condition: str, node: Node, result: str, form: str = "{}") -> None:
        """Write what evaluates the node where the condition holds, into `result` in the given form."""
        self.write(f"if {condition}:")
        self.indent += "    "
        self.write(f"{result} = {form.format(self.value(node))}")
        self.indent = self.indent[4:]

    def function(self) -> Callable[[Host], int]:
        """The function."""
        exec(compile("\n".join(self.lines), "<arithmetic>", "exec"), self.names)
        made: Callable[[Host], int] = self.names["value"]
        return made


def constant(node: Node, source: str) -> Callable[[Host], int]:
    """The function for an expression without expansions."""
    writer = Writer([])
    writer.write("try:")
    writer.indent += "    "
    writer.write(f"return {writer.value(node)}")
    writer.indent = writer.indent[4:]
    writer.write(
        "except Impossible:",
        f"    raise explained({source!r}, shell, 0) from None",
        "except TooDeep as deep:",
        f"    raise too_deep({source!r}, deep.name) from None",
    )
    return writer.function()


def template(
    node: Node, holes: list[Hole], parts: list[Any], textual: Callable[[Host, list[str]], int]
) -> Callable[[Host], int]:
    """The function for an expression whose operands are expansions; `textual` evaluates what they make as a text."""
    writer = Writer(holes)
    texts = [_text(writer, part) for part in parts]
    again = f"return {writer.refer(textual)}(shell, [{', '.join(texts)}])"
    for number, text in enumerate(texts):
        writer.write(
            f"hole{number} = known({text})",
            f"if hole{number} is None or hole{number} < 0:",
            f"    hole{number} = plain_number({text})",
            f"    if hole{number} is None:",
            f"        {again}",
        )
    writer.write("try:")
    writer.indent += "    "
    writer.write(f"return {writer.value(node)}")
    writer.indent = writer.indent[4:]
    writer.write("except (Impossible, TooDeep):", f"    {again}")
    return writer.function()


def _text(writer: Writer, part: Any) -> str:
    """Write what expands a part."""
    text = writer.fresh()
    call = f"{writer.refer(part.text)}(shell)"
    if part.__class__ is VariablePart:
        writer.write(f"{text} = values.get({part.name!r})", f"if {text}.__class__ is not str: {text} = {call}")
    elif part.__class__ is BarePositional and isinstance(part.source, Positional):
        number = part.source.number
        taken = f"shell.positional[{number - 1}]"
        writer.write(f"{text} = {taken} if len(shell.positional) >= {number} else {call}")
    else:
        writer.write(f"{text} = {call}")
    return text


# ---- nodes


def _number(writer: Writer, node: Any) -> str:
    return f"({node.constant})"


def _load(writer: Writer, name: str) -> str:
    result = writer.fresh()
    if name.endswith("]"):
        _element(writer, name, result)
        return result
    writer.write(
        f"text = values.get({name!r})",
        f"{result} = known(text) if text.__class__ is str else None",
        f"if {result} is None: {result} = load(shell, {name!r}, 0)",
    )
    return result


def _element(writer: Writer, name: str, result: str) -> None:
    """`a[i]` and `a[7]`: quickly where `a` is an array and `i` a number that is not negative."""
    array, _, subscript = name[:-1].partition("[")
    subscript = subscript.strip(" ")
    is_number = subscript.isdecimal() and subscript.isascii() and (subscript[0] != "0" or subscript == "0")
    writer.write(f"{result} = None")
    if is_number or (subscript.isidentifier() and subscript.isascii()):
        index = f"({subscript})" if is_number else f"known(values.get({subscript!r}), -1)"
        plain = "" if is_number else f" and values.get({subscript!r}).__class__ is str"
        writer.write(
            f"array = values.get({array!r})",
            f"if array.__class__ is IndexedArray{plain}:",
            f"    {result} = known(array.items.get({index}))",
        )
    writer.write(f"if {result} is None: {result} = load(shell, {name!r}, 0)")


def _name(writer: Writer, node: Any) -> str:
    return _load(writer, node.name)


def _assigned(writer: Writer, name: str, value: str, unset: str = "assign(shell, {!r}, text)") -> None:
    if name.endswith("]"):
        writer.write(f"store(shell, {name!r}, {value})")
        return
    writer.write(
        f"text = str({value})",
        f"numbers[text] = {value}",
        f"if len(numbers) > {MOST_NUMBERS}: numbers.clear()",
        f"if {name!r} in attributes or {name!r} in hooks or {name!r} in variables.dynamic "
        "or variables._watch is not None:",
        f"    if values.get({name!r}).__class__ is str: assign(shell, {name!r}, text)",
        f"    else: {unset.format(name)}",
        "else:",
        f"    values[{name!r}] = text",
    )


def _assign(writer: Writer, node: Any) -> str:
    value = writer.value(node.operand)
    _assigned(writer, node.name, value)
    return value


def _step(writer: Writer, node: Any) -> str:
    old, new = _load(writer, node.name), writer.fresh()
    writer.write(f"{new} = {old} + ({node.step})", _wrapped(new))
    _assigned(writer, node.name, new, f"store(shell, {{!r}}, {new})")
    return old if node.after else new


def _wrapped(name: str) -> str:
    return f"if not {-(1 << 63)} <= {name} <= {(1 << 63) - 1}: {name} = wrap({name})"


def _both_sides(form: str, wraps: bool = False) -> Callable[[Writer, Any], str]:
    def write(writer: Writer, node: Any) -> str:
        left, right, result = writer.value(node.left), writer.value(node.right), writer.fresh()
        writer.write(f"{result} = {form.format(left, right)}")
        if wraps:
            writer.write(_wrapped(result))
        return result

    return write


def _division(op: str, python: str) -> Callable[[Writer, Any], str]:
    def write(writer: Writer, node: Any) -> str:
        left, right, result = writer.value(node.left), writer.value(node.right), writer.fresh()
        writer.write(
            f"if {left} >= 0 and {right} > 0: {result} = {left} {python} {right}",
            f"elif {right} == 0: raise Impossible",
            f"else: {result} = binary({op!r}, {left}, {right})",
        )
        return result

    return write


def _power(writer: Writer, node: Any) -> str:
    left, right, result = writer.value(node.left), writer.value(node.right), writer.fresh()
    writer.write(f"if {right} < 0: raise Impossible", f"{result} = binary('**', {left}, {right})")
    return result


def _binary(writer: Writer, node: Any) -> str:
    form = _OPERATORS.get(node.op) or f"binary({node.op!r}, {{}}, {{}})"
    return _both_sides(form)(writer, node)


def _both(writer: Writer, node: Any) -> str:
    result, left = writer.fresh(), writer.value(node.left)
    writer.write(f"{result} = 0")
    writer.branch(left, node.right, result, "1 if {} else 0")
    return result


def _either(writer: Writer, node: Any) -> str:
    result, left = writer.fresh(), writer.value(node.left)
    writer.write(f"{result} = 1")
    writer.branch(f"not {left}", node.right, result, "1 if {} else 0")
    return result


def _comma(writer: Writer, node: Any) -> str:
    writer.value(node.left)
    return writer.value(node.right)


def _conditional(writer: Writer, node: Any) -> str:
    result, condition = writer.fresh(), writer.value(node.condition)
    writer.branch(condition, node.positive, result)
    writer.branch(f"not {condition}", node.negative, result)
    return result


def _unary(writer: Writer, node: Any) -> str:
    operand, result = writer.value(node.operand), writer.fresh()
    forms = {"-": f"wrap(-{operand})", "!": f"0 if {operand} else 1", "~": f"~{operand}", "+": operand}
    writer.write(f"{result} = {forms[node.op]}")
    return result


_OPERATORS = {
    ">=": "1 if {} >= {} else 0", "!=": "1 if {} != {} else 0", "&": "{} & {}", "|": "{} | {}", "^": "{} ^ {}",
}  # fmt: skip
_WRITERS: dict[type, Callable[[Writer, Any], str]] = {
    operation.Number: _number,
    operation.Unary: _unary,
    operation.Add: _both_sides("{} + {}", True),
    operation.Subtract: _both_sides("{} - {}", True),
    operation.Multiply: _both_sides("{} * {}", True),
    operation.Less: _both_sides("1 if {} < {} else 0"),
    operation.LessEqual: _both_sides("1 if {} <= {} else 0"),
    operation.Greater: _both_sides("1 if {} > {} else 0"),
    operation.Equal: _both_sides("1 if {} == {} else 0"),
    operation.Divide: _division("/", "//"),
    operation.Modulo: _division("%", "%"),
    operation.Power: _power,
    operation.Binary: _binary,
    operation.Both: _both,
    operation.Either: _either,
    operation.Comma: _comma,
    operation.Conditional: _conditional,
    arithmetic.Name: _name,
    arithmetic.Assign: _assign,
    arithmetic.Step: _step,
}
