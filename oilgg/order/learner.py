"""Commands that nobody annotated: run once under the tracer, then reused like all others (`--learn`).

An opaque command whose trace is known is an entry of the order like any other, with what it wrote the last time as
what it will probably write. Where its inputs are unchanged it is not run. Where they have changed, it runs again: at
once, in a view of its own and traced again, beside whatever else runs, if its last trace tells what it will touch. What
the view holds beyond that is a violation like that of a wrong annotation: the result is thrown away, the command runs
in its turn and everything behind it starts again. A command that is about to do what no view holds is killed before.
A command without a trace does the same on the word of a precedent; where there is none, it waits for its turn and runs
in the tree.

While a command runs on nothing but the word of a trace, the shell itself looks at nothing: it waits.
"""

from __future__ import annotations

import posix
from _signal import SIGINT
from _stat import S_ISSOCK

from oilgg.errors import ExitShell
from oilgg.order.confirm import Confirmer
from oilgg.order.entry import DONE, ThunkEntry
from oilgg.order.output import MemorySink, Sink
from oilgg.order.precedents import Precedents
from oilgg.order.resolve import NeedsEntry
from oilgg.order.traced import Judge
from oilgg.order.write_behind import WriteBehind
from oilgg.reason import (
    CONDITION,
    INHERITED_STDIN,
    NO_ANNOTATION,
    OPTION_VALUE,
    PRIVILEGED,
    PROGRAM_TEXT,
    SCRIPT_PROGRAM,
    TRACER_FAILED,
    UNLISTED_OPTION,
    USAGE_MISMATCH,
    Refusal,
)
from oilgg.thunk.hash import digest_bytes, identities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.invocation import Invocation
    from oilgg.order.order import Order
    from oilgg.store.base import Reduction

MOST_IN_VAIN = 2
TRY_AGAIN_AFTER = 8
LEARNABLE = (
    NO_ANNOTATION, UNLISTED_OPTION, OPTION_VALUE, PROGRAM_TEXT, USAGE_MISMATCH, CONDITION, SCRIPT_PROGRAM,
)  # fmt: skip
UNTRACEABLE = b"untraceable\0"


