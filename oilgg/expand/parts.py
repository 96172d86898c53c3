"""The parts of words, ready to be expanded: literal text, quotes, variables, command substitutions, arithmetic."""

from __future__ import annotations

from oilgg.errors import ExpansionError, UnboundError
from oilgg.expand import tilde
from oilgg.expand.segments import EMPTY, NOTHING, flat_text
from oilgg.expand.source import AllElements, ListSource, Source, make_source
from oilgg.expand.values import MOST_NUMBERS, ExpressionError, joined, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.formula import Expression
    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments

WORD = 0
"""How unquoted text is taken: as text of a word, not split but a pattern."""
LOOSE = 1
"""As text of the word of `${x:-word}`: split as well."""
QUOTED = 2
"""As text between double quotes."""


class Part:
    """A part of a word."""

    __slots__ = ()

    def text(self, shell: Host) -> str:
        """Its value where nothing is split."""
        out: Segments = []
        self.emit(shell, out, True)
        return flat_text(out)

    def may_be_list(self) -> bool:
        """Whether it can make several fields, or none, between double quotes."""
        return False

    def splits_twice(self, shell: Host) -> bool:
        """Whether bash splits the word around it twice, see `segments.without_lead`."""
        return False

    def joins_in_declarations(self) -> bool:
        """Whether the elements that it is are one text as the value of `declare x=…`, even where IFS is empty."""
        return False

    def whole_array(self) -> ListSource | None:
        """The array whose elements it is, if it is just `${a[@]}`."""
        return None

    def assigned(self, shell: Host) -> str:
        """Its value in an assignment."""
        return self.text(shell)

    def assigner(self) -> Callable[[Host], str]:
        """What gives `assigned`, with no more calls than it takes."""
        return self.text if self.__class__.assigned is Part.assigned else self.assigned

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """Append its segments; `flat`: nothing will be split, so `$@` is one text."""
        raise NotImplementedError


def assigner(parts: list[Part]) -> Callable[[Host], str]:
    """What gives the value of parts in an assignment, with no more calls than it takes."""
    values = [part.assigner() for part in parts]
    if len(values) == 1:
        return values[0]
    if len(values) == 2 and isinstance(before := parts[0], Literal) and before.value.isascii():
        lead, value = before.value, values[1]
        return lambda shell: lead + value(shell)  # nothing that could become one character
    return lambda shell: joined([value(shell) for value in values])


class Literal(Part):
    """`abc`: unquoted text, or `'abc'`."""

    __slots__ = ("segment", "value")

    def __init__(self, value: str, segment: Any) -> None:
        self.value = value
        self.segment = segment

    def text(self, shell: Host) -> str:
        """The text."""
        return self.value

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment."""
        out.append(self.segment)


class Tilde(Part):
    """`~user` at the start of a word."""

    __slots__ = ("prefix",)

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The directory, quoted; or the text as it stands."""
        directory = tilde.expand(self.prefix, shell)
        out.append(("~" + self.prefix, False) if directory is None else (directory, True))


class DoubleQuote(Part):
    """`"a $b"`."""

    __slots__ = ("has_list", "parts")

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.has_list = any(part.may_be_list() for part in parts)

    def may_be_list(self) -> bool:
        """Whether one of its parts is a list."""
        return self.has_list

    def splits_twice(self, shell: Host) -> bool:
        """If one of its parts does."""
        return self.has_list and any(part.splits_twice(shell) for part in self.parts)

    def text(self, shell: Host) -> str:
        """The parts' texts."""
        parts = self.parts
        if len(parts) == 1:
            return parts[0].text(shell)
        return joined([part.text(shell) for part in parts])

    def assigned(self, shell: Host) -> str:
        """The parts' values in an assignment."""
        return joined([part.assigned(shell) for part in self.parts])

    def assigner(self) -> Callable[[Host], str]:
        """What gives `assigned`, with no more calls than it takes."""
        return assigner(self.parts)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One quoted segment, or those of "$@"."""
        if flat or not (self.has_list or shell.vars.list_references):
            out.append((self.text(shell), True))
            return
        start = len(out)
        nothing = exists = False
        for part in self.parts:
            before = len(out)
            part.emit(shell, out, False)
            for segment in out[before:]:
                if segment is NOTHING:
                    nothing = True
                elif segment is None or segment[0] or (part.may_be_list() and segment is not EMPTY):
                    exists = True
        if nothing:
            out[start:] = [segment for segment in out[start:] if segment is not NOTHING] if exists else []


class VariablePart(Part):
    """`$x`, quoted or not."""

    __slots__ = ("braced", "name", "quoted", "source")

    def __init__(self, source: Source, quoted: bool) -> None:
        self.braced = False
        self.source = source
        self.name = source.name
        self.quoted = quoted

    def text(self, shell: Host) -> str:
        """The variable's value."""
        value = shell.vars.values.get(self.name)
        if value.__class__ is str:
            return value
        referred = self._referred(shell) if shell.vars.list_references else None
        text = shell.vars.get(self.name) if referred is None else referred.get(shell)
        return self.source.unbound(shell) if text is None else text

    def _referred(self, shell: Host) -> AllElements | None:
        """The list, if this is a nameref to `a[@]` or `a[*]`, without braces."""
        element = None if self.braced else shell.vars.list_reference(self.name)
        return None if element is None else AllElements(element[0], element[1] == "*")

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment, or those of the list that it refers to."""
        if shell.vars.list_references and not flat and self.emit_referred(shell, out):
            return
        out.append((self.text(shell), True) if self.quoted else self.text(shell))

    def emit_referred(self, shell: Host, out: Segments) -> bool:
        """Emit the elements of the array, if this is a nameref to `a[@]` or `a[*]`; False if it is none."""
        source = self._referred(shell)
        if source is None:
            return False
        emit_list(shell, source, source.items(shell), out, QUOTED if self.quoted else WORD, False)
        return True


class ScalarPart(Part):
    """`$1 $? $#`: a parameter that is neither a variable nor a list."""

    __slots__ = ("quoted", "source")

    def __init__(self, source: Source, quoted: bool) -> None:
        self.source = source
        self.quoted = quoted

    def text(self, shell: Host) -> str:
        """The parameter's value."""
        text = self.source.get(shell)
        return self.source.unbound(shell) if text is None else text

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment."""
        out.append((self.text(shell), True) if self.quoted else self.text(shell))


class BarePositional(ScalarPart):
    """`$1`, which messages call by its dollar sign, and `${1}`, which they do not."""

    __slots__ = ("label",)

    def __init__(self, source: Source, quoted: bool) -> None:
        super().__init__(source, quoted)
        self.label = "$" + source.name if len(source.name) == 1 else source.name

    def text(self, shell: Host) -> str:
        """The parameter's value."""
        text = self.source.get(shell)
        if text is None:
            if not shell.options.nounset:
                return ""
            raise UnboundError(self.label)
        return text


