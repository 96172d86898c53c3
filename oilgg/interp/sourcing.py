"""Text to commands: one complete command is parsed and run at a time, for scripts, `eval`, traps and sourced files."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell, ExpansionError, ParseError, ReturnFunction
from oilgg.interp import dynamic, execution, process, redirection, trap
from oilgg.interp.execution import Frame
from oilgg.interp.node import build
from oilgg.syntax.nodes import PIPED_SUBSHELLS, declared, declarer, substituted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from oilgg.interp.history import Recorded
    from oilgg.interp.remembered import Remembered
    from oilgg.interp.state import Shell
    from oilgg.syntax.lexer import Lexer
    from oilgg.syntax.parser import Parser

    Tree = tuple[Any, ...]

ARRAY_TEXT = "array assign"
"""What `declare -a 'a=(…)'` is, in messages."""
_CHUNK = 1 << 20
_FEW = 1 << 12
"""So many characters are searched at every command."""
_SYNTAX_STATUS = 2
_FATAL_STATUS = 127
_MANY_NULS = 256
"""What drops more of them is no text to `.`."""


class Text:
    """The source text of a parser as far as it is known: scripts may grow."""

    __slots__ = ("parts",)

    def __init__(self, text: str) -> None:
        self.parts = [text]

    def add(self, text: str) -> None:
        """More of it has been read."""
        self.parts.append(text)

    @property
    def lines(self) -> list[str]:
        """All lines known."""
        return "".join(self.parts).split("\n")


def run_parser(
    shell: Shell, parser: Parser | Remembered | Recorded, what: str, text: Text, first_line: int, script: bool = False
) -> int:
    """Run all commands of a parser; gives the status of the last one.

    `what` says where the text is from: "" for a script, "-c", "eval", "trap". A syntax error ends a script with 2.
    """
    status = 0
    lexer = parser.lexer
    shown = 0
    entered = shell.command
    kept = len(shell.substitution_fds)
    history = not script and shell.options.history
    searched, points = 0, False
    if shell.lowering is not None and "#:" in lexer.text:
        shell.lowering.notes_in(lexer.text, shell.frames[-1].source if shell.frames else "")
    while True:
        if shell.options.history and not history and what == "" and not shell.interactive:
            parser = _recorded(shell, parser, text)
        lexer = parser.lexer
        lexer.aliases = shell.aliases if shell.options.expand_aliases else None
        lexer.posix = shell.options.posix
        lexer.extglob = shell.options.extglob
        # The text loses what has been read; it gets more only when it is nearly at its end.
        if len(lexer.text) > searched or searched < _FEW:
            points = "\\u" in lexer.text or "\\U" in lexer.text
        searched = len(lexer.text)
        if points:
            _note_locale(shell)
        try:
            tree = parser.next()
            lexer = parser.lexer
        except ParseError as error:
            if shell.lazy:
                _force(shell)
            if shell.options.verbose:
                whole = error.incomplete or "unexpected end" in error.message
                shown = _show_lines(shell, text, shown, None if whole else error.line - first_line + 1)
            report_syntax(shell, error, what, text, first_line)
            if _ends_at_message(shell) and (error.message or getattr(error, "unclosed", False)):
                raise ExitShell(_SYNTAX_STATUS) from None
            if getattr(error, "in_array", False):
                status = _abandoned_array(shell)
                if error.message.startswith("unexpected EOF"):
                    return status  # all of the text has been taken
                parser.skip_line()
                continue
            if script and getattr(error, "keeps_status", False):
                raise ExitShell(_status_at_end(shell, error)) from None
            kept = shell.settled_status() if getattr(error, "keeps_status", False) else 0
            shell.status = _SYNTAX_STATUS
            if error.in_substitution and not shell.interactive and not (script and what == ""):
                raise ExitShell(kept or _fatal_status(shell)) from None
            if getattr(error, "keeps_status", False):
                return _SYNTAX_STATUS
            if script or (what in ("", "eval") and _ends_posix_shell(shell, entered)):
                raise ExitShell(_SYNTAX_STATUS) from None
            return _SYNTAX_STATUS
        if tree is not None:
            end = _last_line(lexer)
            shell.line = shell.outer_line = end
            end -= first_line - 1
            if shell.options.verbose:
                _show_lines(shell, text, shown, end)
            shown = end
        elif shell.options.verbose:
            shown = _show_lines(shell, text, shown, None)
        if tree is None:
            if shell.lazy:
                _force(shell)
                status = shell.status
            return status
        if shell.options.noexec and not shell.interactive:
            status = shell.status
            continue
        if script and shell.jobs.jobs:
            shell.jobs.cleanup()
        if tree[0] == "simple" and shell.lowering is not None and (body := substituted(tree) or declared(tree)):
            from oilgg.interp import lazy

            assigned = lazy.assign(shell, tree, body, declarer(tree) if tree[3] else "")
            if assigned is not None:
                status = assigned
                continue
        if shell.lazy:
            _force(shell)
        if script and what == "":
            shell.command_number += 1
        if PIPED_SUBSHELLS:
            status, lost = _run_recounted(shell, tree, lexer, script and what == "")
            first_line -= lost
        else:
            last = what == "-c" and lexer.pos == len(lexer.text)
            status = run_complete(shell, tree, script and what == "", last)
        if script and len(shell.substitution_fds) > kept and not shell.function_depth:
            shell.close_substitutions(kept)  # of what is no simple command: `x=<(a)`, `[[ -e <(a) ]]`
        if shell.options.onecmd and script and what != "-c":
            raise ExitShell(shell.settle(status))


def _note_locale(shell: Shell) -> None:
    """What $'\\u…' means depends on the locale at that place of the script."""
    from oilgg.syntax import escapes

    multibyte = shell.vars.multibyte()
    if multibyte is not escapes.multibyte:
        escapes.multibyte = multibyte
        from oilgg.syntax import lexer, tokens, words

        for known in (tokens.WORDS, lexer.COMMANDS, words.TEXTS):
            known.clear()


def _recorded(shell: Shell, parser: Parser | Remembered | Recorded, text: Text) -> Recorded:
    """What is left of a script, from where it remembers its commands."""
    from oilgg.interp.history import Recorded

    return parser if isinstance(parser, Recorded) else Recorded(shell, parser, "".join(text.parts))


def _ends_posix_shell(shell: Shell, entered: Any) -> bool:
    """Whether a syntax error in the text of `eval` or `.` ends the shell: in posix mode, unless a command of it ran.

    Nor where it was called by `command`.
    """
    if shell.extra.get("command"):
        return False
    command = shell.command
    ran = command is not entered and command is not None and command.tree[0] == "simple" and command.tree[3]
    return shell.options.posix and not shell.interactive and not ran


def _force(shell: Shell) -> None:
    from oilgg.interp import lazy

    lazy.force(shell)


def _abandoned_array(shell: Shell) -> int:
    """A syntax error between the parentheses of an array: it ends a subshell; others go on with the next line."""
    shell.status = 1
    shell.pipe_status = (1,)
    if shell.subshell_level or (shell.options.posix and not shell.interactive):
        raise ExitShell(_fatal_status(shell))
    return 1


def _show_lines(shell: Shell, text: Text, shown: int, end: int | None) -> int:
    """`set -v`: show the source lines that have been read since the last ones."""
    lines = text.lines
    if end is None:
        end = len(lines) - 1 if not lines[-1] else len(lines)
    if end > shown:
        found = lines[shown:end]
        if len(found) > 1:
            from oilgg.syntax.parser import lines_in_substitutions

            hidden = lines_in_substitutions("\n".join(found) + "\n")
            found = [line for number, line in enumerate(found, 1) if number not in hidden]
        shell.warn("\n".join(found) + "\n")
    return end


def _run_recounted(shell: Shell, tree: Tree, lexer: Lexer, by_line: bool) -> tuple[int, int]:
    """Run a complete command after which bash counts lines anew.

    It goes on from the line of the last ( ) at the left of a `|` that it started, outside of what remembers its line
    (functions, `for`, `case`): the lines between that and the end of the command are not counted. Gives the status and
    how many those are.
    """
    from oilgg.interp import lines

    outside = shell.recounted
    shell.recounted = found = lines.piped_subshells(tree, dict(PIPED_SUBSHELLS))
    try:
        status = run_complete(shell, tree, by_line)
    finally:
        shell.recounted = outside
    lost = _last_line(lexer) - found[0] if found and found[0] else 0
    lexer.line -= lost
    return status, lost


def _last_line(lexer: Any) -> int:
    """The line on which what has been read ends."""
    pos: int = lexer.pos
    line: int = lexer.line_at(pos)
    return line - (lexer.text.endswith("\n", 0, pos) and pos - 1 not in lexer.uncounted)


def run_complete(shell: Shell, tree: Tree, by_line: bool = False, last: bool = False) -> int:
    """Run one complete command; an expansion error abandons it, or the shell.

    `by_line`: it comes from a script, where the status says what was wrong; that of a text run as a whole does not.
    `last`: this shell has nothing else to do, so a program that the command ends with may replace the process.
    """
    checked = shell.checked
    loop_depth = shell.loop_depth
    try:
        node = build(tree)
        if last:
            shell.last_node = node.tail()
        return node.run(shell)
    except ExpansionError as error:
        process.report_expansion(shell, error)
        shell.checked = checked
        shell.loop_depth = loop_depth
        ends_trap = shell.trace_depth == shell.exit_depth and shell.in_trap.endswith("EXIT")
        in_text = shell.trace_depth or shell.options.command_string
        if error.unwinds and (in_text or ends_trap) and not shell.interactive:
            shell.status = error.status or 1
            if shell.trace_depth and not ends_trap:
                raise
            raise ExitShell(shell.status, fatal=ends_trap) from None
        if error.strict and not error.fatal and checked and shell.options.errexit and not shell.interactive:
            raise ExitShell(max(shell.status, 1)) from None
        shell.status = error.status or 1 if by_line or error.unwinds else 1
        shell.pipe_status = (shell.status,)
        if shell.subshell_level and not error.fatal:
            _die(shell, shell.status)
        if (error.fatal or (shell.options.posix and not error.lenient)) and not shell.interactive:
            ends_all = error.fatal and shell.options.errexit  # the status then is that of an EXIT trap, too
            _die(shell, 1 if ends_all else _fatal_status(shell), error.fatal and not ends_all)
        return shell.status
    except OSError as error:
        shell.checked = checked
        shell.loop_depth = loop_depth
        return _system_error(shell, error)


def _die(shell: Shell, status: int, fatal: bool = False) -> NoReturn:
    """An error in an expansion ends the shell; its EXIT trap still sees the file that was being read."""
    if "EXIT" in shell.traps:
        trap.leave_shell(shell, status)
    raise ExitShell(status, fatal=fatal) from None


def _status_at_end(shell: Shell, error: ParseError) -> int:
    """The status of a script that ends with an error that keeps the status of the last command."""
    if error.in_substitution and shell.options.command_string:
        return _FATAL_STATUS
    return shell.settled_status() or (_SYNTAX_STATUS if error.incomplete else int(error.in_substitution))


def _fatal_status(shell: Shell) -> int:
    """The status of a shell that ends because of an error in an expansion, or inside of `$( )`."""
    return _FATAL_STATUS if shell.options.command_string and not shell.subshell_level else 1


def _system_error(shell: Shell, error: OSError) -> int:
    """The system refused what a command cannot do without (a pipe, a process): the command is abandoned."""
    shell.error(posix.strerror(error.errno or 0))
    shell.status = 1
    shell.pipe_status = (1,)
    return 1


def report_syntax(shell: Shell, error: ParseError, what: str, text: Text, first_line: int) -> None:
    """Print a syntax error as bash does: the message, and the offending line where a token is to blame."""
    if shell.interactive and not what:
        prefix = shell.invocation_name + ": "
    else:
        source = shell.frames[-1].source if shell.frames else ""
        prefix = f"{source or shell.name}: {what + ': ' if what else ''}line {error.line}: "
    if what == ARRAY_TEXT and error.message.endswith(("matching `\"'", "matching `''")):
        prefix = prefix.rpartition("line ")[0] + "line 1: "
    if error.message:
        shell.warn(prefix + error.message + "\n")
        if _ends_at_message(shell):
            return
    end_line = getattr(error, "end_line", 0)
    if end_line:
        shell.warn(f"{prefix.rpartition('line ')[0]}line {end_line}: syntax error: unexpected end of file\n")
    for _ in range(getattr(error, "unclosed", 0)):
        shell.warn(prefix + "expected `)'\n")
        if _ends_at_message(shell):
            return
    shown = getattr(error, "text", None) or ""
    if shown.startswith("syntax error: "):
        shell.warn(prefix + shown + "\n")
    if "syntax error near " in error.message:
        lines = text.lines
        if what == ARRAY_TEXT:
            lines = "\n".join(lines).partition("(")[2][:-1].split("\n")
        index = error.line - first_line
        if 0 <= index < len(lines) and not shell.interactive:
            pushed = getattr(error, "pushed", None)
            shell.warn(f"{prefix}`{lines[index] if pushed is None else pushed}'\n")


def _ends_at_message(shell: Shell) -> bool:
    """Whether the first message about a syntax error ends the shell: under `set -e`."""
    return shell.options.errexit and shell.checked and not shell.interactive


def run_text(shell: Shell, text: str, what: str, line: int) -> int:
    """See Shell.run_text."""
    from oilgg.syntax.parser import Parser

    first_line = line or shell.line or 1
    parser = Parser(text, line=first_line, posix=shell.options.posix, warn=here_document_warner(shell))
    deeper = 0 if what == "exit trap" and shell.in_trap.endswith("EXIT") else 1
    shell.trace_depth += deeper
    saved, outer_line = shell.line, shell.outer_line
    depth = shell.trace_depth
    if what == "eval":
        _note_stage(shell, depth - deeper)
    try:
        status = run_parser(shell, parser, what, Text(text), first_line)
    except ExitShell as leave:
        leave_text(shell, leave, depth - deeper)
        raise
    finally:
        shell.trace_depth = depth - deeper
        shell.line, shell.outer_line = saved, outer_line
    return status


def _note_stage(shell: Shell, depth: int) -> None:
    """A text begins with `depth` others around it: a subshell may be there for nothing else."""
    stage = shell.extra.get(process.STAGE)
    if stage and stage[:2] == (depth, shell.function_depth):
        shell.extra = {**shell.extra, process.TEXT_OF_STAGE: True}


def leave_text(shell: Shell, leave: ExitShell, depth: int) -> None:
    """A text, with `depth` others around it, is left for good.

    What compound commands have redirected in it is not for the EXIT trap, unless a function is left as well.
    """
    if shell.left_from is None or not shell.left_from[2]:
        redirection.restore_left(shell, leave)
    outermost = depth < trap.first_text(shell) and (shell.subshell_level or not shell.options.command_string)
    if leave.trap_due and outermost:
        leave.trap_due = False
        leave.status = trap.run_exit_trap(shell, leave.status)


def here_document_warner(shell: Shell) -> Any:
    """What the parser calls for a here-document that the end of the text ended."""

    def warn(line: int, message: str) -> None:
        source = shell.frames[-1].source if shell.frames else ""
        shell.warn(f"{source or shell.name}: line {line}: warning: {message}\n")

    return warn


def read_all(fd: int) -> bytes:
    """Everything that is left to read from a descriptor."""
    parts = []
    while data := posix.read(fd, _CHUNK):
        parts.append(data)
    return b"".join(parts)


def decode(data: bytes) -> str:
    """Source text of a file."""
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    return data.decode("utf-8", "surrogateescape")


def _sourced(data: bytes) -> str:
    """Source text of a file for `.`; raises OSError for a program.

    bash drops a NUL without a look at the next character. If that is a NUL as well it ends the text.
    """
    if b"\0" in data and data.replace(b"\0\0", b"\0").count(b"\0") > _MANY_NULS:
        raise OSError(8, "Exec format error")
    return decode(data.partition(b"\0\0")[0])


def missing_end(text: str) -> str:
    """What the last line of a script lacks of its end: to bash it ends like the others."""
    return "\n" if text and text[-1] != "\n" else ""


def source_file(shell: Shell, path: str, arguments: list[str] | None, remembered: bool = False) -> int:
    """See Shell.source_file. The DEBUG trap is hidden from the file, and from the RETURN trap after it.

    `remembered`: its commands get into the history.
    """
    hidden = execution.hide_traps(shell, None, ("DEBUG",)) if shell.traps else None
    try:
        return _source_file(shell, path, arguments, remembered)
    finally:
        if hidden:
            execution.show_traps(shell, hidden)


def _source_file(shell: Shell, path: str, arguments: list[str] | None, remembered: bool) -> int:
    shell.before_look(path)
    fd = posix.open(path.encode("utf-8", "surrogateescape"), posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        data = read_all(fd)
    finally:
        posix.close(fd)
    text = _sourced(data)
    positional = shell.positional
    line, outer_line = shell.line, shell.outer_line
    checked = shell.checked
    return_depth = shell.return_depth
    depth = shell.trace_depth
    frames_outside = len(shell.frames)
    command = shell.command
    if arguments is None and "argv" not in shell.extra and not shell.function_depth:
        dynamic.note_arguments(shell)
    shell.frames.append(Frame("source", "source", path, line, arguments))
    if arguments is not None:
        shell.positional = arguments
        given = arguments
    shell.return_depth = return_depth + 1
    shell.trace_depth = depth + 1
    _note_stage(shell, depth)
    from oilgg.syntax.parser import Parser

    source = Text(text)
    parser: Parser | Recorded = Parser(text, posix=shell.options.posix, warn=here_document_warner(shell))
    if remembered:
        parser = _recorded(shell, parser, source)
    try:
        status = run_parser(shell, parser, "", source, 1)
    except ExitShell as leave:
        trap.die_in_function(shell, leave)
        leave_text(shell, leave, depth)
        raise
    except ReturnFunction as leave:
        status = leave.status
        shell.checked = checked
    except ExpansionError as error:
        process.report_expansion(shell, error)
        raise
    finally:
        del shell.frames[frames_outside:]
        if arguments is not None and (shell.positional is given or shell.function_depth):
            shell.positional = positional
        shell.return_depth = return_depth
        shell.trace_depth = depth
        shell.line, shell.outer_line = line, outer_line
    if "RETURN" in shell.traps:
        shell.command = command
        status = trap.run_return_trap(shell, status)  # sees the status of the last command, not that of `return`
    shell.status = status
    return status
