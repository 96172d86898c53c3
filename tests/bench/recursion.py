"""Recursion over function thunks: milliseconds a thunk of Fibonacci numbers and of a merge sort, then their reruns.

    python tests/bench/recursion.py [ROUNDS]

Both are the scripts of examples/recursion with some 1,000 thunks, each round with an empty store. Aim: at most 5 ms.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time

from pairs import FOLDER, OILGG, ROOT

EXAMPLES = ROOT / "examples/recursion"
LINES = 100_000
LEAF = 400
N = 500


def run(store: str, *words: str) -> tuple[float, bytes]:
    """Seconds and output of a script."""
    start = time.perf_counter()
    environment = {"PATH": "/usr/bin:/bin", "LEAF": str(LEAF), "LC_ALL": "C", "OILGG_STATUS": "none"}
    command = [OILGG, f"--store={FOLDER / store}", *words]
    done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, check=True)
    return time.perf_counter() - start, done.stdout


def fibonacci(count: int) -> int:
    """What the script computes, in the 64 bits of a shell."""
    one, two = 0, 1
    for _ in range(count):
        one, two = two, one + two
    return (one + 2**63) % 2**64 - 2**63


def calls(lines: int) -> int:
    """How many calls the merge sort of so many lines makes."""
    return 1 if lines <= LEAF else 1 + calls(lines // 2) + calls(lines - lines // 2)


def main() -> None:
    """Measure and print."""
    lines = [b"%d\n" % number for number in range(LINES)]
    random.Random(3).shuffle(lines)
    (FOLDER / "numbers").write_bytes(b"".join(lines))
    # Fibonacci: a call of fib for each number from N to 0, and one of add for each above 1. Merge sort: each call
    # leaves one command to be run, which sorts or merges.
    scripts = {
        "fibonacci": ([str(EXAMPLES / "fib.sh"), str(N)], 2 * N, b"%d\n" % fibonacci(N)),
        "merge sort": (
            [str(EXAMPLES / "mergesort.sh"), "numbers", str(LINES)],
            2 * calls(LINES),
            b"".join(sorted(lines)),
        ),
    }
    for title, (words, count, expected) in scripts.items():
        first, again = [], []
        for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
            for times in (first, again):
                wall_s, output = run(f"{title}-{number}", *words)
                if output != expected:
                    print(f"{title}: WRONG OUTPUT")
                times.append(wall_s)
        wall_s = statistics.median(first)
        print(
            f"{title:12} {count} thunks in {wall_s:.2f} s: {wall_s / count * 1000:.2f} ms a thunk"
            f"  rerun {statistics.median(again):.3f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
