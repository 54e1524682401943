"""An issue as a Word file: the same structure in named styles, to be read and corrected in Word.

Headlines and sections show in Word's navigation, tables repeat their heads,
pages are numbered outside.  Word breaks lines and pages by itself: this is not
the printed page, and page numbers of the contents list are not given.
"""

import io

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from bulletins.contents import Article, Contents, Section
from bulletins.exports import figures, wording
from bulletins.exports.docx_footnotes import Footnotes
from bulletins.exports.docx_grid import placed, shares
from bulletins.exports.docx_styles import HEI, KAI, add_styles, set_fonts, set_page
from bulletins.exports.figures import Pictures
from bulletins.richtext import Figure, Paragraph, Run, Table

WIDTH, TALLEST = Mm(156), Mm(140)
PICTURE_DPI = 150  # a small picture is not blown up
LINKS = ("http://", "https://", "mailto:")
_STYLES = {"heading": "小标题", "quote": "引文", "item": "条目", "body": "Normal"}
_FONTS = {"strong": HEI, "em": KAI}  # emphasis by font, as in print
_EFFECTS = {"u": "underline", "sup": "superscript", "sub": "subscript"}
_NOT_XML = {n: None for n in range(32) if n not in (9, 10, 13)}


def write(contents: Contents, pictures: Pictures) -> bytes:
    """The .docx; ``pictures`` are the bytes of the issue's pictures by id."""
    buffer = io.BytesIO()
    _Writer(contents, pictures).document.save(buffer)
    return buffer.getvalue()


