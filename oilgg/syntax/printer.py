"""Trees to text, as bash prints them: `declare -f`, `type`, BASH_COMMAND, `jobs`.

bash's layout follows from the order in which it visits a command and from a few counters (indentation, whether the next
indentation is to be left out, whether bodies of here-documents have to wait for the operator behind the command). The
same counters are kept here, because nothing else gives the same text in all cases.
"""

from __future__ import annotations

from . import actions, driver
from .escapes import decode_ansi
from .heredoc import settled, unquoted
from .lexer import Lexer
from .tokens import KEYWORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .nodes import Node, Word

_STEP = 4


def function_text(name: str, body: Node, multiline: bool = True, posix: bool = False) -> str:
    """The definition of a function as `declare -f` prints it; on one line as functions are exported.

    `posix`: as in posix mode, where functions within it have no `function` before their names.
    """
    printer = _Printer()
    if posix:
        printer.function_keyword = ""
    return printer.function(name, body, multiline)


def command_text(node: Node) -> str:
    """A command as in BASH_COMMAND and the list of jobs."""
    printer = _Printer()
    printer.command(printer.connected(node))
    printer.deferred("")
    return "".join(printer.out)


def pretty_text(node: Node) -> str:
    """A command as `--pretty-print` shows it."""
    printer = _Printer()
    printer.function_keyword = ""
    printer.command(printer.connected(node))
    printer.deferred("")
    return "".join(printer.out)


def word_text(word: Word) -> str:
    """The source of a word, as bash keeps it: $'…' decoded, commands in $( ) printed anew."""
    raw, parts = word
    if "$" not in raw and "(" not in raw and "\\\n" not in raw:
        return raw
    text = raw
    printed: list[str] = []
    for part in _substitutions(parts):
        if part[0] == "backq":
            source = shown = "`" + part[1] + "`"
        else:
            opening = "$(" if part[0] == "cmdsub" else part[1] + "("
            source = opening + part[-1] + ")"
            # Two parentheses might have been arithmetic: bash keeps what it has read to find that out.
            inside = part[-1] if part[-1].startswith("(") else substitution_text(part[-1])
            shown = opening + inside + ")"
        # A number stands for it while the quotes around it are looked at.
        text = text.replace(source, f"\0{len(printed)}\0", 1)
        printed.append(shown)
    if "$'" in text or '$"' in text or "\\\n" in text:
        text = _plain_quotes(text)
    for number, shown in enumerate(printed):
        text = text.replace(f"\0{number}\0", shown)
    return text


