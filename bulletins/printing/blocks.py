"""What stands on pages: composed text, titles, table rows, pictures, and units of them.

Heights are eighths of a grid line.
"""

from dataclasses import dataclass, field

from bulletins.printing.composer import Line
from bulletins.printing.measures import LINE
from bulletins.richtext import Cell, Figure


@dataclass(frozen=True, eq=False, slots=True)
class Footnote:
    """A footnote as it is set: its ``mark`` hangs left of ``lines``, ``hang`` thousandths em.

    ``line`` is the height of one of them.
    """

    article: str
    mark: str
    lines: tuple[Line, ...]
    hang: int
    line: int


@dataclass(frozen=True, eq=False, slots=True)
class Text:
    """Lines of one paragraph: ``kind`` names its looks, ``left`` its indent (thousandths em).

    ``marker`` is a list mark standing left of the first line; ``source`` the
    attribution, on the last line if ``source_gap`` (thousandths em before it)
    is set, else on the line after it.  ``footnotes`` by the line of their marks.
    """

    kind: str
    article: str
    lines: tuple[Line, ...]
    left: int = 0
    indented: bool = True
    marker: str = ""
    source: Line | None = None
    source_gap: int | None = None
    measure: int = 28000  # of the column it stands in, thousandths em
    depth: int = 0  # of a list item, 1 is outermost
    footnotes: tuple[tuple[int, Footnote], ...] = ()

    @property
    def height(self) -> int:
        own_line = self.source is not None and self.source_gap is None
        return LINE * (len(self.lines) + own_line)


@dataclass(frozen=True, eq=False, slots=True)
class Title:
    """Headline, subtitle and byline of an article, with half a line above and below."""

    article: str
    headline: tuple[Line, ...]
    subtitle: tuple[Line, ...] = ()
    byline: tuple[Line, ...] = ()
    label: str = ""

    @property
    def height(self) -> int:
        return LINE * (len(self.headline) + len(self.subtitle) + len(self.byline) + 1)


@dataclass(frozen=True, eq=False, slots=True)
class SectionTitle:
    """The name of a section between 【 and 】; two grid lines a line of it."""

    title: str
    lines: tuple[Line, ...]
    article: str = ""

    @property
    def height(self) -> int:
        return LINE * (len(self.lines) + 1)


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """One row of a table: its cells with their lines; ``columns`` are widths in points."""

    article: str
    cells: tuple[tuple[Cell, tuple[Line, ...]], ...]
    pads: tuple[float, ...]  # points right of a number, 0 for other cells
    columns: tuple[float, ...]
    table: str  # names the table, so that neighbours are told apart
    height: int
    header: bool = False
    footnotes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A figure as large as the page allows, with its size in points; it takes whole lines."""

    article: str
    figure: Figure
    width: float
    tall: float
    height: int


Block = Text | Title | SectionTitle | Row | Picture


@dataclass(frozen=True, slots=True)
class Unit:
    """What stays on one page: parts are (block, first line, end line).

    ``before`` is blank space above it, dropped at the head of a page.
    ``repeats`` are the head rows set again when a page begins with this unit.
    One that ``floats`` may stand a little later, so that text fills the page before it.
    """

    parts: tuple[tuple[Block, int, int], ...]
    before: int = 0
    repeats: tuple[Row, ...] = ()
    joins_next: bool = False
    floats: bool = False
    height: int = field(init=False, default=0)
    footnotes: tuple[Footnote, ...] = field(init=False, default=())

    @property
    def article(self) -> str:
        """The key of the article whose text it begins with."""
        return self.parts[0][0].article

    @property
    def all_text(self) -> bool:
        """Whether it may stand before a picture that should come first."""
        return not self.joins_next and all(isinstance(part[0], Text) for part in self.parts)

    def __post_init__(self):
        object.__setattr__(self, "height", sum(part_height(*part) for part in self.parts))
        notes = tuple(note for part in self.parts for note in part_footnotes(*part))
        object.__setattr__(self, "footnotes", notes)


def part_height(block: Block, start: int, end: int) -> int:
    """The height of lines ``start`` to ``end`` of a text, or of a whole block."""
    if not isinstance(block, Text):
        return block.height
    last = end >= len(block.lines)
    own_line = last and block.source is not None and block.source_gap is None
    return LINE * (end - start + own_line)


def part_footnotes(block: Block, start: int, end: int) -> tuple[Footnote, ...]:
    """The notes whose marks stand in lines ``start`` to ``end`` of a text, or in a row."""
    if isinstance(block, Text):
        return tuple(note for line, note in block.footnotes if start <= line < end)
    return block.footnotes if isinstance(block, Row) else ()
