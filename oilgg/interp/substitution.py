"""Subshells: `( )`, `$( )`, backquotes, `<( )`; in the shell's own process where that can be undone, else forked."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell, ExpansionError, ParseError
from oilgg.interp import capture, descriptors, facts, process, redirection, trap
from oilgg.interp.capture import Capture, Sink
from oilgg.interp.command import stands_alone
from oilgg.interp.compound import Compound
from oilgg.interp.execution import command_failed, leave_loops, text_of
from oilgg.interp.node import Node, build, node_of
from oilgg.interp.redirection import Redirection
from oilgg.syntax.nodes import first_line, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]

_CHUNK = 65536


def run_virtual(shell: Shell, run: Callable[[Shell], int], substitution: bool = False, *, adopts: bool = False) -> int:
    """Run the body of a subshell in this process and undo what it did; gives its status, which may be pending.

    Descriptors changed with `exec` inside are restored; redirections around it are the caller's. `adopts`: a failure in
    the subshell ends this shell as well (`set -e`), so commands that are still running become commands of this shell.
    """
    if shell.jobs.jobs:
        shell.jobs.poll(shell.options.monitor)  # what the subshell sees stays as it is now
        shell.jobs.cleanup()
    mark = shell.mark()
    journal_length = len(shell.descriptor_journal)
    read_ahead = shell.in_trap
    shell.virtual_level += 1
    trap.subshell_traps(shell)
    process.enter_subshell(shell, substitution)
    if substitution and shell.stage_node is not None and shell.stage_node is shell.command:
        # In the words of a simple command in a pipeline, which for BASH_SUBSHELL are not yet in a subshell themselves.
        shell.extra = {**shell.extra, "subshells": shell.extra.get("subshells", 0) - 1}
    shell.jobs = shell.jobs.fresh()
    if not substitution:
        leave_loops(shell)
    if substitution:
        shell.trace_depth += 1
        if shell.options.errexit and not shell.options.inherit_errexit and not shell.options.posix:
            shell.set_option("errexit", False)
    trap.refresh_attention(shell)
    status = 1
    inner = shell.subshell_id
    try:
        try:
            body = lambda: _run_text(shell, run) if substitution else run(shell)  # noqa: E731
            status = process.finish(shell, body, adopts, substitution)
            if substitution:
                status = shell.settle(status)
        except BaseException as error:
            if shell.split_id == inner:
                process.end_split(shell, 1, error)
            raise
        if shell.split_id == inner:
            process.end_split(shell, status)
    finally:
        if len(shell.descriptor_journal) > journal_length:
            undo = shell.descriptor_journal[journal_length:]
            del shell.descriptor_journal[journal_length:]
            redirection.restore(shell, undo)
        shell.undo(mark)
        shell.in_trap = read_ahead
    if adopts and shell.lowering is not None and shell.lowering.pending:
        shell.lowering.adopt(inner)
    return status


def _run_text(shell: Shell, run: Callable[[Shell], int]) -> int:
    """Run what stands in `$( )`: like any text, it ends with status 1 whatever was wrong with an expansion."""
    try:
        return run(shell)
    except ExpansionError as error:
        error.status = 1
        raise


class Subshell(Compound):
    """`(a)`."""

    __slots__ = ("body", "inverted")
    line_first = True

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.line = tree[1]
        self.body = build(tree[2])
        self.inverted = False
        self.redirections(tree[3])

    def run(self, shell: Shell) -> int:
        """Run it; if what it ended with was killed, that is told of the whole ( ). Its redirections are over then."""
        try:
            status = super().run(shell)
        finally:
            if shell.tail_death is not None and (shell.subshell_tail is None or shell.subshell_tail[0] is not self):
                pid, raw = shell.tail_death
                shell.tail_death = None
                process.report_death(shell, [(pid, raw, lambda: text_of(self.tree))])
        if "ERR" in shell.traps:
            shell.command = self
        if status and shell.guarded and shell.checked and not self.inverted:
            command_failed(shell, status, {} if stands_alone(shell, self) else None)
        return status

    def unredirected(self, shell: Shell) -> int:
        """A redirection has failed, which is a failure of the ( ) like others; gives the status."""
        shell.status = 1
        return 1

    def run_flat(self, shell: Shell) -> int:
        """Run the body where the state is that of a subshell already, to whose end the redirections stay."""
        try:
            redirection.keep(shell, redirection.enter(shell, self.redirs))
        except redirection.RedirectionFailed:
            return 1
        return self.body.run(shell)

    def body_run(self, shell: Shell) -> int:
        """Run the body in a subshell."""
        shell.line = self.line
        outer, silent, command = shell.subshell_tail, shell.silent_deaths, shell.command
        stage_node = shell.stage_node
        outer_line, shell.outer_line = shell.outer_line, self.line
        shell.silent_deaths = False
        try:
            status = self._run_body(shell)
        finally:
            shell.subshell_tail, shell.silent_deaths, shell.command = outer, silent, command
            shell.stage_node = stage_node
            shell.outer_line = outer_line
        shell.status = status
        shell.pipe_status = (status,)
        if shell.pending_signals and not shell.virtual_level:
            trap.run_pending(shell)  # of this shell, whose traps were not those of the subshell
        return status

    def _run_body(self, shell: Shell) -> int:
        if shell.job_control and not shell.virtual_level:
            return self._as_job(shell)
        if facts.must_fork(shell, self.tree[2]):
            pid = process.fork(shell, "subshell")
            if not pid:
                leave_loops(shell)
                process.child_main(shell, lambda: self.body.run(shell))
            return process.wait_foreground(shell, pid, lambda: text_of(self.tree), bool(self.redirs))
        outer = shell.subshell_tail
        shell.subshell_tail = (self.body.tail(), outer[1] if outer is not None and outer[0] is self else self)
        # A trap on ERR runs when it has failed, one on EXIT would find these redirections.
        trapped = "ERR" in shell.traps or (bool(self.redirs) and "EXIT" in shell.traps)
        adopts = shell.checked and shell.options.errexit and not trapped
        return run_virtual(shell, self._run_forgetful, adopts=adopts)

    def _run_forgetful(self, shell: Shell) -> int:
        shell.jobs.forget()
        return self.body.run(shell)

    def _as_job(self, shell: Shell) -> int:
        """Run the body in a process group of its own, which can be stopped."""
        from oilgg.interp import control
        from oilgg.interp.job import Job

        with control.terminal(shell):
            pid = process.fork(shell, "subshell", 0)
        if not pid:
            leave_loops(shell)
            process.child_main(shell, lambda: self.body.run(shell))
        return control.wait_job(shell, Job(0, [pid], [text_of(self.tree)], pid))


def run_as_subshell(shell: Shell, node: Node) -> int:
    """Run a node in a process that is a subshell already; what it runs last may replace the process."""
    if isinstance(node, Subshell):
        shell.last_node = node.body.tail()
        if not node.redirs:
            return node.body.run(shell)
        try:
            redirection.enter(shell, node.redirs)
        except redirection.RedirectionFailed:
            return 1
        return node.body.run(shell)
    shell.last_node = node
    return node.run(shell)


def command_output(shell: Shell, tree: Tree | None, source: str) -> str:
    """See Shell.command_output."""
    if tree is None:
        shell.substitution_status = shell.status = 0
        return ""
    data = _read_file(shell, tree)
    if data is None:
        if _has_alias(shell, source):
            line = shell.line
            output = _captured_by_fork(shell, _printed_lines(source, line))
            shell.line = line
            return as_text(shell, output)
        if _defines_alias(source):
            return _output(shell, tree, shell.line, _printed_lines(source, shell.line))
        return _output(shell, *placed(shell, tree, source))
    return as_text(shell, data)


def _has_alias(shell: Shell, source: str) -> bool:
    """Whether there may be aliases in a substitution: those that are known when it runs, not when it was parsed."""
    if not shell.aliases or not shell.options.expand_aliases or shell.options.posix:
        return False
    return any(name in source for name in shell.aliases)


def _defines_alias(source: str) -> bool:
    """Whether commands of `source` may change what those on later lines are."""
    return "\n" in source and "alias" in source


class _Lines(Node):
    """Commands that must be parsed one after the other, since those before define aliases, or one is no command."""

    __slots__ = ("text",)

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line

    def run(self, shell: Shell) -> int:
        """Parse and run them one after the other."""
        from oilgg.interp import sourcing
        from oilgg.syntax.parser import Parser

        text = self.text
        parser = Parser(text, line=self.line, posix=shell.options.posix, warn=sourcing.here_document_warner(shell))
        return sourcing.run_parser(shell, parser, "command substitution", sourcing.Text(text), self.line)


def _printed_lines(source: str, line: int) -> _Lines:
    """The commands of a substitution in a word, as bash prints them."""
    from oilgg.syntax.printer import substitution_text

    return _Lines(substitution_text(source), line)


def _output(shell: Shell, tree: Tree, end: int, node: Node | None = None) -> str:
    """The output of commands whose text ends on line `end`."""
    line, outer_line = shell.line, shell.outer_line
    shell.outer_line = end
    try:
        data = captured(shell, tree, node or node_of(tree))
    finally:
        shell.outer_line = outer_line
    shell.line = line
    return as_text(shell, data)


_LINED = frozenset(
    ("simple", "pipeline", "bg", "if", "while", "until", "for", "select", "forarith", "case", "group", "subshell",
     "arithcmd", "cond", "func", "coproc", "redir", "heredoc")
)  # fmt: skip
_SPREAD = frozenset(("if", "while", "until", "for", "select", "forarith", "case", "func", "heredoc"))
_placed: dict[tuple[int, int], tuple[Tree, Tree, int]] = {}


def placed(shell: Shell, tree: Tree, source: str) -> tuple[Tree, int]:
    """The tree of a substitution with bash's line numbers, and the line on which its text ends.

    bash keeps the text of the commands as it prints them, and runs that from the line of the command around it on.
    """
    key = (id(tree), shell.line)
    entry = _placed.get(key)
    if entry is None:
        if len(_placed) > 2000:
            _placed.clear()
        start = first_line(tree)
        new, end = tree, shell.line
        # One that begins with two parentheses is kept as it was read, to find out whether it is arithmetic.
        respelled = "\n" in source or (_is_spread(tree) and not source.startswith("("))
        if respelled and not (shell.aliases and shell.options.expand_aliases):
            new, end = _printed_anew(shell, tree, source)
        elif shell.line != start:
            new = _move(tree, shell.line - start)
        entry = _placed[key] = (tree, new, end)
    return entry[1], entry[2]


def _is_spread(tree: Tree) -> bool:
    """Whether bash prints a tree on more than one line."""
    if tree and tree[0].__class__ is str and tree[0] in _SPREAD and not is_text(tree):
        return True
    return any(item.__class__ is tuple and _is_spread(item) for item in tree)


def _printed_anew(shell: Shell, tree: Tree, source: str) -> tuple[Tree, int]:
    """The tree of the text that bash prints for `source`, and its last line.

    Without a tree, the lines are only counted from another one.
    """
    from oilgg.syntax.parser import parse_all
    from oilgg.syntax.printer import substitution_text

    text = substitution_text(source)
    try:
        new = parse_all(text, shell.line, posix=shell.options.posix) if text != source else None
    except ParseError:
        new = None
    if new is None:
        new = _move(tree, shell.line - first_line(tree))
    return new, shell.line + text.rstrip("\n").count("\n")


def _move(tree: Tree, lines: int) -> Tree:
    items = [_move(item, lines) if item.__class__ is tuple else item for item in tree]
    if len(items) > 1 and items[1].__class__ is int and items[0] in _LINED:
        items[1] += lines
    return tuple(items)


def as_text(shell: Shell, data: bytes) -> str:
    """Output of a command as the text of a substitution: no NULs, no trailing newlines."""
    if b"\0" in data:
        shell.error("warning: command substitution: ignored null byte in input")
        data = data.replace(b"\0", b"")
    return data.rstrip(b"\n").decode("utf-8", "surrogateescape")


def captured(shell: Shell, tree: Tree, node: Node) -> bytes:
    """Run a node as a command substitution; gives its output, the status is in `substitution_status` and `status`."""
    if facts.must_fork(shell, tree):
        return _captured_by_fork(shell, node)
    outer = shell.sinks
    sinks = {fd: sink for fd, sink in outer.items() if fd != 1}
    output = Capture()
    own = sinks[1] = Sink(output)
    shell.sinks = sinks
    command = shell.command
    inner = set(outer)
    group = shell.lowering.leave_group() if shell.lowering is not None else None
    try:
        status = run_virtual(shell, node.run, True)
    finally:
        if group is not None:
            shell.lowering.resume_group(group)
        own.restore(1)
        for fd, sink in sinks.items():
            if fd not in inner and sink is not own:
                sink.restore(fd)
        shell.sinks = outer
        output.finish(shell)
        shell.command = command
    shell.status = shell.substitution_status = status
    return output.data()


def _captured_by_fork(shell: Shell, node: Node) -> bytes:
    read_fd, write_fd = posix.pipe()
    read_fd = descriptors.move_high(read_fd)
    write_fd = descriptors.move_high(write_fd)
    # The descriptor must survive the child's closing of ours, so it becomes standard output before the fork.
    saved_sink = shell.sinks.pop(1, None)
    saved = descriptors.save(1)
    posix.dup2(write_fd, 1)
    posix.close(write_fd)
    try:
        pid = process.fork(shell, "command substitution")
        if not pid:
            shell.trace_depth += 1
            if not shell.options.inherit_errexit and not shell.options.posix:
                shell.set_option("errexit", False)
            process.child_main(shell, lambda: _run_text(shell, node.run), True)
    finally:
        descriptors.put_back(1, saved)
        if saved_sink is not None:
            shell.sinks[1] = saved_sink
    parts = []
    if shell.live_captures:
        posix.set_blocking(read_fd, False)
    while True:
        if shell.live_captures:
            capture.wait_readable([read_fd], shell.live_captures)
        data = posix.read(read_fd, _CHUNK)
        if not data:
            break
        parts.append(data)
    posix.close(read_fd)
    shell.status = shell.substitution_status = process.wait_foreground(shell, pid, None)
    return b"".join(parts)


def _next_block(fd: int) -> bytes:
    """What comes next; a file that opens but can't be read (a directory, some of /sys) ends there without a word."""
    try:
        return posix.read(fd, _CHUNK)
    except OSError:
        return b""


