"""Pages of a finished PDF as pictures for the screen."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

DOTS = 96  # an inch
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
            stream = io.BytesIO()
            bitmap.to_pil().convert("RGB").save(stream, "PNG", compress_level=4)
            yield number, stream.getvalue()
    finally:
        document.close()
