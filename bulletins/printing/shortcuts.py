"""Where our pages pass the engine by: its lines and its faces.

Three places of WeasyPrint 70 are wrapped, and behave as before for whatever is not
ours.  Tests look for each of them, so that another release is not taken unawares.
"""

import functools

import weasyprint.draw
import weasyprint.layout.block
import weasyprint.pdf.stream
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text.line_break import strut

from bulletins.printing.embedding import embedded
from bulletins.printing.pen import EM, Palette, Pen

ROWS = "rows"  # attribute of an element: its lines, as rows.py reads them
STAND_IN = "="  # their text for the engine: printed, it would be found out (proof.py)


class Rows(TextBox):
    """All lines of a block."""

    def draw(self, stream) -> None:
        style, rows = self.style, self.element.get(ROWS)
        names, size = style["font_family"], style["font_size"]
        pen = _pen(stream, style.font_config)
        stream.set_color(style["color"])
        stream.begin_text()
        for number, row in enumerate(rows):
            x = self.position_x + (0 if number else self.indent)
            if self.share:
                wide = pen.palette.width(row, names) / EM * size
                x += max(self.width - wide, 0) * self.share
            pen.row(row, names, size, x, self.position_y + number * self.height + self.baseline)
        stream.end_text()


@functools.cache
def take() -> None:
    """From now on the engine leaves to us what is ours."""
    engine_lines, engine_text = weasyprint.layout.block.iter_line_boxes, weasyprint.draw.draw_text

    def lines(context, box, position_y, bottom_space, skip_stack, containing_block, *others):
        if box.element is not None and ROWS in box.element.attrib:
            return iter([(_line(box, position_y, containing_block), None)])
        return engine_lines(
            context, box, position_y, bottom_space, skip_stack, containing_block, *others
        )

    def text(stream, textbox, *others):
        if isinstance(textbox, Rows):
            textbox.draw(stream)
        else:
            engine_text(stream, textbox, *others)

    weasyprint.layout.block.iter_line_boxes = lines
    weasyprint.draw.draw_text = text
    weasyprint.pdf.stream.Font = embedded


def _line(box, position_y: float, block):
    """One box of the engine's with all lines in it."""
    resolve_percentages(box, block)
    resolve_one_percentage(box, "text_indent", block.width)
    given = box.children[0]
    text = Rows(given.element_tag, given.style, given.element, given.text)
    resolve_percentages(text, block)
    text.height, text.baseline = strut(box.style)
    text.position_x, text.position_y = block.content_box_x(), position_y
    text.width, text.indent = block.width, box.text_indent
    text.share = {"center": 0.5, "right": 1, "end": 1}.get(box.style["text_align_all"], 0)
    line = box.copy_with_children([text])
    line.position_x, line.position_y, line.width = text.position_x, position_y, text.width
    line.height, line.baseline = text.height * len(box.element.get(ROWS)), text.baseline
    return line


def _pen(stream, configuration) -> Pen:
    """The pen of a page; the palette is that of all files set with one configuration."""
    if not hasattr(stream, "pen"):
        if not hasattr(configuration, "palette"):
            configuration.palette = Palette(configuration)
        stream.pen = Pen(stream, configuration.palette)
    return stream.pen
