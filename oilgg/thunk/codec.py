"""The canonical encoding of thunks, results and tree listings: the bytes that are hashed, stored and sent.

A text is a sequence of fields, each ended by a NUL (no argument, variable or path can hold one), in UTF-8
with surrogateescape; `tr '\\0' '\\n'` shows it. Numbers are decimal, modes octal, digests hexadecimal; a list
is its length and then its items. One value has one encoding, and decoding refuses every other.

    thunk   "oilgg-thunk-1" platform salt cwd umask [stage] [tool digest] [path value] stdin [path flags] streams
    stage   program [argument] [name value] [fd operator target text]       target: "/path", "&1"
    value   "file" digest size x|- meta | "link" target | "tree" digest | "absent" | "thunk" hash path value
            meta: "" or "mode mtime_ns user group"; where no value is possible: "none"
    flags   f|t (file, tree) then !|? (required, optional)
    streams stdout stderr merged|apart, or "any" three times: the identity that serves every kind of stream
    result  "oilgg-result-1" sizes, the inline bytes of stdout and stderr, then
            [status] stdout stderr usage [output] [path digest] [absent] [directory digest]
            and, unless both are empty, [looked digest] [timed digest]
    stream  digest or "" for inline, size
    output  path kind digest size mode mtime target place    kind: f d l -, place: "in" or "new"
    tree    "oilgg-tree-1" [name value]      names relative, sorted; a directory without entries is a tree of none
"""

from __future__ import annotations

from itertools import chain

