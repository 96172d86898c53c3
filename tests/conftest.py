"""What all tests share: the command under test, and users other than root."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

from oilgg.tools import launcher

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534
LIMIT_S, SLOW_LIMIT_S = 300, 1800
"""A test that takes so long hangs. It is no measure of anything: machines may be slow."""
AGAIN_S = 5

# A tree that has passed passes again: the same examples each time, and new ones where somebody looks for them.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("new", derandomize=False, print_blob=True)
hypothesis.settings.load_profile("new" if os.environ.get("OILGG_NEW_EXAMPLES") else "same")


class Hangs(BaseException):
    """Raised in a test that hangs; no test catches it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """No test hangs for ever, nor do what it sets up and takes down."""
    limit_s = SLOW_LIMIT_S if item.get_closest_marker("slow") else LIMIT_S

    def hangs(number: int, frame: object) -> None:
        raise Hangs(f"it takes longer than {limit_s} s")

    before = signal.signal(signal.SIGALRM, hangs)
    # Again and again: what is left on the way out (a process waited for) may hang as well.
    signal.setitimer(signal.ITIMER_REAL, limit_s, AGAIN_S)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def own_environment(folder: Path) -> dict[str, str]:
    """The environment of `python -m oilgg` with a store in `folder`, where every known command is lowered."""
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "OILGG_STORE": str(folder / "store"),
        "OILGG_QUICK": "no",
        "HOME": "/",
    }


@pytest.fixture(scope="session")
def oilgg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `oilgg`, running the package of this tree with this Python."""
    path = tmp_path_factory.mktemp("command") / "oilgg"
    launcher.write(str(path), sys.executable, str(ROOT))
    return path


@pytest.fixture(scope="session")
def as_nobody(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The start of a command that runs the rest as an ordinary user; needs root."""
    if os.geteuid() != 0:
        pytest.skip("already an ordinary user; the plain variant of this test has run as one")
    return ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--"]


@pytest.fixture(scope="session")
def public_oilgg(as_nobody: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `oilgg` in a place, and with a Python, that every user may read."""
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/oilgg-public-XXXXXX"], text=True).strip())
    folder.chmod(0o755)
    shutil.copytree(ROOT / "oilgg", folder / "oilgg", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        code = "import sys; sys.exit(sys.version_info < (3, 11))"
        if (
            subprocess.run(
                [*as_nobody, "sh", "-c", '"$@"', "-", python, "-IS", "-c", code], check=False, stderr=subprocess.DEVNULL
            ).returncode
            == 0
        ):
            break
    else:
        pytest.skip("no Python 3.11 that an ordinary user may run")
    launcher.write(str(folder / "command"), python, str(folder))
    return folder / "command"
