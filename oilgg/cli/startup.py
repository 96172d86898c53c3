"""Start-up files: BASH_ENV, profiles of login shells, the file of interactive shells."""

from __future__ import annotations

import posix

from oilgg.errors import ControlFlow, ExitShell, ExpansionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.cli.options import CommandLine
    from oilgg.interp.state import Shell

SYSTEM_PROFILE = "/etc/profile"
LOGIN_FILES = (".bash_profile", ".bash_login", ".profile")
INTERACTIVE_FILE = ".oilggrc"


def read_files(shell: Shell, line: CommandLine, *, interactive: bool, login: bool, as_sh: bool) -> None:
    """Read the files that bash would read for this kind of shell; `~/.oilggrc` stands for `~/.bashrc`."""
    home = shell.vars.get("HOME") or ""
    if login and line.profile and not shell.options.privileged:
        source_if_there(shell, SYSTEM_PROFILE)
        for name in (".profile",) if as_sh else LOGIN_FILES:
            if source_if_there(shell, home + "/" + name):
                break
    if interactive:
        if shell.options.posix:
            source_named(shell, "ENV")
        elif line.rc and (not login or line.rcfile is not None):
            source_if_there(shell, line.rcfile if line.rcfile is not None else home + "/" + INTERACTIVE_FILE)
    elif not shell.options.posix and not login and not shell.options.privileged:
        source_named(shell, "BASH_ENV")


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
