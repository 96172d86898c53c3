"""The fork of the launcher that enters a view and becomes the program, or supervises the programs of a pipeline."""

from __future__ import annotations

import _signal
import _socket
import posix

from oilgg.worker import calls, inner, kernel, together, view, wire
from oilgg.worker.dispositions import become_default, only_wake
from oilgg.worker.execute import (
    StepError,
    Table,
    encode,
    environment_map,
    error_status,
    exit_status,
    replace_process,
)
from oilgg.worker.layer import Layer, PackedPreload, create, hide, preload
from oilgg.worker.mounts import Plan
from oilgg.worker.places import Places
from oilgg.worker.processes import join_group, write_entry
from oilgg.worker.run import Run
from oilgg.worker.standard_input import StandardInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 125
NO_GROUP = -1


class Child:
    """The fork that makes a view and becomes the program, or supervises several."""

    def __init__(self, run: Run, report_end: _socket.socket, table: int, places: Places, parent: int) -> None:
        self.of = run
        self.job = run.job
        self.report_end = report_end
        self.table = table
        self.places = places
        self.parent = parent
        self.control: _socket.socket | None = None
        """Where the processes of a traced job announce themselves."""
        given = self.job[10][0][1]
        self.standard_input = StandardInput(run.descriptors[given]) if self.job[11] and given >= 0 else None
        """What its first stage shares with the shell, if the job is traced."""

    def report(self, *message: object, descriptors: Sequence[int] = ()) -> None:
        """Tell the launcher something."""
        wire.send(self.report_end, (self.of.key, *message), descriptors)

    def run(self, plan: Plan | None, layer: Layer | None) -> None:
        """Never returns usefully: becomes a program, or exits."""
        prepare_process(self.parent, 0)
        posix.umask(0)
        try:
            if plan is not None and layer is not None:
                self.enter_view(plan, layer)
            posix.chdir(encode(self.job[2]))
        except OSError as error:
            where = error.filename or ""
            self.report("failure", f"view: {error.strerror} {where!s}".rstrip())
            posix._exit(FAILED)
        posix.umask(self.job[3])
        stages = self.job[8]
        tables = stage_tables(self.job[10], self.of.descriptors, len(stages))
        if self.job[11]:
            self.trace(tables)
        elif len(stages) == 1:
            self.become(0, tables[0])
        else:
            self.supervise(tables)

    def enter_view(self, plan: Plan, layer: Layer) -> None:
        """Make the layer, fill it, mount, and tell the launcher which namespace this is."""
        prepare(layer, plan, self.job[9], self.places.memory)
        view.enter(plan, layer, self.places.support.options)
        check_place(plan, self.job[2])
        self.of.hold_namespace(posix.open("/proc/self/ns/mnt", posix.O_RDONLY | posix.O_CLOEXEC))
        write_entry(self.table, self.of.slot, posix.getpid(), self.of.namespace)
        self.report("view", layer.preloaded, descriptors=[self.of.held])

    def become(self, index: int, table: Table) -> None:
        """Become stage `index`, or report why not and exit as the shell would."""
        program, argv, environment, redirects, noclobber = self.job[8][index]
        if self.control is not None:
            self.announce(self.control, index == 0 and self.standard_input is not None)
        try:
            table.redirect(redirects, noclobber)
            if program == inner.PROGRAM:
                become_default(self.job[4])
                inner.become(argv, table, environment)
            if calls.is_call(argv):
                calls.become(argv, environment_map(environment), table, self.job[4])
            self.keep_report_end_clear(table)
            replace_process(program, argv, environment, table, self.job[4])
        except StepError as error:
            self.report("error", index, error.step, error.errno)
            posix._exit(error_status(error.step, error.errno))

    def keep_report_end_clear(self, table: Table) -> None:
        """Move our socket out of the way of the program's descriptors."""
        while self.report_end.fileno() in table.numbers:
            self.report_end = self.report_end.dup()  # type: ignore[attr-defined]

    def supervise(self, tables: list[Table]) -> None:
        """Fork the stages, wait for all, report, exit; or do their work."""
        ends = together.attempt(self.job[8], tables) if self.job[1] == "plain" and not self.job[4] else None
        if ends is not None:
            self.report("done", *ends, [0] * len(tables))
            posix._exit(0)
        pids = self.fork_stages(tables)
        self.report("done", *_wait_for(pids), pids)
        posix._exit(0)

    def fork_stages(self, tables: list[Table]) -> list[int]:
        """Fork the stages; their processes."""
        pids = []
        own = posix.getpid()
        for index, table in enumerate(tables):
            pid = posix.fork()
            if pid == 0:
                try:
                    prepare_process(own, own)
                    self.become(index, table)
                finally:
                    posix._exit(FAILED)
            pids.append(pid)
        self.of.close_descriptors()
        for table in tables:
            table.close()
        return pids

    def fork_traced(self, control: _socket.socket) -> list[int]:
        """Fork the stages, which announce themselves at `control`; their processes.

        They have a process group of their own, unless they may read the terminal: who does that has to be in the group
        that is in its foreground.
        """
        self.control = control
        apart = self.standard_input is None or not self.standard_input.is_terminal
        pids: list[int] = []
        for index, table in enumerate(tables := stage_tables(self.job[10], self.of.descriptors, len(self.job[8]))):
            pid = posix.fork()
            if pid == 0:
                try:
                    _signal.set_wakeup_fd(-1)
                    prepare_process(self.parent, NO_GROUP if not apart else pids[0] if pids else 0)
                    posix.umask(self.job[3])
                    self.become(index, table)
                finally:
                    posix._exit(FAILED)
            pids.append(pid)
            if apart:
                join_group(pid, pids[0])
        for table in tables:
            table.close()
        return pids

    def trace(self, tables: list[Table]) -> None:
        """The same under the tracer, which this process is."""
        from oilgg.worker.supervision import Supervision

        _signal.set_wakeup_fd(-1)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        control, self.control = wire.pair()
        pids = self.fork_stages(tables)
        self.control.close()
        supervision = Supervision(control, pids, contained=self.job[13], standard_input=self.standard_input)
        ends = [exit_status(status) for status in supervision.run()]
        supervision.report(self.job[11])
        if supervision.beyond:
            self.report("failure", f"{wire.BEYOND_VIEW}: {supervision.beyond}")
            posix._exit(FAILED)
        self.report("done", [end[0] for end in ends], [end[1] for end in ends], any(end[2] for end in ends), pids)
        supervision.go_on()
        posix._exit(0)

    def announce(self, control: _socket.socket, of_input: bool) -> None:
        """Put this process under the tracer; where that can't be, the job fails before it has done anything."""
        from oilgg.worker.supervision import announce

        try:
            announce(control, of_input)
        except OSError as error:
            self.report("failure", f"{wire.TRACER_FAILED}: {error.strerror}")
            posix._exit(FAILED)
        control.close()


