"""Workbooks of every kind: what is read, and the sentence when nothing is."""

import io
import re
import struct
import zipfile
import zlib

import pytest
from openpyxl import Workbook, load_workbook

from units import spreadsheet
from units.spreadsheet import Column, Unreadable, read, template

from .conftest import as_upload, workbook

COLUMNS = [Column("name", "全称", "示例"), Column("short", "简称"), Column("place", "排序", "10")]
HEADS = ["全称", "简称", "排序"]


def table(*lines):
    return read(as_upload(workbook(*lines)), COLUMNS)


def values(*lines):
    return [row.values for row in table(HEADS, *lines).rows]


def problems(*lines):
    return [row.problems for row in table(HEADS, *lines).rows]


def repacked(data, change=lambda name, part: part, more=()):
    """The workbook with its parts changed, and further parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more:
            new.writestr(name, part)
    return made.getvalue()


GOOD = workbook(HEADS, ["青石县总工会", "青石总", 10])
SHEET = "xl/worksheets/sheet1.xml"


def test_read_columns_in_any_order_under_a_title():
    found = table(["报送单位名单"], [], ["备注", "排 序", "全称*"], ["旧", 20, " 青石县总 "], [],
                  [None, None, "白沙县总工会"])  # fmt: skip
    assert [(row.number, row.values) for row in found.rows] == [
        (4, {"name": "青石县总", "place": "20"}),
        (6, {"name": "白沙县总工会", "place": ""}),
    ]
    assert found.ignored == ["备注"]


def test_read_numbers_and_answers_as_they_are_seen():
    assert values(["a", True, 10.0], [13800000000, False, 1.5]) == [
        {"name": "a", "short": "是", "place": "10"},
        {"name": "13800000000", "short": "否", "place": "1.5"},
    ]


def test_read_formulas_and_text_like_formulas_are_refused_in_their_cell():
    book = Workbook()
    for line in (HEADS, ["甲", "乙", "=1+1"], ["丙", "丁", "x"], ["=cmd|' /C calc'!A0", "", ""]):
        book.active.append(line)
    cell = book.active["B3"]
    cell.value, cell.data_type = "=HYPERLINK(1)", "s"
    made = io.BytesIO()
    book.save(made)
    rows = read(as_upload(made.getvalue()), COLUMNS).rows
    sentence = "The cell holds a formula or begins with “=”. Type the text itself."
    assert [row.problems for row in rows] == [
        {"place": sentence}, {"short": sentence}, {"name": sentence}]  # fmt: skip
    assert [row.values for row in rows] == [
        {"name": "甲", "short": "乙", "place": ""}, {"name": "丙", "short": "", "place": "x"},
        {"name": "", "short": "", "place": ""}]  # fmt: skip


def test_read_long_text_control_characters_and_error_cells_are_refused_in_their_cell():
    def spoil(name, part):
        return part.replace(b"SPOILED", b"a\x7fb").replace(b"LONE", "\x9f乙".encode())

    data = repacked(workbook(HEADS, ["字" * 1001, "SPOILED", "LONE"], ["a", "#N/A", ""]), spoil)
    first, second = read(as_upload(data), COLUMNS).rows
    assert set(first.problems) == {"name", "short", "place"}
    assert first.problems["name"] == "The text is longer than 1,000 characters."
    assert first.problems["short"] == "The text holds a control character. Type it again."
    assert second.problems == {"short": "The cell shows the error #N/A."}
    assert first.values == {"name": "字" * 30 + "…", "short": "a�b", "place": "�乙"}


def test_read_does_not_believe_the_stated_size_of_the_sheet():
    def lie(name, part):
        return re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:A1"', part)

    rows = read(as_upload(repacked(GOOD, lie)), COLUMNS).rows
    assert [row.values["short"] for row in rows] == ["青石总"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"a,b,c\n1,2,3", "This is not an Excel workbook."),
        (b"%PDF-1.7 ...", "This is not an Excel workbook."),
        (spreadsheet.OLD_EXCEL + bytes(600), "a workbook of the old kind"),
        (spreadsheet.OLD_EXCEL + bytes(600) + spreadsheet.ENCRYPTED, "protected by a password"),
        (b"PK\x03\x04" + bytes(100), "The file cannot be read."),
        (GOOD[:-200], "The file cannot be read."),
        (repacked(GOOD, lambda name, part: part[: len(part) // 2] if name == SHEET else part),
         "The file cannot be read."),
        (repacked(GOOD, lambda name, part: b"<x/>" if name.endswith("workbook.xml") else part),
         "The file cannot be read."),
        (repacked(GOOD, more=[("xl/media/a.bin", bytes(spreadsheet.MAX_UNPACKED + 1))]),
         "holds too much once unpacked"),
        (repacked(GOOD, more=[(f"x/{n}", b"") for n in range(600)]),
         "holds too much once unpacked"),
        (repacked(GOOD, lambda name, part: part.replace(
            b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)),
         "The file cannot be read."),
        (workbook(), "The first sheet is empty."),
        (workbook(["单位", "角色"], ["a", "b"]), "No column 全称 was found."),
        (workbook(HEADS), "There are no rows below the heads"),
        (workbook([*HEADS, "全称"], ["a"]), "The column 全称 stands twice in the file."),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_read_refuses_with_a_sentence(data, sentence):
    with pytest.raises(Unreadable) as refusal:
        read(as_upload(data), COLUMNS)
    assert sentence in str(refusal.value)


def test_read_refuses_another_zip():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(Unreadable, match="packed file, but not an Excel workbook"):
        read(as_upload(made.getvalue()), COLUMNS)


def test_read_refuses_more_than_five_megabytes_unread():
    upload = as_upload(b"PK" + bytes(spreadsheet.MAX_BYTES))
    with pytest.raises(Unreadable, match="larger than 5 MB"):
        read(upload, COLUMNS)
    assert upload.tell() == 0


def test_read_part_that_lies_about_its_size_is_measured_not_believed():
    """The directory says 10 bytes, with the checksum of these; the stream goes on for 200 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(bytes(200 * 2**20)) + packer.flush()
    name = b"xl/media/bomb.bin"
    data = repacked(GOOD, more=[(name.decode(), b"0123456789")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(name.decode()).header_offset
        directory = archive.start_dir
    facts = (zlib.crc32(bytes(10)), len(stream), 10, len(name), 0)
    entry = struct.pack("<4s5HLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 33, *facts) + name + stream
    data = bytearray(data[:start] + entry + data[directory:])
    shift = start + len(entry) - directory
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06"))
    data[at + 16 : at + 28] = struct.pack("<LLL", *facts[:3])
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = struct.pack("<L", directory + shift)
    rows = read(as_upload(bytes(data)), COLUMNS).rows
    assert [row.values["name"] for row in rows] == ["青石县总工会"]


def test_read_row_numbers_far_apart_and_wide_rows_are_refused_or_bounded():
    def far(name, part):
        return part.replace(b'<row r="2"', b'<row r="1048576"') if name == SHEET else part

    with pytest.raises(Unreadable, match="more than 5,000 rows"):
        read(as_upload(repacked(GOOD, far)), COLUMNS)
    wide = [*HEADS, *[None] * 16000, "全称"]
    assert len(read(as_upload(workbook(wide, ["a"])), COLUMNS).rows) == 1


def test_read_five_thousand_rows_and_not_one_more():
    lines = [[f"单位{number}"] for number in range(5000)]
    assert len(table(HEADS, *lines).rows) == 5000
    with pytest.raises(Unreadable, match="more than 5,000 rows"):
        table(HEADS, *lines, ["单位5000"])


def test_template_is_text_only_and_is_read_back():
    data = template(COLUMNS, "单位")
    sheet = load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert read(as_upload(data), COLUMNS).rows[0].values == {
        "name": "示例", "short": "", "place": "10"}  # fmt: skip
