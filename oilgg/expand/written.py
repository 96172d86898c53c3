"""Arithmetic as Python: how each node of an expression is written out.

The code does what the nodes do, in their order; only the calls from node to node are gone. What is not written out (an
element with an expansion in its subscript, a guarded assignment) is still asked as a node.
"""

from __future__ import annotations

from oilgg.expand import arithmetic, operation
from oilgg.expand.expression import binary, wrap
from oilgg.expand.values import MOST_NUMBERS, AssocArray, IndexedArray, may_be_special, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.operation import Node
    from oilgg.expand.writer import Writer

KNOWN: dict[str, Any] = {
    "AssocArray": AssocArray,
    "IndexedArray": IndexedArray,
    "Impossible": operation.Impossible,
    "TooDeep": arithmetic.TooDeep,
    "assign": arithmetic.assign,
    "binary": binary,
    "known": numbers.get,
    "load": arithmetic.load,
    "numbers": numbers,
    "plain_number": arithmetic.plain_number,
    "store": arithmetic.store,
    "wrap": wrap,
}
"""What every expression refers to."""


def value(writer: Writer, node: Any) -> str:
    """Write what evaluates a node; gives the name or number that holds its value."""
    write = _WRITERS.get(node.__class__)
    if write is not None and not writer.is_deep():
        return write(writer, node)
    if node.__class__ is operation.Hole:
        return writer.holes[node]
    for hole, name in writer.holes.items():
        writer.write(f"{writer.refer(hole)}.current = {name}")
    result = writer.fresh()
    writer.write(f"{result} = {writer.refer(node.value)}(shell, 0)")
    return result


def _branch(writer: Writer, condition: str, node: Node, result: str, form: str = "{}") -> None:
    """Write what evaluates the node where the condition holds, into `result` in the given form."""
    with writer.block(f"if {condition}:"):
        writer.write(f"{result} = {form.format(value(writer, node))}")


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
    number = index(writer, subscript)
    if number == "(-1)":
        writer.write(f"{result} = load(shell, {name!r}, 0)")
        return
    writer.write(
        f"array = values.get({array!r})",
        f"{result} = known(array.items.get({number})) if array.__class__ is IndexedArray else None",
        f"if {result} is None: {result} = load(shell, {name!r}, 0)",
    )


def index(writer: Writer, subscript: str) -> str:
    """Write what evaluates a subscript like `7`, `i` or `i + 1`; gives the number, or the name that holds it.

    -1 (or less): it takes more to tell what it means.
    """
    subscript = subscript.strip(" ")
    if _is_number(subscript):
        return f"({subscript})"
    operator = "-" if "-" in subscript else "+"
    name, _, added = [part.strip(" ") for part in subscript.partition(operator)]
    if not (name.isidentifier() and name.isascii() and _is_number(added or "0")):
        return "(-1)"
    number = writer.fresh()
    writer.write(
        f"{number} = values.get({name!r})",
        f"{number} = known({number}, -1) if {number}.__class__ is str else -1",
    )
    if added:
        writer.write(f"if {number} >= 0: {number} {operator}= {added}")
    return number


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0") and len(text) < 18


def _name(writer: Writer, node: Any) -> str:
    return _load(writer, node.name)


def special(name: str) -> str:
    """The condition under which there is more to an assignment than a new value."""
    condition = f"{name!r} in attributes or variables._watch is not None"
    return f"{condition} or {name!r} in hooks or {name!r} in variables.dynamic" if may_be_special(name) else condition


def number_text(writer: Writer, result: str, number: str) -> None:
    """Write what `values.text_of` does: `result` is the text of a number, which is remembered."""
    writer.write(
        f"{result} = str({number})",
        f"numbers[{result}] = {number}",
        f"if len(numbers) > {MOST_NUMBERS}: numbers.clear()",
    )


def _assigned(writer: Writer, name: str, new: str, unset: str = "assign(shell, {!r}, text)") -> None:
    if name.endswith("]"):
        writer.write(f"store(shell, {name!r}, {new})")
        return
    number_text(writer, "text", new)
    writer.write(
        f"if {special(name)}:",
        f"    if values.get({name!r}).__class__ is str: assign(shell, {name!r}, text)",
        f"    else: {unset.format(name)}",
        "else:",
        f"    values[{name!r}] = text",
    )


def _assign(writer: Writer, node: Any) -> str:
    new = value(writer, node.operand)
    _assigned(writer, node.name, new)
    return new


def _step(writer: Writer, node: Any) -> str:
    old, new = _load(writer, node.name), writer.fresh()
    writer.write(f"{new} = {old} + ({node.step})", _wrapped(new))
    _assigned(writer, node.name, new, f"store(shell, {{!r}}, {new})")
    return old if node.after else new


def _wrapped(name: str) -> str:
    return f"if not {-(1 << 63)} <= {name} <= {(1 << 63) - 1}: {name} = wrap({name})"


def _both_sides(form: str, wraps: bool = False) -> Callable[[Writer, Any], str]:
    def write(writer: Writer, node: Any) -> str:
        left, right, result = value(writer, node.left), value(writer, node.right), writer.fresh()
        writer.write(f"{result} = {form.format(left, right)}")
        if wraps:
            writer.write(_wrapped(result))
        return result

    return write


def _division(op: str, python: str) -> Callable[[Writer, Any], str]:
    def write(writer: Writer, node: Any) -> str:
        left, right, result = value(writer, node.left), value(writer, node.right), writer.fresh()
        writer.write(
            f"if {left} >= 0 and {right} > 0: {result} = {left} {python} {right}",
            f"elif {right} == 0: raise Impossible",
            f"else: {result} = binary({op!r}, {left}, {right})",
        )
        return result

    return write


def _power(writer: Writer, node: Any) -> str:
    left, right, result = value(writer, node.left), value(writer, node.right), writer.fresh()
    writer.write(f"if {right} < 0: raise Impossible", f"{result} = binary('**', {left}, {right})")
    return result


def _binary(writer: Writer, node: Any) -> str:
    form = _OPERATORS.get(node.op) or f"binary({node.op!r}, {{}}, {{}})"
    return _both_sides(form)(writer, node)


def _both(writer: Writer, node: Any) -> str:
    result, left = writer.fresh(), value(writer, node.left)
    writer.write(f"{result} = 0")
    _branch(writer, left, node.right, result, "1 if {} else 0")
    return result


def _either(writer: Writer, node: Any) -> str:
    result, left = writer.fresh(), value(writer, node.left)
    writer.write(f"{result} = 1")
    _branch(writer, f"not {left}", node.right, result, "1 if {} else 0")
    return result


def _comma(writer: Writer, node: Any) -> str:
    value(writer, node.left)
    return value(writer, node.right)


def _conditional(writer: Writer, node: Any) -> str:
    result, condition = writer.fresh(), value(writer, node.condition)
    _branch(writer, condition, node.positive, result)
    _branch(writer, f"not {condition}", node.negative, result)
    return result


def _unary(writer: Writer, node: Any) -> str:
    operand, result = value(writer, node.operand), writer.fresh()
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
