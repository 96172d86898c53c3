"""What a run has taught: everything a command read beyond its operands, and what it looked for in vain."""

from __future__ import annotations

import posix

from oilgg.annotate.headers import precompiled
from oilgg.lower.lowering import is_special
from oilgg.order.entry import ThunkEntry
from oilgg.order.resolve import CameTooEarly, NeedsEntry, Resolver, needles
from oilgg.paths import is_directory, is_link, normalize, parent
from oilgg.reason import CHANGED_DURING_RUN, CONTENT, NOT_PURE, Refusal
from oilgg.reduce.learn import absent_names, rule_prerequisites
from oilgg.reduce.tools import run
from oilgg.thunk.ir import NOTHING_LEARNED, Learned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

CXX_SUFFIXES = (".cc", ".cpp", ".cxx", ".C", ".c++", ".hpp", ".ii")


class Learning:
    """Turns what commands report of their reading into `Learned`."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.versions = resolver.versions
        self._known = _Known(-1, -1)

    def learned(self, entry: ThunkEntry, rules: str) -> Learned | Refusal:
        """What must still hold for the result to be used again; a Refusal if that can't be known.

        `rules` are the make rules that the command wrote for us. Raises NeedsEntry where it read something that
        a pending entry was about to change: its result is wrong.
        """
        lowered = entry.lowered
        if not lowered.learns:
            return NOTHING_LEARNED
        if any(entry.statuses) and not lowered.keep_failure:
            return Refusal(NOT_PURE, "it failed, and its failures are not kept")
        if entry.in_turn and any(kind == "options" for effects in lowered.effects for kind, _what in effects.learn):
            return Refusal(NOT_PURE, "it was not asked what it read")
        names = list(dict.fromkeys([*rule_prerequisites(rules), *self._written(entry)]))
        self.resolver.at = entry
        try:
            for effects in lowered.effects:
                headers = precompiled(effects, _View(self.resolver, lowered.cwd)) if effects.learn else ()
                if headers:
                    return Refusal(CONTENT, f"a precompiled header ({headers[0]}) may have been used")
            return self._from_names(entry, names)
        finally:
            self.resolver.at = None

    def _written(self, entry: ThunkEntry) -> list[str]:
        """What outputs of the command itself list. One without system headers is completed by a probe."""
        names: list[str] = []
        for stage, effects, environment in entry.lowered.parts():
            for kind, path in effects.learn:
                if kind in ("written", "written-user") and not entry.remote:  # else it is among the rules
                    names += rule_prerequisites(self._text(entry, str(path)))
                if kind == "written-user" and entry.remote:
                    names += entry.probed
                elif kind == "written-user" and effects.probe_in:
                    names += rule_prerequisites(run([stage.program, *effects.probe_in[1:]], environment, errors=False))
        return names

    def _text(self, entry: ThunkEntry, path: str) -> str:
        file = self.versions.canonical.file(path, entry.lowered.cwd)
        try:
            with open(entry.sources.get(file, file), "rb") as stream:
                return stream.read().decode("utf-8", "surrogateescape")
        except OSError:
            return ""

    def _from_names(self, entry: ThunkEntry, names: list[str]) -> Learned | Refusal:
        lowered = entry.lowered
        self._renew()
        files: dict[str, bytes] = {}
        preloaded = {one.path for one in entry.task.job.preload} if entry.task else frozenset()
        for name in names:
            path, links = self._place(name, lowered.cwd)
            for link in links:
                self._learn_link(entry, link, files)
            if path in files or path in lowered.reads or path in lowered.writes or is_special(path):
                continue
            digest = self._digest(entry, path, preloaded)
            if digest is None and self._is_temporary(entry, path):
                continue
            if digest is None or self.edited_since(path, entry):
                return Refusal(CHANGED_DURING_RUN, f"{path} was edited while it ran")
            files[path] = digest
        system = self._system_search(entry)
        consequences = self._scan(entry, files, system)
        if "varies" in consequences or "opaque" in consequences:
            return Refusal(NOT_PURE, "a file it includes makes the result vary")
        search = [path for effects in lowered.effects for path in effects.search]
        absent = self._absent(entry, names, search, system, files)
        listings: tuple[tuple[str, bytes], ...] = ()
        if entry.order_salt == "listings" or "listings" in consequences:
            listings = self._listings(entry, files, search)
        return Learned(tuple(files.items()), absent, listings)

    def _renew(self) -> None:
        versions = self.versions
        if self._known.generation != versions.generation or self._known.epoch != versions.canonical.epoch:
            self._known = _Known(versions.generation, versions.canonical.epoch)

    def must_be_absent(self, entry: ThunkEntry, names: list[str]) -> tuple[str, ...]:
        """What would be read instead of `names`, had it been there. Raises NeedsEntry."""
        self._renew()
        search = [path for effects in entry.lowered.effects for path in effects.search]
        return self._absent(entry, names, search, self._system_search(entry), {})

    def _place(self, name: str, cwd: str) -> tuple[str, tuple[str, ...]]:
        """The file that `name` reaches, which has just been looked at, and the links on the way to it."""
        canonical = self.versions.canonical
        path = canonical.plain(name, cwd)
        if path and self.versions.look_again(path).kind == "file":
            return path, ()
        path = canonical.file(name, cwd)
        self.versions.look_again(path)
        return path, canonical.links(name, cwd)

    def _digest(self, entry: ThunkEntry, path: str, preloaded: Collection[str]) -> bytes | None:
        """Of the file `path`. Raises NeedsEntry or CameTooEarly where it was seen too early."""
        if not entry.remote and path not in preloaded and self.versions.became_real(path, entry.started_ns):
            raise CameTooEarly
        if self.versions.has_writers(path):
            for writer in self.versions.writers(path, entry) if path not in preloaded else ():
                raise NeedsEntry(writer)
            return self.resolver.digest_now(path)
        return self.versions.tree_state(path).digest or self.resolver.digest_now(path)

    def _absent(
        self, entry: ThunkEntry, names: list[str], search: list[str], system: list[str], files: dict[str, bytes]
    ) -> tuple[str, ...]:
        """What would have been read instead, had it been there. Adds the links that lead there to `files`."""
        lowered, known = entry.lowered, self._known
        shadows = [pair for effects in lowered.effects for pair in effects.shadows]
        found = [*lowered.reads, *names]
        missing = absent_names(found, search, system, shadows, lowered.cwd, self.resolver.exists_now, known.instead)
        absent: dict[str, None] = {}
        for path in missing:
            name = known.names.get(path)
            if name is None:
                name = known.names[path] = self._real_name(path)
                folder = parent(path)
                known.folders[path] = (folder, self.versions.canonical.links_to(folder))
            absent[name] = None
        for links in dict([known.folders[path] for path in missing]).values():
            for link in links:
                self._learn_link(entry, link, files)
        return tuple(absent)

    def _is_temporary(self, entry: ThunkEntry, path: str) -> bool:
        """Whether `path`, which is gone, was a temporary file of the command: the object of a compile and link."""
        for _stage, _effects, environment in entry.lowered.parts():
            folder = self.versions.canonical.directory(environment.get("TMPDIR", "").rstrip("/") or "/tmp")
            if parent(path) == folder:
                return True
        return False

    def _learn_link(self, entry: ThunkEntry, link: str, files: dict[str, bytes]) -> None:
        """What was found through the symbolic link `link` is found so only while it leads to the same place."""
        if link not in files:
            for writer in self.versions.writers(link, entry):
                raise NeedsEntry(writer)
            digest = self.resolver.digest_now(link)
            if digest is not None:
                files[link] = digest

    def _real_name(self, path: str) -> str:
        """`path` with its directories resolved; a `/` at the end, which asks for a directory, stays."""
        return self.versions.canonical.name(path.rstrip("/"), "/") + ("/" if path.endswith("/") else "")

    def edited_since(self, path: str, entry: ThunkEntry) -> bool:
        """Whether somebody else wrote `path` after the run of `entry` began."""
        state = self.versions.tree_state(path)
        if state.kind != "file" or state.mtime_ns < entry.started_ns:
            return False
        return self.versions.own_times.get(path) != state.mtime_ns

    def _system_search(self, entry: ThunkEntry) -> list[str]:
        """Where the compilers of `entry` search by themselves."""
        found: list[str] = []
        for stage, effects, environment in entry.lowered.parts():
            if effects.learn and "tool" in effects.needs:
                name = stage.program.rpartition("/")[2]
                plus = "++" in name or any(path.endswith(CXX_SUFFIXES) for path in entry.lowered.reads)
                found += self.resolver.tools.default_search(stage.program, "c++" if plus else "c", environment)
        return found

    def _scan(self, entry: ThunkEntry, files: Iterable[str], system: list[str]) -> set[str]:
        """The consequences of the words in included files that do not belong to the system."""
        inside = tuple([directory.rstrip("/") + "/" for directory in system] + ["/usr/"])
        own = [path for path in files if not path.startswith(inside)]
        found = set()
        for _stage, effects, environment in entry.lowered.parts():
            if effects.opaque_scan:
                words = frozenset().union(*[self.resolver.mentioned(entry, path, effects) for path in own])
                found.update([what for needle, what in needles(effects, environment) if needle in words])
        return found

    def _listings(self, entry: ThunkEntry, files: Iterable[str], search: list[str]) -> tuple[tuple[str, bytes], ...]:
        """The names in every directory that a conditional include may look into."""
        places = {self.versions.canonical.file(path, entry.lowered.cwd) for path in search}
        places.update([parent(path) for path in [*files, *entry.lowered.reads]])
        found = []
        for path in sorted(places):
            names = self.resolver.names_now(path)
            if names is not None:
                found.append((path, names))
        return tuple(found)


class _Known:
    """What commands before have found out about names; void when something was removed, or directories moved."""

    __slots__ = ("epoch", "folders", "generation", "instead", "names")

    def __init__(self, generation: int, epoch: int) -> None:
        self.generation = generation
        self.epoch = epoch
        self.instead: dict[tuple[object, ...], list[str]] = {}
        """See `absent_names`."""
        self.names: dict[str, str] = {}
        """The real names of missing files."""
        self.folders: dict[str, tuple[str, tuple[str, ...]]] = {}
        """The folder of a missing file, and the links that lead to that."""


class _View:
    """The tree as the entry that the resolver speaks for sees it. Never waits: raises NeedsEntry."""

    def __init__(self, resolver: Resolver, cwd: str) -> None:
        self._resolver = resolver
        self._cwd = cwd

    def exists(self, path: str) -> bool:
        """Whether something is there once everything before the entry has happened."""
        return self._resolver.exists_now(normalize(path, self._cwd))

    def is_dir(self, path: str) -> bool:
        """Whether it is a directory now."""
        return is_directory(normalize(path, self._cwd))

    def is_link(self, path: str) -> bool:
        """Whether it is a symbolic link now."""
        return is_link(normalize(path, self._cwd))

    def listdir(self, path: str) -> list[str]:
        """The names in a directory now."""
        return posix.listdir(normalize(path, self._cwd))

    def read_bytes(self, path: str) -> bytes:
        """The contents that the entry will find."""
        return self._resolver.bytes_now(normalize(path, self._cwd))
