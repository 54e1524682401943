"""The preflight: every finding provoked, and silent where there is nothing to say."""

from dataclasses import replace

import pikepdf
import pytest

from bulletins.contents import ARTICLES, BRIEFS, Contents, Masthead, Section
from bulletins.printing import faces, flaws
from bulletins.printing.blocks import Picture
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN
from bulletins.printing.findings import STOPS, Check, Level, Place
from bulletins.printing.pagination import paginate
from bulletins.printing.preflight import Made, complete, inspect, loose_fonts, of_files
from bulletins.richtext import Cell, Paragraph, Run, Table
from tests.printing import finished
from tests.printing.issues import MASTHEAD, SENTENCE, article, figure, issue, paragraph

PREPARED = faces.load()


def found(contents, check, design=MUNICIPAL):
    return [f for f in inspect(contents, PREPARED, design) if f.check == check]


def sentences(contents, check, design=MUNICIPAL):
    return [f.sentence for f in found(contents, check, design)]


def of_check(check, *articles, **more):
    return found(issue(*articles, **more), check)


def test_plain_issue_is_green_but_for_its_number_of_pages():
    levels = {f.check: f.level for f in complete(inspect(issue(article("1")), PREPARED))}
    assert {c for c, level in levels.items() if level != Level.GREEN} == {Check.SHEETS}
    assert set(levels) == set(Check)


def test_complete_puts_the_gravest_first_and_names_each_check():
    contents = issue(article("1", blocks=(paragraph("缺字\U0002a6d6。"),), source=""))
    levels = [f.level for f in complete(inspect(contents, PREPARED))]
    assert levels == sorted(levels, reverse=True)
    assert {Level.RED, Level.AMBER, Level.GREEN} <= set(levels)


# --- characters ---


def test_character_without_glyph_is_red_and_stops():
    [finding] = of_check(Check.GLYPHS, article("7", blocks=(paragraph("某\U000f0000某"),)))
    assert (finding.level, finding.article, finding.place) == (Level.RED, "7", Place.ARTICLE)
    assert finding.stops and finding.sentence.endswith(STOPS) and "U+F0000" in finding.sentence


def test_many_missing_characters_are_one_sentence():
    text = "".join(map(chr, range(0xF0000, 0xF0014)))
    [finding] = of_check(Check.GLYPHS, article("7", blocks=(paragraph(text),)))
    assert "等20处" in finding.sentence


def test_missing_character_of_the_masthead_leads_to_the_facts():
    contents = issue(article("1"), masthead=replace(MASTHEAD, special="专\U000f0000刊"))
    [finding] = found(contents, Check.GLYPHS)
    assert (finding.article, finding.place) == (None, Place.FACTS)


def test_what_the_design_does_not_print_needs_no_glyph():
    contents = issue(article("1"), staff=(("编辑", "\U000f0000"),))
    assert found(contents, Check.GLYPHS) != []
    assert found(contents, Check.GLYPHS, replace(MUNICIPAL, staff=False)) == []


def test_rare_character_is_amber_and_named():
    [finding] = of_check(Check.FALLBACKS, article("7", blocks=(paragraph("䶮某。"),)))
    assert finding.level == Level.AMBER and "“䶮”" in finding.sentence
    assert finding.article == "7"


def test_borrowed_punctuation_is_no_fallback():
    assert of_check(Check.FALLBACKS, article("1", "论“担当”", note="编者按：——“好”。")) == []


# --- pictures ---


def test_picture_of_low_resolution_is_amber():
    [finding] = of_check(Check.PICTURES, article("3", blocks=(figure(1, 1200, 400),)))
    assert (finding.level, finding.article) == (Level.AMBER, "3")
    assert "每英寸195点" in finding.sentence and finding.page == 2


def test_large_picture_is_not_mentioned():
    assert of_check(Check.PICTURES, article("3", blocks=(figure(1, 2400, 900),))) == []


def test_picture_printed_too_large_is_red():
    contents = issue(article("3", blocks=(figure(1, 600, 300),)))
    pages = paginate(contents, PREPARED)
    for item in (item for page in pages.pages for item in page.placed):
        if isinstance(item.block, Picture):
            item.block = replace(item.block, width=item.block.width * 1.5)
    levels = [f.level for f in flaws.of_pages(pages) if f.check == Check.PICTURES]
    assert levels == [Level.RED]


def test_picture_that_is_lost_stops():
    [finding] = of_check(Check.PICTURES, article("3", blocks=(replace(figure(1, 9, 9), width=0),)))
    assert finding.stops and finding.level == Level.RED


# --- too large ---


