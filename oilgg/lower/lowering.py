"""An invocation or a pipeline of them, with the effects of each, as one thing that can be run anywhere.

`lower` decides whether a command may leave its place in the script (R1 to R3a, R9). It touches nothing:
what it must know of the file system it asks of `look`, which answers from the tree plus what is pending.
"""

from __future__ import annotations

import posix
import sys

from oilgg.annotate.library import SYSTEM_FOLDERS
from oilgg.lower.invocation import is_startable
from oilgg.paths import Canonical, normalize
from oilgg.reason import (
    CLOCK,
    CONDITION,
    INHERITED_STDIN,
    NETWORK,
    NO_ANNOTATION,
    NOT_FOUND,
    OWN_INPUT,
    REASONS,
    REDIRECTION,
    SCRIPT_PROGRAM,
    SECRET,
    SHELL_TEXT,
    SPECIAL_FILE,
    TERMINAL,
    UNLISTED_OPTION,
    WORLD,
    Refusal,
)
from oilgg.thunk.ir import Stage
from oilgg.worker import jobserver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Protocol

    from oilgg.annotate.library import Library
    from oilgg.annotate.model import Effects, Usage
    from oilgg.lower.invocation import Call, Invocation, Redirection

    class Look(Protocol):
        """What lowering may ask about the tree as the script sees it at this command; relative paths start at `cwd`."""

        cwd: str

        def is_dir(self, path: str) -> bool: ...
        def is_link(self, path: str) -> bool: ...
        def exists(self, path: str) -> bool: ...
        def has_other_names(self, path: str) -> bool: ...
        def is_locked(self, path: str) -> bool: ...
        def listdir(self, path: str) -> list[str]: ...
        def kind_of(self, path: str) -> tuple[str, str]: ...
        def nothing_at(self, names: Sequence[str]) -> bool: ...
        def read_bytes(self, path: str) -> bytes: ...


# How a path is written.
OPERAND = "operand"  # by the command itself
IN_PLACE = "in place"  # read and written by the command
REDIRECT = "redirect"  # `>`: the file is truncated, its inode stays
TRUNCATED = "truncated"  # by the command itself; the inode of a file that is there stays, as with `>`
REMOVED = "removed"
APPENDED = "appended"  # `>>`: by the shell, when the command retires
TREE = "tree"
KEEPS_INODE = (REDIRECT, TRUNCATED)

VALUE_FOLDER = "/.oilgg-values/"
"""What annotations see instead of `/dev/fd/` of a descriptor that holds the output of another thunk."""
CALL_WORDS = ("-m", "oilgg", "--tool", "call")
"""Between the interpreter of Python and the name of a shell function: how a call of it is run as a program."""
PAYLOAD_FD = 199
"""Where such a program finds what the function stands on."""

# Variables that change from one terminal, shell or moment to the next and no result.
MOST_WORD_CHARACTERS = 1000
MOST_LATER = 512
MOST_NAMES = 4096
LEAST_SECRET = 4
HARMLESS = frozenset((
    "_", "SHLVL", "PWD", "OLDPWD", "COLUMNS", "LINES", "WINDOWID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
    "SSH_AUTH_SOCK", "SSH_AGENT_PID", "XDG_SESSION_ID", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "STY", "TMUX",
    "TMUX_PANE", "INVOCATION_ID", "JOURNAL_STREAM", "HISTFILE", "HISTSIZE", "PS1", "PS2", "PROMPT_COMMAND", "MAKELEVEL",
))  # fmt: skip
OF_MAKE = frozenset(("MAKEFLAGS", "MFLAGS"))  # how many jobs there are, and where the jobserver is, changes no result
# Variables that any program stands on, kept also where an annotation says `env only`.
BASE = frozenset((
    "PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "LD_BIND_NOW", "GLIBC_TUNABLES", "LOCPATH", "LANGUAGE", "NLSPATH",
    "POSIXLY_CORRECT", "MALLOC_PERTURB_", "MALLOC_CHECK_", "TMPDIR",
    # Whatever an annotation narrows, what any of the shipped ones names counts: a list that forgot one stays true.
    "BISON_PKGDATADIR", "BISON_PROGRAM_NAME", "BZIP", "BZIP2", "COLLECT_LTO_WRAPPER", "COLLECT_NO_DEMANGLE",
    "COMPILER_PATH", "CPATH", "CPLUS_INCLUDE_PATH", "C_INCLUDE_PATH", "GCC_COLORS", "GCC_COMPARE_DEBUG",
    "GCC_EXEC_PREFIX", "GCC_EXTRA_DIAGNOSTIC_OUTPUT", "GCC_URLS", "GCONV_PATH", "GNUTARGET", "GREP_COLOR",
    "GREP_COLORS", "JQ_COLORS", "LANG", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME",
    "LDEMULATION", "LD_RUN_PATH", "LIBRARY_PATH", "M4", "M4PATH", "NO_COLOR", "OBJC_INCLUDE_PATH", "OUTPUT_CHARSET",
    "PATCH_GET", "PATCH_VERSION_CONTROL", "PO_STYLE", "QUOTING_STYLE", "SIMPLE_BACKUP_SUFFIX", "SOURCE_DATE_EPOCH",
    "TZ", "UNZIP", "UNZIPOPT", "VERSION_CONTROL", "WORDLIST", "XZ_DEFAULTS", "XZ_OPT", "ZIP", "ZIPINFO", "ZIPINFOOPT",
    "ZIPOPT", "ZSTD_CLEVEL", "ZSTD_NBTHREADS", "_POSIX2_VERSION",
))  # fmt: skip


