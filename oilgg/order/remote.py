"""Sending commands to other machines: which may go, what they take along, and what comes back.

A command goes as a request that names every file it may read by its bytes. What its operands do not tell, a compiler's
headers, is asked of the compiler first (`probe in`): a small job of this machine. What came out of it stays where it
was made until it retires here; a command that reads it is sent to it rather than the other way round.
"""

from __future__ import annotations

import posix
import time

from oilgg.engine.base import OVERLAY, PLAIN, SEALED, Job, JobStage, Preload
from oilgg.engine.loading import Unknown
from oilgg.errors import StoreError
from oilgg.lower.lowering import APPENDED, KEEPS_INODE, OPERAND, REDIRECT, TREE
from oilgg.order.entry import RUNNING, Entry, ThunkEntry
from oilgg.order.learning import Learning
from oilgg.order.naming import is_name
from oilgg.order.resolve import NeedsEntry
from oilgg.order.run import UndeclaredWrite, Unsuitable
from oilgg.order.versions import fits
from oilgg.paths import parent
from oilgg.reason import (
    CHANGED_DURING_RUN,
    FAILED_ELSEWHERE,
    HERE_ONLY,
    INPUTS_UNKNOWN,
    NAMES_FOLDER,
    NEEDS_UNMET,
    NO_NAMESPACES,
    NOT_SUPPORTED,
    OWN_PROGRAM,
    PLATFORM_DIFFERS,
    TOO_LARGE,
    TOO_SMALL,
    Refusal,
)
from oilgg.reduce.elsewhere import elsewhere
from oilgg.reduce.learn import rule_prerequisites
from oilgg.reduce.linking import PASSED_ON, Linking, as_opened
from oilgg.reduce.task import Task
from oilgg.reduce.tools import SYSTEM_FILES
from oilgg.reduce.travel import Travel
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import (
    ABSENT,
    FileValue,
    Input,
    Output,
    OutputPath,
    Stage,
    SymlinkValue,
    Thunk,
    sorted_inputs,
    sorted_outputs,
)
from oilgg.worker.capture import Capture
from oilgg.worker.closure import decode_closure
from oilgg.worker.request import ROOT, Elsewhere, Request, is_plain_path
from oilgg.worker.sealed import EMPTY_TREE, is_own_place, is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.annotate.model import Effects
    from oilgg.engine.base import Result
    from oilgg.engine.client import RemoteEngine
    from oilgg.order.entry import State
    from oilgg.order.homecoming import Homecoming
    from oilgg.order.run import Runs
    from oilgg.thunk.ir import Value
    from oilgg.worker.request import Reply

MOST_FILES = 2000
REPORT_PLACE = "/tmp/.oilgg-reads-"
LIBRARY_GLOBS = ("*.a", "*.so", "*.so.*", "*.o", "*.ld", "*.x")
# Inputs that are new to the engine, as a whole, and how quickly they are thought to be sent.
LARGE_BYTES = 32 << 20
LINE_BYTES_S = 100e6
# A command that takes less time is run here, as long as there is room.
SMALL_S = 0.03
SIZES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