def test_long_headline_is_amber():
    long = "示范市总工会深入学习贯彻会议精神，" * 6
    [finding] = of_check(Check.OVERFLOW, article("2", long))
    assert finding.level == Level.AMBER and "标题排成了" in finding.sentence


def test_giant_stops_and_what_needs_pages_is_not_called_green():
    rows = ((Cell((Run("甲" * 9000),)),),)
    contents = issue(article("4", blocks=(Table(rows),)))
    [giant] = found(contents, Check.OVERFLOW)
    assert giant.stops and giant.article == "4" and "比一页还高" in giant.sentence
    for check in (Check.WIDOWS, Check.CONTENTS, Check.SHEETS):
        assert [f.level for f in found(contents, check)] == [Level.AMBER]


def test_row_of_more_than_half_a_page_is_amber():
    rows = ((Cell((Run("甲" * 900),)),),)
    [finding] = of_check(Check.OVERFLOW, article("4", blocks=(Table(rows),)))
    assert finding.level == Level.AMBER and "比半页还高" in finding.sentence


def test_name_too_long_for_its_size_is_amber():
    head = Masthead("示范市总工会机关和产业工会职工思想政治工作信息", "第1期", "某室", "某日")
    [finding] = found(issue(article("1"), masthead=head), Check.OVERFLOW)
    assert finding.place == Place.BULLETIN and "刊名太长" in finding.sentence


# --- lone lines and gaps ---


def test_last_line_of_one_character_is_amber():
    text = "工会" * 13 + "工" * 28 + "\n展。"
    [finding] = of_check(Check.WIDOWS, article("5", blocks=(paragraph(text),), source=""))
    assert "只有“展。”" in finding.sentence and finding.page == 2


def test_source_on_the_last_line_fills_it():
    text = "工会" * 13 + "\n展。"
    assert of_check(Check.WIDOWS, article("5", blocks=(paragraph(text),))) == []


