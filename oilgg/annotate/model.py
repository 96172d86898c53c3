"""The values of the annotation layer: Usage, Effects, Refusal, Look, AnnotationError.

Everything a matcher returns is shared between calls with the same words: never change it in place.
"""

from __future__ import annotations

from oilgg.errors import OilggError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Look(Protocol):
        """What the matcher may ask about the tree as it is at this place in the script (pending entries included).

        Paths are as written in the call: relative ones are relative to its working directory. Links are followed,
        but by `is_link`.
        """

        def exists(self, path: str) -> bool: ...
        def is_dir(self, path: str) -> bool: ...
        def is_link(self, path: str) -> bool: ...
        def listdir(self, path: str) -> list[str]: ...
        def read_bytes(self, path: str) -> bytes: ...


class AnnotationError(OilggError):
    """A mistake in an annotation file: facts only, `str()` is the message for people."""

    def __init__(
        self, message: str, path: str, line: int, column: int, source: str = "", width: int = 1, help: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.source = source
        self.width = width
        self.help = help

    def __str__(self) -> str:
        number = str(self.line)
        lines = [f"error[annotation]: {self.message}", f" --> {self.path}:{self.line}:{self.column}"]
        if self.source:
            lines.append(f"{number} | {self.source}")
            lines.append(f"{' ' * len(number)} | {' ' * (self.column - 1)}{'^' * max(1, self.width)}")
        if self.help:
            lines.append(f"{' ' * len(number)} = help: {self.help}")
        return "\n".join(lines)


class Refusal:
    """Why a call has no effects we know: it is opaque.

    `code` is one of CODES; `detail` is a sentence such as "option -fplugin=x is not listed for gcc".
    """

    __slots__ = ("code", "detail")

    CODES = (
        "no-annotation",  # nobody annotated this command
        "unlisted-option",  # an option, or a value of one, that the usage line does not list
        "usage-mismatch",  # operands do not fit the usage line, or a required option is missing
        "condition",  # an `opaque` clause held
        "content",  # the text of a program operand (sed) does something no annotation can vouch for
        "special-file",  # an operand is a device, /dev/fd/N, or under /proc or /sys
    )

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {self.detail!r})"


class Usage:
    """One usage line with its clauses, ready to be matched. Built from the tuple that `clauses` makes.

    The option table and the clauses stay packed until a call could fit: `unpack`. `shipped` ones speak of the
    system's programs; others may be for scripts of the same name.
    """

    __slots__ = (
        "joined",
        "lines",
        "looks",
        "memo",
        "names",
        "operands",
        "options",
        "origin",
        "packed",
        "parts",
        "required",
        "shapes",
        "shipped",
        "style",
        "subcommand",
        "text",
        "variables",
    )

    def __init__(self, data: tuple[Any, ...], shipped: bool = False) -> None:
        self.shipped = shipped
        (self.names, self.style, self.required, self.text, self.origin, self.variables, self.looks, self.packed) = data
        self.memo: dict[tuple[str, ...], Effects | Refusal] = {}
        self.parts: dict[str, Usage] = {}
        self.shapes: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        """Shape of a call -> the clause lines that it can come to."""

    def unpack(self) -> None:
        """Make the option table: spelling -> the name a flag is known by, or what is said about its value."""
        import marshal

        self.subcommand, flags, aliases, valued, kinds, self.operands, self.lines = marshal.loads(self.packed)
        names = flags.split()
        self.options: dict[str, Any] = dict(zip(names, names, strict=True))
        self.options.update(aliases)
        joined: dict[str, list[Any]] = {}
        for spelling, canonical, kind in valued:
            entry = (canonical, *kinds[kind])
            self.options[spelling] = entry
            joined.setdefault(spelling[:2], []).append((spelling, entry))
        for entries in joined.values():
            if len(entries) > 1:
                entries.sort(key=_length_down)
        self.joined = joined
        self.packed = None

    def __repr__(self) -> str:
        return f"Usage({self.text!r})"


def _length_down(entry: tuple[str, Any]) -> int:
    return -len(entry[0])


