"""The restricted shell (`set -r`): what builtins refuse in it.

It is on while `Shell.extra` has the key RESTRICTED, and cannot be left.
"""

from __future__ import annotations

from oilgg.expand.values import READONLY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

RESTRICTED = "restricted"
_PROTECTED = ("PATH", "SHELL", "ENV", "BASH_ENV", "HISTFILE")


def enter(shell: Shell) -> None:
    """Restrict the shell from now on."""
    shell.extra = {**shell.extra, RESTRICTED: True}
    shell.set_option("restricted", True)
    for name in _PROTECTED:
        shell.vars.set_attributes(name, READONLY)


def refused(shell: Shell, builtin: str, what: str = "") -> bool:
    """Is the shell restricted; then the message of `builtin` about it has been printed."""
    if RESTRICTED not in shell.extra:
        return False
    shell.error(f"{builtin}: {what + ': ' if what else ''}restricted")
    return True
