"""A request as an action of the Remote Execution API, and what came of it as a reply.

The input root is the root of what the command sees, so that its inputs lie at the paths that it is given; `/usr` and
its like are the server's own. The API only tells what it was asked for. To see every write (R10) the command runs
inside a short script that lists the files before and after: name, type, mode, time, inode. That report is an output as
well, and from it comes what was written, replaced, removed, and what should not have been.

    oilgg.before/   the script's own place in the input root: `run` (the script), `stdin`; where files come along that
                    the server's system lacks: `over` (what lays them over it), `layer` (the files), `old`
    oilgg.after/    what it leaves: `report`: the list before, "=", a status for each stage, "=", the list after, "=",
                    for outputs: path, which of the words are in it that others will look for (so it can stay there)
"""

from __future__ import annotations

from oilgg.reason import NOT_SUPPORTED, Refusal
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import (
    EMPTY_STREAM,
    AbsentValue,
    FileValue,
    Output,
    Result,
    StreamValue,
    SymlinkValue,
    TreeValue,
    Usage,
    time_left,
)
from oilgg.worker.request import Reply, is_plain_path
from oilgg.worker.sealed import is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.engine.reapi_messages import Messages
    from oilgg.thunk.ir import Stage, Thunk
    from oilgg.worker.request import Request

GIVEN = "oilgg.before"
LEFT = "oilgg.after"
LAYER, OLD = "layer", "old"
CLOCK_SLACK_NS = 1_000_000_000
"""Times of an output within the run, as the server tells it, are those of its turn."""
REPORT = f"{LEFT}/report"
_LEFT_OUT = " -o ".join([f"-path ./{name}" for name in ("proc", "dev", "sys", GIVEN, LEFT)])
FIND = f"/usr/bin/find . ./tmp -xdev \\( {_LEFT_OUT} \\) -prune -o -printf '%p\\0%y\\0%m\\0%T@\\0%s\\0%i\\0%n\\0%l\\0'"
FIELDS = 8
PLAIN_MODES = (0o644, 0o755)
BROKEN = 125
"""The script's own status where it could not do its part."""
SCANNED = (
    b"!<thin>", b"__DATE__", b"__TIME__", b"__TIMESTAMP__", b"GCC dependency", b".incbin", b".include", b"#embed",
    b"GCC pch_preprocess", b"__has_include", b"__has_embed",
)  # fmt: skip
"""What links and compilers ask of what they read: always the same, so that equal requests are equal actions."""
OWN_NAMES = ("PWD", "OLDPWD")
"""Variables that sh changes by itself."""


