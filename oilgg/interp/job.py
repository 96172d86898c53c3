"""Jobs: what runs in the background, what it is called, and waiting for it."""

from __future__ import annotations

import posix

from oilgg.errors import WaitInterrupted
from oilgg.interp import process, signals, trap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.interp.state import Shell

_REMEMBERED = 4096


class Job:
    """A pipeline that was started in the background, or stopped."""

    __slots__ = (
        "folder", "foreground", "group", "no_hangup", "notified", "number", "pids", "pipefail", "raw",
        "running_told", "stopped", "texts",
    )  # fmt: skip

    def __init__(self, number: int, pids: list[int], texts: list[str], group: int) -> None:
        self.number = number
        self.pids = pids
        """Its processes; the last one is `$!` and gives the status."""
        self.raw: dict[int, int] = {}
        """Status of waitpid of those that have ended."""
        self.group = group
        """Its process group with `set -m`, else 0."""
        self.texts = texts
        """The command of each process, for `jobs`."""
        self.folder = ""
        """Where it was started; told where that is not the current directory."""
        self.pipefail = False
        """`set -o pipefail` when it was started."""
        self.stopped = 0
        """The signal that stopped it, 0 if it is not stopped."""
        self.notified = False
        """Its end (or stop) has been told."""
        self.running_told = False
        """It has been told that it runs: since it began, or since it went on."""
        self.no_hangup = False
        """`disown -h`: no SIGHUP when an interactive shell ends."""
        self.foreground = False

    def twin(self) -> Job:
        """The same job for a subshell: what is told there is not told here."""
        other = Job(self.number, self.pids, self.texts, self.group)
        for name in ("raw", "folder", "pipefail", "stopped", "notified", "running_told", "no_hangup", "foreground"):
            setattr(other, name, getattr(self, name))
        return other

    @property
    def done(self) -> bool:
        """All of its processes have ended."""
        return len(self.raw) == len(self.pids)

    @property
    def text(self) -> str:
        """The command, for messages."""
        return " | ".join(self.texts)

    @property
    def status(self) -> int:
        """The exit status of the last process (with pipefail of the last that failed); 0 while it runs."""
        if self.pipefail:
            for pid in reversed(self.pids):
                if self.raw.get(pid, 0):
                    return process.exit_status(self.raw[pid])
        return process.exit_status(self.raw.get(self.pids[-1], 0))

    def state(self, posix_mode: bool = False) -> str:
        """What `jobs` shows: "Running", "Stopped", "Done", "Exit 3", "Killed"…"""
        if not self.done:
            if self.stopped:
                names = {19: "Stopped(SIGSTOP)", 21: "Stopped(SIGTTIN)", 22: "Stopped(SIGTTOU)"}
                return names.get(self.stopped, "Stopped")
            return "Running"
        return describe(self.raw[self.pids[-1]], posix_mode)


def describe(raw: int, posix_mode: bool = False) -> str:
    """How a process ended, in the words of `jobs`."""
    if raw & 0x7F:
        what = signals.DESCRIPTIONS.get(raw & 0x7F) or f"Unknown signal {raw & 0x7F}"
        return what + (" (core dumped)" if raw & 0x80 else "")
    if not raw >> 8:
        return "Done"
    return f"Done({raw >> 8})" if posix_mode else f"Exit {raw >> 8}"


