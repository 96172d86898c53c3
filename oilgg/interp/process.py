"""Processes: spawning programs, real forks, waiting for what runs in the foreground."""

from __future__ import annotations

import _signal
import posix

from oilgg.errors import (
    BreakLoop,
    BrokenPipe,
    ContinueLoop,
    ExitShell,
    ExpansionError,
    ReturnFunction,
    SpeculationFailed,
)
from oilgg.interp import capture, descriptors, redirection, signals, trap
from oilgg.lower.collation import COMPARING, by_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from oilgg.interp.state import Shell
    from oilgg.worker.jobserver import Admission

REDIRECTED_CALL = "the innermost call with redirections"
"""In `Shell.extra`, of a function or a text: where an EXIT trap would write before it, `trap.standing` there, and what
would undo the redirections."""
STAGE = "how many texts and functions, and which call with redirections, were around the stage that this subshell is"
TEXT_OF_STAGE = "within the text of an eval or . that this subshell is there for"
"""In `Shell.extra`: whether that holds, as far as this (sub)shell goes."""
MAX_DESCRIPTOR = 4096
_subshell_ids = [0]
_EVERY_SIGNAL = _signal.valid_signals()
_held: list[set[int]] = []
"""In a forked child before `child_main`: the signal mask of its parent."""


def spawn(
    shell: Shell,
    path: str,
    argv: list[str],
    environment: dict[bytes, bytes],
    actions: list[tuple[Any, ...]] | None,
    group: int | None = None,
) -> int:
    """Start a program; gives its pid. Raises OSError. Sinks must have been made real."""
    if shell.lowering is not None:
        shell.lowering.process_starts()
        if path in COMPARING:
            environment = by_bytes(argv, environment)
    if shell.read_buffers:
        shell.sync_input()
    if shell.jobs.jobs:
        shell.jobs.cleanup()
    if shell.limits is not None:
        pid = _spawn(shell, path, argv, environment, actions, group)
        shell.limits.begin(pid, argv[0])
        return pid
    return _spawn(shell, path, argv, environment, actions, group)


def _spawn(
    shell: Shell,
    path: str,
    argv: list[str],
    environment: dict[bytes, bytes],
    actions: list[tuple[Any, ...]] | None,
    group: int | None,
) -> int:
    if shell.options.inprocess_sh:
        from oilgg.interp import nested

        words = nested.command(path, argv, shell.own_settings)
        if words is not None:
            path, argv = words[0], words
    if shell.admission is not None:
        argv, environment, actions = _share_jobs(shell.admission, argv, environment, actions)
    arguments = [word.encode("utf-8", "surrogateescape") for word in argv]
    name = path.encode("utf-8", "surrogateescape")
    if group is None:
        return posix.posix_spawn(
            name, arguments, environment, file_actions=actions or (), setsigdef=signals.spawn_defaults()
        )
    if shell.terminal is not None and shell.terminal.taking:
        return _start_with_terminal(shell, name, arguments, environment, actions or [], group)
    return posix.posix_spawn(
        name, arguments, environment, file_actions=actions or (), setpgroup=group, setsigdef=signals.job_defaults()
    )


def _share_jobs(
    admission: Admission,
    argv: list[str],
    environment: dict[bytes, bytes],
    actions: list[tuple[Any, ...]] | None,
) -> tuple[list[str], dict[bytes, bytes], list[tuple[Any, ...]] | None]:
    """A `make` that asks for parallel jobs gets our jobserver; nobody else sees anything of it."""
    flags = environment.get(b"MAKEFLAGS")
    found = admission.for_make(argv, None if flags is None else flags.decode("utf-8", "surrogateescape"))
    if found is None or admission.tokens is None:
        return argv, environment, actions
    from oilgg.worker.jobserver import spawn_actions

    words, text = found
    changed = {**environment, b"MAKEFLAGS": text.encode("utf-8", "surrogateescape")}
    return words, changed, [*(actions or []), *spawn_actions(admission.tokens)]


