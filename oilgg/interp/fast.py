"""Frequent forms of simple commands with a way of their own: `x=word`, `[ a OP b ]`, `local x=word`.

Each takes its short way only where nothing unusual is going on (tracing, traps waiting, a function called `[`), and
leaves everything else to Simple.
"""

from __future__ import annotations

from oilgg.errors import ControlFlow, ReadonlyError, UsageError
from oilgg.expand.values import ARRAY, NAMEREF
from oilgg.expand.words import BraceWord, ConstantWord, OneField, UnquotedVariable, compile_word, fields_of
from oilgg.interp import builtins, facts
from oilgg.interp.assignment import Assignment, DeclArg, literal, readonly
from oilgg.interp.command import Simple, WithProcesses, call_annotated, run_external, special_failed
from oilgg.interp.execution import builtin_failed, call_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_SUCCESS = (0,)
_FAILURE = (1,)


def set_variable(shell: Shell, name: str, value: str) -> None:
    """`name=value`. Raises ExpansionError, also where the name is readonly."""
    try:
        shell.vars.set(name, value)
    except ReadonlyError as error:
        raise readonly(shell, error) from None


class AssignOne(Simple):
    """`x=word`: one assignment to a variable and nothing else."""

    __slots__ = ("fixed", "target", "value")

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        assignment = self.assigns[0]
        self.target = assignment.name
        self.fixed = assignment.constant
        self.value: Callable[[Any], str] | None = None if assignment.value is None else assignment.value.assigner()

    def run(self, shell: Shell) -> int:
        """Assign."""
        if shell.attention:
            return Simple.run(self, shell)
        shell.line = self.line
        shell.command = self
        status = 0
        value = self.fixed
        if value is None:
            shell.substitution_status = 0
            value = self.value(shell)  # type: ignore[misc]
            status = shell.substitution_status
        try:
            shell.vars.set(self.target, value)
        except ReadonlyError as error:
            raise readonly(shell, error) from None
        shell.last_argument = ""
        shell.status = status
        if status:
            shell.pipe_status = (status,)
            if status and shell.guarded and shell.checked:
                self.failed(shell, status)
        else:
            shell.pipe_status = _SUCCESS
        return status


class AssignPart(Simple):
    """`a[i]=word`, `x+=word`, `a+=(word)`: one assignment of another form and nothing else."""

    __slots__ = ("assign",)

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.assign = self.assigns[0].assign

    def run(self, shell: Shell) -> int:
        """Assign."""
        if shell.attention:
            return Simple.run(self, shell)
        shell.line = self.line
        shell.command = self
        shell.substitution_status = 0
        self.assign(shell)
        shell.last_argument = ""
        return self.finish(shell, shell.substitution_status)

    def store(self, shell: Shell, subscript: str | None, value: str) -> None:
        """Assign what is expanded already. Raises ExpansionError, also where the name is readonly."""
        try:
            self.assigns[0].store(shell, subscript, value)
        except ReadonlyError as error:
            raise readonly(shell, error) from None


def _equal(left: str, right: str) -> bool:
    return left == right


def _unequal(left: str, right: str) -> bool:
    return left != right


_TEXTS: dict[str, Callable[[str, str], bool]] = {"=": _equal, "==": _equal, "!=": _unequal}
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": int.__eq__, "-ne": int.__ne__, "-lt": int.__lt__, "-le": int.__le__, "-gt": int.__gt__, "-ge": int.__ge__,
}  # fmt: skip
_UNARY = frozenset(("-n", "-z"))


def _operand(word: Tree) -> Any:
    """A word of `[` that is one field: its text, or the node to ask; None if it may be several."""
    text = literal(word)
    if text is not None:
        return text
    node = compile_word(word)
    return node if isinstance(node, (OneField, UnquotedVariable, ConstantWord)) else None


