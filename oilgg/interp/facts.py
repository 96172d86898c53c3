"""What can be said about a tree without running it: whether its code may run in the shell's own process.

A virtual subshell (see substitution) is undone afterwards. Some things cannot be undone, or need their own process:
background jobs, signals sent to oneself, resource limits, BASHPID. Code that mentions them is given a real fork.
"""

from __future__ import annotations

from oilgg.syntax.nodes import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_FORKING_NAMES = frozenset(("ulimit", "wait", "suspend", "fg", "bg", "disown", "coproc", "kill"))
_READING_NAMES = frozenset(("exec", "eval", ".", "source"))


class Facts:
    """About one tree: `forks`: it needs a process of its own; `names`: the literal command names in it."""

    __slots__ = ("assigns", "forks", "names")

    def __init__(self) -> None:
        self.forks = False
        self.names: set[str] = set()
        self.assigns = False
        """An expansion in it may change variables."""


_known: dict[int, tuple[Tree, Facts]] = {}


def facts_of(tree: Tree) -> Facts:
    """The facts of a tree; remembered."""
    entry = _known.get(id(tree))
    if entry is not None:
        return entry[1]
    facts = Facts()
    _scan(tree, facts)
    if len(_known) > 20000:
        _known.clear()
    _known[id(tree)] = (tree, facts)
    return facts


def _scan(tree: Any, facts: Facts) -> None:
    if tree.__class__ is not tuple or not tree:
        return
    tag = tree[0]
    if tag.__class__ is str:
        if is_text(tree):
            tag = ""
        if tag == "simple":
            _scan_simple(tree, facts)
        elif tag == "bg" or tag == "coproc":
            facts.forks = True
            return
        elif tag == "var":
            if tree[1] == "BASHPID":
                facts.forks = True
            return
        elif tag == "brace":
            if tree[1] == "BASHPID":
                facts.forks = True
            if tree[4] in ("=", ":="):
                facts.assigns = True
        elif tag == "arith":
            facts.assigns = True
            if tree[1] and "BASHPID" in tree[1][0]:
                facts.forks = True
        elif tag == "procsub" and tree[1] == ">":
            facts.forks = True
        elif tag == "func":
            return
    for item in tree:
        if item.__class__ is tuple:
            _scan(item, facts)


def _scan_simple(tree: Tree, facts: Facts) -> None:
    words = tree[3]
    for word in words[:2]:
        if word and word[0].__class__ is str and word[0] != "assign":
            name = word[0].replace("\\", "").replace('"', "").replace("'", "")
            facts.names.add(name)
            if name not in ("command", "builtin"):
                break
    first = words[0][0] if words else ""
    if first in _FORKING_NAMES:
        facts.forks = True
    elif first == "trap" and len(words) > 2:
        facts.forks = facts.forks or any(word[0] not in ("EXIT", "0", "ERR", "DEBUG", "RETURN") for word in words[2:])
    elif first == "set" and any(word[0] in ("-m", "monitor") for word in words[1:]):
        facts.forks = True


def has_process_substitution(tree: tuple[Any, ...]) -> bool:
    """Whether a word of this tree (not of commands inside it) contains `<( )` or `>( )`."""
    kind = tree[0] if tree else ""
    if kind == "procsub" and not is_text(tree):
        return True
    if kind in ("cmdsub", "heresub"):
        return False
    for item in tree:  # noqa: SIM110  (a generator takes three times as long)
        if item.__class__ is tuple and has_process_substitution(item):
            return True
    return False


def must_fork(shell: Shell, tree: Tree) -> bool:
    """Whether a subshell with this body needs a real process; functions it calls are looked into."""
    facts = facts_of(tree)
    if facts.forks or "CHLD" in shell.traps:
        return True
    functions = shell.functions
    if not functions or functions.keys().isdisjoint(facts.names):
        return False
    seen: set[str] = set()
    names = list(facts.names)
    while names:
        name = names.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        inner = facts_of(functions[name].body)
        if inner.forks:
            return True
        names.extend(inner.names)
    return False
