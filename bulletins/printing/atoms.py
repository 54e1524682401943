"""Characters as the composer sees them: width, face, and where a line may end between two.

Widths are thousandths of an em.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

from bulletins.printing.faces import Faces, is_blank
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


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """One character in one face and size; there is one of it however often it is printed.

    ``half`` is the blank half that a mark may lose at a line's end, or at its
    head if it ``opens``.  A ``plain`` character has no rule of its own.
    """

    char: str
    width: int
    face: str
    kerned: bool
    half: int
    opens: bool
    word: bool  # of a Latin word or a number, the marks which hold these together included
    combines: bool
    plain: bool
    calls: bool  # the mark of a footnote: stays with what is before it

    @property
    def blank(self) -> bool:
        return self.char == " "


@dataclass(frozen=True, slots=True)
class Autospace:
    """Blank between Han and the Latin letters or digits beside it (CLREQ: up to 250).

    House style: none, so that digits, two to the em, keep to the grid of 28 characters.
    """

    letters: int = 0
    digits: int = 0

    def between(self, here: Atom, following: Atom) -> int:
        if here.word == following.word:
            return 0
        latin, other = (here, following) if here.word else (following, here)
        if not (other.plain and other.width == 1000):
            return 0
        if latin.char.isalpha():
            return self.letters
        return self.digits if latin.char.isdigit() or latin.char == "%" else 0


def segments(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs between forced line ends; neighbours in one dress are made one."""
    segment: list[Run] = []
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                yield segment
                segment = []
            if not part:
                continue
            last = segment[-1] if segment else None
            dress = (run.marks, run.href)
            if last and (last.marks, last.href) == dress and not (last.footnote or run.footnote):
                segment[-1] = Run(last.text + part, *dress)
            else:
                segment.append(Run(part, *dress, run.footnote))
    yield segment


def atoms_of(runs: Sequence[Run], faces: Faces, role: str) -> tuple[list[Atom], list[int]]:
    """What is printed of ``runs``, blanks at both ends left out, and of which run each is."""
    atoms: list[Atom] = []
    origin: list[int] = []
    for number, run in enumerate(runs):
        dress = next((_ROLE_OF_MARK[m] for m in ("strong", "em") if m in run.marks), role)
        small = "sub" in run.marks or "sup" in run.marks
        calls = bool(run.footnote)
        found = [atom for char in run.text if (atom := _atom(faces, dress, char, small, calls))]
        atoms += found
        origin += [number] * len(found)
    start, end = 0, len(atoms)
    while start < end and atoms[start].char in " \u3000":
        start += 1
    while end > start and atoms[end - 1].char in " \u3000":
        end -= 1
    return atoms[start:end], origin[start:end]


@functools.lru_cache(maxsize=50_000)
def _atom(faces: Faces, role: str, char: str, small: bool, calls: bool) -> Atom | None:
    char = _printed(char)
    glyph = faces.glyph(role, char) if char else None
    if glyph is None:
        return None
    size = SMALL if small else 1
    full = glyph.width == 1000
    word = _in_word(char)
    combines = category(char) == "Mn" or glyph.width == 0
    special = char in NO_START or char in NO_END or char in _GLUE or char == " "
    return Atom(
        char=char,
        width=round(glyph.width * size),
        face=glyph.face,
        kerned=glyph.kerned,
        half=round(HALF * size) if full and char in LEFT_HALF else 0,
        opens=full and char in OPENING and not small,
        word=word,
        combines=combines,
        plain=not (special or word or combines or char in DOUBLED or calls),
        calls=calls,
    )


def _printed(char: str) -> str:
    """Every blank but the full-width one prints as a plain narrow one."""
    if not is_blank(char) or char == "\u3000":
        return char
    return " " if char.isspace() or category(char) == "Zs" else ""


def _in_word(char: str) -> bool:
    """Latin letters, digits and the marks that hold a word or number together."""
    return char in _WORD or (char < "\u0530" and char.isalnum())


def shared_half(here: Atom, following: Atom) -> int:
    """Adjacent marks share their blank halves, where one face sets both in one piece."""
    if here.plain or following.plain or not squeezed(here.char, following.char):
        return 0
    if here.face != following.face or here.width != following.width or not here.kerned:
        return 0
    return here.width // 2


def is_doubled(first: Atom, second: Atom) -> bool:
    return first.char == second.char and first.char in DOUBLED


def forbidden(here: Atom, following: Atom) -> bool:
    """Whether the marks forbid a line end between the two."""
    if following.char in NO_START or following.combines or following.calls:
        return True
    return here.char in NO_END


def may_break(atoms: list[Atom], place: int) -> bool:
    """Whether a line may end after the character at ``place``, as far as marks and words go."""
    here, following = atoms[place], atoms[place + 1]
    if here.plain and following.plain:
        return True
    if forbidden(here, following) or following.blank:
        return False
    if here.blank:
        return place > 0 and atoms[place - 1].char not in NO_END
    if here.char in _GLUE or following.char in _GLUE:
        return False
    return not (here.word and following.word)
