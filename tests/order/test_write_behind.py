"""What is digested late: only what has not changed since the command began."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from oilgg.order.entry import State
from oilgg.order.traced import Digests, Judge
from oilgg.order.write_behind import WriteBehind
from oilgg.reason import CHANGED_DURING_RUN, Refusal
from oilgg.thunk.hash import digest_bytes


def made(recorded: list[Any]) -> WriteBehind:
    """One whose judge looks at real files, and has nothing else to say."""

    def state(path: str) -> State:
        status = os.lstat(path)
        return State("file", size=status.st_size, mtime_ns=status.st_mtime_ns, status=status)

    resolver = SimpleNamespace(
        store=None,
        at=None,
        versions=SimpleNamespace(tree_state=state),
        digest_now=lambda path: digest_bytes(Path(path).read_bytes()),
    )
    judge = Judge(resolver, SimpleNamespace())  # type: ignore[arg-type]
    return WriteBehind(judge, lambda entry, _result, _printed, finding: recorded.append((entry.name, finding)))


def command(name: str, *paths: Path) -> tuple[Any, Digests]:
    """A command that ran just now and has read `paths`."""
    time.sleep(0.02)  # ctime is that of the last tick
    empty = SimpleNamespace(links={}, touched={}, absent={}, looks={}, lists={}, programs=[], reads={})
    lowered = SimpleNamespace(cwd="/nowhere")
    entry = SimpleNamespace(
        name=name, started_ns=time.time_ns(), silent_key=name.encode(), seen=empty, outputs={}, lowered=lowered
    )
    digests = Digests()
    digests.left += [str(path) for path in paths]
    time.sleep(0.02)
    return entry, digests


def test_only_what_is_as_it_was(tmp_path: Path) -> None:
    recorded: list[Any] = []
    behind = made(recorded)
    same, other = tmp_path / "same", tmp_path / "other"
    same.write_text("same")
    other.write_text("other")
    times = os.stat(other)
    for name, paths in (("first", [same]), ("second", [other, same]), ("third", [same])):
        entry, digests = command(name, *paths)
        behind.add(entry, None, [], digests)  # type: ignore[arg-type]
    other.write_text("rehto")
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    behind.settle_like(SimpleNamespace(silent_key=b"fourth"))  # type: ignore[arg-type]
    assert recorded == []
    behind.settle_like(SimpleNamespace(silent_key=b"third"))  # type: ignore[arg-type]
    assert [name for name, _finding in recorded] == ["first", "second", "third"]
    findings = dict(recorded)
    assert isinstance(findings["second"], Refusal) and findings["second"].reason == CHANGED_DURING_RUN
    for name in ("first", "third"):
        assert findings[name].before.files == ((str(same), digest_bytes(b"same")),)
    assert not behind.step()
