"""Random scripts about what language.py leaves out: scope, namerefs, traps, descriptors, printed functions, traces, …

Each fashion is a list of patterns in a file of rules/, in which <name> stands for what the rule of that name draws:
another list, or a method of `Drawing`. Most scripts mix two fashions. As there, a script is drawn from a number alone,
loops are bounded, functions call only those before them, and nothing is asked that bash leaves open.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.property.language import Drawing

DEEPEST = 4

FASHIONS = [
    "nameref", "scope", "trap", "reader", "printing", "getopts", "array", "descriptor", "pipe", "fatal", "printed",
    "traced", "matching", "odd",
    "formats", "reads", "tests", "completion", "lookups", "folders", "settings", "resources", "jobbing",
    "split", "braces", "oper", "elements", "magic", "prompts",
    "alias", "globs", "loop", "document", "erring", "posixly",
]  # fmt: skip

ENDING = ["erring", "posixly"]
"""Their statements end the shell more often than not: most of them are put into a subshell."""

LEFT_OUT = [
    r"""(?m)^.*\beval .*\\['"]*$""", r"alias q='\(", r'\(\(.*m\["]"\]', r"%\S*\*.*(\d{9}|0x7f)",
    r"trap 'return 5' (DEBUG )?RETURN",
]  # fmt: skip
"""Scripts in which it is found are drawn again: what differs in known ways (spec/known.test.sh), huge widths, and
traps that call themselves."""


KNOWN = [
    r"\[\[: command not found",
    r"unexpected EOF while looking for matching (?s:.*)syntax error near unexpected token",
    r"`-?\d+': not a valid identifier",
    r"substring expression < 0",
    r"recursion level exceeded",
    r"cannot find _struct in shared object",
]
"""The same for what bash says: a script that makes it say so is not compared."""


def read_rules() -> dict[str, list[str]]:
    """The patterns of each rule."""
    rules: dict[str, list[str]] = {"nothing": [""]}
    for path in sorted(Path(__file__).with_name("rules").glob("*.txt")):
        name = ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("= "):
                name = line[2:]
                assert name not in rules, name
                rules[name] = []
            elif name and line:
                rules[name].append(line.replace("⏎", "\n"))
    return rules


RULES = read_rules()


class Feature(Drawing):
    """One script about features being drawn."""

    def __init__(self, number: int | str) -> None:
        super().__init__(f"feature {number}")
        self.level = 0

    def rule(self, name: str) -> str:
        """What the rule of this name draws; <name> if there is none."""
        options = RULES.get(name)
        if options is None:
            method = getattr(self, name, None)
            if method is None or name not in METHODS:
                return f"<{name}>"
            text = method(1) if name in ("arithmetic", "condition") else method()
            return str(text)
        self.level += 1
        if self.level > DEEPEST:
            flat = [option for option in options if "<list>" not in option and "<compound>" not in option]
            options = flat or RULES["leaf"]
        text = self.fill(self.one(options))
        self.level -= 1
        return text

    def fill(self, pattern: str) -> str:
        """The pattern with its rules filled in."""
        if "<J>" in pattern:
            pattern = pattern.replace("<J>", self.counter())
        return re.sub("<([a-z_0-9]{1,})>", lambda found: self.rule(found[1]), pattern)

    def script(self) -> str:
        """The whole script."""
        lines = ['f() { echo f; return 1; }; g() { p "$#" "$@"; x=g; }', *self.setup()]
        main, other = self.one(FASHIONS), self.one(FASHIONS)
        if main == "fatal":
            lines += [self.one(["set -e", "set -e", "set -u", "set -eu", ":"])]
        if main == "traced":
            lines += [f"PS4='{self.rule('ps4')} '", "set -x"]
        for _ in self.some(3, 7):
            fashion = main if self.chance(60) else other if self.chance(75) else self.one(FASHIONS)
            line = self.rule(fashion)
            end = "\n)" if "\n" in line else " )"
            lines.append(f"( {line}{end}" if fashion in ENDING and self.chance(60) else line)
        return "\n".join([*lines, 'echo "$?"; p "$x" "$y" "${a[@]}"']) + "\n"


METHODS = ["word", "words", "expansion", "pattern", "arithmetic", "condition", "regex", "double_quoted"]


def script(number: int | str) -> str:
    """The script with this number."""
    text = Feature(number).script()
    while any(re.search(pattern, text) for pattern in LEFT_OUT):
        number = f"{number}'"
        text = Feature(number).script()
    return text