def _start_with_terminal(
    shell: Shell,
    name: bytes,
    arguments: list[bytes],
    environment: dict[bytes, bytes],
    actions: list[tuple[Any, ...]],
    group: int,
) -> int:
    """Start a program that has the terminal from its first moment on, which posix_spawn cannot give it."""
    read_fd, write_fd = posix.pipe()
    read_fd, write_fd = descriptors.move_high(read_fd), descriptors.move_high(write_fd)
    pid = posix.fork()
    if not pid:
        number = 1
        try:
            join_group(0, group)
            assert shell.terminal is not None
            shell.terminal.give(posix.getpgrp())
            for signal in signals.job_defaults():
                _signal.signal(signal, _signal.SIG_DFL)
            for action in actions:
                _do(action)
            posix.execve(name, arguments, environment)
        except OSError as error:
            number = error.errno or 1
        except BaseException:
            pass
        posix.write(write_fd, b"%d" % number)
        posix._exit(127)
    posix.close(write_fd)
    join_group(pid, group)
    data = posix.read(read_fd, 16)
    posix.close(read_fd)
    if data:
        posix.waitpid(pid, 0)
        raise OSError(int(data), posix.strerror(int(data)))
    return pid


def _do(action: tuple[Any, ...]) -> None:
    """Do what posix_spawn does for a file action."""
    kind = action[0]
    if kind == posix.POSIX_SPAWN_DUP2:
        if action[1] == action[2]:
            posix.set_inheritable(action[1], True)
        else:
            posix.dup2(action[1], action[2])
    elif kind == posix.POSIX_SPAWN_CLOSE:
        descriptors.close(action[1])
    else:
        fd = posix.open(action[2], action[3], action[4])
        if fd != action[1]:
            posix.dup2(fd, action[1])
            posix.close(fd)
        else:
            posix.set_inheritable(fd, True)


def split_off(shell: Shell) -> None:
    """What comes next needs a process of its own: if this is a virtual subshell, a child goes on with it from here.

    Most such subshells are seen beforehand (see facts) and forked. This is for those whose code wasn't known: `eval`, a
    sourced file, a function that they define themselves. In the parent the subshell ends with the child's status.
    """
    if not shell.virtual_level:
        return
    pid = fork(shell, "subshell", splits=True)
    if not pid:
        shell.split_id = shell.subshell_id
        _signal.pthread_sigmask(_signal.SIG_SETMASK, _held.pop())
        return
    raw = wait_one(shell, pid)
    check_interrupt(shell, [raw])
    if raw & 0x7F and not shell.silent_deaths:
        shell.tail_death = (pid, raw)
    raise ExitShell(exit_status(raw), elsewhere=True)


def fork(shell: Shell, why: str, group: int | None = None, splits: bool = False) -> int:
    """Fork for real (drains first). In the child: a subshell without jobs, lowering or parent's traps.

    The child joins process group `group`; 0: one of its own. No signal reaches it before `child_main`. If it `splits`,
    it is the virtual subshell that this is already.
    """
    shell.drain(why)
    shell.settled_status()  # the child cannot ask any more
    shell.settled_statuses()
    if shell.jobs.jobs:
        shell.jobs.cleanup()
    if shell.lowering is not None:
        shell.lowering.process_starts()
    if shell.read_buffers:
        shell.sync_input()
    if shell.sinks:
        capture.make_real(shell)
    if shell.jobs.jobs:
        shell.jobs.poll(shell.options.monitor)
    # A signal that meets the child before its handlers are its own would be noted by the parent's, and lost.
    before = _signal.pthread_sigmask(_signal.SIG_BLOCK, _EVERY_SIGNAL)
    pid = posix.fork()
    if pid:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, before)
    else:
        _held[:] = [before]
    if group is not None:
        join_group(pid, group)
    if not pid:
        if group is not None and shell.terminal is not None and shell.terminal.taking:
            shell.terminal.give(posix.getpgrp())
        _become_child(shell, group is not None, why, splits)
    return pid


