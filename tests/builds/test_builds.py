"""Three real C projects, built by plain scripts: oilgg leaves what bash leaves, and does no more than it must."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.builds.harness import Place, Run, archived_sources, compiled_sources, compilers, linked_sources, programs
from tests.builds.projects import PROJECTS, Project, steps
from tests.builds.sources import source
from tests.conftest import NOBODY

pytestmark = [pytest.mark.slow, pytest.mark.network]

STEPS = [name for name, _ in steps(PROJECTS[-1])] + ["fresh tree, kept store"]
COUNTED = ("clean", "unchanged", "header edited", "edit undone", "comment edited")


@dataclass
class History:
    """All scenarios of one project, with both shells."""

    project: Project
    place: Place
    bash: dict[str, Run] = field(default_factory=dict)
    oilgg: dict[str, Run] = field(default_factory=dict)


def all_steps(history: History, command: list[str], runs: dict[str, Run]) -> None:
    """Do every scenario with one shell, from a fresh tree and an empty store."""
    place = history.place
    place.fresh()
    for name, edit in steps(history.project):
        edit(place.work)
        runs[name] = place.run(command)
    place.fresh(keep_store=True)
    runs[STEPS[-1]] = place.run(command)


def grouped(projects: tuple[Project, ...]) -> list[object]:
    """Parameters whose tests stay together in one worker, since they share a history."""
    return [
        pytest.param(project, id=project.name, marks=pytest.mark.xdist_group("build-" + project.name))
        for project in projects
    ]


@pytest.fixture(scope="module", params=grouped(PROJECTS))
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, oilgg: Path) -> Iterator[History]:
    """All scenarios of a project."""
    project: Project = request.param
    place = Place(tmp_path_factory.mktemp(project.name), source(project.name), project.build)
    history = History(project, place)
    all_steps(history, ["bash", "./build.sh"], history.bash)
    all_steps(history, [str(oilgg), "./build.sh"], history.oilgg)
    yield history


@pytest.mark.parametrize("step", STEPS)
def test_leaves_what_bash_leaves(history: History, step: str) -> None:
    """Content, mode, owner, links, order of times, both streams and the status are equal."""
    if step not in history.bash:
        assert history.project.shadow is None  # nothing can be shadowed in this project
        return
    assert history.oilgg[step].differences(history.bash[step]) == []


@pytest.fixture(scope="module")
def counted(history: History, oilgg: Path) -> dict[str, list[list[str]]]:
    """The programs that oilgg starts in the first scenarios."""
    place = history.place
    place.fresh()
    started = {}
    for name, edit in steps(history.project):
        if name in COUNTED:
            edit(place.work)
            run, started[name] = programs([str(oilgg), "./build.sh"], place)
            assert run.differences(history.bash[name]) == []
    return started


@pytest.mark.parametrize("step", ["unchanged", "edit undone"])
def test_starts_no_compiler(counted: dict[str, list[list[str]]], step: str) -> None:
    """Where nothing changed, or an edit was undone, nothing is compiled, archived or linked."""
    assert compilers(counted[step]) == []


def test_header_edit_compiles_its_dependents_only(history: History, counted: dict[str, list[list[str]]]) -> None:
    """Exactly what includes the header is compiled, and what one call compiles and links with that."""
    project, place = history.project, history.place
    place.fresh()
    _, started = programs(["bash", "./build.sh"], place)
    header = project.header.rpartition("/")[2]
    dependents = {name for name in compiled_sources(started) if includes(place.work, name, header)}
    if dependents & archived_sources(started):
        dependents |= linked_sources(started)
    assert compiled_sources(counted["header edited"]) == dependents


def includes(work: Path, source_name: str, header: str) -> bool:
    """Whether one of the dependency lists made by asking the compiler names `header`."""
    script = (
        'flags="-Iinclude -Ibuild -DHAVE_CONFIG_H -Iexpat -Iexpat/lib -DHAVE_EXPAT_CONFIG_H -Isrc -I."; '
        'for f in $(find . -name "$1"); do gcc $flags -MM "$f" 2>/dev/null; done'
    )
    listed = subprocess.run(
        ["bash", "-c", script, "-", source_name], cwd=work, check=False, capture_output=True, text=True
    )
    return any(word.rpartition("/")[2] == header for word in listed.stdout.split())


def test_comment_edit_links_nothing(counted: dict[str, list[list[str]]]) -> None:
    """An edited comment compiles one source; since its object is the same, nothing is archived or linked."""
    assert len(compiled_sources(counted["comment edited"])) == 1
    others = [
        name for name in compilers(counted["comment edited"]) if name.rpartition("/")[2] in ("ld", "collect2", "ar")
    ]
    assert others == []


def short_history(place: Place, project: Project, shell: list[str], *, terminal: bool = False) -> list[Run]:
    """Clean, unchanged, header edited."""
    place.fresh()
    runs = []
    for _, edit in steps(project)[:3]:
        edit(place.work)
        runs.append(place.run([*shell, "./build.sh"], terminal=terminal))
    return runs


def compare(bash: list[Run], oilgg: list[Run]) -> None:
    """Both shells left the same after each build."""
    for theirs, ours in zip(bash, oilgg, strict=True):
        assert ours.differences(theirs) == []


projects = pytest.mark.parametrize("project", [pytest.param(project, id=project.name) for project in PROJECTS])


@projects
def test_through_a_symbolic_link(project: Project, tmp_path: Path, oilgg: Path) -> None:
    """The working directory is reached through a symbolic link, and PWD says so."""
    place = Place(tmp_path, source(project.name), project.build)
    place.directory = tmp_path / "link"
    place.directory.symlink_to("work")
    compare(short_history(place, project, ["bash"]), short_history(place, project, [str(oilgg)]))


@projects
def test_on_a_terminal(project: Project, tmp_path: Path, oilgg: Path) -> None:
    """Both streams are a terminal."""
    place = Place(tmp_path, source(project.name), project.build)
    bash = short_history(place, project, ["bash"], terminal=True)
    compare(bash, short_history(place, project, [str(oilgg)], terminal=True))


@projects
def test_in_the_plain_view(project: Project, tmp_path: Path, oilgg: Path) -> None:
    """OILGG_VIEW=plain: no namespace is asked for."""
    place = Place(tmp_path, source(project.name), project.build)
    place.environment["OILGG_VIEW"] = "plain"
    compare(short_history(place, project, ["bash"]), short_history(place, project, [str(oilgg)]))


@pytest.fixture(scope="session")
def forbid(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A program that runs a command without namespaces and mounts."""
    program = tmp_path_factory.mktemp("forbid") / "forbid"
    subprocess.run(["gcc", "-o", str(program), str(Path(__file__).parent / "forbid.c")], check=True)
    folder = program.parent
    while folder != folder.parent:
        folder.chmod(folder.stat().st_mode | 0o011)
        folder = folder.parent
    return str(program)


