"""Pages of a finished PDF as pictures for the screen."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import ImageChops

DOTS = 96  # an inch
READ_DOTS = 144  # of a page that is to be read like paper
SMALL = 4  # times smaller: 298 pixels wide
MOST = 12  # pages: of a longer issue the first ones and the last are pictured


def chosen(pages: int) -> list[int]:
    """Which pages of so many are pictured, from 1."""
    if pages <= MOST:
        return list(range(1, pages + 1))
    return [*range(1, MOST), pages]


def pictures(pdf: Path, pages: list[int]) -> Iterator[tuple[int, bytes]]:
    """The number of each page with its picture as PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in pages:
            bitmap = document[number - 1].render(scale=DOTS / 72, rev_byteorder=True)
            yield number, _png(bitmap.to_pil().convert("RGB"))
    finally:
        document.close()


def drawn(pdf: Path) -> list[str]:
    """For each page a SHA-256 of what it draws: pages with the same one look alike.

    That is its size, its drawing operators and the bytes of the pictures they place.  The
    engine names faces by what they are and keeps the numbers of glyphs when it leaves glyphs
    out, so the same operators mean the same marks in any of its files.
    """
    with pikepdf.open(pdf) as document:
        return [_drawn(page) for page in document.pages]


def _drawn(page: pikepdf.Page) -> str:
    told = hashlib.sha256(repr([float(side) for side in page.mediabox]).encode())
    told.update(_operators(page.obj.Contents))
    _tell_pictures(page.resources, told)
    return told.hexdigest()


def _operators(contents) -> bytes:
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _tell_pictures(resources, told):
    for name, placed in sorted(resources.get("/XObject", {}).items()):
        told.update(name.encode() + placed.read_raw_bytes())
        if "/SMask" in placed:
            told.update(placed.SMask.read_raw_bytes())
        _tell_pictures(placed.get("/Resources", {}), told)


def in_two_sizes(pdf: Path, pages: list[int]) -> Iterator[tuple[int, str, bytes, bytes]]:
    """For each of ``pages`` its number, the SHA-256 of its large picture, that picture (to be
    read) and a small one (to be known by), as PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in pages:
            bitmap = document[number - 1].render(scale=READ_DOTS / 72, rev_byteorder=True)
            image = bitmap.to_pil().convert("RGB")
            large = _png(image)
            yield number, hashlib.sha256(large).hexdigest(), large, _png(image.reduce(SMALL))
    finally:
        document.close()


def _png(image) -> bytes:
    """Quickly rather than small; without colours, if there are none, in a third of the time."""
    red, green, blue = image.split()
    grey = not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))
    stream = io.BytesIO()
    (red if grey else image).save(stream, "PNG", compress_level=1)
    return stream.getvalue()
