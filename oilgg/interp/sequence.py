"""Lists of commands, one after the other."""

from __future__ import annotations

from oilgg.interp.node import Node, build
from oilgg.syntax.nodes import declared, substituted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


class Sequence(Node):
    """`a; b`: one after the other."""

    __slots__ = ("assigns", "nodes")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.nodes: list[Node] = [build(one) for one in tree[1]]
        self.line = self.nodes[0].line
        kinds = ["=" if (substituted(one) or declared(one)) is not None else " " for one in tree[1]]
        self.assigns = "==" in "".join(kinds)
        """Two of them, one after the other, are assignments that may be lazy."""

    def tail(self) -> Node:
        """The end of the last one."""
        return self.nodes[-1].tail()

    def run(self, shell: Shell) -> int:
        """Run all; the last one gives the status."""
        if self.assigns and shell.lowering is not None:
            from oilgg.interp.lazy import run_sequence

            return run_sequence(shell, self.nodes)
        for node in self.nodes:
            status = node.run(shell)
        return status
