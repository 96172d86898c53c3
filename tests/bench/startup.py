"""Start-up: a two-line script, against `python3 -c pass` and bash. Aim: at most 1.3 of Python.

First for someone who has no store yet, so that scripts are parsed each time; then as it is from the first lowered
command on. Last a script of three commands whose results are all known. Aim: at most 2.5 of Python.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv

from pairs import FOLDER, OILGG, ROOT, compare, run

SCRIPT = FOLDER / "two.sh"
SCRIPT.write_text("x=1\necho $x\n")
KNOWN = FOLDER / "known.sh"
KNOWN.write_text("cc -c a.c\ncc -c b.c\ncc a.o b.o -o c\n")
(FOLDER / "a.c").write_text("int f(void) { return 0; }\n")
(FOLDER / "b.c").write_text("int f(void); int main(void) { return f(); }\n")


def installed() -> str:
    """The command as pip leaves it in a virtual environment, where the package is installed in place."""
    folder = FOLDER / "environment"
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python3.*/site-packages"))
    (packages / "_editable_impl_oilgg.pth").write_text(f"{ROOT}\n")
    command = folder / "bin/oilgg"
    shutil.copy(ROOT / "oilgg/share/bin/oilgg", command)
    return str(command)


if __name__ == "__main__":
    write = f"import sys; sys.path.append({str(ROOT)!r}); from oilgg.image import write_image; write_image()"
    subprocess.run([sys.executable, "-IS", "-X", "no_debug_ranges", "-c", write], check=True)
    command = installed()
    python = command.rpartition("/")[0] + "/python3"
    for title in ("start, no store", "start"):
        compare(
            {
                "python3 -c pass": [python, "-c", "pass"],
                "python3 -IS": [python, "-IS", "-c", "pass"],
                "launcher": [OILGG, str(SCRIPT)],
                "installed": [command, str(SCRIPT)],
                "python3 -m": [python, "-m", "oilgg", str(SCRIPT)],
                "bash": ["bash", str(SCRIPT)],
            },
            rounds=40,
            base="python3 -c pass",
            title=title,
        )
        for _ in range(2):
            run([OILGG, str(KNOWN)])
    compare(
        {
            "python3 -c pass": [python, "-c", "pass"],
            "oilgg": [OILGG, str(KNOWN)],
            "bash (which runs them)": ["bash", str(KNOWN)],
        },
        rounds=20,
        base="python3 -c pass",
        title="start, results known",
    )
