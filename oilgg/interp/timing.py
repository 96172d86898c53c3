"""`time` and TIMEFORMAT."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.pipeline import Pipeline
    from oilgg.interp.state import Shell

_DEFAULT = "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS"
_TOTAL = "user\t%2lU\nsys\t%2lS"
"""`time` alone in POSIX mode: what the shell and its children have used so far."""
_POSIX = "real %2R\nuser %2U\nsys %2S"


def run_timed(shell: Shell, pipeline: Pipeline) -> int:
    """Run the pipeline and print how long it took."""
    shell.drain("time")
    wall = time.perf_counter()
    before = processor_times()
    posix_format = pipeline.timed == "time -p"
    default = _DEFAULT
    try:
        if not pipeline.nodes and not pipeline.negated:
            shell.status = status = 0
            if shell.options.posix:
                before, default = (0.0, 0.0, 0.0, 0.0), _TOTAL
        else:
            status = shell.settle(pipeline.run_untimed(shell))
    finally:
        shell.drain("time")
        after = processor_times()
        real = time.perf_counter() - wall
        user = after[0] - before[0] + after[2] - before[2]
        system = after[1] - before[1] + after[3] - before[3]
        text = shell.vars.get("TIMEFORMAT")
        form = _POSIX if posix_format else default if text is None else text
        if form:
            shell.warn(format_times(shell, form, real, user, system))
    return status


def processor_times() -> tuple[float, float, float, float]:
    """Seconds of user and system time: of the shell, and of its children."""
    import resource

    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime, own.ru_stime, children.ru_utime, children.ru_stime


def format_times(shell: Shell, form: str, real: float, user: float, system: float) -> str:
    """The line of a TIMEFORMAT; nothing if that is wrong."""
    out = []
    position = 0
    while position < len(form):
        char = form[position]
        position += 1
        if char != "%" or position >= len(form):
            out.append(char)
            continue
        start = position
        digits = 3
        if form[position].isdigit():
            digits = min(int(form[position]), 3)
            position += 1
        long = position < len(form) and form[position] == "l"
        if long:
            position += 1
        letter = form[position] if position < len(form) else ""
        position += 1
        if letter == "%":
            out.append("%")
        elif letter == "P":
            out.append(f"{(user + system) / real * 100 if real else 0:.2f}")
        elif letter in ("R", "U", "S") and letter:
            out.append(_seconds({"R": real, "U": user, "S": system}[letter], digits, long))
        else:
            shell.error(f"TIMEFORMAT: `{letter or form[start - 1]}': invalid format character")
            return ""
    out.append("\n")
    return "".join(out)


def _seconds(value: float, digits: int, long: bool) -> str:
    scale = 10**digits
    whole = int(value * scale) / scale if digits else int(value)
    if not long:
        return f"{whole:.{digits}f}" if digits else str(int(whole))
    minutes, rest = divmod(whole, 60)
    seconds = f"{rest:.{digits}f}" if digits else str(int(rest))
    return f"{int(minutes)}m{seconds}s"
