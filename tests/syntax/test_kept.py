"""Files that keep trees: they belong to the user alone, and damage means that nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from oilgg.interp.remembered import Remembered
from oilgg.syntax import kept
from oilgg.syntax.parser import Parser

TEXT = 'if test "$x$y" = z; then echo "a $b" `c` $(d); fi  # comment\n' * 20


def _all(store: Path, text: str = TEXT) -> list[object]:
    """The commands of a script that is run, from what is kept in `store` if it is there, and kept after it."""
    commands = Remembered(text, lambda: "", False, True, lambda _line, _message: None, str(store))
    found = []
    while (node := commands.next()) is not None:
        found.append(node)
    commands.keep()
    return found


def _parsed(text: str = TEXT) -> list[object]:
    parser = Parser(text)
    return list(iter(parser.next, None))


def test_the_same_as_parsed(tmp_path: Path) -> None:
    assert _all(tmp_path) == _all(tmp_path) == _parsed()
    folder = tmp_path / "parsed"
    assert folder.stat().st_mode & 0o777 == 0o700
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "parsed"
    folder.mkdir()
    folder.chmod(0o777)
    assert _all(tmp_path) == _parsed()
    assert list(folder.iterdir()) == []


def test_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "parsed").symlink_to(tmp_path / "elsewhere")
    assert _all(tmp_path) == _parsed()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_others_can_write_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.tree"
    kept.write(str(path), ("a", 1))
    assert kept.read(str(path)) == ("a", 1)
    path.chmod(0o622)
    assert kept.read(str(path)) is None


@pytest.mark.parametrize("damage", [b"", b"\0", b"[", b"junk" * 100])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    _all(tmp_path)
    (path,) = (tmp_path / "parsed").iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert _all(tmp_path) == _parsed()
    assert path.read_bytes() == whole


def test_nothing_without_a_store(tmp_path: Path) -> None:
    assert _all(tmp_path / "none") == _parsed()
    assert not (tmp_path / "none").exists()


def test_old_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_FILES", 4)
    for number in range(8):
        _all(tmp_path, TEXT + f"echo {number}\n")
    assert len(list((tmp_path / "parsed").iterdir())) <= 5
