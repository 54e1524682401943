"""Contents in, finished PDF out: what is in the file, and what stops it."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from bulletins.contents import Masthead
from bulletins.parsed import from_bulletin
from bulletins.printing import measures, proof
from bulletins.printing.blocks import Text
from bulletins.printing.layout import lay_out
from bulletins.printing.pagination import paginate
from bulletins.richtext import Paragraph, Run
from tests.printing import pdf_ink
from tests.printing.issues import SENTENCE, article, everything, figure, issue, paragraph, picture

SEEDS = sorted(Path(getattr(settings, "SEEDS_DIR", "")).glob("*.txt"))
EDGE = 0.3  # points that the end of a line may lie off its place


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The issue with every kind of block, laid out once: contents, layout, file, progress."""
    contents, pictures = everything()
    path = tmp_path_factory.mktemp("layout") / "issue.pdf"
    heard: list[tuple[str, int, int]] = []
    layout = lay_out(contents, path, pictures, lambda *step: heard.append(step))
    return contents, layout, path, heard


def test_layout_tells_pages_first_pages_and_hash(finished, prepared):
    contents, layout, path, _ = finished
    pages = paginate(contents, prepared)
    assert layout.pages == len(pages.pages)
    assert layout.first_pages == pages.first_pages
    assert layout.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_text_read_by_another_program_is_the_text_of_each_page(finished, prepared):
    contents, _, path, _ = finished
    pages = paginate(contents, prepared).pages
    document = pypdfium2.PdfDocument(path)
    for page, printed in zip(pages, document, strict=True):
        wanted = proof.inked(proof.page_text(page, contents))
        found = proof.inked(printed.get_textpage().get_text_range())
        assert sorted(found) == sorted(wanted)
    document.close()


def test_all_pages_are_upright_a4(finished):
    with pikepdf.open(finished[2]) as pdf:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}


def test_outline_has_sections_and_articles_with_their_pages(finished):
    contents, layout, path, _ = finished
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
        found = [
            (part.title, [(i.title, numbers[i.destination[0].objgen]) for i in part.children])
            for part in outline.root
        ]
    assert found == [
        (
            section.title,
            [(a.headline or a.contents_title, layout.first_pages[a.key]) for a in section.articles],
        )
        for section in contents.sections
    ]


def test_file_has_title_language_and_tags(finished):
    with pikepdf.open(finished[2]) as pdf:
        assert str(pdf.docinfo.Title) == "工会信息 第12期（总第345期）"
        assert str(pdf.Root.Lang) == "zh-CN"
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.attachments) == 0


def test_items_are_tagged_as_lists_within_lists(finished):
    with pikepdf.open(finished[2]) as pdf:
        elements = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        kinds = [str(element.S) for element in elements]
        lists = [e for e in elements if e.S == "/L"]
        assert (kinds.count("/L"), kinds.count("/LI")) == (2, 2)
        assert [str(e.P.S) for e in lists if str(e.P.S) == "/L"] == ["/L"]


def test_fonts_are_embedded_truetype_subsets_of_our_faces(finished):
    with pikepdf.open(finished[2]) as pdf:
        fonts = {n: f for page in pdf.pages for n, f in page.Resources.Font.items()}
        for font in fonts.values():
            descendant = font.DescendantFonts[0]
            assert descendant.Subtype == "/CIDFontType2"
            assert "/FontFile2" in descendant.FontDescriptor
            assert "+Yinfa-" in str(font.BaseFont)
            assert "/ToUnicode" in font


def test_every_text_line_ends_where_the_composer_said(finished, prepared):
    contents, _, path, _ = finished
    pages = paginate(contents, prepared).pages
    with pikepdf.open(path) as pdf:
        for page, printed in zip(pages, pdf.pages, strict=True):
            _check_edges(page, pdf_ink.lines(printed, measures.BODY))


