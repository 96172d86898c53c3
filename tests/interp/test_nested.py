"""`shopt -s inprocess_sh`: what a script starts by bash is run by oilgg, and cannot tell."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SCRIPT = r"""
printf '#!/bin/bash\necho "in ${0##*/} $# $1"; sort in | head -n 2 >made; [ $2 ] && exit $2; exit 3\n' >sub.sh
printf '#!/usr/bin/env bash\necho "env ${0##*/} $@"; kill -TERM $$\n' >killed
printf '#!/bin/bash -e\nfalse; echo no\n' >strict
printf '#!/bin/sh\necho "a\\tb"\n' >posix
chmod +x sub.sh killed strict posix
seq 5 | sort -r >in
./sub.sh a; echo $?
./sub.sh a 7; cat made
bash sub.sh x
./killed q "r s"; echo $?
./strict; echo $?
./posix
bash -c 'echo "$0 $@"; exit 4' zero one; echo $?
WORD=bar bash -c 'echo $WORD'
echo 'echo from stdin; cat' | bash
text=$(bash -c 'echo sub; exit 2'); echo $? $text
bash nosuch; echo $?
bash -c 'trap "echo trap" EXIT; exit 1'
bash -c 'read x; echo $x' <<<hi
exec 5>five; bash -c 'echo five >&5'; cat five
bash --posix -c 'set -o | grep posix'
f() { echo function; }; export -f f; bash -c f
bash -c 'sleep 0.1; exit 6' & wait $!; echo $?
bash -c 'exit 9' | cat; echo ${PIPESTATUS[@]}
bash -x -c 'echo traced'
"""


def run(command: list[str], folder: Path, script: str) -> tuple[int, bytes, bytes]:
    """Run `script` with a shell in a folder of its own."""
    folder.mkdir()
    done = subprocess.run(
        [*command, "-c", script], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=100
    )
    return done.returncode, done.stdout, done.stderr.replace(b"oilgg: line", b"bash: line")


def test_it_is_as_with_bash(oilgg: Path, tmp_path: Path) -> None:
    command = [str(oilgg), "--status=none", f"--store={tmp_path}/store"]
    expected = run(["bash"], tmp_path / "bash", SCRIPT)
    assert run([*command, "-O", "inprocess_sh"], tmp_path / "oilgg", SCRIPT) == expected


def test_its_commands_are_lowered(oilgg: Path, tmp_path: Path) -> None:
    """What the nested script made is known to the next run, with the store that the outer one was given."""
    (tmp_path / "in").write_text("b\na\n")
    inner = "#!/bin/bash\nsort in >out; cat out\n"
    (tmp_path / "inner").write_text(inner)
    (tmp_path / "inner").chmod(0o755)
    command = [str(oilgg), "--no-quick", "--explain", f"--store={tmp_path}/store"]
    for option, found in (([], False), (["-O", "inprocess_sh"], True)):
        done = subprocess.run([*command, *option, "-c", "./inner"], cwd=tmp_path, capture_output=True, timeout=100)
        assert done.stdout == b"a\nb\n", done.stderr
        environment = {**os.environ, "OILGG_STORE": str(tmp_path / "store")}
        shown = subprocess.run([oilgg, "--tool", "show"], env=environment, capture_output=True, timeout=100)
        assert (b"sort in" in shown.stdout) is found, (shown.stdout, shown.stderr)
