"""complete, compopt and compgen: programmable completion as scripts use it."""

from __future__ import annotations

from oilgg.expand.quote import contains_shell_metas, single
from oilgg.interp.builtins.arguments import EX_USAGE, parse_options, write
from oilgg.interp.builtins.listing import table_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

OPTIONS = ("bashdefault", "default", "dirnames", "filenames", "noquote", "nosort", "nospace", "plusdirs")
ACTION_LETTERS = {
    "alias": "a", "builtin": "b", "command": "c", "directory": "d", "export": "e", "file": "f", "group": "g",
    "job": "j", "keyword": "k", "service": "s", "user": "u", "variable": "v",
}  # fmt: skip
ACTIONS = (
    *ACTION_LETTERS, "arrayvar", "binding", "disabled", "enabled", "function", "helptopic", "hostname", "running",
    "setopt", "shopt", "signal", "stopped",
)  # fmt: skip
_LETTER_ACTIONS = {letter: action for action, letter in ACTION_LETTERS.items()}
_DEFAULT, _EMPTY, _INITIAL = "_DefaultCmD_", "_EmptycmD_", "_InitialWorD_"
_SPECIAL_NAMES = {"D": _DEFAULT, "E": _EMPTY, "I": _INITIAL}
_SPECIAL_LETTERS = {name: letter for letter, name in _SPECIAL_NAMES.items()}
_SPEC = "abcdefgjksuvo:A:G:W:P:S:X:F:C:"
_BUCKETS = 512


class Completion:
    """How the words of one command are completed. `arguments`: the values of -G -W -P -S -X -C -F."""

    __slots__ = ("actions", "arguments", "options")

    def __init__(self) -> None:
        self.actions: list[str] = []
        self.options: list[str] = []
        self.arguments: dict[str, str] = {}

    def copy(self) -> Completion:
        """Another one like it."""
        new = Completion()
        new.actions = list(self.actions)
        new.options = list(self.options)
        new.arguments = dict(self.arguments)
        return new


def table(shell: Shell) -> dict[str, Completion]:
    """The completions by command; not to be changed in place."""
    known: dict[str, Completion] = shell.extra.get("complete", {})
    return known


def _store(shell: Shell, completions: dict[str, Completion]) -> None:
    shell.extra = {**shell.extra, "complete": completions}


def _collect(shell: Shell, builtin: str, options: list[tuple[str, str]]) -> Completion | None:
    """The completion that options describe; None after a message."""
    found = Completion()
    for letter, value in options:
        if letter == "o":
            if value not in OPTIONS:
                shell.error(f"{builtin}: {value}: invalid option name")
                return None
            found.options.append(value)
        elif letter == "A":
            if value not in ACTIONS:
                shell.error(f"{builtin}: {value}: invalid action name")
                return None
            found.actions.append(value)
        elif letter in "GWPSXCF":
            if letter == "F" and not _is_function_name(value):
                shell.error(f"{builtin}: `{value}': not a valid identifier")
                return None
            found.arguments[letter] = value
        elif letter in _LETTER_ACTIONS:
            found.actions.append(_LETTER_ACTIONS[letter])
    return found


def _is_function_name(text: str) -> bool:
    return not any(char in " \t\n|&;()<>" for char in text)


def complete(shell: Shell, args: list[str]) -> int:
    """Say how the words of commands are completed, or print or remove what was said."""
    options, first = parse_options(shell, "complete", args, _SPEC + "prDEI")
    letters = [letter for letter, _ in options]
    names = args[first:]
    for letter in "IED":
        if letter in letters:
            names = [_SPECIAL_NAMES[letter]]
    wanted = _collect(shell, "complete", options)
    if wanted is None:
        return EX_USAGE
    if "p" in letters or (not names and not options):
        return _print(shell, names)
    if "r" in letters:
        return _remove(shell, names)
    if not names:
        from oilgg.interp.builtins.arguments import usage

        return usage(shell, "complete")
    _store(shell, {**table(shell), **dict.fromkeys(names, wanted)})
    return 0


