"""Splitting for read, and reading that leaves descriptors where they should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oilgg.expand.split import Splitter
from oilgg.interp.builtins import input as reading
from oilgg.interp.builtins.splitting import Line, all_words, for_names

from .fake import FakeShell


@pytest.mark.parametrize(
    ("text", "count", "ifs", "expected"),
    [
        ("a:b:", 2, ":", ["a", "b"]),
        ("a:b::", 2, ":", ["a", "b::"]),
        ("a::", 3, ":", ["a", "", ""]),
        (":a:", 1, ":", [":a:"]),
        ("a:", 1, ":", ["a"]),
        (" a : b :: ", 2, ": ", ["a", "b ::"]),
        ("  x  y  z  ", 2, " \t\n", ["x", "y  z"]),
        (" a b ", 2, "", [" a b ", ""]),
        ("\x1fa\x1f b", 2, " \t\n", ["\x1fa\x1f", "b"]),
    ],
)
def test_names(text: str, count: int, ifs: str, expected: list[str]) -> None:
    assert for_names(Line(text), count, Splitter(ifs)) == expected


def test_escaped_characters_do_not_separate() -> None:
    assert for_names(Line("a b c", frozenset([1])), 2, Splitter(" ")) == ["a b", "c"]
    assert all_words(Line("a b c", frozenset([1])), Splitter(" ")) == ["a b", "c"]


@given(st.text("ab \t:é"), st.integers(1, 4))
def test_short_way_and_long_way_agree(text: str, count: int) -> None:
    """An escape that is not there forces the general scan."""
    nowhere = frozenset([len(text) + 5])
    assert for_names(Line(text), count, Splitter(" \t\n")) == for_names(Line(text, nowhere), count, Splitter(" \t\n"))
    assert all_words(Line(text), Splitter(" \t\n")) == all_words(Line(text, nowhere), Splitter(" \t\n"))


class ReadingShell(FakeShell):
    """With what the readers ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.read_buffers: dict[int, reading.BlockReader] = {}
        self.traps: dict[str, str] = {}
        self.lowering = None
        self.live_captures: list[object] = []


def test_block_reader_gives_back_what_it_read_ahead(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"one\ntwo\nthree\n")
    fd = os.open(path, os.O_RDONLY)
    try:
        shell = ReadingShell()
        source = reading.reader(shell, fd)  # type: ignore[arg-type]
        assert isinstance(source, reading.BlockReader)
        assert source.through(b"\n") == (b"one", True)
        assert reading.reader(shell, fd) is source  # type: ignore[arg-type]
        source.sync()
        assert os.read(fd, 100) == b"two\nthree\n"
    finally:
        os.close(fd)


def test_two_descriptors_of_one_file_share_their_position(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"1\n2\n3\n")
    fd = os.open(path, os.O_RDONLY)
    other = os.dup(fd)
    try:
        shell = ReadingShell()
        lines = []
        for one in (fd, other, fd):
            lines.append(reading.reader(shell, one).through(b"\n")[0])  # type: ignore[arg-type]
        assert lines == [b"1", b"2", b"3"]
    finally:
        os.close(fd)
        os.close(other)


def test_pipes_are_read_byte_by_byte() -> None:
    read_fd, write_fd = os.pipe()
    try:
        os.write(write_fd, b"a\nrest")
        shell = ReadingShell()
        source = reading.reader(shell, read_fd)  # type: ignore[arg-type]
        assert source.through(b"\n") == (b"a", True)
        assert os.read(read_fd, 100) == b"rest"
    finally:
        os.close(read_fd)
        os.close(write_fd)


def test_time_runs_out() -> None:
    read_fd, write_fd = os.pipe()
    try:
        os.write(write_fd, b"ab")
        source = reading.reader(ReadingShell(), read_fd, 0.01)  # type: ignore[arg-type]
        with pytest.raises(reading.TimedOut) as late:
            source.through(b"\n")
        assert late.value.args == (b"ab",)
    finally:
        os.close(read_fd)
        os.close(write_fd)


@given(st.text("ab:"), st.integers(1, 4))
def test_one_separator(text: str, count: int) -> None:
    """Splitting at a single character, and the general scan, which an escape that is not there forces."""
    nowhere = frozenset([len(text) + 5])
    assert for_names(Line(text), count, Splitter(":")) == for_names(Line(text, nowhere), count, Splitter(":"))