def prepare(layer: Layer, plan: Plan, preloads: list[PackedPreload], memory: str) -> None:
    """Make `layer` and fill it. The place of all layers, if in memory, is not seen in the view."""
    create(layer)
    if memory and plan.part_of(memory) >= 0:
        hide(layer, plan, memory)
    if preloads:
        preload(layer, plan, preloads)


def check_place(plan: Plan, cwd: str) -> None:
    """Raises OSError if a job in `cwd` could not write there in the view although it could outside."""
    if plan.is_refused(cwd):
        raise OSError(30, "no overlay can be made over", cwd)


def _wait_for(pids: list[int]) -> tuple[list[int], list[int], bool]:
    statuses, signals, core = [0] * len(pids), [0] * len(pids), False
    places = {pid: index for index, pid in enumerate(pids)}
    while places:
        pid, status = posix.waitpid(-1, 0)
        index = places.pop(pid, -1)
        if index >= 0:
            statuses[index], signals[index], left = exit_status(status)
            core |= left
    return statuses, signals, core


def stage_tables(
    streams: list[tuple[int, int]], descriptors: list[int], count: int, patient: bool = True
) -> list[Table]:
    """The descriptors of each stage before its redirections: the job's streams and the pipes between."""
    null = -1
    numbers: dict[int, int] = {}
    for number, index in streams:
        if index < 0 and null < 0:
            null = posix.open("/dev/null", posix.O_RDWR | posix.O_CLOEXEC)
        numbers[number] = null if index < 0 else descriptors[index]
    tables = [Table(dict(numbers), patient) for _ in range(count)]
    if null >= 0:
        tables[-1].opened.append(null)
    for index in range(count - 1):
        reading, writing = posix.pipe()
        tables[index].numbers[1] = writing
        tables[index].opened.append(writing)
        tables[index + 1].numbers[0] = reading
        tables[index + 1].opened.append(reading)
    return tables


def prepare_process(parent: int, group: int) -> None:
    """What every fork of the launcher begins with: a process group, and an end with that of `parent`."""
    _signal.signal(_signal.SIGUSR1, only_wake)
    if group != NO_GROUP:
        posix.setpgid(0, group)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, _signal.SIGKILL)
    if posix.getppid() != parent:
        posix._exit(FAILED)
