"""The geometry of a table: how wide its columns are, how tall its rows, which stay together."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bulletins.printing.composer import Line, compose
from bulletins.printing.faces import Faces
from bulletins.printing.measures import EM, TABLE_PAD, Area
from bulletins.richtext import Cell, Table

MOST_COLUMNS = 40  # a cell that claims more is a mistake: a column would be under 4 mm
CELL_PADDING = 4.0  # points, left and right
NARROWEST, WIDEST = 3.0, 16.0  # em of text that a column asks for, at least and at most

Composed = tuple[Cell, tuple[Line, ...]]
_NUMBER = re.compile(r"[-+−±]?\d[\d,.]*[%％‰]?|[—-]+")


class Grid:
    """A table with every cell in its place, spans counted.  Widths in points."""

    def __init__(self, table: Table, faces: Faces, area: Area):
        self.table, self.faces, self.area = table, faces, area
        self.places, columns = _places(table)
        self.numeric = self._numeric()
        self.widths = self._widths(columns) if columns else ()

    def rows(self) -> Iterator[tuple[tuple[Composed, ...], tuple[float, ...], int]]:
        """Per row its composed cells, their pads and its height in eighths of a grid line.

        A pad is the blank right of a number (points): numbers of a column end below each
        other, and the widest stands in its middle.  0 for what is no number.
        """
        found = [
            tuple((cell, self._compose(cell, column)) for cell, column in row)
            for row in self.places
        ]
        single = [[lines for cell, lines in row if _span(cell) == 1] for row in found]
        heights = [self._height(cells) for cells in single]
        for number, row in enumerate(found):
            for cell, lines in row:
                last = min(number + _span(cell), len(heights)) - 1
                short = self._height([lines]) - sum(heights[number : last + 1])
                heights[last] += max(short, 0)
        return zip(found, self._pads(found), heights, strict=True)

    def _pads(self, found: list[tuple[Composed, ...]]) -> list[tuple[float, ...]]:
        widest = dict.fromkeys(self.numeric, 0)
        for row, placed in zip(found, self.places, strict=True):
            for (cell, lines), (_, column) in zip(row, placed, strict=True):
                if column in self.numeric and _is_figure(cell):
                    widest[column] = max([widest[column], *(line.width for line in lines)])
        pads = {
            column: max((self.widths[column] - width / EM * self.area.table) / 2, CELL_PADDING)
            for column, width in widest.items()
        }
        return [
            tuple(pads.get(column, 0) if _is_figure(cell) else 0 for cell, column in row)
            for row in self.places
        ]

    def _numeric(self) -> set[int]:
        """Columns in which every cell of the body is a number, or empty."""
        figures: set[int] = set()
        words: set[int] = set()
        for row in self.places:
            for cell, column in row:
                if _words(cell) and not cell.header:
                    (figures if _is_figure(cell) else words).add(column)
        return figures - words

    def groups(self) -> Iterator[tuple[int, int]]:
        """Rows that must stay on one page: the head with the first of the body, spans whole."""
        count, start, reach = len(self.places), 0, min(self.table.head_rows + 1, len(self.places))
        for number in range(count):
            spans = [number + _span(cell) for cell, _ in self.places[number]]
            reach = min(max([reach, number + 1, *spans]), count)
            if number + 1 >= reach:
                yield start, number + 1
                start = number + 1

    def _widths(self, columns: int) -> tuple[float, ...]:
        """Wider text gets a wider column, numbers what they need; the table fills the area."""
        wanted, needed = [NARROWEST] * columns, [NARROWEST] * columns
        for row in self.places:
            for cell, column in row:
                if cell.colspan == 1:
                    longest = max(cell.text.split("\n"), key=len)
                    width = self.faces.width("song", longest) / EM + 1
                    wanted[column] = max(wanted[column], min(width, WIDEST))
                    if column in self.numeric and _is_figure(cell):
                        needed[column] = wanted[column]
        room = self.area.width / self.area.table
        over, spare = sum(wanted) - room, sum(wanted) - sum(needed)
        if 0 < over < spare:  # only what can be broken gives way
            wanted = [w - over * (w - n) / spare for w, n in zip(wanted, needed, strict=True)]
        total = sum(wanted)
        return tuple(self.area.width * width / total for width in wanted)

    def _compose(self, cell: Cell, column: int) -> tuple[Line, ...]:
        room = sum(self.widths[column : column + cell.colspan]) - 2 * CELL_PADDING - 1
        measure = max(round(room / self.area.table * EM), EM)
        role = "black" if cell.header else "song"
        return compose(cell.runs, self.faces, role, measure, 0, justify=False)

    def _height(self, cells: list[tuple[Line, ...]]) -> int:
        most = max((len(lines) for lines in cells), default=1)
        return max(most, 1) * self.area.table_line + TABLE_PAD


def _is_figure(cell: Cell) -> bool:
    return cell.colspan == 1 and not cell.header and bool(_NUMBER.fullmatch(_words(cell)))


def _words(cell: Cell) -> str:
    """What the cell says, marks of notes left out."""
    return "".join(run.text for run in cell.runs if not run.footnote).strip()


def _span(cell: Cell) -> int:
    return max(cell.rowspan, 1)


def _places(table: Table) -> tuple[list[list[tuple[Cell, int]]], int]:
    """Each cell with its column, as HTML places them, and the number of columns."""
    taken: set[tuple[int, int]] = set()
    places: list[list[tuple[Cell, int]]] = []
    for number, row in enumerate(table.rows):
        placed, column = [], 0
        for given in row:
            cell = replace(given, colspan=min(max(given.colspan, 1), MOST_COLUMNS))
            while (number, column) in taken:
                column += 1
            placed.append((cell, column))
            for below in range(min(_span(cell), len(table.rows) - number)):
                taken |= {(number + below, column + c) for c in range(cell.colspan)}
            column += cell.colspan
        places.append(placed)
    return places, max((column for _, column in taken), default=-1) + 1
