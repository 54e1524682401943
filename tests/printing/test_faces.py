"""The prepared faces: one set of metrics, one glyph per character, widths as reckoned."""

import pytest
from fontTools.ttLib import TTFont

from bulletins.printing import faces, fonts, sheets
from bulletins.printing.fonts import recipe
from bulletins.printing.punctuation import LEFT_HALF, OPENING

PREPARED = faces.load()
NAMES = [face.name for face in recipe.FACES]


@pytest.fixture(params=NAMES)
def font(request):
    return TTFont(fonts.default_directory() / f"{request.param.replace(' ', '')}.ttf", lazy=True)


def test_face_is_truetype_with_the_common_metrics(font):
    assert "glyf" in font and "CFF " not in font and "BASE" not in font
    header, os2 = font["hhea"], font["OS/2"]
    assert font["head"].unitsPerEm == 1000
    assert (header.ascent, header.descent, header.lineGap) == (880, -120, 0)
    assert (os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap) == (880, -120, 0)
    assert os2.usWeightClass == 400


def test_every_character_has_a_glyph_of_its_own(font):
    names = list(font.getBestCmap().values())
    assert len(names) == len(set(names))


def test_blanks_are_alike_in_every_face(font):
    table = font.getBestCmap()
    widths = [font["hmtx"][table[code]][0] for code in (0x20, 0xA0, 0x3000)]
    assert widths == [250, 250, 1000]


@pytest.mark.parametrize("name", [face.name for face in recipe.FACES if face.kerned])
def test_marks_that_are_squeezed_keep_their_ink_in_their_own_half(name):
    font = TTFont(fonts.default_directory() / f"{name.replace(' ', '')}.ttf")
    table, glyphs = font.getBestCmap(), font["glyf"]
    for char in LEFT_HALF:
        if ord(char) in table:
            assert glyphs[table[ord(char)]].xMax <= 500, char
    for char in OPENING:
        if ord(char) in table:
            assert glyphs[table[ord(char)]].xMin >= 500, char


def test_every_role_prints_gb2312_latin_and_rare_names():
    common = "".join(
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    text = common + "ABCxyz0123456789%+-/().,;: āéü²“”‘’—…·《》（）【】、。，；：？！●△▲①Ⅲ℃䶮𠮷㐂"
    for role in set(faces.ROLES) - {"folio"}:
        assert PREPARED.missing(text, role) == []


def test_missing_names_place_and_character_and_passes_over_blanks():
    assert PREPARED.missing("甲\u200b 😀\n乙\U0010ffff") == [(3, "😀"), (6, "\U0010ffff")]


def test_first_face_of_a_role_that_has_the_character_prints_it():
    found = [PREPARED.glyph("body", char).face for char in "5工“𠮷"]
    assert found == ["Yinfa Latin", "Yinfa Fangsong", "Yinfa Fangsong", "Yinfa Rare"]


def test_stylesheet_names_the_faces_of_each_role_in_the_same_order():
    sheet = sheets.stylesheet()
    assert "var(--" not in sheet
    for names in faces.ROLES.values():
        assert ", ".join(f'"{name}"' for name in names) in sheet


def test_directory_without_the_present_recipe_is_refused(tmp_path):
    (tmp_path / "recipe").write_text("another")
    with pytest.raises(faces.FontsNotPrepared, match="python -m bulletins.printing.fonts"):
        faces.load(tmp_path)


def test_prepared_faces_are_not_made_again(capsys):
    from bulletins.printing.fonts.__main__ import main

    before = (fonts.default_directory() / "faces.json").stat().st_mtime_ns
    assert main([]) == 0
    assert "ready" in capsys.readouterr().out
    assert (fonts.default_directory() / "faces.json").stat().st_mtime_ns == before
