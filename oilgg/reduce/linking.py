"""What a link reads of the system: start files, libraries, linker scripts, plugins.

The driver is asked what it would call the linker with (`gcc -###`), the linker where it searches (`ld --verbose`), and
the libraries are looked for as the linker does: in all folders in order, the shared one before the archive in each,
with what linker scripts name and what shared libraries need. What it then really read, it reports; a worker on which
that was something else is found out by that (`order/remote.py`).
"""

from __future__ import annotations

from oilgg.engine.loading import Unknown, loader_of
from oilgg.paths import normalize, parent
from oilgg.reduce.tools import run
from oilgg.reduce.travel import Travel
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from oilgg.reduce.tools import Tools
    from oilgg.store.base import Store

HEAD_BYTES = 4096
MOST_SCRIPT_BYTES = 1 << 16
STATIC = {"-Bstatic": True, "-dn": True, "-non_shared": True, "-static": True}
STATIC.update({"-Bdynamic": False, "-dy": False, "-call_shared": False})
WITH_VALUE = ("-dynamic-linker", "-plugin", "-o", "-m", "-z", "-soname", "-h", "-rpath", "-rpath-link", "-u", "-e")
NAMES = ("GROUP", "INPUT", "AS_NEEDED")
PASSED_ON = "--dependency-file="
OWN_FILES = (PASSED_ON, f"-Wl,{PASSED_ON}", "-Map", "-Wl,-Map", "-Wl,--Map")


class Linking:
    """Finds out what links would read; the answers for equal command lines are remembered for one run."""

    def __init__(self, store: Store, tools: Tools, travel: Travel) -> None:
        self._store = store
        self._tools = tools
        self._travel = travel
        self._generation = -1
        self._lines: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
        self._searched: dict[tuple[str, ...], list[str]] = {}
        self._found: dict[tuple[object, ...], dict[str, None]] = {}

    def files(
        self, program: str, argv: Sequence[str], operands: Collection[str], environment: Mapping[str, str], cwd: str
    ) -> list[str]:
        """The files beyond its `operands` that a link by the driver or linker `program` may read, as it opens them.

        Raises Unknown where that can't be said, OSError.
        """
        if self._generation != self._tools.generation:
            self._lines.clear()
            self._searched.clear()
            self._found.clear()
            _folders.clear()
            self._generation = self._tools.generation
        words = _without(argv[1:], operands)
        if "-flto=jobserver" in words or environment.get("MAKE"):
            raise Unknown  # who compiles takes part in a make of this machine, or is run by another one
        if program.rpartition("/")[2].rpartition("-")[2].startswith("ld"):
            return list(_Search(self, program, words, [], environment, cwd).found)
        key = (program, *words, *[f"{name}={value}" for name, value in sorted(environment.items())])
        if key not in self._lines:
            self._lines[key] = driver_line(run([program, "-###", *words, "/dev/null"], environment))
        line, specs = self._lines[key]
        linker = self._tools.part(program, "ld", environment)
        if not line or not linker:
            raise Unknown
        again = (linker, cwd, *line)
        if again not in self._found:
            self._found[again] = _Search(self, linker, line, specs, environment, cwd).found
        return list(self._found[again])

    def searched(self, linker: str, emulation: Sequence[str], environment: Mapping[str, str]) -> list[str]:
        """The folders that `linker` searches by itself."""
        key = (linker, *emulation)
        if key not in self._searched:
            fact = b"\0".join([b"link-search", self._store.digest_of(linker), *[word.encode() for word in emulation]])
            value = self._store.get_fact(fact)
            if value is None:
                text = run([linker, *emulation, "--verbose"], environment)
                value = "\n".join(listed_folders(text)).encode("utf-8", "surrogateescape")
                self._store.put_fact(fact, value)
            self._searched[key] = value.decode("utf-8", "surrogateescape").split("\n")
        return self._searched[key]

    def needed(self, library: str, linker: str) -> list[str]:
        """The shared libraries that a shared one needs, and those need. Raises Unknown."""
        with open(linker, "rb") as file:
            loader = loader_of(file.read(HEAD_BYTES))
        return self._travel.libraries(library, loader, {}) if loader else []


