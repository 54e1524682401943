"""Pages as HTML: structure only, every line where the composer ended it.

The stylesheet has the looks.  Everything that comes from the contents is
escaped here, so a headline that looks like a tag prints as it was typed.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from string import Template

from bulletins.contents import Contents
from bulletins.printing import fonts, foot, front, furniture, inline, measures
from bulletins.printing.blocks import Picture, Row, SectionTitle, Text, Title
from bulletins.printing.columns import Placed
from bulletins.printing.design import Design
from bulletins.printing.footnotes import Portion
from bulletins.printing.measures import EM
from bulletins.printing.pagination import Page, Pages
from bulletins.printing.tables import CELL_PADDING

SHELL = fonts.PROJECT / "templates" / "print" / "issue.xml"
PICTURE_SCHEME = "yinfa-picture:"

FIGURE = 0.5  # em: the width of a digit in the contents box
BORDERS = 1.0  # points: the outer borders of a table lie within the height of its rows

_ELEMENTS = {"heading": "h4", "quote": "blockquote", "item": "li"}


def document(contents: Contents, pages: Pages) -> str:
    """The whole issue as one HTML document, a box per page."""
    contents = pages.design.printed(contents)
    setter = _Setter(contents, pages.design)
    head = contents.masthead
    return Template(SHELL.read_text()).substitute(
        title=escape(" ".join(part for part in (head.title, head.number) if part) or "简报"),
        author=escape(head.publisher),
        pages="\n".join(setter.page(page) for page in pages.pages),
    )


class _Setter:
    """Writes pages one after the other; each article gets its anchor and bookmark once."""

    def __init__(self, contents: Contents, design: Design):
        self.contents, self.design = contents, design
        self.area, self.column = measures.area(design), measures.area(design, 2)
        self.eighth, self.look = self.area.eighth, measures.box_look(design)
        self.anchors = {a.key: f"a{n}" for n, a in enumerate(contents.articles, 1)}
        self.labels = {a.key: a.headline or a.contents_title for a in contents.articles}
        self.picture_texts = contents.picture_texts
        self.unmarked = set(self.anchors)
        self.level = 2 if any(s.title for s in contents.sections) else 1

    def page(self, page: Page) -> str:
        running = escape(page.running_head(self.contents.masthead.title), quote=True)
        bottom = page.head.height if page.head else 0
        parts = [furniture.head(page.head) if page.head else ""]
        boxed = page.box is not None and self.design.contents == "column"
        if page.box and not boxed:
            parts.append(
                f'<nav class="box" style="{self._box_style(page)}">{self._box(page)}</nav>'
            )
            bottom = page.box_top + page.box.height
        bands = [list(group) for _, group in groupby(page.placed, key=lambda p: p.column > 0)]
        if boxed and not (bands and bands[0][0].column):
            bands.insert(0, [])
        for number, band in enumerate(bands):
            if band and not band[0].column:
                parts += self._blocks(band, bottom)
                bottom = band[-1].bottom
            else:
                inset = page.box if boxed and number == 0 else None
                text, bottom = self._columns(page, band, bottom, inset)
                parts.append(text)
        parts += self._notes(page)
        parts.append(furniture.foot(page.foot_rows) if page.foot_rows else "")
        return f'<div class="page" data-head="{running}">{"".join(parts)}</div>'

    def _notes(self, page: Page) -> Iterator[str]:
        """The notes at the foot, above that of the issue; those of columns above the page's."""
        under = foot.height(page.foot_rows, self.area)
        for name, shelf in zip(("f1", "f2", "f0"), page.shelves, strict=True):
            if shelf.portions:
                bottom = under + (0 if name == "f0" else page.shelf.height)
                style = f"bottom:{bottom * self.eighth:.3f}pt"
                inner = "".join(map(self._note, shelf.portions))
                yield f'<div class="footnotes {name}" style="{style}">{inner}</div>'

    def _note(self, portion: Portion) -> str:
        note = portion.footnote
        hang = note.hang / EM
        inner = inline.lines(note.lines[portion.start : portion.end])
        style = f"padding-left:{hang:g}em"
        if portion.begins:
            style += f";text-indent:-{hang:g}em"
            mark = f'<span class="call" style="width:{hang:g}em">{escape(note.mark)}</span>'
            inner = mark + inner
        return f'<{inline.NOTE} style="{style}">{inner}</{inline.NOTE}>'

    def _columns(self, page: Page, band: list[Placed], above: int, box) -> tuple[str, int]:
        """Two columns side by side, drawn in the order in which they are read."""
        tops = [item.top for item in band] + ([page.box_top] if box else [])
        ends = [item.bottom for item in band] + ([page.box_top + box.height] if box else [])
        top, bottom = min(tops), max(ends)
        width, step = self.column.width, (self.column.characters + self.column.gutter)
        step *= self.column.body
        parts = []
        if box:
            # Before the first column, without taking room from it.
            style = f"{self._box_style(page)};margin-left:{step:.3f}pt"
            style += f";margin-right:{-step - width:.3f}pt"
            parts.append(f'<nav class="box inset" style="{style}">{self._box(page)}</nav>')
        for number in (1, 2):
            placed = [item for item in band if item.column == number]
            inner = "".join(self._blocks(placed, top))
            parts.append(f'<div class="column c{number}">{inner}</div>')
        space = f"margin-top:{(top - above) * self.eighth:.3f}pt;"
        height = f"height:{(bottom - top) * self.eighth:.3f}pt"
        return f'<div class="columns" style="{space}{height}">{"".join(parts)}</div>', bottom

    def _blocks(self, placed: list[Placed], bottom: int) -> Iterator[str]:
        for group, members in groupby(placed, key=_group_of):
            items = list(members)
            if group and group != "item":
                yield self._table(items, (items[0].top - bottom) * self.eighth)
            else:
                yield from self._column(items, bottom)
            bottom = items[-1].bottom

    def _column(self, items: list[Placed], bottom: int) -> Iterator[str]:
        """Blocks below each other; items of lists in as many lists as they are deep."""
        deep = 0
        for item in items:
            depth = max(item.block.depth, 1) if _group_of(item) == "item" else 0
            yield "<ul>" * (depth - deep) + "</ul>" * (deep - depth)
            gap = (item.top - bottom) * self.eighth
            space = f' style="margin-top:{gap:.3f}pt"' if gap > 0.01 else ""
            yield self._block(item, space)
            bottom, deep = item.bottom, depth
        yield "</ul>" * deep

    def _table(self, placed: list[Placed], gap: float) -> str:
        height = (placed[-1].bottom - placed[0].top) * self.eighth
        style = f"margin-top:{gap:.3f}pt;height:{height:.3f}pt"
        trims = {id(placed[0]): BORDERS}
        columns = "".join(f'<col style="width:{w:.3f}pt"/>' for w in placed[0].block.columns)
        parts = []
        for header, rows in groupby(placed, key=lambda item: item.block.header):
            tag = "thead" if header else "tbody"
            body = "".join(
                _row(item.block, item.block.height * self.eighth - trims.get(id(item), 0))
                for item in rows
            )
            parts.append(f"<{tag}>{body}</{tag}>")
        table = f"<table><colgroup>{columns}</colgroup>{''.join(parts)}</table>"
        return f'<div class="table" style="{style}">{table}</div>'

    def _block(self, item: Placed, space: str) -> str:
        block = item.block
        if isinstance(block, SectionTitle):
            mark = f' data-label="{escape(block.title, quote=True)}"'
            inner = inline.lines(block.lines, centred=self.design.sections == "brackets")
            return (
                f'<h2 class="mark1 {self.design.sections}"{mark}{space}><span>{inner}</span></h2>'
            )
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
        parts = [f'<h3 class="{name}"{mark}>{inline.lines(title.headline, centred=True)}</h3>']
        if title.subtitle:
            parts.append(f'<p class="subtitle">{inline.lines(title.subtitle, centred=True)}</p>')
        if title.byline:
            parts.append(f'<p class="byline">{inline.lines(title.byline, centred=True)}</p>')
        return f'<header class="title"{space}>{"".join(parts)}</header>'

    def _figure(self, item: Placed, picture: Picture, space: str) -> str:
        name, mark = self._mark(picture.article)
        gap = space[len(' style="') : -1] + ";" if space else ""
        above = (item.height * self.eighth - picture.tall) / 2
        alt = escape(self.picture_texts[picture.figure.picture], quote=True)
        return (
            f'<figure class="{name}"{mark} style="{gap}height:{item.height * self.eighth:.3f}pt">'
            f'<img src="{PICTURE_SCHEME}{picture.figure.picture}" alt="{alt}"'
            f' style="width:{picture.width:.2f}pt;height:{picture.tall:.2f}pt;'
            f'margin-top:{above:.2f}pt"/>'
            "</figure>"
        )

    def _text(self, item: Placed, text: Text, space: str) -> str:
        name, mark = self._mark(text.article)
        first = item.start == 0
        classes = [text.kind, name, "indent" if first and text.indented else ""]
        style = f"padding-left:{text.left / EM:g}em" if text.left else ""
        inner = inline.lines(text.lines[item.start : item.end])
        if first and text.marker:
            inner = f'<span class="marker">{escape(text.marker)}</span>{inner}'
            classes.append("marked")
        if item.end == len(text.lines) and text.source:
            inner += inline.source(text)
        tag = _ELEMENTS.get(text.kind, "p")
        if style:
            space = f'{space[:-1]};{style}"' if space else f' style="{style}"'
        return f'<{tag} class="{" ".join(filter(None, classes))}"{mark}{space}>{inner}</{tag}>'

    def _box_style(self, page: Page) -> str:
        free = 1 if self.design.contents == "column" else 0.5
        height = page.box.height * self.eighth - self.area.grid * free
        return f"height:{height:.3f}pt;font-size:{page.box.size[0]}pt"

    def _box(self, page: Page) -> str:
        box = page.box
        _, pitch, section_pitch = box.size
        rows = []
        if box.heading:
            rows.append(f'<p class="heading">{escape(box.heading)}</p>')
        for entry in box.entries:
            base = pitch if entry.article else section_pitch
            pad = (box.stretch * base - pitch) / 2
            room = (
                f'style="line-height:{pitch}pt;padding-top:{pad:.3f}pt;padding-bottom:{pad:.3f}pt"'
            )
            if entry.article:
                rows.append(f'<p class="entry" {room}>{self._entry(entry, box.size[0])}</p>')
            else:
                rows.append(f'<p class="part" {room}>{inline.lines(entry.lines)}</p>')
        return "".join(rows)

    def _entry(self, entry: front.Entry, size: float) -> str:
        used = self.look.number + front.BULLET_WIDTH + entry.width / EM + 1
        dots = self.look.room - used * size
        trimmed = entry.lines[-1].trimmed / EM if entry.lines else 0
        style = f"margin-left:{0.5 - trimmed:g}em"
        style += f";letter-spacing:{dots - size:.2f}pt"  # of one blank, as wide as an em
        before = 0.5 + self.look.number - FIGURE * len(str(entry.page))
        return (
            f'<span class="bullet">●</span><a href="#{self.anchors[entry.article]}">'
            f'{inline.lines(entry.lines)}</a><span class="dots" style="{style}">\u3000</span>'
            f'<span style="margin-left:{before:g}em">{entry.page}</span>'
        )


def _group_of(item: Placed) -> str:
    """Which table a row belongs to, or "item" for those of a list."""
    if isinstance(item.block, Row):
        return item.block.table
    return "item" if isinstance(item.block, Text) and item.block.kind == "item" else ""


def _row(row: Row, height: float) -> str:
    cells = []
    for (cell, lines), pad in zip(row.cells, row.pads, strict=True):
        tag = "th" if cell.header else "td"
        spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        room = f"0 {pad or CELL_PADDING:.2f}pt 0 {CELL_PADDING}pt"
        name = ' class="figure"' if pad else ""
        cells.append(f'<{tag}{spans}{name} style="padding:{room}">{inline.lines(lines)}</{tag}>')
    return f'<tr style="height:{height:.3f}pt">{"".join(cells)}</tr>'
