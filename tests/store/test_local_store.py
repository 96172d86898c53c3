"""What only a store in a folder can go through: death, company, damage, full disks, other users."""

from __future__ import annotations

import gc
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from oilgg.config import default_store
from oilgg.store.base import MissingObject, Reduction, StoreError
from oilgg.store.collect import check, collect, statistics
from oilgg.store.local import SMALL_BYTES, LocalStore
from oilgg.store.verify import Verifier
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Learned, Output, Result, StreamValue

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = b"few", b"many" * SMALL_BYTES

# A process that keeps putting objects and recording reductions which name them. It says so when it has begun.
WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from oilgg.store.base import Reduction
from oilgg.store.local import LocalStore
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Learned, Output, Result
store = LocalStore(sys.argv[2])
first, last = int(sys.argv[3]), int(sys.argv[4])
print("begun", flush=True)
for number in range(first, last):
    size = 100 if number % 3 else 40000
    data = b"%d " % number * size
    digest = store.put_bytes(data)
    learned = Learned(tuple((f"/inc/{h}.h", digest_bytes(b"%d" % h)) for h in range(number % 7, number % 7 + 40)))
    result = Result((0,), outputs=(Output(f"/out/{number}", digest=digest, size=len(data)),))
    store.record(digest_bytes(b"key %d" % number), Reduction(learned, result))
