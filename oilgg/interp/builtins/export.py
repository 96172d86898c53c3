"""export and readonly: variables that commands get, and variables that stay as they are."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.values import ARRAY, ASSOC, EXPORT, INDEXED, NAMEREF, READONLY, is_name, split_element
from oilgg.interp.assignment import DeclArg
from oilgg.interp.builtins import functions, listing
from oilgg.interp.builtins.arguments import parse_options, write
from oilgg.interp.builtins.assignment import is_subscript_error
from oilgg.interp.builtins.declare import Declaration, apply, has_failed, leading_words, parse, refuse_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.builtins.declare import Arguments
    from oilgg.interp.state import Shell


def export(shell: Shell, args: Arguments) -> int:
    """Put variables and functions into the environment of commands, or take them out (`-n`)."""
    return _set_or_show(shell, "export", args, EXPORT, "aAfnp")


def readonly(shell: Shell, args: Arguments) -> int:
    """Protect variables and functions from changes."""
    return _set_or_show(shell, "readonly", args, READONLY, "aAfnp")


def _set_or_show(shell: Shell, name: str, args: Arguments, bit: int, spec: str) -> int:
    letters = ""
    first = 0
    if args and args[0].__class__ is str and args[0][:1] == "-":
        options, first = parse_options(shell, name, leading_words(args), spec)
        letters = "".join([letter for letter, _ in options])
    rest = args[first:]
    if "f" in letters and (rest or bit == READONLY or "n" not in letters):
        return functions.set_attribute(shell, name, rest, bit, "n" in letters)
    if not rest:
        needed = ASSOC if "A" in letters else INDEXED if "a" in letters else 0
        return _show(shell, name, bit, needed)
    wanted = Declaration(name)
    if "n" in letters and bit == EXPORT:
        wanted.remove = bit
    else:
        wanted.add = bit | (ASSOC if "A" in letters else INDEXED if "a" in letters else 0)
    status = 0
    for arg in rest:
        if has_failed(arg) or not _export_one(shell, wanted, arg):
            status = 1
    return status


def _export_one(shell: Shell, wanted: Declaration, arg: str | DeclArg) -> bool:
    """Export or protect one variable; an array's elements cannot be."""
    target = parse(shell, arg) if isinstance(arg, str) else arg
    if target is not None:
        refuse_list(shell, target)
    if target is None or target.sub is not None:
        shown = arg if target is None else f"{target.name}[{target.sub}]"
        shell.error(f"{wanted.builtin}: `{shown}': not a valid identifier")
        if target is not None and target.op:
            shell.special_error = True
        return False
    if shell.options.xtrace and target.op and isinstance(target.value, str):
        from oilgg.interp import xtrace

        xtrace.show(
            shell,
            f"{target.name}{target.op}{xtrace.quote(target.value, shell.vars.multibyte()) if target.value else ''}",
        )
    end = shell.vars.resolve(target.name)
    if end is not None and (not is_name(end) or shell.vars.attributes.get(end, 0) & NAMEREF):
        return _export_reference(shell, wanted, target, end)
    if wanted.remove and not target.op and end not in shell.vars.values and end not in shell.vars.attributes:
        return True
    if wanted.add & ARRAY and not target.op:
        plain = Declaration(wanted.builtin)
        plain.add = wanted.add & ~ARRAY  # without a value nothing becomes an array
        return apply(shell, plain, target)
    try:
        return apply(shell, wanted, target)
    except ReadonlyError:
        name = end or target.name
        message = ReadonlyError(name).message
        if wanted.add & ARRAY:
            shell.error(f"{wanted.builtin}: {message}")
        else:
            shell.report(message)
        shell.special_error = True
        if wanted.add & EXPORT:
            shell.vars.set_attributes(name, EXPORT)
    except ExpansionError as error:
        if not is_subscript_error(error):
            error.message = error.message and f"{wanted.builtin}: {error.message}"
            raise
        shell.error(f"{wanted.builtin}: {error.message}")
    return False


def _export_reference(shell: Shell, wanted: Declaration, target: DeclArg, end: str) -> bool:
    """A reference to an element, or without target (`end`): first it is assigned to.

    Then what it leads to gets the attribute, if that is a variable; a message if not.
    """
    variables = shell.vars
    done = True
    value = target.value
    if is_name(end) and target.op and isinstance(value, str) and not is_name(value) and split_element(value) is None:
        shell.error(f"{wanted.builtin}: `{value}': not a valid identifier")
        done = False
    elif target.op:
        done = apply(shell, Declaration(wanted.builtin), target)
        end = variables.resolve(end) or end
    if is_name(end) and not variables.attributes.get(end, 0) & NAMEREF:
        return apply(shell, wanted, DeclArg(end, None, "", "", False)) and done
    if wanted.add:
        shell.error(f"{wanted.builtin}: `{'' if is_name(end) else end}': not a valid identifier")
    return done


def _show(shell: Shell, name: str, bit: int, needed: int) -> int:
    """Print what is exported or protected, as commands."""
    if shell.options.posix:
        return write(shell, listing.posix_list(shell, name, bit, needed))
    names = None
    if needed:
        attributes = shell.vars.attributes
        names = [other for other in sorted(attributes) if attributes[other] & needed]
    return write(shell, listing.all_declarations(shell, bit, names))
