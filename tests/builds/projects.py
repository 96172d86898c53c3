"""The three C projects that are built, and what is done to them between builds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.builds.harness import (
    Edit,
    add_line_above,
    append,
    changed_copy,
    delete,
    nothing,
    replace_in,
)

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class Project:
    """A Debian source package with the edits of each scenario."""

    name: str
    header: str
    comment: tuple[str, str, str]
    """A source and a comment in it, and the comment's replacement on as many lines."""
    source: tuple[str, str, str]
    """A source and a text in it that changes the object."""
    script: tuple[str, str]
    """A text of the script and its replacement."""
    deleted: str
    altered: str
    shadow: tuple[str, str, str, str] | None
    """A header, a new path for a copy of it that the compiler finds first, and a text to replace in the copy."""

    @property
    def build(self) -> Path:
        """The build script."""
        return SCRIPTS / f"{self.name}.sh"


PROJECTS = (
    Project(
        "libyaml",
        header="src/yaml_private.h",
        comment=("src/api.c", " * Get the library version.", " * Tell the library version."),
        source=("tests/test-reader.c", "checking a long utf8 sequence", "checking a lengthy utf8 sequence"),
        script=('echo "  TEST $test"', 'echo "  PROGRAM $test"'),
        deleted="build/scanner.o",
        altered="build/libyaml.a",
        shadow=("build/config.h", "include/config.h", '"0.2.5"', '"0.2.6"'),
    ),
    Project(
        "giflib",
        header="getarg.h",
        comment=("gif_err.c", "handle error reporting for the GIF library", "report errors of the library of GIF"),
        source=("giftext.c", "Screen Size - Width", "Size of Screen - Width"),
        script=("-O2 -g", "-O1 -g"),
        deleted="libgif.so.7.2.0",
        altered="getarg.o",
        shadow=None,
    ),
    Project(
        "expat",
        header="expat/xmlwf/xmlfile.h",
        comment=("expat/xmlwf/codepage.c", "Permission is  hereby granted,", "Permission is  herewith given,"),
        source=("expat/examples/outline.c", "  ", "   "),
        script=("for name in elements outline", "for name in outline elements"),
        deleted="expat/libexpat.a",
        altered="expat/xmlwf/codepage.o",
        shadow=("expat/lib/expat.h", "expat/xmlwf/expat.h", "XML_Char *encoding,", "XML_Char *encoding_name,"),
    ),
)


def steps(project: Project) -> list[tuple[str, Edit]]:
    """The scenarios in their order: a name, and the edit before the build."""
    undo: dict[str, bytes] = {}

    def kept(path: str, edit: Edit) -> Edit:
        def run(work: Path) -> None:
            undo[path] = (work / path).read_bytes()
            edit(work)

        return run

    def undone(path: str) -> Callable[[Path], None]:
        def run(work: Path) -> None:
            (work / path).write_bytes(undo[path])

        return run

    found: list[tuple[str, Edit]] = [
        ("clean", nothing),
        ("unchanged", nothing),
        ("header edited", kept(project.header, add_line_above(project.header, "/* A new first line. */"))),
        ("edit undone", undone(project.header)),
        ("comment edited", replace_in(*project.comment)),
        ("source edited", replace_in(*project.source)),
        ("script edited", replace_in("build.sh", *project.script)),
        ("output deleted", delete(project.deleted)),
        ("output altered", append(project.altered, b"garbage\n")),
    ]
    if project.shadow is not None:
        found.append(("header shadowed", changed_copy(*project.shadow)))
    return found
