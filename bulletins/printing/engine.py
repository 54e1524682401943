"""Sets composed pages as PDF.  The only module that loads WeasyPrint."""

import atexit
import ctypes
import functools
import logging
import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from bulletins.printing import inline, sheets
from bulletins.printing.design import MUNICIPAL, Design

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


class EngineFailed(Exception):
    """The engine could not set the pages as given; the text says why, in Chinese."""


def missing_packages() -> list[str]:
    """Debian packages without which pages cannot be set, or only many times slower."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def require_libraries() -> None:
    """Raises EngineFailed with the line to run, when a system library is missing."""
    if missing := missing_packages():
        raise EngineFailed(
            "缺少系统软件包，请由管理员执行：apt-get install -y --no-install-recommends "
            + " ".join(missing)
        )


def use_fonts(directory: Path) -> None:
    """Lets the engine see the prepared faces and no others.  Before the first layout."""
    os.environ["FONTCONFIG_FILE"] = str(directory / "fonts.conf")


@functools.cache
def _configuration():
    """The engine's view of the faces: what it has read of them is there for all layouts."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@functools.lru_cache(maxsize=8)
def _prepared(design: Design):
    """Font configuration and parsed stylesheet, shared by all layouts in one design."""
    return _configuration(), _sheet(sheets.stylesheet(design))


def _sheet(css: str):
    from weasyprint import CSS

    from bulletins.printing.fetching import PictureFetcher

    return CSS(string=css, font_config=_configuration(), url_fetcher=PictureFetcher({}))


# WeasyPrint's own clean-up fails when it is left to the end of the interpreter.
atexit.register(_configuration.cache_clear)
atexit.register(_prepared.cache_clear)


def prepare(design: Design) -> None:
    """Reads the stylesheet of ``design`` ahead of its first layout."""
    _prepared(design)


def set_pages(
    html: str,
    output: Path,
    pictures: Mapping[int, bytes],
    pages: int,
    progress: Callable[[int], None] = lambda page: None,
    design: Design = MUNICIPAL,
) -> None:
    """Writes the PDF of well-formed ``html``, which must come to exactly ``pages`` pages.

    Whatever the engine warns of (a missing glyph, an unknown property, a
    picture it cannot read) is an error here: a page must not lose anything
    in silence.
    """
    require_libraries()
    _name_notes()
    _set(html, _prepared(design), output, pictures, progress, pages)


def set_sheets(html: str, css: str, output: Path, pictures: Mapping[int, bytes]) -> int:
    """Writes the PDF of a paper that needs no grid, in a stylesheet of its own; its pages,
    which the engine breaks itself.  Warnings are errors, as for an issue."""
    require_libraries()
    return _set(html, (_configuration(), _sheet(css)), output, pictures)


def _set(html, looks, output, pictures, progress=lambda page: None, pages=None) -> int:
    from bulletins.printing import shortcuts
    from bulletins.printing.elements import Elements
    from bulletins.printing.fetching import FetchRefused, PictureFetcher
    from bulletins.printing.outlines import NotOurs
    from bulletins.printing.pen import NoGlyph

    shortcuts.take()
    configuration, sheet = looks
    fetcher = PictureFetcher(pictures)
    with _Listener(progress) as listener:
        try:
            document = Elements(html, fetcher, composed=pages is not None).render(
                stylesheets=[sheet], font_config=configuration, pdf_tags=True
            )
            if pages is not None and len(document.pages) != pages:
                raise EngineFailed(f"版面应为{pages}页，排出了{len(document.pages)}页")
            document.write_pdf(output, finisher=_finish, pdf_tags=True)
        except FetchRefused as refusal:
            raise EngineFailed(str(refusal)) from refusal
        except (NoGlyph, NotOurs) as failure:
            raise EngineFailed(f"字库不是本系统的，或缺字：{failure}") from failure
    if fetcher.refused:
        raise EngineFailed(f"排版时不允许读取：{fetcher.refused[0][:200]}")
    if listener.warnings:
        raise EngineFailed("排版程序报告：" + "；".join(listener.warnings[:5]))
    return len(document.pages)


@functools.cache
def _name_notes() -> None:
    """Has marks of notes and notes tagged as such: the engine's table cannot be added to."""
    from weasyprint.pdf import tags

    given, ours = tags._get_pdf_tag, {inline.REFERENCE: "Reference", inline.NOTE: "Note"}
    tags._get_pdf_tag = lambda tag: ours.get(tag) or given(tag)


def _finish(document, pdf) -> None:
    import pydyf

    _compress(pdf)
    notes = [o for o in pdf.objects if isinstance(o, dict) and o.get("S") == "/Note"]
    for number, note in enumerate(notes, 1):  # ISO 14289-1 7.9: each by a name of its own
        note["ID"] = pydyf.String(f"note-{number}")


def _compress(pdf) -> None:
    """Compresses the streams at level 4: a third of the time of the engine's 9, 3 % more bytes."""
    import pydyf

    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            stream.compress = False
            whole = stream.data
            start = whole.index(b"stream\n") + len(b"stream\n")
            packed = zlib.compress(whole[start : -len(b"\nendstream")], 4)
            stream.stream, stream.extra["Filter"] = [packed], "/FlateDecode"


class _Listener(logging.Handler):
    """Collects the engine's warnings and hears which page it is at."""

    def __init__(self, progress: Callable[[int], None]):
        super().__init__(logging.INFO)
        self.progress, self.warnings = progress, []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            self.warnings.append(record.getMessage()[:300])
        elif record.msg.startswith("Step 5") and record.args:
            self.progress(int(record.args[0]))

    def __enter__(self) -> "_Listener":
        # The logger of progress is a child of the other: what it says is heard there too.
        self._logger = logging.getLogger("weasyprint")
        self._progress = logging.getLogger("weasyprint.progress")
        self._level = self._progress.level
        self._logger.addHandler(self)
        self._progress.setLevel(logging.INFO)
        return self

    def __exit__(self, *error) -> None:
        self._logger.removeHandler(self)
        self._progress.setLevel(self._level)
