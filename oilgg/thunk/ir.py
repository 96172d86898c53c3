"""Thunks, the values they stand on, and the results they reduce to.

Text is `str` with surrogateescape, as everywhere. Digests are 32 raw bytes of SHA-256. Paths of inputs
and outputs are absolute and resolved, the ones the command itself sees. No text may hold a NUL, which no
argument, variable or path can.

Everything here is frozen: `Final` says so to mypy, at no cost when thunks are made. Values are compared
field by field and can be keys of dictionaries.

What a `Thunk` holds is its identity (`codec.encode_thunk` encodes all of it, `hash.identity` hashes
that). What may differ without changing a byte of the result (time limits, resources, estimates, harmless
variables, where it ran) is not in it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final, TypeAlias

    Pairs: TypeAlias = tuple[tuple[str, str], ...]
    Redirects: TypeAlias = "tuple[tuple[int, str, str | int, str], ...]"
    Value: TypeAlias = "FileValue | SymlinkValue | TreeValue | AbsentValue | ThunkOutput"

INLINE_STREAM_BYTES = 4096


class Record:
    """A frozen value compared, hashed and printed by its slots."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__slots__])

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and other._fields() == self._fields())

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        inner = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.__slots__])
        return f"{type(self).__name__}({inner})"


class FileValue(Record):
    """A regular file known by its bytes: `FileValue(digest, 812)`.

    `size` is the true size in bytes. `mode`, `mtime_ns` and `owner` (user and group) are None unless the
    annotation says `meta`: then the command looks at them and they count.
    """

    __slots__ = ("digest", "size", "mode_executable", "mode", "mtime_ns", "owner")

    def __init__(
        self,
        digest: bytes,
        size: int,
        mode_executable: bool = False,
        mode: int | None = None,
        mtime_ns: int | None = None,
        owner: tuple[int, int] | None = None,
    ) -> None:
        self.digest: Final = digest
        self.size: Final = size
        self.mode_executable: Final = mode_executable
        self.mode: Final = mode
        self.mtime_ns: Final = mtime_ns
        self.owner: Final = owner


class SymlinkValue(Record):
    """A symbolic link, known by what it points to."""

    __slots__ = ("target",)

    def __init__(self, target: str) -> None:
        self.target: Final = target


class TreeValue(Record):
    """A directory with all that is below it: the digest of its `codec.encode_tree` listing."""

    __slots__ = ("digest",)

    def __init__(self, digest: bytes) -> None:
        self.digest: Final = digest


class AbsentValue(Record):
    """Nothing there: the command was given a path that doesn't exist."""

    __slots__ = ()


ABSENT = AbsentValue()


class ThunkOutput(Record):
    """What another thunk leaves at `path`: `ThunkOutput(hash_of_cc, "/src/a.o")`.

    `path` may be `STDOUT` or `STDERR` for its streams. `before` is what stands there if that thunk
    leaves the path untouched (a failed compile leaves the old object); None means nothing does.
    """

    __slots__ = ("thunk_hash", "path", "before")

    def __init__(self, thunk_hash: bytes, path: str, before: Value | None = None) -> None:
        self.thunk_hash: Final = thunk_hash
        self.path: Final = path
        self.before: Final = before


class Input(Record):
    """A value at the path where the command will look for it."""

    __slots__ = ("path", "value")

    def __init__(self, path: str, value: Value) -> None:
        self.path: Final = path
        self.value: Final = value


class OutputPath(Record):
    """A path the command is declared to write: a file or a whole tree, always (`required`) or perhaps."""

    __slots__ = ("path", "tree", "required")

    def __init__(self, path: str, tree: bool = False, required: bool = True) -> None:
        self.path: Final = path
        self.tree: Final = tree
        self.required: Final = required


