"""The lexer's regular expressions, and how they get into memory without importing `re`.

`re` is Python code that makes a list of integers for `_sre.compile`. That list depends on the Python version only, so
it is stored when oilgg is built and the start-up path never imports `re` (twice the cost of starting Python itself). A
Python without a stored list compiles the sources.
"""

from __future__ import annotations

import _sre
import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = "[A-Za-z_][A-Za-z0-9_]*+"
_PARAMETER = "(?:" + _NAME + "|[0-9@*#?$!-])"
_BRACED = r"\{(?:" + _NAME + r"|[0-9]++|[@*#?$!-])\}"
_SIMPLE_DOLLAR = r"\$(?:" + _PARAMETER + "|" + _BRACED + ")"
_SIMPLE_QUOTED = r'"(?:[^"\\$`]++|\\[^\n]|' + _SIMPLE_DOLLAR + ')*+"'
_PLAIN = r"""[^ \t\n"'\\$`<>|&;()]++"""
_WORD = (
    r"(?:" + _PLAIN + "|'[^']*+'|" + _SIMPLE_QUOTED + "|" + _SIMPLE_DOLLAR + r"|\\[^\n])++(?=[ \t\n;&|)]|[<>](?!\())"
)
# a number of at most 31 bits before an operator; others are words
_NUMBER = (
    r"(?:0++(?=[<>])|0*+(?:[0-9]{1,9}|1[0-9]{9}|2(?:0[0-9]{8}|1(?:[0-3][0-9]{7}|4(?:[0-6][0-9]{6}|7(?:[0-3][0-9]{5}"
    r"|4(?:[0-7][0-9]{4}|8(?:[0-2][0-9]{3}|3(?:[0-5][0-9]{2}|6(?:[0-3][0-9]|4[0-7])))))))))(?=[<>]))"
)
_DESCRIPTOR = r"(?:" + _NUMBER + r"|\{" + _NAME + r"""(?:\[[^]\n\t "'`\\<>|&;()]++\])?+\})?+"""
_REDIRECT = _DESCRIPTOR + r"(?:<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\())|&>>|&>"
_VARIABLES = r"|\$(" + _PARAMETER + r")|\$\{(" + _NAME + r"|[0-9]++|[@*#?$!-])\}"

SOURCES = {
    # blanks, then 1 a redirection operator, 2 a whole simple word, 3 a newline, 4 an operator, 5 a comment, or nothing
    "token": r"(?:[ \t]++|\\\n)*+(?:("
    + _REDIRECT
    + ")|(?!#)("
    + _WORD
    + r")|(\n)|(;;&|;;|;&|&&|\|\||\|&|[;&|()])|(#[^\n]*+)|)",
    # parts of words: 1 literal text, then by mode
    "word": "(" + _PLAIN + r""")|'([^']*+)'|\\([^\n])""" + _VARIABLES + '|(")',
    "quotes": r'((?:[^"\\$`]++|\\[^$`"\\\n])++)|(\\\n)|\\([$`"\\])' + _VARIABLES + '|(")',
    "text": r"((?:[^\\$`]++|\\[^$`\\\n])++)|(\\\n)|\\([$`\\])" + _VARIABLES,
    "braces": r"""([^}"'\\$`<>]++)|'([^']*+)'|\\([^\n])""" + _VARIABLES + '|(")|(})',
    "replaced": r"""([^}/"'\\$`<>]++)|'([^']*+)'|\\([^\n])""" + _VARIABLES + '|(")|(})',
    "quoted_braces": r"""((?:[^}"'\\$`]++|\\[^$`"\\}\n])++)|(\\\n)|\\([$`"\\}])""" + _VARIABLES + '|(")|(})',
    # after ${: 1 #, 2 !, 3 the name
    "head": r"(#)(?=[A-Za-z_]|[0-9]++\}|[@*?$!#-]\})|(!)(?=[A-Za-z_0-9]|#[-=?+%/#:^,]|[@*#?](?:[}\[@]|:.)"
    + "|[@*?][-=?+#%/^,~])|("
    + _NAME
    + "|[0-9]++|[@*#?$!-])",
    "operation": r"(:?[-=?+])|(##?|%%?)|(//|/#|/%|/)|(\^\^?|,,?|~~?)|@([A-Za-z])(?=\})|([@*])(?=\})|(:)|(\})",
    "plain": r"""[^"'\\$`(){}\[\]<>]*+""",
    "backquoted": r"[^`\\]*+(?:\\.[^`\\]*+)*+`",
    "ansi": r"[^'\\]*+(?:\\.[^'\\]*+)*+'",
    "assign": "(" + _NAME + r")(?:(\[)|(\+?=))",
    # nothing that could end a simple command before the end of the line
    "rest": r"""(?:[^|&;()"'\\$`\n<>]++|[<>]&?+(?!\()|\$[A-Za-z0-9_]|"[^"\\$`\n]*+")*+\n""",
    # in `let a=(1 + 2)*3`: parentheses that something follows
    "calculation": r"""\([^()\n'"#`$\\]*+\)[^ \t\n;&|<>()]""",
    "digits": r"[0-9]++",
    # behind a word: a reserved word
    "coproc_name": r"[ \t]*+\(|[ \t]++(?:[{}!]|\[\[|\]\]|if|then|else|elif|fi|case|esac|for|select|while|until|do|done"
    + r"|in|function|coproc)(?![^ \t\n;&|()<>])",
    "arithmetic": r"[ \t\n\r\f\v]*+(?:([0-9][0-9A-Za-z@_#]*+)|("
    + _NAME
    + r")|(\+\+|--)|(<<=|>>=|[-+*/%&^|]=|=(?!=))|(\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&^|!~?:,()])|)",
}

_DOTALL = 16
_ASCII = 256


def file_name() -> str:
    """Where the stored codes for this Python are."""
    return "patterns-" + str(_sre.MAGIC) + "-" + str(sys.version_info[0]) + str(sys.version_info[1]) + ".bin"


def dump() -> bytes:
    """The codes of all patterns, made with `re`'s own compiler."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    codes = {}
    for name, source in SOURCES.items():
        tree = _parser.parse(source, _DOTALL | _ASCII)
        flags = tree.state.flags
        codes[name] = (flags, [int(code) for code in _compiler._code(tree, flags)], tree.state.groups - 1)
    return marshal.dumps((SOURCES, codes), 2)


def load() -> dict[str, Any]:
    """name -> compiled pattern."""
    stored = _stored()
    if stored is None or stored[0] != SOURCES:
        import re

        return {name: re.compile(source, re.DOTALL | re.ASCII) for name, source in SOURCES.items()}
    result = {}
    for name, (flags, code, groups) in stored[1].items():
        result[name] = _sre.compile(SOURCES[name], flags, code, groups, {}, (None,) * (groups + 1))
    return result


def _stored() -> Any:
    """What `dump` made, or None."""
    try:
        descriptor = posix.open(__file__[: __file__.rindex("/") + 1] + file_name(), posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return None
    try:
        return marshal.loads(posix.read(descriptor, 1 << 20))
    finally:
        posix.close(descriptor)
