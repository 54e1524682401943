"""Units of print matter become pages, every line with its place.

Because lines are known, pages are decided here and the engine only sets them:
the page numbers in the contents box need no second pass and a count of pages
needs no engine.  Pure.
"""

from collections.abc import Callable
from dataclasses import replace

from bulletins.contents import BRIEFS, Contents
from bulletins.printing import foot, front, measures
from bulletins.printing.blocks import (
    Block,
    Footnote,
    SectionTitle,
    Text,
    Unit,
    part_footnotes,
    part_height,
)
from bulletins.printing.columns import (
    Column,
    Frame,
    Placed,
    refuse_giant,
    set_columns,
    space_before,
)
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.endings import Mark, give_a_line
from bulletins.printing.faces import Faces
from bulletins.printing.figures import shared_out, shrunk
from bulletins.printing.flow import Flow
from bulletins.printing.footnotes import Portion, Shelf, whole
from bulletins.printing.measures import LINE
from bulletins.printing.pages import Page, Pages, first_pages

Progress = Callable[[str, str, int, int], None]
LEAST_UNDER_BOX = 3 * LINE  # of text in the second column
KEPT_WITH_FOOT = 4  # units of text in columns that go over to the page of a foot


def paginate(
    contents: Contents,
    faces: Faces,
    progress: Progress | None = None,
    design: Design = MUNICIPAL,
) -> Pages:
    """All pages of the issue.  ``progress`` hears each article's key as it is composed."""
    contents = design.printed(contents)
    press = _Press(contents, faces, design)
    composed = Flow(contents, faces, design).units()
    number, articles = 0, len(contents.articles)
    for section in contents.sections:
        columns = design.columns_of(section.style == BRIEFS)
        for article in section.articles:
            number += 1
            if progress:
                progress("compose", article.key, number, articles)
            _, units = next(composed)
            press.add(units, columns)
    press.finish(foot.Foot(design, faces).rows(contents))
    found = first_pages(press.pages)
    for page in press.pages:
        if page.box:
            page.box = page.box.numbered(found)
    return Pages(tuple(press.pages), found, design)


