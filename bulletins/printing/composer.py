"""Runs of text become lines with two straight edges.

The engine only stretches blanks, so Chinese lines are composed here: where a
line ends (GB/T 15834 and CLREQ: what may not begin or end one; quantities.py:
what should not be parted), and how it is filled (spreading.py).  Pure: the same
runs and faces give the same lines.  All widths are thousandths of an em.
"""

import functools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from bulletins.printing.atoms import (
    HALF,
    Atom,
    Autospace,
    atoms_of,
    forbidden,
    may_break,
    segments,
    shared_half,
)
from bulletins.printing.faces import Faces
from bulletins.printing.punctuation import LEFT_HALF
from bulletins.printing.quantities import Hold, holds
from bulletins.printing.spreading import MAX_SQUEEZE, MAX_STRETCH, Stretch, spread
from bulletins.richtext import Run

# What a line end costs, in thousandths of an em of blank that a better place would need.
_COST = {Hold.FREE: 0, Hold.RELUCTANT: 2200, Hold.BOUND: 6000}
_ORPHAN = 9000  # leaving a single character for the last line
_SQUEEZED = 0.8  # moved together costs less than as much moved apart
_NO_SPACE = Autospace()


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line in one dress; ``marks`` and ``href`` as in its run.

    ``tracking`` is added after each of its characters, in place of the line's.
    """

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""
    tracking: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One composed line.

    ``width`` is where its last ink ends, from the left edge of the block
    (indent included).  ``tracking`` is added after every character of a piece
    without tracking of its own.  A line which ``hangs`` begins with an opening
    mark whose blank half lies outside; ``trimmed`` is the blank half of a
    closing mark outside at its end.
    """

    pieces: tuple[Piece, ...]
    width: int
    tracking: int = 0
    hangs: bool = False
    trimmed: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@functools.lru_cache(maxsize=4096)  # an issue is composed anew at every move on its board
def compose(
    runs: tuple[Run, ...],
    faces: Faces,
    role: str = "body",
    measure: int = 28000,
    indent: int = 2000,
    justify: bool = True,
    autospace: Autospace = _NO_SPACE,
) -> tuple[Line, ...]:
    """The lines of one paragraph.  A newline in a run ends the line it stands in.

    Characters without a glyph and invisible ones are left out: ``Faces.missing``
    tells beforehand what would be lost.
    """
    lines: list[Line] = []
    for segment in segments(runs):
        atoms, origin = atoms_of(segment, faces, role)
        if atoms:
            dresses = [segment[number] for number in origin]
            first = 0 if lines else indent
            paragraph = _Paragraph(atoms, dresses, measure, first, justify, autospace)
            lines.extend(_line(paragraph, *ends) for ends in paragraph.lines())
    return tuple(lines)


