"""Pipelines: programs are spawned, one stage of shell code runs in the shell's own process, the rest are forked.

A stage in the own process is a virtual subshell whose standard input and output are put on the pipes meanwhile. It is
run after all other stages have been started, so whatever it reads or writes is taken care of by living processes; if
its reader goes away, its write ends with BrokenPipe, which is status 141 as if SIGPIPE had killed it.
"""

from __future__ import annotations

import posix
import time

from oilgg.errors import BreakLoop, BrokenPipe, ContinueLoop, ExpansionError, ReadonlyError
from oilgg.interp import (
    builtins,
    capture,
    descriptors,
    execution,
    facts,
    leaving,
    lookup,
    process,
    redirection,
    signals,
    trap,
    xtrace,
)
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.command import Simple, WithProcesses, trace
from oilgg.interp.compound import Case, Group, If
from oilgg.interp.execution import command_failed
from oilgg.interp.loops import For, ForArith, While
from oilgg.interp.node import Node, build
from oilgg.interp.substitution import Subshell, run_as_subshell, run_virtual
from oilgg.lower.invocation import TINY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_SIGPIPE_STATUS = 141
_PIPE_CAPACITY = 65536
_TRACE_PAUSE_S = 0.003
_HOLD_MS = 20
_FINITE = frozenset(("echo", "printf"))


class Stage:
    """One command of a pipeline while it runs."""

    __slots__ = (
        "argv", "background", "early", "environment", "failure", "kind", "lowering", "node", "path", "pid", "redirects",
        "status", "trace",
    )  # fmt: skip

    def __init__(self, node: Node, background: bool = False) -> None:
        self.node = node
        self.background = background
        self.kind = "code"
        """"program" (spawned), "code" (shell code), "finite" (echo or printf) or "failed" (status known)."""
        self.argv: list[str] = []
        self.redirects: list[Any] = []
        self.early: bytes | None = None
        """What a "finite" stage has written, if it has been run already."""
        self.environment: dict[bytes, bytes] | None = None
        self.failure: redirection.RedirectionFailed | None = None
        """What is to be said where the stage's pipes lead."""
        self.lowering: Any = None
        """A background job lowers its commands by itself, as this one of the shell's would."""
        self.path = ""
        self.pid = 0
        self.status = 0
        self.trace: list[str] = []
        """The lines of `set -x` for a program."""


_INVERTED = (If, While, For, ForArith, Case, Group, Simple, Subshell)
"""Commands whose own failure counts for nothing after a `!`: it is that of a command inside, or they know."""


