"""What writes hot code out as Python: the source of one function, growing line by line, and the names in it.

What nodes do by calling each other, the function does in one piece. How expressions are written out is in written.py,
words in generated.py, commands in interp/generated.py.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DEEPEST = 4 * 60
"""Indentation in which nodes are no longer written out: Python allows a hundred levels."""


class Writer:
    """The source of a function of `shell` and further arguments; `known` is what it may refer to by name."""

    __slots__ = ("holes", "indent", "lines", "names", "used")

    def __init__(self, known: dict[str, Any], arguments: str = "shell") -> None:
        self.holes: dict[Any, str] = {}
        """The operands of expressions that are expansions: where their values are."""
        self.indent = "    "
        self.lines = [
            f"def written({arguments}):",
            "    variables = shell.vars",
            "    values, attributes, hooks = variables.values, variables.attributes, variables.hooks",
        ]
        self.names = dict(known)
        self.used = 0

    def write(self, *lines: str) -> None:
        """Add lines at the present indentation."""
        indent = self.indent
        self.lines += [indent + line for line in lines]

    def block(self, header: str) -> Writer:
        """Begin a block: `with writer.block("if x:"):`."""
        self.write(header)
        return self

    def __enter__(self) -> None:
        self.indent += "    "

    def __exit__(self, *details: object) -> None:
        self.indent = self.indent[4:]

    def is_deep(self) -> bool:
        """Whether it is nested so much that calls are better now."""
        return len(self.indent) > DEEPEST

    def fresh(self) -> str:
        """The name of a new local variable."""
        self.used += 1
        return f"v{self.used}"

    def refer(self, thing: Any) -> str:
        """A name for an object."""
        name = f"thing{len(self.names)}"
        self.names[name] = thing
        return name

    def function(self) -> Callable[..., int]:
        """The function."""
        exec(compile("\n".join(self.lines), "<generated>", "exec"), self.names)
        made: Callable[..., int] = self.names["written"]
        return made
