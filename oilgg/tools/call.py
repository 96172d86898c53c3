"""`oilgg --tool call NAME ARGUMENT…`: run one call of a shell function that is a thunk (see interp.closure).

What the function stands on comes on descriptor 199, what the call may read and write on 198. A frame goes to 197: its
status, and the graph of what is left to do with the output that belongs between. A call that has left nothing to do
has printed its output itself. In a local launcher the same happens in a fork, without starting Python.
"""

from __future__ import annotations

import posix
import sys

from oilgg.errors import BrokenPipe, ExitShell
from oilgg.interp import closure, execution, process, signals, trap
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.execution import Frame
from oilgg.interp.recorder import Abort, Declared, Recorder
from oilgg.interp.state import Shell
from oilgg.lower.lowering import PAYLOAD_FD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DECLARED_FD = PAYLOAD_FD - 1
FRAME_FD = PAYLOAD_FD - 2
FRAME_END = b"oilgg-frame\n"
_RECURSION_LIMIT = 30000
_REHEARSAL = """f() {
  local a=$1 b=$((${#1} + 1)) c
  if (($1 < 2)) || [[ $1 == x* && -n $a ]] || [ "$1" = y ]; then echo "$a ${b%.*}"; return; fi
  for c in "$@"; do printf -v b '%s' "$c"; done
  read -r c </dev/null
  case $c in x | y) ;; *) c=$(echo "$c") ;; esac
  sort -m <(f $(($1 - 1))) <(head -n 3 /dev/null) | cat
  while ((b < 0)); do b=1; done
}
"""


def main(arguments: list[str]) -> int:
    """Run the call in this process; gives its status."""
    try:
        posix.fstat(PAYLOAD_FD)
    except OSError:
        arguments = []
    if not arguments:
        sys.stderr.write("oilgg: call: not for typing: it is the program of functions that are thunks\n")
        return 2
    prepare()
    return run(arguments[0], arguments[1:], dict(posix.environ))


def prepare() -> None:
    """Import what running a function needs, before processes are forked that do."""
    import gc

    from oilgg.annotate import library, match  # noqa: F401
    from oilgg.interp import calls, interpreter, pipeline, substitution  # noqa: F401
    from oilgg.interp.builtins import find

    for name in ("echo", "printf", "read", "local", "test", "return"):
        find(name)
    sys.setrecursionlimit(_RECURSION_LIMIT)
    _rehearse()
    gc.set_threshold(20000, 20, 50)
    gc.freeze()


def _rehearse() -> None:
    """Run a function that does a bit of everything, so that all that is loaded or made at first use is there."""
    from oilgg.syntax.parser import parse_all

    tree = parse_all(_REHEARSAL)
    assert tree is not None
    body = tree[1][0][3] if tree[0] == "seq" else tree[3]
    data = (closure.FORMAT, "", "oilgg", "f", (("f", body, "oilgg", 1, (1, (" >- pure",))),), (), ())
    _run(data, Declared(("graph", 1, (), ("/",), (), ())), "f", ["3"], dict(posix.environ))


def run(name: str, arguments: list[str], environment: dict[bytes, bytes]) -> int:
    """Run the call; gives its status. The frame has been written then."""
    data = closure.unpack(_take(PAYLOAD_FD))
    declared = Declared(closure.unpack(_take(DECLARED_FD)))
    status, frame = _run(data, declared, name, arguments, environment)
    if frame is not None:
        if frame[0] == "done" and not frame[4]:
            _write(1, b"".join(frame[2]))
            _write(2, b"".join(frame[3]))
            frame = (*frame[:2], [], [], [])
        _write(FRAME_FD, packed(frame))
    return status


def packed(frame: tuple[Any, ...]) -> bytes:
    """A frame as bytes, its length at the end: what was printed may stand before it."""
    import marshal

    data = marshal.dumps(frame)
    return data + len(data).to_bytes(8, "little") + FRAME_END


def _run(
    data: tuple[Any, ...], declared: Declared, name: str, arguments: list[str], environment: dict[bytes, bytes]
) -> tuple[int, tuple[Any, ...] | None]:
    """Run the call; gives its status, and the frame if there is to be one."""
    shell = Shell(data[2], [], environment)
    old = posix.umask(0)
    posix.umask(old)
    shell.umask = old
    closure.define(shell, data)
    shell.frames = [Frame("main", "main", data[2], 0, [])]
    shell.line = declared.line
    trap.refresh_attention(shell)
    if declared.how == "turn":
        return _finished(shell, name, arguments), None
    recorder = Recorder(shell, name, declared)
    shell.lowering = recorder
    out = Capture()
    error = out if _is_one_stream() else Capture()
    if declared.how == "graph":
        shell.sinks = {1: Sink(out), 2: Sink(error)}
        recorder.captures = [out] if error is out else [out, error]
    wrong: str | None = None
    status = 0
    try:
        status = _finished(shell, name, arguments)
    except Abort as abort:
        wrong = abort.wrong
    for fd, sink in list(shell.sinks.items()):
        sink.restore(fd)
        if sink.capture.read_fd >= 0:
            sink.capture.drain()
    if wrong is not None:
        frame: tuple[Any, ...] = ("again", wrong)
    else:
        frame = ("done", status, out.parts, [] if error is out else error.parts, recorder.nodes)
    shell.sinks = {}
    return max(status, 0), frame


def _finished(shell: Shell, name: str, arguments: list[str]) -> int:
    try:
        return process.finish(
            shell, lambda: execution.call_function(shell, shell.functions[name], arguments), adopts=True
        )
    except ExitShell as leave:
        signals.die(leave.signal)
        raise
    except BrokenPipe:
        signals.die(13)
        raise


def _is_one_stream() -> bool:
    one, other = posix.fstat(1), posix.fstat(2)
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _take(fd: int) -> str:
    parts = []
    while data := posix.read(fd, 65536):
        parts.append(data)
    posix.close(fd)
    return b"".join(parts).decode("ascii")


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[posix.write(fd, data) :]
