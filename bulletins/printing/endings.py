"""What goes over to the last page of an issue, so that nothing stands there alone.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulletins.printing.blocks import Text, part_footnotes
from bulletins.printing.measures import LINE
from bulletins.printing.pages import Page

FEWEST = 2  # lines of text above a source that ends the issue


def give_a_line(pages: Sequence[Page]) -> None:
    """A single line with its source below it gets the line before it, on the last page of text."""
    written = [page for page in pages if page.placed]
    if len(written) < 2 or len(written[-1].placed) > 1:
        return
    before, page = written[-2:]
    above, last = before.placed[-1], page.placed[0]
    text = last.block
    if above.block is not text or not isinstance(text, Text) or text.source is None:
        return
    noted = part_footnotes(text, last.start - 1, last.start)
    enough = above.end - above.start > FEWEST and page.free >= LINE
    if last.end - last.start < FEWEST and enough and not noted:
        above.end -= 1
        last.start -= 1
        before.filled = max(item.bottom for item in before.placed)
        page.filled += LINE


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of a page before a unit was set on it."""

    page: int
    placed: int
    end: int
    filled: int
    notes: int

    @classmethod
    def of(cls, page: Page) -> "Mark":
        end = page.placed[-1].end if page.placed else 0
        return cls(page.number, len(page.placed), end, page.filled, len(page.shelf.portions))

    def undo(self, page: Page) -> bool:
        """Takes the unit off its page again, if it is on this one."""
        if page.number != self.page:
            return False
        del page.placed[self.placed :], page.shelf.portions[self.notes :]
        if page.placed:
            page.placed[-1].end = self.end
        page.filled = self.filled
        return True
