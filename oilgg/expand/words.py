"""Words ready to be expanded: what kind a word is, is decided once, when it is compiled."""

from __future__ import annotations

from oilgg.errors import ExpansionError, NoMatchError
from oilgg.expand import segments, tilde
from oilgg.expand.parts import (
    LOOSE,
    QUOTED,
    WORD,
    AllPart,
    BadPart,
    BarePositional,
    DoubleQuote,
    Literal,
    Part,
    Tilde,
    VariablePart,
    assigner,
    compile_parts,
    literal,
)
from oilgg.expand.values import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments
    from oilgg.expand.source import ListSource

    Tree = tuple[Any, ...]

_CACHE_SIZE = 5000
_MOST_KEPT = 10000
"""Fields of a brace expression that are kept for the next time."""
_words: dict[Tree, WordNode] = {}


class WordNode:
    """A word. `raw` is its source text, `tree` its parts as parsed, `parts` those parts made ready."""

    __slots__ = ("_assigned", "parts", "raw", "tree")

    def __init__(self, raw: str, tree: Tree, parts: list[Part]) -> None:
        self.raw = raw
        self.tree = tree
        self.parts = parts
        self._assigned: list[Part] | None = None if "~" in raw else parts

    def fields(self, shell: Host) -> list[str]:
        """The fields the word becomes as an argument: all expansions, splitting and pathname expansion."""
        out: Segments = []
        for part in self.parts:
            part.emit(shell, out, False)
        if shell.vars.splitter.others and any(part.splits_twice(shell) for part in self.parts):
            segments.without_lead(out, shell.vars.splitter)
        return segments.fields(out, shell)

    def text(self, shell: Host) -> str:
        """The word as one text, neither split nor a pattern: the subject of `case`, `<<<`, an operand of `[[`."""
        parts = self.parts
        if len(parts) == 1:
            return parts[0].text(shell)
        return joined([part.text(shell) for part in parts])

    def assigned(self, shell: Host) -> str:
        """The word as the value of an assignment: like `text`, with tilde expansion after each colon."""
        parts = self._assigned
        if parts is None:
            parts = self._assigned = compile_parts(self.tree, WORD, assignment=True)
        if len(parts) == 1:
            return parts[0].assigned(shell)
        return joined([part.assigned(shell) for part in parts])

    def assigner(self) -> Callable[[Host], str]:
        """What gives `assigned`, with no more calls than it takes."""
        return self.assigned if self._assigned is None else assigner(self._assigned)

    def parts_assigned(self) -> list[Part] | None:
        """The parts as the value of an assignment has them; None: there may be tildes in it."""
        return self._assigned

    def reader(self) -> Callable[[Host], str]:
        """What gives `text`, with no more calls than it takes."""
        return self.parts[0].text if len(self.parts) == 1 else self.text

    def apart(self, shell: Host) -> str:
        """The value of an assignment after `declare`, where IFS is empty: spaces stand between elements of lists."""
        parts = self._assigned or compile_parts(self.tree, WORD, assignment=True)
        out: Segments = []
        for part in parts:
            if isinstance(part, DoubleQuote):
                out.append((part.assigned(shell), True))
            else:
                part.emit(shell, out, part.joins_in_declarations())
        return segments.flat_text([" " if segment is None else segment for segment in out])

    def untilded(self, shell: Host) -> str:
        """The word as one text without tilde expansion: a value in the list of an associative array."""
        if "~" not in self.raw:
            return self.text(shell)
        return "".join([part.text(shell) for part in compile_parts(self.tree, WORD, tildes=False)])

    def pattern(self, shell: Host) -> str:
        """The word as a pattern in which quoted characters have a backslash before them."""
        out: Segments = []
        for part in self.parts:
            part.emit(shell, out, True)
        return segments.flat_pattern(out)

    def traced_pattern(self, shell: Host) -> tuple[str, str]:
        """The pattern, and as traces show it: with a backslash before every quoted character."""
        out: Segments = []
        for part in self.parts:
            part.emit(shell, out, True)
        return segments.flat_pattern(out), segments.traced_pattern(out)

    def regex(self, shell: Host) -> str:
        """The word as a regular expression in which quoted characters stand for themselves."""
        out: Segments = []
        for part in self.parts:
            part.emit(shell, out, True)
        return segments.flat_regex(out)

    def redirect_target(self, shell: Host) -> str:
        """The word as the target of a redirection: exactly one field. Raises ExpansionError "…: ambiguous redirect"."""
        fields = self.fields(shell)
        if len(fields) != 1:
            raise ExpansionError(f"{self.raw}: ambiguous redirect", strict=False)
        return fields[0]

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """Append the word's segments to those of the word around it."""
        for part in self.parts:
            part.emit(shell, out, flat)

    def may_be_list(self) -> bool:
        """Whether it can make several fields between double quotes."""
        return any(part.may_be_list() for part in self.parts)


