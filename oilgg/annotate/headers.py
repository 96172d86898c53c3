"""Precompiled headers: the one thing a compiler reads and reports nowhere.

gcc takes `x.h.gch` for `#include "x.h"` if that comes before the first token of the main source, and then names
neither of them in its rules. So whoever keeps a result asks here first.
"""

from __future__ import annotations

from oilgg.annotate.template import dirname

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.annotate.model import Effects, Look

SUFFIX = ".gch"
OBJECTS = (".o", ".a", ".so", ".lo", ".obj")


def precompiled(effects: Effects, look: Look) -> list[str]:
    """Precompiled headers that the call may have read; the result then depends on what nobody reports.

    [] for calls that do not search for headers.
    """
    if not any(new == SUFFIX for _, new in effects.shadows):
        return []
    found = []
    for source in effects.reads:
        if source.endswith(OBJECTS):
            continue  # nothing is included there, and its bytes may be far away
        try:
            text = look.read_bytes(source)
        except OSError:
            continue
        places = [dirname(source), *effects.search]
        for name in [*leading_includes(text), source]:
            folders = [""] if name.startswith("/") or name == source else places
            for folder in folders:
                path = f"{folder}/{name}{SUFFIX}" if folder else name + SUFFIX
                if look.exists(path):
                    found.append(path)
    return found


def leading_includes(text: bytes) -> list[str]:
    """The names that a source includes before its first token, as written between the quotes."""
    found = []
    at = 0
    while True:
        while text[at : at + 1].isspace():
            at += 1
        if text.startswith(b"//", at):
            at = _after(text, b"\n", at)
        elif text.startswith(b"/*", at):
            at = _after(text, b"*/", at)
        elif text.startswith(b"#", at):
            end = at
            while True:
                end = _after(text, b"\n", end)
                if text[end - 2 : end - 1] != b"\\" or end >= len(text):
                    break
            name = _included(text[at + 1 : end])
            if name:
                found.append(name)
            at = end
        else:
            return found


def _after(text: bytes, mark: bytes, start: int) -> int:
    at = text.find(mark, start)
    return len(text) if at < 0 else at + len(mark)


def _included(directive: bytes) -> str:
    """The name in an include directive (without its `#`), "" for other directives and computed names."""
    words = directive.strip()
    for verb in (b"include_next", b"include", b"import"):
        if words.startswith(verb):
            rest = words[len(verb) :].strip()
            for left, right in ((b'"', b'"'), (b"<", b">")):
                end = rest.find(right, 1)
                if rest.startswith(left) and end > 0:
                    return rest[1:end].decode("utf-8", "surrogateescape")
    return ""