store.close()
"""


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "cache" / "store")


@pytest.fixture
def notices():
    return []


def writer(folder: str, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-c", WRITER, str(ROOT), folder, str(first), str(last)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    return process


def sound(store: LocalStore, most: int) -> int:
    """Every reduction that is there has its objects, whole, and all it learned; how many there are."""
    found = 0
    for number in range(most):
        for reduction in store.lookup(digest_bytes(b"key %d" % number)):
            found += 1
            (output,) = reduction.result.outputs
            assert len(store.get_bytes(output.digest)) == output.size
            assert len(reduction.learned.files) == 40
    return found


def object_path(folder: str, data: bytes) -> Path:
    name = digest_bytes(data).hex()
    return Path(folder, "objects", name[:2], name[2:])


class TestFolder:
    def test_it_is_private(self, folder):
        LocalStore(folder).put_bytes(LARGE)
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert stat.S_IMODE(object_path(folder, LARGE).stat().st_mode) == 0o444
        assert os.listdir(folder + "/tmp") == []

    @pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
    def test_one_that_others_may_write_to_is_refused(self, folder, mode):
        os.makedirs(folder)
        os.chmod(folder, mode)
        with pytest.raises(StoreError, match="others may write to the store"):
            LocalStore(folder)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    def test_one_of_another_user_is_refused(self, folder):
        os.makedirs(folder, 0o700)
        os.chown(folder, 12345, 12345)
        with pytest.raises(StoreError, match="belongs to another user"):
            LocalStore(folder)

    def test_what_is_no_folder_is_refused(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match="not a directory"):
            LocalStore(str(tmp_path / "file"))
        with pytest.raises(StoreError, match="Not a directory"):
            LocalStore(str(tmp_path / "file" / "store"))
        with pytest.raises(StoreError, match="No such file or directory"):
            LocalStore("/proc/nosuch/store")
        with pytest.raises(StoreError, match="absolute"):
            LocalStore("store")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_read_only_one_is_refused(self, folder):
        LocalStore(folder).close()
        os.chmod(folder, 0o500)
        with pytest.raises(StoreError, match="read-only"):
            LocalStore(folder)
        os.chmod(folder, 0o700)

    def test_one_that_was_made_before_is_filled(self, folder):
        os.makedirs(folder, 0o700)
        store = LocalStore(folder)
        digest = store.put_bytes(LARGE)
        store.close()
        assert LocalStore(folder).get_bytes(digest) == LARGE

    def test_where_it_is(self):
        assert default_store({b"OILGG_STORE": b"/s", b"HOME": b"/h"}) == "/s"
        assert default_store({b"XDG_CACHE_HOME": b"/c", b"HOME": b"/h"}) == "/c/oilgg/store"
        assert default_store({b"XDG_CACHE_HOME": b"not/absolute", b"HOME": b"/h"}) == "/h/.cache/oilgg/store"
        assert default_store({}) == ""
        with pytest.raises(StoreError, match="no folder for the store"):
            LocalStore("")

    def test_where_it_cannot_be_read_nothing_is_known(self, folder):
        """Who asks for it is told once, and goes on."""
        LocalStore(folder).close()
        os.mkdir(folder + "/index.db")
        store = LocalStore(folder)
        with pytest.raises(StoreError):
            store.lookup(b"key")
        told = []
        store.on_trouble = told.append
        assert store.lookup(b"key") == [] and store.get_fact(b"key") is None and not store.has(bytes(32))
        store.put_bytes(b"x")
        store.close()
        assert len(told) == 1 and "index.db: unable to open" in str(told[0])

    def test_another_format_is_left_alone(self, folder):
        LocalStore(folder).close()
        os.makedirs(folder, exist_ok=True)
        with sqlite3.connect(folder + "/index.db") as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        with pytest.raises(StoreError, match="another version"):
            LocalStore(folder).lookup(bytes(32))


class TestDeath:
    @pytest.mark.parametrize("seed", range(6))
    def test_killed_at_any_moment_it_is_sound(self, folder, seed, notices):
        delay_s = random.Random(seed).uniform(0.0, 0.25)
        process = writer(folder, 0, 100_000)
        select_wait(delay_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        store = LocalStore(folder, notices.append)
        found = sound(store, 3000)
        assert check(store)[1] == [] and notices == []
        # What it wrote stays, and the next run carries on.
        store.record(digest_bytes(b"key 0"), Reduction(Learned(), Result((1,))))
        store.close()
        assert len(LocalStore(folder).lookup(digest_bytes(b"key 0"))) == (2 if found else 1)

    def test_what_was_flushed_survives(self, folder):
        process = subprocess.run(
            [sys.executable, "-I", "-c", WRITER.replace("store.close()", "store.flush(); import os; os.abort()"),
             str(ROOT), folder, "0", "50"], capture_output=True,
        )  # fmt: skip
        assert process.returncode == -signal.SIGABRT
        assert sound(LocalStore(folder), 60) == 50


def select_wait(seconds: float) -> None:
    """Let another process run for a while."""
    import select

    select.select([], [], [], seconds)


class TestCompany:
    def test_two_write_at_once(self, folder, notices):
        processes = [writer(folder, 0, 600), writer(folder, 300, 900)]
        store = LocalStore(folder, notices.append)
        while any(process.poll() is None for process in processes):
            sound(store, 900)
        assert [process.wait() for process in processes] == [0, 0]
        for process in processes:
            process.communicate()
        assert sound(store, 900) == 900
        assert check(store) == (900, []) and notices == []
        assert statistics(store).entries == 46

    @pytest.mark.parametrize("told", [True, False], ids=["told", "by itself"])
    def test_a_forked_child_keeps_its_hands_off(self, folder, told):
        store = LocalStore(folder)
        store.put_bytes(SMALL)
        store.lookup(bytes(32))
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if told:
                    store.abandon()
                store.flush()
                store.close()
                try:
                    store.lookup(bytes(32))
                except StoreError:
                    status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        store.close()
        assert LocalStore(folder).get_bytes(digest_bytes(SMALL)) == SMALL

    def test_a_busy_index_is_waited_for(self, folder):
        store = LocalStore(folder)
        store.record(bytes(32), Reduction(Learned(), Result((0,))))
        store.flush()
        other = sqlite3.connect(folder + "/index.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        process = writer(folder, 0, 10)
        assert process.poll() is None
        assert len(store.lookup(bytes(32))) == 1
        other.execute("COMMIT")
        other.close()
        process.communicate()
        assert process.returncode == 0 and sound(store, 10) == 10


class TestDamage:
    @pytest.mark.parametrize("change", ["flip", "cut", "empty", "more"])
    def test_a_large_object(self, folder, tmp_path, change):
        store = LocalStore(folder)
        digest = store.put_bytes(LARGE)
        path = object_path(folder, LARGE)
        path.chmod(0o644)
        data = bytearray(LARGE)
        data[500] ^= 1
        path.write_bytes({"flip": bytes(data), "cut": LARGE[:-1], "empty": b"", "more": LARGE + b"!"}[change])
        with pytest.raises(MissingObject) as caught:
            store.materialize(digest, str(tmp_path / "out"), 0o644)
        assert caught.value.damaged and not (tmp_path / "out").exists()
        assert not store.has(digest)
        with pytest.raises(MissingObject):
            store.get_bytes(digest)
        store.put_bytes(LARGE)
        assert store.get_bytes(digest) == LARGE

    def test_a_small_object(self, folder, tmp_path):
        store = LocalStore(folder)
        digest = store.put_bytes(SMALL)
        store.close()
        with sqlite3.connect(folder + "/index.db") as database:
            database.execute("UPDATE object SET data = X'00'")
        database.close()
        store = LocalStore(folder)
        (tmp_path / "out").write_bytes(b"before")
        with pytest.raises(MissingObject) as caught:
            store.materialize(digest, str(tmp_path / "out"), 0o644, replace=False)
        assert caught.value.damaged and (tmp_path / "out").read_bytes() == b"before"
        assert not store.has(digest)

    @pytest.mark.parametrize("column", ["learned", "result"])
    def test_a_reduction(self, folder, column):
        store = LocalStore(folder)
        store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), Result((3,), StreamValue(b"out"))))
        store.close()
        with sqlite3.connect(folder + "/index.db") as database:
            database.execute(f"UPDATE reduction SET {column} = substr({column}, 1, length({column}) - 1) || X'07'")
        database.close()
        store = LocalStore(folder)
        assert store.lookup(bytes(32)) == []
        check(store)
        assert statistics(store).reductions == 0

    @pytest.mark.parametrize("how", ["garbage", "empty", "cut", "middle"])
    def test_the_index_is_begun_again(self, folder, notices, how):
        process = writer(folder, 0, 300)
        process.communicate()
        path = Path(folder, "index.db")
        data = bytearray(path.read_bytes())
        if how == "garbage":
            data = bytearray(b"not a database at all " * 100)
        elif how == "empty":
            data = bytearray()
        elif how == "cut":
            del data[len(data) // 2 :]
        else:
            data[4096:-4096] = bytes(len(data) - 8192)
        path.write_bytes(data)
        store = LocalStore(folder, notices.append)
        for number in range(300):
            store.lookup(digest_bytes(b"key %d" % number))
        store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), Result((7,))))
        store.flush()
        if how != "empty":
            (notice,) = notices
            assert "damaged" in notice and any(name.startswith("index.db.damaged-") for name in os.listdir(folder))
        store.close()
        store = LocalStore(folder, notices.append)
        assert [one.result.statuses for one in store.lookup(bytes(32))] == [(7,)]
        assert store.get_bytes(digest_bytes(b"3 " * 40000))[:2] == b"3 "
        check(store)
        assert len(notices) == (0 if how == "empty" else 1)

    def test_damage_while_things_are_recorded(self, folder, notices):
        store = LocalStore(folder, notices.append)
        store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), Result((0,))))
        store.close()
        path = Path(folder, "index.db")
        path.write_bytes(path.read_bytes()[:4096] + bytes(4096 * 20))
        store = LocalStore(folder, notices.append)
        for number in range(3):
            store.record(bytes(32), Reduction(Learned(((f"/{number}", b"b" * 32),)), Result((number,))))
            store.flush()
        assert len(notices) == 1
        assert store.lookup(bytes(32))[0].result.statuses == (2,)

    def test_old_numbers_never_mean_something_else(self, folder, notices):
        store = LocalStore(folder, notices.append)
        store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), Result((0,))))
        store.flush()
        (old,) = store.lookup(bytes(32))
        verifier = Verifier(store, lambda path: b"a" * 32, lambda path: True, lambda path: None)
        assert verifier.holds(old)
        store.index.begin_again()
        store.record(bytes(32), Reduction(Learned((("/b", b"b" * 32),)), Result((0,))))
        store.flush()
        (new,) = store.lookup(bytes(32))
        assert not set(old.entry_ids) & set(new.entry_ids)
        assert not verifier.holds(new)

    def test_numbers_whose_entries_are_gone_do_not_hold(self, folder):
        store = LocalStore(folder)
        store.record(bytes(32), Reduction(Learned((("/a", b"a" * 32),)), Result((0,))))
        store.flush()
        store.write([("DELETE FROM entry", [()])])
        (found,) = store.lookup(bytes(32))
        assert not Verifier(store, lambda path: b"a" * 32, lambda path: True, lambda path: None).holds(found)
        with pytest.raises(StoreError):
            _ = found.learned


FULL = """
import sys
sys.path.insert(0, sys.argv[1])
from oilgg.store.base import Reduction, StoreError
from oilgg.store.local import LocalStore
from oilgg.thunk.ir import Learned, Result
store = LocalStore(sys.argv[2])
failed = []
for number in range(400):
    try:
        store.put_bytes(b"%d " % number * int(sys.argv[3]))
        store.record(b"%032d" % number, Reduction(Learned(), Result((0,))))
    except StoreError as error:
        failed.append(str(error))
