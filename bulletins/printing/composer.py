"""Runs of text become lines with two straight edges.

The engine only stretches blanks, so Chinese lines are composed here: where a
line ends (GB/T 15834 and CLREQ: what may not begin or end one), and how much
its characters are moved together or apart to fill the measure.  Pure: the same
runs and faces give the same lines.  All widths are thousandths of an em.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletins.printing.atoms import (
    HALF,
    Atom,
    atoms_of,
    forbidden,
    is_doubled,
    may_break,
    segments,
    shared_half,
)
from bulletins.printing.faces import Faces
from bulletins.printing.punctuation import LEFT_HALF
from bulletins.richtext import Run

MAX_SQUEEZE = 550  # a whole line may be moved together by this much, before it is stretched
MAX_STRETCH = 300  # between two characters; beyond it a long Latin word is broken instead


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line in one dress; ``marks`` and ``href`` as in its run."""

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One composed line.

    ``width`` is where its last ink ends, from the left edge of the block
    (indent included).  ``tracking`` is added after every character.  A line
    which ``hangs`` begins with an opening mark whose blank half lies outside;
    ``trimmed`` is the blank half of a closing mark outside at its end.
    """

    pieces: tuple[Piece, ...]
    width: int
    tracking: int = 0
    hangs: bool = False
    trimmed: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def compose(
    runs: Sequence[Run],
    faces: Faces,
    role: str = "body",
    measure: int = 28000,
    indent: int = 2000,
    justify: bool = True,
) -> tuple[Line, ...]:
    """The lines of one paragraph.  A newline in a run ends the line it stands in.

    Characters without a glyph and invisible ones are left out: ``Faces.missing``
    tells beforehand what would be lost.
    """
    lines: list[Line] = []
    for segment in segments(runs):
        atoms = atoms_of(segment, faces, role)
        if atoms:
            first = 0 if lines else indent
            lines.extend(_Paragraph(atoms, measure, first, justify).lines())
    return tuple(lines)


class _Paragraph:
    """The search for line ends over one run of characters without a forced break."""

    def __init__(self, atoms: list[Atom], measure: int, indent: int, justify: bool):
        self.atoms, self.measure, self.indent, self.justify = atoms, measure, indent, justify
        self.size = len(atoms)
        self.starts = [0]  # where each character would begin if all stood on one line
        for here, following in zip(atoms, [*atoms[1:], None], strict=True):
            self.starts.append(self.starts[-1] + here.width - shared_half(here, following))
        self.breaks = [
            may_break(atoms, place) if place + 1 < self.size else True for place in range(self.size)
        ]

    def lines(self) -> Iterator[Line]:
        start = 0
        while start < self.size:
            indent = 0 if start else self.indent
            end = self._end(start, self.measure - indent)
            yield self._line(start, end, indent)
            start = end
            while start < self.size and self.atoms[start].char == " ":
                start += 1

    def _extent(self, start: int, end: int) -> int:
        """The width of the line from ``start`` to before ``end``, blank halves outside."""
        last = end - 1
        while last > start and self.atoms[last].char == " ":
            last -= 1
        final = self.atoms[last]
        width = self.starts[last] - self.starts[start] + final.width
        return width - (HALF if final.is_half else 0) - (HALF if self._hangs(start) else 0)

    def _hangs(self, start: int) -> bool:
        """Not after a paragraph's indent; lines to be centred are centred by their ink."""
        return self.atoms[start].opens and (start > 0 or not (self.indent or self.justify))

    def _end(self, start: int, room: int) -> int:
        """Where the line that begins at ``start`` ends."""
        if self._extent(start, self.size) <= room:
            return self.size
        fits, over = self._candidates(start, room)
        end = self._better(start, room, fits, over)
        if end is None:
            end = self._emergency(start, room)
        elif end < self.size and self._leaves_orphan(end):
            end = self._earlier(start, end)
        return end

    def _candidates(self, start: int, room: int) -> tuple[int | None, int | None]:
        """The last break that fits and the first that fits when moved together."""
        limit = self.starts[start] + room + MAX_SQUEEZE + 2 * HALF
        place = min(bisect_left(self.starts, limit, start), self.size)
        over = None
        while place > start:
            if self.breaks[place - 1]:
                width = self._extent(start, place)
                if width <= room:
                    return place, over
                if width <= room + MAX_SQUEEZE:
                    over = place
            place -= 1
        return None, over

    def _better(self, start: int, room: int, fits: int | None, over: int | None) -> int | None:
        if fits is None:
            return over
        loose = room - self._extent(start, fits)
        if over is not None and loose > 0:
            tight = self._extent(start, over) - room
            if over == self.size or loose > 0.8 * tight:
                return over
        if loose > MAX_STRETCH * max(1, self._gaps(start, fits)):
            return None
        return fits

    def _emergency(self, start: int, room: int) -> int:
        """Breaks where nothing may: inside a long Latin word, or a row of marks."""
        limit = self.starts[start] + room + (HALF if self._hangs(start) else 0)
        place = max(start + 1, min(bisect_left(self.starts, limit, start), self.size))
        while place > start + 1 and self._extent(start, place) > room:
            place -= 1
        for nearer in range(place, max(start + 1, place - 8), -1):
            following = self.atoms[nearer] if nearer < self.size else None
            if following is None or not forbidden(self.atoms[nearer - 1], following):
                return nearer
        return place

    def _leaves_orphan(self, end: int) -> bool:
        """Whether a single character, marks not counted, would be left for the last line."""
        if self.size - end > 4:
            return False
        rest = [a for a in self.atoms[end:] if a.char not in LEFT_HALF and a.char != " "]
        return len(rest) <= 1

    def _earlier(self, start: int, end: int) -> int:
        for place in range(end - 1, max(start + 2, end - 8), -1):
            if self.breaks[place - 1] and not self._leaves_orphan(place):
                return place
        return end

    def _gaps(self, start: int, end: int) -> int:
        """How many gaps of the line take part when it is moved: not those inside —— and ……."""
        atoms = self.atoms[start:end]
        while atoms and atoms[-1].char == " ":
            atoms.pop()
        glued = sum(is_doubled(a, b) for a, b in zip(atoms, atoms[1:], strict=False))
        combining = sum(a.width == 0 for a in atoms)
        return len(atoms) - 1 - glued - combining

    def _line(self, start: int, end: int, indent: int) -> Line:
        width = self._extent(start, end)
        room = self.measure - indent
        gaps = self._gaps(start, end)
        tracking = 0
        if gaps > 0 and (width > room or (end < self.size and self.justify)):
            tracking = round((room - width) / gaps)
            if tracking > MAX_STRETCH:
                tracking = 0
        stop = end
        while stop > start + 1 and self.atoms[stop - 1].char == " ":
            stop -= 1
        return Line(
            pieces=_pieces(self.atoms[start:stop]),
            width=indent + width + tracking * max(gaps, 0),
            tracking=tracking,
            hangs=self._hangs(start),
            trimmed=HALF if self.atoms[stop - 1].is_half else 0,
        )


def _pieces(atoms: Sequence[Atom]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for atom in atoms:
        dress = (atom.run.marks, atom.run.href)
        if pieces and (pieces[-1].marks, pieces[-1].href) == dress:
            pieces[-1] = Piece(pieces[-1].text + atom.char, *dress)
        else:
            pieces.append(Piece(atom.char, *dress))
    return tuple(pieces)
