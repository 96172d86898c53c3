"""Arithmetic written out as Python gives what its nodes give: values, assignments and errors."""

from __future__ import annotations

import random

import pytest

from oilgg.errors import ExpansionError
from oilgg.expand import formula
from oilgg.interp.state import Shell
from oilgg.syntax.lexer import Lexer

NAMES = ["x", "y", "z", "n", "unset", "a[1]", "a[x]", "a[2]", "m[k]", "a[i - 1]", "i"]
NUMBERS = ["0", "1", "2", "7", "9223372036854775807", "0x1f"]
BINARY = ["+", "-", "*", "/", "%", "**", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^", "<<", ">>", "&&", "||", ","]
VALUES = ["", "3", "-5", "010", "y + 1", "9223372036854775807", "1 / 0", "word", "0"]
HOT = 3


def draw(chance: random.Random, depth: int, holes: bool) -> str:
    """An expression as text."""
    kind = chance.randrange(11) if depth else chance.randrange(3)
    if kind == 0:
        return chance.choice(NUMBERS)
    if kind < 3:
        return chance.choice(["$x", "$1", "${#y}", "${z}", "${a[1]}"]) if holes and kind == 1 else chance.choice(NAMES)
    if kind < 7:
        return f"{draw(chance, depth - 1, holes)} {chance.choice(BINARY)} {draw(chance, depth - 1, holes)}"
    if kind == 7:
        return f"({draw(chance, depth - 1, holes)})"
    if kind == 8:
        condition, one, other = [draw(chance, depth - 1, holes) for _ in range(3)]
        return f"({condition} ? ({one}) : ({other}))"
    if kind == 9:
        return f"{chance.choice(['- ', '! ', '~ ', '+ '])}{draw(chance, depth - 1, holes)}"
    name = chance.choice(NAMES)
    if chance.random() < 0.4:
        return chance.choice([f"{name}++", f"{name}--", f"++{name}", f"--{name}"])
    return f"({name} {chance.choice(['=', '+=', '-=', '*=', '<<=', '/='])} {draw(chance, depth - 1, holes)})"


def make(seed: int) -> Shell:
    """A shell with variables of every kind."""
    chance = random.Random(seed)
    shell = Shell("test", [chance.choice(VALUES)])
    for name in ("x", "y", "z", "i"):
        shell.vars.set(name, chance.choice(VALUES))
    shell.vars.assign_array("a", [(None, "=", chance.choice(VALUES)) for _ in range(4)])
    shell.vars.set_attributes("n", 4)  # an integer
    shell.vars.set_attributes("m", 512)  # an associative array
    shell.vars.set_element("m", "k", chance.choice(VALUES))
    if chance.random() < 0.2:
        shell.vars.set_attributes("z", 2)  # readonly
    if chance.random() < 0.2:
        shell.vars.set_nameref("y", chance.choice(["x", "a[1]", "q"]))
    return shell


def picture(shell: Shell) -> list[object]:
    """What the variables are."""
    found: list[object] = []
    for name in ("x", "y", "z", "n", "i", "a", "m", "q", "unset"):
        value = shell.vars.values.get(name)
        found.append(getattr(value, "items", value if isinstance(value, str) else getattr(value, "target", None)))
    return found


@pytest.mark.parametrize("holes", [False, True])
def test_like_the_nodes(holes: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)
    monkeypatch.setattr(formula, "_HOT", HOT)
    generated = 0
    for _ in range(250):
        text = draw(chance, 3, holes)
        expressions = [formula.compile_expression(Lexer(text, 1, None, False).arithmetic(text, 0)) for _ in range(2)]
        nodes, hot = expressions
        for _ in range(HOT):
            try:
                hot.value(make(1))
            except ExpansionError:
                pass
        generated += hot.value != hot._value
        for seed in range(6):
            outcomes = []
            for expression in (nodes, hot):
                expression.evaluations = 100 * HOT
                shell = make(seed)
                try:
                    result: object = expression.value(shell)
                except ExpansionError as error:
                    result = (type(error), error.message)
                outcomes.append((result, picture(shell), capfd.readouterr()))
            assert outcomes[0] == outcomes[1], text
    assert generated > 150


@pytest.mark.parametrize("last", ["5", "$1"])
def test_deeper_than_python_allows(last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula, "_HOT", 1)
    text = "x ? 1 : " * 150 + last
    expression = formula.compile_expression(Lexer(text, 1, None, False).arithmetic(text, 0))
    shell = Shell("test", ["5"])
    first = expression.value(shell)
    shell.positional = [last.replace("$1", "6")]
    assert [first, expression.value(shell)] == [5, int(shell.positional[0])]