@projects
def test_namespaces_forbidden(project: Project, tmp_path: Path, oilgg: Path, forbid: str) -> None:
    """The kernel refuses namespaces and mounts."""
    place = Place(tmp_path, source(project.name), project.build)
    compare(short_history(place, project, ["bash"]), short_history(place, project, [forbid, str(oilgg)]))


@pytest.fixture
def public_folder(as_nobody: list[str]) -> Iterator[Path]:
    """A folder that every user may reach."""
    folder = subprocess.check_output(["mktemp", "-d", "/tmp/oilgg-build-XXXXXX"], text=True).strip()
    Path(folder).chmod(0o755)
    yield Path(folder)
    subprocess.run(["rm", "-rf", folder], check=True)


@projects
def test_as_an_ordinary_user(project: Project, public_folder: Path, public_oilgg: Path, as_nobody: list[str]) -> None:
    """Not root."""
    place = Place(public_folder, source(project.name), project.build, user=NOBODY)
    bash = short_history(place, project, [*as_nobody, "bash"])
    compare(bash, short_history(place, project, [*as_nobody, str(public_oilgg)]))


@projects
def test_as_an_ordinary_user_without_namespaces(
    project: Project, public_folder: Path, public_oilgg: Path, as_nobody: list[str], forbid: str
) -> None:
    """An unprivileged container: not root, and no namespaces."""
    place = Place(public_folder, source(project.name), project.build, user=NOBODY)
    bash = short_history(place, project, [*as_nobody, "bash"])
    compare(bash, short_history(place, project, [*as_nobody, forbid, str(public_oilgg)]))


def test_without_namespaces_compiles_in_parallel(tmp_path: Path, oilgg: Path, forbid: str) -> None:
    """Under `set -e` and without namespaces, two compilers still run at the same time."""
    project = PROJECTS[0]
    place = Place(tmp_path, source(project.name), project.build)
    place.fresh()
    log = tmp_path / "times"
    tracer = ["strace", "-f", "-qq", "-ttt", "-e", "trace=execve,exit_group", "-e", "signal=none", "-o", str(log)]
    place.environment["OILGG_VIEW"] = "plain"
    run = place.run([*tracer, str(oilgg), "-j", "2", "./build.sh"])
    assert run.status == 0
    running: set[str] = set()
    most = 0
    for line in log.read_text(errors="replace").splitlines():
        pid = line.split(" ", 1)[0]
        if 'cc1", [' in line and line.endswith(" = 0"):
            running.add(pid)
            most = max(most, len(running))
        elif "exit_group" in line:
            running.discard(pid)
    assert most >= 2
