"""What each face is made of: the recipe as data.

Only TrueType outlines are shipped to the engine (CID-keyed CFF prints as
garbage on two of four renderers), every face gets the same vertical metrics
(22 equal lines need them), and every code point its own glyph (else two
characters which share one come back from the PDF as the same character).
"""

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import category

FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
NOTO = "usr/share/fonts/opentype/noto/"
LIBERATION = "usr/share/fonts/truetype/liberation2/"
SIMPLIFIED = 2  # number of the SC face in Noto's collections

UNITS, ASCENT, DESCENT = 1000, 880, -120  # the one set of metrics, per em

# Every face has its own blanks, all alike: the engine takes a blank from the face before it.
BLANKS = {0x20: 250, 0xA0: 250, 0x3000: 1000}

_HANGUL = (
    range(0x1100, 0x1200),
    range(0x3130, 0x3190),
    range(0xA960, 0xA980),
    range(0xAC00, 0xD800),
)


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its name in the stylesheet, its source file and what is taken of it.

    ``takes`` says of each code point of the source whether it is taken.
    ``kerned`` faces set two adjacent marks 1.5 em wide.  ``drop`` units lower the
    glyphs, so that Han characters of all faces in a line have one middle.
    """

    name: str
    package: str
    path: str
    takes: Callable[[int], bool]
    number: int = -1
    kerned: bool = False
    drop: int = 0


def printable(code: int) -> bool:
    return category(chr(code)) not in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def western(code: int) -> bool:
    """What is set in the Latin face: ASCII, Latin letters, superscript digits, currency.

    Not the marks which GB 2312 has too (“ ” — … · ° ±): those are Chinese, one em wide.
    """
    if code < 0x7F:
        return code > 0x20
    letter = code < 0x250 and category(chr(code)).startswith("L")
    combining = 0x300 <= code < 0x370
    return letter or combining or chr(code) in "²³¹¼½¾€£¢©®•"


def chinese(code: int) -> bool:
    return printable(code) and not western(code)


def black(code: int) -> bool:
    """黑体 without its curly quotes, which are too narrow; 仿宋 lends its own."""
    return chinese(code) and chr(code) not in "“”‘’"


def regular_script(code: int) -> bool:
    """楷体 without its dash, which is too short to make one stroke of ——."""
    return chinese(code) and chr(code) != "—"


def titling(code: int) -> bool:
    """The headline face keeps its own ASCII, as heavy as its Han characters."""
    return printable(code) and (code < 0x7F or not western(code))


def common(code: int) -> bool:
    """GB 2312 and ASCII: enough for the lettering of a masthead."""
    try:
        return printable(code) and bool(chr(code).encode("gb2312"))
    except UnicodeEncodeError:
        return False


def rare(code: int) -> bool:
    """Whatever no other face has is added from here, Hangul excepted (11,000 glyphs)."""
    return printable(code) and code > 0x7F and not any(code in block for block in _HANGUL)


def folio(code: int) -> bool:
    return chr(code) in "—0123456789"


TEX = "texlive-lang-chinese"
FACES = (
    Face("Yinfa Fangsong", TEX, FANDOL + "FandolFang-Regular.otf", chinese, kerned=True),
    Face("Yinfa Title", TEX, FANDOL + "FandolSong-Bold.otf", titling, kerned=True),
    Face("Yinfa Song", TEX, FANDOL + "FandolSong-Regular.otf", chinese, kerned=True),
    Face("Yinfa Hei", TEX, FANDOL + "FandolHei-Regular.otf", black, kerned=True),
    Face(
        "Yinfa Kai",
        "fonts-arphic-gkai00mp",
        "usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf",
        regular_script,
        kerned=True,
        drop=85,
    ),
    Face("Yinfa Masthead", "fonts-noto-cjk", NOTO + "NotoSerifCJK-Bold.ttc", common, SIMPLIFIED),
    Face("Yinfa Latin", "fonts-liberation2", LIBERATION + "LiberationSerif-Regular.ttf", western),
    Face("Yinfa Latin Bold", "fonts-liberation2", LIBERATION + "LiberationSerif-Bold.ttf", western),
    Face("Yinfa Folio", "fonts-liberation2", LIBERATION + "LiberationSerif-Regular.ttf", folio),
    Face(
        "Yinfa Rare",
        "fonts-noto-cjk",
        NOTO + "NotoSerifCJK-Regular.ttc",
        rare,
        SIMPLIFIED,
        drop=75,
    ),
)

# The base of the fallbacks: what it has, the rare face need not have.
BASE = FACES[0]
RARE = FACES[-1]
