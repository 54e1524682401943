"""Word file, web page and plain text of an issue: each says what the contents say, no more.

The plain text, and the text of the others, read back by ``text_import``.
"""

import base64
import hashlib
import io
import json
import os
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx as word
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletins.contents import (
    ARTICLES,
    BRIEFS,
    Contents,
    DistributionGroup,
    Masthead,
    Section,
)
from bulletins.exports import docx, html, text, wording
from bulletins.exports.docx_grid import placed
from bulletins.exports.figures import PictureMissing
from bulletins.parsed import from_bulletin
from bulletins.richtext import Cell, Figure, Paragraph, Run, Table
from bulletins.text_import import parse, read_head, read_imprint
from tests.printing.issues import IMPRINT, MASTHEAD, article, everything, issue, paragraph

HERE = Path(__file__).parent
OWN = sorted((HERE / "bulletins").glob("*.txt"))
SEEDS_DIR = Path(os.environ.get("YINFA_SEEDS", HERE.parent.parent / "shared" / "seeds"))
SEEDS = sorted(SEEDS_DIR.glob("*.txt")) if SEEDS_DIR.is_dir() else []
whole = pytest.mark.parametrize("path", OWN + SEEDS, ids=lambda path: path.stem)


def read(path: Path) -> Contents:
    """A whole bulletin as an issue with masthead and imprint."""
    found = from_bulletin(parse(path.read_text(encoding="utf-8")).as_json(), MASTHEAD)
    return replace(found, imprint=IMPRINT)


def read_back(written: str) -> Contents:
    bulletin = parse(written)
    return from_bulletin(
        bulletin.as_json(), Masthead(**read_head(bulletin)), **read_imprint(bulletin)
    )


def inked(written: str) -> str:
    return "".join(written.split())


def said(contents: Contents) -> str:
    """All that the contents say in print order, without any white space."""
    head = contents.masthead
    parts = [head.marking, head.title, head.number, head.special, head.publisher, head.date]
    if contents.contents_heading:
        parts.append(contents.contents_heading)
        for section in contents.sections:
            parts += [f"【{section.title}】"] if section.title else []
            parts += [a.contents_title for a in section.articles]
    parts.append(contents.note)
    for section in contents.sections:
        parts += [f"【{section.title}】"] if section.title else []
        parts += [part for a in section.articles for part in said_in(a)]
    for group in contents.distribution:
        parts += [group.group, "：", "、".join(group.labels)]
    parts += [f"{label}：{name}" for label, name in contents.staff]
    parts += contents.imprint
    parts += [f"共印{contents.copies}份"] if contents.copies else []
    return inked("".join(parts))


def said_in(one) -> list[str]:
    head = [one.headline, one.subtitle, one.byline]
    if one.brief:
        stop = "" if not one.headline or one.headline[-1] in "。！？…" else "。"
        head = [one.subtitle, one.byline, one.headline + stop]
    parts = [one.note, *head]
    for block in one.blocks:
        if isinstance(block, Paragraph):
            parts += [block.marker, block.text]
        else:
            parts += [run.text for run in block.caption]
        if isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row]
    return [*parts, f"（{one.source}）" if one.source else ""]


# plain text


def plain(contents: Contents) -> str:
    return text.write(contents).decode("utf-8-sig")


@whole
def test_text_of_a_bulletin_reads_back_to_the_same_contents(path):
    contents = read(path)
    assert read_back(plain(contents)) == contents


@whole
def test_text_of_a_bulletin_reads_back_with_nothing_unknown(path):
    assert parse(plain(read(path))).unknown == ()


def test_note_on_the_whole_issue_reads_back_from_text():
    contents = replace(
        issue(article("1"), article("2", "示范区总工会举办职工技能竞赛")),
        note="编者按：全会开过了。\n请各单位学习。",
    )
    written = plain(contents)
    assert "　　编者按：全会开过了。\r\n　　请各单位学习。\r\n\r\n【工作动态】" in written
    assert parse(written).as_json()["note"] == contents.note
    assert from_bulletin(parse(written).as_json()).note == contents.note


