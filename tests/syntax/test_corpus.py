"""Every shell script of this machine: judged as by bash, one tree from both drivers, printed as by bash."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from oilgg.errors import ParseError
from oilgg.syntax import driver
from oilgg.syntax.parser import Parser
from oilgg.syntax.printer import function_text
from tests.syntax import exceptions, lark_driver, oracle


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_there_are_scripts() -> None:
    assert len(oracle.scripts()) > 20


def test_accepted_as_by_bash() -> None:
    """The verdict, and where a file is rejected or warned about the message, are those of `bash -O extglob -n`."""
    different = []
    for path in oracle.scripts():
        if str(path) in exceptions.FILES:
            continue
        wanted = oracle.bash(["-O", "extglob", "-n", str(path)]).stderr.splitlines()
        text = oracle.read(path)
        _, lines = oracle.outcome(text, str(path))
        if "\0" in text:  # an archive behind a script: bash shows bytes of tokens differently
            lines, wanted = [bool(lines)], [bool(wanted)]  # type: ignore[list-item]
        if lines != wanted:
            different.append((str(path), wanted[:2], lines[:2]))
    assert different == []


def test_both_drivers_give_the_same_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [oracle.read(path) for path in oracle.scripts()[::3]]
    texts = [text for text in texts if len(text) < 120_000]
    oracle.forget()
    ours = [oracle.outcome(text) for text in texts]
    oracle.forget()
    monkeypatch.setattr(driver, "run", lark_driver.run)
    different = [index for index, text in enumerate(texts) if oracle.outcome(text) != ours[index]]
    monkeypatch.undo()
    oracle.forget()
    assert different == []


def test_line_by_line_is_the_same() -> None:
    """Text that comes a line at a time, as from a terminal, gives what the whole text gives."""
    different = []
    for path in oracle.scripts()[::4]:
        text = oracle.read(path)
        if len(text) > 100_000 or not text.endswith("\n"):
            continue
        lines = iter([line + "\n" for line in text.split("\n")[:-1]])
        nodes, errors = oracle.outcome("", str(path), more=lambda lines=lines: next(lines, ""))  # type: ignore[misc]
        wanted, wanted_errors = oracle.outcome(text, str(path))
        if nodes != wanted or len(errors) != len(wanted_errors):
            different.append(str(path))
    assert different == []


def test_functions_are_printed_as_by_bash() -> None:
    different = []
    for path in oracle.scripts():
        sources, ours = _functions(oracle.read(path))
        if not ours:
            continue
        calls = "\n".join(f"builtin echo '@@@ {name}'; builtin declare -f -- {name}" for name in ours)
        output = oracle.bash(["-O", "extglob"], "\n".join(sources) + "\n" + calls + "\n").stdout
        theirs = dict(piece.split("\n", 1) for piece in output.split("@@@ ")[1:])
        different += [(str(path), name) for name, text in ours.items() if theirs.get(name) != text + "\n"]
    assert different == []


def _functions(text: str) -> tuple[list[str], dict[str, str]]:
    """The sources of the functions of a script, and what we print for each."""
    parser = Parser(text)
    sources: dict[str, str] = {}
    ours: dict[str, str] = {}
    while True:
        start = parser.offset
        try:
            node = parser.next()
        except ParseError:
            break
        if node is None:
            break
        if node[0] == "func" and node[2].replace("_", "").isalnum() and node[2] not in ("builtin", "declare", "echo"):
            sources[node[2]] = parser.lexer.text[start : parser.offset]
            ours[node[2]] = function_text(node[2], node[3])
    return list(sources.values()), ours


def test_printing_is_stable() -> None:
    """What is printed is read as the same tree, and printed again the same."""
    different = []
    for path in oracle.scripts()[::2]:
        nodes, _ = oracle.outcome(oracle.read(path))
        for node in nodes:
            if node[0] != "func":
                continue
            text = function_text(node[2], node[3])
            try:
                again = oracle.trees(text + "\n")
            except ParseError:
                # What bash prints of a here-document before `&&` it cannot read either.
                if oracle.bash(["-n"], text).returncode == 0:
                    different.append((str(path), node[2]))
                continue
            if len(again) != 1 or function_text(again[0][2], again[0][3]) != text:
                different.append((str(path), node[2]))
    assert different == []