class Unfit(Exception):
    """No action can stand for this request."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def _unfit(text: str) -> Unfit:
    return Unfit(Refusal(NOT_SUPPORTED, text))


class Brought:
    """Files of the system that come along: by their places, with the links of its folders.

    is_root   the server shows nothing of its own: they are all that there is
    """

    def __init__(self, files: dict[str, FileValue], links: list[tuple[str, str]], is_root: bool) -> None:
        self.files = files
        self.links = links
        self.is_root = is_root

    def __bool__(self) -> bool:
        return bool(self.files)


NOTHING = Brought({}, [], False)


# -- the script --------------------------------------------------------------------------------------------------


def script(thunk: Thunk, stdin: bool, modes: dict[int, list[str]] | None = None) -> str:
    """What the action runs, by `sh`; `modes` are those that the server cannot give to inputs. Raises Unfit."""
    streams = thunk.streams
    if "tty" in (streams.stdout, streams.stderr):
        raise _unfit("a terminal cannot be had there")
    count = len(thunk.stages)
    source = f"/{GIVEN}/stdin" if stdin else "/dev/null"
    chmod = [
        f"/bin/chmod {mode:o} {' '.join([quote(path) for path in paths])} || exit {BROKEN}"
        for mode, paths in sorted((modes or {}).items())
    ]
    lines = [
        "cd /",
        *chmod,
        f"{FIND} >/{REPORT} || exit {BROKEN}",
        f"printf '=\\0' >>/{REPORT}",
        # What sh itself says of a command that a signal has ended is not wanted.
        f"exec 8>&1 9>&{1 if streams.merged else 2} 2>/dev/null",
        f"cd {quote(thunk.cwd)} || exit {BROKEN}",
    ]
    stages = [_stage(stage, thunk, number) for number, stage in enumerate(thunk.stages)]
    lines += [f": >/{LEFT}/m{number}" for number in range(count)]
    if count == 1:
        lines += [f"{stages[0]} <{source} >&8", "s0=$?"]
    else:
        piped = " |\n".join([f"{{ {text}; echo $? >/{LEFT}/s{number}; }}" for number, text in enumerate(stages)])
        lines.append(f"{{ {piped}\n}} <{source} >&8")
        lines += [f"read s{number} </{LEFT}/s{number}" for number in range(count)]
    lines += [f"read m{number} </{LEFT}/m{number}" for number in range(count)]
    statuses = " ".join([f'"$s{number} $m{number}"' for number in range(count)])
    lines += [
        "cd /",
        f"{{ printf '%s\\0' {statuses} =; {FIND}; }} >>/{REPORT} || exit {BROKEN}",
        *_scan([output.path for output in thunk.outputs if not output.tree]),
        # Servers do not keep the results of actions that fail.
        *[f'[ "$s{number}" = 0 ] || exit 1' for number in range(count)],
        "exit 0",
        "",
    ]
    return "\n".join(lines)


def _scan(paths: list[str]) -> list[str]:
    """Lines that add to the report which of `SCANNED` are in these files; nothing where there is no grep."""
    if not paths:
        return []
    words = [quote(word.decode("ascii")) for word in SCANNED]
    grep = "LC_ALL=C /bin/grep -qaF"
    each = "; ".join([f'{grep} -e {word} -- "$1" && f="$f {number}"' for number, word in enumerate(words)])
    return [
        "scan() {",
        f'{grep} {" ".join([f"-e {word}" for word in words])} -- "$1"',
        f"case $? in 0) f=; {each};; 1) f=;; *) return;; esac",
        """printf '%s\\0' "$1" "$f"; }""",
        "{ printf '=\\0'",
        *[f"[ -f {path} ] && [ ! -L {path} ] && scan {path}" for path in map(quote, paths)],
        f"}} >>/{REPORT}",
    ]


def _stage(stage: Stage, thunk: Thunk, number: int) -> str:
    """One command with its own environment and redirections, in a subshell that becomes it.

    A mark tells how far it came: to its redirections ("r"), to its start ("s").
    """
    argv = stage.argv
    if not argv or ("/" in argv[0] and argv[0] != stage.program):
        raise _unfit(f"{argv[0] if argv else ''} is not the name of {stage.program}")
    first, own = dict(thunk.stages[0].environment), dict(stage.environment)
    for name in own:
        if not name.replace("_", "a").isalnum() or not name.isascii() or name[:1].isdigit():
            raise _unfit(f"a variable is called {name}")
    parts = [f"umask {thunk.umask:o}"]
    gone = [name for name in first if name not in own]
    if gone:
        parts.append(f"unset {' '.join(gone)}")
    for name, value in own.items():
        if name in OWN_NAMES or first.get(name) != value:
            parts.append(f"{name}={quote(value)}; export {name}")
    if "/" not in argv[0]:
        parts.append(f"{_is_found(argv[0], own.get('PATH', ''), stage.program)} || exit {BROKEN}")
    parts.append(f"[ -x {quote(stage.program)} ] || exit {BROKEN}")
    parts.append(f"echo r >/{LEFT}/m{number}")
    redirects = "".join([" " + _redirect(*one) for one in stage.redirects])
    parts.append(f"exec 2>&9 8>&- 9>&-{redirects}")
    parts.append(f"echo s >/{LEFT}/m{number}")
    parts.append("exec " + " ".join([quote(word) for word in argv]))
    return f"( {'; '.join(parts)} )"


def _is_found(name: str, path: str, program: str) -> str:
    """A condition: the first `name` in the folders of `path` is `program` (`command -v` would tell of builtins)."""
    folders = path.split(":")
    if not all(folder.startswith("/") for folder in folders):
        raise _unfit(f"PATH has folders that are not absolute: {path}")
    tests = [quote(f"{folder.rstrip('/')}/{name}") for folder in folders]
    branches = "; el".join([f"if [ -x {one} ]; then [ {one} -ef {quote(program)} ]" for one in tests])
    return f"{branches}; else false; fi"


def _redirect(fd: int, op: str, target: str | int, text: str) -> str:
    if op == "text":
        raise _unfit("a here-document is not sent there")
    if isinstance(target, int):
        return f"{fd}{'<' if op.startswith('<') else '>'}&{'-' if target < 0 else target}"
    if op in ("&>", "&>>"):
        return f"{op[1:]}{quote(target)} 2>&1"
    return f"{fd}{op}{quote(target)}"


def quote(word: str) -> str:
    """`word` as sh reads it literally."""
    plain = word.replace("-", "a").replace("/", "a").replace(".", "a").replace("_", "a").replace("=", "a")
    if plain.isalnum() and plain.isascii() and "=" not in word:
        return word
    return "'" + word.replace("'", "'\\''") + "'"


OVER = """\
if [ "$1" != in ]; then
  if /usr/bin/unshare -U -c true 2>/dev/null; then map=-c; else map=; fi
  exec /usr/bin/unshare -U $map -m --keep-caps /bin/sh "$0" in || exit 125
