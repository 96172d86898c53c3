"""Big data, small compute: pipelines and loops over generated text, paired with bash.

    python3 tests/bench/data.py [MB] [ROUNDS] [NAME…]

Each script runs in turn under bash and under oilgg with an empty store; then once more under oilgg with the store
that the first run filled. Outputs have to be the same bytes. Printed are medians of the ratios oilgg / bash (below 1
oilgg is faster): wall time, the same without what each shell takes to start (an empty script, run beside), processor
time, and the rerun's wall time. The inputs are made once for each size and kept in $TMPDIR/oilgg-bench-data. Nothing is
deleted between the runs: where files have just been deleted, some file systems look long for room for new ones.
"""

from __future__ import annotations

import hashlib
import math
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from oilgg.tools import launcher  # noqa: E402

KEPT = Path(tempfile.gettempdir()) / "oilgg-bench-data"
MB = 1 << 20
FILES = 200

# What a script reads: TEXT (Zipf words in lines), LOG (a web server's), A and B (tables with a common key), FILES (200
# logs), DICT (known words). `share` of the size given is what it gets.
SCRIPTS = {
    "back-references": (0.02, r"grep -E '^(.*)([a-z])\2(.*)\2\2?([a-z])\3' $TEXT > out"),
    "top-n": (1, "cat $TEXT | tr -cs A-Za-z '\\n' | tr A-Z a-z | sort | uniq -c | sort -rn | head -n 100 > out"),
    "sort": (1, "sort $TEXT > out"),
    "sort by key": (1, "sort -t' ' -k9,9n -k1,1 $LOG > out"),
    "spell": (
        1,
        "iconv -f utf-8 -t ascii//TRANSLIT < $TEXT | tr -cs A-Za-z '\\n' | tr A-Z a-z | sort -u | "
        "comm -23 - $DICT > out",
    ),
    "bigrams": (
        0.5,
        """tr -cs A-Za-z '\\n' < $TEXT | tr A-Z a-z > words
tail -n +2 words > next
paste words next | sort | uniq -c | sort -rn > out
""",
    ),
    "set difference": (
        1,
        """cut -d, -f1 $A | tr A-Z a-z | sort -u > x
cut -d, -f1 $B | tr A-Z a-z | sort -u > y
comm -23 x y > out
""",
    ),
    "per-file loop": (
        1,
        """mkdir tops
for f in $FILES/*; do
  cut -d' ' -f1 "$f" | sort | uniq -c | sort -rn | head -n 5 > "tops/${f##*/}"
done
cat tops/* > out
""",
    ),
    "log report": (
        1,
        """cut -d' ' -f9 $LOG | sort | uniq -c | sort -rn > status
grep ' 404 ' $LOG | cut -d' ' -f7 | sort | uniq -c | sort -rn | head -n 20 > missing
grep -c 'POST' $LOG > posts
awk '{bytes[$1] += $10} END {for (host in bytes) print bytes[host], host}' $LOG | sort -rn | head > heavy
cat status missing posts heavy > out
""",
    ),
    "group by": (
        1,
        """sort -t, -k1,1 $A > a
sort -t, -k1,1 $B > b
join -t, a b | cut -d, -f3,5 | awk -F, '{sum[$1] += $2} END {for (k in sum) print k "," sum[k]}' | sort > out
""",
    ),
    "gzip": (1, 'mkdir packed\nfor f in $FILES/*; do gzip -c "$f" > "packed/${f##*/}.gz"; done\ncat packed/* > out\n'),
}


def main() -> None:
    """Run what the command line asks for."""
    size_mb = float(sys.argv[1]) if len(sys.argv) > 1 else 50
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    names = sys.argv[3:] or list(SCRIPTS)
    ratios = []
    with tempfile.TemporaryDirectory(prefix="oilgg-bench-") as name:
        folder = Path(name)
        oilgg = str(folder / "oilgg")
        launcher.write(oilgg, sys.executable, str(ROOT))
        for title in names:
            share, script = SCRIPTS[title]
            ratios.append(measure(folder, oilgg, title, script, inputs(int(size_mb * share * MB)), rounds))
    print(
        f"geometric mean {math.exp(statistics.mean(math.log(ratio) for ratio in ratios)):.2f}, worst {max(ratios):.2f}"
    )


def measure(folder: Path, oilgg: str, title: str, script: str, data: dict[str, str], rounds: int) -> float:
    """Print one line for a script; the median of the wall times' ratios."""
    walls: dict[str, list[float]] = {"bash": [], "oilgg": [], "again": []}
    starts: dict[str, list[float]] = {"bash": [], "oilgg": []}
    cpus: dict[str, list[float]] = {"bash": [], "oilgg": [], "again": []}
    file = folder / "script.sh"
    file.write_text(script)
    empty = folder / "empty.sh"
    empty.write_text("")
    for number in range(rounds):
        digests = {}
        work = folder / f"{title}-{number}"
        for shell in walls:
            place = work / ("bash" if shell == "bash" else "oilgg-run")
            if shell != "again":
                place.mkdir(parents=True)
                starts[shell].append(run("bash" if shell == "bash" else oilgg, empty, place, data, work / "store")[0])
            elif (place / "tops").exists() or (place / "packed").exists():
                script_again = script.replace("mkdir ", "mkdir -p ")
                file.write_text(script_again)
            wall, cpu = run("bash" if shell == "bash" else oilgg, file, place, data, work / "store")
            file.write_text(script)
            walls[shell].append(wall)
            cpus[shell].append(cpu)
            digests[shell] = hashlib.sha256((place / "out").read_bytes()).digest()
        if len(set(digests.values())) != 1:
            print(f"{title}: OUTPUTS DIFFER {digests}")
    base = walls["bash"]
    wall = ratio(walls["oilgg"], base)
    net = {
        shell: [whole_s - start_s for whole_s, start_s in zip(walls[shell], starts[shell], strict=True)]
        for shell in starts
    }
    print(
        f"{title:16} bash {statistics.median(base):7.3f} s  oilgg {statistics.median(walls['oilgg']):7.3f} s"
        f"  wall {wall:5.2f}  after start {ratio(net['oilgg'], net['bash']):5.2f}"
        f"  cpu {ratio(cpus['oilgg'], cpus['bash']):5.2f}  rerun {ratio(walls['again'], base):6.3f}",
        flush=True,
    )
    return wall


