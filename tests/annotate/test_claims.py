"""Every shipped form, held against the installed tool: see oilgg/annotate/check.py for what is tested."""

from __future__ import annotations

import shlex
import shutil

import pytest

from oilgg.annotate.check import check_call
from tests.annotate import calls, calls_c, trees

STDIN = b"int main(void) { return 0; }\nfoo apple\nb a\n"
TREES = {
    "COMPILE": lambda: trees.C,
    "LINK": trees.built,
    "FILTER": lambda: trees.TEXT,
    "MORE": lambda: trees.TEXT,
    "AWK": lambda: trees.TEXT,
    "PACK": trees.packed,
    "PLACE": lambda: trees.TEXT,
    "WORDS": lambda: trees.TEXT,
    "EXTRA": trees.extra,
    "TOOLS": trees.built,
    "PASSES": lambda: trees.C,
    "ARCHIVE": trees.archives,
    "GRAMMAR": lambda: trees.GRAMMARS,
}
SLOW = {"AWK", "MORE", "COMPILE", "FILTER", "LINK", "EXTRA", "TOOLS", "PASSES", "ARCHIVE", "GRAMMAR"}
FAST_SHARE = 12  # of the slow tables every twelfth call is checked even in the quick run

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def lines_of(table: str) -> list[str]:
    """The calls of a table."""
    text: str = getattr(calls_c if hasattr(calls_c, table) else calls, table)
    return text.strip().splitlines()


def every_call() -> list[object]:
    """One parameter a call: (table, line)."""
    found = []
    for table in TREES:
        for number, line in enumerate(lines_of(table)):
            slow = table in SLOW and number % FAST_SHARE
            found.append(pytest.param(table, line, id=line, marks=[pytest.mark.slow] if slow else []))
    return found


@pytest.mark.parametrize(("table", "line"), every_call())
def test_claims_hold(table: str, line: str) -> None:
    argv = shlex.split(line)
    if not shutil.which(argv[0]):
        pytest.skip(f"{argv[0]} is not installed")
    assert check_call(argv, TREES[table](), stdin=STDIN) == []
