"""Random scripts of the shell language do the same in oilgg as in bash: output, messages and status.

20,000 scripts (language.py) in batches (bench.py). A script that differs is run alone, and lines, words and characters
are taken out of it as long as it differs; the failure shows what is left.

1,500 others (features.py) are about what the first leave out: scope, namerefs, traps, descriptors, traces,
builtins with all their options, splitting, braces, globs, loops, here-documents, set -e, posix mode, …

    python tests/property/test_language.py [COUNT] [START] [features] [lower] [hot] [whole]

    hot: what runs is made Python at once (interp/generated.py); whole: scripts are not made smaller
    OILGG_LANGUAGE_EXAMPLES=100000 pytest tests/property/test_language.py
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.property import features, language
from tests.property.bench import BATCH, Bench

EXAMPLES = int(os.environ.get("OILGG_LANGUAGE_EXAMPLES", "20000"))
PARTS = 40
FEATURES = 1500
FEATURE_PARTS = 6

pytestmark = pytest.mark.slow


def check(
    numbers: range,
    lower: bool = False,
    found: Callable[[str], None] | None = None,
    shrink: bool = True,
    draw: Callable[[int], str] = language.script,
    end: Callable[[str], None] | None = None,
    hot: bool = False,
) -> list[str]:
    """Run the scripts with these numbers; reports of those that differ. `end` gets a last word about races."""
    bench = Bench(lower, hot)
    reports: list[str] = []
    try:
        for start in range(numbers.start, numbers.stop, BATCH):
            batch = range(start, min(start + BATCH, numbers.stop))
            scripts = [draw(number) for number in batch]
            for position, outcomes in bench.differing(scripts).items():
                script = scripts[position]
                if draw is not language.script:
                    known = any(re.search(pattern, outcomes[0][1]) for pattern in features.KNOWN)
                    if known or not bench.always_differs(script):
                        continue
                if bench.differing([script]):
                    report = f"number {batch[position]}\n" + bench.report(bench.shrink(script) if shrink else script)
                else:
                    report = f"number {batch[position]} differs only behind others of its batch\n{script}{outcomes}\n"
                reports.append(report)
                if found is not None:
                    found(report)
        if end is not None:
            end(f"{len(numbers)} scripts, {len(reports)} differ; {bench.races} in which bash differs from itself")
        return reports
    finally:
        bench.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_random_scripts(part: int) -> None:
    """Scripts in numbers of one fortieth of all."""
    size = EXAMPLES // PARTS
    reports = check(range(part * size, (part + 1) * size))
    assert not reports, "\n\n".join(reports)


@pytest.mark.parametrize("part", range(FEATURE_PARTS))
def test_random_features(part: int) -> None:
    """Some scripts about features."""
    size = FEATURES // FEATURE_PARTS
    reports = check(range(part * size, (part + 1) * size), draw=features.script)
    assert not reports, "\n\n".join(reports)


@pytest.mark.parametrize("draw", [language.script, features.script])
def test_hot_scripts(draw: Callable[[int], str]) -> None:
    """Some of the same, whose loops, functions and expressions become Python before they run."""
    reports = check(range(FEATURES), draw=draw, hot=True)
    assert not reports, "\n\n".join(reports)


def test_same_script_for_same_number() -> None:
    """A number is enough to draw a script again."""
    for draw in (language.script, features.script):
        assert draw(7) == draw(7)
        assert draw(7) != draw(8)


def main(arguments: list[str]) -> None:
    """From the command line: reports as they come, and the count at the end."""

    def show(text: str) -> None:
        print(text + "\n", flush=True)

    count = int(arguments[0]) if arguments else 1000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    draw = features.script if "features" in arguments else language.script
    check(
        range(first, first + count),
        "lower" in arguments,
        show,
        "whole" not in arguments,
        draw,
        show,
        "hot" in arguments,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
