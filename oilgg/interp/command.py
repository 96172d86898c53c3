"""Simple commands: words, assignments, redirections, and what they start."""

from __future__ import annotations

from oilgg.errors import ExitShell, ExpansionError, LenientError, NoMatchError, ReadonlyError, ReturnFunction
from oilgg.expand.values import EXPORT
from oilgg.expand.words import compile_word
from oilgg.interp import builtins, execution, facts, invocation, later, lookup, redirection, trap, xtrace
from oilgg.interp.assignment import Assignment, literal
from oilgg.interp.builtins import read
from oilgg.interp.execution import call_builtin, call_function, command_failed
from oilgg.interp.node import Node
from oilgg.interp.process import REDIRECTED_CALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.loops import ForExpression
    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Function, Shell

    Tree = tuple[Any, ...]


class Simple(Node):
    """`x=1 ls -l "$f" >out`: assignments, words, redirections."""

    __slots__ = (
        "assigns",
        "constant",
        "declares",
        "inverted",
        "name",
        "plain",
        "posix_words",
        "read_ifs",
        "redirs",
        "words",
    )

    def __init__(self, tree: Tree) -> None:
        _, self.line, assigns, words, redirs = tree
        self.tree = tree
        self.assigns = tuple([Assignment(one) for one in assigns])
        self.redirs = tuple([redirection.Redirection(one) for one in redirs])
        self.plain = not assigns and not redirs
        self.declares = False
        self.inverted = False
        """A `!` in front of it: its own failure is none."""
        self.words: list[Any] = []
        """Literal text, or a word or assignment to expand."""
        for word in words:
            if word[0] == "assign" and len(word) == 5:
                self.words.append(Assignment(word))
                self.declares = True
            else:
                text = "[" if word[0] == "[" else literal(word)
                self.words.append(compile_word(word) if text is None else text)
        self.posix_words = self.words
        """The same as posix mode has it."""
        if len(words) > 2 and self.words[0] == "command":
            self.posix_words = _behind_command(words, self.words)
        self.constant: list[str] | None = None
        if words and all(word.__class__ is str for word in self.words):
            self.constant = self.words
        self.name: str | None = self.words[0] if words and self.words[0].__class__ is str else None
        self.read_ifs: str | None = None
        """The value of IFS in `IFS=… read …`, where that is known."""
        if self.name == "read" and self.constant and len(assigns) == 1 and not redirs:
            only = self.assigns[0]
            if only.name == "IFS" and only.sub is None and not only.append:
                self.read_ifs = only.constant

    def run(self, shell: Shell) -> int:
        """Execute; errexit and the ERR trap are looked after here."""
        shell.line = self.line
        if shell.attention:
            if attend(shell, self):
                return shell.status
            if shell.attention & trap.KEYWORD and len(self.words) > 1:
                other = keyword_form(self.tree)
                if other is not None:
                    return other.run(shell)
        shell.command = self
        traps = shell.traps
        if self.plain:
            argv = self.constant
            if argv is None:
                shell.substitution_status = -1
                argv = self.expand(shell)
                if not argv:
                    return self.finish(shell, self.nothing(shell))
            name = argv[0]
            if shell.attention and shell.options.xtrace:
                trace(shell, argv)
            functions = shell.functions
            if name in functions and not (name in builtins.SPECIAL_BUILTINS and shell.options.posix):
                function = functions[name]
                if function.note is None:
                    args = argv[1:] if not self.declares else [str(word) for word in argv[1:]]
                    status = call_function(shell, function, args)
                else:
                    status = call_annotated(shell, self, function, argv)
            else:
                builtin = find_builtin(name)
                if builtin is not None and name not in shell.disabled_builtins:
                    status = call_builtin(shell, name, builtin, argv[1:])
                    if status and shell.options.posix:
                        special_failed(shell, self, name, status)
                else:
                    status = run_external(shell, self, argv)
            last = argv[-1]
            shell.last_argument = last if last.__class__ is str else last_text(last)
        elif self.words:
            status = self.run_full(shell)
        else:
            shell.substitution_status = -1
            status = self.nothing(shell)
        shell.status = status
        shell.pipe_status = (status,)
        if status and shell.guarded and shell.checked:
            self.failed(shell, status, traps)
        return status

    def failed(self, shell: Shell, status: int, traps: dict[str, str] | None = None) -> None:
        """It failed where that counts (see command_failed); a stage of a pipeline, or behind `!`, runs no ERR trap."""
        command_failed(shell, status, {} if shell.stage_node is self or self.inverted else traps)

    def expand(self, shell: Shell) -> list[str]:
        """The command's words after all expansions (with DeclArg among them for declaration builtins)."""
        argv: list[Any] = []
        unmatched: NoMatchError | None = None
        words = self.posix_words if shell.options.posix else self.words
        last = words[-1] if words else None
        for word in words:
            if word.__class__ is str:
                argv.append(word)
            elif word.__class__ is Assignment and self.name == "alias" and word.elements is not None:
                word.assign(shell)  # all that alias sees is the name
                argv.append(word.name)
            elif word.__class__ is Assignment:
                assoc = any("A" in arg for arg in argv if arg.__class__ is str and arg[:1] == "-")
                arguments: list[Any] = word.arguments(shell, assoc)
                if word.elements is not None and word is not last and last.__class__ is not str:
                    arguments = _declared_early(shell, argv, arguments)
                elif self.name == "alias":
                    arguments = [str(argument) for argument in arguments]
                argv += arguments
            else:
                try:
                    argv += word.fields(shell)
                except NoMatchError as error:
                    unmatched = unmatched or error  # the words are expanded before any of them is matched
        if unmatched is not None:
            raise unmatched
        return argv

    def nothing(self, shell: Shell) -> int:
        """No command word is left: assignments, redirections, and the status of the last command substitution."""
        for assignment in self.assigns:
            assignment.assign(shell)
        shell.last_argument = ""
        if self.redirs:
            try:
                undo = redirection.enter(shell, self.redirs)
                redirection.restore(shell, undo)
            except redirection.RedirectionFailed:
                return 1
        return max(shell.substitution_status, 0)

    def finish(self, shell: Shell, status: int) -> int:
        """Record the status of the command."""
        shell.status = status
        shell.pipe_status = (status,)
        if status and shell.guarded and shell.checked:
            self.failed(shell, status)
        return status

    def run_full(self, shell: Shell) -> int:
        """A command with assignments in front or redirections; gives its status."""
        ifs = self.read_ifs
        if ifs is not None and "read" not in shell.functions and not shell.options.xtrace:
            words: list[str] = self.constant  # type: ignore[assignment]
            status = None if shell.disabled_builtins else read.read_apart(shell, words[1:], ifs)
            if status is not None:
                shell.last_argument = words[-1]
                return status
        shell.substitution_status = -1
        argv = self.expand(shell)
        if not argv:
            return self.nothing(shell)
        name: str = argv[0]
        variables = shell.vars
        special = name in builtins.SPECIAL_BUILTINS
        if not self.assigns:
            if shell.options.xtrace:
                trace(shell, argv)
            return self.dispatch(shell, argv, special)
        if special and shell.options.posix:
            for assignment in self.assigns:
                try:
                    assignment.try_to_assign(shell)
                except ReadonlyError as error:
                    raise ExpansionError(error.message, True) from None
                variables.set_attributes(assignment.name, EXPORT)
            if shell.options.xtrace:
                trace(shell, argv)
            return self.dispatch(shell, argv, special)
        variables.push_scope(True)
        depth = variables.scope
        depth.evaluated = name in ("eval", "source", ".")  # type: ignore[union-attr]
        variables.for_program = name not in shell.functions and lookup.find_builtin(shell, name) is None
        try:
            for assignment in self.assigns:
                try:
                    assignment.assign_temporary(shell)
                except ReadonlyError as error:
                    shell.error(error.message)
                    if shell.options.errexit or (shell.options.posix and special):
                        shell.leave(1)
                    if shell.options.posix:
                        raise LenientError("") from None
            if shell.options.xtrace:
                _trace_outside(shell, argv)
            depth.transparent = (  # type: ignore[union-attr]
                not variables.for_program and name not in shell.functions and not _has_scope(argv)
            )
            return self.dispatch(shell, argv, special)
        finally:
            variables.for_program = False
            if variables.scope is depth:
                variables.pop_scope()

    def dispatch(self, shell: Shell, argv: list[Any], special: bool) -> int:
        """Find out what the first word is and run it with the command's redirections."""
        try:
            return self._dispatch(shell, argv, special)
        finally:
            shell.last_argument = last_text(argv[-1])

    def _dispatch(self, shell: Shell, argv: list[Any], special: bool) -> int:
        name: str = argv[0]
        function = shell.functions.get(name)
        if function is not None and special and shell.options.posix:
            function = None
        builtin = None
        if function is None:
            builtin = lookup.find_builtin(shell, name)
            if builtin is None:
                return run_external(shell, self, argv)
        if function is not None and self.declares:
            argv = [str(word) for word in argv]
        if function is not None and function.note is not None:
            return call_annotated(shell, self, function, argv)
        if name == "io" and function is None and self.redirs:
            return run_io(shell, self, argv)
        if not self.redirs:
            if function is not None:
                return call_function(shell, function, argv[1:])
            status = call_builtin(shell, name, builtin, argv[1:])  # type: ignore[arg-type]
            if status and shell.options.posix:
                special_failed(shell, self, name, status)
            return status
        if function is None and name in later.PRINTERS and len(self.redirs) == 1 and shell.attention & trap.LOWERING:
            found = later.print_later(shell, self, builtin, argv)  # type: ignore[arg-type]
            if found is not None:
                return found
        if name == "exec":
            shell.drain("exec")  # what it opens for good is not undone
        around = shell.extra.get(REDIRECTED_CALL)
        calls = function is not None or name in _CALLERS
        streams: object = ()
        if calls and shell.lowering is not None and "EXIT" in shell.traps:
            streams = shell.lowering.streams()
        try:
            undo = redirection.enter(shell, self.redirs, bool(self.assigns))
        except redirection.RedirectionFailed:
            return redirection.failed(shell, special)
        keep = False
        try:
            if calls:
                shell.extra = {**shell.extra, REDIRECTED_CALL: (streams, trap.standing(shell), tuple(undo))}
            if function is not None:
                return call_function(shell, function, argv[1:])
            shell.keep_redirections = False
            status = call_builtin(shell, name, builtin, argv[1:])  # type: ignore[arg-type]
            keep = shell.keep_redirections
            if status and shell.options.posix:
                special_failed(shell, self, name, status)
            return status
        except ExitShell as leave:
            if calls and not leave.signal:
                if leave.call_left:
                    undo = redirection.hand_over(leave, undo)
                else:
                    leave.call_left = True
                    redirection.restore_left(shell, leave)
            raise
        finally:
            if calls:
                shell.extra = {**shell.extra, REDIRECTED_CALL: around}
            if keep:
                shell.keep_redirections = False
                redirection.keep(shell, undo)
            else:
                redirection.restore(shell, undo)


