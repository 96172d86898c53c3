"""Makes the changes of a layer real in the plainest way: what retirement has to achieve, for tests to compare with."""

from __future__ import annotations

import os
import shutil

from oilgg.worker.collect import (
    DIRECTORY,
    FIFO,
    FILE,
    MOVED_DIRECTORY,
    REMOVED,
    REPLACED_DIRECTORY,
    SYMLINK,
    Change,
)


def replay(changes: list[Change]) -> None:
    """Apply `changes`, as `collect` gives them, to the real tree."""
    _move(changes)
    links: dict[int, str] = {change.link_group: change.path for change in changes if change.in_place}
    for change in changes:
        _apply(change, links)
    for change in reversed(changes):
        if change.kind in (DIRECTORY, REPLACED_DIRECTORY, MOVED_DIRECTORY):
            os.chmod(change.path, change.mode)
            os.utime(change.path, ns=(change.mtime_ns, change.mtime_ns))


def _move(changes: list[Change]) -> None:
    """Rename directories: all out of their old places, inner ones first, then into the new ones, outer ones first."""
    moved = [change for change in changes if change.kind == MOVED_DIRECTORY]
    parked = {}
    for change in sorted(moved, key=lambda change: change.target, reverse=True):
        parked[change.path] = change.layer_path + ".parked"
        shutil.move(change.target, parked[change.path])
    for change in moved:
        _remove(change.path)
        _make_parents(change.path)
        shutil.move(parked[change.path], change.path)


def _make_parents(path: str) -> None:
    above = os.path.dirname(path)
    if os.path.lexists(above) and not os.path.isdir(above):
        os.unlink(above)
    os.makedirs(above, exist_ok=True)


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _apply(change: Change, links: dict[int, str]) -> None:
    path = change.path
    if change.kind == REMOVED:
        _remove(path)
    elif change.kind == FILE:
        _file(change, links)
    elif change.kind == SYMLINK:
        _remove(path)
        os.symlink(change.target, path)
        os.utime(path, ns=(change.mtime_ns, change.mtime_ns), follow_symlinks=False)
    elif change.kind == FIFO:
        _remove(path)
        os.mkfifo(path, change.mode)
    elif change.kind == REPLACED_DIRECTORY or (change.kind == DIRECTORY and not os.path.isdir(path)):
        _remove(path)
        os.mkdir(path)
    else:
        assert os.path.isdir(path), change


def _file(change: Change, links: dict[int, str]) -> None:
    path = change.path
    other = links.get(change.link_group) if change.link_group else None
    if other is not None and other != path:
        _remove(path)
        os.link(other, path)
        return
    if change.link_group:
        links[change.link_group] = path
    if not change.in_place:
        _remove(path)
    if change.content:
        shutil.copyfile(change.layer_path, path)
    os.chmod(path, change.mode)
    os.utime(path, ns=(change.mtime_ns, change.mtime_ns))
