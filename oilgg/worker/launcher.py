"""The launcher: a small process, forked from the shell before that grows, that starts every job.

It lives in the ordinary namespaces and has one loop. For a job in a view it makes a mount namespace,
enters it itself, spawns the stages there (posix_spawn, which does not copy our memory) and goes back: that is 1.5 ms
faster than forking first. A fork that makes the view and becomes the program, or supervises several, is
for what cannot be done so: user namespaces (there is no way back from them), opening FIFOs, large preloads.

Nothing outlives the shell: the launcher sees the socket close or gets the parent-death signal, kills
what it started, removes its layers and exits. If the launcher is killed, a guardian, forked at the start, kills
what it knows from a table in a memory file that all share; so does the shell before it reports the jobs as failed.

From launcher to shell come tuples: ("support", …) once, then ("result", key, statuses, errors, signals,
core, wall_s, user_s, system_s, maxrss, started_ns, ended_ns, layer, failure, cancelled).
From shell to launcher: ("job", …), ("cancel", key), ("signal", number), ("dispose", directories).
"""

from __future__ import annotations

import _signal
import _socket
import posix
import select
import time

from oilgg.worker import calls, dispositions, inner, kernel, together, view, wire
from oilgg.worker.child import FAILED, Child, check_place, prepare, stage_tables
from oilgg.worker.execute import (
    CWD_STEP,
    StepError,
    Table,
    WouldBlock,
    close_others,
    encode,
    environment_map,
    error_status,
    exit_status,
    may_block,
    take_null,
)
from oilgg.worker.layer import Layer, name_layer, remove_tree
from oilgg.worker.mounts import WHOLE, Plan
from oilgg.worker.places import Places, is_alive
from oilgg.worker.processes import (
    TABLE_SLOTS,
    children_of,
    forget_entry,
    join_group,
    kill_group,
    kill_tree,
    namespace_of,
    now_ticks,
    read_entries,
    write_entry,
)
from oilgg.worker.run import SETTLE_S, Run
from oilgg.worker.sealed import make_plan
from oilgg.worker.servant import Servants
from oilgg.worker.traced import Traced, prepare_tracer
from oilgg.worker.wire import CANCELLED, MEMORY_FULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any

    from oilgg.worker.jobserver import Admission

    Slots = tuple[int, int]

LINGER_S = 1.0
LINGER_LOOK_MS = 20
MEMORY_LOOK_MS = 50
LOAD_LOOK_MS = 500
HANDED_ON = frozenset((
    _signal.SIGINT, _signal.SIGQUIT, _signal.SIGTERM, _signal.SIGHUP, _signal.SIGUSR2, _signal.SIGTSTP, _signal.SIGCONT,
))  # fmt: skip
"""Signals that commands get when the whole process group does. SIGUSR1 tells the launcher of the shell's death."""
BRIEF_S = 0.03
CLOCK_OF_FILES = 5  # CLOCK_REALTIME_COARSE
LARGE_PRELOAD_BYTES = 4 << 20


class ShellGone(BaseException):
    """Our shell has died: raised out of the signal handler, so that nothing we wait for can hold us."""


