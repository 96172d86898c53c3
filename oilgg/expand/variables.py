"""The variables of a shell: assigning to them, to elements of arrays and through namerefs, unsetting, attributes."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError
from oilgg.expand.bindings import UNASSIGNABLE, Bindings, TemporaryScope
from oilgg.expand.values import (
    ARRAY,
    ASSOC,
    CAPITAL,
    CASE,
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
    IndexedArray,
    NameRef,
    bad_subscript,
    is_name,
    split_element,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.expand.values import Value

__all__ = [
    "ARRAY", "ASSOC", "CAPITAL", "DECLARED", "EXPORT", "INDEXED", "INTEGER", "LOWER", "NAMEREF", "READONLY", "TRACE",
    "UPPER", "AssocArray", "IndexedArray", "NameRef", "Variables", "is_name", "split_element",
]  # fmt: skip


_LAST_INDEX = 2**63 - 1
_PERMANENT = UNASSIGNABLE - {"FUNCNAME", "GROUPS"} | {"PIPESTATUS", "_"}
"""Special variables that `unset` does not remove."""


class Variables(Bindings):
    """All variables of one shell."""

    __slots__ = ()

    # ---- assigning

    def set(self, name: str, value: str) -> None:
        """Assign text to a variable: `name=value`.

        Namerefs are followed, integer and case attributes applied, arrays get element 0. Raises ReadonlyError, and
        ExpansionError where an integer's expression is wrong.
        """
        if name in self.attributes or name in self.hooks or name in self.dynamic:
            self._set_guarded(name, value)
            return
        if self._watch is not None:
            self._record(name)
            if self._allexport:
                self.attributes[name] = EXPORT
                self._forget_environment()
        self.values[name] = value

    def _set_guarded(self, name: str, value: str) -> None:
        bits = self.attributes.get(name, 0)
        if bits & NAMEREF:
            self._set_through(name, value)
            return
        if bits & READONLY:
            raise ReadonlyError(name)
        if name in self.dynamic:
            assigned = self.assignment_hooks.get(name)
            if assigned is not None:
                assigned(value)
            return
        if bits & (INTEGER | CASE):
            value = self.converted(bits, value)
        if bits & ARRAY:
            self._store_element(name, bits, "0" if bits & ASSOC else 0, value)
            if self._allexport:
                self.attributes[name] |= EXPORT
                self._forget_environment()
            return
        scope = self.scope
        if isinstance(scope, TemporaryScope) and scope.transparent and name in scope.saved:
            scope.transparent = False
            self.swap_one(scope, name)
            self.set(name, value)
            self.swap_one(scope, name)
            scope.transparent = True
        self._record(name)
        self.values[name] = value
        self._stored(name, bits)
        hook = self.hooks.get(name)
        if hook is not None:
            hook(name, value)

    def _stored(self, name: str, bits: int) -> None:
        """Bring attributes and environment in line after `name` got a value; the change has been recorded.

        `set -a` exports no arrays, but those to which text is assigned.
        """
        if self._allexport and not bits & (EXPORT | ARRAY):
            bits |= EXPORT
            self.attributes[name] = bits
        if bits & DECLARED:
            bits &= ~DECLARED
            if bits:
                self.attributes[name] = bits
            else:
                del self.attributes[name]
        if bits & EXPORT:
            self._renew_in_environment(name)

    def _set_through(self, name: str, value: str) -> None:
        if name not in self.values:
            self.set_nameref(name, value)
            return
        target = self.resolve(name)
        if target is None:
            self._set_behind(name, value)
            return
        element = split_element(target)
        if element is not None:
            self.set_element(element[0], self.subscript_behind(*element), value)
        elif target in self.attributes and self.attributes[target] & NAMEREF:
            self.set_nameref(target, value)
        elif not is_name(target):
            raise ExpansionError(f"`{target}': not a valid identifier")
        else:
            self.set(target, value)

    def _set_behind(self, name: str, value: str) -> None:
        """Assign to the global variable of a local name that refers to itself; nothing else can be meant."""
        self.warn_of_circle(name)
        if self._holder(name) is None:
            raise ExpansionError("", False, 1, strict=False)
        self.behind(name, lambda: self.set(name, value))

    def set_nameref(self, name: str, target: str) -> None:
        """Make `name`, which has the nameref attribute or gets it now, refer to `target`.

        Raises ReadonlyError, and ExpansionError where `target` is neither a name nor `name[subscript]`.
        """
        bits = self.attributes.get(name, 0)
        if not is_name(target) and split_element(target) is None:
            raise ExpansionError(f"`{target}': not a valid identifier")
        if bits & READONLY:
            raise ReadonlyError(name)
        if bits & (INTEGER | CASE):
            target = self.converted(bits, target)
        self._record(name)
        self._note_list(target)
        self.values[name] = NameRef(target)
        self.attributes[name] = bits & ~(DECLARED | ARRAY) | NAMEREF
        if bits & EXPORT:
            self._forget_environment()

    def _note_list(self, target: str) -> None:
        if target.endswith(("[@]", "[*]")):
            self.list_references = True

    def append(self, name: str, text: str) -> None:
        """`name+=text`: concatenation, or addition for an integer; element 0 of an array."""
        bits = self.attributes.get(name, 0)
        if bits & NAMEREF and name in self.values:
            target = self.resolve(name)
            if target is None:
                self._set_behind(name, (self._get_behind(name) or "") + text)
                return
            element = split_element(target)
            if element is not None:
                self.set_element(element[0], self.subscript_behind(*element), text, append=True)
                return
            name = target
            bits = self.attributes.get(name, 0)
        if bits & READONLY:
            raise ReadonlyError(name)
        old = self.appended[name]() if name in self.appended and name in self.dynamic else self.get(name)
        self.set(name, self._appended(bits, old, text))

    def refers_to_variable(self, name: str) -> bool:
        """Whether a nameref has a target, and that is no `a[i]`."""
        return name in self.values and split_element(self.resolve(name) or "") is None

    def local_end(self, name: str) -> str:
        """What becomes local with `local name`: the end of a chain whose last nameref is local here, else the name."""
        if self.values.get(name).__class__ is not NameRef or not self.is_local(self.last_nameref(name)):
            return name
        return self.resolve(name) or name

    # ---- elements

    def _array_to_assign(self, name: str, element: bool = False) -> str | None:
        """The variable to which `name=(…)` assigns, or with `element` `name[subscript]=…`.

        None: what `name` means globally, as a local name that refers to itself. A circle of namerefs is no variable:
        `name` is a new one. Raises ExpansionError if it refers to an element.
        """
        if not self.attributes.get(name, 0) & NAMEREF:
            return name
        target = self.resolve(name)
        if target is None:
            self.warn_of_circle(name)
            if element:
                self.warn_of_circle(name)
            if self._holder(name) is not None:
                return None
            self._record(name)
            self._bind(name, (None, None))
            return name
        if split_element(target) is not None:
            raise ExpansionError(f"`{target}': not a valid identifier", strict=False)
        if self.attributes.get(target, 0) & NAMEREF:
            if element:
                raise ExpansionError("`': not a valid identifier")
            self.remove_nameref(target)
        return target

    def remove_nameref(self, name: str) -> None:
        """A nameref without a value is about to become an array: say so."""
        assert self.shell is not None
        self.shell.error(f"warning: {name}: removing nameref attribute")
        self.set_attributes(name, 0, NAMEREF)

    def subscript(self, name: str, text: str) -> int:
        """The index that the subscript `text` of the indexed array `name` means.

        Raises ExpansionError for one that lies before the first element, and for wrong arithmetic.
        """
        index = self.evaluated(text, unwinds=True)
        if index < 0:
            # Only now: what the subscript assigns counts.
            value = self.values.get(name)
            if isinstance(value, IndexedArray):
                index += value.top + 1
            else:
                index += int(value is not None or not self.attributes.get(name, INDEXED) & INDEXED)
            if index < 0:
                raise bad_subscript(f"{name}[{text}]")
        return index

    def get_element(self, name: str, subscript: str) -> str | None:
        """`${name[subscript]}`, or None if that is unset.

        The subscript of an indexed array is arithmetic, that of an associative one a key. A scalar is an array of one.
        A negative subscript before the first element prints bash's error and gives None.
        """
        value = self.lookup(name)
        if value is None:
            if subscript == "" if self.is_assoc(name) else self.evaluated(subscript, unwinds=True) < 0:
                self.shell.report(f"{name}: bad array subscript")  # type: ignore[union-attr]
            return None
        if isinstance(value, AssocArray):
            return value.items.get(subscript)
        top = -1 if isinstance(value, str) else value.top
        index = self.evaluated(subscript, unwinds=True)
        if index < 0:
            index += top + 1
            if index < 0:
                self.shell.report(f"{name}: bad array subscript")  # type: ignore[union-attr]
                return None
        if isinstance(value, str):
            return value if index == 0 else None
        return value.items.get(index)

    def set_element(self, name: str, subscript: str | int, value: str, append: bool = False) -> None:
        """`name[subscript]=value` (or `+=`); makes an indexed array of a name that is none. An int is an index."""
        if not append and subscript != "" and self._watch is None and self.attributes.get(name) == ASSOC:
            array = self.values.get(name)
            if array.__class__ is AssocArray and name not in self.hooks and name not in self.dynamic:
                array.set(str(subscript), value)
                return
        base = self._array_to_assign(name, element=True)
        if base is None:
            self.behind(name, lambda: self.set_element(name, subscript, value, append))
            return
        bits = self.attributes.get(base, 0)
        if bits & READONLY:
            raise ReadonlyError(name)
        name = base
        if name in self.dynamic:
            hook = self.element_hooks.get(name)
            if hook is not None:
                hook(str(subscript), value)
            return
        key: str | int
        old: str | None
        if bits & ASSOC:
            key = str(subscript)
            if key == "":
                raise bad_subscript(f"{name}[{subscript}]")
            current = self.values.get(name)
            old = current.items.get(key) if isinstance(current, AssocArray) else None
        else:
            key = subscript if isinstance(subscript, int) else self._index_to_assign(name, subscript)
            current = self.values.get(name)
            if isinstance(current, IndexedArray):
                old = current.items.get(key)
            else:
                old = current if key == 0 and isinstance(current, str) else None
        if append:
            value = self._appended(bits, old, value)
        if bits & (INTEGER | CASE):
            value = self.converted(bits, value)
        self._store_element(name, bits, key, value)

    def _index_to_assign(self, name: str, subscript: str) -> int:
        if subscript in ("@", "*", ""):
            raise bad_subscript(f"{name}[{subscript}]")
        return self.subscript(name, subscript)

    def _store_element(self, name: str, bits: int, key: str | int, value: str) -> None:
        self._own_array(name, bits).set(key, value)  # type: ignore[arg-type]
        self._array_changed(name)

    def _array_changed(self, name: str) -> None:
        bits = self.attributes[name]
        if bits & (DECLARED | EXPORT):
            self._stored(name, bits)
        hook = self.hooks.get(name)
        if hook is not None:
            hook(name, self.get(name))

    def _own_array(self, name: str, bits: int) -> IndexedArray | AssocArray:
        """The array `name`, made if it is none yet, recorded and free to be changed in place."""
        watch = self._watch
        if watch is not None:
            self._record(name)
        array = self.values.get(name)
        if isinstance(array, (IndexedArray, AssocArray)):
            return array
        new: IndexedArray | AssocArray
        if bits & ASSOC:
            new = AssocArray() if array is None else AssocArray([("0", array)])  # type: ignore[list-item]
        else:
            new = IndexedArray(() if array is None else (array,))  # type: ignore[arg-type]
            self.attributes[name] = bits | INDEXED
        self.values[name] = new
        return new

    def renew(self, name: str) -> None:
        """Take away all attributes, also those that keep others from assigning."""
        if self.attributes.get(name, 0) & ~INDEXED:
            self._record(name)
            self._bind(name, (None, None))

    def set_array(self, name: str, array: IndexedArray | AssocArray) -> None:
        """Make `array` the value of `name` and give it the matching attribute; the array belongs to `name` from now on.

        Elements are stored as they are (no integer or case conversion). Raises ReadonlyError.
        """
        base = self._array_to_assign(name)
        if base is None:
            self.behind(name, lambda: self.set_array(name, array))
            return
        bits = self.attributes.get(base, 0)
        if bits & READONLY:
            raise ReadonlyError(name)
        name = base
        if name in self.dynamic:
            return
        self._record(name)
        bits = bits & ~(ARRAY | DECLARED) | (ASSOC if isinstance(array, AssocArray) else INDEXED)
        self.attributes[name] = bits
        self.values[name] = array
        self._stored(name, bits)
        hook = self.hooks.get(name)
        if hook is not None:
            hook(name, array.first())

    def assign_array(self, name: str, elements: Iterable[tuple[str | None, str, str]], append: bool = False) -> None:
        """`name=(…)`, or `name+=(…)`: elements are (subscript text or None, "=" or "+=", expanded text).

        An associative array takes `[key]=value` elements, or pairs of words as key and value.
        """
        base = self._array_to_assign(name)
        if base is None:
            self.behind(name, lambda: self.assign_array(name, elements, append))
            return
        bits = self.attributes.get(base, 0)
        if bits & READONLY:
            raise ReadonlyError(name)
        name = base
        if name in self.dynamic:
            hook = self.element_hooks.get(name)
            if hook is not None:
                if bits & ASSOC:
                    given: AssocArray | IndexedArray = self._assoc_from(name, bits, elements, None, False)
                else:
                    given = IndexedArray()
                    self._fill_indexed(name, bits, given, elements)
                for key, value in given.pairs():
                    hook(str(key), value)
            return
        current = self.values.get(name)
        if bits & ASSOC:
            self.set_array(name, self._assoc_from(name, bits, elements, current, append))
            return
        if append:
            self._fill_indexed(name, bits, self._own_array(name, bits), elements)  # type: ignore[arg-type]
            self._array_changed(name)
            return
        # Subscripts are evaluated while the array is being filled, and may ask for what is in it already.
        array = IndexedArray()
        self.set_array(name, array)
        try:
            self._fill_indexed(name, self.attributes[name], array, elements)
        finally:
            self._array_changed(name)

    def assign_list(self, name: str, values: list[str], append: bool = False) -> None:
        """`name=(…)` or `name+=(…)` where no element has a subscript and `name` is no associative array."""
        if append and self._watch is None and self.attributes.get(name) == INDEXED:
            array = self.values.get(name)
            if (
                array.__class__ is IndexedArray and array.top <= _LAST_INDEX - len(values)
                and name not in self.hooks and name not in self.dynamic
            ):  # fmt: skip
                array.extend(values)
                return
        base = self._array_to_assign(name)
        if base is None:
            self.behind(name, lambda: self.assign_list(name, values, append))
            return
        bits = self.attributes.get(base, 0)
        if bits & (READONLY | INTEGER | CASE | ASSOC) or base in self.dynamic:
            self.assign_array(name, [(None, "=", value) for value in values], append)
            return
        if not append:
            self.set_array(base, IndexedArray(values))
            return
        array = self._own_array(base, bits)
        assert isinstance(array, IndexedArray)
        if array.top > _LAST_INDEX - len(values):
            self.assign_array(name, [(None, "=", value) for value in values], append)
            return
        array.extend(values)
        self._array_changed(base)

    def _fill_indexed(
        self, name: str, bits: int, array: IndexedArray, elements: Iterable[tuple[str | None, str, str]]
    ) -> None:
        converts = bits & (INTEGER | CASE)
        next_index = array.top + 1 if array.top < _LAST_INDEX else ~_LAST_INDEX
        for subscript, op, text in elements:
            if subscript is not None:
                try:
                    next_index = self._index_to_assign(name, subscript)
                except ExpansionError as error:
                    if "bad array subscript" not in error.message:
                        raise
                    what = "cannot assign to non-numeric index" if subscript in ("@", "*") else "bad array subscript"
                    self._complain(f"[{subscript}]{op}{text}: {what}")
                    continue
            if op == "+=":
                text = self._appended(bits, array.items.get(next_index), text)
            array.set(next_index, self.converted(bits, text) if converts else text)
            next_index = next_index + 1 if next_index < _LAST_INDEX else ~_LAST_INDEX

    def _assoc_from(
        self,
        name: str,
        bits: int,
        elements: Iterable[tuple[str | None, str, str]],
        old: Value | None,
        append: bool,
    ) -> AssocArray:
        """What the elements make of an array that was `old`; `[key]+=` always appends to the old value."""
        before = old.items if isinstance(old, AssocArray) else {}
        array = old.copy() if append and isinstance(old, AssocArray) else AssocArray()
        listed = list(elements)
        if listed and listed[0][0] is None:
            words = [text if key is None else f"[{key}]{op}{text}" for key, op, text in listed]
            for position in range(0, len(words), 2):
                value = words[position + 1] if position + 1 < len(words) else ""
                if words[position] == "":
                    self._complain("'': bad array subscript")
                    continue
                array.set(words[position], self.converted(bits, value))
            return array
        for subscript, op, text in listed:
            if subscript is None:
                self._complain(f"{name}: {text}: must use subscript when assigning associative array")
                continue
            if subscript == "":
                self._complain(f"[{subscript}]{op}{text}: bad array subscript")
                continue
            if op == "+=":
                text = self._appended(bits, (array.items if append else before).get(subscript), text)
            array.set(subscript, self.converted(bits, text))
        return array

    def _complain(self, message: str) -> None:
        assert self.shell is not None
        self.shell.report(message)

    # ---- removing

    def unset(self, name: str, follow: bool = True) -> bool:
        """`unset name`: True if there was such a variable. With `follow` a nameref's target is unset, not the nameref.

        A name local to the running function stays local and becomes unset; one that is local to a caller gets back its
        meaning outside of that caller. Raises ReadonlyError.
        """
        if follow and self.attributes.get(name, 0) & NAMEREF:
            target = self.resolve_or_warn(name)
            if target is None and self.scope is None:
                self.warn_of_circle(name)
                target = name
            if target is None:
                return False
            element = split_element(target)
            if element is not None:
                subscript = self.subscript_behind(*element)
                if isinstance(self.lookup(element[0]), str) and self.evaluated(subscript, unwinds=True):
                    return True  # a variable that is no array has no such element
                return self.unset_element(element[0], subscript)
            name = target
        if self.attributes.get(name, 0) & READONLY:
            raise ReadonlyError(name, "cannot unset")
        if name in self.dynamic:
            if name in _PERMANENT:
                if name in ("PIPESTATUS", "_"):
                    return True  # the next command sets it again
                raise ExpansionError(name + ": cannot unset")
            self.dynamic = {key: function for key, function in self.dynamic.items() if key != name}
            self._record(name)
            self.attributes.pop(name, None)
            return True
        existed = name in self.values or name in self.attributes
        holder = self._holder(name)
        self._record(name)
        if holder is None or holder is self._function_scope() or (self._unset_stays_local() and not holder.temporary):
            self._bind(name, (None, None if holder is None else DECLARED))
        else:
            self._record_scope(holder)
            outside, bits = holder.saved.pop(name)
            if self._journal and isinstance(outside, (IndexedArray, AssocArray)):
                outside = outside.copy()
            self._bind(name, (outside, bits))
        return existed

    def _unset_stays_local(self) -> bool:
        return self.shell is not None and bool(self.shell.options.localvar_unset)

    def unset_element(self, name: str, subscript: str) -> bool:
        """`unset name[subscript]`; `@` and `*` empty an indexed array (in an associative one they are keys).

        Raises ReadonlyError, and ExpansionError for a subscript before the first element.
        """
        base = self._base(name)
        if base is None:
            self.warn_of_circle(name)
            return bool(self.behind(name, lambda: self.unset_element(name, subscript)))
        name = base
        bits = self.attributes.get(name, 0)
        if bits & READONLY:
            raise ReadonlyError(name, "cannot unset")
        if name in self.dynamic:
            if name in self.element_hooks:
                self.element_hooks[name](subscript, None)
            return True
        value = self.values.get(name)
        if isinstance(value, AssocArray):
            self._own_array(name, bits).delete(subscript)  # type: ignore[arg-type]
        elif isinstance(value, IndexedArray):
            if subscript in ("@", "*"):
                self.set_array(name, IndexedArray())
                return True
            index = self.evaluated(subscript, unwinds=True) if subscript.strip() else 0
            if index < 0:
                index += value.top + 1
                if index < 0:
                    raise bad_subscript(f"[{subscript}]")
            self._own_array(name, bits).delete(index)  # type: ignore[arg-type]
        elif value is not None or (name in self.attributes and not bits & ARRAY):
            if subscript not in ("@", "*") and self.evaluated(subscript, unwinds=True) == 0:
                return self.unset(name)
            raise ExpansionError(f"{name}: not an array variable")
        else:
            return False
        if bits & EXPORT:
            self._forget_environment()
        return True

    # ---- attributes

    def set_attributes(self, name: str, add: int = 0, remove: int = 0) -> None:
        """Change attribute bits of `name` itself (namerefs are not followed) and keep its value's shape in line.

        Adding INDEXED or ASSOC makes an array of a scalar value; a name that is unset becomes declared. The value is
        not converted. Checks nothing: what may be changed is the builtin's business.
        """
        self._record(name)
        old = self.attributes.get(name, 0)
        if add & CASE:
            remove |= CASE & ~add
        bits = old & ~remove | add
        value = self.values.get(name)
        if value is None and name not in self.dynamic:
            bits |= DECLARED
        if value is not None:
            self.values[name] = new = self._reshaped(value, old, bits)
            if new is not value and name == "IFS":
                self.hooks[name](name, self.get(name))
        if bits:
            self.attributes[name] = bits
        else:
            self.attributes.pop(name, None)
        if (old | bits) & EXPORT:
            self._forget_environment()

    def _reshaped(self, value: Value, old: int, bits: int) -> Value:
        if isinstance(value, NameRef):
            return value if bits & NAMEREF else value.target
        if isinstance(value, str):
            if bits & ASSOC:
                return AssocArray([("0", value)])
            if bits & INDEXED:
                return IndexedArray([value])
            if bits & NAMEREF and not old & NAMEREF:
                self._note_list(value)
                return NameRef(value)
        return value
