"""Page one: the masthead (报头) and the contents box (目录).  Pure.

The box is as tall as its rows.  When few lines are left below it they are
leaded out to fill the page; when there are too many they are set smaller, and
beyond that the box continues on the pages that follow.  In a newsletter it
stands at the head of the second column, with the text beside and below it.
"""

from dataclasses import dataclass, replace

from bulletins.contents import Contents, Masthead
from bulletins.printing import measures
from bulletins.printing.composer import Line, compose
from bulletins.printing.design import Design
from bulletins.printing.faces import Faces
from bulletins.printing.headlines import broken
from bulletins.printing.measures import EM, LINE
from bulletins.richtext import Run

RULE_SPACE = 7.25  # points, between the last line of the masthead and its red rule
PANEL = 1.7  # height of the red panel, times the size of the name on it
WIDEST_PITCH = 1.5  # times the pitch: how far rows are leaded out to fill the page
BODY_LINES = 8  # if so many lines are left below the box, the text begins on page one
BULLET_WIDTH = 1.5  # em: the column of bullets


def title_lines(text: str, faces: Faces, measure: int) -> tuple[Line, ...]:
    """A title in the box; a long one turns over where the sense allows."""
    return tuple(
        line
        for part in broken(text, faces, measure, "song")
        for line in compose((Run(part),), faces, "song", measure, 0, justify=False)
    )


def _title_room(look: measures.BoxLook, size) -> int:
    """Thousandths of an em of that size: what a row of the box leaves for a title."""
    return round((look.room / size[0] - look.number - BULLET_WIDTH - look.leader) * EM)


def over(text: str, faces: Faces, design: Design, size) -> int:
    """By how many characters a title is too long for one line of the box, set in ``size``."""
    measure = _title_room(measures.box_look(design), size)
    text = " ".join(text.split())
    kept = len(text)
    while len(title_lines(text[:kept], faces, measure)) > 1:
        kept -= 1
    return len(text) - kept


