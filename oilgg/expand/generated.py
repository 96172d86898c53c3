"""Hot words and expressions as Python: their expansions written out as the source of one function.

The function does what the nodes do, in their order; only the calls from node to node are gone. What is not written out
(an operator that changes lists, a command substitution) is still asked as a node, as is whatever has no value of the
usual kind. Compiling costs as much as some hundred evaluations by nodes, so formula.py asks for it only when an
expression has been evaluated that often; whole loops and functions are compiled by interp/generated.py.
"""

from __future__ import annotations

from oilgg.errors import ExpansionError
from oilgg.expand import arithmetic, operation, segments, written
from oilgg.expand.formula import ConstantExpression, TemplateExpression
from oilgg.expand.parameter import Default, Length, ParameterPart, Plain, Removal
from oilgg.expand.parts import ArithmeticPart, BarePositional, DoubleQuote, Literal, Part, ScalarPart, VariablePart
from oilgg.expand.source import Element, Positional, Variable
from oilgg.expand.values import ExpressionError, joined, text_of, whole
from oilgg.expand.words import (
    AllOfArray,
    AllParameters,
    ConstantWord,
    OneField,
    PatternWord,
    QuotedVariable,
    UnquotedVariable,
    WordNode,
    fields_of,
)
from oilgg.expand.writer import Writer
from oilgg.expand.written import number_text, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.formula import Expression
    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments


class _Expanded:
    """A word of which the expansion is there already: it is only split, and may be a pattern."""

    __slots__ = ("segments",)

    def __init__(self, out: Segments) -> None:
        self.segments = out

    def fields(self, shell: Host) -> list[str]:
        """The fields."""
        return segments.fields(self.segments, shell)


def _fields_from(out: Segments, words: list[Any], shell: Host) -> list[str]:
    """The fields of the segments of a word, and of the words behind it."""
    return fields_of([_Expanded(out), *words], shell)


def _abandoned(error: ExpressionError) -> ExpansionError:
    """What is wrong with the expression of a `$((…))`: no longer the expression of the command it stands in."""
    return ExpansionError(error.message, error.fatal, error.status, strict=error.strict)


def _cause(failure: Exception, source: str, shell: Host) -> Exception:
    """The error that a failure of evaluation stands for."""
    if isinstance(failure, operation.Impossible):
        return arithmetic.explained(source, shell, 0)
    if isinstance(failure, arithmetic.TooDeep):
        return arithmetic.too_deep(source, failure.name)
    return failure


KNOWN: dict[str, Any] = {
    **written.KNOWN,
    "ExpressionError": ExpressionError,
    "abandoned": _abandoned,
    "cause": _cause,
    "fields_from": _fields_from,
    "fields_of": fields_of,
    "joined": joined,
    "text_of": text_of,
    "whole": whole,
}
"""What every function refers to."""


def function(expression: Expression) -> Callable[[Host], int]:
    """The function that evaluates an expression."""
    writer = Writer(KNOWN)
    writer.write(f"return {evaluated(writer, expression)}")
    return writer.function()


# ---- expressions


def evaluated(writer: Writer, expression: Expression, wrong: str = "") -> str:
    """Write what evaluates an expression; gives the name or number that holds its value.

    `wrong` is what is to be done with an ExpressionError called `error`, if it is not just raised: it raises another
    one, leaves the function, or makes "{}" the value.
    """
    result = writer.fresh()
    wrong = wrong.format(result)
    if expression.__class__ is ConstantExpression and not writer.is_deep():
        node = expression.compiled()
        if node is not None:
            return _constant(writer, expression, node, result, wrong)
    if expression.__class__ is TemplateExpression and not writer.is_deep():
        return _template(writer, expression, result, wrong)
    _tried(writer, f"{result} = {writer.refer(expression)}.value(shell)", wrong)
    return result


def _tried(writer: Writer, line: str, wrong: str) -> None:
    if not wrong:
        writer.write(line)
        return
    writer.write(f"try: {line}", "except ExpressionError as error:", "    " + wrong)


def _constant(writer: Writer, expression: ConstantExpression, node: Any, result: str, wrong: str) -> str:
    if _is_safe(node):
        return value(writer, node)
    with writer.block("try:"):
        writer.write(f"{result} = {value(writer, node)}")
    failures = "(Impossible, TooDeep, ExpressionError)" if wrong else "(Impossible, TooDeep)"
    writer.write(
        f"except {failures} as failure:",
        f"    error = cause(failure, {expression.source!r}, shell)",
        f"    {wrong or 'raise error from None'}",
    )
    return result


