"""Quick start: the code of all modules in one file, of which only what is used is unpacked.

Importing sixty small modules one by one costs twice what running Python costs. So the code of all modules is kept in
an image beside the compiled modules (`__pycache__`), made by the first run that may write there. Modules that every
run imports are made at once but empty: the first look into one executes its code. The others come when they are
imported. A module whose source has another size or time than the image knows is compiled from that source instead.
"""

import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType as Module
    from typing import Any, NoReturn
else:
    Module = type(sys)

ROOTS = (
    "oilgg.cli.main",
    "oilgg.cli.script",
    "oilgg.config",
    "oilgg.interp.interpreter",
    "oilgg.interp.state",
    "oilgg.session",
)
"""What every script needs: these and whatever of oilgg they import lie together at the start of the image."""
FOLDER = __file__.rpartition("/")[0]
IMAGE = f"{FOLDER}/__pycache__/start.{sys.implementation.cache_tag}.image"
MOST_IMAGE_BYTES = 1 << 26
SETTLED_S = 5
"""Sources younger than this are still being worked on: no image is made of them."""
RETRY_S = 3600
"""How long to go without an image after making one failed."""

_places: "dict[str, tuple[int, int, int, int, bool]]" = {}
"""Module to where its code lies in the image (offset, length), its source's size and time in ns, is it a package."""
_first = memoryview(b"")
"""The first code in the image, which starts at `_start`."""
_start = 0
_image = (0, 0, 0)
_renewed = False


def main(argv: "list[str]") -> "NoReturn":
    """Run oilgg with these arguments, the first of which is its own name, and exit."""
    if not preload() and may_make_image():
        make_image()
    from oilgg.cli.main import main as run

    run(argv)


