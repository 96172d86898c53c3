"""Commands that ask a question on a terminal, if there is something to ask about."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prompt.terminal import Terminal

SCRIPT = """\
echo 1 >a; echo 2 >c; echo 3 >locked; echo 4 >d; echo 5 >e; echo 6 >f; echo 7 >g; cp g g.gz
chmod 444 locked e
mv a b; rm c; gzip -n f
mv d locked; cat locked; rm e; gzip -n g
ls; sort b; rm -f b; mv nofile x; echo $?
"""
# Somebody whom permissions bind, but who can read where Python is.
BOUND = ["setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
USERS = [[], BOUND] if os.geteuid() == 0 else [[]]


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder below one that everybody may search."""
    folder = Path(tempfile.mkdtemp(prefix="questions-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("user", USERS, ids=["self", "bound"][: len(USERS)])
def test_they_are_asked_as_in_bash(public: Path, oilgg: Path, user: list[str]) -> None:
    """And where there is nothing to ask about, such a command need not stay in its place."""
    (public / "script").write_text(SCRIPT)
    store = public / "store"
    shown = []
    for number, shell in enumerate((["bash"], [str(oilgg), "--no-quick", "--status=log"])):
        work = public / f"work{number}"
        work.mkdir()
        work.chmod(0o777)
        with Terminal([*user, *shell, "../script"], work, OILGG_STORE=str(store)) as terminal:
            for question in ("replace 'locked'", "remove write-protected") if user or os.geteuid() else ():
                terminal.wait(question)
                terminal.send("y\n")
            terminal.wait("overwrite (y or n)? ")
            terminal.send("y\n")
            assert terminal.finish() == 0
            shown.append(terminal.text.partition("oilgg: ")[0])
            summary = terminal.text.rpartition("oilgg: ")[2]
    assert shown[1] == shown[0], terminal.text
    assert (" 4 in place" if user or os.geteuid() else " 2 in place") in summary
