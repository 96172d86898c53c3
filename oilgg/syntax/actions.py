"""What the rules of the grammars make of their parts: one function for each name after `->` in grammar/*.lark.

Each takes the list of the values of its right-hand side and returns the value of its left-hand side. Lists under
construction are Python lists, everything finished is a tuple (nodes.py).
"""

from __future__ import annotations

from .nodes import ARITHMETIC_LOOPS, DECLARATION_BUILTINS, FUNCTIONS, PIPED_SUBSHELLS, first_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Values = list[Any]

# ---- lists and values that pass through


def same(s: Values) -> Any:
    """The first part, unchanged."""
    return s[0]


def middle(s: Values) -> Any:
    """What stands between two brackets or keywords."""
    return s[1]


def none(s: Values) -> Any:
    """Newlines, ends, parts left out: nothing."""
    return None


def list_empty(s: Values) -> Any:
    """A list that may stay empty."""
    return []


def list_new(s: Values) -> Any:
    """A list of one."""
    return [s[0]]


def list_second(s: Values) -> Any:
    """A list of what follows a bracket."""
    return [s[1]]


def list_add(s: Values) -> Any:
    """The list with one more."""
    s[0].append(s[1])
    return s[0]


def list_third(s: Values) -> Any:
    """The list with what follows a separator."""
    s[0].append(s[2])
    return s[0]


# ---- lists of commands


def list_node(s: Values) -> Any:
    """The commands of a line: one is itself, more are a seq."""
    nodes = s[0]
    return nodes[0] if len(nodes) == 1 else ("seq", tuple(nodes))


def body(s: Values) -> Any:
    """The commands between keywords, after newlines: one is itself, more are a seq."""
    nodes = s[1]
    return nodes[0] if len(nodes) == 1 else ("seq", tuple(nodes))


def background(s: Values) -> Any:
    """a & puts the last command of the list into the background."""
    s[0][-1] = ("bg", first_line(s[0][-1]), s[0][-1])
    return s[0]


def newline_separated(s: Values) -> Any:
    """a NEWLINE: the list; printer.py has its own."""
    return s[0]


def and_if(s: Values) -> Any:
    """a && b"""
    return ("and", s[0], s[3])


def or_if(s: Values) -> Any:
    """a || b"""
    return ("or", s[0], s[3])


# ---- pipelines


def pipeline(s: Values) -> Any:
    """a | b, once it is complete."""
    return ("pipeline", s[0][0][1], False, None, tuple(s[0]))


def negated(s: Values) -> Any:
    """! a; a second one takes the first one back."""
    node = s[1]
    if node[0] == "pipeline":
        return ("pipeline", s[0], not node[2], node[3], node[4])
    return ("pipeline", s[0], True, None, (node,))


def negated_nothing(s: Values) -> Any:
    """! alone."""
    return ("pipeline", s[0], True, None, ())


def timing(s: Values) -> Any:
    """time: its line and what is kept in the node."""
    return (s[0], "time")


def timing_option(s: Values) -> Any:
    """time -p"""
    return (s[0][0], "time -p")


def timed(s: Values) -> Any:
    """time a | b"""
    node = s[1]
    if node[0] == "pipeline":
        return ("pipeline", s[0][0], node[2], s[0][1], node[4])
    return ("pipeline", s[0][0], False, s[0][1], (node,))


def timed_nothing(s: Values) -> Any:
    """time alone."""
    return ("pipeline", s[0][0], False, s[0][1], ())


def pipes_new(s: Values) -> Any:
    """a | b"""
    if s[0][0] == "subshell":
        _piped_subshell(s[0][1], s[1])
    return [s[0], s[3]]


def pipes_new_both(s: Values) -> Any:
    """a |& b"""
    if s[0][0] == "subshell":
        _piped_subshell(s[0][1], s[1])
    return [_with_errors(s[0]), s[3]]


def pipes_add(s: Values) -> Any:
    """… | b"""
    if s[0][-1][0] == "subshell":
        _piped_subshell(s[0][0][1], s[1])
    s[0].append(s[3])
    return s[0]


def pipes_add_both(s: Values) -> Any:
    """… |& b"""
    if s[0][-1][0] == "subshell":
        _piped_subshell(s[0][0][1], s[1])
    s[0][-1] = _with_errors(s[0][-1])
    s[0].append(s[3])
    return s[0]


