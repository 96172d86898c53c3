"""What is known of variables: `${x@Q}` and the other transformations, `${!a[@]}`, `${!prefix*}`."""

from __future__ import annotations

from oilgg.expand.parameter import ParameterPart
from oilgg.expand.parts import QUOTED, Part, emit_list
from oilgg.expand.source import ListSource, Source, Variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host
    from oilgg.expand.segments import Segments

LETTERS = ("Q", "E", "P", "A", "K", "k", "a", "U", "u", "L")


class Described(ParameterPart):
    """What is known of a variable: its text is what it emits, no value that an operator changes."""

    __slots__ = ()

    def text(self, shell: Host) -> str:
        """The value where nothing is split."""
        return Part.text(self, shell)


class Transform(Described):
    """`${x@Q}` and the other letters."""

    __slots__ = ("letter",)

    ifs_unquoted = True

    def __init__(self, source: Source, is_indirect: bool, mode: int, letter: str) -> None:
        super().__init__(source, is_indirect, mode)
        self.letter = letter

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """What the letter asks for; for an unset parameter nothing, but attributes and declarations are shown."""
        from oilgg.expand import transform

        source = self.source(shell)
        if isinstance(source, ListSource):
            items = transform.transform_list(shell, source, self.letter)
            if self.letter == "A" and len(items) > 1:
                self._emit_declaration(shell, source, items, out, flat)
                return
            emit_list(shell, source, items, out, self.mode, flat)
            return
        if shell.options.nounset and self.letter in "Aa" and source.get(shell) is None:
            # Attributes alone do not count, but an array that has other elements does.
            value = shell.vars.lookup(source.name) if isinstance(source, Variable) else None
            if isinstance(value, str) or not value:
                source.unbound(shell)
        text = transform.transform(shell, source, self.letter)
        if text is None:
            text = self._unset(shell, source)
        out.append((text, True) if self.quoted else text)

    def _emit_declaration(self, shell: Host, source: ListSource, items: list[str], out: Segments, flat: bool) -> None:
        """`${a[@]@A}` is one text with spaces in it, that only "${a[@]@A}" may take apart."""
        splitter = shell.vars.splitter
        if self.mode == QUOTED and not source.star and splitter.first not in ("", " ") and not flat:
            # Split as if it were not quoted, but for the elements.
            head, opening, elements = " ".join(items).partition("(")
            texts = splitter.split(head)
            ends = bool(head) and head[-1] in splitter.separators
            emit_list(shell, source, [*(texts if ends else texts[:-1]), ""], out, self.mode, flat)
            out[-1] = ((("" if ends or not texts else texts[-1]) + opening + elements), True)
            return
        apart = splitter.first == "" if self.mode != QUOTED else splitter.first in ("", " ") and not source.star
        if apart and not flat:
            emit_list(shell, source, items, out, self.mode, flat)
            return
        text = " ".join(items)
        out.append((text, True) if self.mode == QUOTED else text)


class Keys(Described):
    """`${!a[@]}`: the subscripts in use."""

    __slots__ = ()

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the subscripts."""
        source = self.raw_source
        value = shell.vars.lookup(source.name)
        if value is None:
            items = []
        elif isinstance(value, str):
            items = ["0"]
        else:
            items = [str(key) for key in value.keys()]  # noqa: SIM118
        if self.mode != QUOTED and source.star and not flat and shell.vars.splitter.first == "":  # type: ignore[attr-defined]
            out.append(" ".join(items))
            return
        emit_list(shell, source, items, out, self.mode, flat)  # type: ignore[arg-type]


class Names(Keys):
    """`${!p@}`, `${!p*}`: the names of variables that start with p."""

    __slots__ = ()

    ifs_unquoted = True

    def splits_twice(self, shell: Host) -> bool:
        """It doesn't."""
        return False

    def emit(self, shell: Host, out: Segments, flat: bool) -> None:
        """The segments of the names."""
        source = self.raw_source
        names = shell.vars.names_with_prefix(source.name)
        if self.mode != QUOTED and source.star and not flat and shell.vars.splitter.first == "":  # type: ignore[attr-defined]
            out.append("".join(names))
            return
        emit_list(shell, source, names, out, self.mode, flat)  # type: ignore[arg-type]