class Pipeline(Node):
    """`! a | b`, `time a`."""

    __slots__ = ("assigns", "negated", "nodes", "shown", "timed")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        _, self.line, self.negated, self.timed, commands = tree
        self.nodes: list[Node] = [build(one) for one in commands]
        self.assigns: list[bool] = [facts.facts_of(one).assigns for one in commands]
        self.shown = [node for node in reversed(self.nodes) if isinstance(node, (Simple, Subshell))]
        if self.negated and len(self.nodes) == 1 and isinstance(self.nodes[0], (Simple, Subshell)):
            self.nodes[0].inverted = True

    def run(self, shell: Shell) -> int:
        """Run; looks after errexit, `!`, `time` and PIPESTATUS."""
        if self.timed is not None:
            from oilgg.interp import timing

            return timing.run_timed(shell, self)
        return self.run_untimed(shell)

    def run_untimed(self, shell: Shell) -> int:
        """Run without measuring."""
        if not self.negated:
            return self.run_stages(shell)
        checked = shell.checked
        # What is inside of the command has its ERR trap all the same, unless there is `set -e`.
        inside = len(self.nodes) != 1 or isinstance(self.nodes[0], _INVERTED)
        shell.checked = checked and inside and not shell.options.errexit
        otherwise = leaving.otherwise_of(shell, self)
        try:
            if otherwise is not None and len(self.nodes) == 1:
                status = leaving.run_before(shell, self.nodes[0], otherwise)
            else:
                status = self.run_stages(shell) if self.nodes else 0
        except (BreakLoop, ContinueLoop):
            # For bash these are commands like others, whose status is that of the loop.
            shell.status = 0 if shell.status else 1
            raise
        shell.checked = checked
        ends_in_subshell = len(self.nodes) > 1 and isinstance(self.nodes[-1], Subshell)
        if status > 0 and ends_in_subshell and checked and shell.guarded and not shell.options.errexit:
            command_failed(shell, status)
        if status < 0 and otherwise is not None and leaving.is_arranged(shell, status, otherwise):
            return status
        status = 0 if shell.settle(status) else 1
        shell.status = status
        return status

    def run_stages(self, shell: Shell) -> int:
        """Run the commands; gives the pipeline's status before `!`."""
        nodes = self.nodes
        if len(nodes) == 1:
            return nodes[0].run(shell)
        if not nodes:
            shell.status = 0
            return 0
        shell.line = self.line
        if shell.recounted and self.line in shell.recounted:
            shell.recounted[0] = shell.recounted[self.line]
        # BASH_COMMAND is what bash started last from this process. Of ( ) it takes note for an ERR trap only.
        shown = (node for node in self.shown if isinstance(node, Simple) or "ERR" in shell.traps)
        command = next(shown, shell.command)
        inside = _may_be_inside(shell)
        status = run_stages(shell, self)
        if not inside or isinstance(nodes[-1], Simple):
            shell.command = command
        shell.status = status
        if status and shell.guarded and shell.checked and not self.negated:
            if isinstance(nodes[-1], (Simple, Subshell)):
                shell.line = nodes[-1].line
            if isinstance(nodes[-1], Subshell) and not inside:
                # For bash a ( ) at the end is a command that fails, and then the pipeline is one as well.
                command_failed(shell, status)
            command_failed(shell, status)
        return status


def run_stages(shell: Shell, pipeline: Pipeline) -> int:
    """Run two or more stages."""
    stages = [Stage(node) for node in pipeline.nodes]
    attentive = shell.attention & trap.DEBUG
    inside = _may_be_inside(shell)
    if attentive:
        debug(shell, stages[:-1] if inside else stages)
    for stage, assigns in zip(stages, pipeline.assigns, strict=False):
        classify(shell, stage, assigns)
        if stage.kind == "code" and stage is not stages[-1] and _is_finite(shell, stage.node):
            stage.kind = "finite"
    if attentive and inside and stages[-1].kind != "code":
        debug(shell, stages[-1:])
    if shell.lowering is not None:
        if all(stage.kind == "program" for stage in stages):
            from oilgg.interp import invocation

            status = invocation.offer_pipeline(shell, pipeline, stages)
            if status is not None:
                shell.attention |= trap.LOWERING
                return status
        else:
            shell.drain("pipeline with shell code")
            fed = _feed_lowering(shell, pipeline, stages)
            if fed is not None:
                return _note_statuses(shell, fed)
    if shell.job_control and not shell.virtual_level:
        from oilgg.interp import control

        return control.run_pipeline(shell, stages)
    return _note_statuses(shell, _start_and_wait(shell, stages, _choose_inside(shell, stages)))


def _feed_lowering(shell: Shell, pipeline: Pipeline, stages: list[Stage]) -> list[int] | None:
    """`echo … | programs`: done without a process if lowering can; gives the statuses of all stages."""
    if stages[0].kind != "finite" or shell.options.xtrace or shell.job_control:
        return None
    if any(stage.kind != "program" or stage.argv[0] not in TINY for stage in stages[1:]):
        return None
    from oilgg.interp import invocation

    stages[0].early = _produce(shell, stages[0])
    statuses = invocation.offer_fed(shell, pipeline, stages[1:], stages[0].early)
    return None if statuses is None else [stages[0].status, *statuses]


def _note_statuses(shell: Shell, statuses: list[int]) -> int:
    """The status of a pipeline whose stages have these."""
    shell.pipe_status = tuple(statuses)
    if shell.options.pipefail:
        for status in reversed(statuses):
            if status:
                return status
        return 0
    return statuses[-1]


