"""`oilgg --tool annotate -- COMMAND…`: run a command under the tracer and draft its annotation.

The draft is what this one call showed: which operands it read, wrote or changed, which further files, whether it
printed, whether it did what no annotation can vouch for. It is a start, to be read and completed by somebody who knows
the command; `--check` tells what it leaves out.
"""

from __future__ import annotations

import posix
import sys
from os.path import isfile
from select import POLLIN, poll

from oilgg.paths import Canonical, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.base import Result
    from oilgg.worker.trace import Trace

USAGE = """\
Usage: oilgg --tool annotate [--] COMMAND [ARGUMENT...]

Runs the command in this folder, under the tracer, and prints a draft of its annotation on standard error: what this
one call read and wrote. It is for a file of annotations: .oilgg/NAME.io of the project, ~/.config/oilgg/NAME.io.
"""
SYSTEM = (
    "/usr/",
    "/lib/",
    "/lib64/",
    "/etc/",
    "/bin/",
    "/sbin/",
    "/opt/",
    "/var/",
    "/proc/",
    "/sys/",
    "/dev/",
    "/run/",
)
CLAUSES = {
    "clock": "clock",
    "network": "net HOST",
    "terminal": "tty",
    "effect": "effect",
    "random": "pure no",
    "device": "pure no",
}
PROGRAM_FOLDERS = ("bin", "sbin", "libexec", "shims")
"""Where programs are below the folder that they and their libraries are installed in."""
MOST_PATHS = 20
"""Of a kind, in a draft; there are more where something is wrong, and nobody would read them."""


def main(arguments: list[str]) -> int:
    """Run and draft; gives the exit status of the command, 2 for wrong usage, 126 if it can't be traced."""
    if arguments in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(USAGE)
        return 2
    program = _find(arguments[0])
    if not program:
        sys.stderr.write(f"oilgg: {arguments[0]}: command not found\n")
        return 127
    result, trace, printed = _run(program, arguments)
    if trace is None:
        sys.stderr.write(f"oilgg: {arguments[0]}: {result.failure or 'it cannot be traced'}\n")
        return 126
    if result.error is not None:
        sys.stderr.write(f"oilgg: {arguments[0]}: {posix.strerror(result.error.errno)}\n")
        return result.statuses[-1]
    sys.stderr.write(Draft(arguments, trace, printed, posix.getcwd()).text())
    return result.statuses[-1] if result.statuses else 126


def _find(name: str) -> str:
    if "/" in name:
        return name
    path = posix.environ.get(b"PATH", b"/usr/bin:/bin").decode("utf-8", "surrogateescape")
    for folder in path.split(":"):
        found = f"{folder or '.'}/{name}"
        if posix.access(found, posix.X_OK) and isfile(found):
            return found
    return ""


def _run(program: str, argv: list[str]) -> tuple[Result, Trace | None, bool]:
    """Run the command in its place: its result, what was seen, whether it printed on standard output."""
    from oilgg.engine.base import PLAIN, Job, JobStage
    from oilgg.engine.local import LocalEngine
    from oilgg.worker import trace

    report = f"/tmp/oilgg-{posix.getpid()}.trace"
    engine = LocalEngine(1)
    reading, writing = posix.pipe()
    lines = [
        f"{name.decode('utf-8', 'surrogateescape')}={value.decode('utf-8', 'surrogateescape')}"
        for name, value in posix.environ.items()
    ]
    mask = posix.umask(0)
    posix.umask(mask)
    stage = JobStage(program, argv, lines)
    job = Job(1, [stage], posix.getcwd(), mask, PLAIN, stdin=0, stdout=writing, stderr=2, trace=report)
    try:
        engine.submit(job)
        posix.close(writing)
        printed = _pass_on(reading)
        (result,) = engine.wait()
        try:
            return result, trace.read(report), printed
        except (OSError, ValueError):
            return result, None, printed
    finally:
        posix.close(reading)
        engine.close()
        try:
            posix.unlink(report)
        except OSError:
            pass


def _pass_on(reading: int) -> bool:
    """Hand on what comes until the end; whether that was anything."""
    waiting = poll()
    waiting.register(reading, POLLIN)
    printed = False
    while True:
        waiting.poll()
        data = posix.read(reading, 65536)
        if not data:
            return printed
        printed = True
        while data:
            data = data[posix.write(1, data) :]


