"""Calls of functions with a `#:` annotation, offered to lowering like programs."""

from __future__ import annotations

from oilgg.interp import closure, invocation
from oilgg.lower.invocation import Call, Invocation, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.interp.redirection import Redirect
    from oilgg.interp.state import Function, Shell

_known: dict[tuple[Any, ...], tuple[Call, Any]] = {}


def offer(shell: Shell, function: Function, argv: list[str], redirects: list[Redirect], line: int) -> int | None:
    """Offer the call `argv` of `function`; None: it must run in place now."""
    if shell.lowering.records:
        recorded: int | None = shell.lowering.call(function, argv, redirects, line)
        return recorded
    stage = invocation_of(shell, function, argv, redirects, line)
    if stage is None:
        return None
    status: int | None = shell.lowering.offer([stage], line, shell.checked and shell.options.errexit)
    return status


def invocation_of(
    shell: Shell, function: Function, argv: list[str], redirects: list[Redirect], line: int
) -> Invocation | None:
    """The call as lowering wants it; None if the function can't be a thunk, which is then said once."""
    prepared = function.usages
    if prepared is None:
        prepared = function.usages = _prepare(shell, function)
    usages, declared = prepared
    if not usages:
        return None
    try:
        call = call_of(shell, function, declared)
    except closure.Unfit as unfit:
        shell.lowering.complain(str(unfit), function.source, function.line)
        function.usages = ((), ())
        return None
    stage = Invocation(
        argv[0], argv, "", invocation._environment_of(shell, None), list(redirects),
        working_directory(), shell.umask, line,
    )  # fmt: skip
    stage.usages = usages
    stage.call = call
    return stage


def call_of(shell: Shell, function: Function, declared: tuple[str, ...]) -> Call:
    """What a call of `function` stands on. Raises Unfit."""
    captured = closure.capture(shell, function, declared)
    data = captured.data
    # The trees are compared by identity, which is quick; `captured` keeps them alive.
    key = (data[:4], tuple([(one[0], id(one[1]), *one[2:]) for one in data[4]]), data[5:])
    known = _known.get(key)
    if known is None:
        call = Call(captured.payload, captured.programs, captured.harmless, captured)
        known = _known[key] = (call, captured)
    return known[0]


def _prepare(shell: Shell, function: Function) -> tuple[Any, tuple[str, ...]]:
    """See usages_of; nothing, if the comment makes no sense, which is said."""
    from oilgg.annotate.model import AnnotationError

    assert function.note is not None
    first, lines = function.note
    try:
        return usages_of(function.name, first, lines, function.source or shell.name)
    except AnnotationError as error:
        shell.lowering.complain(error.message, function.source, first)
        return (), ()


def usages_of(name: str, line: int, lines: list[str], source: str) -> tuple[Any, tuple[str, ...]]:
    """The usages that the comment before a function gives, and the variables it declares. Raises AnnotationError."""
    from oilgg.annotate.given import comment

    words = " ".join(lines).split()
    declared = tuple([word[1:] for word in words if word[:1] == "$" and word[1:].isidentifier()])
    if declared and "env" not in words:
        names = {"$" + one for one in declared}
        lines = [" ".join([word for word in text.split() if word not in names]) for text in lines]
    return comment(lines, name, source, line), declared


_narrowed: dict[tuple[int, str], tuple[Call, tuple[Any, Call] | None]] = {}


def narrow(outer: Call, name: str) -> tuple[Any, Call] | None:
    """The usages and the call of function `name`, which the function of `outer` calls, as things were at that call.

    None if it has no annotation that fits.
    """
    known = _narrowed.get((id(outer), name))
    if known is None:
        known = _narrowed[id(outer), name] = (outer, _narrow(outer, name))
    return known[1]


def _narrow(outer: Call, name: str) -> tuple[Any, Call] | None:
    from oilgg.annotate.model import AnnotationError

    whole = outer.closure
    assert isinstance(whole, closure.Closure)
    functions = {one[0]: one for one in whole.data[4]}
    if name not in functions or not functions[name][4]:
        return None
    source, note = functions[name][2], functions[name][4]
    try:
        usages, declared = usages_of(name, note[0], list(note[1]), source or whole.data[2])
    except AnnotationError:
        return None
    if name == whole.name:
        return usages, outer
    inner = closure.part(whole, name, declared)
    return usages, Call(inner.payload, inner.programs, inner.harmless, inner)
