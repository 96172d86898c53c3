"""Commands without annotation: traced once, then reused; what is left equals what bash leaves, byte by byte."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builds.harness import Place, Run, programs
from tests.conftest import NOBODY

WRAPPED = ("gcc", "ar", "strip", "install", "sed")
BUILD = """\
set -e
PATH=$PWD/tools:$PATH
for name in one two; do
  mygcc -O1 -c $name.c -o $name.o
done
rm -f lib.a
myar cr lib.a one.o
mygcc two.o lib.a -o prog
mystrip prog
mysed 's/@N@/7/' in.txt >out.txt 2>errors.txt
myinstall -m 640 prog installed
./prog >>log.txt
./generate
echo "status $?"
"""
GENERATE = """\
#!/bin/sh
mkdir -p made
for file in data/*.txt; do
  tr a-z A-Z <$file >made/$(basename $file)
done
tmp=$(mktemp ./work.XXXXXX)
cat made/*.txt >$tmp
mv $tmp all.txt
echo "generated $(ls data | wc -l)"
"""
FILES = {
    "one.h": "#define ONE 1\n",
    "two.h": "#define TWO 2\n",
    "one.c": '#include "one.h"\nint one(void) { return ONE; }\n',
    "two.c": '#include <stdio.h>\n#include "two.h"\nint one(void);\n'
    'int main(void) { printf("%d\\n", one() + TWO); return 0; }\n',
    "in.txt": "n is @N@\n",
    "data/a.txt": "aaa\n",
    "data/b.txt": "bbb\n",
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small project whose tools all go by other names."""
    return make_place(tmp_path, BUILD)


def make_place(folder: Path, script: str, user: int | None = None) -> Place:
    """A folder with the project and a script."""
    source = folder / "source"
    for name, text in FILES.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (source / "tools").mkdir()
    for name in WRAPPED:
        tool = source / "tools" / f"my{name}"
        tool.write_text(f'#!/bin/sh\nexec {name} "$@"\n')
        tool.chmod(0o755)
    (source / "generate").write_text(GENERATE)
    (source / "generate").chmod(0o755)
    file = folder / "script"
    file.write_text(script)
    return Place(folder, source, file, user)


def steps(place: Place, command: list[str], edits: list[tuple[str, str]]) -> list[Run]:
    """Run `command` in a fresh tree, again, and after each edit (file, its new text; "" removes it)."""
    place.fresh()
    runs = [place.run(command), place.run(command)]
    for name, text in edits:
        edit(place, name, text)
        runs.append(place.run(command))
    return runs


def edit(place: Place, name: str, text: str) -> None:
    """Write or remove a file of the project."""
    path = place.work / name
    if text:
        path.write_text(text)
        place.own(path)
    else:
        path.unlink()


EDITS = [
    ("one.h", "#define ONE 10\n"),
    ("two.h", "#define TWO 2 /* no change */\n"),
    ("data/c.txt", "ccc\n"),
    ("one.o", ""),
    ("data/a.txt", ""),
    ("tools/mysed", '#!/bin/sh\nexec sed "$@" | sed s/n/m/\n'),
    ("one.c", "nonsense\n"),
    ("one.c", FILES["one.c"]),
]


@pytest.mark.parametrize("again", [["--learn"], []], ids=["always", "once"])
def test_leaves_what_bash_leaves(place: Place, oilgg: Path, again: list[str]) -> None:
    expected = steps(place, ["bash", "./build.sh"], EDITS)
    place.fresh()
    runs = [place.run([str(oilgg), "--learn", "./build.sh"]), place.run([str(oilgg), *again, "./build.sh"])]
    for name, text in EDITS:
        edit(place, name, text)
        runs.append(place.run([str(oilgg), *again, "./build.sh"]))
    for number, (ours, theirs) in enumerate(zip(runs, expected, strict=True)):
        assert ours.differences(theirs) == [], f"run {number}"


