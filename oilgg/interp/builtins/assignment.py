"""How builtins assign to the variables they are given by name."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.values import bad_subscript, is_name, split_element
from oilgg.syntax.arithmetic import subscript_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_EXPANDED = frozenset("$`\\\"'")


def is_variable(shell: Shell, text: str) -> bool:
    """Is `text` a name or `name[subscript]`."""
    return is_name(text) or split_reference(shell, text) is not None


def split_reference(shell: Shell, text: str, once: bool = True) -> tuple[str, str] | None:
    """(name, subscript) where `text`, given to a builtin, reads `name[subscript]`, or None.

    The bracket that ends the subscript is found as in a script, past quotes; with `assoc_expand_once` (and if `once`)
    quotes in the subscript of an associative array are nothing special.
    """
    element = split_element(text)
    if element is None:
        return None
    if once and shell.options.assoc_expand_once and shell.vars.is_assoc(element[0]):
        end = text.find("]")
    else:
        end = subscript_end(text, len(element[0]))
    return element if end == len(text) - 1 else None


def assign(shell: Shell, builtin: str, target: str, value: str) -> int:
    """Assign to a name or `name[subscript]`; 0, or 1 after printing why not.

    Raises ExpansionError where the arithmetic of a subscript or of an integer variable is wrong.
    """
    try:
        if is_name(target):
            shell.vars.set(target, value)
            return 0
        element = split_reference(shell, target)
        if element is None:
            shell.error(f"{builtin}: `{target}': not a valid identifier")
            return 1
        name, subscript = element
        key = expand_subscript(shell, name, subscript)
        if not key and shell.vars.is_assoc(name):
            raise bad_subscript(target)
        shell.vars.set_element(name, key, value)
        return 0
    except ReadonlyError as error:
        shell.report(error.message)
    except ExpansionError as error:
        if not error.message:
            return 1  # a nameref to itself: that has been said
        if not is_subscript_error(error):
            if is_name(target):
                error.message = f"{builtin}: {error.message}"
            raise
        if error.message.endswith("bad array subscript"):
            shell.report(error.message)
        else:
            shell.error(f"{builtin}: {error.message}" if error.message.endswith("valid identifier") else error.message)
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


def expand_subscript(shell: Shell, name: str, text: str, always: bool = False) -> str:
    """A subscript of `name` given to a builtin as text: expanded, as bash does unless `assoc_expand_once` is set.

    `always`: also then.
    """
    if _EXPANDED.isdisjoint(text) or (shell.options.assoc_expand_once and not always):
        return text
    from oilgg.expand import subscripts

    return subscripts.expand_subscript(text, shell, shell.vars.is_assoc(name))
