"""The stages of a pipeline by quicker means that print the same bytes.

- Before `uniq`, and with `-u`, `sort` gets each line once, counted (worker/tally.py).
- In a locale whose order of strings is that of their bytes, tools that compare lines are told so (lower/collation.py).
- `sort` of a long stream becomes several that share its lines, and a `sort -m`: it has threads of its own, but does not
  read while they work.
- Where several sorts run at a time, each gets one thread and so little memory that it stays in the processor's cache.

The number of stages stays, and each has the exit status that it would have had. Nothing of this is part of a thunk.
"""

from __future__ import annotations

from oilgg.engine.base import JobStage
from oilgg.lower.collation import COMPARING, by_bytes
from oilgg.lower.cost import costs_ns
from oilgg.worker import inner
from oilgg.worker.execute import environment_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERS = frozenset("bdfghiMnrsuV")
"""Options of `sort` of one letter that say what comes first, and -u."""
TOTAL = ORDERS - frozenset("su")
BESIDE = ("--parallel=1", "-S16M")
WORTH_S = 0.02
"""To count lines takes two processes more. Where sorting is thought to take less than this, that is not worth it."""
MOST_WAYS = 4
WAYS_S = 0.3
"""Where it is thought to take more than this, it is worth three processes more."""
OWN_MEANS = ("-S", "-T", "--b", "--pa", "--te")


class _Memory:
    """The environment that was asked for last: thousands of commands share one."""

    def __init__(self) -> None:
        self._given: list[str] = []
        self._variables: dict[bytes, bytes] = {}
        self._by_bytes: list[str] = []

    def environment(self, argv: Sequence[str], given: list[str]) -> list[str]:
        """The lines of `given` for one of COMPARING, with these words: not to be changed."""
        if given is not self._given:
            self._given, self._variables, self._by_bytes = given, environment_map(given), []
        variables = by_bytes(argv, self._variables)
        if variables is self._variables:
            return given
        if not self._by_bytes:
            lines = [name + b"=" + value for name, value in variables.items()]
            self._by_bytes = [line.decode("utf-8", "surrogateescape") for line in lines]
        return self._by_bytes


_memory = _Memory()


def faster(
    stages: Sequence[JobStage], size: int, early: Sequence[bool] = (), cores: int = 2, beside: bool = False
) -> list[JobStage]:
    """`stages` by quicker means.

    size     of what goes in, in bytes
    early    of the last so many stages: whether each may end before it has read all
    beside   others sort at the same time, on as many cores as there are
    """
    found = list(stages)
    costs = costs_ns([stage.argv for stage in stages])
    for number, stage in enumerate(stages):
        if stage.program not in COMPARING:
            continue
        name = stage.program.rpartition("/")[2]
        environment = _memory.environment(stage.argv, stage.environment)
        argv = stage.argv
        if beside and name == "sort" and not any(word.startswith(OWN_MEANS) for word in argv[1:]):
            argv = [argv[0], *BESIDE, *argv[1:]]
        found[number] = JobStage(stage.program, argv, environment, stage.redirects, stage.noclobber)
        reads = number > 0 or any(redirect.fd == 0 and redirect.op == "<" for redirect in stage.redirects)
        if any(redirect.fd > 0 and not isinstance(redirect.target, str) for redirect in stage.redirects):
            continue
        if name != "sort" or not reads or costs[number] * size < WORTH_S * 1e9 or _may_miss(stages, number, early):
            continue
        kind = folds(stage, stages[number + 1] if number + 1 < len(stages) else None)
        ways = 1
        if not beside and number > 0 and cores > 1 and costs[number] * size > WAYS_S * 1e9 and is_total(argv[1:]):
            ways = min(cores, MOST_WAYS)
        if not kind and ways == 1:
            continue
        words = ["tally", kind or "plain", str(ways), stage.program, *argv]
        found[number] = JobStage(inner.PROGRAM, words, environment, stage.redirects, stage.noclobber)
        if kind == "counts":
            behind = stages[number + 1]
            words = ["tallied", behind.program, *behind.argv]
            found[number + 1] = JobStage(inner.PROGRAM, words, behind.environment, behind.redirects, behind.noclobber)
    return found


def _may_miss(stages: Sequence[JobStage], number: int, early: Sequence[bool]) -> bool:
    """Whether stage `number` would notice that a later one has ended early: then it has to print all that it prints."""
    for later in range(number + 1, len(stages)):
        at = later - len(stages)
        if -at <= len(early) and early[at]:
            return True
        if stages[later].program.rpartition("/")[2] == "sort":
            return False
    return False


def is_total(words: Sequence[str]) -> bool:
    """Whether `sort` with these options takes no two different lines for equal: which came first does not matter."""
    if all(word in ("-u", "-r", "-ru", "-ur", "--unique", "--reverse") for word in words):
        return True
    return all(
        word == "--reverse"
        or (word[:1] == "-" and len(word) > 1 and TOTAL.issuperset(word[1:]))
        or (word[:2] in ("-k", "-t") and len(word) > 2 and not (word[1] == "k" and "R" in word))
        for word in words
    )


def folds(stage: JobStage, behind: JobStage | None) -> str:
    """How `sort`, which reads its standard input, may get its lines: "counts", "lines" (see worker/tally.py), or ""."""
    words = stage.argv[1:]
    plain = words in ([], ["-r"], ["--reverse"])
    if plain and behind is not None and behind.program.rpartition("/")[2] == "uniq":
        if any(redirect.fd == 0 for redirect in behind.redirects) or any(
            redirect.fd == 1 for redirect in stage.redirects
        ):
            return ""
        if behind.argv[1:] in (["-c"], ["--count"]):
            return "counts"
        return "lines" if len(behind.argv) == 1 else ""
    unique = False
    for word in words:
        if word[:1] != "-" or word in ("-", "--"):
            return ""
        if word in ("--unique", "--reverse") or ORDERS.issuperset(word[1:]):
            unique = unique or word == "--unique" or "u" in word
        elif word[:2] not in ("-k", "-t") or len(word) < 3:
            return ""
    return "lines" if unique else ""