def fields_of(words: Iterable[Any], shell: Host) -> list[str]:
    """The fields of words (a str is one as it is). All are expanded before it counts that one of them matches nothing.

    Raises ExpansionError.
    """
    result: list[str] = []
    unmatched: NoMatchError | None = None
    for word in words:
        if word.__class__ is str:
            result.append(word)
            continue
        try:
            result += word.fields(shell)
        except NoMatchError as error:
            unmatched = unmatched or error
    if unmatched is not None:
        raise unmatched
    return result


class ConstantWord(WordNode):
    """A word that no expansion changes: `abc`, `'a b'`, `"x"y`."""

    __slots__ = ("_pattern", "value")

    def __init__(self, raw: str, tree: Tree, parts: list[Part], value: str) -> None:
        super().__init__(raw, tree, parts)
        self.value = value
        self._pattern: str | None = None

    def fields(self, shell: Host) -> list[str]:
        """The one field."""
        return [self.value]

    def text(self, shell: Host) -> str:
        """The text."""
        return self.value

    def assigned(self, shell: Host) -> str:
        """The text, unless it has tilde expressions after colons."""
        return super().assigned(shell) if self._assigned is None else self.value

    def pattern(self, shell: Host) -> str:
        """The pattern."""
        if self._pattern is None:
            self._pattern = super().pattern(shell)
        return self._pattern

    def redirect_target(self, shell: Host) -> str:
        """The text."""
        return self.value


class PatternWord(WordNode):
    """A word of constant text with unquoted pattern characters: `*.c`."""

    __slots__ = ("_pattern", "_text")

    def __init__(self, raw: str, tree: Tree, parts: list[Part]) -> None:
        super().__init__(raw, tree, parts)
        out: Segments = []
        for part in parts:
            part.emit(None, out, True)  # type: ignore[arg-type]
        self._text = segments.flat_text(out)
        self._pattern = segments.flat_pattern(out)

    def text(self, shell: Host) -> str:
        """The text."""
        return self._text

    def pattern(self, shell: Host) -> str:
        """The pattern."""
        return self._pattern

    def fields(self, shell: Host) -> list[str]:
        """The paths that match, or the word."""
        result: list[str] = []
        segments.glob_or_text(self._text, self._pattern, shell, result)
        return result


class AssignmentShaped(WordNode):
    """An argument that looks like an assignment, `x=~`: in posix mode its tildes stand for themselves."""

    __slots__ = ("_node", "_untilded")

    def __init__(self, node: WordNode) -> None:
        super().__init__(node.raw, node.tree, node.parts)
        self._node = node
        self._untilded = WordNode(node.raw, node.tree, compile_parts(node.tree, WORD, tildes=False))

    def fields(self, shell: Host) -> list[str]:
        """Those of one of the two readings."""
        return (self._untilded if shell.options.posix else self._node).fields(shell)

    def text(self, shell: Host) -> str:
        """That of one of the two readings."""
        return (self._untilded if shell.options.posix else self._node).text(shell)


class UnsplitWord(WordNode):
    """`$x$`: bash does not split a word that has a `$` of its own behind the last expansion."""

    __slots__ = ()

    def fields(self, shell: Host) -> list[str]:
        """The paths that match, or the one field."""
        out: Segments = []
        for part in self.parts:
            part.emit(shell, out, True)
        return segments.fields([(segment, False) if isinstance(segment, str) else segment for segment in out], shell)


