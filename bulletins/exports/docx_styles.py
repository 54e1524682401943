"""The named styles of the Word file: fonts, sizes and measures of the printed page.

East Asian fonts are named as Chinese offices have them (方正小标宋简体 is theirs,
not Windows' own: Word takes 宋体 where it is missing).  Measures: GB/T 9704-2012.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

LATIN = "Times New Roman"
FANGSONG, HEI, KAI, SONG, TITLING = "仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"
RED = RGBColor(0xD7, 0x00, 0x0F)
BODY, PITCH = 16, 28.95  # 3号; 22 lines on 225 mm


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style.  Sizes in points; indents in characters of its own size.

    ``outline`` is its level in Word's navigation; ``borders`` are its rules by side,
    each width in eighths of a point and colour.
    """

    name: str
    font: str = FANGSONG
    size: float = BODY
    align: ALIGN = ALIGN.LEFT
    pitch: float | None = PITCH  # exact line height; None leaves it to the size
    indent: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    red: bool = False
    bold: bool = False
    outline: int | None = None
    keep: bool = False  # with the next paragraph
    borders: tuple[tuple[str, int, str], ...] = ()


_FRAME = tuple((side, 12, "D7000F") for side in ("top", "left", "bottom", "right"))
LOOKS = (
    Look("内部标记", HEI, 14),
    Look("刊名", TITLING, 56, ALIGN.CENTER, None, red=True),
    Look("期号", align=ALIGN.CENTER),
    Look("编印", borders=(("bottom", 16, "D7000F"),), after=8),
    Look("目录标题", TITLING, 18, ALIGN.CENTER, 30, red=True, keep=True, borders=_FRAME),
    Look("目录栏目", HEI, 12, pitch=22, keep=True, borders=_FRAME),
    Look("目录条目", SONG, 12, pitch=20, borders=_FRAME),
    Look("栏目", HEI, 18, ALIGN.CENTER, None, before=20, after=14, red=True, outline=0, keep=True),
    Look("稿件标题", TITLING, 22, ALIGN.CENTER, 32, before=14, after=6, outline=1, keep=True),
    Look("副标题", KAI, align=ALIGN.CENTER, keep=True),
    Look("署名", KAI, align=ALIGN.CENTER, keep=True, after=8),
    Look("按语", KAI, align=ALIGN.JUSTIFY, indent=2),
    Look("小标题", HEI, indent=2, outline=2, keep=True),
    Look("引文", KAI, align=ALIGN.JUSTIFY, indent=2, left=2),
    Look("条目", align=ALIGN.JUSTIFY),
    Look("来源", KAI, align=ALIGN.RIGHT),
    Look("表题", HEI, 12, ALIGN.CENTER, None, before=6, keep=True),
    Look("表内文字", SONG, 12, pitch=18),
    Look("图片", align=ALIGN.CENTER, pitch=None, before=6),
    Look("图注", KAI, 12, ALIGN.CENTER, None, after=6),
    Look("脚注", SONG, 9, pitch=14, align=ALIGN.JUSTIFY),
    Look("版记", size=14, pitch=22, left=1, borders=(("between", 4, "000000"),)),
)


def add_styles(document: Document) -> None:
    """Normal as the body text (正文), and every look as a style of its own name."""
    normal = document.styles["Normal"]
    _dress(normal, Look("Normal", align=ALIGN.JUSTIFY, indent=2))
    for look in LOOKS:
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = None
        style.quick_style = True
        _dress(style, look)


def _dress(style, look: Look) -> None:
    set_fonts(style.element.get_or_add_rPr(), look.font)
    style.font.size, style.font.bold = Pt(look.size), look.bold
    if look.red:
        style.font.color.rgb = RED
    shape = style.paragraph_format
    shape.alignment, shape.keep_with_next = look.align, look.keep
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    if look.pitch:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.pitch)
    shape.widow_control = True
    if look.indent or look.left:
        _indent(style.element.get_or_add_pPr(), look)
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        style.element.get_or_add_pPr().append(level)
    if look.borders:
        style.element.get_or_add_pPr().insert_element_before(
            _borders(look.borders), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )


def set_fonts(properties, east_asian: str) -> None:
    """``w:rFonts``: Latin letters and digits in LATIN, all else in the East Asian font."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), LATIN)
    fonts.set(qn("w:eastAsia"), east_asian)
    fonts.set(qn("w:hint"), "eastAsia")


def _indent(properties, look: Look) -> None:
    """Indents in characters: they follow the size when somebody changes it."""
    indent = properties.get_or_add_ind()
    for kind, value in (("firstLine", look.indent), ("left", look.left)):
        if value:
            indent.set(qn(f"w:{kind}Chars"), str(round(value * 100)))
            indent.set(qn(f"w:{kind}"), str(round(value * look.size * 20)))


def _borders(sides):
    borders = OxmlElement("w:pBdr")
    for side, width, colour in sides:
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", width), ("space", 4), ("color", colour)):
            rule.set(qn(f"w:{name}"), str(value))
        borders.append(rule)
    return borders


def set_page(document: Document) -> None:
    """A4 with the margins of GB/T 9704-2012 5.2.1, mirrored, 22 lines to the page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance, section.header_distance = Mm(23), Mm(15)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * 20)))
    settings = document.settings.element
    mirror = OxmlElement("w:mirrorMargins")
    settings.insert_element_before(
        mirror, "w:alignBordersAndEdges", "w:bordersDoNotSurroundHeader", "w:proofState",
        "w:attachedTemplate", "w:stylePaneFormatFilter", "w:defaultTabStop", "w:zoom",
        "w:evenAndOddHeaders", "w:compat",
    )  # fmt: skip
    document.settings.odd_and_even_pages_header_footer = True
