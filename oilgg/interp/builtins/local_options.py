"""`local -`: the options of `set`, and those of `shopt` that belong to posix mode, come back when the function returns.

The name `-` is made local like a variable; the hook of that name is called when its scope ends.
"""

from __future__ import annotations

from oilgg.interp.options import SET_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.options import Options
    from oilgg.interp.state import Shell

_KEY = "local -"
_OF_POSIX_MODE = ("sourcepath", "expand_aliases", "inherit_errexit", "shift_verbose")


def save(shell: Shell) -> None:
    """Remember the options for the end of the running function; those of the last time count."""
    variables = shell.vars
    variables.hooks["-"] = lambda name, value: _restore(shell)
    scope = variables.scope
    while scope is not None and scope.temporary:
        scope = scope.parent
    saved: tuple[tuple[Any, Options], ...] = shell.extra.get(_KEY, ())
    if saved and saved[-1][0] is scope:
        saved = saved[:-1]
    else:
        variables.declare_local("-")
    shell.extra = {**shell.extra, _KEY: (*saved, (scope, shell.options.copy()))}


def _restore(shell: Shell) -> None:
    """Bring back the options that were remembered for scopes that have ended."""
    saved: tuple[tuple[Any, Options], ...] = shell.extra.get(_KEY, ())
    while saved and not _is_open(shell, saved[-1][0]):
        options = saved[-1][1]
        saved = saved[:-1]
        shell.extra = {**shell.extra, _KEY: saved}
        for name in (*SET_OPTIONS, *_OF_POSIX_MODE):
            value = bool(options.get(name))
            if bool(shell.options.get(name)) != value:
                shell.set_option(name, value)


def _is_open(shell: Shell, wanted: object) -> bool:
    scope = shell.vars.scope
    while scope is not None:
        if scope is wanted:
            return True
        scope = scope.parent
    return False
