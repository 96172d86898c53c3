#!/usr/bin/env python3
"""Runs the cases of spec/*.test.sh in bash and in oilgg and compares what they leave.

Compared are standard output, standard error, exit status and the tree below the working directory. See README.md for
the format of the files.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import difflib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from oilgg.tools import launcher  # noqa: E402

BASH = "bash"
MODES = ("off", "on", "warm", "elsewhere")
TIME_LIMIT_S = 10.0
SHORT_LINES = 40
MODES_HELP = "lowering: off, on, warm (second run), elsewhere (loopback engine); several with commas"
OPTIONS = {"off": ("--no-lower",), "elsewhere": ("--engine=loopback:2",)}
DIRECTIVES = ("ignore", "as", "options", "arguments", "stdin", "time-limit", "differs", "mode", "locale")


@dataclass
class Case:
    """One `#### title` part of a file: its code and its `## key: value` lines."""

    path: Path
    line: int
    title: str
    code: str = ""
    directives: dict[str, str] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The file's name without `.test.sh`."""
        return self.path.name.removesuffix(".test.sh")


@dataclass
class Outcome:
    """What one run of a case left."""

    status: int | str
    stdout: str
    stderr: str
    tree: dict[str, str]

    def differences(self, expected: Outcome, ignored: set[str]) -> list[str]:
        """Lines that say where this differs from `expected`; empty if nowhere."""
        found = []
        if self.status != expected.status and "status" not in ignored:
            found.append(f"status: bash {expected.status}, oilgg {self.status}")
        for name in ("stdout", "stderr"):
            ours, theirs = getattr(self, name), getattr(expected, name)
            if ours != theirs and name not in ignored:
                found.append(f"{name}:\n" + both(theirs, ours))
        if self.tree != expected.tree and "tree" not in ignored:
            for path in sorted({*self.tree, *expected.tree}):
                ours, theirs = self.tree.get(path, "absent"), expected.tree.get(path, "absent")
                if ours != theirs:
                    found.append(f"file {path}:\n" + both(theirs, ours))
        return found


