"""Joining a detached run: showing what it prints until it ends; asking its keeper to cancel it."""

from __future__ import annotations

import _socket
import posix
import select

from oilgg.detach import folder
from oilgg.detach.folder import CANCELLED, DIED, ELSEWHERE, Run
from oilgg.engine.rendezvous import Near, peer
from oilgg.errors import DetachError
from oilgg.worker.frames import frame

LOOK_MS = 50
CHUNK_BYTES = 1 << 16
INTERRUPTED = 130
BROKEN_PIPE = 141


def attach(word: str) -> int:
    """Show the run `word` ("" for the last) from its beginning to its end; its exit status. Raises DetachError.

    Ctrl-C leaves it.
    """
    run = folder.find(folder.base(posix.environ), word)
    if run.state == ELSEWHERE:
        raise DetachError(f"run {run.number} is one of another machine")
    try:
        run = follow(run)
    except KeyboardInterrupt:
        say(
            f"\noilgg: run {run.number} goes on; `oilgg --attach {run.number}' joins it again, "
            f"`oilgg --tool jobs --cancel {run.number}' ends it\n"
        )
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    if run.state == CANCELLED:
        say(f"oilgg: run {run.number} was cancelled\n")
    elif run.state == DIED:
        how = f"was killed by signal {run.signal}" if run.signal else "has died"
        say(f"oilgg: run {run.number} {how}; the same command again goes on from what it had finished\n")
    return run.status


def follow(run: Run) -> Run:
    """Copy what `run` prints until it is over; how it is then."""
    shown = [_Shown(path, fd) for path, fd in run.streams()]
    connection = None if run.is_over else reach(run)
    poll = select.poll()
    if connection is not None:
        poll.register(connection.fileno(), select.POLLIN)
    while not run.is_over:
        for stream in shown:
            stream.copy()
        if poll.poll(LOOK_MS) and connection is not None:
            poll.unregister(connection.fileno())  # it says that it is over, or is gone
            connection.close()
            connection = None
        if connection is None:
            run = run.again()
    for stream in shown:
        stream.copy()
    return run


class _Shown:
    """A file that is copied to a descriptor as it grows."""

    def __init__(self, path: str, target: int) -> None:
        self.source = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
        self.target = target

    def copy(self) -> None:
        """Copy what is new."""
        while data := posix.read(self.source, CHUNK_BYTES):
            while data:
                data = data[posix.write(self.target, data) :]


def cancel(run: Run) -> Run:
    """Have the run ended and wait for that; how it is then. Raises DetachError."""
    connection = reach(run)
    if connection is None:
        run = run.again()
        if run.is_over:
            return run
        raise DetachError(f"run {run.number} has no keeper any more: end process {run.pid} yourself")
    try:
        connection.sendall(frame(b"cancel"))
        while connection.recv(CHUNK_BYTES):
            pass
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was just ending
    return run.again()


def reach(run: Run) -> _socket.socket | None:
    """A connection to the keeper of `run`, None where it is gone. Raises DetachError."""
    found = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    try:
        with Near(run.place) as near:
            found.connect(near + "/socket")
    except OSError:
        found.close()
        return None
    if peer(found) != posix.geteuid():
        found.close()
        raise DetachError(f"the keeper of run {run.number} belongs to somebody else")
    return found


def say(text: str) -> None:
    """Write a line of oilgg's own on standard error."""
    try:
        posix.write(2, text.encode("utf-8", "surrogateescape"))
    except OSError:
        pass
