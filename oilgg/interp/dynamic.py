"""The variables a shell starts with, and those whose value is computed whenever they are read."""

from __future__ import annotations

import posix
import time

from oilgg.errors import ExpansionError
from oilgg.expand.values import ARRAY, EXPORT, INDEXED, INTEGER, READONLY, AssocArray, IndexedArray
from oilgg.interp import process, redirection
from oilgg.interp.options import SET_OPTIONS, SHOPT_OPTIONS
from oilgg.interp.redirection import Redirect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oilgg.expand.values import Value
    from oilgg.interp.state import Shell

VERSION = "5.2.15(1)-release"
"""The version of bash we behave like."""
_MOST_LEVELS = 1000
_STANDARD_ERROR = 2
_OLDEST, _NEWEST = 31, 52
MACHINE = "x86_64-pc-linux-gnu"


def start(shell: Shell, environment: Mapping[bytes, bytes], privileged: bool = False) -> None:
    """Fill in the variables of a new shell; a privileged one takes neither functions nor options from its caller."""
    variables = shell.vars
    dynamic = _tables(shell)
    variables.dynamic = dynamic
    for name, bits in _ATTRIBUTES.items():
        variables.attributes[name] = bits
    hooks = variables.hooks
    hooks["PATH"] = lambda name, value: _forget_hashed(shell)
    hooks["OPTIND"] = lambda name, value: _reset_getopts(shell, value)
    hooks["BASH_XTRACEFD"] = lambda name, value: _set_xtrace_fd(shell, value)
    hooks["POSIXLY_CORRECT"] = lambda name, value: _set_posix(shell, value)
    hooks["IGNOREEOF"] = lambda name, value: _set_ignoreeof(shell, value)
    hooks["BASH_COMPAT"] = lambda name, value: _set_compatibility(shell, value)
    hooks["FUNCNEST"] = lambda name, value: _limit_functions(shell, value)
    variables.assignment_hooks["SECONDS"] = lambda value: _set_seconds(shell, value)
    for name in ("HISTCMD", "SRANDOM"):
        variables.assignment_hooks[name] = lambda value: _check_number(shell, value)
    variables.assignment_hooks["RANDOM"] = lambda value: _seed_random(shell, value)
    variables.appended["RANDOM"] = lambda: str(shell.random_shown)
    variables.appended["BASH_ARGV0"] = lambda: ""
    variables.assignment_hooks["_"] = lambda value: _set_last_argument(shell, value)
    variables.assignment_hooks["BASH_ARGV0"] = lambda value: _set_name(shell, value)
    variables.assignment_hooks["BASH_SUBSHELL"] = lambda value: _count_subshells(shell, value)
    variables.element_hooks["BASH_ALIASES"] = lambda key, value: _set_alias(shell, key, value)
    variables.element_hooks["DIRSTACK"] = lambda key, value: _set_directory_entry(shell, key, value)
    variables.element_hooks["BASH_CMDS"] = lambda key, value: _set_hashed(shell, key, value)
    text = {
        name.decode("utf-8", "surrogateescape"): value.decode("utf-8", "surrogateescape")
        for name, value in environment.items()
    }
    if text.get("LC_CTYPE") in ("C.UTF-8", "C.utf8", "UTF-8") and not text.get("LC_ALL") and _is_coerced():
        del text["LC_CTYPE"]
    functions: dict[str, str] = {}
    if not privileged:
        names = [name for name in text if name.startswith("BASH_FUNC_") and name.endswith("%%")]
        functions = {name: text.pop(name) for name in names}
    options = ""
    for name in ("SHELLOPTS", "BASHOPTS"):
        if name in text:
            variables.attributes[name] |= EXPORT
            options += ":" + text.pop(name)
    shell.last_argument = text.get("_", "")
    if not posix.geteuid():
        text.pop("PS4", None)  # a trace must not run what the caller of a privileged script likes
    if text.get("SECONDS", "").isdecimal():
        _set_seconds(shell, text["SECONDS"])
    for name in ("PPID", "UID", "EUID", "_", *dynamic):
        text.pop(name, None)
    variables.import_environment(text)
    _set_initial(shell, text)
    for name in () if privileged else options.split(":"):
        if name in SET_OPTIONS or name in SHOPT_OPTIONS:
            shell.set_option(name, True)
    if functions:
        _import_functions(shell, functions)