def _template(writer: Writer, expression: TemplateExpression, result: str, wrong: str) -> str:
    """An expression with expansions as operands: as long as they are numbers; else what they make is read as a text."""
    texts = [part_text(writer, part) for part in expression.parts]
    names = [writer.fresh() for _ in texts]
    for name, text in zip(names, texts, strict=True):
        writer.write(f"{name} = known({text})", f"if {name} is None or {name} < 0: {name} = plain_number({text})")
    again = f"{result} = {writer.refer(expression.textual)}(shell, [{', '.join(texts)}])"
    with writer.block("if " + " or ".join([f"{name} is None" for name in names]) + ":"):
        _tried(writer, again, wrong)
    outside, writer.holes = writer.holes, dict(zip(expression.holes, names, strict=True))
    with writer.block("else:"):
        if _is_safe(expression.node):
            writer.write(f"{result} = {value(writer, expression.node)}")
        else:
            with writer.block("try:"):
                writer.write(f"{result} = {value(writer, expression.node)}")
            with writer.block("except (Impossible, TooDeep):"):
                _tried(writer, again, wrong)
            if wrong:
                writer.write("except ExpressionError as error:", "    " + wrong)
    writer.holes = outside
    return result


def _is_safe(node: Any) -> bool:
    """Whether nothing can go wrong when it is evaluated."""
    if node.__class__ in (operation.Number, operation.Hole):
        return True
    return node.__class__ in _SAFE and _is_safe(node.left) and _is_safe(node.right)


_SAFE = frozenset((
    operation.Add, operation.Subtract, operation.Multiply, operation.Less, operation.LessEqual, operation.Greater,
    operation.Equal,
))  # fmt: skip


# ---- texts


def text(writer: Writer, word: WordNode) -> str:
    """Write what expands a word to one text; gives the name that holds it, or a literal."""
    if isinstance(word, ConstantWord):
        return repr(word.value)
    if word.__class__.text in _BY_PARTS:
        return _joined(writer, [part_text(writer, part) for part in word.parts])
    if isinstance(word, PatternWord):
        return repr(word.text(None))  # type: ignore[arg-type]
    return _called(writer, word.text)


_BY_PARTS = (WordNode.text, UnquotedVariable.text, QuotedVariable.text)


def assigned(writer: Writer, word: WordNode) -> str:
    """Write what expands the value of an assignment; gives the name that holds it, or a literal."""
    parts = word.parts_assigned()
    if parts is None:
        return _called(writer, word.assigner())
    return _joined(writer, [_part_assigned(writer, part) for part in parts])


def _part_assigned(writer: Writer, part: Part) -> str:
    if isinstance(part, DoubleQuote):
        return _joined(writer, [_part_assigned(writer, inner) for inner in part.parts])
    if part.__class__.assigned is Part.assigned or (isinstance(part, ParameterPart) and _is_scalar(part)):
        return part_text(writer, part)
    return _called(writer, part.assigner())


def _is_scalar(part: ParameterPart) -> bool:
    return not part.indirect and not part.raw_source.is_list


def part_text(writer: Writer, part: Any) -> str:
    """Write what expands a part to one text; gives the name that holds it, or a literal."""
    write = _TEXTS.get(part.__class__)
    found = None if write is None or writer.is_deep() else write(writer, part)
    return _called(writer, part.text) if found is None else found


def _called(writer: Writer, expand: Callable[[Host], str]) -> str:
    result = writer.fresh()
    writer.write(f"{result} = {writer.refer(expand)}(shell)")
    return result


def _joined(writer: Writer, texts: list[str]) -> str:
    """Write what puts texts together: bytes that were apart may become a character."""
    if len(texts) < 2:
        return texts[0] if texts else "''"
    result = writer.fresh()
    pieces = []
    for one in texts:
        is_name = one.isidentifier()
        pieces.append(f"{{{one}}}" if is_name else repr("'\"" + eval(one))[4:-1].replace("{", "{{").replace("}", "}}"))
    writer.write(f"{result} = f'{''.join(pieces)}'", f"if not {result}.isascii(): {result} = whole({result})")
    return result


def _literal(writer: Writer, part: Literal) -> str:
    return repr(part.value)


def _variable(writer: Writer, part: VariablePart) -> str:
    result = writer.fresh()
    writer.write(
        f"{result} = values.get({part.name!r})",
        f"if {result}.__class__ is not str: {result} = {writer.refer(part.text)}(shell)",
    )
    return result


def _positional(writer: Writer, part: ScalarPart) -> str | None:
    if part.source.__class__ is not Positional:
        return None
    result, number = writer.fresh(), part.source.number
    writer.write(
        f"if len(shell.positional) >= {number}: {result} = shell.positional[{number - 1}]",
        f"else: {result} = {writer.refer(part.text)}(shell)",
    )
    return result


def _double_quote(writer: Writer, part: DoubleQuote) -> str:
    return _joined(writer, [part_text(writer, inner) for inner in part.parts])


