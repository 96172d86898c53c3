"""umask."""

from __future__ import annotations

from oilgg.interp.builtins.arguments import parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_WHO = {"u": 0o700, "g": 0o070, "o": 0o007, "a": 0o777}
_PERMISSIONS = {"r": 0o444, "w": 0o222, "x": 0o111}


def umask(shell: Shell, args: list[str]) -> int:
    """Print the mask of new files' permissions, or set it from an octal number or a symbolic mode."""
    options, first = parse_options(shell, "umask", args, "Sp")
    letters = [letter for letter, _ in options]
    symbolic = "S" in letters
    if first < len(args):
        mask = _octal(shell, args[first]) if args[first][:1] in tuple("0123456789") else _symbolic(shell, args[first])
        if mask is None:
            return 1
        shell.set_umask(mask)
        return write(shell, _as_symbols(mask) + "\n") if symbolic else 0
    text = _as_symbols(shell.umask) if symbolic else f"{shell.umask:04o}"
    if "p" in letters:
        text = f"umask {'-S ' if symbolic else ''}{text}"
    return write(shell, text + "\n")


def _as_symbols(mask: int) -> str:
    allowed = ~mask
    parts = []
    for who in "ugo":
        bits = allowed & _WHO[who]
        parts.append(f"{who}={''.join(letter for letter in 'rwx' if bits & _PERMISSIONS[letter])}")
    return ",".join(parts)


def _octal(shell: Shell, text: str) -> int | None:
    if text.strip("01234567") or int(text, 8) > 0o7777:
        shell.error(f"umask: {text}: octal number out of range")
        return None
    return int(text, 8) & 0o777


def _symbolic(shell: Shell, text: str) -> int | None:
    """The mask after the clauses of `text` (who, operator, permissions; commas between) changed the present one."""
    bits = ~shell.umask & 0o777
    text += "\0"
    at = 0
    while True:
        who = 0
        while text[at] in _WHO:
            who |= _WHO[text[at]]
            at += 1
        operator = text[at]
        if operator not in "+-=":
            shell.error(f"umask: `{operator}': invalid symbolic mode operator")
            return None
        at += 1
        permissions = 0
        while text[at] in _PERMISSIONS:
            permissions |= _PERMISSIONS[text[at]]
            at += 1
        if text[at] not in ",\0":
            shell.error(f"umask: `{text[at]}': invalid symbolic mode character")
            return None
        if who:
            permissions &= who
        if operator == "+":
            bits |= permissions
        elif operator == "-":
            bits &= ~permissions
        else:
            bits = bits & ~(who or 0o777) | permissions
        if text[at] == "\0":
            return ~bits & 0o777
        at += 1
