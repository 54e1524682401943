"""Draws rows whose every place is known (rows.py) into a page, as text of the file.

The first face of a role that has a character prints it, as the engine would choose; two
marks in one run and face share a blank half, as the kerning of our faces has it.
"""

import itertools
from dataclasses import replace

from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango

from bulletins.printing import embedding
from bulletins.printing.faces import ROLES
from bulletins.printing.outlines import Outlines
from bulletins.printing.punctuation import LEFT_HALF, OPENING, squeezed
from bulletins.printing.rows import Row, Run

EM, HALF = 1000, 500
BLANKS = " \u3000"  # as wide in all faces
SHARED = 499.9  # by half an em, Poppler takes what follows for the beginning of another line
MARKS = LEFT_HALF | OPENING


class NoGlyph(Exception):
    """None of the faces of a row has one of its characters."""


class Face:
    """One face of the engine's configuration and what is in it."""

    def __init__(self, configuration, name: str):
        described = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        family = ffi.new("char[]", name.encode())
        pango.pango_font_description_set_family(described, family)
        pango.pango_font_description_set_absolute_size(described, 16 * TO_UNITS)
        context = ffi.gc(
            pango.pango_font_map_create_context(configuration.font_map), gobject.g_object_unref
        )
        self.pango = ffi.gc(
            pango.pango_font_map_load_font(configuration.font_map, context, described),
            gobject.g_object_unref,
        )
        self.outlines: Outlines = embedding.outlines(self.pango)
        self.kerned = "GPOS" in self.outlines.tables


class Glyphs(dict):
    """By character: the face that prints it in a list of faces, the code and width of its glyph."""

    def __init__(self, faces: list[Face]):
        super().__init__()
        self.faces = faces

    def __missing__(self, char: str) -> tuple[Face, str, int]:
        for face in self.faces:
            if glyph := face.outlines.glyph(char):
                self[char] = face, f"{glyph:04x}", face.outlines.advance(glyph)
                return self[char]
        raise NoGlyph(f"U+{ord(char):04X}")

    def extent(self, run: Run) -> int:
        """What ``run`` takes, in thousandths of an em, tracking after its end included."""
        if run.room is not None:
            return run.before + run.room
        found = [(char, *self[char]) for char in run.text]
        width = sum(one[-1] + run.tracking for one in found)
        shared = sum(shares(*pair) for pair in itertools.pairwise(found))
        return run.before + width - HALF * shared


def shares(one: tuple[str, Face, str, int], following: tuple[str, Face, str, int]) -> bool:
    """Whether two characters with their faces and glyphs are two marks drawn together."""
    (first, face, _, width), (second, other, _, beside) = one, following
    if first not in MARKS or face is not other or not face.kerned:
        return False
    return width == beside == EM and squeezed(first, second)


class Palette:
    """The faces of one configuration of the engine, by name, and lists of them."""

    def __init__(self, configuration):
        self.configuration = configuration
        self._faces: dict[str, Face] = {}
        self._lists: dict[tuple[str, ...], Glyphs] = {}

    def glyphs(self, names: tuple[str, ...], role: str = "") -> Glyphs:
        """Those of the faces ``names``, or of a role."""
        names = ROLES[role] if role else names
        if names not in self._lists:
            self._lists[names] = Glyphs([self._face(name) for name in names])
        return self._lists[names]

    def _face(self, name: str) -> Face:
        if name not in self._faces:
            self._faces[name] = Face(self.configuration, name)
        return self._faces[name]

    def width(self, row: Row, names: tuple[str, ...]) -> int:
        """Of a row, in thousandths of an em."""
        return sum(self.glyphs(names, run.role).extent(run) for run in row)


class Pen:
    """Draws text on one page, ``stream``."""

    def __init__(self, stream, palette: Palette):
        self.stream, self.palette = stream, palette
        self._fonts: dict[Face, object] = {}
        self._tracking = self._ahead = 0

    def row(self, row: Row, names: tuple[str, ...], size: float, x: float, y: float) -> None:
        """``row`` from ``x`` on the baseline ``y``, as the page counts, within a text object."""
        self.stream.stream.append(f"1 0 0 -1 {x:.3f} {y:.3f} Tm".encode())
        self._ahead = 0
        for run in row:
            glyphs = self.palette.glyphs(names, run.role)
            self._ahead += run.before
            if run.text:
                self._track(run.tracking, size)
                self._show(run.text, glyphs, size)
            if run.room is not None:
                self._ahead += run.room - glyphs.extent(replace(run, before=0, room=None))
        self._track(0, size)

    def _show(self, text: str, glyphs: Glyphs, size: float) -> None:
        last = None
        parts: list[str] = []
        for char in text:
            face, code, width = here = glyphs[char]
            if char in BLANKS and last and (beside := last[1].outlines.glyph(char)):
                # In the face of what is before it, as the engine has blanks: no face for it alone.
                face, code, width = here = last[1], f"{beside:04x}", width
            if last is None or face is not last[1]:
                self._put(parts)
                font = self._font(face)
                self.stream.set_font_size(font.hash, size)
                parts = [f"{-self._ahead}<" if self._ahead else "<"]
                self._ahead = 0
            elif char in MARKS and shares(last, (char, *here)):
                parts.append(f">{SHARED}<")
            parts.append(code)
            glyph = int(code, 16)
            if glyph not in font.to_unicode:
                font.to_unicode[glyph], font.widths[glyph] = char, width
            last = (char, *here)
        self._put(parts)

    def _put(self, parts: list[str]) -> None:
        if parts:
            self.stream.show_text("".join(parts) + ">")

    def _track(self, tracking: int, size: float) -> None:
        if tracking != self._tracking:
            self._tracking = tracking
            self.stream.stream.append(f"{tracking / EM * size:.4f} Tc".encode())

    def _font(self, face: Face):
        if face not in self._fonts:
            self._fonts[face], _size = self.stream.add_font(face.pango)
        return self._fonts[face]