def _piped_subshell(line: int, end: object) -> None:
    if type(end) is int:
        PIPED_SUBSHELLS[line] = end


def _with_errors(node: Any) -> Any:
    """The command with `2>&1` as its last redirection."""
    redirect = ("redir", node[1], 2, ">&", ("1", ("1",)))
    if node[0] in ("func", "coproc"):
        return (*node[:3], _with_errors(node[3]))
    return (*node[:-1], (*node[-1], redirect))


# ---- simple commands: [line, assignments, words, redirections]


def simple(s: Values) -> Any:
    """A simple command, once it is complete."""
    line, assignments, words, redirections = s[0]
    if redirections:
        return ("simple", line, tuple(assignments), tuple(words), _settled(redirections))
    return ("simple", line, tuple(assignments), tuple(words), ())


def _settled(redirections: Values) -> tuple[Any, ...]:
    """Redirections as tuples; a here-document whose text is still to come stays a list (heredoc.py)."""
    return tuple([tuple(item) if type(item) is list and item[5] is not None else item for item in redirections])


def prefix_assignment(s: Values) -> Any:
    """A command that starts with an assignment."""
    return [s[0][0], [s[0][1]], [], []]


def prefix_redirection(s: Values) -> Any:
    """A command that starts with a redirection."""
    return [s[0][1], [], [], [s[0]]]


def words_new(s: Values) -> Any:
    """A command that starts with its name."""
    return [s[0][0], [], [s[0][1]], []]


def add_assignment(s: Values) -> Any:
    """One more assignment before the name."""
    s[0][1].append(s[1][1])
    return s[0]


def add_redirection(s: Values) -> Any:
    """One more redirection."""
    s[0][3].append(s[1])
    return s[0]


def add_first(s: Values) -> Any:
    """The name, after assignments or redirections."""
    s[0][2].append(s[1][1])
    return s[0]


def add_word(s: Values) -> Any:
    """One more argument."""
    s[0][2].append(s[1])
    return s[0]


def add_argument(s: Values) -> Any:
    """An assignment as an argument: declare and alias get it as such, eval and let as a word."""
    words = s[0][2]
    node = s[1][1]
    if len(words) == 1 and not s[0][1]:
        s[0][0] = s[1][0]
    name = words[0][0]
    whole = name in DECLARATION_BUILTINS or name == "alias"
    words.append(node if whole else _assignment_word(node))
    return s[0]


def _assignment_word(node: Any) -> Any:
    """An assignment as the word that it is for eval and let."""
    _, name, sub, op, value = node
    pieces = [(name, (name,))]
    if sub is not None:
        pieces += [("[", ("[",)), sub, ("]", ("]",))]
    pieces.append((op, (op,)))
    if value[0] == "array" and len(value) == 2 and all(item[0] == "elem" for item in value[1]):
        pieces.append(("(", ("(",)))
        for number, (_, index, element_op, word) in enumerate(value[1]):
            if number:
                pieces.append((" ", (" ",)))
            if index is not None:
                pieces += [("[", ("[",)), index, ("]" + element_op, ("]" + element_op,))]
            pieces.append(word)
        pieces.append((")", (")",)))
    else:
        pieces.append(value)
    return ("".join(raw for raw, _ in pieces), joined([part for _, parts in pieces for part in parts]))


def assign_array(s: Values) -> Any:
    """name=( … )"""
    _, name, sub, op = s[0]
    return (s[2], ("assign", name, sub, op, ("array", tuple(s[1]))))


def redirection(s: Values) -> Any:
    """Operator and target."""
    line, fd, op = s[0]
    return ("redir", line, fd, op, s[1])


def here_document(s: Values) -> Any:
    """What the delimiter's token made of it (heredoc.py)."""
    return s[1]


# ---- compound commands


def redirected(s: Values) -> Any:
    """A compound command with its redirections."""
    return (*s[0][:-1], _settled(s[1]))


def group(s: Values) -> Any:
    """{ …; }"""
    return ("group", s[0], s[1], ())


def subshell(s: Values) -> Any:
    """( … ); for bash its line is where it ends."""
    return ("subshell", s[2], s[1], ())


def arithmetic(s: Values) -> Any:
    """(( … ))"""
    return ("arithcmd", s[0][0], s[0][1], ())