def _become_child(shell: Shell, is_job: bool, why: str, splits: bool) -> None:
    signals.reset_for_child(is_job, why == "process substitution")
    shell.job_control = False
    shell.terminal = None
    shell.lowering = None
    if shell.admission is not None:
        shell.admission = shell.admission.again()
    shell.forked = True
    shell.sinks = {}
    shell.live_captures = []
    shell.pending_signals = []
    shell.interruptible = False
    shell.waiting = False
    shell.interrupted = False
    shell.jobs = shell.jobs.fresh()
    if why not in ("pipeline", "command substitution", "process substitution"):
        shell.jobs.forget()
    shell.chdir_journal = []
    shell.descriptor_journal = []
    shell.marks = 0
    shell.virtual_level = 0
    shell.pipe_guard = 0
    if not splits:  # else the redirections around still have to be undone
        _close_own(shell)
    shell.forget_marks()
    old = shell.traps
    if splits:
        old = shell.inherited_traps or old
    else:
        trap.subshell_traps(shell)
        enter_subshell(shell, why in ("command substitution", "process substitution"))
    trap.apply(shell, old)
    trap.refresh_attention(shell)


def _close_own(shell: Shell) -> None:
    """Close what is the parent's, but for what the EXIT trap may need: see `note_place`."""
    called = shell.extra.get(REDIRECTED_CALL)
    first = descriptors.FIRST_OWN
    if called:
        undo = called[2] if shell.options.errexit else ()
        shell.extra = {**shell.extra, REDIRECTED_CALL: (*called[:2], undo)}
        for kept in sorted([saved for _fd, saved, _sink in undo if saved >= first]):
            posix.closerange(first, kept)
            first = kept + 1
    posix.closerange(first, MAX_DESCRIPTOR)


def join_group(pid: int, group: int) -> None:
    """Put a child into a process group (0: one of its own); done by parent and child, as either may come first."""
    try:
        posix.setpgid(pid, group or pid)  # pid 0 and group 0: this process, a group of its own
    except OSError:
        pass


def enter_subshell(shell: Shell, substitution: bool = False) -> None:
    """What every subshell, virtual or real, changes in the state."""
    shell.silent_deaths = substitution
    if not substitution:
        shell.in_trap = ""  # substitutions are still part of the trap
    if shell.extra.get(trap.NO_EXIT) or shell.extra.get(trap.BACKGROUND):
        shell.extra = {**shell.extra, trap.NO_EXIT: False, trap.BACKGROUND: False}
    shell.subshell_level += 1
    _subshell_ids[0] += 1
    shell.subshell_id = _subshell_ids[0]


def end_split(shell: Shell, status: int, error: BaseException | None = None) -> NoReturn:
    """The end of a child of `split_off`, where the virtual subshell would have ended with a status or an exception."""

    def leave() -> int:
        if error is not None:
            raise error
        return status

    _to_end(shell, leave)


def child_main(shell: Shell, run: Callable[[], int], substitution: bool = False) -> NoReturn:
    """The rest of a forked child's life: run, EXIT trap, exit."""

    def whole() -> int:
        if _held:
            _signal.pthread_sigmask(_signal.SIG_SETMASK, _held.pop())
        status = finish(shell, run, substitution=substitution)
        if shell.lowering is not None:
            status = shell.settle(status)
            shell.drain("exit")
            shell.lowering.close()
        return status

    _to_end(shell, whole)


