"""Pages of a finished PDF as pictures for the screen."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

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


def in_two_sizes(pdf: Path) -> Iterator[tuple[int, str, bytes, bytes]]:
    """For each page its number, the SHA-256 of its large picture, that picture (to be read)
    and a small one (to be known by), as PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(1, len(document) + 1):
            bitmap = document[number - 1].render(scale=READ_DOTS / 72, rev_byteorder=True)
            image = bitmap.to_pil().convert("RGB")
            large = _png(image)
            yield number, hashlib.sha256(large).hexdigest(), large, _png(image.reduce(SMALL))
    finally:
        document.close()


def _png(image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=4)
    return stream.getvalue()