def _read_file(shell: Shell, tree: Tree) -> bytes | None:
    """`$(<file)`: the content of the file; None if the tree is something else."""
    if tree[0] != "simple" or tree[2] or tree[3] or len(tree[4]) != 1:
        return None
    redir = tree[4][0]
    if redir[0] != "redir" or redir[3] != "<" or redir[2] not in (None, 0):
        return None
    parts = []
    expanded: list[redirection.Redirect] = []
    try:
        Redirection(redir).expand(shell, expanded)
        fd = redirection.open_target(shell, expanded[0])
        while data := _next_block(fd):
            parts.append(data)
        posix.close(fd)
    except redirection.RedirectionFailed as failed:
        for text in failed.args:
            shell.error(text)
        shell.status = shell.substitution_status = 1
        return b""
    except ExpansionError as error:
        if not error.message.endswith("ambiguous redirect"):
            raise
        shell.error(error.message)
        shell.status = shell.substitution_status = 1
        return b""
    except OSError as error:
        redirection.report(shell, expanded[0], error)
        if shell.options.errexit:
            # As in bash, where this error is one of the shell itself, and the status that of the command before.
            raise ExitShell(shell.settled_status() or 1) from None
        shell.status = shell.substitution_status = 1
        return b""
    shell.status = shell.substitution_status = 0
    return b"".join(parts)