def test_text_is_what_every_editor_opens():
    written = text.write(issue(article("1")))
    assert written.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert written.endswith("共印100份\r\n".encode())


def test_text_says_all_of_every_kind_of_block():
    contents, _ = everything()
    written = inked(plain(contents).replace(text.BULLET, ""))
    alts = text.PICTURE
    wanted = said(contents)
    assert written.replace(alts, "").replace("图片", "") == wanted.replace("图片", "")


TOWNS = ("云溪市", "松岭县", "青禾区", "河口镇")
DEEDS = (
    "开展暖冬走访慰问活动",
    "举办职工技能竞赛",
    "召开工会工作推进会议",
    "打造户外劳动者服务站点",
)
BYLINES = ["云溪市总工会主席　顾某某", "本刊记者　白某", "（2026年2月26日）　云溪市副市长　顾某某"]
SECTIONS = ["工作动态", "经验交流", "基层信息"]
DISTRIBUTION = (
    DistributionGroup("报", ("市委办公室", "省总工会")),
    DistributionGroup("发", ("各县（市）、区总工会", "各产业工会")),
)
SENTENCES = (
    "近日，总工会组织干部深入企业一线，听取职工意见。",
    "活动期间共走访企业120家，慰问职工3000余人次。",
    "截至目前，已建成站点45个，覆盖率达到98.5%。",
    "职工们表示，“这样的活动很贴心”，希望今后多举办。",
)
units = st.sampled_from([f"{town}总工会" for town in TOWNS])
headlines = st.builds("{}{}".format, units, st.sampled_from(DEEDS))
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5).map("".join)
bodies = st.lists(paragraphs, min_size=1, max_size=4)


@st.composite
def articles(draw, brief: bool):
    first = draw(headlines)
    lines = (first, draw(st.sampled_from(DEEDS))) if draw(st.booleans()) and not brief else (first,)
    speech = not brief and draw(st.booleans())
    return {
        "headline_lines": lines,
        "blocks": tuple(map(paragraph, draw(bodies))),
        "subtitle": "——在全市工会工作会议上的讲话" if speech else "",
        "byline": draw(st.sampled_from(["云溪市总工会主席　顾某某", "本刊记者　白某"]))
        if speech
        else "",
        "source": "、".join(draw(st.lists(units, min_size=1, max_size=3, unique=True))),
        "brief": brief,
        "contents_title": "".join(lines),
    }


@st.composite
def issues(draw):
    sections = []
    names = draw(st.lists(st.sampled_from(SECTIONS), unique=True, min_size=1))
    for number, name in enumerate([*names, *(["简讯"] if draw(st.booleans()) else [])], 1):
        brief = name == "简讯"
        found = draw(st.lists(articles(brief), min_size=1 + brief, max_size=4))
        made = tuple(
            replace(article(f"{number}.{place}"), **fields) for place, fields in enumerate(found, 1)
        )
        sections.append(Section(name, BRIEFS if brief else ARTICLES, made))
    return Contents(MASTHEAD, tuple(sections), DISTRIBUTION, imprint=IMPRINT)


@given(issues())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_text_of_a_generated_issue_reads_back_to_the_same_contents(contents):
    assert read_back(plain(contents)) == contents


# the web page


