"""Writes the image that start.py runs from: the code of all modules of the package in one file.

First comes the code that every script needs, then what lowering needs, then everything else. In each of the first two
groups the modules that are executed by almost any run are one object of `marshal`, whose strings are shared; that takes
two thirds of the time of unpacking them one by one.
"""

import marshal
import posix
import sys

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
        interp.builtins interp.builtins.echo interp.command interp.descriptors interp.dynamic interp.execution
        interp.facts interp.fast interp.interpreter interp.job interp.node interp.options interp.remembered
        interp.signals interp.sourcing interp.state interp.trap lower.invocation reason session syntax.kept syntax.nodes
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
"""What of each group is executed by a script that prints a variable, and by one that reuses a result."""


def write_image(image: str = IMAGE) -> None:
    """Write the code of all modules to the file `image`."""
    known = _codes_of_old_image(image)
    if not known:
        with open(image, "wb"):
            pass  # an empty image says that making one was tried
    done = {name for name in sys.modules if name.startswith("oilgg")}
    groups = []
    for roots in GROUPS:
        for root in roots:
            __import__(root)
        groups.append([name for name in sys.modules if name.startswith("oilgg.") and name not in done])
        done.update(groups[-1])
    groups.append([name for name in _all_modules() if name not in done])
    blobs: list[bytes] = []
    listed = []
    ends = []
    shared = []
    offset = 0
    for number, group in enumerate(groups):
        places = []
        usual = {f"oilgg.{name}" for name in USUAL[number].split()} if number < len(USUAL) else set()
        together: list[Any] = []
        single: list[tuple[str, bytes, tuple[int, int, bool]]] = []
        for name in group:
            is_package = posix.access(source(name, True), posix.R_OK)
            path = source(name, is_package)
            status = posix.stat(path)  # before it is read: an edit in between makes the image stale, not wrong
            key = (name, status.st_size, status.st_mtime_ns)
            code = known.get(key)
            if code is None:
                with open(path, "rb") as file:
                    tree = _without_types(file.read())
                code = compile(tree, path, "exec", dont_inherit=True, optimize=2)
            facts = (status.st_size, status.st_mtime_ns, is_package)
            if name in usual:
                places.append((name, (-1 - len(together), number, *facts)))
                together.append(code)
            else:
                single.append((name, marshal.dumps(code), facts))
        blobs.append(marshal.dumps(tuple(together)))
        shared.append((offset, len(blobs[-1])))
        offset += len(blobs[-1])
        for name, blob, facts in single:
            places.append((name, (offset, len(blob), *facts)))
            blobs.append(blob)
            offset += len(blob)
        places.sort(key=lambda one: (not one[1][4], one[0].count(".")))  # packages before what lies in them
        listed.append(places)
        ends.append(offset)
    rest = marshal.dumps((dict(listed[1]), (*shared[1], ends[1]), dict(listed[2])))
    head = marshal.dumps((sys.version, listed[0], ends[0], (offset, len(rest))))
    sizes = len(head).to_bytes(8, "little") + shared[0][1].to_bytes(8, "little")
    temporary = f"{image}.{posix.getpid()}"
    with open(temporary, "wb") as file:
        file.write(sizes + head + b"".join(blobs) + rest)
    posix.rename(temporary, image)


def _codes_of_old_image(image: str) -> "dict[tuple[str, int, int], Any]":
    """The code in the image that is there, by name, size and time of its source."""
    try:
        with open(image, "rb") as file:
            data = file.read()
        start = SIZES_BYTES + int.from_bytes(data[:8], "little")
        first = int.from_bytes(data[8:16], "little")
        version, modules, _end, (offset, _length) = marshal.loads(data[SIZES_BYTES:start])
        if version != sys.version:
            return {}
        data = data[start:]
        group, (at, count, _end), others = marshal.loads(data[offset:])
        shared = (marshal.loads(data[:first]), marshal.loads(data[at : at + count]))
        places = [*modules, *group.items(), *others.items()]
        return {
            (name, size, time): shared[count][-1 - at] if at < 0 else marshal.loads(data[at : at + count])
            for name, (at, count, size, time, _package) in places
        }
    except (OSError, ValueError, EOFError, TypeError):
        return {}


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
