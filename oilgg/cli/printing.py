"""What `--pretty-print`, `-D` and `--dump-po-strings` do instead of running the script: they only parse it."""

from __future__ import annotations

from oilgg.errors import ParseError
from oilgg.interp import sourcing
from oilgg.syntax.parser import Parser
from oilgg.syntax.printer import pretty_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.cli.options import CommandLine
    from oilgg.cli.script import Source
    from oilgg.interp.state import Shell

_ERROR = 2


def run(shell: Shell, line: CommandLine, source: Source | None) -> int:
    """Print the commands, or the texts in $"…", of the script that `line` names; gives the exit status."""
    if line.command is not None:
        what, text = "-c", line.command
    else:
        what, text = "", sourcing.decode(sourcing.read_all(0 if source is None else source.descriptor))
    if not line.dump_strings:
        return pretty_print(shell, text)
    name = "-c" if what else shell.name
    return dump_strings(shell, text, what, name if line.dump_strings == "po" else "")


def pretty_print(shell: Shell, text: str) -> int:
    """Print each command as bash would; empty lines and comments become one empty line."""
    parser = Parser(text, posix=shell.options.posix)
    empty = False
    while True:
        try:
            is_empty = parser.lexer.skip_blank_line()
            node = None if is_empty else parser.next()
        except ParseError as error:
            sourcing.report_syntax(shell, error, "", sourcing.Text(text), 1)
            return 1
        if node is not None:
            shell.write(1, pretty_text(node) + "\n")
            empty = False
            continue
        if not empty:
            shell.write(1, "\n")
            empty = True
        if not is_empty or parser.lexer.pos >= len(parser.lexer.text):
            return 0


def dump_strings(shell: Shell, text: str, what: str, po_name: str) -> int:
    """Print all $"…"; as entries of a catalogue for msgfmt if `po_name`, the script's name, is not empty."""
    parser = Parser(text, posix=shell.options.posix)
    found: list[tuple[int, str]] = []
    parser.lexer.translated = found
    status = 0
    try:
        while parser.next() is not None:
            pass
    except ParseError as error:
        sourcing.report_syntax(shell, error, what, sourcing.Text(text), 1)
        status = _ERROR
    for number, string in found:
        shell.write(1, _catalogue_entry(po_name, number, string) if po_name else f'"{string}"\n')
    return status


def _catalogue_entry(name: str, line: int, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if "\n" in escaped:
        escaped = '"\n"' + escaped.replace("\n", '\\n"\n"')
    return f'#: {name}:{line}\nmsgid "{escaped}"\nmsgstr ""\n'