class Stage(Record):
    """One process of a pipeline: `Stage("/usr/bin/sort", ("sort", "-u"), (("LC_ALL", "C"),))`.

    `program` is the resolved path. `environment` holds the variables that count, sorted by name; others
    may be passed on beside the thunk. `redirects` are (fd, operator, target, text), left to right:
    target is a path, or an int for `2>&1`; text is the body of a here-document or here-string.
    """

    __slots__ = ("program", "argv", "environment", "redirects")

    def __init__(self, program: str, argv: tuple[str, ...], environment: Pairs = (), redirects: Redirects = ()) -> None:
        self.program: Final = program
        self.argv: Final = argv
        self.environment: Final = environment
        self.redirects: Final = redirects


class Streams(Record):
    """What the command's stdout and stderr are: "tty", "pipe" or "file" each; `merged` if both are one open file."""

    __slots__ = ("stdout", "stderr", "merged")

    def __init__(self, stdout: str = "pipe", stderr: str = "pipe", merged: bool = False) -> None:
        self.stdout: Final = stdout
        self.stderr: Final = stderr
        self.merged: Final = merged


PIPES = Streams()


class Thunk(Record):
    """A command that is not run yet: everything its result depends on.

    `stages` are joined by pipes. `inputs` and `outputs` are sorted by path (`sorted_inputs`). `stdin` is
    None where the first stage reads none of it. `tools` are (path, digest) of each program and what it
    stands on. `salt` is the place in the order of a command that isn't pure, the kind of a standard
    input that it shares with the shell, which operands are names of one file for one that looks, or "".
    """

    __slots__ = (
        "stages", "cwd", "umask", "inputs", "stdin", "outputs", "streams", "tools", "platform", "salt",
    )  # fmt: skip

    def __init__(
        self,
        stages: tuple[Stage, ...],
        cwd: str,
        umask: int = 0o22,
        inputs: tuple[Input, ...] = (),
        stdin: Value | None = None,
        outputs: tuple[OutputPath, ...] = (),
        streams: Streams = PIPES,
        tools: tuple[tuple[str, bytes], ...] = (),
        platform: str = "",
        salt: str = "",
    ) -> None:
        self.stages: Final = stages
        self.cwd: Final = cwd
        self.umask: Final = umask
        self.inputs: Final = inputs
        self.stdin: Final = stdin
        self.outputs: Final = outputs
        self.streams: Final = streams
        self.tools: Final = tools
        self.platform: Final = platform
        self.salt: Final = salt


class StreamValue(Record):
    """The bytes of a stream: `data` up to `INLINE_STREAM_BYTES`, else that is None and `digest` names them."""

    __slots__ = ("data", "digest", "size")

    def __init__(self, data: bytes | None = b"", digest: bytes | None = None, size: int = 0) -> None:
        self.data: Final = data
        self.digest: Final = digest
        self.size: Final = len(data) if data is not None else size


EMPTY_STREAM = StreamValue()

NOW = "now"
LAST = "last"


class Output(Record):
    """What a command left at one path.

    `kind` is "file", "directory", "symlink" or "removed". Of a path declared and left untouched there is
    no Output at all. `mode` are permission bits. `mtime_policy` is `NOW` (the moment it retires), `LAST`
    (right after what the command printed) or the nanoseconds the command set by itself. `in_place`: the
    command wrote into the inode that was there (`>`), rather than replacing it (`ld`). `target` is where a
    symlink points.
    """

    __slots__ = ("path", "kind", "digest", "size", "mode", "mtime_policy", "target", "in_place")

    def __init__(
        self,
        path: str,
        kind: str = "file",
        digest: bytes | None = None,
        size: int = 0,
        mode: int = 0o644,
        mtime_policy: str | int = NOW,
        target: str = "",
        in_place: bool = False,
    ) -> None:
        self.path: Final = path
        self.kind: Final = kind
        self.digest: Final = digest
        self.size: Final = size
        self.mode: Final = mode
        self.mtime_policy: Final = mtime_policy
        self.target: Final = target
        self.in_place: Final = in_place

    @property
    def set_ns(self) -> int | None:
        """The time that the command set by itself; None: it did not."""
        return None if self.mtime_policy.__class__ is str else int(self.mtime_policy)

    def with_mode(self, mode: int) -> Output:
        """The same with these permission bits."""
        if mode == self.mode:
            return self
        return Output(self.path, self.kind, self.digest, self.size, mode, self.mtime_policy, self.target, self.in_place)


