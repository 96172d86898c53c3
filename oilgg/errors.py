"""Every exception of oilgg. They carry facts; text is made late, by the code that prints it.

Exception
  OilggError
    ParseError          text that is not a command (`incomplete`: more text could make it one)
    ExpansionError      an expansion failed: message already in bash's words, how much is abandoned
      LenientError      one that no mode makes a shell exit for
      UnboundError      `set -u` met an unset parameter
    ReadonlyError       an assignment to, or an unset of, a readonly name
    UsageError          a builtin was called wrongly (bash prints its usage line)
    ConfigError         a configuration file or option of oilgg itself
    StoreError          the object store cannot do what was asked
    EngineError         an engine cannot do what was asked
  ControlFlow           how a shell leaves the middle of a tree; never an error
    BreakLoop  ContinueLoop  ReturnFunction  ExitShell
    BrokenPipe          a virtual subshell wrote into a pipe without a reader (status 141)
    WaitInterrupted     a trapped signal arrived while `wait` or `read` waited
    SpeculationFailed   an entry of the order failed under `set -e` (see lower, order)
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class OilggError(Exception):
    """What can go wrong in oilgg and be reported to a person."""


class ParseError(OilggError):
    """Text that cannot be parsed.

    `message` is bash's text without the "name: line N: " in front of it ("syntax error near unexpected token `)'"),
    `line` and `column` are 1-based, `token` is the offending text, `incomplete` says that the text ended too early,
    `in_substitution` that it is the text of a `$( )`, `substituting` that it is, or ends inside of one.
    """

    in_substitution = substituting = False

    def __init__(self, message: str, line: int = 0, column: int = 0, token: str = "", incomplete: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.token = token
        self.incomplete = incomplete


class ExpansionError(OilggError):
    """An expansion failed.

    `message` is what follows "name: line N: " (for example "x: bad substitution"); empty if it has been printed.
    Not `fatal`: the complete command being run is abandoned and its status is `status`; a non-interactive shell goes on
    with the next complete command (division by zero, bad substitution). `fatal`: a non-interactive shell exits with
    `status` (`${x?}`, unset with `set -u`). In posix mode it exits for all of them but the `lenient` ones. `strict`
    (all but those of arithmetic, redirections, offsets, arrays and references that cannot be what they should): with
    `set -e` it exits for them in conditions too.
    """

    lenient = False
    unwinds = False
    """It is abandoned at the top level: `eval` and `source` do not go on either."""

    def __init__(self, message: str, fatal: bool = False, status: int = 1, *, strict: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.fatal = fatal
        self.status = status
        self.strict = strict


class LenientError(ExpansionError):
    """An error for which not even posix mode makes a shell exit.

    A wrong `${!x}`, a subscript, `${1:=x}`, failglob, an array that cannot be, too many arguments.
    """

    lenient = True


class NoMatchError(LenientError):
    """No file has a name that matches, under `failglob`."""


class UnboundError(ExpansionError):
    """An unset parameter under `set -u`; fatal."""

    def __init__(self, name: str) -> None:
        super().__init__(name + ": unbound variable", True, 1)
        self.name = name


class ReadonlyError(OilggError):
    """A readonly variable would have been changed; `verb` is "" or e.g. "cannot unset"."""

    def __init__(self, name: str, verb: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.verb = verb

    @property
    def message(self) -> str:
        """bash's words after "name: line N: "."""
        if self.verb:
            return self.name + ": " + self.verb + ": readonly variable"
        return self.name + ": readonly variable"


class UsageError(OilggError):
    """A builtin was called wrongly: `message` is printed as an error of that builtin, `status` is its result."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class ConfigError(OilggError):
    """A configuration file or option of oilgg itself is wrong."""


class StoreError(OilggError):
    """The object store cannot do what was asked."""


class EngineError(OilggError):
    """An engine cannot do what was asked."""


class DetachError(OilggError):
    """A run apart from the terminal cannot be started, found or reached."""


class ControlFlow(Exception):
    """How a shell leaves the middle of a tree."""


class BreakLoop(ControlFlow):
    """`break n`: leaves `levels` loops."""

    def __init__(self, levels: int) -> None:
        self.levels = levels


class ContinueLoop(ControlFlow):
    """`continue n`: next iteration of the loop `levels - 1` further out."""

    def __init__(self, levels: int) -> None:
        self.levels = levels


class ReturnFunction(ControlFlow):
    """`return`: leaves a function or a sourced file."""

    def __init__(self, status: int) -> None:
        self.status = status


class ExitShell(ControlFlow):
    """Leaves the (sub)shell. `signal` is set if it must die of that signal afterwards.

    `elsewhere`: a child process has gone on with the subshell, to its end and EXIT trap (see `process.split_off`).
    `redirected` is what would undo the redirections of the compound commands that it has left on its way: they stay for
    the EXIT trap, but for those in the text of an `eval` or `.`; None: from here on none stay.
    `fatal`: because of an expansion; from an EXIT trap the shell then leaves with the status that it had before.
    `call_left`: the innermost function or text with redirections has been left, and these are undone; those of others
    around it are like those of compound commands.
    `trap_due`: the EXIT trap runs where the outermost text of an `eval` or `.` has been left, `redirected` undone.
    """

    def __init__(self, status: int, signal: int = 0, elsewhere: bool = False, fatal: bool = False) -> None:
        self.status = status
        self.signal = signal
        self.elsewhere = elsewhere
        self.redirected: list[Any] | None = []
        self.fatal = fatal
        self.call_left = False
        self.trap_due = False


class BrokenPipe(ControlFlow):
    """A virtual subshell would have been killed by SIGPIPE."""


class WaitInterrupted(ControlFlow):
    """A trapped signal arrived while the shell waited: raised out of the signal handler."""

    def __init__(self, signal: int) -> None:
        self.signal = signal


class SpeculationFailed(ControlFlow):
    """An entry of the order failed under `set -e`, or where `|| exit` follows.

    The (sub)shell whose `subshell_id` this is undoes its state to `mark` and exits with `status` as errexit would, or
    by running the node `otherwise`. `streams` are (number, object with a descriptor `fd`): where those numbers led
    when the command was met.
    """

    def __init__(
        self,
        mark: object,
        status: int,
        subshell_id: int,
        streams: tuple[tuple[int, object], ...] = (),
        otherwise: object = None,
    ) -> None:
        self.mark = mark
        self.status = status
        self.subshell_id = subshell_id
        self.streams = streams
        self.otherwise = otherwise
