"""`--tool launcher FILE`: writes a command that starts oilgg without a /bin/sh in between.

The installed commands are sh scripts that find their Python; some shells drop what they don't understand from the
environment on the way, exported bash functions for example. A launcher names its Python and its package outright.
"""

from __future__ import annotations

import posix
import sys

USAGE = "Usage: oilgg --tool launcher FILE\n"
TEXT = """\
#!{python} -IS
import sys
sys.path.append({folder!r})
from oilgg.start import main
main(sys.argv)
"""


def main(arguments: list[str]) -> int:
    """Write the launcher; gives the exit status."""
    if arguments in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(USAGE)
        return 2
    try:
        write(arguments[0], sys.executable, package_folder())
    except OSError as error:
        sys.stderr.write(f"oilgg: launcher: {arguments[0]}: {error.strerror}\n")
        return 1
    return 0


def package_folder() -> str:
    """The folder that holds the package oilgg which is running."""
    return __file__.rpartition("/")[0].rpartition("/")[0].rpartition("/")[0]


def write(path: str, python: str, folder: str) -> None:
    """Write an executable launcher that runs the package in `folder` with `python`."""
    with open(path, "w") as file:
        file.write(TEXT.format(python=python, folder=folder))
    posix.chmod(path, 0o755)
