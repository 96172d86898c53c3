"""A terminal for tests: a shell on it, what to type, what to wait for. Nothing here goes by the clock."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path
from types import TracebackType

PATIENCE_S = 100.0
PROMPT = "@@ "
_SEQUENCE = re.compile(r"\x1b\][^\a\x1b]*(?:\a|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()].|\x1b[=>78]")


class Terminal:
    """A process on a terminal of its own, which it leads.

    `output` is everything it has shown so far, with escape sequences; `wait` goes through it once, from front to back.
    """

    def __init__(self, argv: list[str], home: Path, rows: int = 24, columns: int = 80, **environment: str) -> None:
        names = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        names |= {"HOME": str(home), "TERM": "dumb", "PS1": PROMPT, "HISTFILE": "", "LC_ALL": "C.UTF-8"}
        names |= environment
        self.pid, self.fd = pty.fork()
        if not self.pid:
            try:
                os.chdir(home)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(argv[0], argv, names)
            finally:
                os._exit(127)
        self.output = ""
        self.seen = 0
        self.prompt = PROMPT
        self.status: int | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, text: str) -> None:
        """Type."""
        data = text.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self.fd, data) :]

    def _read(self, patience_s: float) -> bool:
        """Take what there is; False at the end."""
        ready, _, _ = select.select([self.fd], [], [], patience_s)
        assert ready, f"nothing came any more after:\n{self.output[-3000:]}"
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.output += data.decode("utf-8", "surrogateescape")
        return bool(data)

    @property
    def text(self) -> str:
        """What was shown, without escape sequences and carriage returns."""
        return _SEQUENCE.sub("", self.output).replace("\r", "")

    def wait(self, wanted: str = "") -> None:
        """Wait until `wanted`, or the next prompt, is shown, behind what was waited for before."""
        wanted = wanted or self.prompt
        end = time.monotonic() + PATIENCE_S
        while True:
            place = self.text.find(wanted, self.seen)
            if place >= 0:
                self.seen = place + len(wanted)
                return
            assert self._read(end - time.monotonic()), f"no {wanted!r} at the end of:\n{self.text[-3000:]}"

    def type(self, text: str, wanted: str = "") -> None:
        """Type, and wait for what comes, which is the next prompt if nothing else is said."""
        self.send(text)
        self.wait(wanted)

    def finish(self) -> int:
        """Wait until the process has ended; gives its status of waitpid."""
        end = time.monotonic() + PATIENCE_S
        while self.status is None:
            ready, _, _ = select.select([self.fd], [], [], 0.02)
            if ready and self._read(0):
                continue
            pid, status = os.waitpid(self.pid, os.WNOHANG)  # jobs of it may still have the terminal open
            if pid:
                self.status = status
            assert time.monotonic() < end, f"it did not end after:\n{self.text[-3000:]}"
        return self.status

    def close(self) -> None:
        """End it."""
        if self.status is None:
            for number in (signal.SIGHUP, signal.SIGKILL):
                try:
                    os.kill(self.pid, number)
                except ProcessLookupError:
                    pass
            os.close(self.fd)
            self.status = os.waitpid(self.pid, 0)[1]
        else:
            os.close(self.fd)
