"""Hot loops and functions as Python: their commands written out as the source of one function.

Every command still begins by looking whether something is to be attended to (a trap, tracing, what is pending): then
its node runs it, as it does whatever is not written out. The rest does what the nodes do, in their order: line,
command, status and `$_` are what they would be. Python compiles some commands a millisecond, so loops.py and
execution.py ask for it only for what has run a few hundred times.
"""

from __future__ import annotations

from oilgg.errors import ContinueLoop
from oilgg.expand.generated import KNOWN as KNOWN_IN_WORDS
from oilgg.expand.generated import assigned, evaluated, fields, index, subscript, text
from oilgg.expand.parts import DoubleQuote
from oilgg.expand.pattern import Pattern, quote
from oilgg.expand.values import ASSOC, INDEXED, ExpressionError, may_be_special
from oilgg.expand.words import UnquotedVariable
from oilgg.expand.writer import Writer
from oilgg.expand.written import special
from oilgg.interp import conditional, fast
from oilgg.interp.command import Simple
from oilgg.interp.compound import And, ArithCommand, Case, Group, If, Or
from oilgg.interp.conditional import Conditional
from oilgg.interp.execution import call_function, command_failed
from oilgg.interp.loops import For, ForArith, While, left
from oilgg.interp.node import Lazy, Node
from oilgg.interp.sequence import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell


def _complain(shell: Shell, error: ExpressionError) -> int:
    """The expression of a `((…))` cannot be evaluated."""
    error.tell(shell, "((")
    return 0


_KNOWN: dict[str, Any] = {
    **KNOWN_IN_WORDS,
    "ContinueLoop": ContinueLoop,
    "Pattern": Pattern,
    "STATUSES": ((0,), (1,)),
    "call_function": call_function,
    "command_failed": command_failed,
    "complain": _complain,
    "left": left,
    "quote": quote,
    "set_variable": fast.set_variable,
}
"""What every function refers to."""


class Commands(Writer):
    """A function in the making that runs commands of a shell."""

    __slots__ = ("functions", "leaving")

    def __init__(self, shell: Shell, arguments: str = "shell") -> None:
        super().__init__(_KNOWN, arguments)
        self.functions = shell.functions
        """What seems to be no builtin or program."""
        self.leaving: dict[str, list[str]] = {}
        """What `break`, `continue` and `return` are where they leave no more than this function or its loop."""


class Written(Node):
    """The body of a function as Python."""

    __slots__ = ("run",)

    def __init__(self, shell: Shell, body: Node) -> None:
        super().__init__(body.tree)
        self.line = body.line
        writer = Commands(shell)
        writer.write("checked = shell.checked")
        writer.leaving["return"] = ["shell.checked = checked", "return status"]
        _command(writer, body)
        writer.write("return status")
        self.run = writer.function()  # type: ignore[method-assign]


# ---- loops


def while_rounds(shell: Shell, loop: While) -> Callable[[Shell, bool, int, int], int]:
    """What runs the rounds of a loop."""
    writer = Commands(shell, "shell, checked, depth, last")
    with writer.block("while True:"):
        writer.write("shell.checked = False")
        with writer.block("try:"):
            settled = _command(writer, loop.test)
        ends = "==" if loop.until else "!="
        with writer.block("except ContinueLoop as leave:"):
            writer.write(f"if left(shell, leave, checked, depth) {ends} 0: break", "continue")
        writer.write("shell.checked = checked")
        _settle(writer, settled, "if status < 0: status = shell.settle(status)")
        writer.write(f"if status {ends} 0: break")
        writer.leaving = _LEAVING
        _body(writer, loop.body)
    writer.write("return last")
    return writer.function()


def for_rounds(shell: Shell, loop: For) -> Callable[[Shell, bool, int, Any, int], int]:
    """What runs the rounds of a loop."""
    writer = Commands(shell, "shell, checked, depth, items, last")
    with writer.block("for item in items:"):
        writer.write(f"shell.command = {writer.refer(loop)}")
        writer.write(f"if shell.attention: {writer.refer(loop.attended)}(shell)")
        with writer.block(f"if {special(loop.name)}:"):
            writer.write(f"if not {writer.refer(loop.set)}(shell, item): return 1")
        writer.write(f"else: values[{loop.name!r}] = item")
        writer.leaving = _LEAVING
        _body(writer, loop.body)
    writer.write("return last")
    return writer.function()


