"""Pages as HTML: structure only, every line where the composer ended it.

The stylesheet has the looks.  Everything that comes from the contents is
escaped here, so a headline that looks like a tag prints as it was typed.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from string import Template

from bulletins.contents import Contents
from bulletins.printing import fonts, front, measures, sheets
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.composer import Line, Piece
from bulletins.printing.foot import FootRow
from bulletins.printing.measures import EIGHTH, EM
from bulletins.printing.pagination import Page, Pages, Placed
from bulletins.printing.tables import CELL_PADDING

SHELL = fonts.PROJECT / "templates" / "print" / "issue.html"
PICTURE_SCHEME = "yinfa-picture:"
LINKS = ("http://", "https://", "mailto:")

BORDERS = 1.0  # points: the outer borders of a table lie within the height of its rows

_TAGS = {"strong": "b", "em": "i", "u": "u", "sub": "sub", "sup": "sup"}
_ELEMENTS = {"heading": "h4", "quote": "blockquote"}


def document(contents: Contents, pages: Pages) -> str:
    """The whole issue as one HTML document, a box per page."""
    setter = _Setter(contents)
    head = contents.masthead
    return Template(SHELL.read_text()).substitute(
        title=escape(" ".join(part for part in (head.title, head.number) if part) or "简报"),
        author=escape(head.publisher),
        pages="\n".join(setter.page(page) for page in pages.pages),
    )


class _Setter:
    """Writes pages one after the other; each article gets its anchor and bookmark once."""

    def __init__(self, contents: Contents):
        self.contents = contents
        self.anchors = {a.key: f"a{n}" for n, a in enumerate(contents.articles, 1)}
        self.labels = {a.key: a.headline or a.contents_title for a in contents.articles}
        self.unmarked = set(self.anchors)
        self.level = 2 if any(s.title for s in contents.sections) else 1

    def page(self, page: Page) -> str:
        running = escape(page.running_head(self.contents.masthead.title), quote=True)
        parts = [
            _head(page.head) if page.head else "",
            self._box(page) if page.box else "",
            *self._blocks(page),
            _foot(page.foot_rows) if page.foot_rows else "",
        ]
        return f'<div class="page" data-head="{running}">{"".join(parts)}</div>'

    def _blocks(self, page: Page) -> Iterator[str]:
        bottom = (
            page.box_top + page.box.height if page.box else (page.head.height if page.head else 0)
        )
        for table, group in groupby(page.placed, key=_table_of):
            placed = list(group)
            gap = (placed[0].top - bottom) * EIGHTH
            space = f' style="margin-top:{gap:.3f}pt"' if gap > 0.01 else ""
            if table:
                yield f'<div class="table"{_height(placed, gap)}>{_table(placed)}</div>'
                bottom = placed[-1].bottom
                continue
            for item in placed:
                gap = (item.top - bottom) * EIGHTH
                space = f' style="margin-top:{gap:.3f}pt"' if gap > 0.01 else ""
                yield self._block(item, space)
                bottom = item.bottom

    def _block(self, item: Placed, space: str) -> str:
        block = item.block
        if isinstance(block, SectionTitle):
            mark = f' data-label="{escape(block.title, quote=True)}"'
            return f'<h2 class="mark1"{mark}{space}>{_lines(block.lines, centred=True)}</h2>'
        if isinstance(block, Title):
            return self._title(block, space)
        if isinstance(block, Picture):
            return self._figure(item, block, space)
        return self._text(item, block, space)

    def _mark(self, key: str) -> tuple[str, str]:
        """Class and attributes of the first block of an article: anchor and bookmark."""
        if key not in self.unmarked:
            return "", ""
        self.unmarked.discard(key)
        label = escape(self.labels[key], quote=True)
        return f"mark{self.level}", f' id="{self.anchors[key]}" data-label="{label}"'

    def _title(self, title: Title, space: str) -> str:
        name, mark = self._mark(title.article)
        parts = [f'<h3 class="{name}"{mark}>{_lines(title.headline, centred=True)}</h3>']
        if title.subtitle:
            parts.append(f'<p class="subtitle">{_lines(title.subtitle, centred=True)}</p>')
        if title.byline:
            parts.append(f'<p class="byline">{_lines(title.byline, centred=True)}</p>')
        return f'<header class="title"{space}>{"".join(parts)}</header>'

    def _figure(self, item: Placed, picture: Picture, space: str) -> str:
        name, mark = self._mark(picture.article)
        gap = space[len(' style="') : -1] + ";" if space else ""
        above = (item.height * EIGHTH - picture.tall) / 2
        alt = escape(picture.figure.alt or "图片", quote=True)
        return (
            f'<figure class="{name}"{mark} style="{gap}height:{item.height * EIGHTH:.3f}pt">'
            f'<img src="{PICTURE_SCHEME}{picture.figure.picture}" alt="{alt}"'
            f' style="width:{picture.width:.2f}pt;height:{picture.tall:.2f}pt;'
            f'margin-top:{above:.2f}pt">'
            "</figure>"
        )

    def _text(self, item: Placed, text: Text, space: str) -> str:
        name, mark = self._mark(text.article)
        first = item.start == 0
        classes = [text.kind, name, "indent" if first and text.indented else ""]
        style = f"padding-left:{text.left / EM:g}em" if text.left else ""
        inner = _lines(text.lines[item.start : item.end])
        if first and text.marker:
            inner = f'<span class="marker">{escape(text.marker)}</span>{inner}'
            classes.append("marked")
        if item.end == len(text.lines) and text.source:
            inner += _source(text)
        tag = _ELEMENTS.get(text.kind, "p")
        if style:
            space = f'{space[:-1]};{style}"' if space else f' style="{style}"'
        return f'<{tag} class="{" ".join(filter(None, classes))}"{mark}{space}>{inner}</{tag}>'

    def _box(self, page: Page) -> str:
        box = page.box
        size, pitch, section_pitch = front.SIZES[box.size]
        style = f"height:{box.height * EIGHTH - measures.GRID / 2:.3f}pt;font-size:{size}pt"
        rows = []
        if box.heading:
            rows.append(f'<p class="heading">{escape(box.heading)}</p>')
        for entry in box.entries:
            base = pitch if entry.article else section_pitch
            pad = (box.stretch - 1) * base / 2
            room = (
                f'style="line-height:{base}pt;padding-top:{pad:.3f}pt;padding-bottom:{pad:.3f}pt"'
            )
            if entry.article:
                rows.append(f'<p class="entry" {room}>{self._entry(entry, size)}</p>')
            else:
                rows.append(f'<p class="part" {room}>{_lines(entry.lines)}</p>')
        return f'<nav class="box" style="{style}">{"".join(rows)}</nav>'

    def _entry(self, entry: front.Entry, size: float) -> str:
        used = front.NUMBER_WIDTH + front.BULLET_WIDTH + entry.width / EM + 1
        dots = measures.BOX_WIDTH - used * size
        trimmed = entry.lines[-1].trimmed / EM if entry.lines else 0
        style = f"width:{dots:.2f}pt;margin-left:{0.5 - trimmed:g}em"
        return (
            f'<span class="bullet">●</span><a href="#{self.anchors[entry.article]}">'
            f'{_lines(entry.lines)}</a><span class="dots" style="{style}"></span>'
            f'<span class="number">{entry.page}</span>'
        )


def _table_of(item: Placed) -> int:
    return item.block.table if isinstance(item.block, Row) else 0


def _height(placed: list[Placed], gap: float) -> str:
    height = (placed[-1].bottom - placed[0].top) * EIGHTH
    return f' style="margin-top:{gap:.3f}pt;height:{height:.3f}pt"'


def _table(placed: list[Placed]) -> str:
    trims = {id(placed[0]): BORDERS}
    columns = "".join(f'<col style="width:{w:.3f}pt">' for w in placed[0].block.columns)
    parts = []
    for header, rows in groupby(placed, key=lambda item: item.block.header):
        tag = "thead" if header else "tbody"
        body = "".join(_row(item.block, trims.get(id(item), 0)) for item in rows)
        parts.append(f"<{tag}>{body}</{tag}>")
    return f"<table><colgroup>{columns}</colgroup>{''.join(parts)}</table>"


def _row(row: Row, trim: float) -> str:
    cells = []
    for cell, lines in row.cells:
        tag = "th" if cell.header else "td"
        spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        cells.append(f'<{tag}{spans} style="padding:0 {CELL_PADDING}pt">{_lines(lines)}</{tag}>')
    return f'<tr style="height:{row.height * EIGHTH - trim:.3f}pt">{"".join(cells)}</tr>'


def _head(head: front.Head) -> str:
    parts = head.masthead
    rows = []
    if parts.marking:
        rows.append(f'<p class="marking">{escape(parts.marking)}</p>')
    if parts.title:
        style = f"font-size:{head.size:.2f}pt;letter-spacing:{head.gap / EM}em"
        style += f";margin-right:-{head.gap / EM}em"
        rows.append(f'<h1 style="{style}">{escape(parts.title)}</h1>')
    for name in ("number", "special"):
        if text := getattr(parts, name):
            rows.append(f'<p class="{name}">{escape(text)}</p>')
    height = head.height * EIGHTH - measures.MASTHEAD_RULE
    inner = "".join(rows) + _ends(head)
    return f'<header class="masthead" style="height:{height:.3f}pt">{inner}</header>'


def _ends(head: front.Head) -> str:
    """Publisher left, date right; the space between them is reckoned, not positioned."""
    parts = head.masthead
    if not (parts.publisher or parts.date):
        return ""
    gap = head.slack * EIGHTH
    date = ""
    if parts.date:
        date = f'<span style="margin-left:{head.between / EM:g}em">{escape(parts.date)}</span>'
    turn = "\n" if head.stacked else ""
    inner = f"{escape(parts.publisher)}{turn}{date}"
    return f'<p class="ends" style="padding-top:{gap:.3f}pt">{inner}</p>'


def _foot(rows: tuple[FootRow, ...]) -> str:
    parts = []
    for number, row in enumerate(rows):
        name = "row ruled" if row.ruled and number else "row"
        hang = row.hang / EM
        label = f'<span class="label" style="width:{hang:g}em">{escape(row.label)}</span>'
        inner = (label if row.label else "") + _lines(row.lines)
        right = ""
        if row.right:
            right = f'<span style="margin-left:{row.gap / EM:g}em">{_lines(row.right)}</span>'
        style = (
            f"padding-left:{1 + hang:g}em;text-indent:-{hang:g}em"
            if row.label
            else (f"padding-left:{1 + hang:g}em")
        )
        parts.append(f'<p class="{name}" style="{style}">{inner}{right}</p>')
    return f'<footer class="foot">{"".join(parts)}</footer>'


def _source(text: Text) -> str:
    gap = text.source_gap
    if gap is None:
        gap = measures.MEASURE - text.left - text.source.width
        return (
            f'\n<span class="source" style="margin-left:{gap / EM:g}em">{_line(text.source)}</span>'
        )
    return f'<span class="source" style="margin-left:{gap / EM:g}em">{_line(text.source)}</span>'


def _lines(lines: tuple[Line, ...], centred: bool = False) -> str:
    return "\n".join(_line(line, centred) for line in lines)


def _line(line: Line, centred: bool = False) -> str:
    inner = "".join(map(_piece, line.pieces))
    classes = ["hang"] if line.hangs else []
    if centred and line.trimmed:
        classes.append("trim")
    if line.tracking:
        classes.append(sheets.tracking_class(line.tracking))
    return f'<span class="{" ".join(classes)}">{inner}</span>' if classes else inner


def _piece(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    for mark in piece.marks:
        text = f"<{_TAGS[mark]}>{text}</{_TAGS[mark]}>"
    if piece.href.lower().startswith(LINKS):
        text = f'<a href="{escape(piece.href, quote=True)}">{text}</a>'
    if piece.tracking is not None:  # outside <sub>: thousandths of the em of the line
        text = f'<span class="{sheets.tracking_class(piece.tracking)}">{text}</span>'
    return text
