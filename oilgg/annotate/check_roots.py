"""Tests `paths free`: the call is run again with the whole folder below another root, and must come to the same.

First as it is; then with its files named by absolute paths, in both places. What names the other root need not be equal
there: a worker throws such results away. A call whose claim holds reads no file outside of the folder that is not the
system's.
"""

from __future__ import annotations

import os
import re
import shutil

from oilgg.annotate.model import Effects, Refusal
from oilgg.annotate.roots import words_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.annotate.check import Bench, Outcome

OTHER = "below/quite/another/root"
SYSTEM = ("/usr/", "/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/", "/etc/", "/proc/", "/dev/", "/sys/")


def wrong_roots(bench: Bench, said: Effects, plain: Outcome) -> list[str]:
    """The claims of `paths free` that do not hold for `bench`, whose call has come to `plain`."""
    if not said.paths_free or said.pure == "no":
        return []
    absolute = list(bench.argv)
    for index, prefix, text in sorted(set(said.places)):
        if text[:1] != "/" and text != "-":
            word = bench.argv[index]
            absolute[index] = f"{word[:prefix]}{bench.root}/{text}"
    found = [f"reads {path}, which is not the system's" for path in foreign_reads(plain.trace, bench.base)]
    found += differences(bench, said, "below another root", bench.argv, plain)
    if absolute != bench.argv and plain.status == 0:
        named = effects_of(bench, absolute)
        if isinstance(named, Effects) and named.paths_free:
            found += differences(bench, named, "by absolute names below another root", absolute, bench.run(absolute))
    return found


def effects_of(bench: Bench, argv: list[str]) -> Effects | Refusal:
    """What the annotation says about `argv` in the folder of `bench`."""
    home, bench.argv = bench.argv, argv
    try:
        return bench.effects()
    finally:
        bench.argv = home


def differences(bench: Bench, said: Effects, what: str, argv: list[str], here: Outcome) -> list[str]:
    """How a run of `argv` below another root differs from `here`, which it came to at home."""
    home, other = bench.root, f"{bench.base}/{OTHER}"
    moved = words_below(argv, said, other, lambda name: name.startswith("/") and not name.startswith(SYSTEM))
    bench.root = other + home
    os.makedirs(os.path.dirname(bench.root), exist_ok=True)
    try:
        there = bench.run(moved)
    finally:
        bench.root = home
        shutil.rmtree(f"{bench.base}/below", ignore_errors=True)
    name = other.encode()[1:]
    if any(name in data for data in (there.out, there.err, *[data for _kind, _mode, data in there.state.values()])):
        return []
    if there.status:  # is repeated at home
        return [f"{what}: status {there.status} instead of {here.status}"] if here.status == 0 else []
    return bench.differences(what, here, there, said)


def foreign_reads(trace: str, base: str) -> list[str]:
    """Files outside of `base` that a traced call has opened, and that are not the system's."""
    found = set()
    for line in trace.splitlines():
        call = re.search(r"\bopen(?:at|at2)?\(.*\) = \d+<([^>]*)>", line)
        if call and call[1].startswith("/") and not call[1].startswith(base + "/"):
            found.add(call[1])
    return sorted(path for path in found if not path.startswith((*SYSTEM, "/tmp/cc")))
