"""Shipped annotations with one role or variable taken away: what is left behind is what bash leaves all the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "oilgg" / "annotate" / "data"

# What the command reads is made just before, by commands that are still pending then.
SCRIPTS = {
    "sort": "seq 9 | tac >f; seq 3 | tac >g; sort f; sort f g >h; sort -o i f; cat h; sort -n <f >k; sort f >>k",
    "grep": "seq 30 >f; echo 2 >p; grep 1 f; grep -f p f >h; grep -c 1 f g; cat h; grep -n --color=always 1 <f",
    "uniq": "seq 4 | cat - f0 >f; sort f | uniq -c; uniq f; uniq f h; cat h",
    "cut": "seq 5 | tr 3 ' ' >f; cut -c 1 f; cut -d' ' -f1 f f0 >h; cat h",
    "tr": "seq 5 >f; tr 1 x <f >h; tr 2 y <h",
    "head": "seq 50 >f; head -n 3 f; head -c 5 f f0 >h; cat h; seq 9 | head -n 1",
    "tac": "seq 5 >f; tac f; tac f f0 >h; cat h",
    "comm": "seq 5 >f; seq 3 8 >g; comm f g; comm -12 f g >h; cat h",
    "join": "seq 5 >f; seq 3 8 >g; join f g; join -v 1 f g >h; cat h",
    "paste": "seq 5 >f; seq 3 8 >g; paste f g; paste -s f >h; cat h",
    "diff": "seq 5 >f; seq 3 8 >g; diff f g >h; diff -q f g; cat h",
    "md5sum": "seq 5 >f; md5sum f f0 >h; cat h; md5sum <f",
    "tee": "seq 5 >f; tee h <f; cat h; seq 3 | tee h k >l; cat h k l; seq 2 | tee -a h >/dev/null; cat h",
    "sed": "seq 5 >f; sed s/1/x/ f >h; sed -n 2p <f; sed -i s/2/y/ f; cat f h; echo s/3/z/ >p; sed -f p f",
    "gzip": "seq 5 >f; gzip -cn f >h; gzip -kn f; gzip -dc f.gz; rm -f f; gzip -d f.gz; cat f",
    "cmp": "seq 5 >f; seq 5 >g; cmp f g; echo x >g; cmp f g; cmp -s f g; echo $?",
    "nl": "seq 3 >f; nl f; nl <f >h; cat h",
    "od": "seq 3 >f; od -c f; od -N 2 f >h; cat h",
    "base64": "seq 3 >f; base64 f >h; base64 -d h",
    "cp": "seq 3 >f; cp f h; cat h; cp -p f k; mkdir d; cp f h d; cat d/h",
}
VARIABLES = {
    "diff": ("TZ", "diff -u f0 f1"),
    "grep": ("GREP_COLORS", "grep --color=always 1 f0"),
    "join": ("LC_ALL", "join f0 f0"),
}


def blocks(name: str) -> str:
    """The usage lines for a command and all parts, as in the shipped file."""
    for path in sorted(DATA.glob("*.io")):
        entries = re.split(r"\n(?=\S)", "\n" + path.read_text())
        mine = [
            one
            for one in entries
            if name in re.split(r"[|\s]", one.split("\n")[0])[0:20] and not one.startswith("part")
        ]
        mine = [one for one in mine if name in one.split(" ")[0].split("|")]
        if mine:
            return "\n".join([*[one for one in entries if one.startswith("part ")], *mine]) + "\n"
    raise AssertionError(name)


def mutations(name: str) -> list[tuple[str, str]]:
    """(what was taken away, text of the annotations) for every role of a command."""
    text = blocks(name)
    start = text.index("\n" + name) if "\n" + name in text else 0
    found = []
    for match in re.finditer(
        r"(?<=[\s\[(])(<>|<<|>>>|>>|<|>)(?=\$?[A-Z])|\b(in|out) [<>]-|in each <\$\w+|out each >\S+", text
    ):
        if match.start() < start and "part" not in text[:start]:
            continue
        whole = match.group(0)
        kept = "" if whole[0] in "<>" else "rc max"
        line = text.count("\n", 0, match.start()) + 1
        found.append((f"{whole} in line {line}", text[: match.start()] + kept + text[match.end() :]))
    return found


def run(shell: list[str], code: str, place: Path, store: Path, **variables: str) -> tuple[object, ...]:
    """(status, stdout, files) of a run in the folder `place`."""
    script = place / ".script.sh"
    script.write_text(code + "\n")
    done = subprocess.run(
        [*shell, str(script)],
        cwd=place,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OILGG_STORE": str(store),
            "OILGG_QUICK": "no",
            "OILGG_STATUS": "none",
            **variables,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return done.returncode, done.stdout, {name: data for name, data in files.items() if not name.startswith(".")}


def clean(place: Path) -> None:
    for path in sorted(place.rglob("*"), reverse=True):
        if ".oilgg" not in path.parts and path.name != ".oilgg":
            path.rmdir() if path.is_dir() else path.unlink()
    (place / "f0").write_text("1 old\n2 old\n2 old\n11\n")
    (place / "f1").write_text("1 new\n2 old\n")
    for number, name in enumerate(("f0", "f1")):
        os.utime(place / name, (1_700_000_000 + number, 1_700_000_000 + number))


# gzip looks whether its output is there, which a pending `rm` is about to remove: only a tracer could tell.
UNSEEN = {("gzip", "out each >${FILE%.gz} in line 23")}
CASES = [(name, what, text) for name in SCRIPTS for what, text in mutations(name) if (name, what) not in UNSEEN]


@pytest.mark.parametrize(
    ("name", "what", "text"),
    [
        pytest.param(*case, id=f"{case[0]}: {case[1]}", marks=[pytest.mark.slow] if number % 9 else [])
        for number, case in enumerate(CASES)
    ],
)
def test_a_role_taken_away_changes_no_output(name: str, what: str, text: str, tmp_path: Path) -> None:
    place, store = tmp_path / "here", tmp_path / "store"
    (place / ".oilgg").mkdir(parents=True)
    for code in (
        SCRIPTS[name],
        SCRIPTS[name].replace("seq 5", "seq 6").replace("seq 30", "seq 40").replace("seq 9", "seq 8"),
    ):
        clean(place)
        expected = run(["bash"], code, place, store)
        clean(place)
        (place / ".oilgg" / "mutated.io").write_text(text)
        assert run([sys.executable, "-m", "oilgg"], code, place, store) == expected, what


@pytest.mark.parametrize("name", list(VARIABLES))
def test_a_variable_taken_away_changes_no_output(name: str, tmp_path: Path) -> None:
    place, store = tmp_path / "here", tmp_path / "store"
    (place / ".oilgg").mkdir(parents=True)
    variable, code = VARIABLES[name]
    for value in (
        ("UTC", "XYZ-5") if variable == "TZ" else ("ms=01;34", "ms=01;35") if "GREP" in variable else ("C", "C.UTF-8")
    ):
        clean(place)
        expected = run(["bash"], code, place, store, **{variable: value})
        (place / ".oilgg" / "mutated.io").write_text(
            blocks(name).replace(f"${variable}?", "").replace("env only \n", "\n")
        )
        assert run([sys.executable, "-m", "oilgg"], code, place, store, **{variable: value}) == expected


def test_variables_that_annotations_name_count_for_all() -> None:
    from oilgg.lower.lowering import BASE

    named = set()
    for path in DATA.glob("*.io"):
        for listed in re.findall(r"env only ((?:\s*\$\w+\??)+)", path.read_text()):
            named.update(re.findall(r"\$(\w+)", listed))
    # These differ from terminal to terminal and folder to folder; what they mean for a command is known.
    named -= {"HOME", "PWD", "COLUMNS", "TERM", "TERM_URLS", "MAKEFLAGS", "COLLECT_GCC", "COLLECT_GCC_OPTIONS"}
    assert named <= BASE
