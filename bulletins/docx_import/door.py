"""What a file must be before anything in it is read: a whole .docx of bearable size.

The sizes are counted while unpacking, whatever the archive says of itself.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PART = 20 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请用 Word 或 WPS 打开，另存为“.docx”，再上传。"


class NotWord(ValueError):
    """The file is refused; the message says what to do."""


def open_parts(data: bytes) -> dict[str, bytes]:
    """Every part of the .docx ``data`` by its name; raises NotWord."""
    _check_kind(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            parts = dict(_unpack(archive))
    # NotImplementedError is zipfile's word for a way of packing that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise NotWord(f"文件不完整或已损坏。{SAVE_AS}") from error
    except RuntimeError as error:  # a member with a password
        raise NotWord(f"文件设了密码。请先取消密码，再上传。{SAVE_AS}") from error
    _check_parts(parts)
    return parts


def _check_kind(data: bytes):
    if not data:
        raise NotWord("文件是空的。请检查是不是选错了文件。")
    if len(data) > MAX_BYTES:
        raise NotWord("文件超过 20 MB。请先在 Word 里压缩图片，或另外上传图片。")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotWord("文件设了密码。请在 Word 或 WPS 里取消密码，另存为“.docx”，再上传。")
        raise NotWord(f"这是旧格式的文件（.doc 或 .wps）。{SAVE_AS}")
    if data.startswith(b"{\\rtf"):
        raise NotWord(f"这是 RTF 文件。{SAVE_AS}")
    if data.startswith(b"%PDF"):
        raise NotWord("这是 PDF 文件。请上传 Word 原稿，或把文字复制后粘贴到正文里。")
    if not data.startswith(b"PK"):
        raise NotWord(f"这不是 Word 文件。{SAVE_AS}")


def _check_entries(entries: list[zipfile.ZipInfo]):
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or len({name.lower() for name in names}) != len(names):
        raise NotWord(f"文件的内部结构不正常。{SAVE_AS}")
    for entry in entries:
        strange = entry.filename.startswith("/") or "\\" in entry.filename
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if strange or link or ".." in entry.filename.split("/"):
            raise NotWord(f"文件的内部结构不正常。{SAVE_AS}")


def _unpack(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    room = MAX_UNPACKED
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        most = min(room, MAX_PART)
        with archive.open(entry) as packed:
            data = packed.read(most + 1)
        if len(data) > most:
            raise NotWord("文件解开后太大。请删去不用的图片和对象，另存后再上传。")
        room -= len(data)
        yield entry.filename, data


def _check_parts(parts: dict[str, bytes]):
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in parts):
        raise NotWord("文件里有宏。请另存为不含宏的“.docx”，再上传。")
    if "word/document.xml" not in parts:
        if b"opendocument" in parts.get("mimetype", b""):
            raise NotWord(f"这是 OpenDocument 文件。{SAVE_AS}")
        if any(name.startswith(("xl/", "ppt/")) for name in parts):
            raise NotWord("这是表格或演示文稿，不是 Word 文件。请把文字复制后粘贴到正文里。")
        raise NotWord(f"这不是 Word 文件，或者文件已损坏。{SAVE_AS}")
    if b"purl.oclc.org/ooxml/wordprocessingml" in parts["word/document.xml"][:4096]:
        raise NotWord(f"这是“严格 Open XML”格式的文件。{SAVE_AS}")
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in data or b"<!ENTITY" in data
                                                 or b"\0" in data[:4096]):  # fmt: skip
            raise NotWord(f"文件的内部结构不正常。{SAVE_AS}")