def arithmetic_rounds(shell: Shell, loop: ForArith) -> Callable[[Shell, bool, int, int], int]:
    """What runs the rounds of a loop."""
    writer = Commands(shell, "shell, checked, depth, last")
    wrong = f"return {writer.refer(loop.wrong)}(shell, error)"
    with writer.block("while True:"):
        _expression(writer, loop, 1, wrong)
        writer.leaving = {"break": _LEAVING["break"]}
        _body(writer, loop.body)
        writer.write(f"shell.line = {loop.line}")
        _expression(writer, loop, 2, wrong)
    writer.write("return last")
    return writer.function()


_LEAVING = {
    "break": ["shell.checked = checked", "last = 0", "break"],
    "continue": ["shell.checked = checked", "last = 0", "continue"],
}


def _expression(writer: Commands, loop: ForArith, which: int, wrong: str) -> None:
    """The condition (1) or the step (2) of a loop."""
    expression = loop.test if which == 1 else loop.step
    with writer.block("if shell.attention:"):
        with writer.block("try:"):
            writer.write(f"number = {writer.refer(loop.attended)}(shell, {which})")
        writer.write(f"except ExpressionError as error: {wrong}")
    with writer.block("else:"):
        writer.write(f"number = {1 if expression is None else evaluated(writer, expression, wrong)}")
    if which == 1:
        with writer.block("if not number:"):
            writer.write(f"shell.command = {writer.refer(loop.expressions[1])}", "break")


def _body(writer: Commands, body: Node) -> None:
    with writer.block("try:"):
        _command(writer, body)
        writer.write("last = status")
    writer.write("except ContinueLoop as leave: last = left(shell, leave, checked, depth)")


# ---- commands


def _command(writer: Commands, node: Node) -> bool:
    """Write what runs a command: its status is `status`. Whether that cannot be pending."""
    if node.__class__ is Lazy:
        if node.node is None:
            writer.write(f"status = {writer.refer(node)}.run(shell)")
            return False
        node = node.node
    write = _COMMANDS.get(node.__class__)
    if write is None or writer.is_deep():
        _run(writer, node)
        return False
    return write(writer, node)


def _run(writer: Commands, node: Node) -> None:
    writer.write(f"status = {writer.refer(node.run)}(shell)")


def _settle(
    writer: Commands, settled: bool, line: str = "if status < 0: shell.status = status = shell.settle(status)"
) -> None:
    if not settled:
        writer.write(line)


def _unless(writer: Commands, node: Node, condition: str = "shell.attention") -> Writer:
    """Let the node run the command where a condition holds; the block that begins is for the rest."""
    with writer.block(f"if {condition}:"):
        _run(writer, node)
    return writer.block("else:")


def _begin(writer: Commands, node: Node) -> None:
    writer.write(f"shell.line = {node.line}", f"shell.command = {writer.refer(node)}")


def _succeed(writer: Commands, last_argument: str) -> None:
    writer.write(
        f"shell.last_argument = {last_argument}", "shell.status = status = 0", "shell.pipe_status = STATUSES[0]"
    )


def _compared(writer: Commands, holds: str, failed: str = "") -> None:
    """The end of a command that asks something: the status by what holds.

    `failed` is what looks after the failure of a simple command. The ERR traps of others find PIPESTATUS as it was.
    """
    check = f"if status and shell.guarded and shell.checked: {failed or 'command_failed(shell, 1)'}"
    note = "shell.pipe_status = STATUSES[status]"
    writer.write(f"shell.status = status = 0 if {holds} else 1", *([note, check] if failed else [check, note]))


def _sequence(writer: Commands, node: Sequence) -> bool:
    if node.assigns:
        _run(writer, node)
        return False
    settled = True
    for one in node.nodes:
        settled = _command(writer, one)
    return settled


def _group(writer: Commands, node: Group) -> bool:
    return _command(writer, node.body)


