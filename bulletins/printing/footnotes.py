"""Footnotes at the foot of a page or of a column (脚注).

A note begins on the page of its mark and goes on at the foot of the next where
it does not fit.  A thin rule parts notes from text; they take whole lines of the
grid, so that text above keeps to it.  Heights are eighths of a grid line.  Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bulletins.printing.blocks import Footnote
from bulletins.printing.composer import Line, compose
from bulletins.printing.faces import Faces
from bulletins.printing.measures import FOOTNOTE_GAP, FOOTNOTE_SPACE, LINE, Area
from bulletins.richtext import Run

KEPT = 2  # lines of a note that stay together at its beginning and end


def notes_of(
    article: str, lines: Sequence[Line], faces: Faces, area: Area
) -> tuple[tuple[int, Footnote], ...]:
    """Number of the line and note, for every mark of a note in ``lines``."""
    found: list[tuple[int, str, tuple[Run, ...]]] = []
    for number, line in enumerate(lines):
        marks = [piece for piece in line.pieces if piece.footnote]
        for _, pieces in groupby(marks, key=lambda piece: id(piece.footnote)):
            same = list(pieces)  # of one mark: it may be set in several
            found.append((number, "".join(piece.text for piece in same), same[0].footnote))
    return tuple((number, _composed(article, *called, faces, area)) for number, *called in found)


def _composed(article: str, mark: str, runs: tuple[Run, ...], faces: Faces, area: Area) -> Footnote:
    hang = faces.width("song", mark) + FOOTNOTE_GAP
    measure = area.measure_at(area.footnote) - hang
    lines = compose(runs, faces, "song", measure, 0) or (Line((), 0),)
    return Footnote(article, mark, lines, hang, area.footnote_line)


@dataclass(frozen=True, slots=True)
class Portion:
    """Lines ``start`` to ``end`` of a note."""

    footnote: Footnote
    start: int
    end: int

    @property
    def height(self) -> int:
        return (self.end - self.start) * self.footnote.line

    @property
    def begins(self) -> bool:
        return self.start == 0


def whole(notes: Iterable[Footnote]) -> list[Portion]:
    return [Portion(note, 0, len(note.lines)) for note in notes]


@dataclass(slots=True)
class Shelf:
    """The notes at the foot of one page or column.

    ``full`` once a note goes on elsewhere: no other may follow it here.
    """

    portions: list[Portion] = field(default_factory=list)
    full: bool = False

    @property
    def height(self) -> int:
        return _height(self.portions)

    def copy(self) -> "Shelf":
        return Shelf(list(self.portions), self.full)

    def least(self, notes: Sequence[Footnote]) -> int:
        """The least height with ``notes`` on it: the last of them may go on elsewhere."""
        if not notes:
            return self.height
        *others, last = whole(notes)
        return _height([*self.portions, *others, next(_openings(last))[0]])

    def takes(self, notes: Sequence[Footnote], room: int) -> bool:
        """Whether all of ``notes`` can begin here, the shelf being at most ``room`` tall."""
        return not (notes and self.full) and self.least(notes) <= room

    def add(self, portions: Sequence[Portion], room: int) -> list[Portion]:
        """Sets as much as fits in ``room``; the rest is returned, for the next page."""
        for number, portion in enumerate(portions):
            if self.full or _height([*self.portions, portion]) > room:
                return self._part(portion, room) + list(portions[number + 1 :])
            self.portions.append(portion)
        return []

    def _part(self, portion: Portion, room: int) -> list[Portion]:
        for opening, rest in () if self.full else reversed(list(_openings(portion))):
            if rest and _height([*self.portions, opening]) <= room:
                self.portions.append(opening)
                portion = rest
                break
        self.full = True
        return [portion]


def _openings(portion: Portion) -> Iterator[tuple[Portion, Portion | None]]:
    """The parts which may stand on a page before the rest, the shortest first."""
    note, start, end = portion.footnote, portion.start, portion.end
    for cut in range(start + KEPT, end - KEPT + 1):
        yield Portion(note, start, cut), Portion(note, cut, end)
    yield portion, None


def _height(portions: Sequence[Portion]) -> int:
    if not portions:
        return 0
    return -(-(FOOTNOTE_SPACE + sum(p.height for p in portions)) // LINE) * LINE
