"""Pages: nothing overflows, nothing is lost, what belongs together stays together."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.contents import BRIEFS, Contents, DistributionGroup, Masthead, Section
from bulletins.printing import faces, proof
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN
from bulletins.printing.figures import SMALLEST, picture_size
from bulletins.printing.measures import LINE, PAGE, area
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
AREA = area(MUNICIPAL)

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


def test_picture_keeps_its_shape_and_stays_within_the_page():
    contents = issue(article("1", blocks=(figure(1, 1600, 1000), figure(2, 300, 2000))))
    pictures = [
        item.block
        for page in paginate(contents, PREPARED).pages
        for item in page.placed
        if isinstance(item.block, Picture)
    ]
    for picture in pictures:
        ratio = picture.figure.width / picture.figure.height
        assert abs(picture.width / picture.tall - ratio) < 0.01
        assert picture.width <= 443 and picture.tall <= 14 * 29


def test_text_fills_the_page_before_a_picture_that_does_not_fit():
    floated = []
    for count in range(1, 10):
        shown = figure(1, 1600, 1000, "图1　走访")
        blocks = (paragraph(SENTENCE * count), shown, paragraph(SENTENCE * 9))
        contents = issue(article("1", blocks=blocks), article("2", "另一篇"))
        pages = [p for p in paginate(contents, PREPARED).pages if p.placed]
        placed = [item.block for page in pages for item in page.placed]
        captions = [n for n, b in enumerate(placed) if isinstance(b, Text) and b.kind == "caption"]
        assert [placed[n - 1].figure.picture for n in captions] == [1]
        assert [b.article for b in placed if isinstance(b, Title)] == ["1", "2"]
        for before, page in zip(pages, pages[1:], strict=False):
            if isinstance(page.placed[0].block, Picture):
                floated.append(count)
                assert before.free <= LINE
    assert floated


def test_text_goes_on_between_two_pictures_that_do_not_fit_one_page():
    pictures = (figure(1, 1600, 1100), figure(2, 1600, 1100))
    for count in range(1, 7):
        blocks = (paragraph(SENTENCE * count), *pictures, paragraph(SENTENCE * 30))
        contents = issue(article("1", blocks=blocks, source=""))
        pages = [p for p in paginate(contents, PREPARED).pages if p.placed]
        assert [i.block.figure.picture for p in pages for i in p.placed if is_picture(i)] == [1, 2]
        assert [page.number for page in pages[:-2] if page.free > LINE] == []


@pytest.mark.parametrize("count", range(1, 7))
def test_last_pictures_of_an_article_are_made_smaller_rather_than_leave_white(count):
    pictures = (figure(1, 1600, 1400), figure(2, 1600, 1400))
    blocks = (paragraph(SENTENCE * count), *pictures)
    contents = issue(article("1", blocks=blocks), article("2", "另一篇"))
    pages = [p for p in paginate(contents, PREPARED).pages if p.placed]
    shown = [item.block for page in pages for item in page.placed if is_picture(item)]
    whole = picture_size(pictures[0], AREA)[0]
    assert all(SMALLEST * whole <= picture.width <= whole for picture in shown)
    assert all(abs(p.width / p.tall - 1600 / 1400) < 0.01 for p in shown)
    between = [p for p in pages if is_picture(p.placed[-1])][:-1]
    assert [page.number for page in between if page.free >= SMALLEST * 14 * LINE] == []


@pytest.mark.parametrize("count", range(1, 9))
def test_text_fills_a_column_before_a_picture_that_does_not_fit(count):
    shown = figure(1, 1600, 1600)
    blocks = (paragraph(SENTENCE * count), shown, paragraph(SENTENCE * 30))
    contents = issue(article("1", blocks=blocks, source=""))
    pages = paginate(contents, PREPARED, design=NEWSLETTER).pages
    columns = {}
    for page in pages:
        for item in page.placed:
            columns.setdefault((page.number, item.column), []).append(item)
    room = pages[0].room
    full = list(columns.values())[:-2]  # the last two are balanced
    assert sum(map(is_picture, (i for items in columns.values() for i in items))) == 1
    assert [items[-1].bottom for items in full if room - items[-1].bottom > 2 * LINE] == []


def test_picture_in_columns_stays_in_its_article():
    briefs = [
        article(str(n), f"简讯{n}", brief=True, blocks=(paragraph(SENTENCE), figure(n, 1600, 1600)))
        for n in range(1, 8)
    ]
    contents = replace(issue(), sections=(Section("简讯", BRIEFS, tuple(briefs)),))
    placed = [i for p in paginate(contents, PREPARED, design=NEWSLETTER).pages for i in p.placed]
    keys = [item.block.article for item in placed if item.block.article]
    assert keys == sorted(keys, key=int)
    assert [i.block.figure.picture for i in placed if is_picture(i)] == list(range(1, 8))


def is_picture(item):
    return isinstance(item.block, Picture)


def test_pictures_keep_their_order_and_stay_in_their_article():
    pictures = tuple(figure(n, 1600, 1000, f"图{n}") for n in range(1, 5))
    mixed = tuple(b for pair in zip(pictures, [paragraph(SENTENCE)] * 4, strict=True) for b in pair)
    contents = issue(article("1", blocks=mixed), article("2", blocks=mixed))
    placed = [i.block for p in paginate(contents, PREPARED).pages for i in p.placed]
    shown = [(b.article, b.figure.picture) for b in placed if isinstance(b, Picture)]
    assert shown == [(key, n) for key in "12" for n in range(1, 5)]


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


@pytest.mark.parametrize("captions", [("", ""), ("图1　走访", "图2　慰问"), ("图1　走访", "")])
@pytest.mark.parametrize("body", ["3号", "小3号", "4号"])
def test_two_pictures_that_share_a_page_are_of_one_size(body, captions):
    blocks = [figure(n, 1600, 1400, caption) for n, caption in enumerate(captions, 1)]
    shared = []
    for count in range(1, 14):
        first = article("1", blocks=(paragraph(SENTENCE * count), *blocks), source="")
        contents = issue(first, article("2"))
        for page in paginate(contents, PREPARED, None, replace(PLAIN, body=body)).pages:
            shown = [item.block for item in page.placed if is_picture(item)]
            shared += [[p.width for p in shown]] if len(shown) == 2 else []
    assert shared and [pair for pair in shared if pair[0] != pair[1]] == []


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