class JobTable:
    """The jobs of one shell, by number; `current` and `previous` are the numbers of %+ and %-."""

    __slots__ = ("current", "ended", "inherited", "jobs", "previous", "statuses", "substitutions")

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.current = 0
        self.previous = 0
        self.inherited = False
        """These are the jobs of the parent shell."""
        self.substitutions: list[int] = []
        """Processes of process substitutions that have not been waited for."""
        self.statuses: dict[int, int] = {}
        """Exit statuses of ended background processes by pid, for `wait PID`."""
        self.ended: list[int] = []
        """Children that have ended since the trap on CHLD ran; a signal handler appends to it."""

    def __bool__(self) -> bool:
        """Whether any job is known."""
        return bool(self.jobs)

    def fresh(self) -> JobTable:
        """The table a substitution starts with: it can show and signal the jobs of its parent, but not wait for them.

        Those that have ended are shown there once; for the parent they stay untold.
        """
        table = JobTable()
        if self.jobs:
            table.jobs = {number: one.twin() for number, one in self.jobs.items()}
            table.current, table.previous = self.current, self.previous
            table.inherited = True
        if self.statuses:
            table.statuses = self.statuses.copy()
        return table

    def forget(self) -> None:
        """`( )`, commands with `&`, and pipelines but for `jobs` itself know nothing of the jobs of their parent."""
        if self.inherited:
            self.jobs = {}
            self.current = self.previous = 0
        self.statuses = {}

    def add(self, pids: list[int], texts: list[str], group: int = 0) -> Job:
        """Register a new background job."""
        if self.inherited:
            self.jobs = {}
            self.inherited = False
        self.cleanup()
        number = max(self.jobs) + 1 if self.jobs else 1
        new = self.jobs[number] = Job(number, pids, texts, group)
        self.choose_current()
        if not group:
            signals.look_after(self)
        return new

    def make_current(self, number: int) -> None:
        """Let %+ be job `number`, and %- what bash takes for it: rather a stopped job, else the newest that runs."""
        if number != self.current:
            self.previous = self.current
            self.current = number
        if self.previous != number and self._is_stopped(self.previous):
            return
        stopped = self._is_stopped(number)
        found = self._newest_stopped(number) if stopped else 0
        self.previous = found or self._newest_running(0 if stopped else number) or number

    def choose_current(self) -> None:
        """Some job has come or gone: find %+ anew."""
        number = next((number for number in (self.current, self.previous) if self._is_stopped(number)), 0)
        number = number or self._newest_stopped() or self._newest_running()
        if number:
            self.make_current(number)
        else:
            self.current = self.previous = 0

    def _is_stopped(self, number: int) -> bool:
        one = self.jobs.get(number)
        return one is not None and one.stopped != 0 and not one.done

    def _newest_stopped(self, below: int = 0) -> int:
        return max((n for n in self.jobs if (not below or n < below) and self._is_stopped(n)), default=0)

    def _newest_running(self, below: int = 0) -> int:
        running = (n for n, one in self.jobs.items() if not one.done and not one.stopped)
        return max((n for n in running if not below or n < below), default=0)

    def remove(self, number: int) -> None:
        """Forget a job."""
        self.jobs.pop(number, None)
        if number in (self.current, self.previous):
            self.choose_current()

    def cleanup(self) -> None:
        """Forget the jobs that have ended and whose end has been told."""
        for number, one in list(self.jobs.items()):
            if one.notified and one.done:
                self.remove(number)

    def of_pid(self, pid: int) -> Job | None:
        """The job a process belongs to."""
        if self.inherited:
            return None
        for one in self.jobs.values():
            if pid in one.pids:
                return one
        return None

    def find(self, spec: str) -> Job | None:
        """The job of a specification: "%2" "%+" "%%" "%" "%-" "%name" "%?text". Raises LookupError if ambiguous."""
        text = spec[1:] if spec[:1] == "%" else spec
        if text in ("", "+", "%"):
            return self.jobs.get(self.current)
        if text == "-":
            return self.jobs.get(self.previous or self.current)
        if text.isdigit():
            return self.jobs.get(int(text))
        if text[0] == "?":
            found = [one for one in self.jobs.values() if text[1:] in one.text]
        else:
            found = [one for one in self.jobs.values() if one.text.startswith(text)]
        if len(found) > 1:
            raise LookupError(spec)
        return found[0] if found else None

    def record(self, pid: int, raw: int) -> None:
        """A process has ended (or stopped) with this status of waitpid."""
        one = self.of_pid(pid)
        if raw & 0xFF == 0x7F:
            if one is not None:
                one.stopped = raw >> 8 & 255
                one.notified = False
                self.make_current(one.number)
            return
        self.ended.append(pid)
        del self.ended[:-_REMEMBERED]
        if one is not None:
            one.raw[pid] = raw
            if one.done:
                one.notified = False
                self.remember(one.pids[-1], one.status)
        else:
            self.remember(pid, process.exit_status(raw))

    def remember(self, pid: int, status: int) -> None:
        """Keep the status of a process for `wait PID`."""
        if len(self.statuses) >= _REMEMBERED:
            del self.statuses[next(iter(self.statuses))]
        self.statuses[pid] = status

    def lose(self, pid: int) -> None:
        """A process is no child any more: nobody knows how it ended, unless that has been recorded."""
        one = self.of_pid(pid)
        if one is None or pid not in one.raw:
            self.record(pid, 127 << 8)

    def running_pids(self) -> list[int]:
        """Processes of jobs that have not ended."""
        if self.inherited:
            return []
        return [pid for one in self.jobs.values() for pid in one.pids if pid not in one.raw]

    def poll(self, monitor: bool = False) -> None:
        """Notice which processes have ended (with job control: or stopped), without waiting."""
        flags = posix.WNOHANG | (posix.WUNTRACED | posix.WCONTINUED if monitor else 0)
        for pid in self.running_pids():
            try:
                found, raw = posix.waitpid(pid, flags)
            except ChildProcessError:
                self.lose(pid)
                continue
            if found:
                if raw == 0xFFFF:
                    one = self.of_pid(pid)
                    if one is not None:
                        one.stopped = 0
                else:
                    self.record(pid, raw)


def wait_pids(shell: Shell, pids: Iterable[int], any_one: bool = False) -> int:
    """Wait until these children (all, or with `any_one` the first) have ended; their statuses go into the job table.

    Gives the pid of one that has ended (0 if there is none to wait for). Raises WaitInterrupted when a trapped signal
    arrives; the trap has not run yet then.
    """
    table = shell.jobs
    last = 0
    while True:
        left = []
        for pid in pids:
            one = table.of_pid(pid)
            if one is not None and pid in one.raw:
                last = pid
                if any_one:
                    return pid
            else:
                left.append(pid)
        if not left:
            return last
        if shell.pending_signals and _look_at_signals(shell):
            pids = left
            continue
        shell.interruptible = True
        try:
            ended = process.poll_wait(shell, left if any_one else left[:1])
        except WaitInterrupted:
            _look_at_signals(shell)
            pids = left
            continue
        finally:
            shell.interruptible = False
        for pid in ended:
            try:
                raw = posix.waitpid(pid, 0)[1]
            except ChildProcessError:
                table.lose(pid)
            else:
                table.record(pid, raw)
            last = pid
        if any_one and ended:
            return last
        pids = left = [pid for pid in left if pid not in ended]
        if not left:
            return last


def _look_at_signals(shell: Shell) -> bool:
    """Raise WaitInterrupted if a signal that has a trap has arrived.

    That children end interrupts in posix mode only. Else that trap runs here; True: some may have been reaped by that.
    """
    for number in shell.pending_signals:
        if shell.traps.get(signals.NAMES[number]) and (number != signals.CHLD or shell.options.posix):
            raise WaitInterrupted(number)
    if not shell.traps.get("CHLD"):
        return False
    trap.run_pending(shell)
    return True


def run_traps_after_wait(shell: Shell, interruption: WaitInterrupted) -> int:
    """`wait` was interrupted: run the trap; gives the status of `wait`."""
    trap.run_pending(shell)
    return 128 + interruption.signal
