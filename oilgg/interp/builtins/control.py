"""break, continue, return, exit, logout: builtins that leave the place they are called from."""

from __future__ import annotations

from oilgg.errors import BreakLoop, ContinueLoop, ExitShell, LenientError, ReturnFunction
from oilgg.interp.builtins.arguments import show_help, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_ALL_LOOPS = 1 << 30


def numeric_argument(shell: Shell, name: str, args: list[str], fallback: int, wrong_status: int) -> int | None:
    """The number a builtin like `exit` was given, `fallback` without one, None after `--help`.

    Leaves the shell with `wrong_status` for what is no number (unless that is negative: ValueError), and abandons the
    command for more than one argument.
    """
    first = 0
    if args and args[0] == "--help":
        show_help(shell, name)
        return None
    if args and args[0] == "--":
        first = 1
    if first >= len(args):
        return fallback
    value = whole_number(args[first])
    if value is None:
        shell.error(f"{name}: {args[first]}: numeric argument required")
        if wrong_status < 0:
            raise ValueError
        shell.leave(wrong_status)
    if len(args) > first + 1:
        shell.error(f"{name}: too many arguments")
        error = LenientError("", False, shell.settled_status() or 1)
        error.unwinds = True
        raise error
    return value


def _levels(shell: Shell, name: str, args: list[str]) -> int:
    """How many loops to leave; -1: all, because the number made no sense."""
    count = numeric_argument(shell, name, args, 1, max(shell.status, 0) | 128)
    assert count is not None
    if count <= 0:
        shell.error(f"{name}: {args[-1]}: loop count out of range")
        return -1
    return min(count, shell.loop_depth)


def _outside_loop(shell: Shell, name: str) -> bool:
    if shell.loop_depth > 0:
        return False
    if shell.options.posix:
        return True
    shell.error(f"{name}: only meaningful in a `for', `while', or `until' loop")
    return True


def _leave_all(shell: Shell) -> None:
    """After a wrong number: every loop is left, or by `set -e` the shell."""
    shell.status = 1
    if shell.options.errexit and shell.checked:
        raise ExitShell(1)
    raise BreakLoop(_ALL_LOOPS)


def break_(shell: Shell, args: list[str]) -> int:
    """Leave loops."""
    if args[:1] == ["--help"]:
        return show_help(shell, "break")
    if _outside_loop(shell, "break"):
        return 0
    levels = _levels(shell, "break", args)
    if levels < 0:
        _leave_all(shell)
    shell.status = 0
    raise BreakLoop(levels)


def continue_(shell: Shell, args: list[str]) -> int:
    """Go on with the next round of a loop."""
    if args[:1] == ["--help"]:
        return show_help(shell, "continue")
    if _outside_loop(shell, "continue"):
        return 0
    levels = _levels(shell, "continue", args)
    if levels < 0:
        _leave_all(shell)
    shell.status = 0
    raise ContinueLoop(levels)


def return_(shell: Shell, args: list[str]) -> int:
    """Leave a function or a sourced file; in a trap but that on DEBUG, with the status from before it."""
    before = shell.trap_status if shell.in_trap and not shell.in_trap.endswith("DEBUG") else shell.status
    try:
        status = numeric_argument(shell, "return", args, before, -1)
    except ValueError:
        status = 2
    if status is None:
        return 2
    if shell.return_depth > 0:
        raise ReturnFunction(status if status < 0 and not args else status & 0xFF)
    shell.error("return: can only `return' from a function or sourced script")
    return 2


def exit_(shell: Shell, args: list[str]) -> int:
    """Leave the shell or subshell."""
    if shell.interactive and not shell.subshell_level and not _may_leave(shell):
        return 1
    status = numeric_argument(shell, "exit", args, shell.status, 2)
    if status is None:
        return 2
    if shell.options.login_shell and not shell.subshell_level and not shell.in_trap:
        from oilgg.interp.startup_files import source_if_there

        status = shell.status if not args else status
        shell.set_option("login_shell", False)
        source_if_there(shell, (shell.vars.get("HOME") or "") + "/.bash_logout")
        shell.status = status
    if not args:
        # In an EXIT trap it means the status the shell had before the trap.
        shell.leave(shell.trap_status if shell.in_trap.endswith("EXIT") else shell.settled_status())
    shell.leave(status & 0xFF)


def _may_leave(shell: Shell) -> bool:
    """At a prompt: say goodbye; stopped jobs keep the shell, unless the command before was `exit` or `jobs` already."""
    from oilgg.interp.builtins.jobs import exit_may_follow, line_of

    shell.warn("logout\n" if shell.options.login_shell else "exit\n")
    shell.jobs.poll(shell.job_control)
    alive = [job for job in shell.jobs.jobs.values() if not job.done]
    stopped = [job for job in alive if job.stopped]
    if not stopped and not (alive and shell.options.checkjobs):
        return True
    if exit_may_follow(shell):
        return True
    shell.warn(f"There are {'stopped' if stopped else 'running'} jobs.\n")
    if shell.options.checkjobs:
        for job in alive:
            shell.warn(line_of(shell, job))
    return False


def logout(shell: Shell, args: list[str]) -> int:
    """exit, in a login shell only."""
    if args[:1] == ["--help"]:
        return show_help(shell, "logout")
    if not shell.options.login_shell:
        shell.error("logout: not login shell: use `exit'")
        return 1
    return exit_(shell, args)