class _Paragraph:
    """The search for line ends over one run of characters without a forced break."""

    def __init__(
        self,
        atoms: list[Atom],
        dresses: list[Run],
        measure: int,
        indent: int,
        justify: bool,
        autospace: Autospace,
    ):
        self.atoms, self.dresses, self.size = atoms, dresses, len(atoms)
        self.measure, self.indent, self.justify = measure, indent, justify
        self.shared = [*map(shared_half, atoms, atoms[1:]), 0]
        for place in range(1, self.size):
            if dresses[place] is not dresses[place - 1]:  # set in two pieces, so not kerned
                self.shared[place - 1] = 0
        self.extra: dict[int, int] = {}  # blank after a character, between Han and Latin
        if autospace != _NO_SPACE:
            between = map(autospace.between, atoms, atoms[1:])
            self.extra = {place: blank for place, blank in enumerate(between) if blank}
        self.starts = [0]  # where each character would begin if all stood on one line
        for place, atom in enumerate(atoms):
            blank = self.extra.get(place, 0) - self.shared[place]
            self.starts.append(self.starts[-1] + atom.width + blank)
        self.holds = _holds(atoms)

    def lines(self) -> Iterator[tuple[int, int]]:
        """Start and end of each line, blanks at its end left out."""
        start = 0
        while start < self.size:
            end = self._end(start, self.room(start))
            yield start, self.stop(start, end)
            start = end
            while start < self.size and self.atoms[start].blank:
                start += 1

    def room(self, start: int) -> int:
        return self.measure - (0 if start else self.indent)

    def stop(self, start: int, end: int) -> int:
        while end > start + 1 and self.atoms[end - 1].blank:
            end -= 1
        return end

    def extent(self, start: int, end: int) -> int:
        """The width of the line from ``start`` to before ``end``, blank halves outside."""
        last = self.stop(start, end) - 1
        final = self.atoms[last]
        width = self.starts[last] - self.starts[start] + final.width - final.half
        return width - (HALF if self.hangs(start) else 0)

    def hangs(self, start: int) -> bool:
        """Not after a paragraph's indent; lines to be centred are centred by their ink."""
        return self.atoms[start].opens and (start > 0 or not (self.indent or self.justify))

    def _end(self, start: int, room: int) -> int:
        """Where the line that begins at ``start`` ends: the cheapest place within reach."""
        if self.extent(start, self.size) <= room + MAX_SQUEEZE:
            return self.size
        best, least = 0, float("inf")
        limit = self.starts[start] + room + MAX_SQUEEZE + 2 * HALF
        for end in range(min(bisect_left(self.starts, limit, start), self.size), start, -1):
            hold = self.holds[end]
            if hold is Hold.NEVER:
                continue
            loose = room - self.extent(start, end)
            if loose < -MAX_SQUEEZE:
                continue
            if loose > least or loose > MAX_STRETCH * (end - start - 1):
                break
            cost = _COST[hold] + (loose if loose > 0 else -_SQUEEZED * loose)
            if cost < least and self._leaves_orphan(end):
                cost += _ORPHAN
            if cost < least:
                best, least = end, cost
        return best or self._emergency(start, room)

    def _leaves_orphan(self, end: int) -> bool:
        """Whether a single character, marks not counted, would be left for the last line."""
        if self.size - end > 4:
            return False
        rest = [a for a in self.atoms[end:] if a.char not in LEFT_HALF and not a.blank]
        return len(rest) <= 1

    def _emergency(self, start: int, room: int) -> int:
        """Breaks where nothing may: inside a long Latin word, or a row of marks."""
        limit = self.starts[start] + room + (HALF if self.hangs(start) else 0)
        place = max(start + 1, min(bisect_left(self.starts, limit, start), self.size))
        while place > start + 1 and self.extent(start, place) > room:
            place -= 1
        for nearer in range(place, max(start + 1, place - 8), -1):
            following = self.atoms[nearer] if nearer < self.size else None
            if following is None or not forbidden(self.atoms[nearer - 1], following):
                return nearer
        return place


def _holds(atoms: list[Atom]) -> list[Hold]:
    """How strongly each character is held to the one before it."""
    bound = holds("".join(atom.char for atom in atoms))
    found = [Hold.NEVER]
    for place in range(len(atoms) - 1):
        free = may_break(atoms, place)
        found.append(bound.get(place + 1, Hold.FREE) if free else Hold.NEVER)
    return [*found, Hold.FREE]


def _line(paragraph: _Paragraph, start: int, stop: int) -> Line:
    room, width = paragraph.room(start), paragraph.extent(start, stop)
    last = paragraph.atoms[stop - 1]
    filled = Stretch(0, {}, 0)
    if width > room or (stop < paragraph.size and paragraph.justify):
        shared = paragraph.shared[start:stop]
        filled = spread(paragraph.atoms[start:stop], shared, room - width)
    own = dict(filled.own)
    for place in range(stop - start - 1) if paragraph.extra else ():
        if blank := paragraph.extra.get(start + place):
            own[place] = own.get(place, filled.tracking) + blank
    return Line(
        pieces=tuple(_pieces(paragraph.atoms[start:stop], paragraph.dresses[start:stop], own)),
        width=paragraph.measure - room + width + filled.moved,
        tracking=filled.tracking,
        hangs=paragraph.hangs(start),
        trimmed=last.half,
    )


def _pieces(atoms: list[Atom], dresses: list[Run], own: dict[int, int]) -> Iterator[Piece]:
    text = "".join(atom.char for atom in atoms)
    begin = 0
    for place in range(1, len(atoms) + 1):
        run = dresses[begin]
        same = place < len(atoms) and dresses[place] is run
        if same and own.get(place) == own.get(begin):
            continue
        yield Piece(text[begin:place], run.marks, run.href, own.get(begin))
        begin = place