class Remote:
    """Sends entries to the engines of `engine`, and takes what comes back.

    `back(entry, missing)` is called where an entry that was on its way turns out to need another one first, or (None)
    where it has to run here after all.
    """

    def __init__(self, runs: Runs, engine: RemoteEngine, home: Homecoming, local_too: bool) -> None:
        self.runs = runs
        self.resolver = runs.resolver
        self.versions = runs.versions
        self.scheduler = runs.scheduler
        self.store = runs.store
        self.engine = engine
        self.local_too = local_too
        self.back: Callable[[ThunkEntry, Entry | None], None] = _nothing
        self.home = home
        self.travel = Travel(runs.store, runs.resolver.tools)
        self.learning = Learning(runs.resolver)
        self.linking = Linking(runs.store, runs.resolver.tools, self.travel)
        self._kept: set[bytes] = set()
        """Objects that are in the store, or at an engine."""
        self.opened: dict[bytes, frozenset[str]] = {}
        """The files that a closure lists, as they are opened."""
        self._closures: dict[bytes, bytes] = {}
        """Closures that are in the store, with their digests."""
        self._named: set[str] = set()
        """Commands whose like, by absolute names, wrote these where there are no namespaces."""
        self._salt = 0
        self._took: dict[str, float] = {}
        self.foreseen: list[float] = []
        """For `--dry-run`: the expected seconds of each command that would go elsewhere, 0 where unknown."""
        self.small_s = float(posix.environ.get(b"OILGG_TEST_SMALL") or SMALL_S)

    # -- may it go? --------------------------------------------------------------------------------------------------

    def start(self, entry: ThunkEntry, ended: Callable[[Result], None]) -> Refusal | None:
        """Send `entry` off, or say why it has to run here. Raises NeedsEntry."""
        try:
            self._check(entry)
            probes = self._probes(entry)
            entry.started_ns = time.time_ns()
            if probes:
                self._probe(entry, probes, ended)
            else:
                self._send(entry, [], ended)
        except Unsuitable as unsuitable:
            return unsuitable.refusal
        except (OSError, StoreError) as error:
            return Refusal(NOT_SUPPORTED, str(error))
        return None

    def foresee(self, entry: ThunkEntry) -> None:
        """For `--dry-run`: note what `entry` would take, if it would go."""
        try:
            self._check(entry)
        except (Unsuitable, OSError):
            return
        self.foreseen.append(self.expected_s(entry))

    def _check(self, entry: ThunkEntry) -> None:
        """Raises Unsuitable."""
        lowered = entry.lowered
        if self.engine.refused is not None:
            raise Unsuitable(self.engine.refused)
        if (
            lowered.call is not None
            or entry.values
            or entry.violation
            or entry.ignored
            or any("here" in effects.needs for effects in lowered.effects)
        ):
            raise Unsuitable(Refusal(HERE_ONLY))
        if entry.order_salt == "listings" or lowered.unknown_reads:
            raise Unsuitable(Refusal(INPUTS_UNKNOWN))
        for path in lowered.writes:
            if is_own_place(path):
                raise Unsuitable(Refusal(HERE_ONLY, f"{path} belongs to the system"))
            if self.versions.tree_state(path).kind == "directory" and lowered.writes[path] != TREE:
                raise Unsuitable(Refusal(HERE_ONLY, f"{path} is a directory"))
            if self.versions.tree_state(path).links > 1:
                raise Unsuitable(Refusal(HERE_ONLY, f"{path} has several names"))
        if self._is_small(entry):
            raise Unsuitable(Refusal(TOO_SMALL))
        size = sum([self._size(path, entry) for path in lowered.reads])
        if size > LARGE_BYTES and size / LINE_BYTES_S > self.expected_s(entry) and not _needs(entry):
            raise Unsuitable(Refusal(TOO_LARGE, f"it would take {size >> 20} MB along"))

    def _size(self, path: str, entry: ThunkEntry) -> int:
        """How many bytes of `path` would have to be sent."""
        state = self.resolver.known(path, entry)
        return 0 if state.kind != "file" or state.digest in self._kept else state.size

    def _is_small(self, entry: ThunkEntry) -> bool:
        """Whether it is done sooner here."""
        if self.local_too and self.scheduler.away() >= max(1, self.engine.slots) and self.scheduler.has_room():
            return True
        return 0 < self.expected_s(entry) < self.small_s and self.scheduler.has_room()

    def expected_s(self, entry: ThunkEntry) -> float:
        """About how long it takes by what its like took; 0 if unknown."""
        kind = _kind(entry)
        known = self._took.get(kind)
        if known is None:
            fact = self.store.get_fact(digest_bytes(b"wall\0" + kind.encode("utf-8", "surrogateescape")))
            known = self._took[kind] = float(fact) if fact else 0.0
        return known

    def note_time(self, entry: ThunkEntry, seconds: float) -> None:
        """An entry took so long."""
        kind, before = _kind(entry), self.expected_s(entry)
        known = self._took[kind] = 0.7 * before + 0.3 * seconds if before else max(seconds, 1e-6)
        self.store.put_fact(digest_bytes(b"wall\0" + kind.encode("utf-8", "surrogateescape")), repr(known).encode())

    # -- what it will read -------------------------------------------------------------------------------------------

    def _probes(self, entry: ThunkEntry) -> list[JobStage]:
        """The commands that print what `entry` will read beyond its operands. Raises Unsuitable."""
        found = []
        for stage, effects, environment in entry.lowered.parts():
            if not effects.learn:
                continue
            compiles = any(directory == "/" for directory, _globs in entry.lowered.trees)
            if effects.probe_in is not None:
                lines = [f"{name}={value}" for name, value in environment.items()]
                found.append(JobStage(stage.program, [stage.argv[0], *effects.probe_in[1:]], lines))
            elif compiles:
                raise Unsuitable(Refusal(INPUTS_UNKNOWN))
        if len(found) > 1:
            raise Unsuitable(Refusal(INPUTS_UNKNOWN, "several compilers in one pipeline"))
        return found

    def _probe(self, entry: ThunkEntry, probes: list[JobStage], ended: Callable[[Result], None]) -> None:
        preloads = self.runs.preloads(entry)
        if preloads and not self.resolver.overlay:
            raise Unsuitable(Refusal(INPUTS_UNKNOWN))
        capture, errors = Capture(), Capture()
        view = OVERLAY if preloads else PLAIN
        job = Job(self.scheduler.next_key(), probes, entry.lowered.cwd, entry.lowered.umask, view, preloads)
        job.stdout, job.stderr = capture.write_fd, errors.write_fd

        def answered(result: Result) -> None:
            self.runs.discard(result)
            entry.task = None
            if result.failure is not None or any(result.statuses):
                entry.here = Refusal(INPUTS_UNKNOWN)
                self.back(entry, None)
                return
            text = capture.data.decode("utf-8", "surrogateescape")
            self._send_later(entry, rule_prerequisites(text), ended)

        entry.phase = RUNNING
        entry.task = Task(job, [capture, errors], answered)
        self.scheduler.add(entry.task)

    def _send_later(self, entry: ThunkEntry, names: list[str], ended: Callable[[Result], None]) -> None:
        """Send an entry whose probe has answered; it goes back where that can't be done."""
        self.resolver.at = entry
        try:
            self._send(entry, names, ended)
        except NeedsEntry as missing:
            self.back(entry, missing.entry)
        except Unsuitable as unsuitable:
            entry.here = unsuitable.refusal
            self.back(entry, None)
        except (OSError, StoreError) as error:
            entry.here = Refusal(NOT_SUPPORTED, str(error))
            self.back(entry, None)
        finally:
            self.resolver.at = None

    # -- what it takes along -----------------------------------------------------------------------------------------

    def _send(self, entry: ThunkEntry, names: list[str], ended: Callable[[Result], None]) -> None:
        """Make the request of `entry` and submit it; `names` are what its probe has named.

        Raises NeedsEntry, Unsuitable, OSError, StoreError.
        """
        entry.probed = names
        luggage = _Luggage(self, entry)
        luggage.add_operands()
        for name in names:
            luggage.add_name(name)
        luggage.add_for_links()
        luggage.add_absent(names)
        luggage.add_trees()
        luggage.add_places()
        request = self._request(entry, luggage)
        entry.luggage = luggage.of_system() if request.reports else frozenset()
        self.store.expose(request.objects())
        captures: dict[object, Capture] = {}
        for index, (sink, before, _data) in enumerate(entry.streams):
            capture = captures.get(sink.key)
            if capture is None:
                capture = captures[sink.key] = Capture(remote=True)
                capture.delivered = before.delivered if before is not None else 0
            entry.streams[index] = (sink, capture, b"")
        job = Job(self.scheduler.next_key(), [], entry.lowered.cwd, entry.lowered.umask, SEALED, luggage.pending)
        entry.run_count += 1
        entry.task = Task(job, list(captures.values()), ended)
        entry.phase = RUNNING
        self.scheduler.send(entry.task, request)

    def _request(self, entry: ThunkEntry, luggage: _Luggage) -> Request:
        lowered, thunk = entry.lowered, entry.thunk
        assert thunk is not None
        stages: list[Stage] = []
        below: list[tuple[Stage, Effects]] = []
        reports: list[str] = []
        for stage, effects, _environment in lowered.parts():
            argv, variables = list(stage.argv), dict(stage.environment)
            argv_below, variables_below = argv.copy(), variables.copy()
            for kind, what in effects.learn:
                if kind in ("written", "written-user"):
                    reports.append(self.versions.canonical.file(str(what), lowered.cwd))
                    continue
                if kind not in ("environment", "options"):
                    continue
                path = f"{REPORT_PLACE}{len(reports)}"
                reports.append(path)
                if kind == "environment":
                    variables[str(what)], variables_below[str(what)] = path, ROOT + path
                else:
                    argv += [word.replace("FILE", path) for word in what]
                    argv_below += [word.replace("FILE", ROOT + path) for word in what]
            stages.append(Stage(stage.program, tuple(argv), tuple(sorted(variables.items())), stage.redirects))
            there = Stage(stage.program, tuple(argv_below), tuple(sorted(variables_below.items())), stage.redirects)
            below.append((there, effects))
        outputs = [OutputPath(path, how == TREE, False) for path, how in lowered.writes.items() if how != APPENDED]
        salt = thunk.salt
        if not entry.pure:
            self._salt += 1
            salt = f"{posix.getpid()}-{time.time_ns()}-{self._salt}"
        inputs = sorted_inputs([Input(path, value) for path, value in luggage.values.items()])
        made = Thunk(
            tuple(stages), lowered.cwd, lowered.umask, inputs, None, sorted_outputs(outputs), thunk.streams,
            thunk.tools, thunk.platform, salt,
        )  # fmt: skip
        words = tuple(sorted(self.resolver.words))
        closure, digest = luggage.closure, self._closures.get(luggage.closure, b"")
        if closure and not digest:
            digest = self._closures[closure] = self.store.put_bytes(closure)
        free = elsewhere(below, lowered.stages, lowered.cwd, luggage.values)
        if _kind(entry) in self._named and any(ROOT + "/" in word for words, _ in free.stages for word in words):
            free = Elsewhere((), NAMES_FOLDER.text)
        return Request(
            made, _needs(entry), tuple(reports), _terminal(), 0.0, self.expected_s(entry), words, digest, len(closure),
            free,
        )  # fmt: skip

    def came_to_nothing(self, entry: ThunkEntry, refusal: Refusal) -> None:
        """No engine runs `entry`: is that so for all of its kind?"""
        if refusal.reason is NAMES_FOLDER:
            self._named.add(_kind(entry))

    def keep(self, path: str, state: State) -> FileValue:
        """The file `path` as a value, its bytes in the store (or at an engine). Raises OSError, Unsuitable."""
        digest = self.versions.digest(path, state)
        if is_name(digest):  # of a large file, by something else than its bytes
            if not state.source and any(self.versions.writers(path, self.resolver.at)):
                raise Unsuitable(Refusal(INPUTS_UNKNOWN, f"{path} has yet to be written"))
            digest = self.store.digest_of(state.source or path)
        if not is_platform(path) and digest not in self._kept:
            if not self.store.has(digest):
                found, _size = self.store.put_file(state.source or path, digest=digest)
                if found != digest:
                    raise Unsuitable(Refusal(CHANGED_DURING_RUN, f"{path} has just been edited"))
            self._kept.add(digest)
        return FileValue(digest, state.size, bool(state.mode & 0o111), state.mode)

    # -- what comes back ---------------------------------------------------------------------------------------------

    def collect(self, entry: ThunkEntry, reply: Reply) -> str:
        """Take what a request left into `entry`; gives the make rules that it wrote for us.

        Raises UndeclaredWrite; Unsuitable where it read something else than it would have read here.
        """
        self._check_reports(entry, reply)
        entry.remote = True
        entry.exact = reply.exact and entry.lowered.proved and not entry.lowered.learns
        entry.outputs = {}
        if reply.violation:
            raise UndeclaredWrite(reply.violation)
        for output in reply.result.outputs:
            if not is_plain_path(output.path) or not self.runs.is_declared(entry, output.path):
                raise UndeclaredWrite(output.path)
            entry.outputs[output.path] = self._output(entry, output)
        for digest, found in reply.words[1:]:
            self.resolver.know_words(digest, frozenset(reply.words[0][1]), frozenset(found))
        for index, stream in enumerate((reply.result.stdout, reply.result.stderr)):
            capture = entry.streams[index][1] if index < len(entry.streams) else None
            if capture is not None and not (index and capture is entry.streams[0][1]):
                whole = stream.data if stream.data is not None else self.store.get_bytes(stream.digest or b"")
                capture.data[:] = whole[capture.dropped :]  # some of it may have come while it ran
                capture.deliver()
        self._bring_home(entry)
        return "\n".join(reports_of(reply))

    def _check_reports(self, entry: ThunkEntry, reply: Reply) -> None:
        """Raises Unsuitable where a compiler or linker has read a file of the worker's that it would not have here."""
        for data in reply.reports:
            for name in rule_prerequisites(data.decode("utf-8", "surrogateescape")):
                if reply.root and name[:1] == "/" and not (name.startswith(reply.root + "/") or is_platform(name)):
                    raise Unsuitable(Refusal(NO_NAMESPACES, f"it has read {name} of the worker's own"))
                if name not in entry.luggage and is_platform(name) and as_opened(name) not in entry.luggage:
                    raise Unsuitable(Refusal(PLATFORM_DIFFERS, f"{name} is not what it would read here"))
                if ".ltrans" in name and not _compiles_links(entry):
                    raise Unsuitable(Refusal(INPUTS_UNKNOWN, "it linked objects of -flto, and nobody has said so"))
        # What a linker warns of may be that it does not find a library there.
        said = (reply.result.stdout.size or reply.result.stderr.size) and not any(reply.result.statuses)
        if said and any(links(effects) for effects in entry.lowered.effects):
            raise Unsuitable(Refusal(FAILED_ELSEWHERE, "the linker has something to say"))

    def _output(self, entry: ThunkEntry, output: Output) -> Output:
        """`output` as it would have come out here, where another file may stand at its place."""
        if output.kind != "file" or output.in_place or entry.lowered.writes.get(output.path) not in KEEPS_INODE:
            return output
        before = self.versions.tree_state(output.path)
        if before.kind != "file":
            return output
        return Output(output.path, "file", output.digest, output.size, before.mode, output.mtime_policy, in_place=True)

    def _bring_home(self, entry: ThunkEntry) -> None:
        """Ask for what has to be real when `entry` retires."""
        digests = {output.digest for output in entry.outputs.values() if output.digest}
        self._kept |= digests
        away = {digest for digest in digests if not self.store.has(digest)}
        if away:
            self.home.ended(entry, away)


