"""Units set in two columns: which stand in which, and where the columns end.  Pure.

The last columns of a run of text are balanced: as short as they can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from bulletins.printing.blocks import (
    Block,
    Footnote,
    Row,
    Text,
    Unit,
    part_footnotes,
    part_height,
)
from bulletins.printing.footnotes import Portion, Shelf, whole
from bulletins.printing.measures import LINE


class DoesNotFit(Exception):
    """Something that cannot be split is taller than a page; ``article`` is its key."""

    def __init__(self, article: str, reason: str):
        super().__init__(reason)
        self.article = article


@dataclass(slots=True)
class Placed:
    """Lines ``start`` to ``end`` of a block, ``top`` eighths below the head of the type area.

    ``repeated`` head rows of a table stand here a second time.  ``column`` is 1 or 2,
    or 0 where the text goes across the page.
    """

    block: Block
    start: int
    end: int
    top: int
    repeated: bool = False
    column: int = 0

    @property
    def height(self) -> int:
        return part_height(self.block, self.start, self.end)

    @property
    def bottom(self) -> int:
        return self.top + self.height


def space_before(unit: Unit, filled: int) -> int:
    """The space above a unit that is not at the head; after a table back to the grid."""
    before = unit.before
    if unit.parts and not isinstance(unit.parts[0][0], Row):
        before += -(filled + before) % LINE
    return before


@dataclass(slots=True)
class Column:
    """One column of a page, filled from ``filled`` down to ``bottom`` (eighths).

    Its notes stand on the ``shelf``, above ``end``; ``carried`` go on in the next column.
    """

    number: int
    filled: int
    bottom: int
    end: int
    shelf: Shelf = field(default_factory=Shelf)
    carried: list[Portion] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def take(self, units: Sequence[Unit], page: int) -> list[Unit]:
        """Sets what fits; the rest is returned.  A unit taller than a whole ``page`` is cut."""
        for number, unit in enumerate(units):
            repeats = () if self.placed else unit.repeats
            head = sum(row.height for row in repeats)
            before = space_before(unit, self.filled) if self.placed else 0
            if not self._fits(before + head + unit.height, unit.footnotes, page):
                if head + unit.height <= page:
                    return list(units[number:])
                return [self._cut(unit, before, page), *units[number + 1 :]]
            for row in repeats:
                self._set(row, 0, 0, repeated=True)
            self.filled += before
            for part in unit.parts:
                self._set(*part)
            self.note(whole(unit.footnotes))
        return []

    def _fits(self, height: int, notes: Sequence[Footnote], page: int) -> bool:
        """Whether so much text fits and its notes begin here: of too many, on a fresh page."""
        filled = self.filled + height
        if filled > min(self.bottom, self.end - self.shelf.height):
            return False
        return self.shelf.takes(notes, self.end - filled) or self._fresh(page)

    def _fresh(self, page: int) -> bool:
        empty = not (self.placed or self.shelf.portions)
        return empty and min(self.bottom, self.end) - self.filled >= page

    def note(self, portions: Sequence[Portion]) -> None:
        """Sets as much of the notes as fits under the text."""
        self.carried += self.shelf.add(portions, self.end - self.filled)

    def _cut(self, unit: Unit, before: int, page: int) -> Unit:
        """Sets the parts of ``unit`` that fit; at least one where a whole column is free."""
        rest = list(unit.parts)
        fresh = self._fresh(page)
        bottom = min(self.bottom, self.end - self.shelf.height)
        self.filled = min(self.filled + before, bottom)
        notes: list[Footnote] = []
        while rest and self.filled + part_height(*rest[0]) <= bottom:
            notes += part_footnotes(*rest[0])
            self._set(*rest.pop(0))
        if fresh and not self.placed:
            rest[:1] = self._split(*rest[0])
        self.note(whole(notes))
        return Unit(tuple(rest))

    def _split(self, block: Block, start: int, end: int) -> list[tuple[Block, int, int]]:
        refuse_giant(block, self.bottom - self.filled)
        middle = start + (self.bottom - self.filled) // LINE
        self._set(block, start, middle)
        return [(block, middle, end)]

    def _set(self, block: Block, start: int, end: int, repeated: bool = False) -> None:
        last = self.placed[-1] if self.placed else None
        if last and last.block is block and isinstance(block, Text) and last.end == start:
            last.end = end
        else:
            last = Placed(block, start, end, self.filled, repeated, self.number)
            self.placed.append(last)
        self.filled = last.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Where two columns stand: their ``tops``, their end, and the height of a page (eighths).

    ``shelves`` hold the notes of columns that stand above on the page; ``carried``
    are those which go on from the page before.
    """

    tops: tuple[int, int]
    end: int
    page: int
    shelves: tuple[Shelf, Shelf] = field(default_factory=lambda: (Shelf(), Shelf()))
    carried: tuple[Portion, ...] = ()


def set_columns(units: Sequence[Unit], frame: Frame) -> tuple[list[Column], list[Unit]]:
    """Two columns, balanced if all fits; and what does not fit."""
    columns, rest = _filled(units, frame, frame.end)
    if rest or columns[-1].carried:
        return columns, rest
    least = min(frame.tops) + LINE
    for bottom in range(least, frame.end, LINE):
        shorter, over = _filled(units, frame, bottom)
        if not (over or shorter[-1].carried):
            return shorter, []
    return columns, rest


def _filled(units: Sequence[Unit], frame: Frame, bottom: int) -> tuple[list[Column], list[Unit]]:
    columns, rest, carried = [], list(units), frame.carried
    for number, (top, shelf) in enumerate(zip(frame.tops, frame.shelves, strict=True), 1):
        column = Column(number, top, max(bottom, top), max(frame.end, top), shelf.copy())
        column.note(carried)
        rest = _past_pictures(column, column.take(rest, frame.page), frame.page)
        columns.append(column)
        carried = tuple(column.carried)
    return columns, rest


def _text_of(article: str, units: Sequence[Unit]) -> list[Unit]:
    return list(takewhile(lambda unit: unit.all_text and unit.article == article, units))


def _past_pictures(column: Column, rest: list[Unit], page: int) -> list[Unit]:
    """Text of its article fills the column before a picture that does not fit; the new rest."""
    held: list[Unit] = []
    while rest and rest[0].floats:
        held.append(rest[0])
        text = _text_of(rest[0].article, rest[1:])
        left = column.take(text, page)
        rest = [*left, *rest[1 + len(text) :]]
        if left:
            break
    return held + rest


def refuse_giant(block: Block, room: int) -> None:
    """Raises DoesNotFit for what can neither be split nor stand in ``room`` eighths."""
    if isinstance(block, Text) or block.height <= room:
        return
    if isinstance(block, Row):
        raise DoesNotFit(block.article, "表格中有一行比一页还高")
    raise DoesNotFit(block.article, "标题太长，一页排不下")
