"""Trees kept between runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oilgg.errors import ParseError
from oilgg.syntax import cache, kept

LINE = 'if test "$x$y" = z; then echo "a $b" `c` $(d); fi  # comment\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    environment = {b"XDG_CACHE_HOME": str(tmp_path / "cache").encode()}
    monkeypatch.setattr(cache.posix, "environ", environment)
    monkeypatch.setattr(cache, "LEAST_SECONDS", 0.0)
    return tmp_path / "cache/oilgg/trees"


def _all(text: str, **options: Any) -> list[Any]:
    """Commands with the offset behind each, and the message of the error at the end."""
    found: list[Any] = []
    commands = cache.commands(text, **options)
    try:
        while (node := commands.next()) is not None:
            found.append((node, commands.offset))
    except ParseError as error:
        found.append((error.message, error.line, getattr(error, "text", None)))
    return found


def test_the_same_from_the_cache(folder: Path) -> None:
    text = LINE * 500 + "a <<E\nb\n"
    warnings: list[tuple[int, str]] = []
    first = _all(text, warn=lambda line, message: warnings.append((line, message)))
    assert len(list(folder.iterdir())) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    second = _all(text, warn=lambda line, message: warnings.append((line, message)))
    assert first == second
    assert len(first) == 501
    assert [line for line, _ in warnings] == [502, 502]


def test_an_error_waits_for_its_turn(folder: Path) -> None:
    text = LINE * 500 + "fi\n" + LINE
    for _ in range(2):
        found = _all(text)
        assert len(found) == 501
        assert found[-1] == ("syntax error near unexpected token `fi'", 501, "fi")


def test_small_texts_are_not_kept(folder: Path) -> None:
    assert len(_all(LINE)) == 1
    assert not folder.exists()


def test_a_folder_others_can_write_to_is_not_used(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert len(_all(LINE * 500)) == 500
    assert list(folder.iterdir()) == []


def test_a_link_is_not_used(folder: Path, tmp_path: Path) -> None:
    folder.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert len(_all(LINE * 500)) == 500
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"\0", b"[", b"junk" * 100])
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes) -> None:
    text = LINE * 500
    first = _all(text)
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    assert _all(text) == first


def test_aliases_from_some_command_on(folder: Path) -> None:
    text = "shopt -s expand_aliases\nll\n" + LINE * 500
    _all(text)
    commands = cache.commands(text)
    commands.configure(None, False)
    commands.next()
    commands.configure({"ll": "ls -l"}, False)
    node = commands.next()
    assert node is not None
    assert [word[0] for word in node[3]] == ["ls", "-l"]
    assert node[1] == 2
    following = commands.next()
    assert following is not None
    assert following[:2] == ("if", 3)


def test_nothing_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.posix, "environ", {})
    assert len(_all(LINE * 500)) == 500


def test_old_files_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_FILES", 4)
    for number in range(8):
        _all(LINE * 200 + f"echo {number}\n")
    assert len(list(folder.iterdir())) <= 5