class OneField(WordNode):
    """A word that is always exactly one field: `"$x"`, `"$a/b"`, `a"$b"'c'`."""

    __slots__ = ()

    def fields(self, shell: Host) -> list[str]:
        """The one field."""
        parts = self.parts
        if shell.vars.list_references:
            return super().fields(shell)
        if len(parts) == 1:
            return [parts[0].text(shell)]
        return [joined([part.text(shell) for part in parts])]

    def assigned(self, shell: Host) -> str:
        """The one field."""
        return self.text(shell) if self._assigned is self.parts else super().assigned(shell)

    def redirect_target(self, shell: Host) -> str:
        """The one field."""
        return self.text(shell)


class QuotedVariable(OneField):
    """`"$x"`."""

    __slots__ = ("_name", "part")

    def __init__(self, raw: str, tree: Tree, parts: list[Part], part: VariablePart) -> None:
        super().__init__(raw, tree, parts)
        self.part = part
        self._name = part.name

    def fields(self, shell: Host) -> list[str]:
        """The value."""
        value = shell.vars.values.get(self._name)
        if value.__class__ is str:
            return [value]
        return super().fields(shell) if shell.vars.list_references else [self.part.text(shell)]

    def text(self, shell: Host) -> str:
        """The value."""
        value = shell.vars.values.get(self._name)
        return value if value.__class__ is str else self.part.text(shell)


class UnquotedVariable(WordNode):
    """`$x`."""

    __slots__ = ("_name", "part")

    def __init__(self, raw: str, tree: Tree, parts: list[Part], part: VariablePart) -> None:
        super().__init__(raw, tree, parts)
        self.part = part
        self._name = part.name

    def fields(self, shell: Host) -> list[str]:
        """The fields of the value."""
        variables = shell.vars
        value = variables.values.get(self._name)
        if value.__class__ is not str:
            if variables.list_references:
                return super().fields(shell)
            value = self.part.text(shell)
        if value.isalnum() and variables.splitter.default:
            return [value]
        return segments.fields([value], shell)

    def text(self, shell: Host) -> str:
        """The value."""
        value = shell.vars.values.get(self._name)
        return value if value.__class__ is str else self.part.text(shell)


class AllParameters(WordNode):
    """`"$@"`."""

    __slots__ = ()

    def fields(self, shell: Host) -> list[str]:
        """The positional parameters."""
        return list(shell.positional)


class AllOfArray(WordNode):
    """`"${a[@]}"`."""

    __slots__ = ("_source",)

    def __init__(self, raw: str, tree: Tree, parts: list[Part], source: ListSource) -> None:
        super().__init__(raw, tree, parts)
        self._source = source

    def fields(self, shell: Host) -> list[str]:
        """The elements."""
        return list(self._source.items(shell))


class BraceWord(WordNode):
    """A word with brace expressions: `{a,b}.c`. Their alternatives are compiled when it is first used."""

    __slots__ = ("_constant", "_nodes", "_plain")

    def __init__(self, raw: str, tree: Tree, parts: list[Part], plain: WordNode) -> None:
        super().__init__(raw, tree, parts)
        self._plain = plain
        self._nodes: list[WordNode] | None = None
        self._constant: list[str] | None = None

    def fields(self, shell: Host) -> list[str]:
        """The fields of all alternatives."""
        if not shell.options.braceexpand:
            return self._plain.fields(shell)
        if self._constant is not None:
            return self._constant[:]
        if self._nodes is None:
            constant = self._prepare()
            if constant is not None:
                if len(constant) <= _MOST_KEPT:
                    self._constant = constant[:]
                return constant
        result: list[str] = []
        for node in self._nodes or ():
            result.extend(node.fields(shell))
        return result

    def _prepare(self) -> list[str] | None:
        """Expand the braces: the fields if nothing else is to be expanded, else None and the nodes are there."""
        from oilgg.expand import brace

        constant = brace.plain_sequence(self.tree)
        if constant is not None:
            return constant
        nodes = [_compile_plain(self.raw, parts, False) for parts in brace.expand(self.tree, self.raw)]
        nodes = [node for node in nodes if node.tree]
        if all(isinstance(node, ConstantWord) for node in nodes):
            return [node.value for node in nodes]  # type: ignore[attr-defined]
        self._nodes = nodes
        return None

    def redirect_target(self, shell: Host) -> str:
        """As for every word."""
        fields = self.fields(shell)
        if len(fields) != 1:
            raise ExpansionError(f"{self.raw}: ambiguous redirect", strict=False)
        return fields[0]


