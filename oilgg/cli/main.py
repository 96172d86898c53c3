"""The command `oilgg`: makes the shell that its arguments ask for, runs the script, exits."""

from __future__ import annotations

import _signal
import posix

from oilgg.cli import options
from oilgg.cli.options import CommandLine
from oilgg.errors import ConfigError, ExitShell, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from oilgg.cli import script
    from oilgg.config import Config
    from oilgg.interp.state import Shell

INTERNAL_ERROR = 70
"""Exit status when oilgg itself is broken (EX_SOFTWARE)."""


def main(argv: list[str]) -> NoReturn:
    """Run the shell with these arguments, the first of which is its own name, and exit."""
    try:
        status = run(argv)
    except BaseException as error:
        status = report_bug(error)
    posix._exit(status & 0xFF)


def run(argv: list[str]) -> int:
    """What `main` does, but for exiting."""
    name = own_name(argv[0] if argv else "oilgg")
    drop_coerced_locale()
    try:
        line = options.parse(argv[1:])
    except UsageError as error:
        complain(f"{name}: {error.message}")
        if isinstance(error, options.InvalidOption):
            from oilgg.cli import texts

            complain(texts.usage(name) + texts.hint(name))
        return 2
    if line.version or line.help:
        from oilgg.cli import texts

        print_out(texts.version() if line.version else texts.help_text(name))
        return 0
    if line.tool is not None:
        raise_interrupts()
        from oilgg.cli.tool import run_tool

        return run_tool(name, line.tool, line.operands, line.own)
    if line.attach:
        raise_interrupts()
        from oilgg.cli import apart

        return apart.attach(name, line)
    from oilgg import config

    try:
        settings = config.load(line.own, posix.environ)
    except ConfigError as error:
        complain(f"{name}: {error}")
        return 2
    if line.detach:
        from oilgg.cli import apart

        status = apart.detach(name, line, argv[1:])
        if status is not None:
            return status
    return run_shell(name, line, settings)


def run_shell(name: str, line: CommandLine, settings: Config) -> int:
    """Make the shell that the command line asks for and run what it has to run."""
    from oilgg.cli import script
    from oilgg.interp.state import Shell

    base = name.rpartition("/")[2]
    login = line.login or base.startswith("-")
    base = base.lstrip("-")
    source: script.Source | None = None
    operands = line.operands
    if line.command is not None:
        zero, positional = (operands[0], operands[1:]) if operands else (name, [])
    elif operands and not line.read_stdin:
        zero, positional = operands[0], operands[1:]
        try:
            source = script.open_script(name, zero)
        except script.Unusable as error:
            complain(error.message)
            return error.status
    else:
        zero, positional = name, operands
    interactive = line.interactive or (line.command is None and source is None and on_terminal())
    shell = Shell(zero, positional, interactive=interactive, login=login, privileged=is_privileged(line))
    shell.invocation_name = base
    shell.own_settings = line.own
    shell.last_argument = shell.last_argument or name
    if interactive:
        shell.set_option("histexpand", True)
    else:
        for prompt in ("PS1", "PS2"):
            shell.vars.unset(prompt)
    status = set_options(shell, line, name, login=login, source=source is not None, base=base)
    if status is not None:
        return status
    flags = posix.environ.get(b"MAKEFLAGS", b"")
    if settings.jobs or settings.load or b"jobserver" in flags or b"-l" in flags:
        from oilgg.worker import jobserver

        shell.admission = jobserver.at_start(posix.environ, settings.jobs, settings.load)
    if settings.timeout_s and not interactive:
        from oilgg.interp.limits import Limits

        shell.limits = Limits(settings.timeout_s)
    if settings.lower and not interactive and not line.pretty_print and not shell.options.restricted:
        attach(shell, settings)
    if interactive:
        raise_interrupts()
        from oilgg.repl import loop

        loop.prepare(shell, line.editing, line.command is None and source is None)
    try:
        startup_files(shell, line, interactive=interactive, login=login, base=base)
    except ExitShell as leave:
        return leave.status
    status = run_source(shell, line, source, interactive, settings)
    if shell.lowering is not None:
        shell.lowering.close()
    return status


def run_source(
    shell: Shell, line: CommandLine, source: script.Source | None, interactive: bool, settings: Config
) -> int:
    """Run the text that the shell was started for."""
    from oilgg.interp import interpreter

    if line.dump_strings or (line.pretty_print and line.command is None):
        from oilgg.cli import printing

        return printing.run(shell, line, source)
    if line.command is not None:
        return interpreter.run_string(shell, line.command)
    if source is not None:
        return interpreter.run_file(shell, source.path, source.descriptor, settings.store)
    if interactive:
        from oilgg.repl import loop

        return loop.run(shell, line.editing and on_terminal(), lambda: attach(shell, settings))
    from oilgg.cli import script

    try:
        if script.is_directory(0):
            complain(f"{shell.invocation_name}: error reading input file: Is a directory")
            return 2
    except OSError:
        return 0
    return interpreter.run_stdin(shell)


def is_privileged(line: CommandLine) -> bool:
    """Whether the shell begins with `set -p`, as far as the command line says."""
    return next((on for option, on in reversed(line.set_options) if option in ("p", "privileged")), False)


