"""`--tool NAME`: which tools there are, and how one is run."""

from __future__ import annotations

import posix
import sys
from errno import EIO, ENOSPC, EPIPE

from oilgg import config
from oilgg.cli.main import complain, print_out
from oilgg.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

NOBODY_READS = (EPIPE, ENOSPC, EIO)
TOOLS = {
    "annotate": "run a command under the tracer and draft its annotation",
    "aws": "set up, look at or remove what --engine=lambda:… needs",
    "check": "list the annotations of a command, or test what they claim",
    "cluster": "start a Dask cluster on this machine, or make its certificates",
    "doctor": "say what works on this machine, and why",
    "force": "print the result of a recorded command again",
    "jobs": "list or end detached runs",
    "launcher": "write a command that starts oilgg without /bin/sh in between",
    "replay": "run a recorded command again in its view, and compare",
    "show": "list the commands recorded last, or tell all about one",
    "store": "say what the store holds, tidy it up, verify it",
}
INTERNAL = ("call",)
"""Programs of thunks; nothing to type."""


def run_tool(name: str, tool: str, arguments: list[str], own: dict[str, str]) -> int:
    """Run the tool: the module oilgg.tools.TOOL has a function main(arguments) -> status.

    `own` are options of a run given as well; of these, and of what is configured, tools look at `store` and `view`.
    """
    if tool in ("--help", "-h"):
        print_out(f"Usage: {name} --tool NAME ARG...\n\n")
        print_out("".join([f"{tool:10} {what}\n" for tool, what in TOOLS.items()]))
        print_out(f"\n`{name} --tool NAME --help' says more about one.\n")
        return 0
    if tool not in TOOLS and tool not in INTERNAL:
        complain(f"{name}: --tool {tool}: no such tool; there are {', '.join(TOOLS)}")
        return 2
    if tool in TOOLS:
        try:
            settings = config.load(own, posix.environ)
        except ConfigError as error:
            complain(f"{name}: {error}")
            return 2
        if settings.store != config.default_store(posix.environ):
            posix.environ[b"OILGG_STORE"] = settings.store.encode("utf-8", "surrogateescape")
        if settings.view != "auto":
            posix.environ[b"OILGG_VIEW"] = settings.view.encode()
    __import__("oilgg.tools." + tool)
    module = sys.modules["oilgg.tools." + tool]
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    try:
        status: int = module.main(arguments)
        sys.stdout.flush()  # the process ends without Python's usual tidying up
        sys.stderr.flush()
    except OSError as error:
        if error.errno not in NOBODY_READS or error.filename is not None:
            raise
        if error.errno != EPIPE:
            complain(f"{name}: write error: {error.strerror}")
        return 1
    return status


def _nowhere() -> TextIO:
    """What takes the place of a stream that was closed when we were started."""
    return open("/dev/null", "w")
