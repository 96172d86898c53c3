"""Parameter expansion: every `${…}` that has an operator, a subscript or an indirection."""

from __future__ import annotations

from oilgg.errors import ExpansionError, LenientError, ReadonlyError, UnboundError
from oilgg.expand import operators
from oilgg.expand.parts import QUOTED, WORD, BadPart, DoubleQuote, Literal, Part, compile_parts, emit_list
from oilgg.expand.segments import EMPTY, NOTHING, cut_at, flat_pattern, flat_text, joined_by_spaces
from oilgg.expand.source import (
    AllElements,
    AllPositional,
    Element,
    Fixed,
    ListSource,
    Positional,
    Source,
    Special,
    Variable,
    indirect,
    make_source,
    operand,
)
from oilgg.expand.values import IndexedArray
from oilgg.expand.words import PatternWord, WordNode, compile_loose, compile_pattern, compile_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments


_BAD_ASSIGNMENT = 2
_UNQUOTED_REPLACEMENT = 42
"""In this version and older ones quotes in the string of `"${x/a/string}"` were just characters."""
_CUTTING = frozenset(":=~")


class ParameterPart(Part):
    """`${source}`; subclasses are the operators. `indirect`: `${!source}`."""

    __slots__ = ("indirect", "mode", "quoted", "raw_source")

    ifs_quoted = True
    """Whether in an assignment the values of a quoted list are joined by IFS, not by spaces; bash has its reasons."""
    ifs_unquoted = False
    """The same for an unquoted list."""
    joined = False
    """Whether `${a[*]}` with this operator is one text after `declare`."""
    takes_name = False
    """Whether `${!x}` of a nameref is the name with this operator, also where that is the name of an array."""

    def __init__(self, source: Source, is_indirect: bool, mode: int) -> None:
        self.raw_source = source
        self.indirect = is_indirect
        self.mode = mode
        self.quoted = mode == QUOTED

    def may_be_list(self) -> bool:
        """Whether it can make several fields, or none, between double quotes."""
        return self.indirect or self.raw_source.is_list

    def joins_in_declarations(self) -> bool:
        """`${a[*]}` does, and with some operators."""
        source = self.raw_source
        return self.joined and isinstance(source, AllElements) and source.star

    def splits_twice(self, shell: Host) -> bool:
        """Lists do, but for `${*…}` and quoted `${a[*]…}`."""
        if not self.may_be_list():
            return False
        source = self.source(shell)
        if not isinstance(source, ListSource):
            return False
        return not source.star or (isinstance(source, AllElements) and self.mode == WORD)

    def source(self, shell: Host) -> Source:
        """The source whose value is taken; for `${!x}` of a nameref one that gives the name it refers to."""
        if not self.indirect:
            return self.raw_source
        found = indirect(shell, self.raw_source)
        if not isinstance(found, str):
            return found
        return Fixed(found) if self.takes_name else operand(shell, found)

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
        if self.quoted:
            out.append((text, True) if text else EMPTY)
        else:
            out.append(text)

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list."""
        items = [self.apply(shell, item) for item in source.items(shell)]
        emit_list(shell, source, items, out, self.mode, flat)


class Plain(ParameterPart):
    """`${a[i]}`, `${a[@]}`, `${!x}`."""

    __slots__ = ()

    takes_name = True
    joined = True

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

    takes_name = True

    def may_be_list(self) -> bool:
        """It is one number."""
        return False

    def text(self, shell: Host) -> str:
        """The number."""
        source = self.raw_source
        if not source.is_list and not self.indirect:
            plain = source.counted(shell)
            if plain is not None and plain.isascii():
                return str(len(plain))
            if plain is not None:
                return str(operators.length(shell, plain))
            if not shell.options.nounset:
                return "0"
        source = self.source(shell)
        if isinstance(source, AllPositional):
            return str(len(shell.positional))
        if isinstance(source, AllElements):
            value = shell.vars.lookup(source.name)
            if value is None:
                if shell.options.nounset:
                    raise UnboundError(source.name)
                return "0"
            if isinstance(value, str):
                if shell.options.nounset:
                    raise UnboundError(source.name)
                return "1"
            return str(len(value))
        text = source.get(shell)
        if text is None:
            if shell.options.nounset and not (
                isinstance(source, Element) and shell.vars.lookup(source.name) is not None
            ):
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
    takes_name = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any, assignment: bool) -> None:
        super().__init__(source, is_indirect, mode)
        self.kind = op[-1]
        self.null = len(op) == 2
        self.word = compile_quoted(word) if mode == QUOTED else compile_loose(word, assignment and self.kind in "-+")

    def may_be_list(self) -> bool:
        """It is what its source is, or its word."""
        return self.indirect or self.raw_source.is_list or self.word.may_be_list()

    def splits_twice(self, shell: Host) -> bool:
        """As its word does where that was taken, else as its source."""
        if not self.may_be_list():
            return False
        _source, _items, _value, given = self._found(shell)
        if given == (self.kind == "+"):
            return any(part.splits_twice(shell) for part in self.word.parts)
        return self.kind != "+" and super().splits_twice(shell)

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
            if self.kind == "=":
                return self._assign(shell, source)
            raise self._error(shell, source)
        out: Segments = []
        self.emit(shell, out, True)
        return flat_text(out)

    def _found(self, shell: Host) -> tuple[Source, list[str], str, bool]:
        """The source, its items if it is a list, else its value, and whether that counts as given."""
        source = self.source(shell)
        if isinstance(source, ListSource):
            items = source.items(shell)
            return source, items, "", bool(items) and not (self.null and source.join(shell, items) == "")
        found = source.get(shell)
        return source, [], found or "", found is not None and not (self.null and found == "")

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the parameter or of the word."""
        source, items, value, given = self._found(shell)
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
            value = self._assign(shell, source)
            out.append((value, True) if self.quoted else value)
        else:
            raise self._error(shell, source)

    def _emit_word(self, shell: Host, out: Segments, flat: bool) -> None:
        if not flat and not shell.vars.splitter.default and self._has_all(shell):
            self._emit_with_all(shell, out)
            return
        start = len(out)
        self.word.emit(shell, out, flat)
        if self.quoted and not flat:
            out[start:] = [("", True) if segment is NOTHING else segment for segment in out[start:]]
            if len(out) == start:
                out.append(("", True))

    def _has_all(self, shell: Host) -> bool:
        """Whether the word has `$@` in it, not in quotes of its own: then bash splits it by itself."""
        return any(part.splits_twice(shell) for part in self.word.parts if part.__class__ is not DoubleQuote)

    def _emit_with_all(self, shell: Host, out: Segments) -> None:
        """The segments of a word with `$@`: split, and its fields with spaces between them are split once more.

        Between double quotes it is just its own text that is split, at separators that could be before a tilde.
        """
        splitter = shell.vars.splitter
        word: Segments = []
        if not self.quoted:
            self.word.emit(shell, word, False)
            as_it_is = None in word or not splitter.separators or " " in splitter.white
            out += word if as_it_is else joined_by_spaces(word, splitter)
            return
        for part in self.word.parts:
            if part.__class__ is Literal:
                word += cut_at(part.value, splitter.others & _CUTTING)
            else:
                part.emit(shell, word, False)
        if word and word[-1] is None:
            word.pop()
        has_fields = any(segment is not None and segment is not NOTHING for segment in word)
        out += [segment for segment in word if segment is not NOTHING] if has_fields else [("", True)]

    def _assign(self, shell: Host, source: Source) -> str:
        if self.indirect and isinstance(source, (Element, ListSource, Positional, Special)):
            raise LenientError(f"{self.raw_source.get(shell)}: invalid variable name")
        if source.variable() is None:
            source.assign(shell, "")
        text = self.word.text(shell)
        try:
            source.assign(shell, text)
        except ReadonlyError as error:
            raise ExpansionError(error.message, shell.options.posix, _BAD_ASSIGNMENT) from None
        except ExpansionError as error:
            if error.message.endswith("bad array subscript"):
                error.message = f"{source.shown()}: bad array subscript"
                error.status = _BAD_ASSIGNMENT
            elif error.message.endswith("not a valid identifier"):
                error.status = _BAD_ASSIGNMENT
            raise
        value = source.get(shell)
        return text if value is None else value  # None: `x` is a nameref that has now got a target

    def _error(self, shell: Host, source: Source) -> ExpansionError:
        # Already now: the word may ask for it.
        shell.status = 1
        if self.word.parts:
            message = " ".join(split_message(self.word.raw, shell))
        else:
            message = "parameter null or not set" if self.null else "parameter not set"
        name = source.shown() if isinstance(source, ListSource) else source.label(shell)
        if self.indirect:
            name = "!" + self.raw_source.shown()
        return ExpansionError(f"{name}: {message}", True, 1)