class _Printer:
    """Text under construction, and the counters."""

    __slots__ = (
        "connection",
        "function_keyword",
        "in_function",
        "indentation",
        "out",
        "skip",
        "step",
        "waiting",
        "was_heredoc",
    )

    def __init__(self) -> None:
        self.out: list[str] = []
        self.function_keyword = "function "
        self.indentation = 0
        self.step = _STEP
        self.skip = 0
        self.connection = 0
        self.in_function = 0
        self.waiting: list[Node] = []
        self.was_heredoc = False

    # ---- small things

    def put(self, text: str) -> None:
        """Add text."""
        if text:
            self.out.append(text)

    def newline(self, text: str) -> None:
        """Add a newline, the indentation and text."""
        self.put("\n" + " " * self.indentation + text)

    def semicolon(self) -> None:
        """Add a semicolon unless & or a newline ended the command."""
        if self.out and self.out[-1][-1] in "&\n":
            return
        self.put(";")

    def deferred(self, connector: str) -> None:
        """The connector, then the here-documents that have been waiting for it."""
        shown = connector not in ("", ";")
        if shown:
            self.put(connector)
        if self.waiting:
            self.bodies(self.waiting)
            if shown:
                self.put(" ")
            self.was_heredoc = True
        self.waiting = []

    def bodies(self, heres: Iterable[Node]) -> None:
        """The texts of here-documents with their delimiters, each on lines of its own."""
        self.put("\n")
        for here in heres:
            self.put(here[5][0] + unquoted(here[4]) + "\n")
        self.was_heredoc = True

    # ---- lists

    def connected(self, node: Node | None) -> Any:
        """Lists and pipelines as nested pairs (connector, left, right), which is how bash holds them."""
        if node is None or node[0] not in ("seq", "bg", "newline"):
            return node
        items = node[1] if node[0] == "seq" else (node,)
        result: Any = None
        connector = ""
        for item in items:
            following = ";"
            if item[0] == "newline":
                following, item = "\n", item[1]
            if item[0] == "bg":
                following, item = "&", item[2]
            if result is None:
                result = item
            elif connector == "&":
                result = _connect_background(result, item)
            else:
                result = (connector, result, item)
            connector = following
        return _connect_background(result, None) if connector == "&" else result

    def pair(self, connector: str, left: Any, right: Any) -> None:
        """Two commands and what connects them; the here-documents of the left one come behind the connector."""
        self.skip += 1
        self.connection += 1
        self.command(left)
        if connector in ("&", "|"):
            self.deferred(" " + connector)
            if connector == "|" or right is not None:
                self.put(" ")
                self.skip += 1
        elif connector in (";", "\n"):
            self.separator(connector, right)
        else:
            self.deferred(" " + connector + " ")
            self.skip += 1
        if right is not None:
            self.command(right)
        self.deferred("")
        self.connection -= 1

    def separator(self, connector: str, right: Any) -> None:
        """The ; or newline between two commands, where the left one's here-documents may take its place."""
        heredocs = self.waiting or self.was_heredoc
        if self.waiting:
            self.deferred("" if self.in_function else ";")
        elif self.was_heredoc:
            self.was_heredoc = False
        else:
            self.put(connector)
        if self.in_function:
            self.put("\n")
        else:
            if connector == ";":
                self.put(" ")
            elif heredocs:
                self.put("\n")
            if right is not None:
                self.skip += 1

    # ---- commands

    def command(self, node: Any) -> None:
        """A command with its indentation and redirections."""
        if node is None:
            return
        node = self.connected(node)
        if self.skip:
            self.skip -= 1
        else:
            self.put(" " * self.indentation)
        kind = node[0]
        if kind in ("&", ";", "\n"):
            self.pair(kind, node[1], node[2])
            return
        if kind in ("and", "or"):
            self.pair("&&" if kind == "and" else "||", node[1], node[2])
            return
        _PRINTERS[kind](self, node)
        if kind in _WITH_REDIRECTIONS and node[-1]:
            self.put(" ")
            self.redirections(node[-1])

    def pipeline(self, node: Node) -> None:
        """time and ! before the stages."""
        if node[3]:
            self.put(node[3] + " ")
        if node[2]:
            self.put("! ")
        commands = node[4]
        if not commands and not node[2] and not node[3]:
            self.put("! ! ")
        if commands:
            self.skip += 1
            self.stages(commands)

    def stages(self, commands: tuple[Node, ...]) -> None:
        """a | b | c, which is a | (b | c)."""
        if len(commands) == 1:
            self.command(commands[0])
            return
        if self.skip:
            self.skip -= 1
        self.skip += 1
        self.connection += 1
        self.command(commands[0])
        self.deferred(" |")
        self.put(" ")
        self.skip += 1
        self.stages(commands[1:])
        self.deferred("")
        self.connection -= 1

    def simple(self, node: Node) -> None:
        """Assignments, words, redirections."""
        words = [assign_text(item) for item in node[2]]
        words += [assign_text(item) if item[0] == "assign" and len(item) == 5 else word_text(item) for item in node[3]]
        self.put(" ".join(words))
        if node[4]:
            if words:
                self.put(" ")
            self.redirections(node[4])

    def body(self, node: Any, end: str) -> None:
        """The inside of a loop or branch, one step further in, and the word that ends it."""
        self.indentation += self.step
        self.command(node)
        self.deferred("")
        self.indentation -= self.step
        self.semicolon()
        self.newline(end)

    def for_(self, node: Node) -> None:
        """for and select; without `in`, bash shows the words that are meant."""
        words = node[3]
        items = '"$@"' if words is None else " ".join(word_text(word) for word in words)
        self.put(node[0] + " " + node[2] + " in " + items + ";")
        self.newline("do\n")
        self.body(node[4], "done")

    def for_arithmetic(self, node: Node) -> None:
        """for ((…)); bash shows an empty part as 1."""
        pieces = [word_text(word).lstrip(" \t") if word is not None else "" for word in node[2:5]]
        self.put("for ((" + "; ".join([piece or "1" for piece in pieces]) + "))")
        self.newline("do\n")
        self.body(node[5], "done")

    def while_(self, node: Node) -> None:
        """while and until."""
        self.put(node[0] + " ")
        self.skip += 1
        self.command(node[2])
        self.deferred("")
        self.semicolon()
        self.put(" do\n")
        self.body(node[3], "done")

    def if_(self, node: Node) -> None:
        """if with its branches."""
        self.clauses(node[2], node[3])

    def clauses(self, clauses: tuple[Any, ...], otherwise: Any) -> None:
        """if …; an elif is an if inside of else, in bash."""
        self.put("if ")
        self.skip += 1
        self.command(clauses[0][0])
        self.semicolon()
        self.put(" then\n")
        rest = clauses[1:]
        if not rest and otherwise is None:
            self.body(clauses[0][1], "fi")
            return
        self.body(clauses[0][1], "else\n")
        self.indentation += self.step
        if rest:
            self.put(" " * self.indentation)
            self.clauses(rest, otherwise)
        else:
            self.command(otherwise)
        self.deferred("")
        self.indentation -= self.step
        self.semicolon()
        self.newline("fi")

    def case(self, node: Node) -> None:
        """case: each pattern list and each end on a line of its own."""
        self.put("case " + word_text(node[2]) + " in ")
        self.indentation += self.step
        for patterns, body, end in node[3]:
            self.newline(" | ".join(word_text(word) for word in patterns) + ")\n")
            self.indentation += self.step
            self.command(body)
            self.indentation -= self.step
            self.deferred("")
            self.newline(end)
        self.indentation -= self.step
        self.newline("esac")

    def group(self, node: Node) -> None:
        """{ }: on lines of their own in a function, on one line elsewhere."""
        self.put("{ ")
        if self.in_function:
            self.put("\n")
            self.indentation += self.step
        else:
            self.skip += 1
        self.command(node[2])
        self.deferred("")
        if self.in_function:
            self.indentation -= self.step
            self.newline("")
        else:
            self.semicolon()
            self.put(" ")
        self.put("}")

    def subshell(self, node: Node) -> None:
        """( ), on one line."""
        self.put("( ")
        self.skip += 1
        self.command(node[2])
        self.deferred("")
        self.put(" )")

    def arithmetic(self, node: Node) -> None:
        """(( )), as written."""
        self.put("((" + word_text(node[2]) + "))")

    def cond(self, node: Node) -> None:
        """[[ ]], on one line."""
        self.put("[[ " + _condition(node[2]) + " ]]")

    def coproc(self, node: Node) -> None:
        """coproc, with the name that it has if none was given."""
        self.put("coproc " + node[2] + " ")
        self.skip += 1
        self.command(node[3])

    def nested_function(self, node: Node) -> None:
        """A definition inside of something else, with `function`."""
        self.put(self.function_keyword + node[2] + " () \n" + " " * self.indentation + "{ \n")
        self.in_function += 1
        self.indentation += self.step
        redirections = self.function_body(node[3])
        self.indentation -= self.step
        self.in_function -= 1
        self.function_end(redirections)

    def function(self, name: str, body: Node, multiline: bool) -> str:
        """A definition on its own; `multiline` False: on one line."""
        keyword = "function " if name in KEYWORDS else ""
        self.put(keyword + name + " () " if name else "() ")
        if multiline:
            self.put("\n{ \n")
            self.indentation = self.step
        else:
            self.put("{ ")
            self.indentation, self.step = 1, 0
        self.in_function += 1
        redirections = self.function_body(body)
        self.in_function -= 1
        self.indentation = 0
        self.function_end(redirections)
        return "".join(self.out)

    def function_body(self, body: Node) -> Any:
        """The commands of a function; the redirections to be printed behind its brace."""
        if body[0] == "group":
            self.command(body[2])
            self.deferred("")
            return body[3]
        self.command(body)
        self.deferred("")
        return ()

    def function_end(self, redirections: Any) -> None:
        """The closing brace and what was redirected for the whole function."""
        if redirections:
            self.newline("} ")
            self.redirections(redirections)
        else:
            self.newline("}")

    # ---- redirections

    def redirections(self, redirections: tuple[Node, ...]) -> None:
        """All redirections of a command; here-documents follow, or wait for the operator behind the command."""
        self.was_heredoc = False
        self.put(" ".join(redirection_text(item) for item in redirections))
        heres = [item for item in redirections if item[0] == "heredoc"]
        if heres:
            if self.connection:
                self.waiting = heres
            else:
                self.bodies(heres)


