"""alias and unalias."""

from __future__ import annotations

from oilgg.expand.quote import single
from oilgg.interp.builtins.arguments import parse_options, usage, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

_FORBIDDEN = frozenset("()<>;&| \t\n\"'`\\$/")


def definition(name: str, value: str) -> str:
    """The command that defines an alias, as `alias` prints it."""
    return f"alias {'-- ' if name[:1] == '-' else ''}{name}={single(value)}"


def _line(name: str, value: str, short: bool) -> str:
    """A line of what `alias` prints; `short`: as POSIX has it."""
    return f"{name}={single(value)}\n" if short else definition(name, value) + "\n"


def _place(name: str) -> tuple[int, bytes]:
    """Where a name is listed: first bytes count as signed numbers."""
    data = name.encode("utf-8", "surrogateescape")
    return (data[0] - 256 if data[0] > 127 else data[0]), data


def alias(shell: Shell, args: list[str]) -> int:
    """Define aliases, or print them."""
    options, first = parse_options(shell, "alias", args, "p")
    status = 0
    short = shell.options.posix and not options
    if options or first == len(args):
        if not shell.aliases:
            return 0
        write(shell, "".join([_line(name, shell.aliases[name], short) for name in sorted(shell.aliases, key=_place)]))
    for word in args[first:]:
        name, equals, value = word.partition("=")
        if equals and name:
            if _FORBIDDEN.isdisjoint(name):
                shell.aliases = {**shell.aliases, name: value}
            else:
                shell.error(f"alias: `{name}': invalid alias name")
                status = 1
        elif word in shell.aliases:
            write(shell, _line(word, shell.aliases[word], short))
        else:
            shell.error(f"alias: {word}: not found")
            status = 1
    return status


def unalias(shell: Shell, args: list[str]) -> int:
    """Remove aliases."""
    options, first = parse_options(shell, "unalias", args, "a")
    if options:
        shell.aliases = {}
        return 0
    if first == len(args):
        return usage(shell, "unalias")
    status = 0
    for name in args[first:]:
        if name in shell.aliases:
            aliases = dict(shell.aliases)
            del aliases[name]
            shell.aliases = aliases
        else:
            shell.error(f"unalias: {name}: not found")
            status = 1
    return status
