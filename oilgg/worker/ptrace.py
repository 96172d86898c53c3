"""Where the kernel does not allow seccomp notification (some containers, older kernels): the same tracing by ptrace(2).

Each system call of each process stops twice, which costs many times as much, so this is only a fallback; strace does
no other thing, but its log comes after the fact, and what a call finds has to be looked at before it happens.

A process that can't be put under the filter asks for it and waits. The supervisor seizes it and those it will start,
lets it go on from call to call, and notes what the filter would have told of.
"""

from __future__ import annotations

import posix
import time
from _signal import SIGSTOP, SIGTRAP, SIGTSTP, SIGTTIN, SIGTTOU
from _struct import unpack_from

from oilgg.worker import kernel
from oilgg.worker.seccomp import UNLESS_BITS, UNLESS_EQUAL, X32_BIT, needs_no_new_privs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.worker.tracer import Tracer

SEIZE, INTERRUPT, LISTEN, SYSCALL = 0x4206, 0x4207, 0x4208, 24
GET_CALL = 0x420E
OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x10  # calls are marked in the signal; forks, vforks, clones and execs are followed
EVENT_EXEC, EVENT_STOP = 4, 128
CALL_STOP = SIGTRAP | 0x80
ENTRY = 1
GROUP_STOPS = (SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU)
WALL = 0x40000000
CALL_BYTES = 88
CAP_SYS_PTRACE = 1 << 19
PAUSE_S = 0.002


class Stops:
    """Serves the stops of processes in `statuses` and all they start; `tracer` notes what they do."""

    def __init__(self, tracer: Tracer, statuses: dict[int, int]) -> None:
        self.tracer = tracer
        self.statuses = statuses
        self.left = set(statuses)
        self.over = False
        """Nothing is left to wait for."""
        self._call = kernel.Memory()
        self._address = kernel.address(self._call)
        tracer.observer.weak = needs_no_new_privs(CAP_SYS_PTRACE)

    def seize(self, pid: int) -> None:
        """Take a process, which waits in a call; OSError if that is not allowed."""
        kernel.ptrace(SEIZE, pid, 0, OPTIONS)
        kernel.ptrace(INTERRUPT, pid, 0, 0)
        while True:
            _pid, status = posix.waitpid(pid, WALL)
            if not _is_stopped(status):
                self._ended(pid, status)
                return
            if status >> 16 == EVENT_STOP:
                break
            self._go_on(pid, _signal(status))
        self._go_on(pid, 0)

    def run(self, settle_s: float) -> None:
        """Serve until all of them have ended, and what they have left for `settle_s` more.

        What is left even then goes on by itself as soon as this process ends.
        """
        while self.left:
            self._take(0)
        deadline_s = time.monotonic() + settle_s
        while not self.over and time.monotonic() < deadline_s:
            if not self._take(posix.WNOHANG):
                time.sleep(PAUSE_S)
        if not self.over:
            self.tracer.observer.special("effect", "it leaves processes behind")

    def _take(self, flags: int) -> bool:
        """Serve one stop or end; whether there was one."""
        try:
            pid, status = posix.waitpid(-1, WALL | flags)
        except ChildProcessError:
            self.left.clear()
            self.over = True
            return False
        if not pid:
            return False
        if not _is_stopped(status):
            self._ended(pid, status)
            return True
        signal, event = (status >> 8) & 0xFF, status >> 16
        if signal == CALL_STOP:
            self._note(pid)
        elif event == EVENT_STOP and signal in GROUP_STOPS:
            self._resume(LISTEN, pid, 0)
            return True
        elif event == EVENT_EXEC:
            self.tracer.enters(pid)
        self._go_on(pid, _signal(status))
        return True

    def _ended(self, pid: int, status: int) -> None:
        if pid in self.left:
            self.left.discard(pid)
            self.statuses[pid] = status

    def _note(self, pid: int) -> None:
        """A call begins, or has ended."""
        try:
            kernel.ptrace(GET_CALL, pid, CALL_BYTES, self._address)
        except OSError:
            return  # it has been killed
        operation, machine, number, *arguments = unpack_from("=B3xI16xQ6Q", self._call)
        if operation == ENTRY and not self._is_quiet(machine, number, arguments):
            self.tracer.take(pid, number, machine, arguments)
            self.tracer.catch_up()

    def _is_quiet(self, machine: int, number: int, arguments: list[int]) -> bool:
        """Whether the filter lets this call through without a word."""
        if machine != self.tracer.architecture or number >= X32_BIT:
            return False
        name = self.tracer.names.get(number)
        if name is None:
            return True
        if name in UNLESS_BITS:
            index, bits = UNLESS_BITS[name]
            return bool(arguments[index] & bits)
        if name in UNLESS_EQUAL:
            index, value = UNLESS_EQUAL[name]
            return arguments[index] == value
        return False

    def _go_on(self, pid: int, signal: int) -> None:
        self._resume(SYSCALL, pid, signal)

    def _resume(self, how: int, pid: int, signal: int) -> None:
        try:
            kernel.ptrace(how, pid, 0, signal)
        except OSError:
            pass  # it has been killed


def _is_stopped(status: int) -> bool:
    return status & 0xFF == 0x7F


def _signal(status: int) -> int:
    """The signal that a stopped process is about to get, 0 where it stopped for another reason."""
    signal = (status >> 8) & 0xFF
    return 0 if status >> 16 or signal == CALL_STOP else signal
