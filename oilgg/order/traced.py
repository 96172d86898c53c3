"""From a trace to a reduction: what must still hold for the result of a command that nobody annotated.

Three things are judged here.

*May the result be kept at all?* Not where the command did what no trace can vouch for: network, clock, terminal,
devices, processes that live on, writes to the folders of the system (R12: the reason says which).

*What must hold?* The bytes of the files it read, the links that led it, the names it looked for in vain, the
directories it listed, and of what it only asked about kind, permissions and size; the time as well, unless the
program that asked is known not to care.

*What of its own outputs?* A command mostly looks at the place it is about to write: `as` asks whether its output is
there, `ld` removes it. In the first run nothing was found, in the second it is the output of the first. So there are
two sets of what must hold: as it was before the run, and as the run has left it. The second is only kept when the
programs that looked are known to make the same of both (see `confirm`).
"""

from __future__ import annotations

from oilgg.order.effects import has_attributes, is_own
from oilgg.order.entry import ThunkEntry
from oilgg.order.programs import (
    DATELESS,
    RUNTIMES,
    SYSTEM_PLACES,
    TIMELESS,
    Programs,
    is_interpreter,
    is_python,
)
from oilgg.order.resolve import CameTooEarly, NeedsEntry, Resolver
from oilgg.paths import parent
from oilgg.reason import (
    CHANGED_DURING_RUN,
    CLOCK,
    CONDITION,
    INHERITED_STDIN,
    NETWORK,
    NOT_PURE,
    NOT_SUPPORTED,
    OUTSIDE,
    PRIVILEGED,
    RANDOM,
    SEVERAL_NAMES,
    SPECIAL_FILE,
    TERMINAL,
    TRACER_FAILED,
    WORLD,
    Refusal,
)
from oilgg.thunk.hash import digest_bytes, look_digest, names_digest
from oilgg.thunk.ir import Learned, Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oilgg.annotate.library import Library
    from oilgg.worker.trace import Trace

CODES = {
    "clock": CLOCK,
    "network": NETWORK,
    "terminal": TERMINAL,
    "device": SPECIAL_FILE,
    "sizes": SPECIAL_FILE,
    "input": INHERITED_STDIN,
    "random": RANDOM,
    "effect": WORLD,
    "tree": CONDITION,
    "privileged": PRIVILEGED,
    "machine": NOT_SUPPORTED,
    "tracer": TRACER_FAILED,
}
TEMPORARY_PLACES = ("/var/tmp/", "/dev/shm/")


class Finding:
    """What must hold for a result to be used again.

    before   as the command found it
    after    the same with its own outputs as it has left them; None where that is no other
    anyhow   the same without its own outputs, of which it read nothing; None where that is no other, or can't be
    looked   indices of the programs that looked at what the command then wrote; None: they can't be told
    """

    __slots__ = ("after", "anyhow", "before", "looked")

    def __init__(self, before: Learned, after: Learned | None, anyhow: Learned | None, looked: set[int] | None) -> None:
        self.before = before
        self.after = after
        self.anyhow = anyhow
        self.looked = looked


class Digests:
    """What is known of the files that a traced command has read: path -> digest. Those of the paths `left` are not yet.

    changed   a file that was edited while the command ran, "" for none
    """

    __slots__ = ("changed", "files", "left")

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.left: list[str] = []
        self.changed = ""


