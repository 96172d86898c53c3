"""Scripts run by bash and by oilgg with an engine, side by side: what they print and leave must be the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.remote import processes, wait_until

ROOT = Path(__file__).parents[2]

PROJECT = r"""
set -e
mkdir -p inc src obj
printf '#define N 5\nint f0(void);int f1(void);int f2(void);\n' >inc/n.h
for i in 0 1 2; do
  printf '#include "n.h"\n#include <string.h>\nint f%d(void) { return N + %d + (int)strlen("x"); }\n' $i $i >src/f$i.c
done
printf '#include <stdio.h>\n#include "../inc/n.h"\n' >src/main.c
printf 'int main(void) { return !printf("%%d", f0() + f1() + f2()); }\n' >>src/main.c
for f in src/*.c; do
  gcc -O1 -Wall -Iinc -c $f -o obj/$(basename $f .c).o
done
ar rcs libf.a obj/f0.o obj/f1.o obj/f2.o
gcc obj/main.o -L. -lf -o app
./app
seq 2000 | sort -r >numbers
sort -n numbers | head -n 3
ln -s numbers link
sort link | md5sum
chmod 640 numbers
gcc -c src/missing.c -o obj/missing.o 2>/dev/null || echo failed as it should
"""


class Scripts:
    """A folder in which scripts run."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.folder = folder
        self.engine = engine
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LC_ALL": "C",
            "PYTHONPATH": str(ROOT),
            "OILGG_STORE": str(folder / "store"),
            "OILGG_QUICK": "no",
            "OILGG_TEST_SMALL": "0",
        }
        for name in ("OILGG_TLS", "XDG_RUNTIME_DIR", "OILGG_ENGINE_LINGER", "OILGG_DASK_PATIENCE"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def command(self) -> list[str]:
        """The command line of oilgg."""
        return [sys.executable, "-P", "-m", "oilgg", "--engine", self.engine, "--status=log"]

    def start(self, script: str) -> subprocess.Popen[bytes]:
        """Start a script under oilgg and leave it running."""
        return subprocess.Popen(
            [*self.command(), "-c", script], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @contextmanager
    def streaming(self) -> Iterator[str]:
        """While the last command of a script runs, which never ends by itself; gives what its command line holds.

        Its line comes only if it comes while it runs. Afterwards it is ended with its script.
        """
        endless = "p; :a; s/x/x/; ba"
        (self.folder / "numbers").write_text("one\n")
        process = subprocess.Popen(
            [*self.command(), "-c", f"tee copy <numbers; sort numbers; sed -u '{endless}' numbers"],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(3)] == [b"one\n"] * 3
        yield endless
        process.terminate()
        process.wait()
        process.stdout.close()
        wait_until(lambda: not processes(endless))

    def is_said(self, line: str) -> bool:
        """Whether a line is oilgg's own."""
        return line.startswith("oilgg: ")

    def compare(self, script: str) -> str:
        """Run `script` both ways in the same place and compare; gives the line that oilgg said about it."""
        path = self.folder / "script.sh"
        path.write_text(script)
        trees = []
        outputs = []
        said = ""
        for shell in (["bash"], self.command()):
            work = self.folder / "work"
            subprocess.run(["rm", "-rf", str(work)], check=True)
            work.mkdir()
            done = subprocess.run(
                [*shell, str(path)], cwd=work, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=300, check=False,
            )  # fmt: skip
            lines = done.stderr.decode().splitlines()
            said = "\n".join([line for line in lines if self.is_said(line)])
            outputs.append((done.returncode, done.stdout, [line for line in lines if not self.is_said(line)]))
            trees.append(tree(work))
        assert outputs[0] == outputs[1], (outputs, said)
        assert trees[0] == trees[1], (trees, said)
        return said


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes (or target) of everything below `folder`."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if path.is_symlink():
            data = os.fsencode(os.readlink(path))
        else:
            data = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (mode, data)
    return found