def _check_edges(page, found):
    """Lines of plain body text, by their place on the grid."""
    left = measures.BINDING if page.number % 2 else measures.OUTER
    for item in page.placed:
        block = item.block
        if not isinstance(block, Text) or block.kind == "caption":
            continue
        for number, line in enumerate(block.lines[item.start : item.end]):
            if block.source and item.start + number == len(block.lines) - 1:
                continue
            if any({"sub", "sup"} & set(piece.marks) for piece in line.pieces):
                continue
            top = measures.TOP + item.top * measures.EIGHTH + number * measures.GRID
            baseline = min(found, key=lambda place: abs(place - top - 20.5))
            assert abs(baseline - top - 20.5) < 1
            ink = left + (block.left + line.width + line.trimmed) / 1000 * measures.BODY
            assert abs(found[baseline][1] - ink) < EDGE, line.text


def test_every_full_page_has_22_lines_of_one_pitch(tmp_path):
    contents = issue(article("1", blocks=(paragraph((SENTENCE + "Latin 2026 m² 䶮𠮷") * 40),)))
    lay_out(contents, tmp_path / "x.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        lines = sorted(pdf_ink.lines(pdf.pages[2], measures.BODY))
    assert len(lines) == 22
    pitches = [b - a for a, b in zip(lines, lines[1:], strict=False)]
    assert all(abs(pitch - measures.GRID) < 0.15 for pitch in pitches)


def test_progress_is_heard_for_every_article_and_page(finished):
    contents, layout, _, heard = finished
    articles, pages = len(contents.articles), layout.pages
    assert [h for h in heard if h[0] == "compose"] == [
        ("compose", n, articles) for n in range(1, articles + 1)
    ]
    assert [h for h in heard if h[0] == "set"] == [("set", n, pages) for n in range(1, pages + 1)]
    assert heard[-1] == ("prove", pages, pages)


def test_same_contents_give_the_same_bytes(tmp_path):
    contents = issue(article("1"))
    first = lay_out(contents, tmp_path / "a.pdf")
    second = lay_out(contents, tmp_path / "b.pdf")
    assert first == second
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_real_bulletin_is_laid_out_whole(seed, tmp_path):
    from bulletins import text_import

    contents = from_bulletin(text_import.parse(seed.read_text()).as_json())
    layout = lay_out(contents, tmp_path / "seed.pdf", warm=True)
    assert 10 <= layout.pages <= 13
    assert set(layout.first_pages) == {a.key for a in contents.articles}


HOSTILE = (
    "</style><link rel=attachment href=file:///etc/passwd><script>alert(1)</script>&amp;{{x}}$y"
)


def test_markup_in_any_field_prints_as_typed(tmp_path):
    hostile = article(
        "1",
        HOSTILE,
        subtitle=HOSTILE,
        byline=HOSTILE,
        source=HOSTILE,
        blocks=(
            Paragraph((Run(HOSTILE), Run("链接", (), "javascript:alert(1)"))),
            figure(1, 20, 20, HOSTILE),
        ),
    )
    masthead = Masthead("工会信息", HOSTILE, "办公室", HOSTILE, HOSTILE)
    contents = issue(hostile, masthead=masthead, imprint=(HOSTILE, "日期"))
    lay_out(contents, tmp_path / "x.pdf", {1: picture(20, 20)})  # proved to hold every character
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert len(pdf.attachments) == 0
        assert b"javascript:" not in (tmp_path / "x.pdf").read_bytes()


def test_child_loads_no_django():
    code = "import bulletins.printing.child, sys, json; print(json.dumps(sorted(sys.modules)))"
    modules = json.loads(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert [name for name in modules if name.split(".")[0] in ("django", "weasyprint")] == []


def test_proof_finds_a_lost_character_and_names_the_article(prepared):
    contents = issue(article("1"), article("2", "另一篇"))
    pages = paginate(contents, prepared)
    text = next(
        i
        for p in pages.pages
        for i in p.placed
        if i.block.article == "2" and i.start == 0 and isinstance(i.block, Text)
    )
    text.end -= 1
    with pytest.raises(proof.NotEqual) as caught:
        proof.check_pages(contents, pages)
    assert caught.value.article == "2"


def test_proof_finds_text_that_the_file_does_not_hold(finished, prepared):
    contents, _, path, _ = finished
    other = replace(contents, masthead=replace(contents.masthead, number="第13期"))
    with pytest.raises(proof.NotEqual, match="第1页的文字与内容不一致：应为“3期示范"):
        proof.check_pdf(path, other, paginate(other, prepared))
