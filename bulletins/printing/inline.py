"""Composed lines as HTML; all text is escaped here."""

from html import escape
from itertools import groupby

from bulletins.printing import sheets
from bulletins.printing.blocks import Text
from bulletins.printing.composer import Line, Piece
from bulletins.printing.measures import EM

LINKS = ("http://", "https://", "mailto:")

# Elements of our own, so that the engine can be told what they are in the structure tree.
REFERENCE, NOTE = "yinfa-reference", "yinfa-note"

_TAGS = {"strong": "b", "em": "i", "u": "u", "sub": "sub", "sup": "sup"}


def source(text: Text) -> str:
    """The attribution: on the last line, or at the right of the next."""
    gap = text.source_gap
    if gap is None:
        gap = text.measure - text.left - text.source.width
        return (
            f'\n<span class="source" style="margin-left:{gap / EM:g}em">{line(text.source)}</span>'
        )
    return f'<span class="source" style="margin-left:{gap / EM:g}em">{line(text.source)}</span>'


def lines(composed: tuple[Line, ...], centred: bool = False) -> str:
    """Composed lines, one to a line of the text; alike ones below each other in one element."""
    parts = []
    for classes, alike in groupby(composed, lambda of: _classes(of, centred)):
        texts = [_inner(of) for of in alike]
        if not classes or "hang" in classes or "trim" in classes:
            parts += [_dressed(text, classes) for text in texts]
        else:
            parts.append(_dressed("\n".join(texts), classes))
    return "\n".join(parts)


def line(of: Line, centred: bool = False) -> str:
    return _dressed(_inner(of), _classes(of, centred))


def _inner(of: Line) -> str:
    return "".join(map(piece, of.pieces))


def _dressed(inner: str, classes: str) -> str:
    return f'<span class="{classes}">{inner}</span>' if classes else inner


def _classes(of: Line, centred: bool) -> str:
    classes = ["hang"] if of.hangs else []
    if centred and of.trimmed:
        classes.append("trim")
    if of.tracking:
        classes.append(sheets.tracking_class(of.tracking))
    return " ".join(classes)


def piece(of: Piece) -> str:
    text = escape(of.text, quote=False)
    for mark in of.marks:
        text = f"<{_TAGS[mark]}>{text}</{_TAGS[mark]}>"
    if of.footnote:
        text = f"<{REFERENCE}>{text}</{REFERENCE}>"
    if of.href.lower().startswith(LINKS):
        text = f'<a href="{escape(of.href, quote=True)}">{text}</a>'
    if of.tracking is not None:  # outside <sub>: thousandths of the em of the line
        text = f'<span class="{sheets.tracking_class(of.tracking)}">{text}</span>'
    return text
