"""The state of a shell: the one object that nodes, builtins and expansions get."""

from __future__ import annotations

import posix
import time

from oilgg.errors import BrokenPipe, ExitShell
from oilgg.expand.variables import EXPORT, Variables
from oilgg.interp import (
    capture,
    descriptors,
    dynamic,
    execution,
    job,
    lookup,
    sourcing,
    trap,
)
from oilgg.interp.execution import Frame
from oilgg.interp.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, NoReturn

    from oilgg.interp.capture import Capture, Sink
    from oilgg.interp.control import Terminal
    from oilgg.interp.limits import Limits
    from oilgg.interp.node import Node
    from oilgg.worker.jobserver import Admission

    Tree = tuple[Any, ...]


class Function:
    """A shell function."""

    __slots__ = ("body", "exported", "frame", "line", "name", "node", "note", "readonly", "source", "traced", "usages")

    def __init__(self, name: str, body: Tree, source: str, line: int) -> None:
        self.name = name
        self.body = body
        """The tree of the body, for `declare -f`."""
        self.source = source
        """Where it was defined, for BASH_SOURCE."""
        self.line = line
        self.node: Node | None = None
        """The body made executable at the first call."""
        self.frame: Frame | None = None
        """That of the last call."""
        self.exported = False
        self.traced = False
        self.readonly = False
        self.note: tuple[int, list[str]] | None = None
        """Line and text of the `#:` comments before it."""
        self.usages: Any = None
        """What those say, once it was called."""


