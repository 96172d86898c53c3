"""File descriptors and the current directory: our own ones high and close-on-exec, and the way back."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

EINVAL = 22
FIRST_OWN = 600
"""Where our own descriptors start if the limits allow it; scripts use those below."""
_SCRIPT = 255


def found_open() -> set[int]:
    """The descriptors that programs find open. Our own are closed on exec."""
    found = set()
    for name in posix.listdir("/proc/self/fd"):
        try:
            if posix.get_inheritable(int(name)):
                found.add(int(name))
        except OSError:
            pass  # that of the listing itself
    return found


def duplicate_high(fd: int) -> int:
    """A close-on-exec duplicate out of the way of scripts. Raises OSError."""
    import fcntl  # not at the top: a script without redirections never needs it

    for first in (FIRST_OWN, 10):
        try:
            return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, first)
        except OSError as error:
            if error.errno != EINVAL:
                raise
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 3)  # `ulimit -n 10`


def move_high(fd: int) -> int:
    """Like duplicate_high; closes `fd`."""
    high = duplicate_high(fd)
    posix.close(fd)
    return high


def move_script(fd: int) -> int:
    """Move the descriptor of the script to where bash has it: 255, out of the way of scripts."""
    if fd >= _SCRIPT or is_open(_SCRIPT):
        return fd if fd >= 10 else move_high(fd)
    return move_down(fd, _SCRIPT, False)


def move_substitution(fd: int) -> int:
    """Move the pipe of a process substitution to where bash has it: 63, 62, … and inherited by programs."""
    return move_down(fd, 63, True)


def move_down(fd: int, start: int, inheritable: bool) -> int:
    """Move a descriptor to the highest free number from `start` down, or anywhere where the limit is lower."""
    target = start
    while target > 9 and is_open(target):
        target -= 1
    try:
        posix.dup2(fd, target, inheritable)
    except OSError:
        target = duplicate_high(fd)
        posix.set_inheritable(target, inheritable)
    posix.close(fd)
    return target


def save(fd: int) -> int:
    """A duplicate of `fd` for put_back; -1 if it is closed."""
    try:
        return duplicate_high(fd)
    except OSError:
        return -1


def put_back(fd: int, saved: int) -> None:
    """Undo what happened to `fd` since `saved = save(fd)`."""
    if saved < 0:
        close(fd)
    else:
        posix.dup2(saved, fd)
        posix.close(saved)


def close(fd: int) -> None:
    """Close, whether it is open or not."""
    try:
        posix.close(fd)
    except OSError:
        pass


def is_open(fd: int) -> bool:
    """Whether `fd` is open."""
    try:
        posix.get_inheritable(fd)
    except OSError:
        return False
    return True


def chdir(shell: Shell, path: str) -> None:
    """Change directory; as long as a mark may want it back, the old one is kept open."""
    if not shell.marks:
        posix.chdir(path)
        return
    fd = posix.open(".", posix.O_PATH | posix.O_CLOEXEC)
    try:
        posix.chdir(path)
    except BaseException:
        posix.close(fd)
        raise
    shell.chdir_journal.append(move_high(fd))


def undo_chdir(shell: Shell, length: int) -> None:
    """Go back to the directory that was current when the journal was `length` long."""
    journal = shell.chdir_journal
    posix.fchdir(journal[length])
    for fd in journal[length:]:
        posix.close(fd)
    del journal[length:]


def forget_chdir(shell: Shell) -> None:
    """No mark is left: drop the kept directories."""
    for fd in shell.chdir_journal:
        posix.close(fd)
    shell.chdir_journal.clear()
