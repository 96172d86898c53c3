"""What filters cost, before anybody has measured them: how long a pipeline over so many bytes is thought to take.

The figures are processor times on one core of a machine of today. They only have to be right within a factor of two.
Part of the start-up path: no imports.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# ns for each byte that goes into a stage.
COSTS_NS = {
    "cat": 0.1, "tr": 2.0, "cut": 1.5, "grep": 1.0, "egrep": 1.0, "fgrep": 1.0, "sort": 5.0, "uniq": 3.0, "sed": 2.5,
    "awk": 3.0, "gawk": 3.0, "mawk": 2.0, "nawk": 3.0, "iconv": 6.0, "rev": 8.0, "fold": 5.0, "expand": 5.0,
    "unexpand": 5.0, "wc": 1.0, "head": 0.1, "tail": 0.5, "comm": 3.0, "join": 4.0, "paste": 1.0, "nl": 4.0, "tac": 1.0,
    "cmp": 0.5, "gzip": 30.0, "gunzip": 6.0, "zcat": 6.0, "md5sum": 2.0, "sha1sum": 2.0, "sha256sum": 4.0, "cksum": 1.0,
    "od": 60.0, "column": 20.0, "basename": 0.0, "dirname": 0.0, "mkdir": 0.0, "rmdir": 0.0, "touch": 0.0,
}  # fmt: skip
COST_NS = 3.0
SORTED_LINE_NS = 350.0
"""What `sort` takes for each line beside that."""
SHARES = {"grep": 0.3, "egrep": 0.3, "fgrep": 0.3, "cut": 0.3, "uniq": 0.3, "head": 0.01, "tail": 0.5, "wc": 0.0}
"""How much of what goes into a stage is guessed to come out of it."""
LINE_BYTES = 40.0
WORD_BYTES = 6.5


def costs_ns(commands: Sequence[Sequence[str]], line_bytes: float = LINE_BYTES) -> list[float]:
    """The cost of each stage, in ns for a byte of what goes into the first, whose lines are so long on average."""
    found = []
    share = 1.0
    for argv in commands:
        name = argv[0].rpartition("/")[2]
        found.append(share * _cost(name, argv, line_bytes))
        share *= SHARES.get(name, 1.0)
        if name == "tr" and any("\\n" in word or "\n" in word for word in argv[2:]):
            line_bytes = min(line_bytes, WORD_BYTES)
        elif name == "cut":
            line_bytes = max(WORD_BYTES, line_bytes * SHARES["cut"])
    return found


def _cost(name: str, argv: Sequence[str], line_bytes: float) -> float:
    cost = COSTS_NS.get(name, COST_NS)
    if name.endswith("grep") and any("\\1" in word or "\\2" in word for word in argv):
        return cost * 3000
    if name == "sort":
        keys = sum([word.startswith(("-k", "--key")) for word in argv])
        return cost + SORTED_LINE_NS * (1 + keys / 2) / line_bytes
    return cost
