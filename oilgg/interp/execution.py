"""Running expanded simple commands: functions, builtins, programs; and what follows when one fails."""

from __future__ import annotations

import posix

from oilgg.errors import BrokenPipe, ExitShell, ExpansionError, ReadonlyError, ReturnFunction, UsageError
from oilgg.interp import capture, lookup, node, process, redirection, signals, trap
from oilgg.interp.node import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Function, Shell

_NOT_FOUND = 127
_NOT_EXECUTABLE = 126
_USAGE = 2
_LOOPS_SEEN_IN_SUBSHELLS = 44
"""Up to this version `break` in a subshell meant the loops around it."""
_LOOPS_SEEN_IN_FUNCTIONS = 43
"""Up to this version `break` in a function meant the loops around its call."""


class Frame:
    """A function, a sourced file or the script being executed. `Shell.frames` has the innermost last."""

    __slots__ = ("arguments", "kind", "line", "name", "source")

    def __init__(self, kind: str, name: str, source: str, line: int, arguments: list[str] | None) -> None:
        self.kind = kind
        """"main", "function" or "source"."""
        self.name = name
        """What FUNCNAME shows: the function, "source" or "main"."""
        self.source = source
        """What BASH_SOURCE shows."""
        self.line = line
        """What BASH_LINENO shows: the line of the call, in the frame before this one."""
        self.arguments = arguments
        """For BASH_ARGV; None if it has none of its own."""


def command_failed(shell: Shell, status: int, traps: dict[str, str] | None = None) -> None:
    """A command failed where that counts: ERR trap, then `set -e`. Raises ExitShell.

    `traps` are those there were before the command: an ERR trap that it has set itself does not run for it.

    A status that is pending is waited for only where there is an ERR trap: `set -e` is looked after by the order.
    """
    if status < 0:
        if "ERR" not in shell.traps:
            return
        status = shell.settle(status)
        if not status:
            return
    if "ERR" in shell.traps and (traps is None or "ERR" in traps):
        trap.run_error_trap(shell, status)
    if shell.options.errexit:
        status = process.failed_status(shell, status)
        if "EXIT" in shell.traps:
            if shell.subshell_level and not process.call_to_leave(shell):
                trap.leave_shell(shell, status)
            process.note_place(shell)
        raise ExitShell(status)


def leave_loops(shell: Shell) -> None:
    """A subshell begins: `break` does not mean the loops around it."""
    if shell.compatibility[1] > _LOOPS_SEEN_IN_SUBSHELLS:
        shell.loop_depth = 0


class Body(Node):
    """The body of a function until it has been called so often that it becomes Python."""

    __slots__ = ("function", "heat", "inner")

    def __init__(self, function: Function, inner: Node) -> None:
        super().__init__(inner.tree)
        self.line = inner.line
        self.function = function
        self.inner = inner
        self.heat = 0

    def run(self, shell: Shell) -> int:
        """Run it."""
        self.heat += 1
        if self.heat == node.HOT:
            from oilgg.interp import generated

            self.inner = self.function.node = generated.Written(shell, self.inner)
        return self.inner.run(shell)


