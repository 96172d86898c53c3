"""`oilgg --tool check [NAME…] [-- COMMAND…]`: test what annotations claim.

With names: their annotations are read (those of the project, the user and oilgg), and listed or complained about. With
a command, which is run many times in copies of this folder: whether what it reads and writes is what its annotation
says, whether it gives the same again with other times and variables, whether it can be run in parts and joined.
"""

from __future__ import annotations

import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.annotate.library import Library

USAGE = """\
Usage: oilgg --tool check [NAME...] [-- COMMAND [ARGUMENT...]]

Lists the annotations of each NAME, those of the project, of the user and of oilgg. Then runs the command many times in
copies of this folder: does it read and write what its annotation says, does it give the same again with other times and
variables, can it be run in parts and joined? Status 1 if something is missing or wrong.
"""


def main(arguments: list[str]) -> int:
    """Gives 0 if every claim holds, 1 if one does not, 2 for wrong usage."""
    if arguments in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    names, command = arguments, []
    if "--" in arguments:
        place = arguments.index("--")
        names, command = arguments[:place], arguments[place + 1 :]
    if any(name.startswith("-") for name in names) or not (names or command):
        sys.stderr.write(USAGE)
        return 2
    from oilgg.annotate.library import Library, default_folders

    environment = {
        name: posix.environ.get(name.encode(), b"").decode("utf-8", "surrogateescape")
        for name in ("HOME", "XDG_CONFIG_HOME")
    }
    mistakes: list[Exception] = []
    library = Library(*default_folders(posix.getcwd(), environment), complain=mistakes.append)
    problems = sum([_check_name(name, library) for name in names])
    if command:
        problems += _check_command(command, library)
    for mistake in mistakes:
        sys.stderr.write(f"{mistake}\n")
    return 1 if problems or mistakes else 0


def _check_name(name: str, library: Library) -> int:
    """List the usage lines of `name`; 1 if there are none."""
    usages = library.lookup(name)
    for usage in usages:
        sys.stdout.write(f"{usage.origin}: {usage.text}\n")
    if not usages:
        sys.stderr.write(f"oilgg: {name}: no annotation\n")
    return 0 if usages else 1


def _check_command(command: list[str], library: Library) -> int:
    """Test the claims about one call in copies of this folder; the number of problems."""
    import shutil

    from oilgg.annotate.check import check_call, tree_of

    if shutil.which("strace") is None:
        sys.stderr.write("oilgg: strace is needed to see whether a command reads its standard input\n")
        return 1
    try:
        tree = tree_of(posix.getcwd())
    except (ValueError, OSError) as error:
        sys.stderr.write(f"oilgg: {error}\n")
        return 1
    itself = f"reads {command[0].removeprefix('./')}, which is not declared"
    problems = [problem for problem in check_call(command, tree, library=library) if problem != itself]
    for problem in problems:
        sys.stdout.write(f"{' '.join(command)}: {problem}\n")
    if not problems:
        sys.stdout.write(f"{' '.join(command)}: every claim holds\n")
    return len(problems)
