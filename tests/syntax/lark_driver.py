"""lark's own LALR loop with our lexer: the yardstick for oilgg.syntax.driver."""

from __future__ import annotations

import functools
from typing import Any

from lark import Token
from lark.exceptions import UnexpectedInput
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from oilgg.syntax import actions, build, modes, printer, tokens, words


@functools.cache
def _parser(grammar: str) -> Any:
    return build.lark_parser(grammar).parser.parser


@functools.cache
def _configuration(grammar: str, start: str) -> ParseConf[Any]:
    table = _parser(grammar)._parse_table
    callbacks: dict[Any, Any] = {}
    for state in table.states.values():
        for kind, argument in state.values():
            if kind.name == "Reduce" and not argument.origin.name.startswith("$"):
                callbacks[argument] = getattr(actions, build.rule_action(argument))
    for terminal in modes.TERMINALS[grammar]:
        callbacks[terminal] = lambda token: token.value
    return ParseConf(table, callbacks, start)


@functools.cache
def _default(grammar: str, state: int) -> Any:
    """The rule that a state reduces by whatever comes, or None."""
    row = _parser(grammar)._parse_table.states[state]
    rules = {argument for kind, argument in row.values() if kind.name == "Reduce"}
    if len(rules) == 1 and all(kind.name == "Reduce" for kind, _ in row.values()):
        return rules.pop()
    return None


@functools.cache
def _mode(grammar: str, state: int) -> int:
    return modes.state_mode(grammar, set(_parser(grammar)._parse_table.states[state]))


def _resting_state(grammar: str, stack: list[int]) -> int:
    """The state that default reductions lead to, on a copy of the stack: lark cannot make them without a token."""
    states = _parser(grammar)._parse_table.states
    stack = list(stack)
    while (rule := _default(grammar, stack[-1])) is not None:
        if rule.expansion:
            del stack[-len(rule.expansion) :]
        stack.append(states[stack[-1]][rule.origin.name][1])
    return stack[-1]


def run(table: Any, start: str, methods: Any, lexer: Any, fail: Any) -> Any:
    """As `oilgg.syntax.driver.run`."""
    grammar = {id(words.TABLE): "word", id(tokens.TABLE): "shell"}.get(id(table))
    if grammar is None:
        raise AssertionError(printer)
    states = _parser(grammar)._parse_table.states
    end = states[_parser(grammar)._parse_table.start_states[start]][start][1]
    state = ParserState(_configuration(grammar, start), None)
    while True:
        resting = _resting_state(grammar, state.state_stack)
        if resting == end:
            return state.feed_token(Token("$END", ""), is_end=True)
        terminal = methods[_mode(grammar, resting)]()
        names = modes.TERMINALS[grammar]
        name = names[terminal] if terminal < len(names) else "UNKNOWN"
        try:
            state.feed_token(_token(name, lexer.value))
        except UnexpectedInput:
            row = states[state.state_stack[-1]]
            fail(terminal, {names.index(symbol): 0 for symbol in row if symbol in names})


def _token(name: str, value: Any) -> Token:
    token = Token(name, "")
    token.value = value
    return token
