"""The expressions that a script has in `$((…))` and `((…))`: compiled once, also where there are expansions in them.

`$((i + $j))` is compiled with `$j` as an operand of its own, as long as the value of `j` is a plain number: then
textual substitution means the same. What is evaluated again and again becomes a Python function (generated.py).
"""

from __future__ import annotations

from oilgg.errors import ParseError
from oilgg.expand.arithmetic import (
    TooDeep,
    assigns,
    can_fail,
    compile_node,
    evaluate,
    explained,
    nodes,
    parse,
    plain_number,
    target,
    too_deep,
)
from oilgg.expand.operation import Hole, Impossible, Node
from oilgg.expand.values import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.words import WordNode

    Tree = tuple[Any, ...]


_HOT = 400
"""So many evaluations by nodes, and an expression is worth being generated: more than rounds of a loop around it."""


class Expression:
    """The expression of a `$((…))` in the source: `word` is what stands in it."""

    __slots__ = ("evaluations", "value", "word")

    def __init__(self, word: WordNode) -> None:
        self.word = word
        self.evaluations = 0
        self.value: Callable[[Host], int] = self._value
        """Its value now. Raises ExpansionError."""

    def _value(self, shell: Host) -> int:
        """The value as long as it is not hot."""
        return evaluate(self.word.text(shell), shell)

    def expanded(self, shell: Host) -> str:
        """The expression after all expansions."""
        return self.word.text(shell)

    def traced(self, shell: Host, show: Callable[[str], None]) -> int:
        """Its value now; what it expands to is shown first, as `set -x` wants it."""
        source = self.expanded(shell)
        show(source)
        return evaluate(source, shell)


class ConstantExpression(Expression):
    """One without expansions, compiled when it is first evaluated."""

    __slots__ = ("node", "source")

    def __init__(self, word: WordNode, source: str) -> None:
        super().__init__(word)
        self.source = source
        self.node: Node | None = None

    def compiled(self) -> Node | None:
        """Its node; None if it cannot be parsed: `evaluate` says why."""
        if self.node is None:
            self.node = nodes[self.source] if self.source in nodes else parse(self.source)
        return self.node

    def _value(self, shell: Host) -> int:
        node = self.node
        if node is None:
            node = self.compiled()
            if node is None:
                return evaluate(self.source, shell)
        self.evaluations += 1
        if self.evaluations == _HOT:
            from oilgg.expand import generated

            self.value = generated.function(self)
        try:
            return node.value(shell, 0)
        except Impossible:
            raise explained(self.source, shell, 0) from None
        except TooDeep as deep:
            raise too_deep(self.source, deep.name) from None


class TemplateExpression(Expression):
    """One whose only expansions are operands: `$i + 1`, `${a[i]} * ${#b}`."""

    __slots__ = ("holes", "node", "parts", "pieces")

    def __init__(self, word: WordNode, pieces: list[Any], parts: list[Any], node: Node, holes: list[Hole]) -> None:
        super().__init__(word)
        self.pieces = pieces
        """Text, or the position of a part."""
        self.parts = parts
        self.node = node
        self.holes = holes

    def _value(self, shell: Host) -> int:
        self.evaluations += 1
        if self.evaluations == _HOT:
            from oilgg.expand import generated

            self.value = generated.function(self)
        texts = []
        values: list[int] = []
        for part in self.parts:
            text = part.text(shell)
            texts.append(text)
            known = numbers.get(text)
            if known is None or known < 0:
                # Text with a sign may mean something else next to its neighbours.
                known = plain_number(text)
            if known is not None:
                values.append(known)
        if len(values) < len(texts):
            return self.textual(shell, texts)
        for hole, known in zip(self.holes, values, strict=True):
            hole.current = known
        try:
            return self.node.value(shell, 0)
        except (Impossible, TooDeep):
            return self.textual(shell, texts)

    def textual(self, shell: Host, texts: list[str]) -> int:
        """The value of the text that the expansions have made."""
        return evaluate("".join([piece if piece.__class__ is str else texts[piece] for piece in self.pieces]), shell)


class SubscriptExpression(Expression):
    """One with expansions in subscripts (`m[$k] + 1`): what they give is a part of the key, whatever is in it."""

    __slots__ = ("pieces",)

    def __init__(self, word: WordNode, pieces: list[tuple[Any, bool]]) -> None:
        super().__init__(word)
        self.pieces = pieces

    def _value(self, shell: Host) -> int:
        return evaluate(self.expanded(shell), shell)

    def expanded(self, shell: Host) -> str:
        """The expression after all expansions, keys with backslashes where they need them."""
        texts = []
        for piece, is_key in self.pieces:
            if piece.__class__ is str:
                texts.append(piece)
                continue
            text = piece.text(shell)
            texts.append(text if not is_key or text.isalnum() else text.translate(_ESCAPED))
        return "".join(texts)