class AllPart(Part):
    """`$@` and `$*`."""

    __slots__ = ("braced", "mode", "source")

    def __init__(self, source: ListSource, mode: int) -> None:
        self.braced = False
        self.source = source
        self.mode = mode

    def may_be_list(self) -> bool:
        """It is one."""
        return True

    def splits_twice(self, shell: Host) -> bool:
        """`$@` does, and `$*`, but neither `${*}` nor "$*"."""
        return not self.source.star or (self.mode == WORD and not self.braced)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """A segment a parameter."""
        emit_list(shell, self.source, shell.positional, out, self.mode, flat)


def emit_list(shell: Host, source: ListSource, items: list[str], out: Segments, mode: int, flat: bool) -> None:
    """Append the segments of several values."""
    if flat:
        joined = source.join(shell, items)
        out.append((joined, True) if mode == QUOTED else joined)
        return
    first = shell.vars.splitter.first
    if mode == QUOTED:
        if source.star:
            out.append((first.join(items), True) if items else EMPTY)
        elif not items:
            out.append(NOTHING)
        else:
            _emit_apart([(item, True) for item in items], out)
    elif items:
        if first == "":
            _emit_apart(items, out)
        elif mode == LOOSE and first != " " and not source.star:
            # In the word of ${x-$@} bash separates by spaces, and splits at nothing else.
            for position, item in enumerate(items):
                if position:
                    out.append(" ")
                out.append((item, True))
        else:
            out.append(first.join(items))
    elif shell.vars.splitter.others:
        out.append("")  # an expansion all the same: see segments._separators_quoted


def _emit_apart(segments: list[Any], out: Segments) -> None:
    out.append(segments[0])
    for segment in segments[1:]:
        out.append(None)
        out.append(segment)


class CommandPart(Part):
    """`$(cmd)`."""

    __slots__ = ("node", "quoted", "source")

    def __init__(self, node: Any, quoted: bool, source: str = "") -> None:
        self.node = node
        self.quoted = quoted
        self.source = source

    def text(self, shell: Host) -> str:
        """What the command writes."""
        return shell.command_output(self.node, self.source)

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment."""
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)


class BackquotePart(CommandPart):
    """`` `cmd` ``, or `$(cmd)` in a here-document; `node` is the text."""

    __slots__ = ()

    def text(self, shell: Host) -> str:
        """What the command writes."""
        return shell.run_backquote(self.node)


class ArithmeticPart(Part):
    """`$((i + 1))`."""

    __slots__ = ("expression", "quoted")

    def __init__(self, expression: Expression, quoted: bool) -> None:
        self.expression = expression
        self.quoted = quoted

    def text(self, shell: Host) -> str:
        """The number."""
        try:
            value = self.expression.value(shell)
        except ExpressionError as error:
            # No longer an ExpressionError: it is not the expression of the command it stands in.
            raise ExpansionError(error.message, error.fatal, error.status, strict=error.strict) from None
        text = str(value)  # as `text_of` has it, with a call less
        numbers[text] = value
        if len(numbers) > MOST_NUMBERS:
            numbers.clear()
        return text

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """One segment."""
        text = self.text(shell)
        out.append((text, True) if self.quoted else text)


class ProcessPart(Part):
    """`<(cmd)` and `>(cmd)`."""

    __slots__ = ("direction", "node", "source")

    def __init__(self, direction: str, node: Any, source: str) -> None:
        self.direction = direction
        self.node = node
        self.source = source

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The path that stands for the process; nothing where there is no command."""
        if self.node is not None:
            out.append((shell.process_substitution(self.direction, self.node, self.source), True))


