"""The shapes of syntax trees: the language reference of oilgg's bash dialect.

Trees are plain tuples of tuples, str, int, bool and None, so that `marshal` takes them and they hash. The first item
of a node is its tag. `line` is the 1-based line of the source where the construct starts (for a simple command: where
its first word ends, which is what bash's LINENO shows).

Words
-----
Word = (raw, parts)       raw is the source of the word after alias expansion and without line continuations, parts is a
                          tuple of parts. An empty word is (raw, (("sq", ""),)) if it was quoted, (raw, ()) else.

Part                                                        source
  str                                                       `a*.c`  `~`  `{a,b}`  `@(x|y)`: unquoted text as it stands
  ("sq", text)                                              `'a b'`  `\\ `  `$'\\t'`: quoted text
  ("dq", parts)                                             `"a $b"`: a str part in here is quoted text
  ("ldq", parts)                                            `$"a $b"`
  ("var", name)                                             `$x`  `${x}`  `$1`  `${12}`  `$@ $* $# $? $- $$ $! $0`
  ("brace", name, sub, indirect, op, args)                  every other `${…}`
  ("bad", raw)                                              `${x y}`: "bad substitution" when it is expanded
  ("bad", raw, (line, message))                             the same for a here-document: see here_document_problem
  ("cmdsub", node | None, raw)                              `$(ls)`: raw is the text between the parentheses
  ("heresub", node | None, raw)                             the same in a here-document: raw is parsed when it is run
  ("backq", text)                                           `` `ls` ``: its backslashes removed, parsed when it is run
  ("arith", Word)                                           `$((i + 1))`  `$[i + 1]`
  ("procsub", "<" | ">", node | None, raw)                  `<(sort f)`  `>(tee log)`

sub is None, "@", "*" or a Word: `${a[1]}`; indirect is True for `${!x}`. op and args of "brace":
  ""      ()                   `${a[i]}`  `${!x}`           "len"   ()                  `${#x}`  `${#a[@]}`
  ":-" "-" ":=" "=" ":?" "?" ":+" "+"   (Word,)             `${x:-word}` …
  "#" "##" "%" "%%"            (Word,)                      `${x%.c}`
  "/" "//" "/#" "/%"           (Word, Word | None)          `${x/pattern/string}`  `${x//pattern}`
  "^" "^^" "," ",," "~" "~~"   (Word | None,)               `${x^^}`  `${x^[a-c]}`
  ":"     (Word, Word | None)                               `${x:offset:length}`
  "@"     (letter,)                                         `${x@Q}`
  "keys"  ()                                                `${!a[@]}`  `${!a[*]}` (sub tells which)
  "names" ()                                                `${!p@}`  `${!p*}`: name is p, sub "@" or "*"
Words inside are parsed for where they stand: within "…" the words of `:-` and its kin are like the inside of "…"
(a str part is quoted text), those of `#`, `%`, `/`, `^` and `,` are patterns with quotes of their own. Offset, length,
subscript and arithmetic words are like the inside of "…".

Assignments and redirections
----------------------------
  ("assign", name, sub | None, "=" | "+=", Word | ("array", elements))      `x=1`  `a[2]+=x`  `a=(x [3]=y)`
  ("elem", sub | None, "=" | "+=", Word)                                    an element of such an array
  ("redir", line, fd, op, Word)                        `2>f`: fd is None, an int or the name in `{name}>f`
        op: < > >> >| <> <& >& &> &>> <<<
  ("heredoc", line, fd, "<<" | "<<-", delimiter, Word) delimiter is its source (`'EOF'`), the Word is the text:
        (("sq", text),) if the delimiter was quoted, else parts like those of "…"; leading tabs are gone for <<-

Commands
--------
  ("simple", line, assigns, words, redirs)             `x=1 ls -l >f`; a word is an assignment tuple instead where a
        declaration builtin takes one: `local x=$y a=(1 2)`
  ("pipeline", line, negated, timed, commands)         `! a | b`  `time -p a`; timed is None, "time" or "time -p";
  commands
        may be empty for a bare `time` or `!`; `a |& b` is `a 2>&1 | b`
  ("and", left, right)  ("or", left, right)            `a && b`  `a || b`
  ("bg", line, node)                                   `a &`
  ("seq", nodes)                                       `a; b` two or more
  ("if", line, ((condition, body), …), else | None, redirs)                 `if a; then b; elif c; then d; else e; fi`
  ("while", line, condition, body, redirs)             `while a; do b; done`
  ("until", line, condition, body, redirs)
  ("for", line, name, words | None, body, redirs)      `for x in a b; do c; done`; None without `in`
  ("select", line, name, words | None, body, redirs)
  ("forarith", line, init, condition, step, body, redirs)   `for ((i = 0; i < 9; i++)); do a; done`: each Word | None
  ("case", line, Word, ((patterns, body | None, ";;" | ";&" | ";;&"), …), redirs)   `case $x in a | b) c ;; esac`
  ("group", line, body, redirs)                        `{ a; }`
  ("subshell", line, body, redirs)                     `(a)`
  ("arithcmd", line, Word, redirs)                     `((i++))`
  ("cond", line, expression, redirs)                   `[[ -f $x && $y == a* ]]`
        expression: ("and", a, b) ("or", a, b) ("not", a) ("unary", "-f", Word) ("binary", "==", Word, Word)
        ("word", Word); a further last item "(" on and, or, not and binary means that it stands in parentheses (for
        printing)
  ("func", line, name, body)                           `f() { a; }`: body is a compound command with its redirections
  ("coproc", line, name, node)                         `coproc NAME { a; }`: name is "COPROC" if none is given
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = tuple[Any, ...]
    Word = tuple[str, tuple[Any, ...]]
    Part = str | tuple[Any, ...]

PIPED_SUBSHELLS: dict[int, int] = {}
"""Of the complete command that was parsed last: lines of pipelines, and the line where their last ( ) | ends."""
FUNCTIONS: list[tuple[int, int]] = []
"""Of the complete command being parsed: lines where the last function and its body start."""
ARITHMETIC_LOOPS: list[int] = []
"""Of the complete command being parsed: the line of the last `for (( ))`, which those around it have as well."""
DECLARATION_BUILTINS = frozenset(("declare", "typeset", "local", "export", "readonly"))


_LINED = frozenset((
    "arithcmd", "bg", "case", "coproc", "for", "forarith", "func", "heredoc", "if", "redir", "select", "simple",
    "subshell", "until", "while",
))  # fmt: skip
_NAMED = frozenset(("assign", "brace", "procsub", "var"))


def is_text(tree: Node) -> bool:
    """Whether a tree is a word, or the parts of one, whose text reads like the tag of a node: `echo simple "brace$x"`.

    Behind such a tag there is a number or a string; behind text there is a part, or nothing.
    """
    if len(tree) < 2:
        return True
    tag = tree[0]
    return (tag in _LINED and tree[1].__class__ is not int) or (tag in _NAMED and tree[1].__class__ is not str)


def first_line(node: Node) -> int:
    """The line a node starts on, also for lists, which carry none of their own."""
    while not isinstance(node[1], int):
        node = node[1][0] if node[0] == "seq" else node[1]
    return node[1]


def substituted(tree: Node) -> Node | None:
    """The command whose output is all that the command `tree` assigns, one or a pipeline: `x=$(this)`; else None."""
    if tree[0] != "simple" or len(tree[2]) != 1 or tree[3] or tree[4]:
        return None
    return _only_substitution(tree[2][0])


def declared(tree: Node) -> Node | None:
    """The same for `local x=$(this)`, `declare`, `typeset` and `readonly`; `declarer` tells which."""
    if tree[0] != "simple" or tree[2] or len(tree[3]) != 2 or tree[4]:
        return None
    first, second = tree[3]
    if first[0] not in DECLARERS or first[1] != (first[0],) or second[0] != "assign" or len(second) != 5:
        return None
    return _only_substitution(second)


def declarer(tree: Node) -> str:
    """The builtin that the command `tree`, for which `declared` gives something, begins with."""
    name: str = tree[3][0][0]
    return name


DECLARERS = frozenset(("declare", "local", "readonly", "typeset"))
"""Builtins that make variables and whose status is 0 whatever `$( )` in their words come to."""


def _only_substitution(assign: Node) -> Node | None:
    _, _name, sub, op, value = assign
    if sub is not None or op != "=" or value[0] == "array" or len(value[1]) != 1:
        return None
    part = value[1][0]
    if part[0] == "dq" and len(part[1]) == 1:
        part = part[1][0]
    if part.__class__ is not tuple or part[0] != "cmdsub" or part[1] is None:
        return None
    body: Node = part[1]
    return body if body[0] in ("simple", "pipeline") else None
