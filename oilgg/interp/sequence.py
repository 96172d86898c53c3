"""Lists of commands, one after the other."""

from __future__ import annotations

from oilgg.interp.node import Node, build

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
        self.assigns = sum([one[0] == "simple" and not one[3] and len(one[2]) == 1 for one in tree[1]]) > 1
        """Several of them are assignments and nothing else, which may be lazy."""

    def run(self, shell: Shell) -> int:
        """Run all; the last one gives the status."""
        if self.assigns and shell.lowering is not None:
            from oilgg.interp import lazy

            if lazy.may_be_lazy(self.tree[1]):
                return lazy.run_sequence(shell, self.nodes)
            self.assigns = False
        for node in self.nodes:
            status = node.run(shell)
        return status
