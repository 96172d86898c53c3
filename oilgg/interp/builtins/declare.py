"""declare (typeset) and local: attributes of variables and functions."""

from __future__ import annotations

from oilgg.errors import ExpansionError, LenientError, ReadonlyError
from oilgg.expand.values import (
    ARRAY,
    ASSOC,
    CAPITAL,
    EXPORT,
    INDEXED,
    INTEGER,
    LOWER,
    NAMEREF,
    READONLY,
    TRACE,
    UPPER,
    AssocArray,
    IndexedArray,
    NameRef,
    is_name,
    split_element,
)
from oilgg.interp.assignment import DeclArg
from oilgg.interp.builtins import functions, listing, local_options
from oilgg.interp.builtins.arguments import parse_options, write
from oilgg.interp.builtins.assignment import expand_subscript, is_subscript_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.values import Value
    from oilgg.interp.state import Shell

    Arguments = list[str | DeclArg]

_BITS = {
    "A": ASSOC,
    "a": INDEXED,
    "c": CAPITAL,
    "i": INTEGER,
    "l": LOWER,
    "n": NAMEREF,
    "r": READONLY,
    "t": TRACE,
    "u": UPPER,
    "x": EXPORT,
}
_CASE = CAPITAL | LOWER | UPPER
_CONVERTING = _CASE | INTEGER


class Declaration:
    """What one call wants done to each of its names."""

    __slots__ = ("add", "builtin", "everywhere", "inherit", "local", "remove")

    def __init__(self, builtin: str) -> None:
        self.builtin = builtin
        self.add = 0
        self.remove = 0
        self.local = False
        """Make names local to the running function."""
        self.everywhere = False
        """`-g`: the global variable is meant."""
        self.inherit = False

    def without(self, bits: int) -> Declaration:
        """The same, but for what is wanted of these attributes."""
        other = Declaration(self.builtin)
        other.add = self.add & ~bits
        other.remove = self.remove & ~bits
        other.local, other.everywhere, other.inherit = self.local, self.everywhere, self.inherit
        return other


def declare(shell: Shell, args: Arguments) -> int:
    """Set attributes of variables and assign to them; local ones inside a function. Or print them."""
    return _declare(shell, "declare", args)


def typeset(shell: Shell, args: Arguments) -> int:
    """declare under its old name."""
    return _declare(shell, "typeset", args)


def local(shell: Shell, args: Arguments) -> int:
    """declare for variables of the running function only."""
    if not shell.vars.in_function():
        if args[:1] == ["--help"]:
            return _help(shell, "local")
        arrays = [arg for arg in args if not isinstance(arg, str) and arg.array]
        if arrays:
            # bash assigns these before it runs the builtin.
            _declare(shell, "declare", [*(word for word in leading_words(args) if word[:1] in ("-", "+")), *arrays])
        shell.error("local: can only be used in a function")
        return 1
    if not args:
        return write(shell, listing.all_declarations(shell, 0, shell.vars.local_names()))
    return _declare(shell, "local", args)


def _help(shell: Shell, name: str) -> int:
    from oilgg.interp.builtins.arguments import show_help

    return show_help(shell, name)


def leading_words(args: Arguments) -> list[str]:
    """The words at the front, as far as they can be options."""
    words = []
    for arg in args:
        if arg.__class__ is not str:
            break
        words.append(arg)
    return words


def _declare(shell: Shell, name: str, args: Arguments) -> int:
    wanted = Declaration(name)
    letters = ""
    first = 0
    if args and args[0].__class__ is str and args[0][:1] in ("-", "+"):
        options, first = parse_options(shell, name, leading_words(args), "aAcfFgiIlnprtux", plus=True)
        letters = _collect(options, wanted)
    rest = args[first:]
    if "F" in letters or "f" in letters:
        return functions.declare(shell, name, rest, letters, wanted.add)
    if name == "local" and rest[:1] == ["-"]:
        local_options.save(shell)
        rest = rest[1:]
        if not rest:
            return 0
    if "p" in letters and rest:
        return _print_named(shell, name, rest)
    if not rest:
        return _print_all(shell, name, letters, wanted.add)
    wanted.everywhere = "g" in letters
    wanted.inherit = "I" in letters or shell.options.localvar_inherit
    wanted.local = not wanted.everywhere and shell.vars.in_function()
    return _each(shell, wanted, rest)


