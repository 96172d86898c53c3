"""What lowering is offered: pipelines of programs, expanded, before anything is opened."""

from __future__ import annotations

import posix

from oilgg.interp import leaving, lookup
from oilgg.lower.invocation import Invocation, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.annotate.model import Effects
    from oilgg.interp.command import Simple
    from oilgg.interp.node import Node
    from oilgg.interp.pipeline import Pipeline, Stage
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]


_SURELY_FITS = 60_000
_LONGEST_ARGUMENT = 131_072


def _environment_of(shell: Shell, own: dict[bytes, bytes] | None) -> Callable[[], dict[str, str]]:
    if own is None:
        exported = shell.vars.exported()
        return lambda: exported
    return lambda: {
        name.decode("utf-8", "surrogateescape"): value.decode("utf-8", "surrogateescape") for name, value in own.items()
    }


def offer_simple(shell: Shell, node: Simple, argv: list[str], redirects: list[Redirect]) -> int | None:
    """Offer one program; None: it must run in place now."""
    if any(redirect.variable for redirect in redirects):
        shell.drain("descriptor variable")
        return None
    if _stays_here(shell, argv):
        return None
    name = argv[0]
    known = shell.hashed.get(name)
    stage = Invocation(
        name, argv, lookup.resolve(shell, name, None), _environment_of(shell, None), list(redirects),
        working_directory(), shell.umask, node.line,
    )  # fmt: skip
    stage.source = _source_of(shell, node)
    otherwise = leaving.otherwise_of(shell, node)
    checked = shell.checked and shell.options.errexit
    status: int | None = shell.lowering.offer([stage], node.line, checked, otherwise)
    if status is None and shell.hashed.get(name) != known:
        _forget_look_up(shell, name, known)
    _note_start(shell)
    return status


def _source_of(shell: Shell, node: Node) -> tuple[Tree, int] | None:
    """What a command is in the script, if its death by a signal is to be told: the last of a ( ) is all of it."""
    if shell.silent_deaths:
        return None
    tail = shell.subshell_tail
    if tail is not None and tail[0] is node and not shell.traps:
        node = tail[1]
    return node.tree, shell.outer_line


def _stays_here(shell: Shell, argv: list[str]) -> bool:
    """A trap counts the shell's children, or the kernel may refuse the arguments, which is for the shell to tell."""
    if "CHLD" in shell.traps:
        shell.drain("a trap on CHLD")
        return True
    if sum(map(len, argv)) > _SURELY_FITS and _is_too_long(shell, argv):
        shell.drain("arguments too long")
        return True
    return False


def _is_too_long(shell: Shell, argv: list[str]) -> bool:
    sizes = [len(word.encode("utf-8", "surrogateescape")) for word in argv]
    own = sum(map(len, shell.vars.environment().values())) + 2 * _SURELY_FITS
    return max(sizes) >= _LONGEST_ARGUMENT or sum(sizes) + 9 * len(sizes) + own >= posix.sysconf("SC_ARG_MAX")


def _note_start(shell: Shell) -> None:
    """A script on standard input is where it would be for the program."""
    script = shell.read_buffers.get(-1)
    if script is not None:
        script.started = True


def _forget_look_up(shell: Shell, name: str, known: tuple[str, int] | None) -> None:
    """The program will be looked up again where it runs, and counts once."""
    hashed = dict(shell.hashed)
    if known is None:
        hashed.pop(name, None)
    else:
        hashed[name] = known
    shell.hashed = hashed


def offer_annotated(shell: Shell, argv: list[str], redirects: list[Redirect], effects: Effects) -> int | None:
    """Offer one program or function whose effects the script has said (`io`); None: it must run in place now."""
    from oilgg.interp import calls, closure

    function = shell.functions.get(argv[0])
    stage = Invocation(
        argv[0], argv, None if function else lookup.resolve(shell, argv[0], None), _environment_of(shell, None),
        list(redirects), working_directory(), shell.umask, shell.line,
    )  # fmt: skip
    stage.effects = effects
    if function is None:
        stage.watched = True
    else:
        try:
            stage.call = calls.call_of(shell, function, ())
        except closure.Unfit as unfit:
            shell.lowering.complain(str(unfit), function.source, function.line)
            return None
        stage.program = ""
    status: int | None = shell.lowering.offer([stage], shell.line, shell.checked and shell.options.errexit)
    return status


def offer_words(shell: Shell, argv: list[str]) -> int | None:
    """Offer one program without redirections, not subject to `set -e`; None: it must run in place now."""
    stage = Invocation(
        argv[0], argv, lookup.resolve(shell, argv[0], None), _environment_of(shell, None), [], working_directory(),
        shell.umask, shell.line,
    )  # fmt: skip
    status: int | None = shell.lowering.offer([stage], shell.line, False)
    return status


def _invocations(shell: Shell, line: int, stages: list[Stage]) -> list[Invocation] | None:
    """The programs of a pipeline; None where they have to run in place."""
    cwd = working_directory()
    invocations = []
    own = _environment_of(shell, None)
    for stage in stages:
        for redirect in stage.redirects:
            if redirect.variable:
                shell.drain("descriptor variable")
                return None
        if _stays_here(shell, stage.argv):
            return None
        environment = own if stage.environment is None else _environment_of(shell, stage.environment)
        name = stage.argv[0]
        found = Invocation(name, stage.argv, stage.path or None, environment, stage.redirects, cwd, shell.umask, line)
        found.source = _source_of(shell, stage.node)
        invocations.append(found)
    return invocations


def offer_fed(shell: Shell, node: Pipeline, stages: list[Stage], data: bytes) -> list[int] | None:
    """Offer the programs of a pipeline behind a builtin that has written `data`; None: they must be started."""
    invocations = _invocations(shell, node.line, stages)
    found: list[int] | None = None if invocations is None else shell.lowering.offer_fed(invocations, node.line, data)
    return found


def offer_stage(shell: Shell, stage: Stage) -> int | None:
    """Offer the program of a stage that is a background job; None: it must run in place now."""
    invocations = _invocations(shell, stage.node.line, [stage])
    return None if invocations is None else shell.lowering.offer(invocations, stage.node.line, False)


def is_worth_a_fork(shell: Shell, stage: Stage) -> bool:
    """Whether the program of a stage is better lowered in a fork of the shell than started."""
    invocations = _invocations(shell, stage.node.line, [stage])
    return invocations is not None and shell.lowering.is_worth_a_fork(invocations[0])


def offer_pipeline(shell: Shell, node: Pipeline, stages: list[Stage]) -> int | None:
    """Offer a pipeline of programs; None: it must run in place now."""
    if shell.options.xtrace:
        shell.drain("xtrace")  # stages are traced as they start
        return None
    invocations = _invocations(shell, node.line, stages)
    if invocations is None:
        return None
    otherwise = leaving.otherwise_of(shell, node)
    checked = shell.checked and shell.options.errexit
    status: int | None = shell.lowering.offer(invocations, node.line, checked, otherwise)
    if status is not None:
        known = shell.lowering.known_statuses() if status >= 0 else ()
        shell.pipe_status = known if len(known) == len(stages) else (status,) * len(stages)
    _note_start(shell)
    return status
