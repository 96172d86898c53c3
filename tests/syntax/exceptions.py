"""Where we differ from bash on purpose, with the reason: files of the corpus, and texts of test_messages."""

from __future__ import annotations

FILES: dict[str, str] = {
    # path: reason
}

_SILENT = "bash stops reading the script without a word; we say what is missing"
_LINE = "another line number: bash has read ahead in another way"

TEXTS: dict[str, str] = {
    "[[ a && ]]": _SILENT,
    "[[ ]]": _SILENT,
    "[[ ! ]]": _SILENT,
    "((a)": _LINE,
    "x=(a $(b": "bash gives a second message for the same mistake",
    'a <<"E\nb\nE"\n': _LINE,
}
