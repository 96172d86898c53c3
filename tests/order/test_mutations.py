"""Shipped annotations with one role or variable taken away: what is left behind is what bash leaves all the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from oilgg.annotate.model import AnnotationError
from oilgg.annotate.reader import compile_text
from tests.order.mutated import OTHERWISE, SCRIPTS

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "oilgg" / "annotate" / "data"

VARIABLES = {
    "diff": ("TZ", "diff -u f0 f1"),
    "grep": ("GREP_COLORS", "grep --color=always 1 f0"),
    "join": ("LC_ALL", "join f0 f0"),
}


ROLES = re.compile(
    r"(?<=[\s\[(=])(<>|<<|>>>|>>|<|>)(?=\$?[A-Z])|\b(in|out) [<>]-|(in|out)( each)? (<>|<<|>>>|>>|<|>)[\w$][^;\n]*"
    r"|\bremoves [A-Z]+|\bfolder (parents )?\$\w+"
)


def entries(path: Path) -> list[str]:
    """The usage lines of a file with their clauses, and the parts."""
    return [entry for entry in re.split(r"\n(?=[^\s#])", "\n" + path.read_text()) if entry.strip()[:1] not in ("", "#")]


def names_of(entry: str) -> list[str]:
    """The names of the commands that an entry is for; none for a part."""
    first = entry.split(maxsplit=1)[0]
    return [] if first == "part" else first.split("|")


def blocks(name: str) -> str:
    """The usage lines for a command and the parts that they take over, as in the shipped file."""
    for path in sorted(DATA.glob("*.io")):
        found = entries(path)
        mine = [entry for entry in found if name in names_of(entry)]
        if mine:
            parts = {entry.split()[1]: entry for entry in found if entry.startswith("part ")}
            wanted: list[str] = []
            for entry in mine:
                add_parts(entry, parts, wanted)
            return "\n".join([*[parts[part] for part in parts if part in wanted], *mine]) + "\n"
    raise AssertionError(name)


def add_parts(entry: str, parts: dict[str, str], wanted: list[str]) -> None:
    """Note the parts that `entry` names, and those that these name."""
    for part, text in parts.items():
        if part not in wanted and re.search(rf"(\[|@){part}\b", entry):
            wanted.append(part)
            add_parts(text, parts, wanted)


def mutations(name: str) -> list[tuple[str, str]]:
    """(what was taken away, text of the annotations) for every role of a command."""
    text = blocks(name)
    found = []
    for match in ROLES.finditer(text):
        whole = match.group(0)
        line = text.count("\n", 0, match.start()) + 1
        before, after = text[: match.start()], text[match.end() :]
        if whole[0] in "<>":  # the operand or value is plain text now
            after = re.sub(r"\A(\$?[A-Z_]+)(\|-|:[^\s\]]+)?", r"\1", after)
        else:
            before += "rc max"
        found.append((f"{whole} in line {line}", before + after))
    return found


def run(
    shell: list[str], code: str, place: Path, store: Path, **variables: str
) -> tuple[int, bytes, dict[str, bytes], str]:
    """(status, stdout, files, stderr) of a run in the folder `place`."""
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
    kept = {name: data for name, data in files.items() if not name.startswith(".")}
    return done.returncode, done.stdout, kept, done.stderr.decode(errors="replace")


def clean(place: Path) -> None:
    for path in sorted(place.rglob("*"), reverse=True):
        if ".oilgg" not in path.parts and path.name != ".oilgg":
            path.rmdir() if path.is_dir() else path.unlink()
    (place / "f0").write_text("1 old\n2 old\n2 old\n11\n")
    (place / "f1").write_text("1 new\n2 old\n")
    for number, name in enumerate(("f0", "f1")):
        os.utime(place / name, (1_700_000_000 + number, 1_700_000_000 + number))


# These look whether their output is there, which a pending `rm` is about to remove: only a tracer could tell.
UNSEEN = {("gzip", "out each >${FILE%.gz}"), ("zstd", "out each >${FILE%.zst}")}
CASES = [
    (name, what, text)
    for name in SCRIPTS
    for what, text in mutations(name)
    if (name, what.partition(" in line ")[0]) not in UNSEEN
]


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
        assert run([sys.executable, "-m", "oilgg"], code, place, store)[:3] == expected[:3], what


def test_every_shipped_entry_is_mutated() -> None:
    unknown = []
    for path in DATA.glob("*.io"):
        for entry in entries(path):
            names = names_of(entry)
            if names and not {*names} & {*SCRIPTS, *OTHERWISE}:
                unknown.append(names)
    assert unknown == []
    assert {name for name, *_ in CASES} == {*SCRIPTS}, "a command without a role to take away"


def test_what_is_left_of_an_annotation_is_one() -> None:
    for _name, what, text in CASES:
        try:
            compile_text(text, "mutated.io")
        except AnnotationError as error:
            raise AssertionError(f"{what}: {error}") from None


WRITES = {
    "sort": ("> in line", "seq 3 | sort -r -o h; cat h", "h"),
    "sed": ("<> in line", "seq 5 >f; sed -i s/2/y/ f; cat f", "f"),
    "tee": ("> in line", "seq 5 | tee h; cat h", "h"),
    "gcc": ("> in line", "echo 'int x;' >a.c; gcc -c a.c -o a.o; nm a.o", "a.o"),
    "tar": ("out >>>$DIR", "seq 3 >f; tar cf a.tar f; mkdir d; tar xf a.tar -C d; cat d/f", "d/f"),
    "bison": (
        "out >${GRAMMAR%.y}.tab.c",
        "printf '%%token N\\n%%%%\\na: N;\\n' >a.y; bison a.y; wc -l a.tab.c",
        "a.tab.c",
    ),
}


@pytest.mark.parametrize("name", list(WRITES))
def test_the_report_names_what_is_not_declared(name: str, tmp_path: Path) -> None:
    place, store = tmp_path / "here", tmp_path / "store"
    (place / ".oilgg").mkdir(parents=True)
    role, code, path = WRITES[name]
    told = []
    for _name, what, text in (case for case in CASES if case[0] == name and case[1].startswith(role)):
        clean(place)
        (place / ".oilgg" / "mutated.io").write_text(text)
        told.append(run([sys.executable, "-m", "oilgg"], code, place, store)[3])
        if "does not declare" in told[-1]:
            assert f"writes {place.resolve()}/{path}, which its annotation does not declare" in told[-1], what
            assert "mutated.io:" in told[-1]
            return
    raise AssertionError(f"nothing is told: {told}")


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
        assert run([sys.executable, "-m", "oilgg"], code, place, store, **{variable: value})[:3] == expected[:3]


def test_variables_that_annotations_name_count_for_all() -> None:
    from oilgg.lower.lowering import BASE

    named = set()
    for path in DATA.glob("*.io"):
        for listed in re.findall(r"env only ((?:\s*\$\w+\??)+)", path.read_text()):
            named.update(re.findall(r"\$(\w+)", listed))
    # These differ from terminal to terminal and folder to folder; what they mean for a command is known.
    named -= {"HOME", "PWD", "COLUMNS", "TERM", "TERM_URLS", "MAKEFLAGS", "COLLECT_GCC", "COLLECT_GCC_OPTIONS"}
    assert named <= BASE
