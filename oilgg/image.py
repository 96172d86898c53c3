"""Writes the image that start.py runs from: the code of all modules of the package in one file.

The modules that are executed by almost any run lie together, those of parsing and of lowering as well: each is one
object of `marshal`, whose strings are shared; that takes two thirds of the time of unpacking them one by one. All
functions that a few samples of scripts do not call are cold there (see start.py): their code lies
apart, behind the rest.
"""

import marshal
import posix
import sys

from oilgg import lean, samples
from oilgg.start import FOLDER, IMAGE, SIZES_BYTES, source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


GROUPS = (
    (
        "oilgg.cli.main",
        "oilgg.cli.script",
        "oilgg.config",
        "oilgg.expand.arithmetic",
        "oilgg.expand.operators",
        "oilgg.expand.parameter",
        "oilgg.interp.builtins.echo",
        "oilgg.interp.builtins.test",
        "oilgg.interp.command",
        "oilgg.interp.compound",
        "oilgg.interp.conditional",
        "oilgg.interp.control",
        "oilgg.interp.fast",
        "oilgg.interp.interpreter",
        "oilgg.interp.invocation",
        "oilgg.interp.later",
        "oilgg.interp.leaving",
        "oilgg.interp.loops",
        "oilgg.interp.pipeline",
        "oilgg.interp.remembered",
        "oilgg.interp.sequence",
        "oilgg.interp.state",
        "oilgg.interp.substitution",
        "oilgg.lower.collation",
        "oilgg.lower.quick",
        "oilgg.session",
        "oilgg.syntax.kept",
        "oilgg.syntax.parser",
    ),
    (
        "oilgg.annotate.evaluate",
        "oilgg.annotate.library",
        "oilgg.engine.local",
        "oilgg.interp.calls",
        "oilgg.lower.lowering",
        "oilgg.order.calls",
        "oilgg.order.order",
        "oilgg.order.reducer",
        "oilgg.reduce.scheduler",
        "oilgg.store.local",
        "oilgg.worker.calls",
        "oilgg.worker.trace",
        "oilgg.worker.view",
    ),
)
"""What every script needs, and what lowering needs: with what they import of oilgg these lie together."""

USUAL = (
    """
        cli.main cli.options cli.script config errors expand.bindings expand.environment expand.parts
        expand.segments expand.source expand.split expand.values expand.variables expand.words interp.assignment
        interp.builtins interp.builtins.echo interp.capture interp.command interp.descriptors interp.dynamic
        interp.execution interp.facts interp.fast interp.interpreter interp.job interp.lookup interp.node
        interp.options interp.redirection interp.remembered interp.signals interp.sourcing interp.state
        interp.trap lower.invocation reason session syntax.kept syntax.nodes
    """,
    """
        syntax.actions syntax.buffer syntax.driver syntax.escapes syntax.heredoc syntax.lexer syntax.modes syntax.parser
        syntax.patterns syntax.tokens syntax.words
    """,
    """
        annotate.call annotate.evaluate annotate.headers annotate.library annotate.match annotate.model
        annotate.template engine.base engine.descriptors lower.cost lower.faster
        lower.lowering lower.split order.beside order.calls order.doubts order.effects order.entry
        order.failures order.fileops order.interrupt order.learning order.naming order.order order.output
        order.part_memory order.parts order.programs order.reducer order.resolve order.retire order.reuse
        order.run order.small order.tries order.versions order.weights order.witness paths reduce.learn
        reduce.scheduler reduce.task reduce.tools store.base store.files store.index store.local
        store.verify thunk.codec thunk.hash thunk.ir worker.calls worker.trace
    """,
)
"""What is executed by a script that prints a variable, by parsing it, and by one that reuses a result."""