class Append:
    """A stream of the command that is appended to a file when the command retires (`>> log`)."""

    __slots__ = ("path", "written")

    def __init__(self, path: str, written: str) -> None:
        self.path = path
        self.written = written


class Lowered:
    """A command that may run out of order, and what is known of it.

    reads        canonical paths of the files it reads; trees are (directory, name globs) it may read
    writes       canonical path -> how (OPERAND, IN_PLACE, REDIRECT, REMOVED, TREE)
    out, err     where the last stage's stdout and the stderr of all go before the redirections that the child makes:
                 1 and 2 (the streams of the shell) or an `Append`
    """

    __slots__ = (
        "text", "line", "stages", "names", "cwd", "umask", "reads", "trees", "writes", "out", "err", "pure",
        "keep_failure", "effects", "environment", "as_written", "as_read", "folders", "call", "values", "watched",
        "traced", "shares_input", "sources",
    )  # fmt: skip

    def __init__(self, text: str, line: int, cwd: str, umask: int) -> None:
        self.text = text
        self.line = line
        self.cwd = cwd
        self.umask = umask
        self.stages: tuple[Stage, ...] = ()
        self.sources: list[tuple[Any, int] | None] = []
        """For each stage what the script has there (see Invocation)."""
        self.names: list[str] = []
        self.reads: dict[str, None] = {}
        self.trees: list[tuple[str, tuple[str, ...]]] = []
        self.writes: dict[str, str] = {}
        self.out: int | Append = 1
        self.err: int | Append = 2
        self.pure = True
        self.keep_failure = True
        self.effects: list[Effects] = []
        self.environment: list[Mapping[str, str]] = []
        self.as_written: dict[str, str] = {}
        self.folders: list[str] = []
        """Folders that its words name and its annotation does not."""
        self.as_read: dict[str, str] = {}
        """What each path in the words of the command stands for."""
        self.watched = False
        """It runs under the tracer, and what it reads must be declared."""
        self.call: Call | None = None
        """It is one call of a shell function."""
        self.values: dict[int, None] = {}
        """Descriptors with outputs of other thunks that it reads."""
        self.traced = False
        """Nothing says what it does: it runs under the tracer, which finds out."""
        self.shares_input = False
        """Its standard input is that of the shell, and the tracer sees whether it makes anything of that."""

    def parts(self) -> Iterator[tuple[Stage, Effects, Mapping[str, str]]]:
        """(stage, effects, whole environment) of each stage."""
        return zip(self.stages, self.effects, self.environment, strict=True)

    @property
    def lasting(self) -> bool:
        """Whether it leaves anything behind but what it prints."""
        return bool(self.writes) or self.traced

    @property
    def silent(self) -> bool:
        """Whether it probably prints nothing to where the shell does."""
        if not self.effects or not self.effects[-1].stdout:
            return True
        return 1 in [redirect[0] for redirect in self.stages[-1].redirects]

    @property
    def proved(self) -> bool:
        """Whether all its annotations are shipped ones, whose claims are checked against the tools of the system."""
        if self.call is not None:
            return self.call.harmless
        shipped = all(effects.shipped for effects in self.effects)
        return shipped and all(stage.program.rpartition("/")[0] in SYSTEM_FOLDERS for stage in self.stages)

    @property
    def unknown_reads(self) -> bool:
        """Whether it may read anything anywhere, and does not tell: then no result can be kept."""
        return not self.learns and any(directory == "/" for directory, _globs in self.trees)

    @property
    def identity_trees(self) -> list[tuple[str, tuple[str, ...]]]:
        """The trees whose contents stand for what it read in them."""
        return [tree for tree in self.trees if tree[0] != "/"]

    @property
    def binary(self) -> bool:
        """Whether nothing it writes is text that a compiler could include."""
        return all(effects.binary for effects in self.effects)

    @property
    def learns(self) -> bool:
        """Whether it can report by itself what it read."""
        return any(effects.learn for effects in self.effects)


