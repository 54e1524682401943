"""Every measure of the page, named, with its unit and source.

Composition counts in thousandths of an em (of the size in question), pages in
eighths of a grid line, the stylesheet in points and millimetres.  The same
names stand in ``bulletin.css`` as ``var(--name)``.
"""

import functools
from dataclasses import dataclass

from bulletins.printing.design import Design

MM = 72 / 25.4  # points

# GB/T 9704-2012 5.1, 5.2.1: paper, margins, type area 156 x 225 mm
PAPER_WIDTH, PAPER_HEIGHT = 210 * MM, 297 * MM
TOP, BINDING, OUTER, FOOT = 37 * MM, 28 * MM, 26 * MM, 35 * MM
WIDTH = 156 * MM

# GB/T 9704-2012 5.2.3: 22 lines of 28 characters.  The 0.1 mm is slack, so that
# rounding in the engine never pushes line 22 off the page.
PAGE_LINES, LINE_CHARACTERS = 22, 28
GRID = 224.9 * MM / PAGE_LINES
EIGHTH = GRID / 8
LINE = 8  # eighths
PAGE = PAGE_LINES * LINE

EM = 1000
MEASURE = LINE_CHARACTERS * EM
INDENT = 2 * EM  # CLREQ 3.3.1: two characters, no space between paragraphs
BODY = WIDTH / LINE_CHARACTERS  # 15.79 pt: 3号 (15.75-16 pt) that fills the line exactly

TITLE = 22.0  # GB/T 9704-2012 7.3.1: 2号
TITLE_MEASURE = round(WIDTH / TITLE * EM)  # 20.1 characters
TABLE_PAD = 3  # eighths a row
NOTE = 12.0  # captions: 小4号

# GB/T 9704-2012 7.5: 4号, 7 mm below the type area, one character in; smaller when plain
FOLIOS = {"dashes": 14.0, "plain": 12.0, "none": 12.0}
FOLIO_DROP = 7 * MM
RUNNING_HEAD = 10.5  # 5号

# 版记: GB/T 9704-2012 7.4: rules 0.35 and 0.25 mm, one character in on both sides
IMPRINT_RULE, IMPRINT_INNER_RULE = 0.35 * MM, 0.25 * MM
IMPRINT_PAD = 1.5 * MM

# 报头: the customs of 简报 (no standard binds them); GB/T 9704-2012 7.2 is borrowed
MARKING = 14.0
NAME_LINE = 1.5  # times the size of the name
NUMBER_LINE = GRID * 1.25
ENDS_LINE = GRID
MASTHEAD_RULE = 0.7 * MM
PANEL_SIDE = 14.0  # from the edge of the red panel to the name on it

# 目录 box, inside its double frame
BOX_FRAME = 0.35 * MM + 0.6 * MM + 0.15 * MM


@dataclass(frozen=True, slots=True)
class TextSize:
    """A size of body text after the Chinese scale, and what goes with it.

    ``characters`` a line and ``lines`` a page fill the type area; sizes in points.
    The type is as large as the line allows, so it may differ a little from its name.
    """

    characters: int
    lines: int
    title: float
    section: float
    column_title: float  # where the text stands in two columns
    imprint: float  # 版记
    table: float
    table_line: int  # eighths of a grid line
    footnote: float
    footnote_line: int  # eighths of a grid line


# GB/T 9704-2012 5.2.3 for 3号; the others keep its proportion of line to character.
# It says nothing of footnotes: book setting is followed, notes two thirds as large as the text,
# set solid enough that two lines of them take one line of the grid.
SIZES = {
    "3号": TextSize(28, 22, 22, 18, 18, 14, 12, 5, 10.5, 4),
    "小3号": TextSize(29, 23, 22, 18, 18, 14, 12, 5, 10.5, 4),
    "4号": TextSize(31, 25, 18, 16, 16, 12, 10.5, 5, 9, 4),
    "小4号": TextSize(36, 29, 16, 14, 15, 10.5, 10.5, 6, 9, 5),
}
FOOTNOTE_SPACE = 4  # eighths above the first note, with the rule in it
FOOTNOTE_RULE = 0.25 * MM  # as the inner rules of 版记, a third of a column long
FOOTNOTE_GAP = 500  # thousandths of an em between a note's mark and its text


