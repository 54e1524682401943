"""Where the lines of a paragraph end: chosen over all of it, so that none is loose.

What each line costs is how far it is seen to be moved apart or together, and
what its end parts.  The cheapest of all ways is taken that needs no more lines
than filling each line by itself would; pure, like everything it counts with.
"""

from collections.abc import Iterator

from bulletins.printing.paragraph import Paragraph
from bulletins.printing.quantities import Hold
from bulletins.printing.spreading import EVEN_STRETCH, MAX_SQUEEZE, MAX_STRETCH

LOOSE = EVEN_STRETCH  # an eighth of an em between characters: seen by everyone

# A line is charged the square of its tracking in these units: an em missing from 28 costs 1.
UNIT = 37
_SQUEEZED = 0.8  # moved together is seen less than as much moved apart
_CONTRAST = 1  # a tight line next to a loose one
_TIGHT, _OPEN = -0.3, 0.7  # units; between them a line looks even
_TOO_LOOSE = 100  # beyond LOOSE, so that anything else is tried before
_HELD = {Hold.FREE: 0.0, Hold.RELUCTANT: 5.0, Hold.BOUND: 150.0}
_ORPHAN = 10_000.0  # a single character left for the last line
_FORCED = 100_000.0  # a long Latin word cut

_QUICK = 20.0  # what hardly any paragraph must cost: dearer ways are looked at only then
_REACH = 40  # characters that an end may lie from where lines filled one by one would end

# One line as filled by itself: thousandths of an em of blank that a better place would need.
_BLANK = {Hold.FREE: 0, Hold.RELUCTANT: 2200, Hold.BOUND: 6000}
_BLANK_ORPHAN = 9000

Way = tuple[float, tuple | None]  # the cost so far, and (end of the last line, the way before)


def line_ends(paragraph: Paragraph) -> list[int]:
    """The place before which each line ends, that of the last included.

    Lines that are not justified are filled one by one.
    """
    ends = filled_in_turn(paragraph)
    if not paragraph.justify or len(ends) == 1:
        return ends
    search = _Search(paragraph, ends)
    if search.bound == 0:
        return ends
    best = search.best(len(ends))
    if best[0] >= _TOO_LOOSE:  # one more line, if that mends it
        best = search.best(len(ends) + 1, best)
    return _unrolled(best)


def cost(paragraph: Paragraph, ends: list[int]) -> float:
    """What a paragraph with these line ends costs."""
    total, start, before = 0.0, 0, 0
    for end in ends:
        own, look = _cost(paragraph, start, end)
        total += own + _CONTRAST * (look * before < 0)
        start, before = paragraph.next(end), look
    return total


def filled_in_turn(paragraph: Paragraph) -> list[int]:
    """Each line's own best end, whatever that leaves for the next."""
    ends, start = [], 0
    while start < paragraph.size:
        ends.append(_own_end(paragraph, start))
        start = paragraph.next(ends[-1])
    return ends


def _legal(paragraph: Paragraph, start: int) -> Iterator[tuple[int, int]]:
    """Where a line from ``start`` may end, and how much it then lacks, fullest first."""
    room = paragraph.room(start)
    for end in range(paragraph.within(start, room + MAX_SQUEEZE), start, -1):
        if paragraph.holds[end] is Hold.NEVER:
            continue
        lacking = room - paragraph.extent(start, end)
        if lacking > MAX_STRETCH * (end - start - 1) and end < paragraph.size:
            return
        if lacking >= -MAX_SQUEEZE:
            yield end, lacking


def _own_end(paragraph: Paragraph, start: int) -> int:
    best, least = 0, float("inf")
    for end, lacking in _legal(paragraph, start):
        if end == paragraph.size:
            return end
        if lacking > least:
            break
        blank = _BLANK[paragraph.holds[end]] + (lacking if lacking > 0 else -_SQUEEZED * lacking)
        if blank < least and paragraph.leaves_orphan(end):
            blank += _BLANK_ORPHAN
        if blank < least:
            best, least = end, blank
    return best or paragraph.emergency(start)


