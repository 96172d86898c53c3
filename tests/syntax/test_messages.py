"""Right and wrong texts: what `bash -O extglob -n` prints, to the letter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.syntax import exceptions, oracle, texts


def _bash_lines(path: Path) -> list[str]:
    lines = oracle.bash(["-O", "extglob", "-n", str(path)]).stderr.split("\n")[:-1]
    return [line.removeprefix(str(path.parent) + "/") for line in lines]


def test_messages(tmp_path: Path) -> None:
    paths = []
    for number, text in enumerate(texts.TEXTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(folder / "s.sh")
        paths[-1].write_bytes(text.encode("utf-8", "surrogateescape"))
    with ThreadPoolExecutor(2) as pool:
        wanted = list(pool.map(_bash_lines, paths))
    different = []
    for text, lines in zip(texts.TEXTS, wanted, strict=True):
        ours = oracle.outcome(text)[1]
        if (ours != lines) is not (text in exceptions.TEXTS):
            different.append((text, lines, ours))
    assert different == []
