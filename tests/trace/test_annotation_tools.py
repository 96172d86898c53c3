"""`--tool annotate` drafts an annotation from a traced call; `--tool check` tests what one claims."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from oilgg.annotate.match import effects
from oilgg.annotate.model import Effects, Usage
from oilgg.annotate.reader import compile_text
from oilgg.order.programs import Nowhere

FILES = {
    "in.txt": "b\na\n",
    "secret.txt": "secret\n",
    "x.c": '#include "x.h"\nint x = X;\n',
    "x.h": "#define X 1\n",
    "mytool": '#!/bin/sh\ncat "$1" secret.txt >"$2"\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a few files and a tool of its own."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "mytool").chmod(0o755)
    return tmp_path


def tool(oilgg: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool in `folder`."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C"}
    return subprocess.run(
        [str(oilgg), "--tool", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "message", "status"),
    [
        ("./none", "./none: No such file or directory", 127),
        ("none", "none: command not found", 127),
        ("./in.txt", "./in.txt: Permission denied", 126),
        (".", ".: command not found", 127),
        ("./", "./: Permission denied", 126),
    ],
)
def test_what_cannot_be_run(folder: Path, oilgg: Path, command: str, message: str, status: int) -> None:
    """There is nothing to draft."""
    ours = tool(oilgg, folder, "annotate", "--", command)
    assert (ours.stdout, ours.stderr, ours.returncode) == ("", f"oilgg: {message}\n", status)


@pytest.mark.parametrize(
    ("command", "draft"),
    [
        (["./mytool", "in.txt", "out.txt"], "mytool <IN >OUT\n  in <secret.txt\n  pure\n"),
        (["gcc", "-c", "x.c", "-o", "x.o"], "gcc [-c] <IN [-o >OUT]\n  in <x.h\n  pure\n"),
        (["wc", "-l", "in.txt", "x.c"], "wc [-l] <IN...\n  out >-\n  pure\n"),
        (["sed", "-i", "s/a/c/", "in.txt"], "sed [-i] TEXT <>FILE\n  pure\n"),
        (["cp", "in.txt", "copy.txt"], "cp <IN >OUT\n  pure\n"),
        (["date"], "date\n  out >-\n  clock\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_drafts(folder: Path, oilgg: Path, command: list[str], draft: str) -> None:
    run = tool(oilgg, folder, "annotate", "--", *command)
    assert run.returncode == 0
    drafted = "".join([line + "\n" for line in run.stderr.splitlines() if not line.startswith("  #")])
    assert drafted == draft
    usages = [Usage(data) for data in compile_text(drafted, "draft")]
    assert isinstance(effects(usages, [command[0].rpartition("/")[2], *command[1:]], {}, Nowhere()), Effects)


def test_a_draft_says_what_it_leaves_out(folder: Path, oilgg: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a program is installed with is counted, and so is what there is more of than anybody would read."""
    installed = tmp_path_factory.mktemp("installed")
    for name in ("bin", "lib"):
        (installed / name).mkdir()
    program = installed / "bin/made"
    program.write_text(
        '#!/bin/sh\nfor i in 1 2 3; do read x <"${0%/bin/*}/lib/$i"; done\ntouch $(seq 101 125)\ncat in.txt\n'
    )
    program.chmod(0o755)
    for name in "123":
        (installed / "lib" / name).write_text("x\n")
    run = tool(oilgg, folder, "annotate", "--", str(program))
    lines = ["made", "  in <in.txt", *[f"  out >{number}" for number in range(101, 121)], "  # and 5 more"]
    assert run.stderr.splitlines() == [*lines, "  out >-", "  pure", f"  # it reads 3 of its own below {installed}/"]


def test_the_output_and_the_status_of_the_command_stay(folder: Path, oilgg: Path) -> None:
    run = tool(oilgg, folder, "annotate", "sh", "-c", "echo printed; exit 3")
    assert (run.returncode, run.stdout) == (3, "printed\n")
    assert tool(oilgg, folder, "annotate").returncode == 2
    assert tool(oilgg, folder, "annotate", "--", "no-such-command").returncode == 127


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_claims(folder: Path, oilgg: Path) -> None:
    run = tool(oilgg, folder, "check", "sort", "--", "sort", "in.txt")
    assert run.returncode == 0, run.stdout
    assert run.stdout.endswith("sort in.txt: every claim holds\n")
    (folder / ".oilgg").mkdir()
    (folder / ".oilgg/my.io").write_text("mytool <IN >OUT\n  pure\n")
    run = tool(oilgg, folder, "check", "--", "./mytool", "in.txt", "out.txt")
    assert (run.returncode, run.stdout) == (1, "./mytool in.txt out.txt: reads secret.txt, which is not declared\n")


def test_names_and_mistakes(folder: Path, oilgg: Path) -> None:
    assert tool(oilgg, folder, "check").returncode == 2
    run = tool(oilgg, folder, "check", "nobody-knows")
    assert (run.returncode, run.stderr) == (1, "oilgg: nobody-knows: no annotation\n")
    (folder / ".oilgg").mkdir()
    (folder / ".oilgg/my.io").write_text("mytool <IN\n  nonsense\n")
    run = tool(oilgg, folder, "check", "mytool")
    assert run.returncode == 1
    assert "error[annotation]" in run.stderr
