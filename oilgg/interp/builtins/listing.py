"""Variables and functions written as commands: `declare -p`, `set`, `export -p`, `readonly -p`."""

from __future__ import annotations

from oilgg.expand import quote
from oilgg.expand.values import ARRAY, ASSOC, INDEXED, AssocArray, IndexedArray, NameRef, is_name, name_hash
from oilgg.syntax.escapes import needs_ansi_c

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.expand.values import Value
    from oilgg.interp.state import Function, Shell

WORD_BREAKS = " \t\n\"'@><=;|&(:"
"""What COMP_WORDBREAKS is at first."""
_TEXTS_IN_LISTS = ("BASHOPTS", "SHELLOPTS", "_")
"""Computed variables that `set` shows."""
_EMPTY_IN_LISTS = ("BASH_ALIASES", "BASH_CMDS", "DIRSTACK", "GROUPS")
"""Arrays that bash computes when they are used, and shows empty when all variables are listed."""
_EMPTY_UNTIL_USED = ("BASH_ARGC", "BASH_ARGV")
_ON_DEMAND = (
    "BASHPID", "BASH_ARGV0", "BASH_COMMAND", "BASH_SUBSHELL", "EPOCHREALTIME", "EPOCHSECONDS", "HISTCMD", "LINENO",
    "RANDOM", "SECONDS", "SRANDOM",
)  # fmt: skip
"""Texts that are there for who asks for them, at a cost: a list shows none, and takes no random number."""


def table_order(names: Iterable[str], buckets: int) -> list[str]:
    """`names`, given in order of insertion, as a hash table of bash's with so many buckets lists them."""
    ordered = list(names)
    ordered.reverse()
    ordered.sort(key=lambda name: name_hash(name) & (buckets - 1))
    return ordered


def declaration(shell: Shell, name: str) -> str | None:
    """The line of `declare -p name`; None if there is no such variable. The name itself, not what it refers to."""
    variables = shell.vars
    value: Value | None = variables.values.get(name)
    if value is None:
        if name in variables.dynamic:
            value = variables.dynamic[name]()
            if value is None and name == "PIPESTATUS":
                return None  # before the first command
        elif name not in variables.attributes:
            return None
    letters = _letters(shell, name, value)
    if name == "SECONDS" and name in variables.dynamic and letters == "--":
        letters = "-i"
    return f"declare {letters} {_with_value(shell, name, value)}\n"


def _letters(shell: Shell, name: str, value: Value | None) -> str:
    letters = shell.vars.letters(name)
    if isinstance(value, IndexedArray) and "a" not in letters:
        letters = "a" + letters
    elif isinstance(value, AssocArray) and "A" not in letters:
        letters = "A" + letters
    return "-" + letters if letters else "--"


def _with_value(shell: Shell, name: str, value: Value | None) -> str:
    if value is None:
        return name
    if isinstance(value, NameRef):
        return f"{name}={quote.double(value.target)}"
    if isinstance(value, str):
        return f"{name}={quote.declared(value, value.isascii() or shell.vars.multibyte())}"
    return f"{name}={elements(value, shell.vars.multibyte())}"


def elements(array: IndexedArray | AssocArray, multibyte: bool) -> str:
    """An array's elements in parentheses, with subscripts."""
    if isinstance(array, IndexedArray):
        return "(" + " ".join(f"[{key}]={quote.declared(value, multibyte)}" for key, value in array.pairs()) + ")"
    parts = [f"[{quote.subscript(key, multibyte)}]={quote.declared(value, multibyte)} " for key, value in array.pairs()]
    return "(" + "".join(parts) + ")"


def all_declarations(shell: Shell, needed: int = 0, names: list[str] | None = None) -> str:
    """`declare -p` for all variables (or `names`) that have one of the attribute bits `needed`.

    Among all variables, bits of arrays ask for arrays that have one of the others as well.
    """
    variables = shell.vars
    kind = 0 if names is not None else needed & INDEXED or needed & ASSOC
    rest = needed & ~kind
    lines = []
    for name in variables.names() if names is None else names:
        if name == "COMP_WORDBREAKS" and variables.values.get(name) == WORD_BREAKS:
            lines += [] if needed else [f"declare -- {name}\n"]  # bash computes it as long as nobody has set it
            continue
        bits = variables.attributes.get(name, 0)
        if not is_name(name):
            continue
        if needed and not _has(shell, name, bits, needed):
            continue
        if kind and rest and not (_has(shell, name, bits, kind) and bits & rest):
            continue
        if name in variables.dynamic and name not in variables.values:
            lines.append(_dynamic_declaration(shell, name))
        else:
            lines.append(declaration(shell, name) or "")
    return "".join(lines)


