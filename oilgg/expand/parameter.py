"""Parameter expansion: every `${…}` that has an operator, a subscript or an indirection."""

from __future__ import annotations

from oilgg.errors import ExpansionError, ReadonlyError, UnboundError
from oilgg.expand import operators
from oilgg.expand.parts import QUOTED, WORD, BadPart, Part, emit_list
from oilgg.expand.segments import NOTHING, flat_text
from oilgg.expand.source import (
    AllElements,
    AllPositional,
    Element,
    ListSource,
    Positional,
    Source,
    Special,
    Variable,
    indirect,
    make_source,
)
from oilgg.expand.values import AssocArray, IndexedArray
from oilgg.expand.words import WordNode, compile_loose, compile_pattern, compile_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments


_BAD_ASSIGNMENT = 2


class ParameterPart(Part):
    """`${source}`; subclasses are the operators. `indirect`: `${!source}`."""

    __slots__ = ("indirect", "mode", "quoted", "raw_source")

    ifs_quoted = True
    """Whether in an assignment the values of a quoted list are joined by IFS, not by spaces; bash has its reasons."""
    ifs_unquoted = False
    """The same for an unquoted list."""

    def __init__(self, source: Source, is_indirect: bool, mode: int) -> None:
        self.raw_source = source
        self.indirect = is_indirect
        self.mode = mode
        self.quoted = mode == QUOTED

    def may_be_list(self) -> bool:
        """Whether it can make several fields, or none, between double quotes."""
        return self.indirect or self.raw_source.is_list

    def source(self, shell: Host) -> Source:
        """The source whose value is taken; for `${!x}` of a nameref one that gives the name it refers to."""
        if not self.indirect:
            return self.raw_source
        found = indirect(shell, self.raw_source)
        return _Fixed(found) if isinstance(found, str) else found

    def apply(self, shell: Host, text: str) -> str:
        """What the operator makes of one value."""
        return text

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.raw_source if not self.indirect else self.source(shell)
        if source.is_list:
            out: Segments = []
            self.emit_items(shell, source, out, True)  # type: ignore[arg-type]
            return flat_text(out)
        value = source.get(shell)
        if value is None:
            value = self._unset(shell, source)
        return self.apply(shell, value)

    def _unset(self, shell: Host, source: Source) -> str:
        """What an unset variable is worth: the empty string, or an error under `set -u`."""
        if self.indirect and shell.options.nounset:
            raise UnboundError("!" + self.raw_source.label(shell))
        return source.unbound(shell)

    def assigned(self, shell: Host) -> str:
        """The value in an assignment."""
        if not self.indirect and not self.raw_source.is_list:
            return self.text(shell)
        if not (self.ifs_quoted if self.quoted else self.ifs_unquoted):
            return self.text(shell)
        source = self.source(shell)
        if not isinstance(source, ListSource) or source.star:
            return self.text(shell)
        separator = shell.vars.splitter.first or " "
        out: Segments = []
        self.emit_as(QUOTED, shell, out)
        return separator.join([segment[0] for segment in out if segment is not None])

    def emit_as(self, mode: int, shell: Host, out: Segments) -> None:
        """Like `emit`, as if in another mode."""
        saved, self.mode = self.mode, mode
        try:
            self.emit(shell, out, False)
        finally:
            self.mode = saved

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment, or those of a list."""
        source = self.raw_source if not self.indirect else self.source(shell)
        if source.is_list:
            self.emit_items(shell, source, out, flat)  # type: ignore[arg-type]
            return
        value = source.get(shell)
        if value is None:
            value = self._unset(shell, source)
        text = self.apply(shell, value)
        out.append((text, True) if self.quoted else text)

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list."""
        items = [self.apply(shell, item) for item in source.items(shell)]
        emit_list(shell, source, items, out, self.mode, flat)


class _Fixed(Source):
    """A text that is there already."""

    __slots__ = ()

    def get(self, shell: Host) -> str | None:
        return self.name