try:
    store.close()
except StoreError as error:
    failed.append(str(error))
print(len(failed), failed[0])
"""


@pytest.mark.parametrize("repeat", [1700, 40000], ids=["rows", "files"])
def test_a_full_disk_is_a_store_error(tmp_path, repeat):
    """On a file system of 2 MB, mounted where nobody else sees it."""
    script = 'mount -t tmpfs -o size=2m none "$3" && exec "$0" -I -c "$1" "$2" "$3/store" "$4"'
    mount = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    command = [*mount, "sh", "-c", script, sys.executable, FULL, str(ROOT), str(tmp_path), str(repeat)]
    run = subprocess.run(command, capture_output=True, text=True)
    if "mount" in run.stderr or "unshare" in run.stderr:
        pytest.skip(run.stderr)
    assert run.returncode == 0, run.stderr
    count, _, text = run.stdout.partition(" ")
    assert int(count) > 0 and ("No space left" in text or "full" in text)


def test_a_file_size_limit_is_a_store_error(folder):
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000))\n" + FULL
    run = subprocess.run(
        [sys.executable, "-I", "-c", code, str(ROOT), folder, "40000"], capture_output=True, text=True, check=True
    )
    assert int(run.stdout.split()[0]) > 0
    assert "damaged" not in run.stdout


def test_a_file_that_changes_while_it_is_kept(folder, tmp_path, monkeypatch):
    from oilgg.store import local

    path = tmp_path / "file"
    path.write_bytes(LARGE)
    real = local.copy_fd

    def meddle(source: int, target: int, size: int) -> int:
        with path.open("r+b") as file:
            file.write(b"MORE")
        return real(source, target, size)

    monkeypatch.setattr(local, "copy_fd", meddle)
    time.sleep(0.02)  # the write must not fall into the tick of the file's making
    store = LocalStore(folder)
    digest, size = store.put_file(str(path))
    assert digest == digest_bytes(b"MORE" + LARGE[4:]) and size == len(LARGE)
    assert store.get_bytes(digest)[:4] == b"MORE"


class TestDescriptors:
    def test_they_are_out_of_the_way(self, folder):
        gc.collect()
        before = set(os.listdir("/proc/self/fd"))
        store = LocalStore(folder)
        for _ in range(2):
            store.record(bytes(32), Reduction(Learned(), Result((0,))))
            store.put_bytes(LARGE)
            store.flush()
            assert len(store.descriptors) == 3 and min(store.descriptors) >= 240
            assert set(os.listdir("/proc/self/fd")) - before == set(map(str, store.descriptors))
            store.close()
            assert store.descriptors == ()
            assert set(os.listdir("/proc/self/fd")) == before

    def test_as_far_as_the_limit_lets_them(self, folder):
        code = """