def call_function(shell: Shell, function: Function, args: list[str]) -> int:
    """See Shell.call_function."""
    body = function.node
    if body is None:
        tree = function.body
        # The braces of `f() { …; }` need no node of their own.
        body = function.node = Body(function, node.build(tree[2] if tree[0] == "group" and not tree[3] else tree))
    variables = shell.vars
    frames = shell.frames
    positional = shell.positional
    loop_depth = shell.loop_depth
    return_depth = shell.return_depth
    function_depth = shell.function_depth
    checked = shell.checked
    line, outer_line = shell.line, shell.outer_line
    if shell.function_limit and shell.function_limit <= function_depth:
        shell.error(f"{function.name}: maximum function nesting level exceeded ({shell.function_limit})")
        raise ExpansionError("", strict=False)
    hidden = hide_traps(shell, function) if shell.traps else None
    shell.positional = args
    if shell.compatibility[1] > _LOOPS_SEEN_IN_FUNCTIONS:
        shell.loop_depth = 0
    shell.return_depth = return_depth + 1
    shell.function_depth = function_depth + 1
    frames_outside = len(frames)
    frame = function.frame
    called_from = shell.extra[trap.ERROR_LINE] if shell.in_trap and shell.in_trap.endswith("ERR") else line
    if frame is None or frame.line != called_from or shell.options.extdebug:
        # The last one is as good as a new one, but where somebody may ask for its arguments.
        frame = function.frame = Frame("function", function.name, function.source, called_from, args)
    frames.append(frame)
    variables.push_scope()
    try:
        shell.line = shell.outer_line = function.body[1]
        if shell.attention & trap.DEBUG:
            trap.run_debug_trap(shell)
        status = body.run(shell)
        if shell.pending_signals and shell.attention & trap.PENDING:
            shell.status = status
            trap.run_pending(shell)
        if "RETURN" in shell.traps:
            shell.line = function.body[1]
            status = trap.run_return_trap(shell, status)
    except ReturnFunction as leave:
        status = leave.status
        shell.checked = checked
        if "RETURN" in shell.traps:
            status = trap.run_return_trap(shell, status)
    except ExpansionError as error:
        process.report_expansion(shell, error)
        shell.unwound = True
        raise
    except ExitShell as leave:
        trap.die_in_function(shell, leave)
        raise
    finally:
        variables.pop_scope()
        # Not a pop: `undo` may have put another list here, even a shorter one.
        del shell.frames[frames_outside:]
        shell.positional = positional
        shell.loop_depth = loop_depth
        shell.return_depth = return_depth
        shell.function_depth = function_depth
        shell.line, shell.outer_line = line, outer_line
        if hidden:
            show_traps(shell, hidden)
    shell.status = status
    if not function_depth:
        shell.unwound = False
        if shell.jobs.jobs:
            shell.jobs.cleanup()
    return status


def hide_traps(
    shell: Shell, function: Function | None, names: tuple[str, ...] = ("DEBUG", "RETURN", "ERR")
) -> dict[str, str] | None:
    """A function does not inherit ERR without -E, nor DEBUG and RETURN without -T."""
    traps = shell.traps
    options = shell.options
    hidden: dict[str, str] = {}
    traced = options.functrace or (function is not None and function.traced)
    for name in names:
        if name in traps and not (options.errtrace if name == "ERR" else traced):
            hidden[name] = traps[name]
    if hidden:
        shell.traps = {name: action for name, action in traps.items() if name not in hidden}
        trap.refresh_attention(shell)
    return hidden or None


def show_traps(shell: Shell, hidden: dict[str, str]) -> None:
    """Bring back what `hide_traps` has hidden, unless it was set anew."""
    shell.traps = {**hidden, **shell.traps}
    trap.refresh_attention(shell)


def call_builtin(shell: Shell, name: str, builtin: Callable[[Shell, list[Any]], int], args: list[Any]) -> int:
    """Run a builtin; what it raises about itself becomes a message and a status."""
    try:
        return builtin(shell, args)
    except (OSError, UsageError, ReadonlyError) as error:
        return builtin_failed(shell, name, error)


def builtin_failed(shell: Shell, name: str, error: Exception) -> int:
    """A builtin raised this about itself: message and status."""
    if isinstance(error, OSError):
        if error.errno == 32 and 13 not in signals.user_ignored and "PIPE" not in shell.traps:
            if shell.pipe_guard or "EXIT" in shell.traps:
                raise BrokenPipe from None
            signals.die(13)
        shell.error(f"{name}: write error: {posix.strerror(error.errno or 0)}")
        return 1
    if isinstance(error, UsageError):
        if error.message:
            shell.error(f"{name}: {error.message}")
            shell.special_error = error.status == _USAGE
        return error.status
    shell.error(str(getattr(error, "message", error)))
    return 1


def run_builtin_named(shell: Shell, name: str, args: list[Any]) -> int | None:
    """See Shell.run_builtin."""
    builtin = lookup.find_builtin(shell, name)
    if builtin is None:
        return None
    return call_builtin(shell, name, builtin, args)


