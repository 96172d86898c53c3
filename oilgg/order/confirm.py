"""Whether it matters to a command what stands at the places of its outputs: tried once, then known of its programs.

`as` asks whether its output exists, and makes the same of both answers; `[ -e out ] && echo again` does not. What only
differs in that is settled by an experiment: the command runs once more in a view that is thrown away, with other bytes
at those places. If all it prints and writes is the same, the programs that had looked, with these options, are known to
overwrite whatever is there. Otherwise it is tried with the outputs of the run itself (`ar r` puts members into an
archive: into its own it puts nothing new), and is known to make the same again.

Experiments cost little: one or two for each program and set of options, kept in the store, only for short commands, and
run while there is a processor to spare.
"""

from __future__ import annotations

import time

from oilgg.engine.base import OVERLAY, Job, Preload
from oilgg.order.programs import is_interpreter, option_words
from oilgg.order.run import Runs
from oilgg.reduce.task import Task
from oilgg.store.base import MissingObject, Reduction
from oilgg.thunk.hash import digest_bytes, digest_file
from oilgg.worker.capture import Capture
from oilgg.worker.collect import collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.base import Result
    from oilgg.order.entry import ThunkEntry
    from oilgg.order.traced import Finding
    from oilgg.order.write_behind import Printed
    from oilgg.store.base import Store

FACT = b"overwrites\0"
ANYTHING, ITS_OWN, NO = b"2", b"1", b"0"
"""Makes the same whatever file is at the place of its output; where its own is; not even that."""
OTHER_BYTES = b"These bytes are nothing to go by.\n"
SHARE = 0.15
"""The part of the time of all traced commands that experiments may take; where another processor is free, more."""
SHARE_BESIDE = 0.5
FREE_S = 1.0
LONG_S = 3.0
PATIENCE_S = 60.0


