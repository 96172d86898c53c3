"""What all command nodes have in common, and how a node is made from a tree."""

from __future__ import annotations

from oilgg.interp.facts import has_process_substitution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


class Node:
    """A command that can be run."""

    __slots__ = ("line", "tree")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = 0

    def run(self, shell: Shell) -> int:
        """Execute the command; gives its status (negative: pending, see Shell.settle), which is in shell.status too."""
        raise NotImplementedError

    def tail(self) -> Node:
        """The command that this ends with: itself, or the last of a list."""
        return self


_PLACES = {
    "simple": ("fast", "make_simple", ""),
    "pipeline": ("pipeline", "Pipeline", ""),
    "seq": ("sequence", "Sequence", ""),
    "and": ("compound", "And", ""),
    "or": ("compound", "Or", ""),
    "if": ("compound", "If", "RedirectedIf"),
    "while": ("loops", "While", "RedirectedWhile"),
    "until": ("loops", "While", "RedirectedWhile"),
    "for": ("loops", "For", "RedirectedFor"),
    "forarith": ("loops", "ForArith", "RedirectedForArith"),
    "select": ("background", "Select", ""),
    "case": ("compound", "Case", "RedirectedCase"),
    "group": ("compound", "Group", "RedirectedGroup"),
    "subshell": ("substitution", "Subshell", ""),
    "arithcmd": ("compound", "ArithCommand", "RedirectedArithCommand"),
    "cond": ("conditional", "Conditional", "RedirectedConditional"),
    "func": ("compound", "FunctionDefinition", ""),
    "bg": ("background", "Background", ""),
    "coproc": ("background", "Coprocess", ""),
}
"""Tag of a tree to the module of its node and what makes it there: without redirections, and with (if that differs)."""

_HEADS = {"case": 2, "cond": 2, "for": 3}
"""Where the words that such a command expands itself are; process substitutions there count as redirections."""

HOT = 300
"""So many rounds of a loop, or calls of a function, and it is worth being written out as Python (see generated.py)."""
_makers: dict[str, Callable[[Tree], Node]] = {}
_built: dict[int, tuple[Tree, Node]] = {}
_KEPT = 20000


def build(tree: Tree) -> Node:
    """A new node for a tree of the parser."""
    make = _makers.get(tree[0])
    if make is None:
        make = _makers[tree[0]] = _maker(tree[0])
    return make(tree)


def _maker(tag: str) -> Callable[[Tree], Node]:
    module, plain_name, redirected_name = _PLACES[tag]
    found = __import__("oilgg.interp." + module, fromlist=[plain_name])
    plain: Callable[[Tree], Node] = getattr(found, plain_name)
    if not redirected_name:
        return plain
    redirected: Callable[[Tree], Node] = getattr(found, redirected_name)
    head = _HEADS.get(tag)
    if head is None:
        return lambda tree: (redirected if tree[-1] else plain)(tree)
    return lambda tree: (redirected if tree[-1] or has_process_substitution(tree[head] or ()) else plain)(tree)


def node_of(tree: Tree) -> Node:
    """The node for a tree that is executed again and again, as in a command substitution; made once."""
    entry = _built.get(id(tree))
    if entry is not None:
        return entry[1]
    if len(_built) >= _KEPT:
        _built.clear()
    node = build(tree)
    _built[id(tree)] = (tree, node)
    return node


class Lazy(Node):
    """A part of a compound command that becomes a node when it is first run."""

    __slots__ = ("node", "run")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.node: Node | None = None
        self.run = self._first  # type: ignore[method-assign]

    def _first(self, shell: Shell) -> int:
        """Run the part for the first time."""
        node = self.node = build(self.tree)
        self.run = node.run  # type: ignore[method-assign]
        return node.run(shell)
