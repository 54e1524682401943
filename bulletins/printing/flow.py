"""An issue as one column of print matter: composed blocks and what must stay together.

A unit is the least that may stand on a page.  Pure; knows nothing of pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletins.contents import BRIEFS, Article, Contents
from bulletins.printing import footnotes, measures
from bulletins.printing.atoms import Autospace
from bulletins.printing.blocks import Footnote, Picture, Row, SectionTitle, Text, Title, Unit
from bulletins.printing.composer import Line, compose
from bulletins.printing.design import MUNICIPAL, Design
from bulletins.printing.faces import Faces
from bulletins.printing.figures import PICTURE_PAD, picture_size
from bulletins.printing.headlines import headline, names_of
from bulletins.printing.measures import EM, LINE
from bulletins.printing.tables import Grid
from bulletins.richtext import Figure, Paragraph, Run, Table, numbered

KEPT = 2  # lines of a paragraph that stay together at its beginning and end
KEPT_IN_COLUMNS = 1  # at its beginning: CLREQ forbids a single line at the head alone
LIST_HANG = 2 * EM
AFTER_TABLE = 3  # eighths at least: text goes on at the next line of the grid
QUARTER = EM // 4  # CLREQ 3.2.2: at most so much between Han and Latin
AUTOSPACE = {
    "none": Autospace(),
    "letters": Autospace(QUARTER),
    "all": Autospace(QUARTER, QUARTER),
}


class Flow:
    """Composes the articles of an issue, one after the other."""

    def __init__(self, contents: Contents, faces: Faces, design: Design = MUNICIPAL):
        self.contents, self.faces, self.design = contents, faces, design
        self.area = measures.area(design)  # of the section that is being composed
        self.names = names_of(article.source for article in contents.articles)

    def units(self) -> Iterator[tuple[Article, list[Unit]]]:
        """Per article its units, the first of them opening the section where it begins one."""
        previous: Article | None = None
        for section in self.contents.sections:
            columns = self.design.columns_of(section.style == BRIEFS)
            self.area = measures.area(self.design, columns)
            for number, article in enumerate(section.articles):
                units = self.article(article)
                if number == 0 and section.title:
                    units.insert(0, self._section_title(section.title))
                if previous is None:
                    units = self._note(self.contents.note, "") + units
                if units and previous:
                    close = number and previous.brief and article.brief
                    units[0] = replace(units[0], before=0 if close else LINE)
                previous = article
                yield article, joined(units)

    def article(self, article: Article) -> list[Unit]:
        """The units of one article, not yet joined."""
        units = self._note(article.note, article.key)
        blocks = list(numbered(article.blocks)[0])
        if article.runs_in:
            blocks[0] = _with_run_in(blocks[0], article.headline)
        elif article.headline or article.subtitle or article.byline:
            units.append(self._title(article))
        composed: list[Text | list[Unit]] = []
        for number, block in enumerate(blocks):
            composed += self._block(block, f"{article.key}.{number}", article.key)
        if article.source:
            self._credit(composed, article)
        for block in composed:
            after_table = bool(units) and isinstance(units[-1].parts[-1][0], Row)
            found = block if isinstance(block, list) else self._text(block, units)
            if after_table and found:
                found[0] = replace(found[0], before=max(found[0].before, AFTER_TABLE))
            units += found
        return units

    def _text(self, text: Text, above: list[Unit]) -> list[Unit]:
        """The units of a text; a source on lines of its own keeps to what stands ``above``."""
        if text.kind == "source" and above and not isinstance(above[-1].parts[-1][0], Row):
            above[-1] = replace(above[-1], joins_next=True)
        return _units(text, KEPT_IN_COLUMNS if self.area.gutter else KEPT)

    def _note(self, note: str, key: str) -> list[Unit]:
        """An editors' note, inset; its end stays with the headline that follows.

        ``key`` is its article's, empty for the note on the whole issue.
        """
        units = [
            unit
            for line in note.splitlines()
            if line.strip()
            for unit in _units(self._paragraph(Paragraph((Run(line),), "note"), key))
        ]
        if units:
            units[-1] = replace(units[-1], joins_next=True)
        return units

    def _section_title(self, title: str) -> Unit:
        text = f"【{title}】" if self.design.sections == "brackets" else title
        measure = self.area.measure_at(self.area.section) - EM
        lines = compose((Run(text),), self.faces, "black", measure, 0, justify=False)
        return Unit(((SectionTitle(title, lines), 0, 0),), joins_next=True)

    def _title(self, article: Article) -> Unit:
        centred = {"measure": self.area.measure, "indent": 0, "justify": False}
        title = Title(
            article=article.key,
            headline=headline(
                article.headline_lines,
                self.faces,
                self.area.measure_at(self.area.title),
                self.names,
            ),
            subtitle=compose((Run(article.subtitle),), self.faces, "kai", **centred),
            byline=compose((Run(article.byline),), self.faces, "kai", **centred),
            label=article.headline,
        )
        return Unit(((title, 0, 0),), joins_next=True)

    def _block(self, block, name: str, key: str) -> list[Text | list[Unit]]:
        if isinstance(block, Paragraph):
            return [text] if (text := self._paragraph(block, key)).lines else []
        return [
            self._table(block, name, key) if isinstance(block, Table) else self._figure(block, key)
        ]

    def _paragraph(self, paragraph: Paragraph, key: str) -> Text:
        left, right, indent, role = _shape(paragraph)
        if self.area.gutter:  # a narrow column has little room for indents
            half = self.area.measure // 2 // EM * EM
            left, right = (right // 2, right // 2) if right else (min(left, half), 0)
        lines = compose(
            paragraph.runs,
            self.faces,
            role,
            self.area.measure - left - right,
            indent,
            autospace=AUTOSPACE[self.design.autospace],
        )
        text = Text(paragraph.kind, key, lines, left, indent > 0, paragraph.marker)
        return replace(
            text,
            depth=paragraph.depth,
            measure=self.area.measure,
            footnotes=self._footnotes(key, lines),
        )

    def _footnotes(self, key: str, lines: Sequence[Line]) -> tuple[tuple[int, Footnote], ...]:
        return footnotes.notes_of(key, lines, self.faces, self.area)

    def _credit(self, composed: list, article: Article) -> None:
        """The source goes on the last line if one em stays free before it, else below."""
        run = Run(f"（{article.source}）")
        lines = compose((run,), self.faces, "kai", self.area.measure, 0, justify=False)
        last = composed[-1] if composed else None
        if not isinstance(last, Text) or len(lines) > 1:
            measure = self.area.measure
            composed += [Text("source", article.key, lines, indented=False, measure=measure)]
            return
        final = last.lines[-1]
        used = last.left + final.width + final.trimmed
        gap = self.area.measure - used - lines[0].width
        fits = gap >= EM and last.kind in ("body", "item")
        composed[-1] = replace(last, source=lines[0], source_gap=gap if fits else None)

    def _table(self, table: Table, name: str, key: str) -> list[Unit]:
        grid = Grid(table, self.faces, self.area)
        rows = [
            Row(
                key,
                cells,
                pads,
                grid.widths,
                name,
                height,
                number < table.head_rows,
                tuple(n for _, lines in cells for _, n in self._footnotes(key, lines)),
            )
            for number, (cells, pads, height) in enumerate(grid.rows())
        ]
        head = tuple(rows[: table.head_rows])
        units = [
            Unit(tuple((row, 0, 0) for row in rows[start:end]), repeats=head if start else ())
            for start, end in grid.groups()
        ]
        if caption := self._caption(table.caption, "black", key):
            units.insert(0, Unit(caption, joins_next=True))
        return [replace(unit, before=0 if n else LINE // 2) for n, unit in enumerate(units)]

    def _caption(self, runs: Sequence[Run], role: str, key: str) -> tuple:
        measure = self.area.measure_at(measures.NOTE)
        lines = compose(runs, self.faces, role, measure, 0, justify=False)
        if not lines:
            return ()
        notes = self._footnotes(key, lines)
        return ((Text("caption", key, lines, indented=False, footnotes=notes), 0, len(lines)),)

    def _figure(self, figure: Figure, key: str) -> list[Unit]:
        width, tall = picture_size(figure, self.area)
        height = self.area.eighths(tall + self.area.eighth * PICTURE_PAD)
        picture = (Picture(key, figure, width, tall, height), 0, 0)
        return [Unit((picture, *self._caption(figure.caption, "kai", key)), floats=True)]


def joined(units: list[Unit]) -> list[Unit]:
    """Units that may not be last on a page are made one with the unit after them."""
    result: list[Unit] = []
    for unit in units:
        if result and result[-1].joins_next:
            above = result.pop()
            parts = above.parts + unit.parts
            result.append(
                Unit(parts, above.before, above.repeats, unit.joins_next, floats=above.floats)
            )
        else:
            result.append(unit)
    return result


def _with_run_in(paragraph: Paragraph, title: str) -> Paragraph:
    stop = "" if title[-1] in "。！？…" else "。"
    return replace(paragraph, runs=(Run(title + stop, ("strong",)), *paragraph.runs))


def _shape(paragraph: Paragraph) -> tuple[int, int, int, str]:
    """Left and right indent, first-line indent (thousandths em) and role of a paragraph."""
    if paragraph.kind in ("quote", "note"):
        return 2 * EM, 2 * EM, measures.INDENT, "kai"
    if paragraph.kind == "item":
        return measures.INDENT + LIST_HANG * max(paragraph.depth, 1), 0, 0, "body"
    return 0, 0, measures.INDENT, "black" if paragraph.kind == "heading" else "body"


def _units(text: Text, above: int = KEPT) -> list[Unit]:
    """A text in units, so that no page begins with a single line of it, or ends with fewer
    than ``above``.

    With its source below it, the last line is not single.
    """
    count = len(text.lines)
    below = KEPT - (text.source is not None and text.source_gap is None)
    if text.kind == "heading":
        return [Unit(((text, 0, count),), joins_next=True)]
    if count < above + below:
        return [Unit(((text, 0, count),))]
    cuts = [0, *range(above, count - below + 1), count]
    return [Unit(((text, a, b),)) for a, b in zip(cuts, cuts[1:], strict=False)]