def test_page_that_ends_early_is_amber_with_its_reason():
    for lines in range(16):
        blocks = (*[paragraph("工会。") for _ in range(lines)], figure(1, 2000, 1400))
        contents = issue(article("1", blocks=blocks))
        pages = paginate(contents, PREPARED).pages
        free = [page.free // 8 for page in pages[:-1] if page.placed]
        early = [number for number in free if number > flaws.EARLY]
        said = sentences(contents, Check.WIDOWS)
        assert [
            s.split("：")[0][-len(f"空出{n}行") :] for s, n in zip(said, early, strict=True)
        ] == [f"空出{n}行" for n in early]
        if early:
            assert "图片排不进来" in said[0]
            return
    pytest.fail("no page ended early")


def test_single_lines_at_the_ends_of_pages_are_amber():
    pages = paginate(issue(article("5", blocks=(paragraph(SENTENCE * 40),))), PREPARED)
    first = pages.pages[0].placed[-1]
    first.end = first.start + 1
    second = pages.pages[1].placed[0]
    second.start = second.end - 1
    said = [f.sentence for f in flaws.of_pages(pages) if f.check == Check.WIDOWS]
    assert any("最后一行单独" in sentence for sentence in said)


# --- sections, contents, pages ---


def test_empty_section_is_amber_with_its_place():
    sections = (Section("甲", ARTICLES, (article("1"),)), Section("乙", BRIEFS, ()))
    contents = replace(issue(), sections=sections)
    [finding] = found(contents, Check.SECTIONS)
    assert (finding.level, finding.place, finding.section) == (Level.AMBER, Place.SECTION, 1)
    assert "“乙”" in finding.sentence


def test_issue_without_articles_is_red_and_nothing_breaks():
    assert [f.level for f in found(Contents(MASTHEAD, ()), Check.SECTIONS)] == [Level.RED]


def test_title_that_turns_over_in_the_contents_is_amber():
    title = "示范市总工会召开全市产业工人队伍建设改革工作推进会暨现场观摩交流会议"
    contents = issue(article("6", contents_title=title), article("7"))
    [finding] = found(contents, Check.CONTENTS)
    assert (finding.article, finding.place) == ("6", Place.ENTRY)
    assert found(contents, Check.CONTENTS, PLAIN) == []


@pytest.mark.parametrize("design", [MUNICIPAL, PLAIN, NEWSLETTER])
def test_number_of_pages_names_the_blanks(design):
    for count in range(1, 9):
        contents = issue(*(article(str(n), blocks=(paragraph(SENTENCE * 9),))
                           for n in range(count)))  # fmt: skip
        pages = len(paginate(contents, PREPARED, design=design).pages)
        blank = -pages % 4
        said = sentences(contents, Check.SHEETS, design)
        assert len(said) == bool(blank)
        assert all(f"共{pages}页" in s and f"{blank}个空白页" in s for s in said)


# --- links ---


def linked(href, text="这里"):
    return article("8", blocks=(Paragraph((Run("见"), Run(text, (), href), Run("。"))),))


@pytest.mark.parametrize(("href", "level"), [
    ("https://example.org/a", Level.AMBER), ("mailto:a@example.org", Level.AMBER),
    ("HTTP://EXAMPLE.ORG", Level.AMBER), ("javascript:alert(1)", Level.RED),
    ("ftp://example.org", Level.RED), ("/issues/1/", Level.RED),
])  # fmt: skip
def test_link_is_told_by_its_kind(href, level):
    [finding] = of_check(Check.LINKS, linked(href))
    assert (finding.level, finding.article, finding.stops) == (level, "8", False)


def test_link_says_whether_its_address_is_printed():
    [shown] = of_check(Check.LINKS, linked("https://example.org", "https://example.org"))
    [hidden] = of_check(Check.LINKS, linked("https://example.org"))
    assert "已印在文中" in shown.sentence and "读者看不到" in hidden.sentence


def test_link_in_a_table_is_found():
    cell = Cell((Run("某", (), "https://example.org"),))
    assert len(of_check(Check.LINKS, article("8", blocks=(Table(((cell,),)),)))) == 1


# --- what is missing ---


@pytest.mark.parametrize(("name", "word", "place"), [
    ("number", "没有期号", Place.FACTS), ("date", "没有日期", Place.FACTS),
    ("publisher", "没有主办单位", Place.BULLETIN), ("title", "没有刊名", Place.BULLETIN),
])  # fmt: skip
def test_missing_field_of_the_masthead_is_amber(name, word, place):
    contents = issue(article("1"), masthead=replace(MASTHEAD, **{name: ""}))
    [finding] = found(contents, Check.FIELDS)
    assert (finding.sentence, finding.level, finding.place) == (word, Level.AMBER, place)


def test_empty_distribution_list_leads_there():
    [finding] = of_check(Check.FIELDS, article("1"), distribution=())
    assert (finding.sentence, finding.place) == ("没有印发范围", Place.DISTRIBUTION)


def test_article_without_source_is_amber():
    [finding] = of_check(Check.FIELDS, article("1", source=""))
    assert finding.article == "1" and finding.sentence.endswith("没有来源")


def test_article_without_headline_is_amber():
    assert [f.sentence for f in of_check(Check.FIELDS, article("1", ""))] == ["“无题简讯”没有标题"]


@pytest.mark.parametrize(("title", "count"), [("各单位要把学习", 1), ("拟定的标题", 0)])
def test_brief_without_title_for_the_contents_is_amber(title, count):
    brief = article("9", "", brief=True, contents_title=title)
    contents = replace(issue(), sections=(Section("简讯", BRIEFS, (brief,)),))
    assert [f.place for f in found(contents, Check.FIELDS)] == [Place.ENTRY] * count


def test_article_with_nothing_to_print_stops():
    [finding] = of_check(Check.FIELDS, article("1", "", blocks=(), source=""), article("2"))
    assert finding.stops and finding.article == "1"


# --- files ---


def test_files_that_are_done_are_not_mentioned():
    assert list(of_files([Made("PDF", "done"), Made("Word", "done")])) == []


def test_files_that_are_missing_failed_or_on_their_way_are_told():
    [none] = of_files([])
    failed, going = of_files([Made("PDF", "failed", "太长", "3"), Made("Word", "running")])
    assert (none.level, none.place) == (Level.AMBER, Place.FILES)
    assert (failed.level, failed.article, failed.place) == (Level.RED, "3", Place.ARTICLE)
    assert "太长" in failed.sentence
    assert (going.level, going.sentence) == (Level.AMBER, "Word正在生成，还没有核对")


def test_finished_file_carries_all_its_fonts():
    _, pdf = finished.screen()
    assert loose_fonts(pdf) == ()


def test_font_that_a_file_does_not_carry_is_red(tmp_path):
    _, pdf = finished.screen()
    with pikepdf.open(pdf) as document:
        fonts = document.pages[0].obj.Resources.Font
        inner = fonts[next(iter(dict(fonts)))].DescendantFonts[0]
        for name in ("/FontFile2", "/FontFile3"):
            if name in inner.FontDescriptor:
                del inner.FontDescriptor[name]
        document.save(tmp_path / "loose.pdf")
    loose = loose_fonts(tmp_path / "loose.pdf")
    assert len(loose) == 1
    [finding] = of_files([Made("PDF", "done")], loose)
    assert finding.level == Level.RED and loose[0] in finding.sentence