class Plain(ParameterPart):
    """`${a[i]}`, `${a[@]}`, `${!x}`."""

    __slots__ = ()

    ifs_quoted = False

    def whole_array(self) -> ListSource | None:
        """Its source, if that is `a[@]`."""
        source = self.raw_source
        return source if isinstance(source, AllElements) and not source.star and not self.indirect else None

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list."""
        emit_list(shell, source, source.items(shell), out, self.mode, flat)


class Length(ParameterPart):
    """`${#x}`, `${#a[@]}`."""

    __slots__ = ()

    def may_be_list(self) -> bool:
        """It is one number."""
        return False

    def text(self, shell: Host) -> str:
        """The number."""
        source = self.raw_source
        if not source.is_list and not self.indirect:
            plain = source.get(shell)
            if plain is not None and plain.isascii():
                return str(len(plain))
        source = self.source(shell)
        if isinstance(source, AllPositional):
            return str(len(shell.positional))
        if isinstance(source, AllElements):
            value = shell.vars.lookup(source.name)
            if value is None:
                if shell.options.nounset and not shell.vars.is_array(source.name):
                    raise UnboundError(source.name)
                return "0"
            if isinstance(value, str):
                if shell.options.nounset:
                    raise UnboundError(source.name)
                return "1"
            return str(len(value))
        text = source.get(shell)
        if text is None:
            if shell.options.nounset and not (isinstance(source, Element) and shell.vars.is_array(source.name)):
                raise UnboundError(source.name)
            return "0"
        return str(operators.length(shell, text))

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment."""
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)


class Default(ParameterPart):
    """`${x:-w}`, `${x:=w}`, `${x:?w}`, `${x:+w}`, and the same without the colon."""

    __slots__ = ("kind", "null", "word")

    ifs_quoted = False

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.kind = op[-1]
        self.null = len(op) == 2
        self.word = compile_quoted(word) if mode == QUOTED else compile_loose(word)

    def may_be_list(self) -> bool:
        """It is what its source is, or its word."""
        return self.indirect or self.raw_source.is_list or self.word.may_be_list()

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.raw_source
        if not source.is_list and not self.indirect:
            value = source.get(shell)
            given = value is not None and (value != "" or not self.null)
            if self.kind == "+":
                return self.word.text(shell) if given else ""
            if given:
                return value  # type: ignore[return-value]
            if self.kind == "-":
                return self.word.text(shell)
        out: Segments = []
        self.emit(shell, out, True)
        return flat_text(out)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the parameter or of the word."""
        source = self.source(shell)
        if isinstance(source, ListSource):
            items = source.items(shell)
            given = bool(items) and not (self.null and source.join(shell, items) == "")
            value = ""
        else:
            found = source.get(shell)
            value = found or ""
            given = found is not None and not (self.null and found == "")
        if self.kind == "+":
            if given:
                self._emit_word(shell, out, flat)
            elif self.quoted:
                nothing = isinstance(source, ListSource) and not source.star and not flat and not items
                out.append(NOTHING if nothing else ("", True))
            return
        if given:
            if isinstance(source, ListSource):
                emit_list(shell, source, items, out, self.mode, flat)
            else:
                out.append((value, True) if self.quoted else value)
        elif self.kind == "-":
            self._emit_word(shell, out, flat)
        elif self.kind == "=":
            self._assign(shell, source, out)
        else:
            raise self._error(shell, source)

    def _emit_word(self, shell: Host, out: Segments, flat: bool) -> None:
        start = len(out)
        self.word.emit(shell, out, flat)
        if self.quoted and not flat:
            out[start:] = [("", True) if segment is NOTHING else segment for segment in out[start:]]
            if len(out) == start:
                out.append(("", True))

    def _assign(self, shell: Host, source: Source, out: Segments) -> None:
        text = self.word.text(shell)
        try:
            source.assign(shell, text)
        except ReadonlyError as error:
            raise ExpansionError(error.message, shell.options.posix, _BAD_ASSIGNMENT) from None
        except ExpansionError as error:
            if error.message.endswith("bad array subscript"):
                error.status = _BAD_ASSIGNMENT
            raise
        value = source.get(shell) or ""
        out.append((value, True) if self.quoted else value)

    def _error(self, shell: Host, source: Source) -> ExpansionError:
        message = self.word.text(shell)
        if not self.word.parts:
            message = "parameter null or not set" if self.null else "parameter not set"
        return ExpansionError(f"{source.label(shell)}: {message}", True, 127 if False else 1)


class Removal(ParameterPart):
    """`${x#pattern}`, `##`, `%`, `%%`."""

    __slots__ = ("cut", "op", "pattern")

    ifs_unquoted = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.op = op
        self.pattern = compile_pattern(word)
        self.cut = operators.constant_removal(word, op)

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.raw_source
        if self.cut is None or self.indirect or source.is_list:
            return super().text(shell)
        value = source.get(shell)
        return self.cut(source.unbound(shell) if value is None else value)

    def apply(self, shell: Host, text: str) -> str:
        """The value without what matches."""
        if self.cut is not None:
            return self.cut(text)
        pattern = self.pattern.pattern(shell)
        return operators.remove(shell, text, pattern, self.op) if text else text

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list; the pattern is expanded once."""
        pattern, op = self.pattern.pattern(shell), self.op
        items = [operators.remove(shell, item, pattern, op) for item in source.items(shell)]
        if self.mode == WORD and not flat and shell.vars.splitter.first == "" and isinstance(source, AllElements):
            out.append(" ".join(items))
            return
        emit_list(shell, source, items, out, self.mode, flat)