def last_text(word: Any) -> str:
    """What `$_` is after a command that ends with this argument."""
    return word if word.__class__ is str else word.name if word.array else str(word)


def _has_scope(argv: list[Any]) -> bool:
    """Whether assignments in front of this builtin are variables that hide the others while it runs."""
    for word in argv:
        if word not in ("command", "builtin", "-p", "--"):
            return word in _SCOPED
    return False


def _declared_early(shell: Shell, argv: list[Any], arguments: list[Any]) -> list[Any]:
    """Declare an array before the words after it are expanded, which may ask for it: `local a=(1 2) b=${a[1]}`."""
    name = argv[0]
    builtin = None if name in shell.functions or name in ("command", "builtin") else find_builtin(name)
    if builtin is None or name in shell.disabled_builtins:
        return arguments
    if name == "local" and not shell.vars.in_function():
        builtin = find_builtin("declare") or builtin
    options = [arg for arg in argv[1:] if arg.__class__ is str and arg[:1] in ("-", "+")]
    if shell.options.xtrace:
        _trace_arrays(shell, arguments)
    if not call_builtin(shell, name, builtin, [*options, *arguments]):
        return [argument.name for argument in arguments]
    for argument in arguments:
        argument.failed = True
    return arguments


def _behind_command(words: tuple[Tree, ...], compiled: list[Any]) -> list[Any]:
    """The words of `command export v=$x` in posix mode, where assignments behind `command` are those of the builtin."""
    at = next((at for at, word in enumerate(compiled) if word != "command"), 0)
    if compiled[at] not in builtins.DECLARATION_BUILTINS:
        return compiled
    out = compiled[: at + 1]
    for word, node in zip(words[at + 1 :], compiled[at + 1 :], strict=True):
        assignment = _as_assignment(word) if node.__class__ is not Assignment else None
        out.append(node if assignment is None else Assignment(assignment))
    return out


