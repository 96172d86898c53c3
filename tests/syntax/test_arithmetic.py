"""Arithmetic: values and messages as in bash."""

from __future__ import annotations

from typing import Any

import pytest

from oilgg.errors import ParseError
from oilgg.syntax.arithmetic import parse_arithmetic
from tests.syntax import oracle

TEXTS = [
    "1+2*3",
    "2**3**2",
    "-2**2",
    "1-2-3",
    "(1+2)*3",
    "x=5",
    "x+=2,x",
    "x++",
    "++x+1",
    "x--",
    "1?2:3",
    "0?1:0?2:3",
    "1<2&&3>2",
    "!0",
    "~1",
    "-x",
    "- -3",
    "--3",
    "1--3",
    "1++2",
    "x++ + ++x",
    "5%3",
    "7/2",
    "1<<4>>1",
    "5&3|8^2",
    "1==1!=0",
    "010",
    "0x1F",
    "2#101",
    "36#z",
    "64#_",
    "16#fF",
    "a[1]",
    "a[b[2]]",
    "",
    "  ",
    "1 +",
    "1 + ",
    "+",
    "*",
    "1 2",
    "(1",
    "1)",
    "()",
    "1?2",
    "1?",
    "1?:2",
    "1:2",
    "x=",
    "=1",
    "1=2",
    "x+1=2",
    "x y",
    "08",
    "2#2",
    "65#1",
    "1#1",
    "3#",
    "1.5",
    "1.",
    "$",
    '"1"',
    "a[",
    "a[1",
    "a b",
    "1 ? 2 : ",
    "(x)++",
    "++(x)",
    "++5",
    "5++",
    "x++ 1",
    "1,",
    "(,)",
    "&&",
    "1&&",
    "1 &&",
    "!",
    "x=y=3",
    "x?y=1:2",
    "1?x:y=5",
    "@",
    "x@",
    "1@",
    "a[1]=3",
    "0x",
    "0xg",
    "1_000",
    "1 // 2",
    "1 ! 2",
    "a.b",
    "'1'",
    "x = = 2",
    "x === 2",
    "1 + + + 2",
    "1 << ",
    "x <<= 2",
    "x **= 2",
    "x => 2",
    "1 <> 2",
    "} ",
    "1 { 2",
    "#",
    "1#",
    "10#08",
    "0b1",
    "1e3",
    "x?",
    "x?1:",
    "x?1 2:3",
    "((1)",
    "1 , , 2",
    "x , y = 2 , y",
    "1+x=2",
    "-x=3",
    "x*y=4",
    "(x)=3",
    "x&&y=3",
    "x++=2",
    "x=1?y:3=4",
    "x=y=z=1",
    "x = (y = 2) + 1",
    "1,2,3",
    "x+=y-=1",
    "!x==0",
    "~x&1",
    "x<y<2",
    "x?1?2:3:4",
    "a[x=1]",
    "0x7fffffffffffffff",
    "077",
    "0",
    "00",
    "1?x=2:3",
    "x, y",
    "(1,2)",
    "((1))",
    "x++ + y++",
    "x --y",
    "x - -y",
    "-- x",
    "+ + x",
    "1 <<2",
    "5 %  3",
    "x^=1",
    "x|=y",
    "x&=y",
    "x>>=1",
    "x/=2",
    "x%=2",
]
_SETTING = "x=3; y=2; a=(9 7 7); b=(0 1 1); "


class Evaluation:
    """A small evaluator: enough to see that the tree is right."""

    def __init__(self) -> None:
        self.names = {"x": 3, "y": 2}

    def value(self, tree: Any) -> int:
        result: int = getattr(self, "of_" + tree[0])(*tree[1:])
        return result

    def of_num(self, number: int) -> int:
        return number

    def of_var(self, name: str) -> int:
        return self.names.get(name, 0)

    def of_elem(self, name: str, subscript: str) -> int:
        return 7

    def of_unary(self, op: str, operand: Any) -> int:
        value = self.value(operand)
        return {"-": -value, "+": value, "!": int(not value), "~": ~value}[op]

    def of_binary(self, op: str, left: Any, right: Any) -> int:
        first = self.value(left)
        if op in ("&&", "||"):
            return int(bool(self.value(right))) if bool(first) is (op == "&&") else int(op == "||")
        return int(eval(f"({first}) {'//' if op == '/' else op} ({self.value(right)})"))

    def of_assign(self, op: str, target: Any, right: Any) -> int:
        value = self.value(right)
        if op != "=":
            value = self.of_binary(op[:-1], target, ("num", value))
        self.names[target[1]] = value
        return value

    def of_pre(self, op: str, target: Any) -> int:
        return self.of_assign(op[0] + "=", target, ("num", 1))

    def of_post(self, op: str, target: Any) -> int:
        old = self.value(target)
        self.of_pre(op, target)
        return old

    def of_cond(self, condition: Any, first: Any, second: Any) -> int:
        return self.value(first if self.value(condition) else second)

    def of_comma(self, first: Any, second: Any) -> int:
        self.value(first)
        return self.value(second)


def _ours(text: str) -> str:
    try:
        return str(Evaluation().value(parse_arithmetic(text)))
    except ParseError as error:
        return "bash: line 1: " + error.text + ": " + error.message  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", TEXTS)
def test_as_in_bash(text: str) -> None:
    text = " " + text + " "
    done = oracle.bash(["-c", _SETTING + "let v=0; r=$(($1)); echo $r", "bash", text])
    assert _ours(text) == (done.stdout + done.stderr).strip("\n")


def test_shapes() -> None:
    assert parse_arithmetic("a[i + 1] = x ? 1 : y++, 2") == (
        "comma",
        ("assign", "=", ("elem", "a", "i + 1"), ("cond", ("var", "x"), ("num", 1), ("post", "++", ("var", "y")))),
        ("num", 2),
    )
    assert parse_arithmetic("") == ("num", 0)
    assert parse_arithmetic("2 ** 3 ** 2") == ("binary", "**", ("num", 2), ("binary", "**", ("num", 3), ("num", 2)))


def test_numbers_are_64_bits() -> None:
    assert parse_arithmetic("9223372036854775808") == ("num", -9223372036854775808)
    assert parse_arithmetic("64#_@") == ("num", 63 * 64 + 62)


def test_many_parentheses() -> None:
    assert parse_arithmetic("(" * 3000 + "1" + ")" * 3000) == ("num", 1)