def compile_document(word: Tree) -> WordNode:
    """The node of a here-document's text."""
    raw, parts = word
    node = compile_quoted((raw, _spaced(parts, any(_is_at(part) for part in parts)) if "*" in raw else parts))
    for part in node.parts:
        if isinstance(part, BadPart):
            # bash complains about the whole text.
            part.raw = raw
    return node


def _is_at(part: Any) -> bool:
    """Whether a part is `$@`, `${a[@]}` or one of them with an operator."""
    return part == ("var", "@") or (part[0] == "brace" and "@" in (part[1], part[2]))


def _spaced(parts: Tree, every: bool) -> Tree:
    """The parts of a here-document, where IFS does not join `$*` nor what most operators make of lists.

    These are treated like `$@`, which spaces join. `every`: there is an `@` in the text, so it holds for all operators.
    """
    return tuple([part if part.__class__ is str else _spaced_part(part, every) for part in parts])


def _spaced_part(part: Tree, every: bool) -> Tree:
    if part == ("var", "*"):
        return ("var", "@")
    if part[0] == "dq":
        return ("dq", _spaced(part[1], every))
    if part[0] != "brace":
        return part
    tag, name, sub, is_indirect, op, args = part
    if op[-1:] in ("-", "=", "?", "+"):
        raw, parts = args[0]
        args = ((raw, _spaced(parts, every)),)
    elif op[:1] in ("/", "^", ",", "~") and not every:
        return part
    if name == "*" and not is_indirect:
        name = "@"
    elif sub == "*" and op and not (op[-1] in "-=?+" and op[0] != "n"):
        sub = "@"
    return (tag, name, sub, is_indirect, op, args)


def compile_word(word: Tree) -> WordNode:
    """The node of a word as parsed: (raw, parts)."""
    node = _words.get(word)
    if node is None:
        if len(_words) >= _CACHE_SIZE:
            _words.clear()
        raw, parts = word
        if raw[:1] == "~" and ":" in raw:
            node = _compile_plain(raw, tilde.with_colon(raw, parts))
            node.tree = parts
        else:
            node = _compile_plain(raw, parts)
        if "${" in raw:
            _name_parts(raw, node.parts)
        if "=" in raw and any(isinstance(part, Tilde) for part in node.parts[1:]):
            node = AssignmentShaped(node)
        if "{" in raw and _has_braces(raw, parts):
            node = BraceWord(raw, parts, node.parts, node)
        _words[word] = node
    return node


def compile_element(word: Tree) -> WordNode:
    """The node of an element of an array, in which `x=~` is no assignment."""
    raw, parts = word
    if "~" in raw and "=" in raw and "{" not in raw:
        return WordNode(raw, parts, compile_parts(parts, WORD))
    return compile_word(word)


def _has_braces(raw: str, parts: Tree) -> bool:
    from oilgg.expand import brace

    return (brace.may_expand(parts) or brace.quotes_within(raw)) and (
        brace.plain_sequence(parts) is not None or brace.expand(parts, raw) != [parts]
    )


def _name_positional(raw: str, part: BarePositional) -> None:
    if f"${{{part.source.name}}}" in raw:
        part.label = part.source.name


def _name_parts(raw: str, parts: list[Part]) -> None:
    """Let messages show parts as the source has them.

    "bad substitution" shows the word, or what is between its double quotes; "unbound variable" tells $1 from ${1}; and
    a nameref to a list is one as $x, but not as ${x}.
    """
    for part in parts:
        if isinstance(part, BadPart):
            part.raw = raw
        elif isinstance(part, BarePositional):
            _name_positional(raw, part)
        elif isinstance(part, VariablePart):
            part.braced = f"${{{part.name}}}" in raw
        elif isinstance(part, AllPart):
            part.braced = f"${{{part.source.name}}}" in raw
        elif isinstance(part, DoubleQuote):
            for inner in part.parts:
                if isinstance(inner, BarePositional):
                    _name_positional(raw, inner)
                elif isinstance(inner, VariablePart):
                    inner.braced = f"${{{inner.name}}}" in raw
                elif isinstance(inner, BadPart):
                    before, _, after = raw.partition(inner.raw)
                    if _hides_brace(inner.raw + after):
                        inner.word = raw
                    inner.raw = before[before.rfind('"') + 1 :] + inner.raw + after[: after.find('"')]


