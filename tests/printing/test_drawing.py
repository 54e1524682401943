"""The drawing of one article: the very lines that print, each character at its place."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.printing import faces
from bulletins.printing.composer import compose
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN
from bulletins.printing.drawing import drawn
from bulletins.printing.flow import AUTOSPACE
from bulletins.printing.measures import EM
from bulletins.richtext import Cell, Paragraph, Run, Table
from tests.printing import generated
from tests.printing.issues import SENTENCE, article, figure, paragraph

FACES = faces.load()
DESIGNS = {"one column": MUNICIPAL, "plain": PLAIN, "two columns": NEWSLETTER}
every_design = pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
ROUNDING = 0.3  # points: tracking is rounded to a thousandth of an em, at each character


def rows(drawing) -> list[str]:
    """The words of each line of the drawing, from the top."""
    ordered = sorted(drawing.words, key=lambda words: (round(words.baseline, 2), words.xs[:1]))
    by_line = groupby(ordered, key=lambda words: round(words.baseline, 2))
    return ["".join(words.text for words in line).replace("\xa0", " ") for _, line in by_line]


@every_design
def test_lines_end_where_the_composer_ends_them(design):
    drawing = drawn(article("1", blocks=(paragraph(SENTENCE * 2),), source=""), FACES, design)
    measure, space = drawing.characters * EM, AUTOSPACE[design.autospace]
    lines = compose((Run(SENTENCE * 2),), FACES, measure=measure, autospace=space)
    body = [line.text for line in lines]
    assert rows(drawing)[-len(body) :] == body


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(list(DESIGNS)))
def test_every_character_stands_once_inside_the_type_area(seed, design):
    contents, _pictures = generated.issue(seed)
    found = contents.articles[0]
    drawing = drawn(found, FACES, DESIGNS[design])
    for words in drawing.words:
        assert len(words.xs) == len(words.text.encode("utf-16-le")) // 2
        assert list(words.xs) == sorted(words.xs)
        if words.xs:
            assert words.xs[0] > -words.size / 2 - ROUNDING
            assert words.xs[-1] < drawing.width + words.size / 2 + ROUNDING
        assert 0 < words.baseline < drawing.height + ROUNDING
    for box in drawing.boxes:
        assert box.x >= 0 and box.x + box.width < drawing.width + ROUNDING
        assert box.y >= 0 and box.y + box.height < drawing.height + ROUNDING


def test_picture_table_and_note_take_their_own_room():
    cells = ((Cell((Run("单位"),), header=True), Cell((Run("人数"),), header=True)),
             (Cell((Run("甲县"),)), Cell((Run("120"),))))  # fmt: skip
    noted = Paragraph((Run("正文"), Run("", footnote=(Run("注的文字"),))), "body")
    blocks = (noted, figure(7, 400, 300, "走访"), Table(cells, 1), paragraph("末段。"))
    drawing = drawn(article("1", blocks=blocks), FACES)
    picture, *table = drawing.boxes
    assert (picture.picture, [box.picture for box in table]) == (7, [0, 0, 0, 0])
    lines = rows(drawing)
    order = ["正文", "走访", "单位人数", "甲县120", "末段。（示范市总工会）", "①注的文字"]
    assert [line for line in lines if line in order] == order
    baselines = {words.text: words.baseline for words in drawing.words}
    assert baselines["正文"] < picture.y < picture.y + picture.height < baselines["走访"]
    assert baselines["末段。"] < baselines["注的文字"] < drawing.height


def test_brief_and_rare_character():
    brief = article("1", "", brief=True, blocks=(paragraph("𠮷镇工会开展慰问。"),), source="")
    drawing = drawn(brief, FACES)
    (line,) = drawing.words
    assert line.text.endswith("𠮷镇工会开展慰问。") and drawing.lines == 1
    at = line.text.encode("utf-16-le").index("𠮷".encode("utf-16-le")) // 2
    assert line.xs[at] == line.xs[at + 1] < line.xs[at + 2]
    assert line.places.split()[at] == f"{line.xs[at]:.1f}"


def test_raised_and_lowered_signs_are_small_and_off_the_line():
    runs = (Run("水H"), Run("2", ("sub",)), Run("O，平方米m"), Run("2", ("sup",)))
    drawing = drawn(article("1", blocks=(Paragraph(runs, "body"),)), FACES)
    low, high = (
        next(w for w in drawing.words if mark in w.look.split()) for mark in ("sub", "sup")
    )
    line = next(w for w in drawing.words if "水" in w.text)
    assert high.baseline < line.baseline < low.baseline
    assert high.size == low.size < line.size


def test_grid_has_a_line_more_than_there_are_rows_and_columns():
    drawing = drawn(article("1"), FACES)
    assert drawing.grid.count("H") == drawing.lines + 1
    assert drawing.grid.count("V") == drawing.characters + 1 == 29
    assert drawing.page_lines == 22
