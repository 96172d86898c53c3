"""Where annotations are found: in the script, the project, the user's folder, shipped; the first with the name wins."""

from __future__ import annotations

import marshal
import posix

from oilgg.annotate.model import Usage
from oilgg.annotate.template import glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

SHIPPED_PATH = __file__.rpartition("/")[0] + "/data/shipped.bin"
SYSTEM_FOLDERS = frozenset(("/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"))


def file_usages(usages: list[tuple[Any, ...]], names: dict[str, list[Any]], globs: dict[str, list[Any]]) -> None:
    """Sort compiled usages by the names they are for; names with `*` or `[` into `globs`."""
    for usage in usages:
        for name in usage[0]:
            into = globs if "*" in name or "[" in name else names
            into.setdefault(name, []).append(usage)


class Library:
    """Annotations by command name.

    `folders` are searched in order for `*.io` files (see `default_folders`), before the shipped ones; a folder that
    does not exist is fine. Files are read when a name is first looked up. `complain` gets every AnnotationError of a
    file that is then left out; without it the error is raised.
    """

    __slots__ = ("_files", "_shipped", "complain", "folders", "found", "given")

    def __init__(self, *folders: str, complain: Callable[[Exception], None] | None = None) -> None:
        self.folders = folders
        self.complain = complain
        self.given: dict[str, list[Usage]] = {}
        self.found: dict[str, list[Usage]] = {}
        self._files: tuple[dict[str, list[Any]], dict[str, list[Any]]] | None = None
        self._shipped: dict[str, Any] | None = None

    def lookup(self, name: str) -> list[Usage]:
        """The usage lines for a command name or path; [] if there are none.

        A name with a slash is found under its last part by the shipped annotations only where it lies in one of the
        system's program folders: pass the resolved program to be strict (`./cat` is not cat).
        """
        usages = self.found.get(name)
        if usages is None:
            usages = self.found[name] = self._search(name)
        return usages

    def give(self, text: str, path: str, line: int = 1) -> None:
        """Add annotations in the form of a file; they come before all others. Raises AnnotationError."""
        from oilgg.annotate.reader import compile_text

        self._add([Usage(data) for data in compile_text(text, path, line)])

    def _add(self, usages: list[Usage]) -> None:
        fresh: dict[str, list[Usage]] = {}
        for usage in usages:
            for name in usage.names:
                fresh.setdefault(name, []).append(usage)
        self.given.update(fresh)
        self.found.clear()

    def _search(self, name: str) -> list[Usage]:
        folder, slash, base = name.rpartition("/")
        for known in (name, base):
            if known in self.given:
                return self.given[known]
        if self.folders:
            if self._files is None:
                self._files = self._read_folders()
            for known in (name, base):
                if known in self._files[0]:
                    return [Usage(data) for data in self._files[0][known]]
            for pattern, usages in self._files[1].items():
                if glob(pattern, base):
                    return [Usage(data) for data in usages]
        if slash and folder not in SYSTEM_FOLDERS:
            return []
        return self._search_shipped(base)

    def _search_shipped(self, name: str) -> list[Usage]:
        if self._shipped is None:
            fd = posix.open(SHIPPED_PATH, posix.O_RDONLY | posix.O_CLOEXEC)
            try:
                self._shipped = marshal.loads(posix.read(fd, posix.fstat(fd).st_size))
            finally:
                posix.close(fd)
        number = self._shipped["names"].get(name)
        if number is None:
            number = next((number for pattern, number in self._shipped["patterns"] if glob(pattern, name)), None)
            if number is None:
                return []
        return [Usage(data, shipped=True) for data in marshal.loads(self._shipped["usages"][number])]

    def _read_folders(self) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        """Every `*.io` file of the folders; a name is taken from the first folder that has it."""
        from oilgg.annotate.reader import compile_text

        names: dict[str, list[Any]] = {}
        globs: dict[str, list[Any]] = {}
        for folder in self.folders:
            try:
                files = sorted(posix.listdir(folder))
            except OSError:
                continue
            here: dict[str, list[Any]] = {}
            for file in files:
                if not file.endswith(".io"):
                    continue
                path = f"{folder}/{file}"
                try:
                    with open(path, encoding="utf-8", errors="surrogateescape") as text:
                        file_usages(compile_text(text.read(), path), here, globs)
                except OSError:
                    continue
                except Exception as error:
                    if self.complain is None or error.__class__.__name__ != "AnnotationError":
                        raise
                    self.complain(error)
            for name, usages in here.items():
                names.setdefault(name, usages)
        return names, globs


def default_folders(start: str, environment: Mapping[str, str]) -> list[str]:
    """`.oilgg` of the folder `start` and of those above it, then the user's folder; only those that exist."""
    found: list[str] = []
    path = start.rstrip("/")
    while True:
        _if_folder(path + "/.oilgg", found)
        if not path:
            break
        path = path.rpartition("/")[0]
    config = environment.get("XDG_CONFIG_HOME") or (environment.get("HOME", "") + "/.config")
    if config.startswith("/"):
        _if_folder(config + "/oilgg", found)
    return found


def _if_folder(path: str, found: list[str]) -> None:
    try:
        if posix.stat(path).st_mode & 0o170000 == 0o040000:
            found.append(path)
    except OSError:
        pass