def _is_coerced() -> bool:
    """Whether LC_CTYPE comes from Python, which sets it where the locale is C (PEP 538), and not from our caller."""
    try:
        descriptor = posix.open("/proc/self/environ", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return False
    try:
        content = b"\0"
        while block := posix.read(descriptor, 1 << 20):
            content += block
        return b"\0LC_CTYPE=" not in content
    except OSError:
        return False
    finally:
        posix.close(descriptor)


def _set_initial(shell: Shell, environment: dict[str, str]) -> None:
    variables = shell.vars
    values = variables.values
    values["IFS"] = " \t\n"
    variables.attributes.pop("IFS", None)
    hook = variables.hooks.get("IFS")
    if hook is not None:
        hook("IFS", " \t\n")
    values["OPTIND"] = "1"
    values["OPTERR"] = "1"
    values.setdefault("PS4", "+ ")
    values["PPID"] = str(posix.getppid())
    values["UID"] = str(posix.getuid())
    values["EUID"] = str(posix.geteuid())
    for name in ("PPID", "UID", "EUID"):
        variables.attributes[name] = READONLY | INTEGER
    values["BASH_VERSION"] = VERSION
    values["BASH_VERSINFO"] = IndexedArray(["5", "2", "15", "1", "release", MACHINE])
    variables.attributes["BASH_VERSINFO"] = READONLY | INDEXED
    values.setdefault("MACHTYPE", MACHINE)
    values.setdefault("HOSTTYPE", "x86_64")
    values.setdefault("OSTYPE", "linux-gnu")
    values.setdefault("HOSTNAME", posix.uname().nodename)
    values.setdefault("TERM", "dumb")
    values.setdefault("PATH", "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.")
    values["BASH"] = "/bin/bash"
    values.setdefault(
        "BASH_LOADABLES_PATH",
        "/usr/local/lib/bash:/usr/lib/bash:/opt/local/lib/bash:/usr/pkg/lib/bash:/opt/pkg/lib/bash:.",
    )
    values.setdefault("BASH_LOADABLES_PATH", _LOADABLES)
    values.setdefault("COMP_WORDBREAKS", " \t\n\"'@><=;|&(:")
    if "SHELL" not in values:
        values["SHELL"] = _login_shell()
    level = environment.get("SHLVL", "0")
    number = int(level) + 1 if level.lstrip(" -").isdigit() else 1
    if number >= _MOST_LEVELS:
        shell.warn(f"{shell.invocation_name}: warning: shell level ({number}) too high, resetting to 1\n")
        number = 1
    values["SHLVL"] = str(max(number, 0))
    variables.attributes["SHLVL"] = EXPORT
    _set_directory(shell, environment)
    if "OLDPWD" not in environment or not _is_directory(environment["OLDPWD"]):
        values.pop("OLDPWD", None)
        variables.attributes["OLDPWD"] = EXPORT | 1024
    if shell.interactive:
        values.setdefault("PS1", "\\s-\\v\\$ ")
        values.setdefault("PS2", "> ")
    else:
        for name in ("PS1",):
            if name not in environment:
                values.pop(name, None)
        values.setdefault("PS2", "> ")
        if "PS2" not in environment:
            del values["PS2"]
    mask = posix.umask(0o22)
    posix.umask(mask)
    shell.umask = mask
    variables.environment_changed()


_LOADABLES = "/usr/local/lib/bash:/usr/lib/bash:/opt/local/lib/bash:/usr/pkg/lib/bash:/opt/pkg/lib/bash:."


def _login_shell() -> str:
    import pwd

    try:
        return pwd.getpwuid(posix.getuid()).pw_shell or "/bin/sh"
    except KeyError:
        return "/bin/sh"


def _is_directory(path: str) -> bool:
    try:
        return posix.stat(path.encode("utf-8", "surrogateescape")).st_mode & 0o170000 == 0o040000
    except (OSError, ValueError):
        return False


def _set_directory(shell: Shell, environment: dict[str, str]) -> None:
    given = environment.get("PWD", "")
    here = shown = ""
    try:
        if given[:1] == "/":
            one, other = posix.stat(given.encode("utf-8", "surrogateescape")), posix.stat(".")
            if one.st_ino == other.st_ino and one.st_dev == other.st_dev:
                here = given
                shown = given
                if "/." in given or "//" in given:
                    from oilgg.interp.builtins.cd import canonical

                    here = canonical(given) or ""
    except OSError:
        pass
    if not here:
        try:
            here = posix.getcwd()
        except OSError as error:
            shell.warn(
                "shell-init: error retrieving current directory: getcwd: cannot access parent directories: "
                + posix.strerror(error.errno or 0) + "\n"
            )  # fmt: skip
    shell.cwd = here
    if here:
        shell.vars.values["PWD"] = shown or here
        shell.vars.attributes["PWD"] = EXPORT


def _import_functions(shell: Shell, functions: dict[str, str]) -> None:
    from oilgg.errors import ParseError
    from oilgg.interp import sourcing
    from oilgg.syntax.parser import Parser

    for key, text in functions.items():
        name = key[len("BASH_FUNC_") : -2]
        if not text.startswith("() {"):
            continue
        definition = name + " " + text
        try:
            tree = None if "/" in name else Parser(definition, line=0).next()
        except ParseError as error:
            sourcing.report_syntax(shell, error, name, sourcing.Text(definition), 0)
            tree = None
        if tree is not None and tree[0] == "func":
            function = shell.define_function(tree[2], tree[3], 0, "environment")
            function.exported = True
            shell.vars.function_exports[key] = text
            continue
        if tree is not None:
            shell.warn(f"{shell.name}: warning: {name}: ignoring function definition attempt\n")
        shell.warn(f"{shell.name}: error importing function definition for `{name}'\n")
        shell.vars.foreign_environment[key] = text
    shell.vars.environment_changed()


_ATTRIBUTES = {
    "BASHPID": INTEGER, "BASH_SUBSHELL": 0, "EPOCHSECONDS": 0, "OPTIND": INTEGER, "RANDOM": INTEGER, "SRANDOM": INTEGER,
    "FUNCNAME": INDEXED, "BASH_SOURCE": INDEXED, "BASH_LINENO": INDEXED, "PIPESTATUS": INDEXED,
    "GROUPS": INDEXED, "DIRSTACK": INDEXED, "BASH_ARGV": INDEXED, "BASH_ARGC": INDEXED, "SHELLOPTS": READONLY,
    "BASHOPTS": READONLY, "BASH_ALIASES": ARRAY ^ INDEXED, "BASH_CMDS": ARRAY ^ INDEXED, "HISTCMD": INTEGER,
}  # fmt: skip
_ATTRIBUTES = {name: bits for name, bits in _ATTRIBUTES.items() if bits}


def _tables(shell: Shell) -> dict[str, Callable[[], Value | None]]:
    return {
        "LINENO": lambda: str(shell.line),
        "BASHPID": lambda: _process(shell),
        "BASH_SUBSHELL": lambda: str(_subshells(shell)),
        "BASH_COMMAND": lambda: _command(shell),
        "FUNCNAME": lambda: _function_names(shell),
        "BASH_SOURCE": lambda: IndexedArray([frame.source for frame in reversed(shell.frames)]),
        "BASH_LINENO": lambda: IndexedArray([str(frame.line) for frame in reversed(shell.frames)]),
        "BASH_ARGV": lambda: _argument_values(shell),
        "BASH_ARGC": lambda: _argument_counts(shell),
        "PIPESTATUS": lambda: _statuses(shell),
        "EPOCHSECONDS": lambda: _clock(shell, lambda: str(int(time.time()))),
        "EPOCHREALTIME": lambda: _clock(shell, lambda: f"{time.time():.6f}"),
        "SECONDS": lambda: _clock(shell, lambda: _seconds(shell)),
        "RANDOM": lambda: _random(shell),
        "SRANDOM": lambda: str(int.from_bytes(posix.urandom(4), "big")),
        "GROUPS": lambda: IndexedArray([str(group) for group in _groups()]),
        "DIRSTACK": lambda: IndexedArray([shell.cwd, *shell.directory_stack]),
        "SHELLOPTS": lambda: ":".join([name for name in SET_OPTIONS if getattr(shell.options, name.replace("-", "_"))]),
        "BASHOPTS": lambda: shell.extra.get("BASHOPTS") or _shopt_options(shell),
        "BASH_ALIASES": lambda: AssocArray(shell.aliases.items()),
        "BASH_CMDS": lambda: AssocArray([(name, path) for name, (path, _) in shell.hashed.items()]),
        "BASH_ARGV0": lambda: shell.name,
        "HISTCMD": lambda: _history_number(shell),
        "_": lambda: shell.last_argument,
    }


def _statuses(shell: Shell) -> IndexedArray | None:
    """PIPESTATUS; there is none before the first command."""
    return IndexedArray([str(status) for status in shell.settled_statuses()]) if shell.pipe_status else None


def _shopt_options(shell: Shell) -> str:
    return ":".join([name for name in sorted(SHOPT_OPTIONS) if getattr(shell.options, name)])


def _process(shell: Shell) -> str:
    process.split_off(shell)
    return str(posix.getpid())


def _history_number(shell: Shell) -> str:
    if not shell.history or not shell.options.history:
        return "0"
    from oilgg.interp.builtins.history import NEWEST

    remembered = shell.interactive or NEWEST in shell.extra
    return str(len(shell.history) + shell.extra.get("history lines dropped", 0) + (not remembered))


def _clock(shell: Shell, value: Callable[[], str]) -> str:
    shell.drain("clock")
    return value()


def _groups() -> list[int]:
    first = posix.getgid()
    return [first, *[group for group in posix.getgroups() if group != first]]


def _command(shell: Shell) -> str:
    node = shell.trap_command if shell.in_trap else shell.command
    if node is None:
        return ""
    from oilgg.syntax.printer import command_text

    tree = node.tree
    if tree[0] in ("for", "case", "select"):
        # The trap sees the head of the command only.
        if tree[0] == "case":
            return f"case {tree[2][0]} in "
        words = [word[0] for word in tree[3]] if tree[3] is not None else ['"$@"']
        return f"{tree[0]} {tree[2]} in {' '.join(words)}"
    return command_text(tree)


def _function_names(shell: Shell) -> IndexedArray | None:
    if not shell.unwound and not any(frame.kind == "function" for frame in shell.frames):
        return None
    return IndexedArray([frame.name for frame in reversed(shell.frames)])


def _argument_lists(shell: Shell) -> list[list[str]]:
    """The arguments of the calls, innermost first; with `extdebug` those of functions as well.

    Without it the shell's own are not there until a file is sourced, or they are asked for, outside of functions.
    """
    found: list[list[str]] = []
    debugged = shell.options.extdebug
    if not debugged and "argv" not in shell.extra and not shell.function_depth:
        note_arguments(shell)
    for frame in reversed(shell.frames):
        if frame.kind == "source" and not frame.arguments:
            found.append([frame.source])
        elif debugged or (frame.kind == "main" and "argv" in shell.extra):
            found.append(frame.arguments or [])
    if "argv" in shell.extra and not any(frame.kind == "main" for frame in shell.frames):
        found.append(shell.extra["argv"])  # of `-c`
    return found


def note_arguments(shell: Shell) -> None:
    """The shell's own arguments in BASH_ARGV are those that it has when a file is sourced or they are asked for."""
    shell.extra = {**shell.extra, "argv": list(shell.positional)}
    if shell.frames and shell.frames[0].kind == "main":
        shell.frames[0].arguments = list(shell.positional)


def _argument_values(shell: Shell) -> IndexedArray:
    return IndexedArray([text for arguments in _argument_lists(shell) for text in reversed(arguments)])


def _argument_counts(shell: Shell) -> IndexedArray:
    return IndexedArray([str(len(arguments)) for arguments in _argument_lists(shell)])


def _forget_hashed(shell: Shell) -> None:
    if shell.hashed:
        shell.hashed = {}


def _reset_getopts(shell: Shell, value: str | None) -> None:
    if value is not None and value.isdigit():
        shell.getopts_index = int(value)
        shell.getopts_offset = 0


def _set_xtrace_fd(shell: Shell, value: str | None) -> None:
    """BASH_XTRACEFD=n: the trace goes there. Without a value the descriptor is closed, and the trace where it went.

    In front of a program it is a matter of the program.
    """
    from oilgg.interp import descriptors

    if shell.vars.for_program:
        return
    if value is not None and value.isdigit() and descriptors.is_open(int(value)):
        shell.xtrace_fd = int(value)
    else:
        if value:
            shell.error(f"BASH_XTRACEFD: {value}: invalid value for trace file descriptor")
            return  # the trace goes on to where it went
        if shell.xtrace_fd != _STANDARD_ERROR:
            undo = redirection.apply(shell, [Redirect(shell.xtrace_fd, "close", "", "", shell.line, "")])
            redirection.keep(shell, undo)
        shell.xtrace_fd = _STANDARD_ERROR


def _set_compatibility(shell: Shell, value: str | None) -> None:
    """BASH_COMPAT is a version as 4.2 or 42; the options compatNN go with it."""
    text = value or ""
    digits = text[0] + text[2] if len(text) == 3 and text[1] == "." else text
    level = int(digits) if len(digits) == 2 and digits.isdigit() else 0
    if not _OLDEST <= level <= _NEWEST:
        if text and text != shell.compatibility[0]:
            shell.error(f"BASH_COMPAT: {text}: compatibility value out of range")
        level = _NEWEST
    shell.compatibility = (text, level)
    for name in SHOPT_OPTIONS:
        if name.startswith("compat"):
            shell.set_option(name, name == f"compat{level}")


def _set_directory_entry(shell: Shell, key: str, value: str | None) -> None:
    """DIRSTACK[n]=…; what is behind the end, and the current directory, cannot be assigned."""
    index = int(key) if key.isdigit() else 0
    if value is not None and 0 < index <= len(shell.directory_stack):
        stack = list(shell.directory_stack)
        stack[index - 1] = value
        shell.directory_stack = stack


def _limit_functions(shell: Shell, value: str | None) -> None:
    shell.function_limit = int(value) if value is not None and value.isdigit() else 0


def _set_posix(shell: Shell, value: str | None) -> None:
    shell.set_option("posix", value is not None)


def _set_ignoreeof(shell: Shell, value: str | None) -> None:
    if shell.options.shared:
        shell.options = shell.options.copy()
    shell.options.ignoreeof = value is not None


def _number(shell: Shell, value: str) -> int | None:
    """What is assigned to a computed number: the value of an expression; None after the message about a wrong one."""
    try:
        return shell.vars.evaluated(value) if value.strip() else 0
    except ExpansionError as error:
        shell.error(error.message)
        return None


def _check_number(shell: Shell, value: str) -> None:
    """What is assigned counts for nothing, but must be an expression."""
    shell.vars.converted(INTEGER, value)


def _seconds(shell: Shell) -> str:
    """The value of SECONDS, which is an integer for bash from the first look on."""
    shell.vars.attributes["SECONDS"] = shell.vars.attributes.get("SECONDS", 0) | INTEGER
    return str(int(time.time()) - int(shell.start_time))


def _set_seconds(shell: Shell, value: str) -> None:
    if shell.vars.attributes.get("SECONDS", 0) & INTEGER:
        number = _number(shell, value) or 0
    else:
        text = value.strip(" \t\n")
        digits = text[1:] if text.startswith(("+", "-")) else text
        number = int(text) if digits.isascii() and digits.isdecimal() else 0
    shell.start_time = int(time.time()) - number


def _set_last_argument(shell: Shell, value: str) -> None:
    shell.last_argument = value


def _set_name(shell: Shell, value: str) -> None:
    shell.name = value


def _subshells(shell: Shell) -> int:
    """BASH_SUBSHELL. The words of a simple command are not yet in the subshell that it is as a part of a pipeline."""
    stage = shell.stage_node
    is_stage = stage is not None and stage is shell.command and stage.tree[0] == "simple"
    is_stage = is_stage and stage is not shell.extra.get("background")
    return shell.subshell_level + int(shell.extra.get("subshells", 0)) - is_stage


def _count_subshells(shell: Shell, value: str) -> None:
    """BASH_SUBSHELL goes on from what is assigned to it: a number as C's `int` holds it."""
    value = value.strip()
    number = int(value) if value.lstrip("+-").isdecimal() and len(value.lstrip("+-")) + 1 >= len(value) else 0
    number = (number + 0x80000000) % 0x100000000 - 0x80000000
    shell.extra = {**shell.extra, "subshells": number - shell.subshell_level}


def _set_alias(shell: Shell, key: str, value: str | None) -> None:
    if value is not None:  # to unset an element leaves the alias
        shell.aliases = {**shell.aliases, key: value}


def _set_hashed(shell: Shell, key: str, value: str | None) -> None:
    if value is not None:
        shell.hashed = {**shell.hashed, key: (value, 0)}


def _seed_random(shell: Shell, value: str) -> None:
    number = _number(shell, value)
    if number is None:
        return
    shell.random_seed = number & 0xFFFFFFFF
    shell.random_level = shell.subshell_level
    shell.random_last = 0
    shell.random_shown = number


def _random(shell: Shell) -> str:
    """bash's generator (Park and Miller's), seeded anew in subshells."""
    if shell.random_seed is None or shell.random_level != shell.subshell_level:
        shell.random_seed = int.from_bytes(posix.urandom(4), "big")
        shell.random_level = shell.subshell_level
    while True:
        last = shell.random_seed or 123459876
        high, low = divmod(last, 127773)
        new = 16807 * low - 2836 * high
        shell.random_seed = seed = new + 0x7FFFFFFF if new < 0 else new
        value = (seed >> 16 ^ seed & 65535 if shell.compatibility[1] > 50 else seed) & 32767
        if value != shell.random_last:
            shell.random_last = shell.random_shown = value
            return str(value)
