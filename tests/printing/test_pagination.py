"""Pages: nothing overflows, nothing is lost, what belongs together stays together."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.contents import BRIEFS, Contents, DistributionGroup, Masthead, Section
from bulletins.printing import faces, proof
from bulletins.printing.blocks import Row, SectionTitle, Text, Title
from bulletins.printing.design import NEWSLETTER
from bulletins.printing.measures import LINE, PAGE
from bulletins.printing.pagination import paginate
from tests.printing.issues import (
    SENTENCE,
    article,
    everything,
    figure,
    issue,
    paragraph,
    table,
)

PREPARED = faces.load()

blocks = st.one_of(
    st.integers(1, 9).map(lambda n: paragraph(SENTENCE * n)),
    st.just(paragraph("（一）主要做法", "heading")),
    st.just(paragraph(SENTENCE, "quote")),
    st.just(paragraph(SENTENCE, "item", depth=1, marker="1.")),
    st.integers(1, 30).map(table),
    st.tuples(st.integers(100, 2000), st.integers(100, 2000)).map(lambda s: figure(1, *s)),
)


@st.composite
def issues(draw) -> Contents:
    headlines = ["示范市总工会开展暖冬行动", "一二三四五六七八九十" * 3, ""]
    articles = []
    for n in range(draw(st.integers(0, 8))):
        headline = draw(st.sampled_from(headlines))
        made = article(
            f"k{n}",
            headline,
            brief=draw(st.booleans()),
            # An article of nothing at all is never printed: its section would begin with it.
            blocks=tuple(draw(st.lists(blocks, min_size=0 if headline else 1, max_size=4))),
            source=draw(st.sampled_from(["", "甲单位", "乙单位、丙单位" * 5])),
        )
        articles.append(made)
    groups = st.integers(1, 300).map(lambda n: (DistributionGroup("发", ("某单位",) * n, n),))
    return issue(*articles, distribution=draw(st.just(()) | groups))


@settings(max_examples=60, deadline=None)
@given(issues())
def test_no_page_overflows_and_blocks_follow_without_overlap(contents):
    for page in paginate(contents, PREPARED).pages:
        bottom = (page.head.height if page.head else 0) + (page.box.height if page.box else 0)
        for item in page.placed:
            assert item.top >= bottom
            bottom = item.bottom
        foot = sum(row.height for row in page.foot_rows)
        assert bottom + (foot and foot / (PAGE / 22) / 3.6) <= PAGE


@settings(max_examples=60, deadline=None)
@given(issues())
def test_every_line_of_every_article_is_printed_once_in_order(contents):
    proof.check_pages(contents, paginate(contents, PREPARED))


@settings(max_examples=60, deadline=None)
@given(issues())
def test_no_page_ends_with_a_headline_nor_splits_off_a_single_line(contents):
    pages = paginate(contents, PREPARED).pages
    for page, following in zip(pages, pages[1:], strict=False):
        if not page.placed or not following.placed:
            continue
        last, first = page.placed[-1], following.placed[0]
        alone = isinstance(last.block, Title) and not _ends_article(last, following)
        assert not alone
        assert not isinstance(last.block, SectionTitle)
        if isinstance(last.block, Text):
            assert last.block.kind != "heading" or _ends_article(last, following)
            if last.block is first.block:
                assert last.end - last.start >= 2
                assert first.height >= 2 * LINE  # its source may stand below a single one


def _ends_article(last, following) -> bool:
    return all(item.block.article != last.block.article for item in following.placed)


@settings(max_examples=40, deadline=None)
@given(issues())
def test_text_stands_on_the_grid(contents):
    for page in paginate(contents, PREPARED).pages:
        tops = [i.top for i in page.placed if isinstance(i.block, Text | Title | SectionTitle)]
        captions = [
            i.top for i in page.placed if isinstance(i.block, Text) and i.block.kind == "caption"
        ]
        assert {top % LINE for top in tops if top not in captions} <= {0}


@settings(max_examples=40, deadline=None)
@given(issues())
def test_foot_stands_on_the_last_page_and_each_article_has_its_first_page(contents):
    result = paginate(contents, PREPARED)
    if contents.distribution:
        assert result.pages[-1].foot_rows
    printed = {a.key for a in contents.articles if proof.article_text(a) or a.blocks}
    assert set(result.first_pages) == printed
    for key, number in result.first_pages.items():
        pages = [p.number for p in result.pages if key in p.articles]
        assert pages[0] == number


def test_contents_box_says_the_page_where_each_article_begins():
    contents = issue(*(article(str(n)) for n in range(15)))
    result = paginate(contents, PREPARED)
    said = {e.article: e.page for p in result.pages if p.box for e in p.box.entries if e.article}
    assert said == result.first_pages
    assert sorted(said.values()) == list(said.values())


@pytest.mark.parametrize(("count", "boxes"), [(1, 1), (15, 1), (20, 1), (40, 2), (100, 4)])
def test_contents_box_holds_any_number_of_articles(count, boxes):
    contents = issue(*(article(str(n)) for n in range(count)))
    result = paginate(contents, PREPARED)
    found = [page.box for page in result.pages if page.box]
    assert len(found) == boxes
    assert [e.article for box in found for e in box.entries if e.article] == [
        a.key for a in contents.articles
    ]


def test_few_articles_let_the_text_begin_on_page_one():
    assert paginate(issue(article("1")), PREPARED).first_pages == {"1": 1}


def test_heading_of_the_contents_left_empty_prints_no_box():
    contents = issue(article("1"), contents_heading="")
    assert {page.box for page in paginate(contents, PREPARED).pages} == {None}


def test_bare_contents_have_no_masthead_rows_but_the_title():
    contents = issue(article("1"), masthead=Masthead("工会信息"), distribution=(), imprint=("", ""))
    page = paginate(contents, PREPARED).pages[0]
    assert (page.head.masthead.title, page.head.height) == ("工会信息", 4 * LINE)
    assert page.foot_rows == ()


def test_table_across_pages_repeats_its_head_and_keeps_rows_whole():
    contents = issue(article("1", blocks=(table(60),)))
    pages = [p for p in paginate(contents, PREPARED).pages if p.placed]
    assert len(pages) > 2
    for page in pages[1:]:
        first = page.placed[0]
        assert isinstance(first.block, Row)
        assert first.repeated and first.block.header
    own = [i for p in pages for i in p.placed if isinstance(i.block, Row) and not i.repeated]
    assert len(own) == 61


def test_briefs_run_on_without_a_free_line_and_with_their_head_in_bold():
    briefs = tuple(article(str(n), f"某区举办第{n}次运动会", brief=True) for n in range(3))
    contents = replace(issue(), sections=(Section("简讯", BRIEFS, briefs),))
    placed = [i for p in paginate(contents, PREPARED).pages for i in p.placed]
    bodies = [i for i in placed if isinstance(i.block, Text)]
    starts = [
        "".join(piece.text for piece in i.block.lines[0].pieces if piece.marks == ("strong",))
        for i in bodies
    ]
    assert [text for text in starts if text] == [f"某区举办第{n}次运动会。" for n in range(3)]
    assert not [i for i in placed if isinstance(i.block, Title)]


def test_foot_that_does_not_fit_takes_the_last_lines_along():
    for count in range(1, 30):
        contents = issue(article("1", blocks=(paragraph(SENTENCE * count),)))
        last = paginate(contents, PREPARED).pages[-1]
        assert last.foot_rows
        assert last.placed, count


def test_foot_longer_than_a_page_continues_on_the_next():
    groups = (DistributionGroup("发", tuple(f"第{n}示范基层工会委员会" for n in range(600))),)
    contents = issue(article("1"), distribution=groups)
    pages = paginate(contents, PREPARED).pages
    feet = [page for page in pages if page.foot_rows]
    assert len(feet) > 1
    text = "".join(line.text for p in feet for row in p.foot_rows for line in row.lines)
    assert text.startswith("、".join(groups[0].labels))


def test_same_contents_give_the_same_pages():
    contents, _ = everything()
    assert repr(paginate(contents, PREPARED)) == repr(paginate(contents, PREPARED))


def test_running_head_names_the_section_that_begins_at_the_head_of_its_page():
    """The second section's headline does not fit on page two any more."""
    for count in range(1, 9):
        sections = (
            Section("甲栏", "articles", (article("1", blocks=(paragraph(SENTENCE * count * 4),)),)),
            Section("乙栏", "articles", (article("2", blocks=(paragraph(SENTENCE * 40),)),)),
        )
        contents = replace(issue(), sections=sections)
        for page in paginate(contents, PREPARED).pages[1:]:
            opens = [i.block.title for i in page.placed[:1] if isinstance(i.block, SectionTitle)]
            if page.number % 2:
                running = page.running_head("简报")
                assert running == f"【{opens[0] if opens else page.section}】"


@pytest.mark.parametrize("entries", range(4, 16))
def test_no_line_or_two_stand_lost_below_the_contents_box_of_a_column(entries):
    contents = issue(*(article(str(n), "某区总工会走访慰问" * 2) for n in range(entries)))
    first = paginate(contents, PREPARED, design=NEWSLETTER).pages[0]
    below = [item for item in first.placed if item.column == 2]
    assert first.box
    assert not below or below[-1].bottom - below[0].top >= 3 * LINE


def test_headline_with_one_line_of_text_may_end_a_column_but_no_column_begins_with_a_last_line():
    ends, heads = set(), set()
    for count in range(6, 30):
        blocks = (paragraph(SENTENCE * count), paragraph(SENTENCE * 4))
        contents = issue(*(article(str(n), blocks=blocks) for n in range(3)))
        placed = [
            i for p in paginate(contents, PREPARED, design=NEWSLETTER).pages for i in p.placed
        ]
        for above, below in zip(placed, placed[1:], strict=False):
            if above.block is below.block and isinstance(above.block, Text):
                ends.add(above.end - above.start)
                heads.add(below.height // LINE)
    assert min(ends) == 1 and min(heads) == 2
