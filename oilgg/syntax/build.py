"""Compiles grammar/*.lark with lark into the tables that the driver runs: `python -m oilgg.syntax.build`.

Only this module imports lark, and only when oilgg is built, tested, or run from a checkout whose grammar changed.

A table is (starts, ends, modes, defaults, actions, gotos, rules, names):
  starts    start symbol -> first state; ends: the same -> the state in which it is complete
  modes     state -> number of the lexer mode: what to look for there (index into the lexer's methods)
  defaults  state -> rule to reduce before even looking at the next token, or -1
  actions   state -> {terminal: action}: n >= FOLD shifts and at once appends by rule n - FOLD (a left-recursive list,
            the state stays), n >= 0 shifts to state n, n < 0 reduces by rule ~n
  gotos     state -> {symbol: state}, with chains of unit rules that do nothing followed to their end
  rules     (symbol, length, index of action in names)
Terminals and symbols are small numbers: a terminal is its place in the lexer's list of names.

Why the default comes first: LALR merges look-aheads, so that a state like `newlines: newlines NEWLINE .` "accepts"
nearly everything. The mode is meaningful only in states that are not about to reduce whatever comes (see
grammar/README.md).
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pathlib
import sys
from typing import Any

from . import modes

GRAMMARS = ("shell", "word", "arithmetic")
STARTS = {"shell": ["line", "substitution"], "word": ["word", "quoted"], "arithmetic": ["expression"]}
FOLD = 100_000
# actions that change the list they are given
IN_PLACE = frozenset(("list_add", "add_word", "none"))
HERE = pathlib.Path(__file__).parent
GRAMMAR_FOLDER = HERE.parent.parent / "grammar"


def grammar_text(name: str) -> str:
    """The text of grammar/<name>.lark."""
    return (GRAMMAR_FOLDER / (name + ".lark")).read_text()


def grammar_hash() -> str:
    """Identity of the grammars and of what turns them into tables."""
    digest = hashlib.sha256()
    for name in GRAMMARS:
        digest.update(grammar_text(name).encode())
    for module in ("build.py", "modes.py"):
        digest.update((HERE / module).read_bytes())
    return digest.hexdigest()[:32]


def lark_parser(name: str) -> Any:
    """lark's own parser for a grammar, without a lexer: tests feed it tokens."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Stands in for a lexer: tokens come from ours."""

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    return Lark(
        grammar_text(name), parser="lalr", lexer=NoLexer, start=STARTS[name], strict=False, maybe_placeholders=False
    )


def rule_action(rule: Any) -> str:
    """The name after `->` of a rule."""
    return str(rule.alias or rule.origin.name)


