"""What is known of the programs that a traced command starts: whether they look at times, or read the clock.

The clock is read without any call that a tracer could see. So a program that can read it is only taken not to make
anything of it if it is a tool of the system that does not interpret a text that speaks of time.
"""

from __future__ import annotations

from errno import ENOENT

from oilgg.reason import CLOCK, NETWORK, WORLD, Refusal
from oilgg.thunk.hash import digest_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oilgg.annotate.library import Library
    from oilgg.annotate.model import Effects, Usage
    from oilgg.store.base import Store

    Program = tuple[str, tuple[str, ...]]

SYSTEM_PLACES = tuple(
    f"/{name}/" for name in ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "opt", "proc", "run", "sbin", "sys",
    "usr", "var")
)  # fmt: skip
# Programs that never look at times; shells only where their script compares them.
TIMELESS = frozenset((
    "cc1", "cc1plus", "cc1obj", "collect2", "as", "ld", "ld.bfd", "ld.gold", "ld.lld", "rust-lld", "lto1",
    "lto-wrapper", "cpp", "rustc", "rustup",
))  # fmt: skip
DATELESS = frozenset(("rustc", "rustup", "javac"))
"""Compilers that ask for time and chance, and put nothing of them into what they make."""
RUNTIMES = DATELESS | {"node"}
"""Programs that fit their memory and their threads to the machine, which shows in nothing they make."""
SHELLS = frozenset(("sh", "dash", "bash", "ksh", "mksh", "zsh", "busybox", "oilgg", "osh"))
TIME_TESTS = r"(?m)\s-(?:nt|ot|N)\s|(?:^|[;&|(]|\s(?:then|do|else))\s*(?:\.|source)\s"
"""In the text of a script that compares times, or runs text that is not seen here."""
INTERPRETERS = (
    "python", "perl", "ruby", "node", "lua", "tclsh", "php", "make", "gmake", "ninja", "awk", "gawk", "mawk", "sed",
    "guile", "Rscript", "java",
)  # fmt: skip
LS_WITHOUT_TIMES = frozenset("1aAdpr")
CLOCKS = frozenset((
    "date", "uptime", "ps", "top", "who", "w", "last", "uuidgen", "vmstat", "iostat", "hwclock", "timedatectl", "shuf",
))  # fmt: skip
"""Programs that tell the time, or what is so only now."""
CLOCK_WORDS = (
    r"\b(?:[tT]ime|localtime|gmtime|strftime|systime|s?rand|u?random|uuid|secrets|clock|now|Date|today|datetime|hrtime|"
    r"microtime|gettimeofday|mt_rand|uniqid|randomBytes|randomUUID)\b"
)
COMPILED_WORDS = (b"time", b"_time", b"datetime", b"random", b"_random", b"urandom", b"getrandom", b"secrets", b"uuid")
"""Names in a compiled module of Python that uses the time or chance. Each is there with its length before it."""
MODULES = {
    "python": (".py", ".pyc"), "perl": (".pm", ".pl", ".ph"), "ruby": (".rb",), "node": (".js", ".cjs", ".mjs"),
    "lua": (".lua",), "tclsh": (".tcl",), "php": (".php", ".inc"),
    "shell": ("", ".sh", ".bash", ".inc", ".conf", ".env"),
}  # fmt: skip
"""The suffixes of further texts that an interpreter runs; of the system's, only Python's are looked at."""
WAITING_MODULES = ("subprocess", "threading", "queue")
"""Modules of Python's library that measure how long they wait, and tell nobody."""
SHELL_CLOCKS = r"\b(?:SECONDS|EPOCHSECONDS|EPOCHREALTIME|S?RANDOM)\b|%\([^)]*\)T"
CLOCK_SYMBOLS = (b"\0time\0", b"\0gettimeofday\0", b"\0clock_gettime\0", b"__vdso_clock_gettime")
"""What a program that reads the clock has in it: the function it wants of the C library, or of the kernel."""
MAX_PROGRAM_BYTES = 64 << 20
MAX_SCRIPT_BYTES = 1 << 20


