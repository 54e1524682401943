"""Word files for tests: written paragraph by paragraph, or a sound one with its parts altered."""

import io
import zipfile
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from PIL import Image

from bulletins import docx_import

FILES = Path(__file__).parent / "word"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Written:
    """A Word file, paragraph by paragraph."""

    def __init__(self):
        self.document = docx.Document()

    def line(self, text, alignment=None, size=None, bold=None, style=None):
        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        run.bold, paragraph.alignment = bold, alignment
        if size:
            run.font.size = Pt(size)
        return paragraph

    def xml(self, markup):
        """Raw WordprocessingML at the end of the body."""
        element = parse_xml(markup.replace("<w:p", f"<w:p {nsdecls('w', 'a', 'r')}", 1))
        self.document.element.body.insert(-1, element)

    def picture(self, kind="PNG", size=(40, 30)):
        made = io.BytesIO()
        Image.new("RGB", size, "red").save(made, kind)
        made.seek(0)
        self.document.add_picture(made)

    @property
    def data(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()

    def read(self):
        return docx_import.read(self.data)


def sound() -> bytes:
    source = Written()
    source.line("标题", WD_ALIGN_PARAGRAPH.CENTER)
    source.line("正文。")
    return source.data


def altered(change, data: bytes | None = None) -> bytes:
    """``data``, or a sound file, whose parts ``change`` has altered: a dict of names and bytes."""
    with zipfile.ZipFile(io.BytesIO(data or sound())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()