def if_(s: Values) -> Any:
    """if …; then …; fi"""
    clauses, otherwise = s[4]
    return ("if", s[0], ((s[1], s[3]), *clauses), otherwise, ())


def else_none(s: Values) -> Any:
    """fi without else."""
    return ((), None)


def else_(s: Values) -> Any:
    """else …"""
    return ((), s[1])


def elif_(s: Values) -> Any:
    """elif …; then …, before the clauses after it."""
    clauses, otherwise = s[4]
    return (((s[1], s[3]), *clauses), otherwise)


def while_(s: Values) -> Any:
    """while …; do …; done"""
    return ("while", s[0], s[1], s[3], ())


def until_(s: Values) -> Any:
    """until …; do …; done"""
    return ("until", s[0], s[1], s[3], ())


def for_all(s: Values) -> Any:
    """for x do …: over the positional parameters."""
    return ("for", s[0], s[1], None, s[3], ())


def for_all_separated(s: Values) -> Any:
    """for x; do …"""
    return ("for", s[0], s[1], None, s[4], ())


def for_in(s: Values) -> Any:
    """for x in …; do …"""
    return ("for", s[0], s[1], tuple(s[4]), s[7], ())


def select_all(s: Values) -> Any:
    """select x do …"""
    return ("select", s[0], s[1], None, s[3], ())


def select_all_separated(s: Values) -> Any:
    """select x; do …"""
    return ("select", s[0], s[1], None, s[4], ())


def select_in(s: Values) -> Any:
    """select x in …; do …"""
    return ("select", s[0], s[1], tuple(s[4]), s[7], ())


def for_arithmetic(s: Values) -> Any:
    """for (( … )) do …; that there are not three expressions is noticed here."""
    if isinstance(s[1], Exception):
        raise s[1]
    line = max(s[0], *ARITHMETIC_LOOPS, 0)
    ARITHMETIC_LOOPS[:] = [line]
    return ("forarith", line, *s[1], s[3], ())


def for_arithmetic_separated(s: Values) -> Any:
    """for (( … )); do …"""
    return for_arithmetic([*s[:3], s[4]])


def case(s: Values) -> Any:
    """case … in … esac"""
    return ("case", s[0], s[1], tuple(s[5]), ())


def case_last(s: Values) -> Any:
    """case whose last clause lacks its ;;."""
    s[5].append((*s[6], ";;"))
    return ("case", s[0], s[1], tuple(s[5]), ())


def clause(s: Values) -> Any:
    """One more clause with its end."""
    s[0].append((*s[1], s[2]))
    return s[0]


def clause_last(s: Values) -> Any:
    """Patterns and body; `;;` & co. follow or are left out."""
    return (tuple(s[0]), s[2])


def cond(s: Values) -> Any:
    """[[ … ]]; for bash its line is where its expression is complete."""
    test, (line, end_line) = s[1], s[2]
    return ("cond", end_line if test[0] in ("and", "or") and test[-1] != "(" else line, test, ())


def cond_or(s: Values) -> Any:
    """a || b in [[ ]]."""
    return ("or", s[0], s[2])


def cond_and(s: Values) -> Any:
    """a && b in [[ ]]."""
    return ("and", s[0], s[2])


def cond_word(s: Values) -> Any:
    """A word in [[ ]]: whether it is not empty."""
    return ("word", s[0])


def cond_unary(s: Values) -> Any:
    """-f a"""
    return ("unary", s[0], s[1])


def cond_binary(s: Values) -> Any:
    """a == b, a -nt b, a =~ b, …"""
    return ("binary", s[1], s[0], s[2])


def cond_group(s: Values) -> Any:
    """( a ) in [[ ]]; the mark at the end is for the printer."""
    return (*s[1], "(")


def cond_not(s: Values) -> Any:
    """! a in [[ ]]."""
    return ("not", s[1])


def function(s: Values) -> Any:
    """f() …"""
    return _function(s[0][0], s[0][1][0], s[4])


def function_keyword(s: Values) -> Any:
    """function f …"""
    return _function(s[0], s[1], s[2])


def function_keyword_newline(s: Values) -> Any:
    """function f, and its body on a later line."""
    return _function(s[0], s[1], s[4])


def function_keyword_both(s: Values) -> Any:
    """function f() …"""
    return _function(s[0], s[1], s[5])


