"""Three real C projects whose tools all go by names that oilgg does not know: learned once, reused from then on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.builds.harness import Place, add_line_above, compiled_sources, programs
from tests.builds.projects import PROJECTS, Project
from tests.builds.sources import source
from tests.trace.test_learning import started

pytestmark = [pytest.mark.slow, pytest.mark.network]

TOOLS = ("ar", "ranlib", "strip", "install")
DEPENDENTS = {
    "libyaml": {"api", "dumper", "emitter", "loader", "parser", "reader", "scanner", "writer", "test-reader",
        "test-version", "run-dumper", "run-emitter", "run-loader", "run-parser", "run-scanner"},
    "giflib": {"getarg", "gif2rgb", "gifbg", "gifbuild", "gifclrmp", "gifcolor", "gifecho", "giffilter", "giffix",
        "gifhisto", "gifinto", "gifsponge", "giftext", "giftool", "gifwedge", "qprintf"},
    "expat": {"xmlfile", "xmlwf"},
}  # fmt: skip
"""The sources that include the header of the project, or are compiled and linked in one call with what does."""


def disguised(project: Project, folder: Path) -> Path:
    """The build script of `project` with all tools behind scripts of other names."""
    tools = folder / "tools"
    tools.mkdir()
    for name, tool in (("mycc", "gcc"), *[(f"my{tool}", tool) for tool in TOOLS]):
        (tools / name).write_text(f'#!/bin/sh\nexec {tool} "$@"\n')
        (tools / name).chmod(0o755)
    text = re.sub(r"\bCC(=|:=|=\$\{CC:-)gcc", r"CC\1mycc", project.build.read_text())
    for tool in TOOLS:
        text = re.sub(rf"(?m)^(\s*){tool} ", rf"\1my{tool} ", text)
    script = folder / "script.sh"
    script.write_text(text.replace("#!/bin/bash\n", f"#!/bin/bash\nPATH={tools}:$PATH\n", 1))
    return script


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_builds_are_learned(project: Project, tmp_path: Path, oilgg: Path) -> None:
    place = Place(tmp_path, source(project.name), disguised(project, tmp_path))
    edit = add_line_above(project.header, "static const int added = 1;")
    bash, plain, learn = ["bash", "./build.sh"], [str(oilgg), "./build.sh"], [str(oilgg), "--learn", "./build.sh"]
    place.fresh()
    expected = [place.run(bash), place.run(bash)]
    edit(place.work)
    expected.append(place.run(bash))

    place.fresh()
    assert place.run(learn).differences(expected[0]) == []
    assert place.run(plain).differences(expected[1]) == []
    mine = [name for name in started(place, plain) if name.startswith("my") or name in ("cc1", "as", "ld", "ar")]
    assert mine == []
    edit(place.work)
    run, found = programs(plain, place)
    assert run.differences(expected[2]) == []
    assert {name.rpartition(".")[0] for name in compiled_sources(found)} <= DEPENDENTS[project.name]
    assert place.run(plain).differences(expected[2]) == []
