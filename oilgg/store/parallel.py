"""Several requests at a time, from threads: for processes that talk to a network, never for the shell."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

A = TypeVar("A")
B = TypeVar("B")


def in_parallel(function: Callable[[A], B], items: Iterable[A], threads: int) -> list[B]:
    """`function` of each item, at most `threads` at a time, in order; the first failure is raised in the end."""
    wanted = list(items)
    if len(wanted) < 2 or threads < 2:
        return [function(item) for item in wanted]
    with ThreadPoolExecutor(min(threads, len(wanted))) as pool:
        return list(pool.map(function, wanted))
