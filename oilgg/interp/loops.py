"""Loops: `while`, `until` and both kinds of `for`."""

from __future__ import annotations

from oilgg.errors import BreakLoop, ContinueLoop, ExitShell, ExpansionError, ReadonlyError
from oilgg.expand.values import NAMEREF, ExpressionError
from oilgg.expand.words import compile_word, fields_of
from oilgg.interp import node, trap, xtrace
from oilgg.interp.assignment import literal
from oilgg.interp.command import attend
from oilgg.interp.compound import Compound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from oilgg.expand.formula import Expression
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


def left(shell: Shell, leave: BreakLoop | ContinueLoop, checked: bool, depth: int) -> int:
    """`break` or `continue` has come to the loop at `depth`; gives the status. Raises it where it goes further."""
    shell.checked = checked
    if leave.levels > 1 and depth > 1:
        leave.levels -= 1
        raise leave
    return shell.status


class Loop(Compound):
    """What the loops have in common: `rounds` is replaced by Python when there have been many (see generated.py)."""

    __slots__ = ("body", "heat", "rounds")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.heat = 0
        """How many rounds there have been."""
        self.rounds: Callable[..., int] = self.first_rounds

    def first_rounds(self, shell: Shell, checked: bool, depth: int, *more: Any) -> int:
        """The rounds of the loop, one by one; gives the status of the last."""
        raise NotImplementedError

    def looped(self, shell: Shell, rounds: Callable[..., int], *more: Any) -> int:
        """Run the rounds as a loop of the shell, which `break` leaves; gives its status."""
        if shell.attention & trap.NOEXEC:
            return 0  # after `set -n` in the same list; no condition would end it
        checked = shell.checked
        depth = shell.loop_depth = shell.loop_depth + 1
        if shell.jobs.jobs:
            shell.jobs.cleanup()
        try:
            status = rounds(shell, checked, depth, *more)
        except BreakLoop as leave:
            status = left(shell, leave, checked, depth)
        finally:
            shell.loop_depth = depth - 1
        shell.status = status
        return status


class While(Loop):
    """`while a; do b; done`, and `until`."""

    __slots__ = ("test", "until")

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.until: bool = tree[0] == "until"
        self.test = node.build(tree[2])
        self.body = node.build(tree[3])
        self.redirections(tree[4])

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        return self.looped(shell, self.rounds, 0)

    run = body_run

    def first_rounds(self, shell: Shell, checked: bool, depth: int, status: int) -> int:
        """The rounds of the loop, one by one; `status` is that of the last one."""
        test = self.test
        body = self.body
        until = self.until
        while True:
            self.heat += 1
            if self.heat == node.HOT:
                from oilgg.interp import generated

                self.rounds = generated.while_rounds(shell, self)
                return self.rounds(shell, checked, depth, status)
            shell.checked = False
            try:
                result = test.run(shell)
            except ContinueLoop as leave:
                # A condition with a status like others, but for the body.
                if (left(shell, leave, checked, depth) == 0) is until:
                    break
                continue
            shell.checked = checked
            if result < 0:
                result = shell.settle(result)
            if (result == 0) is until:
                break
            try:
                status = body.run(shell)
            except ContinueLoop as leave:
                status = left(shell, leave, checked, depth)
        return status


class For(Loop):
    """`for x in a b; do c; done`."""

    __slots__ = ("name", "words")

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.name: str = tree[2]
        self.words: list[Any] | None = None
        if tree[3] is not None:
            self.words = []
            for word in tree[3]:
                text = literal(word)
                self.words.append(compile_word(word) if text is None else text)
        self.body = node.build(tree[4])
        self.redirections(tree[5])

    def has_valid_name(self, shell: Shell) -> bool:
        """Whether the variable can be one; else the command has failed, and in posix mode the shell."""
        if _is_name(self.name):
            return True
        shell.line = shell.outer_line
        shell.error(f"`{self.name}': not a valid identifier")
        if shell.options.posix and not shell.interactive and self.tree[0] == "for":
            raise ExitShell(2)
        shell.status = 1
        return False

    def items(self, shell: Shell) -> list[str]:
        """The words to loop over."""
        if self.words is None:
            return shell.positional
        return fields_of(self.words, shell)

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        shell.line = self.line
        if not self.has_valid_name(shell):
            return 1
        items = self.items(shell)
        outer_line, shell.outer_line = shell.outer_line, self.line
        rounds = shell.rounds
        shell.rounds = rounds * (len(items) or 1)
        try:
            return self.looped(shell, self.rounds, iter(items), 0)
        finally:
            shell.outer_line = outer_line
            shell.rounds = rounds

    def first_rounds(self, shell: Shell, checked: bool, depth: int, items: Iterator[str], status: int) -> int:
        """The rounds of the loop, one by one; `status` is that of the last one."""
        body = self.body
        for item in items:
            shell.command = self
            if shell.attention:
                self.attended(shell)
            if not self.set(shell, item):
                return 1
            try:
                status = body.run(shell)
            except ContinueLoop as leave:
                status = left(shell, leave, checked, depth)
            self.heat += 1
            if self.heat == node.HOT:
                from oilgg.interp import generated

                self.rounds = generated.for_rounds(shell, self)
                return self.rounds(shell, checked, depth, items, status)
        return status

    def attended(self, shell: Shell) -> None:
        """Look after traps and tracing before a round."""
        shell.line = self.line
        if shell.options.xtrace:
            self._trace(shell)
        attend(shell, self)

    def set(self, shell: Shell, item: str) -> bool:
        """Give the variable its next value; False after a message if it can't have one."""
        variables = shell.vars
        name = self.name
        try:
            if name in variables.attributes and variables.attributes[name] & NAMEREF:
                return self._set_nameref(shell, item)
            variables.set(name, item)
        except ReadonlyError as error:
            if shell.options.posix:
                raise ExpansionError(error.message, True) from None
            shell.report(error.message)
            return False
        return True

    def _set_nameref(self, shell: Shell, item: str) -> bool:
        """A loop variable that is a nameref is made to refer to each name in turn; False after a message."""
        variables = shell.vars
        if self.name in variables.values and variables.resolve(self.name) is None:
            if not variables.is_local(self.name):
                variables.warn_of_circle(self.name)
                return False
            variables.set(self.name, item)
            return True
        try:
            variables.set_nameref(self.name, item)
        except ExpansionError as error:
            shell.error(error.message)
            return False
        return True

    def _trace(self, shell: Shell) -> None:
        xtrace.show(shell, f"for {self.name} in {xtrace.listed(self.tree[3])}".rstrip(" "))

    run = body_run


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.isascii()