class _Writer:
    def __init__(self, contents: Contents, pictures: Pictures):
        self.contents, self.pictures = contents, pictures
        self.picture_texts = contents.picture_texts
        self.anchors = {a.key: f"a{n}" for n, a in enumerate(contents.articles, 1)}
        self.document = docx.Document()
        add_styles(self.document)
        set_page(self.document)
        self.footnotes = Footnotes(_run)
        self._properties()
        self._masthead()
        if contents.contents_heading and contents.articles:
            self._box()
        self._note(contents.note)
        for section in contents.sections:
            self._section(section)
        for line in wording.foot_lines(contents):
            self._line(line, "版记")
        self._folios()
        self.footnotes.join(self.document)

    def _properties(self) -> None:
        head, properties = self.contents.masthead, self.document.core_properties
        properties.title = " ".join(filter(None, (head.title, head.number)))
        properties.author = properties.last_modified_by = head.publisher
        properties.language, properties.comments = "zh-CN", ""

    def _masthead(self) -> None:
        head = self.contents.masthead
        for text, style in (
            (head.marking, "内部标记"),
            (head.title, "刊名"),
            (head.number, "期号"),
            (head.special, "期号"),
        ):
            if text:
                self._line(text, style)
        if head.publisher or head.date:
            ends = self._line(head.publisher, "编印")
            ends.paragraph_format.tab_stops.add_tab_stop(
                WIDTH, docx.enum.text.WD_TAB_ALIGNMENT.RIGHT
            )
            ends.add_run(f"\t{head.date}" if head.date else "")

    def _box(self) -> None:
        self._line(self.contents.contents_heading, "目录标题")
        for section in self.contents.sections:
            if section.title:
                self._line(wording.section_title(section), "目录栏目")
            for article in section.articles:
                entry = self.document.add_paragraph(style="目录条目")
                _link(entry, self.anchors[article.key]).append(_run(article.contents_title))

    def _section(self, section: Section) -> None:
        if section.title:
            self._line(wording.section_title(section), "栏目")
        for article in section.articles:
            self._article(article)

    def _article(self, article: Article) -> None:
        before = len(self.document.element.body)
        self._note(article.note)
        if not article.brief:
            self._headline(article)
        if article.subtitle:
            self._line(article.subtitle, "副标题")
        for line in wording.byline_lines(article):
            self._line(line, "署名")
        head = article.headline if article.brief else ""
        for block in article.blocks:
            head = self._block(block, head)
        if head:
            self._run_in(self.document.add_paragraph(), head)
        if article.source:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
            self._line(wording.source(article), "来源")
        self._mark(self.document.element.body[before - 1], article)

    def _note(self, text: str) -> None:
        for line in text.splitlines():
            self._line(line, "按语")

    def _headline(self, article: Article) -> None:
        if article.headline_lines:
            self._line("\n".join(article.headline_lines), "稿件标题")

    def _mark(self, element, article: Article) -> None:
        """A bookmark at the article's first paragraph, for the contents list to lead to."""
        name = self.anchors[article.key]
        for tag, attributes in (
            ("w:bookmarkStart", {"id": name[1:], "name": name}),
            ("w:bookmarkEnd", {"id": name[1:]}),
        ):
            mark = OxmlElement(tag)
            for key, value in attributes.items():
                mark.set(qn(f"w:{key}"), value)
            element.append(mark)

    def _block(self, block, head: str) -> str:
        """Adds a block, behind the run-in ``head`` if it takes one; the head still to be set."""
        if head and not (isinstance(block, Paragraph) and block.kind == "body"):
            self._run_in(self.document.add_paragraph(), head)
            head = ""
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            paragraph = self.document.add_paragraph(style=_STYLES[block.kind])
            if head:
                self._run_in(paragraph, head)
            if block.kind == "item":
                _hang(paragraph, block)
            self._runs(paragraph, block.runs)
        return ""

    def _run_in(self, paragraph, head: str) -> None:
        run = paragraph.add_run(_clean(head + wording.stop_after(head)))
        set_fonts(run._r.get_or_add_rPr(), HEI)

    def _table(self, table: Table) -> None:
        if table.caption:
            self._runs(self.document.add_paragraph(style="表题"), table.caption)
        cells, height, width = placed(table)
        made = self.document.add_table(height, width, style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        for (top, left), cell in cells.items():
            bottom, right = top + cell.rowspan - 1, left + cell.colspan - 1
            target = made.cell(top, left)
            if (bottom, right) != (top, left):
                target = target.merge(made.cell(min(bottom, height - 1), min(right, width - 1)))
            paragraph = target.paragraphs[0]
            paragraph.style = "表内文字"
            self._runs(paragraph, cell.runs)
            if cell.header:
                paragraph.alignment = ALIGN.CENTER
                for run in paragraph.runs:
                    set_fonts(run._r.get_or_add_rPr(), HEI)
        for number, row in enumerate(made.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number < table.head_rows:
                properties.append(OxmlElement("w:tblHeader"))
        for column, share in zip(made.columns, shares(cells, width), strict=True):
            column.width = Emu(round(WIDTH * share))

    def _figure(self, figure: Figure) -> None:
        data = figures.content(figure, self.pictures)
        paragraph = self.document.add_paragraph(style="图片")
        paragraph.paragraph_format.keep_with_next = bool(figure.caption)
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(data))
        except (UnrecognizedImageError, ValueError, ZeroDivisionError) as error:
            raise figures.PictureMissing(f"图片{figure.picture}读不出来") from error
        wide, tall = figure.width or 1, figure.height or 1
        scale = min(WIDTH / wide, TALLEST / tall, Emu(914400) / PICTURE_DPI)
        shape.width, shape.height = Emu(round(wide * scale)), Emu(round(tall * scale))
        shape._inline.docPr.set("descr", self.picture_texts[figure.picture])
        if figure.caption:
            self._runs(self.document.add_paragraph(style="图注"), figure.caption)

    def _line(self, text: str, style: str):
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(_clean(text))
        return paragraph

    def _runs(self, paragraph, runs: tuple[Run, ...]) -> None:
        for run in runs:
            made = self.footnotes.call(run.footnote) if run.footnote else _run(run.text, run.marks)
            if run.href.lower().startswith(LINKS):
                relation = paragraph.part.relate_to(
                    run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
                )
                _link(paragraph, relation, outside=True).append(made)
            else:
                paragraph._p.append(made)

    def _folios(self) -> None:
        """``— 1 —`` outside: right on odd pages, left on even ones, one character in."""
        section = self.document.sections[0]
        for footer, align in (
            (section.footer, ALIGN.RIGHT),
            (section.even_page_footer, ALIGN.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.style = "版记"
            paragraph.alignment = align
            for part in ("— ", "", " —"):
                run = paragraph.add_run(part)
                run.font.size = Pt(14)
                if not part:
                    for kind in ("begin", "PAGE", "end"):
                        run._r.append(_field(kind))


def _run(text: str, marks: tuple[str, ...] = ()):
    """A ``w:r`` with its emphasis, not yet in any paragraph."""
    paragraph = docx.text.paragraph.Paragraph(OxmlElement("w:p"), None)
    run = paragraph.add_run(_clean(text))
    for mark in marks:
        if mark in _FONTS:
            set_fonts(run._r.get_or_add_rPr(), _FONTS[mark])
        elif mark in _EFFECTS:
            setattr(run.font, _EFFECTS[mark], True)
    return run._r


def _link(paragraph, target: str, outside: bool = False):
    """A ``w:hyperlink`` at the end of the paragraph, to a bookmark or out of the file."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id" if outside else "w:anchor"), target)
    paragraph._p.append(link)
    return link


def _field(kind: str):
    if kind == "PAGE":
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = "PAGE"
        return instruction
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), kind)
    return character


def _hang(paragraph, item: Paragraph) -> None:
    """A list item hangs behind its mark, two characters farther in for each depth."""
    depth = max(item.depth, 1)
    shape = paragraph.paragraph_format
    shape.left_indent = Pt(16 * 2 * (depth + 1))
    if item.marker:
        shape.first_line_indent = -Pt(16 * 2)
        paragraph.add_run(f"{item.marker}\t")


def _clean(text: str) -> str:
    """XML has no control characters; forced line breaks stay."""
    return text.translate(_NOT_XML)