def both(theirs: str, ours: str) -> str:
    """Two texts: short ones one under the other, each line marked with whose it is; of long ones what differs."""
    texts = [text.splitlines() or ["(empty)"] for text in (theirs, ours)]
    if max(map(len, texts)) > SHORT_LINES:
        lines = list(difflib.unified_diff(*texts, "bash", "oilgg", lineterm="", n=2)) or ["(but for the ends of lines)"]
        return "\n".join(f"    {line}" for line in lines)[:8000]
    return "\n".join(
        f"    {name} | {line[:4000]}" for name, text in zip(("bash ", "oilgg"), texts, strict=True) for line in text
    )


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, in order."""
    cases: list[Case] = []
    body: list[str] = []
    in_head = False
    for number, line in enumerate(path.read_text(errors="surrogateescape").split("\n"), 1):
        if line.startswith("#### "):
            if cases:
                cases[-1].code = "\n".join(body).rstrip("\n") + "\n"
            cases.append(Case(path, number, line[5:].strip()))
            body, in_head = [], True
        elif in_head and line.startswith("## "):
            key, _, value = line[3:].partition(":")
            if key.strip() not in DIRECTIVES:
                raise SystemExit(f"{path}:{number}: no such directive: {key}")
            cases[-1].directives[key.strip()] = value.strip()
        else:
            in_head = False
            body.append(line)
    if cases:
        cases[-1].code = "\n".join(body).rstrip("\n") + "\n"
    return cases


def normal(messages: str) -> str:
    """Messages without what can't be equal: the shell's own name and process numbers."""
    messages = re.sub("^(?:bash|oilgg): ", "SHELL: ", messages, flags=re.MULTILINE)
    return re.sub(r"(?m)(line \d+: |^ {5}) *\d+ (?=[A-Z]| {22}\|)", r"\1PID ", messages)


def tree_of(root: Path) -> dict[str, str]:
    """Every path below `root` with its kind, mode, link count and content, as text."""
    tree: dict[str, str] = {}
    for folder, folders, files in os.walk(root):
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            kind, mode = stat.S_IFMT(status.st_mode), stat.S_IMODE(status.st_mode)
            text = f"{stat.filemode(kind)[0]} {mode:04o}"
            if stat.S_ISLNK(kind):
                text = "link to " + os.readlink(path)
            elif stat.S_ISREG(kind):
                try:
                    content = Path(path).read_bytes().decode("utf-8", "backslashreplace")
                except PermissionError:
                    content = "(unreadable)"
                text += f" links {status.st_nlink}\n{content}"
            tree[os.path.relpath(path, root)] = text
    return tree


class Runner:
    """Runs cases, each in a folder of its own that is at the same path for both shells."""

    def __init__(self, oilgg: str | None = None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="oilgg-spec-"))
        bin_folder = self.home / "bin"
        bin_folder.mkdir()
        for helper in (HERE / "bin").iterdir():
            (bin_folder / helper.name).symlink_to(helper)
        self.oilgg = bin_folder / "oilgg"
        if oilgg is None:
            launcher.write(str(self.oilgg), sys.executable, str(HERE.parent))
        else:
            self.oilgg.symlink_to(oilgg)
        self.path = f"{bin_folder}:/usr/local/bin:/usr/bin:/bin"
        self.counter = 0
        self.lock = threading.Lock()

    def close(self) -> None:
        """Remove everything the cases left."""
        subprocess.run(["chmod", "-R", "u+rwX", str(self.home)], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.home, ignore_errors=True)

    def check(self, case: Case, modes: tuple[str, ...]) -> list[str]:
        """Run `case` in bash, then in oilgg once a mode; lines that say what differs."""
        with self.lock:
            self.counter += 1
            place = self.home / str(self.counter)
        allowed = case.directives.get("mode", "off on warm elsewhere").split()
        ignored = set(case.directives.get("ignore", "").replace(",", " ").split())
        try:
            expected = self.run(case, [BASH], place)
            found = []
            for mode in modes:
                if mode not in allowed:
                    continue
                command = ["oilgg", *OPTIONS.get(mode, ())]
                actual = self.run(case, command, place)
                if mode == "warm":
                    actual = self.run(case, command, place)
                differences = actual.differences(expected, ignored)
                found += [f"[lowering {mode}] {difference}" for difference in differences]
            return found
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def shell_word(self, shell: list[str]) -> str:
        """What `$SH` is in a case that `shell` runs."""
        return shell[0]

    def run(self, case: Case, shell: list[str], place: Path) -> Outcome:
        """Run `case` once in a fresh folder."""
        work = place / "work"
        if work.exists():
            subprocess.run(["chmod", "-R", "u+rwX", str(work)], check=False, stderr=subprocess.DEVNULL)
            shutil.rmtree(work)
        work.mkdir(parents=True)
        way = case.directives.get("as", "file")
        command = shell + case.directives.get("options", "").split()
        stdin: int | None = subprocess.DEVNULL
        text: bytes | None = None
        if "stdin" in case.directives:
            text = case.directives["stdin"].encode("latin-1").decode("unicode_escape").encode("latin-1")
        code = case.code.encode("utf-8", "surrogateescape")
        if way == "file":
            (place / "case.sh").write_bytes(code)
            command += ["../case.sh"]
        elif way == "command":
            command += ["-c", code.rstrip(b"\n").decode("utf-8", "surrogateescape")]
        elif way == "stdin":
            text = code
        else:
            raise SystemExit(f"{case.path}:{case.line}: as: file, command or stdin")
        command += case.directives.get("arguments", "").split()
        environment = {
            "PATH": self.path,
            "HOME": str(work),
            "LANG": case.directives.get("locale", "C.UTF-8"),
            "TERM": "dumb",
            "SH": self.shell_word(shell),
            "OILGG_STORE": str(place / "store"),
            "OILGG_STATUS": "none",
            "OILGG_QUICK": "no",
            **{name: value for name, value in os.environ.items() if name.startswith("OILGG_TEST_")},
        }
        if "--engine=loopback:2" in shell:
            # One engine process for all cases; every command goes there that can, however small.
            environment["OILGG_STORE"] = str(self.home / "store")
            environment["XDG_RUNTIME_DIR"] = str(self.home)
            environment["OILGG_ENGINE_LINGER"] = "5"
            environment["OILGG_TEST_SMALL"] = "0"
        if text is not None:
            stdin = subprocess.PIPE
        process = subprocess.Popen(
            command,
            cwd=work,
            env=environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        status: int | str
        try:
            limit = float(case.directives.get("time-limit", TIME_LIMIT_S))
            limit *= 6 if "XDG_RUNTIME_DIR" in environment else 1
            stdout, stderr = process.communicate(text, timeout=limit)
            status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            stdout, stderr = process.communicate()
            status = "out of time"
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        return Outcome(
            status,
            stdout.decode("utf-8", "backslashreplace"),
            normal(stderr.decode("utf-8", "backslashreplace")),
            tree_of(work),
        )


def select(names: list[str], pattern: str | None) -> list[Case]:
    """Cases of the files named (all files if none), whose title or area matches `pattern`."""
    paths = [Path(name) for name in names] or sorted(HERE.glob("*.test.sh"))
    cases = [case for path in paths for case in read_cases(path)]
    return [case for case in cases if pattern is None or re.search(pattern, f"{case.area}: {case.title}")]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare oilgg with bash, case by case.")
    parser.add_argument("files", nargs="*", help="*.test.sh files; all of spec/ by default")
    parser.add_argument("-k", dest="pattern", help="only cases whose `area: title` matches this regular expression")
    parser.add_argument(
        "--mode",
        default="off,on",
        help=MODES_HELP,
    )
    parser.add_argument("-j", type=int, default=2, help="cases at the same time")
    parser.add_argument("-q", action="store_true", help="only the number of cases and failures by file")
    parser.add_argument("--oilgg", help="the command to test instead of the one in this folder")
    parser.add_argument("--show", action="store_true", help="print what bash does for each case, and compare nothing")
    arguments = parser.parse_args()
    modes = tuple(arguments.mode.split(","))
    if unknown := set(modes) - set(MODES):
        parser.error(f"no such mode: {', '.join(unknown)}")
    cases = select(arguments.files, arguments.pattern)
    runner = Runner(arguments.oilgg)
    failed: dict[str, int] = {}
    surprises = 0
    try:
        if arguments.show:
            for case in cases:
                outcome = runner.run(case, [BASH], runner.home / "show")
                print(f"#### {case.area}: {case.title}  [{outcome.status}]\n{outcome.stdout}", end="")
                if outcome.stderr:
                    print("--stderr\n" + outcome.stderr, end="")
            return 0
        with concurrent.futures.ThreadPoolExecutor(arguments.j) as pool:
            for case, found in zip(cases, pool.map(lambda case: runner.check(case, modes), cases), strict=True):
                if "differs" in case.directives:
                    surprises += not found
                    if not found and not arguments.q:
                        print(f"{case.path}:{case.line}: {case.title}: marked as differing, but doesn't")
                elif found:
                    failed[case.area] = failed.get(case.area, 0) + 1
                    if not arguments.q:
                        print(f"{case.path}:{case.line}: {case.title}")
                        for difference in found:
                            print("  " + difference)
    finally:
        runner.close()
    for area, count in failed.items():
        print(f"{area}: {count} of {sum(case.area == area for case in cases)} differ")
    total = sum(failed.values())
    print(f"{len(cases) - total} passed, {total} failed")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
