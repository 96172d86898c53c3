"""One suite over every store."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from oilgg.store.base import MissingObject, Reduction, Store
from oilgg.store.bucket import MemoryBucket
from oilgg.store.local import SMALL_BYTES, LocalStore
from oilgg.store.memory import MemoryStore
from oilgg.store.shared import SharedStore
from oilgg.store.verify import Verifier
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import NOTHING_LEARNED, Learned, Output, Result, StreamValue

KEY = bytes(range(32))
SMALL, LARGE, HUGE = b"few\0bytes", b"ab" * SMALL_BYTES, bytes(range(256)) * 12000


class Make:
    """Opens stores of one kind; `again` is a later run on the same one."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.bucket = MemoryBucket()
        self.store: Store = self.open()

    def open(self) -> Store:
        if self.kind == "memory":
            return MemoryStore()
        local = LocalStore(str(self.folder))
        return local if self.kind == "local" else SharedStore(local, self.bucket)

    def again(self) -> Store:
        if self.kind != "memory":
            self.store.close()
            self.store = self.open()
        else:
            self.store.flush()
        return self.store


@pytest.fixture(params=["local", "memory", "shared"])
def make(request, tmp_path):
    made = Make(request.param, tmp_path / "store")
    yield made
    made.store.close()


@pytest.fixture
def store(make):
    return make.store


def result_of(data: bytes, **more) -> Result:
    return Result((0,), outputs=(Output("/tree/out", digest=digest_bytes(data), size=len(data)),), **more)


@pytest.mark.parametrize("data", [b"", SMALL, LARGE, HUGE], ids=["empty", "small", "large", "huge"])
class TestObjects:
    def test_bytes_come_back_in_later_runs(self, make, data):
        digest = make.store.put_bytes(data)
        assert digest == digest_bytes(data)
        assert make.store.has(digest)
        assert make.store.get_bytes(digest) == data
        assert make.again().has(digest)
        assert make.store.get_bytes(digest) == data

    def test_a_file_is_copied_not_shared(self, store, data, tmp_path):
        path = tmp_path / "file"
        path.write_bytes(data)
        path.chmod(0o640)
        assert store.put_file(str(path)) == (digest_bytes(data), len(data))
        path.write_bytes(b"later")
        assert store.get_bytes(digest_bytes(data)) == data
        assert path.stat().st_nlink == 1

    def test_put_file_believes_no_digest_it_lacks(self, store, data, tmp_path):
        path = tmp_path / "file"
        path.write_bytes(data)
        digest, _size = store.put_file(str(path), digest=digest_bytes(data))
        assert digest == digest_bytes(data) and store.get_bytes(digest) == data
        assert store.put_file(str(path), digest=digest)[0] == digest

    def test_materialize_makes_a_private_copy(self, store, data, tmp_path):
        digest = store.put_bytes(data)
        path = tmp_path / "copy"
        assert store.materialize(digest, str(path), 0o751) == len(data)
        assert path.read_bytes() == data
        assert stat.S_IMODE(path.stat().st_mode) == 0o751
        with path.open("ab") as file:
            file.write(b"more")
        assert store.get_bytes(digest) == data

    def test_materialize_replaces_or_keeps_the_inode(self, store, data, tmp_path):
        digest = store.put_bytes(data)
        path, other = tmp_path / "copy", tmp_path / "other name"
        path.write_bytes(b"before, and longer than what comes")
        path.chmod(0o600)
        os.link(path, other)
        store.materialize(digest, str(path), None, replace=False)
        assert other.read_bytes() == data and stat.S_IMODE(other.stat().st_mode) == 0o600
        other.write_bytes(b"before")
        store.materialize(digest, str(path), 0o644, replace=True)
        assert path.read_bytes() == data and other.read_bytes() == b"before"
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        assert sorted(os.listdir(tmp_path)) == sorted({"copy", "other name"} | {"store"} & set(os.listdir(tmp_path)))

    def test_the_mode_is_left_to_the_umask(self, store, data, tmp_path):
        digest = store.put_bytes(data)
        old = os.umask(0o027)
        try:
            store.materialize(digest, str(tmp_path / "new"), None)
            store.materialize(digest, str(tmp_path / "same"), None, replace=False)
        finally:
            os.umask(old)
        assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "same")} == {0o640}

    def test_a_deleted_object_is_missing(self, make, data):
        digest = make.store.put_bytes(data)
        make.again().delete(digest)
        assert not make.store.has(digest)
        with pytest.raises(MissingObject) as caught:
            make.store.get_bytes(digest)
        assert not caught.value.damaged