def _to_end(shell: Shell, run: Callable[[], int]) -> NoReturn:
    status = 1
    try:
        status = shell.settle(run())
    except ExitShell as leave:
        status = leave.status
        if leave.signal:
            signals.die(leave.signal)
    except BrokenPipe:
        signals.die(13)
    except KeyboardInterrupt:
        signals.die(2)
    except (RecursionError, MemoryError):
        shell.error("out of memory or nested too deeply")
    except BaseException as error:
        shell.warn(f"oilgg: a bug of oilgg: {type(error).__name__}: {error}{_where(error)}\n")
        status = 70
    finally:
        posix._exit(status & 255)


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" ({trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno})"


def finish(shell: Shell, run: Callable[[], int], adopts: bool = False, substitution: bool = False) -> int:
    """Run the body of a subshell to its end, its EXIT trap included; gives its status.

    Commands that are still running and would end this subshell if they fail (`set -e`) are waited for, unless the
    shell around it `adopts` them. Raises ExitShell only if the whole process has to go, and BrokenPipe.
    """
    exit_depth, unwound = shell.exit_depth, shell.unwound
    shell.exit_depth = shell.trace_depth + (0 if substitution else 1)
    left: list[Any] = []
    left_from, shell.left_from = shell.left_from, None
    if shell.extra.get(STAGE):
        shell.extra = {**shell.extra, STAGE: None, TEXT_OF_STAGE: False}
    if substitution and shell.extra.get(REDIRECTED_CALL):
        shell.extra = {**shell.extra, REDIRECTED_CALL: None}
    try:
        return _finish(shell, run, adopts, left, substitution)
    finally:
        if left:
            redirection.restore(shell, left)
        shell.exit_depth, shell.unwound, shell.left_from = exit_depth, unwound, left_from


def _finish(shell: Shell, run: Callable[[], int], adopts: bool, left: list[Any], substitution: bool) -> int:
    """See `finish`; `left` gets what would undo the redirections that the EXIT trap has found."""
    scope = shell.vars.scope
    streams: tuple[tuple[int, object], ...] = ()
    called = shell.extra.get(REDIRECTED_CALL)
    around: redirection.Undo = []
    try:
        status = run()
    except ExitShell as leave:
        left += leave.redirected or ()
        leave.redirected = []
        if leave.signal:
            trap.run_exit_trap(shell, shell.settled_status())
            raise
        if leave.elsewhere:
            return leave.status
        status = leave.status
        if called and shell.left_from is called[1]:
            redirection.restore(shell, left)
            around = called[2]
        elif substitution and (shell.left_from is None or not shell.left_from[2]) and "EXIT" in shell.traps:
            redirection.restore(shell, left)
    except ReturnFunction as leave_function:
        status = leave_function.status
    except (BreakLoop, ContinueLoop):
        status = 0
    except ExpansionError as error:
        report_expansion(shell, error)
        status = 1 if error.fatal else error.status
    except BrokenPipe:
        trap.run_exit_trap(shell, 141)
        raise
    except SpeculationFailed as failure:
        if failure.subshell_id != shell.subshell_id:
            raise
        status = undo_walk(shell, failure, scope)
        streams = failure.streams
    if not adopts or "EXIT" in shell.traps:
        status, streams = _leave(shell, status, scope, streams)
    if shell.pending_signals and shell.forked and not shell.virtual_level:
        shell.status = shell.settle(status)
        trap.run_pending(shell)
    if "EXIT" in shell.traps:
        if shell.left_from is not None:
            trap.stand(shell, shell.left_from)
        back = redirection.step_out(shell, around)
        saved = [(number, descriptors.save(number)) for number, _stream in streams]
        for number, stream in streams:
            posix.dup2(stream.fd, number)  # type: ignore[attr-defined]  # the trap finds them as that command did
        try:
            status = trap.run_exit_trap(shell, shell.settle(status))
            status, _ = _leave(shell, status, scope)
        finally:
            for number, descriptor in saved:
                descriptors.put_back(number, descriptor)
            redirection.step_back(shell, back)
    return status


def stage_place(shell: Shell) -> tuple[int, int, Any]:
    """What STAGE holds for a simple command that begins here."""
    return shell.trace_depth, shell.function_depth, shell.extra.get(REDIRECTED_CALL)


