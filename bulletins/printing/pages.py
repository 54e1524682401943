"""Pages with everything in its place: what pagination makes and the engine sets.  Pure."""

from dataclasses import dataclass, field

from bulletins.printing import foot, front
from bulletins.printing.blocks import SectionTitle
from bulletins.printing.columns import Placed
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.footnotes import Shelf
from bulletins.printing.measures import PAGE


@dataclass(slots=True)
class Page:
    """One page.  ``section`` is the name of the section that goes on at its head.

    ``room`` and ``filled`` in eighths of a grid line.  Notes of texts across the page
    are on its ``shelf``, those of columns on one each.
    """

    number: int
    section: str = ""
    room: int = PAGE
    design: Design = MUNICIPAL
    head: front.Head | None = None
    box: front.Box | None = None
    box_top: int = 0
    placed: list[Placed] = field(default_factory=list)
    foot_rows: tuple[foot.FootRow, ...] = ()
    filled: int = 0
    stacked: int = 0  # text and notes of the taller of two columns
    shelf: Shelf = field(default_factory=Shelf)
    column_shelves: tuple[Shelf, Shelf] = field(default_factory=lambda: (Shelf(), Shelf()))

    @property
    def noted(self) -> int:
        """What the notes at its foot take: those of columns stand above those of the page."""
        return self.shelf.height + max(shelf.height for shelf in self.column_shelves)

    @property
    def free(self) -> int:
        return self.room - self.filled - self.noted

    @property
    def foot_room(self) -> int:
        """What is left for the foot of the issue: a short column may have tall notes."""
        in_columns = bool(self.placed and self.placed[-1].column)
        return self.room - self.shelf.height - self.stacked if in_columns else self.free

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """In the order in which they stand on the page and are read."""
        return (*self.column_shelves, self.shelf)

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on it yet."""
        return not (self.filled or self.noted)

    @property
    def articles(self) -> list[str]:
        """Keys of the articles with something on this page, in order."""
        return list(dict.fromkeys(p.block.article for p in self.placed if p.block.article))

    def running_head(self, title: str) -> str:
        """Even pages carry the name of the bulletin, odd ones the section; page one nothing."""
        if self.number == 1 or not self.design.running_heads:
            return ""
        if self.number % 2 == 0:
            return title
        section = self._opened or self.section
        return f"【{section}】" if section and self.design.sections == "brackets" else section

    @property
    def _opened(self) -> str:
        """The section whose name stands at the very head of the page, if one does."""
        first = self.placed[0] if self.placed else None
        opens = first is not None and not first.top and isinstance(first.block, SectionTitle)
        return first.block.title if opens else ""

    @property
    def folio(self) -> str:
        """The page number as it is printed."""
        printed = {"dashes": f"— {self.number} —", "plain": f"{self.number}", "none": ""}
        return printed[self.design.folio]


@dataclass(frozen=True, slots=True)
class Pages:
    """The whole issue in pages; ``first_pages`` by article key."""

    pages: tuple[Page, ...]
    first_pages: dict[str, int]
    design: Design = MUNICIPAL


def first_pages(pages: list[Page]) -> dict[str, int]:
    """On which page each article begins, by its key."""
    found: dict[str, int] = {}
    for page in pages:
        for key in page.articles:
            found.setdefault(key, page.number)
    return found