class KeyedExpression(SubscriptExpression):
    """One whose expansions are parameters that are whole subscripts: compiled once, names are completed each time."""

    __slots__ = ("named", "node", "parts")

    def __init__(
        self, word: WordNode, pieces: list[tuple[Any, bool]], parts: list[Any], node: Node, named: list[Any]
    ) -> None:
        super().__init__(word, pieces)
        self.parts = parts
        self.node = node
        self.named = named
        """Nodes with a name, the array's name, and which of the parts is the subscript."""

    def _value(self, shell: Host) -> int:
        keys = [part.text(shell) for part in self.parts]
        for node, array, position in self.named:
            key = keys[position]
            if not key.isalnum() and (not key or not shell.vars.is_assoc(array) or key.translate(_ESCAPED) != key):
                return SubscriptExpression._value(self, shell)
            node.name = f"{array}[{key}]"
        try:
            return self.node.value(shell, 0)
        except (Impossible, TooDeep):
            return SubscriptExpression._value(self, shell)


_ESCAPED = str.maketrans({char: "\\" + char for char in "[]$`~\\'\""})
_HOLE = "OILGG_HOLE_"
_QUOTES = frozenset("'\"\\")
_EXPANSIONS = frozenset(("var", "brace", "arith", "cmdsub", "heresub", "backq"))
_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"


def compile_expression(word: Tree) -> Expression:
    """The expression in a word as parsed."""
    from oilgg.expand.words import ConstantWord, compile_quoted

    if "[" in word[0] and not _QUOTES.isdisjoint(word[0]):
        try:
            pieces = _quoted_pieces(word[0])
        except ParseError:  # a bracket inside of `${…}`: the parts alone are no words
            pieces = None
        if pieces is not None:
            return SubscriptExpression(compile_quoted(word), pieces)
    node = compile_quoted(word)
    if isinstance(node, ConstantWord):
        return ConstantExpression(node, node.text(None))  # type: ignore[arg-type]
    pieces = _pieces(word, node)
    if pieces is not None:
        return _keyed(word, node, pieces) or SubscriptExpression(node, pieces)
    return _template(word, node) or Expression(node)


def subscripted(word: Tree) -> SubscriptExpression | None:
    """The expression in an operand of `[[ ]]`, if it has expansions in subscripts."""
    from oilgg.expand.words import compile_word

    node = compile_word(word)
    pieces = _pieces(word, node) if "[" in word[0] and len(node.parts) == len(word[1]) else None
    return None if pieces is None else SubscriptExpression(node, pieces)


def with_plain_keys(source: str, shell: Host) -> str:
    """An expression in which nothing in the keys of associative arrays is to be expanded."""
    from oilgg.syntax.arithmetic import subscript_end

    pieces = []
    start = 0
    while (bracket := source.find("[", start)) >= 0 and (end := subscript_end(source, bracket)) >= 0:
        before, key = source[start:bracket], source[bracket + 1 : end]
        is_key = shell.vars.is_assoc(before[len(before.rstrip(_NAME_CHARACTERS)) :])
        pieces += [before, "[", key.translate(_ESCAPED) if is_key else key, "]"]
        start = end + 1
    return "".join(pieces) + source[start:]


class _Subscript:
    """A subscript with quotes in it: a key, ready to be read again, or arithmetic."""

    __slots__ = ("key", "name", "plain")

    def __init__(self, name: str, key: WordNode, plain: WordNode) -> None:
        self.name = name
        self.key = key
        self.plain = plain

    def text(self, shell: Host) -> str:
        """Its text in the expression."""
        if shell.vars.is_assoc(self.name):
            return self.key.text(shell).translate(_ESCAPED)
        return self.plain.text(shell)


def _quoted_pieces(source: str) -> list[tuple[Any, bool]] | None:
    """An expression with quotes in subscripts, where they are quotes: the subscripts and what is around; or None."""
    from oilgg.expand.words import compile_quoted
    from oilgg.syntax.arithmetic import subscript_end
    from oilgg.syntax.lexer import Lexer

    lexer = Lexer("", 1, None, False)
    pieces: list[tuple[Any, bool]] = []
    start = 0
    while True:
        bracket = source.find("[", start)
        while bracket > 0 and not (source[bracket - 1].isalnum() or source[bracket - 1] == "_"):
            bracket = source.find("[", bracket + 1)
        end = subscript_end(source, bracket) if bracket > 0 else -1
        if end < 0:
            break
        subscript = source[bracket + 1 : end]
        if _QUOTES.isdisjoint(subscript) or subscript in ("@", "*"):
            pieces.append((compile_quoted(lexer.arithmetic(source[start : end + 1], 0)), False))
        else:
            before = source[start : bracket + 1]
            name = before[len(before[:-1].rstrip(_NAME_CHARACTERS)) : -1]
            key, plain = lexer.subscript_word(subscript, 0), lexer.arithmetic(subscript, 0)
            pieces.append((compile_quoted(lexer.arithmetic(before, 0)), False))
            pieces.append((_Subscript(name, compile_quoted(key), compile_quoted(plain)), False))
            pieces.append(("]", False))
        start = end + 1
    if not any(isinstance(piece, _Subscript) for piece, _ in pieces):
        return None
    pieces.append((compile_quoted(lexer.arithmetic(source[start:], 0)), False))
    return pieces


