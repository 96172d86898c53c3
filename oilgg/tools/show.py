"""`oilgg --tool show [HASH]`: what a thunk is, what it stood on, and what it came to; without HASH, the latest ones."""

from __future__ import annotations

import sys
import time

from oilgg.thunk.ir import AbsentValue, FileValue, SymlinkValue, TreeValue
from oilgg.tools import kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.store.base import Reduction
    from oilgg.store.local import LocalStore
    from oilgg.thunk.ir import Output, StreamValue, Thunk, Value

USAGE = """\
Usage: oilgg --tool show [-n COUNT]
       oilgg --tool show HASH

Without HASH the thunks recorded last (20); else all about one. The beginning of a hash will do.
"""
COUNT = 20


def main(arguments: list[str]) -> int:
    """See USAGE."""
    return kept.tool("show", USAGE, arguments, show)


def show(store: LocalStore, arguments: list[str]) -> int | None:
    """The verb; None for wrong usage."""
    if not arguments or arguments[0] == "-n":
        count = arguments[1] if len(arguments) == 2 else str(COUNT) if not arguments else ""
        if not count.isdecimal():
            return None
        for digest, thunk in kept.recent(store, int(count)):
            reduction = kept.reduction_of(store, thunk)
            status = "?" if reduction is None else str(reduction.result.statuses[-1])
            sys.stdout.write(f"{digest.hex()[: kept.SHOWN_DIGITS]}  {status:>3}  {kept.command(thunk)}\n")
        return 0
    if len(arguments) != 1:
        return None
    digest, thunk = kept.find(store, arguments[0])
    describe(digest, thunk)
    reduction = kept.reduction_of(store, thunk)
    if reduction is None:
        sys.stdout.write("no result is known\n")
    else:
        describe_result(reduction)
    return 0


def describe(digest: bytes, thunk: Thunk) -> None:
    """Print what a thunk stands on."""
    say = sys.stdout.write
    say(f"thunk     {digest.hex()}\n")
    for stage in thunk.stages:
        say(f"command   {kept.stage_text(stage)}\n")
        say(f"program   {stage.program}\n")
    say(f"directory {thunk.cwd}  umask {thunk.umask:03o}  {thunk.platform}\n")
    for item in thunk.inputs:
        say(f"input     {item.path}  {_value(item.value)}\n")
    for output in thunk.outputs:
        say(f"output    {output.path}{'/' if output.tree else ''}\n")
    for name, value in thunk.stages[0].environment:
        say(f"variable  {name}={value}\n")
    for path, tool_digest in thunk.tools:
        say(f"tool      {path}  {_short(tool_digest)}\n")


def describe_result(reduction: Reduction) -> None:
    """Print what a thunk came to."""
    say, result, learned = sys.stdout.write, reduction.result, reduction.learned
    say(f"status    {' '.join([str(status) for status in result.statuses])}\n")
    for name, value in (("stdout", result.stdout), ("stderr", result.stderr)):
        if value.size:
            say(f"{name:9} {_stream(value)}\n")
    for output in result.outputs:
        say(f"made      {_output(output)}\n")
    usage = result.usage
    say(f"took      {usage.wall_s:.3f} s, {usage.user_s + usage.system_s:.3f} s of processor, {usage.maxrss_kib} KiB\n")
    counts = len(learned.files), len(learned.absent), len(learned.directories)
    if any(counts):
        say(f"learned   {counts[0]} files read, {counts[1]} names looked for in vain, {counts[2]} listings\n")


def _value(value: Value) -> str:
    if isinstance(value, FileValue):
        when = "" if value.mtime_ns is None else time.strftime("  %Y-%m-%d %H:%M:%S", time.gmtime(value.mtime_ns / 1e9))
        return f"{value.size} bytes  {_short(value.digest)}{when}"
    if isinstance(value, SymlinkValue):
        return f"-> {value.target}"
    if isinstance(value, TreeValue):
        return f"tree  {_short(value.digest)}"
    return "absent" if isinstance(value, AbsentValue) else "the output of another thunk"


def _stream(value: StreamValue) -> str:
    if value.data is None:
        return f"{value.size} bytes  {_short(value.digest or b'')}"
    text = value.data.decode("utf-8", "replace")
    return text.rstrip("\n") if text.count("\n") <= 1 and len(text) <= 100 else f"{value.size} bytes"


def _output(output: Output) -> str:
    if output.kind == "file":
        return f"{output.path}  {output.size} bytes  mode {output.mode:03o}  {_short(output.digest or b'')}"
    return f"{output.path}  {output.kind}{' -> ' + output.target if output.target else ''}"


def _short(digest: bytes) -> str:
    return digest.hex()[: kept.SHOWN_DIGITS]
