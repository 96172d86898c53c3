"""let."""

from __future__ import annotations

from oilgg.expand.values import ExpressionError
from oilgg.interp.builtins.arguments import show_help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


def let(shell: Shell, args: list[str]) -> int:
    """Evaluate each argument as arithmetic; 1 if the last one is zero."""
    from oilgg.expand.arithmetic import evaluate

    if args[:1] == ["--help"]:
        return show_help(shell, "let")
    if args[:1] == ["--"]:
        args = args[1:]
    if not args:
        shell.error("let: expression expected")
        return 1
    if shell.options.assoc_expand_once:
        from oilgg.expand.formula import with_plain_keys

        args = [with_plain_keys(text, shell) for text in args]
    value = 0
    for text in args:
        try:
            value = evaluate(text, shell)
        except ExpressionError as error:
            error.tell(shell, "let")
            return 1
    return 0 if value else 1
