"""Compound commands: lists, conditions, loops, groups and functions."""

from __future__ import annotations

from oilgg.errors import BreakLoop, ContinueLoop, ExitShell, ExpansionError, ReadonlyError
from oilgg.expand.operators import matches as pattern_matches
from oilgg.expand.pattern import Pattern, quote
from oilgg.expand.values import NAMEREF, ExpressionError
from oilgg.expand.words import PatternWord, compile_word, fields_of
from oilgg.interp import leaving, redirection, xtrace
from oilgg.interp.assignment import literal
from oilgg.interp.command import attend
from oilgg.interp.execution import command_failed
from oilgg.interp.node import Lazy, Node, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.expand.formula import Expression
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


class Compound(Node):
    """A compound command; with redirections it runs inside them."""

    __slots__ = ("redirs",)
    line_first = False
    """Whether its redirections are done on its own line; else on that of the complete command, or of the function."""

    def redirections(self, redirs: tuple[Tree, ...]) -> None:
        """Take over the redirections of the tree."""
        self.redirs = tuple([redirection.Redirection(one) for one in redirs])

    def run(self, shell: Shell) -> int:
        """Do the redirections, run, restore."""
        if not self.redirs:
            return self.body_run(shell)
        kept = len(shell.substitution_fds)
        shell.line = self.line if self.line_first else shell.outer_line
        try:
            undo = redirection.enter(shell, self.redirs)
        except redirection.RedirectionFailed:
            shell.status = 1
            if shell.guarded and shell.checked:
                command_failed(shell, 1)
            return 1
        piped = shell.stdin_piped
        if undo and any(entry[0] == 0 for entry in undo):
            shell.stdin_piped = True
        try:
            return self.body_run(shell)
        except ExitShell:
            if not shell.virtual_level:
                # The EXIT trap of `set -e` runs with the redirections of compound commands in place.
                undo = []
            raise
        finally:
            shell.stdin_piped = piped
            redirection.restore(shell, undo)
            if len(shell.substitution_fds) > kept:
                shell.close_substitutions(kept)

    def body_run(self, shell: Shell) -> int:
        """Execute the command itself."""
        raise NotImplementedError


class And(Node):
    """`a && b`."""

    __slots__ = ("left", "right")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.left = build(tree[1])
        self.right = build(tree[2])
        self.line = self.left.line

    def run(self, shell: Shell) -> int:
        """Run the left side; if it succeeds the right one."""
        checked = shell.checked
        shell.checked = False
        if shell.leaving is not None and shell.leaving[0] is self:
            otherwise = shell.leaving[1]
            status = leaving.run_before(shell, self.left, otherwise)
            shell.checked = checked
            return status if status > 0 else leaving.run_before(shell, self.right, otherwise)
        status = self.left.run(shell)
        shell.checked = checked
        if status < 0:
            shell.status = status = shell.settle(status)
        return status if status else self.right.run(shell)


class Or(Node):
    """`a || b`."""

    __slots__ = ("left", "may_leave", "right")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.left = build(tree[1])
        self.right = build(tree[2])
        self.line = self.left.line
        self.may_leave = leaving.waits_for_program(tree[1])

    def run(self, shell: Shell) -> int:
        """Run the left side; if it fails the right one."""
        checked = shell.checked
        shell.checked = False
        if self.may_leave and shell.lowering is not None and leaving.always_leaves(shell, self.tree[2]):
            status = leaving.run_before(shell, self.left, self.right)
            shell.checked = checked
            return self.right.run(shell) if status > 0 else status
        status = self.left.run(shell)
        shell.checked = checked
        if status < 0:
            shell.status = status = shell.settle(status)
        return self.right.run(shell) if status else 0


def condition(shell: Shell, node: Node) -> int:
    """Run a condition; gives its settled status."""
    checked = shell.checked
    shell.checked = False
    status = node.run(shell)
    shell.checked = checked
    if status < 0:
        shell.status = status = shell.settle(status)
    return status


class If(Compound):
    """`if a; then b; elif c; then d; else e; fi`."""

    __slots__ = ("clauses", "guarded", "otherwise")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.clauses: list[tuple[Node, Node]] = [(build(test), Lazy(body)) for test, body in tree[2]]
        self.otherwise = None if tree[3] is None else Lazy(tree[3])
        self.guarded = leaving.AfterNot(self.clauses[0][1]) if _guarded(tree) else None
        self.redirections(tree[4])

    def body_run(self, shell: Shell) -> int:
        """Run the body of the first condition that holds."""
        checked = shell.checked
        guarded = self.guarded
        if guarded is not None and shell.lowering is not None and leaving.always_leaves(shell, self.tree[2][0][1]):
            shell.checked = False
            status = leaving.run_before(shell, self.clauses[0][0], guarded)
            shell.checked = checked
            if not status:
                return self.clauses[0][1].run(shell)
            shell.status = 0
            return 0
        for test, body in self.clauses:
            shell.checked = False
            status = test.run(shell)
            shell.checked = checked
            if status < 0:
                shell.status = status = shell.settle(status)
            if not status:
                return body.run(shell)
        if self.otherwise is not None:
            return self.otherwise.run(shell)
        shell.status = 0
        return 0

    run = body_run


