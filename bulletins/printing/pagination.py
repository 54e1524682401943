"""Units of print matter become pages of 22 lines, every line with its place.

Because lines are known, pages are decided here and the engine only sets them:
the page numbers in the contents box need no second pass and a count of pages
needs no engine.  Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bulletins.contents import Contents
from bulletins.printing import foot, front
from bulletins.printing.blocks import Block, Row, SectionTitle, Text, Unit, part_height
from bulletins.printing.faces import Faces
from bulletins.printing.flow import Flow
from bulletins.printing.measures import LINE, PAGE

Progress = Callable[[str, str, int, int], None]


class DoesNotFit(Exception):
    """Something that cannot be split is taller than a page; ``article`` is its key."""

    def __init__(self, article: str, reason: str):
        super().__init__(reason)
        self.article = article


@dataclass(slots=True)
class Placed:
    """Lines ``start`` to ``end`` of a block, ``top`` eighths below the head of the type area.

    ``repeated`` head rows of a table stand here a second time.
    """

    block: Block
    start: int
    end: int
    top: int
    repeated: bool = False

    @property
    def height(self) -> int:
        return part_height(self.block, self.start, self.end)

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(slots=True)
class Page:
    """One page.  ``section`` is the name of the section in force at its head."""

    number: int
    section: str = ""
    head: front.Head | None = None
    box: front.Box | None = None
    box_top: int = 0
    placed: list[Placed] = field(default_factory=list)
    foot_rows: tuple[foot.FootRow, ...] = ()
    filled: int = 0  # eighths

    @property
    def free(self) -> int:
        return PAGE - self.filled

    @property
    def articles(self) -> list[str]:
        """Keys of the articles with something on this page, in order."""
        return list(dict.fromkeys(p.block.article for p in self.placed if p.block.article))

    def running_head(self, title: str) -> str:
        """Even pages carry the name of the bulletin, odd ones the section; page one nothing."""
        if self.number == 1:
            return ""
        if self.number % 2 == 0:
            return title
        return f"【{self.section}】" if self.section else ""


@dataclass(frozen=True, slots=True)
class Pages:
    """The whole issue in pages; ``first_pages`` by article key."""

    pages: tuple[Page, ...]
    first_pages: dict[str, int]


def paginate(contents: Contents, faces: Faces, progress: Progress | None = None) -> Pages:
    """All pages of the issue.  ``progress`` hears each article's key as it is composed."""
    press = _Press(contents, faces)
    flow = Flow(contents, faces)
    articles = len(contents.articles)
    composed = flow.units()
    for number, article in enumerate(contents.articles, 1):
        if progress:
            progress("compose", article.key, number, articles)
        _, units = next(composed)
        press.add(units)
    press.finish(foot.rows(contents, faces))
    first_pages = _first_pages(press.pages)
    for page in press.pages:
        if page.box:
            page.box = page.box.numbered(first_pages)
    return Pages(tuple(press.pages), first_pages)


class _Press:
    """Fills page after page."""

    def __init__(self, contents: Contents, faces: Faces):
        self.pages: list[Page] = []
        self.section = ""
        self._last: tuple[Unit, _Mark] | None = None  # the last unit and what was before it
        head = front.head(contents.masthead, faces)
        boxes = front.boxes(contents, faces, head.height)
        first = self._turn()
        first.head = head if head.height else None
        first.filled = head.height
        for number, box in enumerate(boxes):
            page = self._turn() if number else first
            page.box, page.box_top = box, page.filled
            page.filled += box.height
        if boxes and contents.articles and self.page.free < front.BODY_LINES * LINE:
            self._turn()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def _turn(self) -> Page:
        self.pages.append(Page(len(self.pages) + 1, self.section))
        return self.page

    def add(self, units: list[Unit]) -> None:
        for unit in units:
            self._set(unit)

    def _set(self, unit: Unit) -> None:
        page = self.page
        before = self._before(unit)
        if page.filled and before + unit.height > page.free:
            page, before = self._turn(), 0
            for row in unit.repeats:
                self._place(row, 0, 0, repeated=True)
        self._last = (unit, _Mark.of(page))
        page.filled += before
        for block, start, end in unit.parts:
            height = part_height(block, start, end)
            if height > page.free and page.filled:
                page = self._turn()  # a unit taller than a page
            self._place(block, start, end)

    def _before(self, unit: Unit) -> int:
        """The space above the unit; after a table the text returns to the grid."""
        if not self.page.filled:
            return 0
        before = unit.before
        if unit.parts and not isinstance(unit.parts[0][0], Row):
            before += -(self.page.filled + before) % LINE
        return before

    def _place(self, block: Block, start: int, end: int, repeated: bool = False) -> None:
        page = self.page
        _refuse_giant(block)
        if isinstance(block, SectionTitle):
            self.section = block.title
        last = page.placed[-1] if page.placed else None
        if last and last.block is block and isinstance(block, Text) and last.end == start:
            last.end = end
            page.filled = last.bottom
            return
        placed = Placed(block, start, end, page.filled, repeated)
        page.placed.append(placed)
        page.filled = placed.bottom

    def finish(self, rows: tuple[foot.FootRow, ...]) -> None:
        """Sets the foot at the foot of the last page, or on a fresh one if it does not fit.

        The last lines go over with it, so that it does not stand on a page alone.
        """
        for number, portion in enumerate(foot.split(rows)):
            needed = foot.height(portion)
            if number or needed > self.page.free:
                self._turn()
                if not number:
                    self._take_along(PAGE - needed)
            self.page.foot_rows = portion

    def _take_along(self, room: int) -> None:
        if self._last is None:
            return
        unit, mark = self._last
        page = self.pages[-2]
        repeats = sum(row.height for row in unit.repeats)
        if unit.height + repeats > room or not mark.filled or not mark.undo(page):
            return
        for row in unit.repeats:
            self._place(row, 0, 0, repeated=True)
        for block, start, end in unit.parts:
            self._place(block, start, end)


@dataclass(frozen=True, slots=True)
class _Mark:
    """The state of a page before a unit was set on it."""

    page: int
    placed: int
    end: int
    filled: int

    @classmethod
    def of(cls, page: Page) -> "_Mark":
        end = page.placed[-1].end if page.placed else 0
        return cls(page.number, len(page.placed), end, page.filled)

    def undo(self, page: Page) -> bool:
        """Takes the unit off its page again, if it is on this one."""
        if page.number != self.page:
            return False
        del page.placed[self.placed :]
        if page.placed:
            page.placed[-1].end = self.end
        page.filled = self.filled
        return True


def _refuse_giant(block: Block) -> None:
    if isinstance(block, Text) or block.height <= PAGE:
        return
    if isinstance(block, Row):
        raise DoesNotFit(block.article, "表格中有一行比一页还高")
    raise DoesNotFit(block.article, "标题太长，一页排不下")


def _first_pages(pages: list[Page]) -> dict[str, int]:
    found: dict[str, int] = {}
    for page in pages:
        for key in page.articles:
            found.setdefault(key, page.number)
    return found
