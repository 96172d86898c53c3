"""git, built once from Debian's source, with a shell that is chosen when it runs."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path

from tests.builds.sources import CACHE, source

LEFT_OUT = ("CURL", "EXPAT", "GETTEXT", "TCLTK", "PERL", "PYTHON", "OPENSSL")
"""Parts that none of the tests used here needs."""


def built_git() -> Path:
    """The folder of a built git whose SHELL_PATH is a program that starts `$CHOSEN_SHELL`; built at the first call.

    Do not write into it.
    """
    plain = source("git")
    target = CACHE.resolve() / "git-built"
    with open(CACHE / "git-built.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "done").exists():
            subprocess.run(["rm", "-rf", str(target)], check=True)
            subprocess.run(["cp", "-a", str(plain), str(target)], check=True)
            shell = target / "chosen-shell"
            program = Path(__file__).with_name("chosen_shell.c")
            subprocess.run(["gcc", "-o", str(shell), str(program)], check=True)
            settings = [f"SHELL_PATH={shell}", "CFLAGS=-O0", *(f"NO_{part}=1" for part in LEFT_OUT)]
            # Whoever runs the tests may be in a `make -n` or a `make -s`, which must not reach this one.
            environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
            subprocess.run(
                ["make", "-s", "-j2", *settings, "all"],
                cwd=target,
                env={**environment, "CHOSEN_SHELL": "/bin/sh"},
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=600,
            )
            (target / "done").touch()
    return target