def _as_assignment(word: Tree) -> Tree | None:
    """`x=1` as the tree of an assignment; None if the word is none."""
    parts = word[1]
    first = parts[0] if parts and parts[0].__class__ is str else ""
    name, equals, rest = first.partition("=")
    plain = name.removesuffix("+")
    if not equals or not plain.isidentifier() or not plain.isascii():
        return None
    value = ((rest,) if rest else ()) + parts[1:]
    return ("assign", plain, None, "=" if plain == name else "+=", (word[0][len(name) + 1 :], value))


def keyword_form(tree: Tree) -> Simple | None:
    """The command as `set -k` has it: assignments anywhere among its words go in front; None if there are none."""
    assigns, words = [], []
    for word in tree[3]:
        assignment = _as_assignment(word) if word[0] != "assign" else None
        if assignment is not None and assignment[3] == "=":
            assigns.append(assignment)
        else:
            words.append(word)
    if not assigns:
        return None
    return Simple((tree[0], tree[1], tree[2] + tuple(assigns), tuple(words), tree[4]))


find_builtin = builtins.find
_SCOPED = builtins.DECLARATION_BUILTINS | {"eval", ".", "source", "unset", "mapfile", "readarray", "read"}
_CALLERS = frozenset(("eval", ".", "source", "command", "builtin"))
"""Builtins that run commands which may end the shell, as functions do."""
_WRONG_USE = 2
_USAGE_COUNTS = builtins.SPECIAL_BUILTINS - {"eval", ".", "source", "exec"}


