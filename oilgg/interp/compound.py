"""Compound commands but loops: lists, conditions, groups and functions."""

from __future__ import annotations

from oilgg.errors import ExitShell, ExpansionError
from oilgg.expand.operators import matches as pattern_matches
from oilgg.expand.pattern import Pattern, quote
from oilgg.expand.values import ExpressionError
from oilgg.expand.words import PatternWord, compile_word
from oilgg.interp import leaving, process, redirection, xtrace
from oilgg.interp.assignment import literal
from oilgg.interp.command import attend
from oilgg.interp.execution import command_failed
from oilgg.interp.node import Lazy, Node, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


class Compound(Node):
    """A compound command; with redirections it runs inside them.

    Classes without redirections and process substitutions in their words take the short way: `run = body_run`.
    """

    __slots__ = ("redirs",)
    line_first = False
    """Whether its redirections are done on its own line; else on that of the complete command, or of the function."""

    def redirections(self, redirs: tuple[Tree, ...]) -> None:
        """Take over the redirections of the tree."""
        self.redirs = tuple([redirection.Redirection(one) for one in redirs])

    def run(self, shell: Shell) -> int:
        """Do the redirections, run, restore; close the pipes of the process substitutions of its words."""
        kept = len(shell.substitution_fds)
        try:
            return self.redirected(shell) if self.redirs else self.body_run(shell)
        finally:
            if len(shell.substitution_fds) > kept:
                shell.close_substitutions(kept)

    def redirected(self, shell: Shell) -> int:
        """Do the redirections, run, restore."""
        shell.line = self.line if self.line_first else shell.outer_line
        try:
            undo = redirection.enter(shell, self.redirs)
        except redirection.RedirectionFailed:
            return self.unredirected(shell)
        piped = shell.stdin_piped
        if undo and any(entry[0] == 0 for entry in undo):
            shell.stdin_piped = True
        if shell.stage_node is self:
            # All that its subshell does, the EXIT trap too.
            redirection.keep(shell, undo)
            undo = []
        try:
            return self.body_run(shell)
        except ExpansionError as error:
            process.report_expansion(shell, error)  # where the redirections send it
            raise
        except ExitShell as leave:
            undo = redirection.hand_over(leave, undo)
            raise
        finally:
            shell.stdin_piped = piped
            redirection.restore(shell, undo)

    def unredirected(self, shell: Shell) -> int:
        """A redirection has failed; gives the status."""
        shell.status = 1
        if shell.guarded and shell.checked:
            if shell.command is not None:
                shell.line = shell.command.line  # for an ERR trap this failure is where the last command was
            command_failed(shell, 1)
        return 1

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

    def tail(self) -> Node:
        """The end of the right side."""
        return self.right.tail()

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

    def tail(self) -> Node:
        """The end of the right side."""
        return self.right.tail()

    def run(self, shell: Shell) -> int:
        """Run the left side; if it fails the right one."""
        checked = shell.checked
        if (
            self.may_leave
            and shell.lowering is not None
            and (otherwise := leaving.what_leaves(shell, self.tree[2], self.right)) is not None
        ):
            shell.checked = False
            status = leaving.run_before(shell, self.left, otherwise)
            shell.checked = checked
            return self.right.run(shell) if status > 0 else status
        shell.checked = False
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
            if shell.options.xtrace:
                xtrace.show(shell, f"case {xtrace.sources(self.tree[2:3])[0]} in")
            attend(shell, self)
        shell.command = self
        shell.substitution_status = 0
        return self.chosen(shell, self.subject.text(shell))

    def chosen(self, shell: Shell, subject: str) -> int:
        """Run the bodies of the clauses that match the expanded subject."""
        slow = shell.options.nocasematch or not subject.isascii()
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
            error.tell(shell, "((")
            status = 1
        shell.status = status
        if status and shell.guarded and shell.checked:
            command_failed(shell, status)  # the ERR trap finds PIPESTATUS as it was
        shell.pipe_status = (status,)
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