_parsed: dict[tuple[str, int, bool, bool], Any] = {}


def run_backquote(shell: Shell, text: str) -> str:
    """See Shell.run_backquote."""
    from oilgg.interp import sourcing
    from oilgg.syntax.parser import parse_all

    line = shell.line or 1
    if _defines_alias(text):
        return as_text(shell, _captured_by_fork(shell, _Lines(text, line)))
    key = (text, line, shell.options.expand_aliases, shell.options.extglob)
    if key in _parsed and not key[2]:
        tree = _parsed[key]
    else:
        try:
            warn = sourcing.here_document_warner(shell) if "<<" in text else None
            tree = parse_all(text, line, **parser_options(shell), warn=warn)
        except ParseError:
            # Those before it run.
            output = _captured_by_fork(shell, _Lines(text, line))
            shell.line = line
            return as_text(shell, output)
        if warn is None:
            _parsed[key] = tree
    if tree is None:
        shell.substitution_status = shell.status = 0
        return ""
    data = _read_file(shell, tree)
    return _output(shell, tree, line + text.count("\n")) if data is None else as_text(shell, data)


def parser_options(shell: Shell) -> dict[str, Any]:
    """Keyword arguments for the parser that follow from the shell's options."""
    options = shell.options
    aliases = shell.aliases if options.expand_aliases else None
    return {"aliases": aliases, "posix": options.posix, "extglob": options.extglob}


