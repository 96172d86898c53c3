"""`--share`: what one machine made another uses, if all is the same there; trouble costs reuse and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cloud.servers import Answer, Proxy
from tests.engine.remote import processes, wait_until

SCRIPT = """
gcc -c a.c -o a.o
gcc a.o -o app
sort in >out
./app
"""


class Machine:
    """A machine of its own: another store; the tree is at the same path, as in a build on a fresh clone."""

    def __init__(self, oilgg: Path, folder: Path, tree: Path) -> None:
        self.oilgg, self.folder, self.tree, self.script = oilgg, folder, tree, SCRIPT
        folder.mkdir()

    def run(self, share: str) -> str:
        """Build in a fresh tree; what the summary says."""
        subprocess.run(["rm", "-rf", str(self.tree)], check=True)
        self.tree.mkdir()
        (self.tree / "a.h").write_text("#define VALUE 7\n")
        (self.tree / "a.c").write_text('#include "a.h"\nint main(void) { return VALUE - 7; }\n')
        (self.tree / "in").write_text("".join(f"{number}\n" for number in range(20_000, 0, -1)))
        return self.again(share)

    def again(self, share: str) -> str:
        """Build in the tree that is there."""
        (self.tree / "build.sh").write_text(self.script)
        done = subprocess.run(
            [self.oilgg, "--status=log", "--explain", f"--share={share}", f"--store={self.folder}/store", "-e",
             "build.sh"],
            cwd=self.tree, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len((self.tree / "out").read_text()) == 108_894
        wait_until(lambda: not processes(f"{self.folder}/store"), "the end of the engine process")
        return done.stderr


def counts(said: str) -> tuple[int, int]:
    """How many commands were run, and how many reused, by the summary `said`."""
    found = re.search(r"(\d+) run, .*?(\d+) reused", said)
    assert found, said
    return int(found[1]), int(found[2])


@pytest.fixture
def machine(oilgg: Path, tmp_path: Path, runtime: Path) -> Callable[[], Machine]:
    """Makes machines."""
    count = iter(range(10))
    return lambda: Machine(oilgg, tmp_path / f"machine{next(count)}", tmp_path / "tree")


def test_by_a_folder(machine: Callable[[], Machine], tmp_path: Path):
    share = f"file://{tmp_path}/share"
    one, two = machine(), machine()
    assert counts(one.run(share)) == (3, 0)
    assert counts(two.run(share)) == (0, 3)
    app = (two.tree / "app").read_bytes()
    assert counts(one.run(share)) == (0, 3) and (one.tree / "app").read_bytes() == app


def test_by_s3(machine: Callable[[], Machine], proxy: Proxy, bucket_name: str):
    share = f"s3://{bucket_name}/team?region=us-east-1&endpoint={proxy.url}"
    assert counts(machine().run(share)) == (3, 0)
    assert counts(machine().run(share)) == (0, 3)


def test_what_was_learned_has_to_hold(machine: Callable[[], Machine], tmp_path: Path):
    share = f"file://{tmp_path}/share"
    machine().run(share)
    two = machine()
    two.tree.joinpath("a.h").write_text("#define VALUE (7 + 0)\n")
    for name in ("a.o", "app", "out"):
        (two.tree / name).unlink()
    # The object is another command's input only if its bytes differ: they do not.
    assert counts(two.again(share)) == (1, 2)


def test_modes_and_namespaces(machine: Callable[[], Machine], tmp_path: Path):
    share = f"file://{tmp_path}/share"
    machine().run(share + "?mode=read")
    assert not os.path.exists(tmp_path / "share")
    machine().run(share + "?mode=write")
    assert counts(machine().run(share + "?mode=write")) == (3, 0)
    assert counts(machine().run(share + "?namespace=others")) == (3, 0)
    assert counts(machine().run(share + "?mode=read")) == (0, 3)


def test_damaged_objects_are_made_again(machine: Callable[[], Machine], tmp_path: Path):
    share = f"file://{tmp_path}/share"
    machine().run(share)
    for path in (tmp_path / "share").glob("*/o/*/*"):
        path.chmod(0o600)
        path.write_bytes(b"rubbish")
    said = machine().run(share)
    assert counts(said) == (1, 2), said  # the large one had an object of its own
    for path in (tmp_path / "share").glob("*/r/*/*"):
        path.chmod(0o600)
        path.write_bytes(b"rubbish")
    assert counts(machine().run(share)) == (3, 0)
    assert counts(machine().run(share)) == (0, 3)


def test_a_store_that_does_not_answer(machine: Callable[[], Machine], proxy: Proxy, bucket_name: str):
    one = machine()

    def refuse(_method: str, _path: str) -> Answer:
        (one.tree / "asked").touch()
        return Answer(403, "AccessDenied")

    proxy.fault = refuse
    # The shell does not wait for the store: it is kept until the store has said no.
    one.script = SCRIPT + "until [ -e asked ]; do sleep 0.1; done; sleep 0.5\n"
    said = one.run(f"s3://{bucket_name}/team?region=us-east-1&endpoint={proxy.url}")
    assert counts(said) == (3, 0) and "AccessDenied" in said
