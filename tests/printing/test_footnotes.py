"""Footnotes on pages: where their marks and lines stand, in every design, and in the PDF."""

from dataclasses import replace
from itertools import groupby
from random import Random

import pikepdf
import pytest

from bulletins.printing import budget, composer, faces, foot, glyphs, measures, proof
from bulletins.printing.blocks import Text
from bulletins.printing.design import MUNICIPAL, NEWSLETTER, PLAIN
from bulletins.printing.layout import lay_out
from bulletins.printing.measures import LINE
from bulletins.printing.pagination import paginate
from bulletins.printing.readback import read_page
from bulletins.richtext import Cell, Paragraph, Run, Table, mark
from tests.printing import generated
from tests.printing.issues import IMPRINT, article, issue, paragraph

FACES = faces.load()
DESIGNS = {"one column": MUNICIPAL, "plain": PLAIN, "two columns": NEWSLETTER}
every_design = pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)


def note(words: str) -> Run:
    return Run("", footnote=(Run(words),))


def noted(number: int, most: int = 40):
    """A generated issue with notes by chance in its paragraphs and cells."""
    chance = Random(number)
    contents, pictures = generated.issue(number)

    def runs(given, most=most):
        if not given or chance.random() < 0.6:
            return given
        return (*given, note(generated.text(chance, chance.randint(1, most))[:500]))

    def block(of):
        if isinstance(of, Paragraph):
            return replace(of, runs=runs(of.runs))
        if not isinstance(of, Table):
            return of
        rows = tuple(tuple(replace(cell, runs=runs(cell.runs, 2)) for cell in r) for r in of.rows)
        return replace(of, rows=rows)

    sections = tuple(
        replace(
            section,
            articles=tuple(
                replace(a, blocks=tuple(map(block, a.blocks))) for a in section.articles
            ),
        )
        for section in contents.sections
    )
    return replace(contents, sections=sections), pictures


def places(pages) -> dict[tuple[str, str], list[int]]:
    """By article and mark, the pages of the lines of each note."""
    found: dict[tuple[str, str], list[int]] = {}
    for page in pages.pages:
        for shelf in page.shelves:
            for portion in shelf.portions:
                name = (portion.footnote.article, portion.footnote.mark)
                found.setdefault(name, []).append(page.number)
    return found


def calls(pages) -> dict[tuple[str, str], int]:
    """By article and mark, the page on which the mark stands."""
    found = {}
    for page in pages.pages:
        for item in page.placed:
            lines = getattr(item.block, "lines", ())[item.start : item.end]
            for _, more in getattr(item.block, "cells", ()):
                lines = (*lines, *more)
            pieces = [piece for line in lines for piece in line.pieces if piece.footnote]
            for _, same in groupby(pieces, key=lambda piece: id(piece.footnote)):
                called = "".join(piece.text for piece in same)
                found.setdefault((item.block.article, called), page.number)
    return found


@every_design
@pytest.mark.parametrize("number", range(12))
def test_note_begins_on_the_page_of_its_mark_and_goes_on_page_by_page(number, design):
    contents, _ = noted(number)
    pages = paginate(contents, FACES, design=design)
    proof.check_pages(contents, pages)
    found = places(pages)
    assert {name: numbers[0] for name, numbers in found.items()} == calls(pages)
    for numbers in found.values():
        assert len(numbers) <= 4
        assert numbers[-1] - numbers[0] <= len(numbers) - 1


@every_design
@pytest.mark.parametrize("number", range(12))
def test_notes_never_reach_into_the_text_nor_the_foot(number, design):
    pages = paginate(noted(number)[0], FACES, design=design)
    for page in pages.pages:
        bottom = page.room - page.shelf.height
        for item in page.placed:
            above = page.column_shelves[item.column - 1].height if item.column else 0
            assert item.bottom <= bottom - above
        assert all(shelf.height % LINE == 0 for shelf in page.shelves)
        assert page.foot_room >= foot.height(page.foot_rows, measures.area(design))


