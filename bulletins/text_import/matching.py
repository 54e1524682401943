"""Which line of the contents box belongs to which article."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .likeness import covered, likeness
from .sections import key
from .values import Article, Section

ENOUGH = 0.62  # likeness at which a line is taken for an article's
LEFT_OVER = 0.35  # the same for the one line left between two that are matched
WINDOW = 30  # how far a line may stand from its place in the order


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the box; ``section`` is the box's section above it, None if none is."""

    text: str
    line: int
    section: str | None


def match(entries: Sequence[Entry], sections: tuple[Section, ...]):
    """The sections with every article's contents title, and the entries that found no article."""
    places = [(s, a) for s, section in enumerate(sections) for a in range(len(section.articles))]
    taken: dict[tuple[int, int], Entry] = {}
    for own_entries, own_places in _groups(entries, sections, places):
        _pair(own_entries, own_places, sections, taken)
    used = {id(entry) for entry in taken.values()}
    lost = [entry for entry in entries if id(entry) not in used]
    return tuple(_titled(section, s, taken) for s, section in enumerate(sections)), lost


def _titled(section: Section, number: int, taken) -> Section:
    titles = [taken.get((number, a)) for a in range(len(section.articles))]
    articles = tuple(
        replace(article, contents_title=title.text) if title else article
        for article, title in zip(section.articles, titles, strict=True)
    )
    return replace(section, articles=articles)


def _groups(entries, sections, places):
    """Entries with the places they may belong to: the section of the same name, else any other."""
    names = {key(section.title): s for s, section in enumerate(sections) if section.title}
    by_section = defaultdict(list)
    for entry in entries:
        by_section[names.get(entry.section) if entry.section else None].append(entry)
    named = {s for s in by_section if s is not None}
    for s, own in by_section.items():
        yield own, [p for p in places if (p[0] == s if s is not None else p[0] not in named)]


def _pair(entries: list[Entry], places, sections, taken) -> None:
    scores = []
    small = len(entries) * len(places) <= WINDOW * WINDOW
    for e, entry in enumerate(entries):
        centre = round(e * len(places) / len(entries))
        near = (
            range(len(places))
            if small
            else range(max(0, centre - WINDOW), min(len(places), centre + WINDOW))
        )
        for p in near:
            score = _score(entry.text, _article(sections, places[p]))
            scores.append((score - 0.001 * abs(p - centre), e, p))
    matched: dict[int, int] = {}
    for score, e, p in sorted(scores, key=lambda s: -s[0]):
        if score >= ENOUGH and e not in matched and places[p] not in taken:
            matched[e] = p
            taken[places[p]] = entries[e]
    _fill(entries, places, sections, matched, taken)


def _fill(entries, places, sections, matched, taken) -> None:
    """Between two matched neighbours, as many lines as articles left over belong together."""
    bounds = [(-1, -1), *sorted(matched.items()), (len(entries), len(places))]
    for (e0, p0), (e1, p1) in zip(bounds, bounds[1:], strict=False):
        free = [p for p in range(p0 + 1, p1) if places[p] not in taken]
        if not free or e1 - e0 - 1 != len(free):
            continue
        for e, p in zip(range(e0 + 1, e1), free, strict=True):
            article = _article(sections, places[p])
            if not article.headline or likeness(entries[e].text, article.headline) >= LEFT_OVER:
                taken[places[p]] = entries[e]


def _article(sections, place) -> Article:
    return sections[place[0]].articles[place[1]]


def _score(entry: str, article: Article) -> float:
    if article.headline:
        return likeness(entry, article.headline)
    return 0.95 * covered(entry, article.paragraphs[0].text) if article.paragraphs else 0.0