def debug(shell: Shell, stages: list[Stage]) -> None:
    """The DEBUG trap runs in the shell for each simple command of the pipeline, before any of them is started."""
    for stage in stages:
        if isinstance(stage.node, Simple):
            shell.command = stage.node
            shell.line = stage.node.line
            trap.run_debug_trap(shell)


def classify(shell: Shell, stage: Stage, assigns: bool) -> None:
    """Find out whether a stage is a program; if so its words and redirections are expanded here, as in a subshell."""
    node = stage.node
    if not isinstance(node, Simple) or isinstance(node, WithProcesses) or not node.words or node.declares:
        return
    simple = node
    if simple.name is not None:
        if simple.name in shell.functions:
            return
        if lookup.find_builtin(shell, simple.name) is not None:
            return
    elif facts.facts_of(simple.tree).forks:
        return
    tracing = shell.options.xtrace
    mark = shell.mark() if assigns or simple.assigns or simple.name is None or tracing else None
    line = shell.line
    outer = shell.stage_node
    shell.stage_node = None if stage.background else simple
    shell.subshell_level += 1
    lines = xtrace.hold() if tracing else []
    try:
        _expand_stage(shell, stage, simple)
        if tracing and stage.argv:
            trace(shell, stage.argv)
    finally:
        if tracing:
            xtrace.let_go()
        shell.subshell_level -= 1
        shell.stage_node = outer
        if mark is not None:
            status, substitution = shell.status, shell.substitution_status
            shell.undo(mark)
            shell.status, shell.substitution_status = status, substitution
        shell.line = line
    if stage.argv:
        stage.trace = lines
    elif stage.kind == "failed":
        xtrace.show_held(shell, lines)


def _expand_stage(shell: Shell, stage: Stage, simple: Simple) -> None:
    shell.line = simple.line
    shell.command = simple
    try:
        argv = simple.expand(shell)
        if not argv or (simple.name is None and (argv[0] in shell.functions or builtins.find(argv[0]) is not None)):
            # A word that turned out to be shell code is expanded again where it runs; that is only seen by commands
            # in it, which is why a stage whose name is not literal takes this way only without side effects.
            return
        if simple.assigns:
            shell.vars.push_scope(True)
            for assignment in simple.assigns:
                try:
                    assignment.assign_temporary(shell)
                except ReadonlyError as error:
                    shell.error(error.message)
                    if shell.options.posix:
                        stage.kind = "failed"
                        stage.status = 1
                        return
        if simple.redirs:
            stage.redirects = redirection.expand_outside(shell, simple.redirs, bool(simple.assigns))
        if simple.assigns:
            stage.environment = dict(shell.vars.environment())
        if argv[0] == "fold":
            from oilgg.interp.builtins import fold

            if fold.is_meant(shell, argv):
                return
        if shell.options.restricted and "/" in argv[0]:
            return
        path = lookup.find_program(shell, argv[0])
        if path is None and "command_not_found_handle" in shell.functions:
            return
        stage.kind = "program"
        stage.path = path or ""
        stage.argv = argv
        if path and any(_may_block(redirect) for redirect in stage.redirects):
            stage.kind = "code"
    except redirection.RedirectionFailed as failed:
        stage.kind = "failed"
        stage.status = 1
        stage.failure = failed
    except ExpansionError as error:
        process.report_expansion(shell, error)
        stage.kind = "failed"
        stage.status = 1


def _may_block(redirect: Redirect) -> bool:
    """Whether opening what a redirection names could wait for another process: a FIFO."""
    if redirect.op not in ("<", ">", ">>", ">|") or redirect.fd < 0:
        return False
    try:
        return posix.stat(str(redirect.target).encode("utf-8", "surrogateescape")).st_mode & 0o170000 == 0o010000
    except (OSError, ValueError):
        return False