def _guarded(tree: Tree) -> bool:
    """Whether an `if` is of the form `if ! a; then b; fi`, where `a` may be a program."""
    if len(tree[2]) > 1 or tree[3] is not None or tree[4]:
        return False
    test: Tree = tree[2][0][0]
    if test[0] != "pipeline" or not test[2] or test[3] is not None or not test[4]:
        return False
    return len(test[4]) > 1 or leaving.waits_for_program(test[4][0])


class While(Compound):
    """`while a; do b; done`, and `until`."""

    __slots__ = ("body", "test", "until")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.until: bool = tree[0] == "until"
        self.test = build(tree[2])
        self.body = build(tree[3])
        self.redirections(tree[4])

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        test = self.test
        body = self.body
        until = self.until
        checked = shell.checked
        status = 0
        depth = shell.loop_depth = shell.loop_depth + 1
        if shell.jobs.jobs:
            shell.jobs.cleanup()
        try:
            while True:
                try:
                    shell.checked = False
                    result = test.run(shell)
                    shell.checked = checked
                    if result < 0:
                        result = shell.settle(result)
                    if (result == 0) is until:
                        break
                    status = body.run(shell)
                except ContinueLoop as leave:
                    shell.checked = checked
                    status = shell.status
                    if leave.levels > 1 and depth > 1:
                        leave.levels -= 1
                        raise
        except BreakLoop as leave:
            shell.checked = checked
            status = shell.status
            if leave.levels > 1 and depth > 1:
                leave.levels -= 1
                raise
        finally:
            shell.loop_depth = depth - 1
        shell.status = status
        return status

    run = body_run


class For(Compound):
    """`for x in a b; do c; done`."""

    __slots__ = ("body", "name", "words")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.name: str = tree[2]
        self.words: list[Any] | None = None
        if tree[3] is not None:
            self.words = []
            for word in tree[3]:
                text = literal(word)
                self.words.append(compile_word(word) if text is None else text)
        self.body = build(tree[4])
        self.redirections(tree[5])

    def has_valid_name(self, shell: Shell) -> bool:
        """Whether the variable can be one; else the command has failed, and in posix mode the shell."""
        if _is_name(self.name):
            return True
        shell.error(f"`{self.name}': not a valid identifier")
        if shell.options.posix and not shell.interactive and self.tree[0] == "for":
            raise ExitShell(2)
        shell.status = 1
        if shell.guarded and shell.checked:
            command_failed(shell, 1)
        return False

    def items(self, shell: Shell) -> list[str]:
        """The words to loop over."""
        if self.words is None:
            return shell.positional
        return fields_of(self.words, shell)

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        shell.line = self.line
        name = self.name
        variables = shell.vars
        if not self.has_valid_name(shell):
            return 1
        items = self.items(shell)
        body = self.body
        checked = shell.checked
        outer_line, shell.outer_line = shell.outer_line, self.line
        status = 0
        depth = shell.loop_depth = shell.loop_depth + 1
        rounds = shell.rounds
        shell.rounds = rounds * (len(items) or 1)
        if shell.jobs.jobs:
            shell.jobs.cleanup()
        try:
            for item in items:
                if shell.attention:
                    shell.line = self.line
                    attend(shell, self)
                    if shell.options.xtrace:
                        self._trace(shell, items)
                try:
                    if name in variables.attributes and variables.attributes[name] & NAMEREF:
                        if not self._set_nameref(shell, item):
                            status = 1
                            break
                    else:
                        variables.set(name, item)
                except ReadonlyError as error:
                    if shell.options.posix:
                        raise ExpansionError(error.message, True) from None
                    shell.report(error.message)
                    status = 1
                    break
                try:
                    status = body.run(shell)
                except ContinueLoop as leave:
                    shell.checked = checked
                    status = shell.status
                    if leave.levels > 1 and depth > 1:
                        leave.levels -= 1
                        raise
        except BreakLoop as leave:
            shell.checked = checked
            status = shell.status
            if leave.levels > 1 and depth > 1:
                leave.levels -= 1
                raise
        finally:
            shell.loop_depth = depth - 1
            shell.outer_line = outer_line
            shell.rounds = rounds
        shell.status = status
        return status

    def _set_nameref(self, shell: Shell, item: str) -> bool:
        """A loop variable that is a nameref is made to refer to each name in turn; False after a message."""
        variables = shell.vars
        if self.name in variables.values and variables.resolve(self.name) is None and variables.is_local(self.name):
            variables.set(self.name, item)
            return True
        try:
            variables.set_nameref(self.name, item)
        except ExpansionError as error:
            shell.error(error.message)
            return False
        return True

    def _trace(self, shell: Shell, items: list[str]) -> None:
        if self.words is None:
            words = [xtrace.quote(item) for item in items]
        else:
            words = xtrace.sources(self.tree[3])
        xtrace.show(shell, f"for {self.name} in {' '.join(words)}".rstrip(" "))

    run = body_run


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.isascii()


