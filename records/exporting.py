"""Records as a workbook or as comma-separated lines, in which nothing computes."""

import csv
import tempfile
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from .models import Record
from .words import kind_word, word_of

CHUNK = 2000
MAX_ROWS = 1_000_000  # a sheet holds 1,048,576
# What a spreadsheet takes for the beginning of a formula, in full width as well.
FORMULA = tuple("=+-@\t\r\0＝＋－＠")


def heads() -> list[str]:
    return [_("Number"), _("Time"), _("Person"), _("Unit"), _("Address"), _("Action"), _("Kind"),
            _("Object number"), _("Object"), _("Outcome"), _("Reason"), _("Details")]  # fmt: skip


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
        "; ".join(f"{name}={value}" for name, value in sorted(record.detail.items())),
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
    """An open temporary file; written row by row, so its size costs no memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Records"))
    sheet.freeze_panes = "A2"
    sheet.append(heads())
    for row in rows(records):
        sheet.append([_cell(sheet, text) for text in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet, text: str):
    """openpyxl takes a text that begins with = for a formula, unless told otherwise."""
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