class ForExpression:
    """One of the three expressions of `for (( ))` as the command that BASH_COMMAND shows."""

    __slots__ = ("line", "tree")

    def __init__(self, line: int, raw: str) -> None:
        self.line = line
        self.tree = ("arithcmd", line, (raw, (raw,)), ())


class ForArith(Loop):
    """`for ((i = 0; i < 9; i++)); do a; done`."""

    __slots__ = ("expressions", "init", "step", "test")
    line_first = True

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        init, test, step = tree[2], tree[3], tree[4]
        from oilgg.expand.formula import compile_expression

        self.init = None if init is None else compile_expression(init)
        self.test = None if test is None else compile_expression(test)
        self.step = None if step is None else compile_expression(step)
        raws = ["1" if one is None else one[0] for one in (init, test, step)]
        self.expressions = [ForExpression(self.line, raw) for raw in raws]
        self.body = node.build(tree[5])
        self.redirections(tree[6])

    def attended(self, shell: Shell, which: int) -> int:
        """Evaluate one of the expressions, looking after traps and tracing; an empty one is 1."""
        expression = (self.init, self.test, self.step)[which]
        shell.line = self.line
        if shell.options.xtrace or shell.attention & trap.DEBUG:
            return self._traced(shell, expression)
        attend(shell, self.expressions[which])
        return 1 if expression is None else expression.value(shell)

    def _traced(self, shell: Shell, expression: Expression | None) -> int:
        """Expanded, shown, attended to, then evaluated."""

        def show(source: str) -> None:
            if shell.options.xtrace:
                xtrace.show(shell, f"(( {source} ))")
            attend(shell, ForExpression(self.line, source))

        if expression is None:
            show("1")
            return 1
        return expression.traced(shell, show)

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        shell.line = self.line
        return self.looped(shell, self._begun)

    run = body_run

    def _begun(self, shell: Shell, checked: bool, depth: int) -> int:
        """Evaluate the first expression, then loop; status 1 if it is wrong."""
        try:
            if shell.attention:
                self.attended(shell, 0)
            elif self.init is not None:
                self.init.value(shell)
        except ExpressionError as error:
            return self.wrong(shell, error)
        return self.rounds(shell, checked, depth, 0)

    def first_rounds(self, shell: Shell, checked: bool, depth: int, status: int) -> int:
        """The rounds of the loop, one by one; `status` is that of the last one."""
        body, test, step = self.body, self.test, self.step
        while True:
            self.heat += 1
            if self.heat == node.HOT:
                from oilgg.interp import generated

                self.rounds = generated.arithmetic_rounds(shell, self)
                return self.rounds(shell, checked, depth, status)
            try:
                if shell.attention:
                    if not self.attended(shell, 1):
                        break
                elif test is not None and not test.value(shell):
                    shell.command = self.expressions[1]
                    break
            except ExpressionError as error:
                return self.wrong(shell, error)
            try:
                status = body.run(shell)
            except ContinueLoop as leave:
                status = left(shell, leave, checked, depth)
            shell.line = self.line
            try:
                if shell.attention:
                    self.attended(shell, 2)
                elif step is not None:
                    step.value(shell)
            except ExpressionError as error:
                return self.wrong(shell, error)
        return status

    def wrong(self, shell: Shell, error: ExpressionError) -> int:
        """One of the expressions cannot be evaluated: message and status."""
        error.tell(shell, "((")
        shell.status = 1  # for bash neither a reason for an ERR trap nor for `set -e`
        return 1


class RedirectedWhile(While):
    """`while a; do b; done <f`."""

    __slots__ = ()
    run = Compound.run


class RedirectedFor(For):
    """`for x in a b; do c; done >f`."""

    __slots__ = ()
    run = Compound.run


class RedirectedForArith(ForArith):
    """`for ((;;)); do a; done >f`."""

    __slots__ = ()
    run = Compound.run
