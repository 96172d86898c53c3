"""jobs, fg, bg, disown, suspend."""

from __future__ import annotations

import posix

from oilgg.interp import control, signals
from oilgg.interp import job as job_module
from oilgg.interp.builtins.arguments import parse_options, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.job import Job
    from oilgg.interp.state import Shell

_STATE_WIDTH = 24
_STOPPED = {19: "Stopped (signal)", 21: "Stopped (tty input)", 22: "Stopped (tty output)"}
_USUAL_SIGNALS = (2, 13, 15)


def find_job(shell: Shell, name: str, spec: str, twice: bool = False) -> Job | None:
    """The job that `spec` names; None after the message of builtin `name` about it (two if `twice` and ambiguous)."""
    shell.jobs.poll(shell.options.monitor)
    try:
        job = shell.jobs.find(spec)
    except LookupError:
        shell.error(f"{name}: {spec.removeprefix('%').removeprefix('?')}: ambiguous job spec")
        job = None
        if not twice:
            return None
    if job is None:
        shell.error(f"{name}: {spec}: no such job")
    return job


def line_of(shell: Shell, job: Job, form: str = "") -> str:
    """How `jobs` shows a job; with form `l` a line for each process, with `p` nothing but the first one's number."""
    if form == "p":
        return f"{job.pids[0]}\n"
    table = shell.jobs
    mark = "+" if job.number == table.current else "-" if job.number == table.previous else " "
    posix_mode = shell.options.posix
    stopped = job.stopped and not job.done
    end = " &" if not job.done and not job.stopped else ""
    if job.folder and job.folder != shell.cwd:
        end += f"  (wd: {_short(shell, job.folder)})"
    state = job.state(posix_mode)
    if stopped and (form == "l" or not posix_mode):
        state = _STOPPED.get(job.stopped, "Stopped") if form == "l" else "Stopped"
    states = [job_module.describe(job.raw[pid], posix_mode) if pid in job.raw else state for pid in job.pids]
    head = f"[{job.number}]{mark}"
    if form != "l" and len(set(states)) == 1:
        return f"{head}  {states[0]:<{_STATE_WIDTH}s}{job.text}{end}\n"
    lines = []
    for place, (pid, text) in enumerate(zip(job.pids, job.texts, strict=True)):
        number = f" {pid:5d}" if form == "l" and not place else f"{pid:5d}" if form == "l" else " " if not place else ""
        shown = states[place] if not place or states[place] != states[place - 1] else ""
        width = _STATE_WIDTH if shown else _STATE_WIDTH - 2
        start = head if not place else "     "
        last = end if place == len(job.pids) - 1 else ""
        lines.append(f"{start}{number} {shown:<{width}s}{'| ' if place else ''}{text}{last}\n")
    return "".join(lines)


def _short(shell: Shell, folder: str) -> str:
    home = shell.vars.get("HOME")
    if home and home != "/" and (folder == home or folder.startswith(home + "/")):
        return "~" + folder[len(home) :]
    return folder


def report_death(shell: Shell, job: Job) -> bool:
    """Was an ended job of a script killed by a signal; that is reported once, as signal and job control have it."""
    signal = job.raw[job.pids[-1]] & 0x7F
    if job.notified:
        return signal != 0
    if shell.interactive:
        if shell.job_control:
            shell.warn(line_of(shell, job))
    elif shell.silent_deaths:
        return signal != 0
    elif signal and signal not in _USUAL_SIGNALS and signals.NAMES.get(signal, "") not in shell.traps:
        shell.error(f"{job.pids[-1]:5d} {job.state():<23s} {job.text}")
    elif signal and shell.options.monitor:
        shell.warn(line_of(shell, job))
    job.notified = bool(signal) or shell.interactive
    return signal != 0


def notify(shell: Shell) -> None:
    """Report the background jobs of a script that were killed."""
    table = shell.jobs
    if table.inherited:
        return
    table.poll(shell.options.monitor)
    for job in table.jobs.values():
        if job.done and not job.notified:
            report_death(shell, job)


def look_after_program(shell: Shell) -> None:
    """A script has waited for a program: forget jobs that have been told about, with `-c` all that have ended."""
    notify(shell)
    if shell.options.command_string and not shell.jobs.inherited:
        for job in shell.jobs.jobs.values():
            job.notified = job.notified or job.done
    shell.jobs.cleanup()


def exit_may_follow(shell: Shell) -> bool:
    """At a prompt: the next command may be `exit` in spite of stopped jobs; gives whether this one may."""
    number = shell.extra.get("command number", 0)
    may: bool = shell.extra.get("exit may be", -1) == number
    shell.extra = {**shell.extra, "exit may be": number + 1}
    return may


def jobs(shell: Shell, args: list[str]) -> int:
    """Print the jobs; those that have ended are forgotten after that."""
    options, first = parse_options(shell, "jobs", args, "lpnrsx")
    letters = "".join([letter for letter, _ in options])
    if shell.interactive:
        exit_may_follow(shell)
    if "x" in letters:
        if len(letters) > 1:
            shell.error("jobs: no other options allowed with `-x'")
            return 1
        return _execute(shell, args[first:])
    shell.jobs.poll(shell.options.monitor)
    if first == len(args):
        if not shell.interactive:
            notify(shell)
        shell.jobs.cleanup()
        for job in sorted(shell.jobs.jobs.values(), key=lambda one: one.number):
            _show(shell, job, letters)
        return 0
    status = 0
    for spec in args[first:]:
        found = find_job(shell, "jobs", spec, twice=True)
        if found is None:
            status = 1
        else:
            _show(shell, found, letters)
            shell.jobs.cleanup()
    return status