def _arithmetic(writer: Writer, part: ArithmeticPart) -> str:
    number = evaluated(writer, part.expression, "raise abandoned(error) from None")
    result = writer.fresh()
    number_text(writer, result, number)
    return result


def _plain(writer: Writer, part: ParameterPart) -> str | None:
    result = _source(writer, part)
    if result is not None:
        writer.write(f"if {result} is None: {result} = {writer.refer(part.raw_source.unbound)}(shell)")
    return result


def _removal(writer: Writer, part: Removal) -> str | None:
    result = None if part.cut is None else _plain(writer, part)
    if result is not None:
        writer.write(f"{result} = {writer.refer(part.cut)}({result})")
    return result


def _length(writer: Writer, part: Length) -> str | None:
    source = part.raw_source
    if not _is_scalar(part) or source.__class__ is not Variable:
        return None
    result = writer.fresh()
    writer.write(
        f"{result} = values.get({source.name!r})",
        f"if {result}.__class__ is str and {result}.isascii(): {result} = text_of(len({result}))",
        f"else: {result} = {writer.refer(part.text)}(shell)",
    )
    return result


def _default(writer: Writer, part: Default) -> str | None:
    if part.kind not in "-+":
        return None
    result = _source(writer, part)
    if result is None:
        return None
    missing = f"{result} is None or {result} == ''" if part.null else f"{result} is None"
    with writer.block(f"if {missing}:"):
        writer.write(f"{result} = {text(writer, part.word) if part.kind == '-' else repr('')}")
    if part.kind == "+":
        with writer.block("else:"):
            writer.write(f"{result} = {text(writer, part.word)}")
    return result


_TEXTS: dict[type, Callable[[Writer, Any], str | None]] = {
    Literal: _literal,
    VariablePart: _variable,
    BarePositional: _positional,
    ScalarPart: _positional,
    DoubleQuote: _double_quote,
    ArithmeticPart: _arithmetic,
    Plain: _plain,
    Removal: _removal,
    Length: _length,
    Default: _default,
}


# ---- parameters


def _source(writer: Writer, part: ParameterPart) -> str | None:
    """Write what takes the value of a parameter, None if it is unset; gives the name that holds it, if it can."""
    source = part.raw_source
    if not _is_scalar(part):
        return None
    if source.__class__ is Element:
        return _element(writer, source)
    result = writer.fresh()
    if source.__class__ is Variable:
        writer.write(
            f"{result} = values.get({source.name!r})",
            f"if {result}.__class__ is not str: {result} = variables.get({source.name!r})",
        )
    else:
        writer.write(f"{result} = {writer.refer(source.get)}(shell)")
    return result


def _element(writer: Writer, source: Element) -> str:
    """`${a[i]}`: quickly where it is an element of an associative array, or of an indexed one and `i` a number."""
    key = subscript(writer, source.sub, source.subscript)
    result = writer.fresh()
    writer.write(f"array = values.get({source.name!r})")
    number = index(writer, key)
    writer.write(
        f"if array.__class__ is IndexedArray and {number} >= 0: {result} = array.items.get({number})",
        f"elif array.__class__ is AssocArray and {key} != '': {result} = array.items.get({key})",
        f"else: {result} = {writer.refer(source.at)}(shell, {key})",
    )
    return result


def subscript(writer: Writer, word: Any, expand: Callable[[Host], str]) -> str:
    """Write what expands a subscript (see source.subscript_of); gives the name that holds it, or a literal."""
    if isinstance(word, WordNode) and "'" not in word.raw:
        return text(writer, word)
    return _called(writer, expand)


def index(writer: Writer, key: str) -> str:
    """Write what takes a subscript as a number; gives it, or the name that holds it. -1: it takes more to tell."""
    if key.isidentifier():
        number = writer.fresh()
        writer.write(f"{number} = known({key}, -1)")
        return number
    return written.index(writer, eval(key))


# ---- fields


def fields(writer: Writer, words: list[Any]) -> str:
    """Write what expands words to fields, as `fields_of` does; gives the name that holds the list."""
    result = writer.fresh()
    _Fields(writer, words, result).write(0, [])
    return result


