"""Which functions ordinary scripts call: found out by running a few samples when the image is written."""

import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SAMPLES = (
    ("echo", "x=1\necho $x\n", 1),
    ("echo", "x=1\necho $x\n", 2),
    ("lower", "seq 3 > a\nsort -r a > b\n", 3),
)
"""Scripts whose functions are not cold: name, text, how often it is run. What is run again has been parsed before."""
LONGEST_S = 30
"""A run that takes longer is given up."""


def called() -> "dict[str, set[str]]":
    """The functions that runs of the samples call: qualified names by module. They are run in children."""
    import shutil
    import tempfile

    found: dict[str, set[str]] = {}
    folder = tempfile.mkdtemp()
    try:
        for number, (name, text, count) in enumerate(SAMPLES):
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
            if number:
                posix.mkdir(f"{folder}/store{number}", 0o700)
            for _ in range(count):
                for module, function in _called_by(folder, name, f"{folder}/store{number}"):
                    found.setdefault(module, set()).add(function)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _called_by(folder: str, script: str, store: str) -> "set[tuple[str, str]]":
    """Module and qualified name of each function that is called by a run of a script in `folder`."""
    notes = f"{folder}/called"
    pid = posix.fork()
    if pid == 0:
        try:
            _run_noting_calls(folder, script, store, notes)
        finally:
            posix._exit(1)
    posix.waitpid(pid, 0)
    try:
        with open(notes, "rb") as file:
            return marshal.load(file)  # type: ignore[no-any-return]
    except (OSError, ValueError, EOFError, TypeError):
        return set()  # then all is cold: slower, not wrong


def _run_noting_calls(folder: str, script: str, store: str, notes: str) -> None:
    import _signal

    called: dict[int, tuple[Any, str, str]] = {}
    own, leave = posix.getpid(), posix._exit

    def note(frame: "Any", event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and id(code) not in called:
            called[id(code)] = code, frame.f_globals.get("__name__", ""), code.co_qualname

    def tell(status: int) -> None:
        sys.setprofile(None)
        if posix.getpid() == own:
            with open(notes, "wb") as file:
                marshal.dump({(module, name) for _, module, name in called.values()}, file)
        leave(status)

    _signal.alarm(LONGEST_S)
    posix.chdir(folder)
    null = posix.open("/dev/null", posix.O_RDWR)
    for fd in (0, 1, 2):
        posix.dup2(null, fd)
    for name in list(posix.environ):
        if name in (b"BASH_ENV", b"MAKEFLAGS") or name.startswith(b"OILGG_"):
            del posix.environ[name]
    posix.environ[b"XDG_CONFIG_HOME"] = folder.encode()  # the user's settings may name other engines
    posix.environ[b"OILGG_STORE"] = store.encode()
    posix.environ[b"OILGG_QUICK"] = b"no"
    posix._exit = tell  # type: ignore[assignment]
    sys.setprofile(note)
    from oilgg.cli.main import main

    main(["oilgg", script])
