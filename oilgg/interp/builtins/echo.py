"""echo, true (and `:`), false."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def true(shell: Shell, args: list[str]) -> int:
    """Succeed."""
    return 0


def false(shell: Shell, args: list[str]) -> int:
    """Fail."""
    return 1


def echo(shell: Shell, args: list[str]) -> int:
    """Write the arguments with blanks between and a newline behind them."""
    xpg_echo = shell.options.xpg_echo
    if (args and args[0][:1] == "-") or xpg_echo:
        return _echo_with_options(shell, args, xpg_echo)
    shell.write(1, " ".join(args) + "\n")
    return 0


def _echo_with_options(shell: Shell, args: list[str], escapes: bool) -> int:
    newline = True
    first = 0
    if not (escapes and shell.options.posix):
        for word in args:
            if len(word) < 2 or word[0] != "-" or word.strip("neE") != "-":
                break
            first += 1
            if "n" in word:
                newline = False
            for letter in word:
                if letter in "eE":
                    escapes = letter == "e"
    text = " ".join(args[first:])
    if escapes and "\\" in text:
        from oilgg.interp.builtins.escapes import ECHO, expand

        text, stopped = expand(text, ECHO, None, shell.vars.multibyte())
        newline = newline and not stopped
    shell.write(1, text + "\n" if newline else text)
    return 0
