"""Runs of text become lines with two straight edges.

The engine only stretches blanks, so Chinese lines are composed here: where a
line ends (GB/T 15834 and CLREQ: what may not begin or end one), and how much
its characters are moved together or apart to fill the measure.  Pure: the same
runs and faces give the same lines.  All widths are thousandths of an em.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

from bulletins.printing.faces import Faces, Glyph, is_blank
from bulletins.printing.punctuation import (
    DOUBLED,
    LEFT_HALF,
    NO_END,
    NO_START,
    OPENING,
    SQUEEZE,
    squeezed,
)
from bulletins.richtext import Run

HALF = round(SQUEEZE * 1000)
MAX_SQUEEZE = 550  # a whole line may be moved together by this much, before it is stretched
MAX_STRETCH = 300  # between two characters; beyond it a long Latin word is broken instead
SMALL = 0.6  # size of sub- and superscripts

_WORD = frozenset(".,:%+-/&@#_=~*\\|^<>")
_GLUE = frozenset("\"'")  # straight quotes do not say which side they belong to
_ROLE_OF_MARK = {"strong": "black", "em": "kai"}


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


@dataclass(frozen=True, slots=True)
class _Atom:
    """One character with what the composer must know of it."""

    char: str
    run: Run
    glyph: Glyph
    width: int

    @property
    def is_half(self) -> bool:
        return self.glyph.width == 1000 and self.char in LEFT_HALF

    @property
    def opens(self) -> bool:
        return self.glyph.width == 1000 and self.char in OPENING


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
    for segment in _segments(runs):
        atoms = _atoms(segment, faces, role)
        if atoms:
            first = 0 if lines else indent
            lines.extend(_Paragraph(atoms, measure, first, justify).lines())
    return tuple(lines)


def _segments(runs: Sequence[Run]) -> Iterator[list[Run]]:
    segment: list[Run] = []
    for run in runs:
        parts = run.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                yield segment
                segment = []
            if part:
                segment.append(Run(part, run.marks, run.href))
    yield segment


def _atoms(runs: Sequence[Run], faces: Faces, role: str) -> list[_Atom]:
    atoms = []
    for run in runs:
        dress = next((_ROLE_OF_MARK[m] for m in ("strong", "em") if m in run.marks), role)
        size = SMALL if {"sub", "sup"} & set(run.marks) else 1
        for char in run.text:
            printed = _printed(char)
            glyph = faces.glyph(dress, printed) if printed else None
            if glyph:
                atoms.append(_Atom(printed, run, glyph, round(glyph.width * size)))
    while atoms and atoms[0].char in " \u3000":
        atoms.pop(0)
    while atoms and atoms[-1].char in " \u3000":
        atoms.pop()
    return atoms


def _printed(char: str) -> str:
    """Every blank but the full-width one prints as a plain narrow one."""
    if not is_blank(char) or char == "\u3000":
        return char
    return " " if char.isspace() or category(char) == "Zs" else ""


class _Paragraph:
    """The search for line ends over one run of characters without a forced break."""

    def __init__(self, atoms: list[_Atom], measure: int, indent: int, justify: bool):
        self.atoms, self.measure, self.indent, self.justify = atoms, measure, indent, justify
        self.size = len(atoms)
        self.starts = [0]  # where each character would begin if all stood on one line
        for here, following in zip(atoms, [*atoms[1:], None], strict=True):
            self.starts.append(self.starts[-1] + here.width - _squeeze(here, following))
        self.breaks = [
            _may_break(atoms, place) if place + 1 < self.size else True
            for place in range(self.size)
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
        return start > 0 and self.atoms[start].opens

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
            if following is None or not _forbidden(self.atoms[nearer - 1], following):
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
        glued = sum(_is_doubled(a, b) for a, b in zip(atoms, atoms[1:], strict=False))
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


def _pieces(atoms: Sequence[_Atom]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for atom in atoms:
        dress = (atom.run.marks, atom.run.href)
        if pieces and (pieces[-1].marks, pieces[-1].href) == dress:
            pieces[-1] = Piece(pieces[-1].text + atom.char, *dress)
        else:
            pieces.append(Piece(atom.char, *dress))
    return tuple(pieces)


def _squeeze(here: _Atom, following: _Atom | None) -> int:
    """Adjacent marks share their blank halves, where one face sets both in one piece."""
    if following is None or not squeezed(here.char, following.char):
        return 0
    same = here.run.marks == following.run.marks and here.run.href == following.run.href
    if not same or here.glyph.face != following.glyph.face or not here.glyph.kerned:
        return 0
    return round(HALF * here.width / here.glyph.width)


def _is_doubled(first: _Atom, second: _Atom) -> bool:
    return first.char == second.char and first.char in DOUBLED


def _forbidden(here: _Atom, following: _Atom) -> bool:
    """Whether the marks forbid a line end between the two."""
    return (
        following.char in NO_START
        or here.char in NO_END
        or following.width == 0
        or category(following.char) == "Mn"
    )


def _may_break(atoms: list[_Atom], place: int) -> bool:
    """Whether a line may end after the character at ``place``."""
    here, following = atoms[place], atoms[place + 1]
    if _forbidden(here, following) or following.char == " ":
        return False
    if here.char == " ":
        return place > 0 and atoms[place - 1].char not in NO_END
    if here.char in _GLUE or following.char in _GLUE:
        return False
    return not (_in_word(here) and _in_word(following))


def _in_word(atom: _Atom) -> bool:
    """Latin letters, digits and the marks that hold a word or number together."""
    char = atom.char
    return char in _WORD or (char < "\u0530" and char.isalnum())
