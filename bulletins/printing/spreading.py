"""How a line is moved together or apart to fill its measure (CLREQ 3.2.3, 3.2.4).

Together: first the blank halves of inner marks give way, so that the characters
stay on their grid, then everything a little.  Apart: evenly between Han
characters; Latin words and numbers keep their own spacing unless too few gaps
are left, —— and …… always.  Thousandths of an em; gaps are named by the place
of the character before them, from 0 at the head of the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bulletins.printing.atoms import HALF, Atom, is_doubled

MAX_SQUEEZE = 550  # a whole line may be moved together by this much, before it is stretched
MAX_STRETCH = 300  # of a line, for each gap; beyond it a long Latin word is broken instead
MARK_SQUEEZE = 250  # the most that one mark gives: it keeps three quarters of its em
NARROWEST, WIDEST = -400, 600  # what all this and a blank between Han and Latin come to
UNSEEN = 13  # at a line's end: a fifth of a point at 16 points
EVEN_STRETCH = 120  # if Han gaps alone would open wider than this, Latin words open too


@dataclass(frozen=True, slots=True)
class Stretch:
    """``tracking`` after every character but those with their ``own``; ``moved`` in all."""

    tracking: int
    own: dict[int, int]
    moved: int


def spread(atoms: Sequence[Atom], shared: Sequence[int], slack: int) -> Stretch:
    """How the line's gaps take up ``slack``: positive to stretch, negative to squeeze.

    ``shared`` is the half that each mark already shares with the next character.
    """
    if slack < 0:
        return _squeeze(atoms, shared, slack)
    return _stretch(atoms, slack)


def _squeeze(atoms: Sequence[Atom], shared: Sequence[int], slack: int) -> Stretch:
    marks = _yielding(atoms, shared)
    each = round(slack / len(marks)) if marks else 0
    if each < -MARK_SQUEEZE - 10:  # a hair more is better than moving the whole line by it
        each = -MARK_SQUEEZE
    even = _stretch(atoms, slack - each * len(marks))
    own = dict(even.own)
    for gap in marks if each else ():
        own[gap] = own.get(gap, even.tracking) + each
    return Stretch(even.tracking, own, even.moved + each * len(marks))


def _yielding(atoms: Sequence[Atom], shared: Sequence[int]) -> list[int]:
    """The gaps at the blank halves of inner marks, those that share one already left out."""
    found = []
    for place in range(len(atoms) - 1):
        here, following = atoms[place], atoms[place + 1]
        if here.plain and following.plain:
            continue
        alone = not shared[place] and not (place and shared[place - 1])
        if (here.half == HALF and alone) or (following.opens and alone and not shared[place + 1]):
            found.append(place)
    return found


def _stretch(atoms: Sequence[Atom], slack: int) -> Stretch:
    """Evenly over the gaps that may open; the others keep their width."""
    plain, gaps, fixed, latin = [], 0, [], []
    for place in range(len(atoms) - 1):
        here, following = atoms[place], atoms[place + 1]
        if here.plain and following.plain:
            plain.append(place)
        elif following.combines:
            continue
        elif is_doubled(here, following):
            fixed.append(place)
        elif here.word and following.word:
            latin.append(place)
        else:
            gaps += 1
    gaps += len(plain)
    tracking = round(slack / gaps) if gaps else EVEN_STRETCH + 1
    if abs(tracking) > EVEN_STRETCH:
        gaps += len(latin)
        latin = []
        tracking = round(slack / gaps) if gaps else 0
    if tracking > 2 * MAX_STRETCH:  # a few characters before a word that fills the line
        return Stretch(0, {}, 0)
    own = dict.fromkeys([*fixed, *latin], 0) if tracking else {}
    if own and latin and latin[-1] == len(atoms) - 2:
        own[len(atoms) - 1] = 0  # so that a word at the line's end is one piece
    rest = slack - tracking * gaps
    if abs(rest) <= UNSEEN:
        return Stretch(tracking, own, tracking * gaps)
    step = 1 if rest > 0 else -1
    own |= dict.fromkeys(plain[: abs(rest)], tracking + step)
    return Stretch(tracking, own, tracking * gaps + step * min(abs(rest), len(plain)))
