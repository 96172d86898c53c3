"""The primaries that `test` and `[[ ]]` have in common: files, variables, options, ages of files."""

from __future__ import annotations

import posix

from oilgg.expand.values import AssocArray, IndexedArray, NameRef, is_name
from oilgg.interp.builtins.arguments import encode, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oilgg.interp.state import Shell

_TYPES = {"-b": 0o060000, "-c": 0o020000, "-d": 0o040000, "-f": 0o100000, "-p": 0o010000, "-S": 0o140000}
_MODES = {"-g": 0o2000, "-u": 0o4000, "-k": 0o1000}
_ACCESS = {"-r": posix.R_OK, "-w": posix.W_OK, "-x": posix.X_OK}
_FORMAT_BITS = 0o170000
_OWN_STREAMS = {"/dev/stdout": 1, "/dev/fd/1": 1, "/dev/stderr": 2, "/dev/fd/2": 2}
UNARY_LETTERS = "abcdefghknoprstuvwxzGLNORS"


def unary(shell: Shell, operator: str, operand: str) -> bool:
    """Is the unary primary true of `operand`; `-v` takes its subscript as it stands."""
    if operator == "-n":
        return operand != ""
    if operator == "-z":
        return operand == ""
    test = _OTHERS.get(operator)
    if test is not None:
        return test(shell, operand)
    return _about_file(shell, operator, operand)


def _about_file(shell: Shell, operator: str, path: str) -> bool:
    if path == "":
        return False
    shell.before_look(path)
    if shell.sinks and path in _OWN_STREAMS and _OWN_STREAMS[path] in shell.sinks:
        return operator in ("-e", "-a", "-p", "-w", "-r", "-O", "-G")
    name = encode(path)
    try:
        if operator in _ACCESS:
            return posix.access(name, _ACCESS[operator], effective_ids=True)
        if operator in ("-h", "-L"):
            return posix.lstat(name).st_mode & _FORMAT_BITS == 0o120000
        status = posix.stat(name)
    except (OSError, ValueError):
        return False
    if operator in _TYPES:
        return status.st_mode & _FORMAT_BITS == _TYPES[operator]
    if operator in _MODES:
        return status.st_mode & _MODES[operator] != 0
    if operator == "-s":
        return status.st_size > 0
    if operator == "-O":
        return status.st_uid == posix.geteuid()
    if operator == "-G":
        return status.st_gid == posix.getegid()
    if operator == "-N":
        return status.st_mtime_ns > status.st_atime_ns
    return True


def _is_terminal(shell: Shell, operand: str) -> bool:
    number = whole_number(operand)
    if number is None or not 0 <= number < 1 << 31 or number in shell.sinks:
        return False
    return posix.isatty(number)


def _is_option_on(shell: Shell, operand: str) -> bool:
    from oilgg.interp.options import SET_OPTIONS

    return operand in SET_OPTIONS and bool(shell.options.get(operand))


def _is_nameref(shell: Shell, operand: str) -> bool:
    return isinstance(shell.vars.values.get(operand), NameRef)


def is_variable_set(shell: Shell, text: str, always: bool = False) -> bool:
    """`-v text`: a name, `name[subscript]`, or the number of a positional parameter.

    The subscript is expanded, with `always` also under `assoc_expand_once`.

    Raises ExpansionError where the subscript's arithmetic is wrong.
    """
    variables = shell.vars
    if is_name(text):
        return variables.is_set(text)
    from oilgg.interp.builtins.assignment import expand_subscript, split_reference

    element = split_reference(shell, text, False)
    if element is None:
        number = whole_number(text)
        return number is not None and 0 <= number <= len(shell.positional)
    name, subscript = element
    value = variables.lookup(name)
    if subscript in ("@", "*") and not isinstance(value, AssocArray):
        return len(value) > 0 if isinstance(value, IndexedArray) else value is not None
    key = expand_subscript(shell, name, subscript, always)
    if not key and isinstance(value, AssocArray):
        shell.error(f"{name}: bad array subscript")
    return variables.get_element(name, key) is not None


_OTHERS: dict[str, Callable[[Shell, str], bool]] = {
    "-t": _is_terminal,
    "-o": _is_option_on,
    "-v": is_variable_set,
    "-R": _is_nameref,
}


def _status(shell: Shell, path: str) -> posix.stat_result | None:
    shell.before_look(path)
    try:
        return posix.stat(encode(path))
    except (OSError, ValueError):
        return None


def newer(shell: Shell, left: str, right: str) -> bool:
    """`left -nt right`: changed later, or the other one does not exist."""
    one, other = _status(shell, left), _status(shell, right)
    if one is None:
        return False
    return other is None or one.st_mtime_ns > other.st_mtime_ns


def older(shell: Shell, left: str, right: str) -> bool:
    """`left -ot right`: changed earlier, or it does not exist and the other one does."""
    return newer(shell, right, left)


def same_file(shell: Shell, left: str, right: str) -> bool:
    """`left -ef right`: the same device and inode."""
    one, other = _status(shell, left), _status(shell, right)
    if one is None or other is None:
        return False
    return one.st_dev == other.st_dev and one.st_ino == other.st_ino