class Confirmer:
    """Keeps second reductions, with less to hold, where they are known to be true."""

    def __init__(self, runs: Runs, store: Store) -> None:
        self.runs = runs
        self.store = store
        self.spent_s = 0.0
        self.traced_s = 0.0
        self.undecided: list[tuple[bytes, Finding, Reduction, list[bytes]]] = []
        self.testing: dict[int, set[bytes]] = {}
        self.failed: set[bytes] = set()
        """Facts that no experiment of this run could establish: perhaps only because the tree had changed."""

    def take(
        self,
        entry: ThunkEntry,
        result: Result,
        printed: Printed,
        finding: Finding,
        key: bytes,
        reduction: Reduction,
    ) -> None:
        """`reduction` is the result of `entry`: keep it with less to hold, if that is known to be enough."""
        if finding.after is None:
            return
        self.traced_s += _cost_s(result)
        forms = self._forms(entry, finding)
        if self._keep(key, finding, reduction, forms):
            return
        self.undecided.append((key, finding, reduction, forms))
        unknown = {form for form in forms if self._fact(form) is None}
        if unknown and not unknown <= set().union(*self.testing.values()) and self._may_try(entry, result):
            what = ITS_OWN if finding.anyhow is None else ANYTHING
            self._start(_Experiment(entry, reduction, unknown, printed), what)

    def finish(self) -> None:
        """Wait for the experiments, and keep what they have confirmed."""
        deadline_s = time.monotonic() + PATIENCE_S
        while self.testing and time.monotonic() < deadline_s:
            self.runs.scheduler.pump(deadline_s - time.monotonic())
        for key, finding, reduction, forms in self.undecided:
            self._keep(key, finding, reduction, forms)
        self.undecided.clear()

    def _fact(self, form: bytes) -> bytes | None:
        fact = self.store.get_fact(form)
        return NO if fact is None and form in self.failed else fact

    def _keep(self, key: bytes, finding: Finding, reduction: Reduction, forms: list[bytes]) -> bool:
        """Whether all is known that is needed to decide; keeps what has been decided for."""
        facts = [self._fact(form) for form in forms]
        if NO in facts:
            return True
        if None in facts:
            return False
        enough = finding.after
        if finding.anyhow is not None and all(fact == ANYTHING for fact in facts):
            enough = finding.anyhow
        if enough is not None:
            self.store.record(key, Reduction(enough, reduction.result))
        return True

    def _forms(self, entry: ThunkEntry, finding: Finding) -> list[bytes]:
        """Facts to ask for: one for each program that looked, or one for just this command."""
        assert entry.seen is not None
        looked = finding.looked
        programs = [entry.seen.programs[index] for index in sorted(looked or ())]
        if looked is None or any(is_interpreter(path) for path, _argv in programs):
            return [digest_bytes(FACT + entry.silent_key)]
        found: dict[bytes, None] = {}
        for path, argv in programs:
            try:
                program = self.store.digest_of(path)
            except OSError:
                program = path.encode("utf-8", "surrogateescape")
            words = "\0".join(option_words(argv)).encode("utf-8", "surrogateescape")
            found[digest_bytes(FACT + program + b"\0" + words)] = None
        return list(found)

    def _may_try(self, entry: ThunkEntry, result: Result) -> bool:
        if not entry.in_turn or not self.runs.resolver.overlay or _cost_s(result) > LONG_S:
            return False
        share = SHARE_BESIDE if self.runs.scheduler.slots > 1 else SHARE
        return self.spent_s + _cost_s(result) <= FREE_S + share * self.traced_s

    def _start(self, experiment: _Experiment, what: bytes) -> None:
        """Run the command once more, with other bytes (ANYTHING) or ITS_OWN at the places of its outputs."""
        preloads = self._preloads(experiment.reduction, what)
        if preloads is None:
            return
        scheduler, entry = self.runs.scheduler, experiment.entry
        captures: dict[object, Capture] = {}
        for sink, terminal, _data in experiment.printed:
            if sink not in captures:
                captures[sink] = Capture(terminal)
        ordered = [captures[sink] for sink, _terminal, _data in experiment.printed]
        key = scheduler.next_key()
        job = Job(
            key,
            self.runs.stages(entry),
            entry.lowered.cwd,
            entry.lowered.umask,
            OVERLAY,
            preloads,
            stdout=ordered[0].write_fd,
            stderr=ordered[-1].write_fd,
            ignored_signals=entry.ignored,
        )
        if entry.input is not None:
            job.stdin = entry.input.fd

        def ended(result: Result) -> None:
            del self.testing[key]
            self.spent_s += _cost_s(result)
            self._judge(experiment, what, result, [bytes(capture.data) for capture in ordered])
            if result.layer is not None:
                scheduler.engine.dispose(result.layer)

        self.testing[key] = experiment.unknown
        scheduler.add(Task(job, list(captures.values()), ended))

    def _judge(self, experiment: _Experiment, what: bytes, result: Result, printed: list[bytes]) -> None:
        """An experiment has ended."""
        first = experiment.reduction.result
        same = printed == [data for *_, data in experiment.printed] and tuple(result.statuses) == tuple(first.statuses)
        if same and self._left_the_same(result, experiment.reduction):
            for form in experiment.unknown:
                self.store.put_fact(form, what)
        elif what == ANYTHING:
            self._start(experiment, ITS_OWN)
        else:
            self.failed |= experiment.unknown

    def _preloads(self, reduction: Reduction, what: bytes) -> list[Preload] | None:
        """What stands at the places of the outputs; None if it is not to be had."""
        found = []
        for output in reduction.result.outputs:
            if output.kind == "file" and what == ANYTHING:
                found.append(Preload(output.path, "file", self._other_bytes(), output.mode))
            elif output.kind == "file":
                try:
                    source = self.runs.fetch(output.digest or b"")
                except MissingObject:
                    return None
                found.append(Preload(output.path, "file", source, output.mode))
            elif output.kind != "directory":
                kind = "absent" if output.kind == "removed" else output.kind
                found.append(Preload(output.path, kind, target=output.target))
        return found

    def _other_bytes(self) -> str:
        path = f"{self.runs.scratch}/other-bytes"
        with open(path, "wb") as file:
            file.write(OTHER_BYTES)
        return path

    def _left_the_same(self, result: Result, reduction: Reduction) -> bool:
        """Whether a second run has left what the first has, and has written all files anew: their times change too."""
        if result.failure is not None or result.layer is None:
            return False
        outputs = {output.path: output for output in reduction.result.outputs}
        untouched = {path for path, output in outputs.items() if output.kind == "file"}
        try:
            for change in collect(result.layer):
                if change.path.startswith(self.runs.scratch) or (change.kind == "directory" and change.times_only):
                    continue
                output = outputs.get(change.path)
                if output is None or (output.kind, output.mode) != (change.kind, change.mode):
                    return False
                if change.kind == "file" and digest_file(change.layer_path)[0] != output.digest:
                    return False
                if change.kind == "symlink" and change.target != output.target:
                    return False
                untouched.discard(change.path)
        except OSError:
            return False
        return not untouched


class _Experiment:
    """A command to be run once more: what it came to first, and the facts that hang on it."""

    __slots__ = ("entry", "printed", "reduction", "unknown")

    def __init__(self, entry: ThunkEntry, reduction: Reduction, unknown: set[bytes], printed: Printed) -> None:
        self.entry = entry
        self.reduction = reduction
        self.unknown = unknown
        self.printed = printed


def _cost_s(result: Result) -> float:
    """Processor time, which a busy machine does not make longer."""
    return result.user_s + result.system_s