def call_to_leave(shell: Shell) -> Any:
    """The call with redirections that a failure under `set -e` leaves; a stage leaves none of those around it."""
    called, stage = shell.extra.get(REDIRECTED_CALL), shell.extra.get(STAGE)
    return None if stage and called is stage[2] else called


def note_place(shell: Shell) -> None:
    """`set -e` ends the shell here: note which functions around it the EXIT trap will see.

    Of those that were called with redirections the innermost has been left by then, and all that it has called.
    """
    called = call_to_leave(shell)
    if called and shell.function_depth:
        shell.unwound = True
    shell.left_from = called[1] if called else trap.standing(shell)


def undo_walk(shell: Shell, failure: SpeculationFailed, scope: object) -> int:
    """Bring back the state of a command that failed where that ends the shell; gives the status to end with.

    The functions around it are left as far as `scope`.
    """
    for one in shell.lazy:
        one.group.drop()
    shell.lazy = ()
    shell.undo(failure.mark)
    shell.sync_input()
    if failure.otherwise is None:
        note_place(shell)
        status = failed_status(shell, failure.status)
    else:
        status = _leave_by(shell, failure.otherwise, failure.status)
    while shell.vars.scope is not scope:
        shell.vars.pop_scope()
    return status


def failed_status(shell: Shell, status: int) -> int:
    """The status of a subshell that a command ends which fails with `status` under `set -e`."""
    return 1 if shell.extra.get(TEXT_OF_STAGE) else status


def _leave_by(shell: Shell, node: Any, status: int) -> int:
    """Run what follows the command that failed with `status`; it ends the shell."""
    shell.status = status
    shell.checked = True
    try:
        return shell.settle(node.run(shell))
    except ExitShell as leave:
        return leave.status


def _leave(
    shell: Shell, status: int, scope: object, streams: tuple[tuple[int, object], ...] = ()
) -> tuple[int, tuple[tuple[int, object], ...]]:
    """Nothing speculative remains of this subshell: `status`, or that of the command which should have ended it.

    Also where the EXIT trap writes: `streams`, or as that command did.
    """
    if shell.lowering is None or not shell.lowering.pending:
        return status, streams
    try:
        shell.lowering.leave(shell.subshell_id)
    except SpeculationFailed as failure:
        if failure.subshell_id != shell.subshell_id:
            raise
        return undo_walk(shell, failure, scope), failure.streams
    return status, streams


def report_expansion(shell: Shell, error: ExpansionError) -> None:
    """Print the message of an expansion error, unless somebody has already."""
    if error.message:
        shell.error(error.message)
        error.message = ""


def exit_status(raw: int) -> int:
    """The shell's status for a status of waitpid."""
    if raw & 0x7F == 0:
        return raw >> 8 & 255
    if raw & 0xFF == 0x7F:
        return 128 + (raw >> 8 & 255)
    return 128 + (raw & 0x7F)


def wait_raw(shell: Shell, pid: int) -> int:
    """Wait for a child; gives the status of waitpid. Live captures are drained meanwhile."""
    if shell.limits is not None:
        while not poll_wait(shell, [pid], shell.limits.enforce([pid])):
            continue
    if shell.live_captures:
        pidfd = posix.pidfd_open(pid)
        try:
            capture.wait_readable([pidfd], shell.live_captures)
        finally:
            posix.close(pidfd)
    try:
        raw = posix.waitpid(pid, 0)[1]
    except ChildProcessError:
        return 127 << 8
    if "CHLD" in shell.traps and "CHLD" not in shell.in_trap:
        shell.jobs.ended.append(pid)
    for one in shell.live_captures:
        one.drain()
    return raw if shell.limits is None else shell.limits.outcome(shell, pid, raw)