def _may_be_inside(shell: Shell) -> bool:
    """Whether the last stage is a command of this shell if it is no program."""
    return shell.options.lastpipe and not shell.options.monitor


def _choose_inside(shell: Shell, stages: list[Stage]) -> int:
    """Which stage of shell code runs in this process: the last one that may; -1 if none."""
    last = len(stages) - 1
    if stages[last].kind == "code" and _may_be_inside(shell):
        return last
    first = last if shell.options.xtrace else 0
    for position in range(last, first - 1, -1):
        stage = stages[position]
        if stage.kind == "code" and not stage.argv and not facts.must_fork(shell, stage.node.tree):
            return position
    return -1


def _start_and_wait(shell: Shell, stages: list[Stage], inside: int) -> list[int]:
    """Start every stage but `inside`, run that one, wait for all."""
    start_stages(shell, stages, inside)
    raws = []
    for stage in stages:
        if stage.pid > 0:
            raw = process.wait_one(shell, stage.pid)
            stage.status = process.exit_status(raw)
        else:
            raw = stage.status << 8
        raws.append(raw)
    process.check_interrupt(shell, raws)
    if raws[-1] & 0x7F:
        processes = []
        for stage, raw in zip(stages, raws, strict=False):
            processes.append((stage.pid, raw, _text_of(stage.node.tree)))
        process.report_death(shell, processes)
    return [stage.status for stage in stages]


def _text_of(tree: Tree) -> Callable[[], str]:
    return lambda: execution.text_of(tree)


def start_stages(shell: Shell, stages: list[Stage], inside: int, group: int | None = None) -> None:
    """Start every stage but `inside`, and run that one. `group` 0: they get a process group of their own."""
    if shell.sinks:
        capture.make_real(shell)
    # Pipes that a forked child must not keep open have numbers that it closes.
    lowest = 3 if all(stage.kind == "program" for stage in stages) else descriptors.FIRST_OWN
    last = len(stages) - 1
    read_fd = -1
    inside_in = inside_out = -1
    early: bytes | None = None
    for position, stage in enumerate(stages):
        next_read = write_fd = -1
        if position < last:
            next_read, write_fd = posix.pipe()
            if next_read < lowest:
                next_read = descriptors.move_high(next_read)
            if write_fd < lowest:
                write_fd = descriptors.move_high(write_fd)
        if position == inside:
            inside_in, inside_out = read_fd, write_fd
        else:
            early = stage.early
            if early is None and stage.kind == "finite":
                early = _produce(shell, stage)
            if early is not None:
                _feed(shell, stage, early, write_fd, next_read, group)
            elif stage.kind == "program":
                _spawn_stage(shell, stage, read_fd, write_fd, group)
            elif stage.failure is not None:
                _complain(shell, stage, stage.failure, _pipe_actions(read_fd, write_fd))
            elif stage.kind == "code":
                _fork_stage(shell, stage, read_fd, write_fd, next_read, group)
            if group == 0 and stage.pid > 0:
                group = stage.pid
            if read_fd >= 0:
                if not stage.pid and stage.kind in ("program", "failed"):
                    _hold(read_fd)
                posix.close(read_fd)
            if write_fd >= 0:
                posix.close(write_fd)
        read_fd = next_read
    if inside >= 0:
        stages[inside].status = _run_inside(shell, stages[inside], inside_in, inside_out)


def _hold(read_fd: int) -> None:
    """Keep the pipe of a stage that could not be started open for a moment, as bash's process for it would have.

    So the stage before it, if it writes little, is not ended by SIGPIPE. A grandchild does it, nobody's to wait for.
    """
    pid = posix.fork()
    if pid:
        posix.waitpid(pid, 0)
        return
    try:
        if not posix.fork():
            import select

            posix.closerange(0, read_fd)
            posix.closerange(read_fd + 1, process.MAX_DESCRIPTOR)
            waiting = select.poll()
            waiting.register(read_fd, 0)
            waiting.poll(_HOLD_MS)
    finally:
        posix._exit(0)


