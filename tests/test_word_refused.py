"""Hostile and unfit Word files at the form's door: a sentence of advice, and nothing is stored."""

import io
import socket
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bulletins import docx_import, richtext
from bulletins.docx_import import door
from bulletins.models import Article, Picture
from tests.factories import make_bulletin, make_reporter
from tests.word_files import FILES, RELS, Written, altered
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once("sqlite")]


@pytest.fixture
def send():
    """Sends a file with a new article's form; gives the answer."""
    make_bulletin()
    client = sign_in(reporter := make_reporter())
    form = {"bulletin": make_bulletin().pk, "unit": next(iter(reporter.unit_ids())),
            "headline": "已经写好的标题", "body": "<p>已经写好的正文</p>"}  # fmt: skip

    def post(data: bytes, name="稿件.docx", follow=False):
        upload = SimpleUploadedFile(name, data)
        return client.post("/articles/new/word/", form | {"word": upload}, follow=follow)

    return post


def pictures_on_disk() -> set:
    return (
        set(default_storage.listdir("pictures")[1]) if default_storage.exists("pictures") else set()
    )


def body_of(xml: bytes):
    """A change that puts ``xml`` at the head of the body."""

    def change(parts):
        document = parts["word/document.xml"]
        parts["word/document.xml"] = document.replace(b"<w:body>", b"<w:body>" + xml, 1)

    return change


def with_part(name, data):
    return altered(lambda parts: parts.update({name: data}))


def with_entry(entry: zipfile.ZipInfo) -> bytes:
    """A sound file with one more entry, as ``entry`` describes it."""
    made = io.BytesIO(altered(lambda parts: None))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(entry, b"/etc/passwd")
    return made.getvalue()


def symbolic_link() -> bytes:
    entry = zipfile.ZipInfo("word/media/image1.png")
    entry.external_attr = 0o120777 << 16
    return with_entry(entry)


def marked_as_locked() -> bytes:
    """Every entry says that it needs a password."""
    data = bytearray(altered(lambda parts: None))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def without_its_picture() -> bytes:
    source = Written()
    source.line("标题")
    source.picture()
    return altered(lambda parts: parts.pop("word/media/image1.png"), source.data)


def old_type(parts):
    """What a .docm that was renamed still says of itself."""
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"openxmlformats-officedocument.wordprocessingml.document.main",
        b"ms-word.document.macroEnabled.main",
    )