class _Luggage:
    """What one request takes along: `values` by path, and `pending`, those of them that are not real yet."""

    def __init__(self, remote: Remote, entry: ThunkEntry) -> None:
        self.remote = remote
        self.entry = entry
        self.versions = remote.versions
        self.values: dict[str, Value] = {}
        self.pending: list[Preload] = []
        self.closure = b""
        assert entry.thunk is not None
        inputs = [item for item in entry.thunk.inputs if isinstance(item.value, FileValue)]
        self.timed = {item.path for item in inputs if getattr(item.value, "mtime_ns", None) is not None}

    def add_operands(self) -> None:
        """What the command reads by its operands, and its programs. Raises Unsuitable where these can't travel."""
        lowered = self.entry.lowered
        for path in lowered.reads:
            self.add(path)
        for effects in lowered.effects:
            for name in [*effects.reads, *effects.changes, *effects.writes, *effects.search]:
                self.add_links(name)
        self.add_programs()
        for stage in lowered.stages:
            self.add_links(stage.program)
            for _fd, op, target, _text in stage.redirects:
                if isinstance(target, str) and op != "text":
                    self.add_links(target)

    def add_programs(self) -> None:
        """What its programs consist of: `closure` for the system's files, the others as inputs. Raises Unsuitable."""
        assert self.entry.thunk is not None
        programs = [path for path, _digest in self.entry.thunk.tools if path not in SYSTEM_FILES]
        if not programs:
            return
        own = [path for path in programs if not is_own_place(path)]
        for path in own:
            if any(self.versions.writers(path, self.entry)):
                raise Unsuitable(Refusal(OWN_PROGRAM, f"{path} has yet to be written"))
        environment: dict[str, str] = {}
        for stage in self.entry.lowered.stages:
            environment.update(stage.environment)
        found = self.remote.travel.closure(programs, environment)
        if found is None:
            if own:
                raise Unsuitable(Refusal(OWN_PROGRAM, f"nobody knows what {own[0]} consists of"))
            return
        self.closure = found[0]
        for path in found[1]:
            self.add_name(path)

    def of_system(self) -> frozenset[str]:
        """The system's files among all this, as they are opened."""
        parts = decode_closure(self.closure) if self.closure else ()
        return frozenset(
            [as_opened(path) for path in [*self.values, *[part[0] for part in parts]] if is_platform(path)]
        )

    def add_for_links(self) -> None:
        """What linkers read of the system: start files, libraries, plugins. Raises Unsuitable where that is unknown."""
        entry = self.entry
        for stage, effects, environment in entry.lowered.parts():
            if not links(effects):
                continue
            operands = {*effects.reads, *effects.changes, *effects.writes}
            try:
                found = self.remote.linking.files(stage.program, stage.argv, operands, environment, entry.lowered.cwd)
            except Unknown:
                raise Unsuitable(Refusal(INPUTS_UNKNOWN, "nobody knows what the linker reads"))
            for path in found:
                if is_platform(path):
                    status = posix.stat(path)
                    executable = bool(status.st_mode & 0o111)
                    self.values[path] = FileValue(self.remote.store.digest_of(path), status.st_size, executable)
                elif not is_own_place(path):
                    self.add_name(path)

    def add_absent(self, names: list[str]) -> None:
        """The system's files that must not be there, for compilers that will not report which of these they read."""
        for effects in self.entry.lowered.effects:
            if any(kind == "written-user" for kind, _what in effects.learn):
                for path in self.remote.learning.must_be_absent(self.entry, names):
                    if is_platform(path):
                        self.values.setdefault(path.rstrip("/"), ABSENT)
                return

    def add_name(self, name: str) -> None:
        """A file as the command calls it: the file, and the links that lead there."""
        path = self.versions.canonical.file(name, self.entry.lowered.cwd)
        self.add(path)
        self.add_links(name)
        if is_platform(name) and path in self.values:  # links of the system's do not travel: the file does, twice
            self.values.setdefault(as_opened(name), self.values[path])

    def add_links(self, name: str) -> None:
        """The symbolic links through which `name` leads."""
        for link in self.versions.canonical.links(name, self.entry.lowered.cwd):
            if not is_own_place(link):
                for writer in self.versions.writers(link, self.entry):
                    raise NeedsEntry(writer)
                self.values[link] = SymlinkValue(posix.readlink(link))

    def add(self, path: str) -> None:
        """The file, link or directory `path` as it is for this entry. Raises NeedsEntry."""
        if path in self.values:
            return
        state = self.remote.resolver.known(path, self.entry)
        if state.kind == "file":
            self.values[path] = self._file(path, state)
        elif state.kind == "symlink":
            self.values[path] = SymlinkValue(state.target)
        elif state.kind == "directory":
            if not is_own_place(path):
                self.values[path] = EMPTY_TREE
        elif state.kind == "special":
            raise Unsuitable(Refusal(HERE_ONLY, f"{path} is not a regular file"))
        for _writer in self.versions.writers(path, self.entry):
            self.pending.append(Preload(path, "file"))
            break

    def _file(self, path: str, state: State) -> FileValue:
        """Its time goes along only where the command looks at it or may leave it: so others' results serve as well."""
        value = self.remote.keep(path, state)
        if path in self.timed or path in self.entry.lowered.writes:
            mtime_ns = state.mtime_ns or None
            return FileValue(value.digest, value.size, value.mode_executable, value.mode, mtime_ns)
        return value

    def add_trees(self) -> None:
        """The directories that it may read: whole ones, or of a linker's those that may hold libraries."""
        lowered = self.entry.lowered
        for directory, globs in lowered.trees:
            if directory == "/" or is_own_place(directory):
                continue
            state = self.remote.resolver.known(directory, self.entry)
            if state.kind != "directory":
                continue
            self.values.setdefault(directory, EMPTY_TREE)
            if not lowered.learns:
                self._add_below(directory, globs)
            elif not globs or "*.a" in globs:
                self._add_libraries(directory)

    def _add_below(self, directory: str, globs: tuple[str, ...]) -> None:
        for path, state in self.versions.contents(directory, globs):
            if state.kind == "directory":
                self.values[path] = EMPTY_TREE
            else:
                self.add(path)
            if len(self.values) > MOST_FILES:
                raise Unsuitable(Refusal(INPUTS_UNKNOWN, f"{directory} holds too many files to send them"))

    def _add_libraries(self, directory: str) -> None:
        names = [f"{directory}/{name}" for name in posix.listdir(directory)]
        names += [path for path, _entry in self.versions.matching(directory, LIBRARY_GLOBS, self.entry)]
        for path in names:
            if fits(path, LIBRARY_GLOBS) and parent(path) == directory and path not in self.entry.lowered.writes:
                self.add_name(path)

    def add_places(self) -> None:
        """The directories of outputs, and what stands at their places where the command may look at it."""
        lowered = self.entry.lowered
        movable = {path for effects in lowered.effects for _index, _prefix, path in effects.moves}
        movable.update([path for effects in lowered.effects for _words, path in effects.adds])
        for path, how in lowered.writes.items():
            above = parent(path)
            if above != "/" and self.remote.resolver.known(above, self.entry).kind == "directory":
                self.values.setdefault(above, EMPTY_TREE)
            if how in (APPENDED, REDIRECT, TREE) or (
                how in (OPERAND, *KEEPS_INODE) and self._is_movable(path, movable)
            ):
                continue
            self.add(path)

    def _is_movable(self, path: str, movable: set[str]) -> bool:
        return self.entry.lowered.as_written.get(path) in movable


