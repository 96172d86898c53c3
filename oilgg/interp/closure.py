"""What a shell function stands on: its text, the functions it calls, the variables it declares.

A function with a `#:` annotation may run elsewhere and later, so nothing of the shell around it may matter but what is
listed here, and nothing may be left behind but files and output. A function whose text does not keep to that is not
taken; the reason is told once.
"""

from __future__ import annotations

from oilgg.expand.values import ASSOC, EXPORT, INDEXED, INTEGER, AssocArray, IndexedArray
from oilgg.syntax.nodes import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from oilgg.interp.state import Function, Shell

    Tree = tuple[Any, ...]
    Note = tuple[int, list[str]]

FORMAT = 1
LOCAL = frozenset(("local", "declare", "typeset"))
READERS = frozenset(("read", "mapfile", "readarray"))
LASTING = frozenset((
    "alias", "bg", "bind", "cd", "complete", "coproc", "disown", "enable", "exec", "exit", "export", "fg", "getopts",
    "hash", "history", "jobs", "kill", "logout", "popd", "pushd", "readonly", "set", "shopt", "suspend", "times",
    "trap", "ulimit", "umask", "unalias", "unset", "wait",
))  # fmt: skip
"""Builtins that change the shell, or look at what only it has. Most may be used in a subshell."""
UNREADABLE = frozenset(("eval", ".", "source", "enable", "exec", "trap", "jobs", "history", "fg", "bg", "wait"))
"""Those that a function may not use in a subshell either."""
CHANGING = frozenset((
    "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "EPOCHREALTIME", "BASHPID", "PPID", "$", "!", "LINENO", "_",
    "BASH_COMMAND", "DIRSTACK", "HISTCMD",
))  # fmt: skip
"""Parameters whose value is never the same twice, or that of one process only."""
OWN = frozenset(("REPLY", "MAPFILE", "PIPESTATUS", "IFS", "FUNCNAME", "BASH_SOURCE", "BASH_LINENO", "BASH_REMATCH"))
ARITHMETIC = frozenset(("-eq", "-ne", "-lt", "-le", "-gt", "-ge"))


class Scan:
    """What the text of one function mentions. `trouble` is why it can't be taken, "" if it can."""

    __slots__ = ("assigned", "commands", "locals", "mentioned", "trouble")

    def __init__(self) -> None:
        self.commands: set[str] = set()
        self.mentioned: set[str] = set()
        self.assigned: set[str] = set()
        self.locals: set[str] = set()
        self.trouble = ""

    def refuse(self, why: str) -> None:
        """Note the first reason."""
        self.trouble = self.trouble or why

    def visit(self, tree: Any, inside: bool) -> None:
        """Look at a tree; `inside` a subshell, what changes is forgotten again."""
        if tree.__class__ is not tuple or not tree:
            return
        handler = _HANDLERS.get(tree[0]) if tree[0].__class__ is str and not is_text(tree) else None
        if handler is not None:
            handler(self, tree, inside)
        else:
            self.children(tree, inside)

    def children(self, tree: Tree, inside: bool) -> None:
        """Look at everything in a tree."""
        for item in tree:
            if item.__class__ is tuple:
                self.visit(item, inside)

    def arithmetic(self, text: str, inside: bool) -> None:
        """An arithmetic expression: names in it are variables, and some are assigned to."""
        for name, start, end in _identifiers(text):
            self.mentioned.add(name)
            after, before = text[end:].lstrip(), text[:start].rstrip()
            if after.startswith("["):
                after = after.partition("]")[2].lstrip()
            changed = after[:2] in ("++", "--") or before[-2:] in ("++", "--")
            plain = after[:1] == "=" and after[1:2] != "="
            combined = (after[1:2] == "=" and after[:1] in "+-*/%&|^") or after[:3] in ("<<=", ">>=")
            if (changed or plain or combined) and not inside:
                self.assigned.add(name)


