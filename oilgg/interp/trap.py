"""Traps: setting them, what they make of signals, and running them."""

from __future__ import annotations

from oilgg.errors import ExitShell, ReturnFunction
from oilgg.interp import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from oilgg.interp.state import Shell

PENDING = signals.PENDING
DEBUG = 2
LOWERING = 4
XTRACE = 8
NOEXEC = 16
KEYWORD = 32
"""Bits of Shell.attention: why something must be looked at before a command."""

NO_EXIT = "no EXIT trap"
"""In `Shell.extra`: this subshell does not run its EXIT trap."""

BACKGROUND = "ignores SIGINT"
"""In `Shell.extra`: whether this (sub)shell does so because it was started by `&`."""

ERROR_LINE = "line of ERR"
"""In `Shell.extra`: the line of the command that failed, from which an ERR trap calls all its functions."""

_WHAT = {"EXIT": "exit trap", "DEBUG": "debug trap", "ERR": "error trap", "RETURN": "return trap"}


def refresh_attention(shell: Shell) -> None:
    """Compute `Shell.attention` and `Shell.guarded` anew after options or traps changed."""
    options = shell.options
    traps = shell.traps
    attention = 0
    if shell.pending_signals:
        attention |= PENDING
    if "DEBUG" in traps:
        attention |= DEBUG
    if shell.lowering is not None and shell.lowering.pending:
        attention |= LOWERING
    if options.xtrace:
        attention |= XTRACE
    if options.noexec and not shell.interactive:
        attention |= NOEXEC
    if options.keyword:
        attention |= KEYWORD
    shell.attention = attention
    shell.guarded = options.errexit or "ERR" in traps


def set_trap(shell: Shell, name: str, action: str | None) -> None:
    """See Shell.set_trap."""
    shell.inherited_traps = None
    if name == "EXIT":
        shell.exit_action = ""
    if name == "CHLD":
        shell.jobs.ended.clear()
    traps = dict(shell.traps)
    old = dict(traps)
    traps.pop(name, None)
    if action is not None:
        traps[name] = action
    shell.traps = traps
    if name == "INT" and shell.extra.get(BACKGROUND):
        shell.extra = {**shell.extra, BACKGROUND: False}
    if name in signals.SPECIAL and name not in shell.ignored_at_start:
        signals.trapped(name, action)
        if action is None:
            old.setdefault(name, "")  # even so it may change what happens
    apply(shell, old)
    refresh_attention(shell)


def apply(shell: Shell, old: dict[str, str]) -> None:
    """`Shell.traps` was `old`: change the process's signal dispositions accordingly."""
    traps = shell.traps
    if not traps and not old:
        return
    exit_trap = "EXIT" in traps
    changed = {name for name in {*traps, *old} if traps.get(name) != old.get(name)}
    if exit_trap != ("EXIT" in old):
        changed.update(signals.NAMES[number] for number in signals.DEATH)
    for name in changed:
        number = signals.NUMBERS.get(name)
        if number is None or number in (9, 19) or (name in shell.ignored_at_start and not shell.interactive):
            continue
        signals.set_disposition(shell, number, traps.get(name), exit_trap)


def subshell_traps(shell: Shell) -> None:
    """A subshell begins: traps are reset, ignored signals stay ignored, ERR and DEBUG are kept with -E and -T."""
    old = shell.traps
    if not old and not shell.exit_action:
        return
    if shell.inherited_traps is None:
        shell.inherited_traps = {**old, "EXIT": shell.exit_action} if shell.exit_action else old
    options = shell.options
    kept = {}
    for name, action in old.items():
        if action == "" or (name == "ERR" and options.errtrace) or (name in ("DEBUG", "RETURN") and options.functrace):
            kept[name] = action
    shell.traps = kept


def ignore_interrupts(shell: Shell) -> None:
    """This process is a compound command started by `&`: it ignores SIGINT and SIGQUIT; what it starts does not.

    `trap` shows SIGINT.
    """
    if shell.inherited_traps is not None and "INT" in shell.inherited_traps:
        shell.inherited_traps = {**shell.inherited_traps, "INT": ""}
    shell.extra = {**shell.extra, BACKGROUND: "INT" not in shell.ignored_at_start}
    signals.ignore_for_itself([signals.NUMBERS[name] for name in _may_be_ignored(shell)])


def heed_interrupts(shell: Shell) -> None:
    """This process is a function or builtin started by `&`, for which both do what they do elsewhere."""
    signals.ignore_for_itself([])
    for name in _may_be_ignored(shell):
        signals.set_disposition(shell, signals.NUMBERS[name], None, False)


def _may_be_ignored(shell: Shell) -> list[str]:
    return [name for name in signals.SPECIAL if name not in shell.ignored_at_start and name not in shell.traps]


def is_due(shell: Shell) -> bool:
    """Whether a signal has arrived that has a trap."""
    return any(shell.traps.get(signals.NAMES[number]) for number in shell.pending_signals)


def run_pending(shell: Shell) -> None:
    """Run the traps of the signals that have arrived."""
    if shell.lowering is not None and shell.lowering.pending and is_due(shell) and shell.lowering.interrupt():
        return
    later = []
    while shell.pending_signals:
        number = shell.pending_signals.pop(0)
        if number == signals.CHLD:
            run_for_children(shell)
            continue
        name = signals.NAMES[number]
        action = shell.traps.get(name)
        if action:
            run_action(shell, action, name)
        elif shell.virtual_level:
            later.append(number)
    shell.pending_signals = later
    refresh_attention(shell)
    if later:
        shell.attention &= ~PENDING