def test_mark_begins_no_line_and_numbers_begin_anew_in_each_article():
    runs = tuple(run for n in range(40) for run in (Run("文" * (20 + n % 9)), note("注")))
    contents = issue(
        article("1", blocks=(Paragraph(runs),)), article("2", blocks=(Paragraph(runs),))
    )
    pages = paginate(contents, FACES)
    lines = [
        line
        for page in pages.pages
        for item in page.placed
        for line in getattr(item.block, "lines", ())[item.start : item.end]
    ]
    assert not any(line.pieces[0].footnote for line in lines)
    assert [m for key, m in calls(pages) if key == "2"] == [mark(n) for n in range(1, 41)]


def test_ordinary_circled_number_may_begin_a_line():
    lines = composer.compose((Run("文" * 26 + "①文文文文文文"),), FACES)
    assert lines[1].text.startswith("①")


def test_long_note_goes_on_at_the_foot_of_the_next_page():
    long = Paragraph((Run("正文"), note("注文。" * 166), Run("。")))
    found = []
    for count in range(4, 26):
        before = [paragraph("正文。" * 9) for _ in range(count)]
        contents = issue(article("1", blocks=(*before, long, *before)))
        found.append(places(paginate(contents, FACES))["1", "①"])
    assert {len(numbers) for numbers in found} == {1, 2}
    assert all(numbers[-1] - numbers[0] == len(numbers) - 1 for numbers in found)


def test_more_notes_than_a_page_holds_go_on_and_end():
    runs = tuple(run for n in range(30) for run in (Run("文"), note("很长的注文。" * 80)))
    contents = issue(article("1", blocks=(Paragraph(runs),)))
    for design in DESIGNS.values():
        pages = paginate(contents, FACES, design=design)
        proof.check_pages(contents, pages)
        assert len(places(pages)) == 30


def test_notes_of_a_table_stand_on_its_page_and_its_numbers_stay_a_column():
    cells = [((Cell((Run(f"{n}"),)), Cell((Run("1,234"), note("含退休。"))))) for n in range(3)]
    contents = issue(article("1", blocks=(Table(tuple(cells)),)))
    pages = paginate(contents, FACES)
    rows = [
        item.block for page in pages.pages for item in page.placed if hasattr(item.block, "pads")
    ]
    assert all(row.pads[1] > 0 for row in rows)
    assert len(places(pages)) == 3


def test_missing_character_of_a_note_is_named():
    contents = issue(article("1", blocks=(Paragraph((Run("正文"), note("注\U0001f600"))),)))
    assert [item.place for item in glyphs.missing(contents, FACES)] == ["脚注①第2个字"]


def test_budget_counts_notes():
    plain = issue(article("1", blocks=(paragraph("正文。" * 30),)))
    runs = (*plain.articles[0].blocks[0].runs, note("注文。" * 60))
    more = issue(article("1", blocks=(Paragraph(runs),)))
    lines = [budget.measure(c, FACES, cuts=False).articles["1"].lines for c in (plain, more)]
    assert lines[1] - lines[0] in (2, 3)


@every_design
def test_pdf_has_every_note_on_the_page_of_its_mark_and_tags_them(design, tmp_path):
    contents, pictures = noted(3, most=12)
    contents = replace(contents, imprint=IMPRINT)
    layout = lay_out(contents, tmp_path / "notes.pdf", pictures, design=design, warm=True)
    pages = paginate(contents, FACES, design=design)
    assert layout.pages == len(pages.pages)
    with pikepdf.open(tmp_path / "notes.pdf") as pdf:
        texts = [proof.inked(read_page(page)[0]) for page in pdf.pages]
        kinds = [str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        names = [
            str(o.ID)
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"
        ]
    for page, printed in zip(pages.pages, texts, strict=True):
        for shelf in page.shelves:
            for portion in shelf.portions:
                lines = portion.footnote.lines[portion.start : portion.end]
                assert proof.inked("".join(line.text for line in lines)) in printed
    assert kinds.count("/Reference") == len(calls(pages))
    assert kinds.count("/Note") == sum(map(len, places(pages).values()))
    assert len(set(names)) == kinds.count("/Note")


def test_grid_of_the_text_is_kept_above_notes():
    for page in paginate(noted(5)[0], FACES).pages:
        texts = [item for item in page.placed if isinstance(item.block, Text)]
        assert all(item.top % LINE == 0 for item in texts if item.block.kind == "body")