def test_a_missing_object_leaves_the_tree_alone(store, tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"as it was")
    for replace in (True, False):
        with pytest.raises(MissingObject):
            store.materialize(digest_bytes(b"never put"), str(path), 0o644, replace=replace)
    assert path.read_bytes() == b"as it was"


def test_trouble_in_the_tree_is_an_oserror(store, tmp_path):
    digest = store.put_bytes(SMALL)
    with pytest.raises(FileNotFoundError):
        store.materialize(digest, str(tmp_path / "nodir" / "file"), 0o644)
    with pytest.raises(FileNotFoundError):
        store.put_file(str(tmp_path / "nothing"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        store.materialize(digest, str(tmp_path / "folder"), 0o644)
    assert os.listdir(tmp_path / "folder") == []
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_a_relative_path_and_a_link_can_be_written(store, tmp_path, monkeypatch):
    digest = store.put_bytes(SMALL)
    monkeypatch.chdir(tmp_path)
    store.materialize(digest, "here", 0o644)
    os.symlink("here", "link")
    store.materialize(digest, "link", 0o644, replace=False)
    assert os.path.islink("link")
    store.materialize(digest, "link", 0o644, replace=True)
    assert not os.path.islink("link")
    assert Path("link").read_bytes() == Path("here").read_bytes() == SMALL


class TestReductions:
    LEARNED = Learned((("/inc/a.h", b"a" * 32), ("/inc/\udce9.h", b"b" * 32)), ("/early/a.h",), (("/inc", b"n" * 32),))

    def test_a_result_comes_back(self, make):
        result = result_of(SMALL, stdout=StreamValue(b"said\n"), stderr=StreamValue(None, b"d" * 32, 9999))
        make.store.record(KEY, Reduction(self.LEARNED, result))
        for store in (make.store, make.again()):
            (found,) = store.lookup(KEY)
            assert found.result == result
            assert found.learned == self.LEARNED
        assert make.store.lookup(bytes(32)) == []

    def test_newest_first_and_equal_ones_are_replaced(self, make):
        first, second = result_of(b"1"), result_of(b"2")
        make.store.record(KEY, Reduction(NOTHING_LEARNED, first))
        make.store.record(KEY, Reduction(self.LEARNED, second))
        assert [one.result for one in make.again().lookup(KEY)] == [second, first]
        make.store.record(KEY, Reduction(NOTHING_LEARNED, second))
        assert [one.learned for one in make.again().lookup(KEY)] == [NOTHING_LEARNED, self.LEARNED]
        assert [one.result for one in make.store.lookup(KEY)] == [second, second]

    def test_equal_things_learned_have_equal_numbers(self, make):
        other = bytes(reversed(KEY))
        more = Learned((*self.LEARNED.files, ("/inc/c.h", b"c" * 32)))
        make.store.record(KEY, Reduction(self.LEARNED, result_of(b"1")))
        make.again().record(other, Reduction(more, result_of(b"2")))
        (first,), (second,) = make.again().lookup(KEY), make.store.lookup(other)
        assert len(set(first.entry_ids) & set(second.entry_ids)) == 2
        assert list(first.entry_ids) == sorted(first.entry_ids)

    def test_a_reduction_that_was_looked_up_can_be_recorded_again(self, make):
        make.store.record(KEY, Reduction(self.LEARNED, result_of(b"1")))
        (found,) = make.again().lookup(KEY)
        make.store.record(bytes(32), found)
        assert make.again().lookup(bytes(32)) == [found]

    def test_many(self, make):
        for number in range(300):
            make.store.record(number.to_bytes(32, "big"), Reduction(self.LEARNED, result_of(b"%d" % number)))
        store = make.again()
        for number in range(300):
            (found,) = store.lookup(number.to_bytes(32, "big"))
            assert found.result == result_of(b"%d" % number)


class World:
    """Files as a run sees them; counts how often it was asked."""

    def __init__(self) -> None:
        self.files = {"/inc/a.h": b"a" * 32, "/inc/\udce9.h": b"b" * 32}
        self.names = {"/inc": b"n" * 32}
        self.asked: list[str] = []

    def verifier(self, store: Store) -> Verifier:
        return Verifier(store, self.digest_of, lambda path: path in self.files, self.names.get)

    def digest_of(self, path: str) -> bytes | None:
        self.asked.append(path)
        return self.files.get(path)


class TestVerifier:
    @pytest.fixture(params=[True, False], ids=["stored", "fresh"])
    def found(self, make, request):
        reduction = Reduction(TestReductions.LEARNED, result_of(SMALL))
        make.store.record(KEY, reduction)
        make.store.record(bytes(32), Reduction(Learned((("/inc/a.h", b"A" * 32),)), result_of(SMALL)))
        return make.again().lookup(KEY)[0] if request.param else reduction

    def test_what_was_learned_holds(self, make, found):
        world = World()
        assert world.verifier(make.store).holds(found)

    @pytest.mark.parametrize("change", ["content", "gone", "appeared", "names"])
    def test_what_has_changed_does_not(self, make, found, change):
        world = World()
        verifier = world.verifier(make.store)
        assert verifier.holds(found)
        path = {"content": "/inc/a.h", "gone": "/inc/a.h", "appeared": "/early/a.h", "names": "/inc"}[change]
        if change == "gone":
            del world.files[path]
        elif change == "names":
            world.names[path] = b"m" * 32
        else:
            world.files[path] = b"x" * 32
        verifier.forget(path)
        assert not verifier.holds(found)
        assert verifier.broken[1] == path
        assert not verifier.holds(found)
        assert verifier.broken[1] == path

    def test_what_was_checked_is_not_checked_again(self, make):
        make.store.record(KEY, Reduction(TestReductions.LEARNED, result_of(SMALL)))
        (found,) = make.again().lookup(KEY)
        world = World()
        verifier = world.verifier(make.store)
        assert verifier.holds(found) and verifier.holds(found)
        assert len(world.asked) == 2
        verifier.forget("/inc/a.h")
        assert verifier.holds(found)
        assert len(world.asked) == 3
        verifier.forget_all()
        assert verifier.holds(found)
        assert len(world.asked) == 5

    def test_another_version_of_a_file_fails_by_itself(self, make, found):
        verifier = World().verifier(make.store)
        (other,) = make.store.lookup(bytes(32))
        assert not verifier.holds(other)
        assert verifier.broken[1:] == ("/inc/a.h", b"A" * 32)
        assert verifier.holds(found)

    def test_an_exception_passes_through_and_nothing_is_remembered(self, make, found):
        world = World()
        verifier = world.verifier(make.store)
        right, world.files = world.files, None
        with pytest.raises(AttributeError):
            verifier.holds(found)
        world.files = right
        assert verifier.holds(found)

    def test_entries_at_pending_paths(self, make, found):
        verifier = World().verifier(make.store)
        assert [entry[1] for entry in verifier.entries_at(found, {"/inc/a.h", "/other"})] == ["/inc/a.h"]
        assert verifier.entries_at(found, {"/other"}) == []


class TestStatCache:
    @pytest.fixture
    def reads(self, monkeypatch):
        """The paths whose bytes were read to be hashed."""
        from oilgg.store import base

        read = []
        real = base.digest_fd

        def digest_fd(fd: int, size: int) -> tuple[bytes, int]:
            read.append(os.readlink(f"/proc/self/fd/{fd}"))
            return real(fd, size)

        monkeypatch.setattr(base, "digest_fd", digest_fd)
        return read

    @staticmethod
    def write(path: Path, data: bytes, age_s: float = 60.0) -> str:
        path.write_bytes(data)
        return str(path)

    @pytest.fixture
    def later(self, monkeypatch):
        """Hashing happens a minute after files were written."""
        from oilgg.store import base

        monkeypatch.setattr(base, "clock_gettime_ns", lambda clock: time.clock_gettime_ns(clock) + 60_000_000_000)

    def test_a_file_is_read_once(self, make, tmp_path, reads, later):
        path = self.write(tmp_path / "a", b"one")
        for _ in range(3):
            assert make.store.digest_of(path) == digest_bytes(b"one")
        assert reads == [path]
        assert make.again().digest_of(path, os.stat(path)) == digest_bytes(b"one")
        assert reads == [path]

    def test_again_when_its_stat_changed(self, make, tmp_path, reads, later):
        path = self.write(tmp_path / "a", b"one")
        make.store.digest_of(path)
        os.utime(path, ns=(1, 1))
        assert make.again().digest_of(path) == digest_bytes(b"one")
        self.write(tmp_path / "a", b"two")
        assert make.again().digest_of(path) == digest_bytes(b"two")
        (tmp_path / "b").write_bytes(b"six")
        os.replace(tmp_path / "b", path)
        assert make.store.digest_of(path) == digest_bytes(b"six")
        assert len(reads) == 4

    def test_a_racy_file_is_not_trusted_later(self, make, tmp_path, reads, monkeypatch):
        from oilgg.store import base

        path = self.write(tmp_path / "a", b"one")
        before = os.stat(path)
        monkeypatch.setattr(base, "clock_gettime_ns", lambda clock: before.st_ctime_ns + 5_000_000)
        assert make.store.digest_of(path) == digest_bytes(b"one")
        # The same size in the same tick: nothing in the stat tells.
        with open(path, "r+b") as file:
            file.write(b"two")
        assert make.store.digest_of(path, before) == digest_bytes(b"two")
        assert make.again().digest_of(path) == digest_bytes(b"two")
        assert len(reads) == 3

    def test_whole_seconds_are_a_coarse_clock(self):
        from oilgg.store.base import is_racy

        second = 1_700_000_000_000_000_000
        assert is_racy((1, 1, 1, second, second), second + 1_500_000_000)
        assert not is_racy((1, 1, 1, second, second), second + 2_500_000_000)
        assert is_racy((1, 1, 1, 0, second + 1), second + 15_000_000)
        assert not is_racy((1, 1, 1, 0, second + 1), second + 25_000_000)
        assert is_racy((1, 1, 1, second * 2, second + 1), second + 25_000_000)

    def test_what_the_caller_wrote_is_not_read(self, make, tmp_path, reads, later):
        path = self.write(tmp_path / "a", b"one")
        make.store.know(path, os.stat(path), digest_bytes(b"one"))
        assert make.again().digest_of(path) == digest_bytes(b"one")
        assert reads == []

    def test_forget(self, make, tmp_path, reads, later):
        path = self.write(tmp_path / "a", b"one")
        make.store.digest_of(path)
        make.again().forget(path)
        make.again().digest_of(path)
        assert len(reads) == 2

    def test_names_of_any_bytes(self, make, tmp_path, reads, later):
        path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n")
        Path(path).write_bytes(b"one")
        make.store.digest_of(path)
        assert make.again().digest_of(path) == digest_bytes(b"one")
        assert len(reads) == 1

    def test_what_is_no_regular_file_is_not_opened(self, store, tmp_path):
        os.mkfifo(tmp_path / "fifo")
        for path in (tmp_path / "fifo", tmp_path, Path("/dev/null")):
            with pytest.raises(OSError, match="Not a regular file"):
                store.digest_of(str(path))

    def test_no_file(self, store, tmp_path):
        with pytest.raises(FileNotFoundError):
            store.digest_of(str(tmp_path / "none"))


def test_facts(make):
    assert make.store.get_fact(b"k") is None
    make.store.put_fact(b"k", b"v\0")
    assert make.store.get_fact(b"k") == b"v\0"
    make.again().put_fact(b"k", b"w")
    assert make.again().get_fact(b"k") == b"w"