def preload() -> bool:
    """Prepare the modules of the image; False if there is none for this Python."""
    global _first, _start, _image
    import gc

    gc.disable()  # `start` of the interpreter lets it collect, when most is there that stays
    try:
        fd = posix.open(IMAGE, posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            sizes = posix.read(fd, 16)
            length, first_length = int.from_bytes(sizes[:8], "little"), int.from_bytes(sizes[8:], "little")
            if length + first_length > MOST_IMAGE_BYTES:
                return False  # an image of another version
            data = posix.read(fd, length + first_length)
            _image = _identity(fd)
        finally:
            posix.close(fd)
        version, first, places = marshal.loads(data)
        if version != sys.version or len(data) != length + first_length:
            return False
        _first = memoryview(data)[length:]
        _start = 16 + length
        _places.update(places)
        for name in first:
            _make(name, places[name][4])
        if "__future__" not in sys.modules:
            _make_future()
        sys.meta_path.insert(0, ImageFinder)  # type: ignore[arg-type]
    except (OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError):
        return False
    return True


def _make_future() -> None:
    """`from __future__ import annotations` is meant for the compiler, but looks for the module all the same."""

    def real(name: str) -> "Any":
        """Whoever wants more than that gets the real module. Python itself asks for `__path__`."""
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop("__future__", None)
        import __future__

        return getattr(__future__, name)

    stand_in = sys.modules["__future__"] = Module("__future__")
    stand_in.__dict__.update(annotations=None, __getattr__=real)


class Unloaded(Module):
    """A module whose code has not been executed yet: the first look into it does that."""

    def __getattr__(self, name: str) -> "Any":
        if self.__class__ is Unloaded:
            load(self)
            return getattr(self, name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class ImageFinder:
    """Finds the modules that are not needed by every run."""

    @staticmethod
    def find_spec(name: str, _path: "object" = None, _target: "object" = None) -> "object":
        """A module of the image, for Python's import."""
        if name not in _places:
            return None
        is_package = _places[name][4]
        spec = sys.modules["_frozen_importlib"].ModuleSpec(name, ImageFinder, is_package=is_package)
        if is_package:
            spec.submodule_search_locations.append(_source(name, True).rpartition("/")[0])
        return spec

    @staticmethod
    def create_module(_spec: "object") -> None:
        """Python makes the module."""

    @staticmethod
    def exec_module(module: "Any") -> None:
        """Fill it."""
        module.__file__ = _source(module.__name__, _places[module.__name__][4])
        load(module)


def _make(name: str, is_package: bool) -> None:
    module = Unloaded(name)
    names = module.__dict__
    names["__file__"] = _source(name, is_package)
    parent, _, last = name.rpartition(".")
    names["__package__"] = parent
    if is_package:
        names["__path__"] = [names["__file__"].rpartition("/")[0]]
        names["__package__"] = name
    sys.modules[name] = module
    if parent:
        setattr(sys.modules[parent], last, module)


def load(module: "Any") -> None:
    """Execute the code of `module`."""
    module.__class__ = Module
    exec(_code(module.__name__), module.__dict__)


def _code(name: str) -> "Any":
    offset, length, size, time_ns, is_package = _places.pop(name)
    path = _source(name, is_package)
    status = posix.stat(path)
    if status.st_size == size and status.st_mtime_ns == time_ns:
        if offset + length <= len(_first):
            return marshal.loads(_first[offset : offset + length])
        code = _read(offset, length)
        if code:
            return marshal.loads(code)
    else:
        _renew()
    with open(path, "rb") as file:
        return compile(file.read(), path, "exec", dont_inherit=True)


def _renew() -> None:
    """The image is of other sources: have it made again, once in a process."""
    global _renewed
    if not _renewed and may_make_image():
        _renewed = True
        make_image()


def _read(offset: int, length: int) -> bytes:
    """Code from further behind in the image; nothing where that is another one by now."""
    try:
        fd = posix.open(IMAGE, posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return posix.pread(fd, length, _start + offset) if _identity(fd) == _image else b""
    finally:
        posix.close(fd)


def _identity(fd: int) -> "tuple[int, int, int]":
    status = posix.fstat(fd)
    return status.st_ino, status.st_size, status.st_mtime_ns


def _source(name: str, is_package: bool) -> str:
    return f"{FOLDER}{name[5:].replace('.', '/')}{'/__init__' if is_package else ''}.py"


def may_make_image() -> bool:
    """Whether this process may write beside the package, and nobody is changing it right now."""
    import time

    if not posix.access(FOLDER, posix.W_OK):
        return False
    try:
        last = posix.stat(IMAGE)
        if last.st_size == 0 and last.st_mtime > time.time() - RETRY_S:
            return False
    except OSError:
        pass
    newest = max(posix.stat(f"{FOLDER}/{room}").st_mtime for room in ("", "cli", "interp", "expand", "syntax"))
    return newest < time.time() - SETTLED_S


def make_image() -> None:
    """Have the image made beside this run, by a Python that has loaded nothing else; a failure is nobody's problem."""
    folder = FOLDER.rpartition("/")[0]
    code = f"import sys; sys.path.append({folder!r}); from oilgg.start import write_image; write_image()"
    try:
        actions = [(posix.POSIX_SPAWN_OPEN, fd, "/dev/null", posix.O_RDWR, 0) for fd in (0, 1, 2)]
        # Where in its line code stands costs a fifth of its size, and nobody asks for it.
        argv = [sys.executable, "-IS", "-X", "no_debug_ranges", "-c", code]
        # A process in between, so that the shell never meets this child.
        pid = posix.fork()
        if pid == 0:
            try:
                posix.nice(10)
                posix.posix_spawn(sys.executable, argv, posix.environ, file_actions=actions, setsid=True)
            finally:
                posix._exit(0)
        posix.waitpid(pid, 0)
    except OSError:
        pass


def write_image() -> None:
    """Write the code of all modules; those that come with the roots lie first."""
    known = _blobs_of_old_image()
    if not known:
        with open(IMAGE, "wb"):
            pass  # an empty image says that making one was tried
    before = {name for name in sys.modules if name.startswith("oilgg")}
    for root in ROOTS:
        __import__(root)
    first = [name for name in sys.modules if name.startswith("oilgg.") and name not in before]
    others = [name for name in _all_modules() if name not in before and name not in first]
    blobs = []
    places = {}
    offset = 0
    for name in [*first, *others]:
        is_package = posix.access(_source(name, True), posix.R_OK)
        path = _source(name, is_package)
        status = posix.stat(path)  # before it is read: an edit in between makes the image stale, not wrong
        blob = known.get((name, status.st_size, status.st_mtime_ns), b"")
        if not blob:
            with open(path, "rb") as file:
                tree = _without_types(file.read())
            blob = marshal.dumps(compile(tree, path, "exec", dont_inherit=True, optimize=2))
        places[name] = (offset, len(blob), status.st_size, status.st_mtime_ns, is_package)
        blobs.append(blob)
        offset += len(blob)
    first.sort(key=lambda name: not places[name][4])  # packages before what lies in them
    head = marshal.dumps((sys.version, first, places))
    head = len(head).to_bytes(8, "little") + sum(places[name][1] for name in first).to_bytes(8, "little") + head
    temporary = f"{IMAGE}.{posix.getpid()}"
    with open(temporary, "wb") as file:
        file.write(head + b"".join(blobs))
    posix.rename(temporary, IMAGE)


def _blobs_of_old_image() -> "dict[tuple[str, int, int], bytes]":
    """The code in the image that is there, by name, size and time of its source."""
    try:
        with open(IMAGE, "rb") as file:
            data = file.read()
        length = int.from_bytes(data[:8], "little")
        version, _first, places = marshal.loads(data[16 : 16 + length])
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    if version != sys.version:
        return {}
    data = data[16 + length :]
    return {(name, size, time): data[at : at + count] for name, (at, count, size, time, _package) in places.items()}


def _without_types(source: bytes) -> "Any":
    """The syntax tree of `source` without what is for type checkers only: a quarter of what would be unpacked."""
    import ast

    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            arguments = node.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                argument.annotation = None
            for rest in (arguments.vararg, arguments.kwarg):
                if rest is not None:
                    rest.annotation = None
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.test = ast.Constant(False, lineno=node.lineno, col_offset=0)
    return ast.fix_missing_locations(tree)


def _all_modules() -> "list[str]":
    """The names of all modules of the package, those of `--tool` excepted."""
    found = []
    folders = [""]
    for folder in folders:
        for name in sorted(posix.listdir(FOLDER + folder)):
            path = f"{folder}/{name}"
            if posix.access(f"{FOLDER}{path}/__init__.py", posix.R_OK) and name != "tools":
                folders.append(path)
                found.append("oilgg" + path.replace("/", "."))
            elif name.endswith(".py") and not name.startswith("__"):
                found.append("oilgg" + path[:-3].replace("/", "."))
    return found