def _cost(paragraph: Paragraph, start: int, end: int) -> tuple[float, int]:
    """What one line costs, and whether it looks tight (-1) or open (1)."""
    lacking = paragraph.room(start) - paragraph.extent(start, end)
    hold = paragraph.holds[end]
    if end == paragraph.size:
        lacking = min(lacking, 0)
    look, moved = _moved(paragraph, start, end, lacking)
    if hold is Hold.NEVER or lacking > MAX_STRETCH * (end - start - 1):
        moved += _FORCED
    else:
        moved += _HELD[hold]
    if end < paragraph.size and paragraph.leaves_orphan(end):
        moved += _ORPHAN
    return moved, look


def _moved(paragraph: Paragraph, start: int, end: int, lacking: int) -> tuple[int, float]:
    tracking = paragraph.gaps.tracking(start, paragraph.stop(start, end), lacking) / UNIT
    if tracking < 0:
        tracking *= _SQUEEZED
        return -(tracking < _TIGHT), tracking * tracking
    loose = _TOO_LOOSE if tracking * UNIT > LOOSE else 0
    return +(tracking > _OPEN), tracking * tracking + loose


class _Search:
    """The cheapest way through a paragraph, line after line."""

    def __init__(self, paragraph: Paragraph, ends: list[int]):
        self.paragraph, self.ends = paragraph, ends
        self.bound = cost(paragraph, ends)
        self._steps: dict[int, list[tuple[int, float, int]]] = {}
        self._dearest = 0.0  # up to which the steps are known

    def best(self, most: int, known: Way | None = None) -> Way:
        """The cheapest way of at most ``most`` lines, cheaper than the ``known`` one."""
        if known is None:
            known = (self.bound, None)
            for end in self.ends:
                known = (self.bound, (end, known))
        for bound in (_QUICK, known[0]):
            if bound <= known[0] and (way := self._cheapest(most, bound)):
                return way if way[0] < known[0] else known
        return known

    def _cheapest(self, most: int, bound: float) -> Way | None:
        if bound > self._dearest:
            self._dearest = bound
            self._steps.clear()
        size, best = self.paragraph.size, None
        layer: dict[tuple[int, int], Way] = {(0, 0): (0.0, None)}
        for number in range(most):
            near = self.ends[number] if number < len(self.ends) else size
            reached: dict[tuple[int, int], Way] = {}
            for (start, before), way in layer.items():
                for end, own, look in self._from(start):
                    total = way[0] + own
                    if look * before < 0:
                        total += _CONTRAST
                    if total >= bound:
                        continue
                    if end == size:
                        bound, best = total, (total, (end, way))
                        continue
                    if abs(end - near) > _REACH:
                        continue
                    key = (self.paragraph.next(end), look)
                    if key not in reached or total < reached[key][0]:
                        reached[key] = (total, (end, way))
            layer = reached
        return best

    def _from(self, start: int) -> list[tuple[int, float, int]]:
        """Ends of a line from ``start`` that cost no more than the bound; each with its look."""
        if start not in self._steps:
            self._steps[start] = list(self._within_bound(start))
        return self._steps[start]

    def _within_bound(self, start: int) -> Iterator[tuple[int, float, int]]:
        legal = False
        for end, lacking in _legal(self.paragraph, start):
            own, look = _cost(self.paragraph, start, end)
            legal = True
            if own <= self._dearest:
                yield end, own, look
            if (end == self.paragraph.size and not own) or (
                lacking > 0 and (lacking / (end - start) / UNIT) ** 2 > self._dearest
            ):
                return
        if not legal:
            end = self.paragraph.emergency(start)
            own, look = _cost(self.paragraph, start, end)
            if own <= self._dearest:
                yield end, own, look


def _unrolled(way: Way) -> list[int]:
    ends, step = [], way[1]
    while step:
        ends.append(step[0])
        step = step[1][1]
    return ends[::-1]