class ForExpression:
    """One of the three expressions of `for (( ))` as the command that BASH_COMMAND shows."""

    __slots__ = ("line", "tree")

    def __init__(self, line: int, raw: str) -> None:
        self.line = line
        self.tree = ("arithcmd", line, (raw, (raw,)), ())


class ForArith(Compound):
    """`for ((i = 0; i < 9; i++)); do a; done`."""

    __slots__ = ("body", "expressions", "init", "step", "test")
    line_first = True

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        init, test, step = tree[2], tree[3], tree[4]
        from oilgg.expand.formula import compile_expression

        self.init = None if init is None else compile_expression(init)
        self.test = None if test is None else compile_expression(test)
        self.step = None if step is None else compile_expression(step)
        raws = ["1" if one is None else one[0] for one in (init, test, step)]
        self.expressions = [ForExpression(self.line, raw) for raw in raws]
        self.body = build(tree[5])
        self.redirections(tree[6])

    def _attended(self, shell: Shell, which: int, expression: Expression | None) -> int:
        """Evaluate one of the expressions, looking after traps and tracing; an empty one is 1."""
        shell.line = self.line
        attend(shell, self.expressions[which])
        if expression is None:
            if shell.options.xtrace:
                xtrace.show(shell, "(( 1 ))")
            return 1
        if shell.options.xtrace:
            return expression.traced(shell, xtrace.arithmetic(shell))
        return expression.value(shell)

    def body_run(self, shell: Shell) -> int:
        """Loop."""
        shell.line = self.line
        checked = shell.checked
        status = 0
        depth = shell.loop_depth = shell.loop_depth + 1
        if shell.jobs.jobs:
            shell.jobs.cleanup()
        outer_line, shell.outer_line = shell.outer_line, self.line
        body, test, step = self.body, self.test, self.step
        evaluating = True
        try:
            if shell.attention:
                self._attended(shell, 0, self.init)
            elif self.init is not None:
                self.init.value(shell)
            while True:
                if shell.attention:
                    if not self._attended(shell, 1, test):
                        break
                elif test is not None and not test.value(shell):
                    break
                evaluating = False
                try:
                    status = body.run(shell)
                except ContinueLoop as leave:
                    shell.checked = checked
                    status = shell.status
                    if leave.levels > 1 and depth > 1:
                        leave.levels -= 1
                        raise
                evaluating = True
                shell.line = self.line
                if shell.attention:
                    self._attended(shell, 2, step)
                elif step is not None:
                    step.value(shell)
        except BreakLoop as leave:
            shell.checked = checked
            status = shell.status
            if leave.levels > 1 and depth > 1:
                leave.levels -= 1
                raise
        except ExpressionError as error:
            if not evaluating:
                raise
            shell.error(error.shown("(("))
            status = shell.status = 1  # for bash neither a reason for an ERR trap nor for `set -e`
        finally:
            shell.loop_depth = depth - 1
            shell.outer_line = outer_line
        shell.status = status
        return status

    run = body_run