class Launcher:
    """The state of the loop."""

    def __init__(
        self, control: _socket.socket, table: int, slots: Slots, shell: int, admission: Admission | None = None
    ) -> None:
        self.control = control
        self.admission = admission
        self.starved = False
        """There are slots, and the next job may not start for want of a token, or for the load."""
        self.table = table
        self.shell = shell
        self.own_pid = posix.getpid()
        self.queue: list[Run] = []
        self.running: dict[int, Run] = {}
        self.by_pid: dict[int, Run] = {}
        self.lingering: list[Run] = []
        self.slots = slots[0]
        self.usual_s = 1.0
        """How long a job takes; the last one counts as much as all before it. Brief ones get `slots[1]` slots more."""
        self.free_slots = list(range(min(sum(slots), TABLE_SLOTS)))
        self.garbage: list[list[str]] = []
        self.swept = 0
        self.over = False
        self.spawning = False
        """A process may have been started that nobody would find yet: ShellGone has to wait."""
        self.home = posix.open("/proc/self/ns/mnt", posix.O_RDONLY | posix.O_CLOEXEC)
        self.traced = Traced()
        self.wake, wake_end = posix.pipe()
        posix.set_blocking(wake_end, False)
        posix.set_blocking(self.wake, False)
        self.reports, self.report_end = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_DGRAM | _socket.SOCK_CLOEXEC)
        _signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        self.servants = Servants()

    def loop(self, base: str) -> None:
        """Serve until the shell is gone. Layers go below `base` where they cannot be in memory."""
        self.places = Places(base)
        self.tell(("support", *self.places.support.packed()))
        poll = select.poll()
        for descriptor in (self.control.fileno(), self.wake, self.servants.answers.fileno()):
            poll.register(descriptor, select.POLLIN)
        poll.register(self.places.mounts, select.POLLPRI)
        try:
            self.serve(poll)
        except ShellGone:
            pass
        finally:
            self.give_all_back()
        self.shut_down()

    def serve(self, poll: select.poll) -> None:
        """Do what is asked for, until the shell is gone."""
        while not self.over:
            tokens = self.admission.fileno() if self.starved and self.admission is not None else -1
            if tokens >= 0:
                poll.register(tokens, select.POLLIN)
            ready = self.traced.poll(poll, self.timeout_ms())
            if tokens >= 0:
                poll.unregister(tokens)
            if ready:  # first: what is started now is not meant by a signal that came before, even as `poll` returned
                self.take_signals()
            for descriptor in ready:
                if descriptor == self.control.fileno():
                    self.take_message()
                elif descriptor == self.servants.answers.fileno():
                    self.take_answers()
                elif descriptor not in (self.wake, tokens):
                    self.places.plans.clear()
            self.end_lingering()
            self.watch_time()
            self.watch_memory()
            self.start_waiting()
            self.tidy()

    def timeout_ms(self) -> int | None:
        """How long nothing needs to be done."""
        wait = self.usual_timeout_ms()
        now = time.monotonic()
        limits = [left for run in self.running.values() if (left := run.may_run_s(now)) is not None]
        if limits:
            due = max(0, int(min(limits) * 1000) + 1)
            wait = due if wait is None else min(wait, due)
        return wait

    def usual_timeout_ms(self) -> int | None:
        """The same but for jobs whose time is limited."""
        if self.garbage and not self.queue:
            return 0
        if self.lingering:
            return LINGER_LOOK_MS
        if self.starved and self.admission is not None and self.admission.load:
            return LOAD_LOOK_MS
        if self.places.memory_budget and any(run.layer is not None for run in self.running.values()):
            return MEMORY_LOOK_MS
        return None

    def tell(self, message: tuple[object, ...]) -> None:
        """Send to the shell; if it is gone, so are we."""
        try:
            wire.send(self.control, message)
        except OSError:
            self.over = True

    # What the shell wants

    def take_message(self) -> None:
        """One message from the shell."""
        try:
            received = wire.receive(self.control)
        except OSError:
            received = None
        if received is None:
            self.over = True
            return
        message: Any = received[0]
        kind = message[0]
        if kind == "job":
            self.queue.append(Run(message[1][0], message[1], received[1]))
        elif kind == "cancel":
            self.cancel(message[1])
        elif kind == "signal":
            self.signal(message[1])
        elif kind == "dispose":
            self.garbage.append(message[1])

    def signal(self, number: int) -> None:
        """Send a signal to every job that runs."""
        self.servants.retire()
        for run in self.running.values():
            kill_group(run.group, number)

    def start_waiting(self) -> None:
        """Start what waits, as far as there are slots."""
        self.starved = False
        while self.queue and self.free_slots and (len(self.running) < self.slots or self.usual_s < BRIEF_S):
            token = b"" if self.admission is None else self.admission.take(bool(self.running))
            if token is None:
                self.starved = True
                return
            run = self.queue.pop(0)
            run.token = token
            run.slot = self.free_slots.pop()
            self.start(run)

    def cancel(self, key: int) -> None:
        """Kill the job `key` with everything it started."""
        for index, run in enumerate(self.queue):
            if run.key == key:
                del self.queue[index]
                run.cancelled = True
                run.failure = CANCELLED
                run.close_descriptors()
                self.tell(run.result())
                return
        found = self.running.get(key)
        if found is not None:
            found.cancelled = True
            found.failure = CANCELLED
            self.kill(found)

    def kill(self, run: Run) -> None:
        """Kill everything that `run` has started."""
        self.take_reports()
        kill_tree({run.group}, {run.namespace}, self.own_pid)

    # Starting

    def start(self, run: Run) -> None:
        """Start `run`; where that fails its result goes out at once."""
        run.started_ns = time.time_ns()
        run.started_s = time.monotonic()
        self.running[run.key] = run
        try:
            self.start_job(run)
        except (OSError, ValueError) as error:
            run.failure = f"cannot start: {error}"
        finally:
            self.spawning = False
            run.close_descriptors()
        if not run.pids:
            self.finish(run)

    def start_job(self, run: Run) -> None:
        """Fork or spawn what the job needs."""
        cwd = run.job[2]
        run.in_view = run.job[1] == "staged"
        if run.job[1] not in ("plain", "staged"):
            self.start_in_view(run)
            return
        try:
            posix.chdir(encode(cwd))
        except OSError as error:
            run.errors.append((0, CWD_STEP, error.errno or 2))
            run.failure = f"cannot enter {cwd}: {error.strerror}"
            return
        if self.traced.may_take(run):
            self.prepare_fork(run)
            for stage, pid in enumerate(self.traced.start(self.child(run))):
                self.note_process(run, pid, stage)
        elif self.servants.may_run(run.job):
            self.note_process(run, self.servants.start(run), 0)
        elif self.must_fork(run) or (together.may_do(run.job[8]) and not run.job[4]):
            self.fork(run, None, None)
        else:
            self.spawn(run)

    def must_fork(self, run: Run) -> bool:
        """Whether starting `run` could keep us waiting, or would change us for good."""
        if run.job[11] or any(may_block(stage[3], run.job[2]) for stage in run.job[8]):
            return True
        if not dispositions.NEEDED.isdisjoint(run.job[4]):
            return True
        if any(calls.is_call(stage[1]) for stage in run.job[8]):
            return True
        size = 0
        for item in run.job[9]:
            if item[1] == "file":
                try:
                    size += posix.stat(item[2]).st_size
                except FileNotFoundError:  # it has become real in the meantime, see layer.preload
                    continue
        return size > LARGE_PRELOAD_BYTES

    def start_in_view(self, run: Run) -> None:
        """Name the layer, then enter the view and spawn, or fork a process that does."""
        places = self.places
        if not places.support.overlay:
            run.failure = "no view: " + places.support.reason
            return
        if run.job[1] == "sealed":
            plan = make_plan(places.support.kind, *run.job[7])
        else:
            plan = places.plan_for(run.job[2], run.job[7])
        base = places.choose_base(run.job[5]) if plan.points else ""
        if not base:
            run.failure = f"no view: no layer can be made in {run.job[5] or places.base}"
            return
        self.sweep()
        run.in_view = True
        run.layer = name_layer(plan, run.job[6], base, places.memory, time.clock_gettime_ns(CLOCK_OF_FILES))
        if places.support.kind == WHOLE and not self.must_fork(run):
            self.spawn_in_view(run, plan, run.layer, places.support.options)
        else:
            self.fork(run, plan, run.layer)

    def sweep(self) -> None:
        """Remove layers of processes that are no more, once for each place."""
        if len(self.places.bases) != self.swept:
            self.swept = len(self.places.bases)
            self.garbage += [[directory] for pid, directory in self.places.layers() if not is_alive(pid)]

    def watch_time(self) -> None:
        """Kill the jobs whose time is over: gently, and if that does not help, not."""
        now = time.monotonic()
        for run in self.running.values():
            left = run.may_run_s(now)
            if left is None or left > 0:
                continue
            if run.timed_out:
                self.kill(run)
            else:
                run.timed_out = run.late_stages()
                kill_group(run.group, _signal.SIGTERM)
                kill_group(run.group, _signal.SIGCONT)

    def watch_memory(self) -> None:
        """End the jobs with layers in memory before it runs full."""
        if not self.places.memory_is_full():
            return
        for run in self.running.values():
            in_memory = run.layer is not None and run.layer.directories[0].startswith(self.places.memory)
            if in_memory and run.failure is None:
                run.failure = MEMORY_FULL
                self.kill(run)

    def spawn_in_view(self, run: Run, plan: Plan, layer: Layer, options: str) -> None:
        """Enter the view, spawn, and come back."""
        posix.umask(0)
        try:
            prepare(layer, plan, run.job[9], self.places.memory)
            view.enter(plan, layer, options)
            check_place(plan, run.job[2])
            run.hold_namespace(posix.open("/proc/self/ns/mnt", posix.O_RDONLY | posix.O_CLOEXEC))
            posix.chdir(encode(run.job[2]))
            self.spawn(run)
        except OSError as error:
            run.failure = f"view: {error.strerror} {error.filename or ''!s}".rstrip()
        finally:
            kernel.setns(self.home, kernel.CLONE_NEWNS)

    def spawn(self, run: Run) -> None:
        """Start the stages by posix_spawn."""
        ignored = run.job[4]
        if not ignored:
            self.spawn_stages(run, dispositions.SIGNALS)
            return
        with dispositions.Ignored(ignored):
            self.spawn_stages(run, [number for number in dispositions.SIGNALS if number not in ignored])

    def spawn_stages(self, run: Run, default: Sequence[int]) -> None:
        """The same, with the signals `default` set to their default action."""
        umask, stages, streams = run.job[3], run.job[8], run.job[10]
        posix.umask(umask)
        tables = stage_tables(streams, run.descriptors, len(stages), patient=False)
        try:
            for index, (program, argv, environment, redirects, noclobber) in enumerate(stages):
                table = tables[index]
                try:
                    table.redirect(redirects, noclobber)
                    if program == inner.PROGRAM:
                        self.note_process(run, self.fork_inner(run, argv, table, environment), index)
                        table.close()
                        continue
                    actions = [(posix.POSIX_SPAWN_DUP2, source, number) for source, number in table.moves()]
                    self.spawning = True
                    pid = posix.posix_spawn(
                        encode(program),
                        [encode(word) for word in argv],
                        environment_map(environment),
                        file_actions=actions,
                        setpgroup=run.group,
                        setsigmask=(),
                        setsigdef=default,
                    )
                except StepError as error:
                    self.note_error(run, index, error.step, error.errno)
                except WouldBlock:
                    run.failure = "a redirection waits for another process"
                except OSError as error:
                    self.note_error(run, index, -1, error.errno or 2)
                else:
                    self.note_process(run, pid, index)
                self.spawning = False
                if self.over:
                    raise ShellGone
                table.close()
        finally:
            for table in tables:
                table.close()

    def fork_inner(self, run: Run, argv: list[str], table: Table, environment: list[str]) -> int:
        """Start a stage that needs no program; its pid."""
        inner.warm(argv)
        pid = posix.fork()
        if pid:
            join_group(pid, run.group or pid)
            return pid
        try:
            posix.setpgid(0, run.group)
            dispositions.become_default(run.job[4])
            kernel.prctl(kernel.PR_SET_PDEATHSIG, _signal.SIGKILL)
            if posix.getppid() == self.own_pid:
                inner.become(argv, table, environment)
        finally:
            posix._exit(FAILED)

    def fork(self, run: Run, plan: Plan | None, layer: Layer | None) -> None:
        """Start the job in a fork that makes the view first."""
        run.supervised = len(run.job[8]) > 1 or bool(run.job[11])
        self.prepare_fork(run)
        pid = posix.fork()
        if pid == 0:
            try:
                self.child(run).run(plan, layer)
            finally:
                posix._exit(FAILED)
        join_group(pid, pid)
        self.note_process(run, pid, 0)

    def prepare_fork(self, run: Run) -> None:
        """Load what a fork for `run` needs: it will be needed again, and the fork may be traced by then."""
        if run.job[11]:
            prepare_tracer()
        if any(calls.is_call(stage[1]) for stage in run.job[8]):
            calls.prepare()
        for program, argv, *_ in run.job[8]:
            if program == inner.PROGRAM:
                inner.warm(argv)

    def child(self, run: Run) -> Child:
        """What a fork for `run` needs."""
        return Child(run, self.report_end, self.table, self.places, self.own_pid)

    def note_process(self, run: Run, pid: int, stage: int) -> None:
        """`pid` is stage `stage` of `run`."""
        if not run.group:
            run.group = pid
            write_entry(self.table, run.slot, pid, run.namespace)
        run.pids[pid], run.stage_pids[stage] = stage, pid
        self.by_pid[pid] = run

    def note_error(self, run: Run, stage: int, step: int, errno: int) -> None:
        """A stage of `run` did not start."""
        run.errors.append((stage, step, errno))
        run.statuses[stage] = error_status(step, errno)

    # Ends

    def take_signals(self) -> None:
        """Children have ended, or our parent has; or a signal came for the shell's process group, so for all jobs."""
        try:
            while numbers := posix.read(self.wake, 512):
                for number in numbers:
                    if number in HANDED_ON:
                        self.signal(number)
        except BlockingIOError:
            pass
        if posix.getppid() != self.shell:
            self.over = True
            return
        while True:
            try:
                pid, status, usage = posix.wait4(-1, posix.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            self.servants.gone(pid)
            run = self.by_pid.pop(pid, None)
            if run is not None:
                self.note_end(run, pid, status, usage)

    def note_end(self, run: Run, pid: int, status: int, usage: Any) -> None:
        """A process of `run` has ended."""
        stage = run.pids.pop(pid)
        run.user_s += usage.ru_utime
        run.system_s += usage.ru_stime
        run.maxrss = max(run.maxrss, usage.ru_maxrss)
        if run.in_view or run.supervised or run.job[4] or run.job[11]:
            self.take_reports()
        if not run.supervised and all(error[0] != stage for error in run.errors):
            run.statuses[stage], run.signals[stage], core = exit_status(status)
            run.core |= core
        elif run.supervised and status and run.failure is None and not run.timed_out:
            run.failure = f"its supervisor died with status {status}"
        if not run.pids:
            run.ended_s = time.monotonic()
            traced = self.traced.has(run)
            if traced or (run.in_view and run.failure is None and self.has_leftovers(run)):
                run.deadline_s = run.ended_s + (SETTLE_S if traced else LINGER_S)
                self.lingering.append(run)
            else:
                self.finish(run)

    def take_answers(self) -> None:
        """Calls that servants have run are over."""
        while (answer := self.servants.answer()) is not None:
            pid, status, step, errno, run_user_s, run_system_s, maxrss = answer
            run = self.by_pid.pop(pid, None)
            if run is None:
                continue
            if run.cancelled or run.timed_out:
                self.servants.gone(pid)
            run.pids.clear()
            run.user_s, run.system_s, run.maxrss = run_user_s, run_system_s, maxrss
            if step is not None:
                self.note_error(run, 0, step, errno)
            run.statuses[0] = status
            run.ended_s = time.monotonic()
            self.finish(run)

    def take_reports(self) -> None:
        """What children had to say before they became a program or ended."""
        while True:
            try:
                received: Any = wire.receive(self.reports, _socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            message, descriptors = received
            run = self.running.get(message[0])
            if run is None:
                continue
            if message[1] == "view":
                run.hold_namespace(descriptors[0])
                if run.layer is not None:
                    run.layer.preloaded = message[2]
            elif message[1] == "failure":
                run.failure = run.failure or message[2]
            elif message[1] == "error":
                self.note_error(run, *message[2:])
            elif message[1] == "done":
                _, _, run.statuses, run.signals, run.core, run.stage_pids = message

    def has_leftovers(self, run: Run) -> bool:
        """Whether processes of a job live on after its own have ended: in its group, or adopted by us."""
        if kill_group(run.group, 0):
            return True
        if not run.namespace:
            return False
        children = children_of(self.own_pid)
        return any(pid not in self.by_pid and namespace_of(pid) == run.namespace for pid in children)

    def end_lingering(self) -> None:
        """Finish jobs whose leftovers have ended, or have had their time."""
        for run in self.lingering[:]:
            if self.traced.has(run):
                if not self.traced.end(run, time.monotonic() >= run.deadline_s):
                    continue
            elif run.cancelled or not self.has_leftovers(run):
                pass
            elif run.timed_out:
                self.kill(run)
            elif time.monotonic() < run.deadline_s:
                continue
            else:
                self.kill(run)
                run.failure = "it left processes behind"
            self.lingering.remove(run)
            self.finish(run)

    def finish(self, run: Run) -> None:
        """The job is over: free its slot and tell the shell."""
        forget_entry(self.table, run.slot)
        self.free_slots.append(run.slot)
        if self.admission is not None:
            self.admission.give(run.token)
        del self.running[run.key]
        if run.ended_s:
            self.usual_s = (self.usual_s + run.ended_s - run.started_s) / 2
        if run.cancelled:
            self.kill(run)
        self.tell(run.result())
        run.let_namespace_go()

    def tidy(self) -> None:
        """Remove one layer that is no longer wanted, if there is nothing better to do."""
        if self.garbage and not self.queue:
            for directory in self.garbage.pop(0):
                remove_tree(directory)

    def give_all_back(self) -> None:
        """Whatever happens to us, make gets its tokens."""
        if self.admission is not None:
            for run in self.running.values():
                self.admission.give(run.token)
                run.token = b""
            self.admission = None

    def shut_down(self) -> None:
        """Kill what runs, remove every layer of this shell."""
        self.servants.close()
        groups = {run.group for run in self.running.values() if run.in_view or run.pids}
        self.traced.go_on()
        if groups:
            self.take_reports()
            kill_tree(groups, {run.namespace for run in self.running.values()}, self.own_pid)
        for pid, directory in self.places.layers():
            if pid == self.shell:
                remove_tree(directory)
        for directories in self.garbage:
            for directory in directories:
                remove_tree(directory)


def main(
    control: _socket.socket, table: int, slots: Slots, base: str, shell: int, admission: Admission | None = None
) -> None:
    """Be the launcher until the shell is gone. Called in a fork of the shell; the caller exits then."""
    import gc

    _take_leave(control.fileno(), table, *(admission.descriptors() if admission is not None else ()))
    kernel.prctl(kernel.PR_SET_PDEATHSIG, _signal.SIGUSR1)
    if posix.getppid() != shell:
        return
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    guardian = _fork_guardian(table)
    launcher = Launcher(control, table, slots, shell, admission)

    def parent_died(number: int, frame: FrameType | None) -> None:
        if posix.getppid() != shell and not launcher.over:
            launcher.over = True
            if not launcher.spawning:
                raise ShellGone

    _signal.signal(_signal.SIGUSR1, parent_died)
    gc.disable()  # what little the loop makes has no cycles
    gc.freeze()
    launcher.loop(base)
    posix.kill(guardian, _signal.SIGKILL)
    posix.waitpid(guardian, 0)


def _fork_guardian(table: int) -> int:
    """Fork the process that kills what is in `table` when we die, which it sees by a pipe that closes then."""
    reading, _ = posix.pipe()
    pid = posix.fork()
    if pid:
        posix.close(reading)
        return pid
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 0)
        posix.setsid()
        close_others((reading, table))
        posix.read(reading, 1)
        now = now_ticks()
        groups, namespaces = read_entries(table)
        if groups:
            kill_tree(groups, namespaces, 0, now)
    finally:
        posix._exit(0)


def _take_leave(*kept: int) -> None:
    """Give up what came from the shell: its descriptors, handlers and signal mask.

    We stay in its process group, to learn what a terminal, or `kill` with a group, wants from its commands.
    """
    dispositions.begin_anew()
    take_null(kept)
    close_others(kept)
    posix.chdir("/")
