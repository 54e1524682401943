"""Tables: columns as wide as what they hold, numbers below each other, nothing lost."""

from bulletins.printing import faces, measures
from bulletins.printing.design import MUNICIPAL
from bulletins.printing.tables import Grid
from bulletins.richtext import Cell, Run, Table

PREPARED = faces.load()
AREA = measures.area(MUNICIPAL)


def grid(*rows: tuple[str, ...], head: int = 1) -> Grid:
    cells = tuple(
        tuple(Cell((Run(text),), header=number < head) for text in row)
        for number, row in enumerate(rows)
    )
    return Grid(Table(cells, head), PREPARED, AREA)


def test_columns_fill_the_type_area_and_longer_text_gets_more_of_it():
    widths = grid(("单位", "备注"), ("甲", "慰问品另行统计后发放")).widths
    assert abs(sum(widths) - AREA.width) < 0.01
    assert widths[1] > 2 * widths[0]


def test_column_of_numbers_is_not_broken_however_long_the_others_are():
    long = "慰问品另行统计后发放到各个车间班组" * 3
    table = grid(("单位", "人数", "金额", "备注"), (long, "1,234,567", "88.5%", long))
    (_, number, share, _), _, _ = [*table.rows()][-1]
    assert [len(lines) for _, lines in (number, share)] == [1, 1]


def test_numbers_end_below_each_other_and_the_widest_stands_in_the_middle():
    table = grid(("单位", "人数"), ("甲", "1,234"), ("乙", "7"), ("丙", "—"))
    pads = [pads for _, pads, _ in table.rows()]
    assert pads[0] == (0, 0)
    assert len({row[1] for row in pads[1:]}) == 1
    width = PREPARED.width("song", "1,234") / 1000 * AREA.table
    assert abs(pads[1][1] - (table.widths[1] - width) / 2) < 0.5
    assert [row[0] for row in pads] == [0, 0, 0, 0]


def test_column_with_a_word_among_its_numbers_is_text():
    table = grid(("单位", "人数"), ("甲", "12"), ("乙", "另计"))
    assert [pads[1] for _, pads, _ in table.rows()] == [0, 0, 0]


def test_head_stays_with_the_first_row_and_spanned_rows_stay_together():
    cells = (
        (Cell((Run("头"),), header=True), Cell((Run("头"),), header=True)),
        (Cell((Run("甲"),), rowspan=2), Cell((Run("1"),))),
        (Cell((Run("2"),)),),
        (Cell((Run("乙"),)), Cell((Run("3"),))),
    )
    assert [*Grid(Table(cells, 1), PREPARED, AREA).groups()] == [(0, 3), (3, 4)]