def started(place: Place, command: list[str]) -> list[str]:
    """The names of the programs that a run starts, itself apart."""
    _run, found = programs(command, place)
    names = [path.rpartition("/")[2] for path, *_arguments in found]
    return [name for name in names if not re.match(r"oilgg|python|env|sh$|bash$", name)]


def test_nothing_is_started_again(place: Place, oilgg: Path) -> None:
    place.fresh()
    command = [str(oilgg), "./build.sh"]
    place.run([str(oilgg), "--learn", "./build.sh"])
    assert started(place, command) == []
    edit(place, "two.h", "#define TWO 2 /* no change */\n")
    assert {"cc1", "as"} <= set(started(place, command)) <= {"mygcc", "gcc", "cc1", "as"}
    edit(place, "one.h", "#define ONE 11\n")
    names = started(place, command)
    assert names.count("cc1") == 1 and "ar" in names and "ld" in names and "tr" not in names
    assert started(place, command) == []


def test_a_fresh_tree_with_a_kept_store(place: Place, oilgg: Path) -> None:
    expected = steps(place, ["bash", "./build.sh"], [])[0]
    place.fresh()
    place.run([str(oilgg), "--learn", "./build.sh"])
    place.fresh(keep_store=True)
    again = place.run([str(oilgg), "./build.sh"])
    assert again.differences(expected) == []
    place.fresh(keep_store=True)
    assert started(place, [str(oilgg), "./build.sh"]) == []


def explained(place: Place, oilgg: Path, script: str, *options: str) -> str:
    """What `--explain` says of a one-line script."""
    (place.work / "line.sh").write_text(script + "\n")
    return place.run([str(oilgg), "--explain", *options, "./line.sh"]).stderr


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("sh -c 'date >stamp'", "clock"),
        ("sh -c 'echo $SECONDS$RANDOM >stamp'", "clock"),
        ("perl -MSocket -e 'socket(S, PF_INET, SOCK_DGRAM, 0)'", "network"),
        ("perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, INADDR_LOOPBACK))'", "network"),
        ("sh -c 'cat /proc/uptime >up'", "special-file"),
        ("sh -c 'sleep 0.3 >/dev/null 2>&1 &'", "effect"),
        ("sh -c 'echo x >a; ln a b'", "several-names"),
        (
            "sh -c 'mkdir -p /usr/local/oilgg-test-folder; rmdir /usr/local/oilgg-test-folder; mkfifo pipe'",
            "special-file",
        ),
        ("python3 -c 'import time; print(1)'", "clock"),
        ("perl -e 'print rand'", "random"),
        (
            "echo 'package Stamp; sub stamp { return time } 1;' >Stamp.pm; perl -I. -MStamp -e 'print Stamp::stamp()'",
            "random",
        ),
        ("echo 'f() { echo $RANDOM; }' >lib.sh; sh -c '. ./lib.sh; f'", "clock"),
        ("echo 'import time; now = time.time()' >own.py; python3 -c 'import own; print(own.now)'", "clock"),
        ("echo 'import gzip' >own.py; python3 -c 'import own; print(1)'", "clock"),
        ("python3 -c 'print(open(\"/proc/meminfo\").read())'", "special-file"),
    ],
)
def test_what_a_trace_cannot_vouch_for(place: Place, oilgg: Path, script: str, code: str) -> None:
    place.fresh()
    assert f"= {code}:" in explained(place, oilgg, script, "--learn")
    text = explained(place, oilgg, script)
    assert "reused" not in text.partition("oilgg:")[0]


