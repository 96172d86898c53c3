"""Owners, several names and times of folders, as unpackers and `cp -a` leave them: on the first run and when reused."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TIMES = """
mkdir -p d/e; echo x >d/e/f; touch -d 2001-01-01 d/e/f d/e d
tar cf a.tar d
mkdir out
cp -a d copy
tar xf a.tar -C out
sort out/d/e/f >g
stat -c '%n %Y' copy copy/e copy/e/f out/d out/d/e out/d/e/f
"""
NAMES = """
mkdir -p d; echo x >d/f; ln d/f d/g
tar cf a.tar d/f d/g
mkdir out
tar xf a.tar -C out
sort out/d/f >g
stat -c '%n %h' out/d/*
"""
OWNERS = """
mkdir -p d; echo x >d/f; chown 1000:1001 d/f
tar cf a.tar d/f
cp -p d/f kept
rm -rf d
mkdir out
tar xf a.tar -C out
sort out/d/f kept >g
stat -c '%n %u %g' out/d/f kept g
"""
TOOLS = """
printf '%%output "else.c"\\n%%token NUM\\n%%%%\\nall: NUM;\\n%%%%\\n' >said.y
printf '%%option noyywrap outfile="else2.c"\\n%%%%\\n[0-9]+ return 1;\\n' >said.l
sed /output/d said.y >plain.y
bison -d said.y
flex said.l
bison -d plain.y
grep -c yyparse *.c *.h
"""


@pytest.mark.parametrize("script", [TIMES, NAMES, OWNERS, TOOLS], ids=["times", "names", "owners", "makers"])
def test_leaves_what_bash_leaves(script: str, tmp_path: Path, oilgg: Path) -> None:
    if script == OWNERS and os.geteuid() != 0:
        pytest.skip("only root gives files away")
    if script == TOOLS and not (shutil.which("bison") and shutil.which("flex")):
        pytest.skip("bison or flex is not installed")
    (tmp_path / "script").write_text(script)
    environment = {**os.environ, "OILGG_STORE": str(tmp_path / "store"), "OILGG_QUICK": "no", "OILGG_STATUS": "none"}
    found = []
    for shell in (["bash"], [str(oilgg)], [str(oilgg)]):
        work = tmp_path / "work"
        work.mkdir()
        done = subprocess.run(
            [*shell, "../script"], cwd=work, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        found.append((done.returncode, done.stdout, done.stderr))
        shutil.rmtree(work)
    assert found[1:] == [found[0], found[0]]