def _show(shell: Shell, job: Job, letters: str) -> None:
    """Print one job if it is in the state asked for."""
    wanted = letters.replace("l", "").replace("p", "").replace("n", "")[-1:]
    if wanted == "r" and (job.done or job.stopped):
        return
    if wanted == "s" and not (job.stopped and not job.done):
        return
    form = letters.replace("r", "").replace("s", "")[-1:]
    running = not (job.done or job.stopped)
    if form == "n" and (job.running_told if running else job.notified):
        return
    shell.write(1, line_of(shell, job, form))
    job.notified = not running
    if form != "p":
        job.running_told = running
    if job.done and shell.interactive:
        shell.jobs.remove(job.number)


def _execute(shell: Shell, words: list[str]) -> int:
    """`jobs -x`: run a command in which job specifications are replaced by process groups."""
    if not words:
        return 0
    argv = []
    for word in words:
        job = None
        if word[:1] == "%":
            try:
                job = shell.jobs.find(word)
            except LookupError:
                job = None
        argv.append(str(job.pids[0]) if job is not None else word)
    return shell.run_command(argv)


def _no_job_control(shell: Shell, name: str) -> bool:
    if shell.job_control:
        return False
    shell.error(f"{name}: no job control")
    return True


def fg(shell: Shell, args: list[str]) -> int:
    """Bring a job to the foreground and wait for it."""
    if args[:1] == ["--help"]:
        parse_options(shell, "fg", args, "")
    if _no_job_control(shell, "fg"):
        return 1
    args = args[parse_options(shell, "fg", args, "")[1] :]
    job = _job_or_current(shell, "fg", args[0] if args else None)
    if job is None or _is_without_control(shell, "fg", job):
        return 1
    if job.done:
        shell.error("fg: job has terminated")
        shell.jobs.remove(job.number)
        return 1
    shell.jobs.make_current(job.number)
    shell.write(1, job.text + "\n")
    return control.continue_job(shell, job, True)


def _job_or_current(shell: Shell, name: str, spec: str | None) -> Job | None:
    if spec is not None:
        return find_job(shell, name, spec)
    shell.jobs.poll(shell.options.monitor)
    job = shell.jobs.jobs.get(shell.jobs.current)
    if job is None:
        shell.error(f"{name}: current: no such job")
    return job


def _is_without_control(shell: Shell, name: str, job: Job) -> bool:
    """Whether the job has no process group of its own, since it was started before `set -m`; complains of it."""
    if not job.group:
        shell.error(f"{name}: job {job.number} started without job control")
    return not job.group


def bg(shell: Shell, args: list[str]) -> int:
    """Let stopped jobs go on in the background."""
    if args[:1] == ["--help"]:
        parse_options(shell, "bg", args, "")
    if _no_job_control(shell, "bg"):
        return 1
    args = args[parse_options(shell, "bg", args, "")[1] :]
    status = 0
    for spec in args or [None]:  # type: ignore[list-item]
        job = _job_or_current(shell, "bg", spec)
        if job is None or _is_without_control(shell, "bg", job):
            status = 1
        elif not job.stopped and not job.done:
            shell.error(f"bg: job {job.number} already in background")
        elif job.done:
            shell.error("bg: job has terminated")
            status = 1
        else:
            control.continue_job(shell, job, False)
            mark = "" if shell.options.posix else "+" if job.number == shell.jobs.current else "-"
            shell.write(1, f"[{job.number}]{mark} {job.text} &\n")
    return status


def disown(shell: Shell, args: list[str]) -> int:
    """Forget jobs, or spare them the hangup when the shell ends (`-h`)."""
    options, first = parse_options(shell, "disown", args, "ahr")
    letters = "".join([letter for letter, _ in options])
    shell.jobs.poll(shell.options.monitor)
    table = shell.jobs
    if first == len(args):
        if "a" in letters or "r" in letters:
            chosen = [job for job in table.jobs.values() if "r" not in letters or not (job.done or job.stopped)]
        else:
            job = table.jobs.get(table.current)
            if job is None:
                shell.error("disown: current: no such job")
                return 1
            chosen = [job]
        for job in chosen:
            _disown(shell, job, letters)
        return 0
    status = 0
    for spec in args[first:]:
        pid = whole_number(spec)
        found = table.of_pid(pid) if pid is not None else None
        if found is None:
            found = find_job(shell, "disown", spec, twice=True)
        if found is None:
            status = 1
        else:
            _disown(shell, found, letters)
    return status


def _disown(shell: Shell, job: Job, letters: str) -> None:
    if "h" in letters:
        job.no_hangup = True
    else:
        if job.stopped and not job.done and not shell.subshell_level:
            shell.error(f"warning: deleting stopped job {job.number} with process group {job.group or posix.getpgrp()}")
        shell.jobs.remember(job.pids[-1], job.status)  # of one that still runs: 0
        shell.jobs.remove(job.number)


def suspend(shell: Shell, args: list[str]) -> int:
    """Stop the shell until it receives SIGCONT."""
    options, first = parse_options(shell, "suspend", args, "f")
    if first < len(args):
        shell.error("suspend: too many arguments")
        return 1
    if not options:
        if not shell.job_control:
            shell.error("suspend: cannot suspend: no job control")
            return 1
        if shell.options.login_shell:
            shell.error("suspend: cannot suspend a login shell")
            return 1
    shell.drain("suspend")
    import _signal

    posix.killpg(posix.getpgrp(), _signal.SIGSTOP)
    control.go_on(shell)
    return 0