def write_image(image: str = IMAGE) -> None:
    """Write the code of all modules to the file `image`."""
    if not posix.access(image, posix.F_OK):
        _note_trial(image)
    called = samples.called()  # before any import, since what modules call when they are imported counts as well
    groups = _groups()
    known = _codes_of_old_image(image, groups)
    if not known:
        _note_trial(image)
    # Before anything is read: an edit in between makes the image stale, not wrong.
    stamps = {name: _stamp(name) for group in groups for name in group}
    blobs: list[bytes] = []
    size = 0

    def add(value: "Any") -> "tuple[int, int]":
        """Put a value behind what is there; its place."""
        nonlocal size
        blobs.append(marshal.dumps(value))
        size += len(blobs[-1])
        return size - len(blobs[-1]), len(blobs[-1])

    modules = frozenset(stamps)
    first, second = frozenset(groups[0]), frozenset(groups[0] + groups[1])
    made = {name: second if name in groups[1] else first for name in stamps}
    together = []
    cold = []
    shared = {}
    for number, names in enumerate(USUAL):
        codes: list[Any] = []
        apart = {}
        for name in [f"oilgg.{name}" for name in names.split()]:
            shared[name] = (-1 - len(codes), number)
            tree = lean.tree(name, made[name], modules)
            code, apart[name] = lean.split(name, tree, called.get(name, set()))
            codes.append(code)
        together.append(add(tuple(codes)))
        cold.append(apart)
    listed = []
    for group in groups:
        places = []
        for name in group:
            place = shared.get(name)
            if place is None:
                code = known.get((name, *stamps[name])) or lean.compiled(name, lean.tree(name, made[name], modules))
                place = add(code)
            places.append((name, (*place, *stamps[name])))
        places.sort(key=lambda one: (not one[1][4], one[0].count(".")))  # packages before what lies in them
        listed.append(places)
    rest = dict(listed[1]), dict(listed[2]), _stamp("oilgg.lean")
    head = marshal.dumps((sys.version, listed[0], together, [add(apart) for apart in cold], add(rest)))
    sizes = len(head).to_bytes(8, "little") + together[0][1].to_bytes(8, "little")
    _put(image, sizes + head + b"".join(blobs))


def _note_trial(image: str) -> None:
    """An empty image says that making one was tried."""
    _put(image, b"")


def _put(image: str, data: bytes) -> None:
    """A new file: that which is there may be in use."""
    temporary = f"{image}.{posix.getpid()}"
    with open(temporary, "wb") as file:
        file.write(data)
    posix.rename(temporary, image)


def _groups() -> "list[list[str]]":
    """The names of all modules: those of every script, those of lowering, others."""
    done = {name for name in sys.modules if name.startswith("oilgg")}
    groups = []
    for roots in GROUPS:
        for root in roots:
            __import__(root)
        groups.append([name for name in sys.modules if name.startswith("oilgg.") and name not in done])
        done.update(groups[-1])
    groups.append([name for name in _all_modules() if name not in done])
    return groups


def _stamp(name: str) -> "tuple[int, int, bool]":
    """Size and time of the source of a module, and whether it is a package."""
    is_package = lean.is_package(name)
    status = posix.stat(source(name, is_package))
    return status.st_size, status.st_mtime_ns, is_package


def _codes_of_old_image(image: str, groups: "list[list[str]]") -> "dict[tuple[str, int, int, bool], Any]":
    """The code in the image that is there and does not lie together, by module and what `_stamp` said of it.

    None if it was made in another way, or for others to be there before it is executed.
    """
    try:
        with open(image, "rb") as file:
            data = file.read()
        start = SIZES_BYTES + int.from_bytes(data[:8], "little")
        version, modules, _together, _cold, (offset, _length) = marshal.loads(data[SIZES_BYTES:start])
        group, others, stamp = marshal.loads(data[start + offset :])
        same = {name for name, _ in modules} == set(groups[0]) and set(group) == set(groups[1])
        if version != sys.version or stamp != _stamp("oilgg.lean") or not same:
            return {}
        return {
            (name, *facts): marshal.loads(data[start + at : start + at + count])
            for name, (at, count, *facts) in (*modules, *group.items(), *others.items())
            if at >= 0
        }
    except (OSError, ValueError, EOFError, TypeError):
        return {}


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
