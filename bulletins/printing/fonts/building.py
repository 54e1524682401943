"""Builds one print face: a new TrueType font drawn from the outlines of the source.

Nothing of the source but outlines, widths and the licence is kept, so hinting,
layout tables, baselines and odd metrics of the source cannot disturb the page.
"""

import logging
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from bulletins.printing.fonts import recipe
from bulletins.printing.punctuation import LEFT_HALF, OPENING

# gkai00mp.ttf ends in four padding bytes, which fontTools reports each time.
logging.getLogger("fontTools.ttLib.tables._g_l_y_f").setLevel(logging.ERROR)

MADE = 3786912000  # 2024-01-01 in seconds since 1904: the same font from the same recipe
TOLERANCE = 0.7  # units: farthest a quadratic curve may lie from the cubic it replaces


def build(face: recipe.Face, source: Path, target: Path, without: frozenset[int]) -> dict:
    """Writes the face to ``target``; returns its row of the table of widths."""
    font = TTFont(source, fontNumber=face.number, lazy=True)
    taken = {
        code: name
        for code, name in sorted(font.getBestCmap().items())
        if face.takes(code) and code not in without
    }
    builder, widths = _outlines(font, taken, face.drop)
    _tables(builder, face, font)
    if face.kerned:
        addOpenTypeFeaturesFromString(builder.font, _pair_kerning(taken))
    partial = target.with_suffix(".partial")
    builder.save(partial)
    partial.replace(target)
    return _row(face, widths)


def coverage(face: recipe.Face, source: Path) -> frozenset[int]:
    """The code points which the face takes from its source."""
    font = TTFont(source, fontNumber=face.number, lazy=True)
    return frozenset(code for code in font.getBestCmap() if face.takes(code))


def _glyph_name(code: int) -> str:
    return f"u{code:04X}"


def _outlines(font: TTFont, taken: dict[int, str], drop: int) -> tuple[FontBuilder, dict[int, int]]:
    scale = recipe.UNITS / font["head"].unitsPerEm
    cubic = "glyf" not in font
    glyphs = font.getGlyphSet()
    drawn, widths = {".notdef": TTGlyphPen(None).glyph()}, {}
    for code, name in taken.items():
        shift = _shift(chr(code), glyphs, name, scale)
        drawn[_glyph_name(code)] = _draw(
            glyphs, name, Transform(scale, 0, 0, scale, shift, -drop), cubic
        )
        widths[code] = round(glyphs[name].width * scale)
    for code, width in recipe.BLANKS.items():
        drawn[_glyph_name(code)], widths[code] = TTGlyphPen(None).glyph(), width
    builder = FontBuilder(recipe.UNITS, isTTF=True)
    builder.setupGlyphOrder(list(drawn))
    builder.setupCharacterMap({code: _glyph_name(code) for code in widths})
    builder.setupGlyf(drawn)
    edges = builder.font["glyf"]
    advances = {_glyph_name(code): width for code, width in widths.items()} | {".notdef": 1000}
    builder.setupHorizontalMetrics(
        {name: (advances[name], getattr(edges[name], "xMin", 0)) for name in drawn}
    )
    return builder, widths


def _draw(glyphs, name: str, transform: Transform, cubic: bool):
    pen = TTGlyphPen(None)
    target = Cu2QuPen(pen, TOLERANCE, reverse_direction=True) if cubic else pen
    glyphs[name].draw(DecomposingFilterPen(TransformPen(target, transform), glyphs))
    return pen.glyph()


def _shift(char: str, glyphs, name: str, scale: float) -> float:
    """Three of the sources centre the question mark; it belongs into the left half."""
    if char not in LEFT_HALF:
        return 0
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    left, _, right, _ = bounds.bounds
    width = (right - left) * scale
    return 0 if right * scale <= recipe.UNITS / 2 else 250 - width / 2 - left * scale


def _tables(builder: FontBuilder, face: recipe.Face, source: TTFont) -> None:
    names = source["name"]
    builder.setupNameTable(
        {
            "copyright": names.getDebugName(0) or "",
            "familyName": face.name,
            "styleName": "Regular",
            "uniqueFontIdentifier": face.name,
            "fullName": face.name,
            "psName": face.name.replace(" ", ""),
            "version": "Version 1.0",
            "licenseDescription": names.getDebugName(13) or "",
        }
    )
    builder.setupHorizontalHeader(ascent=recipe.ASCENT, descent=recipe.DESCENT)
    builder.setupOS2(
        version=4,
        usWeightClass=400,
        fsSelection=0xC0,
        sxHeight=500,
        sCapHeight=700,
        sTypoAscender=recipe.ASCENT,
        sTypoDescender=recipe.DESCENT,
        sTypoLineGap=0,
        usWinAscent=recipe.ASCENT,
        usWinDescent=-recipe.DESCENT,
    )
    builder.setupPost(keepGlyphNames=False, underlinePosition=-90, underlineThickness=40)
    builder.updateHead(created=MADE, modified=MADE)
    builder.font.recalcTimestamp = False


def _pair_kerning(taken: dict[int, str]) -> str:
    """Two adjacent marks: 1.5 em (CLREQ 3.1.6.2), as kerning, which is always on."""

    def group(marks):
        return "[" + " ".join(_glyph_name(ord(c)) for c in sorted(marks) if ord(c) in taken) + "]"

    opening, left_half = group(OPENING), group(LEFT_HALF)
    either = group(OPENING | LEFT_HALF)
    return (
        "languagesystem DFLT dflt;\nlanguagesystem hani dflt;\nlanguagesystem latn dflt;\n"
        "feature kern {\n"
        f"  pos {left_half} {either} -500;\n"
        f"  pos {opening} {opening} -500;\n"
        "} kern;\n"
    )


def _row(face: recipe.Face, widths: dict[int, int]) -> dict:
    """Full-width characters as one string, the widths of the others by character."""
    return {
        "full": "".join(chr(code) for code, width in widths.items() if width == recipe.UNITS),
        "other": {chr(c): width for c, width in widths.items() if width != recipe.UNITS},
        "kerned": face.kerned,
    }