class Substitution(ParameterPart):
    """`${x/pattern/string}`, `//`, `/#`, `/%`."""

    __slots__ = ("op", "pattern", "replacement")

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any, replacement: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.op = op
        self.pattern = compile_pattern(word)
        self.replacement = None if replacement is None else compile_pattern(replacement)

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.source(shell)
        if source.is_list:
            return super().text(shell)
        value = source.get(shell)
        if value is None:
            return self._unset(shell, source)
        return self.apply(shell, value)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment, or those of a list. An unset parameter stays empty."""
        if self.source(shell).is_list:
            super().emit(shell, out, flat)
            return
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)

    def apply(self, shell: Host, text: str) -> str:
        """The value with what matches replaced."""
        return operators.substitute(shell, text, self.pattern.pattern(shell), self._replacer(shell), self.op)

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list; pattern and string are expanded once."""
        pattern, replacer = self.pattern.pattern(shell), self._replacer(shell)
        items = [operators.substitute(shell, item, pattern, replacer, self.op) for item in source.items(shell)]
        emit_list(shell, source, items, out, self.mode, flat)

    def _replacer(self, shell: Host) -> Callable[[str], str]:
        if self.replacement is None:
            return lambda matched: ""
        out: Segments = []
        self.replacement.emit(shell, out, True)
        if not shell.options.patsub_replacement:
            text = flat_text(out)
            return lambda matched: text
        pieces = _replacement_pieces(out)
        if len(pieces) == 1:
            only = pieces[0]
            return lambda matched: only
        return lambda matched: matched.join(pieces)


def _replacement_pieces(out: Segments) -> list[str]:
    """The replacement cut at each unquoted `&`."""
    pieces = [""]
    for segment in out:
        if segment is None:
            continue
        text, quoted = (segment, False) if isinstance(segment, str) else segment
        if quoted or not ("&" in text or "\\" in text):
            pieces[-1] += text
            continue
        position = 0
        while position < len(text):
            char = text[position]
            position += 1
            if char == "&":
                pieces.append("")
                continue
            if char == "\\" and position < len(text) and text[position] in "&\\":
                char = text[position]
                position += 1
            pieces[-1] += char
    return pieces


class CaseChange(ParameterPart):
    """`${x^}`, `^^`, `,`, `,,`, `~`, `~~`."""

    __slots__ = ("op", "pattern")

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.op = op
        self.pattern = None if word is None else compile_pattern(word)

    def apply(self, shell: Host, text: str) -> str:
        """The value with its case changed."""
        pattern = None if self.pattern is None else self.pattern.pattern(shell)
        return operators.change_case(shell, text, pattern, self.op)


