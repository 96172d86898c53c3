"""`shopt -s inprocess_sh`: shell scripts that a script starts are run by oilgg too, so that their commands are lowered.

What counts is what the system would start: bash itself, or a file whose first line names it. `sh` is bash here only
where the system's is. A nested shell is a process of its own, with the settings of the one that starts it; to the
script it is what bash would be, but for the name of the program in `ps`.
"""

from __future__ import annotations

import posix
import sys

from oilgg.interp.lookup import interpreter_of, is_executable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SYSTEM = ("/bin/", "/usr/bin/", "/usr/local/bin/")
SILENT = frozenset(("status", "explain"))
"""Settings that are for the outermost shell alone."""


def _options(settings: Mapping[str, str]) -> list[str]:
    """The options that give a nested shell these settings of the command line."""
    words = []
    for name, value in settings.items():
        if name == "failure":
            words.append("--" + value)
        elif value in ("yes", "no"):
            words.append(("--" if value == "yes" else "--no-") + name.replace("_", "-"))
        elif name not in SILENT:
            words.append(f"--{name}={value}")
    return words


def command(path: str, argv: list[str], settings: Mapping[str, str]) -> list[str] | None:
    """The words that run by oilgg what `path` with `argv` would run by bash; None where that is no matter of bash."""
    if _is_bash(path):
        words = argv
    else:
        found = interpreter_of(path)
        if not found or len(found) > 2 or not is_executable(path):
            return None  # several words behind the program are one argument: that is left to the system
        if found[0].rpartition("/")[2] == "env" and found[1:] == ["bash"]:
            found = ["bash"]
        elif not _is_bash(found[0]):
            return None
        words = [*found, path, *argv[1:]]
    package = __file__.rpartition("/")[0].rpartition("/")[0].rpartition("/")[0]
    code = f"import sys; sys.path.append({package!r}); from oilgg.start import main; main(sys.argv[1:])"
    return [sys.executable, "-IS", "-c", code, words[0], "--status=none", *_options(settings), *words[1:]]


def _is_bash(path: str) -> bool:
    folder, slash, base = path.rpartition("/")
    if folder + slash not in SYSTEM or base not in ("bash", "sh"):
        return False
    try:
        return base == "bash" or posix.readlink(path).rpartition("/")[2] == "bash"
    except OSError:
        return False
