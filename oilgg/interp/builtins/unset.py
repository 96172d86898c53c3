"""unset."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.values import NAMEREF, READONLY, AssocArray, IndexedArray, bad_subscript, is_name, split_element
from oilgg.interp.builtins.arguments import parse_options
from oilgg.interp.builtins.assignment import expand_subscript, is_subscript_error, split_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_WHOLE_ARRAYS = 51
"""Up to this version `unset a[@]` removed the whole array."""


def unset(shell: Shell, args: list[str]) -> int:
    """Remove variables, their elements, or functions."""
    letters = ""
    count = len(args)
    if args and args[0][:1] == "-":
        options, first = parse_options(shell, "unset", args, "fnv")
        args = args[first:]
        letters = "".join([letter for letter, _ in options])
    if "f" in letters and "v" in letters:
        shell.error("unset: cannot simultaneously unset a function and a variable")
        return 1
    status = 0
    references = _written_references(shell, count)[count - len(args) :] if args and "]" in args[-1] else []
    for position, word in enumerate(args):
        try:
            if "f" in letters:
                removed = _function(shell, word)
            else:
                removed = _variable(shell, word, letters, bool(references) and references[position])
        except ReadonlyError as error:
            shell.error(f"unset: {error.message}")
            removed = False
        except ExpansionError as error:
            if not error.message.endswith(("not an array variable", "cannot unset")) and not is_subscript_error(error):
                raise
            message = error.message
            if "subscript" in message:
                message = message[message.find("[") :]
            shell.error(f"unset: {message}")
            removed = False
        if not removed:
            status = 1
    return status


def _written_references(shell: Shell, count: int) -> list[bool]:
    """Which of the last `count` words of the command have the form `name[…]` in the script; empty if that is not known.

    What is expanded in the subscript of such a word is a key, whatever is in it; nothing there is expanded again.
    """
    tree = shell.command.tree if shell.command is not None else None
    if tree is None or tree[0] != "simple" or len(tree[3]) <= count or tree[3][-count - 1][0] != "unset":
        return []
    return [split_reference(shell, word[0], False) is not None for word in tree[3][-count:]]


def _function(shell: Shell, name: str) -> bool:
    """Remove a function; False after a message."""
    function = shell.functions.get(name)
    if function is None:
        return True
    if function.readonly:
        shell.error(f"unset: {name}: cannot unset: readonly function")
        return False
    shell.unset_function(name)
    if function.exported:
        from oilgg.interp.builtins.functions import export_changed

        export_changed(shell)
    return True


def _variable(shell: Shell, word: str, letters: str, written: bool) -> bool:
    """Remove a variable, or the function of that name if there is none; `written`: as `name[…]` in the script."""
    variables = shell.vars
    reference = "n" in letters
    variables_only = letters != ""
    if is_name(word):
        if reference and not variables.letters(word).count("n"):
            if variables.attributes.get(word, 0) & READONLY:
                raise ReadonlyError(word, "cannot unset")
            return True
        if not variables.unset(word, not reference) and not variables_only:
            return _function(shell, word)
        return True
    written = written and shell.vars.is_assoc(word.partition("[")[0])
    element = split_element(word) if written else split_reference(shell, word)
    if element is None:
        if "v" in letters:
            shell.error(f"unset: `{word}': not a valid identifier")
            return False
        return reference or _function(shell, word)
    if reference:
        return True
    name, subscript = element
    if variables.attributes.get(name, 0) & NAMEREF and not variables.refers_to_variable(name):
        variables.unset(name)  # whatever the subscript
        return True
    if subscript in ("@", "*"):
        value = variables.lookup(name)
        if shell.compatibility[1] <= _WHOLE_ARRAYS and isinstance(value, (AssocArray, IndexedArray)):
            variables.unset(name, True)
            return True
        if isinstance(value, AssocArray):
            if subscript in value.items:
                variables.unset_element(name, subscript)
            return True
        if isinstance(value, IndexedArray):
            return variables.unset_element(name, subscript)
    key = subscript if written else expand_subscript(shell, name, subscript)
    if not key and variables.is_assoc(name):
        raise bad_subscript(f"[{subscript}]")
    variables.unset_element(name, key)
    return True
