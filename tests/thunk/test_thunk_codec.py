"""The canonical encoding: round trip, and one identity for one thunk."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oilgg.thunk import codec
from oilgg.thunk.codec import CodecError, decode_result, decode_thunk, decode_tree, encode_result, encode_thunk
from oilgg.thunk.hash import identities, identity
from oilgg.thunk.ir import (
    ABSENT,
    NOW,
    FileValue,
    Input,
    Learned,
    Output,
    OutputPath,
    Result,
    Stage,
    Streams,
    StreamValue,
    SymlinkValue,
    Thunk,
    ThunkOutput,
    TreeValue,
    Usage,
    is_reduced,
    sorted_inputs,
)

# Text as it comes from the system: any bytes but NUL.
texts = st.binary(max_size=12).map(lambda data: data.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
paths = texts.map(lambda text: "/" + text)
digests = st.binary(min_size=32, max_size=32)
sizes = st.integers(0, 1 << 60)
modes = st.integers(0, 0o7777)
times = st.integers(-(1 << 62), 1 << 62)
files = st.builds(
    FileValue,
    digests,
    sizes,
    st.booleans(),
    st.none() | modes,
    st.none() | times,
    st.none() | st.tuples(st.integers(0, 1 << 32), st.integers(0, 1 << 32)),
)
real_values = st.one_of(files, st.builds(SymlinkValue, texts), st.builds(TreeValue, digests), st.just(ABSENT))
thunk_outputs = st.recursive(
    st.builds(ThunkOutput, digests, paths, st.none() | real_values),
    lambda inner: st.builds(ThunkOutput, digests, paths, inner),
    max_leaves=3,
)
values = real_values | thunk_outputs


def tuples(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


redirects = st.tuples(
    st.integers(0, 255), st.sampled_from(["<", ">", ">>", "<<", ">&"]), paths | st.integers(0, 9), texts
)
stages = st.builds(Stage, paths, tuples(texts, 5), tuples(st.tuples(texts, texts)), tuples(redirects))
kinds = st.sampled_from(["tty", "pipe", "file"])
thunks = st.builds(
    Thunk,
    tuples(stages),
    paths,
    st.integers(0, 0o777),
    tuples(st.builds(Input, paths, values)),
    st.none() | values,
    tuples(st.builds(OutputPath, paths, st.booleans(), st.booleans())),
    st.builds(Streams, kinds, kinds, st.booleans()),
    tuples(st.tuples(paths, digests)),
    texts,
    texts,
)
stream_values = st.binary(max_size=50).map(StreamValue) | st.builds(StreamValue, st.none(), digests, sizes)
outputs = st.builds(
    Output,
    paths,
    st.sampled_from(["file", "directory", "symlink", "removed"]),
    st.none() | digests,
    sizes,
    modes,
    st.just(NOW) | times,
    texts,
    st.booleans(),
)
seconds = st.floats(0, 1e9, allow_nan=False)
results = st.builds(
    Result,
    tuples(st.integers(0, 255)),
    stream_values,
    stream_values,
    tuples(outputs),
    st.builds(Usage, seconds, seconds, seconds, st.integers(0, 1 << 40)),
    st.builds(Learned, tuples(st.tuples(paths, digests)), tuples(paths), tuples(st.tuples(paths, digests))),
)


@given(thunks)
def test_thunks_round_trip(thunk):
    data = encode_thunk(thunk)
    again = decode_thunk(data)
    assert again == thunk
    assert hash(again) == hash(thunk)
    assert encode_thunk(again) == data
    assert identity(thunk) == hashlib.sha256(data).digest() == identities(thunk)[0]


@given(thunks, thunks)
def test_thunks_that_differ_have_other_identities(one, other):
    assert (identity(one) == identity(other)) == (one == other)


@given(results)
def test_results_round_trip(result):
    assert decode_result(encode_result(result)) == result
    without = decode_result(encode_result(result, learned=False))
    assert without.learned == Learned() and without.outputs == result.outputs


@given(tuples(st.tuples(texts, values)))
def test_trees_round_trip(entries):
    assert decode_tree(codec.encode_tree(entries)) == entries


def compile_thunk() -> Thunk:
    environment = (("LANG", "C"), ("PATH", "/usr/bin:/bin"))
    stage = Stage("/usr/bin/cc", ("cc", "-c", "a.c", "-o", "a.o"), environment, ((2, ">", "/src/err", ""),))
    second = Stage("/usr/bin/sort", ("sort",), environment, ((0, "<<", "", "text\n"), (2, ">&", 1, "")))
    return Thunk(
        (stage, second),
        "/src",
        0o022,
        (
            Input("/src/a.c", FileValue(b"a" * 32, 100)),
            Input("/src/b.c", ThunkOutput(b"t" * 32, "/src/b.c", FileValue(b"b" * 32, 5))),
            Input("/src/link", SymlinkValue("a.c")),
            Input("/src/tree", TreeValue(b"r" * 32)),
            Input("/src/z.c", ABSENT),
        ),
        FileValue(b"i" * 32, 7),
        (OutputPath("/src/a.o"), OutputPath("/src/d", True, False)),
        Streams("tty", "file", True),
        (("/usr/lib/cc1", b"c" * 32),),
        "x86_64-linux",
        "place 4",
    )


def changed(value):
    """Every value that differs from `value` in one place."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield value + "x"
        yield value[:-1] or "y"
    elif isinstance(value, bytes):
        yield b"!" + value[1:]
    elif value is None:
        yield FileValue(b"n" * 32, 1)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            for other in changed(item):
                yield (*value[:place], other, *value[place + 1 :])
        if value and (len(value) > 4 or not isinstance(value[0], int | str)):
            yield from (value[:-1], value[1:], (*value, value[-1]), value[::-1])
    else:
        for place, name in enumerate(value.__slots__):
            if getattr(value, name) is None and name in ("mode", "mtime_ns"):
                others = [5]
            elif getattr(value, name) is None and name == "owner":
                others = [(1, 2)]
            else:
                others = changed(getattr(value, name))
            for other in others:
                fields = [getattr(value, slot) for slot in value.__slots__]
                fields[place] = other
                yield type(value)(*fields)


