"""Headlines that do not fit one line are broken by sense and balanced.

GB/T 9704-2012 7.3.1: lines of a title end where the sense allows, none is cut
inside a word, and the shape is a trapezium or a diamond.  Without a dictionary
of the language the words are guessed from marks, function words, the names of
the issue's own sources and the vocabulary of such bulletins (vocabulary.py); the
author's own line ends always stand.
"""

import functools
import re
from collections.abc import Iterable

from bulletins.printing.atoms import HALF
from bulletins.printing.composer import Line, compose
from bulletins.printing.faces import Faces
from bulletins.printing.measures import TITLE_MEASURE
from bulletins.printing.punctuation import CLOSING, LEFT_HALF, NO_END, NO_START, OPENING, STOPS
from bulletins.printing.quantities import Hold, holds
from bulletins.printing.spreading import MAX_SQUEEZE
from bulletins.printing.vocabulary import CLOSERS, OPENERS, STICKY, UNCUT
from bulletins.richtext import Run

LONGEST = 120  # characters: beyond it a headline is a paragraph, set as such

# What a break costs, in halves of the squared ems by which a line misses its ideal width.
_AT_MARK, _BEFORE_QUOTE, _AFTER_QUOTE, _PLAIN, _STUCK, _INSIDE = 0, 2, 12, 20, 40, 90
_OPENS, _CLOSES = 12, 7  # how much less if the next line begins, or this one ends, with a phrase
_IN_QUOTES = 70
_ONE_MORE = 30  # a further line, rather than one that ends badly
_SHAPES = ((1.06, 1.0, 0.94), (0.94, 1.0, 1.06), (0.94, 1.12, 0.94))  # trapezia, diamond

_LENGTHS = sorted(set(map(len, UNCUT)))
_UNIT = re.compile(
    "(?:(?![来赴到在对向从与])[一-鿿]){2}[省市县区镇乡](?:总工会|机关|[一-鿿]{0,2}[局委办院])?"
)
_PERSON = re.compile("[一-鿿]{2,3}(?:总书记|书记|副主席|主席|市长|部长|局长|同志)")
# 主席某某某赴: a title, a name and what its bearer does.
_NAMED = re.compile(
    "(?:书记|主席|[市县区部局省]长|常委|主任)[一-鿿]{2,3}"
    "(?=来|赴|到|率|带队|走访|慰问|视察|调研|出席|会见|深入|一行|同志|在|为)"
)
_SUFFIX = re.compile("(?:总工会|工会|工会委员会|委员会|办公室|有限公司|公司)$")


def headline(
    lines: tuple[str, ...],
    faces: Faces,
    measure: int = TITLE_MEASURE,
    names: tuple[str, ...] = (),
) -> tuple[Line, ...]:
    """The composed lines of a headline; given lines that are too wide are broken further."""
    composed: list[Line] = []
    for text in lines:
        for part in broken(text, faces, measure, names=names):
            run = (Run(part),)
            composed += compose(run, faces, "title", measure, 0, justify=False)
    return tuple(composed)


