"""wait: for jobs and processes in the background."""

from __future__ import annotations

from oilgg.errors import WaitInterrupted
from oilgg.interp import job as job_module
from oilgg.interp import process, trap
from oilgg.interp.builtins.arguments import parse_options, whole_number
from oilgg.interp.builtins.assignment import assign, is_variable
from oilgg.interp.builtins.jobs import find_job, report_death

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.job import Job
    from oilgg.interp.state import Shell

_NO_CHILD = 127


def wait(shell: Shell, args: list[str]) -> int:
    """Wait for all jobs, for those given, or for the next one to end (`-n`); gives its status."""
    letters = ""
    variable = ""
    first = 0
    if args:
        options, first = parse_options(shell, "wait", args, "fnp:")
        for letter, value in options:
            letters += letter
            if letter == "p":
                variable = value
        if "p" in letters:
            if not is_variable(shell, variable):
                shell.error(f"wait: `{variable}': not a valid identifier")
                return 1
            shell.vars.unset(variable, follow=False)
    shell.drain("wait")
    process.split_off(shell)
    try:
        if "n" in letters:
            return _wait_any(shell, args[first:], variable)
        if first == len(args):
            return _wait_all(shell)
        return _wait_each(shell, args[first:], variable)
    except WaitInterrupted as interruption:
        return job_module.run_traps_after_wait(shell, interruption)
    finally:
        if "CHLD" in shell.traps:
            # Of several children that end at once the kernel tells once.
            trap.run_for_children(shell)
        if shell.coprocesses:
            from oilgg.interp.background import dispose_coprocesses

            dispose_coprocesses(shell)


def _wait_all(shell: Shell) -> int:
    table = shell.jobs
    waited: list[Job] = []
    table.poll(shell.options.monitor)
    _warn_stopped(shell)
    for job in list(table.jobs.values()):
        if not table.inherited and not job.done and not (job.stopped and shell.job_control):
            job_module.wait_pids(shell, list(job.pids))
            waited.append(job)
            table.poll(shell.options.monitor)
    job_module.wait_pids(shell, table.substitutions)
    for number, job in list(table.jobs.items()):
        if job.done and not table.inherited:
            report_death(shell, job)
            # The last one's status can still be asked for, unless this has waited for it.
            last = job.pids[-1] == shell.background_pid and not shell.interactive
            if last and job not in waited and not job.notified:
                continue
            table.remove(number)
    table.statuses.clear()
    return 0


def _warn_stopped(shell: Shell) -> None:
    for job in shell.jobs.jobs.values():
        if job.stopped and not job.done:
            shell.error(f"wait: warning: job {job.number}[{job.pids[0]}] stopped")


def _is_stopped(shell: Shell, job: Job) -> bool:
    """With job control nobody waits for a job that is stopped; that is said."""
    if not shell.job_control or job.done or not job.stopped:
        return False
    shell.error(f"warning: wait_for_job: job {job.number} is stopped")
    return True


def _finish(shell: Shell, job: Job, variable: str, forget: bool = False) -> int:
    """A job has ended: forget it (soon, unless `forget`) and those waited for before, give its status."""
    shell.jobs.poll(shell.options.monitor)
    shell.jobs.cleanup()
    forget = job.notified or forget or shell.interactive
    forget = report_death(shell, job) or forget
    pid = job.pids[-1]
    status = job.status
    shell.jobs.remember(pid, status)
    job.notified = True
    if forget:
        shell.jobs.remove(job.number)
    if variable:
        assign(shell, "wait", variable, str(pid))
    return status


def _wait_each(shell: Shell, words: list[str], variable: str) -> int:
    status = 0
    for word in words:
        status = _wait_one(shell, word, variable)
    return status


def _wait_one(shell: Shell, word: str, variable: str) -> int:
    if word[:1] == "%":
        job = find_job(shell, "wait", word)
        if job is None:
            return _NO_CHILD
        if _is_stopped(shell, job):
            return 128 + job.stopped
        job_module.wait_pids(shell, list(job.pids))
        return _finish(shell, job, variable)
    pid = whole_number(word) if word[:1] in tuple("0123456789") else None
    if pid is None:
        shell.error(f"wait: `{word}': not a pid or valid job spec")
        return 1
    return _wait_pid(shell, pid, variable)


def _wait_pid(shell: Shell, pid: int, variable: str) -> int:
    table = shell.jobs
    job = table.of_pid(pid)
    if job is not None:
        if _is_stopped(shell, job):
            return 128 + job.stopped
        job_module.wait_pids(shell, list(job.pids))
        status = _finish(shell, job, variable, shell.options.posix)
        if shell.options.posix:
            table.statuses.pop(pid, None)
        return status
    if pid in table.substitutions:
        job_module.wait_pids(shell, [pid])
        table.substitutions.remove(pid)
    if pid in table.statuses:
        if variable:
            assign(shell, "wait", variable, str(pid))
        return table.statuses[pid]
    shell.error(f"wait: pid {pid} is not a child of this shell")
    return _NO_CHILD


def _wait_any(shell: Shell, words: list[str], variable: str) -> int:
    """`wait -n`: the next job that ends, of all or of those given."""
    table = shell.jobs
    table.poll(shell.options.monitor)
    candidates = _candidates(shell, words) if words else list(table.jobs.values())
    if table.inherited or not candidates:
        return _NO_CHILD
    has_waited = False
    while True:
        # Asked first: they may be reaped at any time.
        pids = table.running_pids()
        for job in candidates:
            # Once any child has ended, one that has been told about will do as well.
            if job.done and (has_waited or not job.notified):
                return _finish(shell, job, variable, True)
        if not pids:
            return _NO_CHILD
        job_module.wait_pids(shell, pids, any_one=True)
        has_waited = True


def _candidates(shell: Shell, words: list[str]) -> list[Job]:
    found = []
    for word in words:
        pid = whole_number(word) if word[:1] != "%" else None
        job = shell.jobs.of_pid(pid) if pid is not None else None
        if job is None:
            job = find_job(shell, "wait", word, twice=True)
        if job is not None and job not in found:
            found.append(job)
    return sorted(found, key=lambda one: one.number)