def _collect(options: list[tuple[str, str]], wanted: Declaration) -> str:
    """Sort the option letters into attributes to add and remove; gives the other letters."""
    letters = ""
    for option, _ in options:
        bit = _BITS.get(option[-1], 0)
        if option[0] == "+":
            if option[-1] in "fFpgI":
                letters += "p" if option[-1] == "p" else ""  # its sign does not matter
                continue
            wanted.remove |= bit
        elif bit:
            if bit & _CASE and wanted.add & _CASE & ~bit:
                wanted.remove |= _CASE
            wanted.add |= bit
        letters += option if len(option) == 1 else ""
    if wanted.remove & _CASE == _CASE:
        wanted.add &= ~_CASE
    wanted.add &= ~wanted.remove
    return letters


def _print_all(shell: Shell, name: str, letters: str, needed: int) -> int:
    """No names: print the variables that have the attributes asked for."""
    if name == "local":
        return write(shell, listing.all_declarations(shell, needed, shell.vars.local_names()))
    if needed or "p" in letters:
        return write(shell, listing.all_declarations(shell, needed))
    return write(shell, listing.all_variables(shell))


def _print_named(shell: Shell, builtin: str, args: Arguments) -> int:
    """`declare -p name…`."""
    status = 0
    for arg in args:
        if isinstance(arg, DeclArg):
            refuse_list(shell, arg)
        name = str(arg)
        line = listing.declaration(shell, name) if is_name(name) else None
        if line is None or (builtin == "local" and not shell.vars.is_local(name)):
            shell.error(f"{builtin}: {name}: not found")
            status = 1
        else:
            shell.write(1, line)
    return status


def _has_subscript(arg: str | DeclArg) -> bool:
    """Whether the argument is `a[i]=x` or `a=(x)`; messages about those do not name the builtin."""
    if isinstance(arg, str):
        return "[" in arg.partition("=")[0]
    return arg.sub is not None or bool(arg.array)


def _each(shell: Shell, wanted: Declaration, args: Arguments) -> int:
    """Declare one argument after the other; 1 if that failed for one."""
    status = 0
    for arg in args:
        try:
            if has_failed(arg) or not _one(shell, wanted, arg):
                status = 1
        except ReadonlyError as error:
            if wanted.local and not isinstance(arg, str) and arg.array:
                shell.error(error.message)  # bash makes arrays before it runs the builtin
            shell.error(f"{wanted.builtin}: {error.message}")
            shell.special_error = True
            status = 1
        except ExpansionError as error:
            if error.fatal or not error.message:
                raise
            bare = error.message.endswith("bad array subscript") or _has_subscript(arg)
            if bare and error.message.endswith("bad array subscript"):
                shell.report(error.message)
            elif bare:
                shell.error(error.message)
            if not bare or error.message.endswith("variable may not be assigned value"):
                shell.error(f"{wanted.builtin}: {error.message}")
            if not is_subscript_error(error):
                reported = LenientError("", False, error.status, strict=False)
                reported.unwinds = error.unwinds
                raise reported from None
            status = 1
    return status


def has_failed(arg: str | DeclArg) -> bool:
    """Whether this is an array that could not be made before the words behind it were expanded."""
    return not isinstance(arg, str) and arg.failed


