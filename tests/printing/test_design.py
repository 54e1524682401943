"""Designs: what is one, and that every page of each keeps the rules of the page."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from bulletins import text_import
from bulletins.contents import BRIEFS, Masthead, Section
from bulletins.parsed import from_bulletin
from bulletins.printing import faces, foot, measures, proof, sheets
from bulletins.printing.blocks import SectionTitle, Text, Title
from bulletins.printing.design import (
    CHOICES,
    MUNICIPAL,
    NEWSLETTER,
    PLAIN,
    RANGES,
    SHIPPED,
    Design,
    InvalidDesign,
    from_data,
    from_json,
)
from bulletins.printing.layout import lay_out
from bulletins.printing.pagination import paginate
from tests.printing import pdf_ink
from tests.printing.issues import (
    MASTHEAD,
    SENTENCE,
    article,
    everything,
    issue,
    paragraph,
    table,
)

PREPARED = faces.load()
OWN = sorted((Path(__file__).parents[1] / "bulletins").glob("*.txt"))
SEEDS = sorted(Path(getattr(settings, "SEEDS_DIR", "")).glob("*.txt"))
STAFF = (("编辑", "张某某"), ("审核", "李某某"), ("签发", "王某某"))
NOTE = "编者按：现将这份材料印发各单位。\n请结合本地实际，认真抓好落实。"
DESIGNS = pytest.mark.parametrize("design", SHIPPED.values(), ids=SHIPPED)


def dressed(contents):
    """With masthead, staff and an editor's note before the first article."""
    first, *others = contents.sections
    articles = (replace(first.articles[0], note=NOTE), *first.articles[1:])
    sections = (replace(first, articles=articles), *others)
    imprint = ("示范市总工会办公室", "2026年7月1日印发")
    return replace(contents, masthead=MASTHEAD, sections=sections, staff=STAFF, imprint=imprint)


def parsed(path: Path):
    return dressed(from_bulletin(text_import.parse(path.read_text()).as_json()))


# --- what is a design ---


@DESIGNS
def test_design_and_its_json_are_each_others_inverse(design):
    assert from_json(design.to_json()) == design
    assert from_data(design.to_data()) == design


def test_fields_left_out_are_those_of_the_municipal_design():
    assert from_data({}) == MUNICIPAL
    assert from_data({"red": "#123456"}) == replace(MUNICIPAL, red="#123456")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"red": "red"}, "red"),
        ({"red": "#D7000F"}, "red"),
        ({"red": "#d7000f;}body{display:none"}, "red"),
        ({"red": "#d7000f\n"}, "red"),
        ({"masthead_face": "x, serif"}, "masthead_face"),
        ({"masthead_size": 1e9}, "masthead_size"),
        ({"masthead_size": float("nan")}, "masthead_size"),
        ({"masthead_gap": -1.0}, "masthead_gap"),
        ({"masthead_gap": True}, "masthead_gap"),
        ({"columns": 3}, "columns"),
        ({"columns": "2"}, "columns"),
        ({"body": "5号"}, "body"),
        ({"staff": 1}, "staff"),
        ({"contents": "column"}, "contents"),
        ({"unheard_of": 1}, "unheard_of"),
        ([], "design"),
    ],
    ids=str,
)
def test_what_is_no_design_is_refused_by_name(data, field):
    with pytest.raises(InvalidDesign) as refusal:
        from_data(data)
    assert refusal.value.field == field


def test_every_field_changes_the_json():
    others = {name: values[-1] for name, values in CHOICES.items()} | {"contents": "none"}
    others |= {name: most for name, (_, most) in RANGES.items()} | {"red": "#123456"}
    for name, value in MUNICIPAL.to_data().items():
        other = others.get(name, not value)
        assert replace(MUNICIPAL, **{name: other}).to_json() != MUNICIPAL.to_json(), name


# --- measures ---


@pytest.mark.parametrize(
    ("body", "characters", "lines", "column"),
    [("3号", 28, 22, 13), ("小3号", 29, 23, 13), ("4号", 31, 25, 14), ("小4号", 36, 29, 17)],
)
def test_size_of_the_text_decides_characters_and_lines(body, characters, lines, column):
    design = replace(MUNICIPAL, body=body)
    whole, half = measures.area(design), measures.area(design, 2)
    assert (whole.characters, whole.lines, half.characters) == (characters, lines, column)
    assert whole.width == pytest.approx(measures.WIDTH)
    assert whole.grid * lines == pytest.approx(224.9 * measures.MM)
    assert 2 * half.characters + half.gutter == characters


@DESIGNS
def test_stylesheet_names_no_unknown_measure(design):
    sheet = sheets.stylesheet(design)
    assert "var(--" not in sheet
    assert design.red in sheet


# --- pages ---