def _connect_background(node: Any, right: Any) -> Any:
    """`node & right`: only the last command of a list goes into the background."""
    if node[0] in (";", "\n"):
        return (node[0], node[1], _connect_background(node[2], right))
    return ("&", node, right)


def redirection_text(node: Node) -> str:
    """One redirection, of a here-document its operator and delimiter."""
    fd, op = node[2], node[3]
    if node[0] == "heredoc":
        raw = node[4]
        delimiter = unquoted(raw)
        shown = delimiter if delimiter == raw else single_quoted(delimiter)
        return _descriptor(fd, 0) + str(op) + shown
    target = word_text(node[4])
    if op in ("&>", "&>>"):
        return str(op) + " " + target
    if op in ("<&", ">&"):
        return _duplication(fd, op, target)
    default = 1 if op[0] == ">" or op == "<>" else 0
    return _descriptor(0 if fd is None and op == "<>" else fd, default) + str(op) + " " + target


def _descriptor(fd: Any, default: int) -> str:
    if isinstance(fd, str):
        return "{" + fd + "}"
    return "" if fd is None or fd == default else str(fd)


def _duplication(fd: Any, op: str, target: str) -> str:
    default = 0 if op == "<&" else 1
    shown = "{" + fd + "}" if isinstance(fd, str) else str(default if fd is None else fd)
    if target == "-":
        return shown + ">&-"
    digits = target[:-1] if target.endswith("-") else target
    if digits == target and not digits.isdigit() and fd in (None, default):
        shown = ""
    return shown + op + target