def _simple(scan: Scan, tree: Tree, inside: bool) -> None:
    _, _, assigns, words, redirs = tree
    for assign in assigns:
        if not words and not inside:
            scan.assigned.add(assign[1])
    scan.children(assigns, inside)
    scan.children(redirs, inside)
    if not words:
        return
    first = words[0]
    name = _literal(first)
    if name is None:
        scan.refuse("runs a command whose name is not written out")
        return
    while name in ("command", "builtin") and len(words) > 1 and (_literal(words[1]) or "-")[0] != "-":
        words = words[1:]
        name = _literal(words[0])
    if name is None:
        scan.refuse("runs a command whose name is not written out")
        return
    scan.commands.add(name)
    if (name in UNREADABLE) or (name in LASTING and not inside):
        scan.refuse(f"uses `{name}`, which is for the shell itself")
    for word in words[1:]:
        if word[0] == "assign" and len(word) == 5:
            (scan.locals if name in LOCAL else scan.assigned).add(word[1])
            scan.visit(word[4] if word[4][0] != "array" else word[4][1], inside)
            continue
        text = _literal(word)
        if name in LOCAL and text is not None and text.isidentifier():
            scan.locals.add(text)
        elif name in LOCAL and text is not None and text[:1] in "-+" and not set("gnx").isdisjoint(text):
            scan.refuse(f"uses `{name} {text}`")
        elif name == "let":
            scan.arithmetic(word[0], inside)
        elif name in READERS:
            _target(scan, name, text, inside)
        scan.visit(word[1], inside)
    if name == "printf" and len(words) > 2 and _literal(words[1]) == "-v":
        _target(scan, name, _literal(words[2]), inside)


def _target(scan: Scan, name: str, text: str | None, inside: bool) -> None:
    """A word that names a variable which builtin `name` sets, or is one of its options."""
    if text is None:
        scan.refuse(f"uses `{name}` with a variable whose name is not written out")
    elif not inside and text.partition("[")[0].isidentifier():
        scan.assigned.add(text.partition("[")[0])


def _word_of(scan: Scan, tree: Tree, inside: bool) -> None:
    """`$x`."""
    scan.mentioned.add(tree[1])


def _brace(scan: Scan, tree: Tree, inside: bool) -> None:
    _, name, sub, indirect, operator, args = tree
    scan.mentioned.add(name)
    if indirect or operator == "names":
        scan.refuse(f"uses ${{!{name}}}, which may be any variable")
    if sub.__class__ is tuple:
        scan.arithmetic(sub[0], inside)
    if operator == ":":
        for word in args:
            if word is not None:
                scan.arithmetic(word[0], inside)
    if operator in ("=", ":=") and not inside:
        scan.assigned.add(name)
    scan.children(args, inside)


def _expression(scan: Scan, tree: Tree, inside: bool) -> None:
    """`$(( ))` and `(( ))`."""
    for word in tree[1:]:
        if word.__class__ is tuple and word and word[0].__class__ is str:
            scan.arithmetic(word[0], inside)
    scan.children(tree[1:], inside)


def _for_arithmetic(scan: Scan, tree: Tree, inside: bool) -> None:
    for word in tree[2:5]:
        if word is not None:
            scan.arithmetic(word[0], inside)
    scan.children(tree[2:], inside)


def _for(scan: Scan, tree: Tree, inside: bool) -> None:
    if not inside:
        scan.assigned.add(tree[2])
    scan.children(tree[3:], inside)


def _assign(scan: Scan, tree: Tree, inside: bool) -> None:
    if tree[2].__class__ is tuple:
        scan.arithmetic(tree[2][0], inside)
    if tree[-2] == "+=" and tree[0] == "assign":
        scan.mentioned.add(tree[1])
    scan.children(tree[2:], inside)


def _binary(scan: Scan, tree: Tree, inside: bool) -> None:
    if tree[1] in ARITHMETIC or tree[0] == "unary":
        for word in tree[2:]:
            if word.__class__ is tuple and (tree[0] == "binary" or tree[1] in ("-v", "-R")):
                scan.arithmetic(word[0], True)
    scan.children(tree[2:], inside)


def _subshell(scan: Scan, tree: Tree, inside: bool) -> None:
    if tree[0] == "backq":
        scan.refuse("uses `…`; write $(…)")
        return
    if tree[0] == "procsub" and tree[1] == ">":
        scan.refuse("uses >(…)")
    scan.children(tree[1:], True)


