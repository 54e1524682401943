"""One article on the grid, line for line as it prints: a drawing for the screen.

Every character has its place, so a browser without our faces still ends each line where the
composer does.  Measures are points from the top left of the type area.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bulletins.contents import ARTICLES, BRIEFS, Article, Contents, Section
from bulletins.printing import measures
from bulletins.printing.atoms import atoms_of, shared_half
from bulletins.printing.blocks import Footnote, Picture, Row, Text, Title, Unit
from bulletins.printing.composer import Line, Piece
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.faces import Faces
from bulletins.printing.flow import Flow
from bulletins.printing.measures import EM, LINE, Area
from bulletins.printing.tables import CELL_PADDING
from bulletins.richtext import Run

ASCENT = 0.88  # of an em: from the top of a Han character to its baseline
SMALL, RAISED, LOWERED = 0.6, 0.55, 0.2  # as sup and sub print
ROLES = {"heading": "black", "quote": "kai", "note": "kai", "caption": "kai", "source": "kai"}


@dataclass(frozen=True, slots=True)
class Words:
    """Characters in one dress: ``xs`` is the left edge of each, one for every UTF-16 unit."""

    text: str
    xs: tuple[float, ...]
    baseline: float
    size: float
    look: str  # the role and marks, as class names

    @property
    def places(self) -> str:
        return " ".join(f"{x:.1f}" for x in self.xs)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table, or a picture by its id."""

    x: float
    y: float
    width: float
    height: float
    picture: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """``lines`` of the grid that the article takes; ``pitch`` and ``em`` are those of the grid."""

    words: tuple[Words, ...]
    boxes: tuple[Box, ...]
    lines: int
    characters: int
    page_lines: int
    pitch: float
    em: float

    @property
    def width(self) -> float:
        return self.em * self.characters

    @property
    def height(self) -> float:
        return self.pitch * self.lines

    @property
    def grid(self) -> str:
        """The lines of the grid as the path of an SVG."""
        rows = (f"M0 {n * self.pitch:.1f}H{self.width:.1f}" for n in range(self.lines + 1))
        columns = (f"M{n * self.em:.1f} 0V{self.height:.1f}" for n in range(self.characters + 1))
        return "".join((*rows, *columns))