def _function(line: int, name: str, body: Any) -> Any:
    """For bash a function is where the last one inside of it is."""
    lines = (line, body[1])
    if FUNCTIONS and FUNCTIONS[0][0] > line:
        lines = FUNCTIONS[0]
        body = (body[0], lines[1], *body[2:])
    FUNCTIONS[:] = [lines]
    return ("func", lines[0], name, body)


def coproc(s: Values) -> Any:
    """coproc a"""
    return ("coproc", s[0], "COPROC", s[1])


def coproc_redirected(s: Values) -> Any:
    """coproc { …; } >file"""
    return ("coproc", s[0], "COPROC", redirected(s[1:]))


def coproc_named(s: Values) -> Any:
    """coproc NAME { …; }"""
    return ("coproc", s[0], s[1], s[2])


def coproc_named_redirected(s: Values) -> Any:
    """coproc NAME { …; } >file"""
    return ("coproc", s[0], s[1], redirected(s[2:]))


# ---- words


def first(s: Values) -> Any:
    """The parts of a word, without its end."""
    return s[0]


def joined(parts: Iterable[Any]) -> Any:
    """Parts with neighbours of the same kind of literal text made one."""
    result: Values = []
    for part in parts:
        if part == "":
            continue
        if result:
            last = result[-1]
            if type(part) is str:
                if type(last) is str:
                    result[-1] = last + part
                    continue
            elif part[0] == "sq" and type(last) is not str and last[0] == "sq":
                result[-1] = ("sq", last[1] + part[1])
                continue
        result.append(part)
    return tuple(result)


def double_quoted(s: Values) -> Any:
    """Text in double quotes."""
    return ("dq", joined(s[1]))


def locale_quoted(s: Values) -> Any:
    """Text in double quotes with a dollar sign before: to be translated."""
    return ("ldq", joined(s[1]))


def parameter(s: Values) -> Any:
    """What follows the ${."""
    return s[1]


def head(s: Values) -> Any:
    """Prefix (! or #) and name of a ${."""
    return (s[0], s[1], None)


def head_subscript(s: Values) -> Any:
    """Prefix, name and subscript of a ${."""
    return (s[0], s[1], s[2])


def _brace(s: Values, op: str, args: tuple[Any, ...]) -> Any:
    prefix, name, sub = s[0]
    return ("brace", name, sub, prefix == "!", op, args)


def brace_plain(s: Values) -> Any:
    """${a}, ${#a}, ${!a}, ${!a[@]}"""
    prefix, name, sub = s[0]
    if prefix == "#":
        return ("brace", name, sub, False, "len", ())
    if prefix == "!" and sub in ("@", "*"):
        return ("brace", name, sub, False, "keys", ())
    if prefix is None and sub is None:
        return ("var", name)
    return _brace(s, "", ())


def brace_word(s: Values) -> Any:
    """${a:-word}, ${a#pattern}, …"""
    return _brace(s, s[1], ((s[3], joined(s[2])),))


def brace_quoted(s: Values) -> Any:
    """${a:-word} in double quotes; the last token is the word itself if there are double quotes in it once more."""
    word = s[3]
    return _brace(s, s[1], ((word, joined(s[2])) if type(word) is str else word,))


def brace_case(s: Values) -> Any:
    """${a^pattern}, ${a,}, …"""
    return _brace(s, s[1], ((s[3], joined(s[2])) if s[2] else None,))


def brace_remove(s: Values) -> Any:
    """${a/pattern}"""
    return _brace(s, s[1], ((s[3], joined(s[2])), None))


def brace_replace(s: Values) -> Any:
    """${a/pattern/word}"""
    return _brace(s, s[1], ((s[3], joined(s[2])), (s[5], joined(s[4]))))


def brace_slice(s: Values) -> Any:
    """${a:offset:length}"""
    return _brace(s, ":", s[1])


def brace_transform(s: Values) -> Any:
    """${a@Q}, …"""
    return _brace(s, "@", (s[1],))


def brace_names(s: Values) -> Any:
    """${!prefix@}, ${!prefix*}"""
    name, sub = s[0][1], s[0][2]
    if not name.isidentifier():
        return ("bad", "${!" + name + s[1] + "}")
    return ("brace", name if sub is None else name + "[", s[1], False, "names", ())


def brace_bad(s: Values) -> Any:
    """A ${ that is an error when it is executed."""
    return ("bad", s[-1])
