"""Functions among the things that declare, export and readonly work on: `-f` and `-F`."""

from __future__ import annotations

from oilgg.expand.values import EXPORT, READONLY, TRACE
from oilgg.interp.builtins import listing
from oilgg.interp.builtins.arguments import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Function, Shell


def declare(shell: Shell, builtin: str, args: list[Any], letters: str, add: int) -> int:
    """`declare -f` and `declare -F`: print functions, or set their attributes."""
    if not args:
        return 0 if builtin == "local" else write(shell, _list(shell, "F" in letters, add))
    status = 0
    for arg in args:
        name = str(arg)
        if "=" in name:
            shell.error(f"{builtin}: cannot use `-f' to make functions")
            return 1
        function = shell.functions.get(name)
        if function is None:
            if "p" in letters:
                shell.error(f"{builtin}: {name}: not found")
            status = 1
        elif "p" in letters or not add:
            shell.write(1, _shown(shell, function, letters))
        else:
            change(shell, function, add, False)
    return status


def _shown(shell: Shell, function: Function, letters: str) -> str:
    """What is printed for one function that was named."""
    if "p" in letters:
        flags = listing.function_declaration(function)
        if "F" in letters:
            return flags
        return listing.function_body(shell, function) + (flags if listing.function_flags(function) != "f" else "")
    if "F" not in letters:
        return listing.function_body(shell, function)
    if shell.options.extdebug:
        return f"{function.name} {function.line} {function.source}\n"
    return function.name + "\n"


def _list(shell: Shell, names_only: bool, needed: int) -> str:
    """All functions that have the attributes asked for."""
    lines = []
    for name in sorted(shell.functions):
        function = shell.functions[name]
        if needed and not _bits(function) & needed:
            continue
        if not names_only:
            lines.append(listing.function_body(shell, function))
        if names_only or listing.function_flags(function) != "f":
            lines.append(listing.function_declaration(function))
    return "".join(lines)


def _bits(function: Function) -> int:
    bits = EXPORT if function.exported else 0
    bits |= READONLY if function.readonly else 0
    return bits | (TRACE if function.traced else 0)


def set_attribute(shell: Shell, builtin: str, args: list[Any], bit: int, remove: bool) -> int:
    """`export -f` and `readonly -f`."""
    if not args:
        if shell.options.posix:
            names = [name for name in sorted(shell.functions) if _bits(shell.functions[name]) & bit]
            return write(shell, "".join([f"{builtin} -f {name}\n" for name in names]))
        return write(shell, _list(shell, False, bit))
    status = 0
    for arg in args:
        name = str(arg)
        function = shell.functions.get(name)
        if function is None:
            shell.error(f"{builtin}: {name}: not a function")
            status = 1
        else:
            change(shell, function, bit, remove)
    return status


def change(shell: Shell, function: Function, bits: int, remove: bool) -> None:
    """Set or clear attributes of a function: a changed copy takes its place, so that marks keep the old one."""
    new = function.__class__(function.name, function.body, function.source, function.line)
    new.node = function.node
    bits = _bits(function) & ~bits if remove else _bits(function) | bits
    new.exported = bits & EXPORT != 0
    new.readonly = bits & READONLY != 0
    new.traced = bits & TRACE != 0
    shell.functions = {**shell.functions, function.name: new}
    if new.exported != function.exported:
        export_changed(shell)


def export_changed(shell: Shell) -> None:
    """Bring the functions in the environment in line with those that are exported."""
    exported = {}
    for name, function in shell.functions.items():
        if function.exported:
            exported[f"BASH_FUNC_{name}%%"] = environment_text(shell, function)
    shell.vars.function_exports = exported
    shell.vars.environment_changed()


def environment_text(shell: Shell, function: Function) -> str:
    """A function as it goes into the environment: `() {  body }`."""
    text = listing.function_body(shell, function).rstrip("\n")
    first, *lines = text.partition("\n")[2].split("\n")
    if "<<" not in text:
        lines = [" " + line.lstrip(" ") if line[:1] == " " else line for line in lines]
    return f"() {first.rstrip()}  {lines[0].lstrip()}\n" + "\n".join(lines[1:])