def reports_of(reply: Reply) -> list[str]:
    """What a request says it has read, as the files are called here."""
    found = [data.decode("utf-8", "surrogateescape") for data in reply.reports]
    return [text.replace(reply.root + "/", "/") for text in found] if reply.root else found


def _kind(entry: ThunkEntry) -> str:
    """What commands that take about the same time have in common."""
    words = []
    for stage in entry.lowered.stages:
        options = sorted({word for word in stage.argv[1:] if word.startswith("-") and len(word) <= 3})
        words.append(" ".join([stage.program, *options]))
    return " | ".join(words)


def links(effects: Effects) -> bool:
    """Whether a command runs a linker that reports what it read."""
    return any(kind == "options" and any(PASSED_ON in word for word in what) for kind, what in effects.learn)


def _compiles_links(entry: ThunkEntry) -> bool:
    """Whether what compiles objects of -flto when they are linked is one of its tools."""
    return entry.thunk is not None and any(path.endswith("/lto1") for path, _digest in entry.thunk.tools)


def _needs(entry: ThunkEntry) -> tuple[tuple[str, float], ...]:
    """The resources that an entry needs. Raises Unsuitable where an amount is no number."""
    needs: dict[str, float] = {}
    for effects in entry.lowered.effects:
        for name, text in effects.needs.items():
            if name not in ("tool", "here"):
                needs[name] = max(needs.get(name, 0.0), amount(name, text))
    return tuple(sorted(needs.items()))


def amount(name: str, text: str) -> float:
    """How much `needs NAME=TEXT` asks for: a number, of bytes with a unit. Raises Unsuitable."""
    text = (text or "1").lower().removesuffix("b").removesuffix("i")
    factor = SIZES.get(text[-1:], 0)
    try:
        return float(text[:-1]) * factor if factor else float(text)
    except ValueError:
        raise Unsuitable(Refusal(NEEDS_UNMET, f"needs {name}={text} is no amount"))


def _terminal() -> tuple[int, int]:
    """Rows and columns of the terminal that streams of the shell may lead to."""
    try:
        size = posix.get_terminal_size(2)
    except OSError:
        return 24, 80
    return size.lines, size.columns


def _nothing(_entry: ThunkEntry, _missing: Entry | None) -> None:
    """Nobody wants to know."""
