"""Lines that we set ourselves stand as the engine sets them, glyph by glyph."""

import inspect
import random
from html import escape
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
import weasyprint
from fontTools.ttLib import TTFont

from bulletins.printing import engine, fonts, rows, shortcuts
from bulletins.printing.elements import Elements
from bulletins.printing.faces import ROLES
from bulletins.printing.fetching import PictureFetcher
from bulletins.printing.outlines import NotOurs, Outlines
from bulletins.printing.pen import MARKS
from bulletins.printing.rows import Run, rows_of
from tests.printing import pdf_ink

CSS = """html, body, p, h2 { display: block; margin: 0 } head, style { display: none }
@page { size: 9000px 60000px; margin: 0 } p, h2 { white-space: pre; font: 20px/30px %s }
.k17 { letter-spacing: 0.0174em } .hang { margin-left: -0.5em } .mid { text-align: center }
.trim { margin-right: -0.5em } b { font-family: "Yinfa Hei" } .in { text-indent: 2em }
.marker { display: inline-block; width: 2em; text-indent: 0 } .source { font-family: "Yinfa Kai" }
"""


def printed(markup: str, family: str, path: Path, composed: bool) -> list[tuple[str, int, float]]:
    """Face, glyph and place (pixels from the left) of all that is printed, in order."""
    engine.use_fonts(fonts.default_directory())
    shortcuts.take()
    configuration = engine._configuration()
    sheet = weasyprint.CSS(string=CSS % family, font_config=configuration)
    html = f'<html lang="zh-CN"><head></head><body>{markup}</body></html>'
    document = Elements(html, PictureFetcher({}), composed)
    document.render(stylesheets=[sheet], font_config=configuration).write_pdf(path)
    with pikepdf.open(path) as pdf:
        return [glyph for page in pdf.pages for glyph in pdf_ink.glyphs(page)]


def both(markup: str, family: str, folder: Path) -> tuple[list, list]:
    """As the engine sets it, and as we do."""
    return tuple(printed(markup, family, folder / f"{c}.pdf", c) for c in (False, True))


@pytest.mark.parametrize("role", ROLES)
def test_every_character_and_pair_of_marks_stands_as_the_engine_sets_it(role, prepared, tmp_path):
    known = [chr(c) for c in range(0x21, 0x30000) if prepared.glyph(role, chr(c))]
    every = [c for c in known if rows.PLAIN.fullmatch(c) and c != "\u3000"]
    if role != "body":  # the last face, the largest, is that of all roles
        own = [c for c in every if prepared.glyph(role, c).face != "Yinfa Rare"]
        every = own + random.Random(1).sample(every, min(500, len(every)))
    random.Random(1).shuffle(every)
    beside = [c for c in [*sorted(MARKS), *"—…·字A1,(.)"] if c in every]
    lines = ["".join(every[n : n + 100]) for n in range(0, len(every), 100)]
    pairs = ["".join(pair) for pair in product(beside, beside)]
    between = "字" if "字" in every else every[0]
    lines += [between.join(pairs[n : n + 60]) for n in range(0, len(pairs), 60)]
    blocks = ["\n".join(lines[n : n + 20]) for n in range(0, len(lines), 20)]
    markup = "".join(f"<p>{escape(block)}</p>" for block in blocks)
    theirs, ours = both(markup, ", ".join(f'"{name}"' for name in ROLES[role]), tmp_path)
    assert len(ours) == sum(map(len, lines))
    assert [glyph[:2] for glyph in ours] == [glyph[:2] for glyph in theirs]
    assert max(abs(a[2] - b[2]) for a, b in zip(ours, theirs, strict=True)) < 0.2


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="in">示范市总工会\n开展<span class="k17">“暖冬行动\n走访”</span>职工</p>',
        '<p><span class="hang k17">（二）慰问职工</span>\n1,234人次，<b>“面对面”</b>：服务</p>',
        '<p class="mid"><span class="trim">关于表彰的决定（试行）</span>\n公告</p>',
        '<p><span class="marker">●</span>一线职工\n二线\n'
        '<span class="source" style="margin-left:3.25em">（<b>综合</b>来稿）</span></p>',
        '<p>名<span class="source" style="margin-left:1em"><span class="k17">，“</span></span></p>',
        '<p>甲 乙 “丙” ABC d　丁<span class="k17">一 二</span></p>',
        '<h2 class="brackets"><span><span class="hang trim">【动态】</span></span></h2>',
        "<p>e\u0301甲</p>",
        '<p>甲<span class="other">乙</span></p>',
        '<p>甲<u>乙</u></p><div>丙</div><p class="heading">丁</p>',
    ],
)
def test_our_spans_stand_as_the_engine_sets_them(markup, tmp_path):
    names = ", ".join(f'"{name}"' for name in ROLES["body"])
    theirs, ours = both(markup, names, tmp_path)
    assert [glyph[:2] for glyph in ours] == [glyph[:2] for glyph in theirs]
    assert max(abs(a[2] - b[2]) for a, b in zip(ours, theirs, strict=True)) < 0.15