class Usage(Record):
    """What a run cost: seconds of wall clock, of user and of system time, and KiB of memory at most."""

    __slots__ = ("wall_s", "user_s", "system_s", "maxrss_kib")

    def __init__(self, wall_s: float = 0.0, user_s: float = 0.0, system_s: float = 0.0, maxrss_kib: int = 0) -> None:
        self.wall_s: Final = wall_s
        self.user_s: Final = user_s
        self.system_s: Final = system_s
        self.maxrss_kib: Final = maxrss_kib


NO_USAGE = Usage()


class Learned(Record):
    """What a run read beyond its declared inputs, to be verified before its result is used again.

    `files` are (path, digest of its bytes); `absent` are paths it looked for in vain; `directories` are
    (path, `hash.names_digest` of the names in it); `looked` are (path, `hash.look_digest` of its kind, permissions and
    size), `timed` the same with the modification time.
    """

    __slots__ = ("files", "absent", "directories", "looked", "timed")

    def __init__(
        self,
        files: tuple[tuple[str, bytes], ...] = (),
        absent: tuple[str, ...] = (),
        directories: tuple[tuple[str, bytes], ...] = (),
        looked: tuple[tuple[str, bytes], ...] = (),
        timed: tuple[tuple[str, bytes], ...] = (),
    ) -> None:
        self.files: Final = files
        self.absent: Final = absent
        self.directories: Final = directories
        self.looked: Final = looked
        self.timed: Final = timed


NOTHING_LEARNED = Learned()


class Result(Record):
    """What a thunk came to: also a failing command is one.

    `statuses` has one exit status a stage, as the shell counts (128 + signal). Where the streams were
    merged, `stdout` has both.
    """

    __slots__ = ("statuses", "stdout", "stderr", "outputs", "usage", "learned")

    def __init__(
        self,
        statuses: tuple[int, ...],
        stdout: StreamValue = EMPTY_STREAM,
        stderr: StreamValue = EMPTY_STREAM,
        outputs: tuple[Output, ...] = (),
        usage: Usage = NO_USAGE,
        learned: Learned = NOTHING_LEARNED,
    ) -> None:
        self.statuses: Final = statuses
        self.stdout: Final = stdout
        self.stderr: Final = stderr
        self.outputs: Final = outputs
        self.usage: Final = usage
        self.learned: Final = learned


def time_left(mtime_ns: int, first_ns: int, last_ns: int, inputs: Sequence[Input]) -> str | int:
    """The time of an output, last written at `mtime_ns` of a run from `first_ns` to `last_ns`.

    It is that of its turn, unless the command has set another. What an input has as well was taken from there.
    """
    taken = [item.value.mtime_ns for item in inputs if isinstance(item.value, FileValue)]
    return NOW if first_ns <= mtime_ns <= last_ns and mtime_ns not in taken else mtime_ns


def is_reduced(thunk: Thunk) -> bool:
    """Whether every input is a value, so that the thunk can run now and its identity names its result."""
    if isinstance(thunk.stdin, ThunkOutput):
        return False
    return ThunkOutput not in [item.value.__class__ for item in thunk.inputs]


def sorted_inputs(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """`inputs` in the one order a thunk holds them: by path."""
    return tuple(sorted(inputs, key=_path))


def sorted_outputs(outputs: Iterable[OutputPath]) -> tuple[OutputPath, ...]:
    """`outputs` in the one order a thunk holds them: by path."""
    return tuple(sorted(outputs, key=_path))


def _path(item: Input | OutputPath) -> str:
    return item.path