def _redirection(scan: Scan, tree: Tree, inside: bool) -> None:
    if tree[2].__class__ is str or (tree[2].__class__ is int and tree[2] > 2):
        scan.refuse(f"uses descriptor {tree[2]}")
    if tree[3] in ("<&", ">&") and (_literal(tree[4]) or "x").rstrip("-") not in ("0", "1", "2", ""):
        scan.refuse("uses a descriptor of the shell")
    scan.children(tree[4:], inside)


def _background(scan: Scan, tree: Tree, inside: bool) -> None:
    scan.refuse("starts a background job")


def _function(scan: Scan, tree: Tree, inside: bool) -> None:
    scan.refuse("defines a function")


_HANDLERS = {
    "simple": _simple, "var": _word_of, "brace": _brace, "arith": _expression, "arithcmd": _expression,
    "forarith": _for_arithmetic, "for": _for, "select": _for, "assign": _assign, "elem": _assign, "binary": _binary,
    "unary": _binary, "subshell": _subshell, "cmdsub": _subshell, "heresub": _subshell, "procsub": _subshell,
    "backq": _subshell, "redir": _redirection, "heredoc": _redirection, "bg": _background, "coproc": _background,
    "func": _function,
}  # fmt: skip


def _literal(word: Any) -> str | None:
    """The text of a word without any expansion; None if there is one."""
    if word[0] == "[":
        return "["
    if word[0] == "assign" and len(word) == 5:
        return None
    text = ""
    for part in word[1]:
        if part.__class__ is str:
            text += part
        elif part[0] == "sq":
            text += part[1]
        elif part[0] == "dq" and all(one.__class__ is str for one in part[1]):
            text += "".join(part[1])
        else:
            return None
    return text


def _identifiers(text: str) -> Iterable[tuple[str, int, int]]:
    """The names in an arithmetic expression, but for those behind a `$`."""
    position, length = 0, len(text)
    while position < length:
        start = position
        while position < length and (text[position].isalnum() or text[position] == "_"):
            position += 1
        if position == start:
            position += 1
        elif not text[start].isdigit() and text[start - 1 : start] not in ("$", "{"):
            yield text[start:position], start, position


class Closure:
    """All that a function with an annotation stands on; `payload` is that as text, `programs` what it runs."""

    def __init__(self, name: str, data: Tree, programs: list[str], harmless: bool) -> None:
        self.name = name
        self.data = data
        self.programs = programs
        self.harmless = harmless
        """It runs nothing but builtins and annotated programs."""
        self._payload = ""

    @property
    def payload(self) -> str:
        """The closure as text without NUL; the same for the same function."""
        if not self._payload:
            import marshal
            from binascii import b2a_base64

            # This version of the format knows no references, so equal trees give equal bytes.
            self._payload = b2a_base64(marshal.dumps(self.data, 0), newline=False).decode("ascii")
        return self._payload


def unpack(payload: str) -> Tree:
    """The data of a closure."""
    import marshal
    from binascii import a2b_base64

    data: Tree = marshal.loads(a2b_base64(payload))
    return data


def define(shell: Shell, data: Tree) -> None:
    """Give a new shell the functions, variables and options of a closure."""
    from oilgg.interp.state import Function

    for name, body, source, line, note in data[4]:
        function = Function(name, body, source, line)
        function.note = (note[0], list(note[1])) if note else None
        shell.functions[name] = function
    for name, kinds, kind, value in data[5]:
        if kind == "text":
            shell.vars.set(name, value)
        else:
            array: IndexedArray | AssocArray = AssocArray(value) if kind == "assoc" else IndexedArray()
            if isinstance(array, IndexedArray):
                array.items = dict(value)
                array.top = max(array.items, default=-1)
            shell.vars.set_array(name, array)
        if kinds & INTEGER:
            shell.vars.set_attributes(name, INTEGER)
    for name in shell.options.__slots__:
        if name not in _OF_RUN and getattr(shell.options, name) != (name in data[6]):
            shell.set_option(name, name in data[6])


