"""Arithmetic: `$((…))`, `((…))`, subscripts, offsets, integer variables. 64 bits, wrapping.

A text is parsed once and kept as node objects. `$((i + $j))` is compiled with `$j` as an operand of its own, as long as
the value of `j` is a plain number: then textual substitution means the same.
"""

from __future__ import annotations

from oilgg.errors import ExpansionError, ParseError, ReadonlyError, UnboundError
from oilgg.expand.expression import Evaluator, wrap
from oilgg.expand.operation import Comma, Conditional, Hole, Impossible, Node, Number, Unary, operation
from oilgg.expand.values import ExpressionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.expand.host import Host
    from oilgg.expand.words import WordNode

    Tree = tuple[Any, ...]

__all__ = ["Expression", "ExpressionError", "compile_expression", "evaluate", "load", "store", "wrap"]

_LOW, _HIGH = -0x8000000000000000, 0x7FFFFFFFFFFFFFFF
_CACHE_SIZE = 2000
_MAX_DEPTH = 1023
_MOST_NUMBERS = 20000
_numbers: dict[str, int] = {}
"""Texts that are plain decimal numbers as `str` writes them: what they are worth."""
_nodes: dict[str, Node | None] = {}
"""Texts to their nodes; None: not to be parsed, the reference evaluator says why."""


def evaluate(text: str, shell: Host, depth: int = 0) -> int:
    """The value of an expression. Raises ExpressionError with bash's message, UnboundError under `set -u`."""
    node = _nodes.get(text)
    if node is None:
        value = _numbers.get(text)
        if value is None:
            value = plain_number(text)
        if value is not None:
            return value
        if text not in _nodes:
            node = _parse(text)
    try:
        return Evaluator(text, shell, depth).run() if node is None else node.value(shell, depth)
    except Impossible:
        raise _explained(text, shell, depth) from None
    except _TooDeep as deep:
        raise _too_deep(text, deep.name) from None


def plain_number(text: str) -> int | None:
    """The value of a text that is a decimal number without sign and leading zeros, else None."""
    if text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0") and len(text) < 19:
        value = _numbers[text] = int(text)
        if len(_numbers) > _MOST_NUMBERS:
            _numbers.clear()
        return value
    return None


def _text_of(value: int) -> str:
    """A number as text; remembered, because it is likely to be read as a number again."""
    text = str(value)
    _numbers[text] = value
    if len(_numbers) > _MOST_NUMBERS:
        _numbers.clear()
    return text


def _parse(text: str) -> Node | None:
    from oilgg.syntax.arithmetic import parse_arithmetic

    node: Node | None = None
    try:
        tree = parse_arithmetic(text) if text.strip(" \t\n") else ("num", 0)
        node = None if "**" in text and _skips_power(tree, False) else _guarded(tree)
    except ParseError:
        pass
    if len(_nodes) >= _CACHE_SIZE:
        _nodes.clear()
    _nodes[text] = node
    return node


def _explained(text: str, shell: Host, depth: int) -> ExpressionError:
    """The error for an expression whose evaluation failed; what it had assigned has been undone, and is done again."""
    try:
        Evaluator(text, shell, depth).run()
    except ExpressionError as error:
        return error
    shown = text.lstrip(" \t\n")
    return ExpressionError(f'{shown}: division by 0 (error token is "")')


def _skips_power(tree: Tree, skipped: bool) -> bool:
    """Whether `**` stands where it may not be evaluated: bash complains of negative exponents all the same."""
    if skipped and tree[:2] == ("binary", "**"):
        return True
    may_skip = tree[0] == "cond" or tree[:2] in (("binary", "&&"), ("binary", "||"))
    return any(_skips_power(item, skipped or may_skip) for item in tree if item.__class__ is tuple)


def _assigns(tree: Tree) -> bool:
    """Whether an expression assigns to something."""
    return tree[0] in ("assign", "pre", "post") or any(_assigns(item) for item in tree if item.__class__ is tuple)


# ---- variables


def load(shell: Host, name: str, depth: int) -> int:
    """The value of a variable or `array[subscript]` in an expression; its text is an expression itself."""
    if name.endswith("]"):
        start = name.index("[")
        return _load_element(shell, name[:start], name[start + 1 : -1], depth)
    value = shell.vars.values.get(name)
    text = value if isinstance(value, str) else shell.vars.get(name)
    if text is None:
        if shell.options.nounset and shell.vars.lookup(name) is None:
            raise UnboundError(name)
        return 0
    known = _numbers.get(text)
    return known if known is not None else _value_of(shell, text, name, depth)


def _value_of(shell: Host, text: str, name: str, depth: int) -> int:
    value = plain_number(text)
    if value is not None:
        return value
    if text[:1] == "-" and text[1:].isdecimal() and text.isascii() and text[1] != "0":
        return wrap(-int(text[1:]))
    if not text or text.isspace():
        return 0
    if depth >= _MAX_DEPTH:
        raise _TooDeep(name)
    try:
        return evaluate(text, shell, depth + 1)
    except RecursionError:
        raise _TooDeep(name) from None