class Effects:
    """What one invocation does, as far as its annotation says. Paths are as written in the call.

    reads            operands that are read whole: a missing one is part of the result (the command reports it)
    read_trees       (path, globs): may read anything below whose name fits; globs () = any name, "!*.o" excludes
    writes           files made or replaced; an untouched one keeps the version before (a failed compile)
    truncates        those of `moves` that are opened and truncated where they exist: the same file with its mode and
                     its other names; the others are made anew
    write_trees      (path, globs): may make, replace or remove anything below
    appends, changes appended to; read and written in place
    removes          paths removed (a folder with everything below)
    makes_dirs       folders that are made, outermost first (only those that `look` said are missing)
    stdin, stdout    reads standard input / writes standard output
    environment      None: every exported variable counts; else ((name, usually_unset), …)
    pure             "yes": same inputs, same result; "no": varies from run to run
    effect           changes the world: in order, never twice, never remote
    clock            reads the time: in order, never reused
    meta             modes, owners or times of inputs count; with modes_only their times do not
    keep_failure     a result with status other than 0 may be reused
    learn            ways in which the command itself reports what it read, all of which are to be used:
                     ("environment", NAME) set NAME to a file name: make rules are appended there
                     ("options", (words…)) add these words, FILE replaced by a file name
                     ("written", path) this declared output lists them; ("written-user", path) without system files
    probe_in, probe_out   argv whose standard output names further inputs / outputs, or None
    search           folders in which learned names are searched, in order (a file that appears earlier counts)
    shadows          ((old suffix, new suffix), …): x.h is shadowed by x.h.gch ("", ".gch"), libx.a by libx.so
                     (".a", ".so"), in the folders up to and with its own
    opaque_scan      ((needle bytes, consequence), …) for the contents of everything read, learned files too:
                     "varies": pure no · "opaque" · "listings": the names in `search` folders count
    binary           what it writes is an object or a program: nothing reads it from a tree that is searched
    par              (kind, words): ("map", ()) each part alone, joined by cat; ("map", ("text",)) the same, only for
                     data without NUL bytes and encoding errors; ("fold", command) parts joined by this command, which
                     gets them as file operands, `sum` adds numbers; ("files", words) split between file operands only,
                     words added to each call; ("no", ())
    files            argv indices of the operands with an arrow: what `par files` splits, what a stream replaces
    unit             lines|nul|bytes|para|apart: where a stream may be cut; apart: between a line end and a byte from
                     which the command makes the same, one byte each, together and apart
    order_any, early, rc (max|any0|last), runs (argv index of the inner command or None)
    net, tty         hosts it needs; wants the terminal
    prompts          what it may ask a question about, if standard input is a terminal: "existing" outputs (gzip),
                     "locked" ones that the user may not write, or is to remove (mv, rm), or ""; "always": about
                     existing outputs, whatever standard input is (zstd)
    needs            {"gpu": "1", "tool": "cc1,as", "here": "1"}: here = result holds for this machine only
    size             placement hint as written, or ""
    moves            (argv index, prefix length, path): output operands that may be any path, no byte changes, as long
                     as the folder of the true path exists and no link or folder is in its place; at the new path there
                     is nothing before
    adds             (words to append with FILE for a name, path): an output without an operand, such as a.out, that
                     may be any path with these words appended to the call
    words_only       none of its words is the name of a file to it
    paths_free       where its files lie shows in nothing it writes, unless it names them: it may run with all of them
                     below another root; then `paths_words`, with FROM for that root, go behind the command's name
    places           (argv index, prefix length, text) of the words, or ends of words, that are names of files to it
    loose            paths among the others that come from no word of the call: of its program text, of a variable
    usage            (usage text, "file:line") for explain
    shipped          whether that usage came with oilgg
    """

    __slots__ = (
        "adds",
        "appends",
        "binary",
        "changes",
        "clock",
        "early",
        "effect",
        "environment",
        "files",
        "keep_failure",
        "learn",
        "loose",
        "makes_dirs",
        "meta",
        "modes_only",
        "moves",
        "needs",
        "net",
        "opaque_scan",
        "order_any",
        "par",
        "paths_free",
        "paths_words",
        "places",
        "probe_in",
        "probe_out",
        "prompts",
        "pure",
        "rc",
        "read_trees",
        "reads",
        "removes",
        "runs",
        "search",
        "shadows",
        "shipped",
        "size",
        "stdin",
        "stdout",
        "tty",
        "unit",
        "usage",
        "words_only",
        "write_trees",
        "writes",
        "truncates",
    )

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.read_trees: list[tuple[str, tuple[str, ...]]] = []
        self.writes: list[str] = []
        self.truncates: list[str] = []
        self.write_trees: list[tuple[str, tuple[str, ...]]] = []
        self.appends: list[str] = []
        self.changes: list[str] = []
        self.removes: list[str] = []
        self.makes_dirs: list[str] = []
        self.stdin = False
        self.stdout = False
        self.environment: tuple[tuple[str, bool], ...] | None = None
        self.pure = "yes"
        self.effect = False
        self.clock = False
        self.meta = False
        self.modes_only = False
        self.keep_failure = True
        self.learn: tuple[tuple[str, Any], ...] = ()
        self.probe_in: list[str] | None = None
        self.probe_out: list[str] | None = None
        self.search: list[str] = []
        self.shadows: tuple[tuple[str, str], ...] = ()
        self.opaque_scan: tuple[tuple[bytes, str], ...] = ()
        self.binary = False
        self.files: list[int] = []
        self.par: tuple[str, tuple[str, ...]] | None = None
        self.unit = "lines"
        self.order_any = False
        self.early = False
        self.rc = "max"
        self.runs: int | None = None
        self.net: tuple[str, ...] = ()
        self.tty = False
        self.prompts = ""
        self.needs: dict[str, str] = {}
        self.size = ""
        self.moves: list[tuple[int, int, str]] = []
        self.adds: list[tuple[tuple[str, ...], str]] = []
        self.paths_free = False
        self.paths_words: tuple[str, ...] = ()
        self.places: list[tuple[int, int, str]] = []
        self.loose: list[str] = []
        self.words_only = False
        self.usage: tuple[str, str] = ("", "")
        self.shipped = False

    def facts(self) -> dict[str, Any]:
        """The slots that differ from those of a command that does nothing: for tests and explain."""
        plain, own = _PLAIN, ("usage", "shipped", "files", "places", "loose")
        return {s: getattr(self, s) for s in self.__slots__ if getattr(self, s) != getattr(plain, s) and s not in own}

    def __repr__(self) -> str:
        return f"Effects({', '.join(f'{name}={value!r}' for name, value in self.facts().items())})"


_PLAIN = Effects()
