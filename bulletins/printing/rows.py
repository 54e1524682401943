"""Lines of text whose every place is known beforehand, read from our markup.

A paragraph of plain characters in our own spans needs no engine to be set: where it
goes on is only reckoned.  What is more than that (links, calls of notes, underlines,
raised figures, marks that combine) is left to the engine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

BLOCKS = frozenset(("p", "h3", "h4", "blockquote", "li", "yinfa-note"))
HALF = 500
MARKER = 2000  # thousandths of an em: the room of a list's mark

# Characters each of which is one glyph, in the order of writing, whatever stands beside it.
PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02af\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    "\u2100-\u22ff\u2460-\u25fc\u3000-\u3029\u3030-\u3098\u309b-\u312f\u3200-\u33ff\u3400-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff\n]*"
)
_STYLE = re.compile(r"(margin-left|width):(-?[\d.e-]+)em")
_ROLES = {"b": "black", "i": "kai"}


@dataclass(frozen=True, slots=True)
class Run:
    """``text`` in one dress; lengths in thousandths of an em.

    ``tracking`` follows every character, ``before`` is the space in front.  A run with
    ``room`` takes so much, however long it is.  ``role`` is empty for that of the block.
    """

    text: str
    tracking: int = 0
    role: str = ""
    before: int = 0
    room: int | None = None


Row = tuple[Run, ...]


def rows_of(block: Element) -> tuple[Row, ...] | None:
    """The lines of ``block``; None if the engine must set them."""
    names = block.get("class", "").split()
    known = block.tag in BLOCKS or (block.tag == "h2" and "brackets" in names)
    if not known or (block.tag == "p" and "heading" in names):
        return None  # the heading of a contents box is spaced by its looks, some titles are boxes
    try:
        rows = tuple(_lines(_runs(block, Run(""))))
    except _NotPlain:
        return None
    return rows if any(run.text for row in rows for run in row) else None


class _NotPlain(Exception):
    """There is something only the engine can set."""


def _lines(runs: Iterator[Run]) -> Iterator[Row]:
    row: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        row.append(replace(run, text=first) if others else run)
        for text in others:
            yield tuple(row)
            row = [replace(run, text=text, before=0)]
    yield tuple(row)


def _runs(element: Element, dress: Run) -> Iterator[Run]:
    """What ``element`` holds, itself in ``dress``."""
    if element.text:
        if not PLAIN.fullmatch(element.text):
            raise _NotPlain
        yield replace(dress, text=element.text)
        dress = replace(dress, before=0)
    elif dress.before and len(element):
        yield dress
        dress = replace(dress, before=0)
    for child in element:
        yield from _child(child, dress)
        if child.tail:
            if not PLAIN.fullmatch(child.tail):
                raise _NotPlain
            yield replace(dress, text=child.tail)


def _child(child: Element, dress: Run) -> Iterator[Run]:
    if child.tag in _ROLES and not child.attrib:
        yield from _runs(child, replace(dress, role=_ROLES[child.tag]))
        return
    if child.tag != "span" or child.attrib.keys() - {"class", "style"}:
        raise _NotPlain
    names = child.get("class", "").split()
    for name in names:
        dress = _dressed(dress, name)
    if style := child.get("style"):
        found = _STYLE.fullmatch(style)
        if not found:
            raise _NotPlain
        length = round(float(found[2]) * 1000)
        dress = replace(dress, **{"before" if found[1] == "margin-left" else "room": length})
    if dress.room is not None and (len(child) or not child.text or "\n" in child.text):
        raise _NotPlain
    yield from _runs(child, dress)
    if "trim" in names:
        yield Run("", before=-HALF)


def _dressed(dress: Run, name: str) -> Run:
    """``dress`` with what the class ``name`` says of it."""
    if re.fullmatch(r"k-?\d+", name):
        return replace(dress, tracking=int(name[1:]))
    match name:
        case "hang":
            return replace(dress, before=-HALF)
        case "source":
            return replace(dress, role="kai")
        case "marker":
            return replace(dress, room=MARKER)
        case "trim" | "label" | "call":
            return dress
    raise _NotPlain
