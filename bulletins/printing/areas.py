"""Where on the paper each article stands, for pictures of the pages that can be clicked.  Pure."""

from bulletins.printing import measures
from bulletins.printing.columns import Placed
from bulletins.printing.pages import Page, Pages

BLEED = 4.0  # points around the type, so that an area is not cut tight


def areas(pages: Pages) -> list[list[dict]]:
    """For each page its areas from the top: the article's key and left, top, width, height
    as fractions of the paper.  An article in two columns has one in each."""
    return [_of_page(page) for page in pages.pages]


def _of_page(page: Page) -> list[dict]:
    found: dict[tuple[str, int], list[Placed]] = {}
    for item in page.placed:
        if item.block.article:
            found.setdefault((item.block.article, item.column), []).append(item)
    return [_area(page, key, column, items) for (key, column), items in found.items()]


def _area(page: Page, key: str, column: int, items: list[Placed]) -> dict:
    whole = measures.area(page.design)
    left, width = measures.BINDING if page.number % 2 else measures.OUTER, whole.width
    if column:
        narrow = measures.area(page.design, 2)
        width = narrow.width
        left += (column - 1) * (narrow.width + narrow.gutter * narrow.body)
    top = measures.TOP + min(item.top for item in items) * whole.eighth
    bottom = measures.TOP + max(item.bottom for item in items) * whole.eighth
    return {
        "article": key,
        "left": round((left - BLEED) / measures.PAPER_WIDTH, 4),
        "top": round((top - BLEED) / measures.PAPER_HEIGHT, 4),
        "width": round((width + 2 * BLEED) / measures.PAPER_WIDTH, 4),
        "height": round((bottom - top + 2 * BLEED) / measures.PAPER_HEIGHT, 4),
    }
