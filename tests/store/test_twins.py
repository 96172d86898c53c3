"""The store in a folder does what the one in memory does, whatever is asked of them in whatever order."""

from __future__ import annotations

import shutil
import tempfile

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from oilgg.store.base import MissingObject, Reduction, Store
from oilgg.store.local import SMALL_BYTES, LocalStore
from oilgg.store.memory import MemoryStore
from oilgg.store.verify import Verifier
from oilgg.thunk.hash import digest_bytes
from oilgg.thunk.ir import Learned, Output, Result

DATA = [b"", b"one", b"two" * 100, b"large" * SMALL_BYTES]
PATHS = [f"/inc/{name}.h" for name in "abcde"]
numbers = st.integers(0, len(DATA) - 1)
keys = st.integers(0, 5).map(lambda number: number.to_bytes(32, "big"))
versions = st.integers(0, 2).map(lambda number: bytes([number]) * 32)
learned = st.builds(
    Learned,
    st.lists(st.tuples(st.sampled_from(PATHS), versions), max_size=4, unique_by=lambda pair: pair[0]).map(tuple),
    st.lists(st.sampled_from(["/early", "/\udcff"]), max_size=2, unique=True).map(tuple),
)


class Twins(RuleBasedStateMachine):
    """Both stores, asked the same."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="oilgg-twins-")
        self.local: Store = LocalStore(self.folder + "/store")
        self.memory: Store = MemoryStore()
        self.world = dict.fromkeys(PATHS, bytes(32))
        self.verifiers = [self.verifier(store) for store in (self.local, self.memory)]

    def verifier(self, store: Store) -> Verifier:
        return Verifier(store, lambda path: self.world.get(path), lambda path: path in self.world, lambda path: None)

    @rule(number=numbers)
    def put(self, number: int) -> None:
        assert self.local.put_bytes(DATA[number]) == self.memory.put_bytes(DATA[number])

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        for store in (self.local, self.memory):
            store.delete(digest_bytes(DATA[number]))

    @rule(key=keys, learned=learned, number=numbers)
    def record(self, key: bytes, learned: Learned, number: int) -> None:
        result = Result((number,), outputs=(Output("/out", digest=digest_bytes(DATA[number])),))
        for store in (self.local, self.memory):
            store.record(key, Reduction(learned, result))

    @rule(key=keys)
    def lookup(self, key: bytes) -> None:
        ours, theirs = self.local.lookup(key), self.memory.lookup(key)
        assert [one.result for one in ours] == [one.result for one in theirs]
        assert [sorted(one.learned.files) for one in ours] == [sorted(one.learned.files) for one in theirs]
        for one, other in zip(ours, theirs, strict=True):
            holds = self.verifiers[0].holds(one)
            assert holds == self.verifiers[1].holds(other)
            assert holds == all(self.world.get(path) == digest for path, digest in one.learned.files)

    @rule(path=st.sampled_from(PATHS), version=versions)
    def change(self, path: str, version: bytes) -> None:
        self.world[path] = version
        for verifier in self.verifiers:
            verifier.forget(path)

    @rule(key=keys, value=st.binary(max_size=5))
    def fact(self, key: bytes, value: bytes) -> None:
        for store in (self.local, self.memory):
            store.put_fact(key, value)

    @rule()
    def flush(self) -> None:
        self.local.flush()

    @rule()
    def next_run(self) -> None:
        self.local.close()
        self.local = LocalStore(self.folder + "/store")
        self.verifiers[0] = self.verifier(self.local)

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "local"):
            return
        for data in DATA:
            digest = digest_bytes(data)
            assert self.local.has(digest) == self.memory.has(digest)
            found = []
            for store in (self.local, self.memory):
                try:
                    found.append(store.get_bytes(digest))
                except MissingObject:
                    found.append(None)
            assert found[0] == found[1]
        for number in range(6):
            key = number.to_bytes(32, "big")
            assert self.local.get_fact(key) == self.memory.get_fact(key)

    def teardown(self) -> None:
        if hasattr(self, "local"):
            self.local.close()
            shutil.rmtree(self.folder)


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