from oilgg.thunk.ir import (
    ABSENT,
    EMPTY_STREAM,
    LAST,
    NOTHING_LEARNED,
    NOW,
    AbsentValue,
    FileValue,
    Input,
    Learned,
    Output,
    OutputPath,
    Result,
    Stage,
    Streams,
    StreamValue,
    SymlinkValue,
    Thunk,
    ThunkOutput,
    TreeValue,
    Usage,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from oilgg.thunk.ir import Value

    T = TypeVar("T", bound="Thunk | tuple[tuple[str, Value], ...]")

THUNK_VERSION = "oilgg-thunk-1"
RESULT_VERSION = "oilgg-result-1"
TREE_VERSION = "oilgg-tree-1"
ANY_STREAMS = b"any\0any\0any\0"
_KINDS = {"file": "f", "directory": "d", "symlink": "l", "removed": "-"}
_KIND_NAMES = {letter: kind for kind, letter in _KINDS.items()}
_flatten = chain.from_iterable


class CodecError(ValueError):
    """Bytes that are not an encoding of this version, or text with a NUL that has none."""


def encode_thunk(thunk: Thunk) -> bytes:
    """The canonical bytes of `thunk`; raises CodecError where a text holds a NUL."""
    fields = _thunk_fields(thunk)
    fields += _stream_fields(thunk.streams)
    return _join(fields)


def encode_thunk_parts(thunk: Thunk) -> tuple[bytes, bytes]:
    """(body, streams): joined they are `encode_thunk`; body + `ANY_STREAMS` is the form that serves all kinds."""
    return _join(_thunk_fields(thunk)), _join(_stream_fields(thunk.streams))


def _join(fields: Sequence[str]) -> bytes:
    text = "\0".join(fields)
    if text.count("\0") != len(fields) - 1:
        raise CodecError("a text holds a NUL")
    return (text + "\0").encode("utf-8", "surrogateescape")


def _stream_fields(streams: Streams) -> tuple[str, str, str]:
    return (streams.stdout, streams.stderr, "merged" if streams.merged else "apart")


def _thunk_fields(thunk: Thunk) -> list[str]:
    stages = thunk.stages
    fields = [THUNK_VERSION, thunk.platform, thunk.salt, thunk.cwd, f"{thunk.umask:o}", str(len(stages))]
    for stage in stages:
        argv, environment, redirects = stage.argv, stage.environment, stage.redirects
        fields += (stage.program, str(len(argv)), *argv, str(len(environment)))
        fields += _flatten(environment)
        fields.append(str(len(redirects)))
        for fd, op, target, text in redirects:
            fields += (str(fd), op, target if target.__class__ is str else f"&{target}", text)
    fields.append(str(len(thunk.tools)))
    for path, digest in thunk.tools:
        fields += (path, digest.hex())
    fields.append(str(len(thunk.inputs)))
    for item in thunk.inputs:
        fields.append(item.path)
        _value_fields(fields, item.value)
    _value_fields(fields, thunk.stdin)
    fields.append(str(len(thunk.outputs)))
    for output in thunk.outputs:
        fields += (output.path, ("t" if output.tree else "f") + ("!" if output.required else "?"))
    return fields


def _value_fields(fields: list[str], value: Value | None) -> None:
    if value.__class__ is FileValue:
        executable = "x" if value.mode_executable else "-"
        fields += ("file", value.digest.hex(), str(value.size), executable, _meta_text(value))
    elif isinstance(value, ThunkOutput):
        fields += ("thunk", value.thunk_hash.hex(), value.path)
        _value_fields(fields, value.before)
    elif isinstance(value, SymlinkValue):
        fields += ("link", value.target)
    elif isinstance(value, TreeValue):
        fields += ("tree", value.digest.hex())
    else:
        fields.append("none" if value is None else "absent")


def _meta_text(value: FileValue) -> str:
    if value.mode is None and value.mtime_ns is None and value.owner is None:
        return ""
    mode = "-" if value.mode is None else f"{value.mode:o}"
    user, group = ("-", "-") if value.owner is None else value.owner
    return f"{mode} {'-' if value.mtime_ns is None else value.mtime_ns} {user} {group}"


def encode_tree(entries: tuple[tuple[str, Value], ...]) -> bytes:
    """The listing of a tree: (relative path, value) sorted by path; its digest is a `TreeValue`'s."""
    fields = [TREE_VERSION, str(len(entries))]
    for name, value in entries:
        fields.append(name)
        _value_fields(fields, value)
    return _join(fields)


def encode_result(result: Result, learned: bool = True) -> bytes:
    """The bytes of `result`; without what it learned if `learned` is false (stores keep that apart)."""
    out, err = result.stdout.data or b"", result.stderr.data or b""
    fields = [str(len(result.statuses)), *map(str, result.statuses)]
    for stream in (result.stdout, result.stderr):
        fields += ("" if stream.data is not None else (stream.digest or b"").hex(), str(stream.size))
    usage = result.usage
    fields.append(f"{usage.wall_s!r} {usage.user_s!r} {usage.system_s!r} {usage.maxrss_kib}")
    fields.append(str(len(result.outputs)))
    for o in result.outputs:
        digest = o.digest.hex() if o.digest is not None else ""
        place = "in" if o.in_place else "new"
        fields += (o.path, _KINDS[o.kind], digest, str(o.size), f"{o.mode:o}", str(o.mtime_policy), o.target, place)
    known = result.learned if learned else NOTHING_LEARNED
    _digest_fields(fields, known.files)
    fields += (str(len(known.absent)), *known.absent)
    _digest_fields(fields, known.directories)
    if known.looked or known.timed:
        _digest_fields(fields, known.looked)
        _digest_fields(fields, known.timed)
    return b"%s %d %d\0%s%s%s" % (RESULT_VERSION.encode(), len(out), len(err), out, err, _join(fields))


def _digest_fields(fields: list[str], pairs: tuple[tuple[str, bytes], ...]) -> None:
    fields.append(str(len(pairs)))
    for path, digest in pairs:
        fields += (path, digest.hex())


class _Fields:
    """The fields of an encoding, taken one by one."""

    __slots__ = ("fields", "place")

    def __init__(self, data: bytes, version: str = "") -> None:
        self.fields = data.decode("utf-8", "surrogateescape").split("\0")
        self.place = 0
        if self.fields.pop() != "" or (version and self.text() != version):
            raise CodecError(f"not {version or 'an encoding'}")

    def text(self) -> str:
        """The next field."""
        self.place += 1
        return self.fields[self.place - 1]

    def texts(self) -> tuple[str, ...]:
        """A list of texts: their number, then they."""
        count = int(self.text())
        self.place += count
        if count < 0 or self.place > len(self.fields):
            raise CodecError("a list is cut off")
        return tuple(self.fields[self.place - count : self.place])

    def count(self) -> range:
        """The number of things that follow, to loop over."""
        return range(int(self.text()))

    def digest(self) -> bytes:
        """A field of hexadecimal digits, as bytes."""
        return bytes.fromhex(self.text())

    def pairs(self) -> tuple[tuple[str, bytes], ...]:
        """A list of paths with their digests."""
        return tuple([(self.text(), self.digest()) for _ in self.count()])

    def more(self) -> bool:
        """Whether anything is left."""
        return self.place < len(self.fields)

    def end(self) -> None:
        """Raises CodecError unless every field was taken."""
        if self.place != len(self.fields):
            raise CodecError("something follows the end")


def decode_thunk(data: bytes) -> Thunk:
    """The thunk whose encoding is `data`; raises CodecError for anything else."""
    try:
        fields = _Fields(data, THUNK_VERSION)
        thunk = _read_thunk(fields)
        fields.end()
    except (IndexError, KeyError, ValueError) as error:
        raise CodecError(f"not a thunk: {error}") from None
    if encode_thunk(thunk) != data:
        raise CodecError("not the canonical encoding")
    return thunk


def _read_thunk(fields: _Fields) -> Thunk:
    platform, salt, cwd, umask = fields.text(), fields.text(), fields.text(), int(fields.text(), 8)
    stages = tuple([_read_stage(fields) for _ in fields.count()])
    tools = fields.pairs()
    inputs = tuple([Input(fields.text(), _some(_read_value(fields))) for _ in fields.count()])
    stdin = _read_value(fields)
    outputs = []
    for _ in fields.count():
        path, flags = fields.text(), fields.text()
        outputs.append(OutputPath(path, flags[0] == "t", flags[1] == "!"))
    streams = Streams(fields.text(), fields.text(), fields.text() == "merged")
    return Thunk(stages, cwd, umask, inputs, stdin, tuple(outputs), streams, tools, platform, salt)


def _read_stage(fields: _Fields) -> Stage:
    program, argv = fields.text(), fields.texts()
    environment = tuple([(fields.text(), fields.text()) for _ in fields.count()])
    redirects: list[tuple[int, str, str | int, str]] = []
    for _ in fields.count():
        fd, op, target, text = int(fields.text()), fields.text(), fields.text(), fields.text()
        redirects.append((fd, op, int(target[1:]) if target.startswith("&") else target, text))
    return Stage(program, argv, environment, tuple(redirects))


def _read_value(fields: _Fields) -> Value | None:
    kind = fields.text()
    if kind == "file":
        digest, size, executable, meta = fields.digest(), int(fields.text()), fields.text() == "x", fields.text()
        if not meta:
            return FileValue(digest, size, executable)
        mode, mtime, user, group = meta.split(" ")
        return FileValue(
            digest,
            size,
            executable,
            None if mode == "-" else int(mode, 8),
            None if mtime == "-" else int(mtime),
            None if user == "-" else (int(user), int(group)),
        )
    if kind == "thunk":
        return ThunkOutput(fields.digest(), fields.text(), _read_value(fields))
    if kind == "link":
        return SymlinkValue(fields.text())
    if kind == "tree":
        return TreeValue(fields.digest())
    return _BARE[kind]


_BARE: dict[str, AbsentValue | None] = {"absent": ABSENT, "none": None}


def _some(value: Value | None) -> Value:
    if value is None:
        raise CodecError("an input without a value")
    return value


def decode_tree(data: bytes) -> tuple[tuple[str, Value], ...]:
    """The entries of a tree listing; raises CodecError for anything else."""
    try:
        fields = _Fields(data, TREE_VERSION)
        entries = tuple([(fields.text(), _some(_read_value(fields))) for _ in fields.count()])
        fields.end()
    except (IndexError, KeyError, ValueError) as error:
        raise CodecError(f"not a tree: {error}") from None
    if encode_tree(entries) != data:
        raise CodecError("not the canonical encoding")
    return entries


def decode_result(data: bytes) -> Result:
    """The result that `data` encodes; raises CodecError for anything else."""
    try:
        head, _, rest = data.partition(b"\0")
        version, out_size, err_size = head.decode("ascii").split(" ")
        if version != RESULT_VERSION:
            raise CodecError(f"a result of {version}")
        out_end = int(out_size)
        err_end = out_end + int(err_size)
        fields = _Fields(rest[err_end:])
        result = _read_result(fields, rest[:out_end], rest[out_end:err_end])
        fields.end()
    except (IndexError, KeyError, ValueError) as error:
        raise CodecError(f"not a result: {error}") from None
    return result


def _read_result(fields: _Fields, out: bytes, err: bytes) -> Result:
    statuses = tuple(map(int, fields.texts()))
    stdout = _read_stream(out, fields.text(), int(fields.text()))
    stderr = _read_stream(err, fields.text(), int(fields.text()))
    wall, user, system, maxrss = fields.text().split(" ")
    usage = Usage(float(wall), float(user), float(system), int(maxrss))
    outputs = tuple([_read_output(fields) for _ in fields.count()])
    files, absent, directories = fields.pairs(), fields.texts(), fields.pairs()
    looked, timed = (fields.pairs(), fields.pairs()) if fields.more() else ((), ())
    anything = files or absent or directories or looked or timed
    learned = Learned(files, absent, directories, looked, timed) if anything else NOTHING_LEARNED
    return Result(statuses, stdout, stderr, outputs, usage, learned)


def _read_stream(data: bytes, digest: str, size: int) -> StreamValue:
    if digest:
        return StreamValue(None, bytes.fromhex(digest), size)
    if len(data) != size:
        raise CodecError("a stream is cut off")
    return StreamValue(data) if data else EMPTY_STREAM


def _read_output(fields: _Fields) -> Output:
    path, kind, digest, size, mode, mtime, target, place = fields.fields[fields.place : fields.place + 8]
    fields.place += 8
    return Output(
        path,
        _KIND_NAMES[kind],
        bytes.fromhex(digest) if digest else None,
        int(size),
        int(mode, 8),
        mtime if mtime in (NOW, LAST) else int(mtime),
        target,
        place == "in",
    )
