"""Quick start: the modules that every run needs, in one file that is read at once.

Importing sixty small modules one by one costs twice what running Python costs. So their code is kept together in an
image beside the compiled modules (`__pycache__`), made by the first run that may write there. The image names every
source with its size and time; where one differs, or there is no image, modules are imported as usual.
"""

import marshal
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import NoReturn

ROOTS = (
    "oilgg.cli.main",
    "oilgg.cli.script",
    "oilgg.config",
    "oilgg.interp.interpreter",
    "oilgg.interp.state",
    "oilgg.session",
)
"""What every script needs; the image holds these and whatever of oilgg they import."""
FOLDER = __file__.rpartition("/")[0]
IMAGE = f"{FOLDER}/__pycache__/start.{sys.implementation.cache_tag}.image"
SETTLED_S = 5
"""Sources younger than this are still being worked on: no image is made of them."""
RETRY_S = 3600
"""How long to go without an image after making one failed."""


def main(argv: "list[str]") -> "NoReturn":
    """Run oilgg with these arguments, the first of which is its own name, and exit."""
    if not preload() and may_make_image():
        make_image()
    from oilgg.cli.main import main as run

    run(argv)


def preload() -> bool:
    """Make the modules of the image; False if there is none that fits the sources."""
    import gc

    gc.disable()
    try:
        with open(IMAGE, "rb") as file:
            version, sources, modules = marshal.loads(file.read())
        if version != sys.version:
            return False
        for path, size, time_ns in sources:
            status = posix.stat(path)
            if status.st_size != size or status.st_mtime_ns != time_ns:
                return False
        run_modules(modules)
        gc.freeze()
    except (OSError, ValueError, EOFError, TypeError):
        return False
    finally:
        gc.enable()
    return True


def run_modules(modules: "list[tuple[str, str, bool, CodeType]]") -> None:
    """Make modules from (name, file, is a package, code), in an order in which none needs a later one."""
    known = sys.modules
    new_module = type(sys)
    # `from __future__ import annotations` is a statement for the compiler, but it imports its module all the same.
    future = known.setdefault("__future__", new_module("__future__"))
    future.annotations = None  # type: ignore[attr-defined]
    for name, path, is_package, code in modules:
        if name in known:
            continue
        module = new_module(name)
        names = module.__dict__
        names["__file__"] = path
        parent, _, last = name.rpartition(".")
        if is_package:
            names["__path__"] = [path.rpartition("/")[0]]
            parent_name = name
        else:
            parent_name = parent
        names["__package__"] = parent_name
        known[name] = module
        if parent:
            setattr(known[parent], last, module)
        exec(code, names)
    if "__file__" not in future.__dict__:
        del known["__future__"]


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
    """Make the image in a Python of its own, which has loaded nothing else; a failure is nobody's problem."""
    folder = FOLDER.rpartition("/")[0]
    code = f"import sys; sys.path.append({folder!r}); from oilgg.start import write_image; write_image()"
    try:
        actions = [(posix.POSIX_SPAWN_OPEN, fd, "/dev/null", posix.O_RDWR, 0) for fd in (0, 1, 2)]
        pid = posix.posix_spawn(
            sys.executable, [sys.executable, "-IS", "-c", code], posix.environ, file_actions=actions
        )
        posix.waitpid(pid, 0)
    except OSError:
        pass


def write_image() -> None:
    """Import the roots, and write the code of everything of oilgg that came with them."""
    with open(IMAGE, "wb"):
        pass  # an empty image says that making one was tried
    before = set(sys.modules)
    order = import_in_order()
    entries = []
    sources = []
    for name in order:
        module = sys.modules[name]
        path = module.__file__
        if name in before or path is None or not path.endswith(".py"):
            continue
        status = posix.stat(path)  # before it is read: an edit in between makes the image stale, not wrong
        with open(path, "rb") as file:
            text = file.read()
        sources.append((path, status.st_size, status.st_mtime_ns))
        code = compile(text, path, "exec", dont_inherit=True, optimize=2)
        entries.append((name, path, hasattr(module, "__path__"), code))
    entries.sort(key=lambda entry: not entry[2])
    temporary = f"{IMAGE}.{posix.getpid()}"
    with open(temporary, "wb") as file:
        file.write(marshal.dumps((sys.version, sources, entries)))
    posix.rename(temporary, IMAGE)


def import_in_order() -> "list[str]":
    """Import the roots; the names of oilgg's modules in the order in which their code ended."""
    from importlib.machinery import PathFinder

    order: list[str] = []

    class Recorder:
        """A finder that notes when a module of oilgg has been executed."""

        @staticmethod
        def find_spec(name: str, path: "object" = None, target: "object" = None) -> "object":
            spec = PathFinder.find_spec(name, path) if name.startswith("oilgg") else None  # type: ignore[arg-type]
            if spec is not None and spec.loader is not None:
                execute = spec.loader.exec_module

                def record(module: "object") -> None:
                    execute(module)  # type: ignore[arg-type]
                    order.append(name)

                spec.loader.exec_module = record  # type: ignore[method-assign]
            return spec

    sys.meta_path.insert(0, Recorder)  # type: ignore[arg-type]
    for root in ROOTS:
        __import__(root)
    sys.meta_path.remove(Recorder)  # type: ignore[arg-type]
    return order