def run_for_children(shell: Shell) -> None:
    """Run the trap on CHLD: once for each child that has ended; for those that end while it runs, afterwards."""
    shell.pending_signals = [number for number in shell.pending_signals if number != signals.CHLD]
    table = shell.jobs
    table.poll(shell.options.monitor)
    action = shell.traps.get("CHLD")
    if action and "CHLD" in shell.in_trap.split():
        return
    ended = table.ended[:]
    del table.ended[: len(ended)]
    if not action:
        return
    for _ in set(ended):
        run_action(shell, action, "CHLD")
    if table.ended and signals.CHLD not in shell.pending_signals:
        shell.pending_signals.append(signals.CHLD)
        shell.attention |= PENDING


def run_action(shell: Shell, action: str, name: str) -> int:
    """Run the text of a trap; `$?` is kept. Gives the status of the last command in it."""
    status = shell.settled_status()
    pipe_status = shell.pipe_status
    line = shell.line
    in_trap = shell.in_trap
    command = shell.trap_command
    running = shell.command
    before = shell.trap_status
    if not in_trap:
        shell.trap_command = running
    shell.in_trap = f"{in_trap} {name}" if in_trap else name
    shell.trap_status = status
    keep_line = name in ("DEBUG", "ERR", "RETURN", "EXIT")
    try:
        result = shell.run_text(action, _WHAT.get(name, "trap"), 1 if name == "EXIT" else line if keep_line else 1)
    finally:
        shell.in_trap = in_trap
        shell.trap_command = command
        shell.trap_status = before
        shell.command = running
        shell.line = line
    shell.status = status
    shell.pipe_status = pipe_status
    return result


def run_error_trap(shell: Shell, status: int) -> None:
    """A command failed where that counts."""
    action = shell.traps.get("ERR")
    if action and "ERR" not in shell.in_trap:
        shell.extra = {**shell.extra, ERROR_LINE: shell.line}
        shell.status = status
        run_action(shell, action, "ERR")


def run_debug_trap(shell: Shell) -> int:
    """Before each simple command."""
    action = shell.traps.get("DEBUG")
    if action and "DEBUG" not in shell.in_trap:
        return run_action(shell, action, "DEBUG")
    return 0


def run_return_trap(shell: Shell, status: int) -> int:
    """A function or sourced file is about to return `status`; gives what it does return."""
    action = shell.traps.get("RETURN")
    if action and "RETURN" not in shell.in_trap:
        try:
            run_action(shell, action, "RETURN")
        except ReturnFunction as leave:
            return leave.status
    return status


def leave_shell(shell: Shell, status: int) -> NoReturn:
    """Leave the (sub)shell here and now: the EXIT trap sees the redirections, locals and functions around the command.

    Outside of functions it does not see what has been redirected within an `eval`, a sourced file or the text of `-c`:
    it runs when that has been left. Raises ExitShell always.
    """
    leave = ExitShell(status)
    if "EXIT" in shell.traps and not shell.exit_action:  # one that the EXIT trap has set does not run
        shell.drain("exit")
        leave.status = shell.settle(status)
        in_text = shell.trace_depth >= first_text(shell) or (shell.options.command_string and not shell.subshell_level)
        leave.trap_due = in_text and not shell.function_depth
        if not leave.trap_due:
            leave.status = run_exit_trap(shell, leave.status)
    raise leave


def standing(shell: Shell) -> tuple[Any, ...]:
    """In which functions the shell stands, and with which arguments: what `stand` brings back for an EXIT trap."""
    return shell.frames[:], shell.positional, shell.function_depth, shell.return_depth


def stand(shell: Shell, place: tuple[Any, ...]) -> None:
    """Bring back what `standing` gave."""
    shell.frames, shell.positional, shell.function_depth, shell.return_depth = place


def first_text(shell: Shell) -> int:
    """The `trace_depth` of an `eval` or `.` that the (sub)shell runs itself, and of a substitution."""
    return max(shell.exit_depth, 1)


def die_in_function(shell: Shell, leave: ExitShell) -> None:
    """Where a signal ends the shell, its EXIT trap still sees the function or file that was running."""
    if not leave.signal or "EXIT" not in shell.traps:
        return
    if shell.lowering is not None:
        shell.lowering.abandon()
    run_exit_trap(shell, shell.settled_status())


def forget_exit_trap(shell: Shell) -> None:
    """`exec` has found its program: whatever happens, the EXIT trap does not run."""
    if "EXIT" in shell.traps:
        shell.traps = {name: action for name, action in shell.traps.items() if name != "EXIT"}


def run_exit_trap(shell: Shell, status: int) -> int:
    """Run the EXIT trap of this (sub)shell once, but not within another one; gives the status to exit with."""
    action = shell.traps.get("EXIT")
    if not action or "EXIT" in shell.in_trap.split() or shell.extra.get(NO_EXIT):
        return status
    traps = dict(shell.traps)
    del traps["EXIT"]
    old = shell.traps
    shell.traps = traps
    apply(shell, old)
    refresh_attention(shell)
    shell.status = status
    shell.checked = True
    shell.exit_action = action
    signals.may_be_interrupted()
    depth, shell.trace_depth = shell.trace_depth, shell.exit_depth
    try:
        run_action(shell, action, "EXIT")
    except ExitShell as leave:
        status = status if leave.fatal else leave.status
    except ReturnFunction as leave:
        status = leave.status
    shell.trace_depth = depth
    shell.exit_action = ""
    # One that the trap has set does not run any more.
    shell.traps = {name: text for name, text in shell.traps.items() if name != "EXIT"}
    return status