class _Table:
    """lark's LALR table, renumbered and prepared."""

    def __init__(self, name: str) -> None:
        parser = lark_parser(name).parser.parser
        self.table = parser._parse_table
        self.name = name
        self.terminals = {terminal: index for index, terminal in enumerate(modes.TERMINALS[name])}
        self.order = self._state_order()
        self.rules: list[Any] = []
        self.names: list[str] = []
        self.symbols: dict[str, int] = {}
        self._collect_rules()

    def _state_order(self) -> dict[int, int]:
        """States numbered in the order a walk from the starts meets them: tables must not change by chance."""
        states = self.table.states
        order: dict[int, int] = {}
        waiting = [self.table.start_states[start] for start in STARTS[self.name]]
        while waiting:
            state = waiting.pop(0)
            if state in order:
                continue
            order[state] = len(order)
            for symbol in sorted(states[state]):
                kind, argument = states[state][symbol]
                if kind.name == "Shift":
                    waiting.append(argument)
        return order

    def _collect_rules(self) -> None:
        found = {
            argument
            for state in self.table.states.values()
            for kind, argument in state.values()
            if kind.name == "Reduce"
        }
        for rule in sorted(found, key=lambda rule: (rule.origin.name, rule.order, str(rule.expansion))):
            self.rules.append(rule)
            self.symbols.setdefault(rule.origin.name, len(self.symbols))
            if rule_action(rule) not in self.names:
                self.names.append(rule_action(rule))
        self.rule_numbers = {rule: index for index, rule in enumerate(self.rules)}

    def packed(self) -> tuple[Any, ...]:
        """The table as the driver takes it."""
        states = self.table.states
        by_number = sorted(self.order, key=self.order.__getitem__)
        defaults, actions, gotos, state_modes = [], [], [], []
        for state in by_number:
            default = self._default(states[state])
            defaults.append(default)
            state_modes.append(-1 if default >= 0 else modes.state_mode(self.name, set(states[state])))
            actions.append({} if default >= 0 else self._actions(states[state]))
            gotos.append(
                {
                    self.symbols[symbol]: self.order[argument]
                    for symbol, (kind, argument) in sorted(states[state].items(), key=lambda item: item[0])
                    if kind.name == "Shift" and symbol in self.symbols
                }
            )
        for end in self._ends().values():
            defaults[end] = 0  # stops the driver before it asks for another token
        self._follow_units(gotos, defaults)
        self._fold_appends(actions, gotos, defaults, by_number)
        starts = {start: self.order[self.table.start_states[start]] for start in STARTS[self.name]}
        ends = self._ends()
        rules = [
            (self.symbols[rule.origin.name], len(rule.expansion), self.names.index(rule_action(rule)))
            for rule in self.rules
        ]
        return (starts, ends, state_modes, defaults, actions, gotos, rules, self.names)

    def _ends(self) -> dict[str, int]:
        """The states in which nothing but the end of the text (which we never ask for) is missing."""
        table = self.table
        return {start: self.order[table.states[table.start_states[start]][start][1]] for start in STARTS[self.name]}

    def _default(self, state: dict[str, Any]) -> int:
        found = {argument for kind, argument in state.values() if kind.name == "Reduce"}
        if len(found) == 1 and all(kind.name == "Reduce" for kind, _ in state.values()):
            return self.rule_numbers[found.pop()]
        return -1

    def _actions(self, state: dict[str, Any]) -> dict[int, int]:
        result = {}
        for symbol in sorted(state):
            kind, argument = state[symbol]
            if symbol in self.terminals:
                result[self.terminals[symbol]] = (
                    self.order[argument] if kind.name == "Shift" else ~self.rule_numbers[argument]
                )
        return result

    def _follow_units(self, gotos: list[dict[int, int]], defaults: list[int]) -> None:
        """A goto into a state that only passes its value on goes where that leads."""
        ends = set(self._ends().values())
        for goto in gotos:
            for symbol, target in list(goto.items()):
                while target not in ends and defaults[target] >= 0:
                    rule = self.rules[defaults[target]]
                    if len(rule.expansion) != 1 or rule_action(rule) != "same":
                        break
                    target = goto[self.symbols[rule.origin.name]]
                goto[symbol] = target

    def _fold_appends(
        self, actions: list[dict[int, int]], gotos: list[dict[int, int]], defaults: list[int], by_number: list[int]
    ) -> None:
        """`list: list TERMINAL` where the list is on top of the stack: append and stay."""
        for number, action in enumerate(actions):
            for terminal, argument in action.items():
                if argument < 0 or defaults[argument] < 0:
                    continue
                rule = self.rules[defaults[argument]]
                symbol = self.symbols[rule.origin.name]
                recursive = len(rule.expansion) == 2 and rule.expansion[0].name == rule.origin.name
                reached = {goto.get(symbol) for goto in gotos if symbol in goto}
                if recursive and rule_action(rule) in IN_PLACE and reached == {number}:
                    action[terminal] = FOLD + defaults[argument]


def tables() -> dict[str, Any]:
    """All tables, as stored: each on its own, because arithmetic is not always needed."""
    result: dict[str, Any] = {"hash": grammar_hash()}
    for name in GRAMMARS:
        result[name] = marshal.dumps(_Table(name).packed(), 2)
    return result


def write() -> None:
    """Write tables.bin, and the regular expressions of this Python next to it."""
    from . import patterns

    _replace(HERE / "tables.bin", marshal.dumps(tables(), 2))
    _replace(HERE / patterns.file_name(), patterns.dump())


def _replace(path: pathlib.Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.rename(path)


def refreshed(loaded: dict[str, Any]) -> dict[str, Any]:
    """Tables for a checkout whose grammars are newer than tables.bin: made anew if they differ and lark is there."""
    path = HERE / "tables.bin"
    if loaded["hash"] == grammar_hash():
        try:
            os.utime(path)
        except OSError:
            pass
        return loaded
    try:
        made = tables()
    except ImportError:
        return loaded
    try:
        _replace(path, marshal.dumps(made, 2))
    except OSError:
        pass
    return made


if __name__ == "__main__":
    write()
    sys.stdout.write("wrote tables of " + ", ".join(GRAMMARS) + "\n")
