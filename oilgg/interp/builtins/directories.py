"""pushd, popd and dirs: the directory stack. Its top is the current directory, which is not stored."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import invalid_number, show_help, usage, whole_number, write
from oilgg.interp.builtins.cd import change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def _range_error(shell: Shell, name: str, word: str) -> int:
    if shell.directory_stack:
        shell.error(f"{name}: {word}: directory stack index out of range")
    else:
        shell.error(f"{name}: directory stack empty")
    return 1


def _bad_number(shell: Shell, name: str, word: str) -> int:
    shell.error(f"{name}: {invalid_number(word)}")
    return usage(shell, name)


def _position(shell: Shell, word: str) -> int | None:
    """The index that `+N` or `-N` means, 0 being the current directory; None if N is no number."""
    number = whole_number(word[1:])
    if number is None:
        return None
    return number if word[0] == "+" else len(shell.directory_stack) - number


def pushd(shell: Shell, args: list[str]) -> int:
    """Put a directory on the stack and change to it; exchange the top two, or rotate."""
    if args[:1] == ["--help"]:
        return show_help(shell, "pushd")
    stay = False
    rotation: int | None = None
    at = 0
    plain = args[:1] == ["--"]
    if plain:
        args = args[1:]
    while at < len(args) and not plain:
        word = args[at]
        if word == "-n":
            stay = True
        elif word == "--":
            at += 1
            break
        elif word[:1] in ("+", "-") and word != "-":
            rotation = _position(shell, word)
            if rotation is None:
                return _bad_number(shell, "pushd", word)
            if not 0 <= rotation <= len(shell.directory_stack):
                return _range_error(shell, "pushd", word)
        else:
            break
        at += 1
    if rotation is not None:
        return _rotate(shell, rotation, stay)
    if at < len(args):
        return _push(shell, args[at:], stay)
    if args:
        return 0
    if not shell.directory_stack:
        shell.error("pushd: no other directory")
        return 1
    target, *rest = shell.directory_stack
    shell.directory_stack = [shell.cwd, *rest]
    return _change(shell, "pushd", target) or _show(shell)


def _push(shell: Shell, words: list[str], stay: bool) -> int:
    before = shell.cwd
    if stay:
        before = words[0]
    else:
        status = change(shell, "pushd", words, shell.options.physical)
        if status:
            return status
    shell.directory_stack = [before, *shell.directory_stack]
    return _show(shell)


def _rotate(shell: Shell, count: int, stay: bool) -> int:
    """Make entry `count` the top; the stack is rotated even where changing to it fails."""
    whole = [shell.cwd, *shell.directory_stack]
    target, *rest = whole[count:] + whole[:count]
    shell.directory_stack = rest
    if stay:
        return 0
    return _change(shell, "pushd", target) or _show(shell)


def _change(shell: Shell, name: str, target: str) -> int:
    return change(shell, name, [target], shell.options.physical)


def popd(shell: Shell, args: list[str]) -> int:
    """Take a directory off the stack; if it was the top, change to the next one."""
    if args[:1] == ["--help"]:
        return show_help(shell, "popd")
    stay = False
    place = 0
    shown = ""
    for word in args:
        if word == "-n":
            stay = True
        elif word == "--":
            break
        elif word[:1] in ("+", "-"):
            position = _position(shell, word)
            if position is None:
                return _bad_number(shell, "popd", word)
            place, shown = position, word
        elif word:
            shell.error(f"popd: {word}: invalid argument")
            return usage(shell, "popd")
        else:
            break
    stack = shell.directory_stack
    if not stack or not 0 <= place <= len(stack):
        return _range_error(shell, "popd", shown)
    if place == 0:
        if not stay:
            status = _change(shell, "popd", stack[0])
            if status:
                return status
        shell.directory_stack = stack[1:]
    else:
        shell.directory_stack = stack[: place - 1] + stack[place:]
    return _show(shell)


def dirs(shell: Shell, args: list[str]) -> int:
    """Print the directory stack, or one of its entries."""
    if args[:1] == ["--help"]:
        return show_help(shell, "dirs")
    letters = ""
    place: int | None = None
    shown = ""
    for word in args:
        if word in ("-c", "-l", "-p", "-v"):
            letters += word[1]
        elif word == "--":
            break
        elif word[:1] in ("+", "-"):
            place = _position(shell, word)
            shown = word[1:]
            if place is None:
                return _bad_number(shell, "dirs", word)
        else:
            shell.error(f"dirs: {word}: invalid option")
            return usage(shell, "dirs")
    if "c" in letters:
        shell.directory_stack = []
        return 0
    if place is not None and not 0 <= place <= len(shell.directory_stack):
        return _range_error(shell, "dirs", shown)
    return _show(shell, letters, place)


def _show(shell: Shell, letters: str = "", place: int | None = None) -> int:
    """Print the stack: `l` in full, `p` one a line, `v` with numbers; or only the entry at `place`."""
    whole = [shell.cwd, *shell.directory_stack]
    if "l" not in letters:
        whole = [_abbreviated(shell, path) for path in whole]
    if "v" in letters:
        whole = [f"{number:2d}  {path}" for number, path in enumerate(whole)]
    if place is not None:
        whole = whole[place : place + 1]
    separator = "\n" if "v" in letters or "p" in letters else " "
    return write(shell, separator.join(whole) + "\n")


def _abbreviated(shell: Shell, path: str) -> str:
    """`path` with the home directory as `~`."""
    home = shell.vars.get("HOME") or ""
    if len(home) > 1 and (path == home or path.startswith(home + "/")):
        return "~" + path[len(home) :]
    return path
