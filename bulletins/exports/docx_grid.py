"""Where the cells of a table stand when some span several rows or columns."""

from dataclasses import replace

from bulletins.richtext import Cell, Table


def placed(table: Table) -> tuple[dict[tuple[int, int], Cell], int, int]:
    """Each cell by the row and column of its corner, and the rows and columns of the table.

    As in HTML: a cell takes the first place of its row that no cell above reaches
    into.  Spans are cut at the edge of the table and at what is taken already.
    """
    height = len(table.rows)
    cells: dict[tuple[int, int], Cell] = {}
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(table.rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            wide = next((n for n in range(cell.colspan) if (top, left + n) in taken), cell.colspan)
            tall = min(cell.rowspan, height - top)
            cells[top, left] = replace(cell, colspan=wide, rowspan=tall)
            taken |= {(top + down, left + n) for down in range(tall) for n in range(wide)}
            left += wide
    width = max((column for _, column in taken), default=0) + 1
    return cells, max(height, 1), width


def shares(cells: dict[tuple[int, int], Cell], width: int) -> list[float]:
    """Each column's part of the width, by its longest text; none under half of an even part."""
    longest = [4] * width
    for (_, left), cell in cells.items():
        for column in range(left, left + cell.colspan):
            longest[column] = max(longest[column], min(len(cell.text), 40) // cell.colspan)
    least = sum(longest) / width / 2
    weights = [max(least, value) for value in longest]
    return [weight / sum(weights) for weight in weights]