def split_message(source: str, shell: Host) -> list[str]:
    """The fields of the word of `${x:?word}`, which bash expands as if it stood on its own, quoted or not."""
    from oilgg.expand.segments import fields_without_paths
    from oilgg.syntax.lexer import Lexer

    lexer = Lexer(source + "}", shell.line, None, False)
    out: Segments = []
    for part in compile_parts(tuple(lexer.parts_to_brace()), WORD):
        part.emit(shell, out, False)
    return fields_without_paths(out, shell)


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
        """The value without what matches; the pattern is not expanded for an empty one."""
        if self.cut is not None:
            return self.cut(text)
        return operators.remove(shell, text, self.pattern.pattern(shell), self.op) if text else text

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list; the pattern is expanded once."""
        items = source.items(shell)
        if items:
            pattern, op = self.pattern.pattern(shell), self.op
            # The values are those after the pattern was expanded, which may have changed them.
            items = [operators.remove(shell, item, pattern, op) for item in source.items(shell)]
        if self.mode == WORD and not flat and shell.vars.splitter.first == "" and isinstance(source, AllElements):
            out.append(" ".join(items))
            return
        emit_list(shell, source, items, out, self.mode, flat)


class OfSet(ParameterPart):
    """An operation that looks at its words only where the parameter is set."""

    __slots__ = ()

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        source = self.source(shell)
        if source.is_list:
            return super().text(shell)
        value = source.get(shell)
        return self._unset(shell, source) if value is None else self.apply(shell, value)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment, or those of a list. An unset parameter stays empty."""
        if self.source(shell).is_list:
            super().emit(shell, out, flat)
            return
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)