class Later:
    """What is known of a stage behind a pipe whose words name nothing: in a loop it comes again and again.

    `names` are the places that its words would name if anything were there, as the tree was at `epoch`.
    """

    __slots__ = ("effects", "environment", "epoch", "names", "stage", "usages")

    def __init__(
        self,
        usages: list[Usage],
        effects: Effects,
        environment: Mapping[str, str],
        stage: Stage,
        names: list[str],
        epoch: int,
    ) -> None:
        self.usages = usages
        self.effects = effects
        self.environment = environment
        self.stage = stage
        self.names = names
        self.epoch = epoch


class Lowerer:
    """Lowers invocations by the annotations of one library."""

    def __init__(self, library: Library, canonical: Canonical, look: Look, stdin_is_null: Callable[[], bool]) -> None:
        self.library = library
        self.canonical = canonical
        self.look = look
        self.stdin_is_null = stdin_is_null
        self._genuine: dict[str, bool] = {}
        self._counted: tuple[object, object, tuple[tuple[str, str], ...]] = ((), (), ())
        """The last environment, which variables count of it, and these."""
        self._later: dict[tuple[object, ...], Later] = {}
        self._names: tuple[tuple[str, int], dict[str, str]] = (("", 0), {})
        """The real names of what words name in one folder, at one epoch."""
        self.distrusted: set[str] = set()
        self.secrets: Sequence[str] = ()
        """Names of variables that must not be among what is kept or sent; `*` at an end stands for anything."""
        self.values: Sequence[int] = ()
        """Descriptors that hold the output of another thunk, for the next command."""

    def lower(self, stages: Sequence[Invocation], noclobber: bool, traced: bool = False) -> Lowered | Refusal:
        """What the pipeline `stages` does, or why it has to stay where it is; `traced`: nothing needs to be known."""
        first = stages[0]
        lowered = Lowered(" | ".join([" ".join(stage.argv) for stage in stages]), first.line, first.cwd, first.umask)
        lowered.traced = traced
        lowered.sources = [stage.source for stage in stages]
        made = []
        named = []
        for index, invocation in enumerate(stages):
            later = self._known_later(invocation) if index and not traced else None
            refusal: Refusal | None = None
            if later is not None:
                effects = later.effects
                self._count_effects(lowered, invocation, effects)
            else:
                found = self._effects(invocation) if not traced else _unknown_effects(invocation)
                if isinstance(found, Refusal):
                    return found
                effects = found
                refusal = self._add_effects(lowered, invocation, effects)
            if refusal is None:
                stage = self._redirect(lowered, invocation, effects, index, len(stages), noclobber, later)
                if not isinstance(stage, Refusal):
                    made.append(stage)
                    if later is None or not self.look.nothing_at(later.names):
                        named.append((invocation, effects, stage, index))
                    continue
                refusal = stage
            return refusal
        for invocation, effects, stage, index in named:
            if not (traced or effects.words_only or invocation.effects is not None or invocation.call is not None):
                self._add_words(lowered, invocation)
            if index and not traced:
                self._know_later(invocation, effects, stage)
        refusal = self._clash(lowered)
        if refusal is not None:
            return refusal
        lowered.stages = tuple(made)
        lowered.call = first.call if len(stages) == 1 else None
        lowered.watched = any(invocation.watched for invocation in stages)
        return lowered

    def _clash(self, lowered: Lowered) -> Refusal | None:
        """Why what it reads and where it writes, in place, may be one file, though it is known by several names."""
        for path, how in lowered.writes.items():
            if how == APPENDED and path in lowered.reads:
                return Refusal(OWN_INPUT, f"{path} is read and appended to")
            if how not in (*KEEPS_INODE, APPENDED) or not self.look.has_other_names(path):
                continue
            others = (other for other in lowered.reads if other != path)
            if lowered.traced or lowered.trees or any(self.look.has_other_names(other) for other in others):
                return Refusal(OWN_INPUT, f"{path} has other names, under which it may be read")
        return None

    def _known_later(self, invocation: Invocation) -> Later | None:
        """What an earlier stage of these words came to, if it was behind a pipe as well and named nothing."""
        later = self._later.get((invocation.program, invocation.cwd, *invocation.argv))
        if later is None or invocation.usages is not None or invocation.effects is not None or self.values:
            return None
        if later.environment is not invocation.environment() or later.epoch != self.canonical.epoch:
            return None
        if self.distrusted or later.usages is not self.library.lookup(invocation.name):
            return None
        return later

    def _know_later(self, invocation: Invocation, effects: Effects, stage: Stage) -> None:
        """Remember what this stage came to, if its words name nothing and nothing else has a part in it."""
        if invocation.usages is not None or invocation.effects is not None or invocation.call is not None:
            return
        touched = (effects.reads, effects.writes, effects.appends, effects.changes, effects.removes)
        trees = (effects.read_trees, effects.write_trees, effects.makes_dirs)
        usages = self.library.lookup(invocation.name)
        if any(touched) or any(trees) or effects.prompts or effects.loose or any(usage.looks for usage in usages):
            return
        names = []
        if not effects.words_only:
            for word in invocation.argv[1:]:
                for path in words_of(word):
                    if path and len(path) <= MOST_WORD_CHARACTERS:
                        names.append(self._name(path, invocation.cwd))
        if len(self._later) >= MOST_LATER:
            self._later.clear()
        environment = invocation.environment()
        bare = Stage(stage.program, stage.argv, stage.environment, ())
        key = (invocation.program, invocation.cwd, *invocation.argv)
        self._later[key] = Later(usages, effects, environment, bare, names, self.canonical.epoch)

    def _effects(self, invocation: Invocation) -> Effects | Refusal:
        from oilgg.annotate.match import effects
        from oilgg.annotate.model import Effects

        program = invocation.program
        if program is None:
            return Refusal(NOT_FOUND, f"{invocation.name} is not there")
        if invocation.effects is not None:
            return invocation.effects if is_startable(program) else Refusal(SHELL_TEXT, program)
        name = invocation.name.rpartition("/")[2]
        usages = self.library.lookup(invocation.name) if invocation.usages is None else invocation.usages
        if not usages:
            return Refusal(NO_ANNOTATION, f"{name} has no annotation")
        if name in self.distrusted:
            return Refusal(NO_ANNOTATION, f"the annotation of {name} was found wrong in this run")
        known = program.rpartition("/")[0] in SYSTEM_FOLDERS or invocation.call is not None
        if usages[0].shipped and not known and not self._is_genuine(program):
            return Refusal(SCRIPT_PROGRAM, f"{program} is a script that only bears the name {name}")
        self.look.cwd = invocation.cwd
        found = effects(usages, self._shown(invocation.argv), invocation.environment(), self.look)
        if isinstance(found, Effects):
            return found
        return Refusal(REASONS.get(found.code, UNLISTED_OPTION), found.detail)

    def _shown(self, argv: list[str]) -> list[str]:
        """`argv` as annotations see it: values look like plain files."""
        for number in self.values:
            path = f"/dev/fd/{number}"
            argv = [word.replace(path, f"{VALUE_FOLDER}{number}") if path in word else word for word in argv]
        return argv

    def stdin_is_terminal(self) -> bool:
        """Whether a command that asks back could ask somebody."""
        return posix.isatty(0)

    def forget_programs(self) -> None:
        """Programs may have been replaced by others."""
        self._genuine.clear()
        self._later.clear()

    def _is_genuine(self, program: str) -> bool:
        """Whether `program` is a binary: a script called `install` is not what the annotation describes."""
        known = self._genuine.get(program)
        if known is None:
            try:
                with open(program, "rb") as file:
                    known = file.read(2) != b"#!"
            except OSError:
                known = True
            self._genuine[program] = known
        return known

    def _may_ask(self, effects: Effects) -> bool:
        """Whether there is anything that the command asks a question about, and somebody to ask."""
        if effects.prompts != "always" and not self.stdin_is_terminal():
            return False
        if effects.prompts == "locked":
            return any(self.look.is_locked(path) for path in (*effects.writes, *effects.removes))
        return any(self.look.exists(path) for path in effects.writes)

    def _add_effects(self, lowered: Lowered, invocation: Invocation, effects: Effects) -> Refusal | None:
        if effects.clock:
            return Refusal(CLOCK)
        if effects.effect:
            return Refusal(WORLD)
        if effects.net:
            return Refusal(NETWORK)
        if effects.tty or (effects.prompts and self._may_ask(effects)):
            return Refusal(TERMINAL)
        if (effects.runs is not None and invocation.effects is None) or effects.probe_out:
            return Refusal(CONDITION, f"this form of {invocation.name} is not lowered")
        for path in effects.removes:
            if self.look.is_dir(path):
                return Refusal(CONDITION, f"{path} is a directory with all that is in it")
            if path in effects.reads and self.look.has_other_names(path):
                return Refusal(CONDITION, f"{path} has other names, which it would lose by being copied")
        for path in effects.reads:
            if not self._add_read(lowered, path, invocation.cwd):
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        for path in effects.changes:
            if not self._add_read(lowered, path, invocation.cwd):
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        for path in effects.writes:
            how = TRUNCATED if path in effects.truncates else OPERAND
            if not self._add_write(lowered, path, invocation.cwd, how):
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        for paths, how in ((effects.appends, IN_PLACE), (effects.changes, IN_PLACE)):
            for path in paths:
                if not self._add_write(lowered, path, invocation.cwd, how):
                    return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        for path in effects.appends:
            self._add_read(lowered, path, invocation.cwd)
        for path in effects.removes:
            lowered.writes[self.canonical.name(path, invocation.cwd)] = REMOVED
        for path, globs in effects.read_trees:
            lowered.trees.append((self.canonical.directory(normalize(path, invocation.cwd)), tuple(globs)))
        for path in effects.makes_dirs:
            lowered.writes[self.canonical.file(path, invocation.cwd)] = OPERAND
        for path, _globs in effects.write_trees:
            lowered.writes[self.canonical.directory(normalize(path, invocation.cwd))] = TREE
        self._count_effects(lowered, invocation, effects)
        return None

    def _count_effects(self, lowered: Lowered, invocation: Invocation, effects: Effects) -> None:
        lowered.pure = lowered.pure and effects.pure == "yes"
        lowered.keep_failure = lowered.keep_failure and effects.keep_failure
        lowered.effects.append(effects)
        lowered.names.append(invocation.name)

    def _add_words(self, lowered: Lowered, invocation: Invocation) -> None:
        """Words that name files count as read, whatever the annotation says of them (R10).

        An annotation that forgot an operand is so no harm: it waits for who makes that file, and runs again when the
        file is another.
        """
        self.look.cwd = invocation.cwd
        known = {*lowered.as_read, *lowered.as_written, *lowered.as_written.values(), ""}
        for word in invocation.argv[1:]:
            for path in words_of(word):
                if path in known or len(path) > MOST_WORD_CHARACTERS:
                    continue
                if self.look.nothing_at((self._name(path, invocation.cwd),)):
                    continue
                kind, file = self.look.kind_of(path)
                written = lowered.writes.get(file, REMOVED) != REMOVED
                if kind == "file" and file not in lowered.reads and not written:
                    lowered.reads[file] = None
                elif kind == "directory" and path not in (".", "..", "/"):
                    self._add_folder(lowered, file)

    def _name(self, word: str, cwd: str) -> str:
        """The real name of what a word names in the folder `cwd`; remembered."""
        place = (cwd, self.canonical.epoch)
        if self._names[0] != place or len(self._names[1]) > MOST_NAMES:
            self._names = (place, {})
        names = self._names[1]
        name = names.get(word)
        if name is None:
            name = names[word] = self.canonical.name(word, cwd)
        return name

    def _add_folder(self, lowered: Lowered, folder: str) -> None:
        """A word names a folder that the annotation says nothing of: what is made in it has to be there."""
        below = folder.rstrip("/") + "/"
        if lowered.learns or any(path.startswith(below) for path in (*lowered.reads, *lowered.writes)):
            return
        known = [*[directory for directory, _globs in lowered.trees], *lowered.writes]
        if not any(folder == one or folder.startswith(one.rstrip("/") + "/") for one in known):
            lowered.folders.append(folder)

    def _add_read(self, lowered: Lowered, path: str, cwd: str) -> bool:
        for number in self.values:
            if path in (f"{VALUE_FOLDER}{number}", f"/dev/fd/{number}"):
                lowered.values[number] = None
                return True
        file = self.canonical.file(path, cwd)
        if is_special(file):
            return file == "/dev/null"
        lowered.reads[file] = None
        lowered.as_read[path] = file
        return True

    def _add_write(self, lowered: Lowered, path: str, cwd: str, how: str) -> bool:
        file = self.canonical.file(path, cwd)
        if is_special(file):
            return file == "/dev/null"
        lowered.writes[file] = how
        lowered.as_written[file] = path
        name = self.canonical.name(path, cwd)
        if name != file:
            lowered.writes[name] = how
        return True

    def _redirect(
        self,
        lowered: Lowered,
        invocation: Invocation,
        effects: Effects,
        index: int,
        count: int,
        noclobber: bool,
        later: Later | None,
    ) -> Stage | Refusal:
        """The stage with the redirections that the child makes; those of appended streams are left to retirement."""
        if later is not None and not invocation.redirects:
            lowered.environment.append(later.environment)
            return later.stage
        streams: dict[int, object] = {
            0: "stdin" if index == 0 else "pipe",
            1: 1 if index == count - 1 else "pipe",
            2: 2,
        }
        kept: list[tuple[int, str, str | int, str]] = []
        for redirection in invocation.redirects:
            refusal = self._one_redirection(lowered, invocation, redirection, streams, kept, noclobber)
            if refusal is not None:
                return refusal
        if streams[0] == "stdin" and effects.stdin and not self.stdin_is_null():
            if not lowered.traced:
                return Refusal(INHERITED_STDIN)
            lowered.shares_input = True
        if streams[0] in (1, 2) or "stdin" in (streams[1], streams[2]):
            return Refusal(REDIRECTION, "a stream copied across directions")
        if isinstance(streams[2], Append) and count > 1:
            return Refusal(REDIRECTION, "one stage of a pipeline appends its errors to a file")
        environment = invocation.environment()
        lowered.environment.append(environment)
        if later is not None and not self.secrets:
            return Stage(later.stage.program, later.stage.argv, later.stage.environment, tuple(kept))
        argv = tuple(invocation.argv)
        program = invocation.program or ""
        if invocation.call is not None:
            program, argv = sys.executable, (sys.executable, *CALL_WORDS, *argv)
            kept.append((PAYLOAD_FD, "text", "", invocation.call.payload))
        known, only, counted = self._counted
        if known is not environment or only != effects.environment:
            counted = counted_environment(environment, effects.environment)
            self._counted = environment, effects.environment, counted
        if self.secrets:
            secret = told_secret(self.secrets, environment, counted, argv, kept)
            if secret:
                return Refusal(SECRET, f"{secret} was declared secret")
        return Stage(program, argv, counted, tuple(kept))

    def _one_redirection(
        self,
        lowered: Lowered,
        invocation: Invocation,
        redirection: Redirection,
        streams: dict[int, object],
        kept: list[tuple[int, str, str | int, str]],
        noclobber: bool,
    ) -> Refusal | None:
        fd, op, target = redirection.fd, redirection.op, redirection.target
        if fd > 2 or redirection.variable:
            return Refusal(REDIRECTION, f"a redirection of descriptor {redirection.variable or fd}")
        if op in ("dup", "close"):
            source = target if op == "dup" else -1
            if not isinstance(source, int) or source > 2 or (source == 0 and fd != 0):
                return Refusal(REDIRECTION, f"a redirection to descriptor {source}")
            if source == fd:
                return None
            streams[fd] = streams[source] if source >= 0 else None
            kept.append((fd, ">&", source, ""))
            return None
        if op == "<<":
            streams[fd] = "text"
            kept.append((fd, "text", "", redirection.text))
            return None
        path = str(target)
        if op == "<":
            if not self._add_read(lowered, path, invocation.cwd):
                return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
            streams[fd] = "file"
            kept.append((fd, op, path, ""))
            return None
        if op not in (">", ">|", ">>") or (noclobber and op == ">"):
            return Refusal(REDIRECTION, f"a redirection with {op}")
        return self._output(lowered, invocation.cwd, fd, op, path, streams, kept)

    def _output(
        self,
        lowered: Lowered,
        cwd: str,
        fd: int,
        op: str,
        path: str,
        streams: dict[int, object],
        kept: list[tuple[int, str, str | int, str]],
    ) -> Refusal | None:
        file = self.canonical.file(path, cwd)
        stream: object = None
        if file == "/dev/null":
            kept.append((fd, op, path, ""))
        elif is_special(file):
            return Refusal(SPECIAL_FILE, f"{path} is not a regular file")
        elif lowered.writes.get(file) == APPENDED or (op == ">>" and file in lowered.writes):
            return Refusal(REDIRECTION, f"{path} is appended to, and written otherwise as well")
        elif op == ">>":
            if fd not in (1, 2) or streams[fd] != fd or streams[3 - fd] == fd:
                return Refusal(REDIRECTION, "an appended stream that was redirected or copied before")
            stream = Append(file, path)
            lowered.writes[file] = APPENDED
            if fd == 1:
                lowered.out = stream
            else:
                lowered.err = stream
        else:
            self._add_write(lowered, path, cwd, REDIRECT)
            kept.append((fd, op, path, ""))
        streams[fd] = stream
        return None