class Shell:
    """A (sub)shell's whole state, and the way to everything that runs code.

    Lists and dicts in here that a mark has to bring back (`functions`, `aliases`, `traps`, `positional`, `hashed`,
    `directory_stack`, `pipe_status`) are **replaced, not changed in place**: `shell.aliases = {**shell.aliases, k: v}`;
    options are changed by `set_option`, traps by `set_trap`, functions by `define_function`/`unset_function`.
    """

    __slots__ = (
        "admission",
        "aliases",
        "attention",
        "background_pid",
        "chdir_journal",
        "checked",
        "command",
        "command_string",
        "command_text",
        "compatibility",
        "completions",
        "command_number",
        "coprocesses",
        "cwd",
        "descriptor_journal",
        "directory_stack",
        "disabled_builtins",
        "exit_action",
        "extra",
        "forked",
        "frames",
        "function_depth",
        "function_limit",
        "functions",
        "getopts_index",
        "getopts_offset",
        "guarded",
        "hashed",
        "history",
        "ignored_at_start",
        "in_trap",
        "inherited_traps",
        "interactive",
        "interrupted",
        "interruptible",
        "invocation_name",
        "job_control",
        "jobs",
        "keep_redirections",
        "last_argument",
        "last_node",
        "lazy",
        "stage_node",
        "left_from",
        "leaving",
        "limits",
        "line",
        "live_captures",
        "login",
        "loop_depth",
        "lowering",
        "marks",
        "name",
        "options",
        "outer_line",
        "own_settings",
        "pending_signals",
        "pid",
        "pipe_guard",
        "pipe_status",
        "positional",
        "random_last",
        "glob_dots",
        "random_level",
        "random_seed",
        "random_shown",
        "read_buffers",
        "recounted",
        "return_depth",
        "rounds",
        "sinks",
        "start_time",
        "silent_deaths",
        "special_error",
        "status",
        "split_id",
        "stdin_piped",
        "subshell_id",
        "subshell_level",
        "subshell_tail",
        "substitution_fds",
        "substitution_status",
        "tail_death",
        "terminal",
        "trace_depth",
        "exit_depth",
        "trap_command",
        "trap_status",
        "traps",
        "umask",
        "unwound",
        "vars",
        "virtual_level",
        "waiting",
        "xtrace_fd",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        positional: list[str],
        environment: dict[bytes, bytes] | None = None,
        *,
        interactive: bool = False,
        login: bool = False,
        privileged: bool = False,
    ) -> None:
        """A shell called `name` ($0). `environment` is posix.environ unless given; a privileged one trusts it less."""
        self.name = name
        self.positional: list[str] = positional
        self.options = Options()
        self.interactive = interactive
        self.login = login
        self.start_time = time.time()
        self.functions: dict[str, Function] = {}
        self.admission: Admission | None = None
        """What says how many commands may run at once, if anything does."""
        self.limits: Limits | None = None
        """How long programs may run, if that is limited."""
        self.aliases: dict[str, str] = {}
        self.traps: dict[str, str] = {}
        """"EXIT", "INT", "ERR"… to action; "" is ignored."""
        self.inherited_traps: dict[str, str] | None = None
        """In a subshell that has set no trap yet: the parent's traps, which `trap -p` shows."""
        self.ignored_at_start: frozenset[str] = frozenset()
        """Signals ignored when the shell started: `trap` cannot change them (non-interactive)."""
        self.frames: list[Frame] = []
        self.status = 0
        """$?; may be negative: a pending status of lowering. Builtins read `settled_status()`."""
        self.pipe_status: tuple[int, ...] = ()
        self.substitution_status = -1
        self.line = self.outer_line = 0
        self.guarded = False
        """`set -e` or an ERR trap: a failing command must be looked at."""
        self.command: Any = None
        """The node of the simple command being run."""
        self.trap_command: Any = None
        self.trap_status = 0
        self.cwd = ""
        """The logical directory (PWD). After `chdir` the builtin `cd` sets this, PWD and OLDPWD."""
        self.umask = 0
        self.jobs = job.JobTable()
        self.job_control = False
        """Jobs get process groups of their own: `set -m` in this process, not in one around it."""
        self.terminal: Terminal | None = None
        """What job control knows of the terminal; None before it is needed."""
        self.directory_stack: list[str] = []
        """What `pushd` pushed; the current directory is not in it."""
        self.lowering: Any = None
        self.hashed: dict[str, tuple[str, int]] = lookup.NEVER_HASHED
        """Command name to (path, hits)."""
        self.background_pid = 0
        """$!; 0 if there was none."""
        self.command_number = 0
        """How many commands of the script, not of a text given with -c, have begun."""
        self.own_settings: Mapping[str, str] = {}
        """Settings of oilgg from the command line, for nested shells."""
        self.coprocesses: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}
        """Name to its pid, and the descriptors for it with the inodes behind them."""
        self.compatibility = ("", 52)
        """BASH_COMPAT, and the version it means, as a whole number."""
        self.pid = posix.getpid()
        """$$: of the first shell, not of a forked subshell."""
        self.subshell_level = 0
        self.leaving: tuple[Node, Node, int] | None = None
        """A command that is being run, and what follows if it fails and ends the shell (see leaving.py)."""
        self.subshell_id = 0
        self.forked = False
        """In a real child process of the first shell."""
        self.split_id = 0
        """The subshell (`subshell_id`) at whose end this process ends, which began within it."""
        self.virtual_level = 0
        """How many virtual subshells deep this process is."""
        self.last_argument = ""
        self.command_text: Tree | str = ""
        self.getopts_index = 1
        self.getopts_offset = 0
        """The getopts builtin's own: OPTIND it last set, and where in that word it is."""
        self.loop_depth = 0
        """Loops around the current command in this function: `break` and `continue` look at it."""
        self.rounds = 1
        """How often the `for` loops around the current command run it, unless they are left."""
        self.return_depth = 0
        """Functions and sourced files around: `return` looks at it."""
        self.function_depth = 0
        """Functions around: `local` looks at it."""
        self.silent_deaths = False
        """In a command substitution: programs that are killed are not told of."""
        self.subshell_tail: tuple[Any, Any] | None = None
        """The last command of the ( ) being run, which stands for the subshell's process, and that ( )."""
        self.tail_death: tuple[int, int] | None = None
        """Process and status of the last command of a ( ) that was killed, until the ( ) tells of it."""
        self.special_error = False
        """Set by a builtin: its failure ends the shell in posix mode, if it was run as a special builtin."""
        self.keep_redirections = False
        """Set by `exec` without a command: the redirections of this command stay."""
        self.checked = True
        """A failing command is subject to `set -e` and the ERR trap here."""
        self.attention = 0
        """Non-zero when something must be looked at between commands: see execution.attend."""
        self.pending_signals: list[int] = []
        self.interruptible = False
        """While True a trapped signal raises WaitInterrupted out of whatever system call waits."""
        self.in_trap = ""
        self.exit_action = ""
        """The EXIT trap while it runs; `trap` shows it."""
        self.left_from: Any = None
        """Where the EXIT trap stands after `set -e` has ended the shell, see process.note_place."""
        self.unwound = False
        """An error has ended all functions: FUNCNAME goes on being seen, as in bash, until the next one returns."""
        self.sinks: dict[int, Sink] = {}
        self.last_node: Any = None
        """The node this process ends with (a forked child, `-c`); if that is a program, it replaces the process."""
        self.stage_node: Any = None
        """The simple command that is a stage of a pipeline: it has no ERR trap of its own, not even with `set -E`."""
        self.stdin_piped = False
        """Standard input was redirected around: a background command keeps it instead of /dev/null."""
        self.function_limit = 0
        """FUNCNEST; 0: none."""
        self.random_seed: int | None = None
        self.recounted: dict[int, int] = {}
        """Lines of pipelines after which lines are counted anew (sourcing.py): there where they go on."""
        self.random_level = 0
        self.random_last = -1
        self.glob_dots = False
        """What `dotglob` was when the last pattern was expanded; `compgen -G` goes by that."""
        self.random_shown = 0
        """The value of RANDOM for who adds to it."""
        self.substitution_fds: list[int] = []
        """Our ends of the pipes of process substitutions that are open."""
        self.lazy: tuple[Any, ...] = ()
        """Assignments whose commands are running (interp.lazy)."""
        self.live_captures: list[Capture] = []
        self.waiting = False
        self.interrupted = False
        self.read_buffers: dict[int, Any] = {}
        """Descriptor to a reader that has read ahead: an object with sync(), which seeks back (see sync_input)."""
        self.marks = 0
        self.chdir_journal: list[int] = []
        self.descriptor_journal: list[tuple[int, int, Sink | None]] = []
        self.disabled_builtins: frozenset[str] = frozenset()
        """Builtins switched off by `enable -n`."""
        self.history: Any = None
        """The list of the history builtin; made when first needed."""
        self.completions: dict[str, Any] = {}
        self.pipe_guard = 0
        self.trace_depth = self.exit_depth = 0
        """How often the first character of PS4 is repeated: subshells and evals around."""
        self.xtrace_fd = 2
        self.command_string = False
        self.invocation_name = name
        self.extra: dict[str, Any] = {}
        """Private state of builtins that have no slot here, by builtin name. Replaced like the rest."""
        self.vars = Variables(self)
        dynamic.start(self, posix.environ if environment is None else environment, privileged)

    # -- output and messages -------------------------------------------------------------------------------------

    def write(self, fd: int, text: str | bytes) -> None:
        """Write all of `text` where `fd` leads for builtins. Raises OSError; the caller of builtins reports it."""
        if not text:
            return
        data = text if text.__class__ is bytes else text.encode("utf-8", "surrogateescape")  # type: ignore[union-attr]
        if self.sinks:
            sink = self.sinks.get(fd)
            if sink is not None:
                sink.append(data)
                return
        if self.lowering is not None:
            if self.lowering.pending and self.lowering.write(fd, data):
                return
            self.lowering.at_line_start = data[-1] == 10
        if not self.live_captures:
            try:
                done = posix.write(fd, data)
                if done == len(data):
                    return
                data = data[done:]
            except BrokenPipeError:
                if self.pipe_guard:
                    raise BrokenPipe from None
                raise
        capture.write_all(self, fd, data)

    def error(self, message: str) -> None:
        """Print bash's "name: line N: message" on stderr."""
        self.warn(self.error_prefix() + message + "\n")

    def warn(self, text: str) -> None:
        """Print `text` on stderr, never raising."""
        try:
            self.write(2, text)
        except OSError:
            pass

    def report(self, message: str) -> None:
        """Print an error after which a command goes on, but under `set -e` the shell does not, wherever it happens."""
        self.error(message)
        if self.options.errexit and not self.interactive and not self.extra.get("forgiving"):
            raise ExitShell(self.settled_status() or 1)

    def error_prefix(self) -> str:
        """What precedes a message: "script.sh: line 3: "."""
        if self.interactive:
            return self.invocation_name + ": "
        source = self.frames[-1].source if self.frames else ""
        if not self.line:
            return f"{source or self.name}: "
        if self.options.gnu_errfmt:
            return f"{source or self.name}:{self.line}: "
        return f"{source or self.name}: line {self.line}: "

    def death_text(self, trees: Sequence[Any], raws: Sequence[int], pids: Sequence[int], prefix: str) -> str:
        """What bash says of a pipeline that a signal has ended: commands, statuses of waitpid, processes."""
        from oilgg.interp import execution, process

        texts = [lambda tree=tree: execution.text_of(tree) for tree in trees]
        return process.death_text(self, list(zip(pids, raws, texts, strict=True)), prefix)

    # -- journal -------------------------------------------------------------------------------------------------

    def mark(self) -> object:
        """Remember the state (everything but descriptors). Marks nest: undo or release them innermost first."""
        self.options.shared = True
        self.marks += 1
        return (
            self.vars.mark(), self.options, self.functions, self.aliases, self.traps, self.inherited_traps,
            self.positional, self.frames[:], self.status, self.pipe_status, self.line, self.cwd, self.umask,
            self.directory_stack, self.hashed, self.background_pid, self.last_argument, self.getopts_index,
            self.getopts_offset, self.loop_depth, self.return_depth, self.function_depth, self.checked,
            len(self.chdir_journal), self.disabled_builtins, self.subshell_level, self.subshell_id,
            self.virtual_level, self.command_text, self.extra, self.jobs, self.xtrace_fd, self.coprocesses,
            self.substitution_status, self.trace_depth, self.random_seed, self.random_level,
            self.random_last, self.start_time, self.name, self.glob_dots, self.exit_action, self.silent_deaths,
        )  # fmt: skip

    def undo(self, mark: object) -> None:
        """Bring the state of `mark` back and forget the mark (and all later ones)."""
        functions = self.functions
        traps = self.traps
        umask = self.umask
        variables: int
        chdirs: int
        (
            variables, self.options, self.functions, self.aliases, self.traps, self.inherited_traps,
            self.positional, self.frames, self.status, self.pipe_status, self.line, self.cwd, self.umask,
            self.directory_stack, self.hashed, self.background_pid, self.last_argument, self.getopts_index,
            self.getopts_offset, self.loop_depth, self.return_depth, self.function_depth, self.checked,
            chdirs, self.disabled_builtins, self.subshell_level, self.subshell_id,
            self.virtual_level, self.command_text, self.extra, self.jobs, self.xtrace_fd, self.coprocesses,
            self.substitution_status, self.trace_depth, self.random_seed, self.random_level,
            self.random_last, self.start_time, self.name, self.glob_dots, self.exit_action, self.silent_deaths,
        ) = mark  # type: ignore[misc]  # fmt: skip
        getopts = self.getopts_index, self.getopts_offset
        self.vars.undo(variables)
        # The hook of OPTIND has taken this for an assignment.
        self.getopts_index, self.getopts_offset = getopts
        if self.functions is not functions:
            self._export_functions()
        if self.vars.allexport is not self.options.allexport:
            self.vars.allexport = self.options.allexport
        self.marks -= 1
        if self.umask != umask:
            posix.umask(self.umask)
        if len(self.chdir_journal) > chdirs:
            descriptors.undo_chdir(self, chdirs)
        if self.traps is not traps:
            trap.apply(self, traps)
        trap.refresh_attention(self)

    @property
    def ends_by_mistakes(self) -> bool:
        """Whether an assignment to a readonly variable, or a missing file for `.`, ends the shell.

        So it is in posix mode, but not where `command` has called `eval` or `.`.
        """
        return self.options.posix and not self.extra.get("command")

    def _export_functions(self) -> None:
        """Functions have changed: bring those in the environment in line."""
        if self.vars.function_exports or any(function.exported for function in self.functions.values()):
            from oilgg.interp.builtins.functions import export_changed

            export_changed(self)

    def expand_prompt(self, text: str) -> str:
        """The text of a prompt variable as it would be shown: backslash escapes, then expansions. $? stays."""
        from oilgg.interp import prompt

        return prompt.expand_prompt(self, text)

    def release(self, mark: object) -> None:
        """Forget `mark`, keep the state."""
        self.vars.release(mark[0])  # type: ignore[index]
        self.marks -= 1
        if not self.marks and self.chdir_journal:
            descriptors.forget_chdir(self)

    def forget_marks(self) -> None:
        """In a forked child, which never goes back: keep no journal any more."""
        while self.vars._journal:
            self.vars.release(self.vars._journal[-1].number)

    # -- changing the small things --------------------------------------------------------------------------------

    def set_option(self, name: str, value: bool) -> bool:
        """Set an option of `set -o` or `shopt` by its name. False: there is no such option."""
        name = name.replace("-", "_")
        if self.options.get(name) is None:
            return False
        if self.options.shared:
            self.options = self.options.copy()
        turned = name == "posix" and value != self.options.posix
        if turned:
            if self.line and "BASHOPTS" not in self.extra:
                # bash writes that list anew only when `shopt` is used.
                self.extra = {**self.extra, "BASHOPTS": self.vars.get("BASHOPTS")}
            self.options.expand_aliases = value or self.interactive
            self.options.shift_verbose = value
            if value:
                self.options.inherit_errexit = True
                self.options.sourcepath = True
        setattr(self.options, name, value)
        if name == "extdebug":
            self.options.functrace = self.options.errtrace = value
        if turned and value != self.vars.is_set("POSIXLY_CORRECT"):
            if value:
                self.vars.set("POSIXLY_CORRECT", "y")
            else:
                self.vars.unset("POSIXLY_CORRECT")
        if name == "ignoreeof":
            if value:
                self.vars.set("IGNOREEOF", "10")
            else:
                self.vars.unset("IGNOREEOF")
        if name in ("emacs", "vi") and value:
            setattr(self.options, "vi" if name == "emacs" else "emacs", False)
        elif name == "allexport":
            self.vars.allexport = value
        elif name == "history" and value and not self.interactive:
            from oilgg.interp import history

            history.start(self)
        elif name == "monitor":
            self.job_control = value
        trap.refresh_attention(self)
        if (self.vars.attributes.get("SHELLOPTS", 0) | self.vars.attributes.get("BASHOPTS", 0)) & EXPORT:
            self.vars.environment_changed()
        return True

    def define_function(self, name: str, body: Tree, line: int = 0, source: str | None = None) -> Function:
        """Define a function, or replace one, which leaves its attributes to the new one."""
        if source is None:
            source = self.frames[-1].source if self.frames else "main" if self.options.stdin_shell else "environment"
        function = Function(name, body, source, line)
        old = self.functions.get(name)
        self.functions = {**self.functions, name: function}
        if old is not None:
            function.traced = old.traced
        if self.vars.allexport or (old is not None and old.exported):
            function.exported = True
            self._export_functions()
        return function

    def unset_function(self, name: str) -> bool:
        """Remove a function; False: there was none."""
        if name not in self.functions:
            return False
        functions = dict(self.functions)
        del functions[name]
        self.functions = functions
        return True

    def set_trap(self, name: str, action: str | None) -> None:
        """Set trap `name` ("INT", "EXIT", "ERR", …; see signals.signal_name); None resets it, "" ignores the signal."""
        trap.set_trap(self, name, action)

    def set_umask(self, value: int) -> None:
        """Change the umask of the process and of this (sub)shell."""
        posix.umask(value)
        self.umask = value

    def chdir(self, path: str) -> None:
        """Change the process's directory; raises OSError. The caller sets `cwd`, PWD and OLDPWD."""
        descriptors.chdir(self, path)

    def special(self, name: str) -> str | None:
        """The value of a special parameter: one of ? - $ !; None for `$!` without a background process."""
        if name == "?":
            return str(self.status) if self.status >= 0 else str(self.settled_status())
        if name == "$":
            return str(self.pid)
        if name == "!":
            return str(self.background_pid) if self.background_pid else None
        return self.options.letters()

    # -- status ----------------------------------------------------------------------------------------------------

    def settled_status(self) -> int:
        """The value of `$?`."""
        if self.status < 0:
            self.status = self.settle(self.status)
        return self.status

    def settle(self, status: int) -> int:
        """A status that is known: waits for a pending one."""
        if status >= 0:
            return status
        settled: int = self.lowering.settle(status)
        return settled

    def settled_statuses(self) -> tuple[int, ...]:
        """The statuses of the last pipeline. Of a lowered one each is the pending status of the whole until now."""
        statuses = self.pipe_status
        if statuses and statuses[0] < 0:
            many = len(statuses) > 1
            statuses = tuple(self.lowering.statuses(statuses[0])) if many else (self.settle(statuses[0]),)
            self.pipe_status = statuses
        return statuses

    def before_look(self, path: str) -> None:
        """The shell is about to look at `path` itself: pending effects on it become real first."""
        if self.lowering is not None and self.lowering.pending:
            self.lowering.before_look(path)

    def trap_is_due(self) -> bool:
        """Whether a signal has arrived that has a trap."""
        return trap.is_due(self)

    def run_traps(self) -> None:
        """Run the traps of the signals that have arrived."""
        trap.run_pending(self)

    def drain(self, why: str) -> None:
        """Make everything pending real."""
        if self.lowering is not None and self.lowering.pending:
            self.lowering.drain(why)

    # -- running code ------------------------------------------------------------------------------------------------

    def run_text(self, text: str, what: str = "eval", line: int = 0) -> int:
        """Run `text` as `eval` does, in this shell; gives the status. `what` names it in messages ("eval", "trap").

        Its first line counts as `line`, or as the current one.
        """
        return sourcing.run_text(self, text, what, line)

    def source_file(self, path: str, arguments: list[str] | None) -> int:
        """Run the file `path` (already looked up) as `.` does; `arguments` None keeps the positional parameters.

        Raises OSError when it cannot be read. Handles `return`.
        """
        return sourcing.source_file(self, path, arguments)

    def run_command(self, argv: list[str], *, functions: bool = True, search_path: str | None = None) -> int:
        """Run an expanded simple command: function (if `functions`), builtin or program. For `command` and the like.

        `search_path` replaces PATH (`command -p`). Not found: prints the message, gives 127.
        """
        return execution.run_command(self, argv, functions, search_path)

    def run_builtin(self, name: str, args: list[Any]) -> int | None:
        """Run builtin `name`; None if there is none (or it is disabled)."""
        return execution.run_builtin_named(self, name, args)

    def call_function(self, name: str, args: list[str]) -> int:
        """Call the shell function `name`, which exists."""
        return execution.call_function(self, self.functions[name], args)

    def exec_program(
        self, argv: list[str], *, path: str | None = None, environment: dict[str, str] | None = None
    ) -> int:
        """Replace the shell by a program, as `exec` does: argv[0] is what the program sees as its name.

        `path`: what to run (looked up in PATH unless it has a slash; default argv[0]). Returns only on failure, with
        126 or 127, the message printed. In a virtual subshell it runs the program and raises ExitShell.
        """
        return execution.exec_program(self, argv, path, environment)

    def command_output(self, node: Tree, source: str = "") -> str:
        """Output of `$(source)` without trailing newlines; its status is in `substitution_status`."""
        from oilgg.interp import substitution

        return substitution.command_output(self, node, source)

    def run_backquote(self, text: str) -> str:
        """Output of a backquoted command."""
        from oilgg.interp import substitution

        return substitution.run_backquote(self, text)

    def process_substitution(self, direction: str, node: Tree | None, source: str) -> str:
        """Start the process of `<(node)` or `>(node)`, whose text is `source`; gives its path."""
        from oilgg.interp import substitution

        return substitution.process_substitution(self, direction, node, source)

    def close_substitutions(self, kept: int) -> None:
        """Close the pipes of process substitutions but for the first `kept`, and reap their processes."""
        from oilgg.interp import substitution

        substitution.close_substitutions(self, kept)

    def leave(self, status: int) -> NoReturn:
        """`exit`: run the EXIT trap of this (sub)shell and raise ExitShell."""
        trap.leave_shell(self, status)

    # -- looking up ----------------------------------------------------------------------------------------------

    def find_program(self, name: str, search_path: str | None = None) -> str | None:
        """The path that running `name` would execute, None if there is none; uses and does not fill the hash table."""
        return lookup.find_program(self, name, search_path)

    def all_programs(self, name: str) -> list[str]:
        """Every executable called `name` along PATH, in order (`type -a`)."""
        return lookup.all_programs(self, name)

    def find_builtin(self, name: str) -> Callable[[Shell, list[Any]], int] | None:
        """The builtin called `name` unless it is disabled."""
        return lookup.find_builtin(self, name)

    def sync_input(self) -> None:
        """Undo read-ahead on all descriptors, because somebody else may read them now.

        Called before every spawn, fork and change of descriptors. Readers put themselves into `read_buffers`.
        """
        if self.read_buffers:
            for reader in list(self.read_buffers.values()):
                reader.sync()
            self.read_buffers.clear()
