"""How a line is moved together or apart to fill its measure (CLREQ 3.2.3, 3.2.4).

Together: first the blank halves of inner marks give way, so that the characters
stay on their grid, then everything a little.  Apart: evenly between Han
characters; Latin words and numbers keep their own spacing unless too few gaps
are left, —— and …… always.  Thousandths of an em; gaps are named by the place in
the paragraph of the character before them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from bulletins.printing.atoms import HALF, Atom, is_doubled

MAX_SQUEEZE = 550  # a whole line may be moved together by this much, before it is stretched
MAX_STRETCH = 300  # of a line, for each gap; beyond it a long Latin word is broken instead
MARK_SQUEEZE = 250  # the most that one mark gives: it keeps three quarters of its em
NARROWEST, WIDEST = -600, 600  # what all this, blanks and shared halves come to
UNSEEN = 13  # at a line's end: a fifth of a point at 16 points
EVEN_STRETCH = 120  # if Han gaps alone would open wider than this, Latin words open too


@dataclass(frozen=True, slots=True)
class Stretch:
    """``tracking`` after every character but those with their ``own``; ``moved`` in all."""

    tracking: int
    own: dict[int, int]
    moved: int


class Gaps:
    """The gaps of a paragraph: which may open, which stay closed, which marks give way."""

    def __init__(self, atoms: Sequence[Atom], special: Sequence[int], shared: Sequence[int]):
        """``special`` are the gaps that do not lie between two plain characters.

        ``shared`` is the half that each mark already shares with the next character.
        """
        self.special = frozenset(special)
        self.closed: list[int] = []  # within —— and ……, and before what combines
        self.latin: list[int] = []  # within words and numbers
        self.doubled: list[int] = []
        self.marks: list[int] = []  # at the blank half of a mark
        for place in special:
            here, following = atoms[place], atoms[place + 1]
            if following.combines:
                self.closed.append(place)
            elif is_doubled(here, following):
                self.closed.append(place)
                self.doubled.append(place)
            elif here.word and following.word:
                self.latin.append(place)
            if _gives(atoms, shared, place):
                self.marks.append(place)
        size = len(atoms) + 1
        self._closed = _counted(self.closed, size)
        self._latin = _counted(self.latin, size)
        self._marks = _counted(self.marks, size)

    def tracking(self, start: int, stop: int, slack: int) -> float:
        """How far the line is moved apart; or together, then below nought.

        What marks give is seen half as much as what all the line gives.
        """
        last = stop - 1
        inside = self._latin[last] - self._latin[start]
        gaps = last - start - inside - (self._closed[last] - self._closed[start])
        if slack < 0 and gaps:
            marks = MARK_SQUEEZE * (self._marks[last] - self._marks[start])
            return (slack + min(-slack, marks) / 2) / gaps
        if not gaps or slack > EVEN_STRETCH * gaps:
            gaps += inside
        return slack / gaps if gaps else 2 * MAX_STRETCH * (slack > 0)

    def spread(self, start: int, stop: int, slack: int) -> Stretch:
        """How the gaps of a line take up ``slack``: positive to stretch, negative to squeeze."""
        if slack >= 0:
            return self._stretch(start, stop, slack)
        marks = _within(self.marks, start, stop)
        each = round(slack / len(marks)) if marks else 0
        if each < -MARK_SQUEEZE - 10:  # a hair more is better than moving the whole line by it
            each = -MARK_SQUEEZE
        even = self._stretch(start, stop, slack - each * len(marks))
        own = dict(even.own)
        for gap in marks if each else ():
            own[gap] = own.get(gap, even.tracking) + each
        return Stretch(even.tracking, own, even.moved + each * len(marks))

    def _stretch(self, start: int, stop: int, slack: int) -> Stretch:
        """Evenly over the gaps that may open; the others keep their width."""
        latin = _within(self.latin, start, stop)
        gaps = stop - 1 - start - len(latin) - len(_within(self.closed, start, stop))
        tracking = round(slack / gaps) if gaps else EVEN_STRETCH + 1
        if abs(tracking) > EVEN_STRETCH:
            gaps += len(latin)
            latin = []
            tracking = round(slack / gaps) if gaps else 0
        if tracking > 2 * MAX_STRETCH:  # a few characters before a word that fills the line
            return Stretch(0, {}, 0)
        own = {}
        if tracking:
            own = dict.fromkeys([*_within(self.doubled, start, stop), *latin], 0)
        if own and latin and latin[-1] == stop - 2:
            own[stop - 1] = 0  # so that a word at the line's end is one piece
        rest = slack - tracking * gaps
        if abs(rest) <= UNSEEN:
            return Stretch(tracking, own, tracking * gaps)
        step = 1 if rest > 0 else -1
        plain = (place for place in range(start, stop - 1) if place not in self.special)
        wider = dict.fromkeys(islice(plain, abs(rest)), tracking + step)
        return Stretch(tracking, own | wider, tracking * gaps + step * len(wider))


def _counted(places: Sequence[int], size: int) -> list[int]:
    """For each place, how many of ``places`` lie before it."""
    flags = [0] * size
    for place in places:
        flags[place + 1] = 1
    return list(accumulate(flags))


def _within(places: list[int], start: int, stop: int) -> list[int]:
    """The gaps between the characters of a line."""
    first = bisect_left(places, start)
    return places[first : bisect_left(places, stop - 1, first)]


def _gives(atoms: Sequence[Atom], shared: Sequence[int], place: int) -> bool:
    """Whether a blank half lies in the gap; of two that share one, neither gives way."""
    if shared[place] or (place and shared[place - 1]):
        return False
    return atoms[place].half == HALF or (atoms[place + 1].opens and not shared[place + 1])