def _unknown_effects(invocation: Invocation) -> Effects | Refusal:
    """Of a command that nothing is known of, but that it can be started."""
    from oilgg.annotate.model import Effects

    if invocation.program is None:
        return Refusal(NOT_FOUND, f"{invocation.name} is not there")
    if not is_startable(invocation.program):
        return Refusal(SHELL_TEXT, invocation.program)
    effects = Effects()
    effects.stdin = effects.stdout = True
    effects.keep_failure = False
    return effects


def words_of(word: str) -> tuple[str, ...]:
    """What in a word could be the name of a file: all of it, the value of an option."""
    return (word, word.partition("=")[2], word[2:]) if word[:1] == "-" else (word,)


def is_special(path: str) -> bool:
    """Whether `path` lies where nothing is an ordinary file: devices, processes, kernel settings."""
    return path.startswith(("/dev/", "/proc/", "/sys/")) and not path.startswith("/dev/shm/")


def told_secret(
    secrets: Sequence[str],
    environment: Mapping[str, str],
    counted: Sequence[tuple[str, str]],
    argv: Sequence[str],
    redirects: Sequence[tuple[int, str, str | int, str]],
) -> str:
    """The secret variable that a command would give away by its environment, a word, a here-document; "" if none."""
    names = {name for name, _value in counted}
    texts = [*argv, *[text for _fd, _op, _target, text in redirects]]
    for name, value in environment.items():
        if not any(_is_called(name, pattern) for pattern in secrets):
            continue
        if name in names or (len(value) >= LEAST_SECRET and any(value in text for text in texts)):
            return name
    return ""


def _is_called(name: str, pattern: str) -> bool:
    if pattern.startswith("*"):
        return name.endswith(pattern[1:])
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def counted_environment(
    environment: Mapping[str, str], only: Sequence[tuple[str, bool]] | None
) -> tuple[tuple[str, str], ...]:
    """The variables that are part of a command's identity (R9), sorted by name."""
    if only is None:
        counted = [item for item in environment.items() if item[0] not in HARMLESS]
        if "MAKEFLAGS" in environment:
            counted = [
                (name, jobserver.without_jobserver(value) if name in OF_MAKE else value) for name, value in counted
            ]
        return tuple(sorted(counted))
    names = BASE.union([name for name, _unset in only])
    return tuple(sorted([item for item in environment.items() if item[0] in names]))