def assign_text(node: Node) -> str:
    """name=value, name[subscript]+=(…)."""
    _, name, sub, op, value = node
    text: str = name + ("[" + word_text(sub) + "]" if sub is not None else "") + op
    if value[0] == "array" and isinstance(value[1], tuple) and all(item and item[0] == "elem" for item in value[1]):
        return text + array_text(value)
    return text + word_text(value)


def array_text(value: Any) -> str:
    """The elements of an array between their parentheses."""
    return "(" + " ".join(_element_text(item) for item in value[1]) + ")"


def _element_text(node: Node) -> str:
    _, sub, op, word = node
    index: str = "[" + word_text(sub) + "]" + op if sub is not None else ""
    return index + word_text(word)


def _condition(node: Node) -> str:
    """An expression of [[ ]]."""
    if node[-1] == "(":
        return "( " + _condition(node[:-1]) + " )"
    kind = node[0]
    if kind == "word":
        return "-n " + word_text(node[1])
    if kind == "unary":
        return str(node[1]) + " " + word_text(node[2])
    if kind == "binary":
        return word_text(node[2]) + " " + str(node[1]) + " " + word_text(node[3])
    if kind == "not":
        negated = node[1]
        if negated[0] == "not" and negated[-1] != "(":
            return _condition(negated[1])  # to bash's parser the second ! takes the first one back
        return "! " + _condition(negated)
    return _condition(node[1]) + (" || " if kind == "or" else " && ") + _condition(node[2])


def single_quoted(text: str) -> str:
    """The text in single quotes."""
    return "\\'" if text == "'" else "'" + text.replace("'", "'\\''") + "'"


class _Separating:
    """The actions of shell.lark, but a command that a newline ends becomes ("newline", command)."""

    def __getattr__(self, name: str) -> Any:
        return getattr(actions, name)

    @staticmethod
    def newline_separated(s: list[Any]) -> Any:
        """a NEWLINE: marks the command."""
        s[0][-1] = ("newline", s[0][-1])
        return s[0]


_SEPARATING: list[driver.Table] = []