def process_substitution(shell: Shell, direction: str, tree: Tree | None, source: str) -> str:
    """See Shell.process_substitution."""
    records = shell.lowering is not None and shell.lowering.records and not _has_alias(shell, source)
    if records and direction == "<" and tree is not None:
        path: str | None = shell.lowering.substitution(tree)
        if path is not None:
            return path
    node: Node | None = None
    if tree is not None:
        by_line = _has_alias(shell, source) or _defines_alias(source)
        node = _printed_lines(source, shell.line) if by_line else node_of(placed(shell, tree, source)[0])
    number = start_substitution(shell, direction, node)
    shell.substitution_fds = [*shell.substitution_fds, number]
    return f"/dev/fd/{number}"


def start_substitution(shell: Shell, direction: str, node: Node | None, number: int = 0) -> int:
    """Start the process of `<(node)` or `>(node)`; gives the descriptor of our end: `number` if that is not 0."""
    if direction == ">":
        process.split_off(shell)  # `wait` may wait for it
    read_fd, write_fd = posix.pipe()
    ours, theirs, target = (read_fd, write_fd, 1) if direction == "<" else (write_fd, read_fd, 0)
    if number:
        posix.dup2(ours, number, True)
        posix.close(ours)
        ours = number
    else:
        ours = descriptors.move_substitution(ours)
    shell.sync_input()
    saved_sink = shell.sinks.pop(target, None)
    saved = descriptors.save(target)
    posix.dup2(theirs, target)
    posix.close(theirs)
    try:
        pid = process.fork(shell, "process substitution")
        if not pid:
            posix.close(ours)
            shell.trace_depth += 1
            process.child_main(shell, lambda: 0 if node is None else _run_to_end(shell, node), True)
    finally:
        descriptors.put_back(target, saved)
        if saved_sink is not None:
            shell.sinks[target] = saved_sink
    shell.background_pid = pid
    shell.jobs.substitutions.append(pid)
    return ours


def _run_to_end(shell: Shell, node: Node) -> int:
    """All that a process has to do; what it runs last may replace it."""
    shell.last_node = node.tail()
    return node.run(shell)


def close_substitutions(shell: Shell, kept: int) -> None:
    """After a command: close the pipes of its process substitutions (those after the first `kept`)."""
    if shell.lowering is not None and shell.lowering.records:
        shell.lowering.closed(shell.substitution_fds[kept:])
    for fd in shell.substitution_fds[kept:]:
        descriptors.close(fd)
    shell.substitution_fds = shell.substitution_fds[:kept]
    for pid in list(shell.jobs.substitutions):
        try:
            found, raw = posix.waitpid(pid, posix.WNOHANG)
        except ChildProcessError:
            shell.jobs.substitutions.remove(pid)
            continue
        if found:
            shell.jobs.substitutions.remove(pid)
            shell.jobs.record(pid, raw)
