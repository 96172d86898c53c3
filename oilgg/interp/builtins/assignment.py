"""How builtins assign to the variables they are given by name."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.values import is_name, split_element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_EXPANDED = frozenset("$`\\\"'")


def is_variable(text: str) -> bool:
    """Is `text` a name or `name[subscript]`."""
    return is_name(text) or split_element(text) is not None


def assign(shell: Shell, builtin: str, target: str, value: str) -> int:
    """Assign to a name or `name[subscript]`; 0, or 1 after printing why not.

    Raises ExpansionError where the arithmetic of a subscript or of an integer variable is wrong.
    """
    try:
        if is_name(target):
            shell.vars.set(target, value)
            return 0
        element = split_element(target)
        if element is None:
            shell.error(f"{builtin}: `{target}': not a valid identifier")
            return 1
        name, subscript = element
        shell.vars.set_element(name, expand_subscript(shell, name, subscript), value)
        return 0
    except ReadonlyError as error:
        shell.error(error.message)
    except ExpansionError as error:
        if not is_subscript_error(error):
            raise
        shell.error(error.message)
    return 1


def is_subscript_error(error: ExpansionError) -> bool:
    """Is this about a subscript or name that cannot be, which a builtin reports, and not about an expression."""
    return error.message.endswith(
        (
            "bad array subscript",
            "not a valid identifier",
            "invalid variable name for name reference",
            "variable may not be assigned value",
        )
    )


def expand_subscript(shell: Shell, name: str, text: str) -> str:
    """A subscript of `name` given to a builtin as text: expanded, as bash does unless `assoc_expand_once` is set."""
    if _EXPANDED.isdisjoint(text) or shell.options.assoc_expand_once:
        return text
    from oilgg.expand import subscripts

    return subscripts.expand_subscript(text, shell, shell.vars.is_assoc(name))
