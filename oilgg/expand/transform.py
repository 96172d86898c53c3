"""The transformations `${x@Q}`, `@E`, `@P`, `@A`, `@K`, `@k`, `@a`, `@U`, `@u`, `@L`."""

from __future__ import annotations

from oilgg.expand import quote
from oilgg.expand.source import AllElements, AllPositional, Element, ListSource, Source, Variable
from oilgg.expand.values import NAMEREF, AssocArray, IndexedArray

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host


def transform(shell: Host, source: Source, letter: str) -> str | None:
    """`${source@letter}` of one value; None if the parameter is unset and the letter needs a value."""
    if letter == "a":
        return _letters(shell, source)
    value = source.get(shell)
    if letter == "A":
        return _declaration(shell, source, value)
    return None if value is None else change(shell, value, letter)


def transform_list(shell: Host, source: ListSource, letter: str) -> list[str]:
    """`${source@letter}` of `$@` or of an array, as a list."""
    if isinstance(source, AllPositional):
        return _transform_positional(shell, letter)
    variables = shell.vars
    value = variables.lookup(source.name)
    if letter == "a":
        letters = _letters(shell, source)
        if letters is None:
            return []
        return [letters] * (1 if value is None or isinstance(value, str) else len(value))
    if letter == "A":
        return _array_declaration(shell, source, value)
    if letter in "Kk" and isinstance(value, (IndexedArray, AssocArray)):
        return _pairs(shell, value, letter)
    return [change(shell, item, letter) for item in source.items(shell)]


def _transform_positional(shell: Host, letter: str) -> list[str]:
    multibyte = shell.vars.multibyte()
    if letter == "A":
        if not shell.positional:
            return []
        return ["set", "--", *(quote.reusable(item, multibyte) for item in shell.positional)]
    if letter == "a":
        return [""] * len(shell.positional)
    return [change(shell, item, letter) for item in shell.positional]


def change(shell: Host, text: str, letter: str) -> str:
    """What a letter that looks at the value alone makes of it."""
    if letter in "QKk":
        return quote.reusable(text, shell.vars.multibyte())
    if letter == "U":
        return shell.vars.to_upper(text)
    if letter == "L":
        return shell.vars.to_lower(text)
    if letter == "u":
        return shell.vars.to_upper(text[:1]) + text[1:]
    if letter == "E":
        from oilgg.syntax.escapes import decode_ansi

        return decode_ansi(text)
    return shell.expand_prompt(text)


def _letters(shell: Host, source: Source) -> str | None:
    name = source.variable()
    if name is None:
        return None if source.get(shell) is None else ""
    variables = shell.vars
    if isinstance(source, Variable) and source.is_excused(shell):
        return None
    name = variables.resolve(name) or name
    if name not in variables.attributes and variables.lookup(name) is None:
        return None
    if variables.attributes.get(name, 0) & NAMEREF:
        return None  # it refers to nothing yet
    if source.get(shell) is None and not isinstance(source, (Variable, AllElements, Element)):
        return None
    return variables.letters(name)


def _declaration(shell: Host, source: Source, value: str | None) -> str | None:
    name = source.variable()
    multibyte = shell.vars.multibyte()
    if name is None:
        return None if value is None else ""
    letters = _letters(shell, source)
    if letters is None:
        return None
    target = shell.vars.resolve(name) or name
    if isinstance(source, Element):
        if value is None:
            return f"declare -{letters} {target}" if letters else None
        return f"declare -{letters} {target}={quote.reusable(value, multibyte)}"
    if value is None:
        return f"declare -{letters} {target}" if letters else None
    assigned = f"{target}={quote.reusable(value, multibyte)}"
    return f"declare -{letters} {assigned}" if letters else assigned


def _array_declaration(shell: Host, source: ListSource, value: str | IndexedArray | AssocArray | None) -> list[str]:
    if value is None or isinstance(value, str):
        text = _declaration(shell, Variable(source.name), value)
        return [] if text is None else [text]
    letters = _letters(shell, source) or ""
    multibyte = shell.vars.multibyte()
    name = shell.vars.resolve(source.name) or source.name
    elements = array_literal(value, multibyte)
    return ["declare", f"-{letters}", f"{name}={elements}"]


def array_literal(value: IndexedArray | AssocArray, multibyte: bool) -> str:
    """The elements of an array as `declare -p` shows them: `([0]="a" [1]="b")`."""
    if isinstance(value, IndexedArray):
        return "(" + " ".join([f"[{key}]={quote.declared(text, multibyte)}" for key, text in value.pairs()]) + ")"
    pairs = [f"[{quote.subscript(key, multibyte)}]={quote.declared(text, multibyte)} " for key, text in value.pairs()]
    return "(" + "".join(pairs) + ")"


def _pairs(shell: Host, value: IndexedArray | AssocArray, letter: str) -> list[str]:
    multibyte = shell.vars.multibyte()
    if letter == "k":
        return [text for key, item in value.pairs() for text in (str(key), item)]
    if not value:
        return []
    if isinstance(value, IndexedArray):
        return [" ".join([f"{key} {quote.declared(text, multibyte)}" for key, text in value.pairs()])]
    pairs = [f"{quote.subscript(key, multibyte)} {quote.declared(text, multibyte)} " for key, text in value.pairs()]
    return ["".join(pairs)]