designs = st.builds(
    lambda values, contents: Design(
        **values, contents=contents if values["columns"] == 2 or contents != "column" else "box"
    ),
    st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in CHOICES.items() if name != "contents"}
        | {name: st.booleans() for name in ("running_heads", "staff", "copies", "publisher_line")}
    ),
    st.sampled_from(CHOICES["contents"]),
)
blocks = st.one_of(
    st.integers(1, 8).map(lambda n: paragraph(SENTENCE * n)),
    st.just(paragraph("（一）主要做法", "heading")),
    st.just(paragraph(SENTENCE, "item", depth=4, marker="1.")),
    st.just(paragraph(SENTENCE, "quote")),
    st.integers(1, 20).map(table),
)


@st.composite
def issues(draw):
    def articles(brief):
        return tuple(
            article(
                f"{brief}{n}",
                draw(st.sampled_from(["示范市总工会开展暖冬行动", "一二三四五六七八九十" * 3])),
                brief=brief,
                blocks=tuple(draw(st.lists(blocks, min_size=1, max_size=3))),
                note=draw(st.sampled_from(["", NOTE])),
            )
            for n in range(draw(st.integers(0, 5)))
        )

    contents = issue(*articles(False), staff=STAFF)
    return replace(
        contents,
        sections=(*contents.sections, Section("工作简讯", BRIEFS, articles(True))),
        note=draw(st.sampled_from(["", NOTE])),
    )


@settings_of(max_examples=80, deadline=None)
@given(issues(), designs)
def test_nothing_overflows_or_overlaps_or_is_lost_in_any_design(contents, design):
    pages = paginate(contents, PREPARED, design=design)
    proof.check_pages(design.printed(contents), pages)
    area = measures.area(design)
    for page in pages.pages:
        head = page.head.height if page.head else 0
        box = page.box.height if page.box else 0
        inset = design.contents == "column"
        bottoms = dict.fromkeys((0, 1, 2), head if inset else head + box)
        if box and inset:
            bottoms[2] = page.box_top + box
        for item in page.placed:
            assert item.top >= bottoms[item.column]
            if item.column == 0:
                bottoms = dict.fromkeys((0, 1, 2), item.bottom)
            else:
                bottoms[item.column], bottoms[0] = item.bottom, max(bottoms[0], item.bottom)
        reserved = foot.height(page.foot_rows, area)
        assert max(bottoms.values()) + reserved <= area.page
        assert {i.top % 8 for i in page.placed if isinstance(i.block, Title | SectionTitle)} <= {0}


@settings_of(max_examples=40, deadline=None)
@given(issues(), designs)
def test_no_line_is_wider_than_its_column(contents, design):
    widths = {}
    for columns in (1, 2):
        area = measures.area(design, columns)
        widths[columns] = area.measure
    for page in paginate(contents, PREPARED, design=design).pages:
        for item in page.placed:
            block = item.block
            if isinstance(block, Text) and block.kind != "caption":
                room = widths[2 if item.column else 1]
                assert block.source is None or block.measure == room
                assert max(line.width for line in block.lines) + block.left <= room + 60


def test_columns_of_the_last_page_are_balanced():
    contents = issue(article("1", blocks=(paragraph(SENTENCE * 9),)), distribution=())
    contents = replace(contents, masthead=Masthead("工会信息"), imprint=("", ""))
    page = paginate(contents, PREPARED, design=replace(NEWSLETTER, contents="none")).pages[-1]
    ends = [max(i.bottom for i in page.placed if i.column == n) for n in (1, 2)]
    assert abs(ends[0] - ends[1]) <= 2 * 8


def test_briefs_in_two_columns_stand_below_articles_across_the_page():
    contents = issue(article("1"))
    briefs = tuple(article(f"b{n}", f"第{n}则", brief=True) for n in range(6))
    contents = replace(contents, sections=(*contents.sections, Section("简讯", BRIEFS, briefs)))
    pages = paginate(contents, PREPARED, design=replace(PLAIN, brief_columns=2)).pages
    columns = {i.block.article: i.column for p in pages for i in p.placed if i.block.article}
    assert columns["1"] == 0
    assert {columns[f"b{n}"] for n in range(6)} == {1, 2}


def test_giant_table_row_in_a_column_is_refused_by_name():
    giant = replace(
        table(1), rows=(tuple(replace(c, runs=paragraph(SENTENCE * 90).runs) for c in
                              table(1).rows[1]),), head_rows=0
    )  # fmt: skip
    with pytest.raises(Exception, match="表格中有一行比一页还高") as refusal:
        paginate(issue(article("1", blocks=(giant,))), PREPARED, design=NEWSLETTER)
    assert refusal.value.article == "1"


