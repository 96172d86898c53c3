"""Starting the engine process, apart from the shell: it must outlive it, and share none of its descriptors."""

from __future__ import annotations

import posix
import sys

from oilgg.errors import EngineError


def engine_process(name: str, engines: str, store: str, place: str, ready: int) -> None:
    """Start the engine process `name`; it reports on descriptor `ready`. Raises EngineError."""
    root = __file__.rpartition("/oilgg/")[0]
    program = (
        f"import sys; sys.path.insert(0, {root!r}); "
        f"from oilgg.engine.process import main; main({name!r}, {engines!r}, {store!r}, {place!r}, 3)"
    )
    null = posix.open("/dev/null", posix.O_RDWR | posix.O_CLOEXEC)
    log = posix.open(f"{place}/{name}.log", posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o600)
    high = [_above(ready), _above(null), _above(log)]
    actions = [
        (posix.POSIX_SPAWN_DUP2, high[0], 3),
        (posix.POSIX_SPAWN_DUP2, high[1], 0),
        (posix.POSIX_SPAWN_DUP2, high[2], 1),
        (posix.POSIX_SPAWN_DUP2, high[2], 2),
    ]
    import _signal

    try:
        # Its parent is a process that ends at once, so that the shell has no child that its script could wait for.
        pid = posix.fork()
        if pid == 0:
            status = 1
            try:
                posix.posix_spawn(
                    sys.executable,
                    [sys.executable, "-P", "-c", program],  # -P: what lies in the working directory is no module
                    posix.environ,
                    file_actions=actions,
                    setsigmask=(),
                    setsigdef=tuple(set(_signal.valid_signals()) - {_signal.SIGKILL, _signal.SIGSTOP}),
                )
                status = 0
            finally:
                posix._exit(status)
        posix.waitpid(pid, 0)
    except OSError as error:
        raise EngineError(f"cannot start the engine process: {error.strerror}")
    finally:
        for number in (*high, null, log):
            posix.close(number)


def _above(descriptor: int) -> int:
    """A copy of `descriptor` with a number that none of the process's own will have."""
    import fcntl

    copy: int = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    return copy
