"""Running a build under bash and under oilgg at the same path, and comparing everything it leaves."""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import pty
import re
import select
import shutil
import signal
import stat
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TIME_LIMIT_S = 180.0


@dataclass
class Node:
    """One path of a tree: what is compared, and its time."""

    kind: str
    mode: int
    owner: tuple[int, int]
    links: int
    content: str
    mtime_ns: int

    def facts(self) -> tuple[object, ...]:
        """What must be equal."""
        return (self.kind, oct(self.mode), self.owner, self.links, self.content)


Tree = dict[str, Node]


def tree_of(root: Path) -> Tree:
    """Everything below `root`."""
    tree: Tree = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = Path(folder, name)
            status = path.lstat()
            kind = stat.filemode(stat.S_IFMT(status.st_mode))[0]
            content = ""
            if kind == "l":
                content = os.readlink(path)
            elif kind == "-":
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            links = 1 if kind == "d" else status.st_nlink
            mode, owner = stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid)
            tree[str(path.relative_to(root))] = Node(kind, mode, owner, links, content, status.st_mtime_ns)
    return tree


def tree_differences(expected: Tree, actual: Tree) -> list[str]:
    """Lines that say where `actual` differs from `expected`."""
    found = []
    for path in sorted({*expected, *actual}):
        ours, theirs = actual.get(path), expected.get(path)
        if theirs is None:
            found.append(f"{path}: only oilgg left it")
        elif ours is None:
            found.append(f"{path}: only bash left it")
        elif ours.facts() != theirs.facts():
            found.append(f"{path}: bash {theirs.facts()}, oilgg {ours.facts()}")
    return found


def order_differences(expected: Tree, actual: Tree) -> list[str]:
    """Pairs of files whose modification times are in the wrong order."""
    by_time = sorted((node.mtime_ns, path) for path, node in expected.items() if node.kind == "-" and path in actual)
    found = []
    for (before_ns, before), (after_ns, after) in itertools.pairwise(by_time):
        if before_ns < after_ns and actual[before].mtime_ns > actual[after].mtime_ns:
            found.append(f"{after} is newer than {before} with bash, older with oilgg")
    return found


@dataclass
class Run:
    """What one run printed, its status and its time."""

    stdout: str
    stderr: str
    status: int
    seconds: float
    tree: Tree = field(default_factory=dict)

    def differences(self, expected: Run) -> list[str]:
        """Lines that say where this differs from `expected`."""
        found = []
        for name in ("status", "stdout", "stderr"):
            ours, theirs = getattr(self, name), getattr(expected, name)
            if ours != theirs:
                found.append(f"{name}: bash {theirs!r}, oilgg {ours!r}")
        return found + tree_differences(expected.tree, self.tree) + order_differences(expected.tree, self.tree)