_DIGITS = {str(digit): digit for digit in range(100)} | {"": 0}


class Slice(ParameterPart):
    """`${x:offset:length}` of a text, of the positional parameters or of an array."""

    __slots__ = ("offset", "size")

    def __init__(self, source: Source, is_indirect: bool, mode: int, offset: Any, size: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.offset = compile_quoted(offset)
        self.size = None if size is None else compile_quoted(size)

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.source(shell)
        if source.is_list:
            return super().text(shell)
        value = source.get(shell)
        return self._unset(shell, source) if value is None else self.apply(shell, value)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment, or those of a list. The offset of an unset parameter is not looked at."""
        if self.source(shell).is_list:
            super().emit(shell, out, flat)
            return
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)

    def _bounds(self, shell: Host) -> tuple[int, int | None, str]:
        offset = self._number(shell, self.offset.text(shell))
        if self.size is None:
            return offset, None, ""
        size_text = self.size.text(shell)
        return offset, self._number(shell, size_text), size_text

    def _number(self, shell: Host, text: str) -> int:
        known = _DIGITS.get(text)
        if known is not None:
            return known
        try:
            return shell.vars.evaluated(text)
        except UnboundError:
            raise
        except ExpansionError as error:
            name = ("!" if self.indirect else "") + self.raw_source.shown()
            raise ExpansionError(f"{name}: {error.message}") from None

    def apply(self, shell: Host, text: str) -> str:
        """The part of the value."""
        offset, size, size_text = self._bounds(shell)
        return operators.substring(shell, text, offset, size, size_text)

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of some of a list. The bounds of an unset one are not looked at."""
        if isinstance(source, AllElements) and shell.vars.lookup(source.name) is None:
            emit_list(shell, source, [], out, self.mode, flat)
            return
        offset, size, size_text = self._bounds(shell)
        emit_list(shell, source, _slice_list(shell, source, offset, size, size_text), out, self.mode, flat)


def _slice_list(shell: Host, source: ListSource, offset: int, size: int | None, size_text: str) -> list[str]:
    if isinstance(source, AllPositional):
        items = [shell.name, *shell.positional]
        return _some(items, offset, len(items), size, size_text)
    value = shell.vars.lookup(source.name)
    if isinstance(value, IndexedArray):
        if offset < 0:
            offset += value.top + 1
            if offset < 0:
                return []
        if size is not None and size < 0:
            raise ExpansionError(f"{size_text}: substring expression < 0")
        items = [text for index, text in value.pairs() if index >= offset]
        return items if size is None else items[:size]
    if isinstance(value, AssocArray):
        items = value.values()
        if offset < 0:
            offset += len(items) + 1
            if offset < 0:
                return []
        # bash gives at least one element here.
        return _some(items, max(offset - 1, 0), len(items), 1 if size == 0 else size, size_text)
    if value is None:
        return []
    return [operators.substring(shell, value, offset, size, size_text)]


def _some(items: list[str], offset: int, total: int, size: int | None, size_text: str) -> list[str]:
    if offset < 0:
        offset += total
        if offset < 0:
            return []
    if size is None:
        return items[offset:]
    if size < 0:
        raise ExpansionError(f"{size_text}: substring expression < 0")
    return items[offset : offset + size]


class Transform(ParameterPart):
    """`${x@Q}` and the other letters."""

    __slots__ = ("letter",)

    ifs_unquoted = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, letter: str) -> None:
        super().__init__(source, is_indirect, mode)
        self.letter = letter

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        out: Segments = []
        self.emit(shell, out, True)
        return flat_text(out)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """What the letter asks for; for an unset parameter nothing, but attributes and declarations are shown."""
        from oilgg.expand import transform

        source = self.source(shell)
        if isinstance(source, ListSource):
            items = transform.transform_list(shell, source, self.letter)
            if self.letter == "A" and len(items) > 1:
                self._emit_declaration(shell, source, items, out, flat)
                return
            emit_list(shell, source, items, out, self.mode, flat)
            return
        text = transform.transform(shell, source, self.letter)
        if text is None:
            text = self._unset(shell, source)
        out.append((text, True) if self.quoted else text)

    def _emit_declaration(self, shell: Host, source: ListSource, items: list[str], out: Segments, flat: bool) -> None:
        """`${a[@]@A}` is one text with spaces in it, that only "${a[@]@A}" may take apart."""
        first = shell.vars.splitter.first
        apart = first == "" if self.mode != QUOTED else first in ("", " ") and not source.star
        if apart and not flat:
            emit_list(shell, source, items, out, self.mode, flat)
            return
        text = " ".join(items)
        out.append((text, True) if self.mode == QUOTED else text)


