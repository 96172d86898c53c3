"""What programs take along to machines that lack them: their closure.

For a program that names a loader (`PT_INTERP`): that loader, and the libraries that it says it would load. For a
script: the program in its first line, with its own closure. Files at which a program arrives by itself (plugins,
tables) are not among them: a command that fails for want of one is repeated at home. The data of the locale are,
since programs that don't find them go on in another way.
"""

from __future__ import annotations

import posix

from oilgg.engine.loading import HEAD_BYTES, Unknown, listed_libraries, loader_of, part_of
from oilgg.reduce.tools import run
from oilgg.worker.closure import encode_closure
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oilgg.reduce.tools import Tools
    from oilgg.store.base import Store
    from oilgg.worker.closure import Part

LOADER_CACHE = "/etc/ld.so.cache"
# What the loader looks through without its cache.
PLAIN_FOLDERS = ("/lib", "/usr/lib", "/lib64", "/usr/lib64")
LOADER_VARIABLES = ("LD_LIBRARY_PATH", "LD_PRELOAD", "LD_AUDIT")
LOCALE_VARIABLES = ("LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME", "LC_MONETARY", "LANG")
LOCALES = "/usr/lib/locale"
MOST_SCRIPTS = 4


class Travel:
    """Closures of programs; what takes a process to find out is kept as a fact of the store."""

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._generation = -1
        self._known: dict[tuple[str, ...], tuple[bytes, list[str]] | None] = {}

    def closure(self, programs: Iterable[str], environment: Mapping[str, str]) -> tuple[bytes, list[str]] | None:
        """The encoded closure of `programs`, and the paths of what is not the system's; None where they are unknown."""
        if self._generation != self._tools.generation:
            self._known.clear()
            self._generation = self._tools.generation
        wanted = sorted(set(programs))
        settings = [f"{name}={environment[name]}" for name in (*LOADER_VARIABLES, *LOCALE_VARIABLES, "PATH")
                    if name in environment]  # fmt: skip
        key = (*wanted, *settings)
        if key not in self._known:
            try:
                self._known[key] = self._find(wanted, environment)
            except (OSError, Unknown):
                self._known[key] = None
        return self._known[key]

    def _find(self, programs: list[str], environment: Mapping[str, str]) -> tuple[bytes, list[str]]:
        if environment.get("LD_PRELOAD") or environment.get("LD_AUDIT"):
            raise Unknown
        paths = {path: None for program in programs for path in self._files(program, environment, 0)}
        if any(not _is_plain(path) for path in paths if ".so" in path):
            paths[LOADER_CACHE] = None
        for path in locale_files(environment):
            paths[path] = None
        parts: list[Part] = []
        others: list[str] = []
        for path in paths:
            if is_platform(path):
                parts.append(part_of(path, self._store))
            else:
                others.append(path)
        return encode_closure(parts), others

    def _files(self, program: str, environment: Mapping[str, str], depth: int) -> list[str]:
        """A program and the files that it is loaded with."""
        if posix.stat(program).st_mode & 0o6000 or depth > MOST_SCRIPTS:
            raise Unknown  # it has rights that it would not have there
        with open(program, "rb") as file:
            head = file.read(HEAD_BYTES)
        if head.startswith(b"#!"):
            first, found = (
                head[2:].decode("utf-8", "surrogateescape").split()[0],
                interpreter_of_script(head, environment),
            )
            starts = dict.fromkeys([first, found])  # `env` is another one than what it finds
            return [program, *[path for start in starts for path in self._files(start, environment, depth + 1)]]
        loader = loader_of(head)
        return [program, loader, *self.libraries(program, loader, environment)] if loader else [program]

    def libraries(self, program: str, loader: str, environment: Mapping[str, str]) -> list[str]:
        """The libraries that `loader` would load with `program`, or with a library. Raises Unknown, OSError."""
        search = environment.get("LD_LIBRARY_PATH", "")
        digests = [self._store.digest_of(path) for path in (program, loader)]
        try:
            digests.append(self._store.digest_of(LOADER_CACHE))
        except OSError:
            pass  # a system without one
        key = b"\0".join([b"libraries", *digests, program.encode("utf-8", "surrogateescape"), search.encode(
            "utf-8", "surrogateescape")])  # fmt: skip
        value = self._store.get_fact(key)
        if value is None:
            settings = {"LD_LIBRARY_PATH": search} if search else {}
            found = listed_libraries(run([loader, "--list", program], settings))
            value = "\0".join(found).encode("utf-8", "surrogateescape")
            if not _are_there(found):
                raise Unknown
            self._store.put_fact(key, value)
        text = value.decode("utf-8", "surrogateescape")
        return text.split("\0") if text else []


def _are_there(paths: list[str]) -> bool:
    return all(path.startswith("/") and posix.access(path, posix.R_OK) for path in paths)


def _is_plain(path: str) -> bool:
    """Whether the loader finds `path` without its cache: in its own folders, or those named after the machine."""
    folder, _, name = path.rpartition("/")
    above, _, last = folder.rpartition("/")
    return folder in PLAIN_FOLDERS or (above in PLAIN_FOLDERS and last.endswith("-linux-gnu")) or name.startswith("ld-")


def interpreter_of_script(head: bytes, environment: Mapping[str, str]) -> str:
    """The program that the first line of a script names; what `env` would find, where that is it. Raises Unknown."""
    words = head[2:].partition(b"\n")[0].decode("utf-8", "surrogateescape").split()
    if not words or not words[0].startswith("/"):
        raise Unknown
    if words[0].rpartition("/")[2] != "env":
        return words[0]
    names = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    for folder in environment.get("PATH", "").split(":"):
        if names and folder and posix.access(f"{folder}/{names[0]}", posix.X_OK):
            return f"{folder}/{names[0]}"
    raise Unknown


def locale_files(environment: Mapping[str, str]) -> list[str]:
    """The files of the locales that `environment` names."""
    if environment.get("LC_ALL"):
        names = {environment["LC_ALL"]}
    else:
        names = {environment[name] for name in LOCALE_VARIABLES if environment.get(name)}
    found: list[str] = []
    for name in sorted(names - {"C", "POSIX"}):
        language, dot, codeset = name.partition(".")
        folder = f"{LOCALES}/{language}{dot}{codeset.replace('-', '').lower()}"
        below = _below(folder) if "/" not in name else []
        archive = f"{LOCALES}/locale-archive"
        found += below or ([archive] if posix.access(archive, posix.R_OK) else [])
    return found


def _below(folder: str) -> list[str]:
    try:
        names = posix.listdir(folder)
    except NotADirectoryError:
        return [folder]
    except OSError:
        return []
    return [path for name in sorted(names) for path in _below(f"{folder}/{name}")]
