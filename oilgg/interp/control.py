"""Job control (`set -m`): process groups, the terminal, stopped jobs.

Each foreground pipeline becomes a process group of its own, which has the terminal while it runs. Its processes take
it themselves before they do anything else; the shell takes it back.
"""

from __future__ import annotations

import _signal
import posix

from oilgg.errors import BreakLoop, ExitShell, ExpansionError
from oilgg.interp import descriptors, execution, lookup, pipeline, process, signals
from oilgg.interp.job import Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.pipeline import Stage
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell

_CONTINUED = 0xFFFF
_TO_DRAIN = 1
_ALL_LOOPS = 1 << 30
_INTERRUPT = 2
_TERMINAL_STOPS = (21, 22)


class Terminal:
    """The terminal of a shell with job control: `group` is the shell's own process group, `modes` what it restores.

    In a `with` statement: processes that are started take the terminal.
    """

    __slots__ = ("fd", "group", "in_background", "modes", "original_group", "taking")

    def __init__(self, fd: int, original_group: int) -> None:
        self.fd = fd
        self.original_group = original_group
        self.group = posix.getpgrp()
        self.modes: list[Any] | None = None
        self.taking = False
        """Who is started now takes the terminal."""
        try:
            self.in_background = posix.tcgetpgrp(fd) != self.group
        except OSError:
            self.in_background = True

    def __enter__(self) -> Terminal:
        self.taking = not self.in_background
        return self

    def __exit__(self, *details: object) -> None:
        self.taking = False

    def give(self, group: int) -> None:
        """Make `group` the foreground process group; nothing where the shell itself is in the background."""
        if self.in_background:
            return
        handler = _signal.signal(_signal.SIGTTOU, _signal.SIG_IGN)
        try:
            posix.tcsetpgrp(self.fd, group)
        except OSError:
            pass
        finally:
            _signal.signal(_signal.SIGTTOU, handler if handler is not None else _signal.SIG_DFL)

    def keep_modes(self) -> None:
        """Remember the terminal's modes, which a command may have changed on purpose."""
        import termios

        try:
            self.modes = termios.tcgetattr(self.fd)
        except (OSError, termios.error):
            self.modes = None

    def restore_modes(self) -> None:
        """Bring the modes back after a command that had no time to do so."""
        if self.modes is None:
            return
        import termios

        handler = _signal.signal(_signal.SIGTTOU, _signal.SIG_IGN)
        try:
            termios.tcsetattr(self.fd, _TO_DRAIN, self.modes)
        except (OSError, termios.error):
            pass
        finally:
            _signal.signal(_signal.SIGTTOU, handler if handler is not None else _signal.SIG_DFL)


def terminal(shell: Shell) -> Terminal:
    """The terminal of a shell whose job control is on: that of standard error unless it has been set up."""
    if shell.terminal is None:
        shell.terminal = Terminal(2, posix.getpgrp())
    return shell.terminal


def run_foreground(
    shell: Shell, argv: list[str], redirects: list[Redirect], environment: dict[bytes, bytes] | None
) -> int:
    """Run a program in a process group of its own, in the foreground; gives its status."""
    path = lookup.resolve(shell, argv[0], None)
    if path is None:
        return execution.run_program(shell, argv, redirects, environment)
    with terminal(shell):
        pid = execution.start_program(shell, path, argv, redirects, environment, None, 0)
    if pid < 0:
        terminal(shell).give(terminal(shell).group)
        return -pid
    status = wait_job(shell, Job(0, [pid], [execution.command_text(shell)], pid))
    shell.pipe_status = (status,)
    return status


def run_pipeline(shell: Shell, stages: list[Stage]) -> int:
    """Run a pipeline in a process group of its own; gives its status."""
    with terminal(shell):
        pipeline.start_stages(shell, stages, -1, 0)
    started = [stage for stage in stages if stage.pid > 0]
    if started:
        texts = [execution.text_of(stage.node.tree) for stage in started]
        job = Job(0, [stage.pid for stage in started], texts, started[0].pid)
        wait_job(shell, job)
        for stage in started:
            stage.status = process.exit_status(job.raw.get(stage.pid, job.stopped << 8 | 0x7F))
    statuses = [stage.status for stage in stages]
    shell.pipe_status = tuple(statuses)
    if shell.options.pipefail:
        return next((status for status in reversed(statuses) if status), 0)
    return statuses[-1]