def _assign_one(writer: Commands, node: fast.AssignOne) -> bool:
    name, value = node.target, node.assigns[0].value
    with _unless(writer, node):
        _begin(writer, node)
        if value is None:
            found = repr(node.fixed)
        else:
            writer.write("shell.substitution_status = 0")
            found = assigned(writer, value)
        writer.write(f"if {special(name)}: set_variable(shell, {name!r}, {found})", f"else: values[{name!r}] = {found}")
        _end_assignment(writer, node, value is not None)
    return value is None


def _end_assignment(writer: Commands, node: Simple, may_fail: bool) -> None:
    if not may_fail:
        _succeed(writer, "''")
        return
    writer.write(
        "shell.last_argument = ''",
        "shell.status = status = shell.substitution_status",
        f"if status: {writer.refer(node.finish)}(shell, status)",
        "else: shell.pipe_status = STATUSES[0]",
    )


def _assign_part(writer: Commands, node: fast.AssignPart) -> bool:
    assignment = node.assigns[0]
    name = assignment.name
    if assignment.elements is not None:
        if assignment.listed is None or not assignment.append:
            _run(writer, node)
            return False
        with _unless(writer, node, f"shell.attention or attributes.get({name!r}) != {INDEXED}"):
            _begin(writer, node)
            writer.write("shell.substitution_status = 0")
            writer.write(f"variables.assign_list({name!r}, {fields(writer, assignment.listed)}, True)")
            _end_assignment(writer, node, True)
        return False
    with _unless(writer, node):
        _begin(writer, node)
        writer.write("shell.substitution_status = 0")
        value = repr(assignment.constant) if assignment.value is None else assigned(writer, assignment.value)
        if assignment.sub is None:
            _append(writer, node, value)
        else:
            _set_element(writer, node, value)
        _end_assignment(writer, node, True)
    return False


def _append(writer: Commands, node: fast.AssignPart, value: str) -> None:
    """`x+=word`."""
    name = node.assigns[0].name
    writer.write(
        f"old = values.get({name!r})",
        f"if old.__class__ is not str or not old.isascii() or {special(name)}:",
        f"    {writer.refer(node.store)}(shell, None, {value})",
        f"else: values[{name!r}] = old + {value}",
    )


def _set_element(writer: Commands, node: fast.AssignPart, value: str) -> None:
    """`a[i]=word`, `a[i]+=word`."""
    assignment = node.assigns[0]
    name = assignment.name
    key = subscript(writer, assignment.sub, assignment.subscript)  # type: ignore[arg-type]
    otherwise = f"else: {writer.refer(node.store)}(shell, {key}, {value})"
    if assignment.append:
        writer.write(otherwise.removeprefix("else: "))
        return
    number = index(writer, key)
    plain = "variables._watch is None"
    if may_be_special(name):
        plain += f" and {name!r} not in hooks and {name!r} not in variables.dynamic"
    writer.write(
        f"array = values.get({name!r})",
        f"bits = attributes.get({name!r})",
        f"if bits == {INDEXED} and {number} >= 0 and array.__class__ is IndexedArray and {plain}:",
        f"    array.set({number}, {value})",
        f"elif bits == {ASSOC} and {key} != '' and array.__class__ is AssocArray and {plain}:",
        f"    array.set({key}, {value})",
        otherwise,
    )


def _local(writer: Commands, node: fast.Local) -> bool:
    unusual = (
        "shell.attention or 'local' in shell.functions or not shell.function_depth or shell.disabled_builtins or "
        "shell.options.localvar_inherit or not variables.splitter.first"
    )
    with _unless(writer, node, unusual):
        _begin(writer, node)
        found = [repr(item.constant) if item.value is None else assigned(writer, item.value) for item in node.items]
        declare = f"status = {writer.refer(node.declare)}(shell, [{', '.join(found)}])"
        if len(found) > 1:
            writer.write(declare)
            return True
        name = node.items[0].name
        with writer.block(f"if {special(name)} or variables.scope is None or variables.scope.temporary:"):
            writer.write(declare)
        with writer.block("else:"):
            writer.write(
                "saved = variables.scope.saved",
                f"if {name!r} not in saved: saved[{name!r}] = (values.get({name!r}), None)",
                f"values[{name!r}] = {found[0]}",
            )
            _succeed(writer, f"{name + '='!r} + {found[0]}")
    return True


