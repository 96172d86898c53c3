"""Lets pytest collect spec/*.test.sh: each case is a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from run import Case, Runner, read_cases


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--spec-mode`: whether cases run with lowering off, on, or warm (a second run with the same store)."""
    parser.addoption("--spec-mode", default="off,on", help="lowering in spec cases: off, on, warm, with commas")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> SpecFile | None:
    """Take *.test.sh files."""
    if file_path.name.endswith(".test.sh"):
        return SpecFile.from_parent(parent, path=file_path)  # type: ignore[no-any-return]
    return None


class SpecFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a case."""
        for case in read_cases(self.path):
            yield SpecItem.from_parent(self, name=case.title, case=case)


class SpecItem(pytest.Item):
    """One case; fails with what differs from bash."""

    def __init__(self, *, case: Case, **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        """Run it in both shells."""
        runner = self.session.config.stash.get(RUNNER, None)
        if runner is None:
            runner = self.session.config.stash[RUNNER] = Runner()
            self.session.config.add_cleanup(runner.close)
        found = runner.check(self.case, tuple(self.config.getoption("--spec-mode").split(",")))
        if "differs" in self.case.directives:
            if found:
                pytest.skip("differs from bash on purpose: " + self.case.directives["differs"])
            raise Different(["marked as differing from bash, but doesn't"])
        if found:
            raise Different(found)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:
        """What differs, without a traceback."""
        if isinstance(excinfo.value, Different):
            return "\n".join([*excinfo.value.found, "code:", self.case.code])
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        return self.path, self.case.line - 1, f"{self.case.area}: {self.case.title}"


class Different(Exception):
    """oilgg and bash did not do the same."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


RUNNER = pytest.StashKey[Runner]()