def _pipe_actions(read_fd: int, write_fd: int) -> list[tuple[Any, ...]]:
    actions: list[tuple[Any, ...]] = []
    if read_fd >= 0:
        actions.append((posix.POSIX_SPAWN_DUP2, read_fd, 0))
    if write_fd >= 0:
        actions.append((posix.POSIX_SPAWN_DUP2, write_fd, 1))
    return actions


def _complain(
    shell: Shell, stage: Stage, failure: redirection.RedirectionFailed, actions: list[tuple[Any, ...]]
) -> None:
    shell.line = stage.node.line
    redirection.within(shell, actions, lambda: redirection.complain(shell, failure))


def _spawn_stage(shell: Shell, stage: Stage, read_fd: int, write_fd: int, group: int | None) -> None:
    actions = _pipe_actions(read_fd, write_fd)
    shell.line = stage.node.line
    xtrace.show_held(shell, stage.trace)
    if not stage.path:
        stage.status = execution.not_found(shell, stage.argv, stage.redirects, actions)
        return
    pid = execution.start_program(shell, stage.path, stage.argv, stage.redirects, stage.environment, actions, group)
    if pid < 0:
        stage.status = -pid
    else:
        stage.pid = pid


def _fork_stage(shell: Shell, stage: Stage, read_fd: int, write_fd: int, next_read: int, group: int | None) -> None:
    """Fork a stage of shell code; its pipes are put in place before, as the child closes our descriptors."""
    undo: list[tuple[int, int, Sink | None]] = []
    _put(shell, 0, read_fd, undo)
    _put(shell, 1, write_fd, undo)
    in_trap = shell.in_trap
    try:
        pid = process.fork(shell, "pipeline", group)
        if not pid:
            for fd in (read_fd, write_fd, next_read):
                if fd >= 0:
                    descriptors.close(fd)
            if read_fd >= 0:
                shell.stdin_piped = True
            process.child_main(shell, lambda: run_in_child(shell, stage, in_trap))
        stage.pid = pid
    finally:
        redirection.restore(shell, undo)
    if shell.options.xtrace:
        # Let the child show its command before the next stage's is shown.
        time.sleep(_TRACE_PAUSE_S)


def run_in_child(shell: Shell, stage: Stage, in_trap: str) -> int:
    """What a forked stage does: a subshell needs no second one, and a program replaces the process."""
    if stage.lowering is not None:
        shell.lowering = stage.lowering.in_background()
    if stage.argv:
        xtrace.show_held(shell, stage.trace)
        if stage.lowering is not None:
            from oilgg.interp import invocation

            shell.ignored_at_start |= {"INT", "QUIT"}
            status = invocation.offer_stage(shell, stage)
            if status is not None:
                return status
        return execution.replace(shell, stage.path, stage.argv, stage.redirects, stage.environment)
    if signals.is_started_in_background():
        if isinstance(stage.node, Simple):
            trap.heed_interrupts(shell)
        else:
            trap.ignore_interrupts(shell)
    _forget_jobs(shell, stage.node, stage.background)
    shell.stage_node = stage.node
    _enter_stage(shell, stage.node, in_trap)
    if stage.background:
        shell.extra = {**shell.extra, "background": stage.node}
    return run_as_subshell(shell, stage.node)


def _enter_stage(shell: Shell, node: Node, in_trap: str) -> None:
    """The process of a stage begins: a simple command is still part of the loops and the trap around it.

    Others are not; and only groups and ( ) run an EXIT trap that they set.
    """
    if isinstance(node, Simple):
        shell.in_trap = in_trap
        shell.extra = {**shell.extra, process.STAGE: process.stage_place(shell)}
        return
    execution.leave_loops(shell)
    if not isinstance(node, (Group, Subshell, Pipeline)):
        shell.extra = {**shell.extra, trap.NO_EXIT: True}


def _forget_jobs(shell: Shell, node: Node, background: bool = False) -> None:
    """Of all stages only `jobs` itself shows jobs."""
    if background or not (isinstance(node, Simple) and node.name == "jobs"):
        shell.jobs.forget()


