"""`command || exit`: the walk goes on as if the command had succeeded; if it fails, the shell leaves from there (R5).

While the left side runs, `Shell.leaving` holds it, the node that is run if it fails, and how many functions are around
it. Only programs that were lowered become speculative by that; everything else is settled as usual.

`command || return` is the same where a function that fails ends the shell: under `set -e`, or called by `f || exit`.
"""

from __future__ import annotations

from oilgg.errors import ExitShell
from oilgg.interp.node import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_ESCAPES = frozenset(["return", "break", "continue", "eval", ".", "source"])
_DEEPEST = 4
"""How many functions a `die` may lead through."""


class AfterNot(Node):
    """The body of `if ! a; then b; fi`, which sees the status of `!`."""

    __slots__ = ("body",)

    def __init__(self, body: Node) -> None:
        self.body = body

    def run(self, shell: Shell) -> int:
        """Run the body."""
        shell.status = 0
        return self.body.run(shell)


class ReturnAndLeave(Node):
    """`return` in a function whose failure ends the shell: by `set -e`, or by `call`, what follows the call then."""

    __slots__ = ("call", "number")

    def __init__(self, number: int | None, call: Node | None) -> None:
        self.number = number
        self.call = call

    def run(self, shell: Shell) -> int:
        """Leave the shell."""
        status = shell.status if self.number is None else self.number
        if self.call is None:
            raise ExitShell(status)
        shell.status = status
        return self.call.run(shell)


def what_leaves(shell: Shell, tree: Tree, node: Node) -> Node | None:
    """What runs when the command in front of `|| node` fails, if it is certain to end the shell."""
    if always_leaves(shell, tree):
        return node
    if tree[0] != "simple" or tree[2] or tree[4] or not tree[3] or tree[3][0][0] != "return" or shell.traps:
        return None
    words = tree[3][1:]
    if not _is_number(words):
        return None
    number = int(words[0][0]) if words and words[0][0].isdigit() else None
    if number is not None and not 0 < number < 256:
        return None
    if not shell.function_depth or "return" in shell.functions or "return" in shell.disabled_builtins:
        return None
    if shell.checked and shell.options.errexit and not shell.interactive and not shell.vars.is_local("-"):
        return ReturnAndLeave(number, None)
    call = shell.leaving
    if call is not None and call[2] == shell.function_depth - 1 and _is_plain_exit(call[1]):
        return ReturnAndLeave(number, call[1])
    return None


def _is_plain_exit(node: Node) -> bool:
    """Whether it does the same in a function as outside of it."""
    if isinstance(node, ReturnAndLeave):
        return True
    tree = getattr(node, "tree", None)
    return tree is not None and tree[0] == "simple" and tree[3][0][0] == "exit"


def waits_for_program(tree: Tree) -> bool:
    """Whether `tree` may end with a program, or a chain of them."""
    if tree[0] == "and":
        return waits_for_program(tree[1]) and waits_for_program(tree[2])
    if tree[0] == "pipeline":
        return not tree[2] and tree[3] is None and len(tree[4]) > 1
    return tree[0] == "simple" and bool(tree[3])


def always_leaves(shell: Shell, tree: Tree, deep: int = 0) -> bool:
    """Whether running `tree` ends the shell, whatever happens in it."""
    kind = tree[0]
    if kind == "seq":
        return all(_stays(one) for one in tree[1][:-1]) and always_leaves(shell, tree[1][-1], deep)
    if kind == "group":
        return not tree[3] and always_leaves(shell, tree[2], deep)
    if kind != "simple" or tree[2] or tree[4] or not tree[3]:
        return False
    name = tree[3][0][0]
    function = shell.functions.get(name)
    if function is not None:
        return deep < _DEEPEST and always_leaves(shell, function.body, deep + 1)
    return name == "exit" and "exit" not in shell.disabled_builtins and _is_number(tree[3][1:])


def _stays(tree: Tree) -> bool:
    """Whether what follows `tree` is certain to be reached, unless the shell ends."""
    return tree[0] == "simple" and bool(tree[3]) and tree[3][0][0] not in _ESCAPES


def _is_number(words: tuple[Any, ...]) -> bool:
    return not words or (len(words) == 1 and (words[0][0].isdigit() or words[0][0] in ("$?", '"$?"')))


def run_before(shell: Shell, node: Node, otherwise: Node) -> int:
    """Run `node`; where it fails, `otherwise` follows and leaves. A negative status is that of a command still running
    for which this has been arranged.
    """
    if shell.virtual_level:
        return shell.settle(node.run(shell))
    before = shell.leaving
    shell.leaving = (node, otherwise, shell.function_depth)
    try:
        status = node.run(shell)
    finally:
        shell.leaving = before
    if status < 0 and not is_arranged(shell, status, otherwise):
        shell.status = status = shell.settle(status)
    return status


def is_arranged(shell: Shell, status: int, otherwise: Node) -> bool:
    """Whether the walk may go on although `status` is not known yet."""
    if shell.lowering is None:
        return False
    found = shell.lowering.leaves_by(status)
    while isinstance(found, ReturnAndLeave) and found is not otherwise:
        found = found.call
    return found is otherwise


def otherwise_of(shell: Shell, node: Node) -> Node | None:
    """What follows if `node` fails, if that has been arranged."""
    return shell.leaving[1] if shell.leaving is not None and shell.leaving[0] is node else None
