"""The booklet: A4 pages imposed on A3 sheets, to be folded once and stapled in the fold.

A pass over the finished screen file.  Pages come to a multiple of four; where
the last page holds nothing but the distribution foot, the blank pages stand
before it, so that the foot stays on the back, and it then carries no number
(GB/T 9704-2012 7.5); otherwise the blanks are the last pages, since nothing may
come between two pages of a text.
"""

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from bulletins.printing import proof, readback
from bulletins.printing.measures import PAPER_HEIGHT, PAPER_WIDTH

PAGES_A_SHEET = 4
Side = tuple[int | None, int | None]


def sides(count: int, foot_alone: bool = False) -> list[Side]:
    """Which pages (from 1, None is blank) stand left and right on each side, in print order.

    Sheets from the outermost; of each its outer side and then its inner one.
    """
    pages: list[int | None] = list(range(1, count + 1))
    blanks = [None] * (-count % PAGES_A_SHEET)
    pages[count - foot_alone : count - foot_alone] = blanks
    found: list[Side] = []
    for outer in range(0, len(pages) // 2, 2):
        last = len(pages) - 1 - outer
        found += [(pages[last], pages[outer]), (pages[outer + 1], pages[last - 1])]
    return found


def write(source: Path, output: Path, foot_alone: bool = False) -> str:
    """Writes the booklet of the screen file ``source``; returns what it left out of its text."""
    left_out = ""
    with pikepdf.open(source) as pdf, pikepdf.new() as sheets:
        count = len(pdf.pages)
        if foot_alone and count % PAGES_A_SHEET:
            left_out = _take_number_off(pdf, pdf.pages[-1], count)
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in pdf.pages]
        for side in sides(count, foot_alone):
            _add_side(sheets, side, forms)
        title = str(pdf.docinfo.get("/Title", ""))
        sheets.docinfo.Title = f"{title} 小册子"
        sheets.Root.Lang = pdf.Root.get("/Lang", "zh-CN")
        # A3 on its side turns over the short edge.
        sheets.Root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None"), DisplayDocTitle=True
        )
        sheets.save(output, deterministic_id=True)
    return left_out


def _add_side(sheets: pikepdf.Pdf, side: Side, forms: list) -> None:
    page = sheets.add_blank_page(page_size=(2 * PAPER_WIDTH, PAPER_HEIGHT))
    drawn, objects = [], Dictionary()
    for place, number in enumerate(side):
        if number is not None:
            name = f"/Page{number}"
            objects[name] = forms[number - 1]
            drawn.append(f"q 1 0 0 1 {place * PAPER_WIDTH:.4f} 0 cm {name} Do Q")
    page.obj.Resources = Dictionary(XObject=objects)
    page.obj.Contents = sheets.make_stream("\n".join(drawn).encode())
    page.obj.TrimBox = page.obj.BleedBox = Array(page.obj.MediaBox)


def _take_number_off(pdf: pikepdf.Pdf, page: pikepdf.Page, number: int) -> str:
    """Leaves out the last piece of text that prints ``— N —`` or N alone."""
    done, begun, shown = [], 0, ""
    found, left_out = slice(0, 0), ""
    for operands, operator, text in readback.operations(page):
        if str(operator) == "BT":
            begun, shown = len(done), ""
        shown += text
        done.append((operands, operator))
        if str(operator) == "ET" and proof.inked(shown).strip("—") == str(number):
            found, left_out = slice(begun, len(done)), shown
    del done[found]
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(done))
    return left_out