class Place:
    """A folder in which the same build is done with one shell after the other, always at the same path."""

    def __init__(self, folder: Path, source: Path, script: Path | None, user: int | None = None) -> None:
        self.folder = folder
        self.source = source
        self.script = script
        self.user = user
        self.work = folder / "work"
        self.directory = self.work
        """Where the build is started; may be a symbolic link to `work`."""
        self.store = folder / "store"
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "OILGG_STORE": str(self.store),
            "OILGG_QUICK": "no",
            "OILGG_STATUS": "none",
        }
        (folder / "home").mkdir(exist_ok=True)
        self.own(folder)

    def own(self, path: Path) -> None:
        """Give `path` and all below it to the user of this place."""
        if self.user is not None:
            subprocess.run(["chown", "-hR", f"{self.user}:{self.user}", str(path)], check=True)

    def fresh(self, *, keep_store: bool = False) -> None:
        """A fresh copy of the source; an empty store unless it is to be kept."""
        if self.work.exists():
            shutil.rmtree(self.work)
        if not keep_store and self.store.exists():
            subprocess.run(["chmod", "-R", "u+rwX", str(self.store)], check=True)
            shutil.rmtree(self.store)
        subprocess.run(["cp", "-a", str(self.source), str(self.work)], check=True)
        if self.script is not None:
            shutil.copy(self.script, self.work / "build.sh")
        self.own(self.work)
        time.sleep(0.02)  # the clock of files is coarse: the copies are to be older than what is made from them

    def run(self, command: Sequence[str], *, terminal: bool = False) -> Run:
        """Run `command` here; with `terminal` on a pseudo-terminal, where both streams come as stdout."""
        environment = {**self.environment, "PWD": str(self.directory)}
        start = time.monotonic()
        if terminal:
            stdout, status = run_on_terminal(command, self.directory, environment)
            run = Run(stdout, "", status, time.monotonic() - start)
        else:
            process = subprocess.Popen(
                command,
                cwd=self.directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            try:
                out, err = process.communicate(timeout=TIME_LIMIT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise
            seconds = time.monotonic() - start
            messages = re.sub(r"(line \d+: ) *\d+ (?=[A-Z])", r"\1PID ", err.decode(errors="replace"))
            run = Run(out.decode(errors="replace"), messages, process.returncode, seconds)
        run.tree = tree_of(self.work)
        return run


def run_on_terminal(command: Sequence[str], directory: Path, environment: dict[str, str]) -> tuple[str, int]:
    """Run `command` on a pseudo-terminal of 80 columns; what it showed, and its status."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    deadline = time.monotonic() + TIME_LIMIT_S
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                data = os.read(leader, 1 << 16)
            except OSError:
                break
            if not data:
                break
            shown += data
    os.close(leader)
    return shown.decode(errors="replace"), process.wait(timeout=10)


STARTED = re.compile(r'^(\d+) +execve\("([^"]*)", \[(.*?)\], .*( = 0| <unfinished \.\.\.>)$')
RESUMED = re.compile(r"^(\d+) +<\.\.\. execve resumed>.* = 0$")
ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def programs(command: Sequence[str], place: Place) -> tuple[Run, list[list[str]]]:
    """Run `command` here under strace: the run, and path and arguments of every program that it started."""
    log = place.folder / "strace.log"
    log.unlink(missing_ok=True)
    tracer = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-e", "signal=none", "-o", str(log)]
    run = place.run([*tracer, *command])
    started = []
    waiting: dict[str, list[str]] = {}
    for line in log.read_text(errors="replace").splitlines():
        if match := STARTED.match(line):
            found = [match[2], *ARGUMENT.findall(match[3])]
            if match[4] == " = 0":
                started.append(found)
            else:
                waiting[match[1]] = found
        elif (match := RESUMED.match(line)) and match[1] in waiting:
            started.append(waiting.pop(match[1]))
    return run, started


COMPILER_PARTS = ("cc1", "cc1plus", "as", "collect2", "ld", "ld.bfd", "gcc", "g++", "ar", "ranlib", "strip")


def compilers(started: Sequence[Sequence[str]]) -> list[str]:
    """Those of the started programs that compile, assemble, link or archive."""
    return [program for program, *_ in started if program.rpartition("/")[2] in COMPILER_PARTS]


def compiled_sources(started: Sequence[Sequence[str]]) -> set[str]:
    """The base names of the sources that the C compiler proper was started for.

    What it is told to name its dumps after comes from the output, which may have a private place.
    """
    compilers = [words for words in started if words[0].endswith("/cc1")]
    sources = [word for words in compilers for before, word in itertools.pairwise(words) if before != "-dumpbase"]
    return {word.rpartition("/")[2] for word in sources if word.endswith(".c") and word != ".c"}


def archived_sources(started: Sequence[Sequence[str]]) -> set[str]:
    """The base names of the sources whose objects were put into an archive."""
    return {
        word.rpartition("/")[2][:-2] + ".c"
        for program, *arguments in started
        if program.rpartition("/")[2] == "ar"
        for word in arguments
        if word.endswith(".o")
    }


def linked_sources(started: Sequence[Sequence[str]]) -> set[str]:
    """The base names of the sources that were compiled and linked in one call with an archive: they stand on it."""
    calls = [words for program, *words in started if program.rpartition("/")[2] in ("gcc", "cc") and "-c" not in words]
    with_archive = [words for words in calls if any(word.endswith(".a") for word in words)]
    return {word.rpartition("/")[2] for words in with_archive for word in words if word.endswith(".c")}


Edit = Callable[[Path], None]


def replace_in(name: str, old: str, new: str) -> Edit:
    """An edit that replaces the first `old` by `new` in file `name`."""

    def edit(work: Path) -> None:
        path = work / name
        text = path.read_text(errors="surrogateescape")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), errors="surrogateescape")

    return edit


def add_line_above(name: str, line: str) -> Edit:
    """An edit that puts a line at the top of file `name`: with -g, what includes it changes."""

    def edit(work: Path) -> None:
        path = work / name
        path.write_text(f"{line}\n" + path.read_text(errors="surrogateescape"), errors="surrogateescape")

    return edit


def delete(name: str) -> Edit:
    """An edit that removes file `name`. If a build before has failed, which its test shows, it may not be there."""
    return lambda work: (work / name).unlink(missing_ok=True)


def append(name: str, data: bytes) -> Edit:
    """An edit that appends to file `name`."""

    def edit(work: Path) -> None:
        with open(work / name, "ab") as file:
            file.write(data)

    return edit


def changed_copy(old: str, new: str, text: str, replacement: str) -> Edit:
    """An edit that makes file `new` from file `old` with one text replaced."""

    def edit(work: Path) -> None:
        content = (work / old).read_text() if (work / old).exists() else ""
        (work / new).write_text(content.replace(text, replacement, 1))

    return edit


def nothing(work: Path) -> None:
    """No edit."""