fi
B={before}
points=
while read -r _ point _; do case $point in {below}) points="$points $point";; esac; done </proc/self/mounts
/bin/mount --rbind / $B/{old} || exit 125
lay() {{
  if [ -d $B/{layer}$1 ]; then /bin/mount -t overlay -o lowerdir=$B/{layer}$1:$B/{old}$1 none $1
  else /bin/mount --rbind $B/{old}$1 $1; fi || exit 125
}}
for top in {tops}; do [ -d $top ] || /bin/mkdir $top || exit 125; lay $top; done
for point in $points; do lay $point; done
same() {{
  if [ ! -e $1 ] && [ ! -L $1 ]; then /bin/ln -s $2 $1
  elif [ ! -L $1 ]; then [ $B/{old}$1 -ef $B/{old}/$2 ] && /bin/mount --rbind /$2 $1; fi || exit 125
}}
{links}
exec /usr/bin/setpriv --inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs /bin/sh $B/run
"""


def over(brought: Brought) -> str:
    """What an action runs to lay files over those of the system, by `sh`.

    It does so in namespaces of its own, and goes on with `run` without any rights in them. It ends with 125 where the
    server does not let it, or where the folders of its system do not lead where they lead here.
    """
    tops = sorted({"/" + path[1:].partition("/")[0] for path in brought.files})
    inside = tuple([top + "/" for top in tops])
    links = [f"same {place} {target}" for place, target in brought.links if f"/{target}/".startswith(inside)]
    return OVER.format(
        before=f"/{GIVEN}",
        old=OLD,
        layer=LAYER,
        below="|".join([f"{top}/*" for top in tops]),
        tops=" ".join(tops),
        links="\n".join(links),
    )


# -- the action --------------------------------------------------------------------------------------------------


class Action:
    """A request as an action: its digest, and the bytes of all messages that it consists of, by digest."""

    def __init__(self, digest: Any, blobs: dict[bytes, bytes], inputs: dict[bytes, int]) -> None:
        self.digest = digest
        self.blobs = blobs
        self.inputs = inputs
        """Digest and size of each file among its inputs."""


class _Folder:
    """A directory of the input root, while it is put together."""

    def __init__(self) -> None:
        self.folders: dict[str, _Folder] = {}
        self.files: dict[str, FileValue] = {}
        self.links: dict[str, str] = {}


def make_action(
    messages: Messages,
    request: Request,
    properties: tuple[tuple[str, str], ...] = (),
    modes: tuple[int, int] = PLAIN_MODES,
    brought: Brought = NOTHING,
) -> Action:
    """The action that stands for `request`; `modes` are what the server gives to plain and to executable inputs.

    `brought` is what it takes along of the system.

    Raises Unfit.
    """
    thunk = request.thunk
    root = _Folder()
    blobs: dict[bytes, bytes] = {}
    inputs: dict[bytes, int] = {}
    _folder_at(root, thunk.cwd)
    for item in thunk.inputs:
        _add(root, item.path, item.value, inputs)
    wanted = {output.path for output in thunk.outputs} | set(request.reports)
    for path in [output.path for output in thunk.outputs]:
        # The server makes the directories that lead to outputs, the command would have failed without.
        if not is_plain_path(path) or not _has_folder(root, path.rpartition("/")[0]):
            raise _unfit(f"{path} would lie in a directory that is not there")
    given = root.folders.setdefault(GIVEN, _Folder())
    if isinstance(thunk.stdin, FileValue):
        given.files["stdin"] = thunk.stdin
        inputs[thunk.stdin.digest] = thunk.stdin.size
    others = _other_modes(thunk, modes)
    text = script(thunk, thunk.stdin is not None, others).encode("utf-8", "surrogateescape")
    given.files["run"] = FileValue(_keep(blobs, text), len(text))
    start = "run"
    if brought:
        _bring(root, given, brought, inputs)
        if not brought.is_root:
            text = over(brought).encode("utf-8", "surrogateescape")
            start = "over"
            given.files[start] = FileValue(_keep(blobs, text), len(text))
    for place in ("tmp", "var/tmp"):
        _folder_at(root, "/" + place)
    if any(not is_plain_path(path) for path in wanted):
        raise _unfit("an output has a strange path")
    # Servers that ignore SIGPIPE hand that on, and a shell cannot undo it.
    command = messages.Command(
        arguments=["/usr/bin/env", "--default-signal=PIPE", "/bin/sh", f"/{GIVEN}/{start}"],
        output_paths=sorted([*[path[1:] for path in wanted], REPORT]),
    )
    for name, value in sorted(thunk.stages[0].environment):
        command.environment_variables.add(name=name, value=value)
    for name, value in sorted(properties):
        command.platform.properties.add(name=name, value=value)
    action = messages.Action(
        command_digest=_digest(messages, blobs, command),
        input_root_digest=_directory(messages, blobs, root),
        salt=digest_bytes(thunk.salt.encode()) if thunk.salt else b"",
    )
    for name, value in sorted(properties):
        action.platform.properties.add(name=name, value=value)
    if request.timeout_s:
        action.timeout.seconds = int(request.timeout_s) + 1
    return Action(_digest(messages, blobs, action), blobs, inputs)


def _bring(root: _Folder, given: _Folder, brought: Brought, inputs: dict[bytes, int]) -> None:
    """Put what comes along of the system to its places, or where it is laid over the server's from."""
    into = root
    if brought.is_root:
        for place, target in brought.links:
            root.links[place[1:]] = target
    else:
        into = given.folders.setdefault(LAYER, _Folder())
        given.folders[OLD] = _Folder()
    for path, value in brought.files.items():
        folder, _, name = path.rpartition("/")
        _folder_at(into, folder).files[name] = value
        inputs[value.digest] = value.size


