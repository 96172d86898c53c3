"""Runs lark's LALR tables: the loop, and the tables loaded once.

The order of things differs from lark's own loop in one respect: a state with a default rule is reduced before the next
token is asked for. So the lexer is asked in states whose mode means something, and never asked for more than is needed.
"""

from __future__ import annotations

import marshal
import posix

from .actions import newline_separated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FOLD = 100_000


class Table:
    """One grammar's table, with its actions looked up."""

    __slots__ = ("actions", "defaults", "ends", "gotos", "modes", "rules", "starts")

    def __init__(self, grammar: str, functions: Any) -> None:
        packed = marshal.loads(TABLES[grammar])
        self.starts, self.ends, self.modes, self.defaults, self.actions, self.gotos, rules, names = packed
        found = [getattr(functions, name) for name in names]
        self.rules = []
        for symbol, length, action in rules:
            # no function: the value is that of the first part, or None if there are no parts
            idle = names[action] in _FIRST[min(length, 2)] or found[action] is newline_separated
            self.rules.append((symbol, length, None if idle else found[action]))


# actions that only hand on their first part, by how many parts there are (2: and more)
_FIRST = (("none",), ("same",), ("same", "first", "none"))


def run(
    table: Table,
    start: str,
    methods: tuple[Callable[[], int], ...],
    lexer: Any,
    fail: Callable[[int, dict[int, int]], Any],
) -> Any:
    """Parse one `start` symbol; its value.

    methods[mode]() gives the next terminal and leaves its value in `lexer.value`; `fail(terminal, actions of the
    state)` must raise. An unknown token is a terminal >= 0 that no state accepts.
    """
    modes, defaults, actions, gotos, rules = table.modes, table.defaults, table.actions, table.gotos, table.rules
    state = table.starts[start]
    end = table.ends[start]
    states = [state]
    values: list[Any] = []
    push_state, push_value = states.append, values.append
    terminal = -1
    while True:
        number = defaults[state]
        if number < 0:
            if terminal < 0:
                terminal = methods[modes[state]]()
            action = actions[state].get(terminal)
            if action is None:
                fail(terminal, actions[state])
            if action >= 0:
                terminal = -1
                if action >= FOLD:
                    function = rules[action - FOLD][2]
                    if function is not None:
                        function((values[-1], lexer.value))
                    continue
                push_value(lexer.value)
                push_state(action)
                state = action
                continue
            number = ~action
        elif state == end:
            return values[-1]
        symbol, length, function = rules[number]
        if length == 1:
            if function is not None:
                values[-1] = function(values[-1:])
            state = states[-1] = gotos[states[-2]][symbol]
            continue
        if length:
            if function is None:
                del states[-length:], values[1 - length :]
            else:
                value = function(values[-length:])
                del states[-length:], values[-length:]
                push_value(value)
        elif function is None:
            push_value(None)
        else:
            push_value(function(()))
        state = gotos[states[-1]][symbol]
        push_state(state)


def _load() -> dict[str, Any]:
    """tables.bin; made anew first in a checkout whose grammars are newer."""
    here = __file__[: __file__.rindex("/") + 1]
    loaded = _read(here + "tables.bin")
    if _outdated(here):
        from . import build

        loaded = build.refreshed(loaded)
    return loaded


def _read(path: str) -> dict[str, Any]:
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        data = posix.read(descriptor, 1 << 22)
    finally:
        posix.close(descriptor)
    loaded: dict[str, Any] = marshal.loads(data)
    return loaded


def _outdated(here: str) -> bool:
    """Whether there are grammars, and one of them is newer than the tables."""
    grammars = here + "../../grammar/"
    try:
        made = posix.stat(here + "tables.bin").st_mtime_ns
        for name in ("shell.lark", "word.lark", "arithmetic.lark"):
            if posix.stat(grammars + name).st_mtime_ns > made:
                return True
    except OSError:
        pass
    return False


TABLES = _load()