def wait_one(shell: Shell, pid: int) -> int:
    """Wait for one foreground child; gives the status of waitpid. SIGINT is remembered in `interrupted` meanwhile."""
    shell.waiting = True
    try:
        return wait_raw(shell, pid)
    finally:
        shell.waiting = False


def wait_foreground(shell: Shell, pid: int, text: Callable[[], str] | None, later: bool = False) -> int:
    """Wait for a foreground child; tells about its death by a signal as bash does in scripts. Gives its status.

    `text` gives the command for the message; None: no message. `later`: a ( ) is about to tell it of itself.
    """
    raw = wait_one(shell, pid)
    if shell.coprocesses:
        from oilgg.interp import background

        background.dispose_coprocesses(shell)
    check_interrupt(shell, [raw])
    if raw & 0x7F and raw & 0xFF != 0x7F and text is not None:
        last = shell.subshell_tail
        if later or (last is not None and last[0] is shell.command and not shell.traps):
            shell.tail_death = (pid, raw)
        else:
            report_death(shell, [(pid, raw, text)])
    if shell.jobs.jobs and not shell.interactive:
        from oilgg.interp.builtins.jobs import look_after_program

        look_after_program(shell)
    return exit_status(raw)


def check_interrupt(shell: Shell, raws: list[int]) -> None:
    """After SIGINT arrived while foreground children ran: the shell ends by it if one of them did."""
    if not shell.interrupted:
        return
    shell.interrupted = False
    if any(raw & 0x7F == 2 for raw in raws):
        if shell.interactive:
            raise KeyboardInterrupt
        raise ExitShell(130, 2)


def report_death(shell: Shell, processes: list[tuple[int, int, Callable[[], str]]]) -> None:
    """The last process of a foreground pipeline was killed by a signal: print pid, status and command of each."""
    if shell.silent_deaths:
        return
    line, shell.line = shell.line, shell.outer_line
    prefix = shell.error_prefix()
    shell.line = line
    text = death_text(shell, processes, prefix)
    if text:
        shell.warn(text)


def death_text(shell: Shell, processes: list[tuple[int, int, Callable[[], str]]], prefix: str) -> str:
    """The same as text; `prefix` names the script and the line. How others ended is said where the first did not."""
    number = processes[-1][1] & 0x7F
    if number in signals.QUIET:
        return ""
    if shell.interactive or number == 15 or signals.NAMES[number] in shell.traps:
        return signals.DESCRIPTIONS.get(number, f"Unknown signal {number}") + "\n"
    lines: list[str] = []
    for pid, raw, text in processes:
        if lines:
            ended = describe(raw) if raw != processes[0][1] else " " * 22
            lines.append(f"     {pid:5d} {ended}| {text()}\n")
        else:
            lines.append(f"{prefix}{pid:5d} {describe(raw)}{text()}\n")
    return "".join(lines)


def describe(raw: int) -> str:
    """A status of waitpid in words, in a column."""
    number = raw & 0x7F
    if number:
        what = signals.DESCRIPTIONS.get(number) or f"Unknown signal {number}"
    else:
        what = f"Exit {raw >> 8}" if raw >> 8 else "Done"
    return f"{what:<24}" + ("(core dumped) " if raw & 0x80 else "")


def poll_wait(shell: Shell, pids: list[int], timeout_ms: int = -1) -> list[int]:
    """Wait until one of these children has ended; gives those that have. Nothing is reaped."""
    fds = {}
    try:
        for pid in pids:
            try:
                fds[posix.pidfd_open(pid)] = pid
            except OSError:
                return [pid]
        if shell.live_captures:
            ready = capture.wait_readable(list(fds), shell.live_captures, timeout_ms)
        else:
            import select

            poll = select.poll()
            for fd in fds:
                poll.register(fd, select.POLLIN)
            ready = [fd for fd, _ in poll.poll(timeout_ms)]
        return [fds[fd] for fd in ready]
    finally:
        for fd in fds:
            posix.close(fd)
