"""How many lines and pages an issue and its articles take, and what would save some.

Nothing is laid out for it: the pages are those which the engine will be given,
so the count is exact.  Pure; what was composed once is not composed again, so
that an answer after a move takes tens of milliseconds.
"""

import functools
from dataclasses import dataclass, replace

from bulletins.contents import BRIEFS, Article, Contents, Section
from bulletins.printing import foot, measures
from bulletins.printing.blocks import Text
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.faces import Faces
from bulletins.printing.flow import Flow
from bulletins.printing.measures import LINE
from bulletins.printing.pagination import Pages, paginate
from bulletins.printing.punctuation import LEFT_HALF
from bulletins.richtext import Paragraph

MOST_LINES = 11  # half a page: who must cut more should drop an article
SHEET = 4  # pages of a folded sheet


@dataclass(frozen=True, slots=True)
class Cost:
    """What one article takes: grid lines, headline and pictures included, and pages.

    ``cut_for_line`` and ``cut_for_page`` say how many characters must be cut from
    its paragraphs to make it a line, and the issue a page, shorter; None if
    that cannot be had within half a page.
    """

    lines: int
    first_page: int
    last_page: int
    cut_for_line: int | None = None
    cut_for_page: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Pages of an issue, what is free at its end, and the cost of each article by key.

    ``box_size`` is how the contents box is set; None without a box.
    """

    pages: int
    lines_left_on_last_page: int
    articles: dict[str, Cost]
    box_size: tuple[float, float, float] | None = None

    @property
    def to_multiple_of_four(self) -> int:
        return -self.pages % SHEET


@dataclass(frozen=True, slots=True)
class Cut:
    """An article some ``characters`` and some lines shorter."""

    characters: int
    article: Article


def measure(
    contents: Contents, faces: Faces, design: Design = MUNICIPAL, cuts: bool = True
) -> Budget:
    """The budget of an issue; without ``cuts`` nothing is tried out, and it is ready sooner."""
    pages = paginate(contents, faces, design=design)
    found = _costs(pages)
    if cuts:
        for section in contents.sections:
            columns = design.columns_of(section.style == BRIEFS)
            for article in section.articles:
                if article.key in found:
                    plan = cuts_of(article, faces, design, columns)
                    found[article.key] = replace(
                        found[article.key],
                        cut_for_line=plan[0].characters if plan else None,
                        cut_for_page=_page_cut(contents, plan, len(pages.pages), faces, design),
                    )
    box = next((page.box for page in pages.pages if page.box), None)
    return Budget(len(pages.pages), _left(pages), found, box and box.size)


def _costs(pages: Pages) -> dict[str, Cost]:
    eighths: dict[str, int] = {}
    last: dict[str, int] = {}
    for page in pages.pages:
        for item in page.placed:
            if key := item.block.article:
                eighths[key] = eighths.get(key, 0) + item.height
                last[key] = page.number
        for portion in (portion for shelf in page.shelves for portion in shelf.portions):
            key = portion.footnote.article
            eighths[key] += portion.height
            last[key] = page.number
    return {
        key: Cost(-(-taken // LINE), pages.first_pages[key], last[key])
        for key, taken in eighths.items()
    }


def _left(pages: Pages) -> int:
    page = pages.pages[-1]
    taken = foot.height(page.foot_rows, measures.area(pages.design))
    return max(page.foot_room - taken, 0) // LINE


@functools.lru_cache(maxsize=512)
def cuts_of(article: Article, faces: Faces, design: Design, columns: int = 1) -> tuple[Cut, ...]:
    """The article one line shorter, two, and so on, each by the fewest characters.

    Characters are taken from the end of a paragraph, before its last mark.
    """
    flow = Flow(Contents(None, ()), faces, design)
    flow.area = measures.area(design, columns)
    scissors = _Scissors(flow, article)
    found: list[Cut] = []
    while len(found) < MOST_LINES and (cut := scissors.next()):
        found.append(cut)
    return tuple(found)


class _Scissors:
    """Takes line after line from an article, each time where it costs fewest characters."""

    def __init__(self, flow: Flow, article: Article):
        self.flow, self.article, self.taken = flow, article, 0
        self.offers: dict[int, tuple[int, Article] | None] = {}

    def next(self) -> Cut | None:
        lines = self._lines(self.article)
        for place, block in enumerate(self.article.blocks):
            if place not in self.offers and isinstance(block, Paragraph):
                self.offers[place] = self._offer(place, block, lines)
        best = min(
            (place for place, offer in self.offers.items() if offer),
            key=lambda place: self.offers[place][0],
            default=None,
        )
        if best is None:
            return None
        count, shorter = self.offers.pop(best)
        self.article = replace(self.article, blocks=shorter.blocks)
        self.taken += count
        self._renew(best)
        return Cut(self.taken, self.article)

    def _renew(self, place: int) -> None:
        """Offers of other paragraphs stand, but are to be made from the article as it is now."""
        for other, offer in self.offers.items():
            if offer:
                blocks = list(self.article.blocks)
                blocks[other] = offer[1].blocks[other]
                self.offers[other] = (offer[0], replace(self.article, blocks=tuple(blocks)))

    def _lines(self, article: Article) -> int:
        return sum(unit.height for unit in self.flow.article(article))

    def _offer(self, place: int, block: Paragraph, lines: int) -> tuple[int, Article] | None:
        """The fewest characters of one paragraph that save a line, and the article without."""
        last = len(self._last_line(block))
        final = place == len(self.article.blocks) - 1 and self.article.source
        most = len(block.text) // 2
        for count in range(1 if final else max(1, last - 4), min(last + 34, most) + 1):
            shorter = shortened(self.article, place, count)
            if self._lines(shorter) < lines:
                return count, shorter
        return None

    def _last_line(self, block: Paragraph) -> str:
        units = self.flow.article(Article("", (), "", (block,)))
        texts = [part[0] for unit in units for part in unit.parts if isinstance(part[0], Text)]
        return texts[-1].lines[-1].text if texts else ""


def shortened(article: Article, place: int, count: int) -> Article:
    """``article`` with so many characters less before the last mark of a paragraph."""
    blocks = list(article.blocks)
    text = blocks[place].text
    tail = len(text) - len(text.rstrip("".join(LEFT_HALF)))
    start, end = max(len(text) - tail - count, 0), len(text) - tail
    runs, position = [], 0
    for run in blocks[place].runs:
        kept = [char for number, char in enumerate(run.text, position) if not start <= number < end]
        position += len(run.text)
        if kept or run.footnote:
            runs.append(replace(run, text="".join(kept)))
    blocks[place] = replace(blocks[place], runs=tuple(runs))
    return replace(article, blocks=tuple(blocks))


def _page_cut(
    contents: Contents, plan: tuple[Cut, ...], pages: int, faces: Faces, design: Design
) -> int | None:
    """The characters of the least cut of the plan that makes the issue a page shorter."""

    def saves(cut: Cut) -> bool:
        return len(paginate(_with(contents, cut.article), faces, design=design).pages) < pages

    if not plan or not saves(plan[-1]):
        return None
    low, high = 0, len(plan) - 1  # the cut at ``high`` is enough
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if saves(plan[middle]) else (middle + 1, high)
    return plan[high].characters


def _with(contents: Contents, article: Article) -> Contents:
    """``contents`` with this article in place of the one of its key."""

    def replaced(section: Section) -> Section:
        articles = tuple(article if a.key == article.key else a for a in section.articles)
        return replace(section, articles=articles)

    return replace(contents, sections=tuple(map(replaced, contents.sections)))
