"""The operators of arithmetic expressions as node objects."""

from __future__ import annotations

from oilgg.expand.expression import binary, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host

_LOW, _HIGH = -0x8000000000000000, 0x7FFFFFFFFFFFFFFF


class Impossible(Exception):
    """Division by zero, or a negative exponent."""


class Node:
    """A part of an expression."""

    __slots__: tuple[str, ...] = ()

    def value(self, shell: Host, depth: int) -> int:
        """Its value now."""
        raise NotImplementedError


class Number(Node):
    """`12`."""

    __slots__ = ("constant",)

    def __init__(self, constant: int) -> None:
        self.constant = constant

    def value(self, shell: Host, depth: int) -> int:
        return self.constant


class Hole(Node):
    """`$x` where it is an operand; `current` is set before the expression is evaluated."""

    __slots__ = ("current",)

    def __init__(self) -> None:
        self.current = 0

    def value(self, shell: Host, depth: int) -> int:
        return self.current


class Unary(Node):
    """`-a`, `!a`, `~a`, `+a`."""

    __slots__ = ("op", "operand")

    def __init__(self, op: str, operand: Node) -> None:
        self.op = op
        self.operand = operand

    def value(self, shell: Host, depth: int) -> int:
        value = self.operand.value(shell, depth)
        op = self.op
        if op == "-":
            return wrap(-value)
        if op == "!":
            return 0 if value else 1
        return ~value if op == "~" else value


class Add(Node):
    """`a + b`."""

    __slots__ = ("left", "right")

    def __init__(self, left: Node, right: Node) -> None:
        self.left = left
        self.right = right

    def value(self, shell: Host, depth: int) -> int:
        result = self.left.value(shell, depth) + self.right.value(shell, depth)
        return result if _LOW <= result <= _HIGH else wrap(result)


class Subtract(Add):
    """`a - b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        result = self.left.value(shell, depth) - self.right.value(shell, depth)
        return result if _LOW <= result <= _HIGH else wrap(result)


class Multiply(Add):
    """`a * b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        result = self.left.value(shell, depth) * self.right.value(shell, depth)
        return result if _LOW <= result <= _HIGH else wrap(result)


class Less(Add):
    """`a < b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) < self.right.value(shell, depth) else 0


class LessEqual(Add):
    """`a <= b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) <= self.right.value(shell, depth) else 0


class Greater(Add):
    """`a > b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) > self.right.value(shell, depth) else 0


class Equal(Add):
    """`a == b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) == self.right.value(shell, depth) else 0


class Divide(Add):
    """`a / b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        left, right = self.left.value(shell, depth), self.right.value(shell, depth)
        if left >= 0 and right > 0:
            return left // right
        if right == 0:
            raise Impossible
        return binary("/", left, right)


class Modulo(Add):
    """`a % b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        left, right = self.left.value(shell, depth), self.right.value(shell, depth)
        if left >= 0 and right > 0:
            return left % right
        if right == 0:
            raise Impossible
        return binary("%", left, right)


class Power(Add):
    """`a ** b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        left, right = self.left.value(shell, depth), self.right.value(shell, depth)
        if right < 0:
            raise Impossible
        return binary("**", left, right)


class Binary(Add):
    """The other operators."""

    __slots__ = ("op",)

    def __init__(self, op: str, left: Node, right: Node) -> None:
        super().__init__(left, right)
        self.op = op

    def value(self, shell: Host, depth: int) -> int:
        return binary(self.op, self.left.value(shell, depth), self.right.value(shell, depth))


class Both(Add):
    """`a && b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) and self.right.value(shell, depth) else 0


class Either(Add):
    """`a || b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        return 1 if self.left.value(shell, depth) or self.right.value(shell, depth) else 0


class Comma(Add):
    """`a, b`."""

    __slots__ = ()

    def value(self, shell: Host, depth: int) -> int:
        self.left.value(shell, depth)
        return self.right.value(shell, depth)


class Conditional(Node):
    """`c ? a : b`."""

    __slots__ = ("condition", "negative", "positive")

    def __init__(self, condition: Node, positive: Node, negative: Node) -> None:
        self.condition = condition
        self.positive = positive
        self.negative = negative

    def value(self, shell: Host, depth: int) -> int:
        chosen = self.positive if self.condition.value(shell, depth) else self.negative
        return chosen.value(shell, depth)


_OPERATORS: dict[str, type[Add]] = {
    "+": Add, "-": Subtract, "*": Multiply, "/": Divide, "%": Modulo, "**": Power, "<": Less, "<=": LessEqual,
    ">": Greater, "==": Equal, "&&": Both, "||": Either,
}  # fmt: skip


def operation(op: str, left: Node, right: Node) -> Node:
    """The node of `left op right`."""
    kind = _OPERATORS.get(op)
    return Binary(op, left, right) if kind is None else kind(left, right)