def _leave(writer: Commands, node: fast.Plain, lines: list[str]) -> None:
    """`break`, `continue`, `return`, `return 1`."""
    unusual = f"shell.attention or shell.traps or {node.name!r} in shell.functions or shell.disabled_builtins"
    with _unless(writer, node, unusual):
        _begin(writer, node)
        writer.write(f"shell.last_argument = {node.words[-1]!r}")
        if node.name != "return":
            writer.write("shell.status = 0")
        else:
            writer.write(f"status = {int(node.rest[0])}" if node.rest else "status = shell.status")
        writer.write(*lines)


def _plain(writer: Commands, node: fast.Plain) -> bool:
    lines = writer.leaving.get(node.name or "")
    if lines is not None and (not node.rest or (node.name == "return" and node.rest in (["0"], ["1"]))):
        _leave(writer, node, lines)
        return False
    with _unless(writer, node):
        _begin(writer, node)
        args = fields(writer, node.rest)
        start = f"status = {writer.refer(node.start)}(shell, {args})"
        if node.name not in writer.functions or node.special:
            writer.write(start)
            return False
        writer.write(f"function = shell.functions.get({node.name!r})")
        with writer.block("if function is not None and function.note is None:"):
            failed = writer.refer(node.failed)
            writer.write(
                "traps = shell.traps",
                f"status = call_function(shell, function, {args})",
                f"shell.last_argument = {args}[-1] if {args} else {node.name!r}",
                "shell.status = status",
                "shell.pipe_status = (status,)",
                f"if status and shell.guarded and shell.checked: {failed}(shell, status, traps)",
            )
        writer.write(f"else: {start}")
    return False


def _arithmetic(writer: Commands, node: ArithCommand) -> bool:
    with _unless(writer, node):
        _begin(writer, node)
        number = evaluated(writer, node.word, "{} = complain(shell, error)")
        _compared(writer, number)
    return True


# ---- conditions


def _unchecked(writer: Commands, node: Node) -> None:
    """Write a command whose failure is nothing but an answer; its status is settled."""
    checked = writer.fresh()
    writer.write(f"{checked} = shell.checked", "shell.checked = False")
    settled = _command(writer, node)
    writer.write(f"shell.checked = {checked}")
    _settle(writer, settled)


def _and(writer: Commands, node: And) -> bool:
    with _unless(writer, node, "shell.leaving is not None"):
        _unchecked(writer, node.left)
        with writer.block("if not status:"):
            _command(writer, node.right)
    return False


def _or(writer: Commands, node: Or) -> bool:
    if node.may_leave:
        _run(writer, node)
        return False
    _unchecked(writer, node.left)
    with writer.block("if status:"):
        _command(writer, node.right)
    return False


def _if(writer: Commands, node: If) -> bool:
    if node.guarded is not None:
        _run(writer, node)
        return False
    (test, body), *others = node.clauses
    found = writer.fresh()
    _unchecked(writer, test)
    with writer.block("if not status:"):
        if others:
            writer.write(f"{found} = True")
        _command(writer, body)
    with writer.block("else:"):
        if others:
            writer.write(f"{found} = False")
        elif node.otherwise is not None:
            _command(writer, node.otherwise)
        else:
            writer.write("shell.status = status = 0")
    for test, body in others:
        with writer.block(f"if not {found}:"):
            _unchecked(writer, test)
            with writer.block("if not status:"):
                writer.write(f"{found} = True")
                _command(writer, body)
    if others:
        with writer.block(f"if not {found}:"):
            if node.otherwise is not None:
                _command(writer, node.otherwise)
            else:
                writer.write("shell.status = status = 0")
    return False


def _case(writer: Commands, node: Case) -> bool:
    if any(terminator != ";;" for _, _, terminator in node.clauses):
        _run(writer, node)
        return False
    with _unless(writer, node):
        _begin(writer, node)
        writer.write("shell.substitution_status = 0")
        subject = writer.fresh()
        writer.write(f"{subject} = {text(writer, node.subject)}")
        with writer.block(f"if shell.options.nocasematch or not {subject}.isascii():"):
            writer.write(f"status = {writer.refer(node.chosen)}(shell, {subject})")
        with writer.block("else:"):
            outer = writer.fresh()
            writer.write(f"{outer} = shell.outer_line", f"shell.outer_line = {node.line}", "status = 0")
            word = "if"
            for patterns, body, _ in node.clauses:
                with writer.block(f"{word} {_matches_any(writer, patterns, subject)}:"):
                    if body is None:
                        writer.write("pass")
                    else:
                        _command(writer, body)
                word = "elif"
            writer.write(f"shell.outer_line = {outer}", "shell.status = status")
    return False


