"""How a command runs on a worker where its files cannot be at their own paths, but lie below some folder.

Only where the annotation says that this shows in nothing it writes (`paths free`). Relative names stay as they are.
Absolute ones get the folder's name in front: exactly those words of the call that are names of files by its annotation;
any other text that looks like a path is text. What a compiler makes of paths, it is told to undo (`paths free by`).
"""

from __future__ import annotations

from oilgg.annotate.roots import words_below
from oilgg.thunk.ir import SymlinkValue
from oilgg.worker.request import ROOT, Elsewhere
from oilgg.worker.sealed import is_own_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from oilgg.annotate.model import Effects
    from oilgg.thunk.ir import Stage, Value

PATH_LISTS = ("PATH", "LD_LIBRARY_PATH")
FOLDERS = ("HOME",)


class Fixed(Exception):
    """The command has to run with its files at their own paths; the text says why."""


def elsewhere(
    stages: Iterable[tuple[Stage, Effects]], plain: Sequence[Stage], cwd: str, links: Mapping[str, Value]
) -> Elsewhere:
    """How to run `stages` below another folder; `plain` are the same as the command has written them.

    What `stages` have besides, words at the end and variables, is ours, with ROOT where a path has to be one below the
    folder. `links` are the inputs by path.
    """
    try:
        if is_own_place(cwd):
            raise Fixed(f"it runs in {cwd}, among the system's files")
        for path, value in links.items():
            if isinstance(value, SymlinkValue):
                _check_link(path, value.target)
        made, said = [], False
        for (stage, effects), before in zip(stages, plain, strict=True):
            made.append(_stage(stage, effects, before, cwd))
            said = said or bool(effects.paths_words and not any("message-length" in word for word in stage.argv))
        return Elsewhere(tuple(made), "", said)
    except (Fixed, OSError) as fixed:
        return Elsewhere((), str(fixed))


def _stage(
    stage: Stage, effects: Effects, before: Stage, cwd: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    if not effects.paths_free:
        raise Fixed(f"nothing says that {before.argv[0]} may run at another path (`paths free`)")
    if not is_own_place(stage.program):
        with open(stage.program, "rb") as file:
            if file.read(2) == b"#!":
                raise Fixed(f"{before.argv[0]} is a script, which would be called otherwise")
    for _fd, op, target, _text in before.redirects:
        if isinstance(target, str) and op != "text":
            _check(target, cwd)
    for name in _names(effects):
        _check(name, cwd)
    for name in effects.loose:
        if name.startswith("/") and not is_own_place(name):
            raise Fixed(f"{name} is named by no word of {before.argv[0]}")
    try:
        words = words_below(stage.argv, effects, ROOT, _moves)
    except ValueError as error:
        raise Fixed(str(error)) from None
    return tuple(words), _changes(stage, before)


def _changes(stage: Stage, before: Stage) -> tuple[tuple[str, str], ...]:
    """The variables that are others there."""
    now, then = dict(stage.environment), dict(before.environment)
    changed = {name: text for name, text in now.items() if ROOT in text}
    for name in PATH_LISTS:
        if name in then:
            places = [ROOT + place if _moves(place) else place for place in then[name].split(":")]
            changed[name] = ":".join(places)
    for name in FOLDERS:
        if _moves(then.get(name, "")):
            changed[name] = ROOT + then[name]
    return tuple(sorted((name, text) for name, text in changed.items() if text != then.get(name)))


def _names(effects: Effects) -> list[str]:
    trees = [*effects.read_trees, *effects.write_trees]
    paths = [*effects.reads, *effects.writes, *effects.appends, *effects.changes, *effects.removes]
    return [*paths, *effects.makes_dirs, *effects.search, *[path for path, _globs in trees]]


def _moves(name: str) -> bool:
    """Whether `name` has to get the folder in front."""
    return name.startswith("/") and not is_own_place(name)


def _check(name: str, cwd: str) -> None:
    """Raises Fixed where `name` would not lead below the folder, though it has to."""
    if not name or is_own_place(name):
        return
    if name.startswith("/"):
        if ".." in name.split("/"):
            raise Fixed(f"{name} is not a plain path")
        return
    if is_own_place(_normal(name, cwd)):
        raise Fixed(f"{name} leads to the system's files")


def _check_link(path: str, target: str) -> None:
    if target.startswith("/"):
        if not is_own_place(target) or ".." in target.split("/"):
            raise Fixed(f"{path} is a link to an absolute path")
    elif is_own_place(_normal(target, path.rpartition("/")[0])):
        raise Fixed(f"{path} is a link to the system's files")


def _normal(name: str, folder: str) -> str:
    """`folder/name` without `..`. Raises Fixed where that leads above the root."""
    parts = [part for part in folder.split("/") if part]
    for part in name.split("/"):
        if part == "..":
            if not parts:
                raise Fixed(f"{name} leads above the root of all files")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