def wait_job(shell: Shell, job: Job) -> int:
    """Wait for a job in the foreground until it ends or stops; a stopped one enters the job table. Gives its status."""
    own = terminal(shell)
    own.give(job.group)
    job.foreground = True
    shell.waiting = True
    try:
        _wait(own, job)
    finally:
        shell.waiting = False
        job.foreground = False
        own.give(own.group)
    if "CHLD" in shell.traps and "CHLD" not in shell.in_trap:
        shell.jobs.ended += job.raw
    if shell.interactive:
        _look_at_terminal(shell, own, job)
    if not job.done:
        return _stopped(shell, job)
    raws = [job.raw[pid] for pid in job.pids]
    process.check_interrupt(shell, raws)
    killed = [raw & 0x7F for raw in raws if raw & 0x7F]
    if killed and killed[-1] == _INTERRUPT:
        return _interrupted(shell, job)
    if raws[-1] & 0x7F:
        process.report_death(shell, [(job.pids[-1], raws[-1], lambda: job.text)])
    return job.status


def _wait(own: Terminal, job: Job) -> None:
    """Wait until every process of the job has ended or is stopped."""
    stopped: dict[int, int] = {}
    while len(job.raw) + len(stopped) < len(job.pids):
        try:
            pid, raw = posix.waitpid(-job.group, posix.WUNTRACED)
        except ChildProcessError:
            for pid in job.pids:
                job.raw.setdefault(pid, _status_of(pid))
            return
        if raw & 0xFF == 0x7F:
            signal = raw >> 8 & 255
            if signal in _TERMINAL_STOPS and not own.in_background and posix.tcgetpgrp(own.fd) == job.group:
                _signal_job(job, _signal.SIGCONT)  # it was stopped before the terminal had become its own
            elif pid in job.pids:
                stopped[pid] = signal
        elif pid in job.pids:
            stopped.pop(pid, None)
            job.raw[pid] = raw
    job.stopped = next(iter(stopped.values()), 0)


def _status_of(pid: int) -> int:
    """The status of a process that is not in the group of its job."""
    try:
        return posix.waitpid(pid, 0)[1]
    except ChildProcessError:
        return 127 << 8


def _look_at_terminal(shell: Shell, own: Terminal, job: Job) -> None:
    """After a foreground job: modes that a stopped or killed job has left behind are undone; has the size changed?"""
    if not job.done or job.raw[job.pids[-1]] & 0x7F:
        own.restore_modes()
    else:
        own.keep_modes()
    if shell.options.checkwinsize:
        update_size(shell)


