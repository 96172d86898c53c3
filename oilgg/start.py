"""Quick start: the code of all modules in one file, of which only what is used is unpacked.

Importing sixty small modules one by one costs twice what running Python costs. So the code of all modules is kept in
an image: beside the compiled modules (`__pycache__`), or in the user's cache folder where nobody may write there. It is
made by the first run. The modules of the image are empty when they are imported: the first look into one executes its
code. Those that every run imports are made at once, and so are, with the first of them, those that lowering needs.
A module whose source has another size or time than the image knows is compiled from that source instead.

Five functions in six are called by no ordinary run. In the code that lies together in the image such a function is
*cold*: it is there under its name, with its defaults, but all of them share one piece of code, which asks `warm` for
the function's own when it is called and calls it again.
"""

import _signal
import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType as Module
    from typing import Any, NoReturn

    Place = tuple[int, int, int, int, bool]
else:
    Module = type(sys)

FOLDER = __file__.rpartition("/")[0]
TAG = sys.implementation.cache_tag
IMAGE = f"{FOLDER}/__pycache__/start.{TAG}.image"
HIGH = 253
"""The descriptor that the image stays open as, below those that the shell has like bash: it may be replaced while a
script runs, and a script may use up all descriptors."""
SIZES_BYTES = 16
MOST_HEAD_BYTES = 1 << 16
MOST_BYTES = 1 << 25
SETTLED_S = 5
"""Sources younger than this are still being worked on: no image is made of them."""
RETRY_S = 3600
"""How long to go without an image after making one failed."""
OPTIMIZED = 1
"""The flag of code that tells a function from the body of a class (CO_OPTIMIZED)."""

_places: "dict[str, Place]" = {}
"""Module to where its code lies in the image, its source's size and time in ns, is it a package.

A place is offset and length; below zero the offset is -1 - index into what lies together under the number `length`."""
_together: "list[tuple[int, int]]" = []
"""Where the code that lies together is: that of every script, of parsing and of lowering."""
_shared: "dict[int, Any]" = {}
"""What has been unpacked of it, by number."""
_cold: "dict[str, dict[str, bytes]]" = {}
"""The code of functions that are cold, by module and qualified name, as far as it has been read."""
_cold_places: "list[tuple[int, int]]" = []
"""Where more of it is in the image."""
_image = ""
_identity = (0, 0, 0)
"""The image that is used, and which file it was when it was opened."""
_kept = -1
"""Its descriptor, unless something else was open there. The script may have closed it since, or opened another file."""
_start = 0
"""Where the code begins in the image."""
_rest = (0, 0)
"""Where the image tells of modules that not every run needs, until that has been read."""
_group: "dict[str, Place]" = {}
"""The modules that lowering needs, until the first of them is imported."""
_renewed = False
_NOTHING = marshal.dumps({})


