"""io: what one call reads and writes, said on the spot."""

from __future__ import annotations

import posix

from oilgg.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def io(shell: Shell, args: list[str]) -> int:
    """`io -r IN -w OUT -- COMMAND…`: run COMMAND with these effects, whatever its own annotation says.

    Without lowering the command simply runs.
    """
    from oilgg.annotate.library import Library
    from oilgg.annotate.match import effects
    from oilgg.annotate.model import Refusal

    lowering = shell.lowering
    library = Library() if lowering is None else lowering.library
    environment = shell.vars.exported()
    said = effects(library.lookup("io"), ["io", *args], environment, _Look(shell))
    if isinstance(said, Refusal):
        raise UsageError(said.detail)
    if said.runs is None or said.runs > len(args):
        raise UsageError("a command is missing; io -r FILE -w FILE -- COMMAND ARGUMENT...")
    argv = args[said.runs - 1 :]
    if lowering is None or shell.forked or argv[0] in shell.functions or shell.find_builtin(argv[0]) is not None:
        return shell.run_command(argv)
    from oilgg.interp import invocation

    status = invocation.offer_annotated(shell, argv, said)
    return shell.run_command(argv) if status is None else status


class _Look:
    """The tree as it is when everything pending has become real."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.cwd = ""

    def exists(self, path: str) -> bool:
        """Whether `path` exists."""
        self.shell.before_look(path)
        return posix.access(path, posix.F_OK)

    def is_dir(self, path: str) -> bool:
        """Whether `path` is a directory."""
        self.shell.before_look(path)
        try:
            return posix.stat(path).st_mode & 0o170000 == 0o040000
        except OSError:
            return False

    def listdir(self, path: str) -> list[str]:
        """The names in directory `path`."""
        self.shell.before_look(path)
        return posix.listdir(path)

    def read_bytes(self, path: str) -> bytes:
        """The bytes of `path`."""
        self.shell.before_look(path)
        with open(path, "rb") as file:
            return file.read()
