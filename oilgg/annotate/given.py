"""Annotations that stand in the script: `#:` comments before a command or function.

A comment is either a whole entry, as in an `.io` file, or the short form: arrows with positional parameters and
clauses, for the name that follows.

    #: <$1 >${2%.png}.jpg pure needs gpu=1
    render() { … }
"""

from __future__ import annotations

from oilgg.annotate.model import AnnotationError, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READ_ARROWS = ("<<", "<>", "<")
POSITIONALS = 9


def comment(lines: list[str], name: str, path: str, line: int) -> list[Usage]:
    """The usages that `#:` comments (their text behind the colon, one a line) give to the command or function `name`.

    `path` and `line` say where the first comment is. Raises AnnotationError.
    """
    from oilgg.annotate.reader import compile_text
    from oilgg.annotate.verbs import VERBS

    words = lines[0].split() if lines else []
    if not words or (words[0] not in VERBS and words[0][:1] not in "<>"):
        return [Usage(data) for data in compile_text(_entry_text(lines), path, line)]
    try:
        data = compile_text(_short(" ".join(lines).split(), name, set(VERBS)), path, line)
    except AnnotationError as error:
        raise AnnotationError(error.message, path, line, 1, "#:" + lines[0], 2 + len(lines[0]), error.help) from None
    usages = [Usage(each) for each in data]
    for usage in usages:
        usage.text = "#: " + " ".join(" ".join(lines).split())  # not the line that it stands for
    return usages


def _entry_text(lines: list[str]) -> str:
    """Comments as the text of a file: what the first line is indented by is taken off every line."""
    indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    return "\n".join(text[indent:] if not text[:indent].strip() else text for text in lines) + "\n"


def _short(words: list[str], name: str, verbs: set[str]) -> str:
    """The entry that the short form stands for."""
    clauses: list[list[str]] = []
    for word in words:
        if word[:1] in ("<", ">"):
            clauses.append(["in" if word.startswith(READ_ARROWS) else "out", word])
        elif word.rstrip(";") in verbs or not clauses:
            clauses.append([word.rstrip(";")])
        elif word != ";":
            clauses[-1].append(word.rstrip(";"))
    usage = [_quoted(name), *(f"[P_{number}]" for number in range(1, POSITIONALS + 1)), "[P_REST...]"]
    text = [" ".join(usage), "  options none"]
    for clause in clauses:
        if clause[0] in ("in", "out") and "$@" in clause[1]:
            names = [f"$P_{number}" for number in range(1, POSITIONALS + 1)]
            text += [f"  {clause[0]} {clause[1].replace('$@', each)}" for each in names]
            text.append(f"  {clause[0]} each {clause[1].replace('$@', '$P_REST')}")
        else:
            text.append("  " + " ".join(_positional(word) for word in clause))
    return "\n".join(text) + "\n"


def _positional(word: str) -> str:
    """`$1` and `${1%.c}` -> `$P_1`, `${P_1%.c}`."""
    for number in range(1, POSITIONALS + 1):
        word = word.replace(f"${number}", f"$P_{number}").replace(f"${{{number}", f"${{P_{number}")
    return word


def _quoted(name: str) -> str:
    escaped: Any = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
