"""What stands around the text of an issue, as HTML: the masthead and the foot."""

from html import escape

from bulletins.printing import front, inline, measures
from bulletins.printing.foot import FootRow
from bulletins.printing.measures import EM, LINE


def head(of: front.Head) -> str:
    """The masthead."""
    parts = of.masthead
    rows = []
    if parts.marking:
        rows.append(f'<p class="marking {of.design.marking}">{escape(parts.marking)}</p>')
    if parts.title:
        style = f"font-size:{of.size:.2f}pt;letter-spacing:{of.gap / EM}em"
        style += f";line-height:{of.name_line:.3f}pt"
        if not of.banner:  # the space after the last letter does not count
            style += f";margin-right:-{of.gap / EM}em"
        rows.append(f'<h1 style="{style}">{escape(parts.title)}</h1>')
    for text in of.numbers:
        name = "special" if text == parts.special else "number"
        rows.append(f'<p class="{name}">{escape(text)}</p>')
    height = of.height / LINE * of.grid - measures.MASTHEAD_RULE
    inner = "".join(rows) + _ends(of)
    shape = of.design.masthead_shape
    return f'<header class="masthead {shape}" style="height:{height:.3f}pt">{inner}</header>'


def _ends(of: front.Head) -> str:
    """One text left, one right; the space between them is reckoned, not positioned."""
    if not (of.left or of.right):
        return ""
    right = ""
    if of.right:
        right = f'<span style="margin-left:{of.between / EM:g}em">{escape(of.right)}</span>'
    turn = "\n" if of.stacked else ""
    inner = f"{escape(of.left)}{turn}{right}"
    return f'<p class="ends" style="padding-top:{of.slack:.3f}pt">{inner}</p>'


def foot(rows: tuple[FootRow, ...]) -> str:
    """The foot of the issue, or its part on one page."""
    parts = []
    for number, row in enumerate(rows):
        name = "row ruled" if row.ruled and number else "row"
        hang = row.hang / EM
        label = f'<span class="label" style="width:{hang:g}em">{escape(row.label)}</span>'
        inner = (label if row.label else "") + inline.lines(row.lines)
        right = ""
        if row.right:
            right = f'<span style="margin-left:{row.gap / EM:g}em">{inline.lines(row.right)}</span>'
        style = (
            f"padding-left:{1 + hang:g}em;text-indent:-{hang:g}em"
            if row.label
            else (f"padding-left:{1 + hang:g}em")
        )
        parts.append(f'<p class="{name}" style="{style}">{inner}{right}</p>')
    return f'<footer class="foot">{"".join(parts)}</footer>'
