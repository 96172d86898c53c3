"""The menu of `select`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_TABS = 8


def ask(shell: Shell, items: list[str], show: bool) -> str | None:
    """Show the menu (if `show`) and PS3, read a line into REPLY; None at the end of input."""
    if show:
        shell.warn(layout(items, _columns(shell)))
    prompt = shell.vars.get("PS3")
    shell.warn("#? " if prompt is None else prompt)
    if shell.run_builtin("read", []):
        shell.write(1, "\n")
        return None
    return shell.vars.get("REPLY")


def _columns(shell: Shell) -> int:
    text = shell.vars.get("COLUMNS") or ""
    return int(text) if text.isdigit() and int(text) > 0 else 80


def layout(items: list[str], width: int) -> str:
    """The menu, in columns filled downwards as bash does."""
    index_width = len(str(len(items)))
    longest = max([len(item) for item in items]) + index_width + 2 + 2
    columns = max(width // longest, 1) if longest else 1
    count = len(items)
    rows = (count + columns - 1) // columns
    columns = (count + rows - 1) // rows
    if rows == 1:
        rows, columns = columns, 1
    first_width = len(str(rows))
    lines = []
    for row in range(rows):
        text = ""
        position = 0
        index = row
        while True:
            number_width = first_width if position == 0 else index_width
            entry = f"{index + 1:{number_width}d}) {items[index]}"
            text += entry
            length = len(items[index]) + number_width + 2
            index += rows
            if index >= count:
                break
            text += _indent(position + length, position + longest)
            position += longest
        lines.append(text + "\n")
    return "".join(lines)


def _indent(start: int, end: int) -> str:
    out = ""
    while start < end:
        if end // _TABS > start // _TABS:
            out += "\t"
            start += _TABS - start % _TABS
        else:
            out += " "
            start += 1
    return out
