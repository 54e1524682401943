"""Our faces as they go into a file: read once in a process, and only the glyphs that are used.

The engine reads a whole face anew for each file and has HarfBuzz go over it twice; it
does so still with a face of another make.
"""

import copy

from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.fonts import get_pango_font_hb_face, get_pango_font_key

from bulletins.printing.outlines import NotOurs, Outlines

_seen: dict[int, "Embedded"] = {}  # by the place of HarfBuzz's own face


class Embedded(Font):
    """A face in one file."""

    outlines: Outlines | None = None

    def clean(self, to_unicode: dict[int, str], hinting: bool) -> None:
        if self.outlines is None or self.missing or not to_unicode:
            self.file_content = bytes(self.file_content)
            super().clean(to_unicode, hinting)
        else:
            self.file_content = self.outlines.subset(to_unicode)


def embedded(pango_font, description, size: float) -> Embedded:
    """The face for a file in which nothing stands yet; in place of the engine's ``Font``."""
    font = copy.copy(_read(pango_font, description, size))
    font.widths, font.to_unicode, font.missing = {}, {}, {}
    return font


def outlines(pango_font) -> Outlines:
    """What a face of ours holds; raises NotOurs."""
    _key, description, size = get_pango_font_key(pango_font)
    if (found := _read(pango_font, description, size).outlines) is None:
        raise NotOurs("face of another make")
    return found


def _read(pango_font, description, size: float) -> Embedded:
    # The engine's face holds HarfBuzz's, so no other can come to stand in its place.
    place = int(ffi.cast("intptr_t", get_pango_font_hb_face(pango_font)))
    if place not in _seen:
        font = Embedded(pango_font, description, size)
        font.file_content = _content(font.hb_face)
        try:
            font.outlines = Outlines(font.file_content)
        except NotOurs:
            font.outlines = None
        _seen[place] = font
    return _seen[place]


def _content(face) -> memoryview:
    """The file as HarfBuzz has it in memory, where it is shared by all processes."""
    blob, length = harfbuzz.hb_face_reference_blob(face), ffi.new("unsigned int *")
    return memoryview(ffi.buffer(harfbuzz.hb_blob_get_data(blob, length), length[0]))
