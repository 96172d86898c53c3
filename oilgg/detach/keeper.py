"""The start of a detached run, and the process that looks after it: its keeper.

The keeper leads a session of its own and is the parent of the shell, which leads a process group in it. It writes down
how the shell ends, whatever ends it, tells those who have joined, and cancels the run when it is asked to. It takes
messages of its own user only.

    to the keeper              from the keeper
    cancel                     ended       then it closes
"""

from __future__ import annotations

import _signal
import _socket
import fcntl
import posix
import select
import time

from oilgg.detach import folder
from oilgg.engine.rendezvous import Near, peer
from oilgg.errors import DetachError
from oilgg.worker.frames import FrameError, Frames, frame

FIRST_OWN = 200
GRACE_S = 5.0
"""How long a run that is cancelled has to end by itself."""
LOOK_MS = 50
CHUNK_BYTES = 4096


def leave(words: list[str]) -> int | None:
    """Start a detached run; `words` is its command line, to show. Gives its number, and None in the process that is it.

    The latter has the same folder and environment as this one, but other standard streams and no terminal. Raises
    DetachError.
    """
    base = folder.base(posix.environ)
    folder.forget_old(base)
    number, place = folder.make(base)
    reading, writing = posix.pipe()
    if posix.fork() == 0:
        posix.close(reading)
        if _become_keeper(words, place, writing):
            return None
        posix._exit(0)
    posix.close(writing)
    text = b""
    while data := posix.read(reading, CHUNK_BYTES):
        text += data
    posix.close(reading)
    if text != b"ready":
        folder.forget(place)
        raise DetachError(text.decode("utf-8", "replace") or "the run does not start")
    return number


def _become_keeper(words: list[str], place: str, ready: int) -> bool:
    """Be the keeper until the run is over; True in the shell."""
    try:
        posix.setsid()
        lock = _high(posix.open(place + "/lock", posix.O_RDONLY | posix.O_CREAT | posix.O_CLOEXEC, 0o600))
        fcntl.flock(lock, fcntl.LOCK_EX)
        together = _lead_to_one_place(1, 2)
        streams = _open_streams(place, together)
        waiting, go = posix.pipe()
        shell = posix.fork()
        if shell == 0:
            posix.close(go)
            if not posix.read(waiting, 1):
                return False
            posix.close(waiting)
            posix.setpgid(0, 0)
            for number, stream in enumerate(streams):
                if stream >= 0:
                    posix.dup2(stream, number)
                    posix.close(stream)
            posix.close(ready)
            return True
        for number in (_signal.SIGHUP, _signal.SIGINT, _signal.SIGQUIT, _signal.SIGTERM):
            _signal.signal(number, _signal.SIG_IGN)
        about = {
            "words": words, "folder": _working_folder(), "together": together, "pid": shell,
            "started_s": time.time(), "host": folder.host(), "boot": folder.boot(),
        }  # fmt: skip
        _let_go({lock, ready, go})
        posix.umask(0o077)
        listening = _listen(place)
        folder.write(place + "/about", about)
        posix.write(go, b"1")
        posix.close(go)
        posix.write(ready, b"ready")
        posix.close(ready)
    except OSError as error:
        posix.write(ready, f"{place}: {error.strerror}".encode("utf-8", "surrogateescape"))
        return False
    Keeper(place, shell, listening).serve()
    return False


def _lead_to_one_place(first: int, second: int) -> bool:
    try:
        one, other = posix.fstat(first), posix.fstat(second)
    except OSError:
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def _open_streams(place: str, together: bool) -> list[int]:
    """What the shell gets as standard input (-1: the one that is there), output and error."""
    try:
        given = not posix.isatty(0) and posix.fstat(0) is not None
    except OSError:
        given = False
    null = -1 if given else _high(posix.open("/dev/null", posix.O_RDONLY))
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND
    out = _high(posix.open(place + "/out", flags, 0o600))
    err = _high(posix.dup(out) if together else posix.open(place + "/err", flags, 0o600))
    return [null, out, err]


def _high(descriptor: int) -> int:
    """Move a descriptor to where no script has its own."""
    try:
        moved: int = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FIRST_OWN)
    except OSError:  # the limit is low
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    posix.close(descriptor)
    return moved


def _working_folder() -> str:
    try:
        return posix.getcwd()
    except OSError:
        return "?"


