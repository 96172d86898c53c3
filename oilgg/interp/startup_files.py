"""Files that a shell reads before anything else: finding and reading one."""

from __future__ import annotations

import posix

from oilgg.errors import ControlFlow, ExitShell, ExpansionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def source_named(shell: Shell, variable: str) -> None:
    """Read the file that a variable names, after expanding it as bash does (parameters, commands, arithmetic)."""
    text = shell.vars.get(variable)
    if text:
        source_if_there(shell, expand(shell, text))


def expand(shell: Shell, text: str) -> str:
    """`text` expanded as if between double quotes."""
    if "$" not in text and "`" not in text:
        return text
    from oilgg.expand.words import compile_word
    from oilgg.syntax.parser import Parser

    quoted = text.replace('"', '\\"')
    node = Parser(f': "{quoted}"\n').next()
    if node is None or node[0] != "simple":
        return text
    value: str = compile_word(node[3][1]).text(shell)
    return value


def source_if_there(shell: Shell, path: str) -> bool:
    """Source `path` if it is a readable file."""
    if not path or not posix.access(path, posix.R_OK):
        return False
    try:
        shell.source_file(path, None)
    except OSError:
        return False
    except (ExpansionError, ControlFlow, KeyboardInterrupt) as failure:
        # An error in such a file must not keep anybody from a prompt; it has been reported.
        if isinstance(failure, ExitShell) or not shell.interactive:
            raise
    return True
