"""`make demo`: runs a real example under bash and under oilgg, and shows what ran side by side and what was reused."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / ".demo"
WORK = DEMO / "work"
OILGG = str(Path(sys.executable).parent / "oilgg")
SAMPLE_S = 0.005


def say(text: str) -> None:
    """Print a heading."""
    print(f"\n== {text}", flush=True)


def fresh(example: str) -> None:
    """A fresh copy of the example, always at the same path (debug information holds it)."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(HERE / example, WORK, ignore=shutil.ignore_patterns("build", "out"))


def tree() -> dict[str, str]:
    """Every file of the working folder with the hash of its content."""
    return {
        str(path.relative_to(WORK)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(WORK.rglob("*"))
        if path.is_file()
    }


def children(pid: int) -> list[str]:
    """Names of the processes that run below `pid` and have none below themselves."""
    parents: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                head, _, rest = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue
            fields = rest.split()
            if fields[0] != "Z":
                parents.setdefault(int(fields[1]), []).append(int(folder.name))
                names[int(folder.name)] = head.partition("(")[2]
    found, below = [], [pid]
    for candidate in below:
        below += parents.get(candidate, [])
        if candidate != pid and not parents.get(candidate) and names.get(candidate, "") not in ("oilgg", "python3"):
            found.append(names.get(candidate, ""))
    return found


def watch(pid: int, stop: threading.Event, seen: list[list[str]]) -> None:
    """Note again and again what runs below `pid`."""
    while not stop.is_set():
        seen.append(children(pid))
        time.sleep(SAMPLE_S)


def run(shell: list[str], script: str) -> tuple[float, str, list[list[str]]]:
    """Run the script; its time, what it printed, and what was seen running."""
    environment = {**os.environ, "OILGG_STORE": str(DEMO / "store")}
    print(f"$ {' '.join([Path(shell[0]).name, *shell[1:]])} {script}", flush=True)
    start = time.monotonic()
    process = subprocess.Popen(
        [*shell, script], cwd=WORK, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    stop, seen = threading.Event(), list[list[str]]()
    watcher = threading.Thread(target=watch, args=(process.pid, stop, seen))
    watcher.start()
    output = process.communicate()[0]
    seconds = time.monotonic() - start
    stop.set()
    watcher.join()
    for line in output.splitlines():
        print("  " + line)
    if process.returncode:
        sys.exit(f"{script} failed with status {process.returncode}")
    return seconds, output, seen


def side_by_side(seen: list[list[str]]) -> str:
    """What was seen running at the same time, in words."""
    pairs: dict[str, int] = {}
    for names in seen:
        if len(names) > 1:
            text = " | ".join(sorted(names))
            pairs[text] = pairs.get(text, 0) + 1
    busy = sum(1 for names in seen if names)
    if not pairs:
        return "nothing ran side by side"
    share = sum(pairs.values()) / max(busy, 1)
    examples = sorted(pairs, key=lambda text: -pairs[text])[:4]
    return f"two or more commands at once in {share:.0%} of the time: " + ",  ".join(examples)


def main() -> None:
    """The demonstration."""
    compiler = shutil.which("gcc")
    example, script = ("c-project", "build.sh") if compiler else ("text", "words.sh")
    if not compiler:
        print("There is no gcc here, so the example is one of text processing.")
        subprocess.run([sys.executable, str(HERE / "text/make-texts.py"), str(HERE / "text/texts")], check=True)
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    # Otherwise the first run has it made beside itself, which takes it a part of one core.
    write = f"import sys; sys.path.append({str(HERE.parent)!r}); from oilgg.image import write_image; write_image()"
    subprocess.run([sys.executable, "-IS", "-X", "no_debug_ranges", "-c", write], check=True)

    say(f"examples/{example}/{script}, run by bash")
    fresh(example)
    bash_s, bash_output, _ = run(["bash"], script)
    expected = tree()

    say("the same script, run by oilgg")
    fresh(example)
    first_s, output, seen = run([OILGG, "--status=log"], script)
    print(side_by_side(seen))
    same = output == bash_output and tree() == expected
    print(
        f"bash {bash_s:.2f} s, oilgg {first_s:.2f} s; {len(expected)} files and the output "
        + ("equal" if same else "DIFFER")
    )

    say("again: nothing has changed")
    second_s, output, _ = run([OILGG, "--status=log"], script)
    same = same and output == bash_output and tree() == expected
    print(f"{second_s:.2f} s; " + ("equal" if same else "DIFFERENT"))

    say("again, after an edit")
    edited = "src/utf8.h" if compiler else "texts/text1.txt"
    with open(WORK / edited, "a") as file:
        file.write("\n/* edited */\n" if compiler else "one more line of text\n")
    print(f"$ echo >>{edited}")
    third_s, _, _ = run([OILGG, "--status=log"], script)
    print(f"{third_s:.2f} s")

    say("again, after everything that was made is deleted")
    shutil.rmtree(WORK / ("build" if compiler else "out"))
    fourth_s, _, _ = run([OILGG, "--status=log"], script)
    print(f"{fourth_s:.2f} s")
    print(f"\n{'':14}{'bash':>8}{'oilgg':>8}{'again':>8}{'edited':>8}{'deleted':>9}")
    print(f"{'seconds':14}{bash_s:8.2f}{first_s:8.2f}{second_s:8.2f}{third_s:8.2f}{fourth_s:9.2f}")
    if not same:
        sys.exit("oilgg did not leave what bash left")


if __name__ == "__main__":
    main()