class Test(Simple):
    """`[ "$a" = b ]`, `test $i -lt 3`, `[ -n "$x" ]`."""

    __slots__ = ("left", "numbers", "op", "right", "texts")

    def __init__(self, tree: Tree, left: Any, op: str, right: Any) -> None:
        super().__init__(tree)
        self.left = left
        self.right = right
        self.op = op
        self.texts = _TEXTS.get(op)
        self.numbers = _NUMBERS.get(op)

    def run(self, shell: Shell) -> int:
        """Compare."""
        name: str = self.name  # type: ignore[assignment]
        if shell.attention or name in shell.functions or shell.disabled_builtins:
            return Simple.run(self, shell)
        shell.line = self.line
        shell.command = self
        left, right = self.left, self.right
        if left.__class__ is UnquotedVariable:
            fields = left.fields(shell)
            if len(fields) != 1:
                return Simple.run(self, shell)
            left = fields[0]
        if right.__class__ is UnquotedVariable:
            fields = right.fields(shell)
            if len(fields) != 1:
                return Simple.run(self, shell)
            right = fields[0]
        if left is not None and left.__class__ is not str:
            left = left.text(shell)
        if right.__class__ is not str:
            right = right.text(shell)
        if left is None:
            status = 0 if (right == "") is (self.op == "-z") else 1
        else:
            numbers = self.numbers
            if numbers is not None:
                plain = left.isdecimal() and right.isdecimal() and left.isascii() and right.isascii()
                if plain and len(left) < 18 > len(right):
                    status = 0 if numbers(int(left), int(right)) else 1
                else:
                    return self.by_builtin(shell, left, right)
            else:
                status = 0 if self.texts(left, right) else 1  # type: ignore[misc]
        shell.status = status
        shell.last_argument = "]" if name == "[" else right
        if status:
            shell.pipe_status = _FAILURE
            if shell.guarded and shell.checked:
                self.failed(shell, status)
        else:
            shell.pipe_status = _SUCCESS
        return status

    def by_builtin(self, shell: Shell, left: str, right: str) -> int:
        """Compare expanded operands that are no plain numbers."""
        args = [left, self.op, right]
        if self.name == "[":
            args.append("]")
        status: int = builtins.find(self.name)(shell, args)  # type: ignore[arg-type, misc]
        shell.last_argument = args[-1] if args else right
        return self.finish(shell, status)


class Local(Simple):
    """`local x=word y=word`."""

    __slots__ = ("items", "texts")

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.items: list[Assignment] = self.words[1:]
        self.texts = [item.text for item in self.items]

    def run(self, shell: Shell) -> int:
        """Declare and assign; the values are expanded before any of the names is declared."""
        if (
            shell.attention or "local" in shell.functions or not shell.function_depth or shell.disabled_builtins
            or shell.options.localvar_inherit or not shell.vars.splitter.first
        ):  # fmt: skip
            return Simple.run(self, shell)
        shell.line = self.line
        shell.command = self
        values = []
        for text in self.texts:
            values.append(text(shell))
        return self.declare(shell, values)

    def declare(self, shell: Shell, values: list[str]) -> int:
        """Declare the names and assign their expanded values."""
        variables = shell.vars
        items = self.items
        status = 0
        for position, item in enumerate(items):
            name = item.name
            try:
                if name in variables.attributes and variables.attributes[name] & (ARRAY | NAMEREF):
                    status = _by_builtin(shell, name, values[position]) or status
                else:
                    variables.set_local(name, values[position])
            except ReadonlyError as error:
                shell.error("local: " + error.message)
                status = 1
        shell.last_argument = f"{items[-1].name}={values[-1]}"
        shell.status = status
        shell.pipe_status = (status,)
        if status and shell.guarded and shell.checked:
            self.failed(shell, status)
        return status


def _by_builtin(shell: Shell, name: str, text: str) -> int:
    """`local name=text` of a name whose attributes say more about it."""
    from oilgg.interp.builtins.declare import local

    return local(shell, [DeclArg(name, None, "=", text, False)])


