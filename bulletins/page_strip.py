"""What the pages of an issue look like just now: which pictures there are, what changed."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from . import contents
from .jobs import STALLED_AFTER
from .models import Comment, Issue, Layout, PagesWanted, Placement
from .models.page import PICTURING

PAPER = (210, 297)  # millimetres
UNFINISHED = (Layout.State.REQUESTED, Layout.State.RUNNING)


@dataclass(slots=True)
class Piece:
    """An article on a page: where it stands (``area``: left, top, width, height as fractions
    of the paper, None when that is not known) and whether it begins here."""

    key: str
    title: str
    begins: bool
    area: tuple[float, float, float, float] | None = None

    @property
    def box(self) -> dict[str, str]:
        """The area in millimetres of the paper, as SVG takes it."""
        names = ("x", "y", "width", "height")
        return {
            name: f"{share * PAPER[n % 2]:.1f}"
            for n, (name, share) in enumerate(zip(names, self.area or (), strict=False))
        }


@dataclass(slots=True)
class Page:
    """One page; ``sha256`` is empty as long as it has no picture."""

    number: int
    sha256: str = ""
    changed: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def articles(self) -> list[Piece]:
        """Each article once, also one that stands in two columns."""
        return list({piece.key: piece for piece in reversed(self.pieces)}.values())[::-1]


@dataclass(slots=True)
class Strip:
    """The pages to be shown, of ``layout``: the ``current`` one if it is far enough, else the
    newest there is.  ``wish`` is a request that no worker has taken up yet."""

    issue: Issue
    current: Layout | None
    layout: Layout | None
    wish: PagesWanted | None
    pages: list[Page]
    placements: dict[str, int]  # key of each placed article to that of its placement

    @property
    def is_current(self) -> bool:
        return self.layout is not None and self.layout == self.current

    @property
    def at_work(self) -> Layout | None:
        """The layout that is being made or pictured."""
        return self.current if self.current and _at_work(self.current) else None

    @property
    def going_on(self) -> bool:
        return bool(self.wish or self.at_work)

    @property
    def failed(self) -> Layout | None:
        if self.going_on or not self.current:
            return None
        return self.current if self.current.state == Layout.State.FAILED else None

    @property
    def missing(self) -> bool:
        """Whether nobody has asked for the pages as they are now."""
        if self.going_on or self.failed or not self.placements:
            return False
        return not (self.is_current and all(page.sha256 for page in self.pages))


def _at_work(layout: Layout) -> bool:
    if layout.state in UNFINISHED:
        return True
    return layout.state == Layout.State.DONE and layout.stage == PICTURING


def of(issue: Issue, digest: str | None = None) -> Strip:
    """The strip of ``issue``; ``digest`` of its contents as they are now, if that is known."""
    if not digest:
        digest = issue.edition.digest if issue.edition else contents.build(issue).digest
    current = issue.layout_of(digest)
    pictured = issue.layouts.filter(state=Layout.State.DONE, pictures__isnull=False).distinct()
    newest = list(pictured.defer("contents")[:3])
    layout = _shown(current, newest)
    older = [other for other in newest if layout and other.pk != layout.pk]
    placed = Placement.objects.filter(section__issue=issue)
    return Strip(
        issue,
        current,
        layout,
        PagesWanted.objects.filter(issue=issue).first(),
        _pages(layout, older[0] if older else None) if layout else [],
        {str(article): pk for article, pk in placed.values_list("article", "pk")},
    )


def _shown(current: Layout | None, newest: list[Layout]) -> Layout | None:
    if current and current.state == Layout.State.DONE and (current in newest or not newest):
        return current
    return newest[0] if newest else None


def _pages(layout: Layout, before: Layout | None) -> list[Page]:
    pictures = dict(layout.pictures.values_list("number", "sha256"))
    earlier = dict(before.pictures.values_list("number", "sha256")) if before else {}
    titles = {a.key: a.contents_title for a in contents.from_json(layout.contents).articles}
    return [
        Page(
            number,
            pictures.get(number, ""),
            bool(earlier and number in pictures and earlier.get(number) != pictures[number]),
            _pieces(layout, number, titles),
        )
        for number in range(1, layout.pages + 1)
    ]


def _pieces(layout: Layout, number: int, titles: dict[str, str]) -> list[Piece]:
    first = layout.first_pages
    if number > len(layout.areas):
        return [Piece(key, titles.get(key, ""), True) for key in first if first[key] == number]
    return [
        Piece(
            area["article"],
            titles.get(area["article"], ""),
            first.get(area["article"]) == number,
            (area["left"], area["top"], area["width"], area["height"]),
        )
        for area in layout.areas[number - 1]
    ]


def rows_of(strip: Strip) -> list[tuple[Page, int]]:
    """Each page with the number of open comments that are shown on it."""
    counted = Counter(page_of(one, strip.layout) for one in strip.issue.open_comments)
    return [(page, counted[page.number]) for page in strip.pages]


def page_of(said: Comment, layout: Layout | None) -> int:
    """The page on which a comment is shown: where it was put, and on other pages than those
    its article's first one."""
    if layout is None:
        return said.page
    if said.digest != layout.digest and str(said.article_id) in layout.first_pages:
        return layout.first_pages[str(said.article_id)]
    return min(said.page, layout.pages)


def is_forgotten(strip: Strip) -> bool:
    """Whether the worker on the pages must have died."""
    layout = strip.at_work
    if layout is None:
        return False
    return timezone.now() - layout.changed_at > STALLED_AFTER