class Draft:
    """The annotation that one traced call suggests."""

    def __init__(self, argv: list[str], trace: Trace, printed: bool, cwd: str) -> None:
        self.argv = argv
        self.trace = trace
        self.printed = printed
        self.cwd = cwd
        self.canonical = Canonical()
        self.used: set[str] = set()
        self.names: dict[str, int] = {}
        started = {path for path, _argv in trace.executed}
        self.programs = {self.canonical.file(path, "/") for path in started} | started
        self.installed = sorted({prefix for path in self.programs if (prefix := self._prefix(path))})
        self.libraries: dict[str, int] = {}
        """How many files of the programs themselves were read, by where these are installed."""
        self.reads = self._own(sorted(trace.reads))
        """Files of nobody but the user that were read."""
        self.lists = self._own(sorted(trace.lists))
        """Folders whose names were read."""

    def text(self) -> str:
        """The entry, with comments on what it stands on."""
        name = self.argv[0].rpartition("/")[2]
        lines = [" ".join([name, *self._words()])]
        lines += [f"  {line}" for line in self._further("in <", self.reads)]
        lines += [f"  {line}" for line in self._further("in <<", self.lists)]
        lines += [f"  {line}" for line in self._further("out >", self.writes())]
        if self.printed:
            lines.append("  out >-")
        clauses = dict.fromkeys([CLAUSES[code] for code, *_ in self.trace.specials if code in CLAUSES])
        lines += [f"  {clause}" for clause in clauses]
        if not clauses:
            lines.append("  pure")
        lines += [f"  # {detail}" for _code, detail, *_ in self.trace.specials]
        lines += [f"  # it reads {count} of its own below {prefix}" for prefix, count in self.libraries.items()]
        if not self.reads and not self.lists:
            lines.append("  # It read no file here. If it reads standard input, say so: in <-")
        return "\n".join(lines) + "\n"

    def writes(self) -> list[str]:
        """Files that were made or changed, and are still there."""
        found = []
        for path, (before, *_rest) in self.trace.touched.items():
            try:
                mode = posix.lstat(path).st_mode
            except OSError:
                if before == "absent":
                    continue  # a temporary file
                mode = 0
            if mode & 0o170000 != 0o040000:
                found.append(path)
        return self._own(found)

    def _own(self, paths: list[str]) -> list[str]:
        """Those that belong neither to the system nor to a program."""
        found = []
        for path in paths:
            if path.startswith(SYSTEM) or path in self.programs:
                continue
            for prefix in self.installed:
                if (path + "/").startswith(prefix):
                    self.libraries[prefix] = self.libraries.get(prefix, 0) + 1
                    break
            else:
                found.append(path)
        return found

    def _prefix(self, program: str) -> str:
        """What a program is installed in, with a `/` at the end; "" for one of the system or of the user's project."""
        folder = parent(program)
        prefix = parent(folder).rstrip("/") + "/"
        if program.startswith(SYSTEM) or folder.rpartition("/")[2] not in PROGRAM_FOLDERS:
            return ""
        home = posix.environ.get(b"HOME", b"").decode("utf-8", "surrogateescape").rstrip("/") + "/"
        return "" if (self.cwd + "/").startswith(prefix) or home.startswith(prefix) else prefix

    def _words(self) -> list[str]:
        """The usage line behind the name."""
        found: list[str] = []
        words = self.argv[1:]
        index = 0
        while index < len(words):
            word = words[index]
            index += 1
            if word.startswith("--") and "=" in word:
                option, _, value = word.partition("=")
                found.append(f"[{option}={self._role(value) or 'VALUE'}]")
            elif word.startswith("-") and len(word) > 1:
                role = self._role(words[index]) if index < len(words) else ""
                if role and len(word) == 2 and ">" in self._role_kind(words[index]):
                    found.append(f"[{word} {role}]")
                    index += 1
                elif len(word) > 2 and word[1] != "-" and self._role(word[2:]):
                    found.append(f"[{word[:2]}{self._role(word[2:])}]")
                else:
                    found.append(f"[{word}]")
            else:
                found.append(self._role(word) or self._name("TEXT"))
        return _joined(found)

    def _role_kind(self, word: str) -> str:
        path = self.canonical.file(word, self.cwd) if word else ""
        reads = path in self.trace.reads
        writes = path in self.trace.touched
        if reads and writes:
            return "<>"
        return "<" if reads else ">" if writes else "<<" if path in self.trace.lists else ""

    def _role(self, word: str) -> str:
        """The arrow and name for a word that is the path of something read or written; "" for other words."""
        kind = self._role_kind(word)
        if not kind:
            return ""
        self.used.add(self.canonical.file(word, self.cwd))
        return kind + {"<": "IN", ">": "OUT", "<>": "FILE", "<<": "FOLDER"}[kind]

    def _name(self, name: str) -> str:
        self.names[name] = self.names.get(name, 0) + 1
        return name if self.names[name] == 1 else f"{name}{self.names[name]}"

    def _further(self, clause: str, paths: list[str]) -> list[str]:
        """A clause for each of `paths` that no operand names, as one would write it."""
        found = []
        prefix = self.cwd.rstrip("/") + "/"
        for path in paths:
            if path not in self.used:
                found.append(clause + (path[len(prefix) :] if path.startswith(prefix) else path))
        if len(found) > MOST_PATHS:
            found[MOST_PATHS:] = [f"# and {len(found) - MOST_PATHS} more"]
        return found


def _joined(words: list[str]) -> list[str]:
    """Operands of the same role that follow each other become one, repeated."""
    found: list[str] = []
    for word in words:
        if found and word.startswith(("<", ">")) and found[-1].rstrip(".") == word:
            found[-1] = word + "..."
        else:
            found.append(word)
    return found
