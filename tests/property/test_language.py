"""Random scripts of the shell language do the same in oilgg as in bash: output, messages and status.

20,000 scripts (language.py) in batches: a batch is one run of bash and one of oilgg, in which each script is sourced in
a subshell of its own. A script that differs is run alone, and lines, words and characters are taken out of it as long
as it differs; the failure shows what is left.

Others (features.py) are about what the first leave out: scope, namerefs, traps, descriptors, printed functions, traces.

    python tests/property/test_language.py [COUNT] [START] [features] [lower] [whole]     whole: not made smaller
    OILGG_LANGUAGE_EXAMPLES=100000 pytest tests/property/test_language.py
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from oilgg.tools import launcher  # noqa: E402
from tests.property import features, language  # noqa: E402

EXAMPLES = int(os.environ.get("OILGG_LANGUAGE_EXAMPLES", "20000"))
BASH = "/bin/bash" if Path("/bin/bash").exists() else shutil.which("bash") or "bash"
BATCH = 250
PARTS = 40
TIME_LIMIT_S = 60
ALONE_TIME_LIMIT_S = 10
FILE_LIMIT_BYTES = 1 << 24
SHRINK_ROUNDS = 40
MARK = "@@@"
MISSING = ("missing", "")

pytestmark = pytest.mark.slow

Outcome = tuple[str, str]
"""What a script wrote, with its status at the end, and its messages."""


class Bench:
    """A folder in which scripts are run by both shells."""

    def __init__(self, lower: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="oilgg-language-"))
        self.oilgg = [str(self.folder / "oilgg"), *([] if lower else ["--no-lower"])]
        launcher.write(self.oilgg[0], sys.executable, str(ROOT))

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, shell: list[str], scripts: list[str]) -> list[Outcome]:
        """What each script does in this shell; a shell that ends too early leaves the rest as "missing"."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        (work / "d").mkdir(parents=True)
        for name in ("a", "ab", "b", "a.c", ".h", "A", "d/a", "d/x y", "x y", "é"):
            (work / name).touch()
        steps = ['p() { printf "%d" $#; [ $# = 0 ] || printf " <%s>" "$@"; echo; }']
        for number, text in enumerate(scripts):
            (self.folder / f"s{number}").write_bytes(text.encode("utf-8", "surrogateescape"))
            steps.append(f'>o1; >o2; ( . ../s{number} ) 3>&-; echo "{MARK}$?"; echo "{MARK}" >&2')
        (self.folder / "all").write_text("\n".join(steps) + "\n")
        environment = {
            "PATH": "/nosuch", "HOME": str(work), "LC_ALL": "C.UTF-8", "OILGG_STATUS": "none",
            "XDG_CACHE_HOME": str(self.folder / "cache"), "OILGG_STORE": str(self.folder / "store"),
            "OILGG_QUICK": "no",
        }  # fmt: skip
        limit = TIME_LIMIT_S if len(scripts) > 1 else ALONE_TIME_LIMIT_S
        # Into files, whose size is limited: a script that is being made smaller may begin to print for ever.
        with open(self.folder / "stdout", "w+b") as output, open(self.folder / "stderr", "w+b") as errors:
            process = subprocess.Popen(
                [*shell, "../all"], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=errors, start_new_session=True, preexec_fn=limit_files,
            )  # fmt: skip
            try:
                process.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(process.pid, signal.SIGKILL)  # with what it has left in the background
            except ProcessLookupError:
                pass
            process.wait()
            stdout, stderr = (Path(self.folder / name).read_bytes() for name in ("stdout", "stderr"))
        outputs = re.split(f"{MARK}(.*)\n", stdout.decode("utf-8", "backslashreplace"))
        messages = stderr.decode("utf-8", "backslashreplace").split(f"{MARK}\n")
        outcomes = []
        for number in range(len(scripts)):
            if 2 * number + 1 < len(outputs) and number < len(messages):
                output = outputs[2 * number] + "status " + outputs[2 * number + 1]
                outcomes.append((output, normal(messages[number], scripts[number])))
            else:
                outcomes.append(MISSING)
        return outcomes

    def differing(self, scripts: list[str], resume: bool = False) -> dict[int, tuple[Outcome, Outcome]]:
        """Which of the scripts do something else in oilgg than in bash, and what both do.

        `resume`: if one ends its whole batch, the others go on without it.
        """
        theirs, ours = self.run([BASH], scripts), self.run(self.oilgg, scripts)
        found = {}
        rest: dict[int, tuple[Outcome, Outcome]] = {}
        for number in range(len(scripts)):
            # A \1 is a mark of bash's own that should not show.
            if theirs[number] != ours[number] and "\1" not in theirs[number][0]:
                found[number] = (theirs[number], ours[number])
            if MISSING in (theirs[number], ours[number]):
                if resume:
                    rest = self.differing(scripts[number + 1 :], True)
                    rest = {number + 1 + place: pair for place, pair in rest.items()}
                break
        if found:
            # What bash itself does not do twice is not compared: it asks for process numbers, or for who comes first.
            again = self.run([BASH], scripts)
            found = {number: pair for number, pair in found.items() if again[number] == pair[0]}
        return found | rest

    def always_differs(self, script: str) -> bool:
        """Whether it differs each time it is run alone, and so for no reason of time."""
        return all(self.differing([script]) for _ in range(3))

    def shrink(self, script: str) -> str:
        """A smaller script that still differs, and does not just have a syntax error that it did not have."""
        broken = self.is_broken(script)
        for cut in (without_lines, without_words, without_characters):
            for _ in range(SHRINK_ROUNDS):
                candidates = cut(script)[:BATCH]
                differing = self.differing(candidates)
                found = next((candidates[n] for n in differing if broken or not self.is_broken(candidates[n])), None)
                if found is None or not self.differing([found]):
                    break
                script = found
        return script

    def is_broken(self, script: str) -> bool:
        """Whether bash finds a syntax error in it."""
        return re.search("syntax error|unexpected|bad substitution", self.run([BASH], [script])[0][1]) is not None

    def report(self, script: str) -> str:
        """A script that differs, with what both shells do."""
        text = f"--- script\n{script}"
        for name, shell in (("bash", [BASH]), ("oilgg", self.oilgg)):
            output, messages = self.run(shell, [script])[0]
            text += f"--- {name}\n{output}\n" + (f"--- messages\n{messages}" if messages else "")
        return text


