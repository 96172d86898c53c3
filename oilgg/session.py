"""The seam between the interpreter and everything below it.

A script that runs nothing annotated never loads any of that: `Lowering` stands in until then (see `assembly`).
"""

from __future__ import annotations

import posix

from oilgg.interp import descriptors
from oilgg.interp.process import call_to_leave
from oilgg.lower.invocation import TINY, working_directory
from oilgg.reason import BRIEF, NO_ANNOTATION, SWITCHED_OFF, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from oilgg.annotate.library import Library
    from oilgg.config import Config
    from oilgg.errors import StoreError
    from oilgg.lower.invocation import Invocation
    from oilgg.lower.quick import Quick
    from oilgg.order.order import Order
    from oilgg.reason import Reason
    from oilgg.reduce.tools import Tools
    from oilgg.report.run import Report

ERROR_STREAM = 254
MANY_JOBS = 3
"""So many functions and groups behind `&` make it worth loading once what lowers, see `before_background`."""
FEW_FILES = 256
"""With fewer descriptors than that, there may be none for oilgg itself."""


def attach(shell: Any, config: Config) -> None:
    """Let the commands of `shell` be lowered, as `config` says."""
    shell.lowering = Lowering(shell, config)


class Lowering:
    """What the interpreter sees of lowering (`shell.lowering`); hands all to an `Order` made when first needed."""

    records = False
    """It runs commands; see interp.recorder."""

    def __init__(self, shell: Any, config: Config) -> None:
        self.shell = shell
        self.config = config
        self.order: Order | None = None
        self.report: Report | None = None
        self._library: Library | None = None
        self.at_line_start = True
        """What was last written to the terminal, as far as is known here, ended a line."""
        self._in_place = 0
        self.given: dict[int, bytes] = {}
        """What the next command finds on descriptors above 2."""
        self._owner = posix.getpid()
        self._inherited = _identity(0)
        """The file on standard input that our parent may read on."""
        self._left_open = {0, 1, 2, *[fd for fd in descriptors.found_open() if fd > 9]}
        """The standard streams, and what whoever started the shell has left open at numbers that scripts don't name."""
        self._error_fd = _own_error_stream()
        self._limits: list[tuple[int, int]] = []
        """The limits of this process, as far as commands have them."""
        self._limited = False
        self.limits_differ = True
        """Whether they may differ from what is known: `ulimit` or any program in place may have set some."""
        self._traces: bool | None = None
        self._lowers_all: bool | None = None
        """Whether short commands are lowered as well: they have to be, or this script is known to be a long one."""
        self._quick: Quick | None = None
        self._tiny: bool | None = None
        """Whether commands over little data may be done without a program."""
        self._tiny_statuses: tuple[int, ...] = ()
        self._start = working_directory()
        self._notes: dict[tuple[str, int], tuple[int, list[str]]] = {}
        self._function_notes: dict[tuple[str, int], tuple[int, list[str]]] = {}
        self._complaints: set[str] = set()
        self._jobs_begun = 0
        self._has_prepared = False
        self._store_lost = False
        """There is no store, and that has been said."""
        self._outer: Lowering | None = None
        """In a background job, the one of the shell: others change files beside it. Its descriptors are closed."""
        if config.explain or config.status == "log" or config.dry_run or (config.status == "line" and posix.isatty(2)):
            from oilgg.report.run import Report

            self.report = Report(config, self._error_fd)

    @property
    def only_looks(self) -> bool:
        """Whether commands are only shown, not run."""
        return self.config.dry_run

    @property
    def pending(self) -> bool:
        """Whether anything in the order is not real yet."""
        return self.order is not None and self.order.pending

    @property
    def is_idle(self) -> bool:
        """Whether nothing has been lowered, and nothing is to be told at the end."""
        return self.order is None and self.report is None

    def finds_more_open(self) -> bool:
        """Whether the next command may use more descriptors than the standard streams."""
        return any(fd > 2 for fd in self.shell.sinks) or not descriptors.found_open() <= self._left_open

    @property
    def library(self) -> Library:
        """The annotations that hold for this script."""
        if self._library is None:
            from oilgg.annotate.library import Library, default_folders

            environment = {name: self.shell.vars.get(name) or "" for name in ("HOME", "XDG_CONFIG_HOME")}
            self._library = Library(*default_folders(working_directory(), environment), complain=self._complain)
        return self._library

    def offer(self, stages: Sequence[Invocation], line: int, checked: bool, otherwise: object = None) -> int | None:
        """See Order.offer. Commands without an annotation cost no more than a look into a table."""
        order = self.order
        self._tiny_statuses = ()
        if self.limits_differ and self._has_limits():
            self.drain("opaque")
            return self._opaque(stages, line, Refusal(SWITCHED_OFF, "a limit set by `ulimit` is for its commands only"))
        if self._notes:
            for stage in stages:
                self._read_note(stage)
        if order is None or not order.pending:
            status = self._do_tiny(stages, line)
            if status is not None:
                return status
        if order is None:
            if self._is_quick(stages):
                return self._opaque(stages, line, Refusal(BRIEF))
            for stage in stages:
                if stage.effects is None and stage.usages is None and not self.library.lookup(stage.name):
                    if self.has_traces():
                        break
                    return self._opaque(stages, line, Refusal(NO_ANNOTATION, f"{stage.name} has no annotation"))
            order = self._make_order()
        if self.shell.jobs or self._outer is not None:
            order.stale = True
        if self.config.dry_run and not self.shell.sinks:
            from oilgg.order.foresight import foresee

            return foresee(order, stages, line)
        if self.given:
            return order.beside.offer_given(stages, line, self.given)
        status = order.offer(stages, line, checked, otherwise)
        if status is None:
            self.limits_differ = True
        return status

    def is_worth_a_fork(self, stage: Invocation) -> bool:
        """Whether a background job that is this program may be reused, and is no short one."""
        if not self.library.lookup(stage.name) or (self.limits_differ and self._has_limits()):
            return False
        from oilgg.lower.quick import SHORT_S, Quick

        return not 0 <= Quick().expected_s([stage]) <= SHORT_S

    def before_background(self, is_sure: bool) -> None:
        """A job is about to be forked that will lower, or may: what all of them need is loaded once, here.

        For one that may it is not, before it is known that the script lowers, or that it has many; unless there can be
        no store, which is better said here than by each of them.
        """
        self._jobs_begun += 1
        needed = is_sure or self._jobs_begun == MANY_JOBS or self._has_mark("long") or _is_no_store(self.config.store)
        if self._has_prepared or not needed:
            return
        self._has_prepared = True
        from oilgg import assembly

        assembly.prepare_forks(self)

    def in_background(self) -> Lowering:
        """In the fork that is a background job: what it has instead. Such a job learns nothing and stays here."""
        config = self.config.copy()
        config.learn = False
        config.failure = "none"
        if config.status == "line":
            config.status = "none"
        config.engine = config.share = config.budget = ""
        config.timeout_s = 0.0
        child = Lowering(self.shell, config)
        child._library, child._notes, child._function_notes = self._library, self._notes, self._function_notes
        child._traces = False
        child._outer = self
        child._store_lost = self._store_lost
        return child

    def offer_fed(self, stages: Sequence[Invocation], line: int, data: bytes) -> list[int] | None:
        """Do a pipeline that reads `data`, if that takes no program; gives the statuses of its stages."""
        if self.pending or (self.limits_differ and self._has_limits()) or self._notes:
            return None
        self._tiny_statuses = ()
        return None if self._do_tiny(stages, line, data) is None else list(self._tiny_statuses)

    def _do_tiny(self, stages: Sequence[Invocation], line: int, data: bytes | None = None) -> int | None:
        """Do a command over little data without any program, while nothing is pending; gives its status."""
        if self._tiny is False:
            return None
        for stage in stages:
            if stage.name not in TINY:
                return None
        if self._tiny is None:
            self._tiny = not (self._has_to_lower() or self.config.dry_run)
        if not self._tiny:
            return None
        from oilgg.lower import tiny

        shell = self.shell
        give = self._give if 1 in shell.sinks else None
        if self.given:
            return None
        # What an order knows of the tree is not to be changed beside it; in a group others print before.
        if self.order is not None and (give is None or self.order.beside.group is not None):
            return None
        found = tiny.attempt(stages, shell.options.noclobber, shell.rounds, give, data)
        if found is None:
            return None
        self._tiny_statuses = tuple(found)
        self._opaque(stages, line, Refusal(BRIEF))
        if shell.options.pipefail:
            found = [0, *[status for status in found if status]]
        return found[-1]

    def _give(self, data: bytes) -> None:
        """A tiny command prints into what a command substitution captures."""
        self.shell.write(1, data)

    def _has_to_lower(self) -> bool:
        """Whether even short commands are to be lowered."""
        config = self.config
        return bool(config.learn or config.check or config.engine or config.share or not config.quick)

    def _is_quick(self, stages: Sequence[Invocation]) -> bool:
        """Whether a command is too short to be lowered, as far as this script has been."""
        if self._lowers_all is None:
            self._lowers_all = bool(self._has_to_lower() or self.given or self._has_mark("long"))
        if self._lowers_all:
            return False
        if self._quick is None:
            from oilgg.lower.quick import Quick

            self._quick = Quick()
        return self._quick.takes(stages, self.shell.rounds)

    def has_traces(self) -> bool:
        """Whether commands without annotation are learned, or were in an earlier run of this script."""
        if self.config.learn:
            return True
        if self._traces is None:
            self._traces = self._has_mark("traces")
        return self._traces

    def _mark(self, kind: str) -> str:
        """A file that is there once something was found out about this script; "" without a store.

        "traces": commands of it have been learned; later runs without --learn ask for them too. "long": it takes long
        enough that all of its commands are lowered.
        """
        name = f"{self._start}%{self.shell.name}".replace("/", "%")
        return f"{self.config.store}/{kind}/{name[-200:]}" if self.config.store else ""

    def _has_mark(self, kind: str) -> bool:
        try:
            posix.stat(self._mark(kind))
        except OSError:
            return False
        return True

    def _leave_mark(self, kind: str) -> None:
        """See `_mark`."""
        try:
            mark = self._mark(kind)
            folder = mark.rpartition("/")[0]
            try:
                posix.mkdir(folder, 0o700)
            except FileExistsError:
                pass
            posix.close(posix.open(mark, posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC, 0o600))
        except OSError:
            pass  # there is no store

    def _has_limits(self) -> bool:
        """Whether `ulimit` has set something that would hit oilgg itself; other changes are handed on to commands."""
        import resource

        now = [resource.getrlimit(kind) for kind in range(resource.RLIMIT_RTPRIO + 1)]
        if now != self._limits:
            hard = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_DATA, resource.RLIMIT_NPROC)
            self._limited = (
                now[resource.RLIMIT_FSIZE][0] != resource.RLIM_INFINITY
                or 0 <= now[resource.RLIMIT_NOFILE][0] < FEW_FILES
                or (bool(self._limits) and any(now[kind] != self._limits[kind] for kind in hard))
            )
            if self.order is not None and not self._limited:
                self.drain("ulimit")
                self.order.scheduler.adopt_limits()
            if not self._limits or not self._limited:
                self._limits = now
        self.limits_differ = self._limited
        return self._limited

    def notes_in(self, text: str, source: str) -> None:
        """Remember the `#:` comments of a script: each speaks of the command in the line after it."""
        first, lines = 0, []
        for number, line in enumerate(text.split("\n"), 1):
            stripped = line.lstrip()
            if stripped.startswith("#:"):
                first = first or number
                lines.append(stripped[2:])
            elif lines:
                self._notes[source, number] = (first, lines)
                first, lines = 0, []

    def note_function(self, function: Any) -> None:
        """A function was defined: a comment before it speaks of its calls."""
        if self._notes or self._function_notes:
            place = (function.source, function.line)
            note = self._notes.pop(place, None)
            if note is not None:
                self._function_notes[place] = note
            function.note = self._function_notes.get(place)

    def complain(self, message: str, source: str, line: int) -> None:
        """Say once what is wrong with an annotation."""
        if message not in self._complaints:
            self._complaints.add(message)
            place = f"{source}:{line}" if source else f"line {line}"
            self.say(f"oilgg: {place}: {message}\n")

    def _read_note(self, stage: Invocation) -> None:
        """Give `stage` the annotation of the comment before it, if there is one."""
        source = self.shell.frames[-1].source if self.shell.frames else ""
        note = self._notes.get((source, stage.line))
        if note is None:
            return
        from oilgg.annotate.given import comment
        from oilgg.annotate.model import AnnotationError

        try:
            stage.usages = comment(note[1], stage.name, source or self.shell.name, note[0])
        except AnnotationError as error:
            self._complain(error)
            del self._notes[source, stage.line]

    def _opaque(self, stages: Sequence[Invocation], line: int, refusal: Refusal) -> int | None:
        self.limits_differ = True
        if self.report is not None:
            self.report.note("opaque", " | ".join([" ".join(stage.argv) for stage in stages]), line, refusal)
            if self.config.dry_run:
                return 0
        return None

    @property
    def tools(self) -> Tools | None:
        """What is known of programs, unless something may just have changed them."""
        order = self.order
        return None if order is None or order.stale else order.reducer.tools

    @property
    def strain(self) -> int:
        """Grows whenever a command runs in place or the walk has to wait for one."""
        return self._in_place + (self.order.waits if self.order is not None else 0)

    def begin_group(self) -> None:
        """See Beside.begin_group."""
        (self.order or self._make_order()).beside.begin_group()

    def leave_group(self) -> Any:
        """See Beside.leave_group."""
        return None if self.order is None else self.order.beside.leave_group()

    def resume_group(self, group: Any) -> None:
        """See Beside.resume_group."""
        if self.order is not None:
            self.order.beside.resume_group(group)

    def before_lasting(self, call: Callable[[], None]) -> None:
        """See Beside.before_lasting."""
        assert self.order is not None
        self.order.beside.before_lasting(call)

    def end_group(self, stop: bool) -> None:
        """See Beside.end_group."""
        if self.order is not None:
            self.order.beside.end_group(stop)

    def hold(self, status: int) -> None:
        """See Order.hold."""
        if self.order is not None:
            self.order.hold(status)

    def before_look(self, path: str) -> None:
        """See Order.before_look."""
        if self.order is not None:
            self.order.before_look(path)

    def will_open(self, path: str, writing: bool) -> str:
        """The shell itself opens `path` for a redirection; for writing, all before becomes real. Gives what to open."""
        if writing and self.config.dry_run:
            return "/dev/null"
        if self.order is not None:
            self.order.will_open(path, writing)
        return path

    def process_starts(self) -> None:
        """The shell starts a process itself: what it will change is not known here."""
        self.at_line_start = False
        self._in_place += 1
        if self.order is not None:
            self.order.stale = True

    def bytes_are_taken(self, fd: int) -> None:
        """The shell reads the file open as `fd`. Where others go on from there, that may not be undone (R5)."""
        if self.order is None or not self.order.pending:
            return
        if self.order.learner is not None:
            self.order.learner.before_read(_identity(fd))
        if self.shell.virtual_level or "EXIT" in self.shell.traps or _identity(fd) == self._inherited:
            self.shell.sync_input()
            self.order.settle_speculation()

    def descriptors_change(self) -> None:
        """The shell redirects some of its descriptors: what they led to is forgotten (pending entries still know)."""
        if self.order is not None:
            self.order.sinks.clear()

    def drain(self, why: str) -> None:
        """See Order.drain."""
        if self.order is not None:
            self.order.drain(why)

    def write(self, fd: int, data: bytes) -> bool:
        """See Order.write."""
        return self.order is not None and self.order.write(fd, data)

    def interrupt(self) -> bool:
        """See Order.interrupt."""
        return self.order is not None and self.order.interrupt()

    def plan_write(self, path: str, append: bool) -> object:
        """See SmallCommands.plan_write."""
        return None if self.order is None or self.config.dry_run else self.order.small.plan_write(path, append)

    def write_later(self, plan: object, data: bytes, line: int) -> None:
        """See SmallCommands.write."""
        assert self.order is not None
        self.order.small.write(plan, data, line)

    def leaves_by(self, status: int) -> object:
        """See Order.leaves_by."""
        return None if self.order is None else self.order.leaves_by(status)

    def settle(self, status: int) -> int:
        """See Order.settle."""
        assert self.order is not None
        return self.order.settle(status)

    def statuses(self, status: int) -> list[int]:
        """See Order.statuses."""
        assert self.order is not None
        return self.order.statuses(status)

    def known_statuses(self) -> tuple[int, ...]:
        """The statuses of all stages of the command that `offer` has just given a known status for."""
        if self._tiny_statuses:
            return self._tiny_statuses
        return tuple(self.order.known_statuses) if self.order is not None else ()

    def pump(self) -> None:
        """See Order.pump."""
        if self.order is not None:
            self.order.pump()

    def leave(self, subshell_id: int) -> None:
        """See Order.leave."""
        if self.order is not None and self.order.pending:
            self.order.leave(subshell_id)

    def exit_streams(self) -> object:
        """Where an EXIT trap would write if `set -e` ended the shell now.

        That is outside of the innermost call with redirections: bash undoes these, and those inside, before.
        """
        called = call_to_leave(self.shell)
        return called[0] if called else self.streams()

    def streams(self) -> object:
        """See Sinks.of_shell."""
        return self.order.sinks.of_shell() if self.order is not None else ()

    def adopt(self, subshell_id: int) -> None:
        """See Order.adopt."""
        if self.order is not None:
            self.order.adopt(subshell_id)

    def abandon(self) -> None:
        """A signal ends the script: what is running is killed, and what is not real yet never will be (R11)."""
        if self.order is not None:
            self.order.abandon()

    def close(self) -> None:
        """The script is over (everything has been drained): write down what was learned, say what happened."""
        if posix.getpid() != self._owner:
            return
        if self.order is not None:
            if self._limited:
                self.order.say = _nothing
            if self._outer is None:
                from oilgg.assembly import collect_daily

                collect_daily(self.order.store)
            if self.report is not None:
                self.report.measure()
            learner = self.order.learner
            self.order.finish()
            if learner is not None and learner.learned:
                self._leave_mark("traces")
        if self._quick is not None and (self.order is not None or self._quick.was_long()):
            self._leave_mark("long")
        if self.report is not None and self._outer is None:
            self.report.close()

    def note(self, kind: str, text: str, line: int, reason: Refusal | Reason | None) -> None:
        """See Report.note."""
        if self.report is not None:
            self.report.note(kind, text, line, reason)

    def _complain(self, error: Exception) -> None:
        self.say(f"{error}\n")

    def say(self, text: str) -> None:
        """Print a notice of oilgg's own, on the standard error that the script was given."""
        try:
            posix.write(self._error_fd, text.encode("utf-8", "surrogateescape"))
        except OSError:
            pass

    def lose_store(self, error: StoreError) -> None:
        """The store cannot be opened or read."""
        if not self._store_lost:
            self._store_lost = True
            self.say(f"oilgg: {error}; results are not kept\n")
        if self.order is not None:
            self.order.reducer.lose_store(error)

    def _make_order(self) -> Order:
        from oilgg.assembly import make_order

        self.order = make_order(self)
        return self.order


def _identity(fd: int) -> tuple[int, int]:
    """Which file `fd` leads to, (0, 0) where it is closed."""
    try:
        status = posix.fstat(fd)
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino


def _own_error_stream() -> int:
    """A copy of standard error that no redirection of the script touches."""
    try:
        return descriptors.move_down(posix.dup(2), ERROR_STREAM, False)
    except OSError:
        return -1


def _is_no_store(path: str) -> bool:
    """Whether something is at `path` that cannot be a store."""
    return posix.access(path, posix.F_OK) and not posix.access(path + "/.", posix.W_OK | posix.X_OK)


def _nothing(_text: str) -> None:
    """What there is to say is the script's own doing."""