def test_rows_are_read_as_they_are_marked_up():
    found = rows_of(
        ElementTree.fromstring(
            '<p><span class="marker">●</span>甲<b>乙</b>\n<span class="hang k-3">（丙</span></p>'
        )
    )
    assert found == (
        (Run("●", room=2000), Run("甲"), Run("乙", role="black"), Run("")),
        (Run(""), Run("（丙", -3, before=-500)),
    )


@pytest.mark.parametrize(
    "inner",
    [
        '<a href="#a">甲</a>', "甲<sup>2</sup>", "<u>甲</u>", "甲\u00a0乙", "甲\u0301",
        "甲\ufe0f", "甲\u200d乙", "שלום", "☎", "", '<span style="width:1em">甲<b>乙</b></span>',
        '<span style="color:red">甲</span>', '<span class="dots">甲</span>', "<b class='x'>甲</b>",
        "<yinfa-reference>①</yinfa-reference>",
    ],
)  # fmt: skip
def test_what_needs_the_engine_is_left_to_it(inner):
    assert rows_of(ElementTree.fromstring(f"<p>{inner}</p>")) is None


def test_engine_has_the_places_that_are_wrapped():
    """Each by the name and the arguments that ``shortcuts`` relies on."""
    lines = inspect.signature(weasyprint.layout.inline.iter_line_boxes)
    assert list(lines.parameters)[:6] == [
        "context", "box", "position_y", "bottom_space", "skip_stack", "containing_block"
    ]  # fmt: skip
    assert "iter_line_boxes(" in inspect.getsource(weasyprint.layout.block._linebox_layout)
    assert list(inspect.signature(weasyprint.draw.text.draw_text).parameters)[:2] == [
        "stream", "textbox"
    ]  # fmt: skip
    assert "draw_text(" in inspect.getsource(weasyprint.draw.draw_inline_level)
    adding = inspect.getsource(weasyprint.pdf.stream.Stream.add_font)
    assert "Font(pango_font, description, font_size)" in adding
    build = inspect.getsource(weasyprint.pdf.fonts.build_fonts_dictionary)
    assert "font.clean(to_unicode," in build


@pytest.mark.parametrize("name", ["YinfaFangsong", "YinfaRare", "YinfaLatin", "YinfaFolio"])
def test_part_of_a_face_has_the_same_outlines_and_widths(name, tmp_path):
    path = fonts.default_directory() / f"{name}.ttf"
    whole = Outlines(path.read_bytes())
    theirs = TTFont(path)
    characters = theirs.getBestCmap()
    assert all(whole.glyph(chr(c)) == theirs.getGlyphID(n) for c, n in characters.items())
    assert whole.glyph("\ue000") == 0
    kept = random.Random(2).sample(range(1, len(theirs.getGlyphOrder())), 10)
    part = tmp_path / "part.ttf"
    part.write_bytes(whole.subset(kept))
    ours = TTFont(part, checkChecksums=2)
    for number in kept:
        old, new = theirs.getGlyphName(number), ours.getGlyphName(number)
        assert ours["hmtx"][new] == theirs["hmtx"][old]
        outlines = [f["glyf"][n].getCoordinates(f["glyf"]) for f, n in ((theirs, old), (ours, new))]
        assert outlines[0] == outlines[1]
    assert ours["maxp"].numGlyphs == max(kept) + 1


@pytest.mark.parametrize("data", [b"", b"OTTO" + bytes(40), b"\0\1\0\0" + bytes(40)])
def test_face_of_another_make_is_not_taken_for_ours(data):
    with pytest.raises(NotOurs):
        Outlines(data)
