"""Every measure of the page, named, with its unit and source.

Composition counts in thousandths of an em (of the size in question), pages in
eighths of a grid line, the stylesheet in points and millimetres.  The same
names stand in ``bulletin.css`` as ``var(--name)``.
"""

MM = 72 / 25.4  # points

# GB/T 9704-2012 5.1, 5.2.1: paper, margins, type area 156 x 225 mm
PAPER_WIDTH, PAPER_HEIGHT = 210 * MM, 297 * MM
TOP, BINDING, OUTER, FOOT = 37 * MM, 28 * MM, 26 * MM, 35 * MM
WIDTH = 156 * MM

# GB/T 9704-2012 5.2.3: 22 lines of 28 characters.  The 0.1 mm is slack, so that
# rounding in the engine never pushes line 22 off the page.
PAGE_LINES, LINE_CHARACTERS = 22, 28
GRID = 224.9 * MM / PAGE_LINES
EIGHTH = GRID / 8
LINE = 8  # eighths
PAGE = PAGE_LINES * LINE

EM = 1000
MEASURE = LINE_CHARACTERS * EM
INDENT = 2 * EM  # CLREQ 3.3.1: two characters, no space between paragraphs
BODY = WIDTH / LINE_CHARACTERS  # 15.79 pt: 3号 (15.75-16 pt) that fills the line exactly

TITLE = 22.0  # GB/T 9704-2012 7.3.1: 2号
TITLE_MEASURE = round(WIDTH / TITLE * EM)  # 20.1 characters
SECTION = 18.0  # 小2号, between headline and text
TABLE, TABLE_LINE, TABLE_PAD = 12.0, 5, 3  # points; eighths a line, eighths a row
NOTE = 12.0  # captions: 小4号

FOLIO = 14.0  # GB/T 9704-2012 7.5: 4号, 7 mm below the type area, one character in
FOLIO_DROP = 7 * MM
RUNNING_HEAD = 10.5  # 5号

# 版记: GB/T 9704-2012 7.4: 4号, rules 0.35 and 0.25 mm, one character in on both sides
IMPRINT, IMPRINT_PITCH = 14.0, 22.0
IMPRINT_RULE, IMPRINT_INNER_RULE = 0.35 * MM, 0.25 * MM
IMPRINT_PAD = 1.5 * MM
IMPRINT_MEASURE = round((WIDTH / IMPRINT - 2) * EM)

# 报头: the customs of 简报 (no standard binds them); GB/T 9704-2012 7.2 is borrowed
MASTHEAD, MASTHEAD_GAP = 58.0, 0.3  # points; em between the characters, less when it is long
MARKING = 14.0
MASTHEAD_RULE = 0.7 * MM

# 目录 box, inside its double frame
BOX_FRAME = 0.35 * MM + 0.6 * MM + 0.15 * MM
BOX_SIDE = 14.0
BOX_PAD = 7.0
BOX_HEADING, BOX_HEADING_PITCH = 18.0, 30.0
BOX_WIDTH = WIDTH - 2 * (BOX_FRAME + BOX_SIDE)

_CSS = {
    "width": WIDTH,
    "grid": GRID,
    "eighth": EIGHTH,
    "half-grid": GRID / 2,
    "body": BODY,
    "top": TOP,
    "binding": BINDING,
    "outer": OUTER,
    "foot": FOOT,
    "page-height": GRID * PAGE_LINES,
    "title": TITLE,
    "section": SECTION,
    "table": TABLE,
    "table-line": EIGHTH * TABLE_LINE,
    "table-pad": EIGHTH * TABLE_PAD / 2,
    "note": NOTE,
    "folio": FOLIO,
    "folio-drop": FOLIO_DROP,
    "running-head": RUNNING_HEAD,
    "imprint": IMPRINT,
    "imprint-pitch": IMPRINT_PITCH,
    "imprint-rule": IMPRINT_RULE,
    "imprint-inner-rule": IMPRINT_INNER_RULE,
    "imprint-pad": IMPRINT_PAD,
    "marking": MARKING,
    "name-line": GRID * 3,
    "number-line": GRID * 1.25,
    "masthead-rule": MASTHEAD_RULE,
    "box-side": BOX_SIDE,
    "box-pad": BOX_PAD,
    "box-frame": BOX_FRAME,
    "box-heading": BOX_HEADING,
    "box-heading-pitch": BOX_HEADING_PITCH,
}


def as_properties() -> dict[str, str]:
    """The measures which the stylesheet names, as CSS values."""
    return {name: f"{value:.3f}pt" for name, value in _CSS.items()}
