"""What became of each command of a run: `--explain`, `--status=log` and the line on a terminal."""

from __future__ import annotations

import posix
import time

from oilgg.reason import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.config import Config
    from oilgg.reason import Reason

WIDTH = 100
KINDS = ("run", "sent", "reused", "small", "opaque")
WORDS = {
    "run": "run",
    "sent": "run elsewhere",
    "reused": "reused",
    "small": "done by the shell",
    "opaque": "in place",
    "wrong": "annotation wrong",
    "differs": "trace differs",
}


class Report:
    """Collects a note for each command; prints to standard error."""

    def __init__(self, config: Config, fd: int) -> None:
        self._fd = fd
        self.explain = config.explain
        self.dry_run = config.dry_run
        self.log = config.status == "log"
        self.line = config.status == "line" and not config.explain and not config.dry_run and posix.isatty(fd)
        self.counts = dict.fromkeys((*KINDS, "wrong", "differs"), 0)
        self.reasons: dict[str, int] = {}
        self._started_s = time.monotonic()
        self._shown = False
        self.traffic: Callable[[], tuple[int, int, str]] | None = None
        """Gives the bytes of objects that were sent to other machines and brought home, and what was spent."""
        self.estimate: Callable[[], str] | None = None
        """Says what the commands that would run elsewhere would cost."""
        self._traffic = ""
        self.remark: Callable[[], str] | None = None
        """Says, at the end of a run, what else the user should know of it; "" for nothing."""

    def measure(self) -> None:
        """Look, before engines are let go, at what has gone over the line."""
        if self.traffic is not None and (self.log or self.explain):
            up, down, bill = self.traffic()
            self._traffic = f"; {up} bytes sent, {down} brought home" + (f"; {bill}" if bill else "")

    def note(self, kind: str, text: str, line: int, reason: Refusal | Reason | None) -> None:
        """`kind` is one of WORDS; `reason` says why it was not something better."""
        self.counts[kind] += 1
        if kind == "opaque" and reason is not None:
            words = _member(reason).text
            self.reasons[words] = self.reasons.get(words, 0) + 1
        if self.explain or self.dry_run:
            self._print(f"{line:>5}  {WORDS[kind]:<17}  {_short(text)}{_because(reason)}\n")

    def show(self, text: str) -> None:
        """Show the status line: the script waits for the command `text`. `clear` must come before any other output."""
        if not self.line:
            return
        self._shown = True
        done = self.counts["run"] + self.counts["sent"] + self.counts["small"] + self.counts["opaque"]
        self._print(f"\r\x1b[K[{done} run, {self.counts['reused']} reused] {_short(text)[: WIDTH - 30]}\r")

    def clear(self) -> None:
        """Take the status line away before something else is printed."""
        if self._shown:
            self._shown = False
            self._print("\r\x1b[K")

    def _print(self, text: str) -> None:
        try:
            posix.write(self._fd, text.encode("utf-8", "surrogateescape"))
        except OSError:
            pass

    def close(self) -> None:
        """The run is over."""
        self.clear()
        if not (self.log or self.explain or self.dry_run):
            return
        counts = self.counts
        seconds = time.monotonic() - self._started_s
        parts = [f"{counts[kind]} {WORDS[kind]}" for kind in KINDS if kind != "sent" or self.traffic is not None]
        commonest = max(self.reasons, key=lambda words: self.reasons[words]) if self.reasons else ""
        why = f"; in place mostly because {commonest}" if commonest else ""
        wrong = f"; {counts['wrong']} wrong annotations" if counts["wrong"] else ""
        self._print(f"oilgg: {', '.join(parts)} in {seconds:.2f} s{self._traffic}{why}{wrong}\n")
        remark = self.remark() if self.remark is not None and self.explain else ""
        if remark:
            self._print(f"oilgg: {remark}\n")
        if self.dry_run and self.estimate is not None:
            self._print(self.estimate())


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _because(reason: Refusal | Reason | None) -> str:
    if reason is None:
        return ""
    words = str(reason) if isinstance(reason, Refusal) else reason.text
    return f"\n       {'':<17}  = {_member(reason).code}: {words}"


def _member(reason: Refusal | Reason) -> Reason:
    return reason.reason if isinstance(reason, Refusal) else reason