class _TooDeep(Exception):
    """The value of `name` would be evaluated on a level too deep."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def _too_deep(text: str, name: str) -> ExpressionError:
    start = max(text.find(name), 0)
    shown = text.lstrip(" \t\n")
    return ExpressionError(f'{shown}: expression recursion level exceeded (error token is "{text[start:]}")')


def _load_element(shell: Host, name: str, subscript: str, depth: int) -> int:
    if not subscript:
        shell.error(f"{name}[]: bad array subscript")
        shell.error(f"{name}[]: bad array subscript")
        return 0
    if subscript in ("@", "*") and not shell.vars.is_assoc(name):
        shell.error(f"{name}[{subscript}]: bad array subscript")
        return 0
    try:
        text = shell.vars.get_element(name, _expanded(shell, name, subscript))
    except ExpressionError as error:
        raise _abandoned(error) from None
    if text is None:
        if shell.options.nounset and shell.vars.lookup(name) is None:
            raise UnboundError(name)
        return 0
    known = _numbers.get(text)
    return known if known is not None else _value_of(shell, text, f"{name}[{subscript}]", depth)


def _abandoned(error: ExpressionError) -> ExpansionError:
    """A subscript that cannot be evaluated abandons the whole command, not only the expression."""
    return ExpansionError(error.message, False, 1)


def _expanded(shell: Host, name: str, subscript: str) -> str:
    if "$" in subscript or "`" in subscript or '"' in subscript or "'" in subscript or "\\" in subscript:
        from oilgg.expand.subscripts import expand_subscript

        return expand_subscript(subscript, shell, shell.vars.is_assoc(name))
    return subscript


def store(shell: Host, name: str, value: int) -> None:
    """Assign to a variable or `array[subscript]` from an expression."""
    try:
        if name.endswith("]"):
            start = name.index("[")
            base = name[:start]
            shell.vars.set_element(base, _expanded(shell, base, name[start + 1 : -1]), _text_of(value))
        else:
            shell.vars.set(name, _text_of(value))
    except ReadonlyError as error:
        raise ExpressionError(error.message, True) from None
    except ExpressionError as error:
        raise _abandoned(error) from None
    except ExpansionError as error:
        if not error.message.endswith("bad array subscript"):
            raise
        shell.error(error.message)


# ---- nodes


class Name(Node):
    """`x` or `a[i]`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def value(self, shell: Host, depth: int) -> int:
        text = shell.vars.values.get(self.name)
        if text.__class__ is str:
            known = _numbers.get(text)
            if known is not None:
                return known
        return load(shell, self.name, depth)


class Assign(Node):
    """`x = a`; in `x += a` the operand is the sum."""

    __slots__ = ("is_element", "name", "operand")

    def __init__(self, name: str, operand: Node) -> None:
        self.name = name
        self.operand = operand
        self.is_element = name.endswith("]")

    def value(self, shell: Host, depth: int) -> int:
        value = self.operand.value(shell, depth)
        if self.is_element:
            store(shell, self.name, value)
            return value
        try:
            shell.vars.set(self.name, _text_of(value))
        except ReadonlyError as error:
            raise ExpressionError(error.message, True) from None
        return value


class Step(Node):
    """`x++`, `--x`: adds `step`; `after` says that the value is the one before."""

    __slots__ = ("after", "name", "step")

    def __init__(self, name: str, step: int, after: bool) -> None:
        self.name = name
        self.step = step
        self.after = after

    def value(self, shell: Host, depth: int) -> int:
        name = self.name
        variables = shell.vars
        text = variables.values.get(name)
        old = _numbers.get(text) if text.__class__ is str else None
        if old is None:
            old = load(shell, name, depth)
        new = old + self.step
        if text.__class__ is str and _LOW <= new <= _HIGH:
            try:
                variables.set(name, _text_of(new))
            except ReadonlyError as error:
                raise ExpressionError(error.message, True) from None
        else:
            new = wrap(new)
            store(shell, name, new)
        return old if self.after else new


class Guarded(Node):
    """An expression that assigns and can fail: when it does, its assignments are undone."""

    __slots__ = ("inner",)

    def __init__(self, inner: Node) -> None:
        self.inner = inner

    def value(self, shell: Host, depth: int) -> int:
        variables = shell.vars
        mark = variables.mark()
        try:
            value = self.inner.value(shell, depth)
        except Impossible:
            variables.undo(mark)
            raise
        except BaseException:
            variables.release(mark)
            raise
        variables.release(mark)
        return value


def _guarded(tree: Tree) -> Node:
    node = _compile(tree)
    return Guarded(node) if _can_fail(tree) and _assigns(tree) else node


def _target(tree: Tree) -> str:
    return tree[1] if tree[0] == "var" else f"{tree[1]}[{tree[2]}]"