def test_interpreters_and_their_modules(place: Place, oilgg: Path) -> None:
    """Python asks for the time zone whenever it starts, and perl for chance. That is nothing to run them again for."""
    place.fresh()
    (place.work / "own.py").write_text("import argparse, json, os\nsays = json.dumps({'os': os.name})\n")
    (place.work / "Own.pm").write_text("package Own; sub says { return 'own' } 1;\n")
    script = """\
python3 -c 'import own; print(own.says)'
python3 -c 'import subprocess; print(subprocess.run(["echo", "it"], capture_output=True).stdout)'
perl -I. -MOwn -e 'print Own::says()'
"""
    for reused in (0, 2, 3):  # after the first run there is a compiled module
        assert explained(place, oilgg, script, "--learn").count(" reused ") == reused
    (place.work / "own.py").write_text("says = 'other'\n")
    assert explained(place, oilgg, script, "--learn").count(" reused ") == 2


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("rustc", "rustc -O src/main.rs -o main"),
        ("javac", "javac -d classes src/A.java src/B.java"),
        ("node", "node src/upper.js src/text upper"),
    ],
)
def test_other_compilers(place: Place, oilgg: Path, program: str, command: str) -> None:
    """They look at the memory and the processors of the machine, and at the clock, and make the same of the same."""
    if shutil.which(program, path=place.environment["PATH"]) is None:
        pytest.skip(f"{program} is not installed")
    texts = {
        "main.rs": 'mod util;\nfn main() { println!("{} {}", util::f(3), include_str!("text")); }\n',
        "util.rs": "pub fn f(x: i32) -> i32 { x * 7 }\n",
        "A.java": "public class A { static class In {} public static void main(String[] a) { B.f(2); } }\n",
        "B.java": "class B { static int f(int x) { return x * 3; } }\n",
        "upper.js": (
            "const fs = require('fs');\n"
            "fs.writeFileSync(process.argv[3], fs.readFileSync(process.argv[2], 'utf8').toUpperCase());\n"
        ),
        "text": "text\n",
    }
    place.script = place.folder / "script"
    place.script.write_text(command + "\n")

    def fresh() -> None:
        place.fresh(keep_store=True)
        (place.work / "src").mkdir()
        for name, text in texts.items():
            (place.work / "src" / name).write_text(text)

    fresh()
    expected = place.run(["bash", "./build.sh"])
    assert expected.status == 0, expected.stderr
    fresh()
    assert place.run([str(oilgg), "--learn", "./build.sh"]).differences(expected) == []
    again = place.run([str(oilgg), "--status=log", "./build.sh"])
    assert "0 run, 1 reused" in again.stderr
    for name in ("util.rs", "B.java", "text"):
        (place.work / "src" / name).write_text(texts[name].replace("3", "4").replace("text", "other").replace("7", "8"))
    assert "1 run, 0 reused" in place.run([str(oilgg), "--status=log", "./build.sh"]).stderr


def test_a_program_that_can_read_the_clock(place: Place, oilgg: Path) -> None:
    place.fresh()
    (place.work / "t.c").write_text("#include <time.h>\nint main(void) { return time(0) == 0; }\n")
    place.run(["gcc", "t.c", "-o", "t"])
    assert "= clock:" in explained(place, oilgg, "./t", "--learn")


def test_own_outputs_that_make_a_difference(place: Place, oilgg: Path) -> None:
    """`[ -e out ]` is no `as`: the second run says something else, and so does the third."""
    script = "sh -c '[ -e out ] && cat out; echo line >>out'\nsh -c '[ -e once ] || echo first >once; cat once'\n"
    place.script = place.folder / "script"
    place.script.write_text(script)
    expected = [*steps(place, ["bash", "./build.sh"], []), place.run(["bash", "./build.sh"])]
    place.fresh()
    for theirs in expected:
        assert place.run([str(oilgg), "--learn", "./build.sh"]).differences(theirs) == []


