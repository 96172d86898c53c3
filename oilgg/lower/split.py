"""Whether a pipeline over a large file can be run in parts, and how the parts are joined.

The stages from the first on whose annotation says `par` are run once for each part of the file; what they came to is
joined as it says, and the stages after them get the joined stream. Beyond the annotation, two pairs are known: `sort |
uniq` and `sort | uniq -c` are whole parts, since what the second makes of sorted parts is small. (So would be `sort |
head`; but then `sort` could miss the SIGPIPE that bash's gets.)

Nothing here touches a file. What depends on the data (where lines end, whether it is text, whether a boundary will do
for `tr -s`) is found out when the parts are made.
"""

from __future__ import annotations

from oilgg.lower.cost import costs_ns
from oilgg.lower.lowering import KEEPS_INODE
from oilgg.worker import inner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oilgg.lower.lowering import Lowered
    from oilgg.thunk.ir import Stage

    Command = tuple[str, list[str], int]
    """(program, argv, number of the stage whose environment it gets)"""

CAT, SUM, MERGE = "cat", "sum", "merge"

UNSURE = frozenset(("grep", "egrep", "fgrep", "sed", "awk", "gawk", "mawk", "nawk"))
"""Commands whose cost depends on a program or pattern by orders of magnitude."""
AWKS = frozenset(("awk", "gawk", "mawk", "nawk", "original-awk"))
LINEWISE = frozenset(("grep", "egrep", "fgrep", "cut", "sed", "iconv", "cat", "rev", "fold", "expand", "unexpand"))
PER_CHARACTER = frozenset(("cat", "tr", "iconv"))
"""Commands that never look beyond one character."""


class Split:
    """How a pipeline is run in parts.

    sources     canonical paths of the files that make up its input, one after the other
    first       number of the first stage that runs: 1 where a plain `cat` only gave the input
    end         stages[first:end] run in parts
    commands    argv of each of those, without the file operand
    text        the data must be text
    apart       number of a stage that asks for boundaries of its own kind (`unit apart`), or -1
    whole_lines numbers of `tr` stages that have to give a line end for a line end, as later ones count on it
    join        CAT, SUM or MERGE
    merge       the commands that join parts, file names of the parts to be added to the first
    costs       processor time of each command, in ns for a byte of the input: a guess
    unsure      the guess may be wrong by orders of magnitude
    words       all of `commands`, as one text
    """

    __slots__ = (
        "apart", "commands", "costs", "end", "first", "join", "merge", "sources", "text", "unsure",
        "whole_lines", "words",
    )  # fmt: skip

    def __init__(self, sources: list[str], first: int) -> None:
        self.sources = sources
        self.first = first
        self.end = first
        self.commands: list[list[str]] = []
        self.text = False
        self.apart = -1
        self.whole_lines: list[int] = []
        self.join = CAT
        self.merge: list[Command] = []
        self.costs: list[float] = []
        self.unsure = False
        self.words = ""


def split_of(lowered: Lowered) -> Split | None:
    """How `lowered` could run in parts, or None."""
    stages, effects = lowered.stages, lowered.effects
    split = _source(lowered)
    if split is None or any(lowered.writes.get(source) in KEEPS_INODE for source in split.sources):
        return None  # a file that is truncated before it is read
    number = split.first
    while number < len(stages) and _fits(lowered, split, number):
        said = effects[number]
        assert said.par is not None
        kind, words = said.par
        if kind not in ("map", "fold") or said.early or not _prepare(split, lowered, number):
            break
        if kind == "fold":
            _fold(split, stages, number, words)
            break
        number += 1
    split.end = split.first + len(split.commands)
    if not split.commands or (split.join == CAT and split.end < len(stages) and effects[split.end].early):
        return None
    split.words = "\0".join(["\0".join(words) for words in split.commands])
    split.costs = costs_ns(split.commands)
    split.unsure = any(_name(argv) in UNSURE for argv in split.commands)
    return split


def _source(lowered: Lowered) -> Split | None:
    """The files that the first stage reads."""
    stage, said = lowered.stages[0], lowered.effects[0]
    given = [target for fd, op, target, _text in stage.redirects if fd == 0 and op == "<"]
    others = [redirect for redirect in stage.redirects if redirect[0] == 0 and redirect[1] != "<"]
    if others or len(given) > 1 or any(effects.learn or effects.read_trees for effects in lowered.effects):
        return None
    if given:
        source = lowered.as_read.get(str(given[0]))
        if said.files or not said.stdin:
            return None
        return Split([source], 0) if source else None
    names = [stage.argv[index] for index in said.files]
    if not names or "-" in names:
        return None
    sources = [lowered.as_read.get(name) for name in names]
    if None in sources or said.stdin:
        return None
    plain_cat = _name(stage.argv) == "cat" and len(stage.argv) == 1 + len(names)
    if plain_cat and len(lowered.stages) > 1 and not _redirected(stage):
        return Split([source for source in sources if source], 1)
    return Split([str(sources[0])], 0) if len(sources) == 1 else None


