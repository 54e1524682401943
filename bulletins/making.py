"""Makes a file of one kind from contents and their finished screen file: which maker for which.

No database: tasks and commands hand everything over.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from . import contents
from .exports import docx, html, text
from .exports.figures import PictureMissing
from .printing.design import Design
from .printing.layout import LayoutFailed, Progress, make_variant, set_slip

PDFS = ("press", "archive", "booklet")
WRITERS = {
    "docx": docx.write,
    "html": html.write,
    "text": lambda built, pictures: text.write(built),
}
KINDS = (*PDFS, *WRITERS)


def make_slip(slip: dict, fonts_directory: Path) -> tuple[bytes, int]:
    """The signing slip ``slip`` (signing_slip.py) as a PDF, and its pages.  Raises LayoutFailed."""
    with tempfile.TemporaryDirectory(prefix="yinfa-slip-") as folder:
        output = Path(folder) / "slip.pdf"
        made = set_slip(slip, output, fonts_directory)
        return output.read_bytes(), made.pages


def make(
    kind: str,
    built: contents.Contents,
    looks: Design,
    output: Path,
    *,
    screen: Path | None = None,
    pictures: Mapping[int, bytes] | None = None,
    progress: Progress = lambda stage, done, total: None,
    profile: Path | None = None,
    fonts_directory: Path | None = None,
    warm: bool = False,
) -> int:
    """Writes the file ``output`` of ``kind``; returns its pages, 0 if it has none.

    The PDFs are made from ``screen``, the finished layout of ``built`` in ``looks``;
    the others from the contents, as far as the design prints them, and ``pictures``.
    Raises LayoutFailed.
    """
    if kind in PDFS:
        made = make_variant(
            kind,
            built,
            screen,
            output,
            design=looks,
            profile=profile,
            progress=progress,
            fonts_directory=fonts_directory,
            warm=warm,
        )
        return made.pages
    progress(kind, 0, 1)
    try:
        output.write_bytes(WRITERS[kind](looks.printed(built), pictures or {}))
    except PictureMissing as missing:
        raise LayoutFailed("", "", str(missing)) from missing
    return 0