class Programs:
    """Answers by path and arguments, as a trace has them."""

    def __init__(self, library: Library, store: Store) -> None:
        self.library = library
        self.store = store
        self._timeless: dict[Program, bool] = {}

    def refusal(self, path: str, argv: tuple[str, ...]) -> Refusal | None:
        """What is known of a program that was started inside."""
        name = path.rpartition("/")[2]
        if name in CLOCKS:
            return Refusal(CLOCK, f"it runs {name}")
        usages = self.library.lookup(path) if argv else []
        if not usages:
            return None
        found = self._effects(usages, argv)
        if found is None:
            return None
        if found.clock:
            return Refusal(CLOCK, f"it runs {name}")
        if found.net:
            return Refusal(NETWORK, f"it runs {name}")
        if found.effect:
            return Refusal(WORLD, f"it runs {name}")
        return None

    def may_read_clock(self, path: str, argv: tuple[str, ...], cwd: str, reads: Iterable[str]) -> bool:
        """Whether a program may make something of the time, which no call tells of; `reads` are files it may have read.

        Tools of the system are taken not to, but for those that interpret texts that speak of it.
        """
        name = path.rpartition("/")[2]
        if is_interpreter(path):
            text = " ".join(argv[1:]) + "\n" + (script_text(argv, cwd) or "")
            words = SHELL_CLOCKS if name in SHELLS else CLOCK_WORDS
            return speaks(words, text) or any(self._module_speaks(one, words) for one in _modules(path, reads))
        if path.startswith(SYSTEM_PLACES) or name in TIMELESS:
            return False
        return self._holds(path, b"clock\0", lambda data: any(symbol in data for symbol in CLOCK_SYMBOLS))

    def _module_speaks(self, path: str, words: str) -> bool:
        """Whether the text of a module, or its compiled form, speaks of time or chance."""

        def look(data: bytes) -> bool:
            data = data[:MAX_SCRIPT_BYTES]
            if path.endswith(".pyc"):
                return any(bytes([len(word)]) + word in data for word in COMPILED_WORDS)
            return b"\0" not in data and speaks(words, data.decode("utf-8", "surrogateescape"))

        return self._holds(path, b"clock module\0" + words.encode(), look)

    def _holds(self, path: str, question: bytes, look: Callable[[bytes], bool]) -> bool:
        """What `look` finds in the bytes of a file, asked once for these bytes; False where it can't be read."""
        try:
            key = digest_bytes(question + self.store.digest_of(path))
            fact = self.store.get_fact(key)
            if fact is None:
                with open(path, "rb") as file:
                    fact = b"1" if look(file.read(MAX_PROGRAM_BYTES)) else b"0"
                self.store.put_fact(key, fact)
        except OSError:
            return False
        return fact == b"1"

    def is_timeless(self, program: tuple[str, tuple[str, ...]], cwd: str) -> bool:
        """Whether a program, by its path and arguments, makes nothing of the times of files it asks about."""
        known = self._timeless.get(program)
        if known is None:
            known = self._timeless[program] = self._find_timeless(*program, cwd)
        return known

    def _find_timeless(self, path: str, argv: tuple[str, ...], cwd: str) -> bool:
        name = path.rpartition("/")[2]
        if name.rpartition("-")[2] in TIMELESS or name in TIMELESS:
            return True
        if name in SHELLS:
            text = script_text(argv, cwd)
            return text is not None and not speaks(TIME_TESTS, " ".join(argv[1:]) + "\n" + text)
        if not argv:
            return False
        if name == "ls":
            return all(not word.startswith("-") or set(word[1:]) <= LS_WITHOUT_TIMES for word in argv[1:])
        found = self._effects(self.library.lookup(argv[0].rpartition("/")[2]), argv)
        return found is not None and (not found.meta or found.modes_only) and not found.clock

    def _effects(self, usages: list[Usage], argv: tuple[str, ...]) -> Effects | None:
        """What the annotation says of a call, whether its last operand is a folder or not; None if it says nothing."""
        from oilgg.annotate.match import effects
        from oilgg.annotate.model import Effects

        for look in (Nowhere(), Folder(argv[-1])):
            found = effects(usages, list(argv), {}, look)
            if isinstance(found, Effects):
                return found
        return None


def speaks(pattern: str, text: str) -> bool:
    """Whether `text` has something that the regular expression `pattern` stands for."""
    import re  # most runs trace nothing, and it is slow to load

    return re.search(pattern, text) is not None


def script_text(argv: tuple[str, ...], cwd: str) -> str | None:
    """The text of the script among the arguments of a shell; "" where there is none, None if it can't be read."""
    for word in argv[1:]:
        if word.startswith("-"):
            if "c" in word:
                return ""
            continue
        try:
            with open(word if word.startswith("/") else f"{cwd}/{word}", "rb") as file:
                return file.read(MAX_SCRIPT_BYTES).decode("utf-8", "surrogateescape")
        except OSError:
            return None
    return None


def option_words(argv: tuple[str, ...]) -> list[str]:
    """What of the arguments of a program says what it does, without the names of files."""
    found = []
    after_output = False
    for word in argv[1:]:
        if after_output:
            after_output = False
        elif word.startswith("-"):
            after_output = word == "-o"
            found.append(option_of(word))
        elif "/" not in word and "." not in word:
            found.append(word)
    return found


def option_of(word: str) -> str:
    """What of an argument that begins with `-` says what a program does, without a value; else all of it."""
    if not word.startswith("-"):
        return word
    return word[: min([place for place in (word.find(mark) for mark in "/=.") if place >= 0], default=len(word))]


def _modules(path: str, reads: Iterable[str]) -> list[str]:
    """The files among `reads` that the interpreter `path` may have taken for modules."""
    name = path.rpartition("/")[2]
    kind = "shell" if name in SHELLS else name.rstrip("0123456789.")
    suffixes = MODULES.get(kind, ())
    found = []
    for one in reads:
        stem, dot, rest = one.rpartition("/")[2].partition(".")
        suffix = dot + rest.rpartition(".")[2]
        if suffix not in suffixes:
            continue
        if not one.startswith(SYSTEM_PLACES) or (is_python(path) and stem not in WAITING_MODULES):
            found.append(one)
    return found


def is_interpreter(path: str) -> bool:
    """Whether what a program does is said by a text that it reads."""
    name = path.rpartition("/")[2]
    return name in SHELLS or name.rstrip("0123456789.") in INTERPRETERS


def is_python(path: str) -> bool:
    """Whether it is an interpreter of Python, which asks for the time zone whenever it starts."""
    return path.rpartition("/")[2].rstrip("0123456789.") == "python"


class Nowhere:
    """For asking an annotation about what does not hang on the tree."""

    def exists(self, path: str) -> bool:
        """Nothing is there."""
        return False

    def is_dir(self, path: str) -> bool:
        """Nothing is a directory."""
        return False

    def is_link(self, path: str) -> bool:
        """Nothing is a link."""
        return False

    def listdir(self, path: str) -> list[str]:
        """Nothing is in it."""
        return []

    def read_bytes(self, path: str) -> bytes:
        """Raises FileNotFoundError."""
        raise FileNotFoundError(ENOENT, "not there", path)


class Folder(Nowhere):
    """The same, where one path is a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def exists(self, path: str) -> bool:
        """Only the folder is there."""
        return path == self.folder

    def is_dir(self, path: str) -> bool:
        """Only it is one."""
        return path == self.folder