class _Press:
    """Fills page after page.  ``_waiting`` is a run of text in columns, not yet set."""

    def __init__(self, contents: Contents, faces: Faces, design: Design):
        self.pages: list[Page] = []
        self.section = ""
        self.design, self.area = design, measures.area(design)
        self._waiting: list[Unit] = []
        self._carried: list[Portion] = []  # notes that go on at the foot of the next page
        self._boxes: list[front.Box] = []  # for the second columns of the next pages
        self._last: tuple[Unit, Mark] | None = None  # the last unit and what was before it
        head = front.head(contents.masthead, faces, design)
        first = self._turn()
        first.head = head if head.height else None
        first.filled = head.height
        if design.contents == "column":
            first.filled += LINE * bool(head.height)
            self._boxes = front.boxes(contents, faces, first.filled, design)
        else:
            boxes = front.boxes(contents, faces, head.height, design)
            self._open(boxes, bool(contents.articles))

    def _open(self, boxes: list[front.Box], articles: bool) -> None:
        """Sets the boxes that go across the page; without any, a line is left free."""
        for number, box in enumerate(boxes):
            page = self._turn() if number else self.page
            page.box, page.box_top = box, page.filled
            page.filled += box.height
        if boxes and articles and self.page.free < front.BODY_LINES * LINE:
            self._turn()
        if not boxes and self.page.filled:
            self.page.filled += LINE

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def _turn(self) -> Page:
        page = Page(len(self.pages) + 1, self.section, self.area.page, self.design)
        self.pages.append(page)
        self._note(page, [])
        return page

    def _note(self, page: Page, notes: list[Footnote]) -> None:
        """Sets ``notes`` at the foot of the page, after those which go on there."""
        room = page.free + page.shelf.height
        self._carried = page.shelf.add([*self._carried, *whole(notes)], room)

    def add(self, units: list[Unit], columns: int) -> None:
        if columns == 2:
            self._waiting += units
            return
        self._set_waiting()
        held: list[Unit] = []  # pictures for the next page, while text fills this one
        for number, unit in enumerate(units):
            last_two = len(units) - number == 2 and units[-1].floats
            if unit.floats and (held or last_two or not self._fits(unit)):
                held.append(unit)
                continue
            fills = unit.all_text and self._fits(unit)
            while held and (self._fits(held[0]) or not fills):
                self._set_picture(held, text_follows=unit.all_text)
                fills = unit.all_text and self._fits(unit)
            self._set(unit)
        while held:
            self._set_picture(held, text_follows=False)

    def _fits(self, unit: Unit) -> bool:
        """Whether the unit fits on the page, and every note of it can begin there."""
        page = self.page
        before = space_before(unit, page.filled) if page.filled else 0
        room = page.free - before - unit.height
        return room >= 0 and page.shelf.takes(unit.footnotes, room + page.shelf.height)

    def _set_picture(self, held: list[Unit], text_follows: bool) -> None:
        """Sets the first of the pictures held for a next page.

        Where no text follows that could fill a page, it is made smaller rather than
        leave white: as one of two that share this page, to fit it alone, or to share the next.
        """
        unit = held.pop(0)
        if not text_follows:
            room = self.page.free - space_before(unit, self.page.filled)
            pair = [unit, *held[:1]]
            alone = shrunk(unit, room, self.area)
            smaller = shared_out(pair, room, self.area) or (
                [alone] if alone else shared_out(pair, self.area.page, self.area) or [unit]
            )
            unit, held[: len(smaller) - 1] = smaller[0], smaller[1:]
        self._set(unit)

    def _set_waiting(self, reserve: int = 0) -> None:
        """Sets the waiting run in columns, ``reserve`` eighths left free on its last page."""
        units, self._waiting = self._waiting, []
        carried: tuple[Portion, ...] = ()
        while units or self._boxes or carried:
            page = self.page
            top = page.filled
            if top and units and page.placed:
                top += space_before(units[0], top)
            end = page.room - page.shelf.height
            tops = (top, self._under_box(page, top, end))
            frame = Frame(tops, end, self.area.page, page.column_shelves, carried)
            columns, rest = set_columns(units, replace(frame, end=max(end - reserve, top)))
            if rest and reserve:
                columns, rest = self._without_foot(units, frame)
            for column in columns:
                self._commit(column)
            page.filled = max([page.filled, *(c.filled for c in columns if c.placed)])
            if columns:
                page.column_shelves = tuple(column.shelf for column in columns)
                page.stacked = max(column.filled + column.shelf.height for column in columns)
                carried = tuple(columns[-1].carried)
            if not rest and not self._boxes and not carried:
                break
            units = rest
            self._turn()

    def _without_foot(self, units: list[Unit], frame: Frame) -> tuple[list[Column], list[Unit]]:
        """Columns of a page that the foot does not fit; some lines are kept to go with it."""
        columns, rest = set_columns(units, frame)
        kept = units[-KEPT_WITH_FOOT:]
        if not rest and len(units) > len(kept):
            columns, _ = set_columns(units[: -len(kept)], frame)
            return columns, kept
        return ([], units) if not rest and frame.tops[0] else (columns, rest)

    def _under_box(self, page: Page, top: int, end: int) -> int:
        """Where the second column begins: under a waiting contents box, put at its head.

        Room for a line or two below it stays free: they would be lost there.
        """
        if not self._boxes:
            return top
        page.box, page.box_top = self._boxes.pop(0), top
        page.filled = top + page.box.height
        return page.filled if end - page.filled >= LEAST_UNDER_BOX else max(end, page.filled)

    def _commit(self, column: Column) -> None:
        for placed in column.placed:
            refuse_giant(placed.block, self.area.page)
            if isinstance(placed.block, SectionTitle):
                self.section = placed.block.title
            self.page.placed.append(placed)

    def _set(self, unit: Unit) -> None:
        page = self.page
        before = space_before(unit, page.filled) if page.filled else 0
        turned = False
        while not page.fresh and not self._fits(unit):
            page, before, turned = self._turn(), 0, True
        for row in unit.repeats if turned else ():
            self._place(row, 0, 0, repeated=True)
        self._last = (unit, Mark.of(page))
        page.filled += before
        notes: list[Footnote] = []
        for block, start, end in unit.parts:
            height = part_height(block, start, end)
            if height > page.free and page.filled:
                self._note(page, notes)
                page, notes = self._turn(), []  # a unit taller than a page
            self._place(block, start, end)
            notes += part_footnotes(block, start, end)
        self._note(page, notes)

    def _place(self, block: Block, start: int, end: int, repeated: bool = False) -> None:
        page = self.page
        refuse_giant(block, page.room)
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
        portions = foot.split(rows, self.area)
        needed = [foot.height(portion, self.area) for portion in portions]
        in_columns = bool(self._waiting)
        self._set_waiting(needed[0] if needed else 0)
        while self._carried:
            self._turn()
        for number, portion in enumerate(portions):
            if number or needed[number] > self.page.foot_room:
                self._turn()
                if not number and not in_columns:
                    self._take_along(self.page.room - needed[0])
            self.page.foot_rows = portion
        give_a_line(self.pages)

    def _take_along(self, room: int) -> None:
        if self._last is None:
            return
        unit, mark = self._last
        page = self.pages[-2]
        taken = unit.height + sum(row.height for row in unit.repeats)
        taken += Shelf(whole(unit.footnotes)).height
        if taken > room or page.shelf.full or not mark.filled or not mark.undo(page):
            return
        for row in unit.repeats:
            self._place(row, 0, 0, repeated=True)
        for block, start, end in unit.parts:
            self._place(block, start, end)
        self._note(self.page, list(unit.footnotes))
