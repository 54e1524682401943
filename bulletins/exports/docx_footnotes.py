"""Footnotes of the Word file: real ones, in a part of their own.

Word numbers them itself, anew on each page, so that they stay right when somebody
edits the file; only where a page holds notes of two articles its marks differ from print.
"""

from collections.abc import Callable

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from bulletins.richtext import Run

# Word wants the line above the notes, and the one above what goes on, as notes of their own.
_LINES = ((-1, "separator"), (0, "continuationSeparator"))
_NUMBERS = [("w:numFmt", "decimalEnclosedCircle"), ("w:numRestart", "eachPage")]
_STYLE = "脚注"


class Footnotes:
    """Collects the notes while the text is written; ``run`` makes the w:r of text and marks."""

    def __init__(self, run: Callable):
        self._run = run
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in _LINES:
            note = self._note(number)
            note.set(qn("w:type"), kind)
            line = OxmlElement("w:r")
            line.append(OxmlElement(f"w:{kind}"))
            note[0].append(line)
        self.count = 0

    def call(self, runs: tuple[Run, ...]):
        """The w:r which refers to a note; the note is added."""
        self.count += 1
        call = self._run("", ("sup",))
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self.count))
        call.append(reference)
        number = self._run("", ("sup",))
        number.append(OxmlElement("w:footnoteRef"))
        paragraph = self._note(self.count)[0]
        for run in (number, self._run(" "), *(self._run(run.text, run.marks) for run in runs)):
            paragraph.append(run)
        return call

    def _note(self, number: int):
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(number))
        note.append(OxmlElement("w:p"))
        self._root.append(note)
        return note

    def join(self, document: Document) -> None:
        """Puts the part into the file, if there are notes."""
        if not self.count:
            return
        style = document.styles[_STYLE].style_id
        for paragraph in self._root.iter(qn("w:p")):
            paragraph.style = style
        package = document.part.package
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            serialize_part_xml(self._root),
            package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        lines = [("w:footnote", str(number)) for number, _ in _LINES]
        document.settings.element.insert_element_before(
            _properties([*_NUMBERS, *lines]), "w:endnotePr", "w:compat"
        )
        for section in document.sections:  # where LibreOffice looks for them
            section._sectPr.insert_element_before(
                _properties(_NUMBERS), "w:endnotePr", "w:type", "w:pgSz"
            )


def _properties(named: list[tuple[str, str]]):
    properties = OxmlElement("w:footnotePr")
    for name, value in named:
        one = OxmlElement(name)
        one.set(qn("w:id" if name == "w:footnote" else "w:val"), value)
        properties.append(one)
    return properties