def drawn(article: Article, faces: Faces, design: Design = MUNICIPAL) -> Drawing:
    """``article`` by itself, as it would stand at the head of a column of its section."""
    section = Section("", BRIEFS if article.brief else ARTICLES, (article,))
    flow = Flow(Contents(None, (section,)), faces, design)
    (_article, units), *_none = flow.units()
    pen = _Pen(faces, flow.area)
    for unit in units:
        pen.unit(unit)
    pen.footnotes(note for unit in units for note in unit.footnotes)
    area = flow.area
    return Drawing(
        tuple(pen.words),
        tuple(pen.boxes),
        -(-pen.top // LINE),
        area.characters,
        area.lines,
        area.grid,
        area.body,
    )


class _Pen:
    """Goes down the column; ``top`` in eighths of a grid line."""

    def __init__(self, faces: Faces, area: Area):
        self.faces, self.area, self.top = faces, area, 0
        self.words: list[Words] = []
        self.boxes: list[Box] = []
        self.spanned: dict[int, int] = {}  # columns of a table taken by a cell above, for rows

    def unit(self, unit: Unit) -> None:
        self.top += unit.before if self.top else 0
        for block, start, end in unit.parts:
            if isinstance(block, Text):
                self._text(block, start, end)
            elif isinstance(block, Title):
                self._title(block)
            elif isinstance(block, Row):
                self._row(block)
            elif isinstance(block, Picture):
                self._picture(block)

    def _text(self, text: Text, start: int, end: int) -> None:
        role = ROLES.get(text.kind, "body")
        size = measures.NOTE if text.kind == "caption" else self.area.body
        if start == 0 and text.marker:
            left = (text.left - measures.INDENT) * size / EM
            self._set(_plain(text.marker), left, size, "body")
        for number in range(start, end):
            line = text.lines[number]
            x = text.left + (measures.INDENT if text.indented and number == 0 else 0)
            if text.kind == "caption":
                x = (self.area.measure_at(size) - line.width) / 2
            elif text.kind == "source":
                x = text.measure - line.width
            self._set(line, x * size / EM, size, role)
            self.top += LINE
        if text.source is not None and end >= len(text.lines):
            self._source(text)

    def _source(self, text: Text) -> None:
        final, gap = text.lines[-1], text.source_gap
        x = text.measure - text.source.width
        if gap is not None:
            self.top -= LINE
            x = text.left + final.width + final.trimmed + gap
        self._set(text.source, x * self.area.body / EM, self.area.body, "kai")
        self.top += LINE

    def _title(self, title: Title) -> None:
        self.top += LINE // 2
        rows = [(line, self.area.title, "title") for line in title.headline]
        rows += [(line, self.area.body, "kai") for line in (*title.subtitle, *title.byline)]
        for line, size, role in rows:
            self._set(line, (self.area.width - line.width * size / EM) / 2, size, role)
            self.top += LINE
        self.top += LINE // 2

    def _row(self, row: Row) -> None:
        height, size = row.height * self.area.eighth, self.area.table
        top, column = self.top, 0
        for (cell, lines), pad in zip(row.cells, row.pads, strict=True):
            while self.spanned.get(column, 0):
                column += 1
            x = sum(row.columns[:column])
            width = sum(row.columns[column : column + cell.colspan])
            self.boxes.append(Box(x, top * self.area.eighth, width, height))
            for taken in range(column, column + cell.colspan):
                self.spanned[taken] = cell.rowspan
            self.top = top + (row.height - len(lines) * self.area.table_line) / 2
            for line in lines:
                ends = x + width - line.width * size / EM - pad
                left = ends if pad else x + CELL_PADDING
                self._set(line, left, size, "black" if cell.header else "song",
                          self.area.table_line)  # fmt: skip
                self.top += self.area.table_line
            column += cell.colspan
        self.spanned = {at: left - 1 for at, left in self.spanned.items()}
        self.top = top + row.height

    def _picture(self, picture: Picture) -> None:
        room = picture.height * self.area.eighth
        x = (self.area.width - picture.width) / 2
        y = self.top * self.area.eighth + (room - picture.tall) / 2
        self.boxes.append(Box(x, y, picture.width, picture.tall, picture.figure.picture))
        self.top += picture.height

    def footnotes(self, notes) -> None:
        """Below all of the text; on the page they stand at the foot of the text's own."""
        size = self.area.footnote
        for number, note in enumerate(notes):
            self.top += measures.FOOTNOTE_SPACE if number == 0 else 0
            self._footnote(note, size)

    def _footnote(self, note: Footnote, size: float) -> None:
        self._set(_plain(note.mark), 0, size, "body", note.line)
        for line in note.lines:
            self._set(line, note.hang * size / EM, size, "body", note.line)
            self.top += note.line

    def _set(self, line: Line, x: float, size: float, role: str, room: int = LINE) -> None:
        """Draw ``line`` from ``x`` in the row of ``room`` eighths at the top."""
        top, tall = self.top * self.area.eighth, room * self.area.eighth
        baseline = top + (tall - size) / 2 + ASCENT * size
        self.words += _placed(line, x / size * EM, size, baseline, role, self.faces)


def _plain(text: str) -> Line:
    return Line((Piece(text),), 0)


def _placed(line, start, size, baseline, role, faces) -> Iterator[Words]:
    """The pieces of a line, each character where its width and the tracking put it."""
    place = start - (EM // 2 if line.hangs else 0)
    last = None
    for piece in line.pieces:
        atoms = atoms_of((Run(f"字{piece.text}字", piece.marks),), faces, role)[0][1:-1]
        tracking = line.tracking if piece.tracking is None else piece.tracking
        xs, signs = [], []
        for atom in atoms:
            place -= shared_half(last, atom) if last else 0
            xs += [place * size / EM] * (2 if ord(atom.char) > 0xFFFF else 1)
            signs.append("\xa0" if atom.blank else atom.char)
            place += atom.width + tracking
            last = atom
        scale = SMALL if {"sub", "sup"} & set(piece.marks) else 1
        shift = (-RAISED if "sup" in piece.marks else LOWERED) * size * scale if scale < 1 else 0
        look = " ".join((role, *piece.marks))
        yield Words("".join(signs), tuple(xs), baseline + shift, size * scale, look)
