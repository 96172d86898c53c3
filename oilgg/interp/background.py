"""`&`, `coproc` and `select`."""

from __future__ import annotations

import posix

from oilgg.errors import BreakLoop, ContinueLoop, ExpansionError, ReadonlyError
from oilgg.interp import descriptors, execution, facts, invocation, pipeline, process, redirection, signals, trap
from oilgg.interp.command import Simple, attend
from oilgg.interp.compound import Compound
from oilgg.interp.loops import For, left
from oilgg.interp.node import Node, build
from oilgg.interp.substitution import run_as_subshell, run_virtual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_COPROC_READ = 63
_COPROC_WRITE = 60


class Background(Node):
    """`a &`."""

    __slots__ = ("node",)

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.node = build(tree[2])

    def run(self, shell: Shell) -> int:
        """Start it and go on."""
        shell.line = self.line
        if shell.lowering is not None and shell.lowering.only_looks:
            run_virtual(shell, self.node.run)
            shell.status = 0
            return 0
        shell.drain("background job")
        process.split_off(shell)
        job_control = shell.job_control
        stages = self._stages(shell)
        texts = [execution.text_of(stage.node.tree) for stage in stages]
        if shell.attention & trap.DEBUG:
            pipeline.debug(shell, stages)
        if len(stages) == 1 and shell.lowering is not None and not job_control and not shell.lowering.records:
            _let_lower(shell, stages[0])
        undo: list[Any] = []
        if not job_control:
            shell.sync_input()
        takes_nothing = not job_control and not shell.stdin_piped and not self._is_pipeline()
        if takes_nothing and isinstance(stages[0].node, Simple) and _runs_commands(stages[0].node.tree):
            # They read what the shell reads; only then the command itself is given nothing.
            stages[0].node = _without_input(stages[0].node)
            takes_nothing = False
        if takes_nothing:
            undo.append((0, descriptors.save(0), shell.sinks.pop(0, None)))
            null = posix.open("/dev/null", posix.O_RDONLY | posix.O_CLOEXEC)
            posix.dup2(null, 0)
            if null:
                posix.close(null)
        heeded = None if job_control else signals.ignore_for_background()
        try:
            pipeline.start_stages(shell, stages, -1, 0 if job_control else None)
        finally:
            if heeded is not None:
                signals.heed_again(heeded)
            redirection.restore(shell, undo)
        pids = [stage.pid or _finished(shell, stage.status) for stage in stages]
        shell.background_pid = pids[-1]
        if len(stages) == 1 and not isinstance(stages[0].node, Simple):
            texts = [execution.text_of(self.tree[2])]
        if shell.jobs.jobs:
            shell.jobs.poll(shell.options.monitor)
        job = shell.jobs.add(pids, texts, pids[0] if job_control else 0)
        job.folder = shell.cwd
        job.pipefail = shell.options.pipefail
        if shell.interactive and not shell.subshell_level:
            shell.warn(f"[{job.number}] {pids[-1]}\n")
        shell.status = 0
        shell.pipe_status = (0,)
        return 0

    def _is_pipeline(self) -> bool:
        """Whether it is `a | b &`, whose first command keeps the standard input of the shell, unlike others."""
        node = self.node
        return isinstance(node, pipeline.Pipeline) and node.timed is None and len(node.nodes) > 1

    def _stages(self, shell: Shell) -> list[pipeline.Stage]:
        """The processes it becomes. What needs commands to be run for its words is expanded in its own process."""
        node = self.node
        nodes = [node]
        if isinstance(node, pipeline.Pipeline) and node.timed is None and node.nodes:
            if not node.negated:
                nodes = node.nodes
            elif len(node.nodes) == 1 and isinstance(node.nodes[0], Simple):
                # bash forgets the `!` of a simple command here.
                nodes = node.nodes
        stages = []
        for one in nodes:
            stage = pipeline.Stage(one, True)
            literal_name = isinstance(one, Simple) and one.name is not None
            if literal_name and not _runs_commands(one.tree) and not facts.facts_of(one.tree).assigns:
                pipeline.classify(shell, stage, False)
            stages.append(stage)
        return stages


def _without_input(node: Simple) -> Simple:
    """The command with `</dev/null` as its first redirection, if it has a name and says nothing of its input."""
    _, line, assigns, words, redirs = node.tree
    if not words or any(one.fd == 0 and one.op.startswith("<") for one in node.redirs):
        return node
    redirect = ("redir", line, 0, "<", ("/dev/null", ("/dev/null",)))
    return Simple(("simple", line, assigns, words, (redirect, *redirs)))


def _let_lower(shell: Shell, stage: pipeline.Stage) -> None:
    """Let the commands of a background job be lowered there; other programs than annotated ones are just started."""
    if stage.kind == "program":
        if not invocation.is_worth_a_fork(shell, stage):
            return
        stage.kind = "code"
    if stage.kind == "code":
        shell.lowering.before_background(bool(stage.argv))
        stage.lowering = shell.lowering


def _finished(shell: Shell, status: int) -> int:
    """A process that could not be started, and the message has been printed: a child with its status is there."""
    pid = process.fork(shell, "background job")
    if not pid:
        posix._exit(status)
    return pid


def _runs_commands(tree: Any) -> bool:
    if tree.__class__ is not tuple:
        return False
    if tree and tree[0] in ("cmdsub", "heresub", "backq", "procsub"):
        return True
    return any(_runs_commands(item) for item in tree)


