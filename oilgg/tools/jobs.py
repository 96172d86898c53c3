"""`oilgg --tool jobs`: the runs that were started by `--detach`."""

from __future__ import annotations

import posix
import sys
import time

from oilgg.detach import folder, join
from oilgg.detach.folder import CANCELLED, ELSEWHERE, RUNNING, Run
from oilgg.errors import DetachError

USAGE = """\
Usage: oilgg --tool jobs             list the detached runs
       oilgg --tool jobs ID          say all that is known of one
       oilgg --tool jobs --cancel ID end one: SIGTERM, and SIGKILL after five seconds or when asked again
       oilgg --tool jobs --forget ID remove what is kept of one that is over

Runs that are over are forgotten after 14 days.
"""
HEAD = ("ID", "STATE", "SINCE", "STATUS", "SCRIPT", "FOLDER")
WIDEST = 40


def main(arguments: list[str]) -> int:
    """Run the tool; gives the exit status: 2 for a wrong call, 1 where it can't be done."""
    verb = arguments[0] if arguments and arguments[0].startswith("-") else ""
    if verb in ("--help", "-h"):
        sys.stdout.write(USAGE)
        return 0
    rest = arguments[1:] if verb else arguments
    if verb not in ("", "--cancel", "--forget") or len(rest) != 1 if verb else len(rest) > 1:
        sys.stderr.write(USAGE)
        return 2
    try:
        base = folder.base(posix.environ)
        folder.forget_old(base)
        if not rest:
            return show_all(folder.all_runs(base))
        run = folder.find(base, rest[0])
        return cancel(run) if verb == "--cancel" else forget(run) if verb else show(run)
    except DetachError as error:
        sys.stderr.write(f"oilgg: {error}\n")
        return 1


def cancel(run: Run) -> int:
    """End a run."""
    if run.state == ELSEWHERE:
        raise DetachError(f"run {run.number} is one of another machine")
    if not run.is_over:
        run = join.cancel(run)
    if run.state != CANCELLED:
        raise DetachError(f"run {run.number} has {'ended' if not run.signal else 'died'} already")
    return 0


def forget(run: Run) -> int:
    """Remove what is kept of a run."""
    if not run.is_over:
        raise DetachError(f"run {run.number} is not over")
    folder.forget(run.place)
    return 0


def show_all(runs: list[Run]) -> int:
    """Print a table of all runs, the oldest first."""
    rows = [HEAD]
    for run in runs:
        script = " ".join(run.words).replace("\n", " ")
        script = script if len(script) <= WIDEST else script[: WIDEST - 1] + "…"
        rows.append((str(run.number), run.state, when(run.since_s), status(run), script, run.folder))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        write("  ".join([*cells, row[-1]]) + "\n")
    return 0


def show(run: Run) -> int:
    """Print what is known of one run."""
    write(f"state    {run.state} since {when(run.since_s)}\n")
    if run.is_over:
        write(f"status   {run.status}{f' (signal {run.signal})' if run.signal else ''}\n")
    elif run.state == RUNNING:
        write(f"process  {run.pid}\n")
    write(f"command  {' '.join(run.words)}\nfolder   {run.folder}\n")
    for path, fd in run.streams():
        write(f"{'output' if fd == 1 else 'errors'}   {path}\n")
    return 0


def status(run: Run) -> str:
    """The exit status of a run that is over."""
    return str(run.status) if run.is_over else "-"


def when(seconds: float) -> str:
    """A time of the clock, to read."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def write(text: str) -> None:
    """Write on standard output, whatever bytes the names of files have."""
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
