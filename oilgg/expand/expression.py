"""Arithmetic as bash evaluates it, token by token: asked only when an expression is wrong.

An expression with a syntax error still has the effects of what stands before it, and the message shows the text from
the offending token on. Only a descent that evaluates while it reads gets both right; correct expressions are parsed
once and take the way of `arithmetic`.
"""

from __future__ import annotations

from oilgg.expand.values import ExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from oilgg.expand.host import Host

_DIGITS = {char: value for value, char in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_")}
_ASSIGNMENTS = ("<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=")
_TWO = ("==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "**", "++", "--")
_END, _NUMBER, _NAME = "end", "number", "name"
_SINGLE = frozenset("+-*/%<>=!~&|^?:,()")


def wrap(value: int) -> int:
    """`value` in 64 bits with sign."""
    if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        return value
    value &= 0xFFFFFFFFFFFFFFFF
    return value - 0x10000000000000000 if value >> 63 else value


def binary(op: str, left: int, right: int) -> int:
    """The value of `left op right`; division by zero and negative exponents are the caller's to refuse."""
    if op == "/":
        quotient = abs(left) // abs(right)
        return wrap(quotient if (left < 0) == (right < 0) else -quotient)
    if op == "%":
        rest = abs(left) % abs(right)
        return -rest if left < 0 else rest
    if op == "**":
        return wrap(pow(left, right, 1 << 64)) if right > 64 else wrap(left**right)
    return _BINARY[op](left, right)


_BINARY: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: wrap(a + b),
    "-": lambda a, b: wrap(a - b),
    "*": lambda a, b: wrap(a * b),
    "<<": lambda a, b: wrap(a << (b & 63)),
    ">>": lambda a, b: a >> (b & 63),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
_LEVELS = (("|",), ("^",), ("&",), ("==", "!="), ("<", ">", "<=", ">="), ("<<", ">>"), ("+", "-"), ("*", "/", "%"))


class Evaluator:
    """One evaluation of one text. Raises ExpansionError with bash's message."""

    def __init__(self, text: str, shell: Host, depth: int = 0) -> None:
        self.text = text
        self.shell = shell
        self.depth = depth
        self.position = 0
        self.token_start = 0
        self.token = _END
        self.last_token = ""
        self.number = 0
        self.name = ""
        self.loaded = 0
        """The value of the variable `name`, which bash takes as soon as it has read the token."""
        self.noeval = 0
        self.reads = 0

    def run(self) -> int:
        """The value of the text."""
        self.read()
        if self.token == _END:
            return 0
        value = self.comma()
        if self.token != _END:
            self.fail("syntax error in expression")
        return value

    def fail(self, message: str) -> NoReturn:
        """Raise the error that shows the text from the last token on."""
        self.fail_at(message, self.text[self.token_start :])

    def fail_at(self, message: str, token: str) -> NoReturn:
        """Raise the error that shows `token`."""
        shown = self.text.lstrip(" \t")
        raise ExpressionError(f'{shown}: {message} (error token is "{token}")')

    # ---- tokens

    def read(self) -> None:
        """Read the next token."""
        self.reads += 1
        text, position, length = self.text, self.position, len(self.text)
        while position < length and text[position] in " \t\n":
            position += 1
        self.last_token = self.token
        if position >= length:
            # The message still shows the token before.
            self.token = _END
            self.position = position
            return
        self.token_start = position
        char = text[position]
        if char == "_" or (char.isascii() and char.isalpha()):
            self._read_name(position)
        elif "0" <= char <= "9":
            self._read_number(position)
        else:
            self._read_operator(position)

    def _read_name(self, position: int) -> None:
        text, length = self.text, len(self.text)
        end = position
        while end < length and (text[end] == "_" or (text[end].isascii() and text[end].isalnum())):
            end += 1
        if end < length and text[end] == "[":
            close = skip_subscript(text, end)
            if close < 0:
                self.position = end
                self.fail("bad array subscript")
            end = close + 1
        name, last_token = text[position:end], self.last_token
        self.position = end
        following = self._peek()
        # No value is taken before an assignment; what is wrong with the next token is reported first.
        takes = not self.noeval and (following != "=" or last_token in ("++", "--"))
        self.token = _NAME
        self.name = name
        self.loaded = self._load(name) if takes else 0

    def _peek(self) -> str:
        """The next token, which stays unread. Raises ExpressionError for what is none."""
        self.token = _NAME
        state = (self.position, self.token_start, self.last_token, self.reads)
        self.noeval += 1
        self.read()
        self.noeval -= 1
        following = self.token
        self.position, self.token_start, self.last_token, self.reads = state
        return following

    def _read_number(self, position: int) -> None:
        text, length = self.text, len(self.text)
        end = position
        while end < length and (text[end] in "#@_" or (text[end].isascii() and text[end].isalnum())):
            end += 1
        self.token = _NUMBER
        self.position = end
        self.number = self._value_of(text[position:end])

    def _value_of(self, digits: str) -> int:
        value = number(digits)
        if isinstance(value, str):
            # bash has cut the text behind the number to convert it.
            self.text = self.text[: self.position]
            self.fail_at(value, digits)
        return value

    def _read_operator(self, position: int) -> None:
        text = self.text
        for op in _ASSIGNMENTS:
            if text.startswith(op, position):
                self.token = op
                self.position = position + len(op)
                return
        two = text[position : position + 2]
        if two in ("++", "--"):
            self._read_step(position, two)
            return
        if two in _TWO:
            self.token = two
            self.position = position + 2
            return
        if text[position] in _SINGLE:
            self.token = text[position]
            self.position = position + 1
            return
        if self.last_token in (_NAME, _NUMBER):
            self.fail("syntax error: invalid arithmetic operator")
        self.fail("syntax error: operand expected")

    def _read_step(self, position: int, two: str) -> None:
        """`++` and `--` are two signs where no name is near."""
        text = self.text
        after = position + 2
        while after < len(text) and text[after] in " \t\n":
            after += 1
        follows_name = self.last_token == _NAME
        precedes_name = after < len(text) and (text[after] == "_" or (text[after].isascii() and text[after].isalpha()))
        if follows_name or precedes_name:
            self.token = two
            self.position = position + 2
            return
        self.token = two[0]
        self.position = position + 1

    # ---- grammar

    def comma(self) -> int:
        """`a, b`."""
        value = self.assignment()
        while self.token == ",":
            self.read()
            value = self.assignment()
        return value

    def assignment(self) -> int:
        """`x = a`, `x += a`."""
        is_name, reads = self.token == _NAME, self.reads
        value = self.conditional()
        op = self.token
        if op == "=" or op in _ASSIGNMENTS:
            if not is_name or self.reads != reads + 1:
                self.fail("attempted assignment to non-variable")
            name = self.name
            self.read()
            right = self.assignment()
            if op != "=":
                right = self._operate(op[:-1], value, right, self.token_start)
            if not self.noeval:
                self._store(name, right)
            return right
        return value

    def conditional(self) -> int:
        """`c ? a : b`."""
        value = self.logical_or()
        if self.token != "?":
            return value
        skip = value == 0
        self.noeval += skip
        self.read()
        if self.token in (_END, ":"):
            self.fail("expression expected")
        first = self.comma()
        self.noeval -= skip
        if self.token != ":":
            self.fail("`:' expected for conditional expression")
        self.noeval += not skip
        self.read()
        if self.token == _END:
            self.fail("expression expected")
        second = self.conditional()
        self.noeval -= not skip
        return second if skip else first

    def logical_or(self) -> int:
        """`a || b`."""
        value = self.logical_and()
        while self.token == "||":
            skip = value != 0
            self.noeval += skip
            self.read()
            right = self.logical_and()
            self.noeval -= skip
            value = int(bool(value) or bool(right))
        return value

    def logical_and(self) -> int:
        """`a && b`."""
        value = self.level(0)
        while self.token == "&&":
            skip = value == 0
            self.noeval += skip
            self.read()
            right = self.level(0)
            self.noeval -= skip
            value = int(bool(value) and bool(right))
        return value

    def level(self, level: int) -> int:
        """Left-associative operators of one precedence."""
        if level == len(_LEVELS):
            return self.power()
        value = self.level(level + 1)
        while self.token in _LEVELS[level]:
            op = self.token
            start = self.position
            self.read()
            right = self.level(level + 1)
            value = self._operate(op, value, right, start)
        return value

    def _operate(self, op: str, left: int, right: int, operand_start: int) -> int:
        if op in ("/", "%") and right == 0:
            if self.noeval:
                return 0
            self.fail_at("division by 0", self.text[operand_start:].lstrip(" \t"))
        return binary(op, left, right)

    def power(self) -> int:
        """`a ** b`, from the right."""
        value = self.unary()
        if self.token == "**":
            self.read()
            exponent = self.power()
            if exponent < 0:
                self.fail("exponent less than 0")
            return binary("**", value, exponent)
        return value

    def unary(self) -> int:
        """`! ~ - +` before an operand."""
        token = self.token
        if token == "!":
            self.read()
            return int(not self.unary())
        if token == "~":
            self.read()
            return ~self.unary()
        if token == "-":
            self.read()
            return wrap(-self.unary())
        if token == "+":
            self.read()
            return self.unary()
        return self.primary()

    def primary(self) -> int:
        """A number, a variable, a step, or something in parentheses."""
        token = self.token
        if token in ("++", "--"):
            self.read()
            if self.token != _NAME:
                self.fail("identifier expected after pre-increment or pre-decrement")
            name = self.name
            value = wrap(self.loaded + (1 if token == "++" else -1))
            if not self.noeval:
                self._store(name, value)
            self.read()
            if self.token in ("++", "--"):
                self.fail(f"{self.token}: assignment requires lvalue")
            return value
        if token == "(":
            self.read()
            value = self.comma()
            if self.token != ")":
                self.fail("missing `)'")
            self.read()
            return value
        if token == _NUMBER:
            value = self.number
            self.read()
            return value
        if token == _NAME:
            return self._variable()
        self.fail("syntax error: operand expected")

    def _variable(self) -> int:
        name, value = self.name, self.loaded
        self.read()
        if self.token != _NAME:
            self.name = name
        if self.token in ("++", "--"):
            if not self.noeval:
                self._store(name, wrap(value + (1 if self.token == "++" else -1)))
            self.read()
            self.last_token = _NUMBER
        return value

    def _load(self, name: str) -> int:
        from oilgg.expand.arithmetic import load

        return load(self.shell, name, self.depth)

    def _store(self, name: str, value: int) -> None:
        from oilgg.expand.arithmetic import store

        store(self.shell, name, value)


def skip_subscript(text: str, start: int) -> int:
    """Where the `]` for `text[start] == "["` is, -1 if there is none."""
    depth = 0
    for position in range(start, len(text)):
        char = text[position]
        if char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if not depth:
                return position
    return -1


def number(digits: str) -> int | str:
    """The value of a number as written (`10`, `010`, `0x1f`, `2#101`), or what is wrong with it."""
    if digits.isdecimal() and (digits[0] != "0" or len(digits) == 1):
        return wrap(int(digits))
    base_text, has_base, rest = digits.partition("#")
    if has_base:
        if not base_text.isdecimal():
            return "invalid number"
        base = int(base_text) if base_text[0] != "0" or len(base_text) == 1 else -1
        if base == -1:
            base = int(base_text)
        if base < 2 or base > 64:
            return "invalid arithmetic base" if base else "invalid number"
        if not rest or rest[0] == "#":
            return "invalid integer constant"
        if "#" in rest:
            return "invalid number"
    elif digits[0] == "0":
        base, rest = (16, digits[2:]) if digits[1:2] in ("x", "X") else (8, digits[1:])
    else:
        base, rest = 10, digits
    value = 0
    for char in rest:
        digit = _DIGITS.get(char, 99)
        if base <= 36 and 36 <= digit < 62:
            digit -= 26
        if digit >= base:
            return "value too great for base"
        value = value * base + digit
    return wrap(value)