def test_whatever_differs_makes_another_identity():
    thunk = compile_thunk()
    variants = [variant for variant in changed(thunk) if variant != thunk]
    names = {identity(variant) for variant in variants}
    assert len(variants) > 100
    assert identity(thunk) not in names
    assert len(names) == len(set(variants))


def test_the_encoding_is_fixed():
    """A change here needs another version number: stores are full of these digests."""
    assert identity(compile_thunk()).hex() == "8946a2fd7cf70b11daac4f910ffcf98781047f8159ab9da2755e79e926dd515f"


def test_streams_do_not_count_for_the_second_identity():
    thunk = compile_thunk()
    fields = [getattr(thunk, name) for name in Thunk.__slots__]
    fields[Thunk.__slots__.index("streams")] = Streams("file", "file")
    other = Thunk(*fields)
    assert identities(thunk)[0] != identities(other)[0]
    assert identities(thunk)[1] == identities(other)[1]
    fields[Thunk.__slots__.index("salt")] = "place 5"
    assert identities(thunk)[1] != identities(Thunk(*fields))[1]


def test_a_nul_is_refused():
    with pytest.raises(CodecError):
        encode_thunk(Thunk((Stage("/bin/a", ("a", "x\0y")),), "/"))


@pytest.mark.parametrize("decode", [decode_thunk, decode_result, decode_tree])
@given(data=st.binary(max_size=60))
def test_other_bytes_are_refused(decode, data):
    with pytest.raises(CodecError):
        decode(data)


@given(thunks, st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_never_decodes_to_the_same_thunk(thunk, place, byte):
    data = bytearray(encode_thunk(thunk))
    data[place % len(data)] = byte
    try:
        again = decode_thunk(bytes(data))
    except CodecError:
        return
    assert encode_thunk(again) == data
    assert (again == thunk) == (data == encode_thunk(thunk))


@given(results, st.integers(0, 10_000))
def test_a_cut_result_is_refused(result, place):
    data = encode_result(result)
    with pytest.raises(CodecError):
        decode_result(data[: place % len(data)])


def test_is_reduced():
    thunk = compile_thunk()
    assert not is_reduced(thunk)
    assert is_reduced(Thunk(thunk.stages, "/"))
    assert not is_reduced(Thunk(thunk.stages, "/", stdin=ThunkOutput(b"t" * 32, "&1")))


def test_inputs_are_sorted_by_path():
    one, two = Input("/b", ABSENT), Input("/a", ABSENT)
    assert sorted_inputs([one, two]) == (two, one)


def test_values_are_compared_by_kind_and_field():
    assert FileValue(b"a" * 32, 1) != FileValue(b"a" * 32, 2)
    assert SymlinkValue("x") != TreeValue("x")  # type: ignore[arg-type]
    assert repr(SymlinkValue("x")) == "SymlinkValue(target='x')"
    assert {FileValue(b"a" * 32, 1): 1}[FileValue(b"a" * 32, 1)] == 1
