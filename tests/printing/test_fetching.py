"""The engine reads the pictures of the issue and nothing else, whatever the markup asks for."""

import sys

import pikepdf
import pytest

from bulletins.printing import engine, fonts
from bulletins.printing.fetching import FetchRefused, PictureFetcher
from tests.printing.issues import picture

CANARY = "CANARY-7f3a"
SEEN: list[str] = []
LISTENING: list[bool] = []


def _listen(event, arguments):
    if LISTENING and event in ("open", "socket.connect", "socket.getaddrinfo"):
        SEEN.append(f"{event} {arguments[0]} {arguments[1:2]}")


sys.addaudithook(_listen)

ADDRESSES = (
    "{file}",
    "FiLe://{path}",
    " file://{path}",
    "//evil.example/x.png",
    "http://127.0.0.1:9/x.png",
    "https://evil.example/x.png",
    "ftp://evil.example/x.png",
    "gopher://evil.example/x",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:text/css,p{{color:red}}",
    "yinfa-picture:99",
    "yinfa-picture:7/../../etc/passwd",
    "YINFA-PICTURE:7",
)
MARKUP = (
    '<img src="{url}"/>',
    '<object data="{url}"></object>',
    '<embed src="{url}"/>',
    '<link rel="stylesheet" href="{url}"/>',
    '<link rel="attachment" href="{url}"/>',
    '<a rel="attachment" href="{url}">附件</a>',
    '<style>@import "{url}";</style>',
    '<style>@font-face {{font-family:x; src:url("{url}")}} p {{font-family:x}}</style>',
    '<style>@font-face {{font-family:x; src:local("DejaVu Sans")}} p {{font-family:x}}</style>',
    '<p style="background:url({url})">x</p>',
    '<ul style="list-style-image:url({url})"><li>x</li></ul>',
    '<p style="border-image-source:url({url}); border:1px solid">x</p>',
    '<style>@page {{ background: url("{url}") }}</style>',
    '<style>p::before {{ content: url("{url}") }}</style>',
    '<style>p {{ --u: url("{url}"); background: var(--u) }}</style>',
    '<style>p {{ background: u\\72l("{url}") }}</style>',
    '<base href="file:///etc/"/><img src="passwd"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
    '<img src="passwd"/>',
)
VECTORS = [(m, ADDRESSES[0]) for m in MARKUP] + [(MARKUP[0], a) for a in ADDRESSES[1:]]


def document(body: str) -> str:
    return f'<html lang="zh-CN"><head></head><body>{body}</body></html>'


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(CANARY)
    return path


@pytest.mark.parametrize(("markup", "address"), VECTORS)
def test_foreign_address_is_neither_read_nor_printed(markup, address, canary, tmp_path):
    engine.use_fonts(fonts.default_directory())
    url = address.format(file=canary.as_uri(), path=canary)
    html = document(f'<div class="page"><p>正文</p>{markup.format(url=url)}</div>')
    output = tmp_path / "out.pdf"
    SEEN.clear()
    LISTENING.append(True)
    try:
        engine.set_pages(html, output, {7: picture(20, 20)}, 1)
        refused = False
    except engine.EngineFailed:
        refused = True
    finally:
        LISTENING.clear()
    touched = [line for line in SEEN if str(canary) in line or "socket" in line or "passwd" in line]
    assert touched == []
    if not refused:  # the engine did not even ask
        with pikepdf.open(output) as pdf:
            assert len(pdf.attachments) == 0
            assert not any(CANARY.encode() in page.Contents.read_bytes() for page in pdf.pages)


def test_own_picture_is_served():
    content = picture(20, 20)
    assert PictureFetcher({7: content}).fetch("yinfa-picture:7").read() == content


def test_refusal_names_the_address():
    fetcher = PictureFetcher({})
    with pytest.raises(FetchRefused, match="file:///etc/passwd"):
        fetcher.fetch("file:///etc/passwd")
    assert fetcher.refused == ["file:///etc/passwd"]


def test_local_picture_stops_the_layout_and_is_named(tmp_path):
    engine.use_fonts(fonts.default_directory())
    with pytest.raises(engine.EngineFailed, match="不允许读取：file:///etc/hostname"):
        engine.set_pages(document('<img src="file:///etc/hostname"/>'), tmp_path / "x.pdf", {}, 1)


def test_unknown_property_fails_instead_of_being_ignored(tmp_path):
    engine.use_fonts(fonts.default_directory())
    html = document("<style>p { text-justify: inter-character }</style><p>正文</p>")
    with pytest.raises(engine.EngineFailed, match="text-justify"):
        engine.set_pages(html, tmp_path / "x.pdf", {}, 1)


def test_page_too_many_fails_instead_of_being_printed(tmp_path):
    engine.use_fonts(fonts.default_directory())
    with pytest.raises(engine.EngineFailed, match="版面应为2页，排出了1页"):
        engine.set_pages(document('<div class="page">一</div>'), tmp_path / "x.pdf", {}, 2)
