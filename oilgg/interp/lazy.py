"""Lazy values: `a=$(first); b=$(second)` run at the same time, where both are commands that can be lowered.

Such an assignment starts its command and is pending; the variable gets its value before the next command that is not an
assignment of this kind, or one that mentions it. So nothing can tell the difference, except the clock.
"""

from __future__ import annotations

from oilgg.expand.values import READONLY
from oilgg.interp import closure, facts, process, trap
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.execution import command_failed
from oilgg.interp.node import node_of
from oilgg.interp.substitution import as_text, placed
from oilgg.syntax.nodes import declared, declarer, substituted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


IMMEDIATE = frozenset(("basename", "dirname", "seq"))
"""Commands that are over before anything else could begin."""


class Pending:
    """An assignment whose command is running: `name` will be what `output` holds."""

    __slots__ = ("builtin", "checked", "group", "line", "name", "output", "status")

    def __init__(
        self, name: str, group: Any, output: Capture, status: int, line: int, checked: bool, builtin: str
    ) -> None:
        self.name = name
        self.group = group
        self.output = output
        self.status = status
        self.line = line
        self.checked = checked
        self.builtin = builtin
        """What declares it, `local` for example: its status is 0 whatever the command's is. "": it is only assigned."""


_scans: dict[int, tuple[Tree, closure.Scan]] = {}


def assign(shell: Shell, tree: Tree, body: Tree, builtin: str = "") -> int | None:
    """Start the assignment `tree` of what `body` prints (see nodes.substituted); gives its status, pending as well.

    `builtin`: it is among the words of that (see nodes.declared).

    None: it can't be lazy.
    """
    if not _is_plain_shell(shell):
        return None
    name: str = tree[3][1][1] if builtin else tree[2][0][1]
    variables = shell.vars
    if builtin and not _makes_variable(shell, builtin):
        return None
    if any(one.name == name and one.builtin == "readonly" for one in shell.lazy):
        return None  # there is something to be said then
    if name in variables.attributes or name in variables.hooks or name in variables.dynamic or variables.allexport:
        return None
    scan = _scan_of(body)
    if scan.trouble or scan.assigned or not scan.mentioned.isdisjoint(closure.CHANGING) or facts.facts_of(body).forks:
        return None
    if not shell.lazy and IMMEDIATE.issuperset(scan.commands):
        return None
    library = shell.lowering.library
    for command in scan.commands:
        if command in shell.functions or shell.find_builtin(command) is not None or not library.lookup(command):
            return None
    if shell.lazy and not scan.mentioned.isdisjoint(["?", *[one.name for one in shell.lazy]]):
        force(shell)
    return _start(shell, tree, body, name, builtin)


def _makes_variable(shell: Shell, builtin: str) -> bool:
    """Whether `builtin x` makes a variable of the running function, without value and attributes; outside, a global."""
    if builtin in shell.functions or shell.find_builtin(builtin) is None:
        return False
    if not shell.vars.in_function():
        return builtin != "local"
    return builtin != "readonly" and not shell.options.localvar_inherit


def _start(shell: Shell, tree: Tree, body: Tree, name: str, builtin: str) -> int:
    line = shell.line = tree[1]
    body, _ = placed(shell, body, "")
    output = Capture()
    outer, checked = shell.sinks, shell.checked
    guarded = checked and shell.guarded and not builtin
    shell.sinks = {**outer, 1: Sink(output)}
    shell.lowering.begin_group()
    if any(one.checked for one in shell.lazy):
        shell.lowering.before_lasting(lambda: force(shell))
    mark = shell.mark()
    try:
        process.enter_subshell(shell, True)
        shell.checked = False
        status = node_of(body).run(shell)
    finally:
        shell.undo(mark)
        group = shell.lowering.leave_group()
        own = shell.sinks[1]
        shell.sinks, shell.checked = outer, checked
        own.restore(1)
    if builtin and shell.vars.in_function():
        shell.vars.declare_local(name)
    shell.lazy = (*shell.lazy, Pending(name, group, output, status, line, guarded, builtin))
    shell.last_argument = ""
    shell.attention |= trap.LOWERING
    if status >= 0:
        force(shell)
        return shell.status
    return 0 if builtin else status


def force(shell: Shell) -> None:
    """Give every variable that is pending its value. Raises ExitShell where a command has failed under `set -e`."""
    pending, shell.lazy = shell.lazy, ()
    line = shell.line
    for index, one in enumerate(pending):
        one.group.end(False)
        one.output.finish(shell)
        status = shell.settle(one.status)
        shell.line = one.line
        if one.builtin:
            status = 0
        shell.vars.set(one.name, as_text(shell, one.output.data()))
        if one.builtin == "readonly":
            shell.vars.set_attributes(one.name, READONLY)
        shell.status = shell.substitution_status = status
        shell.pipe_status = (status,)
        if status and one.checked:
            for rest in pending[index + 1 :]:
                rest.group.drop()
            command_failed(shell, status)
    shell.line = line


def run_sequence(shell: Shell, nodes: list[Any]) -> int:
    """Run commands one after the other, among them assignments that may be lazy."""
    status = 0
    for node in nodes:
        body = substituted(node.tree)
        found = None
        if body is not None:
            found = assign(shell, node.tree, body)
        elif (body := declared(node.tree)) is not None:
            found = assign(shell, node.tree, body, declarer(node.tree))
        if found is not None:
            status = found
            continue
        if shell.lazy:
            force(shell)
        status = node.run(shell)
    if shell.lazy:
        force(shell)
        status = shell.status
    return status


def _is_plain_shell(shell: Shell) -> bool:
    """Whether nobody looks at what happens between two commands."""
    lowering = shell.lowering
    if lowering is None or lowering.records or shell.sinks or shell.traps or shell.pending_signals:
        return False
    return not shell.attention & ~trap.LOWERING and not shell.options.monitor and not shell.options.posix


def _scan_of(tree: Tree) -> closure.Scan:
    known = _scans.get(id(tree))
    if known is None:
        scan = closure.Scan()
        scan.visit(tree, False)
        if len(_scans) > 2000:
            _scans.clear()
        known = _scans[id(tree)] = (tree, scan)
    return known[1]
