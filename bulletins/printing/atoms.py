"""Characters as the composer sees them: width, face, and where a line may end between two.

Widths are thousandths of an em.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

from bulletins.printing.faces import Faces, Glyph, is_blank
from bulletins.printing.punctuation import (
    DOUBLED,
    LEFT_HALF,
    NO_END,
    NO_START,
    OPENING,
    SQUEEZE,
    squeezed,
)
from bulletins.richtext import Run

HALF = round(SQUEEZE * 1000)
SMALL = 0.6  # size of sub- and superscripts

_WORD = frozenset(".,:%+-/&@#_=~*\\|^<>")
_GLUE = frozenset("\"'")  # straight quotes do not say which side they belong to
_ROLE_OF_MARK = {"strong": "black", "em": "kai"}


@dataclass(frozen=True, slots=True)
class Atom:
    """One character with what the composer must know of it."""

    char: str
    run: Run
    glyph: Glyph
    width: int

    @property
    def is_half(self) -> bool:
        return self.glyph.width == 1000 and self.char in LEFT_HALF

    @property
    def opens(self) -> bool:
        return self.glyph.width == 1000 and self.char in OPENING


def segments(runs: Sequence[Run]) -> Iterator[list[Run]]:
    segment: list[Run] = []
    for run in runs:
        parts = run.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                yield segment
                segment = []
            if part:
                segment.append(Run(part, run.marks, run.href))
    yield segment


def atoms_of(runs: Sequence[Run], faces: Faces, role: str) -> list[Atom]:
    atoms = []
    for run in runs:
        dress = next((_ROLE_OF_MARK[m] for m in ("strong", "em") if m in run.marks), role)
        size = SMALL if {"sub", "sup"} & set(run.marks) else 1
        for char in run.text:
            printed = _printed(char)
            glyph = faces.glyph(dress, printed) if printed else None
            if glyph:
                atoms.append(Atom(printed, run, glyph, round(glyph.width * size)))
    while atoms and atoms[0].char in " \u3000":
        atoms.pop(0)
    while atoms and atoms[-1].char in " \u3000":
        atoms.pop()
    return atoms


def _printed(char: str) -> str:
    """Every blank but the full-width one prints as a plain narrow one."""
    if not is_blank(char) or char == "\u3000":
        return char
    return " " if char.isspace() or category(char) == "Zs" else ""


def shared_half(here: Atom, following: Atom | None) -> int:
    """Adjacent marks share their blank halves, where one face sets both in one piece."""
    if following is None or not squeezed(here.char, following.char):
        return 0
    same = here.run.marks == following.run.marks and here.run.href == following.run.href
    if not same or here.glyph.face != following.glyph.face or not here.glyph.kerned:
        return 0
    return round(HALF * here.width / here.glyph.width)


def is_doubled(first: Atom, second: Atom) -> bool:
    return first.char == second.char and first.char in DOUBLED


def forbidden(here: Atom, following: Atom) -> bool:
    """Whether the marks forbid a line end between the two."""
    return (
        following.char in NO_START
        or here.char in NO_END
        or following.width == 0
        or category(following.char) == "Mn"
    )


def may_break(atoms: list[Atom], place: int) -> bool:
    """Whether a line may end after the character at ``place``."""
    here, following = atoms[place], atoms[place + 1]
    if forbidden(here, following) or following.char == " ":
        return False
    if here.char == " ":
        return place > 0 and atoms[place - 1].char not in NO_END
    if here.char in _GLUE or following.char in _GLUE:
        return False
    return not (_in_word(here) and _in_word(following))


def _in_word(atom: Atom) -> bool:
    """Latin letters, digits and the marks that hold a word or number together."""
    char = atom.char
    return char in _WORD or (char < "\u0530" and char.isalnum())