def parse(shell: Shell, text: str) -> DeclArg | None:
    """An argument that was no assignment to the parser: `name`, `name[subscript]`, or either with `=value`."""
    target, equals, value = text.partition("=")
    bracket = text.find("[")
    if equals and 0 < bracket < len(target):
        close = text.find("]=", bracket)
        append = text.find("]+=", bracket)
        if append >= 0 and (close < 0 or append < close):
            close = append + 1
        if close >= 0:
            target, value = text[: close + 1], text[close + 2 :]
    op = "=" if equals else ""
    if equals and target[-1:] == "+":
        op = "+="
        target = target[:-1]
    if is_name(target):
        return DeclArg(target, None, op, value, False)
    element = split_element(target)
    if element is None:
        return None
    return DeclArg(element[0], expand_subscript(shell, element[0], element[1]), op, value, False)


def _one(shell: Shell, wanted: Declaration, arg: str | DeclArg) -> bool:
    """Declare one argument; False after a message."""
    target = parse(shell, arg) if isinstance(arg, str) else arg
    if target is None:
        problem = f"`{arg}': not a valid identifier"
        if arg == "" and wanted.add & NAMEREF and not wanted.local:
            problem = ": nameref variable self references not allowed"
        shell.error(f"{wanted.builtin}: {problem}")
        return False
    name = target.name
    refuse_list(shell, target)
    if wanted.local:
        if _refers_to_itself(shell, wanted, target):
            return True
        if wanted.add & NAMEREF and target.sub is not None:
            return _is_allowed(shell, wanted, target, name, 0)
        if wanted.remove & NAMEREF and _ends_here(shell, name):
            if target.op and not is_name(str(target.value)):
                shell.error(f"{wanted.builtin}: `{target.value}': not a valid identifier")
                return False
            return apply(shell, wanted, target)
        if not wanted.add & NAMEREF:
            name = shell.vars.local_end(name)
            if not is_name(name):
                return True  # bash makes a variable of that text, which nobody can name
            if name != target.name:
                wanted = wanted.without(NAMEREF)
                target = DeclArg(name, target.sub, target.op, target.value, target.array)
        if wanted.add & NAMEREF and not _may_be_referred_to(shell, wanted, target):
            return False
        temporary = shell.vars.is_temporary(name)
        is_new = shell.vars.declare_local(name, wanted.inherit)
        _forget_scalar(shell, wanted, target, wanted.inherit and is_new)
        if temporary and wanted.add & (EXPORT | READONLY):
            shell.vars.keep_after(name)
    elif wanted.everywhere and shell.vars.swap_global(name):
        subscript = "0" if _is_element_zero(shell, target) else target.sub
        try:
            if subscript is None or not target.op:
                return apply(shell, wanted, target)
            if target.sub is not None and not _make_array(shell, wanted, target):
                return False
        finally:
            shell.vars.swap_global(name)
        # For bash this is name[subscript]=value, and the name that of the local variable.
        shell.vars.set_element(name, subscript, str(target.value), target.op == "+=")
        return True
    return apply(shell, wanted, target)