def ratio(mine: list[float], theirs: list[float]) -> float:
    """Median of the ratios of runs that followed each other."""
    return statistics.median(one / other for one, other in zip(mine, theirs, strict=True))


def run(shell: str, script: Path, place: Path, data: dict[str, str], store: Path) -> tuple[float, float]:
    """(wall, processor time) of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [shell, str(script)],
        cwd=place,
        env={**os.environ, **data, "OILGG_STORE": str(store), "OILGG_STATUS": "none"},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(f"status {done.returncode}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# Inputs


def inputs(size: int) -> dict[str, str]:
    """The variables that scripts use, for inputs of about `size` bytes each."""
    folder = KEPT / str(size)
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder, size)
        (folder / "ready").touch()
    names = {"TEXT": "text", "LOG": "log", "A": "a.csv", "B": "b.csv", "FILES": "files", "DICT": "dict"}
    return {variable: str(folder / name) for variable, name in names.items()}


def make(folder: Path, size: int) -> None:
    """Make all inputs."""
    source = random.Random(7)
    words = vocabulary(source, 40_000)
    weights = [1 / (rank + 2) for rank in range(len(words))]
    fill(folder / "text", size, lambda: text_block(source, words, weights))
    fill(folder / "log", size, lambda: log_block(source))
    fill(folder / "a.csv", size // 2, lambda: table_block(source, 0))
    fill(folder / "b.csv", size // 4, lambda: table_block(source, 1))
    (folder / "files").mkdir()
    for number in range(FILES):
        fill(folder / "files" / f"log{number:03}", size // FILES, lambda: log_block(source, 200))
    known = sorted({word.lower() for word in words[::2]})
    (folder / "dict").write_text("".join(word + "\n" for word in known))


def fill(path: Path, size: int, block: object) -> None:
    """Write blocks until there are `size` bytes; big files repeat mixed lines of the first 8 MB."""
    written = 0
    lines: list[bytes] = []
    source = random.Random(11)
    with open(path, "wb") as file:
        while written < size:
            if written < 8 * MB:
                data = block()  # type: ignore[operator]
                lines += data.splitlines(keepends=True)
            else:
                data = b"".join(source.choices(lines, k=20_000))
            data = data[: data.rfind(b"\n", 0, size - written) + 1] or data
            written += file.write(data)


def vocabulary(source: random.Random, count: int) -> list[str]:
    """Made-up words, some with capitals, a few with other letters."""
    syllables = [a + b for a in "bcdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "ee", "an", "er", "oo", "st")]
    found = []
    for _ in range(count):
        word = "".join(source.choices(syllables, k=source.choice((1, 2, 2, 3, 3, 4))))
        if source.random() < 0.1:
            word = word.capitalize()
        if source.random() < 0.01:
            word = word.replace("e", "é")
        found.append(word)
    return found


def text_block(source: random.Random, words: list[str], weights: list[float]) -> bytes:
    """Some lines of text."""
    chosen = source.choices(words, weights, k=20_000)
    lines = []
    at = 0
    while at < len(chosen):
        count = source.randrange(3, 15)
        lines.append(" ".join(chosen[at : at + count]) + source.choice((".", ",", "", "", "!")))
        at += count
    return ("\n".join(lines) + "\n").encode()


def log_block(source: random.Random, count: int = 5000) -> bytes:
    """Some lines of a web server's log."""
    lines = []
    for _ in range(count):
        host = f"10.{source.randrange(4)}.{source.randrange(256)}.{source.randrange(50)}"
        when = f"[{source.randrange(1, 29):02}/Nov/2026:{source.randrange(24):02}:{source.randrange(60):02}:00 +0000]"
        page = f"/page/{int(source.paretovariate(0.8)) % 5000}.html"
        status = source.choice((200, 200, 200, 200, 200, 301, 304, 404, 500))
        method = source.choice(("GET", "GET", "GET", "POST"))
        lines.append(f'{host} - - {when} "{method} {page} HTTP/1.1" {status} {source.randrange(20, 60_000)}')
    return ("\n".join(lines) + "\n").encode()


def table_block(source: random.Random, kind: int) -> bytes:
    """Some lines of a table: key, name, number."""
    lines = []
    for _ in range(5000):
        key = f"K{source.randrange(3_000_000):07}"
        lines.append(f"{key},{'region' if kind else 'item'}{source.randrange(40)},{source.randrange(1000)}")
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    main()
