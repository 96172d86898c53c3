"""io: what one call reads and writes, said on the spot."""

from __future__ import annotations

import posix

from oilgg.errors import UsageError
from oilgg.interp import redirection
from oilgg.interp.builtins.arguments import show_help, wrong_use
from oilgg.paths import is_link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.annotate.model import Effects, Refusal
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell


def io(shell: Shell, args: list[str]) -> int:
    """`io -r IN -w OUT -- COMMAND…`: run COMMAND with these effects, whatever its own annotation says.

    What it reads and writes besides is an error that is told, and its result is not kept. Without lowering the command
    simply runs.
    """
    return run(shell, args, [])


def run(shell: Shell, args: list[str], redirects: list[Redirect]) -> int:
    """The same with redirections that are not done yet."""
    from oilgg.annotate.library import Library
    from oilgg.annotate.match import effects
    from oilgg.annotate.model import Refusal

    lowering = shell.lowering
    library = Library() if lowering is None else lowering.library
    environment = shell.vars.exported()
    said = effects(library.lookup("io"), ["io", *args], environment, _Look(shell))
    if isinstance(said, Refusal):
        raise _wrong_use(shell, args, said)
    if said.runs is None or said.runs > len(args):
        raise wrong_use("io", "a command is missing")
    argv = args[said.runs - 1 :]
    lowers = lowering is not None and not lowering.records
    if lowers and (argv[0] in shell.functions or shell.find_builtin(argv[0]) is None):
        from oilgg.interp import invocation

        status = invocation.offer_annotated(shell, argv, redirects, _of_command(said))
        if status is not None:
            return status
    try:
        undo = redirection.apply(shell, redirects)
    except redirection.RedirectionFailed:
        return 1
    try:
        return shell.run_command(argv)
    finally:
        redirection.restore(shell, undo)


def _wrong_use(shell: Shell, args: list[str], refusal: Refusal) -> UsageError:
    """What the matcher of annotations says of the arguments, as a builtin says it."""
    if args[:1] == ["--help"]:
        return UsageError("", show_help(shell, "io"))
    option = refusal.detail.removeprefix("option ").removesuffix(" is not listed for io")
    if refusal.code == "unlisted-option":
        return wrong_use("io", f"{option}: invalid option")
    if refusal.detail.endswith("too few operands"):
        return wrong_use("io", "a command is missing")
    return wrong_use("io", refusal.detail)


def _of_command(said: Effects) -> Effects:
    """What was said, as the command's own: which of its words are files was not."""
    from copy import copy

    found = copy(said)
    found.moves = []
    found.adds = []
    found.runs = None
    found.places, found.loose = [], [*found.loose, *[text for _index, _prefix, text in found.places]]
    return found


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

    def is_link(self, path: str) -> bool:
        """Whether `path` is a symbolic link."""
        self.shell.before_look(path)
        return is_link(path)

    def listdir(self, path: str) -> list[str]:
        """The names in directory `path`."""
        self.shell.before_look(path)
        return posix.listdir(path)

    def read_bytes(self, path: str) -> bytes:
        """The bytes of `path`."""
        self.shell.before_look(path)
        with open(path, "rb") as file:
            return file.read()