def _redirected(stage: Stage) -> bool:
    """Whether a stage's streams go elsewhere than to the next stage, or its errors to a file."""
    return any(fd != 0 and (fd, str(target)) != (2, "/dev/null") for fd, _op, target, _text in stage.redirects)


def _fits(lowered: Lowered, split: Split, number: int) -> bool:
    """Whether a stage can be among those that run in parts: its input is the stream, nobody sees it but the next."""
    stage, said = lowered.stages[number], lowered.effects[number]
    if said.par is None or not said.stdout or said.writes or said.appends or said.changes or said.pure != "yes":
        return False
    if number > 0 and (not said.stdin or said.files):
        return False
    if number < len(lowered.stages) - 1:
        return not _redirected(stage)
    # Of the last stage stdout may lead to a file: that redirection is made where the parts are joined.
    return all(fd != 2 or str(target) == "/dev/null" for fd, _op, target, _text in stage.redirects)


def _prepare(split: Split, lowered: Lowered, number: int) -> bool:
    """Add a stage to those that run in parts, if what it wants of its input holds behind the stages before it."""
    stage, said = lowered.stages[number], lowered.effects[number]
    assert said.par is not None
    if said.unit not in ("lines", "bytes", "apart"):
        return False
    names = [_name(words) for words in split.commands]
    if split.commands and not _ends_lines(split.commands[-1]):
        if _name(split.commands[-1]) != "tr":
            return False
        split.whole_lines.append(number - 1)
    if said.unit == "apart":
        if split.apart >= 0 or not PER_CHARACTER.issuperset(names):
            return False
        split.apart = number
    if "text" in said.par[1]:
        if not all(_keeps_text(words) for words in split.commands):
            return False
        split.text = True
    dropped = set(said.files) if number == 0 else set()
    split.commands.append([word for index, word in enumerate(stage.argv) if index not in dropped])
    return True


def _ends_lines(argv: Sequence[str]) -> bool:
    """Whether all that a command prints is whole lines, if it reads whole lines; `tr` has to be tried."""
    name = _name(argv)
    if name in AWKS:
        return not any("printf" in word or "RS" in word for word in argv)
    return name in LINEWISE


def _keeps_text(argv: Sequence[str]) -> bool:
    """Whether a command prints text without NUL and broken characters, if it reads such."""
    name = _name(argv)
    plain = all(word.isascii() and word.isprintable() for word in argv[1:])
    if name == "tr":
        return plain and all(after[:1] in "nt\\" for word in argv[1:] for after in word.split("\\")[1:])
    if name == "sed":
        return plain and not any("\\" + letter in word for word in argv[1:] for letter in "xodc")
    if name == "cut":
        return plain and any(word.startswith("-f") for word in argv[1:])
    return name in ("grep", "egrep", "fgrep", "cat", "rev")


def _fold(split: Split, stages: Sequence[Stage], number: int, words: tuple[str, ...]) -> None:
    """The stage that was added last folds: say how, or take it back."""
    stage = stages[number]
    if words == ("sum",):
        split.join = SUM
        split.merge = [(inner.PROGRAM, ["sum"], number)]
        return
    if words[0] != _name(stage.argv):
        split.commands.pop()
        return
    split.join = MERGE
    argv = [stage.argv[0], *words[1:]]
    split.merge = [(stage.program, argv, number)]
    following = stages[number + 1] if number + 1 < len(stages) else None
    last = number + 1 == len(stages) - 1
    if words[0] != "sort" or following is None or (not last and _redirected(following)):
        return
    behind = list(following.argv)
    name = _name(behind)
    if any(fd != 1 for fd, _op, _target, _text in following.redirects):
        return
    if name == "uniq" and len(behind) == 1:
        split.commands.append(behind)
        split.merge.append((following.program, behind, number + 1))
    elif name == "uniq" and behind[1:] in (["-c"], ["--count"]) and set(words[2:]) <= {"-r"}:
        split.commands.append(behind)
        split.merge = [
            (stage.program, [stage.argv[0], "-m", "-k1.9", *words[2:]], number),
            (inner.PROGRAM, ["counts"], number + 1),
        ]


def _name(argv: Sequence[str]) -> str:
    return argv[0].rpartition("/")[2]
