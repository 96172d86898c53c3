"""What an awk program does beyond reading its files and printing, and whether it treats each line by itself.

A lexer is enough: awk leaves the process only by `system`, `getline`, and `>`, `>>`, `|` behind `print`; a line
depends on others only by variables, ranges, BEGIN, END and the counters.
"""

from __future__ import annotations

from oilgg.annotate.programs import Found, Unclear

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
DIGITS = frozenset("0123456789")
OPERATORS = (
    "**=",
    "&&",
    "||",
    "++",
    "--",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "^=",
    "==",
    "!=",
    ">=",
    "<=",
    ">>",
    "**",
    "|&",
)
ASSIGNING = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "^=", "**=", "++", "--"))
FORBIDDEN = frozenset(
    ["system", "getline", "close", "fflush", "ARGV", "ARGC", "systime", "strftime", "mktime", "PROCINFO", "SYMTAB"]
)
KEEPING = frozenset(
    [
        "BEGIN",
        "END",
        "NR",
        "FNR",
        "FILENAME",
        "RS",
        "RT",
        "split",
        "match",
        "patsplit",
        "delete",
        "function",
        "func",
        "nextfile",
        "exit",
        "sub",
        "gsub",
        "asort",
        "asorti",
        "rand",
        "srand",
    ]
)
WORDS_BEFORE_REGEX = frozenset(["print", "printf", "return", "in", "case", "do", "else"])
Token = tuple[str, str]


def tokens(text: str) -> list[Token]:
    """(kind, text) with kinds word, number, string, regex, operator, newline."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in " \t\r":
            at += 1
        elif char == "\\" and text[at + 1 : at + 2] == "\n":
            at += 2
        elif char == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif char == "\n":
            found.append(("newline", char))
            at += 1
        elif char == '"':
            at = _quoted(text, at, found)
        elif char == "/" and _regex_can_start(found):
            at = _regex(text, at, found)
        elif char in LETTERS or char in DIGITS or (char == "." and text[at + 1 : at + 2].isdigit()):
            at = _word(text, at, found)
        else:
            operator = next((each for each in OPERATORS if text.startswith(each, at)), char)
            found.append(("operator", operator))
            at += len(operator)
    return found


def _quoted(text: str, start: int, found: list[Token]) -> int:
    at = start + 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    if at >= len(text):
        raise Unclear("a string that does not end")
    found.append(("string", text[start + 1 : at]))
    return at + 1


def _regex(text: str, start: int, found: list[Token]) -> int:
    """A regular expression; whether a slash in brackets ends it differs between versions, so it is unclear."""
    at = start + 1
    inside = False
    while at < len(text) and text[at] != "\n":
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "/":
            if inside:
                raise Unclear("a slash in brackets")
            found.append(("regex", text[start + 1 : at]))
            return at + 1
        elif char == "[" and not inside:
            inside = True
            if text[at + 1 : at + 2] == "^":
                at += 1
            if text[at + 1 : at + 2] == "]":
                at += 1
        elif char == "[" and text[at + 1 : at + 2] in (":", ".", "="):
            end = text.find(text[at + 1] + "]", at + 2)
            if end < 0:
                break
            at = end + 1
        elif char == "]":
            inside = False
        at += 1
    raise Unclear("a regular expression that does not end")


def _word(text: str, start: int, found: list[Token]) -> int:
    at = start
    if text[at] in LETTERS:
        while at < len(text) and (text[at] in LETTERS or text[at] in DIGITS):
            at += 1
        found.append(("word", text[start:at]))
    else:
        while at < len(text) and (text[at] in DIGITS or text[at] in LETTERS or text[at] == "."):
            at += 1
        found.append(("number", text[start:at]))
    return at


def _regex_can_start(found: list[Token]) -> bool:
    """Whether a slash starts a regular expression, or divides."""
    if not found:
        return True
    kind, text = found[-1]
    if kind == "word":
        return text in WORDS_BEFORE_REGEX
    return kind not in ("number", "string", "regex") and text not in (")", "]", "++", "--", "$")


def awk(texts: list[str]) -> Found:
    """What awk programs do; facts: linewise, early, environ, varies. Output to files and commands refuses."""
    found = Found()
    for text in texts:
        try:
            _judge(tokens(text), found)
        except Unclear as unclear:
            found.refusal = f"the program has {unclear}"
    return found


def _judge(program: list[Token], found: Found) -> None:
    depth = 0
    for index, (kind, text) in enumerate(program):
        if kind == "word":
            _judge_word(program, index, text, found)
        elif kind == "operator":
            if text in "([{":
                depth += 1
            elif text in ")]}":
                depth -= 1
            elif text == "@":
                raise Unclear("@")
            elif text in ("|", "|&"):
                raise Unclear("a pipe")
            elif (text == "," and depth == 0) or (text in ASSIGNING and not _to_field(program, index)):
                found.facts.discard("linewise")
    if depth:
        raise Unclear("a bracket that is not closed")


def _judge_word(program: list[Token], index: int, text: str, found: Found) -> None:
    if text in FORBIDDEN:
        raise Unclear(text)
    if text in ("print", "printf"):
        _judge_print(program, index + 1)
    elif text == "exit":
        found.facts.add("early")
    elif text == "ENVIRON":
        found.facts.add("environ")
    elif text in ("rand", "srand"):
        found.facts.add("varies")
    if text in KEEPING:
        found.facts.discard("linewise")


def _judge_print(program: list[Token], start: int) -> None:
    """`print … > file` writes; only /dev/stderr is harmless. A `>` inside parentheses compares."""
    depth = 0
    for index in range(start, len(program)):
        kind, text = program[index]
        if kind == "newline" or (kind == "operator" and text in (";", "}") and depth == 0):
            return
        if kind != "operator":
            continue
        if text in "([":
            depth += 1
        elif text in ")]":
            depth -= 1
        elif text in (">", ">>") and depth <= 0:
            follower = program[index + 1 : index + 3]
            if follower[:1] != [("string", "/dev/stderr")]:
                raise Unclear("output to a file")
            if follower[1:] and follower[1][0] not in ("newline",) and follower[1][1] not in (";", "}"):
                raise Unclear("output to a file")


def _to_field(program: list[Token], index: int) -> bool:
    """Whether an assignment changes a field of the line: `$1 = x`, `$NF++`."""
    return index >= 2 and program[index - 2] == ("operator", "$") and program[index - 1][0] in ("word", "number")
