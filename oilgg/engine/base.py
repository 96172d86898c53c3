"""What every engine speaks: jobs, results, and the protocol between the scheduler and an engine.

A job is everything needed to run one command (or one pipeline) that the scheduler has already
decided to run: nothing in it is a shell's. Its values are plain strings, integers and tuples, so
that `Job.packed()` can be handed to another process by `marshal`, with the descriptors beside it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from oilgg.reason import Refusal
    from oilgg.worker.layer import Layer
    from oilgg.worker.request import Reply
else:
    Protocol = object

OVERLAY = "overlay"
PLAIN = "plain"
SEALED = "sealed"
STAGED = "staged"

NO_DESCRIPTOR = -1
EXEC_STEP = -1
CWD_STEP = -2


class Redirect:
    """One redirection of a stage, applied in the child, inside the view, left to right.

    `op` is one of `<` `>` `>>` `>|` `<>` `<&` `>&` `&>` `&>>` `text`. For `<&` and `>&` `target` is the
    number of the descriptor to copy, -1 to close; otherwise a path (relative to the job's directory).
    `text` gives the bytes of a here-document or here-string, as a str of utf-8 with surrogateescape.
    """

    __slots__ = ("fd", "op", "target", "text")

    def __init__(self, fd: int, op: str, target: str | int = "", text: str = "") -> None:
        self.fd = fd
        self.op = op
        self.target = target
        self.text = text


class JobStage:
    """One program of a job. `program` is the path to execute; a `/` in it is required."""

    __slots__ = ("argv", "environment", "noclobber", "program", "redirects")

    def __init__(
        self,
        program: str,
        argv: list[str],
        environment: list[str],
        redirects: Sequence[Redirect] = (),
        noclobber: bool = False,
    ) -> None:
        self.program = program
        self.argv = argv
        self.environment = environment
        self.redirects = list(redirects)
        self.noclobber = noclobber


class Preload:
    """Something put into the layer before the job starts: what is pending at `path` (absolute).

    kind      what it is
    file      a copy of `source` (reflink where possible, never a hard link) with `mode`, `mtime_ns`
    symlink   a link to `target`
    directory a directory with `mode`; if there is a real one at `path` its contents show through,
              unless `opaque`
    absent    nothing is there, whatever the tree has

    `uid` and `gid` are those of the process where -1. Parents must exist, in the tree or as an earlier
    preload. Several file preloads with the same `link_group` (not 0) are names of one inode. A preload that the
    job leaves alone is not reported by `collect`.
    """

    __slots__ = ("gid", "kind", "link_group", "mode", "mtime_ns", "opaque", "path", "source", "target", "uid")

    def __init__(
        self,
        path: str,
        kind: str,
        source: str = "",
        mode: int = 0o644,
        mtime_ns: int = -1,
        target: str = "",
        uid: int = -1,
        gid: int = -1,
        opaque: bool = False,
        link_group: int = 0,
    ) -> None:
        self.path = path
        self.kind = kind
        self.source = source
        self.mode = mode
        self.mtime_ns = mtime_ns
        self.target = target
        self.uid = uid
        self.gid = gid
        self.opaque = opaque
        self.link_group = link_group


class Job:
    """One command or pipeline to run.

    key              chosen by the caller, unique among the jobs in flight of an engine
    stages           stage i's stdout is a pipe to stage i+1's stdin; redirections come after that
    cwd              physical, absolute
    umask            of the child
    view             OVERLAY (writes land in a layer), PLAIN (in the real tree, for bypass and operand views), SEALED,
                     or STAGED (the tree as it is, in which the caller has staged all files that it may touch)
    preload          only with OVERLAY
    stdin            descriptor of the caller, NO_DESCRIPTOR is /dev/null. The engine does not close it; it may be
    stdout, stderr   closed as soon as `submit` has returned
    extra            further descriptors: pairs (number in the child, descriptor of the caller)
    ignored_signals  numbers that stay ignored in the child; all others have their default action
    layer_base       existing directory of the user's own in which the layer is made, so that retirement can rename
                     where it is on the file system of the tree. "" is the engine's own choice, best for small outputs:
                     memory while there is plenty. A result whose failure is wire.MEMORY_FULL asks for a place on disk
    timeout_s        0, or after how long the job gets TERM, and soon KILL; its result has `timed_out` set then
    trace            "" or a path: the job runs under the tracer, which writes there what it saw (worker.trace.read),
                     in the view where there is one
    contained        with OVERLAY and a trace: it is killed before it does what no view holds (a signal, a connection,
                     the terminal). Its result's failure begins with wire.BEYOND_VIEW then, and says what that was
    places           directories that the job is expected to write in or below, besides cwd, home and the
                     temporary places: only the split view (ViewSupport) needs to know. With SEALED: the directory with
                     what is staged (`worker.sealed.stage`), which is all that the job sees besides the platform

    A job with OVERLAY, SEALED or STAGED is over when nothing of it runs any more; what goes on for more than a second
    after its own processes have ended is killed and makes it a failure. With PLAIN such leftovers are left alone, as
    bash does.
    """

    __slots__ = (
        "contained",
        "cwd",
        "extra",
        "ignored_signals",
        "key",
        "layer_base",
        "places",
        "preload",
        "stages",
        "stderr",
        "stdin",
        "stdout",
        "timeout_s",
        "trace",
        "umask",
        "view",
    )

    def __init__(
        self,
        key: int,
        stages: Sequence[JobStage],
        cwd: str,
        umask: int = 0o022,
        view: str = OVERLAY,
        preload: Sequence[Preload] = (),
        stdin: int = NO_DESCRIPTOR,
        stdout: int = 1,
        stderr: int = 2,
        extra: Sequence[tuple[int, int]] = (),
        ignored_signals: Sequence[int] = (),
        layer_base: str = "",
        places: Sequence[str] = (),
        trace: str = "",
    ) -> None:
        self.trace = trace
        self.contained = False
        self.timeout_s = 0.0
        self.key = key
        self.stages = list(stages)
        self.cwd = cwd
        self.umask = umask
        self.view = view
        self.preload = list(preload)
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.extra = tuple(extra)
        self.ignored_signals = tuple(int(number) for number in ignored_signals)
        self.layer_base = layer_base
        self.places = list(places)

    def packed(self, layer_name: str, streams: list[tuple[int, int]]) -> tuple[object, ...]:
        """The job as `worker.wire` describes it."""
        stages = [
            (
                stage.program,
                stage.argv,
                stage.environment,
                [(redirect.fd, redirect.op, redirect.target, redirect.text) for redirect in stage.redirects],
                stage.noclobber,
            )
            for stage in self.stages
        ]
        preload = [
            (p.path, p.kind, p.source, p.mode, p.mtime_ns, p.target, p.uid, p.gid, p.opaque, p.link_group)
            for p in self.preload
        ]
        return (
            self.key,
            self.view,
            self.cwd,
            self.umask,
            self.ignored_signals,
            self.layer_base,
            layer_name,
            self.places,
            stages,
            preload,
            streams,
            self.trace,
            self.timeout_s,
            self.contained,
        )


class StageError:
    """Why a stage did not start. `step` is the index of the redirection, EXEC_STEP, or CWD_STEP; `errno` as errno."""

    __slots__ = ("errno", "stage", "step")

    def __init__(self, stage: int, step: int, errno: int) -> None:
        self.stage = stage
        self.step = step
        self.errno = errno

    def __repr__(self) -> str:
        return f"StageError({self.stage}, {self.step}, {self.errno})"


class Result:
    """What became of a job.

    statuses   shell exit status of each stage: 128+n for a signal, 127 or 126 where exec failed, 1 where a
               redirection failed. Empty if `failure`
    errors     one StageError for each stage that did not start; the engine printed nothing for them
    error      the first of `errors`, or None
    signals    number of the signal that ended each stage, 0 for none
    core_dumped  one of the signals left a core
    wall_s, user_s, system_s, maxrss_kib   of the whole job; maxrss is the largest process
    started_ns, ended_ns   time.time_ns() around it
    layer      what was written: for worker.view.collect, then Engine.dispose (or view.dispose); None with PLAIN.
               The caller owns it, also where `failure` is set
    failure    None, or text: the view could not be set up, the job was cancelled, or the engine lost it
    cancelled  True if `cancel` ended it
    timed_out  True if it took longer than it may: what was left of it was killed, with status 124
    pids       the process of each stage, 0 where it had none of its own; only where a signal ended one
    remote     it comes from an engine process (`engine.client.RemoteResult`): there is no layer
    """

    remote = False
    reply: Reply | None = None
    refusal: Refusal | None = None
    __slots__ = (
        "cancelled",
        "core_dumped",
        "ended_ns",
        "errors",
        "failure",
        "key",
        "layer",
        "maxrss_kib",
        "pids",
        "signals",
        "started_ns",
        "statuses",
        "system_s",
        "timed_out",
        "user_s",
        "wall_s",
    )

    def __init__(
        self,
        key: int,
        statuses: Sequence[int] = (),
        errors: Sequence[StageError] = (),
        signals: Sequence[int] = (),
        core_dumped: bool = False,
        wall_s: float = 0.0,
        user_s: float = 0.0,
        system_s: float = 0.0,
        maxrss_kib: int = 0,
        started_ns: int = 0,
        ended_ns: int = 0,
        layer: Layer | None = None,
        failure: str | None = None,
        cancelled: bool = False,
        timed_out: bool = False,
        pids: Sequence[int] = (),
    ) -> None:
        self.key = key
        self.statuses = list(statuses)
        self.errors = list(errors)
        self.signals = list(signals)
        self.core_dumped = core_dumped
        self.wall_s = wall_s
        self.user_s = user_s
        self.system_s = system_s
        self.maxrss_kib = maxrss_kib
        self.started_ns = started_ns
        self.ended_ns = ended_ns
        self.layer = layer
        self.failure = failure
        self.cancelled = cancelled
        self.timed_out = timed_out
        self.pids = pids

    @property
    def error(self) -> StageError | None:
        """The first stage that did not start, or None."""
        return self.errors[0] if self.errors else None

    def __repr__(self) -> str:
        what = f"failure={self.failure!r}" if self.failure else f"statuses={self.statuses}"
        return f"Result({self.key}, {what}, layer={self.layer!r})"


class Engine(Protocol):
    """Where jobs run. No method but `wait` and `close` blocks; none may be called from two threads."""

    name: str

    def refusal(self, job: Job) -> Refusal | None:
        """Why this engine will not take `job`, or None if it will."""

    def submit(self, job: Job) -> None:
        """Start `job` as soon as the engine can. Its result comes by `events`, whatever happens to it.

        Takes more jobs than `capacity` says: those wait their turn, in order. The descriptors of the job have
        been copied when this returns. Raises EngineError if the engine cannot be reached at all.
        """

    def cancel(self, key: int) -> None:
        """Kill the job with all its processes; its result comes with `cancelled` set. Unknown keys are ignored."""

    def signal(self, number: int) -> None:
        """Send signal `number` to every process group in flight (Ctrl-C, SIGHUP, SIGTSTP, SIGCONT)."""

    def fileno(self) -> int:
        """A descriptor that polls readable when `events` has something; it may change after a failure."""

    def events(self) -> list[Result]:
        """Results that have come since the last call, in the order in which the jobs ended."""

    def wait(self, timeout_s: float | None = None) -> list[Result]:
        """Like `events`, but waits for at least one result, unless nothing is in flight or the time is over.

        A signal that raises in its handler ends the wait; others do not.
        """

    def dispose(self, layer: Layer) -> None:
        """Throw `layer` away some time soon, without waiting for it."""

    def capacity(self) -> int:
        """How many more jobs would start at once."""

    def in_flight(self) -> int:
        """How many jobs were submitted whose results have not been handed out."""

    def close(self) -> None:
        """Kill what runs and give everything back, layers too; no result comes any more. May be called twice."""

    def abandon(self) -> None:
        """In a fork of the shell: let go of the engine without disturbing it."""
