"""Reads the plain text of a whole bulletin, as it comes out of Word.

``parse`` goes one way: rows → blocks (``blocks``) → the edges: masthead, contents
box, foot (``zones``) → section headings (``sections``) → the articles of each
section (``articles``, ``briefs``) → the box's line for each (``matching``).
Nothing is guessed silently: a doubt is a warning with its line.
"""

from collections.abc import Mapping

from .articles import ArticlesReader
from .blocks import Block, Row, make_blocks, read_rows
from .briefs import BriefsReader, run_in
from .drafts import Manner, Notes
from .imprint import read_imprint
from .labels import read_distribution
from .lossless import difference, reconstruct
from .masthead import read_head
from .matching import Entry, match
from .sections import heading_span, key, mark_sections, style_of, title_span
from .shapes import is_body, is_preface
from .values import BRIEFS, KINDS, Article, Bulletin, Distribution, Line, Piece, Section, Warning
from .zones import entry_span, is_box_heading, mark_edges

__all__ = [
    "KINDS", "Article", "Bulletin", "Distribution", "Line", "Piece", "Section", "Warning",
    "difference", "parse", "read_head", "read_imprint", "reconstruct",
]  # fmt: skip

_IN_SECTIONS = frozenset(
    ["headline", "subtitle", "byline", "note", "body", "plain", "source", "brief", "unknown"]
)


def parse(text: str, kinds: Mapping[int, str] | None = None) -> Bulletin:
    """What the text of a bulletin says.  Never raises on any text.

    ``kinds`` maps a line's number to the kind (a key of ``KINDS``) which the
    editor declares it to be; the reader obeys.
    """
    rows, notes, kinds = read_rows(text), Notes(), kinds or {}
    blocks = make_blocks(rows, kinds)
    joined = [b for b in blocks if len(b.rows) > 1 and b.rows[1].number not in kinds]
    wrapped = next((b for b in joined if len(b.rows[0].text) > 1), None)
    if wrapped:
        notes.warn(wrapped, "文字像是按固定宽度断行的，从这里起断开的行接成了整段")
    mark_edges(blocks)
    blocks = [b for b in blocks if b.kind != "continuation"]  # absorbed by the line before
    box = [b for b in blocks if b.kind == "contents" and not is_box_heading(b.text)]
    names = _box_sections(box)
    entries, contents = _read_box(box, names, notes)
    inner = [b for b in blocks if not b.kind or b.kind in _IN_SECTIONS or b.kind == "section"]
    mark_sections(inner, names)
    manner = Manner.of([b for b in inner if b.kind != "section"], tuple(e.text for e in entries))
    note, inner = _split_note(inner)
    sections = _read_sections(inner, manner, notes)
    sections, lost = match(entries, sections)
    titles = {key(section.title) for section in sections}
    for entry in lost:
        if key(entry.text) in titles:
            continue
        notes.warnings.append(Warning(entry.line, f"目录中的“{entry.text}”没有找到对应的稿件"))
    distribution, marks = read_distribution([b for b in blocks if b.kind == "distribution"])
    notes.marks += marks
    found = {kind: _pieces(blocks, kind) for kind in ("masthead", "imprint", "ornament")}
    for block in blocks:
        if is_box_heading(block.text) and block.kind == "contents":
            notes.mark(block, 0, len(block.text))
        notes.unknown += block.rest()
    if not blocks:
        notes.warnings.append(Warning(1, "没有读到任何文字"))
    return Bulletin(
        sections=sections,
        contents=contents,
        distribution=distribution,
        masthead=found["masthead"],
        imprint=found["imprint"],
        note=note,
        unknown=tuple(notes.unknown),
        marks=(*notes.marks, *found["ornament"]),
        warnings=tuple(sorted(notes.warnings, key=lambda warning: warning.line)),
        lines=_lines(rows, blocks),
    )


def _pieces(blocks: list[Block], kind: str) -> tuple[Piece, ...]:
    return tuple(p for b in blocks if b.kind == kind for p in b.cut(kind))


def _box_sections(box: list[Block]) -> set[str]:
    """The names of sections which the contents box shows.

    In brackets, or bare where the entries have bullets or page numbers.
    """
    shown = {key(b.text) for b in box if heading_span(b.text)}
    bare = [b for b in box if entry_span(b.text) == (0, len(b.text)) and not heading_span(b.text)]
    if shown or len(bare) > 0.5 * len(box):
        return shown
    return {key(b.text) for b in bare if len(b.text) <= 10 and not is_body(b.text)}


def _read_box(blocks: list[Block], names: set[str], notes: Notes):
    """The entries, and all lines of the box as pieces; ``names`` are its sections'."""
    entries, pieces, section = [], [], None
    for block in blocks:
        heading = key(block.text) in names
        start, end = (0, len(block.text)) if heading else entry_span(block.text)
        notes.mark(block, 0, start)
        notes.mark(block, end, len(block.text))
        pieces += block.cut("contents", start, end)
        if heading:
            section = key(block.text)
        elif pieces:
            entries.append(Entry(pieces[-1].text, block.line, section))
    return entries, tuple(pieces)


def _split_note(blocks: list[Block]) -> tuple[tuple[Piece, ...], list[Block]]:
    """The note on the whole issue, which stands before the heading of the first section,
    and the rest.  Where there are no headings it cannot be told from an article's own."""
    heading = next((n for n, block in enumerate(blocks) if block.kind == "section"), 0)
    before = blocks[:heading]
    whole = before and is_preface(before[0].text) and all(is_body(b.text) for b in before[1:])
    if not whole or any(block.kind for block in before):
        return (), blocks
    for block in before:
        block.kind = "note"
    return tuple(piece for block in before for piece in block.cut("note")), blocks[heading:]


def _read_sections(blocks: list[Block], manner: Manner, notes: Notes) -> tuple[Section, ...]:
    groups: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if block.kind == "section":
            groups.append((block, []))
        else:
            groups[-1][1].append(block)
    if not groups[0][1]:
        groups = groups[1:]
    return tuple(_read_section(heading, own, manner, notes) for heading, own in groups)


def _read_section(
    heading: Block | None, blocks: list[Block], manner: Manner, notes: Notes
) -> Section:
    title = _title(heading, notes) if heading else None
    style = style_of(title.text if title else "", blocks, lambda block: _is_run_in(block))
    reader = BriefsReader if style == BRIEFS else ArticlesReader
    if heading and not blocks:
        notes.warn(heading, f"栏目“{title.text}”下面没有稿件")
    return Section(title, style, tuple(a for a in reader(blocks, manner, notes).read() if a.pieces))


def _is_run_in(block: Block) -> bool:
    head = run_in(block.text)
    return bool(head) and head.shape in ("stop", "bracket")


def _title(heading: Block, notes: Notes) -> Piece:
    start, end = title_span(heading)
    if start >= end:
        start, end = 0, len(heading.text)
    notes.mark(heading, 0, start)
    notes.mark(heading, end, len(heading.text))
    return heading.cut("section", start, end)[0]


def _lines(rows: list[Row], blocks: list[Block]) -> tuple[Line, ...]:
    kinds = {}
    for block in blocks:
        for row in block.rows:
            kinds.setdefault(row.number, "continuation" if row.number != block.line else block.kind)
    return tuple(
        Line(row.number, row.raw, "blank" if not row.text else kinds.get(row.number, "unknown"))
        for row in rows
    )