def _add(root: _Folder, path: str, value: object, inputs: dict[bytes, int]) -> None:
    if isinstance(value, AbsentValue) or is_platform(path):
        return
    if not is_plain_path(path):
        raise _unfit(f"{path} is no plain path")
    folder, _, name = path.rpartition("/")
    if isinstance(value, TreeValue):
        _folder_at(root, path)
    elif isinstance(value, SymlinkValue):
        _folder_at(root, folder).links[name] = value.target
    elif isinstance(value, FileValue):
        if value.mtime_ns is not None or value.owner is not None:
            raise _unfit(f"the time or owner of {path} matters")
        _folder_at(root, folder).files[name] = value
        inputs[value.digest] = value.size
    else:
        raise _unfit(f"{path} is not known yet")


def _other_modes(thunk: Thunk, modes: tuple[int, int]) -> dict[int, list[str]]:
    """The inputs whose mode is not what the server gives them: a command may copy it."""
    found: dict[int, list[str]] = {}
    for item in thunk.inputs:
        value = item.value
        if not isinstance(value, FileValue) or value.mode is None or is_platform(item.path):
            continue
        if value.mode != modes[bool(value.mode & 0o111)]:
            found.setdefault(value.mode, []).append(item.path)
    return found


def _folder_at(root: _Folder, path: str) -> _Folder:
    folder = root
    for part in path.split("/"):
        if part:
            folder = folder.folders.setdefault(part, _Folder())
    return folder


