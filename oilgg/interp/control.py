"""Job control (`set -m`): process groups, the terminal, stopped jobs."""

from __future__ import annotations

import _signal
import posix

from oilgg.interp import execution, lookup, pipeline, process
from oilgg.interp.job import Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.pipeline import Stage
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell

_SIGTTOU = 22
_CONTINUED = 0xFFFF


def terminal(shell: Shell) -> int:
    """A descriptor of the terminal that the shell controls, -1 if there is none."""
    if not shell.interactive:
        return -1
    for fd in (2, 0, 1):
        try:
            if posix.tcgetpgrp(fd) >= 0:
                return fd
        except OSError:
            continue
    return -1


def give_terminal(shell: Shell, group: int) -> None:
    """Make `group` the foreground process group of the terminal."""
    fd = terminal(shell)
    if fd < 0:
        return
    handler = _signal.signal(_SIGTTOU, _signal.SIG_IGN)
    try:
        posix.tcsetpgrp(fd, group)
    except OSError:
        pass
    finally:
        _signal.signal(_SIGTTOU, handler)


def run_foreground(
    shell: Shell, argv: list[str], redirects: list[Redirect], environment: dict[bytes, bytes] | None
) -> int:
    """Run a program in a process group of its own, in the foreground; gives its status."""
    path = lookup.resolve(shell, argv[0], None)
    if path is None:
        return execution.run_program(shell, argv, redirects, environment)
    pid = execution.start_program(shell, path, argv, redirects, environment, None, 0)
    if pid < 0:
        return -pid
    job = Job(0, [pid], [execution.command_text(shell)], pid)
    status = wait_job(shell, job)
    shell.pipe_status = (status,)
    return status


def run_pipeline(shell: Shell, stages: list[Stage]) -> int:
    """Run a pipeline in a process group of its own; gives its status."""
    pipeline.start_stages(shell, stages, -1, 0)
    pids = [stage.pid for stage in stages if stage.pid > 0]
    if pids:
        job = Job(0, pids, [execution.text_of(stage.node.tree) for stage in stages if stage.pid > 0], pids[0])
        wait_job(shell, job)
        for stage in stages:
            if stage.pid > 0:
                stage.status = process.exit_status(job.raw.get(stage.pid, job.stopped << 8 | 0x7F))
    statuses = [stage.status for stage in stages]
    shell.pipe_status = tuple(statuses)
    if shell.options.pipefail:
        return next((status for status in reversed(statuses) if status), 0)
    return statuses[-1]


def wait_job(shell: Shell, job: Job) -> int:
    """Wait for a job in the foreground until it ends or stops; a stopped one enters the job table. Gives its status."""
    give_terminal(shell, job.group)
    job.foreground = True
    shell.waiting = True
    try:
        while not job.done and not job.stopped:
            left = [pid for pid in job.pids if pid not in job.raw]
            try:
                raw = posix.waitpid(left[0], posix.WUNTRACED)[1]
            except ChildProcessError:
                raw = 127 << 8
            if raw & 0xFF == 0x7F:
                job.stopped = raw >> 8 & 255
            elif raw != _CONTINUED:
                job.raw[left[0]] = raw
    finally:
        shell.waiting = False
        job.foreground = False
        give_terminal(shell, posix.getpgrp())
    if job.stopped and not job.done:
        return _stopped(shell, job)
    raws = [job.raw[pid] for pid in job.pids]
    process.check_interrupt(shell, raws)
    if raws[-1] & 0x7F:
        process.report_death(shell, [(pid, job.raw[pid], lambda: job.text) for pid in job.pids[-1:]])
    return job.status


def _stopped(shell: Shell, job: Job) -> int:
    table = shell.jobs
    if job.number not in table.jobs or table.jobs[job.number] is not job:
        job.number = max(table.jobs) + 1 if table.jobs else 1
        table.jobs[job.number] = job
    table.make_current(job.number)
    job.notified = True
    shell.warn(f"\n[{job.number}]+  {job.state():<23} {job.text}\n")
    return 128 + job.stopped


def continue_job(shell: Shell, job: Job, foreground: bool) -> int:
    """`fg` and `bg`: let a job go on; in the foreground wait for it. Gives its status (0 in the background)."""
    job.stopped = 0
    job.notified = False
    if foreground:
        give_terminal(shell, job.group)
    try:
        if job.group:
            posix.killpg(job.group, _signal.SIGCONT)
        else:
            for pid in job.pids:
                posix.kill(pid, _signal.SIGCONT)
    except OSError:
        pass
    if not foreground:
        return 0
    status = wait_job(shell, job)
    if job.done:
        shell.jobs.remove(job.number)
    return status


def initialize(shell: Shell) -> None:
    """An interactive shell with job control: own process group in the foreground, job signals ignored."""
    for name in ("SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGQUIT", "SIGTERM"):
        _signal.signal(getattr(_signal, name), _signal.SIG_IGN)
    try:
        if posix.getpgrp() != posix.getpid():
            posix.setpgid(0, 0)
    except OSError:
        pass
    give_terminal(shell, posix.getpgrp())
    shell.set_option("monitor", True)