def _pieces(word: Tree, word_node: WordNode) -> list[tuple[Any, bool]] | None:
    """The parts of the word, and whether each is in a subscript; None if no expansion is."""
    pieces: list[tuple[Any, bool]] = []
    depth = 0
    found = False
    for position, part in enumerate(word[1]):
        if part.__class__ is str:
            depth += part.count("[") - part.count("]")
            pieces.append((part, False))
        else:
            found = found or depth > 0
            pieces.append((word_node.parts[position], depth > 0))
    return pieces if found else None


def _keyed(word: Tree, word_node: WordNode, pieces: list[tuple[Any, bool]]) -> KeyedExpression | None:
    """The expression ready for its keys, for a word that allows it."""
    texts: list[str] = []
    parts: list[Any] = []
    source = word[1]
    for position, part in enumerate(source):
        if part.__class__ is str:
            texts.append(part)
            continue
        around = source[position - 1 : position + 2 : 2] if position else ()
        if part[0] != "var" or part[1] in ("@", "*") or len(around) < 2 or not _is_subscript(*around):
            return None
        texts.append(f"{_HOLE}{len(parts)}")
        parts.append(pieces[position][0])
    from oilgg.syntax.arithmetic import parse_arithmetic

    try:
        tree = parse_arithmetic("".join(texts))
    except ParseError:
        return None
    if assigns(tree) and can_fail(tree):
        return None
    node = compile_node(tree)
    named = []
    for one in _with_names(node):
        array, _, subscript = one.name.partition("[")
        if subscript.startswith(_HOLE):
            named.append((one, array, int(subscript[len(_HOLE) : -1])))
    return KeyedExpression(word_node, pieces, parts, node, named)


def _is_subscript(before: Any, after: Any) -> bool:
    return before.__class__ is str and after.__class__ is str and before[-1:] == "[" and after[:1] == "]"


def _with_names(node: Any) -> list[Any]:
    """The nodes in it that have a name."""
    found = [node] if hasattr(node, "name") else []
    for kind in type(node).__mro__:
        for slot in getattr(kind, "__slots__", ()):
            child = getattr(node, slot, None)
            if isinstance(child, Node):
                found += _with_names(child)
    return found


def _template(word: Tree, word_node: WordNode) -> TemplateExpression | None:
    """The template for a word that allows one."""
    texts: list[str] = []
    holes: dict[str, Hole] = {}
    pieces: list[Any] = []
    parts: list[Any] = []
    for position, part in enumerate(word[1]):
        if part.__class__ is str:
            texts.append(part)
            pieces.append(part)
        elif part[0] in _EXPANSIONS and not word_node.parts[position].may_be_list():
            name = f"{_HOLE}{len(holes)}_"
            holes[name] = Hole()
            texts.append(name)
            pieces.append(len(parts))
            parts.append(word_node.parts[position])
        else:
            return None
    if not _are_operands(texts, holes):
        return None
    from oilgg.syntax.arithmetic import parse_arithmetic

    try:
        tree = parse_arithmetic("".join(texts))
    except ParseError:
        return None
    if _changes_hole(tree):
        return None
    node = compile_node(tree, holes)
    if assigns(tree) and can_fail(tree):
        # A failing expression is evaluated again to get the message, which must not assign twice.
        return None
    return TemplateExpression(word_node, pieces, parts, node, list(holes.values()))


def _are_operands(texts: list[str], holes: dict[str, Hole]) -> bool:
    for position, text in enumerate(texts):
        if text in holes:
            before = texts[position - 1][-1:] if position else ""
            after = texts[position + 1][:1] if position + 1 < len(texts) else ""
            if before.isalnum() or (before in ("_", "#", "@", "]", "$") and before):
                return False
            if after.isalnum() or (after in ("_", "#", "@", "[", "$") and after):
                return False
        elif "[" in text:
            return False
    return True


def _changes_hole(tree: Tree) -> bool:
    if tree[0] in ("assign", "pre", "post") and target(tree[2]).startswith(_HOLE):
        return True
    return any(_changes_hole(item) for item in tree if item.__class__ is tuple)
