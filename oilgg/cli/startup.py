"""Start-up files: BASH_ENV, profiles of login shells, the file of interactive shells."""

from __future__ import annotations

from oilgg.interp.startup_files import source_if_there, source_named

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
