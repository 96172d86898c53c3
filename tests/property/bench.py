"""Scripts run by bash and by oilgg in a folder of their own, compared, and made smaller while they differ.

A batch is one run of a shell, in which each script is sourced in a subshell of its own. A script that ends its shell,
or does not come to an end, counts as "missing"; the others go on in another shell. Whatever a script starts is in the
session of its shell, which is killed as a whole when a script takes too long or starts too many processes.

Only what bash always does is compared: a script that differs is run by bash several times more, and then with random
delays (delays.c) where processes start, write and end. One in which bash differs from itself is a race.
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
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from oilgg.tools import launcher  # noqa: E402

BASH = "/bin/bash" if Path("/bin/bash").exists() else shutil.which("bash") or "bash"
BATCH = 250
SCRIPT_TIME_LIMIT_S = 8
PROCESS_LIMIT = 150
FILE_LIMIT_BYTES = 1 << 24
MEMORY_LIMIT_BYTES = 3 << 30
PROCESSOR_LIMIT_S = 120
POLL_S = 0.02
DELAYS = 40
SHRINK_ROUNDS = 40
MARK = "@@@"
MISSING = ("missing", "")
_HOT = "\nfrom oilgg.expand import formula; from oilgg.interp import node; formula._HOT = node.HOT = 1"

Outcome = tuple[str, str]
"""What a script wrote, with its status at the end, and its messages."""


class Bench:
    """A folder in which scripts are run by both shells."""

    def __init__(self, lower: bool = False, hot: bool = False) -> None:
        """`lower`: with lowering; `hot`: loops, functions and expressions become Python at once."""
        self.folder = Path(tempfile.mkdtemp(prefix="oilgg-language-"))
        self.oilgg = [str(self.folder / "oilgg"), *([] if lower else ["--no-lower"])]
        launcher.write(self.oilgg[0], sys.executable, str(ROOT))
        if hot:
            path = Path(self.oilgg[0])
            path.write_text(path.read_text().replace("\nfrom oilgg.start", _HOT + "\nfrom oilgg.start"))
        self.races = 0
        self.delays = self.folder / "delays.so"
        compiler = shutil.which("gcc")
        source = Path(__file__).with_name("delays.c")
        command = [compiler or "", "-shared", "-fPIC", "-o", str(self.delays), str(source), "-ldl"]
        self.can_delay = compiler is not None and subprocess.run(command, check=False).returncode == 0

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, shell: list[str], scripts: list[str], delay: int = 0) -> list[Outcome]:
        """What each script does in this shell; `delay`: a sequence of random delays."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(scripts):
            outcomes += self.run_some(shell, scripts[len(outcomes) :], delay)
            if len(outcomes) < len(scripts):
                outcomes.append(MISSING)
        return outcomes

    def run_some(self, shell: list[str], scripts: list[str], delay: int) -> list[Outcome]:
        """What scripts do up to one that ends the shell."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        for name in ("d", "t/b/x"):
            (work / name).mkdir(parents=True)
        for name in ("a", "ab", "b", "a.c", ".h", "A", "d/a", "d/x y", "x y", "é", "t/a", "t/.h", "t/b/x/a.c", "t/b/é"):
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
        if delay and self.can_delay:
            environment |= {"LD_PRELOAD": str(self.delays), "LANGUAGE_DELAY": str(delay)}
        # Into files, whose size is limited: a script that is being made smaller may begin to print for ever.
        with open(self.folder / "stdout", "w+b") as output, open(self.folder / "stderr", "w+b") as errors:
            process = subprocess.Popen(
                [*shell, "../all"], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=errors, start_new_session=True, preexec_fn=set_limits,
            )  # fmt: skip
            try:
                watch(process, errors.fileno())
            finally:
                kill_session(process.pid)
                process.wait()
            stdout, stderr = (Path(self.folder / name).read_bytes() for name in ("stdout", "stderr"))
        outputs = re.split(f"{MARK}(.*)\n", stdout.decode("utf-8", "backslashreplace"))
        messages = stderr.decode("utf-8", "backslashreplace").split(f"{MARK}\n")
        outcomes = []
        for number in range(min(len(outputs) // 2, len(messages) - 1, len(scripts))):
            output = outputs[2 * number] + "status " + outputs[2 * number + 1]
            outcomes.append((output, normal(messages[number], scripts[number])))
        return outcomes

    def differing(self, scripts: list[str]) -> dict[int, tuple[Outcome, Outcome]]:
        """Which of the scripts do something else in oilgg than in bash, and what both do."""
        theirs, ours = self.run([BASH], scripts), self.run(self.oilgg, scripts)
        # A \1 is a mark of bash's own that should not show.
        found = {
            number: (theirs[number], ours[number])
            for number in range(len(scripts))
            if theirs[number] != ours[number] and theirs[number] != MISSING and "\1" not in theirs[number][0]
        }
        if found:
            # What bash itself does not do twice is not compared: it asks for process numbers, or for who comes first.
            again = self.run([BASH], scripts)
            found = {number: pair for number, pair in found.items() if again[number] == pair[0]}
        return found

    def is_race(self, script: str) -> bool:
        """Whether bash itself does not always do the same: what it does twice, and with delays."""
        first = self.run([BASH], [script])
        return any(self.run([BASH], [script], delay) != first for delay in (0, *range(1, DELAYS + 1)))

    def always_differs(self, script: str) -> bool:
        """Whether it differs each time it is run alone, other than by chance; counts races."""
        if not all(self.differing([script]) for _ in range(3)):
            return False
        if self.is_race(script):
            self.races += 1
            return False
        return True

    def shrink(self, script: str) -> str:
        """A smaller script that still differs, and does not just have a syntax error that it did not have."""
        broken = self.is_broken(script)
        for cut in (without_lines, without_words, without_characters):
            for _ in range(SHRINK_ROUNDS):
                candidates = cut(script)[:BATCH]
                differing = self.differing(candidates)
                found = next((candidates[n] for n in differing if broken or not self.is_broken(candidates[n])), None)
                if found is None or not self.differing([found]) or self.is_race(found):
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


def set_limits() -> None:
    """In a new process: no file, memory or run may grow for ever. With the first of these nothing is lowered."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES, FILE_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_LIMIT_S, PROCESSOR_LIMIT_S))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def watch(process: subprocess.Popen[bytes], errors: int) -> None:
    """Wait for the shell; leave it if a script takes too long, or if there are too many processes."""
    position, limit = 0, time.monotonic() + SCRIPT_TIME_LIMIT_S
    while True:
        try:
            process.wait(timeout=POLL_S)
            return
        except subprocess.TimeoutExpired:
            pass
        text = os.pread(errors, FILE_LIMIT_BYTES, position)
        position += len(text)
        if MARK.encode() in text:
            limit = time.monotonic() + SCRIPT_TIME_LIMIT_S
        elif time.monotonic() > limit or len(session(process.pid)) > PROCESS_LIMIT:
            return


def session(number: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path("/proc", name, "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if fields[0] not in (b"Z", b"X") and int(fields[3]) == number:
                found.append(int(name))
    return found


def kill_session(number: int) -> None:
    """Kill every process of a session, with those that they start meanwhile."""
    while members := session(number):
        for number_of_one in members:
            try:
                os.kill(number_of_one, signal.SIGKILL)
            except ProcessLookupError:
                pass


def normal(messages: str, script: str) -> str:
    """Messages without what need not be equal: names of files, numbers of processes, a bug that bash reports of itself,
    the line that bash shows of what aliases have made of a script, where in an expression the recursion became too
    deep, and the order in which processes trace their commands.
    """
    if "set -x" in script and ("|" in script or "&" in script):
        messages = "\n".join(sorted(messages.splitlines()))
    messages = re.sub(r"\.\./s\d+", "script", messages)
    if "alias" in script:
        messages = re.sub(r"(.*syntax error near .*\n).*: `.*'\n", r"\1", messages)
    messages = re.sub(r"^.*: pop_var_context: .*\n", "", messages, flags=re.MULTILINE)
    messages = re.sub(r"(line \d+: ).*(expression recursion level exceeded).*", r"\1\2", messages)
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
