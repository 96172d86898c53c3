"""shopt."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options, write
from oilgg.interp.builtins.set import list_options
from oilgg.interp.options import OWN_OPTIONS, SET_OPTIONS, SHOPT_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_LEVEL = "52"
_FIXED = ("login_shell", "restricted_shell")


def shopt(shell: Shell, args: list[str]) -> int:
    """Switch options on (`-s`) or off (`-u`), or print them; 1 if one that was asked for is off."""
    options, first = parse_options(shell, "shopt", args, "opqsu")
    letters = {letter for letter, _ in options}
    names = args[first:]
    if letters >= {"s", "u"}:
        shell.error("shopt: cannot set and unset shell options simultaneously")
        return 1
    of_set = "o" in letters
    if not names:
        known = SET_OPTIONS if of_set else SHOPT_OPTIONS
        if letters & {"s", "u"}:
            known = tuple(name for name in known if bool(shell.options.get(name)) == ("s" in letters))
        return 0 if "q" in letters else write(shell, _listed(shell, known, letters))
    if letters & {"s", "u"}:
        return _change(shell, names, "s" in letters, of_set)
    return _report(shell, names, letters, of_set)


def _is_known(name: str, of_set: bool) -> bool:
    if of_set:
        return name in SET_OPTIONS
    return name in SHOPT_OPTIONS or name in OWN_OPTIONS


def _unknown(shell: Shell, name: str, of_set: bool) -> None:
    kind = "option" if of_set else "shell option"
    shell.error(f"shopt: {name}: invalid {kind} name")


def _change(shell: Shell, names: list[str], on: bool, of_set: bool) -> int:
    status = 0
    if not of_set and "BASHOPTS" in shell.extra:
        shell.extra = {name: value for name, value in shell.extra.items() if name != "BASHOPTS"}
    for name in names:
        if not _is_known(name, of_set):
            _unknown(shell, name, of_set)
            status = 0 if of_set else 1
        elif name in _FIXED:
            continue
        else:
            if on and name.startswith("compat"):
                for other in SHOPT_OPTIONS:
                    if other.startswith("compat"):
                        shell.set_option(other, False)
            shell.set_option(name, on)
            if name.startswith("compat"):
                _set_compatibility(shell)
    return status


def _set_compatibility(shell: Shell) -> None:
    """Let BASH_COMPAT tell which version's behaviour is asked for."""
    level = next((name[6:] for name in SHOPT_OPTIONS if name.startswith("compat") and shell.options.get(name)), _LEVEL)
    shell.vars.set("BASH_COMPAT", level)


def _report(shell: Shell, names: list[str], letters: set[str], of_set: bool) -> int:
    status = 0
    for name in names:
        if not _is_known(name, of_set):
            _unknown(shell, name, of_set)
            status = 1
            continue
        if not shell.options.get(name):
            status = 1
        if "q" not in letters:
            failed = write(shell, _listed(shell, (name,), letters))
            status = failed or status
    return status


def _listed(shell: Shell, names: tuple[str, ...], letters: set[str]) -> str:
    if "o" in letters:
        return list_options(shell, names, "p" in letters)
    if "p" in letters:
        return "".join(f"shopt -{'s' if shell.options.get(name) else 'u'} {name}\n" for name in names)
    return "".join(f"{name:<15s}\t{'on' if shell.options.get(name) else 'off'}\n" for name in names)