class Reader(HTMLParser):
    """Text, elements and attributes of a page."""

    def __init__(self, page: bytes):
        super().__init__()
        self.words, self.tags, self.stack = [], [], []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if not {"style", "title"} & set(self.stack):
            self.words.append(data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


@whole
def test_page_of_a_bulletin_says_what_the_contents_say(path):
    contents = read(path)
    assert inked("".join(Reader(html.write(contents, {})).words)) == said(contents)


def test_page_says_all_of_every_kind_of_block():
    contents, pictures = everything()
    noted = replace(contents.sections[0].articles[0], note="编者按：第一段。\n第二段。")
    contents = replace(
        contents,
        sections=(replace(contents.sections[0], articles=(noted,)), *contents.sections[1:]),
        staff=(("编辑", "张某某"), ("签发", "李某某")),
        note="编者按：<第一段>。\n第二段。",
    )
    page = Reader(html.write(contents, pictures))
    assert inked("".join(page.words)) == said(contents)
    assert page.stack == []


def test_page_needs_nothing_from_outside():
    contents, pictures = everything()
    page = html.write(contents, pictures)
    reader = Reader(page)
    sources = [image["src"] for image in reader.all("img")]
    assert [base64.b64decode(s.split(",", 1)[1]) for s in sources] == [pictures[7], pictures[8]]
    assert {s.split(";")[0] for s in sources} == {"data:image/png"}
    assert {tag for tag, _ in reader.tags} & {"script", "link", "iframe", "object", "form"} == set()
    assert "url(" not in html.STYLESHEET.read_text()
    assert "@import" not in html.STYLESHEET.read_text()


def test_page_allows_its_own_stylesheet_and_no_script():
    page = html.write(issue(article("1")), {}).decode()
    style = re.search("<style>(.*?)</style>", page, re.S)[1]
    seal = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [m["content"] for m in Reader(page.encode()).all("meta") if "http-equiv" in m]
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{seal}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert 'style="' not in page and "onclick" not in page


def test_page_links_its_contents_to_its_articles():
    contents, pictures = everything()
    reader = Reader(html.write(contents, pictures))
    targets = [a["href"] for a in reader.all("a") if a["href"].startswith("#")]
    assert targets == [f"#{one['id']}" for one in reader.all("article")]
    assert reader.all("html") == [{"lang": "zh-CN"}]
    headings = [tag for tag, _ in reader.tags if re.fullmatch("h[1-4]", tag)]
    assert headings == ["h1", "h2", "h3", "h3", "h2", "h3", "h4", "h3", "h2"]


HOSTILE = "<script>alert(1)</script>\"'&lt;</title></style>"


def test_page_escapes_hostile_text_wherever_it_stands():
    run = Run(HOSTILE, ("em",), "javascript:alert(1)")
    figure = Figure(7, (run,), HOSTILE + '" onerror="x', width=9, height=9)
    table = Table(((Cell((run,), header=True),),), 1, (run,))
    bad = article(
        "1",
        HOSTILE,
        subtitle=HOSTILE,
        byline=HOSTILE,
        source=HOSTILE,
        note=HOSTILE,
        blocks=(Paragraph((run,)), Paragraph((run,), "item", 1, HOSTILE), figure, table),
    )
    head = replace(MASTHEAD, title=HOSTILE, number=HOSTILE, publisher=HOSTILE)
    reader = Reader(html.write(issue(bad, masthead=head), {7: b"\xff\xd8picture"}))
    assert "script" not in {tag for tag, _ in reader.tags}
    assert {a["href"] for a in reader.all("a")} == {"#a1"}
    assert "onerror" not in {name for _, attributes in reader.tags for name in attributes}
    assert inked("".join(reader.words)).count(inked(HOSTILE)) >= 10


@pytest.mark.parametrize("write", [html.write, docx.write], ids=["html", "docx"])
def test_picture_that_is_not_there_is_refused(write):
    contents, _ = everything()
    with pytest.raises(PictureMissing, match="图片7不在本期的图片之中"):
        write(contents, {})


# the Word file


def opened(contents: Contents, pictures=None):
    return word.Document(io.BytesIO(docx.write(contents, pictures or {})))


def body_text(document) -> str:
    """The text in print order, tables included, a line each paragraph."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, word.table.Table):
            seen = dict.fromkeys(cell._tc for row in block.rows for cell in row.cells)
            found += ["".join(p.text for p in word.table._Cell(c, block).paragraphs) for c in seen]
        else:
            found.append(block.text)
    return "\n".join(found)


@whole
def test_word_file_of_a_bulletin_says_what_the_contents_say(path):
    contents = read(path)
    assert inked(body_text(opened(contents))) == said(contents)


@whole
def test_text_of_the_word_file_reads_back_to_the_same_articles(path):
    contents = read(path)
    back = read_back(body_text(opened(contents)))

    def heads(found):
        return [(a.headline, a.subtitle, a.byline, a.blocks, a.source) for a in found.articles]

    # Nothing on the page sets a brief without a headline apart from the text before it.
    told_apart = all(article.headline for article in contents.articles)
    whole_text = [
        inked("".join(part for a in found.articles for part in said_in(a)))
        for found in (back, contents)
    ]
    assert heads(back) == heads(contents) if told_apart else whole_text[0] == whole_text[1]


def test_word_file_says_all_of_every_kind_of_block():
    contents, pictures = everything()
    assert inked(body_text(opened(contents, pictures))) == said(contents)


def test_word_file_is_a_page_of_the_national_standard():
    document = opened(issue(article("1")))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert sizes == pytest.approx((Mm(210), Mm(297), Mm(37), Mm(35)), abs=700)
    sides = (section.left_margin, section.right_margin)
    assert sides == pytest.approx((Mm(28), Mm(26)), abs=700)
    assert document.settings.odd_and_even_pages_header_footer is True
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None
    folios = [
        "".join(run.text for run in footer.paragraphs[0].runs)
        for footer in (section.footer, section.even_page_footer)
    ]
    assert folios == ["— PAGE —"] * 2 or folios == ["—  —"] * 2


def test_word_file_names_its_styles_and_their_east_asian_fonts():
    contents, pictures = everything()
    document = opened(contents, pictures)
    used = {p.style.name for p in document.paragraphs}
    assert used == {
        "内部标记", "刊名", "期号", "编印", "目录标题", "目录栏目", "目录条目", "栏目",
        "稿件标题", "副标题", "署名", "小标题", "Normal", "条目", "引文", "表题", "图片", "图注",
        "来源", "版记",
    }  # fmt: skip
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "稿件标题", "小标题", "来源", "表内文字")
    }
    assert fonts == {
        "Normal": "仿宋", "稿件标题": "方正小标宋简体", "小标题": "黑体", "来源": "楷体",
        "表内文字": "宋体",
    }  # fmt: skip


def test_word_file_shows_sections_and_headlines_in_the_navigation():
    document = opened(issue(article("1")))
    levels = {
        name: document.styles[name].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for name in ("栏目", "稿件标题", "小标题")
    }
    assert levels == {"栏目": "0", "稿件标题": "1", "小标题": "2"}


def test_word_file_links_its_contents_to_bookmarks_at_the_articles():
    contents, pictures = everything()
    document = opened(contents, pictures)
    links = document.element.body.iterfind(f".//{qn('w:hyperlink')}")
    targets = [link.get(qn("w:anchor")) for link in links]
    places = {}
    for mark in document.element.body.iterfind(f".//{qn('w:bookmarkStart')}"):
        owner = word.text.paragraph.Paragraph(mark.getparent(), document)
        places[mark.get(qn("w:name"))] = owner.style.name
    assert [t for t in targets if t] == list(places) == ["a1", "a2", "a3", "a4", "a5"]
    assert set(places.values()) == {"稿件标题", "Normal"}


def test_word_file_holds_the_pictures_with_size_and_description():
    contents, pictures = everything()
    document = opened(contents, pictures)
    shapes = document.inline_shapes
    assert [round(s.width / s.height, 2) for s in shapes] == [1.6, 0.6]
    assert max(s.width for s in shapes) <= Mm(156)
    with zipfile.ZipFile(io.BytesIO(docx.write(contents, pictures))) as archive:
        media = [archive.read(n) for n in archive.namelist() if n.startswith("word/media/")]
    assert sorted(media) == sorted(pictures.values())


def test_table_of_the_word_file_repeats_its_head_and_joins_cells():
    rows = (
        (Cell((Run("单位"),), True, rowspan=2), Cell((Run("人数"),), True, colspan=2)),
        (Cell((Run("男"),), True), Cell((Run("女"),), True)),
        (Cell((Run("甲"),)), Cell((Run("1"),)), Cell((Run("2"),))),
    )
    document = opened(issue(article("1", blocks=(Table(rows, 2),))))
    (table,) = document.tables
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown == [["单位", "人数", "人数"], ["单位", "男", "女"], ["甲", "1", "2"]]
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
             for row in table.rows]  # fmt: skip
    assert heads == [True, True, False]


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None)
def test_cells_of_any_table_keep_to_it_and_to_themselves(spans):
    """Also of ragged and overlapping ones; and Word's own library can join them all."""
    rows = tuple(
        tuple(Cell((Run(f"{r}.{c}"),), colspan=w, rowspan=t) for c, (w, t) in enumerate(row))
        for r, row in enumerate(spans)
    )
    cells, height, width = placed(Table(rows))
    covered = [
        (top + down, left + along)
        for (top, left), cell in cells.items()
        for down in range(cell.rowspan)
        for along in range(cell.colspan)
    ]
    assert len(covered) == len(set(covered))
    assert all(0 <= row < height and 0 <= column < width for row, column in covered)
    assert len(cells) == sum(map(len, spans))
    said_cells = {cell.text for cell in cells.values()}
    document = opened(issue(article("1", blocks=(Table(rows),))))
    assert said_cells <= {cell.text for row in document.tables[0].rows for cell in row.cells}


def test_word_file_of_hostile_text_is_well_formed_and_harmless():
    bad = "\x00\x08<w:p/>" + HOSTILE
    run = Run(bad, (), "javascript:alert(1)")
    contents = issue(article("1", bad, blocks=(Paragraph((run, Run("\n"), run)),), source=bad))
    document = opened(contents)
    kept = bad.replace("\x00", "").replace("\x08", "")
    assert inked(body_text(document)).count(inked(kept)) == 5
    assert {r.target_ref for r in document.part.rels.values() if r.is_external} == set()


def test_word_file_keeps_emphasis_and_links():
    contents, pictures = everything()
    document = opened(contents, pictures)
    (mixed,) = [p for p in document.paragraphs if p.text.startswith("经统计")]
    raised = [run.text for run in mixed.runs if run.font.superscript]
    lowered = [run.text for run in mixed.runs if run.font.subscript]
    lined = [run.text for run in mixed.runs if run.font.underline]
    assert (raised, lowered, lined) == (["2"], ["2"], ["务必落实"])
    assert [link.url for link in mixed.hyperlinks] == ["https://example.org/warm/2026"]
    assert "\n联系人" in mixed.text


def test_foot_of_every_export_is_the_same():
    contents = issue(article("1"), staff=(("编辑", "张某某"),))
    wanted = inked("".join(wording.foot_lines(contents)))
    assert wanted == inked(
        "报：市委、市政府领导、省总工会发：各县（市）、区总工会、各产业工会编辑：张某某"
        "示范市总工会办公室2026年7月1日印发共印100份"
    )
    page = inked("".join(Reader(html.write(contents, {})).words))
    assert page.endswith(wanted)
    assert inked(plain(contents)).endswith(wanted)
    assert inked(body_text(opened(contents))).endswith(wanted)


def test_own_bulletins_are_there():
    assert len(OWN) >= 8
    assert all(json.loads(path.with_suffix(".json").read_text())["sections"] for path in OWN)