class Coprocess(Node):
    """`coproc NAME { a; }`."""

    __slots__ = ("node",)

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.node = build(tree[3])

    def run(self, shell: Shell) -> int:
        """Start it; NAME gets its descriptors, NAME_PID its pid."""
        shell.line = self.line
        name: str = self.tree[2]
        if not name.isalnum():
            name = _expanded_name(shell, name)
        if not (name.isascii() and name.isidentifier()):
            shell.error(f"`{name or '(null)'}': not a valid identifier")
            return self._failed(shell)
        process.split_off(shell)
        dispose_coprocesses(shell)
        for other, (other_pid, _) in shell.coprocesses.items():
            shell.error(f"warning: execute_coproc: coproc [{other_pid}:{other}] still exists")
        their_in, our_out = posix.pipe()
        our_in, their_out = posix.pipe()
        our_in = descriptors.move_down(our_in, _COPROC_READ, False)
        our_out = descriptors.move_down(our_out, _COPROC_WRITE, False)
        undo: list[Any] = []
        shell.sync_input()
        for fd, source in ((0, their_in), (1, their_out)):
            undo.append((fd, descriptors.save(fd), shell.sinks.pop(fd, None)))
            posix.dup2(source, fd)
            posix.close(source)
        try:
            pid = process.fork(shell, "coprocess", 0 if shell.job_control else None)
            if not pid:
                posix.close(our_in)
                posix.close(our_out)
                if not shell.options.monitor:
                    trap.ignore_interrupts(shell)
                process.child_main(shell, lambda: run_as_subshell(shell, self.node))
        finally:
            redirection.restore(shell, undo)
        from oilgg.expand.values import IndexedArray

        shell.background_pid = pid
        texts = [f"coproc {name} {execution.text_of(self.tree[3])}"]
        job = shell.jobs.add([pid], texts, pid if shell.job_control else 0)
        job.folder = shell.cwd
        if shell.interactive and not shell.subshell_level:
            shell.warn(f"[{job.number}] {pid}\n")
        ends = tuple((fd, posix.fstat(fd).st_ino) for fd in (our_in, our_out))
        shell.coprocesses = {**shell.coprocesses, name: (pid, ends)}
        shell.status = 0
        try:
            shell.vars.set_array(name, IndexedArray([str(our_in), str(our_out)]))
            shell.vars.set(name + "_PID", str(pid))
        except ReadonlyError as error:
            shell.report(error.message)
            shell.error(f"{error.name}: cannot unset: readonly variable")
        return 0

    def _failed(self, shell: Shell) -> int:
        shell.status = 1
        shell.pipe_status = (1,)
        return 1  # which is no failure for `set -e`


def _expanded_name(shell: Shell, source: str) -> str:
    from oilgg.expand.words import compile_word
    from oilgg.syntax.lexer import Lexer

    return compile_word(Lexer(source, shell.line, None, False).word_at(0)).text(shell)


def dispose_coprocesses(shell: Shell) -> None:
    """Coprocesses that have ended lose their variables and descriptors."""
    table = shell.jobs
    if not shell.coprocesses or table.inherited:
        return
    table.poll(shell.options.monitor)
    running = table.running_pids()
    left = {name: facts for name, facts in shell.coprocesses.items() if facts[0] in running}
    ended = [(name, facts[1]) for name, facts in shell.coprocesses.items() if name not in left]
    shell.coprocesses = left
    for name, ends in ended:
        for variable in (name, name + "_PID"):
            try:
                shell.vars.unset(variable)
            except ReadonlyError:
                pass
        for fd, inode in ends:
            try:
                if posix.fstat(fd).st_ino == inode:
                    posix.close(fd)
            except OSError:
                pass


class Select(For):
    """`select x in a b; do c; done`."""

    __slots__ = ()
    run = Compound.run

    def body_run(self, shell: Shell) -> int:
        """Show the menu, read an answer, run the body; until the end of input or `break`."""
        from oilgg.interp import menu
        from oilgg.interp.builtins.arguments import whole_number

        shell.line = self.line
        if not self.has_valid_name(shell):
            return 1
        shell.command = self
        if shell.attention:
            if shell.options.xtrace:
                self._trace_select(shell)
            attend(shell, self)
        items = self.items(shell)
        if not items:
            shell.status = 0
            return 0
        checked = shell.checked
        status = 0
        depth = shell.loop_depth = shell.loop_depth + 1
        show = True
        try:
            while True:
                answer = menu.ask(shell, items, show)
                if answer is None:
                    status = 1
                    break
                show = answer == ""
                if show:
                    continue
                number = whole_number(answer) or 0
                try:
                    shell.vars.set(self.name, items[number - 1] if 0 < number <= len(items) else "")
                    status = self.body.run(shell)
                except ReadonlyError as error:
                    if shell.options.posix:
                        raise ExpansionError(error.message, True) from None
                    shell.report(error.message)
                    status = 1
                    break
                except ContinueLoop as leave:
                    status = left(shell, leave, checked, depth)
                show = shell.vars.get("REPLY") == ""
        except BreakLoop as leave:
            status = left(shell, leave, checked, depth)
        finally:
            shell.loop_depth = depth - 1
        shell.status = status
        return status

    def _trace_select(self, shell: Shell) -> None:
        from oilgg.interp import xtrace

        xtrace.show(shell, f"select {self.name} in {xtrace.listed(self.tree[3])}")