def _compile(tree: Tree, holes: dict[str, Hole] | None = None) -> Node:
    tag = tree[0]
    if tag == "num":
        return Number(wrap(tree[1]))
    if tag == "var":
        if holes is not None and tree[1] in holes:
            return holes[tree[1]]
        return Name(tree[1])
    if tag == "elem":
        return Name(f"{tree[1]}[{tree[2]}]")
    if tag == "binary":
        return operation(tree[1], _compile(tree[2], holes), _compile(tree[3], holes))
    if tag == "unary":
        return Unary(tree[1], _compile(tree[2], holes))
    if tag == "assign":
        name, value = _target(tree[2]), _compile(tree[3], holes)
        return Assign(name, value if tree[1] == "=" else operation(tree[1][:-1], Name(name), value))
    if tag in ("pre", "post"):
        return Step(_target(tree[2]), 1 if tree[1] == "++" else -1, tag == "post")
    if tag == "cond":
        return Conditional(_compile(tree[1], holes), _compile(tree[2], holes), _compile(tree[3], holes))
    return Comma(_compile(tree[1], holes), _compile(tree[2], holes))


# ---- expressions in words


class Expression:
    """The expression of a `$((…))` in the source: `word` is what stands in it."""

    __slots__ = ("word",)

    def __init__(self, word: WordNode) -> None:
        self.word = word

    def value(self, shell: Host) -> int:
        """Its value now. Raises ExpansionError."""
        return evaluate(self.word.text(shell), shell)

    def text(self, shell: Host) -> str:
        """Its value now as text."""
        return _text_of(self.value(shell))


class ConstantExpression(Expression):
    """One without expansions, compiled when it is first evaluated."""

    __slots__ = ("node", "source")

    def __init__(self, word: WordNode, source: str) -> None:
        super().__init__(word)
        self.source = source
        self.node: Node | None = None

    def value(self, shell: Host) -> int:
        """Its value now. Raises ExpansionError."""
        node = self.node
        if node is None:
            self.node = node = _nodes[self.source] if self.source in _nodes else _parse(self.source)
            if node is None:
                return evaluate(self.source, shell)
        try:
            return node.value(shell, 0)
        except Impossible:
            raise _explained(self.source, shell, 0) from None
        except _TooDeep as deep:
            raise _too_deep(self.source, deep.name) from None


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

    def value(self, shell: Host) -> int:
        """Its value now. Raises ExpansionError."""
        texts = []
        values: list[int] = []
        for part in self.parts:
            text = part.text(shell)
            texts.append(text)
            known = _numbers.get(text)
            if known is None or known < 0:
                # Text with a sign may mean something else next to its neighbours.
                known = plain_number(text)
            if known is not None:
                values.append(known)
        if len(values) < len(texts):
            return self._textual(shell, texts)
        for hole, known in zip(self.holes, values, strict=True):
            hole.current = known
        try:
            return self.node.value(shell, 0)
        except (Impossible, _TooDeep):
            return self._textual(shell, texts)

    def _textual(self, shell: Host, texts: list[str]) -> int:
        """The value of the text that the expansions have made."""
        return evaluate("".join([piece if piece.__class__ is str else texts[piece] for piece in self.pieces]), shell)


class SubscriptExpression(Expression):
    """One with expansions in subscripts (`m[$k] + 1`): what they give is a part of the key, whatever is in it."""

    __slots__ = ("pieces",)

    def __init__(self, word: WordNode, pieces: list[tuple[Any, bool]]) -> None:
        super().__init__(word)
        self.pieces = pieces

    def value(self, shell: Host) -> int:
        """Its value now. Raises ExpansionError."""
        texts = []
        for piece, is_key in self.pieces:
            if piece.__class__ is str:
                texts.append(piece)
                continue
            text = piece.text(shell)
            texts.append(text if not is_key or text.isalnum() else text.translate(_ESCAPED))
        return evaluate("".join(texts), shell)


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

    def value(self, shell: Host) -> int:
        """Its value now. Raises ExpansionError."""
        keys = [part.text(shell) for part in self.parts]
        for node, array, position in self.named:
            key = keys[position]
            if not key.isalnum() and (not key or not shell.vars.is_assoc(array) or key.translate(_ESCAPED) != key):
                return SubscriptExpression.value(self, shell)
            node.name = f"{array}[{key}]"
        try:
            return self.node.value(shell, 0)
        except (Impossible, _TooDeep):
            return SubscriptExpression.value(self, shell)


_ESCAPED = str.maketrans({char: "\\" + char for char in "[]$`~\\'\""})
_HOLE = "OILGG_HOLE_"
_QUOTES = frozenset("'\"\\")
_EXPANSIONS = frozenset(("var", "brace", "arith", "cmdsub", "backq"))
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
    if _assigns(tree) and _can_fail(tree):
        return None
    node = _compile(tree)
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
    node = _compile(tree, holes)
    if _assigns(tree) and _can_fail(tree):
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
    if tree[0] in ("assign", "pre", "post") and _target(tree[2]).startswith(_HOLE):
        return True
    return any(_changes_hole(item) for item in tree if item.__class__ is tuple)


def _can_fail(tree: Tree) -> bool:
    if tree[0] in ("binary", "assign") and tree[1] in ("/", "%", "**", "/=", "%="):
        return True
    return any(_can_fail(item) for item in tree if item.__class__ is tuple)