def names_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Names of units and places in printed sources: 甲市总工会 → 甲市总工会, 甲市."""
    found: dict[str, None] = {}
    for source in sources:
        for name in re.split("[、，；\\s]+", source):
            short = _SUFFIX.sub("", name)
            for known in (name, short, short[:-1] if short[-1:] in "省市县区镇乡" else ""):
                if len(known) > 1:
                    found[known] = None
    return tuple(found)


@functools.lru_cache(maxsize=1024)
def broken(
    text: str, faces: Faces, measure: int, role: str = "title", names: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """``text`` in as few lines as fit ``measure`` (thousandths of an em), by sense.

    ``names`` of units and places are not cut.
    """
    text = " ".join(text.split())
    if not text:
        return ()
    widths = [glyph.width if (glyph := faces.glyph(role, c)) else 0 for c in text]
    hanging = HALF if text[-1] in LEFT_HALF else 0
    if sum(widths) - hanging <= measure + MAX_SQUEEZE:
        return (text,)
    if len(text) > LONGEST:
        lines = compose((Run(text),), faces, role, measure, 0, justify=False)
        return tuple(line.text for line in lines)
    costs = _costs(text, names)
    count = max(2, -(-sum(widths) // measure))
    ways = [
        (way[0] + _ONE_MORE * more, way[1])
        for more in range(2)
        if (way := _best(costs, widths, count + more, measure))
    ]
    ends = min(ways, default=(0, []))[1]
    return tuple(text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True))


def _best(
    costs: dict[int, float], widths: list[int], lines: int, measure: int
) -> tuple[float, list[int]] | None:
    """The cheapest ``lines`` - 1 places to break at and their cost; None if no lines fit."""
    starts = [0]
    for width in widths:
        starts.append(starts[-1] + width)
    even = starts[-1] / lines
    ways = (
        _cheapest(
            costs, starts, [even * shape[2 * n // (lines - 1)] for n in range(lines)], measure
        )
        for shape in _SHAPES
    )
    return min(filter(None, ways), default=None)


def _cheapest(
    costs: dict[int, float], starts: list[int], ideals: list[float], measure: int
) -> tuple[float, list[int]] | None:
    """Line ends that come nearest to the ``ideals``, a width for each line, and their cost."""
    size = len(starts) - 1
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for number, ideal in enumerate(ideals, 1):
        reached: dict[int, tuple[float, list[int]]] = {}
        for end in [size] if number == len(ideals) else costs:
            for begin, (cost, places) in ways.items():
                width = starts[end] - starts[begin]
                if end <= begin or width > measure:
                    continue
                total = cost + ((width - ideal) / 1000) ** 2 / 2 + costs.get(end, 0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, [*places, end])
        ways = reached
    found = ways.get(size)
    return (found[0], found[1][:-1]) if found else None


def _costs(text: str, names: tuple[str, ...]) -> dict[int, float]:
    """What a break before each place costs; places where it is forbidden are left out."""
    bound = holds(text)
    whole = _inside_names(text, names) | _inside_words(text)
    quoted = _inside_quotes(text)
    found = {}
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        if after in NO_START or before in NO_END or _one_word(before, after):
            continue
        if place in whole or bound.get(place, Hold.FREE) > Hold.FREE:
            cost: float = _INSIDE
        else:
            cost = _between_words(text, place)
        found[place] = cost + _IN_QUOTES * (place in quoted)
    return found


def _between_words(text: str, place: int) -> float:
    before, after = text[place - 1], text[place]
    if before in STOPS or before in " —":
        return _AT_MARK
    if after in "“‘《〈「『【":
        return _BEFORE_QUOTE
    if before in CLOSING:
        return _AFTER_QUOTE
    if after in OPENING or text.endswith(STICKY, 0, place):
        return _STUCK
    cost = _PLAIN
    if text.startswith(OPENERS, place):
        cost -= _OPENS
    if text.endswith(CLOSERS, 0, place):
        cost -= _CLOSES
    return cost


def _one_word(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before != " " and after != " "


def _inside_words(text: str) -> set[int]:
    found: set[int] = set()
    for start in range(len(text)):
        for length in _LENGTHS:
            if text[start : start + length] in UNCUT:
                found.update(range(start + 1, start + length))
    return found


def _inside_names(text: str, names: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for pattern in (_UNIT, _PERSON, _NAMED):
        for match in pattern.finditer(text):
            found.update(range(match.start() + 1, match.end()))
    for name in names:
        start = text.find(name)
        while start >= 0:
            found.update(range(start + 1, start + len(name)))
            start = text.find(name, start + 1)
    return found


def _inside_quotes(text: str) -> set[int]:
    """Places within quotation marks, book-title marks and brackets."""
    found, depth = set(), 0
    for place, char in enumerate(text):
        if depth > 0:
            found.add(place)
        depth += (char in OPENING) - (char in CLOSING)
    return found