def main(argv: "list[str]") -> "NoReturn":
    """Run oilgg with these arguments, the first of which is its own name, and exit."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # until the shell looks after Ctrl-C itself, it just ends
    if not preload():
        path = writable_image()
        if path:
            make_image(path)
    from oilgg.cli.main import main as run

    run(argv)


def preload() -> bool:
    """Prepare the modules of the image; False if there is none for this Python."""
    global _image, _identity, _kept, _rest, _start
    import gc

    gc.disable()  # `start` of the interpreter lets it collect, when most is there that stays
    try:
        try:
            fd = posix.open(IMAGE, posix.O_RDONLY | posix.O_CLOEXEC)
            _image = IMAGE
        except OSError:
            _image = private_image()
            if not _image:
                return False
            fd = posix.open(_image, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOFOLLOW)
        try:
            sizes = posix.read(fd, SIZES_BYTES)
            head, together = int.from_bytes(sizes[:8], "little"), int.from_bytes(sizes[8:], "little")
            if not 0 < head < MOST_HEAD_BYTES or together > MOST_BYTES:
                return False  # an empty image, or one of another version
            data = posix.read(fd, head + together)
            _identity = _identity_of(fd)
            high = _duplicate(fd)
        finally:
            posix.close(fd)
        version, modules, places, _cold_places[:], _rest = marshal.loads(data)
        if version != sys.version or len(data) != head + together:
            return False
        _start = SIZES_BYTES + head
        _together[:] = places
        _shared[0] = marshal.loads(memoryview(data)[head:])
        _make_all(modules)
        _kept = high
        sys.meta_path.insert(0, ImageFinder)  # type: ignore[arg-type]
    except (OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError):
        return False
    return True


def private_image(make: bool = False) -> str:
    """Where the image is if nobody may write beside the package: in the user's own cache; "" if there is none.

    The folder for it is made only by who asks to `make` it: a run that looks for an image leaves nothing.
    """
    base = posix.environ.get(b"XDG_CACHE_HOME", b"")
    if not base.startswith(b"/"):
        base = posix.environ.get(b"HOME", b"")
        if not base.startswith(b"/"):
            return ""
        base += b"/.cache"
    folder = base.decode("utf-8", "surrogateescape") + "/oilgg/start"
    try:
        # Code that somebody else may have written is not run.
        status = posix.lstat(folder)
        if status.st_uid != posix.geteuid() or status.st_mode & 0o170077 != 0o040000:
            return ""
    except OSError:
        if not make:
            return ""
        try:
            for path in (folder[:-12], folder[:-6], folder):
                try:
                    posix.mkdir(path, 0o700)
                except FileExistsError:
                    pass
        except OSError:
            return ""
    return f"{folder}/{FOLDER.replace('/', '%')[-180:]}.{TAG}.image"


class Unloaded(Module):
    """A module whose code has not been executed yet: the first look into it does that."""

    def __getattr__(self, name: str) -> "Any":
        if self.__class__ is Unloaded and name != "__path__":  # Python's import asks for that
            load(self)
            return getattr(self, name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class ImageFinder:
    """Finds the modules that are not needed by every run."""

    @staticmethod
    def find_spec(name: str, _path: "object" = None, _target: "object" = None) -> "object":
        """A module of the image, for Python's import."""
        if not name.startswith("oilgg."):
            return None
        if _rest[1]:
            _read_rest()
        if name in _group:
            _make_group()
        if name not in _places:
            return None
        is_package = _places[name][4]
        spec = sys.modules["_frozen_importlib"].ModuleSpec(name, ImageFinder, is_package=is_package)
        if is_package:
            spec.submodule_search_locations.append(source(name, True).rpartition("/")[0])
        return spec

    @staticmethod
    def create_module(spec: "Any") -> "Module":
        """An empty module, which may have been made already."""
        module = sys.modules.get(spec.name)
        if module is None:
            module = Unloaded(spec.name)
            module.__dict__["__file__"] = source(spec.name, _places[spec.name][4])
        return module

    @staticmethod
    def exec_module(_module: "Module") -> None:
        """It is filled at the first look into it."""


def _read_rest() -> None:
    """Read what the image tells of modules that not every run needs."""
    global _rest
    (offset, length), _rest = _rest, (0, 0)
    data = _read(offset, length)
    if data:
        group, others, _ = marshal.loads(data)
        _group.update(group)
        _places.update(others)


def _make_group() -> None:
    """Make the modules that lowering needs."""
    places = list(_group.items())
    _group.clear()
    _make_all(places)


def _make_all(places: "list[tuple[str, Place]]") -> None:
    """Make empty modules, packages before what lies in them."""
    known = sys.modules
    for name, place in places:
        if name in known:
            continue
        _places[name] = place
        module = Unloaded(name)
        names = module.__dict__
        names["__file__"] = path = source(name, place[4])
        parent, _, last = name.rpartition(".")
        if place[4]:
            names["__path__"] = [path.rpartition("/")[0]]
            names["__package__"] = name
        else:
            names["__package__"] = parent
        known[name] = module
        if parent:
            known[parent].__dict__[last] = module


def load(module: "Any") -> None:
    """Execute the code of `module`."""
    name = module.__name__
    place = _places[name]
    before = set(module.__dict__)
    try:
        code = _code(name)
        module.__class__ = Module
        module.__dict__["__warm__"] = warm
        module.__dict__["__modules__"] = sys.modules
        exec(code, module.__dict__)
    except BaseException:  # a signal came in between: the next look begins anew
        for left in module.__dict__.keys() - before:
            del module.__dict__[left]
        _places[name] = place
        module.__class__ = Unloaded
        raise