@dataclass(frozen=True, slots=True)
class Area:
    """The type area, or one column of it.  Sizes in points; ``measure`` thousandths of an em."""

    body: float
    grid: float
    characters: int
    lines: int
    gutter: int  # characters between two columns, 0 if there is one
    title: float
    section: float
    imprint: float
    table: float
    table_line: int
    footnote: float
    footnote_line: int

    @property
    def width(self) -> float:
        return self.characters * self.body

    @property
    def measure(self) -> int:
        return self.characters * EM

    @property
    def eighth(self) -> float:
        return self.grid / 8

    @property
    def page(self) -> int:
        """The height of the type area in eighths of a grid line."""
        return self.lines * LINE

    @property
    def imprint_pitch(self) -> float:
        return self.imprint * 22 / 14

    @property
    def imprint_measure(self) -> int:
        return round((WIDTH / self.imprint - 2) * EM)

    def measure_at(self, size: float) -> int:
        """The measure in thousandths of an em of type of ``size`` points."""
        return round(self.width / size * EM)

    def eighths(self, points: float) -> int:
        """Eighths of a grid line that hold so many points, up to a whole line."""
        return -int(-round(points, 3) // self.grid) * LINE


@functools.cache
def area(design: Design, columns: int = 1) -> Area:
    """The type area in ``design``, or one of two ``columns`` of it."""
    size = SIZES[design.body]
    gutter = 2 + size.characters % 2 if columns == 2 else 0
    return Area(
        body=WIDTH / size.characters,
        grid=224.9 * MM / size.lines,
        characters=(size.characters - gutter) // columns,
        lines=size.lines,
        gutter=gutter,
        title=size.title if columns == 1 else size.column_title,
        section=size.section,
        imprint=size.imprint,
        table=size.table,
        table_line=size.table_line,
        footnote=size.footnote,
        footnote_line=size.footnote_line,
    )


@dataclass(frozen=True, slots=True)
class BoxLook:
    """The frame of a contents box in points.

    ``sizes`` are those of an entry, its pitch and the pitch of section names; the
    next is taken when the rows do not fit.
    """

    width: float  # of the frame
    side: float
    pad: float
    heading: float
    heading_pitch: float
    number: float  # em: the column of page numbers
    leader: float  # em: the dots before it at least, with the space around them
    sizes: tuple[tuple[float, float, float], ...]

    @property
    def room(self) -> float:
        """The width of a row."""
        return self.width - 2 * (self.side + BOX_FRAME)


def box_look(design: Design) -> BoxLook:
    if design.contents == "column":
        sizes = ((10.5, 16.0, 18.0), (9.0, 12.6, 14.6))
        return BoxLook(area(design, 2).width, 2, 5, 14, 24, 1.5, 1.2, sizes)
    sizes = ((12.0, 18.6, 22.0), (10.5, 15.6, 18.6))
    return BoxLook(WIDTH, 14, 7, 18, 30, 2, 2, sizes)


def as_properties(design: Design) -> dict[str, str]:
    """The measures which the stylesheet names, as CSS values."""
    whole, column, box = area(design), area(design, 2), box_look(design)
    points = {
        "grid": whole.grid,
        "half-grid": whole.grid / 2,
        "body": whole.body,
        "top": TOP,
        "binding": BINDING,
        "outer": OUTER,
        "foot": FOOT,
        "page-height": whole.grid * whole.lines,
        "title": area(design, design.columns).title,
        "column-title": column.title,
        "section": whole.section,
        "table": whole.table,
        "table-line": whole.eighth * whole.table_line,
        "note": NOTE,
        "footnote": whole.footnote,
        "footnote-line": whole.eighth * whole.footnote_line,
        "footnote-half-space": whole.eighth * FOOTNOTE_SPACE / 2,
        "footnote-rule": FOOTNOTE_RULE,
        "footnote-rule-length": column.width / 3,
        "folio": FOLIOS[design.folio],
        "folio-drop": FOLIO_DROP,
        "running-head": RUNNING_HEAD,
        "imprint": whole.imprint,
        "imprint-pitch": whole.imprint_pitch,
        "imprint-rule": IMPRINT_RULE,
        "imprint-inner-rule": IMPRINT_INNER_RULE,
        "imprint-pad": IMPRINT_PAD,
        "marking": MARKING,
        "number-line": NUMBER_LINE,
        "ends-line": ENDS_LINE,
        "masthead-rule": MASTHEAD_RULE,
        "panel-side": PANEL_SIDE,
        "column": column.width,
        "second-column": column.width + column.gutter * column.body,
        "gutter": column.gutter * column.body,
        "box-side": box.side,
        "box-pad": box.pad,
        "box-heading": box.heading,
        "box-heading-pitch": box.heading_pitch,
    }
    return {name: f"{value:.3f}pt" for name, value in points.items()}
