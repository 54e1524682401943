"""Text that was broken into lines of one width, and which of its lines are full."""

from collections import Counter
from collections.abc import Callable, Sequence

NARROWEST, WIDEST = 32, 120  # half-width columns
SLACK = 4  # columns by which a full line may fall short, for what may not begin a line
INDENT = 4  # the same for a paragraph's first line whose indent is gone


def columns(raw: str) -> int:
    """The width of a line: two for a Chinese character or mark, one for the rest."""
    bare = raw.rstrip()
    return sum(1 if c.isascii() else 2 for c in bare)


def _characters(raw: str) -> int:
    return 2 * len(raw.rstrip())


def full_lines(raws: Sequence[str]) -> set[int]:
    """The indexes of full lines; none where the text was not wrapped.

    Wrapped text has many lines of nearly one width, hardly any wider, most of
    which stop in the middle of a sentence.  Both ways of counting are tried:
    programs wrap by characters or by columns.
    """
    return max((_full(raws, measure) for measure in (columns, _characters)), key=len)


def _full(raws: Sequence[str], measure: Callable[[str], int]) -> set[int]:
    widths = [measure(raw) for raw in raws]
    shown = [width for width in widths if width]
    counts = Counter(shown)
    if not counts:
        return set()
    best = max(counts, key=lambda w: (sum(counts[w - less] for less in range(SLACK + 1)), w))
    full = {i for i, width in enumerate(widths) if best - SLACK <= width <= best + 1}
    wider = sum(1 for width in shown if width > best + 1)
    if not NARROWEST <= best <= WIDEST or len(full) < max(3, 0.15 * len(shown)):
        return set()
    broken = [
        i
        for i in full
        if i + 1 < len(raws) and widths[i + 1] and raws[i].rstrip()[-1] not in "。！？：；）)"
    ]
    if wider > 0.1 * len(shown) or len(broken) < max(3, 0.55 * len(full)):
        return set()
    if any(raw[:2].isspace() for raw in raws):
        return full
    first = {i for i, width in enumerate(widths) if best - SLACK - INDENT <= width < best - SLACK}
    return full | {i for i in first if raws[i].rstrip()[-1] not in "。！？：；）)"}
