"""Page one: the masthead (报头) and the contents box (目录).  Pure.

The box is as tall as its rows.  When few lines are left below it they are
leaded out to fill the page; when there are too many they are set smaller, and
beyond that the box continues on the pages that follow.
"""

from dataclasses import dataclass, replace

from bulletins.contents import Contents, Masthead
from bulletins.printing import measures
from bulletins.printing.composer import Line, compose
from bulletins.printing.faces import Faces
from bulletins.printing.headlines import broken
from bulletins.printing.measures import EIGHTH, EM, GRID, LINE, PAGE
from bulletins.richtext import Run

# Sizes of an entry and its pitch in points; section names are set on a wider one.
SIZES = ((12.0, 18.6, 22.0), (10.5, 15.6, 18.6))
NAME_LINE, NUMBER_LINE, RULE_SPACE = 3 * LINE, 10, 2  # eighths of a grid line
WIDEST_PITCH = 1.35  # times the pitch: how far rows are leaded out to fill the page
BODY_LINES = 8  # if so many lines are left below the box, the text begins on page one
NUMBER_WIDTH = 2.0  # em: the column of page numbers
BULLET_WIDTH = 1.5  # em: the column of bullets
LEADER_LEAST = 2.0  # em of dots at least


@dataclass(frozen=True, slots=True)
class Head:
    """The masthead as it is set.  Sizes in points, gap in thousandths of an em.

    ``between`` is the space before the date (thousandths em of the body size),
    which stands on its own line when publisher and date are ``stacked``.
    """

    masthead: Masthead
    size: float
    gap: int
    between: int
    stacked: bool

    @property
    def rows(self) -> int:
        """Eighths taken by the rows, which are MARKING_LINE, NAME_LINE and so on tall."""
        parts = self.masthead
        ends = bool(parts.publisher or parts.date) + self.stacked
        return (
            LINE * bool(parts.marking)
            + NAME_LINE * bool(parts.title)
            + NUMBER_LINE * (bool(parts.number) + bool(parts.special))
            + LINE * ends
        )

    @property
    def height(self) -> int:
        """Eighths of a grid line, up to a whole line, the red rule included."""
        return LINE * -(-(self.rows + RULE_SPACE) // LINE) if self.rows else 0

    @property
    def slack(self) -> int:
        """What is left of the height, set above the publisher's line."""
        return self.height - self.rows - RULE_SPACE


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the contents box: a section name or an article's title and page."""

    lines: tuple[Line, ...]
    article: str = ""  # empty for a section name
    page: int = 0
    width: int = 0  # of its last line, thousandths em

    def height(self, size: int, stretch: float) -> float:
        _, pitch, section_pitch = SIZES[size]
        first = pitch if self.article else section_pitch
        return first * stretch + (len(self.lines) - 1) * pitch


@dataclass(frozen=True, slots=True)
class Box:
    """A contents box, or its part on one page.  ``height`` in eighths of a grid line."""

    heading: str
    entries: tuple[Entry, ...]
    size: int
    height: int
    stretch: float = 1.0

    def numbered(self, pages: dict[str, int]) -> "Box":
        entries = tuple(
            replace(entry, page=pages.get(entry.article, 0)) if entry.article else entry
            for entry in self.entries
        )
        return replace(self, entries=entries)


def head(masthead: Masthead, faces: Faces) -> Head:
    """The name of the bulletin as large as the line allows, at most 58 points."""
    count = max(len(masthead.title), 1)
    gap = measures.MASTHEAD_GAP if count <= 5 else 0.12 if count <= 8 else 0.04
    width = faces.width("masthead", masthead.title) / EM + gap * (count - 1)
    size = min(measures.MASTHEAD, measures.WIDTH / max(width, 1))
    left, right = (faces.width("body", text) for text in (masthead.publisher, masthead.date))
    room = measures.MEASURE - 2 * EM
    stacked = bool(left and right) and left + right + 2 * EM > room
    between = room - right - (0 if stacked else left)
    return Head(masthead, size, round(gap * EM), between, stacked)


def boxes(contents: Contents, faces: Faces, above: int) -> list[Box]:
    """The contents box on page one below ``above`` eighths, continued where it must be."""
    if not contents.contents_heading or not contents.articles:
        return []
    room = PAGE - above
    for size in range(len(SIZES)):
        entries = _entries(contents, faces, size)
        if _points(entries, size, True) <= room * EIGHTH:
            return [_filled(contents.contents_heading, entries, size, room)]
    entries = _entries(contents, faces, 0)
    return _continued(contents.contents_heading, entries, room)


def _filled(heading: str, entries: tuple[Entry, ...], size: int, room: int) -> Box:
    height = _eighths(entries, size, True)
    if room - height < BODY_LINES * LINE:
        height = room
    rows = sum(entry.height(size, 1) for entry in entries)
    stretch = 1 + (height * EIGHTH - _points(entries, size, True)) / rows
    return Box(heading, entries, size, height, min(stretch, WIDEST_PITCH))


def _continued(heading: str, entries: tuple[Entry, ...], room: int) -> list[Box]:
    found: list[Box] = []
    page: list[Entry] = []
    for entry in entries:
        if page and _eighths((*page, entry), 0, not found) > room:
            carried = [page.pop()] if not page[-1].article else []
            found.append(Box(heading if not found else "", tuple(page), 0, room))
            page, room = carried, PAGE
        page.append(entry)
    height = _eighths(tuple(page), 0, not found)
    return [*found, Box(heading if not found else "", tuple(page), 0, height)]


def _entries(contents: Contents, faces: Faces, size: int) -> tuple[Entry, ...]:
    em = SIZES[size][0]
    room = measures.BOX_WIDTH / em - NUMBER_WIDTH - BULLET_WIDTH - LEADER_LEAST
    found = []
    for section in contents.sections:
        if section.title and section.articles:
            wide = round(measures.BOX_WIDTH / em * EM)
            name = compose((Run(f"【{section.title}】"),), faces, "black", wide, 0, justify=False)
            found.append(Entry(name))
        for article in section.articles:
            lines = _title(article.contents_title, faces, round(room * EM))
            found.append(Entry(lines, article.key, width=lines[-1].width if lines else 0))
    return tuple(found)


def _title(text: str, faces: Faces, measure: int) -> tuple[Line, ...]:
    """A title in the box; a long one turns over where the sense allows."""
    parts = broken(text, faces, measure, "song")
    return tuple(
        line
        for part in parts
        for line in compose((Run(part),), faces, "song", measure, 0, justify=False)
    )


def _points(entries: tuple[Entry, ...], size: int, heading: bool) -> float:
    """The height of a box of these rows, with half a line free above it."""
    rows = sum(entry.height(size, 1) for entry in entries)
    frame = 2 * (measures.BOX_PAD + measures.BOX_FRAME) + GRID / 2
    return rows + frame + (measures.BOX_HEADING_PITCH if heading else 0)


def _eighths(entries: tuple[Entry, ...], size: int, heading: bool) -> int:
    """The same in eighths of a grid line, up to a whole line."""
    return -int(-_points(entries, size, heading) // GRID) * LINE
