"""Tests what an annotation claims against the installed tool: tested, not trusted.

A call is run in a folder that is made anew for every run, always at the same path:

- traced (strace): what it reads below the folder is declared, what is made, changed or removed there as well,
  nothing is written elsewhere, standard input is left alone and standard output is empty unless declared;
- `pure`: a second run, with other times (and modes, where `meta` is not said) and other variables where `env only`
  leaves them out, gives the same files, streams and status;
- `moves`, `adds`: the output at another path has the same bytes and mode;
- `paths free`: another root above the folder changes nothing (`check_roots`);
- `learn`: the way of reporting changes nothing and names every traced read that is not an operand;
- `par`: random records cut at random places, run by parts, joined: bytes and status of the whole.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from oilgg.annotate.check_roots import wrong_roots
from oilgg.annotate.library import Library
from oilgg.annotate.match import effects as match_effects
from oilgg.annotate.model import Effects, Refusal
from oilgg.annotate.template import name_fits

Content = bytes | None | tuple[str, str]
Tree = Mapping[str, Content]
State = dict[str, tuple[str, int, bytes]]

SYSTEM_CALLS = (
    "open,openat,openat2,creat,execve,read,readv,pread64,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,"
    "link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,utimensat,getdents64,sendfile,copy_file_range"
)
OTHER_VARIABLES = {"HOME": "/nonexistent", "USER": "someone", "EDITOR": "none", "CFLAGS": "-DNONE", "OILGG_CHECK": "1"}
PLACES_TO_WRITE = ("/dev/null", "/dev/tty", "/dev/stdout", "/dev/stderr", "/proc/self/")


class FolderLook:
    """Answers the matcher from a real folder."""

    def __init__(self, root: str) -> None:
        self.root = root

    def exists(self, path: str) -> bool:
        """Whether something is there, links followed."""
        return os.path.exists(os.path.join(self.root, path))

    def is_dir(self, path: str) -> bool:
        """Whether it is a folder, or a link to one."""
        return os.path.isdir(os.path.join(self.root, path))

    def is_link(self, path: str) -> bool:
        """Whether it is a symbolic link."""
        return os.path.islink(os.path.join(self.root, path))

    def listdir(self, path: str) -> list[str]:
        """The names in a folder."""
        return os.listdir(os.path.join(self.root, path))

    def read_bytes(self, path: str) -> bytes:
        """The contents of a file."""
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read()


class Outcome:
    """What a run left: status, streams, the folder's state afterwards, the trace's text."""

    def __init__(self, status: int, out: bytes, err: bytes, state: State, trace: str) -> None:
        self.status = status
        self.out = out
        self.err = err
        self.state = state
        self.trace = trace


class Bench:
    """One call in one folder, and the runs that test its claims.

    `tree` maps paths to contents: bytes, None for a folder, ("link", target), ("run", text) for an executable file.
    Use as a context manager; everything lies in a private folder that is removed at the end.
    """

    def __init__(
        self,
        argv: list[str],
        tree: Tree,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        library: Library | None = None,
        seed: int = 1,
    ) -> None:
        self.argv = argv
        self.tree = tree
        self.stdin = stdin
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", **(environment or {})}
        self.library = library or Library()
        self.random = random.Random(seed)
        self.base = ""
        self.root = ""

    def __enter__(self) -> Bench:
        self.base = os.path.realpath(tempfile.mkdtemp(prefix="oilgg-check-"))
        self.root = os.path.join(self.base, "tree")
        os.mkdir(os.path.join(self.base, "tmp"))
        self.environment["TMPDIR"] = os.path.join(self.base, "tmp")
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.base, ignore_errors=True)

    # Running

    def make(self, mode: int = 0o644, when: int = 1_700_000_000) -> None:
        """Make the folder; plain files get this mode and time."""
        shutil.rmtree(self.root, ignore_errors=True)
        os.mkdir(self.root)
        for path, content in self.tree.items():
            full = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            if content is None:
                os.makedirs(full, exist_ok=True)
            elif isinstance(content, tuple) and content[0] == "link":
                os.symlink(content[1], full)
            else:
                with open(full, "wb") as file:
                    file.write(content if isinstance(content, bytes) else os.fsencode(content[1]))
                os.chmod(full, 0o755 if isinstance(content, tuple) else mode)
                os.utime(full, (when, when))

    def run(
        self,
        argv: list[str] | None = None,
        stdin: bytes | None = None,
        trace: bool = False,
        extra: Mapping[str, str] | None = None,
        make: bool = True,
    ) -> Outcome:
        """Run the call (or `argv`) in a new folder and say what it left."""
        if make:
            self.make()
        words = list(argv or self.argv)
        log = os.path.join(self.base, "trace")
        if trace:
            words = ["strace", "-f", "-qq", "-y", "-s", "65535", "-o", log, "-e", "trace=" + SYSTEM_CALLS, *words]
        feed = os.path.join(self.base, "stdin")
        with open(feed, "wb") as file:
            file.write(self.stdin if stdin is None else stdin)
        os.utime(feed, (1_700_000_000, 1_700_000_000))
        with open(feed, "rb") as file:
            done = subprocess.run(
                words,
                cwd=self.root,
                stdin=file,
                capture_output=True,
                env={**self.environment, **(extra or {})},
                timeout=120,
                check=False,
            )
        text = ""
        if trace:
            with open(log, encoding="utf-8", errors="surrogateescape") as lines:
                text = lines.read()
        return Outcome(done.returncode, done.stdout, done.stderr, state_of(self.root), text)

    def effects(self) -> Effects | Refusal:
        """What the annotation says about the call in the folder as it is before."""
        self.make()
        look = FolderLook(self.root)
        return match_effects(self.library.lookup(self.argv[0]), self.argv, self.environment, look)

    # Claims

    def problems(self) -> list[str]:
        """Every claim that does not hold; a refusal is one."""
        said = self.effects()
        if isinstance(said, Refusal):
            return [f"refused: {said.code}: {said.detail}"]
        before = state_of(self.root)
        plain = self.run(trace=True)
        self.make()  # declared paths are resolved as they were before
        found = [*self.wrong_reads(said, before, plain), *self.wrong_writes(said, before, plain)]
        if plain.out and not said.stdout:
            found.append("standard output is not declared")
        if said.pure == "yes" and (plain.status == 0 or said.keep_failure):
            found += self.wrong_purity(said, plain)
        if plain.status == 0:
            found += self.wrong_truncation(said)
        found += self.wrong_moves(said, plain)
        if said.learn and plain.status == 0:
            found += self.wrong_learning(said, plain)
        if said.par is not None and said.par[0] != "no":
            found += self.wrong_parts(said)
        return found + wrong_roots(self, said, plain)

    def wrong_reads(self, said: Effects, before: State, plain: Outcome) -> list[str]:
        """Traced reads below the folder that are not declared."""
        found = []
        for path in sorted(traced_reads(plain.trace, self.root)):
            inner = os.path.relpath(path, self.root)
            known = [*said.reads, *said.changes, *said.appends, *said.removes, *said.writes, *said.makes_dirs]
            if self.same_path(inner, known):
                continue
            removed: list[tuple[str, tuple[str, ...]]] = [(gone, ()) for gone in said.removes]
            if self.in_trees(path, [*said.read_trees, *said.write_trees, *removed]):
                continue
            if inner in before or inner in plain.state:
                found.append(f"reads {inner}, which is not declared")
        if not said.stdin and f"(0<{self.base}/stdin>" in plain.trace:
            found.append("reads standard input, which is not declared")
        return found

    def same_path(self, path: str, declared: list[str]) -> bool:
        """Whether a path is one of those declared, links resolved."""
        full = os.path.join(self.root, path)
        for text in declared:
            other = os.path.join(self.root, text)
            if os.path.normpath(other) == full or os.path.realpath(other) == full:
                return True
        return False

    def in_trees(self, path: str, trees: list[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether a path lies in one of the declared trees."""
        for folder, globs in trees:
            full = os.path.normpath(os.path.join(self.root, folder))
            for top in (full, os.path.realpath(full)):
                if (path == top or path.startswith(top.rstrip("/") + "/")) and (path == top or name_fits(path, globs)):
                    return True
        return False

    def wrong_writes(self, said: Effects, before: State, plain: Outcome) -> list[str]:
        """Paths that differ afterwards and are not declared; writes to places outside."""
        found = []
        declared = [*said.writes, *said.appends, *said.changes, *said.removes, *said.makes_dirs]
        for path in sorted({*before, *plain.state}):
            if before.get(path) == plain.state.get(path):
                continue
            full = os.path.join(self.root, path)
            removed: list[tuple[str, tuple[str, ...]]] = [(gone, ()) for gone in said.removes]
            if not (self.same_path(path, declared) or self.in_trees(full, [*said.write_trees, *removed])):
                found.append(f"changes {path}, which is not declared")
        for path in sorted(traced_writes(plain.trace)):
            if not path.startswith((self.base + "/", *PLACES_TO_WRITE)):
                found.append(f"writes {path}")
        return found

    def wrong_purity(self, said: Effects, plain: Outcome) -> list[str]:
        """A second run under other circumstances that should not count."""
        times_count = said.meta and not said.modes_only
        self.make(0o644 if said.meta else 0o600, 1_700_000_000 if times_count else 1_500_000_000)
        extra = OTHER_VARIABLES if said.environment is not None else {}
        again = self.run(extra=extra, make=False)
        return self.differences("a second run", plain, again, said, times=said.meta)

    def differences(self, what: str, one: Outcome, two: Outcome, said: Effects, times: bool = True) -> list[str]:
        """How two runs differ in status, streams and files."""
        found = []
        if one.status != two.status:
            found.append(f"{what}: status {two.status} instead of {one.status}")
        if one.out != two.out:
            found.append(f"{what}: other standard output")
        if untimed(one.err) != untimed(two.err):
            found.append(f"{what}: other standard error {two.err[:200]!r}")
        touched = [*said.writes, *said.appends, *said.changes]
        for path in sorted({*one.state, *two.state}):
            first, second = one.state.get(path), two.state.get(path)
            whole = times or (path not in self.tree and self.same_path(path, touched))
            if first is None or second is None or whole:
                different = first != second
            else:
                different = first[2] != second[2]
            if different:
                found.append(f"{what}: {path} differs")
        return found

    def wrong_moves(self, said: Effects, plain: Outcome) -> list[str]:
        """Outputs put elsewhere."""
        found = []
        elsewhere = os.path.join(self.base, "elsewhere", "kept")
        calls: list[tuple[str, list[str]]] = []
        for index, prefix, path in said.moves:
            full = os.path.join(self.root, path)
            if os.path.islink(full) or os.path.isdir(full) or not os.path.isdir(os.path.dirname(full)):
                continue
            moved = list(self.argv)
            moved[index] = moved[index][:prefix] + elsewhere
            calls.append((path, moved))
        for words, path in said.adds:
            calls.append((path, [*self.argv, *(word.replace("FILE", elsewhere) for word in words)]))
        for path, argv in calls:
            shutil.rmtree(os.path.dirname(elsewhere), ignore_errors=True)
            os.mkdir(os.path.dirname(elsewhere))
            there = self.run(argv)
            expected = plain.state.get(os.path.normpath(path))
            got = state_of(os.path.dirname(elsewhere)).get("kept")
            if plain.status != there.status or plain.out != there.out:
                found.append(f"moved {path}: other status or output")
            if path in said.truncates and expected and got and path in self.tree:
                got = (got[0], expected[1], got[2])  # the mode is that of the file before
            if plain.status == 0 and expected != got and path != "/dev/null":
                found.append(f"moved {path}: other bytes or mode")
            if plain.status == 0 and untimed(plain.err) != untimed(there.err):
                found.append(f"moved {path}: other standard error")
            for other in plain.state:
                if other != os.path.normpath(path) and plain.state[other] != there.state.get(other):
                    found.append(f"moved {path}: {other} differs")
        return found

    def wrong_truncation(self, said: Effects) -> list[str]:
        """Whether movable outputs that exist stay the same file exactly where `truncates` says so."""
        kept = {os.path.normpath(path) for path in said.truncates}
        self.make()
        held = {}
        for path in {os.path.normpath(path) for _, _, path in said.moves}:
            full = os.path.join(self.root, path)
            if os.path.isfile(full) and not os.path.islink(full):
                held[path] = open(full, "rb")  # held open, so that its number is not given to another file
        try:
            if held:
                self.run(make=False)
            return [
                f"{path} is {'the same file' if same else 'made anew'}, which is not declared"
                for path, file in held.items()
                if (same := self.is_same(path, file.fileno())) != (path in kept)
            ]
        finally:
            for file in held.values():
                file.close()

    def is_same(self, path: str, descriptor: int) -> bool:
        """Whether a path still is the file that was opened."""
        try:
            return os.stat(os.path.join(self.root, path)).st_ino == os.fstat(descriptor).st_ino
        except FileNotFoundError:
            return False

    def wrong_learning(self, said: Effects, plain: Outcome) -> list[str]:
        """Runs the call with the ways of reporting and compares with the trace."""
        reports: list[str] = []
        extra: dict[str, str] = {}
        argv = list(self.argv)
        for index, (kind, what) in enumerate(said.learn):
            path = os.path.join(self.base, f"report{index}")
            if os.path.exists(path):
                os.unlink(path)
            if kind == "environment":
                extra[what] = path
            elif kind == "options":
                argv += [word.replace("FILE", path) for word in what]
            else:
                path = os.path.join(self.root, what)
            reports.append(path)
        run = self.run(argv, extra=extra)
        found = self.differences("reporting reads", plain, run, said) if said.pure == "yes" else []
        learned = {os.path.normpath(os.path.join(self.root, name)) for path in reports for name in rule_names(path)}
        operands = {os.path.normpath(os.path.join(self.root, path)) for path in said.reads}
        for path in traced_reads(plain.trace, self.root):
            real = {os.path.realpath(name) for name in learned | operands}
            if path not in learned and path not in operands and path not in real and os.path.isfile(path):
                found.append(f"does not report that it reads {os.path.relpath(path, self.root)}")
        return found

    # Parts

    def wrong_parts(self, said: Effects) -> list[str]:
        """`par`: runs by parts and compares with the whole, a few times."""
        assert said.par is not None
        kind, words = said.par
        if kind == "files":
            return self.wrong_files(said, list(words))
        if any(not isinstance(self.tree.get(self.argv[index]), bytes) for index in said.files):
            return []
        found: list[str] = []
        for attempt in range(6):
            data = records(self.random, said.unit, text="text" in words, ended=attempt % 3 != 2)
            whole_argv, part_argv = self.as_filter(said)
            parts = cut(self.random, data, said.unit)
            if said.unit == "apart":
                parts = self.apart(part_argv, parts)
            tree = dict(self.tree)
            for index in said.files:
                if isinstance(tree.get(self.argv[index], b""), bytes):
                    tree[self.argv[index]] = data
            bench = _Parts(self, tree)
            whole = bench.run(whole_argv, data)
            pieces = [bench.run(part_argv, part) for part in parts]
            if any(piece.err and piece.status for piece in pieces):
                continue  # then the whole is run
            if kind == "map":
                joined = b"".join(piece.out for piece in pieces)
            elif words == ("sum",):
                joined = b"%d\n" % sum(int(piece.out) for piece in pieces)
            else:
                joined = bench.fold(list(words), [piece.out for piece in pieces])
            if joined != whole.out:
                found.append(f"par {kind}: other bytes for {data[:60]!r}… in {len(parts)} parts")
                break
            if join_statuses(said.rc, [piece.status for piece in pieces]) != whole.status:
                found.append(f"par {kind}: other status, rc {said.rc}")
                break
        return found

    def apart(self, argv: list[str], parts: list[bytes]) -> list[bytes]:
        """`unit apart`: parts put together again where the command does not treat a line end and a byte alike."""
        found = parts[:1]
        for part in parts[1:]:
            one, other, both = [self.run(argv, data).out for data in (b"\n", part[:1], b"\n" + part[:1])]
            if len(one) == len(other) == 1 and both == one + other:
                found.append(part)
            else:
                found[-1] += part
        return found

    def as_filter(self, said: Effects) -> tuple[list[str], list[str]]:
        """The call on its file, and the same call on standard input."""
        argv = list(self.argv)
        return argv, [word for index, word in enumerate(argv) if index not in said.files]

    def wrong_files(self, said: Effects, words: list[str]) -> list[str]:
        """`par files`: the operands in two groups."""
        places = [index for index in said.files if self.argv[index] != "-"]
        if len(places) < 2:
            return []
        middle = self.random.randrange(1, len(places))
        whole = self.run()
        out, statuses = b"", []
        self.make()
        for group in (places[:middle], places[middle:]):
            kept = [word for i, word in enumerate(self.argv) if i not in places or i in group]
            done = self.run([*kept[:1], *words, *kept[1:]], make=False)
            out += done.out
            statuses.append(done.status)
        if out != whole.out or state_of(self.root) != whole.state:
            return ["par files: other bytes"]
        if join_statuses(said.rc, statuses) != whole.status:
            return [f"par files: other status, rc {said.rc}"]
        return []


