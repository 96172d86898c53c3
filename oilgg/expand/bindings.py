"""What the names of a shell mean: their values and attributes, dynamic scope, and the journal.

Shallow binding: `values` holds what each name means now, and a scope holds what its local names meant before. So a
look-up is one dictionary access however deep the call, and leaving a function puts the old meanings back.

The journal: `mark` opens an empty dictionary; the first change of a name after it saves what the name meant. `undo`
puts that back, newest mark first, scopes included; `release` hands what was saved to the mark before. Array objects
reachable at a mark are never changed in place after it: the first change works on a copy.
"""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.environment import Environment
from oilgg.expand.split import Splitter, splitter_of
from oilgg.expand.values import (
    ASSOC,
    CAPITAL,
    DECLARED,
    EXPORT,
    INDEXED,
    INTEGER,
    LOWER,
    NAMEREF,
    READONLY,
    TRACE,
    UPPER,
    AssocArray,
    ExpressionError,
    IndexedArray,
    NameRef,
    is_name,
    split_element,
    whole,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from oilgg.expand.host import Host
    from oilgg.expand.values import Value

    Binding = tuple[Value | None, int | None]
    _Result = TypeVar("_Result")

_MAX_NAMEREFS = 8
_EXPANDED = frozenset("$`\"'\\")
UNASSIGNABLE = frozenset(("BASH_ARGC", "BASH_ARGV", "BASH_LINENO", "BASH_SOURCE", "FUNCNAME", "GROUPS"))
"""Special variables to which assignments are lost, and that cannot be local."""
_evaluate: Any = None
"""arithmetic.evaluate, once it is needed."""
_NOTHING_HIDDEN: dict[str, Callable[[], Value | None]] = {}


class Scope:
    """One function call: what the names that are local to it meant outside of it."""

    __slots__ = ("computed", "lasting", "parent", "saved")

    temporary = False
    """It is that of the assignments in front of a command."""
    evaluated = False
    """The command is `eval` or `source`: what `export` does to the temporary names ends with it."""
    transparent = False
    """The command is a builtin without a scope of its own: what it assigns stays, also to the temporary names."""

    def __init__(self, parent: Scope | None) -> None:
        self.parent = parent
        self.saved: dict[str, Binding] = {}
        self.computed = _NOTHING_HIDDEN
        """Special variables that local ones of the same names hide: no longer computed until the scope ends."""
        self.lasting: tuple[str, ...] = ()
        """Local names that keep their meaning when the scope ends (`keep_after`)."""


class TemporaryScope(Scope):
    """The assignments in front of a command."""

    __slots__ = ("evaluated", "transparent")

    temporary = True

    def __init__(self, parent: Scope | None) -> None:
        super().__init__(parent)
        self.evaluated = False
        self.transparent = False


class Mark:
    """A point the journal can go back to."""

    __slots__ = ("allexport", "dynamic", "number", "saved", "scope", "scopes")

    def __init__(self, number: int, variables: Bindings) -> None:
        self.number = number
        self.saved: dict[str, Binding] = {}
        self.scope = variables.scope
        self.scopes: dict[Scope, dict[str, Binding]] = {}
        self.dynamic = variables.dynamic
        self.allexport = variables.allexport


class Bindings(Environment):
    """The names of one shell and what they mean. `splitter` is what the present value of IFS means.

    `values` has only set variables; `attributes` has every name with an attribute bit (arrays and namerefs always
    have theirs), and every name that is declared but unset. A plain name is in `values` alone.

    Others fill three tables. `dynamic[name]()` computes the value of a special variable each time (text, array or
    None); such a name is never stored. `hooks[name](name, value)` is called after a name changed (value None: unset),
    also when a scope or an undo changed it. `assignment_hooks[name]` receives what is assigned to a dynamic name, and
    `element_hooks[name](key, value)` assignments to elements of dynamic arrays (value None: unset).
    """

    __slots__ = (
        "_allexport", "_journal", "_mark_number", "_watch", "appended", "assignment_hooks", "element_hooks",
        "list_references", "splitter",
    )  # fmt: skip

    def __init__(self, shell: Host | None = None) -> None:
        super().__init__(shell)
        self.hooks["IFS"] = self._ifs_changed
        self.hooks["GLOBIGNORE"] = self._globignore_changed
        self.element_hooks: dict[str, Callable[[str, str | None], None]] = {}
        self.assignment_hooks: dict[str, Callable[[str], None]] = {}
        self.appended: dict[str, Callable[[], str]] = {}
        """What `+=` adds to, where looking at a computed name changes it."""
        self.splitter = Splitter(None)
        self.list_references = False
        """Whether there has ever been a nameref to `a[@]` or `a[*]`: "$r" may be several fields."""
        self._allexport = False
        self._journal: list[Mark] = []
        self._mark_number = 0
        # Not None: a change must be looked at more closely (an open mark, or allexport).
        self._watch: dict[str, Binding] | None = None

    # ---- reading

    def get(self, name: str) -> str | None:
        """The text of a variable or None if it is unset; arrays give element 0, namerefs what they refer to."""
        value = self.values.get(name)
        if value.__class__ is str:
            return value
        if value is None and name not in self.dynamic:
            return None
        return self._get_slow(name)

    def _get_slow(self, name: str) -> str | None:
        value = self.values.get(name)
        if value.__class__ is NameRef:
            target = self.resolve_or_warn(name)
            if target is None:
                return self._get_behind(name)
            element = split_element(target)
            if element is not None:
                return self._element_behind(*element)
            value = self.values.get(target)
            name = target
        if value is None and name in self.dynamic:
            value = self.dynamic[name]()
        if value is None or isinstance(value, str):
            return value
        return None if isinstance(value, NameRef) else value.first()

    def _get_behind(self, name: str) -> str | None:
        """The global value of a local name that refers to itself."""
        return self.behind(name, lambda: self.get(name))

    def behind(self, name: str, action: Callable[[], _Result]) -> _Result | None:
        """What `action` gives while a local name that refers to itself means what it means globally, else None."""
        if not self.swap_global(name):
            return None
        try:
            return None if self.values.get(name).__class__ is NameRef else action()
        finally:
            self.swap_global(name)

    def list_reference(self, name: str) -> tuple[str, str] | None:
        """Array and `@` or `*`, if `name` is a nameref to all elements of an array."""
        if self.values.get(name).__class__ is not NameRef:
            return None
        element = split_element(self.resolve(name) or "")
        return element if element is not None and element[1] in ("@", "*") else None

    def lookup(self, name: str) -> str | IndexedArray | AssocArray | None:
        """The whole value of a variable, namerefs to variables followed; what it returns must not be changed.

        A nameref to an element is no variable: None.
        """
        value = self.values.get(name)
        if value.__class__ is NameRef:
            target = self.resolve_or_warn(name)
            if target is None:
                return self.behind(name, lambda: self.lookup(name))
            if split_element(target) is not None:
                return None
            name = target
            value = self.values.get(name)
        if value is None and name in self.dynamic:
            value = self.dynamic[name]()
        return None if isinstance(value, NameRef) else value

    def _element_behind(self, name: str, subscript: str) -> str | None:
        """The element a nameref refers to, or all of them in one text; the subscript is expanded each time."""
        if subscript in ("@", "*"):
            value = self.lookup(name)
            if value is None or isinstance(value, str):
                return value
            return (self.splitter.first or " " * (subscript == "@")).join(value.values()) if value else None
        return self.get_element(name, self.subscript_behind(name, subscript))

    def subscript_behind(self, name: str, subscript: str) -> str:
        """What the subscript in the value of a nameref means now."""
        if not _EXPANDED.isdisjoint(subscript):
            from oilgg.expand.subscripts import expand_subscript

            assert self.shell is not None
            return expand_subscript(subscript, self.shell, self.is_assoc(name))
        return subscript

    def resolve(self, name: str) -> str | None:
        """The name, or `name[subscript]`, at the end of a chain of namerefs; None if there is no such end.

        A name that is no nameref, or an unset nameref, is its own end.
        """
        for _ in range(_MAX_NAMEREFS):
            value = self.values.get(name)
            if not isinstance(value, NameRef):
                return name
            if value.target == name or not is_name(value.target):
                return None if value.target == name else value.target
            name = value.target
        return None

    def last_nameref(self, name: str) -> str:
        """The last nameref of the chain that starts with `name`."""
        for _ in range(_MAX_NAMEREFS):
            value = self.values.get(name)
            if not isinstance(value, NameRef) or not isinstance(self.values.get(value.target), NameRef):
                break
            name = value.target
        return name

    def resolve_or_warn(self, name: str) -> str | None:
        """Like `resolve`; where a chain of namerefs goes in a circle, bash's warning is printed."""
        target = self.resolve(name)
        if target is None:
            self.warn_of_circle(name)
        return target

    def warn_of_circle(self, name: str) -> None:
        """Print that `name` refers to itself."""
        if self.shell is not None:
            self.shell.error(f"warning: {name}: circular name reference")

    def is_set(self, name: str) -> bool:
        """Whether `name` has a value (`-v name`: for an array whether element 0 is there)."""
        value = self.lookup(name)
        return value is not None and (isinstance(value, str) or value.first() is not None)

    def attributes_of(self, name: str) -> int:
        """The attribute bits of what `name` refers to, 0 if it has none."""
        base = self._base(name)
        if base is None:
            return self.behind(name, lambda: self.attributes_of(name)) or 0
        return self.attributes.get(base, 0)

    def is_assoc(self, name: str) -> bool:
        """Whether `name` refers to an associative array (set or not)."""
        return self.attributes_of(name) & ASSOC != 0

    def names(self) -> list[str]:
        """All names that are set or declared, and the dynamic ones, sorted."""
        return sorted({*self.values, *self.attributes, *self.dynamic})

    def names_with_prefix(self, prefix: str) -> list[str]:
        """Set names that start with `prefix`, sorted (`${!prefix*}`)."""
        found = {name for name in self.values if name.startswith(prefix)}
        found.update(name for name in self.dynamic if name.startswith(prefix))
        return sorted(found)

    def letters(self, name: str) -> str:
        """The attribute letters of `name` itself in the order of `declare -p` and `${name@a}`: aAilnrtuxc."""
        bits = self.attributes.get(name, 0)
        return "".join(letter for letter, bit in _LETTERS if bits & bit)

    def _base(self, name: str) -> str | None:
        """The variable that a nameref leads to, also where it is one to an element; None if it goes in a circle."""
        if self.values.get(name).__class__ is NameRef:
            target = self.resolve(name)
            if target is None:
                return None
            element = split_element(target)
            return target if element is None else element[0]
        return name

    def set(self, name: str, value: str) -> None:
        """`name=value`."""
        raise NotImplementedError

    def get_element(self, name: str, subscript: str) -> str | None:
        """`${name[subscript]}`."""
        raise NotImplementedError

    # ---- converting

    def converted(self, bits: int, value: str) -> str:
        """`value` as a variable with these attribute bits stores it (integer evaluation, case)."""
        if bits & INTEGER:
            assert self.shell is not None
            try:
                value = str(self.evaluated(value, unwinds=True))
            except ExpansionError as error:
                # The command is abandoned; a status that is a failure already stays.
                error.status = self.shell.settled_status() or error.status
                raise
        if bits & UPPER:
            return self.to_upper(value)
        if bits & LOWER:
            return self.to_lower(value)
        if bits & CAPITAL:
            return self.to_upper(value[:1]) + self.to_lower(value[1:])
        return value

    def to_upper(self, text: str) -> str:
        """Upper case, a character at a time, as the locale says (only ASCII letters in the C locale)."""
        from oilgg.expand.case import to_upper

        return to_upper(text, text.isascii() or self.multibyte())

    def to_lower(self, text: str) -> str:
        """Lower case, a character at a time, as the locale says (only ASCII letters in the C locale)."""
        from oilgg.expand.case import to_lower

        return to_lower(text, text.isascii() or self.multibyte())

    def _appended(self, bits: int, old: str | None, text: str) -> str:
        if bits & INTEGER:
            from oilgg.expand.expression import wrap

            return str(wrap(self.evaluated(old or "0", unwinds=True) + self.evaluated(text, unwinds=True)))
        if old is None:
            return text
        new = old + text
        return new if new.isascii() else whole(new)

    def evaluated(self, text: str, unwinds: bool = False) -> int:
        """The value of an expression. `unwinds`: it is a subscript or the like, whose error is not another's."""
        if text.isdecimal() and text.isascii() and len(text) < 18 and (text[0] != "0" or text == "0"):
            return int(text)
        global _evaluate
        if _evaluate is None:
            from oilgg.expand.arithmetic import evaluate as _evaluate
        try:
            return _evaluate(text, self.shell)  # type: ignore[no-any-return]
        except ExpansionError as error:
            if unwinds and isinstance(error, ExpressionError):
                raise error.abandoned() from None
            error.unwinds = error.unwinds or unwinds
            raise

    # ---- scopes

    def push_scope(self, temporary: bool = False) -> None:
        """Enter a function, or (`temporary`) the scope of assignments in front of a command."""
        self.scope = TemporaryScope(self.scope) if temporary else Scope(self.scope)

    def pop_scope(self) -> None:
        """Leave the innermost scope: its local names mean again what they meant outside."""
        scope = self.scope
        assert scope is not None
        self.scope = scope.parent
        if scope.computed:
            self.dynamic = {**self.dynamic, **scope.computed}
        if not scope.saved:
            return
        lasting = [(name, self.values.get(name), self.attributes.get(name)) for name in scope.lasting]
        recording = self._watch is not None and self._journal
        values, attributes, hooks = self.values, self.attributes, self.hooks
        for name, binding in scope.saved.items():
            if not recording and binding[1] is None and name not in attributes and name not in hooks:
                if binding[0] is None:
                    values.pop(name, None)
                else:
                    values[name] = binding[0]
                continue
            if recording:
                self._record(name)
                value = binding[0]
                if isinstance(value, (IndexedArray, AssocArray)):
                    # It may be reachable from a mark through this scope, and could now be changed in place.
                    binding = (value.copy(), binding[1])
            self._bind(name, binding)
        for name, kept, bits in lasting:
            holder = self._holder(name)
            if holder is not None and holder.temporary:
                self._record_scope(holder)
                del holder.saved[name]
            elif holder is not None:
                self.keep_after(name, holder)
            self._record(name)
            self._bind(name, (kept, bits))

    def keep_after(self, name: str, scope: Scope | None = None) -> None:
        """`x=1 f`, and in f `declare -x x`: what x, local there or to `scope`, is in the end it is outside as well."""
        scope = scope or self._function_scope()
        if scope is not None and name not in scope.lasting:
            scope.lasting = (*scope.lasting, name)

    def is_temporary(self, name: str) -> bool:
        """Whether what `name` means comes from an assignment in front of a command."""
        holder = self._holder(name)
        return holder is not None and holder.temporary

    def in_function(self) -> bool:
        """Whether a function's scope is open: `local` has a place."""
        return self._function_scope() is not None

    def is_local(self, name: str) -> bool:
        """Whether `name` is local to the innermost function."""
        scope = self._function_scope()
        return scope is not None and name in scope.saved

    def local_names(self) -> list[str]:
        """The names local to the innermost function, sorted."""
        scope = self._function_scope()
        return [] if scope is None else sorted(scope.saved)

    def declare_local(self, name: str, inherit: bool = False) -> bool:
        """Make `name` local to the innermost function, unset, exported if it was; False if it was local already.

        It keeps its value where it came from an assignment in front of the function's name (exported as well), and
        value and attributes with `inherit` (`local -I`). Raises ReadonlyError for a readonly global.
        """
        scope = self._function_scope()
        assert scope is not None
        if name in scope.saved or name == "_":  # which the next command sets anyway
            return False
        holder = self._holder(name)
        if self.attributes.get(name, 0) & READONLY and (holder is None or holder.temporary):
            raise ReadonlyError(name)
        self._record_scope(scope)
        binding: Binding = (self.values.get(name), self.attributes.get(name))
        fresh: Binding = (None, DECLARED | (binding[1] or 0) & EXPORT)
        if holder is not None and holder.temporary:
            fresh = self._inherited(binding)
            if holder is scope.parent or self._is_above(holder, scope):
                self._record_scope(holder)
                scope.saved[name] = holder.saved.pop(name)
                return True
        elif inherit and binding != (None, None):
            fresh = self._inherited(binding)
        scope.saved[name] = binding
        self._record(name)
        if name in self.dynamic:
            self._hide_computed(scope, name)
            fresh = (None, DECLARED)
        self._bind(name, fresh)
        return True

    def _hide_computed(self, scope: Scope, name: str) -> None:
        if name in UNASSIGNABLE:
            del scope.saved[name]
            raise ExpansionError(name + ": variable may not be assigned value")
        scope.computed = {**scope.computed, name: self.dynamic[name]}
        self.dynamic = {key: function for key, function in self.dynamic.items() if key != name}

    def set_local(self, name: str, value: str) -> None:
        """`local name=value`: `declare_local` and `set` in one."""
        scope = self.scope
        if (
            scope is None or scope.temporary or self._watch is not None
            or name in self.attributes or name in self.hooks or name in self.dynamic
        ):  # fmt: skip
            self.declare_local(name)
            self.set(name, value)
            return
        if name not in scope.saved:
            scope.saved[name] = (self.values.get(name), None)
        self.values[name] = value

    def _inherited(self, binding: Binding) -> Binding:
        value, bits = binding
        if isinstance(value, (IndexedArray, AssocArray)):
            value = value.copy()
        return value, bits

    def _is_above(self, upper: Scope, lower: Scope | None) -> bool:
        scope = self.scope
        while scope is not None and scope is not lower:
            if scope is upper:
                return True
            scope = scope.parent
        return False

    def declare_temporary(self, name: str, value: str, append: bool = False) -> None:
        """Assign in front of a command (`name=value cmd`): exported, in the innermost scope, a temporary one."""
        scope = self.scope
        assert scope is not None and scope.temporary
        given = name
        if self.values.get(name).__class__ is NameRef:
            target = self.resolve(name)
            if target is not None and is_name(target):
                name = target
        if name in self.dynamic:
            self.get(name)  # bash looks it up: SECONDS is an integer from then on
        bits = self.attributes.get(name, 0)
        if bits & READONLY:
            raise ReadonlyError(given)
        if append:
            value = self.converted(bits, self._appended(bits, self.get(name), value))
        if name in UNASSIGNABLE and name in self.dynamic:
            return
        if name not in scope.saved:
            self._record_scope(scope)
            scope.saved[name] = (self.values.get(name), self.attributes.get(name))
        if name in self.dynamic:
            self._hide_computed(scope, name)
        self._record(name)
        self._bind(name, (value, EXPORT))

    def keep_temporary(self, name: str, always: bool) -> None:
        """`name=value export name`: what was assigned stays; in `eval` and `source` only for functions or `always`."""
        holder = self._holder(name)
        if holder is None or not holder.temporary:
            return
        if (holder.evaluated and not always) or not self._is_above(holder, self._function_scope()):
            if self.in_function():
                self.keep_after(name, holder)
            return
        value = self.get(name)
        self._record_scope(holder)
        self._record(name)
        self._bind(name, self._inherited(holder.saved.pop(name)))
        if value is not None:
            self.set(name, value)
        self.attributes[name] = self.attributes.get(name, 0) | EXPORT
        self._forget_environment()

    def swap_one(self, scope: Scope, name: str) -> None:
        """Exchange what `name`, local to `scope`, means in it and outside of it."""
        self._record_scope(scope)
        self._record(name)
        binding = scope.saved[name]
        value = binding[0]
        if self._journal and isinstance(value, (IndexedArray, AssocArray)):
            binding = (value.copy(), binding[1])
        scope.saved[name] = (self.values.get(name), self.attributes.get(name))
        self._bind(name, binding)

    def swap_temporary(self) -> None:
        """Exchange what the names of the innermost scope mean in it and outside of it.

        The redirections of `x=1 cmd <<< $x` are expanded with the meaning outside: swap, expand, swap back.
        """
        scope = self.scope
        assert scope is not None
        for name in scope.saved:
            self.swap_one(scope, name)

    def swap_global(self, name: str) -> bool:
        """Exchange what `name` means now and what it means globally; False if it is no local name.

        For `declare -g`: swap, assign, swap back.
        """
        outermost, scope = None, self.scope
        while scope is not None:
            if name in scope.saved:
                outermost = scope
            scope = scope.parent
        if outermost is None:
            return False
        self.swap_one(outermost, name)
        return True

    def _holder(self, name: str) -> Scope | None:
        """The innermost scope in which `name` is local."""
        scope = self.scope
        while scope is not None and name not in scope.saved:
            scope = scope.parent
        return scope

    def _function_scope(self) -> Scope | None:
        scope = self.scope
        while scope is not None and scope.temporary:
            scope = scope.parent
        return scope

    def _bind(self, name: str, binding: Binding) -> None:
        """Make `name` mean `binding`; tells the environment and the hook. The change has been recorded."""
        value, bits = binding
        old_bits = self.attributes.get(name, 0)
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value
        if bits is None:
            self.attributes.pop(name, None)
        else:
            self.attributes[name] = bits
        if (old_bits | (bits or 0)) & EXPORT:
            self._forget_environment()
        hook = self.hooks.get(name)
        if hook is not None:
            hook(name, value if value.__class__ is str else self.get(name))

    # ---- journal

    def mark(self) -> int:
        """Open a point to go back to; every mark must be undone or released."""
        self._mark_number += 1
        mark = Mark(self._mark_number, self)
        self._journal.append(mark)
        self._watch = mark.saved
        return mark.number

    def undo(self, number: int) -> None:
        """Restore all variables, attributes and scopes as they were at the mark; it and all later marks are gone."""
        journal = self._journal
        while True:
            mark = journal.pop()
            if mark.scopes or self.scope is not mark.scope:
                self._forget_environment()  # scopes may hide what is exported
            for scope, saved in mark.scopes.items():
                scope.saved = saved
            self.scope = mark.scope
            self.dynamic = mark.dynamic
            self._allexport = mark.allexport
            for name, binding in mark.saved.items():
                self._bind(name, binding)
            if mark.number == number:
                break
        self._rewatch()

    def release(self, number: int) -> None:
        """Give up going back to the mark; what happened since stays. Marks may be released in any order."""
        journal = self._journal
        position = len(journal) - 1
        while journal[position].number != number:
            position -= 1
        mark = journal.pop(position)
        if position:
            below = journal[position - 1]
            for name, binding in mark.saved.items():
                below.saved.setdefault(name, binding)
            for scope, saved in mark.scopes.items():
                below.scopes.setdefault(scope, saved)
        self._rewatch()

    def _rewatch(self) -> None:
        unmarked: dict[str, Any] | None = {} if self._allexport else None
        self._watch = self._journal[-1].saved if self._journal else unmarked

    def _record(self, name: str) -> None:
        """Save what `name` means unless the newest mark has it; an array is replaced by a copy that may be changed."""
        if not self._journal:
            return
        saved = self._journal[-1].saved
        if name in saved:
            return
        value = self.values.get(name)
        saved[name] = (value, self.attributes.get(name))
        if isinstance(value, (IndexedArray, AssocArray)):
            self.values[name] = value.copy()

    def _record_scope(self, scope: Scope) -> None:
        if self._journal and scope not in self._journal[-1].scopes:
            self._journal[-1].scopes[scope] = scope.saved.copy()

    @property
    def allexport(self) -> bool:
        """Whether assigned variables are exported (`set -a`)."""
        return self._allexport

    @allexport.setter
    def allexport(self, on: bool) -> None:
        """What changes from now on is looked at more closely while it is on."""
        self._allexport = on
        self._rewatch()

    # ---- hooks

    def _globignore_changed(self, name: str, value: str | None) -> None:
        """Setting GLOBIGNORE switches `dotglob` on, unsetting it off; emptying it changes nothing."""
        if value != "" and self.shell is not None:
            self.shell.set_option("dotglob", value is not None)

    def _ifs_changed(self, name: str, value: str | None) -> None:
        if isinstance(self.values.get("IFS"), IndexedArray):
            value = ""  # bash takes the memory of the array for the text, which begins with a zero
        self.splitter = splitter_of(value, value is not None and not value.isascii() and not self.multibyte())


_LETTERS = (
    ("a", INDEXED), ("A", ASSOC), ("i", INTEGER), ("n", NAMEREF), ("r", READONLY), ("t", TRACE), ("x", EXPORT),
    ("c", CAPITAL), ("l", LOWER), ("u", UPPER),
)  # fmt: skip
