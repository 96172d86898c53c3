"""Makes what is read at run time: the grammar's tables and the shipped annotations, both marshalled.

`python -m oilgg.annotate.build` writes data/grammar.bin (needs lark) and data/shipped.bin. Format 2 of marshal is
the same in every version of Python we run on; the lexer's compiled pattern carries the version it is for.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from typing import Any

FORMAT = 2
HERE = os.path.dirname(os.path.abspath(__file__))
GRAMMAR = os.path.join(HERE, "..", "..", "grammar", "annotation.lark")
DATA = os.path.join(HERE, "data")


def lark_parser() -> Any:
    """lark's own parser for the grammar: what the tables come from and are tested against."""
    from lark import Lark

    with open(GRAMMAR, encoding="utf-8") as file:
        return Lark(file.read(), parser="lalr", lexer="basic", maybe_placeholders=False)


def grammar_tables() -> dict[str, Any]:
    """The tables of the LALR parser in the form that `reader.Tables` takes."""
    parser = lark_parser()
    table = parser.parser.parser._parse_table
    order = _from_start(table)
    numbers = {state: number for number, state in enumerate(order)}
    rules: list[Any] = []
    places: dict[Any, int] = {}
    states = []
    for state in order:
        row = {}
        for symbol, (action, argument) in sorted(table.states[state].items()):
            if action.name == "Shift":
                row[str(symbol)] = numbers[argument]
            else:
                if argument not in places:
                    places[argument] = len(rules)
                    rules.append(_rule(argument))
                row[str(symbol)] = -places[argument] - 1
        states.append(row)
    lexer = parser._build_lexer()
    lexer.scanner  # noqa: B018  (makes the callbacks)
    terminals = lexer.terminals
    keywords = _keywords(terminals)
    embedded = {name for words in keywords.values() for name in words.values()}
    kept = [terminal for terminal in terminals if terminal.name not in embedded]
    pattern = "|".join(f"(?P<{terminal.name}>{terminal.pattern.to_regexp()})" for terminal in kept)
    return {
        "states": states,
        "start": numbers[table.start_states["start"]],
        "end": numbers[table.end_states["start"]],
        "rules": rules,
        "names": tuple(terminal.name for terminal in kept),
        "keywords": keywords,
        "ignored": frozenset(parser.ignore_tokens),
        "pattern": pattern,
        "code": _code(pattern),
    }


def _from_start(table: Any) -> list[Any]:
    """The states in an order that does not depend on hashing: breadth first, symbols by name."""
    order = [table.start_states["start"]]
    for state in order:
        for _, (action, argument) in sorted(table.states[state].items()):
            if action.name == "Shift" and argument not in order:
                order.append(argument)
    return order


def _rule(rule: Any) -> tuple[Any, ...]:
    """(origin, length, kept children, inlined children, one child stands for the node, node name)"""
    keep = inline = 0
    for index, symbol in enumerate(rule.expansion):
        if not (symbol.is_term and symbol.filter_out):
            keep |= 1 << index
        if not symbol.is_term and symbol.name.startswith("_"):
            inline |= 1 << index
    expand = bool(rule.options.expand1) and not rule.alias
    return (str(rule.origin.name), len(rule.expansion), keep, inline, expand, str(rule.alias or rule.origin.name))


def _keywords(terminals: list[Any]) -> dict[str, dict[str, str]]:
    """Words such as `if` that a pattern terminal also matches whole: pattern terminal -> text -> keyword terminal."""
    found: dict[str, dict[str, str]] = {}
    for terminal in terminals:
        if terminal.pattern.type != "re":
            continue
        for word in terminals:
            if word.pattern.type != "str" or word.priority != terminal.priority:
                continue
            if re.fullmatch(terminal.pattern.to_regexp(), word.pattern.value):
                found.setdefault(terminal.name, {})[word.pattern.value] = word.name
    return found


def _code(pattern: str) -> tuple[Any, ...]:
    """The pattern compiled for this version of Python: (magic, flags, code, groups, group index)."""
    import _sre

    compiler: Any = re._compiler  # type: ignore[attr-defined]
    parsed = re._parser.parse(pattern, 0)
    code = compiler._code(parsed, 0)
    state = parsed.state
    return (_sre.MAGIC, state.flags, tuple(int(n) for n in code), state.groups - 1, dict(state.groupdict))


def shipped() -> dict[str, Any]:
    """The shipped annotations: names and name patterns -> number of a list of usages, marshalled by itself."""
    from oilgg.annotate import library, reader

    names: dict[str, list[Any]] = {}
    globs: dict[str, list[Any]] = {}
    for file in sorted(os.listdir(DATA)):
        if file.endswith(".io"):
            with open(os.path.join(DATA, file), encoding="utf-8") as text:
                library.file_usages(reader.compile_text(text.read(), file), names, globs)
    blobs: dict[bytes, int] = {}

    def place(usages: list[Any]) -> int:
        return blobs.setdefault(marshal.dumps(usages, FORMAT), len(blobs))

    return {
        "names": {name: place(usages) for name, usages in names.items()},
        "patterns": tuple((glob, place(usages)) for glob, usages in globs.items()),
        "usages": tuple(blobs),
    }


def write(name: str, value: Any) -> None:
    """Put a marshalled value into the data folder, by rename."""
    path = os.path.join(DATA, name)
    with open(path + ".new", "wb") as file:
        file.write(marshal.dumps(value, FORMAT))
    os.replace(path + ".new", path)


def main() -> int:
    """Write both files; a mistake in an annotation is printed and nothing is replaced."""
    from oilgg.annotate.model import AnnotationError

    write("grammar.bin", grammar_tables())
    try:
        write("shipped.bin", shipped())
    except AnnotationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
