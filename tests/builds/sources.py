"""Debian source packages for the build tests, fetched once by name and kept unpacked."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

CACHE = Path(__file__).parent / ".sources"
SYSTEM_LISTS = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]


def source_lines() -> str:
    """Every Debian archive this machine is set up with, as `deb-src` lines of the old one-line form.

    Without the security archive: it keeps no source that a later one replaced, and any version will do here.
    """
    lines = []
    for path in SYSTEM_LISTS:
        if path.suffix == ".sources":
            for stanza in path.read_text().split("\n\n"):
                fields = {
                    key.strip(): value.strip()
                    for key, colon, value in (
                        line.partition(":") for line in stanza.splitlines() if not line.startswith("#")
                    )
                    if colon
                }
                if "debian" not in fields.get("URIs", "") or "deb" not in fields.get("Types", ""):
                    continue
                signed = f"[signed-by={fields['Signed-By']}] " if "Signed-By" in fields else ""
                lines += [
                    f"deb-src {signed}{uri} {suite} {fields.get('Components', 'main')}"
                    for uri in fields["URIs"].split()
                    for suite in fields["Suites"].split()
                ]
        elif path.suffix in ("", ".list") and path.is_file():
            lines += [
                "deb-src" + line[3:]
                for line in path.read_text().splitlines()
                if line.startswith("deb ") and "debian" in line
            ]
    return "".join(line + "\n" for line in sorted(set(lines)) if "security" not in line)


def apt_get(*arguments: str) -> None:
    """Run apt-get with package lists of our own, so that nothing of the system's is changed and root isn't needed."""
    state = CACHE / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "sources.list.d"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (state / "sources.list").write_text(source_lines())
    options = [
        f"Dir::Etc::sourcelist={state}/sources.list",
        f"Dir::Etc::sourceparts={state}/sources.list.d",
        f"Dir::State::lists={state}/lists",
        f"Dir::Cache={state}/cache",
        "APT::Sandbox::User=root",
        "Acquire::Retries=3",
    ]
    command = ["apt-get", "-qq", *(word for option in options for word in ("-o", option)), *arguments]
    subprocess.run(command, cwd=CACHE, check=True, stdout=subprocess.DEVNULL, timeout=600)


def source(package: str) -> Path:
    """The unpacked source of `package` (Debian's patches applied); fetched at the first call. Do not write into it."""
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        target = CACHE / package
        if not target.exists():
            if not (CACHE / "apt" / "updated").exists():
                apt_get("update")
                (CACHE / "apt" / "updated").touch()
            unpacking = CACHE / (package + ".new")
            subprocess.run(["rm", "-rf", str(unpacking)], check=True)
            unpacking.mkdir()
            apt_get("source", "--download-only", package)
            description = max(CACHE.glob(f"{package}_*.dsc"))
            command = ["dpkg-source", "--no-check", "-x", str(description), str(unpacking / "tree")]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            (unpacking / "tree").rename(target)
            subprocess.run(["rm", "-rf", str(unpacking)], check=True)
        return target


if __name__ == "__main__":
    import sys

    for name in sys.argv[1:]:
        print(source(name))
