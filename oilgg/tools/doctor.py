"""`oilgg --tool doctor`: which view works here and why, and what else a run depends on."""

from __future__ import annotations

import posix
import sys

from oilgg.worker import view
from oilgg.worker.mounts import SPLIT, WHOLE
from oilgg.worker.view import ViewSupport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[str], object]

USAGE = "Usage: oilgg --tool doctor\n"
VIEW_TEXT = {
    WHOLE: "overlay over everything: commands run ahead of their turn, whatever they write is held back",
    SPLIT: "overlay in a user namespace: commands run ahead of their turn where they write to your own directories\n"
    "              (one that fails there is run again in its turn)",
    "": "plain: no overlay works; only commands whose outputs can be pointed elsewhere run ahead of their turn\n"
    "              (as a worker it takes commands to which paths do not matter)",
}
# What may forbid user namespaces: (file, value that forbids, what to say).
SWITCHES = (
    ("/proc/sys/user/max_user_namespaces", "0", "user namespaces are switched off (user.max_user_namespaces = 0)"),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "only root may make user namespaces (kernel.unprivileged_userns_clone = 0)",
    ),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns = 1)",
    ),
)


def main(arguments: list[str]) -> int:
    """Print the report; gives the exit status: 0 if an overlay view works, 1 if not, 2 for wrong usage."""
    if arguments:
        asked = arguments in (["--help"], ["-h"])
        (sys.stdout if asked else sys.stderr).write(USAGE)
        return 0 if asked else 2
    from oilgg.config import default_store

    return doctor(sys.stdout.write, default_store(posix.environ))


def doctor(write: Write, store: str = "") -> int:
    """Say by `write` what works here; `store` is the folder of the store, "" if there is none."""
    support = view.probe()
    for name, text in _facts(support, store):
        write(f"{name + ':':13} {text}\n")
    return 0 if support.overlay else 1


def _facts(support: ViewSupport, store: str) -> list[tuple[str, str]]:
    system = posix.uname()
    facts = [
        ("Python", f"{sys.version.split()[0]} ({sys.executable})"),
        ("system", f"{system.sysname} {system.release}, {system.machine}"),
        ("cores", f"{len(posix.sched_getaffinity(0))} usable of {posix.cpu_count()}"),
        ("view", VIEW_TEXT[support.kind]),
    ]
    facts += [("why", reason) for reason in _reasons(support)]
    if support.overlay:
        facts.append(("layers", _layers(support)))
    facts.append(("store", _store(store)))
    return facts


def _reasons(support: ViewSupport) -> list[str]:
    reasons = [reason for reason in support.reason.split("; ") if reason]
    if not support.overlay:
        reasons += [text for path, value, text in SWITCHES if _read(path) == value]
        if _read("/proc/self/status", "Seccomp") == "2":
            reasons.append("a seccomp filter is active, as in a container: it may forbid mounts")
        if not _knows_overlay():
            reasons.append("this kernel has no overlay file system (or its module is not loaded)")
    return reasons


def _layers(support: ViewSupport) -> str:
    places = []
    memory = view.memory_base(support.kind)
    if memory:
        places.append(f"{memory} ({_free(memory)} free)")
    disk = view.default_base()
    places.append(f"{disk} ({_free(disk)} free, {view.file_system_of(disk)})")
    return ", then ".join(places)


def _store(store: str) -> str:
    if not store:
        return "none"
    place = store
    while place != "/" and not _exists(place):
        place = place.rpartition("/")[0] or "/"
    state = "" if place == store else ", not made yet"
    if not posix.access(place, posix.W_OK):
        state += ", not writable"
    return f"{store} ({_free(place)} free{state})"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _free(path: str) -> str:
    found = posix.statvfs(path)
    return f"{found.f_bavail * found.f_frsize / (1 << 30):.1f} GiB"


def _exists(path: str) -> bool:
    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def _read(path: str, field: str = "") -> str:
    """The text of a file of the kernel, or of one `field:` of it; "" if there is none."""
    try:
        text = view.read_file(path)
    except OSError:
        return ""
    if not field:
        return text.strip()
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return value.strip()
    return ""


def _knows_overlay() -> bool:
    return any(line.split()[-1:] == ["overlay"] for line in _read("/proc/filesystems").splitlines())
