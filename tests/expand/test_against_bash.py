"""Every line of cases/*.txt does the same in bash and here: output, messages and status. One process a shell a file."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
PRELUDE = r"""n() { printf '%d:' $#; printf '[%s]' "$@"; echo; }
"""
FILES = ("a", "b", "ab", "abc", "a b", "x.c", "y.c", ".hid", "B", "[x]", "a*", "1", "d/e/g.c", "d/e/f/.keep", "d/x.c")


def read_cases(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("# ")]


def run(command: list[str], cases: list[str], folder: Path) -> dict[int, bytes]:
    """What each case printed, its status last; "name: line N: " in front of messages is made equal."""
    work = folder / "work"
    for name in FILES:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).touch()
    (work / "d/e/f/.keep").unlink()
    (work / "broken").symlink_to("nowhere")
    (work / "ld").symlink_to("d")
    script = folder / "cases.sh"
    with script.open("w", encoding="utf-8") as out:
        out.write(PRELUDE)
        for number, case in enumerate(cases):
            out.write(f"echo '@@{number}'; (eval {shlex.quote(case)}); echo \"<$?>\"\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environment["LANG"] = "C.UTF-8"
    done = subprocess.run(
        [*command, script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=work,
        env=environment, timeout=60, check=False,
    )  # fmt: skip
    result = {}
    for part in re.split(rb"(?m)^@@", done.stdout)[1:]:
        number, _, text = part.partition(b"\n")
        result[int(number)] = re.sub(rb"(?m)^[^\n]*?: (eval: )?line \d+: ", b"", text).replace(bytes(folder), b"")
    return result


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.txt")))
def test_same_as_bash(name: str, oilgg: Path, tmp_path: Path) -> None:
    cases = read_cases(name)
    (tmp_path / "bash").mkdir()
    (tmp_path / "oilgg").mkdir()
    expected = run(["bash"], cases, tmp_path / "bash")
    found = run([str(oilgg)], cases, tmp_path / "oilgg")
    different = [
        f"{case}\n  bash:  {expected.get(number)!r}\n  oilgg: {found.get(number)!r}"
        for number, case in enumerate(cases)
        if expected.get(number) != found.get(number)
    ]
    assert not different, f"{len(different)} of {len(cases)} differ\n" + "\n".join(different)
