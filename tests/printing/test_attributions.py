"""Whose text it is: a source stands in the last line or below it, a byline under its headline."""

from dataclasses import replace

import pytest

from bulletins.contents import BRIEFS, Section
from bulletins.printing import faces, proof
from bulletins.printing.blocks import Text, Title
from bulletins.printing.pagination import paginate
from tests.printing.issues import article, figure, issue, paragraph, table

PREPARED = faces.load()


@pytest.mark.parametrize(
    ("blocks", "source", "places"),
    [
        ((paragraph("工" * 26 + "会" * 28),), "甲单位", [None]),  # the last line is full
        ((paragraph("工" * 5),), "甲单位、乙单位" * 5, ["source"]),  # longer than a line
        ((table(2),), "甲单位", ["source"]),
        ((paragraph("动态管理。", "item", depth=2, marker="•"),), "甲单位", [13000]),
        ((paragraph("引文。", "quote"),), "甲单位", [None]),
        ((figure(1, 100, 100, "图1"),), "甲单位", ["source"]),
    ],
)
def test_source_has_a_line_of_its_own_where_none_is_free(blocks, source, places):
    contents = issue(article("1", blocks=blocks, source=source))
    placed = [i.block for p in paginate(contents, PREPARED).pages for i in p.placed]
    texts = [b for b in placed if isinstance(b, Text) and (b.source or b.kind == "source")]
    assert [b.source_gap if b.source else b.kind for b in texts] == places


def test_source_on_lines_of_its_own_is_not_alone_at_the_head_of_a_page():
    for count in range(1, 30):
        blocks = (paragraph("工" * 26 + "会" * 28 * count),)
        contents = issue(article("1", blocks=blocks, source="甲单位、乙单位" * 5))
        for page in paginate(contents, PREPARED).pages[1:]:
            assert not page.placed or getattr(page.placed[0].block, "kind", "") != "source", count


def test_source_joins_the_last_line_only_when_it_fits():
    short = article("1", blocks=(paragraph("完成任务。"),), source="甲单位")
    full = article("2", blocks=(paragraph("工" * 25 + "。"),), source="甲单位")
    texts = [
        item.block
        for page in paginate(issue(short, full), PREPARED).pages
        for item in page.placed
        if isinstance(item.block, Text)
    ]
    assert [text.source_gap is not None for text in texts] == [True, False]


def lines_at_the_head(count, *following):
    """How many lines and their source below them open the page where the first article ends."""
    text = "工" * (26 + 28 * count) + "会" * 27 + "。"
    pages = paginate(issue(article("1", blocks=(paragraph(text),)), *following), PREPARED).pages
    last = next(p for p in reversed(pages) if "1" in p.articles).placed[0]
    own_line = isinstance(last.block, Text) and last.block.source and not last.block.source_gap
    return last.end - last.start if own_line else None


def test_last_line_may_open_a_page_with_its_source_below_it():
    found = {lines_at_the_head(count, article("2")) for count in range(30, 60)}
    assert 1 in found and 0 not in found


def test_no_single_line_and_its_source_stand_alone_on_the_last_page():
    found = {lines_at_the_head(count) for count in range(30, 60)} - {None}
    assert min(found) == 2


def test_byline_of_a_brief_is_printed_under_its_headline():
    brief = article("1", "某区举办运动会", brief=True, byline="某区总工会　张某")
    contents = replace(issue(), sections=(Section("简讯", BRIEFS, (brief,)),))
    titles = [
        i.block
        for p in paginate(contents, PREPARED).pages
        for i in p.placed
        if isinstance(i.block, Title)
    ]
    assert [title.byline[0].text for title in titles] == ["某区总工会　张某"]
    proof.check_pages(contents, paginate(contents, PREPARED))
