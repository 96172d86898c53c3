"""The rules of the house that a program can check: layers, docstrings, sizes."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCES = sorted((ROOT / "oilgg").rglob("*.py"))
LONGEST_FILE = 700
START_UP_ROOMS = ("syntax", "expand", "interp", "cli")
HEAVY = {
    "argparse", "asyncio", "collections", "contextlib", "dataclasses", "enum", "fnmatch", "functools", "glob", "json",
    "lark", "os", "pathlib", "re", "shutil", "signal", "subprocess", "tempfile", "typing",
}  # fmt: skip


def test_layers() -> None:
    """import-linter finds every contract of pyproject.toml kept."""
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([str(linter)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_documented_and_of_one_piece(path: Path) -> None:
    """A docstring for the module, every class and every public function; a file is no longer than a room."""
    text = path.read_text()
    tree = ast.parse(text)
    lacking = [] if ast.get_docstring(tree) else ["the module"]
    lacking += [f"{name} (line {line})" for name, line in undocumented(tree.body, documents_methods=True)]
    assert lacking == []
    assert len(text.splitlines()) <= LONGEST_FILE


def undocumented(body: list[ast.stmt], *, documents_methods: bool) -> list[tuple[str, int]]:
    """Public classes and functions without a docstring; a method may take that of the class it derives from."""
    found: list[tuple[str, int]] = []
    for node in body:
        if isinstance(node, ast.ClassDef):
            if not ast.get_docstring(node):
                found.append((node.name, node.lineno))
            found += undocumented(node.body, documents_methods=not node.bases)
        elif isinstance(node, ast.FunctionDef) and documents_methods and not node.name.startswith("_"):
            found += [] if ast.get_docstring(node) else [(node.name, node.lineno)]
    return found


def top_level_imports(tree: ast.Module) -> set[str]:
    """Modules imported whenever this one is."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.relative_to(ROOT).parts[1] in START_UP_ROOMS and path.stem != "build"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_rooms_of_every_run_import_nothing_heavy(path: Path) -> None:
    """What costs a millisecond or more is imported inside the function that needs it."""
    assert top_level_imports(ast.parse(path.read_text())) & HEAVY == set()


@pytest.mark.xdist_group("one")
def test_groups_of_tests_are_kept_together(request: pytest.FixtureRequest) -> None:
    """Tests that must not run at the same time say so by a group: whoever runs tests at once has to know of it."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not request.config.getvalue("loadgroup"):
        pytest.skip("tests do not run at the same time, or not by groups")
    assert request.node.nodeid.endswith("@one")