def _has_folder(root: _Folder, path: str) -> bool:
    folder = root
    for part in path.split("/"):
        if part:
            if part not in folder.folders:
                return False
            folder = folder.folders[part]
    return True


def _directory(messages: Messages, blobs: dict[bytes, bytes], folder: _Folder) -> Any:
    message = messages.Directory()
    for name in sorted(folder.files):
        value = folder.files[name]
        executable = value.mode_executable or bool((value.mode or 0) & 0o111)
        node = message.files.add(name=name, is_executable=executable)
        node.digest.hash, node.digest.size_bytes = value.digest.hex(), value.size
    for name in sorted(folder.folders):
        message.directories.add(name=name, digest=_directory(messages, blobs, folder.folders[name]))
    for name in sorted(folder.links):
        message.symlinks.add(name=name, target=folder.links[name])
    return _digest(messages, blobs, message)


def _digest(messages: Messages, blobs: dict[bytes, bytes], message: Any) -> Any:
    data: bytes = message.SerializeToString(deterministic=True)
    return messages.Digest(hash=_keep(blobs, data).hex(), size_bytes=len(data))


def _keep(blobs: dict[bytes, bytes], data: bytes) -> bytes:
    digest = digest_bytes(data)
    blobs[digest] = data
    return digest


# -- what came of it ---------------------------------------------------------------------------------------------


class Entry:
    """One line of a list: kind ("f", "d", "l" or another), mode, time, size, inode, number of names, target."""

    __slots__ = ("inode", "kind", "links", "mode", "mtime_ns", "size", "target")

    def __init__(self, kind: str, mode: int, mtime_ns: int, size: int, inode: str, links: int, target: str) -> None:
        self.kind = kind
        self.mode = mode
        self.mtime_ns = mtime_ns
        self.size = size
        self.inode = inode
        self.links = links
        self.target = target

    def same_as(self, other: Entry) -> bool:
        """Whether nothing was done to it, as far as a list tells."""
        if self.kind == other.kind == "d":
            return self.mode == other.mode
        own = (self.kind, self.mode, self.mtime_ns, self.size, self.inode, self.target)
        return own == (other.kind, other.mode, other.mtime_ns, other.size, other.inode, other.target)


def _read_list(fields: list[str]) -> dict[str, Entry]:
    """A list of the report, by absolute path. Raises ValueError."""
    if len(fields) % FIELDS:
        raise ValueError("a list of files is cut off")
    found: dict[str, Entry] = {}
    for at in range(0, len(fields), FIELDS):
        path, kind, mode, mtime, size, inode, links, target = fields[at : at + FIELDS]
        if path == "." or path in (f"./{GIVEN}", f"./{LEFT}"):
            continue
        seconds, _, rest = mtime.replace(",", ".").partition(".")
        mtime_ns = int(seconds) * 1_000_000_000 + int((rest + "000000000")[:9])
        found[path[1:]] = Entry(kind, int(mode, 8), mtime_ns, int(size), inode, int(links), target)
    return found


Report = tuple[dict[str, Entry], tuple[int, ...], dict[str, Entry], dict[str, tuple[bytes, ...]]]


