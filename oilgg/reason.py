"""Why a command was not lowered, not sent to an engine or not reused: one closed list (R12).

A reason is recorded where the decision is made and carried as a `Refusal`, whose facts
become text only when somebody asks (`--explain`, `--status=log`).
"""

from __future__ import annotations


class Reason:
    """One member of the closed list: a code for machines and a sentence for people."""

    __slots__ = ("code", "text")

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text

    def __repr__(self) -> str:
        return f"Reason({self.code})"


# Not lowered: the command is opaque and runs in place, in its turn.
NO_ANNOTATION = Reason("no-annotation", "nothing says what it reads and writes")
UNLISTED_OPTION = Reason("unlisted-option", "an option its annotation does not list")
OPTION_VALUE = Reason("option-value", "an option whose value its annotation does not list")
PROGRAM_TEXT = Reason("program-text", "the program in an operand does something unlisted")
USAGE_MISMATCH = Reason("usage-mismatch", "its arguments fit no usage line of its annotation")
CONDITION = Reason("condition", "its annotation makes this form opaque")
SPECIAL_FILE = Reason("special-file", "an operand is a FIFO, device, socket or descriptor path")
INHERITED_STDIN = Reason("inherited-stdin", "it reads the standard input the script was given")
OWN_INPUT = Reason("own-input", "its standard output is one of its own inputs")
TERMINAL = Reason("terminal", "it wants the terminal")
CLOCK = Reason("clock", "it reads the time")
WORLD = Reason("effect", "it changes more than files")
NETWORK = Reason("network", "it needs the network")
NOT_FOUND = Reason("not-found", "the program is not there")
SCRIPT_PROGRAM = Reason("script-program", "the program is a script that only bears an annotated name")
SHELL_TEXT = Reason("shell-text", "the program is a text that only a shell can start")
REDIRECTION = Reason("redirection", "a redirection that only the shell can make")
BRIEF = Reason("brief", "it is over before it could be lowered")
SWITCHED_OFF = Reason("switched-off", "lowering is off here")
CONTENT = Reason("content", "the text of a source names things an annotation cannot vouch for")
# Lowered, but not into a view of its own.
BYPASSED = Reason("bypassed", "its result was needed at once and it leaves nothing behind")
IN_TURN = Reason("in-turn", "no view can hold what it does, so it waited for its turn")
TRACER_FAILED = Reason("tracer-failed", "it could not be traced")
VIEW_FAILED = Reason("view-failed", "the view could not be set up")
# Not reused.
NEVER_RUN = Reason("never-run", "this command has not been run with these inputs")
INPUT_CHANGED = Reason("input-changed", "a file it reads has changed")
NEW_FILE = Reason("new-file", "a file that it would find now was not there then")
NOT_PURE = Reason("not-pure", "its result varies from run to run")
OUTPUT_PLACE = Reason("output-place", "the place of an output is not as it was")
STORE_OFF = Reason("store-off", "there is no store to keep results in")
OBJECT_LOST = Reason("object-lost", "an output is no longer in the store")
UNDECLARED_WRITE = Reason("undeclared-write", "it wrote something that its annotation does not declare")
OUTSIDE = Reason("outside-tree", "it writes outside of the tree of the script")
SEVERAL_NAMES = Reason("several-names", "it leaves a file with several names")
PRIVILEGED = Reason("privileged", "it starts a program with rights of its own, which it cannot have under a tracer")
RANDOM = Reason("random", "it reads random numbers")
UNDECLARED_READ = Reason("undeclared-read", "it read something that its annotation does not declare")
CHANGED_DURING_RUN = Reason("changed-during-run", "a file it reads was edited while it ran")
SECRET = Reason("secret", "it stands on something that was declared secret, which must not be kept or sent")
# Not sent to an engine.
NOT_SUPPORTED = Reason("not-supported", "the engine cannot run this")
PLATFORM_DIFFERS = Reason("platform-differs", "programs or system files of the worker are others than here")
NO_NAMESPACES = Reason("no-namespaces", "the worker has no namespaces, and it may not run at another path")
NAMES_FOLDER = Reason(
    "names-folder", "it ran without namespaces, and what it wrote names the folder where its files were"
)
NEEDS_UNMET = Reason("needs-unmet", "no worker has the resources that it needs")
ENGINE_LOST = Reason("engine-lost", "the engine could not be reached, or lost it again and again")
HERE_ONLY = Reason("here-only", "it can only run on this machine")
TOO_SMALL = Reason("too-small", "it takes less time than sending it")
TOO_LARGE = Reason("too-large", "sending what it reads takes longer than running it")
FAILED_ELSEWHERE = Reason("failed-elsewhere", "it failed elsewhere, which counts only if it does so here")
INPUTS_UNKNOWN = Reason("inputs-unknown", "what it will read cannot be told before it runs")
OWN_PROGRAM = Reason("own-program", "its program is not one of the system's")
INPUT_TOO_LARGE = Reason("input-too-large", "its inputs are larger than the engine takes")
TAKES_TOO_LONG = Reason("takes-too-long", "it takes longer than the engine allows")
SAMPLE = Reason("sample", "it ran elsewhere as well, and what came of it is compared")
OVER_BUDGET = Reason("over-budget", "it would cost more than is left of the budget")

REASONS = {value.code: value for value in list(globals().values()) if isinstance(value, Reason)}


class Refusal:
    """A reason and the facts of this case; false-like use is a bug, compare with None."""

    __slots__ = ("reason", "detail")

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail or self.reason.text

    def __repr__(self) -> str:
        return f"Refusal({self.reason.code}: {self})"