import sys, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
sys.path.insert(0, sys.argv[1])
from oilgg.store.local import LocalStore
store = LocalStore(sys.argv[2])
store.lookup(bytes(32))
store.close()
print(len(store.lookup(bytes(32))), min(store.descriptors) > 50)
"""
        command = [sys.executable, "-I", "-c", code, str(ROOT), folder]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "0 True\n"


class TestCollection:
    @staticmethod
    def fill(store: LocalStore, count: int, size: int) -> list[bytes]:
        digests = []
        for number in range(count):
            digests.append(store.put_bytes(b"%06d" % number * (size // 6)))
            result = Result((0,), outputs=(Output("/o", digest=digests[-1], size=size),))
            store.record(b"%032d" % number, Reduction(Learned(((f"/inc/{number}", b"h" * 32),)), result))
        store.flush()
        return digests

    @pytest.mark.parametrize("size", [600, 120_000])
    def test_what_was_used_longest_ago_goes_first(self, folder, size):
        store = LocalStore(folder)
        digests = self.fill(store, 20, size)
        now = int(time.time())
        store.write([("UPDATE reduction SET used = ? WHERE id = ?", [(now - 1000 + n, n + 1) for n in range(20)])])
        store.write([("UPDATE object SET made = ?", [(now - 10_000,)])])
        done = collect(store, 5 * size, grace_s=0 if size > SMALL_BYTES else 100)
        if size > SMALL_BYTES:
            # Files are as old as they are; with no grace the youngest second is still spared.
            assert done.kept_bytes >= 5 * size
            return
        assert (done.objects, done.reductions, done.kept_bytes) == (15, 15, 5 * size)
        assert [store.has(digest) for digest in digests] == [False] * 15 + [True] * 5
        assert [len(store.lookup(b"%032d" % number)) for number in range(20)] == [0] * 15 + [1] * 5
        assert statistics(store).entries == 5

    def test_what_was_not_used_for_long_goes(self, folder):
        store = LocalStore(folder)
        self.fill(store, 4, 600)
        store.write([("UPDATE reduction SET used = 1000 WHERE id < 3", [()]), ("UPDATE object SET made = 1000", [()])])
        done = collect(store)
        assert (done.objects, done.reductions) == (2, 2)

    def test_being_looked_up_counts_as_used(self, folder):
        store = LocalStore(folder)
        self.fill(store, 2, 600)
        store.write([("UPDATE reduction SET used = 1000", [()]), ("UPDATE object SET made = 1000", [()])])
        store.lookup(b"%032d" % 1)
        assert collect(store).reductions == 1
        assert len(store.lookup(b"%032d" % 1)) == 1

    def test_what_nobody_names_goes_after_a_while(self, folder):
        store = LocalStore(folder)
        digests = [store.put_bytes(SMALL), store.put_bytes(LARGE)]
        assert collect(store).objects == 0
        store.write([("UPDATE object SET made = 1000", [()])])
        assert collect(store).objects == 1
        assert [store.has(digest) for digest in digests] == [False, True]

    def test_a_reduction_without_its_object_goes(self, folder):
        store = LocalStore(folder)
        (digest,) = self.fill(store, 1, 60_000)
        store.delete(digest)
        assert collect(store).reductions == 1

    def test_leftovers_of_the_dead_go(self, folder):
        store = LocalStore(folder)
        old, new = Path(folder, "tmp", "old"), Path(folder, "tmp", "new")
        old.touch()
        new.touch()
        os.utime(old, (1000, 1000))
        collect(store)
        assert os.listdir(folder + "/tmp") == ["new"]

    def test_digests_of_files_that_are_gone_go(self, folder, tmp_path):
        store = LocalStore(folder)
        for name in ("stays", "goes"):
            path = tmp_path / name
            path.write_bytes(b"x")
            os.utime(path, (1000, 1000))
            stat_now = os.stat(path)
            store._stats[str(path)] = ((stat_now.st_dev, stat_now.st_ino, 1, 1, 1), b"d" * 32, False)
            store._changed_stats.add(str(path))
        store.flush()
        (tmp_path / "goes").unlink()
        collect(store)
        assert statistics(store).stats == 1

    def test_one_collects_at_a_time(self, folder):
        import fcntl

        store = LocalStore(folder)
        with open(folder + "/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert collect(store) is None
        assert collect(store) is not None


def test_racy_digests_are_settled_when_the_run_ends(folder, tmp_path):
    """So that a run right after the one that wrote the files reads none of them."""
    path = tmp_path / "file"
    path.write_bytes(b"x")
    store = LocalStore(folder)
    store.know(str(path), os.stat(path), digest_bytes(b"x"))
    select_wait(0.06)
    store.close()
    assert statistics(LocalStore(folder)).stats == 1


@pytest.mark.parametrize(
    ("times", "known"),
    [
        ([(0, 0)], 0),
        ([(1, 0)], 1),  # a time ahead of the clock: no later writer gives it that
        ([(-1, 0)], 0),
        ([(0, -4_000_000), (0, 0)], 0),
        ([(0, -20_000), (0, 0)], 1),  # times are finer than ticks: a later writer gives it another
        ([(0, 0), (0, 0)], 0),
    ],
)
def test_what_was_just_written_and_cannot_have_changed_unseen(folder, times, known):
    store = LocalStore(folder)
    now_ns = time.time_ns() + 10_000_000_000  # whatever the machine does meanwhile
    for mtime, ctime in times:
        status = SimpleNamespace(st_dev=1, st_ino=2, st_size=3, st_mtime_ns=now_ns + mtime, st_ctime_ns=now_ns + ctime)
        store.know("/no/such/file", status, bytes(32))
    store.close()
    assert statistics(LocalStore(folder)).stats == known


def test_a_run_that_learns_nothing_writes_nothing(folder, tmp_path):
    store = LocalStore(folder)
    store.record(bytes(32), Reduction(Learned(), Result((0,))))
    store.close()
    before = {name: os.stat(f"{folder}/{name}").st_mtime_ns for name in os.listdir(folder)}
    store = LocalStore(folder)
    store.lookup(bytes(32))
    store.close()
    assert {name: os.stat(f"{folder}/{name}").st_mtime_ns for name in before if name.endswith(".db")} == {
        name: value for name, value in before.items() if name.endswith(".db")
    }