def run_command(shell: Shell, argv: list[str], functions: bool, search_path: str | None) -> int:
    """See Shell.run_command."""
    name = argv[0]
    if functions and name in shell.functions:
        function = shell.functions[name]
        if function.note is not None and shell.lowering is not None:
            from oilgg.interp import calls

            status = calls.offer(shell, function, argv, [], shell.line)
            if status is not None:
                shell.attention |= trap.LOWERING
                return status
        return call_function(shell, function, argv[1:])
    builtin = lookup.find_builtin(shell, name)
    if builtin is not None:
        return call_builtin(shell, name, builtin, argv[1:])
    shell.drain("command")  # it runs here and now
    return run_program(shell, argv, None, None, search_path)


def within(
    shell: Shell, extra: list[tuple[Any, ...]] | None, redirects: list[Redirect] | None, report: Callable[[], None]
) -> bool:
    """Print an error where the command's own redirections (and pipes) lead, as it would be printed by its process.

    False if they could not be done: then that is the error.
    """
    done = True

    def inner() -> None:
        nonlocal done
        try:
            undo = redirection.apply(shell, redirects or [])
        except redirection.RedirectionFailed:
            done = False
            return
        try:
            report()
        finally:
            redirection.restore(shell, undo)

    redirection.within(shell, extra or [], inner)
    return done


def not_found(
    shell: Shell, argv: list[str], redirects: list[Redirect] | None, extra: list[tuple[Any, ...]] | None = None
) -> int:
    """There is no such command: print it; gives 127, or 1 where its redirections fail."""
    name = argv[0]
    if not (name.isprintable() and name.isascii()):
        from oilgg.syntax.escapes import printable

        name = printable(name)
    done = within(shell, extra, redirects, lambda: shell.error(f"{name}: command not found"))
    return _NOT_FOUND if done else 1


def run_program(
    shell: Shell,
    argv: list[str],
    redirects: list[Redirect] | None,
    environment: dict[bytes, bytes] | None,
    search_path: str | None = None,
) -> int:
    """Run a program in the foreground, in place; gives its status."""
    if shell.options.restricted and "/" in argv[0]:
        shell.error(f"{argv[0]}: restricted: cannot specify `/' in command names")
        return 1
    path = lookup.resolve(shell, argv[0], search_path)
    if path is None:
        return _not_found(shell, argv, redirects or [])
    is_last = shell.last_node is not None and shell.last_node is shell.command and not shell.virtual_level
    if is_last and not shell.traps and _may_go(shell, redirects):
        shell.sync_input()
        if not shell.forked:
            environment = _less_deep(shell.vars.environment() if environment is None else environment)
        return replace(shell, path, argv, redirects or [], environment)
    pid = start_program(shell, path, argv, redirects, environment)
    if pid < 0:
        return -pid
    return process.wait_foreground(shell, pid, lambda: command_text(shell))


def _may_go(shell: Shell, redirects: list[Redirect] | None) -> bool:
    """Whether the process of the shell is not needed after its last program.

    That of `-c` stays, as in bash, for one with redirections; and where lowering has something to do at the end.
    """
    return (shell.forked or not redirects) and (shell.lowering is None or shell.lowering.is_idle)