def read_report(data: bytes) -> Report:
    """What was there before, the statuses, what was there after, words by path. Raises ValueError, Unfit."""
    fields = data.decode("utf-8", "surrogateescape").split("\0")
    if fields.pop() != "":
        raise ValueError("a report is cut off")
    # Each list has entries of a fixed number of fields; a path is never "=", since it begins with ".".
    first = next(at for at in range(0, len(fields) + 1, FIELDS) if at == len(fields) or fields[at] == "=")
    second = fields.index("=", first + 1)
    ends = [text.partition(" ") for text in fields[first + 1 : second]]
    for _status, _space, mark in ends:
        if mark != "s":
            raise _unfit("a redirection failed" if mark == "r" else "a program is not there, or another one")
    statuses = tuple([int(status) for status, _space, _mark in ends])
    rest = fields[second + 1 :]
    third = next(at for at in range(0, len(rest) + 1, FIELDS) if at >= len(rest) or rest[at] == "=")
    scanned = rest[third + 1 :]
    words = {
        path: tuple([SCANNED[int(number)] for number in numbers.split()])
        for path, numbers in zip(scanned[::2], scanned[1::2], strict=True)
    }
    return _read_list(fields[:first]), statuses, _read_list(rest[:third]), words


class Left:
    """What an action has left: digests and sizes by path, contents that came along, streams, statuses and lists."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, int]] = {}
        self.before: dict[str, Entry] = {}
        self.after: dict[str, Entry] = {}
        self.words: dict[str, tuple[bytes, ...]] = {}
        self.statuses: tuple[int, ...] = ()
        self.stdout = EMPTY_STREAM
        self.stderr = EMPTY_STREAM
        self.reports: tuple[bytes, ...] = ()
        self.started_ns = 0
        self.ended_ns = 0


def make_reply(request: Request, left: Left, exact: bool = True) -> Reply:
    """What `left` says as a reply; `exact`: a failure is one (`Reply.exact`)."""
    thunk = request.thunk
    declared = {output.path for output in thunk.outputs}
    trees = tuple([output.path + "/" for output in thunk.outputs if output.tree])
    outputs: list[Output] = []
    violation = ""
    for path in sorted({*left.before, *left.after}):
        before, after = left.before.get(path), left.after.get(path)
        if before is not None and after is not None and after.same_as(before):
            continue
        if path in request.reports and path not in declared:
            continue
        if path not in declared and not path.startswith(trees):
            violation = path
            break
        output = _output(request.thunk, path, before, after, left)
        if output is None:
            violation = path
            break
        outputs.append(output)
    wall_s = max(0, left.ended_ns - left.started_ns) / 1e9
    result = Result(left.statuses, left.stdout, left.stderr, () if violation else tuple(outputs), Usage(wall_s=wall_s))
    words = [(left.files[path][0], found) for path, found in left.words.items() if path in left.files]
    reports = () if violation else left.reports
    asked = ((b"", SCANNED), *words) if words and not violation else ()
    return Reply(result, reports, violation, exact, left.started_ns, left.ended_ns, asked)


def _output(thunk: Thunk, path: str, before: Entry | None, after: Entry | None, left: Left) -> Output | None:
    """What was left at `path`; None where no output can hold it."""
    if after is None:
        return Output(path, "removed")
    if after.kind == "d":
        return Output(path, "directory", None, 0, after.mode)
    if after.kind == "l":
        return Output(path, "symlink", None, 0, after.mode, target=after.target)
    if after.kind != "f" or after.links > 1 or path not in left.files:
        return None
    digest, size = left.files[path]
    first, last = left.started_ns - CLOCK_SLACK_NS, left.ended_ns + CLOCK_SLACK_NS
    when = time_left(after.mtime_ns, first, last, thunk.inputs)
    in_place = before is not None and before.kind == "f" and before.inode == after.inode
    return Output(path, "file", digest, size, after.mode, when, in_place=in_place)


def stream_value(raw: bytes, digest: Any, contents: dict[bytes, bytes]) -> StreamValue:
    """A stream: it came along, is among `contents`, or stays at the server."""
    if not raw and digest.size_bytes:
        name = bytes.fromhex(digest.hash)
        if name not in contents:
            return StreamValue(None, name, int(digest.size_bytes))
        raw = contents[name]
    return StreamValue(raw) if raw else EMPTY_STREAM