def _matches_any(writer: Commands, patterns: list[Any], subject: str) -> str:
    literals = [one.literal for one in patterns if one.__class__ is Pattern and one.literal is not None]
    if len(literals) == len(patterns) > 1:
        return f"{subject} in {frozenset(literals)!r}" if len(literals) > 3 else f"{subject} in {tuple(literals)!r}"
    return " or ".join([_matches(writer, pattern, subject) for pattern in patterns])


def _matches(writer: Commands, pattern: Any, subject: str) -> str:
    """The condition that a pattern of `case` or `[[` matches a name's value, which is ASCII."""
    if pattern.__class__ is not Pattern:
        source = f"{writer.refer(pattern.pattern)}(shell)"
        return f"Pattern.compile({source}, shell.options.extglob, False).match({subject})"
    if pattern.literal is not None:
        return f"{subject} == {pattern.literal!r}"
    pieces = pattern.pieces
    if pieces is not None and len(pieces) == 2:
        start, end = pieces
        if end == "" and start.__class__ is str:
            return f"{subject}.startswith({start!r})"
        if start == "" and end.__class__ is str:
            return f"{subject}.endswith({end!r})"
    return f"{writer.refer(pattern.match)}({subject})"


# ---- tests


def _conditional(writer: Commands, node: Conditional) -> bool:
    if _may_be_wrong(node.test):
        _run(writer, node)
        return True
    with _unless(writer, node):
        _begin(writer, node)
        holds = _test(writer, node.test)
        _compared(writer, holds)
    return True


def _may_be_wrong(test: conditional.Test) -> bool:
    """Whether there is a regular expression in it."""
    if isinstance(test, (conditional.AndTest, conditional.OrTest)):
        return _may_be_wrong(test.left) or _may_be_wrong(test.right)
    if isinstance(test, conditional.NotTest):
        return _may_be_wrong(test.operand)
    return isinstance(test, conditional.RegexTest)


def _test(writer: Commands, test: conditional.Test) -> str:
    """Write a part of `[[ ]]`; gives the name that says whether it holds."""
    result = writer.fresh()
    write = _TESTS.get(test.__class__)
    if write is None or writer.is_deep() or not write(writer, test, result):
        writer.write(f"{result} = {writer.refer(test.value)}(shell)")
    return result


def _and_test(writer: Commands, test: conditional.AndTest, result: str) -> bool:
    writer.write(f"{result} = {_test(writer, test.left)}")
    with writer.block(f"if {result}:"):
        writer.write(f"{result} = {_test(writer, test.right)}")
    return True


def _or_test(writer: Commands, test: conditional.OrTest, result: str) -> bool:
    writer.write(f"{result} = {_test(writer, test.left)}")
    with writer.block(f"if not {result}:"):
        writer.write(f"{result} = {_test(writer, test.right)}")
    return True


def _not_test(writer: Commands, test: conditional.NotTest, result: str) -> bool:
    writer.write(f"{result} = not {_test(writer, test.operand)}")
    return True


def _word_test(writer: Commands, test: conditional.WordTest, result: str) -> bool:
    writer.write(f"{result} = {text(writer, test.operand)} {'==' if test.empty else '!='} ''")
    return True