def _less_deep(environment: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The environment of a program that takes the place of a whole shell: SHLVL is one less."""
    level = environment.get(b"SHLVL", b"")
    return {**environment, b"SHLVL": b"%d" % max(int(level) - 1, 0)} if level.isdigit() else environment


def command_text(shell: Shell) -> str:
    """Text of the command being run, for messages about its end."""
    return "" if shell.command is None else text_of(shell.command.tree)


def text_of(tree: Any) -> str:
    """A command as text."""
    from oilgg.syntax import printer

    return printer.command_text(tree)


def _not_found(shell: Shell, argv: list[str], redirects: list[Redirect]) -> int:
    """The command does not exist; its redirections are done all the same, and the handler may know it."""
    handler = shell.functions.get("command_not_found_handle")
    if handler is None:
        return not_found(shell, argv, redirects)
    pid = process.fork(shell, "command not found")
    if not pid:
        process.child_main(shell, lambda: _run_handler(shell, handler, argv, redirects))
    return process.wait_foreground(shell, pid, lambda: argv[0])


def _run_handler(shell: Shell, handler: Function, argv: list[str], redirects: list[Redirect]) -> int:
    try:
        redirection.apply(shell, redirects)
    except redirection.RedirectionFailed:
        return 1
    return call_function(shell, handler, argv)


def start_program(
    shell: Shell,
    path: str,
    argv: list[str],
    redirects: list[Redirect] | None,
    environment: dict[bytes, bytes] | None,
    extra: list[tuple[Any, ...]] | None = None,
    group: int | None = None,
) -> int:
    """Start a program; gives its pid, or minus the status after printing what went wrong.

    `extra` are file actions done before the redirections (pipes).
    """
    if shell.sinks:
        capture.make_real(shell)
    opened: list[int] = []
    try:
        actions = list(extra) if extra else []
        if redirects:
            redirection.spawn_actions(shell, redirects, actions, opened)
        if environment is None:
            environment = shell.vars.environment()
        underscore = environment.get(b"_")
        if environment:  # `exec -c` passes none at all
            environment[b"_"] = path.encode("utf-8", "surrogateescape")
        try:
            return process.spawn(shell, path, argv, environment, actions, group)
        finally:
            if underscore is None:
                environment.pop(b"_", None)
            else:
                environment[b"_"] = underscore
    except redirection.RedirectionFailed:
        return -1
    except OSError as error:
        if error.errno == 8:
            return _fork_script(shell, path, argv, redirects, environment or {}, extra, group)
        failure = error
        statuses: list[int] = []
        within(shell, extra, redirects, lambda: statuses.append(spawn_failed(shell, path, argv[0], failure)))
        return -(statuses[0] if statuses else 1)
    except ValueError:
        shell.error(f"{argv[0]}: cannot execute: embedded null byte")
        return -_NOT_EXECUTABLE
    finally:
        for fd in opened:
            posix.close(fd)


def spawn_failed(shell: Shell, path: str, name: str, error: OSError) -> int:
    """Print why a program could not be started; gives the status."""
    encoded = path.encode("utf-8", "surrogateescape")
    try:
        mode = posix.stat(encoded).st_mode
    except (OSError, ValueError):
        mode = 0
    if mode & 0o170000 == 0o040000:
        shell.error(f"{name}: Is a directory")
        return _NOT_EXECUTABLE
    if error.errno == 2:
        shell.error(f"{path}: {'cannot execute: required file not found' if mode else posix.strerror(2)}")
        return _NOT_FOUND
    if error.errno == 13 and mode and posix.access(encoded, posix.X_OK):
        words = lookup.interpreter_of(path)
        if words is not None and posix.stat(encoded).st_size > len("#!"):
            # bash tells no line here.
            line, shell.line = shell.line, 0
            shell.error(f"{name}: {words[0] if words else ''}: bad interpreter: Permission denied")
            shell.line = line
            return _NOT_EXECUTABLE
    shell.error(f"{path}: {posix.strerror(error.errno or 0)}")
    return _NOT_EXECUTABLE


def is_binary(start: bytes) -> bool:
    """Whether a file that begins like this is no shell script: an ELF file, or a NUL in the first line."""
    line = start.split(b"\n", 1)[0]
    return b"\0" in line or start.startswith(b"\x7fELF")


def _fork_script(
    shell: Shell,
    path: str,
    argv: list[str],
    redirects: list[Redirect] | None,
    environment: dict[bytes, bytes],
    extra: list[tuple[Any, ...]] | None,
    group: int | None,
) -> int:
    """A file without #!: run it as a script of ours in a forked child. Gives the pid, or minus a status."""
    try:
        fd = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC)
        start = posix.read(fd, 80)
        posix.close(fd)
    except OSError as error:
        shell.error(f"{argv[0]}: {posix.strerror(error.errno or 0)}")
        return -_NOT_EXECUTABLE
    if is_binary(start):
        text = f"{path}: cannot execute binary file: Exec format error"
        within(shell, extra, redirects, lambda: shell.error(text))
        return -_NOT_EXECUTABLE
    pid = process.fork(shell, "script without #!", group)
    if pid:
        return pid
    process.child_main(shell, lambda: _script_child(shell, path, argv, redirects, environment, extra))


def _script_child(
    shell: Shell,
    path: str,
    argv: list[str],
    redirects: list[Redirect] | None,
    environment: dict[bytes, bytes],
    extra: list[tuple[Any, ...]] | None,
) -> int:
    for action in extra or ():
        if action[0] == posix.POSIX_SPAWN_DUP2:
            posix.dup2(action[1], action[2])
    if redirects:
        try:
            redirection.apply(shell, redirects)
        except redirection.RedirectionFailed:
            return 1
    if argv[0] == path.rpartition("/")[2]:
        argv = [path, *argv[1:]]  # found in PATH: $0 is where
    return become_script(shell, path, argv, environment)