def update_size(shell: Shell) -> None:
    """LINES and COLUMNS from the size of the terminal."""
    import fcntl
    import termios

    try:
        data = fcntl.ioctl(2 if shell.terminal is None else shell.terminal.fd, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return
    for name, value in (("LINES", data[0] + (data[1] << 8)), ("COLUMNS", data[2] + (data[3] << 8))):
        if value > 0:
            shell.vars.set(name, str(value))


def _interrupted(shell: Shell, job: Job) -> int:
    """Ctrl-C ended the job: what was to come after it on this line is not run either, a script ends by it as well."""
    shell.status = job.status
    if "INT" not in shell.traps:
        if shell.interactive:
            raise KeyboardInterrupt
        raise ExitShell(128 + _INTERRUPT, _INTERRUPT)
    if not shell.interactive:
        raise ExpansionError("", False, job.status)  # the rest of the complete command is given up
    if shell.loop_depth:
        shell.pending_signals.append(_INTERRUPT)
        shell.attention |= signals.PENDING
    else:
        shell.write(1, "\n")
    return job.status


def _stopped(shell: Shell, job: Job) -> int:
    table = shell.jobs
    if table.jobs.get(job.number) is not job:
        job.number = max(table.jobs, default=0) + 1
        table.jobs[job.number] = job
        job.folder = shell.cwd
    table.make_current(job.number)
    job.notified = True
    status = 128 + job.stopped
    if shell.interactive:
        shell.warn(f"\n[{job.number}]+  {'Stopped':<24}{job.text}\n")
        if shell.loop_depth:
            shell.status = status
            raise BreakLoop(_ALL_LOOPS)
    return status


def continue_job(shell: Shell, job: Job, foreground: bool) -> int:
    """`fg` and `bg`: let a job go on; in the foreground wait for it. Gives its status (0 in the background)."""
    job.stopped = 0
    job.notified = False
    if not foreground:
        _signal_job(job, _signal.SIGCONT)
        return 0
    own = terminal(shell)
    modes = own.modes
    own.give(job.group)
    _signal_job(job, _signal.SIGCONT)
    try:
        status = wait_job(shell, job)
    finally:
        if modes is not None and shell.interactive:
            own.modes = modes
            own.restore_modes()
        if job.done:
            shell.jobs.poll(shell.options.monitor)
            job.notified = True
            if not shell.interactive:
                shell.jobs.remove(job.number)
    return status


def _signal_job(job: Job, number: int) -> None:
    try:
        if job.group:
            posix.killpg(job.group, number)
        else:
            for pid in job.pids:
                if pid not in job.raw:
                    posix.kill(pid, number)
    except OSError:
        pass


def initialize(shell: Shell) -> None:
    """An interactive shell starts: a process group of its own in the foreground, job control if there is a terminal."""
    signals.ignore_for_prompt()
    try:
        fd = _open_terminal()
        original = _wait_for_foreground(fd)
        own = posix.getpid()
        if original != own:
            posix.setpgid(0, 0)
        shell.terminal = Terminal(fd, original)
        shell.terminal.in_background = False
        shell.terminal.give(own)
        if posix.tcgetpgrp(fd) != own:
            raise OSError(1, "not in the foreground")
    except OSError as error:
        shell.terminal = None
        _without(shell, error, shell.invocation_name)
        return
    shell.terminal.keep_modes()
    shell.set_option("monitor", True)
    update_size(shell)


def _without(shell: Shell, error: OSError, name: str) -> None:
    """Say why there is no job control, and switch off what `-m` may have asked for."""
    shell.set_option("monitor", False)
    reason = posix.strerror(error.errno or 0)
    shell.warn(f"{name}: cannot set terminal process group ({posix.getpgrp()}): {reason}\n")
    shell.warn(f"{name}: no job control in this shell\n")


def is_possible(shell: Shell, name: str) -> bool:
    """Whether a script that was started with `-m` gets job control: only on a terminal.

    Where there is none that is said by `name`, which the shell was started by.
    """
    try:
        fd = _open_terminal()
        try:
            posix.tcgetpgrp(fd)
        finally:
            posix.close(fd)
    except OSError as error:
        _without(shell, error, name)
        return False
    return True


def _open_terminal() -> int:
    """A descriptor of the controlling terminal, out of the way."""
    if not posix.isatty(2):
        try:
            return descriptors.move_high(posix.open("/dev/tty", posix.O_RDWR | posix.O_CLOEXEC))
        except OSError:
            pass
    return descriptors.duplicate_high(2)


def _wait_for_foreground(fd: int) -> int:
    """Stop as long as this process is in the background of its terminal; gives the process group it started in."""
    while True:
        group = posix.getpgrp()
        if posix.tcgetpgrp(fd) == group:
            return group
        handler = _signal.signal(_signal.SIGTTIN, _signal.SIG_DFL)
        posix.kill(0, _signal.SIGTTIN)
        _signal.signal(_signal.SIGTTIN, handler if handler is not None else _signal.SIG_DFL)


def notify(shell: Shell) -> None:
    """Tell which jobs have ended or stopped since the last prompt; those that have ended are forgotten."""
    from oilgg.interp.builtins.jobs import line_of

    table = shell.jobs
    if not table.jobs or table.inherited:
        return
    table.poll(shell.job_control)
    for job in sorted(table.jobs.values(), key=lambda one: one.number):
        if job.done or (job.stopped and not job.notified):
            if not job.notified and shell.job_control:
                shell.warn(line_of(shell, job))
            job.notified = True
    for job in [one for one in table.jobs.values() if one.done]:
        table.remove(job.number)


def hang_up(shell: Shell, stopped_only: bool = False) -> None:
    """The shell ends: SIGHUP to its jobs, or only SIGTERM to those that are stopped and could not go on without it."""
    if shell.forked or shell.jobs.inherited:
        return
    shell.jobs.poll(shell.job_control)
    for job in shell.jobs.jobs.values():
        if job.done or (job.no_hangup and not stopped_only) or (stopped_only and not job.stopped):
            continue
        _signal_job(job, _signal.SIGTERM if stopped_only else _signal.SIGHUP)
        if job.stopped:
            _signal_job(job, _signal.SIGCONT)


def finish(shell: Shell) -> None:
    """An interactive shell ends or is replaced: the terminal goes back to whoever had it."""
    own = shell.terminal
    if own is not None and shell.interactive and own.original_group != own.group:
        own.give(own.original_group)
        try:
            posix.setpgid(0, own.original_group)
        except OSError:
            pass


def go_on(shell: Shell) -> None:
    """After `finish`, but the shell could not be replaced; or it was suspended: take the terminal again."""
    own = shell.terminal
    if own is None or not shell.interactive:
        return
    try:
        posix.setpgid(0, 0)
    except OSError:
        pass  # a session leader has its own group anyway
    own.group = posix.getpgrp()
    own.give(own.group)
