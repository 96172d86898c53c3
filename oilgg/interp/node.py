"""What all command nodes have in common, and how a node is made from a tree."""

from __future__ import annotations

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


CLASSES: dict[str, Callable[[Tree], Node]] = {}
"""Tag of a tree to the class of its node; the modules with the classes fill it in."""

_built: dict[int, tuple[Tree, Node]] = {}
_KEPT = 20000


_MODULES = {
    "pipeline": "pipeline", "subshell": "substitution", "cond": "conditional", "bg": "background",
    "coproc": "background", "select": "background",
}  # fmt: skip
"""Where the classes are that not every script needs; imported at their first use."""


def build(tree: Tree) -> Node:
    """A new node for a tree of the parser."""
    make = CLASSES.get(tree[0])
    if make is None:
        __import__("oilgg.interp." + _MODULES[tree[0]])
        make = CLASSES[tree[0]]
    return make(tree)


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

    __slots__ = ("node",)

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.node: Node | None = None

    def run(self, shell: Shell) -> int:
        """Run the part."""
        node = self.node
        if node is None:
            node = self.node = build(self.tree)
        return node.run(shell)
