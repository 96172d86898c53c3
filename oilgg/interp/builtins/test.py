"""test and [: POSIX's rules by the number of arguments, and bash's grammar beyond four of them."""

from __future__ import annotations

from oilgg.errors import ExpansionError
from oilgg.interp.builtins import conditions
from oilgg.interp.builtins.arguments import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.interp.state import Shell

_UNARY = conditions.UNARY_LETTERS


class _Wrong(Exception):
    """The expression is malformed; carries bash's words."""


def test(shell: Shell, args: list[str]) -> int:
    """Evaluate the expression in the arguments: 0 true, 1 false, 2 malformed."""
    return _evaluate(shell, "test", args)


def bracket(shell: Shell, args: list[str]) -> int:
    """`[ … ]`: test, with a closing bracket as last argument."""
    if not args or args[-1] != "]":
        shell.error("[: missing `]'")
        return 2
    args.pop()
    return _evaluate(shell, "[", args)


def _evaluate(shell: Shell, name: str, args: list[str]) -> int:
    try:
        return 0 if _by_count(shell, args, name == "[") else 1
    except _Wrong as wrong:
        shell.error(f"{name}: {wrong}")
        return 2


def _by_count(shell: Shell, args: list[str], bracket: bool) -> bool:
    count = len(args)
    if count == 3:
        return _three(shell, args)
    if count == 2:
        return _two(shell, args)
    if count == 1:
        return args[0] != ""
    if count == 0:
        return False
    if count == 4:
        if args[0] == "!":
            return not _three(shell, args[1:])
        if args[0] == "(" and args[3] == ")":
            return _two(shell, args[1:3])
    expression = _Expression(shell, args, bracket)
    value = expression.whole()
    if expression.at != count:
        if args[expression.at][:1] == "-":
            raise _Wrong(f"syntax error: `{args[expression.at]}' unexpected")
        raise _Wrong("too many arguments")
    return value


def _is_unary(word: str) -> bool:
    return len(word) == 2 and word[0] == "-" and word[1] in _UNARY


def _two(shell: Shell, args: list[str]) -> bool:
    if args[0] == "!":
        return args[1] == ""
    if not _is_unary(args[0]):
        raise _Wrong(f"{args[0]}: unary operator expected")
    return _unary(shell, args[0], args[1])


def _three(shell: Shell, args: list[str]) -> bool:
    left, operator, right = args
    compare = _BINARY.get(operator)
    if compare is not None:
        return compare(shell, left, right)
    if operator == "-a":
        return left != "" and right != ""
    if operator == "-o":
        return left != "" or right != ""
    if left == "!":
        return not _two(shell, args[1:])
    if left == "(" and right == ")":
        return operator != ""
    raise _Wrong(f"{operator}: binary operator expected")


def _unary(shell: Shell, operator: str, operand: str) -> bool:
    if operator == "-v":
        from oilgg.interp.builtins.assignment import is_subscript_error

        try:
            return conditions.is_variable_set(shell, operand)
        except ExpansionError as error:
            if not is_subscript_error(error):
                raise
            shell.error(error.message)
            return False
    return conditions.unary(shell, operator, operand)


def _number(text: str) -> int:
    value = whole_number(text)
    if value is None:
        raise _Wrong(f"{text}: integer expression expected")
    return value


def _equal(shell: Shell, left: str, right: str) -> bool:
    return left == right


def _unequal(shell: Shell, left: str, right: str) -> bool:
    return left != right


def _before(shell: Shell, left: str, right: str) -> bool:
    return left.encode("utf-8", "surrogateescape") < right.encode("utf-8", "surrogateescape")


def _behind(shell: Shell, left: str, right: str) -> bool:
    return left.encode("utf-8", "surrogateescape") > right.encode("utf-8", "surrogateescape")


def _eq(shell: Shell, left: str, right: str) -> bool:
    return _number(left) == _number(right)


def _ne(shell: Shell, left: str, right: str) -> bool:
    return _number(left) != _number(right)


def _lt(shell: Shell, left: str, right: str) -> bool:
    return _number(left) < _number(right)


def _le(shell: Shell, left: str, right: str) -> bool:
    return _number(left) <= _number(right)


def _gt(shell: Shell, left: str, right: str) -> bool:
    return _number(left) > _number(right)


def _ge(shell: Shell, left: str, right: str) -> bool:
    return _number(left) >= _number(right)


_BINARY: dict[str, Callable[[Shell, str, str], bool]] = {
    "=": _equal,
    "==": _equal,
    "!=": _unequal,
    "<": _before,
    ">": _behind,
    "-eq": _eq,
    "-ne": _ne,
    "-lt": _lt,
    "-le": _le,
    "-gt": _gt,
    "-ge": _ge,
    "-nt": conditions.newer,
    "-ot": conditions.older,
    "-ef": conditions.same_file,
}


class _Expression:
    """The grammar for five and more arguments: `!`, `-a`, `-o` and parentheses."""

    def __init__(self, shell: Shell, args: list[str], bracket: bool) -> None:
        self.shell = shell
        self.bracket = bracket
        """What is behind the arguments is a `]`."""
        self.args = args
        self.at = 0

    def whole(self) -> bool:
        """`expr -o expr …`"""
        if self.at >= len(self.args):
            raise _Wrong("argument expected")
        return self._either()

    def _either(self) -> bool:
        value = self._both()
        if self._take("-o"):
            other = self._either()
            return value or other
        return value

    def _both(self) -> bool:
        value = self._term()
        if self._take("-a"):
            other = self._both()
            return value and other
        return value

    def _take(self, word: str) -> bool:
        if self.at < len(self.args) and self.args[self.at] == word:
            self.at += 1
            return True
        return False

    def _term(self) -> bool:
        args, at = self.args, self.at
        left = len(args) - at
        if left <= 0:
            raise _Wrong("argument expected")
        word = args[at]
        if word == "!":
            self.at += 1
            return not self._term()
        if word == "(":
            return self._parenthesis()
        if left >= 3 and args[at + 1] in _BINARY:
            self.at += 3
            return _BINARY[args[at + 1]](self.shell, word, args[at + 2])
        if left >= 2 and _is_unary(word):
            return self._unary(word)
        self.at += 1
        return word != ""

    def _parenthesis(self) -> bool:
        self.at += 1
        value = self.whole()
        if self.at >= len(self.args):
            raise _Wrong("`)' expected" + (", found ]" if self.bracket else ""))
        if not self._take(")"):
            raise _Wrong(f"`)' expected, found {self.args[self.at]}")
        return value

    def _unary(self, operator: str) -> bool:
        operand = self.args[self.at + 1]
        if operator == "-t" and whole_number(operand) is None:
            self.at += 1
            return False
        self.at += 2
        return _unary(self.shell, operator, operand)
