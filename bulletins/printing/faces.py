"""Which face prints a character, and how wide it is: the table of the prepared fonts.

Read from the ``faces.json`` which the font recipe leaves, so that lines can be
composed without opening a font.  Widths are in thousandths of an em.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from bulletins.printing import fonts

# Each role is a list of faces: the first that has a character prints it.  The
# stylesheet's font-family of a role is this same list.
ROLES = {
    "body": ("Yinfa Latin", "Yinfa Fangsong", "Yinfa Rare"),
    "black": ("Yinfa Latin Bold", "Yinfa Hei", "Yinfa Fangsong", "Yinfa Rare"),
    "kai": ("Yinfa Latin", "Yinfa Kai", "Yinfa Fangsong", "Yinfa Rare"),
    "song": ("Yinfa Latin", "Yinfa Song", "Yinfa Rare"),
    "title": ("Yinfa Title", "Yinfa Latin Bold", "Yinfa Rare"),
    "masthead": ("Yinfa Masthead", "Yinfa Title", "Yinfa Latin Bold", "Yinfa Rare"),
    "folio": ("Yinfa Folio",),
}


# Variation selectors choose a form of the character before them; what is printed is that one.
VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class FontsNotPrepared(Exception):
    """The print faces are not there; the text says how to make them."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """How a character prints in a role: ``kerned`` faces squeeze two adjacent marks."""

    face: str
    width: int
    kerned: bool


class Faces:
    """The prepared faces.  ``glyph`` is None where no face of the role has the character."""

    def __init__(self, table: dict):
        self._table = table
        self._full = {name: frozenset(row["full"]) for name, row in table.items()}
        self._seen: dict[str, dict[str, Glyph | None]] = {role: {} for role in ROLES}

    def glyph(self, role: str, char: str) -> Glyph | None:
        seen = self._seen[role]
        if char not in seen:
            seen[char] = self._find(role, char)
        return seen[char]

    def _find(self, role: str, char: str) -> Glyph | None:
        for name in ROLES[role]:
            row = self._table[name]
            if char in self._full[name]:
                return Glyph(name, 1000, row["kerned"])
            if char in row["other"]:
                return Glyph(name, row["other"][char], row["kerned"])
        return None

    def width(self, role: str, text: str) -> int:
        """The width of a short text set as it is, without squeezing."""
        return sum(glyph.width for char in text if (glyph := self.glyph(role, char)))

    def missing(self, text: str, role: str = "body") -> list[tuple[int, str]]:
        """Place (from 0) and character of everything in ``text`` that cannot be printed."""
        return [
            (place, char)
            for place, char in enumerate(text)
            if not is_blank(char) and not self.glyph(role, char)
        ]


def is_blank(char: str) -> bool:
    """Blanks, line ends and invisible characters: they need no glyph."""
    return char.isspace() or category(char) in ("Cf", "Cc", "Zs") or char in VARIANTS


@functools.lru_cache(maxsize=4)
def load(directory: Path | None = None) -> Faces:
    """The faces prepared in ``directory`` (by default YINFA_FONTS or var/fonts)."""
    directory = directory or fonts.default_directory()
    if not fonts.are_prepared(directory):
        raise FontsNotPrepared(
            f"The print faces in {directory} are missing or of an older recipe. "
            f"Prepare them with:  {fonts.COMMAND} {directory}"
        )
    return Faces(json.loads((directory / "faces.json").read_text()))
