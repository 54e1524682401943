"""Runs of text become lines with two straight edges.

The engine only stretches blanks, so Chinese lines are composed here: what the
characters are (atoms.py), where lines may end (GB/T 15834 and CLREQ: what may not
begin or end one; quantities.py: what should not be parted), where they do
(breaking.py), and how they are filled (spreading.py).  Pure: the same runs and
faces give the same lines.  All widths are thousandths of an em.
"""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bulletins.printing.atoms import Autospace, atoms_of, segments
from bulletins.printing.breaking import line_ends
from bulletins.printing.faces import Faces
from bulletins.printing.paragraph import NO_SPACE, Paragraph
from bulletins.printing.spreading import Stretch
from bulletins.richtext import Run


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line in one dress; ``marks`` and ``href`` as in its run.

    ``tracking`` is added after each of its characters, in place of the line's.
    ``footnote`` is the text of the note if this is its mark, or part of it.
    """

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""
    tracking: int | None = None
    footnote: tuple[Run, ...] = ()


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
    autospace: Autospace = NO_SPACE,
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
            lines += _lines(Paragraph(atoms, dresses, measure, first, justify, autospace))
    return tuple(lines)


def _lines(paragraph: Paragraph) -> Iterator[Line]:
    start = 0
    for end in line_ends(paragraph):
        yield _line(paragraph, start, paragraph.stop(start, end))
        start = paragraph.next(end)


def _line(paragraph: Paragraph, start: int, stop: int) -> Line:
    room, width = paragraph.room(start), paragraph.extent(start, stop)
    filled = Stretch(0, {}, 0)
    if width > room or (stop < paragraph.size and paragraph.justify):
        filled = paragraph.gaps.spread(start, stop, room - width)
    own = dict(filled.own)
    for place in range(start, stop - 1) if paragraph.extra else ():
        if blank := paragraph.extra.get(place):
            own[place] = own.get(place, filled.tracking) + blank
    return Line(
        pieces=tuple(_pieces(paragraph, start, stop, own)),
        width=paragraph.measure - room + width + filled.moved,
        tracking=filled.tracking,
        hangs=paragraph.hangs(start),
        trimmed=paragraph.atoms[stop - 1].half,
    )


def _pieces(paragraph: Paragraph, start: int, stop: int, own: dict[int, int]) -> Iterator[Piece]:
    text = "".join([atom.char for atom in paragraph.atoms[start:stop]])
    first = bisect_right(paragraph.joints, start)
    cuts = set(paragraph.joints[first : bisect_left(paragraph.joints, stop, first)])
    for place in own:
        if place > start and own.get(place - 1) != own[place]:
            cuts.add(place)
        if place < stop - 1 and own.get(place + 1) != own[place]:
            cuts.add(place + 1)
    begin = start
    for end in [*sorted(cuts), stop]:
        run = paragraph.dresses[begin]
        yield Piece(
            text[begin - start : end - start], run.marks, run.href, own.get(begin), run.footnote
        )
        begin = end