def _pattern_test(writer: Commands, test: conditional.PatternTest, result: str) -> bool:
    """Compares texts where the pattern has no special characters."""
    parts = test.right.parts
    quoted = bool(parts) and all(isinstance(part, DoubleQuote) for part in parts)
    if test.constant is None and not quoted and not isinstance(test.right, UnquotedVariable):
        return False
    subject = writer.fresh()
    writer.write(f"{subject} = {text(writer, test.left)}")
    plain = f"{subject}.isascii() and not shell.options.nocasematch"
    if test.constant is not None:
        matches, pattern = _matches(writer, test.constant, subject), repr(test.constant.source)
    else:
        right = text(writer, test.right)
        matches, pattern = f"{subject} == {right}", f"quote({right})" if quoted else right
        plain += "" if quoted else f" and {right}.isalnum()"
    writer.write(
        f"if {plain}: {result} = {matches}" if test.wanted else f"if {plain}: {result} = not ({matches})",
        f"else: {result} = {writer.refer(test.matches)}(shell, {subject}, {pattern})",
    )
    return True


def _binary_test(writer: Commands, test: conditional.BinaryTest, result: str) -> bool:
    """Compares numbers, which most operands are."""
    operator = _OPERATORS.get(test.op)
    if operator is None:
        return False
    left_text, right_text = text(writer, test.left), text(writer, test.right)
    a, b = _number(writer, left_text), _number(writer, right_text)
    writer.write(
        f"if {a} is None or {b} is None: {result} = {writer.refer(test.compared)}(shell, {left_text}, {right_text})",
        f"else: {result} = {a} {operator} {b}",
    )
    return True


def _number(writer: Commands, found: str) -> str:
    """Write what takes a text as a number, None if it is no plain one; gives the name that holds it."""
    number = writer.fresh()
    writer.write(f"{number} = known({found})", f"if {number} is None: {number} = plain_number({found})")
    return number


_TESTS: dict[type, Callable[[Commands, Any, str], bool]] = {
    conditional.AndTest: _and_test,
    conditional.OrTest: _or_test,
    conditional.NotTest: _not_test,
    conditional.WordTest: _word_test,
    conditional.PatternTest: _pattern_test,
    conditional.BinaryTest: _binary_test,
}
_OPERATORS = {
    "-eq": "==",
    "-ne": "!=",
    "-lt": "<",
    "-le": "<=",
    "-gt": ">",
    "-ge": ">=",
    "=": "==",
    "==": "==",
    "!=": "!=",
}


def _bracket(writer: Commands, node: fast.Test) -> bool:
    """`[ a -lt b ]`."""
    operands: list[str] = []
    conditions = ["shell.attention", f"{node.name!r} in shell.functions", "shell.disabled_builtins"]
    for one in (node.left, node.right):
        if one.__class__ is str:
            operands.append(repr(one))
            continue
        found = writer.fresh()
        operands.append(found)
        if one.__class__ is UnquotedVariable:
            writer.write(f"{found} = values.get({one.part.name!r})")
            conditions.append(f"{found}.__class__ is not str or not {found}.isalnum()")
            conditions.append("not variables.splitter.default")
    with _unless(writer, node, " or ".join(conditions)):
        _begin(writer, node)
        for one, found in zip((node.left, node.right), operands, strict=True):
            if one is not None and one.__class__ is not str and one.__class__ is not UnquotedVariable:
                writer.write(f"{found} = {text(writer, one)}")
        left_text, right_text = operands
        writer.write(f"shell.last_argument = {repr(']') if node.name == '[' else right_text}")
        failed = f"{writer.refer(node.failed)}(shell, 1)"
        if node.left is None:
            _compared(writer, f"{right_text} {'==' if node.op == '-z' else '!='} ''", failed)
        elif node.numbers is None:
            _compared(writer, f"{left_text} {_OPERATORS[node.op]} {right_text}", failed)
        else:
            a, b = _number(writer, left_text), _number(writer, right_text)
            with writer.block(f"if {a} is None or {b} is None:"):
                writer.write(f"status = {writer.refer(node.by_builtin)}(shell, {left_text}, {right_text})")
            with writer.block("else:"):
                _compared(writer, f"{a} {_OPERATORS[node.op]} {b}", failed)
    return True


_COMMANDS: dict[type, Callable[[Commands, Any], bool]] = {
    And: _and,
    ArithCommand: _arithmetic,
    Case: _case,
    Conditional: _conditional,
    Group: _group,
    If: _if,
    Or: _or,
    Sequence: _sequence,
    fast.AssignOne: _assign_one,
    fast.AssignPart: _assign_part,
    fast.Local: _local,
    fast.Plain: _plain,
    fast.Test: _bracket,
}