def _run_virtually(shell: Shell, node: Node) -> int:
    depth, in_trap = shell.loop_depth, shell.in_trap
    status = run_virtual(shell, lambda shell: _run_stage(shell, node, depth, in_trap))
    if status < 0:
        shell.drain("stage")  # a status that is known may still change: whoever reads may be gone
    return shell.settle(status)


def _run_stage(shell: Shell, node: Node, loop_depth: int, in_trap: str) -> int:
    """Run a stage in a virtual subshell. To a simple command, `break`, the loops and traps outside are there."""
    _forget_jobs(shell, node)
    outer = shell.stage_node
    shell.stage_node = node
    shell.loop_depth = loop_depth
    _enter_stage(shell, node, in_trap)
    try:
        return node.run_flat(shell) if isinstance(node, Subshell) else node.run(shell)
    finally:
        shell.stage_node = outer


def _put(shell: Shell, fd: int, pipe_fd: int, undo: list[tuple[int, int, Sink | None]]) -> None:
    if pipe_fd >= 0:
        undo.append((fd, descriptors.save(fd), shell.sinks.pop(fd, None)))
        posix.dup2(pipe_fd, fd)


def _run_inside(shell: Shell, stage: Stage, read_fd: int, write_fd: int) -> int:
    """Run a stage of shell code in this process; gives its status."""
    undo: list[tuple[int, int, Sink | None]] = []
    if shell.read_buffers:
        shell.sync_input()
    _put(shell, 0, read_fd, undo)
    _put(shell, 1, write_fd, undo)
    for fd in (read_fd, write_fd):
        if fd >= 0:
            posix.close(fd)
    shell.pipe_guard += 1
    piped = shell.stdin_piped
    shell.stdin_piped = piped or read_fd >= 0
    try:
        if write_fd < 0 and shell.options.lastpipe:
            status = shell.settle(stage.node.run(shell))
        else:
            status = _run_virtually(shell, stage.node)
        shell.drain("the end of a stage")
        return status
    except BrokenPipe:
        return _SIGPIPE_STATUS
    finally:
        shell.pipe_guard -= 1
        shell.stdin_piped = piped
        redirection.restore(shell, undo)


def _is_finite(shell: Shell, node: Node) -> bool:
    """Whether a stage is `echo …` or `printf …`: it is run first, and what it writes is put into the pipe."""
    if not isinstance(node, Simple) or isinstance(node, WithProcesses):
        return False
    simple = node
    if simple.name not in _FINITE or simple.redirs or simple.name in shell.functions:
        return False
    return simple.name not in shell.disabled_builtins and not facts.must_fork(shell, simple.tree)


def _produce(shell: Shell, stage: Stage) -> bytes:
    """Run a finite stage; gives what it wrote."""
    outer = shell.sinks
    output = Capture()
    own = Sink(output)
    shell.sinks = {**outer, 1: own}
    try:
        stage.status = _run_virtually(shell, stage.node)
    finally:
        own.restore(1)
        shell.sinks = outer
        output.finish(shell)
    return output.data()


def _feed(shell: Shell, stage: Stage, data: bytes, write_fd: int, next_read: int, group: int | None) -> None:
    """Put what a stage has written into its pipe; a child does it where the pipe cannot hold that much."""
    if len(data) <= _PIPE_CAPACITY:
        posix.write(write_fd, data)
        return
    status = stage.status
    undo: list[tuple[int, int, Sink | None]] = []
    _put(shell, 1, write_fd, undo)
    try:
        pid = process.fork(shell, "pipeline", group)
        if not pid:
            descriptors.close(write_fd)
            descriptors.close(next_read)
            process.child_main(shell, lambda: _write_out(shell, data, status))
        stage.pid = pid
    finally:
        redirection.restore(shell, undo)


def _write_out(shell: Shell, data: bytes, status: int) -> int:
    shell.pipe_guard = 1
    capture.write_all(shell, 1, data)
    return status