def _hides_brace(text: str) -> bool:
    """Whether no `}` follows the subscript of the `${name[` at the start of `text`: bash skips that between quotes."""
    name, bracket, rest = text[2:].partition("[")
    named = name.lstrip("!").replace("_", "a").isalnum() or name in ("", "@", "*")
    return bool(bracket) and named and "}" not in rest.partition("]")[2]


def _compile_plain(raw: str, tree: Tree, may_assign: bool = True) -> WordNode:
    parts = _word_parts(tree) if may_assign else compile_parts(tree, WORD)
    if all(isinstance(part, Literal) for part in parts):
        # The segment of an empty $( ) is no pair.
        if not any(part.value and part.segment[1] is False and segments.has_magic(part.value) for part in parts):  # type: ignore[attr-defined]
            if any(part.segment for part in parts):  # type: ignore[attr-defined]
                return ConstantWord(raw, tree, parts, joined([part.value for part in parts]))  # type: ignore[attr-defined]
            return WordNode(raw, tree, parts)
        return PatternWord(raw, tree, parts)
    if len(parts) == 1:
        only = parts[0]
        if isinstance(only, VariablePart):
            return UnquotedVariable(raw, tree, parts, only)
        if isinstance(only, DoubleQuote) and len(only.parts) == 1:
            inner = only.parts[0]
            if isinstance(inner, VariablePart):
                return QuotedVariable(raw, tree, parts, inner)
            if isinstance(inner, AllPart) and not inner.source.star:
                return AllParameters(raw, tree, parts)
            array = inner.whole_array()
            if array is not None:
                return AllOfArray(raw, tree, parts, array)
    if all(_is_one_field(part) for part in parts):
        return OneField(raw, tree, parts)
    if "$" in raw and _ends_with_dollar(parts):
        return UnsplitWord(raw, tree, parts)
    return WordNode(raw, tree, parts)


def _ends_with_dollar(parts: list[Part]) -> bool:
    """Whether an unquoted `$` that begins no expansion comes behind all expansions, none of which is a list."""
    found = False
    for part in parts:
        if part.may_be_list():
            return False
        if isinstance(part, Literal):
            found = found or (bool(part.segment) and part.segment[1] is False and "$" in part.value)
        elif not isinstance(part, DoubleQuote):
            found = False
    return found


def _is_one_field(part: Part) -> bool:
    if isinstance(part, Literal):
        return bool(part.segment) and (part.segment[1] is True or not segments.has_magic(part.value))
    return isinstance(part, Tilde) or (isinstance(part, DoubleQuote) and not part.has_list)


def _word_parts(tree: Tree) -> list[Part]:
    """The parts of an argument; one that looks like an assignment gets the tilde expansions of one."""
    if tree and tree[0].__class__ is str:
        size = tilde.assignment_prefix(tree[0]) if "=" in tree[0] else 0
        if size:
            head = literal(tree[0][:size], WORD)
            rest = ((tree[0][size:],) if len(tree[0]) > size else ()) + tree[1:]
            return [head, *compile_parts(rest, WORD, assignment=True)]
    return compile_parts(tree, WORD)


def compile_loose(word: Tree, assignment: bool = False) -> WordNode:
    """The word of an unquoted `${x:-word}`: its unquoted text is split as well; `assignment`: in a value."""
    return WordNode(word[0], word[1], compile_parts(word[1], LOOSE, assignment=assignment))


def compile_pattern(word: Tree, tildes: bool = True) -> WordNode:
    """A pattern, or the string that replaces it, within `${…}`; `tildes`: a tilde at its start is one."""
    raw, tree = word
    parts = compile_parts(tree, WORD, tildes=tildes)
    if all(isinstance(part, Literal) for part in parts):
        return PatternWord(raw, tree, parts)
    return WordNode(raw, tree, parts)


def compile_quoted(word: Tree) -> WordNode:
    """A word that is treated as if it were between double quotes: here-documents, arithmetic, subscripts."""
    raw, tree = word
    parts = compile_parts(tree, QUOTED, tildes=False)
    if all(isinstance(part, Literal) for part in parts):
        return ConstantWord(raw, tree, parts, joined([part.value for part in parts]))  # type: ignore[attr-defined]
    return OneField(raw, tree, parts)
