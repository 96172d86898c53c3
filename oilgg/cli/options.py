"""The command line of the shell: bash's options and oilgg's own, parsed as bash parses its own."""

from __future__ import annotations

from oilgg.errors import UsageError


class InvalidOption(UsageError):
    """An option there is not: bash prints its usage after the message."""


FLAGS: dict[str, tuple[str, bool | str]] = {
    "debugger": ("debugger", True),
    "help": ("help", True),
    "login": ("login", True),
    "noediting": ("editing", False),
    "noprofile": ("profile", False),
    "norc": ("rc", False),
    "posix": ("posix", True),
    "pretty-print": ("pretty_print", True),
    "restricted": ("restricted", True),
    "verbose": ("verbose", True),
    "version": ("version", True),
    "dump-strings": ("dump_strings", "plain"),
    "dump-po-strings": ("dump_strings", "po"),
    "debug": ("debug", True),
}
"""bash's long options without an argument: name -> attribute of CommandLine and the value it gets."""

OWN_FLAGS: dict[str, tuple[str, str]] = {
    "check": ("check", "yes"),
    "dry-run": ("dry_run", "yes"),
    "explain": ("explain", "yes"),
    "fail-fast": ("failure", "fail-fast"),
    "keep-going": ("failure", "keep-going"),
    "learn": ("learn", "yes"),
    "lower": ("lower", "yes"),
    "no-lower": ("lower", "no"),
    "no-quick": ("quick", "no"),
}
"""oilgg's own long options without an argument: name -> setting of Config and its text."""

OWN_VALUES = ("budget", "engine", "jobs", "load", "secrets", "share", "status", "store", "timeout", "verify", "view")
"""oilgg's own options with an argument, `--name=VALUE` or `--name VALUE`; each is a setting of Config."""

LETTERS = "abefhkmnptuvxBCEHPT"
"""The letters that `set` takes as well."""


class CommandLine:
    """What the arguments of the shell ask for.

    `command` is the text of `-c`; `operands` what follows the options (script and its arguments, the positional
    parameters of `-c` and `-s`, or the run to attach to); `set_options` and `shell_options` are (name or letter, on)
    in the order given, a name of None asks for the listing; `own` holds oilgg's settings by name, `tool` the name after
    `--tool`.
    """

    __slots__ = (
        "attach", "command", "debug", "debugger", "detach", "dump_strings", "editing", "help", "interactive",
        "login", "operands", "own", "posix", "pretty_print", "profile", "rc", "rcfile", "read_stdin",
        "restricted", "set_options", "shell_options", "tool", "verbose", "version",
    )  # fmt: skip

    def __init__(self) -> None:
        self.command: str | None = None
        self.operands: list[str] = []
        self.set_options: list[tuple[str | None, bool]] = []
        self.shell_options: list[tuple[str | None, bool]] = []
        self.own: dict[str, str] = {}
        self.tool: str | None = None
        self.rcfile: str | None = None
        self.interactive = self.login = self.read_stdin = self.restricted = False
        self.attach = self.detach = False
        self.posix = self.verbose = self.version = self.help = False
        self.pretty_print = self.debug = self.debugger = False
        self.dump_strings = ""
        """"plain" or "po": only show the texts in $"…"."""
        self.profile = self.rc = self.editing = True


def parse(arguments: list[str]) -> CommandLine:
    """Parse the arguments after the shell's own name; raises UsageError with bash's message (without the name).

    Unlike bash, a long option may also follow short ones.
    """
    line = CommandLine()
    wants_command = False
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        if argument in ("-", "--"):
            index += 1
            break
        if argument[:1] not in ("-", "+"):
            break
        index += 1
        if argument[0] == "-":
            taken = _long_option(line, argument, arguments, index)
            if taken >= 0:
                index += taken
                if line.tool is not None:
                    line.operands = arguments[index:]
                    return line
                continue
        command, index = _letters(line, argument, arguments, index)
        wants_command = wants_command or command
    if wants_command:
        if index >= len(arguments):
            raise UsageError("-c: option requires an argument")
        line.command = arguments[index]
        index += 1
    line.operands = arguments[index:]
    return line


def _long_option(line: CommandLine, argument: str, arguments: list[str], index: int) -> int:
    """Take a long option; the number of further arguments it used, or -1 if `argument` holds option letters.

    bash takes its long options with one dash as well.
    """
    name = argument[2:] if argument.startswith("--") else argument[1:]
    if name in FLAGS:
        attribute, value = FLAGS[name]
        setattr(line, attribute, value)
        return 0
    if name in ("rcfile", "init-file"):
        if index >= len(arguments):
            raise UsageError(name + ": option requires an argument")
        line.rcfile = arguments[index]
        return 1
    if not argument.startswith("--"):
        return -1
    if name in ("attach", "detach"):
        setattr(line, name, True)
        return 0
    if name in OWN_FLAGS:
        setting, text = OWN_FLAGS[name]
        line.own[setting] = text
        return 0
    name, equals, value_text = name.partition("=")
    if name not in OWN_VALUES and name != "tool":
        raise _invalid(argument)
    if not equals:
        if index >= len(arguments):
            raise UsageError("--" + name + ": option requires an argument")
        value_text = arguments[index]
    if name == "tool":
        line.tool = value_text
    else:
        line.own[name] = value_text
    return 0 if equals else 1


def _letters(line: CommandLine, argument: str, arguments: list[str], index: int) -> tuple[bool, int]:
    """Take the letters of one argument; whether `c` was among them, and the index of the next argument."""
    on = argument[0] == "-"
    wants_command = False
    for position, letter in enumerate(argument[1:], 1):
        if letter == "c":
            wants_command = True
        elif letter == "l":
            line.login = True
        elif letter == "s":
            line.read_stdin = True
        elif letter == "i":
            line.interactive = on
        elif letter == "r":
            line.restricted = True
        elif letter == "D":
            line.dump_strings = line.dump_strings or "plain"
        elif letter in ("o", "O"):
            options = line.set_options if letter == "o" else line.shell_options
            name = arguments[index] if index < len(arguments) else None
            options.append((name, on))
            index += 1
        elif letter == "j" and on:
            rest = argument[position + 1 :]
            if not rest and index >= len(arguments):
                raise UsageError("-j: option requires an argument")
            line.own["jobs"] = rest or arguments[index]
            return wants_command, index if rest else index + 1
        elif letter in LETTERS:
            line.set_options.append((letter, on))
        else:
            raise _invalid(argument[0] + letter)
    return wants_command, index


def _invalid(option: str) -> InvalidOption:
    return InvalidOption(option + ": invalid option")