def _has(shell: Shell, name: str, bits: int, needed: int) -> bool:
    if needed & ARRAY and not bits & ARRAY and name in shell.vars.dynamic:
        value = shell.vars.dynamic[name]()
        bits |= needed & ARRAY if isinstance(value, (IndexedArray, AssocArray)) else 0
    return bits & needed != 0


def _dynamic_declaration(shell: Shell, name: str) -> str:
    is_empty = _is_empty_in_lists(shell, name)
    value: Value | None
    if is_empty and name in _EMPTY_UNTIL_USED:
        value = IndexedArray()
    else:
        value = "" if name in _ON_DEMAND else shell.vars.dynamic[name]()
    letters = _letters(shell, name, value)
    if is_empty:
        return f"declare {letters} {name}=()\n"
    if value is None or (isinstance(value, str) and name not in _TEXTS_IN_LISTS):
        return f"declare {letters} {name}\n"
    return f"declare {letters} {_with_value(shell, name, value)}\n"


def _is_empty_in_lists(shell: Shell, name: str) -> bool:
    return name in _EMPTY_IN_LISTS or (name in _EMPTY_UNTIL_USED and "argv" not in shell.extra)


def all_variables(shell: Shell, with_functions: bool = True) -> str:
    """What `set` without arguments prints: every variable that is set, then the functions."""
    variables = shell.vars
    multibyte = variables.multibyte()
    lines = []
    for name in variables.names():
        value = variables.values.get(name)
        if value is None and name in variables.dynamic:
            if _is_empty_in_lists(shell, name):
                lines.append(f"{name}=()\n")
                continue
            if name in _ON_DEMAND:
                continue
            value = variables.dynamic[name]()
            if value is None or (isinstance(value, str) and name not in _TEXTS_IN_LISTS) or name == "FUNCNAME":
                continue
        if value is None or (name == "COMP_WORDBREAKS" and value == WORD_BREAKS):
            continue
        if isinstance(value, NameRef):
            value = value.target
        if isinstance(value, str):
            plain = shell.options.posix and needs_ansi_c(value)
            lines.append(f"{name}={quote.single(value) if plain else quote.listed(value, multibyte)}\n")
        else:
            lines.append(f"{name}={elements(value, multibyte)}\n")
    if with_functions:
        lines += [function_body(shell, shell.functions[name]) for name in sorted(shell.functions)]
    return "".join(lines)


def posix_list(shell: Shell, command: str, needed: int, kind: int = 0) -> str:
    """`export -p` and `readonly -p` in POSIX mode: `export name="value"`; with `kind` only arrays of that kind."""
    variables = shell.vars
    lines = []
    for name in variables.names():
        bits = variables.attributes.get(name, 0)
        if bits & needed and (not kind or bits & kind):
            letters = "".join(letter for letter in variables.letters(name) if letter in "aA")
            option = f"-{letters} " if letters else ""
            value = variables.values.get(name)
            if value is None and name in variables.dynamic:
                value = variables.dynamic[name]()
            lines.append(f"{command} {option}{_with_value(shell, name, value)}\n")
    return "".join(lines)


def function_body(shell: Shell, function: Function) -> str:
    """A function as `declare -f` prints it."""
    from oilgg.syntax.printer import function_text

    return function_text(function.name, function.body, posix=shell.options.posix) + "\n"


def function_flags(function: Function) -> str:
    """The letters of a function's attributes, `f` first."""
    letters = "r" if function.readonly else ""
    letters += "t" if function.traced else ""
    return "f" + letters + ("x" if function.exported else "")


def function_declaration(function: Function) -> str:
    """The line of `declare -F` for a function."""
    return f"declare -{function_flags(function)} {function.name}\n"