def become_script(shell: Shell, path: str, argv: list[str], environment: dict[bytes, bytes]) -> int:
    """In a process with nothing else to do: run the script `path` as a new shell; gives its status.

    Of `shell` it only knows how deep the commands were that `set -x` has shown: its own are one deeper.
    """
    from oilgg.interp import interpreter, startup_files, state, xtrace

    script = state.Shell(argv[0], argv[1:], environment)
    script.extra[xtrace.OUTER_DEPTH] = xtrace.depth(shell) + 1
    startup_files.source_named(script, "BASH_ENV")
    return interpreter.run_file(script, path)


def replace(
    shell: Shell,
    path: str,
    argv: list[str],
    redirects: list[Redirect],
    environment: dict[bytes, bytes] | None,
) -> int:
    """In a forked child that has nothing else to do: become the program; gives a status if that fails."""
    try:
        redirection.apply(shell, redirects)
    except redirection.RedirectionFailed:
        return 1
    names = dict(shell.vars.environment() if environment is None else environment)
    return _execute(shell, path, argv[0], argv, names)


def _execute(shell: Shell, path: str, name: str, argv: list[str], environment: dict[bytes, bytes]) -> int:
    if environment:
        environment[b"_"] = path.encode("utf-8", "surrogateescape")
    signals.reset_for_program()
    try:
        if not argv[0]:
            _execute_nameless(path, argv, environment)
        posix.execve(
            path.encode("utf-8", "surrogateescape"),
            [word.encode("utf-8", "surrogateescape") for word in argv],
            environment,
        )
    except OSError as error:
        signals.ignore_again()
        if error.errno == 8:
            return _exec_script(shell, path, argv, environment)
        return spawn_failed(shell, path, name, error)


def _execute_nameless(path: str, argv: list[str], environment: dict[bytes, bytes]) -> NoReturn:
    """execve with an empty argv[0], which Python's refuses (`exec -a ''`). Raises OSError."""
    import ctypes

    words = [word.encode("utf-8", "surrogateescape") for word in argv]
    names = [name + b"=" + value for name, value in environment.items()]
    libc = ctypes.CDLL(None, use_errno=True)
    array = ctypes.c_char_p * (len(words) + 1)
    other = ctypes.c_char_p * (len(names) + 1)
    libc.execve(path.encode("utf-8", "surrogateescape"), array(*words, None), other(*names, None))
    raise OSError(ctypes.get_errno(), posix.strerror(ctypes.get_errno()))


def exec_program(shell: Shell, argv: list[str], path: str | None, environment: dict[str, str] | None) -> int:
    """See Shell.exec_program."""
    shell.drain("exec")
    name = path or argv[0]
    if environment is None:
        names = dict(shell.vars.environment())
    else:
        names = {
            key.encode("utf-8", "surrogateescape"): value.encode("utf-8", "surrogateescape")
            for key, value in environment.items()
        }
    text = lookup.resolve(shell, name, None)
    if text is None:
        shell.error(f"exec: {name}: not found")
        return _NOT_FOUND
    if shell.virtual_level:
        if argv[0]:
            pid = start_program(shell, text, argv, None, names)
            if pid < 0:
                return -pid
        else:  # posix_spawn of Python's takes no empty name
            pid = process.fork(shell, "exec")
            if not pid:
                process.child_main(shell, lambda: _execute(shell, text, name, argv, names))
        trap.forget_exit_trap(shell)
        raise ExitShell(process.wait_foreground(shell, pid, lambda: name))
    shell.sync_input()
    return _execute(shell, text, name, argv, names)


def _exec_script(shell: Shell, path: str, argv: list[str], environment: dict[bytes, bytes]) -> int:
    with_start = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC)
    start = posix.read(with_start, 80)
    posix.close(with_start)
    if is_binary(start):
        shell.error(f"{path}: cannot execute binary file: Exec format error")
        return _NOT_EXECUTABLE
    raise ExitShell(become_script(shell, path, argv, environment))