def _let_go(kept: set[int]) -> None:
    """Hold nothing of what the process that started us had open, nor its folder."""
    posix.chdir("/")
    null = posix.open("/dev/null", posix.O_RDWR)
    for number in (0, 1, 2):
        posix.dup2(null, number)
    for name in posix.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            try:
                posix.close(int(name))
            except OSError:
                continue  # the listing itself


def _listen(place: str) -> _socket.socket:
    listening = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    with Near(place) as near:
        listening.bind(near + "/socket")
    listening.listen(16)
    listening.setblocking(False)
    return listening


class Keeper:
    """Looks after the run in folder `place`, whose shell is `shell`."""

    def __init__(self, place: str, shell: int, listening: _socket.socket) -> None:
        self.place = place
        self.shell = shell
        self.listening = listening
        self.clients: dict[int, tuple[_socket.socket, Frames]] = {}
        self.poll = select.poll()
        self.deadline_s = 0.0
        """When a run that was cancelled is killed; 0 where it was not."""

    def serve(self) -> None:
        """Return when the run is over and that is written down."""
        pidfd = posix.pidfd_open(self.shell)
        self.poll.register(pidfd, select.POLLIN)
        self.poll.register(self.listening.fileno(), select.POLLIN)
        over = False
        while not over:
            wait_s = self.deadline_s - time.monotonic() if self.deadline_s else 0.0
            for number, _events in self.poll.poll(max(1, int(wait_s * 1000)) if self.deadline_s else None):
                if number == pidfd:
                    over = True
                elif number == self.listening.fileno():
                    self._accept()
                else:
                    self._hear(number)
            if self.deadline_s and time.monotonic() >= self.deadline_s:
                self._kill_all(_signal.SIGKILL)
        _pid, status = posix.waitpid(self.shell, 0)
        if self.deadline_s:
            self._end_all()
        self._write_end(status)
        for client, _frames in self.clients.values():
            try:
                client.send(frame(b"ended"))
            except OSError:
                continue
        posix.unlink(self.place + "/socket")

    def _write_end(self, status: int) -> None:
        signal = posix.WTERMSIG(status) if posix.WIFSIGNALED(status) else 0
        facts = {
            "status": 128 + signal if signal else posix.WEXITSTATUS(status), "signal": signal,
            "cancelled": bool(self.deadline_s), "ended_s": time.time(),
        }  # fmt: skip
        while True:
            try:
                folder.write(self.place + "/end", facts)
                return
            except FileNotFoundError:
                return  # the run was forgotten
            except OSError:
                time.sleep(1)  # a full disk: as long as nothing is written the run is not over

    def _accept(self) -> None:
        try:
            client, _address = self.listening._accept()  # type: ignore[attr-defined]
        except OSError:
            return
        found = _socket.socket(fileno=client)
        if peer(found) not in (posix.geteuid(), 0):
            found.close()
            return
        found.setblocking(False)
        self.clients[client] = (found, Frames())
        self.poll.register(client, select.POLLIN)

    def _hear(self, number: int) -> None:
        client, frames = self.clients[number]
        try:
            data = client.recv(CHUNK_BYTES)
            for message in frames.feed(data):
                if message == [b"cancel"]:
                    self._cancel()
        except BlockingIOError:
            return
        except (OSError, FrameError):
            data = b""
        if not data:
            self.poll.unregister(number)
            del self.clients[number]
            client.close()

    def _cancel(self) -> None:
        """Let the run end; whoever asks for that a second time need not wait for it."""
        if self.deadline_s:
            self.deadline_s = time.monotonic()
            return
        self.deadline_s = time.monotonic() + GRACE_S
        for signal in (_signal.SIGTERM, _signal.SIGCONT):
            try:
                posix.kill(-self.shell, signal)
            except OSError:
                return  # it has just ended

    def _end_all(self) -> None:
        """The shell of a cancelled run is gone; what it has left behind has until the deadline to go as well."""
        while self._kill_all(_signal.SIGKILL if time.monotonic() >= self.deadline_s else 0):
            self.poll.poll(LOOK_MS)

    def _kill_all(self, signal: int) -> bool:
        """Send a signal to everything in our session; whether there is anything."""
        found = False
        own = posix.getpid()
        for name in posix.listdir("/proc"):
            if name.isdigit() and int(name) != own and _session(name) == own:
                try:
                    posix.kill(int(name), signal)
                    found = True
                except OSError:
                    continue
        return found


def _session(pid: str) -> int:
    """The session of a process; 0 for none, or one that has ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] in (b"Z", b"X") else int(fields[3])