class Substitution(OfSet):
    """`${x/pattern/string}`, `//`, `/#`, `/%`."""

    __slots__ = ("op", "pattern", "replacement")

    joined = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any, replacement: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.op = op
        self.pattern = compile_pattern(word, tildes=op in ("/", "//"))  # for bash `#` and `%` belong to the word
        self.replacement = None if replacement is None else compile_pattern(replacement)

    def apply(self, shell: Host, text: str) -> str:
        """The value with what matches replaced."""
        pattern, op = self._pattern(shell)
        return operators.substitute(shell, text, pattern, self._replacer(shell), op)

    def _pattern(self, shell: Host) -> tuple[str, str]:
        """The pattern and the operator: a `#` or `%` that an unquoted expansion has put in front counts like one."""
        if self.op != "/" or isinstance(self.pattern, PatternWord):
            return self.pattern.pattern(shell), self.op
        out: Segments = []
        self.pattern.emit(shell, out, True)
        pattern = flat_pattern(out)
        first = next((segment for segment in out if segment is not None and segment not in ("", ("", False))), "")
        if isinstance(first, str) and pattern[:1] in ("#", "%"):
            return pattern[1:], "/" + pattern[0]
        return pattern, self.op

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of a list; pattern and string are expanded once."""
        items = source.items(shell)
        if items:
            pattern, op = self._pattern(shell)
            replacer = self._replacer(shell)
            items = [operators.substitute(shell, item, pattern, replacer, op) for item in source.items(shell)]
        emit_list(shell, source, items, out, self.mode, flat)

    def _replacer(self, shell: Host) -> Callable[[str], str]:
        if self.replacement is None:
            return lambda matched: ""
        out: Segments = []
        if self.quoted and shell.compatibility[1] <= _UNQUOTED_REPLACEMENT:
            from oilgg.syntax.lexer import Lexer

            text = Lexer("", shell.line, None, False).here_word(self.replacement.raw, shell.line)
            out.append(compile_quoted(text).text(shell))
        else:
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


class CaseChange(OfSet):
    """`${x^}`, `^^`, `,`, `,,`, `~`, `~~`."""

    __slots__ = ("op", "pattern")

    joined = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, op: str, word: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.op = op
        self.pattern = None if word is None else compile_pattern(word)

    def apply(self, shell: Host, text: str) -> str:
        """The value with its case changed."""
        pattern = None if self.pattern is None else self.pattern.pattern(shell)
        if pattern == "" and self.pattern is not None and ("'" in self.pattern.raw or '"' in self.pattern.raw):
            # Quotes with nothing in them match nothing; without them it is as if there were no pattern.
            return text
        return operators.change_case(shell, text, pattern, self.op)


_DIGITS = {str(digit): digit for digit in range(100)} | {"": 0}


class Slice(OfSet):
    """`${x:offset:length}` of a text, of the positional parameters or of an array."""

    __slots__ = ("offset", "size")

    def __init__(self, source: Source, is_indirect: bool, mode: int, offset: Any, size: Any) -> None:
        super().__init__(source, is_indirect, mode)
        self.offset = compile_quoted(offset)
        self.size = None if size is None else compile_quoted(size)

    def _bounds(self, shell: Host, total: int, inclusive: bool = True) -> tuple[int, int | None, str] | None:
        """Offset, length and its source; None if the offset is outside of `total`: the length is not looked at then.

        `inclusive`: an offset of exactly `total` is not outside.
        """
        offset = self._number(shell, self.offset.text(shell))
        if offset < 0:
            offset += total
        size_text = "" if self.size is None else self.size.text(shell)
        if offset < 0 or offset > total or (offset == total and not inclusive):
            return None
        if self.size is None:
            return offset, None, ""
        return offset, self._number(shell, size_text), self.size.raw

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
            raise LenientError(f"{name}: {error.message}", strict=error.strict) from None

    def apply(self, shell: Host, text: str) -> str:
        """The part of the value."""
        bounds = self._bounds(shell, operators.length(shell, text))
        return "" if bounds is None else operators.substring(shell, text, *bounds)

    def emit_items(self, shell: Host, source: ListSource, out: Segments, flat: bool) -> None:
        """The segments of some of a list. The bounds of an unset or empty one are not looked at."""
        emit_list(shell, source, self._some(shell, source), out, self.mode, flat)

    def _some(self, shell: Host, source: ListSource) -> list[str]:
        """The elements from the offset on, as many as the length says."""
        if isinstance(source, AllPositional):
            items, total = [shell.name, *shell.positional], len(shell.positional) + 1
        else:
            value = shell.vars.lookup(source.name)
            if isinstance(value, str):
                bounds = self._bounds(shell, operators.length(shell, value))
                return [] if bounds is None else [operators.substring(shell, value, *bounds)]
            if not value:
                return []
            items = value.values()
            total = value.top + 1 if isinstance(value, IndexedArray) else len(items) + 1
        bounds = self._bounds(shell, total, isinstance(source, AllPositional))
        if bounds is None:
            return []
        offset, size, size_text = bounds
        if size is not None and size < 0:
            raise LenientError(f"{size_text}: substring expression < 0", strict=False)
        if not isinstance(source, AllPositional):
            if isinstance(value, IndexedArray):
                items = [text for index, text in value.pairs() if index >= offset]
                offset = 0
            else:
                # bash counts from 1 in an associative array, and gives at least one element.
                offset, size = max(offset - 1, 0), size or (size if size is None else 1)
        return items[offset:] if size is None else items[offset : offset + size]


def compile_parameter(part: tuple[Any, ...], mode: int, assignment: bool = False) -> Part:
    """A "brace" part made ready; `assignment`: of a value, where the word of `${x-a:~}` has tildes after colons."""
    _, name, sub, is_indirect, op, args = part
    if op == "names":
        from oilgg.expand.described import Names

        return Names(AllElements(name, sub == "*"), False, mode)
    source = make_source(name, _compile_subscript(sub))
    if _is_refused(source, is_indirect, op, args):
        return BadPart("${" + ("!" if is_indirect else "") + name + op + _source_text(args) + "}")
    if op == "keys":
        from oilgg.expand.described import Keys

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
            return BadPart("${" + "!" * is_indirect + source.shown() + ":}")
        return Slice(source, is_indirect, mode, args[0], args[1])
    if op == "@":
        from oilgg.expand.described import LETTERS, Transform

        if args[0] not in LETTERS:
            return BadPart("${" + "!" * is_indirect + source.shown() + "@" + args[0] + "}")
        return Transform(source, is_indirect, mode, args[0])
    if op[-1] in "-=?+":
        return Default(source, is_indirect, mode, op, args[0], assignment)
    return BadPart("${" + name + "}")


def _is_refused(source: Source, is_indirect: bool, op: str, args: tuple[Any, ...]) -> bool:
    """Whether bash has no such operation on a special parameter, where it has on others."""
    name = source.name
    if not isinstance(source, Special):
        return is_indirect and op[:1] in ("^", ",", "~") and isinstance(source, AllPositional)
    if (op[:1] in ("^", ",", "~") and name in ("?", "-", "#")) or (name == "!" and op in ("#", "@")):
        return True
    return name == "#" and op in ("+", "=", "%", "/") and args[0][0] == ""


def _source_text(args: tuple[Any, ...]) -> str:
    first = args[0] if args else None
    return first if isinstance(first, str) else "" if first is None else first[0]


def _compile_subscript(sub: Any) -> Any:
    return sub if sub is None or sub.__class__ is str else compile_quoted(sub)


__all__ = ["Element", "ParameterPart", "Positional", "Variable", "WordNode", "compile_parameter"]
