"""Rows out of an Excel workbook that a stranger made, and empty workbooks to fill in.

Nothing of the file is kept.  It is measured while it is unpacked, and openpyxl gets a copy of
exactly what was measured: the sizes that a zip file states of itself may be lies.
"""

import io
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_ENTRIES = 500
MAX_ROWS = 5_000
MAX_SCANNED = 20_000  # with the empty rows, of which some files have a million
MAX_COLUMNS = 40
MAX_TEXT = 1_000
TITLE_ROWS = 10  # the heads of the columns are looked for in these

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .et and every encrypted workbook
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DECLARATIONS = [text.encode(coding) for text in ("<!DOCTYPE", "<!ENTITY")
                for coding in ("utf-8", "utf-16-le", "utf-16-be")]  # fmt: skip
CHUNK = 64 * 1024


class Unreadable(Exception):
    """The whole file is refused; the text says what to do."""


@dataclass(frozen=True)
class Column:
    """``header`` is what stands above it in the file: Chinese, as the files are."""

    key: str
    header: str
    example: str = ""


@dataclass(frozen=True)
class Row:
    """``number`` as Excel counts; ``values`` has the columns of the file, empty cells as ""."""

    number: int
    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    ignored: list[str]


def read(upload, columns: list[Column]) -> Table:
    """The rows of the first sheet; ``columns[0]`` is the one that must be there."""
    if upload.size > MAX_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Split it, or delete what is not needed."))
    archive = _repacked(upload.read(MAX_BYTES + 1))
    try:
        book = load_workbook(archive, read_only=True, keep_links=False)
        lines = list(_lines(book.worksheets[0]))
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets every kind out when a part is missing or broken
        raise _damaged() from error
    return _table(lines, columns)


def template(columns: list[Column], title: str) -> bytes:
    """A workbook with the heads and one example row; every cell is text, so nothing computes."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append([column.header for column in columns])
    sheet.append([column.example for column in columns])
    sheet.freeze_panes = "A2"
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.font = Font(bold=cell.row == 1)
        sheet.column_dimensions[cell.column_letter].width = 20
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# --- the archive ---


def _damaged() -> Unreadable:
    return Unreadable(
        _("The file cannot be read. Open it in Excel or WPS, save it again as “Excel workbook "
          "(.xlsx)” and choose the new file.")
    )  # fmt: skip


def _repacked(data: bytes) -> io.BytesIO:
    """The same parts, stored without packing, after each was really unpacked and counted."""
    _check_kind(data)
    copy = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(copy, "w") as target:
            _check_directory(source)
            left = MAX_UNPACKED
            for entry in source.infolist():
                part = _unpacked(source, entry, left)
                left -= len(part)
                target.writestr(entry.filename, part)
    # NotImplementedError is zipfile's word for a way of packing that it does not know.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError) as error:
        raise _damaged() from error
    copy.seek(0)
    return copy


def _check_kind(data: bytes):
    if not data:
        raise Unreadable(_("The file is empty. Choose the workbook with the rows in it."))
    if data.startswith(OLD_EXCEL):
        if ENCRYPTED in data:
            raise Unreadable(
                _("The workbook is protected by a password. Take the password away and save it "
                  "again.")
            )  # fmt: skip
        raise Unreadable(
            _("This is a workbook of the old kind (.xls or .et). Save it as “Excel workbook "
              "(.xlsx)” and choose the new file.")
        )  # fmt: skip
    if not data.startswith(b"PK"):
        raise Unreadable(
            _("This is not an Excel workbook. Choose a file that ends in .xlsx; a template can be "
              "downloaded on this page.")
        )  # fmt: skip


def _check_directory(archive: zipfile.ZipFile):
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable(
            _("This is a packed file, but not an Excel workbook. Choose a file that ends in .xlsx.")
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(
            _("The workbook is protected by a password. Take the password away and save it again.")
        )
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_much()
    if len(names) < len(entries) or any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise _damaged()


def _too_much() -> Unreadable:
    return Unreadable(
        _("The workbook holds too much once unpacked. Copy the rows alone into a new workbook.")
    )


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Piece by piece, as a whole it could be anything; its checksum is compared at the end."""
    part = bytearray()
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            part += piece
            if len(part) > left:
                raise _too_much()
    if any(declaration in part for declaration in DECLARATIONS):
        raise _damaged()
    return bytes(part)


# --- the sheet ---


def _lines(sheet):
    """(number, cells as (text, problem)) of each row that holds anything."""
    sheet.reset_dimensions()  # what the file states of its size may cut rows off
    found = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        line = [_text(cell) for cell in cells]
        if any(text or problem for text, problem in line):
            found += 1
            yield number, line
        if found > MAX_ROWS + TITLE_ROWS or number > MAX_SCANNED:
            raise _too_many_rows()


def _too_many_rows() -> Unreadable:
    return Unreadable(
        _("The sheet has more than 5,000 rows. Split the file, and delete empty rows at its end.")
    )


def _text(cell) -> tuple[str, str]:
    """What a cell says, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f" or str(value).startswith("="):
        return "", _("The cell holds a formula or begins with “=”. Type the text itself.")
    if cell.data_type == "e":
        return "", _("The cell shows the error %(error)s.") % {"error": value}
    text = _written(value).strip()
    if len(text) > MAX_TEXT:
        return text[:30] + "…", _("The text is longer than 1,000 characters.")
    if any(unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\r\n\t" for mark in text):
        seen = "".join(mark if mark.isprintable() else "�" for mark in text)
        return seen, _("The text holds a control character. Type it again.")
    return text, ""


def _written(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _table(lines, columns: list[Column]) -> Table:
    start, heads = _find_heads(lines, columns)
    places = {column.key: heads.index(column.header) for column in columns
              if column.header in heads}  # fmt: skip
    known = {column.header for column in columns}
    for header in known:
        if heads.count(header) > 1:
            raise Unreadable(
                _("The column %(header)s stands twice in the file. Delete one.")
                % {"header": header}
            )
    rows = [_row(number, line, places) for number, line in lines[start + 1 :]]
    rows = [row for row in rows if row.problems or any(row.values.values())]
    if not rows:
        raise Unreadable(_("There are no rows below the heads of the columns."))
    if len(rows) > MAX_ROWS:
        raise _too_many_rows()
    return Table(rows, [head for head in heads if head and head not in known])


def _find_heads(lines, columns) -> tuple[int, list[str]]:
    for place, (_number, line) in enumerate(lines[:TITLE_ROWS]):
        heads = ["".join(text.split()).strip("*＊") for text, _problem in line]
        if columns[0].header in heads:
            return place, heads
    if not lines:
        raise Unreadable(_("The first sheet is empty. Put the rows on the first sheet."))
    raise Unreadable(
        _("No column %(header)s was found. The first row must name the columns: %(headers)s.")
        % {"header": columns[0].header, "headers": " ".join(each.header for each in columns)}
    )


def _row(number, line, places) -> Row:
    cells = {key: line[place] for key, place in places.items()}
    return Row(
        number,
        {key: text for key, (text, _problem) in cells.items()},
        {key: problem for key, (_text, problem) in cells.items() if problem},
    )
