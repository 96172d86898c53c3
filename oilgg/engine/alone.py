"""Programs of another system that run without being at their places: where no mount can put them there.

Each is started by its own loader, which gets the folders of its libraries: `LOADER --library-path … PROGRAM`. So it
needs nothing of the worker's own; where the loader would find something else it is refused. What starts other programs
(a compiler its parts) cannot run so, nor can scripts.
"""

from __future__ import annotations

from oilgg.engine.loading import HEAD_BYTES, Unknown, libraries, loader_of
from oilgg.engine.travelled import Differs
from oilgg.thunk.ir import Stage
from oilgg.worker.sealed import PLATFORM, is_own_place, is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from oilgg.worker.closure import Part
    from oilgg.worker.request import Request

LOADER_CACHE = "/etc/ld.so.cache"
LOCALES = "/usr/lib/locale/"
ARCHIVE = "/usr/lib/locale/locale-archive"


def check_alone(request: Request, parts: Iterable[Part], listed: Iterable[Part], ignored: Collection[str]) -> None:
    """Raises Differs where `request` needs one of `parts` at its place; `listed` is the closure of its programs."""
    known = {part[0] for part in listed}
    programs = {stage.program for stage in request.thunk.stages}
    for path, *_rest in parts:
        if path not in known or path == ARCHIVE:
            raise Differs(path, f"{path} cannot be at its place where there are no namespaces")
    for path, _digest in request.thunk.tools:
        if path not in programs and path not in ignored:
            raise Differs(path, f"{path} cannot be started from another place, without namespaces")


class Alone:
    """What has been found out about programs in trees of what has travelled (`Travelled.lay_out`)."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, ...], None] = {}

    def stage(self, stage: Stage, tree: str, listed: Iterable[Part], folder: str) -> Stage:
        """How `stage` is started with what `tree` holds ("": all is here), its own files being below `folder`.

        Raises Differs, OSError.
        """
        if not tree:
            if not is_own_place(stage.program):
                self._check_own(stage, folder)
            return stage
        program = tree + stage.program if is_platform(stage.program) else stage.program
        loader = _loader_of(program)
        variables = dict(stage.environment)
        paths = [part[0] for part in listed if part[0] != LOADER_CACHE]
        if any(path.startswith(LOCALES) for path in paths):
            variables["LOCPATH"] = tree + LOCALES.rstrip("/")
        environment = tuple(sorted(variables.items()))
        if not loader:
            return Stage(program, stage.argv, environment, stage.redirects)
        places = [place for place in variables.get("LD_LIBRARY_PATH", "").split(":") if place.startswith(folder + "/")]
        places += dict.fromkeys([tree + path.rpartition("/")[0] for path in paths if ".so" in path])
        start = (tree + loader, "--inhibit-cache", "--library-path", ":".join(places))
        self._check((*start, "--list", program), (tree + "/", folder + "/"))
        argv = (*start, "--argv0", stage.argv[0], program, *stage.argv[1:])
        return Stage(tree + loader, argv, environment, stage.redirects)

    def _check_own(self, stage: Stage, folder: str) -> None:
        """Raises Differs where a program of the user's would load what is neither the system's nor below `folder`."""
        loader = _loader_of(stage.program)
        search = dict(stage.environment).get("LD_LIBRARY_PATH", "")
        if loader:
            self._check((loader, "--list", stage.program), (*[place + "/" for place in PLATFORM], folder + "/"), search)

    def _check(self, command: tuple[str, ...], below: tuple[str, ...], search: str = "") -> None:
        """Raises Differs where the loader would take libraries from elsewhere."""
        if command in self._loaded:
            return
        try:
            found = libraries(command, search)
        except Unknown:
            found = [""]
        program = command[-1]
        for path in found:
            if not path.startswith(below):
                raise Differs(program, f"{program.rpartition('/')[2]} does not find its libraries without namespaces")
        if program.startswith(below[0]):  # what lies below the other folder is there for one run only
            self._loaded[command] = None


def _loader_of(program: str) -> str:
    with open(program, "rb") as file:
        head = file.read(HEAD_BYTES)
    try:
        return loader_of(head)
    except Unknown:
        name = program.rpartition("/")[2]
        raise Differs(program, f"{name} is no program that its loader could start from another place") from None