def _code(name: str) -> "Any":
    offset, length, size, time_ns, is_package = _places.pop(name)
    path = source(name, is_package)
    status = posix.stat(path)
    if status.st_size == size and status.st_mtime_ns == time_ns:
        if offset < 0:
            if length not in _shared:
                _shared[length] = marshal.loads(_read(*_together[length]) or _NOTHING)
            if _shared[length]:
                return _shared[length][-1 - offset]
        else:
            code = _read(offset, length)
            if code:
                return marshal.loads(code)
    else:
        _renew()
    return _compiled(path)


def _compiled(path: str) -> "Any":
    with open(path, "rb") as file:
        return compile(file.read(), path, "exec", dont_inherit=True)


def warm(module: str, name: str) -> "Any":
    """Give the cold function of this qualified name its own code; gives the function."""
    while module not in _cold and _cold_places:
        _cold.update(marshal.loads(_read(*_cold_places.pop(0)) or _NOTHING))
    names = sys.modules[module].__dict__
    packed = _cold.get(module, {}).get(name)
    code = marshal.loads(packed) if packed else functions(_compiled(names["__file__"]))[name]
    folder, _, last = name.rpartition(".")
    for part in folder.split(".") if folder else ():
        names = names[part].__dict__
    function = names[last]
    if type(function) is property:
        function = function.fget
    function = getattr(function, "__func__", function)  # of a class or static method
    if function.__kwdefaults__["_cold"] != name:
        raise LookupError(name)
    function.__name__ = last
    function.__qualname__ = name
    function.__code__ = code
    return function


def functions(code: "Any") -> "dict[str, Any]":
    """The functions that the code of a module defines, and the methods of its classes, by qualified name."""
    found = {}
    for constant in code.co_consts:
        if type(constant) is type(code):
            if constant.co_flags & OPTIMIZED:
                found[constant.co_qualname] = constant
            else:  # the body of a class
                found.update(functions(constant))
    return found


def _renew() -> None:
    """The image is of other sources: have it made again, once in a process."""
    global _renewed
    if not _renewed:
        _renewed = True
        path = writable_image()
        if path:
            make_image(path)


def _read(offset: int, length: int) -> bytes:
    """A piece of the code in the image; nothing where that is another one by now."""
    data = _read_from(_kept, offset, length)
    if not data:
        try:
            fd = posix.open(_image, posix.O_RDONLY | posix.O_CLOEXEC)
        except OSError:
            return b""
        try:
            data = _read_from(fd, offset, length)
        finally:
            posix.close(fd)
    return data


def _read_from(fd: int, offset: int, length: int) -> bytes:
    try:
        data = posix.pread(fd, length, _start + offset) if _identity_of(fd) == _identity else b""
    except OSError:
        return b""
    return data if len(data) == length else b""


def _duplicate(fd: int) -> int:
    """The same file at HIGH; -1 if that is in use, or not allowed."""
    try:
        posix.get_inheritable(HIGH)
    except OSError:  # free
        try:
            return posix.dup2(fd, HIGH, False)
        except OSError:
            pass
    return -1


def _identity_of(fd: int) -> "tuple[int, int, int]":
    status = posix.fstat(fd)
    return status.st_ino, status.st_size, status.st_mtime_ns


def source(name: str, is_package: bool) -> str:
    """The file that module `name` is written in."""
    return f"{FOLDER}{name[5:].replace('.', '/')}{'/__init__' if is_package else ''}.py"


def writable_image() -> str:
    """Where this process may make an image, unless somebody is changing the package right now; "" if nowhere."""
    import time

    path = IMAGE if posix.access(FOLDER, posix.W_OK) else private_image(make=True)
    if not path:
        return ""
    try:
        last = posix.stat(path)
        if last.st_size == 0 and last.st_mtime > time.time() - RETRY_S:
            return ""
    except OSError:
        pass
    newest = max(posix.stat(f"{FOLDER}/{room}").st_mtime for room in ("", "cli", "interp", "expand", "syntax"))
    return path if newest < time.time() - SETTLED_S else ""


def make_image(path: str) -> None:
    """Have the image made beside this run, by a Python that has loaded nothing else; a failure is nobody's problem."""
    folder = FOLDER.rpartition("/")[0]
    code = f"import sys; sys.path.append({folder!r}); from oilgg.image import write_image; write_image({path!r})"
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