class Plain(Simple):
    """`echo "$x" y`: a literal name and arguments, neither assignments nor redirections."""

    __slots__ = ("builtin", "rest", "special")

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.rest: list[Any] = self.words[1:]
        self.builtin: Callable[[Any, list[Any]], int] | None = None
        self.special = self.name in builtins.SPECIAL_BUILTINS

    def run(self, shell: Shell) -> int:
        """Execute."""
        if shell.attention:
            return Simple.run(self, shell)
        shell.line = self.line
        shell.command = self
        return self.start(shell, fields_of(self.rest, shell))

    def start(self, shell: Shell, args: list[Any]) -> int:
        """Run it with expanded arguments."""
        name: str = self.name  # type: ignore[assignment]
        traps = shell.traps
        functions = shell.functions
        if name in functions and not (self.special and shell.options.posix):
            function = functions[name]
            if function.note is None:
                status = call_function(shell, function, args)
            else:
                status = call_annotated(shell, self, function, [name, *args])
        else:
            builtin = self.builtin
            if builtin is None:
                builtin = self.builtin = builtins.find(name)
            if builtin is None or name in shell.disabled_builtins:
                args.insert(0, name)
                status = run_external(shell, self, args)
            else:
                last = args[-1] if args else name
                try:
                    status = builtin(shell, args)
                except ControlFlow:
                    shell.last_argument = last
                    raise
                except (OSError, UsageError, ReadonlyError) as error:
                    status = builtin_failed(shell, name, error)
                shell.last_argument = last
                shell.status = status
                if status:
                    shell.pipe_status = (status,)
                    if shell.options.posix:
                        special_failed(shell, self, name, status)
                    if status and shell.guarded and shell.checked:
                        self.failed(shell, status, traps)
                else:
                    shell.pipe_status = _SUCCESS
                return status
        shell.last_argument = args[-1] if args else name
        shell.status = status
        shell.pipe_status = (status,)
        if status and shell.guarded and shell.checked:
            self.failed(shell, status, traps)
        return status


def make_simple(tree: Tree) -> Simple:
    """The node of a simple command."""
    _, _, assigns, words, redirs = tree
    if facts.has_process_substitution(tree[2:]):
        return WithProcesses(tree)
    if redirs:
        return Simple(tree)
    if not words:
        if len(assigns) == 1:
            assign = assigns[0]
            if assign[2] is None and assign[3] == "=" and not _is_array(assign[4]):
                return AssignOne(tree)
            return AssignPart(tree)
        return Simple(tree)
    if assigns:
        return Simple(tree)
    first = words[0][0]
    if first == "[" or first == "test":
        return _make_test(tree, words)
    if first == "local" and len(words) > 1 and all(_is_scalar(word) for word in words[1:]):
        if any("{" in word[4][0] and compile_word(word[4]).__class__ is BraceWord for word in words[1:]):
            return Simple(tree)
        return Local(tree)
    if any(word[0] == "assign" and len(word) == 5 for word in words) or literal(words[0]) is None:
        return Simple(tree)
    if first == "command" and len(words) > 2:
        return Simple(tree)
    return Plain(tree)


def _is_scalar(word: Tree) -> bool:
    return word[0] == "assign" and word[2] is None and word[3] == "=" and not _is_array(word[4])


def _is_array(value: Tree) -> bool:
    return len(value) == 2 and value[0] == "array" and all(element[:1] == ("elem",) for element in value[1])


def _changes(word: Tree, right: Any) -> bool:
    """Whether the expansion of the left word may change the variable on the right, which is looked at before."""
    return right.__class__ is UnquotedVariable and facts.facts_of(word).assigns


def _make_test(tree: Tree, words: tuple[Tree, ...]) -> Simple:
    if words[0][0] == "[":
        if words[-1][0] != "]":
            return Simple(tree)
        words = words[:-1]
    if len(words) == 4:
        op = literal(words[2])
        if op in _TEXTS or op in _NUMBERS:
            left, right = _operand(words[1]), _operand(words[3])
            if left is not None and right is not None and not _changes(words[1], right):
                return Test(tree, left, op, right)
    elif len(words) == 3:
        op = literal(words[1])
        if op in _UNARY:
            right = _operand(words[2])
            if right is not None:
                return Test(tree, None, op, right)
    return Simple(tree)
