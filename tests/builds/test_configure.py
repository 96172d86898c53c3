"""GNU configure of a real package does the same under oilgg as under bash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builds.harness import Place
from tests.builds.sources import source

pytestmark = [pytest.mark.slow, pytest.mark.network]

MADE = ("config.status", "config.h", "Makefile", "po/Makefile", "po/Makefile.in", "po/POTFILES")


@pytest.mark.parametrize("options", [[], ["--no-lower"]], ids=["lowering", "no lowering"])
def test_configure_of_hello(tmp_path: Path, oilgg: Path, options: list[str]) -> None:
    """config.status, config.h and the Makefiles are equal, and so is what configure prints."""
    place = Place(tmp_path, source("hello"), None)
    place.environment["SHELL"] = place.environment["CONFIG_SHELL"] = "/bin/bash"
    place.fresh()
    bash = place.run(["bash", "./configure"])
    made = {name: (place.work / name).read_bytes() for name in MADE if (place.work / name).exists()}
    assert bash.status == 0
    assert len(made) >= 3
    place.fresh()
    ours = place.run([str(oilgg), *options, "./configure"])
    assert (ours.status, ours.stdout, ours.stderr) == (bash.status, bash.stdout, bash.stderr)
    assert {name: (place.work / name).read_bytes() for name in made} == made
    assert sorted(ours.tree) == sorted(bash.tree)