def limit_files() -> None:
    """In a new process: no file may grow for ever."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES, FILE_LIMIT_BYTES))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def normal(messages: str, script: str) -> str:
    """Messages without what need not be equal: names of files, numbers of processes, a bug that bash reports of itself,
    where in an expression the recursion became too deep, and the order in which processes trace their commands.
    """
    if "set -x" in script and ("|" in script or "&" in script):
        messages = "\n".join(sorted(messages.splitlines()))
    messages = re.sub(r"\.\./s\d+", "script", messages)
    messages = re.sub(r"^.*: pop_var_context: .*\n", "", messages, flags=re.MULTILINE)
    messages = re.sub(r"(recursion level exceeded) \(error token .*", r"\1", messages)
    messages = re.sub(r"(line \d+: ) *\d+ (?=[A-Z][a-z])", r"\1PID ", messages)
    return re.sub(r"\bpid \d+", "pid", messages)


def without_lines(script: str) -> list[str]:
    """The script without some of its lines."""
    return without(script.splitlines(keepends=True))


def without_words(script: str) -> list[str]:
    """The script without some of its words and operators."""
    return without(re.split(r"([ ;\n])", script))


def without_characters(script: str) -> list[str]:
    """The script without some of its characters."""
    return without(list(script))


def without(pieces: list[str]) -> list[str]:
    """All texts that lack a run of the pieces, the longest runs first."""
    found = []
    size = max(len(pieces) // 2, 1)
    while True:
        found += ["".join(pieces[:start] + pieces[start + size :]) for start in range(0, len(pieces), size)]
        if size == 1:
            return [text for text in found if text.strip()]
        size //= 2


def check(
    numbers: range,
    lower: bool = False,
    found: Callable[[str], None] | None = None,
    shrink: bool = True,
    draw: Callable[[int], str] = language.script,
) -> list[str]:
    """Run the scripts with these numbers; reports of those that differ."""
    bench = Bench(lower)
    reports: list[str] = []
    try:
        for start in range(numbers.start, numbers.stop, BATCH):
            batch = range(start, min(start + BATCH, numbers.stop))
            scripts = [draw(number) for number in batch]
            for position, outcomes in bench.differing(scripts, True).items():
                script = scripts[position]
                if draw is not language.script and not bench.always_differs(script):
                    continue
                if bench.differing([script]):
                    report = f"number {batch[position]}\n" + bench.report(bench.shrink(script) if shrink else script)
                else:
                    report = f"number {batch[position]} differs only behind others of its batch\n{script}{outcomes}\n"
                reports.append(report)
                if found is not None:
                    found(report)
        return reports
    finally:
        bench.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_random_scripts(part: int) -> None:
    """Scripts in numbers of one fortieth of all."""
    size = EXAMPLES // PARTS
    reports = check(range(part * size, (part + 1) * size))
    assert not reports, "\n\n".join(reports)


def test_same_script_for_same_number() -> None:
    """A number is enough to draw a script again."""
    for draw in (language.script, features.script):
        assert draw(7) == draw(7)
        assert draw(7) != draw(8)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    check(
        range(first, first + count), "lower" in sys.argv, lambda report: print(report + "\n", flush=True),
        "whole" not in sys.argv, features.script if "features" in sys.argv else language.script,
    )  # fmt: skip
