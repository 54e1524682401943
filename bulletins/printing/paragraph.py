"""One run of characters without a forced line end, measured: what any line of it would be.

Widths are thousandths of an em.  A line is named by the places where it starts
and ends; ``end`` is the place of the first character after it, blanks included.
"""

from bisect import bisect_left
from itertools import accumulate

from bulletins.printing.atoms import HALF, Atom, Autospace, forbidden, may_break, shared_half
from bulletins.printing.punctuation import LEFT_HALF, squeezed
from bulletins.printing.quantities import Hold, holds
from bulletins.printing.spreading import Gaps
from bulletins.richtext import Run

NO_SPACE = Autospace()


class Paragraph:
    """``dresses`` are the runs of the atoms; ``indent`` is that of the first line."""

    def __init__(
        self,
        atoms: list[Atom],
        dresses: list[Run],
        measure: int,
        indent: int,
        justify: bool,
        autospace: Autospace,
    ):
        self.atoms, self.dresses, self.size = atoms, dresses, len(atoms)
        self.measure, self.indent, self.justify = measure, indent, justify
        plain = [atom.plain for atom in atoms]
        special = [n for n, pair in enumerate(zip(plain, plain[1:], strict=False)) if not all(pair)]
        joints = {n for n in range(1, self.size) if dresses[n] is not dresses[n - 1]}
        self.shared = _shared(atoms, special, joints)
        # Blank after a character: between Han and Latin; less than none between two marks.
        self.extra = _drawn_together(atoms, special, self.shared)
        # Where a piece begins: in another dress, or so that two marks are not kerned as well.
        self.joints = sorted(joints.union(place + 1 for place in self.extra))
        joined = [kerned - self.extra.get(place, 0) for place, kerned in enumerate(self.shared)]
        if autospace != NO_SPACE:
            between = map(autospace.between, atoms, atoms[1:])
            self.extra |= {place: blank for place, blank in enumerate(between) if blank}
        widths = [atom.width for atom in atoms]
        for place in special:
            widths[place] += self.extra.get(place, 0) - self.shared[place]
        # Where each character would begin if all stood on one line.
        self.starts = [0, *accumulate(widths)]
        self.gaps = Gaps(atoms, special, joined)
        self.holds = _holds(atoms, special)

    def room(self, start: int) -> int:
        return self.measure - (0 if start else self.indent)

    def stop(self, start: int, end: int) -> int:
        """``end`` without the blanks before it."""
        while end > start + 1 and self.atoms[end - 1].blank:
            end -= 1
        return end

    def next(self, end: int) -> int:
        """Where the line after one that ends at ``end`` starts."""
        while end < self.size and self.atoms[end].blank:
            end += 1
        return end

    def extent(self, start: int, end: int) -> int:
        """The width of the line from ``start`` to before ``end``, blank halves outside."""
        last = self.stop(start, end) - 1
        final = self.atoms[last]
        width = self.starts[last] - self.starts[start] + final.width - final.half
        return width - (HALF if self.hangs(start) else 0)

    def hangs(self, start: int) -> bool:
        """Not after a paragraph's indent; lines to be centred are centred by their ink."""
        return self.atoms[start].opens and (start > 0 or not (self.indent or self.justify))

    def within(self, start: int, width: int) -> int:
        """The place that ``width`` reaches from ``start``, marks at both ends given their room."""
        reach = bisect_left(self.starts, self.starts[start] + width + 2 * HALF, start)
        return min(reach, self.size)

    def leaves_orphan(self, end: int) -> bool:
        """Whether a single character, marks not counted, would be left for the last line."""
        if self.size - end > 4:
            return False
        rest = [a for a in self.atoms[end:] if a.char not in LEFT_HALF and not a.blank]
        return len(rest) <= 1

    def emergency(self, start: int) -> int:
        """Where a line ends if it may nowhere: inside a long Latin word, or a row of marks."""
        room = self.room(start)
        limit = self.starts[start] + room + (HALF if self.hangs(start) else 0)
        place = max(start + 1, min(bisect_left(self.starts, limit, start), self.size))
        while place > start + 1 and self.extent(start, place) > room:
            place -= 1
        for nearer in range(place, max(start + 1, place - 8), -1):
            following = self.atoms[nearer] if nearer < self.size else None
            if following is None or not forbidden(self.atoms[nearer - 1], following):
                return nearer
        return place


def _shared(atoms: list[Atom], special: list[int], joints: set[int]) -> list[int]:
    shared = [0] * len(atoms)
    for place in special:
        shared[place] = shared_half(atoms[place], atoms[place + 1])
    for place in joints:  # set in two pieces, so not kerned
        shared[place - 1] = 0
    return shared


def _drawn_together(atoms: list[Atom], special: list[int], shared: list[int]) -> dict[int, int]:
    """Blanks less than none where no kerning makes adjacent marks share their halves.

    Marks of two faces or dresses, and the pairs which end in one of them: it is set
    as a piece of its own, so what was ``shared`` with the mark before it is no more.
    """
    drawn: dict[int, int] = {}
    for place in reversed(special):
        here, following = atoms[place], atoms[place + 1]
        if shared[place] and place + 1 in drawn:
            shared[place] = 0
        alike = here.width == following.width
        if not shared[place] and alike and squeezed(here.char, following.char):
            drawn[place] = -(here.width // 2)
    return drawn


def _holds(atoms: list[Atom], special: list[int]) -> list[Hold]:
    """How strongly each character is held to the one before it."""
    found = [Hold.NEVER, *[Hold.FREE] * len(atoms)]
    for place, hold in holds("".join(atom.char for atom in atoms)).items():
        if place < len(atoms):
            found[place] = hold
    for place in special:
        if not may_break(atoms, place):
            found[place + 1] = Hold.NEVER
    return found