class _Search:
    """One command line of a linker: `found` are the files that it names, or that have been found for it."""

    def __init__(
        self, linking: Linking, linker: str, words: Sequence[str], specs: Sequence[str],
        environment: Mapping[str, str], cwd: str,
    ) -> None:  # fmt: skip
        self.linking = linking
        self.linker = linker
        self.cwd = cwd
        self.found: dict[str, None] = {}
        self.kind = b""
        """Class and machine of the files that fit, as soon as one that is named tells."""
        pairs = list(zip(words, [*words[1:], ""], strict=True))
        self.folders = [normalize(word[2:] or value, cwd) for word, value in pairs if word.startswith("-L")]
        emulation = [word for pair in pairs if pair[0] == "-m" for word in pair]
        self.folders += linking.searched(linker, emulation, environment)
        for path in specs:
            self.add(path)
        self._walk(pairs)

    def _walk(self, pairs: list[tuple[str, str]]) -> None:
        static, saved, skip = False, [], False
        for word, value in pairs:
            if skip:
                skip = False
            elif word in WITH_VALUE:
                skip = True
                if word == "-plugin":
                    self.add(normalize(value, self.cwd))
            elif word in ("-l", "--library"):
                skip = True
                self.library(value, static)
            elif word.startswith("-l"):
                self.library(word[2:], static)
            elif word.startswith("--library="):
                self.library(word[10:], static)
            elif word == "--push-state":
                saved.append(static)
            elif word == "--pop-state":
                static = saved.pop() if saved else False
            elif word in STATIC:
                static = STATIC[word]
            elif word.startswith("/") and word != "/dev/null":
                self.add(normalize(word, self.cwd))

    def library(self, name: str, static: bool) -> None:
        """Look for `-l name`; that nobody has it is for the linker to say."""
        names = (
            [name[1:]] if name.startswith(":") else [f"lib{name}.a"] if static else [f"lib{name}.so", f"lib{name}.a"]
        )
        for folder in self.folders:
            for one in names:
                if self.add(f"{folder}/{one}"):
                    return

    def add(self, path: str) -> bool:
        """Take the file `path`, with what it names or needs, if it is there and fits."""
        place = as_opened(path)
        if place in self.found:
            return True
        try:
            with open(place, "rb") as file:
                head = file.read(HEAD_BYTES)
                script = b"" if head[:4] == b"\x7fELF" or head[:2] == b"!<" else head + file.read(MOST_SCRIPT_BYTES)
        except OSError:
            return False
        if head[:4] == b"\x7fELF":
            kind = head[4:5] + head[18:20]
            if self.kind and kind != self.kind:
                return False  # the linker skips those of other machines
            self.kind = kind
        self.found[place] = None
        if head[:4] == b"\x7fELF" and head[16:18] == b"\x03\0":
            for library in self.linking.needed(place, self.linker):
                self.add(library)
        elif script:
            self._script(script.decode("utf-8", "surrogateescape"), parent(place))
        return True

    def _script(self, text: str, folder: str) -> None:
        for name in script_inputs(text):
            if name.startswith("-l"):
                self.library(name[2:], False)
            elif name.startswith("/"):
                self.add(name)
            elif not self.add(f"{folder}/{name}"):
                self.library(":" + name, False)


_folders: dict[str, str] = {}


def as_opened(path: str) -> str:
    """`path` of the system with links and `..` of its folders followed; what the file itself is a link to, is not."""
    folder, _, name = path.rpartition("/")
    known = _folders.get(folder)
    if known is None:
        from os.path import realpath

        known = _folders[folder] = realpath(folder)
    return f"{known}/{name}"


def _without(words: Sequence[str], operands: Collection[str]) -> list[str]:
    """`words` without those that only this link has: its inputs, and the name of its output."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word == "-o":
            skip = True
        elif (word not in operands or is_platform(word)) and not word.startswith(OWN_FILES):
            found.append(word)
    return found


def driver_line(text: str) -> tuple[list[str], list[str]]:
    """From what a driver says for `-###`: the words that follow the linker's name, and the specs that it has read."""
    line: list[str] = []
    specs = []
    for one in text.split("\n"):
        if one.startswith("Reading specs from /"):
            specs.append(one.removeprefix("Reading specs from "))
        elif one.startswith(" "):
            words = unquoted(one)
            if words and words[0].rpartition("/")[2] in ("collect2", "ld", "ld.bfd", "ld.gold"):
                line = words[1:]
    return line, specs


def unquoted(line: str) -> list[str]:
    """The words of a line in which some are in double quotes, with backslashes inside."""
    words: list[str] = []
    word, quoted, begun, index = "", False, False, 0
    while index < len(line):
        character = line[index]
        if character == '"':
            quoted, begun = not quoted, True
        elif character == "\\" and index + 1 < len(line):
            index += 1
            word += line[index]
        elif character == " " and not quoted:
            if word or begun:
                words.append(word)
            word, begun = "", False
        else:
            word += character
        index += 1
    return [*words, word] if word or begun else words


def listed_folders(text: str) -> list[str]:
    """The folders in the `SEARCH_DIR("=/…")` of what `ld --verbose` prints."""
    found = []
    for part in text.split('SEARCH_DIR("')[1:]:
        found.append(part.partition('"')[0].removeprefix("="))
    return found


def script_inputs(text: str) -> list[str]:
    """The files that a linker script names in GROUP and INPUT."""
    while "/*" in text:
        before, _, rest = text.partition("/*")
        text = before + " " + rest.partition("*/")[2]
    for mark in "(),;":
        text = text.replace(mark, f" {mark} ")
    found: list[str] = []
    depth, inside = 0, 0
    before = ""
    for word in text.split():
        if word == "(":
            depth += 1
            if not inside and before in NAMES:
                inside = depth
        elif word == ")":
            inside = 0 if inside == depth else inside
            depth -= 1
        elif inside and word not in (",", ";", *NAMES):
            found.append(word.strip('"'))
        before = word
    return found
