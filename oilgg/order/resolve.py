"""Which versions a command reads, as a reduced thunk: everything its result depends on."""

from __future__ import annotations

import posix
import sys

from oilgg.annotate.model import Effects
from oilgg.lower.lowering import APPENDED, IN_PLACE, REMOVED
from oilgg.order.access import Access
from oilgg.order.effects import is_own
from oilgg.order.entry import ABSENT_STATE, DONE, Entry, State, ThunkEntry
from oilgg.order.naming import LARGE_BYTES, is_filter, name_of_file
from oilgg.paths import normalize, parent
from oilgg.reason import OUTPUT_PLACE, SPECIAL_FILE, Refusal
from oilgg.store.base import MissingObject
from oilgg.thunk.hash import digest_bytes, look_digest, names_digest
from oilgg.thunk.ir import (
    ABSENT,
    AbsentValue,
    FileValue,
    Input,
    OutputPath,
    Streams,
    SymlinkValue,
    Thunk,
    TreeValue,
    sorted_inputs,
    sorted_outputs,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oilgg.lower.lowering import Lowered
    from oilgg.order.versions import Versions
    from oilgg.reduce.tools import Tools
    from oilgg.store.base import Store
    from oilgg.worker.view import ViewSupport

PLAIN_EFFECTS = Effects()
PLATFORM = f"{sys.platform}-{posix.uname().machine}"


class NeedsEntry(Exception):
    """A version cannot be known before `entry` has its result, or has retired."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry


class CameTooEarly(Exception):
    """A command saw what was there before an earlier one retired, in the meantime."""


class Resolver:
    """Speaks of paths as they are for one entry: `at` (None: for the command that comes next)."""

    def __init__(self, versions: Versions, tools: Tools, store: Store, support: Callable[[], ViewSupport]) -> None:
        """`support` says which views work here; it is asked when the first command has to run."""
        self.versions = versions
        self.access = Access(versions)
        self.tools = tools
        self.store = store
        self._ask_support = support
        self._support: ViewSupport | None = None
        self.at: ThunkEntry | None = None
        self._places: dict[tuple[str, str, str, str], frozenset[str]] = {}
        self._scans: dict[tuple[bytes, object], frozenset[bytes]] = {}
        self.words: set[bytes] = set()
        """All words that commands so far have asked about."""
        self._contents: dict[bytes, tuple[frozenset[bytes], frozenset[bytes]]] = {}

    @property
    def support(self) -> ViewSupport:
        """Which views work here."""
        if self._support is None:
            self._support = self._ask_support()
        return self._support

    @property
    def overlay(self) -> bool:
        """Whether commands can run in overlays."""
        return self.support.overlay

    def link(self, entry: ThunkEntry) -> Refusal | None:
        """Find what `entry` must wait for. A Refusal: one of its inputs is not a regular file or directory."""
        for effects in entry.lowered.effects:
            self.words.update([word for word, _consequence in effects.opaque_scan])
        refusal = self._unfit(entry)
        if refusal is None and self.versions.any_pending():
            self._wait_for_writers(entry)
        return refusal

    def _unfit(self, entry: ThunkEntry) -> Refusal | None:
        """Why what stands at the paths of `entry` keeps it in its place."""
        versions, lowered = self.versions, entry.lowered
        for path in (*lowered.reads, *lowered.writes):
            state = versions.state(path, entry)
            if not isinstance(state, Entry) and state.kind == "special":
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
            if lowered.writes.get(path) == APPENDED and not self.access.can_append(path, entry):
                return Refusal(OUTPUT_PLACE, f"{path} may not be a file to append to")
        return None

    def _wait_for_writers(self, entry: ThunkEntry) -> None:
        """`entry` waits for what is pending and may write what it reads, lists or changes."""
        versions, lowered = self.versions, entry.lowered
        for path in (*lowered.reads, *entry.expected_reads):
            self._need(entry, path)
        for places in self._tool_places(lowered):
            for path in versions.written_of(places):
                for writer in versions.writers(path, entry):
                    self.retire_first(entry, writer)
        for directory, globs in lowered.trees:
            texts = lowered.learns and all(glob.startswith("!") for glob in globs)
            for path, writer in versions.matching(directory, globs, entry):
                if texts and isinstance(writer, ThunkEntry) and writer.lowered.binary:
                    continue
                # What was learned of a link is learned in the tree.
                self._wait_for(entry, writer, path, retired=not lowered.learns or path in versions.links)
        for folder in lowered.folders:
            for writer in versions.below(folder, entry):
                self.retire_first(entry, writer)
        for path, how in lowered.writes.items():
            blocker = versions.blocker(path, entry)
            if blocker is not None:
                self.retire_first(entry, blocker)
            if how in (IN_PLACE, REMOVED):
                self._need(entry, path)
            elif how != APPENDED:
                self._wait_for_changes(entry, path)

    def _tool_places(self, lowered: Lowered) -> list[frozenset[str]]:
        """Where the programs of `lowered` are, and where the programs that these run may be."""
        places = []
        for stage, effects, environment in lowered.parts():
            needs = effects.needs.get("tool", "")
            key = (stage.program, needs, environment.get("PATH", "") if needs else "", lowered.cwd)
            known = self._places.get(key)
            if known is None:
                paths = [stage.program]
                for directory in key[2].split(":") if needs else ():
                    paths += [f"{directory or '.'}/{name}" for name in needs.split(",")]
                names = [self.versions.canonical.name(path, lowered.cwd) for path in paths if path]
                known = self._places[key] = frozenset(names)
            places.append(known)
        return places

    def _wait_for_changes(self, entry: ThunkEntry, path: str) -> None:
        """Wait for commands that change `path` in place (`chmod`): a command that writes it may keep what they did."""
        for writer in self.versions.writers(path, entry) if self.versions.has_writers(path) else ():
            if isinstance(writer, ThunkEntry) and writer.lowered.writes.get(path) == IN_PLACE:
                self._wait_for(entry, writer, path)

    def _need(self, entry: ThunkEntry, path: str) -> None:
        """`entry` reads `path`: wait for whoever may write it."""
        blocker = self.versions.blocker(path, entry)
        if blocker is not None:
            self.retire_first(entry, blocker)
        for writer in self.versions.writers(path, entry) if self.versions.has_writers(path) else ():
            self._wait_for(entry, writer, path)

    def _wait_for(self, entry: ThunkEntry, writer: Entry, path: str, retired: bool = False) -> None:
        """Wait for the result of `writer`, or for its retirement where its result alone is of no use."""
        if isinstance(writer, ThunkEntry) and writer.phase is not DONE:
            entry.waits_for |= {writer}
        if retired or writer.appends_to(path) or not self.overlay:
            self.retire_first(entry, writer)

    def retire_first(self, entry: ThunkEntry, other: Entry) -> None:
        """`other` must be real before `entry` can be resolved."""
        if entry.after is None or entry.after.number < other.number:
            entry.after = other

    def wait_for_missing(self, entry: ThunkEntry, other: Entry) -> None:
        """`entry` turned out to need `other` (see NeedsEntry)."""
        if isinstance(other, ThunkEntry) and other.phase is not DONE:
            entry.waits_for |= {other}
        else:
            self.retire_first(entry, other)

    def known(self, path: str, entry: ThunkEntry) -> State:
        """The state of `path` for `entry`. Raises NeedsEntry."""
        state = self.versions.state(path, entry)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        return state

    def thunk(self, entry: ThunkEntry) -> Thunk:
        """The reduced thunk of `entry`. Raises NeedsEntry, and OSError where an input cannot be read."""
        lowered = entry.lowered
        inputs = self.inputs(entry)
        tools: dict[str, bytes] = {}
        for stage, effects, environment in lowered.parts() if not lowered.traced else ():  # those are traced as well
            program = normalize(stage.program, lowered.cwd)
            for path, digest in self.tools.identity(program, effects, environment):
                tools[path] = digest
        for number, value in entry.values.items():
            inputs.append(Input(f"/dev/fd/{number}", FileValue(value.digest, value.size)))
        for program in lowered.call.programs if lowered.call is not None else ():
            path = normalize(program, lowered.cwd)
            tools.update(self.tools.identity(path, PLAIN_EFFECTS, lowered.environment[0]))
        outputs = [OutputPath(path, how == "tree", False) for path, how in lowered.writes.items()]
        return Thunk(
            lowered.stages,
            lowered.cwd,
            lowered.umask,
            sorted_inputs(inputs),
            None,
            sorted_outputs(outputs),
            self._streams(entry),
            tuple(sorted(tools.items())),
            PLATFORM,
            self._several_names(entry) + self._unreachable(entry, inputs)
            if entry.input is None
            else f"input {entry.input.kind}",
        )

    def _several_names(self, entry: ThunkEntry) -> str:
        """Which operands of `entry` have how many names, and share a file, where it may mind that; mostly ""."""
        first: dict[tuple[int, int], str] = {}
        found = []
        for path in entry.lowered.reads if self.sees_times(entry) else ():
            state = self.versions.tree_state(path)
            if state.kind == "file" and state.links > 1:
                found.append(f"{path}\0{first.setdefault(state.inode, path)}\0{state.links}")
        return f"names {names_digest(found).hex()}" if found else ""

    def _unreachable(self, entry: ThunkEntry, inputs: list[Input]) -> str:
        """Which paths are in no folder, and why: what cannot be read or made now may be another time; mostly ""."""
        paths = [item.path for item in inputs if item.value is ABSENT]
        found = []
        for path in (*paths, *entry.lowered.writes):
            above = parent(path)
            state = self.known(above, entry)
            may_enter = not paths or self.versions.has_writers(above) or posix.access(above, posix.X_OK)
            if state.kind == "directory" and may_enter:
                continue
            while state.kind == "absent" and above != "/":
                above = parent(above)
                state = self.known(above, entry)
            found.append(f"{path}\0{above}\0{state.kind}")
        return f"unreachable {names_digest(found).hex()}" if found else ""

    def inputs(self, entry: ThunkEntry) -> list[Input]:
        """What `entry` reads, by content. Raises NeedsEntry, and OSError where an input cannot be read."""
        lowered = entry.lowered
        inputs = [Input(path, self._input_value(entry, path)) for path in lowered.reads]
        if not lowered.learns:
            for directory, globs in lowered.identity_trees:
                inputs.append(Input(directory, TreeValue(self._tree_digest(entry, directory, globs))))
        return inputs

    def knows_tools(self, lowered: Lowered) -> bool:
        """Whether all programs of `lowered` have been read."""
        return all(
            self.tools.is_known(normalize(stage.program, lowered.cwd), effects, environment)
            for stage, effects, environment in lowered.parts()
        )

    def _input_value(self, entry: ThunkEntry, path: str) -> FileValue | SymlinkValue | TreeValue | AbsentValue:
        state = self.known(path, entry)
        if state.kind == "symlink":
            path = self.versions.canonical.file(path, "/")
            state = self.known(path, entry)
        if state.kind == "file":
            digest = self._digest(entry, path, state)
            mode = state.mode if any(effects.meta for effects in entry.lowered.effects) else None
            mtime_ns = owner = None
            if self.sees_times(entry):
                self._has_its_time(path, entry)
                mtime_ns = state.mtime_ns
                if state.status is not None and not is_own(state.status):
                    owner = state.status.st_uid, state.status.st_gid
            return FileValue(digest, state.size, bool(state.mode & 0o111), mode, mtime_ns, owner)
        if state.kind == "symlink":
            return SymlinkValue(state.target)
        if state.kind == "directory":
            sees_mode = any(effects.meta for effects in entry.lowered.effects)
            return TreeValue(b"directory %o" % state.mode if sees_mode else b"directory")
        return ABSENT

    def sees_times(self, entry: ThunkEntry) -> bool:
        """Whether `entry` looks at owners and times of what it reads, not only at modes."""
        return any(effects.meta and not effects.modes_only for effects in entry.lowered.effects)

    def _digest(self, entry: ThunkEntry, path: str, state: State) -> bytes:
        """The digest of an input, or its name where reading it would take long."""
        if state.size >= LARGE_BYTES and not state.digest and not state.source and is_filter(entry.lowered):
            made = self.versions.made_digest(path, state)
            name = name_of_file(path) if made is None else None
            if name is not None:
                entry.inputs_by_stat[path] = name
                return name
        return self.versions.digest(path, state)

    def _streams(self, entry: ThunkEntry) -> Streams:
        out, err = entry.streams[0][0], entry.streams[-1][0]
        kinds = ["tty" if sink.kind == "tty" else "pipe" for sink in (out, err)]
        return Streams(kinds[0], kinds[1], out is err)

    def _tree_digest(self, entry: ThunkEntry, directory: str, globs: tuple[str, ...]) -> bytes:
        """Digest of names, modes and bytes of `directory` and all files below it whose names fit.

        Also of their times, and of which names are one file's, where `entry` looks at them.
        """
        timed = self.sees_times(entry)
        names: dict[tuple[int, int], str] = {}
        listing: list[str] = []
        for path, state in [
            (directory, self.versions.tree_state(directory)),
            *self.versions.contents(directory, globs),
        ]:
            if state.kind == "symlink":
                line = f"{path}\0l{state.target}"
            else:
                line = f"{path}\0{state.kind[0]}{state.mode:o}"
            if state.kind == "file":
                line += self.versions.digest(path, state).hex()
            if timed and state.kind == "directory":
                line += f"\0{posix.lstat(path).st_mtime_ns}"
            elif timed and state.kind == "file":
                line += f"\0{state.mtime_ns}\0{names.setdefault(state.inode, path) if state.links > 1 else ''}"
            listing.append(line)
        return names_digest(listing)

    def content(self, entry: ThunkEntry) -> str:
        """What the text of the sources means for the result: "", "varies", "opaque" or "listings"."""
        verdict = "varies" if entry.lowered.unknown_reads else ""
        for stage, effects, environment in entry.lowered.parts():
            if not effects.opaque_scan:
                continue
            found = [self.mentioned(entry, path, effects) for path in entry.lowered.reads]
            words = " ".join(stage.argv).encode("utf-8", "surrogateescape")  # -DNOW=__TIME__
            found.append(frozenset([word for word, what in effects.opaque_scan if what == "varies" and word in words]))
            for needle, consequence in needles(effects, environment):
                if any(needle in words for words in found):
                    if consequence == "opaque":
                        return consequence
                    verdict = verdict or consequence
        return verdict

    def know_words(self, digest: bytes, asked: frozenset[bytes], found: frozenset[bytes]) -> None:
        """Somebody has looked for the words `asked` in the bytes of this digest."""
        self._contents[digest] = (asked, found)

    def mentioned(self, entry: ThunkEntry, path: str, effects: Effects) -> frozenset[bytes]:
        """Which of the words `effects` asks about are in the file `path`; remembered by its bytes, in the store."""
        state = self.known(path, entry)
        if state.kind != "file" or not effects.opaque_scan:
            return frozenset()
        asked = self._contents.get(state.digest)
        if asked is not None and asked[0].issuperset([word for word, _consequence in effects.opaque_scan]):
            return asked[1]
        digest = self.versions.digest(path, state)
        known = self._scans.get((digest, effects.opaque_scan))
        if known is None:
            name = digest_bytes(b"words\0" + digest + repr(effects.opaque_scan).encode())
            fact = self.store.get_fact(name)
            if fact is None:
                data = self._bytes(path, state)
                fact = b"\0".join([word for word, _consequence in effects.opaque_scan if word in data])
                self.store.put_fact(name, fact)
            known = self._scans[digest, effects.opaque_scan] = frozenset(fact.split(b"\0"))
        return known

    def _bytes(self, path: str, state: State) -> bytes:
        if not state.source:
            for writer in self.versions.writers(path, self.at):
                try:
                    return self.store.get_bytes(state.digest)
                except MissingObject:  # not here yet
                    raise NeedsEntry(writer) from None
        with open(state.source or path, "rb") as file:
            return file.read()

    # -- questions about what was learned ------------------------------------------------------------------------------

    def digest_now(self, path: str) -> bytes | None:
        """Digest of the file or symbolic link that `path` itself is; None if it is neither. Raises NeedsEntry."""
        state = self.versions.state(path, self.at)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        if state.kind == "symlink":
            return digest_bytes(b"link\0" + state.target.encode("utf-8", "surrogateescape"))
        if state.kind != "file":
            return None
        try:
            return self.versions.digest(path, state)
        except OSError:
            return None

    def bytes_now(self, path: str) -> bytes:
        """The bytes of the file that opening `path` reaches. Raises NeedsEntry, OSError."""
        path, state = self._followed(path)
        return self._bytes(path, state)

    def exists_now(self, path: str) -> bool:
        """Whether anything is at `path`; with a `/` at its end, whether that is a directory. Raises NeedsEntry."""
        asks_directory = path[-1] == "/"
        if asks_directory:
            path = path.rstrip("/")
        state = ABSENT_STATE if self.versions.has_writers(path) else self.versions.tree_state(path)
        if state.kind in ("absent", "symlink"):
            state = self._followed(path)[1]
        return state.kind == "directory" if asks_directory else state.kind != "absent"

    def look_now(self, path: str, timed: bool) -> bytes:
        """`look_digest` of what `path` itself is. Raises NeedsEntry, also where a time is not given yet."""
        state = self.versions.state(path, self.at)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        if timed:
            self._has_its_time(path, self.at)
        details = (state.mtime_ns, state.links) if timed else ()
        return look_digest(state.kind, state.mode, state.size, *details)

    def _has_its_time(self, path: str, entry: Entry | None) -> None:
        """Raises NeedsEntry where `path` gets its time only when its writer retires."""
        for writer in self.versions.writers(path, entry):
            raise NeedsEntry(writer)

    def names_now(self, path: str) -> bytes | None:
        """Digest of the names in directory `path`; None if it is none. Raises NeedsEntry."""
        for writer in reversed(self.versions.below(path, self.at)):
            if any(parent(written) == path for written in writer.writes()):
                raise NeedsEntry(writer)
        for writer in self.versions.writers(path, self.at):
            raise NeedsEntry(writer)  # it makes the folder, or all that is in it
        blocker = self.versions.blocker(path, self.at)
        if blocker is not None:
            raise NeedsEntry(blocker)
        try:
            return names_digest(posix.listdir(path))
        except OSError:
            return None

    def _followed(self, path: str) -> tuple[str, State]:
        entry = self.at
        state = self.versions.state(path, entry)
        if isinstance(state, Entry):
            raise NeedsEntry(state)
        if state.kind == "symlink":
            path = self.versions.canonical.file(path, "/")
            state = self.versions.state(path, entry)
            if isinstance(state, Entry):
                raise NeedsEntry(state)
        return path, state


def needles(effects: Effects, environment: Mapping[str, str]) -> list[tuple[bytes, str]]:
    """The words to look for in what a command reads. With SOURCE_DATE_EPOCH the compiler's date is not today's."""
    if "SOURCE_DATE_EPOCH" in environment:
        return [pair for pair in effects.opaque_scan if pair[0] not in (b"__DATE__", b"__TIME__")]
    return list(effects.opaque_scan)
