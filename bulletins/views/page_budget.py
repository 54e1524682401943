"""What the board says of lines and pages: the printing's own count, for the issue as it stands."""

import functools
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bulletins.contents import Contents
from bulletins.printing import budget, faces, front
from bulletins.printing.design import Design

OFFERED = 3  # ways to save that are shown
FEW = 6  # characters that are worth saying of one line


@dataclass(frozen=True)
class Saving:
    """``characters`` cut from the paragraphs of the article of this key save a page or a line."""

    key: str
    headline: str
    characters: int


@dataclass(frozen=True)
class Savings:
    pages: tuple[Saving, ...]
    lines: tuple[Saving, ...]


def prepared() -> faces.Faces | None:
    """The print faces; None where they are not prepared, so that nothing can be counted."""
    try:
        return faces.load(Path(settings.FONTS_DIR))
    except faces.FontsNotPrepared:
        return None


@functools.lru_cache(maxsize=16)
def reckoned(built: Contents, design: Design) -> budget.Budget | None:
    """Pages and costs, in milliseconds."""
    if (known := prepared()) is None or not built.articles:
        return None
    return budget.measure(built, known, design, cuts=False)


@functools.lru_cache(maxsize=16)
def savings(built: Contents, design: Design) -> Savings | None:
    """What would save a page or a line; takes up to some seconds for a long issue."""
    if (known := prepared()) is None or not built.articles:
        return None
    costs = budget.measure(built, known, design).articles
    rows = [(article, costs[article.key]) for article in built.articles if article.key in costs]
    pages = _cheapest([(article, cost.cut_for_page) for article, cost in rows])
    told = {(saving.key, saving.characters) for saving in pages}
    lines = [(a, cost.cut_for_line) for a, cost in rows if (cost.cut_for_line or 99) <= FEW]
    return Savings(pages, _cheapest([(a, cut) for a, cut in lines if (a.key, cut) not in told]))


def _cheapest(rows) -> tuple[Saving, ...]:
    found = [Saving(a.key, a.headline or a.contents_title, count) for a, count in rows if count]
    return tuple(sorted(found, key=lambda saving: saving.characters)[:OFFERED])


def over(title: str, counted: budget.Budget | None, design: Design) -> int | None:
    """By how many characters a title is too long for one line of the issue's contents box;
    None without a box."""
    if counted is None or counted.box_size is None:
        return None
    return front.over(title, prepared(), design, counted.box_size)