def part(whole: Closure, name: str, declared: Sequence[str]) -> Closure:
    """The closure of a function that is in `whole`."""
    functions = {one[0]: one for one in whole.data[4]}
    kept: dict[str, Tree] = {}
    commands: set[str] = set()
    pending = [name]
    while pending:
        one = pending.pop()
        if one in functions and one not in kept:
            kept[one] = functions[one]
            scan = Scan()
            scan.visit(functions[one][1], False)
            pending += scan.commands
            commands |= scan.commands
    data = (
        *whole.data[:3],
        name,
        tuple([one for _name, one in sorted(kept.items())]),
        tuple([one for one in whole.data[5] if one[0] in declared or one[0] == "IFS"]),
        whole.data[6],
    )
    programs = [path for path in whole.programs if path.rpartition("/")[2] in commands]
    return Closure(name, data, programs, whole.harmless)


class Unfit(Exception):
    """A function can't be a thunk; the text says why."""


_scans: dict[int, tuple[Tree, Scan]] = {}


def scan_of(function: Function) -> Scan:
    """What the text of `function` mentions; remembered."""
    known = _scans.get(id(function.body))
    if known is not None:
        return known[1]
    scan = Scan()
    scan.visit(function.body, False)
    _scans[id(function.body)] = (function.body, scan)
    return scan


def capture(shell: Shell, function: Function, declared: Sequence[str]) -> Closure:
    """The closure of `function`, which may stand on the variables `declared` too. Raises Unfit."""
    functions: dict[str, Function] = {}
    programs: list[str] = []
    harmless = True
    pending = [function.name]
    while pending:
        name = pending.pop()
        if name in functions:
            continue
        one = functions[name] = shell.functions[name] if name != function.name else function
        scan = scan_of(one)
        _check(shell, one, scan, declared)
        for command in sorted(scan.commands):
            if command in shell.functions:
                pending.append(command)
            elif shell.find_builtin(command) is None:
                path = shell.find_program(command)
                if path is not None:
                    programs.append(path)
                harmless = harmless and bool(shell.lowering.library.lookup(command))
    options = shell.options
    data = (
        FORMAT,
        _version(),
        shell.name,
        function.name,
        tuple([
            (name, one.body, one.source, one.line, (one.note[0], tuple(one.note[1])) if one.note else ())
            for name, one in sorted(functions.items())
        ]),
        tuple([_variable(shell, name) for name in sorted({*declared, "IFS"}) if name in shell.vars.values]),
        tuple([name for name in options.__slots__ if name not in _OF_RUN and getattr(options, name)]),
    )  # fmt: skip
    return Closure(function.name, data, programs, harmless)


def _check(shell: Shell, function: Function, scan: Scan, declared: Sequence[str]) -> None:
    name = function.name
    if scan.trouble:
        raise Unfit(f"{name}: it {scan.trouble}")
    foreign = (scan.assigned - scan.locals) - {"REPLY"}
    if foreign:
        raise Unfit(f"{name}: it sets {min(foreign)}, which is not local to it")
    for one in sorted(scan.mentioned - scan.locals - OWN):
        if one in CHANGING:
            raise Unfit(f"{name}: it uses ${one}, which is another one each time")
        known = one in shell.vars.values and not one.isdigit()
        if known and one not in declared and not shell.vars.attributes.get(one, 0) & EXPORT and one not in _BASE:
            raise Unfit(f"{name}: it uses ${one}, which its annotation does not declare: #: … ${one}")


_OF_RUN = frozenset(("shared", "command_string", "stdin_shell", "lower", "inprocess_sh", "interactive"))
"""Options that say how the shell was started."""
_BASE = frozenset(("HOME", "PATH", "PWD", "OLDPWD", "HOSTNAME", "UID", "EUID", "OPTIND", "OPTERR", "PS4", "IFS"))


def _variable(shell: Shell, name: str) -> Tree:
    """A variable as data: name, attributes, and its value."""
    value = shell.vars.values[name]
    kinds = shell.vars.attributes.get(name, 0) & (INTEGER | INDEXED | ASSOC)
    if isinstance(value, IndexedArray):
        return (name, kinds, "indexed", tuple(value.items.items()))
    if isinstance(value, AssocArray):
        return (name, kinds, "assoc", tuple(value.items.items()))
    if value.__class__ is not str:
        raise Unfit(f"${name} can't be handed to a thunk")
    return (name, kinds, "text", value)


def _version() -> str:
    import oilgg

    return getattr(oilgg, "__version__", "")