DOCUMENT = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s'
XXE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + DOCUMENT % b"&x;</w:document>"
BOMB = b'<!DOCTYPE w [<!ENTITY a "%s"><!ENTITY b "%s">]>' % (b"ha" * 500, b"&a;" * 500)
STRANGE, BROKEN, OLD = "内部结构不正常", "已损坏", "旧格式"
REFUSED = {
    "empty": (lambda: b"", "文件是空的"),
    "old": (lambda: door.OLE + bytes(600), OLD),
    "doc": (lambda: (FILES / "libreoffice-plain.doc").read_bytes(), OLD),
    "encrypted by LibreOffice": (
        lambda: (FILES / "libreoffice-encrypted.docx").read_bytes(), "设了密码"),
    "locked entries": (marked_as_locked, "设了密码"),
    "rtf": (lambda: b"{\\rtf1 hello}", "RTF"),
    "pdf": (lambda: b"%PDF-1.7", "PDF"),
    "html": (lambda: b"<html>", "不是 Word 文件"),
    "over 20 MB": (lambda: b"PK\x03\x04" + bytes(20 * 2**20), "超过 20 MB"),
    "no zip": (lambda: b"PK\x03\x04" + bytes(100), "不完整或已损坏"),
    "cut off": (lambda: Written().data[:-200], "不完整或已损坏"),
    "cut in half": (lambda: (lambda d: d[: len(d) // 2])(Written().data), "不完整或已损坏"),
    "no document": (lambda: altered(lambda parts: parts.pop("word/document.xml")), "不是 Word"),
    "spreadsheet": (lambda: altered(lambda p: p.update(
        {"xl/workbook.xml": p.pop("word/document.xml")})), "这是表格或演示文稿"),
    "macro": (lambda: with_part("word/vbaProject.bin", b"x"), "有宏"),
    "docm renamed": (lambda: altered(old_type), "有宏"),
    "way up": (lambda: with_part("../evil", b"x"), STRANGE),
    "way up by backslash": (lambda: with_part("..\\..\\evil", b"x"), STRANGE),
    "from the root": (lambda: with_part("/etc/evil", b"x"), STRANGE),
    "symbolic link": (symbolic_link, STRANGE),
    "twice": (lambda: with_part("Word/Document.xml", b"x"), STRANGE),
    "many": (lambda: altered(lambda p: p.update({f"x/{n}": b"" for n in range(2100)})), STRANGE),
    "outside entity": (lambda: with_part("word/document.xml", XXE), STRANGE),
    "outside entity in utf-16": (
        lambda: with_part("word/document.xml", XXE.decode().encode("utf-16")), STRANGE),
    "entity bomb": (lambda: with_part("word/styles.xml", BOMB + b"<a>&b;</a>"), STRANGE),
    "large part": (lambda: with_part("word/big.xml", bytes(21 * 2**20)), "解开后太大"),
    "large": (lambda: altered(lambda p: p.update({f"word/media/{n}": bytes(19 * 2**20)
                                                  for n in range(6)})), "解开后太大"),
    "half": (lambda: with_part("word/document.xml", b"<w:document"), BROKEN),
    "other": (lambda: with_part("word/document.xml", b"<a/>"), BROKEN),
    "picture missing": (without_its_picture, BROKEN),
    "nested": (lambda: altered(body_of(b"<w:tbl><w:tr><w:tc>" * 3000
                                       + b"</w:tc></w:tr></w:tbl>" * 3000)), "嵌套太深"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_unfit_file_gets_advice_and_nothing_is_stored(case, send):
    make, sentence = REFUSED[case]
    before = pictures_on_disk()
    answer = send(make())
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert "已经写好的标题" in page and "已经写好的正文" in page
    assert not Article.objects.exists() and not Picture.objects.exists()
    assert pictures_on_disk() == before


@pytest.mark.parametrize("lie", [False, True])
def test_size_is_counted_whatever_the_archive_says(lie):
    """Unpacked it is 30 MB, of which its directory may say 10 bytes."""
    squeezed = altered(lambda parts: parts.update({"word/lie.xml": b"\0" * (30 * 2**20)}))
    true, small = (30 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert true in squeezed
    with pytest.raises(docx_import.NotWord) as refused:
        docx_import.read(squeezed.replace(true, small) if lie else squeezed)
    assert ("不完整或已损坏" if lie else "解开后太大") in str(refused.value)


# --- taken, but for what is hostile in it -----------------------------------------------------


def test_nothing_outside_is_asked_for():
    """A picture, a template, a part and an object that are said to be on another machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        source = Written()
        source.line("标题")
        source.picture()
        blip = source.document.element.body.xpath(".//a:blip")[0]
        for kind in ("image", "attachedTemplate", "aFChunk", "oleObject", "subDocument"):
            relation = source.document.part.relate_to(there, f"{RELS}/{kind}", is_external=True)
            if kind == "image":
                blip.set(f"{{{RELS}}}link", relation)
            if kind == "aFChunk":
                source.xml(
                    f'<w:p><w:r><w:t>正文。</w:t></w:r><w:altChunk r:id="{relation}"/></w:p>'
                )
        read = docx_import.read(source.data)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert (read.headline, "<p>正文。</p>" in read.body) == ("标题", True)
    assert {"链接的图片 1 处", "嵌入的文档 1 处"} <= set(read.left_out)


@pytest.mark.parametrize("side", [12_000, 14_000])
def test_huge_picture_is_left_out_with_a_sentence(side, send):
    """Some 17 KB in the file, 144 and 196 million pixels on the screen."""
    made = io.BytesIO()
    Image.new("1", (side, side)).save(made, "PNG")
    source = Written()
    source.line("标题")
    source.line("正文。")
    source.picture()
    data = altered(lambda parts: parts.update({"word/media/image1.png": made.getvalue()}),
                   source.data)  # fmt: skip
    before = pictures_on_disk()
    page = send(data, follow=True).content.decode()
    assert "没有带过来的内容" in page and "像素" in page
    assert Article.objects.get().body == "<p>正文。</p>"
    assert not Picture.objects.exists() and pictures_on_disk() == before


def test_hundred_pages_arrive_whole(send):
    source = Written()
    source.line("标题")
    pages = [f"第{number}页。" + "工会组织深入一线服务职工。" * 45 for number in range(100)]
    for text in pages:
        source.line(text)
        source.document.add_page_break()
    assert send(source.data).status_code == 302
    assert richtext.plain(Article.objects.get().body).split("\n") == pages