def substitution_text(source: str) -> str:
    """What is between the parentheses of `$( )`: bash keeps the newlines between commands there, and nowhere else.

    Where here-documents of it, or of substitutions in it, only come behind the parenthesis it is shown as it is.
    """
    if not _SEPARATING:
        _SEPARATING.append(driver.Table("shell", _Separating()))
    lexer = Lexer(source + ")", 1, None, False)
    lexer.substitutions = 1
    node = driver.run(_SEPARATING[0], "substitution", lexer.methods, lexer, lexer.failed)
    if node is None:
        return ""
    if lexer.pending or lexer.left_here:
        return source
    node = settled(node)
    printer = _Printer()
    printer.command(printer.connected(node))
    printer.deferred("")
    text = "".join(printer.out)
    return " " + text if text.startswith("(") else text


def _substitutions(parts: Iterable[Any]) -> Iterable[Any]:
    """The command substitutions among parts and in the words inside of them. (A word is text and parts.)"""
    for part in parts:
        if type(part) is not tuple or not part:
            continue
        if part[0] in _SUBSTITUTIONS and type(part[-1]) is str:
            yield part
        else:
            yield from _substitutions(part)


def _plain_quotes(text: str) -> str:
    """The text with $'…' decoded and $"…" as "…", where bash's reader does that."""
    result = []
    pos = 0
    # what is open: a double quote, or ${ with whether single quotes are quotes in its word
    opened: list[str] = []
    while pos < len(text):
        where = opened[-1] if opened else ""
        end = pos + 1
        char = shown = text[pos]
        following = text[end : end + 1]
        if char == "\\":
            end = pos + 2
            shown = "" if following == "\n" else text[pos:end]
        elif char == "$" and following == "$":
            end = pos + 2
            shown = "$$"
        elif char == "$" and following == "'" and where != '"':
            end, shown = _decoded(text, pos + 2)
            if where != "{text":
                shown = single_quoted(shown)
        elif char == "$" and following == '"' and where != '"':
            shown = ""
        elif char == "$" and following == "{":
            end = pos + 2
            shown = "${"
            opened.append(_kind_of_word(text, end) if '"' in opened else "{quotes")
        elif char == "}" and where.startswith("{"):
            opened.pop()
        elif char == '"':
            if where == '"':
                opened.pop()
            else:
                opened.append('"')
        elif char == "`":
            while text[end : end + 1] not in ("`", ""):
                end += 2 if text[end] == "\\" else 1
            end += 1
            shown = text[pos:end]
        elif char == "'" and where != '"':
            end = text.find("'", end) + 1 or len(text)
            shown = text[pos:end]
        result.append(shown)
        pos = end
    return "".join(result)


def _decoded(text: str, pos: int) -> tuple[int, str]:
    """Where the $'…' ends whose text starts at `pos`, and what it means."""
    end = pos
    while end < len(text) and text[end] != "'":
        end += 2 if text[end] == "\\" else 1
    return end + 1, decode_ansi(text[pos:end])


def _kind_of_word(text: str, pos: int) -> str:
    """Whether the word of the ${ whose name is at `pos` is like the inside of "…", or has quotes of its own."""
    while pos < len(text) and (text[pos].isalnum() or text[pos] in "_!"):
        pos += 1
    if text[pos : pos + 1] == "[":
        pos = text.find("]", pos) + 1
    return "{text" if text[pos : pos + 1] in (":", "-", "=", "?", "+") else "{quotes"


_SUBSTITUTIONS = frozenset(("cmdsub", "procsub", "backq"))
_WITH_REDIRECTIONS = frozenset(
    ("if", "while", "until", "for", "select", "forarith", "case", "group", "subshell", "arithcmd", "cond")
)
_PRINTERS = {
    "simple": _Printer.simple,
    "pipeline": _Printer.pipeline,
    "if": _Printer.if_,
    "while": _Printer.while_,
    "until": _Printer.while_,
    "for": _Printer.for_,
    "select": _Printer.for_,
    "forarith": _Printer.for_arithmetic,
    "case": _Printer.case,
    "group": _Printer.group,
    "subshell": _Printer.subshell,
    "arithcmd": _Printer.arithmetic,
    "cond": _Printer.cond,
    "func": _Printer.nested_function,
    "coproc": _Printer.coproc,
}