class _Parts:
    """Runs a filter over parts in a folder with other contents."""

    def __init__(self, bench: Bench, tree: Tree) -> None:
        self.bench = bench
        self.tree = tree

    def run(self, argv: list[str], data: bytes) -> Outcome:
        """Run words on `data` in the other folder; the bench keeps its own."""
        kept, self.bench.tree = self.bench.tree, self.tree
        try:
            return self.bench.run(argv, data)
        finally:
            self.bench.tree = kept

    def fold(self, words: list[str], parts: list[bytes]) -> bytes:
        """Join parts by a command that gets them as files."""
        names = []
        for index, part in enumerate(parts):
            names.append(os.path.join(self.bench.base, f"part{index}"))
            with open(names[-1], "wb") as file:
                file.write(part)
        return self.run([*words, *names], b"").out


def check_call(argv: list[str], tree: Tree, **more: object) -> list[str]:
    """The problems of one call; [] if every claim holds. See Bench for the arguments."""
    with Bench(argv, tree, **more) as bench:  # type: ignore[arg-type]
        return bench.problems()


TREE_BYTES = 256 << 20


def tree_of(folder: str) -> dict[str, Content]:
    """A folder as a tree for Bench: for `--tool check`, which tests a call where it stands, in copies.

    Raises ValueError for more than TREE_BYTES; sockets, devices and the like are left out.
    """
    found: dict[str, Content] = {}
    size = 0
    for inner, (kind, mode, data) in state_of(folder, plain_only=True).items():
        size += len(data)
        if size > TREE_BYTES:
            raise ValueError(f"{folder} holds more than {TREE_BYTES >> 20} MB")
        if kind == "folder":
            found[inner] = None
        elif kind == "link":
            found[inner] = ("link", os.fsdecode(data))
        else:
            found[inner] = ("run", os.fsdecode(data)) if mode & 0o100 else data
    return found