def special_failed(shell: Shell, node: Simple | None, name: str, status: int) -> None:
    """A builtin failed in posix mode: a special one ends the shell if it was used wrongly or says so.

    That it was used wrongly does not count where its status does not, but within `eval` there.
    """
    wrong = shell.special_error
    if status == _WRONG_USE:
        counts = (shell.checked and not (node and node.inverted)) or bool(shell.extra.get("forgiving"))
        wrong = counts and (wrong or name in _USAGE_COUNTS)
    shell.special_error = False
    if wrong and name in builtins.SPECIAL_BUILTINS and not shell.interactive:
        shell.leave(status)


def trace(shell: Shell, argv: list[Any]) -> None:
    """Trace a simple command; arrays among the arguments of declaration builtins get a line of their own before it."""
    words = []
    multibyte = shell.vars.multibyte()
    for word in argv:
        if word.__class__ is str:
            words.append(xtrace.quote(word, multibyte))
        elif word.array:
            _trace_arrays(shell, [word])
            words.append(word.name)
        else:
            words.append(xtrace.quote(str(word), multibyte))
    xtrace.show(shell, " ".join(words))


def _trace_outside(shell: Shell, argv: list[Any]) -> None:
    """Trace a command with assignments in front, which PS4 does not see: only in subshells, `eval` and `source`."""
    in_subshell = shell.subshell_level or shell.stage_node is shell.command
    if in_subshell or shell.trace_depth or any(frame.kind == "source" for frame in shell.frames):
        trace(shell, argv)
        return
    shell.vars.swap_temporary()
    try:
        trace(shell, argv)
    finally:
        shell.vars.swap_temporary()


def _trace_arrays(shell: Shell, words: list[Any]) -> None:
    for word in words:
        xtrace.show(shell, f"{word.name}{word.op}({' '.join([_element(one) for one in word.value])})")


def _element(element: tuple[str | None, str, str]) -> str:
    sub, op, text = element
    quoted = xtrace.single_quote(text)
    return quoted if sub is None else f"[{xtrace.single_quote(sub)}]{op}{quoted}"


def call_annotated(shell: Shell, node: Simple, function: Function, argv: list[str]) -> int:
    """Call a function that has a `#:` comment: offered to lowering, else run in place."""
    redirects: list[Redirect] = []
    if node.redirs:
        try:
            redirects = redirection.expand_outside(shell, node.redirs, bool(node.assigns))
        except redirection.RedirectionFailed as failed:
            redirection.complain(shell, failed)
            return 1
    if shell.lowering is not None:
        from oilgg.interp import calls

        status = calls.offer(shell, function, argv, redirects, node.line)
        if status is not None:
            shell.attention |= trap.LOWERING
            return status
    try:
        undo = redirection.apply(shell, redirects)
    except redirection.RedirectionFailed:
        return redirection.failed(shell, False)
    try:
        return call_function(shell, function, argv[1:])
    finally:
        redirection.restore(shell, undo)