def test_the_system_changes_before_all_is_recorded(place: Place, oilgg: Path) -> None:
    """Digests of its files are taken while the next command runs: what that has changed is not what was read."""
    with tempfile.TemporaryDirectory(dir="/usr/local") as folder:
        text = Path(folder) / "text"
        script = f"""\
sh -c 'tr n-z N-Z <$0 >first; sleep 0.05' {text}
sh -c 'touch -r $0 stamp; echo other >$0; touch -r stamp $0' {text}
sh -c 'cat $0 >second' {text}
cat first second
"""
        place.script = place.folder / "script"
        place.script.write_text(script)
        text.write_text("not at all\n")
        expected = steps(place, ["bash", "./build.sh"], [])
        text.write_text("not at all\n")
        ours = steps(place, [str(oilgg), "--learn", "./build.sh"], [])
        for number, (one, other) in enumerate(zip(ours, expected, strict=True)):
            assert one.differences(other) == [], f"run {number}"


def test_times_count_where_they_are_compared(place: Place, oilgg: Path) -> None:
    script = "sh -c 'if [ in.txt -nt one.c ]; then echo newer; else echo older; fi'\n"
    place.script = place.folder / "script"
    place.script.write_text(script)
    place.fresh()
    (place.work / "one.c").touch()
    assert place.run([str(oilgg), "--learn", "./build.sh"]).stdout == "older\n"
    assert place.run([str(oilgg), "./build.sh"]).stdout == "older\n"
    (place.work / "in.txt").touch()
    assert place.run([str(oilgg), "./build.sh"]).stdout == "newer\n"


def test_what_a_last_trace_did_not_tell(place: Place, oilgg: Path) -> None:
    """A command that now writes something else is found out, and what came after it starts again."""
    script = """\
sh -c 'sleep 0.2; . ./plan'
sh -c 'cat first.txt second.txt 2>&1'
sh -c 'cat *.made; true'
test -e second.txt && echo "second is there"
"""
    place.script = place.folder / "script"
    place.script.write_text(script)
    edits = [("plan", "echo 1 >first.txt; echo x >a.made\n"), ("plan", "echo 2 >second.txt; echo y >b.made\n")]

    def runs(command: list[str], first: list[str]) -> Iterator[Run]:
        place.fresh()
        edit(place, *edits[0])
        yield place.run(first)
        yield place.run(command)
        edit(place, *edits[1])
        yield place.run(command)
        yield place.run(command)

    bash = ["bash", "./build.sh"]
    expected = list(runs(bash, bash))
    ours = list(runs([str(oilgg), "./build.sh"], [str(oilgg), "--learn", "./build.sh"]))
    for number, (one, other) in enumerate(zip(ours, expected, strict=True)):
        assert one.differences(other) == [], f"run {number}"


def test_as_an_ordinary_user(as_nobody: list[str], public_oilgg: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        place = make_place(Path(folder), BUILD, NOBODY)
        expected = steps(place, [*as_nobody, "bash", "./build.sh"], [EDITS[0]])
        place.fresh()
        ours = [place.run([*as_nobody, str(public_oilgg), "--learn", "./build.sh"]) for _ in range(2)]
        edit(place, *EDITS[0])
        ours.append(place.run([*as_nobody, str(public_oilgg), "./build.sh"]))
        for one, other in zip(ours, expected, strict=True):
            assert one.differences(other) == []


def test_where_the_kernel_refuses_filters_commands_are_stopped_at_each_call(place: Place, oilgg: Path) -> None:
    refusing = [sys.executable, "-m", "tests.trace.without_notification"]
    place.environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    expected = steps(place, ["bash", "./build.sh"], EDITS[:3])
    place.fresh()
    runs = [place.run([*refusing, str(oilgg), "--learn", "--explain", "./build.sh"])]
    assert runs[0].stderr.count("commands were traced by ptrace") == 1
    runs[0].stderr = expected[0].stderr
    assert runs[0].differences(expected[0]) == []
    runs = [place.run([*refusing, str(oilgg), "./build.sh"])]
    for name, text in EDITS[:3]:
        edit(place, name, text)
        runs.append(place.run([*refusing, str(oilgg), "./build.sh"]))
    for number, (ours, theirs) in enumerate(zip(runs, expected[1:], strict=True)):
        assert ours.differences(theirs) == [], f"run {number}"
    assert started(place, [str(oilgg), "./build.sh"]) == []
