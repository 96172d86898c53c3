"""The worker bundle: what of oilgg a Lambda function needs, in a zip that is the same whenever its contents are.

Which modules that are is read from their imports, also those inside functions; a shell, a grammar or a prompt among
them is a mistake that the tests catch. boto3 is part of the service's own runtimes; zstd is added, as it is installed
here, for runtimes of Python before 3.14. So a function has the Python and the machine of whoever made it.
"""

from __future__ import annotations

import sys

from oilgg.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

HANDLER = "oilgg.engine.lambda_worker.handler"
ENTRIES = ("oilgg.engine.lambda_worker", "oilgg.engine.worker_process")
EPOCH = (1980, 1, 1, 0, 0, 0)


def modules(entries: tuple[str, ...] = ENTRIES) -> dict[str, str]:
    """The modules of oilgg that `entries` need, with the path of each."""
    root = __file__.rpartition("/oilgg/")[0]
    found: dict[str, str] = {}
    todo = list(entries)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        path = _path_of(root, name)
        if not path:
            continue
        found[name] = path
        if "." in name:
            todo.append(name.rpartition(".")[0])
        with open(path, encoding="utf-8") as file:
            todo += _imports(file.read(), path)
    return found


def _path_of(root: str, name: str) -> str:
    from os.path import isfile

    base = f"{root}/{name.replace('.', '/')}"
    for path in (base + ".py", base + "/__init__.py"):
        if isfile(path):
            return path
    return ""


def _imports(text: str, path: str) -> Iterator[str]:
    """The names in oilgg that a module imports when it runs, not only when it is type-checked."""
    import ast

    todo: list[ast.AST] = [ast.parse(text, path)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            todo += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from [alias.name for alias in node.names if alias.name.startswith("oilgg")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oilgg"):
            yield str(node.module)
            yield from [f"{node.module}.{alias.name}" for alias in node.names]
        todo += ast.iter_child_nodes(node)


def _zstd_files() -> dict[str, str]:
    """The files of the package zstandard, by their names in the bundle. Raises EngineError."""
    from os import listdir

    try:
        import zstandard
    except ImportError:
        raise EngineError("the worker bundle needs the package zstandard, which is not installed") from None
    folder = str(zstandard.__file__).rpartition("/")[0]
    return {
        f"zstandard/{name}": f"{folder}/{name}"
        for name in listdir(folder)
        if name.endswith(".py") or (name.endswith(".so") and not name.startswith("_cffi"))
    }


def build() -> bytes:
    """The bundle as a zip. Raises EngineError."""
    if not _built:
        _built.append(_build())
    return _built[0]


_built: list[bytes] = []


def _build() -> bytes:
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    files = _zstd_files()
    for name, path in modules().items():
        inside = name.replace(".", "/")
        files[f"{inside}/__init__.py" if path.endswith("/__init__.py") else f"{inside}.py"] = path
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for inside in sorted(files):
            with open(files[inside], "rb") as file:
                data = file.read()
            info = ZipInfo(inside, EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def code_hash(bundle: bytes) -> str:
    """What the service says of a function's code (`CodeSha256`)."""
    from binascii import b2a_base64

    from oilgg.thunk.hash import digest_bytes

    return b2a_base64(digest_bytes(bundle), newline=False).decode("ascii")


def runtime() -> str:
    """The service's name for this version of Python."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}"


def architecture() -> str:
    """The service's name for this kind of machine. Raises EngineError where it has none."""
    from posix import uname

    machine = uname().machine
    names = {"x86_64": "x86_64", "aarch64": "arm64"}
    if machine not in names:
        raise EngineError(f"AWS Lambda has no machines of the kind {machine}")
    return names[machine]