def run_io(shell: Shell, node: Simple, argv: list[str]) -> int:
    """`io … -- command >file`: the redirections are the command's, and go with it."""
    from oilgg.interp.builtins import io

    try:
        redirects = redirection.expand_outside(shell, node.redirs, bool(node.assigns))
    except redirection.RedirectionFailed:
        return 1
    return call_builtin(shell, "io", lambda inner, args: io.run(inner, args, redirects), argv[1:])


def run_own(shell: Shell, node: Simple, builtin: Callable[[Shell, list[str]], int], argv: list[str]) -> int:
    """Run a builtin that stands in the place of a program."""
    try:
        undo = redirection.enter(shell, node.redirs, bool(node.assigns))
    except redirection.RedirectionFailed:
        return 1
    try:
        return call_builtin(shell, argv[0], builtin, argv[1:])
    finally:
        redirection.restore(shell, undo)


def run_external(shell: Shell, node: Simple, argv: list[str]) -> int:
    """A program in the foreground, which has the process of a ( ) to itself where it stands alone in that."""
    status = _run_external(shell, node, argv)
    if status and "ERR" in shell.traps and stands_alone(shell, node):
        shell.stage_node = node
    return status


def stands_alone(shell: Shell, node: Node) -> bool:
    """Whether `node` is all that the ( ) around it does, or a ( ) alone in that."""
    tail = shell.subshell_tail
    for around in (shell.stage_node, tail and tail[1]):
        while around is not None and around.tree[0] == "subshell":
            around = around.body
            if around is node:
                return True
    return False


def _run_external(shell: Shell, node: Simple, argv: list[str]) -> int:
    """Offer it to lowering, else run it in place."""
    redirects: list[Redirect] = []
    if argv[0][:1] == "%":
        from oilgg.interp.builtins.jobs import fg

        return run_own(shell, node, fg, ["fg", *argv])
    if argv[0] == "fold":
        from oilgg.interp.builtins import fold

        if fold.is_meant(shell, argv):
            return run_own(shell, node, fold.fold, argv)
    if node.redirs:
        # bash expands them in the child: what they assign is lost, and their errors are the child's.
        mark = shell.mark() if facts.facts_of(node.tree[4]).assigns else None
        background_pid = shell.background_pid
        try:
            redirects = redirection.expand_outside(shell, node.redirs, bool(node.assigns))
        except redirection.RedirectionFailed as failed:
            redirection.complain(shell, failed)
            return 1
        finally:
            if mark is not None:
                shell.undo(mark)
            shell.background_pid = background_pid
    if shell.lowering is not None:
        status = invocation.offer_simple(shell, node, argv, redirects)
        if status is not None:
            shell.attention |= trap.LOWERING
            if shell.jobs.jobs and not shell.interactive:
                from oilgg.interp.builtins.jobs import look_after_program

                look_after_program(shell)
            return status
    environment = shell.vars.environment()
    if shell.job_control and not shell.virtual_level:
        from oilgg.interp import control

        return control.run_foreground(shell, argv, redirects, environment)
    return execution.run_program(shell, argv, redirects, environment)


def attend(shell: Shell, node: Node | ForExpression) -> bool:
    """Something must be looked at before command `node`: signals, DEBUG trap, noexec, lowering. True: skip it."""
    attention = shell.attention
    if attention & trap.PENDING and shell.pending_signals:
        # BASH_COMMAND is the one that ran when they came.
        trap.run_pending(shell)
        shell.line = node.line
        attention = shell.attention
    shell.command = node
    if attention & trap.NOEXEC:
        return True
    if attention & trap.LOWERING:
        if shell.lowering is not None and shell.lowering.pending:
            shell.lowering.pump()
        else:
            shell.attention &= ~trap.LOWERING
    if attention & trap.DEBUG and (shell.stage_node is not node or not isinstance(node, Simple)):
        result = trap.run_debug_trap(shell)
        shell.command = node
        shell.line = node.line
        if result and shell.options.extdebug:
            if result == 2 and shell.return_depth:
                raise ReturnFunction(2)
            shell.status = 0
            return True
    return False


class WithProcesses(Simple):
    """A simple command with process substitutions, whose pipes are closed after it."""

    __slots__ = ()

    def run(self, shell: Shell) -> int:
        """Execute and close."""
        kept = len(shell.substitution_fds)
        try:
            return super().run(shell)
        finally:
            shell.close_substitutions(kept)
