"""The foot of the last page (版记): who receives the issue, who printed it and when.

GB/T 9704-2012 7.4: rules as wide as the type area, one character in on both
sides, lines that turn over stand under the text after the colon.  Pure.
"""

from dataclasses import dataclass, replace

from bulletins.contents import Contents
from bulletins.printing import measures
from bulletins.printing.composer import Line, compose
from bulletins.printing.faces import Faces
from bulletins.richtext import Run


@dataclass(frozen=True, slots=True)
class FootRow:
    """``label`` hangs left of ``lines``; ``hang`` is its width.  A rule stands above if ``ruled``.

    A row with ``right`` text has its one line left and that text flush right, ``gap`` after it.
    """

    label: str
    hang: int
    lines: tuple[Line, ...]
    right: tuple[Line, ...] = ()
    ruled: bool = True
    gap: int = 0

    @property
    def height(self) -> float:
        """Points, with its padding."""
        return max(len(self.lines), 1) * measures.IMPRINT_PITCH + 2 * measures.IMPRINT_PAD


def rows(contents: Contents, faces: Faces) -> tuple[FootRow, ...]:
    """The rows of the foot; none when there is nothing to print in it."""
    found = [
        _group(f"{group.group}：", "、".join(group.labels), faces, number == 0)
        for number, group in enumerate(contents.distribution)
        if group.labels
    ]
    left, right = contents.imprint
    if left or right:
        found.append(_ends(left, right, faces, True))
    if contents.copies:
        found.append(_ends("", f"共印{contents.copies}份", faces, not (left or right)))
    return tuple(found)


def height(found: tuple[FootRow, ...]) -> int:
    """Eighths of a grid line, up to a whole line, with half a line free above the foot."""
    if not found:
        return 0
    points = sum(row.height for row in found) + 2 * measures.IMPRINT_RULE + measures.GRID / 2
    return -int(-points // measures.GRID) * measures.LINE


def split(found: tuple[FootRow, ...]) -> list[tuple[FootRow, ...]]:
    """The rows in portions that fit a page each: more than one only for a very long list."""
    portions: list[tuple[FootRow, ...]] = []
    page: tuple[FootRow, ...] = ()
    for row in (part for whole in found for part in _parts(whole)):
        if page and height((*page, row)) > measures.PAGE:
            portions.append(page)
            page = ()
        page = (*page, row)
    return [*portions, page] if page else portions


def _parts(row: FootRow) -> list[FootRow]:
    step = 12  # lines: less than half a page
    if len(row.lines) <= step:
        return [row]
    cuts = range(0, len(row.lines), step)
    return [
        replace(
            row,
            lines=row.lines[cut : cut + step],
            label=row.label if cut == 0 else "",
            ruled=row.ruled and cut == 0,
        )
        for cut in cuts
    ]


def _group(label: str, text: str, faces: Faces, first: bool) -> FootRow:
    hang = faces.width("body", label)
    lines = compose((Run(text),), faces, "body", measures.IMPRINT_MEASURE - hang, 0)
    return FootRow(label, hang, lines, ruled=first)


def _ends(left: str, right: str, faces: Faces, ruled: bool) -> FootRow:
    measure = measures.IMPRINT_MEASURE
    texts = [compose((Run(t),), faces, "body", measure, 0, justify=False) for t in (left, right)]
    used = sum(line.width + line.trimmed for line in texts[0][-1:])
    gap = measure - used - sum(line.width for line in texts[1][:1])
    return FootRow("", 0, texts[0], texts[1], ruled, max(gap, 0))
