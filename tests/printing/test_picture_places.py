"""Pictures in the pages: their shape, their order, and the text that fills the room about them."""

from dataclasses import replace

import pytest

from bulletins.contents import BRIEFS, Section
from bulletins.printing import faces
from bulletins.printing.blocks import Picture, Text, Title
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN
from bulletins.printing.figures import SMALLEST, picture_size
from bulletins.printing.measures import LINE, area
from bulletins.printing.pagination import paginate
from tests.printing.issues import SENTENCE, article, figure, issue, paragraph

PREPARED = faces.load()
AREA = area(MUNICIPAL)


def is_picture(item):
    return isinstance(item.block, Picture)


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


def test_pictures_keep_their_order_and_stay_in_their_article():
    pictures = tuple(figure(n, 1600, 1000, f"图{n}") for n in range(1, 5))
    mixed = tuple(b for pair in zip(pictures, [paragraph(SENTENCE)] * 4, strict=True) for b in pair)
    contents = issue(article("1", blocks=mixed), article("2", blocks=mixed))
    placed = [i.block for p in paginate(contents, PREPARED).pages for i in p.placed]
    shown = [(b.article, b.figure.picture) for b in placed if isinstance(b, Picture)]
    assert shown == [(key, n) for key in "12" for n in range(1, 5)]


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