def test_what_a_design_does_not_print_is_in_no_page():
    contents = dressed(issue(article("1")))
    bare = replace(
        PLAIN, marking="none", publisher_line=False, staff=False, copies=False, folio="none"
    )
    pages = paginate(contents, PREPARED, design=bare)
    text = "".join(proof.page_text(page, contents) for page in pages.pages)
    for lost in ("内部资料", "张某某", "共印", "本期要目", "—1—"):
        assert lost not in text.replace(" ", "")
    assert bare.printed(bare.printed(contents)) == bare.printed(contents)


def test_staff_and_note_are_printed_and_proved():
    contents = dressed(issue(article("1")))
    pages = paginate(contents, PREPARED)
    proof.check_pages(contents, pages)
    text = proof.inked("".join(proof.page_text(page, contents) for page in pages.pages))
    assert "编辑：张某某审核：李某某签发：王某某" in text
    lost = replace(contents.articles[0], note=NOTE + "又及。")
    other = replace(contents, sections=(replace(contents.sections[0], articles=(lost,)),))
    with pytest.raises(proof.NotEqual, match="又及"):
        proof.check_pages(other, pages)


@DESIGNS
def test_note_on_the_issue_stands_once_before_everything_else_and_is_proved(design):
    contents = replace(dressed(issue(article("1"), article("2"))), note="编者按：先读本期。")
    pages = paginate(contents, PREPARED, design=design)
    printed = design.printed(contents)
    proof.check_pages(printed, pages)
    text = proof.inked("".join(proof.page_text(page, printed) for page in pages.pages))
    assert text.count("编者按：先读本期。") == 1
    first = pages.pages[0].placed[0].block
    assert (first.kind, first.article) == ("note", "")
    with pytest.raises(proof.NotEqual, match="又及"):
        proof.check_pages(replace(printed, note="编者按：先读本期。又及。"), pages)


def test_plain_foot_has_a_rule_between_all_rows_and_the_municipal_one_has_not():
    contents = dressed(issue(article("1")))
    ruled = [
        [row.ruled for row in foot.Foot(design, PREPARED).rows(contents)]
        for design in (PLAIN, MUNICIPAL)
    ]
    assert ruled == [[True] * 5, [True, False, True, True, False]]


# --- files ---


@DESIGNS
@pytest.mark.parametrize("source", [*OWN, *SEEDS], ids=lambda path: path.stem)
def test_bulletin_is_laid_out_and_proved_in_every_design(source, design, tmp_path):
    contents = parsed(source)
    layout = lay_out(contents, tmp_path / "x.pdf", design=design, warm=True)
    assert set(layout.first_pages) == {a.key for a in contents.articles}


@pytest.mark.parametrize(
    "design",
    [
        NEWSLETTER,
        *(
            replace(MUNICIPAL, body=body, brief_columns=columns, sections=sections, contents="box")
            for body, columns, sections in product(("小3号", "4号"), (1, 2), ("bar", "rule"))
        ),
    ],
    ids=repr,
)
def test_every_kind_of_block_is_proved_in_columns_and_sizes(design, tmp_path):
    contents, pictures = everything()
    lay_out(dressed(contents), tmp_path / "x.pdf", pictures, design=design, warm=True)


@DESIGNS
def test_full_page_has_the_lines_of_the_design_at_one_pitch(design, tmp_path):
    contents = issue(article("1", blocks=(paragraph((SENTENCE + "Latin 2026 m²") * 70),)))
    lay_out(contents, tmp_path / "x.pdf", design=design, warm=True)
    area = measures.area(design)
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        lines = sorted(pdf_ink.lines(pdf.pages[2], area.body))
    lines = [b for a, b in zip([0, *lines], lines, strict=False) if b - a > 1]
    assert len(lines) == area.lines
    pitches = [b - a for a, b in zip(lines, lines[1:], strict=False)]
    assert all(abs(pitch - area.grid) < 0.15 for pitch in pitches)


def test_columns_stand_where_the_measures_say(tmp_path):
    contents = issue(article("1", blocks=(paragraph(SENTENCE * 70),)))
    lay_out(contents, tmp_path / "x.pdf", design=NEWSLETTER, warm=True)
    column = measures.area(NEWSLETTER, 2)
    left = measures.BINDING
    second = left + (column.characters + column.gutter) * column.body
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        runs = [s for s in pdf_ink.stretches(pdf.pages[2]) if abs(s.size - column.body) < 0.05]
    starts = {round(s.left, 1) for s in runs}
    assert {round(left, 1), round(second, 1)} <= starts
    half = 0.5 * column.body  # of a mark, blank outside the edge
    assert max(s.right for s in runs) <= left + measures.WIDTH + half + 0.5
    first = [s.right for s in runs if s.left < second - 1]
    assert max(first) <= left + column.width + half + 0.5
