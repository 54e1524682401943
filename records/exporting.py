"""Records as a workbook or as comma-separated lines, in which nothing computes."""

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Record
from .words import kind_word, word_of

CHUNK = 2000
MAX_ROWS = 1_000_000  # a sheet holds 1,048,576
CELL = 32_000  # a cell holds 32,767 characters
# What a spreadsheet takes for the beginning of a formula, in full width as well.
FORMULA = tuple("=+-@\t\r\0＝＋－＠")


def heads() -> list[str]:
    return [_("Record number"), _("Time"), _("Person"), _("Unit"), _("Address"), _("Action"),
            _("Kind"), _("Object number"), _("Object"), _("Outcome"), _("Reason"),
            _("Details")]  # fmt: skip


def rows(records) -> Iterator[list[str]]:
    """One list of texts per record."""
    for record in records.iterator(chunk_size=CHUNK):
        yield _row(record)


def _row(record: Record) -> list[str]:
    return [
        str(record.pk),
        timezone.localtime(record.at).isoformat(sep=" ", timespec="seconds"),
        record.user_name,
        record.place,
        record.address,
        word_of(record.action),
        kind_word(record.object_kind),
        record.object_id,
        record.object_title,
        record.get_outcome_display(),
        record.sentence,
        "; ".join(f"{name}={value}" for name, value in sorted(record.detail.items()))[:CELL],
    ]


class _Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line):
        return line


def csv_lines(records) -> Iterator[str]:
    """With the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(heads())
    for row in rows(records):
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def workbook(records: Iterable[Record]):
    """An open temporary file, written row by row; every cell is a plain text, nothing computes.

    Written here and not by openpyxl, which takes six times as long for 100,000 rows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in PARTS.items():
            book.writestr(name, XML + text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((XML + SHEET).encode())
            sheet.write(_sheet_row(heads()))
            for row in rows(records):
                sheet.write(_sheet_row(row))
            sheet.write(b"</sheetData></worksheet>")
    file.seek(0)
    return file


def _sheet_row(cells: list[str]) -> bytes:
    inner = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for cell in cells
    )
    return f"<row>{inner}</row>".encode()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_RELATIONS}Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="记录" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_RELATIONS}Type="{_OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><cols><col min="1" max="12" width="18" customWidth="1"/></cols>'
    "<sheetData>"
)