class Keys(ParameterPart):
    """`${!a[@]}`: the subscripts in use."""

    __slots__ = ()

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the subscripts."""
        source = self.raw_source
        value = shell.vars.lookup(source.name)
        if value is None:
            items = []
        elif isinstance(value, str):
            items = ["0"]
        else:
            items = [str(key) for key in value.keys()]  # noqa: SIM118
        if self.mode != QUOTED and source.star and not flat and shell.vars.splitter.first == "":  # type: ignore[attr-defined]
            out.append(" ".join(items))
            return
        emit_list(shell, source, items, out, self.mode, flat)  # type: ignore[arg-type]

    def text(self, shell: Host) -> str:
        """The subscripts in one text."""
        out: Segments = []
        self.emit(shell, out, True)
        return flat_text(out)


class Names(Keys):
    """`${!p@}`, `${!p*}`: the names of variables that start with p."""

    __slots__ = ()

    ifs_unquoted = True

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the names."""
        source = self.raw_source
        names = shell.vars.names_with_prefix(source.name)
        if self.mode != QUOTED and source.star and not flat and shell.vars.splitter.first == "":  # type: ignore[attr-defined]
            out.append("".join(names))
            return
        emit_list(shell, source, names, out, self.mode, flat)  # type: ignore[arg-type]


def compile_parameter(part: tuple[Any, ...], mode: int) -> Part:
    """A "brace" part made ready."""
    _, name, sub, is_indirect, op, args = part
    if op == "names":
        return Names(AllElements(name, sub == "*"), False, mode)
    source = make_source(name, _compile_subscript(sub))
    if isinstance(source, Special) and _is_refused(name, op, args):
        return BadPart("${" + name + op + (args[0][0] if args and args[0] is not None else "") + "}")
    if op == "keys":
        return Keys(source, False, mode)
    if op == "":
        return Plain(source, is_indirect, mode)
    if op == "len":
        return Length(source, is_indirect, mode)
    if op[0] in "#%":
        return Removal(source, is_indirect, mode, op, args[0])
    if op[0] == "/":
        return Substitution(source, is_indirect, mode, op, args[0], args[1])
    if op[0] in "^,~":
        return CaseChange(source, is_indirect, mode, op, args[0] if args else None)
    if op == ":":
        if args[0][0] == "" and args[1] is None:
            return BadPart("${" + source.shown() + ":}")
        return Slice(source, is_indirect, mode, args[0], args[1])
    if op == "@":
        return Transform(source, is_indirect, mode, args[0])
    if op[-1] in "-=?+":
        return Default(source, is_indirect, mode, op, args[0])
    return BadPart("${" + name + "}")


def _is_refused(name: str, op: str, args: tuple[Any, ...]) -> bool:
    """Whether bash has no such operation on a special parameter, where it has on others."""
    if op[:1] in ("^", ",", "~"):
        return True
    return name == "#" and op in ("+", "=", "%", "/") and args[0][0] == ""


def _compile_subscript(sub: Any) -> Any:
    return sub if sub is None or sub.__class__ is str else compile_quoted(sub)


__all__ = ["Element", "ParameterPart", "Positional", "Variable", "WordNode", "compile_parameter"]