class Judge:
    """Judges traces. `library` says of programs that were started inside whether they read the time or the network."""

    def __init__(self, resolver: Resolver, library: Library) -> None:
        self.resolver = resolver
        self.versions = resolver.versions
        self.programs = Programs(library, resolver.store)

    def refusal(self, entry: ThunkEntry, trace: Trace) -> Refusal | None:
        """Why the result of `entry` may not be used again, whatever stays the same; None if it may."""
        for code, detail, who in sorted(trace.specials, key=lambda special: special[0] != "privileged"):
            if not self._is_harmless(entry, trace, code, who):
                return Refusal(CODES.get(code, NOT_PURE), detail)
        for path, argv in trace.executed:
            refusal = self.programs.refusal(path, argv)
            if refusal is not None:
                return refusal
        for path, argv in trace.programs:
            if self.programs.may_read_clock(path, argv, entry.lowered.cwd, trace.reads):
                return Refusal(CLOCK, f"{path} can read the clock")
        for output in entry.outputs.values():
            if output.kind in ("file", "directory") and has_attributes(entry.sources.get(output.path, output.path)):
                return Refusal(WORLD, f"{output.path} has extended attributes")
            if entry.in_turn and output.kind == "file":
                state = self.versions.tree_state(output.path)
                if state.links > 1:
                    return Refusal(SEVERAL_NAMES, f"{output.path} has several names")
                if not is_own(state.status):
                    return Refusal(WORLD, f"{output.path} belongs to somebody else")
            if output.path.startswith(SYSTEM_PLACES) and not output.path.startswith(TEMPORARY_PLACES):
                return Refusal(OUTSIDE, f"it wrote {output.path}")
        return None

    def _is_harmless(self, entry: ThunkEntry, trace: Trace, code: str, who: int) -> bool:
        """Random numbers for what nobody sees (names made by a compiler, tables of an interpreter); a given date.

        So is what a runtime asks of the machine, to fit in.
        """
        if code not in ("random", "clock", "sizes") or who >= len(trace.programs):
            return False
        path, argv = trace.programs[who]
        name = path.rpartition("/")[2]
        if code == "sizes":
            return name in RUNTIMES
        always = is_python(path) if code == "clock" else is_interpreter(path)
        if always:  # whenever it starts: perl asks for chance, Python for the time zone as well
            return not self.programs.may_read_clock(path, argv, entry.lowered.cwd, trace.reads)
        given = any("SOURCE_DATE_EPOCH" in environment for environment in entry.lowered.environment)
        return name in DATELESS or (name in TIMELESS and (code == "random" or given))

    # -- what must hold ----------------------------------------------------------------------------------------------

    def digests(self, entry: ThunkEntry, trace: Trace) -> Digests:
        """Digests of what `entry` has read. Where it ran in its turn, those of the system are left for later.

        Raises NeedsEntry or CameTooEarly where it saw what it should not have seen yet.
        """
        self._check_in_time(entry, trace)
        digests = Digests()
        own = entry.lowered.cwd + "/"
        for path, digest in trace.reads.items():
            if digest:
                digests.files[path] = digest
            elif entry.in_turn and path.startswith(SYSTEM_PLACES) and not path.startswith(own):
                digests.left.append(path)
            else:
                self._digest(entry, path, digests, False)
        return digests

    def digest_one(self, entry: ThunkEntry, digests: Digests) -> bool:
        """Find out one that is left; False if none is, or it does not matter any more."""
        if not digests.left or digests.changed:
            return False
        self.resolver.at = entry
        try:
            self._digest(entry, digests.left.pop(), digests, True)
        finally:
            self.resolver.at = None
        return True

    def finding(self, entry: ThunkEntry, digests: Digests) -> Finding | Refusal:
        """What must hold for the result of `entry`, of which all `digests` are known."""
        if digests.changed:
            return Refusal(CHANGED_DURING_RUN, f"{digests.changed} was edited while it ran")
        trace = entry.seen
        assert trace is not None
        outputs = entry.outputs
        files = digests.files
        for link, target in trace.links.items():
            files[link] = digest_bytes(b"link\0" + target.encode("utf-8", "surrogateescape"))
        gone = {
            path
            for path, (before, _inode, _kept) in trace.touched.items()
            if before == "absent" and path not in outputs
        }  # temporary files: whether their names were free is chance
        absent = {path: who for path, who in trace.absent.items() if path not in gone}
        looked, timed = self._looks(trace, entry.lowered.cwd)
        lists = {path: names_digest(names) for path, (names, _who) in trace.lists.items()}
        before = _learned(files, absent, lists, looked, timed)
        own = dict(outputs)
        who: set[int] = set()
        changed_in_place = False
        for path in own:
            who.update(trace.absent.get(path, ()), trace.looks.get(path, (None, ()))[1])
            changed_in_place = files.pop(path, None) is not None or changed_in_place
        after = self._after(entry, trace, own, files, absent, lists, looked, timed)
        if after == before:
            return Finding(before, None, None, set())
        for path, (_names, listers) in trace.lists.items():
            if any(parent(output) == path for output in own):
                who.update(listers)
        anyhow = None
        if not changed_in_place and self._were_only_looked_at(trace, own):
            for path in own:
                absent.pop(path, None)
                looked.pop(path, None)
                timed.pop(path, None)
            anyhow = _learned(files, absent, lists, looked, timed)
        return Finding(before, after, anyhow, None if changed_in_place else who)

    def _were_only_looked_at(self, trace: Trace, own: dict[str, Output]) -> bool:
        """Whether its outputs are files of which the command read nothing as they were before."""
        for path, output in own.items():
            look = trace.looks.get(path)
            if output.kind != "file" or path in trace.reads or path in trace.links:
                return False
            if look is not None and look[0][0] != "file":
                return False
        return not any(parent(path) in trace.lists for path in own)

    def _after(
        self,
        entry: ThunkEntry,
        trace: Trace,
        own: dict[str, Output],
        files: dict[str, bytes],
        absent: dict[str, list[int]],
        lists: dict[str, bytes],
        looked: dict[str, bytes],
        timed: dict[str, bytes],
    ) -> Learned:
        """The same with the outputs in `own` as they are now, as far as the command looked there."""
        files, lists = dict(files), dict(lists)
        seen = {*absent, *looked, *timed, *trace.reads, *trace.links}
        absent = {path: who for path, who in absent.items() if path not in own}
        looked = {path: digest for path, digest in looked.items() if path not in own}
        timed = {path: digest for path, digest in timed.items() if path not in own}
        for path, output in own.items():
            files.pop(path, None)
            if path not in seen:
                continue
            if output.kind == "removed":
                absent[path] = []
            elif output.kind == "file":
                files[path] = output.digest or b""
            elif output.kind == "symlink":
                files[path] = digest_bytes(b"link\0" + output.target.encode("utf-8", "surrogateescape"))
            else:
                looked[path] = look_digest(output.kind, output.mode, 0)
        for path, (names, _who) in trace.lists.items():
            now = set(names)
            for output in own.values():
                if parent(output.path) == path:
                    (now.discard if output.kind == "removed" else now.add)(output.path.rpartition("/")[2])
            lists[path] = names_digest(now)
        return _learned(files, absent, lists, looked, timed)

    def _digest(self, entry: ThunkEntry, path: str, digests: Digests, late: bool) -> None:
        """Add that of a file that was read and left alone, unless somebody else has changed it since.

        `late`: other commands may have run since; whatever happened to the file, its ctime says so.
        """
        state = self.versions.tree_state(path)
        if late:
            changed = state.status is None or state.status.st_ctime_ns >= entry.started_ns
        else:
            pending = any(self.versions.writers(path, entry))
            own = self.versions.own_times.get(path) == state.mtime_ns
            changed = not pending and state.mtime_ns >= entry.started_ns and not own
        digest = None if changed else self.resolver.digest_now(path)
        if digest is None:
            digests.changed = digests.changed or path
        else:
            digests.files[path] = digest

    def _looks(self, trace: Trace, cwd: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Of what was asked about: by kind, permissions and size, and with the time and number of names."""
        looked, timed = {}, {}
        for path, ((kind, mode, size, mtime_ns, names), who) in trace.looks.items():
            if kind == "file" and not all(self.programs.is_timeless(trace.programs[index], cwd) for index in who):
                timed[path] = look_digest(kind, mode, size, mtime_ns, names)
            else:
                looked[path] = look_digest(kind, mode, size)
        return looked, timed

    def _check_in_time(self, entry: ThunkEntry, trace: Trace) -> None:
        """Raises NeedsEntry if something it saw is pending and was not in its view, CameTooEarly if it was pending."""
        if entry.in_turn:
            return
        preloaded = {one.path for one in entry.task.job.preload} if entry.task else set()
        places = (trace.reads, trace.links, trace.absent, trace.looks, trace.lists)
        for path in [path for paths in places for path in paths if path not in preloaded]:
            for writer in self.versions.writers(path, entry):
                raise NeedsEntry(writer)
            blocker = self.versions.blocker(path, entry)
            if blocker is not None:
                raise NeedsEntry(blocker)
            if self.versions.became_real(path, entry.started_ns):
                raise CameTooEarly
        for path in trace.lists:
            for writer in self.versions.below(path, entry):
                raise NeedsEntry(writer)
            if self.versions.became_real(path + "/", entry.started_ns):
                raise CameTooEarly


def _learned(
    files: dict[str, bytes],
    absent: Iterable[str],
    lists: dict[str, bytes],
    looked: dict[str, bytes],
    timed: dict[str, bytes],
) -> Learned:
    return Learned(
        tuple(sorted(files.items())),
        tuple(sorted(absent)),
        tuple(sorted(lists.items())),
        tuple(sorted(looked.items())),
        tuple(sorted(timed.items())),
    )