class _Fields:
    """Words that become the list `result`. Where one may be several fields, a block goes on for the case of one.

    The rest is expanded together in the other case: all words are expanded before it counts that one matches nothing.
    """

    __slots__ = ("result", "words", "writer")

    def __init__(self, writer: Writer, words: list[Any], result: str) -> None:
        self.writer = writer
        self.words = words
        self.result = result

    def write(self, position: int, before: list[str]) -> None:
        """Write the words from `position` on; `before` holds those before."""
        words, writer = self.words, self.writer
        before = before[:]
        while position < len(words):
            word = words[position]
            write = None if writer.is_deep() else _FIELDS.get(word.__class__)
            if word.__class__ is str:
                before.append(repr(word))
            elif word.__class__ is ConstantWord:
                before.append(repr(word.value))
            elif word.__class__ is AllParameters or word.__class__ is AllOfArray:
                before.append(f"*{writer.refer(word.fields)}(shell)")
            elif write is not None and write(self, word, position, before):
                return
            else:
                self.end([*before, self.rest(position)])
                return
            position += 1
        self.end(before)

    def end(self, items: list[str]) -> None:
        """Write the list."""
        self.writer.write(f"{self.result} = [{', '.join(items)}]")

    def rest(self, position: int) -> str:
        """All words from `position` on."""
        return f"*fields_of({self.writer.refer(self.words[position:])}, shell)"

    def quoted_variable(self, word: QuotedVariable, position: int, before: list[str]) -> bool:
        """`"$x"`: as a rule it has a value."""
        found = self.writer.fresh()
        self.writer.write(f"{found} = values.get({word.part.name!r})")
        self.one(f"{found}.__class__ is str", found, position, before, self.rest(position))
        return True

    def unquoted_variable(self, word: UnquotedVariable, position: int, before: list[str]) -> bool:
        """`$x`: as a rule it has a value that is neither split nor a pattern."""
        found = self.writer.fresh()
        self.writer.write(f"{found} = values.get({word.part.name!r})")
        condition = f"{found}.__class__ is str and {found}.isalnum() and variables.splitter.default"
        self.one(condition, found, position, before, self.rest(position))
        return True

    def quoted(self, word: OneField, position: int, before: list[str]) -> bool:
        """`"a $b"`: one field, unless there are namerefs to lists."""
        if not any(_may_refer(part) for part in word.parts):
            self.write(position + 1, [*before, text(self.writer, word)])
            return True
        with self.writer.block("if not variables.list_references:"):
            self.write(position + 1, [*before, text(self.writer, word)])
        self.writer.write(f"else: {self.result} = [{', '.join([*before, self.rest(position)])}]")
        return True

    def mixed(self, word: WordNode, position: int, before: list[str]) -> bool:
        """`a$b`, `${x[i]}`: as a rule the values are neither split nor patterns."""
        if not all(_is_one_segment(part) for part in word.parts):
            return False
        if any(_may_refer(part) for part in word.parts):
            with self.writer.block("if not variables.list_references:"):
                self.segments(word, position, before)
            self.writer.write(f"else: {self.result} = [{', '.join([*before, self.rest(position)])}]")
        else:
            self.segments(word, position, before)
        return True

    def segments(self, word: WordNode, position: int, before: list[str]) -> None:
        """Write a word all parts of which are one segment."""
        texts = [part_text(self.writer, part) for part in word.parts]
        out: list[str] = []
        conditions = ["variables.splitter.default"]
        for part, found in zip(word.parts, texts, strict=True):
            if isinstance(part, Literal):
                out.append(repr(part.segment))
            elif isinstance(part, DoubleQuote):
                out.append(f"({found}, True)")
            else:
                out.append(found)
                conditions.append(f"{found}.isalnum()")
        otherwise = f"*fields_from([{', '.join(out)}], {self.writer.refer(self.words[position + 1 :])}, shell)"
        together = "joined((" + ", ".join(texts) + "))"
        self.one(" and ".join(conditions), texts[0] if len(texts) == 1 else together, position, before, otherwise)

    def one(self, condition: str, found: str, position: int, before: list[str], otherwise: str) -> None:
        """Write the word at `position`: the one field `found`, if a condition holds."""
        with self.writer.block(f"if {condition}:"):
            self.write(position + 1, [*before, found])
        self.writer.write(f"else: {self.result} = [{', '.join([*before, otherwise])}]")


def _may_refer(part: Part) -> bool:
    """Whether it is a variable, which may be a nameref to a list, or has one in it."""
    if isinstance(part, DoubleQuote):
        return any(_may_refer(inner) for inner in part.parts)
    return isinstance(part, VariablePart)


def _is_one_segment(part: Part) -> bool:
    """Whether a part of an unquoted word is always one segment, and the whole one field if its values are simple."""
    if isinstance(part, Literal):
        return part.segment.__class__ is tuple and part.value.isascii() and not segments.has_magic(part.value)
    if isinstance(part, ParameterPart):
        return part.__class__ in (Plain, Removal, Length) and _is_scalar(part)
    return isinstance(part, (VariablePart, ScalarPart, ArithmeticPart)) or (
        isinstance(part, DoubleQuote) and not part.has_list
    )


_FIELDS: dict[type, Callable[[_Fields, Any, int, list[str]], bool]] = {
    QuotedVariable: _Fields.quoted_variable,
    UnquotedVariable: _Fields.unquoted_variable,
    OneField: _Fields.quoted,
    WordNode: _Fields.mixed,
}