class Case(Compound):
    """`case $x in a | b) c ;; esac`."""

    __slots__ = ("clauses", "raw", "subject")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.raw: str = tree[2][0]
        self.subject = compile_word(tree[2])
        self.clauses: list[tuple[list[Any], Node | None, str]] = []
        """Patterns (see prepared_pattern), body, terminator."""
        for patterns, body, terminator in tree[3]:
            prepared = [prepared_pattern(one) for one in patterns]
            self.clauses.append((prepared, None if body is None else Lazy(body), terminator))
        self.redirections(tree[4])

    def body_run(self, shell: Shell) -> int:
        """Run the bodies of the clauses that match."""
        shell.line = self.line
        if shell.attention:
            attend(shell, self)
            if shell.options.xtrace:
                xtrace.show(shell, f"case {xtrace.sources(self.tree[2:3])[0]} in")
        shell.substitution_status = 0
        subject = self.subject.text(shell)
        slow = shell.options.nocasematch or not (subject.isascii() or shell.vars.multibyte())
        status = 0
        outer_line, shell.outer_line = shell.outer_line, self.line
        falls = False
        for patterns, body, terminator in self.clauses:
            if not falls:
                if slow:
                    if not self._matches_slowly(shell, subject, patterns):
                        continue
                else:
                    for pattern in patterns:
                        if pattern.__class__ is not Pattern:
                            pattern = Pattern.compile(pattern.pattern(shell), shell.options.extglob, False)
                        if pattern.match(subject):
                            break
                    else:
                        continue
            status = 0 if body is None else body.run(shell)
            if terminator == ";;":
                break
            falls = terminator == ";&"
        shell.outer_line = outer_line
        shell.status = status
        return status

    def _matches_slowly(self, shell: Shell, subject: str, patterns: list[Any]) -> bool:
        for pattern in patterns:
            constant = pattern.__class__ is Pattern
            source = pattern.source if constant else pattern.pattern(shell)
            extglob = constant or shell.options.extglob
            if pattern_matches(shell, source, subject, extglob, shell.options.nocasematch):
                return True
        return False

    run = body_run


def prepared_pattern(word: Tree) -> Any:
    """A pattern of `case` or `[[`: a Pattern if no expansion can change it, else the word."""
    text = literal(word)
    if text is not None:
        return Pattern.compile(quote(text))
    node = compile_word(word)
    return Pattern.compile(node.pattern(None)) if isinstance(node, PatternWord) else node  # type: ignore[arg-type]


class Group(Compound):
    """`{ a; }`."""

    __slots__ = ("body",)

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.body = build(tree[2])
        self.redirections(tree[3])

    def body_run(self, shell: Shell) -> int:
        """Run the body."""
        return self.body.run(shell)

    run = body_run


class ArithCommand(Compound):
    """`((i++))`."""

    __slots__ = ("raw", "word")
    line_first = True

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        from oilgg.expand.formula import compile_expression

        self.word = compile_expression(tree[2])
        self.raw: str = tree[2][0]
        self.redirections(tree[3])

    def body_run(self, shell: Shell) -> int:
        """Evaluate: status 0 for a value that is not 0."""
        shell.line = self.line
        if shell.attention:
            attend(shell, self)
        shell.command = self
        try:
            word = self.word
            value = word.traced(shell, xtrace.arithmetic(shell)) if shell.options.xtrace else word.value(shell)
            status = 0 if value else 1
        except ExpressionError as error:
            shell.error(error.shown("(("))
            status = 1
        shell.status = status
        shell.pipe_status = (status,)
        if status and shell.guarded and shell.checked:
            command_failed(shell, status)
        return status

    run = body_run


class FunctionDefinition(Node):
    """`f() { a; }`."""

    __slots__ = ()

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]

    def run(self, shell: Shell) -> int:
        """Define the function."""
        _, line, name, body = self.tree
        shell.line = line
        status = 0
        old = shell.functions.get(name)
        posix = shell.options.posix
        if not _UNQUOTED.isdisjoint(name) or (posix and not (name.isascii() and name.isidentifier())):
            shell.error(f"`{name}': not a valid identifier")
            status = 1
            if posix and not shell.interactive:
                raise ExitShell(2)
        elif old is not None and old.readonly:
            shell.error(f"{name}: readonly function")
            status = 1
        elif posix and name in _special():
            shell.error(f"`{name}': is a special builtin")
            status = 2
            if not shell.interactive:
                raise ExitShell(2)
        else:
            function = shell.define_function(name, body, line)
            if shell.lowering is not None:
                shell.lowering.note_function(function)
        shell.status = status
        if status and shell.guarded and shell.checked:
            command_failed(shell, status)
        return status


_UNQUOTED = frozenset("$`'\"\\")
"""Characters that show that the name of a function was quoted or is an expansion."""


def _special() -> frozenset[str]:
    from oilgg.interp.builtins import SPECIAL_BUILTINS

    return SPECIAL_BUILTINS


class RedirectedIf(If):
    """`if a; then b; fi >f`."""

    __slots__ = ()
    run = Compound.run


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


class RedirectedCase(Case):
    """`case $x in a) b ;; esac >f`."""

    __slots__ = ()
    run = Compound.run


class RedirectedGroup(Group):
    """`{ a; } >f`."""

    __slots__ = ()
    run = Compound.run


class RedirectedArithCommand(ArithCommand):
    """`((i++)) 2>f`."""

    __slots__ = ()
    run = Compound.run