def _make_array(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """Make an array of the variable whose element is to be assigned to, but do not assign; False after a message."""
    name = target.name
    if not apply(shell, wanted.without(READONLY), DeclArg(name, target.sub, "", "", False)):
        return False
    if name not in shell.vars.values:
        shell.vars.set_array(name, AssocArray() if shell.vars.attributes.get(name, 0) & ASSOC else IndexedArray())
    shell.vars.set_attributes(name, wanted.add & READONLY)
    return True


def _ends_here(shell: Shell, name: str) -> bool:
    """Whether `declare +n` in a function means a local nameref itself: one to what there is."""
    variables = shell.vars
    if not variables.is_local(name) or not variables.attributes.get(name, 0) & NAMEREF:
        return False
    end = variables.resolve(name)
    return end is not None and end != name and (end in variables.values or end in variables.attributes)


def _forget_scalar(shell: Shell, wanted: Declaration, target: DeclArg, inherits: bool) -> None:
    """`local v=1; local -a v`: a local variable that becomes an array is a new one, unless it `inherits` its value."""
    variables = shell.vars
    becomes_array = wanted.add & ARRAY or target.array or target.sub is not None
    is_plain = not variables.attributes.get(target.name, 0) & (READONLY | NAMEREF)
    value = variables.values.get(target.name)
    if becomes_array and is_plain and isinstance(value, str):
        variables.set_array(target.name, AssocArray() if wanted.add & ASSOC else IndexedArray())
        if inherits:
            variables.set_element(target.name, "0", value)


def _is_element_zero(shell: Shell, target: DeclArg) -> bool:
    """Whether `name=value` assigns to the first element of an indexed array."""
    if not target.op or target.array or target.sub is not None:
        return False
    bits = shell.vars.attributes.get(target.name, 0)
    return bool(bits & INDEXED and not bits & (READONLY | NAMEREF))


def refuse_list(shell: Shell, target: DeclArg) -> None:
    """`a[1]=(…)` abandons the command."""
    if target.array and target.sub is not None:
        shell.error(f"{target.name}[{target.sub}]: cannot assign list to array member")
        raise ExpansionError("", False, 1)


def _refers_to_itself(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """`local -n v=v`: bash warns of the circle it makes, and makes it."""
    if not wanted.add & NAMEREF or not isinstance(target.value, str):
        return False
    if target.value != target.name and not target.value.startswith(target.name + "["):
        return False
    shell.error(f"{wanted.builtin}: warning: {target.name}: circular name reference")
    shell.vars.warn_of_circle(target.name)
    shell.vars.declare_local(target.name)
    shell.vars.set_nameref(target.name, target.value)
    return True


def _may_be_referred_to(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """Whether a nameref can have this value; False after a message."""
    value = target.value
    if not target.op or target.sub is not None or not isinstance(value, str) or not value:
        return True
    before = shell.vars.values.get(target.name)
    if target.op == "+=" and isinstance(before, str):
        target.op, target.value = "=", before + value
        value = target.value
    return _is_reference(shell, wanted, value)


def _is_reference(shell: Shell, wanted: Declaration, value: Value | None) -> bool:
    """Whether this value, if it is text, can be that of a nameref; False after a message."""
    if not isinstance(value, str) or is_name(value) or split_element(value) is not None:
        return True
    shell.error(f"{wanted.builtin}: `{value}': invalid variable name for name reference")
    return False


def apply(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """Change attributes of one variable and assign to it."""
    variables = shell.vars
    name = target.name
    add, remove = wanted.add, wanted.remove
    if not add & NAMEREF and isinstance(variables.values.get(name), NameRef):
        end = variables.resolve(name)
        if end is None:
            return _apply_in_circle(shell, wanted, target)
        if remove & NAMEREF:
            _end_reference(shell, variables.last_nameref(name))
            wanted = wanted.without(NAMEREF)
            if not (target.op or wanted.add or wanted.remove):
                return True
        if not is_name(end):
            return _assign_through(shell, wanted, end, target)
        name = end
        add, remove = wanted.add, wanted.remove
    if add & NAMEREF and add & ARRAY:
        return _array_and_reference(shell, wanted, target)
    if add & (EXPORT | READONLY) and variables.scope is not None and not (wanted.local or wanted.everywhere):
        variables.keep_temporary(name, wanted.builtin in ("declare", "typeset"))
    if add & NAMEREF and not _may_be_referred_to(shell, wanted, target):
        return False
    old = variables.attributes.get(name, 0)
    if old & NAMEREF and add & ARRAY and name not in variables.values:
        _end_reference(shell, name)
    if target.array and (add & NAMEREF or remove & ARRAY):
        variables.assign_array(name, target.value, target.op == "+=")  # type: ignore[arg-type]
        old = variables.attributes.get(name, 0)
    if old & READONLY and target.op and not target.array and not add & NAMEREF:
        raise ReadonlyError(target.name)
    if add & ASSOC and add & INDEXED and not old & ARRAY:
        return _neither(shell, wanted, target, name)
    if not _is_allowed(shell, wanted, target, name, old):
        return False
    if add & NAMEREF and not old & NAMEREF and old & _CONVERTING:
        variables.set_attributes(name, 0, _CONVERTING)  # these were for its value as text
        old &= ~_CONVERTING
    if add & NAMEREF and (add | old) & INTEGER and target.op:
        if wanted.local or name in variables.values:
            variables.set_attributes(name, INTEGER)
        return False  # a number is no name
    if (target.array and not (add | old) & ASSOC) or (target.sub is not None and not (old | add) & ARRAY):
        add |= INDEXED
    if add & NAMEREF and not old & NAMEREF:
        return _make_nameref(shell, wanted, target)
    if old & READONLY and (target.op or remove & READONLY):
        if target.array:
            shell.error(f"{target.name}: readonly variable")
            raise LenientError("", False, 1)
        raise ReadonlyError(target.name)
    _set_bits(shell, name, add & ~READONLY, remove)
    is_new = name not in variables.values and name not in variables.dynamic
    if target.sub is not None and target.op and is_new and not wanted.local:
        variables.set_array(name, AssocArray() if (old | add) & ASSOC else IndexedArray())
    if target.sub is not None and target.op and add & READONLY:
        variables.set_attributes(name, READONLY)
        shell.report(f"{name}: readonly variable")
        return True
    if target.op:
        listed = wanted.builtin not in ("export", "readonly") or wanted.add & ARRAY != 0
        _assign(shell, name, target, wanted.builtin, listed)
    elif target.sub is None and not add and not remove and name not in variables.values:
        variables.set_attributes(name)
    if add & READONLY:
        variables.set_attributes(name, READONLY)
    return True


def _apply_in_circle(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """`apply` to a reference that leads to no variable: to the global one, if that is its own name; to a new array."""
    variables = shell.vars
    variables.warn_of_circle(target.name)
    if variables.scope is not None:
        return bool(variables.behind(target.name, lambda: apply(shell, wanted, target)))
    if not wanted.remove & NAMEREF and (wanted.add & ARRAY or target.array):
        variables.unset(target.name, follow=False)
        return apply(shell, wanted, target)
    variables.warn_of_circle(target.name)
    return True


def _end_reference(shell: Shell, name: str) -> None:
    """Take away the attribute that makes `name` a nameref. Raises ReadonlyError."""
    if shell.vars.attributes.get(name, 0) & READONLY:
        raise ReadonlyError(name)
    shell.vars.set_attributes(name, 0, NAMEREF)


def _array_and_reference(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """`declare -na name`: an array, also if it was a reference; an error if it was an array, or is local."""
    variables, name = shell.vars, target.name
    if target.array or wanted.local:
        variables.set_attributes(name, wanted.add & ARRAY)
        if target.array:
            variables.assign_array(name, target.value, target.op == "+=")  # type: ignore[arg-type]
    elif not _may_be_referred_to(shell, wanted, target) or not _is_reference(shell, wanted, variables.values.get(name)):
        return False
    if not _is_allowed(shell, wanted, target, name, variables.attributes.get(name, 0)):
        return False
    _end_reference(shell, name)
    return apply(shell, wanted.without(NAMEREF), target)


def _neither(shell: Shell, wanted: Declaration, target: DeclArg, name: str) -> bool:
    """`declare -aA name`: an associative array after all, and an error."""
    shell.error(f"{wanted.builtin}: {name}: cannot convert associative to indexed array")
    shell.vars.set_attributes(name, ASSOC)
    if not isinstance(target.value, str):
        shell.vars.assign_array(name, target.value)
    elif target.op and not wanted.local:
        shell.vars.set_array(name, AssocArray())
    return False


def _set_bits(shell: Shell, name: str, add: int, remove: int) -> None:
    variables = shell.vars
    if add & _CASE:
        remove |= _CASE & ~add
    if add or remove:
        variables.set_attributes(name, add, remove)
    elif name not in variables.values and name not in variables.attributes and name not in variables.dynamic:
        variables.set_attributes(name)


def _is_allowed(shell: Shell, wanted: Declaration, target: DeclArg, name: str, old: int) -> bool:
    """Can these attributes be changed; False after a message."""
    problem = ""
    if wanted.add & NAMEREF and target.sub is not None:
        problem = f"{name}[{target.sub}]: reference variable cannot be an array"
    elif wanted.add & NAMEREF and target.value == name and target.op:
        problem = f"{name}: nameref variable self references not allowed"
    elif wanted.add & NAMEREF and old & ARRAY:
        problem = f"{name}: reference variable cannot be an array"
    elif wanted.remove & (INDEXED | ASSOC) & old:
        problem = f"{name}: cannot destroy array variables in this way"
    elif wanted.add & ASSOC and old & INDEXED:
        problem = f"{name}: cannot convert indexed to associative array"
    elif wanted.add & INDEXED and old & ASSOC:
        problem = f"{name}: cannot convert associative to indexed array"
    if ": cannot convert " in problem and target.array:  # bash makes arrays before it runs the builtin
        shell.error(problem)
        if not shell.vars.in_function():
            raise LenientError("", False, 1, strict=False)
    if problem:
        shell.error(f"{wanted.builtin}: {problem}")
    return not problem


def _make_nameref(shell: Shell, wanted: Declaration, target: DeclArg) -> bool:
    """`declare -n name[=target]`."""
    variables = shell.vars
    name = target.name
    if target.op and isinstance(target.value, str):
        if target.value.partition("[")[0] == name and variables.scope is None:
            shell.error(f"{wanted.builtin}: {name}: nameref variable self references not allowed")
            return False
        variables.set_nameref(name, variables.converted(wanted.add & _CASE, target.value))
        _set_bits(shell, name, wanted.add & ~READONLY, wanted.remove)
    else:
        if not _is_reference(shell, wanted, variables.values.get(name)):
            return False
        if variables.attributes.get(name, 0) & READONLY:
            raise ReadonlyError(name)
        _set_bits(shell, name, wanted.add & ~READONLY, wanted.remove)
    if wanted.add & READONLY:
        variables.set_attributes(name, READONLY)
    return True


def _assign_through(shell: Shell, wanted: Declaration, reference: str, target: DeclArg) -> bool:
    """Declare the array of the element that a nameref refers to, and assign to that element."""
    if target.array:
        shell.error(f"`{reference}': not a valid identifier")
        raise LenientError("", False, 1)
    element = split_element(reference)
    if element is None:
        shell.error(f"{wanted.builtin}: `{reference}': not a valid identifier")
        return False
    name, subscript = element
    return apply(shell, wanted, DeclArg(name, subscript, target.op, target.value, False))


def _assign(shell: Shell, name: str, target: DeclArg, builtin: str, listed: bool) -> None:
    """Assign; `listed`: to an array text in parentheses is a list."""
    variables = shell.vars
    append = target.op == "+="
    value = target.value
    if not isinstance(value, str):
        variables.assign_array(name, value, append)
    elif target.sub is not None:
        variables.set_element(name, target.sub, value, append)
    elif variables.attributes.get(name, 0) & NAMEREF:
        before = variables.values.get(name)
        value = before.target + value if append and isinstance(before, NameRef) else value
        if not isinstance(before, NameRef) and not is_name(value) and split_element(value) is None:
            if variables.in_function():
                raise ExpansionError(f"`{value}': invalid variable name for name reference")
            variables.unset(name, follow=False)
        variables.set_nameref(name, value)
    elif listed and variables.attributes.get(name, 0) & ARRAY and value[:1] == "(" and value[-1:] == ")":
        end = "\n)" if "#" in value else ")"  # a comment ends with the text
        if shell.run_text(f"{name}{target.op}{value[:-1]}{end}", "array assign"):
            raise ExpansionError("", False, 1)
    elif append:
        variables.append(name, value)
    else:
        variables.set(name, value)
