"""From the words of a call to its effects: the words are sorted by a usage line, then its clauses speak.

`effects` is pure but for `look`. A usage line is a few dict look-ups a word; clauses are tuples made by
`clauses`, evaluated in order. Results that depended on the words alone are kept by words.
"""

from __future__ import annotations

from oilgg.annotate.call import SORTERS, Call, Mismatch
from oilgg.annotate.evaluate import VERBS, speak
from oilgg.annotate.model import Effects, Refusal, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oilgg.annotate.model import Look

MEMO_LIMIT = 512


def effects(usages: list[Usage], argv: list[str], environment: Mapping[str, str], look: Look) -> Effects | Refusal:
    """What `argv` does by the first of `usages` that fits it, or why none does.

    The result is shared with later calls with the same words: do not change it.
    """
    if not usages:
        return Refusal("no-annotation", f"nothing says what {argv[0]} reads and writes")
    refusal: Refusal | None = None
    for usage in usages:
        result = _by_usage(usage, argv, environment, look)
        if result.__class__ is Effects:
            return result
        if refusal is None or refusal.code == "usage-mismatch" or result.code != "usage-mismatch":  # type: ignore[union-attr]
            refusal = result  # type: ignore[assignment]
        if result.code == "condition" or result.code == "special-file":  # type: ignore[union-attr]
            break
    return refusal  # type: ignore[return-value]


def _by_usage(usage: Usage, argv: list[str], environment: Mapping[str, str], look: Look) -> Effects | Refusal:
    """The effects by one usage line, from its memory where the words alone decided."""
    if usage.packed is not None:
        for group in usage.required:
            if usage.style == "words" and not _begins_one(argv, group):
                return Refusal("usage-mismatch", f"{argv[0]} without {' or '.join(group)}")
        usage.unpack()
    if usage.looks:
        return matched(Call(usage, argv, environment, look))
    words = tuple(argv)
    for name in usage.variables:
        if name in environment:
            return matched(Call(usage, argv, environment, look))
    memo = usage.memo
    known = memo.get(words)
    if known is None:
        known = matched(Call(usage, argv, environment, look))
        if len(memo) >= MEMO_LIMIT:
            memo.clear()
        memo[words] = known
    return known


def _begins_one(words: list[str], prefixes: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  (a generator takes three times as long)
        if word.startswith(prefixes):
            return True
    return False


def matched(call: Call) -> Effects | Refusal:
    """Sort the words, then let the clauses speak."""
    usage = call.usage
    try:
        SORTERS[usage.style](call)
        call.place_operands()
        for group in usage.required:
            if call.given.keys().isdisjoint(group):
                raise Mismatch("usage-mismatch", f"{call.argv[0]} without {' or '.join(group)}")
        speak(call)
        result = call.effects
        for paths in (result.reads, result.writes, result.appends, result.changes, result.removes, result.makes_dirs):
            if paths:
                call.refuse_special(paths)
    except Mismatch as mismatch:
        return mismatch.refusal
    if call.fixed:
        result.moves = []
        result.adds = []
    result.usage = (usage.text, usage.origin)
    result.shipped = usage.shipped
    return result


def _part(call: Call, clause: tuple[Any, ...]) -> None:
    """Words collected for `@PART` are held against that part's own usage line; its paths join ours."""
    words = call.parts.get(clause[1])
    if not words:
        return
    usage = call.usage.parts.get(clause[1])
    if usage is None:
        usage = call.usage.parts[clause[1]] = Usage(clause[2])
        usage.unpack()
    inner = Call(usage, [call.argv[0], *words], call.environment, call.look)
    result = matched(inner)
    if isinstance(result, Refusal):
        raise Mismatch(result.code, result.detail)
    ours = call.effects
    call.fixed = call.fixed or inner.fixed
    for slot in ("reads", "read_trees", "writes", "write_trees", "appends", "changes", "removes", "search"):
        getattr(ours, slot).extend(getattr(result, slot))
    ours.loose += [*result.loose, *[text for _index, _prefix, text in result.places]]
    if result.pure == "no":
        ours.pure = "no"


VERBS["part"] = _part
