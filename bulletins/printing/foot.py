"""The foot of the last page (版记): who receives the issue, who printed it and when.

GB/T 9704-2012 7.4: rules as wide as the type area, one character in on both
sides, lines that turn over stand under the text after the colon.  Pure.
"""

from dataclasses import dataclass, replace

from bulletins.contents import Contents
from bulletins.printing import measures
from bulletins.printing.composer import Line, compose
from bulletins.printing.design import Design
from bulletins.printing.faces import Faces
from bulletins.printing.measures import Area
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
    pitch: float = 22.0  # points a line

    @property
    def height(self) -> float:
        """Points, with its padding."""
        return max(len(self.lines), 1) * self.pitch + 2 * measures.IMPRINT_PAD


class Foot:
    """Makes the foot in the measures of a design."""

    def __init__(self, design: Design, faces: Faces):
        self.design, self.faces, self.area = design, faces, measures.area(design)

    def rows(self, contents: Contents) -> tuple[FootRow, ...]:
        """The rows of the foot; none when there is nothing to print in it."""
        every = self.design.foot == "ruled"
        found = [
            self._group(f"{group.group}：", "、".join(group.labels), every or number == 0)
            for number, group in enumerate(contents.distribution)
            if group.labels
        ]
        if contents.staff:
            named = "　　".join(f"{label}：{name}" for label, name in contents.staff)
            found.append(self._group("", named, True))
        left, right = contents.imprint
        if left or right:
            found.append(self._ends(left, right, True))
        if contents.copies:
            copies = f"共印{contents.copies}份"
            found.append(self._ends("", copies, every or not (left or right)))
        return tuple(found)

    def _group(self, label: str, text: str, ruled: bool) -> FootRow:
        hang = self.faces.width("body", label)
        lines = compose((Run(text),), self.faces, "body", self.area.imprint_measure - hang, 0)
        return FootRow(label, hang, lines, ruled=ruled, pitch=self.area.imprint_pitch)

    def _ends(self, left: str, right: str, ruled: bool) -> FootRow:
        measure = self.area.imprint_measure
        texts = [
            compose((Run(text),), self.faces, "body", measure, 0, justify=False)
            for text in (left, right)
        ]
        used = sum(line.width + line.trimmed for line in texts[0][-1:])
        gap = max(measure - used - sum(line.width for line in texts[1][:1]), 0)
        return FootRow("", 0, texts[0], texts[1], ruled, gap, self.area.imprint_pitch)


def height(found: tuple[FootRow, ...], area: Area) -> int:
    """Eighths of a grid line, up to a whole line, with half a line free above the foot."""
    if not found:
        return 0
    points = sum(row.height for row in found) + 2 * measures.IMPRINT_RULE + area.grid / 2
    return -int(-points // area.grid) * measures.LINE


def split(found: tuple[FootRow, ...], area: Area) -> list[tuple[FootRow, ...]]:
    """The rows in portions that fit a page each: more than one only for a very long list."""
    portions: list[tuple[FootRow, ...]] = []
    page: tuple[FootRow, ...] = ()
    for row in (part for whole in found for part in _parts(whole)):
        if page and height((*page, row), area) > area.page:
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