@dataclass(frozen=True, slots=True)
class Head:
    """The masthead as it is set.

    ``size`` in points, ``gap`` in thousandths of an em of it.  ``left`` and
    ``right`` stand at the ends of the last line, ``between`` apart (thousandths
    em of the body size), or one above the other when ``stacked``.
    """

    masthead: Masthead
    design: Design
    size: float
    gap: int
    left: str
    right: str
    between: int
    stacked: bool
    grid: float

    @property
    def banner(self) -> bool:
        return self.design.masthead_shape == "banner"

    @property
    def numbers(self) -> tuple[str, ...]:
        """The lines between the name and the last one."""
        head = self.masthead
        found = (head.special,) if self.banner else (head.number, head.special)
        return tuple(text for text in found if text)

    @property
    def name_line(self) -> float:
        """Points: the line of the name, which a smaller name does not shrink."""
        return self.design.masthead_size * (PANEL if self.banner else measures.NAME_LINE)

    @property
    def points(self) -> float:
        head = self.masthead
        ends = bool(self.left or self.right) + self.stacked
        return (
            measures.ENDS_LINE * bool(head.marking)
            + self.name_line * bool(head.title)
            + measures.NUMBER_LINE * len(self.numbers)
            + measures.ENDS_LINE * ends
        )

    @property
    def height(self) -> int:
        """Eighths of a grid line, up to a whole line, the red rule included."""
        if not self.points:
            return 0
        return -int(-(self.points + RULE_SPACE) // self.grid) * LINE

    @property
    def slack(self) -> float:
        """Points left of the height, set above the last line."""
        return self.height / LINE * self.grid - self.points - RULE_SPACE

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is printed, in order."""
        head = self.masthead
        return (head.marking, head.title, *self.numbers, self.left, self.right)


def head(masthead: Masthead, faces: Faces, design: Design) -> Head:
    """The name of the bulletin as large as the line allows, at most as the design says."""
    area = measures.area(design)
    count = max(len(masthead.title), 1)
    widest = 1 if count <= 5 else 0.12 if count <= 8 else 0.04
    gap = min(design.masthead_gap, widest)
    width = faces.width(design.masthead_face, masthead.title) / EM + gap * (count - 1)
    banner = design.masthead_shape == "banner"
    room = measures.WIDTH - 2 * measures.PANEL_SIDE * banner
    size = min(design.masthead_size, room / max(width, 1))
    left, right = masthead.publisher, masthead.date
    if banner:
        left, right = masthead.number, "　".join(filter(None, (left, right)))
    used = [faces.width("body", text) for text in (left, right)]
    line = area.measure - 2 * EM
    stacked = bool(left and right) and sum(used) + 2 * EM > line
    between = line - used[1] - (0 if stacked else used[0])
    return Head(
        masthead, design, size, round(gap * EM), left, right, max(between, 0), stacked, area.grid
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the contents box: a section name or an article's title and page."""

    lines: tuple[Line, ...]
    article: str = ""  # empty for a section name
    page: int = 0
    width: int = 0  # of its last line, thousandths em

    def height(self, size: tuple[float, float, float], stretch: float) -> float:
        _, pitch, section_pitch = size
        first = pitch if self.article else section_pitch
        return first * stretch + (len(self.lines) - 1) * pitch


@dataclass(frozen=True, slots=True)
class Box:
    """A contents box, or its part on one page.  ``height`` in eighths of a grid line,
    the space around it included."""

    heading: str
    entries: tuple[Entry, ...]
    size: tuple[float, float, float]
    height: int
    stretch: float = 1.0

    def numbered(self, pages: dict[str, int]) -> "Box":
        entries = tuple(
            replace(entry, page=pages.get(entry.article, 0)) if entry.article else entry
            for entry in self.entries
        )
        return replace(self, entries=entries)


def boxes(contents: Contents, faces: Faces, above: int, design: Design) -> list[Box]:
    """The contents box on page one below ``above`` eighths, continued where it must be."""
    if not contents.contents_heading or not contents.articles:
        return []
    return _Boxes(contents, faces, design).fitting(measures.area(design).page - above)


class _Boxes:
    """Makes the boxes of one issue."""

    def __init__(self, contents: Contents, faces: Faces, design: Design):
        self.contents, self.faces = contents, faces
        self.look, self.area = measures.box_look(design), measures.area(design)
        self.in_column = design.contents == "column"

    def fitting(self, room: int) -> list[Box]:
        """Boxes of which the first is at most ``room`` eighths tall."""
        for size in self.look.sizes:
            entries = self._entries(size)
            if self._points(entries, size, True) <= room / LINE * self.area.grid:
                return [self._filled(entries, size, room)]
        size = self.look.sizes[-1 if self.in_column else 0]
        return self._continued(self._entries(size), size, room)

    def _filled(self, entries: tuple[Entry, ...], size, room: int) -> Box:
        height = self._eighths(entries, size, True)
        if room - height < BODY_LINES * LINE and not self.in_column:
            height = room
        rows = sum(entry.height(size, 1) for entry in entries)
        spare = height / LINE * self.area.grid - self._points(entries, size, True)
        stretch = min(1 + spare / rows, WIDEST_PITCH)
        return Box(self.contents.contents_heading, entries, size, height, stretch)

    def _continued(self, entries: tuple[Entry, ...], size, room: int) -> list[Box]:
        found: list[Box] = []
        page: list[Entry] = []
        heading = self.contents.contents_heading
        for entry in entries:
            if page and self._eighths((*page, entry), size, not found) > room:
                carried = [page.pop()] if not page[-1].article else []
                found.append(Box(heading if not found else "", tuple(page), size, room))
                page, room = carried, self.area.page
            page.append(entry)
        height = self._eighths(tuple(page), size, not found)
        return [*found, Box(heading if not found else "", tuple(page), size, height)]

    def _entries(self, size) -> tuple[Entry, ...]:
        room = _title_room(self.look, size)
        wide = round(self.look.room / size[0] * EM)
        found = []
        for section in self.contents.sections:
            if section.title and section.articles:
                run = (Run(f"【{section.title}】"),)
                found.append(Entry(compose(run, self.faces, "black", wide, 0, justify=False)))
            for article in section.articles:
                lines = title_lines(article.contents_title, self.faces, room)
                found.append(Entry(lines, article.key, width=lines[-1].width if lines else 0))
        return tuple(found)

    def _points(self, entries: tuple[Entry, ...], size, heading: bool) -> float:
        """The height of a box of these rows, with half a line free above it (in a column,
        also below)."""
        rows = sum(entry.height(size, 1) for entry in entries)
        free = self.area.grid * (1 if self.in_column else 0.5)
        frame = 2 * (self.look.pad + measures.BOX_FRAME) + free
        return rows + frame + (self.look.heading_pitch if heading else 0)

    def _eighths(self, entries: tuple[Entry, ...], size, heading: bool) -> int:
        """The same in eighths of a grid line, up to a whole line."""
        return -int(-self._points(entries, size, heading) // self.area.grid) * LINE