def set_options(shell: Shell, line: CommandLine, name: str, *, login: bool, source: bool, base: str) -> int | None:
    """Apply the options of the command line to `shell`. A status: the shell must exit with it."""
    from oilgg.interp.options import SET_LETTERS, SET_OPTIONS, SHOPT_OPTIONS

    if line.command is not None:
        shell.set_option("command_string", True)
    elif not source:
        shell.set_option("stdin_shell", True)
    if line.posix or base == "sh":
        shell.set_option("posix", True)
    if line.verbose:
        shell.set_option("verbose", True)
    if login:
        shell.set_option("login_shell", True)
    if shell.interactive:
        shell.set_option("interactive", True)
        shell.set_option("expand_aliases", True)
    for option, on in line.set_options:
        if option is None:
            return list_options(shell, SET_OPTIONS, on, "set -o " if on else "set +o ")
        if len(option) == 1 and option in SET_LETTERS:
            shell.set_option(SET_LETTERS[option], on)
        elif option not in SET_OPTIONS or not shell.set_option(option, on):
            complain(f"{zero_line(name)}{name}: {option}: invalid option name")
            return 2
    for option, on in line.shell_options:
        if option is None:
            return list_options(shell, SHOPT_OPTIONS, on, "shopt -s ")
        if not shell.set_option(option, on):
            complain(f"{zero_line(name)}{option}: invalid shell option name")
            return 2
    if shell.options.monitor and not shell.interactive:
        from oilgg.interp import control

        if not control.is_possible(shell, name):
            shell.set_option("monitor", False)
    if line.restricted or base == "rbash":
        from oilgg.interp.builtins import restricted

        shell.set_option("restricted_shell", True)
        restricted.enter(shell)
    return None


def zero_line(name: str) -> str:
    """What bash puts before a message of `set` or `shopt` that the command line caused."""
    return f"{name}: line 0: "


def list_options(shell: Shell, names: tuple[str, ...], readable: bool, prefix: str) -> int:
    """Print all options as `set -o` or `shopt` do; for `+o` and `+O` as commands that would restore them."""
    lines = []
    for option in names:
        on = bool(getattr(shell.options, option.replace("-", "_")))
        if readable:
            lines.append(f"{option:<15}\t{'on' if on else 'off'}\n")
        elif prefix == "set +o ":
            lines.append(f"set {'-' if on else '+'}o {option}\n")
        else:
            lines.append(f"shopt -{'s' if on else 'u'} {option}\n")
    print_out("".join(lines))
    return 0


def attach(shell: Shell, settings: Config) -> None:
    """Let the shell's commands be lowered."""
    from oilgg import session

    session.attach(shell, settings)


def startup_files(shell: Shell, line: CommandLine, *, interactive: bool, login: bool, base: str) -> None:
    """Read the files that this kind of shell reads before anything else."""
    environment = posix.environ
    privileged = shell.options.privileged
    posix_mode = shell.options.posix
    if not interactive and not login and (posix_mode or privileged or b"BASH_ENV" not in environment):
        return
    from oilgg.cli import startup

    startup.read_files(shell, line, interactive=interactive, login=login, as_sh=base == "sh")


def raise_interrupts() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, which `start` keeps from the first moments."""
    if _signal.getsignal(_signal.SIGINT) == _signal.SIG_DFL:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


def own_name(argument: str) -> str:
    """The name messages use: what was typed. A full path that PATH would have found was typed without its folder."""
    folder, slash, base = argument.rpartition("/")
    if slash and folder.encode("utf-8", "surrogateescape") in posix.environ.get(b"PATH", b"").split(b":"):
        return base
    return argument


def drop_coerced_locale() -> None:
    """Undo what Python does to the environment in the C locale (PEP 538): children must not see LC_CTYPE."""
    if posix.environ.get(b"LC_CTYPE") != b"C.UTF-8":
        return
    try:
        with open("/proc/self/environ", "rb") as file:
            given = file.read().split(b"\0")
    except OSError:
        return
    if not any(entry.startswith(b"LC_CTYPE=") for entry in given):
        del posix.environ[b"LC_CTYPE"]
        posix.unsetenv(b"LC_CTYPE")


def on_terminal() -> bool:
    """Whether the shell has somebody to talk to: bash's test for an interactive shell."""
    return posix.isatty(0) and posix.isatty(2)


def print_out(text: str) -> None:
    """Write `text` on standard output."""
    write(1, text)


def complain(message: str) -> None:
    """Write a line on standard error."""
    write(2, message + "\n")


def write(descriptor: int, text: str) -> None:
    """Write all of `text`; a descriptor that can't be written to is nobody's problem here."""
    data = text.encode("utf-8", "surrogateescape")
    try:
        while data:
            data = data[posix.write(descriptor, data) :]
    except OSError:
        pass


def report_bug(error: BaseException) -> int:
    """Say on one line that oilgg is broken; all of the traceback with OILGG_TRACEBACK in the environment."""
    if isinstance(error, KeyboardInterrupt):
        return 130
    place = ""
    trace = error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    complain(f"oilgg: a bug of oilgg: {error.__class__.__name__}: {error} ({place})")
    if b"OILGG_TRACEBACK" in posix.environ:
        import traceback

        complain("".join(traceback.format_exception(error)))
    return INTERNAL_ERROR