def state_of(root: str, plain_only: bool = False) -> State:
    """Every path below a folder: kind, mode, contents or target of a link."""
    found: State = {}
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            inner = os.path.relpath(path, root)
            if stat.S_ISLNK(status.st_mode):
                found[inner] = ("link", 0, os.fsencode(os.readlink(path)))
            elif stat.S_ISDIR(status.st_mode):
                found[inner] = ("folder", status.st_mode & 0o7777, b"")
            elif stat.S_ISREG(status.st_mode) or not plain_only:
                with open(path, "rb") as file:
                    found[inner] = ("file", status.st_mode & 0o7777, file.read())
    return found


def untimed(text: bytes) -> bytes:
    """Messages without the random names of temporary files."""
    return re.sub(rb"/tmp/[^ :]*/cc[A-Za-z0-9]{6}", b"/tmp/cc", text)


def _calls(trace: str) -> Iterator[tuple[str, str, str]]:
    """(name, arguments, result) of the system calls of a trace that succeeded."""
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest[: -len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>\s?", rest)
        if resumed:
            rest = begun.pop(pid, "") + rest[resumed.end() :]
        call = re.match(r"(\w+)\((.*)\)\s+= (-?\d+.*)$", rest, re.S)
        if call and not call[3].startswith("-1"):
            yield call[1], call[2], call[3]


def traced_reads(trace: str, root: str) -> set[str]:
    """Paths below `root` that were opened for reading (folders: that were listed)."""
    found = set()
    for name, arguments, result in _calls(trace):
        path = ""
        if name in ("open", "openat", "openat2"):
            if not re.search("O_(WRONLY|DIRECTORY|PATH|TRUNC)", arguments):
                path = result.partition("<")[2].rpartition(">")[0]
        elif name == "getdents64":
            path = arguments.partition("<")[2].partition(">")[0]
        if path.startswith(root + "/") and not path.endswith("(deleted)"):
            found.add(path)
    return found


def traced_writes(trace: str) -> set[str]:
    """Absolute paths that were opened for writing, made, renamed or removed."""
    found = set()
    for name, arguments, result in _calls(trace):
        if name in ("open", "openat", "creat"):
            if name == "creat" or re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", arguments):
                found.add(result.partition("<")[2].rpartition(">")[0])
        elif name.startswith(
            ("rename", "unlink", "rmdir", "mkdir", "link", "symlink", "truncate", "chmod", "fchmodat")
        ):
            named = re.findall(r'"((?:[^"\\]|\\.)*)"', arguments)
            found.update(named[-1:] if name.startswith("symlink") else named)
    return {path for path in found if path.startswith("/")}


def rule_names(path: str) -> list[str]:
    """The names on the right of the make rules in a file."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
    except FileNotFoundError:
        return []
    found = []
    for rule in text.replace("\\\n", " ").splitlines():
        _, colon, right = rule.partition(": ")
        if colon:
            found += [word.replace("\\ ", " ") for word in re.findall(r"(?:\\.|[^\s\\])+", right)]
    return found


def records(random_: random.Random, unit: str, text: bool, ended: bool) -> bytes:
    """Random records: words, numbers, blanks, repeats, other alphabets; any bytes where `text` is not asked."""
    pieces = [
        b"alpha",
        b"Beta",
        b"x",
        b"12",
        b"-7",
        b"3.5",
        b" ",
        b"\t",
        b"",
        b"a:b:c",
        b"1,2",
        b"zz",
        b"\xc3\xa9t\xc3\xa9",
        b"foo bar",
    ]
    if not text:
        pieces += [b"\xff\xfe", b"\x01", b"\r"] + ([b"\n"] if unit == "nul" else [b"\x00"])
    mark = b"\x00" if unit == "nul" else b"\n"
    lines: list[bytes] = []
    for _ in range(random_.randrange(0, 60)):
        if lines and random_.random() < 0.3:
            lines.append(random_.choice(lines[-5:]))
        else:
            lines.append(b" ".join(random_.choice(pieces) for _ in range(random_.randrange(0, 5))))
    data = mark.join(lines)
    return data + mark if ended and lines else data


def cut(random_: random.Random, data: bytes, unit: str) -> list[bytes]:
    """Cut data at random ends of units; no part is empty unless everything is."""
    if unit == "bytes":
        places = list(range(1, len(data)))
    else:
        mark = b"\x00" if unit == "nul" else b"\n"
        places = [i + 1 for i in range(len(data) - 1) if data[i : i + 1] == mark]
    chosen = sorted(random_.sample(places, min(len(places), random_.randrange(1, 5))))
    edges = [0, *chosen, len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


JOINS: dict[str, Callable[[list[int]], int]] = {
    "max": max,
    "any0": lambda statuses: max(statuses) if max(statuses) > 1 else min(statuses),
    "last": lambda statuses: statuses[-1],
}


def join_statuses(rule: str, statuses: list[int]) -> int:
    """The status of the whole from those of its parts."""
    return JOINS[rule](statuses)