class Learner:
    """Takes opaque commands into `order`. `learn`: also those that no trace is known of."""

    def __init__(self, order: Order, learn: bool) -> None:
        self.order = order
        self.learn = learn
        self.learned = False
        """Something was learned in this run."""
        runs = order.reducer.runs
        self.runs = runs
        self.precedents = Precedents(order.versions)
        self.confirmer = Confirmer(runs, order.store)
        judge = Judge(order.reducer.resolver, order.lowerer.library)
        self.behind = order.reducer.behind = WriteBehind(judge, order.reducer.record_finding)
        order.reducer.second = self.confirmer.take
        self.unsure: list[ThunkEntry] = []
        """Commands that run, or wait to, with only a trace to tell what they will write."""
        self._in_vain = 0
        """How many in a row have run ahead of nothing: the shell waited for each before it came to the next."""

    def offer(self, stages: Sequence[Invocation], line: int, checked: bool, refusal: Refusal) -> int | None:
        """Take a command that was refused with `refusal`; None: it stays opaque. Otherwise as Order.offer."""
        status = self._offer(stages, line, checked, refusal)
        if status is None:
            self.behind.settle()  # the shell waits for it and does nothing else
        return status

    def _offer(self, stages: Sequence[Invocation], line: int, checked: bool, refusal: Refusal) -> int | None:
        order = self.order
        if refusal.reason not in LEARNABLE or order.shell.jobs or order.beside.group is not None:
            return None
        if order.shell.lowering.finds_more_open():  # no view has it, no trace names it
            return None
        lowered = order.lower(stages, True)
        if isinstance(lowered, Refusal):
            return None
        entry = order.entry_for(lowered, line)
        if isinstance(entry, Refusal) or not lowered.pure:
            return None
        if lowered.shares_input:
            entry.input = self._shared_input()
            if entry.input is None:
                return None
        known = self._known(entry)
        self._review()
        if not known and (not self.learn or self._is_untraceable(entry)):
            return None
        if self._foresee(entry, known):
            order.reducer.resolver.link(entry)
        else:
            order.drain("opaque")
        trapped = "ERR" in order.shell.traps
        status = self._enqueue(entry, checked and not trapped)
        return order.settle(status) if status < 0 and trapped else status

    def _shared_input(self) -> Sink | None:
        """The standard input of the shell, for a command that probably makes nothing of it; None: nobody could tell."""
        shell = self.order.shell
        if shell.options.stdin_shell or self.runs.by_stops or self.runs.blind:
            return None
        try:
            sink = self.order.sinks.find(0)
        except OSError:
            return None
        if not isinstance(sink, Sink) or S_ISSOCK(posix.fstat(sink.fd).st_mode):
            return None  # what goes over a socket is not looked after
        shell.sync_input()
        return sink

    def _known(self, entry: ThunkEntry) -> list[Reduction]:
        """What the traces of earlier runs of this command have come to."""
        order = self.order
        while True:
            order.reducer.resolver.at = entry
            try:
                entry.thunk = order.reducer.resolver.thunk(entry)
                break
            except NeedsEntry as missing:
                order.retire_through(missing.entry)
            finally:
                order.reducer.resolver.at = None
        entry.key, entry.silent_key = identities(entry.thunk)
        self.behind.settle_like(entry)
        return [reduction for key in (entry.key, entry.silent_key) for reduction in order.store.lookup(key)]

    def _is_untraceable(self, entry: ThunkEntry) -> bool:
        return self.order.store.get_fact(digest_bytes(UNTRACEABLE + entry.silent_key)) is not None

    def note_untraceable(self, entry: ThunkEntry) -> None:
        """`entry` does something else under the tracer: it is not to be traced again."""
        self.order.store.put_fact(digest_bytes(UNTRACEABLE + entry.silent_key), b"1")

    def _foresee(self, entry: ThunkEntry, known: list[Reduction]) -> bool:
        """Take what `entry` did the last time as what it will do, or what another did; False: who knows."""
        guess: tuple[dict[str, str], list[str]] | None
        if known:
            learned, result = known[0].learned, known[0].result
            reads = [path for path, _digest in (*learned.files, *learned.looked, *learned.timed)]
            guess = {output.path: output.kind for output in result.outputs}, reads
            self._set_precedent(entry, *guess, result.statuses)
        else:
            guess = self.precedents.guess(entry) if self._may_run_ahead() else None
        if guess is not None:
            entry.foreseen = True
            entry.expected, entry.expected_reads = guess
        return entry.foreseen

    def _may_run_ahead(self) -> bool:
        """Whether it is worth a view of its own to do so on the word of a precedent."""
        if self.runs.scheduler.slots < 2 or self.runs.by_stops:
            return False
        if self._in_vain < MOST_IN_VAIN:
            return True
        self._in_vain += 1
        return self._in_vain % TRY_AGAIN_AFTER == 0

    def _set_precedent(
        self, entry: ThunkEntry, outputs: dict[str, str], reads: list[str], statuses: Sequence[int]
    ) -> None:
        """`entry` is what others of its form may follow."""
        if not any(statuses):
            self.precedents.note(entry.lowered, outputs, reads)

    def _enqueue(self, entry: ThunkEntry, checked: bool) -> int:
        order = self.order
        if any(isinstance(sink, MemorySink) for sink, _capture, _data in entry.streams):
            return order.beside.take(entry)
        status = order.enqueue(entry, checked and entry.foreseen)
        if not entry.foreseen:
            self._wait_for(entry)
            self._look_back(entry)
            return order.immediate(entry)
        if entry.phase is not DONE:
            self.unsure.append(entry)
        return status

    def _wait_for(self, entry: ThunkEntry) -> None:
        """Let a command run in its turn; Ctrl-C is to the shell what the command makes of it.

        Raises ExitShell, at a prompt KeyboardInterrupt.
        """
        shell = self.order.shell
        shell.waiting = True
        try:
            self.order.retire_through(entry)
        finally:
            shell.waiting = False
        interrupted, shell.interrupted = shell.interrupted, False
        if interrupted and SIGINT in entry.signals:
            raise KeyboardInterrupt if shell.interactive else ExitShell(128 + SIGINT, SIGINT)

    def _look_back(self, entry: ThunkEntry) -> None:
        """A command has been traced in its turn."""
        if entry.judged and entry.seen is not None:
            self.learned = True
            seen = entry.seen
            outputs = {path: output.kind for path, output in entry.outputs.items()}
            self._set_precedent(entry, outputs, [*seen.reads, *seen.looks, *seen.absent], entry.statuses)
            return
        self.order.stale = True
        reason = entry.reason.reason if isinstance(entry.reason, Refusal) else None
        if reason is INHERITED_STDIN and not self.runs.by_stops:
            self.note_untraceable(entry)
        if reason in (PRIVILEGED, TRACER_FAILED):
            self.note_untraceable(entry)
            self.order.say(f"oilgg: {entry.lowered.text}: {entry.reason}; it will not be traced again\n")

    def remark(self) -> str:
        """What a user who asks for explanations should know of the tracer."""
        if self.runs.blind:
            return "commands can't be traced here: the kernel allows neither seccomp notification nor ptrace"
        if self.runs.by_stops:
            return "the kernel allows no seccomp notification here: commands were traced by ptrace, which is slower"
        return ""

    def finish(self) -> None:
        """The script is over."""
        self._review()
        self.behind.settle()
        self.confirmer.finish()

    def before_read(self, identity: tuple[int, int]) -> None:
        """The shell reads a file itself: nobody runs any more who could still turn out to read on there as well."""
        if any(entry.input is not None and entry.input.identity == identity for entry in self.unsure):
            self.be_sure()

    def be_sure(self) -> None:
        """Wait until nothing runs any more on the word of a trace."""
        waited = [entry for entry in self.unsure if entry.phase is not DONE and not entry.gone]
        if waited:
            self._in_vain = self._in_vain + 1 if len(waited) == 1 else 0
        for entry in waited:
            if entry.phase is not DONE and not entry.gone:
                self.order.retire_through(entry)
        self._review()

    def _review(self) -> None:
        """Look back at those that had to run in their turn in the end."""
        over = [entry for entry in self.unsure if entry.gone]
        self.unsure = [entry for entry in self.unsure if not entry.gone]
        for entry in over:
            if entry.in_turn and not entry.dropped:
                self._look_back(entry)
