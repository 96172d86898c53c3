"""Pipelines after which bash counts the lines of a script anew."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.node import Tree


def piped_subshells(tree: Tree, ends: dict[int, int]) -> dict[int, int]:
    """Of the pipelines in `ends`, by line, those in `tree` that the parser's line follows; 0 has the last that ran."""
    found: dict[int, int] = {}
    _collect(tree, ends, found)
    if found:
        found[0] = 0
    return found


def _collect(tree: Tree, ends: dict[int, int], found: dict[int, int]) -> None:
    tag = tree[0]
    if tag == "pipeline":
        line = tree[1]
        first = tree[4][0][1] if tree[4] else line
        if first in ends and any(stage[0] == "subshell" for stage in tree[4][:-1]):
            found[line] = ends[first]
        elif len(tree[4]) == 1:
            _collect(tree[4][0], ends, found)
    elif tag == "seq":
        for part in tree[1]:
            _collect(part, ends, found)
    elif tag in ("and", "or"):
        _collect(tree[1], ends, found)
        _collect(tree[2], ends, found)
    elif tag == "if":
        for _, body in tree[2]:
            _collect(body, ends, found)
        if tree[3] is not None:
            _collect(tree[3], ends, found)
    elif tag in ("while", "until"):
        _collect(tree[2], ends, found)
        _collect(tree[3], ends, found)
    elif tag == "group":
        _collect(tree[2], ends, found)