class BadPart(Part):
    """`${x y}`: an error when it is expanded. `${x@}` is one only if there is an x, and ends the shell then.

    `word` is all of the word where a bracket in it hides the brace that closes.
    """

    __slots__ = ("name", "raw", "word")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.word = ""
        name, at, rest = raw[3:-1].partition("@")
        name = raw[2] + name
        self.name = name + "@]" if name.endswith("[") and rest.startswith("]@") else name * len(at)

    def may_be_list(self) -> bool:
        """Where that is a list, it makes no field."""
        return self.name == "@" or self.name.endswith("[@]")

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """Raises, but for an unset parameter that is transformed by what needs a value."""
        from oilgg.expand.source import ListSource, indirect, reference

        if self.word:
            raise ExpansionError("bad substitution: no closing `}' in " + self.word)
        source = reference(self.name.removeprefix("!"))
        if source is not None and self.name.startswith("!"):
            found = indirect(shell, source) if source.variable() is not None else ""
            source = None if isinstance(found, str) else found
        if source is None:
            raise ExpansionError(f"{self.raw}: bad substitution")
        if isinstance(source, ListSource):
            if not source.items(shell) and self._needs_value():
                out.append(NOTHING)
                return
        elif source.get(shell) is None:
            if shell.options.nounset and self.name.startswith("!"):
                raise UnboundError(self.name)
            source.unbound(shell)
            if self._needs_value():
                return
        raise ExpansionError(f"{self.raw}: bad substitution", True)

    def _needs_value(self) -> bool:
        """Whether the first letter says nothing of an unset parameter: then bash does not look at what follows it."""
        return self.raw.rpartition("@")[2][:1] not in ("A", "a")


class BadDocument(Part):
    """A here-document that cannot be parsed: an error when it is expanded."""

    __slots__ = ("line", "message")

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """Raises."""
        if not self.line:
            raise ExpansionError(self.message)
        line, shell.line = shell.line, self.line
        name, _, number = shell.error_prefix().rpartition("line ")
        for text in self.message.split("\n"):
            shell.warn(f"{name}command substitution: line {number}{text}\n")
        shell.line = line
        raise ExpansionError("")


def compile_parts(parts: tuple[Any, ...], mode: int, *, tildes: bool = True, assignment: bool = False) -> list[Part]:
    """Parts as they come from the parser made ready; `tildes`: they start a word; `assignment`: they are a value."""
    result: list[Part] = []
    last = len(parts) - 1
    for position, part in enumerate(parts):
        if part.__class__ is not str:
            result.append(compile_part(part, mode, assignment))
            continue
        if tildes and "~" in part and (position == 0 or assignment):
            head = "" if position == 0 else "\0"
            pieces = tilde.cut(head + part, position < last, assignment)
            if pieces is not None:
                for piece in pieces:
                    if not isinstance(piece, str):
                        result.append(Tilde(piece[1]))
                    elif piece.replace("\0", ""):
                        result.append(literal(piece.replace("\0", ""), mode))
                continue
        result.append(literal(part, mode))
    return result


def literal(text: str, mode: int) -> Part:
    """Unquoted text in the given mode."""
    return Literal(text, text if mode == LOOSE else (text, mode == QUOTED))


def compile_part(part: tuple[Any, ...], mode: int, assignment: bool = False) -> Part:
    """A part that is not plain text; `assignment`: of a value."""
    tag = part[0]
    quoted = mode == QUOTED
    if tag == "sq":
        return Literal(part[1], (part[1], True))
    if tag == "var":
        return _compile_variable(part[1], mode)
    if tag in ("dq", "ldq"):
        inner = compile_parts(part[1], QUOTED, tildes=False)
        return DoubleQuote(inner) if inner else Literal("", ("", True))
    if tag == "brace":
        from oilgg.expand.parameter import compile_parameter

        return compile_parameter(part, mode, assignment)
    if tag == "cmdsub":
        if part[1] is None:
            return Literal("", ("", True) if quoted else "")
        return CommandPart(part[1], quoted, part[2])
    if tag in ("backq", "heresub"):
        return BackquotePart(part[-1], quoted)
    if tag == "arith":
        from oilgg.expand.formula import compile_expression

        return ArithmeticPart(compile_expression(part[1]), quoted)
    if tag == "procsub":
        return ProcessPart(part[1], part[2], part[3])
    return BadPart(part[1]) if len(part) == 2 else BadDocument(*part[2])


def _compile_variable(name: str, mode: int) -> Part:
    quoted = mode == QUOTED
    if name[0] == "_" or name[0].isalpha():
        return VariablePart(make_source(name), quoted)
    source = make_source(name)
    if isinstance(source, ListSource):
        return AllPart(source, mode)
    return BarePositional(source, quoted) if name.isdecimal() and name != "0" else ScalarPart(source, quoted)
