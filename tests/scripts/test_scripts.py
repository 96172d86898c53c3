"""Real scripts of Debian packages do under oilgg what they do under bash.

The cases are in *.test.sh here, in the format of spec/README.md with one more line: `## needs: FILE…` names what a
case stands on. `$SH` (unquoted) runs the shell under test.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MODES = ("off", "on")


def _load_runner() -> Any:
    path = HERE.parent.parent / "spec" / "run.py"
    description = importlib.util.spec_from_file_location("oilgg_spec_run", path)
    assert description is not None and description.loader is not None
    module = importlib.util.module_from_spec(description)
    sys.modules[description.name] = module
    description.loader.exec_module(module)
    return module


spec = _load_runner()
spec.DIRECTIVES = (*spec.DIRECTIVES, "needs")
spec.TIME_LIMIT_S = 60.0
CASES = [case for path in sorted(HERE.glob("*.test.sh")) for case in spec.read_cases(path)]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runner() -> Iterator[object]:
    """Runs cases; `$SH` is the whole command, so that what a case starts has lowering on or off as well."""

    class NestedRunner(spec.Runner):  # type: ignore[misc, name-defined]
        def shell_word(self, shell: list[str]) -> str:
            return " ".join(shell)

    made = NestedRunner()
    yield made
    made.close()


def _alone(case: Any) -> Any:
    """A case of which never two run at a time: some scripts lock what they use (debconf)."""
    name = f"{case.area}: {case.title}"
    return pytest.param(case, id=name, marks=pytest.mark.xdist_group(name))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", [_alone(case) for case in CASES])
def test_script(runner: Any, case: Any, mode: str) -> None:
    """Output, messages, status and the files left are those of bash."""
    missing = [name for name in case.directives.get("needs", "").split() if not Path(name).exists()]
    if missing:
        pytest.skip("not installed here: " + " ".join(missing))
    found = runner.check(case, (mode,))
    assert not found, "\n".join(found)
