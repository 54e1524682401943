"""The finished file, measured: every line of text on the grid, both its edges straight."""

import os
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from bulletins.parsed import from_bulletin
from bulletins.printing import budget, measures
from bulletins.printing.blocks import Text
from bulletins.printing.design import Design
from bulletins.printing.layout import lay_out
from bulletins.printing.pagination import paginate
from bulletins.text_import import parse
from tests.printing import generated, pdf_ink
from tests.printing.issues import SENTENCE, article, issue, paragraph

SEEDS = sorted(Path(getattr(settings, "SEEDS_DIR", "")).glob("*.txt"))
GENERATED = int(os.environ.get("YINFA_GENERATED", "12"))  # `make fuzz` asks for 200
NEAR = 0.3  # points that a baseline or an edge may lie off its place
# From the top of a grid line to the baseline: the em stands in its middle (fonts/recipe.py).
BASELINE = (measures.GRID - measures.BODY) / 2 + 0.88 * measures.BODY


def wrong_places(contents, pages, pdf) -> list[str]:
    """What lies off the grid or off an edge, of all lines of text of the file."""
    found = []
    for page, printed in zip(pages, pdf.pages, strict=True):
        ink = pdf_ink.stretches(printed)
        side = measures.BINDING if page.number % 2 else measures.OUTER
        for item in page.placed:
            if isinstance(item.block, Text) and item.block.kind != "caption":
                for number in range(item.start, item.end):
                    top = measures.TOP + item.top * measures.EIGHTH
                    baseline = top + (number - item.start) * measures.GRID + BASELINE
                    found += _wrong(item.block, number, side, baseline, ink)
    return found


def _wrong(text: Text, number: int, side: float, baseline: float, ink) -> list[str]:
    line = text.lines[number]
    em = measures.BODY / measures.EM
    body = [s for s in ink if abs(s.baseline - baseline) < measures.GRID / 2]
    plain = [s for s in body if abs(s.size - measures.BODY) < 0.05]
    wrong = [
        f"{s.baseline - baseline:+.2f} pt off the grid: {line.text}"
        for s in plain
        if abs(s.baseline - baseline) > NEAR
    ]
    if text.kind == "source":
        return wrong
    first = text.left if number or not text.indented else text.left + measures.INDENT
    left = side + (first - 500 * line.hangs) * em
    if not (number == 0 and text.marker) and abs(min(s.left for s in body) - left) > NEAR:
        wrong.append(f"left edge {min(s.left for s in body) - left:+.2f} pt: {line.text}")
    if text.source is None or number < len(text.lines) - 1:
        # What is added after the last character lies beyond the edge and is no ink.
        right = side + (text.left + line.width + line.trimmed) * em
        if abs(max(s.right for s in body) - right) > NEAR:
            wrong.append(f"right edge {max(s.right for s in body) - right:+.2f} pt: {line.text}")
    return wrong


def uneven(pages) -> list[str]:
    """Lines within a paragraph that do not end at the measure."""
    return [
        line.text
        for page in pages
        for item in page.placed
        if isinstance(item.block, Text) and item.block.kind in ("body", "item", "heading")
        for line in item.block.lines[item.start : min(item.end, len(item.block.lines) - 1)]
        if abs(item.block.left + line.width - measures.MEASURE) * measures.BODY / 1000 > NEAR
    ]


def check(contents, pictures, path, prepared):
    """Lays the issue out; pages, first pages, baselines and edges are those reckoned before."""
    layout = lay_out(contents, path, pictures, warm=True)
    reckoned = budget.measure(contents, prepared, cuts=False)
    assert layout.pages == reckoned.pages
    assert layout.first_pages == {k: cost.first_page for k, cost in reckoned.articles.items()}
    pages = paginate(contents, prepared).pages
    with pikepdf.open(path) as pdf:
        assert wrong_places(contents, pages, pdf) == []
    assert uneven(pages) == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_real_bulletin_takes_the_pages_reckoned_and_stands_on_the_grid(seed, tmp_path, prepared):
    check(from_bulletin(parse(seed.read_text()).as_json()), {}, tmp_path / "x.pdf", prepared)


@pytest.mark.parametrize("number", range(GENERATED))
def test_generated_issue_takes_the_pages_reckoned_and_stands_on_the_grid(
    number, tmp_path, prepared
):
    check(*generated.issue(number), tmp_path / "x.pdf", prepared)


def test_full_page_has_22_lines_of_one_pitch_whatever_stands_in_them(tmp_path):
    text = (SENTENCE + "Latin gjpqy 2026 m² 䶮𠮷龘 ①Ⅲ℃ Å") * 40
    lay_out(issue(article("1", blocks=(paragraph(text),))), tmp_path / "x.pdf", warm=True)
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        lines = sorted(pdf_ink.lines(pdf.pages[2], measures.BODY))
    assert len(lines) == 22
    places = [measures.TOP + BASELINE + number * measures.GRID for number in range(22)]
    assert [
        line for line, place in zip(lines, places, strict=True) if abs(line - place) > NEAR
    ] == []


@pytest.mark.parametrize("autospace", ["letters", "all"])
def test_quarter_em_beside_latin_keeps_grid_and_edges(autospace, tmp_path, prepared):
    text = "示范市总工会在CEO论坛上表示，全年AI培训1,234人次，5G工厂达12.5%。" * 12
    contents = issue(article("1", blocks=(paragraph(text),)))
    design = Design(autospace=autospace)
    lay_out(contents, tmp_path / "x.pdf", design=design, warm=True)
    pages = paginate(contents, prepared, design=design).pages
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert wrong_places(contents, pages, pdf) == []
    assert uneven(pages) == []