def _missing(shell: Shell, builtin: str, name: str) -> int:
    shell.error(f"{builtin}: {name}: no completion specification")
    return 1


def _remove(shell: Shell, names: list[str]) -> int:
    if not names:
        _store(shell, {})
        return 0
    status = 0
    if "complete" not in shell.extra:
        return 0
    left = dict(table(shell))
    for name in names:
        if left.pop(name, None) is None:
            status = _missing(shell, "complete", name)
    _store(shell, left)
    return status


def _print(shell: Shell, names: list[str]) -> int:
    known = table(shell)
    status = 0
    lines = []
    for name in names or table_order(known, _BUCKETS):
        if name in known:
            lines.append(_as_command(name, known[name]))
        else:
            status = _missing(shell, "complete", name)
    return write(shell, "".join(lines)) or status


def _as_command(name: str, completion: Completion) -> str:
    """The command that makes this completion."""
    words = ["complete"]
    words += [f"-o {option}" for option in OPTIONS if option in completion.options]
    for action in ACTIONS:
        if action in completion.actions:
            letter = ACTION_LETTERS.get(action)
            words.append(f"-{letter}" if letter else f"-A {action}")
    for letter in "GWPSXC":
        if letter in completion.arguments:
            words.append(f"-{letter} {single(completion.arguments[letter])}")
    if "F" in completion.arguments:
        function = completion.arguments["F"]
        words.append(f"-F {single(function) if contains_shell_metas(function) else function}")
    words.append(_shown_name(name))
    return " ".join(words) + "\n"


def _shown_name(name: str) -> str:
    if name in _SPECIAL_LETTERS:
        return f"-{_SPECIAL_LETTERS[name]}"
    return single(name) if not name or contains_shell_metas(name) else name


def compopt(shell: Shell, args: list[str]) -> int:
    """Change the options of completions, or of the one that is running."""
    options, first = parse_options(shell, "compopt", args, "o:DEI", plus=True)
    names = args[first:]
    for letter, value in options:
        if letter in _SPECIAL_NAMES:
            names = [_SPECIAL_NAMES[letter]]
        elif letter.endswith("o") and value not in OPTIONS:
            shell.error(f"compopt: {value}: invalid option name")
            return EX_USAGE
    changes = [(letter == "o", value) for letter, value in options if letter.endswith("o")]
    if not names:
        current = shell.extra.get("completing")
        if current is None:
            shell.error("compopt: not currently executing completion function")
            return 1
        _change(current, changes)
        return 0
    status = 0
    for name in names:
        known = table(shell).get(name)
        if known is None:
            status = _missing(shell, "compopt", name)
        elif changes:
            new = known.copy()
            _change(new, changes)
            # one `complete` with several names made one specification, which they share
            _store(shell, {other: new if one is known else one for other, one in table(shell).items()})
        else:
            shown = [f"{'-' if option in known.options else '+'}o {option}" for option in OPTIONS]
            write(shell, f"compopt {' '.join(shown)} {_shown_name(name)}\n")
    return status


def _change(completion: Completion, changes: list[tuple[bool, str]]) -> None:
    for on, option in changes:
        if option in completion.options:
            completion.options.remove(option)
        if on:
            completion.options.append(option)


def compgen(shell: Shell, args: list[str]) -> int:
    """Print the words that a completion would offer; 1 if there are none."""
    options, first = parse_options(shell, "compgen", args, _SPEC)
    if not options:
        return 0
    wanted = _collect(shell, "compgen", options)
    if wanted is None:
        return EX_USAGE
    for letter in "FC":
        if letter in wanted.arguments:
            shell.error(f"compgen: warning: -{letter} option may not work as you expect")
    word = args[first] if first < len(args) else ""
    from oilgg.interp.builtins.candidates import candidates

    found = candidates(shell, wanted, word, "compgen")
    write(shell, "".join(one + "\n" for one in found))
    return 0 if found else 1
