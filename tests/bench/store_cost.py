"""What thunks and the store cost: `python tests/bench/store_cost.py [FOLDER]`, in microseconds a piece.

Budgets: a thunk made and named 200, a reused one 350 cold and 200 with the run's memory of files, all included;
opening the store 12 000.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from oilgg.store.base import Reduction, stat_key  # noqa: E402
from oilgg.store.local import LocalStore  # noqa: E402
from oilgg.store.verify import Verifier  # noqa: E402
from oilgg.thunk.codec import encode_thunk  # noqa: E402
from oilgg.thunk.hash import digest_bytes, identities  # noqa: E402
from oilgg.thunk.ir import FileValue, Input, Learned, Output, OutputPath, Result, Stage, Thunk  # noqa: E402

COUNT = 1000
HEADERS = 100
ENVIRONMENT = tuple([(f"VARIABLE_{n:02}", "/usr/local/bin:/usr/bin:/bin") for n in range(20)])
OPTIONS = ("-O2", "-g", "-Wall", "-Wextra", "-Iinclude", "-Isrc", "-DHAVE_CONFIG_H", "-D_GNU_SOURCE", "-std=c11")


def compile_thunk(number: int) -> Thunk:
    """About what `gcc -c` of a real project makes."""
    argv = ("gcc", *OPTIONS, "-c", f"src/file{number}.c", "-o", f"build/file{number}.o")
    source = Input(f"/home/user/project/src/file{number}.c", FileValue(digest_bytes(b"%d" % number), 12345))
    tools = tuple([(f"/usr/lib/gcc/x86_64-linux-gnu/12/part{n}", bytes(32)) for n in range(4)])
    output = OutputPath(f"/home/user/project/build/file{number}.o")
    stage = Stage("/usr/bin/gcc", argv, ENVIRONMENT)
    return Thunk((stage,), "/home/user/project", 0o022, (source,), None, (output,), tools=tools, platform="x86_64")


class Timer:
    """Prints how long a block took, by `count`."""

    def __init__(self, what: str, count: int = COUNT) -> None:
        self.what, self.count = what, count

    def __enter__(self) -> None:
        self.start = time.perf_counter()

    def __exit__(self, *_error: object) -> None:
        print(f"{self.what:58} {(time.perf_counter() - self.start) / self.count * 1e6:9.1f}")


def measure_thunks() -> list[tuple[bytes, bytes]]:
    with Timer("make a compile thunk"):
        thunks = [compile_thunk(number) for number in range(COUNT)]
    with Timer("encode it"):
        for thunk in thunks:
            encode_thunk(thunk)
    with Timer("name it, both ways"):
        return [identities(thunk) for thunk in thunks]


def measure_learning(folder: str, keys: list[tuple[bytes, bytes]], headers: list[str]) -> None:
    store = LocalStore(folder)
    object_data = [os.urandom(6000 if n % 2 else 30000) for n in range(COUNT)]
    digests = []
    with Timer("put an object (half of them 6 kB, half 30 kB)"):
        for data in object_data:
            digests.append(store.put_bytes(data))
        store.flush()
    known = [(path, store.digest_of(path)) for path in headers]
    reductions = []
    for number in range(COUNT):
        own = (f"/home/user/project/src/file{number}.h", bytes(32))
        learned = Learned((*known[: HEADERS - number % 10], own), ("/home/user/project/include/stdio.h",))
        output = Output(f"/home/user/project/build/file{number}.o", digest=digests[number], size=6000)
        reductions.append(Reduction(learned, Result((0,), outputs=(output,))))
    with Timer(f"record a reduction with {HEADERS} learned headers"):
        for (_key, key), reduction in zip(keys, reductions, strict=True):
            store.record(key, reduction)
        store.flush()
    with Timer("close", 1):
        store.close()
    size = sum(os.stat(f"{folder}/{name}").st_size for name in os.listdir(folder) if name.startswith("index"))
    print(f"{'index after that, kB':58} {size / 1000:9.1f}")


def measure_reuse(folder: str, keys: list[tuple[bytes, bytes]], out: str) -> None:
    with Timer("open the store", 1):
        store = LocalStore(folder)
        store.lookup(bytes(32))
    with Timer("look up"):
        found = [store.lookup(key)[0] for _key, key in keys]

    def digest_of(path: str) -> bytes | None:
        return bytes(32) if path.startswith("/home/user/project") else store.digest_of(path)

    verifier = Verifier(store, digest_of, lambda path: False, lambda path: None)
    with Timer("verify the first, files not seen in this run", 1):
        assert verifier.holds(found[0])
    with Timer("verify another, its own header new"):
        for reduction in found:
            assert verifier.holds(reduction)
    with Timer("verify again"):
        for reduction in found:
            assert verifier.holds(reduction)
    with Timer("decode its result"):
        results = [reduction.result for reduction in found]
    with Timer("is the object there"):
        for result in results:
            assert store.has(result.outputs[0].digest)
    with Timer("materialise it, new file"):
        for number, result in enumerate(results):
            store.materialize(result.outputs[0].digest, f"{out}/{number}", 0o644)
    with Timer("materialise it, the same inode"):
        for number, result in enumerate(results):
            store.materialize(result.outputs[0].digest, f"{out}/{number}", 0o644, replace=False)
    paths = [f"{out}/{number}" for number in range(COUNT)]
    with Timer("hash it"):
        for path in paths:
            store.digest_of(path)
    time.sleep(0.05)
    with Timer("close, racy files settled"):
        store.close()
    store = LocalStore(folder)
    with Timer("digest of an unchanged file, all in one folder"):
        for path in paths:
            store.digest_of(path)
    with Timer("digest of an unchanged file, second time"):
        for path in paths:
            store.digest_of(path)
    with Timer("  of that the stat alone"):
        for path in paths:
            stat_key(os.stat(path))
    store.close()


def measure_start(folder: str) -> None:
    """In processes of their own: import and open, above an empty one."""
    code = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
start = time.perf_counter()
from oilgg.store.local import LocalStore
from oilgg.store.verify import Verifier
middle = time.perf_counter()
store = LocalStore({folder!r})
store.lookup(bytes(32))
print((middle - start) * 1e6, (time.perf_counter() - middle) * 1e6)
"""
    runs = []
    for _ in range(9):
        out = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
        runs.append(tuple(map(float, out.stdout.split())))
    print(f"{'import thunk and store, median of 9':58} {sorted(run[0] for run in runs)[4]:9.1f}")
    print(f"{'load SQLite and open, median of 9':58} {sorted(run[1] for run in runs)[4]:9.1f}")


def main() -> None:
    place = sys.argv[1] if len(sys.argv) > 1 else None
    work = tempfile.mkdtemp(prefix="store-cost-", dir=place)
    try:
        headers = [f"{work}/include/header{n}.h" for n in range(HEADERS)]
        os.mkdir(f"{work}/include")
        os.mkdir(f"{work}/out")
        for number, path in enumerate(headers):
            Path(path).write_bytes(b"// %d\n" % number * 500)
        time.sleep(0.05)
        keys = measure_thunks()
        measure_learning(f"{work}/store", keys, headers)
        measure_reuse(f"{work}/store", keys, f"{work}/out")
        measure_start(f"{work}/store")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
