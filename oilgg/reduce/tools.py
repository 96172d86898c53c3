"""The identity of programs: their own bytes, those of the parts they run, and what every program stands on."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oilgg.annotate.model import Effects
    from oilgg.store.base import Store

# They change whenever a shared library is installed or the loader is replaced.
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.preload")


# They add folders to those that a compiler searches by itself.
SEARCH_VARIABLES = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH")


class Tools:
    """Finds out once a run what a program consists of; what takes a process is kept as a fact of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digests: dict[str, bytes] = {}
        self._parts: dict[tuple[str, str, str], tuple[tuple[str, bytes], ...]] = {}
        self.found: dict[tuple[str, str], str] = {}
        """Where a name led along a PATH (of absolute folders), as long as nothing that is known of has changed that."""
        self._searched: set[str] = set()
        """Names of the programs that were found, and of all folders on the way to them."""
        self._names: set[str] = set()
        """Names of all files that were asked for: one that is written may be another tool from then on."""
        self._search: dict[tuple[str, str], list[str]] = {}
        self._system: tuple[tuple[str, bytes], ...] | None = None
        self.generation = 0
        """Grows when what was known of tools is forgotten."""

    def forget(self) -> None:
        """A command that may have installed something has run."""
        self.found.clear()
        self._digests.clear()
        self._parts.clear()
        self._system = None
        self.generation += 1

    def changed(self, path: str) -> bool:
        """The file `path` has changed. True: it may be a tool, and what was known of tools is forgotten."""
        self.will_change(path)
        if path.rpartition("/")[2] not in self._names:
            return False
        self.forget()
        return True

    def remember(self, name: str, search_path: str, path: str) -> None:
        """`name` leads to `path` along `search_path`."""
        folders = search_path.split(":")
        if all(folder[:1] == "/" for folder in folders):
            self.found[name, search_path] = path
            self._searched.add(name)
            self._searched.update([part for folder in folders for part in folder.split("/")])

    def will_change(self, path: str) -> None:
        """A command that is pending may change `path`: a program of that name, or one below it, may be another then."""
        if path.rpartition("/")[2] in self._searched:
            self.found.clear()

    def is_known(self, program: str, effects: Effects, environment: Mapping[str, str]) -> bool:
        """Whether `identity` has its answer at hand: reading a compiler takes tens of milliseconds."""
        needs = effects.needs.get("tool", "")
        return (program, needs, environment.get("PATH", "") if needs else "") in self._parts

    def identity(self, program: str, effects: Effects, environment: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
        """(path, digest) of `program` and of everything it stands on."""
        needs = effects.needs.get("tool", "")
        key = (program, needs, environment.get("PATH", "") if needs else "")
        known = self._parts.get(key)
        if known is None:
            found = [(program, self._digest(program))]
            self._names.update(needs.split(","))
            for name in needs.split(",") if needs else ():
                path = self._part(program, name, environment)
                if path:
                    found.append((path, self._digest(path)))
            known = self._parts[key] = (*found, *self._platform())
        return known

    def default_search(self, program: str, language: str, environment: Mapping[str, str]) -> list[str]:
        """The directories a compiler searches by itself for headers of `language` (`c`, `c++`, …)."""
        known = self._search.get((program, language))
        if known is None:
            key = b"include-search\0" + self._digest(program) + language.encode()
            value = self._store.get_fact(key)
            if value is None:
                own = {name: value for name, value in environment.items() if name not in SEARCH_VARIABLES}
                output = run([program, "-E", "-v", "-x", language, "/dev/null"], own)
                value = "\n".join(_listed_directories(output)).encode("utf-8", "surrogateescape")
                self._store.put_fact(key, value)
            text = value.decode("utf-8", "surrogateescape")
            known = self._search[program, language] = text.split("\n") if text else []
        return known

    def part(self, program: str, name: str, environment: Mapping[str, str]) -> str:
        """Where the compiler `program` keeps its part `name` (`ld`, …); "" if it has none."""
        return self._part(program, name, environment)

    def _digest(self, program: str) -> bytes:
        digest = self._digests.get(program)
        if digest is None:
            digest = self._digests[program] = self._store.digest_of(program)
            self._names.update([program.rpartition("/")[2], _real_name(program)])
        return digest

    def _platform(self) -> tuple[tuple[str, bytes], ...]:
        if self._system is None:
            found = []
            for path in SYSTEM_FILES:
                try:
                    found.append((path, self._store.digest_of(path)))
                except OSError:
                    continue
            self._system = tuple(found)
        return self._system

    def _part(self, program: str, name: str, environment: Mapping[str, str]) -> str:
        """Where the compiler `program` keeps its part `name` (`cc1`, `as`, …); "" if it has none. A path is itself."""
        if name.startswith("/"):
            return _locate(name, environment)
        key = b"program-part\0" + self._digest(program) + name.encode()
        value = self._store.get_fact(key)
        if value is None:
            printed = run([program, "-print-prog-name=" + name], environment, errors=False).strip()
            value = printed.encode("utf-8", "surrogateescape")
            self._store.put_fact(key, value)
        # One without a folder is searched on PATH, each time.
        return _locate(value.decode("utf-8", "surrogateescape"), environment)


def _real_name(path: str) -> str:
    """The last part of `path` with a final symbolic link followed."""
    try:
        return posix.readlink(path).rpartition("/")[2]
    except OSError:
        return ""


def _locate(name: str, environment: Mapping[str, str]) -> str:
    if "/" in name:
        return name if _is_file(name) else ""
    for directory in environment.get("PATH", "").split(":"):
        path = f"{directory or '.'}/{name}"
        if name and _is_file(path):
            return path
    return ""


def _is_file(path: str) -> bool:
    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def _listed_directories(text: str) -> list[str]:
    """The directories that `cc -E -v` lists between its two lines about the search."""
    found = []
    listing = False
    for line in text.split("\n"):
        if line.startswith("#include <"):
            listing = True
        elif line.startswith("End of search list"):
            break
        elif listing and line.startswith(" "):
            found.append(line.strip())
    return found


def run(argv: list[str], environment: Mapping[str, str], errors: bool = True) -> str:
    """What `argv` prints (with its errors unless told otherwise); "" if it can't be run."""
    reader, writer = posix.pipe()
    null = posix.open("/dev/null", posix.O_RDWR | posix.O_CLOEXEC)
    actions = [
        (posix.POSIX_SPAWN_DUP2, null, 0),
        (posix.POSIX_SPAWN_DUP2, writer, 1),
        (posix.POSIX_SPAWN_DUP2, writer if errors else null, 2),
    ]
    try:
        pid = posix.posix_spawn(argv[0], argv, {**environment, "LC_ALL": "C"}, file_actions=actions)
    except OSError:
        posix.close(writer)
        posix.close(reader)
        return ""
    finally:
        posix.close(null)
    posix.close(writer)
    chunks = []
    while chunk := posix.read(reader, 65536):
        chunks.append(chunk)
    posix.close(reader)
    posix.waitpid(pid, 0)
    return b"".join(chunks).decode("utf-8", "surrogateescape")
